//! A stretch of an article's text as inline Markdown: spans, calls, insertions.
//!
//! Emphasis and code are written with the signs of Markdown where those are sure to be read as
//! such, and else with the HTML tags, which every `CommonMark` implementation takes.

use std::ops::Range;

use super::escape::{Breaks, Pen, numeric};
use super::write::{Apparatus, label_of};
use crate::article::{Article, NoteCall, Span, SpanKind};

/// Markdown put into the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insertion {
    /// The byte of the article's text at which it stands.
    pub at: usize,
    /// The Markdown.
    pub markdown: String,
}

/// Where a stretch of text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A paragraph of prose.
    Prose,
    /// Verse.
    Verse,
    /// A heading, behind its signs.
    Heading,
    /// A table's cell.
    Cell,
}

/// Something that stands between two characters.
enum Mark<'a> {
    Close(&'a Span, Form),
    Call(&'a str),
    Insert(&'a str),
    Open(&'a Span, Form),
}

/// How a span is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// With the signs of Markdown.
    Signs,
    /// With HTML tags.
    Tags,
}

/// How far the spans, the calls and the insertions have been written: text is written in its own
/// order, so that those of the next stretch are the next ones.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cursor {
    spans: usize,
    calls: usize,
    insertions: usize,
}

impl Cursor {
    /// All that stands before the byte `at` has been written.
    pub(super) fn at(at: usize, article: &Article, apparatus: &Apparatus) -> Self {
        Self {
            spans: article.spans.partition_point(|s| s.range.start < at),
            calls: article.calls.partition_point(|c| c.at < at),
            insertions: apparatus.insertions.partition_point(|i| i.at < at),
        }
    }
}

/// Appends `range` of the article's text as inline Markdown.
pub(super) fn inline(
    article: &Article,
    apparatus: &Apparatus,
    place: Place,
    range: Range<usize>,
    cursor: &mut Cursor,
    out: &mut String,
) {
    let mut pen = Pen {
        breaks: match place {
            Place::Prose => Breaks::Tag,
            Place::Verse => Breaks::Backslash,
            Place::Heading | Place::Cell => Breaks::Space,
        },
        escapes: apparatus.escapes,
        at_line_start: matches!(place, Place::Prose | Place::Verse),
        only_digits: false,
        before_markup: true,
    };
    let mut at = range.start;
    let mut in_code = false;
    for (here, _, mark) in marks(article, apparatus, place, &range, cursor) {
        put(article, &range, at..here, in_code, &mut pen, out);
        at = at.max(here);
        in_code = matches!(mark, Mark::Open(span, Form::Signs) if span.kind == SpanKind::Code);
        match mark {
            Mark::Open(span, form) => open(article, span, form, out),
            Mark::Close(span, form) => close(article, span, form, out),
            Mark::Call(label) => {
                out.push_str("[^");
                out.push_str(label);
                out.push(']');
            }
            Mark::Insert(markdown) => out.push_str(markdown),
        }
        pen.markup();
    }
    // A heading may have a tail.
    pen.before_markup = !apparatus.heading_tails.is_empty();
    put(article, &range, at..range.end, in_code, &mut pen, out);
}

/// Writes the text of `piece`, a part of `range`.
fn put(
    article: &Article,
    range: &Range<usize>,
    piece: Range<usize>,
    in_code: bool,
    pen: &mut Pen,
    out: &mut String,
) {
    if piece.is_empty() {
        return;
    }
    let before = article.slice(range.start..piece.start).chars().next_back();
    let next = article.slice(piece.end..range.end).chars().next();
    let text = article.slice(piece);
    if in_code {
        out.push_str(text);
    } else {
        pen.text(text, before, next, out);
    }
}

/// The stretch of a sorted list whose places are from `range.start` up to what `ends` says, looked
/// for from `from` on, which is moved to its end.
fn stretch<'a, T>(
    list: &'a [T],
    from: &mut usize,
    at: impl Fn(&T) -> usize,
    range: &Range<usize>,
    holds: impl Fn(usize) -> bool,
) -> &'a [T] {
    let passed = |i: usize| list.get(i).is_none_or(|item| at(item) < range.start);
    // Where the text is not written in its order, the place is looked up.
    if *from > 0 && !passed(*from - 1) {
        *from = list.partition_point(|item| at(item) < range.start);
    }
    while *from < list.len() && passed(*from) {
        *from += 1;
    }
    let start = *from;
    while list.get(*from).is_some_and(|item| holds(at(item))) {
        *from += 1;
    }
    list.get(start..*from).unwrap_or_default()
}

