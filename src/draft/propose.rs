//! Findings → notes for the article's file: those that it does not have yet.
//!
//! Ids: each kind has its letter (`q` quotation, `c` citation without a quotation, `x`
//! cross-reference, `g` gloss) and takes the lowest number that is free, in the order of the text;
//! so a note that was removed comes back under its own id, and no other changes. A note that the
//! file has already, drafted or by hand, is left as it is.

use std::collections::HashSet;
use std::ops::Range;

use super::findings::{Abbreviation, CrossReference, Direction, Findings, Nature, Quotation};
use super::keys::{self, Keys};
use super::target::Targets;
use crate::annotation::{Annotation, Certainty, Cited, How, Kind, Locator, Nth, Target, item};
use crate::article::{Article, Passage, Reference};
use crate::edition::Anchored;
use crate::source::citation::Signal;
use crate::source::resolve::{Form, Sureness};
use crate::source::{Source, Sources};
use crate::text::fold::fold;
use crate::text::problem::Position;

/// What is proposed for an article.
#[derive(Debug, Clone, Default)]
pub struct Proposal {
    /// The new notes, in the order of the text.
    pub annotations: Vec<Annotation>,
    /// The works that the library does not have yet.
    pub sources: Vec<Source>,
    /// What was found, and how well it is understood.
    pub summary: Summary,
}

/// Counts for the reader.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Summary {
    /// Quotations found.
    pub quotations: usize,
    /// Of these, with a citation.
    pub cited: usize,
    /// Citations found.
    pub citations: usize,
    /// Citations whose work is certain.
    pub certain: usize,
    /// Citations whose work is likely.
    pub likely: usize,
    /// Citations with rivals.
    pub uncertain: usize,
    /// Citations without a work.
    pub unresolved: usize,
    /// Cross-references found.
    pub cross_references: usize,
    /// Abbreviations found.
    pub abbreviations: usize,
    /// Works cited.
    pub works: usize,
    /// Quotation marks that were mended.
    pub repairs: usize,
    /// Notes that are new.
    pub new: usize,
    /// Notes that were there already.
    pub there: usize,
}

/// The hash that marks a drafted note: of what was proposed, so that a change by hand shows.
pub fn stamp(annotation: &Annotation) -> String {
    let plain = Annotation {
        drafted: None,
        ..annotation.clone()
    };
    // FNV-1a, 64 bits, folded to 32: short, and the same on every machine.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in item(&plain).bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{:08x}", (hash >> 32) ^ (hash & 0xffff_ffff))
}

/// Whether a drafted note still says what was proposed.
pub fn is_untouched(annotation: &Annotation) -> bool {
    annotation.drafted.as_deref() == Some(stamp(annotation).as_str())
}

/// The notes for what was found that are not among `notes`.
pub fn propose(
    article: &Article,
    findings: &Findings,
    notes: &[Anchored],
    sources: &Sources,
) -> Proposal {
    let used = works_used(findings);
    let keys = keys::assign(&findings.works, &used, sources);
    let mut proposer = Proposer {
        article,
        findings,
        keys,
        targets: Targets::new(article),
        there: There::new(notes),
        annotations: Vec::new(),
    };
    proposer.all();
    let Proposer {
        mut annotations,
        keys,
        there,
        ..
    } = proposer;
    let count = annotations.len();
    annotations.sort_by_key(|(at, _)| (at.start, std::cmp::Reverse(at.end)));
    let mut ids = Ids::new(notes);
    let mut list = Vec::with_capacity(count);
    for (_, mut annotation) in annotations {
        annotation.id = ids.next(&annotation);
        annotation.drafted = Some(stamp(&annotation));
        list.push(annotation);
    }
    let mut summary = summary(findings, used.len());
    summary.new = list.len();
    summary.there = there.met;
    Proposal {
        annotations: list,
        sources: keys.new,
        summary,
    }
}

/// The works that notes will name, in the order in which they became known.
fn works_used(findings: &Findings) -> Vec<usize> {
    let mut used: Vec<usize> = findings
        .citations
        .iter()
        .flat_map(|c| {
            c.resolution
                .work
                .into_iter()
                .chain(c.resolution.rivals.iter().copied())
        })
        .collect();
    used.extend(
        findings
            .quotations
            .iter()
            .filter(|q| q.nature == Nature::Quotation)
            .flat_map(|q| q.via.into_iter().chain(q.mentioned)),
    );
    used.sort_unstable();
    used.dedup();
    used
}

