//! The terminal taken and given back: on quit, error, panic and signal, and around a stop.

use std::io::{self, BufWriter, Stdout, Write};

use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{cursor, execute, terminal};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use signal_hook::consts::SIGTSTP;
use signal_hook::low_level::emulate_default_handler;

/// The terminal as ratatui draws on it.
pub(super) type Screen = Terminal<CrosstermBackend<BufWriter<Stdout>>>;

/// Takes the terminal for the first time; a panic gives it back before its message is printed.
pub(super) fn enter_first(mouse: bool) -> io::Result<Screen> {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        restore();
        before(panic);
    }));
    enter(mouse)?;
    let out = BufWriter::with_capacity(1 << 16, io::stdout());
    Terminal::new(CrosstermBackend::new(out))
}

fn enter(mouse: bool) -> io::Result<()> {
    terminal::enable_raw_mode()?;
    execute!(
        io::stdout(),
        EnterAlternateScreen,
        EnableBracketedPaste,
        cursor::Hide
    )?;
    if mouse { take_mouse(true) } else { Ok(()) }
}

/// Takes the mouse, or leaves it to the terminal.
pub(super) fn take_mouse(taken: bool) -> io::Result<()> {
    if taken {
        execute!(io::stdout(), EnableMouseCapture)
    } else {
        execute!(io::stdout(), DisableMouseCapture)
    }
}

/// Gives the terminal back as it was. What fails here has no one left to tell.
pub(super) fn restore() {
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
pub(super) struct Restore;

impl Drop for Restore {
    fn drop(&mut self) {
        restore();
    }
}

/// Stops until the shell lets it go on; then the screen is drawn whole.
pub(super) fn suspend(screen: &mut Screen, mouse: bool) -> io::Result<()> {
    restore();
    emulate_default_handler(SIGTSTP)?;
    reenter(screen, mouse)
}

pub(super) fn reenter(screen: &mut Screen, mouse: bool) -> io::Result<()> {
    // The shell may have changed the settings of the line: they are set anew in any case.
    let _ = terminal::disable_raw_mode();
    enter(mouse)?;
    screen.clear()
}
