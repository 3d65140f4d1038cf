//! The ground floor: what every other floor needs to know about strings.
//!
//! Folding (the form in which texts are compared), making text safe to show, display widths,
//! wrapping, YAML with positions, and the shape of a reported problem. Nothing here knows what an
//! article is.

pub mod fold;
pub mod hyphen;
pub mod offsets;
pub mod problem;
pub mod safe;
pub mod sentence;
pub mod width;
pub mod wrap;
pub mod yaml;
