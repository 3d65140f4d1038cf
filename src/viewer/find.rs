//! A search of the article that is open: the query, the hits found so far, and the one in hand.
//!
//! The article is looked through piece by piece, from where the reader stands to the end and then
//! from the beginning, so that the nearest hit comes first and no key waits for the last one.

use std::ops::Range;
use std::rc::Rc;

use crate::article::ArticleName;
use crate::edition::Edition;
use crate::search::{Cursor, Hit, Options, Query, QueryError, Zone};

/// More hits than this are not gathered: nobody walks through them.
const MOST: usize = 100_000;

/// How many bytes of the article are looked through before a key is answered. The rest is done
/// between the keys.
const AT_ONCE: usize = 1 << 18;

/// A search and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Search {
    /// What was asked for.
    pub(super) query: String,
    asked: Result<Rc<Asked>, QueryError>,
    /// The hits from the place on where the search began, and those before it.
    ahead: Vec<Found>,
    behind: Vec<Found>,
    /// Where it began, and where it goes on.
    start: Cursor,
    next: Cursor,
    stage: Stage,
    /// The hit that was gone to.
    pub(super) current: Option<Place>,
}

/// A query; and, where it is nothing but words, those words in a row, which are preferred.
#[derive(Debug)]
struct Asked {
    query: Query,
    row: Option<Query>,
}

/// How far the article has been looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// From the start on.
    Ahead,
    /// From the beginning to the start.
    Behind,
    Done,
}

/// A hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Its bytes in the article's text; of a note or a work, those of what it is about.
    pub(super) place: Range<usize>,
    /// The part of the passage in which it stands.
    pub(super) zone: Zone,
    /// The annotation in which it stands, or by which the work is quoted.
    pub(super) note: Option<usize>,
    /// Its bytes in that part.
    pub(super) range: Range<usize>,
}

/// Which hit: it stays the same while others are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    ahead: bool,
    index: usize,
}

impl Search {
    /// A search for `query` from a byte of the article on; `None` when there is nothing to look
    /// for.
    pub(super) fn new(query: &str, edition: &Edition, from: usize) -> Option<Self> {
        if query.trim().is_empty() {
            return None;
        }
        let start = Cursor::before(&edition.article, from);
        Some(Self {
            query: query.to_owned(),
            asked: Asked::new(query).map(Rc::new),
            ahead: Vec::new(),
            behind: Vec::new(),
            start,
            next: start,
            stage: Stage::Ahead,
            current: None,
        })
    }

    /// The same search in an edition that has changed; the hit in hand stays where it is found
    /// again.
    pub(super) fn anew(&self, edition: &Edition, from: usize) -> Option<Self> {
        let mut anew = Self::new(&self.query, edition, from)?;
        let held = self.current.and_then(|c| self.get(c)).cloned();
        anew.look_on(edition);
        if let Some(held) = held {
            let same = |p: &Place| anew.get(*p).is_some_and(|f| f.place == held.place);
            let place = anew.places().find(same);
            anew.current = place;
        }
        Some(anew)
    }

    /// Why the query cannot be asked, when it cannot.
    pub(super) fn error(&self) -> Option<&QueryError> {
        self.asked.as_ref().err()
    }

    /// Whether all of the article has been looked through.
    pub(super) fn is_done(&self) -> bool {
        self.stage == Stage::Done || self.asked.is_err()
    }

    /// Looks on through as much of the article as a key may take.
    pub(super) fn look_on(&mut self, edition: &Edition) {
        self.advance(edition, |bytes| bytes < AT_ONCE);
    }

    /// Looks through the article as long as `more`, asked with the bytes looked through after each
    /// passage, says so.
    pub(super) fn advance(&mut self, edition: &Edition, mut more: impl FnMut(usize) -> bool) {
        let Ok(asked) = self.asked.clone() else {
            return;
        };
        let mut looked_at = 0;
        while self.stage != Stage::Done {
            let mut hits = asked
                .query
                .find_from(edition, self.next)
                .preferring(asked.row.as_ref());
            let ended = loop {
                if self.stage == Stage::Behind && hits.cursor() == self.start {
                    break true;
                }
                let Some(found) = hits.step() else {
                    break true;
                };
                let list = match self.stage {
                    Stage::Ahead => &mut self.ahead,
                    _ => &mut self.behind,
                };
                list.extend(found.into_iter().map(Found::from));
                let enough = list.len() > MOST;
                if enough || !more(looked_at + hits.looked_at()) {
                    break false;
                }
            };
            looked_at += hits.looked_at();
            self.next = hits.cursor();
            if !ended {
                break;
            }
            self.next = Cursor::default();
            self.stage = match self.stage {
                Stage::Ahead => Stage::Behind,
                _ => Stage::Done,
            };
        }
        if self.len() > MOST {
            self.stage = Stage::Done;
        }
    }

    /// How many hits are known.
    pub(super) fn len(&self) -> usize {
        self.ahead.len() + self.behind.len()
    }

