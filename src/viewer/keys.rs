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
    SentenceNext,
    SentencePrevious,
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
    SpeakerNext,
    SpeakerPrevious,
    TermNext,
    TermPrevious,
    Peek,
    NotePage,
    NoteDown,
    NoteUp,
    Glossary,
    NoteAdd,
    NoteEdit,
    NoteOutside,
    NoteKind,
    NoteTags,
    NoteDelete,
    Recover,
    Links,
    Undo,
    Redo,
    Select,
    SelectRight,
    SelectLeft,
    SelectDown,
    SelectUp,
    SelectWordNext,
    SelectWordPrevious,
    SelectLineStart,
    SelectLineEnd,
    SelectSwap,
    Yank,
    YankQuotation,
    YankLink,
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
    Parallel,
    Contents,
    Sources,
    Map,
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
    Mouse,
    Choose,
    Filter,
    Sort,
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
    /// Choosing words of the text.
    Selecting,
    /// A list in front of the page.
    Lists,
}

/// What is in front and takes the keys. A key that a list or the selecting of words does not
/// claim does there what it does on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pane {
    /// The page.
    Page,
    /// Words of it are being selected.
    Selection,
    /// A list.
    List,
}

impl Group {
    /// All groups, in the order of the help.
    pub const ALL: [Self; 7] = [
        Self::Moving,
        Self::Notes,
        Self::Going,
        Self::Finding,
        Self::Program,
        Self::Selecting,
        Self::Lists,
    ];

    /// Where its keys do what they say.
    pub fn pane(self) -> Pane {
        match self {
            Self::Selecting => Pane::Selection,
            Self::Lists => Pane::List,
            _ => Pane::Page,
        }
    }

    /// Its title in the help.
    pub fn title(self) -> &'static str {
        match self {
            Self::Moving => "Moving",
            Self::Notes => "Notes and sources",
            Self::Going => "Going and coming back",
            Self::Finding => "Finding",
            Self::Program => "Page and program",
            Self::Selecting => "Selecting words",
            Self::Lists => "In a list",
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
use Group::{Finding, Going, Lists, Moving, Notes, Program, Selecting};

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
    row(A::SentenceNext, "sentence-next", &[")"], Moving, "Take the next sentence in hand"),
    row(A::SentencePrevious, "sentence-previous", &["("], Moving, "Take the sentence before in hand"),
    row(A::Top, "top", &["g", "Home"], Moving, "To the beginning"),
    row(A::Bottom, "bottom", &["G", "End"], Moving, "To the end"),
    row(A::NoteNext, "note-next", &["Tab", "→"], Notes, "To the next note"),
    row(A::NotePrevious, "note-previous", &["Shift-Tab", "←"], Notes, "To the note before"),
    row(A::Follow, "follow", &["Enter"], Notes, "Follow the note: to the passage it points to, the footnote, the next passage quoting the source"),
    row(A::SourceNext, "source-next", &["s"], Notes, "To the next passage quoting the same source"),
    row(A::SourcePrevious, "source-previous", &["S"], Notes, "To the passage before that quotes the same source"),
    row(A::KindNext, "kind-next", &[">"], Notes, "To the next note of the same kind"),
    row(A::KindPrevious, "kind-previous", &["<"], Notes, "To the note before of the same kind"),
    row(A::SpeakerNext, "speaker-next", &[";"], Notes, "To the next quotation of the same speaker"),
    row(A::SpeakerPrevious, "speaker-previous", &[","], Notes, "To the quotation before of the same speaker"),
    row(A::TermNext, "term-next", &["x"], Notes, "To the next term, person or date that is explained"),
    row(A::TermPrevious, "term-previous", &["X"], Notes, "To the one before that is explained"),
    row(A::Peek, "peek", &["."], Notes, "Look at what the note points to, without leaving the place"),
    row(A::NotePage, "note-page", &["i"], Notes, "All there is to know of the note and its source"),
    row(A::NoteDown, "note-down", &["Alt-j", "Alt-↓"], Notes, "Down in a note that is longer than its pane"),
    row(A::NoteUp, "note-up", &["Alt-k", "Alt-↑"], Notes, "Up in it"),
    row(A::Glossary, "glossary", &["t"], Notes, "The terms, people and dates that are explained"),
    row(A::Links, "links", &["o"], Notes, "Addresses of the note and the passage: shown first, then opened outside"),
    row(A::NoteAdd, "note-add", &["a"], Notes, "Add a note of your own to what is selected, or to the passage in hand"),
    row(A::NoteEdit, "note-edit", &["e"], Notes, "Edit the note in hand, when it is your own"),
    row(A::NoteOutside, "note-outside", &["E"], Notes, "Write or edit it in $VISUAL or $EDITOR"),
    row(A::NoteKind, "note-kind", &["r"], Notes, "Give your own note another kind"),
    row(A::NoteTags, "note-tags", &["@"], Notes, "Give your own note tags"),
    row(A::NoteDelete, "note-delete", &["D"], Notes, "Delete the note in hand, when it is your own"),
    row(A::Undo, "undo", &["U"], Notes, "Undo the last change of your notes, also of an earlier day"),
    row(A::Redo, "redo", &["Ctrl-r"], Notes, "Make it again"),
    row(A::Recover, "recover", &["R"], Notes, "Put notes in their place that could not be saved earlier"),
    row(A::Select, "select", &["v"], Notes, "Select words of the text: from the hit, the note in hand, or the top; again for more"),
    row(A::Yank, "yank", &["y"], Notes, "Copy what is selected, the words of the note in hand, or the passage"),
    row(A::YankQuotation, "yank-quotation", &["Y"], Notes, "Copy it as a Markdown quotation with its reference"),
    row(A::YankLink, "yank-link", &["C"], Notes, "Copy a link to it"),
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
    row(A::Parallel, "parallel", &["P"], Going, "The article that tells the same beside this one, scrolling with it"),
    row(A::Contents, "contents", &["c"], Going, "The contents"),
    row(A::Sources, "sources", &["w"], Going, "The works quoted, and the passages quoting each"),
    row(A::Map, "map", &["W"], Going, "The map: where along the text each work is quoted"),
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
    row(A::Mouse, "mouse", &["!"], Program, "Leave the mouse to the terminal, for its own selection, or take it again"),
    row(A::Help, "help", &["?", "h"], Program, "The keys"),
    row(A::Redraw, "redraw", &["Ctrl-l"], Program, "Draw the screen anew"),
    row(A::Suspend, "suspend", &["Ctrl-z"], Program, "Stop the program; `fg` comes back"),
    row(A::Close, "close", &["Esc"], Program, "Close what is open; forget the search"),
    row(A::Quit, "quit", &["q", "Ctrl-c"], Program, "Close what is open, or quit"),
    row(A::SelectRight, "select-right", &["l", "→"], Selecting, "A character more, or another unit"),
    row(A::SelectLeft, "select-left", &["h", "←"], Selecting, "A character back, or another unit"),
    row(A::SelectDown, "select-down", &["j", "↓"], Selecting, "As far as the line below"),
    row(A::SelectUp, "select-up", &["k", "↑"], Selecting, "As far as the line above"),
    row(A::SelectWordNext, "select-word-next", &["w", "e"], Selecting, "As far as the next word; ) a sentence, } a paragraph"),
    row(A::SelectWordPrevious, "select-word-previous", &["b"], Selecting, "Back to the word before; ( a sentence, { a paragraph"),
    row(A::SelectLineEnd, "select-line-end", &["$", "End"], Selecting, "As far as the end of the line"),
    row(A::SelectLineStart, "select-line-start", &["^", "Home"], Selecting, "Back to the beginning of the line"),
    row(A::SelectSwap, "select-swap", &["o"], Selecting, "Move the other end"),
    row(A::Choose, "choose", &["Enter"], Lists, "Choose the row"),
    row(A::Filter, "filter", &["/"], Lists, "Only rows with these letters"),
    row(A::Sort, "sort", &["o"], Lists, "The library in another order: by name, title, author, date, length, notes, problems, how far read"),
];

/// The table, in the order of the help.
pub fn table() -> &'static [Binding] {
    TABLE
}

