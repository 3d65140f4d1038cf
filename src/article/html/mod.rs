//! Web pages → [`Article`]: the text out of a whole page, with its notes; nothing is fetched.
//!
//! A page is parsed within bounds ([`parse`]); its main text is chosen ([`content`]); the calls and
//! notes are found by their links ([`links`]); the tree is walked into pieces ([`walk`]), and the
//! passes that all formats share find the rest.

mod address;
mod charset;
mod chrome;
mod content;
mod dom;
mod flow;
mod links;
mod meta;
mod parse;
mod quotes;
mod table;
mod walk;

use dom_query::{NodeId, NodeRef};

use super::pieces::{Marked, Note, Piece, Role, finish_marked};
use super::report::{RemarkKind, Report};
use super::{Article, ArticleName, Builder, plain};
use address::Address;
pub(crate) use charset::declared;
use parse::Page;

/// A page, or a chapter of a book, that is a part of the text.
struct Part<'a> {
    page: &'a Page,
    /// The element that holds the text.
    root: NodeId,
    /// What other parts call it by in their links.
    path: String,
    address: Address,
    language: String,
    /// The letters of the text that stand in no link.
    weight: usize,
    /// What the part is called where its own text has no heading.
    heading: Option<String>,
    /// Whether only the notes of the part are read: it stands outside the reading order.
    only_notes: bool,
}

/// A chapter of a book.
pub(crate) struct Chapter {
    /// What other chapters call it by in their links.
    pub(crate) path: String,
    /// Its page.
    pub(crate) text: String,
    /// What the book's contents call it.
    pub(crate) heading: Option<String>,
    /// Whether it stands in the reading order, or is only led to by links.
    pub(crate) linear: bool,
    /// The book's language, as a BCP 47 tag.
    pub(crate) language: String,
}

impl<'a> Part<'a> {
    /// All of a page.
    fn whole(page: &'a Page, chapter: &Chapter) -> Self {
        let root = page.document.body().unwrap_or_else(|| page.document.root());
        let mut part = Self::new(
            page,
            root,
            &chapter.path,
            Address::default(),
            &chapter.language,
        );
        let headed = root
            .descendants_it()
            .any(|n| dom::heading_level(&dom::name(&n)).is_some());
        part.heading = chapter
            .heading
            .clone()
            .filter(|_| !headed && part.weight > 0);
        part.only_notes = !chapter.linear;
        part
    }

    fn new(
        page: &'a Page,
        root: NodeRef<'a>,
        path: &str,
        address: Address,
        language: &str,
    ) -> Self {
        let (all, linked) = dom::weight(root, |_| false);
        Self {
            page,
            root: root.id,
            path: path.to_owned(),
            address,
            language: language.to_owned(),
            weight: all - linked,
            heading: None,
            only_notes: false,
        }
    }
}

/// Reads a page whose lines end with line feeds; tells in `report` what it understood.
pub(crate) fn read(name: ArticleName, text: &str, report: &mut Report) -> Article {
    let page = Page::parse(text);
    let told = meta::read(&page);
    tell_bounds(&page, report);
    if let Some(text) = all_preformatted(&page) {
        let message = "the page is plain text in a `pre` element, and is read as such";
        report.add(0, RemarkKind::Assumed, "main-text", message);
        let mut article = plain::read(name, &text, report);
        told.fill(&mut article.metadata);
        return article;
    }
    let root = content::main_text(&page, report);
    let tree = &page.document.tree;
    let root = tree.get(&root).unwrap_or_else(|| page.document.root());
    let path = told.url.clone().unwrap_or_default();
    let address = Address::of_page(told.url.as_deref());
    let language = told.language.clone().unwrap_or_default();
    let part = Part::new(&page, root, &path, address, &language);
    let mut builder = Builder::new(name);
    builder.metadata.language.clone_from(&told.language);
    let titles: Vec<String> = [&told.title, &told.window]
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    let mut article = build(builder, &[part], &titles, told.author.clone(), report);
    told.fill(&mut article.metadata);
    if article.metadata.title.is_none() {
        let message = "no title found: give one in the front matter of the article's file";
        report.add(0, RemarkKind::Doubtful, "title", message);
    }
    report.sort();
    article
}

