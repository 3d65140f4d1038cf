//! Article → proposed annotations: quotations, citations, cross-references, abbreviations.
//!
//! [`find`] goes over an article once. In each paragraph it pairs the quotation marks, reads the
//! brackets and the notes called there as citations, resolves these in reading order, and tells
//! which quotation has which citation.

mod abbreviation;
mod brackets;
mod crossref;
mod find;
mod findings;
mod link;
mod listed;
mod nature;
mod pairing;
mod piece;
mod prose;
mod scan;
mod words;

pub use find::find;
pub use findings::{
    Abbreviation, CrossReference, Direction, Findings, FoundCitation, Nature, Quotation, Repair,
};
