//! Which notes are shown: by kind, and by tag.

use std::collections::BTreeSet;

use crate::annotation::{Annotation, Kind};

/// A choice of notes. The usual one is all of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Filter {
    /// The kinds that are not shown, in the order of [`Kind::ALL`].
    hidden: [bool; 6],
    /// Where there are any, only notes with one of these tags are shown.
    only: BTreeSet<String>,
}

impl Filter {
    /// Whether a note is shown.
    pub(super) fn shows(&self, note: &Annotation) -> bool {
        let tagged = || note.tags.iter().any(|tag| self.only.contains(tag));
        !self.hides(note.kind) && (self.only.is_empty() || tagged())
    }

    /// Whether a kind is folded away.
    pub(super) fn hides(&self, kind: Kind) -> bool {
        let index = Kind::ALL.iter().position(|k| *k == kind);
        index.is_some_and(|i| self.hidden.get(i).copied().unwrap_or(false))
    }

    /// Whether notes of a tag are among those chosen.
    pub(super) fn chooses(&self, tag: &str) -> bool {
        self.only.contains(tag)
    }

    /// Folds a kind away, or shows it again.
    pub(super) fn turn_kind(&mut self, index: usize) {
        if let Some(hidden) = self.hidden.get_mut(index) {
            *hidden = !*hidden;
        }
    }

    /// Chooses the notes of a tag, or no longer.
    pub(super) fn turn_tag(&mut self, tag: &str) {
        if !self.only.remove(tag) {
            self.only.insert(tag.to_owned());
        }
    }

    /// What is left out, in a few words; nothing when all notes are shown.
    pub(super) fn said(&self) -> Option<String> {
        let mut parts = Vec::new();
        match self.hidden.iter().filter(|h| **h).count() {
            0 => {}
            1 => parts.push("1 kind hidden".to_owned()),
            n => parts.push(format!("{n} kinds hidden")),
        }
        let tags: Vec<String> = self.only.iter().map(|t| format!("#{t}")).collect();
        if !tags.is_empty() {
            parts.push(format!("only {}", tags.join(" ")));
        }
        (!parts.is_empty()).then(|| parts.join(" · "))
    }
}
