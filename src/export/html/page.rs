//! The page of an article: head, contents, text with notes, the article's own notes, works.

use std::collections::HashSet;
use std::io::{self, Write};
use std::ops::Range;

use super::blocks::{self, Setting};
use super::inline::{Insert, Mark, inline};
use super::{Citations, Page, Parts, escape, note, works};
use crate::article::{Home, Passage, Section};
use crate::export::said::passage_id;

/// The style of every page.
pub(super) const STYLE: &str = include_str!("style.css");

/// Nothing is fetched and nothing runs, whatever should slip through.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// Writes the page.
pub(super) fn write(page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
    let article = &page.edition.article;
    let mut text = String::new();
    head(page, &mut text);
    masthead(page, &mut text);
    contents(page, &mut text);
    text.push_str("<main id=\"text\">\n");
    out.write_all(text.as_bytes())?;
    let mut setter = Setter::new(page);
    for section in &article.sections {
        let mut text = String::new();
        setter.section(section, &mut text);
        out.write_all(text.as_bytes())?;
    }
    let mut text = String::new();
    setter.own_notes(&mut text);
    setter.homeless(&mut text);
    text.push_str("</main>\n");
    works::dispersion(page, &mut text);
    works::list(page, &mut text);
    text.push_str("</body>\n</html>\n");
    out.write_all(text.as_bytes())
}

/// The page in its parts.
pub(super) fn parts(page: &Page<'_>) -> Parts {
    let part = |write: &dyn Fn(&Page<'_>, &mut String)| {
        let mut text = String::new();
        write(page, &mut text);
        text
    };
    Parts {
        style: STYLE.to_owned(),
        masthead: part(&masthead),
        contents: part(&contents),
        text: part(&|page, out| {
            let mut setter = Setter::new(page);
            for section in &page.edition.article.sections {
                setter.section(section, out);
            }
            setter.own_notes(out);
            setter.homeless(out);
        }),
        picture: part(&works::dispersion),
        works: part(&works::list),
    }
}

/// The beginning of any page.
pub(super) fn opening(language: Option<&str>, title: &str, policy: &str, out: &mut String) {
    let language = language.map_or_else(|| "en".to_owned(), escape::escaped);
    let title = escape::escaped(title);
    out.push_str(&format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"generator\" content=\"postil {}\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n",
        env!("CARGO_PKG_VERSION")
    ));
}

fn head(page: &Page<'_>, out: &mut String) {
    let article = &page.edition.article;
    let language = article.metadata.language.as_deref();
    opening(language, article.title(), POLICY, out);
    out.push_str("<body>\n");
    out.push_str("<a class=\"skip\" href=\"#text\">Skip to the text</a>\n");
}

