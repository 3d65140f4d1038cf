//! A stretch of text as HTML: spans of the article, marks of the notes and calls, well nested.
//!
//! Spans and marks may overlap: an element that must stay open across the end of another is
//! closed and opened again.

use std::ops::Range;

use super::escape;
use crate::article::{Article, Span, SpanKind};

/// Something drawn around a stretch of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// The bytes of the article's text.
    pub(super) range: Range<usize>,
    /// The tag's attribute `class`.
    pub(super) class: String,
}

/// Something put into the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Insert {
    /// The byte at which it stands.
    pub(super) at: usize,
    /// The HTML.
    pub(super) html: String,
}

/// An element over a range.
struct Element {
    range: Range<usize>,
    open: String,
    close: &'static str,
}

/// `range` of the text with the marks that touch it and the inserts that stand in it, both in the
/// order of the text.
pub(super) fn inline(
    article: &Article,
    range: &Range<usize>,
    marks: &[Mark],
    inserts: &[Insert],
    out: &mut String,
) {
    let elements = elements(article, range, marks);
    let mut stops: Vec<usize> = elements
        .iter()
        .flat_map(|e| [e.range.start, e.range.end])
        .chain(inserts.iter().map(|i| i.at))
        .collect();
    stops.sort_unstable();
    stops.dedup();
    let mut inserts = inserts.iter().peekable();
    let mut next = 0;
    let mut open: Vec<&Element> = Vec::new();
    let mut at = range.start;
    for stop in stops {
        push_text(article, at..stop, out);
        at = stop;
        close_until(stop, &mut open, out);
        while let Some(insert) = inserts.next_if(|i| i.at <= stop) {
            out.push_str(&insert.html);
        }
        while let Some(element) = elements.get(next).filter(|e| e.range.start <= stop) {
            next += 1;
            out.push_str(&element.open);
            open.push(element);
        }
    }
    push_text(article, at..range.end, out);
    for element in open.iter().rev() {
        out.push_str(element.close);
    }
}

fn push_text(article: &Article, range: Range<usize>, out: &mut String) {
    let text = article.slice(range);
    for (i, line) in text.split('\n').enumerate() {
        if i > 0 {
            out.push_str("<br>\n");
        }
        escape::text(line, out);
    }
}

/// Closes what ends at `at`; what has to be closed for that and goes on is opened again.
fn close_until(at: usize, open: &mut Vec<&Element>, out: &mut String) {
    let Some(first) = open.iter().position(|e| e.range.end <= at) else {
        return;
    };
    let reopened = open.split_off(first);
    for element in reopened.iter().rev() {
        out.push_str(element.close);
    }
    for element in reopened.into_iter().filter(|e| e.range.end > at) {
        out.push_str(&element.open);
        open.push(element);
    }
}

fn elements(article: &Article, range: &Range<usize>, marks: &[Mark]) -> Vec<Element> {
    let first = article
        .spans
        .partition_point(|s| s.range.start < range.start);
    let spans = article.spans.iter().skip(first);
    let spans = spans.take_while(|s| s.range.start < range.end);
    let mut elements: Vec<Element> = spans.filter_map(|span| of_span(span, range)).collect();
    for mark in marks {
        let within = mark.range.start.max(range.start)..mark.range.end.min(range.end);
        if !within.is_empty() {
            elements.push(Element {
                range: within,
                open: format!("<mark class=\"{}\">", mark.class),
                close: "</mark>",
            });
        }
    }
    elements.sort_by_key(|e| (e.range.start, std::cmp::Reverse(e.range.end)));
    elements
}

fn of_span(span: &Span, range: &Range<usize>) -> Option<Element> {
    let (open, close) = match &span.kind {
        SpanKind::Emphasis => ("<em>".to_owned(), "</em>"),
        SpanKind::Strong => ("<strong>".to_owned(), "</strong>"),
        SpanKind::Strikethrough => ("<del>".to_owned(), "</del>"),
        SpanKind::Code => ("<code>".to_owned(), "</code>"),
        // A picture is linked to, not fetched: the page stands alone.
        SpanKind::Link(url) | SpanKind::Image(url) => {
            (format!("<a href=\"{}\">", escape::address(url)?), "</a>")
        }
    };
    let within = span.range.start..span.range.end.min(range.end);
    (!within.is_empty()).then_some(Element {
        range: within,
        open,
        close,
    })
}
