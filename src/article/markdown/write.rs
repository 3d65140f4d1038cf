//! [`Article`] → Markdown that reads back as the same article.
//!
//! A paragraph stands on one line (verse, code and tables on theirs). What Markdown's own signs
//! cannot hold for certain stands in HTML tags.

use std::fmt::Write as _;
use std::io;
use std::ops::Range;

use rayon::prelude::*;

use super::inline::{Cursor, Insertion, Place, inline};
use crate::article::{Alignment, Article, Block, Container, ListMarker, Paragraph, Section};
use crate::text::fold::fold;

/// What is added to an article as it is written: the apparatus of an annotated copy.
#[derive(Debug, Clone, Default)]
pub struct Apparatus {
    /// Markdown put into the text, in order of place.
    pub insertions: Vec<Insertion>,
    /// Markdown put before the text of a paragraph, by paragraph index: its number, say.
    pub leads: Vec<(usize, String)>,
    /// Blocks of Markdown put after a paragraph, by paragraph index.
    pub followers: Vec<(usize, String)>,
    /// Markdown put after the text of a heading, by section index.
    pub heading_tails: Vec<(usize, String)>,
    /// How many levels down the outermost heading stands; 0 and 1 both mean `#`.
    pub heading_base: usize,
    /// Signs of punctuation that a flavour of Markdown gives a meaning, escaped in the text.
    pub escapes: &'static str,
}

/// The whole file: front matter, text, notes. Headings begin at the second level, since the title
/// stands in the front matter; at the first, where they nest six deep.
pub fn write(article: &Article) -> String {
    let mut out = String::with_capacity(article.text.len() + article.text.len() / 16 + 256);
    let yaml = article.metadata.to_yaml();
    if !yaml.is_empty() {
        out.push_str("---\n");
        out.push_str(&yaml);
        out.push_str("---\n\n");
    }
    let apparatus = Apparatus {
        heading_base: heading_base(article),
        ..Apparatus::default()
    };
    write_body(article, &apparatus, &mut out);
    out
}

/// Two, unless that would push headings beyond the sixth level, and the first could not be taken
/// for the title.
fn heading_base(article: &Article) -> usize {
    let deepest = article.sections.iter().map(|s| s.number.depth()).max();
    let first = article.sections.get(1).map(|s| fold(article.heading(s)));
    let title = article.metadata.title.as_deref().map(fold);
    let opening = article
        .sections
        .first()
        .is_some_and(|s| !s.paragraphs.is_empty());
    let mistaken = !opening && (title.is_none() || title == first);
    if deepest > Some(5) && !mistaken { 1 } else { 2 }
}

/// The body and the notes, with an apparatus, appended to `out`.
pub fn write_body(article: &Article, apparatus: &Apparatus, out: &mut String) {
    // Nothing is taken away, so nothing can fail.
    let _ = write_all(article, apparatus, out, &mut |_| Ok(()));
}

/// As [`write_body`], written out bit by bit, so that a long text is never held twice; several
/// stretches of it are made at the same time.
pub fn write_body_to(
    article: &Article,
    apparatus: &Apparatus,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    /// So many bytes of the text make a stretch.
    const STRETCH: usize = 1 << 20;
    write_stretches(article, apparatus, STRETCH, out)
}

fn write_stretches(
    article: &Article,
    apparatus: &Apparatus,
    length: usize,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    /// So many bytes are kept before they are written out.
    const HELD: usize = 1 << 16;
    let mut held = String::with_capacity(HELD * 2);
    let mut take = |held: &mut String| {
        if held.len() > HELD {
            out.write_all(held.as_bytes())?;
            held.clear();
        }
        Ok(())
    };
    let stretches = stretches(article, length);
    let Some((last, rest)) = stretches.split_last().filter(|(_, rest)| !rest.is_empty()) else {
        write_all(article, apparatus, &mut held, &mut take)?;
        return out.write_all(held.as_bytes());
    };
    for batch in rest.chunks(2 * rayon::current_num_threads()) {
        let texts: Vec<String> = batch
            .par_iter()
            .map(|sections| {
                let mut text = String::with_capacity(length + length / 2);
                let mut writer = Writer::at_section(sections.start, article, apparatus, &mut text);
                // Nothing is taken away, so nothing can fail.
                let _ = writer.sections(sections.clone(), &mut |_| Ok(()));
                text
            })
            .collect();
        for text in texts {
            held.push_str(&text);
            take(&mut held)?;
        }
    }
    let mut writer = Writer::at_section(last.start, article, apparatus, &mut held);
    writer.sections(last.clone(), &mut take)?;
    writer.end(&mut take)?;
    out.write_all(held.as_bytes())
}

