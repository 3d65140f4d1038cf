//! The reader's own notes: each change saved at once, what cannot be saved kept, and a note that is
//! being written kept as it grows.

use std::ops::Range;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::Session;
use crate::annotation::{Anchorer, Annotation, Kind, Locator, Target};
use crate::article::Article;
use crate::library::recovery::{self, Draft};
use crate::library::{OwnNotes, shown};
use crate::text::problem::Position;
use crate::text::safe;
use crate::viewer::state::NoteChange;

/// How often a note that is being written is put down.
const PUT_DOWN: Duration = Duration::from_secs(2);

/// The note that is being written, on the disk.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    draft: Option<Draft>,
    last: Option<Instant>,
    held: Option<NoteChange>,
    /// The file that a save which failed has left; what is put down later takes its place.
    kept: Option<PathBuf>,
}

impl Drafts {
    /// The note is saved or given up: its files go.
    fn forget(&mut self) {
        if let Some(draft) = self.draft.take() {
            draft.discard();
        }
        self.forget_kept();
        self.held = None;
    }

    fn forget_kept(&mut self) {
        if let Some(file) = self.kept.take() {
            // One that stays is only offered again.
            let _ = std::fs::remove_file(file);
        }
    }
}

impl Session<'_> {
    /// Changes the reader's own notes. A note that could not be saved stays in its editor.
    pub(super) fn change(&mut self, change: NoteChange) {
        if change == NoteChange::Recover {
            self.recover();
            return;
        }
        let Some(name) = self.viewer.article().cloned() else {
            return;
        };
        if self.own.as_ref().is_none_or(|(of, _)| *of != name) {
            self.own = Some((name.clone(), OwnNotes::of(self.library, &name)));
        }
        let Some((_, own)) = &mut self.own else {
            return;
        };
        let (result, did) = match change {
            NoteChange::Add { .. } => {
                let Some(note) = note_of(&self.viewer, change) else {
                    return;
                };
                (own.add(note), "saved")
            }
            NoteChange::Edit { before, after } => (own.change(*before, *after), "saved"),
            NoteChange::Delete(note) => (own.delete(*note), "deleted"),
            NoteChange::Undo | NoteChange::Redo => {
                let undoes = change == NoteChange::Undo;
                let done = if undoes { own.undo() } else { own.redo() };
                let Some(result) = done else {
                    let what = if undoes { "undo" } else { "make again" };
                    self.viewer.say(format!("nothing to {what}"));
                    return;
                };
                (result, if undoes { "undone" } else { "made again" })
            }
            NoteChange::Recover => return,
        };
        match result {
            Ok(saved) => {
                self.viewer.saved();
                let file = shown(&saved.file);
                let file = safe::shown_line(&file);
                let id = &saved.change.note().id;
                let said = format!("{id} {did} · saved in {file}");
                self.load(Some(saved.remark.unwrap_or(said)));
            }
            Err(unsaved) => {
                if self.viewer.is_writing() && unsaved.recovery.is_some() {
                    self.drafts.forget();
                    self.drafts.kept.clone_from(&unsaved.recovery);
                    self.drafts.held = self.viewer.unsaved();
                }
                self.viewer.say(unsaved.to_string().replace('\n', " · "));
            }
        }
    }

    /// Puts notes in their place that could not be saved earlier.
    fn recover(&mut self) {
        let waiting = recovery::waiting(self.library);
        if waiting.is_empty() {
            self.viewer.say("no note waits to be put in its place");
            return;
        }
        let mut count = 0;
        for recovered in &waiting {
            match recovery::put_back(self.library, recovered) {
                Ok(saved) => count += saved.len(),
                Err(error) => {
                    self.viewer.say(error.to_string());
                    return;
                }
            }
        }
        let notes = if count == 1 { "note is" } else { "notes are" };
        self.load(Some(format!("{count} {notes} in place")));
    }

    /// Says that notes of an earlier session wait.
    pub(super) fn offer_recovery(&mut self) {
        let waiting = recovery::waiting(self.library);
        let count: usize = waiting.iter().map(|w| w.notes.len()).sum();
        let notes = match count {
            0 => return,
            1 => "a note that was not saved waits".to_owned(),
            n => format!("{n} notes that were not saved wait"),
        };
        let key = self.viewer.key_of_recovery();
        let said = format!("{notes}: {key} puts what was written in its place");
        self.viewer.say(said);
    }

    /// Puts down the note that is being written, from time to time; forgets it when it is saved
    /// or given up.
    pub(super) fn put_down(&mut self, at_once: bool) {
        let drafts = &mut self.drafts;
        let Some(change) = self.viewer.unsaved() else {
            if !self.viewer.is_writing() {
                drafts.forget();
            }
            return;
        };
        let waits = drafts.last.is_some_and(|last| last.elapsed() < PUT_DOWN);
        if waits && !at_once || drafts.held.as_ref() == Some(&change) {
            return;
        }
        drafts.last = Some(Instant::now());
        drafts.held = Some(change.clone());
        let Some(name) = self.viewer.article().cloned() else {
            return;
        };
        let Some(note) = note_of(&self.viewer, change) else {
            return;
        };
        let draft = drafts
            .draft
            .get_or_insert_with(|| Draft::of(self.library, &name));
        draft.write(&note);
        drafts.forget_kept();
    }
}

/// The note as a change would save it.
fn note_of(viewer: &crate::viewer::Viewer, change: NoteChange) -> Option<Annotation> {
    match change {
        NoteChange::Add {
            range,
            kind,
            tags,
            note,
        } => {
            let article = &viewer.edition()?.article;
            Some(new_note(article, &range, kind, tags, note))
        }
        NoteChange::Edit { after, .. } => Some(*after),
        _ => None,
    }
}

/// A note of the reader's own on bytes of an article.
fn new_note(
    article: &Article,
    range: &Range<usize>,
    kind: Kind,
    tags: Vec<String>,
    note: String,
) -> Annotation {
    let anchorer = Anchorer::new(article);
    Annotation {
        id: String::new(),
        kind,
        target: Target::of_range(article, &anchorer, range),
        source: None,
        locator: Locator::default(),
        cited: None,
        speaker: None,
        via: None,
        to: Vec::new(),
        tags,
        note,
        drafted: None,
        own: true,
        position: Position::default(),
    }
}
