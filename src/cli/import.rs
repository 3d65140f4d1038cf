//! `postil import`: texts of any format into the library's `corpus/`, with a report.

use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use serde_json::json;

use super::output::Role;
use super::{Context, Outcome, annotated_copy};
use crate::annotation::Status;
use crate::article::import::{Format, ImportError, Imported, LARGEST, Options, import};
use crate::article::report::RemarkKind;
use crate::article::{Article, ArticleName, markdown};
use crate::edition::Edition;
use crate::library::{Library, store};
use crate::text::problem::Problems;
use crate::text::safe;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The files: text, Markdown, web pages or EPUB books; `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The article's name in the library [default: the file's name without its ending]
    #[arg(long)]
    name: Option<ArticleName>,
    /// What the file is [default: told by its ending and its contents]
    #[arg(long, value_parser = format)]
    format: Option<Format>,
    /// Only report what would be understood; write nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
    /// Replace the article when the library has it already
    #[arg(long)]
    replace: bool,
    /// Print the report as one JSON document
    #[arg(long)]
    json: bool,
}

fn format(text: &str) -> Result<Format, String> {
    let names = Format::ALL.map(Format::as_str).join(", ");
    let found = Format::ALL.into_iter().find(|f| f.as_str() == text);
    found.ok_or_else(|| format!("the formats are: {names}"))
}

pub(super) fn run(arguments: &Arguments, context: &mut Context) -> anyhow::Result<Outcome> {
    if arguments.name.is_some() && arguments.files.len() > 1 {
        bail!("--name names one article; import the files one by one, or leave it out");
    }
    let mut library = context.library()?;
    if !arguments.dry_run {
        library = library
            .or_in_data_folder()
            .context("no library can be made")?;
    }
    let bar = progress(arguments.files.len());
    let mut documents = Vec::new();
    let mut failed = 0;
    for file in &arguments.files {
        let done = one(file, arguments, &library);
        bar.inc(1);
        match done {
            Ok(done) if arguments.json => documents.push(document(file, &done)),
            Ok(done) => bar.suspend(|| tell(file, &done, arguments, context))?,
            Err(error) => {
                failed += 1;
                let message = format!("postil: {}: {error:#}", label(file));
                bar.suspend(|| eprintln!("{}", safe::shown(&message)));
            }
        }
    }
    bar.finish_and_clear();
    if arguments.json {
        context.out.json(&documents.into(), true)?;
    }
    match (failed, arguments.files.len()) {
        (0, _) => Ok(Outcome::Done),
        (_, 1) => Ok(Outcome::Failed),
        (failed, all) => {
            eprintln!("postil: {failed} of {all} files were not imported");
            Ok(Outcome::Failed)
        }
    }
}

/// A file that was imported.
struct Done {
    imported: Imported,
    /// Where it is now, or would be.
    path: String,
    /// How the notes that the library has on it are found in it.
    notes: Vec<(Status, usize)>,
}

fn one(file: &Path, arguments: &Arguments, library: &Library) -> anyhow::Result<Done> {
    let bytes = read(file)?;
    let options = Options {
        file_name: (file != Path::new("-"))
            .then(|| file.file_name().map(|n| n.to_string_lossy().into_owned()))
            .flatten(),
        format: arguments.format,
        name: arguments.name.clone(),
    };
    let (mut imported, carried) = match annotated_copy::read(&bytes, &options) {
        Some((imported, carried)) => (imported, Some(carried)),
        None => (import(&bytes, &options)?, None),
    };
    drop(bytes);
    let relative = format!("corpus/{}.md", imported.article.name);
    let written = markdown::write(&imported.article);
    verify(&written, &mut imported);
    let path = library.path(&relative);
    let there = path
        .as_deref()
        .is_some_and(|p| p.symlink_metadata().is_ok());
    if there && !arguments.replace {
        let error = exists(&relative, library);
        if !arguments.dry_run {
            return Err(error);
        }
        imported
            .report
            .add(0, RemarkKind::Doubtful, "name", error.to_string());
    }
    if let (Some(path), false) = (&path, arguments.dry_run) {
        let result = if arguments.replace {
            store::write_whole(path, written.as_bytes())
        } else {
            store::write_new(path, written.as_bytes())
        };
        match result {
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(exists(&relative, library));
            }
            other => other.with_context(|| format!("{relative} could not be written"))?,
        }
        if let Some(carried) = &carried {
            let name = &imported.article.name;
            let report = &mut imported.report;
            annotated_copy::keep(carried, name, library, arguments.replace, report)?;
        }
    }
    let notes = notes(&imported.article, library);
    let path = path.map_or(relative, |p| {
        p.strip_prefix(".")
            .unwrap_or(&p)
            .to_string_lossy()
            .into_owned()
    });
    Ok(Done {
        imported,
        path,
        notes,
    })
}

fn exists(relative: &str, library: &Library) -> anyhow::Error {
    anyhow::anyhow!(
        "{} has {relative} already; give it another name with --name, or write over it with --replace",
        library.label()
    )
}

/// The bytes of a file, or of standard input. Devices, pipes and folders are refused: they may
/// never end.
pub(super) fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let limit = LARGEST as u64 + 1;
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(limit)
            .read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    let about = std::fs::metadata(file).context("cannot be read")?;
    if about.is_dir() {
        bail!("is a folder; name the files in it");
    }
    if !about.is_file() {
        bail!(
            "is no regular file; to read from a pipe, give `-` and send the text to standard input"
        );
    }
    if about.len() >= limit {
        return Err(ImportError::TooLarge.into());
    }
    let open = std::fs::File::open(file).context("cannot be read")?;
    open.take(limit)
        .read_to_end(&mut bytes)
        .context("cannot be read")?;
    Ok(bytes)
}

/// Reads back what is to be written, and says so if a word of it would change.
fn verify(written: &str, imported: &mut Imported) {
    let name = imported.article.name.clone();
    let again = markdown::read(name, written, &mut Problems::default());
    let same = again.text == imported.article.text
        && again.calls == imported.article.calls
        && again.paragraphs.len() == imported.article.paragraphs.len();
    if !same {
        let message = "the text does not come back whole from its Markdown; compare the two";
        imported
            .report
            .add(0, RemarkKind::Doubtful, "markdown", message);
    }
}

/// How the library's notes on the article are found in it, by status, those that occur.
fn notes(article: &Article, library: &Library) -> Vec<(Status, usize)> {
    let Ok(apparatus) = library.apparatus(&article.name) else {
        return Vec::new();
    };
    let Ok((sources, _)) = library.sources() else {
        return Vec::new();
    };
    let edition = Edition::new(article.clone(), apparatus, Arc::new(sources));
    let count = |status: Status| {
        let of_status = edition.notes.iter().filter(|n| n.anchor.status == status);
        (status, of_status.count())
    };
    Status::ALL
        .into_iter()
        .map(count)
        .filter(|(_, n)| *n > 0)
        .collect()
}

fn tell(
    file: &Path,
    done: &Done,
    arguments: &Arguments,
    context: &mut Context,
) -> anyhow::Result<()> {
    let article = &done.imported.article;
    let out = &mut context.out;
    out.styled(Role::Strong, &label(file))?;
    let arrow = if arguments.dry_run {
        " would be "
    } else {
        " is now "
    };
    out.line(&format!("{arrow}{}", safe::shown_line(&done.path)))?;
    for remark in done.imported.report.remarks() {
        let role = match remark.kind {
            RemarkKind::Took | RemarkKind::Dropped => Role::Quiet,
            RemarkKind::Mended | RemarkKind::Assumed => Role::Passage,
            RemarkKind::Doubtful => Role::Warning,
        };
        let place = if remark.line > 0 {
            format!("line {}", remark.line)
        } else {
            String::new()
        };
        out.text(&format!("  {place:<10} "))?;
        out.styled(role, &format!("{:<8}", remark.kind.to_string()))?;
        out.line(&format!("  {}", safe::shown_line(&remark.message)))?;
    }
    out.line(&format!("  {}", summary(article)))?;
    if !done.notes.is_empty() {
        let counts = done
            .notes
            .iter()
            .map(|(status, n)| format!("{n} {}", status.as_str()));
        let counts = counts.collect::<Vec<_>>().join(", ");
        out.line(&format!("  the library's notes on it: {counts}"))?;
    }
    Ok(())
}

/// `3 sections, 72 paragraphs, 1 note`.
fn summary(article: &Article) -> String {
    let count = |n: usize, one: &str| {
        let plural = if n == 1 { "" } else { "s" };
        format!("{n} {one}{plural}")
    };
    format!(
        "{}, {}, {}",
        count(article.sections.len().saturating_sub(1), "section"),
        count(article.body().len(), "paragraph"),
        count(article.notes.len(), "note"),
    )
}

fn document(file: &Path, done: &Done) -> serde_json::Value {
    let article = &done.imported.article;
    let metadata = &article.metadata;
    let notes: serde_json::Map<_, _> = done
        .notes
        .iter()
        .map(|(status, n)| (status.as_str().to_owned(), json!(n)))
        .collect();
    json!({
        "file": file.to_string_lossy(),
        "article": article.name.to_string(),
        "path": done.path,
        "format": done.imported.format.as_str(),
        "title": metadata.title,
        "author": metadata.author,
        "date": metadata.date,
        "place": metadata.place,
        "series": metadata.series,
        "language": metadata.language,
        "sections": article.sections.len().saturating_sub(1),
        "paragraphs": article.body().len(),
        "notes": article.notes.len(),
        "annotations": notes,
        "report": done.imported.report.remarks(),
    })
}

fn label(file: &Path) -> String {
    if file == Path::new("-") {
        return "standard input".to_owned();
    }
    safe::shown_line(&file.to_string_lossy()).into_owned()
}

/// A bar for many files, on a terminal.
fn progress(files: usize) -> indicatif::ProgressBar {
    if files < 8 || !std::io::stderr().is_terminal() {
        return indicatif::ProgressBar::hidden();
    }
    indicatif::ProgressBar::new(files as u64)
}
