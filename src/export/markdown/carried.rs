//! What an annotated copy carries for programs: its notes and works, in a comment at its end.
//!
//! The comment holds YAML, one note on a line, in which nothing can end the comment. The text of
//! the copy is what one reads; its notes are read back from here.

use serde_json::{Map, Value};

use crate::annotation::{self, Annotation, AnnotationFile, Field, edit};
use crate::article::ArticleName;
use crate::edition::Anchored;
use crate::source::{Source, Sources};
use crate::text::problem::{Position, Problems};
use crate::text::safe;
use crate::text::yaml;

/// The line that opens the comment.
const OPENING: &str = "<!-- postil:apparatus";
/// The line that closes it.
const CLOSING: &str = "-->";

/// What a copy carries.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Carried {
    /// The article's name in the library that it was exported from.
    pub article: Option<ArticleName>,
    /// The notes of the library.
    pub annotations: Vec<Annotation>,
    /// The reader's own notes.
    pub own: Vec<Annotation>,
    /// The works that they name.
    pub sources: Sources,
}

/// Writes the comment.
pub(super) fn write(
    article: &ArticleName,
    notes: &[&Anchored],
    works: &[&Source],
    out: &mut String,
) {
    let mut in_file_order: Vec<&Annotation> = notes.iter().map(|n| &n.annotation).collect();
    in_file_order.sort_by_key(|a| a.position);
    out.push_str(OPENING);
    out.push_str("\narticle: ");
    quoted(article.as_str(), out);
    out.push('\n');
    for (key, own) in [("annotations", false), ("own", true)] {
        let records = in_file_order.iter().filter(|a| a.own == own);
        list(key, records, |annotation, out| note(annotation, out), out);
    }
    let works = works.iter().map(|work| {
        let mut map = Map::new();
        map.insert("id".to_owned(), work.key.as_str().into());
        map.extend(work.record.iter().map(|(k, v)| (k.clone(), v.clone())));
        map
    });
    list(
        "references",
        works,
        |work, out| flow(&Value::Object(work), out),
        out,
    );
    out.push_str(CLOSING);
    out.push('\n');
}

fn list<T>(
    key: &str,
    records: impl Iterator<Item = T>,
    write: impl Fn(T, &mut String),
    out: &mut String,
) {
    let mut records = records.peekable();
    if records.peek().is_none() {
        return;
    }
    out.push_str(key);
    out.push_str(":\n");
    for record in records {
        out.push_str("- ");
        write(record, out);
        out.push('\n');
    }
}

/// A note in YAML's flow style, on one line.
fn note(annotation: &Annotation, out: &mut String) {
    out.push('{');
    let mut first = true;
    annotation::each_field(annotation, |name, field| {
        out.push_str(if std::mem::take(&mut first) { "" } else { ", " });
        quoted(name, out);
        out.push_str(": ");
        match field {
            Field::Text(text) => quoted(text, out),
            Field::Value(value) => flow(&value, out),
        }
    });
    out.push('}');
}

/// A value in YAML's flow style, on one line.
fn flow(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            out.push('{');
            for (i, (key, value)) in map.iter().enumerate() {
                out.push_str(if i > 0 { ", " } else { "" });
                quoted(key, out);
                out.push_str(": ");
                flow(value, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                out.push_str(if i > 0 { ", " } else { "" });
                flow(item, out);
            }
            out.push(']');
        }
        Value::String(text) => quoted(text, out),
        other => out.push_str(&other.to_string()),
    }
}

/// A YAML scalar between double quotes (YAML 1.2, section 7.3.1), in which no comment can end and
/// no control character stands.
fn quoted(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    loop {
        let plain = rest.bytes().take_while(|b| is_plain(*b)).count();
        let (run, others) = rest.split_at_checked(plain).unwrap_or((rest, ""));
        out.push_str(run);
        let mut chars = others.chars();
        let Some(c) = chars.next() else {
            break;
        };
        // What stands before is known from the text: a dash is written as itself or as a number.
        let before = text.get(..text.len() - others.len());
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '>' | '-' if before.is_some_and(|b| b.ends_with('-')) => {
                out.push_str(&format!("\\x{:02x}", u32::from(c)));
            }
            c if safe::is_hazard(c) || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                out.push_str(&format!("\\U{:08x}", u32::from(c)));
            }
            c => out.push(c),
        }
        rest = chars.as_str();
    }
    out.push('"');
}

