//! One block into rows: wrapping, indents, markers; and the glyphs of a row, column by column.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::block::{Block, Sequence};
use super::{Style, table};
use crate::article::{Article, Block as Kind, Container, ListMarker, NoteCall, Paragraph};
use crate::text::hyphen::Hyphenator;
use crate::text::width;
use crate::text::wrap::{self, Insertion, Setting};

/// A block laid out.
#[derive(Debug)]
pub(in crate::viewer) struct Laid {
    /// What is written in the margin beside its first row of text.
    pub(in crate::viewer) label: String,
    /// What it is, for its look.
    pub(in crate::viewer) shape: Shape,
    /// Its rows, with the empty ones before it.
    pub(in crate::viewer) rows: Vec<Row>,
    /// The row that bears the label.
    pub(in crate::viewer) first: usize,
    /// How many rows at the end stand back: those below a title.
    pub(in crate::viewer) asides: usize,
}

/// What a block looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::viewer) enum Shape {
    /// The title.
    Title,
    /// A heading, by depth from 1.
    Heading(usize),
    /// Running text and list items.
    Prose,
    /// A block quotation.
    Quotation,
    /// Verse.
    Verse,
    /// Code.
    Code,
    /// A table.
    Table,
    /// One of the article's notes.
    Note,
}

/// One row of a block.
#[derive(Debug)]
pub(in crate::viewer) struct Row {
    /// Columns left free before the content.
    pub(in crate::viewer) indent: usize,
    /// A list marker; it ends where the content begins.
    pub(in crate::viewer) marker: Option<Box<str>>,
    /// What stands on it.
    pub(in crate::viewer) content: Content,
}

/// What stands on a row.
#[derive(Debug)]
pub(in crate::viewer) enum Content {
    /// Nothing.
    Blank,
    /// A thematic break.
    Rule,
    /// Words that are not of the text: the title, a line of a table.
    Own(Box<str>),
    /// A line of the text.
    Text {
        /// Its bytes in the article.
        range: Range<usize>,
        /// Columns to be spread over its spaces.
        spare: usize,
        /// Whether it ends in a hyphen that the text does not have.
        hyphen: bool,
    },
    /// A row of a table: for each cell its column, its width and its bytes.
    Cells(Vec<(usize, Range<usize>)>, bool),
}

impl Row {
    pub(super) fn own(indent: usize, text: impl Into<Box<str>>) -> Self {
        Self {
            indent,
            marker: None,
            content: Content::Own(text.into()),
        }
    }

    fn blank() -> Self {
        Self {
            indent: 0,
            marker: None,
            content: Content::Blank,
        }
    }

    /// The bytes of the text that stand on it.
    pub(in crate::viewer) fn bytes(&self) -> Option<Range<usize>> {
        match &self.content {
            Content::Text { range, .. } => Some(range.clone()),
            Content::Cells(cells, _) => {
                let start = cells.iter().map(|(_, r)| r.start).min()?;
                let end = cells.iter().map(|(_, r)| r.end).max()?;
                Some(start..end)
            }
            _ => None,
        }
    }
}

impl Laid {
    /// The row on which a byte stands: the last that begins at or before it.
    pub(in crate::viewer) fn row_of(&self, byte: usize) -> usize {
        let rows = self.rows.iter().enumerate();
        let with_text = rows.filter_map(|(i, row)| Some((i, row.bytes()?.start)));
        let before = with_text.take_while(|(_, start)| *start <= byte).last();
        before.map_or(self.first, |(i, _)| i)
    }
}

