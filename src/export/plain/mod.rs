//! The annotated text for pipes, mail and printers: numbered passages wrapped to a width, and
//! under each the notes that hang on it.
//!
//! Written paragraph by paragraph, so that a reader sees the first line at once; all that comes
//! from a file passes through [`safe`].

use std::collections::HashSet;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use super::Selection;
use super::csl::Styled;
use super::said::{self, Cited};
use crate::annotation::{Locator, Status};
use crate::article::{Article, Block, Container, ListMarker, Paragraph, Section, markdown};
use crate::edition::{Anchored, Edition};
use crate::text::{safe, width, wrap};

/// How the text is set.
#[derive(Debug, Clone)]
pub struct Options {
    /// Columns of a line, margin included.
    pub width: usize,
    /// The notes wanted.
    pub selection: Selection,
    /// The citations, after a style of the reader's choice; Chicago's notes by default.
    pub styled: Option<Arc<Styled>>,
    /// The bytes of the text that are wanted, with the notes that hang there; all of it when `None`.
    pub only: Option<Range<usize>>,
    /// Whether headings, numbers and notes are told apart by colour (ECMA-48), for a terminal or
    /// `less -R`.
    pub colour: bool,
}

/// How a stretch of a line is told apart from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ink {
    Plain,
    Heading,
    Number,
    Note,
}

impl Ink {
    /// A line in this ink; what is set on several lines is coloured line by line, since pagers
    /// begin anew with each.
    fn on(self, colour: bool, line: &str) -> String {
        let code = match self {
            Self::Heading => "1",
            Self::Number => "36",
            Self::Note => "33",
            Self::Plain => "",
        };
        if !colour || code.is_empty() || line.trim().is_empty() {
            return line.to_owned();
        }
        format!("\u{1b}[{code}m{line}\u{1b}[0m")
    }
}

impl Default for Options {
    /// Eighty columns, every note.
    fn default() -> Self {
        Self {
            width: 80,
            selection: Selection::default(),
            styled: None,
            only: None,
            colour: false,
        }
    }
}

/// The least columns that text is set in, however narrow the page.
const NARROWEST: usize = 10;

/// Writes an edition as plain text.
pub fn write(edition: &Edition, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    Setter::new(edition, options, out).all()
}

struct Setter<'a> {
    edition: &'a Edition,
    article: &'a Article,
    options: &'a Options,
    out: &'a mut dyn Write,
    /// Columns of the margin that holds the numbers; 0 when they stand on lines of their own.
    margin: usize,
    /// Works cited so far: in full the first time, in short again.
    cited: Cited<'a>,
    /// Notes written so far: one on many places is written at the first, and named at the others.
    written: HashSet<usize>,
}

impl<'a> Setter<'a> {
    fn new(edition: &'a Edition, options: &'a Options, out: &'a mut dyn Write) -> Self {
        let article = &edition.article;
        let longest = article.sections.iter().map(|s| {
            let digits = s.paragraphs.len().to_string().len();
            s.number.to_string().len() + 1 + digits
        });
        let margin = longest.max().unwrap_or(4).max(4) + 2;
        let roomy = margin <= 16 && options.width >= margin + 3 * NARROWEST;
        Self {
            edition,
            article,
            options,
            out,
            margin: if roomy { margin } else { 0 },
            cited: Cited::new(options.styled.as_deref()),
            written: HashSet::new(),
        }
    }

    fn all(&mut self) -> io::Result<()> {
        self.title()?;
        let article = self.article;
        let mut rules = article.rules.iter().peekable();
        for section in &article.sections {
            if !self.wants(&section.range) {
                continue;
            }
            if !section.number.is_opening() {
                self.heading(section)?;
            }
            for index in section.paragraphs.clone() {
                let paragraph = article.paragraphs.get(index);
                let Some(paragraph) = paragraph.filter(|p| self.wants(&p.range)) else {
                    continue;
                };
                while rules.next_if(|&&r| r <= paragraph.range.start).is_some() {
                    self.block("* * *", self.margin + 4, "")?;
                    self.blank()?;
                }
                self.paragraph(index, paragraph)?;
            }
        }
        let first = article.body().len();
        let own = article.paragraphs.iter().enumerate().skip(first);
        let mut headed = false;
        for (index, paragraph) in own {
            if !self.wants(&paragraph.range) {
                continue;
            }
            if !std::mem::replace(&mut headed, true) {
                self.underlined("Notes of the article", '-')?;
            }
            self.paragraph(index, paragraph)?;
        }
        if self.options.only.is_none() {
            self.homeless()?;
        }
        self.works()
    }

