//! A query × a passage → the places that answer.
//!
//! A passage answers as a whole: each term may be found in another part of it. The places are
//! those of all terms that are not excluded; a place within another is left out.

use std::ops::Range;

use super::passage::{Field, Unit};
use super::query::{Filter, FilterKind, Node, Phrase, Query, Term, TermWord};
use super::sieve::Sieve;
use super::words::Words;
use super::{Zone, Zones};

/// A place: the index of the field, and the bytes of its text.
pub(crate) type Place = (usize, Range<usize>);

/// In place of a field's index: the passage as a whole, if nothing in it is the answer.
const WHOLE: usize = usize::MAX;

/// Asks one query of one passage after another.
#[derive(Debug)]
pub(crate) struct Matcher<'q> {
    query: &'q Query,
    sieve: Sieve,
    cache: Cache,
}

/// The words of the passage in hand, read when they are needed: folded, and with capitals kept.
#[derive(Debug, Default)]
struct Cache {
    folded: Vec<Option<Words>>,
    kept: Vec<Option<Words>>,
    spare: Vec<Words>,
    /// For a field that was not announced.
    other: Words,
}

/// A place with the numbers of its first and last word, for distances.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Spot {
    field: usize,
    first: usize,
    last: usize,
    range: (usize, usize),
}

impl<'q> Matcher<'q> {
    pub(crate) fn new(query: &'q Query) -> Self {
        Self::with(query, Sieve::of(query))
    }

    /// As [`Matcher::new`], with the query's sieve, where many are made for the same.
    pub(crate) fn with(query: &'q Query, sieve: Sieve) -> Self {
        Self {
            query,
            sieve,
            cache: Cache::default(),
        }
    }

    /// As [`Matcher::new`], for texts that are not worth a quick look first.
    pub(crate) fn without_sieve(query: &'q Query) -> Self {
        Self::with(query, Sieve::open())
    }

    /// The places of a passage that answers, in order; `None` when it does not.
    pub(crate) fn places(&mut self, unit: &Unit<'_>) -> Option<Vec<Place>> {
        if !self.sieve.may_be_in(unit) {
            return None;
        }
        self.places_in_likely(unit)
    }

    /// As [`Matcher::places`], for a passage that is known to hold what answers must hold.
    pub(crate) fn places_in_likely(&mut self, unit: &Unit<'_>) -> Option<Vec<Place>> {
        self.cache.begin(unit.fields.len());
        let mut places = Vec::new();
        if !self.truth(&self.query.root, unit, &mut places) {
            return None;
        }
        let whole = places.iter().any(|(field, _)| *field == WHOLE);
        places.retain(|(field, _)| *field != WHOLE);
        if places.is_empty() && whole {
            let first = unit.fields.first();
            places.extend(first.map(|field| (0, 0..field.text.len())));
        }
        Some(outermost(places))
    }

    /// Whether no passage that says nothing but this text can answer. A quick look: `false` says
    /// nothing.
    pub(crate) fn denies(&mut self, text: &str) -> bool {
        let mut words = std::mem::take(&mut self.cache.other);
        let mut read = None;
        let denied = denied_by(&self.query.root, text, &mut words, &mut read);
        self.cache.other = words;
        denied
    }

    /// The places of each term that is not excluded, whether or not the passage answers.
    pub(crate) fn tally(&mut self, unit: &Unit<'_>) -> Vec<Vec<Place>> {
        self.cache.begin(unit.fields.len());
        let mut leaves = Vec::new();
        self.query.root.each_term(&mut |node| leaves.push(node));
        let spots = leaves.into_iter().map(|leaf| self.spots(leaf, unit));
        spots
            .map(|spots| {
                let place = |s: Spot| (s.field, s.range.0..s.range.1);
                spots.into_iter().map(place).collect()
            })
            .collect()
    }

