//! The dispersion picture: a row for each work, a column for each stretch of the article.

use super::Context;
use super::output::Role;
use super::sources::Quoted;
use crate::edition::{Anchored, Edition};
use crate::source::Source;
use crate::text::width;

/// The width of the names, in columns.
const NAMES: usize = 28;

/// Draws the works of one article.
pub(super) fn draw(
    edition: &Edition,
    quoted: &[Quoted],
    context: &mut Context,
) -> anyhow::Result<()> {
    let columns = columns();
    let article = &edition.article;
    let length = article.paragraphs.last().map_or(1, |p| p.range.end).max(1);
    let column = |at: usize| (at * columns / length).min(columns - 1);
    let mut ruler = vec![' '; columns];
    for section in article.sections.iter().filter(|s| s.number.depth() == 1) {
        let name = section.number.to_string();
        let from = column(section.range.start);
        for (cell, c) in ruler
            .iter_mut()
            .skip(from)
            .zip(std::iter::once('|').chain(name.chars()))
        {
            *cell = c;
        }
    }
    let out = &mut context.out;
    out.styled(
        Role::Quiet,
        &format!("{:NAMES$} {}", "section", ruler.iter().collect::<String>()),
    )?;
    out.line("")?;
    let mut works: Vec<&Quoted> = quoted.iter().filter(|w| !w.notes.is_empty()).collect();
    works.sort_by_key(|w| w.notes.iter().map(|(_, n)| n.anchor.hangs_at).min());
    for work in works {
        let label = work
            .source
            .map_or_else(|| work.key.to_string(), Source::label);
        let label = width::shortened(&label, NAMES);
        let pad = " ".repeat(NAMES.saturating_sub(width::of(&label)));
        out.text(&label)?;
        out.text(&format!("{pad} "))?;
        out.styled(Role::Passage, &row(&work.notes, columns, &column))?;
        out.line(&format!(" {}", work.notes.len()))?;
    }
    Ok(())
}

/// How many quotations each stretch holds: `·` none, `1`–`9`, `+` more.
fn row(notes: &[(&Edition, &Anchored)], columns: usize, column: &dyn Fn(usize) -> usize) -> String {
    let mut counts = vec![0u32; columns];
    for (_, note) in notes {
        if let Some(count) = counts.get_mut(column(note.anchor.hangs_at)) {
            *count += 1;
        }
    }
    counts
        .iter()
        .map(|n| match n {
            0 => '·',
            1..=9 => char::from_digit(*n, 10).unwrap_or('+'),
            _ => '+',
        })
        .collect()
}

/// The columns that the picture has: what `COLUMNS` leaves beside the names, else fifty.
fn columns() -> usize {
    let given = std::env::var("COLUMNS")
        .ok()
        .and_then(|c| c.parse::<usize>().ok());
    given.unwrap_or(84).saturating_sub(NAMES + 6).clamp(20, 200)
}
