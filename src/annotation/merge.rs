//! A change of one note, made in a file that may have changed since the note was read.
//!
//! Three versions are at hand: the note as it was read, as it shall be, and as the file has it
//! now. Fields that only one side changed are taken from that side; where both changed one, both
//! notes are kept.

use serde_json::{Map, Value};

use super::edit::{self, NoEdit};
use super::write::{ORDER, fields};
use super::{Annotation, AnnotationFile, AnnotationId};
use crate::article::ArticleName;
use crate::text::problem::Problems;

/// A change of one note.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// It is new.
    Add(Box<Annotation>),
    /// It was `before` when it was read, and shall be `after`.
    Replace {
        /// As it was read.
        before: Box<Annotation>,
        /// As it shall be, under the same id.
        after: Box<Annotation>,
    },
    /// It shall go.
    Delete(Box<Annotation>),
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applied {
    /// It was made.
    Done,
    /// The file held the same already.
    Already,
    /// The file's note had changed in other fields: both changes are in it.
    Merged,
    /// Another note had the id: the new one has this.
    Renamed(AnnotationId),
    /// The file's note had changed in the same field: it stays, and ours is beside it under this
    /// id.
    BothKept(AnnotationId),
    /// The note had gone from the file: it is there again, as it was changed here.
    Restored,
    /// The note had changed since it was read, so it was not deleted.
    NotDeleted,
}

impl Change {
    /// The note as it shall be; the one that goes for a deletion.
    pub fn note(&self) -> &Annotation {
        match self {
            Self::Add(note) | Self::Delete(note) => note,
            Self::Replace { after, .. } => after,
        }
    }

    /// What undoes it.
    #[must_use]
    pub fn inverse(&self) -> Self {
        match self {
            Self::Add(note) => Self::Delete(note.clone()),
            Self::Delete(note) => Self::Add(note.clone()),
            Self::Replace { before, after } => Self::Replace {
                before: after.clone(),
                after: before.clone(),
            },
        }
    }

    /// Makes the change in a file's text. A note without an id, or with one that the file gives
    /// to another, gets a free one that `avoid` does not hold either.
    pub fn apply(
        &self,
        text: &str,
        article: &ArticleName,
        avoid: &dyn Fn(&str) -> bool,
    ) -> Result<(String, Applied), NoEdit> {
        let notes = AnnotationFile::from_yaml(text, true, &mut Problems::default()).annotations;
        let there = |id: &str| notes.iter().find(|n| n.id == id);
        let free = || {
            let taken = edit::ids(text);
            free_id(|id| taken.contains(id) || avoid(id))
        };
        let add = |note: &Annotation| edit::append(text, article, std::slice::from_ref(note));
        match self {
            Self::Add(note) => match there(&note.id) {
                Some(old) if fields(old) == fields(note) => Ok((text.to_owned(), Applied::Already)),
                None if !note.id.is_empty() => Ok((add(note)?, Applied::Done)),
                _ => {
                    let id = free();
                    Ok((add(&with_id(note, &id))?, Applied::Renamed(id)))
                }
            },
            Self::Delete(note) => match there(&note.id) {
                None => Ok((text.to_owned(), Applied::Already)),
                Some(old) if fields(old) == fields(note) => {
                    Ok((edit::remove(text, &note.id)?, Applied::Done))
                }
                Some(_) => Ok((text.to_owned(), Applied::NotDeleted)),
            },
            Self::Replace { before, after } => {
                let Some(now) = there(&before.id) else {
                    return Ok((add(after)?, Applied::Restored));
                };
                let (before, now) = (fields(before), fields(now));
                let wanted = fields(after);
                if now == wanted {
                    return Ok((text.to_owned(), Applied::Already));
                }
                let Some(merged) = merge(&before, &wanted, &now) else {
                    let id = free();
                    return Ok((add(&with_id(after, &id))?, Applied::BothKept(id)));
                };
                let changes: Vec<(&str, &str, Option<Value>)> = ORDER
                    .into_iter()
                    .filter(|name| merged.get(*name) != now.get(*name))
                    .map(|name| (after.id.as_str(), name, merged.get(name).cloned()))
                    .collect();
                let new = edit::set_fields(text, &changes)?;
                let applied = if now == before {
                    Applied::Done
                } else {
                    Applied::Merged
                };
                Ok((new, applied))
            }
        }
    }
}

fn with_id(note: &Annotation, id: &str) -> Annotation {
    Annotation {
        id: id.to_owned(),
        ..note.clone()
    }
}

