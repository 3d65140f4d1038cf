//! Importing: the bytes of a file in any format → an article and a report of what was understood.

use super::decode::{self, Binary};
use super::pieces::{Marked, apart, finish_marked};
use super::report::{RemarkKind, Report};
use super::{Article, ArticleName, Builder, epub, html, markdown, plain};
use crate::text::problem::Problems;

/// A file of more bytes is not read: no article is so long.
pub const LARGEST: usize = 256 << 20;

/// What a file is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown: `CommonMark` with notes, tables and front matter.
    Markdown,
    /// A web page.
    Html,
    /// An EPUB book.
    Epub,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 4] = [Self::Text, Self::Markdown, Self::Html, Self::Epub];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Epub => "epub",
        }
    }
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
    /// What it was read as.
    pub format: Format,
    /// What was understood and mended.
    pub report: Report,
}

/// Why a file cannot be imported. Each says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// There is no text in it.
    #[error("the file holds no text; give a file with an article in it")]
    Empty,
    /// It is no text.
    #[error("the file is {}; {}", .0.kind, .0.help)]
    Binary(Binary),
    /// It is a book that cannot be read.
    #[error(transparent)]
    Book(#[from] epub::BookError),
    /// It is larger than [`LARGEST`].
    #[error("the file has more than {} MiB; divide it", LARGEST >> 20)]
    TooLarge,
}

/// Reads an article out of a file's bytes.
///
/// Its name is the one given; else the file's, without its ending; else one made from the title.
pub fn import(bytes: &[u8], options: &Options) -> Result<Imported, ImportError> {
    if bytes.len() > LARGEST {
        return Err(ImportError::TooLarge);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ImportError::Empty);
    }
    let mut report = Report::default();
    let name = match &options.name {
        Some(name) => Some(name.clone()),
        None => options.file_name.as_deref().and_then(name_from_file),
    };
    let unnamed = name.is_none();
    let name = name
        .or_else(|| "article".parse().ok())
        .ok_or(ImportError::Empty)?;
    let (format, mut article) = if is_book(bytes, options) {
        (Format::Epub, epub::read(name, bytes, &mut report)?)
    } else {
        let declared = html::declared(bytes);
        let text = decode::decode(bytes, declared, &mut report).map_err(ImportError::Binary)?;
        let format = options
            .format
            .unwrap_or_else(|| format_of(options.file_name.as_deref(), &text));
        let article = match format {
            Format::Markdown => from_markdown(name, &text, &mut report),
            Format::Html => html::read(name, &text, &mut report),
            Format::Text | Format::Epub => plain::read(name, &text, &mut report),
        };
        (format, article)
    };
    if article.paragraphs.is_empty() && article.sections.len() < 2 {
        return Err(ImportError::Empty);
    }
    if unnamed
        && let Some(name) = article
            .metadata
            .title
            .as_deref()
            .and_then(ArticleName::slug)
    {
        article.name = name;
    }
    Ok(Imported {
        article,
        format,
        report,
    })
}

/// Whether a file is to be read as a book: the caller says so, or it is one.
fn is_book(bytes: &[u8], options: &Options) -> bool {
    if let Some(format) = options.format {
        return format == Format::Epub;
    }
    let named = options
        .file_name
        .as_deref()
        .is_some_and(|name| name.to_lowercase().ends_with(".epub"));
    named || epub::looks_like_book(bytes)
}

/// A name made from a file's, without its ending.
fn name_from_file(file: &str) -> Option<ArticleName> {
    let stem = match file.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.len() <= 8 => stem,
        _ => file,
    };
    stem.parse().ok().or_else(|| ArticleName::slug(stem))
}

/// The format, by the file's ending; without one, or as plain text, by what the text looks like.
fn format_of(file: Option<&str>, text: &str) -> Format {
    let ending = file
        .and_then(|f| f.rsplit_once('.'))
        .map(|(_, ending)| ending.to_lowercase());
    match ending.as_deref() {
        Some("md" | "markdown" | "mdown" | "mkd" | "mkdn" | "mdtxt" | "mdwn") => Format::Markdown,
        Some("html" | "htm" | "xhtml" | "xht" | "shtml") => Format::Html,
        _ if looks_like_html(text) => Format::Html,
        _ if looks_like_markdown(text) => Format::Markdown,
        _ => Format::Text,
    }
}

