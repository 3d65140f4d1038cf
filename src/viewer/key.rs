//! One key as it is written in the table, in settings and in the help: `j`, `Ctrl-d`, `PgDn`.

use std::fmt;
use std::str::FromStr;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key with its modifiers. Shift is part of the character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// What is struck.
    pub code: Code,
    /// With Ctrl held.
    pub ctrl: bool,
    /// With Alt held.
    pub alt: bool,
}

/// What is struck.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// A character.
    Char(char),
    /// Return.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift and Tab.
    BackTab,
    /// The key that deletes backwards.
    Backspace,
    /// The key that deletes forwards.
    Delete,
    /// An arrow.
    Up,
    /// An arrow.
    Down,
    /// An arrow.
    Left,
    /// An arrow.
    Right,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// To the beginning.
    Home,
    /// To the end.
    End,
}

/// The codes with a name of their own: as shown, and as also read.
const NAMES: [(Code, &str, &str); 15] = [
    (Code::Enter, "Enter", "return"),
    (Code::Esc, "Esc", "escape"),
    (Code::Tab, "Tab", "tab"),
    (Code::BackTab, "Shift-Tab", "backtab"),
    (Code::Backspace, "Backspace", "bs"),
    (Code::Delete, "Del", "delete"),
    (Code::Up, "↑", "up"),
    (Code::Down, "↓", "down"),
    (Code::Left, "←", "left"),
    (Code::Right, "→", "right"),
    (Code::PageUp, "PgUp", "pageup"),
    (Code::PageDown, "PgDn", "pagedown"),
    (Code::Home, "Home", "home"),
    (Code::End, "End", "end"),
    (Code::Char(' '), "Space", "space"),
];

impl Key {
    /// A character without modifiers.
    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    /// A key without modifiers.
    pub const fn plain(code: Code) -> Self {
        Self {
            code,
            ctrl: false,
            alt: false,
        }
    }

    /// The keys of a script: characters, and names between `<` and `>`; a `<` that is not closed
    /// is itself. `Err` holds a name that is no key's.
    pub fn script(text: &str) -> Result<Vec<Self>, String> {
        let mut keys = Vec::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let after = rest.get(c.len_utf8()..).unwrap_or_default();
            match after.split_once('>') {
                Some((name, after)) if c == '<' && !name.is_empty() => {
                    keys.push(name.parse().map_err(|()| name.to_owned())?);
                    rest = after;
                }
                _ => {
                    keys.push(Self::char(c));
                    rest = after;
                }
            }
        }
        Ok(keys)
    }

    /// The key of an event of the terminal; `None` for those that mean nothing here.
    pub(super) fn from_event(event: &KeyEvent) -> Option<Self> {
        let code = match event.code {
            KeyCode::Char(c) => Code::Char(c),
            KeyCode::Enter => Code::Enter,
            KeyCode::Esc => Code::Esc,
            KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => Code::BackTab,
            KeyCode::Tab => Code::Tab,
            KeyCode::BackTab => Code::BackTab,
            KeyCode::Backspace => Code::Backspace,
            KeyCode::Delete => Code::Delete,
            KeyCode::Up => Code::Up,
            KeyCode::Down => Code::Down,
            KeyCode::Left => Code::Left,
            KeyCode::Right => Code::Right,
            KeyCode::PageUp => Code::PageUp,
            KeyCode::PageDown => Code::PageDown,
            KeyCode::Home => Code::Home,
            KeyCode::End => Code::End,
            _ => return None,
        };
        Some(Self {
            code,
            ctrl: event.modifiers.contains(KeyModifiers::CONTROL),
            alt: event.modifiers.contains(KeyModifiers::ALT),
        })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        if self.alt {
            f.write_str("Alt-")?;
        }
        match (
            NAMES.iter().find(|(code, ..)| *code == self.code),
            self.code,
        ) {
            (Some((_, name, _)), _) => f.write_str(name),
            (None, Code::Char(c)) => write!(f, "{c}"),
            (None, _) => Ok(()),
        }
    }
}

impl FromStr for Key {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut key = Self::char(' ');
        let mut rest = text;
        loop {
            let lower = rest.to_ascii_lowercase();
            if lower.starts_with("ctrl-") && rest.len() > 5 {
                key.ctrl = true;
            } else if lower.starts_with("alt-") && rest.len() > 4 {
                key.alt = true;
            } else {
                break;
            }
            rest = rest.split_once('-').map_or("", |(_, after)| after);
        }
        let named = NAMES.iter().find(|(_, name, also)| {
            rest.eq_ignore_ascii_case(name) || rest.eq_ignore_ascii_case(also)
        });
        let mut chars = rest.chars();
        key.code = match (named, chars.next(), chars.next()) {
            (Some((code, ..)), ..) => *code,
            (None, Some(c), None) if !c.is_control() => Code::Char(c),
            _ => return Err(()),
        };
        Ok(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_read_key_by_key() {
        let keys = Key::script("j<Tab>/a b<enter><").unwrap();
        let names: Vec<String> = keys.iter().map(Key::to_string).collect();
        assert_eq!(names.join(" "), "j Tab / a Space b Enter <");
        assert_eq!(Key::script("j<hyper>").unwrap_err(), "hyper");
    }

    #[test]
    fn keys_round_trip() {
        for text in [
            "j",
            "Ctrl-d",
            "Alt-←",
            "Space",
            "Shift-Tab",
            "-",
            "Ctrl--",
            "PgDn",
            "¶",
        ] {
            let key: Key = text.parse().unwrap();
            assert_eq!(key.to_string(), text);
        }
        assert_eq!("ctrl-left".parse::<Key>().unwrap().to_string(), "Ctrl-←");
        for bad in ["", "jj", "Ctrl-", "Hyper-x"] {
            assert!(bad.parse::<Key>().is_err(), "{bad}");
        }
    }
}
