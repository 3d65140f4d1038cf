//! Finding the words of a selector in a text, or saying honestly that they are not there.
//!
//! [`TextIndex`] folds a text once and is shared by all lookups. Exact hits on the folded text come
//! first; only where there is none in its context do candidates from the n-gram index compete, by
//! quote and context together. What cannot be told apart is called ambiguous, and what nothing
//! resembles is orphaned: a wrong place is worse than none.

mod align;
mod approximate;
mod describe;
mod difference;
mod edges;
mod edit;
mod exact;
mod grams;
mod index;
mod marks;
mod rank;
mod selector;

pub use align::{Alignment, Mapped};
pub use describe::describe;
pub use difference::difference;
pub use index::TextIndex;
pub use selector::{Found, Pick, Selector, Spot, Stamp, Status, Words};
