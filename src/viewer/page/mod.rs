//! The page: an article as a sequence of blocks, each laid out into rows when it is looked at.
//!
//! Nothing here is done for the article as a whole but the list of its blocks: rows are made for
//! the blocks that are seen, and kept while the width stays. A place is a block and a row of it.

mod block;
mod lay;
mod table;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use super::find::Search;
use crate::article::Article;

pub(super) use block::{Block, Sequence};
pub(super) use lay::{Content, GlyphKind, Laid, Row, Shape, glyphs, nearest_byte, superscript};

/// A place on the long scroll of the article: a block, and a row of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Position {
    /// The block, by index.
    pub(super) block: usize,
    /// The row within it, from 0.
    pub(super) row: usize,
}

/// How rows are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    /// Columns of the text.
    pub(super) columns: usize,
    /// Whether the right edge is straight.
    pub(super) justified: bool,
    /// Whether words are divided.
    pub(super) hyphenated: bool,
}

/// How many laid blocks are kept before all are forgotten: far more than any screen shows.
const KEPT: usize = 512;

/// Where no word is divided: what was searched for, how many hits were known, and where they are.
#[derive(Debug, Default)]
struct Whole {
    of: Option<(String, usize)>,
    ranges: Vec<Range<usize>>,
}

/// The blocks of an article and, of those that were looked at, the rows.
#[derive(Debug)]
pub(super) struct Pages {
    pub(super) sequence: Sequence,
    style: Cell<Style>,
    whole: RefCell<Whole>,
    laid: RefCell<HashMap<usize, Rc<Laid>>>,
}

impl Pages {
    pub(super) fn new(article: &Article, style: Style) -> Self {
        Self {
            sequence: Sequence::new(article),
            style: Cell::new(style),
            whole: RefCell::default(),
            laid: RefCell::default(),
        }
    }

    /// Sets the style; rows of another style are forgotten.
    pub(super) fn set_style(&self, style: Style) {
        if self.style.replace(style) != style {
            self.laid.borrow_mut().clear();
        }
    }

    /// Divides no word of the hits of a search; laid rows are forgotten when the hits are others.
    pub(super) fn keep_whole(&self, search: Option<&Search>) {
        let search = search.filter(|_| self.style.get().hyphenated);
        let known = search.map(|s| (s.query.as_str(), s.len()));
        let mut whole = self.whole.borrow_mut();
        if known == whole.of.as_ref().map(|(q, n)| (q.as_str(), *n)) {
            return;
        }
        let hits = search.map(|s| s.within(&(0..usize::MAX)));
        let mut ranges: Vec<_> = hits.into_iter().flatten().map(|(_, range)| range).collect();
        ranges.sort_unstable_by_key(|r| (r.start, r.end));
        *whole = Whole {
            of: known.map(|(query, count)| (query.to_owned(), count)),
            ranges,
        };
        self.laid.borrow_mut().clear();
    }

    pub(super) fn style(&self) -> Style {
        self.style.get()
    }

    /// The rows of a block.
    pub(super) fn block(&self, article: &Article, index: usize) -> Rc<Laid> {
        if let Some(laid) = self.laid.borrow().get(&index) {
            return Rc::clone(laid);
        }
        let laid = Rc::new(lay::lay(
            article,
            &self.sequence,
            index,
            self.style.get(),
            &self.whole.borrow().ranges,
        ));
        let mut kept = self.laid.borrow_mut();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(index, Rc::clone(&laid));
        laid
    }

    /// Goes `rows` down (or up, when negative), not past the first or the last row.
    pub(super) fn walk(&self, article: &Article, from: Position, rows: isize) -> Position {
        let mut at = from;
        let mut left = rows.unsigned_abs();
        while left > 0 {
            let next = if rows > 0 {
                let height = self.block(article, at.block).rows.len();
                if at.row + left < height {
                    at.row += left;
                    return at;
                }
                if at.block + 1 >= self.sequence.len() {
                    at.row = height.saturating_sub(1);
                    return at;
                }
                left -= height - at.row.min(height);
                Position {
                    block: at.block + 1,
                    row: 0,
                }
            } else {
                if at.row >= left {
                    at.row -= left;
                    return at;
                }
                let Some(block) = at.block.checked_sub(1) else {
                    return Position::default();
                };
                left -= at.row + 1;
                let height = self.block(article, block).rows.len();
                Position {
                    block,
                    row: height.saturating_sub(1),
                }
            };
            at = next;
        }
        at
    }

    /// The last place from which `rows` rows fill the screen.
    pub(super) fn last_top(&self, article: &Article, rows: usize) -> Position {
        let block = self.sequence.len().saturating_sub(1);
        let height = self.block(article, block).rows.len();
        let last = Position {
            block,
            row: height.saturating_sub(1),
        };
        let back = isize::try_from(rows.saturating_sub(1)).unwrap_or(isize::MAX);
        self.walk(article, last, -back)
    }

    /// How many rows lie between two places, the first not after the second; `limit` when more.
    pub(super) fn distance(
        &self,
        article: &Article,
        from: Position,
        to: Position,
        limit: usize,
    ) -> usize {
        let mut rows = 0;
        let mut at = from;
        while at.block < to.block && rows < limit {
            let height = self.block(article, at.block).rows.len();
            rows += height - at.row.min(height);
            at = Position {
                block: at.block + 1,
                row: 0,
            };
        }
        if at.block == to.block {
            rows += to.row.saturating_sub(at.row);
        }
        rows.min(limit)
    }

    /// The place of a byte of the text: the row on which it stands.
    pub(super) fn position_of(&self, article: &Article, byte: usize) -> Position {
        let block = self.sequence.of_byte(article, byte);
        Position {
            block,
            row: self.block(article, block).row_of(byte),
        }
    }

    /// The first byte of the text that stands at a place or after it in its block.
    pub(super) fn byte_of(&self, article: &Article, at: Position) -> usize {
        let laid = self.block(article, at.block);
        let below = laid.rows.iter().skip(at.row).find_map(Row::bytes);
        let above = || laid.rows.iter().rev().find_map(Row::bytes);
        match below {
            Some(range) => range.start,
            None => above().map_or_else(|| self.sequence.start(article, at.block), |r| r.end),
        }
    }

    /// The rows of a screen, from `top` on.
    pub(super) fn screen<'a>(
        &'a self,
        article: &'a Article,
        top: Position,
        rows: usize,
    ) -> impl Iterator<Item = (Position, Rc<Laid>)> + 'a {
        let mut at = top;
        let mut done = false;
        std::iter::from_fn(move || {
            loop {
                if done || at.block >= self.sequence.len() {
                    return None;
                }
                let laid = self.block(article, at.block);
                if at.row < laid.rows.len() {
                    let here = at;
                    at.row += 1;
                    return Some((here, laid));
                }
                if at.block + 1 >= self.sequence.len() {
                    done = true;
                } else {
                    at = Position {
                        block: at.block + 1,
                        row: 0,
                    };
                }
            }
        })
        .take(rows)
    }
}
