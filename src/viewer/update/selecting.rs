//! Selecting words of the text, by keys and by the mouse.

use std::ops::Range;

use super::copying::{Form, copy};
use super::scroll_pages;
use crate::viewer::editor;
use crate::viewer::keys::Action;
use crate::viewer::reader::Reader;
use crate::viewer::selection::{Selection, Unit};
use crate::viewer::state::{Effect, Viewer};

/// Begins to select, from what is in hand.
pub(super) fn begin(viewer: &mut Viewer) {
    let Some(reader) = &mut viewer.reader else {
        return;
    };
    // A sentence in hand is where one goes on from.
    let begun = reader.selection.take().or_else(|| reader.begin_selection());
    let Some(selection) = begun else {
        viewer.say("there is no text to select");
        return;
    };
    hold(reader, selection);
    viewer.selecting = true;
}

fn hold(reader: &mut Reader, selection: Selection) {
    let edge = selection.edge(true);
    reader.selection = Some(selection);
    // The page stands still as long as the end that moves is on it.
    if !reader.visible().contains(&edge) {
        reader.reveal(edge);
    }
}

/// An action while words are selected.
pub(super) fn in_selection(viewer: &mut Viewer, action: Action, times: Option<usize>) -> Effect {
    let count = times.unwrap_or(1).min(10_000);
    match action {
        Action::Close | Action::Quit => {
            viewer.end_selection();
            return Effect::None;
        }
        Action::Yank => return copy(viewer, Form::Plain),
        Action::YankQuotation => return copy(viewer, Form::Quotation),
        Action::YankLink => return copy(viewer, Form::Link),
        Action::NoteAdd => {
            editor::add(viewer);
            return Effect::None;
        }
        Action::NoteOutside => return editor::outside(viewer),
        Action::WordNext | Action::WordPrevious => {
            super::searching::in_hand(viewer, action == Action::WordNext);
            viewer.end_selection();
            return Effect::None;
        }
        Action::Help => {
            super::choosing::open_list(viewer, crate::viewer::lists::help);
            return Effect::None;
        }
        _ => {}
    }
    let top = viewer.reader.as_ref().map(|r| r.top);
    if scroll_pages(viewer, action, times) {
        if viewer.reader.as_ref().map(|r| r.top) == top {
            viewer.say("there is nothing further that way");
        }
        return Effect::None;
    }
    let Some(reader) = &mut viewer.reader else {
        return Effect::None;
    };
    let Some(selection) = reader.selection.clone() else {
        viewer.selecting = false;
        return Effect::None;
    };
    match moved(reader, &selection, action, count) {
        Some(new) => {
            let grown = new.range() != selection.range();
            let turned = matches!(action, Action::SelectSwap | Action::Select) && new != selection;
            hold(reader, new);
            if !grown && !turned {
                viewer.say("there is nothing further that way");
            }
        }
        None => viewer.say(why_not(action)),
    }
    Effect::None
}

fn why_not(action: Action) -> &'static str {
    match action {
        Action::Select => "more than paragraphs cannot be selected at once",
        Action::SelectLeft
        | Action::SelectUp
        | Action::SelectWordPrevious
        | Action::SentencePrevious
        | Action::ParagraphPrevious => "the text begins here",
        Action::SelectRight
        | Action::SelectDown
        | Action::SelectWordNext
        | Action::SentenceNext
        | Action::ParagraphNext => "the text ends here",
        _ => "that key does nothing while words are selected; Esc ends it",
    }
}

