//! The seal on a finished index: what each of its files was. A search trusts no file that has been
//! written to since, and so need not read and sum them all; `postil index` does.

use std::fs;
use std::io;
use std::path::Path;

use super::IndexError;
use crate::search::narrow::Print;

/// The file's name, beside the folder of the index.
const FILE: &str = "seal";

/// Seals the index in a folder, which is finished, under the name of its commit. Locks, and the
/// list of the files that are to be cleared away, are no part of it.
pub(super) fn set(folder: &Path, commit: &str) -> Result<(), IndexError> {
    let words = folder.join("words");
    let mut seal = format!("{commit}\n");
    for file in fs::read_dir(&words).map_err(|e| IndexError::io(&words, e))? {
        let file = file.map_err(|e| IndexError::io(&words, e))?;
        let name = file.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            let print = print_of(&file.path()).map_err(|e| IndexError::io(&file.path(), e))?;
            seal.push_str(&format!("{print} {name}\n"));
        }
    }
    let file = folder.join(FILE);
    crate::library::store::write_whole(&file, seal.as_bytes()).map_err(|e| IndexError::io(&file, e))
}

/// Whether the files of a commit are what they were when it was sealed. Others, of a newer one
/// that is being made, do not matter.
pub(super) fn check(folder: &Path, commit: &str) -> Result<(), IndexError> {
    let Ok(seal) = fs::read_to_string(folder.join(FILE)) else {
        return Err(IndexError::Unfinished);
    };
    let mut lines = seal.lines();
    if lines.next() != Some(commit) {
        // Another process is just about to seal a newer one.
        return Err(IndexError::Unfinished);
    }
    let words = folder.join("words");
    let is_whole = |line: &str| {
        let (print, name) = line.split_once(' ')?;
        Some(print == print_of(&words.join(name)).ok()?)
    };
    if seal.ends_with('\n') && lines.all(|line| is_whole(line) == Some(true)) {
        Ok(())
    } else {
        Err(IndexError::Damaged)
    }
}

fn print_of(file: &Path) -> io::Result<String> {
    let (print, _) = Print::of(&fs::metadata(file)?);
    Ok(format!("{:016x}", print.0))
}
