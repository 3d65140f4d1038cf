//! The shell around the pure viewer: the terminal, its events, the signals, the files.
//!
//! The terminal is restored on quit, error, panic, SIGTERM, SIGHUP and SIGINT; Ctrl-Z and SIGTSTP
//! stop the program with the terminal restored. A terminal that goes away ends the program: the
//! event reader of crossterm would turn in circles then, so a watch of our own looks for it.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

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
use super::state::{Effect, Event, Settings, ShelfEntry, Viewer};
use super::theme::Theme;
use crate::article::{ArticleName, PassageRun};
use crate::library::{Library, state as reading};
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
    let mut screen = enter_first()?;
    let guard = Restore;
    let mut session = Session {
        library,
        viewer,
        background: start.detect_theme.then(Background::default),
        sender,
        surveyed: false,
    };
    session.draw(&mut screen)?;
    if session.background.is_some() {
        Background::ask()?;
    }
    watch_all(&session.sender)?;
    let end = session.run(&mut screen, &receiver);
    session.save();
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
}

impl Session<'_> {
    fn run(&mut self, screen: &mut Screen, incoming: &Receiver<Incoming>) -> anyhow::Result<End> {
        loop {
            if self.viewer.shows_library() && !self.surveyed {
                self.surveyed = true;
                survey(self.library.clone(), self.sender.clone());
            }
            let Ok(first) = incoming.recv() else {
                return Ok(End::Gone);
            };
            // Whatever has come in meanwhile is taken before the next frame.
            let mut next = Some(first);
            while let Some(one) = next {
                if let Some(end) = self.take(one, screen)? {
                    return Ok(end);
                }
                next = incoming.try_recv().ok();
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
                if let Err(error) = open(self.library, &mut self.viewer, &name, at.as_ref()) {
                    self.viewer.say(error.to_string());
                }
            }
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
    let edition = library.open(name)?;
    let last = reading::load(library, name);
    viewer.open(edition, at, last.as_ref());
    Ok(())
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

/// Starts the threads that read events, take signals, and watch for the terminal's going away.
fn watch_all(sender: &Sender<Incoming>) -> io::Result<()> {
    let gone = Arc::new(AtomicBool::new(false));
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
    std::thread::spawn(move || {
        while io::stdout().is_terminal() {
            std::thread::sleep(WATCH);
        }
        gone.store(true, Ordering::Relaxed);
        let _ = to.send(Incoming::Gone);
    });
    Ok(())
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
