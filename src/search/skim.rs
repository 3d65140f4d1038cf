//! A Markdown file → where its blocks are and what their numbers are, without a parser.
//!
//! Most articles are simple Markdown: headings, paragraphs and notes, each from the beginning of a
//! line. Such a file is skimmed many times faster than it is parsed, and only the blocks that may
//! answer are read. Of any other file the skimmer says nothing, and it is parsed.

use std::borrow::Cow;
use std::ops::Range;

use super::Zone;
use super::inline;
use super::labels::{Labels, number_of};
#[cfg(feature = "index")]
use super::narrow::BlockPlace;
use super::passage::{Field, Unit};
use crate::article::{ArticleName, Metadata, Passage, SectionCounter, SectionNumber, markdown};
use crate::text::fold::fold;
use crate::text::problem::Problems;

/// The numbers of a simple file's blocks.
#[derive(Debug)]
pub(crate) struct Skimmed {
    name: ArticleName,
    sections: Vec<Section>,
    /// Those that were asked for, in the order of the file.
    blocks: Vec<Skim>,
    labels: Labels,
    /// How many blocks there are in all, and how many bytes they have.
    size: (usize, usize),
}

/// A section: its number, and the index of the first paragraph from its heading on.
#[derive(Debug)]
struct Section {
    number: SectionNumber,
    first: usize,
}

/// A block with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Skim {
    /// Its bytes in the file, without what precedes its text.
    raw: Range<usize>,
    place: Place,
}

/// What a block is in the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The heading of a section, by index.
    Heading(usize),
    /// A paragraph of the body, by index.
    Paragraph(usize),
    /// The paragraph of a note, by number.
    Note(u32),
}

/// What a line of simple Markdown is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Blank,
    /// A heading's level, and where its text begins in the line.
    Heading(u8, usize),
    /// A note's number, and where its text begins in the line.
    Note(u32, usize),
    /// Part of a paragraph.
    Text,
}

/// A block as it is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    /// Where it begins in the file, without what precedes its text; and its bytes.
    start: usize,
    length: u32,
    kind: Kind,
    /// Whether it may have no text, and so no number.
    doubtful: bool,
}

/// The heading's level, the note's number, or neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Heading(u8),
    Note(u32),
    Text,
}

/// Skims a file; `None` when anything in it takes a parser to understand.
pub(crate) fn skim(name: &ArticleName, file: &str) -> Option<Skimmed> {
    let (yaml, markdown, _) = markdown::split_front_matter(file);
    let blocks = blocks(markdown, file.len() - markdown.len())?;
    Skimmed::number(
        name.clone(),
        yaml,
        blocks.iter(),
        |raw| file.get(raw),
        |_| true,
    )
}

impl Skimmed {
    /// Numbers the blocks of a file, and keeps those that are `wanted`. `text` gives the bytes of
    /// those that are doubtful and of the first; `None` when it takes a parser to say what they are.
    pub(crate) fn number<'a, 'b>(
        name: ArticleName,
        yaml: Option<&str>,
        blocks: impl Iterator<Item = &'b Block> + Clone,
        text: impl Fn(Range<usize>) -> Option<&'a str>,
        mut wanted: impl FnMut(Range<usize>) -> bool,
    ) -> Option<Self> {
        let notes = blocks.clone().filter_map(|block| match block.kind {
            Kind::Note(number) => Some(number),
            _ => None,
        });
        let mut skimmed = Self {
            name,
            sections: vec![Section {
                number: SectionNumber::opening(),
                first: 0,
            }],
            labels: Labels::distinct(notes)?,
            blocks: Vec::new(),
            size: (0, 0),
        };
        let mut counter = SectionCounter::default();
        let mut paragraphs = 0;
        for (index, block) in blocks.enumerate() {
            if block.doubtful && skimmed.is_empty(block.kind, text(block.raw())?)? {
                continue;
            }
            let place = match block.kind {
                Kind::Heading(level) => {
                    // The first is the article's title; unless the front matter has another, for
                    // then it is a heading above all others.
                    let first = level == 1 && index == 0;
                    if first && skimmed.is_title(yaml, text(block.raw())?) {
                        continue;
                    }
                    skimmed.sections.push(Section {
                        number: counter.next(if first { 0 } else { level }),
                        first: paragraphs,
                    });
                    Place::Heading(skimmed.sections.len() - 1)
                }
                Kind::Text => {
                    paragraphs += 1;
                    Place::Paragraph(paragraphs - 1)
                }
                Kind::Note(number) => Place::Note(number),
            };
            skimmed.size.0 += 1;
            skimmed.size.1 += block.length as usize;
            if wanted(block.raw()) {
                skimmed.blocks.push(Skim {
                    raw: block.raw(),
                    place,
                });
            }
        }
        Some(skimmed)
    }

