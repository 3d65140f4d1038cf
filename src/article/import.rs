//! Importing: the bytes of a file in any format → an article and a report of what was understood.

use super::markdown;
use super::plain;
use super::report::{RemarkKind, Report};
use super::{Article, ArticleName};
use crate::text::problem::Problems;

/// What a file is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown: `CommonMark` with notes, tables and front matter.
    Markdown,
}

/// What the caller knows about a file.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Its name, without folders; it tells the format, and the article's name where no title does.
    pub file_name: Option<String>,
    /// Its format, when the caller says so.
    pub format: Option<Format>,
    /// The name for the article, when the caller says so.
    pub name: Option<ArticleName>,
}

/// An article that was read, and what was understood.
#[derive(Debug)]
pub struct Imported {
    /// The article.
    pub article: Article,
    /// What was understood and mended.
    pub report: Report,
}

/// Why a file cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// There is no text in it.
    #[error("the file holds no text; give a file with an article in it")]
    Empty,
}

/// Reads an article out of a file's bytes.
pub fn import(bytes: &[u8], options: &Options) -> Result<Imported, ImportError> {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    let mut report = Report::default();
    let stem = options
        .file_name
        .as_deref()
        .and_then(|n| n.split('.').next())
        .and_then(ArticleName::slug);
    let name = options
        .name
        .clone()
        .or(stem)
        .or_else(|| "article".parse().ok())
        .ok_or(ImportError::Empty)?;
    let article = match options.format.unwrap_or(Format::Text) {
        Format::Text => plain::read(name, &text, &mut report),
        Format::Markdown => {
            let mut problems = Problems::default();
            let article = markdown::read(name, &text, &mut problems);
            for problem in problems.into_vec() {
                let line = u32::try_from(problem.line).unwrap_or(u32::MAX);
                report.add(line, RemarkKind::Doubtful, problem.code, problem.message);
            }
            article
        }
    };
    Ok(Imported { article, report })
}
