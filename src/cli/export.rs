//! `postil export`: the annotated copy of one or more articles, in a format that others read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context as _, bail};

use super::{Context, Outcome};
use crate::annotation::Kind;
use crate::article::ArticleName;
use crate::edition::Edition;
use crate::export::{Selection, html, markdown, plain};
use crate::library::store;
use crate::text::safe;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The articles; all of the library when none is named
    articles: Vec<ArticleName>,
    /// The format
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: Format,
    /// The file to write, or the folder for several articles; standard output when left out
    #[arg(short, long, value_name = "FILE|FOLDER")]
    output: Option<PathBuf>,
    /// Write over files that exist
    #[arg(long)]
    force: bool,
    /// Only notes of these kinds, separated by commas
    #[arg(long, value_delimiter = ',', value_parser = kind, value_name = "KINDS")]
    kinds: Vec<Kind>,
    /// Your own notes too
    #[arg(long)]
    own_notes: bool,
    /// For Markdown: whose readers it is for
    #[arg(long, value_parser = flavour, default_value = "commonmark", value_name = "FLAVOUR")]
    flavour: markdown::Flavour,
    /// For Markdown: where the notes stand
    #[arg(long, value_enum, default_value = "footnotes", value_name = "PLACE")]
    notes: Placement,
    /// For plain text: columns of a line
    #[arg(long, default_value_t = 80, value_name = "COLUMNS")]
    width: usize,
}

/// A format of export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Markdown, which `postil import` reads back whole
    Markdown,
    /// A web page that stands alone; of several articles a site, with index and search
    Html,
    /// Plain text, for mail and printers
    Text,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Placement {
    /// As footnotes
    Footnotes,
    /// As blocks under the paragraph
    Inline,
    /// As a list at the end
    End,
}

impl Format {
    fn extension(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Text => "txt",
        }
    }
}

fn kind(text: &str) -> Result<Kind, String> {
    let names = Kind::ALL.map(Kind::as_str).join(", ");
    Kind::from_str(text.trim()).map_err(|()| format!("the kinds are: {names}"))
}

fn flavour(text: &str) -> Result<markdown::Flavour, String> {
    let names = markdown::Flavour::ALL.map(markdown::Flavour::as_str);
    text.parse()
        .map_err(|()| format!("the flavours are: {}", names.join(", ")))
}

pub(super) fn run(arguments: &Arguments, context: &mut Context) -> anyhow::Result<Outcome> {
    let names = context.names(&arguments.articles)?;
    if names.is_empty() {
        bail!(
            "{} holds no texts; bring one with `postil import FILE`",
            context.library()?.label()
        );
    }
    let target = Target::of(arguments, &names)?;
    let library = context.library()?;
    let (sources, problems) = library.sources()?;
    let sources = std::sync::Arc::new(sources);
    let index_or_search = |n: &&ArticleName| matches!(n.as_str(), "index" | "search");
    if let (Format::Html, Some(name)) = (arguments.to, names.iter().find(index_or_search))
        && names.len() > 1
    {
        bail!("a site has a page `{name}.html` of its own; export the article `{name}` by itself");
    }
    // Several pages become a site.
    let mut site = match (arguments.to, &target) {
        (Format::Html, Target::Folder(_)) if names.len() > 1 => {
            Some(html::site::Site::new(selection(arguments)))
        }
        _ => None,
    };
    let progress = progress(&target, names.len());
    let mut left_out = 0;
    for name in &names {
        progress.set_message(name.to_string());
        let edition = library.open_with(name, sources.clone(), problems.clone())?;
        if !arguments.own_notes {
            left_out += edition.notes.iter().filter(|n| n.annotation.own).count();
        }
        if let Some(site) = &mut site {
            site.add(&edition);
        }
        let bytes = written(&edition, arguments, &names)?;
        let file = target.file(name, arguments.to);
        write(file.as_deref(), arguments.force, &bytes, context)?;
        progress.inc(1);
    }
    progress.finish_and_clear();
    if let (Some(site), Target::Folder(folder)) = (site, &target) {
        let mut bytes = Vec::new();
        site.write_index(&mut bytes)?;
        let index = folder.join("index.html");
        write(Some(&index), arguments.force, &bytes, context)?;
        bytes.clear();
        site.write_search(&mut bytes)?;
        let search = folder.join("search.html");
        write(Some(&search), arguments.force, &bytes, context)?;
    }
    if left_out > 0 {
        eprintln!("postil: {left_out} of your own notes left out; `--own-notes` takes them along");
    }
    Ok(Outcome::Done)
}

fn selection(arguments: &Arguments) -> Selection {
    Selection {
        kinds: arguments.kinds.clone(),
        own: arguments.own_notes,
    }
}

