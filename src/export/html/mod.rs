//! An edition as one page of HTML that stands alone: no script, nothing fetched.
//!
//! On a wide screen the notes stand in the margin, each beside its line; elsewhere they are folded
//! under their paragraph. Everything that comes from a file passes through `escape`, and note
//! bodies are read as Markdown and set by our own writer: no raw HTML comes through.

mod blocks;
mod escape;
mod inline;
mod margin;
mod note;
mod page;
pub mod site;
mod works;

use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};
use std::sync::Arc;

use super::Selection;
use super::csl::Styled;
use super::place::{self, Called, Place};
use super::said::Cited;
use crate::annotation::Kind;
use crate::article::ArticleName;
use crate::edition::{Anchored, Edition};
use crate::source::SourceKey;

/// How many colours sources have; beyond, they are used again with another line.
const COLOURS: usize = 8;

/// How the page is made.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The notes wanted.
    pub selection: Selection,
    /// The citations, after a style of the reader's choice; Chicago's notes by default.
    pub styled: Option<Arc<Styled>>,
    /// Articles exported along with this one, to which links may go.
    pub along: BTreeSet<ArticleName>,
    /// Whether the page belongs to a site, with an index and a search.
    pub of_site: bool,
}

/// Writes the page.
pub fn write(edition: &Edition, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    page::write(&Page::new(edition, options), out)
}

/// The parts of a page, for a template.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    /// The style sheet.
    pub style: String,
    /// Title, author, series, date.
    pub masthead: String,
    /// The list of sections.
    pub contents: String,
    /// The text with its notes.
    pub text: String,
    /// Who is quoted where.
    pub picture: String,
    /// The works.
    pub works: String,
}

/// The page in its parts.
pub fn parts(edition: &Edition, options: &Options) -> Parts {
    page::parts(&Page::new(edition, options))
}

/// What the parts of a page share.
struct Page<'a> {
    edition: &'a Edition,
    options: &'a Options,
    /// The notes with a place in the text, in the order of their calls.
    placed: Vec<Placed<'a>>,
    /// The others, each with its index in the edition.
    homeless: Vec<(usize, &'a Anchored)>,
    /// The place of each note's call, by the note's index in the edition.
    number_of: HashMap<usize, usize>,
    /// The colour of each source, by the order of first quotation.
    colours: HashMap<&'a SourceKey, usize>,
}

/// A note with its place; its number is its place in the list, from 1.
struct Placed<'a> {
    index: usize,
    note: &'a Anchored,
    place: Place,
    /// How many lines of it the margin shows, when not all.
    lines: Option<usize>,
}

impl<'a> Placed<'a> {
    fn of(Called { index, note, place }: Called<'a>) -> Self {
        Self {
            index,
            note,
            place,
            lines: None,
        }
    }
}

impl<'a> Page<'a> {
    fn new(edition: &'a Edition, options: &'a Options) -> Self {
        let (called, homeless) = place::in_order(edition, &options.selection);
        let placed = called.into_iter();
        let mut placed: Vec<Placed<'a>> = placed.map(Placed::of).collect();
        margin::fit(&edition.article, &mut placed);
        let numbers = placed.iter().zip(1..).map(|(p, number)| (p.index, number));
        let number_of = numbers.collect();
        let quoted = edition.quoted_sources();
        let colours = quoted.into_iter().zip(0..).collect();
        Self {
            edition,
            options,
            placed,
            homeless,
            number_of,
            colours,
        }
    }

    /// The classes of what belongs to a note: its kind and the colour of its source.
    fn class(&self, note: &Anchored) -> String {
        let annotation = &note.annotation;
        let colour = annotation.source.as_ref().and_then(|s| self.colour(s));
        match (annotation.kind, colour) {
            (Kind::Quotation, Some(colour)) => format!("quotation {colour}"),
            (kind, _) => kind.to_string(),
        }
    }

    /// The classes of a source's colour.
    fn colour(&self, source: &SourceKey) -> Option<String> {
        let index = *self.colours.get(source)?;
        let line = (index / COLOURS) % 3;
        Some(format!("c{} l{line}", index % COLOURS))
    }

    /// Links to the calls of notes, by their index in the edition: `1¶2`, `2¶3`.
    fn links_to(&self, notes: &[usize]) -> Vec<String> {
        let mut links = Vec::new();
        for index in notes {
            let Some(note) = self.edition.notes.get(*index) else {
                continue;
            };
            let Some(passage) = self.edition.passage_of(note) else {
                continue;
            };
            if self.number_of.contains_key(index) {
                let id = note::id(note);
                links.push(format!("<a href=\"#call-{id}\">{passage}</a>"));
            }
        }
        links
    }
}

/// What one page has cited so far.
type Citations<'a> = Cited<'a>;

#[cfg(test)]
mod tests;
