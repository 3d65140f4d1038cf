//! Writing a selector: the fewest words that name a range and nothing else.
//!
//! "Describe until unique", after Apache Annotator: more words, then words around it, then a
//! count, until the selector leads back to the range.

use std::ops::Range;

use super::index::TextIndex;
use super::selector::{Pick, Selector, Status, Words};
use crate::text::fold::is_kept;

/// Words at either end to begin with, and at most.
const FEWEST: usize = 3;
const MOST: usize = 6;

/// The shortest selector for a range of the text, to be looked for `within` a passage of it or
/// anywhere. At most six words stand at either end; a prefix, a suffix or a count is added only
/// when the words alone do not lead back.
pub fn describe(
    index: &TextIndex,
    text: &str,
    range: &Range<usize>,
    within: Option<&Range<usize>>,
) -> Selector {
    let slice = text.get(range.clone()).unwrap_or_default();
    let goal = index.folded().to_folded(text, range.clone());
    let leads_back = |selector: &Selector| {
        let found = index.find(text, selector);
        let there = |r: &Range<usize>| index.folded().to_folded(text, r.clone()) == goal;
        found.status == Status::Exact && found.ranges.len() == 1 && found.ranges.iter().all(there)
    };
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    let mut selector = Selector::new(Words::Whole(slice.to_owned()));
    selector.within = within.cloned();
    for count in FEWEST..=MOST {
        selector.words = ends(slice, count);
        if leads_back(&selector) {
            return selector;
        }
        if matches!(selector.words, Words::Whole(_)) {
            break;
        }
    }
    for count in [FEWEST, MOST, 2 * MOST] {
        let (prefix, suffix) = (last_words(before, count), first_words(after, count));
        for (prefix, suffix) in [(prefix, ""), ("", suffix), (prefix, suffix)] {
            let in_context = Selector {
                prefix: prefix.to_owned(),
                suffix: suffix.to_owned(),
                ..selector.clone()
            };
            if leads_back(&in_context) {
                return in_context;
            }
        }
    }
    if let Some(counted) = counted(index, text, &selector, &goal)
        && leads_back(&counted)
    {
        return counted;
    }
    // Nothing short leads there: all the words, with where they stand.
    selector.words = Words::Whole(slice.to_owned());
    selector.hint = Some(range.clone());
    selector
}

/// The same selector with a count of the places that it fits.
fn counted(
    index: &TextIndex,
    text: &str,
    selector: &Selector,
    goal: &Range<usize>,
) -> Option<Selector> {
    let every = Selector {
        pick: Some(Pick::All),
        ..selector.clone()
    };
    let found = index.find(text, &every);
    let there = |r: &Range<usize>| index.folded().to_folded(text, r.clone()) == *goal;
    let place = found.ranges.iter().position(there)?;
    Some(Selector {
        pick: Some(Pick::Nth {
            index: place + 1,
            count: Some(found.ranges.len()),
        }),
        ..selector.clone()
    })
}

/// The first and the last `count` words, or all of them when they are not more than both.
fn ends(slice: &str, count: usize) -> Words {
    let words = slice.split_whitespace().filter(|w| w.contains(is_kept));
    if words.take(2 * count + 1).count() <= 2 * count {
        return Words::Whole(slice.trim().to_owned());
    }
    Words::Ends(
        first_words(slice, count).to_owned(),
        last_words(slice, count).to_owned(),
    )
}

/// The text up to the end of its `count`th word.
fn first_words(text: &str, count: usize) -> &str {
    let text = text.trim_start();
    let ends = words(text).map(|word| word.end);
    let end = ends.take(count).last().unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

/// The text from the start of its `count`th word from the end.
fn last_words(text: &str, count: usize) -> &str {
    let text = text.trim_end();
    let mut start = text.len();
    let mut seen = 0;
    let mut in_word = false;
    let mut letters = false;
    for (at, c) in text.char_indices().rev() {
        if c.is_whitespace() {
            seen += usize::from(in_word && letters);
            in_word = false;
            letters = false;
            if seen == count {
                break;
            }
        } else {
            in_word = true;
            letters |= is_kept(c);
            start = at;
        }
    }
    text.get(start..).unwrap_or_default()
}

/// The words between white space that have a letter.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    text.split_whitespace()
        .filter(|word| word.contains(is_kept))
        .map(move |word| {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            start..start + word.len()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(text: &str, words: &str, nth: usize) -> Selector {
        let index = TextIndex::new(text, Vec::new());
        let (start, _) = text.match_indices(words).nth(nth).unwrap();
        describe(&index, text, &(start..start + words.len()), None)
    }

    #[test]
    fn short_words_stand_whole_and_long_ones_by_their_ends() {
        let text = "The mill grinds rye at night; the miller waits for the grain to dry, and \
                    drinks his tea.";
        assert_eq!(
            described(text, "the miller waits", 0).words,
            Words::Whole("the miller waits".to_owned())
        );
        assert_eq!(
            described(
                text,
                "grinds rye at night; the miller waits for the grain",
                0
            )
            .words,
            Words::Ends("grinds rye at".to_owned(), "for the grain".to_owned())
        );
    }

    #[test]
    fn context_or_a_count_is_added_when_needed() {
        let text = "Rye bread is dark. White bread is dear. Bread, bread, bread, bread, bread.";
        let selector = described(text, "bread is", 1);
        assert!(selector.prefix.ends_with("White ") || selector.prefix.ends_with("White"));
        let text = "so so so so so so so so so so so so so so so so so so so so so so so so so so";
        assert_eq!(
            described(text, "so", 14).pick,
            Some(Pick::Nth {
                index: 15,
                count: Some(26)
            })
        );
    }
}
