//! Notes about an article: YAML ⇄ [`Annotation`], and where their targets are found.

mod attach;
mod model;
mod store;
mod target;

pub use attach::{Anchor, Anchorer, Candidate, Status};
pub use model::{Annotation, AnnotationId, Certainty, Cited, How, Kind, Locator};
pub use store::AnnotationFile;
pub use target::{Nth, Target};
