//! The blocks of an article in the order in which they are read.

use std::ops::Range;

use crate::article::{Article, Block as Kind, Container};

/// A block of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::viewer) enum Block {
    /// The article's title, with series, author and date.
    Title,
    /// The heading of a section, by index.
    Heading(usize),
    /// A paragraph, by index; a very long one is several blocks.
    Paragraph(usize),
    /// The line above the article's own notes.
    NotesHead,
}

/// All blocks of an article.
#[derive(Debug)]
pub(in crate::viewer) struct Sequence {
    blocks: Vec<Block>,
    /// The blocks that go on with a paragraph, and the bytes on which they begin, in order.
    parts: Vec<(usize, usize)>,
}

/// A paragraph of more bytes than this is divided, so that no screen waits for more than it shows.
const LONGEST: usize = 16 * 1024;

impl Sequence {
    pub(super) fn new(article: &Article) -> Self {
        let mut blocks = Vec::with_capacity(article.paragraphs.len() + article.sections.len() + 2);
        let mut parts = Vec::new();
        blocks.push(Block::Title);
        for (index, section) in article.sections.iter().enumerate() {
            if !section.number.is_opening() {
                blocks.push(Block::Heading(index));
            }
            let paragraphs = section.paragraphs.clone();
            add_paragraphs(article, paragraphs, &mut blocks, &mut parts);
        }
        let body = article.body().len();
        if body < article.paragraphs.len() {
            blocks.push(Block::NotesHead);
            let notes = body..article.paragraphs.len();
            add_paragraphs(article, notes, &mut blocks, &mut parts);
        }
        Self { blocks, parts }
    }

    /// Where the block begins when it goes on with the paragraph of the one before.
    pub(super) fn part_start(&self, index: usize) -> Option<usize> {
        let at = self.parts.binary_search_by_key(&index, |(block, _)| *block);
        Some(self.parts.get(at.ok()?)?.1)
    }

    pub(in crate::viewer) fn len(&self) -> usize {
        self.blocks.len()
    }

    pub(in crate::viewer) fn get(&self, index: usize) -> Option<Block> {
        self.blocks.get(index).copied()
    }

    /// Where a block begins in the text.
    pub(in crate::viewer) fn start(&self, article: &Article, index: usize) -> usize {
        if let Some(byte) = self.part_start(index) {
            return byte;
        }
        match self.get(index) {
            None | Some(Block::Title) => 0,
            Some(Block::Heading(i)) => article.sections.get(i).map_or(0, |s| s.heading.start),
            Some(Block::Paragraph(i)) => article.paragraphs.get(i).map_or(0, |p| p.range.start),
            Some(Block::NotesHead) => article
                .paragraphs
                .get(article.body().len())
                .map_or(article.text.len(), |p| p.range.start),
        }
    }

    /// The block in which a byte stands.
    pub(in crate::viewer) fn of_byte(&self, article: &Article, byte: usize) -> usize {
        let (mut low, mut high) = (0, self.blocks.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.start(article, middle) <= byte {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low.saturating_sub(1)
    }

    /// The nearest heading (or the title) before or after a block.
    pub(in crate::viewer) fn heading_from(&self, block: usize, forward: bool) -> Option<usize> {
        let is_head = |i: &usize| !matches!(self.get(*i), Some(Block::Paragraph(_)) | None);
        if forward {
            (block + 1..self.blocks.len()).find(is_head)
        } else {
            (0..block).rev().find(is_head)
        }
    }

    /// Empty rows before a block.
    pub(super) fn space_before(&self, article: &Article, index: usize) -> usize {
        match self.get(index) {
            _ if self.part_start(index).is_some() => 0,
            None | Some(Block::Title) => 0,
            Some(Block::Heading(_)) if index <= 1 => 1,
            Some(Block::Heading(_) | Block::NotesHead) => 2,
            Some(Block::Paragraph(i)) => {
                let before = i.checked_sub(1).and_then(|i| article.paragraphs.get(i));
                let here = article.paragraphs.get(i);
                let short_items = before.zip(here).is_some_and(|(a, b)| {
                    let goes_on = matches!(
                        b.containers.last(),
                        Some(Container::Item {
                            first: true,
                            opens_list: false,
                            ..
                        })
                    );
                    goes_on && a.range.len() < SHORT_ITEM && b.range.len() < SHORT_ITEM
                });
                usize::from(!short_items)
            }
        }
    }
}

/// Adds paragraphs, the very long ones in parts.
fn add_paragraphs(
    article: &Article,
    paragraphs: Range<usize>,
    blocks: &mut Vec<Block>,
    parts: &mut Vec<(usize, usize)>,
) {
    for index in paragraphs {
        blocks.push(Block::Paragraph(index));
        let Some(paragraph) = article.paragraphs.get(index) else {
            continue;
        };
        let whole = paragraph.range.clone();
        if whole.len() <= LONGEST || matches!(paragraph.block, Kind::Table(_)) {
            continue;
        }
        let mut from = whole.start;
        while let Some(cut) = cut(&article.text, from..whole.end) {
            parts.push((blocks.len(), cut));
            blocks.push(Block::Paragraph(index));
            from = cut;
        }
    }
}

/// Where a part that begins with a range ends: after a white space; `None` when all is one part.
fn cut(text: &str, range: Range<usize>) -> Option<usize> {
    let least = range.start + LONGEST;
    let rest = text.get(..range.end)?.as_bytes().get(least..)?;
    // Both are whole characters in UTF-8, and neither has anything that clings to it.
    let space = memchr::memchr2(b'\n', b' ', rest)?;
    let next = least + space + 1;
    let clings = text.get(next..range.end)?.chars().next()?;
    let plain = clings.is_ascii() || clings.is_alphanumeric();
    if plain {
        Some(next)
    } else {
        // Looked for anew behind it, without going back.
        let after = next + clings.len_utf8();
        let beyond = text.get(after..range.end)?.find([' ', '\n'])?;
        Some(after + beyond + 1)
    }
}

/// Items of a list that are shorter than this (in bytes) stand close together.
const SHORT_ITEM: usize = 100;