    /// The labels of the article's notes.
    pub(crate) fn labels(&self) -> &Labels {
        &self.labels
    }

    /// The article.
    pub(crate) fn name(&self) -> &ArticleName {
        &self.name
    }

    /// Whether a block has no text, and so no number; `None` when that matters too much to say.
    fn is_empty(&self, kind: Kind, raw: &str) -> Option<bool> {
        let heading = matches!(kind, Kind::Heading(_));
        let empty = text_of_block(&self.name, raw, heading, &self.labels).is_empty();
        (!empty || kind == Kind::Text).then_some(empty)
    }

    /// Whether the first heading is the article's title rather than a section's.
    fn is_title(&self, yaml: Option<&str>, raw: &str) -> bool {
        let Some(yaml) = yaml else { return true };
        let metadata = Metadata::from_yaml(yaml, &mut Problems::default());
        let heading = text_of_block(&self.name, raw, true, &self.labels);
        metadata.title.is_none_or(|t| fold(&t) == fold(&heading))
    }

    /// The blocks in which the bytes of the file stand, in reading order.
    pub(crate) fn places_of(&self, bytes: &[usize]) -> Vec<(Place, usize)> {
        let mut indices = Vec::new();
        let mut last = usize::MAX;
        for at in bytes {
            let index = self.blocks.partition_point(|b| b.raw.end <= *at);
            if index != last && self.blocks.get(index).is_some_and(|b| b.raw.start <= *at) {
                indices.push(index);
                last = index;
            }
        }
        self.in_order(indices)
    }

    /// The blocks that stand within bytes of the file, in reading order.
    pub(crate) fn places_in(&self, bytes: Range<usize>) -> Vec<(Place, usize)> {
        let from = self.blocks.partition_point(|b| b.raw.start < bytes.start);
        let to = self.blocks.partition_point(|b| b.raw.start < bytes.end);
        self.in_order((from..to).collect())
    }

    /// How many blocks there are, and how many bytes they have.
    pub(crate) fn size(&self) -> (usize, usize) {
        self.size
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
        // The notes come last, by their numbers, wherever they stand in the file.
        places.sort_by_key(|(place, index)| match *place {
            Place::Heading(_) | Place::Paragraph(_) => (0, *index),
            Place::Note(number) => (number, *index),
        });
        places
    }

    /// The passage of a block, and the number of its section; a note stands in none.
    fn passage(&self, place: Place) -> Option<(Passage, Option<&SectionNumber>)> {
        Some(match place {
            Place::Heading(section) => {
                let number = &self.sections.get(section)?.number;
                (Passage::Section(number.clone()), Some(number))
            }
            Place::Paragraph(paragraph) => {
                let after = self.sections.partition_point(|s| s.first <= paragraph);
                let section = self.sections.get(after.checked_sub(1)?)?;
                let own = u32::try_from(paragraph - section.first + 1).ok()?;
                let number = &section.number;
                (Passage::Paragraph(number.clone(), own), Some(number))
            }
            Place::Note(number) => (Passage::Note(number), None),
        })
    }

    /// The bytes of a block in the file, without what precedes its text.
    pub(crate) fn raw(&self, index: usize) -> Range<usize> {
        self.blocks.get(index).map_or(0..0, |b| b.raw.clone())
    }

    /// What an index keeps of the block that [`Skimmed::places`] named: its passage, its bytes in
    /// the file, and the notes that it calls.
    #[cfg(feature = "index")]
    pub(crate) fn block(&self, file: &str, place: Place, index: usize) -> Option<BlockPlace> {
        let raw = self.raw(index);
        let called = called_in(file.get(raw.clone())?, &self.labels);
        Some(BlockPlace {
            at: self.passage(place)?.0,
            range: raw.start as u64..raw.end as u64,
            calls: called.into_iter().map(str::to_owned).collect(),
        })
    }

    /// A block that [`Skimmed::places`] named as a passage; `raw` are its bytes.
    pub(crate) fn unit<'a>(&'a self, place: Place, raw: &'a str) -> Option<Unit<'a>> {
        let heading = matches!(place, Place::Heading(_));
        let text = text_of_block(&self.name, raw, heading, &self.labels);
        let (at, section) = self.passage(place)?;
        Some(unit_of_block(&self.name, at, section, text))
    }
}

