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
    assign_points, emit, join_broken, take_notes, take_signature, unmarked_headings,
};
use super::report::{RemarkKind, Report};
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
    unmarked_headings(&mut pieces, report);
    take_signature(&mut pieces, &mut builder.metadata, &habit, report);
    if builder.metadata.title.is_none() {
        let message = "no title found: give one in the front matter of the article's file";
        report.add(0, RemarkKind::Doubtful, "title", message);
    }
    report.sort();
    emit(builder, &pieces, &notes)
}

#[cfg(test)]
mod tests;
