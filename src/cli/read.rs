//! `postil read`, also the default: the viewer, or the annotated text where there is no terminal.

use std::io::IsTerminal;

use anyhow::bail;

use super::place::{Found, Place, only_article};
use super::{Context, Outcome};
use crate::article::ArticleName;
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
    if !(context.out.is_terminal() && reads) {
        return print(library, article, context);
    }
    let settings = viewer::Settings {
        theme: viewer::theme_of_environment().unwrap_or_default(),
        ..viewer::Settings::default()
    };
    let start = viewer::Start {
        article,
        at,
        settings,
        detect_theme: viewer::theme_of_environment().is_none(),
        ..viewer::Start::default()
    };
    viewer::run(library, start)?;
    Ok(Outcome::Done)
}

/// The annotated text of the article, or of all of the library.
fn print(
    library: &Library,
    article: Option<ArticleName>,
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
        plain::write(&edition, &plain::Options::default(), context.out.writer())?;
    }
    Ok(Outcome::Done)
}
