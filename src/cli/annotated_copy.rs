//! Importing a copy that `postil export` wrote: its text without the apparatus, and the notes and
//! works that it carries.

use anyhow::Context as _;

use crate::article::import::{Format, Imported, Options};
use crate::article::markdown::read_copy;
use crate::article::report::{RemarkKind, Report};
use crate::article::{ArticleName, Metadata};
use crate::export::markdown::{Carried, is_copy, read_back};
use crate::library::{Library, store};
use crate::source::{Source, edit};
use crate::text::problem::Problems;

/// Reads a file as an annotated copy; `None` when it is none.
pub(super) fn read(bytes: &[u8], options: &Options) -> Option<(Imported, Carried)> {
    let text = std::str::from_utf8(bytes).ok().filter(|t| is_copy(t))?;
    let text = text.replace("\r\n", "\n");
    let mut problems = Problems::default();
    let carried = read_back(&text, &mut problems)?;
    let stem = options
        .file_name
        .as_deref()
        .and_then(|n| n.split('.').next());
    let name = options
        .name
        .clone()
        .or_else(|| carried.article.clone())
        .or_else(|| stem.and_then(ArticleName::slug))
        .or_else(|| "article".parse().ok())?;
    let article = read_copy(name, &text, &mut problems);
    let mut report = Report::default();
    if article.metadata != Metadata::default() {
        report.took(1, "front-matter", "the front matter");
    }
    let message = format!(
        "an annotated copy; notes: {}, works: {}",
        carried.annotations.len() + carried.own.len(),
        carried.sources.len(),
    );
    report.took(0, "copy", message);
    for problem in problems.into_vec() {
        let line = u32::try_from(problem.line).unwrap_or(0);
        let message = format!("{}; {}", problem.message, problem.help);
        report.add(line, RemarkKind::Doubtful, "notes", message);
    }
    let imported = Imported {
        article,
        format: Format::Markdown,
        report,
    };
    Some((imported, carried))
}

/// Puts what a copy carries into the library. Notes that are there already stay, unless they are
/// to be replaced; works that are there already always do.
pub(super) fn keep(
    carried: &Carried,
    name: &ArticleName,
    library: &Library,
    replace: bool,
    report: &mut Report,
) -> anyhow::Result<()> {
    let files = [
        (format!("annotations/{name}.yaml"), &carried.annotations),
        (format!("annotations/{name}.notes.yaml"), &carried.own),
    ];
    for (relative, notes) in files {
        let Some(path) = library.path(&relative).filter(|_| !notes.is_empty()) else {
            continue;
        };
        let yaml = crate::annotation::edit::new_file(name, notes);
        let written = if replace {
            store::write_whole(&path, yaml.as_bytes())
        } else {
            store::write_new(&path, yaml.as_bytes())
        };
        match written {
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => report.add(
                0,
                RemarkKind::Doubtful,
                "notes",
                format!("{relative} is there already and stays; --replace writes over it"),
            ),
            Err(e) => return Err(e).context(format!("{relative} could not be written")),
            Ok(()) => report.took(
                0,
                "notes",
                format!("the copy's notes, now {relative}: {}", notes.len()),
            ),
        }
    }
    works(carried, library, report)
}

fn works(carried: &Carried, library: &Library, report: &mut Report) -> anyhow::Result<()> {
    let relative = "annotations/sources.yaml";
    let Some(path) = library.path(relative) else {
        return Ok(());
    };
    let (known, _) = library.sources()?;
    let new: Vec<Source> = carried
        .sources
        .iter()
        .filter(|work| known.get(&work.key).is_none())
        .cloned()
        .collect();
    if new.is_empty() {
        return Ok(());
    }
    let old = match std::fs::read_to_string(&path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
        other => other.with_context(|| format!("{relative} could not be read"))?,
    };
    let text =
        edit::append(&old, &new).with_context(|| format!("{relative} could not be added to"))?;
    store::write_whole(&path, text.as_bytes())
        .with_context(|| format!("{relative} could not be written"))?;
    report.took(
        0,
        "works",
        format!("works new to {relative}: {}", new.len()),
    );
    Ok(())
}
