//! Building an article block by block: the one home of numbering and normalisation.
//!
//! A reader of any format opens containers, begins blocks, adds text and calls in the order of
//! its input; notes may be defined anywhere. [`Builder::finish`] numbers everything and sets the
//! notes last.

use std::collections::{HashMap, HashSet};

use super::{
    Article, ArticleName, Block, Container, Home, ListMarker, Metadata, Note, NoteCall, Paragraph,
    Section, SectionCounter, SectionNumber, Span, SpanKind,
};

/// Between two blocks of the text.
const GAP: &str = "\n\n";

/// The largest number of a list item: `CommonMark` takes nine digits.
const LARGEST_MARKER: u64 = 999_999_999;

/// Containers nest at most so deep; what is deeper stands in the deepest.
const DEEPEST_CONTAINER: usize = 24;

/// Builds an [`Article`].
#[derive(Debug)]
pub struct Builder {
    name: ArticleName,
    /// The front matter, for the reader to fill in.
    pub metadata: Metadata,
    body: Sink,
    asides: Sink,
    sections: Vec<Section>,
    counter: SectionCounter,
    notes: Vec<PendingNote>,
    /// The labels that notes have.
    labels: HashSet<String>,
    in_note: bool,
    containers: Vec<Fresh>,
    /// Containers that are open below the deepest that is kept.
    buried: usize,
    /// The containers of the block before, which tell whether a list goes on.
    previous: Vec<Container>,
    rules: Vec<usize>,
    rule_due: bool,
}

/// Text with what belongs to it, of the body or of the notes.
#[derive(Debug, Default)]
struct Sink {
    text: String,
    paragraphs: Vec<Paragraph>,
    spans: Vec<Span>,
    /// The spans that are open; `None` for one that is not kept.
    open_spans: Vec<Option<usize>>,
    calls: Vec<(usize, String)>,
    open: Option<Open>,
}

/// The block being filled.
#[derive(Debug)]
struct Open {
    start: usize,
    first_span: usize,
    first_call: usize,
    kind: OpenKind,
    line: u32,
}

#[derive(Debug)]
enum OpenKind {
    Heading(u8),
    Paragraph(Block),
}

#[derive(Debug)]
struct PendingNote {
    label: String,
    paragraphs: std::ops::Range<usize>,
}

/// An open container, and whether a paragraph has stood in it yet.
#[derive(Debug)]
struct Fresh {
    container: Container,
    fresh: bool,
}

impl Builder {
    /// An article of this name, as yet empty.
    pub fn new(name: ArticleName) -> Self {
        Self {
            name,
            metadata: Metadata::default(),
            body: Sink::default(),
            asides: Sink::default(),
            sections: vec![Section {
                number: SectionNumber::opening(),
                heading: 0..0,
                paragraphs: 0..0,
                range: 0..0,
                line: 0,
            }],
            counter: SectionCounter::default(),
            notes: Vec::new(),
            labels: HashSet::new(),
            in_note: false,
            containers: Vec::new(),
            buried: 0,
            previous: Vec::new(),
            rules: Vec::new(),
            rule_due: false,
        }
    }

    /// Makes room for about `bytes` of text.
    pub fn reserve(&mut self, bytes: usize) {
        self.body.text.reserve(bytes);
    }

    /// Begins a heading of a level (1 is the outermost). Within a container or a note it becomes
    /// a strong paragraph: such a heading opens no section.
    pub fn begin_heading(&mut self, level: u8, line: u32) {
        if self.in_note || !self.containers.is_empty() {
            self.begin_paragraph(Block::Prose, line);
            self.open_span(SpanKind::Strong);
            return;
        }
        self.begin(OpenKind::Heading(level), line);
    }

    /// Begins a paragraph.
    pub fn begin_paragraph(&mut self, block: Block, line: u32) {
        self.begin(OpenKind::Paragraph(block), line);
    }

