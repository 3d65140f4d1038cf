//! A site of several articles: an index of articles, works, persons and terms, and a search that
//! works from files, without a server.
//!
//! The articles' pages hold no script. The page of the search holds one, of ours, and the passages
//! as data; whoever wants no script leaves that page out.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::note::{cited_html, id};
use super::{Selection, escape, page};
use crate::annotation::Kind;
use crate::article::ArticleName;
use crate::edition::{Anchored, Edition};
use crate::export::citation::Citation;
use crate::export::csl::Styled;
use crate::export::said::{entry, passage_id};
use crate::source::SourceKey;
use crate::text::fold::fold;

/// What the pages of a site have in common, gathered article by article.
#[derive(Debug, Default)]
pub struct Site {
    selection: Selection,
    articles: Vec<Listed>,
    /// For each work its entry, what sorts it, and the links to its quotations.
    works: BTreeMap<SourceKey, Work>,
    /// For each group of glosses (`person`, `term` …) and each term, its links.
    terms: BTreeMap<String, BTreeMap<(String, String), Vec<Link>>>,
    /// For the search: page, id, label, text; then the notes.
    passages: Vec<Value>,
}

#[derive(Debug)]
struct Listed {
    name: ArticleName,
    title: String,
    byline: String,
    notes: usize,
}

#[derive(Debug)]
struct Work {
    entry: Citation,
    links: Vec<Link>,
}

/// A link to a note: the article, by index, and the link itself.
#[derive(Debug, Clone)]
struct Link {
    article: usize,
    html: String,
}

impl Site {
    /// A site that takes these notes.
    pub fn new(selection: Selection) -> Self {
        Self {
            selection,
            ..Self::default()
        }
    }

    /// Takes an article in, its works listed after a style where there is one.
    pub fn add(&mut self, edition: &Edition, styled: Option<&Styled>) {
        let article = &edition.article;
        let metadata = &article.metadata;
        let mut byline = metadata.author.clone();
        byline.extend(metadata.date.clone());
        self.articles.push(Listed {
            name: article.name.clone(),
            title: article.title().to_owned(),
            byline: byline.join(" · "),
            notes: edition
                .notes
                .iter()
                .filter(|n| self.selection.wants(n))
                .count(),
        });
        let file = escape::file(&article.name);
        for note in &edition.notes {
            if self.selection.wants(note) {
                self.add_note(edition, note, styled, &file);
            }
        }
        for paragraph in &article.paragraphs {
            let passage = article.passage_of(paragraph);
            self.passages.push(json!([
                self.articles.len() - 1,
                passage_id(&passage),
                passage.to_string(),
                article.slice(paragraph.range.clone()),
            ]));
        }
    }

    fn add_note(
        &mut self,
        edition: &Edition,
        note: &Anchored,
        styled: Option<&Styled>,
        file: &str,
    ) {
        let annotation = &note.annotation;
        let place = edition.passage_of(note);
        let label = place.map_or_else(|| "without a place".to_owned(), |p| p.to_string());
        let link = Link {
            article: self.articles.len() - 1,
            html: format!("<a href=\"{file}#note-{}\">{label}</a>", id(note)),
        };
        if let (Kind::Quotation, Some(key)) = (annotation.kind, &annotation.source)
            && let Some(source) = edition.sources.get(key)
        {
            let work = self.works.entry(key.clone()).or_insert_with(|| Work {
                entry: entry(source, styled),
                links: Vec::new(),
            });
            work.links.push(link.clone());
        }
        if let (Kind::Gloss, Some(term)) = (annotation.kind, &annotation.target.quote) {
            let group = annotation.tags.first().map_or("term", String::as_str);
            let terms = self.terms.entry(group.to_owned()).or_default();
            terms
                .entry((fold(term), term.clone()))
                .or_default()
                .push(link);
        }
        if !annotation.note.is_empty() {
            self.passages.push(json!([
                self.articles.len() - 1,
                format!("note-{}", id(note)),
                annotation.kind.as_str(),
                annotation.note,
            ]));
        }
    }

    /// Writes `index.html`.
    pub fn write_index(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut text = String::new();
        let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'";
        page::opening(None, "Library", policy, &mut text);
        text.push_str("<body class=\"site\">\n<header>\n<nav aria-label=\"Site\"><a href=\"search.html\">Search</a></nav>\n<h1>Library</h1>\n");
        self.indices(&mut text);
        text.push_str("</header>\n<main>\n<section aria-labelledby=\"articles\">\n<h2 id=\"articles\">Articles</h2>\n<ul>\n");
        for listed in &self.articles {
            let file = escape::file(&listed.name);
            let title = escape::escaped(&listed.title);
            let byline = escape::escaped(&listed.byline);
            let dot = if byline.is_empty() { "" } else { " · " };
            let notes = listed.notes;
            text.push_str(&format!(
                "<li><a href=\"{file}\">{title}</a> <span class=\"passages\">{byline}{dot}{notes} notes</span></li>\n"
            ));
        }
        text.push_str("</ul>\n</section>\n");
        self.index_of_works(&mut text);
        self.index_of_terms(&mut text);
        text.push_str("</main>\n</body>\n</html>\n");
        out.write_all(text.as_bytes())
    }

