//! A list in front of the page: contents, sources, kinds, articles, keys. One shape for all.

use std::ops::Range;

use crate::article::{ArticleName, Reference};
use crate::source::SourceKey;
use crate::text::width;

use super::find::Place;
use super::fuzzy;
use super::keys::Action;
use super::theme::Role;

/// What a row of a list leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Choice {
    /// Nothing: a heading, an explanation.
    None,
    /// A byte of the article.
    Byte(usize),
    /// A note of the article, by index.
    Note(usize),
    /// A passage, here or in another article.
    Reference(Reference),
    /// The passages quoting a work.
    Source(SourceKey),
    /// Showing or hiding a kind, by its place in `Kind::ALL`.
    Kind(usize),
    /// Choosing the notes of a tag, or no longer.
    Tag(String),
    /// An article of the library.
    Article(ArticleName),
    /// What an action does.
    Do(Action),
    /// A hit of the search.
    Hit(Place),
    /// What an article of the library answers, by its place among its answers.
    Found(ArticleName, usize),
    /// A kind for the note in hand, when it is the reader's own.
    Rekind(crate::annotation::Kind),
    /// An address, to be opened outside.
    Link(String),
}

/// One row.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// A short label to the left.
    pub(super) label: String,
    /// The row itself.
    pub(super) text: String,
    /// A remark to the right.
    pub(super) aside: String,
    /// How it looks.
    pub(super) role: Role,
    /// Where it leads.
    pub(super) choice: Choice,
    /// The bytes of the text that are a hit: they stand in the middle, one below the other.
    pub(super) hit: Option<Range<usize>>,
    /// Words by which it is found too, and which are not shown.
    pub(super) also: String,
    /// Whether it says more of the row above, and is shown with it.
    pub(super) belongs: bool,
}

impl Entry {
    pub(super) fn new(text: impl Into<String>, choice: Choice) -> Self {
        Self {
            label: String::new(),
            text: text.into(),
            aside: String::new(),
            role: Role::Text,
            choice,
            hit: None,
            also: String::new(),
            belongs: false,
        }
    }

    /// A row that says more of the one above.
    pub(super) fn more(text: impl Into<String>) -> Self {
        Self {
            belongs: true,
            ..Self::new(text, Choice::None).role(Role::Quiet)
        }
    }

    pub(super) fn also(mut self, words: impl Into<String>) -> Self {
        self.also = words.into();
        self
    }

    pub(super) fn heading(text: impl Into<String>) -> Self {
        Self::new(text, Choice::None).role(Role::Heading)
    }

    pub(super) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    pub(super) fn aside(mut self, aside: impl Into<String>) -> Self {
        self.aside = aside.into();
        self
    }

    pub(super) fn hit(mut self, bytes: Range<usize>) -> Self {
        self.hit = Some(bytes);
        self
    }

    pub(super) fn role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }
}

/// Which list it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The sections.
    Contents,
    /// The works quoted.
    Sources,
    /// The passages quoting one work.
    Passages,
    /// The kinds of notes.
    Kinds,
    /// Where along the article each work is quoted.
    Map,
    /// The library's articles.
    Articles,
    /// The keys.
    Help,
    /// What a note points to, to be looked at.
    Peek,
    /// All about a note.
    Note,
    /// Terms explained.
    Glossary,
    /// Marks and bookmarks.
    Marks,
    /// Anything, by a few letters.
    Palette,
    /// The hits of the search.
    Hits,
    /// Kinds that a note can be of.
    Rekind,
    /// Addresses.
    Links,
}

/// A list.
#[derive(Debug, Clone)]
pub(super) struct List {
    pub(super) kind: Kind,
    pub(super) title: String,
    entries: Vec<Entry>,
    /// What is said when there are no entries.
    pub(super) empty: &'static str,
    /// The entries that are shown, by index.
    shown: Vec<usize>,
    /// The words by which they were chosen.
    pub(super) filter: String,
    selected: usize,
    /// The first row on the screen.
    pub(super) offset: usize,
    /// How many rows the screen has for it.
    pub(super) rows: usize,
    /// What Enter does where no row can be chosen.
    pub(super) leads_to: Choice,
    /// The byte of the article that is in hand, where the rows are lines along it.
    pub(super) place: usize,
    /// The most columns that a row of it wants.
    pub(super) widest: usize,
    /// Whether what is selected is shown below.
    pub(super) previews: bool,
    /// The entries folded, from the first filter on.
    folded: Vec<String>,
}