/// Where a mark stands among those of its place.
type Rank = (u8, usize);

/// What stands in `range`, in the order of writing. At one place the spans that end come first,
/// innermost before outer, then calls and insertions, then the spans that begin.
fn marks<'a>(
    article: &'a Article,
    apparatus: &'a Apparatus,
    place: Place,
    range: &Range<usize>,
    cursor: &mut Cursor,
) -> Vec<(usize, Rank, Mark<'a>)> {
    let up_to_end = |at| at <= range.end;
    let calls = stretch(
        &article.calls,
        &mut cursor.calls,
        |c| c.at,
        range,
        up_to_end,
    );
    let inserted = stretch(
        &apparatus.insertions,
        &mut cursor.insertions,
        |i| i.at,
        range,
        up_to_end,
    );
    let spans = stretch(
        &article.spans,
        &mut cursor.spans,
        |s| s.range.start,
        range,
        |at| at < range.end,
    );
    let spans = || spans.iter().filter(|s| s.range.end <= range.end);
    let crowd = crowd(spans(), calls, inserted);
    let mut marks = Vec::with_capacity(crowd.len());
    let mut following = spans().skip(1);
    for (order, span) in spans().enumerate() {
        let within = Within {
            article,
            range,
            place,
            crowd: &crowd,
            calls,
            inserted,
            next: following.next(),
        };
        let form = if within.takes_signs(span) {
            Form::Signs
        } else {
            Form::Tags
        };
        marks.push((span.range.start, (3, order), Mark::Open(span, form)));
        marks.push((
            span.range.end,
            (0, usize::MAX - order),
            Mark::Close(span, form),
        ));
    }
    for (order, call) in calls.iter().enumerate() {
        marks.push((
            call.at,
            (1, order),
            Mark::Call(label_of(article, call.note)),
        ));
    }
    for (order, insertion) in inserted.iter().enumerate() {
        marks.push((insertion.at, (2, order), Mark::Insert(&insertion.markdown)));
    }
    marks.sort_unstable_by_key(|(at, rank, _)| (*at, *rank));
    marks
}

/// The place of every mark, in order, to see where delimiters would touch.
fn crowd<'a>(
    spans: impl Iterator<Item = &'a Span>,
    calls: &[NoteCall],
    inserted: &[Insertion],
) -> Vec<usize> {
    let mut crowd: Vec<usize> = spans.flat_map(|s| [s.range.start, s.range.end]).collect();
    crowd.extend(calls.iter().map(|c| c.at));
    crowd.extend(inserted.iter().map(|i| i.at));
    crowd.sort_unstable();
    crowd
}

/// What stands around a span, for the choice of its form.
struct Within<'a> {
    article: &'a Article,
    range: &'a Range<usize>,
    place: Place,
    /// The place of every mark, in order.
    crowd: &'a [usize],
    calls: &'a [NoteCall],
    inserted: &'a [Insertion],
    /// The span that begins next.
    next: Option<&'a Span>,
}

impl Within<'_> {
    fn takes_signs(&self, span: &Span) -> bool {
        match span.kind {
            SpanKind::Emphasis | SpanKind::Strong | SpanKind::Strikethrough => self.delimits(span),
            SpanKind::Code => self.is_simple_code(span),
            // A call within brackets, or a link in a picture, could be read in two ways.
            SpanKind::Link(_) | SpanKind::Image(_) => {
                let around = self.article.slice(span.range.clone());
                !self.is_called_in(span) && !around.starts_with('^')
            }
        }
    }

    fn alone(&self, span: &Span) -> bool {
        [span.range.start, span.range.end].iter().all(|at| {
            let first = self.crowd.partition_point(|other| other < at);
            self.crowd.get(first + 1) != Some(at)
        })
    }

    fn is_called_in(&self, span: &Span) -> bool {
        let (start, end) = (span.range.start, span.range.end);
        self.calls.iter().any(|c| start <= c.at && c.at <= end)
    }

    fn around(&self, span: &Span) -> (Option<char>, Option<char>) {
        let before = self.article.slice(self.range.start..span.range.start);
        let after = self.article.slice(span.range.end..self.range.end);
        (before.chars().next_back(), after.chars().next())
    }

    /// Whether delimiters around the span are sure to be read as such: a narrow form of the
    /// flanking rules of `CommonMark` 0.31, section 6.2, with no other mark at either end.
    fn delimits(&self, span: &Span) -> bool {
        let inside = self.article.slice(span.range.clone());
        let (before, after) = self.around(span);
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let outer =
            |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || ".,;:?!()\"'“”‘’".contains(c));
        letter(inside.chars().next())
            && letter(inside.chars().next_back())
            && outer(before)
            && outer(after)
            && self.alone(span)
            && !inside.contains('\n')
    }

    /// Whether backticks can hold the code: nothing stands in it or touches it.
    fn is_simple_code(&self, span: &Span) -> bool {
        let code = self.article.slice(span.range.clone());
        let inner = self
            .next
            .is_some_and(|next| next.range.start < span.range.end);
        let (start, end) = (span.range.start, span.range.end);
        let inserted = self.inserted.iter().any(|i| start <= i.at && i.at <= end);
        let (before, after) = self.around(span);
        let backtick = |c: Option<char>| c == Some('`');
        !inner
            && !self.is_called_in(span)
            && !inserted
            && self.alone(span)
            && !backtick(before)
            && !backtick(after)
            && !code.chars().all(|c| c == ' ')
            && !code.contains(['\n', '\t'])
            && !(self.place == Place::Cell && code.contains(['|', '\\']))
            && !code.chars().any(|c| c.is_control() || c == '\u{feff}')
    }
}