    /// Links to the indices of the page.
    fn indices(&self, text: &mut String) {
        text.push_str("<nav aria-label=\"Indices\"><a href=\"#articles\">Articles</a>");
        if !self.works.is_empty() {
            text.push_str(" <a href=\"#works\">Sources</a>");
        }
        for (number, group) in self.terms.keys().enumerate() {
            let heading = escape::escaped(&heading(group));
            text.push_str(&format!(" <a href=\"#terms-{number}\">{heading}</a>"));
        }
        text.push_str("</nav>\n");
    }

    /// Links to notes, those of one article after its title.
    fn links(&self, links: &[Link]) -> String {
        let groups = links.chunk_by(|a, b| a.article == b.article);
        let groups = groups.map(|group| {
            let article = group
                .first()
                .and_then(|link| self.articles.get(link.article));
            let title = article.map_or("", |article| article.title.as_str());
            let passages: Vec<&str> = group.iter().map(|link| link.html.as_str()).collect();
            format!(
                "<span class=\"passages\">{} {}</span>",
                escape::escaped(title),
                passages.join(", ")
            )
        });
        groups.collect::<Vec<_>>().join("; ")
    }

    fn index_of_works(&self, text: &mut String) {
        if self.works.is_empty() {
            return;
        }
        text.push_str("<section aria-labelledby=\"works\">\n<h2 id=\"works\">Sources</h2>\n<ul>\n");
        let mut works: Vec<&Work> = self.works.values().collect();
        works.sort_by_cached_key(|work| fold(&work.entry.plain()));
        for work in works {
            text.push_str("<li>");
            cited_html(&work.entry, text);
            text.push_str(&format!(" {}</li>\n", self.links(&work.links)));
        }
        text.push_str("</ul>\n</section>\n");
    }

    fn index_of_terms(&self, text: &mut String) {
        for (number, (group, terms)) in self.terms.iter().enumerate() {
            let heading = escape::escaped(&heading(group));
            text.push_str(&format!(
                "<section aria-labelledby=\"terms-{number}\">\n<h2 id=\"terms-{number}\">{heading}</h2>\n<ul>\n"
            ));
            for ((_, term), links) in terms {
                text.push_str(&format!(
                    "<li>{} {}</li>\n",
                    escape::escaped(term),
                    self.links(links)
                ));
            }
            text.push_str("</ul>\n</section>\n");
        }
    }

    /// Writes `search.html`.
    pub fn write_search(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut text = String::new();
        let policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'";
        page::opening(None, "Search", policy, &mut text);
        text.push_str("<body class=\"site\">\n<header>\n<nav aria-label=\"Site\"><a href=\"index.html\">Library</a></nav>\n<h1>Search</h1>\n</header>\n<main>\n<p><label for=\"query\">Words to find</label><br>\n<input id=\"query\" type=\"search\" autocomplete=\"off\"></p>\n<p id=\"count\" role=\"status\"></p>\n<ol id=\"hits\"></ol>\n<noscript><p>The search needs JavaScript; the <a href=\"index.html\">library</a> does not.</p></noscript>\n</main>\n");
        let articles = self.articles.iter();
        let articles: Value = articles
            .map(|a| json!([escape::file(&a.name), a.title]))
            .collect();
        text.push_str("<script type=\"application/json\" id=\"data\">");
        out.write_all(text.as_bytes())?;
        let data = json!({"articles": articles, "passages": self.passages});
        // No tag can end inside of it, and nothing else in it means anything to HTML.
        out.write_all(data.to_string().replace('<', "\\u003c").as_bytes())?;
        writeln!(
            out,
            "</script>\n<script>\n{SCRIPT}</script>\n</body>\n</html>"
        )
    }
}

/// The search itself.
const SCRIPT: &str = include_str!("search.js");

/// `person` → `Persons`.
fn heading(group: &str) -> String {
    let mut chars = group.chars();
    let first: String = chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    let rest = chars.as_str();
    match rest.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{first}{stem}ies"),
        _ if rest.ends_with('s') => format!("{first}{rest}"),
        _ => format!("{first}{rest}s"),
    }
}
