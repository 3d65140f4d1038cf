//! Notes as other programs export them, and the format that a file of them is in.

use serde_json::Value;

use super::wanted::Wanted;
use super::{csv, json, lines};
use crate::annotation::anchor::{Selector, Words};

/// A note from another program.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ForeignNote {
    /// Its id there.
    pub id: Option<String>,
    /// What it selects; `None` for a note on the whole text.
    pub wanted: Option<Wanted>,
    /// What the text is called there: its address or its title.
    pub about: Option<String>,
    /// The body, in Markdown.
    pub body: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// What it has that a note of ours cannot hold, such as `colour`.
    pub unheld: Vec<&'static str>,
}

/// A format of exported notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteFormat {
    /// W3C Web Annotations: one, a list, a page, a collection, or one a line.
    Web,
    /// Hypothesis: its JSON export and the answers of its programming interface.
    HypothesisJson,
    /// Hypothesis' export as a table.
    HypothesisCsv,
    /// Hypothesis' export as text.
    HypothesisText,
    /// Zotero: its programming interface, or Better BibTeX JSON.
    ZoteroJson,
    /// Readwise: its programming interface.
    ReadwiseJson,
    /// Readwise's export as a table.
    ReadwiseCsv,
    /// Markdown: Zotero's notes, Readwise's and Hypothesis' Markdown, quotations with comments.
    Markdown,
}

impl NoteFormat {
    /// What to call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Web => "W3C annotations",
            Self::HypothesisJson => "Hypothesis JSON",
            Self::HypothesisCsv => "Hypothesis CSV",
            Self::HypothesisText => "Hypothesis text",
            Self::ZoteroJson => "Zotero JSON",
            Self::ReadwiseJson => "Readwise JSON",
            Self::ReadwiseCsv => "Readwise CSV",
            Self::Markdown => "Markdown",
        }
    }

    /// A letter with which ids begin that come from it.
    pub fn letter(self) -> char {
        match self {
            Self::Web => 'w',
            Self::HypothesisJson | Self::HypothesisCsv | Self::HypothesisText => 'h',
            Self::ZoteroJson => 'z',
            Self::ReadwiseJson | Self::ReadwiseCsv => 'r',
            Self::Markdown => 'm',
        }
    }
}

/// The notes of an export.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// What it was.
    pub format: NoteFormat,
    /// The notes, in their order.
    pub notes: Vec<ForeignNote>,
    /// What was passed over, and why, with its place in the file.
    pub passed_over: Vec<String>,
}

impl ForeignNote {
    /// A note on words.
    pub(super) fn on(exact: &str) -> Self {
        let exact = exact.trim();
        Self {
            wanted: (!exact.is_empty())
                .then(|| Wanted::Words(Box::new(Selector::new(Words::Whole(exact.to_owned()))))),
            ..Self::default()
        }
    }
}

impl Export {
    pub(super) fn new(format: NoteFormat) -> Self {
        Self {
            format,
            notes: Vec::new(),
            passed_over: Vec::new(),
        }
    }
}

/// Reads an export, in whichever of the formats it is.
///
/// # Errors
/// Says, with line and column, why it is none of them.
pub fn read_export(file: &str) -> Result<Export, String> {
    let text = file.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err("the file is empty".to_owned());
    }
    if text.trim_start().starts_with(['{', '[']) {
        return match values(text) {
            Ok(values) => json::read(&values),
            // A Markdown file may begin with a bracket; JSON begins with these.
            Err(e) if looks_like_json(text) => Err(e),
            Err(_) => lines::read(text),
        };
    }
    match csv::read(text) {
        Some(export) => Ok(export),
        None => lines::read(text),
    }
}

/// The JSON documents of a file: one, or one a line.
fn values(text: &str) -> Result<Vec<Value>, String> {
    let stream = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let values: Result<Vec<Value>, _> = stream.collect();
    values.map_err(|e| {
        let message = e.to_string();
        let end = message.rfind(" at line ").unwrap_or(message.len());
        let message = message.get(..end).unwrap_or(&message);
        format!("line {}, column {}: {message}", e.line(), e.column())
    })
}

fn looks_like_json(text: &str) -> bool {
    let mut after = text
        .trim_start()
        .chars()
        .skip(1)
        .skip_while(|c| c.is_whitespace());
    matches!(after.next(), Some('"' | '{' | '[' | '}' | ']'))
}
