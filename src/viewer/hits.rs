//! The list of hits: a concordance, with the keyword in the middle and the passages beside it; and
//! what a whole library answers.

use std::ops::ControlFlow;

use super::find::{Place, Search};
use super::list::{Choice, Entry, Kind, List};
use super::reader::Reader;
use super::state::{Effect, Viewer};
use super::theme::Role;
use super::update;
use crate::article::{Article, ArticleName, Passage, PassageRun};
use crate::library::Library;
use crate::search::{
    Answer, Context, Finding, LibraryIndex, LibrarySearch, Query, Report, Wanted, Zone,
};
use crate::text::fold::fold;

/// More rows than this are not made: nobody reads them, and the count is told in any case.
const ROWS: usize = 5_000;

/// How many characters are kept on either side of a hit: more than any screen shows.
const AROUND: usize = 120;

/// As many of a hit in the library, which is shown below the list.
const PREVIEWED: usize = 400;

/// What the library has answered so far.
#[derive(Debug, Default)]
pub(super) struct Across {
    /// What was asked.
    pub(super) query: String,
    answers: Vec<Answer>,
    hits: usize,
    done: bool,
    /// Why the query cannot be asked.
    error: Option<String>,
}

/// The hits in the article, grouped by section.
pub(super) fn list(viewer: &Viewer) -> List {
    let Some((reader, search)) = viewer.reader.as_ref().zip(viewer.search()) else {
        return List::new(Kind::Hits, "Hits", Vec::new());
    };
    let entries = entries(reader, search);
    let mut list = List::new(Kind::Hits, title(search), entries);
    list.empty = "Nothing here answers.";
    let near = search
        .current
        .or_else(|| search.nearest_to(reader.top_byte(), true));
    if let Some(place) = near {
        list.select_choice(&Choice::Hit(place));
    }
    list
}

fn title(search: &Search) -> String {
    let count = search.len();
    let shown = if count > ROWS {
        format!(", the first {ROWS}")
    } else {
        String::new()
    };
    let more = if search.is_done() { "" } else { "+" };
    let hits = if count == 1 { "hit" } else { "hits" };
    format!("{} · {count}{more} {hits}{shown}", search.query)
}

fn entries(reader: &Reader, search: &Search) -> Vec<Entry> {
    let article = reader.article();
    let mut entries = Vec::new();
    let mut section = None;
    for place in search.places().take(ROWS) {
        let Some(found) = search.get(place) else {
            continue;
        };
        let here = section_of(article, found.place.start);
        if section.as_ref() != Some(&here) {
            entries.push(Entry::heading(here.clone()));
            section = Some(here);
        }
        let note = found.note.and_then(|n| reader.edition.notes.get(n));
        let context = match (found.zone, note) {
            (Zone::Notes, Some(note)) => {
                Context::around(&note.annotation.note, &found.range, AROUND)
            }
            (Zone::Sources, Some(note)) => {
                let line = reader
                    .edition
                    .source_of(note)
                    .map(crate::search::source_line);
                Context::around(&line.unwrap_or_default(), &found.range, AROUND)
            }
            _ => {
                let within = paragraph(article, found.place.start);
                let start = found.place.start.saturating_sub(within.0);
                let end = found.place.end.saturating_sub(within.0);
                Context::around(within.1, &(start..end), AROUND)
            }
        };
        let entry = row(&context, Choice::Hit(place));
        let passage = article.passage_at(found.place.start).to_string();
        entries.push(entry.label(passage).aside(zone_said(found.zone)));
    }
    entries
}

/// The part of the article in which a byte stands: a heading or a paragraph, and where it begins.
fn paragraph(article: &Article, byte: usize) -> (usize, &str) {
    let section = article.sections.get(article.section_at(byte));
    let range = if let Some(section) = section.filter(|s| s.heading.contains(&byte)) {
        section.heading.clone()
    } else {
        let paragraph = article.paragraph_at(byte);
        let paragraph = paragraph.and_then(|i| article.paragraphs.get(i));
        paragraph.map_or(byte..byte, |p| p.range.clone())
    };
    (range.start, article.slice(range))
}

fn section_of(article: &Article, byte: usize) -> String {
    let in_notes = article
        .paragraph_at(byte)
        .and_then(|i| article.paragraphs.get(i))
        .is_some_and(|p| matches!(p.home, crate::article::Home::Note(_)));
    if in_notes {
        return "Notes".to_owned();
    }
    match article.sections.get(article.section_at(byte)) {
        Some(section) if !section.number.is_opening() => {
            format!("{}  {}", section.number, article.heading(section))
        }
        _ => article.title().to_owned(),
    }
}

