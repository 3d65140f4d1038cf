//! Markdown → [`Article`], through pulldown-cmark's events.
//!
//! Entities are decoded by the parser, so control characters can come out of `&#27;`: they stay in
//! the text and are made visible wherever it is shown. Raw HTML is markup: the tags of emphasis
//! and line breaks are understood, all others are dropped and their text kept.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::split_front_matter;
use super::stripped::Stripped;
use crate::article::{
    Alignment, Article, ArticleName, Block, Builder, ListMarker, Metadata, SpanKind,
};
use crate::text::fold::fold;
use crate::text::problem::Problems;

/// Reads a Markdown file. Problems are those of its front matter; any text is some Markdown.
///
/// A first heading of the first level is the title, when the front matter gives none or the same.
pub fn read(name: ArticleName, file: &str, problems: &mut Problems) -> Article {
    read_file(name, file, false, problems)
}

fn read_file(name: ArticleName, file: &str, copy: bool, problems: &mut Problems) -> Article {
    let (yaml, markdown, lines_before) = split_front_matter(file);
    let mut builder = Builder::new(name);
    if let Some(yaml) = yaml {
        let mut found = Problems::default();
        builder.metadata = Metadata::from_yaml(yaml, &mut found);
        problems.adopt(found, 1);
    }
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    read_into(builder, markdown, lines_before, options, copy)
}

/// Reads an annotated copy: its apparatus is left out, as `Stripped` tells.
pub fn read_copy(name: ArticleName, file: &str, problems: &mut Problems) -> Article {
    read_file(name, file, true, problems)
}

/// Reads a piece of Markdown that is no file of its own, such as the body of a note: all of it is
/// text, with neither front matter nor title nor notes.
pub fn fragment(name: &ArticleName, markdown: &str) -> Article {
    let mut builder = Builder::new(name.clone());
    // Any title but this keeps a first heading where it is.
    builder.metadata.title = Some(String::new());
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    read_into(builder, markdown, 0, options, false)
}

fn read_into(
    mut builder: Builder,
    markdown: &str,
    lines_before: u32,
    options: Options,
    copy: bool,
) -> Article {
    builder.reserve(markdown.len());
    let mut reader = Reader {
        builder,
        lines: LineCounter {
            text: markdown,
            at: 0,
            line: lines_before + 1,
        },
        lists: Vec::new(),
        cell: 0,
        breaks: (0, 0),
        in_title: false,
        started: false,
        in_cell: false,
        in_code: false,
        tags: Vec::new(),
        html: String::new(),
        title: String::new(),
    };
    let events = Parser::new_ext(markdown, options).into_offset_iter();
    let mut stripped = Stripped::default();
    for (event, range) in events {
        if !copy || stripped.keeps(&event) {
            reader.take(event, range.start);
        }
    }
    reader.builder.finish()
}

#[allow(
    clippy::struct_excessive_bools,
    reason = "each says where in the events we are"
)]
struct Reader<'a> {
    builder: Builder,
    lines: LineCounter<'a>,
    lists: Vec<List>,
    /// Cells so far in the row.
    cell: usize,
    /// Soft and hard breaks of the paragraph so far.
    breaks: (u32, u32),
    in_title: bool,
    /// Whether any block has been read.
    started: bool,
    in_cell: bool,
    in_code: bool,
    /// The spans that are open: the name of an HTML tag, or none for Markdown's own.
    tags: Vec<Option<String>>,
    html: String,
    title: String,
}

/// A list that is open: the number of its next item, and whether it has had one.
struct List {
    next: Option<u64>,
    opened: bool,
}

