//! What must stand beside a word for it to be of an answer: nothing of the same word, and the
//! phrase's other words.

use crate::search::query::Phrase;

/// What stands beside a word in every answer, where both are written plainly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Beside {
    /// Whether its last letter ends a word.
    ends_word: bool,
    /// What the word before it ends with; empty when that is not known. ASCII, in lower case, as
    /// what follows.
    before: String,
    /// What the word after it begins with.
    after: String,
}

impl Beside {
    /// What stands beside the word at `index` of a phrase.
    pub(super) fn of(phrase: &Phrase, index: usize) -> Self {
        let ascii = |text: &str| text.is_ascii().then(|| text.to_ascii_lowercase());
        let before = index.checked_sub(1).and_then(|i| phrase.words.get(i));
        let after = phrase.words.get(index + 1);
        Self {
            ends_word: phrase.words.get(index).is_some_and(|term| !term.prefix),
            before: before
                .filter(|term| !term.prefix)
                .and_then(|term| ascii(&term.folded))
                .unwrap_or_default(),
            after: after
                .and_then(|term| ascii(&term.folded))
                .unwrap_or_default(),
        }
    }

    /// Whether it may stand there around the bytes from `start` to `end`. Never `false` of an
    /// answer: whatever could be in disguise is taken for it.
    pub(super) fn may_be(&self, bytes: &[u8], start: usize, end: usize) -> bool {
        let behind = bytes.get(..start).unwrap_or_default();
        let ahead = bytes.get(end..).unwrap_or_default();
        if behind.last().is_some_and(u8::is_ascii_alphanumeric) {
            return false;
        }
        let goes_on = ahead.first().is_some_and(u8::is_ascii_alphanumeric);
        if goes_on {
            // The beginning of a word: how that ends, nobody knows.
            return !self.ends_word;
        }
        let past = |byte: &&u8| is_plain_gap(**byte);
        may_read(ahead.iter().skip_while(past), self.after.bytes())
            && may_read(
                behind.iter().rev().skip_while(past),
                self.before.bytes().rev(),
            )
    }
}

/// White space and signs that part words, hide nothing, and end no markup.
fn is_plain_gap(byte: u8) -> bool {
    matches!(
        byte,
        b' ' | b'\n' | b'\t' | b'.' | b',' | b';' | b':' | b'"' | b'\'' | b'?' | b'%' | b'|'
    )
}

/// Whether what is read may be the word, as far as it is plain.
fn may_read<'a>(read: impl Iterator<Item = &'a u8>, word: impl Iterator<Item = u8>) -> bool {
    let mut read = read;
    for letter in word {
        match read.next() {
            Some(byte) if byte.is_ascii_alphanumeric() => {
                if byte.to_ascii_lowercase() != letter {
                    return false;
                }
            }
            // The word ends too soon.
            Some(byte) if is_plain_gap(*byte) => return false,
            // Markup, a hyphen, a letter of another kind.
            Some(_) => return true,
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::query::{Node, Query};

    fn may_be(query: &str, index: usize, before: &str, word: &str, after: &str) -> bool {
        let Node::Words(phrase, _) = Query::parse(query).unwrap().root else {
            panic!("{query} is words");
        };
        let text = format!("{before}{word}{after}");
        Beside::of(&phrase, index).may_be(text.as_bytes(), before.len(), before.len() + word.len())
    }

    #[test]
    fn a_word_stands_alone() {
        assert!(may_be("bread", 0, "the ", "bread", ", "));
        assert!(may_be("bread", 0, "", "Bread", ""));
        assert!(!may_be("bread", 0, "short", "bread", " "));
        assert!(!may_be("bread", 0, "the ", "bread", "s "));
        assert!(may_be("bread*", 0, "the ", "bread", "s "));
        assert!(may_be("bread", 0, "*", "bread", "*"));
        assert!(may_be("bread", 0, "é", "bread", "é"));
    }

    #[test]
    fn the_phrase_stands_around_it() {
        let query = "\"of bread and peace\"";
        let may = |before: &str, after: &str| may_be(query, 1, before, "bread", after);
        assert!(may("of ", " and peace"));
        assert!(may("OF ", ",\n“And"));
        assert!(may("o*f* ", "[^12] and"));
        assert!(may("of ", " a-\nnd"));
        assert!(may("of ", " &amp; and"));
        assert!(may("of](x) ", "-and"));
        assert!(!may("of ", " or peace"));
        assert!(!may("loaf's ", " and"));
        assert!(!may("o f ", " and"));
        assert!(!may("of ", " an idea"));
        assert!(!may("of ", "."));
        assert!(may_be("\"brea* and\"", 0, "", "brea", "d or"));
        assert!(may_be("\"the brea*\"", 1, "The ", "brea", "d"));
    }
}
