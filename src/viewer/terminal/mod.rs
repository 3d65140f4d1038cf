//! The shell around the pure viewer: the terminal, its events, the signals, the files.
//!
//! The terminal is restored on quit, error, panic, SIGTERM, SIGHUP and SIGINT; Ctrl-Z and SIGTSTP
//! stop the program with the terminal restored. A terminal that goes away ends the program: the
//! event reader of crossterm would turn in circles then, so a watch of our own looks for it.

mod clipboard;
mod events;
mod outside;
mod own;
mod screen;
mod search;
mod shelf;
mod watch;

use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::time::{Duration, Instant};

use crossterm::{event, terminal};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
use signal_hook::low_level::emulate_default_handler;

use super::background::{Background, Taken};
use super::carry;
use super::config::Config;
use super::shelf::ShelfEntry;
use super::state::{Effect, Event, Viewer};
use super::theme::Theme;
use crate::article::{ArticleName, PassageRun, Reference};
use crate::edition::{Apparatus, Edition};
use crate::library::{Library, OwnNotes, state as reading};
use crate::search::Answer;
use events::Pointer;
use own::Drafts;
use screen::{Restore, Screen, enter_first, reenter, suspend, take_mouse};
use shelf::{library_name, shelf, survey};
use watch::{Watched, files_of};

/// What to begin with.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// The article; the library's list when there is none.
    pub article: Option<ArticleName>,
    /// The passage of it.
    pub at: Option<PassageRun>,
    /// The settings and keys.
    pub config: Config,
    /// What to say at first.
    pub message: Option<String>,
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

/// How often the watch looks whether the terminal is still there.
const WATCH: Duration = Duration::from_millis(250);

