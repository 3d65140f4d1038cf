//! The lists that can be put in front of the page, made from the edition and the library.

use std::collections::BTreeMap;

use ratatui::layout::Rect;

use super::hits;
use super::keys::{self, Group, Pane};
use super::list::{Choice, Entry, Kind as ListKind, List};
use super::reader::Reader;
use super::state::Viewer;
use super::theme::Role;
use crate::annotation::Kind;
use crate::source::SourceKey;
use crate::text::{width, wrap};

/// The most columns of a list.
const WIDEST: u16 = 84;

/// The narrowest a list is made.
const NARROWEST: u16 = 40;

/// Where a list stands on a screen: as large as what is in it, and in the middle.
pub(super) fn area_of(list: &List, width: u16, height: u16) -> Rect {
    let most = area(width, height);
    if list.kind == ListKind::Hits && most.height >= 12 {
        return below_page(list, width, height);
    }
    // What comes in from the library must not make the list jump.
    let grows = list.kind == ListKind::Articles && !list.filter.is_empty();
    if let Some(preview) = preview_area(list, width, height) {
        return Rect {
            height: preview.y - most.y,
            ..most
        };
    }
    if most.width == width || grows {
        return most;
    }
    let frame = 4;
    let wanted = list.widest.max(width::of(&list.title) + 4) + frame;
    let wide = u16::try_from(wanted).unwrap_or(u16::MAX);
    let wide = wide.clamp(NARROWEST.min(most.width), most.width);
    let high = u16::try_from(list.whole_len().max(1) + 2).unwrap_or(u16::MAX);
    let high = high.saturating_add(list.head_rows()).min(most.height);
    Rect {
        x: most.x + (most.width - wide) / 2,
        y: most.y + (most.height - high) / 3,
        width: wide,
        height: high,
    }
}

/// Where, below a list, what is selected in it is shown.
pub(super) fn preview_area(list: &List, width: u16, height: u16) -> Option<Rect> {
    let most = area(width, height);
    if !list.previews || most.height < 9 {
        return None;
    }
    let rows = (most.height / 3).clamp(4, 10);
    Some(Rect {
        y: most.bottom() - rows,
        height: rows,
        ..most
    })
}

/// The hits leave half of the page in sight, for that is where each is shown.
fn below_page(list: &List, width: u16, height: u16) -> Rect {
    let status = u16::from(height > 1);
    let wanted = u16::try_from(list.whole_len().max(1) + 2).unwrap_or(u16::MAX);
    let rows = wanted.min((height - status) / 2);
    Rect::new(0, height - status - rows, width, rows)
}

/// Where the largest list stands on a screen.
pub(super) fn area(width: u16, height: u16) -> Rect {
    let status = u16::from(height > 1);
    let room = height - status;
    let (w, h) = if width < 50 || room < 10 {
        (width, room)
    } else {
        ((width - 6).min(WIDEST), room - 2)
    };
    Rect::new((width - w) / 2, (room - h) / 2, w, h)
}

/// How many rows a list has within `height` rows.
pub(super) fn rows(height: usize) -> usize {
    height.saturating_sub(2).max(1)
}

/// The sections, with their passages and how many notes each has.
pub(super) fn contents(viewer: &Viewer) -> List {
    let Some(reader) = &viewer.reader else {
        return List::new(ListKind::Contents, "Contents", Vec::new());
    };
    let article = reader.article();
    let here = article.section_at(reader.top_byte());
    let mut entries = vec![Entry::new(article.title(), Choice::Byte(0)).role(Role::Title)];
    for section in article.sections.iter().skip(1) {
        let depth = section.number.depth().saturating_sub(1).min(8);
        let indent = "  ".repeat(depth);
        let count = section.paragraphs.len();
        let entry = Entry::new(
            format!("{indent}{}", article.heading(section)),
            Choice::Byte(section.heading.start),
        );
        entries.push(
            entry
                .label(section.number.to_string())
                .aside(format!("{count} ¶")),
        );
    }
    if let Some(note) = article.notes.first()
        && let Some(paragraph) = article.paragraphs.get(note.paragraphs.start)
    {
        let count = format!("{}", article.notes.len());
        entries.push(Entry::new("Notes", Choice::Byte(paragraph.range.start)).aside(count));
    }
    let choice = entries.get(here).map(|e| e.choice.clone());
    let mut list = List::new(ListKind::Contents, "Contents", entries);
    if let Some(choice) = choice {
        list.select_choice(&choice);
    }
    list
}

