//! Asking the terminal for its background, without waiting for the answer.
//!
//! The query is OSC 11 (xterm's control sequences). The answer comes in among the keys, which
//! crossterm takes for Alt-], then characters, then Alt-\ or Ctrl-g: these are picked out here.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::theme::Theme;

/// The answer as far as it has come in.
#[derive(Debug)]
pub(super) struct Background {
    answer: Option<String>,
    asked: Instant,
}

/// How long an answer is waited for: what comes later was struck by a hand.
const PATIENCE: Duration = Duration::from_secs(3);

impl Default for Background {
    fn default() -> Self {
        Self {
            answer: None,
            asked: Instant::now(),
        }
    }
}

/// What a key was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// No part of the answer.
    No,
    /// A part of it, and not yet enough, or of no use.
    Part,
    /// The end of it, and the theme that suits the background.
    Whole(Theme),
}

/// No answer is longer.
const LONGEST: usize = 40;

impl Background {
    /// Sends the query.
    pub(super) fn ask() -> io::Result<()> {
        let mut out = io::stdout();
        out.write_all(b"\x1b]11;?\x1b\\")?;
        out.flush()
    }

    /// Tells a key that belongs to the answer from one that was struck.
    pub(super) fn takes(&mut self, key: &KeyEvent) -> Taken {
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        let KeyCode::Char(c) = key.code else {
            self.answer = None;
            return Taken::No;
        };
        match &mut self.answer {
            None if alt && c == ']' && self.asked.elapsed() < PATIENCE => {
                self.answer = Some(String::new());
                Taken::Part
            }
            None => Taken::No,
            Some(answer) if (alt && c == '\\') || (ctrl && c == 'g') => {
                let theme = suited(answer);
                self.answer = None;
                theme.map_or(Taken::Part, Taken::Whole)
            }
            Some(answer) if answer.len() < LONGEST && !alt && !ctrl => {
                answer.push(c);
                Taken::Part
            }
            Some(_) => {
                self.answer = None;
                Taken::No
            }
        }
    }
}

/// The theme for an answer such as `11;rgb:ffff/ffff/ffff`.
fn suited(answer: &str) -> Option<Theme> {
    let (_, colour) = answer.split_once("rgb:")?;
    let mut parts = colour.split('/').map(|part| {
        let digits = part.len().clamp(1, 4);
        let most = f64::from(16u32.pow(u32::try_from(digits).ok()?) - 1);
        Some(f64::from(u32::from_str_radix(part, 16).ok()?) / most)
    });
    let (r, g, b) = (parts.next()??, parts.next()??, parts.next()??);
    // Relative luminance (ITU-R BT.709).
    let light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    Some(if light > 0.5 {
        Theme::Light
    } else {
        Theme::Dark
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(c: char, modifiers: KeyModifiers) -> KeyEvent {
        KeyEvent::new(KeyCode::Char(c), modifiers)
    }

    #[test]
    fn an_answer_is_picked_out_of_the_keys() {
        let mut background = Background::default();
        assert_eq!(background.takes(&key('j', KeyModifiers::NONE)), Taken::No);
        assert_eq!(background.takes(&key(']', KeyModifiers::ALT)), Taken::Part);
        for c in "11;rgb:ffff/fafa/f0f0".chars() {
            assert_eq!(background.takes(&key(c, KeyModifiers::NONE)), Taken::Part);
        }
        let end = background.takes(&key('\\', KeyModifiers::ALT));
        assert_eq!(end, Taken::Whole(Theme::Light));
        assert_eq!(background.takes(&key('j', KeyModifiers::NONE)), Taken::No);
        assert_eq!(suited("11;rgb:1c/1c/1c"), Some(Theme::Dark));
        assert_eq!(suited("garbage"), None);
    }
}
