//! The index of a library of very many articles: which passages hold which words.
//!
//! It lies in the user's cache folder, is made by `postil index`, and only narrows a search: an
//! article that the index knows as it is now is read only where it may answer, all others as
//! without it. The files are looked at before every answer, so that none comes from what is stale.
//!
//! ```text
//! manifest    which state of which article is held
//! files       what the files are now
//! seal        what the index's own files were when it was finished
//! fields      what is held of a passage
//! build       files → index
//! candidates  a query × the index → passages
//! found       the passages by article, and where they stand
//! ```

mod build;
mod candidates;
mod fields;
mod files;
mod found;
mod manifest;
mod seal;

use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use tantivy::{Index as Engine, TantivyError};

use super::narrow::{BlockPlace, Blocks, Narrowed, Plan, Wanted};
use super::near_words::Vocabulary;
use super::query::Query;
use crate::article::ArticleName;
use crate::library::{Entry, Library, cache_folder};
use crate::text::safe;
use fields::Fields;
use files::{Files, Folders};
use found::Found;
use manifest::{How, Manifest, Record};

pub use build::{Built, build, remove};

/// The form of the index; one of another form is built anew.
const FORMAT: u32 = 3;

/// Where more than one in so many blocks of a file may answer, the file is read whole.
const SPARSE: usize = 8;

/// Of a file whose first answer is enough, so many blocks are read before it is read whole.
const FIRST: usize = 4;

/// Why an index cannot be used or made.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The library is built into the program, and small.
    #[error("the built-in library needs no index; name a library with `--library`")]
    BuiltIn,
    /// There is nowhere to keep it.
    #[error("there is no cache folder for the index; set `XDG_CACHE_HOME`")]
    NoFolder,
    /// It cannot be read, or is not whole.
    #[error("the index is damaged; `postil index` builds it anew")]
    Damaged,
    /// Its first building has not come to an end.
    #[error("the index is not built yet; run `postil index`")]
    Unfinished,
    /// Another version of the program made it.
    #[error("the index is of another version; `postil index` builds it anew")]
    OtherVersion,
    /// A file of it could not be written or read.
    #[error("{}: {source}; the index is not complete", safe::shown_line(&.file.to_string_lossy()))]
    Io {
        /// The file.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Anything else that its engine says.
    #[error("the index cannot be used: {0}; `postil index` builds it anew")]
    Engine(String),
}

impl From<TantivyError> for IndexError {
    fn from(error: TantivyError) -> Self {
        Self::Engine(safe::shown_line(&error.to_string()).into_owned())
    }
}

impl IndexError {
    fn io(file: &Path, source: io::Error) -> Self {
        Self::Io {
            file: file.to_path_buf(),
            source,
        }
    }
}

/// Where the index of a library is kept.
pub fn folder_of(library: &Library) -> Result<PathBuf, IndexError> {
    if library.folder().is_none() {
        return Err(IndexError::BuiltIn);
    }
    let cache = cache_folder().ok_or(IndexError::NoFolder)?;
    Ok(cache.join("index").join(library.id()))
}

/// An index that is there.
#[derive(Debug)]
pub struct Opened {
    engine: Engine,
    manifest: Manifest,
}

/// Opens the index in a folder; `Ok(None)` when there is none.
pub fn open(folder: &Path) -> Result<Option<Opened>, IndexError> {
    let words = folder.join("words");
    if !words.join("meta.json").is_file() {
        return Ok(None);
    }
    let sealed = || {
        let (engine, manifest, commit) = Commit::open(&words)?;
        match seal::check(folder, &commit) {
            Ok(()) => Ok(Opened { engine, manifest }),
            // Another process may have finished a newer one just now.
            Err(IndexError::Damaged) if Commit::open(&words)?.2 != commit => {
                Err(IndexError::Unfinished)
            }
            Err(error) => Err(error),
        }
    };
    match guarded(sealed) {
        Ok(opened) => Ok(Some(opened)),
        Err(IndexError::Unfinished) => Ok(None),
        Err(error) => Err(error),
    }
}

impl Opened {
    /// The library's articles that have a text, when its folders are known to hold the files that
    /// they held when the index was made.
    pub fn entries(&self, library: &Library) -> Option<Vec<Entry>> {
        let now = Folders::of(library).print?;
        if self.manifest.folders != Some(now) {
            return None;
        }
        let entry = |(name, record): (&ArticleName, &Record)| Entry {
            name: name.clone(),
            has_text: true,
            has_notes: record.has_notes,
        };
        Some(self.manifest.articles.iter().map(entry).collect())
    }

