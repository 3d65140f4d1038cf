//! A Markdown file → where its blocks are and what their numbers are, without a parser.
//!
//! Most articles are simple Markdown: headings, paragraphs and notes, each from the beginning of a
//! line. Such a file is skimmed many times faster than it is parsed, and only the blocks that may
//! answer are read. Of any other file the skimmer says nothing, and it is parsed.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use super::inline;
#[cfg(feature = "index")]
use super::narrow::BlockPlace;
#[cfg(feature = "index")]
use crate::article::Passage;
use crate::article::{Article, ArticleName, Block, Builder, Metadata, markdown};
use crate::text::fold::fold;
use crate::text::problem::Problems;

/// A file whose blocks are known.
#[derive(Debug)]
pub(crate) struct Skimmed<'a> {
    markdown: &'a str,
    /// The article with its numbers and a stand-in for each text.
    pub(crate) article: Article,
    /// The blocks of the body in order, then those of the notes in the order of the file.
    blocks: Vec<Skim>,
    labels: HashSet<&'a str>,
}

/// A block of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Skim {
    /// Its bytes, without what precedes its text.
    raw: Range<usize>,
    place: Place,
}

/// What a block is in the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// The heading of a section, by index.
    Heading(usize),
    /// A paragraph, by index.
    Paragraph(usize),
}

/// What a line of simple Markdown is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line<'a> {
    Blank,
    /// A heading's level, and where its text begins in the line.
    Heading(u8, usize),
    /// A note's label, and where its text begins in the line.
    Note(&'a str, usize),
    /// Part of a paragraph.
    Text,
}

/// A block as it is found: the heading's level, the note's label, or neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind<'a> {
    Heading(u8),
    Note(&'a str),
    Text,
}

/// Skims a file; `None` when anything in it takes a parser to understand.
pub(crate) fn skim<'a>(name: &ArticleName, file: &'a str) -> Option<Skimmed<'a>> {
    let (yaml, markdown, _) = markdown::split_front_matter(file);
    let found = blocks(markdown)?;
    let labels = labels(&found)?;
    let mut skimmed = Skimmed {
        markdown,
        article: Builder::new(name.clone()).finish(),
        blocks: Vec::with_capacity(found.len()),
        labels,
    };
    let mut builder = Builder::new(name.clone());
    let mut numbers = Numbers::default();
    for (index, (kind, raw)) in found.iter().enumerate() {
        if skimmed.is_empty(*kind, raw)? {
            continue;
        }
        match *kind {
            Kind::Heading(1) if index == 0 => {
                if skimmed.is_title(yaml, raw)? {
                    continue;
                }
                builder.begin_heading(0, 0);
            }
            Kind::Heading(level) => builder.begin_heading(level, 0),
            Kind::Note(label) => {
                builder.begin_note(label);
                builder.begin_paragraph(Block::Prose, 0);
            }
            Kind::Text => builder.begin_paragraph(Block::Prose, 0),
        }
        builder.text("x");
        if matches!(kind, Kind::Note(_)) {
            builder.end_note();
        }
        let place = numbers.place(*kind);
        skimmed.blocks.push(Skim {
            raw: raw.clone(),
            place,
        });
    }
    skimmed.article = builder.finish();
    skimmed.place_notes(&found)?;
    Some(skimmed)
}

/// Counts headings and paragraphs.
#[derive(Default)]
struct Numbers {
    /// The opening is section 0, so the first heading is that of section 1.
    sections: usize,
    paragraphs: usize,
}

impl Numbers {
    fn place(&mut self, kind: Kind<'_>) -> Place {
        match kind {
            Kind::Heading(_) => {
                self.sections += 1;
                Place::Heading(self.sections)
            }
            Kind::Text => {
                self.paragraphs += 1;
                Place::Paragraph(self.paragraphs - 1)
            }
            // Set right when all notes are known.
            Kind::Note(_) => Place::Paragraph(usize::MAX),
        }
    }
}

/// The labels of the notes; `None` unless they are numbers and each stands once, for then the
/// notes' own numbers do not depend on where they are called.
fn labels<'a>(found: &[(Kind<'a>, Range<usize>)]) -> Option<HashSet<&'a str>> {
    let mut labels = HashSet::new();
    for (kind, _) in found {
        if let Kind::Note(label) = kind {
            let number = label.bytes().all(|b| b.is_ascii_digit()) && !label.starts_with('0');
            if !number || label.len() > 9 || !labels.insert(*label) {
                return None;
            }
        }
    }
    Some(labels)
}

