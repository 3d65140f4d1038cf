//! Folders of editions: `corpus/` with the texts, `annotations/` with the notes and the works.
//!
//! A library is found by walking up from the working directory, else named by option or
//! environment, else the one in the user's data folder, else the one built into the program.

mod builtin;
pub mod check;
mod find;
pub mod fix;
mod own;
pub mod reanchor;
pub mod recovery;
pub mod state;
pub mod store;
mod text_check;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::annotation::{Anchorer, AnnotationFile};
use crate::article::{Article, ArticleName, markdown};
use crate::edition::{Apparatus, Edition};
use crate::source::Sources;
use crate::text::problem::{Position, Problem, Problems, nearest};
use crate::text::safe;

pub use find::{ENVIRONMENT, NoLibrary, cache_folder, config_folder, data_folder, state_folder};
pub use own::{OwnNotes, Saved, Unsaved};
pub use store::SaveError;

/// A library of articles and their notes.
#[derive(Debug, Clone)]
pub struct Library {
    place: Place,
    guest: Option<Arc<Guest>>,
}

/// A text that is read as one of the library's while its file stands elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Guest {
    name: ArticleName,
    /// In Markdown, as the library would keep it.
    text: String,
}

/// Where a library is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In a folder that holds `corpus/` and `annotations/`.
    Folder(PathBuf),
    /// In the program itself.
    BuiltIn,
}

/// An article of which the library has the text, the notes, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: ArticleName,
    /// Whether its text is here.
    pub has_text: bool,
    /// Whether notes of it are here.
    pub has_notes: bool,
}

/// Why an article could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no such article.
    #[error("there is no article `{name}` in {library}{}", hint(.near))]
    Missing {
        /// The name asked for.
        name: String,
        /// The library, as one would name it.
        library: String,
        /// The names nearest to it.
        near: Vec<String>,
    },
    /// Its notes are here, and its text is not.
    #[error(
        "the notes on `{0}` are here and its text is not; bring your copy with `postil import --name {0} FILE`"
    )]
    NoText(ArticleName),
    /// A file of it could not be read.
    #[error("{}: {source}; check that the file is there and may be read", safe::shown_line(.file))]
    Unreadable {
        /// The file.
        file: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// Its text is not UTF-8.
    #[error(
        "{}: not UTF-8, on line {line} at byte {at}; `postil import` converts other encodings", safe::shown_line(.file)
    )]
    NotUtf8 {
        /// The file.
        file: String,
        /// The line of the first byte that is not, from 1.
        line: usize,
        /// The first byte that is not.
        at: usize,
    },
}

impl OpenError {
    /// The same as a problem of the file concerned, when there is one.
    pub fn problem(&self) -> Option<Problem> {
        let (file, line, code, message, help) = match self {
            Self::Missing { .. } | Self::NoText(_) => return None,
            Self::Unreadable { file, source } => (
                file,
                0,
                "unreadable",
                format!("the file cannot be read: {source}"),
                "check that it may be read",
            ),
            Self::NotUtf8 { file, line, at } => (
                file,
                *line,
                "not-utf-8",
                format!("the file is not UTF-8, from byte {at} on"),
                "save it as UTF-8",
            ),
        };
        let mut problems = Problems::of(file.clone());
        let at = Position {
            line,
            column: usize::from(line > 0),
        };
        problems.error(at, code, message, help);
        problems.into_vec().pop()
    }
}

fn hint(near: &[String]) -> String {
    match near {
        [] => String::new(),
        names => format!("; did you mean {}?", names.join(" or ")),
    }
}

