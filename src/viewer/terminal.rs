//! The shell around the pure viewer: the terminal, its events, the signals, the files.
//!
//! The terminal is restored on quit, error, panic, SIGTERM, SIGHUP and SIGINT; Ctrl-Z and SIGTSTP
//! stop the program with the terminal restored. A terminal that goes away ends the program: the
//! event reader of crossterm would turn in circles then, so a watch of our own looks for it.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use crossterm::event::{
    self, DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
    KeyEventKind, MouseButton, MouseEventKind,
};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{cursor, execute, terminal};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
use signal_hook::low_level::emulate_default_handler;

use super::background::{Background, Taken};
use super::key::Key;
use super::keys::Keymap;
use super::state::{Effect, Event, NoteChange, Settings, ShelfEntry, Viewer};
use super::theme::Theme;
use crate::annotation::{Anchorer, Annotation, Kind, Locator, Target};
use crate::article::{Article, ArticleName, PassageRun};
use crate::edition::{Apparatus, Edition};
use crate::library::{Library, OwnNotes, state as reading};
use crate::search::Answer;
use crate::text::problem::Position;
use crate::text::safe;

/// What to begin with.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// The article; the library's list when there is none.
    pub article: Option<ArticleName>,
    /// The passage of it.
    pub at: Option<PassageRun>,
    /// The settings.
    pub settings: Settings,
    /// The keys.
    pub keymap: Keymap,
    /// Whether the palette may be chosen by the terminal's background.
    pub detect_theme: bool,
}

/// What comes in from the threads.
enum Incoming {
    Terminal(event::Event),
    Signal(i32),
    /// The terminal has gone away.
    Gone,
    Surveyed(ShelfEntry),
    /// The article with its notes; what to say of it.
    Loaded(Box<Edition>, Option<String>),
    Failed(String),
    /// A file of the article that is open has changed.
    Changed,
    /// What the library answers to the search with that number.
    Found(u64, Answer),
    /// It has answered, or cannot.
    FoundAll(u64, Option<String>),
}

/// How it ended.
enum End {
    Quit,
    Signal(i32),
    Gone,
}

type Screen = Terminal<CrosstermBackend<BufWriter<Stdout>>>;

/// How often the watch looks whether the terminal is still there.
const WATCH: Duration = Duration::from_millis(250);

/// How long a search of the article goes on before the keys are looked at again.
const MOMENT: Duration = Duration::from_millis(12);

/// So many bytes are looked through between two looks at the clock.
const CLOCK_EVERY: usize = 1 << 16;

/// How long the library waits for the next letter before it is searched.
const TYPING: Duration = Duration::from_millis(60);

/// Opens the viewer and returns when the reader leaves it.
pub fn run(library: &Library, start: Start) -> anyhow::Result<()> {
    let size = terminal::size().unwrap_or((80, 24));
    let mut viewer = Viewer::new(
        size,
        start.settings,
        start.keymap,
        library_name(library),
        shelf(library),
    );
    // Before the screen is taken, so that an error is an ordinary message.
    match &start.article {
        Some(name) => open(library, &mut viewer, name, start.at.as_ref())?,
        None => viewer.show_library(),
    }
    let (sender, receiver) = channel();
    take_signals(&sender)?;
    let mut screen = enter_first()?;
    let guard = Restore;
    let mut session = Session {
        library,
        viewer,
        background: start.detect_theme.then(Background::default),
        sender,
        surveyed: false,
        own: None,
        watched: Watched::default(),
        asked: Arc::default(),
        unshown: false,
    };
    session.viewer.remember_searches(reading::searches());
    let remembered = session.viewer.searches().to_vec();
    session.draw(&mut screen)?;
    session.load(None);
    if session.background.is_some() {
        Background::ask()?;
    }
    watch_all(&session.sender, &session.watched);
    let end = session.run(&mut screen, &receiver);
    session.save();
    if session.viewer.searches() != remembered {
        // What cannot be remembered is no loss worth a word.
        let _ = reading::save_searches(session.viewer.searches(), super::history::MOST);
    }
    let gone = matches!(end, Ok(End::Gone)) || !io::stdout().is_terminal();
    if gone {
        // No one is left to restore anything for, or to tell; what would still be written on the
        // way out could only fail. The code is that of a hang-up.
        std::process::exit(128 + SIGHUP);
    }
    drop(guard);
    if let End::Signal(signal) = end? {
        // To die of it as the sender expects.
        let _ = emulate_default_handler(signal);
    }
    Ok(())
}

