//! The notes beside the text, as in the margin of an old book: each beside its line, pushed down
//! only when the one above needs the room, with a thread to its line when it was pushed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::arrange::{Wish, arrange};
use super::compose::{self, Line};
use super::{pen, threads};
use crate::viewer::geometry::Geometry;
use crate::viewer::reader::{Beside, Item, Reader, Stop};
use crate::viewer::state::Viewer;
use crate::viewer::theme::Role;

/// A note where it is drawn.
pub(super) struct Placed {
    pub(super) stop: Stop,
    /// The row of its line in the text, and its own first row; both of the screen.
    pub(super) anchor: u16,
    pub(super) y: u16,
    lines: Vec<Line>,
    pub(super) in_hand: bool,
}

impl Placed {
    pub(super) fn height(&self) -> u16 {
        u16::try_from(self.lines.len()).unwrap_or(u16::MAX)
    }
}

/// How many notes are considered at all, for each row of the screen: more would not fit.
const CONSIDERED: usize = 2;

/// Places the notes that are on the screen.
pub(super) fn placed(viewer: &Viewer, reader: &Reader, area: Rect) -> Vec<Placed> {
    let in_hand = reader.current.map(|c| c.item);
    let columns = usize::from(area.width);
    let rows = usize::from(area.height);
    let notes = near_the_hand(reader.beside(), in_hand, rows * CONSIDERED);
    let lines: Vec<Vec<Line>> = notes
        .iter()
        .map(|b| {
            let whole = Some(b.stop.item) == in_hand;
            let stop = match reader.current {
                Some(current) if whole => current,
                _ => b.stop,
            };
            compose::lines(viewer, reader, stop, columns, whole)
        })
        .collect();
    let wishes: Vec<Wish> = notes
        .iter()
        .zip(&lines)
        .map(|(b, lines)| Wish {
            row: b.row,
            lines: lines.len(),
            in_hand: Some(b.stop.item) == in_hand,
        })
        .collect();
    let screen_row = |row: usize| area.y + u16::try_from(row).unwrap_or(0);
    arrange(&wishes, rows)
        .into_iter()
        .zip(notes.iter().zip(lines).zip(&wishes))
        .filter_map(|(spot, ((b, lines), wish))| {
            let spot = spot?;
            let lines = if wish.in_hand {
                window(&lines, reader.note_offset(), spot.height, columns)
            } else {
                cut(&lines, spot.height, columns)
            };
            Some(Placed {
                stop: b.stop,
                anchor: screen_row(b.row),
                y: screen_row(spot.y),
                lines,
                in_hand: wish.in_hand,
            })
        })
        .collect()
}

/// At most so many of the notes: those around the one in hand.
fn near_the_hand(mut notes: Vec<Beside>, in_hand: Option<Item>, most: usize) -> Vec<Beside> {
    if notes.len() > most {
        let hand = notes.iter().position(|b| Some(b.stop.item) == in_hand);
        let first = hand.unwrap_or(0).saturating_sub(most / 2);
        notes = notes.into_iter().skip(first).take(most).collect();
    }
    notes
}

/// How far down the note in hand can be scrolled in its pane: lines that are out of sight.
pub(super) fn last_offset(viewer: &Viewer, reader: &Reader, geometry: &Geometry) -> usize {
    let Some(current) = reader.current else {
        return 0;
    };
    let (area, rows) = if geometry.side.width > 0 {
        (geometry.side, geometry.side.height)
    } else {
        (geometry.foot, geometry.foot.height.saturating_sub(1))
    };
    let lines = compose::lines(viewer, reader, current, usize::from(area.width), true);
    lines.len().saturating_sub(usize::from(rows))
}

/// So many lines of the note in hand from `offset` on, with signs for what is out of sight.
fn window(lines: &[Line], offset: usize, height: usize, columns: usize) -> Vec<Line> {
    let offset = offset.min(lines.len().saturating_sub(height));
    let rest = lines.get(offset..).unwrap_or_default();
    let mut shown = cut(rest, height, columns);
    if offset > 0
        && let Some(first) = shown.first_mut()
    {
        first.insert(0, ("…".to_owned(), Style::new()));
    }
    shown
}

