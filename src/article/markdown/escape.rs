//! Text as inline Markdown: what would be markup is escaped.

/// Where escaped text is to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Escaping {
    /// In running text, not at the beginning of a line.
    Inline,
    /// At the beginning of a line.
    LineStart,
    /// In a table's cell.
    Cell,
}

/// `text` escaped so that Markdown reads it back as it is, whatever Markdown stands behind it. A
/// line feed becomes a hard break.
pub fn escape(text: &str, escaping: Escaping) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut pen = Pen {
        breaks: if escaping == Escaping::Cell {
            Breaks::Space
        } else {
            Breaks::Backslash
        },
        escapes: "",
        at_line_start: escaping == Escaping::LineStart,
        only_digits: false,
        before_markup: true,
    };
    pen.text(text, None, None, &mut out);
    out
}

/// How a line feed of the text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Breaks {
    /// As a backslash at the end of the line: a line of verse.
    Backslash,
    /// As `<br>`: a line break within prose, which does not make it verse.
    Tag,
    /// As a space, where a block is one line.
    Space,
}

/// Writes text piece by piece, and knows where on its line it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pen {
    pub(super) breaks: Breaks,
    /// Signs escaped on top of those of `CommonMark`.
    pub(super) escapes: &'static str,
    /// Nothing stands on the line yet.
    pub(super) at_line_start: bool,
    /// Nothing but digits stands on the line.
    pub(super) only_digits: bool,
    /// Markup stands behind the piece that is written.
    pub(super) before_markup: bool,
}

impl Pen {
    /// Tells that markup was written, after which no block can begin.
    pub(super) fn markup(&mut self) {
        self.at_line_start = false;
        self.only_digits = false;
    }

    /// Writes a piece of a block's text; `before` and `next` are the text's characters around it.
    pub(super) fn text(
        &mut self,
        text: &str,
        mut before: Option<char>,
        next: Option<char>,
        out: &mut String,
    ) {
        let mut chars = text.chars();
        loop {
            if !self.at_line_start && !self.only_digits {
                let rest = chars.as_str();
                let plain = plain_run(rest);
                if let Some(run) = rest.get(..plain).filter(|run| !run.is_empty()) {
                    out.push_str(run);
                    before = run.chars().next_back();
                    chars = rest.get(plain..).unwrap_or_default().chars();
                }
            }
            let Some(c) = chars.next() else {
                break;
            };
            let after = chars.clone().next();
            let follows = after.or(next);
            let edge = |c: Option<char>| c.is_none_or(|c| c == '\n');
            if c == '\n' {
                self.line_break(out);
            } else if c.is_whitespace() && (edge(before) || edge(follows)) {
                numeric(c, out);
                self.markup();
            } else {
                self.sign(c, before, (after, follows), out);
                self.only_digits = c.is_ascii_digit() && (self.at_line_start || self.only_digits);
                self.at_line_start = false;
            }
            before = Some(c);
        }
    }

    fn line_break(&mut self, out: &mut String) {
        match self.breaks {
            Breaks::Backslash => {
                out.push_str("\\\n");
                self.at_line_start = true;
                self.only_digits = false;
            }
            Breaks::Tag => {
                out.push_str("<br>");
                self.markup();
            }
            Breaks::Space => {
                out.push(' ');
                self.markup();
            }
        }
    }

    /// Writes one character. `after` is the next one of the same piece, behind which no markup
    /// stands; `follows` the next one of the text.
    fn sign(
        &self,
        c: char,
        before: Option<char>,
        (after, follows): (Option<char>, Option<char>),
        out: &mut String,
    ) {
        let end = after.is_none() && self.before_markup;
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let escaped = match c {
            '\\' | '`' | '*' | '[' | ']' | '~' | '|' => true,
            '#' => self.at_line_start || follows.is_none_or(|n| "# \n".contains(n)),
            '>' | '-' | '+' | '=' | ':' => self.at_line_start || out.ends_with(']'),
            '(' => out.ends_with(']'),
            '^' => out.ends_with('['),
            // A number and a stop make a list item.
            '.' | ')' => self.only_digits,
            '_' => !(letter(before) && letter(after)),
            '<' => end || after.is_some_and(|n| n.is_ascii_alphabetic() || "/!?".contains(n)),
            '&' => end || after.is_some_and(|n| n.is_ascii_alphanumeric() || n == '#'),
            '!' => end || after == Some('['),
            c => self.escapes.contains(c),
        };
        if escaped {
            out.push('\\');
            out.push(c);
        } else if (c.is_control() && c != '\t') || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}')
        {
            numeric(c, out);
        } else {
            out.push(c);
        }
    }
}

/// How many bytes of words stand at the start of a text that are written as they are wherever they
/// stand within a line: most of any text.
fn plain_run(text: &str) -> usize {
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b',' | b';');
    let bytes = text.as_bytes();
    let mut end = 0;
    loop {
        end += bytes.iter().skip(end).take_while(|b| word(b)).count();
        // A space between words is no space at an edge.
        let between =
            end > 0 && bytes.get(end) == Some(&b' ') && bytes.get(end + 1).is_some_and(&word);
        if !between {
            return end;
        }
        end += 1;
    }
}

/// A character as a numeric reference.
pub(super) fn numeric(c: char, out: &mut String) {
    out.push_str("&#");
    out.push_str(&u32::from(c).to_string());
    out.push(';');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_would_be_markup_is_escaped() {
        let plain = "Bread & butter, 3 < 4, snake_case! It is #1 (or 2).";
        assert_eq!(escape(plain, Escaping::LineStart), plain);
        assert_eq!(
            escape("1986. A year", Escaping::LineStart),
            "1986\\. A year"
        );
        assert_eq!(escape("- no list", Escaping::LineStart), "\\- no list");
        assert_eq!(
            escape("a*b [c] &amp; <d>", Escaping::Inline),
            "a\\*b \\[c\\] \\&amp; \\<d>"
        );
        assert_eq!(escape("Bread!", Escaping::Inline), "Bread\\!");
        assert_eq!(escape("one\ntwo", Escaping::LineStart), "one\\\ntwo");
        assert_eq!(escape("a|b\nc", Escaping::Cell), "a\\|b c");
        assert_eq!(escape("a\u{1b}b", Escaping::Inline), "a&#27;b");
    }
}