struct Session<'a> {
    library: &'a Library,
    viewer: Viewer,
    background: Option<Background>,
    sender: Sender<Incoming>,
    surveyed: bool,
    /// The reader's own notes on the article that is open, with what can be undone.
    own: Option<(ArticleName, OwnNotes)>,
    watched: Watched,
    /// The number of the last search of the library: those before it stop.
    asked: Arc<AtomicU64>,
    /// Whether the library has answered since the last frame.
    unshown: bool,
}

impl Session<'_> {
    fn run(&mut self, screen: &mut Screen, incoming: &Receiver<Incoming>) -> anyhow::Result<End> {
        loop {
            if self.viewer.shows_library() && !self.surveyed {
                self.surveyed = true;
                survey(self.library.clone(), self.sender.clone());
            }
            let first = if self.viewer.is_searching() {
                // The search goes on as long as nothing else is to be done.
                match incoming.try_recv() {
                    Ok(first) => first,
                    Err(TryRecvError::Empty) => {
                        self.search_on(screen)?;
                        continue;
                    }
                    Err(TryRecvError::Disconnected) => return Ok(End::Gone),
                }
            } else {
                let Ok(first) = incoming.recv() else {
                    return Ok(End::Gone);
                };
                first
            };
            // Whatever has come in meanwhile is taken before the next frame.
            let mut next = Some(first);
            while let Some(one) = next {
                if let Some(end) = self.take(one, screen)? {
                    return Ok(end);
                }
                next = incoming.try_recv().ok();
            }
            if std::mem::take(&mut self.unshown) {
                self.viewer.show_found();
            }
            self.draw(screen)?;
        }
    }

    fn take(&mut self, incoming: Incoming, screen: &mut Screen) -> anyhow::Result<Option<End>> {
        match incoming {
            Incoming::Gone => return Ok(Some(End::Gone)),
            Incoming::Signal(SIGTSTP) => suspend(screen)?,
            Incoming::Signal(SIGCONT) => reenter(screen)?,
            Incoming::Signal(signal) => return Ok(Some(End::Signal(signal))),
            Incoming::Surveyed(entry) => self.viewer.learn(entry),
            Incoming::Changed => self.load(Some(String::new())),
            Incoming::Failed(why) => self.viewer.say(why),
            Incoming::Found(asked, answer) if self.is_asked(asked) => {
                self.viewer.found(answer);
                self.unshown = true;
            }
            Incoming::FoundAll(asked, error) if self.is_asked(asked) => {
                self.viewer.found_all(error);
                self.unshown = true;
            }
            Incoming::Found(..) | Incoming::FoundAll(..) => {}
            Incoming::Loaded(edition, said) => self.renew(*edition, said),
            Incoming::Terminal(event) => {
                if let (Some(background), event::Event::Key(key)) = (&mut self.background, &event) {
                    match background.takes(key) {
                        Taken::No => {}
                        Taken::Part => return Ok(None),
                        Taken::Whole(theme) => {
                            self.viewer.set_theme(theme);
                            return Ok(None);
                        }
                    }
                }
                if let Some(event) = translate(event) {
                    let effect = self.viewer.handle(event);
                    return self.carry_out(effect, screen);
                }
            }
        }
        Ok(None)
    }

    fn carry_out(&mut self, effect: Effect, screen: &mut Screen) -> anyhow::Result<Option<End>> {
        match effect {
            Effect::None => {}
            Effect::Quit => return Ok(Some(End::Quit)),
            Effect::Suspend => suspend(screen)?,
            Effect::Redraw => screen.clear()?,
            Effect::Open(name, at) => {
                self.save();
                match open(self.library, &mut self.viewer, &name, at.as_ref()) {
                    Ok(()) => self.load(None),
                    Err(error) => self.viewer.say(error.to_string()),
                }
            }
            Effect::SearchLibrary(query) => self.search_library(query),
            Effect::Notes(change) => self.change(change),
            Effect::Copy(text) => copy(&text)?,
        }
        Ok(None)
    }

    /// Goes on with the search of the article for a moment, and shows how far it has come.
    fn search_on(&mut self, screen: &mut Screen) -> io::Result<()> {
        let start = Instant::now();
        let before = self.viewer.searching_shows();
        // The clock is asked once in a while only.
        let mut next_look = 0;
        self.viewer.search_on(|bytes| {
            if bytes < next_look {
                return true;
            }
            next_look = bytes + CLOCK_EVERY;
            start.elapsed() < MOMENT
        });
        if before != self.viewer.searching_shows() {
            self.draw(screen)?;
        }
        Ok(())
    }

    /// Searches the library in a thread; a search that is still at work gives up.
    fn search_library(&mut self, query: String) {
        let number = self.asked.fetch_add(1, Ordering::Relaxed) + 1;
        if query.is_empty() {
            return;
        }
        let (library, sender) = (self.library.clone(), self.sender.clone());
        let asked = Arc::clone(&self.asked);
        std::thread::spawn(move || {
            std::thread::sleep(TYPING);
            let outdated = || asked.load(Ordering::Relaxed) != number;
            if outdated() {
                return;
            }
            let send = |answer| sender.send(Incoming::Found(number, answer)).is_ok();
            let error = super::hits::search(&library, &query, |answer| !outdated() && send(answer));
            let _ = sender.send(Incoming::FoundAll(number, error));
        });
    }

    fn is_asked(&self, number: u64) -> bool {
        self.asked.load(Ordering::Relaxed) == number
    }

    fn draw(&mut self, screen: &mut Screen) -> io::Result<()> {
        let size = screen.size()?;
        let viewer = &mut self.viewer;
        if (size.width, size.height) != viewer.size() {
            viewer.handle(Event::Resize(size.width, size.height));
        }
        screen.draw(|frame| {
            if let Some(cursor) = super::draw(viewer, frame.buffer_mut()) {
                frame.set_cursor_position(cursor);
            }
        })?;
        Ok(())
    }

    /// Reads the article's notes (and the article, when it may have changed) in a thread.
    fn load(&mut self, said: Option<String>) {
        let Some(name) = self.viewer.article().cloned() else {
            return;
        };
        self.watched.watch(files_of(self.library, &name));
        let (library, sender) = (self.library.clone(), self.sender.clone());
        std::thread::spawn(move || {
            let _ = sender.send(match library.open(&name) {
                Ok(edition) => Incoming::Loaded(Box::new(edition), said),
                Err(error) => Incoming::Failed(error.to_string()),
            });
        });
    }

    fn renew(&mut self, edition: Edition, said: Option<String>) {
        if self.viewer.article() != Some(&edition.article.name) {
            return;
        }
        let told = said.map(|said| {
            let before = self.viewer.edition();
            let notes = before.map_or(0, |e| e.notes.len());
            let same_text = before.is_some_and(|e| e.article.text == edition.article.text);
            let text = if same_text {
                ""
            } else {
                "the text has changed · "
            };
            if said.is_empty() {
                format!("read anew: {text}{notes} → {} notes", edition.notes.len())
            } else {
                said
            }
        });
        self.viewer.renew(edition);
        if let Some(told) = told {
            self.viewer.say(told);
        }
    }

    /// Changes the reader's own notes. A note that could not be saved stays in its editor.
    fn change(&mut self, change: NoteChange) {
        let Some(name) = self.viewer.article().cloned() else {
            return;
        };
        if self.own.as_ref().is_none_or(|(of, _)| *of != name) {
            self.own = Some((name.clone(), OwnNotes::of(self.library, &name)));
        }
        let Some((_, own)) = &mut self.own else {
            return;
        };
        let result = match change {
            NoteChange::Add { range, note } => {
                let Some(edition) = self.viewer.edition() else {
                    return;
                };
                own.add(new_note(&edition.article, &range, note))
            }
            NoteChange::Edit { before, note } => {
                let after = Annotation {
                    note,
                    ..(*before).clone()
                };
                own.change(*before, after)
            }
            NoteChange::Delete(note) => own.delete(*note),
            NoteChange::Undo | NoteChange::Redo => {
                let undoes = change == NoteChange::Undo;
                let done = if undoes { own.undo() } else { own.redo() };
                let Some(result) = done else {
                    let what = if undoes { "undo" } else { "make again" };
                    self.viewer.say(format!("nothing to {what}"));
                    return;
                };
                result
            }
        };
        match result {
            Ok(saved) => {
                self.viewer.saved();
                let file = saved.file.to_string_lossy();
                let said = format!("{} · saved in {file}", saved.change.note().id);
                self.load(Some(saved.remark.unwrap_or(said)));
            }
            Err(unsaved) => self.viewer.say(unsaved.to_string()),
        }
    }

    /// Remembers the place; a reader that cannot is told nothing, for nothing of theirs is lost.
    fn save(&self) {
        if let Some((name, place)) = self.viewer.reading() {
            let _ = reading::save(self.library, &name, &place);
        }
    }
}

