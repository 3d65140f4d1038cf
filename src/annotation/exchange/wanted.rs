//! A selector of the W3C model made ready, and its resolution in a text.

use std::ops::Range;

use crate::annotation::anchor::{Found, Selector, Spot, Status, TextIndex, difference};

/// What a selector of the W3C model asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Wanted {
    /// Words.
    Words(Box<Selector>),
    /// A place, in the unit of the text's offsets.
    Position(Range<usize>),
    /// A place in bytes (`DataPositionSelector`).
    Bytes(Range<usize>),
    /// A place in lines, counted from 0 between them (RFC 5147).
    Lines(Range<usize>),
    /// From the beginning of the one up to the beginning of the other (`RangeSelector`).
    Between(Box<Wanted>, Box<Wanted>),
    /// The second within the first (`refinedBy`).
    Refined(Box<Wanted>, Box<Wanted>),
    /// Several that should all select the same: the surest first.
    Any(Vec<Wanted>),
    /// What a text cannot resolve, by its name.
    Foreign(String),
}

/// Resolves what is wanted in one text.
pub struct Resolver<'a> {
    /// The text.
    pub text: &'a str,
    /// The same, ready for lookups.
    pub index: &'a TextIndex,
    /// Turns an offset of the text's unit into bytes; `None` when it lies outside.
    pub to_byte: &'a (dyn Fn(usize) -> Option<usize> + Sync),
}

