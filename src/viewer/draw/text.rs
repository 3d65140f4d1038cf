//! The column of text with its numbers, its marks and what was searched for.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::pen;
use crate::annotation::Kind;
use crate::article::SpanKind;
use crate::viewer::geometry::Geometry;
use crate::viewer::page::{self, Block, Content, GlyphKind, Laid, Position, Row, Shape};
use crate::viewer::reader::{Item, Reader};
use crate::viewer::state::Viewer;
use crate::viewer::theme::{Role, Theme};

/// A look laid over bytes of the text.
struct Overlay {
    bytes: Range<usize>,
    style: Style,
}

pub(super) fn draw(viewer: &Viewer, reader: &Reader, geometry: &Geometry, buffer: &mut Buffer) {
    let theme = viewer.settings.theme;
    let article = reader.article();
    let visible = reader.visible();
    let overlays = overlays(reader, &visible, theme);
    let in_hand = reader.current.map(|c| c.at);
    let area = geometry.text;
    let rows = usize::from(area.height);
    let screen = reader.pages.screen(article, reader.top, rows);
    for (y, (at, laid)) in (area.y..).zip(screen) {
        let Some(row) = laid.rows.get(at.row) else {
            continue;
        };
        if at.row == laid.first && !laid.label.is_empty() {
            let first = laid.rows.iter().find_map(Row::bytes);
            let whole = first.zip(laid.rows.iter().rev().find_map(Row::bytes));
            let holds = |at: Option<usize>| {
                let at = at.zip(whole);
                at.is_some_and(|(at, (a, z))| a.start <= at && at < z.end)
            };
            let stands_out = if reader.target.is_some() {
                holds(reader.target)
            } else {
                holds(in_hand)
            };
            label(&laid, stands_out, geometry.margin, y, theme, buffer);
            if let Some(Block::Paragraph(paragraph)) = reader.pages.sequence.get(at.block)
                && !reader.parallels_of(paragraph).is_empty()
                && let Some(x) = parallel_sign_at(geometry)
            {
                pen::put(buffer, x, y, x + 1, "‖", theme.style(Role::Parallel));
            }
        }
        draw_row(reader, &laid, row, area, y, theme, &overlays, buffer);
    }
}

/// The column of the sign that a passage tells the same as one elsewhere: before its number.
pub(super) fn parallel_sign_at(geometry: &Geometry) -> Option<u16> {
    let margin = geometry.margin;
    (margin.width > 0)
        .then(|| margin.x.checked_sub(1))
        .flatten()
}

fn label(laid: &Laid, in_hand: bool, area: Rect, y: u16, theme: Theme, buffer: &mut Buffer) {
    if area.width == 0 {
        return;
    }
    let style = match (in_hand, laid.shape) {
        (true, _) => theme.style(Role::Key).add_modifier(Modifier::BOLD),
        (_, Shape::Heading(_)) => theme.style(Role::Heading),
        (false, _) => theme.style(Role::Number),
    };
    pen::put_right(buffer, area.x, y, area.right(), &laid.label, style);
}

#[allow(clippy::too_many_arguments, reason = "a row has this many sides")]
fn draw_row(
    reader: &Reader,
    laid: &Laid,
    row: &Row,
    area: Rect,
    y: u16,
    theme: Theme,
    overlays: &[Overlay],
    buffer: &mut Buffer,
) {
    let base = base(laid, row, theme);
    let column = |c: usize| area.x.saturating_add(u16::try_from(c).unwrap_or(u16::MAX));
    let right = area.right();
    if let Some(marker) = &row.marker {
        let wide = crate::text::width::of(marker) + 1;
        let from = column(row.indent.saturating_sub(wide));
        let style = theme.style(Role::Number);
        pen::put(buffer, from, y, column(row.indent), marker, style);
    }
    match &row.content {
        Content::Blank => {}
        Content::Rule => {
            let middle = area.x + area.width.saturating_sub(5) / 2;
            pen::put(
                buffer,
                middle,
                y,
                right,
                "*  *  *",
                theme.style(Role::Quiet),
            );
        }
        Content::Own(text) => {
            let style = own_style(laid, row, theme, base);
            pen::put(buffer, column(row.indent), y, right, text, style);
        }
        Content::Text { .. } | Content::Cells(..) => {
            let bytes = row.bytes().unwrap_or(0..0);
            let touching: Vec<&Overlay> = overlays
                .iter()
                .filter(|o| o.bytes.start < bytes.end && o.bytes.end > bytes.start)
                .collect();
            // The figure of a note may stand one column out of the line.
            let right = buffer.area.right().min(right + 1);
            page::glyphs(reader.article(), row, |glyph| {
                let over = touching.iter().filter(|o| match glyph.kind {
                    GlyphKind::Text => o.bytes.contains(&glyph.byte),
                    // What is added clings to the character before it.
                    _ => glyph.byte > o.bytes.start && glyph.byte <= o.bytes.end,
                });
                let mut style = over.fold(base, |s, o| s.patch(o.style));
                if let GlyphKind::Call(_) = glyph.kind {
                    style = style.patch(theme.style(Role::Figure));
                }
                pen::put(buffer, column(glyph.column), y, right, glyph.text, style);
            });
        }
    }
}