fn open(
    library: &Library,
    viewer: &mut Viewer,
    name: &ArticleName,
    at: Option<&PassageRun>,
) -> anyhow::Result<()> {
    // The text comes first: its notes are read while it stands on the screen already.
    let (article, problems) = library.article(name)?;
    let apparatus = Apparatus {
        problems,
        ..Apparatus::default()
    };
    let edition = Edition::new(article, apparatus, Arc::default());
    let last = reading::load(library, name);
    viewer.open(edition, at, last.as_ref());
    Ok(())
}

/// A note of the reader's own on bytes of an article.
fn new_note(article: &Article, range: &Range<usize>, note: String) -> Annotation {
    let anchorer = Anchorer::new(article);
    Annotation {
        id: String::new(),
        kind: Kind::Note,
        target: Target::of_range(article, &anchorer, range),
        source: None,
        locator: Locator::default(),
        cited: None,
        speaker: None,
        via: None,
        to: Vec::new(),
        tags: Vec::new(),
        note,
        drafted: None,
        own: true,
        position: Position::default(),
    }
}

/// The files that make an article's edition, where the library is a folder.
fn files_of(library: &Library, name: &ArticleName) -> Vec<PathBuf> {
    let files = [
        format!("corpus/{name}.md"),
        format!("annotations/{name}.yaml"),
        format!("annotations/{name}.notes.yaml"),
        "annotations/sources.yaml".to_owned(),
    ];
    files.iter().filter_map(|f| library.path(f)).collect()
}

