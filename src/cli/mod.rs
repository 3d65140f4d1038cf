//! The command line: one table of commands, one file for each, one place for exit codes.
//!
//! Exit codes: 0 done; 1 nothing found, or problems found; 2 an error. A reader that goes away
//! (a broken pipe) is success.

mod anchor;
mod annotated_copy;
mod check;
mod completions;
mod config;
mod diagnostic;
mod draft;
mod export;
mod import;
mod import_notes;
mod index;
mod manual;
mod note;
mod notes;
mod outline;
mod output;
mod place;
mod plot;
mod read;
mod reanchor;
mod screenshot;
mod search;
mod show;
mod sources;
mod unified;
mod why;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};

use crate::article::{ArticleName, PassageRun, Reference};
use crate::edition::Edition;
use crate::library::Library;
use crate::text::safe;
use output::Output;

/// A reader for texts that argue from other texts: it numbers the passages, sets the notes beside
/// them, knows which work each quotation comes from, and goes from one to the next.
#[derive(Debug, Parser)]
#[command(name = "postil", version, max_term_width = 100)]
struct Arguments {
    /// The library: a folder with `corpus/` and `annotations/`
    #[arg(long, global = true, value_name = "FOLDER")]
    library: Option<PathBuf>,

    #[command(flatten)]
    read: read::Arguments,

    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Bring texts into the library, with a report of what was understood
    Import(import::Arguments),
    /// Bring other programs' annotations to an article, with a report
    ImportNotes(import_notes::Arguments),
    /// Read an article with its notes beside it (what `postil` alone does)
    Read(read::Arguments),
    /// Propose notes: the quotations, citations and cross-references of an article
    Draft(draft::Arguments),
    /// List an article's sections and paragraphs with their numbers
    Outline(outline::Arguments),
    /// Print a passage with its notes
    Show(show::Arguments),
    /// Find the passages that answer a query
    Search(search::Arguments),
    /// Make the index of a large library, or bring it up to date: searches then read less
    Index(index::Arguments),
    /// List the works quoted, and where
    Sources(sources::Arguments),
    /// List the notes on an article
    Notes(notes::Arguments),
    /// Write the annotated copy of an article, in a format that others read
    Export(export::Arguments),
    /// Add a note of one's own
    Note(note::Arguments),
    /// Report every problem of the library, with file, line and column
    Check(check::Arguments),
    /// Carry the notes on an article over from an older version of its text
    Reanchor(reanchor::Arguments),
    /// Find selectors in a text: JSON objects in, one a line, and JSON objects out
    Anchor(anchor::Arguments),
    /// Draw the viewer's page as an SVG picture
    Screenshot(screenshot::Arguments),
    /// Print the settings and keys as they are, with where each comes from
    Config(config::Arguments),
    /// Print completions for a shell
    Completions(completions::Arguments),
    /// Print the manual page, in troff
    Manual,
}

/// How a command ended, when it did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It did what was asked.
    Done,
    /// It found nothing, or it found problems.
    NothingFound,
    /// It could not do all that was asked, and has said so.
    Failed,
}

/// What every command works with.
pub(crate) struct Context {
    /// The folder named with `--library`.
    named: Option<PathBuf>,
    /// Standard output.
    pub(crate) out: Output,
}

/// Runs the program and gives its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(e) => return usage(&e),
    };
    let mut context = Context {
        named: arguments.library,
        out: Output::stdout(),
    };
    let result = dispatch(arguments.command, &arguments.read, &mut context)
        .and_then(|outcome| context.out.flush().map(|()| outcome).map_err(Into::into));
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::NothingFound) => ExitCode::from(1),
        Ok(Outcome::Failed) => ExitCode::from(2),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&error);
            ExitCode::from(2)
        }
    }
}

fn dispatch(
    command: Option<Command>,
    alone: &read::Arguments,
    context: &mut Context,
) -> anyhow::Result<Outcome> {
    match command {
        Some(Command::Import(arguments)) => import::run(&arguments, context),
        Some(Command::ImportNotes(arguments)) => import_notes::run(&arguments, context),
        None => read::run(alone, context),
        Some(Command::Read(arguments)) => read::run(&arguments, context),
        Some(Command::Draft(arguments)) => draft::run(&arguments, context),
        Some(Command::Outline(arguments)) => outline::run(&arguments, context),
        Some(Command::Show(arguments)) => show::run(&arguments, context),
        Some(Command::Search(arguments)) => search::run(&arguments, context),
        Some(Command::Index(arguments)) => index::run(&arguments, context),
        Some(Command::Sources(arguments)) => sources::run(&arguments, context),
        Some(Command::Notes(arguments)) => notes::run(&arguments, context),
        Some(Command::Export(arguments)) => export::run(&arguments, context),
        Some(Command::Note(arguments)) => note::run(&arguments, context),
        Some(Command::Check(arguments)) => check::run(&arguments, context),
        Some(Command::Reanchor(arguments)) => reanchor::run(&arguments, context),
        Some(Command::Anchor(arguments)) => anchor::run(&arguments, context),
        Some(Command::Screenshot(arguments)) => screenshot::run(&arguments, context),
        Some(Command::Config(arguments)) => config::run(&arguments, context),
        Some(Command::Completions(arguments)) => completions::run(&arguments, context),
        Some(Command::Manual) => manual::run(context),
    }
}

/// The whole command table, for completions and the manual page.
pub(crate) fn command() -> clap::Command {
    <Arguments as clap::CommandFactory>::command()
}

/// Help and version are answers; all else is an error of use. What the user typed may hold
/// control characters, so it is made safe as everything else is.
fn usage(error: &clap::Error) -> ExitCode {
    let rendered = error.render();
    if !error.use_stderr() {
        let mut out = Output::stdout();
        let text = if out.colour() {
            rendered.ansi().to_string()
        } else {
            rendered.to_string()
        };
        let _ = out.raw(&text).and_then(|()| out.flush());
        return ExitCode::SUCCESS;
    }
    eprint!("{}", safe::shown(&rendered.to_string()));
    ExitCode::from(2)
}

fn tell(error: &anyhow::Error) {
    let mut message = String::new();
    for (i, cause) in error.chain().enumerate() {
        if i > 0 {
            message.push_str(": ");
        }
        message.push_str(&cause.to_string());
    }
    eprintln!("postil: {}", safe::shown(&message));
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
    })
}

impl Context {
    /// The library that is meant.
    pub(crate) fn library(&self) -> anyhow::Result<Library> {
        Ok(Library::find(self.named.as_deref())?)
    }

    /// Opens an article by its name.
    pub(crate) fn edition(&self, name: &ArticleName) -> anyhow::Result<Edition> {
        Ok(self.library()?.open(name)?)
    }

    /// The names given, or all articles of which the text is here when none are.
    pub(crate) fn names(&self, given: &[ArticleName]) -> anyhow::Result<Vec<ArticleName>> {
        if !given.is_empty() {
            return Ok(given.to_vec());
        }
        let entries = self.library()?.entries();
        Ok(entries
            .into_iter()
            .filter(|e| e.has_text)
            .map(|e| e.name)
            .collect())
    }
}

/// An article and a passage of it, as one argument: `soviets-take-power#2¶14`.
pub(crate) fn article_and_passage(
    reference: &Reference,
) -> anyhow::Result<(&ArticleName, Option<&PassageRun>)> {
    let article = reference
        .article
        .as_ref()
        .with_context(|| format!("`{reference}` names no article; write ARTICLE#PASSAGE"))?;
    Ok((article, reference.passage.as_ref()))
}
