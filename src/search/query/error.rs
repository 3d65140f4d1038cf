//! Why a query cannot be asked: what is wrong, where, and what to write instead.

use std::fmt;

use crate::text::width;

/// Why a query cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// The column of the query that the error is at, in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl QueryError {
    pub(super) fn new(column: usize, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            column,
            message: message.into(),
            help: help.into(),
        }
    }

    /// The query with a caret under the column, in two lines of at most about 70 columns.
    pub fn pointer(&self, query: &str) -> String {
        const BEFORE: usize = 40;
        let skipped = (self.column - 1).saturating_sub(BEFORE);
        let shown = |c: char| if c.is_control() { ' ' } else { c };
        let around: String = query.chars().skip(skipped).take(70).map(shown).collect();
        let before: String = around.chars().take(self.column - 1 - skipped).collect();
        let dots = if skipped > 0 { "…" } else { "" };
        let pad = " ".repeat(width::of(dots) + width::of(&before));
        format!("{dots}{around}\n{pad}^")
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the query, column {}: {}", self.column, self.message)?;
        if !self.help.is_empty() {
            write!(f, "; {}", self.help)?;
        }
        Ok(())
    }
}

impl std::error::Error for QueryError {}