/// Runs of sections of about `length` bytes. All in one, where a section is so long that it should
/// not be held whole.
fn stretches(article: &Article, length: usize) -> Vec<Range<usize>> {
    let start_of = |section: usize| {
        let section = article.sections.get(section);
        section.map_or(article.text.len(), |s| s.range.start)
    };
    let count = article.sections.len();
    let mut stretches = Vec::new();
    let mut from = 0;
    for next in 1..count {
        let bytes = start_of(next).saturating_sub(start_of(from));
        if bytes > 4 * length {
            return std::iter::once(0..count).collect();
        }
        if bytes >= length {
            stretches.push(from..next);
            from = next;
        }
    }
    stretches.push(from..count);
    stretches
}

/// Takes what has been written so far, between two blocks.
type Take<'t> = &'t mut dyn FnMut(&mut String) -> io::Result<()>;

fn write_all(
    article: &Article,
    apparatus: &Apparatus,
    out: &mut String,
    take: Take<'_>,
) -> io::Result<()> {
    let mut writer = Writer::at_section(0, article, apparatus, out);
    writer.sections(0..article.sections.len(), take)?;
    writer.end(take)
}

struct Writer<'a> {
    article: &'a Article,
    apparatus: &'a Apparatus,
    out: &'a mut String,
    rules: std::iter::Peekable<std::slice::Iter<'a, usize>>,
    /// How far the marks in the text have been written.
    cursor: Cursor,
    /// Containers of the paragraph before, for what must be kept apart from it.
    before: &'a [Container],
    /// What every line begins with: the indent of a note.
    indent: &'static str,
    /// Nothing has been written yet that an empty line must follow.
    first: bool,
}

impl<'a> Writer<'a> {
    /// A writer that begins with this section: it stands in no container, and where it is not the
    /// first, something has been written before.
    fn at_section(
        section: usize,
        article: &'a Article,
        apparatus: &'a Apparatus,
        out: &'a mut String,
    ) -> Self {
        let start = article.sections.get(section).map_or(0, |s| s.range.start);
        let written = article.rules.partition_point(|rule| *rule < start);
        Self {
            article,
            apparatus,
            out,
            rules: article
                .rules
                .get(written..)
                .unwrap_or_default()
                .iter()
                .peekable(),
            cursor: Cursor::at(start, article, apparatus),
            before: &[],
            indent: "",
            first: section == 0,
        }
    }

    fn sections(&mut self, sections: Range<usize>, take: Take<'_>) -> io::Result<()> {
        let article = self.article;
        let range = sections.clone();
        for (index, section) in sections.zip(article.sections.get(range).unwrap_or_default()) {
            if !section.number.is_opening() {
                self.heading(index, section);
            }
            for paragraph in section.paragraphs.clone() {
                self.paragraph(paragraph);
                take(self.out)?;
            }
        }
        Ok(())
    }

    /// What stands after the sections.
    fn end(&mut self, take: Take<'_>) -> io::Result<()> {
        self.rules_before(usize::MAX, 0);
        for index in 0..self.article.notes.len() {
            self.note(index);
            take(self.out)?;
        }
        if !self.first {
            self.out.push('\n');
        }
        Ok(())
    }

    /// The empty line between two blocks; it stays inside the containers that both are in.
    fn gap(&mut self, shared: &[Container]) {
        if std::mem::take(&mut self.first) {
            return;
        }
        if !shared.is_empty() {
            let (_, rest) = prefixes(shared);
            let line = format!("{}{rest}", self.indent);
            self.out.push_str(line.trim_end());
        }
        self.out.push('\n');
    }

    /// The thematic breaks before the byte `at`, inside the first `shared` containers.
    fn rules_before(&mut self, at: usize, shared: usize) {
        while self.rules.next_if(|&&rule| rule <= at).is_some() {
            let held = self.before.get(..shared).unwrap_or_default();
            self.gap(held);
            let (_, rest) = prefixes(held);
            self.out.push_str(&rest);
            self.out.push_str("* * *\n");
            self.before = held;
        }
    }

