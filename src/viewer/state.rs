//! The whole state of the viewer, and the events that change it. Nothing here does I/O: what must
//! be done outside is asked for by an [`Effect`].

use super::about;
use super::config::{Config, Remembered};
use super::editor::{self, Editor};
use super::find::Search;
use super::geometry::{Geometry, NotesAt};
use super::history::History;
use super::hits::{self, Across};
use super::key::{Code, Key};
use super::keys::{Action, Keymap, Pane};
use super::list::List;
use super::lists;
use super::marks::{self, Awaiting};
use super::page::{Position, Style};
use super::parallel::Parallel;
use super::prompt::{Asking, Prompt, Typed};
use super::reader::{Reader, Stop};
use super::selection::Unit;
use super::shelf::{Order, ShelfEntry};
use super::theme::Theme;
use super::update;
use crate::annotation::{Annotation, Kind};
use crate::article::{Article, ArticleName, PassageRun, Reference};
use crate::edition::Edition;
use crate::library::state::Reading;

/// What a reader may set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// The palette.
    pub theme: Theme,
    /// The most columns of text in a line.
    pub measure: u16,
    /// Where the notes are.
    pub notes: NotesAt,
    /// Whether the right edge of the text is straight.
    pub justified: bool,
    /// Whether words are divided.
    pub hyphenated: bool,
    /// Whether the mouse is ours; else it is the terminal's, for its own selection.
    pub mouse: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            measure: 70,
            notes: NotesAt::default(),
            justified: false,
            hyphenated: false,
            mouse: true,
        }
    }
}

/// What happens to the viewer.
#[derive(Debug, Clone)]
pub enum Event {
    /// A key was struck.
    Key(Key),
    /// The mouse wheel was turned: rows down when positive, over a column and row.
    Wheel(isize, u16, u16),
    /// The mouse was clicked at a column and row.
    Click(u16, u16),
    /// The mouse selects from a column and row on: a character (where a drag begins), a word (at
    /// the second click) or a paragraph (at the third).
    Press(u16, u16, Unit),
    /// The mouse is now at a column and row, still pressed.
    Drag(u16, u16),
    /// Text was pasted.
    Paste(String),
    /// The screen has a new size.
    Resize(u16, u16),
}

/// What the viewer asks of the outside.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Nothing but to draw.
    None,
    /// To end.
    Quit,
    /// To stop until the shell says to go on.
    Suspend,
    /// To draw everything anew.
    Redraw,
    /// To search the whole library; what was asked before no longer matters.
    SearchLibrary(String),
    /// To open an article, at a passage.
    Open(ArticleName, Option<PassageRun>),
    /// To fetch a passage of another article and show it.
    Look(Reference),
    /// To open an address outside. It has been shown, and the reader has agreed.
    Visit(String),
    /// To have text written on in the reader's own editor, and give it back.
    Write(String),
    /// To open an article beside the one that is open.
    Beside(ArticleName),
    /// To change the reader's own notes.
    Notes(NoteChange),
    /// To take the mouse, or to leave it to the terminal.
    Mouse(bool),
    /// To put text on the clipboard.
    Copy(String),
}

/// A change of the reader's own notes.
#[derive(Debug, Clone, PartialEq)]
pub enum NoteChange {
    /// A new note on bytes of the article's text.
    Add {
        /// The bytes.
        range: std::ops::Range<usize>,
        /// What it is for.
        kind: Kind,
        /// Its tags.
        tags: Vec<String>,
        /// What it says, in Markdown.
        note: String,
    },
    /// A note gets other words, another kind or other tags.
    Edit {
        /// The note as it was.
        before: Box<Annotation>,
        /// As it is now.
        after: Box<Annotation>,
    },
    /// A note goes.
    Delete(Box<Annotation>),
    /// The last change is undone.
    Undo,
    /// It is made again.
    Redo,
    /// Notes that could not be saved earlier are put in their place.
    Recover,
}

/// A place to come back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) article: ArticleName,
    /// The byte at the top of the screen; and, for as long as the width is what it was, the row.
    pub(super) byte: usize,
    pub(super) top: Position,
    pub(super) columns: usize,
    pub(super) current: Option<Stop>,
}