    /// Whether the part of the query is true of the passage; its places go into `places`.
    fn truth(&mut self, node: &'q Node, unit: &Unit<'_>, places: &mut Vec<Place>) -> bool {
        match node {
            Node::And(parts) => parts.iter().all(|part| self.truth(part, unit, places)),
            Node::Or(parts) => {
                let mut any = false;
                for part in parts {
                    let before = places.len();
                    if self.truth(part, unit, places) {
                        any = true;
                    } else {
                        places.truncate(before);
                    }
                }
                any
            }
            Node::Not(part) => {
                let before = places.len();
                let is = self.truth(part, unit, places);
                places.truncate(before);
                !is
            }
            Node::Filter(filter) => {
                let is = is_true(filter, unit);
                if is && !self.query.has_patterns {
                    places.extend(places_of_filter(filter, unit));
                }
                is
            }
            leaf => {
                let spots = self.spots(leaf, unit);
                let any = !spots.is_empty();
                places.extend(spots.into_iter().map(|s| (s.field, s.range.0..s.range.1)));
                any
            }
        }
    }

    /// Where the words, the expression or the neighbours stand, in order.
    fn spots(&mut self, node: &'q Node, unit: &Unit<'_>) -> Vec<Spot> {
        match node {
            Node::Words(phrase, zones) => self.phrase_spots(phrase, *zones, unit),
            Node::Pattern(pattern, zones) => {
                let mut spots = Vec::new();
                for (index, field) in fields_in(unit, *zones) {
                    for found in pattern.regex.find_iter(&field.text) {
                        if !found.is_empty() {
                            spots.push(Spot {
                                field: index,
                                first: 0,
                                last: 0,
                                range: (found.start(), found.end()),
                            });
                        }
                    }
                }
                spots
            }
            Node::Near(left, distance, right) => {
                let mut left = self.spots(left, unit);
                if left.is_empty() {
                    return left;
                }
                let mut right = self.spots(right, unit);
                self.number(&mut left, unit);
                self.number(&mut right, unit);
                near(&left, &right, *distance as usize)
            }
            // The grammar puts nothing else beside NEAR.
            _ => Vec::new(),
        }
    }

    fn phrase_spots(&mut self, phrase: &Phrase, zones: Zones, unit: &Unit<'_>) -> Vec<Spot> {
        let mut spots = Vec::new();
        for (index, field) in fields_in(unit, zones) {
            if let Some(places) = phrase.places_in_plain(&field.text) {
                // Their words are counted where that matters.
                spots.extend(places.into_iter().map(|place| Spot {
                    field: index,
                    first: 0,
                    last: 0,
                    range: (place.start, place.end),
                }));
                continue;
            }
            let words = self.cache.words(index, field, phrase.keep_case);
            let Some((first, rest)) = phrase.words.split_first() else {
                continue;
            };
            for at in 0..words.len() {
                if let Some(last) = phrase_at(first, rest, words, at)
                    && let (Some(from), Some(to)) = (words.get(at), words.get(last))
                {
                    spots.push(Spot {
                        field: index,
                        first: at,
                        last,
                        range: (from.source.start, to.source.end),
                    });
                }
            }
        }
        spots
    }

    /// Gives each spot the numbers of the words that it touches.
    fn number(&mut self, spots: &mut [Spot], unit: &Unit<'_>) {
        for spot in spots {
            let Some(field) = unit.fields.get(spot.field) else {
                continue;
            };
            let words = self.cache.words(spot.field, field, false);
            // What stands between two words counts as the one before it.
            let first = words.before(spot.range.0 + 1).saturating_sub(1);
            spot.first = first;
            spot.last = words.before(spot.range.1).saturating_sub(1).max(first);
        }
    }
}

impl Cache {
    fn begin(&mut self, fields: usize) {
        for slots in [&mut self.folded, &mut self.kept] {
            self.spare.extend(slots.drain(..).flatten());
            slots.resize_with(fields, || None);
        }
        self.spare.truncate(8);
    }

    fn words(&mut self, index: usize, field: &Field<'_>, keep_case: bool) -> &Words {
        let slots = if keep_case {
            &mut self.kept
        } else {
            &mut self.folded
        };
        let spare = &mut self.spare;
        let Some(slot) = slots.get_mut(index) else {
            self.other.read(&field.text, keep_case);
            return &self.other;
        };
        slot.get_or_insert_with(|| {
            let mut words = spare.pop().unwrap_or_default();
            words.read(&field.text, keep_case);
            words
        })
    }
}