impl<'a> Skimmed<'a> {
    /// Gives the notes' blocks the paragraphs that they are.
    fn place_notes(&mut self, found: &[(Kind<'a>, Range<usize>)]) -> Option<()> {
        let labels = found.iter().filter_map(|(kind, _)| match kind {
            Kind::Note(label) => Some(*label),
            _ => None,
        });
        let pending = self
            .blocks
            .iter_mut()
            .filter(|b| b.place == Place::Paragraph(usize::MAX));
        for (block, label) in pending.zip(labels) {
            let number = label.parse().ok()?;
            let notes = &self.article.notes;
            let index = notes.binary_search_by_key(&number, |n| n.number).ok()?;
            block.place = Place::Paragraph(notes.get(index)?.paragraphs.start);
        }
        Some(())
    }

    /// Whether a block has no text, and so no number; `None` when that matters too much to say.
    fn is_empty(&self, kind: Kind<'_>, raw: &Range<usize>) -> Option<bool> {
        let text = self.markdown.get(raw.clone())?;
        let first = *text.as_bytes().first()?;
        if first.is_ascii_alphanumeric() || first >= 0x80 || b"\"'(),.;?%$/@=:".contains(&first) {
            return Some(false);
        }
        let empty = self.read(kind, text).is_empty();
        (!empty || kind == Kind::Text).then_some(empty)
    }

    /// Whether the first heading is the article's title rather than a section's.
    fn is_title(&self, yaml: Option<&str>, raw: &Range<usize>) -> Option<bool> {
        let Some(yaml) = yaml else { return Some(true) };
        let metadata = Metadata::from_yaml(yaml, &mut Problems::default());
        let heading = self.read(Kind::Heading(2), self.markdown.get(raw.clone())?);
        Some(metadata.title.is_none_or(|t| fold(&t) == fold(&heading)))
    }

    /// The text of a block.
    fn read(&self, kind: Kind<'_>, raw: &'a str) -> Cow<'a, str> {
        let heading = matches!(kind, Kind::Heading(_));
        text_of_block(&self.article.name, raw, heading, &self.labels)
    }

    /// The blocks in which the bytes of the file stand, in reading order.
    pub(crate) fn places_of(&self, file: &str, bytes: &[usize]) -> Vec<(Place, usize)> {
        let skipped = file.len() - self.markdown.len();
        let mut places = Vec::new();
        let mut last = usize::MAX;
        for at in bytes.iter().filter_map(|at| at.checked_sub(skipped)) {
            let index = self.blocks.partition_point(|b| b.raw.end <= at);
            if index != last && self.blocks.get(index).is_some_and(|b| b.raw.start <= at) {
                places.push(index);
                last = index;
            }
        }
        self.in_order(places)
    }

    /// How many blocks there are, and how many bytes they have.
    pub(crate) fn size(&self) -> (usize, usize) {
        let bytes = self.blocks.iter().map(|b| b.raw.len()).sum();
        (self.blocks.len(), bytes)
    }

    /// All blocks, in reading order.
    pub(crate) fn places(&self) -> Vec<(Place, usize)> {
        self.in_order((0..self.blocks.len()).collect())
    }

    fn in_order(&self, indices: Vec<usize>) -> Vec<(Place, usize)> {
        let mut places: Vec<(Place, usize)> = indices
            .into_iter()
            .filter_map(|index| Some((self.blocks.get(index)?.place, index)))
            .collect();
        // A heading stands before the paragraphs from its section's first on.
        places.sort_by_key(|(place, _)| match *place {
            Place::Heading(section) => {
                let section_of = self.article.sections.get(section);
                (section_of.map_or(0, |s| s.paragraphs.start), 0, section)
            }
            Place::Paragraph(paragraph) => (paragraph, 1, 0),
        });
        places
    }

    /// What an index keeps of the block that [`Skimmed::places`] named: its passage, its bytes in
    /// the file, and the notes that it calls.
    #[cfg(feature = "index")]
    pub(crate) fn block(&self, file: &str, place: Place, index: usize) -> Option<BlockPlace> {
        let raw = &self.blocks.get(index)?.raw;
        let skipped = file.len() - self.markdown.len();
        let at = match place {
            Place::Heading(section) => {
                Passage::Section(self.article.sections.get(section)?.number.clone())
            }
            Place::Paragraph(paragraph) => {
                let paragraph = self.article.paragraphs.get(paragraph)?;
                self.article.passage_of(paragraph)
            }
        };
        let called = called_in(self.markdown.get(raw.clone())?, &self.labels);
        Some(BlockPlace {
            at,
            range: (skipped + raw.start) as u64..(skipped + raw.end) as u64,
            calls: called.into_iter().map(str::to_owned).collect(),
        })
    }

    /// The text of a block that [`Skimmed::places`] named.
    pub(crate) fn text(&self, place: Place, index: usize) -> Cow<'a, str> {
        let raw = self.blocks.get(index).map(|b| b.raw.clone());
        let raw = raw
            .and_then(|raw| self.markdown.get(raw))
            .unwrap_or_default();
        let kind = match place {
            Place::Heading(_) => Kind::Heading(2),
            Place::Paragraph(_) => Kind::Text,
        };
        self.read(kind, raw)
    }
}

