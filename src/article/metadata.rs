//! The front matter of an article: what is known about the text as a whole.

use crate::text::problem::Problems;
use crate::text::yaml::{self, Node, Value};

/// What an article's front matter says. Fields that Postil does not know are kept in `other`, in
/// their order, and written back.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Metadata {
    /// The title.
    pub title: Option<String>,
    /// The authors, each as one would print the name.
    pub author: Vec<String>,
    /// When it appeared or was signed: ISO 8601 where that is certain, else as it was printed.
    pub date: Option<String>,
    /// Where it was signed.
    pub place: Option<String>,
    /// The series or journal it stands in.
    pub series: Option<String>,
    /// The address it was taken from.
    pub source_url: Option<String>,
    /// The language, as a BCP 47 tag.
    pub language: Option<String>,
    /// Who may do what with the text.
    pub rights: Option<String>,
    /// All else, by key.
    pub other: Vec<(String, serde_json::Value)>,
}

impl Metadata {
    /// The fields that have a meaning here; all others are kept.
    pub const FIELDS: [&'static str; 8] = [
        "title",
        "author",
        "date",
        "place",
        "series",
        "source-url",
        "language",
        "rights",
    ];

    /// Reads front matter; what does not fit is reported and kept as it is.
    pub fn from_yaml(text: &str, problems: &mut Problems) -> Self {
        let mut metadata = Self::default();
        let Some(node) = yaml::read(text, problems) else {
            return metadata;
        };
        let Some(entries) = node.entries() else {
            if node.value != Value::Null {
                problems.error(
                    node.at,
                    "wrong-type",
                    "the front matter must be a mapping",
                    "write `title: …` and so on between the lines of three dashes",
                );
            }
            return metadata;
        };
        for entry in entries {
            metadata.take(&entry.key, &entry.value);
        }
        metadata
    }

    fn take(&mut self, key: &str, value: &Node) {
        let slot = match key {
            "title" => &mut self.title,
            "date" => &mut self.date,
            "place" => &mut self.place,
            "series" => &mut self.series,
            "source-url" => &mut self.source_url,
            "language" => &mut self.language,
            "rights" => &mut self.rights,
            "author" => {
                let texts: Option<Vec<String>> = match &value.value {
                    Value::Scalar { text, .. } => Some(vec![text.clone()]),
                    Value::Sequence(items) => {
                        items.iter().map(|i| i.text().map(str::to_owned)).collect()
                    }
                    _ => None,
                };
                match texts {
                    Some(texts) => self.author = texts,
                    None => self.other.push((key.to_owned(), value.to_json())),
                }
                return;
            }
            _ => {
                self.other.push((key.to_owned(), value.to_json()));
                return;
            }
        };
        match value.text() {
            Some(text) => *slot = Some(text.to_owned()),
            None if value.value == Value::Null => {}
            None => self.other.push((key.to_owned(), value.to_json())),
        }
    }

    /// The front matter as YAML, without the lines of dashes; empty when nothing is known.
    pub fn to_yaml(&self) -> String {
        let mut map = serde_json::Map::new();
        let mut put = |key: &str, value: &Option<String>| {
            if let Some(text) = value {
                map.insert(key.to_owned(), text.as_str().into());
            }
        };
        put("title", &self.title);
        let author = match self.author.as_slice() {
            [] => None,
            [one] => Some(one.as_str().into()),
            several => Some(several.iter().map(String::as_str).collect()),
        };
        put("date", &self.date);
        put("place", &self.place);
        put("series", &self.series);
        put("source-url", &self.source_url);
        put("language", &self.language);
        put("rights", &self.rights);
        if let Some(author) = author {
            map.insert("author".to_owned(), author);
        }
        for (key, value) in &self.other {
            map.insert(key.clone(), value.clone());
        }
        if map.is_empty() {
            return String::new();
        }
        yaml::write(&map).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_round_trips() {
        let text = "title: 'Bread: a history'\nauthor: [A. Miller, B. Baker]\ndate: 1992-10-05\n\
                    doi: 10.1/x\nkeywords:\n- bread\n- mills\n";
        let mut problems = Problems::of("f.md");
        let metadata = Metadata::from_yaml(text, &mut problems);
        assert!(problems.as_slice().is_empty());
        assert_eq!(metadata.date.as_deref(), Some("1992-10-05"));
        assert_eq!(metadata.author.len(), 2);
        let again = Metadata::from_yaml(&metadata.to_yaml(), &mut problems);
        assert_eq!(again, metadata);
    }
}