/// Whether the part of the query is false of any passage that says nothing but this text, in
/// whatever part of it. `read` tells how its words were read last: with capitals kept or not.
fn denied_by(node: &Node, text: &str, words: &mut Words, read: &mut Option<bool>) -> bool {
    match node {
        Node::And(parts) => parts.iter().any(|part| denied_by(part, text, words, read)),
        Node::Or(parts) => parts.iter().all(|part| denied_by(part, text, words, read)),
        Node::Near(left, _, right) => {
            denied_by(left, text, words, read) || denied_by(right, text, words, read)
        }
        Node::Words(phrase, _) => {
            if let Some(places) = phrase.places_in_plain(text) {
                return places.is_empty();
            }
            if read.replace(phrase.keep_case) != Some(phrase.keep_case) {
                words.read(text, phrase.keep_case);
            }
            !says(phrase, words)
        }
        Node::Pattern(pattern, _) => !pattern.regex.is_match(text),
        Node::Not(_) | Node::Filter(_) => false,
    }
}

fn fields_in<'u, 'a>(
    unit: &'u Unit<'a>,
    zones: Zones,
) -> impl Iterator<Item = (usize, &'u Field<'a>)> {
    let fields = unit.fields.iter().enumerate();
    fields.filter(move |(_, field)| zones.has(field.zone))
}

/// The last word of the phrase when it begins at `at`.
fn phrase_at(first: &Term, rest: &[Term], words: &Words, at: usize) -> Option<usize> {
    let mut next = at;
    let mut last = at;
    for term in std::iter::once(first).chain(rest) {
        if next >= words.len() {
            return None;
        }
        last = match term.answers(words, next) {
            TermWord::No => return None,
            TermWord::One => next,
            TermWord::Two => next + 1,
        };
        next = last + 1;
    }
    Some(last)
}

/// The spots of either side that have one of the other near them, in the same field.
fn near(left: &[Spot], right: &[Spot], distance: usize) -> Vec<Spot> {
    let of_left = furthest(left);
    let of_right = furthest(right);
    let near_right = |spot: &&Spot| has_neighbour(spot, right, &of_right, distance);
    let near_left = |spot: &&Spot| has_neighbour(spot, left, &of_left, distance);
    let mut spots: Vec<Spot> = left
        .iter()
        .filter(near_right)
        .chain(right.iter().filter(near_left))
        .cloned()
        .collect();
    spots.sort();
    spots.dedup();
    spots
}

/// Whether another spot stands at most `distance` words away. `others` are in order, and
/// `furthest` holds for each the last word of it and of those before it in its field.
fn has_neighbour(spot: &Spot, others: &[Spot], furthest: &[usize], distance: usize) -> bool {
    let from = others.partition_point(|o| (o.field, o.first) < (spot.field, spot.first));
    let mut after = others
        .iter()
        .skip(from)
        .take_while(|o| o.field == spot.field)
        .filter(|o| o.range != spot.range);
    let is_before = |index: usize| {
        let same_field = others.get(index).is_some_and(|o| o.field == spot.field);
        let last = furthest.get(index).filter(|_| same_field);
        last.is_some_and(|last| spot.first.saturating_sub(*last) <= distance)
    };
    after
        .next()
        .is_some_and(|o| o.first.saturating_sub(spot.last) <= distance)
        || from.checked_sub(1).is_some_and(is_before)
}

/// For each spot, the last word of it and of those before it in its field.
fn furthest(spots: &[Spot]) -> Vec<usize> {
    let mut so_far = (usize::MAX, 0);
    let mut furthest = Vec::with_capacity(spots.len());
    for spot in spots {
        so_far = if so_far.0 == spot.field {
            (spot.field, so_far.1.max(spot.last))
        } else {
            (spot.field, spot.last)
        };
        furthest.push(so_far.1);
    }
    furthest
}

