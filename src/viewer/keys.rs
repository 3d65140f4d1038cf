//! The one table of keys: what each does, for dispatch, help, manual page and README alike.

use std::collections::HashMap;

use super::key::Key;

/// What a key asks for. The pane in front decides what it means there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the table below says what each does")]
pub enum Action {
    LineDown,
    LineUp,
    PageDown,
    PageUp,
    HalfDown,
    HalfUp,
    ParagraphNext,
    ParagraphPrevious,
    SectionNext,
    SectionPrevious,
    Top,
    Bottom,
    Passage,
    NoteNext,
    NotePrevious,
    Follow,
    SourceNext,
    SourcePrevious,
    KindNext,
    KindPrevious,
    Peek,
    NotePage,
    NoteDown,
    NoteUp,
    Glossary,
    NoteAdd,
    NoteEdit,
    NoteDelete,
    Undo,
    Redo,
    Yank,
    YankQuotation,
    Fold,
    Side,
    Palette,
    Mark,
    ToMark,
    Bookmark,
    Bookmarks,
    Percent,
    Back,
    Forward,
    Contents,
    Sources,
    Library,
    Search,
    HitNext,
    HitPrevious,
    WordNext,
    WordPrevious,
    Hits,
    Wider,
    Narrower,
    Justify,
    Theme,
    Help,
    Redraw,
    Suspend,
    Close,
    Quit,
}

/// Which part of the help an action stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// Going through the text.
    Moving,
    /// Notes and what they point to.
    Notes,
    /// Going to a place and coming back.
    Going,
    /// Finding words.
    Finding,
    /// The page and the program.
    Program,
}

impl Group {
    /// All groups, in the order of the help.
    pub const ALL: [Self; 5] = [
        Self::Moving,
        Self::Notes,
        Self::Going,
        Self::Finding,
        Self::Program,
    ];

    /// Its title in the help.
    pub fn title(self) -> &'static str {
        match self {
            Self::Moving => "Moving",
            Self::Notes => "Notes and sources",
            Self::Going => "Going and coming back",
            Self::Finding => "Finding",
            Self::Program => "Page and program",
        }
    }
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// What is done.
    pub action: Action,
    /// Its name in settings and in the palette.
    pub name: &'static str,
    /// The keys that do it, the one to learn first.
    pub keys: &'static [&'static str],
    /// Its part of the help.
    pub group: Group,
    /// What it does, in a line.
    pub help: &'static str,
}

const fn row(
    action: Action,
    name: &'static str,
    keys: &'static [&'static str],
    group: Group,
    help: &'static str,
) -> Binding {
    Binding {
        action,
        name,
        keys,
        group,
        help,
    }
}

use Action as A;
use Group::{Finding, Going, Moving, Notes, Program};

