//! Annotations as other programs write them: read here into what the anchoring engine looks for.
//!
//! The W3C Web Annotation Data Model with all its selectors for text, the text fragments of the
//! WICG, and the plain records of `postil anchor`. What cannot be held is named.

mod fragment;
mod record;
mod w3c;
mod wanted;

pub use record::wanted_of_record;
pub use w3c::{Target, targets_of_annotation};
pub use wanted::{Resolver, Wanted};