/// A block of simple Markdown as a passage.
pub(crate) fn unit_of_block<'a>(
    article: &'a ArticleName,
    at: Passage,
    section: Option<&'a SectionNumber>,
    text: Cow<'a, str>,
) -> Unit<'a> {
    let (kind, zone) = match at {
        Passage::Section(_) => ("heading", Zone::Headings),
        Passage::Paragraph(..) | Passage::Note(_) => ("prose", Zone::Text),
    };
    Unit {
        article,
        at: Some(at),
        section,
        kind,
        fields: vec![Field {
            zone,
            text,
            start: None,
            place: None,
            annotation: None,
        }],
        notes: Vec::new(),
        sources: None,
    }
}

/// The text of a block of simple Markdown as it stands in the file; `labels` are those of the notes
/// that may be called in it.
pub(crate) fn text_of_block<'a>(
    name: &ArticleName,
    raw: &'a str,
    heading: bool,
    labels: &Labels,
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
fn called_in<'a>(raw: &'a str, labels: &Labels) -> Vec<&'a str> {
    let mut called: Vec<&str> = raw
        .split("[^")
        .skip(1)
        .filter_map(|rest| rest.split(']').next())
        .filter(|label| labels.has(label))
        .collect();
    called.sort_unstable();
    called.dedup();
    called
}

/// The blocks of a part of a file that begins at the byte `from` of it, if it is simple.
pub(crate) fn blocks(markdown: &str, from: usize) -> Option<Vec<Block>> {
    let bytes = markdown.as_bytes();
    let mut blocks: Vec<Block> = Vec::with_capacity(bytes.len() / 256);
    let mut open: Option<Block> = None;
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]) {
        let line = markdown.get(start..end)?;
        let length = |start: usize| u32::try_from(end - start).ok();
        let block = |kind, text: usize| {
            Some(Block {
                start: from + start + text,
                length: length(start + text)?,
                kind,
                doubtful: line.get(text..).is_none_or(is_doubtful),
            })
        };
        match line_of(line)? {
            Line::Blank => blocks.extend(open.take()),
            Line::Heading(level, text) => {
                blocks.extend(open.take());
                blocks.push(block(Kind::Heading(level), text)?);
            }
            Line::Note(number, text) => {
                blocks.extend(open.take());
                open = Some(block(Kind::Note(number), text)?);
            }
            Line::Text => match &mut open {
                Some(block) => block.length = length(block.start - from)?,
                None => open = Some(block(Kind::Text, 0)?),
            },
        }
        start = end + 1;
    }
    blocks.extend(open);
    Some(blocks)
}

impl Block {
    /// Its bytes in the file, without what precedes its text.
    pub(crate) fn raw(&self) -> Range<usize> {
        self.start..self.start + self.length as usize
    }

    /// Its bytes, if it takes its text to number it: for the first, and where it is doubtful.
    pub(crate) fn asks(&self, first: bool) -> Option<Range<usize>> {
        (first || self.doubtful).then(|| self.raw())
    }
}

/// Whether a block that begins so may have no text once its markup is gone.
fn is_doubtful(text: &str) -> bool {
    let mut bytes = text.bytes();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b >= 0x80;
    match bytes.next() {
        // Emphasis, or a star.
        Some(b'*' | b'_') => !bytes.next().is_some_and(plain),
        Some(first) => !(plain(first) || b"\"'(),.;?%$/@=:".contains(&first)),
        None => true,
    }
}

/// What a line is; `None` when it may open something else than a heading, a paragraph or a note.
fn line_of(line: &str) -> Option<Line> {
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

fn heading(line: &str) -> Option<Line> {
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

fn note(line: &str) -> Option<Line> {
    let (label, text) = line.strip_prefix("[^")?.split_once(']')?;
    let text = text.strip_prefix(':')?.trim_start_matches([' ', '\t']);
    let number = number_of(label)?;
    // What follows may again open anything, or nothing at all.
    let prose = matches!(line_of(text)?, Line::Text);
    prose.then(|| Line::Note(number, line.len() - text.len()))
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
        let block = |(place, index)| {
            let unit = skimmed.unit(place, &file[skimmed.raw(index)]).unwrap();
            let text = unit.fields[0].text.clone().into_owned();
            (unit.at.unwrap().to_string(), text)
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
