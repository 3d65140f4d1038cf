//! An edition as passages: a paragraph or a heading with the notes that hang on it and the works
//! that it is the first to quote. What is searched as one, and what an index holds as one record.

use std::borrow::Cow;
use std::ops::Range;

use super::Zone;
use crate::annotation::Kind;
use crate::article::{Article, ArticleName, Home, Passage, SectionNumber};
use crate::edition::{Anchored, Edition};
use crate::source::{Source, Sources};

/// The kinds that `kind:` knows: those of notes, then those of paragraphs.
pub(crate) const KINDS: [&str; 13] = [
    "footnote",
    "quotation",
    "cross-reference",
    "gloss",
    "emendation",
    "note",
    "prose",
    "list-item",
    "block-quotation",
    "verse",
    "code",
    "table",
    "heading",
];

/// One passage, ready to be searched.
#[derive(Debug, Clone)]
pub struct Unit<'a> {
    /// The article.
    pub article: &'a ArticleName,
    /// Its number; `None` when the article has no text on which its notes could hang.
    pub at: Option<Passage>,
    /// The section that it stands in; `None` for the article's own notes.
    pub section: Option<&'a SectionNumber>,
    /// `prose`, `list-item`, … or `heading`.
    pub kind: &'static str,
    /// What is searched: first the text or the heading.
    pub fields: Vec<Field<'a>>,
    /// The annotations that hang on it, with their index in the edition.
    pub notes: Vec<(usize, &'a Anchored)>,
    /// The library's works, to look up what the notes name.
    pub sources: Option<&'a Sources>,
}

impl Unit<'_> {
    /// Whether a quotation's note is about the byte at `at` of the article's text.
    pub(crate) fn is_quoted(&self, at: usize) -> bool {
        self.notes.iter().any(|(_, note)| {
            note.annotation.kind == Kind::Quotation
                && note.annotation.target.quote.is_some()
                && note.anchor.ranges.iter().any(|r| r.contains(&at))
        })
    }
}

/// A searchable part of a passage.
#[derive(Debug, Clone)]
pub struct Field<'a> {
    /// Which part.
    pub zone: Zone,
    /// What it says.
    pub text: Cow<'a, str>,
    /// Where it begins in the article's text, when it is of it.
    pub start: Option<usize>,
    /// Where the note or work belongs in the article's text.
    pub place: Option<Range<usize>>,
    /// The annotation it is of, by index.
    pub annotation: Option<usize>,
}

/// What is searched of a work: authors, title, container, publisher, year and key.
pub fn source_line(source: &Source) -> String {
    let mut parts: Vec<String> = Vec::new();
    for role in ["author", "editor", "translator"] {
        parts.extend(source.names(role).iter().map(crate::source::Name::full));
    }
    parts.push(source.title());
    for field in ["container-title", "collection-title", "publisher"] {
        parts.extend(source.field(field));
    }
    for role in ["original-date", "issued"] {
        parts.extend(source.date(role).map(|date| date.year.to_string()));
    }
    parts.dedup();
    format!("{} [{}]", parts.join(", "), source.key)
}

/// A place between two passages of an edition, from which a search goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    /// The next section whose heading was not seen yet.
    section: usize,
    /// The next paragraph.
    paragraph: usize,
    done: bool,
}

impl Cursor {
    /// The place before the paragraph, or the headings before it, in which a byte stands.
    pub fn before(article: &Article, byte: usize) -> Self {
        let paragraph = article.paragraphs.partition_point(|p| p.range.end <= byte);
        let passed = article
            .sections
            .partition_point(|s| s.paragraphs.start < paragraph);
        Self {
            section: passed,
            paragraph,
            done: false,
        }
    }
}

/// The passages of an edition, in reading order: each heading before its paragraphs.
#[derive(Debug)]
pub(crate) struct Passages<'e> {
    edition: &'e Edition,
    /// For each paragraph, the notes that hang there first; one more for an article without any.
    notes: Vec<Vec<usize>>,
    /// For each note, whether it is the first to name its source.
    names_first: Vec<bool>,
    cursor: Cursor,
}

impl<'e> Passages<'e> {
    pub(crate) fn of(edition: &'e Edition) -> Self {
        Self::from(edition, Cursor::default())
    }

