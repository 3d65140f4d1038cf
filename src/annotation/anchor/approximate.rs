//! Candidates where no folded hit is: from shared letter runs, then by edit distance.
//!
//! Every letter run that a selector (its words with their context) shares with the text votes for
//! the diagonal on which it would lie. The diagonals with the most votes are looked at with the
//! bit-parallel edit distance: the words first, then the context that stands around them.

use std::ops::Range;

use super::edit::Pattern;
use super::grams::Grams;
use super::index::TextIndex;
use crate::text::fold::{ceil_boundary, floor_boundary};

/// Longer words are compared at both ends, and judged between them by their letter runs.
const LONG: usize = 512;
/// What is compared at either end of long words.
const END: usize = 192;
/// Places of the index read for one selector, rarest runs first.
const PLACES: usize = 8000;
/// Runs read however many places they have.
const RUNS: usize = 12;
/// Diagonals looked at for one selector.
const DIAGONALS: usize = 24;
/// A text up to this long is read through when letter runs find nothing for a short selector.
const READ_THROUGH: usize = 256 * 1024;

/// A place where words may stand, in bytes of the folded text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    pub(super) range: Range<usize>,
    /// Likeness of the words, 0 to 1.
    pub(super) quote: f64,
    /// Likeness of what stands before, where a prefix is given.
    pub(super) prefix: Option<f64>,
    /// Likeness of what stands after, where a suffix is given.
    pub(super) suffix: Option<f64>,
}

/// Folded words with their folded context, made ready for comparing.
pub(super) struct Probe<'a> {
    index: &'a TextIndex,
    prefix: &'a str,
    words: &'a str,
    suffix: &'a str,
    head: End,
    /// The last letters of long words.
    tail: Option<End>,
    before: Option<Pattern>,
    after: Option<Pattern>,
}

/// One end of the words (or all of them), to be read both ways.
struct End {
    len: usize,
    forward: Pattern,
    backward: Pattern,
}

impl End {
    fn new(bytes: &[u8]) -> Self {
        Self {
            len: bytes.len(),
            forward: Pattern::new(bytes),
            backward: Pattern::reversed(bytes),
        }
    }
}

/// A diagonal with votes: where the whole query would begin, if that is not before the text.
struct Diagonal {
    low: isize,
    high: isize,
    votes: usize,
}

impl<'a> Probe<'a> {
    pub(super) fn new(
        index: &'a TextIndex,
        prefix: &'a str,
        words: &'a str,
        suffix: &'a str,
    ) -> Self {
        let bytes = words.as_bytes();
        let (head, tail) = if bytes.len() > LONG {
            let (head, _) = bytes.split_at(END);
            let (_, tail) = bytes.split_at(bytes.len() - END);
            (End::new(head), Some(End::new(tail)))
        } else {
            (End::new(bytes), None)
        };
        Self {
            index,
            prefix,
            words,
            suffix,
            head,
            tail,
            before: (!prefix.is_empty()).then(|| Pattern::reversed(prefix.as_bytes())),
            after: (!suffix.is_empty()).then(|| Pattern::new(suffix.as_bytes())),
        }
    }

    /// The likeliest places, in no order; some may overlap.
    pub(super) fn candidates(&self) -> Vec<Candidate> {
        let Some(grams) = self.index.grams() else {
            return Vec::new();
        };
        let query = format!("{}{}{}", self.prefix, self.words, self.suffix);
        let mut found = Vec::new();
        let mut most = 0;
        let mut best = 0.0_f64;
        for diagonal in diagonals(grams, &query) {
            most = most.max(diagonal.votes);
            if best > 0.85 && diagonal.votes * 3 < most {
                break;
            }
            if let Some(candidate) = self.look(&diagonal) {
                best = best.max(candidate.quote);
                found.push(candidate);
            }
        }
        if best < 0.7 && query.len() <= 64 && self.index.whole().len() <= READ_THROUGH {
            self.read_through(&mut found);
        }
        found
    }

    /// The candidate that begins and ends where the folded range does.
    pub(super) fn at(&self, range: Range<usize>, quote: f64) -> Candidate {
        Candidate {
            prefix: self.likeness_before(range.start),
            suffix: self.likeness_after(range.end),
            range,
            quote,
        }
    }

