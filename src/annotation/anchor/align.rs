//! Two versions of a text, word by word: which word of the old one is which of the new.
//!
//! Runs of words that stand once in either version are chained in order (after the patience diff),
//! and what lies between two links is compared again, down to stretches small enough for Myers'
//! algorithm. What changed its place is not in the chain: [`Alignment::relocate`] adds it.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::edit::Pattern;
use crate::text::fold::{fold, is_kept};

/// Words that stand in a run when links are looked for, the longest first.
const RUNS: [usize; 3] = [4, 2, 1];
/// Stretches whose lengths multiply to no more are compared whole.
const SMALL: usize = 1 << 14;
/// Longer passages are judged by their words alone.
const LONGEST: usize = 20_000;
/// And those without any link, up to this.
const LINKLESS: usize = 1 << 22;

/// A word: its bytes in the text, and its folded letters as a hash.
#[derive(Debug, Clone)]
struct Word {
    range: Range<usize>,
    key: u64,
}

/// Which words of an old text are which of a new one.
#[derive(Debug)]
pub struct Alignment<'a> {
    old_text: &'a str,
    new_text: &'a str,
    old: Vec<Word>,
    new: Vec<Word>,
    /// For each old word the new one.
    to: Vec<Option<usize>>,
    /// Whether a new word is that of an old one.
    taken: Vec<bool>,
}

/// Where a range of the old text is in the new one.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapped {
    /// Bytes of the new text.
    pub range: Range<usize>,
    /// The share of its words, by their length, that are still there.
    pub kept: f64,
    /// How like its letters are to those that stand there now.
    pub likeness: f64,
}

impl<'a> Alignment<'a> {
    /// Aligns two versions of a text.
    pub fn new(old_text: &'a str, new_text: &'a str) -> Self {
        let (old, new) = (words(old_text), words(new_text));
        let mut alignment = Self {
            to: vec![None; old.len()],
            taken: vec![false; new.len()],
            old_text,
            new_text,
            old,
            new,
        };
        alignment.chain(0..alignment.old.len(), 0..alignment.new.len());
        alignment
    }

    /// The share of the letters of a range of the old text that stand in the new one.
    pub fn kept(&self, range: &Range<usize>) -> f64 {
        share(&self.old, &within(&self.old, range), |i| {
            self.to.get(i).is_some_and(Option::is_some)
        })
    }

    /// The share of the letters of a range of the new text that stood in the old one.
    pub fn known(&self, range: &Range<usize>) -> f64 {
        share(&self.new, &within(&self.new, range), |j| {
            self.taken.get(j).is_some_and(|t| *t)
        })
    }

    /// Takes a range of the new text for one that stood elsewhere in the old text. The few words
    /// of either that were paired with others, were so by chance.
    pub fn relocate(&mut self, old: &Range<usize>, new: &Range<usize>) {
        let (old, new) = (within(&self.old, old), within(&self.new, new));
        for (i, slot) in self.to.iter_mut().enumerate() {
            if let Some(j) = *slot
                && (old.contains(&i) || new.contains(&j))
            {
                *slot = None;
                if let Some(taken) = self.taken.get_mut(j) {
                    *taken = false;
                }
            }
        }
        self.chain(old, new);
    }

    /// Where a range of the old text is now; `None` when nothing stands in its place.
    pub fn map(&self, range: &Range<usize>) -> Option<Mapped> {
        let words = within(&self.old, range);
        let last_word = words
            .end
            .checked_sub(1)
            .filter(|last| words.start <= *last)?;
        let pairs = self.pairs(&words);
        let (from, to) = match (pairs.first(), pairs.last()) {
            // Words at the edges that were changed stand between those that were not.
            (Some(&(first, first_to)), Some(&(last, last_to))) => (
                self.edge_before(words.start, first, first_to),
                self.edge_after(last_word, last, last_to),
            ),
            _ => self.between(&words)?,
        };
        let start = self.start_of(range, words.start, from);
        let end = self.end_of(range, last_word, to);
        let is_paired = |i| pairs.binary_search_by_key(&i, |p| p.0).is_ok();
        (start < end).then(|| Mapped {
            likeness: likeness(
                self.old_text.get(range.clone()).unwrap_or_default(),
                self.new_text.get(start..end).unwrap_or_default(),
            ),
            range: start..end,
            kept: share(&self.old, &words, is_paired),
        })
    }

    /// The first and the last new word that stand for words of which none is left, between
    /// neighbours that are.
    fn between(&self, words: &Range<usize>) -> Option<(usize, usize)> {
        let before = match words.start.checked_sub(1) {
            Some(i) => self.to.get(i).copied()?? + 1,
            None => 0,
        };
        let after = match self.to.get(words.end) {
            Some(to) => (*to)?,
            None => self.new.len(),
        };
        let count = after.checked_sub(before).filter(|n| *n > 0)?;
        (count <= 2 * words.len() + 1).then_some((before, after - 1))
    }

