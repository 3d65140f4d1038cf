//! Exact hits: the folded words in their folded context, and how one of several is chosen.

use std::ops::Range;

use super::index::TextIndex;
use super::rank::{Query, Ranker, VERBATIM};
use super::selector::{Found, Pick, Selector, Spot, Status};

/// At most this many places are gathered or listed for a selector that means one.
pub(super) const CAP: usize = 1000;
/// And for one that counts them.
const COUNTED: usize = 1_000_000;

impl Query {
    /// The places within `scope` where the folded words stand in their folded context.
    fn hits(&self, index: &TextIndex, scope: &Range<usize>, cap: usize) -> Vec<Range<usize>> {
        let Some(last) = &self.last else {
            let all = format!("{}{}{}", self.prefix, self.first, self.suffix);
            // The context may stand outside the scope, the words may not.
            let wide = scope.start.saturating_sub(self.prefix.len())
                ..(scope.end + self.suffix.len()).min(index.whole().end);
            return index
                .find_all(&all, &wide, cap)
                .into_iter()
                .map(|at| at + self.prefix.len())
                .map(|start| start..start + self.first.len())
                .collect();
        };
        let first = format!("{}{}", self.prefix, self.first);
        let last = format!("{last}{}", self.suffix);
        let starts = index.find_all(&first, scope, cap);
        let ends = index.find_all(&last, scope, cap);
        let starts = starts.iter().map(|s| s + self.prefix.len());
        let ends: Vec<usize> = ends
            .iter()
            .map(|e| e + last.len() - self.suffix.len())
            .collect();
        let shortest = self.first.len().max(last.len() - self.suffix.len());
        pairs(starts, &ends, shortest)
    }
}

/// Each start with the nearest end after it; of several starts before one end, the last.
fn pairs(
    starts: impl Iterator<Item = usize>,
    ends: &[usize],
    shortest: usize,
) -> Vec<Range<usize>> {
    let mut pairs: Vec<Range<usize>> = Vec::new();
    for start in starts {
        let next = ends.partition_point(|&end| end < start + shortest);
        let Some(&end) = ends.get(next) else { break };
        if pairs.last().is_some_and(|p| p.end == end) {
            pairs.pop();
        }
        pairs.push(start..end);
    }
    pairs
}

impl Ranker<'_> {
    /// What the exact hits within `scope` come to; `None` when there is none.
    pub(super) fn exact(&self, scope: &Range<usize>, status: Status) -> Option<Found> {
        let cap = if self.selector.pick.is_some() {
            COUNTED
        } else {
            CAP
        };
        let mut hits = self.query.hits(self.index, scope, cap);
        if let Some(stamp) = self.selector.stamp {
            hits.retain(|hit| self.has_stamp(hit, stamp));
        }
        let whole = |hit: &Range<usize>| self.index.is_whole_words(self.text, hit);
        if self.selector.whole_words || hits.iter().any(whole) {
            hits.retain(whole);
        }
        if hits.is_empty() {
            return None;
        }
        let ranges: Vec<Range<usize>> = hits.iter().map(|h| self.to_source(h.clone())).collect();
        if self.selector.pick.is_none()
            && ranges.len() > 1
            && let Some((one, in_all)) = self.most_like(&hits)
            && let Some(range) = ranges.get(one)
        {
            let one = vec![range.clone()];
            if in_all {
                return Some(Found::at(status, one, 1.0));
            }
            // Where a copy was set anew, its marks may be another place's by chance.
            return Some(Found {
                reason: Some(format!(
                    "the words stand in {} places; this one is nearest in its marks",
                    count(ranges.len())
                )),
                ..Found::at(Status::Fuzzy, one, 1.0)
            });
        }
        Some(choose(ranges, self.selector, status))
    }

    /// Of hits that are the same letter for letter, the one that is like the selector in more, and
    /// whether in all: in case, punctuation and, failing that, line breaks; then in the marks next
    /// to the letters, the selector's own or those of its context.
    fn most_like(&self, hits: &[Range<usize>]) -> Option<(usize, bool)> {
        let best = |scores: Vec<u8>| -> (u8, Vec<usize>) {
            let most = scores.iter().max().copied().unwrap_or(0);
            let all = scores.iter().enumerate().filter(|(_, s)| **s == most);
            (most, all.map(|(i, _)| i).collect())
        };
        let (most, alike) = best(hits.iter().map(|hit| self.sameness(hit)).collect());
        let is_verbatim = most == VERBATIM;
        if let [one] = alike.as_slice() {
            return Some((*one, is_verbatim));
        }
        let of_alike = alike.iter().filter_map(|&i| hits.get(i));
        let (agree, marked) = best(of_alike.map(|hit| self.marks_agree(hit)).collect());
        match marked.as_slice() {
            [one] => Some((*alike.get(*one)?, is_verbatim && agree == VERBATIM)),
            _ => None,
        }
    }
}

