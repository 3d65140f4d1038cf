//! The works that an article quotes: CSL records, how a text names them, and what it means by
//! *op. cit.*

pub mod bibliography;
pub mod citation;
mod csl;
pub mod edit;
mod model;
pub mod resolve;
mod sources;

pub use model::{Date, Name, Source, SourceKey};
pub use sources::Sources;