/// Lays out a block, without dividing a word that touches one of the ranges `whole`.
pub(super) fn lay(
    article: &Article,
    sequence: &Sequence,
    index: usize,
    style: Style,
    whole: &[Range<usize>],
) -> Laid {
    let mut rows: Vec<Row> = Vec::new();
    rows.resize_with(sequence.space_before(article, index), Row::blank);
    let start = sequence.start(article, index);
    let has_rule = index > 1 && article.rules.binary_search(&start).is_ok();
    let is_text = matches!(
        sequence.get(index),
        Some(Block::Paragraph(_) | Block::Heading(_))
    );
    if has_rule && is_text {
        rows.push(Row {
            indent: 0,
            marker: None,
            content: Content::Rule,
        });
        rows.push(Row::blank());
    }
    let first = rows.len();
    let mut asides = 0;
    let (label, shape) = match sequence.get(index) {
        None | Some(Block::Title) => {
            asides = title_rows(article, style.columns, &mut rows);
            (String::new(), Shape::Title)
        }
        Some(Block::NotesHead) => {
            rows.push(Row::own(0, "Notes"));
            (String::new(), Shape::Heading(1))
        }
        Some(Block::Heading(i)) => match article.sections.get(i) {
            Some(section) => {
                let shape = Shape::Heading(section.number.depth());
                let style = Style {
                    justified: false,
                    hyphenated: false,
                    ..style
                };
                text_rows(article, section.heading.clone(), 0, style, &[], &mut rows);
                (section.number.to_string(), shape)
            }
            None => (String::new(), Shape::Prose),
        },
        Some(Block::Paragraph(i)) => match article.paragraphs.get(i) {
            Some(paragraph) => {
                let label = match paragraph.home {
                    _ if sequence.part_start(index).is_some() => String::new(),
                    crate::article::Home::Note(_) if paragraph.number > 1 => String::new(),
                    _ => article.passage_of(paragraph).to_string(),
                };
                let range = part(sequence, index, paragraph);
                let shape = paragraph_rows(article, paragraph, range, style, whole, &mut rows);
                (label, shape)
            }
            None => (String::new(), Shape::Prose),
        },
    };
    Laid {
        label,
        shape,
        rows,
        first,
        asides,
    }
}

/// The title and what is known of the article; gives how many rows the latter takes.
fn title_rows(article: &Article, columns: usize, rows: &mut Vec<Row>) -> usize {
    let mut push = |text: &str| {
        let text = crate::text::safe::shown_line(text);
        let lines = wrap::wrap(&text, columns, &[]);
        let count = lines.len();
        rows.extend(
            lines
                .into_iter()
                .map(|l| Row::own(0, text.get(l.range).unwrap_or_default())),
        );
        count
    };
    push(article.title());
    let meta = &article.metadata;
    let when = [meta.place.as_deref(), meta.date.as_deref()];
    let when: Vec<&str> = when.into_iter().flatten().collect();
    let parts = [meta.author.join(" and "), when.join(", ")];
    let parts: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|p| !p.is_empty())
        .collect();
    let byline = parts.join(" · ");
    let below = [byline.as_str(), meta.series.as_deref().unwrap_or_default()];
    let below = below.into_iter().filter(|l| !l.is_empty());
    below.map(push).sum()
}

/// How deep containers may indent: beyond, text would have no room left.
fn deepest_indent(columns: usize) -> usize {
    columns / 3
}

/// The bytes of a paragraph that a block holds: all, when it is not very long.
fn part(sequence: &Sequence, index: usize, paragraph: &Paragraph) -> Range<usize> {
    let start = sequence.part_start(index);
    let end = sequence.part_start(index + 1);
    start.unwrap_or(paragraph.range.start)..end.unwrap_or(paragraph.range.end)
}

