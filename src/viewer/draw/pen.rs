//! Writing text into the cells of the screen: the only place where cells are filled.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use crate::text::{safe, width};

/// Writes `text` from column `x` of row `y` on, as far as `right`, and gives the column after it.
///
/// Everything goes through [`safe::shown_line`]; a cluster that would be cut is left out.
pub(super) fn put(
    buffer: &mut Buffer,
    x: u16,
    y: u16,
    right: u16,
    text: &str,
    style: Style,
) -> u16 {
    let area = buffer.area;
    if y < area.y || y >= area.bottom() || x < area.x {
        return x;
    }
    let right = right.min(area.right());
    let mut at = x;
    for cluster in safe::shown_line(text).graphemes(true) {
        let columns = u16::try_from(width::of_cluster(cluster)).unwrap_or(0);
        if columns == 0 {
            continue;
        }
        if at.saturating_add(columns) > right {
            break;
        }
        if let Some(cell) = buffer.cell_mut((at, y)) {
            cell.set_symbol(cluster).set_style(style);
        }
        for beyond in 1..columns {
            if let Some(cell) = buffer.cell_mut((at + beyond, y)) {
                cell.reset();
                cell.set_style(style);
            }
        }
        at += columns;
    }
    at
}

/// Writes `text` so that it ends before column `right`.
pub(super) fn put_right(
    buffer: &mut Buffer,
    left: u16,
    y: u16,
    right: u16,
    text: &str,
    style: Style,
) {
    let room = usize::from(right.saturating_sub(left));
    let text = width::shortened(&safe::shown_line(text), room);
    let columns = u16::try_from(width::of(&text)).unwrap_or(0);
    put(
        buffer,
        right.saturating_sub(columns),
        y,
        right,
        &text,
        style,
    );
}

/// Lays a style over the cells of an area.
pub(super) fn tint(buffer: &mut Buffer, area: Rect, style: Style) {
    buffer.set_style(area.intersection(buffer.area), style);
}

/// Empties an area.
pub(super) fn clear(buffer: &mut Buffer, area: Rect) {
    for y in area.y..area.bottom() {
        for x in area.x..area.right() {
            if let Some(cell) = buffer.cell_mut((x, y)) {
                cell.reset();
            }
        }
    }
}

/// Gives what stands in an area one look, in place of the looks it has.
pub(super) fn subdue(buffer: &mut Buffer, area: Rect, style: Style) {
    let area = area.intersection(buffer.area);
    for y in area.y..area.bottom() {
        for x in area.x..area.right() {
            if let Some(cell) = buffer.cell_mut((x, y)) {
                cell.set_style(Style::reset()).set_style(style);
            }
        }
    }
}
