//! What one article answers, gathered passage by passage.

use super::hit::{Context, Hit, hits_in};
use super::labels::Labels;
use super::library::{Answer, Finding, LibrarySearch};
use super::matching::Matcher;
use super::narrow::BlockPlace;
use super::passage::{Field, Passages, Unit};
use super::rank;
use super::sieve::Candidates;
use super::skim::{Skimmed, text_of_block, unit_of_block};
use crate::article::{ArticleName, Passage};
use crate::edition::Edition;

/// What an article answers, as it is gathered.
pub(super) struct Gathered<'s> {
    search: &'s LibrarySearch<'s>,
    pub(super) answer: Answer,
}

impl<'s> Gathered<'s> {
    pub(super) fn new(search: &'s LibrarySearch<'s>, name: &ArticleName) -> Self {
        Self {
            search,
            answer: Answer {
                article: name.clone(),
                findings: Vec::new(),
                weights: Vec::new(),
                counts: rank::Counts::default(),
            },
        }
    }

    /// Whether it has all that was asked for.
    pub(super) fn is_enough(&self) -> bool {
        !self.search.weigh && self.answer.findings.len() >= self.search.enough
    }

    /// Takes what was gathered from a later part of the same article.
    pub(super) fn merge(&mut self, later: Self) {
        let passages = self.answer.weights.len();
        let moved = later.answer.findings.into_iter().map(|finding| Finding {
            passage: finding.passage + passages,
            ..finding
        });
        self.answer.findings.extend(moved);
        self.answer.weights.extend(later.answer.weights);
        self.answer.counts.merge(&later.answer.counts);
    }

    pub(super) fn take_edition(&mut self, edition: &Edition, matcher: &mut Matcher<'_>) {
        for unit in Passages::of(edition) {
            self.take(&unit, matcher, Some(edition), false);
            if self.is_enough() {
                break;
            }
        }
    }

    pub(super) fn take_skimmed(
        &mut self,
        skimmed: &Skimmed,
        file: &str,
        candidates: &Candidates,
        matcher: &mut Matcher<'_>,
    ) {
        let places = match candidates {
            Candidates::At(bytes) => skimmed.places_of(bytes),
            Candidates::Everywhere => skimmed.places(),
        };
        for (place, index) in places {
            let raw = file.get(skimmed.raw(index)).unwrap_or_default();
            if let Some(unit) = skimmed.unit(place, raw) {
                self.take(&unit, matcher, None, true);
            }
            if self.is_enough() {
                break;
            }
        }
        if self.search.weigh {
            self.answer.counts.set_size(skimmed.size());
        }
    }

    pub(super) fn take_block(&mut self, block: &BlockPlace, raw: &str, matcher: &mut Matcher<'_>) {
        let name = self.answer.article.clone();
        let labels = Labels::of(block.calls.iter().map(String::as_str));
        let heading = matches!(block.at, Passage::Section(_));
        let text = text_of_block(&name, raw, heading, &labels);
        let section = match &block.at {
            Passage::Section(number) | Passage::Paragraph(number, _) => Some(number),
            Passage::Note(_) => None,
        };
        let unit = unit_of_block(&name, block.at.clone(), section, text);
        self.take(&unit, matcher, None, true);
    }

    /// Takes what a passage answers; `likely` when it is known to have passed the sieve.
    pub(super) fn take(
        &mut self,
        unit: &Unit<'_>,
        matcher: &mut Matcher<'_>,
        edition: Option<&Edition>,
        likely: bool,
    ) {
        if self.search.weigh {
            self.answer.counts.add(unit, matcher);
        }
        let hits = hits_in(matcher, unit, likely);
        if hits.is_empty() {
            return;
        }
        let passage = self.answer.weights.len();
        if self.search.weigh {
            self.answer.weights.push(rank::Weight::of(unit, matcher));
        }
        for hit in hits {
            self.answer
                .findings
                .push(self.finding(hit, unit, edition, passage));
        }
    }

    fn finding(
        &self,
        hit: Hit,
        unit: &Unit<'_>,
        edition: Option<&Edition>,
        passage: usize,
    ) -> Finding {
        let of_hit = |f: &&Field<'_>| f.zone == hit.zone && f.annotation == hit.annotation;
        let field = unit.fields.iter().find(of_hit);
        let context = match (self.search.context, field) {
            (Some(characters), Some(field)) => Context::around(&field.text, &hit.range, characters),
            _ => Context::default(),
        };
        let note = hit.annotation.and_then(|i| edition?.notes.get(i));
        Finding {
            at: hit.at,
            zone: hit.zone,
            annotation: note.map(|n| n.annotation.id.clone()),
            place: edition.and(hit.place),
            context,
            passage,
        }
    }
}
