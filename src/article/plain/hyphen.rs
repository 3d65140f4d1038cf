//! Joining wrapped lines, and the words that were divided at their ends.

use std::collections::HashSet;

use super::chunk::{Chunk, Line};
use super::layout::Layout;
use super::split::collapsed;
use crate::article::pieces::Piece;
use crate::article::report::Report;

/// The words of a text, which tell whether a hyphen at the end of a line is part of its word.
#[derive(Debug, Default)]
pub(super) struct Hyphens {
    words: HashSet<String>,
}

impl Hyphens {
    /// Gathers the words, when some line that is wrapped ends in a hyphen.
    pub(super) fn of(chunks: &[Chunk<'_>], layout: &Layout) -> Self {
        let mut hyphens = Self::default();
        let lines = || chunks.iter().flat_map(|c| &c.lines);
        if layout.wrap.is_none() || !lines().any(|l| divided(l.text).is_some()) {
            return hyphens;
        }
        for line in lines() {
            let words = line.text.split_whitespace().map(bare);
            hyphens
                .words
                .extend(words.filter(|w| !w.is_empty()).map(str::to_lowercase));
        }
        hyphens
    }

    /// Joins a wrapped line to its paragraph. A hyphen at the end of the line before is dropped
    /// only when the text has the whole word elsewhere, and nowhere with the hyphen.
    pub(super) fn join(&self, piece: &mut Piece, line: &Line<'_>, report: &mut Report) {
        let text = collapsed(line.text);
        if piece.text.ends_with('\u{ad}') {
            piece.text.push_str(&text);
            return;
        }
        let tail = text.split_whitespace().next().map(bare).unwrap_or_default();
        let head = divided(&piece.text).map(str::to_owned);
        match head {
            Some(head) if tail.starts_with(char::is_lowercase) => {
                let whole = format!("{head}{tail}").to_lowercase();
                let hyphened = format!("{head}-{tail}").to_lowercase();
                if self.words.contains(&whole) && !self.words.contains(&hyphened) {
                    piece.text.pop();
                    let message =
                        format!("joined `{head}-` and `{tail}`, divided at the end of a line");
                    report.mended(line.number, "hyphen", message);
                }
                piece.text.push_str(&text);
            }
            _ => {
                piece.text.push(' ');
                piece.text.push_str(&text);
            }
        }
    }
}

/// The beginning of a word that a hyphen divides at the end of `text`.
fn divided(text: &str) -> Option<&str> {
    let head = text.strip_suffix('-')?;
    let word = head.rsplit(char::is_whitespace).next().map(bare)?;
    word.ends_with(char::is_alphabetic).then_some(word)
}

/// A word without the marks around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}
