//! Annotations as other programs write them: read here into what the anchoring engine looks for.
//!
//! The W3C Web Annotation Data Model with all its selectors for text, the text fragments of the
//! WICG, the plain records of `postil anchor`, and the exports of Hypothesis, Zotero and Readwise.
//! What cannot be held is named.

mod bring;
mod csv;
mod fragment;
mod json;
mod lines;
mod notes;
mod record;
mod w3c;
mod wanted;

pub use bring::{Brought, bring};
pub use notes::{Export, ForeignNote, NoteFormat, read_export};
pub use record::wanted_of_record;
pub use w3c::{Target, targets_of_annotation};
pub use wanted::{Resolver, Wanted};
