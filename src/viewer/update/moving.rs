//! Moves through the text: by rows, paragraphs, sections, notes, and what notes share.

use crate::annotation::Kind;
use crate::viewer::keys::Action;
use crate::viewer::page;
use crate::viewer::reader::{Reader, Stop};
use crate::viewer::state::Viewer;

/// The moves of the page; false when the action is none.
pub(super) fn scrolls(viewer: &mut Viewer, action: Action, times: Option<usize>) -> bool {
    if scroll_pages(viewer, action, times) {
        return true;
    }
    let Some(reader) = &mut viewer.reader else {
        return false;
    };
    let count = times.unwrap_or(1);
    match action {
        Action::LineDown => reader.scroll(rows_by(1, count)),
        Action::LineUp => reader.scroll(-rows_by(1, count)),
        Action::ParagraphNext => paragraph(reader, true, count),
        Action::ParagraphPrevious => paragraph(reader, false, count),
        _ => return false,
    }
    true
}

fn rows_by(rows: usize, times: usize) -> isize {
    isize::try_from(rows.saturating_mul(times)).unwrap_or(isize::MAX)
}

/// The moves by pages, and to the ends; false when the action is none.
pub(super) fn scroll_pages(viewer: &mut Viewer, action: Action, times: Option<usize>) -> bool {
    let Some(reader) = &mut viewer.reader else {
        return false;
    };
    let rows = reader.rows;
    let by = |rows: usize| rows_by(rows, times.unwrap_or(1));
    // Two lines of the page before stay in sight.
    let page = rows.saturating_sub(2).max(1);
    match action {
        Action::PageDown => reader.scroll(by(page)),
        Action::PageUp => reader.scroll(-by(page)),
        Action::HalfDown => reader.scroll(by((rows / 2).max(1))),
        Action::HalfUp => reader.scroll(-by((rows / 2).max(1))),
        Action::Top | Action::Bottom => {
            viewer.mark_jump();
            if let Some(reader) = &mut viewer.reader {
                let end = reader.pages.sequence.len();
                let block = if action == Action::Top { 0 } else { end };
                reader.set_top(page::Position { block, row: 0 });
            }
        }
        _ => return false,
    }
    true
}

pub(super) fn paragraph(reader: &mut Reader, forward: bool, times: usize) {
    for _ in 0..times.min(1000) {
        let top = reader.top;
        let first = reader.pages.block(reader.article(), top.block).first;
        let block = if forward {
            top.block + usize::from(top.row >= first)
        } else if top.row > first {
            top.block
        } else {
            top.block.saturating_sub(1)
        };
        if block >= reader.pages.sequence.len() {
            return;
        }
        reader.reveal_block(block);
        if reader.top == top {
            return;
        }
    }
}

pub(super) fn section(viewer: &mut Viewer, forward: bool, times: usize) {
    let Some(reader) = &mut viewer.reader else {
        return;
    };
    let mut block = reader.top.block;
    let at_head = reader.pages.block(reader.article(), block).first >= reader.top.row;
    let mut moved = false;
    for _ in 0..times.min(10_000) {
        let is_head = !matches!(
            reader.pages.sequence.get(block),
            Some(page::Block::Paragraph(_))
        );
        let next = if !forward && !moved && is_head && !at_head {
            Some(block)
        } else {
            reader.pages.sequence.heading_from(block, forward)
        };
        let Some(next) = next else { break };
        block = next;
        moved = true;
    }
    if moved {
        reader.reveal_block(block);
    } else {
        let end = if forward { "last" } else { "first" };
        viewer.say(format!("this is the {end} section"));
    }
}

pub(super) fn note(viewer: &mut Viewer, forward: bool, times: usize) {
    for _ in 0..times.min(10_000) {
        let Some(reader) = &mut viewer.reader else {
            return;
        };
        let Some(stop) = reader.neighbour(forward) else {
            let end = if forward { "after" } else { "before" };
            viewer.say(format!("no note {end} this one"));
            return;
        };
        reader.take(stop);
    }
}

