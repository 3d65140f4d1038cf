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

/// `text` escaped so that Markdown reads it back as it is, whatever Markdown stands behind it, with
/// the signs `escapes` escaped on top. A line feed becomes a hard break.
pub fn escape(text: &str, escaping: Escaping, escapes: &'static str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    escape_into(text, escaping, escapes, &mut out);
    out
}

/// Appends what [`escape`] gives.
pub fn escape_into(text: &str, escaping: Escaping, escapes: &'static str, out: &mut String) {
    // Behind a bracket more is escaped, and what stands there already is markup.
    if out.ends_with(['[', ']']) {
        out.push_str(&escape(text, escaping, escapes));
        return;
    }
    let mut pen = Pen {
        breaks: if escaping == Escaping::Cell {
            Breaks::Space
        } else {
            Breaks::Backslash
        },
        escapes,
        at_line_start: escaping == Escaping::LineStart,
        only_digits: false,
        before_markup: true,
    };
    pen.text(text, None, None, out);
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
        let mut rest = text;
        while !rest.is_empty() {
            if !self.at_line_start && !self.only_digits {
                let plain = plain_run(rest);
                if let Some((run, others)) = rest.split_at_checked(plain)
                    && let Some(last) = run.chars().next_back()
                {
                    out.push_str(run);
                    before = Some(last);
                    rest = others;
                }
            }
            rest = self.one(rest, &mut before, next, out);
        }
    }

    /// Writes one character, whatever it is, and gives the text behind it.
    fn one<'t>(
        &mut self,
        text: &'t str,
        before: &mut Option<char>,
        next: Option<char>,
        out: &mut String,
    ) -> &'t str {
        let mut chars = text.chars();
        let Some(c) = chars.next() else {
            return "";
        };
        let after = chars.clone().next();
        let follows = after.or(next);
        let edge = |c: Option<char>| c.is_none_or(|c| c == '\n');
        if c == '\n' {
            self.line_break(out);
        } else if c.is_whitespace() && (edge(*before) || edge(follows)) {
            numeric(c, out);
            self.markup();
        } else {
            self.sign(c, *before, (after, follows), out);
            self.only_digits = c.is_ascii_digit() && (self.at_line_start || self.only_digits);
            self.at_line_start = false;
        }
        *before = Some(c);
        chars.as_str()
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
            _ => false,
        };
        if escaped || self.escapes.contains(c) {
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

/// What a byte of `ASCII` is in a run of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Written as it is wherever it stands within a line.
    Plain,
    /// Written as it is behind a plain one.
    Behind,
    /// May have to be escaped.
    Sign,
}

/// The sorts of the bytes of `ASCII`. What a flavour may want escaped is never plain.
const SORTS: [Sort; 128] = {
    let mut sorts = [Sort::Sign; 128];
    let mut byte = 0u8;
    while byte < 128 {
        sorts[byte as usize] = match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => Sort::Plain,
            b',' | b';' | b'.' | b'?' | b')' | b'/' | b'"' | b'\'' | b'{' | b'}' => Sort::Plain,
            b':' | b'-' | b'+' | b'(' | b'>' => Sort::Behind,
            _ => Sort::Sign,
        };
        byte += 1;
    }
    sorts
};

/// How many bytes stand at the start of a text that are written as they are wherever they stand
/// within a line: most of any text.
fn plain_run(text: &str) -> usize {
    let bytes = text.as_bytes();
    let sort = |byte: u8| SORTS.get(usize::from(byte)).copied();
    let mut end = 0;
    while let Some(&byte) = bytes.get(end) {
        end += match sort(byte) {
            Some(Sort::Plain) => 1,
            Some(Sort::Behind) if end > 0 => 1,
            // A space between words is no space at an edge.
            Some(_) if byte == b' ' && end > 0 => match bytes.get(end + 1) {
                Some(&next) if matches!(sort(next), Some(Sort::Plain | Sort::Behind)) => 2,
                Some(128..) => match ordinary(text, end + 1) {
                    0 => return end,
                    length => 1 + length,
                },
                _ => return end,
            },
            Some(_) => return end,
            None => match ordinary(text, end) {
                0 => return end,
                length => length,
            },
        };
    }
    end
}

/// The bytes of the character at `at` when it is ordinary.
fn ordinary(text: &str, at: usize) -> usize {
    let next = text.get(at..).and_then(|rest| rest.chars().next());
    next.filter(|c| is_ordinary(*c)).map_or(0, char::len_utf8)
}

/// Whether a character beyond `ASCII` is written as it is wherever it stands.
pub(super) fn is_ordinary(c: char) -> bool {
    !(c.is_whitespace() || c.is_control() || c == '\u{feff}')
}

/// A character as a numeric reference.
pub(super) fn numeric(c: char, out: &mut String) {
    out.push_str("&#");
    out.push_str(&u32::from(c).to_string());
    out.push(';');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_run_is_written_as_its_characters_are(
            text in "([a-z0-9 ]{0,3}[-!-~\u{85}\u{a0}\u{2003}\u{2028}“é漢\u{feff}\n\t ]){0,12}",
            at_line_start in any::<bool>(),
            before_markup in any::<bool>(),
            escapes in prop::sample::select(vec!["", "$@^", "$^#%="]),
            around in prop::sample::select(vec![None, Some(' '), Some('\n'), Some('a')]),
        ) {
            let pen = Pen {
                breaks: Breaks::Tag,
                escapes,
                at_line_start,
                only_digits: false,
                before_markup,
            };
            for behind in ["", "]", "["] {
                let (mut runs, mut signs) = (behind.to_owned(), behind.to_owned());
                pen.clone().text(&text, around, around, &mut runs);
                let (mut pen, mut rest, mut before) = (pen, text.as_str(), around);
                while !rest.is_empty() {
                    rest = pen.one(rest, &mut before, around, &mut signs);
                }
                prop_assert_eq!(&runs, &signs);
            }
        }
    }

    #[test]
    fn only_what_would_be_markup_is_escaped() {
        let plain = "Bread & butter, 3 < 4, snake_case! It is #1 (or 2).";
        assert_eq!(escape(plain, Escaping::LineStart, ""), plain);
        assert_eq!(
            escape("1986. A year", Escaping::LineStart, ""),
            "1986\\. A year"
        );
        assert_eq!(escape("- no list", Escaping::LineStart, ""), "\\- no list");
        assert_eq!(
            escape("a*b [c] &amp; <d>", Escaping::Inline, ""),
            "a\\*b \\[c\\] \\&amp; \\<d>"
        );
        assert_eq!(escape("Bread!", Escaping::Inline, ""), "Bread\\!");
        assert_eq!(escape("one\ntwo", Escaping::LineStart, ""), "one\\\ntwo");
        assert_eq!(escape("a|b\nc", Escaping::Cell, ""), "a\\|b c");
        assert_eq!(
            escape("1=2 #3 x^2", Escaping::Inline, "=#^"),
            "1\\=2 \\#3 x\\^2"
        );
        assert_eq!(escape("a\u{1b}b", Escaping::Inline, ""), "a&#27;b");
    }
}
