//! The line at the foot of the screen on which one types: a search, a passage, a filter.

use unicode_segmentation::UnicodeSegmentation;

use super::key::{Code, Key};
use super::reader::Stop;
use crate::viewer::page::Position;

/// What is being typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asking {
    /// Words to search for in the article.
    Search,
    /// The same, for the list of all hits.
    Hits,
    /// Words to search for in the whole library.
    Library,
    /// A passage to go to.
    Passage,
    /// Words to choose the rows of a list by.
    Filter,
    /// A few letters of anything.
    Palette,
    /// The name of a bookmark.
    Bookmark,
    /// The tags of a note.
    Tags,
}

impl Asking {
    /// What stands before the words.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Search => "/",
            Self::Hits => "all /",
            Self::Library => "library /",
            Self::Passage => "passage ",
            Self::Filter => "only ",
            Self::Palette => ":",
            Self::Bookmark => "bookmark ",
            Self::Tags => "tags ",
        }
    }
}

/// A line being typed.
#[derive(Debug, Clone)]
pub(super) struct Prompt {
    pub(super) asking: Asking,
    pub(super) text: String,
    /// The byte before which the next character goes.
    pub(super) cursor: usize,
    /// Where one was when it was opened.
    pub(super) origin: (Position, Option<Stop>),
}

/// What a key did to the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typed {
    /// The words changed.
    Changed,
    /// Only the cursor moved, or nothing happened.
    Still,
    /// The row above in the list is meant.
    Up,
    /// The row below in the list is meant.
    Down,
    /// It is done.
    Accepted,
    /// It is given up.
    Cancelled,
}

impl Prompt {
    pub(super) fn new(
        asking: Asking,
        text: impl Into<String>,
        origin: (Position, Option<Stop>),
    ) -> Self {
        let text = text.into();
        Self {
            asking,
            cursor: text.len(),
            text,
            origin,
        }
    }

    /// Takes pasted text, up to its first line feed.
    pub(super) fn paste(&mut self, text: &str) {
        let line = text.lines().next().unwrap_or_default();
        self.text.insert_str(self.cursor, line);
        self.cursor += line.len();
    }

    /// Takes a key.
    pub(super) fn key(&mut self, key: Key) -> Typed {
        match (key.code, key.ctrl, key.alt) {
            (Code::Enter, ..) => return Typed::Accepted,
            (Code::Up | Code::BackTab, ..) | (Code::Char('p'), true, _) => return Typed::Up,
            (Code::Down | Code::Tab, ..) | (Code::Char('n'), true, _) => return Typed::Down,
            (Code::Esc, ..) | (Code::Char('c' | 'g'), true, _) => return Typed::Cancelled,
            (Code::Backspace, ..) | (Code::Char('h'), true, _) if self.text.is_empty() => {
                return Typed::Cancelled;
            }
            (Code::Backspace, false, false) | (Code::Char('h'), true, _) => {
                self.remove(self.before());
            }
            (Code::Char('w'), true, _) | (Code::Backspace, ..) => {
                let head = self.text.get(..self.cursor).unwrap_or_default().trim_end();
                let start = head.rfind(' ').map_or(0, |i| i + 1);
                self.remove(start);
            }
            (Code::Char('u'), true, _) => self.remove(0),
            (Code::Delete, ..) => {
                let here = self.cursor;
                self.cursor = self.after();
                self.remove(here);
            }
            (Code::Left, ..) => self.cursor = self.before(),
            (Code::Right, ..) => self.cursor = self.after(),
            (Code::Home, ..) | (Code::Char('a'), true, _) => self.cursor = 0,
            (Code::End, ..) | (Code::Char('e'), true, _) => self.cursor = self.text.len(),
            (Code::Char(c), false, false) => {
                self.text.insert(self.cursor, c);
                self.cursor += c.len_utf8();
                return Typed::Changed;
            }
            _ => return Typed::Still,
        }
        match key.code {
            Code::Left | Code::Right | Code::Home | Code::End => Typed::Still,
            Code::Char('a' | 'e') => Typed::Still,
            _ => Typed::Changed,
        }
    }

    fn remove(&mut self, from: usize) {
        self.text.replace_range(from..self.cursor, "");
        self.cursor = from;
    }

    fn before(&self) -> usize {
        let head = self.text.get(..self.cursor).unwrap_or_default();
        head.grapheme_indices(true)
            .next_back()
            .map_or(0, |(i, _)| i)
    }

    fn after(&self) -> usize {
        let tail = self.text.get(self.cursor..).unwrap_or_default();
        self.cursor + tail.graphemes(true).next().map_or(0, str::len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_edited_by_clusters_and_words() {
        let mut prompt = Prompt::new(Asking::Search, "", (Position::default(), None));
        for c in "rye brea\u{301}d".chars() {
            assert_eq!(prompt.key(Key::char(c)), Typed::Changed);
        }
        let ctrl = |c| Key {
            ctrl: true,
            ..Key::char(c)
        };
        prompt.key(Key::plain(Code::Left));
        prompt.key(Key::plain(Code::Backspace));
        assert_eq!(prompt.text, "rye bred");
        prompt.key(Key::plain(Code::End));
        prompt.key(ctrl('w'));
        assert_eq!(prompt.text, "rye ");
        prompt.key(ctrl('u'));
        assert_eq!(prompt.key(Key::plain(Code::Backspace)), Typed::Cancelled);
    }
}