    /// The words that it holds, when those are of just so many articles and of nothing that is
    /// gone.
    pub fn vocabulary(&self, articles: usize) -> Option<Vocabulary> {
        let known = self.manifest.articles.values();
        let held = known.filter(|record| record.how != How::Not).count();
        if held != articles || self.manifest.articles.len() != articles {
            return None;
        }
        guarded(|| found::vocabulary(&self.engine)).ok().flatten()
    }

    /// What it knows of a library's articles that are to be searched; `Ok(None)` when it cannot
    /// tell anything.
    pub fn narrow(
        &self,
        library: &Library,
        query: &Query,
        entries: &[Entry],
        wanted: Wanted,
    ) -> Result<Option<Narrowed>, IndexError> {
        guarded(|| {
            let any = wanted == Wanted::AnyTerm;
            let Some(found) = Found::of(&self.engine, query, any)? else {
                return Ok(None);
            };
            let first = wanted == Wanted::First;
            let files = Files::of(library);
            let asked: Vec<(&Entry, Option<&Record>)> = entries
                .iter()
                .zip(self.manifest.records_of(entries))
                .collect();
            let plans: Result<Vec<Plan>, IndexError> = asked
                .into_par_iter()
                .with_min_len(64)
                .map(|(entry, record)| match record {
                    Some(record) => plan(&files, entry, record, &found, first),
                    None => Ok(Plan::Whole),
                })
                .collect();
            Ok(Some(Narrowed::new(plans?)))
        })
    }
}

/// What a damaged file makes of the engine must not end the search.
fn guarded<T>(run: impl FnOnce() -> Result<T, IndexError>) -> Result<T, IndexError> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).unwrap_or(Err(IndexError::Damaged))
}

/// How an article is to be searched of which a record is known.
fn plan(
    files: &Files<'_>,
    entry: &Entry,
    record: &Record,
    found: &Found,
    first: bool,
) -> Result<Plan, IndexError> {
    let is_known = || record.is_of(files.prints(entry));
    if record.how == How::Not {
        return Ok(Plan::Whole);
    }
    let Some(passages) = found.of_article(record.number) else {
        return Ok(if is_known() {
            Plan::Skip(record.size)
        } else {
            Plan::Whole
        });
    };
    let sparse = passages.len() * SPARSE < record.size.0.max(SPARSE * 4);
    if record.how == How::Whole || !sparse && !first {
        return Ok(Plan::Whole);
    }
    // Without notes, the reading itself tells whether the text is what it was.
    if entry.has_notes && !is_known() {
        return Ok(Plan::Whole);
    }
    let wanted = if sparse { passages.len() } else { FIRST };
    let list: Result<Vec<BlockPlace>, IndexError> = passages
        .iter()
        .take(wanted)
        .map(|passage| found.block(*passage))
        .collect();
    let mut list = list?;
    list.sort_unstable_by_key(in_reading_order);
    Ok(Plan::Blocks(Blocks {
        all: list.len() == passages.len(),
        list,
        print: record.text,
        size: record.size,
    }))
}

/// A heading before its paragraphs, the article's own notes last and by number.
fn in_reading_order(block: &BlockPlace) -> (u32, u64) {
    match block.at {
        crate::article::Passage::Note(number) => (number, 0),
        _ => (0, block.range.start),
    }
}

/// What stands in the commit: the form of the index, and the name of the manifest.
struct Commit;

impl Commit {
    fn payload(manifest: &str) -> String {
        format!("{FORMAT} {} {manifest}", env!("CARGO_PKG_VERSION"))
    }

    /// Opens index and manifest, which belong together; with the commit's name.
    fn open(folder: &Path) -> Result<(Engine, Manifest, String), IndexError> {
        let mut engine = Engine::open_in_dir(folder)?;
        engine.set_tokenizers(fields::tokenizers());
        let metas = engine.load_metas()?;
        let (_, schema) = Fields::new();
        let payload = metas.payload.ok_or(IndexError::Unfinished)?;
        let mut parts = payload.split(' ');
        let format = parts.next().and_then(|f| f.parse::<u32>().ok());
        let version = parts.next();
        if format != Some(FORMAT)
            || version != Some(env!("CARGO_PKG_VERSION"))
            || engine.schema() != schema
        {
            return Err(IndexError::OtherVersion);
        }
        let name = parts.next().filter(|n| n.starts_with("files-"));
        let file = folder.join(name.ok_or(IndexError::Damaged)?);
        let bytes = std::fs::read(&file).map_err(|e| IndexError::io(&file, e))?;
        let manifest = Manifest::from_bytes(&bytes).ok_or(IndexError::Damaged)?;
        Ok((engine, manifest, payload))
    }
}
