//! The pane in which a note of one's own is written.

use ratatui_textarea::{CursorMove, Input, Key as TextKey, TextArea, WrapMode};

use super::key::{Code, Key};
use super::state::{Effect, NoteChange, Viewer};
use crate::edition::Anchored;

/// A note being written. It closes when the note is saved, and not before.
#[derive(Debug)]
pub(super) struct Editor {
    pub(super) area: TextArea<'static>,
    pub(super) title: String,
    about: About,
    /// What it said when it was opened: to tell whether anything would be lost.
    before: String,
    /// Whether the reader was told that giving up loses the words.
    warned: bool,
}

#[derive(Debug)]
enum About {
    New(std::ops::Range<usize>),
    Old(Box<crate::annotation::Annotation>),
}

impl Editor {
    fn new(title: String, text: &str, about: About) -> Self {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let mut area = TextArea::new(lines);
        area.set_wrap_mode(WrapMode::WordOrGlyph);
        area.set_cursor_line_style(ratatui::style::Style::new());
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self {
            area,
            title,
            about,
            before: text.to_owned(),
            warned: false,
        }
    }

    /// Takes pasted text.
    pub(super) fn paste(&mut self, text: &str) {
        self.area.insert_str(text);
    }

    fn text(&self) -> String {
        self.area.lines().join("\n").trim_end().to_owned()
    }
}

/// Begins a note on what is in hand.
pub(super) fn add(viewer: &mut Viewer) {
    let Some(reader) = &viewer.reader else { return };
    let passage = reader.passage_in_hand();
    let range = reader.article().range_of(&passage).unwrap_or(0..0);
    let title = format!("A note on {passage}");
    viewer.editor = Some(Editor::new(title, "", About::New(range)));
}

fn own_in_hand(viewer: &mut Viewer) -> Option<Anchored> {
    let reader = viewer.reader.as_ref()?;
    let note = reader.current.and_then(|c| reader.note(c.item)).cloned();
    let own = note.filter(|n| n.annotation.own);
    if own.is_none() {
        viewer.say("the note in hand is not your own; `a` adds one that is");
    }
    own
}

/// Opens the note in hand, when it is the reader's own.
pub(super) fn edit(viewer: &mut Viewer) {
    if let Some(note) = own_in_hand(viewer) {
        let annotation = note.annotation;
        let title = format!("The note {}", annotation.id);
        let text = annotation.note.clone();
        let about = About::Old(Box::new(annotation));
        viewer.editor = Some(Editor::new(title, &text, about));
    }
}

/// Deletes the note in hand, when it is the reader's own.
pub(super) fn delete(viewer: &mut Viewer) -> Effect {
    match own_in_hand(viewer) {
        Some(note) => Effect::Notes(NoteChange::Delete(Box::new(note.annotation))),
        None => Effect::None,
    }
}

/// A key while a note is written: Ctrl-s saves, Esc gives up, and asks first when words would be
/// lost.
pub(super) fn key(viewer: &mut Viewer, key: Key) -> Effect {
    let Some(editor) = &mut viewer.editor else {
        return Effect::None;
    };
    match (key.code, key.ctrl) {
        (Code::Char('s'), true) => {
            let note = editor.text();
            if note.is_empty() {
                viewer.say("there is nothing to save yet; Esc gives up");
                return Effect::None;
            }
            return Effect::Notes(match &editor.about {
                About::New(range) => NoteChange::Add {
                    range: range.clone(),
                    note,
                },
                About::Old(before) => NoteChange::Edit {
                    before: before.clone(),
                    note,
                },
            });
        }
        (Code::Char('z'), true) => return Effect::Suspend,
        (Code::Esc, _) => {
            let loses = editor.text() != editor.before.trim_end();
            if loses && !editor.warned {
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
