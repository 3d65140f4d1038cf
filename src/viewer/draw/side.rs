//! The notes beside the text, as in the margin of an old book: each beside its line, pushed down
//! only when the one above needs the room, with a thread to its line when it was pushed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::compose::{self, Line};
use super::pen;
use crate::viewer::geometry::Geometry;
use crate::viewer::reader::{Beside, Item, Reader, Stop};
use crate::viewer::state::Viewer;
use crate::viewer::theme::Role;

/// A note where it is drawn.
pub(super) struct Placed {
    pub(super) stop: Stop,
    /// The row of its line in the text, and its own first row; both of the screen.
    anchor: u16,
    pub(super) y: u16,
    lines: Vec<Line>,
    in_hand: bool,
}

impl Placed {
    pub(super) fn height(&self) -> u16 {
        u16::try_from(self.lines.len()).unwrap_or(u16::MAX)
    }
}

/// How close the notes stand: empty rows between two, and the rows that one not in hand takes
/// even where the next is near.
const DENSITIES: [(usize, usize); 4] = [(1, 3), (1, 2), (0, 2), (0, 1)];

/// The most rows of a note that is not in hand.
const ROOMY: usize = 4;

/// What a step to the next density must save in rows of displacement to be worth it.
const WORTH_CROWDING: usize = 4;

/// A note's first row and its height.
type Spot = (usize, usize);

/// Places the notes that are on the screen: as loosely as their lines allow.
pub(super) fn placed(viewer: &Viewer, reader: &Reader, area: Rect) -> Vec<Placed> {
    let in_hand = reader.current.map(|c| c.item);
    let columns = usize::from(area.width);
    let composed: Vec<(Beside, Vec<Line>)> = reader
        .beside()
        .into_iter()
        .map(|b| {
            let whole = Some(b.stop.item) == in_hand;
            let stop = match reader.current {
                Some(current) if whole => current,
                _ => b.stop,
            };
            (b, compose::lines(viewer, reader, stop, columns, whole))
        })
        .collect();
    let rows = usize::from(area.height);
    let hand = composed
        .iter()
        .position(|(b, _)| Some(b.stop.item) == in_hand);
    let best = DENSITIES
        .into_iter()
        .enumerate()
        .filter_map(|(i, (gap, most))| {
            let spots = stack(&composed, hand, rows, gap, most)?;
            Some((displacement(&composed, &spots) + i * WORTH_CROWDING, spots))
        })
        .min_by_key(|(cost, _)| *cost);
    let spots = match best {
        Some((_, spots)) => spots,
        None => around(
            &heights(&composed, hand, rows, 0, 1),
            hand.unwrap_or(0),
            rows,
        ),
    };
    spots
        .into_iter()
        .zip(&composed)
        .filter(|((_, height), _)| *height > 0)
        .map(|((y, height), (b, lines))| Placed {
            stop: b.stop,
            anchor: area.y + u16::try_from(b.row).unwrap_or(0),
            y: area.y + u16::try_from(y).unwrap_or(0),
            lines: cut(lines, height, columns),
            in_hand: Some(b.stop.item) == in_hand,
        })
        .collect()
}

/// How far the notes stand from their lines, in all.
fn displacement(notes: &[(Beside, Vec<Line>)], spots: &[Spot]) -> usize {
    let pairs = notes.iter().zip(spots);
    pairs.map(|((b, _), (y, _))| b.row.abs_diff(*y)).sum()
}

/// Each note beside its line, or below the one above; the last may stand out at the bottom.
fn heights(
    notes: &[(Beside, Vec<Line>)],
    hand: Option<usize>,
    rows: usize,
    gap: usize,
    most: usize,
) -> Vec<Spot> {
    let mut free = 0;
    let mut spots = Vec::with_capacity(notes.len());
    for (i, (beside, lines)) in notes.iter().enumerate() {
        let y = beside.row.max(free);
        let next = notes.get(i + 1).map_or(rows, |(next, _)| next.row);
        let height = if hand == Some(i) {
            lines.len().min(rows)
        } else {
            // Where the next line with a note is far there is room for more than the least.
            let room = next.saturating_sub(y + gap).min(ROOMY);
            lines.len().min(room.max(most))
        };
        spots.push((y, height));
        free = y + height + gap;
    }
    spots
}

/// As [`heights`], with what stands out at the bottom moved up; `None` when it cannot be.
fn stack(
    notes: &[(Beside, Vec<Line>)],
    hand: Option<usize>,
    rows: usize,
    gap: usize,
    most: usize,
) -> Option<Vec<Spot>> {
    let mut spots = heights(notes, hand, rows, gap, most);
    let mut limit = Some(rows);
    for spot in spots.iter_mut().rev() {
        let end = limit?;
        if spot.0 + spot.1 > end {
            spot.0 = end.checked_sub(spot.1)?;
        }
        limit = spot.0.checked_sub(gap);
    }
    Some(spots)
}

