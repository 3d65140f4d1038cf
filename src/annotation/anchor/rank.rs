//! Which of the candidates is meant: quote and context together, a floor, and a lead.
//!
//! The weights are those of the Hypothesis client (50 quote, 20 prefix, 20 suffix, 2 position),
//! over the parts that are given. The floor and the lead, which it lacks, keep a passage that is
//! absent from attaching to the nearest lookalike.

use std::fmt::Write as _;
use std::ops::Range;

use super::approximate::{Candidate, Probe};
use super::edges::refined;
use super::edit::Pattern;
use super::exact::{ambiguous, nearest};
use super::index::{TextIndex, kind_of_mark};
use super::selector::{Found, Pick, Selector, Stamp, Status, Words};
use crate::text::fold::{ceil_boundary, floor_boundary, fold, is_kept};

/// What scores less is not what is meant.
const FLOOR: f64 = 0.70;
/// What leads the next by less is not told apart from it.
const LEAD: f64 = 0.03;
/// Fewer folded letters are never matched approximately.
const LEAST_LETTERS: usize = 12;
/// Context further away than this tells nothing.
const CONTEXT: usize = 64;
/// Context of fewer letters than this is not held against a place.
const CONTEXT_LEAST: usize = 8;
/// Context less like than this is not there at all: about what chance gives.
const CONTEXT_FLOOR: f64 = 0.5;
/// Exact hits of the words that compete by their context.
const HITS: usize = 256;

/// The [`sameness`](Ranker::sameness) of a place that says just what the selector says, and the
/// agreement of its [marks](Ranker::marks_agree).
pub(super) const VERBATIM: u8 = 2;

/// A selector's words, folded.
#[derive(Debug)]
pub(super) struct Query {
    /// The words, or the first ones.
    pub(super) first: String,
    /// The last words, when only the ends are given.
    pub(super) last: Option<String>,
    pub(super) prefix: String,
    pub(super) suffix: String,
}

impl Query {
    fn new(selector: &Selector) -> Self {
        let (first, last) = match &selector.words {
            Words::Whole(words) => (fold(words), None),
            Words::Ends(first, last) => (fold(first), Some(fold(last))),
        };
        Self {
            first,
            last,
            prefix: fold(&selector.prefix),
            suffix: fold(&selector.suffix),
        }
    }

    fn letters(&self) -> usize {
        let last = self.last.as_deref().unwrap_or_default();
        self.first.chars().count() + last.chars().count()
    }

    /// The nearest letters of the prefix and of the suffix.
    fn context(&self) -> (&str, &str) {
        let cut = self.prefix.len().saturating_sub(CONTEXT);
        let cut = ceil_boundary(&self.prefix, cut);
        let end = floor_boundary(&self.suffix, CONTEXT);
        (
            self.prefix.get(cut..).unwrap_or_default(),
            self.suffix.get(..end).unwrap_or_default(),
        )
    }
}

/// One lookup.
pub(super) struct Ranker<'a> {
    pub(super) text: &'a str,
    pub(super) index: &'a TextIndex,
    pub(super) selector: &'a Selector,
    pub(super) query: Query,
}

/// A candidate with its score.
#[derive(Debug, Clone)]
struct Scored {
    candidate: Candidate,
    score: f64,
}

impl TextIndex {
    /// Finds a selector in `text`, the text that this index was made of.
    pub fn find(&self, text: &str, selector: &Selector) -> Found {
        let ranker = Ranker {
            text,
            index: self,
            selector,
            query: Query::new(selector),
        };
        ranker.find()
    }
}

