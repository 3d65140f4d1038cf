//! Hits: the places of an edition that answer a query, and the words around them.

use std::borrow::Cow;
use std::ops::Range;

use super::matching::Matcher;
use super::passage::{Cursor, Field, Passages, Unit};
use super::query::Query;
use crate::article::{ArticleName, Passage};
use crate::edition::Edition;

/// The parts of a passage that can be searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Zone {
    /// Its words, of the article's own notes too.
    Text,
    /// The heading of a section.
    Headings,
    /// What the annotations say.
    Notes,
    /// The works that it quotes.
    Sources,
}

impl Zone {
    /// All of them, in the order of output.
    pub const ALL: [Self; 4] = [Self::Text, Self::Headings, Self::Notes, Self::Sources];

    /// The word for it in queries and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Headings => "headings",
            Self::Notes => "notes",
            Self::Sources => "sources",
        }
    }
}

/// A set of zones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zones(u8);

impl Zones {
    /// No zone.
    pub const NONE: Self = Self(0);
    /// Every zone.
    pub const ALL: Self = Self(0b1111);

    /// This set and the zone.
    #[must_use]
    pub fn with(self, zone: Zone) -> Self {
        Self(self.0 | 1 << zone as u8)
    }

    /// The zones of both sets.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether the zone is in it.
    pub fn has(self, zone: Zone) -> bool {
        self.0 & 1 << zone as u8 != 0
    }

    /// Whether no zone is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// A place that answers a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The passage; `None` for a note that hangs nowhere.
    pub at: Option<Passage>,
    /// The part of it.
    pub zone: Zone,
    /// The annotation in which it stands, or by which the work is quoted, or which is itself the
    /// answer: its index in [`Edition::notes`].
    pub annotation: Option<usize>,
    /// Its bytes in the part: of the paragraph, the heading, the note's body, or the work's
    /// [`super::source_line`].
    pub range: Range<usize>,
    /// Its bytes in the article's text; of a note or a work, those of what it is about.
    pub place: Option<Range<usize>>,
}

/// A hit's words, and those before and after it in its part of the passage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    /// The words just before.
    pub before: String,
    /// The hit itself.
    pub text: String,
    /// The words just after.
    pub after: String,
}

impl Hit {
    pub(crate) fn new(field: &Field<'_>, at: Option<&Passage>, range: Range<usize>) -> Self {
        let place = match field.start {
            Some(start) => Some(start + range.start..start + range.end),
            None => field.place.clone(),
        };
        Self {
            at: at.cloned(),
            zone: field.zone,
            annotation: field.annotation,
            range,
            place,
        }
    }

    /// The part of the passage in which it stands.
    pub fn part<'e>(&self, edition: &'e Edition) -> Cow<'e, str> {
        let note = self.annotation.and_then(|i| edition.notes.get(i));
        match (self.zone, note) {
            (Zone::Text | Zone::Headings, _) => {
                let Some(place) = &self.place else {
                    return Cow::Borrowed("");
                };
                let start = place.start - self.range.start;
                let article = &edition.article;
                let end = if self.zone == Zone::Headings {
                    let section = article.sections.get(article.section_at(start));
                    section.map_or(place.end, |s| s.heading.end)
                } else {
                    let paragraph = article.paragraph_at(start);
                    let paragraph = paragraph.and_then(|i| article.paragraphs.get(i));
                    paragraph.map_or(place.end, |p| p.range.end)
                };
                Cow::Borrowed(article.slice(start..end.max(place.end)))
            }
            (Zone::Notes, Some(note)) => Cow::Borrowed(note.annotation.note.as_str()),
            (Zone::Sources, Some(note)) => {
                let source = edition.source_of(note);
                source.map_or(Cow::Borrowed(""), |s| Cow::Owned(super::source_line(s)))
            }
            (_, None) => Cow::Borrowed(""),
        }
    }

    /// The hit with at most `characters` on either side.
    pub fn context(&self, edition: &Edition, characters: usize) -> Context {
        Context::around(&self.part(edition), &self.range, characters)
    }
}

