//! The blocks of an article in the order in which they are read.

use crate::article::{Article, Container};

/// A block of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::viewer) enum Block {
    /// The article's title, with series, author and date.
    Title,
    /// The heading of a section, by index.
    Heading(usize),
    /// A paragraph, by index.
    Paragraph(usize),
    /// The line above the article's own notes.
    NotesHead,
}

/// All blocks of an article.
#[derive(Debug)]
pub(in crate::viewer) struct Sequence {
    blocks: Vec<Block>,
}

impl Sequence {
    pub(super) fn new(article: &Article) -> Self {
        let mut blocks = Vec::with_capacity(article.paragraphs.len() + article.sections.len() + 2);
        blocks.push(Block::Title);
        for (index, section) in article.sections.iter().enumerate() {
            if !section.number.is_opening() {
                blocks.push(Block::Heading(index));
            }
            blocks.extend(section.paragraphs.clone().map(Block::Paragraph));
        }
        let body = article.body().len();
        if body < article.paragraphs.len() {
            blocks.push(Block::NotesHead);
            blocks.extend((body..article.paragraphs.len()).map(Block::Paragraph));
        }
        Self { blocks }
    }

    pub(in crate::viewer) fn len(&self) -> usize {
        self.blocks.len()
    }

    pub(in crate::viewer) fn get(&self, index: usize) -> Option<Block> {
        self.blocks.get(index).copied()
    }

    /// Where a block begins in the text.
    pub(in crate::viewer) fn start(&self, article: &Article, index: usize) -> usize {
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

/// Items of a list that are shorter than this (in bytes) stand close together.
const SHORT_ITEM: usize = 100;
