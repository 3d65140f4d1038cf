//! What a note says in the margin: its lines, of a given width.

use std::ops::Range;

use ratatui::style::Style;

use super::side::plain;
use super::text::span_role;
use crate::annotation::{Annotation, Certainty, How, Kind, Status};
use crate::article::Article;
use crate::edition::Anchored;
use crate::search::{Context, Zone, source_line};
use crate::text::{safe, width, wrap};
use crate::viewer::keys::Action;
use crate::viewer::lists;
use crate::viewer::page::superscript;
use crate::viewer::reader::{Item, Reader, Stop};
use crate::viewer::state::Viewer;
use crate::viewer::theme::{Role, Theme};

/// A line: pieces of text with their looks.
pub(super) type Line = Vec<(String, Style)>;

/// Text with looks, to be wrapped.
#[derive(Default)]
struct Flow {
    text: String,
    looks: Vec<(Range<usize>, Style)>,
}

impl Flow {
    fn add(&mut self, text: &str, style: Style) {
        let start = self.text.len();
        self.text.push_str(&safe::shown_line(text));
        self.looks.push((start..self.text.len(), style));
    }

    /// Lays a look over some of the text.
    fn mark(&mut self, places: &[Range<usize>], style: Style) {
        for place in places {
            let mut looks = Vec::with_capacity(self.looks.len() + 2);
            for (bytes, before) in self.looks.drain(..) {
                let start = place.start.clamp(bytes.start, bytes.end);
                let end = place.end.clamp(start, bytes.end);
                let parts = [
                    (bytes.start..start, before),
                    (start..end, before.patch(style)),
                    (end..bytes.end, before),
                ];
                looks.extend(parts.into_iter().filter(|(bytes, _)| !bytes.is_empty()));
            }
            self.looks = looks;
        }
    }

    fn lines(&self, columns: usize) -> Vec<Line> {
        let wrapped = wrap::wrap(&self.text, columns, &[]);
        wrapped.into_iter().map(|l| self.line(&l.range)).collect()
    }

    fn line(&self, range: &Range<usize>) -> Line {
        let pieces = self.looks.iter().filter_map(|(bytes, style)| {
            let part = bytes.start.max(range.start)..bytes.end.min(range.end);
            let text = self.text.get(part)?;
            (!text.is_empty()).then(|| (text.to_owned(), *style))
        });
        pieces.collect()
    }
}

/// A hit with the words around it: at most `rows` lines, the one with the hit among them.
pub(super) fn found(context: &Context, theme: Theme, columns: usize, rows: usize) -> Vec<Line> {
    let mut flow = Flow::default();
    flow.add(&context.before, theme.style(Role::Text));
    let hit = flow.text.len();
    flow.add(&context.text, theme.style(Role::Hit));
    flow.add(&context.after, theme.style(Role::Text));
    let wrapped = wrap::wrap(&flow.text, columns, &[]);
    let at = wrapped.partition_point(|line| line.range.end <= hit);
    let first = at
        .saturating_sub(rows / 2)
        .min(wrapped.len().saturating_sub(rows));
    let shown = wrapped.iter().skip(first).take(rows);
    shown.map(|line| flow.line(&line.range)).collect()
}

/// The lines of a note; the one in hand says all, the others what they are about.
pub(super) fn lines(
    viewer: &Viewer,
    reader: &Reader,
    stop: Stop,
    columns: usize,
    whole: bool,
) -> Vec<Line> {
    let theme = viewer.settings.theme;
    let mut lines = Vec::new();
    match stop.item {
        Item::Call(call) => call_lines(reader, call, columns, theme, &mut lines),
        Item::Note(index) => {
            if let Some(note) = reader.edition.notes.get(index) {
                let room = if whole { 110 } else { columns };
                let flow = head(reader, index, note, stop, theme, (whole, room));
                lines.extend(flow.lines(columns));
                if whole || note.annotation.kind != Kind::Quotation {
                    details(reader, index, note, columns, theme, &mut lines);
                }
                if whole {
                    foot(viewer, reader, index, note, columns, &mut lines);
                }
            }
        }
    }
    lines
}