/// Where one jumped from, and where one came back from.
#[derive(Debug, Clone, Default)]
pub(super) struct Jumps {
    pub(super) back: Vec<Spot>,
    pub(super) forward: Vec<Spot>,
}

/// The viewer.
#[derive(Debug)]
pub struct Viewer {
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) settings: Settings,
    /// The settings with which it began.
    pub(super) began: Settings,
    pub(super) keymap: Keymap,
    /// What the library is called, and its articles.
    pub(super) library: String,
    pub(super) shelf: Vec<ShelfEntry>,
    pub(super) order: Order,
    pub(super) reader: Option<Reader>,
    /// The article beside it that tells the same.
    pub(super) parallel: Option<Parallel>,
    pub(super) jumps: Jumps,
    /// A place to go to once its article is open.
    pub(super) pending: Option<Spot>,
    /// The lists in front of the page; the last is in front.
    pub(super) lists: Vec<List>,
    pub(super) prompt: Option<Prompt>,
    /// What was searched for before.
    pub(super) history: History,
    /// Where one was when the list of hits was opened.
    pub(super) hits_origin: Option<Spot>,
    /// What the whole library is searched for.
    pub(super) across: Option<Across>,
    /// What is to be searched for in an article that is opened, and where.
    pub(super) sought: Option<hits::Sought>,
    /// The note being written.
    pub(super) editor: Option<Editor>,
    /// Whether the keys select words.
    pub(super) selecting: bool,
    /// What is said in the status line until the next key.
    pub(super) message: Option<String>,
    /// The digits typed before a key.
    pub(super) count: String,
    /// What the next letter is for.
    pub(super) awaiting: Option<Awaiting>,
}

impl Viewer {
    /// A viewer with no article open, on a screen of a size.
    pub fn new(
        size: (u16, u16),
        settings: Settings,
        keymap: Keymap,
        library: String,
        shelf: Vec<ShelfEntry>,
    ) -> Self {
        Self {
            width: size.0.max(1),
            height: size.1.max(1),
            settings,
            began: settings,
            keymap,
            library,
            shelf,
            order: Order::default(),
            parallel: None,
            reader: None,
            jumps: Jumps::default(),
            pending: None,
            lists: Vec::new(),
            prompt: None,
            history: History::default(),
            hits_origin: None,
            across: None,
            sought: None,
            editor: None,
            selecting: false,
            message: None,
            count: String::new(),
            awaiting: None,
        }
    }

    /// Opens an edition, at a passage, or where the reader was when last here.
    pub fn open(&mut self, edition: Edition, at: Option<&PassageRun>, last: Option<&Reading>) {
        self.parallel = None;
        let geometry = self.geometry_for(Some(&edition));
        let style = self.style(&geometry);
        let mut reader = Reader::new(edition, style, usize::from(geometry.text.height));
        reader.marks = last.map(|r| r.marks.clone()).unwrap_or_default();
        let pending = self.pending.take();
        let mut unknown = None;
        match (at, pending) {
            (_, Some(spot)) if spot.article == reader.article().name => {
                reader.go_back_to(&spot);
            }
            (Some(run), _) => match reader.byte_of_passage(run) {
                Some(byte) => reader.arrive(byte),
                None => unknown = Some(run.to_string()),
            },
            (None, _) => restore(&mut reader, last),
        }
        self.message = unknown.map(|run| format!("this article has no passage {run}"));
        self.reader = Some(reader);
        self.lists.clear();
        self.prompt = None;
        self.selecting = false;
        self.fit();
        hits::seek(self);
    }

    /// Takes the same article anew, with what has changed in it or its notes; the place, the note
    /// in hand and the search stay.
    pub fn renew(&mut self, edition: Edition) {
        let geometry = self.geometry_for(Some(&edition));
        let style = self.style(&geometry);
        let Some(old) = self.reader.take() else {
            return;
        };
        let mut reader = Reader::new(edition, style, usize::from(geometry.text.height));
        reader.take_over(&old);
        if let Some(editor) = &mut self.editor {
            editor.carry(old.article(), reader.article());
        }
        self.selecting &= reader.selection.is_some();
        self.reader = Some(reader);
        lists::remake(self);
        self.fit();
        hits::seek(self);
        self.sought = None;
    }

