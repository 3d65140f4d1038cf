//! What is known of each article before it is read: that it cannot answer, or in which of its
//! blocks it may. An index narrows a search so; what it lets through is read and matched as
//! without one, so that it never changes an answer.

use std::fs::{File, Metadata};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::ops::{ControlFlow, Range};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::near_words::Vocabulary;
use super::query::Query;
use crate::article::Passage;
use crate::library::{Entry, Library};

/// A block of more bytes than this is a large one.
const LARGE: u64 = 1 << 20;

/// What is known of the articles that are to be searched, in the same order.
#[derive(Debug, Clone, Default)]
pub struct Narrowed {
    plans: Vec<Plan>,
}

/// Which passages are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// All that answer.
    Answers,
    /// One of each article that answers; others may be left out.
    First,
    /// All that hold any term of the query, for the ranking.
    AnyTerm,
}

/// How an article is searched.
#[derive(Debug, Clone)]
#[cfg_attr(
    not(feature = "index"),
    allow(dead_code, reason = "only an index narrows a search")
)]
pub(crate) enum Plan {
    /// It is read whole.
    Whole,
    /// It cannot answer: only how many passages and bytes it has counts for the ranking.
    Skip((usize, usize)),
    /// Only these blocks can answer.
    Blocks(Blocks),
}

/// Blocks of a file that holds nothing but headings, paragraphs and notes.
#[derive(Debug, Clone)]
pub(crate) struct Blocks {
    /// In reading order.
    pub(crate) list: Vec<BlockPlace>,
    /// Whether these are all that can answer; else the file is to be read whole if none does.
    pub(crate) all: bool,
    /// What the file was when its blocks were found.
    pub(crate) print: Print,
    /// How many passages and bytes the file has.
    pub(crate) size: (usize, usize),
}

/// One block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BlockPlace {
    /// Its passage; of a heading, the section.
    pub(crate) at: Passage,
    /// Its bytes in the file.
    pub(crate) range: Range<u64>,
    /// The labels of the notes that are called in it.
    pub(crate) calls: Vec<String>,
}

/// By what a file is known to be unchanged: size, times and, where there is one, its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Print(pub(crate) u64);

impl Narrowed {
    #[cfg(feature = "index")]
    pub(super) fn new(plans: Vec<Plan>) -> Self {
        Self { plans }
    }

    pub(super) fn plans(&self) -> &[Plan] {
        &self.plans
    }

    /// How many articles need not be read, and of how many only some blocks.
    pub fn spared(&self) -> (usize, usize) {
        let count = |is: fn(&Plan) -> bool| self.plans.iter().filter(|p| is(p)).count();
        (
            count(|p| matches!(p, Plan::Skip(_))),
            count(|p| matches!(p, Plan::Blocks(_))),
        )
    }
}

impl Print {
    /// The print of a file that is there, and when it last changed.
    pub(crate) fn of(metadata: &Metadata) -> (Self, Option<SystemTime>) {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let nanoseconds = |n: i64| u32::try_from(n).unwrap_or(0);
            Self::of_unix(
                metadata.len(),
                (metadata.mtime(), nanoseconds(metadata.mtime_nsec())),
                (metadata.ctime(), nanoseconds(metadata.ctime_nsec())),
                metadata.ino(),
            )
        }
        #[cfg(not(unix))]
        {
            let mut hasher = DefaultHasher::new();
            metadata.len().hash(&mut hasher);
            let last = metadata.modified().ok();
            last.hash(&mut hasher);
            (Self(hasher.finish()), last)
        }
    }

    /// The same from what the system says: the size in bytes, the times (in seconds and
    /// nanoseconds) of the last change of what the file holds and of anything of it, its number.
    #[cfg(unix)]
    pub(crate) fn of_unix(
        size: u64,
        modified: (i64, u32),
        // It cannot be set by a program at will.
        changed: (i64, u32),
        number: u64,
    ) -> (Self, Option<SystemTime>) {
        let mut hasher = DefaultHasher::new();
        (size, modified, changed, number).hash(&mut hasher);
        let time = |(seconds, beyond): (i64, u32)| {
            let seconds = u64::try_from(seconds).unwrap_or(0);
            SystemTime::UNIX_EPOCH.checked_add(Duration::new(seconds, beyond))
        };
        (Self(hasher.finish()), time(modified).max(time(changed)))
    }
}

