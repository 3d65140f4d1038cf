//! The state of the pass: works, what was cited just before, short forms, notes.

use std::collections::{HashMap, HashSet, VecDeque};

use super::super::citation::{Citation, Signal, compatible, is_container_word, surname_key};
use super::work::{Work, WorkId};
use super::{Resolution, Seen, Zone, titles};
use crate::source::Name;
use crate::text::fold::fold;

/// How many works of one surname are looked at, the most recent first.
pub(super) const REACH: usize = 48;

/// The forward pass.
#[derive(Debug, Default)]
pub struct Resolver {
    pub(super) works: Vec<Work>,
    /// Whole titles in the form compared.
    pub(super) by_title: HashMap<String, Vec<WorkId>>,
    /// Titles without their subtitles, where they have one.
    pub(super) by_main_title: HashMap<String, Vec<WorkId>>,
    /// Works cited or mentioned by surname, the most recent first.
    pub(super) by_surname: HashMap<String, Vec<WorkId>>,
    /// Works known from a list or the library, by surname.
    pub(super) listed: HashMap<String, Vec<WorkId>>,
    /// Surname and year.
    pub(super) by_year: HashMap<(String, String), Vec<WorkId>>,
    /// A surname with one letter left out → the surnames it can come from.
    slips: HashMap<String, Vec<String>>,
    /// Short forms announced.
    pub(super) aliases: HashMap<String, WorkId>,
    /// Collections by title and by initials.
    pub(super) containers: HashMap<String, Vec<Container>>,
    /// Who was quoted from which work, by surname: *Keller, quoted by Miller*.
    pub(super) voices: HashMap<String, WorkId>,
    /// The works cited or mentioned last, the most recent first.
    pub(super) recent: VecDeque<WorkId>,
    /// What each note cites.
    pub(super) notes: HashMap<u32, Vec<usize>>,
    /// Notes that look as if they cited something, of which nothing could be read.
    unread: HashSet<u32>,
    /// The works of the citations taken.
    pub(super) taken: Vec<Option<WorkId>>,
    pub(super) last_in_body: Option<Last>,
    pub(super) last_in_notes: Option<Last>,
    /// Author and year alone make a citation in this text.
    pub author_date: bool,
}

/// A collection that pieces were cited from.
#[derive(Debug, Clone)]
pub(super) struct Container {
    pub(super) title: String,
    pub(super) names: Vec<Name>,
    /// The work that stands for the collection as a whole.
    pub(super) work: Option<WorkId>,
}

/// The citations of the bracket or note just before.
#[derive(Debug, Clone)]
pub(super) struct Last {
    pub(super) group: usize,
    pub(super) note: Option<u32>,
    pub(super) paragraph: usize,
    pub(super) citations: Vec<usize>,
}

impl Resolver {
    /// The works found so far, with those that were only listed.
    pub fn works(&self) -> &[Work] {
        &self.works
    }

    /// Makes a work known that is not cited yet: from the list at the end, or from the library.
    pub fn list(&mut self, work: Work) -> WorkId {
        let id = self.add(work);
        if let Some(key) = self
            .works
            .get(id)
            .and_then(|w| w.names.first())
            .map(surname_key)
        {
            self.listed.entry(key).or_default().push(id);
        }
        id
    }

    /// Takes note of a work that the prose mentions at a byte of the text (rule 8).
    pub fn mention(
        &mut self,
        names: Vec<Name>,
        title: &str,
        year: Option<String>,
        at: usize,
    ) -> WorkId {
        let key = titles::title_key(title);
        let found = self
            .by_title
            .get(&key)
            .into_iter()
            .flatten()
            .copied()
            .find(|&id| {
                self.works
                    .get(id)
                    .is_some_and(|w| names_agree(&w.names, &names))
            });
        if let Some(id) = found {
            return id;
        }
        let work = Work {
            names,
            title: title.to_owned(),
            year,
            mention: true,
            mentioned_at: Some(at),
            ..Work::default()
        };
        let id = self.add(work);
        self.bring_forward(id);
        id
    }

    /// A note looks as if it cited something, and nothing could be read in it.
    pub fn unread(&mut self, note: u32) {
        self.unread.insert(note);
    }

    /// Whether such a note lies between two.
    pub(super) fn any_unread(&self, after: u32, before: u32) -> bool {
        (after + 1..before)
            .take(REACH)
            .any(|n| self.unread.contains(&n))
    }

    /// The short form by which a work that the prose named will be cited.
    pub fn alias(&mut self, alias: &str, id: WorkId) {
        self.aliases.insert(fold(alias), id);
    }

