//! One article being read: where one is in it, which note is in hand, what stands on the screen.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use super::carry;
use super::filter::Filter;
use super::find::Search;
use super::page::{Pages, Position, Style};
use super::selection::Selection;
use super::state::Spot;
use super::strip::Strip;
use super::theme::Role;
use crate::annotation::Kind;
use crate::article::{Article, Passage, PassageRun, Reference, markdown};
use crate::edition::{Anchored, Edition};
use crate::source::SourceKey;
use crate::text::problem::Problems;

/// What stands in the margin: an annotation, or a note of the article that none explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Item {
    /// An annotation, by index.
    Note(usize),
    /// A call of one of the article's notes, by index.
    Call(usize),
}

/// An item at a byte of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stop {
    /// Where it stands.
    pub(super) at: usize,
    /// What it is.
    pub(super) item: Item,
}

/// An item that stands on the screen, with its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Beside {
    /// The row of the screen, from 0.
    pub(super) row: usize,
    /// The item, and the byte that put it there.
    pub(super) stop: Stop,
}

/// An article that is open.
#[derive(Debug)]
pub(super) struct Reader {
    pub(super) edition: Edition,
    pub(super) pages: Pages,
    /// Every item once, in reading order.
    stops: Vec<Stop>,
    /// For each call of a note, whether an annotation stands for it.
    explained: Vec<bool>,
    /// By paragraph, the notes that only name parallel passages: signs at its number, and no
    /// stops on the way from note to note.
    parallels: HashMap<usize, Vec<usize>>,
    /// The top of the screen.
    pub(super) top: Position,
    /// The byte that was put at the top, which keeps the place when the width changes; and the
    /// row it was put on, for when the width is again what it was.
    anchor: usize,
    home: (Position, usize),
    /// How many rows of text the screen has.
    pub(super) rows: usize,
    /// The item in hand.
    pub(super) current: Option<Stop>,
    /// What was in hand before the screen became too small to show it.
    held: Option<Stop>,
    /// How many lines of which note are scrolled away above its pane.
    scrolled: (Option<Item>, usize),
    /// The byte that was gone to: its passage's number stands out.
    pub(super) target: Option<usize>,
    /// Which notes are shown.
    pub(super) filter: Filter,
    /// The strip at the edge as it was last drawn.
    pub(super) strip: RefCell<Rc<Strip>>,
    pub(super) search: Option<Search>,
    /// Words that are selected.
    pub(super) selection: Option<Selection>,
    /// Marks and bookmarks: name and passage.
    pub(super) marks: BTreeMap<String, String>,
    /// The place of each source among those quoted: its colour.
    source_ranks: HashMap<SourceKey, usize>,
    bodies: RefCell<HashMap<usize, Rc<Article>>>,
}

impl Reader {
    pub(super) fn new(edition: Edition, style: Style, rows: usize) -> Self {
        let explained = explained_calls(&edition);
        let mut stops: Vec<Stop> = edition
            .notes
            .iter()
            .enumerate()
            .filter(|(_, note)| !note.annotation.is_parallel())
            .map(|(i, note)| Stop {
                at: start_of(note),
                item: Item::Note(i),
            })
            .collect();
        let calls = edition.article.calls.iter().zip(&explained).enumerate();
        stops.extend(
            calls
                .filter(|(_, (_, known))| !**known)
                .map(|(i, (call, _))| Stop {
                    at: call.at,
                    item: Item::Call(i),
                }),
        );
        stops.sort_unstable();
        let quoted = edition.quoted_sources().into_iter().cloned();
        let source_ranks = quoted.enumerate().map(|(i, key)| (key, i)).collect();
        let mut reader = Self {
            source_ranks,
            parallels: parallels(&edition),
            pages: Pages::new(&edition.article, style),
            edition,
            stops,
            explained,
            top: Position::default(),
            anchor: 0,
            home: (Position::default(), style.columns),
            rows: rows.max(1),
            current: None,
            held: None,
            scrolled: (None, 0),
            target: None,
            filter: Filter::default(),
            strip: RefCell::default(),
            search: None,
            selection: None,
            marks: BTreeMap::new(),
            bodies: RefCell::default(),
        };
        reader.settle();
        reader
    }

