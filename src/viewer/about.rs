//! Lists about notes: all there is to know of one, what it points to, the glossary; and the
//! palette, which finds anything by a few letters.

use super::keys;
use super::list::{Choice, Entry, Kind as ListKind, List};
use super::lists;
use super::reader::{Item, Reader};
use super::state::Viewer;
use super::theme::Role;
use crate::annotation::{Kind, Status};
use crate::article::{Article, Reference, SpanKind};
use crate::source::{Source, SourceKey};
use crate::text::{safe, width, wrap};

/// Adds text as rows that are only read, wrapped to the list's width.
fn read_only(entries: &mut Vec<Entry>, label: &str, text: &str, role: Role, columns: usize) {
    let text = safe::shown(text);
    for (i, line) in wrap::wrap(&text, columns, &[]).into_iter().enumerate() {
        let row = text.get(line.range).unwrap_or_default();
        let label = if i == 0 { label } else { "" };
        entries.push(Entry::new(row, Choice::None).label(label).role(role));
    }
}

/// The columns of text that a list has beside labels of a width.
fn columns(viewer: &Viewer, labels: usize) -> usize {
    let area = lists::area(viewer.width, viewer.height);
    usize::from(area.width).saturating_sub(labels + 6).max(10)
}

/// What the note in hand points to, as text: a passage of this article.
pub(super) fn peek(viewer: &Viewer) -> Option<List> {
    let reader = viewer.reader.as_ref()?;
    let article = reader.article();
    let current = reader.current?;
    let (title, choice, range) = match current.item {
        Item::Call(i) => {
            let note = article.notes.get(article.calls.get(i)?.note)?;
            let paragraphs = article.paragraphs.get(note.paragraphs.clone())?;
            let range = paragraphs.first()?.range.start..paragraphs.last()?.range.end;
            (
                format!("n{}", note.number),
                Choice::Byte(range.start),
                range,
            )
        }
        Item::Note(_) => {
            let note = reader.note(current.item)?;
            let reference = note.annotation.to.first()?;
            let passage = &reference
                .passage
                .as_ref()
                .filter(|_| reference.article.is_none())?;
            let range = article.range_of_run(passage)?;
            (
                passage.to_string(),
                Choice::Reference(reference.clone()),
                range,
            )
        }
    };
    let mut entries = Vec::new();
    let text = article.slice(range);
    let wide = columns(viewer, 0);
    read_only(&mut entries, "", &beginning(text, 6_000), Role::Text, wide);
    let mut list = List::new(ListKind::Peek, title, entries);
    list.leads_to = choice;
    Some(list)
}

/// The passage of another article that the note in hand points to first.
pub(super) fn elsewhere(viewer: &Viewer) -> Option<Reference> {
    let reader = viewer.reader.as_ref()?;
    let note = reader.note(reader.current?.item)?;
    let first = note.annotation.to.first()?;
    let other = first.article.as_ref()? != &reader.article().name;
    other.then(|| first.clone())
}

/// A passage of another article, as text.
pub(super) fn peek_elsewhere(viewer: &Viewer, article: &Article, reference: &Reference) -> List {
    let range = reference.passage.as_ref();
    let range = range.and_then(|run| article.range_of_run(run));
    let mut entries = vec![Entry::new(article.title(), Choice::None).role(Role::Title)];
    entries.push(Entry::new("", Choice::None));
    let text = match range {
        Some(range) => article.slice(range),
        None => article
            .paragraphs
            .first()
            .map_or("", |p| article.slice(p.range.clone())),
    };
    let wide = columns(viewer, 0);
    read_only(&mut entries, "", &beginning(text, 6_000), Role::Text, wide);
    let mut list = List::new(ListKind::Peek, reference.to_string(), entries);
    list.leads_to = Choice::Reference(reference.clone());
    list
}

