//! The model of an article: one normalised string, and ranges into it.
//!
//! The text holds headings, paragraphs and, last, the article's own notes, each block set off by
//! an empty line, without any markup: list markers, note calls and emphasis are kept beside it.

use std::ops::Range;

use super::{ArticleName, Metadata, Passage, PassageRun, SectionNumber};

/// One article.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// Its name in the library.
    pub name: ArticleName,
    /// Its front matter.
    pub metadata: Metadata,
    /// The normalised text: line feeds only, soft breaks as spaces, no markup.
    pub text: String,
    /// The sections in the order of the text; the first is always the opening, `0`.
    pub sections: Vec<Section>,
    /// The paragraphs in the order of the text, those of the notes last.
    pub paragraphs: Vec<Paragraph>,
    /// The article's own notes, in the order of their numbers.
    pub notes: Vec<Note>,
    /// Where the notes are called, in the order of the text.
    pub calls: Vec<NoteCall>,
    /// Emphasis, links and the like, by start; an outer one before those within it.
    pub spans: Vec<Span>,
    /// Where a thematic break stands: the start of the block after it (or the text's length).
    pub rules: Vec<usize>,
}

/// What a heading opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its number.
    pub number: SectionNumber,
    /// The heading's bytes; empty for the opening.
    pub heading: Range<usize>,
    /// The paragraphs of the section itself, by index, without those of nested sections.
    pub paragraphs: Range<usize>,
    /// All its bytes: heading, paragraphs and nested sections.
    pub range: Range<usize>,
    /// Line of the heading in the file read, from 1 (0: unknown).
    pub line: u32,
}

/// A block of text with a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Its bytes.
    pub range: Range<usize>,
    /// The section or note that it belongs to.
    pub home: Home,
    /// Its number there, from 1.
    pub number: u32,
    /// What it is made of.
    pub block: Block,
    /// The block quotations and list items that hold it, outermost first.
    pub containers: Vec<Container>,
    /// Its first line in the file read, from 1 (0: unknown).
    pub line: u32,
}

/// What a paragraph belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Home {
    /// A section, by index.
    Section(usize),
    /// A note of the article, by index.
    Note(usize),
}

/// What a paragraph is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Running prose.
    Prose,
    /// Lines that are kept: each ends with a line feed in the text.
    Verse,
    /// Preformatted text, with the word after its fence.
    Code(Box<str>),
    /// A table: rows end with a line feed, cells with a tab; the first row is the head.
    Table(Vec<Alignment>),
}

/// How a column of a table is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// As the text runs.
    None,
    /// To the left.
    Left,
    /// In the middle.
    Center,
    /// To the right.
    Right,
}

/// What may hold a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Container {
    /// A block quotation; `first` for the first paragraph in it.
    Quotation {
        /// Whether the paragraph opens it.
        first: bool,
    },
    /// A list item; `first` for the first paragraph in it, which bears the marker.
    Item {
        /// Its marker.
        marker: ListMarker,
        /// Whether the paragraph opens the item.
        first: bool,
        /// Whether the item opens its list.
        opens_list: bool,
    },
}

/// What stands before a list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListMarker {
    /// A bullet.
    Bullet,
    /// A number.
    Number(u64),
}

/// One of the article's own notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its number, as in the passage `n3`: its label where all labels are numbers, else its
    /// place in the order of the calls.
    pub number: u32,
    /// The label it is called by.
    pub label: String,
    /// Its paragraphs, by index.
    pub paragraphs: Range<usize>,
}

/// A place where a note is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NoteCall {
    /// The byte of the text at which the call stands (it takes none itself).
    pub at: usize,
    /// The note, by index.
    pub note: usize,
}

/// A stretch of text set apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Its bytes.
    pub range: Range<usize>,
    /// How it is set apart.
    pub kind: SpanKind,
}

/// How a [`Span`] is set apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpanKind {
    /// Emphasis (italics).
    Emphasis,
    /// Strong emphasis (bold).
    Strong,
    /// Struck out.
    Strikethrough,
    /// Code within prose.
    Code,
    /// A link, with its address.
    Link(Box<str>),
    /// A picture, with its address; the text is its description.
    Image(Box<str>),
}

impl Article {
    /// The text of a range of it; empty when the range is none of this text's.
    pub fn slice(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }

    /// The title, or the name where there is none.
    pub fn title(&self) -> &str {
        self.metadata.title.as_deref().unwrap_or(self.name.as_str())
    }

    /// The heading of a section.
    pub fn heading(&self, section: &Section) -> &str {
        self.slice(section.heading.clone())
    }

    /// The passage that a paragraph is; a note's paragraphs are all the note.
    pub fn passage_of(&self, paragraph: &Paragraph) -> Passage {
        match paragraph.home {
            Home::Section(index) => {
                let number = self
                    .sections
                    .get(index)
                    .map_or_else(SectionNumber::opening, |s| s.number.clone());
                Passage::Paragraph(number, paragraph.number)
            }
            Home::Note(index) => Passage::Note(self.notes.get(index).map_or(0, |note| note.number)),
        }
    }