impl Reader<'_> {
    fn take(&mut self, event: Event<'_>, at: usize) {
        match event {
            Event::Start(tag) => self.start(tag, at),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text),
            Event::Code(code) => {
                self.builder.open_span(SpanKind::Code);
                self.text(&code);
                self.builder.close_span();
            }
            Event::SoftBreak => {
                self.breaks.0 += 1;
                self.text(" ");
            }
            Event::HardBreak => {
                self.breaks.1 += 1;
                self.line_break();
            }
            Event::FootnoteReference(label) => self.builder.call(&label),
            Event::Rule => self.builder.rule(),
            Event::InlineHtml(html) => self.inline_html(&html),
            Event::Html(html) => self.html.push_str(&html),
            _ => {}
        }
    }

    /// Whether the paragraph that ends here is verse: lines that are all broken by hand. In a
    /// tight list no event tells that a paragraph ends.
    fn settle(&mut self) {
        let (soft, hard) = std::mem::take(&mut self.breaks);
        if soft == 0 && hard > 0 {
            self.builder.set_block(Block::Verse);
        }
    }

    fn start(&mut self, tag: Tag<'_>, at: usize) {
        let line = self.lines.line_of(at);
        if matches!(
            tag,
            Tag::List(_) | Tag::BlockQuote(_) | Tag::CodeBlock(_) | Tag::Table(_)
        ) {
            self.settle();
        }
        match tag {
            Tag::Paragraph => self.paragraph(Block::Prose, line),
            Tag::Heading { level, .. } => self.heading(level, line),
            Tag::BlockQuote(_) => {
                self.started = true;
                self.builder.open_quotation();
            }
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.into_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.in_code = true;
                self.paragraph(Block::Code(info.into()), line);
            }
            Tag::List(first) => self.lists.push(List {
                next: first,
                opened: false,
            }),
            Tag::Item => self.item(line),
            Tag::FootnoteDefinition(label) => self.builder.begin_note(&label),
            Tag::Table(alignments) => {
                let alignments = alignments.into_iter().map(alignment).collect();
                self.paragraph(Block::Table(alignments), line);
            }
            Tag::TableHead | Tag::TableRow => self.cell = 0,
            Tag::TableCell => {
                if self.cell > 0 {
                    self.builder.text("\t");
                }
                self.cell += 1;
                self.in_cell = true;
            }
            Tag::Emphasis => self.open_span(SpanKind::Emphasis),
            Tag::Strong => self.open_span(SpanKind::Strong),
            Tag::Strikethrough => self.open_span(SpanKind::Strikethrough),
            Tag::Link { dest_url, .. } => {
                self.open_span(SpanKind::Link(dest_url.into_string().into()));
            }
            Tag::Image { dest_url, .. } => {
                self.open_span(SpanKind::Image(dest_url.into_string().into()));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => {
                self.settle();
                self.builder.end();
            }
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.builder.end();
            }
            TagEnd::BlockQuote(_) => self.builder.close_container(),
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Item => {
                self.settle();
                self.builder.close_container();
            }
            TagEnd::FootnoteDefinition => self.builder.end_note(),
            TagEnd::Table => self.builder.end(),
            TagEnd::TableHead | TagEnd::TableRow => self.builder.text("\n"),
            TagEnd::TableCell => self.in_cell = false,
            TagEnd::HtmlBlock => self.html_block(),
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Image => self.close_span(),
            _ => {}
        }
    }

    fn paragraph(&mut self, block: Block, line: u32) {
        self.started = true;
        self.breaks = (0, 0);
        self.tags.clear();
        self.builder.begin_paragraph(block, line);
    }

    fn heading(&mut self, level: HeadingLevel, line: u32) {
        let could_be_title = level == HeadingLevel::H1 && !self.started;
        self.started = true;
        self.in_title = true;
        self.title.clear();
        self.tags.clear();
        self.builder
            .begin_heading(if could_be_title { 0 } else { level as u8 }, line);
    }

    fn end_heading(&mut self) {
        self.in_title = false;
        let title = std::mem::take(&mut self.title);
        let given = self.builder.metadata.title.as_deref();
        let is_title = given.is_none_or(|t| fold(t) == fold(&title));
        if is_title && self.builder.open_heading_level() == Some(0) {
            let title = title.trim().to_owned();
            self.builder.discard();
            self.builder.metadata.title.get_or_insert(title);
        } else {
            self.builder.end();
        }
    }

    fn item(&mut self, line: u32) {
        self.started = true;
        let Some(list) = self.lists.last_mut() else {
            return;
        };
        let marker = list.next.map_or(ListMarker::Bullet, ListMarker::Number);
        list.next = list.next.map(|n| n.saturating_add(1));
        let opens_list = !std::mem::replace(&mut list.opened, true);
        self.builder.open_item(marker, opens_list);
        // In a tight list the text of an item comes without a paragraph around it.
        self.breaks = (0, 0);
        self.tags.clear();
        self.builder.begin_paragraph(Block::Prose, line);
    }

    fn text(&mut self, text: &str) {
        if self.in_title {
            self.title.push_str(text);
        }
        if self.in_cell && text.contains(['\t', '\n']) {
            self.builder.text(&text.replace(['\t', '\n'], " "));
        } else if text.contains('\n') && !self.in_code {
            self.builder.text(&text.replace('\n', " "));
        } else {
            self.builder.text(text);
        }
    }

    /// Opens a span that Markdown's own signs set apart.
    fn open_span(&mut self, kind: SpanKind) {
        self.tags.push(None);
        self.builder.open_span(kind);
    }

    /// Closes it, and the HTML tags that were opened within and never closed.
    fn close_span(&mut self) {
        while let Some(tag) = self.tags.pop() {
            self.builder.close_span();
            if tag.is_none() {
                break;
            }
        }
    }

    /// A line break that is kept, where lines can be.
    fn line_break(&mut self) {
        if self.in_title {
            self.title.push(' ');
        }
        let one_line = self.in_cell || self.in_title;
        self.builder.text(if one_line { " " } else { "\n" });
    }

    /// A tag within prose: spans, breaks, quotation marks; all others are markup without meaning
    /// here.
    fn inline_html(&mut self, html: &str) {
        let name = tag_name(html);
        let closes = html.starts_with("</");
        let attribute = |name| attribute(html, name).unwrap_or_default().into();
        let kind = match name.as_str() {
            "em" | "i" | "cite" | "var" | "dfn" => SpanKind::Emphasis,
            "strong" | "b" => SpanKind::Strong,
            "del" | "s" | "strike" => SpanKind::Strikethrough,
            "code" | "tt" | "kbd" | "samp" => SpanKind::Code,
            "a" => SpanKind::Link(attribute("href")),
            "picture" => SpanKind::Image(attribute("title")),
            "q" => return self.text(if closes { "\u{201d}" } else { "\u{201c}" }),
            // Within prose: what makes verse is the sign of Markdown.
            "br" => return self.line_break(),
            _ => return,
        };
        if !closes {
            self.tags.push(Some(name));
            self.builder.open_span(kind);
        } else if self
            .tags
            .last()
            .is_some_and(|open| open.as_deref() == Some(&name))
        {
            self.tags.pop();
            self.builder.close_span();
        }
    }

    /// A block of raw HTML: its text, without the tags, is a paragraph.
    fn html_block(&mut self) {
        let html = std::mem::take(&mut self.html);
        let text = without_tags(&html);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            self.paragraph(Block::Prose, self.lines.line);
            self.builder.text(&text);
            self.builder.end();
        }
    }
}