/// Whether a text begins as a web page does.
fn looks_like_html(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    while let Some(after) = rest
        .strip_prefix("<!--")
        .and_then(|r| r.split_once("-->"))
        .or_else(|| rest.strip_prefix("<?xml").and_then(|r| r.split_once("?>")))
    {
        rest = after.1.trim_start();
    }
    let start: String = rest.chars().take(14).collect::<String>().to_lowercase();
    start.starts_with("<!doctype html")
        || ["<html", "<head", "<body"]
            .iter()
            .any(|s| start.starts_with(s))
}

/// Whether a text has the marks of Markdown that plain text has not: front matter, headings behind
/// two `#` or more, notes behind `[^1]:`.
fn looks_like_markdown(text: &str) -> bool {
    let (front, _, _) = markdown::split_front_matter(text);
    let keyed = |yaml: &str| {
        yaml.lines()
            .next()
            .is_some_and(|l| l.contains(": ") || l.ends_with(':'))
    };
    if front.is_some_and(keyed) {
        return true;
    }
    let mut headings = 0;
    for line in text.lines() {
        let level = line.len() - line.trim_start_matches('#').len();
        headings += usize::from(
            (2..=6).contains(&level) && line.get(level..).is_some_and(|r| r.starts_with(' ')),
        );
        if headings >= 2 || (line.starts_with("[^") && line.contains("]:")) {
            return true;
        }
    }
    false
}

/// Reads Markdown, and what its markup does not tell as in plain text.
fn from_markdown(name: ArticleName, text: &str, report: &mut Report) -> Article {
    let mut problems = Problems::default();
    let text = markdown::with_notes_apart(text, report);
    let mut article = markdown::read(name.clone(), &text, &mut problems);
    for problem in problems.into_vec() {
        let line = u32::try_from(problem.line).unwrap_or(u32::MAX);
        let message = format!("{}; {}", problem.message, problem.help);
        report.add(line, RemarkKind::Doubtful, problem.code, message);
    }
    let (pieces, notes) = apart(&article);
    let mut builder = Builder::new(name);
    builder.metadata = std::mem::take(&mut article.metadata);
    let given = builder.metadata.title.clone();
    let marked = Marked {
        pieces,
        notes,
        ..Marked::default()
    };
    drop(article);
    let article = finish_marked(builder, marked, report);
    if let Some(title) = given {
        report.took(0, "title", format!("title: \u{201c}{title}\u{201d}"));
    }
    report.sort();
    article
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(file: &str) -> Options {
        Options {
            file_name: Some(file.to_owned()),
            ..Options::default()
        }
    }

    #[test]
    fn the_format_is_told_by_the_ending_and_the_text() {
        let format = |file: &str, text: &str| import(text.as_bytes(), &named(file)).unwrap().format;
        assert_eq!(format("a.md", "Bread"), Format::Markdown);
        assert_eq!(format("a.txt", "Bread"), Format::Text);
        assert_eq!(
            format("a.txt", "# Bread\n\n## Rye\n\nSour.\n\n## Oats\n\nNo.\n"),
            Format::Markdown
        );
        assert_eq!(
            format("a", "---\ntitle: Bread\n---\n\nSour.\n"),
            Format::Markdown
        );
    }

    #[test]
    fn the_name_is_the_files_or_the_titles() {
        let name = |options: &Options| {
            import(b"On bread\n\nIt was sour.", options)
                .unwrap()
                .article
                .name
                .to_string()
        };
        assert_eq!(name(&named("rye-bread.txt")), "rye-bread");
        assert_eq!(name(&named("Rye bread (2).txt")), "rye-bread-2");
        assert_eq!(name(&Options::default()), "on-bread");
    }

    #[test]
    fn what_cannot_be_imported_is_refused_with_what_to_do() {
        for bytes in [&b""[..], b" \n\r\n", b"\xef\xbb\xbf", b"\n\0\n"] {
            if let Err(e) = import(bytes, &Options::default()) {
                assert_eq!(e, ImportError::Empty);
            }
        }
        let error = import(b"%PDF-1.4", &Options::default()).unwrap_err();
        assert!(error.to_string().contains("pdftotext"), "{error}");
    }
}
