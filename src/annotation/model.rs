//! The annotation: a note about a target, with a body.

use std::fmt;
use std::str::FromStr;

use super::Target;
use crate::article::{Passage, Reference};
use crate::source::SourceKey;
use crate::text::problem::Position;

/// An annotation's id: unique in its article, one word.
pub type AnnotationId = String;

/// What an annotation is for; the motivations of the W3C model, in the words of the margin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A footnote of the article.
    Footnote,
    /// Words of another, and the work that they come from.
    Quotation,
    /// A pointer to another passage.
    CrossReference,
    /// A person, term or date explained.
    Gloss,
    /// The text errs.
    Emendation,
    /// The reader's own note.
    Note,
}

impl Kind {
    /// All kinds, in the order of lists.
    pub const ALL: [Self; 6] = [
        Self::Footnote,
        Self::Quotation,
        Self::CrossReference,
        Self::Gloss,
        Self::Emendation,
        Self::Note,
    ];

    /// The word for it in files and on the screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Footnote => "footnote",
            Self::Quotation => "quotation",
            Self::CrossReference => "cross-reference",
            Self::Gloss => "gloss",
            Self::Emendation => "emendation",
            Self::Note => "note",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|k| k.as_str() == text).ok_or(())
    }
}

/// A note about a target.
#[derive(Debug, Clone, PartialEq)]
pub struct Annotation {
    /// Its id.
    pub id: AnnotationId,
    /// What it is for.
    pub kind: Kind,
    /// What it is about.
    pub target: Target,
    /// The work quoted or referred to.
    pub source: Option<SourceKey>,
    /// Where in the work.
    pub locator: Locator,
    /// How the article names the work here.
    pub cited: Option<Cited>,
    /// Who speaks, when that is not the source's author.
    pub speaker: Option<String>,
    /// The work that a quotation was taken from.
    pub via: Option<SourceKey>,
    /// What it points to.
    pub to: Vec<Reference>,
    /// The reader's tags.
    pub tags: Vec<String>,
    /// The body, in Markdown.
    pub note: String,
    /// For a note proposed by the program: a hash of what it proposed. A note whose content no
    /// longer has this hash was changed by hand.
    pub drafted: Option<String>,
    /// Whether it stands in the reader's own file.
    pub own: bool,
    /// Where it stands in its file.
    pub position: Position,
}

/// How the article names a work at one place, and how that was understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cited {
    /// The form of the citation.
    pub how: Option<How>,
    /// The printed words, in short.
    pub as_printed: Option<String>,
    /// How sure the reading is.
    pub certainty: Option<Certainty>,
    /// The rule by which it was resolved.
    pub rule: Option<String>,
    /// The passage of the citation that it goes back to.
    pub antecedent: Option<Passage>,
    /// Other works that would fit.
    pub rivals: Vec<SourceKey>,
}

/// The form of a citation; after biblatex's trackers and CSL's positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum How {
    /// Author and title, for the first time or again.
    Full,
    /// A title, or a part of one, alone.
    ShortTitle,
    /// *op. cit.*: the work last cited by that author.
    OpCit,
    /// *loc. cit.*: the same place of it.
    LocCit,
    /// *ibid.*: the work cited just before.
    Ibid,
    /// *idem*: the author (or, alone, the citation) just before.
    Idem,
    /// The container alone, such as *Selected Works*.
    Container,
    /// Named in the prose.
    Mention,
}

impl How {
    /// All forms.
    pub const ALL: [Self; 8] = [
        Self::Full,
        Self::ShortTitle,
        Self::OpCit,
        Self::LocCit,
        Self::Ibid,
        Self::Idem,
        Self::Container,
        Self::Mention,
    ];

    /// The word for it in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::ShortTitle => "short-title",
            Self::OpCit => "op-cit",
            Self::LocCit => "loc-cit",
            Self::Ibid => "ibid",
            Self::Idem => "idem",
            Self::Container => "container",
            Self::Mention => "mention",
        }
    }

    /// The word for it on the screen: `op. cit.`
    pub fn printed(self) -> &'static str {
        match self {
            Self::Full => "cited in full",
            Self::ShortTitle => "short title",
            Self::OpCit => "op. cit.",
            Self::LocCit => "loc. cit.",
            Self::Ibid => "ibid.",
            Self::Idem => "idem",
            Self::Container => "by its container",
            Self::Mention => "mentioned",
        }
    }
}

impl fmt::Display for How {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for How {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|h| h.as_str() == text).ok_or(())
    }
}

/// How sure a reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Certainty {
    /// Nothing else fits.
    Certain,
    /// The rule's choice, and nothing speaks against it.
    Likely,
    /// The rule's choice, and others fit as well.
    Uncertain,
    /// No work could be told.
    Unresolved,
}

impl Certainty {
    /// All degrees, the surest first.
    pub const ALL: [Self; 4] = [
        Self::Certain,
        Self::Likely,
        Self::Uncertain,
        Self::Unresolved,
    ];

    /// The word for it in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Uncertain => "uncertain",
            Self::Unresolved => "unresolved",
        }
    }
}

impl fmt::Display for Certainty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Certainty {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|c| c.as_str() == text).ok_or(())
    }
}

/// Where in a work: pairs of a CSL locator label and its value, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Locator(pub Vec<(String, String)>);

impl Locator {
    /// The labels that CSL 1.0.2 knows (and `number`, for the number of an issue or thesis).
    pub const LABELS: [&'static str; 25] = [
        "volume",
        "number",
        "issue",
        "book",
        "part",
        "chapter",
        "section",
        "page",
        "column",
        "folio",
        "line",
        "verse",
        "note",
        "paragraph",
        "figure",
        "table",
        "act",
        "scene",
        "opus",
        "canto",
        "article-locator",
        "appendix",
        "supplement",
        "timestamp",
        "sub-verbo",
    ];

    /// The value under a label.
    pub fn get(&self, label: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(l, _)| l == label)
            .map(|(_, v)| v.as_str())
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// As one prints it: `vol. 2, chap. “Dual Power”, p. 65`.
impl fmt::Display for Locator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (label, value)) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(", ")?;
            }
            let several = value.contains(['-', '–', ',']);
            match label.as_str() {
                "volume" => write!(f, "vol. {value}"),
                "number" | "issue" => write!(f, "no. {value}"),
                "page" if several => write!(f, "pp. {value}"),
                "page" => write!(f, "p. {value}"),
                "chapter" if value.starts_with(|c: char| c.is_ascii_digit()) => {
                    write!(f, "chap. {value}")
                }
                "chapter" => write!(f, "“{value}”"),
                "note" => write!(f, "n. {value}"),
                other => write!(f, "{other} {value}"),
            }?;
        }
        Ok(())
    }
}