impl Resolver<'_> {
    /// Finds what is wanted.
    pub fn find(&self, wanted: &Wanted) -> Found {
        match wanted {
            Wanted::Words(selector) => self.words(selector),
            Wanted::Position(range) => {
                let place = (self.to_byte)(range.start).zip((self.to_byte)(range.end));
                self.place(place)
            }
            Wanted::Bytes(range) => self.place(Some((range.start, range.end))),
            Wanted::Lines(range) => self.place(self.line(range.start).zip(self.line(range.end))),
            Wanted::Between(from, to) => self.between(from, to),
            Wanted::Refined(outer, inner) => self.refined(outer, inner),
            Wanted::Any(all) => self.any(all),
            Wanted::Foreign(name) => {
                Found::orphaned(format!("a {name} selects nothing in a plain text"))
            }
        }
    }

    fn words(&self, selector: &Selector) -> Found {
        let Some(hint) = &selector.hint else {
            return self.index.find(self.text, selector);
        };
        let byte = |at: usize| (self.to_byte)(at).unwrap_or(at.min(self.text.len()));
        let selector = Selector {
            hint: Some(byte(hint.start)..byte(hint.end)),
            ..selector.clone()
        };
        self.index.find(self.text, &selector)
    }

    /// What differs between the words wanted and those found.
    pub fn difference(&self, wanted: &Wanted, found: &Found) -> Option<String> {
        let range = found.range()?;
        match wanted {
            Wanted::Words(selector) => difference(self.index, self.text, selector, &range),
            Wanted::Any(all) => all.iter().find_map(|w| self.difference(w, found)),
            _ => None,
        }
    }

    fn place(&self, place: Option<(usize, usize)>) -> Found {
        match place {
            Some((start, end)) if self.text.get(start..end).is_some() => {
                Found::at(Status::Exact, std::iter::once(start..end).collect(), 1.0)
            }
            _ => Found::orphaned("the position lies outside the text"),
        }
    }

    /// The byte at which a line begins.
    fn line(&self, number: usize) -> Option<usize> {
        let Some(before) = number.checked_sub(1) else {
            return Some(0);
        };
        let mut breaks = memchr::memchr_iter(b'\n', self.text.as_bytes());
        match breaks.nth(before) {
            Some(at) => Some(at + 1),
            None => (number == self.text.lines().count()).then_some(self.text.len()),
        }
    }

    /// From the start of each place of `from` to the nearest start of `to` after it.
    fn between(&self, from: &Wanted, to: &Wanted) -> Found {
        let starts = self.find(from);
        let ends = self.find(to);
        for part in [&starts, &ends] {
            if part.status == Status::Orphaned {
                return part.clone();
            }
        }
        let mut places: Vec<Spot> = Vec::new();
        for start in spots(&starts) {
            let mut after = spots(&ends).filter(|e| e.range.start >= start.range.start);
            if let Some(end) = after.next() {
                places.push(Spot {
                    range: start.range.start..end.range.start,
                    score: start.score.min(end.score),
                });
            }
        }
        let status = [starts.status, ends.status]
            .into_iter()
            .filter(|s| *s != Status::Ambiguous)
            .max();
        one_of(
            places,
            status.unwrap_or(Status::Exact),
            "the end stands before the start",
        )
    }

    /// What `inner` selects within each place of `outer`.
    fn refined(&self, outer: &Wanted, inner: &Wanted) -> Found {
        let outer = self.find(outer);
        if outer.status == Status::Orphaned {
            return outer;
        }
        let mut places = Vec::new();
        let mut status = Status::Exact;
        for place in spots(&outer) {
            let found = self.find_within(inner, &place.range);
            if found.status != Status::Ambiguous {
                status = status.max(found.status);
            }
            places.extend(spots(&found).map(|spot| Spot {
                score: spot.score.min(place.score),
                ..spot
            }));
        }
        if outer.status == Status::Fuzzy {
            status = Status::Fuzzy;
        }
        one_of(places, status, "what refines the selector is not within it")
    }

    /// Finds what is wanted in a part of the text, with offsets counted from its start.
    fn find_within(&self, wanted: &Wanted, part: &Range<usize>) -> Found {
        let Some(text) = self.text.get(part.clone()) else {
            return Found::orphaned("the part is not in the text");
        };
        // The words of a short part need no index of the whole.
        let index = TextIndex::new(text, self.index.skips_within(part));
        let base = |at: usize| self.offset_of(part.start).map(|base| base + at);
        let to_byte = |at: usize| {
            let byte = (self.to_byte)(base(at)?)?;
            byte.checked_sub(part.start)
        };
        let inner = Resolver {
            text,
            index: &index,
            to_byte: &to_byte,
        };
        let mut found = inner.find(wanted);
        let all = found.candidates.iter_mut().map(|c| &mut c.range);
        for range in all.chain(&mut found.ranges) {
            *range = range.start + part.start..range.end + part.start;
        }
        found
    }

    /// The offset, in the unit of the text, of a byte: the inverse of `to_byte`.
    fn offset_of(&self, byte: usize) -> Option<usize> {
        let (mut low, mut high) = (0, self.text.len() + 1);
        while low < high {
            let middle = usize::midpoint(low, high);
            match (self.to_byte)(middle) {
                Some(at) if at < byte => low = middle + 1,
                _ => high = middle,
            }
        }
        ((self.to_byte)(low) == Some(byte)).then_some(low)
    }

    /// The surest result of several selectors. A position tells words where to look, and is
    /// believed only when there is nothing else to go by.
    fn any(&self, all: &[Wanted]) -> Found {
        let is_place = |wanted: &&Wanted| {
            matches!(
                wanted,
                Wanted::Position(_) | Wanted::Bytes(_) | Wanted::Lines(_)
            )
        };
        let foreign = |wanted: &&Wanted| matches!(wanted, Wanted::Foreign(_));
        let place = all.iter().find(is_place).map(|place| self.find(place));
        let hint = place.as_ref().and_then(Found::range);
        let rest = all.iter().filter(|w| !is_place(w) && !foreign(w));
        let best = rest
            .map(|wanted| match (wanted, &hint) {
                (Wanted::Words(selector), Some(hint)) if selector.hint.is_none() => {
                    let mut selector = (**selector).clone();
                    selector.hint = Some(hint.clone());
                    self.index.find(self.text, &selector)
                }
                _ => self.find(wanted),
            })
            .min_by_key(|found| found.status);
        best.or(place)
            .or_else(|| all.iter().find(foreign).map(|one| self.find(one)))
            .unwrap_or_else(|| Found::orphaned("there is no selector"))
    }
}

