//! A list in front of the page.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use super::{compose, concordance, pen};
use crate::text::width;
use crate::viewer::editor::{Editor, KEYS};
use crate::viewer::list::{Choice, Kind, List};
use crate::viewer::lists;
use crate::viewer::state::Viewer;
use crate::viewer::theme::Role;

/// Between the labels and the rows.
const LABEL_GAP: u16 = 2;

pub(super) fn draw(viewer: &Viewer, list: &List, buffer: &mut Buffer) {
    let theme = viewer.settings.theme;
    let area = lists::area_of(list, viewer.width, viewer.height);
    let below = lists::preview_area(list, viewer.width, viewer.height);
    stand_back(viewer, below.map_or(area, |b| area.union(b)), buffer);
    let quiet = theme.style(Role::Quiet);
    frame(viewer, list, area, buffer);
    preview(viewer, list, buffer);
    let inner = Rect {
        x: area.x + 2.min(area.width / 8),
        y: area.y + 1,
        width: area.width.saturating_sub(2 * 2.min(area.width / 8)),
        height: area.height.saturating_sub(2),
    };
    if list.len() == 0 {
        let said = if list.filter.is_empty() {
            list.empty
        } else {
            "nothing fits these words"
        };
        pen::put(buffer, inner.x, inner.y, inner.right(), said, quiet);
        return;
    }
    if let (Kind::Map, Some(reader)) = (list.kind, &viewer.reader) {
        super::map::draw(reader, list, theme, inner, buffer);
        return;
    }
    let labels = label_width(list, inner.width);
    for (y, row) in (inner.y..inner.bottom()).zip(list.offset..list.len()) {
        let Some(entry) = list.get(row) else { break };
        let style = theme.style(entry.role);
        let label = match list.kind {
            Kind::Help => theme.style(Role::Key),
            _ => theme.style(Role::Number),
        };
        let x = if entry.belongs {
            inner.x + labels + 2
        } else if labels > 0 && entry.role != Role::Heading && entry.role != Role::Title {
            pen::put(buffer, inner.x, y, inner.right(), &entry.label, label);
            inner.x + labels + LABEL_GAP
        } else {
            inner.x
        };
        let aside = u16::try_from(width::of(&entry.aside)).unwrap_or(0);
        let gap = if aside > 0 { aside + 2 } else { 0 };
        let right = if inner.width > gap + labels + LABEL_GAP + 12 {
            pen::put_right(buffer, x, y, inner.right(), &entry.aside, quiet);
            inner.right() - gap
        } else {
            inner.right()
        };
        if let Some(hit) = &entry.hit {
            concordance::row(
                &entry.text,
                hit,
                (x, y, right),
                inner.right(),
                theme,
                buffer,
            );
        } else {
            let text = width::shortened(&entry.text, usize::from(right.saturating_sub(x)));
            pen::put(buffer, x, y, right, &text, style);
        }
        if row == list.selected() && list.chooses() {
            let bar = Rect::new(area.x + 1, y, area.width.saturating_sub(2), 1);
            pen::tint(buffer, bar, theme.style(Role::Selected));
        }
    }
}

/// The selected hit of the library in its passage, below the list.
fn preview(viewer: &Viewer, list: &List, buffer: &mut Buffer) {
    let Some(area) = lists::preview_area(list, viewer.width, viewer.height) else {
        return;
    };
    let Choice::Found(article, index) = list.choice() else {
        border(viewer, "", area, buffer);
        return;
    };
    let Some((_, finding)) = viewer.finding(&article, index) else {
        return;
    };
    let at = finding.at.as_ref().map(|at| format!("#{at}"));
    border(
        viewer,
        &format!("{article}{}", at.unwrap_or_default()),
        area,
        buffer,
    );
    let edge = 2.min(area.width / 8);
    let inner = Rect {
        x: area.x + edge,
        y: area.y + 1,
        width: area.width.saturating_sub(2 * edge),
        height: area.height.saturating_sub(2),
    };
    let (columns, rows) = (usize::from(inner.width), usize::from(inner.height));
    let lines = compose::found(&finding.context, viewer.settings.theme, columns, rows);
    for (y, line) in (inner.y..inner.bottom()).zip(lines) {
        let mut x = inner.x;
        for (text, style) in line {
            x = pen::put(buffer, x, y, inner.right(), &text, style);
        }
    }
}