fn paragraph_rows(
    article: &Article,
    paragraph: &Paragraph,
    range: Range<usize>,
    style: Style,
    whole: &[Range<usize>],
    rows: &mut Vec<Row>,
) -> Shape {
    let step = if style.columns >= 40 { 4 } else { 2 };
    let mut left = 0;
    let mut right = 0;
    let mut marker = None;
    let mut shape = Shape::Prose;
    for container in &paragraph.containers {
        match container {
            Container::Quotation { .. } => {
                left += step;
                right += step;
                shape = Shape::Quotation;
            }
            Container::Item {
                marker: m, first, ..
            } => {
                let text = match m {
                    ListMarker::Bullet => "•".to_owned(),
                    ListMarker::Number(n) => format!("{n}."),
                };
                left += width::of(&text) + 1;
                if *first {
                    marker = Some(text.into_boxed_str());
                }
            }
        }
    }
    if matches!(paragraph.home, crate::article::Home::Note(_)) {
        shape = Shape::Note;
    }
    left = left.min(deepest_indent(style.columns));
    right = right.min(deepest_indent(style.columns).saturating_sub(left / 2));
    let columns = style.columns.saturating_sub(left + right).max(1);
    let within = Style { columns, ..style };
    let set_by_line = Style {
        justified: false,
        hyphenated: false,
        ..within
    };
    let first = rows.len();
    let begins = range.start == paragraph.range.start;
    let range = trimmed(article, range);
    let shape = match &paragraph.block {
        Kind::Prose => {
            text_rows(article, range, left, within, whole, rows);
            shape
        }
        Kind::Verse => {
            let left = left + step.min(columns / 4);
            let columns = style.columns.saturating_sub(left + right + 2).max(1);
            let style = Style {
                columns,
                ..set_by_line
            };
            text_rows(article, range, left, style, &[], rows);
            indent_turned_lines(article, rows, first);
            Shape::Verse
        }
        Kind::Code(_) => {
            text_rows(article, range, left, set_by_line, &[], rows);
            Shape::Code
        }
        Kind::Table(alignments) => {
            table::rows(article, range, alignments, left, columns, rows);
            Shape::Table
        }
    };
    if let Some(row) = rows.get_mut(first).filter(|_| begins) {
        row.marker = marker;
    }
    shape
}

/// Without the line feed at which a part was cut off: its line ends there in any case.
fn trimmed(article: &Article, range: Range<usize>) -> Range<usize> {
    let text = article.slice(range.clone());
    range.start..range.end - usize::from(text.ends_with('\n'))
}

/// A line of verse that is turned over is indented further.
fn indent_turned_lines(article: &Article, rows: &mut [Row], first: usize) {
    for row in rows.iter_mut().skip(first) {
        if let Content::Text { range, .. } = &row.content {
            let before = article.text.get(..range.start).unwrap_or_default();
            if !before.is_empty() && !before.ends_with('\n') {
                row.indent += 2;
            }
        }
    }
}

fn text_rows(
    article: &Article,
    range: Range<usize>,
    indent: usize,
    style: Style,
    whole: &[Range<usize>],
    rows: &mut Vec<Row>,
) {
    let text = article.slice(range.clone());
    let first = whole.partition_point(|r| r.end <= range.start);
    let whole = whole.get(first..).unwrap_or_default().iter();
    let whole: Vec<Range<usize>> = whole
        .take_while(|r| r.start < range.end)
        .map(|r| r.start.saturating_sub(range.start)..r.end.saturating_sub(range.start))
        .collect();
    let insertions: Vec<Insertion> = article
        .calls_in(&range)
        .iter()
        .map(|call| Insertion {
            at: call.at - range.start,
            width: width::of(&superscript(call_number(article, call))),
        })
        .collect();
    let language = article.metadata.language.as_deref().unwrap_or_default();
    let setting = Setting {
        columns: style.columns,
        insertions: &insertions,
        hyphenator: style
            .hyphenated
            .then(|| Hyphenator::of_language(language))
            .flatten(),
        whole: &whole,
    };
    for line in wrap::wrap_set(text, &setting) {
        let spare = style.columns.saturating_sub(line.width);
        let spreads = style.justified && !line.hard;
        rows.push(Row {
            indent,
            marker: None,
            content: Content::Text {
                range: range.start + line.range.start..range.start + line.range.end,
                spare: if spreads { spare } else { 0 },
                hyphen: line.hyphen,
            },
        });
    }
}

fn call_number(article: &Article, call: &NoteCall) -> u32 {
    article.notes.get(call.note).map_or(0, |note| note.number)
}

/// A number in raised figures.
pub(in crate::viewer) fn superscript(number: u32) -> String {
    let raised = |c: char| match c {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' => '⁰',
        digit => digit
            .to_digit(10)
            .and_then(|d| char::from_u32(0x2070 + d))
            .unwrap_or(digit),
    };
    number.to_string().chars().map(raised).collect()
}

