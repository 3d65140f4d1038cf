//! An article with its annotations anchored and indexed: what search, export and the viewer work
//! on.

pub mod check;
mod circles;
mod index;

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::annotation::anchor::TextIndex;
use crate::annotation::{Anchor, Anchorer, Annotation, AnnotationFile, Kind, Status};
use crate::article::{Article, Passage};
use crate::source::{Source, SourceKey, Sources};
use crate::text::problem::Problem;

pub use index::Index;

/// An article with its annotations.
#[derive(Debug, Clone)]
pub struct Edition {
    /// The article.
    pub article: Article,
    /// Its notes in reading order: by where they hang, the longer before the shorter.
    pub notes: Vec<Anchored>,
    /// The library's works.
    pub sources: Arc<Sources>,
    /// What is wrong with the files it was made from, in the order of the files.
    pub problems: Vec<Problem>,
    /// Notes by passage, by source, and by what refers to what.
    pub index: Index,
}

/// An annotation and where it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Anchored {
    /// The annotation.
    pub annotation: Annotation,
    /// Where it was found.
    pub anchor: Anchor,
}

/// The files that an edition is made from, read but not yet brought together.
#[derive(Debug, Clone, Default)]
pub struct Apparatus {
    /// Each annotation file with the name under which its problems are told.
    pub files: Vec<(String, AnnotationFile)>,
    /// Problems found while reading.
    pub problems: Vec<Problem>,
}

/// So many notes at the least are anchored by one thread.
const AT_ONCE: usize = 256;

impl Edition {
    /// Brings an article, its annotations and the library's works together.
    pub fn new(article: Article, apparatus: Apparatus, sources: Arc<Sources>) -> Self {
        Self::with_index(article, apparatus, sources, None)
    }

    /// As [`Edition::new`], for an article whose text is indexed already. Folding a long text takes
    /// a while, and one without notes need not be folded: without an index, the first note that
    /// needs it makes one.
    pub fn with_index(
        article: Article,
        apparatus: Apparatus,
        sources: Arc<Sources>,
        index: Option<TextIndex>,
    ) -> Self {
        let anchorer = index.map_or_else(OnceLock::new, |index| {
            OnceLock::from(Anchorer::with_index(&article, index))
        });
        let mut problems = apparatus.problems;
        let mut notes = Vec::new();
        for (file, contents) in apparatus.files {
            let from = notes.len();
            let annotations = contents.annotations.into_par_iter().with_min_len(AT_ONCE);
            notes.par_extend(annotations.map(|annotation| {
                let anchorer = anchorer.get_or_init(|| Anchorer::new(&article));
                let anchor = anchorer.anchor(&annotation.target);
                Anchored { annotation, anchor }
            }));
            let of_file = check::FileNotes {
                file: &file,
                notes: notes.get(from..).unwrap_or_default(),
                places: &contents.places,
            };
            problems.extend(check::problems(&of_file, &article, &sources));
        }
        notes.sort_by_key(|note| {
            let range = note.anchor.range();
            (
                note.anchor.hangs_at,
                range.map(|r| std::cmp::Reverse(r.end)),
            )
        });
        let index = Index::new(&article, &notes);
        Self {
            article,
            notes,
            sources,
            problems,
            index,
        }
    }

    /// The passage in which a note stands now; `None` when it is orphaned and hangs nowhere.
    pub fn passage_of(&self, note: &Anchored) -> Option<Passage> {
        let hangs = note.anchor.status != Status::Orphaned || note.annotation.target.at.is_some();
        hangs.then(|| self.article.passage_at(note.anchor.hangs_at))
    }

    /// A note by its id.
    pub fn note(&self, id: &str) -> Option<&Anchored> {
        self.notes.iter().find(|n| n.annotation.id == id)
    }

    /// The work that a note quotes or refers to.
    pub fn source_of(&self, note: &Anchored) -> Option<&Source> {
        self.sources.get(note.annotation.source.as_ref()?)
    }

    /// The works that are quoted here, in the order of their first quotation.
    pub fn quoted_sources(&self) -> Vec<&SourceKey> {
        let mut keys: Vec<&SourceKey> = self.index.by_source.keys().collect();
        keys.sort_by_key(|key| self.index.by_source.get(*key).and_then(|n| n.first()));
        keys
    }

    /// How many notes there are of each kind.
    pub fn counts(&self) -> [(Kind, usize); 6] {
        Kind::ALL.map(|kind| {
            let count = self
                .notes
                .iter()
                .filter(|n| n.annotation.kind == kind)
                .count();
            (kind, count)
        })
    }
}

#[cfg(test)]
mod tests;
