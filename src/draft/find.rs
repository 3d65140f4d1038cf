//! The pass over an article: paragraph by paragraph, with the notes where they are called.

use std::collections::HashSet;
use std::ops::Range;

use super::abbreviation;
use super::brackets::{Bracketed, bracketed};
use super::crossref;
use super::findings::{Findings, FoundCitation, Quotation};
use super::items::{self, Items};
use super::link;
use super::mention::{self, Mention};
use super::nature::{Nature, Setting, nature};
use super::pairing::{Carry, Pair, Stop, pair};
use super::prose::Prose;
use super::scan::Scan;
use crate::article::{Article, Block, Home, NoteCall, Paragraph};
use crate::source::citation::{
    Citation, Setting as TitleSetting, Strength, Title, name_ending_at, read_note,
};
use crate::source::resolve::{Resolver, Seen, Zone};
use crate::text::fold::fold;

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
        let candidates = bracketed(article, paragraph, &self.scan.brackets);
        let stops: Vec<Stop> = candidates
            .iter()
            .filter(|c| c.stops())
            .map(|c| Stop {
                range: c.range.clone(),
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
        let mentions = self.mentions(paragraph, &holes, &pairs);
        let first = self.works_mentioned.len();
        let groups = self.citations(paragraph, &candidates, &holes, &mentions);
        let from = self.findings.quotations.len();
        self.quotations(paragraph, pairs, &holes, &groups);
        self.spoken(spoken);
        self.block_quotation(index, paragraph, &groups, from);
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

    /// Speech that a dash sets off.
    fn spoken(&mut self, spoken: Vec<Range<usize>>) {
        for range in spoken {
            let marked = self
                .findings
                .quotations
                .iter()
                .rev()
                .take(8)
                .any(|q| q.outer.start < range.end && range.start < q.outer.end);
            if !marked {
                self.findings.quotations.push(Quotation::plain(range));
            }
        }
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
                groups.extend(self.bracket(paragraph, candidate, holes));
            }
        }
        for next in calls.get(call..).unwrap_or_default() {
            self.mentioned(mentions, next.at);
            groups.extend(self.called(next.note, next.at, paragraph, holes));
        }
        self.mentioned(mentions, paragraph.range.end);
        groups
    }

    /// The number of the item that serves as a note and is this paragraph.
    fn item_of(&self, paragraph: &Paragraph) -> Option<u32> {
        let first = self.items.list.first()?;
        let start = self.article.paragraphs.get(first.1)?.range.start;
        if paragraph.range.start < start {
            return None;
        }
        let index = self.article.paragraph_at(paragraph.range.start)?;
        self.items
            .list
            .iter()
            .find(|(_, p)| *p == index)
            .map(|(n, _)| *n)
    }

    fn is_note(&self, paragraph: &Paragraph) -> bool {
        matches!(paragraph.home, Home::Note(_)) || self.item_of(paragraph).is_some()
    }

    fn inside_known(&self, candidate: &Bracketed) -> bool {
        let recent = self.findings.citations.iter().rev().take(16);
        recent
            .into_iter()
            .any(|c| c.range.start <= candidate.range.start && candidate.range.end <= c.range.end)
    }

    fn called(
        &mut self,
        note: usize,
        at: usize,
        paragraph: &Paragraph,
        holes: &[Range<usize>],
    ) -> Option<Group> {
        let citations = self.note(note, Some((at, paragraph, holes)))?;
        (!citations.is_empty()).then_some(Group {
            range: at..at,
            citations,
            note: true,
            narrative: false,
        })
    }

    /// Reads a note's citations, once; `call`: where it is called.
    fn note(
        &mut self,
        index: usize,
        call: Option<(usize, &Paragraph, &[Range<usize>])>,
    ) -> Option<Range<usize>> {
        if let Some(Some(read)) = self.notes_read.get(index) {
            return Some(read.clone());
        }
        let article = self.article;
        let (number, paragraphs) = self.note_place(index)?;
        let from = self.findings.citations.len();
        self.group += 1;
        for paragraph in article.paragraphs.get(paragraphs).unwrap_or_default() {
            let label = self
                .items
                .label_len(index, article.slice(paragraph.range.clone()));
            let range = paragraph.range.start + label..paragraph.range.end;
            let text = article.slice(range.clone());
            let start = range.start;
            for mut citation in read_note(text, &emphasis(article, &range)) {
                let range = citation.range.clone();
                if !is_bounded(text, &range) {
                    continue;
                }
                shift(&mut citation, start);
                let range = citation.range.clone();
                let named = !citation.names.is_empty() && !citation.bare_head;
                let prose = match call {
                    Some((at, paragraph, holes)) if !named => {
                        let prose = Prose {
                            text: &article.text,
                            paragraph: &paragraph.range,
                            holes,
                        };
                        prose.names_before(at, &|n| self.resolver.knows_author(n))
                    }
                    _ => Vec::new(),
                };
                let seen = Seen {
                    citation,
                    zone: Zone::Note(number),
                    group: self.group,
                    prose,
                    piece: None,
                    expected: true,
                    after: 0,
                    paragraph: call.map_or(usize::MAX, |(_, p, _)| p.range.start),
                };
                self.take(seen, range, Some(index));
            }
        }
        let read = from..self.findings.citations.len();
        if let Some(slot) = self.notes_read.get_mut(index) {
            *slot = Some(read.clone());
        }
        Some(read)
    }

    /// The number and the paragraphs of a note, or of an item that serves as one.
    fn note_place(&self, index: usize) -> Option<(u32, Range<usize>)> {
        if let Some(note) = self.article.notes.get(index) {
            return Some((note.number, note.paragraphs.clone()));
        }
        let item = index.checked_sub(self.article.notes.len())?;
        let (number, paragraph) = self.items.list.get(item)?;
        Some((*number, *paragraph..paragraph + 1))
    }

    /// The quotations, brackets and pointers within a note's own prose.
    fn note_paragraphs(&mut self, note: usize) {
        let Some((_, paragraphs)) = self.note_place(note) else {
            return;
        };
        self.carry = None;
        for index in paragraphs {
            self.paragraph(index);
        }
        self.carry = None;
    }

    fn bracket(
        &mut self,
        paragraph: &Paragraph,
        candidate: &Bracketed,
        holes: &[Range<usize>],
    ) -> Option<Group> {
        let text = self.article.text.as_str();
        let from = self.findings.citations.len();
        self.group += 1;
        let mut range = candidate.range.clone();
        let mut narrative = false;
        let prose = Prose {
            text,
            paragraph: &paragraph.range,
            holes,
        };
        let alone = candidate.citations.len() == 1;
        let after = self
            .findings
            .citations
            .last()
            .map(|c| c.range.end)
            .filter(|e| paragraph.range.contains(e) && *e <= candidate.range.start)
            .unwrap_or(paragraph.range.start);
        for (i, citation) in candidate.citations.iter().enumerate() {
            let mut citation = citation.clone();
            let mut at = if alone {
                candidate.range.clone()
            } else {
                citation.range.clone()
            };
            if i == 0
                && citation.names.is_empty()
                && citation.title.is_none()
                && citation.back.is_none()
                && let Some((names, start)) = self.name_before(candidate, &prose)
                && (citation.year.is_some() || citation.locator.get("page").is_some())
            {
                citation.bare_head = citation.year.is_none();
                citation.names = names;
                citation.strength = if citation.year.is_some() {
                    Strength::Strong
                } else {
                    Strength::Fair
                };
                narrative = true;
                range.start = start;
                at.start = start;
            }
            // `The Oven House (1924; hereafter OH)`: the title stands in the prose before it.
            if i == 0
                && citation.alias.is_some()
                && !citation.names_a_work()
                && citation.back.is_none()
                && let Some(title) = self.title_before(candidate.range.start, paragraph)
            {
                citation.title = Some(title);
                citation.strength = Strength::Strong;
            }
            let nameless = citation.names.is_empty() || citation.bare_head;
            let names = if nameless {
                prose.names_before(candidate.range.start, &|n| self.resolver.knows_author(n))
            } else {
                Vec::new()
            };
            let piece = if citation.back.is_none() && citation.container.is_none() {
                super::piece::named_in(&prose, candidate.range.start)
            } else {
                None
            };
            let item = self.item_of(paragraph);
            let zone = match paragraph.home {
                _ if item.is_some() => Zone::Note(item.unwrap_or_default()),
                Home::Note(n) => Zone::Note(self.article.notes.get(n).map_or(0, |n| n.number)),
                Home::Section(_) => Zone::Body,
            };
            let expected = candidate.expected || zone != Zone::Body;
            let note = match paragraph.home {
                Home::Note(n) => Some(n),
                Home::Section(_) => None,
            };
            let seen = Seen {
                citation,
                zone,
                group: self.group,
                prose: names,
                piece,
                expected,
                after,
                paragraph: paragraph.range.start,
            };
            self.take(seen, at, note);
        }
        let citations = from..self.findings.citations.len();
        // The only one that the bracket holds after all: the bracket is its.
        if !narrative
            && citations.len() == 1
            && let Some(one) = self.findings.citations.last_mut()
        {
            one.range = candidate.range.clone();
        }
        (!citations.is_empty()).then_some(Group {
            range,
            citations,
            note: false,
            narrative,
        })
    }

    /// The title in italics or between marks right before a bracket.
    fn title_before(&self, at: usize, paragraph: &Paragraph) -> Option<Title> {
        let before = self.article.text.get(paragraph.range.start..at)?;
        let end = paragraph.range.start + before.trim_end().len();
        let italic = emphasis(self.article, &paragraph.range)
            .into_iter()
            .map(|r| r.start + paragraph.range.start..r.end + paragraph.range.start)
            .find(|r| r.end == end);
        let (range, set) = match italic {
            Some(range) => (range, TitleSetting::Emphasised),
            None => {
                let bare = before.trim_end();
                let close = bare
                    .chars()
                    .next_back()
                    .filter(|c| matches!(c, '”' | '"' | '’' | '»'))?;
                let inner = bare.get(..bare.len() - close.len_utf8())?;
                let start = inner.rfind(['“', '"', '‘', '«'])?;
                let lead = inner.get(start..)?.chars().next()?.len_utf8();
                let from = paragraph.range.start + start + lead;
                (
                    from..paragraph.range.start + inner.len(),
                    TitleSetting::Quoted,
                )
            }
        };
        let text = self.article.text.get(range)?.trim().to_owned();
        (text.starts_with(char::is_uppercase) && text.len() < 200).then_some(Title { text, set })
    }

    /// The name right before a bracket: `As Keller (1999: 45) argues`.
    fn name_before(
        &self,
        candidate: &Bracketed,
        prose: &Prose,
    ) -> Option<(Vec<crate::source::Name>, usize)> {
        let start = candidate.range.start;
        let from = super::prose::floor(
            prose.text,
            start.saturating_sub(120).max(prose.paragraph.start),
        );
        let hole = prose
            .holes
            .iter()
            .rev()
            .find(|h| h.end <= start)
            .map_or(from, |h| h.end.max(from));
        let before = prose.text.get(hole..start)?;
        if !before.ends_with(' ') {
            return None;
        }
        let known = |surname: &str| {
            let name = crate::source::Name {
                family: surname.to_owned(),
                ..Default::default()
            };
            self.resolver.knows_author(&name) || self.resolver.lists_author(surname)
        };
        // At the start of a sentence, `Keller (1999)` has its capital from the name all the same.
        let year = candidate
            .citations
            .first()
            .is_some_and(|c| c.year.is_some());
        let (names, at) = name_ending_at(before, &|s| {
            known(s)
                || year
                    && !crate::source::citation::is_place(s)
                    && !crate::source::citation::is_month(s)
        })?;
        // `in Norfolk (1790)`, `the Lowlands (1902)`: a place or a title, unless the name is known.
        let lead = before
            .get(..at)?
            .trim_end()
            .rsplit(' ')
            .next()
            .unwrap_or_default();
        let placed = matches!(
            lead.to_lowercase().as_str(),
            "in" | "at"
                | "from"
                | "near"
                | "the"
                | "to"
                | "of"
                | "le"
                | "la"
                | "der"
                | "die"
                | "das"
                | "dem"
                | "el"
                | "il"
                | "en"
                | "à"
        );
        let page = candidate
            .citations
            .iter()
            .any(|c| c.locator.get("page").is_some());
        let met = names
            .iter()
            .any(|n| known(&crate::source::citation::surname_key(n)));
        (met || page || !placed).then_some((names, hole + at))
    }

    fn take(&mut self, seen: Seen, range: Range<usize>, note: Option<usize>) {
        if let Some(resolution) = self.resolver.take(&seen) {
            self.findings.citations.push(FoundCitation {
                range,
                citation: seen.citation,
                resolution,
                note,
                group: seen.group,
            });
        }
    }

    fn quotations(
        &mut self,
        paragraph: &Paragraph,
        pairs: Vec<Pair>,
        holes: &[Range<usize>],
        groups: &[Group],
    ) {
        let article = self.article;
        let text = article.text.as_str();
        let levels: Vec<(Range<usize>, usize)> =
            pairs.iter().map(|p| (p.outer.clone(), p.depth)).collect();
        let mut last: Option<(usize, Nature)> = None;
        let cites = self.cited_in_note(paragraph);
        for pair in pairs {
            // What stands in an accepted citation is its title, in a bracket or a note.
            if groups.iter().any(|g| {
                !g.note && g.range.start <= pair.outer.start && pair.outer.end <= g.range.end
            }) || cites
                .iter()
                .any(|c| c.start <= pair.outer.start && pair.outer.end <= c.end)
            {
                continue;
            }
            let cited = groups
                .iter()
                .any(|g| link::adjoins(text, &pair.outer, &g.range));
            let covered = groups.iter().any(|g| g.range.start >= pair.outer.end);
            let opening = article
                .paragraph_at(pair.outer.start)
                .and_then(|i| article.paragraphs.get(i))
                .unwrap_or(paragraph);
            let here = opening.range.start == paragraph.range.start;
            let prose = if here {
                Prose {
                    text,
                    paragraph: &paragraph.range,
                    holes,
                }
            } else {
                Prose {
                    text,
                    paragraph: &opening.range,
                    holes: &[],
                }
            };
            let words = text.get(pair.inner.clone()).unwrap_or_default();
            let key = if words.len() <= 48 {
                fold(words)
            } else {
                String::new()
            };
            let term = self.terms.contains(&key);
            let setting = Setting {
                cited,
                covered,
                nested: pair.depth > 0,
                term,
            };
            // Within a quotation its own prose tells.
            let within = self.around(&pair, &levels, paragraph);
            let prose = match &within {
                Some((range, holes)) => Prose {
                    text,
                    paragraph: range,
                    holes,
                },
                None => prose,
            };
            let mut nature = if here {
                nature(&prose, &pair.inner, &pair.outer, setting)
            } else {
                Nature::Quotation
            };
            // `“down with the guild” and “bread for all”`: one of a row.
            let row = last.is_some_and(|(end, n)| {
                let between = text.get(end..pair.outer.start).unwrap_or(" . ").trim();
                n == Nature::Quotation
                    && matches!(
                        between,
                        "and" | "," | ", and" | "or" | "et" | "und" | "y" | "e" | "&"
                    )
            });
            if row && nature == Nature::Scare && words.contains(' ') && !term {
                nature = Nature::Quotation;
            }
            last = Some((pair.outer.end, nature));
            if nature != Nature::Quotation && !key.is_empty() {
                self.terms.insert(key);
            }
            let speaker = if nature == Nature::Quotation {
                prose.speaker(&pair.outer)
            } else {
                None
            };
            self.findings.quotations.push(Quotation {
                inner: trimmed(text, &pair.inner),
                outer: pair.outer,
                depth: pair.depth,
                nature,
                repairs: pair.repairs,
                speaker,
                citation: None,
                adjoining: false,
                page: None,
                via: None,
                mentioned: None,
            });
        }
    }

    /// The citations that a note's paragraph holds.
    fn cited_in_note(&self, paragraph: &Paragraph) -> Vec<Range<usize>> {
        let note = match paragraph.home {
            Home::Note(n) => Some(n),
            Home::Section(_) => self
                .item_of(paragraph)
                .and_then(|n| self.items.list.iter().position(|(m, _)| *m == n)),
        };
        let read = note.and_then(|n| self.notes_read.get(n)?.clone());
        read.and_then(|r| self.findings.citations.get(r))
            .unwrap_or_default()
            .iter()
            .map(|c| c.range.clone())
            .collect()
    }

    /// The words of the quotation around a nested one, with the quotations in it.
    fn around(
        &self,
        pair: &Pair,
        levels: &[(Range<usize>, usize)],
        paragraph: &Paragraph,
    ) -> Option<(Range<usize>, Vec<Range<usize>>)> {
        let outer_depth = pair.depth.checked_sub(1)?;
        let at = levels.partition_point(|(r, _)| r.start < pair.outer.start);
        let outer = levels
            .get(..at)?
            .iter()
            .rev()
            .find(|(r, d)| *d == outer_depth && r.end >= pair.outer.end)?;
        let range = (outer.0.start + 1).max(paragraph.range.start)..outer.0.end;
        let range = super::prose::ceil(&self.article.text, range.start)..range.end;
        let from = levels.partition_point(|(r, _)| r.start < range.start);
        let inside = levels
            .iter()
            .skip(from)
            .take_while(|(r, _)| r.start < range.end);
        let holes = inside
            .filter(|(_, d)| *d == pair.depth)
            .map(|(r, _)| r.clone())
            .collect();
        Some((range, merged(holes)))
    }

    /// A block quotation, set apart or behind a colon and before a citation.
    fn block_quotation(
        &mut self,
        index: usize,
        paragraph: &Paragraph,
        groups: &[Group],
        from: usize,
    ) {
        let text = self.article.text.as_str();
        let set_apart = is_set_apart(paragraph);
        let end = paragraph.range.end;
        let last = groups.last().filter(|g| {
            text.get(g.range.end..end)
                .is_some_and(|t| t.trim_matches(|c: char| !c.is_alphanumeric()).is_empty())
        });
        let announced = self
            .before
            .is_some_and(|(before, colon)| colon && before + 1 == index);
        let behind_colon = announced
            && last.is_some_and(|g| !g.narrative)
            && paragraph.containers.is_empty()
            && paragraph.kind() == "prose";
        if !(set_apart || behind_colon) {
            return;
        }
        let until = last.filter(|g| !g.note).map_or(end, |g| g.range.start);
        let inner = trimmed(text, &(paragraph.range.start..until));
        let len = inner.len();
        let marked = self
            .findings
            .quotations
            .get(from..)
            .unwrap_or_default()
            .iter()
            .any(|q| q.depth == 0 && q.outer.len() * 2 > len);
        let words = text
            .get(inner.clone())
            .unwrap_or_default()
            .split_whitespace()
            .take(6)
            .count();
        if marked || words < 6 || groups.iter().any(|g| !g.note && g.range.end < until) {
            return;
        }
        for quotation in self.findings.quotations.iter_mut().skip(from) {
            quotation.depth += 1;
        }
        // Several paragraphs of one block are one quotation.
        if set_apart
            && let Some(before) = self
                .findings
                .quotations
                .get_mut(..from)
                .and_then(|q| q.last_mut())
            && announced_run(self.article, index, before)
        {
            before.inner.end = inner.end;
            before.outer.end = inner.end;
            return;
        }
        self.findings
            .quotations
            .insert(from, Quotation::plain(inner));
    }

    fn finish(mut self) -> Findings {
        self.findings.works = self.resolver.works().to_vec();
        self.findings
    }
}