    /// Whether a work by this surname was cited or mentioned that is a piece: an article.
    pub(super) fn has_piece_by(&self, name: &Name) -> bool {
        let ids = self.by_surname.get(&surname_key(name));
        ids.is_some_and(|ids| {
            ids.iter()
                .take(REACH)
                .any(|&id| self.is_by(id, name) && self.work(id).is_some_and(|w| w.piece))
        })
    }

    /// What was cited just before in the body or in the notes.
    pub(super) fn last(&self, zone: Zone) -> Option<&Last> {
        match zone {
            Zone::Body => self.last_in_body.as_ref(),
            Zone::Note(_) => self.last_in_notes.as_ref(),
        }
    }

    /// Whether a work by this surname was cited or mentioned before.
    pub fn knows_author(&self, name: &Name) -> bool {
        let ids = self.by_surname.get(&surname_key(name));
        ids.is_some_and(|ids| ids.iter().take(REACH).any(|&id| self.is_by(id, name)))
    }

    /// Whether the list of works at the end has this surname (folded).
    pub fn lists_author(&self, surname: &str) -> bool {
        self.listed.contains_key(surname)
    }

    /// The last work cited by an author whom the prose names, for a quotation without a citation.
    pub fn last_by(&self, name: &Name) -> Option<WorkId> {
        let ids = self.by_surname.get(&surname_key(name))?;
        ids.iter()
            .copied()
            .take(REACH)
            .find(|&id| self.is_by(id, name))
    }

    pub(super) fn is_by(&self, id: WorkId, name: &Name) -> bool {
        self.works
            .get(id)
            .is_some_and(|w| w.names.iter().any(|n| compatible(n, name)))
    }

    pub(super) fn work(&self, id: WorkId) -> Option<&Work> {
        self.works.get(id)
    }

    /// Adds a work to the tables.
    pub(super) fn add(&mut self, work: Work) -> WorkId {
        let id = self.works.len();
        if !work.title.is_empty() {
            self.by_title.entry(work.title_key()).or_default().push(id);
            let main = titles::main_title(&work.title);
            if main.len() < work.title.len() {
                self.by_main_title
                    .entry(titles::title_key(main))
                    .or_default()
                    .push(id);
            }
        }
        self.works.push(work);
        self.index_year(id);
        id
    }

