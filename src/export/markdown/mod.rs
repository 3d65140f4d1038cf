//! An edition as Markdown: the numbered text, its notes as footnotes, blocks or endnotes, the
//! works quoted, and, for programs, the notes and works themselves.
//!
//! What is added to the text is marked as [`crate::article::markdown::read_copy`] expects it, so
//! that the copy reads back as the same article with the same notes.

mod carried;
mod flavour;
mod note;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::Arc;

use super::Selection;
use super::citation::{self, Piece};
use super::csl::Styled;
use super::place::{self, Called, Place};
use super::said::{self, Cited};
use crate::article::markdown::{
    APPARATUS_BEGIN, APPARATUS_END, Apparatus, Escaping, Insertion, escape, write_body_to,
};
use crate::article::{ArticleName, Block, Container, Passage};
use crate::edition::{Anchored, Edition};
use crate::source::Source;

pub use carried::{Carried, is_copy, read as read_back};
pub use flavour::Flavour;

/// Where the notes stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Placement {
    /// As footnotes, called in the text.
    #[default]
    Footnotes,
    /// As blocks under the paragraph.
    Inline,
    /// In a list at the end, called by numbers in the text.
    End,
}

/// How the copy is written.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// For which readers of Markdown.
    pub flavour: Flavour,
    /// Where the notes stand.
    pub placement: Placement,
    /// The notes wanted.
    pub selection: Selection,
    /// The citations, after a style of the reader's choice; Chicago's notes by default.
    pub styled: Option<Arc<Styled>>,
    /// Articles exported along with this one, to which links may go.
    pub along: BTreeSet<ArticleName>,
}

/// The parts of a copy, for a template; one after the other they are the copy.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    /// The front matter.
    pub front: String,
    /// The title as a heading.
    pub title: String,
    /// The text, with the notes in it where they are blocks.
    pub text: String,
    /// The footnotes, or the list of notes.
    pub notes: String,
    /// The notes without a certain place.
    pub homeless: String,
    /// The works.
    pub works: String,
    /// What `import` reads back: without it the notes are text only.
    pub apparatus: String,
}

/// The copy in its parts.
pub fn parts(edition: &Edition, options: &Options) -> io::Result<Parts> {
    let copy = Copy::new(edition, options);
    let mut cited = Cited::new(options.styled.as_deref());
    let part = |write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>| {
        let mut bytes = Vec::new();
        write(&mut bytes)?;
        String::from_utf8(bytes).map_err(io::Error::other)
    };
    Ok(Parts {
        front: part(&mut |out| copy.front(out))?,
        title: part(&mut |out| copy.title(out))?,
        text: part(&mut |out| copy.body(out))?,
        notes: part(&mut |out| copy.notes(&mut cited, out))?,
        homeless: part(&mut |out| copy.homeless(&mut cited, out))?,
        works: part(&mut |out| copy.works(out))?,
        apparatus: part(&mut |out| copy.carried(out))?,
    })
}

/// Writes the copy. What stands after the text is made while the text is written.
pub fn write(edition: &Edition, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let copy = Copy::new(edition, options);
    copy.front(out)?;
    copy.title(out)?;
    let mut after = Ok(Vec::new());
    rayon::in_place_scope(|scope| {
        scope.spawn(|_| after = copy.after_text());
        copy.body(out)
    })?;
    out.write_all(&after?)
}

struct Copy<'a> {
    edition: &'a Edition,
    options: &'a Options,
    /// The notes with a place in the text, in the order of their calls.
    placed: Vec<Placed<'a>>,
    /// The others, each with its index in the edition.
    homeless: Vec<(usize, &'a Anchored)>,
}

struct Placed<'a> {
    /// The note's index in the edition.
    index: usize,
    note: &'a Anchored,
    place: Place,
    label: String,
}

impl<'a> Copy<'a> {
    fn new(edition: &'a Edition, options: &'a Options) -> Self {
        let (called, homeless) = place::in_order(edition, &options.selection);
        let labels = note::labels(called.iter().map(|c| c.note));
        let placed = called.into_iter().zip(labels).map(|(called, label)| {
            let Called { index, note, place } = called;
            Placed {
                index,
                note,
                place,
                label,
            }
        });
        let placed = placed.collect();
        Self {
            edition,
            options,
            placed,
            homeless,
        }
    }