    /// Sets the article that tells the same beside the one that is open.
    pub fn set_beside(&mut self, edition: Edition) {
        let Some(reader) = &self.reader else { return };
        let geometry = Geometry::parallel(
            self.width,
            self.height,
            self.settings.measure,
            [longest_label(&reader.edition), longest_label(&edition)],
        );
        let other = geometry.other.unwrap_or_default();
        let style = self.style_of(other.text.width);
        let title = edition.article.title().to_owned();
        let rows = usize::from(other.text.height);
        let parallel = Parallel::new(reader, edition, style, rows);
        let count = parallel.len();
        self.parallel = Some(parallel);
        self.fit();
        let key = self.keymap.key_of(Action::Parallel);
        self.say(format!(
            "{title}: {count} passages correspond · {key} closes it"
        ));
    }

    /// The article that is open, with its notes.
    pub fn edition(&self) -> Option<&Edition> {
        self.reader.as_ref().map(|r| &r.edition)
    }

    /// The note was saved: its editor closes.
    pub fn saved(&mut self) {
        self.editor = None;
        self.end_selection();
    }

    /// What would be lost if the viewer ended now: a note that is being written.
    pub fn unsaved(&self) -> Option<NoteChange> {
        self.editor.as_ref()?.unsaved()
    }

    /// The key that puts notes in their place which could not be saved earlier.
    pub fn key_of_recovery(&self) -> String {
        self.keymap.key_of(Action::Recover)
    }

    /// Whether a note is being written.
    pub fn is_writing(&self) -> bool {
        self.editor.is_some()
    }

    /// Takes what the reader's own editor gave back.
    pub fn written(&mut self, text: &str) -> Effect {
        editor::written(self, text)
    }

    /// Shows a passage of another article in a small pane.
    pub fn show_passage(&mut self, article: &Article, reference: &Reference) {
        let list = about::peek_elsewhere(self, article, reference);
        self.lists.push(list);
        self.fit();
    }

    /// The place to remember, with its article.
    pub fn reading(&self) -> Option<(ArticleName, Reading)> {
        let reader = self.reader.as_ref()?;
        let first = reader
            .pages
            .position_of(reader.article(), reader.top_byte());
        let passage = reader.passage();
        let start = reader.article().range_of(&passage).map_or(0, |r| r.start);
        let of_passage = reader.pages.position_of(reader.article(), start);
        Some((
            reader.article().name.clone(),
            Reading {
                passage: (reader.top.block > 0 || reader.top.row > 0).then(|| passage.to_string()),
                line: first.row.saturating_sub(of_passage.row),
                progress: reader.progress(),
                marks: reader.marks.clone(),
            },
        ))
    }

    /// The size of the screen that it is made for.
    pub fn size(&self) -> (u16, u16) {
        (self.width, self.height)
    }

    /// The palette.
    pub fn theme(&self) -> Theme {
        self.settings.theme
    }

    /// What is to be remembered of the settings, when they began as `config` has them and `old` was
    /// remembered. A palette that suits the terminal's background is not one that was chosen.
    pub fn remember(&self, config: &Config, old: &Remembered) -> Remembered {
        let mut settings = self.settings;
        if settings.theme == self.began.theme {
            settings.theme = config.settings.theme;
        }
        config.remember(&settings, old)
    }

    /// Whether the mouse is ours.
    pub fn has_mouse(&self) -> bool {
        self.settings.mouse
    }

    /// Sets the palette.
    pub fn set_theme(&mut self, theme: Theme) {
        self.settings.theme = theme;
        self.began.theme = theme;
    }

    /// Whether the list of articles is in sight.
    pub fn shows_library(&self) -> bool {
        let in_front = self.lists.last();
        in_front.is_some_and(|l| l.kind == super::list::Kind::Articles)
    }

    /// Says something in the status line.
    pub fn say(&mut self, message: impl Into<String>) {
        self.message = Some(message.into());
    }