    /// Takes over place, marks, search and note in hand from a reader of the same article.
    pub(super) fn take_over(&mut self, old: &Self) {
        self.filter.clone_from(&old.filter);
        let same_text = self.article().text == old.article().text;
        let new = &self.edition.article;
        let now = |byte: usize| carry::byte(old.article(), new, byte);
        let from = if same_text {
            old.anchor
        } else {
            now(old.anchor)
        };
        let search = old.search.as_ref();
        self.search = search.and_then(|s| s.anew(&self.edition, from));
        if same_text {
            self.marks.clone_from(&old.marks);
            self.target = old.target;
            self.selection.clone_from(&old.selection);
        } else {
            let marks = old.marks.iter().map(|(name, passage)| {
                let there = carry::passage(old.article(), new, passage);
                (name.clone(), there.unwrap_or_else(|| passage.clone()))
            });
            self.marks = marks.collect();
            self.target = old.target.map(now);
            self.selection = old.selection.as_ref().and_then(|s| {
                let there = |r: &Range<usize>| carry::range(old.article(), new, r);
                Some(Selection {
                    anchor: there(&s.anchor)?,
                    head: there(&s.head)?,
                    unit: s.unit,
                })
            });
        }
        let id_in_hand = old
            .current
            .and_then(|c| Some((old.note(c.item)?.annotation.id.as_str(), c.at)));
        let held = id_in_hand.and_then(|(id, at)| {
            let notes = &self.edition.notes;
            let index = notes.iter().position(|n| n.annotation.id == id)?;
            let at = if same_text {
                at
            } else {
                start_of(notes.get(index)?)
            };
            Some(Stop {
                at,
                item: Item::Note(index),
            })
        });
        self.hold(held);
        if same_text {
            self.anchor = old.anchor;
            self.home = old.home;
            self.top = old.top;
            self.settle();
            return;
        }
        let at_top = old.top == Position::default();
        let mut top = self.pages.position_of(self.article(), from);
        // Empty rows above the first line of text stay.
        let before = old.pages.position_of(old.article(), old.anchor);
        if before.block == old.top.block {
            let lead = before.row.saturating_sub(old.top.row);
            top.row = top.row.saturating_sub(lead);
        }
        self.set_top(if at_top { old.top } else { top });
    }

    pub(super) fn article(&self) -> &Article {
        &self.edition.article
    }

    /// A note's body as a small article, for its emphasis and paragraphs.
    pub(super) fn body(&self, note: usize) -> Rc<Article> {
        let mut bodies = self.bodies.borrow_mut();
        if bodies.len() > 400 {
            bodies.clear();
        }
        let body = bodies.entry(note).or_insert_with(|| {
            let text = self
                .edition
                .notes
                .get(note)
                .map(|n| n.annotation.note.as_str());
            let name = self.article().name.clone();
            let mut problems = Problems::default();
            Rc::new(markdown::read(
                name,
                text.unwrap_or_default(),
                &mut problems,
            ))
        });
        Rc::clone(body)
    }

    /// Fits the page to a new width and height; the place stays.
    pub(super) fn fit(&mut self, style: Style, rows: usize) {
        self.rows = rows.max(1);
        if self.pages.style() != style {
            self.pages.set_style(style);
        }
        self.top = if self.home.0 == Position::default() || self.home.1 == style.columns {
            self.home.0
        } else {
            self.pages.position_of(&self.edition.article, self.anchor)
        };
        let last = self.pages.last_top(&self.edition.article, self.rows);
        self.top = self.top.min(last);
        self.current = self.held;
        self.current = self.settled();
    }

    /// Puts a place at the top, as far as the end of the article allows.
    pub(super) fn set_top(&mut self, top: Position) {
        let last = self.pages.last_top(&self.edition.article, self.rows);
        self.top = top.min(last);
        self.anchor = self.pages.byte_of(&self.edition.article, self.top);
        self.home = (self.top, self.pages.style().columns);
        self.settle();
    }

    /// Puts a place at the top, and nothing more: for a text that only follows another.
    pub(super) fn show(&mut self, top: Position) {
        let last = self.pages.last_top(&self.edition.article, self.rows);
        self.top = top.min(last);
        self.hold(None);
    }

