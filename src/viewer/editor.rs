//! The pane in which a note of one's own is written.

use ratatui_textarea::{CursorMove, Input, Key as TextKey, TextArea, WrapMode};

use super::carry;
use super::key::{Code, Key};
use super::list::{Choice, Entry, Kind as ListKind, List};
use super::prompt::Asking;
use super::state::{Effect, NoteChange, Viewer};
use super::theme::Role;
use crate::annotation::{Annotation, Kind};
use crate::article::Article;
use crate::text::width;

/// A note being written. It closes when the note is saved, and not before.
#[derive(Debug)]
pub(super) struct Editor {
    pub(super) area: TextArea<'static>,
    title: String,
    about: About,
    kind: Kind,
    tags: Vec<String>,
    /// What it was when it was opened: to tell whether anything would be lost.
    before: (String, Kind, Vec<String>),
    /// Whether the reader was told that giving up loses the words.
    warned: bool,
    /// Whether the note is saved as soon as the outside editor gives it back.
    straight: bool,
}

#[derive(Debug)]
enum About {
    New(std::ops::Range<usize>),
    Old(Box<Annotation>),
}

impl Editor {
    fn new(title: String, text: &str, kind: Kind, tags: &[String], about: About) -> Self {
        Self {
            area: area_of(text),
            title,
            about,
            kind,
            tags: tags.to_vec(),
            before: (text.trim_end().to_owned(), kind, tags.to_vec()),
            warned: false,
            straight: false,
        }
    }

    /// The text has changed under the note: what it is about is looked for in the new one.
    pub(super) fn carry(&mut self, old: &Article, new: &Article) {
        if let About::New(range) = &mut self.about
            && old.text != new.text
        {
            let there = carry::range(old, new, range);
            *range = there.unwrap_or_else(|| {
                let start = carry::byte(old, new, range.start);
                new.range_of(&new.passage_at(start)).unwrap_or(start..start)
            });
        }
    }

    /// What the note is on, its kind and its tags.
    pub(super) fn title(&self) -> String {
        let mut title = format!("{} · {}", self.title, self.kind);
        for tag in &self.tags {
            title.push_str(&format!(" #{tag}"));
        }
        title
    }

    /// Takes pasted text.
    pub(super) fn paste(&mut self, text: &str) {
        self.area.insert_str(text);
    }

    fn text(&self) -> String {
        self.area.lines().join("\n").trim_end().to_owned()
    }

    fn changed(&self) -> bool {
        (self.text(), self.kind, self.tags.clone()) != self.before
    }

    /// The change that saves it.
    fn change(&self) -> NoteChange {
        let note = self.text();
        match &self.about {
            About::New(range) => NoteChange::Add {
                range: range.clone(),
                kind: self.kind,
                tags: self.tags.clone(),
                note,
            },
            About::Old(before) => NoteChange::Edit {
                before: before.clone(),
                after: Box::new(Annotation {
                    kind: self.kind,
                    tags: self.tags.clone(),
                    note,
                    ..(**before).clone()
                }),
            },
        }
    }

    /// The change that would save it, when there is something to save.
    pub(super) fn unsaved(&self) -> Option<NoteChange> {
        let says = !self.text().is_empty();
        (says && self.changed()).then(|| self.change())
    }
}

fn area_of(text: &str) -> TextArea<'static> {
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut area = TextArea::new(lines);
    area.set_wrap_mode(WrapMode::WordOrGlyph);
    area.set_cursor_line_style(ratatui::style::Style::new());
    area.move_cursor(CursorMove::Bottom);
    area.move_cursor(CursorMove::End);
    area
}

