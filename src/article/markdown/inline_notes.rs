//! pandoc's inline notes, `^[…]`: set apart as notes that are defined at the end, the form that
//! the parser knows.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::article::report::Report;

/// A note within a line has at most so many bytes.
const LONGEST: usize = 20_000;

/// The Markdown with its inline notes called by a label and defined at the end. Code, links'
/// addresses and what stands behind a backslash are left alone.
pub(crate) fn with_notes_apart<'a>(text: &'a str, report: &mut Report) -> Cow<'a, str> {
    if !text.contains("^[") {
        return Cow::Borrowed(text);
    }
    let code = code(text);
    let mut kept = String::with_capacity(text.len() + 256);
    let mut notes = String::new();
    let (mut from, mut at, mut count) = (0, 0, 0usize);
    let mut first = None;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find("^[")) {
        let start = at + found;
        at = start + 2;
        let escaped = text.get(..start).is_some_and(|t| {
            let slashes = t.len() - t.trim_end_matches('\\').len();
            slashes % 2 == 1
        });
        let place = code.partition_point(|range| range.end <= start);
        let in_code = code.get(place).is_some_and(|range| range.start <= start);
        if escaped || in_code {
            continue;
        }
        let Some(end) = closing(text, at) else {
            continue;
        };
        let note = text.get(at..end).unwrap_or_default();
        if note.trim().is_empty() {
            continue;
        }
        count += 1;
        let label = label(text, count);
        kept.push_str(text.get(from..start).unwrap_or_default());
        let _ = write!(kept, "[^{label}]");
        let words = note.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = write!(notes, "\n\n[^{label}]: {words}");
        first.get_or_insert(start);
        from = end + 1;
        at = from;
    }
    if count == 0 {
        return Cow::Borrowed(text);
    }
    kept.push_str(text.get(from..).unwrap_or_default());
    kept.push_str(&notes);
    let before = text.get(..first.unwrap_or(0)).unwrap_or_default();
    let line = u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX);
    let message = format!(
        "{count} of the notes stood within lines (`^[…]`), the first in this one; they are set apart"
    );
    report.mended(line, "inline-notes", message);
    kept.push('\n');
    Cow::Owned(kept)
}

/// A label that the text has not: where no other notes are, their numbers.
fn label(text: &str, count: usize) -> String {
    if text.contains("[^") {
        format!("inline-{count}")
    } else {
        count.to_string()
    }
}

/// Where the bracket closes that opened before `from`; none closes over an empty line.
fn closing(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut depth = 1usize;
    let mut at = from;
    while at < bytes.len().min(from + LONGEST) {
        match bytes.get(at)? {
            b'\\' => at += 1,
            b'[' => depth += 1,
            b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            b'\n' => {
                let next = text.get(at + 1..)?.lines().next().unwrap_or_default();
                if next.trim().is_empty() {
                    return None;
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The stretches of the text that are code or HTML, in order.
fn code(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut block = None;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_FOOTNOTES).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => block = Some(range.start),
            Event::End(TagEnd::CodeBlock) => {
                ranges.extend(block.take().map(|start| start..range.end));
            }
            Event::Code(_) | Event::InlineHtml(_) | Event::Html(_) if block.is_none() => {
                ranges.push(range);
            }
            _ => {}
        }
    }
    ranges.sort_by_key(|range| range.start);
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apart(text: &str) -> String {
        with_notes_apart(text, &mut Report::default()).into_owned()
    }

    #[test]
    fn inline_notes_are_set_apart() {
        assert_eq!(
            apart("Flour^[From *Kent* [sic],\nthey say.] and water.\n"),
            "Flour[^1] and water.\n\n\n[^1]: From *Kent* [sic], they say.\n"
        );
        let mixed = apart("One[^a] and two^[Two.].\n\n[^a]: One.\n");
        assert!(mixed.contains("two[^inline-1].") && mixed.ends_with("[^inline-1]: Two.\n"));
    }

    #[test]
    fn what_is_no_note_stays() {
        for text in [
            "Raised \\^[not a note] here.",
            "Code `x^[1]` here.",
            "    indented ^[code]\n",
            "Never ^[closed\n\nhere].",
            "Empty ^[] here.",
            "x^2 [and] y",
        ] {
            assert_eq!(apart(text), text);
        }
    }
}