/// Every action with its keys.
#[rustfmt::skip]
const TABLE: &[Binding] = &[
    row(A::LineDown, "line-down", &["j", "↓", "Ctrl-e"], Moving, "A line down"),
    row(A::LineUp, "line-up", &["k", "↑", "Ctrl-y"], Moving, "A line up"),
    row(A::PageDown, "page-down", &["Space", "PgDn", "f", "Ctrl-f"], Moving, "A page down"),
    row(A::PageUp, "page-up", &["b", "PgUp", "Ctrl-b"], Moving, "A page up"),
    row(A::HalfDown, "half-down", &["d", "Ctrl-d"], Moving, "Half a page down"),
    row(A::HalfUp, "half-up", &["u", "Ctrl-u"], Moving, "Half a page up"),
    row(A::ParagraphNext, "paragraph-next", &["}", "J"], Moving, "To the next paragraph"),
    row(A::ParagraphPrevious, "paragraph-previous", &["{", "K"], Moving, "To the paragraph before"),
    row(A::SectionNext, "section-next", &["]"], Moving, "To the next section"),
    row(A::SectionPrevious, "section-previous", &["["], Moving, "To the section before"),
    row(A::Top, "top", &["g", "Home"], Moving, "To the beginning"),
    row(A::Bottom, "bottom", &["G", "End"], Moving, "To the end"),
    row(A::NoteNext, "note-next", &["Tab", "→"], Notes, "To the next note"),
    row(A::NotePrevious, "note-previous", &["Shift-Tab", "←"], Notes, "To the note before"),
    row(A::Follow, "follow", &["Enter"], Notes, "Follow the note: to the passage it points to, the footnote, the next passage quoting the source"),
    row(A::SourceNext, "source-next", &["s"], Notes, "To the next passage quoting the same source"),
    row(A::SourcePrevious, "source-previous", &["S"], Notes, "To the passage before that quotes the same source"),
    row(A::KindNext, "kind-next", &[">"], Notes, "To the next note of the same kind"),
    row(A::KindPrevious, "kind-previous", &["<"], Notes, "To the note before of the same kind"),
    row(A::Peek, "peek", &["."], Notes, "Look at what the note points to, without leaving the place"),
    row(A::NotePage, "note-page", &["i"], Notes, "All there is to know of the note and its source"),
    row(A::NoteDown, "note-down", &["Alt-j", "Alt-↓"], Notes, "Down in a note that is longer than its pane"),
    row(A::NoteUp, "note-up", &["Alt-k", "Alt-↑"], Notes, "Up in it"),
    row(A::Glossary, "glossary", &["t"], Notes, "The terms, people and dates that are explained"),
    row(A::NoteAdd, "note-add", &["a"], Notes, "Add a note of your own to the passage in hand"),
    row(A::NoteEdit, "note-edit", &["e"], Notes, "Edit the note in hand, when it is your own"),
    row(A::NoteDelete, "note-delete", &["D"], Notes, "Delete the note in hand, when it is your own"),
    row(A::Undo, "undo", &["U"], Notes, "Undo the last change of your notes"),
    row(A::Redo, "redo", &["Ctrl-r"], Notes, "Make it again"),
    row(A::Yank, "yank", &["y"], Notes, "Copy the words of the note in hand, or the passage"),
    row(A::YankQuotation, "yank-quotation", &["Y"], Notes, "Copy them as a Markdown quotation with its reference"),
    row(A::Fold, "fold", &["z"], Notes, "Choose which kinds of notes are shown"),
    row(A::Side, "side", &["\\"], Notes, "Notes beside the text, under it, or hidden"),
    row(A::Passage, "passage", &["p", "¶"], Going, "Go to a passage by its number: p2p14, or 2p14"),
    row(A::Back, "back", &["H", "Backspace", "Ctrl-o", "Alt-←"], Going, "Back to where one jumped from"),
    row(A::Forward, "forward", &["L", "Alt-→"], Going, "Forward again"),
    row(A::Palette, "palette", &[":"], Going, "Anything by a few letters: command, passage, section, source, note, article"),
    row(A::Mark, "mark", &["m"], Going, "Set a mark: m and a letter"),
    row(A::ToMark, "to-mark", &["'"], Going, "Go to a mark: ' and its letter"),
    row(A::Bookmark, "bookmark", &["M"], Going, "Set a bookmark with a name"),
    row(A::Bookmarks, "bookmarks", &["B"], Going, "The marks and bookmarks of this article"),
    row(A::Percent, "percent", &["%"], Going, "So far into the text: 50%"),
    row(A::Contents, "contents", &["c"], Going, "The contents"),
    row(A::Sources, "sources", &["w"], Going, "The works quoted, and the passages quoting each"),
    row(A::Library, "library", &["l"], Going, "The library's articles"),
    row(A::Search, "search", &["/"], Finding, "Search text and notes: words, \"phrases\", /expressions/, -without, OR, NEAR, fields; in the list of articles, all texts"),
    row(A::HitNext, "hit-next", &["n"], Finding, "To the next hit"),
    row(A::HitPrevious, "hit-previous", &["N"], Finding, "To the hit before"),
    row(A::WordNext, "word-next", &["*"], Finding, "To the next place where the words in hand stand"),
    row(A::WordPrevious, "word-previous", &["#"], Finding, "To the place before where they stand"),
    row(A::Hits, "hits", &["&", "F"], Finding, "All hits in a list, the words in the middle"),
    row(A::Wider, "wider", &["+", "="], Program, "A wider column"),
    row(A::Narrower, "narrower", &["-"], Program, "A narrower column"),
    row(A::Justify, "justify", &["|"], Program, "A straight right edge with divided words, or a ragged one"),
    row(A::Theme, "theme", &["T"], Program, "The next palette: dark, light, contrast, sixteen, plain"),
    row(A::Help, "help", &["?", "h"], Program, "The keys"),
    row(A::Redraw, "redraw", &["Ctrl-l"], Program, "Draw the screen anew"),
    row(A::Suspend, "suspend", &["Ctrl-z"], Program, "Stop the program; `fg` comes back"),
    row(A::Close, "close", &["Esc"], Program, "Close what is open; forget the search"),
    row(A::Quit, "quit", &["q", "Ctrl-c"], Program, "Close what is open, or quit"),
];