    /// The index of the section with this number.
    pub fn section_index(&self, number: &SectionNumber) -> Option<usize> {
        self.sections
            .binary_search_by(|s| s.number.cmp(number))
            .ok()
    }

    /// The indices of the paragraphs that a place is made of; `None` when it does not exist.
    ///
    /// For a section: its own and those of the sections within it.
    pub fn paragraphs_at(&self, place: &Passage) -> Option<Range<usize>> {
        match place {
            Passage::Paragraph(number, paragraph) => {
                let section = self.sections.get(self.section_index(number)?)?;
                let index = section.paragraphs.start + paragraph.checked_sub(1)? as usize;
                section
                    .paragraphs
                    .contains(&index)
                    .then(|| index..index + 1)
            }
            Passage::Section(number) => {
                let first = self.section_index(number)?;
                let start = self.sections.get(first)?.paragraphs.start;
                let end = self
                    .sections
                    .iter()
                    .skip(first)
                    .take_while(|s| number.holds(&s.number))
                    .last()?
                    .paragraphs
                    .end;
                Some(start..end)
            }
            Passage::Note(number) => {
                let note = self.notes.iter().find(|n| n.number == *number)?;
                Some(note.paragraphs.clone())
            }
        }
    }

    /// The bytes of a place: of a section with its heading.
    pub fn range_of(&self, place: &Passage) -> Option<Range<usize>> {
        if let Passage::Section(number) = place {
            let section = self.sections.get(self.section_index(number)?)?;
            return Some(section.range.clone());
        }
        self.bytes_of(self.paragraphs_at(place)?)
    }

    /// The bytes from the first passage of a run to its last; `None` when one does not exist or
    /// they stand in the wrong order.
    pub fn range_of_run(&self, run: &PassageRun) -> Option<Range<usize>> {
        let first = self.range_of(&run.first)?;
        let Some(last) = &run.last else {
            return Some(first);
        };
        let last = self.range_of(last)?;
        (first.start <= last.end).then_some(first.start..last.end)
    }

    fn bytes_of(&self, paragraphs: Range<usize>) -> Option<Range<usize>> {
        let paragraphs = self.paragraphs.get(paragraphs)?;
        let first = paragraphs.first()?;
        let last = paragraphs.last()?;
        Some(first.range.start..last.range.end)
    }

    /// The index of the paragraph in which the byte `at` stands, or of the last one before it.
    pub fn paragraph_at(&self, at: usize) -> Option<usize> {
        self.paragraphs
            .partition_point(|p| p.range.start <= at)
            .checked_sub(1)
    }

    /// The index of the section in which the byte `at` stands; the last section for the notes.
    pub fn section_at(&self, at: usize) -> usize {
        self.sections
            .partition_point(|s| s.range.start <= at)
            .saturating_sub(1)
    }

    /// The passage of the byte `at`: its paragraph, or the section when it stands in a heading.
    pub fn passage_at(&self, at: usize) -> Passage {
        let section = self.sections.get(self.section_at(at));
        if let Some(section) = section
            && section.heading.contains(&at)
        {
            return Passage::Section(section.number.clone());
        }
        match self.paragraph_at(at).and_then(|i| self.paragraphs.get(i)) {
            Some(paragraph) => self.passage_of(paragraph),
            None => {
                Passage::Section(section.map_or_else(SectionNumber::opening, |s| s.number.clone()))
            }
        }
    }

    /// The paragraphs of the body, without those of the notes.
    pub fn body(&self) -> &[Paragraph] {
        let end = self.sections.last().map_or(0, |s| s.paragraphs.end);
        self.paragraphs.get(..end).unwrap_or_default()
    }

    /// The calls that stand in a range, its end included.
    pub fn calls_in(&self, range: &Range<usize>) -> &[NoteCall] {
        let start = self.calls.partition_point(|c| c.at < range.start);
        let end = self.calls.partition_point(|c| c.at <= range.end);
        self.calls.get(start..end).unwrap_or_default()
    }

    /// How many words the body has, counted between white space.
    pub fn word_count(&self) -> usize {
        self.body()
            .iter()
            .map(|p| self.slice(p.range.clone()).split_whitespace().count())
            .sum()
    }
}

impl Paragraph {
    /// What it is, in a word: `prose`, `list-item`, `block-quotation`, `verse`, `code`, `table`.
    pub fn kind(&self) -> &'static str {
        match (&self.block, self.containers.last()) {
            (Block::Verse, _) => "verse",
            (Block::Code(_), _) => "code",
            (Block::Table(_), _) => "table",
            (Block::Prose, Some(Container::Item { .. })) => "list-item",
            (Block::Prose, Some(Container::Quotation { .. })) => "block-quotation",
            (Block::Prose, None) => "prose",
        }
    }

    /// The marker that it bears, when it opens a list item.
    pub fn marker(&self) -> Option<ListMarker> {
        self.containers.iter().rev().find_map(|c| match c {
            Container::Item {
                marker,
                first: true,
                ..
            } => Some(*marker),
            _ => None,
        })
    }
}