/// When even single rows are too many: the note in hand with its neighbours, as many as fit.
fn around(spots: &[(usize, usize)], hand: usize, rows: usize) -> Vec<(usize, usize)> {
    let mut placed = vec![(0, 0); spots.len()];
    let height = spots.get(hand).map_or(0, |s| s.1.min(rows));
    let wanted = spots.get(hand).map_or(0, |s| s.0);
    let y = wanted.min(rows.saturating_sub(height));
    if let Some(slot) = placed.get_mut(hand) {
        *slot = (y, height);
    }
    let mut free = y + height;
    for (slot, spot) in placed.iter_mut().zip(spots).skip(hand + 1) {
        if free >= rows {
            break;
        }
        let at = spot.0.clamp(free, rows - 1);
        *slot = (at, spot.1.min(rows - at).min(1));
        free = at + 1;
    }
    let mut limit = y;
    for (slot, spot) in placed.iter_mut().zip(spots).take(hand).rev() {
        let Some(lowest) = limit.checked_sub(1) else {
            break;
        };
        let at = spot.0.min(lowest);
        *slot = (at, spot.1.min(1));
        limit = at;
    }
    placed
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
    threads(viewer, reader, &notes, geometry.gap, buffer);
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

/// The threads from the lines of the text to the notes that were pushed from them, and the bar
/// beside the note in hand.
fn threads(viewer: &Viewer, reader: &Reader, notes: &[Placed], gap: Rect, buffer: &mut Buffer) {
    if gap.width < 2 {
        return;
    }
    let theme = viewer.settings.theme;
    let channel = gap.right() - gap.width.min(3);
    let bar = gap.right() - 1 - u16::from(gap.width > 3);
    for in_hand in [false, true] {
        for note in notes.iter().filter(|n| n.in_hand == in_hand) {
            let style = if in_hand {
                plain(theme.style(item_role(reader, note.stop.item)))
            } else {
                theme.style(Role::Number)
            };
            // A note one row from its line needs no thread to be understood.
            if note.y.abs_diff(note.anchor) > u16::from(!in_hand) {
                thread(channel, note.anchor, note.y, style, buffer);
            }
            if in_hand && bar > channel {
                for y in note.y..note.y.saturating_add(note.height()).min(gap.bottom()) {
                    pen::put(buffer, bar, y, bar + 1, "▎", style);
                }
            }
        }
    }
}

/// The colour alone.
pub(super) fn plain(style: Style) -> Style {
    style.fg.map_or_else(Style::new, |c| Style::new().fg(c))
}

/// One thread; where it meets another the two are joined.
fn thread(x: u16, from: u16, to: u16, style: Style, buffer: &mut Buffer) {
    let (top, bottom) = (from.min(to), from.max(to));
    let down = to > from;
    for y in top..=bottom {
        let own = match (y == from, y == to, down) {
            (true, _, true) => "╮",
            (true, _, false) => "╯",
            (_, true, true) => "╰",
            (_, true, false) => "╭",
            _ => "│",
        };
        let there = buffer
            .cell((x, y))
            .map_or(" ", ratatui::buffer::Cell::symbol);
        let sign = match (there, own) {
            (" ", own) => own,
            ("│", "╮" | "╯") | ("╮" | "╯", "│" | "╮" | "╯") => "┤",
            ("│", "╰" | "╭") | ("╰" | "╭", "│" | "╰" | "╭") => "├",
            ("│", "│") => "│",
            _ => "┼",
        };
        pen::put(buffer, x, y, x + 1, sign, style);
    }
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
    let rule = "─".repeat(columns.min(12));
    pen::put(
        buffer,
        area.x,
        area.y,
        area.right(),
        &rule,
        theme.style(Role::Number),
    );
    let Some(current) = reader.current else {
        if beside.is_empty() && reader.edition.notes.is_empty() {
            pen::put(buffer, area.x, area.y + 1, area.right(), "no notes", quiet);
        }
        return;
    };
    let place = beside.iter().position(|b| b.stop.item == current.item);
    if let (Some(place), true) = (place, beside.len() > 1) {
        let text = format!("{} of {} here", place + 1, beside.len());
        pen::put_right(buffer, area.x, area.y, area.right(), &text, quiet);
    }
    let lines = compose::lines(viewer, reader, current, columns, true);
    let rows = usize::from(area.height.saturating_sub(1));
    let shown = cut(&lines, rows, columns);
    for (y, line) in (area.y + 1..area.bottom()).zip(&shown) {
        put_line(viewer, line, true, area, y, buffer);
    }
}
