//! The articles of the library, as far as they are known: their names at once, the rest when the
//! list is looked at.

use std::sync::mpsc::Sender;

use super::Incoming;
use crate::library::{Library, state as reading};
use crate::text::safe;
use crate::viewer::shelf::ShelfEntry;

pub(super) fn library_name(library: &Library) -> String {
    match library.folder() {
        Some(folder) => safe::shown_line(&folder.to_string_lossy()).into_owned(),
        None => "built in".to_owned(),
    }
}

/// The articles by name.
pub(super) fn shelf(library: &Library) -> Vec<ShelfEntry> {
    let entries = library.entries().into_iter();
    entries
        .map(|e| ShelfEntry::new(e.name, e.has_text))
        .collect()
}

/// Finds out the rest in a thread, article by article.
pub(super) fn survey(library: Library, sender: Sender<Incoming>) {
    std::thread::spawn(move || {
        for mut entry in shelf(&library) {
            if !entry.has_text {
                continue;
            }
            let Ok(edition) = library.open(&entry.name) else {
                continue;
            };
            let read = reading::load(&library, &entry.name).map(|place| place.progress);
            entry.learn(&edition, read);
            if sender.send(Incoming::Surveyed(entry)).is_err() {
                return;
            }
        }
    });
}
