//! What each citation means: one forward pass whose every step can be read back.
//!
//! The pass ([`Resolver`]) takes the citations in reading order and keeps the works seen so far
//! ([`Work`]), the citation just before (body and notes apart), the short forms announced, and
//! what each note cites. Each citation gets a [`Resolution`]: the work, the rule that found it, the
//! citation it goes back to, the rivals, and how sure that is. A citation of which two readings
//! are equally good is left unresolved: abstaining is better than guessing.

#![allow(
    clippy::nonminimal_bool,
    reason = "the conditions are written as one would say them"
)]
#![allow(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own about a place in the text"
)]

mod identity;
mod rule;
mod rules;
mod state;
#[cfg(test)]
mod tests;
mod titles;
mod work;

pub use rule::Rule;
pub use state::Resolver;
pub use titles::{likeness, title_key};
pub use work::{Work, WorkId};

use super::Name;
use super::citation::Citation;

/// Where a citation stands: the two are tracked apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Zone {
    /// In the running text.
    Body,
    /// In one of the article's own notes, with its number.
    Note(u32),
}

/// A citation in its place.
#[derive(Debug, Clone)]
pub struct Seen {
    /// What is printed.
    pub citation: Citation,
    /// Body or note.
    pub zone: Zone,
    /// Citations of one bracket or note share a group.
    pub group: usize,
    /// Whom the paragraph's own prose names before it, outside quotations, the nearest first.
    pub prose: Vec<ProseName>,
    /// The piece that the sentence names (*his letter to …*), when the citation names none.
    pub piece: Option<String>,
    /// It stands behind a quotation, or in a note.
    pub expected: bool,
    /// Where the citation before it in the paragraph ends: whom the prose names behind that is the
    /// likelier author of what has a title alone.
    pub after: usize,
    /// The paragraph that it stands in, or that calls its note, by its first byte.
    pub paragraph: usize,
}

/// A name in the prose before a citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProseName {
    /// The name.
    pub name: Name,
    /// A verb of saying stands beside it: the words quoted are put into this mouth.
    pub says: bool,
    /// Where it stands, in bytes of the text.
    pub at: usize,
    /// It says so by a pronoun only: *she argued*.
    pub pronoun: bool,
    /// It stands in the sentence that ends with the quotation.
    pub here: bool,
    /// It begins that sentence: its subject.
    pub subject: bool,
    /// It stands in the sentence whose colon introduces the quotation.
    pub introduces: bool,
}

/// How a citation names its work; the forms of the annotation's `how`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// Author and title, with what belongs to them.
    Full,
    /// Author and title alone, a part of the title, or a short form.
    ShortTitle,
    /// *op. cit.* and its like.
    OpCit,
    /// *loc. cit.*
    LocCit,
    /// *ibid.*
    Ibid,
    /// *idem*
    Idem,
    /// The container alone.
    Container,
    /// Named in the prose only.
    Mention,
}

/// How sure a resolution is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sureness {
    /// Nothing else fits.
    Certain,
    /// The rule's choice, on evidence that could mislead.
    Likely,
    /// The rule's choice, and others fit as well.
    Uncertain,
    /// No work is named.
    Unresolved,
}

/// What a citation was found to mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The work; `None` when it is unresolved.
    pub work: Option<WorkId>,
    /// How the citation names it.
    pub form: Form,
    /// How sure that is.
    pub sureness: Sureness,
    /// The rule applied.
    pub rule: Rule,
    /// The citation that it goes back to, counted in the order in which they were taken.
    pub antecedent: Option<usize>,
    /// Other works that would fit.
    pub rivals: Vec<WorkId>,
    /// A page taken over from the antecedent (*loc. cit.*).
    pub page: Option<String>,
}