/// The note of the article that a call calls.
fn call_lines(reader: &Reader, call: usize, columns: usize, theme: Theme, lines: &mut Vec<Line>) {
    let article = reader.article();
    let note = article
        .calls
        .get(call)
        .and_then(|c| article.notes.get(c.note));
    let Some(note) = note else { return };
    let paragraphs = article.paragraphs.get(note.paragraphs.clone());
    for (i, paragraph) in paragraphs.into_iter().flatten().enumerate() {
        let mut flow = Flow::default();
        if i == 0 {
            let figure = format!("{} ", superscript(note.number));
            flow.add(&figure, theme.style(Role::Figure));
        }
        let hits = Hits(reader, Zone::Text);
        body_text(article, &paragraph.range, theme, &hits, &mut flow);
        lines.extend(flow.lines(columns));
    }
}

/// No more bytes of a note are set in its pane at one time; its own page shows all.
const MOST_SHOWN: usize = 32 * 1024;

/// The first bytes of a range, at most `most`, whole characters.
fn beginning(text: &str, range: &Range<usize>, most: usize) -> Range<usize> {
    let mut end = range.end.min(range.start.saturating_add(most));
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    range.start..end.max(range.start)
}

/// What is searched for, and the part of a passage that is shown.
struct Hits<'a>(&'a Reader, Zone);

impl Hits<'_> {
    /// Its places in a text of which a range is shown.
    fn within(&self, article: &Article, range: &Range<usize>) -> Vec<Range<usize>> {
        let Self(reader, zone) = self;
        let Some(search) = &reader.search else {
            return Vec::new();
        };
        let text = article.slice(range.clone());
        let places = search.places_in(&article.name, *zone, text).into_iter();
        places
            .map(|p| range.start + p.start..range.start + p.end)
            .collect()
    }
}

/// Text of an article with its emphasis, and with what is searched for.
fn body_text(
    article: &Article,
    range: &Range<usize>,
    theme: Theme,
    hits: &Hits<'_>,
    flow: &mut Flow,
) {
    let range = &beginning(
        &article.text,
        range,
        MOST_SHOWN.saturating_sub(flow.text.len()),
    );
    let hits = hits.within(article, range);
    let first = article
        .spans
        .partition_point(|s| s.range.start < range.start);
    let spans = article.spans.iter().skip(first);
    let spans: Vec<_> = spans.take_while(|s| s.range.start < range.end).collect();
    let mut edges: Vec<usize> = spans
        .iter()
        .map(|s| &s.range)
        .chain(&hits)
        .flat_map(|r| [r.start, r.end])
        .chain([range.start, range.end])
        .filter(|at| (range.start..=range.end).contains(at))
        .collect();
    edges.sort_unstable();
    edges.dedup();
    for pair in edges.windows(2) {
        if let [from, to] = *pair {
            let over = spans
                .iter()
                .filter(|s| s.range.start <= from && to <= s.range.end);
            let style = over.fold(theme.style(Role::Text), |s, span| {
                s.patch(theme.style(span_role(&span.kind)))
            });
            let found = hits.iter().any(|h| h.start <= from && to <= h.end);
            let style = if found {
                style.patch(theme.style(Role::Hit))
            } else {
                style
            };
            flow.add(article.slice(from..to), style);
        }
    }
}

