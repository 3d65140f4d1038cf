//! Where an inexact passage begins and ends in the text as it stands.
//!
//! The folded letters say which words are meant, but not which marks go with them when marks and
//! letters have been mistaken for each other. So the text around either edge is aligned once more
//! with the selector's own, marks and all, and the edge is taken from the alignment.

use std::ops::Range;

use super::index::kind_of_mark;
use super::selector::{Selector, Words};

/// Chars of the selector on either side of an edge.
const REACH: usize = 20;
/// Chars of the text on either side of an edge.
const WINDOW: usize = 40;

/// The price of an error: space and markup are cheap, a letter against a mark is dear.
const CHEAP: u32 = 1;
const PLAIN: u32 = 4;
const DEAR: u32 = 6;

/// Bits of a cell that hold a column, of which there are at most twice [`WINDOW`].
const COLUMN_BITS: u32 = 8;
const COLUMN_MASK: u32 = (1 << COLUMN_BITS) - 1;

/// The range with its edges as the selector's words and context have them.
pub(super) fn refined(text: &str, range: Range<usize>, selector: &Selector) -> Range<usize> {
    let (first, last) = match &selector.words {
        Words::Whole(words) => (words, words),
        Words::Ends(first, last) => (first, last),
    };
    let before = text.get(..range.start).unwrap_or_default();
    let within = text.get(range.clone()).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    // Context and outer text are read outward, words and inner text inward.
    let start = outward(
        (selector.prefix.chars().rev(), first.chars()),
        (before.chars().rev(), within.chars()),
    );
    let end = outward(
        (selector.suffix.chars(), last.chars().rev()),
        (after.chars(), within.chars().rev()),
    );
    let moved = range.start.saturating_add_signed(-start)..range.end.saturating_add_signed(end);
    if moved.start < moved.end {
        moved
    } else {
        range
    }
}

/// By how many bytes an edge moves outward for the selector's context and words to stand on
/// either side of it; 0 when they do not align.
fn outward(
    (context, words): (impl Iterator<Item = char>, impl Iterator<Item = char>),
    (outer, inner): (impl Iterator<Item = char>, impl Iterator<Item = char>),
) -> isize {
    let turned = |chars: Vec<char>| chars.into_iter().rev().collect::<Vec<char>>();
    let context = turned(context.take(REACH).collect());
    let outer = turned(outer.take(WINDOW).collect());
    let words: Vec<char> = words.take(REACH).collect();
    let inner: Vec<char> = inner.take(WINDOW).collect();
    let bytes = |chars: &[char]| chars.iter().map(|c| c.len_utf8()).sum::<usize>();
    match edge(&context, &words, &outer, &inner) {
        None => 0,
        Some(column) if column < outer.len() => {
            bytes(outer.get(column..).unwrap_or_default()).cast_signed()
        }
        Some(column) => {
            let inward = inner.get(..column - outer.len()).unwrap_or_default();
            -bytes(inward).cast_signed()
        }
    }
}

/// Where in `outer` and `inner` text, taken together, `context` ends and `words` begin; `None`
/// when they do not align.
fn edge(context: &[char], words: &[char], outer: &[char], inner: &[char]) -> Option<usize> {
    let pattern: Vec<Sign> = context.iter().chain(words).map(|c| Sign::of(*c)).collect();
    let text: Vec<Sign> = outer.iter().chain(inner).map(|c| Sign::of(*c)).collect();
    // Each cell is what it costs and, in the low bits, the column at which its path passed from
    // context to words: the least is the cheapest and, of two, the one that passed earlier.
    let mut row: Vec<u32> = (0..).take(text.len() + 1).collect();
    for (i, p) in pattern.iter().enumerate() {
        let gone = p.alone;
        let in_context = i < context.len();
        let mut diagonal = *row.first()?;
        let mut left = diagonal + gone;
        if in_context {
            left &= !COLUMN_MASK;
        }
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for ((j, t), here) in (1_u32..).zip(&text).zip(row.iter_mut().skip(1)) {
            let changed = diagonal + p.against(*t);
            let added = left + t.alone;
            let mut best = changed.min(*here + gone).min(added);
            if in_context {
                best = (best & !COLUMN_MASK) | j;
            }
            diagonal = *here;
            *here = best;
            left = best;
        }
    }
    let best = row.into_iter().min()?;
    if best >> COLUMN_BITS > u32::try_from(pattern.len()).ok()? * PLAIN / 2 {
        return None;
    }
    usize::try_from(best & COLUMN_MASK).ok()
}

/// A char as it is compared.
#[derive(Debug, Clone, Copy)]
struct Sign {
    char: char,
    is_letter: bool,
    /// What it costs when the other text lacks it.
    alone: u32,
}

impl Sign {
    fn of(c: char) -> Self {
        let alone = if c.is_whitespace() || matches!(c, '_' | '*' | '\u{ad}') {
            CHEAP
        } else {
            PLAIN
        };
        let char = plain(c);
        Self {
            char,
            is_letter: char.is_alphanumeric(),
            alone: alone << COLUMN_BITS,
        }
    }

    /// What it costs where the other text has `other`.
    fn against(self, other: Self) -> u32 {
        let price = if self.is_letter == other.is_letter {
            PLAIN << COLUMN_BITS
        } else {
            DEAR << COLUMN_BITS
        };
        if self.char == other.char { 0 } else { price }
    }
}

/// The char that stands for all that are written for each other.
fn plain(c: char) -> char {
    if c.is_whitespace() {
        return ' ';
    }
    c.to_lowercase().next().map_or(c, kind_of_mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refined_words(text: &str, found: &str, exact: &str, prefix: &str, suffix: &str) -> String {
        let at = text.find(found).unwrap();
        let selector = Selector {
            prefix: prefix.to_owned(),
            suffix: suffix.to_owned(),
            ..Selector::new(Words::Whole(exact.to_owned()))
        };
        let range = refined(text, at..at + found.len(), &selector);
        text[range].to_owned()
    }

    #[test]
    fn marks_that_were_misread_stay_inside() {
        let text = "It was grand. . . . The mill — was closed! . . . And the miller left town.";
        assert_eq!(
            refined_words(
                text,
                "The mill — was closed",
                "x . . The mi1l — was c1osed! . j .",
                "It wos grand. ",
                " And the mi11er left"
            ),
            ". . . The mill — was closed! . . ."
        );
    }

    #[test]
    fn letters_of_the_context_stay_outside() {
        let text = "the grain was wet and the miller slept on";
        assert_eq!(
            refined_words(
                text,
                "wet and the miller slept",
                "and tie miller",
                "the grain wos wet ",
                " slept on"
            ),
            "and the miller"
        );
    }
}