/// Opens the viewer and returns when the reader leaves it.
pub fn run(library: &Library, start: Start) -> anyhow::Result<()> {
    let size = terminal::size().unwrap_or((80, 24));
    let mut viewer = Viewer::new(
        size,
        start.config.settings,
        start.config.keymap.clone(),
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
    let mut screen = enter_first(start.config.settings.mouse)?;
    let guard = Restore;
    let mut session = Session {
        library,
        viewer,
        background: start.config.auto_theme.then(Background::default),
        sender,
        surveyed: false,
        own: None,
        watched: Watched::default(),
        asked: Arc::default(),
        unshown: false,
        pointer: Pointer::default(),
        drafts: Drafts::default(),
    };
    session.viewer.remember_searches(reading::searches());
    let remembered = session.viewer.searches().to_vec();
    session.offer_recovery();
    if let Some(message) = start.message {
        session.viewer.say(message);
    }
    let config = start.config;
    session.draw(&mut screen)?;
    session.load(None);
    if session.background.is_some() {
        Background::ask()?;
    }
    watch_all(&session.sender, &session.watched);
    let end = session.run(&mut screen, &receiver);
    session.save();
    let settings = reading::settings();
    let changed = session.viewer.remember(&config, &settings);
    if changed != settings {
        // As with the searches below.
        let _ = reading::save_settings(&changed);
    }
    if session.viewer.searches() != remembered {
        // What cannot be remembered is no loss worth a word.
        let _ = reading::save_searches(session.viewer.searches(), super::history::MOST);
    }
    session.put_down(true);
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
    pointer: Pointer,
    /// The note that is being written, as far as it is on the disk.
    drafts: Drafts,
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
                match incoming.recv_timeout(self.patience()) {
                    Ok(first) => first,
                    Err(RecvTimeoutError::Timeout) => {
                        self.put_down(false);
                        continue;
                    }
                    Err(RecvTimeoutError::Disconnected) => return Ok(End::Gone),
                }
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
            self.put_down(false);
        }
    }

    /// How long to wait for an event: while a note is written it is put down now and then.
    fn patience(&self) -> Duration {
        if self.viewer.is_writing() {
            Duration::from_secs(2)
        } else {
            Duration::from_secs(3600)
        }
    }

    fn take(&mut self, incoming: Incoming, screen: &mut Screen) -> anyhow::Result<Option<End>> {
        match incoming {
            Incoming::Gone => return Ok(Some(End::Gone)),
            Incoming::Signal(SIGTSTP) => suspend(screen, self.viewer.has_mouse())?,
            Incoming::Signal(SIGCONT) => reenter(screen, self.viewer.has_mouse())?,
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
                for event in self.pointer.translate(event, Instant::now()) {
                    let effect = self.viewer.handle(event);
                    if let Some(end) = self.carry_out(effect, screen)? {
                        return Ok(Some(end));
                    }
                }
            }
        }
        Ok(None)
    }

    fn carry_out(&mut self, effect: Effect, screen: &mut Screen) -> anyhow::Result<Option<End>> {
        match effect {
            Effect::None => {}
            Effect::Quit => return Ok(Some(End::Quit)),
            Effect::Suspend => suspend(screen, self.viewer.has_mouse())?,
            Effect::Redraw => screen.clear()?,
            Effect::Open(name, at) => {
                self.save();
                match open(self.library, &mut self.viewer, &name, at.as_ref()) {
                    Ok(()) => self.load(None),
                    Err(error) => self.viewer.say(error.to_string()),
                }
            }
            Effect::SearchLibrary(query) => self.search_library(query),
            Effect::Look(reference) => self.look(&reference),
            Effect::Visit(address) => {
                if let Err(why) = outside::visit(&address) {
                    clipboard::copy(&address)?;
                    self.viewer.say(why);
                }
            }
            Effect::Write(text) => {
                self.put_down(true);
                match outside::edit(&text, screen, self.viewer.has_mouse())? {
                    Ok(text) => {
                        let effect = self.viewer.written(&text);
                        return self.carry_out(effect, screen);
                    }
                    Err(why) => self.viewer.say(why),
                }
            }
            Effect::Beside(name) => self.set_beside(&name),
            Effect::Notes(change) => self.change(change),
            Effect::Mouse(taken) => take_mouse(taken)?,
            Effect::Copy(text) => clipboard::copy(&text)?,
        }
        Ok(None)
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

    /// Opens an article beside the one that is read; of its notes none is shown there.
    fn set_beside(&mut self, name: &ArticleName) {
        match text_of(self.library, name) {
            Ok(edition) => self.viewer.set_beside(edition),
            Err(error) => self.viewer.say(error.to_string()),
        }
    }

    /// Fetches a passage of another article.
    fn look(&mut self, reference: &Reference) {
        let Some(name) = &reference.article else {
            return;
        };
        match self.library.article(name) {
            Ok((article, _)) => self.viewer.show_passage(&article, reference),
            Err(error) => self.viewer.say(error.to_string()),
        }
    }

    fn renew(&mut self, edition: Edition, said: Option<String>) {
        if self.viewer.article() != Some(&edition.article.name) {
            return;
        }
        let told = said.and_then(|said| {
            if !said.is_empty() {
                return Some(said);
            }
            let told = carry::told(self.viewer.edition()?, &edition);
            (!told.is_empty()).then(|| format!("read anew: {told}"))
        });
        self.viewer.renew(edition);
        if let Some(told) = told {
            self.viewer.say(told);
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
    let edition = text_of(library, name)?;
    let last = reading::load(library, name);
    viewer.open(edition, at, last.as_ref());
    Ok(())
}

/// An article without its notes.
fn text_of(library: &Library, name: &ArticleName) -> anyhow::Result<Edition> {
    let (article, problems) = library.article(name)?;
    let apparatus = Apparatus {
        problems,
        ..Apparatus::default()
    };
    Ok(Edition::new(article, apparatus, Arc::default()))
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

/// How many columns the terminal has, where there is one.
pub fn columns() -> Option<u16> {
    let (columns, _) = terminal::size().ok()?;
    (columns > 0).then_some(columns)
}

/// The palette that the environment speaks for; `None` when it says nothing.
pub fn theme_of_environment() -> Option<Theme> {
    Theme::of_environment(|name| std::env::var(name).ok())
}
