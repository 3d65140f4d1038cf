//! One block of simple Markdown → its text, without a parser: emphasis with single stars and note
//! calls are understood, and anything else that could be markup is left to the parser.

use std::borrow::Cow;

use super::labels::Labels;

/// The text of a block as the parser would give it, or `None` when that takes a parser.
///
/// `raw` is the block without what precedes its text, such as the signs of a heading; `labels` are
/// those of the notes that the article has.
pub(super) fn text_of<'a>(raw: &'a str, labels: &Labels) -> Option<Cow<'a, str>> {
    text_with(raw, |label| labels.has(label))
}

/// As [`text_of`]; `is_note` says of a label whether a note has it.
pub(super) fn text_with(raw: &str, mut is_note: impl FnMut(&str) -> bool) -> Option<Cow<'_, str>> {
    let raw = raw.trim_end_matches([' ', '\t', '\n']);
    let bytes = raw.as_bytes();
    let Some(first) = next_special(bytes, 0) else {
        return Some(Cow::Borrowed(raw));
    };
    let mut out = String::with_capacity(raw.len());
    let mut taken = 0;
    let mut special = Some(first);
    let mut emphasis = false;
    while let Some(at) = special {
        out.push_str(raw.get(taken..at)?);
        taken = match *bytes.get(at)? {
            b'\n' => {
                if matches!(bytes.get(at.checked_sub(1)?), Some(b' ' | b'\t')) {
                    return None;
                }
                out.push(' ');
                at + 1
            }
            b'*' => {
                let opens = opens_emphasis(raw, at);
                let closes = closes_emphasis(raw, at);
                if opens == closes || opens == emphasis {
                    return None;
                }
                emphasis = opens;
                at + 1
            }
            b'[' => call_end(raw, at, &mut is_note)?,
            _ => return None,
        };
        special = next_special(bytes, taken);
    }
    if emphasis {
        return None;
    }
    out.push_str(raw.get(taken..)?);
    // A call at either end leaves the space beside it.
    let trimmed = out.trim_matches([' ', '\t', '\n']);
    if trimmed.len() < out.len() {
        return Some(Cow::Owned(trimmed.to_owned()));
    }
    Some(Cow::Owned(out))
}

/// The next byte that could be markup: a line feed, NUL, `!` before a bracket, `&`, `*`, `<`, `[`,
/// `\`, `]`, `_`, a backtick, `~`.
fn next_special(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    #[allow(
        clippy::needless_bitwise_bool,
        reason = "without branches, many bytes are tested at once"
    )]
    let is_special = |byte: u8| {
        (byte == b'~')
            | (byte.wrapping_sub(b'[') <= b'`' - b'[') & (byte != b'^')
            | (byte == b'*')
            | (byte == b'&')
            | (byte == b'<')
            | (byte == b'\n')
            | (byte == 0)
    };
    let mut at = 0;
    for chunk in rest.chunks(32) {
        if chunk.iter().fold(false, |any, &b| any | is_special(b)) {
            let within = chunk.iter().position(|&b| is_special(b))?;
            return Some(from + at + within);
        }
        at += chunk.len();
    }
    None
}

/// White space, or a sign after or before which a word may begin or end; nothing is both ends.
fn is_outside(c: Option<char>) -> bool {
    c.is_none_or(|c| {
        matches!(
            c,
            ' ' | '\n' | '\t' | '"' | '\'' | '(' | ')' | ',' | '.' | ';' | ':' | '?' | '-' | '/'
        ) || matches!(c, '\u{2010}'..='\u{2027}')
    })
}

fn around(raw: &str, at: usize) -> (Option<char>, Option<char>) {
    let before = raw.get(..at).and_then(|t| t.chars().next_back());
    let after = raw.get(at + 1..).and_then(|t| t.chars().next());
    (before, after)
}

/// Whether the star can only open emphasis (CommonMark 0.31, section 6.2, in a narrow form).
fn opens_emphasis(raw: &str, at: usize) -> bool {
    let (before, after) = around(raw, at);
    is_outside(before) && after.is_some_and(|c| c.is_ascii_alphanumeric())
}

/// Whether the star can only close emphasis.
fn closes_emphasis(raw: &str, at: usize) -> bool {
    let (before, after) = around(raw, at);
    let letter = before.is_some_and(|c| c.is_ascii_alphanumeric());
    // After a stop within the emphasis, it must be white space that follows.
    let stop = matches!(before, Some('.' | ',' | ';' | ':' | '?'));
    letter && (is_outside(after) || after == Some('['))
        || stop && after.is_none_or(|c| matches!(c, ' ' | '\n'))
}

/// The end of the note call at `at`.
fn call_end(raw: &str, at: usize, is_note: &mut impl FnMut(&str) -> bool) -> Option<usize> {
    let rest = raw.get(at..)?.strip_prefix("[^")?;
    let label = rest.split(']').next()?;
    let end = at + 2 + label.len() + 1;
    let after = raw.as_bytes().get(end);
    let plain = label.bytes().all(|b| b.is_ascii_alphanumeric());
    let sure = plain && !matches!(after, Some(b':' | b'(' | b'['));
    (sure && is_note(label)).then_some(end)
}
