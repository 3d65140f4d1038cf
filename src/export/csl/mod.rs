//! Works cited after a style of the Citation Style Language (CSL 1.0.2), as its files say.
//!
//! The style is applied by hayagriva to all citations of an edition at once, since how a work is
//! cited depends on what was cited before it.

mod check;
mod item;

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use hayagriva::archive::locales;
use hayagriva::citationberg::json::Item;
use hayagriva::citationberg::{
    FontStyle, FontWeight, IndependentStyle, Locale, LocaleCode, Style as AnyStyle, VerticalAlign,
};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChild,
    ElemChildren, Formatted,
};

use super::citation::{Citation, Piece};
use super::{Selection, place};
use crate::annotation::Annotation;
use crate::edition::Edition;
use crate::source::{Source, SourceKey};

/// A citation style that was read from a file.
#[derive(Debug)]
pub struct Style {
    csl: IndependentStyle,
    locales: Vec<Locale>,
}

/// Why a file is no style that can be used.
#[derive(Debug, thiserror::Error)]
pub enum StyleError {
    /// It is no well-formed XML, or does what no style may.
    #[error("line {line}, column {column}: {message}")]
    At {
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
        /// What is wrong, and what to do.
        message: String,
    },
    /// It is XML and no style.
    #[error(
        "no citation style: {0}; CSL styles are at https://github.com/citation-style-language/styles"
    )]
    NoStyle(String),
    /// It only points to another style.
    #[error("it only points to another style, {0}; get that one and name it")]
    Dependent(String),
    /// It could not be applied to these works.
    #[error("the style could not be applied to the works cited; try another")]
    Failed,
}

impl Style {
    /// Reads the contents of a style's file.
    pub fn read(xml: &str) -> Result<Self, StyleError> {
        check::check(xml)?;
        match AnyStyle::from_xml(xml) {
            Ok(AnyStyle::Independent(csl)) => Ok(Self {
                csl,
                locales: locales(),
            }),
            Ok(AnyStyle::Dependent(style)) => {
                Err(StyleError::Dependent(style.parent_link.href.clone()))
            }
            Err(e) => Err(StyleError::NoStyle(e.to_string())),
        }
    }

    /// Cites the works of an edition's notes, in the order of their calls.
    pub fn cite(&self, edition: &Edition, selection: &Selection) -> Result<Styled, StyleError> {
        let (called, homeless) = place::in_order(edition, selection);
        let terms = self.terms(edition.article.metadata.language.as_deref());
        let cites: Vec<Cite<'_>> = called
            .into_iter()
            .map(|called| (called.index, called.note))
            .chain(homeless)
            .flat_map(|(index, note)| cites(edition, index, &note.annotation, terms))
            .collect();
        // The library is trusted with neither every record nor every style: where it gives up, we
        // say so.
        catch_unwind(AssertUnwindSafe(|| self.apply(edition, &cites)))
            .map_err(|_| StyleError::Failed)
    }

