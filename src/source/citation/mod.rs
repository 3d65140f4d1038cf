//! The grammar of citations: the words in a bracket or a note → what they name.
//!
//! [`read_bracket`] and [`read_note`] take text apart into [`Citation`]s: signal, names, title,
//! container, date, locator, and the words that refer back (*op. cit.*, *ibid.*, *a.a.O.* …). What
//! a back-reference means is not decided here but in [`super::resolve`]. How sure the grammar is
//! that it saw a citation at all is its [`Strength`].

#![allow(
    clippy::nonminimal_bool,
    reason = "the conditions are written as one would say them"
)]
#![allow(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own about a place in the text"
)]

mod back;
mod group;
mod interpret;
mod items;
mod lexicon;
mod locator;
mod names;

use std::ops::Range;

use crate::source::Name;

pub use group::{hereafter, read_bracket, read_note};
pub use lexicon::{
    is_body_word, is_container_word, is_function_word, is_given_name, is_honorific, is_month,
    is_piece_noun, is_place, is_womans,
};
pub use locator::Locator;
pub use names::{compatible, is_particle, name_ending_at, read_names, surname_key};

/// One citation as it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Citation {
    /// Its bytes, in the text that was given.
    pub range: Range<usize>,
    /// *see*, *cf.* and the like stand before it.
    pub signal: Option<Signal>,
    /// Who is printed as the author.
    pub names: Vec<Name>,
    /// *et al.* stands behind the names.
    pub et_al: bool,
    /// The one field before the locator is author or title; only what came before can tell.
    pub bare_head: bool,
    /// The words that refer back.
    pub back: Option<Back>,
    /// The title, as printed, without its marks.
    pub title: Option<Title>,
    /// What the piece stands in: a collection or a journal.
    pub container: Option<String>,
    /// The year, with its letter (`1999a`).
    pub year: Option<String>,
    /// The date as printed, where it says more than the year.
    pub date: Option<String>,
    /// Place, publisher, edition or editor were printed.
    pub publication: bool,
    /// The place in the work.
    pub locator: Locator,
    /// A short form that is announced: *hereafter X*.
    pub alias: Option<String>,
    /// Who said the words, when this work is only where they were found: *X, quoted by …*.
    pub quoting: Option<Vec<Name>>,
    /// How much speaks for this being a citation.
    pub strength: Strength,
}

/// A title as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// The words.
    pub text: String,
    /// How they are set apart.
    pub set: Setting,
}

/// How a title is set apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// In quotation marks: by custom a piece within something larger.
    Quoted,
    /// In italics: by custom a book or a journal.
    Emphasised,
    /// Not at all.
    Plain,
}

/// What stands before a citation and says how it bears on the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// *see*, *vgl.*, *voir*, *véase*, *vedi*.
    See,
    /// *cf.*, *compare*, *contrast*.
    Compare,
    /// *e.g.*
    ForExample,
    /// *quoted in*, *cited by*, *zit. nach*, *cité par*.
    QuotedIn,
}

/// Words that refer back to an earlier citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Back {
    /// *ibid.*, *ebd.*, *ivi*, *id.*: the citation just before.
    Ibid,
    /// *idem*, *ders.*, *dies.*: the same, or with a title the same author.
    Idem,
    /// *op. cit.*, *a.a.O.*, *cit.*: a work cited before.
    OpCit,
    /// *art. cit.*: an article cited before.
    ArtCit,
    /// *loc. cit.*: the same place.
    LocCit,
    /// *supra note 3*, *(wie Anm. 3)*: what that note cites.
    Note(u32),
}

/// How much speaks for words being a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Strength {
    /// Only something known from elsewhere (an author, a title, a short form) makes it one.
    #[default]
    Weak,
    /// After a quotation or in a note it is one.
    Fair,
    /// It is one anywhere.
    Strong,
}

impl Citation {
    /// Whether anything of the work is named: a name, a title or a container.
    pub fn names_a_work(&self) -> bool {
        !self.names.is_empty() || self.title.is_some() || self.container.is_some()
    }

    /// Whether there is nothing but a place: `(p. 45)`.
    pub fn is_locator_only(&self) -> bool {
        !self.names_a_work() && self.back.is_none() && self.year.is_none()
    }
}