/// Reads the chapters of a book into one article.
pub(crate) fn book(builder: Builder, chapters: &[Chapter], report: &mut Report) -> Article {
    // A line of a chapter is none of the book's file.
    let pages: Vec<Page> = chapters
        .iter()
        .map(|chapter| Page::parse(&chapter.text).without_lines())
        .collect();
    if let Some(page) = pages.iter().find(|page| page.flattened) {
        tell_bounds(page, report);
    }
    let parts: Vec<Part<'_>> = pages
        .iter()
        .zip(chapters)
        .map(|(page, chapter)| Part::whole(page, chapter))
        .collect();
    let authors = builder.metadata.author.clone();
    build(builder, &parts, &[], authors, report)
}

/// What a book's contents, in the form of EPUB 3 or EPUB 2, call each of its files.
pub(crate) fn contents(text: &str, path: &str) -> Vec<(String, String)> {
    let page = Page::parse(text);
    let mut found = Vec::new();
    let mut label = String::new();
    let root = page.document.root();
    let nodes: Vec<NodeRef<'_>> = root.descendants_it().filter(NodeRef::is_element).collect();
    for node in nodes {
        let (href, name) = match &*dom::name(&node) {
            "a" => (node.attr("href"), dom::text_of(node)),
            "text" => {
                label = dom::text_of(node);
                continue;
            }
            "content" => (node.attr("src"), label.clone()),
            _ => continue,
        };
        if let Some(href) = href.filter(|_| !name.is_empty()) {
            let file = href.split('#').next().unwrap_or_default();
            found.push((links::resolved(path, file), name));
        }
    }
    found
}

/// Tells when a page was not taken as deep as it nests.
fn tell_bounds(page: &Page, report: &mut Report) {
    if page.flattened {
        let message = "elements nest too deep, or are never closed: the text of the deepest is kept without their markup";
        report.add(0, RemarkKind::Doubtful, "nesting", message);
    }
}

/// Reads the parts of a text into one article. `titles` are what the title may be, the likeliest
/// first; a heading at the beginning that is one of them is the title.
fn build(
    builder: Builder,
    parts: &[Part<'_>],
    titles: &[String],
    authors: Vec<String>,
    report: &mut Report,
) -> Article {
    let links = links::find(parts);
    let language = parts.first().map_or("", |p| p.language.as_str());
    let walked = walk::walk(parts, &links, language, report);
    let (pieces, notes) = (walked.pieces, walked.notes);
    let pieces = without_notes_heading(pieces, &notes);
    let marked = Marked {
        pieces,
        notes,
        titles: titles.to_vec(),
        authors,
    };
    finish_marked(builder, marked, report)
}

/// The pieces without the heading and the rules that stood over the notes and now stand over
/// nothing.
fn without_notes_heading(mut pieces: Vec<Piece>, notes: &[Note]) -> Vec<Piece> {
    if notes.is_empty() {
        return pieces;
    }
    let mut index = 0;
    while index < pieces.len() {
        let over_nothing = pieces
            .get(index + 1)
            .is_none_or(|next| matches!(next.role, Role::Heading(_) | Role::Rule));
        let heads = pieces
            .get(index)
            .is_some_and(super::pieces::is_notes_heading);
        if heads && over_nothing {
            pieces.remove(index);
        } else {
            index += 1;
        }
    }
    while pieces.last().is_some_and(|p| p.role == Role::Rule) {
        pieces.pop();
    }
    pieces
}

/// The text of a page that is one `pre` element and hardly anything else.
fn all_preformatted(page: &Page) -> Option<String> {
    let body = page.document.body()?;
    let pre = body.descendants_it().find(|n| &*dom::name(n) == "pre")?;
    let (all, _) = dom::weight(body, |_| false);
    let (within, _) = dom::weight(pre, |_| false);
    let marked = pre.descendants_it().any(|n| &*dom::name(&n) == "code");
    (!marked && within * 10 >= all * 9).then(|| pre.text().to_string())
}

#[cfg(test)]
mod tests;