/// Whether a field says what is asked.
fn is_true(filter: &Filter, unit: &Unit<'_>) -> bool {
    match &filter.kind {
        FilterKind::Article(glob) => glob.fits(unit.article.as_str()),
        FilterKind::Section(number) => unit.section.is_some_and(|s| number.holds(s)),
        FilterKind::Kind(kind) if unit.kind == kind => true,
        _ => unit
            .notes
            .iter()
            .any(|&(index, _)| note_fits(filter, unit, index)),
    }
}

/// Whether a note of the passage is what the field asks for.
fn note_fits(filter: &Filter, unit: &Unit<'_>, index: usize) -> bool {
    let Some((_, note)) = unit.notes.iter().find(|(i, _)| *i == index) else {
        return false;
    };
    let annotation = &note.annotation;
    let named = [&annotation.source, &annotation.via];
    match &filter.kind {
        FilterKind::Kind(kind) => annotation.kind.as_str() == kind,
        FilterKind::Tag(glob) => annotation.tags.iter().any(|t| glob.fits(t)),
        FilterKind::Source(glob) => named.into_iter().flatten().any(|s| glob.fits(s.as_str())),
        FilterKind::Speaker(phrase) => annotation
            .speaker
            .as_deref()
            .is_some_and(|name| is_named(phrase, name)),
        FilterKind::Author(phrase) => named
            .into_iter()
            .flatten()
            .filter_map(|key| unit.sources?.get(key))
            .flat_map(|source| source.names("author"))
            .any(|name| is_named(phrase, &name.full())),
        FilterKind::Article(_) | FilterKind::Section(_) => false,
    }
}

/// Whether the words stand in a name in that order.
fn is_named(phrase: &Phrase, name: &str) -> bool {
    says(phrase, &Words::new(name, phrase.keep_case))
}

/// Whether the words of a text hold the phrase.
fn says(phrase: &Phrase, words: &Words) -> bool {
    let Some((first, rest)) = phrase.words.split_first() else {
        return false;
    };
    (0..words.len()).any(|at| phrase_at(first, rest, words, at).is_some())
}

/// What answers to a field in a query of fields alone: the words that the notes are about, or the
/// whole passage where it is the passage that answers.
fn places_of_filter(filter: &Filter, unit: &Unit<'_>) -> Vec<Place> {
    let fitting = unit.notes.iter().map(|(index, _)| *index);
    let places: Vec<Place> = fitting
        .filter(|&index| note_fits(filter, unit, index))
        .filter_map(|index| place_of_note(unit, index))
        .collect();
    if places.is_empty() {
        return vec![(WHOLE, 0..0)];
    }
    places
}

/// What a note is about, within the passage's text; else the note itself.
fn place_of_note(unit: &Unit<'_>, index: usize) -> Option<Place> {
    let (_, note) = unit.notes.iter().find(|(i, _)| *i == index)?;
    let text = unit.fields.first().filter(|f| f.zone == Zone::Text);
    if let (Some(field), Some(range)) = (text, note.anchor.ranges.first()) {
        let start = field.start?;
        let end = start + field.text.len();
        let from = range.start.clamp(start, end);
        let to = range.end.clamp(start, end);
        if from < to {
            return Some((0, from - start..to - start));
        }
    }
    let of_note = |f: &Field<'_>| f.zone == Zone::Notes && f.annotation == Some(index);
    let field = unit.fields.iter().position(of_note)?;
    Some((field, 0..unit.fields.get(field)?.text.len()))
}

/// The places in order, without those that stand within another.
pub(crate) fn outermost(mut places: Vec<Place>) -> Vec<Place> {
    places.sort_by_key(|(field, range)| (*field, range.start, std::cmp::Reverse(range.end)));
    let mut kept: Vec<Place> = Vec::with_capacity(places.len());
    for place in places {
        let within = kept
            .last()
            .is_some_and(|(field, range)| *field == place.0 && range.end >= place.1.end);
        if !within {
            kept.push(place);
        }
    }
    kept
}