    fn begin(&mut self, kind: OpenKind, line: u32) {
        self.end();
        let rule = !self.in_note && std::mem::take(&mut self.rule_due);
        let sink = self.sink();
        if !sink.text.is_empty() {
            sink.text.push_str(GAP);
        }
        let start = sink.text.len();
        sink.open = Some(Open {
            start,
            first_span: sink.spans.len(),
            first_call: sink.calls.len(),
            kind,
            line,
        });
        if rule {
            self.rules.push(start);
            // The rule ends the lists that are not still open around it.
            let open = self.containers.iter().take_while(|c| !c.fresh).count();
            self.previous.truncate(open);
        }
    }

    /// Adds text to the block that is open. Control characters stay: they are made visible when
    /// they are shown. But for NUL, which no Markdown can hold, and for carriage returns; and a
    /// heading is one line.
    pub fn text(&mut self, text: &str) {
        let sink = self.sink();
        let Some(open) = &sink.open else { return };
        let (return_as, feed_as) = match &open.kind {
            OpenKind::Heading(_) => (" ", " "),
            OpenKind::Paragraph(Block::Code(_)) => ("\n", "\n"),
            OpenKind::Paragraph(_) => (" ", "\n"),
        };
        let odd = if feed_as == "\n" {
            memchr::memchr2(b'\0', b'\r', text.as_bytes())
        } else {
            memchr::memchr3(b'\0', b'\r', b'\n', text.as_bytes())
        };
        if odd.is_none() {
            sink.text.push_str(text);
            return;
        }
        let mut before = ' ';
        for c in text.chars() {
            match c {
                '\0' => sink.text.push('\u{fffd}'),
                '\r' => sink.text.push_str(return_as),
                '\n' if before == '\r' => {}
                '\n' => sink.text.push_str(feed_as),
                c => sink.text.push(c),
            }
            before = c;
        }
    }

    /// Adds a note call to the block that is open. Code calls no notes.
    pub fn call(&mut self, label: &str) {
        let sink = self.sink();
        if sink.open.as_ref().is_some_and(|open| !open.is_code()) {
            sink.calls.push((sink.text.len(), label_form(label)));
        }
    }

    /// Opens a span; it takes the text up to [`Builder::close_span`]. A link within a link, or a
    /// span within one of its own kind, adds nothing and is not kept.
    pub fn open_span(&mut self, kind: SpanKind) {
        let sink = self.sink();
        let Some(open) = &sink.open else { return };
        let nested = sink.open_spans.iter().flatten().any(|i| {
            let outer = sink.spans.get(*i).map(|s| &s.kind);
            match (&kind, outer) {
                (SpanKind::Link(_), Some(SpanKind::Link(_))) => true,
                (kind, Some(outer)) => kind == outer,
                _ => false,
            }
        });
        if nested || open.is_code() {
            sink.open_spans.push(None);
            return;
        }
        let at = sink.text.len();
        sink.open_spans.push(Some(sink.spans.len()));
        sink.spans.push(Span {
            range: at..at,
            kind,
        });
    }

    /// Closes the innermost open span.
    pub fn close_span(&mut self) {
        let sink = self.sink();
        let end = sink.text.len();
        let index = sink.open_spans.pop().flatten();
        if let Some(span) = index.and_then(|i| sink.spans.get_mut(i)) {
            span.range.end = end;
        }
    }

    /// What kind of block is open, for readers that learn late that it is verse.
    pub fn set_block(&mut self, block: Block) {
        if let Some(Open {
            kind: OpenKind::Paragraph(open),
            ..
        }) = &mut self.sink().open
        {
            *open = block;
        }
    }

    /// Opens a block quotation.
    pub fn open_quotation(&mut self) {
        self.open_container(Container::Quotation { first: true });
    }

    fn open_container(&mut self, container: Container) {
        self.end();
        if self.containers.len() == DEEPEST_CONTAINER {
            self.buried += 1;
            return;
        }
        self.containers.push(Fresh {
            container,
            fresh: true,
        });
    }