    /// Takes up a place again.
    pub(super) fn go_back_to(&mut self, spot: &Spot) {
        let same_rows = spot.columns == self.pages.style().columns;
        let top = if same_rows || spot.top == Position::default() {
            spot.top
        } else {
            self.pages.position_of(&self.edition.article, spot.byte)
        };
        self.target = None;
        self.hold(spot.current);
        self.set_top(top);
    }

    /// The byte at the top of the screen.
    pub(super) fn top_byte(&self) -> usize {
        self.anchor
    }

    /// Scrolls by rows, down when positive.
    pub(super) fn scroll(&mut self, rows: isize) {
        let top = self.pages.walk(&self.edition.article, self.top, rows);
        self.set_top(top);
    }

    /// Shows a byte: without moving when it stands well on the screen already, else a third of
    /// the way down.
    pub(super) fn reveal(&mut self, byte: usize) {
        let at = self.pages.position_of(&self.edition.article, byte);
        let margin = (self.rows / 6).min(3);
        if at >= self.top {
            let row = self
                .pages
                .distance(&self.edition.article, self.top, at, self.rows);
            if row >= margin && row + margin < self.rows
                || self.top == Position::default() && row < margin
            {
                self.settle();
                return;
            }
        }
        let up = isize::try_from(self.rows / 3).unwrap_or(0);
        let top = self.pages.walk(&self.edition.article, at, -up);
        self.set_top(top);
    }

    /// Shows a byte within the first `rows` rows of the screen: what is below is covered.
    pub(super) fn lift(&mut self, byte: usize, rows: usize) {
        let at = self.pages.position_of(&self.edition.article, byte);
        let below = at >= self.top
            && self
                .pages
                .distance(&self.edition.article, self.top, at, self.rows)
                + 2
                >= rows;
        if below || at < self.top {
            let up = isize::try_from(rows / 3).unwrap_or(0);
            self.top = self.pages.walk(&self.edition.article, at, -up);
            self.anchor = self.pages.byte_of(&self.edition.article, self.top);
            self.home = (self.top, self.pages.style().columns);
            self.settle();
        }
    }

    /// Shows a block from its first row of text on at the top.
    pub(super) fn reveal_block(&mut self, block: usize) {
        let first = self.pages.block(&self.edition.article, block).first;
        self.set_top(Position {
            block,
            row: if block == 0 { 0 } else { first },
        });
    }

    /// The bytes that the screen shows.
    pub(super) fn visible(&self) -> Range<usize> {
        let mut range: Option<Range<usize>> = None;
        for (at, laid) in self
            .pages
            .screen(&self.edition.article, self.top, self.rows)
        {
            if let Some(bytes) = laid.rows.get(at.row).and_then(super::page::Row::bytes) {
                range = Some(match range {
                    Some(r) => r.start..r.end.max(bytes.end),
                    None => bytes,
                });
            }
        }
        range.unwrap_or(0..0)
    }

    /// The items that stand on the screen, by row; each once, where it is first seen.
    pub(super) fn beside(&self) -> Vec<Beside> {
        let mut found: Vec<Beside> = Vec::new();
        let mut seen: HashSet<Item> = HashSet::new();
        let mut take = |row: usize, at: usize, item: Item| {
            if seen.insert(item) {
                found.push(Beside {
                    row,
                    stop: Stop { at, item },
                });
            }
        };
        let article = &self.edition.article;
        let mut paragraph_seen = None;
        for (row, (at, laid)) in self.pages.screen(article, self.top, self.rows).enumerate() {
            let Some(bytes) = laid.rows.get(at.row).and_then(super::page::Row::bytes) else {
                continue;
            };
            if let Some(super::page::Block::Paragraph(i)) = self.pages.sequence.get(at.block)
                && paragraph_seen != Some(i)
            {
                paragraph_seen = Some(i);
                self.hanging_on(i, |at, item| take(row, at, item));
            }
            let bytes = bytes.start..bytes.end.max(bytes.start + 1);
            for (mark, note) in self.edition.index.marks_in(&bytes) {
                if self.shows(*note) {
                    take(row, mark.start, Item::Note(*note));
                }
            }
            for (i, call) in self.calls_on(&bytes) {
                if !self.explained.get(i).copied().unwrap_or(false) {
                    take(row, call, Item::Call(i));
                }
            }
        }
        found.sort_by_key(|b| (b.row, b.stop));
        found
    }