    /// Whether a stretch of the text is among what is wanted.
    fn wants(&self, range: &Range<usize>) -> bool {
        let only = self.options.only.as_ref();
        only.is_none_or(|only| range.start < only.end && only.start < range.end)
    }

    fn title(&mut self) -> io::Result<()> {
        let article = self.article;
        self.underlined(article.title(), '=')?;
        let metadata = &article.metadata;
        let line = [
            (!metadata.author.is_empty()).then(|| metadata.author.join(", ")),
            metadata.series.clone(),
            metadata.place.clone(),
            metadata.date.clone(),
        ];
        let line: Vec<String> = line.into_iter().flatten().collect();
        if !line.is_empty() {
            self.block(&line.join(" · "), 0, "")?;
            self.blank()?;
        }
        Ok(())
    }

    fn heading(&mut self, section: &Section) -> io::Result<()> {
        let text = self.article.heading(section);
        let line = if self.margin == 0 {
            format!("{} {text}", section.number)
        } else {
            let room = self.margin;
            format!("{:<room$}{text}", section.number.to_string())
        };
        self.underlined(
            &line,
            if section.number.depth() == 1 {
                '-'
            } else {
                '·'
            },
        )
    }

    /// A line with a rule under it, and an empty line.
    fn underlined(&mut self, text: &str, sign: char) -> io::Result<()> {
        self.block_in(text, 0, "", Ink::Heading)?;
        let widest = width::of(&safe::shown_line(text)).clamp(1, self.options.width.max(1));
        writeln!(self.out, "{}", sign.to_string().repeat(widest))?;
        self.blank()
    }

    fn paragraph(&mut self, index: usize, paragraph: &Paragraph) -> io::Result<()> {
        let number = self.article.passage_of(paragraph).to_string();
        let (indent, mark) = container_indent(paragraph);
        if self.margin == 0 {
            let number = Ink::Number.on(self.options.colour, &format!("[{number}]"));
            writeln!(self.out, "{number}")?;
        }
        let lead = if self.margin == 0 {
            mark
        } else {
            let room = self.margin;
            format!("{number:<room$}{mark}")
        };
        let text = self.text_of(paragraph);
        self.block(&text, self.margin + indent, &lead)?;
        self.blank()?;
        self.notes(index)
    }

    /// The text of a paragraph with its note calls.
    fn text_of(&self, paragraph: &Paragraph) -> String {
        let article = self.article;
        let mut text = String::with_capacity(paragraph.range.len() + 16);
        let mut at = paragraph.range.start;
        for call in article.calls_in(&paragraph.range) {
            text.push_str(article.slice(at..call.at));
            let number = article.notes.get(call.note).map_or(0, |n| n.number);
            text.push_str(&format!("[{number}]"));
            at = call.at;
        }
        text.push_str(article.slice(at..paragraph.range.end));
        if matches!(paragraph.block, Block::Table(_)) {
            return self.table(&text);
        }
        text
    }

    /// Rows with their columns under each other, where the page is wide enough.
    fn table(&self, text: &str) -> String {
        let mut widths: Vec<usize> = Vec::new();
        for row in text.split('\n') {
            for (column, cell) in row.split('\t').enumerate() {
                let needed = width::of(&safe::shown_line(cell));
                match widths.get_mut(column) {
                    Some(widest) => *widest = needed.max(*widest),
                    None => widths.push(needed),
                }
            }
        }
        let room = self.options.width.saturating_sub(self.margin);
        if widths.iter().map(|w| w + 3).sum::<usize>() > room + 3 {
            return text.replace('\t', " | ");
        }
        let rows = text.split('\n').map(|row| {
            let cells = row.split('\t').zip(&widths).map(|(cell, &widest)| {
                let missing = widest - width::of(&safe::shown_line(cell)).min(widest);
                // Spaces at which a line cannot be broken keep the columns where they are.
                format!("{cell}{}", "\u{a0}".repeat(missing))
            });
            cells.collect::<Vec<_>>().join("\u{a0}| ")
        });
        rows.collect::<Vec<_>>().join("\n")
    }