/// The files that are looked at for changes, and what they were when last looked at. Asked for
/// their date and size a few times a second: that works on every file system, also over a network.
#[derive(Debug, Clone, Default)]
struct Watched(Arc<Mutex<(Vec<PathBuf>, Vec<FilePrint>)>>);

/// Date and size of a file, when it is there.
type FilePrint = Option<(Option<SystemTime>, u64)>;

impl Watched {
    fn prints(files: &[PathBuf]) -> Vec<FilePrint> {
        let print = |file: &PathBuf| {
            let meta = std::fs::metadata(file).ok()?;
            Some((meta.modified().ok(), meta.len()))
        };
        files.iter().map(print).collect()
    }

    fn watch(&self, files: Vec<PathBuf>) {
        if let Ok(mut held) = self.0.lock() {
            let prints = Self::prints(&files);
            *held = (files, prints);
        }
    }

    /// Whether one has changed since this was asked last.
    fn changed(&self) -> bool {
        let Ok(mut held) = self.0.lock() else {
            return false;
        };
        let now = Self::prints(&held.0);
        let changed = now != held.1;
        held.1 = now;
        changed
    }
}

/// Puts text on the clipboard by OSC 52 (xterm's control sequences), which terminals and tmux
/// pass on also from a distant machine.
fn copy(text: &str) -> io::Result<()> {
    let mut out = io::stdout();
    write!(out, "\x1b]52;c;{}\x07", base64(text.as_bytes()))?;
    out.flush()
}

/// Base 64 (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let index = (group >> (18 - 6 * place)) & 63;
            let sign = SIGNS.get(index as usize).copied().unwrap_or(b'=');
            out.push(if place <= chunk.len() {
                char::from(sign)
            } else {
                '='
            });
        }
    }
    out
}

fn library_name(library: &Library) -> String {
    match library.folder() {
        Some(folder) => safe::shown_line(&folder.to_string_lossy()).into_owned(),
        None => "built in".to_owned(),
    }
}

/// The articles by name; what else there is to know is found out when the list is looked at.
fn shelf(library: &Library) -> Vec<ShelfEntry> {
    let entry = |e: crate::library::Entry| ShelfEntry {
        title: e.name.to_string(),
        remark: if e.has_text {
            String::new()
        } else {
            "notes only: bring the text with `postil import`".to_owned()
        },
        has_text: e.has_text,
        name: e.name,
    };
    library.entries().into_iter().map(entry).collect()
}

fn survey(library: Library, sender: Sender<Incoming>) {
    std::thread::spawn(move || {
        for mut entry in shelf(&library) {
            if !entry.has_text {
                continue;
            }
            let Ok(edition) = library.open(&entry.name) else {
                continue;
            };
            let meta = &edition.article.metadata;
            let mut parts: Vec<String> = meta.author.first().cloned().into_iter().collect();
            parts.extend(meta.date.clone());
            parts.push(format!("{} words", edition.article.word_count()));
            parts.push(format!("{} notes", edition.notes.len()));
            match edition.problems.len() {
                0 => {}
                1 => parts.push("1 problem".to_owned()),
                n => parts.push(format!("{n} problems")),
            }
            if let Some(place) = reading::load(&library, &entry.name) {
                parts.push(format!("{}% read", place.progress / 10));
            }
            edition.article.title().clone_into(&mut entry.title);
            entry.remark = parts.join(" · ");
            if sender.send(Incoming::Surveyed(entry)).is_err() {
                return;
            }
        }
    });
}

