//! The threads from the lines of the text to the notes that were pushed from them, and the bar
//! beside the note in hand.
//!
//! Threads that would meet go in lanes of their own, ordered so that none crosses another; one
//! for which no lane is left is not drawn, for a tangle says nothing.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::pen;
use super::side::{Placed, item_role, plain};
use crate::viewer::reader::Reader;
use crate::viewer::theme::{Role, Theme};

/// Where the threads and the bar run in the gap between text and notes.
struct Lanes {
    left: u16,
    /// How many lanes there are, from `left` on.
    count: u16,
    bar: Option<u16>,
}

impl Lanes {
    fn of(gap: Rect) -> Option<Self> {
        let (left, count, bar) = match gap.width {
            0 | 1 => return None,
            2 => (0, 1, Some(1)),
            3 => (0, 1, Some(1)),
            4 => (1, 1, Some(2)),
            wide => (1, wide - 3, Some(wide - 2)),
        };
        Some(Self {
            left: gap.x + left,
            count,
            bar: bar.map(|b| gap.x + b),
        })
    }
}

/// A thread: from the row of its line to the row of its note.
struct Thread {
    from: u16,
    to: u16,
    lane: u16,
    style: Style,
}

impl Thread {
    fn meets(&self, from: u16, to: u16) -> bool {
        let (top, bottom) = (self.from.min(self.to), self.from.max(self.to));
        from.min(to) <= bottom && top <= from.max(to)
    }
}

pub(super) fn draw(
    theme: Theme,
    reader: &Reader,
    notes: &[Placed],
    gap: Rect,
    buffer: &mut Buffer,
) {
    let Some(lanes) = Lanes::of(gap) else { return };
    let mut threads: Vec<Thread> = Vec::new();
    for in_hand in [true, false] {
        for note in notes.iter().filter(|n| n.in_hand == in_hand) {
            let style = if in_hand {
                plain(theme.style(item_role(reader, note.stop.item)))
            } else {
                theme.style(Role::Thread)
            };
            if let (true, Some(bar)) = (in_hand, lanes.bar) {
                for y in note.y..note.y.saturating_add(note.height()).min(gap.bottom()) {
                    pen::put(buffer, bar, y, bar + 1, "▎", style);
                }
            }
            // A note one row from its line needs no thread to be understood.
            let (from, to) = (note.anchor, note.y);
            if from.abs_diff(to) > u16::from(!in_hand)
                && let Some(lane) = free_lane(&threads, lanes.count, from, to)
            {
                threads.push(Thread {
                    from,
                    to,
                    lane,
                    style,
                });
            }
        }
    }
    for thread in &threads {
        draw_one(thread, &lanes, buffer);
    }
}

/// The lane for a thread: of those pushed down the upper go to the right of the lower, of those
/// pushed up the other way round.
fn free_lane(threads: &[Thread], count: u16, from: u16, to: u16) -> Option<u16> {
    let free = |lane: &u16| {
        let mut others = threads.iter().filter(|t| t.lane == *lane);
        !others.any(|t| t.meets(from, to))
    };
    if to > from {
        (0..count).rev().find(free)
    } else {
        (0..count).find(free)
    }
}

fn draw_one(thread: &Thread, lanes: &Lanes, buffer: &mut Buffer) {
    let x = lanes.left + thread.lane;
    let (top, bottom) = (thread.from.min(thread.to), thread.from.max(thread.to));
    let down = thread.to > thread.from;
    let end = lanes.bar.unwrap_or(x + 1);
    let mut across = |y: u16, columns: std::ops::Range<u16>| {
        for x in columns {
            if buffer.cell((x, y)).map(Cell::symbol) == Some(" ") {
                pen::put(buffer, x, y, x + 1, "─", thread.style);
            }
        }
    };
    across(thread.from, lanes.left..x);
    across(thread.to, x + 1..end.min(lanes.left + lanes.count));
    for y in top..=bottom {
        let sign = match (y == thread.from, y == thread.to, down) {
            (true, _, true) => "╮",
            (true, _, false) => "╯",
            (_, true, true) => "╰",
            (_, true, false) => "╭",
            _ => "│",
        };
        pen::put(buffer, x, y, x + 1, sign, thread.style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_that_meet_have_lanes_of_their_own_and_a_third_is_left_out() {
        let mut threads: Vec<Thread> = Vec::new();
        let mut lanes = Vec::new();
        for (from, to) in [(2, 5), (3, 8), (4, 9), (10, 12)] {
            let lane = free_lane(&threads, 2, from, to);
            lanes.push(lane);
            if let Some(lane) = lane {
                threads.push(Thread {
                    from,
                    to,
                    lane,
                    style: Style::new(),
                });
            }
        }
        assert_eq!(lanes, [Some(1), Some(0), None, Some(1)]);
    }
}
