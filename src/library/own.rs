//! The reader's own notes on an article: added, changed, deleted, undone and redone, each change
//! saved at once.
//!
//! They stand in `annotations/NAME.notes.yaml`, apart from the notes that ship; in the user's data
//! folder when the library is built in or may not be written. What another program saved
//! meanwhile is merged, and what cannot be saved is kept in a recovery file.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::store::{self, SaveError};
use super::{Library, Place, data_folder, recovery, state, state_folder};
use crate::annotation::{Annotation, AnnotationId, Applied, Change, History, edit};
use crate::article::ArticleName;

/// The reader's own notes on one article, with the changes that can be undone.
#[derive(Debug)]
pub struct OwnNotes {
    library: Library,
    article: ArticleName,
    /// Ids of notes that ship: own ones do not take them.
    shipped: HashSet<AnnotationId>,
    /// Where the history is kept between sessions, when it can be.
    kept: Option<PathBuf>,
    history: History,
}

/// A change is on the disk.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// The change as it was made: with the id that a new note got.
    pub change: Change,
    /// The file that holds it.
    pub file: PathBuf,
    /// What the reader should know about it.
    pub remark: Option<String>,
}

/// A change is not on the disk; nothing of it is lost.
#[derive(Debug, thiserror::Error)]
#[error("{why}{}", kept(.recovery.as_deref()))]
pub struct Unsaved {
    /// The change, to be tried again.
    pub change: Box<Change>,
    /// Why it was not saved.
    pub why: SaveError,
    /// Where the note is kept until it can be saved, if anywhere could be written.
    pub recovery: Option<PathBuf>,
}

fn kept(recovery: Option<&Path>) -> String {
    recovery.map_or_else(String::new, |file| {
        let file = super::shown(file);
        format!(
            "\nthe note is kept in {}",
            crate::text::safe::shown_line(&file)
        )
    })
}

impl OwnNotes {
    /// The own notes on an article.
    pub fn of(library: &Library, article: &ArticleName) -> Self {
        let shipped = library
            .read(&format!("annotations/{article}.yaml"))
            .ok()
            .and_then(|(_, text)| text)
            .map(|text| edit::ids(&text))
            .unwrap_or_default();
        Self {
            library: library.clone(),
            article: article.clone(),
            shipped,
            kept: history_file(library, article),
            history: History::default(),
        }
    }

    /// Adds a note. One without an id gets one.
    pub fn add(&mut self, note: Annotation) -> Result<Saved, Unsaved> {
        self.make(Change::Add(Box::new(note)))
    }

    /// Changes a note: `before` is what was read, `after` what it shall be.
    pub fn change(&mut self, before: Annotation, after: Annotation) -> Result<Saved, Unsaved> {
        self.make(Change::Replace {
            before: Box::new(before),
            after: Box::new(after),
        })
    }

    /// Deletes a note.
    pub fn delete(&mut self, note: Annotation) -> Result<Saved, Unsaved> {
        self.make(Change::Delete(Box::new(note)))
    }

    /// Undoes the last change, be it of an earlier session; `None` when there is none.
    pub fn undo(&mut self) -> Option<Result<Saved, Unsaved>> {
        self.recall();
        let change = self.history.last_done()?.inverse();
        let result = self.save(change);
        if result.is_ok() {
            self.history.undo();
            self.remember();
        }
        Some(result)
    }

    /// Makes the change again that was undone last; `None` when there is none.
    pub fn redo(&mut self) -> Option<Result<Saved, Unsaved>> {
        self.recall();
        let change = self.history.last_undone()?.clone();
        let result = self.save(change);
        if let Ok(saved) = &result {
            self.history.redo(saved.change.clone());
            self.remember();
        }
        Some(result)
    }

    fn make(&mut self, change: Change) -> Result<Saved, Unsaved> {
        self.recall();
        let saved = self.save(change)?;
        self.history.make(saved.change.clone());
        self.remember();
        Ok(saved)
    }

    /// Takes the history from the disk: another session may have gone on with it.
    fn recall(&mut self) {
        let text = self.kept.as_ref().map(std::fs::read_to_string);
        if let Some(Ok(text)) = text {
            self.history = History::from_text(&text);
        }
    }

    /// Without the history nothing is lost but what could be undone.
    fn remember(&self) {
        if let Some(file) = &self.kept {
            let _ = store::write_whole(file, self.history.to_text().as_bytes());
        }
    }

    /// Saves a change, or keeps it in a recovery file.
    fn save(&self, change: Change) -> Result<Saved, Unsaved> {
        match self.put(&change) {
            Ok(saved) => Ok(saved),
            Err(why) => {
                let recovery = match &change {
                    Change::Delete(_) => None,
                    _ => recovery::keep(&self.library, &self.article, change.note()),
                };
                Err(Unsaved {
                    change: Box::new(change),
                    why,
                    recovery,
                })
            }
        }
    }

