//! The files of the article that is open, looked at for changes.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use crate::article::ArticleName;
use crate::library::Library;

/// The files that make an article's edition, where the library is a folder.
pub(super) fn files_of(library: &Library, name: &ArticleName) -> Vec<PathBuf> {
    let files = [
        format!("corpus/{name}.md"),
        format!("annotations/{name}.yaml"),
        format!("annotations/{name}.notes.yaml"),
        "annotations/sources.yaml".to_owned(),
    ];
    files.iter().filter_map(|f| library.path(f)).collect()
}

/// The files that are looked at for changes, and what they were when last looked at. Asked for
/// their date and size a few times a second: that works on every file system, also over a network.
#[derive(Debug, Clone, Default)]
pub(super) struct Watched(Arc<Mutex<(Vec<PathBuf>, Vec<FilePrint>)>>);

/// Date and size of a file, when it is there.
type FilePrint = Option<(Option<SystemTime>, u64)>;

impl Watched {
    fn prints(files: &[PathBuf]) -> Vec<FilePrint> {
        let print = |file: &PathBuf| {
            let meta = std::fs::metadata(file).ok()?;
            Some((meta.modified().ok(), meta.len()))
        };
        files.iter().map(print).collect()
    }

    pub(super) fn watch(&self, files: Vec<PathBuf>) {
        if let Ok(mut held) = self.0.lock() {
            let prints = Self::prints(&files);
            *held = (files, prints);
        }
    }

    /// Whether one has changed since this was asked last.
    pub(super) fn changed(&self) -> bool {
        let Ok(mut held) = self.0.lock() else {
            return false;
        };
        let now = Self::prints(&held.0);
        let changed = now != held.1;
        held.1 = now;
        changed
    }
}
