//! The lists in front of the page: opened, gone through, chosen from, closed.

use super::going::{go_to, jump};
use super::typing::search_library;
use super::{links, on_page, update};
use crate::viewer::about;
use crate::viewer::editor;
use crate::viewer::filter::Filter;
use crate::viewer::find::Search;
use crate::viewer::hits;
use crate::viewer::keys::Action;
use crate::viewer::list::{Choice, Kind, List};
use crate::viewer::lists;
use crate::viewer::map;
use crate::viewer::marks;
use crate::viewer::prompt::Asking;
use crate::viewer::state::{Effect, Viewer};

pub(super) fn open_list(viewer: &mut Viewer, list: impl Fn(&Viewer) -> List) {
    let list = list(viewer);
    viewer.lists.push(list);
    viewer.fit();
}

/// Shows what the note in hand points to in a small pane.
pub(super) fn peek(viewer: &mut Viewer) -> Effect {
    if let Some(reference) = about::elsewhere(viewer) {
        return Effect::Look(reference);
    }
    match about::peek(viewer) {
        Some(list) => open_list(viewer, |_| list.clone()),
        None => viewer.say("the note in hand points to nothing that could be shown here"),
    }
    Effect::None
}

pub(super) fn note_page(viewer: &mut Viewer) {
    match about::note(viewer) {
        Some(list) => open_list(viewer, |_| list.clone()),
        None => viewer.say("no note in hand"),
    }
}

pub(super) fn palette(viewer: &mut Viewer) {
    open_list(viewer, about::palette);
    viewer.ask(Asking::Palette, "");
}

pub(super) fn in_list(viewer: &mut Viewer, action: Action, times: usize) -> Effect {
    let selected = |v: &Viewer| v.lists.last().map(|l| (l.kind, l.selected()));
    let before = selected(viewer);
    let effect = in_list_of(viewer, action, times);
    if before != selected(viewer) {
        hits::preview(viewer);
    }
    effect
}

fn in_list_of(viewer: &mut Viewer, action: Action, times: usize) -> Effect {
    let Some(list) = viewer.lists.last_mut() else {
        return Effect::None;
    };
    if list.kind == Kind::Map && map::step(viewer, action, times) {
        return Effect::None;
    }
    let Some(list) = viewer.lists.last_mut() else {
        return Effect::None;
    };
    let times = isize::try_from(times).unwrap_or(1);
    if let Some(rows) = steps(list, action, times) {
        let before = (list.selected(), list.offset);
        match action {
            Action::LineDown | Action::NoteNext | Action::HitNext => list.step_choices(rows),
            Action::LineUp | Action::NotePrevious | Action::HitPrevious => list.step_choices(rows),
            _ => list.step(rows),
        }
        if (list.selected(), list.offset) == before {
            let end = if rows > 0 { "ends" } else { "begins" };
            viewer.say(format!("the list {end} here"));
        }
        return Effect::None;
    }
    match action {
        Action::Sort if list.kind == Kind::Articles => {
            viewer.order = viewer.order.next();
            lists::refresh_articles(viewer);
            viewer.say(viewer.order.words());
        }
        Action::Sort => viewer.say("only the library's articles have other orders"),
        Action::Search | Action::Filter if list.kind == Kind::Articles => {
            let query = list.filter.clone();
            viewer.ask(Asking::Library, query);
        }
        Action::Search | Action::Filter | Action::Passage => {
            let filter = list.filter.clone();
            viewer.ask(Asking::Filter, filter);
        }
        Action::Follow | Action::Choose if list.kind == Kind::Help => {
            return close_list(viewer, action);
        }
        Action::Follow | Action::Choose if list.kind == Kind::Map => from_map(viewer),
        Action::Follow | Action::Choose => return choose(viewer),
        Action::Hits if list.kind == Kind::Hits => return close_list(viewer, action),
        Action::Close | Action::Back | Action::Quit => return close_list(viewer, action),
        Action::Help => toggle(viewer, Kind::Help, lists::help),
        Action::Contents => toggle(viewer, Kind::Contents, lists::contents),
        Action::Map => toggle(viewer, Kind::Map, map::list),
        Action::Sources => toggle(viewer, Kind::Sources, lists::sources),
        Action::Fold => toggle(viewer, Kind::Kinds, lists::kinds),
        Action::Library => toggle(viewer, Kind::Articles, lists::articles),
        Action::Glossary => toggle(viewer, Kind::Glossary, about::glossary),
        Action::Bookmarks => toggle(viewer, Kind::Marks, marks::list),
        Action::Palette if viewer.reader.is_some() => {
            viewer.lists.clear();
            palette(viewer);
        }
        Action::Peek | Action::NotePage if matches!(list.kind, Kind::Peek | Kind::Note) => {
            return close_list(viewer, action);
        }
        _ => {
            viewer.lists.clear();
            if viewer.reader.is_some() {
                return on_page(viewer, action, None);
            }
            viewer.show_library();
        }
    }
    Effect::None
}

