//! Ranking: BM25F over passages.
//!
//! Each part of a passage counts with its own weight, before saturation, as Robertson, Zaragoza
//! and Taylor have it (*Simple BM25 extension to multiple weighted fields*, 2004): a word in a
//! heading says more about a passage than the same word in its text.

use std::collections::HashMap;
use std::fmt;

use super::Zone;
use super::matching::Matcher;
use super::passage::Unit;

/// How soon more of a word stops to matter.
const K1: f64 = 1.2;
/// How much the length of a passage matters.
const B: f64 = 0.75;

/// What a word weighs in a part of a passage.
fn weight_of(zone: Zone) -> f64 {
    match zone {
        Zone::Text => 1.0,
        Zone::Headings => 3.0,
        Zone::Notes => 1.2,
        Zone::Sources => 1.5,
    }
}

/// What a word weighs in a quotation: as much again by half.
const QUOTED: f64 = 1.5;

/// How often each term stands in a passage, by weight.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Weight {
    /// For each term of the query: weighted occurrences, and occurrences by zone.
    terms: Vec<Term>,
    /// Bytes of the passage.
    length: usize,
}

#[derive(Debug, Clone, PartialEq, Default)]
struct Term {
    weighted: f64,
    zones: [u32; 4],
    quoted: u32,
}

/// What is counted of a library: passages, their bytes, and how many hold each term.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Counts {
    passages: usize,
    bytes: usize,
    holding: HashMap<usize, usize>,
}

/// The score of a passage, and how it came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The higher, the better; 0 for a query of fields alone.
    pub value: f64,
    terms: Vec<(String, f64, f64, Term)>,
    length: f64,
}

impl Counts {
    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.passages == 0
    }

    /// Adds the counts of another article.
    pub fn merge(&mut self, other: &Self) {
        self.passages += other.passages;
        self.bytes += other.bytes;
        for (&term, &count) in &other.holding {
            *self.holding.entry(term).or_default() += count;
        }
    }

    /// Adds one passage.
    pub(super) fn add(&mut self, unit: &Unit<'_>, matcher: &mut Matcher<'_>) {
        self.passages += 1;
        self.bytes += length_of(unit);
        for (term, spots) in matcher.tally(unit).iter().enumerate() {
            if !spots.is_empty() {
                *self.holding.entry(term).or_default() += 1;
            }
        }
    }

    /// Sets how many passages and bytes there are, when not each was added.
    pub(super) fn set_size(&mut self, (passages, bytes): (usize, usize)) {
        self.passages = passages;
        self.bytes = bytes;
    }
}

fn length_of(unit: &Unit<'_>) -> usize {
    unit.fields.first().map_or(0, |f| f.text.len())
}

impl Weight {
    pub(super) fn of(unit: &Unit<'_>, matcher: &mut Matcher<'_>) -> Self {
        let mut terms = Vec::new();
        for spots in matcher.tally(unit) {
            let mut term = Term::default();
            for (field, range) in spots {
                let Some(field) = unit.fields.get(field) else {
                    continue;
                };
                let mut weight = weight_of(field.zone);
                if let Some(count) = term.zones.get_mut(field.zone as usize) {
                    *count += 1;
                }
                let start = field.start.map_or(usize::MAX, |start| start + range.start);
                if field.zone == Zone::Text && unit.is_quoted(start) {
                    weight *= QUOTED;
                    term.quoted += 1;
                }
                term.weighted += weight;
            }
            terms.push(term);
        }
        Self {
            terms,
            length: length_of(unit),
        }
    }

    /// The score in a library of which this was counted; `names` are the query's terms.
    pub fn score(&self, counts: &Counts, names: &[String]) -> Score {
        let passages = counts.passages.max(1) as f64;
        let average = (counts.bytes as f64 / passages).max(1.0);
        let length = self.length as f64 / average;
        let mut terms = Vec::new();
        for (index, term) in self.terms.iter().enumerate() {
            let holding = counts.holding.get(&index).copied().unwrap_or(0) as f64;
            let rarity = (1.0 + (passages - holding + 0.5) / (holding + 0.5)).ln();
            let norm = K1 * (1.0 - B + B * length);
            let score = rarity * term.weighted * (K1 + 1.0) / (term.weighted + norm);
            let name = names.get(index).cloned().unwrap_or_default();
            terms.push((name, score, rarity, term.clone()));
        }
        Score {
            value: terms.iter().map(|t| t.1).sum(),
            terms,
            length,
        }
    }
}

/// As `--explain` prints it: `4.21 = bread 3.10 (rarity 2.2; text 2, quoted 1) + …; length 0.8`.
impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.value)?;
        let mut sign = " =";
        for (name, score, rarity, term) in &self.terms {
            if term.weighted == 0.0 {
                continue;
            }
            write!(f, "{sign} {name} {score:.3} (rarity {rarity:.2}")?;
            for (zone, count) in Zone::ALL.iter().zip(term.zones) {
                if count > 0 {
                    write!(f, "; {} {count} × {}", zone.as_str(), weight_of(*zone))?;
                }
            }
            if term.quoted > 0 {
                write!(f, "; {} of them quoted, × {QUOTED}", term.quoted)?;
            }
            f.write_str(")")?;
            sign = " +";
        }
        write!(f, "; length {:.2} of the average", self.length)
    }
}
