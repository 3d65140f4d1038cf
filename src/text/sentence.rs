//! Where sentences begin and end, for moving and selecting.
//!
//! The bounds are those of Unicode (UAX #29, sentence boundaries), joined again where only an
//! abbreviation or an initial ended: `op. cit.`, `vol. 2`, `J. Miller`.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// Words after which a full stop is only their own. Letters alone (initials) count too.
const ABBREVIATIONS: &[&str] = &[
    "al", "art", "cap", "cf", "ch", "chap", "cit", "co", "comp", "dr", "ed", "eds", "eg", "fig",
    "fol", "gen", "ibid", "id", "ie", "loc", "mr", "mrs", "ms", "nr", "op", "par", "pp", "prof",
    "pt", "rev", "sec", "ser", "sr", "st", "tr", "trans", "viz", "vol", "vols", "vs",
];

/// The sentences of a text, each without the white space around it, in order.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut joins = false;
    for (start, piece) in text.split_sentence_bound_indices() {
        let trimmed = piece.trim();
        if trimmed.is_empty() {
            continue;
        }
        let start = start + (piece.len() - piece.trim_start().len());
        let end = start + trimmed.len();
        let says = trimmed.contains(char::is_alphanumeric);
        // `“Is it?” asked the miller`: what goes on in small letters is no new sentence.
        let first = trimmed.chars().find(|c| c.is_alphanumeric());
        let goes_on =
            first.is_some_and(char::is_lowercase) && trimmed.starts_with(char::is_alphanumeric);
        match found.last_mut() {
            Some(last) if joins || goes_on || !says => last.end = end,
            _ => found.push(start..end),
        }
        joins = ends_in_abbreviation(trimmed);
    }
    found
}

fn ends_in_abbreviation(sentence: &str) -> bool {
    let Some(body) = sentence.strip_suffix('.') else {
        return false;
    };
    let word = body.rsplit(|c: char| !c.is_alphanumeric()).next();
    let word = word.unwrap_or_default().to_lowercase();
    let mut letters = word.chars();
    let initial = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
    // `I` ends a sentence more often than it begins a name.
    initial && word != "i" || ABBREVIATIONS.contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|r| &text[r]).collect()
    }

    #[test]
    fn a_stop_of_an_abbreviation_ends_nothing() {
        assert_eq!(
            split("Bread is old. “Is it?” asked J. Miller (op. cit., vol. 2, p. 8).  So it seems…"),
            [
                "Bread is old.",
                "“Is it?” asked J. Miller (op. cit., vol. 2, p. 8).",
                "So it seems…"
            ]
        );
        assert_eq!(split("So did I. He too! …"), ["So did I.", "He too! …"]);
        assert_eq!(split(" \n "), [""; 0]);
    }

    proptest! {
        #[test]
        fn sentences_stand_in_order_and_no_letter_is_outside_them(text in "\\PC{0,80}") {
            let found = sentences(&text);
            let mut end = 0;
            for range in &found {
                prop_assert!(range.start >= end && range.end > range.start);
                prop_assert!(text[end..range.start].trim().is_empty());
                end = range.end;
            }
            prop_assert!(text[end..].trim().is_empty());
        }
    }
}
