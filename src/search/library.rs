//! A whole library: its articles searched in parallel, the answers told in the order of their
//! names while the search goes on. Nothing has to be built first, and never more than a few
//! articles are held at once.

use std::ops::{ControlFlow, Range};
use std::sync::{Arc, mpsc};

use rayon::prelude::*;

use super::hit::{Context, Hit, hits_in};
use super::matching::Matcher;
use super::narrow::{BlockPlace, Narrowed, Plan};
use super::passage::{Field, Unit};
use super::query::Query;
use super::sieve::{Candidates, Sieve};
use super::skim::{Place, Skimmed, skim, text_of_block};
use super::{Zone, rank};
use crate::article::{Article, ArticleName, Home, Passage, markdown};
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
    /// Whether one finding of each article is enough; the others may be left out.
    pub first: bool,
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
        let sieve = if self.weigh {
            Sieve::of_any(self.query)
        } else {
            Sieve::of(self.query)
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
                            || Matcher::new(self.query),
                            |matcher, planned| self.report(*planned, &sieve, matcher, &works),
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
        matcher: &mut Matcher<'_>,
        works: &Works,
    ) -> Option<Report> {
        if let Some(answer) = self.narrowed_answer(entry, plan, matcher) {
            return (!answer.findings.is_empty() || !answer.counts.is_empty())
                .then_some(Report::Answer(answer));
        }
        match self.article(entry, sieve, matcher, works) {
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
                let path = self.library.path(&format!("corpus/{}.md", entry.name))?;
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
        matcher: &mut Matcher<'_>,
        works: &Works,
    ) -> Result<Answer, OpenError> {
        let name = &entry.name;
        let mut gathered = Gathered::new(self, name);
        if !self.query.may_be_in(name) && !self.weigh {
            return Ok(gathered.answer);
        }
        let text = self.library.raw_text(name)?;
        if entry.has_notes {
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
        if self.query.needs_notes() && !self.weigh {
            return Ok(gathered.answer);
        }
        let candidates = sieve.candidates(&text);
        if candidates == Candidates::At(Vec::new()) && !self.weigh {
            return Ok(gathered.answer);
        }
        match skim(name, &text) {
            Some(skimmed) => {
                gathered.take_skimmed(&skimmed, &text, &candidates, matcher);
                if self.places && !gathered.answer.findings.is_empty() {
                    gathered = Gathered::new(self, name);
                    gathered.take_edition(&parsed(name, &text), matcher);
                }
            }
            None => gathered.take_edition(&parsed(name, &text), matcher),
        }
        Ok(gathered.answer)
    }
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

/// What an article answers, as it is gathered.
struct Gathered<'s> {
    search: &'s LibrarySearch<'s>,
    answer: Answer,
}

impl<'s> Gathered<'s> {
    fn new(search: &'s LibrarySearch<'s>, name: &ArticleName) -> Self {
        Self {
            search,
            answer: Answer {
                article: name.clone(),
                findings: Vec::new(),
                weights: Vec::new(),
                counts: rank::Counts::default(),
            },
        }
    }

    fn take_edition(&mut self, edition: &Edition, matcher: &mut Matcher<'_>) {
        for unit in super::passage::Passages::of(edition) {
            self.take(&unit, matcher, Some(edition), false);
            if self.is_enough() {
                break;
            }
        }
    }

    fn take_skimmed(
        &mut self,
        skimmed: &Skimmed<'_>,
        file: &str,
        candidates: &Candidates,
        matcher: &mut Matcher<'_>,
    ) {
        let places = match candidates {
            Candidates::At(bytes) => skimmed.places_of(file, bytes),
            Candidates::Everywhere => skimmed.places(),
        };
        for (place, index) in places {
            let text = skimmed.text(place, index);
            if let Some(unit) = unit_of(&skimmed.article, place, text) {
                self.take(&unit, matcher, None, true);
            }
            if self.is_enough() {
                break;
            }
        }
        if self.search.weigh {
            self.answer.counts.set_size(skimmed.size());
        }
    }

    fn take_block(&mut self, block: &BlockPlace, raw: &str, matcher: &mut Matcher<'_>) {
        let name = self.answer.article.clone();
        let labels = block.calls.iter().map(String::as_str).collect();
        let heading = matches!(block.at, Passage::Section(_));
        let text = text_of_block(&name, raw, heading, &labels);
        let (section, kind, zone) = match &block.at {
            Passage::Section(number) => (Some(number), "heading", Zone::Headings),
            Passage::Paragraph(number, _) => (Some(number), "prose", Zone::Text),
            Passage::Note(_) => (None, "prose", Zone::Text),
        };
        let unit = Unit {
            article: &name,
            at: Some(block.at.clone()),
            section,
            kind,
            fields: vec![Field {
                zone,
                text,
                start: None,
                place: None,
                annotation: None,
            }],
            notes: Vec::new(),
            sources: None,
        };
        self.take(&unit, matcher, None, true);
    }

    /// Whether nothing more need be looked for.
    fn is_enough(&self) -> bool {
        self.search.first && !self.search.weigh && !self.answer.findings.is_empty()
    }

    /// Takes what a passage answers; `likely` when it is known to have passed the sieve.
    fn take(
        &mut self,
        unit: &Unit<'_>,
        matcher: &mut Matcher<'_>,
        edition: Option<&Edition>,
        likely: bool,
    ) {
        if self.search.weigh {
            self.answer.counts.add(unit, matcher);
        }
        let hits = hits_in(matcher, unit, likely);
        if hits.is_empty() {
            return;
        }
        let passage = self.answer.weights.len();
        if self.search.weigh {
            self.answer.weights.push(rank::Weight::of(unit, matcher));
        }
        for hit in hits {
            self.answer
                .findings
                .push(self.finding(hit, unit, edition, passage));
        }
    }

    fn finding(
        &self,
        hit: Hit,
        unit: &Unit<'_>,
        edition: Option<&Edition>,
        passage: usize,
    ) -> Finding {
        let of_hit = |f: &&Field<'_>| f.zone == hit.zone && f.annotation == hit.annotation;
        let field = unit.fields.iter().find(of_hit);
        let context = match (self.search.context, field) {
            (Some(characters), Some(field)) => Context::around(&field.text, &hit.range, characters),
            _ => Context::default(),
        };
        let note = hit.annotation.and_then(|i| edition?.notes.get(i));
        Finding {
            at: hit.at,
            zone: hit.zone,
            annotation: note.map(|n| n.annotation.id.clone()),
            place: edition.and(hit.place),
            context,
            passage,
        }
    }
}

/// A block of a skimmed article as a passage.
pub(super) fn unit_of<'a>(
    article: &'a Article,
    place: Place,
    text: std::borrow::Cow<'a, str>,
) -> Option<Unit<'a>> {
    let (at, section, kind, zone) = match place {
        Place::Heading(index) => {
            let number = &article.sections.get(index)?.number;
            let at = Passage::Section(number.clone());
            (at, Some(number), "heading", Zone::Headings)
        }
        Place::Paragraph(index) => {
            let paragraph = article.paragraphs.get(index)?;
            let section = match paragraph.home {
                Home::Section(section) => Some(&article.sections.get(section)?.number),
                Home::Note(_) => None,
            };
            (article.passage_of(paragraph), section, "prose", Zone::Text)
        }
    };
    Some(Unit {
        article: &article.name,
        at: Some(at),
        section,
        kind,
        fields: vec![Field {
            zone,
            text,
            start: None,
            place: None,
            annotation: None,
        }],
        notes: Vec::new(),
        sources: None,
    })
}