/// The works quoted, by their first quotation, with how often.
pub(super) fn sources(viewer: &Viewer) -> List {
    let mut entries = Vec::new();
    if let Some(reader) = &viewer.reader {
        let edition = &reader.edition;
        for (index, key) in edition.quoted_sources().into_iter().enumerate() {
            let label = edition
                .sources
                .get(key)
                .map_or_else(|| key.to_string(), crate::source::Source::label);
            let count = edition.index.by_source.get(key).map_or(0, Vec::len);
            let times = if count == 1 { "passage" } else { "passages" };
            entries.push(
                Entry::new(label, Choice::Source(key.clone()))
                    .aside(format!("{count} {times}"))
                    .role(Role::Source(index)),
            );
        }
    }
    let title = format!("Works quoted: {}", entries.len());
    let mut list = List::new(ListKind::Sources, title, entries);
    list.empty = "No quotation here has a source yet; `postil draft` proposes them.";
    let key = viewer.reader.as_ref().and_then(|r| {
        let note = r.note(r.current?.item)?;
        note.annotation.source.clone()
    });
    if let Some(key) = key {
        list.select_choice(&Choice::Source(key));
    }
    list
}

/// The passages quoting a work.
pub(super) fn passages(viewer: &Viewer, key: &SourceKey) -> List {
    let mut entries = Vec::new();
    let mut title = key.to_string();
    if let Some(reader) = &viewer.reader {
        let edition = &reader.edition;
        if let Some(source) = edition.sources.get(key) {
            title = source.label();
        }
        let notes = edition.index.by_source.get(key);
        for &index in notes.into_iter().flatten() {
            entries.extend(note_entry(reader, index));
        }
    }
    List::new(ListKind::Passages, title, entries)
}

/// What the note in hand points to.
pub(super) fn references(viewer: &Viewer) -> List {
    let mut entries = Vec::new();
    if let Some(reader) = &viewer.reader
        && let Some(note) = reader.current.and_then(|c| reader.note(c.item))
    {
        for reference in &note.annotation.to {
            let byte = reader.byte_of_reference(reference);
            let text = match (&reference.article, byte) {
                (None, Some(byte)) => beginning(reader, byte),
                _ => String::new(),
            };
            let entry = Entry::new(text, Choice::Reference(reference.clone()));
            entries.push(entry.label(reference.to_string()));
        }
    }
    List::new(ListKind::Passages, "Points to", entries)
}

/// A note as a row: its passage, the words it is about, how it is cited.
pub(super) fn note_entry(reader: &Reader, index: usize) -> Option<Entry> {
    let note = reader.edition.notes.get(index)?;
    let stop = reader.stop_of(index)?;
    let words = note.anchor.ranges.first().map_or_else(
        || beginning(reader, stop.at),
        |r| one_line(reader.article().slice(r.clone())),
    );
    let how = note.annotation.cited.as_ref().and_then(|c| c.how);
    let passage = reader.edition.passage_of(note);
    Some(
        Entry::new(words, Choice::Note(index))
            .label(passage.map_or_else(|| "—".to_owned(), |p| p.to_string()))
            .aside(how.map_or("", crate::annotation::How::printed)),
    )
}

/// The first words of the paragraph at a byte.
pub(super) fn beginning(reader: &Reader, byte: usize) -> String {
    let article = reader.article();
    let section = article.sections.get(article.section_at(byte));
    if let Some(section) = section.filter(|s| s.heading.contains(&byte)) {
        return one_line(article.heading(section));
    }
    let paragraph = article
        .paragraph_at(byte)
        .and_then(|i| article.paragraphs.get(i));
    paragraph.map_or_else(String::new, |p| one_line(article.slice(p.range.clone())))
}

fn one_line(text: &str) -> String {
    let start: String = text.chars().take(200).collect();
    width::shortened(&start.replace(['\n', '\t'], " "), 160)
}