    /// All that stands after the text.
    fn after_text(&self) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        let mut cited = Cited::new(self.options.styled.as_deref());
        self.notes(&mut cited, &mut out)?;
        self.homeless(&mut cited, &mut out)?;
        self.works(&mut out)?;
        self.carried(&mut out)?;
        Ok(out)
    }

    fn front(&self, out: &mut dyn Write) -> io::Result<()> {
        let metadata = &self.edition.article.metadata;
        let yaml = metadata.to_yaml();
        if !yaml.is_empty() {
            write!(out, "---\n{yaml}---\n\n")?;
        }
        Ok(())
    }

    fn title(&self, out: &mut dyn Write) -> io::Result<()> {
        let metadata = &self.edition.article.metadata;
        // Pandoc sets the title from the front matter.
        if let Some(title) = &metadata.title
            && self.options.flavour != Flavour::Pandoc
        {
            let title = title.replace(['\n', '\r'], " ");
            writeln!(
                out,
                "# {}\n",
                escape(&title, Escaping::Inline, self.options.flavour.escapes())
            )?;
        }
        Ok(())
    }

    /// The text with its numbers and its calls, or its blocks of notes.
    fn body(&self, out: &mut dyn Write) -> io::Result<()> {
        let article = &self.edition.article;
        let flavour = self.options.flavour;
        let mut apparatus = Apparatus {
            heading_base: 2,
            escapes: flavour.escapes(),
            ..Apparatus::default()
        };
        for (index, section) in article.sections.iter().enumerate().skip(1) {
            let passage = Passage::Section(section.number.clone());
            let mut tail = " ".to_owned();
            flavour.numbered(&passage, format_args!("§{}", section.number), &mut tail);
            apparatus.heading_tails.push((index, tail));
        }
        self.leads(&mut apparatus);
        let mut left = String::new();
        match self.options.placement {
            Placement::Inline => left = self.followers(&mut apparatus),
            Placement::Footnotes | Placement::End => self.calls(&mut apparatus),
        }
        write_body_to(article, &apparatus, out)?;
        drop(apparatus);
        if left.is_empty() {
            return Ok(());
        }
        out.write_all(between_marks(&left).as_bytes())
    }

    /// The number of each passage, before its text; a block that cannot hold it gets a line above.
    fn leads(&self, apparatus: &mut Apparatus) {
        let article = &self.edition.article;
        let flavour = self.options.flavour;
        let mut before = None;
        for (index, paragraph) in article.paragraphs.iter().enumerate() {
            let passage = article.passage_of(paragraph);
            let again = before.as_ref() == Some(&passage);
            let own_line = matches!(paragraph.block, Block::Code(_) | Block::Table(_));
            // A note of several paragraphs is one passage.
            if !again {
                let mut lead = String::with_capacity(48);
                flavour.numbered(&passage, &passage, &mut lead);
                if own_line {
                    lead.push_str(&flavour.block_id(&passage));
                    lead.push_str("\n\n");
                } else {
                    lead.push(' ');
                    if let Some(at) = Some(paragraph.range.end).filter(|_| flavour.has_block_ids())
                    {
                        apparatus.insertions.push(Insertion {
                            at,
                            markdown: flavour.block_id(&passage),
                        });
                    }
                }
                apparatus.leads.push((index, lead));
            }
            before = Some(passage);
        }
    }

    fn calls(&self, apparatus: &mut Apparatus) {
        for (index, placed) in self.placed.iter().enumerate() {
            let call = match self.options.placement {
                Placement::End => flavour::numbered_call(index + 1),
                _ => format!("[^{}]", placed.label),
            };
            let Some(paragraph) = placed.place.above else {
                let at = placed.place.at;
                apparatus.insertions.push(Insertion { at, markdown: call });
                continue;
            };
            let lead = apparatus
                .leads
                .binary_search_by_key(&paragraph, |(i, _)| *i)
                .ok()
                .and_then(|i| apparatus.leads.get_mut(i));
            if let Some((_, lead)) = lead {
                // After the number and other calls, before the block's id.
                let end = lead.find("\n\n").unwrap_or(lead.len());
                lead.insert_str(lead.find(" <i id").unwrap_or(end), &call);
            }
        }
        // Block ids stand after the calls of the same place.
        let is_id = |i: &Insertion| i.markdown.starts_with(" <i id");
        apparatus.insertions.sort_by_key(|i| (i.at, is_id(i)));
    }

    /// The notes as blocks, each under its paragraph, or under the list or quotation that holds
    /// it. Gives those for which no paragraph is left.
    fn followers(&self, apparatus: &mut Apparatus) -> String {
        let body = self.edition.article.body();
        let mut notes = self.placed.iter().peekable();
        let mut cited = Cited::new(self.options.styled.as_deref());
        let mut due = String::new();
        for (index, paragraph) in body.iter().enumerate() {
            let end = paragraph.range.end;
            while let Some(placed) = notes.next_if(|p| p.place.at <= end) {
                due.push_str(&self.block(placed, &mut cited));
            }
            let next = body.get(index + 1);
            let goes_on = next.is_some_and(|next| {
                next.home == paragraph.home && next.containers.first().is_some_and(continues)
            });
            if !goes_on && !due.is_empty() {
                apparatus.followers.push((index, between_marks(&due)));
                due.clear();
            }
        }
        let left = notes.map(|placed| self.block(placed, &mut cited));
        left.collect()
    }

    fn block(&self, placed: &Placed<'_>, cited: &mut Cited<'_>) -> String {
        let mut text = String::new();
        self.note(placed.index, placed.note, cited, &mut text);
        self.options
            .flavour
            .block(placed.note.annotation.kind, &placed.label, &text)
    }

    /// Appends what a note says.
    fn note(&self, index: usize, note: &Anchored, cited: &mut Cited<'_>, out: &mut String) {
        note::write(self.edition, index, note, self.options, cited, out);
    }

    fn notes(&self, cited: &mut Cited<'_>, out: &mut dyn Write) -> io::Result<()> {
        match self.options.placement {
            Placement::Footnotes => self.footnotes(cited, out),
            // Blocks have been written with the body.
            Placement::Inline => Ok(()),
            Placement::End => self.endnotes(cited, out),
        }
    }

    fn footnotes(&self, cited: &mut Cited<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut line = String::new();
        for placed in &self.placed {
            line.clear();
            line.push_str("[^");
            line.push_str(&placed.label);
            line.push_str("]: ");
            let start = line.len();
            self.note(placed.index, placed.note, cited, &mut line);
            hang(&mut line, start, "    ");
            out.write_all(line.as_bytes())?;
        }
        Ok(())
    }

    fn endnotes(&self, cited: &mut Cited<'_>, out: &mut dyn Write) -> io::Result<()> {
        if self.placed.is_empty() {
            return Ok(());
        }
        write!(out, "{APPARATUS_BEGIN}\n\n## Notes\n\n")?;
        let mut item = String::new();
        for (index, placed) in self.placed.iter().enumerate() {
            let number = index + 1;
            item.clear();
            item.push_str(&format!("{number}. "));
            let start = item.len();
            item.push_str(&format!("<a id=\"a{number}\"></a>[↑](#c{number}) "));
            self.note(placed.index, placed.note, cited, &mut item);
            hang(&mut item, start, &" ".repeat(start));
            out.write_all(item.as_bytes())?;
        }
        writeln!(out, "{APPARATUS_END}\n")
    }

    /// The notes without a certain place, under their own heading: none is dropped.
    fn homeless(&self, cited: &mut Cited<'_>, out: &mut dyn Write) -> io::Result<()> {
        if self.homeless.is_empty() {
            return Ok(());
        }
        write!(
            out,
            "{APPARATUS_BEGIN}\n\n## Notes without a certain place\n\n"
        )?;
        let mut item = String::new();
        for (index, note) in &self.homeless {
            item.clear();
            item.push_str("- ");
            self.note(*index, note, cited, &mut item);
            hang(&mut item, 2, "  ");
            out.write_all(item.as_bytes())?;
        }
        writeln!(out, "{APPARATUS_END}\n")
    }

    fn wanted(&self) -> impl Iterator<Item = &'a Anchored> {
        self.options
            .selection
            .of(self.edition)
            .map(|(_, note)| note)
    }

    /// The works, each with the passages that quote it.
    fn works(&self, out: &mut dyn Write) -> io::Result<()> {
        let styled = self.options.styled.as_deref();
        let works = said::works(self.edition, self.wanted(), styled);
        if works.is_empty() {
            return Ok(());
        }
        write!(out, "{APPARATUS_BEGIN}\n\n## Sources\n\n")?;
        for work in works {
            writeln!(
                out,
                "- {}{}",
                cited_markdown(&said::entry(work, styled), self.options.flavour),
                self.quoting(work)
            )?;
        }
        writeln!(out, "{APPARATUS_END}\n")
    }

    /// `Quoted at 1¶2, 2¶3.`
    fn quoting(&self, work: &Source) -> String {
        let notes = self.edition.index.by_source.get(&work.key);
        let notes = notes.into_iter().flatten();
        let notes = notes.filter_map(|&i| self.edition.notes.get(i));
        let mut passages: Vec<Passage> = notes
            .filter(|note| self.options.selection.wants(note))
            .filter_map(|note| self.edition.passage_of(note))
            .collect();
        passages.dedup();
        if passages.is_empty() {
            return String::new();
        }
        let links = passages
            .into_iter()
            .map(|passage| note::place(self.edition, &said::here(passage), self.options));
        format!(" Quoted at {}.", links.collect::<Vec<_>>().join(", "))
    }

    fn carried(&self, out: &mut dyn Write) -> io::Result<()> {
        let notes: Vec<&Anchored> = self.wanted().collect();
        let works = said::works(self.edition, notes.iter().copied(), None);
        let mut text = String::new();
        carried::write(&self.edition.article.name, &notes, &works, &mut text);
        out.write_all(text.as_bytes())
    }
}