fn beginning(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// All there is to know of the note in hand.
pub(super) fn note(viewer: &Viewer) -> Option<List> {
    let reader = viewer.reader.as_ref()?;
    let current = reader.current?;
    let Item::Note(index) = current.item else {
        return peek(viewer);
    };
    let note = reader.edition.notes.get(index)?;
    let annotation = &note.annotation;
    let labels = 9;
    let wide = columns(viewer, labels);
    let mut entries = Vec::new();
    if let Some(range) = note.anchor.range() {
        let words = beginning(reader.article().slice(range), 600);
        read_only(
            &mut entries,
            "words",
            &words,
            reader.source_role(index),
            wide,
        );
    }
    body(reader, index, wide, &mut entries);
    facts(reader, index, wide, &mut entries);
    for reference in &annotation.to {
        entries.push(pointer(reader, reference));
    }
    referring(reader, note.anchor.hangs_at, &mut entries);
    if let Some(source) = reader.edition.source_of(note) {
        entries.push(Entry::new("", Choice::None));
        entries.push(Entry::heading("The work"));
        record(source, wide, &mut entries);
    }
    let key = annotation.source.as_ref();
    if let Some(list) = key.and_then(|k| reader.edition.index.by_source.get(k)) {
        entries.push(Entry::new("", Choice::None));
        entries.push(Entry::heading(format!("Quoted in {} passages", list.len())));
        for quotation in list {
            entries.extend(lists::note_entry(reader, *quotation));
            if let Some(text) = context(reader, *quotation) {
                read_only(&mut entries, "", &text, Role::Quiet, wide);
            }
        }
    }
    parallels(reader, note.anchor.hangs_at, &mut entries);
    let passage = reader.edition.passage_of(note);
    let place = passage.map_or_else(|| "nowhere".to_owned(), |p| p.to_string());
    let title = format!("{} · {} · {place}", annotation.id, annotation.kind);
    Some(List::new(ListKind::Note, title, entries))
}

/// What the note says, and the addresses in it.
fn body(reader: &Reader, index: usize, wide: usize, entries: &mut Vec<Entry>) {
    let body = reader.body(index);
    for (i, paragraph) in body.paragraphs.iter().enumerate() {
        entries.push(Entry::new("", Choice::None));
        let label = if i == 0 { "note" } else { "" };
        let text = body.slice(paragraph.range.clone());
        read_only(entries, label, text, Role::Text, wide);
    }
    for span in &body.spans {
        if let SpanKind::Link(address) = &span.kind {
            let link = Entry::new(safe::shown_line(address), Choice::Link(address.to_string()));
            entries.push(link.label("link").role(Role::Link));
        }
    }
}

/// The passages that refer to the one at a byte.
fn referring(reader: &Reader, byte: usize, entries: &mut Vec<Entry>) {
    let paragraph = reader.article().paragraph_at(byte);
    let notes = paragraph.and_then(|p| reader.edition.index.referring.get(&p));
    let Some(notes) = notes.filter(|notes| !notes.is_empty()) else {
        return;
    };
    entries.push(Entry::new("", Choice::None));
    entries.push(Entry::heading("Referred to from"));
    entries.extend(notes.iter().filter_map(|n| lists::note_entry(reader, *n)));
}

/// How much of the text is shown before and after a quotation, in bytes.
const CONTEXT: usize = 70;

/// What stands around a note's words in their paragraph.
fn context(reader: &Reader, note: usize) -> Option<String> {
    let range = reader.edition.notes.get(note)?.anchor.range()?;
    let article = reader.article();
    let paragraph = article.paragraphs.get(article.paragraph_at(range.start)?)?;
    let last = article
        .paragraphs
        .get(article.paragraph_at(range.end.saturating_sub(1))?)?;
    let before = article.slice(paragraph.range.start..range.start);
    let after = article.slice(range.end..last.range.end.max(range.end));
    let cut = before.len().saturating_sub(CONTEXT);
    let cut = (cut..before.len()).find(|at| before.is_char_boundary(*at));
    let near = before.get(cut.unwrap_or(0)..).unwrap_or_default();
    let near = match cut {
        Some(0) => near.to_owned(),
        // From a whole word on.
        _ => format!("…{}", near.split_once(' ').map_or(near, |(_, rest)| rest)),
    };
    let end = (0..=CONTEXT.min(after.len())).rev();
    let end = end.into_iter().find(|at| after.is_char_boundary(*at));
    let far = after.get(..end.unwrap_or(0)).unwrap_or_default();
    let far = if far.len() < after.len() {
        format!("{}…", far.rsplit_once(' ').map_or(far, |(rest, _)| rest))
    } else {
        far.to_owned()
    };
    let text = format!("{near}[ … ]{far}").replace('\n', " ");
    (text != "[ … ]").then_some(text)
}

/// How it is cited, who speaks, how it was found, its tags.
fn facts(reader: &Reader, index: usize, wide: usize, entries: &mut Vec<Entry>) {
    let Some(note) = reader.edition.notes.get(index) else {
        return;
    };
    let annotation = &note.annotation;
    let mut fact = |label: &str, text: &str| {
        if !text.is_empty() {
            read_only(entries, label, text, Role::Quiet, wide);
        }
    };
    fact("where", &annotation.locator.to_string());
    if let Some(cited) = &annotation.cited {
        let how = cited.how.map_or("", crate::annotation::How::printed);
        let printed = cited.as_printed.as_deref().unwrap_or_default();
        let parts = [how, printed].into_iter().filter(|p| !p.is_empty());
        fact("cited", &parts.collect::<Vec<_>>().join(": "));
        fact("by rule", cited.rule.as_deref().unwrap_or_default());
        fact("sure", cited.certainty.map_or("", |c| c.as_str()));
        let label = |key: &SourceKey| {
            let source = reader.edition.sources.get(key);
            source.map_or_else(|| key.to_string(), Source::label)
        };
        let rivals: Vec<String> = cited.rivals.iter().map(label).collect();
        fact("or", &rivals.join("; or "));
        if let Some(passage) = &cited.antecedent {
            fact("goes to", &passage.to_string());
        }
    }
    fact("speaker", annotation.speaker.as_deref().unwrap_or_default());
    if note.anchor.status != Status::Exact {
        let why = note.anchor.difference.as_deref().unwrap_or_default();
        fact(note.anchor.status.as_str(), why);
    }
    fact("tags", &annotation.tags.join(", "));
}

/// A row that leads to a reference.
fn pointer(reader: &Reader, reference: &Reference) -> Entry {
    let local = reference.article.is_none();
    let byte = reader.byte_of_reference(reference).filter(|_| local);
    let words = byte.map_or_else(String::new, |b| lists::beginning(reader, b));
    Entry::new(
        format!("{reference}  {words}"),
        Choice::Reference(reference.clone()),
    )
    .label("→")
}

/// The passages of other articles that tell the same as the one at a byte.
fn parallels(reader: &Reader, byte: usize, entries: &mut Vec<Entry>) {
    let paragraph = reader.article().paragraph_at(byte);
    let notes = paragraph.map_or(&[][..], |p| reader.parallels_of(p));
    if notes.is_empty() {
        return;
    }
    entries.push(Entry::new("", Choice::None));
    entries.push(Entry::heading("The same is told in"));
    let notes = notes.iter().filter_map(|n| reader.edition.notes.get(*n));
    for reference in notes.flat_map(|n| &n.annotation.to) {
        entries.push(pointer(reader, reference));
    }
}

/// What is known of a work.
fn record(source: &Source, wide: usize, entries: &mut Vec<Entry>) {
    let mut field = |label: &str, text: String| {
        if !text.is_empty() {
            read_only(entries, label, &text, Role::Text, wide);
        }
    };
    let names = |role: &str| {
        let names = source.names(role);
        names
            .iter()
            .map(crate::source::Name::full)
            .collect::<Vec<_>>()
            .join(", ")
    };
    field("author", names("author"));
    field("title", source.title());
    let date = |role: &str| {
        source
            .date(role)
            .map_or_else(String::new, |d| d.to_string())
    };
    field("written", date("original-date"));
    field("issued", date("issued"));
    field("in", source.field("container-title").unwrap_or_default());
    field("editor", names("editor"));
    field("transl.", names("translator"));
    field("from", source.field("publisher").unwrap_or_default());
    field("remark", source.field("note").unwrap_or_default());
    if let Some(address) = source.field("URL") {
        let shown = safe::shown_line(&address).into_owned();
        entries.push(
            Entry::new(shown, Choice::Link(address.clone()))
                .label("link")
                .role(Role::Link),
        );
    }
}

/// The terms, people and dates that are explained, by the alphabet.
pub(super) fn glossary(viewer: &Viewer) -> List {
    let mut entries = Vec::new();
    if let Some(reader) = &viewer.reader {
        for (index, note) in reader.edition.notes.iter().enumerate() {
            if note.annotation.kind == Kind::Gloss {
                let words = note.anchor.ranges.first().map_or_else(
                    || note.annotation.target.quote.clone().unwrap_or_default(),
                    |r| reader.article().slice(r.clone()).to_owned(),
                );
                let passage = reader.edition.passage_of(note);
                let passage = passage.map_or_else(|| "—".to_owned(), |p| p.to_string());
                let body = note.annotation.note.replace('\n', " ");
                let entry = Entry::new(
                    format!("{}  {body}", width::shortened(&words, 40)),
                    Choice::Note(index),
                );
                entries.push(entry.label(passage));
            }
        }
    }
    entries.sort_by_key(|e| crate::text::fold::fold(&e.text));
    let mut list = List::new(ListKind::Glossary, "Explained here", entries);
    list.empty = "Nothing is explained here yet.";
    list
}

/// Everything that has a name.
pub(super) fn palette(viewer: &Viewer) -> List {
    let mut entries: Vec<Entry> = keys::table()
        .iter()
        .filter(|b| b.group.pane() == keys::Pane::Page && b.action != keys::Action::Palette)
        .map(|b| {
            let keys = viewer.keymap.keys_of(b.action);
            Entry::new(b.help, Choice::Do(b.action))
                .label("key")
                .aside(keys.join(" "))
                .also(b.name)
        })
        .collect();
    let mut take = |list: List, label: &str| {
        for row in 0..list.len() {
            if let Some(entry) = list.get(row).filter(|e| e.choice != Choice::None) {
                entries.push(entry.clone().label(label));
            }
        }
    };
    if viewer.reader.is_some() {
        take(lists::contents(viewer), "section");
        take(lists::sources(viewer), "source");
        take(super::marks::list(viewer), "mark");
    }
    take(lists::articles(viewer), "article");
    if let Some(reader) = &viewer.reader {
        entries.extend(all_notes(reader));
        entries.extend(all_passages(reader));
    }
    let mut list = List::new(ListKind::Palette, "Anything, by a few letters", entries);
    list.empty = "Nothing is called that.";
    list
}

/// Every note: the words that it is about, and what it says.
fn all_notes(reader: &Reader) -> impl Iterator<Item = Entry> {
    let notes = reader.edition.notes.iter().enumerate();
    notes.map(|(index, note)| {
        let annotation = &note.annotation;
        let words = note.anchor.ranges.first().map_or_else(
            || annotation.target.quote.clone().unwrap_or_default(),
            |r| beginning(reader.article().slice(r.clone()), 60),
        );
        let source = reader.edition.source_of(note).map(Source::label);
        let body = annotation.note.replace('\n', " ");
        let said = source.unwrap_or_else(|| beginning(&body, 60));
        let passage = reader.edition.passage_of(note);
        let passage = passage.map_or_else(|| "—".to_owned(), |p| p.to_string());
        let text = [words.replace('\n', " "), said].join("  ");
        Entry::new(text.trim(), Choice::Note(index))
            .label(annotation.kind.as_str())
            .aside(passage)
            .also(format!("{} {}", annotation.id, annotation.tags.join(" ")))
    })
}

/// Every passage by its first words.
fn all_passages(reader: &Reader) -> impl Iterator<Item = Entry> {
    let article = reader.article();
    article.paragraphs.iter().map(|paragraph| {
        let start = paragraph.range.start;
        let words = beginning(article.slice(paragraph.range.clone()), 60);
        Entry::new(words.replace('\n', " "), Choice::Byte(start))
            .label("passage")
            .aside(article.passage_of(paragraph).to_string())
    })
}
