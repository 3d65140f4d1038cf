//! Where the notes themselves stand.

use std::collections::{HashMap, HashSet};

use super::calls::{Form, is_label};
use crate::article::pieces::heading::heading_like;
use crate::article::pieces::marker::{Marker, Style, marker};
use crate::article::pieces::piece::{Piece, Role};
use crate::text::fold::fold;

/// A paragraph that begins with a note's mark.
#[derive(Debug, Clone)]
pub(super) struct Definition {
    /// The piece, by index.
    pub(super) piece: usize,
    /// The piece after the note's last.
    pub(super) end: usize,
    /// The label without its frame.
    pub(super) label: String,
    /// The bytes of the mark, with the white space behind it.
    pub(super) mark_len: usize,
    /// The heading or line above the notes, when this is the first below it.
    pub(super) heading: Option<usize>,
    /// How the mark is set.
    setting: Setting,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Setting {
    Brackets,
    Parens,
    Raised,
    Stars,
    /// `1.` or `1` under a heading that says that notes follow.
    Listed,
}

/// Notes in the order of the text, found by piece or by label.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    pub(super) list: Vec<Definition>,
    by_piece: HashMap<usize, usize>,
    by_label: HashMap<String, Vec<usize>>,
}

impl Definitions {
    fn new(list: Vec<Definition>) -> Self {
        let mut by_label: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, definition) in list.iter().enumerate() {
            by_label
                .entry(definition.label.clone())
                .or_default()
                .push(index);
        }
        let by_piece = list.iter().enumerate().map(|(i, d)| (d.piece, i)).collect();
        Self {
            list,
            by_piece,
            by_label,
        }
    }

    /// How many bytes of a piece are its mark as a note.
    pub(super) fn mark_len(&self, piece: usize) -> usize {
        let index = self.by_piece.get(&piece);
        index
            .and_then(|i| self.list.get(*i))
            .map_or(0, |d| d.mark_len)
    }

    /// Whether a note has this label.
    pub(super) fn knows(&self, label: &str) -> bool {
        self.by_label.contains_key(label)
    }

    /// How many labels there are.
    pub(super) fn label_count(&self) -> usize {
        self.by_label.len()
    }

    /// The note that a call in the piece `from` means: the first of that label behind it, else
    /// the last.
    pub(super) fn target(&self, label: &str, from: usize) -> Option<usize> {
        let indices = self.by_label.get(label)?;
        let behind = |i: &&usize| self.list.get(**i).is_some_and(|d| d.piece > from);
        indices.iter().find(behind).or(indices.last()).copied()
    }
}

/// All paragraphs that may be notes.
pub(super) fn find(pieces: &[Piece]) -> Definitions {
    let mut found: Vec<Definition> = Vec::new();
    let mut under: Option<usize> = None;
    let mut last_number = 0;
    for (index, piece) in pieces.iter().enumerate() {
        if is_notes_heading(piece) {
            under = Some(index);
            last_number = 0;
            continue;
        }
        let Some((label, mark_len, setting)) = mark(piece, under.is_some()) else {
            // Another heading ends the notes.
            if under.is_some() && piece.alone && heading_like(&piece.text) && !found.is_empty() {
                under = None;
            }
            continue;
        };
        if setting == Setting::Listed {
            let number = label.parse().unwrap_or(0);
            if number != last_number + 1 {
                continue;
            }
            last_number = number;
        }
        let heading = under.filter(|h| found.last().is_none_or(|d| d.piece < *h));
        found.push(Definition {
            piece: index,
            end: index + 1,
            label,
            mark_len,
            heading,
            setting,
        });
    }
    Definitions::new(found)
}

/// The mark that a piece begins with: label, bytes, setting.
fn mark(piece: &Piece, listed: bool) -> Option<(String, usize, Setting)> {
    if !matches!(piece.role, Role::Prose) {
        return None;
    }
    let text = piece.text.as_str();
    if let Some(found) = bracketed(text) {
        return Some(found);
    }
    // `(*) …`
    if let Some((label, rest)) = text.strip_prefix('(').and_then(|t| t.split_once(')'))
        && !label.is_empty()
        && label.chars().all(|c| "*†‡".contains(c))
        && !rest.trim().is_empty()
    {
        let mark_len = text.len() - rest.trim_start().len();
        return Some((label.to_owned(), mark_len, Setting::Parens));
    }
    let star = |c: char| "*†‡".contains(c);
    let len = text.len() - text.trim_start_matches(star).len();
    if len > 0 {
        let rest = text.get(len..)?;
        let space = rest.len() - rest.trim_start().len();
        let label = text.get(..len)?.to_owned();
        return (!rest.trim().is_empty()).then_some((label, len + space, Setting::Stars));
    }
    let (Marker::Number(number, style), len) = marker(text)? else {
        return None;
    };
    let setting = match style {
        Style::Parens => Setting::Parens,
        Style::Raised => Setting::Raised,
        Style::Stop | Style::Paren | Style::Bare if listed => Setting::Listed,
        _ => return None,
    };
    Some((number.to_string(), len, setting))
}