impl Blocks {
    /// Tells the blocks as they stand in the file, until `each` breaks; `None` when the file is no
    /// longer what it was, and what was told is to be forgotten.
    pub(crate) fn read(
        &self,
        path: &Path,
        each: impl FnMut(&BlockPlace, &str) -> ControlFlow<()>,
    ) -> Option<()> {
        self.try_read(path, each).ok().flatten()
    }

    fn try_read(
        &self,
        path: &Path,
        mut each: impl FnMut(&BlockPlace, &str) -> ControlFlow<()>,
    ) -> io::Result<Option<()>> {
        let file = File::open(path)?;
        for block in &self.list {
            let length = block.range.end.saturating_sub(block.range.start);
            // So much is not asked of the memory before it is known to be there.
            if length > LARGE && block.range.end > file.metadata()?.len() {
                return Ok(None);
            }
            let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
            read_at(&file, &mut bytes, block.range.start)?;
            let Some(text) = String::from_utf8(bytes).ok().filter(|t| !t.contains('\r')) else {
                return Ok(None);
            };
            if each(block, &text).is_break() {
                break;
            }
        }
        // After the reading: whoever wrote meanwhile has left another print.
        let (print, _) = Print::of(&file.metadata()?);
        Ok((print == self.print).then_some(()))
    }
}

/// Reads the bytes of a file from `at` on.
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    #[cfg(unix)]
    {
        std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
    }
    #[cfg(not(unix))]
    {
        use std::io::{Read, Seek, SeekFrom};
        let mut file = file;
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(bytes)
    }
}

/// The index of a library, where there is one; nothing in a program that is built without.
#[derive(Debug, Default)]
pub struct LibraryIndex {
    #[cfg(feature = "index")]
    opened: Option<super::index::Opened>,
}

impl LibraryIndex {
    /// Opens it; in words why one that is there cannot be used.
    pub fn of(library: &Library) -> Result<Self, String> {
        #[cfg(feature = "index")]
        {
            let Ok(folder) = super::index::folder_of(library) else {
                return Ok(Self::default());
            };
            let opened = super::index::open(&folder).map_err(|e| e.to_string())?;
            Ok(Self { opened })
        }
        #[cfg(not(feature = "index"))]
        {
            let _ = library;
            Ok(Self::default())
        }
    }

    /// The articles of which the library has the text, by name. Where no file came or went since
    /// the index was made, its folders need not be listed.
    pub fn texts(&self, library: &Library) -> Vec<Entry> {
        #[cfg(feature = "index")]
        if let Some(entries) = self.opened.as_ref().and_then(|o| o.entries(library)) {
            return entries;
        }
        let entries = library.entries().into_iter();
        entries.filter(|e| e.has_text).collect()
    }

    /// The words of the articles that were searched, when it holds just these, as they are now.
    pub fn vocabulary(&self, entries: &[Entry], narrowed: Option<&Narrowed>) -> Option<Vocabulary> {
        #[cfg(feature = "index")]
        {
            let (skipped, in_blocks) = narrowed?.spared();
            let all_known = skipped + in_blocks == entries.len();
            self.opened
                .as_ref()
                .filter(|_| all_known)?
                .vocabulary(entries.len())
        }
        #[cfg(not(feature = "index"))]
        {
            let _ = (entries, narrowed);
            None
        }
    }

    /// What it knows of the articles that are to be searched; `Ok(None)` where it knows nothing.
    pub fn narrowed(
        &self,
        library: &Library,
        query: &Query,
        entries: &[Entry],
        wanted: Wanted,
    ) -> Result<Option<Narrowed>, String> {
        #[cfg(feature = "index")]
        {
            let Some(opened) = &self.opened else {
                return Ok(None);
            };
            let narrowed = opened.narrow(library, query, entries, wanted);
            narrowed.map_err(|e| e.to_string())
        }
        #[cfg(not(feature = "index"))]
        {
            let _ = (library, query, entries, wanted);
            Ok(None)
        }
    }
}
