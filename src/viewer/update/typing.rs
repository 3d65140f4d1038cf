//! What is typed at the foot of the screen: while it is, when it is done, when it is given up.

use super::choosing::choose;
use super::going::go_to_passage;
use super::searching;
use crate::article::Passage;
use crate::viewer::editor;
use crate::viewer::hits::Across;
use crate::viewer::list::Choice;
use crate::viewer::lists;
use crate::viewer::marks;
use crate::viewer::prompt::Asking;
use crate::viewer::state::{Effect, Viewer};

/// What was typed at the prompt has changed.
pub(in crate::viewer) fn typed(viewer: &mut Viewer) -> Effect {
    viewer.history.forget_place();
    changed(viewer)
}

fn changed(viewer: &mut Viewer) -> Effect {
    let Some(prompt) = &viewer.prompt else {
        return Effect::None;
    };
    match prompt.asking {
        Asking::Filter | Asking::Palette => {
            if let Some(list) = viewer.lists.last_mut() {
                list.set_filter(&prompt.text);
            }
        }
        Asking::Passage | Asking::Bookmark | Asking::Tags => {}
        Asking::Search | Asking::Hits => searching::typed(viewer),
        Asking::Library => {
            let query = prompt.text.clone();
            return search_library(viewer, &query);
        }
    }
    Effect::None
}

/// Asks the whole library; with nothing to ask, its list is as it was.
pub(super) fn search_library(viewer: &mut Viewer, query: &str) -> Effect {
    let query = query.trim();
    viewer.across = (!query.is_empty()).then(|| Across::new(query));
    if let Some(list) = viewer.lists.last_mut() {
        query.clone_into(&mut list.filter);
    }
    lists::refresh_library(viewer);
    Effect::SearchLibrary(query.to_owned())
}

/// The prompt was given up: all is as it was.
pub(in crate::viewer) fn cancelled(viewer: &mut Viewer) -> Effect {
    let Some(prompt) = viewer.prompt.take() else {
        return Effect::None;
    };
    match prompt.asking {
        Asking::Search | Asking::Hits => searching::cancelled(viewer, &prompt),
        Asking::Filter => {
            if let Some(list) = viewer.lists.last_mut() {
                list.set_filter("");
            }
        }
        Asking::Library => return search_library(viewer, ""),
        Asking::Palette => {
            viewer.lists.pop();
        }
        Asking::Passage | Asking::Bookmark | Asking::Tags => {}
    }
    Effect::None
}

/// Up or down while one types: in the list, or among what was searched for before.
pub(in crate::viewer) fn typed_step(viewer: &mut Viewer, rows: isize) -> Effect {
    let asking = viewer.prompt.as_ref().map(|p| p.asking);
    if matches!(asking, Some(Asking::Search | Asking::Hits)) {
        if searching::recalled(viewer, rows < 0) {
            return changed(viewer);
        }
    } else if let Some(list) = viewer.lists.last_mut() {
        list.step(rows);
    }
    Effect::None
}

/// The prompt is done.
pub(in crate::viewer) fn accepted(viewer: &mut Viewer) -> Effect {
    let Some(prompt) = viewer.prompt.take() else {
        return Effect::None;
    };
    match prompt.asking {
        Asking::Filter => choose(viewer),
        Asking::Library => {
            viewer.history.add(&prompt.text);
            let list = viewer.lists.last();
            if list.is_some_and(|l| l.choice() != Choice::None) {
                return choose(viewer);
            }
            Effect::None
        }
        Asking::Palette => {
            let named = prompt.text.parse::<Passage>();
            if let Ok(Passage::Paragraph(..) | Passage::Note(_)) = named {
                viewer.lists.clear();
                return go_to_passage(viewer, &prompt.text);
            }
            if viewer.lists.last().is_some_and(|l| l.len() == 0) {
                viewer.lists.pop();
                viewer.say(format!("nothing is called “{}”", prompt.text));
                return Effect::None;
            }
            choose(viewer)
        }
        Asking::Bookmark => {
            marks::name(viewer, prompt.text.trim());
            Effect::None
        }
        Asking::Tags => editor::set_tags(viewer, &prompt.text),
        Asking::Passage => go_to_passage(viewer, &prompt.text),
        Asking::Search | Asking::Hits => searching::accepted(viewer, prompt),
    }
}
