//! The text's own notes where no markup tells them: `[1]`, `(1)`, `¹`, `*` in the text, and the
//! notes after it.

mod calls;
mod definitions;

use std::collections::HashMap;

use super::piece::{Note, Piece};
use crate::article::report::{RemarkKind, Report, excerpt};
use calls::Form;
pub(crate) use definitions::is_notes_heading;
use definitions::{Definition, Definitions};

/// Takes the notes out of the pieces, and turns their marks in the text into calls.
///
/// A paragraph is a note when it begins with a mark that the text calls, or stands with such marks
/// at the end or under a heading such as `Notes`. Nothing else in brackets is touched.
pub(crate) fn take_notes(pieces: &mut Vec<Piece>, report: &mut Report) -> Vec<Note> {
    let definitions = definitions::find(pieces);
    if definitions.list.is_empty() {
        return Vec::new();
    }
    let form = Form::of(pieces, &definitions);
    let definitions = definitions::confirmed(pieces, definitions, form);
    if definitions.list.is_empty() {
        return Vec::new();
    }
    let unique = unique_labels(&definitions.list, report);
    let mut counts = vec![0usize; definitions.list.len()];
    if let Some(form) = form {
        make_calls(pieces, &definitions, &unique, form, &mut counts);
    }
    remark(pieces, &definitions.list, &counts, report);
    set_apart(pieces, &definitions.list, unique)
}

/// A label for each note; one that comes again (numbers that begin anew with each page) is told
/// from the first by its count.
fn unique_labels(definitions: &[Definition], report: &mut Report) -> Vec<String> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut again = false;
    let labels = definitions.iter().map(|d| {
        let count = seen.entry(d.label.as_str()).or_insert(0);
        *count += 1;
        again |= *count > 1;
        if *count == 1 {
            d.label.clone()
        } else {
            format!("{}-{count}", d.label)
        }
    });
    let labels = labels.collect();
    if again {
        report.mended(
            0,
            "notes",
            "note numbers begin anew in the text: notes are numbered through",
        );
    }
    labels
}

fn make_calls(
    pieces: &mut [Piece],
    definitions: &Definitions,
    unique: &[String],
    form: Form,
    counts: &mut [usize],
) {
    let mut next = 0;
    for (index, piece) in pieces.iter_mut().enumerate() {
        let own = definitions.mark_len(index);
        let found = form.calls(&piece.text, own, &mut next, definitions);
        for (range, label) in found.into_iter().rev() {
            let Some(target) = definitions.target(&label, index) else {
                continue;
            };
            let (Some(label), Some(count)) = (unique.get(target), counts.get_mut(target)) else {
                continue;
            };
            *count += 1;
            let range = calls::with_space(&piece.text, range);
            piece.cut(range.clone());
            piece.add_call(range.start, label);
        }
    }
}

fn remark(pieces: &[Piece], definitions: &[Definition], counts: &[usize], report: &mut Report) {
    for (definition, count) in definitions.iter().zip(counts) {
        let Some(piece) = pieces.get(definition.piece) else {
            continue;
        };
        let text = piece.text.get(definition.mark_len..).unwrap_or_default();
        let message = format!(
            "note {}: \u{201c}{}\u{201d}",
            definition.label,
            excerpt(text)
        );
        if *count > 0 {
            report.took(piece.line, "note", message);
        } else {
            report.add(
                piece.line,
                RemarkKind::Doubtful,
                "note",
                format!("{message}; the text never calls it"),
            );
        }
    }
}

