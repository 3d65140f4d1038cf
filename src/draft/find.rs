//! The pass over an article: paragraph by paragraph, with the notes where they are called.

mod bracket;
mod notes;
mod quotations;

use std::collections::HashSet;
use std::ops::Range;

use super::abbreviation;
use super::brackets::{Bracketed, bracketed, in_prose};
use super::crossref;
use super::findings::Findings;
use super::items::{self, Items};
use super::link;
use super::mention::{self, Mention};
use super::pairing::{Carry, Pair, Stop, pair};
use super::prose::Prose;
use super::scan::Scan;
use crate::article::{Article, Block, NoteCall, Paragraph};
use crate::source::resolve::Resolver;

/// Finds everything in an article. Nothing but the text is asked, so that the same text always
/// gives the same.
pub fn find(article: &Article) -> Findings {
    let items = items::read(article);
    let mut pass = Pass {
        article,
        resolver: Resolver::default(),
        findings: Findings::default(),
        scan: Scan::default(),
        carry: None,
        group: 0,
        notes_read: vec![None; article.notes.len() + items.list.len()],
        items,
        listed: 0..0,
        before: None,
        terms: HashSet::new(),
        works_mentioned: Vec::new(),
        told_mentions: 0,
    };
    pass.listed = super::listed::read(article, &mut pass.resolver);
    pass.resolver.author_date = super::brackets::is_author_date(article) || !pass.listed.is_empty();
    for index in 0..article.body().len() {
        if !pass.items.list.iter().any(|(_, p)| *p == index) {
            pass.paragraph(index);
        }
    }
    for note in 0..pass.notes_read.len() {
        pass.note(note, None);
        pass.note_paragraphs(note);
    }
    pass.finish()
}

/// A citation's group in a paragraph: a bracket, or the call of a note.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// The bracket's bytes, or the byte of the call.
    pub(super) range: Range<usize>,
    /// Its citations in [`Findings::citations`].
    pub(super) citations: Range<usize>,
    /// It is a note's.
    pub(super) note: bool,
    /// It was read with the name before it: *Keller (1999)*.
    pub(super) narrative: bool,
}

struct Pass<'a> {
    article: &'a Article,
    resolver: Resolver,
    findings: Findings,
    scan: Scan,
    carry: Option<Carry>,
    group: usize,
    /// The citations of each note, once it was read.
    notes_read: Vec<Option<Range<usize>>>,
    /// The paragraphs of the list of works at the end.
    listed: Range<usize>,
    /// Numbered items that serve as notes.
    items: Items,
    /// How the paragraph before ended: its index, and whether with a colon.
    before: Option<(usize, bool)>,
    /// Terms and names that stood between marks, folded.
    terms: HashSet<String>,
    /// The works that the prose of the paragraph in hand names, with the byte where.
    works_mentioned: Vec<(usize, usize)>,
    /// How far the resolver was told of them.
    told_mentions: usize,
}

