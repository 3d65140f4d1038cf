//! What a note says, in parts that every format sets in its own way.

use std::collections::HashSet;
use std::fmt::{self, Write as _};

use super::citation::{self, Citation};
use super::csl::Styled;
use crate::annotation::{Annotation, Certainty, How, Kind, Locator, Status};
use crate::article::{Passage, Reference};
use crate::edition::{Anchored, Edition};
use crate::source::{Source, SourceKey};
use crate::text::width;

/// A part of what a note says before its body.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    /// The kind, as a word that begins with a capital.
    Kind(&'static str),
    /// The words that it is about.
    Words(String),
    /// Text between the others.
    Text(String),
    /// A work cited.
    Work(SourceKey, Citation),
    /// A place in this article or another.
    Place(Reference),
}

/// How works are cited: after a style, else after Chicago's notes, where the first citation of a
/// work is full and the others are short.
#[derive(Debug, Default)]
pub(super) struct Cited<'a> {
    styled: Option<&'a Styled>,
    seen: HashSet<SourceKey>,
}

impl<'a> Cited<'a> {
    pub(super) fn new(styled: Option<&'a Styled>) -> Self {
        Self {
            styled,
            seen: HashSet::new(),
        }
    }

    /// How a note cites its work, or the one that its words were taken from (`via`).
    pub(super) fn citation(
        &mut self,
        note: usize,
        via: bool,
        source: &Source,
        locator: &Locator,
    ) -> Citation {
        if let Some(citation) = self.styled.and_then(|s| s.citation(note, via)) {
            return citation.clone();
        }
        if self.seen.insert(source.key.clone()) {
            citation::note(source, locator)
        } else {
            citation::short(source, locator)
        }
    }
}

/// What a note says, up to its body; ends without a full stop.
pub(super) fn head(
    edition: &Edition,
    index: usize,
    note: &Anchored,
    cited: &mut Cited<'_>,
) -> Vec<Part> {
    let annotation = &note.annotation;
    let mut parts = vec![Part::Kind(kind_word(annotation.kind))];
    if let Some(words) = words(edition, note) {
        parts.push(Part::Words(words));
    }
    let from = parts.len();
    status(note, &mut parts);
    work(edition, index, annotation, cited, &mut parts);
    speaker_and_via(edition, index, annotation, cited, &mut parts);
    places(annotation, &mut parts);
    other_places(edition, note, &mut parts);
    // The first of what follows the words is set off by a colon, the others by what they bring.
    if let Some(Part::Text(first)) = parts.get_mut(from) {
        *first = first
            .strip_prefix("; ")
            .map_or_else(|| first.clone(), |rest| format!(": {rest}"));
    }
    parts
}

/// The word for a kind, as it opens a note.
pub(super) fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Footnote => "Footnote",
        Kind::Quotation => "Quotation",
        Kind::CrossReference => "Cross-reference",
        Kind::Gloss => "Gloss",
        Kind::Emendation => "Emendation",
        Kind::Note => "Note",
    }
}

