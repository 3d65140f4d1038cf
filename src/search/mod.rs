//! Search: a query, what it means, and where an edition or a library answers it.
//!
//! ```text
//! words      a text as a reader remembers it: folded words with the way back to its bytes
//! query      what was typed → a checked [`Query`], or an error that points at its column
//! passage    an edition as passages: what is searched as one
//! matching   a query × a passage → the places that answer
//! hit        a place that answers, with its context
//! sieve      a quick look at a raw file: which places of it may answer
//! skim       simple Markdown → its blocks and their numbers, without a parser
//! labels     the labels of an article's own notes
//! narrow     what an index knows of an article before it is read
//! index      the index of a library of very many articles (cargo feature `index`)
//! gather     what one article answers
//! long       a long file, in pieces
//! library    a whole library, in parallel, as the answers come
//! near_words the words that do occur, nearest to those that do not
//! ```
//!
//! The query language is described in `docs/query.md`.

mod gather;
mod hit;
#[cfg(feature = "index")]
pub mod index;
mod inline;
mod labels;
mod library;
mod long;
mod matching;
mod narrow;
mod near_words;
mod passage;
mod query;
pub mod rank;
mod required;
mod sieve;
mod skim;
mod words;

pub use hit::{Context, Hit, Hits, Zone, Zones};
pub use library::{Answer, Finding, LibrarySearch, Report};
pub use narrow::{LibraryIndex, Narrowed, Wanted};
pub use near_words::{Advice, Vocabulary, nearest_words};
pub use passage::{Cursor, Field, Unit, source_line};
pub use query::{Case, Options, Query, QueryError, Syntax};