impl Pass<'_> {
    fn paragraph(&mut self, index: usize) {
        let article = self.article;
        let Some(paragraph) = article.paragraphs.get(index) else {
            return;
        };
        if self.listed.contains(&index)
            || matches!(paragraph.block, Block::Code(_) | Block::Table(_))
        {
            self.carry = None;
            return;
        }
        let text = article.text.as_str();
        self.scan.paragraph(text, &paragraph.range);
        let spoken = super::dialogue::spoken(article, index, paragraph);
        if self.scan.marks.is_empty()
            && self.scan.brackets.is_empty()
            && self.carry.is_none()
            && spoken.is_empty()
            && article.calls_in(&paragraph.range).is_empty()
            && self.items.calls.is_empty()
        {
            let mentions = self.mentions(paragraph, &[], &[]);
            self.mentioned(&mentions, paragraph.range.end);
            crossref::find(article, paragraph, &[], &[], &mut self.findings);
            self.before = Some((
                index,
                article
                    .slice(paragraph.range.clone())
                    .trim_end()
                    .ends_with(':'),
            ));
            return;
        }
        let mut candidates = bracketed(article, paragraph, &self.scan.brackets);
        let stops: Vec<Stop> = candidates
            .iter()
            .filter(|c| c.stops())
            .map(|c| Stop {
                range: c.range.start..c.until,
            })
            .collect();
        if !self.same_home(index) {
            self.carry = None;
        }
        let (pairs, carry) = pair(
            text,
            &paragraph.range,
            &self.scan.marks,
            &stops,
            self.carry.take(),
        );
        self.carry = carry;
        let mut holes: Vec<Range<usize>> = pairs
            .iter()
            .filter(|p| p.depth == 0)
            .map(|p| p.outer.clone())
            .collect();
        holes.extend(stops.iter().map(|s| s.range.clone()));
        let holes = merged(holes);
        if !self.is_note(paragraph) {
            candidates.extend(in_prose(article, paragraph, &holes, &self.scan.brackets));
            candidates.sort_by_key(|c| c.range.start);
        }
        let mentions = self.mentions(paragraph, &holes, &pairs);
        let first = self.works_mentioned.len();
        let groups = self.citations(paragraph, &candidates, &holes, &mentions);
        let from = self.findings.quotations.len();
        self.quotations(paragraph, pairs, &holes, &groups);
        self.spoken(spoken);
        let from = self.block_quotation(index, paragraph, &groups, from);
        let prose = Prose {
            text,
            paragraph: &paragraph.range,
            holes: &holes,
        };
        let findings = &mut self.findings;
        link::link(&prose, &groups, from, &self.resolver, findings);
        let mentioned = self.works_mentioned.get(first..).unwrap_or_default();
        link::named_in_prose(&prose, mentioned, from, findings);
        self.works_mentioned.clear();
        crossref::find(article, paragraph, &holes, &groups, findings);
        abbreviation::find(text, &self.scan.brackets, &groups, findings);
        self.before = Some((
            index,
            article
                .slice(paragraph.range.clone())
                .trim_end()
                .ends_with(':'),
        ));
    }

    /// The works that the paragraph's prose names.
    fn mentions(
        &self,
        paragraph: &Paragraph,
        holes: &[Range<usize>],
        pairs: &[Pair],
    ) -> Vec<Mention> {
        let prose = Prose {
            text: &self.article.text,
            paragraph: &paragraph.range,
            holes,
        };
        let italics: Vec<Range<usize>> = emphasis(self.article, &paragraph.range)
            .into_iter()
            .map(|r| r.start + paragraph.range.start..r.end + paragraph.range.start)
            .collect();
        mention::find(&prose, &italics, pairs, &|n| self.resolver.knows_author(n))
    }

    /// Tells the resolver of the works named before a place.
    fn mentioned(&mut self, mentions: &[Mention], until: usize) {
        let told = self.told_mentions;
        for mention in mentions.iter().filter(|m| m.at >= told && m.at < until) {
            let id = self.resolver.mention(
                mention.names.clone(),
                &mention.title,
                mention.year.clone(),
                mention.at,
            );
            if let Some(alias) = &mention.alias {
                self.resolver.alias(alias, id);
            }
            self.works_mentioned.push((mention.at, id));
        }
        self.told_mentions = until.max(told);
    }

    /// Quotations go over from one paragraph to the next of the same section only.
    fn same_home(&self, index: usize) -> bool {
        let home = |i: usize| self.article.paragraphs.get(i).map(|p| p.home);
        index
            .checked_sub(1)
            .is_some_and(|before| home(before) == home(index))
    }

    /// Resolves what stands in brackets and behind note calls, in order.
    fn citations(
        &mut self,
        paragraph: &Paragraph,
        candidates: &[Bracketed],
        holes: &[Range<usize>],
        mentions: &[Mention],
    ) -> Vec<Group> {
        let article = self.article;
        self.told_mentions = paragraph.range.start;
        let calls: Vec<NoteCall> = if self.items.calls.is_empty() {
            article.calls_in(&paragraph.range).to_vec()
        } else {
            let from = self
                .items
                .calls
                .partition_point(|c| c.at < paragraph.range.start);
            let calls = self.items.calls.iter().skip(from);
            calls
                .take_while(|c| c.at < paragraph.range.end)
                .copied()
                .collect()
        };
        let mut groups = Vec::new();
        let mut call = 0;
        let in_note = self.is_note(paragraph);
        for candidate in candidates {
            while let Some(next) = calls.get(call).filter(|c| c.at <= candidate.range.start) {
                self.mentioned(mentions, next.at);
                groups.extend(self.called(next.note, next.at, paragraph, holes));
                call += 1;
            }
            self.mentioned(mentions, candidate.range.start);
            if !in_note || !self.inside_known(candidate) {
                groups.extend(self.bracket(paragraph, candidate, holes, mentions));
            }
        }
        for next in calls.get(call..).unwrap_or_default() {
            self.mentioned(mentions, next.at);
            groups.extend(self.called(next.note, next.at, paragraph, holes));
        }
        self.mentioned(mentions, paragraph.range.end);
        groups
    }

    fn finish(mut self) -> Findings {
        self.findings.works = self.resolver.works().to_vec();
        self.findings
    }
}

/// Ranges in order, those that touch or overlap made one.
pub(super) fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|r| (r.start, r.end));
    let mut out: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

/// The italics of a paragraph, relative to it.
pub(super) fn emphasis(article: &Article, range: &Range<usize>) -> Vec<Range<usize>> {
    let from = article
        .spans
        .partition_point(|s| s.range.start < range.start);
    let spans = article
        .spans
        .iter()
        .skip(from)
        .take_while(|s| s.range.start < range.end);
    spans
        .filter(|s| {
            matches!(s.kind, crate::article::SpanKind::Emphasis) && s.range.end <= range.end
        })
        .map(|s| s.range.start - range.start..s.range.end - range.start)
        .collect()
}

/// A range without the white space at its ends.
pub(super) fn trimmed(text: &str, range: &Range<usize>) -> Range<usize> {
    let words = text.get(range.clone()).unwrap_or_default();
    let start = range.start + words.len() - words.trim_start().len();
    start..start.max(range.start + words.trim_end().len())
}
