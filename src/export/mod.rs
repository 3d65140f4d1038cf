//! [`Edition`](crate::edition::Edition) → the annotated copy, in the formats that others read.
//!
//! Each format is a file of its own and writes to any [`std::io::Write`]. What they share stands
//! beside them: which notes are wanted, how a work is cited, what a note says.

pub mod citation;
pub mod csl;
pub mod html;
pub mod markdown;
pub mod passages;
mod place;
pub mod plain;
mod said;
mod selection;
pub mod template;
pub mod web_annotation;

pub use selection::Selection;

#[cfg(test)]
mod sample;