    /// Opens a list item; `opens_list` for the first of its list.
    pub fn open_item(&mut self, marker: ListMarker, opens_list: bool) {
        let marker = match marker {
            ListMarker::Number(number) => ListMarker::Number(number.min(LARGEST_MARKER)),
            ListMarker::Bullet => ListMarker::Bullet,
        };
        self.open_container(Container::Item {
            marker,
            first: true,
            opens_list,
        });
    }

    /// Closes the innermost container.
    pub fn close_container(&mut self) {
        self.end();
        if self.buried > 0 {
            self.buried -= 1;
        } else {
            self.containers.pop();
        }
    }

    /// A thematic break.
    pub fn rule(&mut self) {
        self.end();
        self.rule_due |= !self.in_note;
    }

    /// Begins one of the article's own notes. A label that another note has is told from it.
    pub fn begin_note(&mut self, label: &str) {
        self.end();
        self.in_note = true;
        self.previous.clear();
        let at = self.asides.paragraphs.len();
        let wanted = label_form(label);
        let mut label = wanted.clone();
        let mut count = 1;
        while !self.labels.insert(label.clone()) {
            count += 1;
            label = format!("{wanted}-{count}");
        }
        self.notes.push(PendingNote {
            label,
            paragraphs: at..at,
        });
    }

    /// Ends the note.
    pub fn end_note(&mut self) {
        self.end();
        self.in_note = false;
        self.previous.clear();
        if let Some(note) = self.notes.last_mut() {
            note.paragraphs.end = self.asides.paragraphs.len();
        }
    }

    /// The level of the heading that is open.
    pub fn open_heading_level(&self) -> Option<u8> {
        match self.body.open.as_ref()?.kind {
            OpenKind::Heading(level) if !self.in_note => Some(level),
            _ => None,
        }
    }

    /// Takes the open block back, with all that was put into it.
    pub fn discard(&mut self) {
        let sink = self.sink();
        if let Some(open) = &sink.open {
            sink.text.truncate(open.start);
            sink.spans.truncate(open.first_span);
            sink.calls.truncate(open.first_call);
            sink.open_spans.clear();
        }
        self.end();
    }

    /// Ends the block that is open, if one is. A block without text leaves nothing.
    pub fn end(&mut self) {
        let in_note = self.in_note;
        let sink = self.sink();
        let Some(open) = sink.open.take() else { return };
        sink.close(&open);
        let end = sink.text.len();
        if end == open.start {
            sink.text.truncate(open.start.saturating_sub(GAP.len()));
            if !in_note && self.rules.last() == Some(&open.start) {
                self.rules.pop();
                self.rule_due = true;
            }
            return;
        }
        match open.kind {
            OpenKind::Heading(level) => {
                self.previous.clear();
                self.add_section(level, open.start..end, open.line);
            }
            OpenKind::Paragraph(block) => {
                let block = normal(
                    block,
                    self.sink().text.get(open.start..).unwrap_or_default(),
                );
                let containers = self.take_containers();
                self.sink().paragraphs.push(Paragraph {
                    range: open.start..end,
                    home: Home::Section(0),
                    number: 0,
                    block,
                    containers,
                    line: open.line,
                });
            }
        }
    }

    /// The containers of a new paragraph. An item goes on with the list before it only when that
    /// is of the same sort and its number the one before.
    fn take_containers(&mut self) -> Vec<Container> {
        let mut opened = false;
        let mut taken = Vec::with_capacity(self.containers.len());
        for (depth, held) in self.containers.iter_mut().enumerate() {
            let first = std::mem::take(&mut held.fresh);
            taken.push(match held.container {
                Container::Quotation { .. } => Container::Quotation { first },
                Container::Item {
                    marker, opens_list, ..
                } => {
                    let before = self.previous.get(depth).filter(|_| !opened);
                    Container::Item {
                        marker,
                        first,
                        opens_list: first && (opens_list || !goes_on(before, marker)),
                    }
                }
            });
            opened |= first;
        }
        self.previous.clone_from(&taken);
        taken
    }

