//! When nothing is found: the words that do occur, nearest to those that were looked for.

use std::collections::HashMap;
use std::fs;

use rayon::prelude::*;

use super::long::Long;
use super::passage::{Passages, source_line};
use super::skim::skim;
use super::words::Words;
use crate::article::{ArticleName, markdown};
use crate::edition::{Apparatus, Edition};
use crate::library::{Entry, Library};
use crate::text::problem::{Problems, edit_distance};

/// After this many bytes of text no more words are gathered: enough for a few hundred articles,
/// and a moment's work.
const ENOUGH: usize = 8 << 20;

/// A longer query gets no advice on every word.
const WORDS: usize = 8;

/// A longer word is none that anyone meant.
const LONGEST: usize = 64;

/// How often each word occurs, folded.
#[derive(Debug)]
pub struct Vocabulary {
    counts: HashMap<String, u32>,
    /// Whether it has the words of all articles; else only of the first, as many as are read in a
    /// moment.
    complete: bool,
}

/// Counts the words that may be near to one that is looked for.
struct Reading<'w> {
    wanted: &'w [String],
    counts: HashMap<String, u32>,
}

/// What is said of words when nothing is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// Each word that does not occur, with those that do and are nearest to it: at most three, the
    /// nearest first, then the more frequent.
    pub words: Vec<(String, Vec<String>)>,
    /// Whether all of the articles were read; else only the first, as many as are read in a
    /// moment.
    pub complete: bool,
}

/// The words that do not occur in the articles whose vocabulary it is, and what is near to them.
pub fn nearest_words(words: &[&str], vocabulary: &Vocabulary) -> Advice {
    let asked = asked(words);
    let absent = asked
        .iter()
        .map(|word| (*word, folded(word)))
        .filter(|(_, folded)| !vocabulary.counts.contains_key(folded));
    Advice {
        words: absent
            .map(|(word, folded)| (word.to_owned(), vocabulary.near(&folded)))
            .collect(),
        complete: vocabulary.complete,
    }
}

/// The words on which advice is given, each once.
fn asked<'w>(words: &[&'w str]) -> Vec<&'w str> {
    let mut asked: Vec<&str> = Vec::new();
    for word in words.iter().take(WORDS) {
        if word.chars().count() <= LONGEST && !asked.contains(word) {
            asked.push(word);
        }
    }
    asked
}

fn folded(word: &str) -> String {
    Words::new(word, false).iter().collect()
}

/// How many letters may be other ones in a word that is near.
fn limit(word: &str) -> usize {
    (word.chars().count() / 3).max(1)
}

impl Vocabulary {
    /// One that is filled word by word, with the words of all articles.
    #[cfg(feature = "index")]
    pub(super) fn complete() -> Self {
        Self {
            counts: HashMap::new(),
            complete: true,
        }
    }

    /// Takes a folded word that occurs so often.
    #[cfg(feature = "index")]
    pub(super) fn take(&mut self, word: &str, times: u32) {
        let count = self.counts.entry(word.to_owned()).or_default();
        *count = count.saturating_add(times);
    }

    /// The words of the first of the articles, with their annotations, and of the library's works,
    /// as far as they may be near to those that are looked for.
    pub fn read(library: &Library, entries: &[Entry], words: &[&str]) -> Self {
        let wanted: Vec<String> = asked(words).into_iter().map(folded).collect();
        let mut size = 0;
        let first = entries.iter().take_while(|entry| {
            let before = size;
            let length = library
                .text_file(&entry.name)
                .and_then(|path| fs::metadata(path).ok())
                .map_or(0, |metadata| usize::try_from(metadata.len()).unwrap_or(0));
            size += length;
            before < ENOUGH
        });
        let first: Vec<&Entry> = first.collect();
        let mut reading = first
            .into_par_iter()
            .fold(
                || Reading::of(&wanted),
                |mut reading, entry| {
                    reading.add_article(library, entry);
                    reading
                },
            )
            .reduce(|| Reading::of(&wanted), Reading::merged);
        let noted = entries.iter().any(|entry| entry.has_notes);
        if noted && let Ok((sources, _)) = library.sources() {
            for source in &sources {
                reading.add(&source_line(source));
            }
        }
        Self {
            counts: reading.counts,
            complete: size <= ENOUGH,
        }
    }

    /// At most three words that are written much like `word`, the nearest first, then the more
    /// frequent.
    fn near(&self, word: &str) -> Vec<String> {
        let letters = word.chars().count();
        let limit = limit(word);
        let mut near: Vec<(usize, std::cmp::Reverse<u32>, &str)> = self
            .counts
            .iter()
            .filter(|(known, _)| known.chars().count().abs_diff(letters) <= limit)
            .map(|(known, &count)| {
                let distance = edit_distance(word, known);
                (distance, std::cmp::Reverse(count), known.as_str())
            })
            .filter(|&(distance, ..)| distance <= limit)
            .collect();
        near.sort_unstable();
        near.truncate(3);
        near.into_iter().map(|(.., word)| word.to_owned()).collect()
    }
}

impl<'w> Reading<'w> {
    fn of(wanted: &'w [String]) -> Self {
        Self {
            wanted,
            counts: HashMap::new(),
        }
    }

    fn merged(mut self, other: Self) -> Self {
        for (word, count) in other.counts {
            *self.counts.entry(word).or_default() += count;
        }
        self
    }

    fn add_article(&mut self, library: &Library, entry: &Entry) {
        let name = &entry.name;
        let long = library.text_file(name).and_then(|path| Long::open(&path));
        let text = match long {
            Some(long) => long.beginning(ENOUGH),
            None => library.raw_text(name).ok(),
        };
        if let Some(text) = text {
            self.add_text(name, &text);
        }
        if entry.has_notes
            && let Ok(apparatus) = library.apparatus(name)
        {
            for (_, file) in &apparatus.files {
                for annotation in &file.annotations {
                    self.add(&annotation.note);
                }
            }
        }
    }

    fn add_text(&mut self, name: &ArticleName, file: &str) {
        if let Some(skimmed) = skim(name, file) {
            for (place, index) in skimmed.places() {
                let raw = file.get(skimmed.raw(index)).unwrap_or_default();
                for field in skimmed.unit(place, raw).iter().flat_map(|u| &u.fields) {
                    self.add(&field.text);
                }
            }
            return;
        }
        let article = markdown::read(name.clone(), file, &mut Problems::default());
        let edition = Edition::new(article, Apparatus::default(), std::sync::Arc::default());
        for unit in Passages::of(&edition) {
            for field in &unit.fields {
                self.add(&field.text);
            }
        }
    }

    fn add(&mut self, text: &str) {
        let words = Words::new(text, false);
        for (index, word) in words.iter().enumerate() {
            self.count(word);
            if words.get(index).is_some_and(|w| w.broken) {
                self.count(&format!("{word}{}", words.folded(index + 1)));
            }
        }
    }

    fn count(&mut self, word: &str) {
        let letters = word.chars().count();
        let may_be_near = |wanted: &String| {
            let length = wanted.chars().count();
            length.abs_diff(letters) <= limit(wanted)
        };
        if !self.wanted.iter().any(may_be_near) {
            return;
        }
        if let Some(count) = self.counts.get_mut(word) {
            *count += 1;
        } else {
            self.counts.insert(word.to_owned(), 1);
        }
    }
}
