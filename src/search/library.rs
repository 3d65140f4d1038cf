//! A whole library: its articles searched in parallel, the answers told in the order of their
//! names while the search goes on. Nothing has to be built first, and never more than a few
//! articles are held at once.

use std::ops::{ControlFlow, Range};
use std::sync::{Arc, mpsc};

use rayon::prelude::*;

use super::gather::Gathered;
use super::hit::Context;
use super::long::{LONG, Long, Piece};
use super::matching::Matcher;
use super::narrow::{Narrowed, Plan};
use super::query::Query;
use super::sieve::{Candidates, Sieve};
use super::skim::{Place, Skimmed, skim};
use super::{Zone, rank};
use crate::article::{ArticleName, Passage, markdown};
use crate::edition::{Apparatus, Edition};
use crate::library::{Entry, Library, OpenError};
use crate::source::Sources;
use crate::text::problem::{Problem, Problems};

/// A search of a library.
#[derive(Debug)]
pub struct LibrarySearch<'a> {
    /// The library.
    pub library: &'a Library,
    /// What is looked for.
    pub query: &'a Query,
    /// How many characters of context a finding has on either side; `None` for none.
    pub context: Option<usize>,
    /// Whether findings know their bytes in the article's text, for which it may have to be parsed
    /// whole.
    pub places: bool,
    /// Whether the passages are weighed, for the ranking.
    pub weigh: bool,
    /// So many findings of one article are enough, unless the passages are weighed.
    pub enough: usize,
    /// What an index knows of the articles that are searched; without it all are read.
    pub narrowed: Option<Narrowed>,
}

/// A place of an article that answers, with all that is needed to show it.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The passage.
    pub at: Option<Passage>,
    /// The part of it.
    pub zone: Zone,
    /// The annotation concerned, by its id.
    pub annotation: Option<String>,
    /// Its bytes in the article's text, when they were asked for.
    pub place: Option<Range<usize>>,
    /// The hit and the words around it, when they were asked for.
    pub context: Context,
    /// The index, in [`Answer::weights`], of the passage that it stands in.
    pub passage: usize,
}

/// What one article answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The article.
    pub article: ArticleName,
    /// The places, in reading order.
    pub findings: Vec<Finding>,
    /// What each answering passage weighs, when that was asked for.
    pub weights: Vec<rank::Weight>,
    /// What the article adds to the counts of the library, when that was asked for.
    pub counts: rank::Counts,
}

/// What is told while a library is searched.
#[derive(Debug)]
pub enum Report {
    /// An article answers.
    Answer(Answer),
    /// An article could not be read; the others are searched all the same.
    Unread(ArticleName, OpenError),
}

/// The library's works, and whether their file holds anything of an answer.
struct Works {
    sources: Arc<Sources>,
    problems: Vec<Problem>,
    may_answer: bool,
}

