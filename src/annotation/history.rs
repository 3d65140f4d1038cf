//! The changes of one's own notes, kept so that they can be undone in a later session.
//!
//! They are written as JSON, and read by the reader of YAML, of which JSON is a part: the notes
//! in them are read as those of any file of notes are.

use serde_json::{Map, Value, json};

use super::write::fields;
use super::{Annotation, Change};
use crate::text::problem::Problems;
use crate::text::yaml::{self, Node};

/// The most changes that are kept.
const MOST: usize = 200;

/// What was changed, and what was undone of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    done: Vec<Change>,
    undone: Vec<Change>,
}

impl History {
    /// Takes a new change; what was undone before it cannot be made again.
    pub fn make(&mut self, change: Change) {
        self.undone.clear();
        self.push_done(change);
    }

    fn push_done(&mut self, change: Change) {
        self.done.push(change);
        let over = self.done.len().saturating_sub(MOST);
        self.done.drain(..over);
    }

    /// The change to undo next.
    pub fn last_done(&self) -> Option<&Change> {
        self.done.last()
    }

    /// The change to make again next.
    pub fn last_undone(&self) -> Option<&Change> {
        self.undone.last()
    }

    /// The last change has been undone.
    pub fn undo(&mut self) {
        self.undone.extend(self.done.pop());
    }

    /// The change undone last has been made again, as `change`.
    pub fn redo(&mut self, change: Change) {
        self.undone.pop();
        self.push_done(change);
    }

    /// As text.
    pub fn to_text(&self) -> String {
        let all = |changes: &[Change]| changes.iter().map(to_json).collect::<Vec<Value>>();
        let value = json!({"done": all(&self.done), "undone": all(&self.undone)});
        // YAML takes fewer characters as they are than JSON does; they can stand in texts only.
        let plain = |c: char| {
            !matches!(
                c,
                '\u{7f}'..='\u{9f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
            )
        };
        let mut text = String::new();
        for c in value.to_string().chars() {
            if plain(c) {
                text.push(c);
            } else {
                text.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
        }
        text.push('\n');
        text
    }

    /// From text; what cannot be read of it is left out, with all that came before it: what is
    /// undone must be the last change that was made.
    pub fn from_text(text: &str) -> Self {
        let root = yaml::read(text, &mut Problems::default());
        let list = |name: &str| {
            let items = root.as_ref()?.get(name)?.items()?;
            let mut changes: Vec<Change> = items.iter().rev().map_while(from_node).collect();
            changes.reverse();
            Some(changes)
        };
        Self {
            done: list("done").unwrap_or_default(),
            undone: list("undone").unwrap_or_default(),
        }
    }
}

fn to_json(change: &Change) -> Value {
    let note = |note: &Annotation| -> Value {
        let fields: Map<String, Value> = fields(note);
        fields.into()
    };
    match change {
        Change::Add(added) => json!({"add": note(added)}),
        Change::Delete(deleted) => json!({"delete": note(deleted)}),
        Change::Replace { before, after } => {
            json!({"replace": {"before": note(before), "after": note(after)}})
        }
    }
}

fn from_node(node: &Node) -> Option<Change> {
    let read = |item: &Node| {
        let read_note = super::store::read_annotation(item, true, &mut Problems::default())?;
        Some(Box::new(Annotation {
            position: crate::text::problem::Position::default(),
            ..read_note
        }))
    };
    if let Some(added) = node.get("add") {
        return read(added).map(Change::Add);
    }
    if let Some(deleted) = node.get("delete") {
        return read(deleted).map(Change::Delete);
    }
    let replaced = node.get("replace")?;
    Some(Change::Replace {
        before: read(replaced.get("before")?)?,
        after: read(replaced.get("after")?)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::AnnotationFile;

    fn note(id: &str, text: &str) -> Box<Annotation> {
        let yaml = format!("annotations:\n- {{id: {id}, kind: note, at: 1¶2, tags: [a, b]}}\n");
        let file = AnnotationFile::from_yaml(&yaml, true, &mut Problems::default());
        let mut note = file.annotations.into_iter().next().unwrap();
        note.position = crate::text::problem::Position::default();
        text.clone_into(&mut note.note);
        Box::new(note)
    }

    #[test]
    fn a_history_reads_back_as_it_was() {
        let mut history = History::default();
        assert_eq!(History::from_text(&history.to_text()), history);
        history.make(Change::Add(note(
            "m1",
            "“Rye”: *dark*\n\n- and \u{7f}\u{85}\u{feff}\u{1f980} \\ \"odd\"\t#",
        )));
        history.make(Change::Replace {
            before: note("m1", "one"),
            after: note("m1", "two"),
        });
        history.make(Change::Delete(note("m1", "two")));
        history.undo();
        let again = History::from_text(&history.to_text());
        assert_eq!(again, history);
        assert!(matches!(again.last_undone(), Some(Change::Delete(_))));
        assert!(matches!(again.last_done(), Some(Change::Replace { .. })));
        assert_eq!(History::from_text("{torn"), History::default());
        for i in 0..300 {
            history.make(Change::Add(note("m2", &i.to_string())));
        }
        assert!(history.done.len() <= MOST && history.undone.is_empty());
    }
}
