//! What readers of Markdown differ in: signs, anchors, links, and blocks set apart.

use std::fmt::{Display, Write as _};
use std::str::FromStr;

use crate::annotation::Kind;
use crate::article::Passage;
use crate::export::said::{PassageId, kind_word};

/// A family of readers of Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Flavour {
    /// CommonMark with footnotes: what every forge and most programs read.
    #[default]
    CommonMark,
    /// GitHub's.
    Gfm,
    /// Pandoc's, with its spans and divisions.
    Pandoc,
    /// Obsidian's, with its block ids and callouts.
    Obsidian,
}

impl Flavour {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::CommonMark, Self::Gfm, Self::Pandoc, Self::Obsidian];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CommonMark => "commonmark",
            Self::Gfm => "gfm",
            Self::Pandoc => "pandoc",
            Self::Obsidian => "obsidian",
        }
    }

    /// Signs that have a meaning here, on top of CommonMark's: mathematics, citations, tags …
    /// CommonMark itself takes the most, since nobody knows who reads it.
    pub(super) fn escapes(self) -> &'static str {
        match self {
            Self::CommonMark | Self::Pandoc => "$@^",
            Self::Gfm => "$",
            Self::Obsidian => "$^#%=",
        }
    }

    /// Appends the number of a passage, with its anchor.
    pub(super) fn numbered(self, passage: &Passage, label: impl Display, out: &mut String) {
        let id = PassageId(passage);
        // A string takes everything.
        let _ = match self {
            // Pandoc reads spans natively, so that links work in every format that it writes.
            Self::Pandoc => {
                write!(out, "<span id=\"{id}\" class=\"passage\">^{label}^</span>")
            }
            _ => write!(out, "<sup id=\"{id}\">{label}</sup>"),
        };
    }

    pub(super) fn has_block_ids(self) -> bool {
        self == Self::Obsidian
    }

    /// Obsidian's anchor of a block, which ends its last line.
    pub(super) fn block_id(self, passage: &Passage) -> String {
        match self {
            Self::Obsidian => format!(" <i id=\"b\"></i> ^{}", PassageId(passage)),
            _ => String::new(),
        }
    }

    /// A link to a passage of the same article.
    pub(super) fn link(self, passage: &Passage, label: &str) -> String {
        let id = PassageId(passage);
        match (self, passage) {
            (Self::Obsidian, Passage::Section(_)) => label.to_owned(),
            (Self::Obsidian, _) => format!("[[#^{id}|{label}]]"),
            _ => format!("[{label}](#{id})"),
        }
    }

    /// A note as a block set apart.
    pub(super) fn block(self, kind: Kind, label: &str, text: &str) -> String {
        match self {
            Self::CommonMark => quoted(text),
            Self::Gfm => quoted(&format!("[!{}]\n{text}", alert(kind))),
            Self::Obsidian => quoted(&format!("[!{}] {}\n{text}", callout(kind), kind_word(kind))),
            Self::Pandoc => {
                let id = label.replace(':', "-");
                format!(
                    "::: {{#{id} .postil .{kind}}}\n{}\n:::\n\n",
                    text.trim_end()
                )
            }
        }
    }
}

/// A call that is a numbered link to an endnote.
pub(super) fn numbered_call(number: usize) -> String {
    format!("<sup id=\"c{number}\">[{number}](#a{number})</sup>")
}

fn quoted(text: &str) -> String {
    let lines = text.trim_end().split('\n');
    let lines: Vec<String> = lines
        .map(|line| format!("> {line}").trim_end().to_owned())
        .collect();
    format!("{}\n\n", lines.join("\n"))
}

/// GitHub's alert for a kind.
fn alert(kind: Kind) -> &'static str {
    match kind {
        Kind::Gloss | Kind::CrossReference => "TIP",
        Kind::Emendation => "WARNING",
        Kind::Footnote | Kind::Quotation | Kind::Note => "NOTE",
    }
}

/// Obsidian's callout for a kind.
fn callout(kind: Kind) -> &'static str {
    match kind {
        Kind::Quotation => "quote",
        Kind::Gloss => "info",
        Kind::Emendation => "warning",
        Kind::Footnote | Kind::CrossReference | Kind::Note => "note",
    }
}

impl FromStr for Flavour {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|f| f.as_str() == text).ok_or(())
    }
}