    fn add_section(&mut self, level: u8, heading: std::ops::Range<usize>, line: u32) {
        let at = self.body.paragraphs.len();
        self.sections.push(Section {
            number: self.counter.next(level),
            range: heading.clone(),
            heading,
            paragraphs: at..at,
            line,
        });
    }

    fn sink(&mut self) -> &mut Sink {
        if self.in_note {
            &mut self.asides
        } else {
            &mut self.body
        }
    }

    /// Numbers everything and gives the article.
    pub fn finish(mut self) -> Article {
        self.end();
        let trailing_rule = self.rule_due.then_some(self.body.text.len());
        self.rules.extend(trailing_rule);
        let body_len = self.body.text.len();
        number_sections(&mut self.sections, &mut self.body.paragraphs, body_len);
        let (numbers, first_by_label) = self.number_notes();
        let mut article = Article {
            name: self.name,
            metadata: self.metadata,
            text: self.body.text,
            sections: self.sections,
            paragraphs: self.body.paragraphs,
            notes: Vec::with_capacity(self.notes.len()),
            calls: Vec::new(),
            spans: self.body.spans,
            rules: self.rules,
        };
        let mut order: Vec<usize> = (0..self.notes.len()).collect();
        order.sort_by_key(|&i| numbers.get(i).copied());
        let mut index_of = vec![0; order.len()];
        let mut calls = self.body.calls;
        for (index, &pending) in order.iter().enumerate() {
            if let Some(slot) = index_of.get_mut(pending) {
                *slot = index;
            }
            if let (Some(note), Some(&number)) = (self.notes.get(pending), numbers.get(pending)) {
                self.asides
                    .move_note(note, number, &mut article, &mut calls);
            }
        }
        article.calls = calls
            .iter()
            .filter_map(|(at, label)| {
                let pending = *first_by_label.get(label.as_str())?;
                Some(NoteCall {
                    at: *at,
                    note: *index_of.get(pending)?,
                })
            })
            .collect();
        article
    }

    /// The number of each note, in the order of definition, and the first note of each label.
    fn number_notes(&self) -> (Vec<u32>, HashMap<String, usize>) {
        let mut first_by_label = HashMap::new();
        for (index, note) in self.notes.iter().enumerate() {
            first_by_label.entry(note.label.clone()).or_insert(index);
        }
        let labels: Vec<Option<u32>> = self
            .notes
            .iter()
            .map(|n| n.label.parse().ok().filter(|&n: &u32| n > 0))
            .collect();
        let distinct: HashSet<u32> = labels.iter().filter_map(|l| *l).collect();
        if distinct.len() == self.notes.len() {
            return (labels.into_iter().flatten().collect(), first_by_label);
        }
        (self.numbers_by_calls(&first_by_label), first_by_label)
    }

    /// Numbers in the order in which notes are called: by the text, then by the notes numbered so
    /// far; those that are never called follow in the order of definition.
    fn numbers_by_calls(&self, by_label: &HashMap<String, usize>) -> Vec<u32> {
        let mut order: Vec<usize> = Vec::with_capacity(self.notes.len());
        let mut seen = vec![false; self.notes.len()];
        let mut add = |index: usize, order: &mut Vec<usize>| {
            if let Some(slot @ false) = seen.get_mut(index) {
                *slot = true;
                order.push(index);
            }
        };
        for (_, label) in &self.body.calls {
            if let Some(index) = by_label.get(label) {
                add(*index, &mut order);
            }
        }
        let mut read = 0;
        for next in 0..=self.notes.len() {
            while let Some(note) = order.get(read).and_then(|i| self.notes.get(*i)) {
                read += 1;
                for label in self.calls_of(note) {
                    if let Some(index) = by_label.get(label) {
                        add(*index, &mut order);
                    }
                }
            }
            if next < self.notes.len() {
                add(next, &mut order);
            }
        }
        let mut numbers = vec![0; self.notes.len()];
        for (number, index) in (1..).zip(order) {
            if let Some(slot) = numbers.get_mut(index) {
                *slot = number;
            }
        }
        numbers
    }