    /// The byte of the new text before which what stood at `at` would stand.
    pub fn place(&self, at: usize) -> usize {
        let next = self.old.partition_point(|w| w.range.end <= at);
        let before = self.to.get(..next).unwrap_or_default();
        let word = before.iter().rev().flatten().next();
        word.and_then(|&j| self.new.get(j))
            .map_or(0, |w| w.range.start)
    }

    /// The words of a stretch that are left, with what they are now: those that stay together.
    fn pairs(&self, words: &Range<usize>) -> Vec<(usize, usize)> {
        let to = self.to.get(words.clone()).unwrap_or_default();
        let mut pairs: Vec<(usize, usize)> = (words.start..)
            .zip(to)
            .filter_map(|(i, to)| Some((i, (*to)?)))
            .collect();
        let mut places: Vec<usize> = pairs.iter().map(|p| p.1).collect();
        places.sort_unstable();
        if let Some(&middle) = places.get(places.len() / 2) {
            let reach = 2 * words.len() + 20;
            pairs.retain(|p| p.1.abs_diff(middle) <= reach);
        }
        let ordered = rising(&pairs.iter().map(|p| p.1).collect::<Vec<_>>());
        ordered
            .into_iter()
            .filter_map(|at| pairs.get(at).copied())
            .collect()
    }

    /// The new word at which the old word `begin` stands, when the next one known is `first`.
    fn edge_before(&self, begin: usize, first: usize, first_to: usize) -> usize {
        let changed = first - begin;
        let before = self.to.get(..begin).unwrap_or_default();
        let known = before.iter().rposition(Option::is_some);
        let (from, from_to) = match known {
            Some(i) => (
                i + 1,
                self.to.get(i).copied().flatten().map_or(0, |j| j + 1),
            ),
            None => (0, 0),
        };
        let Some(there) = first_to.checked_sub(from_to).filter(|_| changed > 0) else {
            return first_to;
        };
        if from == begin && there <= 2 * changed + 1 {
            from_to
        } else if first - from == there {
            // As many words stand there as stood before: each for one.
            first_to - changed
        } else {
            first_to
        }
    }

    /// The new word at which the old word `end` stands, when the last one known is `last`.
    fn edge_after(&self, end: usize, last: usize, last_to: usize) -> usize {
        let changed = end - last;
        let after = self.to.get(end + 1..).unwrap_or_default();
        let known = after.iter().position(Option::is_some).map(|i| end + 1 + i);
        let until = known.unwrap_or(self.to.len());
        let until_to = known.and_then(|i| self.to.get(i).copied().flatten());
        let until_to = until_to.unwrap_or(self.new.len());
        let Some(there) = until_to.checked_sub(last_to + 1).filter(|_| changed > 0) else {
            return last_to;
        };
        if until == end + 1 && there <= 2 * changed + 1 {
            last_to + there
        } else if until - last - 1 == there {
            last_to + changed
        } else {
            last_to
        }
    }

    /// Where in the new word a range begins that begins in the old one.
    fn start_of(&self, range: &Range<usize>, old: usize, new: usize) -> usize {
        let Some((old, new)) = self.old.get(old).zip(self.new.get(new)) else {
            return 0;
        };
        let cut = range.start.saturating_sub(old.range.start);
        let (was, is) = (self.old_word(old), self.new_word(new));
        let marks = |word: &str| word.find(is_kept).unwrap_or(0);
        let inner = match cut {
            0 => 0,
            cut if was == is => cut,
            cut if cut >= marks(was) => marks(is),
            _ => 0,
        };
        new.range.start + inner
    }

    /// Where in the new word a range ends that ends in the old one.
    fn end_of(&self, range: &Range<usize>, old: usize, new: usize) -> usize {
        let Some((old, new)) = self.old.get(old).zip(self.new.get(new)) else {
            return 0;
        };
        let cut = old.range.end.saturating_sub(range.end);
        let (was, is) = (self.old_word(old), self.new_word(new));
        let marks = |word: &str| word.len() - word.trim_end_matches(|c| !is_kept(c)).len();
        let inner = match cut {
            0 => 0,
            cut if was == is => cut,
            cut if cut >= marks(was) => marks(is),
            _ => 0,
        };
        new.range.end - inner
    }

    fn old_word(&self, word: &Word) -> &str {
        self.old_text.get(word.range.clone()).unwrap_or_default()
    }

    fn new_word(&self, word: &Word) -> &str {
        self.new_text.get(word.range.clone()).unwrap_or_default()
    }

