//! `postil read`, also the default: the viewer, or the annotated text where there is no terminal.

use std::io::IsTerminal;

use anyhow::Context as _;

use super::{Context, Outcome};
use crate::article::{ArticleName, Reference};
use crate::export::plain;
use crate::library::Library;
use crate::viewer;

#[derive(Debug, Default, clap::Args)]
pub(super) struct Arguments {
    /// The article, and the passage to open it at; the library's list, or its only article, when
    /// none is named
    #[arg(value_name = "ARTICLE[#PASSAGE]")]
    place: Option<Reference>,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context) -> anyhow::Result<Outcome> {
    let library = context.library()?;
    let article =
        match &arguments.place {
            Some(Reference {
                article: Some(name),
                ..
            }) => Some(name.clone()),
            Some(reference) => Some(only_article(&library).with_context(|| {
                format!("`{reference}` names no article; write ARTICLE#PASSAGE")
            })?),
            None => only_article(&library),
        };
    let at = arguments.place.as_ref().and_then(|r| r.passage.clone());
    let reads = std::io::stdin().is_terminal() || std::path::Path::new("/dev/tty").exists();
    if !(context.out.is_terminal() && reads) {
        return print(&library, article, context);
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
    viewer::run(&library, start)?;
    Ok(Outcome::Done)
}

fn only_article(library: &Library) -> Option<ArticleName> {
    let mut with_text = library.entries().into_iter().filter(|e| e.has_text);
    match (with_text.next(), with_text.next()) {
        (Some(only), None) => Some(only.name),
        _ => None,
    }
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
