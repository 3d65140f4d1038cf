//! The reader's own state: the place in each article, kept under the XDG state folder and never
//! in the library.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::find::state_folder;
use super::{Library, Place, store};
use crate::article::ArticleName;

/// Where a reader was in an article.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Reading {
    /// The passage at the top of the page.
    pub passage: Option<String>,
    /// The line of it at the top, from 0.
    pub line: usize,
    /// How much of the article had been passed, in thousandths.
    pub progress: u32,
    /// Marks and bookmarks: name and passage.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub marks: BTreeMap<String, String>,
}

/// The file that holds a reader's place in an article; `None` where there is no state folder.
///
/// Articles of the same name in two libraries have two places.
pub fn reading_file(library: &Library, name: &ArticleName) -> Option<PathBuf> {
    let folder = state_folder()?.join("reading");
    Some(folder.join(id_of(library)).join(format!("{name}.json")))
}

/// A word that tells a library from all others, for the names of folders.
pub(super) fn id_of(library: &Library) -> String {
    match library.place() {
        Place::BuiltIn => "built-in".to_owned(),
        Place::Folder(path) => {
            let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
            format!("{:016x}", stable_hash(path.to_string_lossy().as_bytes()))
        }
    }
}

/// The reader's place in an article, when one is remembered.
pub fn load(library: &Library, name: &ArticleName) -> Option<Reading> {
    let bytes = std::fs::read(reading_file(library, name)?).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Remembers the reader's place.
pub fn save(library: &Library, name: &ArticleName, reading: &Reading) -> std::io::Result<()> {
    let Some(file) = reading_file(library, name) else {
        return Ok(());
    };
    store::write_whole(&file, &serde_json::to_vec(reading)?)
}

/// Settings of the viewer that were changed by keys: each with its value before, and since.
pub fn settings() -> BTreeMap<String, (String, String)> {
    let bytes = settings_file().and_then(|file| std::fs::read(file).ok());
    let settings = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    settings.unwrap_or_default()
}

/// Remembers settings that were changed by keys.
pub fn save_settings(settings: &BTreeMap<String, (String, String)>) -> std::io::Result<()> {
    match settings_file() {
        Some(file) => store::write_whole(&file, &serde_json::to_vec(settings)?),
        None => Ok(()),
    }
}

fn settings_file() -> Option<PathBuf> {
    Some(state_folder()?.join("settings.json"))
}

/// What was searched for in the viewer, the oldest first.
pub fn searches() -> Vec<String> {
    let text = searches_file().and_then(|file| std::fs::read_to_string(file).ok());
    let lines = text.iter().flat_map(|text| text.lines());
    lines.map(str::to_owned).collect()
}

/// Remembers what was searched for: `lines` come after those that another session has added
/// meanwhile, and `most` are kept.
pub fn save_searches(lines: &[String], most: usize) -> std::io::Result<()> {
    let Some(file) = searches_file() else {
        return Ok(());
    };
    let mut all = searches();
    all.retain(|known| !lines.contains(known));
    all.extend(lines.iter().map(|line| line.replace('\n', " ")));
    let skipped = all.len().saturating_sub(most);
    let kept = all.get(skipped..).unwrap_or_default();
    let mut text = kept.join("\n");
    text.push('\n');
    store::write_whole(&file, text.as_bytes())
}

fn searches_file() -> Option<PathBuf> {
    Some(state_folder()?.join("searches"))
}

/// FNV-1a, 64 bits: the same on every machine and in every version.
fn stable_hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
