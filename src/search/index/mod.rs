//! The index of a library of very many articles: which passages hold which words.
//!
//! It lies in the user's cache folder, is made by `postil index`, and only narrows a search: an
//! article that the index knows as it is now is read only where it may answer, all others as
//! without it. The files are looked at before every answer, so that none comes from what is stale.
//!
//! ```text
//! manifest    which state of which article is held
//! files       what the files are now
//! fields      what is held of a passage
//! build       files → index
//! candidates  a query × the index → passages
//! ```

mod build;
mod candidates;
mod fields;
mod files;
mod manifest;

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use tantivy::{Index as Engine, ReloadPolicy, SegmentReader, TantivyError};

use super::narrow::{BlockPlace, Blocks, Narrowed, Plan};
use super::query::Query;
use crate::library::{Entry, Library, cache_folder};
use crate::text::safe;
use candidates::{Lookup, alive};
use fields::Fields;
use files::{Prints, Works};
use manifest::{How, Manifest, Record};

pub use build::{Built, build, remove};

/// The form of the index; one of another form is built anew.
const FORMAT: u32 = 1;

/// Where more than one in so many blocks of a file may answer, the file is read whole.
const SPARSE: usize = 8;

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

/// What the index in a folder knows of a library's articles that are to be searched; `Ok(None)`
/// when there is no index. With `any`, whatever holds any term of the query counts, for the ranking.
pub fn narrow(
    library: &Library,
    folder: &Path,
    query: &Query,
    entries: &[Entry],
    any: bool,
) -> Result<Option<Narrowed>, IndexError> {
    let folder = folder.join("words");
    if !folder.join("meta.json").is_file() {
        return Ok(None);
    }
    // What a damaged file makes of the engine must not end the search.
    let found = std::panic::catch_unwind(|| found(&folder, query, any));
    let (manifest, mut found) = match found.unwrap_or(Err(IndexError::Damaged)) {
        Ok(Some(found)) => found,
        Ok(None) | Err(IndexError::Unfinished) => return Ok(None),
        Err(error) => return Err(error),
    };
    let works = Works::of(library);
    let prints: Vec<Option<Prints>> = entries
        .par_iter()
        .with_min_len(64)
        .map(|entry| Prints::of(library, entry, works))
        .collect();
    let plans = entries.iter().zip(prints).map(|(entry, prints)| {
        let record = manifest.articles.get(&entry.name);
        let known = record.zip(prints).filter(|(record, prints)| {
            record.how != How::Not && record.text == prints.text && record.all == prints.all
        });
        match known {
            Some((record, _)) => plan(record, found.remove(&record.number)),
            None => Plan::Whole,
        }
    });
    Ok(Some(Narrowed::new(plans.collect())))
}

fn plan(record: &Record, found: Option<Vec<BlockPlace>>) -> Plan {
    match (found, record.how) {
        (None, _) => Plan::Skip(record.size),
        (Some(mut list), How::Blocks) if list.len() * SPARSE < record.size.0.max(SPARSE * 4) => {
            list.sort_unstable_by(|a, b| in_reading_order(a).cmp(&in_reading_order(b)));
            Plan::Blocks(Blocks {
                list,
                print: record.text,
                size: record.size,
            })
        }
        (Some(_), _) => Plan::Whole,
    }
}

/// A heading before its paragraphs, the article's own notes last and by number.
fn in_reading_order(block: &BlockPlace) -> (u32, u64) {
    match block.at {
        crate::article::Passage::Note(number) => (number, 0),
        _ => (0, block.range.start),
    }
}

/// The passages that may answer, by the number of their article; `None` when all may.
fn found(
    folder: &Path,
    query: &Query,
    any: bool,
) -> Result<Option<(Manifest, HashMap<u64, Vec<BlockPlace>>)>, IndexError> {
    let (engine, manifest) = Commit::open(folder)?;
    let reader = engine
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        .try_into()?;
    let (fields, _) = Fields::new();
    let mut found = HashMap::new();
    for segment in reader.searcher().segment_readers() {
        let words = segment.inverted_index(fields.words)?;
        let lookup = Lookup::new(&words, fields.words);
        let Some(passages) = lookup.passages(query, any)? else {
            return Ok(None);
        };
        gather(segment, alive(segment, passages), &mut found)?;
    }
    Ok(Some((manifest, found)))
}

/// Reads from the index where the passages stand.
fn gather(
    segment: &SegmentReader,
    passages: Vec<u32>,
    found: &mut HashMap<u64, Vec<BlockPlace>>,
) -> Result<(), IndexError> {
    let columns = segment.fast_fields();
    let number = columns.u64(fields::NUMBER)?;
    let start = columns.column_opt::<u64>(fields::START)?;
    let length = columns.column_opt::<u64>(fields::LENGTH)?;
    let (at, calls) = (columns.str(fields::AT)?, columns.str(fields::CALLS)?);
    let text = |column: &Option<tantivy::columnar::StrColumn>, passage| {
        let column = column.as_ref()?;
        let mut text = String::new();
        let ordinal = column.ords().first(passage)?;
        column.ord_to_str(ordinal, &mut text).ok()?.then_some(text)
    };
    for passage in passages {
        let article = number.first(passage).ok_or(IndexError::Damaged)?;
        let blocks = found.entry(article).or_insert_with(Vec::new);
        let start = start.as_ref().and_then(|c| c.first(passage));
        let length = length.as_ref().and_then(|c| c.first(passage));
        // A passage of an article that is held as a whole has no bytes of its own.
        let Some((start, length)) = start.zip(length) else {
            continue;
        };
        let at = text(&at, passage).and_then(|at| at.parse().ok());
        let end = start.checked_add(length).ok_or(IndexError::Damaged)?;
        blocks.push(BlockPlace {
            at: at.ok_or(IndexError::Damaged)?,
            range: start..end,
            calls: text(&calls, passage)
                .map(|c| c.split(' ').map(str::to_owned).collect())
                .unwrap_or_default(),
        });
    }
    Ok(())
}

/// What stands in the commit: the form of the index, and the name of the manifest.
struct Commit;

impl Commit {
    fn payload(manifest: &str) -> String {
        format!("{FORMAT} {} {manifest}", env!("CARGO_PKG_VERSION"))
    }

    /// Opens index and manifest, which belong together.
    fn open(folder: &Path) -> Result<(Engine, Manifest), IndexError> {
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
        Ok((engine, manifest))
    }
}
