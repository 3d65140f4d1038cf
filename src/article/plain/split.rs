//! Chunks → pieces: where paragraphs begin, and how their lines are joined.

use super::chunk::{Chunk, Line};
use super::hyphen::Hyphens;
use super::layout::Layout;
use super::verse::is_verse;
use crate::article::pieces::{Marker, Piece, Role, marker};
use crate::article::report::{Report, excerpt};
use crate::article::{Block, Container};

/// Splits chunks into pieces.
pub(super) fn split(chunks: &[Chunk<'_>], layout: &Layout, report: &mut Report) -> Vec<Piece> {
    let hyphens = Hyphens::of(chunks, layout);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut quoted_before = false;
    for chunk in chunks {
        let first = pieces.len();
        let quoted = unquoted(chunk);
        let is_quoted = quoted.is_some();
        let chunk = quoted.as_ref().unwrap_or(chunk);
        split_chunk(chunk, layout, &hyphens, &mut pieces, report);
        let new = pieces.get_mut(first..).unwrap_or_default();
        for (at, piece) in new.iter_mut().enumerate() {
            piece.page_before = chunk.page_before && at == 0;
            if chunk.page_before && !chunk.blank_before {
                piece.alone = false;
            }
            if is_quoted {
                let opens = at == 0 && !quoted_before;
                piece.containers.push(Container::Quotation { first: opens });
                piece.alone = false;
                if opens {
                    report.took(piece.line, "quotation", "block quotation behind `>`");
                }
            }
        }
        quoted_before = is_quoted;
    }
    pieces
}

/// The chunk without the `>` before its lines, when all have one.
fn unquoted<'a>(chunk: &Chunk<'a>) -> Option<Chunk<'a>> {
    let lines = chunk.lines.iter().map(|line| {
        let text = line.text.strip_prefix('>')?;
        Some(Line {
            text: text.trim_start(),
            ..line.clone()
        })
    });
    let mut lines: Vec<Line<'a>> = lines.collect::<Option<_>>()?;
    lines.retain(|l| !l.text.is_empty());
    Some(Chunk {
        lines,
        ..chunk.clone()
    })
}

fn split_chunk(
    chunk: &Chunk<'_>,
    layout: &Layout,
    hyphens: &Hyphens,
    pieces: &mut Vec<Piece>,
    report: &mut Report,
) {
    let rules = chunk.lines.iter().take_while(|l| is_rule(l.text)).count();
    for line in chunk.lines.iter().take(rules) {
        let mut piece = Piece::prose(line.number, "");
        piece.role = Role::Rule;
        pieces.push(piece);
    }
    // Notes may stand right below their line.
    let below = (rules > 0).then(|| Chunk {
        lines: chunk.lines.iter().skip(rules).cloned().collect(),
        ..chunk.clone()
    });
    let chunk = below.as_ref().unwrap_or(chunk);
    let lines = chunk.lines.as_slice();
    if lines.is_empty() {
        return;
    }
    if is_verse(chunk, layout) {
        pieces.push(verse(lines, report));
        return;
    }
    let from = pieces.len();
    for (at, line) in lines.iter().enumerate() {
        let only = pieces.len() == from + 1 && at == 1;
        let last = pieces.get_mut(from..).and_then(<[Piece]>::last_mut);
        match (last, underline(line.text)) {
            (Some(heading), Some(sign)) if only => {
                heading.role = Role::Heading(0);
                heading.underline = Some(sign);
            }
            // What stands below an underlined heading is not joined to it.
            (Some(piece), _)
                if piece.underline.is_none()
                    && !begins_piece(lines, at, layout, marker(&piece.text).map(|m| m.0)) =>
            {
                hyphens.join(piece, line, report);
                piece.margin = piece.margin.min(line.indent);
            }
            _ => {
                let mut piece = Piece::prose(line.number, collapsed(line.text));
                piece.indent = line.indent;
                piece.margin = line.indent;
                pieces.push(piece);
            }
        }
    }
    let new = pieces.get_mut(from..).unwrap_or_default();
    // A heading may take two lines, but shares its chunk with nothing else.
    let alone = new.len() == 1 && lines.len() <= 2;
    for piece in new {
        piece.alone = alone || piece.underline.is_some();
    }
}