/// The text of a block of simple Markdown as it stands in the file; `labels` are those of the notes
/// that may be called in it.
pub(crate) fn text_of_block<'a>(
    name: &ArticleName,
    raw: &'a str,
    heading: bool,
    labels: &HashSet<&str>,
) -> Cow<'a, str> {
    if let Some(text) = inline::text_of(raw, labels) {
        return text;
    }
    let mut alone = if heading {
        format!("## {raw}\n")
    } else {
        format!("{raw}\n")
    };
    for label in called_in(raw, labels) {
        alone.push_str(&format!("\n[^{label}]: x\n"));
    }
    let article = markdown::read(name.clone(), &alone, &mut Problems::default());
    let range = if heading {
        article.sections.get(1).map(|s| s.heading.clone())
    } else {
        article.body().first().map(|p| p.range.clone())
    };
    Cow::Owned(article.slice(range.unwrap_or(0..0)).to_owned())
}

/// The labels of the notes that a block calls, each once.
fn called_in<'a>(raw: &'a str, labels: &HashSet<&str>) -> HashSet<&'a str> {
    raw.split("[^")
        .skip(1)
        .filter_map(|rest| rest.split(']').next())
        .filter(|label| labels.contains(label))
        .collect()
}

/// The blocks of a file, if it is simple.
fn blocks(markdown: &str) -> Option<Vec<(Kind<'_>, Range<usize>)>> {
    let bytes = markdown.as_bytes();
    let mut blocks: Vec<(Kind<'_>, Range<usize>)> = Vec::new();
    let mut open: Option<(Kind<'_>, Range<usize>)> = None;
    let mut start = 0;
    while start < bytes.len() {
        let end = memchr::memchr(b'\n', bytes.get(start..)?).map_or(bytes.len(), |n| start + n);
        let line = markdown.get(start..end)?;
        match line_of(line)? {
            Line::Blank => blocks.extend(open.take()),
            Line::Heading(level, text) => {
                blocks.extend(open.take());
                blocks.push((Kind::Heading(level), start + text..end));
            }
            Line::Note(label, text) => {
                blocks.extend(open.take());
                open = Some((Kind::Note(label), start + text..end));
            }
            Line::Text => match &mut open {
                Some((_, range)) => range.end = end,
                None => open = Some((Kind::Text, start..end)),
            },
        }
        start = end + 1;
    }
    blocks.extend(open);
    Some(blocks)
}

/// What a line is; `None` when it may open something else than a heading, a paragraph or a note.
fn line_of(line: &str) -> Option<Line<'_>> {
    let bytes = line.as_bytes();
    let Some(&first) = bytes.first() else {
        return Some(Line::Blank);
    };
    match first {
        b' ' | b'\t' => line
            .bytes()
            .all(|b| matches!(b, b' ' | b'\t'))
            .then_some(Line::Blank),
        b'#' => heading(line),
        b'[' if line.starts_with("[^") && line.contains("]:") => note(line),
        b'[' => (!line.contains("]:")).then_some(Line::Text),
        b'0'..=b'9' => {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
            (!rest.starts_with(['.', ')'])).then_some(Line::Text)
        }
        // A bullet or a rule, if anything but a letter follows.
        b'*' | b'_' => bytes
            .get(1)
            .is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0x80)
            .then_some(Line::Text),
        // Lists, rules, underlines of headings, fences, HTML, quotations, tables, controls.
        b'+' | b'-' | b'=' | b'`' | b'~' | b'<' | b'>' | b'|' | b':' => None,
        0x00..=0x1f | 0x7f => None,
        _ => Some(Line::Text),
    }
}

