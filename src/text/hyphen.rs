//! Dividing words: where a language allows a hyphen, by Liang's patterns.

use hypher::Lang;

/// Shorter words are never divided.
const SHORTEST: usize = 6;

/// Longer ones are no words of prose, and the patterns are not meant for them (bytes).
const LONGEST: usize = 40;

/// Divides the words of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hyphenator(Lang);

impl Hyphenator {
    /// The hyphenator for a BCP 47 tag, such as `en-GB`; `None` for a language whose patterns the
    /// program does not have.
    pub fn of_language(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_']).next()?;
        language
            .eq_ignore_ascii_case("en")
            .then_some(Self(Lang::English))
    }

    /// The places, in bytes of `word` and in order, before which a hyphen may stand. Names keep
    /// whole: a word with a capital after its first letter is not divided.
    pub fn divisions(self, word: &str) -> impl Iterator<Item = usize> + '_ {
        let fits = (SHORTEST..=LONGEST).contains(&word.len())
            && !word.chars().skip(1).any(char::is_uppercase);
        let word = if fits { word } else { "" };
        let mut end = 0;
        hypher::hyphenate(word, self.0)
            .map(move |syllable| {
                end += syllable.len();
                end
            })
            .filter(move |&at| at < word.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_words_are_divided_and_short_or_odd_ones_are_not() {
        let english = Hyphenator::of_language("en-GB").unwrap();
        let parts = |w: &str| english.divisions(w).collect::<Vec<_>>();
        assert_eq!(parts("extensive"), [2, 5]);
        assert!(parts("bread").is_empty());
        assert!(parts("McCarthyite").is_empty());
        assert!(parts(&"long".repeat(20)).is_empty());
        assert!(Hyphenator::of_language("ru").is_none());
    }
}
