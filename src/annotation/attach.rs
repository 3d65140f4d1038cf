//! Where a note's target is found in an article: the [`Anchor`], its status, and how sure it is.

use std::collections::BTreeMap;
use std::ops::Range;

use super::anchor::{Found, Pick, Selector, Stamp, TextIndex, Words, difference};
use super::{Nth, Target};
use crate::article::{Article, Passage, PassageRun, SectionNumber};

pub use super::anchor::{Spot as Candidate, Status};

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
    pub score: f64,
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

/// Finds targets in one article; made once and used for all its notes, from any thread.
#[derive(Debug)]
pub struct Anchorer<'a> {
    article: &'a Article,
    index: TextIndex,
}

impl<'a> Anchorer<'a> {
    /// Folds the article.
    pub fn new(article: &'a Article) -> Self {
        Self::with_index(article, Self::index_of(article))
    }

    /// The index of an article's text, for [`Anchorer::with_index`].
    pub fn index_of(article: &Article) -> TextIndex {
        TextIndex::new(&article.text, Vec::new())
    }

    /// For an article that is folded already.
    pub fn with_index(article: &'a Article, index: TextIndex) -> Self {
        Self { article, index }
    }

    /// The article's text, ready for lookups.
    pub fn index(&self) -> &TextIndex {
        &self.index
    }

    /// The stamp of a range of the article's text.
    pub fn stamp(&self, range: Range<usize>) -> Stamp {
        self.index.stamp(&self.article.text, range)
    }

    /// Finds a target.
    pub fn anchor(&self, target: &Target) -> Anchor {
        if target.orphaned {
            let why = "its words were taken out of the text";
            return self.orphan(target, why.to_owned());
        }
        let Some(quote) = &target.quote else {
            return self.passage(target);
        };
        let selector = self.selector(target, quote);
        let found = self.index.find(&self.article.text, &selector);
        if let (Status::Ambiguous, Some(Nth::Of { index, count })) = (found.status, target.nth)
            && let Some(place) = self.counted_elsewhere(&selector, index, count)
        {
            return self.found(target, &selector, place);
        }
        self.found(target, &selector, found)
    }

    /// What a target asks the index for.
    fn selector(&self, target: &Target, quote: &str) -> Selector {
        let context = |words: &Option<String>| words.clone().unwrap_or_default();
        let at = target.at.as_ref();
        Selector {
            words: Words::quoted(quote),
            prefix: context(&target.prefix),
            suffix: context(&target.suffix),
            pick: target.nth.map(|nth| match nth {
                Nth::All => Pick::All,
                Nth::Of { index, count } => Pick::Nth {
                    index: index as usize,
                    count: Some(count as usize),
                },
            }),
            within: at.and_then(|run| self.article.range_of_run(run)),
            hint: None,
            stamp: target.stamp.as_deref().and_then(|s| s.parse().ok()),
            whole_words: false,
        }
    }

    /// A target without words is the whole of its passage.
    fn passage(&self, target: &Target) -> Anchor {
        let at = target.at.as_ref();
        let Some(range) = at.and_then(|run| self.article.range_of_run(run)) else {
            let why = "the passage does not exist";
            return self.orphan(target, why.to_owned());
        };
        let anchor = |status, range: Range<usize>, difference| Anchor {
            status,
            hangs_at: range.start,
            ranges: vec![range],
            score: 1.0,
            candidates: Vec::new(),
            difference,
        };
        let stamp: Option<Stamp> = target.stamp.as_deref().and_then(|s| s.parse().ok());
        let Some(stamp) = stamp.filter(|s| *s != self.stamp(range.clone())) else {
            return anchor(Status::Exact, range, None);
        };
        let mut same = self.article.paragraphs.iter().filter(|paragraph| {
            // A folded letter takes at least one byte, so most paragraphs need no hash.
            paragraph.range.len() >= stamp.letters && self.stamp(paragraph.range.clone()) == stamp
        });
        if let (Some(one), None) = (same.next(), same.next()) {
            let moved = one.range.clone();
            let difference = self.moved(at, &moved);
            return anchor(Status::Moved, moved, Some(difference));
        }
        let why = "the passage no longer says what it said when the note was made";
        anchor(Status::Fuzzy, range, Some(why.to_owned()))
    }

    /// The `index`th hit in the one paragraph that has just `count` of them: where a passage has
    /// moved, and its words also stand elsewhere.
    fn counted_elsewhere(&self, selector: &Selector, index: u32, count: u32) -> Option<Found> {
        selector.within.as_ref()?;
        let every = Selector {
            pick: Some(Pick::All),
            within: None,
            ..selector.clone()
        };
        let found = self.index.find(&self.article.text, &every);
        let mut by_paragraph: BTreeMap<usize, Vec<Range<usize>>> = BTreeMap::new();
        for range in found.ranges {
            let paragraph = self.article.paragraph_at(range.start)?;
            by_paragraph.entry(paragraph).or_default().push(range);
        }
        let mut fitting = by_paragraph
            .into_values()
            .filter(|hits| hits.len() == count as usize);
        let (hits, None) = (fitting.next()?, fitting.next()) else {
            return None;
        };
        let hit = hits.get(index.checked_sub(1)? as usize)?.clone();
        Some(Found::at(Status::Moved, vec![hit], 1.0))
    }

