//! Which citation belongs to which quotation.
//!
//! A citation belongs to the quotation that it stands right behind or whose sentence it ends. It
//! may cover earlier ones as well: those of the same sentence; and, when it lists several pages or
//! is a sentence of its own, those back to the citation before, unless another is said to speak.

use std::ops::Range;

use super::find::Group;
use super::findings::{Findings, Quotation};
use super::nature::Nature;
use super::prose::Prose;
use crate::source::citation::{Signal, read_names, surname_key};
use crate::source::resolve::Resolver;

/// How far a citation may stand behind the quotation of its sentence, in bytes.
const SENTENCE: usize = 400;

/// Whether a citation stands right behind a quotation.
pub(super) fn adjoins(text: &str, outer: &Range<usize>, citation: &Range<usize>) -> bool {
    if citation.start + 4 < outer.end {
        return false;
    }
    let between = text
        .get(outer.end.min(citation.start)..citation.start)
        .unwrap_or_default();
    between.len() <= 12
        && between.chars().all(|c| {
            c.is_whitespace()
                || matches!(
                    c,
                    '.' | ',' | ';' | ':' | '!' | '?' | '…' | '"' | '”' | '’' | '\'' | '»'
                )
        })
}

/// Links the quotations from index `from` on with the paragraph's citations.
pub(super) fn link(
    prose: &Prose,
    groups: &[Group],
    from: usize,
    resolver: &Resolver,
    findings: &mut Findings,
) {
    let mut since = prose.paragraph.start.min(
        findings
            .quotations
            .get(from)
            .map_or(prose.paragraph.start, |q| q.outer.start),
    );
    for (i, group) in groups.iter().enumerate() {
        let covered = covered(prose, group, since, from, findings);
        assign(group, &covered, findings);
        if covered.is_empty() {
            ahead(prose, group, groups.get(i + 1), from, findings);
        }
        since = group.range.end;
    }
    reopened(from, findings);
    inherit(from, findings);
    mentions(prose, from, resolver, findings);
}

/// The quotations that a citation covers, by index, in order.
fn covered(
    prose: &Prose,
    group: &Group,
    since: usize,
    from: usize,
    findings: &Findings,
) -> Vec<usize> {
    let open = |q: &Quotation| q.depth == 0 && q.citation.is_none() && q.nature != Nature::Title;
    let list = findings.quotations.get(from..).unwrap_or_default();
    let candidates: Vec<(usize, &Quotation)> = list
        .iter()
        .enumerate()
        .map(|(i, q)| (from + i, q))
        .filter(|(_, q)| open(q) && q.outer.start >= since && q.outer.end <= group.range.start + 3)
        .collect();
    let mut nearby = candidates.as_slice();
    let own = is_own_sentence(prose.text, group);
    // A term in marks is passed over, unless the citation stands right behind it.
    while let Some((_, term)) = nearby.last()
        && term.nature != Nature::Quotation
        && !adjoins(prose.text, &term.outer, &group.range)
    {
        nearby = nearby.get(..nearby.len() - 1).unwrap_or_default();
    }
    let Some(((closest, quotation), earlier)) = nearby.split_last() else {
        return Vec::new();
    };
    let near = adjoins(prose.text, &quotation.outer, &group.range);
    let gap = prose
        .text
        .get(quotation.outer.end..group.range.start)
        .unwrap_or_default();
    // `… “words” of the guild (Keller, p. 3)`, but not over the end of a sentence.
    let stopped = prose
        .text
        .get(quotation.inner.clone())
        .is_some_and(|t| t.ends_with(['.', '!', '?']));
    let anew = stopped
        && gap
            .trim_start_matches(['”', '"', '’', '\'', '»'])
            .trim_start()
            .starts_with(char::is_uppercase);
    let within = gap.len() <= SENTENCE && !ends_within(gap, own) && !(anew && !own);
    if !near && !within {
        return Vec::new();
    }
    let mut covered = vec![*closest];
    let Some(citation) = findings.citations.get(group.citations.start) else {
        return covered;
    };
    let several = citation.citation.locator.page_count() > 1;
    let mut next = *quotation;
    for (index, quotation) in earlier.iter().rev() {
        let gap = prose
            .text
            .get(quotation.outer.end..next.outer.start)
            .unwrap_or_default();
        let stopped = prose
            .text
            .get(quotation.inner.clone())
            .is_some_and(|t| t.ends_with(['.', '!', '?']));
        let begins = gap.trim_start().starts_with(char::is_uppercase);
        let same_sentence = !ends_within(gap, false) && !(stopped && begins);
        let interrupted =
            same_sentence && gap.trim_end().ends_with([',', '.', ':']) || gap.starts_with(", ");
        let other = other_speaks(quotation, next, &citation.citation.names);
        let reaches = several || own || same_sentence && (interrupted || !other);
        let other = other && !interrupted;
        if quotation.nature != Nature::Quotation {
            continue;
        }
        if !reaches || other && !several {
            break;
        }
        covered.push(*index);
        next = quotation;
    }
    covered.reverse();
    covered
}

