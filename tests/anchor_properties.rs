//! What holds of the anchoring engine for any text and any selector.

use postil::annotation::anchor::{Pick, Selector, Stamp, Status, TextIndex, Words, describe};
use postil::text::fold::fold;
use proptest::prelude::*;

/// A text of few words, so that much of it stands there more than once.
fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => prop::sample::select(vec![
            "the", "mill", "of", "Sark", "grinds", "rye", "and", "miller", "“waits”", "— then",
            "stands.", "re\u{ad}turns", "ﬁre", "oven,", "bread",
        ]).prop_map(str::to_owned),
        1 => "[a-zé]{1,9}",
    ];
    let space = prop::sample::select(vec![" ", " ", " ", "\n", "  ", "\n\n"]);
    prop::collection::vec((word, space), 1..120)
        .prop_map(|words| words.into_iter().map(|(w, s)| w + s).collect())
}

/// A range of whole characters of the text that holds a letter.
fn range_of(text: &str, from: usize, len: usize) -> Option<std::ops::Range<usize>> {
    let bounds: Vec<usize> = text.char_indices().map(|(i, _)| i).collect();
    let start = *bounds.get(from % bounds.len())?;
    let end = bounds
        .iter()
        .copied()
        .filter(|b| *b > start)
        .nth(len)
        .unwrap_or(text.len());
    (!fold(&text[start..end]).is_empty()).then_some(start..end)
}

fn any_selector() -> impl Strategy<Value = Selector> {
    let words = || "(\\PC|[a-z ]|rye|mill|…|\u{301}|ß){0,60}";
    (
        (words(), prop::option::of(words())),
        (words(), words()),
        prop::option::of((0usize..5, prop::option::of(0usize..9))),
        prop::option::of((0usize..3000, 0usize..3000)),
        prop::option::of((0usize..3000, 0usize..3000)),
        prop::option::of((any::<u32>(), 0usize..200)),
    )
        .prop_map(
            |((first, last), (prefix, suffix), nth, within, hint, stamp)| Selector {
                words: match last {
                    Some(last) => Words::Ends(first, last),
                    None => Words::Whole(first),
                },
                prefix,
                suffix,
                pick: nth.map(|(index, count)| match index {
                    0 => Pick::All,
                    index => Pick::Nth { index, count },
                }),
                within: within.map(|(a, b)| a.min(b)..a.max(b)),
                hint: hint.map(|(a, b)| a.min(b)..a.max(b)),
                stamp: stamp.map(|(hash, letters)| Stamp { hash, letters }),
                whole_words: hint.is_some_and(|(a, _)| a % 2 == 0),
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_described_range_is_found_just_there(text in text(), from in 0usize..2000, len in 0usize..300) {
        let Some(range) = range_of(&text, from, len) else { return Ok(()) };
        let index = TextIndex::new(&text, Vec::new());
        let selector = describe(&index, &text, &range, None);
        let found = index.find(&text, &selector);
        prop_assert_eq!(found.status, Status::Exact, "{:?} {:?}", selector, found);
        let folded = |r| index.folded().to_folded(&text, r);
        prop_assert_eq!(folded(found.range().unwrap()), folded(range), "{:?}", selector);
    }

    #[test]
    fn edits_elsewhere_do_not_change_what_is_found(
        text in text(), from in 0usize..2000, len in 8usize..200,
        foreign in prop::collection::vec("[xqz]{2,8}", 1..6), before in 0usize..400, after in 0usize..400,
    ) {
        let Some(range) = range_of(&text, from, len) else { return Ok(()) };
        let index = TextIndex::new(&text, Vec::new());
        let selector = describe(&index, &text, &range, None);
        prop_assume!(selector.pick.is_none() && selector.hint.is_none());
        // New words stand where no context of the selector is.
        let room = |words: &str| words.len() + 40;
        let foreign = format!(" {} ", foreign.join(" "));
        let mut edited = text.clone();
        let at = range.end + room(&selector.suffix) + after;
        if edited.is_char_boundary(at) {
            edited.insert_str(at, &foreign);
        }
        if let Some(at) = range.start.checked_sub(room(&selector.prefix) + before)
            && edited.is_char_boundary(at)
        {
            edited.insert_str(at, &foreign);
        }
        let other = TextIndex::new(&edited, Vec::new());
        let found = other.find(&edited, &selector);
        prop_assert_eq!(found.status, Status::Exact, "{:?} {:?} in {:?}", selector, found, edited);
        let there = found.range().unwrap();
        prop_assert_eq!(fold(&edited[there]), fold(&text[range]));
    }

    #[test]
    fn any_selector_has_an_outcome(text in text(), selector in any_selector()) {
        let index = TextIndex::new(&text, Vec::new());
        let found = index.find(&text, &selector);
        for range in found.ranges.iter().chain(found.candidates.iter().map(|c| &c.range)) {
            prop_assert!(text.get(range.clone()).is_some(), "{:?} {:?}", selector, found);
        }
        let chosen = matches!(found.status, Status::Exact | Status::Moved | Status::Fuzzy);
        prop_assert_eq!(chosen, !found.ranges.is_empty());
        prop_assert!((0.0..=1.0).contains(&found.score), "{}", found.score);
        if !chosen {
            prop_assert!(found.reason.is_some());
        }
    }
}