    pub(super) fn get(&self, place: Place) -> Option<&Found> {
        let list = if place.ahead {
            &self.ahead
        } else {
            &self.behind
        };
        list.get(place.index)
    }

    /// The hits that are known, in reading order.
    pub(super) fn places(&self) -> impl DoubleEndedIterator<Item = Place> + '_ {
        (0..self.len()).filter_map(|index| self.place_at(index))
    }

    /// The hits in reading order: the bytes of the article at which they stand, for the strip.
    pub(super) fn bytes(&self) -> impl Iterator<Item = usize> + '_ {
        let all = self.behind.iter().chain(&self.ahead);
        all.map(|found| found.place.start)
    }

    fn place_at(&self, index: usize) -> Option<Place> {
        match index.checked_sub(self.behind.len()) {
            None => Some(Place {
                ahead: false,
                index,
            }),
            Some(index) if index < self.ahead.len() => Some(Place { ahead: true, index }),
            Some(_) => None,
        }
    }

    fn index_of(&self, place: Place) -> usize {
        let before = if place.ahead { self.behind.len() } else { 0 };
        before + place.index
    }

    /// The first hit at or after a byte, or the last one before it; of the known ones.
    pub(super) fn nearest_to(&self, byte: usize, forward: bool) -> Option<Place> {
        let starts = |p: &Place| self.get(*p).map_or(0, |f| f.place.start);
        if forward {
            self.places().find(|p| starts(p) >= byte)
        } else {
            self.places().rev().find(|p| starts(p) < byte)
        }
    }

    /// The hit after the one in hand, or before it.
    pub(super) fn beside(&self, place: Place, forward: bool) -> Option<Place> {
        let index = self.index_of(place);
        let index = if forward {
            index + 1
        } else {
            index.checked_sub(1)?
        };
        self.place_at(index)
    }

    /// The hits in the text that touch a range of it.
    pub(super) fn within(&self, range: &Range<usize>) -> Vec<(Place, Range<usize>)> {
        let mut touching = Vec::new();
        for (ahead, list) in [(false, &self.behind), (true, &self.ahead)] {
            // Hits stand in the order of their passages: those of notes with what they are about.
            // No passage is so long that the ones before it need to be looked at one by one.
            let reach = range.start.saturating_sub(1 << 16);
            let first = list.partition_point(|f| f.place.start < reach);
            for (index, found) in list.iter().enumerate().skip(first) {
                if found.is_in_text() {
                    if found.place.start >= range.end {
                        break;
                    }
                    if found.place.end > range.start {
                        touching.push((Place { ahead, index }, found.place.clone()));
                    }
                }
            }
        }
        touching
    }

    /// The places of the words that are looked for in a text that is shown beside the article.
    pub(super) fn places_in(
        &self,
        article: &ArticleName,
        zone: Zone,
        text: &str,
    ) -> Vec<Range<usize>> {
        let Ok(asked) = &self.asked else {
            return Vec::new();
        };
        let in_row = asked.row.as_ref().map(|q| q.places_in(article, zone, text));
        in_row
            .filter(|places| !places.is_empty())
            .unwrap_or_else(|| asked.query.places_in(article, zone, text))
    }

    /// Which hit of how many: `3/17`, or how many there are while they are still being counted.
    pub(super) fn standing(&self) -> String {
        let count = self.len();
        if !self.is_done() || count > MOST {
            return format!("{count}+ hits");
        }
        match self.current {
            Some(place) => format!("{}/{count}", self.index_of(place) + 1),
            None if count == 0 => "no hit".to_owned(),
            None => format!("{count} hits"),
        }
    }
}

impl Asked {
    /// Reads what is typed at the prompt: the last word may be only the beginning of one.
    fn new(query: &str) -> Result<Self, QueryError> {
        let options = options();
        let plain = query
            .chars()
            .all(|c| c.is_alphanumeric() || c.is_whitespace() || "'’-,.;!?".contains(c));
        let words = query.split_whitespace();
        let operator = |w: &str| w.starts_with('-') || ["OR", "AND", "NEAR"].contains(&w);
        let row = plain && words.clone().count() > 1 && !words.clone().any(operator);
        // The mark is left open: what is not closed is closed at the end, and the last word is
        // again the beginning of one.
        let row = row.then(|| Query::parse_with(&format!("\"{}", query.trim()), options));
        Ok(Self {
            query: Query::parse_with(query, options)?,
            row: row.and_then(Result::ok),
        })
    }
}

/// How the viewer reads a query.
pub(super) fn options() -> Options {
    Options {
        unfinished: true,
        ..Options::default()
    }
}

impl Found {
    /// Whether it stands in the text or a heading rather than in a note on it.
    pub(super) fn is_in_text(&self) -> bool {
        matches!(self.zone, Zone::Text | Zone::Headings)
    }
}

impl From<Hit> for Found {
    fn from(hit: Hit) -> Self {
        Self {
            place: hit.place.unwrap_or(0..0),
            zone: hit.zone,
            note: hit.annotation,
            range: hit.range,
        }
    }
}