    /// The labels that a note calls.
    fn calls_of(&self, note: &PendingNote) -> impl Iterator<Item = &str> {
        let paragraphs = self
            .asides
            .paragraphs
            .get(note.paragraphs.clone())
            .unwrap_or_default();
        let start = paragraphs.first().map_or(0, |p| p.range.start);
        let end = paragraphs.last().map_or(0, |p| p.range.end);
        let from = self.asides.calls.partition_point(|(at, _)| *at < start);
        let calls = self.asides.calls.get(from..).unwrap_or_default().iter();
        calls
            .take_while(move |(at, _)| *at <= end && start < end)
            .map(|(_, label)| label.as_str())
    }
}

impl Open {
    fn is_code(&self) -> bool {
        matches!(self.kind, OpenKind::Paragraph(Block::Code(_)))
    }
}

impl Sink {
    /// Trims the white space around a finished block and clips its spans and calls to it.
    fn close(&mut self, open: &Open) {
        // A span that was never closed goes on to the end of its block.
        for index in std::mem::take(&mut self.open_spans).into_iter().flatten() {
            if let Some(span) = self.spans.get_mut(index) {
                span.range.end = self.text.len();
            }
        }
        let block = self.text.get(open.start..).unwrap_or_default();
        let is_space = |c: char| matches!(c, ' ' | '\n' | '\t' | '\r');
        let kept = match &open.kind {
            // White space is code's own, and parts the cells of a table.
            OpenKind::Paragraph(Block::Code(_)) => block.trim_end_matches('\n'),
            OpenKind::Paragraph(Block::Table(_)) => block.strip_suffix('\n').unwrap_or(block),
            _ => block.trim_end_matches(is_space),
        };
        let trailing = kept.len();
        let leading = match &open.kind {
            OpenKind::Paragraph(Block::Code(_) | Block::Table(_)) => 0,
            _ => trailing - kept.trim_start_matches(is_space).len(),
        };
        self.text.truncate(open.start + trailing);
        if leading > 0 {
            self.text.drain(open.start..open.start + leading);
        }
        let end = self.text.len();
        let place = |at: usize| at.saturating_sub(leading).clamp(open.start, end);
        for span in self.spans.iter_mut().skip(open.first_span) {
            span.range = place(span.range.start)..place(span.range.end);
        }
        // Only the block's own spans are looked at: an article may have very many.
        let own = self.spans.get(open.first_span..).unwrap_or_default();
        if own.iter().any(|span| span.range.is_empty()) {
            let own = self.spans.split_off(open.first_span);
            self.spans
                .extend(own.into_iter().filter(|span| !span.range.is_empty()));
        }
        for (at, _) in self.calls.iter_mut().skip(open.first_call) {
            *at = place(*at);
        }
        if end == open.start {
            self.calls.truncate(open.first_call);
        }
    }

    /// Copies one note's paragraphs to the end of the article.
    fn move_note(
        &self,
        note: &PendingNote,
        number: u32,
        article: &mut Article,
        calls: &mut Vec<(usize, String)>,
    ) {
        let first = article.paragraphs.len();
        let home = Home::Note(article.notes.len());
        let paragraphs = self
            .paragraphs
            .get(note.paragraphs.clone())
            .unwrap_or_default();
        for (paragraph, number) in paragraphs.iter().zip(1..) {
            if !article.text.is_empty() {
                article.text.push_str(GAP);
            }
            let old = paragraph.range.clone();
            let start = article.text.len();
            article
                .text
                .push_str(self.text.get(old.clone()).unwrap_or_default());
            article.paragraphs.push(Paragraph {
                range: start..article.text.len(),
                home,
                number,
                ..paragraph.clone()
            });
            let from = self.spans.partition_point(|s| s.range.start < old.start);
            let spans = self.spans.iter().skip(from);
            for span in spans.take_while(|s| s.range.start < old.end) {
                let range =
                    span.range.start - old.start + start..span.range.end - old.start + start;
                article.spans.push(Span {
                    range,
                    kind: span.kind.clone(),
                });
            }
            let within = self
                .calls
                .iter()
                .filter(|(at, _)| (old.start..=old.end).contains(at));
            calls.extend(within.map(|(at, label)| (at - old.start + start, label.clone())));
        }
        article.notes.push(Note {
            number,
            label: note.label.clone(),
            paragraphs: first..article.paragraphs.len(),
        });
    }
}