    /// The name of the article that is open.
    pub fn article(&self) -> Option<&ArticleName> {
        self.reader.as_ref().map(|r| &r.article().name)
    }

    /// Tells what became known of an article of the library.
    pub fn learn(&mut self, entry: ShelfEntry) {
        if let Some(slot) = self.shelf.iter_mut().find(|e| e.name == entry.name) {
            *slot = entry;
            lists::refresh_articles(self);
        }
    }

    /// Shows the library's articles.
    pub fn show_library(&mut self) {
        self.lists.clear();
        self.lists.push(lists::articles(self));
        self.fit();
    }

    /// Takes an event and gives what must be done outside.
    pub fn handle(&mut self, event: Event) -> Effect {
        let effect = self.take(event);
        if let (Some(parallel), Some(reader)) = (&mut self.parallel, &self.reader) {
            parallel.follow(reader);
        }
        effect
    }

    fn take(&mut self, event: Event) -> Effect {
        match event {
            Event::Key(key) => self.key(key),
            Event::Wheel(..) | Event::Click(..) | Event::Press(..) | Event::Drag(..)
                if self.editor.is_some() =>
            {
                Effect::None
            }
            Event::Wheel(rows, x, y) => {
                self.message = None;
                update::wheel(self, rows, (x, y));
                Effect::None
            }
            Event::Click(x, y) => {
                self.message = None;
                update::click(self, x, y)
            }
            Event::Press(x, y, unit) => {
                self.message = None;
                update::press(self, x, y, unit);
                Effect::None
            }
            Event::Drag(x, y) => {
                update::drag(self, x, y);
                Effect::None
            }
            Event::Paste(text) => {
                if let Some(prompt) = &mut self.prompt {
                    prompt.paste(&text);
                    return update::typed(self);
                }
                if let Some(editor) = &mut self.editor {
                    editor.paste(&text);
                }
                Effect::None
            }
            Event::Resize(width, height) => {
                self.width = width.max(1);
                self.height = height.max(1);
                self.fit();
                lists::rewrap(self);
                Effect::None
            }
        }
    }

    fn key(&mut self, key: Key) -> Effect {
        self.message = None;
        if self.editor.is_some() && self.prompt.is_none() {
            return editor::key(self, key);
        }
        if let Some(prompt) = &mut self.prompt {
            let typed = prompt.key(key);
            match typed {
                Typed::Changed => return update::typed(self),
                Typed::Still => {}
                Typed::Up | Typed::Down => {
                    return update::typed_step(self, if typed == Typed::Down { 1 } else { -1 });
                }
                Typed::Accepted => return update::accepted(self),
                Typed::Cancelled => return update::cancelled(self),
            }
            return Effect::None;
        }
        if let Some(awaiting) = self.awaiting.take() {
            if let Code::Char(letter) = key.code {
                marks::letter(self, awaiting, letter);
            }
            return Effect::None;
        }
        if let Code::Char(digit @ '0'..='9') = key.code
            && !key.ctrl
            && !key.alt
            && (digit != '0' || !self.count.is_empty())
            && self.count.len() < 9
        {
            self.count.push(digit);
            return Effect::None;
        }
        if let Some(action) = self.keymap.action(self.pane(), key) {
            return update::update(self, action);
        }
        self.count.clear();
        let help = self.keymap.key_of(Action::Help);
        self.say(format!("{key} does nothing here; {help} lists the keys"));
        Effect::None
    }

    /// What takes the keys.
    pub(super) fn pane(&self) -> Pane {
        if !self.lists.is_empty() {
            Pane::List
        } else if self.selecting {
            Pane::Selection
        } else {
            Pane::Page
        }
    }

    /// Ends the selecting of words, and forgets them.
    pub(super) fn end_selection(&mut self) {
        self.selecting = false;
        if let Some(reader) = &mut self.reader {
            reader.selection = None;
        }
    }

    /// The parts of the screen as they are now.
    pub(super) fn geometry(&self) -> Geometry {
        self.geometry_for(self.reader.as_ref().map(|r| &r.edition))
    }