fn zone_said(zone: Zone) -> &'static str {
    match zone {
        Zone::Text => "",
        Zone::Headings => "heading",
        Zone::Notes => "note",
        Zone::Sources => "work",
    }
}

/// A row of a concordance.
fn row(context: &Context, choice: Choice) -> Entry {
    let flat = |text: &str| -> String {
        let blank = |c: char| if c.is_whitespace() { ' ' } else { c };
        text.chars().map(blank).collect()
    };
    let (before, hit) = (&context.before, flat(&context.text));
    let from = before.char_indices().rev().nth(AROUND - 1);
    let mut text = flat(
        before
            .get(from.map_or(0, |(at, _)| at)..)
            .unwrap_or_default(),
    );
    let start = text.len();
    text.push_str(&hit);
    let end = text.len();
    text.extend(flat(&context.after).chars().take(AROUND));
    Entry::new(text, choice).hit(start..end)
}

/// Shows the selected hit on the page behind the list.
pub(super) fn preview(viewer: &mut Viewer) {
    let Some(list) = viewer.lists.last().filter(|l| l.kind == Kind::Hits) else {
        return;
    };
    let Choice::Hit(place) = list.choice() else {
        return;
    };
    let room = super::lists::area_of(list, viewer.width, viewer.height).y;
    let Some(reader) = &mut viewer.reader else {
        return;
    };
    let Some(mut search) = reader.search.take() else {
        return;
    };
    update::show(reader, &mut search, place);
    if let Some(found) = search.get(place) {
        reader.lift(found.place.start, usize::from(room));
    }
    reader.search = Some(search);
}

/// A list of hits that is open takes in what has been found meanwhile.
pub(super) fn refresh(viewer: &mut Viewer) {
    let open = viewer.lists.iter().position(|l| l.kind == Kind::Hits);
    if let Some(at) = open {
        let mut anew = list(viewer);
        if let Some(old) = viewer.lists.get_mut(at) {
            anew.rows = old.rows;
            anew.select_choice(&old.choice());
            *old = anew;
        }
    }
}

/// What is to be searched for in an article once it is open, and the hit to go to.
#[derive(Debug, Clone)]
pub(super) struct Sought {
    article: ArticleName,
    query: String,
    at: Option<Passage>,
    zone: Zone,
    text: String,
}

/// Opens the article of a finding, at the finding.
pub(super) fn open(viewer: &mut Viewer, article: ArticleName, index: usize) -> Effect {
    let Some((query, finding)) = viewer.finding(&article, index) else {
        return Effect::None;
    };
    let sought = Sought {
        article: article.clone(),
        query: query.to_owned(),
        at: finding.at.clone(),
        zone: finding.zone,
        text: finding.context.text.clone(),
    };
    let at = sought.at.clone();
    viewer.sought = Some(sought);
    viewer.mark_jump();
    if viewer.article() == Some(&article) {
        viewer.lists.clear();
        seek(viewer);
        viewer.sought = None;
        return Effect::None;
    }
    Effect::Open(article, at.map(|first| PassageRun { first, last: None }))
}

/// Goes to what is sought in the article that is open. Its notes may come in later: then it is
/// sought again.
pub(super) fn seek(viewer: &mut Viewer) {
    let Some(sought) = viewer.sought.clone() else {
        return;
    };
    let Some(reader) = &mut viewer.reader else {
        return;
    };
    if reader.article().name != sought.article {
        return;
    }
    let passage = sought.at.as_ref();
    let range = passage.and_then(|at| reader.article().range_of(at));
    let range = range.unwrap_or(0..usize::MAX);
    let Some(mut search) = Search::new(&sought.query, &reader.edition, range.start) else {
        return;
    };
    search.look_on(&reader.edition);
    let here = |p: &Place| search.get(*p).filter(|f| range.contains(&f.place.start));
    let same = |p: &Place| {
        here(p).is_some_and(|f| {
            f.zone == sought.zone
                && (!f.is_in_text() || reader.article().slice(f.place.clone()) == sought.text)
        })
    };
    let place = search.places().find(same);
    let place = place.or_else(|| search.places().find(|p| here(p).is_some()));
    if let Some(place) = place {
        update::show(reader, &mut search, place);
    }
    let standing = search.standing();
    reader.search = Some(search);
    viewer.say(standing);
}

