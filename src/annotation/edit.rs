//! Edits of a file of annotations that keep its comments, order and layout.

use std::collections::HashSet;

use serde_json::Value;

use super::write::{self, ORDER};
use super::{Annotation, AnnotationId};
use crate::article::ArticleName;
use crate::text::problem::{Position, Problems};
use crate::text::yaml;
use crate::text::yaml::edit::{EditError, ListEditor};

/// The field that holds the list.
const LIST: &str = "annotations";

/// Why a file of annotations was not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoEdit {
    /// The layout, or what is wrong with the file, does not allow it.
    #[error(transparent)]
    Layout(#[from] EditError),
    /// There is no note with this id.
    #[error("there is no note `{0}` in the file")]
    Missing(String),
    /// There is a note with this id already.
    #[error("there is a note `{0}` in the file already")]
    Present(String),
}

/// Adds notes after the last. An empty file becomes one of `article`.
pub fn append(text: &str, article: &ArticleName, notes: &[Annotation]) -> Result<String, NoEdit> {
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Ok(new_file(article, notes));
    }
    let mut editor = ListEditor::open(text, LIST)?;
    for note in notes {
        if editor.find(&note.id).is_some() {
            return Err(NoEdit::Present(note.id.clone()));
        }
        editor.append(write::fields(note));
    }
    Ok(editor.finish()?)
}

/// A file of notes.
pub fn new_file(article: &ArticleName, notes: &[Annotation]) -> String {
    let mut text = format!("article: {}\n", yaml::scalar(article.as_str()));
    text.push_str(if notes.is_empty() {
        "annotations: []\n"
    } else {
        "annotations:\n"
    });
    for note in notes {
        text.push_str(&write::item(note));
    }
    text
}

/// Gives the note with `id` the content of `note` (its id too): only the fields that differ are
/// touched, and fields that Postil does not know stay.
pub fn replace(text: &str, id: &str, note: &Annotation) -> Result<String, NoEdit> {
    let mut editor = ListEditor::open(text, LIST)?;
    let index = index_of(&editor, id)?;
    if id != note.id && editor.find(&note.id).is_some() {
        return Err(NoEdit::Present(note.id.clone()));
    }
    let old = editor.items().get(index).and_then(read_item);
    let old = old.map(|old| write::fields(&old)).unwrap_or_default();
    let new = write::fields(note);
    let changes: Vec<(&str, Option<Value>)> = ORDER
        .into_iter()
        .filter(|name| old.get(*name) != new.get(*name))
        .map(|name| (name, new.get(name).cloned()))
        .collect();
    editor.set(index, &changes, &ORDER)?;
    Ok(editor.finish()?)
}

/// Removes the note with `id`.
pub fn remove(text: &str, id: &str) -> Result<String, NoEdit> {
    let mut editor = ListEditor::open(text, LIST)?;
    let index = index_of(&editor, id)?;
    editor.remove(index);
    Ok(editor.finish()?)
}

/// Sets fields of notes, or removes those whose value is `None`: `(id, field, value)` each.
pub fn set_fields(text: &str, changes: &[(&str, &str, Option<Value>)]) -> Result<String, NoEdit> {
    let mut editor = ListEditor::open(text, LIST)?;
    let mut done = 0;
    while let Some((id, ..)) = changes.get(done) {
        // The changes of one note are made together.
        let rest = changes.get(done..).unwrap_or_default();
        let of_note = rest.iter().take_while(|(i, ..)| i == id);
        let fields: Vec<(&str, Option<Value>)> = of_note
            .map(|(_, field, value)| (*field, value.clone()))
            .collect();
        let index = index_of(&editor, id)?;
        editor.set(index, &fields, &ORDER)?;
        done += fields.len();
    }
    Ok(editor.finish()?)
}

