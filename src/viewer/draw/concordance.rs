//! A row of the list of hits: the hit in the middle, what stands before and after it around.

use std::ops::Range;

use ratatui::buffer::Buffer;

use super::pen;
use crate::text::width;
use crate::viewer::theme::{Role, Theme};

/// Draws `text`, of which the bytes `hit` are the hit, from a column of a row to another; `edge` is
/// where the longest rows end.
pub(super) fn row(
    text: &str,
    hit: &Range<usize>,
    (x, y, right): (u16, u16, u16),
    edge: u16,
    theme: Theme,
    buffer: &mut Buffer,
) {
    // What stands beside some rows must not move their hits.
    let room = usize::from(edge.saturating_sub(x));
    // A little to the left of the middle: what follows says more than what went before.
    let left = room * 2 / 5;
    let before = text.get(..hit.start).unwrap_or_default();
    let before = width::suffix(before, left);
    let pad = left.saturating_sub(width::of(before));
    let from = x.saturating_add(u16::try_from(pad).unwrap_or(0));
    let at = pen::put(buffer, from, y, right, before, theme.style(Role::Text));
    let words = text.get(hit.clone()).unwrap_or_default();
    let at = pen::put(buffer, at, y, right, words, theme.style(Role::Hit));
    let after = text.get(hit.end..).unwrap_or_default();
    pen::put(buffer, at, y, right, after, theme.style(Role::Text));
}
