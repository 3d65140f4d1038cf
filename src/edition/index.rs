//! The indices of an edition: which notes hang on a paragraph, quote a source, refer to a passage.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Anchored;
use crate::annotation::Kind;
use crate::article::Article;
use crate::source::SourceKey;

/// Notes by passage, by source, and by what refers to what. Notes are named by their index in
/// [`super::Edition::notes`], and stand in reading order.
#[derive(Debug, Clone, Default)]
pub struct Index {
    /// For each paragraph, the notes that hang on it (a note on a run hangs on its first).
    pub by_paragraph: Vec<Vec<usize>>,
    /// For each source, the quotations from it.
    pub by_source: BTreeMap<SourceKey, Vec<usize>>,
    /// For each paragraph, the notes elsewhere in the article that refer to it.
    pub referring: BTreeMap<usize, Vec<usize>>,
    /// What is marked in the text: bytes and note, by start, the longer before the shorter.
    pub marks: Vec<(Range<usize>, usize)>,
    /// For each mark, the furthest end of it and all before it: how far back one must look.
    reach: Vec<usize>,
}

impl Index {
    pub(super) fn new(article: &Article, notes: &[Anchored]) -> Self {
        let mut index = Self {
            by_paragraph: vec![Vec::new(); article.paragraphs.len()],
            ..Self::default()
        };
        for (i, note) in notes.iter().enumerate() {
            index.take(i, note, article);
        }
        index
            .marks
            .sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        index.reach = index
            .marks
            .iter()
            .scan(0, |reach, (mark, _)| {
                *reach = mark.end.max(*reach);
                Some(*reach)
            })
            .collect();
        for notes in index
            .by_paragraph
            .iter_mut()
            .chain(index.by_source.values_mut())
        {
            notes.dedup();
        }
        index
    }

    fn take(&mut self, i: usize, note: &Anchored, article: &Article) {
        let annotation = &note.annotation;
        for start in hanging_places(note) {
            // What hangs in a heading is shown at the first paragraph below it.
            let paragraph = paragraph_from(article, start);
            if let Some(notes) = paragraph.and_then(|p| self.by_paragraph.get_mut(p)) {
                notes.push(i);
            }
        }
        if let (Kind::Quotation, Some(source)) = (annotation.kind, &annotation.source) {
            self.by_source.entry(source.clone()).or_default().push(i);
        }
        for reference in annotation.to.iter().filter(|r| r.article.is_none()) {
            let run = reference.passage.as_ref();
            let range = run.and_then(|run| article.range_of_run(run));
            if let Some(paragraph) = range.and_then(|r| paragraph_from(article, r.start)) {
                self.referring.entry(paragraph).or_default().push(i);
            }
        }
        // A whole paragraph is not marked: the note stands beside it anyway.
        if annotation.target.quote.is_some() {
            self.marks
                .extend(note.anchor.ranges.iter().map(|r| (r.clone(), i)));
        }
    }

    /// The marks that touch a range of the text, by start.
    pub fn marks_in(&self, range: &Range<usize>) -> impl Iterator<Item = &(Range<usize>, usize)> {
        let end = self
            .marks
            .partition_point(|(mark, _)| mark.start < range.end);
        let start = range.start;
        // Before the first whose reach passes the start, none touches the range.
        let first = self.reach.partition_point(|reach| *reach <= start);
        self.marks
            .get(first..end)
            .unwrap_or_default()
            .iter()
            .filter(move |(mark, _)| mark.end > start)
    }
}

/// Where a note hangs; a gloss on every occurrence hangs at each.
fn hanging_places(note: &Anchored) -> Vec<usize> {
    if note.anchor.ranges.len() > 1 {
        return note.anchor.ranges.iter().map(|r| r.start).collect();
    }
    vec![note.anchor.hangs_at]
}

/// The paragraph in which a byte stands, or the next one when it stands in a heading.
fn paragraph_from(article: &Article, at: usize) -> Option<usize> {
    let index = article.paragraphs.partition_point(|p| p.range.end <= at);
    (index < article.paragraphs.len())
        .then_some(index)
        .or_else(|| article.paragraphs.len().checked_sub(1))
}
