//! The mouse: its wheel and its clicks.

use super::choosing::{choose, close_list};
use super::going::{follow, jump};
use super::moving::scroll_note;
use super::selecting;
use crate::viewer::hits;
use crate::viewer::keys::Action;
use crate::viewer::list::Choice;
use crate::viewer::lists;
use crate::viewer::selection::Unit;
use crate::viewer::state::{Effect, Viewer};

/// The wheel: three rows a notch; a note that is longer than its pane, under the pointer.
pub(in crate::viewer) fn wheel(viewer: &mut Viewer, notches: isize, (x, y): (u16, u16)) {
    let among_notes = crate::viewer::draw::is_among_notes(viewer, x, y);
    if let Some(list) = viewer.lists.last_mut() {
        list.step(notches);
        hits::preview(viewer);
    } else if among_notes && crate::viewer::draw::last_note_offset(viewer) > 0 {
        scroll_note(viewer, notches, 1);
    } else if let Some(reader) = &mut viewer.reader {
        reader.scroll(notches * 3);
    }
}

/// A click: on a row of a list chooses it; on a marked word or a note takes the note in hand, and
/// on the one in hand follows it.
pub(in crate::viewer) fn click(viewer: &mut Viewer, x: u16, y: u16) -> Effect {
    if let Some(list) = viewer.lists.last_mut() {
        let area = lists::area_of(list, viewer.width, viewer.height);
        let inside = x >= area.x && x < area.right() && y >= area.y && y < area.bottom();
        if !inside {
            return close_list(viewer, Action::Back);
        }
        let first = area.y + 1 + list.head_rows();
        let row = usize::from(y.saturating_sub(first)) + list.offset;
        let leads = list.get(row).is_some_and(|e| e.choice != Choice::None);
        if y >= first && leads {
            list.select(row, true);
            return choose(viewer);
        }
        return Effect::None;
    }
    viewer.end_selection();
    if let Some(byte) = crate::viewer::draw::byte_on_strip(viewer, x, y) {
        jump(viewer, byte);
        return Effect::None;
    }
    let Some(item) = crate::viewer::draw::item_at(viewer, x, y) else {
        return Effect::None;
    };
    let Some(reader) = &mut viewer.reader else {
        return Effect::None;
    };
    if reader.current.map(|c| c.item) == Some(item.item) {
        return follow(viewer);
    }
    reader.hold(Some(item));
    Effect::None
}

/// Two clicks take a word, three a paragraph, and a drag begins with a character.
pub(in crate::viewer) fn press(viewer: &mut Viewer, x: u16, y: u16, unit: Unit) {
    if !viewer.lists.is_empty() {
        return;
    }
    if let Some(byte) = crate::viewer::draw::byte_at(viewer, x, y) {
        selecting::press(viewer, byte, unit);
    }
}

/// The mouse moves while pressed: the words as far as it are selected. Past the first or the last
/// row the text scrolls.
pub(in crate::viewer) fn drag(viewer: &mut Viewer, x: u16, y: u16) {
    let text = viewer.geometry().text;
    if viewer.selecting
        && let Some(reader) = &mut viewer.reader
    {
        if y >= text.bottom() {
            reader.scroll(1);
        } else if y < text.y || y == 0 {
            reader.scroll(-1);
        }
    }
    let last = text.bottom().saturating_sub(1).max(text.y);
    let (x, y) = (x.max(text.x), y.clamp(text.y, last));
    if let Some(byte) = crate::viewer::draw::byte_at(viewer, x, y) {
        selecting::drag(viewer, byte);
    }
}
