//! Tables: columns as wide as their cells where there is room, cells wrapped where there is not.

use std::ops::Range;

use super::lay::{Content, Row};
use crate::article::{Alignment, Article};
use crate::text::wrap;
use crate::text::{safe, width};

/// Between two columns.
const GAP: usize = 2;

/// The rows of a table of which `range` are the bytes: lines are rows, tabs part the cells.
pub(super) fn rows(
    article: &Article,
    range: Range<usize>,
    alignments: &[Alignment],
    indent: usize,
    columns: usize,
    out: &mut Vec<Row>,
) {
    let grid = grid(article, &range);
    let widths = widths(article, &grid, columns);
    for (index, cells) in grid.iter().enumerate() {
        table_row(article, cells, &widths, alignments, indent, index == 0, out);
        if index == 0 && grid.len() > 1 {
            let lines: Vec<String> = widths.iter().map(|w| "─".repeat(*w)).collect();
            out.push(Row::own(indent, lines.join(&" ".repeat(GAP))));
        }
    }
}

fn grid(article: &Article, range: &Range<usize>) -> Vec<Vec<Range<usize>>> {
    let mut grid = Vec::new();
    let mut at = range.start;
    for line in article.slice(range.clone()).split('\n') {
        let mut cells = Vec::new();
        for cell in line.split('\t') {
            cells.push(at..at + cell.len());
            at += cell.len() + 1;
        }
        grid.push(cells);
    }
    grid
}

/// The width of each column: what its cells take, or a fair share of what there is.
fn widths(article: &Article, grid: &[Vec<Range<usize>>], columns: usize) -> Vec<usize> {
    let count = grid.iter().map(Vec::len).max().unwrap_or(0);
    let mut widths = vec![1; count];
    for cells in grid {
        for (width, cell) in widths.iter_mut().zip(cells) {
            *width = (*width).max(width::of(&safe::shown_line(article.slice(cell.clone()))));
        }
    }
    let room = columns
        .saturating_sub(GAP * count.saturating_sub(1))
        .max(count);
    while widths.iter().sum::<usize>() > room {
        let fair = room / count.max(1);
        let excess = widths.iter().sum::<usize>() - room;
        let Some(widest) = widths.iter_mut().max() else {
            break;
        };
        if *widest <= fair.max(1) {
            break;
        }
        *widest -= excess.min(*widest - fair.max(1));
    }
    widths
}

fn table_row(
    article: &Article,
    cells: &[Range<usize>],
    widths: &[usize],
    alignments: &[Alignment],
    indent: usize,
    head: bool,
    out: &mut Vec<Row>,
) {
    let wrapped: Vec<Vec<wrap::Line>> = cells
        .iter()
        .zip(widths)
        .map(|(cell, width)| wrap::wrap(article.slice(cell.clone()), *width, &[]))
        .collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(1);
    for line in 0..height {
        let mut column = 0;
        let mut row = Vec::new();
        for (index, (cell, width)) in cells.iter().zip(widths).enumerate() {
            if let Some(part) = wrapped.get(index).and_then(|lines| lines.get(line)) {
                let spare = width.saturating_sub(part.width);
                let shift = match alignments.get(index) {
                    Some(Alignment::Right) => spare,
                    Some(Alignment::Center) => spare / 2,
                    _ => 0,
                };
                let bytes = cell.start + part.range.start..cell.start + part.range.end;
                row.push((column + shift, bytes));
            }
            column += width + GAP;
        }
        out.push(Row {
            indent,
            marker: None,
            content: Content::Cells(row, head),
        });
    }
}
