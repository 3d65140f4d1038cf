//! One look at a paragraph's bytes: its quotation marks with their orientation, and its brackets.

use std::ops::Range;

/// A quotation mark, or what may be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// Its byte in the article's text.
    pub(super) at: usize,
    /// The char.
    pub(super) c: char,
    /// It can open: white space or an opening sign before it, a word behind it.
    pub(super) opens: bool,
    /// It can close: no white space before it, no letter behind it.
    pub(super) closes: bool,
    /// It stands behind an `s` and before a word: a genitive as likely as not.
    pub(super) genitive: bool,
}

/// Marks of one class close each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Class {
    Double,
    Single,
    Angle,
    SingleAngle,
}

/// A pair of brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bracket {
    /// Its bytes in the article's text, the brackets included.
    pub(super) range: Range<usize>,
    /// How many levels of brackets it holds.
    pub(super) height: u32,
}

/// What a paragraph holds; reused from one to the next.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub(super) marks: Vec<Mark>,
    pub(super) brackets: Vec<Bracket>,
    open: Vec<(u8, usize, u32)>,
}

impl Mark {
    pub(super) fn class(self) -> Class {
        match self.c {
            '"' | '“' | '”' | '„' | '‟' => Class::Double,
            '«' | '»' => Class::Angle,
            '‹' | '›' => Class::SingleAngle,
            _ => Class::Single,
        }
    }

    pub(super) fn len(self) -> usize {
        self.c.len_utf8()
    }

    /// It can only close.
    pub(super) fn only_closes(self) -> bool {
        self.closes && !self.opens
    }
}

impl Scan {
    /// Looks at the bytes `range` of `text`.
    pub(super) fn paragraph(&mut self, text: &str, range: &Range<usize>) {
        self.marks.clear();
        self.brackets.clear();
        self.open.clear();
        let bytes = text.as_bytes().get(range.clone()).unwrap_or_default();
        let mut i = 0;
        while let Some(&b) = bytes.get(i) {
            let at = range.start + i;
            match b {
                b'"' | b'\'' => self.marks.extend(mark(text, range, at, char::from(b))),
                b'(' | b'[' => self.open.push((b, at, 0)),
                b')' | b']' => self.close(b, at),
                // « and » are C2 AB and C2 BB; the others E2 80 98–9F, B9, BA.
                0xC2 | 0xE2 => {
                    let c = text.get(at..).and_then(|t| t.chars().next());
                    if let Some(
                        c @ ('«' | '»' | '‘' | '’' | '‚' | '‛' | '“' | '”' | '„' | '‟' | '‹' | '›'),
                    ) = c
                    {
                        self.marks.extend(mark(text, range, at, c));
                    }
                }
                _ => {}
            }
            i += 1;
        }
        self.brackets.sort_by_key(|b| b.range.start);
    }

    fn close(&mut self, b: u8, at: usize) {
        let wanted = if b == b')' { b'(' } else { b'[' };
        let near = self.open.len().saturating_sub(4);
        let Some(found) = self
            .open
            .iter()
            .skip(near)
            .rposition(|(o, ..)| *o == wanted)
        else {
            return;
        };
        self.open.truncate(near + found + 1);
        if let Some((_, start, height)) = self.open.pop() {
            self.brackets.push(Bracket {
                range: start..at + 1,
                height,
            });
            if let Some((.., outer)) = self.open.last_mut() {
                *outer = (*outer).max(height + 1);
            }
        }
    }
}

fn is_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '«' | '»' | '‘' | '’' | '‚' | '‛' | '“' | '”' | '„' | '‟' | '‹' | '›'
    )
}

