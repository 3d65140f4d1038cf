//! Building the index, and bringing it up to date.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use rayon::prelude::*;
use tantivy::{Index as Engine, IndexWriter, TantivyDocument, Term};

use super::fields::{Fields, tokenizers};
use super::files::{Files, Folders, STEP};
use super::manifest::{How, Manifest, Record};
use super::{Commit, IndexError, seal};
use crate::article::{ArticleName, markdown};
use crate::edition::{Apparatus, Edition};
use crate::library::{Entry, Library};
use crate::search::passage::Passages;
use crate::search::skim::skim;
use crate::text::problem::Problems;

/// The memory in which passages are gathered before they are written, in bytes.
const MEMORY: usize = 96 << 20;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Built {
    /// Articles that were read.
    pub read: usize,
    /// Articles that had not changed.
    pub kept: usize,
    /// Articles that are no longer there.
    pub dropped: usize,
    /// Articles that the index cannot hold now, and that are searched without it.
    pub left_out: usize,
    /// Bytes of the texts that were read.
    pub bytes: u64,
    /// Bytes that the index takes on the disk.
    pub size: u64,
    /// Whether an index that was damaged or of another version was built anew.
    pub anew: bool,
}

/// Brings the index of a library in a folder up to date, and builds it where there is none or none that can
/// be used. `progress` is told from several threads how many bytes of how many are done.
///
/// Another process that does the same is waited for.
pub fn build(
    library: &Library,
    folder: &Path,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Built, IndexError> {
    fs::create_dir_all(folder).map_err(|e| IndexError::io(folder, e))?;
    let _lock = lock(folder)?;
    let (engine, mut manifest, anew) = opened(folder)?;
    let (fields, _) = Fields::new();
    let writer: IndexWriter = engine.writer_with_num_threads(threads(), MEMORY)?;
    // What changed a moment ago could change again without a trace: let the clock go on.
    std::thread::sleep(STEP);
    let folders = Folders::of(library);
    manifest.folders = folders.sure(SystemTime::now());
    let entries: Vec<Entry> = library
        .entries()
        .into_iter()
        .filter(|e| e.has_text)
        .collect();
    let mut built = Built {
        anew,
        ..Built::default()
    };
    let stale = stale(
        library,
        &entries,
        &mut manifest,
        &writer,
        fields,
        &mut built,
    );
    let total: u64 = stale.iter().map(|s| s.bytes).sum();
    built.bytes = total;
    let done = AtomicU64::new(0);
    let records: Vec<(ArticleName, Record)> = stale
        .par_iter()
        .map(|stale| {
            let reading = Reading {
                library,
                entry: stale.entry,
                number: stale.number,
                fields,
                writer: &writer,
            };
            let record = reading.record()?;
            let done = done.fetch_add(stale.bytes, Ordering::Relaxed) + stale.bytes;
            progress(done, total);
            Ok((stale.entry.name.clone(), record))
        })
        .collect::<Result<_, IndexError>>()?;
    built.read = records.len();
    manifest.articles.extend(records);
    let not = manifest.articles.values().filter(|r| r.how == How::Not);
    built.left_out = not.count();
    commit(folder, writer, &manifest)?;
    built.size = size_of(folder);
    Ok(built)
}

/// Takes the index in a folder away; whether there was one.
pub fn remove(folder: &Path) -> Result<bool, IndexError> {
    if !folder.is_dir() {
        return Ok(false);
    }
    let lock = lock(folder)?;
    fs::remove_dir_all(folder).map_err(|e| IndexError::io(folder, e))?;
    drop(lock);
    Ok(true)
}

/// Waits until no other process works on the index, and keeps all others waiting.
fn lock(folder: &Path) -> Result<File, IndexError> {
    let path = folder.join("lock");
    let open = || {
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)?;
        file.lock()?;
        Ok(file)
    };
    open().map_err(|e: io::Error| IndexError::io(&path, e))
}

/// The index that is there, or an empty one; and whether one was thrown away.
fn opened(folder: &Path) -> Result<(Engine, Manifest, bool), IndexError> {
    let engine = folder.join("words");
    let mut anew = false;
    if engine.is_dir() {
        match usable(&engine) {
            Ok((engine, manifest)) => return Ok((engine, manifest, false)),
            Err(why) => anew = !matches!(why, IndexError::Unfinished),
        }
        fs::remove_dir_all(&engine).map_err(|e| IndexError::io(&engine, e))?;
    }
    fs::create_dir_all(&engine).map_err(|e| IndexError::io(&engine, e))?;
    let (_, schema) = Fields::new();
    let engine = Engine::builder()
        .schema(schema)
        .tokenizers(tokenizers())
        .create_in_dir(&engine)?;
    Ok((engine, Manifest::default(), anew))
}

/// An index that is whole: every file of it is read and summed.
fn usable(folder: &Path) -> Result<(Engine, Manifest), IndexError> {
    let (engine, manifest, _) = Commit::open(folder)?;
    if engine.validate_checksum()?.is_empty() {
        Ok((engine, manifest))
    } else {
        Err(IndexError::Damaged)
    }
}

struct Stale<'e> {
    entry: &'e Entry,
    bytes: u64,
    /// The number that it gets.
    number: u64,
}