/// The look of a block before anything is laid over it.
fn base(laid: &Laid, row: &Row, theme: Theme) -> Style {
    match laid.shape {
        Shape::Title => theme.style(Role::Title),
        Shape::Heading(1) => theme.style(Role::Heading),
        Shape::Heading(_) => theme.style(Role::Heading).add_modifier(Modifier::ITALIC),
        Shape::Quotation => theme.style(Role::Quotation),
        Shape::Code => theme.style(Role::Code),
        Shape::Verse => theme.style(Role::Text),
        Shape::Table if matches!(row.content, Content::Cells(_, true)) => theme.style(Role::Strong),
        Shape::Table | Shape::Prose | Shape::Note => theme.style(Role::Text),
    }
}

/// The title stands out, what follows it stands back; so do the lines of a table.
fn own_style(laid: &Laid, row: &Row, theme: Theme, base: Style) -> Style {
    match laid.shape {
        Shape::Title => {
            let place = laid.rows.iter().position(|r| std::ptr::eq(r, row));
            let titles = laid
                .rows
                .len()
                .saturating_sub(laid.first)
                .saturating_sub(laid.asides);
            if place.is_some_and(|p| p >= laid.first + titles) {
                theme.style(Role::Quiet)
            } else {
                base
            }
        }
        Shape::Table => theme.style(Role::Quiet),
        _ => base,
    }
}

fn overlays(reader: &Reader, visible: &Range<usize>, theme: Theme) -> Vec<Overlay> {
    let mut overlays = Vec::new();
    let article = reader.article();
    // Spans never leave their paragraph: those of a block begin with it or after it; or in the
    // part before, where a very long paragraph is several blocks.
    let block = reader.top.block.saturating_sub(1);
    let block = reader.pages.sequence.start(article, block);
    let first = article.spans.partition_point(|s| s.range.start < block);
    let spans = article.spans.iter().skip(first);
    for span in spans.take_while(|s| s.range.start < visible.end) {
        if span.range.end > visible.start {
            overlays.push(Overlay {
                bytes: span.range.clone(),
                style: theme.style(span_role(&span.kind)),
            });
        }
    }
    let mut marks: Vec<(u8, Overlay)> = Vec::new();
    for (bytes, index) in reader.edition.index.marks_in(visible) {
        if let Some(note) = reader
            .edition
            .notes
            .get(*index)
            .filter(|_| reader.shows(*index))
        {
            let kind = note.annotation.kind;
            let role = match kind {
                Kind::Quotation => reader.source_role(*index),
                other => Role::Kind(other),
            };
            let style = theme.style(role);
            let bytes = bytes.clone();
            marks.push((u8::from(kind != Kind::Quotation), Overlay { bytes, style }));
        }
    }
    marks.sort_by_key(|(over, _)| *over);
    overlays.extend(marks.into_iter().map(|(_, o)| o));
    if let Some(Item::Note(index)) = reader.current.map(|c| c.item)
        && let Some(note) = reader.edition.notes.get(index)
        && note.annotation.target.quote.is_some()
    {
        let ranges = note.anchor.ranges.iter();
        overlays.extend(ranges.map(|r| Overlay {
            bytes: r.clone(),
            style: theme.style(Role::Current),
        }));
    }
    if let Some(selection) = &reader.selection {
        overlays.push(Overlay {
            bytes: selection.range(),
            style: theme.style(Role::Selection),
        });
    }
    if let Some(search) = &reader.search {
        for (place, hit) in search.within(visible) {
            let here = search.current == Some(place);
            let role = if here { Role::HitCurrent } else { Role::Hit };
            overlays.push(Overlay {
                bytes: hit,
                style: theme.style(role),
            });
        }
    }
    overlays
}

pub(super) fn span_role(kind: &SpanKind) -> Role {
    match kind {
        SpanKind::Emphasis => Role::Emphasis,
        SpanKind::Strong => Role::Strong,
        SpanKind::Strikethrough => Role::Quiet,
        SpanKind::Code => Role::Code,
        SpanKind::Link(_) | SpanKind::Image(_) => Role::Link,
    }
}

/// The place of the page that stands on a row of the screen.
pub(super) fn position_at(reader: &Reader, area: Rect, y: u16) -> Option<Position> {
    let rows = usize::from(y.checked_sub(area.y)?) + 1;
    let screen = reader.pages.screen(reader.article(), reader.top, rows);
    screen.last().map(|(at, _)| at)
}

/// What `of` finds in the row of text at a cell, and in its column.
fn at_cell<T>(
    reader: &Reader,
    area: Rect,
    (x, y): (u16, u16),
    of: impl FnOnce(&Row, usize) -> Option<T>,
) -> Option<T> {
    if x < area.x || y < area.y || y >= area.bottom() {
        return None;
    }
    let rows = usize::from(y - area.y) + 1;
    let screen = reader.pages.screen(reader.article(), reader.top, rows);
    let (at, laid) = screen.last()?;
    of(laid.rows.get(at.row)?, usize::from(x - area.x))
}

/// The byte of the text that stands at a cell.
pub(super) fn byte_at(reader: &Reader, area: Rect, x: u16, y: u16) -> Option<usize> {
    at_cell(reader, area, (x, y), |row, wanted| {
        let mut found = None;
        page::glyphs(reader.article(), row, |glyph| {
            if glyph.column <= wanted && wanted < glyph.column + 2 {
                found = Some(glyph.byte);
            }
        });
        found
    })
}

/// The byte that stands at a cell, or the nearest before it on its row; else the row's first.
pub(super) fn nearest_byte(reader: &Reader, area: Rect, x: u16, y: u16) -> Option<usize> {
    at_cell(reader, area, (x, y), |row, wanted| {
        page::nearest_byte(reader.article(), row, wanted)
    })
}
