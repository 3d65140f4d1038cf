//! A query × the index → the passages that may answer.
//!
//! What the index cannot tell (fields, what is excluded, in which part a word stands) is taken for
//! true: all that comes out of here is matched again.

use memchr::memmem::Finder;
use tantivy::postings::{Postings as _, SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet as _, InvertedIndexReader, SegmentReader, TERMINATED, Term};

use crate::search::query::{Node, Phrase, Query};
use crate::search::required::{self, Piece};
use crate::search::words::Words;

/// The words of one part of the index.
pub(super) struct Lookup<'a> {
    index: &'a InvertedIndexReader,
    field: Field,
}

/// Passages in order, each once; `None` for all of them.
type Passages = Option<Vec<DocId>>;

/// A passage, and the number of a word in it.
type Place = (DocId, u32);

/// To look for one passage among those of a term takes as long as to read so many of them.
const SEEK: usize = 16;

/// More places than about so many are not looked at to see which words stand in a row.
const PLACES: usize = 4 << 20;

impl<'a> Lookup<'a> {
    pub(super) fn new(index: &'a InvertedIndexReader, field: Field) -> Self {
        Self { index, field }
    }

    /// The passages of a query that may answer; for the ranking those that hold any of its terms.
    pub(super) fn passages(&self, query: &Query, any: bool) -> tantivy::Result<Passages> {
        if !any {
            return self.of_node(&query.root);
        }
        let mut terms = Vec::new();
        query.root.each_term(&mut |term| terms.push(term));
        if terms.is_empty() {
            return Ok(None);
        }
        let mut union = Vec::new();
        for term in terms {
            match self.of_node(term)? {
                Some(passages) => union.extend(passages),
                None => return Ok(None),
            }
        }
        Ok(Some(in_order(union)))
    }

    fn of_node(&self, node: &Node) -> tantivy::Result<Passages> {
        match node {
            Node::And(parts) => self.of_all(parts.iter()),
            Node::Near(left, _, right) => self.of_all([left.as_ref(), right.as_ref()].into_iter()),
            Node::Or(parts) => {
                let mut union = Vec::new();
                for part in parts {
                    match self.of_node(part)? {
                        Some(passages) => union.extend(passages),
                        None => return Ok(None),
                    }
                }
                Ok(Some(in_order(union)))
            }
            Node::Words(phrase, _) => self.of_phrase(phrase),
            Node::Pattern(pattern, _) => self.of_expression(pattern.regex.as_str()),
            Node::Not(_) | Node::Filter(_) => Ok(None),
        }
    }

