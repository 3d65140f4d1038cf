//! Folding: the form in which two copies of a text are compared.
//!
//! A folded text holds only letters and digits, decomposed (NFKD) and in lower case, so that
//! curly quotes, dashes, line breaks, soft hyphens, ligatures, accents and markup never matter.
//! A sparse map leads from every folded byte back to the byte of the source that made it.

use std::ops::Range;

use unicode_normalization::char::decompose_compatible;

/// A checkpoint is kept for about this many folded bytes; the way between two is folded again.
const STRIDE: usize = 64;

/// So many bytes of the source are folded at once where they are ASCII.
const BLOCK: usize = 32;

/// A text longer than twice this is folded in two halves at the same time.
const HALF: usize = 1 << 19;

/// A text folded, with the way back to the source.
///
/// Offsets named *folded* are bytes of [`Folded::text`]; offsets named *source* are bytes of the
/// string that was given to [`Folded::new`]. The source itself is not kept: the methods that need
/// it take it again, and it must be the same string.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    text: String,
    /// `(folded, source)`: at folded byte `folded` begins what the char at `source` folds to.
    checkpoints: Vec<(usize, usize)>,
    /// Source ranges that were left out, in order and not overlapping.
    skips: Vec<Range<usize>>,
    source_len: usize,
}

impl Folded {
    /// Folds `source`.
    pub fn new(source: &str) -> Self {
        Self::skipping(source, Vec::new())
    }

    /// Folds `source` as if the ranges `skips` (ordered, disjoint, on char boundaries) were not
    /// there: an article's own note marks, say.
    pub fn skipping(source: &str, skips: Vec<Range<usize>>) -> Self {
        let mut folding = Folding::default();
        let mut from = 0;
        if skips.is_empty() && source.len() / 2 > HALF {
            let middle = floor_boundary(source, source.len() / 2);
            let mut second = Folding::default();
            rayon::join(
                || folding.take(source, 0..middle, source.len()),
                || second.take(source, middle..source.len(), source.len() - middle),
            );
            folding.append(&second);
            from = source.len();
        }
        for skip in &skips {
            folding.take(source, from..skip.start, source.len());
            from = from.max(skip.end);
        }
        folding.take(source, from..source.len(), source.len());
        folding.text.shrink_to_fit();
        Self {
            // What chars fold to is text.
            text: String::from_utf8(folding.text).unwrap_or_default(),
            checkpoints: folding.checkpoints,
            skips,
            source_len: source.len(),
        }
    }

    /// The folded text: lower-case letters and digits, nothing else.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The ranges of the source that were left out.
    pub fn skips(&self) -> &[Range<usize>] {
        &self.skips
    }

    /// Length of the source in bytes.
    pub fn source_len(&self) -> usize {
        self.source_len
    }

    /// Heap bytes held.
    pub fn heap_size(&self) -> usize {
        self.text.capacity()
            + self.checkpoints.capacity() * size_of::<(usize, usize)>()
            + self.skips.capacity() * size_of::<Range<usize>>()
    }

    /// The source bytes from the first to the last char that folded to `folded`.
    ///
    /// An empty range gives the empty range at the source char that comes next.
    pub fn to_source(&self, source: &str, folded: Range<usize>) -> Range<usize> {
        let start = self.char_at(source, folded.start).0;
        if folded.is_empty() {
            return start..start;
        }
        let (last, len) = self.char_at(source, folded.end - 1);
        start..last + len
    }

    /// The folded bytes that come from the source range `source_range`.
    pub fn to_folded(&self, source: &str, source_range: Range<usize>) -> Range<usize> {
        self.folded_at(source, source_range.start)..self.folded_at(source, source_range.end)
    }

    /// Source offset and length of the char that made the folded byte at `folded`; the end of the
    /// source for the end of the folded text.
    fn char_at(&self, source: &str, folded: usize) -> (usize, usize) {
        let index = self.checkpoints.partition_point(|&(f, _)| f <= folded);
        let Some(&(mut at_folded, from)) = self.checkpoints.get(index.wrapping_sub(1)) else {
            return (self.source_len, 0);
        };
        let mut from = from;
        if self.skips.is_empty() {
            // The way from one checkpoint to the next is ASCII, as a rule.
            let bytes = source.as_bytes().get(from..).unwrap_or_default();
            for byte in bytes.iter().take_while(|b| b.is_ascii()) {
                if byte.is_ascii_alphanumeric() {
                    if at_folded == folded {
                        return (from, 1);
                    }
                    at_folded += 1;
                }
                from += 1;
            }
        }
        for (at, c) in kept_chars(source, from, &self.skips) {
            let len = folded_len(c);
            if folded < at_folded + len {
                return (at, c.len_utf8());
            }
            at_folded += len;
        }
        (self.source_len, 0)
    }

