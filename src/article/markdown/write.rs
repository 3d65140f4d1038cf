//! [`Article`] → Markdown that reads back as the same article.
//!
//! A paragraph stands on one line (verse, code and tables on theirs). Where a delimiter of
//! emphasis would not be read as one, the HTML tag stands instead, which every CommonMark
//! implementation takes.

use super::inline::{Context, Insertion, inline};
use crate::article::{Alignment, Article, Block, Container, ListMarker, Paragraph, Section};

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
/// stands in the front matter.
pub fn write(article: &Article) -> String {
    let mut out = String::with_capacity(article.text.len() + article.text.len() / 16 + 256);
    let yaml = article.metadata.to_yaml();
    if !yaml.is_empty() {
        out.push_str("---\n");
        out.push_str(&yaml);
        out.push_str("---\n\n");
    }
    let apparatus = Apparatus {
        heading_base: 2,
        ..Apparatus::default()
    };
    write_body(article, &apparatus, &mut out);
    out
}

/// The body and the notes, with an apparatus, appended to `out`.
pub fn write_body(article: &Article, apparatus: &Apparatus, out: &mut String) {
    Writer::new(article, apparatus, out).all();
}

struct Writer<'a> {
    article: &'a Article,
    apparatus: &'a Apparatus,
    out: &'a mut String,
    rules: std::iter::Peekable<std::slice::Iter<'a, usize>>,
    /// Containers of the paragraph before, for what must be kept apart from it.
    before: &'a [Container],
    /// What every line begins with: the indent of a note.
    indent: &'static str,
}

impl<'a> Writer<'a> {
    fn new(article: &'a Article, apparatus: &'a Apparatus, out: &'a mut String) -> Self {
        Self {
            article,
            apparatus,
            out,
            rules: article.rules.iter().peekable(),
            before: &[],
            indent: "",
        }
    }

    fn all(&mut self) {
        let article = self.article;
        for (index, section) in article.sections.iter().enumerate() {
            if !section.number.is_opening() {
                self.heading(index, section);
            }
            for paragraph in section.paragraphs.clone() {
                self.paragraph(paragraph);
            }
        }
        self.rules_before(usize::MAX);
        self.before = &[];
        for note in &article.notes {
            let label = note_label(&note.label, note.number);
            self.out.push_str(&format!("[^{label}]: "));
            for (count, paragraph) in note.paragraphs.clone().enumerate() {
                self.indent = if count == 0 { "" } else { "    " };
                self.paragraph_of_note(paragraph, count == 0);
            }
            if note.paragraphs.is_empty() {
                self.out.push('\n');
            }
            self.indent = "";
            self.before = &[];
        }
    }

    fn rules_before(&mut self, at: usize) {
        while self.rules.next_if(|&&rule| rule <= at).is_some() {
            self.out.push_str("* * *\n\n");
            self.before = &[];
        }
    }

    fn heading(&mut self, index: usize, section: &Section) {
        self.rules_before(section.heading.start);
        self.before = &[];
        let level = section.number.depth() + self.apparatus.heading_base.saturating_sub(1);
        // Markdown knows six levels; what is deeper reads back at the sixth.
        self.out.push_str(&"#".repeat(level.clamp(1, 6)));
        self.out.push(' ');
        let context = Context::heading(self.article, self.apparatus);
        self.out
            .push_str(&inline(&context, section.heading.clone()));
        push_for(&self.apparatus.heading_tails, index, self.out);
        self.out.push_str("\n\n");
    }

    fn paragraph(&mut self, index: usize) {
        let Some(paragraph) = self.article.paragraphs.get(index) else {
            return;
        };
        self.rules_before(paragraph.range.start);
        self.separate(paragraph);
        self.block(index, paragraph, "");
    }

    fn paragraph_of_note(&mut self, index: usize, opens: bool) {
        let Some(paragraph) = self.article.paragraphs.get(index) else {
            return;
        };
        if !opens {
            self.separate(paragraph);
        }
        self.block(index, paragraph, if opens { "" } else { self.indent });
    }