impl Library {
    /// The library in a folder.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self {
            place: Place::Folder(folder.into()),
            guest: None,
        }
    }

    /// The library in which to write: this one, or, for the one built in, a new one in the user's
    /// data folder that begins as its copy. Files that are there already are not touched.
    pub fn or_in_data_folder(self) -> std::io::Result<Self> {
        if self.folder().is_some() {
            return Ok(self);
        }
        let Some(folder) = data_folder() else {
            return Err(std::io::Error::new(
                std::io::ErrorKind::NotFound,
                "there is no folder for user data; name a library with `--library`",
            ));
        };
        for part in ["corpus", "annotations"] {
            std::fs::create_dir_all(folder.join(part))?;
        }
        for (path, contents) in builtin::FILES {
            match store::write_new(&folder.join(path), contents.as_bytes()) {
                Err(e) if e.kind() != std::io::ErrorKind::AlreadyExists => return Err(e),
                _ => {}
            }
        }
        Ok(Self::in_folder(folder))
    }

    /// The library built into the program.
    pub fn built_in() -> Self {
        Self {
            place: Place::BuiltIn,
            guest: None,
        }
    }

    /// The library with one more article, or with another text of one that it has. Nothing is
    /// written; the library's notes of that name belong to it.
    #[must_use]
    pub fn with_guest(mut self, article: &Article) -> Self {
        self.guest = Some(Arc::new(Guest {
            name: article.name.clone(),
            text: markdown::write(article),
        }));
        self
    }

    /// Where it is.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Its folder, when it has one.
    pub fn folder(&self) -> Option<&Path> {
        match &self.place {
            Place::Folder(folder) => Some(folder),
            Place::BuiltIn => None,
        }
    }

    /// What to call it in a message.
    pub fn label(&self) -> String {
        match &self.place {
            Place::Folder(folder) if folder == Path::new(".") => "this library".to_owned(),
            Place::Folder(folder) => {
                format!(
                    "the library {}",
                    safe::shown_line(&folder.to_string_lossy())
                )
            }
            Place::BuiltIn => "the built-in library".to_owned(),
        }
    }

    /// The articles of which text or notes are here, by name.
    pub fn entries(&self) -> Vec<Entry> {
        let mut texts = self.stems("corpus", ".md");
        texts.extend(self.guest.iter().map(|guest| guest.name.to_string()));
        // The reader's own notes stand in a file of their own, and that may be a folder of theirs.
        let notes = self
            .stems("annotations", ".yaml")
            .into_iter()
            .chain(own::stems_of_user(self))
            .map(|stem| match stem.strip_suffix(".notes") {
                Some(article) => article.to_owned(),
                None => stem,
            })
            .filter(|stem| stem != "sources");
        let mut notes: Vec<String> = notes.collect();
        for names in [&mut texts, &mut notes] {
            names.sort_unstable();
            names.dedup();
        }
        let mut entries = Vec::with_capacity(texts.len());
        let (mut texts, mut notes) = (texts.iter().peekable(), notes.iter().peekable());
        while let Some(&stem) = texts.peek().into_iter().chain(notes.peek()).min() {
            let has_text = texts.next_if_eq(&stem).is_some();
            let has_notes = notes.next_if_eq(&stem).is_some();
            entries.extend(stem.parse().ok().map(|name| Entry {
                name,
                has_text,
                has_notes,
            }));
        }
        entries
    }

    fn stems(&self, folder: &str, suffix: &str) -> Vec<String> {
        let stem = |mut file: String| {
            let stem = file.strip_suffix(suffix)?.len();
            file.truncate(stem);
            Some(file)
        };
        self.files_in(folder).into_iter().filter_map(stem).collect()
    }

    /// The names of the files in a folder of the library.
    fn files_in(&self, folder: &str) -> Vec<String> {
        match &self.place {
            Place::Folder(root) => {
                let Ok(files) = std::fs::read_dir(root.join(folder)) else {
                    return Vec::new();
                };
                files
                    .filter_map(|f| f.ok()?.file_name().into_string().ok())
                    .collect()
            }
            Place::BuiltIn => builtin::FILES
                .iter()
                .filter_map(|(path, _)| path.strip_prefix(folder)?.strip_prefix('/'))
                .map(str::to_owned)
                .collect(),
        }
    }

    /// What a file of the library is called in messages.
    fn label_of(&self, path: &str) -> String {
        self.path(path)
            .map_or_else(|| path.to_owned(), |path| shown(&path))
    }

    /// The library's works, with the problems of their file.
    pub fn sources(&self) -> Result<(Sources, Vec<Problem>), OpenError> {
        let (label, text) = match self.read("annotations/sources.yaml") {
            Ok(read) => read,
            // A file that cannot be read is a problem among others.
            Err(error) => return Ok((Sources::default(), error.problem().into_iter().collect())),
        };
        let mut problems = Problems::of(label);
        let sources = Sources::from_yaml(&text.unwrap_or_default(), &mut problems);
        Ok((sources, problems.into_vec()))
    }

    /// Opens an article with its notes.
    pub fn open(&self, name: &ArticleName) -> Result<Edition, OpenError> {
        let (sources, problems) = self.sources()?;
        self.open_with(name, Arc::new(sources), problems)
    }

    /// Opens an article with its notes, the library's works being read already.
    pub fn open_with(
        &self,
        name: &ArticleName,
        sources: Arc<Sources>,
        problems: Vec<Problem>,
    ) -> Result<Edition, OpenError> {
        let files = self.read_notes(name);
        // The notes are read while the text is, and the text is folded while they are read.
        let with_notes = files
            .iter()
            .any(|file| matches!(file.read, Ok((_, Some(_)))));
        let (text, mut apparatus) = rayon::join(
            || {
                let (article, of_text) = self.article(name)?;
                let index = with_notes.then(|| Anchorer::index_of(&article));
                Ok((article, of_text, index))
            },
            || apparatus_of(files),
        );
        let (article, of_text, index) = text?;
        apparatus
            .problems
            .splice(0..0, of_text.into_iter().chain(problems));
        Ok(Edition::with_index(article, apparatus, sources, index))
    }

    /// The text of an article, with the problems of its front matter.
    pub fn article(&self, name: &ArticleName) -> Result<(Article, Vec<Problem>), OpenError> {
        let (label, text) = self.text_of(name)?;
        Ok(Self::parse(name, label, &text))
    }

    /// The file of an article's text: its label and what it holds.
    fn text_of(&self, name: &ArticleName) -> Result<(String, String), OpenError> {
        if let Some(guest) = self.guest.as_deref().filter(|guest| guest.name == *name) {
            return Ok((format!("corpus/{name}.md"), guest.text.clone()));
        }
        let (label, text) = self.read(&format!("corpus/{name}.md"))?;
        text.map_or_else(|| Err(self.missing(name)), |text| Ok((label, text)))
    }

    fn parse(name: &ArticleName, label: String, text: &str) -> (Article, Vec<Problem>) {
        let mut problems = Problems::of(label);
        let article = markdown::read(name.clone(), text, &mut problems);
        (article, problems.into_vec())
    }

    /// The file of an article's text as it stands, with line feeds for line ends.
    pub fn raw_text(&self, name: &ArticleName) -> Result<String, OpenError> {
        Ok(self.text_of(name)?.1)
    }

    /// The bytes of an article's file as they stand, into `bytes`; `false` when it has `limit` or
    /// more, or is no file.
    pub fn short_bytes(
        &self,
        name: &ArticleName,
        limit: u64,
        bytes: &mut Vec<u8>,
    ) -> Result<bool, OpenError> {
        let Some(path) = self.text_file(name) else {
            return Ok(false);
        };
        read_short(&path, limit, bytes).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => self.missing(name),
            _ => unreadable(&path, error),
        })
    }

    /// The file in which an article's text stands; `None` when it stands in none.
    pub fn text_file(&self, name: &ArticleName) -> Option<PathBuf> {
        let is_guest = self.guest.as_deref().is_some_and(|g| g.name == *name);
        (!is_guest).then(|| self.path(&format!("corpus/{name}.md")))?
    }

    /// The file of the library's works as it stands; empty when there is none.
    pub fn raw_sources(&self) -> Result<String, OpenError> {
        Ok(self.read("annotations/sources.yaml")?.1.unwrap_or_default())
    }

    /// The annotation files of an article as they stand.
    pub fn raw_notes(&self, name: &ArticleName) -> Result<Vec<String>, OpenError> {
        let files = [
            format!("annotations/{name}.yaml"),
            format!("annotations/{name}.notes.yaml"),
        ];
        let of_library = files.iter().map(|file| self.read(file));
        let of_user = own::file_of_user(self, name)
            .filter(|user| !files.iter().any(|f| self.path(f).as_ref() == Some(user)))
            .map(|file| read_file(&file));
        let texts = of_library.chain(of_user).map(|read| Ok(read?.1));
        texts.filter_map(Result::transpose).collect()
    }

    /// The annotation files of an article: those of the library and the reader's own.
    pub fn apparatus(&self, name: &ArticleName) -> Result<Apparatus, OpenError> {
        Ok(apparatus_of(self.read_notes(name)))
    }

    /// The annotation files of an article: those of the library and the reader's own.
    fn read_notes(&self, name: &ArticleName) -> Vec<NoteFile> {
        let of_reader = format!("annotations/{name}.notes.yaml");
        let mut files = vec![
            NoteFile {
                own: false,
                read: self.read(&format!("annotations/{name}.yaml")),
            },
            NoteFile {
                own: true,
                read: self.read(&of_reader),
            },
        ];
        if let Some(file) = own::file_of_user(self, name)
            && self.path(&of_reader).as_ref() != Some(&file)
        {
            let read = read_file(&file);
            files.push(NoteFile { own: true, read });
        }
        files
    }

    /// A word that tells this library from all others, for the names of folders.
    pub fn id(&self) -> String {
        state::id_of(self)
    }

    /// The path of a file of this library, when it is in a folder.
    pub fn path(&self, relative: &str) -> Option<PathBuf> {
        Some(self.folder()?.join(relative))
    }

    /// A file's label for messages and its text, if it is there.
    fn read(&self, path: &str) -> Result<(String, Option<String>), OpenError> {
        match &self.place {
            Place::BuiltIn => {
                let found = builtin::FILES.iter().find(|(p, _)| *p == path);
                Ok((path.to_owned(), found.map(|(_, text)| (*text).to_owned())))
            }
            Place::Folder(root) => read_file(&root.join(path)),
        }
    }

    fn missing(&self, name: &ArticleName) -> OpenError {
        let entries = self.entries();
        if entries.iter().any(|e| e.name == *name && e.has_notes) {
            return OpenError::NoText(name.clone());
        }
        let known = entries.iter().map(|e| e.name.as_str());
        let mut near: Vec<String> = known
            .clone()
            .filter(|n| n.contains(name.as_str()) || name.as_str().contains(n))
            .map(str::to_owned)
            .collect();
        if near.is_empty() {
            near.extend(nearest(name.as_str(), known).map(str::to_owned));
        }
        near.truncate(3);
        OpenError::Missing {
            name: name.to_string(),
            library: self.label(),
            near,
        }
    }
}

