//! Section numbers: `2`, `2.1`, and `0` for what stands before the first heading.

use std::fmt;
use std::str::FromStr;

/// The number of a section: its own and those of the sections that hold it, from the outermost
/// in. Never empty; `0` alone is the opening.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectionNumber(Vec<u32>);

impl SectionNumber {
    /// The opening, before the first heading.
    pub fn opening() -> Self {
        Self(vec![0])
    }

    /// A number from its parts, outermost first; the opening when there are none.
    pub fn new(parts: Vec<u32>) -> Self {
        if parts.is_empty() {
            return Self::opening();
        }
        Self(parts)
    }

    /// The parts, outermost first.
    pub fn parts(&self) -> &[u32] {
        &self.0
    }

    /// How deep the section is nested: 1 for one that no other holds.
    pub fn depth(&self) -> usize {
        self.0.len()
    }

    /// Whether this is the opening.
    pub fn is_opening(&self) -> bool {
        self.0 == [0]
    }

    /// The section that holds this one.
    pub fn parent(&self) -> Option<Self> {
        let (_, rest) = self.0.split_last()?;
        (!rest.is_empty()).then(|| Self(rest.to_vec()))
    }

    /// Whether `other` is this section or stands within it.
    pub fn holds(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }
}

/// Headings nest at most so deep; what is deeper stands beside the deepest.
const DEEPEST: usize = 6;

/// Numbers headings as they come, whatever levels they leave out.
#[derive(Debug, Clone, Default)]
pub struct SectionCounter {
    /// The level, as the input counts it, of each section that is open.
    levels: Vec<u8>,
    /// The number of the last section; empty before the first.
    parts: Vec<u32>,
}

impl SectionCounter {
    /// The number of the next heading, which is of this level (1 is the outermost).
    pub fn next(&mut self, level: u8) -> SectionNumber {
        let keep = self.levels.partition_point(|&open| open < level);
        self.levels.truncate(keep.min(DEEPEST - 1));
        self.levels.push(level);
        let depth = self.levels.len();
        self.parts.truncate(depth);
        if self.parts.len() < depth {
            self.parts.push(0);
        }
        if let Some(last) = self.parts.last_mut() {
            *last += 1;
        }
        SectionNumber::new(self.parts.clone())
    }
}

impl fmt::Display for SectionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, part) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(".")?;
            }
            write!(f, "{part}")?;
        }
        Ok(())
    }
}

impl FromStr for SectionNumber {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let number = |part: &str| {
            let plain = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            let canonical = part == "0" || !part.starts_with('0');
            if plain && canonical {
                part.parse().map_err(drop)
            } else {
                Err(())
            }
        };
        let parts: Vec<u32> = text.split('.').map(number).collect::<Result<_, ()>>()?;
        match parts.as_slice() {
            [0] => Ok(Self::opening()),
            // Headings are counted from 1: `0` within a number names nothing.
            rest if rest.contains(&0) || rest.len() > 16 => Err(()),
            _ => Ok(Self(parts)),
        }
    }
}
