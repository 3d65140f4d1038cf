//! Where copies go: standard output, a file, or a folder with a file for each article.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::bail;

use super::{Arguments, Format, Gathering};
use crate::article::ArticleName;
use crate::cli::Context;
use crate::library::store;
use crate::text::safe;

/// Where the copies go.
pub(super) enum Target {
    StandardOutput,
    File(PathBuf),
    Folder(PathBuf),
}

impl Target {
    /// Where these articles go; nothing is written over without `--force`, and that is seen before
    /// the first file is written.
    pub(super) fn of(arguments: &Arguments, names: &[ArticleName]) -> anyhow::Result<Self> {
        let apart = arguments.to.gathering() == Gathering::Apart;
        let Some(path) = arguments.output.as_ref().filter(|o| o.as_os_str() != "-") else {
            if apart && names.len() > 1 {
                bail!(
                    "{} articles need a folder; name one with `-o FOLDER`, or name one article",
                    names.len()
                );
            }
            return Ok(Self::StandardOutput);
        };
        let ends_as_folder = path.as_os_str().to_string_lossy().ends_with(['/', '\\']);
        let target = if apart && names.len() > 1 || ends_as_folder || path.is_dir() {
            if path.exists() && !path.is_dir() {
                bail!(
                    "{}: a file, and {} articles need a folder; name another",
                    shown(path),
                    names.len()
                );
            }
            Self::Folder(path.clone())
        } else {
            Self::File(path.clone())
        };
        if !arguments.force {
            let files = target.files(names, arguments.to);
            if let Some(there) = files.iter().find(|f| f.exists() && !is_device(f)) {
                bail!(
                    "{}: is there already; name another file, or write over it with `--force`",
                    shown(there)
                );
            }
        }
        Ok(target)
    }

    /// All files that will be written.
    fn files(&self, names: &[ArticleName], format: Format) -> Vec<PathBuf> {
        if let Gathering::AsOne(_) = format.gathering() {
            return self.file(format).into_iter().collect();
        }
        let mut files: Vec<PathBuf> = names
            .iter()
            .filter_map(|name| self.file_of(name, format))
            .collect();
        if let (Self::Folder(folder), Format::Html) = (self, format) {
            files.extend(["index.html", "search.html"].map(|f| folder.join(f)));
        }
        files
    }

    /// The file of an article.
    pub(super) fn file_of(&self, name: &ArticleName, format: Format) -> Option<PathBuf> {
        match self {
            Self::StandardOutput => None,
            Self::File(file) => Some(file.clone()),
            Self::Folder(folder) => Some(folder.join(format!("{name}.{}", format.extension()))),
        }
    }

    /// The file of what all articles share.
    pub(super) fn file(&self, format: Format) -> Option<PathBuf> {
        match self {
            Self::StandardOutput => None,
            Self::File(file) => Some(file.clone()),
            Self::Folder(folder) => Some(folder.join(format!("sources.{}", format.extension()))),
        }
    }
}

/// Writes to a file, whole or not at all, or to standard output.
pub(super) fn write(
    file: Option<&Path>,
    force: bool,
    context: &mut Context,
    contents: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let Some(file) = file else {
        return to_standard_output(context, contents);
    };
    let written = if is_device(file) {
        to_device(file, contents)
    } else if force {
        store::write_whole_by(file, contents)
    } else {
        store::write_new_by(file, contents)
    };
    written.map_err(|error| {
        if error.downcast_ref::<io::Error>().is_none() {
            return error;
        }
        error.context(format!(
            "{}: could not be written, and nothing was changed; check the folder, its permissions and the room on the disk",
            shown(file)
        ))
    })
}

fn to_device(
    file: &Path,
    contents: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let device = std::fs::OpenOptions::new().write(true).open(file)?;
    let mut out = io::BufWriter::new(device);
    contents(&mut out)?;
    Ok(out.flush()?)
}

/// A terminal gets signs for what could act on it; a pipe gets every byte.
fn to_standard_output(
    context: &mut Context,
    contents: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let written = if context.out.is_terminal() {
        let mut bytes = Vec::new();
        contents(&mut bytes)?;
        context
            .out
            .text(&String::from_utf8_lossy(&bytes))
            .map_err(Into::into)
    } else {
        contents(context.out.writer())
    };
    let flushed = written.and_then(|()| Ok(context.out.flush()?));
    flushed.map_err(|error| {
        if error.downcast_ref::<io::Error>().is_none() {
            return error;
        }
        error.context("standard output could not be written to the end; check the room on the disk")
    })
}

/// Whether a path names what is written to and never replaced: a device, a pipe.
fn is_device(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir())
}

fn shown(path: &Path) -> String {
    safe::shown_line(&path.to_string_lossy()).into_owned()
}
