//! A stretch of an article's text as inline Markdown: escapes, spans, calls, breaks.

use std::ops::Range;

use super::write::{Apparatus, label_of};
use crate::article::{Article, Span, SpanKind};

/// Markdown put into the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insertion {
    /// The byte of the article's text at which it stands.
    pub at: usize,
    /// The Markdown.
    pub markdown: String,
}

/// Where escaped text is to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Escaping {
    /// In running text, not at the beginning of a line.
    Inline,
    /// At the beginning of a line.
    LineStart,
    /// In a table's cell.
    Cell,
}

/// What surrounds a stretch of text.
pub(super) struct Context<'a> {
    article: &'a Article,
    insertions: &'a [Insertion],
    /// Signs escaped on top of those of CommonMark.
    escapes: &'static str,
    line_starts: bool,
    cell: bool,
}

impl<'a> Context<'a> {
    pub(super) fn prose(article: &'a Article, apparatus: &'a Apparatus) -> Self {
        Self {
            article,
            insertions: &apparatus.insertions,
            escapes: apparatus.escapes,
            line_starts: true,
            cell: false,
        }
    }

    pub(super) fn heading(article: &'a Article, apparatus: &'a Apparatus) -> Self {
        Self {
            article,
            insertions: &apparatus.insertions,
            escapes: apparatus.escapes,
            line_starts: false,
            cell: false,
        }
    }

    pub(super) fn cell(article: &'a Article, apparatus: &'a Apparatus) -> Self {
        Self {
            article,
            insertions: &apparatus.insertions,
            escapes: apparatus.escapes,
            line_starts: false,
            cell: true,
        }
    }
}

/// `text` escaped so that Markdown reads it back as it is. A line feed becomes a hard break.
pub fn escape(text: &str, escaping: Escaping) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    escape_between(text, escaping, "", (None, None), &mut out);
    out
}

/// As [`escape`], for a piece with Markdown before and text of its block after it: `edges` are the
/// char written last and the char to come.
fn escape_between(
    text: &str,
    escaping: Escaping,
    escapes: &str,
    edges: (Option<char>, Option<char>),
    out: &mut String,
) {
    let mut at_line_start = escaping == Escaping::LineStart;
    let (mut before, next) = edges;
    let line_ends = next.is_none_or(|c| c == '\n');
    for (at, c) in text.char_indices() {
        let after = text.get(at + c.len_utf8()..).unwrap_or_default();
        if at_line_start && escape_line_start(c, after, out) {
            before = Some(c);
            at_line_start = c.is_ascii_digit();
            continue;
        }
        at_line_start = at_line_start && c.is_ascii_digit();
        match c {
            '\n' if escaping == Escaping::Cell => out.push(' '),
            '\n' => {
                out.push_str("\\\n");
                at_line_start = true;
            }
            '\\' | '`' | '*' | '[' | ']' | '~' => push_escaped(c, out),
            '|' => push_escaped(c, out),
            c if escapes.contains(c) => push_escaped(c, out),
            '_' if !inside_word(before, after) => push_escaped(c, out),
            '<' if after.starts_with(|n: char| n.is_ascii_alphabetic() || "/!?".contains(n)) => {
                push_escaped(c, out);
            }
            '&' if looks_like_entity(after) => push_escaped(c, out),
            '!' if after.is_empty() || after.starts_with('[') => push_escaped(c, out),
            '#' if after.is_empty() || after.chars().all(|c| c == '#' || c == ' ') => {
                push_escaped(c, out);
            }
            '\t' | ' '
                if before.is_none() || after.is_empty() && line_ends || after.starts_with('\n') =>
            {
                push_numeric(c, out);
            }
            '\u{1}'..='\u{1f}' if c != '\t' => push_numeric(c, out),
            c => out.push(c),
        }
        before = (c != '\n').then_some(c);
    }
}

fn push_escaped(c: char, out: &mut String) {
    out.push('\\');
    out.push(c);
}

