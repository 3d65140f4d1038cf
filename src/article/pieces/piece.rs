//! One piece of a text, and how its text is cut and joined with all that refers to it.

use std::ops::Range;

use crate::article::{Block, Container, Span};

/// A block of the text before it is known what it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Piece {
    /// Its first line in the file, from 1.
    pub(crate) line: u32,
    /// Its text, without markers and markup; verse, code and tables have lines.
    pub(crate) text: String,
    /// Emphasis and the like, by start.
    pub(crate) spans: Vec<Span>,
    /// Note calls: byte of the text and label, by byte.
    pub(crate) calls: Vec<(usize, String)>,
    /// What it was found to be.
    pub(crate) role: Role,
    /// The quotations and list items that hold it, outermost first.
    pub(crate) containers: Vec<Container>,
    /// Whether it stood between empty lines, on a line of its own.
    pub(crate) alone: bool,
    /// Columns of white space before its first line.
    pub(crate) indent: usize,
    /// The least white space before any of its lines.
    pub(crate) margin: usize,
    /// The sign that underlines it, for a heading.
    pub(crate) underline: Option<char>,
    /// Whether a page ended before it.
    pub(crate) page_before: bool,
}

/// What a piece is.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Role {
    /// Prose, as far as is known.
    #[default]
    Prose,
    /// A heading of this level; 0 while the level is not known.
    Heading(u8),
    /// Verse, code or a table.
    Kept(Block),
    /// A thematic break.
    Rule,
}

/// One of the text's own notes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Note {
    /// The label it is called by.
    pub(crate) label: String,
    /// Its paragraphs.
    pub(crate) pieces: Vec<Piece>,
}

impl Piece {
    /// A piece of prose.
    pub(crate) fn prose(line: u32, text: impl Into<String>) -> Self {
        Self {
            line,
            text: text.into(),
            alone: true,
            ..Self::default()
        }
    }

    /// Whether it is prose outside all containers.
    pub(crate) fn is_plain_prose(&self) -> bool {
        self.role == Role::Prose && self.containers.is_empty()
    }

    /// Whether it is prose, held or not.
    pub(crate) fn is_prose(&self) -> bool {
        self.role == Role::Prose
    }

    /// Takes the bytes of `cut` out of the text.
    pub(crate) fn cut(&mut self, cut: Range<usize>) {
        if self.text.get(cut.clone()).is_none() {
            return;
        }
        self.text.drain(cut.clone());
        let shift = |at: usize| {
            if at <= cut.start {
                at
            } else {
                at.saturating_sub(cut.len()).max(cut.start)
            }
        };
        for span in &mut self.spans {
            span.range = shift(span.range.start)..shift(span.range.end);
        }
        self.spans.retain(|span| !span.range.is_empty());
        for (at, _) in &mut self.calls {
            *at = shift(*at);
        }
    }

    /// Takes `bytes` off the beginning, and the white space after them.
    pub(crate) fn cut_start(&mut self, bytes: usize) {
        let rest = self.text.get(bytes..).unwrap_or_default();
        let space = rest.len() - rest.trim_start().len();
        self.cut(0..bytes + space);
    }

    /// Adds a call; calls stay in the order of the text.
    pub(crate) fn add_call(&mut self, at: usize, label: &str) {
        let place = self.calls.partition_point(|(a, _)| *a <= at);
        self.calls.insert(place, (at, label.to_owned()));
    }

    /// Joins `other` to the end, with `between` in the middle.
    pub(crate) fn append(&mut self, other: Self, between: &str) {
        self.text.push_str(between);
        let start = self.text.len();
        self.text.push_str(&other.text);
        self.spans.extend(other.spans.into_iter().map(|s| Span {
            range: s.range.start + start..s.range.end + start,
            kind: s.kind,
        }));
        let calls = other.calls.into_iter();
        self.calls
            .extend(calls.map(|(at, label)| (at + start, label)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::SpanKind;

    #[test]
    fn cutting_and_joining_keep_what_refers_to_the_text() {
        let mut piece = Piece::prose(1, "[2] The mill[1] stood.");
        piece.spans.push(Span {
            range: 8..12,
            kind: SpanKind::Emphasis,
        });
        piece.add_call(22, "9");
        piece.cut_start(3);
        assert_eq!(piece.text, "The mill[1] stood.");
        piece.cut(8..11);
        assert_eq!(&piece.text[piece.spans[0].range.clone()], "mill");
        assert_eq!(piece.calls, [(15, "9".to_owned())]);
        piece.append(Piece::prose(3, "It burnt."), " ");
        assert_eq!(piece.text, "The mill stood. It burnt.");
    }
}
