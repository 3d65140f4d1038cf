//! Notes about an article: YAML ⇄ [`Annotation`], and where their targets are found.

pub mod anchor;
mod attach;
pub mod edit;
mod model;
mod store;
mod target;
mod write;

pub use attach::{Anchor, Anchorer, Candidate, Status};
pub use model::{Annotation, AnnotationId, Certainty, Cited, How, Kind, Locator};
pub use store::AnnotationFile;
pub use target::{Nth, Target};
pub use write::{fields, item};
