//! `postil draft`: the quotations, citations and cross-references of an article, proposed as notes.

use std::io::IsTerminal;

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

use super::output::Role;
use super::{Context, Outcome};
use crate::annotation::{edit as notes_edit, fields};
use crate::article::ArticleName;
use crate::draft::{self, Proposal, Summary};
use crate::library::{Library, store};
use crate::source::edit as sources_edit;
use crate::text::safe;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The articles
    #[arg(required_unless_present = "all", value_name = "ARTICLE")]
    articles: Vec<ArticleName>,
    /// Draft notes for every article of the library
    #[arg(long, conflicts_with = "articles")]
    all: bool,
    /// Print the files as they would be, and write nothing
    #[arg(long)]
    stdout: bool,
    /// Print what was found as one JSON document
    #[arg(long)]
    json: bool,
}

/// What was drafted for one article.
struct Drafted {
    name: ArticleName,
    proposal: Proposal,
    notes: String,
    sources: String,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context) -> anyhow::Result<Outcome> {
    let mut library = context.library()?;
    if !arguments.stdout {
        library = library
            .or_in_data_folder()
            .context("no library can be made")?;
    }
    let names = if arguments.all {
        context.names(&[])?
    } else {
        arguments.articles.clone()
    };
    if arguments.stdout && names.len() > 1 && !arguments.json {
        bail!("--stdout prints the files of one article; name one, or add --json");
    }
    let bar = progress(&names, &library);
    let mut documents = Vec::new();
    let mut found = false;
    for name in &names {
        bar.set_message(safe::shown_line(name.as_str()).into_owned());
        let drafted = one(name, &library)?;
        if !arguments.stdout {
            write(&drafted, &library)?;
        }
        bar.inc(1);
        let summary = drafted.proposal.summary;
        found |= summary.quotations + summary.citations + summary.cross_references > 0;
        if arguments.json {
            documents.push(document(&drafted, !arguments.stdout));
        } else if arguments.stdout {
            context.out.text(&drafted.notes)?;
            context.out.line("---")?;
            context.out.text(&drafted.sources)?;
        } else {
            bar.suspend(|| tell(&drafted, context))?;
        }
    }
    bar.finish_and_clear();
    if arguments.json {
        let one = names.len() == 1 && !arguments.all;
        let value = if one {
            documents.pop().unwrap_or_default()
        } else {
            documents.into()
        };
        context.out.json(&value, true)?;
    }
    Ok(if found {
        Outcome::Done
    } else {
        Outcome::NothingFound
    })
}

fn one(name: &ArticleName, library: &Library) -> anyhow::Result<Drafted> {
    let edition = library.open(name)?;
    let findings = draft::find(&edition.article);
    let proposal = draft::propose(
        &edition.article,
        &findings,
        &edition.notes,
        &edition.sources,
    );
    let notes_file = format!("annotations/{name}.yaml");
    let old = current(library, &notes_file)?;
    let notes = notes_edit::append(&old, name, &proposal.annotations).with_context(|| {
        format!("{notes_file} cannot be extended; mend it first, or print with --stdout")
    })?;
    let sources_file = "annotations/sources.yaml";
    let old = current(library, sources_file)?;
    let sources = if proposal.sources.is_empty() {
        old
    } else {
        sources_edit::append(&old, &proposal.sources)
            .with_context(|| format!("{sources_file} cannot be extended; mend it first"))?
    };
    Ok(Drafted {
        name: name.clone(),
        proposal,
        notes,
        sources,
    })
}

/// A file of the library as it is; empty when it is not there.
fn current(library: &Library, relative: &str) -> anyhow::Result<String> {
    let Some(path) = library.path(relative) else {
        return Ok(String::new());
    };
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(text),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(e) => Err(e).with_context(|| format!("{relative} cannot be read")),
    }
}

/// The sources first: a note never names a work that is not there.
fn write(drafted: &Drafted, library: &Library) -> anyhow::Result<()> {
    let proposal = &drafted.proposal;
    for (relative, text, new) in [
        (
            "annotations/sources.yaml".to_owned(),
            &drafted.sources,
            !proposal.sources.is_empty(),
        ),
        (
            format!("annotations/{}.yaml", drafted.name),
            &drafted.notes,
            !proposal.annotations.is_empty(),
        ),
    ] {
        if let (Some(path), true) = (library.path(&relative), new) {
            store::write_whole(&path, text.as_bytes())
                .with_context(|| format!("{relative} could not be written"))?;
        }
    }
    Ok(())
}

fn tell(drafted: &Drafted, context: &mut Context) -> anyhow::Result<()> {
    let s = drafted.proposal.summary;
    let out = &mut context.out;
    out.styled(Role::Strong, drafted.name.as_str())?;
    out.line("")?;
    out.line(&format!(
        "  found       {} ({} with a citation), {}, {}, {}",
        count(s.quotations, "quotation"),
        s.cited,
        count(s.citations, "citation"),
        count(s.cross_references, "cross-reference"),
        count(s.abbreviations, "abbreviation"),
    ))?;
    out.line(&format!(
        "  resolved    {} of {} citations, {} certain and {} likely, to {}",
        resolved(&s),
        s.citations,
        s.certain,
        s.likely,
        count(s.works, "work")
    ))?;
    out.line(&format!("  uncertain   {}", s.uncertain))?;
    out.line(&format!("  unresolved  {}", s.unresolved))?;
    if s.repairs > 0 {
        out.line(&format!(
            "  mended      {} of quotation marks",
            count(s.repairs, "pair")
        ))?;
    }
    out.line(&format!(
        "  written     {}, {}; {} there already",
        count(s.new, "new note"),
        count(drafted.proposal.sources.len(), "new work"),
        s.there
    ))?;
    Ok(())
}

fn resolved(summary: &Summary) -> usize {
    summary.certain + summary.likely + summary.uncertain
}

fn count(n: usize, one: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {one}{plural}")
}

fn document(drafted: &Drafted, written: bool) -> Value {
    let proposal = &drafted.proposal;
    let annotations: Vec<Value> = proposal
        .annotations
        .iter()
        .map(|a| Value::Object(fields(a)))
        .collect();
    let sources: Vec<Value> = proposal
        .sources
        .iter()
        .map(|s| Value::Object(sources_edit::fields(s)))
        .collect();
    json!({
        "article": drafted.name.to_string(),
        "written": written,
        "summary": serde_json::to_value(proposal.summary).unwrap_or_default(),
        "resolved": resolved(&proposal.summary),
        "annotations": annotations,
        "sources": sources,
    })
}

/// A bar over many articles; a sign of life over a long one.
fn progress(names: &[ArticleName], library: &Library) -> indicatif::ProgressBar {
    const LONG: u64 = 4 << 20;
    let long = names.iter().any(|n| {
        library
            .path(&format!("corpus/{n}.md"))
            .and_then(|p| p.metadata().ok())
            .is_some_and(|m| m.len() > LONG)
    });
    if !std::io::stderr().is_terminal() || names.len() < 4 && !long {
        return indicatif::ProgressBar::hidden();
    }
    let bar = indicatif::ProgressBar::new(names.len() as u64);
    if long {
        bar.enable_steady_tick(std::time::Duration::from_millis(120));
    }
    bar
}