/// Whether a container goes on with what the paragraph before stood in.
fn continues(container: &Container) -> bool {
    match container {
        Container::Quotation { first } => !first,
        Container::Item {
            first, opens_list, ..
        } => !(*first && *opens_list),
    }
}

fn between_marks(blocks: &str) -> String {
    format!("{APPARATUS_BEGIN}\n\n{blocks}{APPARATUS_END}\n\n")
}

/// Puts `rest` before each line but the first of what stands from `start` on, and an empty line
/// after it all.
fn hang(text: &mut String, start: usize, rest: &str) {
    text.truncate(text.trim_end_matches('\n').len().max(start));
    if text.get(start..).is_some_and(|lines| lines.contains('\n')) {
        let lines = text.split_off(start);
        for (i, line) in lines.split('\n').enumerate() {
            if i > 0 {
                text.push('\n');
                text.push_str(if line.is_empty() { "" } else { rest });
            }
            text.push_str(line);
        }
    }
    text.push_str("\n\n");
}

/// A citation in Markdown.
fn cited_markdown(citation: &citation::Citation, flavour: Flavour) -> String {
    let escaped = |text: &str| escape(text, Escaping::Inline, flavour.escapes());
    let mut out = String::new();
    for piece in &citation.0 {
        match piece {
            Piece::Plain(text) => note::push_text(text, flavour, &mut out),
            Piece::Title(text) => out.push_str(&emphasis(text, &escaped(text))),
            Piece::Strong(text) => {
                out.push_str(&format!("<b>{}</b>", escaped(text)));
            }
            Piece::Raised(text) => {
                out.push_str(&format!("<sup>{}</sup>", escaped(text)));
            }
            Piece::Address(url) => {
                let plain = |c: char| c.is_ascii_graphic() && !"<>\\".contains(c);
                if url.starts_with("http") && url.chars().all(plain) {
                    out.push_str(&format!("<{url}>"));
                } else {
                    out.push_str(&escaped(url));
                }
            }
        }
    }
    out
}

/// Text in italics, escaped as `inner`; in a tag where delimiters would not be read as such.
fn emphasis(text: &str, inner: &str) -> String {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    if letter(text.chars().next()) && letter(text.chars().next_back()) {
        format!("*{inner}*")
    } else {
        format!("<em>{inner}</em>")
    }
}

#[cfg(test)]
mod tests;
