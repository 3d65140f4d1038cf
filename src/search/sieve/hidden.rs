//! The places of a Markdown text where a letter may stand in disguise: markup within a word, an
//! entity, a note call, a letter with an accent, a word broken over two lines.
//!
//! Nearly all bytes of a text are told by themselves and their neighbours, many at a time; what
//! is left is looked at closely.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the widest registers"
)]

use std::ops::ControlFlow;

use pulp::NullaryFnOnce;

use super::Needles;
use crate::search::words::{Class, Words, class};

/// So many bytes are tested at once.
const CHUNK: usize = 64;

/// A chunk, with the byte before it and the two after it.
const WINDOW: usize = CHUNK + 3;

/// How far from a letter the ends of its word are looked for.
const REACH: usize = 128;

/// Tells, in order, the bytes of a text where something may be hidden, until `each` breaks.
pub(super) fn each_place(
    needles: &Needles,
    text: &str,
    each: impl FnMut(usize) -> ControlFlow<()>,
) {
    // Compiled for the machine's widest registers, of which it takes the best that is there.
    pulp::Arch::new().dispatch(Scan {
        needles,
        text,
        each,
    });
}

struct Scan<'a, F> {
    needles: &'a Needles,
    text: &'a str,
    each: F,
}

impl<F: FnMut(usize) -> ControlFlow<()>> NullaryFnOnce for Scan<'_, F> {
    type Output = ();

    #[inline(always)]
    fn call(mut self) {
        let bytes = self.text.as_bytes();
        let mut looked = Looked::default();
        for (index, chunk) in bytes.chunks(CHUNK).enumerate() {
            // Most of a text has nothing that hides.
            if !chunk.iter().fold(false, |any, &b| any | is_striking(b)) {
                continue;
            }
            let start = index * CHUNK;
            let flags = flags(&window(bytes, start));
            if !flags.iter().fold(false, |any, &flag| any | flag) {
                continue;
            }
            for (offset, byte) in chunk.iter().enumerate() {
                let at = start + offset;
                if flags.get(offset) == Some(&true)
                    && hides(self.needles, self.text, at, *byte, &mut looked)
                    && (self.each)(at).is_break()
                {
                    return;
                }
            }
        }
    }
}

/// The chunk that begins at `start`, with its neighbours; blanks stand for what is not there.
fn window(bytes: &[u8], start: usize) -> [u8; WINDOW] {
    let from = start.wrapping_sub(1);
    if let Some(window) = bytes.get(from..from.wrapping_add(WINDOW))
        && let Ok(window) = window.try_into()
    {
        return window;
    }
    let mut window = [b' '; WINDOW];
    let there = bytes.get(start.saturating_sub(1)..).unwrap_or_default();
    for (slot, byte) in window.iter_mut().skip(usize::from(start == 0)).zip(there) {
        *slot = *byte;
    }
    window
}

/// Which bytes of the chunk may hide something, as far as their neighbours tell.
#[inline(always)]
fn flags(window: &[u8; WINDOW]) -> [bool; CHUNK] {
    let mut flags = [false; CHUNK];
    let [before, bytes, next, second] = [0, 1, 2, 3].map(|from| part(window, from));
    for (index, flag) in flags.iter_mut().enumerate() {
        *flag = may_hide(before[index], bytes[index], next[index], second[index]);
    }
    flags
}

/// The bytes of a window that stand `from` bytes after its first.
#[inline(always)]
fn part(window: &[u8; WINDOW], from: usize) -> [u8; CHUNK] {
    let part = window.get(from..from + CHUNK);
    part.and_then(|part| part.try_into().ok())
        .unwrap_or([b' '; CHUNK])
}

/// Whether a byte may take part in hiding a letter, whatever stands beside it: `&`, `*`, `-`, `<`,
/// `[`, `\`, `]`, `_`, a backtick, `~`, or the first of a character that is none of ASCII. (`^` and
/// DEL come along.)
#[allow(
    clippy::needless_bitwise_bool,
    reason = "without branches, many bytes are tested at once"
)]
#[inline(always)]
fn is_striking(byte: u8) -> bool {
    (byte >= 0xc0)
        | (byte & 0xfe == b'~')
        | (byte.wrapping_sub(b'[') <= b'`' - b'[')
        | (byte == b'*')
        | (byte == b'&')
        | (byte == b'-')
        | (byte == b'<')
}

/// Whether a striking byte may hide something between its neighbours. Never `false` where
/// [`hides`] is `true`.
#[allow(
    clippy::needless_bitwise_bool,
    reason = "without branches, many bytes are tested at once"
)]
#[inline(always)]
fn may_hide(before: u8, byte: u8, next: u8, second: u8) -> bool {
    // Quotation marks, dashes and the ellipsis, U+2012 to U+201F and U+2026.
    let sign = (byte == 0xe2)
        & (next == 0x80)
        & ((second.wrapping_sub(0x92) <= 0x9f - 0x92) | (second == 0xa6));
    let after_word = is_of_word(before) | is_near_markup(before) | (before == b'-');
    let before_word = is_of_word(next) | is_near_markup(next);
    let markup = (byte == b'*')
        | (byte & 0xfe == b'~')
        | ((byte.wrapping_sub(b'[') <= b'`' - b'[') & (byte != b'^'));
    let entity = (byte == b'&') & ((next == b'#') | is_of_word(next));
    let hyphen = (byte == b'-') & ((next <= b' ') | (next >= 0x80) | is_near_markup(next));
    ((byte >= 0xc0) & !sign)
        | (markup & after_word & before_word)
        | ((byte == b'<') & after_word)
        | entity
        | hyphen
}

/// A letter, a digit, or a byte of a character that is none of ASCII.
#[allow(
    clippy::needless_bitwise_bool,
    reason = "without branches, many bytes are tested at once"
)]
#[inline(always)]
fn is_of_word(byte: u8) -> bool {
    ((byte | 0x20).wrapping_sub(b'a') < 26) | (byte.wrapping_sub(b'0') < 10) | (byte >= 0x80)
}

/// Every byte that [`is_markup`] takes, and the apostrophe, which spares a test.
#[allow(
    clippy::needless_bitwise_bool,
    reason = "without branches, many bytes are tested at once"
)]
#[inline(always)]
fn is_near_markup(byte: u8) -> bool {
    (byte.wrapping_sub(b'[') <= b'`' - b'[')
        | (byte.wrapping_sub(b'&') <= b'*' - b'&')
        | (byte & 0xfd == b'<')
        | (byte & 0xfe == b'~')
        | (byte == b'!')
        | (byte == b'/')
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

    #[test]
    fn a_byte_that_is_markup_is_near_markup() {
        for c in ('\0'..='\x7f').filter(|&c| is_markup(c)) {
            assert!(is_near_markup(c as u8), "{c}");
        }
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
