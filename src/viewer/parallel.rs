//! Two articles side by side that tell the same: the other scrolls with the one that is read.
//!
//! What corresponds is told by the cross-references tagged `parallel`. Between two of them the
//! other text goes as far as this one has gone, in proportion.

use super::page::{Position, Style};
use super::reader::Reader;
use crate::annotation::Annotation;
use crate::article::{ArticleName, Passage, PassageRun};
use crate::edition::Edition;

/// The tag of a reference to the passage that corresponds.
const TAG: &str = "parallel";

/// The article beside the one that is read.
#[derive(Debug)]
pub(super) struct Parallel {
    pub(super) reader: Reader,
    /// What corresponds: a byte here and a byte there, in the order of this text.
    pairs: Vec<(usize, usize)>,
}

/// Rows that are counted between two places that correspond.
const MOST_ROWS: usize = 2_000;

impl Parallel {
    /// The other article, beside the one that is read.
    pub(super) fn new(here: &Reader, there: Edition, style: Style, rows: usize) -> Self {
        let reader = Reader::new(there, style, rows);
        let name = reader.article().name.clone();
        let mut pairs: Vec<(usize, usize)> = references(&here.edition)
            .filter(|(_, article, _)| **article == name)
            .filter_map(|(at, _, run)| Some((at, reader.byte_of_passage(run)?)))
            .collect();
        pairs.sort_unstable();
        pairs.dedup_by_key(|(here, _)| *here);
        let mut parallel = Self { reader, pairs };
        parallel.follow(here);
        parallel
    }

    /// How many passages correspond.
    pub(super) fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Takes the place that corresponds to the top of the other's screen.
    pub(super) fn follow(&mut self, here: &Reader) {
        let at = here.pages.position_of(here.article(), here.top_byte());
        let top = here.top.max(at);
        let byte = here.top_byte();
        let next = self.pairs.partition_point(|(b, _)| *b <= byte);
        let Some((from, to)) = next.checked_sub(1).and_then(|i| self.pairs.get(i)).copied() else {
            self.reader.show(Position::default());
            return;
        };
        let there = self.first_row(to);
        let begun = row_of(here, from);
        let gone = here
            .pages
            .distance(here.article(), begun.min(top), top, MOST_ROWS);
        let (whole, other_whole) = match self.pairs.get(next).copied() {
            Some((end, other_end)) => {
                let end = row_of(here, end);
                let other_end = self.first_row(other_end);
                let pages = &self.reader.pages;
                let other = self.reader.article();
                (
                    here.pages.distance(here.article(), begun, end, MOST_ROWS),
                    pages.distance(other, there, other_end.max(there), MOST_ROWS),
                )
            }
            None => (1, 1),
        };
        let rows = gone * other_whole / whole.max(1);
        let rows = isize::try_from(rows).unwrap_or(0);
        let top = self.reader.pages.walk(self.reader.article(), there, rows);
        self.reader.show(top);
    }

    fn first_row(&self, byte: usize) -> Position {
        row_of(&self.reader, byte)
    }
}

fn row_of(reader: &Reader, byte: usize) -> Position {
    reader.pages.position_of(reader.article(), byte)
}

/// The references to passages that correspond: from which byte, to which article and passage.
fn references(edition: &Edition) -> impl Iterator<Item = (usize, &ArticleName, &PassageRun)> {
    let tagged = |a: &Annotation| a.tags.iter().any(|t| t == TAG);
    let notes = edition.notes.iter();
    let notes = notes.filter(move |n| tagged(&n.annotation));
    notes.flat_map(|note| {
        let range = note.anchor.ranges.first();
        let at = range.map_or(note.anchor.hangs_at, |r| r.start);
        let references = note.annotation.to.iter();
        references.filter_map(move |r| {
            let run = r.passage.as_ref()?;
            let known = matches!(run.first, Passage::Paragraph(..) | Passage::Section(_));
            known.then_some((at, r.article.as_ref()?, run))
        })
    })
}

/// The article that corresponds to this one in most passages.
pub(super) fn counterpart(edition: &Edition) -> Option<ArticleName> {
    let mut counts: Vec<(&ArticleName, usize)> = Vec::new();
    for (_, article, _) in references(edition) {
        match counts.iter_mut().find(|(name, _)| *name == article) {
            Some((_, count)) => *count += 1,
            None => counts.push((article, 1)),
        }
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    most.map(|(name, _)| name.clone())
}
