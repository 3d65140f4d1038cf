//! Finding rows by a few letters of their words.

use crate::text::fold::fold;

/// How much of a row is looked at for letters that only follow one another.
const LOOSE: usize = 60;

/// Words as they are compared: folded, apart by single spaces.
pub(super) fn words(text: &str) -> String {
    let words = text.split_whitespace().map(fold);
    let words: Vec<String> = words.filter(|w| !w.is_empty()).collect();
    words.join(" ")
}

/// How well a row answers what was typed, less being better; `None` when it does not. Both are as
/// [`words`] gives them. Each word typed must begin a word of the row, stand in one, or be made
/// of letters that follow one another in it, the first of them beginning a word.
pub(super) fn cost(typed: &str, row: &str) -> Option<usize> {
    typed
        .split(' ')
        .filter(|w| !w.is_empty())
        .try_fold(0, |sum, word| Some(sum + cost_of_word(word, row)?))
}

fn cost_of_word(word: &str, row: &str) -> Option<usize> {
    let mut best: Option<usize> = None;
    let mut offer = |cost: usize| best = Some(best.map_or(cost, |b| b.min(cost)));
    for (at, _) in row.match_indices(word) {
        let begins = at == 0 || row.get(..at).is_some_and(|before| before.ends_with(' '));
        // The nearer to the beginning the better.
        let far = at.min(90) / 10;
        offer(if begins { far } else { 20 + far });
        if begins {
            break;
        }
    }
    if best.is_none() && word.chars().count() > 1 {
        let cut = row.char_indices().nth(LOOSE).map_or(row.len(), |(i, _)| i);
        best = loose(word, row.get(..cut).unwrap_or(row)).map(|gaps| 40 + gaps);
    }
    best
}

/// How many letters are passed over between those of `word` in `row`.
fn loose(word: &str, row: &str) -> Option<usize> {
    let first = word.chars().next()?;
    let starts = row.char_indices().filter(|(at, c)| {
        *c == first && (*at == 0 || row.get(..*at).is_some_and(|b| b.ends_with(' ')))
    });
    starts
        .filter_map(|(at, _)| {
            let mut gaps = 0;
            let mut rest = row.get(at..)?.chars();
            for wanted in word.chars() {
                loop {
                    let c = rest.next()?;
                    if c == wanted {
                        break;
                    }
                    gaps += 1;
                }
            }
            Some(gaps)
        })
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked<'a>(typed: &str, rows: &[&'a str]) -> Vec<&'a str> {
        let typed = words(typed);
        let mut found: Vec<(usize, &str)> = rows
            .iter()
            .filter_map(|row| Some((cost(&typed, &words(row))?, *row)))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, row)| row).collect()
    }

    #[test]
    fn the_beginnings_of_words_come_first_then_what_holds_the_letters_then_what_has_them() {
        let rows = ["The oven", "Proven ways", "Over every evening", "Ash"];
        assert_eq!(
            ranked("oven", &rows),
            ["The oven", "Proven ways", "Over every evening"]
        );
        assert_eq!(ranked("ov ev", &rows), ["Over every evening"]);
        assert_eq!(ranked("café", &["CAFÉS", "cake"]), ["CAFÉS"]);
        assert!(ranked("zq", &rows).is_empty());
        assert_eq!(ranked("", &rows).len(), 4);
    }
}