/// Whether the line `at` begins a paragraph or an item of its own; `current` is the marker that
/// the paragraph before it bears.
fn begins_piece(lines: &[Line<'_>], at: usize, layout: &Layout, current: Option<Marker>) -> bool {
    let Some(line) = lines.get(at) else {
        return false;
    };
    let Some(before) = at.checked_sub(1).and_then(|i| lines.get(i)) else {
        return true;
    };
    if layout.wrap.is_none() {
        return true;
    }
    let led = before.text.ends_with(':');
    let marked = match marker(line.text).map(|m| m.0) {
        // In wrapped prose a dash may stand at the beginning of a line.
        Some(Marker::Bullet(sign)) => led || current == Some(Marker::Bullet(sign)),
        Some(Marker::Number(number, style)) => {
            let follows = number.checked_sub(1).map(|n| Marker::Number(n, style));
            (led && number == 1) || current.is_some() && current == follows
        }
        None => false,
    };
    // The lines of an item hang from its marker.
    marked || (current.is_none() && indented(lines, at, layout, before, line))
}

/// Whether the line is the indented first line of a paragraph. The lines of a hanging indent are
/// all indented alike, and so none of them is.
fn indented(
    lines: &[Line<'_>],
    at: usize,
    layout: &Layout,
    before: &Line<'_>,
    line: &Line<'_>,
) -> bool {
    if line.indent <= before.indent {
        return false;
    }
    if let Some(next) = lines.get(at + 1) {
        return line.indent > next.indent;
    }
    let ends = ['.', '!', '?', '"', '”', '’', ')', ':'];
    layout.first_line_indent && before.text.ends_with(ends)
}

fn verse(lines: &[Line<'_>], report: &mut Report) -> Piece {
    let margin = lines.iter().map(|l| l.indent).min().unwrap_or(0);
    let line = lines.first().map_or(0, |l| l.number);
    let text: Vec<String> = lines.iter().map(|l| collapsed(l.text)).collect();
    let mut piece = Piece::prose(line, text.join("\n"));
    piece.role = Role::Kept(Block::Verse);
    piece.alone = false;
    piece.indent = margin;
    piece.margin = margin;
    let message = format!(
        "{} lines kept as verse: \u{201c}{}\u{201d}",
        lines.len(),
        excerpt(&piece.text)
    );
    report.took(line, "verse", message);
    piece
}

/// Three or more signs that make a line between two parts: `* * *`, `-----`, `⁂`.
pub(super) fn is_rule(text: &str) -> bool {
    let mut signs = text.chars().filter(|c| !c.is_whitespace());
    let Some(first) = signs.next() else {
        return false;
    };
    let rest = signs.by_ref().take_while(|c| *c == first).count();
    let same = text.chars().filter(|c| !c.is_whitespace()).count() == rest + 1;
    first == '⁂' && rest == 0 || ("*-_=~–—•#+".contains(first) && same && rest >= 2)
}

/// The sign with which a line underlines the one above it.
pub(super) fn underline(text: &str) -> Option<char> {
    let first = text.chars().next()?;
    let all = text.chars().all(|c| c == first) && text.chars().count() >= 3;
    (all && "=-~^*_".contains(first)).then_some(first)
}

/// `text` with each run of white space as one space.
pub(super) fn collapsed(text: &str) -> String {
    let runs = text.contains("  ") || text.contains('\t');
    if runs {
        let words: Vec<&str> = text.split([' ', '\t']).filter(|w| !w.is_empty()).collect();
        return words.join(" ");
    }
    text.to_owned()
}