fn push_numeric(c: char, out: &mut String) {
    out.push_str(&format!("&#{};", u32::from(c)));
}

/// What would open a block at the beginning of a line; `true` when the char has been written.
fn escape_line_start(c: char, after: &str, out: &mut String) -> bool {
    match c {
        '#' | '>' | '-' | '+' | '=' | ':' => push_escaped(c, out),
        // A number and a stop make a list: the stop is escaped, which stands after the digits.
        '.' | ')' if out.ends_with(|c: char| c.is_ascii_digit()) => push_escaped(c, out),
        '0'..='9' => {
            out.push(c);
            let _ = after;
        }
        _ => return false,
    }
    true
}

fn inside_word(before: Option<char>, after: &str) -> bool {
    before.is_some_and(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric)
}

fn looks_like_entity(after: &str) -> bool {
    let name: String = after
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '#')
        .collect();
    !name.is_empty() && after.get(name.len()..).is_some_and(|r| r.starts_with(';'))
}

/// Something that stands between two characters.
enum Mark<'a> {
    Close(&'a Span),
    Call(String),
    Insert(&'a str),
    Open(&'a Span),
}

/// `range` of the article's text as inline Markdown.
pub(super) fn inline(context: &Context<'_>, range: Range<usize>) -> String {
    let article = context.article;
    let text = article.slice(range.clone());
    let mut marks = marks(context, &range, text);
    // A stable sort keeps what closes before what opens at one place (see `rank`).
    marks.sort_by_key(|(at, rank, _)| (*at, *rank));
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut at = range.start;
    let mut line_start = context.line_starts;
    let mut code = 0usize;
    for (place, _, mark) in marks {
        let piece = at..place;
        push_text(
            context,
            piece,
            range.end,
            &mut line_start,
            code > 0,
            &mut out,
        );
        at = place;
        match mark {
            Mark::Open(span) => {
                open(article, span, &mut out);
                code += usize::from(span.kind == SpanKind::Code);
            }
            Mark::Close(span) => {
                code -= usize::from(span.kind == SpanKind::Code && code > 0);
                close(article, span, &mut out);
            }
            Mark::Call(label) => {
                out.push_str(&format!("[^{label}]"));
            }
            Mark::Insert(markdown) => out.push_str(markdown),
        }
        line_start = line_start && out.is_empty();
    }
    let piece = at..range.end;
    push_text(
        context,
        piece,
        range.end,
        &mut line_start,
        code > 0,
        &mut out,
    );
    out
}

fn push_text(
    context: &Context<'_>,
    range: Range<usize>,
    end: usize,
    line_start: &mut bool,
    code: bool,
    out: &mut String,
) {
    if range.is_empty() {
        return;
    }
    let next = context.article.slice(range.end..end).chars().next();
    let text = context.article.slice(range);
    let before = out.chars().next_back();
    if before == Some(']') && text.starts_with([':', '(']) {
        // After a call these would make it a definition or a link.
        out.push('\\');
    }
    let escaping = match (context.cell, *line_start) {
        (true, _) => Escaping::Cell,
        (false, true) => Escaping::LineStart,
        (false, false) => Escaping::Inline,
    };
    if code {
        out.push_str(&text.replace('\n', " "));
    } else {
        escape_between(text, escaping, context.escapes, (before, next), out);
    }
    *line_start = false;
}

type Ranked<'a> = (usize, (u8, usize), Mark<'a>);

fn marks<'a>(context: &Context<'a>, range: &Range<usize>, text: &str) -> Vec<Ranked<'a>> {
    let article = context.article;
    let mut marks: Vec<Ranked<'a>> = Vec::new();
    let first = article
        .spans
        .partition_point(|s| s.range.start < range.start);
    let spans = article.spans.iter().enumerate().skip(first);
    for (order, span) in spans.take_while(|(_, s)| s.range.start < range.end) {
        if span.range.end > range.end || text.is_empty() {
            continue;
        }
        // What opened last closes first; closes come before opens at one place.
        marks.push((span.range.start, (3, order), Mark::Open(span)));
        marks.push((span.range.end, (0, usize::MAX - order), Mark::Close(span)));
    }
    let calls = article.calls_in(range).iter();
    for (order, call) in calls.enumerate() {
        marks.push((
            call.at,
            (1, order),
            Mark::Call(label_of(article, call.note)),
        ));
    }
    let first = context.insertions.partition_point(|i| i.at < range.start);
    let inserted = context.insertions.iter().enumerate().skip(first);
    for (order, insertion) in inserted.take_while(|(_, i)| i.at <= range.end) {
        marks.push((insertion.at, (2, order), Mark::Insert(&insertion.markdown)));
    }
    marks
}

