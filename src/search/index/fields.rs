//! What the index holds of a passage.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};
use tantivy::{TantivyDocument, tokenizer};

use crate::search::narrow::BlockPlace;
use crate::search::passage::Unit;
use crate::search::words::Words;

/// Words longer than this are not held; a text with such a word is searched without the index.
const LONGEST: usize = 1024;

/// The fields by name, as they are read back.
pub(super) const NUMBER: &str = "article";
pub(super) const START: &str = "start";
pub(super) const LENGTH: &str = "length";
pub(super) const AT: &str = "at";
pub(super) const CALLS: &str = "calls";

/// The fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// The folded words of all parts: text, heading, notes, works.
    pub(super) words: Field,
    /// The article's number in the manifest.
    pub(super) number: Field,
    start: Field,
    length: Field,
    at: Field,
    calls: Field,
}

impl Fields {
    pub(super) fn new() -> (Self, Schema) {
        let mut schema = SchemaBuilder::new();
        // Which passages hold which words in which order is all that is asked: whether they answer
        // is seen when they are read.
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(TOKENIZER)
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let words = TextOptions::default().set_indexing_options(indexing);
        let column = TextOptions::default().set_fast("raw");
        let fields = Self {
            words: schema.add_text_field("words", words),
            number: schema.add_u64_field(NUMBER, INDEXED | FAST),
            start: schema.add_u64_field(START, FAST),
            length: schema.add_u64_field(LENGTH, FAST),
            at: schema.add_text_field(AT, column.clone()),
            calls: schema.add_text_field(CALLS, column),
        };
        (fields, schema.build())
    }

    /// The words of a passage, ready to be held; `None` when one is too long.
    pub(super) fn words_of(unit: &Unit<'_>) -> Option<String> {
        let mut out = String::new();
        let mut words = Words::default();
        for field in &unit.fields {
            words.read(&field.text, false);
            for (index, word) in words.iter().enumerate() {
                let mut hold = |word: &str| {
                    out.push_str(word);
                    out.push(' ');
                };
                if word.len() > LONGEST {
                    return None;
                }
                hold(word);
                if words.get(index).is_some_and(|w| w.broken) {
                    // Broken over two lines, it answers to both halves as one.
                    hold(&format!("{word}{}", words.folded(index + 1)));
                }
            }
        }
        Some(out)
    }

    /// The record of a passage.
    pub(super) fn document(
        &self,
        number: u64,
        words: String,
        block: Option<&BlockPlace>,
    ) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        document.add_text(self.words, words);
        document.add_u64(self.number, number);
        if let Some(block) = block {
            document.add_u64(self.start, block.range.start);
            document.add_u64(self.length, block.range.end - block.range.start);
            document.add_text(self.at, block.at.to_string());
            if !block.calls.is_empty() {
                document.add_text(self.calls, block.calls.join(" "));
            }
        }
        document
    }
}

const TOKENIZER: &str = "folded";

/// Parts the folded words at the spaces between them.
pub(super) fn tokenizers() -> tokenizer::TokenizerManager {
    let manager = tokenizer::TokenizerManager::default();
    manager.register(TOKENIZER, tokenizer::WhitespaceTokenizer::default());
    manager
}
