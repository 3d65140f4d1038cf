//! A bracket's citations, with what the prose around it adds: a name, a title, the piece meant.

use std::ops::Range;

use super::{Group, Pass, emphasis};
use crate::article::{Home, Paragraph};
use crate::draft::brackets::Bracketed;
use crate::draft::findings::FoundCitation;
use crate::draft::mention::Mention;
use crate::draft::piece;
use crate::draft::prose::{Prose, floor};
use crate::source::Name;
use crate::source::citation::{
    Citation, Setting, Strength, Title, is_month, is_place, name_ending_at, surname_key,
};
use crate::source::resolve::{Seen, Zone};

impl Pass<'_> {
    pub(super) fn bracket(
        &mut self,
        paragraph: &Paragraph,
        candidate: &Bracketed,
        holes: &[Range<usize>],
        mentions: &[Mention],
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
            if citation.is_locator_only()
                && let Some(mention) = named_right_before(text, mentions, candidate.range.start)
            {
                take_over(&mut citation, mention);
            }
            if i == 0
                && let Some(start) = self.completed(&mut citation, candidate, &prose)
            {
                narrative = true;
                range.start = start;
                at.start = start;
            }
            let nameless = citation.names.is_empty() || citation.bare_head;
            let names = if nameless {
                prose.names_before(candidate.range.start, &|n| self.resolver.knows_author(n))
            } else {
                Vec::new()
            };
            let piece = if citation.back.is_none() && citation.container.is_none() {
                piece::named_in(&prose, candidate.range.start)
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

    /// Adds to the first citation of a bracket what stands right before it: the author, whose
    /// first byte is given, or the title of a short form that is announced.
    fn completed(
        &self,
        citation: &mut Citation,
        candidate: &Bracketed,
        prose: &Prose,
    ) -> Option<usize> {
        if citation.title.is_some() || !citation.names.is_empty() {
            return None;
        }
        // `As Keller (ibid., p. 15) remarks`: one whose works are known.
        if citation.back.is_some() {
            let (names, start) = self.name_before(candidate, prose)?;
            let known = names.iter().all(|n| self.resolver.knows_author(n));
            if known {
                citation.names = names;
            }
            return known.then_some(start);
        }
        let placed = citation.year.is_some() || citation.locator.get("page").is_some();
        if placed && let Some((names, start)) = self.name_before(candidate, prose) {
            citation.bare_head = citation.year.is_none();
            citation.names = names;
            citation.strength = if citation.year.is_some() {
                Strength::Strong
            } else {
                Strength::Fair
            };
            return Some(start);
        }
        // `The Oven House (1924; hereafter OH)`: the title stands in the prose before it.
        if citation.alias.is_some()
            && let Some(title) = self.title_before(candidate.range.start, prose.paragraph)
        {
            citation.title = Some(title);
            citation.strength = Strength::Strong;
        }
        None
    }

    /// The title in italics or between marks right before a bracket.
    fn title_before(&self, at: usize, paragraph: &Range<usize>) -> Option<Title> {
        let before = self.article.text.get(paragraph.start..at)?;
        let end = paragraph.start + before.trim_end().len();
        let italic = emphasis(self.article, paragraph)
            .into_iter()
            .map(|r| r.start + paragraph.start..r.end + paragraph.start)
            .find(|r| r.end == end);
        let (range, set) = if let Some(range) = italic {
            (range, Setting::Emphasised)
        } else {
            let bare = before.trim_end();
            let close = bare
                .chars()
                .next_back()
                .filter(|c| matches!(c, '”' | '"' | '’' | '»'))?;
            let inner = bare.get(..bare.len() - close.len_utf8())?;
            let start = inner.rfind(['“', '"', '‘', '«'])?;
            let lead = inner.get(start..)?.chars().next()?.len_utf8();
            let from = paragraph.start + start + lead;
            (from..paragraph.start + inner.len(), Setting::Quoted)
        };
        let text = self.article.text.get(range)?.trim().to_owned();
        (text.starts_with(char::is_uppercase) && text.len() < 200).then_some(Title { text, set })
    }

    /// The name right before a bracket: `As Keller (1999: 45) argues`.
    fn name_before(&self, candidate: &Bracketed, prose: &Prose) -> Option<(Vec<Name>, usize)> {
        let start = candidate.range.start;
        let from = floor(
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
            let name = Name {
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
            known(s) || year && !is_place(s) && !is_month(s)
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
        let met = names.iter().any(|n| known(&surname_key(n)));
        (met || page || !placed).then_some((names, hole + at))
    }

    pub(super) fn take(&mut self, seen: Seen, range: Range<usize>, note: Option<usize>) {
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
}

/// The work whose title ends right before a bracket: `in his pamphlet Bread and Men (p. 6)`.
fn named_right_before<'m>(text: &str, mentions: &'m [Mention], at: usize) -> Option<&'m Mention> {
    mentions.iter().rev().find(|m| {
        text.get(m.at + m.title.len()..at)
            .is_some_and(|t| t.len() < 8 && !t.contains(char::is_alphanumeric))
    })
}

/// Makes a page alone a citation of the work named.
fn take_over(citation: &mut Citation, mention: &Mention) {
    citation.title = Some(Title {
        text: mention.title.clone(),
        set: Setting::Plain,
    });
    citation.names.clone_from(&mention.names);
    citation.strength = Strength::Strong;
}
