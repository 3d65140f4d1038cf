//! File bytes → [`Article`]: the model, its numbering, and the formats it is read from.
//!
//! An article is one normalised string; sections, paragraphs, notes and emphasis are byte ranges
//! into it. Every reader (Markdown, plain text, …) drives the same [`Builder`], so numbering has
//! one home.

mod builder;
mod date;
mod decode;
pub mod epub;
mod html;
pub mod import;
mod language;
pub mod markdown;
mod metadata;
mod model;
mod name;
mod number;
mod passage;
mod pieces;
mod plain;
pub mod report;

pub use builder::Builder;
pub use metadata::Metadata;
pub use model::{
    Alignment, Article, Block, Container, Home, ListMarker, Note, NoteCall, Paragraph, Section,
    Span, SpanKind,
};
pub use name::ArticleName;
pub use number::{SectionCounter, SectionNumber};
pub use passage::{Passage, PassageRun, Reference};