    /// Looks at one diagonal: where exactly the words stand there, and how like them it is.
    fn look(&self, diagonal: &Diagonal) -> Option<Candidate> {
        let slack = 8 + (self.words.len() / 10).min(64);
        let skipped = self.prefix.len().cast_signed();
        let low = diagonal.low + skipped;
        let high = diagonal.high + skipped;
        let window = self.window(low, high + self.head.len.cast_signed(), slack);
        let (range, errors) = self.place(&self.head, &window)?;
        let Some(tail) = &self.tail else {
            let quote = likeness(errors, self.words.len());
            return (quote > 0.4).then(|| self.at(range, quote));
        };
        let length = self.words.len().cast_signed();
        let window = self.window(
            low + length - tail.len.cast_signed(),
            high + length,
            slack + self.words.len() / 50,
        );
        let (end, more) = self.place(tail, &window)?;
        let range = range.start..end.end;
        if range.is_empty() {
            return None;
        }
        let between = self.words.len() - 2 * END;
        let like = self.index.grams()?.likeness(self.words, &range);
        // What is longer or shorter has that many errors at least.
        let least = range.len().abs_diff(self.words.len()) as f64;
        let errors = ((errors + more) as f64 + (1.0 - like) * between as f64).max(least);
        let quote = (1.0 - errors / self.words.len() as f64).max(0.0);
        Some(self.at(range, quote))
    }

    fn window(&self, low: isize, high: isize, slack: usize) -> Range<usize> {
        let end = self.index.whole().end;
        let clip = |at: isize| usize::try_from(at).unwrap_or(0).min(end);
        let slack = slack.cast_signed();
        clip(low - slack)..clip(high + slack)
    }

    /// Where in the window the end of the words stands best, and with how many errors.
    fn place(&self, end: &End, window: &Range<usize>) -> Option<(Range<usize>, usize)> {
        let text = self.index.bytes().get(window.clone())?;
        let (errors, first, last) = end.forward.search(text);
        if errors == end.len {
            return None;
        }
        let at = self.better(first, last, |at| self.likeness_after(window.start + at));
        let read = text.get(..at)?.iter().rev().copied();
        let (_, short, long) = end.backward.beginning(read.take(end.len + errors + 1));
        let length = self.better(long, short, |length| {
            self.likeness_before(window.start + at - length)
        });
        let range = window.start + at - length..window.start + at;
        let range = self.on_chars(range);
        (!range.is_empty()).then_some((range, errors))
    }

    /// Of two edges that the words fit equally, the one that the context fits better.
    fn better(&self, one: usize, other: usize, context: impl Fn(usize) -> Option<f64>) -> usize {
        if one == other || one.abs_diff(other) > self.words.len() {
            return one;
        }
        if context(other) > context(one) {
            other
        } else {
            one
        }
    }

    /// Widens a range to whole chars of the folded text.
    fn on_chars(&self, range: Range<usize>) -> Range<usize> {
        let text = self.index.folded().text();
        floor_boundary(text, range.start)..ceil_boundary(text, range.end)
    }

    fn likeness_before(&self, at: usize) -> Option<f64> {
        let pattern = self.before.as_ref()?;
        let reach = self.prefix.len() + self.prefix.len() / 4 + 2;
        let before = self.index.bytes().get(at.saturating_sub(reach)..at)?;
        let (errors, ..) = pattern.beginning(before.iter().rev().copied());
        Some(likeness(errors, self.prefix.len()))
    }

    fn likeness_after(&self, at: usize) -> Option<f64> {
        let pattern = self.after.as_ref()?;
        let reach = self.suffix.len() + self.suffix.len() / 4 + 2;
        let end = self.index.whole().end.min(at + reach);
        let after = self.index.bytes().get(at..end)?;
        let (errors, ..) = pattern.beginning(after.iter().copied());
        Some(likeness(errors, self.suffix.len()))
    }

