//! The terminal's events as the viewer takes them; clicks counted, drags told from clicks.

use std::time::{Duration, Instant};

use crossterm::event::{self, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};

use crate::viewer::key::Key;
use crate::viewer::selection::Unit;
use crate::viewer::state::Event;

/// Clicks at one place within this time belong together.
const TOGETHER: Duration = Duration::from_millis(400);

/// What the mouse has been doing.
#[derive(Debug, Default)]
pub(super) struct Pointer {
    /// Where it was pressed, while it is.
    down: Option<(u16, u16)>,
    dragged: bool,
    /// When and where it was pressed last, and which click of how many that was.
    last: Option<(Instant, (u16, u16), u32)>,
}

impl Pointer {
    /// The events of the viewer that an event of the terminal makes.
    pub(super) fn translate(&mut self, event: event::Event, now: Instant) -> Vec<Event> {
        match event {
            event::Event::Key(key) if key.kind != KeyEventKind::Release => {
                Key::from_event(&key).map(Event::Key).into_iter().collect()
            }
            event::Event::Mouse(mouse) => self.mouse(mouse, now),
            event::Event::Paste(text) => vec![Event::Paste(text)],
            event::Event::Resize(width, height) => vec![Event::Resize(width, height)],
            _ => Vec::new(),
        }
    }

    fn mouse(&mut self, mouse: MouseEvent, now: Instant) -> Vec<Event> {
        let at = (mouse.column, mouse.row);
        let (x, y) = at;
        match mouse.kind {
            MouseEventKind::ScrollDown => vec![Event::Wheel(1, x, y)],
            MouseEventKind::ScrollUp => vec![Event::Wheel(-1, x, y)],
            MouseEventKind::Down(MouseButton::Left) => {
                let count = match self.last {
                    Some((when, place, count)) if place == at && now - when < TOGETHER => count + 1,
                    _ => 1,
                };
                self.last = Some((now, at, count));
                self.down = Some(at);
                // What selects acts at once, what chooses when the button is let go.
                self.dragged = count > 1;
                match count {
                    1 => Vec::new(),
                    2 => vec![Event::Press(x, y, Unit::Word)],
                    _ => vec![Event::Press(x, y, Unit::Paragraph)],
                }
            }
            MouseEventKind::Drag(MouseButton::Left) => {
                let Some((from_x, from_y)) = self.down else {
                    return Vec::new();
                };
                let mut events = Vec::new();
                if !self.dragged {
                    self.dragged = true;
                    events.push(Event::Press(from_x, from_y, Unit::Grapheme));
                }
                events.push(Event::Drag(x, y));
                events
            }
            MouseEventKind::Up(MouseButton::Left) => {
                let clicked = self.down.take().filter(|_| !self.dragged);
                clicked
                    .map(|(x, y)| Event::Click(x, y))
                    .into_iter()
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::KeyModifiers;

    use super::*;

    fn script(steps: &[(MouseEventKind, (u16, u16), u64)]) -> Vec<String> {
        let mut pointer = Pointer::default();
        let start = Instant::now();
        let made = steps.iter().flat_map(|(kind, (column, row), after)| {
            let event = event::Event::Mouse(MouseEvent {
                kind: *kind,
                column: *column,
                row: *row,
                modifiers: KeyModifiers::NONE,
            });
            pointer.translate(event, start + Duration::from_millis(*after))
        });
        made.map(|event| format!("{event:?}")).collect()
    }

    #[test]
    fn clicks_are_counted_and_a_drag_is_no_click() {
        let (down, up) = (
            MouseEventKind::Down(MouseButton::Left),
            MouseEventKind::Up(MouseButton::Left),
        );
        let drag = MouseEventKind::Drag(MouseButton::Left);
        let at = (5, 2);
        assert_eq!(script(&[(down, at, 0), (up, at, 9)]), ["Click(5, 2)"]);
        assert_eq!(
            script(&[
                (down, at, 0),
                (up, at, 50),
                (down, at, 120),
                (up, at, 150),
                (down, at, 240),
                (up, at, 300)
            ]),
            ["Click(5, 2)", "Press(5, 2, Word)", "Press(5, 2, Paragraph)"]
        );
        assert_eq!(
            script(&[(down, at, 0), (up, at, 50), (down, at, 900), (up, at, 950)]),
            ["Click(5, 2)", "Click(5, 2)"]
        );
        assert_eq!(
            script(&[
                (down, at, 0),
                (drag, (7, 2), 50),
                (drag, (8, 3), 60),
                (up, (8, 3), 90)
            ]),
            ["Press(5, 2, Grapheme)", "Drag(7, 2)", "Drag(8, 3)"]
        );
    }
}
