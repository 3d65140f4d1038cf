//! `postil screenshot`: the viewer's page as an SVG picture.

use std::path::PathBuf;

use anyhow::Context as _;

use super::{Context, Outcome, article_and_passage};
use crate::article::Reference;
use crate::library::store;
use crate::viewer::{self, Theme, Viewer};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The article, and the passage to show it at
    #[arg(value_name = "ARTICLE[#PASSAGE]")]
    place: Reference,
    /// The screen's columns and rows
    #[arg(long, value_name = "COLUMNSxROWS", value_parser = size, default_value = "120x40")]
    size: (u16, u16),
    /// The palette: dark, light, contrast, sixteen, plain
    #[arg(long, value_parser = theme, default_value = "dark")]
    theme: Theme,
    /// Keys to strike first: characters, and names in angle brackets, such as `<Tab>s` or `w`
    #[arg(long, value_name = "KEYS", value_parser = keys, default_value = "", hide_default_value = true)]
    keys: Vec<Vec<viewer::Key>>,
    /// The file to write; standard output when left out
    #[arg(long, short)]
    output: Option<PathBuf>,
}

fn size(text: &str) -> Result<(u16, u16), String> {
    let parts = text.split_once('x');
    let number = |t: &str| t.parse().ok().filter(|n| (1..=500).contains(n));
    parts
        .and_then(|(w, h)| Some((number(w)?, number(h)?)))
        .ok_or_else(|| "write columns and rows, such as 120x40; each 1 to 500".to_owned())
}

fn theme(text: &str) -> Result<Theme, String> {
    let names = Theme::ALL.map(Theme::as_str).join(", ");
    text.parse()
        .map_err(|()| format!("the palettes are: {names}"))
}

fn keys(text: &str) -> Result<Vec<viewer::Key>, String> {
    viewer::Key::script(text).map_err(|name| {
        format!("there is no key `{name}`; write names as in the help: <Tab>, <Ctrl-d>")
    })
}

pub(super) fn run(arguments: &Arguments, context: &mut Context) -> anyhow::Result<Outcome> {
    let (name, passage) = article_and_passage(&arguments.place)?;
    let edition = context.edition(name)?;
    if let Some(passage) = passage {
        edition.article.range_of_run(passage).with_context(|| {
            format!("{name} has no passage {passage}; `postil outline {name}` lists what there is")
        })?;
    }
    let settings = viewer::Settings {
        theme: arguments.theme,
        ..viewer::Settings::default()
    };
    let keymap = viewer::keys::Keymap::default();
    let mut page = Viewer::new(arguments.size, settings, keymap, String::new(), Vec::new());
    page.open(edition, passage, None);
    for key in arguments.keys.iter().flatten() {
        page.handle(viewer::Event::Key(*key));
    }
    let picture = viewer::svg(&page);
    match &arguments.output {
        Some(file) => store::write_whole(file, picture.as_bytes())
            .with_context(|| format!("{} cannot be written", file.display()))?,
        None => context.out.raw(&picture)?,
    }
    Ok(Outcome::Done)
}
