//! From hit to hit.

use crate::viewer::state::Viewer;

pub(super) fn hit(viewer: &mut Viewer, forward: bool) {
    let Some(reader) = &mut viewer.reader else {
        return;
    };
    let Some(mut search) = reader.search.take() else {
        viewer.say("nothing was searched for");
        return;
    };
    let visible = reader.visible();
    let from = match &search.hit {
        Some(hit) if visible.start <= hit.start && hit.start < visible.end => {
            if forward {
                hit.end
            } else {
                hit.start
            }
        }
        _ => reader.top_byte(),
    };
    let found = search.find(reader, from, forward);
    let wraps = if forward {
        0
    } else {
        reader.article().text.len()
    };
    let round = found.is_none();
    let found = found.or_else(|| search.find(reader, wraps, forward));
    let mut message = format!("no {}", search.query);
    if let Some(range) = found {
        reader.reveal(range.start);
        search.hit = Some(range);
        search.count(reader);
        message = search.standing();
        if round {
            message.push_str(if forward {
                " · round to the first"
            } else {
                " · round to the last"
            });
        }
    }
    reader.search = Some(search);
    viewer.say(message);
}