    /// The notes that hang on a paragraph.
    fn notes(&mut self, paragraph: usize) -> io::Result<()> {
        let edition = self.edition;
        let indices = edition.index.by_paragraph.get(paragraph);
        let mut again = Vec::new();
        for &index in indices.into_iter().flatten() {
            let Some(note) = edition.notes.get(index) else {
                continue;
            };
            if !self.options.selection.wants(note) || edition.passage_of(note).is_none() {
                continue;
            }
            if self.written.insert(index) {
                self.note(index, note)?;
            } else {
                again.push(format!("[{}]", note.annotation.id));
            }
        }
        if again.is_empty() {
            return Ok(());
        }
        let line = format!("as above: {}", again.join(" "));
        self.block(&line, self.note_indent() + 2, &self.note_lead())?;
        self.blank()
    }

    fn note(&mut self, index: usize, note: &'a Anchored) -> io::Result<()> {
        let annotation = &note.annotation;
        let mut head = format!("[{}] {}", annotation.id, annotation.kind);
        match note.anchor.status {
            Status::Exact | Status::Moved => {}
            status => {
                let why = note.anchor.difference.as_deref().unwrap_or_default();
                head.push_str(&format!(" ({status}: {why})"));
            }
        }
        if let Some(words) = meant(self.article, note) {
            head.push_str(&format!(": “{}”", width::shortened(&words, 120)));
        }
        let indent = self.note_indent();
        self.block_in(&head, indent + 2, &self.note_lead(), Ink::Note)?;
        if let Some(line) = self.citation(index, note) {
            self.block(&line, indent + 2, "")?;
        }
        if !annotation.to.is_empty() {
            let places = annotation.to.iter().map(|r| format!("→ {r}"));
            let line = places.collect::<Vec<_>>().join("  ");
            self.block(&line, indent + 2, "")?;
        }
        if !annotation.note.is_empty() {
            self.body(&annotation.note, indent + 2)?;
        }
        self.blank()
    }

    /// The work, the place in it and who speaks, on one line.
    fn citation(&mut self, index: usize, note: &'a Anchored) -> Option<String> {
        let annotation = &note.annotation;
        let mut parts = Vec::new();
        if let Some(speaker) = &annotation.speaker {
            parts.push(format!("spoken by {speaker}"));
        }
        if let Some(key) = &annotation.source {
            parts.push(match self.edition.sources.get(key) {
                Some(source) => {
                    let locator = &annotation.locator;
                    self.cited.citation(index, false, source, locator).plain()
                }
                None => format!("{key} (not among the sources)"),
            });
        } else if !annotation.locator.is_empty() {
            parts.push(annotation.locator.to_string());
        }
        if let Some(via) = &annotation.via {
            let said = match self.edition.sources.get(via) {
                Some(source) => {
                    let nowhere = Locator::default();
                    self.cited.citation(index, true, source, &nowhere).plain()
                }
                None => format!("{via} (not among the sources)"),
            };
            parts.push(format!("quoted in {said}"));
        }
        (!parts.is_empty()).then(|| format!("{}.", parts.join("; ")))
    }

    /// A note's body: its Markdown as paragraphs of text.
    fn body(&mut self, note: &str, indent: usize) -> io::Result<()> {
        let body = markdown::fragment(&self.article.name, note);
        let mut first = true;
        let mut section = 0;
        for (index, paragraph) in body.paragraphs.iter().enumerate() {
            while let Some(heading) = body
                .sections
                .get(section)
                .filter(|s| s.paragraphs.start <= index)
            {
                if !heading.heading.is_empty() {
                    self.block(body.heading(heading), indent, "")?;
                }
                section += 1;
            }
            if !first {
                self.blank()?;
            }
            first = false;
            let (deeper, mark) = container_indent(paragraph);
            let lead = format!("{:indent$}{mark}", "");
            let text = body.slice(paragraph.range.clone()).replace('\t', " | ");
            self.block(&text, indent + deeper, &lead)?;
        }
        for heading in body.sections.iter().skip(section) {
            if !heading.heading.is_empty() {
                self.block(body.heading(heading), indent, "")?;
            }
        }
        Ok(())
    }

