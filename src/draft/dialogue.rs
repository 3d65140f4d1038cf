//! Speech that a long dash sets off: each speaker a paragraph, and what is told between commas or
//! dashes (*he said*) is not theirs.

use std::ops::Range;

use super::words::{is_pronoun, is_saying};
use crate::article::{Article, Paragraph};

/// The words spoken in a paragraph that opens with a long dash; none when it is no speech: a dash
/// alone may open an attribution, so another speaker or a colon must stand beside it.
pub(super) fn spoken(article: &Article, index: usize, paragraph: &Paragraph) -> Vec<Range<usize>> {
    let text = article.slice(paragraph.range.clone());
    let Some(lead) = opening(text) else {
        return Vec::new();
    };
    let words = text.get(lead..).unwrap_or_default().trim_end();
    let ended = words.ends_with(['.', '!', '?', '…', ':', ',']);
    let beside = |i: Option<usize>| {
        i.and_then(|i| article.paragraphs.get(i))
            .filter(|p| p.home == paragraph.home)
            .map(|p| article.slice(p.range.clone()))
    };
    let before = beside(index.checked_sub(1));
    let announced = before.is_some_and(|t| t.trim_end().ends_with(':'));
    let another = [before, beside(Some(index + 1))]
        .into_iter()
        .flatten()
        .any(|t| opening(t).is_some());
    if !ended || !(announced || another) {
        return Vec::new();
    }
    let start = paragraph.range.start + lead;
    parts(words)
        .into_iter()
        .map(|r| r.start + start..r.end + start)
        .collect()
}

/// The bytes of a dash and the white space behind it that open a paragraph.
fn opening(text: &str) -> Option<usize> {
    let rest = text
        .strip_prefix(['—', '―'])
        .or_else(|| text.strip_prefix("-- "))?;
    let rest = rest.trim_start();
    rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '¿' | '¡' | '“' | '…'))
        .then(|| text.len() - rest.len())
}

/// The spoken stretches: what is told of the speaker is left out.
fn parts(words: &str) -> Vec<Range<usize>> {
    let mut list = Vec::new();
    let mut from = 0;
    let mut at = 0;
    for piece in words.split_inclusive([',', '—', '?', '!']) {
        let start = at;
        at += piece.len();
        if start == 0 {
            continue;
        }
        if is_told(piece) {
            if start > from {
                list.push(from..start);
            }
            from = at;
        }
    }
    if from < words.len() {
        list.push(from..words.len());
    }
    list.retain_mut(|r| {
        let piece = words.get(r.clone()).unwrap_or_default();
        let lead = piece.len() - piece.trim_start_matches([' ', ',', '—']).len();
        let bare = piece
            .get(lead..)
            .unwrap_or_default()
            .trim_end_matches([' ', ',', '—']);
        *r = r.start + lead..r.start + lead + bare.len();
        bare.chars().any(char::is_alphanumeric)
    });
    list
}

/// `he said,` and `asked the ferryman.`: a few words with a verb of saying at one end.
fn is_told(piece: &str) -> bool {
    let words: Vec<String> = piece
        .split_whitespace()
        .map(|w| {
            w.trim_matches(|c: char| !c.is_alphanumeric())
                .to_lowercase()
        })
        .filter(|w| !w.is_empty())
        .collect();
    let says = |i: usize| words.get(i).is_some_and(|w| is_saying(w));
    let pronoun = words
        .first()
        .is_some_and(|w| is_pronoun(w) && w != "i" && w != "we");
    let capital = piece.trim_start().starts_with(char::is_uppercase);
    words.len() <= 6 && (says(0) && words.len() > 1 || (pronoun || capital) && says(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_left_out() {
        let cut =
            |t: &str| -> Vec<String> { parts(t).into_iter().map(|r| t[r].to_owned()).collect() };
        assert_eq!(
            cut("I saw it, he said, and it saw me."),
            ["I saw it", "and it saw me."]
        );
        assert_eq!(cut("Why? asked the ferryman."), ["Why?"]);
        assert_eq!(
            cut("I was there, in my place."),
            ["I was there, in my place."]
        );
        assert_eq!(
            cut("Lo vi —dijo el barquero—, y basta."),
            ["Lo vi", "y basta."]
        );
    }

    #[test]
    fn a_dash_opens_speech_only_beside_another_or_behind_a_colon() {
        assert_eq!(opening("— Yes."), Some(4));
        assert_eq!(opening("—Sí."), Some(3));
        assert_eq!(opening("- item"), None);
        assert_eq!(opening("Yes — no."), None);
    }
}