pub(super) fn same_kind(viewer: &mut Viewer, forward: bool, times: usize) {
    for _ in 0..times.min(10_000) {
        let Some(reader) = &mut viewer.reader else {
            return;
        };
        let Some(stop) = reader.same_kind(forward) else {
            let end = if forward { "after" } else { "before" };
            viewer.say(format!("no note of this kind {end} this one"));
            return;
        };
        reader.take(stop);
    }
}

/// Scrolls the note in hand where it is longer than its pane.
pub(super) fn scroll_note(viewer: &mut Viewer, direction: isize, times: usize) {
    let last = crate::viewer::draw::last_note_offset(viewer);
    let by = direction * isize::try_from(times.min(1_000_000)).unwrap_or(1);
    if let Some(reader) = &mut viewer.reader {
        reader.scroll_note(by, last);
    }
    if last == 0 {
        viewer.say("the note in hand is in sight as a whole");
    }
}

pub(super) fn same_source(viewer: &mut Viewer, forward: bool, times: usize) {
    let Some(reader) = &viewer.reader else { return };
    let Some((list, at)) = reader.same_source() else {
        viewer.say("no quotation in sight whose source is known");
        return;
    };
    let len = list.len();
    let by = times.max(1) % len.max(1);
    let (to, wrapped) = match (at, forward) {
        (Some(i), true) => ((i + by) % len, i + by >= len),
        (Some(i), false) => ((i + len - by) % len, i < by),
        (None, true) => (0, false),
        (None, false) => (len.saturating_sub(1), false),
    };
    let Some(stop) = list.get(to).and_then(|n| reader.stop_of(*n)) else {
        return;
    };
    let alone = len == 1 && at == Some(0);
    let label = reader
        .note(stop.item)
        .and_then(|n| reader.edition.source_of(n))
        .map_or_else(String::new, |s| format!(" · {}", s.label()));
    viewer.mark_jump();
    if let Some(reader) = &mut viewer.reader {
        reader.take(stop);
    }
    let round = match (alone, wrapped, forward) {
        (true, ..) => " (the only one)",
        (_, true, true) => " (round to the first)",
        (_, true, false) => " (round to the last)",
        _ => "",
    };
    viewer.say(format!("{} of {len}{label}{round}", to + 1));
}

/// Goes so far into the text.
pub(super) fn percent(viewer: &mut Viewer, times: Option<usize>) {
    let Some(times) = times else {
        viewer.say("type a number first: 50%");
        return;
    };
    viewer.mark_jump();
    if let Some(reader) = &mut viewer.reader {
        let byte = reader.article().text.len() / 100 * times.min(100);
        let top = reader.pages.position_of(reader.article(), byte);
        reader.set_top(top);
    }
}

/// To the next quotation (or the one before) whose words are the same speaker's.
pub(super) fn same_speaker(viewer: &mut Viewer, forward: bool, times: usize) {
    let Some(reader) = &viewer.reader else { return };
    let Some(speaker) = reader.speaker_in_hand() else {
        viewer.say("the note in hand does not say who speaks");
        return;
    };
    for _ in 0..times.min(10_000) {
        let Some(reader) = &mut viewer.reader else {
            return;
        };
        let next = reader.neighbour_where(forward, |stop| {
            reader.speaker_of(stop.item).as_ref() == Some(&speaker)
        });
        let Some(stop) = next else {
            let end = if forward { "after" } else { "before" };
            viewer.say(format!("nothing more by {speaker} {end} this"));
            return;
        };
        reader.take(stop);
    }
    viewer.say(speaker);
}

/// To the next term that is explained, or the one before.
pub(super) fn term(viewer: &mut Viewer, forward: bool, times: usize) {
    for _ in 0..times.min(10_000) {
        let Some(reader) = &mut viewer.reader else {
            return;
        };
        let gloss = |stop: &Stop| {
            let note = reader.note(stop.item);
            note.is_some_and(|n| n.annotation.kind == Kind::Gloss)
        };
        let Some(stop) = reader.neighbour_where(forward, gloss) else {
            let end = if forward { "after" } else { "before" };
            viewer.say(format!("nothing is explained {end} this"));
            return;
        };
        reader.take(stop);
    }
}