/// All places of a result, chosen or not.
fn spots(found: &Found) -> impl Iterator<Item = Spot> + '_ {
    let chosen = found.ranges.iter().map(|range| Spot {
        range: range.clone(),
        score: found.score,
    });
    chosen.chain(found.candidates.iter().cloned())
}

fn one_of(mut places: Vec<Spot>, status: Status, none: &str) -> Found {
    places.dedup_by(|b, a| a.range == b.range);
    match places.len() {
        0 => Found::orphaned(none),
        1 => {
            let score = places.iter().map(|p| p.score).sum();
            let ranges = places.into_iter().map(|p| p.range).collect();
            Found::at(status, ranges, score)
        }
        n => Found {
            status: Status::Ambiguous,
            ranges: Vec::new(),
            score: places.iter().map(|p| p.score).fold(0.0, f64::max),
            candidates: places,
            reason: Some(format!("{n} places are alike")),
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::targets_of_annotation;
    use super::*;

    const TEXT: &str = "Rye bread is dark. White bread is dear.\nSalt makes bread bread.\n";

    fn find(selector: &Value) -> (Status, Vec<&'static str>) {
        let annotation = json!({"target": {"source": "x", "selector": selector}});
        let targets = targets_of_annotation(&annotation).unwrap().unwrap();
        let index = TextIndex::new(TEXT, Vec::new());
        let resolver = Resolver {
            text: TEXT,
            index: &index,
            to_byte: &|at| (at <= TEXT.len()).then_some(at),
        };
        let found = resolver.find(targets[0].wanted.as_ref().unwrap());
        let spots = spots(&found).map(|s| &TEXT[s.range]).collect();
        (found.status, spots)
    }

    #[test]
    fn positions_and_lines_select_what_they_say() {
        let exact = |words: &'static str| (Status::Exact, vec![words]);
        let position = json!({"type": "TextPositionSelector", "start": 4, "end": 9});
        assert_eq!(find(&position), exact("bread"));
        let far = json!({"type": "TextPositionSelector", "start": 4, "end": 900});
        assert_eq!(find(&far).0, Status::Orphaned);
        let line = json!({"type": "FragmentSelector", "value": "line=1,2"});
        assert_eq!(find(&line), exact("Salt makes bread bread.\n"));
    }

    #[test]
    fn a_range_runs_up_to_the_beginning_of_its_end() {
        let quote = |exact: &str| json!({"type": "TextQuoteSelector", "exact": exact});
        let range = |start: Value, end: Value| json!({"type": "RangeSelector", "startSelector": start, "endSelector": end});
        assert_eq!(
            find(&range(quote("White"), quote("dear"))),
            (Status::Exact, vec!["White bread is "])
        );
        assert_eq!(
            find(&range(quote("dear"), quote("Rye"))).0,
            Status::Orphaned
        );
        let xpath = json!({"type": "XPathSelector", "value": "/p[1]"});
        assert_eq!(find(&range(xpath, quote("Rye"))).0, Status::Orphaned);
    }

    #[test]
    fn a_refinement_is_looked_for_within() {
        let refined = json!({
            "type": "TextQuoteSelector", "exact": "White bread is dear",
            "refinedBy": {"type": "TextQuoteSelector", "exact": "bread"}
        });
        assert_eq!(find(&refined), (Status::Exact, vec!["bread"]));
        let counted = json!({
            "type": "TextQuoteSelector", "exact": "White bread is dear",
            "refinedBy": {"type": "TextPositionSelector", "start": 6, "end": 11}
        });
        assert_eq!(find(&counted), (Status::Exact, vec!["bread"]));
    }

    #[test]
    fn of_alternatives_words_go_before_positions() {
        let both = json!([
            {"type": "XPathSelector", "value": "/p[1]"},
            {"type": "TextPositionSelector", "start": 25, "end": 30},
            {"type": "TextQuoteSelector", "exact": "bread"}
        ]);
        assert_eq!(find(&both), (Status::Exact, vec!["bread"]));
        let gone = json!([
            {"type": "TextPositionSelector", "start": 25, "end": 30},
            {"type": "TextQuoteSelector", "exact": "barley and wheat in June"}
        ]);
        assert_eq!(find(&gone).0, Status::Orphaned);
    }
}