/// The line by which a note is known: its work, its term, its target.
fn head(
    reader: &Reader,
    index: usize,
    note: &Anchored,
    stop: Stop,
    theme: Theme,
    (whole, room): (bool, usize),
) -> Flow {
    let annotation = &note.annotation;
    let mut flow = Flow::default();
    let kind = plain(theme.style(Role::Kind(annotation.kind)));
    match annotation.kind {
        Kind::Quotation => quotation_head(reader, index, note, theme, whole, &mut flow),
        Kind::Gloss => {
            flow.add(
                &words(reader, note, stop, 60),
                kind.patch(theme.style(Role::Strong)),
            );
            flow.add(" ", Style::new());
            first_of_body(reader, index, theme, &mut flow);
        }
        Kind::Emendation => {
            let quiet = theme.style(Role::Quiet);
            flow.add(&words(reader, note, stop, 40), kind);
            flow.add(" sic ", quiet.patch(theme.style(Role::Emphasis)));
            first_of_body(reader, index, theme, &mut flow);
        }
        Kind::CrossReference if annotation.to.is_empty() => {
            flow.add("→ ", kind);
            if annotation.source.is_some() {
                quotation_head(reader, index, note, theme, whole, &mut flow);
                return flow;
            }
            first_of_body(reader, index, theme, &mut flow);
        }
        Kind::CrossReference => {
            for (i, reference) in annotation.to.iter().enumerate() {
                let sign = if i == 0 { "→ " } else { ", " };
                pointer(reference, sign, theme, &mut flow);
            }
            if let Some(byte) = annotation.to.first().and_then(|r| local(reader, r)) {
                let start = lists::beginning(reader, byte);
                let room = room.saturating_sub(width::of(&flow.text) + 1);
                flow.add(
                    &format!(" {}", width::shortened(&start, room)),
                    theme.style(Role::Quiet),
                );
            }
        }
        Kind::Footnote => {
            let number = footnote_number(annotation).map_or_else(|| "*".to_owned(), superscript);
            flow.add(&format!("{number} "), theme.style(Role::Figure));
            if annotation.note.trim().is_empty() {
                called(reader, annotation, theme, &mut flow);
            }
            first_of_body(reader, index, theme, &mut flow);
        }
        Kind::Note => {
            flow.add("✎ ", kind);
            first_of_body(reader, index, theme, &mut flow);
        }
    }
    flow
}

/// Where a reference leads: the passage, and after it the article when it is another.
fn pointer(reference: &crate::article::Reference, sign: &str, theme: Theme, flow: &mut Flow) {
    let key = theme.style(Role::Key);
    match (&reference.passage, &reference.article) {
        (Some(passage), Some(article)) => {
            flow.add(&format!("{sign}{passage}"), key);
            flow.add(&format!(" of {article}"), theme.style(Role::Quiet));
        }
        _ => flow.add(&format!("{sign}{reference}"), key),
    }
}

fn quotation_head(
    reader: &Reader,
    index: usize,
    note: &Anchored,
    theme: Theme,
    whole: bool,
    flow: &mut Flow,
) {
    let annotation = &note.annotation;
    let style = theme.style(reader.source_role(index));
    let Some(source) = reader.edition.source_of(note) else {
        match (&annotation.source, &annotation.speaker) {
            (Some(key), _) => flow.add(&key.to_string(), theme.style(Role::Warning)),
            (None, Some(speaker)) => flow.add(speaker, theme.style(Role::Quiet)),
            (None, None) => flow.add("no source given", theme.style(Role::Quiet)),
        }
        return;
    };
    if let Some(author) = source.short_author() {
        flow.add(&format!("{author}, "), style);
    }
    flow.add(&source.title(), style.patch(theme.style(Role::Emphasis)));
    if whole
        && let Some(year) = source
            .date("original-date")
            .or_else(|| source.date("issued"))
    {
        flow.add(&format!(" ({})", year.year), style);
    }
    if !annotation.locator.is_empty() {
        flow.add(&format!(", {}", annotation.locator), style);
    }
    let doubtful = annotation.cited.as_ref().is_some_and(|cited| {
        !cited.rivals.is_empty() || cited.certainty == Some(Certainty::Uncertain)
    });
    if doubtful {
        flow.add(" ?", theme.style(Role::Warning));
    }
    let found = of_work(reader, &flow.text);
    flow.mark(&found, theme.style(Role::Hit));
    if let (true, true, line) = (whole, found.is_empty(), source_line(source)) {
        // What was found may be in a part of the work's entry that is not shown.
        let found = of_work(reader, &line);
        if !found.is_empty() {
            let start = flow.text.len() + " · ".len();
            flow.add(" · ", theme.style(Role::Quiet));
            flow.add(&line, theme.style(Role::Quiet));
            let found: Vec<_> = found
                .into_iter()
                .map(|p| start + p.start..start + p.end)
                .collect();
            flow.mark(&found, theme.style(Role::Hit));
        }
    }
}

/// Where what is searched for stands in a text that tells a work.
fn of_work(reader: &Reader, text: &str) -> Vec<Range<usize>> {
    let search = reader.search.as_ref();
    search.map_or_else(Vec::new, |search| {
        search.places_in(&reader.article().name, Zone::Sources, text)
    })
}

