//! Marks and bookmarks: names for passages, kept with the reader's place.

use super::list::{Choice, Entry, Kind, List};
use super::lists;
use super::state::Viewer;
use super::update;
use crate::article::PassageRun;

/// What the next letter is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Awaiting {
    /// Naming a mark.
    Mark,
    /// Going to one.
    ToMark,
}

/// A letter after `m` or `'`.
pub(super) fn letter(viewer: &mut Viewer, awaiting: Awaiting, letter: char) {
    match awaiting {
        Awaiting::Mark => name(viewer, &letter.to_string()),
        Awaiting::ToMark => {
            let reader = viewer.reader.as_ref();
            let marked = reader.and_then(|r| {
                let run: PassageRun = r.marks.get(&letter.to_string())?.parse().ok()?;
                r.byte_of_passage(&run)
            });
            match marked {
                Some(byte) => update::jump(viewer, byte),
                None => viewer.say(format!("no mark {letter} here")),
            }
        }
    }
}

/// Gives the passage in hand a name.
pub(super) fn name(viewer: &mut Viewer, name: &str) {
    if name.is_empty() {
        return;
    }
    let Some(reader) = &mut viewer.reader else {
        return;
    };
    let passage = reader.passage_in_hand().to_string();
    reader.marks.insert(name.to_owned(), passage.clone());
    viewer.say(format!("{passage} is marked {name}"));
}

/// The marks and bookmarks, in the order of their names.
pub(super) fn list(viewer: &Viewer) -> List {
    let mut entries = Vec::new();
    if let Some(reader) = &viewer.reader {
        for (name, passage) in &reader.marks {
            let run = passage.parse::<PassageRun>().ok();
            if let Some(byte) = run.and_then(|run| reader.byte_of_passage(&run)) {
                let words = lists::beginning(reader, byte);
                entries.push(
                    Entry::new(format!("{name}  {words}"), Choice::Byte(byte)).label(passage),
                );
            }
        }
    }
    let mut list = List::new(Kind::Marks, "Marks and bookmarks", entries);
    list.empty = "None yet. `m` and a letter marks the passage in hand, `M` gives it a name.";
    list
}