    fn of_all<'n>(&self, parts: impl Iterator<Item = &'n Node>) -> tantivy::Result<Passages> {
        let mut all: Passages = None;
        for part in parts {
            let Some(passages) = self.of_node(part)? else {
                continue;
            };
            all = Some(match all {
                Some(known) => both(&known, &passages),
                None => passages,
            });
        }
        Ok(all)
    }

    fn of_phrase(&self, phrase: &Phrase) -> tantivy::Result<Passages> {
        let row = phrase.words.iter().map(|term| {
            // With capitals or without, a word is held as it is folded.
            let folded = Words::new(&term.typed, false);
            let text: String = folded.iter().collect();
            let ends = !term.prefix;
            Piece {
                text,
                begins: true,
                ends,
            }
        });
        let row: Vec<Piece> = row.collect();
        let terms = self.terms(&row)?;
        let passages = self.of_all_terms(&terms)?;
        self.in_a_row(&terms, passages).map(Some)
    }

    fn of_expression(&self, expression: &str) -> tantivy::Result<Passages> {
        let whole = |piece: &Piece| piece.begins && piece.ends;
        let mut rows: Vec<Vec<Piece>> = Vec::new();
        for row in required::rows(expression) {
            // A letter that may stand anywhere in a word says nothing.
            let parts = row.split(|piece| piece.text.len() < 2 && !whole(piece));
            rows.extend(parts.filter(|row| !row.is_empty()).map(<[Piece]>::to_vec));
        }
        if rows.is_empty() {
            return self.of_alternatives(expression);
        }
        let terms = self.terms(&rows.concat())?;
        let mut passages = self.of_all_terms(&terms)?;
        let mut rest = terms.as_slice();
        for row in &rows {
            let (terms, after) = rest.split_at(row.len().min(rest.len()));
            rest = after;
            passages = self.in_a_row(terms, passages)?;
        }
        if expression.contains('|')
            && let Some(more) = self.of_alternatives(expression)?
        {
            passages = both(&passages, &more);
        }
        Ok(Some(passages))
    }

    /// The passages with one of the strings of which an expression needs one.
    fn of_alternatives(&self, expression: &str) -> tantivy::Result<Passages> {
        let Some(needles) = required::literals(expression) else {
            return Ok(None);
        };
        let piece = |text| Piece {
            text,
            begins: false,
            ends: false,
        };
        let pieces: Vec<Piece> = needles.into_iter().map(|n| piece(n.text)).collect();
        let terms = self.terms(&pieces)?.concat();
        self.of_terms(&terms).map(Some)
    }

    /// The terms that hold each of the pieces.
    fn terms(&self, pieces: &[Piece]) -> tantivy::Result<Vec<Vec<TermInfo>>> {
        let mut found = vec![Vec::new(); pieces.len()];
        let mut within = Vec::new();
        for (index, piece) in pieces.iter().enumerate() {
            let Some(found) = found.get_mut(index) else {
                continue;
            };
            match (piece.begins, piece.ends) {
                (true, true) => {
                    let term = Term::from_field_text(self.field, &piece.text);
                    found.extend(self.index.get_term_info(&term)?);
                }
                (true, false) => {
                    let start = piece.text.as_bytes();
                    let mut terms = self.index.terms().range().ge(start).into_stream()?;
                    while terms.advance() && terms.key().starts_with(start) {
                        found.push(terms.value().clone());
                    }
                }
                (false, ends) => within.push((index, Finder::new(piece.text.as_bytes()), ends)),
            }
        }
        if within.is_empty() {
            return Ok(found);
        }
        let mut terms = self.index.terms().stream()?;
        while terms.advance() {
            let key = terms.key();
            for (index, finder, ends) in &within {
                let holds = if *ends {
                    key.ends_with(finder.needle())
                } else {
                    finder.find(key).is_some()
                };
                if holds && let Some(found) = found.get_mut(*index) {
                    found.push(terms.value().clone());
                }
            }
        }
        Ok(found)
    }

    /// The passages that hold one of each of the terms.
    fn of_all_terms(&self, row: &[Vec<TermInfo>]) -> tantivy::Result<Vec<DocId>> {
        // The rarest first: of the others only what stands in its passages is looked at.
        let mut by_number: Vec<&Vec<TermInfo>> = row.iter().collect();
        by_number.sort_by_key(|terms| number_of(terms));
        let mut all: Passages = None;
        for terms in by_number {
            all = Some(match all {
                Some(known) if known.len() * terms.len() * SEEK < number_of(terms) => {
                    self.of_these(terms, &known)?
                }
                Some(known) => both(&known, &self.of_terms(terms)?),
                None => self.of_terms(terms)?,
            });
        }
        Ok(all.unwrap_or_default())
    }

    /// Of passages that hold one of each of the terms, those where they stand one after the other.
    fn in_a_row(&self, row: &[Vec<TermInfo>], passages: Vec<DocId>) -> tantivy::Result<Vec<DocId>> {
        // Where it would take too long to look at all the places, the passages do.
        let work = |terms: &[Vec<TermInfo>], passages: &[DocId]| {
            passages.len() * terms.iter().map(Vec::len).sum::<usize>()
        };
        // The rarest pair first, which leaves few passages for the others.
        let mut pairs: Vec<&[Vec<TermInfo>]> = row.windows(2).collect();
        pairs.sort_by_key(|pair| pair.iter().map(|terms| number_of(terms)).sum::<usize>());
        let mut passages = passages;
        for pair in pairs.into_iter().chain((row.len() > 2).then_some(row)) {
            if passages.is_empty() || work(pair, &passages) > PLACES {
                continue;
            }
            let mut places = Vec::new();
            for (index, terms) in pair.iter().enumerate() {
                let here = self.places(terms, &passages)?;
                places = if index == 0 {
                    here
                } else {
                    after(&places, &here)
                };
            }
            passages = places.into_iter().map(|(passage, _)| passage).collect();
            passages.dedup();
        }
        Ok(passages)
    }

    /// The passages with any of the terms.
    fn of_terms(&self, terms: &[TermInfo]) -> tantivy::Result<Vec<DocId>> {
        let mut found = Vec::with_capacity(terms.first().map_or(0, |t| t.doc_freq as usize));
        let mut union = Union::default();
        for info in terms {
            let option = IndexRecordOption::Basic;
            let mut postings = self.index.read_postings_from_terminfo(info, option)?;
            let mut passage = postings.doc();
            while passage != TERMINATED {
                if terms.len() > 1 {
                    union.add(passage);
                } else {
                    found.push(passage);
                }
                passage = postings.advance();
            }
        }
        Ok(if terms.len() > 1 { union.list() } else { found })
    }

    /// Calls `see` for each term in each of some passages that has it, standing there.
    fn each_of_these(
        &self,
        terms: &[TermInfo],
        passages: &[DocId],
        option: IndexRecordOption,
        mut see: impl FnMut(&mut SegmentPostings),
    ) -> tantivy::Result<()> {
        for info in terms {
            let mut postings = self.index.read_postings_from_terminfo(info, option)?;
            for &passage in passages {
                if postings.doc() < passage && postings.seek(passage) == TERMINATED {
                    break;
                }
                if postings.doc() == passage {
                    see(&mut postings);
                }
            }
        }
        Ok(())
    }

    /// Those of some passages that have any of the terms.
    fn of_these(&self, terms: &[TermInfo], known: &[DocId]) -> tantivy::Result<Vec<DocId>> {
        let mut found = Vec::new();
        self.each_of_these(terms, known, IndexRecordOption::Basic, |postings| {
            found.push(postings.doc());
        })?;
        Ok(if terms.len() > 1 {
            in_order(found)
        } else {
            found
        })
    }

    /// Where any of the terms stands in these passages, in order.
    fn places(&self, terms: &[TermInfo], passages: &[DocId]) -> tantivy::Result<Vec<Place>> {
        let mut places = Vec::new();
        let mut positions = Vec::new();
        let option = IndexRecordOption::WithFreqsAndPositions;
        self.each_of_these(terms, passages, option, |postings| {
            let passage = postings.doc();
            postings.positions(&mut positions);
            places.extend(positions.iter().map(|&position| (passage, position)));
        })?;
        if terms.len() > 1 {
            places.sort_unstable();
        }
        Ok(places)
    }
}