fn open(article: &Article, span: &Span, out: &mut String) {
    match &span.kind {
        SpanKind::Emphasis if delimits(article, span) => out.push('*'),
        SpanKind::Strong if delimits(article, span) => out.push_str("**"),
        SpanKind::Strikethrough if delimits(article, span) => out.push_str("~~"),
        SpanKind::Emphasis => out.push_str("<em>"),
        SpanKind::Strong => out.push_str("<strong>"),
        SpanKind::Strikethrough => out.push_str("<del>"),
        SpanKind::Code => {
            let fence = code_fence(article.slice(span.range.clone()));
            out.push_str(&fence);
        }
        SpanKind::Link(_) => out.push('['),
        SpanKind::Image(_) => out.push_str("!["),
    }
}

fn close(article: &Article, span: &Span, out: &mut String) {
    match &span.kind {
        SpanKind::Emphasis if delimits(article, span) => out.push('*'),
        SpanKind::Strong if delimits(article, span) => out.push_str("**"),
        SpanKind::Strikethrough if delimits(article, span) => out.push_str("~~"),
        SpanKind::Emphasis => out.push_str("</em>"),
        SpanKind::Strong => out.push_str("</strong>"),
        SpanKind::Strikethrough => out.push_str("</del>"),
        SpanKind::Code => {
            let fence: String = code_fence(article.slice(span.range.clone()))
                .chars()
                .rev()
                .collect();
            out.push_str(&fence);
        }
        SpanKind::Link(url) | SpanKind::Image(url) => {
            out.push_str("](<");
            for c in url.chars() {
                match c {
                    '<' | '>' | '\\' | '&' => push_numeric(c, out),
                    c if c.is_control() => push_numeric(c, out),
                    c => out.push(c),
                }
            }
            out.push_str(">)");
        }
    }
}

/// The backticks around a code span, with the space that some content needs.
fn code_fence(code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let needs_space = code.starts_with(['`', ' ']) || code.ends_with(['`', ' ']);
    format!(
        "{}{}",
        "`".repeat(longest + 1),
        if needs_space { " " } else { "" }
    )
}

/// Whether delimiters of emphasis around the span are sure to be read as such: a narrow form of
/// the flanking rules of CommonMark 0.31, section 6.2, with no other mark at either end.
fn delimits(article: &Article, span: &Span) -> bool {
    let inside = article.slice(span.range.clone());
    let before = article.slice(0..span.range.start).chars().next_back();
    let after = article
        .slice(span.range.end..article.text.len())
        .chars()
        .next();
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let outer =
        |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || ".,;:?!()\"'“”‘’".contains(c));
    let ends = [span.range.start, span.range.end];
    // Spans that share an end stand near each other in the list.
    let index = article
        .spans
        .partition_point(|s| s.range.start < span.range.start);
    let near = article.spans.iter().skip(index.saturating_sub(8)).take(24);
    let crowded = near
        .filter(|other| *other != span)
        .any(|other| ends.contains(&other.range.start) || ends.contains(&other.range.end));
    let called = |at: &usize| article.calls.binary_search_by_key(at, |c| c.at).is_ok();
    letter(inside.chars().next())
        && letter(inside.chars().next_back())
        && outer(before)
        && outer(after)
        && !crowded
        && !inside.contains('\n')
        && !ends.iter().any(called)
}