/// Begins a note on what is selected, or on the passage in hand.
pub(super) fn add(viewer: &mut Viewer) {
    let Some(reader) = &viewer.reader else { return };
    let passage = reader.passage_in_hand();
    let (range, title) = match &reader.selection {
        Some(selection) => {
            let range = selection.range();
            let words = reader.article().slice(range.clone()).replace('\n', " ");
            let words = width::shortened(&words, 40);
            (range, format!("A note on {passage}: {words}"))
        }
        None => (
            reader.article().range_of(&passage).unwrap_or(0..0),
            format!("A note on {passage}"),
        ),
    };
    if range.is_empty() {
        viewer.say("there is no text to write a note on");
        return;
    }
    viewer.editor = Some(Editor::new(title, "", Kind::Note, &[], About::New(range)));
}

/// The note in hand, when it is the reader's own; else it is said that it is not.
fn own_in_hand(viewer: &mut Viewer) -> Option<Annotation> {
    let reader = viewer.reader.as_ref()?;
    let note = reader.current.and_then(|c| reader.note(c.item));
    let own = note.map(|n| n.annotation.clone()).filter(|a| a.own);
    if own.is_none() {
        let key = viewer.keymap.key_of(super::keys::Action::NoteAdd);
        viewer.say(format!(
            "the note in hand is not your own; {key} adds one that is"
        ));
    }
    own
}

/// Opens the note in hand, when it is the reader's own.
pub(super) fn edit(viewer: &mut Viewer) {
    if let Some(note) = own_in_hand(viewer) {
        open(viewer, note);
    }
}

fn open(viewer: &mut Viewer, note: Annotation) {
    let title = format!("The note {}", note.id);
    let (text, kind, tags) = (note.note.clone(), note.kind, note.tags.clone());
    let about = About::Old(Box::new(note));
    viewer.editor = Some(Editor::new(title, &text, kind, &tags, about));
}

/// Writes a note in the reader's own editor: the one in hand, when it is their own and nothing is
/// selected, else a new one. It is saved when the editor gives it back.
pub(super) fn outside(viewer: &mut Viewer) -> Effect {
    if viewer.editor.is_none() {
        let reader = viewer.reader.as_ref();
        let own = reader.and_then(|r| {
            let note = r.current.and_then(|c| r.note(c.item))?;
            let own = note.annotation.own && r.selection.is_none();
            own.then(|| note.annotation.clone())
        });
        match own {
            Some(note) => open(viewer, note),
            None => add(viewer),
        }
        if let Some(editor) = &mut viewer.editor {
            editor.straight = true;
        }
    }
    match &viewer.editor {
        Some(editor) => Effect::Write(editor.text()),
        None => Effect::None,
    }
}

/// What the reader's own editor gave back.
pub(super) fn written(viewer: &mut Viewer, text: &str) -> Effect {
    let Some(editor) = &mut viewer.editor else {
        return Effect::None;
    };
    editor.area = area_of(text.trim_end());
    let straight = std::mem::take(&mut editor.straight);
    match editor.unsaved() {
        Some(change) if straight => Effect::Notes(change),
        None if straight => {
            viewer.editor = None;
            viewer.say("nothing was changed");
            Effect::None
        }
        _ => Effect::None,
    }
}

/// Deletes the note in hand, when it is the reader's own.
pub(super) fn delete(viewer: &mut Viewer) -> Effect {
    match own_in_hand(viewer) {
        Some(note) => Effect::Notes(NoteChange::Delete(Box::new(note))),
        None => Effect::None,
    }
}

/// The kinds that the note in hand can be of, when it is the reader's own.
pub(super) fn kinds(viewer: &mut Viewer) -> Option<List> {
    let note = own_in_hand(viewer)?;
    let entries = Kind::ALL
        .map(|kind| Entry::new(kind.as_str(), Choice::Rekind(kind)).role(Role::Kind(kind)));
    let title = format!("What {} is for", note.id);
    let mut list = List::new(ListKind::Rekind, title, entries.to_vec());
    list.select_choice(&Choice::Rekind(note.kind));
    Some(list)
}

/// Gives the note in hand another kind.
pub(super) fn set_kind(viewer: &mut Viewer, kind: Kind) -> Effect {
    changed(viewer, |note| note.kind = kind)
}

