//! The tree that a YAML file is read into: values that know where they stand.

use std::ops::Range;

use crate::text::problem::Position;

/// A value with its place in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it begins.
    pub at: Position,
    /// The bytes of the file that it takes, without the line break after it. A block scalar's
    /// begin with its content, not with its `|` or `>`; an alias takes those of its `*name`.
    pub span: Range<usize>,
    /// How it is written.
    pub style: Style,
}

/// How a [`Node`] is written in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// A scalar within a line, or flowing over several.
    Scalar,
    /// A scalar after `|` or `>`.
    BlockScalar,
    /// A collection by indentation.
    Block,
    /// A collection in braces or brackets.
    Flow,
    /// `*name`, for a value that stands elsewhere.
    Alias,
}

/// What a [`Node`] can be. Scalars stay text: who reads a field decides what it means.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing: an empty place, `~` or `null`.
    Null,
    /// A scalar; `plain` when it stood without quotes.
    Scalar {
        /// The text after unescaping.
        text: String,
        /// Whether it stood without quotes (so that `true` may mean a truth value).
        plain: bool,
    },
    /// A list.
    Sequence(Vec<Node>),
    /// A mapping, in the order of the file, no key twice.
    Mapping(Vec<Entry>),
}

/// One `key: value` of a mapping.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key's text.
    pub key: String,
    /// Where the key begins.
    pub at: Position,
    /// The byte after the key's last.
    pub key_end: usize,
    /// The bytes from the key's first to the value's last.
    pub span: Range<usize>,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The entries of a mapping.
    pub fn entries(&self) -> Option<&[Entry]> {
        match &self.value {
            Value::Mapping(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value of `key` in a mapping.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries()?
            .iter()
            .find(|e| e.key == key)
            .map(|e| &e.value)
    }

    /// The items of a list.
    pub fn items(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// What kind of value this is, as a message would name it.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Scalar { .. } => "text",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "a mapping",
        }
    }

    /// The same value for programs: mappings to objects, scalars to strings.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Null => Json::Null,
            Value::Scalar { text, plain } => match text.as_str() {
                "true" if *plain => Json::Bool(true),
                "false" if *plain => Json::Bool(false),
                number if *plain && is_integer(number) => number
                    .parse::<i64>()
                    .map_or_else(|_| number.into(), Json::from),
                other => other.into(),
            },
            Value::Sequence(items) => items.iter().map(Node::to_json).collect(),
            Value::Mapping(entries) => Json::Object(
                entries
                    .iter()
                    .map(|e| (e.key.clone(), e.value.to_json()))
                    .collect(),
            ),
        }
    }
}

/// Digits without a leading zero, and few enough for a number.
fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.len() <= 18
        && digits.bytes().all(|b| b.is_ascii_digit())
        && (digits == "0" || digits.starts_with(|c: char| c != '0'))
        && !digits.is_empty()
}
