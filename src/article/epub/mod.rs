//! EPUB books → [`Article`]: the chapters in their reading order, with their notes.
//!
//! The archive is checked first (`archive`); `rbook` then reads the package, and each chapter is
//! read as a web page is. A chapter without a heading is given the one of the book's contents.

mod archive;

use std::collections::HashMap;
use std::io::Cursor;

use rbook::Epub;

use super::html::{self, Chapter};
use super::report::{RemarkKind, Report};
use super::{Article, ArticleName, Builder, Metadata, decode};
pub(crate) use archive::looks_like_book;

/// Why a book cannot be read. Each says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BookError {
    /// The archive cannot be read.
    #[error("the book's archive is damaged ({0}); fetch it again")]
    Damaged(String),
    /// An entry cannot be unpacked.
    #[error("the book's part `{0}` cannot be unpacked ({1}); fetch the book again")]
    Entry(String, String),
    /// There are too many entries.
    #[error("the book's archive has {0} entries, more than any book; it is not read")]
    Entries(usize),
    /// An entry's name leads out of the archive.
    #[error(
        "the book's archive has an entry `{0}`, which would lead outside of it; it is not read"
    )]
    Path(String),
    /// A part is encrypted.
    #[error("the book is encrypted (`{0}`); get a copy without a lock from where it was bought")]
    Encrypted(String),
    /// An entry is too large.
    #[error("the book's part `{0}` has more than {1} MiB when it is unpacked; it is not read")]
    EntryTooLarge(String, u64),
    /// All entries together are too large.
    #[error("the book has more than {0} MiB when it is unpacked; it is not read")]
    TooLarge(u64),
    /// There is no container file, which every book has.
    #[error(
        "the archive has no META-INF/container.xml and so is no EPUB book; unpack it and import the files within"
    )]
    NoContainer,
    /// The package cannot be understood.
    #[error("the book's package cannot be read: {0}; check the book with `epubcheck`")]
    Package(String),
    /// There are no chapters.
    #[error(
        "the book's reading order names no chapter that it has; check the book with `epubcheck`"
    )]
    NoChapters,
}

/// Reads a book; tells in `report` what it understood.
pub(crate) fn read(
    name: ArticleName,
    bytes: &[u8],
    report: &mut Report,
) -> Result<Article, BookError> {
    let checked = archive::check(bytes)?;
    if checked.entangled {
        let message = "the book's metadata are entangled, and are not read";
        report.add(0, RemarkKind::Doubtful, "metadata", message);
    }
    let epub = Epub::options()
        .skip_toc(true)
        .skip_metadata(checked.entangled)
        .read(Cursor::new(bytes.to_vec()))
        .map_err(|e| BookError::Package(e.to_string()))?;
    let mut builder = Builder::new(name);
    if !checked.entangled {
        builder.metadata = metadata(&epub, report);
    }
    let chapters = chapters(&epub, &builder.metadata, report);
    if chapters.is_empty() {
        return Err(BookError::NoChapters);
    }
    let message = match chapters.len() {
        1 => "1 chapter".to_owned(),
        count => format!("{count} chapters, in the book's reading order"),
    };
    report.took(0, "chapters", message);
    let article = html::book(builder, &chapters, report);
    report.sort();
    Ok(article)
}

fn metadata(epub: &Epub, report: &mut Report) -> Metadata {
    let told = epub.metadata();
    let text = |value: &str| {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        (!value.is_empty()).then_some(value)
    };
    let mut metadata = Metadata {
        title: told.title().and_then(|t| text(t.value())),
        author: told.creators().filter_map(|c| text(c.value())).collect(),
        date: told.published_entry().and_then(|d| text(d.value())),
        language: told.language().and_then(|l| text(l.value())),
        rights: told.rights().next().and_then(|r| text(r.value())),
        ..Metadata::default()
    };
    // A whole moment says no more than its day.
    if let Some(date) = &mut metadata.date
        && let Some(day) = date.get(..10).filter(|_| date.len() > 10)
        && day.parse::<jiff::civil::Date>().is_ok()
    {
        *date = day.to_owned();
    }
    let publisher = told.publishers().next().and_then(|p| text(p.value()));
    let others = [
        ("publisher", publisher),
        (
            "identifier",
            told.identifier().and_then(|i| text(i.value())),
        ),
    ];
    for (key, value) in others {
        if let Some(value) = value {
            metadata.other.push((key.to_owned(), value.into()));
        }
    }
    if let Some(title) = &metadata.title {
        report.took(0, "title", format!("title: \u{201c}{title}\u{201d}"));
    }
    if !metadata.author.is_empty() {
        let authors = metadata.author.join(", ");
        report.took(0, "author", format!("author: {authors}"));
    }
    metadata
}

/// The chapters in the order of the spine.
fn chapters(epub: &Epub, metadata: &Metadata, report: &mut Report) -> Vec<Chapter> {
    let contents = contents(epub);
    let language = metadata.language.clone().unwrap_or_default();
    let mut chapters = Vec::new();
    for entry in epub.spine() {
        let Some(item) = entry.manifest_entry() else {
            let message = format!(
                "the reading order names `{}`, which the book has not",
                entry.idref()
            );
            report.add(0, RemarkKind::Doubtful, "chapters", message);
            continue;
        };
        let path = path_of(item.href().path().decode().as_ref());
        if item.properties().has_property("nav") {
            let message = format!("contents left out: `{path}`");
            report.add(0, RemarkKind::Dropped, "chapters", message);
            continue;
        }
        let Ok(bytes) = item.read_bytes() else {
            let message = format!("the chapter `{path}` is not in the archive");
            report.add(0, RemarkKind::Doubtful, "chapters", message);
            continue;
        };
        let mut told = Report::default();
        let Ok(text) = decode::decode(&bytes, html::declared(&bytes), &mut told) else {
            let message = format!("the chapter `{path}` is no text");
            report.add(0, RemarkKind::Doubtful, "chapters", message);
            continue;
        };
        chapters.push(Chapter {
            heading: contents.get(&path).cloned(),
            linear: entry.is_linear(),
            language: language.clone(),
            path,
            text,
        });
    }
    chapters
}

/// A path of the archive, without the slash that `rbook` puts before it.
fn path_of(href: &str) -> String {
    href.trim_start_matches('/').to_owned()
}

/// What the book's contents call each of its files: that of EPUB 3, else that of EPUB 2.
fn contents(epub: &Epub) -> HashMap<String, String> {
    let manifest = epub.manifest();
    let mut names = HashMap::new();
    for item in manifest {
        let nav = item.properties().has_property("nav");
        let ncx = item.media_type() == "application/x-dtbncx+xml";
        if !(nav || ncx) {
            continue;
        }
        let path = path_of(item.href().path().decode().as_ref());
        let Ok(text) = item.read_str() else { continue };
        for (target, name) in html::contents(&text, &path) {
            names.entry(target).or_insert(name);
        }
    }
    names
}
