//! Notes that stand as a numbered list at the end of an article, without a heading, and are called
//! by their number in square brackets: an article whose notes were not told as such has them so.

use crate::article::{Article, ListMarker, NoteCall};

/// The items that serve as notes, and their calls.
#[derive(Debug, Clone, Default)]
pub(super) struct Items {
    /// The number of each and its paragraph, in order.
    pub(super) list: Vec<(u32, usize)>,
    /// Their numbers stand before them with nothing else: `12 Ibid.`
    bare: bool,
    /// Where they are called; `note` counts on from the article's own notes.
    pub(super) calls: Vec<NoteCall>,
}

/// The numbered items at the end that the body calls; none when the article has notes of its own.
pub(super) fn read(article: &Article) -> Items {
    let mut items = Items::default();
    if !article.notes.is_empty() {
        return items;
    }
    for (index, paragraph) in article.body().iter().enumerate().rev() {
        let number = match paragraph.marker() {
            Some(ListMarker::Number(number)) => u32::try_from(number).ok(),
            _ => bare_label(article.slice(paragraph.range.clone())).map(|(n, _)| n),
        };
        let Some(number) = number else {
            break;
        };
        items.bare |= paragraph.marker().is_none();
        let expected = items
            .list
            .last()
            .is_none_or(|(next, _)| number + 1 == *next);
        if !expected {
            break;
        }
        items.list.push((number, index));
    }
    items.list.reverse();
    let Some((first, start)) = items.list.first().copied() else {
        return items;
    };
    let end = article.paragraphs.get(start).map_or(0, |p| p.range.start);
    let body = article.text.get(..end).unwrap_or_default();
    items.calls = if items.bare {
        glued_calls(body, &items.list)
    } else {
        calls(body, &items.list)
    };
    // A list that nothing calls is a list.
    if first != 1 || items.calls.len() * 2 < items.list.len() || items.list.len() < 2 {
        return Items::default();
    }
    items
}

impl Items {
    /// The bytes of the number that an item's text begins with, when it is a part of the text.
    pub(super) fn label_len(&self, index: usize, text: &str) -> usize {
        let one = self.bare && index < self.list.len();
        bare_label(text).filter(|_| one).map_or(0, |(_, len)| len)
    }
}

/// `12 Ibid.`: the number that a text begins with, and the bytes up to what follows.
fn bare_label(text: &str) -> Option<(u32, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text.get(..digits).filter(|d| d.len() < 4)?.parse().ok()?;
    let rest = text.get(digits..)?.strip_prefix(' ')?;
    let begins = rest.starts_with(|c: char| {
        c.is_uppercase() || matches!(c, '“' | '‘' | '"' | '\'' | '«' | '„' | '[' | '(')
    }) || ["ibid", "idem", "op.", "see ", "cf"]
        .iter()
        .any(|b| rest.starts_with(b));
    begins.then_some((number, digits + 1))
}

/// Calls whose raised digits came down in copying: `tempted.1`, in ascending order. A decimal
/// fraction is none.
fn glued_calls(text: &str, list: &[(u32, usize)]) -> Vec<NoteCall> {
    let mut found = Vec::new();
    let mut next = 0;
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if !byte.is_ascii_digit() {
            at += 1;
            continue;
        }
        let digits = text
            .get(at..)
            .map_or(0, |t| t.bytes().take_while(u8::is_ascii_digit).count());
        let number: Option<u32> = text.get(at..at + digits).and_then(|d| d.parse().ok());
        let before = text.get(..at).unwrap_or_default();
        let glued = before.ends_with(|c: char| {
            c.is_alphabetic()
                || matches!(
                    c,
                    '.' | ',' | ';' | ':' | '!' | '?' | '”' | '"' | '’' | '\'' | '»' | ')' | ']'
                )
        });
        let figures = before
            .trim_end_matches(['.', ','])
            .bytes()
            .rev()
            .take_while(u8::is_ascii_digit)
            .count();
        let fraction = before.ends_with(['.', ',']) && (1..4).contains(&figures);
        let after = text.get(at + digits..).unwrap_or_default();
        let free = after.is_empty() || after.starts_with([' ', '\n', '—', ')', ';', ',']);
        if glued
            && free
            && !fraction
            && let Some((wanted, _)) = list.get(next)
            && number == Some(*wanted)
        {
            found.push(NoteCall { at, note: next });
            next += 1;
        }
        at += digits.max(1);
    }
    found
}

fn calls(text: &str, list: &[(u32, usize)]) -> Vec<NoteCall> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('[') {
        let rest = text.get(at + 1..).unwrap_or_default();
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let closed = rest.get(digits..).is_some_and(|r| r.starts_with(']'));
        let number = rest.get(..digits).and_then(|d| d.parse::<u32>().ok());
        let note = number
            .filter(|_| closed && digits < 5)
            .and_then(|n| list.binary_search_by_key(&n, |(m, _)| *m).ok());
        found.extend(note.map(|note| NoteCall { at, note }));
    }
    found
}
