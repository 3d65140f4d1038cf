//! Mending what merely moved: `at` is written anew, and notes get the stamp that proves their
//! words. Comments, order and layout stay, and nothing is written that would not attach exactly.

use std::path::PathBuf;

use rayon::prelude::*;

use super::store::{self, SaveError};
use super::{Library, OpenError, own};
use crate::annotation::edit::{self, FieldChanges, NoEdit};
use crate::annotation::{Anchorer, Annotation, AnnotationFile, Status, Target};
use crate::article::{Article, ArticleName};
use crate::text::problem::{Position, Problems};

/// A file that was mended, or would be.
#[derive(Debug)]
pub struct Mended {
    /// The file.
    pub file: PathBuf,
    /// What it held.
    pub before: String,
    /// What it holds now, or would.
    pub after: String,
    /// How many notes were renumbered.
    pub moved: usize,
    /// How many notes got a stamp.
    pub stamped: usize,
    /// Why it could not be saved.
    pub failed: Option<SaveError>,
}

impl Library {
    /// Mends the notes of the articles named, or of the whole library; with `write`, in their
    /// files. Articles whose text is not here are passed over. Files that need no mending are
    /// left out of the result. `tick` is called as each article is done, from any thread.
    pub fn fix(
        &self,
        names: &[ArticleName],
        write: bool,
        tick: &(dyn Fn() + Sync),
    ) -> Result<Vec<Mended>, OpenError> {
        let entries = self.entries();
        for name in names {
            if !entries.iter().any(|e| e.name == *name) {
                return Err(self.missing(name));
            }
        }
        let wanted = |name: &ArticleName| names.is_empty() || names.contains(name);
        let articles: Vec<&ArticleName> = entries
            .iter()
            .filter(|e| e.has_text && wanted(&e.name))
            .map(|e| &e.name)
            .collect();
        let mended = articles
            .into_par_iter()
            .flat_map_iter(|name| {
                let mended = self.fix_article(name, write);
                tick();
                mended
            })
            .collect();
        Ok(mended)
    }

    fn fix_article(&self, name: &ArticleName, write: bool) -> Vec<Mended> {
        // What cannot be read is told by the check.
        let Ok((article, _)) = self.article(name) else {
            return Vec::new();
        };
        let anchorer = Anchorer::new(&article);
        let files = self.note_files(name).into_iter();
        files
            .filter_map(|file| fix_file(file, &article, &anchorer, write))
            .collect()
    }
}

impl Library {
    /// The files in which notes on an article stand, or would: the library's and the reader's own.
    pub fn note_files(&self, name: &ArticleName) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = ["yaml", "notes.yaml"]
            .into_iter()
            .filter_map(|ending| self.path(&format!("annotations/{name}.{ending}")))
            .collect();
        if let Some(file) = own::file_of_user(self, name)
            && !files.contains(&file)
        {
            files.push(file);
        }
        files
    }
}

fn fix_file(
    file: PathBuf,
    article: &Article,
    anchorer: &Anchorer<'_>,
    write: bool,
) -> Option<Mended> {
    let before = std::fs::read_to_string(&file).ok()?;
    let (after, moved, stamped) = mended(&before, article, anchorer).ok()?;
    if after == before {
        return None;
    }
    let failed = if write {
        // The file may have changed since: the mending is made again on what it holds then.
        store::update(&file, |text| {
            mended(text.unwrap_or_default(), article, anchorer).map(|(text, ..)| text)
        })
        .err()
    } else {
        None
    };
    Some(Mended {
        file,
        before,
        after,
        moved,
        stamped,
        failed,
    })
}

/// The text of a file with its notes mended, how many moved and how many got a stamp.
fn mended(
    text: &str,
    article: &Article,
    anchorer: &Anchorer<'_>,
) -> Result<(String, usize, usize), NoEdit> {
    let notes = AnnotationFile::from_yaml(text, false, &mut Problems::default()).annotations;
    let mut changes: Vec<(Position, FieldChanges)> = Vec::new();
    let (mut moved, mut stamped) = (0, 0);
    for note in &notes {
        let Some(target) = better(note, article, anchorer) else {
            continue;
        };
        let mut fields: FieldChanges = Vec::new();
        if target.at != note.target.at {
            moved += 1;
            let at = target.at.as_ref().map(|at| at.to_string().into());
            fields.push(("at", at));
        }
        if target.stamp != note.target.stamp {
            stamped += usize::from(note.target.stamp.is_none());
            fields.push(("stamp", target.stamp.map(Into::into)));
        }
        if !fields.is_empty() {
            changes.push((note.position, fields));
        }
    }
    if changes.is_empty() {
        return Ok((text.to_owned(), 0, 0));
    }
    Ok((edit::set_at(text, &changes)?, moved, stamped))
}

/// The target that a note should have, when that is certain: it attaches exactly, to what the old
/// one attaches to.
fn better(note: &Annotation, article: &Article, anchorer: &Anchorer<'_>) -> Option<Target> {
    let anchor = anchorer.anchor(&note.target);
    let [range] = anchor.ranges.as_slice() else {
        return None;
    };
    let described = || Target::of_range(article, anchorer, range);
    let mut target = note.target.clone();
    match anchor.status {
        Status::Exact => {}
        Status::Moved => target.at = described().at,
        _ => return None,
    }
    if target.at.is_some() || target.quote.is_some() {
        target.stamp = Some(anchorer.stamp(range.clone()).to_string());
    }
    let again = anchorer.anchor(&target);
    let same = again.status == Status::Exact && again.ranges == anchor.ranges;
    same.then_some(target)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::markdown;

    const TEXT: &str = "Opening.\n\n## Mills\n\nThe mill grinds rye at night.\n\nRye again, and \
                        the miller waits.\n\n## Ovens\n\nThe oven bakes rye too.\n";

    fn mend(text: &str) -> (String, usize, usize) {
        let name = "bread".parse().unwrap();
        let article = markdown::read(name, TEXT, &mut Problems::default());
        mended(text, &article, &Anchorer::new(&article)).unwrap()
    }

    #[test]
    fn what_moved_is_renumbered_and_what_is_certain_is_stamped() {
        let file = "# Mine.\r\nannotations:\r\n- id: a # one\r\n  kind: gloss\r\n  at: 1¶1 # here\r\n  \
                    quote: the miller waits\r\n  note: x\r\n- {id: a, kind: note, at: 2¶1}\r\n\
                    - {id: c, kind: gloss, quote: rye, nth: all}\r\n\
                    - {id: d, kind: gloss, quote: the, at: 1¶2}\r\n\
                    - {id: e, kind: gloss, quote: wheat and barley}\r\n";
        let (text, moved, stamped) = mend(file);
        // The second `a` is no sound note, and is left alone.
        assert_eq!((moved, stamped), (1, 2));
        let without: Vec<&str> = text.lines().filter(|l| !l.contains("  stamp: ")).collect();
        let without = without.join("\r\n").replace("1¶2 # here", "1¶1 # here");
        let without = without.replace(", stamp: ", "|");
        let lines: Vec<&str> = without.split("\r\n").collect();
        for (line, old) in lines.iter().zip(file.lines()) {
            let old = old.trim_end_matches('}');
            assert!(line.starts_with(old), "{line:?} was {old:?}");
        }
        assert!(
            text.contains("quote: the miller waits\r\n  stamp: "),
            "{text}"
        );
        assert_eq!(mend(&text), (text.clone(), 0, 0));
    }
}
