//! Searching the article: what is typed, from hit to hit, the word in hand, what is left for later.

use super::choosing::open_list;
use crate::viewer::find::{Place, Search};
use crate::viewer::hits;
use crate::viewer::prompt::{Asking, Prompt};
use crate::viewer::reader::Reader;
use crate::viewer::selection::Selection;
use crate::viewer::state::{Effect, Spot, Viewer};

/// Words beyond this are not looked for with the word in hand.
const IN_HAND: usize = 6;

/// What is looked for has changed at the prompt: the first hit from where it was opened comes up.
pub(super) fn typed(viewer: &mut Viewer) {
    let (Some(prompt), Some(reader)) = (&viewer.prompt, &mut viewer.reader) else {
        return;
    };
    let (top, current) = prompt.origin;
    reader.hold(current);
    reader.set_top(top);
    let from = reader.top_byte();
    reader.search = Search::new(&prompt.text, &reader.edition, from);
    if let Some(mut search) = reader.search.take() {
        search.look_on(&reader.edition);
        show_first(reader, &mut search, from);
        reader.search = Some(search);
    }
}

/// The search is given up: all is as it was.
pub(super) fn cancelled(viewer: &mut Viewer, prompt: &Prompt) {
    if let Some(reader) = &mut viewer.reader {
        reader.search = None;
        reader.hold(prompt.origin.1);
        reader.set_top(prompt.origin.0);
    }
}

/// What was typed is what is looked for. A query that cannot be read stays at the prompt, with the
/// cursor where it goes wrong.
pub(super) fn accepted(viewer: &mut Viewer, mut prompt: Prompt) -> Effect {
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
    let Some(search) = viewer.search() else {
        return Effect::None;
    };
    if let Some(error) = search.error() {
        let column = prompt.text.char_indices().nth(error.column - 1);
        prompt.cursor = column.map_or(prompt.text.len(), |(at, _)| at);
        viewer.prompt = Some(prompt);
        return Effect::None;
    }
    let found = search.len() > 0 || !search.is_done();
    let message = if found {
        search.standing()
    } else {
        format!("“{}” is not here", prompt.text)
    };
    viewer.history.add(&prompt.text);
    viewer.leave(origin);
    viewer.say(message);
    if found && prompt.asking == Asking::Hits {
        list(viewer);
    }
    Effect::None
}

/// An earlier search at the prompt, or a later one.
pub(super) fn recalled(viewer: &mut Viewer, older: bool) -> bool {
    let Some(prompt) = &mut viewer.prompt else {
        return false;
    };
    let Some(line) = viewer.history.step(&prompt.text, older) else {
        return false;
    };
    prompt.cursor = line.len();
    prompt.text = line;
    true
}

