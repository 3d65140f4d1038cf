//! A text made ready for lookups: folded, and indexed when that pays.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use memchr::memmem;

use super::grams::Grams;
use super::selector::Stamp;
use crate::text::fold::{Folded, is_kept, is_word_boundary};

/// After plain searches through this many times the text, the n-gram index is cheaper.
const SCANS_BEFORE_INDEXING: usize = 24;

/// A text folded once and shared by all lookups in it, from any number of threads.
///
/// The text itself is not held: the methods take it again, and it must be the same string.
#[derive(Debug, Default)]
pub struct TextIndex {
    folded: Folded,
    /// Made when the first inexact selector comes, or when many exact ones have come.
    grams: OnceLock<Option<Grams>>,
    scanned: AtomicUsize,
}

impl TextIndex {
    /// Folds a text, leaving out the ranges `skips` (ordered, disjoint, on char boundaries):
    /// note calls, tags, the addresses of links.
    pub fn new(text: &str, skips: Vec<Range<usize>>) -> Self {
        Self {
            folded: Folded::skipping(text, skips),
            ..Self::default()
        }
    }

    /// The folded text.
    pub fn folded(&self) -> &Folded {
        &self.folded
    }

    /// The ranges left out of a part of the text, counted from its start.
    pub fn skips_within(&self, part: &Range<usize>) -> Vec<Range<usize>> {
        let clip = |at: usize| at.clamp(part.start, part.end) - part.start;
        let skips = self.folded.skips().iter();
        skips
            .map(|skip| clip(skip.start)..clip(skip.end))
            .filter(|skip| !skip.is_empty())
            .collect()
    }

    /// Heap bytes held.
    pub fn heap_size(&self) -> usize {
        let grams = self.grams.get().and_then(Option::as_ref);
        self.folded.heap_size() + grams.map_or(0, Grams::heap_size)
    }

    /// The stamp of a range of the text.
    pub fn stamp(&self, text: &str, range: Range<usize>) -> Stamp {
        let folded = self.folded.to_folded(text, range);
        Stamp::of_folded(self.slice(&folded))
    }

    pub(super) fn slice(&self, folded: &Range<usize>) -> &str {
        self.folded.text().get(folded.clone()).unwrap_or_default()
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.folded.text().as_bytes()
    }

    pub(super) fn whole(&self) -> Range<usize> {
        0..self.folded.text().len()
    }

    /// The n-gram index; `None` for a text of 4 GB or more.
    pub(super) fn grams(&self) -> Option<&Grams> {
        self.grams
            .get_or_init(|| Grams::new(self.folded.text()))
            .as_ref()
    }

    /// Where the folded `needle` begins within `scope` of the folded text, overlapping hits too,
    /// in order, at most `cap`.
    pub(super) fn find_all(&self, needle: &str, scope: &Range<usize>, cap: usize) -> Vec<usize> {
        if needle.is_empty() || needle.len() > scope.len() {
            return Vec::new();
        }
        if let Some(Some(grams)) = self.grams.get()
            && let Some((offset, places)) = grams.rarest(needle, scope)
        {
            let bytes = self.bytes();
            return places
                .iter()
                .filter_map(|&place| (place as usize).checked_sub(offset))
                .filter(|&start| {
                    start >= scope.start
                        && start + needle.len() <= scope.end
                        && bytes.get(start..start + needle.len()) == Some(needle.as_bytes())
                })
                .take(cap)
                .collect();
        }
        let whole = self.whole().len();
        let scanned = self.scanned.fetch_add(scope.len(), Ordering::Relaxed);
        if scanned > whole.saturating_mul(SCANS_BEFORE_INDEXING) && whole > 4096 {
            self.grams();
        }
        let finder = memmem::Finder::new(needle.as_bytes());
        let mut hits = Vec::new();
        let mut from = scope.start;
        while hits.len() < cap
            && let Some(rest) = self.bytes().get(from..scope.end)
            && let Some(at) = finder.find(rest)
        {
            hits.push(from + at);
            from += at + 1;
        }
        hits
    }

