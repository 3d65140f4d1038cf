//! A program in a pseudo-terminal, with the screen that it draws, for the benchmarks.

use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

/// The screen.
pub(crate) const COLUMNS: u16 = 100;
/// Its rows.
pub(crate) const ROWS: u16 = 40;

/// A frame is over when nothing has come for this long.
const QUIET: Duration = Duration::from_millis(25);

/// Nothing is waited for longer than this.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program in a pseudo-terminal.
pub(crate) struct Session {
    child: Box<dyn portable_pty::Child + Send + Sync>,
    to: Box<dyn Write + Send>,
    from: Receiver<(Instant, Vec<u8>)>,
    screen: vt100::Parser,
    _pair: portable_pty::PtyPair,
}

impl Session {
    /// Starts a program; gives the moment when it was started too.
    pub(crate) fn spawn(mut command: CommandBuilder) -> anyhow::Result<(Self, Instant)> {
        command.env("TERM", "xterm-256color");
        let size = PtySize {
            rows: ROWS,
            cols: COLUMNS,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size)?;
        let mut output = pair.master.try_clone_reader()?;
        let to = pair.master.take_writer()?;
        let (sender, from) = channel();
        std::thread::spawn(move || {
            let mut bytes = vec![0; 1 << 16];
            while let Ok(count) = output.read(&mut bytes) {
                let read = bytes.get(..count).unwrap_or_default().to_vec();
                if count == 0 || sender.send((Instant::now(), read)).is_err() {
                    return;
                }
            }
        });
        let began = Instant::now();
        let child = pair.slave.spawn_command(command)?;
        let session = Self {
            child,
            to,
            from,
            screen: vt100::Parser::new(positive(ROWS), positive(COLUMNS), 0),
            _pair: pair,
        };
        Ok((session, began))
    }

    /// The time from `since` until the last byte before it was quiet.
    pub(crate) fn answer(&mut self, since: Instant) -> Duration {
        let mut last = since;
        let mut patience = PATIENCE;
        while let Ok((at, bytes)) = self.from.recv_timeout(patience) {
            last = at;
            self.screen.process(&bytes);
            patience = QUIET;
        }
        last - since
    }

    /// Takes in what has come until now.
    pub(crate) fn settle(&mut self) {
        while let Ok((_, bytes)) = self.from.try_recv() {
            self.screen.process(&bytes);
        }
    }

    /// The time from `since` until the screen shows some words; `None` when it never does.
    pub(crate) fn shows(&mut self, since: Instant, words: &str) -> Option<Duration> {
        while let Ok((at, bytes)) = self.from.recv_timeout(PATIENCE) {
            self.screen.process(&bytes);
            if self.screen.screen().contents().contains(words) {
                return Some(at - since);
            }
        }
        None
    }

    /// Writes keys; gives the moment when they were struck.
    pub(crate) fn type_in(&mut self, keys: &str) -> anyhow::Result<Instant> {
        let since = Instant::now();
        self.to.write_all(keys.as_bytes())?;
        self.to.flush()?;
        Ok(since)
    }
}

fn positive(number: u16) -> NonZero<u16> {
    NonZero::new(number).unwrap_or(NonZero::<u16>::MIN)
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