/// Fields and the values that they shall have; `None` removes one.
pub type FieldChanges = Vec<(&'static str, Option<Value>)>;

/// Sets fields of notes that are named by their places, so that two of one id stay apart: the
/// place of a note in the text, and its fields.
pub fn set_at(text: &str, changes: &[(Position, FieldChanges)]) -> Result<String, NoEdit> {
    let mut editor = ListEditor::open(text, LIST)?;
    for (at, fields) in changes {
        let index = editor.find_at(*at);
        let index = index.ok_or_else(|| NoEdit::Missing(format!("on line {}", at.line)))?;
        editor.set(index, fields, &ORDER)?;
    }
    Ok(editor.finish()?)
}

/// The ids in a file, also of notes that are not sound.
pub fn ids(text: &str) -> HashSet<AnnotationId> {
    let root = yaml::read(text, &mut Problems::default());
    let items = root
        .as_ref()
        .and_then(|r| r.get(LIST))
        .and_then(yaml::Node::items);
    items
        .unwrap_or_default()
        .iter()
        .filter_map(|item| item.get("id")?.text().map(str::to_owned))
        .collect()
}

fn index_of(editor: &ListEditor<'_>, id: &str) -> Result<usize, NoEdit> {
    editor
        .find(id)
        .ok_or_else(|| NoEdit::Missing(id.to_owned()))
}

fn read_item(node: &yaml::Node) -> Option<Annotation> {
    super::store::read_annotation(node, false, &mut Problems::default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::annotation::{AnnotationFile, Certainty, Cited, How, Kind, Locator, Nth, Target};

    fn read(text: &str) -> Vec<Annotation> {
        let mut problems = Problems::of("n.yaml");
        let file = AnnotationFile::from_yaml(text, true, &mut problems);
        assert!(problems.as_slice().is_empty(), "{problems:#?}\n{text}");
        let place = |mut note: Annotation| {
            note.position = Position::default();
            note
        };
        file.annotations.into_iter().map(place).collect()
    }

    fn name() -> ArticleName {
        "bread".parse().unwrap()
    }

    #[test]
    fn a_note_is_written_as_by_hand() {
        let notes = read(
            "annotations:\n- {id: q1, kind: quotation, at: 1¶2, quote: either … it, source: miller, \
             locator: {volume: 2, page: '65-66'}, cited: {how: op-cit, as: 'op. cit.', antecedent: 1¶1}, \
             to: [1¶1, mills#2¶3], tags: [history], note: \"Ground twice.\\n\\nSee *Mills*.\", speaker: A baker}\n",
        );
        insta::assert_snapshot!(new_file(&name(), &notes), @r"
        article: bread
        annotations:
          - id: q1
            kind: quotation
            at: 1¶2
            quote: either … it
            source: miller
            locator: {volume: 2, page: 65-66}
            cited: {how: op-cit, as: op. cit., antecedent: 1¶1}
            speaker: A baker
            to: [1¶1, mills#2¶3]
            tags: [history]
            note: |-
              Ground twice.

              See *Mills*.
        ");
    }

    #[test]
    fn a_note_is_replaced_by_the_fields_that_differ() {
        let text = "annotations:\n  # mine\n  - id: a\n    kind: note   # for now\n    at: 1p2\n    \
                    created: 2026-11-01\n    note: One. # first\n";
        let mut note = read(text).remove(0);
        note.kind = Kind::Gloss;
        note.tags = vec!["bread".to_owned()];
        let new = replace(text, "a", &note).unwrap();
        let expected = text
            .replace("note   # for now", "gloss   # for now")
            .replace("    created", "    tags: [bread]\n    created");
        assert_eq!(new, expected);
        assert_eq!(read(&new), [note.clone()]);
        assert_eq!(remove(&new, "a").unwrap(), "annotations: []\n  # mine\n");
        assert_eq!(remove(text, "b"), Err(NoEdit::Missing("b".to_owned())));
        let twice = append(text, &name(), &[note]);
        assert_eq!(twice, Err(NoEdit::Present("a".to_owned())));
    }

    fn words() -> impl Strategy<Value = String> {
        prop_oneof!["[a-z][ -~¶…’]{0,40}", "[a-z]\\PC{0,20}"].prop_map(|t| t.trim().to_owned())
    }

    fn note() -> impl Strategy<Value = Annotation> {
        let passage = prop::sample::select(vec!["1¶2", "0¶1", "2.1¶4", "n3", "1", "1¶2–1¶4"]);
        let target = (
            passage,
            prop::option::of(words()),
            prop::option::of(words()),
            prop::option::of((1u32..5, 0u32..5)),
        )
            .prop_map(|(at, quote, prefix, nth)| Target {
                at: Some(at.parse().unwrap()),
                quote,
                prefix,
                suffix: None,
                nth: nth.map(|(index, more)| Nth::Of {
                    index,
                    count: index + more,
                }),
                stamp: None,
                orphaned: false,
            });
        let cited =
            (0usize..8, prop::option::of(words()), 0usize..4).prop_map(|(how, as_, sure)| Cited {
                how: Some(How::ALL[how]),
                as_printed: as_,
                certainty: Some(Certainty::ALL[sure]),
                antecedent: Some("1¶1".parse().unwrap()),
                rivals: vec!["other".parse().unwrap()],
                ..Cited::default()
            });
        let body = prop_oneof![
            any::<String>(),
            "([a-z*_#:-]{1,9} ?){0,60}",
            "[ -~\n]{0,90}"
        ];
        (
            0usize..6,
            target,
            prop::collection::vec(words(), 0..3),
            prop::option::of(cited),
            body.prop_map(|b| b.trim_end().to_owned()),
            prop::option::of("[0-9]{1,9}(-[0-9]{1,3})?"),
        )
            .prop_map(|(kind, target, tags, cited, note, page)| Annotation {
                id: String::new(),
                kind: Kind::ALL[kind],
                target,
                source: page.is_some().then(|| "true".parse().unwrap()),
                locator: Locator(page.map(|p| ("page".to_owned(), p)).into_iter().collect()),
                cited,
                speaker: tags.first().cloned(),
                via: None,
                to: vec!["mills#2¶3".parse().unwrap()],
                tags,
                note,
                drafted: None,
                own: true,
                position: Position::default(),
            })
    }

    proptest! {
        #[test]
        fn notes_read_back_as_they_were(mut notes in prop::collection::vec(note(), 1..5), other in note()) {
            for (i, note) in notes.iter_mut().enumerate() {
                note.id = format!("n{i}");
            }
            let text = new_file(&name(), &notes);
            prop_assert_eq!(&read(&text), &notes, "{}", text);
            let again = append(&text, &name(), &[Annotation { id: "z".to_owned(), ..other.clone() }]).unwrap();
            prop_assert!(again.starts_with(&text));
            let changed = Annotation { id: "n0".to_owned(), ..other };
            let new = replace(&text, "n0", &changed).unwrap();
            notes[0] = changed;
            prop_assert_eq!(&read(&new), &notes, "{}\n---\n{}", text, new);
            let less = remove(&new, "n0").unwrap();
            prop_assert_eq!(&read(&less), &notes[1..], "{}\n---\n{}", new, less);
        }
    }
}