/// The table, in the order of the help.
pub fn table() -> &'static [Binding] {
    TABLE
}

/// The row of an action.
pub fn binding(action: Action) -> Option<&'static Binding> {
    TABLE.iter().find(|b| b.action == action)
}

/// The table as Markdown, as it stands in the README.
pub fn markdown() -> String {
    let mut out = String::new();
    for group in Group::ALL {
        out.push_str(&format!(
            "**{}**\n\n| Key | Does |\n| --- | --- |\n",
            group.title()
        ));
        for binding in TABLE.iter().filter(|b| b.group == group) {
            let keys: Vec<String> = binding.keys.iter().map(|k| format!("`{k}`")).collect();
            out.push_str(&format!("| {} | {} |\n", keys.join(" "), binding.help));
        }
        out.push('\n');
    }
    out
}

/// Which key does what: the table as it is, or as settings have changed it.
#[derive(Debug, Clone)]
pub struct Keymap {
    actions: HashMap<Key, Action>,
}

impl Default for Keymap {
    fn default() -> Self {
        let rows = TABLE.iter().flat_map(|b| {
            let keys = b.keys.iter().filter_map(|k| k.parse::<Key>().ok());
            keys.map(|key| (key, b.action))
        });
        Self {
            actions: rows.collect(),
        }
    }
}

impl Keymap {
    /// What a key does.
    pub fn action(&self, key: Key) -> Option<Action> {
        self.actions.get(&key).copied()
    }

    /// All keys of an action, those of the table first.
    pub fn keys_of(&self, action: Action) -> Vec<String> {
        let known = binding(action).map_or(&[][..], |b| b.keys);
        let bound = |k: &&str| k.parse().ok().and_then(|k| self.action(k)) == Some(action);
        let mut keys: Vec<String> = known
            .iter()
            .copied()
            .filter(|k| bound(k))
            .map(str::to_owned)
            .collect();
        let mut others: Vec<String> = self
            .actions
            .iter()
            .filter(|(_, a)| **a == action)
            .map(|(key, _)| key.to_string())
            .filter(|key| !keys.contains(key))
            .collect();
        others.sort();
        keys.extend(others);
        keys
    }

    /// The first key of an action, to name it on the screen.
    pub fn key_of(&self, action: Action) -> String {
        self.keys_of(action).into_iter().next().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_key_parses_and_none_does_two_things() {
        let mut keys = HashSet::new();
        let mut names = HashSet::new();
        for binding in table() {
            assert!(names.insert(binding.name), "{} stands twice", binding.name);
            assert!(!binding.keys.is_empty(), "{} has no key", binding.name);
            for key in binding.keys {
                let parsed: Key = key.parse().unwrap();
                assert_eq!(parsed.to_string(), *key);
                assert!(keys.insert(parsed), "{key} is bound twice");
            }
        }
        assert!(keys.len() > 40);
    }

    #[test]
    fn the_markdown_holds_every_row() {
        let markdown = markdown();
        for binding in table() {
            assert!(markdown.contains(binding.help), "{}", binding.name);
        }
    }
}
