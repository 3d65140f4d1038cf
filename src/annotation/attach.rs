//! Where a note's target is found in an article: the [`Anchor`], its status, and how sure it is.

use std::fmt;
use std::ops::Range;

use memchr::memmem;

use super::{Nth, Target};
use crate::article::Article;
use crate::text::fold::{Folded, fold, is_word_boundary};

/// How a target was found. After Hypothesis' anchored and orphaned, told apart further.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// One hit, where it was said to be.
    Exact,
    /// One hit, elsewhere.
    Moved,
    /// The words differ, or what goes with them does.
    Fuzzy,
    /// Several places fit alike; none is chosen.
    Ambiguous,
    /// Nowhere.
    Orphaned,
}

impl Status {
    /// All of them, the best first.
    pub const ALL: [Self; 5] = [
        Self::Exact,
        Self::Moved,
        Self::Fuzzy,
        Self::Ambiguous,
        Self::Orphaned,
    ];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Moved => "moved",
            Self::Fuzzy => "fuzzy",
            Self::Ambiguous => "ambiguous",
            Self::Orphaned => "orphaned",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A place where a target may be.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Bytes of the article's text.
    pub range: Range<usize>,
    /// How well it fits: 1 is perfect.
    pub score: f32,
}

/// A target found, or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Anchor {
    /// How it was found.
    pub status: Status,
    /// The bytes of the article's text that are meant; several for `nth: all`, none when the
    /// target is ambiguous or orphaned. In the order of the text.
    pub ranges: Vec<Range<usize>>,
    /// Where the note hangs: the start of its words, or of the passage, section or article that
    /// was healed up to.
    pub hangs_at: usize,
    /// How well it fits: 1 is perfect, 0 when nothing was found.
    pub score: f32,
    /// The places that fit alike, when it is ambiguous.
    pub candidates: Vec<Candidate>,
    /// What differs, in words, when it is not exact.
    pub difference: Option<String>,
}

impl Anchor {
    /// From the first byte meant to the last.
    pub fn range(&self) -> Option<Range<usize>> {
        Some(self.ranges.first()?.start..self.ranges.last()?.end)
    }
}

/// Finds targets in one article; made once and used for all its notes.
#[derive(Debug)]
pub struct Anchorer<'a> {
    article: &'a Article,
    folded: Folded,
}

impl<'a> Anchorer<'a> {
    /// Folds the article.
    pub fn new(article: &'a Article) -> Self {
        Self {
            article,
            folded: Folded::new(&article.text),
        }
    }

    /// Finds a target.
    pub fn anchor(&self, target: &Target) -> Anchor {
        let at = target
            .at
            .as_ref()
            .and_then(|run| self.article.range_of_run(run));
        if target.quote.is_none() {
            return match at {
                Some(range) => found(Status::Exact, vec![range], None),
                None => self.orphan(target, "the passage does not exist"),
            };
        }
        let all = self.hits(target, 0..self.article.text.len());
        let inside: Vec<Range<usize>> = match &at {
            Some(at) => all
                .iter()
                .filter(|h| at.start <= h.start && h.end <= at.end)
                .cloned()
                .collect(),
            None => all.clone(),
        };
        if let Some(anchor) = choose(inside, target.nth, Status::Exact, None) {
            return anchor;
        }
        let from = target.at.as_ref().map(ToString::to_string);
        let moved = all.first().map(|hit| {
            let to = self.article.passage_at(hit.start);
            format!("{} → {to}", from.unwrap_or_default())
        });
        choose(all, target.nth, Status::Moved, moved)
            .unwrap_or_else(|| self.orphan(target, "the words are not in the text"))
    }

    /// The folded hits of a target's words in a range, with its context.
    fn hits(&self, target: &Target, within: Range<usize>) -> Vec<Range<usize>> {
        let text = &self.article.text;
        let within = self.folded.to_folded(text, within);
        let haystack = self.folded.text().get(within.clone()).unwrap_or_default();
        let spans = match target.ends() {
            Some((first, last)) => between(haystack, &fold(first), &fold(last)),
            None => find_all(haystack, &fold(target.quote.as_deref().unwrap_or_default())),
        };
        let prefix = target.prefix.as_deref().map(fold).unwrap_or_default();
        let suffix = target.suffix.as_deref().map(fold).unwrap_or_default();
        let in_context = spans.into_iter().filter(|span| {
            haystack
                .get(..span.start)
                .is_some_and(|before| before.ends_with(&prefix))
                && haystack
                    .get(span.end..)
                    .is_some_and(|after| after.starts_with(&suffix))
        });
        let hits: Vec<Range<usize>> = in_context
            .map(|s| {
                self.folded
                    .to_source(text, within.start + s.start..within.start + s.end)
            })
            .collect();
        let whole =
            |h: &Range<usize>| is_word_boundary(text, h.start) && is_word_boundary(text, h.end);
        if hits.iter().any(whole) {
            return hits.into_iter().filter(whole).collect();
        }
        hits
    }