/// `[1] …`, `[^1]: …`, `[*] …`.
fn bracketed(text: &str) -> Option<(String, usize, Setting)> {
    let (label, rest) = text.strip_prefix('[')?.split_once(']')?;
    let label = label.strip_prefix('^').unwrap_or(label);
    if !is_label(label) {
        return None;
    }
    let body = rest.trim_start_matches([':', '.', ' ', '\t', '\u{a0}', '\n']);
    (!body.is_empty()).then(|| (label.to_owned(), text.len() - body.len(), Setting::Brackets))
}

/// Whether a piece is the heading over a text's notes.
pub(crate) fn is_notes_heading(piece: &Piece) -> bool {
    let text = piece.text.trim();
    text.len() <= 40
        && (piece.alone || text.ends_with(':') || matches!(piece.role, Role::Heading(_)))
        && matches!(
            fold(text).as_str(),
            "notes"
                | "footnotes"
                | "endnotes"
                | "note"
                | "footnote"
                | "notesandreferences"
                | "referencesandnotes"
                | "references"
                | "anmerkungen"
                | "fußnoten"
                | "fussnoten"
                | "endnoten"
                | "notas"
                | "notasalpie"
                | "notesdebasdepage"
                | "notess"
                | "noten"
                | "voetnoten"
                | "noter"
                | "notealpie"
                | "notedipagina"
        )
}

/// The definitions that hold, with what belongs to each. One holds when the text calls it, or when
/// it stands in square brackets or under a heading of notes with no running text behind it.
pub(super) fn confirmed(pieces: &[Piece], found: Definitions, form: Option<Form>) -> Definitions {
    let calls = form.map_or_else(Vec::new, |form| form.all_calls(pieces, &found));
    let called: HashSet<&str> = calls.iter().map(|(_, label)| label.as_str()).collect();
    let settings = |setting| match form {
        Some(Form::Stars) => setting == Setting::Stars,
        Some(Form::Parens) => matches!(setting, Setting::Parens | Setting::Listed),
        Some(Form::Brackets) => matches!(setting, Setting::Brackets | Setting::Listed),
        Some(Form::Raised | Form::Bare) => !matches!(setting, Setting::Stars),
        None => matches!(setting, Setting::Brackets | Setting::Listed),
    };
    let tail = tail_start(pieces, &found.list);
    let mut held: Vec<Definition> = found
        .list
        .into_iter()
        .filter(|d| settings(d.setting))
        .filter(|d| {
            called.contains(d.label.as_str())
                || d.setting == Setting::Listed
                || (d.setting == Setting::Brackets && d.piece >= tail)
        })
        .collect();
    let calling: Vec<usize> = calls.iter().map(|(piece, _)| *piece).collect();
    claim(pieces, &mut held, &calling);
    Definitions::new(held)
}

/// From where on the text holds nothing but notes, each with at most a few paragraphs.
fn tail_start(pieces: &[Piece], found: &[Definition]) -> usize {
    let mut start = pieces.len();
    for definition in found.iter().rev() {
        if start - definition.piece > 4 {
            break;
        }
        start = definition.piece;
    }
    start
}

/// Gives each note the paragraphs behind it: those up to the next note when no text that calls a
/// later note stands between; behind the last, at most three that are no heading.
fn claim(pieces: &[Piece], held: &mut [Definition], calling: &[usize]) {
    let starts: Vec<usize> = held.iter().map(|d| d.piece).collect();
    let total = pieces.len();
    for (index, definition) in held.iter_mut().enumerate() {
        let next = starts.get(index + 1).copied();
        let from = definition.piece + 1;
        let to = next.unwrap_or(total);
        let plain = |piece: &Piece| piece.is_prose() && !(piece.alone && heading_like(&piece.text));
        let gap = pieces.get(from..to).unwrap_or_default();
        let indented = gap
            .iter()
            .take_while(|p| p.is_prose() && p.indent >= 2)
            .count();
        let first_call = calling.partition_point(|piece| *piece < from);
        let calls_within = calling.get(first_call).is_some_and(|piece| *piece < to);
        let short = gap.len() <= 3 && gap.iter().all(plain);
        // Notes at the foot of a page have the next page behind them, not more of the note.
        let at_end = from * 2 >= total;
        let whole = short && !calls_within && at_end && !gap.iter().any(looks_signed);
        definition.end = from + if whole { gap.len() } else { indented };
        let above = definition.piece.checked_sub(1).and_then(|a| pieces.get(a));
        if definition.heading.is_none() && above.is_some_and(|p| p.role == Role::Rule) {
            definition.heading = definition.piece.checked_sub(1);
        }
    }
}

/// A short last line that signs the text rather than goes on with the note.
fn looks_signed(piece: &Piece) -> bool {
    let few_words = piece.text.split_whitespace().count() <= 2;
    piece.text.chars().count() < 60 && (few_words || piece.text.chars().any(|c| c.is_ascii_digit()))
}