/// Whether an item with `marker` goes on with the list that `before` is an item of.
fn goes_on(before: Option<&Container>, marker: ListMarker) -> bool {
    let Some(Container::Item { marker: before, .. }) = before else {
        return false;
    };
    match (before, marker) {
        (ListMarker::Bullet, ListMarker::Bullet) => true,
        (ListMarker::Number(a), ListMarker::Number(b)) => a + 1 == b,
        _ => false,
    }
}

/// A block as it is kept: one line is no verse, and what names the language of code is one line.
fn normal(block: Block, text: &str) -> Block {
    match block {
        Block::Verse if !text.contains('\n') => Block::Prose,
        Block::Code(info) => {
            let info: String = info
                .chars()
                .map(|c| if c.is_control() { ' ' } else { c })
                .collect();
            Block::Code(info.trim().into())
        }
        block => block,
    }
}

/// A label as it is kept: letters, digits and a few marks, so that every format can hold it.
fn label_form(label: &str) -> String {
    let plain = |c: char| {
        if c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '*' | '†' | '‡' | '§') {
            c
        } else {
            '-'
        }
    };
    let form: String = label
        .chars()
        .take(100)
        .flat_map(char::to_lowercase)
        .map(plain)
        .collect();
    if form.is_empty() {
        "-".to_owned()
    } else {
        form
    }
}

