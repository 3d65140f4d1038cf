//! The passages that may answer a query, article by article, and where each of them stands.

use std::collections::HashMap;

use rayon::prelude::*;
use tantivy::columnar::{Column, StrColumn};
use tantivy::{Index as Engine, ReloadPolicy, Searcher, SegmentReader, TantivyError};

use super::candidates::{Lookup, alive};
use super::fields::{self, Fields};
use super::{BlockPlace, IndexError};
use crate::search::near_words::Vocabulary;
use crate::search::query::Query;

/// The passages that may answer.
pub(super) struct Found {
    of_article: HashMap<u64, Vec<Known>>,
    /// One for each part of the index.
    columns: Vec<Columns>,
}

/// A passage: the part of the index that knows it, and its number there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    part: usize,
    passage: u32,
}

impl Found {
    /// Asks the index; `None` when all passages may answer.
    pub(super) fn of(
        engine: &Engine,
        query: &Query,
        any: bool,
    ) -> Result<Option<Self>, IndexError> {
        let searcher = searcher(engine)?;
        let parts: Vec<Option<Part>> = searcher
            .segment_readers()
            .par_iter()
            .map(|segment| Part::of(segment, query, any))
            .collect::<Result<_, IndexError>>()?;
        let mut found = Self {
            of_article: HashMap::new(),
            columns: Vec::with_capacity(parts.len()),
        };
        for (part, answers) in parts.into_iter().enumerate() {
            let Some(answers) = answers else {
                return Ok(None);
            };
            for (passage, article) in answers.passages {
                let known = found.of_article.entry(article).or_default();
                known.push(Known { part, passage });
            }
            found.columns.push(answers.columns);
        }
        Ok(Some(found))
    }

    /// The passages of an article that may answer, by its number; `None` without any.
    pub(super) fn of_article(&self, number: u64) -> Option<&[Known]> {
        self.of_article.get(&number).map(Vec::as_slice)
    }

    /// Where one of them stands in its file.
    pub(super) fn block(&self, known: Known) -> Result<BlockPlace, IndexError> {
        let columns = self.columns.get(known.part);
        columns
            .and_then(|columns| columns.block(known.passage))
            .ok_or(IndexError::Damaged)
    }
}

/// All words of the index with the numbers of their passages; `None` when some may be of passages
/// that are no longer there.
pub(super) fn vocabulary(engine: &Engine) -> Result<Option<Vocabulary>, IndexError> {
    let searcher = searcher(engine)?;
    let (fields, _) = Fields::new();
    let mut vocabulary = Vocabulary::complete();
    for segment in searcher.segment_readers() {
        if segment.has_deletes() {
            return Ok(None);
        }
        let index = segment.inverted_index(fields.words)?;
        let mut terms = index.terms().stream().map_err(TantivyError::from)?;
        while terms.advance() {
            let word = std::str::from_utf8(terms.key()).map_err(|_| IndexError::Damaged)?;
            vocabulary.take(word, terms.value().doc_freq);
        }
    }
    Ok(Some(vocabulary))
}

fn searcher(engine: &Engine) -> Result<Searcher, IndexError> {
    let reader = engine
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        .num_warming_threads(0)
        .try_into()?;
    Ok(reader.searcher())
}

/// What one part of the index answers.
struct Part {
    /// Each passage with the number of its article.
    passages: Vec<(u32, u64)>,
    columns: Columns,
}

impl Part {
    fn of(segment: &SegmentReader, query: &Query, any: bool) -> Result<Option<Self>, IndexError> {
        let (fields, _) = Fields::new();
        let words = segment.inverted_index(fields.words)?;
        let Some(passages) = Lookup::new(&words, fields.words).passages(query, any)? else {
            return Ok(None);
        };
        let passages = alive(segment, passages);
        let columns = Columns::of(segment)?;
        let article = |passage| {
            let article = columns.number.first(passage);
            Ok((passage, article.ok_or(IndexError::Damaged)?))
        };
        let passages: Result<_, IndexError> = passages.into_iter().map(article).collect();
        Ok(Some(Self {
            passages: passages?,
            columns,
        }))
    }
}

/// What a part of the index holds of its passages beside their words.
struct Columns {
    number: Column<u64>,
    /// Where no article is held by blocks, there are none.
    start: Option<Column<u64>>,
    length: Option<Column<u64>>,
    at: Option<StrColumn>,
    calls: Option<StrColumn>,
}

impl Columns {
    fn of(segment: &SegmentReader) -> Result<Self, IndexError> {
        let columns = segment.fast_fields();
        Ok(Self {
            number: columns.u64(fields::NUMBER)?,
            start: columns.column_opt(fields::START)?,
            length: columns.column_opt(fields::LENGTH)?,
            at: columns.str(fields::AT)?,
            calls: columns.str(fields::CALLS)?,
        })
    }

    /// Where a passage stands; `None` when that is not said, or cannot be.
    fn block(&self, passage: u32) -> Option<BlockPlace> {
        let start = self.start.as_ref()?.first(passage)?;
        let length = self.length.as_ref()?.first(passage)?;
        let calls = text(self.calls.as_ref(), passage);
        Some(BlockPlace {
            at: text(self.at.as_ref(), passage)?.parse().ok()?,
            range: start..start.checked_add(length)?,
            calls: calls
                .map(|c| c.split(' ').map(str::to_owned).collect())
                .unwrap_or_default(),
        })
    }
}

fn text(column: Option<&StrColumn>, passage: u32) -> Option<String> {
    let column = column?;
    let mut text = String::new();
    let ordinal = column.ords().first(passage)?;
    column.ord_to_str(ordinal, &mut text).ok()?.then_some(text)
}