/// The kinds of notes, with how many there are and whether they are shown.
pub(super) fn kinds(viewer: &Viewer) -> List {
    let mut entries = Vec::new();
    if let Some(reader) = &viewer.reader {
        for (index, (kind, count)) in reader.edition.counts().into_iter().enumerate() {
            let sign = if reader.filter.hides(kind) {
                "[ ]"
            } else {
                "[x]"
            };
            entries.push(
                Entry::new(plural(kind), Choice::Kind(index))
                    .label(sign)
                    .aside(count.to_string())
                    .role(Role::Kind(kind)),
            );
        }
    }
    if let Some(reader) = &viewer.reader {
        let tags = tags(reader);
        if !tags.is_empty() {
            entries.push(Entry::new("", Choice::None));
            entries.push(Entry::heading("only those tagged"));
        }
        for (tag, count) in tags {
            let chosen = reader.filter.chooses(tag);
            let entry = Entry::new(tag, Choice::Tag(tag.to_owned()));
            let sign = if chosen { "[x]" } else { "[ ]" };
            entries.push(entry.label(sign).aside(count.to_string()));
        }
    }
    List::new(ListKind::Kinds, "Notes that are shown", entries)
}

/// The tags of an article's notes by the alphabet, with how many notes have each.
fn tags(reader: &Reader) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    let notes = reader.edition.notes.iter();
    for tag in notes.flat_map(|note| &note.annotation.tags) {
        *counts.entry(tag.as_str()).or_insert(0) += 1;
    }
    counts
}

fn plural(kind: Kind) -> String {
    match kind {
        Kind::Gloss => "glosses".to_owned(),
        Kind::Note => "notes of your own".to_owned(),
        other => format!("{other}s"),
    }
}

/// The library's articles, in the order that was chosen; while it is searched, those that answer.
pub(super) fn articles(viewer: &Viewer) -> List {
    let title = format!(
        "The library · {} · {}",
        viewer.library,
        viewer.order.words()
    );
    let entries = match &viewer.across {
        Some(across) => hits::across(viewer, across),
        None => shelf(viewer),
    };
    let mut list = List::new(ListKind::Articles, title, entries);
    list.empty = "No article yet. Bring one with `postil import FILE`.";
    list.previews = viewer.across.as_ref().is_some_and(hits::Across::has_hits);
    if let Some(name) = viewer.article() {
        list.select_choice(&Choice::Article(name.clone()));
    }
    list
}

/// The rows for the articles of the library: each with its standing below.
pub(super) fn shelf(viewer: &Viewer) -> Vec<Entry> {
    let mut shelf = viewer.shelf.clone();
    viewer.order.sort(&mut shelf);
    let mut entries = Vec::new();
    for entry in &shelf {
        let role = if entry.has_text {
            Role::Text
        } else {
            Role::Quiet
        };
        let choice = Choice::Article(entry.name.clone());
        entries.push(
            Entry::new(entry.title.clone(), choice)
                .aside(entry.about())
                .also(entry.name.as_str())
                .role(role),
        );
        let standing = entry.standing();
        let wide = usize::from(area(viewer.width, viewer.height).width).saturating_sub(8);
        for line in wrap::wrap(&standing, wide.max(12), &[]) {
            let text = standing.get(line.range).unwrap_or_default();
            if !text.is_empty() {
                entries.push(Entry::more(text));
            }
        }
    }
    entries
}

/// Makes an open list of articles anew, in another order or with what is known of one; while the
/// library is searched its answers stay.
pub(super) fn refresh_articles(viewer: &mut Viewer) {
    if viewer.across.is_none() {
        let entries = shelf(viewer);
        let title = articles(viewer).title;
        let lists = viewer.lists.iter_mut();
        if let Some(list) = lists.into_iter().find(|l| l.kind == ListKind::Articles) {
            list.title = title;
            list.set_entries(entries);
        }
        viewer.fit();
    }
}

