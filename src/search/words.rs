//! A text as a reader remembers it: its words, folded, each with the bytes that it stands in.
//!
//! Case, accents, ligatures, soft hyphens and the shapes of quotes and dashes do not matter; where
//! one word ends and the next begins does. (The folding of `text::fold` drops the spaces too: it
//! compares copies of a text, this one answers questions.)

use std::ops::Range;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Its bytes in the text.
    pub(crate) source: Range<usize>,
    /// Its bytes in [`Words::folded`].
    folded: Range<usize>,
    /// Whether a hyphen and white space part it from the next: a word broken over two lines.
    pub(crate) broken: bool,
}

/// The words of a text, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    folded: String,
    list: Vec<Word>,
}

/// What a char is to a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// It belongs to one.
    Letter,
    /// It is a word by itself: scripts that set no spaces.
    Ideograph,
    /// It may stand within one and says nothing: marks that combine, soft hyphens, joiners.
    Silent,
    /// A hyphen: it parts words, unless a line ends after it.
    Hyphen,
    /// White space.
    Space,
    /// Anything else that parts words.
    Other,
}

impl Words {
    /// The words of `text`; `keep_case` leaves capitals as they are. Where words begin and end
    /// does not depend on it.
    pub(crate) fn new(text: &str, keep_case: bool) -> Self {
        let mut words = Self::default();
        words.read(text, keep_case);
        words
    }

    /// As [`Words::new`], into what is here already, to spare its memory.
    pub(crate) fn read(&mut self, text: &str, keep_case: bool) {
        self.folded.clear();
        self.list.clear();
        let mut reading = Reading::default();
        let mut next = 0;
        while let Some((at, c)) = next_char(text, next) {
            if c.is_ascii_alphanumeric() {
                next = self.read_plain(text, at, keep_case, &mut reading);
                continue;
            }
            next = at + c.len_utf8();
            match class(c) {
                Class::Letter => {
                    if !reading.in_word {
                        self.begin(at, &mut reading);
                    }
                    push_folded(c, keep_case, &mut self.folded);
                    self.extend(at + c.len_utf8());
                }
                Class::Ideograph => {
                    self.begin(at, &mut reading);
                    push_folded(c, keep_case, &mut self.folded);
                    self.extend(at + c.len_utf8());
                    reading.in_word = false;
                }
                Class::Silent => {
                    if c == '\u{ad}' {
                        reading.soft_hyphen = true;
                        continue;
                    }
                    if reading.in_word && !reading.soft_hyphen && is_combining_mark(c) {
                        self.extend(at + c.len_utf8());
                    }
                    continue;
                }
                Class::Hyphen => reading.part(match reading.gap {
                    Gap::None => Gap::Hyphen,
                    // A hyphen that stands by itself is a dash.
                    _ => Gap::Parted,
                }),
                Class::Space => reading.part(match reading.gap {
                    Gap::None if reading.soft_hyphen => Gap::Broken,
                    Gap::Hyphen | Gap::Broken => Gap::Broken,
                    _ => Gap::Parted,
                }),
                Class::Other => reading.part(Gap::Parted),
            }
            reading.soft_hyphen = false;
        }
    }

    /// Reads the letters and digits of ASCII that stand in a row from `at`; gives their end.
    fn read_plain(
        &mut self,
        text: &str,
        at: usize,
        keep_case: bool,
        reading: &mut Reading,
    ) -> usize {
        let rest = text.get(at..).unwrap_or_default();
        let plain = |b: &u8| b.is_ascii_alphanumeric();
        let length = rest.bytes().take_while(plain).count();
        if !reading.in_word {
            self.begin(at, reading);
        }
        let from = self.folded.len();
        self.folded.push_str(rest.get(..length).unwrap_or_default());
        if !keep_case && let Some(new) = self.folded.get_mut(from..) {
            new.make_ascii_lowercase();
        }
        self.extend(at + length);
        reading.soft_hyphen = false;
        at + length
    }

    fn begin(&mut self, at: usize, reading: &mut Reading) {
        if let Some(last) = self.list.last_mut() {
            last.broken = reading.gap == Gap::Broken;
        }
        let start = self.folded.len();
        self.list.push(Word {
            source: at..at,
            folded: start..start,
            broken: false,
        });
        *reading = Reading {
            in_word: true,
            ..Reading::default()
        };
    }

    fn extend(&mut self, source_end: usize) {
        let end = self.folded.len();
        if let Some(last) = self.list.last_mut() {
            last.source.end = source_end;
            last.folded.end = end;
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// The word at an index.
    pub(crate) fn get(&self, index: usize) -> Option<&Word> {
        self.list.get(index)
    }

    /// How many words begin before a byte of the text.
    pub(crate) fn before(&self, at: usize) -> usize {
        self.list.partition_point(|word| word.source.start < at)
    }

    /// What the word at an index folds to; nothing beyond the last.
    pub(crate) fn folded(&self, index: usize) -> &str {
        let range = self.list.get(index).map(|w| w.folded.clone());
        range
            .and_then(|range| self.folded.get(range))
            .unwrap_or_default()
    }

    /// What all words fold to.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.list.len()).map(|index| self.folded(index))
    }
}

/// What has been seen since the last letter.
#[derive(Debug, Default)]
struct Reading {
    in_word: bool,
    soft_hyphen: bool,
    gap: Gap,
}

/// What parts two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Gap {
    #[default]
    None,
    /// One hyphen, right after the letter.
    Hyphen,
    /// That, and white space: a line ended there.
    Broken,
    /// Anything else.
    Parted,
}

