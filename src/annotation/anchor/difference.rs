//! What differs between a selector's words and the words that it was attached to.

use std::ops::Range;

use super::edit::Pattern;
use super::index::TextIndex;
use super::selector::{Selector, Words};
use crate::text::fold::{ceil_boundary, floor_boundary, fold};

/// Longer words are not compared word by word.
const LONGEST: usize = 4000;
/// At most this many places are told.
const TOLD: usize = 3;

/// Says what differs, in words, as `2 letters differ: “wurkers” is here “workers”`; `None` when
/// the folded words are the same.
pub fn difference(
    index: &TextIndex,
    text: &str,
    selector: &Selector,
    range: &Range<usize>,
) -> Option<String> {
    let folded = index.folded().to_folded(text, range.clone());
    let here = index.slice(&folded);
    let slice = |part: Range<usize>| {
        let range = index.folded().to_source(text, part);
        text.get(range).unwrap_or_default()
    };
    let (wanted, found) = match &selector.words {
        Words::Whole(words) => (vec![words.as_str()], vec![slice(folded.clone())]),
        Words::Ends(first, last) => {
            let first_end = nearest_end(&fold(first), here);
            let last_start = nearest_start(&fold(last), here);
            let found = vec![
                slice(folded.start..folded.start + first_end),
                slice(folded.start + last_start..folded.end),
            ];
            (vec![first.as_str(), last.as_str()], found)
        }
    };
    let mut letters = 0;
    let mut places = Vec::new();
    for (wanted, found) in wanted.into_iter().zip(found) {
        let (a, b) = (fold(wanted), fold(found));
        if a == b {
            continue;
        }
        if a.len().max(b.len()) > LONGEST {
            return Some("much of the wording differs".to_owned());
        }
        letters += distance(&a, &b);
        places.extend(changed_words(wanted, found));
    }
    if letters == 0 {
        return None;
    }
    let noun = if letters == 1 {
        "letter differs"
    } else {
        "letters differ"
    };
    let more = places.len().saturating_sub(TOLD);
    places.truncate(TOLD);
    let mut said = format!("{letters} {noun}");
    if !places.is_empty() {
        said = format!("{said}: {}", places.join(", "));
    }
    if more > 0 {
        said = format!("{said}, and {more} more");
    }
    Some(said)
}

/// Letters to put in, leave out or change between two folded texts.
fn distance(a: &str, b: &str) -> usize {
    if a.is_ascii() && b.is_ascii() {
        return Pattern::new(a.as_bytes()).whole(b.as_bytes());
    }
    let mut column: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut before = i;
        let mut left = i + 1;
        if let Some(top) = column.first_mut() {
            *top = left;
        }
        for (cell, y) in column.iter_mut().skip(1).zip(b.chars()) {
            left = (before + usize::from(x != y)).min(*cell + 1).min(left + 1);
            before = std::mem::replace(cell, left);
        }
    }
    column.last().copied().unwrap_or(0)
}

/// Where in `text` the folded first words end that are most like `first`.
fn nearest_end(first: &str, text: &str) -> usize {
    let reach = text.bytes().take(first.len() + first.len() / 2);
    let (_, _, end) = Pattern::new(first.as_bytes()).beginning(reach);
    ceil_boundary(text, end)
}

fn nearest_start(last: &str, text: &str) -> usize {
    let reach = text.bytes().rev().take(last.len() + last.len() / 2);
    let (_, _, len) = Pattern::reversed(last.as_bytes()).beginning(reach);
    floor_boundary(text, text.len() - len)
}

/// The runs of words that differ, each with what stands in its place.
fn changed_words(wanted: &str, found: &str) -> Vec<String> {
    let words = |text| -> Vec<(&str, String)> {
        str::split_whitespace(text)
            .map(|w| (w, fold(w)))
            .filter(|(_, folded)| !folded.is_empty())
            .collect()
    };
    let (a, b) = (words(wanted), words(found));
    let same = common(&a, &b);
    let mut changes = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (next_i, next_j) in same.into_iter().chain([(a.len(), b.len())]) {
        let run = |words: &[(&str, String)], range: Range<usize>| {
            let words = words.get(range).unwrap_or_default();
            words.iter().map(|w| w.0).collect::<Vec<_>>().join(" ")
        };
        let (was, is) = (run(&a, i..next_i), run(&b, j..next_j));
        match (was.is_empty(), is.is_empty()) {
            (true, true) => {}
            (false, true) => changes.push(format!("“{was}” is left out here")),
            (true, false) => changes.push(format!("“{is}” is put in here")),
            (false, false) => changes.push(format!("“{was}” is here “{is}”")),
        }
        (i, j) = (next_i + 1, next_j + 1);
    }
    changes
}

/// The longest common subsequence of words, as pairs of indices.
fn common(a: &[(&str, String)], b: &[(&str, String)]) -> Vec<(usize, usize)> {
    let width = b.len() + 1;
    let mut longest = vec![0_u32; (a.len() + 1) * width];
    let cell = |table: &[u32], i: usize, j: usize| table.get(i * width + j).copied().unwrap_or(0);
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            let value = if a.get(i).map(|w| &w.1) == b.get(j).map(|w| &w.1) {
                cell(&longest, i + 1, j + 1) + 1
            } else {
                cell(&longest, i + 1, j).max(cell(&longest, i, j + 1))
            };
            if let Some(slot) = longest.get_mut(i * width + j) {
                *slot = value;
            }
        }
    }
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a.get(i).map(|w| &w.1) == b.get(j).map(|w| &w.1) {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if cell(&longest, i + 1, j) >= cell(&longest, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, quote: &str) -> Option<String> {
        let index = TextIndex::new(text, Vec::new());
        difference(
            &index,
            text,
            &Selector::new(Words::quoted(quote)),
            &(0..text.len()),
        )
    }

    #[test]
    fn the_words_of_both_are_told() {
        let text = "The miller waits for the grain to dry.";
        assert_eq!(said(text, "the miller waits for the grain to dry"), None);
        assert_eq!(
            said(text, "the miler waits for the groin to dry").as_deref(),
            Some("2 letters differ: “miler” is here “miller”, “groin” is here “grain”")
        );
        assert_eq!(
            said(text, "the miller for the grain to slowly dry").as_deref(),
            Some("11 letters differ: “waits” is put in here, “slowly” is left out here")
        );
        assert_eq!(
            said(text, "The old miller … to dry").as_deref(),
            Some("3 letters differ: “old” is left out here")
        );
    }
}