    fn apply(&self, edition: &Edition, cites: &[Cite<'_>]) -> Styled {
        let mut items: HashMap<&SourceKey, Item> = HashMap::new();
        for cite in cites {
            items
                .entry(&cite.source.key)
                .or_insert_with(|| item::item(cite.source));
        }
        let locale = self.locale(edition.article.metadata.language.as_deref());
        let mut driver = BibliographyDriver::new();
        let mut asked = Vec::with_capacity(cites.len());
        for (number, cite) in cites.iter().enumerate() {
            let Some(item) = items.get(&cite.source.key) else {
                continue;
            };
            let locator = cite.locator.as_ref().map(item::Place::specific);
            let request = CitationItem::with_locator(item, locator);
            driver.citation(CitationRequest::new(
                vec![request],
                &self.csl,
                locale.clone(),
                &self.locales,
                Some(number + 1),
            ));
            asked.push((cite.note, cite.via));
        }
        let rendered = driver.finish(BibliographyRequest::new(&self.csl, locale, &self.locales));
        // A citation ends with the full stop of the note, and here the note goes on.
        let stops = self.csl.citation.layout.suffix.as_deref() == Some(".");
        let citations = rendered.citations.iter().map(|cited| {
            let mut citation = pieces(&cited.citation);
            if stops {
                without_stop(&mut citation);
            }
            citation
        });
        let mut styled = Styled {
            citations: asked.into_iter().zip(citations).collect(),
            ..Styled::default()
        };
        let list = rendered.bibliography.map_or_else(Vec::new, |b| b.items);
        for (place, entry) in list.iter().enumerate() {
            let Ok(key) = entry.key.parse::<SourceKey>() else {
                continue;
            };
            let mut citation = Citation::default();
            if let Some(first) = &entry.first_field {
                citation = pieces(&ElemChildren(vec![first.clone()]));
                citation.0.push(Piece::Plain(" ".to_owned()));
            }
            citation.0.extend(pieces(&entry.content).0);
            styled.entries.insert(key, (place, citation));
        }
        styled
    }

    /// The words of the language that the citations are in.
    fn terms(&self, language: Option<&str>) -> Option<&Locale> {
        let code = self
            .csl
            .default_locale
            .clone()
            .or_else(|| self.locale(language));
        let of = |code: &str| {
            let mut locales = self.locales.iter();
            locales.find(|l| {
                l.lang
                    .as_ref()
                    .is_some_and(|c| c.0.eq_ignore_ascii_case(code))
            })
        };
        code.and_then(|code| of(&code.0)).or_else(|| of("en-US"))
    }

    /// The language of the article, where the style leaves that open and speaks it.
    fn locale(&self, language: Option<&str>) -> Option<LocaleCode> {
        if self.csl.default_locale.is_some() {
            return None;
        }
        let language = language?.to_ascii_lowercase();
        let base = language.split('-').next().unwrap_or_default();
        let codes = || self.locales.iter().filter_map(|l| l.lang.as_ref());
        let exact = codes().find(|code| code.0.eq_ignore_ascii_case(&language));
        let near = || codes().find(|code| code.0.split('-').next() == Some(base));
        // American is what CSL means by English.
        if base == "en" && exact.is_none() {
            return None;
        }
        exact.or_else(near).cloned()
    }
}

/// The citations of an edition after a style.
#[derive(Debug, Default)]
pub struct Styled {
    /// By the note's index and whether it is the work that the words were taken from.
    citations: HashMap<(usize, bool), Citation>,
    /// Of each work its place in the bibliography, and its entry.
    entries: HashMap<SourceKey, (usize, Citation)>,
}

impl Styled {
    /// How a note cites its work, or the one that its words were taken from (`via`).
    pub(super) fn citation(&self, note: usize, via: bool) -> Option<&Citation> {
        self.citations.get(&(note, via))
    }

    /// A work's entry in the bibliography, and its place there.
    pub(super) fn entry(&self, key: &SourceKey) -> Option<&(usize, Citation)> {
        self.entries.get(key)
    }
}

/// A work cited by a note.
struct Cite<'a> {
    note: usize,
    via: bool,
    source: &'a Source,
    locator: Option<item::Place>,
}

fn cites<'a>(
    edition: &'a Edition,
    note: usize,
    annotation: &'a Annotation,
    terms: Option<&'a Locale>,
) -> impl Iterator<Item = Cite<'a>> {
    let source = annotation.source.as_ref().map(|key| (key, false));
    let via = annotation.via.as_ref().map(|key| (key, true));
    let known = [source, via].into_iter().flatten();
    known.filter_map(move |(key, via)| {
        Some(Cite {
            note,
            via,
            source: edition.sources.get(key)?,
            locator: item::Place::of(&annotation.locator, terms).filter(|_| !via),
        })
    })
}

/// What hayagriva has set, in our pieces.
fn pieces(children: &ElemChildren) -> Citation {
    let mut citation = Citation::default();
    let mut open = vec![children.0.iter()];
    while let Some(level) = open.last_mut() {
        match level.next() {
            None => {
                open.pop();
            }
            Some(ElemChild::Elem(elem)) => {
                if elem.display.is_some() && !citation.is_empty() {
                    citation.0.push(Piece::Plain(" ".to_owned()));
                }
                open.push(elem.children.0.iter());
            }
            Some(ElemChild::Text(text)) => citation.0.push(piece(text)),
            Some(ElemChild::Link { text, url }) if *url == text.text => {
                citation.0.push(Piece::Address(url.clone()));
            }
            Some(ElemChild::Link { text, .. }) => citation.0.push(piece(text)),
            Some(ElemChild::Markup(text)) => citation.0.push(Piece::Plain(text.clone())),
            Some(ElemChild::Transparent { .. }) => {}
        }
    }
    citation
}

fn piece(text: &Formatted) -> Piece {
    let formatting = &text.formatting;
    let text = text.text.clone();
    if formatting.font_style == FontStyle::Italic {
        Piece::Title(text)
    } else if formatting.font_weight == FontWeight::Bold {
        Piece::Strong(text)
    } else if formatting.vertical_align == VerticalAlign::Sup {
        Piece::Raised(text)
    } else {
        Piece::Plain(text)
    }
}

/// Takes the full stop from the end.
fn without_stop(citation: &mut Citation) {
    if let Some(Piece::Plain(text) | Piece::Title(text)) = citation.0.last_mut()
        && let Some(shorter) = text.strip_suffix('.')
    {
        *text = shorter.to_owned();
    }
}

#[cfg(test)]
mod tests;
