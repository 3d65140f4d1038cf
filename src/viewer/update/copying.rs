//! What is put on the clipboard.

use std::ops::Range;

use crate::annotation::Kind;
use crate::article::Article;
use crate::viewer::reader::Reader;
use crate::viewer::state::{Effect, Viewer};

/// In which form words are copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The words.
    Plain,
    /// A block quotation in Markdown, with where it is from.
    Quotation,
    /// A link.
    Link,
}

/// Copies what is in hand.
pub(super) fn copy(viewer: &mut Viewer, form: Form) -> Effect {
    let Some(reader) = &viewer.reader else {
        return Effect::None;
    };
    let article = reader.article();
    let range = reader.range_in_hand();
    let words = article.slice(range.clone());
    let passage = article.passage_at(range.start);
    let (text, what) = match form {
        Form::Plain => (words.to_owned(), counted(words)),
        Form::Quotation => (quotation(reader, &range), counted(words)),
        Form::Link => (link(article, &range), "a link".to_owned()),
    };
    viewer.end_selection();
    viewer.say(format!("copied {what} from {passage}"));
    Effect::Copy(text)
}

fn counted(words: &str) -> String {
    match words.split_whitespace().count() {
        1 => "1 word".to_owned(),
        n => format!("{n} words"),
    }
}

/// A Markdown quotation with author, title and passage, and the work that the words come from.
fn quotation(reader: &Reader, range: &Range<usize>) -> String {
    let article = reader.article();
    let words = article.slice(range.clone());
    let mut text = format!("> {}\n>\n> — ", words.replace('\n', "\n> "));
    if !article.metadata.author.is_empty() {
        text.push_str(&format!("{}, ", article.metadata.author.join(" and ")));
    }
    let passage = article.passage_at(range.start);
    let last = article.passage_at(range.end.saturating_sub(1).max(range.start));
    text.push_str(&format!("*{}*, {passage}", article.title()));
    if last != passage {
        text.push_str(&format!("–{last}"));
    }
    if let Some(work) = quoted_work(reader, range) {
        text.push_str(&format!(", quoting {work}"));
    }
    text.push('\n');
    text
}

/// The work that a quotation in the range comes from, with its locator: the innermost quotation
/// that holds all the words, else the only one that stands among them.
fn quoted_work(reader: &Reader, range: &Range<usize>) -> Option<String> {
    let notes = &reader.edition.notes;
    let marks = reader.edition.index.marks_in(range);
    let quotations: Vec<_> = marks
        .filter_map(|(bytes, index)| Some((bytes, notes.get(*index)?)))
        .filter(|(_, note)| note.annotation.kind == Kind::Quotation)
        .collect();
    let holds = |bytes: &Range<usize>| bytes.start <= range.start && range.end <= bytes.end;
    let around = quotations
        .iter()
        .filter(|(bytes, _)| holds(bytes))
        .min_by_key(|(bytes, _)| bytes.len());
    let (_, note) = around.or(match quotations.as_slice() {
        [only] => Some(only),
        _ => None,
    })?;
    let work = reader.edition.source_of(note)?.label();
    let locator = note.annotation.locator.to_string();
    Some(if locator.is_empty() {
        work
    } else {
        format!("{work}, {locator}")
    })
}

/// A Markdown link to the words at the article's own address (WICG text fragments); the name of
/// the passage where it has none.
fn link(article: &Article, range: &Range<usize>) -> String {
    let passage = article.passage_at(range.start);
    let name = format!("{}#{passage}", article.name);
    let Some(address) = article.metadata.source_url.as_deref() else {
        return name;
    };
    let address = address.split('#').next().unwrap_or(address);
    let words: Vec<&str> = article.slice(range.clone()).split_whitespace().collect();
    // The words of both ends are enough; a fragment ends where a paragraph does.
    let fragment = if words.len() <= 8 {
        encoded(&words.join(" "))
    } else {
        let ends = [words.get(..4), words.get(words.len() - 4..)];
        let ends = ends.map(|end| encoded(&end.unwrap_or_default().join(" ")));
        ends.join(",")
    };
    let title = format!("{}, {passage}", article.title());
    let title = title.replace(['[', ']'], "");
    format!("[{title}]({address}#:~:text={fragment})")
}

/// Percent-encoded for a fragment: all but letters, digits and a few signs (RFC 3986, 2.3; the
/// hyphen and the comma mean something in a text fragment).
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
