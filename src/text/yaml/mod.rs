//! YAML read with positions, and written.
//!
//! [`read`] makes a tree of nodes that know their line and column, within limits that keep a
//! hostile file from costing time or memory. [`Fields`] takes a mapping apart and reports every
//! problem, each at its place. Writing goes through serde.

mod fields;
mod node;
mod read;

pub use fields::Fields;
pub use node::{Entry, Node, Value};
pub use read::read;

/// `value` as a YAML document.
pub fn write<T: serde::Serialize>(value: &T) -> Result<String, String> {
    serde_yaml::to_string(value).map_err(|e| e.to_string())
}

/// `text` as one YAML scalar on one line, quoted when it must be.
pub fn scalar(text: &str) -> String {
    let written = serde_yaml::to_string(text).unwrap_or_default();
    let line = written.trim_end_matches('\n');
    if line.contains('\n') || line.is_empty() {
        // JSON strings are YAML scalars, and keep to one line.
        return serde_json::Value::from(text).to_string();
    }
    line.to_owned()
}