fn translate(event: event::Event) -> Option<Event> {
    match event {
        event::Event::Key(key) if key.kind != KeyEventKind::Release => {
            Key::from_event(&key).map(Event::Key)
        }
        event::Event::Mouse(mouse) => match mouse.kind {
            MouseEventKind::ScrollDown => Some(Event::Wheel(1, mouse.column, mouse.row)),
            MouseEventKind::ScrollUp => Some(Event::Wheel(-1, mouse.column, mouse.row)),
            MouseEventKind::Down(MouseButton::Left) => Some(Event::Click(mouse.column, mouse.row)),
            _ => None,
        },
        event::Event::Paste(text) => Some(Event::Paste(text)),
        event::Event::Resize(width, height) => Some(Event::Resize(width, height)),
        _ => None,
    }
}

/// Takes the signals from here on; before the screen is taken, so that none finds it taken and
/// leaves it so.
fn take_signals(sender: &Sender<Incoming>) -> io::Result<()> {
    let mut signals =
        signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT])?;
    let to = sender.clone();
    std::thread::spawn(move || {
        for signal in &mut signals {
            if to.send(Incoming::Signal(signal)).is_err() {
                return;
            }
        }
    });
    Ok(())
}

/// Starts the threads that read events and watch for the terminal's going away and for files
/// that change.
fn watch_all(sender: &Sender<Incoming>, watched: &Watched) {
    let gone = Arc::new(AtomicBool::new(false));
    let to = sender.clone();
    let stop = Arc::clone(&gone);
    std::thread::spawn(move || {
        while !stop.load(Ordering::Relaxed) {
            match event::poll(WATCH).and_then(|ready| ready.then(event::read).transpose()) {
                Ok(Some(event)) => {
                    if to.send(Incoming::Terminal(event)).is_err() {
                        return;
                    }
                }
                Ok(None) => {}
                Err(_) => {
                    let _ = to.send(Incoming::Gone);
                    return;
                }
            }
        }
    });
    let to = sender.clone();
    let watched = watched.clone();
    std::thread::spawn(move || {
        while io::stdout().is_terminal() {
            std::thread::sleep(WATCH);
            if watched.changed() && to.send(Incoming::Changed).is_err() {
                return;
            }
        }
        gone.store(true, Ordering::Relaxed);
        let _ = to.send(Incoming::Gone);
    });
}

fn enter_first() -> io::Result<Screen> {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        restore();
        before(panic);
    }));
    enter()?;
    let out = BufWriter::with_capacity(1 << 16, io::stdout());
    Terminal::new(CrosstermBackend::new(out))
}

fn enter() -> io::Result<()> {
    terminal::enable_raw_mode()?;
    execute!(
        io::stdout(),
        EnterAlternateScreen,
        EnableMouseCapture,
        EnableBracketedPaste,
        cursor::Hide
    )
}

/// Gives the terminal back as it was. What fails here has no one left to tell.
fn restore() {
    let mut out = io::stdout();
    let _ = execute!(
        out,
        DisableBracketedPaste,
        DisableMouseCapture,
        LeaveAlternateScreen,
        cursor::Show
    );
    let _ = out.flush();
    let _ = terminal::disable_raw_mode();
}

/// Restores the terminal when it goes out of scope, however that comes.
struct Restore;

impl Drop for Restore {
    fn drop(&mut self) {
        restore();
    }
}

/// Stops until the shell lets it go on; then the screen is drawn whole.
fn suspend(screen: &mut Screen) -> io::Result<()> {
    restore();
    emulate_default_handler(SIGTSTP)?;
    reenter(screen)
}

fn reenter(screen: &mut Screen) -> io::Result<()> {
    // The shell may have changed the settings of the line: they are set anew in any case.
    let _ = terminal::disable_raw_mode();
    enter()?;
    screen.clear()
}

/// The palette that the environment speaks for: none of the colours under `NO_COLOR`, else what
/// `COLORFGBG` says of the background; `None` when it says nothing.
pub fn theme_of_environment() -> Option<Theme> {
    if std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty()) {
        return Some(Theme::Plain);
    }
    let value = std::env::var("COLORFGBG").ok()?;
    let background: u8 = value.rsplit(';').next()?.parse().ok()?;
    Some(if matches!(background, 7 | 9..=15) {
        Theme::Light
    } else {
        Theme::Dark
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_as_the_rfc_has_it() {
        for (plain, coded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }
}
