//! The places of a Markdown text where a letter may stand in disguise: markup within a word, an
//! entity, a note call, a letter with an accent, a word broken over two lines.
//!
//! Nearly all bytes of a text are told by themselves, many at a time, and most of the others by
//! their neighbours; what is left is looked at closely.

use std::ops::ControlFlow;

use super::Needles;
use super::striking;
use crate::search::words::{Class, Words, class};

/// How far from a letter the ends of its word are looked for.
const REACH: usize = 128;

/// Tells, in order, the bytes of a text where something may be hidden, until `each` breaks.
pub(super) fn each_place(
    needles: &Needles,
    text: &str,
    mut each: impl FnMut(usize) -> ControlFlow<()>,
) {
    let bytes = text.as_bytes();
    let mut looked = Looked::default();
    striking::each(bytes, |at, byte| {
        let beside = |at: Option<usize>| at.and_then(|at| bytes.get(at)).copied().unwrap_or(b' ');
        let before = beside(at.checked_sub(1));
        let (next, second) = (beside(Some(at + 1)), beside(Some(at + 2)));
        if may_hide(before, byte, next, second) && hides(needles, text, at, byte, &mut looked) {
            return each(at);
        }
        ControlFlow::Continue(())
    });
}

/// Whether a striking byte may hide something between its neighbours. Never `false` where
/// [`hides`] is `true`.
fn may_hide(before: u8, byte: u8, next: u8, second: u8) -> bool {
    match byte {
        // Quotation marks, dashes and the ellipsis, U+2012 to U+201F and U+2026.
        0xe2 => !(next == 0x80 && matches!(second, 0x92..=0x9f | 0xa6)),
        0xc0.. => true,
        b'&' => next == b'#' || is_of_word(next),
        b'-' => next <= b' ' || next >= 0x80 || is_markup_byte(next),
        b'^' => false,
        _ => {
            (is_of_word(before) || is_markup_byte(before) || before == b'-')
                && (byte == b'<' || is_of_word(next) || is_markup_byte(next))
        }
    }
}

/// A letter, a digit, or a byte of a character that is none of ASCII.
fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

fn is_markup_byte(byte: u8) -> bool {
    is_markup(char::from(byte))
}

/// Whether the byte at `at` hides a letter, or may.
fn hides(needles: &Needles, text: &str, at: usize, byte: u8, looked: &mut Looked) -> bool {
    let bytes = text.as_bytes();
    let next = bytes.get(at + 1).copied().unwrap_or(b' ');
    match byte {
        // A byte within a character.
        0x80..=0xbf => false,
        0xc0.. => letter_hides(needles, text, at, looked),
        b'&' => next == b'#' || next.is_ascii_alphabetic(),
        // It is no markup but after the bracket of a call.
        b'^' => false,
        // What opens or parts words hides nothing in one.
        _ if at
            .checked_sub(1)
            .and_then(|at| bytes.get(at))
            .is_none_or(|&b| is_blank(b)) =>
        {
            false
        }
        b'-' => !needles.words.is_empty() && breaks_word(text, at, at + 1),
        b'[' if next == b'^' => call_hides(text, at),
        b'*' | b'_' if is_blank(next) || matches!(next, b'.' | b',') => false,
        _ => markup_hides(text, at),
    }
}

/// Whether the character at `at`, which is none of ASCII, stands in one of the words.
fn letter_hides(needles: &Needles, text: &str, at: usize, looked: &mut Looked) -> bool {
    let Some(c) = after(text, at) else {
        return false;
    };
    // The only ones that an expression takes for a letter of ASCII, where capitals do not
    // matter: the long s and the sign of kelvin.
    if needles.unfolded && matches!(c, '\u{17f}' | '\u{212a}') {
        return true;
    }
    if needles.words.is_empty() || is_of_other_script(c) {
        return false;
    }
    let end = at + c.len_utf8();
    match class(c) {
        Class::Other | Class::Space => false,
        Class::Hyphen => breaks_word(text, at, end),
        Class::Silent if breaks_word(text, at, end) => true,
        _ if at < looked.until => false,
        _ => {
            let Some((start, end)) = word_around(text, at) else {
                return true;
            };
            looked.until = end;
            looked
                .words
                .read(text.get(start..end).unwrap_or_default(), false);
            let words = &looked.words;
            words
                .iter()
                .any(|w| needles.words.iter().any(|n| w.contains(n.as_str())))
        }
    }
}

