//! The query: what was typed, checked, and ready to be asked.

mod error;
mod lex;
mod node;
mod parse;
mod pattern;
mod term;

pub use error::QueryError;
pub(crate) use node::{Filter, FilterKind, Node, Pattern};
pub(crate) use term::{Phrase, Term, TermWord};

use super::Zones;
use crate::article::ArticleName;

/// Bytes of the longest query that is asked. What is longer was pasted by mistake, and would take
/// long to ask of every passage.
const LONGEST: usize = 16 << 10;

/// Whether capitals matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Case {
    /// A word, phrase or expression with a capital in it is looked for as it is written.
    #[default]
    Smart,
    /// Capitals never matter.
    Ignore,
    /// Capitals always matter.
    Sensitive,
}

/// What a query is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Syntax {
    /// The query language.
    #[default]
    Language,
    /// It is one string, looked for as it is.
    Fixed,
    /// It is one regular expression.
    Expression,
}

/// How a query is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Whether capitals matter.
    pub case: Case,
    /// What is written in it.
    pub syntax: Syntax,
    /// A string or an expression must begin and end where words do .
    pub whole_words: bool,
    /// The query is still being typed: its last word is the beginning of one, and what is not
    /// closed yet is closed at the end.
    pub unfinished: bool,
}

/// A query that can be asked.
#[derive(Debug, Clone)]
pub struct Query {
    pub(crate) root: Node,
    /// Whether any word, string or expression is looked for (not only fields).
    pub(crate) has_patterns: bool,
}

impl Query {
    /// Reads a query.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        Self::parse_with(text, Options::default())
    }

    /// Reads a query in another way.
    pub fn parse_with(text: &str, options: Options) -> Result<Self, QueryError> {
        if text.len() > LONGEST {
            let message = format!("it has more than {LONGEST} bytes");
            return Err(QueryError::new(1, message, "ask in fewer words"));
        }
        let root = match options.syntax {
            Syntax::Language => parse::parse(text, options)?,
            Syntax::Fixed | Syntax::Expression => {
                Node::Pattern(pattern::pattern(text, options, 1)?, Zones::ALL)
            }
        };
        let mut has_patterns = false;
        root.each_term(&mut |_| has_patterns = true);
        Ok(Self { root, has_patterns })
    }

    /// Whether an article of this name may hold an answer: what `article:` rules out need not be
    /// opened.
    pub fn may_be_in(&self, name: &ArticleName) -> bool {
        self.root.may_be_in(name)
    }

    /// Whether only a passage with a note can answer.
    pub(crate) fn needs_notes(&self) -> bool {
        self.root.needs_notes()
    }

    /// The terms that are looked for, in the order of the query, as `--explain` names them.
    pub fn terms(&self) -> Vec<String> {
        let mut terms = Vec::new();
        self.root.each_term(&mut |node| match node {
            Node::Words(phrase, _) => {
                let words = phrase.words.iter().map(|w| {
                    let star = if w.prefix { "*" } else { "" };
                    format!("{}{star}", w.typed)
                });
                terms.push(words.collect::<Vec<_>>().join(" "));
            }
            Node::Pattern(pattern, _) => terms.push(format!("/{}/", pattern.regex)),
            _ => {}
        });
        terms
    }

    /// The words that are looked for, as they were typed, without those that are excluded.
    pub fn words(&self) -> Vec<&str> {
        let mut words = Vec::new();
        self.root.each_positive(&mut |node| {
            if let Node::Words(phrase, _) = node {
                words.extend(phrase.words.iter().map(|w| w.typed.as_str()));
            }
        });
        words
    }
}
