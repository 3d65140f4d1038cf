//! Article → proposed annotations: quotations, citations, cross-references, abbreviations.
//!
//! [`find`] goes over an article once. In each paragraph it pairs the quotation marks, reads the
//! brackets and the notes called there as citations, resolves these in reading order, and tells
//! which quotation has which citation.

#![allow(
    clippy::nonminimal_bool,
    reason = "the conditions are written as one would say them"
)]
#![allow(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own about a place in the text"
)]

mod abbreviation;
mod brackets;
mod crossref;
mod dialogue;
mod find;
mod findings;
mod items;
mod keys;
mod link;
mod listed;
mod mention;
mod nature;
mod pairing;
mod piece;
mod propose;
mod prose;
mod scan;
mod target;
mod words;

pub use find::find;
pub use findings::{
    Abbreviation, CrossReference, Direction, Findings, FoundCitation, Nature, Quotation, Repair,
};
pub use propose::{Proposal, Summary, is_untouched, propose, stamp};