/// Whether a byte is a character that is written as it is, whatever stands before it.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\' | b'-' | b'>')
}

/// Where the comment of a copy begins and ends, and the YAML in it.
fn comment(text: &str) -> Option<&str> {
    let start = text.rfind(&format!("\n{OPENING}\n"))? + 1 + OPENING.len();
    let rest = text.get(start..)?;
    rest.get(..rest.find(&format!("\n{CLOSING}"))? + 1)
}

/// Whether a file of Markdown is an annotated copy.
pub fn is_copy(text: &str) -> bool {
    comment(text).is_some()
}

/// What a copy carries; `None` when the text is no annotated copy. Lines and columns of problems
/// are those of the file.
pub fn read(text: &str, problems: &mut Problems) -> Option<Carried> {
    let yaml = comment(text)?;
    let at = yaml.as_ptr() as usize - text.as_ptr() as usize;
    let before = text.get(..at).unwrap_or_default();
    let lines_before = memchr::memchr_iter(b'\n', before.as_bytes()).count();
    let mut found = Problems::default();
    let carried = parse(yaml, &mut found);
    problems.adopt(found, lines_before);
    Some(carried)
}

fn parse(text: &str, problems: &mut Problems) -> Carried {
    let mut carried = Carried::default();
    for (part, lines_before) in parts(text) {
        let mut found = Problems::default();
        let key = part.split(':').next().unwrap_or_default();
        // Each part is read by the reader of its own file.
        match key {
            "article" => carried.article = name(part, &mut found),
            "annotations" => {
                carried.annotations =
                    AnnotationFile::from_yaml(part, false, &mut found).annotations;
            }
            "own" => {
                let part = part.replacen("own", "annotations", 1);
                carried.own = AnnotationFile::from_yaml(&part, true, &mut found).annotations;
            }
            "references" => carried.sources = Sources::from_yaml(part, &mut found),
            _ => found.error(
                Position { line: 1, column: 1 },
                "unknown-field",
                "a copy carries `article`, `annotations`, `own` and `references`",
                "remove the line",
            ),
        }
        problems.adopt(found, lines_before);
    }
    carried
}

fn name(part: &str, problems: &mut Problems) -> Option<ArticleName> {
    let root = yaml::read(part, problems)?;
    let name = root.get("article").and_then(yaml::Node::text)?;
    match name.parse() {
        Ok(name) => Some(name),
        Err(e) => {
            let at = Position { line: 1, column: 1 };
            problems.error(at, "malformed-name", e.to_string(), "mend the name");
            None
        }
    }
}

/// The top-level keys with what is below them, and the number of lines before each.
fn parts(text: &str) -> Vec<(&str, usize)> {
    let mut starts = Vec::new();
    let mut at = 0;
    for (count, line) in text.split_inclusive('\n').enumerate() {
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            starts.push((at, count));
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([text.len()]);
    starts
        .iter()
        .zip(ends)
        .filter_map(|((start, count), end)| Some((text.get(*start..end)?, *count)))
        .collect()
}

impl Carried {
    /// The file of the library's notes on the article of this name.
    pub fn annotations_yaml(&self, name: &ArticleName) -> String {
        edit::new_file(name, &self.annotations)
    }

    /// The file of the reader's own notes on the article of this name.
    pub fn own_yaml(&self, name: &ArticleName) -> String {
        edit::new_file(name, &self.own)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_quoted_scalar_reads_back_and_ends_no_comment(text in any::<String>()) {
            let mut out = "a: ".to_owned();
            quoted(&text, &mut out);
            prop_assert!(!out.contains("-->") && !out.contains("--!>") && !out.contains('\n'));
            let mut problems = Problems::default();
            let node = yaml::read(&out, &mut problems).unwrap();
            prop_assert_eq!(node.get("a").and_then(yaml::Node::text), Some(text.as_str()));
        }
    }
}