fn summary(findings: &Findings, works: usize) -> Summary {
    let quotations = || {
        findings
            .quotations
            .iter()
            .filter(|q| q.nature == Nature::Quotation)
    };
    let sure = |s: Sureness| {
        findings
            .citations
            .iter()
            .filter(|c| c.resolution.sureness == s)
            .count()
    };
    Summary {
        quotations: quotations().count(),
        cited: quotations().filter(|q| q.citation.is_some()).count(),
        citations: findings.citations.len(),
        certain: sure(Sureness::Certain),
        likely: sure(Sureness::Likely),
        uncertain: sure(Sureness::Uncertain),
        unresolved: sure(Sureness::Unresolved),
        cross_references: findings.cross_references.len(),
        abbreviations: findings.abbreviations.len(),
        works,
        repairs: quotations().map(|q| q.repairs.len()).sum(),
        ..Summary::default()
    }
}

struct Proposer<'a> {
    article: &'a Article,
    findings: &'a Findings,
    keys: Keys,
    targets: Targets<'a>,
    there: There,
    annotations: Vec<(Range<usize>, Annotation)>,
}

impl Proposer<'_> {
    fn all(&mut self) {
        let findings = self.findings;
        let mut covered = HashSet::new();
        for quotation in findings
            .quotations
            .iter()
            .filter(|q| q.nature == Nature::Quotation)
        {
            if let Some(index) = quotation.citation {
                covered.insert(index);
                // The second half of `X, quoted in Y` belongs to the same quotation.
                let chain = findings
                    .citations
                    .get(index + 1)
                    .filter(|c| c.citation.signal == Some(Signal::QuotedIn));
                if chain
                    .is_some_and(|c| quotation.via.is_some() && c.resolution.work == quotation.via)
                {
                    covered.insert(index + 1);
                }
            }
            self.quotation(quotation);
        }
        for (index, citation) in findings.citations.iter().enumerate() {
            if !covered.contains(&index) {
                self.citation(index, citation.range.clone());
            }
        }
        for reference in &findings.cross_references {
            self.cross_reference(reference);
        }
        for abbreviation in &findings.abbreviations {
            self.abbreviation(abbreviation);
        }
    }

    fn push(&mut self, range: Range<usize>, kind: Kind, target: Target) -> Option<&mut Annotation> {
        self.annotations.push((
            range,
            Annotation {
                id: String::new(),
                kind,
                target,
                source: None,
                locator: Locator::default(),
                cited: None,
                speaker: None,
                via: None,
                to: Vec::new(),
                tags: Vec::new(),
                note: String::new(),
                drafted: None,
                own: false,
                position: Position::default(),
            },
        ));
        self.annotations.last_mut().map(|(_, a)| a)
    }

    fn quotation(&mut self, quotation: &Quotation) {
        if self.there.has(Kind::Quotation, &quotation.inner)
            || quotation.depth == 0 && self.there.holds(Kind::Quotation, &quotation.inner)
        {
            return;
        }
        let target = self.targets.of(&quotation.inner);
        if self.there.has_target(Kind::Quotation, &target) {
            return;
        }
        let cited = quotation.citation.map(|c| self.cited(c));
        let locator = quotation
            .citation
            .map(|c| self.locator(c, quotation.page.as_deref()));
        let found = quotation
            .citation
            .and_then(|c| self.findings.citations.get(c));
        let quoted_in = found.is_some_and(|c| c.citation.signal == Some(Signal::QuotedIn));
        let work = found
            .and_then(|c| c.resolution.work)
            .filter(|_| !quoted_in)
            .or(quotation.mentioned);
        let source = work.and_then(|w| self.keys.keys.get(&w)).cloned();
        let via = quotation.via.and_then(|w| self.keys.keys.get(&w)).cloned();
        let authors = work
            .and_then(|w| self.findings.works.get(w))
            .map(|w| w.names.clone())
            .unwrap_or_default();
        let speaker = quotation.speaker.clone().filter(|s| {
            let folded = fold(s);
            !authors.iter().any(|n| folded.ends_with(&fold(n.short())))
        });
        let mended = !quotation.repairs.is_empty();
        let mentioned =
            cited.is_none() && (via.is_some() || source.is_some()) && quotation.depth == 0;
        if let Some(annotation) = self.push(quotation.inner.clone(), Kind::Quotation, target) {
            annotation.source = source;
            annotation.via = via;
            annotation.speaker = speaker;
            annotation.cited = cited.or_else(|| mentioned.then(mention));
            annotation.locator = locator.unwrap_or_default();
            if mended {
                annotation.tags.push("mended".to_owned());
            }
            if quotation.depth > 0 {
                annotation.tags.push("nested".to_owned());
            }
        }
    }

    /// A citation that no quotation has: its note hangs on its own words.
    fn citation(&mut self, index: usize, range: Range<usize>) {
        if self.there.has(Kind::Footnote, &range) {
            return;
        }
        let inner = without_brackets(self.article, &range);
        let target = self.targets.of(&inner);
        if self.there.has_target(Kind::Footnote, &target) {
            return;
        }
        let (cited, locator) = (self.cited(index), self.locator(index, None));
        let work = self
            .findings
            .citations
            .get(index)
            .and_then(|c| c.resolution.work);
        let source = work.and_then(|w| self.keys.keys.get(&w)).cloned();
        if let Some(annotation) = self.push(inner, Kind::Footnote, target) {
            annotation.source = source;
            annotation.cited = Some(cited);
            annotation.locator = locator;
        }
    }

    fn cited(&self, index: usize) -> Cited {
        let Some(found) = self.findings.citations.get(index) else {
            return Cited::default();
        };
        let resolution = &found.resolution;
        let antecedent = resolution
            .antecedent
            .and_then(|i| self.findings.citations.get(i));
        Cited {
            how: Some(how(resolution.form)),
            as_printed: Some(printed(self.article, &found.range)),
            certainty: Some(certainty(resolution.sureness)),
            rule: Some(resolution.rule.as_str().to_owned()),
            antecedent: antecedent
                .map(|a| a.range.start)
                .or_else(|| self.named_at(index))
                .map(|at| self.article.passage_at(at)),
            rivals: resolution
                .rivals
                .iter()
                .filter_map(|w| self.keys.keys.get(w))
                .cloned()
                .collect(),
        }
    }

    /// Where the prose named the work of a citation that is the first of it.
    fn named_at(&self, index: usize) -> Option<usize> {
        let work = self.findings.citations.get(index)?.resolution.work?;
        self.findings.works.get(work)?.mentioned_at
    }

    fn locator(&self, index: usize, page: Option<&str>) -> Locator {
        let Some(found) = self.findings.citations.get(index) else {
            return Locator::default();
        };
        let mut pairs: Vec<(String, String)> = found
            .citation
            .locator
            .parts
            .iter()
            .map(|(n, v)| ((*n).to_owned(), v.clone()))
            .collect();
        if let Some(page) = page {
            for pair in pairs.iter_mut().filter(|(n, _)| n == "page") {
                page.clone_into(&mut pair.1);
            }
        }
        if let Some(page) = &found.resolution.page {
            pairs.push(("page".to_owned(), page.clone()));
        }
        Locator(pairs)
    }

    fn cross_reference(&mut self, reference: &CrossReference) {
        if self.there.touches(Kind::CrossReference, &reference.range) {
            return;
        }
        let target = self.targets.of(&reference.range);
        if self.there.has_target(Kind::CrossReference, &target) {
            return;
        }
        let to = reference.to.clone().map(here);
        let tag = match reference.direction {
            Direction::Back => "back",
            Direction::Forward => "forward",
            Direction::Elsewhere => "elsewhere",
            Direction::There => "there",
        };
        if let Some(annotation) = self.push(reference.range.clone(), Kind::CrossReference, target) {
            annotation.to.extend(to);
            annotation.tags.push(tag.to_owned());
        }
    }

    fn abbreviation(&mut self, abbreviation: &Abbreviation) {
        if self.there.glosses.contains(&fold(&abbreviation.short)) {
            self.there.met += 1;
            return;
        }
        let defined = self.article.passage_at(abbreviation.range.start);
        let target = Target {
            quote: Some(abbreviation.short.clone()),
            nth: Some(Nth::All),
            ..Target::default()
        };
        if let Some(annotation) = self.push(abbreviation.range.clone(), Kind::Gloss, target) {
            annotation.to.push(here(defined));
            annotation.tags.push("abbreviation".to_owned());
            annotation.note.clone_from(&abbreviation.long);
        }
    }
}