/// One edition in the format asked for.
fn written(
    edition: &Edition,
    arguments: &Arguments,
    names: &[ArticleName],
) -> anyhow::Result<Vec<u8>> {
    let selection = selection(arguments);
    let mut bytes = Vec::new();
    match arguments.to {
        Format::Markdown => {
            let along: BTreeSet<ArticleName> = names.iter().cloned().collect();
            let options = markdown::Options {
                flavour: arguments.flavour,
                placement: match arguments.notes {
                    Placement::Footnotes => markdown::Placement::Footnotes,
                    Placement::Inline => markdown::Placement::Inline,
                    Placement::End => markdown::Placement::End,
                },
                selection,
                along,
            };
            markdown::write(edition, &options, &mut bytes)?;
        }
        Format::Html => {
            let options = html::Options {
                selection,
                along: names.iter().cloned().collect(),
                of_site: names.len() > 1,
            };
            html::write(edition, &options, &mut bytes)?;
        }
        Format::Text => {
            let options = plain::Options {
                width: arguments.width,
                selection,
            };
            plain::write(edition, &options, &mut bytes)?;
        }
    }
    Ok(bytes)
}

/// Where the copies go.
enum Target {
    StandardOutput,
    File(PathBuf),
    Folder(PathBuf),
}

impl Target {
    /// Where these articles go; nothing is written over without `--force`, and that is seen before
    /// the first file is written.
    fn of(arguments: &Arguments, names: &[ArticleName]) -> anyhow::Result<Self> {
        let Some(path) = &arguments.output else {
            if names.len() > 1 {
                bail!(
                    "{} articles need a folder; name one with `-o FOLDER`, or name one article",
                    names.len()
                );
            }
            return Ok(Self::StandardOutput);
        };
        if path.as_os_str() == "-" {
            return Ok(Self::StandardOutput);
        }
        let ends_as_folder = path.as_os_str().to_string_lossy().ends_with(['/', '\\']);
        let target = if names.len() > 1 || ends_as_folder || path.is_dir() {
            if path.exists() && !path.is_dir() {
                bail!(
                    "{}: a file, and {} articles need a folder; name another",
                    shown(path),
                    names.len()
                );
            }
            Self::Folder(path.clone())
        } else {
            Self::File(path.clone())
        };
        if !arguments.force {
            let mut files: Vec<PathBuf> = names
                .iter()
                .filter_map(|n| target.file(n, arguments.to))
                .collect();
            if let (Self::Folder(folder), Format::Html) = (&target, arguments.to) {
                files.extend(["index.html", "search.html"].map(|f| folder.join(f)));
            }
            if let Some(there) = files.into_iter().find(|f| f.exists() && !is_device(f)) {
                bail!(
                    "{}: is there already; name another file, or write over it with `--force`",
                    shown(&there)
                );
            }
        }
        Ok(target)
    }

    fn file(&self, name: &ArticleName, format: Format) -> Option<PathBuf> {
        match self {
            Self::StandardOutput => None,
            Self::File(file) => Some(file.clone()),
            Self::Folder(folder) => Some(folder.join(format!("{name}.{}", format.extension()))),
        }
    }
}

/// Writes to a file, whole or not at all, or to standard output.
fn write(
    file: Option<&Path>,
    force: bool,
    bytes: &[u8],
    context: &mut Context,
) -> anyhow::Result<()> {
    if let Some(file) = file {
        let written = if is_device(file) {
            std::fs::write(file, bytes)
        } else if force {
            store::write_whole(file, bytes)
        } else {
            store::write_new(file, bytes)
        };
        return written.with_context(|| {
            format!(
                "{}: could not be written, and nothing was changed; check the folder, its permissions and the room on the disk",
                shown(file)
            )
        });
    }
    let text = String::from_utf8_lossy(bytes);
    // A terminal gets signs for what could act on it; a pipe gets every byte.
    let written = if context.out.is_terminal() {
        context.out.text(&text)
    } else {
        context.out.raw(&text)
    };
    written
        .and_then(|()| context.out.flush())
        .context("standard output could not be written to the end; check the room on the disk")
}

/// Whether a path names what is written to and never replaced: a device, a pipe.
fn is_device(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir())
}

fn shown(path: &Path) -> String {
    safe::shown_line(&path.to_string_lossy()).into_owned()
}

/// A bar on standard error, where that is a terminal and there is something to wait for.
fn progress(target: &Target, count: usize) -> indicatif::ProgressBar {
    if count < 2 || matches!(target, Target::StandardOutput) {
        return indicatif::ProgressBar::hidden();
    }
    // indicatif draws on standard error, and only where that is a terminal.
    let bar = indicatif::ProgressBar::new(count as u64);
    if let Ok(style) = indicatif::ProgressStyle::with_template("{pos}/{len} {wide_bar} {msg}") {
        bar.set_style(style);
    }
    bar
}
