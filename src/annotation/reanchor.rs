//! A set of notes carried from one version of an article to another.
//!
//! Not each note is looked for on its own: the two texts are aligned, and the notes go with their
//! words. A passage that was taken out so takes its notes along, and none of them attaches to a
//! lookalike elsewhere; a paragraph that changed its place is followed.

use std::fmt;
use std::ops::Range;

use super::anchor::{Alignment, Mapped, Selector, Status, Words};
use super::{Anchorer, Annotation, Nth, Target};
use crate::article::{Article, Passage, PassageRun};
use crate::text::fold::fold;

/// A passage of which less is left is gone.
const LEFT: f64 = 0.5;
/// Unless its letters are as like as this: it was read anew, with errors.
const ALIKE: f64 = 0.70;
/// Text of which more is known from the old version is not what was moved there.
const KNOWN: f64 = 0.2;
/// Words of fewer letters are not followed to another place on their own.
const LETTERS: usize = 24;

/// What became of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fate {
    /// Its passage says the same at the same place.
    Unchanged,
    /// Its passage says the same at another place.
    Moved,
    /// Its passage, or what tells it from others, was reworded.
    Reworded,
    /// Its passage was taken out; the note is kept, marked as orphaned.
    Gone,
    /// It was not found in the old version, or in several places of it; it is left as it is.
    Unknown,
}

impl Fate {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Unchanged,
        Self::Moved,
        Self::Reworded,
        Self::Gone,
        Self::Unknown,
    ];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Moved => "moved",
            Self::Reworded => "reworded",
            Self::Gone => "gone",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A note in the new version.
#[derive(Debug, Clone, PartialEq)]
pub struct Carried {
    /// What became of it.
    pub fate: Fate,
    /// The note as it should be written now.
    pub note: Annotation,
    /// What its passage said.
    pub was: String,
    /// What it says now.
    pub is: String,
    /// The passages that it refers to and that are gone, as they are written.
    pub lost: Vec<String>,
}

/// Two versions of an article, aligned.
pub struct Reanchorer<'a> {
    old: &'a Article,
    new: &'a Article,
    before: Anchorer<'a>,
    after: Anchorer<'a>,
    alignment: Alignment<'a>,
}

impl<'a> Reanchorer<'a> {
    /// Aligns two versions.
    pub fn new(old: &'a Article, new: &'a Article) -> Self {
        let mut reanchorer = Self {
            before: Anchorer::new(old),
            after: Anchorer::new(new),
            alignment: Alignment::new(&old.text, &new.text),
            old,
            new,
        };
        reanchorer.follow_paragraphs();
        reanchorer
    }

    /// Finds the paragraphs that are not where the order of the text has them.
    fn follow_paragraphs(&mut self) {
        for paragraph in &self.old.paragraphs {
            if self.alignment.kept(&paragraph.range) >= LEFT {
                continue;
            }
            if let Some(there) = self.elsewhere(&paragraph.range) {
                self.alignment.relocate(&paragraph.range, &there);
            }
        }
    }

    /// Where a range of the old text stands, or nearly, in what is new of the new one. What is
    /// known from the old text is the place of something else.
    fn elsewhere(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let words = self.old.slice(range.clone());
        if fold(words).len() < LETTERS {
            return None;
        }
        let selector = Selector::new(Words::Whole(words.to_owned()));
        let found = self.after.index().find(&self.new.text, &selector);
        let is_it = matches!(found.status, Status::Exact | Status::Fuzzy);
        let there = found.range().filter(|_| is_it)?;
        (self.alignment.known(&there) < KNOWN).then_some(there)
    }

    /// Carries a note over.
    pub fn carry(&self, note: &Annotation) -> Carried {
        let anchor = self.before.anchor(&note.target);
        let said = |article: &Article, ranges: &[Range<usize>]| {
            let first = ranges.first().cloned().unwrap_or_default();
            article.slice(first).to_owned()
        };
        let mut carried = Carried {
            fate: Fate::Unknown,
            note: note.clone(),
            was: said(self.old, &anchor.ranges),
            is: String::new(),
            lost: Vec::new(),
        };
        self.references(&mut carried);
        if anchor.ranges.is_empty() {
            return carried;
        }
        let there: Vec<Range<usize>> = anchor
            .ranges
            .iter()
            .filter_map(|range| self.now(range))
            .collect();
        if there.is_empty() {
            carried.fate = Fate::Gone;
            carried.note.target.orphaned = true;
            carried.note.target.at = note.target.at.as_ref().map(|at| self.scar(at));
            return carried;
        }
        carried.is = said(self.new, &there);
        let (fate, target) = match there.as_slice() {
            [one] if note.target.nth != Some(Nth::All) => self.one(&note.target, one),
            _ => self.every(&note.target),
        };
        carried.fate = fate;
        carried.note.target = target;
        carried
    }

    /// Where a range of the old text is now, when enough of it is left.
    fn now(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let is_left = |mapped: &Mapped| mapped.kept >= LEFT || mapped.likeness >= ALIKE;
        let mapped = self.alignment.map(range).filter(is_left);
        mapped
            .map(|mapped| mapped.range)
            .or_else(|| self.elsewhere(range))
    }