/// Shows in an open list of articles what the library has answered meanwhile.
pub(super) fn refresh_library(viewer: &mut Viewer) {
    let open = viewer
        .lists
        .iter()
        .position(|l| l.kind == ListKind::Articles);
    let entries = match &viewer.across {
        Some(across) => hits::across(viewer, across),
        None => shelf(viewer),
    };
    let previews = viewer.across.as_ref().is_some_and(hits::Across::has_hits);
    if let Some(list) = open.and_then(|at| viewer.lists.get_mut(at)) {
        list.previews = previews;
        list.set_entries(entries);
    }
    viewer.fit();
}

/// Wraps the help anew for another width.
pub(super) fn rewrap(viewer: &mut Viewer) {
    let help_at = viewer.lists.iter().position(|l| l.kind == ListKind::Help);
    if let Some(at) = help_at {
        let mut anew = help(viewer);
        if let Some(old) = viewer.lists.get_mut(at) {
            anew.rows = old.rows;
            anew.offset = old.offset.min(anew.len().saturating_sub(old.rows));
            *old = anew;
        }
    }
}

/// The keys of where one is first, by group, then all others.
pub(super) fn help(viewer: &Viewer) -> List {
    let mut entries = Vec::new();
    let keys_of = |b: &keys::Binding| viewer.keymap.keys_of(b.action).join(" ");
    let widest = keys::table().iter().map(|b| width::of(&keys_of(b))).max();
    let widest = widest.unwrap_or(0);
    let under = viewer.lists.iter().rev().find(|l| l.kind != ListKind::Help);
    let (pane, title) = match under {
        Some(list) => (Pane::List, format!("The keys · {}", list.title)),
        None if viewer.selecting => (Pane::Selection, "The keys · selecting words".to_owned()),
        None => (Pane::Page, "The keys".to_owned()),
    };
    let here = Group::ALL.into_iter().filter(|g| g.pane() == pane);
    let elsewhere = Group::ALL.into_iter().filter(|g| g.pane() != pane);
    for group in here.chain(elsewhere) {
        if !entries.is_empty() {
            entries.push(Entry::new("", Choice::None));
        }
        entries.push(Entry::heading(group.title()));
        for binding in keys::table().iter().filter(|b| b.group == group) {
            let keys = viewer.keymap.keys_of(binding.action);
            let label = keys.join(" ");
            let room = usize::from(area(viewer.width, viewer.height).width);
            let wide = room.saturating_sub(widest.min(room / 2) + 6).max(12);
            for (i, line) in wrap::wrap(binding.help, wide, &[]).into_iter().enumerate() {
                let text = binding.help.get(line.range).unwrap_or_default();
                let entry = Entry::new(text, Choice::None);
                entries.push(if i == 0 { entry.label(&label) } else { entry });
            }
        }
    }
    List::new(ListKind::Help, title, entries)
}

/// Makes the lists in front anew, of an edition that has changed: they point into it. The filter,
/// the selection and the place stay; what cannot be made again is closed.
pub(super) fn remake(viewer: &mut Viewer) {
    let old = std::mem::take(&mut viewer.lists);
    for list in old {
        let anew = match list.kind {
            ListKind::Help | ListKind::Articles | ListKind::Rekind | ListKind::Links => {
                viewer.lists.push(list);
                continue;
            }
            ListKind::Contents => Some(contents(viewer)),
            ListKind::Sources => Some(sources(viewer)),
            ListKind::Kinds => Some(kinds(viewer)),
            ListKind::Glossary => Some(super::about::glossary(viewer)),
            ListKind::Marks => Some(super::marks::list(viewer)),
            ListKind::Palette => Some(super::about::palette(viewer)),
            ListKind::Hits => Some(hits::list(viewer)),
            ListKind::Note => super::about::note(viewer),
            ListKind::Peek => super::about::peek(viewer),
            ListKind::Map => Some(super::map::list(viewer)),
            ListKind::Passages => None,
        };
        let Some(mut anew) = anew else { continue };
        anew.rows = list.rows;
        if !list.filter.is_empty() {
            anew.set_filter(&list.filter);
        }
        anew.select(list.selected(), true);
        anew.offset = list.offset.min(anew.len().saturating_sub(1));
        viewer.lists.push(anew);
    }
    if viewer.lists.is_empty()
        && let Some(prompt) = &viewer.prompt
        && matches!(prompt.asking, super::prompt::Asking::Filter)
    {
        viewer.prompt = None;
    }
}