impl Context {
    /// A range of a text with at most `characters` on either side, cut between words.
    pub fn around(text: &str, range: &Range<usize>, characters: usize) -> Self {
        let before = text.get(..range.start).unwrap_or_default();
        let after = text.get(range.end..).unwrap_or_default();
        let from = before
            .char_indices()
            .rev()
            .take(characters)
            .last()
            .map_or(before.len(), |(at, _)| at);
        let to = after
            .char_indices()
            .take(characters + 1)
            .nth(characters)
            .map_or(after.len(), |(at, _)| at);
        let mut shown_before = before.get(from..).unwrap_or_default();
        if from > 0
            && let Some(space) = shown_before.find(char::is_whitespace)
        {
            shown_before = shown_before.get(space..).unwrap_or_default();
        }
        let mut shown_after = after.get(..to).unwrap_or_default();
        if to < after.len()
            && let Some(space) = shown_after.rfind(char::is_whitespace)
        {
            shown_after = shown_after.get(..space).unwrap_or_default();
        }
        Self {
            before: shown_before.to_owned(),
            text: text.get(range.clone()).unwrap_or_default().to_owned(),
            after: shown_after.to_owned(),
        }
    }
}

/// The hits of a query in an edition, in reading order, found one passage at a time.
#[derive(Debug)]
pub struct Hits<'q, 'e> {
    matcher: Matcher<'q>,
    /// A query that takes the other's place in a passage where it has hits.
    preferred: Option<Matcher<'q>>,
    passages: Passages<'e>,
    looked_at: usize,
    found: std::vec::IntoIter<Hit>,
}

impl Query {
    /// The hits in an edition. Nothing is done before the first is asked for, and no more than is
    /// needed for the next.
    pub fn find<'q, 'e>(&'q self, edition: &'e Edition) -> Hits<'q, 'e> {
        self.find_from(edition, Cursor::default())
    }

    /// The hits from a place of the edition on.
    pub fn find_from<'q, 'e>(&'q self, edition: &'e Edition, from: Cursor) -> Hits<'q, 'e> {
        Hits {
            matcher: Matcher::new(self),
            preferred: None,
            passages: Passages::from(edition, from),
            looked_at: 0,
            found: Vec::new().into_iter(),
        }
    }

    /// The places of all terms that are not excluded in a text by itself, as if it were that part
    /// of a passage: what is to be marked where a note or a heading is shown.
    pub fn places_in(&self, article: &ArticleName, zone: Zone, text: &str) -> Vec<Range<usize>> {
        let unit = Unit {
            article,
            at: None,
            section: None,
            kind: "prose",
            fields: vec![Field {
                zone,
                text: Cow::Borrowed(text),
                start: None,
                place: None,
                annotation: None,
            }],
            notes: Vec::new(),
            sources: None,
        };
        let places = Matcher::without_sieve(self)
            .tally(&unit)
            .into_iter()
            .flatten();
        let places = super::matching::outermost(places.collect());
        places.into_iter().map(|(_, range)| range).collect()
    }
}

impl<'q> Hits<'q, '_> {
    /// Where another query has hits in a passage that answers, they stand for this one's there.
    #[must_use]
    pub fn preferring(mut self, query: Option<&'q Query>) -> Self {
        self.preferred = query.map(Matcher::new);
        self
    }

    /// Looks at the next passage; its hits, or `None` after the last passage. For a caller that
    /// must not wait long between two of its own steps.
    pub fn step(&mut self) -> Option<Vec<Hit>> {
        let unit = self.passages.next()?;
        self.looked_at += unit.fields.iter().map(|f| f.text.len()).sum::<usize>();
        let hits = hits_in(&mut self.matcher, &unit, false);
        if let Some(preferred) = self.preferred.as_mut().filter(|_| hits.len() > 1) {
            let better = hits_in(preferred, &unit, false);
            if !better.is_empty() {
                return Some(better);
            }
        }
        Some(hits)
    }

    /// Where the next passage begins.
    pub fn cursor(&self) -> Cursor {
        self.passages.cursor()
    }

    /// How many bytes have been looked at.
    pub fn looked_at(&self) -> usize {
        self.looked_at
    }
}

impl Iterator for Hits<'_, '_> {
    type Item = Hit;

    fn next(&mut self) -> Option<Hit> {
        loop {
            if let Some(hit) = self.found.next() {
                return Some(hit);
            }
            self.found = self.step()?.into_iter();
        }
    }
}

/// The hits of a query in one passage, in order; `likely` when it has passed the sieve.
pub(crate) fn hits_in(matcher: &mut Matcher<'_>, unit: &Unit<'_>, likely: bool) -> Vec<Hit> {
    let places = if likely {
        matcher.places_in_likely(unit)
    } else {
        matcher.places(unit)
    };
    let Some(places) = places else {
        return Vec::new();
    };
    places
        .into_iter()
        .filter_map(|(field, range)| {
            let field = unit.fields.get(field)?;
            Some(Hit::new(field, unit.at.as_ref(), range))
        })
        .collect()
}