    /// How many folded bytes stand before the source offset `at`.
    fn folded_at(&self, source: &str, at: usize) -> usize {
        let index = self.checkpoints.partition_point(|&(_, s)| s <= at);
        let Some(&(mut folded, from)) = self.checkpoints.get(index.wrapping_sub(1)) else {
            return 0;
        };
        if self.skips.is_empty()
            && let Some(way) = source.as_bytes().get(from..at)
            && way.is_ascii()
        {
            return folded + way.iter().filter(|b| b.is_ascii_alphanumeric()).count();
        }
        for (here, c) in kept_chars(source, from, &self.skips) {
            if here >= at {
                break;
            }
            folded += folded_len(c);
        }
        folded
    }
}

/// What each byte of ASCII folds to; 0 for nothing.
static ASCII: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        if byte.is_ascii_alphanumeric() {
            table[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

/// A text being folded.
#[derive(Default)]
struct Folding {
    /// Whole characters.
    text: Vec<u8>,
    checkpoints: Vec<(usize, usize)>,
    /// Where the folded text is so long, the next checkpoint is set.
    due: usize,
    /// What one character folds to.
    one: String,
}

impl Folding {
    /// Folds a stretch of the source; `expected` bytes in all are to be folded.
    fn take(&mut self, source: &str, stretch: Range<usize>, expected: usize) {
        if self.text.capacity() == 0 {
            self.text.reserve(expected);
            self.checkpoints.reserve(expected / STRIDE + 1);
        }
        let mut rest = source.get(stretch.clone()).unwrap_or_default();
        while !rest.is_empty() {
            if self.text.len() >= self.due {
                let at = stretch.end - rest.len();
                self.checkpoints.push((self.text.len(), at));
                self.due = self.text.len() + STRIDE;
            }
            let bytes = rest.as_bytes();
            let block = bytes.get(..BLOCK).unwrap_or(bytes);
            let ascii = if block.is_ascii() {
                block.len()
            } else {
                let other = block.iter().position(|b| !b.is_ascii());
                other.unwrap_or(block.len())
            };
            self.take_ascii(block.get(..ascii).unwrap_or(block));
            rest = rest.get(ascii..).unwrap_or_default();
            while let Some(c) = rest.chars().next().filter(|c| !c.is_ascii()) {
                self.one.clear();
                fold_char(c, &mut self.one);
                self.text.extend_from_slice(self.one.as_bytes());
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
                if self.text.len() >= self.due {
                    break;
                }
            }
        }
    }

    /// Folds at most [`BLOCK`] bytes of ASCII: without a branch, since where words end cannot be
    /// foretold.
    fn take_ascii(&mut self, block: &[u8]) {
        let mut kept = [0; BLOCK];
        let mut count = 0;
        for &byte in block {
            let folded = ASCII.get(usize::from(byte)).copied().unwrap_or(0);
            if let Some(slot) = kept.get_mut(count % BLOCK) {
                *slot = folded;
            }
            count += usize::from(folded != 0);
        }
        self.text
            .extend_from_slice(kept.get(..count).unwrap_or_default());
    }

    /// Adds what was folded of the stretch that follows.
    fn append(&mut self, next: &Self) {
        let before = self.text.len();
        self.text.extend_from_slice(&next.text);
        self.checkpoints
            .extend(next.checkpoints.iter().map(|(f, s)| (before + f, *s)));
    }
}

/// The folded form of a short string.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, &mut folded);
    }
    folded
}

/// Whether the char leaves anything when folded.
pub fn is_kept(c: char) -> bool {
    folded_len(c) > 0
}

/// Whether `at` stands where a word of `text` begins or ends (or outside any word).
pub fn is_word_boundary(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|t| t.chars().next_back());
    let after = text.get(at..).and_then(|t| t.chars().next());
    !(before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric))
}

/// The last char boundary of `text` that is not after `at`.
pub fn floor_boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at)
        .rev()
        .find(|&i| text.is_char_boundary(i))
        .unwrap_or(0)
}

/// The first char boundary of `text` that is not before `at`.
pub fn ceil_boundary(text: &str, at: usize) -> usize {
    (at..text.len())
        .find(|&i| text.is_char_boundary(i))
        .unwrap_or(text.len())
}