fn alignment(alignment: pulldown_cmark::Alignment) -> Alignment {
    match alignment {
        pulldown_cmark::Alignment::None => Alignment::None,
        pulldown_cmark::Alignment::Left => Alignment::Left,
        pulldown_cmark::Alignment::Center => Alignment::Center,
        pulldown_cmark::Alignment::Right => Alignment::Right,
    }
}

/// The name of a tag such as `<br/>` or `</em>`, in lower case; empty for comments.
fn tag_name(html: &str) -> String {
    html.trim_start_matches(['<', '/'])
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// The value of an attribute of a tag, its character references decoded.
fn attribute(html: &str, name: &str) -> Option<String> {
    let start = html
        .find(&format!(" {name}="))
        .map(|at| at + name.len() + 2)?;
    let rest = html.get(start..)?;
    let value = match rest.chars().next()? {
        quote @ ('"' | '\'') => rest.get(1..)?.split(quote).next()?,
        _ => rest.split([' ', '>']).next()?,
    };
    let mut decoded = String::new();
    let mut parts = value.split('&');
    decoded.push_str(parts.next()?);
    for part in parts {
        let (reference, rest) = part.split_once(';').unwrap_or(("", part));
        let c = match reference {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            _ => reference
                .strip_prefix('#')
                .and_then(|n| n.parse().ok())
                .and_then(char::from_u32),
        };
        if let Some(c) = c {
            decoded.push(c);
            decoded.push_str(rest);
        } else {
            decoded.push('&');
            decoded.push_str(part);
        }
    }
    Some(decoded)
}

/// The text of a piece of HTML: tags, comments, scripts and styles are left out.
fn without_tags(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        let (before, tag) = rest.split_at(open);
        out.push_str(before);
        let name = tag_name(tag);
        let end = if tag.starts_with("<!--") {
            tag.find("-->").map(|e| e + 3)
        } else if matches!(name.as_str(), "script" | "style") {
            let close = format!("</{name}");
            tag.to_ascii_lowercase()
                .find(&close)
                .and_then(|from| Some(from + tag.get(from..)?.find('>')? + 1))
        } else {
            tag.find('>').map(|e| e + 1)
        };
        rest = end.and_then(|e| tag.get(e..)).unwrap_or_default();
        out.push(' ');
    }
    out.push_str(rest);
    out
}

