//! What an import tells its user: all that was understood and mended, a line each, with the line
//! of the file read.

use std::fmt;

/// What kind of thing a [`Remark`] tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RemarkKind {
    /// Something was understood: a title, a heading, a note.
    Took,
    /// The file's layout was mended; no word of the text changed.
    Mended,
    /// Something was understood in one of several possible ways; the evidence is told.
    Assumed,
    /// Something was left out that is not the text: navigation, page numbers.
    Dropped,
    /// Something was not understood and left as it is.
    Doubtful,
}

/// One line of a [`Report`].
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Remark {
    /// The line of the file read, from 1; 0 for the whole file.
    pub line: u32,
    /// What kind of thing is told.
    pub kind: RemarkKind,
    /// A short stable word for the subject, such as `title` or `heading`.
    pub subject: &'static str,
    /// What was done, in words. May quote the file: it goes through `text::safe` when shown.
    pub message: String,
}

/// What an import understood and mended, in the order of the file once [`Report::sort`] is called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    remarks: Vec<Remark>,
}

impl Report {
    /// Adds a remark; `line` is 0 for the whole file.
    pub fn add(
        &mut self,
        line: u32,
        kind: RemarkKind,
        subject: &'static str,
        message: impl Into<String>,
    ) {
        self.remarks.push(Remark {
            line,
            kind,
            subject,
            message: message.into(),
        });
    }

    /// Something was understood.
    pub fn took(&mut self, line: u32, subject: &'static str, message: impl Into<String>) {
        self.add(line, RemarkKind::Took, subject, message);
    }

    /// The layout was mended.
    pub fn mended(&mut self, line: u32, subject: &'static str, message: impl Into<String>) {
        self.add(line, RemarkKind::Mended, subject, message);
    }

    /// Puts the remarks into the order of the file, those on the whole file first.
    pub fn sort(&mut self) {
        self.remarks.sort_by_key(|r| r.line);
    }

    /// The remarks.
    pub fn remarks(&self) -> &[Remark] {
        &self.remarks
    }

    /// The remarks on one subject.
    pub fn on<'a>(&'a self, subject: &'a str) -> impl Iterator<Item = &'a Remark> {
        self.remarks.iter().filter(move |r| r.subject == subject)
    }
}

impl fmt::Display for RemarkKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Took => "took",
            Self::Mended => "mended",
            Self::Assumed => "assumed",
            Self::Dropped => "dropped",
            Self::Doubtful => "doubtful",
        })
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "line {}: ", self.line)?;
        }
        write!(f, "{}: {}", self.kind, self.message)
    }
}

/// At most some fifty columns of `text`, for naming a place in a message.
pub fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().take(12).collect::<Vec<_>>();
    crate::text::width::shortened(&line.join(" "), 56)
}
