//! A query × the index → the passages that may answer.
//!
//! What the index cannot tell (fields, what is excluded, in which part a word stands) is taken for
//! true: all that comes out of here is matched again.

use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet as _, InvertedIndexReader, SegmentReader, TERMINATED, Term};

use crate::search::query::{Node, Phrase, Query};
use crate::search::required;
use crate::search::words::Words;

/// The words of one part of the index.
pub(super) struct Lookup<'a> {
    index: &'a InvertedIndexReader,
    field: Field,
}

/// Passages in order, each once; `None` for all of them.
type Passages = Option<Vec<DocId>>;

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
            Node::Words(phrase, _) => self.of_phrase(phrase).map(Some),
            Node::Pattern(pattern, _) => match required::literals(pattern.regex.as_str()) {
                Some(needles) => {
                    let needles: Vec<&str> = needles.iter().map(|n| n.text.as_str()).collect();
                    self.holding(&needles).map(Some)
                }
                None => Ok(None),
            },
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

    fn of_phrase(&self, phrase: &Phrase) -> tantivy::Result<Vec<DocId>> {
        let mut all: Passages = None;
        for term in &phrase.words {
            // With capitals or without, a word is held as it is folded.
            let folded = Words::new(&term.typed, false);
            let word: String = folded.iter().collect();
            let passages = if term.prefix {
                self.beginning_with(&word)?
            } else {
                self.of_word(&word)?
            };
            all = Some(match all {
                Some(known) => both(&known, &passages),
                None => passages,
            });
        }
        Ok(all.unwrap_or_default())
    }

    fn of_word(&self, word: &str) -> tantivy::Result<Vec<DocId>> {
        let term = Term::from_field_text(self.field, word);
        let mut found = Vec::new();
        if let Some(info) = self.index.get_term_info(&term)? {
            self.gather(&info, &mut found)?;
        }
        Ok(found)
    }

    fn beginning_with(&self, start: &str) -> tantivy::Result<Vec<DocId>> {
        let mut found = Vec::new();
        let mut terms = self
            .index
            .terms()
            .range()
            .ge(start.as_bytes())
            .into_stream()?;
        while terms.advance() && terms.key().starts_with(start.as_bytes()) {
            let info = terms.value().clone();
            self.gather(&info, &mut found)?;
        }
        Ok(in_order(found))
    }

    /// The passages with a word that has one of the strings in it.
    fn holding(&self, needles: &[&str]) -> tantivy::Result<Vec<DocId>> {
        let mut found = Vec::new();
        let finders: Vec<_> = needles
            .iter()
            .map(|n| memchr::memmem::Finder::new(n.as_bytes()))
            .collect();
        let mut terms = self.index.terms().stream()?;
        while terms.advance() {
            if finders.iter().any(|f| f.find(terms.key()).is_some()) {
                let info = terms.value().clone();
                self.gather(&info, &mut found)?;
            }
        }
        Ok(in_order(found))
    }

    fn gather(
        &self,
        info: &tantivy::postings::TermInfo,
        found: &mut Vec<DocId>,
    ) -> tantivy::Result<()> {
        let option = IndexRecordOption::Basic;
        let mut postings = self.index.read_postings_from_terminfo(info, option)?;
        found.reserve(postings.doc_freq() as usize);
        let mut passage = postings.doc();
        while passage != TERMINATED {
            found.push(passage);
            passage = postings.advance();
        }
        Ok(())
    }
}

fn in_order(mut passages: Vec<DocId>) -> Vec<DocId> {
    passages.sort_unstable();
    passages.dedup();
    passages
}

/// What stands in both lists.
fn both(left: &[DocId], right: &[DocId]) -> Vec<DocId> {
    let (short, long) = if left.len() <= right.len() {
        (left, right)
    } else {
        (right, left)
    };
    let mut rest = long;
    let mut both = Vec::with_capacity(short.len());
    for passage in short {
        let skipped = rest.partition_point(|p| p < passage);
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
