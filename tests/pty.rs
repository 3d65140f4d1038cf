//! The real program in a real pseudo-terminal: what only a terminal shows.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop at what cannot be"
)]

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// What is long enough for any answer on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

struct Terminal {
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    home: tempfile::TempDir,
}

impl Terminal {
    fn open(columns: u16, rows: u16, arguments: &[&str]) -> Self {
        let home = tempfile::tempdir().unwrap();
        kitchen(home.path());
        Self::open_in(home, columns, rows, arguments)
    }

    fn open_in(home: tempfile::TempDir, columns: u16, rows: u16, arguments: &[&str]) -> Self {
        let size = PtySize {
            rows,
            cols: columns,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_postil"));
        command.args(arguments);
        command.cwd(home.path().join("kitchen"));
        command.env("HOME", home.path());
        for variable in ["XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"] {
            command.env_remove(variable);
        }
        for variable in ["POSTIL_LIBRARY", "NO_COLOR", "COLORFGBG"] {
            command.env_remove(variable);
        }
        command.env("TERM", "xterm-256color");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self {
            master: pair.master,
            keys,
            child,
            output,
            screen: vt100::Parser::new(size_of(rows), size_of(columns), 0),
            home,
        }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Waits until the screen holds a text.
    fn shows(&mut self, text: &str) {
        let end = Instant::now() + PATIENCE;
        while !self.screen.screen().contents().contains(text) {
            let left = end.saturating_duration_since(Instant::now());
            let Ok(bytes) = self.output.recv_timeout(left) else {
                panic!("“{text}” never came:\n{}", self.screen.screen().contents());
            };
            self.screen.process(&bytes);
        }
    }

    /// Waits until the screen no longer holds a text.
    fn gone(&mut self, text: &str) {
        let end = Instant::now() + PATIENCE;
        while self.screen.screen().contents().contains(text) {
            let left = end.saturating_duration_since(Instant::now());
            let Ok(bytes) = self.output.recv_timeout(left) else {
                panic!("“{text}” stayed:\n{}", self.screen.screen().contents());
            };
            self.screen.process(&bytes);
        }
    }

    /// Waits until the program has ended and all its output has come in.
    fn ends(&mut self) -> u32 {
        let status = self.child.wait().unwrap();
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(300)) {
            self.screen.process(&bytes);
        }
        status.exit_code()
    }

    fn is_restored(&self) -> bool {
        let screen = self.screen.screen();
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    }
}

fn size_of(cells: u16) -> NonZeroU16 {
    NonZeroU16::new(cells).unwrap()
}

/// A small library of ours.
fn kitchen(home: &Path) {
    let library = home.join("kitchen");
    std::fs::create_dir_all(library.join("corpus")).unwrap();
    std::fs::create_dir_all(library.join("annotations")).unwrap();
    let mut text =
        String::from("---\ntitle: On Soup\n---\n\nSoup is what a pot remembers.\n\n## Stock\n\n");
    for i in 1..60 {
        text.push_str(&format!(
            "Spoon {i} is stirred by hand until the onions give in.\n\n"
        ));
    }
    text.push_str("Then comes the parsley.\n");
    std::fs::write(library.join("corpus/soup.md"), text).unwrap();
    let notes =
        "annotations:\n- {id: g, kind: gloss, at: 1¶2, quote: onions, note: They weep first.}\n";
    std::fs::write(library.join("annotations/soup.yaml"), notes).unwrap();
}

#[test]
fn the_only_article_opens_is_read_and_left() {
    let mut terminal = Terminal::open(90, 20, &[]);
    terminal.shows("On Soup");
    assert!(terminal.screen.screen().alternate_screen());
    terminal.shows("They weep first.");
    terminal.press("/parsley\r");
    terminal.shows("Then comes the parsley");
    terminal.shows("1/1");
    terminal.press("q");
    assert_eq!(terminal.ends(), 0);
    assert!(terminal.is_restored());
}

#[test]
fn the_place_is_remembered() {
    let mut terminal = Terminal::open(80, 12, &["read", "soup"]);
    terminal.shows("On Soup");
    terminal.press("30j");
    terminal.shows("Spoon 9 is");
    terminal.press("q");
    terminal.ends();
    let before = terminal.screen.screen().contents();
    assert!(!before.contains("Spoon"), "the shell's screen is back");
    let home = terminal.home;
    let mut again = Terminal::open_in(home, 80, 12, &["read", "soup"]);
    again.shows("Spoon 9 is");
    assert!(!again.screen.screen().contents().contains("On Soup"));
    again.press("q");
    again.ends();
}

#[test]
fn a_new_size_is_taken_up() {
    let mut terminal = Terminal::open(100, 20, &["read", "soup"]);
    terminal.shows("On Soup");
    terminal.press("]}");
    terminal.shows("1¶8");
    let narrow = PtySize {
        rows: 10,
        cols: 24,
        ..PtySize::default()
    };
    terminal.master.resize(narrow).unwrap();
    let screen = terminal.screen.screen_mut();
    screen.set_size(size_of(10), size_of(24));
    // The line is broken where the narrow screen ends, and the passage stays in sight.
    terminal.gone("stirred by hand");
    terminal.shows("Spoon 1 is stirred");
    terminal.press("q");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn a_signal_ends_it_with_the_terminal_restored() {
    let mut terminal = Terminal::open(80, 20, &[]);
    terminal.shows("On Soup");
    let id = terminal.child.process_id().unwrap().to_string();
    let killed = std::process::Command::new("kill")
        .args(["-TERM", &id])
        .status();
    assert!(killed.unwrap().success());
    assert_ne!(terminal.ends(), 0);
    assert!(terminal.is_restored());
}

#[test]
fn an_error_is_told_on_the_ordinary_screen() {
    let mut terminal = Terminal::open(100, 20, &["read", "suop"]);
    assert_eq!(terminal.ends(), 2);
    let said = terminal.screen.screen().contents();
    assert!(said.contains("did you mean soup?"), "{said}");
    assert!(terminal.is_restored());
}

#[test]
fn a_note_of_ones_own_is_written_undone_and_made_again() {
    let mut terminal = Terminal::open(100, 24, &["read", "soup#1¶2"]);
    terminal.shows("They weep first.");
    terminal.press("a");
    terminal.shows("A note on 1¶2");
    terminal.press("Leeks would \u{201c}do\u{201d} as well.\u{13}");
    terminal.shows("saved in");
    terminal.shows("✎ Leeks would “do” as well.");
    let file = terminal
        .home
        .path()
        .join("kitchen/annotations/soup.notes.yaml");
    let saved = std::fs::read_to_string(&file).unwrap();
    assert!(saved.contains("Leeks would “do” as well."), "{saved}");
    terminal.press("U");
    terminal.gone("✎ Leeks");
    assert!(!std::fs::read_to_string(&file).unwrap().contains("Leeks"));
    terminal.press("\u{12}");
    terminal.shows("✎ Leeks");
    terminal.press("q");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn what_changes_on_the_disk_is_read_anew_in_place() {
    let mut terminal = Terminal::open(100, 16, &["read", "soup#1¶2"]);
    terminal.shows("They weep first.");
    let notes = terminal.home.path().join("kitchen/annotations/soup.yaml");
    let mut text = std::fs::read_to_string(&notes).unwrap();
    text.push_str("- {id: h, kind: gloss, at: 1¶3, quote: Spoon, note: Of pear wood.}\n");
    std::fs::write(&notes, text).unwrap();
    terminal.shows("read anew: 1 note added");
    terminal.shows("Of pear wood.");
    terminal.shows("Spoon 2 is stirred");
    terminal.press("q");
    assert_eq!(terminal.ends(), 0);
}
