//! Edits of a YAML file that change nothing else: comments, order, layout, quotes, line ends and
//! a byte-order mark stay as they are.
//!
//! An edit is a set of splices at the positions that the reader gives. When all are made, the new
//! text is read again and compared with what was asked for: where an odd layout would make a
//! splice mean something else, the edit is refused and the file stays as it was.

mod field;
mod lines;
mod list;

use std::ops::Range;

use serde_json::{Map, Value as Json};

use super::{Node, Style, Value, read, written};
use crate::text::problem::{Position, Problems};

/// An edit could not be made without touching something else.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {}: {what}; change the file by hand", .at.line)]
pub struct EditError {
    /// Where.
    pub at: Position,
    /// Why.
    pub what: String,
}

impl EditError {
    fn new(at: Position, what: impl Into<String>) -> Self {
        Self {
            at,
            what: what.into(),
        }
    }
}

/// Edits of one list of mappings in a file: the notes, or the works.
///
/// Items are named by their index in the file as it was; items added, removed and changed in one
/// editor do not shift them.
#[derive(Debug)]
pub struct ListEditor<'t> {
    text: &'t str,
    key: &'static str,
    root: Node,
    /// The items as they shall be; `None` for those removed.
    expected: Vec<Option<Json>>,
    appended: Vec<Map<String, Json>>,
    splices: Vec<Splice>,
}

/// Bytes of the old text and what shall stand there.
#[derive(Debug, Clone)]
struct Splice {
    range: Range<usize>,
    text: String,
}

impl<'t> ListEditor<'t> {
    /// Opens a file for edits of the list under `key`, which need not be there yet; a file that
    /// is itself a list is taken for it. The first problem of a file that is no YAML is the error.
    pub fn open(text: &'t str, key: &'static str) -> Result<Self, EditError> {
        let mut problems = Problems::default();
        let Some(root) = read(text, &mut problems) else {
            let first = problems.into_vec().into_iter().next();
            return Err(first.map_or_else(
                || EditError::new(Position::default(), "not YAML"),
                |p| {
                    let at = Position {
                        line: p.line,
                        column: p.column,
                    };
                    EditError::new(at, p.message)
                },
            ));
        };
        let mut editor = Self {
            text,
            key,
            root,
            expected: Vec::new(),
            appended: Vec::new(),
            splices: Vec::new(),
        };
        if let Some(list) = editor.list() {
            if !matches!(list.value, Value::Sequence(_) | Value::Null) {
                return Err(EditError::new(
                    list.at,
                    format!("`{key}` is {}", list.kind()),
                ));
            }
        } else if !matches!(editor.root.value, Value::Mapping(_) | Value::Null) {
            let what = format!("the file is {}", editor.root.kind());
            return Err(EditError::new(editor.root.at, what));
        }
        editor.expected = editor
            .items()
            .iter()
            .map(|item| Some(item.to_json()))
            .collect();
        Ok(editor)
    }

    /// The items as they stand in the file.
    pub fn items(&self) -> &[Node] {
        self.list().and_then(Node::items).unwrap_or_default()
    }

    /// The index of the item whose field `id` is `id`.
    pub fn find(&self, id: &str) -> Option<usize> {
        let is_it = |item: &Node| item.get("id").and_then(Node::text) == Some(id);
        self.items().iter().position(is_it)
    }

    /// The index of the item that begins at a place.
    pub fn find_at(&self, at: Position) -> Option<usize> {
        self.items().iter().position(|item| item.at == at)
    }

    /// Adds an item after the last.
    pub fn append(&mut self, item: Map<String, Json>) {
        self.appended.push(item);
    }

    /// Removes an item.
    pub fn remove(&mut self, index: usize) {
        if let Some(slot) = self.expected.get_mut(index) {
            *slot = None;
        }
    }

