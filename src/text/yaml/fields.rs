//! Taking a mapping apart: each field asked for by name, every misfit reported at its place.

use super::{Node, Value};
use crate::text::problem::{Position, Problems, nearest};

/// The fields of one mapping, of a thing that messages call `what`.
pub struct Fields<'a> {
    node: &'a Node,
    what: &'a str,
    known: &'a [&'a str],
}

impl<'a> Fields<'a> {
    /// Opens a mapping whose fields are among `known`; unknown ones are reported with the nearest
    /// known name. `None`, reported, when the node is no mapping.
    pub fn open(
        node: &'a Node,
        what: &'a str,
        known: &'a [&'a str],
        problems: &mut Problems,
    ) -> Option<Self> {
        let Some(entries) = node.entries() else {
            problems.error(
                node.at,
                "wrong-type",
                format!("{what} must be a mapping, and this is {}", node.kind()),
                format!("write its fields: {}", known.join(", ")),
            );
            return None;
        };
        for entry in entries {
            if !known.contains(&entry.key.as_str()) {
                let help = nearest(&entry.key, known.iter().copied()).map_or_else(
                    || format!("the fields are: {}", known.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                let key = crate::text::width::shortened(&entry.key, 60);
                problems.error(
                    entry.at,
                    "unknown-field",
                    format!("unknown field `{key}` in {what}"),
                    help,
                );
            }
        }
        Some(Self { node, what, known })
    }

    /// Where the mapping begins.
    pub fn at(&self) -> Position {
        self.node.at
    }

    /// The fields that were said to be known.
    pub fn known(&self) -> &[&str] {
        self.known
    }

    /// The node of a field that is there and not null.
    pub fn node(&self, name: &str) -> Option<&'a Node> {
        self.node.get(name).filter(|n| n.value != Value::Null)
    }

    /// The text of a field; reported when it is a list or a mapping.
    pub fn text(&self, name: &str, problems: &mut Problems) -> Option<&'a str> {
        let node = self.node(name)?;
        let text = node.text();
        if text.is_none() {
            problems.error(
                node.at,
                "wrong-type",
                format!("`{name}` must be text, and this is {}", node.kind()),
                format!("write `{name}: …` on one line"),
            );
        }
        text
    }

    /// The text of a field that must be there and not empty.
    pub fn required(&self, name: &str, problems: &mut Problems) -> Option<&'a str> {
        if self.node(name).is_none() {
            problems.error(
                self.node.at,
                "missing-field",
                format!("{} lacks `{name}`", self.what),
                format!("add `{name}: …`"),
            );
            return None;
        }
        self.text(name, problems)
    }

    /// The texts of a field that is a list, or one text for a list of one.
    pub fn texts(&self, name: &str, problems: &mut Problems) -> Vec<(&'a str, Position)> {
        let Some(node) = self.node(name) else {
            return Vec::new();
        };
        match &node.value {
            Value::Scalar { text, .. } => vec![(text.as_str(), node.at)],
            Value::Sequence(items) => items
                .iter()
                .filter_map(|item| {
                    let text = item.text();
                    if text.is_none() {
                        problems.error(
                            item.at,
                            "wrong-type",
                            format!("`{name}` must list texts, and this is {}", item.kind()),
                            "write one text after each dash",
                        );
                    }
                    text.map(|t| (t, item.at))
                })
                .collect(),
            _ => {
                problems.error(
                    node.at,
                    "wrong-type",
                    format!("`{name}` must be a list, and this is {}", node.kind()),
                    format!("write `{name}: [one, two]`"),
                );
                Vec::new()
            }
        }
    }

    /// A truth value.
    pub fn truth(&self, name: &str, problems: &mut Problems) -> Option<bool> {
        let node = self.node(name)?;
        match &node.value {
            Value::Scalar { text, plain: true } if text == "true" => Some(true),
            Value::Scalar { text, plain: true } if text == "false" => Some(false),
            _ => {
                problems.error(
                    node.at,
                    "wrong-type",
                    format!("`{name}` must be true or false"),
                    format!("write `{name}: true`, or leave it out"),
                );
                None
            }
        }
    }
}