/// Appends what `c` folds to. Marks that combine are neither letters nor digits and fall away,
/// so the folding of one char never depends on its neighbours.
fn fold_char(c: char, out: &mut String) {
    if c.is_ascii() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        }
        return;
    }
    if is_mark(c) {
        return;
    }
    decompose_compatible(c, |part| {
        if part.is_alphanumeric() {
            out.extend(part.to_lowercase().filter(|l| l.is_alphanumeric()));
        }
    });
}

fn folded_len(c: char) -> usize {
    if c.is_ascii() {
        return usize::from(c.is_ascii_alphanumeric());
    }
    if is_mark(c) {
        return 0;
    }
    let mut len = 0;
    decompose_compatible(c, |part| {
        if part.is_alphanumeric() {
            len += part
                .to_lowercase()
                .filter(|l| l.is_alphanumeric())
                .map(char::len_utf8)
                .sum::<usize>();
        }
    });
    len
}

/// The dashes, quotation marks and ellipsis of printed text, which no table need be asked about.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{201f}' | '\u{2026}')
}

/// The chars of `source` from byte `from` on that stand in none of the `skips`.
fn kept_chars<'a>(
    source: &'a str,
    from: usize,
    skips: &'a [Range<usize>],
) -> impl Iterator<Item = (usize, char)> + 'a {
    let mut skip = skips.partition_point(|s| s.end <= from);
    source
        .get(from..)
        .unwrap_or_default()
        .char_indices()
        .map(move |(i, c)| (from + i, c))
        .filter(move |&(at, _)| {
            while skips.get(skip).is_some_and(|s| s.end <= at) {
                skip += 1;
            }
            !skips.get(skip).is_some_and(|s| s.contains(&at))
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn typography_does_not_matter() {
        assert_eq!(fold("coup D’État"), fold("COUP d'etat"));
        assert_eq!(
            fold("ﬁnal re\u{ad}form—the end"),
            fold("final reform - the\nend")
        );
        assert_eq!(fold("Straße"), "straße");
    }

    #[test]
    fn a_skipped_mark_leaves_no_trace() {
        let source = "the masses[1]: they";
        let folded = Folded::skipping(source, std::iter::once(10..13).collect());
        assert_eq!(folded.text(), "themassesthey");
        assert_eq!(&source[folded.to_source(source, 3..9)], "masses");
        assert_eq!(&source[folded.to_source(source, 9..13)], "they");
    }

    #[test]
    fn word_boundaries() {
        assert!(is_word_boundary("either or", 0));
        assert!(is_word_boundary("either or", 6));
        assert!(!is_word_boundary("neither", 1));
        assert!(is_word_boundary("party’s", 5));
    }

    #[test]
    fn the_marks_of_printed_text_fold_to_nothing() {
        for c in ('\u{0}'..='\u{ffff}').filter(|c| is_mark(*c)) {
            let mut parts = Vec::new();
            decompose_compatible(c, |part| parts.push(part));
            assert!(!parts.into_iter().any(char::is_alphanumeric), "{c:?}");
        }
    }

    #[test]
    fn a_long_text_folds_as_its_parts_do() {
        let piece = "The “mill” waits — ﬁne rye, Straße; 12 ¼ ";
        let source = piece.repeat(2 * HALF / piece.len() + 9);
        let folded = Folded::new(&source);
        assert_eq!(folded.text(), fold(&source));
        let length = fold(piece).len();
        for nth in [
            0,
            1,
            source.len() / piece.len() / 2,
            source.len() / piece.len() - 1,
        ] {
            let at = nth * length + 3..nth * length + 7;
            let range = folded.to_source(&source, at.clone());
            assert_eq!(&source[range.clone()], "mill");
            assert_eq!(folded.to_folded(&source, range), at);
        }
    }

    proptest! {
        #[test]
        fn the_map_is_total_and_monotone(source in "(\\PC|[a-zA-Zéﬁß\u{301}\u{ad}’ \n]){0,300}") {
            let folded = Folded::new(&source);
            prop_assert_eq!(folded.text(), fold(&source));
            let mut last = 0;
            for (at, c) in folded.text().char_indices() {
                let range = folded.to_source(&source, at..at + c.len_utf8());
                prop_assert!(range.start >= last);
                prop_assert!(fold(&source[range.clone()]).contains(c));
                last = range.start;
                let back = folded.to_folded(&source, range);
                prop_assert!(back.start <= at && at + c.len_utf8() <= back.end);
            }
        }
    }
}
