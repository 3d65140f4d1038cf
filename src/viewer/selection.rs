//! Words of the text that are selected: by grapheme, word, sentence or paragraph.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::page::{self, Block};
use super::reader::Reader;
use crate::text::sentence;

/// What a selection grows by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// What the eye takes for one character.
    Grapheme,
    /// A word.
    Word,
    /// A sentence.
    Sentence,
    /// A paragraph, a heading, an item of a list.
    Paragraph,
}

impl Unit {
    /// The next larger one; none is larger than a paragraph.
    pub(super) fn larger(self) -> Self {
        match self {
            Self::Grapheme => Self::Word,
            Self::Word => Self::Sentence,
            Self::Sentence | Self::Paragraph => Self::Paragraph,
        }
    }

    /// Its name, for the status line.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Grapheme => "characters",
            Self::Word => "words",
            Self::Sentence => "sentences",
            Self::Paragraph => "paragraphs",
        }
    }
}

/// What is selected: all from one piece of the text to another, whichever comes first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Selection {
    /// The piece that stays.
    pub(super) anchor: Range<usize>,
    /// The piece that moves.
    pub(super) head: Range<usize>,
    /// What both are.
    pub(super) unit: Unit,
}

impl Selection {
    /// One piece.
    pub(super) fn of(piece: Range<usize>, unit: Unit) -> Self {
        Self {
            anchor: piece.clone(),
            head: piece,
            unit,
        }
    }

    /// The bytes of the text that are selected.
    pub(super) fn range(&self) -> Range<usize> {
        self.anchor.start.min(self.head.start)..self.anchor.end.max(self.head.end)
    }

    /// Whether the end that moves stands before the one that stays.
    pub(super) fn goes_back(&self) -> bool {
        self.head.start < self.anchor.start
    }

    /// The last byte on the side of the end that moves; `forward` decides where neither end has
    /// moved yet.
    pub(super) fn edge(&self, forward: bool) -> usize {
        if self.goes_back() || self.head == self.anchor && !forward {
            self.head.start
        } else {
            last_byte(&self.head)
        }
    }
}

fn last_byte(range: &Range<usize>) -> usize {
    range.end.saturating_sub(1).max(range.start)
}

/// So many bytes around a place are looked at for the bounds of words and sentences, that a
/// paragraph of a megabyte costs no more than one of a page.
const WINDOW: usize = 16 * 1024;

impl Reader {
    /// The bytes of a block: of a heading or a paragraph.
    fn block_range(&self, index: usize) -> Option<Range<usize>> {
        let article = self.article();
        let range = match self.pages.sequence.get(index)? {
            Block::Heading(i) => article.sections.get(i)?.heading.clone(),
            Block::Paragraph(i) => article.paragraphs.get(i)?.range.clone(),
            Block::Title | Block::NotesHead => return None,
        };
        (!range.is_empty()).then_some(range)
    }

    /// The block at a byte that has text, else the nearest after or before it.
    fn block_with_text(&self, byte: usize) -> Option<usize> {
        let at = self.pages.sequence.of_byte(self.article(), byte);
        let has_text = |i: &usize| self.block_range(*i).is_some();
        let after = (at..self.pages.sequence.len()).find(has_text);
        after.or_else(|| (0..at).rev().find(has_text))
    }

    /// The pieces of a block around a byte.
    fn pieces(&self, block: &Range<usize>, byte: usize, unit: Unit) -> Vec<Range<usize>> {
        if unit == Unit::Paragraph {
            return vec![block.clone()];
        }
        let text = &self.article().text;
        let mut start = byte.saturating_sub(WINDOW).max(block.start).min(block.end);
        let mut end = byte.saturating_add(WINDOW).min(block.end).max(start);
        while !text.is_char_boundary(start) {
            start += 1;
        }
        while !text.is_char_boundary(end) {
            end += 1;
        }
        let slice = text.get(start..end).unwrap_or_default();
        let moved = |at: usize, len: usize| start + at..start + at + len;
        match unit {
            Unit::Grapheme => slice
                .grapheme_indices(true)
                .map(|(at, piece)| moved(at, piece.len()))
                .collect(),
            Unit::Word => slice
                .unicode_word_indices()
                .map(|(at, piece)| moved(at, piece.len()))
                .collect(),
            Unit::Sentence | Unit::Paragraph => sentence::sentences(slice)
                .into_iter()
                .map(|r| moved(r.start, r.len()))
                .collect(),
        }
    }