/// Whether the prose puts the earlier words into another mouth than the later ones.
fn other_speaks(earlier: &Quotation, later: &Quotation, authors: &[crate::source::Name]) -> bool {
    let key = |s: &Option<String>| {
        s.as_deref().map(|s| {
            read_names(s)
                .and_then(|n| n.first().map(surname_key))
                .unwrap_or_else(|| s.to_lowercase())
        })
    };
    let author = authors.first().map(surname_key);
    match (key(&earlier.speaker), key(&later.speaker)) {
        (Some(a), Some(b)) => a != b && author.as_ref() != Some(&a),
        (Some(a), None) => author.is_some_and(|author| author != a),
        // A speaker is named between the two: the first words are not his.
        (None, Some(b)) => earlier.inner.len() < 40 && author == Some(b),
        _ => false,
    }
}

/// Whether a bracket stands behind a stop, as a sentence of its own.
fn is_own_sentence(text: &str, group: &Group) -> bool {
    let before = text.get(..group.range.start).unwrap_or_default();
    let bare = before
        .trim_end()
        .trim_end_matches(['"', '”', '’', '\'', '»', '“']);
    !group.narrative && bare.ends_with(['.', '!', '?'])
}

/// Whether a sentence ends within `gap`; one that ends at its end does not count when `own`.
fn ends_within(gap: &str, own: bool) -> bool {
    let gap = if own {
        gap.trim_end().trim_end_matches(['.', '!', '?', ' '])
    } else {
        gap
    };
    let mut from = 0;
    while let Some(found) = gap.get(from..).and_then(|g| g.find(['.', '!', '?'])) {
        let at = from + found;
        let rest = gap.get(at + 1..).unwrap_or_default();
        let word = gap
            .get(..at)
            .unwrap_or_default()
            .rsplit(|c: char| !c.is_alphabetic())
            .next()
            .unwrap_or_default();
        let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase)
            || matches!(
                word,
                "Mr" | "Mrs" | "Dr" | "St" | "cf" | "etc" | "vol" | "p" | "pp"
            );
        if rest.starts_with(char::is_whitespace)
            && !initial
            && rest.trim_start().starts_with(|c: char| !c.is_lowercase())
            || rest.is_empty()
        {
            return true;
        }
        from = at + 1;
    }
    false
}

fn assign(group: &Group, covered: &[usize], findings: &mut Findings) {
    let Some(first) = findings
        .citations
        .get(group.citations.clone())
        .and_then(|c| c.first())
    else {
        return;
    };
    let pages: Vec<String> = first.citation.locator.pages().map(str::to_owned).collect();
    let aligned = covered.len() > 1 && pages.len() == covered.len();
    let chain = findings
        .citations
        .get(group.citations.clone())
        .and_then(|c| c.get(1))
        .filter(|c| c.citation.signal == Some(Signal::QuotedIn));
    let found_in = chain.and_then(|c| c.resolution.work);
    let said_by = first
        .citation
        .quoting
        .as_ref()
        .and_then(|n| n.first())
        .map(crate::source::Name::full);
    let quoted_in = first.citation.signal == Some(Signal::QuotedIn);
    let work = first.resolution.work;
    let start = group.range.start;
    for (i, &index) in covered.iter().enumerate() {
        let Some(quotation) = findings.quotations.get_mut(index) else {
            continue;
        };
        quotation.nature = Nature::Quotation;
        quotation.citation = Some(group.citations.start);
        quotation.adjoining = i + 1 == covered.len() && quotation.outer.end <= start + 3;
        quotation.via = if quoted_in { work } else { found_in };
        if aligned {
            quotation.page = pages.get(i).cloned();
        }
        if quotation.speaker.is_none() {
            quotation.speaker.clone_from(&said_by);
        }
    }
}

/// A citation before the quotation: `Keller (1999: 45) writes: “…”`.
fn ahead(prose: &Prose, group: &Group, next: Option<&Group>, from: usize, findings: &mut Findings) {
    let until = next.map_or(prose.paragraph.end, |n| n.range.start);
    let list = findings.quotations.get(from..).unwrap_or_default();
    let found = list.iter().position(|q| {
        q.depth == 0
            && q.citation.is_none()
            && q.nature == Nature::Quotation
            && q.outer.start >= group.range.end
            && q.outer.end <= until
    });
    let Some(index) = found.map(|i| from + i) else {
        return;
    };
    let Some(quotation) = findings.quotations.get(index) else {
        return;
    };
    if next.is_some_and(|n| adjoins(prose.text, &quotation.outer, &n.range)) || group.note {
        return;
    }
    let gap = prose
        .text
        .get(group.range.end..quotation.outer.start)
        .unwrap_or_default();
    let introduces = gap.trim_end().ends_with([':', ','])
        || group.narrative
        || prose.cue_before(quotation.outer.start, 6, &super::words::is_saying);
    if gap.len() > 200 || ends_within(gap, false) || !introduces {
        return;
    }
    let page = findings
        .citations
        .get(group.citations.start)
        .is_some_and(|c| c.citation.locator.get("page").is_some() || c.citation.year.is_some());
    if group.narrative || page {
        assign(group, &[index], findings);
        if let Some(q) = findings.quotations.get_mut(index) {
            q.adjoining = false;
        }
    }
}

