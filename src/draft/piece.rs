//! The piece of a collection that the sentence names: *in his letter to the guild (8-10-17)*.

use super::prose::{Prose, floor};
use crate::source::citation::is_piece_noun;

/// The piece that the prose before `at` names by its kind, in the sentence of the quotation.
pub(super) fn named_in(prose: &Prose, at: usize) -> Option<String> {
    // The quotation right before the citation; what introduces it stands before that.
    let quote = prose.holes.iter().rev().find(|h| h.end <= at)?;
    let gap = prose.text.get(quote.end..at)?;
    if gap.len() > 8 {
        return None;
    }
    let from = floor(
        prose.text,
        quote.start.saturating_sub(320).max(prose.paragraph.start),
    );
    let hole = prose
        .holes
        .iter()
        .rev()
        .find(|h| h.end <= quote.start)
        .map_or(from, |h| h.end.max(from));
    let before = prose.text.get(hole..quote.start)?;
    let sentence = before.rfind(". ").map_or(0, |i| i + 2);
    let sentence = before.get(sentence..)?;
    let words: Vec<(usize, &str)> = word_starts(sentence).collect();
    let found = words.iter().enumerate().rposition(|(i, (_, word))| {
        let noun = is_piece_noun(
            &word
                .trim_matches(|c: char| !c.is_alphanumeric())
                .to_lowercase(),
        );
        let owned = words
            .get(i.saturating_sub(3)..i)
            .unwrap_or_default()
            .iter()
            .any(|(_, w)| {
                matches!(
                    w.to_lowercase().as_str(),
                    "his"
                        | "her"
                        | "their"
                        | "a"
                        | "an"
                        | "another"
                        | "the"
                        | "this"
                        | "same"
                        | "seinem"
                        | "seiner"
                        | "ihrem"
                        | "sa"
                        | "son"
                        | "su"
                        | "sua"
                        | "suo"
                ) || w.ends_with("'s")
                    || w.ends_with("’s")
            });
        noun && owned
    })?;
    let start = words.get(found)?.0;
    Some(title_of(sentence.get(start..)?))
}

fn word_starts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive(char::is_whitespace)
        .scan(0, |at, part| {
            let start = *at;
            *at += part.len();
            Some((start, part.trim()))
        })
}

/// The words that name the piece: up to its date, a comma, a colon or the verb.
fn title_of(words: &str) -> String {
    let mut end = words
        .find([',', ':', ';', '"', '“', '‘'])
        .unwrap_or(words.len());
    if let Some(open) = words.find('(').filter(|o| *o < end) {
        let close = words
            .get(open..)
            .and_then(|r| r.find(')'))
            .map_or(end, |c| open + c + 1);
        let dated = words
            .get(open..close)
            .is_some_and(|d| d.contains(|c: char| c.is_ascii_digit()));
        // The date tells two letters apart when nothing else does.
        let telling = words
            .get(..open)
            .is_some_and(|w| w.split_whitespace().count() > 2);
        end = if dated && !telling { close } else { open };
    }
    for verb in [
        " that ", " he ", " she ", " they ", " made ", " wrote ", " said ", " argued ",
    ] {
        end = words.find(verb).map_or(end, |v| v.min(end));
    }
    let title = words.get(..end).unwrap_or(words).trim();
    let mut chars = title.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
