//! The notes on an article carried over from an older version of its text, in all their files.
//!
//! Comments, order and layout of the files stay; only the fields that must change are rewritten.

use std::path::PathBuf;

use rayon::prelude::*;
use serde_json::Value;

use super::store::{self, SaveError};
use super::{Library, OpenError};
use crate::annotation::edit::{self, FieldChanges, NoEdit};
use crate::annotation::{self, Annotation, AnnotationFile, Carried, Reanchorer};
use crate::article::{Article, ArticleName};
use crate::text::problem::{Position, Problems};

/// The fields that a new version of the text may change.
const FIELDS: [&str; 9] = [
    "at", "quote", "prefix", "suffix", "nth", "stamp", "orphaned", "cited", "to",
];

/// A file of notes, carried over.
#[derive(Debug)]
pub struct CarriedFile {
    /// The file.
    pub file: PathBuf,
    /// What it held.
    pub before: String,
    /// What it holds now, or would.
    pub after: String,
    /// Its notes as they were, each with what became of it, in the order of the file.
    pub notes: Vec<(Annotation, Carried)>,
    /// Why it could not be edited or saved.
    pub failed: Option<SaveError>,
}

impl Library {
    /// Carries the notes on an article over from `old`, an older version of its text; with
    /// `write`, in their files.
    pub fn reanchor(
        &self,
        name: &ArticleName,
        old: &Article,
        write: bool,
    ) -> Result<Vec<CarriedFile>, OpenError> {
        let (new, _) = self.article(name)?;
        let reanchorer = Reanchorer::new(old, &new);
        let files = self.note_files(name).into_iter();
        Ok(files
            .filter_map(|file| carry_file(file, &reanchorer, write))
            .collect())
    }
}

fn carry_file(file: PathBuf, reanchorer: &Reanchorer<'_>, write: bool) -> Option<CarriedFile> {
    let before = std::fs::read_to_string(&file).ok()?;
    let (after, notes, failed) = match carried(&before, reanchorer) {
        Ok((after, notes)) => (after, notes, None),
        Err(error) => {
            let why = error.to_string();
            let failed = SaveError::Edit {
                file: file.clone(),
                why,
            };
            (before.clone(), Vec::new(), Some(failed))
        }
    };
    let failed = failed.or_else(|| {
        let changed = write && after != before;
        // The file may have changed since: the edit is made again on what it holds then.
        let save = || {
            store::update(&file, |text| {
                carried(text.unwrap_or_default(), reanchorer).map(|(text, _)| text)
            })
        };
        changed.then(save)?.err()
    });
    Some(CarriedFile {
        file,
        before,
        after,
        notes,
        failed,
    })
}

/// The text of a file with its notes carried over, and the notes.
fn carried(
    text: &str,
    reanchorer: &Reanchorer<'_>,
) -> Result<(String, Vec<(Annotation, Carried)>), NoEdit> {
    let notes = AnnotationFile::from_yaml(text, false, &mut Problems::default()).annotations;
    let carried: Vec<(Annotation, Carried)> = notes
        .into_par_iter()
        .map(|note| {
            let carried = reanchorer.carry(&note);
            (note, carried)
        })
        .collect();
    let changes: Vec<(Position, FieldChanges)> = carried
        .iter()
        .map(|(old, new)| (old.position, changes(old, &new.note)))
        .filter(|(_, fields)| !fields.is_empty())
        .collect();
    if changes.is_empty() {
        return Ok((text.to_owned(), carried));
    }
    Ok((edit::set_at(text, &changes)?, carried))
}