    fn geometry_for(&self, edition: Option<&Edition>) -> Geometry {
        let label = edition.map_or(4, longest_label);
        if let Some(parallel) = &self.parallel {
            let other = longest_label(&parallel.reader.edition);
            let measure = self.settings.measure;
            return Geometry::parallel(self.width, self.height, measure, [label, other]);
        }
        Geometry::new(
            self.width,
            self.height,
            self.settings.measure,
            label,
            self.settings.notes,
        )
    }

    fn style(&self, geometry: &Geometry) -> Style {
        self.style_of(geometry.text.width)
    }

    fn style_of(&self, columns: u16) -> Style {
        Style {
            columns: usize::from(columns.max(1)),
            justified: self.settings.justified && columns >= 40,
            hyphenated: self.settings.hyphenated,
        }
    }

    /// Fits everything to the size and the settings.
    pub(super) fn fit(&mut self) {
        let geometry = self.geometry();
        let style = self.style(&geometry);
        let rows = usize::from(geometry.text.height);
        if let Some(reader) = &mut self.reader {
            reader.fit(style, rows);
        }
        if let Some(other) = &geometry.other {
            let style = self.style_of(other.text.width);
            if let (Some(parallel), Some(reader)) = (&mut self.parallel, &self.reader) {
                parallel.reader.fit(style, usize::from(other.text.height));
                parallel.follow(reader);
            }
        }
        for list in &mut self.lists {
            let area = lists::area_of(list, self.width, self.height);
            list.rows = lists::rows(usize::from(area.height - list.head_rows().min(area.height)));
            list.follow();
        }
    }

    /// Opens a prompt.
    pub(super) fn ask(&mut self, asking: Asking, text: impl Into<String>) {
        let origin = self
            .reader
            .as_ref()
            .map_or_else(Default::default, |r| (r.top, r.current));
        self.prompt = Some(Prompt::new(asking, text, origin));
    }

    /// Keeps the present place to come back to.
    pub(super) fn mark_jump(&mut self) {
        if let Some(spot) = self.spot() {
            self.leave(spot);
        }
    }

    /// Keeps a place to come back to; the way forward from it is forgotten.
    pub(super) fn leave(&mut self, spot: Spot) {
        self.jumps.forward.clear();
        if self.jumps.back.last() != Some(&spot) {
            self.jumps.back.push(spot);
        }
        if self.jumps.back.len() > MOST_JUMPS {
            self.jumps.back.remove(0);
        }
    }

    /// The present place.
    pub(super) fn spot(&self) -> Option<Spot> {
        let reader = self.reader.as_ref()?;
        Some(Spot {
            article: reader.article().name.clone(),
            byte: reader.top_byte(),
            top: reader.top,
            columns: reader.pages.style().columns,
            current: reader.current,
        })
    }

    /// What was searched for in former sessions, the oldest first.
    pub fn remember_searches(&mut self, lines: Vec<String>) {
        self.history = History::new(lines);
    }

    /// What was searched for, in this session and before, the oldest first.
    pub fn searches(&self) -> &[String] {
        self.history.lines()
    }

    /// The search of the article that is open.
    pub(super) fn search(&self) -> Option<&Search> {
        self.reader.as_ref()?.search.as_ref()
    }
}

/// How many places are kept to come back to.
const MOST_JUMPS: usize = 200;

/// The columns of the longest passage number; those of very deep sections are cut.
fn longest_label(edition: &Edition) -> u16 {
    let sections = edition.article.sections.iter();
    let longest = sections
        .map(|s| s.number.to_string().len() + 1 + s.paragraphs.len().to_string().len())
        .max()
        .unwrap_or(4);
    u16::try_from(longest.clamp(4, 9)).unwrap_or(9)
}

fn restore(reader: &mut Reader, last: Option<&Reading>) {
    let Some(reading) = last else { return };
    let passage = reading.passage.as_deref().and_then(|p| p.parse().ok());
    let range = passage.and_then(|p| reader.article().range_of(&p));
    if let Some(range) = range {
        let mut top = reader.pages.position_of(reader.article(), range.start);
        top.row += reading.line;
        let height = reader.pages.block(reader.article(), top.block).rows.len();
        top.row = top.row.min(height.saturating_sub(1));
        reader.set_top(top);
    }
}
