//! Headings that nothing but their shape tells.

use super::heading::{Numbering, assign_levels, heading_like, numbering};
use super::piece::{Piece, Role};
use crate::article::Block;
use crate::article::report::{Report, excerpt};

/// Finds the headings that nothing but their shape tells, and the level of all.
///
/// A short line that stands alone is one, unless the paragraph before leads up to it with a colon
/// or a comma, nothing comes after it, or it is one of three or more such lines in a row.
pub(crate) fn unmarked_headings(pieces: &mut [Piece], report: &mut Report) {
    let candidate =
        |piece: &Piece| piece.alone && piece.is_plain_prose() && heading_like(&piece.text);
    let shapes: Vec<bool> = pieces.iter().map(candidate).collect();
    let last = pieces.len().saturating_sub(1);
    let mut found = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        if piece.role == Role::Heading(0) {
            found.push(index);
            continue;
        }
        if !shapes.get(index).copied().unwrap_or_default() || index == last {
            continue;
        }
        let leads = |p: &Piece| p.is_prose() && p.text.ends_with([':', ',', ';']);
        let led = index
            .checked_sub(1)
            .and_then(|i| pieces.get(i))
            .is_some_and(leads);
        // What stands right over a table names it.
        let over_table = pieces
            .get(index + 1)
            .is_some_and(|next| matches!(next.role, Role::Kept(Block::Table(_))));
        if over_table {
            continue;
        }
        let marked = numbering(&piece.text) != Numbering::None;
        if !led && (marked || !in_row(&shapes, index)) {
            found.push(index);
        }
    }
    let styles: Vec<Numbering> = found
        .iter()
        .filter_map(|i| pieces.get(*i))
        .map(|piece| match (numbering(&piece.text), piece.underline) {
            (_, Some('=')) => Numbering::DoubleLine,
            (Numbering::None | Numbering::Capitals, Some(_)) => Numbering::Line,
            (style, _) => style,
        })
        .collect();
    for (index, level) in found.into_iter().zip(assign_levels(&styles)) {
        if let Some(piece) = pieces.get_mut(index) {
            piece.role = Role::Heading(level);
            let deep = if level > 1 {
                format!(" of level {level}")
            } else {
                String::new()
            };
            let message = format!("heading{deep}: \u{201c}{}\u{201d}", excerpt(&piece.text));
            report.took(piece.line, "heading", message);
        }
    }
}

/// Whether a short line has two others like it around it or on one side.
fn in_row(shapes: &[bool], index: usize) -> bool {
    let short = |i: Option<usize>| i.and_then(|i| shapes.get(i)).copied().unwrap_or_default();
    let before = short(index.checked_sub(1));
    let after = short(index.checked_add(1));
    let two_before = before && short(index.checked_sub(2));
    let two_after = after && short(index.checked_add(2));
    (before && after) || two_before || two_after
}
