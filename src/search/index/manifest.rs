//! The list of what an index holds: each article's files, as they were when it was read.
//!
//! It is a file of its own beside the index, small and read whole at every search; its name stands
//! in the index's commit, so that both always belong together.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::files::Prints;
use crate::article::ArticleName;
use crate::library::Entry;
use crate::search::narrow::Print;

/// The first bytes of the file.
const MAGIC: &[u8; 8] = b"postil02";

/// One article of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// The number by which its passages know it; never used again for another state of it.
    pub(super) number: u64,
    pub(super) how: How,
    /// Whether notes of it were there.
    pub(super) has_notes: bool,
    /// What its text was.
    pub(super) text: Print,
    /// What all its files together were: text, notes, works.
    pub(super) all: Print,
    /// How many passages and bytes it has.
    pub(super) size: (usize, usize),
}

/// How an article is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// By blocks, which can be read one by one.
    Blocks,
    /// As a whole, which must be parsed.
    Whole,
    /// Not at all: it changed just when it was read, or it cannot be read or held. It is searched
    /// without the index.
    Not,
}

/// All articles, and the next number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Manifest {
    pub(super) articles: BTreeMap<ArticleName, Record>,
    pub(super) next: u64,
    /// What the folders were, when that is known for certain.
    pub(super) folders: Option<Print>,
}

impl Record {
    /// Whether the article's files are still what they were.
    pub(super) fn is_of(&self, prints: Option<Prints>) -> bool {
        prints.is_some_and(|p| self.how != How::Not && p.text == self.text && p.all == self.all)
    }
}

impl Manifest {
    /// The records of articles that are given in the order of their names. One that is out of order
    /// may be taken for unknown.
    pub(super) fn records_of<'a>(
        &'a self,
        entries: &'a [Entry],
    ) -> impl Iterator<Item = Option<&'a Record>> {
        let mut known = self.articles.iter().peekable();
        entries.iter().map(move |entry| {
            while known.next_if(|(name, _)| **name < entry.name).is_some() {}
            let here = known.next_if(|(name, _)| **name == entry.name);
            here.map(|(_, record)| record)
        })
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(64 * self.articles.len() + 32);
        out.extend(MAGIC);
        put(&mut out, self.next);
        put(&mut out, u64::from(self.folders.is_some()));
        put(&mut out, self.folders.map_or(0, |print| print.0));
        put(&mut out, self.articles.len() as u64);
        for (name, record) in &self.articles {
            let name = name.as_str().as_bytes();
            put(&mut out, name.len() as u64);
            out.extend(name);
            let how = match record.how {
                How::Blocks => 0,
                How::Whole => 1,
                How::Not => 2,
            };
            for number in [
                record.number,
                how,
                u64::from(record.has_notes),
                record.text.0,
                record.all.0,
                record.size.0 as u64,
                record.size.1 as u64,
            ] {
                put(&mut out, number);
            }
        }
        let sum = sum_of(&out);
        put(&mut out, sum);
        out
    }

    /// Reads the file; `None` when it is damaged.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (body, sum) = bytes.split_at_checked(bytes.len().checked_sub(8)?)?;
        let mut rest = sum;
        if take(&mut rest)? != sum_of(body) {
            return None;
        }
        let mut rest = body.strip_prefix(MAGIC)?;
        let next = take(&mut rest)?;
        let is_known = take(&mut rest)? == 1;
        let folders = Some(Print(take(&mut rest)?)).filter(|_| is_known);
        let count = take(&mut rest)?;
        let mut articles = Vec::new();
        for _ in 0..count {
            let length = usize::try_from(take(&mut rest)?).ok()?;
            let (name, after) = rest.split_at_checked(length)?;
            rest = after;
            let name = std::str::from_utf8(name).ok()?.parse().ok()?;
            let number = take(&mut rest)?;
            let how = match take(&mut rest)? {
                0 => How::Blocks,
                1 => How::Whole,
                _ => How::Not,
            };
            let has_notes = take(&mut rest)? == 1;
            let (text, all) = (Print(take(&mut rest)?), Print(take(&mut rest)?));
            let passages = usize::try_from(take(&mut rest)?).ok()?;
            let bytes = usize::try_from(take(&mut rest)?).ok()?;
            let record = Record {
                number,
                how,
                has_notes,
                text,
                all,
                size: (passages, bytes),
            };
            articles.push((name, record));
        }
        let articles = articles.into_iter().collect();
        Some(Self {
            articles,
            next,
            folders,
        })
    }
}

fn put(out: &mut Vec<u8>, number: u64) {
    out.extend(number.to_le_bytes());
}

fn take(bytes: &mut &[u8]) -> Option<u64> {
    let (number, rest) = bytes.split_first_chunk::<8>()?;
    *bytes = rest;
    Some(u64::from_le_bytes(*number))
}

fn sum_of(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_as_it_was_written_and_never_when_it_is_damaged() {
        let mut manifest = Manifest {
            next: 7,
            folders: Some(Print(11)),
            ..Manifest::default()
        };
        for (number, name) in ["rye", "wheat-and-oats"].into_iter().enumerate() {
            let record = Record {
                number: number as u64,
                how: How::Whole,
                has_notes: number == 1,
                text: Print(3),
                all: Print(u64::MAX),
                size: (12, 3_000),
            };
            manifest.articles.insert(name.parse().unwrap(), record);
        }
        let bytes = manifest.to_bytes();
        assert_eq!(Manifest::from_bytes(&bytes), Some(manifest));
        for length in 0..bytes.len() {
            assert_eq!(Manifest::from_bytes(&bytes[..length]), None);
        }
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x10;
            assert_eq!(Manifest::from_bytes(&damaged), None);
        }
    }
}
