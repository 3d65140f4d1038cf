//! `postil check`: every problem of the library, and the mending of what merely moved.

use std::collections::BTreeSet;
use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

use super::diagnostic::Diagnostics;
use super::output::Role;
use super::{Context, Outcome, unified};
use crate::article::ArticleName;
use crate::library::check::Report;
use crate::library::fix::Mended;
use crate::library::{self, Library, Place};
use crate::text::problem::Severity;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The articles; the whole library when none is named
    articles: Vec<ArticleName>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    /// Renumber notes that merely moved, and stamp those that are certain
    #[arg(long)]
    fix: bool,
    /// With --fix: only show what would change, as a unified diff
    #[arg(long, requires = "fix", conflicts_with = "json")]
    dry_run: bool,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context) -> anyhow::Result<Outcome> {
    let library = context.library()?;
    if arguments.fix {
        let progress = progress("mending", library.count_of(&arguments.articles));
        let tick = || progress.inc(1);
        let mended = library.fix(&arguments.articles, !arguments.dry_run, &tick)?;
        progress.finish_and_clear();
        if arguments.dry_run {
            return show_differences(&mended, context);
        }
        tell_mended(&library, &mended, arguments.json, context)?;
    }
    let progress = progress("checking", library.count_of(&arguments.articles));
    let report = library.check(&arguments.articles, &|| progress.inc(1))?;
    progress.finish_and_clear();
    if arguments.json {
        let problems = serde_json::to_value(&report.problems)?;
        context.out.json(&problems, true)?;
    } else {
        show(&report, context)?;
    }
    Ok(if report.problems.is_empty() {
        Outcome::Done
    } else {
        Outcome::NothingFound
    })
}

/// A bar on standard error when that is a terminal, nothing otherwise.
fn progress(doing: &'static str, articles: usize) -> ProgressBar {
    if articles < 20 || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{msg} {pos}/{len} articles {wide_bar} {eta}");
    let bar = ProgressBar::new(articles as u64).with_message(doing);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn show(report: &Report, context: &mut Context) -> anyhow::Result<()> {
    let mut diagnostics = Diagnostics::new(context.out.colour());
    for of_file in report.problems.chunk_by(|a, b| a.file == b.file) {
        for problem in of_file {
            let shown = diagnostics.render(problem, of_file);
            context.out.raw(&shown)?;
            context.out.raw("\n\n")?;
        }
    }
    let count = |severity| {
        let of = report.problems.iter().filter(|p| p.severity == severity);
        of.count()
    };
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let files: BTreeSet<&str> = report.problems.iter().map(|p| p.file.as_str()).collect();
    let found = match (errors, warnings) {
        (0, 0) => "no problems".to_owned(),
        (e, 0) => counted(e, "error"),
        (0, w) => counted(w, "warning"),
        (e, w) => format!("{}, {}", counted(e, "error"), counted(w, "warning")),
    };
    let role = match (errors, warnings) {
        (0, 0) => Role::Strong,
        (0, _) => Role::Warning,
        _ => Role::Error,
    };
    context.out.styled(role, &found)?;
    if !files.is_empty() {
        context
            .out
            .text(&format!(" in {}", counted(files.len(), "file")))?;
    }
    context.out.line(&format!(
        "; {} with {} checked",
        counted(report.articles, "article"),
        counted(report.notes, "note")
    ))?;
    let away: Vec<&str> = report
        .without_text
        .iter()
        .map(ArticleName::as_str)
        .collect();
    if !away.is_empty() {
        let texts = if away.len() == 1 {
            "its text is"
        } else {
            "their texts are"
        };
        context.out.line(&format!(
            "the places of the notes on {} were not checked: {texts} not here (`postil import`)",
            listed(&away)
        ))?;
    }
    Ok(())
}

/// A few names, and how many more.
fn listed(names: &[&str]) -> String {
    const NAMED: usize = 5;
    let mut text = names
        .iter()
        .take(NAMED)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > NAMED {
        text.push_str(&format!(" and {} more", names.len() - NAMED));
    }
    text
}

pub(super) fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// What was mended, on standard error when standard output is for a program.
fn tell_mended(
    library: &Library,
    mended: &[Mended],
    quiet: bool,
    context: &mut Context,
) -> anyhow::Result<()> {
    let mut failed = Vec::new();
    for one in mended {
        if let Some(error) = &one.failed {
            failed.push(error.to_string());
            continue;
        }
        if !quiet {
            let file = library::shown(&one.file);
            context
                .out
                .line(&format!("{file}: {}", what_was_done(one)))?;
        }
    }
    if mended.is_empty() && !quiet {
        context.out.line(match library.place() {
            Place::Folder(_) => "nothing to mend",
            Place::BuiltIn => "the built-in library cannot be mended; name one with --library",
        })?;
    }
    if failed.is_empty() {
        Ok(())
    } else {
        Err(anyhow::anyhow!(failed.join("\n")))
    }
}

fn what_was_done(one: &Mended) -> String {
    let mut parts = Vec::new();
    if one.moved > 0 {
        parts.push(format!("{} renumbered", counted(one.moved, "note")));
    }
    if one.stamped > 0 {
        parts.push(format!("{} stamped", counted(one.stamped, "note")));
    }
    if parts.is_empty() {
        parts.push("stamps renewed".to_owned());
    }
    parts.join(", ")
}

/// What would change: exit code 1 when anything would.
fn show_differences(mended: &[Mended], context: &mut Context) -> anyhow::Result<Outcome> {
    for one in mended {
        unified::show(&one.file, &one.before, &one.after, context)?;
    }
    Ok(if mended.is_empty() {
        Outcome::Done
    } else {
        Outcome::NothingFound
    })
}
