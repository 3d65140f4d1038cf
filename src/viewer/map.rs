//! The dispersion map: a row for each work, along which one sees where the text quotes it.
//!
//! One goes from work to work with the keys of a list, and from passage to passage of a work with
//! those of the notes.

use super::keys::Action;
use super::list::{Choice, Entry, Kind as ListKind, List};
use super::reader::Reader;
use super::state::Viewer;
use super::theme::Role;
use crate::source::{Source, SourceKey};

/// The map of the article that is open, with the place in hand.
pub(super) fn list(viewer: &Viewer) -> List {
    let mut entries = Vec::new();
    if let Some(reader) = &viewer.reader {
        let edition = &reader.edition;
        for (index, key) in edition.quoted_sources().into_iter().enumerate() {
            let source = edition.sources.get(key);
            let label = source.map_or_else(|| key.to_string(), Source::label);
            let count = edition.index.by_source.get(key).map_or(0, Vec::len);
            let entry = Entry::new(label, Choice::Source(key.clone()));
            entries.push(entry.aside(count.to_string()).role(Role::Source(index)));
        }
    }
    let mut list = List::new(ListKind::Map, "Where each work is quoted", entries);
    list.empty = "No quotation here has a source yet; `postil draft` proposes them.";
    // As wide as the screen allows: the longer the line, the better it can be read.
    list.widest = usize::from(u16::MAX);
    if let Some(reader) = &viewer.reader {
        let current = reader.current.map_or(reader.top_byte(), |c| c.at);
        list.place = current;
        let note = reader.current.and_then(|c| reader.note(c.item));
        if let Some(key) = note.and_then(|n| n.annotation.source.clone()) {
            list.select_choice(&Choice::Source(key));
        }
    }
    list
}

/// The passages quoting a work, in order: note and byte.
pub(super) fn places<'a>(
    reader: &'a Reader,
    key: &SourceKey,
) -> impl Iterator<Item = (usize, usize)> + 'a {
    let notes = reader.edition.index.by_source.get(key);
    let notes = notes.into_iter().flatten();
    notes.filter_map(|note| Some((*note, reader.stop_of(*note)?.at)))
}

/// The passage in hand: of those that quote the selected work the one nearest to the place.
pub(super) fn in_hand(reader: &Reader, list: &List) -> Option<(usize, usize)> {
    let Choice::Source(key) = list.choice() else {
        return None;
    };
    places(reader, &key).min_by_key(|(_, byte)| byte.abs_diff(list.place))
}

/// Goes along the selected work's passages; false when the action is no such step.
pub(super) fn step(viewer: &mut Viewer, action: Action, times: usize) -> bool {
    let forward = match action {
        Action::NoteNext | Action::SourceNext | Action::KindNext => true,
        Action::NotePrevious | Action::SourcePrevious | Action::KindPrevious => false,
        _ => return false,
    };
    let (Some(reader), Some(list)) = (&viewer.reader, viewer.lists.last_mut()) else {
        return false;
    };
    let (Choice::Source(key), Some((held, _))) = (list.choice(), in_hand(reader, list)) else {
        return true;
    };
    let all: Vec<(usize, usize)> = places(reader, &key).collect();
    let at = all.iter().position(|(note, _)| *note == held).unwrap_or(0);
    let to = if forward {
        at.saturating_add(times).min(all.len().saturating_sub(1))
    } else {
        at.saturating_sub(times)
    };
    if let Some((_, byte)) = all.get(to) {
        list.place = *byte;
    }
    true
}

/// What stands at the place in hand, in words.
pub(super) fn said(viewer: &Viewer) -> Option<String> {
    let reader = viewer.reader.as_ref()?;
    let (note, byte) = in_hand(reader, viewer.lists.last()?)?;
    let passage = reader.article().passage_at(byte);
    let words = super::lists::note_entry(reader, note)?.text;
    Some(format!("{passage}  {words}"))
}
