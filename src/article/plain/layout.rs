//! How the lines of a text are laid out as a whole: wrapped or not, how indented.

use std::collections::HashMap;

use super::chunk::{Chunk, Line};
use super::split::underline;

/// Lines of prose are wrapped at most at so many characters.
const WIDEST_WRAP: usize = 140;

/// How a text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Layout {
    /// The width at which its lines are wrapped; `None` when each paragraph is one line.
    pub(super) wrap: Option<usize>,
    /// The indent of running prose.
    pub(super) base: usize,
    /// Whether paragraphs begin with an indented line.
    pub(super) first_line_indent: bool,
}

impl Layout {
    /// The layout of a text.
    pub(super) fn of(chunks: &[Chunk<'_>]) -> Self {
        let wrap = wrap(chunks);
        let mut indents: HashMap<usize, usize> = HashMap::new();
        let (mut indented, mut flush) = (0usize, 0usize);
        for chunk in chunks {
            let rest_indent = chunk.lines.get(1).map(|l| l.indent);
            for (at, line) in chunk.lines.iter().enumerate() {
                if wrap.is_none() || at > 0 || chunk.lines.len() == 1 {
                    *indents.entry(line.indent).or_insert(0) += line.width;
                }
            }
            if let (Some(first), Some(rest), Some(_)) = (chunk.lines.first(), rest_indent, wrap) {
                if first.indent > rest {
                    indented += 1;
                } else {
                    flush += 1;
                }
            }
        }
        let base = indents
            .into_iter()
            .max_by_key(|(indent, weight)| (*weight, usize::MAX - indent))
            .map_or(0, |(indent, _)| indent);
        Self {
            wrap,
            base,
            first_line_indent: indented > flush || (indented > 0 && chunks.len() < 4),
        }
    }

    /// Where nothing is wrapped, each line of a chunk with a long one is a paragraph of its own.
    pub(super) fn one_line_each<'a>(&self, chunks: Vec<Chunk<'a>>) -> Vec<Chunk<'a>> {
        let long = |chunk: &Chunk<'_>| chunk.lines.iter().any(|l| l.width > WIDEST_WRAP);
        if self.wrap.is_some() || !chunks.iter().any(|c| c.lines.len() > 1 && long(c)) {
            return chunks;
        }
        let mut all: Vec<Chunk<'a>> = Vec::with_capacity(chunks.len());
        for chunk in chunks {
            if !long(&chunk) {
                all.push(chunk);
                continue;
            }
            let page_before = chunk.page_before;
            for (at, line) in chunk.lines.into_iter().enumerate() {
                // What underlines a heading stays with it.
                if at > 0
                    && underline(line.text).is_some()
                    && let Some(above) = all.last_mut()
                {
                    above.lines.push(line);
                    continue;
                }
                all.push(Chunk {
                    lines: vec![line],
                    page_before: page_before && at == 0,
                    blank_before: true,
                });
            }
        }
        all
    }

    /// Whether a line is so short that the next line's first word would have stood on it.
    pub(super) fn breaks_early(&self, line: &Line<'_>, next: &Line<'_>) -> bool {
        let word = next
            .text
            .split_whitespace()
            .next()
            .map_or(0, |w| w.chars().count());
        let wrap = self.wrap.unwrap_or(WIDEST_WRAP);
        line.indent + line.width + 1 + word < wrap
    }
}

/// The width at which lines are wrapped: nearly the longest of the lines that others follow in
/// the same chunk, if most of those are about as long.
fn wrap(chunks: &[Chunk<'_>]) -> Option<usize> {
    let mut widths: Vec<usize> = Vec::new();
    let mut whole = 0usize;
    for chunk in chunks {
        let (last, others) = chunk.lines.split_last()?;
        widths.extend(others.iter().map(|l| l.indent + l.width));
        if others.is_empty() && last.width > WIDEST_WRAP {
            whole += 1;
        }
    }
    widths.sort_unstable();
    let wrap = *widths.get(widths.len() * 19 / 20)?;
    let full = widths.iter().filter(|w| **w * 4 >= wrap * 3).count();
    // A text of long lines with some verse among them is not wrapped.
    ((30..=WIDEST_WRAP).contains(&wrap) && full * 2 >= widths.len() && whole * 4 <= widths.len())
        .then_some(wrap)
}