/// Letters that fold to none of ASCII, so that no string of ASCII holds one: most of Greek,
/// Cyrillic, Hebrew, Arabic, Han, kana and hangul.
fn is_of_other_script(c: char) -> bool {
    matches!(c,
        '\u{386}'..='\u{3ff}' | '\u{400}'..='\u{482}' | '\u{48a}'..='\u{52f}'
        | '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{64a}' | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fa}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// What has been read around letters that are none of ASCII.
#[derive(Default)]
struct Looked {
    until: usize,
    words: Words,
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n')
}

fn after(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

fn before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// Whether the char can stand between the letters of a word without being seen.
fn is_markup(c: char) -> bool {
    matches!(
        c,
        '*' | '_' | '`' | '~' | '[' | ']' | '(' | ')' | '<' | '>' | '!' | '^' | '\\' | '&' | '/'
    )
}

fn in_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    matches!(class(c), Class::Letter | Class::Ideograph | Class::Silent)
}

/// Whether markup at `at` stands between two letters, with nothing but markup about it.
fn markup_hides(text: &str, at: usize) -> bool {
    let behind = text.get(..at).unwrap_or_default();
    let ahead = text.get(at..).unwrap_or_default();
    let left = behind.trim_end_matches(is_markup).chars().next_back();
    let right = ahead.trim_start_matches(is_markup).chars().next();
    // A tag or a comment right after a letter may have any length.
    let tag = ahead.starts_with('<') || ahead.starts_with("](") || ahead.starts_with("][");
    left.is_some_and(|c| in_word(c) || matches!(c, '-' | '\u{2010}' | '\u{2011}'))
        && (tag || right.is_some_and(in_word))
}

/// Whether the note call at `at` stands within a word.
fn call_hides(text: &str, at: usize) -> bool {
    let behind = text.get(..at).unwrap_or_default();
    let left = behind.trim_end_matches(is_markup).chars().next_back();
    if !left.is_some_and(in_word) {
        return false;
    }
    let ahead = text.get(at..).unwrap_or_default();
    match ahead.char_indices().take(REACH).find(|&(_, c)| c == ']') {
        Some((close, _)) => {
            let next = after(ahead, close + 1);
            next.is_some_and(|c| in_word(c) || is_markup(c))
        }
        None => true,
    }
}

/// Whether a hyphen from `at` to `end` may break a word over two lines.
fn breaks_word(text: &str, at: usize, end: usize) -> bool {
    let open = before(text, at).is_some_and(|c| !c.is_whitespace());
    let ahead = text.get(end..).unwrap_or_default();
    let next = ahead.trim_start_matches(is_markup).chars().next();
    open && (ahead.starts_with(['<', '&', '\\']) || next.is_none_or(char::is_whitespace))
}

/// The bytes from white space to white space around `at`; `None` when that is far.
fn word_around(text: &str, at: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let is_space = |b: &u8| b.is_ascii_whitespace();
    let from = at.saturating_sub(REACH);
    let start = match bytes.get(from..at)?.iter().rposition(is_space) {
        Some(space) => from + space + 1,
        None if from == 0 => 0,
        None => return None,
    };
    let to = (at + REACH).min(bytes.len());
    let end = match bytes.get(at..to)?.iter().position(is_space) {
        Some(space) => at + space,
        None if to == bytes.len() => to,
        None => return None,
    };
    Some((start, end))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search::words::Words;

    #[test]
    fn no_letter_of_another_script_folds_to_ascii() {
        let others = ('\0'..=char::MAX).filter(|&c| is_of_other_script(c));
        let mut count = 0;
        for c in others {
            count += 1;
            assert!(
                !matches!(class(c), Class::Silent | Class::Hyphen),
                "{c} {:x}",
                c as u32
            );
            for word in Words::new(&c.to_string(), false).iter() {
                assert!(!word.contains(|c: char| c.is_ascii()), "{c} is {word}");
            }
        }
        assert!(count > 30_000);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn the_quick_look_misses_nothing(
            text in "([a-cé“”’—еſ\u{ad}\u{301}]|[ \n*_`~<>!^\\\\&#/()|.,'-]|\\[|\\]){0,150}"
        ) {
            let needles = Needles::new(vec![
                super::super::Needle { text: "ab".into(), folded: true, beside: None },
                super::super::Needle { text: "ba".into(), folded: false, beside: None },
            ]).unwrap();
            let mut found = Vec::new();
            each_place(&needles, &text, |at| { found.push(at); ControlFlow::Continue(()) });
            let mut looked = Looked::default();
            let striking = |byte: u8| byte >= 0xc0 || b"&*-<[\\]^_`~".contains(&byte);
            let mut all: Vec<usize> = (0..text.len()).collect();
            all.retain(|&at| {
                let byte = text.as_bytes()[at];
                striking(byte) && hides(&needles, &text, at, byte, &mut looked)
            });
            prop_assert_eq!(found, all);
        }
    }
}
