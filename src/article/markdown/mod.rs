//! Articles as Markdown: read from `corpus/NAME.md`, and written back.
//!
//! CommonMark with tables, strikethrough and GitHub's notes, after YAML front matter.

mod front;
mod inline;
mod read;
mod stripped;
mod visible;
mod write;

pub use front::split_front_matter;
pub use inline::{Escaping, Insertion, escape};
pub use read::{fragment, read, read_copy};
pub use stripped::{APPARATUS_BEGIN, APPARATUS_END};
pub use visible::hidden;
pub use write::{Apparatus, write, write_body};