/// Whether a paragraph is a quotation by its setting: a block quotation, or verse in one.
fn is_set_apart(paragraph: &Paragraph) -> bool {
    let quoted = matches!(
        paragraph.containers.last(),
        Some(crate::article::Container::Quotation { .. })
    );
    paragraph.kind() == "block-quotation" || quoted && matches!(paragraph.block, Block::Verse)
}

/// Whether the quotation before is the paragraph before, in the same block.
fn announced_run(article: &Article, index: usize, before: &Quotation) -> bool {
    let first = article.paragraphs.get(index).is_some_and(|p| {
        p.containers
            .iter()
            .any(|c| matches!(c, crate::article::Container::Quotation { first: false }))
    });
    let previous = index.checked_sub(1).and_then(|i| article.paragraphs.get(i));
    first
        && previous.is_some_and(|p| {
            p.range.contains(&before.inner.end.saturating_sub(1))
                && before.citation.is_none()
                && before.outer == before.inner
        })
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

fn shift(citation: &mut Citation, by: usize) {
    citation.range = citation.range.start + by..citation.range.end + by;
}

fn is_bounded(text: &str, range: &Range<usize>) -> bool {
    text.get(range.clone()).is_some_and(|t| !t.is_empty())
}

/// A range without the white space at its ends.
pub(super) fn trimmed(text: &str, range: &Range<usize>) -> Range<usize> {
    let words = text.get(range.clone()).unwrap_or_default();
    let start = range.start + words.len() - words.trim_start().len();
    start..start.max(range.start + words.trim_end().len())
}