    fn heading(&mut self, index: usize, section: &Section) {
        self.rules_before(section.heading.start, 0);
        self.gap(&[]);
        self.before = &[];
        let level = section.number.depth() + self.apparatus.heading_base.saturating_sub(1);
        // Markdown knows six levels; what is deeper reads back at the sixth.
        self.out.push_str(&"#".repeat(level.clamp(1, 6)));
        self.out.push(' ');
        self.inline(Place::Heading, section.heading.clone());
        push_for(&self.apparatus.heading_tails, index, self.out);
        self.out.push('\n');
    }

    fn paragraph(&mut self, index: usize) {
        let Some(paragraph) = self.article.paragraphs.get(index) else {
            return;
        };
        let shared = paragraph
            .containers
            .iter()
            .take_while(|c| !opens(c))
            .count();
        if self.indent.is_empty() {
            self.rules_before(paragraph.range.start, shared.min(self.before.len()));
        }
        let held = paragraph.containers.get(..shared).unwrap_or_default();
        self.gap(held);
        self.separate(paragraph, held);
        self.block(index, paragraph, self.indent);
    }

    fn note(&mut self, index: usize) {
        let Some(note) = self.article.notes.get(index) else {
            return;
        };
        self.gap(&[]);
        self.before = &[];
        let _ = write!(self.out, "[^{}]:", label_of(self.article, index));
        self.indent = "    ";
        for (count, at) in note.paragraphs.clone().enumerate() {
            match self.article.paragraphs.get(at) {
                Some(first) if count == 0 => {
                    let prose = first.containers.is_empty()
                        && matches!(first.block, Block::Prose | Block::Verse);
                    // What is no prose begins on a line of its own.
                    self.out.push_str(if prose { " " } else { "\n" });
                    self.block(at, first, if prose { "" } else { self.indent });
                }
                _ => self.paragraph(at),
            }
        }
        if note.paragraphs.is_empty() {
            self.out.push('\n');
        }
        self.indent = "";
        self.before = &[];
    }

    /// A comment between two lists that would else run together.
    fn separate(&mut self, paragraph: &'a Paragraph, held: &'a [Container]) {
        let clash = match (
            self.before.get(held.len()),
            paragraph.containers.get(held.len()),
        ) {
            (
                Some(Container::Item { marker: a, .. }),
                Some(Container::Item {
                    marker: b,
                    opens_list,
                    ..
                }),
            ) => *opens_list && std::mem::discriminant(a) == std::mem::discriminant(b),
            _ => false,
        };
        if clash {
            let (_, rest) = prefixes(held);
            let line = format!("{}{rest}", self.indent);
            let _ = write!(self.out, "{line}<!-- -->\n{}\n", line.trim_end());
        }
    }

    fn block(&mut self, index: usize, paragraph: &'a Paragraph, indent: &str) {
        let (first, rest) = prefixes(&paragraph.containers);
        self.out.push_str(indent);
        self.out.push_str(&first);
        let start = self.out.len();
        self.content(index, paragraph);
        if memchr::memchr(b'\n', self.out.as_bytes().get(start..).unwrap_or_default()).is_some() {
            self.hang(start, &rest);
        }
        self.out.push('\n');
        if let Ok(found) = self
            .apparatus
            .followers
            .binary_search_by_key(&index, |(i, _)| *i)
            && let Some((_, text)) = self.apparatus.followers.get(found)
        {
            self.out.push('\n');
            self.out.push_str(text.trim_end_matches('\n'));
            self.out.push('\n');
        }
        self.before = &paragraph.containers;
    }

    /// Puts the indent and `rest` before every line but the first of what was written from `start`
    /// on; an empty line gets no spaces at its end.
    fn hang(&mut self, start: usize, rest: &str) {
        let text = self.out.split_off(start);
        for (count, line) in text.split('\n').enumerate() {
            if count > 0 {
                self.out.push('\n');
                let start = self.out.len();
                self.out.push_str(self.indent);
                self.out.push_str(rest);
                if line.is_empty() {
                    let kept = self.out.get(start..).unwrap_or_default().trim_end().len();
                    self.out.truncate(start + kept);
                }
            }
            self.out.push_str(line);
        }
    }

    fn inline(&mut self, place: Place, range: Range<usize>) {
        inline(
            self.article,
            self.apparatus,
            place,
            range,
            &mut self.cursor,
            self.out,
        );
    }

