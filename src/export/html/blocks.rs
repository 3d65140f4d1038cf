//! The blocks of an article as HTML: paragraphs in their lists and quotations.
//!
//! What stands around and in each paragraph is the caller's: the same code sets the text of an
//! article and the body of a note.

use std::ops::Range;

use super::escape;
use crate::article::{Alignment, Article, Block, Container, ListMarker, Paragraph};

/// What a caller adds to the blocks.
pub(super) trait Setting {
    /// Before a paragraph: `<div …>` with its number.
    fn open(&mut self, index: usize, out: &mut String);
    /// The text of a paragraph, or of a cell.
    fn text(&mut self, range: &Range<usize>, out: &mut String);
    /// After a paragraph.
    fn close(&mut self, index: usize, out: &mut String);
}

/// A container that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    Quotation,
    Item { ordered: bool },
}

/// Writes the paragraphs of a range, with their containers.
pub(super) fn blocks(
    article: &Article,
    paragraphs: Range<usize>,
    setting: &mut dyn Setting,
    out: &mut String,
) {
    let mut held: Vec<Held> = Vec::new();
    for index in paragraphs {
        let Some(paragraph) = article.paragraphs.get(index) else {
            continue;
        };
        if let Ok(rule) = article.rules.binary_search(&paragraph.range.start) {
            let _ = rule;
            close_to(0, None, &mut held, out);
            out.push_str("<hr>\n");
        }
        enter(paragraph, &mut held, out);
        setting.open(index, out);
        block(article, paragraph, setting, out);
        setting.close(index, out);
    }
    close_to(0, None, &mut held, out);
}

/// Closes the containers that the paragraph has left and opens those that it begins.
fn enter(paragraph: &Paragraph, held: &mut Vec<Held>, out: &mut String) {
    let goes_on = |c: &&Container| match c {
        Container::Quotation { first } | Container::Item { first, .. } => !first,
    };
    let kept = paragraph.containers.iter().take_while(goes_on).count();
    let kept = kept.min(held.len());
    let next = paragraph.containers.get(kept);
    close_to(kept, next, held, out);
    for container in paragraph.containers.iter().skip(kept) {
        match container {
            Container::Quotation { .. } => {
                out.push_str("<blockquote>\n");
                held.push(Held::Quotation);
            }
            Container::Item { marker, .. } => {
                let ordered = matches!(marker, ListMarker::Number(_));
                // The list is open already where another item of it has just been closed.
                if !out.ends_with("</li>\n") {
                    out.push_str(if ordered { "<ol>\n" } else { "<ul>\n" });
                }
                match marker {
                    ListMarker::Number(number) => {
                        out.push_str(&format!("<li value=\"{number}\">\n"));
                    }
                    ListMarker::Bullet => out.push_str("<li>\n"),
                }
                held.push(Held::Item { ordered });
            }
        }
    }
}

/// Closes all but the outermost `kept`; the list of the last one closed stays open when `next` is
/// another item of it.
fn close_to(kept: usize, next: Option<&Container>, held: &mut Vec<Held>, out: &mut String) {
    while held.len() > kept {
        let last = held.len() == kept + 1;
        match held.pop() {
            Some(Held::Quotation) => out.push_str("</blockquote>\n"),
            Some(Held::Item { ordered }) => {
                out.push_str("</li>\n");
                let more = last
                    && matches!(next, Some(Container::Item { marker, opens_list: false, .. })
                        if matches!(marker, ListMarker::Number(_)) == ordered);
                if !more {
                    out.push_str(if ordered { "</ol>\n" } else { "</ul>\n" });
                }
            }
            None => return,
        }
    }
}

fn block(article: &Article, paragraph: &Paragraph, setting: &mut dyn Setting, out: &mut String) {
    match &paragraph.block {
        Block::Prose => {
            out.push_str("<p>");
            setting.text(&paragraph.range, out);
            out.push_str("</p>\n");
        }
        Block::Verse => {
            out.push_str("<p class=\"verse\">");
            setting.text(&paragraph.range, out);
            out.push_str("</p>\n");
        }
        Block::Code(_) => {
            out.push_str("<pre><code>");
            escape::text(article.slice(paragraph.range.clone()), out);
            out.push_str("</code></pre>\n");
        }
        Block::Table(alignments) => table(article, paragraph, alignments, setting, out),
    }
}

fn table(
    article: &Article,
    paragraph: &Paragraph,
    alignments: &[Alignment],
    setting: &mut dyn Setting,
    out: &mut String,
) {
    out.push_str("<table>\n");
    let mut at = paragraph.range.start;
    for (row, line) in article
        .slice(paragraph.range.clone())
        .split('\n')
        .enumerate()
    {
        let cell_tag = if row == 0 { "th" } else { "td" };
        out.push_str(if row == 0 { "<thead>\n<tr>" } else { "<tr>" });
        for (column, cell) in line.split('\t').enumerate() {
            let class = match alignments.get(column) {
                Some(Alignment::Center) => " class=\"centre\"",
                Some(Alignment::Right) => " class=\"right\"",
                _ => "",
            };
            let scope = if row == 0 { " scope=\"col\"" } else { "" };
            out.push_str(&format!("<{cell_tag}{scope}{class}>"));
            setting.text(&(at..at + cell.len()), out);
            out.push_str(&format!("</{cell_tag}>"));
            at += cell.len() + 1;
        }
        out.push_str(if row == 0 {
            "</tr>\n</thead>\n<tbody>\n"
        } else {
            "</tr>\n"
        });
    }
    out.push_str("</tbody>\n</table>\n");
}
