//! What is looked for among words: one word, the beginning of one, or several in a row.

use std::ops::Range;

use regex::bytes::{Regex, RegexBuilder};

use super::Case;
use crate::search::words::Words;

/// Words that must stand in a row, with nothing but what parts words between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// At least one.
    pub(crate) words: Vec<Term>,
    /// Whether capitals matter.
    pub(crate) keep_case: bool,
    /// Finds the first of its words in plain texts; `None` when some are none of ASCII.
    plain: Option<PlainWord>,
}

/// A word of ASCII that is looked for among bytes.
#[derive(Debug, Clone)]
struct PlainWord(Regex);

impl PartialEq for PlainWord {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Eq for PlainWord {}

/// One word of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    /// What it folds to.
    pub(crate) folded: String,
    /// As it was typed.
    pub(crate) typed: String,
    /// Whether it is only the beginning of a word.
    pub(crate) prefix: bool,
}

/// How a word of a text answers to a [`Term`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TermWord {
    /// It does not.
    No,
    /// By itself.
    One,
    /// Together with the next: it is broken over two lines.
    Two,
}

impl Phrase {
    /// The phrase that `text` is; a `*` after a word makes it a beginning. `None` without words.
    pub(super) fn new(text: &str, case: Case) -> Option<Self> {
        let keep_case = match case {
            Case::Smart => text.chars().any(char::is_uppercase),
            Case::Ignore => false,
            Case::Sensitive => true,
        };
        let words = Words::new(text, keep_case);
        let term = |index: usize| {
            let source = words.get(index)?.source.clone();
            let after = text.get(source.end..).unwrap_or_default();
            Some(Term {
                folded: words.folded(index).to_owned(),
                typed: text.get(source).unwrap_or_default().to_owned(),
                prefix: after.starts_with('*'),
            })
        };
        let words: Vec<Term> = (0..words.len()).filter_map(term).collect();
        let first = words.first()?;
        let plain = words.iter().all(|term| term.folded.is_ascii()).then(|| {
            // Letters and digits alone need no escaping.
            RegexBuilder::new(&first.folded)
                .unicode(false)
                .case_insensitive(!keep_case)
                .build()
        });
        Some(Self {
            plain: plain.and_then(Result::ok).map(PlainWord),
            words,
            keep_case,
        })
    }

    /// Where it stands in a text whose words are as they look: all of ASCII, and none broken over
    /// two lines. `None` when that cannot be said of the text or of the phrase.
    pub(crate) fn places_in_plain(&self, text: &str) -> Option<Vec<Range<usize>>> {
        let plain = self.plain.as_ref()?;
        if !text.is_ascii() || has_broken_word(text.as_bytes()) {
            return None;
        }
        let bytes = text.as_bytes();
        let places = plain.0.find_iter(bytes).filter_map(|first| {
            let before = first.start().checked_sub(1).and_then(|at| bytes.get(at));
            let inside = before.is_some_and(u8::is_ascii_alphanumeric);
            let end = (!inside).then(|| self.end_in_plain(bytes, first.start()))??;
            Some(first.start()..end)
        });
        Some(places.collect())
    }

    /// The end of the phrase that begins with the word at `start`.
    fn end_in_plain(&self, bytes: &[u8], start: usize) -> Option<usize> {
        let is_letter = |byte: &u8| byte.is_ascii_alphanumeric();
        let mut end = start;
        for term in &self.words {
            let rest = bytes.get(end..)?;
            let begins = end + rest.iter().position(is_letter)?;
            let rest = bytes.get(begins..)?;
            let word = rest.get(..rest.iter().take_while(|b| is_letter(b)).count())?;
            let same = |a: &[u8], b: &[u8]| {
                if self.keep_case {
                    a == b
                } else {
                    a.eq_ignore_ascii_case(b)
                }
            };
            let wanted = term.folded.as_bytes();
            let fits = same(word.get(..wanted.len())?, wanted)
                && (term.prefix || word.len() == wanted.len());
            end = fits.then_some(begins + word.len())?;
        }
        Some(end)
    }
}

/// Whether white space follows a hyphen.
fn has_broken_word(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'-', bytes)
        .any(|at| matches!(bytes.get(at + 1), Some(b' ' | b'\n' | b'\t')))
}

impl Term {
    /// How the word at `index` answers.
    pub(crate) fn answers(&self, words: &Words, index: usize) -> TermWord {
        let word = words.folded(index);
        let fits = |text: &str| {
            if self.prefix {
                text.starts_with(&self.folded)
            } else {
                text == self.folded
            }
        };
        if fits(word) {
            return TermWord::One;
        }
        let broken = words.get(index).is_some_and(|w| w.broken);
        if broken
            && let Some(rest) = self.folded.strip_prefix(word)
            && index + 1 < words.len()
        {
            let next = words.folded(index + 1);
            let joined = if self.prefix {
                next.starts_with(rest)
            } else {
                next == rest
            };
            if joined {
                return TermWord::Two;
            }
        }
        TermWord::No
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The places by the words themselves.
    fn by_words(phrase: &Phrase, text: &str) -> Vec<Range<usize>> {
        let words = Words::new(text, phrase.keep_case);
        let place = |at: usize| {
            let fits = |(offset, term): (usize, &Term)| {
                at + offset < words.len() && term.answers(&words, at + offset) == TermWord::One
            };
            let last = words.get(at + phrase.words.len() - 1)?;
            let all = phrase.words.iter().enumerate().all(fits);
            all.then(|| words.get(at).unwrap().source.start..last.source.end)
        };
        (0..words.len()).filter_map(place).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn plain_places_are_those_of_the_words(
            text in "(ab|AB|b|a|Ab|[ .,_\n'*-]|é){0,24}",
            phrase in prop::sample::select(vec!["ab", "a", "ab*", "ab ab", "Ab", "b a*", "a* b ab"]),
            case in prop::sample::select(vec![Case::Smart, Case::Ignore, Case::Sensitive]),
        ) {
            let phrase = Phrase::new(phrase, case).unwrap();
            match phrase.places_in_plain(&text) {
                Some(places) => prop_assert_eq!(places, by_words(&phrase, &text)),
                None => prop_assert!(text.contains(['é', '-'])),
            }
        }
    }
}