    fn calls_on(&self, bytes: &Range<usize>) -> impl Iterator<Item = (usize, usize)> + '_ {
        let calls = &self.edition.article.calls;
        let first = calls.partition_point(|c| c.at <= bytes.start);
        let end = bytes.end;
        calls
            .iter()
            .enumerate()
            .skip(first)
            .take_while(move |(_, c)| c.at <= end)
            .map(|(i, c)| (i, c.at))
    }

    /// The notes that hang on a paragraph as a whole, without words of it.
    fn hanging_on(&self, paragraph: usize, mut each: impl FnMut(usize, Item)) {
        let notes = self.edition.index.by_paragraph.get(paragraph);
        for &i in notes.into_iter().flatten() {
            if let Some(note) = self.edition.notes.get(i) {
                let has_words = note.annotation.target.quote.is_some();
                let stops = self.shows(i) && !note.annotation.is_parallel();
                if stops && (!has_words || note.anchor.ranges.is_empty()) {
                    each(start_of(note), Item::Note(i));
                }
            }
        }
    }

    /// The notes that name passages parallel to a paragraph.
    pub(super) fn parallels_of(&self, paragraph: usize) -> &[usize] {
        self.parallels.get(&paragraph).map_or(&[], Vec::as_slice)
    }

    /// Whether a note's kind is shown.
    pub(super) fn shows(&self, note: usize) -> bool {
        self.edition
            .notes
            .get(note)
            .is_some_and(|n| self.filter.shows(&n.annotation))
    }

    /// Where the notes that are shown stand, in reading order.
    pub(super) fn shown_stops(&self) -> impl Iterator<Item = usize> + '_ {
        let shown = self.stops.iter().filter(|s| match s.item {
            Item::Note(note) => self.shows(note),
            Item::Call(_) => true,
        });
        shown.map(|s| s.at)
    }

    /// Keeps the item in hand while it is on the screen, else takes the first that is.
    pub(super) fn settle(&mut self) {
        self.current = self.settled();
        self.held = self.current;
    }

    /// Takes an item in hand, wherever it is.
    pub(super) fn hold(&mut self, stop: Option<Stop>) {
        self.current = stop;
        self.held = stop;
    }

    /// How many lines of the note in hand are scrolled away.
    pub(super) fn note_offset(&self) -> usize {
        let (of, lines) = self.scrolled;
        let held = self.current.map(|c| c.item);
        if of == held { lines } else { 0 }
    }

    /// Scrolls the note in hand, as far as `last` lines down.
    pub(super) fn scroll_note(&mut self, by: isize, last: usize) {
        let lines = self.note_offset().saturating_add_signed(by).min(last);
        self.scrolled = (self.current.map(|c| c.item), lines);
    }

    fn settled(&self) -> Option<Stop> {
        let beside = self.beside();
        let kept = self
            .current
            .and_then(|c| beside.iter().find(|b| b.stop.item == c.item));
        let first = match self.place_gone_to() {
            Some(byte) => self.first_at(&beside, byte),
            None => beside.first(),
        };
        kept.or(first).map(|b| match self.current {
            Some(current) if current.item == b.stop.item => current,
            _ => b.stop,
        })
    }

    /// The first of what stands beside the text that is about the passage at a byte.
    fn first_at<'b>(&self, beside: &'b [Beside], byte: usize) -> Option<&'b Beside> {
        let here = self.article().paragraph_at(byte);
        beside
            .iter()
            .find(|b| b.stop.at >= byte && self.article().paragraph_at(b.stop.at) == here)
    }

    /// The byte that was gone to, as long as it is in sight.
    fn place_gone_to(&self) -> Option<usize> {
        let visible = self.visible();
        self.target.filter(|byte| visible.contains(byte))
    }

    /// Shows a byte that was gone to; what stands there is in hand, when something does.
    pub(super) fn arrive(&mut self, byte: usize) {
        self.reveal(byte);
        self.target = Some(byte);
        // What stands above the passage does not count.
        let found = self.first_at(&self.beside(), byte).map(|b| b.stop);
        self.hold(found);
    }

    /// Takes an item in hand and shows it.
    pub(super) fn take(&mut self, stop: Stop) {
        self.target = None;
        self.selection = None;
        self.hold(Some(stop));
        self.reveal(stop.at);
        self.hold(Some(stop));
    }

    /// The next item (or the one before) from the one in hand.
    pub(super) fn neighbour(&self, forward: bool) -> Option<Stop> {
        self.neighbour_where(forward, |_| true)
    }

    /// The next item that is of the same kind as the one in hand, or the one before.
    pub(super) fn same_kind(&self, forward: bool) -> Option<Stop> {
        let kind = |item| self.note(item).map(|n| n.annotation.kind);
        let wanted = kind(self.current?.item);
        self.neighbour_where(forward, |stop| kind(stop.item) == wanted)
    }

    /// Who speaks in a note: the speaker that it names, else the author of the work quoted.
    pub(super) fn speaker_of(&self, item: Item) -> Option<String> {
        let note = self.note(item)?;
        let annotation = &note.annotation;
        if let Some(speaker) = &annotation.speaker {
            return Some(speaker.clone());
        }
        if annotation.kind != Kind::Quotation {
            return None;
        }
        let source = self.edition.source_of(note)?;
        let authors = source.names("author");
        let names: Vec<String> = authors.iter().map(crate::source::Name::full).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// Who speaks in the note in hand; else in the first quotation from the top of the screen on.
    pub(super) fn speaker_in_hand(&self) -> Option<String> {
        let in_hand = self.current.and_then(|c| self.speaker_of(c.item));
        in_hand.or_else(|| {
            let mut below = self.stops_after(self.anchor).take(1_000);
            below.find_map(|stop| self.speaker_of(stop.item))
        })
    }

    pub(super) fn neighbour_where(
        &self,
        forward: bool,
        fits: impl Fn(&Stop) -> bool,
    ) -> Option<Stop> {
        let from = self.current.unwrap_or(Stop {
            at: self.place_gone_to().unwrap_or(self.anchor),
            item: Item::Note(0),
        });
        let shown = |s: &&Stop| match s.item {
            Item::Note(i) => self.shows(i) && fits(s),
            Item::Call(_) => fits(s),
        };
        let all = &self.stops;
        if forward {
            let after = match self.current {
                Some(_) => all.partition_point(|s| *s <= from),
                None => all.partition_point(|s| *s < from),
            };
            all.get(after..)?.iter().find(shown).copied()
        } else {
            let before = all.partition_point(|s| *s < from);
            all.get(..before)?.iter().rev().find(shown).copied()
        }
    }

    /// The annotation of an item.
    pub(super) fn note(&self, item: Item) -> Option<&Anchored> {
        match item {
            Item::Note(i) => self.edition.notes.get(i),
            Item::Call(_) => None,
        }
    }

    /// The passages quoting the source of the item in hand, else of the first quotation from the
    /// top of the screen on: the notes, and after which of them the next one comes.
    pub(super) fn same_source(&self) -> Option<(&[usize], Option<usize>)> {
        let by_note = |i: usize| {
            let note = self.edition.notes.get(i)?;
            let key = note.annotation.source.as_ref()?;
            self.edition.index.by_source.get(key)
        };
        if let Some(Stop {
            item: Item::Note(i),
            ..
        }) = self.current
            && let Some(list) = by_note(i)
        {
            return Some((list, list.iter().position(|n| *n == i)));
        }
        // Nothing in hand: the first quotation on the screen, or after it, is the next one.
        let first = self
            .beside()
            .into_iter()
            .map(|b| b.stop)
            .chain(self.stops_after(self.anchor))
            .chain(self.stops.iter().copied())
            .find_map(|stop| match stop.item {
                Item::Note(i) => by_note(i).map(|list| (list, list.iter().position(|n| *n == i))),
                Item::Call(_) => None,
            });
        let (list, at) = first?;
        Some((list, at.map(|i| (i + list.len() - 1) % list.len().max(1))))
    }

    fn stops_after(&self, byte: usize) -> impl Iterator<Item = Stop> + '_ {
        let first = self.stops.partition_point(|s| s.at < byte);
        self.stops.iter().skip(first).copied()
    }

    /// The colour of a note's source.
    pub(super) fn source_role(&self, note: usize) -> Role {
        let key = self
            .edition
            .notes
            .get(note)
            .and_then(|n| n.annotation.source.as_ref());
        let rank = key.and_then(|k| self.source_ranks.get(k));
        rank.map_or(Role::Kind(Kind::Quotation), |i| Role::Source(*i))
    }

    /// Where a note stands.
    pub(super) fn stop_of(&self, note: usize) -> Option<Stop> {
        self.edition.notes.get(note).map(|n| Stop {
            at: start_of(n),
            item: Item::Note(note),
        })
    }

    /// The byte at which a passage begins.
    pub(super) fn byte_of_passage(&self, run: &PassageRun) -> Option<usize> {
        self.article().range_of(&run.first).map(|r| r.start)
    }

    /// Where a reference within this article leads.
    pub(super) fn byte_of_reference(&self, reference: &Reference) -> Option<usize> {
        self.byte_of_passage(reference.passage.as_ref()?)
    }

    /// The passage that is meant when none is named: the one gone to, that of the note in hand,
    /// or the one at the top of the screen. Where words are selected it is theirs.
    pub(super) fn passage_in_hand(&self) -> Passage {
        let selected = self.selection.as_ref().map(|s| s.range().start);
        let at = selected.or(self.target).or(self.current.map(|c| c.at));
        self.article().passage_at(at.unwrap_or(self.anchor))
    }

    /// The bytes that are meant: those selected, else the words of the note in hand where it
    /// has any, else the passage in hand.
    pub(super) fn range_in_hand(&self) -> Range<usize> {
        if let Some(selection) = &self.selection {
            return selection.range();
        }
        let passage = || {
            let passage = self.passage_in_hand();
            self.article().range_of(&passage).unwrap_or(0..0)
        };
        let note = self.current.and_then(|c| self.note(c.item));
        match note.filter(|_| self.target.is_none()) {
            Some(note) => note.anchor.range().unwrap_or_else(passage),
            None => passage(),
        }
    }

    /// The passage where the reader is: that which was gone to, else that at the top of the screen.
    pub(super) fn passage_here(&self) -> Passage {
        let byte = self.place_gone_to().unwrap_or(self.anchor);
        self.article().passage_at(byte)
    }

    /// The passage at the top of the screen.
    pub(super) fn passage(&self) -> Passage {
        self.article().passage_at(self.anchor)
    }

    /// How much lies above the bottom of the screen, in thousandths.
    pub(super) fn progress(&self) -> u32 {
        let last = self.pages.last_top(&self.edition.article, self.rows);
        let body = self.article().text.len().max(1);
        if self.top >= last {
            return 1000;
        }
        u32::try_from(self.anchor.saturating_mul(1000) / body).unwrap_or(1000)
    }
}