    /// Enters the work under each author's surname and its year.
    pub(super) fn index_year(&mut self, id: WorkId) {
        let Some(work) = self.works.get(id) else {
            return;
        };
        if let (Some(year), Some(name)) = (&work.year, work.names.first()) {
            let ids = self
                .by_year
                .entry((surname_key(name), year.clone()))
                .or_default();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }

    /// The work is the one last cited by its authors.
    pub(super) fn bring_forward(&mut self, id: WorkId) {
        if let Some(at) = self.recent.iter().position(|&i| i == id) {
            self.recent.remove(at);
        }
        self.recent.push_front(id);
        self.recent.truncate(REACH);
        let keys: Vec<String> = self
            .works
            .get(id)
            .map(|w| w.names.iter().map(surname_key).collect())
            .unwrap_or_default();
        for key in keys {
            if !self.by_surname.contains_key(&key) {
                self.index_slips(&key);
            }
            let ids = self.by_surname.entry(key).or_default();
            match ids.iter().take(REACH).position(|&i| i == id) {
                Some(0) => {}
                Some(at) => {
                    if let Some(head) = ids.get_mut(..=at) {
                        head.rotate_right(1);
                    }
                }
                // The list is kept short: nobody means the fiftieth work back.
                None => {
                    ids.insert(0, id);
                    ids.truncate(REACH);
                }
            }
        }
    }

    fn index_slips(&mut self, surname: &str) {
        for left in deletions(surname) {
            self.slips.entry(left).or_default().push(surname.to_owned());
        }
    }

    /// The one known surname that is a slip of the pen away: a letter more, less, other, or two
    /// that changed places.
    pub(super) fn slip_of(&self, surname: &str) -> Option<&str> {
        if surname.chars().count() < 6 {
            return None;
        }
        let mut found: Vec<&str> = Vec::new();
        let mut wanted = deletions(surname);
        wanted.push(surname.to_owned());
        for left in &wanted {
            found.extend(
                self.slips
                    .get(left)
                    .into_iter()
                    .flatten()
                    .map(String::as_str),
            );
            if left != surname && self.by_surname.contains_key(left) {
                found.extend(self.by_surname.get_key_value(left).map(|(k, _)| k.as_str()));
            }
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|f| f.chars().count() >= 6 && f.chars().next() == surname.chars().next());
        match found.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }

    /// Writes a resolution into the state.
    pub(super) fn record(&mut self, seen: &Seen, resolution: &Resolution) {
        let index = self.taken.len();
        let page = resolution
            .page
            .clone()
            .or_else(|| seen.citation.locator.get("page").map(str::to_owned));
        self.taken.push(resolution.work);
        let note = match seen.zone {
            Zone::Body => None,
            Zone::Note(number) => Some(number),
        };
        if let Some(number) = note {
            self.notes.entry(number).or_default().push(index);
        }
        let last = if note.is_some() {
            &mut self.last_in_notes
        } else {
            &mut self.last_in_body
        };
        match last {
            Some(last) if last.group == seen.group => last.citations.push(index),
            _ => {
                *last = Some(Last {
                    group: seen.group,
                    note,
                    paragraph: seen.paragraph,
                    citations: vec![index],
                });
            }
        }
        if let Some(id) = resolution.work {
            self.record_work(seen, id, index, page);
        }
    }

    fn record_work(&mut self, seen: &Seen, id: WorkId, index: usize, page: Option<String>) {
        if let Some(work) = self.works.get_mut(id) {
            work.learn(&seen.citation);
            work.mention = false;
            work.first.get_or_insert(index);
            work.last = Some(index);
            if page.is_some() {
                work.last_page = page;
            }
        }
        self.index_year(id);
        self.bring_forward(id);
        self.learn_container(&seen.citation, id);
        self.learn_voice(seen, id);
        if let Some(alias) = &seen.citation.alias {
            self.announce(alias, &seen.citation, id);
        }
    }

    /// `Keller, quoted by Miller`: Keller is heard in Miller's work.
    fn learn_voice(&mut self, seen: &Seen, id: WorkId) {
        let c = &seen.citation;
        if c.signal != Some(Signal::QuotedIn) {
            return;
        }
        let printed = c.quoting.as_ref().and_then(|n| n.first());
        let named = || {
            let says = seen.prose.iter().find(|n| n.says);
            says.or(seen.prose.first()).map(|n| &n.name)
        };
        if let Some(name) = printed.or_else(named) {
            self.voices.insert(surname_key(name), id);
        }
    }

    fn learn_container(&mut self, citation: &Citation, id: WorkId) {
        let Some(work) = self.works.get(id) else {
            return;
        };
        let (title, whole) = match (&citation.container, work.collection) {
            (Some(title), _) => (title.clone(), None),
            (None, true) => (work.title.clone(), Some(id)),
            _ => return,
        };
        let names = work.names.clone();
        let mut keys = vec![titles::title_key(&title)];
        let initials = titles::initials(&title);
        if initials.len() > 1 {
            keys.push(fold(&initials));
        }
        keys.dedup();
        for key in keys {
            let list = self.containers.entry(key).or_default();
            let room = list.len() < REACH;
            match list.iter_mut().find(|c| names_agree(&c.names, &names)) {
                Some(known) => known.work = known.work.or(whole),
                None if room => list.push(Container {
                    title: title.clone(),
                    names: names.clone(),
                    work: whole,
                }),
                None => {}
            }
        }
    }

    /// A short form: of the work, or of its container when it is the container's initials.
    fn announce(&mut self, alias: &str, citation: &Citation, id: WorkId) {
        if let Some(container) = &citation.container
            && fold(&titles::initials(container)) == fold(alias)
        {
            return;
        }
        self.aliases.insert(fold(alias), id);
    }
}

/// Whether two lists of authors can be the same: the first of each agree, or one is unknown.
pub(super) fn names_agree(one: &[Name], other: &[Name]) -> bool {
    match (one.first(), other.first()) {
        (Some(a), Some(b)) => {
            compatible(a, b) || one.iter().any(|n| compatible(n, b)) && other.len() == 1
        }
        _ => true,
    }
}

/// Whether a title is that of a collection: *Selected Works*, *Gesammelte Schriften*.
pub(super) fn is_collection(title: &str) -> bool {
    let lower = title.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphabetic())
        .filter(|w| !w.is_empty())
        .collect();
    let gathered = words.iter().any(|w| {
        matches!(
            *w,
            "collected"
                | "selected"
                | "complete"
                | "works"
                | "œuvres"
                | "oeuvres"
                | "obras"
                | "opere"
                | "werke"
                | "gesammelte"
                | "ausgewählte"
        )
    });
    gathered && words.iter().any(|w| is_container_word(w)) && words.len() <= 5
}

fn deletions(word: &str) -> Vec<String> {
    let chars: Vec<char> = word.chars().take(40).collect();
    let leave_out = |skip: usize| {
        chars
            .iter()
            .enumerate()
            .filter(|(i, _)| *i != skip)
            .map(|(_, c)| *c)
            .collect()
    };
    let mut list: Vec<String> = (0..chars.len()).map(leave_out).collect();
    list.dedup();
    list
}