impl List {
    pub(super) fn new(kind: Kind, title: impl Into<String>, entries: Vec<Entry>) -> Self {
        let mut list = Self {
            kind,
            title: title.into(),
            shown: (0..entries.len()).collect(),
            entries,
            empty: "nothing here",
            filter: String::new(),
            selected: 0,
            offset: 0,
            rows: 1,
            leads_to: Choice::None,
            place: 0,
            widest: 0,
            previews: false,
            folded: Vec::new(),
        };
        list.measure();
        list.select(0, true);
        list
    }

    /// Finds out how wide it wants to be.
    pub(super) fn measure(&mut self) {
        let widest = |of: fn(&Entry) -> &str| {
            let widths = self.entries.iter().map(|e| width::of(of(e)));
            widths.max().unwrap_or(0)
        };
        let (label, aside) = (widest(|e| &e.label), widest(|e| &e.aside));
        let gaps = 2 * usize::from(label > 0) + 2 * usize::from(aside > 0);
        self.widest = label + widest(|e| &e.text) + aside + gaps;
    }

    /// How many rows stand above its entries.
    pub(super) fn head_rows(&self) -> u16 {
        u16::from(self.kind == Kind::Map)
    }

    /// How many rows it has when all are shown.
    pub(super) fn whole_len(&self) -> usize {
        self.entries.len()
    }

    /// Puts other entries in place of its own; the selection stays where it was.
    pub(super) fn set_entries(&mut self, entries: Vec<Entry>) {
        let choice = self.choice();
        let offset = self.offset;
        self.entries = entries;
        self.folded.clear();
        self.shown = (0..self.entries.len()).collect();
        self.measure();
        self.offset = offset;
        self.select(0, true);
        self.select_choice(&choice);
    }

    /// Shows only the entries that answer to the words; in the palette the best first.
    pub(super) fn set_filter(&mut self, filter: &str) {
        filter.clone_into(&mut self.filter);
        let typed = fuzzy::words(filter);
        if self.folded.is_empty() {
            self.folded = self.entries.iter().map(searched).collect();
            // What belongs to a row is found with it.
            for at in (1..self.entries.len()).rev() {
                if self.entries.get(at).is_some_and(|e| e.belongs)
                    && let Some(more) = self.folded.get_mut(at).map(std::mem::take)
                    && let Some(head) = self.folded.get_mut(at - 1)
                {
                    head.push(' ');
                    head.push_str(&more);
                }
            }
        }
        let loose = self.kind == Kind::Palette;
        let mut found: Vec<(usize, usize)> = Vec::new();
        let mut head_fits = false;
        for (at, (entry, hay)) in self.entries.iter().zip(&self.folded).enumerate() {
            if entry.belongs {
                if head_fits {
                    found.push((0, at));
                }
                continue;
            }
            let cost = match (typed.is_empty(), loose) {
                (true, _) => Some(0),
                (false, _) if entry.choice == Choice::None => None,
                (false, true) => fuzzy::cost(&typed, hay),
                (false, false) => {
                    let all = typed.split(' ').all(|w| hay.contains(w));
                    all.then_some(0)
                }
            };
            head_fits = cost.is_some();
            found.extend(cost.map(|cost| (cost, at)));
        }
        if loose {
            found.sort_unstable();
        }
        self.shown = found.into_iter().map(|(_, at)| at).collect();
        self.offset = 0;
        self.select(0, true);
    }

    pub(super) fn len(&self) -> usize {
        self.shown.len()
    }

    pub(super) fn get(&self, row: usize) -> Option<&Entry> {
        self.entries.get(*self.shown.get(row)?)
    }

    pub(super) fn selected(&self) -> usize {
        self.selected
    }

    /// What the selected row leads to.
    pub(super) fn choice(&self) -> Choice {
        if !self.chooses() || (self.is_page() && !self.shows_selected()) {
            return self.leads_to.clone();
        }
        self.get(self.selected)
            .map_or(Choice::None, |e| e.choice.clone())
    }