/// Asks for the tags of the note in hand, when it is the reader's own.
pub(super) fn ask_tags(viewer: &mut Viewer) {
    let tags = match &viewer.editor {
        Some(editor) => Some(editor.tags.clone()),
        None => own_in_hand(viewer).map(|note| note.tags),
    };
    if let Some(tags) = tags {
        viewer.ask(Asking::Tags, tags.join(" "));
    }
}

/// Gives the note that is being written, or the one in hand, these tags.
pub(super) fn set_tags(viewer: &mut Viewer, typed: &str) -> Effect {
    let mut tags: Vec<String> = Vec::new();
    for tag in typed.split(|c: char| c == ',' || c.is_whitespace()) {
        let tag = tag.trim_start_matches('#');
        if !tag.is_empty() && !tags.iter().any(|t| t == tag) {
            tags.push(tag.to_owned());
        }
    }
    if let Some(editor) = &mut viewer.editor {
        editor.tags = tags;
        return Effect::None;
    }
    changed(viewer, |note| note.tags = tags)
}

fn changed(viewer: &mut Viewer, change: impl FnOnce(&mut Annotation)) -> Effect {
    let Some(before) = own_in_hand(viewer) else {
        return Effect::None;
    };
    let mut after = before.clone();
    change(&mut after);
    if after == before {
        return Effect::None;
    }
    Effect::Notes(NoteChange::Edit {
        before: Box::new(before),
        after: Box::new(after),
    })
}

/// What can be done while a note is written, for the foot of the pane.
pub(super) const KEYS: &str =
    "Ctrl-s save · Esc give up · Ctrl-k kind · Ctrl-t tags · Ctrl-o in $EDITOR · Ctrl-u undo";

/// A key while a note is written: Ctrl-s saves, Esc gives up, and asks first when words would be
/// lost.
pub(super) fn key(viewer: &mut Viewer, key: Key) -> Effect {
    let Some(editor) = &mut viewer.editor else {
        return Effect::None;
    };
    match (key.code, key.ctrl) {
        (Code::Char('s'), true) => {
            if editor.text().is_empty() {
                viewer.say("there is nothing to save yet; Esc gives up");
                return Effect::None;
            }
            return Effect::Notes(editor.change());
        }
        (Code::Char('k'), true) => {
            let here = Kind::ALL.iter().position(|k| *k == editor.kind);
            let next = here.map_or(0, |i| (i + 1) % Kind::ALL.len());
            editor.kind = Kind::ALL.get(next).copied().unwrap_or(Kind::Note);
            return Effect::None;
        }
        (Code::Char('t'), true) => {
            ask_tags(viewer);
            return Effect::None;
        }
        (Code::Char('o'), true) => return outside(viewer),
        (Code::Char('z'), true) => return Effect::Suspend,
        (Code::Char('l'), true) => return Effect::Redraw,
        (Code::Esc, _) => {
            if editor.changed() && !editor.warned {
                editor.warned = true;
                viewer.say("not saved: Ctrl-s saves, Esc again throws it away");
            } else {
                viewer.editor = None;
            }
            return Effect::None;
        }
        _ => {}
    }
    editor.warned = false;
    editor.area.input(Input {
        key: text_key(key.code),
        ctrl: key.ctrl,
        alt: key.alt,
        shift: false,
    });
    Effect::None
}

fn text_key(code: Code) -> TextKey {
    match code {
        Code::Char(c) => TextKey::Char(c),
        Code::Enter => TextKey::Enter,
        Code::Esc => TextKey::Esc,
        Code::Tab | Code::BackTab => TextKey::Tab,
        Code::Backspace => TextKey::Backspace,
        Code::Delete => TextKey::Delete,
        Code::Up => TextKey::Up,
        Code::Down => TextKey::Down,
        Code::Left => TextKey::Left,
        Code::Right => TextKey::Right,
        Code::PageUp => TextKey::PageUp,
        Code::PageDown => TextKey::PageDown,
        Code::Home => TextKey::Home,
        Code::End => TextKey::End,
    }
}
