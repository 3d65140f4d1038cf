//! Searching beside the reading: the open article between the keys, the library in a thread.

use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::screen::Screen;
use super::{Incoming, Session};
use crate::viewer::hits;

/// How long a search of the article goes on before the keys are looked at again.
const MOMENT: Duration = Duration::from_millis(12);

/// So many bytes are looked through between two looks at the clock.
const CLOCK_EVERY: usize = 1 << 16;

/// How long the library waits for the next letter before it is searched.
const TYPING: Duration = Duration::from_millis(60);

impl Session<'_> {
    /// Goes on with the search of the article for a moment, and shows how far it has come.
    pub(super) fn search_on(&mut self, screen: &mut Screen) -> io::Result<()> {
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
    pub(super) fn search_library(&mut self, query: String) {
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
            let error = hits::search(&library, &query, |answer| !outdated() && send(answer));
            let _ = sender.send(Incoming::FoundAll(number, error));
        });
    }

    pub(super) fn is_asked(&self, number: u64) -> bool {
        self.asked.load(Ordering::Relaxed) == number
    }
}
