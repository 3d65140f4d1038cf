//! The article's own notes, and numbered items that serve as such: read where they are called.

use std::ops::Range;

use super::{Group, Pass, emphasis};
use crate::article::{Home, Paragraph};
use crate::draft::brackets::Bracketed;
use crate::draft::prose::Prose;
use crate::source::citation::{Citation, read_note};
use crate::source::resolve::{Seen, Zone};

impl Pass<'_> {
    /// The number of the item that serves as a note and is this paragraph.
    pub(super) fn item_of(&self, paragraph: &Paragraph) -> Option<u32> {
        let first = self.items.list.first()?;
        let start = self.article.paragraphs.get(first.1)?.range.start;
        if paragraph.range.start < start {
            return None;
        }
        let index = self.article.paragraph_at(paragraph.range.start)?;
        self.items
            .list
            .iter()
            .find(|(_, p)| *p == index)
            .map(|(n, _)| *n)
    }

    pub(super) fn is_note(&self, paragraph: &Paragraph) -> bool {
        matches!(paragraph.home, Home::Note(_)) || self.item_of(paragraph).is_some()
    }

    pub(super) fn inside_known(&self, candidate: &Bracketed) -> bool {
        let recent = self.findings.citations.iter().rev().take(16);
        recent
            .into_iter()
            .any(|c| c.range.start <= candidate.range.start && candidate.range.end <= c.range.end)
    }

    pub(super) fn called(
        &mut self,
        note: usize,
        at: usize,
        paragraph: &Paragraph,
        holes: &[Range<usize>],
    ) -> Option<Group> {
        let citations = self.note(note, Some((at, paragraph, holes)))?;
        (!citations.is_empty()).then_some(Group {
            range: at..at,
            citations,
            note: true,
            narrative: false,
        })
    }

    /// Reads a note's citations, once; `call`: where it is called.
    pub(super) fn note(
        &mut self,
        index: usize,
        call: Option<(usize, &Paragraph, &[Range<usize>])>,
    ) -> Option<Range<usize>> {
        if let Some(Some(read)) = self.notes_read.get(index) {
            return Some(read.clone());
        }
        let article = self.article;
        let (number, paragraphs) = self.note_place(index)?;
        let from = self.findings.citations.len();
        self.group += 1;
        for paragraph in article.paragraphs.get(paragraphs).unwrap_or_default() {
            let label = self
                .items
                .label_len(index, article.slice(paragraph.range.clone()));
            let range = paragraph.range.start + label..paragraph.range.end;
            let text = article.slice(range.clone());
            let start = range.start;
            for mut citation in read_note(text, &emphasis(article, &range)) {
                let range = citation.range.clone();
                if !is_bounded(text, &range) {
                    continue;
                }
                shift(&mut citation, start);
                let range = citation.range.clone();
                let named = !citation.names.is_empty() && !citation.bare_head;
                let prose = match call {
                    Some((at, paragraph, holes)) if !named => {
                        let prose = Prose {
                            text: &article.text,
                            paragraph: &paragraph.range,
                            holes,
                        };
                        prose.names_before(at, &|n| self.resolver.knows_author(n))
                    }
                    _ => Vec::new(),
                };
                let seen = Seen {
                    citation,
                    zone: Zone::Note(number),
                    group: self.group,
                    prose,
                    piece: None,
                    expected: true,
                    after: 0,
                    paragraph: call.map_or(usize::MAX, |(_, p, _)| p.range.start),
                };
                self.take(seen, range, Some(index));
            }
        }
        let read = from..self.findings.citations.len();
        if read.is_empty() && self.may_cite(index) {
            self.resolver.unread(number);
        }
        if let Some(slot) = self.notes_read.get_mut(index) {
            *slot = Some(read.clone());
        }
        Some(read)
    }

    /// Whether a note looks like a citation: few words, or a number among them.
    fn may_cite(&self, index: usize) -> bool {
        let Some((_, paragraphs)) = self.note_place(index) else {
            return false;
        };
        let texts = self.article.paragraphs.get(paragraphs).unwrap_or_default();
        texts.iter().any(|p| {
            let text = self.article.slice(p.range.clone());
            let label = self.items.label_len(index, text);
            let bare = text.get(label..).unwrap_or_default();
            bare.len() < 400 && bare.bytes().any(|b| b.is_ascii_digit())
        })
    }

    /// The number and the paragraphs of a note, or of an item that serves as one.
    fn note_place(&self, index: usize) -> Option<(u32, Range<usize>)> {
        if let Some(note) = self.article.notes.get(index) {
            return Some((note.number, note.paragraphs.clone()));
        }
        let item = index.checked_sub(self.article.notes.len())?;
        let (number, paragraph) = self.items.list.get(item)?;
        Some((*number, *paragraph..paragraph + 1))
    }

    /// The quotations, brackets and pointers within a note's own prose.
    pub(super) fn note_paragraphs(&mut self, note: usize) {
        let Some((_, paragraphs)) = self.note_place(note) else {
            return;
        };
        self.carry = None;
        for index in paragraphs {
            self.paragraph(index);
        }
        self.carry = None;
    }

    /// The citations that a note's paragraph holds.
    pub(super) fn cited_in_note(&self, paragraph: &Paragraph) -> Vec<Range<usize>> {
        let note = match paragraph.home {
            Home::Note(n) => Some(n),
            Home::Section(_) => self
                .item_of(paragraph)
                .and_then(|n| self.items.list.iter().position(|(m, _)| *m == n)),
        };
        let read = note.and_then(|n| self.notes_read.get(n)?.clone());
        read.and_then(|r| self.findings.citations.get(r))
            .unwrap_or_default()
            .iter()
            .map(|c| c.range.clone())
            .collect()
    }
}

fn shift(citation: &mut Citation, by: usize) {
    citation.range = citation.range.start + by..citation.range.end + by;
}

fn is_bounded(text: &str, range: &Range<usize>) -> bool {
    text.get(range.clone()).is_some_and(|t| !t.is_empty())
}