    /// Whether words of the text begin and end where the folded range does.
    pub(super) fn is_whole_words(&self, text: &str, folded: &Range<usize>) -> bool {
        let range = self.folded.to_source(text, folded.clone());
        is_word_boundary(text, range.start) && is_word_boundary(text, range.end)
    }

    /// The bytes of `text` that a folded range comes from, with the marks around it that the
    /// selector's own words have at their edges: its quotation marks, its full stop.
    pub(super) fn to_source(
        &self,
        text: &str,
        folded: Range<usize>,
        (first, last): (&str, &str),
    ) -> Range<usize> {
        let mut range = self.folded.to_source(text, folded);
        let opening = first
            .chars()
            .take_while(|c| !is_kept(*c))
            .collect::<Vec<_>>();
        let before = text.get(..range.start).unwrap_or_default();
        range.start -= marks_alike(opening.into_iter().rev(), before.chars().rev());
        let closing = last
            .chars()
            .rev()
            .take_while(|c| !is_kept(*c))
            .collect::<Vec<_>>();
        let after = text.get(range.end..).unwrap_or_default();
        range.end += marks_alike(closing.into_iter().rev(), after.chars());
        range
    }
}

/// How many bytes of `text` are the marks of `wanted`, read outward from the words: space and
/// markup are passed over where only one of the two has them, and the first mark that differs
/// ends it.
fn marks_alike(wanted: impl Iterator<Item = char>, text: impl Iterator<Item = char>) -> usize {
    let mut wanted = wanted.peekable();
    let mut text = text.peekable();
    let (mut read, mut same) = (0, 0);
    while let Some(&mark) = wanted.peek() {
        let Some(&here) = text.peek() else { break };
        if mark.is_whitespace() {
            wanted.next();
            if here.is_whitespace() {
                while let Some(space) = text.next_if(|c| c.is_whitespace()) {
                    read += space.len_utf8();
                    if wanted.next_if(|c| c.is_whitespace()).is_none() {
                        break;
                    }
                }
                same = read;
            }
        } else if kind_of_mark(here) == kind_of_mark(mark) {
            read += here.len_utf8();
            same = read;
            text.next();
            wanted.next();
        } else if here.is_whitespace() || matches!(here, '\u{ad}' | '_' | '*') {
            read += here.len_utf8();
            text.next();
        } else {
            break;
        }
    }
    same
}

/// Marks that stand for each other in copies of one text are made the same.
pub(super) fn kind_of_mark(mark: char) -> char {
    match mark {
        '“' | '”' | '„' | '‟' | '«' | '»' | '‘' | '’' | '‚' | '‛' | '\'' | '`' | '´' => {
            '"'
        }
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_overlap_and_do_not_depend_on_the_index() {
        let text = "abab abab abab; the masses".repeat(3);
        let index = TextIndex::new(&text, Vec::new());
        let plain = index.find_all("abab", &index.whole(), 100);
        index.grams();
        assert_eq!(index.find_all("abab", &index.whole(), 100), plain);
        assert_eq!(plain.len(), 15);
        assert_eq!(index.find_all("abab", &(2..10), 100), [2, 4, 6]);
    }

    #[test]
    fn the_marks_of_the_selector_belong_to_the_range() {
        let text = "She said: “No bread!” and left.";
        let index = TextIndex::new(text, Vec::new());
        let at = index.find_all("nobread", &index.whole(), 1)[0];
        let slice = |words: &str| &text[index.to_source(text, at..at + 7, (words, words))];
        assert_eq!(slice("no bread"), "No bread");
        assert_eq!(slice("\"no bread!\""), "“No bread!”");
        assert_eq!(slice("no bread?"), "No bread");
        assert_eq!(slice(" no bread! "), "No bread!");
    }
}
