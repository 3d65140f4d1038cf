//! What each action does: a pure change of the viewer's state.

use super::about;
use super::editor;
use super::geometry::NotesAt;
use super::keys::Action;
use super::list::Choice;
use super::lists;
use super::marks::{self, Awaiting};
use super::prompt::Asking;
use super::reader::{Item, Reader};
use super::state::{Effect, NoteChange, Spot, Viewer};
use super::{find::Search, page};
use crate::annotation::Kind;
use crate::article::{Passage, PassageRun, Reference};

/// Does what an action asks for, in the pane that is in front.
pub(super) fn update(viewer: &mut Viewer, action: Action) -> Effect {
    let count = std::mem::take(&mut viewer.count);
    if action == Action::Passage && viewer.lists.is_empty() {
        let start = if count.is_empty() {
            String::new()
        } else {
            format!("{count}¶")
        };
        viewer.ask(Asking::Passage, start);
        return Effect::None;
    }
    let times = count.parse::<usize>().ok();
    match action {
        Action::Suspend => return Effect::Suspend,
        Action::Redraw => return Effect::Redraw,
        _ => {}
    }
    if !viewer.lists.is_empty() {
        return in_list(viewer, action, times.unwrap_or(1));
    }
    if viewer.reader.is_none() {
        return without_article(viewer, action);
    }
    on_page(viewer, action, times)
}

fn without_article(viewer: &mut Viewer, action: Action) -> Effect {
    match action {
        Action::Quit | Action::Close => return Effect::Quit,
        Action::Help => open_list(viewer, lists::help),
        _ => viewer.show_library(),
    }
    Effect::None
}

fn on_page(viewer: &mut Viewer, action: Action, times: Option<usize>) -> Effect {
    if scrolls(viewer, action, times) {
        return Effect::None;
    }
    match action {
        Action::SectionNext => section(viewer, true, times.unwrap_or(1)),
        Action::SectionPrevious => section(viewer, false, times.unwrap_or(1)),
        Action::NoteNext => note(viewer, true, times.unwrap_or(1)),
        Action::NotePrevious => note(viewer, false, times.unwrap_or(1)),
        Action::SourceNext => same_source(viewer, true, times.unwrap_or(1)),
        Action::SourcePrevious => same_source(viewer, false, times.unwrap_or(1)),
        Action::Follow => return follow(viewer),
        Action::Back => return travel(viewer, false),
        Action::Forward => return travel(viewer, true),
        Action::Contents => open_list(viewer, lists::contents),
        Action::Sources => open_list(viewer, lists::sources),
        Action::KindNext => same_kind(viewer, true, times.unwrap_or(1)),
        Action::KindPrevious => same_kind(viewer, false, times.unwrap_or(1)),
        Action::Peek => peek(viewer),
        Action::NotePage => note_page(viewer),
        Action::Glossary => open_list(viewer, about::glossary),
        Action::NoteAdd => editor::add(viewer),
        Action::NoteEdit => editor::edit(viewer),
        Action::NoteDelete => return editor::delete(viewer),
        Action::Undo => return Effect::Notes(NoteChange::Undo),
        Action::Redo => return Effect::Notes(NoteChange::Redo),
        Action::Yank => return copy(viewer, false),
        Action::YankQuotation => return copy(viewer, true),
        Action::Palette => palette(viewer),
        Action::Mark => await_letter(viewer, Awaiting::Mark, "the letter of the mark?"),
        Action::ToMark => await_letter(viewer, Awaiting::ToMark, "to the mark of which letter?"),
        Action::Bookmark => viewer.ask(Asking::Bookmark, ""),
        Action::Bookmarks => open_list(viewer, marks::list),
        Action::Percent => percent(viewer, times),
        Action::Justify => justify(viewer),
        Action::Theme => next_theme(viewer),
        Action::Fold => open_list(viewer, lists::kinds),
        Action::Help => open_list(viewer, lists::help),
        Action::Library => viewer.show_library(),
        Action::Search => viewer.ask(Asking::Search, ""),
        Action::HitNext => hit(viewer, true),
        Action::HitPrevious => hit(viewer, false),
        Action::Side => turn_notes(viewer),
        Action::Wider => measure(viewer, 2),
        Action::Narrower => measure(viewer, -2),
        Action::Close => close(viewer),
        Action::Quit => return Effect::Quit,
        _ => {}
    }
    Effect::None
}

