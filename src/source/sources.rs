//! `sources.yaml`: the works of a library, as CSL-YAML (`references:`), the form that pandoc and
//! Zotero read.

use std::collections::HashMap;

use super::csl;
use super::{Source, SourceKey};
use crate::text::problem::{Position, Problems, nearest};
use crate::text::yaml::{self, Node, Value};

/// The works of a library, in the order of their file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sources {
    list: Vec<Source>,
    by_key: HashMap<SourceKey, usize>,
}

impl Sources {
    /// The fields that a record may have: the variables of CSL 1.0.2.
    pub const FIELDS: &'static [&'static str] = csl::VARIABLES;

    /// The fields that hold lists of names.
    pub const NAME_FIELDS: &'static [&'static str] = csl::NAMES;

    /// Those of them that hold dates.
    pub const DATE_FIELDS: &'static [&'static str] = csl::DATES;

    /// The types that a record may be of.
    pub const TYPES: &'static [&'static str] = csl::TYPES;

    /// Reads a file; records that are sound are taken, every problem is reported.
    pub fn from_yaml(text: &str, problems: &mut Problems) -> Self {
        let mut sources = Self::default();
        let Some(root) = yaml::read(text, problems) else {
            return sources;
        };
        let list = match &root.value {
            Value::Null => return sources,
            Value::Sequence(_) => root.items(),
            _ => root.get("references").and_then(Node::items),
        };
        let Some(records) = list else {
            problems.error(
                root.at,
                "missing-field",
                "a file of sources needs a list under `references:`",
                "write `references:` and, under it, one record after each dash",
            );
            return sources;
        };
        for record in records {
            if let Some(source) = read_record(record, problems) {
                sources.take(source, problems);
            }
        }
        sources
    }

    fn take(&mut self, source: Source, problems: &mut Problems) {
        if let Some(first) = self.get(&source.key) {
            problems.error(
                source.position,
                "duplicate-id",
                format!(
                    "the key `{}` stands twice; first on line {}",
                    source.key, first.position.line
                ),
                "give one of the two another key",
            );
            return;
        }
        self.insert(source);
    }

    /// Adds a source, or replaces the one that has its key.
    pub fn insert(&mut self, source: Source) {
        if let Some(&index) = self.by_key.get(&source.key) {
            if let Some(slot) = self.list.get_mut(index) {
                *slot = source;
            }
            return;
        }
        self.by_key.insert(source.key.clone(), self.list.len());
        self.list.push(source);
    }

    /// The source with this key.
    pub fn get(&self, key: &SourceKey) -> Option<&Source> {
        self.list.get(*self.by_key.get(key)?)
    }

    /// All sources.
    pub fn iter(&self) -> std::slice::Iter<'_, Source> {
        self.list.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The key nearest to one that does not exist.
    pub fn nearest(&self, key: &str) -> Option<&str> {
        nearest(key, self.list.iter().map(|s| s.key.as_str()))
    }
}

impl<'a> IntoIterator for &'a Sources {
    type Item = &'a Source;
    type IntoIter = std::slice::Iter<'a, Source>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

fn read_record(node: &Node, problems: &mut Problems) -> Option<Source> {
    let Some(entries) = node.entries() else {
        problems.error(
            node.at,
            "wrong-type",
            format!("a source must be a mapping, and this is {}", node.kind()),
            "write `- id: …` and its fields below",
        );
        return None;
    };
    let Some(id) = node.get("id").and_then(Node::text) else {
        problems.error(
            node.at,
            "missing-field",
            "a source lacks `id`",
            "add `id: …`",
        );
        return None;
    };
    let key: SourceKey = match id.parse() {
        Ok(key) => key,
        Err(e) => {
            let at = node.get("id").map_or(node.at, |n| n.at);
            problems.error(at, "malformed-id", e.to_string(), "change the `id`");
            return None;
        }
    };
    let mut record = serde_json::Map::new();
    for entry in entries.iter().filter(|e| e.key != "id") {
        check_field(&entry.key, &entry.value, entry.at, problems);
        record.insert(entry.key.clone(), entry.value.to_json());
    }
    if !record.contains_key("title") {
        problems.warn(
            node.at,
            "missing-field",
            format!("the source `{key}` has no title"),
            "add `title: …`",
        );
    }
    Some(Source {
        key,
        record,
        position: node.at,
    })
}

fn check_field(key: &str, value: &Node, at: Position, problems: &mut Problems) {
    if !csl::VARIABLES.contains(&key) {
        let help = nearest(key, csl::VARIABLES.iter().copied()).map_or_else(
            || "see the variables of CSL 1.0.2; a remark belongs under `note`".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let key = crate::text::width::shortened(key, 60);
        problems.warn(
            at,
            "unknown-field",
            format!("CSL knows no field `{key}`"),
            help,
        );
    }
    if csl::NAMES.contains(&key) && value.items().is_none() {
        problems.warn(
            value.at,
            "wrong-type",
            format!("`{key}` must be a list of names"),
            format!("write `{key}: [{{family: …, given: …}}]`"),
        );
    }
    if key == "type" && !value.text().is_some_and(|t| csl::TYPES.contains(&t)) {
        let given = value.text().unwrap_or_default();
        let help = nearest(given, csl::TYPES.iter().copied()).map_or_else(
            || "`book` and `document` fit most works".to_owned(),
            |n| format!("did you mean `{n}`?"),
        );
        problems.warn(
            value.at,
            "unknown-type",
            "CSL knows no such type of work",
            help,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_with_names_and_dates() {
        let mut problems = Problems::of("sources.yaml");
        let sources = Sources::from_yaml(
            "references:\n- id: miller-bread\n  type: book\n  title: On Bread\n  author:\n  \
             - {family: Miller, given: Ada}\n  - {family: Humboldt, given: W., non-dropping-particle: von}\n  \
             issued: {date-parts: [[1789, 7, 14]]}\n  volume: 2\n- id: b\n  title: B\n  issued: '1890'\n",
            &mut problems,
        );
        assert!(problems.as_slice().is_empty(), "{problems:?}");
        let source = sources.get(&"miller-bread".parse().unwrap()).unwrap();
        assert_eq!(source.label(), "Miller and von Humboldt, On Bread");
        assert_eq!(source.date("issued").unwrap().to_string(), "1789-07-14");
        assert_eq!(source.field("volume").as_deref(), Some("2"));
        assert_eq!(
            sources.iter().nth(1).unwrap().date("issued").unwrap().year,
            1890
        );
    }

    #[test]
    fn problems_are_told_together() {
        let mut problems = Problems::of("sources.yaml");
        let text =
            "references:\n- title: Without\n- id: a b\n- id: c\n  titel: C\n- id: c\n  title: C\n";
        let sources = Sources::from_yaml(text, &mut problems);
        assert_eq!(sources.len(), 1);
        let told: Vec<String> = problems
            .into_vec()
            .iter()
            .map(ToString::to_string)
            .collect();
        let starts = [
            "2:3: a source lacks",
            "3:7: `a b`",
            "4:3: the source `c` has no title",
            "5:3: CSL knows no field",
            "6:3: the key `c`",
        ];
        assert_eq!(told.len(), starts.len(), "{told:#?}");
        for (line, start) in told.iter().zip(starts) {
            assert!(line.starts_with(&format!("sources.yaml:{start}")), "{line}");
        }
    }
}
