//! Edits of a file of sources that keep its comments, order and layout.

use serde_json::{Map, Value};

use super::Source;
use crate::text::yaml::edit::{EditError, ListEditor};

/// The field that holds the list.
const LIST: &str = "references";

/// Adds works after the last; those whose key the file holds already are left as they are. An
/// empty file becomes one of sources.
pub fn append(text: &str, sources: &[Source]) -> Result<String, EditError> {
    let mut editor = ListEditor::open(text, LIST)?;
    for source in sources {
        if editor.find(source.key.as_str()).is_none() {
            editor.append(fields(source));
        }
    }
    editor.finish()
}

/// A work as it is written: its key, and its record in its order.
pub fn fields(source: &Source) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("id".to_owned(), source.key.as_str().into());
    for (name, value) in &source.record {
        map.insert(name.clone(), value.clone());
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;
    use crate::text::problem::Problems;

    #[test]
    fn works_are_added_and_read_back() {
        let file = "# Ours.\nreferences:\n- id: miller\n  title: On Bread # sic\n";
        let read = |text: &str| {
            let mut problems = Problems::of("s.yaml");
            let sources = Sources::from_yaml(text, &mut problems);
            assert!(problems.as_slice().is_empty(), "{problems:?}");
            sources
        };
        let new = read(
            "- {id: baker, type: book, title: 'Ovens: a history', author: [{family: Baker, given: Ada}], \
             issued: {date-parts: [[1931, 5], [1933]]}, note: 'Seen by us.'}\n- {id: miller, title: Other}\n",
        );
        let list: Vec<Source> = new.iter().cloned().collect();
        let text = append(file, &list).unwrap();
        insta::assert_snapshot!(text, @r"
        # Ours.
        references:
        - id: miller
          title: On Bread # sic
        - id: baker
          type: book
          title: 'Ovens: a history'
          author: [{family: Baker, given: Ada}]
          issued: {date-parts: [[1931, 5], [1933]]}
          note: Seen by us.
        ");
        let both = read(&text);
        assert_eq!(both.len(), 2);
        let key = "baker".parse().unwrap();
        assert_eq!(
            both.get(&key).unwrap().record,
            new.get(&key).unwrap().record
        );
        assert_eq!(
            append("", &list[..1]).unwrap().lines().next(),
            Some("references:")
        );
    }
}