    /// The passages from a place on.
    pub(crate) fn from(edition: &'e Edition, cursor: Cursor) -> Self {
        let paragraphs = &edition.article.paragraphs;
        let mut notes = vec![Vec::new(); paragraphs.len().max(1)];
        let mut seen = std::collections::HashSet::new();
        let mut names_first = Vec::with_capacity(edition.notes.len());
        for (index, note) in edition.notes.iter().enumerate() {
            let at = note.anchor.hangs_at;
            let paragraph = paragraphs
                .partition_point(|p| p.range.end <= at)
                .min(notes.len() - 1);
            if let Some(list) = notes.get_mut(paragraph) {
                list.push(index);
            }
            let source = note.annotation.source.as_ref();
            names_first.push(source.is_some_and(|key| seen.insert(key)));
        }
        Self {
            edition,
            notes,
            names_first,
            cursor,
        }
    }

    /// Where the next passage begins.
    pub(crate) fn cursor(&self) -> Cursor {
        self.cursor
    }

    fn heading(&self, index: usize) -> Option<Unit<'e>> {
        let article = &self.edition.article;
        let section = article.sections.get(index)?;
        if section.heading.is_empty() {
            return None;
        }
        Some(Unit {
            article: &article.name,
            at: Some(Passage::Section(section.number.clone())),
            section: Some(&section.number),
            kind: "heading",
            fields: vec![of_text(article, Zone::Headings, section.heading.clone())],
            notes: Vec::new(),
            sources: Some(&self.edition.sources),
        })
    }

    fn paragraph(&self, index: usize) -> Option<Unit<'e>> {
        let article = &self.edition.article;
        let paragraph = article.paragraphs.get(index)?;
        let section = match paragraph.home {
            Home::Section(section) => article.sections.get(section).map(|s| &s.number),
            Home::Note(_) => None,
        };
        let mut unit = Unit {
            article: &article.name,
            at: Some(article.passage_of(paragraph)),
            section,
            kind: paragraph.kind(),
            fields: vec![of_text(article, Zone::Text, paragraph.range.clone())],
            notes: Vec::new(),
            sources: Some(&self.edition.sources),
        };
        self.add_notes(index, &mut unit);
        Some(unit)
    }

    /// The notes of an article that has no paragraph.
    fn adrift(&self) -> Option<Unit<'e>> {
        let mut unit = Unit {
            article: &self.edition.article.name,
            at: None,
            section: None,
            kind: "prose",
            fields: Vec::new(),
            notes: Vec::new(),
            sources: Some(&self.edition.sources),
        };
        self.add_notes(0, &mut unit);
        (!unit.notes.is_empty()).then_some(unit)
    }

    fn add_notes(&self, paragraph: usize, unit: &mut Unit<'e>) {
        let mut works = Vec::new();
        for &index in self.notes.get(paragraph).into_iter().flatten() {
            let Some(note) = self.edition.notes.get(index) else {
                continue;
            };
            unit.notes.push((index, note));
            let field = |zone, text| Field {
                zone,
                text,
                start: None,
                place: note.anchor.range(),
                annotation: Some(index),
            };
            let body = note.annotation.note.as_str();
            if !body.is_empty() {
                unit.fields.push(field(Zone::Notes, Cow::Borrowed(body)));
            }
            if self.names_first.get(index) == Some(&true)
                && let Some(source) = self.edition.source_of(note)
            {
                works.push(field(Zone::Sources, Cow::Owned(source_line(source))));
            }
        }
        unit.fields.extend(works);
    }
}

fn of_text(article: &Article, zone: Zone, range: Range<usize>) -> Field<'_> {
    Field {
        zone,
        start: Some(range.start),
        place: Some(range.clone()),
        text: Cow::Borrowed(article.slice(range)),
        annotation: None,
    }
}

impl<'e> Iterator for Passages<'e> {
    type Item = Unit<'e>;

    fn next(&mut self) -> Option<Unit<'e>> {
        let article = &self.edition.article;
        // A section's heading goes before its first paragraph.
        while let Some(section) = article.sections.get(self.cursor.section)
            && section.paragraphs.start <= self.cursor.paragraph
        {
            self.cursor.section += 1;
            if let Some(unit) = self.heading(self.cursor.section - 1) {
                return Some(unit);
            }
        }
        if let Some(unit) = self.paragraph(self.cursor.paragraph) {
            self.cursor.paragraph += 1;
            return Some(unit);
        }
        if std::mem::replace(&mut self.cursor.done, true) || !article.paragraphs.is_empty() {
            return None;
        }
        self.adrift()
    }
}
