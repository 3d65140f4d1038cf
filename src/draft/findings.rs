//! What is found in an article, as plain facts with byte ranges into its text.

use std::ops::Range;

pub use super::nature::Nature;
pub use super::pairing::Repair;
use crate::article::Passage;
use crate::source::citation::Citation;
use crate::source::resolve::{Resolution, Work, WorkId};

/// All that was found in an article, each list in the order of the text (citations in reading
/// order: a note's where the note is called).
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// Quotations, with titles and scare quotes, which are no quotations.
    pub quotations: Vec<Quotation>,
    /// Citations.
    pub citations: Vec<FoundCitation>,
    /// Pointers to other places and texts.
    pub cross_references: Vec<CrossReference>,
    /// Abbreviations that the text defines.
    pub abbreviations: Vec<Abbreviation>,
    /// The works that the citations name.
    pub works: Vec<Work>,
}

/// Words between quotation marks, or a block quotation.
#[derive(Debug, Clone, PartialEq)]
pub struct Quotation {
    /// The words, without the marks.
    pub inner: Range<usize>,
    /// With the marks.
    pub outer: Range<usize>,
    /// How many quotations it stands in.
    pub depth: usize,
    /// Quotation, title or scare quote.
    pub nature: Nature,
    /// What was mended about its marks.
    pub repairs: Vec<Repair>,
    /// Who speaks, where the prose says so.
    pub speaker: Option<String>,
    /// The citation that it has, by index.
    pub citation: Option<usize>,
    /// The citation stands right behind it; otherwise it was taken to cover it.
    pub adjoining: bool,
    /// Its own page, where the citation lists one for each of several quotations.
    pub page: Option<String>,
    /// The work that it was found in.
    pub via: Option<WorkId>,
    /// Its work, when the prose alone names it.
    pub mentioned: Option<WorkId>,
}

impl Quotation {
    /// A quotation that no marks set off: a block, or speech behind a dash.
    pub(super) fn plain(range: Range<usize>) -> Self {
        Self {
            outer: range.clone(),
            inner: range,
            depth: 0,
            nature: Nature::Quotation,
            repairs: Vec::new(),
            speaker: None,
            citation: None,
            adjoining: false,
            page: None,
            via: None,
            mentioned: None,
        }
    }
}

/// A citation in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundCitation {
    /// Its bytes; of a bracket with one citation, with the bracket.
    pub range: Range<usize>,
    /// As printed, taken apart.
    pub citation: Citation,
    /// What it means.
    pub resolution: Resolution,
    /// The note in which it stands, by index.
    pub note: Option<usize>,
    /// Citations of one bracket or note share a group.
    pub group: usize,
}

/// A pointer to another place.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossReference {
    /// Its bytes.
    pub range: Range<usize>,
    /// Which way it points.
    pub direction: Direction,
    /// The place, where it can be told.
    pub to: Option<Passage>,
    /// In plain words, what it points to.
    pub words: String,
}

/// Which way a cross-reference points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To what was said before.
    Back,
    /// To what is still to come.
    Forward,
    /// To another text.
    Elsewhere,
    /// To a place by its name or number.
    There,
}

/// An abbreviation that the text defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Abbreviation {
    /// The short form.
    pub short: String,
    /// What it stands for.
    pub long: String,
    /// Where it is defined.
    pub range: Range<usize>,
}
