//! The dispersion map drawn: the works' names, and a line for each along the article.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::pen;
use crate::text::width;
use crate::viewer::list::{Choice, List};
use crate::viewer::map;
use crate::viewer::reader::Reader;
use crate::viewer::strip;
use crate::viewer::theme::{Role, Theme};

/// The signs for one, two, three and more passages of a stretch.
const BARS: [&str; 4] = ["▂", "▄", "▆", "█"];

/// Draws the rows of the map in an area, the ruler of sections in its first row.
pub(super) fn draw(reader: &Reader, list: &List, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let names = (area.width * 2 / 5).min(40);
    let counts = 4;
    let line = Rect {
        x: area.x + names + 2,
        width: area.width.saturating_sub(names + 2 + counts),
        ..area
    };
    if line.width < 4 || area.height < 2 {
        return;
    }
    ruler(reader, theme, line, buffer);
    let rows = (line.y + 1..line.bottom()).zip(list.offset..list.len());
    let held = map::in_hand(reader, list);
    for (y, row) in rows {
        let Some(entry) = list.get(row) else { break };
        let style = theme.style(entry.role);
        let selected = row == list.selected();
        let name = width::shortened(&entry.text, usize::from(names));
        let weight = if selected {
            Modifier::BOLD
        } else {
            Modifier::empty()
        };
        let right = area.x + names;
        pen::put(buffer, area.x, y, right, &name, style.add_modifier(weight));
        let quiet = theme.style(Role::Quiet);
        pen::put_right(buffer, line.right(), y, area.right(), &entry.aside, quiet);
        let Choice::Source(key) = &entry.choice else {
            continue;
        };
        let mut stretches = vec![0usize; usize::from(line.width)];
        for (_, byte) in map::places(reader, key) {
            if let Some(count) = stretches.get_mut(column(reader, byte, line.width)) {
                *count += 1;
            }
        }
        let held = held.filter(|_| selected);
        let held = held.map(|(_, byte)| column(reader, byte, line.width));
        for (c, (x, count)) in (line.x..line.right()).zip(stretches).enumerate() {
            let (sign, mut look) = match count.checked_sub(1) {
                None => ("·", theme.style(Role::Thread)),
                Some(n) => {
                    let bar = BARS.get(n.min(BARS.len() - 1));
                    (bar.copied().unwrap_or("█"), style)
                }
            };
            if held == Some(c) {
                look = look.add_modifier(Modifier::REVERSED);
            }
            pen::put(buffer, x, y, x + 1, sign, look);
        }
    }
}

fn column(reader: &Reader, byte: usize, columns: u16) -> usize {
    strip::row_of(byte, reader.article().text.len(), usize::from(columns))
}

/// The sections' numbers where they begin, and where one reads.
fn ruler(reader: &Reader, theme: Theme, line: Rect, buffer: &mut Buffer) {
    let at = |byte: usize| {
        let column = column(reader, byte, line.width);
        line.x + u16::try_from(column).unwrap_or(0)
    };
    let mut free = line.x;
    let number = theme.style(Role::Number);
    let sections = reader.article().sections.iter();
    for section in sections.filter(|s| s.number.depth() == 1 && !s.number.is_opening()) {
        let x = at(section.range.start);
        let text = format!("╷{}", section.number);
        let wide = u16::try_from(width::of(&text)).unwrap_or(0);
        if x >= free && x + wide <= line.right() {
            free = pen::put(buffer, x, line.y, line.right(), &text, number) + 1;
        }
    }
    let x = at(reader.top_byte());
    pen::put(buffer, x, line.y, x + 1, "▼", theme.style(Role::Key));
}