/// The mark at `at` with its orientation; neighbouring marks are looked past.
fn mark(text: &str, range: &Range<usize>, at: usize, c: char) -> Option<Mark> {
    let before = text.get(range.start..at)?;
    let after = text.get(at + c.len_utf8()..range.end)?;
    let previous = before
        .chars()
        .rev()
        .take(5)
        .find(|c| !is_mark(*c))
        .unwrap_or(' ');
    let next = after.chars().take(5).find(|c| !is_mark(*c)).unwrap_or(' ');
    let beside = before.chars().next_back().unwrap_or(' ');
    let behind = after.chars().next().unwrap_or(' ');
    let ahead = previous.is_whitespace()
        || matches!(
            previous,
            '(' | '[' | '{' | '—' | '–' | '-' | '/' | '…' | '¿' | '¡'
        );
    let word = next.is_alphanumeric()
        || matches!(
            next,
            '(' | '['
                | '…'
                | '.'
                | '$'
                | '£'
                | '€'
                | '—'
                | '–'
                | '-'
                | '¿'
                | '¡'
                | '*'
                | '_'
                | '§'
                | '#'
                | '@'
        )
        || next.is_whitespace() && is_spaced(c, behind);
    let opens = match c {
        '”' | '’' => false,
        '„' | '‚' => true,
        '«' | '»' | '‹' | '›' => true,
        _ => ahead && word && !(next == '.' && after.starts_with(". ")),
    };
    let closes = match c {
        '„' | '‚' => false,
        '«' | '»' | '‹' | '›' => true,
        '‘' | '“' => !previous.is_whitespace() && !behind.is_alphanumeric(),
        _ => {
            !beside.is_whitespace()
                && !before.is_empty()
                && (!behind.is_alphanumeric() || calls_a_note(c, beside, behind))
                && !(is_mark(beside) && previous.is_whitespace())
        }
    };
    let apostrophe = matches!(c, '\'' | '’' | '‘') && starts_with_apostrophe(after) && c != '‘';
    let genitive = matches!(c, '\'' | '’')
        && matches!(beside, 's' | 'S' | 'x' | 'z')
        && behind == ' '
        && after.chars().nth(1).is_some_and(char::is_alphabetic);
    let inner =
        matches!(c, '\'' | '’' | '‘') && beside.is_alphanumeric() && behind.is_alphanumeric();
    if inner || !(opens || closes) {
        return None;
    }
    Some(Mark {
        at,
        c,
        opens: opens && !apostrophe,
        closes,
        genitive,
    })
}

/// `… in it.”2`: the raised digit of a note's call came down behind the close.
fn calls_a_note(c: char, beside: char, behind: char) -> bool {
    let stopped = matches!(beside, '.' | ',' | '!' | '?' | '…' | ';' | ')');
    behind.is_ascii_digit() && (c == '”' || stopped)
}

/// French guillemets stand off their words.
fn is_spaced(c: char, behind: char) -> bool {
    matches!(c, '«' | '»') && behind.is_whitespace()
}

/// `'tis`, `'90s`: an apostrophe begins the word.
fn starts_with_apostrophe(after: &str) -> bool {
    let word = after
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    let decade =
        word.len() == 3 && word.ends_with('s') && word.starts_with(|c: char| c.is_ascii_digit());
    decade
        || matches!(
            word,
            "tis" | "twas" | "em" | "til" | "cause" | "n" | "twere" | "gainst"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(text: &str) -> Scan {
        let mut scan = Scan::default();
        scan.paragraph(text, &(0..text.len()));
        scan
    }

    #[test]
    fn orientation_is_told_from_the_neighbours() {
        let marks = scan("He said: \"the 'mill' turns\" (so). Bakers' bread isn't it.").marks;
        let told: Vec<(char, bool, bool)> =
            marks.iter().map(|m| (m.c, m.opens, m.closes)).collect();
        assert_eq!(
            told,
            [
                ('"', true, false),
                ('\'', true, false),
                ('\'', false, true),
                ('"', false, true),
                ('\'', false, true)
            ]
        );
        assert!(marks[4].genitive);
    }

    #[test]
    fn brackets_nest() {
        let brackets = scan("a (b [c] d) e) (f").brackets;
        let told: Vec<_> = brackets
            .iter()
            .map(|b| (b.range.clone(), b.height))
            .collect();
        assert_eq!(told, [(2..11, 1), (5..8, 0)]);
    }
}
