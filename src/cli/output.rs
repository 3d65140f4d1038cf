//! Standard output: buffered, safe to a terminal, coloured only where that is wanted.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

use crate::text::safe;

/// Where a command writes.
pub(crate) struct Output {
    out: BufWriter<Stdout>,
    terminal: bool,
    colour: bool,
}

/// What a piece of output is, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// A heading or a name.
    Strong,
    /// What stands back: numbers, labels.
    Quiet,
    /// What was searched for.
    Match,
    /// A passage.
    Passage,
    /// Something wrong.
    Error,
    /// Something to know.
    Warning,
}

impl Output {
    /// Standard output; colour on a terminal, unless `NO_COLOR` is set to anything (no-color.org).
    pub(crate) fn stdout() -> Self {
        let terminal = io::stdout().is_terminal();
        let refused = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|t| t == "dumb");
        Self {
            out: BufWriter::with_capacity(1 << 16, io::stdout()),
            terminal,
            colour: terminal && !refused && !dumb,
        }
    }

    /// Whether it is a terminal.
    pub(crate) fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// Whether colours are wanted.
    pub(crate) fn colour(&self) -> bool {
        self.colour
    }

    /// Writes text, with every control character shown as a sign.
    pub(crate) fn text(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(safe::shown(text).as_bytes())
    }

    /// Writes text in a role.
    pub(crate) fn styled(&mut self, role: Role, text: &str) -> io::Result<()> {
        let code = match role {
            Role::Strong => "1",
            Role::Quiet => "2",
            Role::Match => "1;4;33",
            Role::Passage => "36",
            Role::Error => "1;31",
            Role::Warning => "1;33",
        };
        if self.colour {
            write!(self.out, "\u{1b}[{code}m")?;
            self.text(text)?;
            self.out.write_all(b"\x1b[0m")
        } else {
            self.text(text)
        }
    }

    /// Writes a line of text.
    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        self.text(text)?;
        self.out.write_all(b"\n")
    }

    /// Writes a JSON document, or a record of NDJSON, and a line feed.
    pub(crate) fn json(&mut self, value: &serde_json::Value, pretty: bool) -> io::Result<()> {
        // JSON escapes C0 controls but neither DEL, C1 nor bidi controls.
        let text = if pretty {
            format!("{value:#}")
        } else {
            value.to_string()
        };
        self.out.write_all(escaped(&text).as_bytes())?;
        self.out.write_all(b"\n")
    }

    /// Writes what is known to be safe, or is the program's own.
    pub(crate) fn raw(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())
    }

    /// The buffer itself, for those who make what they write safe themselves.
    pub(crate) fn writer(&mut self) -> &mut impl Write {
        &mut self.out
    }

    /// Hands over what is buffered.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// JSON with its hazards written as `\u` escapes: the same value to a program.
fn escaped(json: &str) -> std::borrow::Cow<'_, str> {
    if !json.chars().any(safe::is_hazard) {
        return json.into();
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if safe::is_hazard(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hazards_in_json_are_escaped_and_mean_the_same() {
        let value = serde_json::json!("a\u{9b}b\u{202e}\u{e0041}");
        let text = escaped(&value.to_string()).into_owned();
        assert_eq!(text, "\"a\\u009bb\\u202e\\udb40\\udc41\"");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).unwrap(),
            value
        );
    }
}
