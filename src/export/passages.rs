//! An article's passages as NDJSON: one JSON record a line, for search engines.
//!
//! The fields are those of the table in `docs/scale.md`. A field that does not apply is left out.

use std::io::{self, Write};

use serde::Serialize;

use super::Selection;
use crate::article::markdown::fragment;
use crate::article::{Article, Paragraph};
use crate::edition::Edition;

/// A passage, as it is written.
#[derive(Serialize)]
struct Record<'a> {
    article: &'a str,
    at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    heading: Option<&'a str>,
    kind: &'static str,
    text: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sources: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    author: &'a [String],
    title: &'a str,
}

/// Writes a record for each passage, in the order of the text; a note of the article is one
/// passage, of however many paragraphs.
pub fn write(edition: &Edition, selection: &Selection, out: &mut dyn Write) -> io::Result<()> {
    let article = &edition.article;
    for section in &article.sections {
        let number = section.number.to_string();
        let heading = Some(article.heading(section)).filter(|h| !h.is_empty());
        for index in section.paragraphs.clone() {
            let Some(paragraph) = article.paragraphs.get(index) else {
                continue;
            };
            let text = article.slice(paragraph.range.clone());
            let mut record = record(edition, selection, paragraph, index..index + 1, text);
            record.section = Some(number.clone());
            record.heading = heading;
            line(&record, out)?;
        }
    }
    for note in &article.notes {
        let Some([first, .., last] | [first @ last]) =
            article.paragraphs.get(note.paragraphs.clone())
        else {
            continue;
        };
        let text = article.slice(first.range.start..last.range.end);
        line(
            &record(edition, selection, first, note.paragraphs.clone(), text),
            out,
        )?;
    }
    Ok(())
}

/// The record of the passage that these paragraphs are, with all notes that hang on it.
fn record<'a>(
    edition: &'a Edition,
    selection: &Selection,
    first: &Paragraph,
    paragraphs: std::ops::Range<usize>,
    text: &'a str,
) -> Record<'a> {
    let article = &edition.article;
    let mut record = Record {
        article: article.name.as_str(),
        at: article.passage_of(first).to_string(),
        section: None,
        heading: None,
        kind: first.kind(),
        text,
        notes: Vec::new(),
        sources: Vec::new(),
        tags: Vec::new(),
        date: article.metadata.date.as_deref(),
        author: &article.metadata.author,
        title: article.title(),
    };
    let hanging = edition.index.by_paragraph.get(paragraphs);
    for index in hanging.into_iter().flatten().flatten() {
        let note = edition.notes.get(*index);
        let Some(note) = note.filter(|note| selection.wants(note)) else {
            continue;
        };
        let annotation = &note.annotation;
        let said = said(article, &annotation.note);
        record.notes.extend((!said.is_empty()).then_some(said));
        let works = [&annotation.source, &annotation.via].into_iter().flatten();
        for key in works.map(crate::source::SourceKey::as_str) {
            if !record.sources.contains(&key) {
                record.sources.push(key);
            }
        }
        for tag in &annotation.tags {
            if !record.tags.contains(&tag.as_str()) {
                record.tags.push(tag);
            }
        }
    }
    record
}

/// The words of a note's body, without its Markdown.
fn said(article: &Article, body: &str) -> String {
    if body.is_empty() {
        return String::new();
    }
    fragment(&article.name, body).text
}

fn line(record: &Record<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, record)?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample::bread;

    fn lines(edition: &Edition) -> Vec<serde_json::Value> {
        let mut out = Vec::new();
        write(edition, &Selection::default(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let records = text.lines().map(|line| serde_json::from_str(line).unwrap());
        records.collect()
    }

    #[test]
    fn each_passage_is_a_record() {
        let records = lines(&bread());
        let at: Vec<&str> = records.iter().filter_map(|r| r["at"].as_str()).collect();
        assert_eq!(
            at,
            [
                "0¶1", "1¶1", "1¶2", "1¶3", "1¶4", "2¶1", "2¶2", "2¶3", "2¶4", "n1"
            ]
        );
        assert_eq!(
            records[1],
            serde_json::json!({
                "article": "bread", "at": "1¶1", "section": "1", "heading": "The mill", "kind": "prose",
                "text": "The miller’s rule was plain: “first clean the stone, then the grain” (Miller, Stones, page 12).",
                "notes": ["The first of two; see raw & a link.", "A millstone."],
                "sources": ["miller-stones"],
                "date": "1911-05-01", "author": ["A. Writer"], "title": "On Bread",
            })
        );
        let kinds: Vec<&str> = records.iter().filter_map(|r| r["kind"].as_str()).collect();
        assert_eq!(
            kinds,
            [
                "prose",
                "prose",
                "list-item",
                "list-item",
                "verse",
                "prose",
                "code",
                "table",
                "prose",
                "prose"
            ]
        );
        assert_eq!(records[9]["notes"][0], "Unknown.");
        assert!(records[9].get("section").is_none());
    }

    #[test]
    fn no_note_is_lost() {
        let said: Vec<serde_json::Value> = lines(&bread());
        let all = serde_json::Value::Array(said).to_string();
        for note in ["Lost.", "Which?", "On the whole section.", "Whole block."] {
            assert!(all.contains(note), "{note} is missing");
        }
    }
}
