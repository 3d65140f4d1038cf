//! What goes where on a screen of a given size.
//!
//! From 72 columns on the notes stand beside the text, below that at its foot, and below 20 the
//! text stands alone. A line of text has at most the measure that is set: 66 to 76 characters
//! read best (Bringhurst, *The Elements of Typographic Style*, 2.1.2).

use ratatui::layout::Rect;

/// Where the notes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NotesAt {
    /// Beside the text where there is room, else at its foot.
    #[default]
    Side,
    /// At the foot of the page.
    Foot,
    /// Nowhere.
    Hidden,
}

impl NotesAt {
    /// All places.
    pub const ALL: [Self; 3] = [Self::Side, Self::Foot, Self::Hidden];

    /// Its name in settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Side => "side",
            Self::Foot => "foot",
            Self::Hidden => "hidden",
        }
    }
}

/// The parts of the screen; a part that has no room is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Geometry {
    /// The running head.
    pub(super) head: Rect,
    /// The passage numbers, to the left of the text.
    pub(super) margin: Rect,
    /// The text.
    pub(super) text: Rect,
    /// Between the text and the notes: the threads.
    pub(super) gap: Rect,
    /// The notes beside the text.
    pub(super) side: Rect,
    /// The notes at the foot.
    pub(super) foot: Rect,
    /// The strip at the right edge: where notes stand, and what is on the screen.
    pub(super) strip: Rect,
    /// The status line.
    pub(super) status: Rect,
    /// The other article, where two stand side by side.
    pub(super) other: Option<Other>,
}

/// The part of the screen that another article has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Other {
    /// Its title.
    pub(super) head: Rect,
    /// Its passage numbers.
    pub(super) margin: Rect,
    /// Its text.
    pub(super) text: Rect,
}

/// The narrowest screen on which two articles stand side by side; else one under the other.
pub(super) const TWO_ABREAST: u16 = 100;

/// The narrowest screen with notes beside the text.
pub(super) const BESIDE: u16 = 72;
/// The narrowest screen with an edge on both sides, and a strip in the right one.
const EDGED: u16 = 60;
/// The narrowest screen with anything but text.
pub(super) const ALONE: u16 = 20;
/// The widest column of notes.
const WIDEST_NOTES: u16 = 46;

impl Geometry {
    /// Divides a screen of `width` by `height`; `label` is the width of the longest passage
    /// number.
    pub(super) fn new(width: u16, height: u16, measure: u16, label: u16, notes: NotesAt) -> Self {
        let mut geometry = Self::default();
        if width < ALONE {
            let status = height > 3;
            geometry.text = Rect::new(0, 0, width, height - u16::from(status));
            if status {
                geometry.status = Rect::new(0, height - 1, width, 1);
            }
            return geometry;
        }
        let status = u16::from(height > 1);
        let head = if height >= 28 && width >= BESIDE {
            2
        } else {
            0
        };
        let rows = height - status - head;
        geometry.status = Rect::new(0, height - status, width, status);
        let beside = width >= BESIDE && notes == NotesAt::Side;
        let foot = !beside && notes != NotesAt::Hidden && rows >= 6;
        let foot_rows = if foot { (rows / 3).clamp(2, 8) } else { 0 };
        let rows = rows - foot_rows;
        if width >= EDGED {
            geometry.strip = Rect::new(width - 1, 0, 1, height - status);
        }
        geometry.columns(width, head, rows, measure, label, beside);
        if foot {
            let y = head + rows;
            geometry.foot = Rect::new(geometry.margin.x, y, geometry.content_width(), foot_rows);
        }
        if head > 0 {
            geometry.head = Rect::new(geometry.text.x, 0, geometry.text.width, 1);
        }
        geometry
    }

