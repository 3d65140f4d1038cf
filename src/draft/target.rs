//! The selector of a drafted note: its passage, and the first and last words, as few as tell it.

use std::ops::Range;

use crate::annotation::anchor::{Pick, Words, describe};
use crate::annotation::{Anchorer, Nth, Target};
use crate::article::{Article, Passage, PassageRun};

/// Makes targets for ranges of one article.
pub(super) struct Targets<'a> {
    article: &'a Article,
    anchorer: Anchorer<'a>,
}

impl<'a> Targets<'a> {
    pub(super) fn new(article: &'a Article) -> Self {
        Self {
            article,
            anchorer: Anchorer::new(article),
        }
    }

    /// The target for a range.
    pub(super) fn of(&self, range: &Range<usize>) -> Target {
        let at = self.run(range);
        let within = self.article.range_of_run(&at);
        let selector = describe(
            self.anchorer.index(),
            &self.article.text,
            range,
            within.as_ref(),
        );
        let words = |w: &str| (!w.is_empty()).then(|| plain(w));
        let quote = match &selector.words {
            Words::Whole(all) => shortened(all),
            Words::Ends(first, last) => format!("{} … {}", plain(first), plain(last)),
        };
        let nth = match selector.pick {
            Some(Pick::Nth { index, count }) => Some(Nth::Of {
                index: u32::try_from(index).unwrap_or(u32::MAX),
                count: u32::try_from(count.unwrap_or(index)).unwrap_or(u32::MAX),
            }),
            _ => None,
        };
        Target {
            at: Some(at),
            quote: Some(quote),
            prefix: words(&selector.prefix),
            suffix: words(&selector.suffix),
            nth,
            ..Target::default()
        }
    }

    /// The passages that a range stands in.
    fn run(&self, range: &Range<usize>) -> PassageRun {
        let first = self.article.passage_at(range.start);
        let last = self
            .article
            .passage_at(range.end.saturating_sub(1).max(range.start));
        let notes = matches!((&first, &last), (Passage::Note(_), Passage::Note(_)));
        let last = (last != first && !(notes && first == last)).then_some(last);
        PassageRun { first, last }
    }
}

/// Words on one line, without the signs that a selector reads as its own.
fn plain(words: &str) -> String {
    let joined = words.split_whitespace().collect::<Vec<_>>().join(" ");
    joined
        .replace('…', " ")
        .replace("...", " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Never more than six words at either end.
fn shortened(all: &str) -> String {
    let words: Vec<&str> = all.split_whitespace().collect();
    if words.len() <= 12 {
        return plain(all);
    }
    let first = words.get(..6).unwrap_or_default().join(" ");
    let last = words.get(words.len() - 6..).unwrap_or_default().join(" ");
    format!("{} … {}", plain(&first), plain(&last))
}