    /// Sets fields of an item, or removes those whose value is `None`. A field that is new goes
    /// after the last of those that stand before it in `order`.
    pub fn set(
        &mut self,
        index: usize,
        changes: &[(&str, Option<Json>)],
        order: &[&str],
    ) -> Result<(), EditError> {
        let Some(item) = self.items().get(index).cloned() else {
            return Err(EditError::new(Position::default(), "there is no such item"));
        };
        let splices = field::set(self.text, &item, changes, order)?;
        self.splices.extend(splices);
        if let Some(Some(Json::Object(map))) = self.expected.get_mut(index) {
            for (name, value) in changes {
                match value {
                    Some(value) => map.insert((*name).to_owned(), value.clone()),
                    None => map.shift_remove(*name),
                };
            }
        }
        Ok(())
    }

    /// Makes the edits: the new text, in which nothing else has changed.
    pub fn finish(mut self) -> Result<String, EditError> {
        let removed: Vec<usize> = self
            .expected
            .iter()
            .enumerate()
            .filter_map(|(i, item)| item.is_none().then_some(i))
            .collect();
        let mut splices = std::mem::take(&mut self.splices);
        // What is set in an item that is removed is gone with it.
        splices.retain(|splice| {
            !removed.iter().any(|&i| {
                self.items().get(i).is_some_and(|item| {
                    item.span.start <= splice.range.start && splice.range.end <= item.span.end
                })
            })
        });
        splices.extend(list::splices(&self, &removed)?);
        let line_end = lines::line_end_of(self.text);
        let text = apply(self.text, splices, line_end)
            .ok_or_else(|| EditError::new(self.root.at, "two edits touch the same place"))?;
        self.verify(&text)?;
        Ok(text)
    }

    /// The node of the list, if it is there; a null node when its place is empty.
    fn list(&self) -> Option<&Node> {
        match &self.root.value {
            Value::Sequence(_) => Some(&self.root),
            _ => self.root.get(self.key),
        }
    }

    /// Reads the new text and compares it with what was asked for.
    fn verify(&self, text: &str) -> Result<(), EditError> {
        let items: Vec<Json> = self
            .expected
            .iter()
            .flatten()
            .cloned()
            .chain(self.appended.iter().cloned().map(Json::Object))
            .collect();
        let unchanged = self.appended.is_empty() && self.expected.iter().all(Option::is_some);
        let expected = match (&self.root.value, self.list().map(|l| &l.value)) {
            (Value::Sequence(_), _) => Json::Array(items),
            (_, None | Some(Value::Null)) if unchanged => self.root.to_json(),
            _ => {
                let mut root = match self.root.to_json() {
                    Json::Object(root) => root,
                    _ => Map::new(),
                };
                root.insert(self.key.to_owned(), Json::Array(items));
                Json::Object(root)
            }
        };
        let mut problems = Problems::default();
        let read = read(text, &mut problems).map(|node| node.to_json());
        if read.as_ref() == Some(&expected) {
            return Ok(());
        }
        let place = self.list().unwrap_or(&self.root).at;
        Err(EditError::new(
            place,
            "the layout here does not let the program change it safely",
        ))
    }
}

/// The text with all splices made; `None` when two overlap. Line feeds in what is new become the
/// file's own line ends.
fn apply(text: &str, mut splices: Vec<Splice>, line_end: &str) -> Option<String> {
    splices.sort_by_key(|s| (s.range.start, s.range.end));
    let added: usize = splices.iter().map(|s| s.text.len()).sum();
    let mut out = String::with_capacity(text.len() + added);
    let mut from = 0;
    for splice in splices {
        out.push_str(text.get(from..splice.range.start)?);
        if line_end == "\n" {
            out.push_str(&splice.text);
        } else {
            out.push_str(&splice.text.replace('\n', line_end));
        }
        from = splice.range.end;
    }
    out.push_str(text.get(from..)?);
    Some(out)
}

#[cfg(test)]
mod tests;