    /// Saves a note from a recovery file; one that cannot be stays in that file.
    pub(super) fn put_back(&self, note: &Annotation) -> Result<Saved, SaveError> {
        self.put(&Change::Add(Box::new(note.clone())))
    }

    fn put(&self, change: &Change) -> Result<Saved, SaveError> {
        let of_user = file_of_user(&self.library, &self.article);
        let of_library = self
            .library
            .path(&format!("annotations/{}.notes.yaml", self.article));
        let id = &change.note().id;
        let holds = |file: &PathBuf| !id.is_empty() && holds_note(file, id);
        let file = match (of_library, of_user) {
            (Some(library), Some(user)) => {
                let in_user =
                    holds(&user) && !holds(&library) || user.is_file() && !library.is_file();
                if in_user {
                    return self.write(change, &user);
                }
                match self.write(change, &library) {
                    // A file that is there stays the one: a second would tear the notes apart.
                    Err(e) if e.is_read_only() && !library.is_file() => {
                        let mut saved = self.write(change, &user)?;
                        let shown = super::shown(&user);
                        let told = format!(
                            "the library may not be written, so the note is kept in {shown}"
                        );
                        saved.remark.get_or_insert(told);
                        return Ok(saved);
                    }
                    done => return done,
                }
            }
            (Some(file), None) | (None, Some(file)) => file,
            (None, None) => {
                return Err(SaveError::Edit {
                    file: PathBuf::from(format!("{}.notes.yaml", self.article)),
                    why: "there is no folder for own notes; set HOME, or name a library with \
                          --library"
                        .to_owned(),
                });
            }
        };
        self.write(change, &file)
    }

    fn write(&self, change: &Change, file: &Path) -> Result<Saved, SaveError> {
        let mut applied = Applied::Already;
        store::update(file, |text| {
            let avoid = |id: &str| self.shipped.contains(id);
            let (new, how) = change.apply(text.unwrap_or_default(), &self.article, &avoid)?;
            applied = how;
            Ok::<_, edit::NoEdit>(new)
        })?;
        let mut change = change.clone();
        let remark = remark(&applied, change.note());
        match (&applied, &mut change) {
            (Applied::Renamed(id), Change::Add(note)) => note.id.clone_from(id),
            // Ours became a note of its own.
            (Applied::BothKept(id), Change::Replace { after, .. }) => {
                after.id.clone_from(id);
                change = Change::Add(after.clone());
            }
            (Applied::Restored, Change::Replace { after, .. }) => {
                change = Change::Add(after.clone());
            }
            _ => {}
        }
        Ok(Saved {
            change,
            file: file.to_path_buf(),
            remark,
        })
    }
}

fn remark(applied: &Applied, note: &Annotation) -> Option<String> {
    let id = &note.id;
    match applied {
        Applied::Done | Applied::Already => None,
        Applied::Renamed(_) if id.is_empty() => None,
        Applied::Renamed(new) => Some(format!("the id `{id}` is taken; the note is `{new}`")),
        Applied::Merged => Some(format!(
            "`{id}` had changed on disk; both changes are in it"
        )),
        Applied::BothKept(new) => Some(format!(
            "`{id}` had changed on disk in the same place; it is kept, and yours is `{new}`"
        )),
        Applied::Restored => Some(format!(
            "`{id}` had been deleted on disk; it is there again"
        )),
        Applied::NotDeleted => Some(format!(
            "`{id}` has changed on disk since it was read, and was not deleted"
        )),
    }
}

/// The user's own file of notes on an article, outside the library: for the built-in library in
/// the place where the user's own library would have it.
pub(super) fn file_of_user(library: &Library, article: &ArticleName) -> Option<PathBuf> {
    let data = data_folder()?;
    let folder = match library.place() {
        Place::BuiltIn => data.join("annotations"),
        Place::Folder(_) => data.join("notes").join(state::id_of(library)),
    };
    Some(folder.join(format!("{article}.notes.yaml")))
}

/// The file of the changes that can be undone.
fn history_file(library: &Library, article: &ArticleName) -> Option<PathBuf> {
    let folder = state_folder()?.join("history").join(state::id_of(library));
    Some(folder.join(format!("{article}.json")))
}

/// The names, without `.yaml`, of the files of notes that the reader keeps outside the library.
pub(super) fn stems_of_user(library: &Library) -> Vec<String> {
    let any: Option<PathBuf> = "any".parse().ok().and_then(|a| file_of_user(library, &a));
    let folder = any.as_deref().and_then(Path::parent);
    let files = folder.and_then(|folder| std::fs::read_dir(folder).ok());
    let names = files.into_iter().flatten();
    names
        .filter_map(|f| f.ok()?.file_name().into_string().ok())
        .filter_map(|f| Some(format!("{}.notes", f.strip_suffix(".notes.yaml")?)))
        .collect()
}

fn holds_note(file: &Path, id: &str) -> bool {
    std::fs::read_to_string(file).is_ok_and(|text| edit::ids(&text).contains(id))
}