/// The fields in which two states of a note differ.
fn changes(old: &Annotation, new: &Annotation) -> FieldChanges {
    let (old, new) = (annotation::fields(old), annotation::fields(new));
    let field =
        |name: &'static str| -> (&'static str, Option<Value>) { (name, new.get(name).cloned()) };
    FIELDS
        .into_iter()
        .filter(|name| old.get(*name) != new.get(*name))
        .map(field)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Fate;
    use crate::article::markdown;

    fn article(text: &str) -> Article {
        markdown::read("mills".parse().unwrap(), text, &mut Problems::default())
    }

    /// The file carried over, and the fate of each note.
    fn carry(old: &str, new: &str, file: &str) -> (String, Vec<Fate>) {
        let (old, new) = (article(old), article(new));
        let (text, notes) = carried(file, &Reanchorer::new(&old, &new)).unwrap();
        (text, notes.into_iter().map(|(_, new)| new.fate).collect())
    }

    const OLD: &str = "Opening words.\n\n## Mills\n\nThe mill grinds rye at night. The miller sleeps \
                       until noon, and the wind turns the sails.\n\nThe mill stands by the river, and its \
                       wheel is of oak.\n\n## Ovens\n\nThe oven bakes rye bread on Mondays. The baker \
                       sings while the bread grows.\n\nA mill without wind is a house.\n";

    #[test]
    fn notes_go_with_their_words() {
        let new = OLD
            .replace(
                "## Mills\n\n",
                "## Mills\n\nA new paragraph comes first.\n\n",
            )
            .replace("its wheel is of oak", "its wheel was made of elm")
            .replace("The baker sings while the bread grows.", "Nobody sings.");
        let file = "# Mine.\nannotations:\n- id: a # stays\n  kind: note\n  at: 0¶1\n  quote: Opening\n\
                    - id: b\n  kind: note\n  at: 1¶1 # moves\n  quote: the wind turns\n  to: 1¶2\n\
                    - {id: c, kind: note, at: 1¶2, quote: and its wheel is of oak}\n\
                    - id: d\n  kind: note\n  at: 2¶1\n  quote: The baker … bread grows\n  # after d\n\
                    - {id: e, kind: note, at: 1¶2}\n- {id: f, kind: note, quote: wheat and barley}\n";
        let (text, fates) = carry(OLD, &new, file);
        assert_eq!(
            fates,
            [
                Fate::Unchanged,
                Fate::Moved,
                Fate::Reworded,
                Fate::Gone,
                Fate::Reworded,
                Fate::Unknown
            ]
        );
        let expected = file
            .replace("at: 1¶1 # moves", "at: 1¶2 # moves")
            .replace("to: 1¶2\n", "to: 1¶3\n")
            .replace("bread grows\n", "bread grows\n  orphaned: true\n")
            .replace("id: e, kind: note, at: 1¶2", "id: e, kind: note, at: 1¶3");
        let (start, end) = expected
            .split_once("at: 1¶2, quote: and its wheel is of oak")
            .unwrap();
        assert!(text.starts_with(start), "{text}");
        assert!(text.ends_with(end), "{text}");
        let new = article(&new);
        let notes = AnnotationFile::from_yaml(&text, false, &mut Problems::default()).annotations;
        let anchor = crate::annotation::Anchorer::new(&new).anchor(&notes[2].target);
        let words = new.slice(anchor.range().unwrap());
        assert_eq!(words, "and its wheel was made of elm", "{text}");
        assert_eq!(anchor.status, crate::annotation::Status::Exact);
    }

    #[test]
    fn a_lookalike_is_never_taken_for_what_was_taken_out() {
        let old = OLD.replace(
            "A mill without wind",
            "The mill grinds rye at night. A mill without wind",
        );
        let new = old.replacen("The mill grinds rye at night. ", "", 1);
        let file = "annotations:\n- {id: a, kind: note, at: 1¶1, quote: The mill grinds rye at night}\n\
                    - {id: b, kind: note, at: 2¶2, quote: The mill grinds rye at night}\n";
        let (text, fates) = carry(&old, &new, file);
        assert_eq!(fates, [Fate::Gone, Fate::Unchanged]);
        let expected = file.replace("night}\n- {id: b", "night, orphaned: true}\n- {id: b");
        assert_eq!(text, expected);
        let anchorer = article(&new);
        let notes = AnnotationFile::from_yaml(&text, false, &mut Problems::default()).annotations;
        let anchor = crate::annotation::Anchorer::new(&anchorer).anchor(&notes[0].target);
        assert_eq!(anchor.status, crate::annotation::Status::Orphaned);
    }

    #[test]
    fn a_paragraph_is_followed_to_another_section() {
        let paragraph = "The mill stands by the river, and its wheel is of oak.\n\n";
        let new = OLD.replace(paragraph, "") + "\n" + paragraph;
        let file = "annotations:\n- {id: a, kind: note, at: 1¶2, quote: its wheel}\n\
                    - {id: b, kind: note, at: 1¶2}\n- {id: c, kind: note, at: 2}\n";
        let (text, fates) = carry(OLD, &new, file);
        assert_eq!(fates[..2], [Fate::Moved, Fate::Moved]);
        let expected = file.replace("1¶2", "2¶3");
        assert_eq!(text, expected);
    }

    #[test]
    fn a_copy_read_with_errors_keeps_its_notes() {
        let new = OLD.replace('e', "c").replace('i', "l");
        let file =
            "annotations:\n- {id: a, kind: note, at: 1¶1, quote: The miller sleeps until noon}\n";
        let (text, fates) = carry(OLD, &new, file);
        assert_eq!(fates, [Fate::Reworded], "{text}");
        assert!(text.contains("Thc mlllcr slccps untll noon"), "{text}");
    }
}
