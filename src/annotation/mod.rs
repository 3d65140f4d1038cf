//! Notes about an article: YAML ⇄ [`Annotation`], and where their targets are found.

pub mod anchor;
mod attach;
mod describe;
pub mod edit;
pub mod exchange;
mod history;
mod merge;
mod model;
mod reanchor;
mod store;
mod target;
mod write;

pub use attach::{Anchor, Anchorer, Candidate, Status};
pub use history::History;
pub use merge::{Applied, Change};
pub use model::{Annotation, AnnotationId, Certainty, Cited, How, Kind, Locator};
pub use reanchor::{Carried, Fate, Reanchorer};
pub use store::{AnnotationFile, Places};
pub use target::{Nth, Target};
pub use write::{Field, each_field, fields, item};