    fn pair(&mut self, old: usize, new: usize) {
        if let (Some(to), Some(taken)) = (self.to.get_mut(old), self.taken.get_mut(new)) {
            *to = Some(new);
            *taken = true;
        }
    }

    /// Aligns two stretches, and what lies between their links.
    fn chain(&mut self, old: Range<usize>, new: Range<usize>) {
        let mut open = vec![(old, new)];
        while let Some((mut a, mut b)) = open.pop() {
            while !a.is_empty() && !b.is_empty() && self.same(a.start, b.start) {
                self.pair(a.start, b.start);
                (a.start, b.start) = (a.start + 1, b.start + 1);
            }
            while !a.is_empty() && !b.is_empty() && self.same(a.end - 1, b.end - 1) {
                self.pair(a.end - 1, b.end - 1);
                (a.end, b.end) = (a.end - 1, b.end - 1);
            }
            if a.is_empty() || b.is_empty() {
                continue;
            }
            let size = a.len().saturating_mul(b.len());
            let links = if size <= SMALL {
                None
            } else {
                RUNS.into_iter()
                    .map(|run| (run, self.links(&a, &b, run)))
                    .find(|(_, links)| !links.is_empty())
            };
            match links {
                Some((run, links)) => self.follow(&a, &b, run, &links, &mut open),
                None if size <= LINKLESS => self.compare(&a, &b),
                None => {}
            }
        }
    }

    /// Whether an old and a new word are the same.
    fn same(&self, old: usize, new: usize) -> bool {
        self.old.get(old).map(|w| w.key) == self.new.get(new).map(|w| w.key)
    }

    /// Pairs the words of links, and leaves the stretches between them open.
    fn follow(
        &mut self,
        a: &Range<usize>,
        b: &Range<usize>,
        run: usize,
        links: &[(usize, usize)],
        open: &mut Vec<(Range<usize>, Range<usize>)>,
    ) {
        let (mut from, mut to) = (a.start, b.start);
        for &(i, j) in links {
            // Links may overlap where they follow each other.
            if i < from || j < to {
                continue;
            }
            open.push((from..i, to..j));
            for k in 0..run {
                self.pair(i + k, j + k);
            }
            (from, to) = (i + run, j + run);
        }
        open.push((from..a.end, to..b.end));
    }

    /// The runs of words that stand once in either stretch, as far as they stand in one order.
    fn links(&self, a: &Range<usize>, b: &Range<usize>, run: usize) -> Vec<(usize, usize)> {
        let here = once(&self.old, a, run);
        let there = once(&self.new, b, run);
        let mut pairs: Vec<(usize, usize)> = here
            .into_iter()
            .filter_map(|(key, i)| Some((i?, (*there.get(&key)?)?)))
            .collect();
        pairs.sort_unstable();
        let order = rising(&pairs.iter().map(|p| p.1).collect::<Vec<_>>());
        order
            .into_iter()
            .filter_map(|at| pairs.get(at).copied())
            .collect()
    }

    /// Compares two stretches word by word.
    fn compare(&mut self, a: &Range<usize>, b: &Range<usize>) {
        let keys = |words: &[Word], range: &Range<usize>| -> Vec<u64> {
            let words = words.get(range.clone()).unwrap_or_default();
            words.iter().map(|w| w.key).collect()
        };
        let (x, y) = (keys(&self.old, a), keys(&self.new, b));
        for op in capture_diff_slices(Algorithm::Myers, &x, &y) {
            if let DiffOp::Equal {
                old_index,
                new_index,
                len,
            } = op
            {
                for k in 0..len {
                    self.pair(a.start + old_index + k, b.start + new_index + k);
                }
            }
        }
    }
}

/// One minus the share of letters that differ; 0 for what is too long to be compared.
fn likeness(old: &str, new: &str) -> f64 {
    let (old, new) = (fold(old), fold(new));
    let longest = old.len().max(new.len());
    if longest == 0 || longest > LONGEST {
        return 0.0;
    }
    let errors = Pattern::new(old.as_bytes()).whole(new.as_bytes());
    1.0 - errors as f64 / longest as f64
}

/// The words of a text that have a letter or a digit.
fn words(text: &str) -> Vec<Word> {
    text.split_whitespace()
        .filter_map(|word| {
            let folded = fold(word);
            if folded.is_empty() {
                return None;
            }
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            Some(Word {
                range: start..start + word.len(),
                key: hash_of(&folded),
            })
        })
        .collect()
}