/// The first byte of what a note is about.
fn start_of(note: &Anchored) -> usize {
    let first = note.anchor.ranges.first();
    first.map_or(note.anchor.hangs_at, |r| r.start)
}

/// The notes that name parallel passages, by paragraph.
fn parallels(edition: &Edition) -> HashMap<usize, Vec<usize>> {
    let mut found: HashMap<usize, Vec<usize>> = HashMap::new();
    let named = edition.notes.iter().enumerate();
    for (i, note) in named.filter(|(_, n)| n.annotation.is_parallel()) {
        if let Some(paragraph) = edition.article.paragraph_at(start_of(note)) {
            found.entry(paragraph).or_default().push(i);
        }
    }
    found
}

/// For each call, whether a footnote annotation points to its note or stands where it stands.
fn explained_calls(edition: &Edition) -> Vec<bool> {
    let article = &edition.article;
    let mut explained = vec![false; article.calls.len()];
    let footnotes = edition
        .notes
        .iter()
        .filter(|n| n.annotation.kind == Kind::Footnote);
    for note in footnotes {
        for reference in &note.annotation.to {
            if let Some(Passage::Note(number)) = reference.passage.as_ref().map(|p| &p.first) {
                for (call, slot) in article.calls.iter().zip(&mut explained) {
                    let called = article.notes.get(call.note).map(|n| n.number);
                    *slot |= called == Some(*number);
                }
            }
        }
    }
    explained
}