/// The places that follow closely upon one of the others.
///
/// Word after word stand beside each other; but where a word is broken over two lines, it is held
/// both in its halves and whole, so that up to four places may lie between what stands in a row.
fn after(before: &[Place], places: &[Place]) -> Vec<Place> {
    const REACH: u32 = 4;
    let mut rest = before;
    let mut after = Vec::new();
    for &(passage, position) in places {
        let first = (passage, position.saturating_sub(REACH));
        let skipped = rest.iter().take_while(|place| **place < first).count();
        rest = rest.get(skipped..).unwrap_or_default();
        if rest
            .first()
            .is_some_and(|place| *place < (passage, position))
        {
            after.push((passage, position));
        }
    }
    after
}

/// In how many passages the terms stand; one that holds several counts several times.
fn number_of(terms: &[TermInfo]) -> usize {
    terms.iter().map(|info| info.doc_freq as usize).sum()
}

fn in_order(mut passages: Vec<DocId>) -> Vec<DocId> {
    passages.sort_unstable();
    passages.dedup();
    passages
}

/// Passages of many terms, a bit for each.
#[derive(Debug, Default)]
struct Union {
    bits: Vec<u64>,
}

impl Union {
    fn add(&mut self, passage: DocId) {
        let word = passage as usize / 64;
        if word >= self.bits.len() {
            self.bits.resize(word + 1, 0);
        }
        if let Some(bits) = self.bits.get_mut(word) {
            *bits |= 1 << (passage % 64);
        }
    }

    fn list(&self) -> Vec<DocId> {
        let mut list = Vec::new();
        for (base, &word) in (0..).step_by(64).zip(&self.bits) {
            let mut bits = word;
            while bits != 0 {
                list.push(base + bits.trailing_zeros());
                bits &= bits - 1;
            }
        }
        list
    }
}

/// What stands in both lists.
fn both(left: &[DocId], right: &[DocId]) -> Vec<DocId> {
    let (short, long) = if left.len() <= right.len() {
        (left, right)
    } else {
        (right, left)
    };
    let far = long.len() > short.len().saturating_mul(SEEK);
    let mut rest = long;
    let mut both = Vec::with_capacity(short.len());
    for passage in short {
        let skipped = if far {
            rest.partition_point(|p| p < passage)
        } else {
            rest.iter().take_while(|p| *p < passage).count()
        };
        rest = rest.get(skipped..).unwrap_or_default();
        if rest.first() == Some(passage) {
            both.push(*passage);
        }
    }
    both
}

/// The passages of a part of the index that were not deleted.
pub(super) fn alive(reader: &SegmentReader, passages: Vec<DocId>) -> Vec<DocId> {
    match reader.alive_bitset() {
        Some(alive) => passages
            .into_iter()
            .filter(|passage| alive.is_alive(*passage))
            .collect(),
        None => passages,
    }
}
