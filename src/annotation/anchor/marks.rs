//! Selectors without a letter or digit: marks alone, or a point between a prefix and a suffix.

use std::ops::Range;

use memchr::memmem;

use super::exact::{CAP, choose};
use super::rank::Ranker;
use super::selector::{Found, Status, Words};

impl Ranker<'_> {
    /// Finds marks as they stand, or the point between the prefix and the suffix.
    pub(super) fn marks_only(&self) -> Found {
        let Words::Whole(marks) = &self.selector.words else {
            return Found::orphaned("the first words have no letter or digit");
        };
        let context = !(self.query.prefix.is_empty() && self.query.suffix.is_empty());
        let (ranges, none) = if marks.is_empty() {
            if !context {
                return Found::orphaned("the selector is empty");
            }
            (self.points(), "the context is not in the text")
        } else {
            let none = "the words have no letter or digit, and the marks are not in the text";
            (self.verbatim_marks(marks, context), none)
        };
        let inside: Vec<Range<usize>> = match &self.selector.within {
            Some(within) => {
                let inside = |r: &&Range<usize>| within.start <= r.start && r.end <= within.end;
                ranges.iter().filter(inside).cloned().collect()
            }
            None => ranges.clone(),
        };
        let (ranges, status) = if inside.is_empty() {
            (ranges, Status::Moved)
        } else {
            (inside, Status::Exact)
        };
        if ranges.is_empty() {
            return Found::orphaned(none);
        }
        choose(ranges, self.selector, status)
    }

    /// The places where the prefix ends and the suffix begins.
    fn points(&self) -> Vec<Range<usize>> {
        let all = format!("{}{}", self.query.prefix, self.query.suffix);
        let len = self.query.prefix.len();
        let prefix = &self.selector.prefix;
        let suffix = &self.selector.suffix;
        let hits = self.index.find_all(&all, &self.index.whole(), CAP);
        let point = |at: usize| {
            if len > 0 {
                let before = self
                    .index
                    .to_source(self.text, at..at + len, (prefix, prefix));
                return before.end;
            }
            let after = at..at + all.len();
            self.index
                .to_source(self.text, after, (suffix, suffix))
                .start
        };
        hits.into_iter().map(point).map(|p| p..p).collect()
    }

    /// The places of marks, letter for letter, in their folded context.
    fn verbatim_marks(&self, marks: &str, context: bool) -> Vec<Range<usize>> {
        let folded = self.index.folded();
        let fits = |at: &usize| {
            if !context {
                return true;
            }
            let point = folded.to_folded(self.text, *at..*at).start;
            let before = self.index.slice(&(0..point));
            let after = self.index.slice(&(point..self.index.whole().end));
            before.ends_with(&self.query.prefix) && after.starts_with(&self.query.suffix)
        };
        memmem::find_iter(self.text.as_bytes(), marks.as_bytes())
            .filter(fits)
            .take(CAP)
            .map(|at| at..at + marks.len())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Selector, TextIndex};
    use super::*;

    fn find(text: &str, exact: &str, prefix: &str, suffix: &str) -> (Status, Vec<Range<usize>>) {
        let selector = Selector {
            prefix: prefix.to_owned(),
            suffix: suffix.to_owned(),
            ..Selector::new(Words::Whole(exact.to_owned()))
        };
        let found = TextIndex::new(text, Vec::new()).find(text, &selector);
        (found.status, found.ranges)
    }

    fn one(start: usize, end: usize) -> Vec<Range<usize>> {
        std::iter::once(start..end).collect()
    }

    #[test]
    fn marks_are_found_as_they_stand() {
        let text = "Rye 🌾 bread 🌾 — and salt.";
        assert_eq!(find(text, "🌾", "bread", ""), (Status::Exact, one(15, 19)));
        assert_eq!(find(text, "🌾", "", "").0, Status::Ambiguous);
        assert_eq!(find(text, "—", "", ""), (Status::Exact, one(20, 23)));
        assert_eq!(find(text, "?!", "", "").0, Status::Orphaned);
    }

    #[test]
    fn nothing_between_two_words_is_a_point() {
        let text = "Rye bread and salt.";
        assert_eq!(find(text, "", "Rye ", "bread"), (Status::Exact, one(4, 4)));
        assert_eq!(find(text, "", "", "and"), (Status::Exact, one(10, 10)));
        assert_eq!(find(text, "", "", "").0, Status::Orphaned);
    }
}