/// To the next hit, or the one before.
pub(super) fn hit(viewer: &mut Viewer, forward: bool, times: usize) {
    let Some(reader) = &mut viewer.reader else {
        return;
    };
    let Some(mut search) = reader.search.take() else {
        viewer.say("nothing was searched for");
        return;
    };
    let mut message = search
        .error()
        .map_or_else(|| format!("no {}", search.query), ToString::to_string);
    for _ in 0..times.clamp(1, 1000) {
        let Some((place, round)) = next(reader, &mut search, forward) else {
            break;
        };
        show(reader, &mut search, place);
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

/// The next hit from the one in hand, when that is in sight, else from the top of the screen; and
/// whether the search has gone round.
fn next(reader: &Reader, search: &mut Search, forward: bool) -> Option<(Place, bool)> {
    let visible = reader.visible();
    let in_sight = |search: &Search| {
        let place = search.current?;
        let found = search.get(place)?;
        let in_text = visible.contains(&found.place.start);
        (in_text || !found.is_in_text()).then_some(place)
    };
    let beside = |search: &Search| match in_sight(search) {
        Some(place) => search.beside(place, forward),
        None => search.nearest_to(reader.top_byte(), forward),
    };
    // What lies ahead is in order from the first; all else is known only at the end.
    if forward && let Some(place) = beside(search) {
        return Some((place, false));
    }
    search.advance(&reader.edition, |_| true);
    if let Some(place) = beside(search) {
        return Some((place, false));
    }
    let mut places = search.places();
    let end = if forward {
        places.next()
    } else {
        places.next_back()
    };
    end.map(|place| (place, true))
}

/// Goes to a hit: to its words, or to the note in which it stands.
pub(in crate::viewer) fn show(reader: &mut Reader, search: &mut Search, place: Place) {
    let Some(found) = search.get(place) else {
        return;
    };
    let note = found.note.filter(|_| !found.is_in_text());
    match note.and_then(|note| reader.stop_of(note)) {
        Some(stop) => reader.take(stop),
        None => reader.reveal(found.place.start),
    }
    search.current = Some(place);
}

fn show_first(reader: &mut Reader, search: &mut Search, from: usize) {
    if search.current.is_some() {
        return;
    }
    let first = search.nearest_to(from, true);
    let first = first.or_else(|| search.places().next().filter(|_| search.is_done()));
    if let Some(place) = first {
        show(reader, search, place);
    }
}

/// To the next place where the words in hand stand, or the one before.
pub(super) fn in_hand(viewer: &mut Viewer, forward: bool) {
    let Some(reader) = &mut viewer.reader else {
        return;
    };
    let note = reader.current.and_then(|c| reader.note(c.item));
    let marked = note
        .filter(|n| n.annotation.target.quote.is_some())
        .and_then(|n| n.anchor.ranges.first().cloned());
    let hit = reader.search.as_ref().and_then(|s| s.get(s.current?));
    let hit = hit.filter(|h| h.is_in_text()).map(|h| h.place.clone());
    let selected = reader.selection.as_ref().map(Selection::range);
    let Some(range) = selected.or(marked).or(hit) else {
        viewer.say("no words in hand to look for");
        return;
    };
    let words: Vec<String> = reader
        .article()
        .slice(range.clone())
        .split(|c: char| !c.is_alphanumeric() && !"'’-\u{ad}".contains(c))
        .filter(|w| w.chars().any(char::is_alphanumeric))
        .take(IN_HAND)
        .map(str::to_lowercase)
        .collect();
    let query = match words.as_slice() {
        [] => return,
        [one] => one.trim_start_matches('-').to_owned(),
        several => format!("\"{}\"", several.join(" ")),
    };
    // The same words again: on from the hit that was gone to.
    if reader.search.as_ref().is_none_or(|s| s.query != query) {
        let Some(mut search) = Search::new(&query, &reader.edition, range.start) else {
            return;
        };
        search.advance(&reader.edition, |_| true);
        let is_here = |p: &Place| {
            let found = search.get(*p).filter(|f| f.is_in_text());
            found.is_some_and(|f| f.place.start >= range.start)
        };
        let here = search.places().find(is_here);
        search.current = here;
        reader.search = Some(search);
        viewer.history.add(&query);
        viewer.mark_jump();
    }
    self::hit(viewer, forward, 1);
    if let Some(said) = &viewer.message {
        viewer.message = Some(format!("{query} · {said}"));
    }
}

/// The list of all hits; without a search it is asked for first.
pub(super) fn list(viewer: &mut Viewer) {
    if viewer.search().is_none() {
        viewer.ask(Asking::Hits, "");
        return;
    }
    viewer.hits_origin = viewer.spot();
    open_list(viewer, hits::list);
    hits::preview(viewer);
}

impl Viewer {
    /// Whether a search of the article has not come to its end yet: [`Viewer::search_on`] is to be
    /// called between the events.
    pub fn is_searching(&self) -> bool {
        self.search().is_some_and(|s| !s.is_done())
    }

    /// What the screen shows of the search: which hit, and how many are known.
    pub fn searching_shows(&self) -> Option<(usize, bool, bool)> {
        let search = self.search()?;
        // While they are counted, the count need not change at every frame.
        Some((
            search.len() >> 8,
            search.current.is_some(),
            search.is_done(),
        ))
    }

    /// Goes on with the search as long as `more`, asked with the bytes looked through, says so.
    pub fn search_on(&mut self, more: impl FnMut(usize) -> bool) {
        let Some(reader) = &mut self.reader else {
            return;
        };
        let Some(mut search) = reader.search.take() else {
            return;
        };
        search.advance(&reader.edition, more);
        let origin = self.prompt.as_ref().map(|p| p.origin.0);
        if let Some(top) = origin.filter(|_| search.current.is_none()) {
            let from = reader.pages.byte_of(&reader.edition.article, top);
            show_first(reader, &mut search, from);
        }
        let done = search.is_done();
        reader.search = Some(search);
        if done {
            hits::refresh(self);
        }
    }
}