/// Chooses among places that fit perfectly: by the count, if there is one, then by the hint.
pub(super) fn choose(ranges: Vec<Range<usize>>, selector: &Selector, status: Status) -> Found {
    match selector.pick {
        Some(Pick::All) => return Found::at(status, ranges, 1.0),
        Some(Pick::Nth { index, count }) => return nth(ranges, index, count, status),
        None if ranges.len() == 1 => return Found::at(status, ranges, 1.0),
        None => {}
    }
    if let Some((one, sure)) = nearest(&ranges, selector) {
        if sure {
            return Found::at(status, vec![one], 1.0);
        }
        return Found {
            reason: Some(format!(
                "the words stand in {} places; this is the nearest to where they stood",
                count(ranges.len())
            )),
            ..Found::at(Status::Fuzzy, vec![one], 1.0)
        };
    }
    ambiguous(
        format!("the words stand in {} places", count(ranges.len())),
        ranges.into_iter().map(|range| (range, 1.0)),
    )
}

/// A count that may have been cut off.
fn count(places: usize) -> String {
    if places >= CAP {
        format!("{CAP} or more")
    } else {
        places.to_string()
    }
}

fn nth(ranges: Vec<Range<usize>>, index: usize, of: Option<usize>, status: Status) -> Found {
    if of.is_some_and(|of| of != ranges.len()) || index == 0 || index > ranges.len() {
        let reason = format!(
            "the words stood {} times and now stand {} times",
            of.unwrap_or(index),
            count(ranges.len())
        );
        return ambiguous(reason, ranges.into_iter().map(|range| (range, 1.0)));
    }
    Found::at(
        status,
        ranges.into_iter().skip(index - 1).take(1).collect(),
        1.0,
    )
}

/// An ambiguous result that lists the places in the order of the text.
pub(super) fn ambiguous(
    reason: String,
    places: impl Iterator<Item = (Range<usize>, f64)>,
) -> Found {
    let mut candidates: Vec<Spot> = places.map(|(range, score)| Spot { range, score }).collect();
    candidates.sort_by_key(|c| (c.range.start, c.range.end));
    Found {
        status: Status::Ambiguous,
        ranges: Vec::new(),
        score: candidates.iter().map(|c| c.score).fold(0.0, f64::max),
        candidates,
        reason: Some(reason),
    }
}

/// The place nearest to the hint, when no other is nearly as near, and whether it is sure: it
/// lies upon the hint.
pub(super) fn nearest(
    ranges: &[Range<usize>],
    selector: &Selector,
) -> Option<(Range<usize>, bool)> {
    let hint = selector.hint.as_ref()?;
    let mut by_distance: Vec<(usize, &Range<usize>)> = ranges
        .iter()
        .map(|range| (range.start.abs_diff(hint.start), range))
        .collect();
    by_distance.sort_by_key(|(distance, range)| (*distance, range.start));
    let (near, one) = by_distance.first()?;
    if let Some((next, _)) = by_distance.get(1)
        && *near * 2 > *next
    {
        return None;
    }
    Some(((*one).clone(), *near <= 2))
}