    /// Divides a screen between two articles: side by side, or one under the other where it is
    /// narrow. Each has a line for its title where there is room; `labels` are the widths of the
    /// longest passage numbers.
    pub(super) fn parallel(width: u16, height: u16, measure: u16, labels: [u16; 2]) -> Self {
        let mut geometry = Self::default();
        let status = u16::from(height > 1);
        geometry.status = Rect::new(0, height - status, width, status);
        let rows = height - status;
        let abreast = width >= TWO_ABREAST;
        let head = u16::from(rows >= 8);
        let (upper, lower) = if abreast {
            (rows, rows)
        } else {
            (rows - rows / 2, rows / 2)
        };
        let half = if abreast { width / 2 } else { width };
        let [here, there] = labels.map(|label| if half >= 30 { label.min(half) } else { 0 });
        let part = |x: u16, y: u16, rows: u16, label: u16| {
            let left = if label > 0 { label + 2 } else { 0 };
            let room = half.saturating_sub(left + 2 * u16::from(half >= 30)).max(1);
            let wide = room.min(measure).min(width);
            let pad = half.saturating_sub(left + wide) / 2;
            let head = head.min(rows.saturating_sub(1));
            let text_x = x + pad + left;
            Other {
                head: Rect::new(text_x, y, wide, head),
                margin: Rect::new(x + pad, y + head, label, rows - head),
                text: Rect::new(text_x, y + head, wide, rows - head),
            }
        };
        let first = part(0, 0, upper, here);
        let (x, y) = if abreast { (half, 0) } else { (0, upper) };
        (geometry.head, geometry.margin, geometry.text) = (first.head, first.margin, first.text);
        geometry.other = Some(part(x, y, lower, there));
        geometry
    }

    fn columns(&mut self, width: u16, y: u16, rows: u16, measure: u16, label: u16, beside: bool) {
        let airy = width >= 72;
        let margin = if width >= 30 { label } else { 0 };
        let margin_gap = match (margin, airy) {
            (0, _) => 0,
            (_, true) => 2,
            (_, false) => 1,
        };
        // One column to the left, and to the right one beside the strip.
        let edge = 3 * u16::from(width >= EDGED);
        let room = width.saturating_sub(margin + margin_gap + edge);
        let (text, gap, side) = if beside {
            let gap = match width {
                120.. => 5,
                100.. => 4,
                72.. => 3,
                _ => 2,
            };
            let both = room.saturating_sub(gap);
            let side = (both * 9 / 25).clamp(18, WIDEST_NOTES).min(both / 2);
            let text = (both - side).min(measure);
            let side = (both - text).min(WIDEST_NOTES);
            (text, gap, side)
        } else {
            (room.min(measure), 0, 0)
        };
        let text = text.max(1);
        let used = margin + margin_gap + text + gap + side;
        let left = width.saturating_sub(used + edge / 3) / 2;
        let mut x = left;
        self.margin = Rect::new(x, y, margin, rows);
        x += margin + margin_gap;
        self.text = Rect::new(x, y, text.min(width.saturating_sub(x)), rows);
        x += text;
        self.gap = Rect::new(x, y, gap.min(width.saturating_sub(x)), rows);
        x += gap;
        self.side = Rect::new(x, y, side.min(width.saturating_sub(x)), rows);
    }

    fn content_width(&self) -> u16 {
        self.text.right().saturating_sub(self.margin.x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_has_a_page_and_nothing_stands_outside_it() {
        for width in 1..=200 {
            for height in 1..=60 {
                for notes in [NotesAt::Side, NotesAt::Foot, NotesAt::Hidden] {
                    let g = Geometry::new(width, height, 72, 5, notes);
                    let screen = Rect::new(0, 0, width, height);
                    let parts = [
                        g.head, g.margin, g.text, g.gap, g.side, g.foot, g.strip, g.status,
                    ];
                    let columns = [g.margin, g.text, g.gap, g.side, g.foot];
                    assert!(columns.iter().all(|p| p.intersection(g.strip).is_empty()));
                    for part in parts {
                        assert_eq!(part.intersection(screen).area(), part.area(), "{g:?}");
                    }
                    assert!(g.text.area() > 0, "{width}×{height}");
                    assert!(g.text.width <= 72);
                    let beside = notes == NotesAt::Side && width >= BESIDE;
                    assert_eq!(g.side.width > 0, beside, "{width}×{height}");
                    assert!(!beside || g.text.width >= 30);
                }
            }
        }
        for width in 1..=200 {
            for height in 1..=60 {
                let g = Geometry::parallel(width, height, 72, [5, 6]);
                let screen = Rect::new(0, 0, width, height);
                let other = g.other.unwrap();
                let parts = [
                    g.head,
                    g.margin,
                    g.text,
                    other.head,
                    other.margin,
                    other.text,
                ];
                for part in parts {
                    assert_eq!(
                        part.intersection(screen).area(),
                        part.area(),
                        "{width}×{height} {g:?}"
                    );
                }
                assert!(g.text.area() > 0, "{width}×{height}");
                assert_eq!(g.text.intersection(other.text).area(), 0);
            }
        }
        let alone = Geometry::new(19, 10, 72, 5, NotesAt::Side);
        assert_eq!((alone.margin.width, alone.foot.height), (0, 0));
    }
}
