//! `postil import-notes`: other programs' annotations into the reader's own notes, with a report.

use std::collections::{BTreeMap, HashSet};
use std::io::Read;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

use super::output::Role;
use super::{Context, Outcome};
use crate::annotation::exchange::{Brought, Export, ForeignNote, bring, read_export};
use crate::annotation::{Anchorer, Status, edit};
use crate::article::{Article, ArticleName};
use crate::library::store;
use crate::text::fold::fold;
use crate::text::safe;
use crate::text::width::shortened;

/// The largest export that is read.
const LARGEST: u64 = 256 << 20;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The export: W3C annotations, Hypothesis, Zotero, Readwise or Markdown; `-` for standard
    /// input
    file: PathBuf,
    /// The article that the notes are on
    #[arg(long, value_name = "ARTICLE")]
    to: ArticleName,
    /// Take only the notes whose text has this in its address or title
    #[arg(long, value_name = "WORDS")]
    about: Option<String>,
    /// Only report; write nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
    /// Print the report as one JSON document
    #[arg(long)]
    json: bool,
}

/// What became of an export.
struct Report {
    format: &'static str,
    brought: Vec<Brought>,
    /// Notes that are here already, by their ids.
    already: usize,
    /// Notes on other texts.
    elsewhere: usize,
    passed_over: Vec<String>,
    file: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context) -> anyhow::Result<Outcome> {
    let label = safe::shown_line(&arguments.file.to_string_lossy()).into_owned();
    let text = read(&arguments.file).with_context(|| label.clone())?;
    let mut export = read_export(&text).map_err(|why| anyhow::anyhow!("{label}: {why}"))?;
    let mut library = context.library()?;
    let edition = library.open(&arguments.to)?;
    let article = &edition.article;
    let elsewhere = keep_those_about(&mut export, article, arguments.about.as_deref())?;
    let anchorer = Anchorer::new(article);
    let mut brought = bring(&export, article, &anchorer);
    let known: HashSet<&str> = edition
        .notes
        .iter()
        .map(|note| note.annotation.id.as_str())
        .collect();
    let all = brought.len();
    brought.retain(|note| !known.contains(note.annotation.id.as_str()));
    let already = all - brought.len();
    tell_apart(&mut brought);
    let mut report = Report {
        format: export.format.as_str(),
        brought,
        already,
        elsewhere,
        passed_over: export.passed_over,
        file: None,
    };
    if !arguments.dry_run && !report.brought.is_empty() {
        library = library
            .or_in_data_folder()
            .context("no library can be made")?;
        let path = library
            .path(&format!("annotations/{}.notes.yaml", arguments.to))
            .context("the library is in no folder")?;
        let notes: Vec<_> = report
            .brought
            .iter()
            .map(|b| b.annotation.clone())
            .collect();
        store::update(&path, |text| {
            edit::append(text.unwrap_or_default(), &arguments.to, &notes)
        })?;
        report.file = Some(path);
    }
    if arguments.json {
        context.out.json(&report.json(), true)?;
    } else {
        report.tell(article, context)?;
    }
    Ok(if all == 0 {
        Outcome::NothingFound
    } else {
        Outcome::Done
    })
}

fn read(file: &PathBuf) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    let source: Box<dyn Read> = if file.as_os_str() == "-" {
        Box::new(std::io::stdin())
    } else {
        Box::new(std::fs::File::open(file)?)
    };
    source.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        bail!("more than {} MB; split it", LARGEST >> 20);
    }
    String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        anyhow::anyhow!("byte {at} is no UTF-8; save it as UTF-8")
    })
}

/// Keeps the notes on this text, when it is told what they are on; gives the count of the others.
fn keep_those_about(
    export: &mut Export,
    article: &Article,
    about: Option<&str>,
) -> anyhow::Result<usize> {
    let all = export.notes.len();
    if let Some(about) = about {
        let wanted = fold(about);
        let named = |note: &ForeignNote| {
            let about = note.about.as_deref();
            about.is_some_and(|a| fold(a).contains(&wanted))
        };
        export.notes.retain(named);
        return Ok(all - export.notes.len());
    }
    let texts: HashSet<String> = export
        .notes
        .iter()
        .filter_map(|n| n.about.as_deref().map(address))
        .collect();
    if texts.len() < 2 {
        return Ok(0);
    }
    let names: Vec<String> = [
        article.metadata.source_url.as_deref(),
        Some(article.title()),
    ]
    .into_iter()
    .flatten()
    .map(address)
    .collect();
    if !texts.iter().any(|text| names.contains(text)) {
        bail!(
            "the notes are on {} texts, and none of them has the address or the title of {}; \
             say with --about which are meant",
            texts.len(),
            article.name
        );
    }
    export.notes.retain(|note| {
        let about = note.about.as_deref().map(address);
        about.is_none_or(|about| names.contains(&about))
    });
    Ok(all - export.notes.len())
}