    /// Compares the words with every stretch of the text.
    fn read_through(&self, found: &mut Vec<Candidate>) {
        let limit = self.words.len() * 3 / 10;
        let mut ends = Vec::new();
        self.head
            .forward
            .scan(self.index.bytes(), limit, |end, errors| {
                ends.push((errors, end));
            });
        ends.sort_unstable();
        for (errors, end) in ends.into_iter().take(DIAGONALS) {
            let window = end.saturating_sub(self.words.len() + errors + 1)..end;
            if let Some((range, errors)) = self.place(&self.head, &window) {
                found.push(self.at(range, likeness(errors, self.words.len())));
            }
        }
    }
}

/// One minus the share of letters that differ.
fn likeness(errors: usize, len: usize) -> f64 {
    1.0 - errors.min(len) as f64 / len.max(1) as f64
}

/// The diagonals with the most votes, the best first.
fn diagonals(grams: &Grams, query: &str) -> Vec<Diagonal> {
    /// Bits of a diagonal that one counter holds together.
    const WIDTH: u32 = 5;
    const COUNTERS: usize = 1 << 14;
    let lists = rarest_runs(grams, query);
    let mut counters = vec![0_u8; COUNTERS];
    let counter = |diagonal: usize| (diagonal >> WIDTH) % COUNTERS;
    for (at, places) in &lists {
        // Diagonals are counted from the query's length on, so that none is negative.
        let offset = query.len() - at;
        for &place in *places {
            if let Some(count) = counters.get_mut(counter(place as usize + offset)) {
                *count = count.saturating_add(1);
            }
        }
    }
    let votes = with_neighbours(&counters);
    let most = votes.iter().copied().max().unwrap_or(0);
    let enough = (most / 5).max(if lists.len() < 40 { 1 } else { 2 });
    let mut kept: Vec<usize> = Vec::new();
    for (at, places) in &lists {
        let offset = query.len() - at;
        for &place in *places {
            let diagonal = place as usize + offset;
            if votes.get(counter(diagonal)).is_some_and(|&v| v >= enough) {
                kept.push(diagonal);
            }
        }
    }
    kept.sort_unstable();
    let drift = 24 + query.len() / 32;
    let mut clusters: Vec<Diagonal> = Vec::new();
    let mut last = None;
    for diagonal in kept {
        let at = diagonal.cast_signed() - query.len().cast_signed();
        match clusters.last_mut() {
            // One that grew without end would hide all places but one in a text that repeats itself.
            Some(cluster)
                if last.is_some_and(|l| diagonal - l <= drift)
                    && (at - cluster.low).unsigned_abs() <= 2 * drift =>
            {
                cluster.high = at;
                cluster.votes += 1;
            }
            _ => clusters.push(Diagonal {
                low: at,
                high: at,
                votes: 1,
            }),
        }
        last = Some(diagonal);
    }
    clusters.sort_by_key(|c| (usize::MAX - c.votes, c.low));
    clusters.truncate(DIAGONALS);
    clusters
}

/// Each counter with the ones beside it, in a ring: a diagonal may lie at the edge of one.
fn with_neighbours(counters: &[u8]) -> Vec<u16> {
    let mut sums: Vec<u16> = counters.iter().map(|&c| u16::from(c)).collect();
    let one = counters.len().min(1);
    for turn in [one, counters.len() - one] {
        let (head, tail) = counters.split_at(turn);
        let (front, back) = sums.split_at_mut(tail.len());
        add(front, tail);
        add(back, head);
    }
    sums
}

fn add(sums: &mut [u16], counts: &[u8]) {
    for (sum, &count) in sums.iter_mut().zip(counts) {
        *sum += u16::from(count);
    }
}

/// The runs of the query with the fewest places in the text, as many as the bound on places lets.
fn rarest_runs<'a>(grams: &'a Grams, query: &'a str) -> Vec<(usize, &'a [u32])> {
    let mut lists: Vec<(usize, &[u32])> = grams.look_up(query).collect();
    lists.retain(|(_, places)| !places.is_empty());
    lists.sort_by_key(|(_, places)| places.len());
    let mut sum = 0;
    let mut taken = 0;
    for (_, places) in &mut lists {
        if taken >= RUNS && sum + places.len() > PLACES {
            break;
        }
        // A run that stands everywhere tells nothing.
        *places = places.get(..PLACES).unwrap_or(places);
        sum += places.len();
        taken += 1;
    }
    lists.truncate(taken);
    lists
}
