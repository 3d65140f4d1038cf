//! YAML read with positions, written in the style of a hand, and edited without loss.
//!
//! [`read`] makes a tree of nodes that know their line and column, within limits that keep a
//! hostile file from costing time or memory; [`read_items`] hands a long list over item by item
//! instead. [`Fields`] takes a mapping apart and reports every
//! problem, each at its place. [`write()`] and [`edit`] make text; what they make reads back.
//!
//! granit-parser reads, because its events have positions and its nesting can be bounded while it
//! goes; `serde_yaml` writes the values, because it knows best what needs quotes.

pub mod edit;
mod fields;
mod node;
mod read;
mod scalar;
mod written;

pub use fields::Fields;
pub use node::{Entry, Node, Style, Value};
pub use read::{read, read_items};
pub use written::{fields as write_fields, flow as write_flow, item as write_item};

/// `value`, which must be a mapping, as a YAML document.
pub fn write<T: serde::Serialize>(value: &T) -> Result<String, String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::Object(map)) => Ok(written::fields(&map, 0)),
        Ok(_) => Err("only a mapping can be a document".to_owned()),
        Err(e) => Err(e.to_string()),
    }
}

/// `text` as one YAML scalar on one line, quoted when it must be.
pub fn scalar(text: &str) -> String {
    written::flow(&text.into())
}