fn hash_of(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The words that lie in a range of bytes, wholly or in part.
fn within(words: &[Word], range: &Range<usize>) -> Range<usize> {
    let start = words.partition_point(|w| w.range.end <= range.start);
    let end = words.partition_point(|w| w.range.start < range.end);
    start..end.max(start)
}

/// Which share of the letters of some words is in those that `is` holds for.
fn share(words: &[Word], which: &Range<usize>, is: impl Fn(usize) -> bool) -> f64 {
    let of = words.get(which.clone()).unwrap_or_default();
    let (mut all, mut some) = (0, 0);
    for (i, word) in (which.start..).zip(of) {
        all += word.range.len();
        some += if is(i) { word.range.len() } else { 0 };
    }
    if all == 0 {
        return 0.0;
    }
    some as f64 / all as f64
}

/// The runs of `run` words in a stretch with the place of each, `None` for those that stand twice.
fn once(words: &[Word], range: &Range<usize>, run: usize) -> HashMap<u64, Option<usize>> {
    let words = words.get(range.clone()).unwrap_or_default();
    let mut places = HashMap::with_capacity(words.len());
    for (i, run) in (range.start..).zip(words.windows(run)) {
        let keys: Vec<u64> = run.iter().map(|w| w.key).collect();
        places
            .entry(hash_of(&keys))
            .and_modify(|place| *place = None)
            .or_insert(Some(i));
    }
    places
}

/// The indices of a longest rising part of some numbers, in order.
fn rising(numbers: &[usize]) -> Vec<usize> {
    // For each length the index at which the part of that length ends lowest.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    let number = |i: &usize| numbers.get(*i).copied().unwrap_or_default();
    for (i, &n) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| number(end) < n);
        before.push(length.checked_sub(1).and_then(|l| ends.get(l).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = i,
            None => ends.push(i),
        }
    }
    let mut part = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(i) = next {
        part.push(i);
        next = before.get(i).copied().flatten();
    }
    part.reverse();
    part
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn moved(old: &str, new: &str, words: &str) -> Option<String> {
        let at = old.find(words).unwrap();
        let mapped = Alignment::new(old, new).map(&(at..at + words.len()))?;
        Some(new[mapped.range].to_owned())
    }

    #[test]
    fn words_are_followed_through_changes() {
        let old = "The mill grinds rye at night. The miller sleeps, and the wind turns the sails.";
        let new = "In June the mill grinds rye by night. The miller, who is old, sleeps; then the \
                   winds turn the sails.";
        let to = |words| moved(old, new, words);
        assert_eq!(to("grinds rye").as_deref(), Some("grinds rye"));
        assert_eq!(to("rye at night").as_deref(), Some("rye by night"));
        assert_eq!(to("at night").as_deref(), Some("by night"));
        let sleeper = "The miller, who is old, sleeps";
        assert_eq!(to("The miller sleeps").as_deref(), Some(sleeper));
        assert_eq!(to("turns the sails").as_deref(), Some("turn the sails"));
        assert_eq!(to("and the").as_deref(), Some("then the"));
    }

    #[test]
    fn what_was_taken_out_is_not_found_elsewhere() {
        let old = "One mill stands. The oven is hot today. Two mills stand by the road.";
        let new = "One mill stands. Two mills stand by the road. The oven is hot today, they said.";
        let whole = Alignment::new(old, "One mill stands. Two mills stand by the road.");
        let oven = old.find("The oven").unwrap()..old.find(" Two").unwrap();
        assert_eq!(whole.map(&oven), None);
        let mut alignment = Alignment::new(old, new);
        assert_eq!(alignment.map(&oven), None);
        let there = new.find("The oven").unwrap()..new.find(", they").unwrap();
        assert!(alignment.known(&there) < 0.1);
        alignment.relocate(&oven, &there);
        let mapped = alignment.map(&oven).unwrap();
        assert_eq!(&new[mapped.range], "The oven is hot today,");
        assert!(mapped.kept > 0.99);
    }

    proptest! {
        #[test]
        fn a_text_is_its_own_version(text in "([a-c]{1,2}[.,]? ){0,300}") {
            let alignment = Alignment::new(&text, &text);
            prop_assert!(alignment.to.iter().enumerate().all(|(i, to)| *to == Some(i)));
        }

        #[test]
        fn what_was_put_in_moves_the_rest(
            old in prop::collection::vec("[a-z]{2,5}", 40..400), new in prop::collection::vec("[A-Z]{6,7}", 1..90), at in 0usize..40,
        ) {
            let mut both = old.clone();
            both.splice(at..at, new.iter().cloned());
            let (before, after) = (old.join(" "), both.join(" "));
            let alignment = Alignment::new(&before, &after);
            let pairs = alignment.to.iter().filter(|to| to.is_some()).count();
            prop_assert!(pairs == old.len(), "{} of {}", pairs, old.len());
        }
    }
}
