//! Searching the article that is open: folded, across lines, from where one stands.

use std::ops::Range;

use memchr::memmem;

use super::reader::Reader;
use crate::text::fold::{Folded, fold};

/// Hits are counted up to here.
const COUNTED: usize = 9_999;

/// A search and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Search {
    /// What was asked for.
    pub(super) query: String,
    needle: String,
    /// The hit that was gone to.
    pub(super) hit: Option<Range<usize>>,
    /// Which hit that is, from 1, and how many there are (at most [`COUNTED`] are counted).
    pub(super) rank: usize,
    pub(super) total: usize,
}

impl Search {
    /// A search for `query`; `None` when it folds to nothing.
    pub(super) fn new(query: &str) -> Option<Self> {
        let needle = fold(query);
        (!needle.is_empty()).then(|| Self {
            query: query.to_owned(),
            needle,
            hit: None,
            rank: 0,
            total: 0,
        })
    }

    /// The first hit at or after a byte, or the last one before it; `None` when there is none
    /// that way.
    pub(super) fn find(&self, reader: &Reader, from: usize, forward: bool) -> Option<Range<usize>> {
        let text = &reader.article().text;
        let folded = reader.folded();
        let edge = folded.to_folded(text, from..from).start;
        let needle = self.needle.as_bytes();
        let hay = folded.text().as_bytes();
        if forward {
            let rest = hay.get(edge..)?;
            memmem::find_iter(rest, needle)
                .map(|at| self.source(text, folded, edge + at))
                .find(|range| range.start >= from && self.accepts(text, range))
        } else {
            let mut end = edge;
            loop {
                let at = memmem::rfind(hay.get(..end)?, needle)?;
                let range = self.source(text, folded, at);
                if range.start < from && self.accepts(text, &range) {
                    return Some(range);
                }
                end = at + needle.len() - 1;
            }
        }
    }

    /// The hits that touch a range of the text.
    pub(super) fn within(&self, reader: &Reader, range: &Range<usize>) -> Vec<Range<usize>> {
        let text = &reader.article().text;
        let folded = reader.folded();
        let window = folded.to_folded(text, range.clone());
        let start = window.start.saturating_sub(self.needle.len());
        let end = (window.end + self.needle.len()).min(folded.text().len());
        let hay = folded.text().as_bytes().get(start..end).unwrap_or_default();
        memmem::find_iter(hay, self.needle.as_bytes())
            .map(|at| self.source(text, folded, start + at))
            .filter(|hit| hit.end > range.start && hit.start < range.end && self.accepts(text, hit))
            .collect()
    }

    /// Counts the hits, and tells which one the present hit is.
    pub(super) fn count(&mut self, reader: &Reader) {
        let text = &reader.article().text;
        let folded = reader.folded();
        let present = self.hit.as_ref().map_or(0, |h| h.start);
        self.total = 0;
        self.rank = 0;
        for at in memmem::find_iter(folded.text().as_bytes(), self.needle.as_bytes()) {
            let range = self.source(text, folded, at);
            if self.accepts(text, &range) {
                self.total += 1;
                if range.start <= present {
                    self.rank = self.total;
                }
            }
            if self.total >= COUNTED {
                break;
            }
        }
    }

    /// Which hit of how many, in words.
    pub(super) fn standing(&self) -> String {
        if self.total >= COUNTED {
            return format!("over {COUNTED} hits");
        }
        format!("{} of {}", self.rank, self.total)
    }

    fn source(&self, text: &str, folded: &Folded, at: usize) -> Range<usize> {
        folded.to_source(text, at..at + self.needle.len())
    }

    /// Folding drops the spaces; a hit must still have as many words as were asked for, unless a
    /// hyphen or dash joins or parts them.
    fn accepts(&self, text: &str, range: &Range<usize>) -> bool {
        let hit = text.get(range.clone()).unwrap_or_default();
        let words = |t: &str| t.split_whitespace().filter(|w| !fold(w).is_empty()).count();
        hit.contains(['-', '–', '—', '\u{ad}', '‐']) || words(hit) == words(&self.query)
    }
}
