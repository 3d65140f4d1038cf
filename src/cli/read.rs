//! `postil read`, also the default: the viewer, or the annotated text where there is no terminal.

use std::io::IsTerminal;

use anyhow::{Context as _, bail};

use super::config;
use super::place::{Found, Place, only_article};
use super::{Context, Outcome};
use crate::article::{ArticleName, PassageRun};
use crate::export::plain;
use crate::library::Library;
use crate::viewer;

#[derive(Debug, Default, clap::Args)]
#[group(skip)]
pub(super) struct Arguments {
    /// The article, and the passage to open it at; or a file (`-`: standard input) to be read
    /// without bringing it into the library; the library's list, or its only article, when none
    /// is named
    #[arg(value_name = "ARTICLE[#PASSAGE]|FILE")]
    place: Option<Place>,
    /// Print the page with its notes, as is done where standard output is no terminal
    #[arg(long)]
    plain: bool,
    /// Columns of a line of the printed page, from 20 [default: $COLUMNS, else the terminal's, else
    /// 80]
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(20..))]
    width: Option<u16>,
    /// Whether the printed page has colours; `less -R` shows them
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    colour: Colour,
}

/// When there are colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Colour {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Everywhere
    Always,
    /// Nowhere
    Never,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context) -> anyhow::Result<Outcome> {
    let found = match &arguments.place {
        Some(place) => place.find(context.library()?)?,
        None => Found::of(context.library()?),
    };
    let library = &found.library;
    let article = found.article.or_else(|| only_article(library));
    if let (None, Some(passage)) = (&article, &found.passage) {
        bail!("`{passage}` names no article; write ARTICLE#PASSAGE");
    }
    let at = found.passage;
    let reads = std::io::stdin().is_terminal() || std::path::Path::new("/dev/tty").exists();
    if arguments.plain || !(context.out.is_terminal() && reads) {
        let options = options(arguments, context);
        return print(library, article, at.as_ref(), &options, context);
    }
    let present = config::present()?;
    let message = present.problems.first().map(|first| {
        let more = match present.problems.len() - 1 {
            0 => String::new(),
            n => format!(" (and {n} more)"),
        };
        format!("{first}{more} · `postil config` tells more")
    });
    let start = viewer::Start {
        article,
        at,
        config: present.config,
        message,
    };
    viewer::run(library, start)?;
    Ok(Outcome::Done)
}

/// How the page is printed.
fn options(arguments: &Arguments, context: &Context) -> plain::Options {
    let told = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    // Longer lines than this are hard to read, however wide the terminal.
    let seen = || {
        let columns = viewer::columns().filter(|_| context.out.is_terminal());
        columns.map(|columns| columns.min(100))
    };
    let width = arguments
        .width
        .or_else(|| told.filter(|columns| *columns >= 20))
        .or_else(seen)
        .unwrap_or(80);
    plain::Options {
        width: width.into(),
        colour: match arguments.colour {
            Colour::Auto => context.out.colour(),
            Colour::Always => true,
            Colour::Never => false,
        },
        ..plain::Options::default()
    }
}

/// The annotated text of the article, or of all of the library.
fn print(
    library: &Library,
    article: Option<ArticleName>,
    from: Option<&PassageRun>,
    options: &plain::Options,
    context: &mut Context,
) -> anyhow::Result<Outcome> {
    let names = match article {
        Some(name) => vec![name],
        None => context.names(&[])?,
    };
    for (i, name) in names.iter().enumerate() {
        if i > 0 {
            context.out.line("")?;
        }
        let edition = library.open(name)?;
        let only = from.map(|run| {
            let range = edition.article.range_of_run(run);
            range.with_context(|| format!("{name} has no passage {run}"))
        });
        let options = plain::Options {
            only: only.transpose()?,
            ..options.clone()
        };
        plain::write(&edition, &options, context.out.writer())?;
    }
    Ok(Outcome::Done)
}
