//! What an article's files are now: their prints, to be compared with those in the manifest.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, SystemTime};

use crate::library::{Entry, Library};
use crate::search::narrow::Print;

/// The prints of an article's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Prints {
    pub(super) text: Print,
    /// Text, notes and works together.
    pub(super) all: Print,
    /// When the last of them changed.
    pub(super) last: Option<SystemTime>,
}

/// The files that all articles share.
#[derive(Debug, Clone, Copy)]
pub(super) struct Works(Option<(Print, Option<SystemTime>)>);

impl Works {
    pub(super) fn of(library: &Library) -> Self {
        let path = library.path("annotations/sources.yaml");
        let metadata = path.and_then(|p| fs::metadata(p).ok());
        Self(metadata.as_ref().map(Print::of))
    }
}

impl Prints {
    /// The prints of an article's files; `None` when its text is not there.
    pub(super) fn of(library: &Library, entry: &Entry, works: Works) -> Option<Self> {
        let path = library.path(&format!("corpus/{}.md", entry.name))?;
        let (text, mut last) = Print::of(&fs::metadata(path).ok()?);
        if !entry.has_notes {
            let all = text;
            return Some(Self { text, all, last });
        }
        let mut hasher = DefaultHasher::new();
        text.0.hash(&mut hasher);
        let mut take = |found: Option<(Print, Option<SystemTime>)>| {
            let print = found.map(|(print, changed)| {
                last = last.max(changed);
                print.0
            });
            print.hash(&mut hasher);
        };
        take(works.0);
        for file in library.note_files(&entry.name) {
            take(fs::metadata(file).ok().as_ref().map(Print::of));
        }
        Some(Self {
            text,
            all: Print(hasher.finish()),
            last,
        })
    }

    /// Whether the files changed so shortly before `now` that another change could leave the same
    /// prints: file systems tell the time in steps, some of two seconds.
    pub(super) fn are_too_new(&self, now: SystemTime) -> bool {
        let Some(last) = self.last else {
            return true;
        };
        let fraction = last
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(0, |d| d.subsec_nanos());
        let step = if fraction == 0 {
            Duration::from_secs(2)
        } else {
            STEP
        };
        last + step > now
    }
}

/// The step of the clock of a file system that tells fractions of a second.
pub(super) const STEP: Duration = Duration::from_millis(50);