/// What stands in a column of a row.
#[derive(Debug, Clone, Copy)]
pub(in crate::viewer) struct Glyph<'a> {
    /// Its column, from the left edge of the text.
    pub(in crate::viewer) column: usize,
    /// What is drawn.
    pub(in crate::viewer) text: &'a str,
    /// The byte of the text that it stands for.
    pub(in crate::viewer) byte: usize,
    /// What it is.
    pub(in crate::viewer) kind: GlyphKind,
}

/// What a glyph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::viewer) enum GlyphKind {
    /// A cluster of the text.
    Text,
    /// The figure of one of the article's notes, by the index of the call.
    Call(usize),
    /// A hyphen where a word is divided.
    Hyphen,
}

/// The byte of the text at a column of a row, or the nearest before it; else the row's first.
pub(in crate::viewer) fn nearest_byte(
    article: &Article,
    row: &Row,
    column: usize,
) -> Option<usize> {
    let mut found = None;
    glyphs(article, row, |glyph| {
        let of_text = matches!(glyph.kind, GlyphKind::Text);
        if of_text && (glyph.column <= column || found.is_none()) {
            found = Some(glyph.byte);
        }
    });
    found
}

/// Gives every glyph of a row of text, from left to right.
pub(in crate::viewer) fn glyphs(article: &Article, row: &Row, mut each: impl FnMut(Glyph<'_>)) {
    match &row.content {
        Content::Text {
            range,
            spare,
            hyphen,
        } => {
            let end = line_glyphs(article, range, row.indent, *spare, &mut each);
            if *hyphen {
                each(Glyph {
                    column: end,
                    text: "-",
                    byte: range.end,
                    kind: GlyphKind::Hyphen,
                });
            }
        }
        Content::Cells(cells, _) => {
            for (column, range) in cells {
                line_glyphs(article, range, row.indent + column, 0, &mut each);
            }
        }
        _ => {}
    }
}

fn line_glyphs(
    article: &Article,
    range: &Range<usize>,
    indent: usize,
    spare: usize,
    each: &mut impl FnMut(Glyph<'_>),
) -> usize {
    let text = article.slice(range.clone());
    let spaces = if spare > 0 {
        text.matches(' ').count()
    } else {
        0
    };
    let mut column = indent;
    let mut seen = 0;
    let first_call = article.calls.partition_point(|c| c.at < range.start);
    let mut calls = article.calls.iter().enumerate().skip(first_call).peekable();
    let begins_block = range.start == 0
        || article
            .text
            .get(..range.start)
            .is_some_and(|t| t.ends_with('\n'));
    let mut show_calls = |byte: usize, column: &mut usize, each: &mut dyn FnMut(Glyph<'_>)| {
        while let Some((index, call)) = calls.next_if(|(_, c)| c.at <= byte) {
            if call.at == range.start && !begins_block {
                continue;
            }
            let figure = superscript(call_number(article, call));
            each(Glyph {
                column: *column,
                text: &figure,
                byte: call.at,
                kind: GlyphKind::Call(index),
            });
            *column += width::of(&figure);
        }
    };
    for (at, cluster) in text.grapheme_indices(true) {
        let byte = range.start + at;
        show_calls(byte, &mut column, each);
        let columns = wrap::cluster_width(cluster);
        if columns > 0 {
            each(Glyph {
                column,
                text: cluster,
                byte,
                kind: GlyphKind::Text,
            });
        }
        column += columns;
        if cluster == " " && spaces > 0 {
            // A wider space is spaces, so that what is laid over it has no holes.
            let wider = spare * (seen + 1) / spaces - spare * seen / spaces;
            for _ in 0..wider {
                each(Glyph {
                    column,
                    text: " ",
                    byte,
                    kind: GlyphKind::Text,
                });
                column += 1;
            }
            seen += 1;
        }
    }
    show_calls(range.end, &mut column, each);
    column
}
