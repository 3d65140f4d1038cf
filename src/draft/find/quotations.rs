//! A paragraph's quotations: between marks, set apart, or behind a dash.

use std::ops::Range;

use super::{Group, Pass, merged, trimmed};
use crate::article::{Article, Block, Container, Paragraph};
use crate::draft::findings::Quotation;
use crate::draft::link;
use crate::draft::nature::{Nature, Setting, nature};
use crate::draft::pairing::Pair;
use crate::draft::prose::{Prose, ceil};
use crate::draft::words::is_saying;
use crate::text::fold::fold;

impl Pass<'_> {
    pub(super) fn quotations(
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
        let noted = self.cited_in_note(paragraph);
        for pair in pairs {
            if let Some(citation) = quoted_in_bracket(text, &pair, groups) {
                let mut quotation = Quotation::plain(trimmed(text, &pair.inner));
                quotation.outer = pair.outer;
                quotation.repairs = pair.repairs;
                quotation.citation = Some(citation);
                quotation.adjoining = true;
                self.findings.quotations.push(quotation);
                continue;
            }
            if is_title_of_citation(&pair, groups, &noted) {
                continue;
            }
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
                term,
                ..setting(text, &pair, groups)
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
            let goes_on = last.is_some_and(|(end, n)| {
                n == Nature::Quotation && continues(text, end, pair.outer.start)
            });
            if goes_on && nature == Nature::Scare && words.contains(' ') && !term {
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
        let range = ceil(&self.article.text, range.start)..range.end;
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

    /// A block quotation, set apart or behind a colon and before a citation; gives the index of
    /// the first quotation that the paragraph's citations may belong to.
    pub(super) fn block_quotation(
        &mut self,
        index: usize,
        paragraph: &Paragraph,
        groups: &[Group],
        from: usize,
    ) -> usize {
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
            return from;
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
        // A block of several paragraphs is a quotation, though each of them is speech in marks.
        let run = set_apart && is_run(self.article, index);
        if !run && (marked || words < 6) || groups.iter().any(|g| !g.note && g.range.end < until) {
            return from;
        }
        for quotation in self.findings.quotations.iter_mut().skip(from) {
            quotation.depth += 1;
        }
        // Several paragraphs of one block are one quotation.
        if set_apart
            && let Some((at, before)) = self
                .findings
                .quotations
                .get_mut(..from)
                .unwrap_or_default()
                .iter_mut()
                .enumerate()
                .rev()
                .take(8)
                .find(|(_, q)| q.depth == 0 && q.outer == q.inner)
            && announced_run(self.article, index, before)
        {
            before.inner.end = inner.end;
            before.outer.end = inner.end;
            return at;
        }
        self.findings
            .quotations
            .insert(from, Quotation::plain(inner));
        from
    }

    /// Speech that a dash sets off.
    pub(super) fn spoken(&mut self, spoken: Vec<Range<usize>>) {
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
}

/// `(cf. Keller 1958, p. 20: “bread is dear”)`: the words cited stand in the bracket of their
/// citation, which is given.
fn quoted_in_bracket(text: &str, pair: &Pair, groups: &[Group]) -> Option<usize> {
    let before = text.get(..pair.outer.start)?.trim_end().strip_suffix(':')?;
    let placed = before.ends_with(|c: char| c.is_ascii_digit());
    let group = groups
        .iter()
        .find(|g| !g.note && g.range.contains(&pair.outer.start));
    group.filter(|_| placed).map(|g| g.citations.start)
}

/// Whether what lies between two quotations carries the first over into the second: a joiner, or
/// a few words that say who speaks between commas.
fn continues(text: &str, end: usize, start: usize) -> bool {
    let between = text.get(end..start).unwrap_or(". ");
    let row = matches!(
        between.trim(),
        "and" | "," | ", and" | "or" | "et" | "und" | "y" | "e" | "&"
    );
    let resumed = between.len() < 60
        && between.trim_end().ends_with(',')
        && !between.contains(['.', ';', ':', '?', '!'])
        && between
            .split(|c: char| !c.is_alphabetic())
            .any(|w| is_saying(&w.to_lowercase()));
    row || resumed
}

/// Whether a block quotation has another paragraph beside this one.
fn is_run(article: &Article, index: usize) -> bool {
    let goes_on = |i: usize| {
        article.paragraphs.get(i).is_some_and(|p| {
            p.containers
                .iter()
                .any(|c| matches!(c, Container::Quotation { first: false }))
        })
    };
    goes_on(index) || goes_on(index + 1)
}

/// Whether a paragraph is a quotation by its setting: a block quotation, or verse in one.
fn is_set_apart(paragraph: &Paragraph) -> bool {
    let quoted = matches!(
        paragraph.containers.last(),
        Some(Container::Quotation { .. })
    );
    paragraph.kind() == "block-quotation" || quoted && matches!(paragraph.block, Block::Verse)
}

/// Whether the quotation before is the paragraph before, in the same block.
fn announced_run(article: &Article, index: usize, before: &Quotation) -> bool {
    let first = article.paragraphs.get(index).is_some_and(|p| {
        p.containers
            .iter()
            .any(|c| matches!(c, Container::Quotation { first: false }))
    });
    let previous = index.checked_sub(1).and_then(|i| article.paragraphs.get(i));
    first
        && previous.is_some_and(|p| {
            p.range.contains(&before.inner.end.saturating_sub(1))
                && before.citation.is_none()
                && before.outer == before.inner
        })
}

/// Whether words between marks are the title in a citation, in a bracket or a note.
fn is_title_of_citation(pair: &Pair, groups: &[Group], noted: &[Range<usize>]) -> bool {
    let holds = |r: &Range<usize>| r.start <= pair.outer.start && pair.outer.end <= r.end;
    groups.iter().any(|g| !g.note && holds(&g.range)) || noted.iter().any(holds)
}

/// What the citations around a quotation tell about it.
fn setting(text: &str, pair: &Pair, groups: &[Group]) -> Setting {
    let near = |g: &Group| {
        text.get(pair.outer.end..g.range.start)
            .is_some_and(|t| t.len() < 200 && !t.contains(". ") && !t.contains("; "))
    };
    Setting {
        cited: groups
            .iter()
            .any(|g| link::adjoins(text, &pair.outer, &g.range)),
        covered: groups.iter().any(|g| g.range.start >= pair.outer.end),
        near: groups.iter().any(near),
        nested: pair.depth > 0,
        term: false,
    }
}
