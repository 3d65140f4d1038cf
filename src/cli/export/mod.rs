//! `postil export`: the annotated copy of one or more articles, in a format that others read.

mod target;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read as _, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use anyhow::{Context as _, bail};

use super::{Context, Outcome};
use crate::annotation::Kind;
use crate::article::ArticleName;
use crate::edition::Edition;
use crate::export::csl::{Style, StyleError, Styled};
use crate::export::template::{Parts, Template};
use crate::export::{Selection, html, markdown, passages, plain, web_annotation};
use crate::library::Library;
use crate::source::bibliography::{self, Form};
use crate::source::{Source, SourceKey, Sources};
use crate::text::problem::Problem;
use crate::text::safe;
use target::Target;

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
    /// The citation style: a CSL file [default: the notes of the Chicago Manual of Style]
    #[arg(long, value_name = "FILE.csl")]
    style: Option<PathBuf>,
    /// For Markdown, HTML and plain text: a template of your own, in the language of Jinja
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
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
    /// The notes as W3C Web Annotations, in JSON-LD
    Jsonld,
    /// The passages with what the notes say, a JSON record a line, for search engines
    Ndjson,
    /// The works that the notes name, as CSL-JSON
    CslJson,
    /// The works that the notes name, as CSL-YAML
    CslYaml,
    /// The works that the notes name, as BibTeX
    Bibtex,
}