/// How a quotation is cited whose source only the prose names.
fn mention() -> Cited {
    Cited {
        how: Some(How::Mention),
        certainty: Some(Certainty::Likely),
        rule: Some(crate::source::resolve::Rule::Mentioned.as_str().to_owned()),
        ..Cited::default()
    }
}

fn here(passage: Passage) -> Reference {
    Reference {
        article: None,
        passage: Some(passage.into()),
    }
}

fn how(form: Form) -> How {
    match form {
        Form::Full => How::Full,
        Form::ShortTitle => How::ShortTitle,
        Form::OpCit => How::OpCit,
        Form::LocCit => How::LocCit,
        Form::Ibid => How::Ibid,
        Form::Idem => How::Idem,
        Form::Container => How::Container,
        Form::Mention => How::Mention,
    }
}

fn certainty(sureness: Sureness) -> Certainty {
    match sureness {
        Sureness::Certain => Certainty::Certain,
        Sureness::Likely => Certainty::Likely,
        Sureness::Uncertain => Certainty::Uncertain,
        Sureness::Unresolved => Certainty::Unresolved,
    }
}

fn without_brackets(article: &Article, range: &Range<usize>) -> Range<usize> {
    let words = article.slice(range.clone());
    let bracketed = words.starts_with(['(', '[']) && words.ends_with([')', ']']) && words.len() > 2;
    if bracketed {
        range.start + 1..range.end - 1
    } else {
        range.clone()
    }
}

