//! Articles as Markdown: read from `corpus/NAME.md`, and written back.
//!
//! CommonMark with tables, strikethrough and GitHub's notes, after YAML front matter.

mod escape;
mod front;
mod inline;
mod inline_notes;
mod read;
#[cfg(test)]
mod round_trip;
mod simple;
mod stripped;
mod visible;
mod write;

pub use escape::{Escaping, escape, escape_into};
pub use front::split_front_matter;
pub use inline::Insertion;
pub(super) use inline_notes::with_notes_apart;
pub use read::{fragment, read, read_copy};
pub use simple::write_simple;
pub use stripped::{APPARATUS_BEGIN, APPARATUS_END};
pub use visible::hidden;
pub use write::{Apparatus, write, write_body, write_body_to};