    /// The notes that hang nowhere, under their own heading: none is dropped.
    fn homeless(&mut self) -> io::Result<()> {
        let edition = self.edition;
        let selection = &self.options.selection;
        let left: Vec<(usize, &Anchored)> = selection
            .of(edition)
            .filter(|(index, _)| !self.written.contains(index))
            .collect();
        if left.is_empty() {
            return Ok(());
        }
        self.underlined("Notes without a place", '-')?;
        for (index, note) in left {
            self.written.insert(index);
            self.note(index, note)?;
        }
        Ok(())
    }

    /// The works that the notes name.
    fn works(&mut self) -> io::Result<()> {
        let edition = self.edition;
        let styled = self.options.styled.as_deref();
        let notes = self.options.selection.of(edition);
        let notes = notes.filter(|(index, _)| self.written.contains(index));
        let notes = notes.map(|(_, note)| note);
        let works = said::works(edition, notes, styled);
        if works.is_empty() {
            return Ok(());
        }
        self.underlined("Sources", '-')?;
        for work in works {
            self.block(&said::entry(work, styled).plain(), 2, "")?;
            self.blank()?;
        }
        Ok(())
    }

    fn note_indent(&self) -> usize {
        if self.margin == 0 { 2 } else { self.margin }
    }

    fn note_lead(&self) -> String {
        " ".repeat(self.note_indent())
    }

    fn blank(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n")
    }

    /// Text wrapped to the page, `lead` before its first line and `indent` columns before all.
    fn block(&mut self, text: &str, indent: usize, lead: &str) -> io::Result<()> {
        self.block_in(text, indent, lead, Ink::Plain)
    }

    fn block_in(&mut self, text: &str, indent: usize, lead: &str, ink: Ink) -> io::Result<()> {
        let colour = self.options.colour;
        let room = self.options.width.saturating_sub(indent).max(NARROWEST);
        let indent = indent.min(self.options.width.saturating_sub(NARROWEST));
        let lead = safe::shown_line(lead);
        // Deep nesting never pushes the text off the page.
        let (lead, lead_columns) = width::prefix(&lead, indent);
        let lead = Ink::Number.on(colour, lead);
        let mut before = format!("{lead}{:1$}", "", indent.saturating_sub(lead_columns));
        for line in wrap::wrap(text, room, &[]) {
            let text = text.get(line.range).unwrap_or_default();
            let text = safe::shown_line(text);
            let whole = format!("{before}{}", ink.on(colour, text.trim_end()));
            self.out.write_all(whole.trim_end().as_bytes())?;
            self.out.write_all(b"\n")?;
            before = " ".repeat(indent);
        }
        Ok(())
    }
}

/// The words that a note is about, on one line: as the text has them, else as the note has.
fn meant(article: &Article, note: &Anchored) -> Option<String> {
    let quote = note.annotation.target.quote.as_deref()?;
    let words = match note.anchor.ranges.first() {
        Some(range) => article.slice(range.clone()),
        None => quote,
    };
    let mut line = words.replace(['\n', '\t'], " ");
    // Marks of quotation at both ends would stand twice.
    for (open, close) in [('“', '”'), ('"', '"'), ('‘', '’')] {
        if line.len() > 2
            && let Some(inner) = line.strip_prefix(open).and_then(|l| l.strip_suffix(close))
            && !inner.contains([open, close])
        {
            line = inner.to_owned();
            break;
        }
    }
    Some(line)
}

/// How far the containers of a paragraph push it in, and the marker of the item that it opens.
fn container_indent(paragraph: &Paragraph) -> (usize, String) {
    let mut mark = String::new();
    for container in &paragraph.containers {
        let (sign, columns) = match container {
            Container::Quotation { .. } => (String::new(), 4),
            Container::Item { marker, first, .. } => {
                let sign = match marker {
                    ListMarker::Bullet => "• ".to_owned(),
                    ListMarker::Number(number) => format!("{number}. "),
                };
                let columns = width::of(&sign);
                (if *first { sign } else { String::new() }, columns)
            }
        };
        let missing = columns - width::of(&sign).min(columns);
        mark.push_str(&sign);
        mark.push_str(&" ".repeat(missing));
    }
    if paragraph.block == Block::Verse {
        mark.push_str("  ");
    }
    (width::of(&mark), mark)
}

#[cfg(test)]
mod tests;