    /// The piece at a byte: the one that holds it, else the next, else the last of its block.
    pub(super) fn piece_at(&self, byte: usize, unit: Unit) -> Option<Range<usize>> {
        let block = self.block_range(self.block_with_text(byte)?)?;
        let byte = byte.clamp(block.start, last_byte(&block));
        let pieces = self.pieces(&block, byte, unit);
        let found = pieces.iter().find(|r| r.end > byte).or(pieces.last());
        Some(found.cloned().unwrap_or(block))
    }

    /// The piece after another, or the one before it; `None` at the end of the text.
    pub(super) fn piece_beside(
        &self,
        piece: &Range<usize>,
        unit: Unit,
        forward: bool,
    ) -> Option<Range<usize>> {
        let at = self.block_with_text(piece.start)?;
        let block = self.block_range(at)?;
        let from = if forward {
            last_byte(piece)
        } else {
            piece.start
        };
        let pieces = self.pieces(&block, from, unit);
        let within = if forward {
            pieces.into_iter().find(|r| r.start >= piece.end)
        } else {
            pieces.into_iter().rev().find(|r| r.end <= piece.start)
        };
        if within.is_some() {
            return within;
        }
        let mut next = at;
        loop {
            next = if forward {
                next + 1
            } else {
                next.checked_sub(1)?
            };
            if next >= self.pages.sequence.len() {
                return None;
            }
            let Some(block) = self.block_range(next) else {
                continue;
            };
            let byte = if forward {
                block.start
            } else {
                last_byte(&block)
            };
            let pieces = self.pieces(&block, byte, unit);
            let found = if forward {
                pieces.first()
            } else {
                pieces.last()
            };
            if let Some(found) = found {
                return Some(found.clone());
            }
        }
    }

    /// The byte that stands in the same column as another, so many rows further down.
    pub(super) fn byte_below(&self, byte: usize, rows: isize) -> Option<usize> {
        let article = self.article();
        let from = self.pages.position_of(article, byte);
        let column = self.column_of(from, byte)?;
        let step = rows.signum();
        let mut at = from;
        let mut left = rows.unsigned_abs();
        let mut found = None;
        while left > 0 {
            let next = self.pages.walk(article, at, step);
            if next == at {
                break;
            }
            at = next;
            let laid = self.pages.block(article, at.block);
            if let Some(byte) = laid
                .rows
                .get(at.row)
                .and_then(|row| page::nearest_byte(self.article(), row, column))
            {
                found = Some(byte);
                left -= 1;
            }
        }
        found
    }

    /// The first and the last byte of the row on which a byte stands.
    pub(super) fn row_ends(&self, byte: usize) -> Option<(usize, usize)> {
        let at = self.pages.position_of(self.article(), byte);
        let laid = self.pages.block(self.article(), at.block);
        let row = laid.rows.get(at.row)?;
        Some((
            page::nearest_byte(self.article(), row, 0)?,
            page::nearest_byte(self.article(), row, usize::MAX)?,
        ))
    }

    fn column_of(&self, at: page::Position, byte: usize) -> Option<usize> {
        let laid = self.pages.block(self.article(), at.block);
        let row = laid.rows.get(at.row)?;
        let mut found = None;
        page::glyphs(self.article(), row, |glyph| {
            if glyph.byte <= byte || found.is_none() {
                found = Some(glyph.column);
            }
        });
        found
    }

    /// Selects from a hit, the note in hand, or the first word in sight.
    pub(super) fn begin_selection(&self) -> Option<Selection> {
        let visible = self.visible();
        let hit = self.search.as_ref().and_then(|s| s.get(s.current?));
        let hit = hit.filter(|h| h.is_in_text()).map(|h| h.place.clone());
        let note = self.current.and_then(|c| self.note(c.item)?.anchor.range());
        let note = note.filter(|_| self.target.is_none());
        let seen = |r: &Range<usize>| r.start >= visible.start && r.start < visible.end;
        let words = hit.filter(&seen).or_else(|| note.filter(&seen));
        let Some(range) = words else {
            let from = self.target.unwrap_or(visible.start);
            let piece = self.piece_at(from, Unit::Word)?;
            return Some(Selection::of(piece, Unit::Word));
        };
        Some(Selection {
            anchor: self.piece_at(range.start, Unit::Word)?,
            head: self.piece_at(last_byte(&range), Unit::Word)?,
            unit: Unit::Word,
        })
    }
}