/// The words of the text that a note is about, where it stands in hand.
fn words(reader: &Reader, note: &Anchored, stop: Stop, room: usize) -> String {
    let ranges = &note.anchor.ranges;
    let here = ranges
        .iter()
        .find(|r| r.start == stop.at)
        .or(ranges.first());
    let text = match here {
        Some(range) => reader.article().slice(range.clone()).replace('\n', " "),
        None => note.annotation.target.quote.clone().unwrap_or_default(),
    };
    width::shortened(&text, room)
}

fn footnote_number(annotation: &Annotation) -> Option<u32> {
    annotation
        .to
        .iter()
        .find_map(|r| match &r.passage.as_ref()?.first {
            crate::article::Passage::Note(number) => Some(*number),
            _ => None,
        })
}

/// The words of the article's own note that a footnote stands for.
fn called(reader: &Reader, annotation: &Annotation, theme: Theme, flow: &mut Flow) {
    let article = reader.article();
    let number = footnote_number(annotation);
    let note = article.notes.iter().find(|n| Some(n.number) == number);
    let paragraphs = note.and_then(|n| article.paragraphs.get(n.paragraphs.clone()));
    if let Some(first) = paragraphs.and_then(<[_]>::first) {
        body_text(
            article,
            &first.range,
            theme,
            &Hits(reader, Zone::Text),
            flow,
        );
    }
}

fn local(reader: &Reader, reference: &crate::article::Reference) -> Option<usize> {
    reference
        .article
        .is_none()
        .then(|| reader.byte_of_reference(reference))?
}

/// The first paragraph of the body goes on in the line of the head.
fn first_of_body(reader: &Reader, index: usize, theme: Theme, flow: &mut Flow) {
    let body = reader.body(index);
    if let Some(paragraph) = body.paragraphs.first() {
        let hits = Hits(reader, Zone::Notes);
        body_text(&body, &paragraph.range, theme, &hits, flow);
    }
}

/// Everything below the head.
fn details(
    reader: &Reader,
    index: usize,
    note: &Anchored,
    columns: usize,
    theme: Theme,
    lines: &mut Vec<Line>,
) {
    let quiet = theme.style(Role::Quiet);
    let annotation = &note.annotation;
    let mut say = |text: &str, style: Style| {
        let mut flow = Flow::default();
        flow.add(text, style);
        lines.extend(flow.lines(columns));
    };
    let how = how_cited(reader, index, annotation);
    if !how.is_empty() {
        say(&how, quiet);
    }
    if let (Some(speaker), Some(_)) = (&annotation.speaker, &annotation.source) {
        say(&format!("{speaker} speaking"), quiet);
    }
    if let Some(via) = &annotation.via {
        let label = reader
            .edition
            .sources
            .get(via)
            .map(crate::source::Source::label);
        say(
            &format!("taken from {}", label.unwrap_or_else(|| via.to_string())),
            quiet,
        );
    }
    if note.anchor.status != Status::Exact {
        let why = note.anchor.difference.as_deref().unwrap_or_default();
        say(
            &format!("{}: {why}", note.anchor.status),
            theme.style(Role::Warning),
        );
    }
    let body = reader.body(index);
    let flows_on = match annotation.kind {
        Kind::Quotation => false,
        Kind::CrossReference => annotation.to.is_empty() && annotation.source.is_none(),
        _ => true,
    };
    for paragraph in body.paragraphs.iter().skip(usize::from(flows_on)) {
        let mut flow = Flow::default();
        let hits = Hits(reader, Zone::Notes);
        body_text(&body, &paragraph.range, theme, &hits, &mut flow);
        lines.extend(flow.lines(columns));
    }
    if !annotation.tags.is_empty() && annotation.own {
        let mut flow = Flow::default();
        flow.add(&format!("#{}", annotation.tags.join(" #")), quiet);
        lines.extend(flow.lines(columns));
    }
}