impl Reading {
    fn part(&mut self, gap: Gap) {
        self.gap = gap;
        self.in_word = false;
    }
}

/// The character at a byte, which is the first of one, with where it stands.
fn next_char(text: &str, at: usize) -> Option<(usize, char)> {
    let byte = *text.as_bytes().get(at)?;
    if byte.is_ascii() {
        return Some((at, char::from(byte)));
    }
    text.get(at..)?.chars().next().map(|c| (at, c))
}

pub(crate) fn class(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Class::Letter,
        '-' | '\u{2010}' | '\u{2011}' => Class::Hyphen,
        ' ' | '\n' | '\t' => Class::Space,
        '\0'..='\u{7f}' => Class::Other,
        // Soft hyphen, joiners and non-joiners, word joiner, byte-order mark, zero-width space.
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => Class::Silent,
        c if is_combining_mark(c) && !keeps_any(c) => Class::Silent,
        c if c.is_whitespace() => Class::Space,
        c if !keeps_any(c) => Class::Other,
        c if is_ideograph(c) => Class::Ideograph,
        _ => Class::Letter,
    }
}

/// Whether anything of the char is left when it is folded.
fn keeps_any(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    let mut any = false;
    decompose_compatible(c, |part| any = any || part.is_alphanumeric());
    any
}

/// Han, kana and their extensions: written without spaces, so each is a word by itself.
fn is_ideograph(c: char) -> bool {
    matches!(c,
        '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

fn push_folded(c: char, keep_case: bool, out: &mut String) {
    if c.is_ascii() {
        out.push(if keep_case { c } else { c.to_ascii_lowercase() });
        return;
    }
    decompose_compatible(c, |part| {
        if !part.is_alphanumeric() {
            return;
        }
        if let Some(spelt) = spelt_out(part) {
            let plain = spelt
                .chars()
                .map(|c| if keep_case { c } else { c.to_ascii_lowercase() });
            out.extend(plain);
        } else if keep_case {
            out.push(part);
        } else {
            let lower = part.to_lowercase().filter(|l| l.is_alphanumeric());
            out.extend(lower.map(|l| if l == 'ς' { 'σ' } else { l }));
        }
    });
}

/// Letters that Unicode does not decompose and a keyboard may lack, as one writes them without.
fn spelt_out(c: char) -> Option<&'static str> {
    Some(match c {
        'æ' => "ae",
        'Æ' => "AE",
        'œ' => "oe",
        'Œ' => "OE",
        'ß' => "ss",
        'ẞ' => "SS",
        'ø' => "o",
        'Ø' => "O",
        'ł' => "l",
        'Ł' => "L",
        'đ' => "d",
        'Đ' => "D",
        'ı' => "i",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<String> {
        Words::new(text, false).iter().map(str::to_owned).collect()
    }

    #[test]
    fn words_are_folded_and_stay_apart() {
        assert_eq!(words("Coup D’État!"), ["coup", "d", "etat"]);
        assert_eq!(
            words("the ﬁnal re\u{ad}form—now"),
            ["the", "final", "reform", "now"]
        );
        assert_eq!(words("Œuvre, Straße, Łódź"), ["oeuvre", "strasse", "lodz"]);
        assert_eq!(words("e\u{301}tat"), ["etat"]);
        assert_eq!(words("十月, 1917"), ["十", "月", "1917"]);
        assert!(words("— … !").is_empty());
    }

    #[test]
    fn a_word_broken_over_two_lines_is_known() {
        let broken = |text| {
            let words = Words::new(text, false);
            words.get(0).map(|w| w.broken)
        };
        assert_eq!(broken("revo- lution"), Some(true));
        assert_eq!(broken("revo-\nlution"), Some(true));
        assert_eq!(broken("revo\u{ad} lution"), Some(true));
        assert_eq!(broken("dual-power"), Some(false));
        assert_eq!(broken("a - b"), Some(false));
        assert_eq!(broken("a -- b"), Some(false));
    }

    #[test]
    fn a_word_knows_its_bytes() {
        let text = "«E\u{301}tat»";
        let words = Words::new(text, false);
        assert_eq!(&text[words.get(0).unwrap().source.clone()], "E\u{301}tat");
    }

    proptest! {
        #[test]
        fn words_are_in_order_and_case_does_not_move_them(text in "(\\PC|[a-zA-Zéﬁß\u{301}\u{ad}’ \n-]){0,80}") {
            let folded = Words::new(&text, false);
            let kept = Words::new(&text, true);
            prop_assert_eq!(folded.len(), kept.len());
            let mut last = 0;
            for index in 0..folded.len() {
                let word = folded.get(index).unwrap();
                prop_assert_eq!(&word.source, &kept.get(index).unwrap().source);
                prop_assert!(word.source.start >= last);
                prop_assert!(text.get(word.source.clone()).is_some_and(|t| !t.is_empty()));
                prop_assert!(!folded.folded(index).is_empty());
                last = word.source.end;
            }
        }
    }
}
