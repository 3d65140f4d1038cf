//! Which notes of an edition are exported.

use crate::annotation::Kind;
use crate::edition::{Anchored, Edition};

/// Which notes are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The kinds wanted; all when empty.
    pub kinds: Vec<Kind>,
    /// Whether the reader's own notes are wanted too.
    pub own: bool,
}

impl Default for Selection {
    /// Every note.
    fn default() -> Self {
        Self {
            kinds: Vec::new(),
            own: true,
        }
    }
}

impl Selection {
    /// Whether a note is wanted.
    pub fn wants(&self, note: &Anchored) -> bool {
        let annotation = &note.annotation;
        (self.kinds.is_empty() || self.kinds.contains(&annotation.kind))
            && (self.own || !annotation.own)
    }

    /// The notes wanted, in reading order, each with its index in the edition.
    pub fn of<'a>(
        &'a self,
        edition: &'a Edition,
    ) -> impl Iterator<Item = (usize, &'a Anchored)> + 'a {
        let notes = edition.notes.iter().enumerate();
        notes.filter(|(_, note)| self.wants(note))
    }
}
