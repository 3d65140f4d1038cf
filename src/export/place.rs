//! Where in the text the call of a note can stand.

use std::ops::Range;

use super::Selection;
use crate::annotation::Status;
use crate::article::{Article, Block, Home, SpanKind};
use crate::edition::{Anchored, Edition};

/// Where a call stands. Ordered as the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The byte of the text at which it stands.
    pub(super) at: usize,
    /// The paragraph with whose number it stands instead: in code nothing can be called.
    pub(super) above: Option<usize>,
}

/// A note that is called in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Called<'a> {
    /// Its index in the edition.
    pub(super) index: usize,
    pub(super) note: &'a Anchored,
    pub(super) place: Place,
}

/// The notes wanted: those with a certain place in the order of their calls, and the others in
/// reading order, each with its index in the edition.
pub(super) fn in_order<'a>(
    edition: &'a Edition,
    selection: &Selection,
) -> (Vec<Called<'a>>, Vec<(usize, &'a Anchored)>) {
    let mut called = Vec::new();
    let mut homeless = Vec::new();
    for (index, note) in edition.notes.iter().enumerate() {
        if !selection.wants(note) {
            continue;
        }
        match place(&edition.article, note) {
            Some(place) => called.push(Called { index, note, place }),
            None => homeless.push((index, note)),
        }
    }
    called.sort_by_key(|called| called.place);
    (called, homeless)
}

/// Where a note is called; `None` when it has no certain place, or stands in a note of the article
/// that is itself called nowhere.
fn place(article: &Article, note: &Anchored) -> Option<Place> {
    if matches!(note.anchor.status, Status::Ambiguous | Status::Orphaned) {
        return None;
    }
    let range = note.anchor.ranges.first()?;
    let worded = note.annotation.target.quote.is_some();
    let section = &article.sections.get(article.section_at(range.start))?;
    let heads = section.heading.start == range.start && !section.heading.is_empty();
    // A note on a whole section is called at its heading.
    let end = if heads && !worded {
        section.heading.end
    } else {
        range.end
    };
    if section.heading.contains(&end.saturating_sub(1)) && !section.heading.is_empty() {
        return Some(within(article, end, &section.heading));
    }
    let index = article.paragraph_at(end.saturating_sub(1))?;
    let paragraph = article.paragraphs.get(index)?;
    if let Home::Note(of) = paragraph.home {
        // Notes within notes are not read everywhere: the call follows that of the note.
        let first = article.calls.iter().find(|call| call.note == of)?;
        let calling = article.paragraphs.get(article.paragraph_at(first.at)?)?;
        return match calling.home {
            Home::Section(_) => Some(within(article, first.at, &calling.range)),
            Home::Note(_) => None,
        };
    }
    if matches!(paragraph.block, Block::Code(_)) {
        return Some(Place {
            at: paragraph.range.start,
            above: Some(index),
        });
    }
    let end = end.min(paragraph.range.end);
    let at = if worded {
        after_closing_marks(article, end, paragraph.range.end)
    } else {
        end
    };
    Some(within(article, at, &paragraph.range))
}

/// Past the marks that close what ends at `at`: a call stands after them.
fn after_closing_marks(article: &Article, at: usize, end: usize) -> usize {
    let rest = article.slice(at..end);
    let closes = |c: char| "”’\"'»)].,;:!?…".contains(c);
    let marks: usize = rest
        .chars()
        .take_while(|&c| closes(c))
        .map(char::len_utf8)
        .sum();
    let goes_on = rest
        .get(marks..)
        .and_then(|r| r.chars().next())
        .is_some_and(char::is_alphanumeric);
    if goes_on { at } else { at + marks }
}

/// A place out of code, links and pictures, in which no call can stand.
fn within(article: &Article, at: usize, block: &Range<usize>) -> Place {
    let mut at = at;
    // Spans never leave their block, and those of one block stand together.
    let first = article
        .spans
        .partition_point(|s| s.range.start < block.start);
    let spans = article.spans.get(first..).unwrap_or_default();
    let before = at;
    for span in spans.iter().take_while(|s| s.range.start < before) {
        let closed = matches!(
            span.kind,
            SpanKind::Code | SpanKind::Link(_) | SpanKind::Image(_)
        );
        if closed && span.range.start < at && at < span.range.end {
            at = span.range.end;
        }
    }
    Place {
        at: at.min(block.end),
        above: None,
    }
}
