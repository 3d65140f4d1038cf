//! Notes that could not be saved, kept until they can be.
//!
//! A recovery file is an ordinary file of notes under the XDG state folder; when that cannot be
//! written either (its disk may be the full one), under the runtime folder, which is in memory.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use etcetera::{BaseStrategy, choose_base_strategy};

use super::find::state_folder;
use super::own::{OwnNotes, Saved};
use super::{Library, state};
use crate::annotation::{Annotation, AnnotationFile, edit};
use crate::article::ArticleName;
use crate::text::problem::Problems;

/// The id, in a recovery file, of a note that had none yet.
const NAMELESS: &str = "unsaved";

/// Notes that an earlier session could not save.
#[derive(Debug, Clone, PartialEq)]
pub struct Recovered {
    /// The file that keeps them.
    pub file: PathBuf,
    /// The article that they are about.
    pub article: ArticleName,
    /// The notes.
    pub notes: Vec<Annotation>,
}

/// Keeps a note; `None` when nowhere can be written.
pub(super) fn keep(library: &Library, article: &ArticleName, note: &Annotation) -> Option<PathBuf> {
    let text = text_of(article, note);
    folders(library)
        .iter()
        .find_map(|folder| write(folder, article, &text).ok())
}

fn text_of(article: &ArticleName, note: &Annotation) -> String {
    let mut note = note.clone();
    if note.id.is_empty() {
        NAMELESS.clone_into(&mut note.id);
    }
    format!(
        "# A note that could not be saved. `postil note --recover` puts it in its place.\n{}",
        edit::new_file(article, std::slice::from_ref(&note))
    )
}

/// A note that is being written, kept as it grows. As long as its writer lives the file is
/// locked, and no other session takes it for one that was lost.
#[derive(Debug)]
pub struct Draft {
    article: ArticleName,
    folders: Vec<PathBuf>,
    file: Option<(File, PathBuf)>,
}

impl Draft {
    /// Of a note on an article; nothing is written yet.
    pub fn of(library: &Library, article: &ArticleName) -> Self {
        Self {
            article: article.clone(),
            folders: folders(library),
            file: None,
        }
    }

    /// Keeps the note as it is now, in a new file, and then removes the one before: so that one
    /// of them is whole at any moment.
    pub fn write(&mut self, note: &Annotation) {
        let text = text_of(&self.article, note);
        let written = self.folders.iter().find_map(|folder| {
            let path = write(folder, &self.article, &text).ok()?;
            let file = File::open(&path).ok()?;
            // Where files cannot be locked the draft is kept all the same.
            let _ = file.try_lock();
            Some((file, path))
        });
        if let Some(new) = written
            && let Some((_, old)) = self.file.replace(new)
        {
            let _ = std::fs::remove_file(old);
        }
    }

    /// The note is saved, or given up.
    pub fn discard(self) {
        if let Some((_, path)) = self.file {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Whether a session that lives is writing the file.
fn is_being_written(path: &Path) -> bool {
    let locked = File::open(path).map(|file| file.try_lock());
    matches!(locked, Ok(Err(std::fs::TryLockError::WouldBlock)))
}

fn write(folder: &Path, article: &ArticleName, text: &str) -> std::io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new()
        .prefix(&format!("{article}."))
        .suffix(".yaml")
        .tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    let (_, path) = file.keep().map_err(|e| e.error)?;
    Ok(path)
}

fn folders(library: &Library) -> Vec<PathBuf> {
    let base = choose_base_strategy().ok();
    let runtime = base.and_then(|base| Some(base.runtime_dir()?.join("postil")));
    [state_folder(), runtime]
        .into_iter()
        .flatten()
        .map(|folder| folder.join("recovery").join(state::id_of(library)))
        .collect()
}

/// What waits to be put back into this library, in the order of the files' names.
pub fn waiting(library: &Library) -> Vec<Recovered> {
    let files = folders(library).into_iter().filter_map(|folder| {
        let files = std::fs::read_dir(folder).ok()?;
        Some(files.flatten().map(|file| file.path()))
    });
    let mut files: Vec<PathBuf> = files.flatten().collect();
    files.retain(|file| !is_being_written(file));
    files.sort();
    files.into_iter().filter_map(read).collect()
}

fn read(file: PathBuf) -> Option<Recovered> {
    let text = std::fs::read_to_string(&file).ok()?;
    let contents = AnnotationFile::from_yaml(&text, true, &mut Problems::default());
    let nameless = |mut note: Annotation| {
        if note.id == NAMELESS {
            note.id.clear();
        }
        note
    };
    (!contents.annotations.is_empty()).then_some(Recovered {
        file,
        article: contents.article?,
        notes: contents.annotations.into_iter().map(nameless).collect(),
    })
}

/// Puts notes back in their place, and removes their file when all are there.
pub fn put_back(library: &Library, recovered: &Recovered) -> Result<Vec<Saved>, super::SaveError> {
    let own = OwnNotes::of(library, &recovered.article);
    let saved = recovered
        .notes
        .iter()
        .map(|note| own.put_back(note))
        .collect::<Result<Vec<_>, _>>()?;
    discard(recovered);
    Ok(saved)
}

/// Removes a recovery file.
pub fn discard(recovered: &Recovered) {
    // One that stays is only offered again.
    let _ = std::fs::remove_file(&recovered.file);
}