/// The row of an action.
pub fn binding(action: Action) -> Option<&'static Binding> {
    TABLE.iter().find(|b| b.action == action)
}

fn pane_of(action: Action) -> Pane {
    binding(action).map_or(Pane::Page, |b| b.group.pane())
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
    actions: HashMap<(Pane, Key), Action>,
}

impl Default for Keymap {
    fn default() -> Self {
        let rows = TABLE.iter().flat_map(|b| {
            let keys = b.keys.iter().filter_map(|k| k.parse::<Key>().ok());
            keys.map(|key| ((b.group.pane(), key), b.action))
        });
        Self {
            actions: rows.collect(),
        }
    }
}

impl Keymap {
    /// What a key does in a pane: what the pane says, else what the page does.
    pub fn action(&self, pane: Pane, key: Key) -> Option<Action> {
        let own = self.actions.get(&(pane, key));
        own.or_else(|| self.actions.get(&(Pane::Page, key)))
            .copied()
    }

    /// Gives an action a key more.
    ///
    /// # Errors
    ///
    /// The name of what the key does already in the same pane; nothing is changed then.
    pub fn add(&mut self, action: Action, key: Key) -> Result<(), &'static str> {
        let pane = pane_of(action);
        match self.actions.get(&(pane, key)) {
            Some(other) if *other != action => Err(binding(*other).map_or("", |b| b.name)),
            _ => {
                self.actions.insert((pane, key), action);
                Ok(())
            }
        }
    }

    /// Gives an action the keys of the table again, whatever they do.
    pub fn restore(&mut self, action: Action) {
        let keys = binding(action).map_or(&[][..], |b| b.keys);
        let keys = keys.iter().filter_map(|k| k.parse().ok());
        self.actions
            .extend(keys.map(|key| ((pane_of(action), key), action)));
    }

    /// Takes all its keys from an action.
    pub fn unbind(&mut self, action: Action) {
        self.actions.retain(|_, a| *a != action);
    }

    /// All keys of an action, those of the table first.
    pub fn keys_of(&self, action: Action) -> Vec<String> {
        let known = binding(action).map_or(&[][..], |b| b.keys);
        let mut others: Vec<String> = self
            .actions
            .iter()
            .filter(|(_, a)| **a == action)
            .map(|((_, key), _)| key.to_string())
            .collect();
        others.sort();
        let mut keys: Vec<String> = Vec::with_capacity(others.len());
        for key in known {
            if let Some(at) = others.iter().position(|k| k == key) {
                keys.push(others.remove(at));
            }
        }
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
                let place = (binding.group.pane(), parsed);
                assert!(keys.insert(place), "{key} is bound twice");
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