/// What stands in the earlier paragraphs of a quotation that runs over several was found before it.
fn reopened(from: usize, findings: &mut Findings) {
    let long: Vec<(Range<usize>, Option<usize>)> = findings
        .quotations
        .iter()
        .skip(from)
        .filter(|q| q.depth == 0 && !q.repairs.is_empty())
        .map(|q| (q.outer.clone(), q.citation))
        .collect();
    for (range, citation) in long {
        let work = citation
            .and_then(|c| findings.citations.get(c))
            .and_then(|c| c.resolution.work);
        let before = findings.quotations.get_mut(..from).unwrap_or_default();
        let within = before
            .iter_mut()
            .rev()
            .take_while(|q| q.outer.start >= range.start);
        for quotation in within {
            quotation.depth += 1;
            quotation.via = quotation.via.or(work);
        }
    }
}

/// Quotations within a quotation were found in its work.
fn inherit(from: usize, findings: &mut Findings) {
    let works: Vec<Option<usize>> = findings
        .citations
        .iter()
        .skip(findings.citations.len().saturating_sub(4096))
        .map(|c| c.resolution.work)
        .collect();
    let base = findings.citations.len().saturating_sub(4096);
    let mut outer: Option<(Range<usize>, Option<usize>)> = None;
    for quotation in findings.quotations.iter_mut().skip(from) {
        if quotation.depth == 0 {
            let work = quotation
                .citation
                .and_then(|c| works.get(c.checked_sub(base)?).copied().flatten());
            outer = Some((quotation.outer.clone(), quotation.via.or(work)));
        } else if let Some((range, work)) = &outer
            && range.start <= quotation.outer.start
            && quotation.outer.start < range.end
        {
            quotation.via = *work;
        }
    }
}

/// A quotation without a citation whose sentence names a work before it: *in his Ovens Keller says
/// “…”*.
pub(super) fn named_in_prose(
    prose: &Prose,
    mentioned: &[(usize, usize)],
    from: usize,
    findings: &mut Findings,
) {
    for quotation in findings.quotations.iter_mut().skip(from) {
        let bare = quotation.citation.is_none()
            && quotation.via.is_none()
            && quotation.depth == 0
            && quotation.nature == Nature::Quotation;
        if !bare {
            continue;
        }
        let near = mentioned
            .iter()
            .rev()
            .find(|(at, _)| *at < quotation.outer.start);
        quotation.mentioned = near
            .filter(|(at, _)| {
                let between = prose
                    .text
                    .get(*at..quotation.outer.start)
                    .unwrap_or_default();
                between.len() < 160 && !ends_within(between, false)
            })
            .map(|(_, id)| *id);
    }
}

/// A quotation without a citation whose sentence says *quoted by Keller*: found in the last work
/// cited by that author.
fn mentions(prose: &Prose, from: usize, resolver: &Resolver, findings: &mut Findings) {
    for quotation in findings.quotations.iter_mut().skip(from) {
        if quotation.citation.is_some()
            || quotation.depth > 0
            || quotation.nature != Nature::Quotation
        {
            continue;
        }
        let start = super::prose::floor(
            prose.text,
            quotation
                .outer
                .start
                .saturating_sub(240)
                .max(prose.paragraph.start),
        );
        let hole = prose
            .holes
            .iter()
            .rev()
            .find(|h| h.end <= quotation.outer.start)
            .map_or(start, |h| h.end.max(start));
        let before = prose
            .text
            .get(hole..quotation.outer.start)
            .unwrap_or_default();
        let sentence = before
            .rfind(". ")
            .map_or(before, |i| before.get(i + 2..).unwrap_or_default());
        for cue in [
            "quoted by ",
            "cited by ",
            "quoted in ",
            "as quoted by ",
            "cité par ",
            "zitiert von ",
            "citado por ",
            "citato da ",
        ] {
            let Some(at) = sentence.find(cue) else {
                continue;
            };
            let rest = sentence.get(at + cue.len()..).unwrap_or_default();
            let name = rest
                .split([',', '-', '–', '—', ':', '(', ')'])
                .next()
                .unwrap_or_default();
            let Some(name) = read_names(name).and_then(|n| n.into_iter().next()) else {
                continue;
            };
            quotation.via = resolver.last_by(&name);
        }
    }
}