/// How the work is named here, and what that goes back to: `op. cit. → 1¶2`.
fn how_cited(reader: &Reader, index: usize, annotation: &Annotation) -> String {
    let Some(cited) = &annotation.cited else {
        return String::new();
    };
    let mut said = cited.how.map_or("", How::printed).to_owned();
    let back = matches!(
        cited.how,
        Some(How::OpCit | How::LocCit | How::Ibid | How::Idem | How::ShortTitle)
    );
    let antecedent = cited.antecedent.clone().or_else(|| {
        let key = annotation.source.as_ref()?;
        let list = reader.edition.index.by_source.get(key)?;
        let before = list.iter().rev().find(|n| **n < index)?;
        reader
            .edition
            .passage_of(reader.edition.notes.get(*before)?)
    });
    if let (true, Some(passage)) = (back, antecedent) {
        said.push_str(&format!(" → {passage}"));
    }
    if let Some(certainty) = cited
        .certainty
        .filter(|c| *c > crate::annotation::Certainty::Likely)
    {
        said.push_str(&format!(" · {certainty}"));
    }
    if !cited.rivals.is_empty() {
        let name = |key| {
            let source = reader.edition.sources.get(key);
            source.map_or_else(|| key.to_string(), crate::source::Source::label)
        };
        let rivals: Vec<String> = cited.rivals.iter().map(name).collect();
        said.push_str(&format!("; or {}", rivals.join("; or ")));
    }
    said
}

/// So many passages that refer to the place of the note in hand are named there.
const MOST_REFERRING: usize = 8;

/// What can be done with the note in hand, and what refers to where it stands.
fn foot(
    viewer: &Viewer,
    reader: &Reader,
    index: usize,
    note: &Anchored,
    columns: usize,
    lines: &mut Vec<Line>,
) {
    let theme = viewer.settings.theme;
    let quiet = theme.style(Role::Quiet);
    let mut keys = Flow::default();
    let mut hint = |key: String, does: String| {
        if !keys.text.is_empty() {
            keys.add("  ", quiet);
        }
        keys.add(&key, theme.style(Role::Key));
        keys.add(&format!(" {does}"), quiet);
    };
    let annotation = &note.annotation;
    if !annotation.to.is_empty() {
        hint(viewer.keymap.key_of(Action::Follow), "go there".to_owned());
    }
    let of_source = annotation
        .source
        .as_ref()
        .and_then(|key| reader.edition.index.by_source.get(key));
    if let Some(list) = of_source.filter(|l| l.len() > 1) {
        let place = list.iter().position(|n| *n == index).map_or(0, |i| i + 1);
        let next = viewer.keymap.key_of(Action::SourceNext);
        let before = viewer.keymap.key_of(Action::SourcePrevious);
        hint(
            format!("{next}/{before}"),
            format!("{place} of {}", list.len()),
        );
    }
    if annotation.to.iter().any(|r| r.article.is_none()) {
        hint(viewer.keymap.key_of(Action::Peek), "look".to_owned());
    }
    if annotation.own {
        hint(viewer.keymap.key_of(Action::NoteEdit), "edit".to_owned());
        hint(
            viewer.keymap.key_of(Action::NoteDelete),
            "delete".to_owned(),
        );
    }
    hint(viewer.keymap.key_of(Action::NotePage), "more".to_owned());
    let heads = matches!(annotation.kind, Kind::Quotation | Kind::CrossReference);
    if annotation.source.is_some() && !heads {
        let mut flow = Flow::default();
        quotation_head(reader, index, note, theme, true, &mut flow);
        lines.extend(flow.lines(columns));
    }
    let paragraph = reader.article().paragraph_at(note.anchor.hangs_at);
    let referring = paragraph.and_then(|p| reader.edition.index.referring.get(&p));
    let from: Vec<String> = referring
        .into_iter()
        .flatten()
        .filter_map(|n| reader.edition.passage_of(reader.edition.notes.get(*n)?))
        .map(|p| p.to_string())
        .collect();
    if !from.is_empty() {
        let mut flow = Flow::default();
        let more = if from.len() > MOST_REFERRING {
            ", …"
        } else {
            ""
        };
        let first: Vec<String> = from.into_iter().take(MOST_REFERRING).collect();
        flow.add(
            &format!("referred to from {}{more}", first.join(", ")),
            quiet,
        );
        lines.extend(flow.lines(columns));
    }
    lines.extend(keys.lines(columns));
}
