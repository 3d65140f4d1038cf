//! When nothing is found: the words that do occur, nearest to those that were looked for.

use std::collections::HashMap;

use super::passage::Passages;
use super::words::Words;
use crate::edition::Edition;
use crate::text::problem::edit_distance;

/// After this many bytes of text no more words are gathered: enough for a few hundred articles,
/// and a moment's work.
const ENOUGH: usize = 16 << 20;

/// The words of one or more editions, folded.
#[derive(Debug, Default)]
pub struct Vocabulary {
    counts: HashMap<String, u32>,
    read: usize,
}

impl Vocabulary {
    /// Takes the words of an edition; `false` when there is enough already.
    pub fn add(&mut self, edition: &Edition) -> bool {
        for unit in Passages::of(edition) {
            for field in &unit.fields {
                if self.read > ENOUGH {
                    return false;
                }
                self.read += field.text.len();
                let words = Words::new(&field.text, false);
                for (index, word) in words.iter().enumerate() {
                    self.count(word);
                    if words.get(index).is_some_and(|w| w.broken) {
                        self.count(&format!("{word}{}", words.folded(index + 1)));
                    }
                }
            }
        }
        true
    }

    fn count(&mut self, word: &str) {
        self.take(word, 1);
    }

    /// Takes a folded word that occurs so often.
    pub(super) fn take(&mut self, word: &str, times: u32) {
        if let Some(count) = self.counts.get_mut(word) {
            *count = count.saturating_add(times);
        } else {
            self.counts.insert(word.to_owned(), times);
        }
    }

    fn has(&self, word: &str) -> bool {
        self.counts.contains_key(word)
    }

    /// At most three words that occur and are written much like `word`, the nearest first, then
    /// the more frequent.
    fn near(&self, word: &str) -> Vec<String> {
        let letters = word.chars().count();
        let limit = (letters / 3).max(1);
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

/// For each word that does not occur, those that do and are nearest to it. Words that do occur
/// are left out.
pub fn nearest_words(words: &[&str], vocabulary: &Vocabulary) -> Vec<(String, Vec<String>)> {
    /// A longer query gets no advice on every word.
    const WORDS: usize = 8;
    let mut advice: Vec<(String, Vec<String>)> = Vec::new();
    for word in words.iter().take(WORDS) {
        // A longer word is none that anyone meant.
        if word.chars().count() > 64 || advice.iter().any(|(known, _)| known == word) {
            continue;
        }
        let folded: String = Words::new(word, false).iter().collect();
        if !vocabulary.has(&folded) {
            advice.push(((*word).to_owned(), vocabulary.near(&folded)));
        }
    }
    advice
}