    fn content(&mut self, index: usize, paragraph: &Paragraph) {
        push_for(&self.apparatus.leads, index, self.out);
        match &paragraph.block {
            Block::Prose => self.inline(Place::Prose, paragraph.range.clone()),
            Block::Verse => self.inline(Place::Verse, paragraph.range.clone()),
            Block::Code(info) => {
                let code = fenced(info, self.article.slice(paragraph.range.clone()));
                self.out.push_str(&code);
            }
            Block::Table(alignments) => self.table(paragraph, alignments),
        }
    }

    fn table(&mut self, paragraph: &Paragraph, alignments: &[Alignment]) {
        let mut at = paragraph.range.start;
        let rows = self.article.slice(paragraph.range.clone()).split('\n');
        for (row, line) in rows.enumerate() {
            if row > 0 {
                self.out.push('\n');
            }
            self.out.push('|');
            let mut cell_at = at;
            for cell in line.split('\t') {
                self.out.push(' ');
                self.inline(Place::Cell, cell_at..cell_at + cell.len());
                self.out.push_str(" |");
                cell_at += cell.len() + 1;
            }
            at += line.len() + 1;
            if row == 0 {
                self.out.push_str("\n|");
                for alignment in alignments {
                    self.out.push_str(match alignment {
                        Alignment::None => " --- |",
                        Alignment::Left => " :-- |",
                        Alignment::Center => " :-: |",
                        Alignment::Right => " --: |",
                    });
                }
            }
        }
    }
}

fn push_for(list: &[(usize, String)], index: usize, out: &mut String) {
    if let Ok(found) = list.binary_search_by_key(&index, |(i, _)| *i)
        && let Some((_, text)) = list.get(found)
    {
        out.push_str(text);
    }
}

fn opens(container: &Container) -> bool {
    match container {
        Container::Quotation { first } | Container::Item { first, .. } => *first,
    }
}

/// What stands before the first line of a paragraph and before its others.
fn prefixes(containers: &[Container]) -> (String, String) {
    let (mut first, mut rest) = (String::new(), String::new());
    for container in containers {
        match container {
            Container::Quotation { .. } => {
                first.push_str("> ");
                rest.push_str("> ");
            }
            Container::Item {
                marker,
                first: opens,
                ..
            } => {
                let marker = match marker {
                    ListMarker::Bullet => "- ".to_owned(),
                    ListMarker::Number(number) => format!("{number}. "),
                };
                let space = " ".repeat(marker.len());
                first.push_str(if *opens { &marker } else { &space });
                rest.push_str(&space);
            }
        }
    }
    (first, rest)
}

/// A code block, in a fence longer than any in the code.
fn fenced(info: &str, code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let mut name = String::new();
    for c in info.chars() {
        match c {
            '`' | '&' | '\\' => super::escape::numeric(c, &mut name),
            c => name.push(c),
        }
    }
    format!("{fence}{name}\n{code}\n{fence}")
}

/// The label that the note with this index is written and called with.
pub(super) fn label_of(article: &Article, note: usize) -> &str {
    article.notes.get(note).map_or("", |n| &n.label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::markdown::read;
    use crate::text::problem::Problems;

    #[test]
    fn a_text_written_in_stretches_is_written_alike() {
        let part = "## Rye\n\n* * *\n\nThe *mill*[^a] waits.\n\n- One\n\n- Two[^b]\n\n  > Quoted\n\n\
                    * * *\n\n### Sour `dough`\n\n> 1. Long\n>\n> 2. Longer\n\n\
                    ## Empty\n\n#### Deep\n\n- Again\n\n";
        let text = format!(
            "{}* * *\n\n[^a]: Of *oak*.\n\n[^b]: Of stone.\n\n    - And so on[^a].\n",
            part.repeat(5)
        );
        for opening in ["", "- Before\n\n* * *\n\n"] {
            let file = format!("{opening}{text}");
            let article = read("rye".parse().unwrap(), &file, &mut Problems::default());
            let apparatus = Apparatus {
                heading_base: 2,
                insertions: article
                    .paragraphs
                    .iter()
                    .map(|p| Insertion {
                        at: p.range.end,
                        markdown: "!".to_owned(),
                    })
                    .collect(),
                ..Apparatus::default()
            };
            let mut whole = String::new();
            write_body(&article, &apparatus, &mut whole);
            for length in [16, 40, 100, 1000, 1 << 20] {
                let mut out = Vec::new();
                write_stretches(&article, &apparatus, length, &mut out).unwrap();
                assert_eq!(String::from_utf8(out).unwrap(), whole, "{length}");
            }
            assert!(stretches(&article, 40).len() > 3);
        }
    }
}
