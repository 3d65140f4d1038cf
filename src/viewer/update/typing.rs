//! What is typed at the foot of the screen: while it is, when it is done, when it is given up.

use super::choosing::choose;
use super::going::go_to_passage;
use crate::article::Passage;
use crate::viewer::find::Search;
use crate::viewer::marks;
use crate::viewer::prompt::Asking;
use crate::viewer::state::{Effect, Spot, Viewer};

/// What was typed at the prompt has changed.
pub(in crate::viewer) fn typed(viewer: &mut Viewer) {
    let Some(prompt) = &viewer.prompt else { return };
    match prompt.asking {
        Asking::Filter | Asking::Palette => {
            if let Some(list) = viewer.lists.last_mut() {
                list.set_filter(&prompt.text);
            }
        }
        Asking::Passage | Asking::Bookmark => {}
        Asking::Search => {
            let Some(reader) = &mut viewer.reader else {
                return;
            };
            let (top, current) = prompt.origin;
            reader.hold(current);
            reader.set_top(top);
            reader.search = None;
            if let Some(mut search) = Search::new(&prompt.text) {
                let from = reader.top_byte();
                search.hit = search
                    .find(reader, from, true)
                    .or_else(|| search.find(reader, 0, true));
                if let Some(hit) = &search.hit {
                    reader.reveal(hit.start);
                }
                search.count(reader);
                reader.search = Some(search);
            }
        }
    }
}

/// The prompt was given up: all is as it was.
pub(in crate::viewer) fn cancelled(viewer: &mut Viewer) {
    let Some(prompt) = viewer.prompt.take() else {
        return;
    };
    match prompt.asking {
        Asking::Search => {
            if let Some(reader) = &mut viewer.reader {
                reader.search = None;
                reader.hold(prompt.origin.1);
                reader.set_top(prompt.origin.0);
            }
        }
        Asking::Filter => {
            if let Some(list) = viewer.lists.last_mut() {
                list.set_filter("");
            }
        }
        Asking::Palette => {
            viewer.lists.pop();
        }
        Asking::Passage | Asking::Bookmark => {}
    }
}

/// Up or down in the list while one types.
pub(in crate::viewer) fn typed_step(viewer: &mut Viewer, rows: isize) {
    if let Some(list) = viewer.lists.last_mut() {
        list.step(rows);
    }
}

/// The prompt is done.
pub(in crate::viewer) fn accepted(viewer: &mut Viewer) -> Effect {
    let Some(prompt) = viewer.prompt.take() else {
        return Effect::None;
    };
    match prompt.asking {
        Asking::Filter => choose(viewer),
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
        Asking::Passage => go_to_passage(viewer, &prompt.text),
        Asking::Search => {
            let Some(reader) = &viewer.reader else {
                return Effect::None;
            };
            // Only the place where the search began is kept to come back to.
            let origin = Spot {
                article: reader.article().name.clone(),
                byte: reader.pages.byte_of(reader.article(), prompt.origin.0),
                top: prompt.origin.0,
                columns: reader.pages.style().columns,
                current: prompt.origin.1,
            };
            let message = match viewer.search() {
                Some(search) if search.hit.is_some() => search.standing(),
                _ if prompt.text.is_empty() => return Effect::None,
                _ => format!("“{}” is not in the text", prompt.text),
            };
            viewer.leave(origin);
            viewer.say(message);
            Effect::None
        }
    }
}
