//! The query as a tree.

use regex::Regex;

use super::Phrase;
use crate::annotation::Kind;
use crate::article::{ArticleName, SectionNumber};
use crate::search::{Zone, Zones};

/// A part of a query. It is true or false of a passage; a part that is true and not excluded has
/// places there.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    /// All are true.
    And(Vec<Node>),
    /// At least one is true.
    Or(Vec<Node>),
    /// It is not true.
    Not(Box<Node>),
    /// The words stand in one of the zones.
    Words(Phrase, Zones),
    /// Two of the places stand at most so many words from each other.
    Near(Box<Node>, u32, Box<Node>),
    /// The expression matches in one of the zones.
    Pattern(Pattern, Zones),
    /// A field of the passage or of one of its notes.
    Filter(Filter),
}

/// A regular expression.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    pub(crate) regex: Regex,
}

/// What a field asks for.
#[derive(Debug, Clone)]
pub(crate) struct Filter {
    pub(crate) kind: FilterKind,
}

/// The fields that say something of a passage.
#[derive(Debug, Clone)]
pub(crate) enum FilterKind {
    /// `kind:` of a note, or of the paragraph.
    Kind(String),
    /// `source:` the key of a work that a note names.
    Source(Glob),
    /// `author:` words of the names of that work's authors.
    Author(Phrase),
    /// `speaker:` words of the name of who speaks.
    Speaker(Phrase),
    /// `tag:` of a note.
    Tag(Glob),
    /// `article:` its name.
    Article(Glob),
    /// `section:` its number, or that of one that holds it.
    Section(SectionNumber),
}

/// A name, or with a `*` at its end the beginning of one. Capitals do not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Glob {
    text: String,
    prefix: bool,
}

impl Glob {
    pub(super) fn new(text: &str) -> Self {
        let (text, prefix) = match text.strip_suffix('*') {
            Some(text) => (text, true),
            None => (text, false),
        };
        Self {
            text: text.to_lowercase(),
            prefix,
        }
    }

    pub(crate) fn fits(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        if self.prefix {
            name.starts_with(&self.text)
        } else {
            name == self.text
        }
    }
}

impl Node {
    /// Calls `see` with each leaf that is not excluded.
    pub(crate) fn each_positive<'a>(&'a self, see: &mut impl FnMut(&'a Node)) {
        match self {
            Self::And(parts) | Self::Or(parts) => {
                for part in parts {
                    part.each_positive(see);
                }
            }
            Self::Not(_) => {}
            Self::Near(left, _, right) => {
                left.each_positive(see);
                right.each_positive(see);
            }
            leaf => see(leaf),
        }
    }

    /// Calls `see` with each word, phrase or expression that is not excluded.
    pub(crate) fn each_term<'a>(&'a self, see: &mut impl FnMut(&'a Node)) {
        self.each_positive(&mut |node| {
            if matches!(node, Node::Words(..) | Node::Pattern(..)) {
                see(node);
            }
        });
    }

    /// Whether it is false of any passage without a note.
    pub(crate) fn needs_notes(&self) -> bool {
        match self {
            Self::And(parts) => parts.iter().any(Self::needs_notes),
            Self::Or(parts) => parts.iter().all(Self::needs_notes),
            Self::Near(left, _, right) => left.needs_notes() || right.needs_notes(),
            Self::Words(_, zones) | Self::Pattern(_, zones) => {
                !zones.has(Zone::Text) && !zones.has(Zone::Headings)
            }
            Self::Filter(filter) => match &filter.kind {
                FilterKind::Kind(kind) => kind.parse::<Kind>().is_ok(),
                FilterKind::Article(_) | FilterKind::Section(_) => false,
                _ => true,
            },
            Self::Not(_) => false,
        }
    }

    /// Whether an article of this name may hold an answer.
    pub(crate) fn may_be_in(&self, name: &ArticleName) -> bool {
        match self {
            Self::And(parts) => parts.iter().all(|p| p.may_be_in(name)),
            Self::Or(parts) => parts.iter().any(|p| p.may_be_in(name)),
            Self::Not(part) => match part.as_ref() {
                Self::Filter(Filter {
                    kind: FilterKind::Article(glob),
                }) => !glob.fits(name.as_str()),
                _ => true,
            },
            Self::Filter(Filter {
                kind: FilterKind::Article(glob),
            }) => glob.fits(name.as_str()),
            _ => true,
        }
    }
}