/// The first words of a citation, as printed: at most six.
fn printed(article: &Article, range: &Range<usize>) -> String {
    let words = article.slice(without_brackets(article, range));
    let all: Vec<&str> = words.split_whitespace().collect();
    all.get(..6)
        .map_or_else(|| all.join(" "), |few| few.join(" "))
        .trim_end_matches([',', ';'])
        .to_owned()
}

/// The notes that are there already, by where they stand.
struct There {
    ranges: Vec<(Range<usize>, Kind)>,
    glosses: HashSet<String>,
    /// Kind, passage and words of each, for those that are not found where they should be.
    targets: HashSet<(Kind, String, String)>,
    met: usize,
}

impl There {
    fn new(notes: &[Anchored]) -> Self {
        let mut ranges: Vec<(Range<usize>, Kind)> = notes
            .iter()
            .filter_map(|n| Some((n.anchor.range()?, n.annotation.kind)))
            .collect();
        ranges.sort_by_key(|(r, _)| (r.start, r.end));
        let glosses = notes.iter().filter(|n| n.annotation.kind == Kind::Gloss);
        let glosses = glosses
            .filter_map(|n| n.annotation.target.quote.as_deref().map(fold))
            .collect();
        let targets = notes
            .iter()
            .map(|n| target_key(n.annotation.kind, &n.annotation.target))
            .collect();
        Self {
            ranges,
            glosses,
            targets,
            met: 0,
        }
    }

    /// Whether a note of this kind has the same target as it is written.
    fn has_target(&mut self, kind: Kind, target: &Target) -> bool {
        let found = self.targets.contains(&target_key(kind, target));
        self.met += usize::from(found);
        found
    }

    /// Whether a note of this kind stands on the same words, give or take a mark at either end.
    fn has(&mut self, kind: Kind, range: &Range<usize>) -> bool {
        const SLACK: usize = 8;
        let from = self
            .ranges
            .partition_point(|(r, _)| r.start + SLACK < range.start);
        let near = self
            .ranges
            .iter()
            .skip(from)
            .take_while(|(r, _)| r.start <= range.start + SLACK);
        let found = near
            .into_iter()
            .any(|(r, k)| *k == kind && r.end.abs_diff(range.end) <= SLACK);
        self.met += usize::from(found);
        found
    }

    /// Whether a note of this kind holds the whole range: two phrases that a hand made one note.
    fn holds(&mut self, kind: Kind, range: &Range<usize>) -> bool {
        let until = self.ranges.partition_point(|(r, _)| r.start <= range.start);
        let near = self
            .ranges
            .get(until.saturating_sub(16)..until)
            .unwrap_or_default();
        let found = near.iter().any(|(r, k)| *k == kind && r.end >= range.end);
        self.met += usize::from(found);
        found
    }

    /// Whether a note of this kind shares words with the range.
    fn touches(&mut self, kind: Kind, range: &Range<usize>) -> bool {
        let until = self.ranges.partition_point(|(r, _)| r.start < range.end);
        let near = self
            .ranges
            .get(until.saturating_sub(48)..until)
            .unwrap_or_default();
        let found = near.iter().any(|(r, k)| *k == kind && r.end > range.start);
        self.met += usize::from(found);
        found
    }
}

fn target_key(kind: Kind, target: &Target) -> (Kind, String, String) {
    let at = target.at.as_ref().map(ToString::to_string);
    let words = [&target.prefix, &target.quote, &target.suffix];
    let words = words.map(|w| w.as_deref().map(fold).unwrap_or_default());
    let nth = target.nth.map(|n| n.to_string()).unwrap_or_default();
    (
        kind,
        at.unwrap_or_default(),
        format!("{}|{nth}", words.join("|")),
    )
}

/// The ids that are taken.
struct Ids {
    taken: HashSet<String>,
    next: [usize; 4],
}

impl Ids {
    fn new(notes: &[Anchored]) -> Self {
        Self {
            taken: notes.iter().map(|n| n.annotation.id.clone()).collect(),
            next: [1; 4],
        }
    }

    fn next(&mut self, annotation: &Annotation) -> String {
        let (slot, letter) = match annotation.kind {
            Kind::Quotation => (0, 'q'),
            Kind::CrossReference => (1, 'x'),
            Kind::Gloss => (2, 'g'),
            _ => (3, 'c'),
        };
        loop {
            let Some(number) = self.next.get_mut(slot) else {
                return format!("{letter}0");
            };
            let id = format!("{letter}{number:02}");
            *number += 1;
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }
}