/// By how many rows an action moves in a list; `None` when it moves nothing there.
fn steps(list: &List, action: Action, times: isize) -> Option<isize> {
    let page = isize::try_from(list.rows.max(1)).unwrap_or(1);
    Some(match action {
        Action::LineDown | Action::NoteNext | Action::HitNext => times,
        Action::LineUp | Action::NotePrevious | Action::HitPrevious => -times,
        Action::PageDown => page.saturating_mul(times),
        Action::PageUp => page.saturating_mul(-times),
        Action::HalfDown => page / 2,
        Action::HalfUp => -(page / 2),
        Action::Top => isize::MIN / 2,
        Action::Bottom => isize::MAX / 2,
        _ => return None,
    })
}

/// The key that opened a list closes it; that of another opens the other in its place.
pub(super) fn toggle(viewer: &mut Viewer, kind: Kind, list: impl Fn(&Viewer) -> List) {
    let same = viewer.lists.last().is_some_and(|l| l.kind == kind);
    let needs_reader = !matches!(kind, Kind::Help | Kind::Articles);
    if needs_reader && viewer.reader.is_none() {
        return;
    }
    if same && (viewer.reader.is_some() || viewer.lists.len() > 1) {
        viewer.lists.pop();
    } else if !same {
        if kind != Kind::Help {
            viewer.lists.clear();
        }
        open_list(viewer, list);
    }
}

pub(super) fn close_list(viewer: &mut Viewer, action: Action) -> Effect {
    let library = viewer
        .lists
        .last()
        .is_some_and(|l| l.kind == Kind::Articles);
    if library && action == Action::Close && viewer.across.is_some() {
        return search_library(viewer, "");
    }
    let filtered = viewer.lists.last_mut().filter(|l| !l.filter.is_empty());
    if let (Some(list), Action::Close) = (filtered, action) {
        list.set_filter("");
        return Effect::None;
    }
    let closed = viewer.lists.pop();
    if closed.is_some_and(|l| l.kind == Kind::Hits)
        && let Some((reader, origin)) = viewer.reader.as_mut().zip(viewer.hits_origin.take())
    {
        reader.go_back_to(&origin);
    }
    if viewer.lists.is_empty() && viewer.reader.is_none() {
        return Effect::Quit;
    }
    Effect::None
}

/// Goes to the passage in hand on the map.
fn from_map(viewer: &mut Viewer) {
    let held = viewer.reader.as_ref().zip(viewer.lists.last());
    let held = held.and_then(|(reader, list)| reader.stop_of(map::in_hand(reader, list)?.0));
    viewer.lists.clear();
    viewer.mark_jump();
    if let (Some(reader), Some(stop)) = (&mut viewer.reader, held) {
        reader.take(stop);
    }
}

/// Shows other notes, and the list of what is shown anew, on the same row.
fn show_others(viewer: &mut Viewer, change: impl Fn(&mut Filter)) {
    if let Some(reader) = &mut viewer.reader {
        change(&mut reader.filter);
        reader.settle();
    }
    let selected = viewer.lists.last().map_or(0, List::selected);
    viewer.lists.pop();
    open_list(viewer, lists::kinds);
    if let Some(list) = viewer.lists.last_mut() {
        list.select(selected, true);
    }
}

/// Does what the selected row of the list leads to.
pub(super) fn choose(viewer: &mut Viewer) -> Effect {
    let Some(choice) = viewer.lists.last().map(List::choice) else {
        return Effect::None;
    };
    match choice {
        Choice::None => return close_list(viewer, Action::Back),
        Choice::Byte(byte) => {
            viewer.lists.clear();
            jump(viewer, byte);
        }
        Choice::Note(index) => {
            viewer.lists.clear();
            viewer.mark_jump();
            if let Some(reader) = &mut viewer.reader
                && let Some(stop) = reader.stop_of(index)
            {
                reader.take(stop);
            }
        }
        Choice::Reference(reference) => {
            viewer.lists.clear();
            return go_to(viewer, &reference);
        }
        Choice::Source(key) => open_list(viewer, |v| lists::passages(v, &key)),
        Choice::Rekind(kind) => {
            viewer.lists.clear();
            return editor::set_kind(viewer, kind);
        }
        Choice::Link(address) => return links::chosen(viewer, &address),
        Choice::Kind(index) => show_others(viewer, |filter| filter.turn_kind(index)),
        Choice::Tag(tag) => show_others(viewer, |filter| filter.turn_tag(&tag)),
        Choice::Do(action) => {
            viewer.lists.clear();
            return update(viewer, action);
        }
        Choice::Hit(_) => {
            hits::preview(viewer);
            viewer.lists.clear();
            if let Some(origin) = viewer.hits_origin.take() {
                viewer.leave(origin);
            }
            let standing = viewer.search().map(Search::standing);
            viewer.say(standing.unwrap_or_default());
        }
        Choice::Found(name, index) => return hits::open(viewer, name, index),
        Choice::Article(name) => {
            if viewer.article() == Some(&name) {
                viewer.lists.clear();
                return Effect::None;
            }
            viewer.mark_jump();
            return Effect::Open(name, None);
        }
    }
    Effect::None
}
