//! What is looked for among words: one word, the beginning of one, or several in a row.

use super::Case;
use crate::search::words::Words;

/// Words that must stand in a row, with nothing but what parts words between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// At least one.
    pub(crate) words: Vec<Term>,
    /// Whether capitals matter.
    pub(crate) keep_case: bool,
}

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
        (!words.is_empty()).then_some(Self { words, keep_case })
    }
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