/// A file of annotations as it was read, if it is there.
struct NoteFile {
    /// Whether its notes are the reader's own.
    own: bool,
    /// Its label for messages and its text.
    read: Result<(String, Option<String>), OpenError>,
}

/// The notes of the files that are there. One that cannot be read is a problem among others: the
/// article opens all the same.
fn apparatus_of(files: Vec<NoteFile>) -> Apparatus {
    let mut apparatus = Apparatus::default();
    for NoteFile { own, read } in files {
        let (label, text) = match read {
            Ok((label, Some(text))) => (label, text),
            Ok((_, None)) => continue,
            Err(error) => {
                apparatus.problems.extend(error.problem());
                continue;
            }
        };
        let mut problems = Problems::of(label.clone());
        let file = AnnotationFile::from_yaml(&text, own, &mut problems);
        apparatus.problems.extend(problems.into_vec());
        apparatus.files.push((label, file));
    }
    apparatus
}

/// A path as messages name it: without the `./` of the working directory.
pub fn shown(path: &Path) -> String {
    let shown = path.strip_prefix(".").unwrap_or(path);
    shown.to_string_lossy().into_owned()
}

/// A file's label for messages and its text, if it is there.
fn read_file(path: &Path) -> Result<(String, Option<String>), OpenError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok((shown(path), Some(text_of_bytes(path, bytes)?))),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok((shown(path), None)),
        Err(source) => Err(unreadable(path, source)),
    }
}