/// Gives each section its extent and each paragraph its home and number.
fn number_sections(sections: &mut [Section], paragraphs: &mut [Paragraph], text_len: usize) {
    let mut next_start = paragraphs.len();
    let mut ends: Vec<(usize, usize)> = vec![(0, text_len); 0];
    for section in sections.iter_mut().rev() {
        section.paragraphs.end = next_start;
        next_start = section.paragraphs.start;
        let depth = section.number.depth();
        while ends.last().is_some_and(|&(d, _)| d > depth) {
            ends.pop();
        }
        let end = match ends.last() {
            Some(&(_, start)) => start.saturating_sub(GAP.len()),
            None => text_len,
        };
        section.range.end = end.max(section.range.start);
        if ends.last().is_some_and(|&(d, _)| d == depth) {
            ends.pop();
        }
        ends.push((depth, section.range.start));
    }
    for (index, section) in sections.iter().enumerate() {
        let own = paragraphs
            .get_mut(section.paragraphs.clone())
            .unwrap_or_default();
        for (paragraph, number) in own.iter_mut().zip(1..) {
            paragraph.home = Home::Section(index);
            paragraph.number = number;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn builder() -> Builder {
        Builder::new("bread".parse().unwrap())
    }

    fn paragraph(b: &mut Builder, text: &str) {
        b.begin_paragraph(Block::Prose, 0);
        b.text(text);
        b.end();
    }

    fn heading(b: &mut Builder, level: u8, text: &str) {
        b.begin_heading(level, 0);
        b.text(text);
        b.end();
    }

    #[test]
    fn sections_nest_and_paragraphs_are_numbered() {
        let mut b = builder();
        paragraph(&mut b, "Before.");
        heading(&mut b, 2, "Wheat");
        paragraph(&mut b, "One.");
        heading(&mut b, 4, "Spelt");
        paragraph(&mut b, "Two.");
        paragraph(&mut b, "Three.");
        heading(&mut b, 3, "Emmer");
        heading(&mut b, 2, "Rye");
        paragraph(&mut b, "Four.");
        let article = b.finish();
        let numbers: Vec<String> = article
            .sections
            .iter()
            .map(|s| s.number.to_string())
            .collect();
        assert_eq!(numbers, ["0", "1", "1.1", "1.2", "2"]);
        let passages: Vec<String> = article
            .paragraphs
            .iter()
            .map(|p| article.passage_of(p).to_string())
            .collect();
        assert_eq!(passages, ["0¶1", "1¶1", "1.1¶1", "1.1¶2", "2¶1"]);
        let whole = article.range_of(&"1".parse().unwrap()).unwrap();
        assert_eq!(
            article.slice(whole),
            "Wheat\n\nOne.\n\nSpelt\n\nTwo.\n\nThree.\n\nEmmer"
        );
        assert_eq!(
            article
                .passage_at(article.text.find("Three").unwrap())
                .to_string(),
            "1.1¶2"
        );
        assert_eq!(
            article
                .passage_at(article.text.find("pelt").unwrap())
                .to_string(),
            "1.1"
        );
    }

    #[test]
    fn notes_come_last_and_keep_their_numbers() {
        let mut b = builder();
        b.begin_paragraph(Block::Prose, 0);
        b.text("Flour");
        b.call("3");
        b.text(" and water");
        b.call("2");
        b.text(".");
        for (label, text) in [("2", "From the well."), ("3", "From the mill.")] {
            b.begin_note(label);
            paragraph(&mut b, text);
            b.end_note();
        }
        paragraph(&mut b, "Salt.");
        let article = b.finish();
        assert_eq!(
            article.text,
            "Flour and water.\n\nSalt.\n\nFrom the well.\n\nFrom the mill."
        );
        assert_eq!(
            article.calls,
            [NoteCall { at: 5, note: 1 }, NoteCall { at: 15, note: 0 }]
        );
        let range = article.range_of(&"n3".parse().unwrap()).unwrap();
        assert_eq!(article.slice(range), "From the mill.");
        assert_eq!(article.body().len(), 2);
    }

    #[test]
    fn labels_that_are_no_numbers_are_numbered_by_their_calls() {
        let mut b = builder();
        b.begin_paragraph(Block::Prose, 0);
        b.text("A");
        b.call("y");
        b.text("B");
        b.call("x");
        for label in ["x", "y", "z"] {
            b.begin_note(label);
            paragraph(&mut b, label);
            b.end_note();
        }
        let article = b.finish();
        let labels: Vec<&str> = article.notes.iter().map(|n| n.label.as_str()).collect();
        assert_eq!(labels, ["y", "x", "z"]);
        assert_eq!(article.notes[0].number, 1);
    }

    #[test]
    fn spans_are_clipped_to_their_block() {
        let mut b = builder();
        b.begin_paragraph(Block::Prose, 0);
        b.text("  ");
        b.open_span(SpanKind::Emphasis);
        b.text("Loaf ");
        b.close_span();
        let article = b.finish();
        assert_eq!(article.text, "Loaf");
        assert_eq!(article.spans[0].range, 0..4);
    }

    #[test]
    fn containers_know_what_they_open() {
        let mut b = builder();
        b.open_item(ListMarker::Number(4), true);
        paragraph(&mut b, "Knead.");
        paragraph(&mut b, "Wait.");
        b.close_container();
        b.open_item(ListMarker::Number(5), false);
        paragraph(&mut b, "Bake.");
        b.close_container();
        let article = b.finish();
        let markers: Vec<_> = article.paragraphs.iter().map(Paragraph::marker).collect();
        let number = |n| Some(ListMarker::Number(n));
        assert_eq!(markers, [number(4), None, number(5)]);
        assert_eq!(article.paragraphs[1].kind(), "list-item");
    }
}