    fn orphan(&self, target: &Target, why: &str) -> Anchor {
        let healed = target.at.as_ref().and_then(|run| {
            let first = &run.first;
            self.article.range_of(first).or_else(|| match first {
                crate::article::Passage::Paragraph(section, _) => self
                    .article
                    .range_of(&crate::article::Passage::Section(section.clone())),
                _ => None,
            })
        });
        Anchor {
            status: Status::Orphaned,
            ranges: Vec::new(),
            hangs_at: healed.map_or(0, |r| r.start),
            score: 0.0,
            candidates: Vec::new(),
            difference: Some(why.to_owned()),
        }
    }
}

fn found(status: Status, ranges: Vec<Range<usize>>, difference: Option<String>) -> Anchor {
    Anchor {
        status,
        hangs_at: ranges.first().map_or(0, |r| r.start),
        ranges,
        score: 1.0,
        candidates: Vec::new(),
        difference,
    }
}

/// The anchor that the hits make, if there are any.
fn choose(
    hits: Vec<Range<usize>>,
    nth: Option<Nth>,
    status: Status,
    difference: Option<String>,
) -> Option<Anchor> {
    let first = hits.first()?.start;
    let ambiguous = |hits: Vec<Range<usize>>, why: String| Anchor {
        status: Status::Ambiguous,
        ranges: Vec::new(),
        hangs_at: first,
        score: 1.0,
        candidates: hits
            .into_iter()
            .map(|range| Candidate { range, score: 1.0 })
            .collect(),
        difference: Some(why),
    };
    Some(match nth {
        Some(Nth::All) => found(status, hits, difference),
        Some(Nth::Of { index, count }) if hits.len() == count as usize => {
            let hit = hits.into_iter().nth(index as usize - 1)?;
            found(status, vec![hit], difference)
        }
        Some(Nth::Of { count, .. }) => {
            let why = format!(
                "the words stood {count} times and now stand {} times",
                hits.len()
            );
            ambiguous(hits, why)
        }
        None if hits.len() == 1 => found(status, hits, difference),
        None => {
            let why = format!("the words stand in {} places", hits.len());
            ambiguous(hits, why)
        }
    })
}

fn find_all(haystack: &str, needle: &str) -> Vec<Range<usize>> {
    if needle.is_empty() {
        return Vec::new();
    }
    memmem::find_iter(haystack.as_bytes(), needle.as_bytes())
        .map(|at| at..at + needle.len())
        .collect()
}

/// Each place where the first words stand, up to the nearest end of the last words after them.
fn between(haystack: &str, first: &str, last: &str) -> Vec<Range<usize>> {
    let finder = memmem::Finder::new(last.as_bytes());
    find_all(haystack, first)
        .into_iter()
        .filter_map(|hit| {
            let rest = haystack.as_bytes().get(hit.end..)?;
            let end = hit.end + finder.find(rest)? + last.len();
            Some(hit.start..end)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::markdown;
    use crate::text::problem::Problems;

    fn article() -> Article {
        let text = "Rye bread is “dark”.\n\n## Mills\n\nThe mill grinds rye; the miller waits.\n\n\
                    The mill stands *still*[^1] at night.\n\n[^1]: As rye bread knows.\n";
        markdown::read("bread".parse().unwrap(), text, &mut Problems::default())
    }

    fn anchor(at: Option<&str>, quote: Option<&str>, nth: Option<&str>) -> (Status, Vec<String>) {
        let article = article();
        let target = Target {
            at: at.map(|a| a.parse().unwrap()),
            quote: quote.map(str::to_owned),
            nth: nth.map(|n| n.parse().unwrap()),
            ..Target::default()
        };
        let anchor = Anchorer::new(&article).anchor(&target);
        let words = anchor
            .ranges
            .iter()
            .map(|r| article.slice(r.clone()).to_owned());
        (anchor.status, words.collect())
    }

    #[test]
    fn words_are_found_whatever_their_typography() {
        let found = |s: &str| (Status::Exact, vec![s.to_owned()]);
        assert_eq!(
            anchor(Some("1¶2"), Some("stands still - at"), None),
            found("stands still at")
        );
        assert_eq!(anchor(None, Some("is \"dark"), None), found("is “dark"));
        assert_eq!(
            anchor(Some("1¶1"), Some("grinds … waits"), None),
            found("grinds rye; the miller waits")
        );
        assert_eq!(anchor(Some("n1"), None, None), found("As rye bread knows."));
    }

    #[test]
    fn words_elsewhere_are_moved_repeated_ones_ambiguous_missing_ones_orphaned() {
        assert_eq!(anchor(Some("1¶1"), Some("at night"), None).0, Status::Moved);
        assert_eq!(anchor(None, Some("The mill"), None).0, Status::Ambiguous);
        assert_eq!(anchor(None, Some("The mill"), Some("2/2")).0, Status::Exact);
        assert_eq!(
            anchor(None, Some("The mill"), Some("2/3")).0,
            Status::Ambiguous
        );
        assert_eq!(anchor(None, Some("rye"), Some("all")).1.len(), 3);
        assert_eq!(anchor(Some("1¶1"), Some("wheat"), None).0, Status::Orphaned);
    }

    #[test]
    fn whole_words_go_before_parts_of_words() {
        assert_eq!(anchor(Some("1¶1"), Some("mill"), None).0, Status::Exact);
        assert_eq!(anchor(None, Some("iller"), None).0, Status::Exact);
    }
}