/// Tells the line of a byte, for bytes asked in rising order.
struct LineCounter<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl LineCounter<'_> {
    fn line_of(&mut self, at: usize) -> u32 {
        if at > self.at {
            let between = self.text.as_bytes().get(self.at..at).unwrap_or_default();
            let count = memchr::memchr_iter(b'\n', between).count();
            self.line = self
                .line
                .saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
            self.at = at;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Home, Paragraph};

    fn article(text: &str) -> Article {
        read("loaf".parse().unwrap(), text, &mut Problems::default())
    }

    fn kinds(article: &Article) -> Vec<&'static str> {
        article.paragraphs.iter().map(Paragraph::kind).collect()
    }

    #[test]
    fn a_first_heading_of_the_first_level_is_the_title() {
        let a = article("# On *Bread*\n\nFlour.\n\n## Rye\n\nSour.\n");
        assert_eq!(a.metadata.title.as_deref(), Some("On Bread"));
        assert_eq!(a.text, "Flour.\n\nRye\n\nSour.");
        assert_eq!(a.sections.len(), 2);
        let b = article("---\ntitle: Other\n---\n# On Bread\n\nFlour.\n");
        assert_eq!(b.sections.len(), 2);
        assert_eq!(b.paragraphs[0].line, 6);
    }

    #[test]
    fn blocks_have_kinds() {
        let a = article(
            "Prose\nrun on.\n\n> Quoted.\n\n- Item\n\n      code\n\nOne\\\ntwo\\\nthree\n\n\
             ```rust\nfn main() {}\n\n```\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n***\n\nEnd.\n",
        );
        assert_eq!(
            kinds(&a),
            [
                "prose",
                "block-quotation",
                "list-item",
                "code",
                "verse",
                "code",
                "table",
                "prose"
            ]
        );
        assert_eq!(a.slice(a.paragraphs[0].range.clone()), "Prose run on.");
        assert_eq!(a.slice(a.paragraphs[4].range.clone()), "One\ntwo\nthree");
        assert_eq!(a.slice(a.paragraphs[5].range.clone()), "fn main() {}");
        assert_eq!(a.slice(a.paragraphs[6].range.clone()), "a\tb\n1\t2");
        assert_eq!(a.rules, [a.paragraphs[7].range.start]);
    }

    #[test]
    fn numbered_points_keep_their_numbers_across_prose() {
        let a = article("1. One\n\nBetween.\n\n2. Two\n3. Three\n");
        let markers: Vec<_> = a.paragraphs.iter().map(Paragraph::marker).collect();
        let number = |n| Some(ListMarker::Number(n));
        assert_eq!(markers, [number(1), None, number(2), number(3)]);
    }

    #[test]
    fn notes_are_set_apart() {
        let a = article("Flour[^1] here.\n\n[^1]: From *Kent*.\n\nAfter.\n\n[^2]: Never called.\n");
        assert_eq!(
            a.text,
            "Flour here.\n\nAfter.\n\nFrom Kent.\n\nNever called."
        );
        assert_eq!(a.calls.len(), 1);
        assert_eq!(a.paragraphs[2].home, Home::Note(0));
        assert_eq!(a.slice(a.spans[0].range.clone()), "Kent");
    }

    #[test]
    fn html_is_markup() {
        let a = article(
            "One <em>two</em> <span x>three</span><br>four.\n\n<div>\n<p>Block</p>\n<script>x()</script></div>\n",
        );
        assert_eq!(a.text, "One two three\nfour.\n\nBlock");
        assert_eq!(a.spans.len(), 1);
    }

    #[test]
    fn entities_may_make_controls_and_the_text_keeps_them() {
        assert_eq!(article("a&#27;b").text, "a\u{1b}b");
    }
}
