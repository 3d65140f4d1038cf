//! Problems as a compiler shows them: the line itself, a pointer, what to do.
//!
//! One line of the file is shown, made safe and cut to what the eye takes in; the file is read
//! again for it, once for all its problems.

use std::collections::HashMap;
use std::ops::Range;

use annotate_snippets::renderer::DEFAULT_TERM_WIDTH;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::text::problem::{Problem, Severity};
use crate::text::{safe, width};

/// Columns that are shown before and after the place.
const BEFORE: usize = 40;
const AFTER: usize = 90;

/// Shows problems, one after the other.
pub(super) struct Diagnostics {
    renderer: Renderer,
    /// The lines of the file at hand.
    lines: HashMap<usize, String>,
    file: Option<String>,
}

impl Diagnostics {
    /// With colours or without.
    pub(super) fn new(colour: bool) -> Self {
        let renderer = if colour {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        Self {
            renderer: renderer.term_width(DEFAULT_TERM_WIDTH),
            lines: HashMap::new(),
            file: None,
        }
    }

    /// A problem, ready to be written; `of_file` are all the problems of its file.
    pub(super) fn render(&mut self, problem: &Problem, of_file: &[Problem]) -> String {
        if self.file.as_ref() != Some(&problem.file) {
            self.read(&problem.file, of_file);
        }
        let level = match problem.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let line_of = |text: &str| safe::shown_line(text).into_owned();
        let path = line_of(&problem.file);
        let title = level
            .primary_title(line_of(&problem.message))
            .id(problem.code);
        let group = match self.lines.get(&problem.line) {
            Some(line) => {
                let (shown, span) = excerpt(line, problem.column);
                let marked = AnnotationKind::Primary.span(span);
                // The column in the file, where the line is shown from further on.
                let snippet = Snippet::source(shown)
                    .line_start(problem.line)
                    .path(path)
                    .annotation(marked);
                title.element(snippet)
            }
            None => title.element(annotate_snippets::Origin::path(path)),
        };
        let help = (!problem.help.is_empty()).then(|| Level::HELP.message(line_of(&problem.help)));
        let group: Group<'_> = group.elements(help);
        self.renderer.render(&[group])
    }

    /// Reads the lines of a file that problems are on.
    fn read(&mut self, file: &str, problems: &[Problem]) {
        self.file = Some(file.to_owned());
        self.lines.clear();
        let Ok(bytes) = std::fs::read(file) else {
            return;
        };
        let text = String::from_utf8_lossy(&bytes);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let wanted = problems.iter().filter(|p| p.file == file).map(|p| p.line);
        let wanted: std::collections::HashSet<usize> = wanted.collect();
        for (index, line) in text.split('\n').enumerate() {
            if wanted.contains(&(index + 1)) {
                self.lines.insert(index + 1, line.to_owned());
            }
        }
    }
}

/// A line as it is shown, and the bytes of it to point at: the word that begins at the column.
fn excerpt(line: &str, column: usize) -> (String, Range<usize>) {
    let at = line
        .char_indices()
        .nth(column.saturating_sub(1))
        .map_or(line.len(), |(at, _)| at);
    let (before, rest) = line.split_at(at);
    let token = if column == 0 { "" } else { token(rest) };
    let after = rest.get(token.len()..).unwrap_or_default();
    let mut shown = tail(&safe::shown_line(before), BEFORE);
    let start = shown.len();
    shown.push_str(&width::shortened(&safe::shown_line(token), AFTER));
    let end = shown.len();
    shown.push_str(&width::shortened(&safe::shown_line(after), AFTER));
    (shown, start..end.max(start))
}

/// The end of a text, in at most so many columns; indentation is not cut.
fn tail(text: &str, columns: usize) -> String {
    let blank = text.trim().is_empty();
    if width::of(text) <= columns || blank && text.len() <= 2 * columns {
        return text.to_owned();
    }
    let mut start = text.len();
    let mut taken = 1;
    for (at, c) in text.char_indices().rev() {
        taken += width::of(c.encode_utf8(&mut [0; 4]));
        if taken > columns {
            break;
        }
        start = at;
    }
    format!("…{}", text.get(start..).unwrap_or_default())
}

/// What is pointed at: quoted text, or what stands before the next blank, comma or bracket.
fn token(rest: &str) -> &str {
    let Some(first) = rest.chars().next() else {
        return "";
    };
    let quoted = matches!(first, '"' | '\'');
    let end = if quoted {
        let close = rest.get(1..).and_then(|inner| inner.find(first));
        close.map_or(rest.len(), |at| at + 2)
    } else {
        let stops = |(at, c): &(usize, char)| *at > 0 && matches!(c, ',' | ']' | '}' | '#');
        let cut = rest
            .char_indices()
            .find(stops)
            .map_or(rest.len(), |(at, _)| at);
        // A key is a word; a value goes on to the end of the line.
        let key = rest.get(..cut).and_then(|text| text.find(": "));
        key.unwrap_or(cut)
    };
    rest.get(..end).unwrap_or(rest).trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_at_the_column_is_pointed_at() {
        let at = |line: &str, column: usize| {
            let (shown, span) = excerpt(line, column);
            (shown.clone(), shown[span].to_owned())
        };
        let line = "  - {id: q1, kind: qoutation, at: 1¶1}";
        assert_eq!(at(line, 20), (line.to_owned(), "qoutation".to_owned()));
        assert_eq!(at("  source: a b # c", 11).1, "a b");
        assert_eq!(at("  sorce: a", 3).1, "sorce");
        assert_eq!(at("id: 'it, is'", 5).1, "'it, is'");
        assert_eq!(at("x", 9).1, "");
        assert_eq!(at("a\u{1b}[31mb: c", 1).1, "a<U+001B>[31mb");
        let long = format!("{}bad{}", "x".repeat(100_000), "y".repeat(100_000));
        let (shown, pointed) = at(&long, 100_001);
        assert!(shown.len() < 400 && pointed.starts_with("bad"), "{shown}");
    }
}
