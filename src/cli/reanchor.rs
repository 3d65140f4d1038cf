//! `postil reanchor`: the notes on an article carried over from an older version of its text.

use std::path::PathBuf;

use anyhow::Context as _;
use serde_json::json;

use super::check::counted;
use super::output::Role;
use super::{Context, Outcome, annotated_copy, import, unified};
use crate::annotation::{Annotation, Carried, Fate};
use crate::article::import::{Options, import as read_article};
use crate::article::{Article, ArticleName};
use crate::library;
use crate::library::reanchor::CarriedFile;
use crate::text::safe;
use crate::text::width::shortened;

/// Columns of the words that are shown of a passage.
const WORDS: usize = 48;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The article, of which the library has the new text
    article: ArticleName,
    /// The older version of the text, in any format that can be imported
    #[arg(long, value_name = "OLD")]
    from: PathBuf,
    /// Only show what would change, as a unified diff; write nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
    /// Print the report as one JSON document
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context) -> anyhow::Result<Outcome> {
    let library = context.library()?;
    let old = older(arguments)?;
    let files = library.reanchor(&arguments.article, &old, !arguments.dry_run)?;
    if arguments.json {
        context.out.json(&document(&files), true)?;
    } else {
        tell(&files, arguments.dry_run, context)?;
    }
    let failed: Vec<String> = files
        .iter()
        .filter_map(|f| f.failed.as_ref().map(ToString::to_string))
        .collect();
    if !failed.is_empty() {
        anyhow::bail!(failed.join("\n"));
    }
    let lost = all(&files).any(|(_, new)| new.fate == Fate::Gone || !new.lost.is_empty());
    Ok(if lost {
        Outcome::NothingFound
    } else {
        Outcome::Done
    })
}

/// The older version, as the article that it is one of.
fn older(arguments: &Arguments) -> anyhow::Result<Article> {
    let file = &arguments.from;
    let label = || safe::shown_line(&file.to_string_lossy()).into_owned();
    let bytes = import::read(file).with_context(label)?;
    let options = Options {
        file_name: file
            .file_name()
            .map(|name| name.to_string_lossy().into_owned()),
        format: None,
        name: Some(arguments.article.clone()),
    };
    match annotated_copy::read(&bytes, &options) {
        Some((imported, _)) => Ok(imported.article),
        None => Ok(read_article(&bytes, &options).with_context(label)?.article),
    }
}

fn all(files: &[CarriedFile]) -> impl Iterator<Item = &(Annotation, Carried)> {
    files.iter().flat_map(|file| &file.notes)
}

/// A line for each note that is not where it was, in the order of its file, and the counts.
fn tell(files: &[CarriedFile], dry_run: bool, context: &mut Context) -> anyhow::Result<()> {
    for file in files {
        if dry_run {
            unified::show(&file.file, &file.before, &file.after, context)?;
        }
        let told: Vec<&(Annotation, Carried)> = file
            .notes
            .iter()
            .filter(|(old, new)| {
                new.fate != Fate::Unchanged || *old != new.note || !new.lost.is_empty()
            })
            .collect();
        if told.is_empty() {
            continue;
        }
        let name = library::shown(&file.file);
        context.out.styled(Role::Strong, &name)?;
        context.out.line("")?;
        for (old, new) in told {
            tell_note(old, new, context)?;
        }
    }
    let counts = Fate::ALL.into_iter().filter_map(|fate| {
        let count = all(files).filter(|(_, new)| new.fate == fate).count();
        (count > 0).then(|| format!("{count} {fate}"))
    });
    let counts: Vec<String> = counts.collect();
    let notes = counted(all(files).count(), "note");
    context.out.line(&match counts.as_slice() {
        [] => "there are no notes on this article".to_owned(),
        counts => format!("{notes}: {}", counts.join(", ")),
    })?;
    Ok(())
}

fn tell_note(old: &Annotation, new: &Carried, context: &mut Context) -> anyhow::Result<()> {
    let role = match new.fate {
        Fate::Unchanged => Role::Quiet,
        Fate::Moved => Role::Passage,
        Fate::Reworded | Fate::Unknown => Role::Warning,
        Fate::Gone => Role::Error,
    };
    context.out.text("  ")?;
    context
        .out
        .styled(role, &format!("{:<9}", new.fate.as_str()))?;
    let mut said = format!(" {}", old.id);
    let at = |note: &Annotation| note.target.at.as_ref().map(ToString::to_string);
    match (at(old), at(&new.note)) {
        (Some(was), Some(is)) if was != is => said.push_str(&format!("  {was} → {is}")),
        (_, Some(is)) => said.push_str(&format!("  {is}")),
        _ => {}
    }
    let quoted = |words: &str| format!("“{}”", shortened(&safe::shown_line(words), WORDS));
    match new.fate {
        Fate::Reworded if new.was == new.is => {}
        Fate::Reworded => {
            said.push_str(&format!("  {} → {}", quoted(&new.was), quoted(&new.is)));
        }
        Fate::Gone => said.push_str(&format!("  {}", quoted(&new.was))),
        Fate::Unknown if old.target.orphaned => said.push_str("  orphaned before"),
        Fate::Unknown => said.push_str("  not one place in the older version; left as it is"),
        Fate::Unchanged | Fate::Moved => {}
    }
    if old.to != new.note.to {
        let list = |note: &Annotation| {
            let to: Vec<String> = note.to.iter().map(ToString::to_string).collect();
            to.join(", ")
        };
        said.push_str(&format!("  to: {} → {}", list(old), list(&new.note)));
    }
    if !new.lost.is_empty() {
        said.push_str(&format!("  to: {} is gone", new.lost.join(", ")));
    }
    context.out.line(&said)?;
    Ok(())
}

fn document(files: &[CarriedFile]) -> serde_json::Value {
    let notes = files.iter().flat_map(|file| {
        let name = library::shown(&file.file);
        file.notes.iter().map(move |(old, new)| {
            let at = |note: &Annotation| note.target.at.as_ref().map(ToString::to_string);
            json!({
                "file": name, "line": old.position.line, "id": old.id, "fate": new.fate.as_str(),
                "from": at(old), "at": at(&new.note),
                "was": new.was, "is": new.is, "lost": new.lost,
            })
        })
    });
    notes.collect()
}