    fn found(&self, target: &Target, selector: &Selector, found: Found) -> Anchor {
        let place = found.range();
        let difference = match (found.status, &place) {
            (Status::Exact, _) => None,
            (Status::Orphaned, _) => {
                return self.orphan(target, found.reason.unwrap_or_default());
            }
            (Status::Moved, Some(range)) => Some(self.moved(target.at.as_ref(), range)),
            (Status::Fuzzy, Some(range)) => {
                Some(self.differs(target, selector, range, found.reason))
            }
            _ => Some(self.where_alike(&found)),
        };
        let first = found.candidates.first().map(|c| c.range.start);
        let at = selector.within.as_ref().map(|at| at.start);
        Anchor {
            status: found.status,
            hangs_at: place.map(|r| r.start).or(at).or(first).unwrap_or(0),
            ranges: found.ranges,
            score: found.score,
            candidates: found.candidates,
            difference,
        }
    }

    /// From where to where something moved.
    fn moved(&self, from: Option<&PassageRun>, to: &Range<usize>) -> String {
        let to = self.article.passage_at(to.start);
        match from {
            Some(from) => format!("{from} → {to}"),
            None => format!("→ {to}"),
        }
    }

    /// What differs in a fuzzy anchor, and that it moved if it did.
    fn differs(
        &self,
        target: &Target,
        selector: &Selector,
        range: &Range<usize>,
        reason: Option<String>,
    ) -> String {
        let text = &self.article.text;
        let mut said = Vec::new();
        let outside = |at: &Range<usize>| range.start < at.start || at.end < range.end;
        if selector.within.as_ref().is_some_and(outside) {
            said.push(self.moved(target.at.as_ref(), range));
        }
        said.extend(difference(&self.index, text, selector, range));
        said.extend(reason);
        said.join("; ")
    }

    /// Why an anchor is ambiguous, and the passages in question.
    fn where_alike(&self, found: &Found) -> String {
        /// At most this many passages are named.
        const NAMED: usize = 6;
        let mut said = found.reason.clone().unwrap_or_default();
        let mut passages: Vec<String> = found
            .candidates
            .iter()
            .map(|c| self.article.passage_at(c.range.start).to_string())
            .collect();
        passages.dedup();
        let more = if passages.len() > NAMED { ", …" } else { "" };
        passages.truncate(NAMED);
        if !passages.is_empty() {
            said = format!("{said}: {}{more}", passages.join(", "));
        }
        said
    }

    /// A note whose words are nowhere hangs on its passage, else on the section that held it,
    /// else on the one around that, else on the article.
    fn orphan(&self, target: &Target, why: String) -> Anchor {
        let healed = target.at.as_ref().and_then(|run| {
            let section = match &run.first {
                Passage::Paragraph(section, _) | Passage::Section(section) => Some(section.clone()),
                Passage::Note(_) => None,
            };
            let sections = std::iter::successors(section, SectionNumber::parent);
            std::iter::once(run.first.clone())
                .chain(sections.map(Passage::Section))
                .find_map(|passage| self.article.range_of(&passage))
        });
        Anchor {
            status: Status::Orphaned,
            ranges: Vec::new(),
            hangs_at: healed.map_or(0, |r| r.start),
            score: 0.0,
            candidates: Vec::new(),
            difference: Some(why),
        }
    }
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
    fn a_fuzzy_anchor_says_what_differs() {
        let article = article();
        let target = Target {
            at: Some("1¶1".parse().unwrap()),
            quote: Some("The mill stamds still at night".to_owned()),
            ..Target::default()
        };
        let anchor = Anchorer::new(&article).anchor(&target);
        assert_eq!(anchor.status, Status::Fuzzy);
        assert_eq!(
            anchor.difference.as_deref(),
            Some("1¶1 → 1¶2; 1 letter differs: “stamds” is here “stands”")
        );
    }

    #[test]
    fn a_passage_is_known_by_its_stamp() {
        let article = article();
        let anchorer = Anchorer::new(&article);
        let second = article.range_of(&"1¶2".parse().unwrap()).unwrap();
        let stamped = |at: &str, stamp: Stamp| {
            anchorer.anchor(&Target {
                at: Some(at.parse().unwrap()),
                stamp: Some(stamp.to_string()),
                ..Target::default()
            })
        };
        let stamp = anchorer.stamp(second.clone());
        assert_eq!(stamped("1¶2", stamp).status, Status::Exact);
        let moved = stamped("1¶1", stamp);
        assert_eq!((moved.status, moved.range()), (Status::Moved, Some(second)));
        let other = Stamp {
            hash: 7,
            letters: 7,
        };
        assert_eq!(stamped("1¶1", other).status, Status::Fuzzy);
    }

    #[test]
    fn an_orphan_heals_upward() {
        let article = article();
        let anchorer = Anchorer::new(&article);
        let hangs = |at: &str| {
            let anchor = anchorer.anchor(&Target {
                at: Some(at.parse().unwrap()),
                quote: Some("wheat and barley in June".to_owned()),
                ..Target::default()
            });
            assert_eq!(anchor.status, Status::Orphaned);
            anchor.hangs_at
        };
        let start = |at: &str| article.range_of(&at.parse().unwrap()).unwrap().start;
        assert_eq!(hangs("1¶2"), start("1¶2"));
        assert_eq!(hangs("1¶9"), start("1"));
        assert_eq!(hangs("1.3¶9"), start("1"));
        assert_eq!(hangs("7¶9"), 0);
    }

    #[test]
    fn whole_words_go_before_parts_of_words() {
        assert_eq!(anchor(Some("1¶1"), Some("mill"), None).0, Status::Exact);
        assert_eq!(anchor(None, Some("iller"), None).0, Status::Exact);
    }
}
