//! What is known of each article before it is read: that it cannot answer, or in which of its
//! blocks it may. An index narrows a search so; what it lets through is read and matched as
//! without one, so that it never changes an answer.

use std::fs::{File, Metadata};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::query::Query;
use crate::article::Passage;
use crate::library::{Entry, Library};

/// What is known of the articles that are to be searched, in the same order.
#[derive(Debug, Clone, Default)]
pub struct Narrowed {
    plans: Vec<Plan>,
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
        let mut hasher = DefaultHasher::new();
        metadata.len().hash(&mut hasher);
        let mut last = metadata.modified().ok();
        last.hash(&mut hasher);
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            // The time of the last change of anything cannot be set by a program at will.
            (metadata.ctime(), metadata.ctime_nsec(), metadata.ino()).hash(&mut hasher);
            let seconds = u64::try_from(metadata.ctime()).unwrap_or(0);
            let beyond = u32::try_from(metadata.ctime_nsec()).unwrap_or(0);
            last = last.max(SystemTime::UNIX_EPOCH.checked_add(Duration::new(seconds, beyond)));
        }
        (Self(hasher.finish()), last)
    }
}

impl Blocks {
    /// The blocks as they stand in the file; `None` when it is no longer what it was.
    pub(crate) fn read(&self, path: &Path) -> Option<Vec<String>> {
        self.try_read(path).ok().flatten()
    }

    fn try_read(&self, path: &Path) -> io::Result<Option<Vec<String>>> {
        let mut file = File::open(path)?;
        let size = file.metadata()?.len();
        let mut texts = Vec::with_capacity(self.list.len());
        for block in &self.list {
            if block.range.end > size {
                return Ok(None);
            }
            let length = usize::try_from(block.range.end - block.range.start).unwrap_or(0);
            let mut bytes = vec![0; length];
            file.seek(SeekFrom::Start(block.range.start))?;
            file.read_exact(&mut bytes)?;
            match String::from_utf8(bytes) {
                Ok(text) if !text.contains('\r') => texts.push(text),
                _ => return Ok(None),
            }
        }
        // After the reading: whoever wrote meanwhile has left another print.
        let (print, _) = Print::of(&file.metadata()?);
        Ok((print == self.print).then_some(texts))
    }
}

/// What the library's index knows of the articles that are to be searched: `Ok(None)` without an
/// index, or in a program that is built without; in words why one that is there cannot be used.
/// With `any`, whatever holds any term of the query counts, for the ranking.
pub fn narrowed(
    library: &Library,
    query: &Query,
    entries: &[Entry],
    any: bool,
) -> Result<Option<Narrowed>, String> {
    #[cfg(feature = "index")]
    {
        let Ok(folder) = super::index::folder_of(library) else {
            return Ok(None);
        };
        super::index::narrow(library, &folder, query, entries, any).map_err(|e| e.to_string())
    }
    #[cfg(not(feature = "index"))]
    {
        let _ = (library, query, entries, any);
        Ok(None)
    }
}