    /// Whether rows can be chosen at all; else the list is only read.
    pub(super) fn chooses(&self) -> bool {
        self.entries.iter().any(|e| e.choice != Choice::None)
    }

    /// Selects a row, or the nearest that leads somewhere, looking down first or up first.
    pub(super) fn select(&mut self, row: usize, down: bool) {
        let last = self.len().saturating_sub(1);
        let row = row.min(last);
        let leads = |i: &usize| self.get(*i).is_some_and(|e| e.choice != Choice::None);
        let below = (row..self.len()).find(leads);
        let above = (0..=row).rev().find(leads);
        let nearest = if down {
            below.or(above)
        } else {
            above.or(below)
        };
        self.selected = nearest.unwrap_or(row);
        self.follow();
    }

    /// Selects the row that leads to `choice`.
    pub(super) fn select_choice(&mut self, choice: &Choice) {
        let found = (0..self.len()).find(|i| self.get(*i).is_some_and(|e| e.choice == *choice));
        if let Some(row) = found {
            self.select(row, true);
        }
    }

    /// Whether it is read as a page, with rows here and there that can be chosen.
    fn is_page(&self) -> bool {
        self.kind == Kind::Note
    }

    /// Whether the selected row is on the screen.
    fn shows_selected(&self) -> bool {
        (self.offset..self.offset + self.rows.max(1)).contains(&self.selected)
    }

    /// Moves over a page: to the next row that can be chosen where it is in sight, else the view.
    fn step_page(&mut self, rows: isize) {
        let in_sight =
            |list: &Self, row: usize| (list.offset..list.offset + list.rows.max(1)).contains(&row);
        let leads =
            |list: &Self, row: &usize| list.get(*row).is_some_and(|e| e.choice != Choice::None);
        if rows.unsigned_abs() == 1 {
            let next = if rows > 0 {
                (self.selected + 1..self.len()).find(|row| leads(self, row))
            } else {
                (0..self.selected).rev().find(|row| leads(self, row))
            };
            if let Some(next) = next.filter(|row| self.shows_selected() && in_sight(self, *row)) {
                self.selected = next;
                return;
            }
        }
        let last = self.len().saturating_sub(self.rows);
        self.offset = self.offset.saturating_add_signed(rows).min(last);
        if !self.shows_selected() {
            let mut seen = self.offset..(self.offset + self.rows.max(1)).min(self.len());
            let first = if rows > 0 {
                seen.find(|row| leads(self, row))
            } else {
                seen.rev().find(|row| leads(self, row))
            };
            self.selected = first.unwrap_or(self.selected);
        }
    }

    /// Moves by rows: the selection, or the view where nothing can be chosen.
    pub(super) fn step(&mut self, rows: isize) {
        if self.is_page() {
            self.step_page(rows);
        } else if self.chooses() {
            let to = self.selected.saturating_add_signed(rows);
            self.select(to, rows > 0);
        } else {
            let last = self.len().saturating_sub(self.rows);
            self.offset = self.offset.saturating_add_signed(rows).min(last);
        }
    }

    /// Moves the selection by rows that can be chosen.
    pub(super) fn step_choices(&mut self, rows: isize) {
        if !self.chooses() {
            return self.step(rows);
        }
        for _ in 0..rows.unsigned_abs().min(100_000) {
            let before = self.selected;
            self.step(rows.signum());
            if self.selected == before {
                return;
            }
        }
    }

    /// Keeps the selected row on the screen.
    pub(super) fn follow(&mut self) {
        if !self.chooses() {
            return;
        }
        let rows = self.rows.max(1);
        if self.is_page() {
            self.offset = self.offset.min(self.len().saturating_sub(rows));
            return;
        }
        // Headings above the first choice come into view with it.
        let lead = if self.selected <= 2 { 0 } else { self.selected };
        if lead < self.offset {
            self.offset = lead;
        }
        if self.selected >= self.offset + rows {
            self.offset = self.selected + 1 - rows;
        }
        self.offset = self.offset.min(self.len().saturating_sub(rows));
    }
}

/// What of a row is looked at when rows are chosen by words.
fn searched(entry: &Entry) -> String {
    let Entry {
        text,
        label,
        aside,
        also,
        ..
    } = entry;
    fuzzy::words(&format!("{text} {label} {also} {aside}"))
}