/// The first of `m1`, `m2`, … (marginal notes) that is not taken.
fn free_id(taken: impl Fn(&str) -> bool) -> AnnotationId {
    (1..=u32::MAX)
        .map(|n| format!("m{n}"))
        .find(|id| !taken(id))
        .unwrap_or_default()
}

/// Each field from the side that changed it; `None` when both changed one, in different ways.
fn merge(
    before: &Map<String, Value>,
    ours: &Map<String, Value>,
    theirs: &Map<String, Value>,
) -> Option<Map<String, Value>> {
    let mut merged = Map::new();
    for name in ORDER {
        let (was, our, their) = (before.get(name), ours.get(name), theirs.get(name));
        let value = if our == was || our == their {
            their
        } else if their == was {
            our
        } else {
            return None;
        };
        if let Some(value) = value {
            merged.insert(name.to_owned(), value.clone());
        }
    }
    Some(merged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Kind;

    const FILE: &str = "# Mine.\nannotations:\n  - id: m1\n    kind: note # first\n    at: 1¶1\n    \
                        note: Old.\n";

    fn note(text: &str) -> Box<Annotation> {
        let mut problems = Problems::default();
        let notes = AnnotationFile::from_yaml(text, true, &mut problems).annotations;
        Box::new(notes.into_iter().next().unwrap())
    }

    fn apply(change: &Change, text: &str) -> (String, Applied) {
        let name = "bread".parse().unwrap();
        change.apply(text, &name, &|id| id == "m2").unwrap()
    }

    fn replacing(edit: impl FnOnce(&mut Annotation)) -> Change {
        let before = note(FILE);
        let mut after = before.clone();
        edit(&mut after);
        Change::Replace { before, after }
    }

    #[test]
    fn what_nobody_else_touched_is_simply_changed() {
        let change = replacing(|n| n.note = "New.".to_owned());
        let (text, applied) = apply(&change, FILE);
        assert_eq!(
            (text.as_str(), applied),
            (FILE.replace("Old", "New").as_str(), Applied::Done)
        );
        assert_eq!(apply(&change, &text), (text.clone(), Applied::Already));
        assert_eq!(
            apply(&change.inverse(), &text),
            (FILE.to_owned(), Applied::Done)
        );
    }

    #[test]
    fn changes_of_different_fields_come_together() {
        let change = replacing(|n| n.kind = Kind::Gloss);
        let theirs = FILE.replace("Old.", "Theirs. # they");
        let (text, applied) = apply(&change, &theirs);
        assert_eq!(applied, Applied::Merged);
        assert_eq!(text, theirs.replace("kind: note", "kind: gloss"));
    }

    #[test]
    fn changes_of_one_field_leave_both_notes() {
        let change = replacing(|n| n.note = "Ours.".to_owned());
        let theirs = FILE.replace("Old.", "Theirs.");
        let (text, applied) = apply(&change, &theirs);
        assert_eq!(applied, Applied::BothKept("m3".to_owned()));
        assert!(text.starts_with(&theirs));
        assert!(text.contains("id: m3") && text.contains("Ours."));
    }

    #[test]
    fn a_note_that_went_comes_back_only_when_it_was_changed_here() {
        let gone = "# Mine.\nannotations: []\n";
        let (text, applied) = apply(&replacing(|n| n.note = "Ours.".to_owned()), gone);
        assert_eq!(applied, Applied::Restored);
        assert!(text.contains("Ours."));
        let delete = Change::Delete(note(FILE));
        assert_eq!(apply(&delete, gone), (gone.to_owned(), Applied::Already));
        let theirs = FILE.replace("Old.", "Theirs.");
        assert_eq!(
            apply(&delete, &theirs),
            (theirs.clone(), Applied::NotDeleted)
        );
        assert_eq!(apply(&delete, FILE).1, Applied::Done);
    }

    #[test]
    fn a_new_note_gets_a_free_id() {
        let mut new = note(FILE);
        new.note = "Another.".to_owned();
        let (text, applied) = apply(&Change::Add(new.clone()), FILE);
        // m1 is in the file, m2 elsewhere.
        assert_eq!(applied, Applied::Renamed("m3".to_owned()));
        assert!(text.starts_with(FILE));
        new.id = String::new();
        let (text, applied) = apply(&Change::Add(new), "");
        assert_eq!(applied, Applied::Renamed("m1".to_owned()));
        assert!(text.starts_with("article: bread\nannotations:\n  - id: m1\n"));
    }
}