/// The articles that must be read; the index forgets what it holds of them, and of those that are
/// no longer there.
fn stale<'e>(
    library: &Library,
    entries: &'e [Entry],
    manifest: &mut Manifest,
    writer: &IndexWriter,
    fields: Fields,
    built: &mut Built,
) -> Vec<Stale<'e>> {
    let files = Files::of(library);
    let mut before = std::mem::take(&mut manifest.articles);
    let mut stale = Vec::new();
    let forget = |record: &Record| {
        writer.delete_term(Term::from_field_u64(fields.number, record.number));
    };
    for entry in entries {
        let known = before.remove(&entry.name);
        let prints = files.prints(entry);
        if let Some(record) = known.clone().filter(|r| r.is_of(prints)) {
            manifest.articles.insert(entry.name.clone(), record);
            built.kept += 1;
            continue;
        }
        if let Some(record) = &known {
            forget(record);
        }
        let path = library.path(&format!("corpus/{}.md", entry.name));
        let metadata = path.and_then(|p| fs::metadata(p).ok());
        stale.push(Stale {
            entry,
            bytes: metadata.map_or(0, |m| m.len()),
            number: manifest.next,
        });
        manifest.next += 1;
    }
    built.dropped = before.len();
    before.values().for_each(forget);
    stale
}

/// How an article is held, and how many passages and bytes it has.
type Held = (How, (usize, usize));

/// An article on its way into the index.
struct Reading<'a> {
    library: &'a Library,
    entry: &'a Entry,
    number: u64,
    fields: Fields,
    writer: &'a IndexWriter,
}

impl Reading<'_> {
    fn record(&self) -> Result<Record, IndexError> {
        let prints = || Files::of(self.library).prints(self.entry);
        let before = prints();
        let held = match before {
            Some(before) if !before.are_too_new(SystemTime::now()) => self.hold()?,
            _ => None,
        };
        let (how, size) = match held {
            // Nobody wrote while it was read.
            Some(held) if prints() == before => held,
            _ => {
                let number = Term::from_field_u64(self.fields.number, self.number);
                self.writer.delete_term(number);
                (How::Not, (0, 0))
            }
        };
        let none = crate::search::narrow::Print(0);
        Ok(Record {
            number: self.number,
            how,
            has_notes: self.entry.has_notes,
            text: before.map_or(none, |p| p.text),
            all: before.map_or(none, |p| p.all),
            size,
        })
    }

    /// Puts the article into the index; `None` when it cannot be held.
    fn hold(&self) -> Result<Option<Held>, IndexError> {
        let name = &self.entry.name;
        if self.entry.has_notes {
            let Ok(edition) = self.library.open(name) else {
                return Ok(None);
            };
            return self.hold_whole(&edition);
        }
        let Ok(text) = self.library.raw_text(name) else {
            return Ok(None);
        };
        let path = self.library.path(&format!("corpus/{name}.md"));
        let length = path.and_then(|p| fs::metadata(p).ok()).map(|m| m.len());
        // Where line ends were changed in reading, the bytes are no longer those of the file.
        let as_it_is = length == Some(text.len() as u64);
        let Some(skimmed) = skim(name, &text).filter(|_| as_it_is) else {
            let article = markdown::read(name.clone(), &text, &mut Problems::default());
            let edition = Edition::new(article, Apparatus::default(), std::sync::Arc::default());
            return self.hold_whole(&edition);
        };
        for (place, index) in skimmed.places() {
            let block = skimmed.block(&text, place, index);
            let raw = text.get(skimmed.raw(index)).unwrap_or_default();
            let unit = skimmed.unit(place, raw);
            let Some((block, unit)) = block.zip(unit) else {
                return Ok(None);
            };
            let Some(words) = Fields::words_of(&unit) else {
                return Ok(None);
            };
            self.add(self.fields.document(self.number, words, Some(&block)))?;
        }
        Ok(Some((How::Blocks, skimmed.size())))
    }

    fn hold_whole(&self, edition: &Edition) -> Result<Option<Held>, IndexError> {
        let mut size = (0, 0);
        for unit in Passages::of(edition) {
            size.0 += 1;
            size.1 += unit.fields.first().map_or(0, |f| f.text.len());
            let Some(words) = Fields::words_of(&unit) else {
                return Ok(None);
            };
            self.add(self.fields.document(self.number, words, None))?;
        }
        Ok(Some((How::Whole, size)))
    }

    fn add(&self, document: TantivyDocument) -> Result<(), IndexError> {
        self.writer.add_document(document)?;
        Ok(())
    }
}

/// Writes manifest and index so that both are there or neither.
fn commit(folder: &Path, mut writer: IndexWriter, manifest: &Manifest) -> Result<(), IndexError> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let name = format!("files-{}", now.map_or(0, |d| d.as_nanos()));
    let file = folder.join("words").join(&name);
    crate::library::store::write_whole(&file, &manifest.to_bytes())
        .map_err(|e| IndexError::io(&file, e))?;
    let mut prepared = writer.prepare_commit()?;
    let payload = Commit::payload(&name);
    prepared.set_payload(&payload);
    prepared.commit()?;
    writer.wait_merging_threads()?;
    for old in fs::read_dir(folder.join("words"))
        .into_iter()
        .flatten()
        .flatten()
    {
        let old_name = old.file_name();
        let old_name = old_name.to_string_lossy();
        if old_name.starts_with("files-") && *old_name != *name {
            // One that another process still has open stays readable to it.
            let _ = fs::remove_file(old.path());
        }
    }
    seal::set(folder, &payload)
}

fn threads() -> usize {
    std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(4)
}

/// How many bytes the files of the index have.
fn size_of(folder: &Path) -> u64 {
    let files = walkdir::WalkDir::new(folder).into_iter().flatten();
    files
        .filter_map(|f| f.metadata().ok())
        .filter(std::fs::Metadata::is_file)
        .map(|m| m.len())
        .sum()
}