impl LibrarySearch<'_> {
    /// Searches the articles, and tells what comes of it, until `each` breaks.
    pub fn run(
        &self,
        entries: &[Entry],
        mut each: impl FnMut(Report) -> ControlFlow<()>,
    ) -> Result<(), OpenError> {
        let of_query = Sieve::of(self.query);
        let sieve = if self.weigh {
            Sieve::of_any(self.query)
        } else {
            of_query.clone()
        };
        let planned = self.planned(entries);
        let works = self.works(&planned, &sieve)?;
        let (sender, receiver) = mpsc::sync_channel::<Vec<Report>>(2);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let sender = sender;
                for batch in batches(&planned) {
                    let reports = batch
                        .par_iter()
                        .map_init(
                            || Worker {
                                matcher: Matcher::with(self.query, of_query.clone()),
                                buffer: Vec::new(),
                            },
                            |worker, planned| self.report(*planned, &sieve, worker, &works),
                        )
                        .filter_map(|report| report)
                        .collect();
                    if sender.send(reports).is_err() {
                        return;
                    }
                }
            });
            for report in receiver.iter().flatten() {
                if each(report).is_break() {
                    break;
                }
            }
            // The searching thread stops at its next batch, for nobody listens any more.
            drop(receiver);
        });
        Ok(())
    }

    /// The articles that are to be looked at, each with what is known of it.
    fn planned<'e>(&'e self, entries: &'e [Entry]) -> Vec<Planned<'e>> {
        let known = self.narrowed.as_ref().map(Narrowed::plans);
        let known = known.filter(|plans| plans.len() == entries.len());
        let plan = |index: usize| known.and_then(|plans| plans.get(index));
        let planned = entries.iter().enumerate();
        planned
            .map(|(index, entry)| (entry, plan(index).unwrap_or(&Plan::Whole)))
            .filter(|(_, plan)| self.weigh || !matches!(plan, Plan::Skip(_)))
            .collect()
    }

    /// The works are read only when some article has notes that may name them.
    fn works(&self, planned: &[Planned<'_>], sieve: &Sieve) -> Result<Works, OpenError> {
        let needs = |(entry, plan): &Planned<'_>| {
            entry.has_notes && entry.has_text && !matches!(plan, Plan::Skip(_))
        };
        if !planned.iter().any(needs) {
            return Ok(Works {
                sources: Arc::default(),
                problems: Vec::new(),
                may_answer: false,
            });
        }
        let (sources, problems) = self.library.sources()?;
        let raw = self.library.raw_sources()?;
        Ok(Works {
            sources: Arc::new(sources),
            problems,
            may_answer: sieve.may_be_in_yaml(&raw),
        })
    }

    fn report(
        &self,
        (entry, plan): Planned<'_>,
        sieve: &Sieve,
        worker: &mut Worker<'_>,
        works: &Works,
    ) -> Option<Report> {
        if let Some(answer) = self.narrowed_answer(entry, plan, &mut worker.matcher) {
            return (!answer.findings.is_empty() || !answer.counts.is_empty())
                .then_some(Report::Answer(answer));
        }
        match self.article(entry, sieve, worker, works) {
            Ok(answer) if answer.findings.is_empty() && answer.counts.is_empty() => None,
            Ok(answer) => Some(Report::Answer(answer)),
            Err(error) => Some(Report::Unread(entry.name.clone(), error)),
        }
    }

    /// What an article answers of which an index knows where it may; `None` when it must be read.
    fn narrowed_answer(
        &self,
        entry: &Entry,
        plan: &Plan,
        matcher: &mut Matcher<'_>,
    ) -> Option<Answer> {
        let mut gathered = Gathered::new(self, &entry.name);
        match plan {
            Plan::Whole => return None,
            Plan::Skip(size) => gathered.answer.counts.set_size(*size),
            Plan::Blocks(blocks) => {
                let path = self.library.text_file(&entry.name)?;
                blocks.read(&path, |block, text| {
                    gathered.take_block(block, text, matcher);
                    if gathered.is_enough() {
                        return ControlFlow::Break(());
                    }
                    ControlFlow::Continue(())
                })?;
                if self.weigh {
                    gathered.answer.counts.set_size(blocks.size);
                }
                let found = !gathered.answer.findings.is_empty();
                if found && self.places || !found && !blocks.all {
                    return None;
                }
            }
        }
        Some(gathered.answer)
    }

    /// What one article answers.
    fn article(
        &self,
        entry: &Entry,
        sieve: &Sieve,
        Worker { matcher, buffer }: &mut Worker<'_>,
        works: &Works,
    ) -> Result<Answer, OpenError> {
        let name = &entry.name;
        let mut gathered = Gathered::new(self, name);
        if !self.query.may_be_in(name) && !self.weigh {
            return Ok(gathered.answer);
        }
        if !entry.has_notes && self.query.needs_notes() && !self.weigh {
            return Ok(gathered.answer);
        }
        if entry.has_notes {
            let text = self.library.raw_text(name)?;
            let notes = self.library.raw_notes(name)?;
            let may_answer = self.weigh
                || works.may_answer
                || notes.iter().any(|file| sieve.may_be_in_yaml(file))
                || sieve.candidates(&text) != Candidates::At(Vec::new());
            if may_answer {
                let sources = Arc::clone(&works.sources);
                let edition = self
                    .library
                    .open_with(name, sources, works.problems.clone())?;
                gathered.take_edition(&edition, matcher);
            }
            return Ok(gathered.answer);
        }
        let is_short = self.library.short_bytes(name, LONG, buffer)?;
        if !is_short && let Some(answer) = self.long_answer(name, sieve) {
            return Ok(answer);
        }
        // Other line ends, and an error that says where, are left to the library.
        let as_it_is = (is_short && memchr::memchr(b'\r', buffer).is_none())
            .then(|| simdutf8::basic::from_utf8(buffer).ok())
            .flatten();
        let read = match as_it_is {
            Some(_) => String::new(),
            None => self.library.raw_text(name)?,
        };
        let text = as_it_is.unwrap_or(&read);
        let candidates = sieve.candidates(text);
        if candidates == Candidates::At(Vec::new()) && !self.weigh {
            return Ok(gathered.answer);
        }
        match skim(name, text) {
            Some(skimmed) => {
                gathered.take_skimmed(&skimmed, text, &candidates, matcher);
                if self.places && !gathered.answer.findings.is_empty() {
                    gathered = Gathered::new(self, name);
                    gathered.take_edition(&parsed(name, text), matcher);
                }
            }
            None => gathered.take_edition(&parsed(name, text), matcher),
        }
        Ok(gathered.answer)
    }

    /// What a long article without annotations answers; `None` when it must be read whole.
    fn long_answer(&self, name: &ArticleName, sieve: &Sieve) -> Option<Answer> {
        let long = Long::open(&self.library.text_file(name)?)?;
        let mut survey = long.survey(sieve, (!self.weigh).then_some(self.query))?;
        let mut gathered = Gathered::new(self, name);
        if survey.is_empty() && survey.supposes_nothing() && !self.weigh {
            return Some(gathered.answer);
        }
        let mut skimmed = survey.skim(name)?;
        if survey.supposes_too_much(&skimmed) {
            survey = long.survey(sieve, None)?;
            skimmed = survey.skim(name)?;
        }
        let mut notes = Vec::new();
        for batch in batches(&survey.pieces) {
            let parts: Option<Vec<Part<'_>>> = batch
                .par_iter()
                .map_init(
                    || Matcher::without_sieve(self.query),
                    |matcher, piece| self.part(&long, piece, &skimmed, matcher),
                )
                .collect();
            for part in parts? {
                gathered.merge(part.body);
                notes.extend(part.notes);
            }
            if self.places && !gathered.answer.findings.is_empty() {
                // Its places are known only when it is parsed.
                return None;
            }
            if gathered.is_enough() {
                break;
            }
        }
        // The notes come last, by their numbers, wherever they stand in the file.
        notes.sort_by_key(|(number, _)| *number);
        for (_, note) in notes {
            gathered.merge(note);
        }
        if self.places && !gathered.answer.findings.is_empty() {
            return None;
        }
        if self.weigh {
            gathered.answer.counts.set_size(skimmed.size());
        }
        Some(gathered.answer)
    }

    fn part(
        &self,
        long: &Long,
        piece: &Piece,
        skimmed: &Skimmed,
        matcher: &mut Matcher<'_>,
    ) -> Option<Part<'_>> {
        let name = skimmed.name();
        let mut part = Part {
            body: Gathered::new(self, name),
            notes: Vec::new(),
        };
        let places = match &piece.candidates {
            Candidates::At(bytes) => skimmed.places_of(bytes),
            Candidates::Everywhere => skimmed.places_in(piece.range.clone()),
        };
        if places.is_empty() {
            return Some(part);
        }
        let text = long.text(piece)?;
        for (place, index) in places {
            let raw = skimmed.raw(index);
            let own = raw.start - piece.range.start..raw.end - piece.range.start;
            let unit = skimmed.unit(place, text.get(own)?)?;
            if let Place::Note(number) = place {
                let mut note = Gathered::new(self, name);
                note.take(&unit, matcher, None, true);
                part.notes.push((number, note));
            } else {
                part.body.take(&unit, matcher, None, true);
            }
        }
        Some(part)
    }
}

/// What one thread needs for article after article.
struct Worker<'q> {
    matcher: Matcher<'q>,
    /// For the file in hand.
    buffer: Vec<u8>,
}

/// What one piece of a long article answers.
struct Part<'s> {
    body: Gathered<'s>,
    /// By the number of the note.
    notes: Vec<(u32, Gathered<'s>)>,
}

/// An article without notes.
fn parsed(name: &ArticleName, text: &str) -> Edition {
    let article = markdown::read(name.clone(), text, &mut Problems::default());
    Edition::new(article, Apparatus::default(), Arc::default())
}

/// The articles in batches that grow, so that the first answers come soon.
fn batches<T>(all: &[T]) -> impl Iterator<Item = &[T]> {
    const LARGEST: usize = 256;
    let mut rest = all;
    let mut size = 8;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (batch, after) = rest.split_at(size.min(rest.len()));
        rest = after;
        size = (size * 2).min(LARGEST);
        Some(batch)
    })
}

/// An article, and what is known of it.
type Planned<'e> = (&'e Entry, &'e Plan);