/// What becomes of several articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gathering {
    /// Each gets a file.
    Apart,
    /// Their records follow each other.
    InARow,
    /// Their works become one list.
    AsOne(Form),
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
            Self::Jsonld => "jsonld",
            Self::Ndjson => "ndjson",
            Self::CslJson => "json",
            Self::CslYaml => "yaml",
            Self::Bibtex => "bib",
        }
    }

    fn gathering(self) -> Gathering {
        match self {
            Self::Markdown | Self::Html | Self::Text | Self::Jsonld => Gathering::Apart,
            Self::Ndjson => Gathering::InARow,
            Self::CslJson => Gathering::AsOne(Form::CslJson),
            Self::CslYaml => Gathering::AsOne(Form::CslYaml),
            Self::Bibtex => Gathering::AsOne(Form::Bibtex),
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
    let mut shelf = Shelf::new(arguments, &target, &names, context)?;
    let index_or_search = |n: &&ArticleName| matches!(n.as_str(), "index" | "search");
    if let Some(name) = names.iter().find(index_or_search).filter(|_| shelf.is_site) {
        bail!("a site has a page `{name}.html` of its own; export the article `{name}` by itself");
    }
    match (arguments.to.gathering(), &target) {
        (Gathering::Apart, _) | (Gathering::InARow, Target::Folder(_)) => {
            apart(arguments, &target, &mut shelf, context)?;
        }
        (Gathering::InARow, _) => {
            target::write(
                target.file(arguments.to).as_deref(),
                arguments.force,
                context,
                |out| {
                    for name in &names {
                        let edition = shelf.open(name)?;
                        passages::write(&edition, &shelf.selection, out)?;
                    }
                    Ok(())
                },
            )?;
        }
        (Gathering::AsOne(form), _) => {
            let works = gathered(&names, &mut shelf)?;
            let works: Vec<&Source> = works.iter().collect();
            let text = bibliography::write(&works, form);
            let file = target.file(arguments.to);
            target::write(file.as_deref(), arguments.force, context, |out| {
                Ok(out.write_all(text.as_bytes())?)
            })?;
        }
    }
    shelf.progress.finish_and_clear();
    let left_out = shelf.left_out;
    if left_out > 0 {
        eprintln!("postil: {left_out} of your own notes left out; `--own-notes` takes them along");
    }
    Ok(Outcome::Done)
}

/// The articles that are exported, opened one after another.
struct Shelf {
    library: Library,
    names: Vec<ArticleName>,
    sources: Arc<Sources>,
    problems: Vec<Problem>,
    selection: Selection,
    style: Option<Style>,
    /// The reader's own template, and the name of its file.
    template: Option<(Template, String)>,
    progress: indicatif::ProgressBar,
    /// Whether the pages are those of a site.
    is_site: bool,
    /// How many of the reader's own notes were not asked for.
    left_out: usize,
}

impl Shelf {
    fn new(
        arguments: &Arguments,
        target: &Target,
        names: &[ArticleName],
        context: &Context,
    ) -> anyhow::Result<Self> {
        let library = context.library()?;
        let (sources, problems) = library.sources()?;
        let seen = matches!(target, Target::StandardOutput) && context.out.is_terminal();
        let all = names.len() > 1 || arguments.articles.is_empty();
        Ok(Self {
            library,
            is_site: arguments.to == Format::Html && all && matches!(target, Target::Folder(_)),
            names: names.to_vec(),
            sources: Arc::new(sources),
            problems,
            selection: Selection {
                kinds: arguments.kinds.clone(),
                own: arguments.own_notes,
            },
            style: arguments.style.as_deref().map(style).transpose()?,
            template: template(arguments)?,
            progress: if seen {
                indicatif::ProgressBar::hidden()
            } else {
                progress(names.len())
            },
            left_out: 0,
        })
    }

    fn open(&mut self, name: &ArticleName) -> anyhow::Result<Edition> {
        self.progress.set_message(name.to_string());
        let edition = self
            .library
            .open_with(name, self.sources.clone(), self.problems.clone())?;
        if !self.selection.own {
            self.left_out += edition.notes.iter().filter(|n| n.annotation.own).count();
        }
        self.progress.inc(1);
        Ok(edition)
    }
}

/// The largest style or template that is read, in bytes: the largest style that is published is a
/// tenth of it.
const LARGEST: u64 = 4 << 20;

/// The text of a small file, and its name as it is shown.
fn small_file(file: &Path, what: &str) -> anyhow::Result<(String, String)> {
    let label = safe::shown_line(&file.to_string_lossy()).into_owned();
    let mut text = String::new();
    let read = File::open(file).and_then(|f| f.take(LARGEST + 1).read_to_string(&mut text));
    read.with_context(|| format!("{label}: the {what} cannot be read"))?;
    if text.len() as u64 > LARGEST {
        bail!("{label}: too large for a {what}");
    }
    Ok((text, label))
}

/// Reads a template, where one is named and the format has one.
fn template(arguments: &Arguments) -> anyhow::Result<Option<(Template, String)>> {
    let Some(file) = &arguments.template else {
        return Ok(None);
    };
    if !matches!(arguments.to, Format::Markdown | Format::Html | Format::Text) {
        bail!("only Markdown, HTML and plain text have templates; leave `--template` out");
    }
    let (text, label) = small_file(file, "template")?;
    let template = Template::read(&text, arguments.to == Format::Html)
        .map_err(|e| anyhow::anyhow!("{label}: {e}"))?;
    Ok(Some((template, label)))
}

/// Reads a citation style's file.
fn style(file: &Path) -> anyhow::Result<Style> {
    let (xml, label) = small_file(file, "citation style")?;
    Style::read(&xml).map_err(|e| match e {
        StyleError::At {
            line,
            column,
            message,
        } => {
            anyhow::anyhow!("{label}:{line}:{column}: {message}")
        }
        other => anyhow::anyhow!("{label}: {other}"),
    })
}

/// Each article in a file of its own; several pages become a site.
fn apart(
    arguments: &Arguments,
    target: &Target,
    shelf: &mut Shelf,
    context: &mut Context,
) -> anyhow::Result<()> {
    let names = shelf.names.clone();
    let mut site = shelf
        .is_site
        .then(|| html::site::Site::new(shelf.selection.clone()));
    for name in &names {
        let edition = shelf.open(name)?;
        let styled = match &shelf.style {
            Some(style) => Some(Arc::new(style.cite(&edition, &shelf.selection)?)),
            None => None,
        };
        if let Some(site) = &mut site {
            site.add(&edition, styled.as_deref());
        }
        let file = target.file_of(name, arguments.to);
        target::write(file.as_deref(), arguments.force, context, |out| {
            copy(&edition, arguments, shelf, styled, out)
        })?;
    }
    if let (Some(site), Target::Folder(folder)) = (site, target) {
        let index = folder.join("index.html");
        target::write(Some(&index), arguments.force, context, |out| {
            Ok(site.write_index(out)?)
        })?;
        let search = folder.join("search.html");
        target::write(Some(&search), arguments.force, context, |out| {
            Ok(site.write_search(out)?)
        })?;
    }
    Ok(())
}

/// One edition in the format asked for.
fn copy(
    edition: &Edition,
    arguments: &Arguments,
    shelf: &Shelf,
    styled: Option<Arc<Styled>>,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let selection = shelf.selection.clone();
    let along: BTreeSet<ArticleName> = shelf.names.iter().cloned().collect();
    match arguments.to {
        Format::Html => {
            let options = html::Options {
                selection,
                styled,
                along,
                of_site: shelf.is_site,
            };
            if let Some(template) = &shelf.template {
                let parts = html::parts(edition, &options);
                return from_template(
                    template,
                    edition,
                    &options.selection,
                    &Parts::Html(&parts),
                    out,
                );
            }
            html::write(edition, &options, out)?;
        }
        Format::Text => {
            let options = plain::Options {
                width: arguments.width,
                selection,
                styled,
                only: None,
                colour: false,
            };
            if let Some(template) = &shelf.template {
                let mut bytes = Vec::new();
                plain::write(edition, &options, &mut bytes)?;
                let text = String::from_utf8_lossy(&bytes);
                return from_template(
                    template,
                    edition,
                    &options.selection,
                    &Parts::Text(&text),
                    out,
                );
            }
            plain::write(edition, &options, out)?;
        }
        Format::Jsonld => web_annotation::write(edition, &selection, out)?,
        Format::Ndjson => passages::write(edition, &selection, out)?,
        // Bibliographies are gathered, never written for one article.
        Format::Markdown | Format::CslJson | Format::CslYaml | Format::Bibtex => {
            let options = markdown::Options {
                flavour: arguments.flavour,
                placement: match arguments.notes {
                    Placement::Footnotes => markdown::Placement::Footnotes,
                    Placement::Inline => markdown::Placement::Inline,
                    Placement::End => markdown::Placement::End,
                },
                selection,
                styled,
                along,
            };
            if let Some(template) = &shelf.template {
                let parts = markdown::parts(edition, &options)?;
                let parts = Parts::Markdown(&parts);
                return from_template(template, edition, &options.selection, &parts, out);
            }
            markdown::write(edition, &options, out)?;
        }
    }
    Ok(())
}

fn from_template(
    (template, label): &(Template, String),
    edition: &Edition,
    selection: &Selection,
    parts: &Parts<'_>,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let text = template
        .set(edition, selection, parts)
        .map_err(|e| anyhow::anyhow!("{label}: {e}"))?;
    Ok(out.write_all(text.as_bytes())?)
}

/// The works that the wanted notes of these articles name, each once, in the order of the
/// library's list. Those that the list lacks are told.
fn gathered(names: &[ArticleName], shelf: &mut Shelf) -> anyhow::Result<Vec<Source>> {
    let mut wanted: BTreeSet<SourceKey> = BTreeSet::new();
    for name in names {
        let edition = shelf.open(name)?;
        for (_, note) in shelf.selection.of(&edition) {
            let annotation = &note.annotation;
            wanted.extend(
                [&annotation.source, &annotation.via]
                    .into_iter()
                    .flatten()
                    .cloned(),
            );
        }
    }
    let sources = &shelf.sources;
    let missing: Vec<&str> = wanted
        .iter()
        .filter(|key| sources.get(key).is_none())
        .map(SourceKey::as_str)
        .collect();
    if !missing.is_empty() {
        eprintln!(
            "postil: not among the library's works, and so left out: {}",
            safe::shown_line(&missing.join(", "))
        );
    }
    let works = sources.iter().filter(|work| wanted.contains(&work.key));
    Ok(works.cloned().collect())
}

/// A bar on standard error, where that is a terminal and there is something to wait for.
fn progress(count: usize) -> indicatif::ProgressBar {
    if count < 2 {
        return indicatif::ProgressBar::hidden();
    }
    // indicatif draws on standard error, and only where that is a terminal.
    let bar = indicatif::ProgressBar::new(count as u64);
    if let Ok(style) = indicatif::ProgressStyle::with_template("{pos}/{len} {wide_bar} {msg}") {
        bar.set_style(style);
    }
    bar
}