fn heading(line: &str) -> Option<Line<'_>> {
    let level = line.bytes().take_while(|&b| b == b'#').count();
    let rest = line.get(level..)?;
    let text = rest.trim_start_matches([' ', '\t']);
    if level > 6 || !rest.starts_with([' ', '\t']) {
        // Only text that looks like one.
        return (!rest.is_empty()).then_some(Line::Text);
    }
    let end = text.trim_end_matches([' ', '\t']);
    // Signs at the end may close it, and without text it has no number.
    if end.is_empty() || end.ends_with('#') {
        return None;
    }
    Some(Line::Heading(
        u8::try_from(level).ok()?,
        line.len() - text.len(),
    ))
}

fn note(line: &str) -> Option<Line<'_>> {
    let (label, text) = line.strip_prefix("[^")?.split_once(']')?;
    let text = text.strip_prefix(':')?.trim_start_matches([' ', '\t']);
    let simple = !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric());
    // What follows may again open anything, or nothing at all.
    let prose = matches!(line_of(text)?, Line::Text);
    (simple && prose).then(|| Line::Note(label, line.len() - text.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What the parser makes of a file: each block's text with its passage, in reading order.
    fn parsed(file: &str) -> Vec<(String, String)> {
        let article = markdown::read("a".parse().unwrap(), file, &mut Problems::default());
        let mut blocks = Vec::new();
        let mut sections = article.sections.iter().skip(1).peekable();
        for (index, paragraph) in article.paragraphs.iter().enumerate() {
            while let Some(section) = sections.next_if(|s| s.paragraphs.start <= index) {
                blocks.push((
                    section.number.to_string(),
                    article.heading(section).to_owned(),
                ));
            }
            let text = article.slice(paragraph.range.clone()).to_owned();
            blocks.push((article.passage_of(paragraph).to_string(), text));
        }
        for section in sections {
            blocks.push((
                section.number.to_string(),
                article.heading(section).to_owned(),
            ));
        }
        blocks
    }

    fn skimmed(file: &str) -> Option<Vec<(String, String)>> {
        let skimmed = skim(&"a".parse().unwrap(), file)?;
        let article = &skimmed.article;
        let block = |(place, index)| {
            let passage = match place {
                Place::Heading(section) => article.sections[section].number.to_string(),
                Place::Paragraph(p) => article.passage_of(&article.paragraphs[p]).to_string(),
            };
            (passage, skimmed.text(place, index).into_owned())
        };
        Some(skimmed.places().into_iter().map(block).collect())
    }

    #[test]
    fn simple_markdown_is_skimmed_as_it_is_parsed() {
        let file = "---\ntitle: On bread\n---\n# On *bread*\n\nThe *first*[^2] word,\nand “*more*”.\n\n\
            ## Rye\n### Dark _rye_\nText & more[^1].\n\n#hash\n\n![]()\n\n# Wheat\n\n[a](b) end\n\n\
            [^2]: Two\nlines.\n[^1]: One.\n\nAfter.\n";
        assert_eq!(skimmed(file), Some(parsed(file)));
        assert_eq!(skimmed(file).map(|b| b.len()), Some(10));
    }

    #[test]
    fn what_takes_a_parser_is_left_to_it() {
        for file in [
            "- item\n",
            "> quoted\n",
            "1. point\n",
            "Title\n===\n",
            "    code\n",
            "a | b\n--- | ---\n",
            "```\nx\n```\n",
            "[x]: y\n\n[x]\n",
            "<div>\n",
            "## \n",
            "## x ##\n",
            "***\n",
            "[^a]: named\n",
            "[^1]: one\n[^1]: two\n",
        ] {
            assert_eq!(skimmed(file), None, "{file}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn whatever_is_skimmed_is_as_it_is_parsed(
            lines in prop::collection::vec(
                "(# |## |### |[*]|_|\\[\\^1\\]: |\\[\\^2\\]: |1|#)?\
                 (word|Bread|[*]|[*]rye[*]|[*][*]|_x_|\\[\\^1\\]|\\[\\^2\\]|\\[\\^3\\]|é|“|”|&amp;|&|<b>|`c`|\\[l\\]\\(u\\)|!|\\\\|~~|[ ,.:()-]){0,7}",
                0..9)
        ) {
            let file = lines.join("\n");
            if let Some(blocks) = skimmed(&file) {
                prop_assert_eq!(blocks, parsed(&file), "{}", file);
            }
        }
    }
}
