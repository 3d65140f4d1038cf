//! From a range of an article's text to the target that a note about it is written with.

use std::ops::Range;

use super::anchor::{Pick, Selector, Words, describe};
use super::{Anchorer, Nth, Target};
use crate::article::{Article, PassageRun};

impl Target {
    /// The target that means `range` of the article's text: its passage, the fewest words that
    /// name it there, and a stamp. A whole passage needs no words.
    pub fn of_range(article: &Article, anchorer: &Anchorer<'_>, range: &Range<usize>) -> Self {
        let first = article.passage_at(range.start);
        let last_byte = range.end.saturating_sub(1).max(range.start);
        let last = article.passage_at(last_byte);
        let run = PassageRun {
            last: (last != first).then_some(last),
            first,
        };
        let stamp = Some(anchorer.stamp(range.clone()).to_string());
        let within = article.range_of_run(&run);
        let selector = (within.as_ref() != Some(range))
            .then(|| describe(anchorer.index(), &article.text, range, within.as_ref()));
        let target = Self {
            at: Some(run),
            stamp,
            ..Self::default()
        };
        selector.map_or_else(|| target.clone(), |s| target.clone().with_words(s))
    }

    fn with_words(self, selector: Selector) -> Self {
        let some = |words: String| (!words.is_empty()).then_some(words);
        let number = |n: usize| u32::try_from(n).ok();
        Self {
            quote: Some(match selector.words {
                Words::Whole(words) => one_line(&words),
                Words::Ends(first, last) => {
                    // What stands next to the gap is not matched.
                    let first = first.trim_end_matches(is_stop);
                    let last = last.trim_start_matches(is_stop);
                    format!("{} … {}", one_line(first), one_line(last))
                }
            }),
            prefix: some(one_line(&selector.prefix)),
            suffix: some(one_line(&selector.suffix)),
            nth: selector.pick.and_then(|pick| match pick {
                Pick::All => Some(Nth::All),
                Pick::Nth { index, count } => Some(Nth::Of {
                    index: number(index)?,
                    count: number(count?)?,
                }),
            }),
            ..self
        }
    }
}

fn is_stop(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';' | ':' | '.' | '-' | '–' | '—')
}

/// Words as one types them: white space of any kind as single spaces.
fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Status;
    use crate::article::markdown;
    use crate::text::problem::Problems;

    #[test]
    fn a_range_is_described_and_found_again() {
        let text = "Opening.\n\n## Mills\n\nThe mill grinds rye. The mill grinds oats, and the \
                    miller, who is old, waits for the wind to turn before he grinds more.\n";
        let article = markdown::read("mills".parse().unwrap(), text, &mut Problems::default());
        let anchorer = Anchorer::new(&article);
        let of = |words: &str, skip: usize| {
            let at = article.text.match_indices(words).nth(skip).unwrap().0;
            let range = at..at + words.len();
            let target = Target::of_range(&article, &anchorer, &range);
            let anchor = anchorer.anchor(&target);
            assert_eq!(
                (anchor.status, anchor.range()),
                (Status::Exact, Some(range))
            );
            target
        };
        let target = of("The mill grinds", 1);
        assert_eq!(target.at.as_ref().unwrap().to_string(), "1¶1");
        assert!(target.prefix.is_some() || target.suffix.is_some() || target.nth.is_some());
        let long = of("and the miller, who is old, waits for the wind to turn", 0);
        assert_eq!(long.quote.as_deref(), Some("and the miller … wind to turn"));
        assert!(long.stamp.unwrap().contains(':'));
        let whole = of("Opening.", 0);
        assert_eq!(
            (whole.at.unwrap().to_string().as_str(), whole.quote),
            ("0¶1", None)
        );
    }
}