/// Reads a file into `bytes`; `false` when it is none that is shorter than `limit`.
fn read_short(path: &Path, limit: u64, bytes: &mut Vec<u8>) -> std::io::Result<bool> {
    bytes.clear();
    let file = std::fs::File::open(path)?;
    let metadata = file.metadata()?;
    let size = metadata.len();
    if !metadata.is_file() || size >= limit {
        return Ok(false);
    }
    bytes.reserve(usize::try_from(size).unwrap_or(0));
    // It is asked for no more than it has, and so but once.
    file.take(size).read_to_end(bytes)?;
    Ok(true)
}

fn text_of_bytes(path: &Path, bytes: Vec<u8>) -> Result<String, OpenError> {
    String::from_utf8(bytes).map(normal_line_ends).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        let before = e.as_bytes().get(..at).unwrap_or_default();
        let line = 1 + memchr::memchr_iter(b'\n', before).count();
        let file = shown(path);
        OpenError::NotUtf8 { file, line, at }
    })
}

fn unreadable(path: &Path, source: std::io::Error) -> OpenError {
    let file = shown(path);
    OpenError::Unreadable { file, source }
}

/// Line ends as line feeds.
fn normal_line_ends(text: String) -> String {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return text;
    }
    text.replace("\r\n", "\n").replace('\r', "\n")
}