fn open(article: &Article, span: &Span, form: Form, out: &mut String) {
    match (&span.kind, form) {
        (SpanKind::Emphasis, Form::Signs) => out.push('*'),
        (SpanKind::Strong, Form::Signs) => out.push_str("**"),
        (SpanKind::Strikethrough, Form::Signs) => out.push_str("~~"),
        (SpanKind::Code, Form::Signs) => out.push_str(&fence(article.slice(span.range.clone()))),
        (SpanKind::Link(_), Form::Signs) => out.push('['),
        (SpanKind::Image(_), Form::Signs) => out.push_str("!["),
        (SpanKind::Emphasis, Form::Tags) => out.push_str("<em>"),
        (SpanKind::Strong, Form::Tags) => out.push_str("<strong>"),
        (SpanKind::Strikethrough, Form::Tags) => out.push_str("<del>"),
        (SpanKind::Code, Form::Tags) => out.push_str("<code>"),
        (SpanKind::Link(url), Form::Tags) => tag("a href", url, out),
        (SpanKind::Image(url), Form::Tags) => tag("picture title", url, out),
    }
}

fn close(article: &Article, span: &Span, form: Form, out: &mut String) {
    match (&span.kind, form) {
        (SpanKind::Emphasis, Form::Signs) => out.push('*'),
        (SpanKind::Strong, Form::Signs) => out.push_str("**"),
        (SpanKind::Strikethrough, Form::Signs) => out.push_str("~~"),
        (SpanKind::Code, Form::Signs) => {
            let opening = fence(article.slice(span.range.clone()));
            out.extend(opening.chars().rev());
        }
        (SpanKind::Link(url) | SpanKind::Image(url), Form::Signs) => {
            out.push_str("](<");
            attribute(url, out);
            out.push_str(">)");
        }
        (SpanKind::Emphasis, Form::Tags) => out.push_str("</em>"),
        (SpanKind::Strong, Form::Tags) => out.push_str("</strong>"),
        (SpanKind::Strikethrough, Form::Tags) => out.push_str("</del>"),
        (SpanKind::Code, Form::Tags) => out.push_str("</code>"),
        (SpanKind::Link(_), Form::Tags) => out.push_str("</a>"),
        (SpanKind::Image(_), Form::Tags) => out.push_str("</picture>"),
    }
}

fn tag(start: &str, url: &str, out: &mut String) {
    out.push('<');
    out.push_str(start);
    out.push_str("=\"");
    attribute(url, out);
    out.push_str("\">");
}

/// An address between angle brackets or quotation marks.
fn attribute(url: &str, out: &mut String) {
    for c in url.chars() {
        match c {
            '<' | '>' | '\\' | '&' | '"' | '|' | '`' => numeric(c, out),
            c if c.is_control() || c.is_whitespace() && c != ' ' => numeric(c, out),
            c => out.push(c),
        }
    }
}

/// The backticks around a code span, with the space that some content needs.
fn fence(code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let edge = |c: Option<char>| matches!(c, Some('`' | ' '));
    let mut chars = code.chars();
    let spaced = edge(chars.next()) || edge(code.chars().next_back());
    format!(
        "{}{}",
        "`".repeat(longest + 1),
        if spaced { " " } else { "" }
    )
}
