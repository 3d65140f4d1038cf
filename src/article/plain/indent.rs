//! What indentation tells: block quotations, lists within lists, paragraphs within an item.

use super::layout::Layout;
use crate::article::pieces::{Piece, Role, heading_like, marker};
use crate::article::report::{Report, excerpt};
use crate::article::{Block, Container};

/// Prose set in by so many columns is a quotation.
const STEP: usize = 2;

/// Puts prose and verse that is set in as a whole into block quotations.
pub(super) fn quotations(pieces: &mut [Piece], layout: &Layout, report: &mut Report) {
    let mut before = false;
    let mut item_before = false;
    for piece in pieces {
        let held = matches!(piece.role, Role::Prose | Role::Kept(Block::Verse));
        let set_in = piece.margin >= layout.base + STEP;
        // Where paragraphs begin indented, one line alone may be such a paragraph.
        let one_line = layout.wrap.is_some() && piece.alone && layout.first_line_indent;
        let is_item = held && marker(&piece.text).is_some();
        let centred = piece.alone && heading_like(&piece.text);
        let is = held
            && set_in
            && !one_line
            && !is_item
            && !item_before
            && !centred
            && piece.containers.is_empty();
        if is {
            piece
                .containers
                .push(Container::Quotation { first: !before });
            if !before {
                let message = format!(
                    "block quotation, set in: \u{201c}{}\u{201d}",
                    excerpt(&piece.text)
                );
                report.took(piece.line, "quotation", message);
            }
        }
        item_before = is_item || (item_before && set_in);
        before = is;
    }
}

/// Lists within lists, and paragraphs that go on with an item: both by their indent.
pub(super) fn lists(pieces: &mut [Piece]) {
    // The items that are open: indent, and the container.
    let mut open: Vec<(usize, Container)> = Vec::new();
    for piece in pieces.iter_mut() {
        let is_item = matches!(
            piece.containers.last(),
            Some(Container::Item { first: true, .. })
        );
        if is_item {
            while open
                .last()
                .is_some_and(|(indent, _)| *indent + STEP > piece.indent)
            {
                open.pop();
            }
            let outer = open.iter().map(|(_, c)| continued(c)).collect::<Vec<_>>();
            if let Some(own) = piece.containers.last().copied() {
                piece.containers = outer;
                piece.containers.push(own);
                open.push((piece.indent, own));
            }
        } else if piece.is_plain_prose() && !open.is_empty() {
            let depth = open
                .iter()
                .filter(|(indent, _)| indent + STEP <= piece.margin)
                .count();
            open.truncate(depth);
            piece.containers = open.iter().map(|(_, c)| continued(c)).collect();
        } else {
            open.clear();
        }
    }
    mark_nested(pieces);
}

fn continued(container: &Container) -> Container {
    match *container {
        Container::Item { marker, .. } => Container::Item {
            marker,
            first: false,
            opens_list: false,
        },
        quotation @ Container::Quotation { .. } => quotation,
    }
}

/// Which items open their list, once their depth is known.
fn mark_nested(pieces: &mut [Piece]) {
    let mut last: Vec<crate::article::ListMarker> = Vec::new();
    for piece in pieces {
        let depth = piece
            .containers
            .iter()
            .filter(|c| matches!(c, Container::Item { .. }))
            .count();
        last.truncate(depth);
        if let Some(Container::Item {
            marker,
            first: true,
            opens_list,
        }) = piece.containers.last_mut()
        {
            use crate::article::ListMarker::{Bullet, Number};
            *opens_list = match (last.get(depth - 1), *marker) {
                (Some(Bullet), Bullet) => false,
                (Some(Number(a)), Number(b)) => a + 1 != b,
                _ => true,
            };
            last.truncate(depth - 1);
            last.push(*marker);
        }
    }
}