/// Moves the notes out of the pieces, with what belongs to them.
fn set_apart(
    pieces: &mut Vec<Piece>,
    definitions: &[Definition],
    labels: Vec<String>,
) -> Vec<Note> {
    let mut notes: Vec<Note> = labels
        .into_iter()
        .map(|label| Note {
            label,
            pieces: Vec::new(),
        })
        .collect();
    let mut owner: Vec<Option<Option<usize>>> = vec![None; pieces.len()];
    for (index, definition) in definitions.iter().enumerate() {
        for place in definition.piece..definition.end {
            if let Some(slot) = owner.get_mut(place) {
                *slot = Some(Some(index));
            }
        }
        if let Some(slot) = definition.heading.and_then(|h| owner.get_mut(h)) {
            *slot = Some(None);
        }
    }
    let mut body = Vec::with_capacity(pieces.len());
    for (index, mut piece) in std::mem::take(pieces).into_iter().enumerate() {
        match owner.get(index).copied().flatten() {
            None => body.push(piece),
            // The heading or the line above the notes goes with them.
            Some(None) => {}
            Some(Some(note)) => {
                if let Some(definition) = definitions.get(note).filter(|d| d.piece == index) {
                    piece.cut_start(definition.mark_len);
                }
                piece.containers.clear();
                if let Some(note) = notes.get_mut(note) {
                    note.pieces.push(piece);
                }
            }
        }
    }
    *pieces = body;
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(texts: &[&str]) -> (Vec<Piece>, Vec<Note>, Report) {
        let mut pieces: Vec<Piece> = (1u32..)
            .zip(texts)
            .map(|(n, t)| Piece::prose(n, *t))
            .collect();
        let mut report = Report::default();
        let notes = take_notes(&mut pieces, &mut report);
        (pieces, notes, report)
    }

    #[test]
    fn brackets() {
        let (pieces, notes, _) = taken(&[
            "The mill[1]: it stood [2] and fell [sic] [9].",
            "[1] Built in 1788.",
            "[2] For a while.",
            "It rotted, too.",
        ]);
        assert_eq!(pieces.len(), 1);
        assert_eq!(pieces[0].text, "The mill: it stood and fell [sic] [9].");
        assert_eq!(pieces[0].calls, [(8, "1".to_owned()), (18, "2".to_owned())]);
        assert_eq!(notes[0].pieces[0].text, "Built in 1788.");
        assert_eq!(notes[1].pieces.len(), 2);
    }

    #[test]
    fn a_list_under_a_heading() {
        let (pieces, notes, _) = taken(&[
            "The mill¹ stood.² It fell.",
            "Notes",
            "1. Built in 1788.",
            "2. For a while.",
        ]);
        assert_eq!(pieces.len(), 1);
        assert_eq!(pieces[0].text, "The mill stood. It fell.");
        assert_eq!(notes.len(), 2);
    }

    #[test]
    fn marks_that_lost_their_raising() {
        let (pieces, notes, _) = taken(&[
            "The mill1 stood 40 years.2 It fell.",
            "Notes",
            "1 Built in 1788.",
            "2 For a while.",
        ]);
        assert_eq!(pieces[0].text, "The mill stood 40 years. It fell.");
        assert_eq!(notes.len(), 2);
    }

    #[test]
    fn round_brackets_need_their_notes() {
        let (pieces, notes, _) = taken(&[
            "The mill (1) stood, and (2) fell.",
            "(1) Built in 1788.",
            "(2) At last.",
        ]);
        assert_eq!((pieces.len(), notes.len()), (1, 2));
        let (pieces, notes, _) = taken(&["First (1) wheat and (2) rye.", "Then oats."]);
        assert_eq!((pieces.len(), notes.len()), (2, 0));
        assert_eq!(pieces[0].text, "First (1) wheat and (2) rye.");
    }

    #[test]
    fn stars() {
        let (pieces, notes, _) = taken(&["The mill* stood.", "It fell.", "* Built in 1788."]);
        assert_eq!(pieces[0].text, "The mill stood.");
        assert_eq!(notes[0].label, "*");
    }

    #[test]
    fn a_list_of_stars_is_no_note() {
        let (pieces, notes, _) = taken(&["There were:", "* wheat", "* rye"]);
        assert_eq!((pieces.len(), notes.len()), (3, 0));
    }

    #[test]
    fn numbers_that_begin_anew() {
        let (pieces, notes, _) = taken(&[
            "The mill[1] stood.",
            "[1] Built in 1788.",
            "It fell[1] down.",
            "[1] At last.",
        ]);
        assert_eq!(pieces.len(), 2);
        assert_eq!(pieces[1].calls, [(7, "1-2".to_owned())]);
        assert_eq!(notes.len(), 2);
    }

    #[test]
    fn a_note_that_is_never_called_is_reported() {
        let (_, notes, report) = taken(&["The mill stood.", "[1] Built in 1788."]);
        assert_eq!(notes.len(), 1);
        assert!(
            report
                .remarks()
                .iter()
                .any(|r| r.kind == RemarkKind::Doubtful)
        );
    }
}