impl Ranker<'_> {
    fn find(&self) -> Found {
        if self.query.first.is_empty() {
            return self.marks_only();
        }
        let whole = self.index.whole();
        let mut otherwise = Status::Exact;
        if let Some(within) = &self.selector.within {
            let scope = self.index.folded().to_folded(self.text, within.clone());
            if let Some(found) = self.exact(&scope, Status::Exact) {
                return found;
            }
            otherwise = Status::Moved;
        }
        self.exact(&whole, otherwise)
            .unwrap_or_else(|| self.ranked())
    }

    /// The best of all candidates, when it is good enough and leads.
    fn ranked(&self) -> Found {
        let mut ranking = self.ranking();
        let nearest = ranking.first().map_or(0.0, |s| s.score);
        ranking.retain(|s| self.is_enough(s));
        let Some(best) = ranking.first().map(|s| s.score) else {
            return Found::orphaned(self.why_not(nearest));
        };
        ranking.retain(|s| best - s.score < LEAD);
        let ranges: Vec<Range<usize>> = ranking.iter().map(|s| self.refined(s)).collect();
        if matches!(self.selector.pick, Some(Pick::All)) {
            let mut ranges = ranges;
            ranges.sort_by_key(|r| r.start);
            return Found::at(Status::Fuzzy, ranges, best);
        }
        let chosen = match ranges.len() {
            1 => Some(0),
            _ => self
                .nearest_verbatim(&ranking)
                .or_else(|| self.by_hint(&ranges)),
        };
        if let Some(one) = chosen
            && let Some((scored, range)) = ranking.get(one).zip(ranges.get(one))
        {
            return Found {
                reason: self.what_disagrees(&scored.candidate),
                ..Found::at(Status::Fuzzy, vec![range.clone()], scored.score)
            };
        }
        let reason = format!("{} places are alike", ranges.len());
        let scores = ranking.iter().map(|s| s.score);
        ambiguous(reason, ranges.into_iter().zip(scores))
    }

    fn why_not(&self, nearest: f64) -> String {
        let mut why = "the words are not in the text".to_owned();
        if self.query.letters() < LEAST_LETTERS {
            why.push_str(", and too short to be looked for approximately");
        } else if nearest >= 0.5 {
            let percent = nearest * 100.0;
            let _ = write!(why, "; the nearest place is {percent:.0} % alike");
        }
        why
    }

    /// What goes with the words and does not agree.
    fn what_disagrees(&self, candidate: &Candidate) -> Option<String> {
        let parts = [(candidate.prefix, "before"), (candidate.suffix, "after")];
        let parts: Vec<&str> = parts
            .iter()
            .filter(|(like, _)| like.is_some_and(|l| l < 1.0))
            .map(|(_, side)| *side)
            .collect();
        if !parts.is_empty() {
            return Some(format!("the words {} it differ", parts.join(" and ")));
        }
        let stamp = self.selector.stamp?;
        (!self.has_stamp(&candidate.range, stamp)).then(|| {
            "the stamp differs: the copy that it was made on said something else".to_owned()
        })
    }

    /// The range of a candidate in the text; where anything differs, with its edges aligned.
    fn refined(&self, scored: &Scored) -> Range<usize> {
        let range = self.to_source(scored.candidate.range.clone());
        if scored.candidate.quote < 1.0 {
            return refined(self.text, range, self.selector);
        }
        range
    }

    /// Whether a candidate is like enough to be what is meant.
    ///
    /// Where part of the context is not there at all, the words must speak for themselves: they
    /// must be (nearly) the same, and too long to stand there by chance.
    fn is_enough(&self, scored: &Scored) -> bool {
        let candidate = &scored.candidate;
        let given = [
            (candidate.prefix, self.query.prefix.len()),
            (candidate.suffix, self.query.suffix.len()),
        ];
        let fails = given
            .iter()
            .any(|(like, len)| *len >= CONTEXT_LEAST && like.is_some_and(|l| l < CONTEXT_FLOOR));
        if !fails {
            return scored.score >= self.floor();
        }
        let letters = self.query.letters() as f64;
        let telling = 12.0 * (self.index.whole().len() as f64 / 16_384.0).log2().max(0.0);
        if candidate.quote >= 1.0 {
            return letters >= telling;
        }
        candidate.quote >= 0.9 && letters >= 1.5 * telling + 12.0 && scored.score >= FLOOR
    }

    /// The least score that is enough: more for few letters in a long text, where something like
    /// them stands by chance.
    fn floor(&self) -> f64 {
        let (prefix, suffix) = self.query.context();
        let letters = self.query.letters() + prefix.len() + suffix.len();
        let few = (1.0 - letters as f64 / 48.0).max(0.0);
        let long = (self.index.whole().len() as f64 / 2048.0).log2().max(0.0);
        FLOOR + 0.02 * few * long
    }

    fn by_hint(&self, ranges: &[Range<usize>]) -> Option<usize> {
        let (near, _) = nearest(ranges, self.selector)?;
        ranges.iter().position(|r| *r == near)
    }

    /// All candidates with their scores, the best first, none overlapping a better one.
    fn ranking(&self) -> Vec<Scored> {
        let candidates = match &self.query.last {
            None => self.candidates(),
            Some(last) => self.candidates_of_ends(last),
        };
        let mut ranking: Vec<Scored> = candidates
            .into_iter()
            .map(|candidate| Scored {
                score: self.score(&candidate),
                candidate,
            })
            .collect();
        ranking.sort_by(|a, b| {
            let place = |s: &Scored| (s.candidate.range.start, s.candidate.range.end);
            b.score
                .total_cmp(&a.score)
                .then_with(|| place(a).cmp(&place(b)))
        });
        let mut best: Vec<Scored> = Vec::new();
        for scored in ranking {
            let range = &scored.candidate.range;
            let overlaps = |b: &Scored| {
                let other = &b.candidate.range;
                let both = range
                    .end
                    .min(other.end)
                    .saturating_sub(range.start.max(other.start));
                both * 2 > range.len().min(other.len())
            };
            if !best.iter().any(overlaps) {
                best.push(scored);
            }
        }
        best
    }

    fn candidates(&self) -> Vec<Candidate> {
        let (prefix, suffix) = self.query.context();
        let words = &self.query.first;
        let probe = Probe::new(self.index, prefix, words, suffix);
        let hits = self.index.find_all(words, &self.index.whole(), HITS);
        let mut found: Vec<Candidate> = hits
            .into_iter()
            .map(|at| at..at + words.len())
            .filter(|hit| self.may_be_part(hit))
            .map(|hit| probe.at(hit, 1.0))
            .collect();
        if self.query.letters() >= LEAST_LETTERS {
            found.extend(probe.candidates());
        }
        found
    }

    /// Each likely place of the first words with the nearest likely places of the last ones.
    fn candidates_of_ends(&self, last: &str) -> Vec<Candidate> {
        let (prefix, suffix) = self.query.context();
        let first = &self.query.first;
        let starts = self.places_of(&Probe::new(self.index, prefix, first, ""), first);
        let ends = self.places_of(&Probe::new(self.index, "", last, suffix), last);
        let share = first.len() as f64 / (first.len() + last.len()) as f64;
        let mut found = Vec::new();
        for start in &starts {
            let after = ends.iter().filter(|end| {
                end.range.start >= start.range.start && end.range.end >= start.range.end
            });
            let likely = pairs_with(start, after, self.selector.stamp);
            found.extend(likely.into_iter().map(|end| Candidate {
                range: start.range.start..end.range.end,
                quote: start.quote * share + end.quote * (1.0 - share),
                prefix: start.prefix,
                suffix: end.suffix,
            }));
        }
        found
    }

    /// Exact and approximate places of one end, in the order of the text.
    fn places_of(&self, probe: &Probe<'_>, words: &str) -> Vec<Candidate> {
        let hits = self.index.find_all(words, &self.index.whole(), HITS);
        let mut found: Vec<Candidate> = hits
            .into_iter()
            .map(|at| at..at + words.len())
            .filter(|hit| self.may_be_part(hit))
            .map(|hit| probe.at(hit, 1.0))
            .collect();
        if words.chars().count() >= LEAST_LETTERS {
            found.extend(probe.candidates());
            found.retain(|c| c.quote >= FLOOR);
        }
        found.sort_by_key(|c| c.range.start);
        found.dedup_by(|b, a| a.range == b.range);
        found
    }

    /// The likeness of all parts that are given, by weight.
    fn score(&self, candidate: &Candidate) -> f64 {
        let position = self.position(&candidate.range);
        // A context of a few letters weighs less: it tells less.
        let weight = |len: usize| 20.0 * (len as f64 / CONTEXT_LEAST as f64).min(1.0);
        let parts = [
            (50.0, Some(candidate.quote)),
            (weight(self.query.prefix.len()), candidate.prefix),
            (weight(self.query.suffix.len()), candidate.suffix),
            (2.0, position),
        ];
        let (sum, weights) = parts
            .iter()
            .filter_map(|(weight, part)| part.map(|p| (weight * p, *weight)))
            .fold((0.0, 0.0), |(s, w), (part, weight)| (s + part, w + weight));
        sum / weights
    }

    /// How near a place is to where it should be, when that is known.
    fn position(&self, folded: &Range<usize>) -> Option<f64> {
        let expected = self
            .selector
            .within
            .as_ref()
            .or(self.selector.hint.as_ref())?;
        let range = self.to_source(folded.clone());
        if self.selector.within.is_some()
            && expected.start <= range.start
            && range.end <= expected.end
        {
            return Some(1.0);
        }
        let distance = range.start.abs_diff(expected.start) as f64;
        Some((1.0 - distance / self.text.len().max(1) as f64).max(0.0))
    }

    /// Of candidates that cannot be told apart by their letters, the one whose text, as it
    /// stands, is the nearest in case and punctuation. Line breaks count when the selector has
    /// some, so was not set anew.
    fn nearest_verbatim(&self, ranking: &[Scored]) -> Option<usize> {
        let wanted = self.verbatim();
        let broken = wanted.contains('\n');
        let lead = if broken { 2 } else { 1 };
        let set = |text: String| if broken { text } else { squeezed(&text) };
        let wanted = set(wanted);
        let pattern = Pattern::new(wanted.as_bytes().get(..1024).unwrap_or(wanted.as_bytes()));
        let mut errors: Vec<(usize, usize)> = ranking
            .iter()
            .take(16)
            .enumerate()
            .map(|(i, s)| {
                let here = set(self.verbatim_at(&s.candidate.range));
                (pattern.beginning(here.bytes().take(1400)).0, i)
            })
            .collect();
        errors.sort_unstable();
        let (least, one) = errors.first()?;
        let (next, _) = errors.get(1)?;
        (ranking.len() <= 16 && least + lead <= *next).then_some(*one)
    }

    /// How far the text at a folded hit says just what the selector says: case, punctuation and
    /// line breaks included, or but for the space between words, or only by its letters.
    pub(super) fn sameness(&self, hit: &Range<usize>) -> u8 {
        let (here, wanted) = (self.verbatim_at(hit), self.verbatim());
        u8::from(here == wanted) + u8::from(squeezed(&here) == squeezed(&wanted))
    }

    fn verbatim(&self) -> String {
        let words = match &self.selector.words {
            Words::Whole(words) => words.clone(),
            Words::Ends(first, last) => format!("{first} {last}"),
        };
        trimmed(&format!(
            "{}{words}{}",
            self.selector.prefix, self.selector.suffix
        ))
        .to_owned()
    }

    fn verbatim_at(&self, hit: &Range<usize>) -> String {
        let end = self.index.whole().end;
        let wide = hit.start.saturating_sub(self.query.prefix.len())
            ..(hit.end + self.query.suffix.len()).min(end);
        let slice = |folded: Range<usize>| {
            let range = self.index.folded().to_source(self.text, folded);
            self.text.get(range).unwrap_or_default()
        };
        let Some(last) = &self.query.last else {
            return slice(wide).to_owned();
        };
        let first = slice(wide.start..(hit.start + self.query.first.len()).min(hit.end));
        let last = slice(hit.end.saturating_sub(last.len()).max(hit.start)..wide.end);
        format!("{first} {last}")
    }

    /// Whether a hit may be part of longer words, or is none.
    fn may_be_part(&self, hit: &Range<usize>) -> bool {
        !self.selector.whole_words || self.index.is_whole_words(self.text, hit)
    }

    /// How far the marks next to the letters of a hit are those of the selector's words and
    /// context: [`VERBATIM`] when just those stand there, 1 but for the space between them and their form.
    pub(super) fn marks_agree(&self, hit: &Range<usize>) -> u8 {
        let (first, last) = match &self.selector.words {
            Words::Whole(words) => (words, words),
            Words::Ends(first, last) => (first, last),
        };
        let range = self.index.folded().to_source(self.text, hit.clone());
        let before = self.text.get(..range.start).unwrap_or_default();
        let after = self.text.get(range.end..).unwrap_or_default();
        let wanted_before = format!(
            "{}{}",
            marks_behind(&self.selector.prefix),
            marks_before(first)
        );
        let wanted_after = format!(
            "{}{}",
            marks_behind(last),
            marks_before(&self.selector.suffix)
        );
        let wanted = (wanted_before.trim_start(), wanted_after.trim_end());
        if before.ends_with(wanted.0) && after.starts_with(wanted.1) {
            return VERBATIM;
        }
        let plain = |marks: &str| -> String {
            let marks = marks.chars().filter(|c| !c.is_whitespace());
            marks.map(kind_of_mark).collect()
        };
        let ends = plain(marks_behind(before)).ends_with(&plain(wanted.0));
        u8::from(ends && plain(marks_before(after)).starts_with(&plain(wanted.1)))
    }

    pub(super) fn has_stamp(&self, hit: &Range<usize>, stamp: Stamp) -> bool {
        Stamp::of_folded(self.index.slice(hit)) == stamp
    }

    pub(super) fn to_source(&self, folded: Range<usize>) -> Range<usize> {
        let (first, last) = match &self.selector.words {
            Words::Whole(words) => (words, words),
            Words::Ends(first, last) => (first, last),
        };
        self.index.to_source(self.text, folded, (first, last))
    }
}

/// The ends that may belong to a start: the nearest ones, or with a stamp the one that makes a
/// passage of the right length.
fn pairs_with<'c>(
    start: &Candidate,
    ends: impl Iterator<Item = &'c Candidate>,
    stamp: Option<Stamp>,
) -> Vec<&'c Candidate> {
    if let Some(stamp) = stamp {
        let error = |end: &&Candidate| (end.range.end - start.range.start).abs_diff(stamp.letters);
        return ends.min_by_key(error).into_iter().collect();
    }
    ends.take(2).collect()
}

/// The marks before the first letter.
fn marks_before(text: &str) -> &str {
    let end = text.find(is_kept).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// The marks behind the last letter.
fn marks_behind(text: &str) -> &str {
    let start = text.trim_end_matches(|c| !is_kept(c)).len();
    text.get(start..).unwrap_or_default()
}

/// The text from its first letter to its last.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c| !is_kept(c))
}

/// The same with each run of space as one.
fn squeezed(text: &str) -> String {
    let words: Vec<&str> = trimmed(text).split_whitespace().collect();
    words.join(" ")
}
