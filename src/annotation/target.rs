//! What a note is about: a passage, and the words that are meant in it.
//!
//! After the `TextQuoteSelector` of the W3C Web Annotation Data Model and the text fragments of
//! the WICG, in a form short enough to type: the first and the last words suffice.

use std::fmt;
use std::str::FromStr;

use crate::article::PassageRun;

/// A target as it is written in a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Target {
    /// The passage, or run of them. Alone it is the target; with words it is where to look first.
    pub at: Option<PassageRun>,
    /// The words meant, whole or as first and last words with `…` between.
    pub quote: Option<String>,
    /// Words just before.
    pub prefix: Option<String>,
    /// Words just after.
    pub suffix: Option<String>,
    /// Which of several.
    pub nth: Option<Nth>,
    /// A short hash of the folded passage and its count of letters.
    pub stamp: Option<String>,
    /// Its words were taken out of the text: what stands elsewhere and is like them is not meant.
    pub orphaned: bool,
}

/// Which of several places with the same words is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Nth {
    /// The `index`th (from 1) of `count`.
    Of {
        /// Which one, from 1.
        index: u32,
        /// How many there were.
        count: u32,
    },
    /// Every one.
    All,
}

impl Target {
    /// The first and the last words of the quote, when it is written with `…` between.
    pub fn ends(&self) -> Option<(&str, &str)> {
        let quote = self.quote.as_deref()?;
        let (first, last) = quote.split_once('…').or_else(|| quote.split_once("..."))?;
        Some((first.trim(), last.trim()))
    }
}

impl FromStr for Nth {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text == "all" {
            return Ok(Self::All);
        }
        let (index, count) = text.split_once('/').ok_or(())?;
        let number = |t: &str| t.trim().parse::<u32>().map_err(drop);
        let (index, count) = (number(index)?, number(count)?);
        if index == 0 || index > count {
            return Err(());
        }
        Ok(Self::Of { index, count })
    }
}

impl fmt::Display for Nth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Of { index, count } => write!(f, "{index}/{count}"),
            Self::All => f.write_str("all"),
        }
    }
}