impl Across {
    pub(super) fn new(query: &str) -> Self {
        Self {
            query: query.to_owned(),
            ..Self::default()
        }
    }

    /// Whether there is a hit in a text.
    pub(super) fn has_hits(&self) -> bool {
        self.hits > 0
    }

    /// How much has been found, in words.
    fn standing(&self) -> String {
        if let Some(error) = &self.error {
            return error.clone();
        }
        let texts = self.answers.len();
        let more = if self.done { "" } else { " …" };
        match (self.hits, texts) {
            (0, _) if self.done => "nothing in the texts".to_owned(),
            (0, _) => "looking through the texts …".to_owned(),
            (1, _) => format!("1 hit{more}"),
            (hits, 1) => format!("{hits} hits in one text{more}"),
            (hits, _) => format!("{hits} hits in {texts} texts{more}"),
        }
    }
}

/// The rows of the library's list while it is searched: the articles whose title answers, then the
/// hits in the texts, article by article.
pub(super) fn across(viewer: &Viewer, across: &Across) -> Vec<Entry> {
    let words: Vec<String> = across.query.split_whitespace().map(fold).collect();
    let mut entries: Vec<Entry> = Vec::new();
    for entry in super::lists::shelf(viewer) {
        let hay = fold(&format!("{} {}", entry.text, entry.aside));
        if words.iter().all(|w| hay.contains(w)) {
            entries.push(entry);
        }
    }
    entries.push(Entry::heading(across.standing()));
    for answer in &across.answers {
        if entries.len() >= ROWS {
            break;
        }
        let title = viewer.shelf.iter().find(|e| e.name == answer.article);
        let title = title.map_or_else(|| answer.article.to_string(), |e| e.title.clone());
        let count = answer.findings.len().to_string();
        entries.push(
            Entry::new(title, Choice::None)
                .aside(count)
                .role(Role::Title),
        );
        for (index, finding) in answer.findings.iter().enumerate() {
            let choice = Choice::Found(answer.article.clone(), index);
            let label = finding.at.as_ref().map(ToString::to_string);
            let row = row(&finding.context, choice).label(label.unwrap_or_default());
            entries.push(row.aside(zone_said(finding.zone)));
        }
    }
    entries
}

/// Searches a library for what was typed, until `each` says that it is enough; gives what is wrong
/// with the query, when it cannot be asked.
pub(super) fn search(
    library: &Library,
    query: &str,
    mut each: impl FnMut(Answer) -> bool,
) -> Option<String> {
    let query = match Query::parse_with(query, super::find::options()) {
        Ok(query) => query,
        Err(error) => return Some(error.to_string()),
    };
    // An index that cannot be used is no matter here: `postil index` tells why.
    let index = LibraryIndex::of(library).unwrap_or_default();
    let entries = index.texts(library);
    let narrowed = index.narrowed(library, &query, &entries, Wanted::Answers);
    let search = LibrarySearch {
        library,
        query: &query,
        context: Some(PREVIEWED),
        places: false,
        weigh: false,
        enough: usize::MAX,
        narrowed: narrowed.unwrap_or_default(),
    };
    let mut hits = 0;
    let result = search.run(&entries, |report| {
        let Report::Answer(answer) = report else {
            return ControlFlow::Continue(());
        };
        hits += answer.findings.len();
        if each(answer) && hits < ROWS {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    });
    result.err().map(|error| error.to_string())
}

impl Viewer {
    /// Takes what an article of the library answers to what is asked in its list.
    pub fn found(&mut self, answer: Answer) {
        if let Some(across) = &mut self.across {
            across.hits += answer.findings.len();
            across.answers.push(answer);
        }
    }

    /// The library has answered; or why it cannot.
    pub fn found_all(&mut self, error: Option<String>) {
        if let Some(across) = &mut self.across {
            across.done = true;
            across.error = error;
        }
    }

    /// Shows in the list what has come in. Once for many answers.
    pub fn show_found(&mut self) {
        super::lists::refresh_library(self);
    }

    /// The finding that a row of the library's list leads to, with what was asked.
    pub(super) fn finding(&self, article: &ArticleName, index: usize) -> Option<(&str, &Finding)> {
        let across = self.across.as_ref()?;
        let answer = across.answers.iter().find(|a| a.article == *article)?;
        Some((&across.query, answer.findings.get(index)?))
    }
}
