//! The strip at the edge of the screen: how thick the notes stand along the article, which part of
//! it is on the screen, and where the hits are.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::pen;
use crate::viewer::reader::Reader;
use crate::viewer::state::Viewer;
use crate::viewer::strip::{self, Strip};
use crate::viewer::theme::Role;

/// The signs for how thick the notes stand.
const BARS: [&str; strip::THICKEST as usize + 1] = [" ", "▏", "▎", "▍", "▌", "▋"];

pub(super) fn draw(viewer: &Viewer, reader: &Reader, area: Rect, buffer: &mut Buffer) {
    if area.width == 0 || area.height == 0 {
        return;
    }
    let theme = viewer.settings.theme;
    let rows = usize::from(area.height);
    let strip = Strip::of(reader, rows);
    let length = reader.article().text.len();
    let seen = reader.visible();
    let first = strip::row_of(seen.start, length, rows);
    let last = strip::row_of(seen.end.saturating_sub(1).max(seen.start), length, rows);
    for (row, y) in (area.y..area.bottom()).enumerate() {
        let here = (first..=last).contains(&row);
        let role = if here { Role::StripHere } else { Role::Strip };
        let bar = BARS.get(usize::from(strip.heat(row))).copied();
        let (sign, look) = if strip.has_hit(row) {
            let over = theme.style(role).patch(theme.style(Role::StripHit));
            ("•", over)
        } else {
            (bar.unwrap_or(" "), theme.style(role))
        };
        pen::put(buffer, area.x, y, area.right(), sign, look);
    }
}
