//! Notes that stand as a numbered list at the end of an article, without a heading, and are called
//! by their number in square brackets: an article whose notes were not told as such has them so.

use crate::article::{Article, ListMarker, NoteCall};

/// The items that serve as notes, and their calls.
#[derive(Debug, Clone, Default)]
pub(super) struct Items {
    /// The number of each and its paragraph, in order.
    pub(super) list: Vec<(u32, usize)>,
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
        let Some(ListMarker::Number(number)) = paragraph.marker() else {
            break;
        };
        let Ok(number) = u32::try_from(number) else {
            break;
        };
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
    items.calls = calls(article.text.get(..end).unwrap_or_default(), &items.list);
    // A list that nothing calls is a list.
    if first != 1 || items.calls.len() * 2 < items.list.len() || items.list.len() < 2 {
        return Items::default();
    }
    items
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