/// Fewer columns of the page than this beside a pane are left empty.
const READABLE: u16 = 24;

/// The page stands back behind a pane, and leaves a little room around it.
fn stand_back(viewer: &Viewer, area: Rect, buffer: &mut Buffer) {
    let behind = viewer.settings.theme.style(Role::Behind);
    let rows = buffer
        .area
        .height
        .saturating_sub(u16::from(viewer.height > 1));
    let page = Rect {
        height: rows,
        ..buffer.area
    };
    pen::subdue(buffer, page, behind);
    let mut around = Rect {
        x: area.x.saturating_sub(2),
        y: area.y.saturating_sub(1),
        width: area.width + 4,
        height: area.height + 2,
    };
    // Ends of lines that are too short to read say nothing.
    if around.width + 2 * READABLE > page.width {
        around.x = page.x;
        around.width = page.width;
        if around.height + READABLE / 2 > page.height {
            around = page;
        }
    }
    pen::clear(buffer, around.intersection(page));
}

fn label_width(list: &List, room: u16) -> u16 {
    let rows = list.offset..list.len().min(list.offset + 200);
    let widest = rows
        .filter_map(|r| list.get(r))
        .map(|e| width::of(&e.label))
        .max()
        .unwrap_or(0);
    u16::try_from(widest).unwrap_or(0).min(room / 2)
}

/// The pane in which a note is written.
pub(super) fn editor(viewer: &Viewer, editor: &Editor, buffer: &mut Buffer) {
    let whole = lists::area(viewer.width, viewer.height);
    let height = whole.height.min(14);
    let area = Rect {
        y: whole.bottom() - height,
        height,
        ..whole
    };
    stand_back(viewer, area, buffer);
    border(viewer, &editor.title(), area, buffer);
    let edge = u16::from(area.width >= 4 && area.height >= 3);
    let inner = Rect {
        x: area.x + edge * 2,
        y: area.y + edge,
        width: area.width.saturating_sub(edge * 4),
        height: area.height.saturating_sub(edge * 2),
    };
    Widget::render(&editor.area, inner, buffer);
    let theme = viewer.settings.theme;
    let said = viewer.message.as_deref();
    let said = said.unwrap_or(KEYS);
    let last = viewer.height - 1;
    if viewer.height > 1 {
        let line = Rect::new(0, last, viewer.width, 1);
        pen::clear(buffer, line);
        pen::put(buffer, 1, last, viewer.width, said, theme.style(Role::Key));
    }
}

fn border(viewer: &Viewer, title: &str, area: Rect, buffer: &mut Buffer) {
    if area.width < 4 || area.height < 3 {
        return;
    }
    let style = viewer.settings.theme.style(Role::Frame);
    let across = "─".repeat(usize::from(area.width - 2));
    let bottom = area.bottom() - 1;
    let right = area.right();
    pen::put(buffer, area.x, area.y, right, &format!("╭{across}╮"), style);
    pen::put(buffer, area.x, bottom, right, &format!("╰{across}╯"), style);
    for y in area.y + 1..bottom {
        pen::put(buffer, area.x, y, right, "│", style);
        pen::put(buffer, right - 1, y, right, "│", style);
    }
    if title.is_empty() {
        return;
    }
    let room = usize::from(area.width.saturating_sub(6));
    let title = format!(" {} ", width::shortened(title, room));
    let heading = viewer.settings.theme.style(Role::Heading);
    pen::put(buffer, area.x + 2, area.y, right - 1, &title, heading);
}

fn frame(viewer: &Viewer, list: &List, area: Rect, buffer: &mut Buffer) {
    border(viewer, &list.title, area, buffer);
    if area.width < 8 || area.height < 3 {
        return;
    }
    let style = viewer.settings.theme.style(Role::Frame);
    let bottom = area.bottom() - 1;
    let more = match (list.offset > 0, list.len() > list.offset + list.rows) {
        (true, true) => " ↑↓ ",
        (true, false) => " ↑ ",
        (false, true) => " ↓ ",
        (false, false) => "",
    };
    let at = area.right().saturating_sub(7);
    pen::put(buffer, at, bottom, area.right() - 1, more, style);
}
