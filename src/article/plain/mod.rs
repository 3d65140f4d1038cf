//! Plain text → [`Article`]: what its layout says, read without a word changed.
//!
//! Lines come apart into chunks (between empty lines), chunks into pieces (paragraphs, verse,
//! rules, quotations); the passes of [`pieces`](super::pieces) find the rest.

mod chunk;
mod front;
mod hyphen;
mod indent;
mod layout;
mod split;
mod verse;

use super::date::Habit;
use super::pieces::{
    Numbering, Piece, Role, assign_levels, assign_points, emit, heading_like, join_broken,
    numbering, take_notes, take_signature,
};
use super::report::{RemarkKind, Report, excerpt};
use super::{Article, ArticleName, Builder, language};

/// Reads plain text whose lines end with line feeds; tells in `report` what it understood.
pub(crate) fn read(name: ArticleName, text: &str, report: &mut Report) -> Article {
    let mut builder = Builder::new(name);
    builder.reserve(text.len());
    let language = language::detect(text);
    if let Some(language) = language {
        let message = format!("language `{language}`, by its commonest words");
        report.add(0, RemarkKind::Assumed, "language", message);
        builder.metadata.language = Some(language.to_owned());
    }
    let habit = Habit::of(text, language);
    let chunks = chunk::chunks(text);
    let layout = layout::Layout::of(&chunks);
    let (chunks, paged) = chunk::without_page_numbers(chunks, report);
    let chunks = layout.one_line_each(chunks);
    let front = front::take(&chunks, &layout, &mut builder.metadata, &habit, report);
    let rest = chunks.get(front..).unwrap_or_default();
    let mut pieces = split::split(rest, &layout, report);
    if paged {
        report.mended(
            0,
            "pages",
            "the text is in pages; their ends are no ends of paragraphs",
        );
    }
    let notes = take_notes(&mut pieces, report);
    indent::quotations(&mut pieces, &layout, report);
    let mut pieces = join_broken(pieces, report);
    assign_points(&mut pieces, report);
    indent::lists(&mut pieces);
    headings(&mut pieces, report);
    take_signature(&mut pieces, &mut builder.metadata, &habit, report);
    if builder.metadata.title.is_none() {
        let message = "no title found: give one in the front matter of the article's file";
        report.add(0, RemarkKind::Doubtful, "title", message);
    }
    report.sort();
    emit(builder, &pieces, &notes)
}

/// Finds the headings that nothing but their shape tells, and the level of all.
///
/// A short line that stands alone is one, unless the paragraph before leads up to it with a colon
/// or a comma, nothing comes after it, or it is one of three or more such lines in a row.
fn headings(pieces: &mut [Piece], report: &mut Report) {
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

#[cfg(test)]
mod tests;