/// The moves of the page; false when the action is none.
fn scrolls(viewer: &mut Viewer, action: Action, times: Option<usize>) -> bool {
    let Some(reader) = &mut viewer.reader else {
        return false;
    };
    let rows = reader.rows;
    let by = |rows: usize| {
        isize::try_from(rows.saturating_mul(times.unwrap_or(1))).unwrap_or(isize::MAX)
    };
    // Two lines of the page before stay in sight.
    let page = rows.saturating_sub(2).max(1);
    match action {
        Action::LineDown => reader.scroll(by(1)),
        Action::LineUp => reader.scroll(-by(1)),
        Action::PageDown => reader.scroll(by(page)),
        Action::PageUp => reader.scroll(-by(page)),
        Action::HalfDown => reader.scroll(by((rows / 2).max(1))),
        Action::HalfUp => reader.scroll(-by((rows / 2).max(1))),
        Action::ParagraphNext => paragraph(reader, true, times.unwrap_or(1)),
        Action::ParagraphPrevious => paragraph(reader, false, times.unwrap_or(1)),
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

fn paragraph(reader: &mut Reader, forward: bool, times: usize) {
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

fn section(viewer: &mut Viewer, forward: bool, times: usize) {
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

fn note(viewer: &mut Viewer, forward: bool, times: usize) {
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

fn same_kind(viewer: &mut Viewer, forward: bool, times: usize) {
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

fn await_letter(viewer: &mut Viewer, what: Awaiting, asked: &str) {
    viewer.awaiting = Some(what);
    viewer.say(asked);
}

/// Shows what the note in hand points to in a small pane.
fn peek(viewer: &mut Viewer) {
    match about::peek(viewer) {
        Some(list) => open_list(viewer, |_| list.clone()),
        None => viewer.say("the note in hand points to nothing that could be shown here"),
    }
}

fn note_page(viewer: &mut Viewer) {
    match about::note(viewer) {
        Some(list) => open_list(viewer, |_| list.clone()),
        None => viewer.say("no note in hand"),
    }
}

fn palette(viewer: &mut Viewer) {
    open_list(viewer, about::palette);
    viewer.ask(Asking::Palette, "");
}

/// Copies what is in hand: plain, or as a quotation with its reference.
fn copy(viewer: &mut Viewer, quotation: bool) -> Effect {
    let Some(reader) = &viewer.reader else {
        return Effect::None;
    };
    let article = reader.article();
    let range = reader.range_in_hand();
    let words = article.slice(range.clone());
    let passage = article.passage_at(range.start);
    let text = if quotation {
        let mut text = format!("> {}\n>\n> — ", words.replace('\n', "\n> "));
        if !article.metadata.author.is_empty() {
            text.push_str(&format!("{}, ", article.metadata.author.join(" and ")));
        }
        text.push_str(&format!("*{}*, {passage}", article.title()));
        let note = reader.current.and_then(|c| reader.note(c.item));
        let quotes = note.filter(|n| n.anchor.range() == Some(range));
        if let Some(source) = quotes.and_then(|n| reader.edition.source_of(n)) {
            text.push_str(&format!(", quoting {}", source.label()));
        }
        text.push('\n');
        text
    } else {
        words.to_owned()
    };
    let count = text.split_whitespace().count();
    viewer.say(format!("copied {count} words from {passage}"));
    Effect::Copy(text)
}

/// Goes so far into the text.
fn percent(viewer: &mut Viewer, times: Option<usize>) {
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

fn justify(viewer: &mut Viewer) {
    let settings = &mut viewer.settings;
    settings.justified = !settings.justified;
    settings.hyphenated = settings.justified;
    let said = if settings.justified {
        "a straight right edge"
    } else {
        "a ragged right edge"
    };
    viewer.fit();
    viewer.say(said);
}

fn next_theme(viewer: &mut Viewer) {
    let themes = super::theme::Theme::ALL;
    let here = themes.iter().position(|t| *t == viewer.settings.theme);
    let next = here.map_or(0, |i| (i + 1) % themes.len());
    if let Some(theme) = themes.get(next) {
        viewer.settings.theme = *theme;
        viewer.say(format!("palette: {theme}"));
    }
}

fn same_source(viewer: &mut Viewer, forward: bool, times: usize) {
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

/// Follows what is in hand.
fn follow(viewer: &mut Viewer) -> Effect {
    let Some(reader) = &viewer.reader else {
        return Effect::None;
    };
    let Some(current) = reader.current else {
        viewer.say("no note in sight to follow");
        return Effect::None;
    };
    match current.item {
        Item::Call(i) => {
            let article = reader.article();
            let note = article.calls.get(i).and_then(|c| article.notes.get(c.note));
            let paragraph = note.and_then(|n| article.paragraphs.get(n.paragraphs.start));
            if let Some(byte) = paragraph.map(|p| p.range.start) {
                jump(viewer, byte);
            }
        }
        Item::Note(i) => {
            let Some(note) = reader.edition.notes.get(i) else {
                return Effect::None;
            };
            let annotation = &note.annotation;
            match (annotation.to.as_slice(), annotation.kind) {
                ([], Kind::Quotation) => same_source(viewer, true, 1),
                ([], kind) => viewer.say(format!("this {kind} points nowhere")),
                ([one], _) => {
                    let one = one.clone();
                    return go_to(viewer, &one);
                }
                (_, _) => open_list(viewer, lists::references),
            }
        }
    }
    Effect::None
}

/// Goes to a reference, here or in another article.
pub(super) fn go_to(viewer: &mut Viewer, reference: &Reference) -> Effect {
    let here = viewer.article().cloned();
    match &reference.article {
        Some(name) if Some(name) != here.as_ref() => {
            viewer.mark_jump();
            Effect::Open(name.clone(), reference.passage.clone())
        }
        _ => {
            let byte = viewer
                .reader
                .as_ref()
                .and_then(|r| r.byte_of_reference(reference));
            match byte {
                Some(byte) => jump(viewer, byte),
                None => viewer.say(format!("this article has no passage {reference}")),
            }
            Effect::None
        }
    }
}

/// Jumps to a byte and remembers where from.
pub(super) fn jump(viewer: &mut Viewer, byte: usize) {
    viewer.mark_jump();
    if let Some(reader) = &mut viewer.reader {
        reader.reveal(byte);
        reader.target = Some(byte);
        // What stands at the target is in hand, when something does.
        let here = reader.article().paragraph_at(byte);
        let beside = reader.beside();
        let near = beside
            .iter()
            .find(|b| b.stop.at >= byte && reader.article().paragraph_at(b.stop.at) == here);
        if let Some(found) = near {
            reader.hold(Some(found.stop));
        }
        let passage = reader.article().passage_at(byte);
        viewer.say(format!("at {passage}"));
    }
}

/// Goes back or forward among the places one jumped from.
fn travel(viewer: &mut Viewer, forward: bool) -> Effect {
    let Some(here) = viewer.spot() else {
        return Effect::None;
    };
    let jumps = &mut viewer.jumps;
    let (from, onto) = if forward {
        (&mut jumps.forward, &mut jumps.back)
    } else {
        (&mut jumps.back, &mut jumps.forward)
    };
    let Some(spot) = from.pop() else {
        let end = if forward { "forward" } else { "back" };
        viewer.say(format!("nowhere to go {end} to"));
        return Effect::None;
    };
    onto.push(here.clone());
    if spot.article == here.article {
        set_spot(viewer, &spot);
        Effect::None
    } else {
        let name = spot.article.clone();
        viewer.pending = Some(spot);
        Effect::Open(name, None)
    }
}

fn set_spot(viewer: &mut Viewer, spot: &Spot) {
    if let Some(reader) = &mut viewer.reader {
        reader.go_back_to(spot);
    }
}

fn hit(viewer: &mut Viewer, forward: bool) {
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

/// What was typed at the prompt has changed.
pub(super) fn typed(viewer: &mut Viewer) {
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
pub(super) fn cancelled(viewer: &mut Viewer) {
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
pub(super) fn typed_step(viewer: &mut Viewer, rows: isize) {
    if let Some(list) = viewer.lists.last_mut() {
        list.step(rows);
    }
}

/// The prompt is done.
pub(super) fn accepted(viewer: &mut Viewer) -> Effect {
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

/// Goes to a passage as it was typed: `2¶14`, `2p14`, `n1`, or `14` alone in the section at hand.
fn go_to_passage(viewer: &mut Viewer, text: &str) -> Effect {
    let trimmed = text.trim().trim_end_matches(['¶', 'p']);
    if trimmed.is_empty() {
        return Effect::None;
    }
    match trimmed.parse::<Reference>() {
        Ok(reference) if reference.passage.is_some() || reference.article.is_some() => {
            if let Some(PassageRun {
                first: Passage::Section(number),
                ..
            }) = &reference.passage
                && reference.article.is_none()
            {
                let section = viewer.reader.as_ref().and_then(|r| {
                    let article = r.article();
                    article.sections.get(article.section_index(number)?)
                });
                if let Some(byte) = section.map(|s| s.range.start) {
                    jump(viewer, byte);
                    return Effect::None;
                }
            }
            go_to(viewer, &reference)
        }
        Ok(_) => Effect::None,
        Err(error) => {
            viewer.say(error.to_string());
            Effect::None
        }
    }
}

fn open_list(viewer: &mut Viewer, list: impl Fn(&Viewer) -> super::list::List) {
    let list = list(viewer);
    viewer.lists.push(list);
    viewer.fit();
}

fn in_list(viewer: &mut Viewer, action: Action, times: usize) -> Effect {
    let Some(list) = viewer.lists.last_mut() else {
        return Effect::None;
    };
    let times = isize::try_from(times).unwrap_or(1);
    let page = isize::try_from(list.rows.max(1)).unwrap_or(1);
    match action {
        Action::LineDown | Action::NoteNext | Action::HitNext => list.step(times),
        Action::LineUp | Action::NotePrevious | Action::HitPrevious => list.step(-times),
        Action::PageDown => list.step(page),
        Action::PageUp => list.step(-page),
        Action::HalfDown => list.step(page / 2),
        Action::HalfUp => list.step(-(page / 2)),
        Action::Top => list.step(isize::MIN / 2),
        Action::Bottom => list.step(isize::MAX / 2),
        Action::Search | Action::Passage => {
            let filter = list.filter.clone();
            viewer.ask(Asking::Filter, filter);
        }
        Action::Follow if list.kind == super::list::Kind::Help => {
            return close_list(viewer, action);
        }
        Action::Follow => return choose(viewer),
        Action::Close | Action::Back | Action::Quit => return close_list(viewer, action),
        Action::Help => toggle(viewer, super::list::Kind::Help, lists::help),
        Action::Contents => toggle(viewer, super::list::Kind::Contents, lists::contents),
        Action::Sources => toggle(viewer, super::list::Kind::Sources, lists::sources),
        Action::Fold => toggle(viewer, super::list::Kind::Kinds, lists::kinds),
        Action::Library => toggle(viewer, super::list::Kind::Articles, lists::articles),
        Action::Glossary => toggle(viewer, super::list::Kind::Glossary, about::glossary),
        Action::Bookmarks => toggle(viewer, super::list::Kind::Marks, marks::list),
        Action::Palette if viewer.reader.is_some() => {
            viewer.lists.clear();
            palette(viewer);
        }
        Action::Peek | Action::NotePage
            if matches!(list.kind, super::list::Kind::Peek | super::list::Kind::Note) =>
        {
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

/// The key that opened a list closes it; that of another opens the other in its place.
fn toggle(
    viewer: &mut Viewer,
    kind: super::list::Kind,
    list: impl Fn(&Viewer) -> super::list::List,
) {
    let same = viewer.lists.last().is_some_and(|l| l.kind == kind);
    let needs_reader = !matches!(kind, super::list::Kind::Help | super::list::Kind::Articles);
    if needs_reader && viewer.reader.is_none() {
        return;
    }
    if same && (viewer.reader.is_some() || viewer.lists.len() > 1) {
        viewer.lists.pop();
    } else if !same {
        if kind != super::list::Kind::Help {
            viewer.lists.clear();
        }
        open_list(viewer, list);
    }
}

fn close_list(viewer: &mut Viewer, action: Action) -> Effect {
    let filtered = viewer.lists.last_mut().filter(|l| !l.filter.is_empty());
    if let (Some(list), Action::Close) = (filtered, action) {
        list.set_filter("");
        return Effect::None;
    }
    viewer.lists.pop();
    if viewer.lists.is_empty() && viewer.reader.is_none() {
        return Effect::Quit;
    }
    Effect::None
}

/// Does what the selected row of the list leads to.
fn choose(viewer: &mut Viewer) -> Effect {
    let Some(choice) = viewer.lists.last().map(super::list::List::choice) else {
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
        Choice::Kind(index) => {
            if let Some(reader) = &mut viewer.reader {
                if let Some(hidden) = reader.hidden.get_mut(index) {
                    *hidden = !*hidden;
                }
                reader.settle();
            }
            let selected = viewer.lists.last().map_or(0, super::list::List::selected);
            viewer.lists.pop();
            open_list(viewer, lists::kinds);
            if let Some(list) = viewer.lists.last_mut() {
                list.select(selected, true);
            }
        }
        Choice::Do(action) => {
            viewer.lists.clear();
            return update(viewer, action);
        }
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

fn turn_notes(viewer: &mut Viewer) {
    let (next, said) = match viewer.settings.notes {
        NotesAt::Side => (NotesAt::Foot, "notes at the foot of the page"),
        NotesAt::Foot => (NotesAt::Hidden, "notes hidden"),
        NotesAt::Hidden => (NotesAt::Side, "notes beside the text"),
    };
    viewer.settings.notes = next;
    viewer.fit();
    viewer.say(said);
}

fn measure(viewer: &mut Viewer, by: i16) {
    let wanted = viewer.settings.measure.saturating_add_signed(by);
    viewer.settings.measure = wanted.clamp(30, 160);
    viewer.fit();
    let shown = viewer.geometry().text.width;
    let measure = viewer.settings.measure;
    if shown < measure {
        viewer.say(format!(
            "{measure} characters a line, {shown} as the screen is"
        ));
    } else {
        viewer.say(format!("{measure} characters a line"));
    }
}

/// Forgets what is transient: the search, the place gone to.
fn close(viewer: &mut Viewer) {
    let Some(reader) = &mut viewer.reader else {
        return;
    };
    let forgot = reader.search.take().is_some() | reader.target.take().is_some();
    if !forgot {
        let quit = viewer.keymap.key_of(Action::Quit);
        viewer.say(format!("nothing is open; {quit} quits"));
    }
}

/// The wheel: three rows a notch.
pub(super) fn wheel(viewer: &mut Viewer, notches: isize) {
    if let Some(list) = viewer.lists.last_mut() {
        list.step(notches);
    } else if let Some(reader) = &mut viewer.reader {
        reader.scroll(notches * 3);
    }
}

/// A click: on a row of a list chooses it; on a marked word or a note takes the note in hand, and
/// on the one in hand follows it.
pub(super) fn click(viewer: &mut Viewer, x: u16, y: u16) -> Effect {
    if let Some(list) = viewer.lists.last_mut() {
        let area = lists::area(viewer.width, viewer.height);
        let inside = x >= area.x && x < area.right() && y >= area.y && y < area.bottom();
        if !inside {
            return close_list(viewer, Action::Back);
        }
        let row = usize::from(y.saturating_sub(area.y + 1)) + list.offset;
        let leads = list.get(row).is_some_and(|e| e.choice != Choice::None);
        if y > area.y && leads {
            list.select(row, true);
            return choose(viewer);
        }
        return Effect::None;
    }
    let Some(item) = super::draw::item_at(viewer, x, y) else {
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