/// An address or a title, without what copies of it differ in.
fn address(text: &str) -> String {
    let text = text.split('#').next().unwrap_or(text).trim();
    let text = text.split_once("://").map_or(text, |(_, rest)| rest);
    let text = text.strip_prefix("www.").unwrap_or(text);
    fold(text)
}

/// Gives notes with the same id others.
fn tell_apart(brought: &mut [Brought]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for note in brought {
        let count = seen.entry(note.annotation.id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            note.annotation.id = format!("{}-{count}", note.annotation.id);
        }
    }
}

impl Report {
    fn counts(&self) -> Vec<(Status, usize)> {
        let count = |status| self.brought.iter().filter(|b| b.status == status).count();
        Status::ALL.map(|status| (status, count(status))).into()
    }

    /// What is not held, and of how many notes.
    fn unheld(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for what in self.brought.iter().flat_map(|b| &b.unheld) {
            *counts.entry(*what).or_default() += 1;
        }
        counts
    }

    fn tell(&self, article: &Article, context: &mut Context) -> anyhow::Result<()> {
        let out = &mut context.out;
        for note in &self.brought {
            let annotation = &note.annotation;
            let role = match note.status {
                Status::Exact | Status::Moved => Role::Quiet,
                Status::Fuzzy => Role::Warning,
                Status::Ambiguous | Status::Orphaned => Role::Error,
            };
            out.styled(role, &format!("{:<10}", note.status.as_str()))?;
            let at = annotation.target.at.as_ref().map(ToString::to_string);
            let at = at.unwrap_or_else(|| "–".to_owned());
            let words = annotation
                .target
                .quote
                .as_deref()
                .unwrap_or("(the whole passage)");
            let words = safe::shown_line(&shortened(words, 60)).into_owned();
            out.line(&format!(" {at:<8} {}  {words}", annotation.id))?;
            if let Some(difference) = &note.difference {
                out.line(&format!("{:11}{}", "", safe::shown_line(difference)))?;
            }
        }
        for what in &self.passed_over {
            out.line(&format!("not read: {}", safe::shown_line(what)))?;
        }
        let counts = self.counts().into_iter().filter(|(_, n)| *n > 0);
        let counts: Vec<String> = counts.map(|(status, n)| format!("{n} {status}")).collect();
        let counts = if counts.is_empty() {
            "none".to_owned()
        } else {
            counts.join(", ")
        };
        out.line(&format!(
            "{} of {} on {}: {counts}",
            plural(self.brought.len(), "note"),
            self.format,
            article.name
        ))?;
        for (n, why) in [
            (self.already, "here already"),
            (self.elsewhere, "on other texts"),
        ] {
            if n > 0 {
                out.line(&format!("{} {why}, passed over", plural(n, "note")))?;
            }
        }
        for (what, n) in self.unheld() {
            out.line(&format!("not held: {what} (of {})", plural(n, "note")))?;
        }
        if let Some(file) = &self.file {
            let file = safe::shown_line(&file.to_string_lossy()).into_owned();
            out.line(&format!("written to {file}"))?;
        }
        Ok(())
    }

    fn json(&self) -> Value {
        let notes = self.brought.iter().map(|note| {
            let target = &note.annotation.target;
            json!({
                "id": note.annotation.id,
                "status": note.status.as_str(),
                "at": target.at.as_ref().map(ToString::to_string),
                "quote": target.quote,
                "difference": note.difference,
                "not-held": note.unheld,
            })
        });
        let counts: serde_json::Map<String, Value> = self
            .counts()
            .into_iter()
            .map(|(status, n)| (status.to_string(), n.into()))
            .collect();
        json!({
            "format": self.format,
            "counts": counts,
            "already": self.already,
            "elsewhere": self.elsewhere,
            "not-held": self.unheld(),
            "not-read": self.passed_over,
            "file": self.file.as_ref().map(|f| f.to_string_lossy()),
            "notes": notes.collect::<Vec<_>>(),
        })
    }
}

fn plural(n: usize, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else {
        format!("{n} {noun}s")
    }
}