fn masthead(page: &Page<'_>, out: &mut String) {
    let article = &page.edition.article;
    out.push_str("<header>\n");
    if page.options.of_site {
        out.push_str("<nav aria-label=\"Site\"><a href=\"index.html\">Library</a> <a href=\"search.html\">Search</a></nav>\n");
    }
    out.push_str("<h1>");
    escape::text(article.title(), out);
    out.push_str("</h1>\n");
    let metadata = &article.metadata;
    let parts = [
        (!metadata.author.is_empty()).then(|| metadata.author.join(", ")),
        metadata.series.clone(),
        metadata.place.clone(),
        metadata.date.clone(),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if !parts.is_empty() {
        out.push_str("<p class=\"byline\">");
        escape::text(&parts.join(" · "), out);
        out.push_str("</p>\n");
    }
    out.push_str("</header>\n");
}

fn contents(page: &Page<'_>, out: &mut String) {
    let article = &page.edition.article;
    out.push_str("<nav aria-label=\"Contents\" class=\"contents\">\n<details>\n<summary>Contents</summary>\n<ul>\n");
    for section in article.sections.iter().skip(1) {
        let id = passage_id(&Passage::Section(section.number.clone()));
        let depth = section.number.depth().min(6);
        out.push_str(&format!(
            "<li class=\"d{depth}\"><a href=\"#{id}\">{} ",
            section.number
        ));
        escape::text(article.heading(section), out);
        out.push_str("</a></li>\n");
    }
    if !article.notes.is_empty() {
        out.push_str("<li><a href=\"#own-notes\">Notes</a></li>\n");
    }
    if !works::works(page).is_empty() {
        out.push_str("<li><a href=\"#sources\">Sources</a></li>\n");
    }
    out.push_str("</ul>\n</details>\n</nav>\n");
}

/// Sets the text, going through marks and calls in its order.
struct Setter<'a, 'p> {
    page: &'p Page<'a>,
    cited: Citations<'p>,
    /// Notes by where their words begin; a mark may reach over paragraphs.
    next_mark: usize,
    live: Vec<Mark>,
    /// The next of the notes that are called.
    next_call: usize,
    /// The first of the notes called in the paragraph.
    first_call: usize,
    /// The article's own notes that have been called.
    called: HashSet<usize>,
}

impl<'a, 'p> Setter<'a, 'p> {
    fn new(page: &'p Page<'a>) -> Self {
        Self {
            page,
            cited: Citations::new(page.options.styled.as_deref()),
            next_mark: 0,
            live: Vec::new(),
            next_call: 0,
            first_call: 0,
            called: HashSet::new(),
        }
    }

    fn section(&mut self, section: &Section, out: &mut String) {
        let article = &self.page.edition.article;
        if section.number.is_opening() {
            out.push_str("<section aria-label=\"Opening\">\n");
        } else {
            let passage = Passage::Section(section.number.clone());
            let id = passage_id(&passage);
            let level = (section.number.depth() + 1).min(6);
            out.push_str(&format!(
                "<section aria-labelledby=\"{id}\">\n<h{level} id=\"{id}\">\
                 <a class=\"number\" href=\"#{id}\" aria-label=\"section {passage}\">{passage}</a> "
            ));
            self.first_call = self.next_call;
            self.text(&section.heading, out);
            out.push_str(&format!("</h{level}>\n"));
            self.cards(self.first_call, None, out);
        }
        blocks::blocks(article, section.paragraphs.clone(), self, out);
        out.push_str("</section>\n");
    }

    /// The marks that touch a range; ranges are asked for in the order of the text.
    fn marks(&mut self, range: &Range<usize>) -> Vec<Mark> {
        self.live.retain(|mark| mark.range.end > range.start);
        let all = &self.page.edition.index.marks;
        while let Some((mark, index)) = all.get(self.next_mark).filter(|(m, _)| m.start < range.end)
        {
            self.next_mark += 1;
            let note = self.page.edition.notes.get(*index);
            if let Some(note) = note.filter(|n| self.page.options.selection.wants(n))
                && mark.end > range.start
            {
                self.live.push(Mark {
                    range: mark.clone(),
                    class: self.page.class(note),
                });
            }
        }
        self.live.clone()
    }

    /// Calls of the article's own notes and of ours, up to the end of a range.
    fn inserts(&mut self, range: &Range<usize>) -> Vec<Insert> {
        let article = &self.page.edition.article;
        let called = &mut self.called;
        let own = article.calls_in(range).iter().filter_map(|call| {
            let note = article.notes.get(call.note)?;
            let number = note.number;
            let id = if called.insert(call.note) { format!(" id=\"from-n{number}\"") } else { String::new() };
            Some(Insert {
                at: call.at,
                html: format!(
                    "<sup class=\"own\"><a{id} href=\"#n{number}\" aria-label=\"note {number} of the article\">[{}]</a></sup>",
                    escape::escaped(&note.label)
                ),
            })
        });
        let mut inserts: Vec<Insert> = own.collect();
        let placed = &self.page.placed;
        while let Some(next) = placed
            .get(self.next_call)
            .filter(|p| p.place.at <= range.end)
        {
            self.next_call += 1;
            if next.place.above.is_none() {
                inserts.push(Insert {
                    at: next.place.at.max(range.start),
                    html: note::call(self.page, next.note, self.next_call),
                });
            }
        }
        inserts.sort_by_key(|i| i.at);
        inserts
    }

    /// The cards of the notes called since `first`.
    fn cards(&mut self, first: usize, referring: Option<String>, out: &mut String) {
        let placed = self
            .page
            .placed
            .get(first..self.next_call)
            .unwrap_or_default();
        if !placed.is_empty() {
            let count = match placed.len() {
                1 => "1 note".to_owned(),
                many => format!("{many} notes"),
            };
            out.push_str(&format!(
                "<details class=\"notes\">\n<summary>{count}</summary>\n"
            ));
            for (offset, placed) in placed.iter().enumerate() {
                let number = first + offset + 1;
                if placed.place.above.is_some() {
                    // Code holds no call; the note's own number stands for it.
                    out.push_str(&note::call(self.page, placed.note, number));
                }
                let called = Some((number, placed.lines));
                note::card(
                    self.page,
                    (placed.index, placed.note),
                    called,
                    &mut self.cited,
                    out,
                );
            }
            out.push_str("</details>\n");
        }
        if let Some(referring) = referring {
            out.push_str(&referring);
        }
    }

    /// `Referred to from 2¶1.`
    fn referring(&self, paragraph: usize) -> Option<String> {
        let notes = self.page.edition.index.referring.get(&paragraph)?;
        let links = self.page.links_to(notes);
        (!links.is_empty()).then(|| {
            format!(
                "<p class=\"referring\">Referred to from {}</p>\n",
                links.join(", ")
            )
        })
    }

    fn own_notes(&mut self, out: &mut String) {
        let article = &self.page.edition.article;
        if article.notes.is_empty() {
            return;
        }
        out.push_str("<section id=\"own-notes\" aria-labelledby=\"own-notes-title\">\n<h2 id=\"own-notes-title\">Notes</h2>\n");
        for (index, own) in article.notes.iter().enumerate() {
            out.push_str(&format!(
                "<div class=\"own-note\" id=\"n{}\">\n",
                own.number
            ));
            blocks::blocks(article, own.paragraphs.clone(), self, out);
            if self.called.contains(&index) {
                out.push_str(&format!(
                    "<p class=\"referring\"><a href=\"#from-n{}\">Back to the text</a></p>\n",
                    own.number
                ));
            }
            out.push_str("</div>\n");
        }
        out.push_str("</section>\n");
    }

    fn homeless(&mut self, out: &mut String) {
        if self.page.homeless.is_empty() {
            return;
        }
        out.push_str("<section id=\"homeless\" aria-labelledby=\"homeless-title\">\n<h2 id=\"homeless-title\">Notes without a certain place</h2>\n");
        for note in &self.page.homeless {
            note::card(self.page, *note, None, &mut self.cited, out);
        }
        out.push_str("</section>\n");
    }
}

impl Setting for Setter<'_, '_> {
    fn open(&mut self, index: usize, out: &mut String) {
        let article = &self.page.edition.article;
        self.first_call = self.next_call;
        let Some(paragraph) = article.paragraphs.get(index) else {
            return;
        };
        let passage = article.passage_of(paragraph);
        let id = passage_id(&passage);
        match paragraph.home {
            Home::Section(_) => out.push_str(&format!(
                "<div class=\"passage\" id=\"{id}\">\n<a class=\"number\" href=\"#{id}\" aria-label=\"passage {passage}\">{passage}</a>\n"
            )),
            // All paragraphs of a note are one passage, and the note bears its id.
            Home::Note(_) if paragraph.number == 1 => out.push_str(&format!(
                "<div class=\"passage\">\n<a class=\"number\" href=\"#{id}\" aria-label=\"note {passage}\">{passage}</a>\n"
            )),
            Home::Note(_) => out.push_str("<div class=\"passage\">\n"),
        }
    }

    fn text(&mut self, range: &Range<usize>, out: &mut String) {
        let marks = self.marks(range);
        let inserts = self.inserts(range);
        inline(&self.page.edition.article, range, &marks, &inserts, out);
    }

    fn close(&mut self, index: usize, out: &mut String) {
        let article = &self.page.edition.article;
        if let Some(paragraph) = article.paragraphs.get(index) {
            // What is called in code has not been passed by any text.
            let placed = &self.page.placed;
            while placed
                .get(self.next_call)
                .is_some_and(|p| p.place.at <= paragraph.range.end)
            {
                self.next_call += 1;
            }
        }
        let referring = self.referring(index);
        self.cards(self.first_call, referring, out);
        out.push_str("</div>\n");
    }
}