/// The words meant: at most the first and the last few.
fn words(edition: &Edition, note: &Anchored) -> Option<String> {
    let quote = note.annotation.target.quote.as_deref()?;
    let text = match note.anchor.ranges.first() {
        Some(range) => edition.article.slice(range.clone()),
        None => quote,
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = if words.len() > 12 {
        let (first, rest) = words.split_at(4);
        let last = rest.get(rest.len() - 4..).unwrap_or_default();
        format!("{} … {}", first.join(" "), last.join(" "))
    } else {
        words.join(" ")
    };
    Some(width::shortened(&line, 160))
}

fn status(note: &Anchored, parts: &mut Vec<Part>) {
    let status = note.anchor.status;
    if matches!(status, Status::Exact | Status::Moved) {
        return;
    }
    let why = note
        .anchor
        .difference
        .as_deref()
        .unwrap_or("the words differ");
    parts.push(Part::Text(format!("; {status}: {why}")));
}

fn work(
    edition: &Edition,
    index: usize,
    annotation: &Annotation,
    cited: &mut Cited<'_>,
    parts: &mut Vec<Part>,
) {
    if let Some(key) = &annotation.source {
        let citation = match edition.sources.get(key) {
            Some(source) => cited.citation(index, false, source, &annotation.locator),
            None => unknown(key),
        };
        parts.push(Part::Text("; ".to_owned()));
        parts.push(Part::Work(key.clone(), citation));
    } else if !annotation.locator.is_empty() {
        parts.push(Part::Text(format!("; {}", annotation.locator)));
    }
    let Some(form) = &annotation.cited else {
        return;
    };
    let how = form.how.filter(|how| *how != How::Full).map(How::printed);
    let doubt = form.certainty.filter(|c| *c != Certainty::Certain);
    let said = [how, doubt.map(Certainty::as_str)];
    let said: Vec<&str> = said.into_iter().flatten().collect();
    if said.is_empty() && form.antecedent.is_none() {
        return;
    }
    parts.push(Part::Text(format!(" ({}", said.join(", "))));
    if let Some(passage) = &form.antecedent {
        let lead = if said.is_empty() {
            "after "
        } else {
            ", after "
        };
        parts.push(Part::Text(lead.to_owned()));
        parts.push(Part::Place(here(passage.clone())));
    }
    for (i, rival) in form.rivals.iter().enumerate() {
        let lead = if i == 0 { "; or: " } else { ", " };
        let label = edition.sources.get(rival).map(Source::label);
        let label = label.unwrap_or_else(|| rival.to_string());
        parts.push(Part::Text(format!("{lead}{label}")));
    }
    parts.push(Part::Text(")".to_owned()));
}

fn unknown(key: &SourceKey) -> Citation {
    Citation(vec![citation::Piece::Plain(format!(
        "{key} (not among the sources)"
    ))])
}

fn speaker_and_via(
    edition: &Edition,
    index: usize,
    annotation: &Annotation,
    cited: &mut Cited<'_>,
    parts: &mut Vec<Part>,
) {
    if let Some(speaker) = &annotation.speaker {
        parts.push(Part::Text(format!("; spoken by {speaker}")));
    }
    if let Some(via) = &annotation.via {
        parts.push(Part::Text("; quoted in ".to_owned()));
        let citation = match edition.sources.get(via) {
            Some(source) => cited.citation(index, true, source, &Locator::default()),
            None => unknown(via),
        };
        parts.push(Part::Work(via.clone(), citation));
    }
}

fn places(annotation: &Annotation, parts: &mut Vec<Part>) {
    for (i, reference) in annotation.to.iter().enumerate() {
        let lead = if i == 0 { "; → " } else { ", " };
        parts.push(Part::Text(lead.to_owned()));
        parts.push(Part::Place(reference.clone()));
    }
}

/// The other places of a note that stands on several.
fn other_places(edition: &Edition, note: &Anchored, parts: &mut Vec<Part>) {
    let ranges = note.anchor.ranges.iter();
    let candidates = note.anchor.candidates.iter().map(|c| &c.range);
    let mut passages: Vec<Passage> = ranges
        .chain(candidates)
        .map(|r| edition.article.passage_at(r.start))
        .collect();
    passages.dedup();
    let one_place = note.anchor.candidates.is_empty();
    let others = passages.get(usize::from(one_place)..).unwrap_or_default();
    let word = if one_place {
        "; also at "
    } else {
        "; it may be at "
    };
    for (i, passage) in others.iter().enumerate() {
        parts.push(Part::Text(if i == 0 { word } else { ", " }.to_owned()));
        parts.push(Part::Place(here(passage.clone())));
    }
}

/// A place in this article.
pub(super) fn here(passage: Passage) -> Reference {
    Reference {
        article: None,
        passage: Some(passage.into()),
    }
}

/// The `id` of a passage: `p1-2`, `s2-1`, `n3`.
pub(super) struct PassageId<'a>(pub(super) &'a Passage);

impl fmt::Display for PassageId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, section) = match self.0 {
            Passage::Paragraph(section, _) => ('p', section),
            Passage::Section(section) => ('s', section),
            Passage::Note(number) => return write!(f, "n{number}"),
        };
        f.write_char(sign)?;
        for (i, part) in section.parts().iter().enumerate() {
            f.write_str(if i > 0 { "-" } else { "" })?;
            write!(f, "{part}")?;
        }
        match self.0 {
            Passage::Paragraph(_, number) => write!(f, "-{number}"),
            _ => Ok(()),
        }
    }
}

/// The `id` of a passage.
pub(super) fn passage_id(passage: &Passage) -> String {
    PassageId(passage).to_string()
}

/// A work as the bibliography lists it, after a style where there is one.
pub(super) fn entry(work: &Source, styled: Option<&Styled>) -> Citation {
    let entry = styled.and_then(|styled| styled.entry(&work.key));
    entry.map_or_else(|| citation::entry(work), |(_, entry)| entry.clone())
}

/// The works that the wanted notes name, in the order of a bibliography.
pub(super) fn works<'a>(
    edition: &'a Edition,
    notes: impl Iterator<Item = &'a Anchored>,
    styled: Option<&Styled>,
) -> Vec<&'a Source> {
    let mut seen = HashSet::new();
    let mut works: Vec<&Source> = notes
        .flat_map(|n| [&n.annotation.source, &n.annotation.via])
        .flatten()
        .filter(|key| seen.insert(*key))
        .filter_map(|key| edition.sources.get(key))
        .collect();
    works.sort_by_cached_key(|work| {
        let name = work
            .names("author")
            .first()
            .or(work.names("editor").first())
            .map(crate::source::Name::inverted);
        let year = work.date("original-date").or_else(|| work.date("issued"));
        let place = styled
            .and_then(|s| s.entry(&work.key))
            .map(|(place, _)| *place);
        (
            place,
            crate::text::fold::fold(&name.unwrap_or_else(|| work.title())),
            year,
            work.title(),
        )
    });
    works
}