    /// A comment between two lists, or two quotations, that would else run together.
    fn separate(&mut self, paragraph: &'a Paragraph) {
        let shared = paragraph
            .containers
            .iter()
            .take_while(|c| !opens(c))
            .count();
        let clash = match (self.before.get(shared), paragraph.containers.get(shared)) {
            (Some(Container::Quotation { .. }), Some(Container::Quotation { .. })) => true,
            (Some(Container::Item { .. }), Some(Container::Item { opens_list, .. })) => *opens_list,
            _ => false,
        };
        if clash {
            let held = paragraph.containers.get(..shared).unwrap_or_default();
            let (_, rest) = prefixes(held);
            let line = format!("{}{rest}", self.indent);
            self.out
                .push_str(&format!("{line}<!-- -->\n{}\n", line.trim_end()));
        }
    }

    fn block(&mut self, index: usize, paragraph: &'a Paragraph, indent: &str) {
        let (first, rest) = prefixes(&paragraph.containers);
        let text = self.content(index, paragraph);
        let mut is_first = true;
        for line in text.split('\n') {
            let prefix = if is_first { &first } else { &rest };
            let outer = if is_first {
                indent
            } else {
                self.indent_of_rest()
            };
            let whole = format!("{outer}{prefix}{line}");
            let empty_code_line = line.is_empty() && !is_first;
            self.out.push_str(if empty_code_line {
                whole.trim_end()
            } else {
                &whole
            });
            self.out.push('\n');
            is_first = false;
        }
        // The blank line stays inside the quotation, so that what follows may continue it.
        self.out.push('\n');
        push_for(&self.apparatus.followers, index, self.out);
        self.before = &paragraph.containers;
    }

    fn indent_of_rest(&self) -> &'static str {
        if self.before.is_empty() && self.indent.is_empty() && self.in_note() {
            "    "
        } else {
            self.indent
        }
    }

    /// Whether the note's first line has just been begun.
    fn in_note(&self) -> bool {
        self.out
            .rsplit('\n')
            .nth(1)
            .is_some_and(|l| l.starts_with("[^"))
    }

    fn content(&self, index: usize, paragraph: &Paragraph) -> String {
        let article = self.article;
        let mut text = String::new();
        push_for(&self.apparatus.leads, index, &mut text);
        match &paragraph.block {
            Block::Prose | Block::Verse => {
                let context = Context::prose(article, self.apparatus);
                text.push_str(&inline(&context, paragraph.range.clone()));
            }
            Block::Code(info) => {
                text.push_str(&fenced(info, article.slice(paragraph.range.clone())));
            }
            Block::Table(alignments) => self.table(paragraph, alignments, &mut text),
        }
        text
    }

    fn table(&self, paragraph: &Paragraph, alignments: &[Alignment], text: &mut String) {
        let context = Context::cell(self.article, self.apparatus);
        let mut at = paragraph.range.start;
        for (row, line) in self
            .article
            .slice(paragraph.range.clone())
            .split('\n')
            .enumerate()
        {
            if row > 0 {
                text.push('\n');
            }
            text.push('|');
            let mut cell_at = at;
            for cell in line.split('\t') {
                text.push(' ');
                text.push_str(&inline(&context, cell_at..cell_at + cell.len()));
                text.push_str(" |");
                cell_at += cell.len() + 1;
            }
            at += line.len() + 1;
            if row == 0 {
                text.push_str("\n|");
                for alignment in alignments {
                    text.push_str(match alignment {
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
    let info: String = info
        .chars()
        .filter(|c| !matches!(c, '`' | '\n' | '\r'))
        .collect();
    format!("{fence}{info}\n{code}\n{fence}")
}

/// The label under which a note is written: its own where Markdown can hold it, else its number.
fn note_label(label: &str, number: u32) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '*');
    if !label.is_empty() && label.chars().all(plain) {
        label.to_owned()
    } else {
        number.to_string()
    }
}

/// The label that a call of the note with this index is written with.
pub(super) fn label_of(article: &Article, note: usize) -> String {
    article
        .notes
        .get(note)
        .map_or_else(String::new, |n| note_label(&n.label, n.number))
}
