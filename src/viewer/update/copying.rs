//! What is put on the clipboard.

use crate::viewer::state::{Effect, Viewer};

/// Copies what is in hand: plain, or as a quotation with its reference.
pub(super) fn copy(viewer: &mut Viewer, quotation: bool) -> Effect {
    let Some(reader) = &viewer.reader else {
        return Effect::None;
    };
    let article = reader.article();
    let range = reader.range_in_hand();
    let words = article.slice(range.clone());
    let passage = article.passage_at(range.start);
    let text = if quotation {
        let mut text = format!("> {}\n>\n> — ", words.replace('\n', "\n> "));
        if !article.metadata.author.is_empty() {
            text.push_str(&format!("{}, ", article.metadata.author.join(" and ")));
        }
        text.push_str(&format!("*{}*, {passage}", article.title()));
        let note = reader.current.and_then(|c| reader.note(c.item));
        let quotes = note.filter(|n| n.anchor.range() == Some(range));
        if let Some(source) = quotes.and_then(|n| reader.edition.source_of(n)) {
            text.push_str(&format!(", quoting {}", source.label()));
        }
        text.push('\n');
        text
    } else {
        words.to_owned()
    };
    let count = text.split_whitespace().count();
    viewer.say(format!("copied {count} words from {passage}"));
    Effect::Copy(text)
}
