//! What is looked for, and what was found.
//!
//! After the `TextQuoteSelector` of the W3C Web Annotation Data Model and the text fragments of
//! the WICG; offsets are bytes of the text as it was given.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use crate::text::fold::fold;

/// How a target was found. After Hypothesis' anchored and orphaned, told apart further.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// One hit, where it was said to be.
    Exact,
    /// One hit, elsewhere.
    Moved,
    /// The words differ, or what goes with them does.
    Fuzzy,
    /// Several places fit alike; none is chosen.
    Ambiguous,
    /// Nowhere.
    Orphaned,
}

impl Status {
    /// All of them, the best first.
    pub const ALL: [Self; 5] = [
        Self::Exact,
        Self::Moved,
        Self::Fuzzy,
        Self::Ambiguous,
        Self::Orphaned,
    ];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Moved => "moved",
            Self::Fuzzy => "fuzzy",
            Self::Ambiguous => "ambiguous",
            Self::Orphaned => "orphaned",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The words of a selector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// All of them.
    Whole(String),
    /// The first and the last ones; both belong to what is meant.
    Ends(String, String),
}

impl Words {
    /// Reads `first words … last words` (or `...`), or the whole words.
    ///
    /// A mark of omission at either edge belongs to the words: only one with words on both sides
    /// stands for what was left out.
    pub fn quoted(quote: &str) -> Self {
        let parts = quote.split_once('…').or_else(|| quote.split_once("..."));
        match parts {
            Some((first, last)) if !fold(first).is_empty() && !fold(last).is_empty() => {
                Self::Ends(first.trim().to_owned(), last.trim().to_owned())
            }
            _ => Self::Whole(quote.to_owned()),
        }
    }
}

/// Which of several places with the same words is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// The `index`th, from 1, of `count` where that is known.
    Nth {
        /// Which one, from 1.
        index: usize,
        /// How many there were.
        count: Option<usize>,
    },
    /// Every one.
    All,
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    /// The words meant.
    pub words: Words,
    /// Words just before; empty when not given.
    pub prefix: String,
    /// Words just after; empty when not given.
    pub suffix: String,
    /// Which of several.
    pub pick: Option<Pick>,
    /// Where to look first.
    pub within: Option<Range<usize>>,
    /// Where it stood: a weak hint, which settles only what nothing else does.
    pub hint: Option<Range<usize>>,
    /// What the copy that it was made on said there.
    pub stamp: Option<Stamp>,
    /// Whether the words must not be parts of longer ones.
    pub whole_words: bool,
}

impl Selector {
    /// A selector of these words, anywhere.
    pub fn new(words: Words) -> Self {
        Self {
            words,
            prefix: String::new(),
            suffix: String::new(),
            pick: None,
            within: None,
            hint: None,
            stamp: None,
            whole_words: false,
        }
    }
}

/// A proof that two copies say the same, without the words: a hash of the folded passage (FNV-1a,
/// 32 bits, in hexadecimal) and its count of letters, as `7f3a9c21:243`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stamp {
    /// FNV-1a of the bytes of the folded passage.
    pub hash: u32,
    /// Letters and digits in it.
    pub letters: usize,
}

impl Stamp {
    /// The stamp of a folded passage.
    pub fn of_folded(folded: &str) -> Self {
        let hash = folded.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        Self {
            hash,
            letters: folded.chars().count(),
        }
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}:{}", self.hash, self.letters)
    }
}

impl FromStr for Stamp {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (hash, letters) = text.trim().split_once(':').ok_or(())?;
        if hash.len() != 8 {
            return Err(());
        }
        Ok(Self {
            hash: u32::from_str_radix(hash, 16).map_err(drop)?,
            letters: letters.parse().map_err(drop)?,
        })
    }
}

/// A place that may be meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// How well it fits: 1 is perfect.
    pub score: f64,
}

/// What was found for a selector.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// How it was found.
    pub status: Status,
    /// The bytes meant, in the order of the text; several for [`Pick::All`], none when the
    /// selector is ambiguous or orphaned.
    pub ranges: Vec<Range<usize>>,
    /// How well it fits: 1 is perfect, 0 when nothing was found.
    pub score: f64,
    /// The places that fit alike, in the order of the text, when it is ambiguous.
    pub candidates: Vec<Spot>,
    /// Why it is not exact, in words.
    pub reason: Option<String>,
}

impl Found {
    /// Nothing, and why.
    pub fn orphaned(reason: impl Into<String>) -> Self {
        Self {
            status: Status::Orphaned,
            ranges: Vec::new(),
            score: 0.0,
            candidates: Vec::new(),
            reason: Some(reason.into()),
        }
    }

    /// One place or, for [`Pick::All`], several.
    pub fn at(status: Status, ranges: Vec<Range<usize>>, score: f64) -> Self {
        Self {
            status,
            ranges,
            score,
            candidates: Vec::new(),
            reason: None,
        }
    }

    /// From the first byte meant to the last.
    pub fn range(&self) -> Option<Range<usize>> {
        Some(self.ranges.first()?.start..self.ranges.last()?.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_omission_needs_words_on_both_sides() {
        let ends = |a: &str, b: &str| Words::Ends(a.to_owned(), b.to_owned());
        assert_eq!(Words::quoted("the mill … waits"), ends("the mill", "waits"));
        assert_eq!(
            Words::quoted("the mill... waits"),
            ends("the mill", "waits")
        );
        assert_eq!(
            Words::quoted("the mill…"),
            Words::Whole("the mill…".to_owned())
        );
    }

    #[test]
    fn stamps_round_trip() {
        let stamp = Stamp::of_folded("themassesé");
        assert_eq!(stamp.letters, 10);
        assert_eq!(stamp.to_string().parse(), Ok(stamp));
        assert!("1:2".parse::<Stamp>().is_err());
        assert_ne!(stamp, Stamp::of_folded("themassese"));
    }
}