    /// The target that means `range` of the new text: the old one as it is, or with its passage
    /// renumbered, or written anew.
    fn one(&self, old: &Target, range: &Range<usize>) -> (Fate, Target) {
        if old.quote.is_none() {
            return self.whole(old, range);
        }
        let leads_there = |target: &Target| {
            let at = target.at.as_ref();
            if at.is_some_and(|at| self.new.range_of_run(at).is_none()) {
                return false;
            }
            let anchor = self.after.anchor(target);
            let folded = self.after.index().folded();
            let letters = |r: &Range<usize>| folded.to_folded(&self.new.text, r.clone());
            anchor.status == Status::Exact
                && matches!(anchor.ranges.as_slice(), [one] if letters(one) == letters(range))
        };
        if leads_there(old) {
            return (Fate::Unchanged, old.clone());
        }
        let described = Target::of_range(self.new, &self.after, range);
        let renumbered = Target {
            at: old.at.as_ref().and(described.at.clone()),
            ..old.clone()
        };
        if leads_there(&renumbered) {
            return (Fate::Moved, renumbered);
        }
        (Fate::Reworded, described)
    }

    /// The target of a note on whole passages.
    fn whole(&self, old: &Target, range: &Range<usize>) -> (Fate, Target) {
        let at = old.at.as_ref().and_then(|at| self.run(at));
        let at = at.unwrap_or_else(|| self.run_of(range));
        let before = old.at.as_ref().and_then(|at| self.old.range_of_run(at));
        let after = self.new.range_of_run(&at);
        let stamps = (
            before.map(|r| self.before.stamp(r)),
            after.map(|r| self.after.stamp(r)),
        );
        let says_the_same = stamps.0 == stamps.1;
        let stamp = match stamps.1 {
            Some(stamp) if old.stamp.is_some() => Some(stamp.to_string()),
            _ => old.stamp.clone(),
        };
        let fate = match (says_the_same, Some(&at) == old.at.as_ref()) {
            (false, _) => Fate::Reworded,
            (true, false) => Fate::Moved,
            (true, true) => Fate::Unchanged,
        };
        let target = Target {
            at: Some(at),
            stamp,
            ..old.clone()
        };
        (fate, target)
    }

    /// The target of a note on every place of its words, which need no other ones.
    fn every(&self, old: &Target) -> (Fate, Target) {
        let at = old
            .at
            .as_ref()
            .map(|at| self.run(at).unwrap_or_else(|| at.clone()));
        let fate = if at == old.at {
            Fate::Unchanged
        } else {
            Fate::Moved
        };
        (fate, Target { at, ..old.clone() })
    }

    /// The passages at which the note refers to this article, renumbered.
    fn references(&self, carried: &mut Carried) {
        for reference in &mut carried.note.to {
            let here = reference
                .article
                .as_ref()
                .is_none_or(|a| *a == self.new.name);
            let Some(run) = reference.passage.as_mut().filter(|_| here) else {
                continue;
            };
            match self.run(run) {
                Some(now) => *run = now,
                None if self.old.range_of_run(run).is_some() => carried.lost.push(run.to_string()),
                None => {}
            }
        }
        let cited = carried.note.cited.as_mut();
        if let Some(passage) = cited.and_then(|c| c.antecedent.as_mut())
            && let Some(now) = self.passage(passage)
        {
            *passage = now.first;
        }
    }

    /// A run of passages of the old version, as the new one numbers them.
    fn run(&self, run: &PassageRun) -> Option<PassageRun> {
        let first = self.passage(&run.first)?;
        let Some(last) = &run.last else {
            return Some(first);
        };
        let last = self.passage(last)?;
        let last = last.last.unwrap_or(last.first);
        Some(PassageRun {
            last: (last != first.first).then_some(last),
            first: first.first,
        })
    }

    /// A passage of the old version, as the new one numbers it: a run, when it was divided.
    fn passage(&self, passage: &Passage) -> Option<PassageRun> {
        let range = self.old.range_of(passage)?;
        if let Passage::Section(number) = passage {
            let section = self.old.sections.get(self.old.section_index(number)?)?;
            if section.number.is_opening() {
                return Some(passage.clone().into());
            }
            let heading = self.now(&section.heading);
            let place = heading.or_else(|| self.now(&range))?;
            let section = self.new.sections.get(self.new.section_at(place.start))?;
            return Some(Passage::Section(section.number.clone()).into());
        }
        Some(self.run_of(&self.now(&range)?))
    }

    /// The passages of a range of the new text.
    fn run_of(&self, range: &Range<usize>) -> PassageRun {
        let first = self.new.passage_at(range.start);
        let last = self.new.passage_at(range.end.saturating_sub(1));
        PassageRun {
            last: (last != first).then_some(last),
            first,
        }
    }

    /// The passage at which one that was taken out stood.
    fn scar(&self, at: &PassageRun) -> PassageRun {
        if let Some(now) = self.run(at) {
            return now;
        }
        let range = self.old.range_of_run(at).unwrap_or_default();
        let place = self.alignment.place(range.start);
        self.new.passage_at(place).into()
    }
}