/// The first `height` lines; the last says that there is more.
fn cut(lines: &[Line], height: usize, columns: usize) -> Vec<Line> {
    let mut shown: Vec<Line> = lines.iter().take(height).cloned().collect();
    if lines.len() > height
        && let Some(last) = shown.last_mut()
        && !last.last().is_some_and(|(t, _)| t.ends_with('…'))
    {
        let taken: usize = last.iter().map(|(t, _)| crate::text::width::of(t)).sum();
        let style = last.last().map_or_else(Style::new, |(_, s)| *s);
        if taken + 1 > columns
            && let Some((text, _)) = last.last_mut()
        {
            let width = crate::text::width::of(text);
            let (kept, _) = crate::text::width::prefix(text, width.saturating_sub(1));
            *text = kept.to_owned();
        }
        if let Some((text, _)) = last.last_mut() {
            let kept = text.trim_end_matches([' ', ',', '.', ';', ':']).len();
            text.truncate(kept);
        }
        last.push(("…".to_owned(), style));
    }
    shown
}

pub(super) fn draw(viewer: &Viewer, reader: &Reader, geometry: &Geometry, buffer: &mut Buffer) {
    let area = geometry.side;
    let notes = placed(viewer, reader, area);
    threads::draw(viewer.settings.theme, reader, &notes, geometry.gap, buffer);
    for note in &notes {
        for (y, line) in (note.y..area.bottom()).zip(&note.lines) {
            put_line(viewer, line, note.in_hand, area, y, buffer);
        }
    }
}

/// The lines of notes that are not in hand stand back.
fn put_line(viewer: &Viewer, line: &Line, in_hand: bool, area: Rect, y: u16, buffer: &mut Buffer) {
    let quiet = viewer.settings.theme.style(Role::Quiet);
    let mut x = area.x;
    for (text, style) in line {
        let style = if in_hand || style.fg.is_some() {
            *style
        } else {
            quiet.patch(*style)
        };
        x = pen::put(buffer, x, y, area.right(), text, style);
    }
}

/// The colour alone.
pub(super) fn plain(style: Style) -> Style {
    style.fg.map_or_else(Style::new, |c| Style::new().fg(c))
}

/// The look by which an item is known.
pub(super) fn item_role(reader: &Reader, item: Item) -> Role {
    match (item, reader.note(item)) {
        (Item::Note(i), Some(note)) => match note.annotation.kind {
            crate::annotation::Kind::Quotation => reader.source_role(i),
            kind => Role::Kind(kind),
        },
        _ => Role::Figure,
    }
}

/// The note in hand at the foot of the page, under a rule that says how many there are.
pub(super) fn foot(viewer: &Viewer, reader: &Reader, area: Rect, buffer: &mut Buffer) {
    let theme = viewer.settings.theme;
    let quiet = theme.style(Role::Quiet);
    let beside = reader.beside();
    let columns = usize::from(area.width);
    let Some(current) = reader.current else {
        if reader.edition.notes.is_empty() && reader.article().notes.is_empty() {
            pen::put(buffer, area.x, area.y + 1, area.right(), "no notes", quiet);
        }
        return;
    };
    let rule = "─".repeat(columns.min(12));
    let thread = theme.style(Role::Thread);
    pen::put(buffer, area.x, area.y, area.right(), &rule, thread);
    let place = beside.iter().position(|b| b.stop.item == current.item);
    if let (Some(place), true) = (place, beside.len() > 1) {
        let text = format!("{} of {} here", place + 1, beside.len());
        pen::put_right(buffer, area.x, area.y, area.right(), &text, quiet);
    }
    let lines = compose::lines(viewer, reader, current, columns, true);
    let rows = usize::from(area.height.saturating_sub(1));
    let shown = window(&lines, reader.note_offset(), rows, columns);
    for (y, line) in (area.y + 1..area.bottom()).zip(&shown) {
        put_line(viewer, line, true, area, y, buffer);
    }
}
