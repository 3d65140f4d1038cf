//! What an article's files are now: their prints, to be compared with those in the manifest.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
#[cfg(unix)]
use std::os::fd::OwnedFd;
use std::path::Path;
use std::time::{Duration, SystemTime};

#[cfg(unix)]
use rustix::fs::{AtFlags, Mode, OFlags};

use crate::article::ArticleName;
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

/// The library's files, to be looked at one by one.
#[derive(Debug)]
pub(super) struct Files<'l> {
    library: &'l Library,
    /// The folder of the texts, held open: its files are found by their names alone.
    #[cfg(unix)]
    texts: Option<OwnedFd>,
    /// The works, which all articles share.
    works: Stamp,
}

/// The print of a file that is there, and when it last changed.
type Stamp = Option<(Print, Option<SystemTime>)>;

impl<'l> Files<'l> {
    pub(super) fn of(library: &'l Library) -> Self {
        let works = library.path("annotations/sources.yaml");
        Self {
            library,
            #[cfg(unix)]
            texts: library.path("corpus").and_then(|folder| {
                let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
                rustix::fs::open(folder, flags, Mode::empty()).ok()
            }),
            works: works.and_then(|file| stamp(&file)),
        }
    }

    fn text(&self, name: &ArticleName) -> Stamp {
        let file = format!("{name}.md");
        #[cfg(unix)]
        if let Some(folder) = &self.texts {
            let found = rustix::fs::statat(folder, file.as_str(), AtFlags::empty()).ok()?;
            let nanoseconds = |n| u32::try_from(n).unwrap_or(0);
            return Some(Print::of_unix(
                u64::try_from(found.st_size).unwrap_or(0),
                (found.st_mtime, nanoseconds(found.st_mtime_nsec)),
                (found.st_ctime, nanoseconds(found.st_ctime_nsec)),
                found.st_ino,
            ));
        }
        stamp(&self.library.path(&format!("corpus/{file}"))?)
    }

    /// The prints of an article's files; `None` when its text is not there.
    pub(super) fn prints(&self, entry: &Entry) -> Option<Prints> {
        let (text, mut last) = self.text(&entry.name)?;
        if !entry.has_notes {
            let all = text;
            return Some(Prints { text, all, last });
        }
        let mut hasher = DefaultHasher::new();
        text.0.hash(&mut hasher);
        let mut take = |found: Stamp| {
            let print = found.map(|(print, changed)| {
                last = last.max(changed);
                print.0
            });
            print.hash(&mut hasher);
        };
        take(self.works);
        for file in self.library.note_files(&entry.name) {
            take(stamp(&file));
        }
        Some(Prints {
            text,
            all: Print(hasher.finish()),
            last,
        })
    }
}

/// The folders in which the files are: as long as they are what they were, no file came or went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Folders {
    /// `None` when that cannot be told.
    pub(super) print: Option<Print>,
    last: Option<SystemTime>,
}

impl Folders {
    pub(super) fn of(library: &Library) -> Self {
        let none = Self {
            print: None,
            last: None,
        };
        let (Some(texts), Ok(any)) = (library.path("corpus"), "any".parse()) else {
            return none;
        };
        let mut hasher = DefaultHasher::new();
        let mut last = None;
        let notes = library.note_files(&any);
        let notes = notes.iter().filter_map(|file| file.parent());
        for folder in std::iter::once(texts.as_path()).chain(notes) {
            let print = stamp(folder).map(|(print, changed)| {
                last = last.max(changed);
                print.0
            });
            print.hash(&mut hasher);
        }
        Self {
            print: Some(Print(hasher.finish())),
            last,
        }
    }

    /// The print, when the folders had not changed just before `now`.
    pub(super) fn sure(&self, now: SystemTime) -> Option<Print> {
        self.print.filter(|_| !is_too_new(self.last, now))
    }
}

fn stamp(file: &Path) -> Stamp {
    fs::metadata(file).ok().as_ref().map(Print::of)
}

impl Prints {
    /// Whether the files changed so shortly before `now` that another change could leave the same
    /// prints.
    pub(super) fn are_too_new(&self, now: SystemTime) -> bool {
        is_too_new(self.last, now)
    }
}

/// Whether another change after the last could bear the same time: file systems tell it in steps,
/// some of two seconds.
fn is_too_new(last: Option<SystemTime>, now: SystemTime) -> bool {
    let Some(last) = last else {
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

/// The step of the clock of a file system that tells fractions of a second.
pub(super) const STEP: Duration = Duration::from_millis(50);
