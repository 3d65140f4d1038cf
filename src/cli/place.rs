//! What one names to be read: an article of the library, or a file that stands elsewhere.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context as _, anyhow, bail};

use super::{annotated_copy, import};
use crate::article::import::Options;
use crate::article::{self, Article, ArticleName, PassageRun, Reference};
use crate::library::Library;
use crate::text::problem::nearest;
use crate::text::safe;

/// `ARTICLE`, `ARTICLE#PASSAGE`, `FILE` or `FILE#PASSAGE`, as it was typed. Which of them it is
/// can be told only when the library is known.
#[derive(Debug, Clone)]
pub(super) struct Place(String);

impl FromStr for Place {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

/// What was named, found.
#[derive(Debug)]
pub(super) struct Found {
    /// The library, with the file's article in it when a file was named.
    pub(super) library: Library,
    /// The article; `None` when only a passage was named.
    pub(super) article: Option<ArticleName>,
    /// The passage.
    pub(super) passage: Option<PassageRun>,
}

impl Found {
    /// Only a library was named.
    pub(super) fn of(library: Library) -> Self {
        Self {
            library,
            article: None,
            passage: None,
        }
    }
}

impl Place {
    /// An article of the library, else a file; a library's name comes first, since a file can
    /// always be written `./FILE`.
    pub(super) fn find(&self, library: Library) -> anyhow::Result<Found> {
        let reference = self.0.parse::<Reference>();
        let (file, passage) = self.as_file();
        let known = reference.as_ref().is_ok_and(|reference| {
            let named = reference.article.as_ref();
            named.is_none_or(|n| library.entries().iter().any(|e| e.has_text && e.name == *n))
        });
        if !known && (file.is_file() || file == Path::new("-")) {
            let passage = passage.map(str::parse).transpose()?;
            let article = article_in(&file)?;
            return Ok(Found {
                article: Some(article.name.clone()),
                library: library.with_guest(&article),
                passage,
            });
        }
        let reference = match reference {
            Ok(reference) => reference,
            Err(_) if looks_like_a_file(&file) => {
                bail!(
                    "there is no file {}",
                    safe::shown_line(&file.to_string_lossy())
                )
            }
            Err(error) => return Err(error.into()),
        };
        if let (false, Some(name)) = (known, &reference.article)
            && let Err(missing) = library.raw_text(name)
        {
            return Err(match self.nearly_a_command() {
                Some(command) => anyhow!("{missing}; or the command `postil {command}`?"),
                None => missing.into(),
            });
        }
        Ok(Found {
            library,
            article: reference.article,
            passage: reference.passage,
        })
    }

    /// The words before and after the last `#`, when those before it are a file.
    fn as_file(&self) -> (PathBuf, Option<&str>) {
        match self.0.rsplit_once('#') {
            Some((file, passage)) if !Path::new(&self.0).is_file() => {
                (PathBuf::from(file), Some(passage))
            }
            _ => (PathBuf::from(&self.0), None),
        }
    }

    /// The command that was meant, when what was typed is nearly one.
    pub(super) fn nearly_a_command(&self) -> Option<String> {
        let commands = super::command();
        let names = commands.get_subcommands().map(clap::Command::get_name);
        nearest(&self.0, names).map(str::to_owned)
    }
}

/// The article in a file, read as `postil import` reads it; an annotated copy without its notes.
fn article_in(file: &Path) -> anyhow::Result<Article> {
    let label = || match file.to_string_lossy() {
        name if name == "-" => "standard input".to_owned(),
        name => safe::shown_line(&name).into_owned(),
    };
    let bytes = import::read(file).with_context(label)?;
    let name = file.file_name().filter(|_| file != Path::new("-"));
    let options = Options {
        file_name: name.map(|n| n.to_string_lossy().into_owned()),
        ..Options::default()
    };
    let imported = match annotated_copy::read(&bytes, &options) {
        Some((imported, _)) => imported,
        None => article::import::import(&bytes, &options).with_context(label)?,
    };
    Ok(imported.article)
}

fn looks_like_a_file(path: &Path) -> bool {
    path.extension().is_some() || path.components().count() > 1
}

/// The only article of which the library has the text.
pub(super) fn only_article(library: &Library) -> Option<ArticleName> {
    let mut with_text = library.entries().into_iter().filter(|e| e.has_text);
    match (with_text.next(), with_text.next()) {
        (Some(only), None) => Some(only.name),
        _ => None,
    }
}