/// The selection after a move; `None` where there is none that way.
fn moved(
    reader: &Reader,
    selection: &Selection,
    action: Action,
    count: usize,
) -> Option<Selection> {
    let rows = isize::try_from(count).ok()?;
    let by_unit = |unit, forward| to_unit(reader, selection, unit, forward, count);
    let below = |rows: isize| {
        let byte = reader.byte_below(selection.edge(rows > 0), rows)?;
        reader.piece_at(byte, selection.unit)
    };
    let row_end = |last: bool| {
        let (first_byte, last_byte) = reader.row_ends(selection.edge(last))?;
        reader.piece_at(if last { last_byte } else { first_byte }, Unit::Grapheme)
    };
    let step = |forward| {
        let edge = reader.piece_at(selection.edge(forward), selection.unit)?;
        steps(reader, &edge, selection.unit, forward, count)
    };
    let head = match action {
        Action::SelectRight => step(true)?,
        Action::SelectLeft => step(false)?,
        Action::SelectWordNext => by_unit(Unit::Word, true)?,
        Action::SelectWordPrevious => by_unit(Unit::Word, false)?,
        Action::SentenceNext => by_unit(Unit::Sentence, true)?,
        Action::SentencePrevious => by_unit(Unit::Sentence, false)?,
        Action::ParagraphNext => by_unit(Unit::Paragraph, true)?,
        Action::ParagraphPrevious => by_unit(Unit::Paragraph, false)?,
        Action::SelectDown => below(rows)?,
        Action::SelectUp => below(-rows)?,
        Action::SelectLineStart => row_end(false)?,
        Action::SelectLineEnd => row_end(true)?,
        Action::SelectSwap => {
            return Some(Selection {
                anchor: selection.head.clone(),
                head: selection.anchor.clone(),
                unit: selection.unit,
            });
        }
        Action::Select => {
            let unit = selection.unit.larger();
            if unit == selection.unit {
                return None;
            }
            return Some(Selection {
                anchor: reader.piece_at(selection.anchor.start, unit)?,
                head: reader.piece_at(selection.head.start, unit)?,
                unit,
            });
        }
        _ => return None,
    };
    Some(Selection {
        head,
        ..selection.clone()
    })
}

fn steps(
    reader: &Reader,
    from: &Range<usize>,
    unit: Unit,
    forward: bool,
    count: usize,
) -> Option<Range<usize>> {
    let mut at = reader.piece_beside(from, unit, forward)?;
    for _ in 1..count {
        match reader.piece_beside(&at, unit, forward) {
            Some(next) => at = next,
            None => break,
        }
    }
    Some(at)
}

/// The end that moves, as far as the end of its piece, or of the next when it is there already;
/// and the same backwards. Where the selection becomes smaller it goes piece by piece.
fn to_unit(
    reader: &Reader,
    selection: &Selection,
    unit: Unit,
    forward: bool,
    count: usize,
) -> Option<Range<usize>> {
    let edge = reader.piece_at(selection.edge(forward), Unit::Grapheme)?;
    let here = reader.piece_at(edge.start, unit)?;
    let grows = selection.head == selection.anchor || forward != selection.goes_back();
    let within = grows
        && if forward {
            edge.end < here.end
        } else {
            edge.start > here.start
        };
    let piece = match (within, count) {
        (true, 0 | 1) => here,
        (true, _) => steps(reader, &here, unit, forward, count - 1)?,
        (false, _) => steps(reader, &here, unit, forward, count)?,
    };
    // Only the end that moves is that of the piece: what stands before the other stays out.
    let outer = if grows == forward {
        piece.end.saturating_sub(1).max(piece.start)
    } else {
        piece.start
    };
    reader.piece_at(outer, Unit::Grapheme)
}

/// Takes the next sentence (or the one before) in hand.
pub(super) fn sentence(viewer: &mut Viewer, forward: bool, count: usize) {
    let Some(reader) = &mut viewer.reader else {
        return;
    };
    let visible = reader.visible();
    let held = reader.selection.as_ref().map(|s| s.head.clone());
    let held = held.filter(|r| r.start < visible.end && r.end > visible.start);
    let next = if let Some(from) = held {
        steps(reader, &from, Unit::Sentence, forward, count.min(10_000))
    } else {
        let from = reader.target.unwrap_or(visible.start);
        let first = reader.piece_at(from, Unit::Sentence);
        first.and_then(|first| match (forward, count) {
            (true, 0 | 1) => Some(first),
            (true, _) => steps(reader, &first, Unit::Sentence, true, count - 1),
            (false, _) => steps(reader, &first, Unit::Sentence, false, count),
        })
    };
    match next {
        Some(piece) => hold(reader, Selection::of(piece, Unit::Sentence)),
        None => viewer.say(if forward {
            "this is the last sentence"
        } else {
            "this is the first sentence"
        }),
    }
}

/// The mouse was pressed on the text and moved, or clicked twice or thrice: selects from there.
pub(super) fn press(viewer: &mut Viewer, byte: usize, unit: Unit) {
    if let Some(reader) = &mut viewer.reader
        && let Some(piece) = reader.piece_at(byte, unit)
    {
        reader.selection = Some(Selection::of(piece, unit));
        viewer.selecting = true;
    }
}

/// The mouse has been moved while pressed.
pub(super) fn drag(viewer: &mut Viewer, byte: usize) {
    if let Some(reader) = &mut viewer.reader
        && let Some(selection) = &reader.selection
        && let Some(head) = reader.piece_at(byte, selection.unit)
    {
        reader.selection = Some(Selection {
            head,
            ..selection.clone()
        });
    }
}
