//! A note as HTML: its call in the text, and the card that says what it says.

use std::ops::Range;

use super::blocks::{self, Setting};
use super::inline::inline;
use super::{Citations, Page, escape};
use crate::article::markdown::fragment;
use crate::article::{Article, Block, Reference};
use crate::edition::Anchored;
use crate::export::citation::{Citation, Piece};
use crate::export::said::{self, Part, passage_id};

/// The word that stands for a note in `id`s.
pub(super) fn id(note: &Anchored) -> String {
    escape::word(&note.annotation.id)
}

/// The call of a note: its number, linked to its card.
pub(super) fn call(page: &Page<'_>, note: &Anchored, number: usize) -> String {
    let id = id(note);
    let kind = note.annotation.kind;
    format!(
        "<sup class=\"call {}\" style=\"anchor-name:--c{number}\"><a id=\"call-{id}\" \
         href=\"#note-{id}\" aria-label=\"{kind} {number}\">{number}</a></sup>",
        page.class(note)
    )
}

/// The card of a note; with the number of its call, when it has one, and how many of its lines the
/// margin shows, when not all.
pub(super) fn card(
    page: &Page<'_>,
    (index, note): (usize, &Anchored),
    called: Option<(usize, Option<usize>)>,
    cited: &mut Citations<'_>,
    out: &mut String,
) {
    let id = id(note);
    let class = page.class(note);
    let lines = called.and_then(|(_, lines)| lines);
    let long = if lines.is_some() { " long" } else { "" };
    out.push_str(&format!(
        "<div class=\"note {class}{long}\" id=\"note-{id}\" role=\"note\""
    ));
    if let Some((number, _)) = called {
        // Beside its call, and never over the note before: see the style.
        let lines = lines.map_or_else(String::new, |lines| format!(";--lines:{lines}"));
        out.push_str(&format!(
            " style=\"--call:--c{number};--self:--n{number};--before:--n{}{lines}\"",
            number - 1
        ));
    }
    out.push_str(">\n<p>");
    if let Some((number, _)) = called {
        out.push_str(&format!(
            "<a class=\"back\" href=\"#call-{id}\" aria-label=\"back to the text, {number}\">\
             {number}</a> "
        ));
    }
    head(page, index, note, cited, out);
    body(page, note, out);
    out.push_str("</div>\n");
}

/// What a note says before its body.
fn head(
    page: &Page<'_>,
    index: usize,
    note: &Anchored,
    cited: &mut Citations<'_>,
    out: &mut String,
) {
    let from = out.len();
    for part in said::head(page.edition, index, note, cited) {
        match part {
            Part::Kind(kind) => out.push_str(&format!("<b>{kind}</b>")),
            Part::Words(words) => {
                out.push_str("<span class=\"words\"> <q>");
                escape::text(&words, out);
                out.push_str("</q></span>");
            }
            Part::Text(text) => escape::text(&text, out),
            Part::Work(key, citation) => {
                let known = page.edition.sources.get(&key).is_some();
                if known {
                    out.push_str(&format!("<a href=\"#{}\">", work_id(key.as_str())));
                }
                cited_html(&citation, out);
                out.push_str(if known { "</a>" } else { "" });
            }
            Part::Place(reference) => place(page, &reference, out),
        }
    }
    if !out
        .get(from..)
        .unwrap_or_default()
        .ends_with(['.', '!', '?'])
    {
        out.push('.');
    }
}

/// The `id` of a work's entry.
pub(super) fn work_id(key: &str) -> String {
    format!("source-{}", escape::word(key))
}

/// A citation; the address of a work is a link, unless the whole is one.
pub(super) fn cited_html(citation: &Citation, out: &mut String) {
    for piece in &citation.0 {
        match piece {
            Piece::Plain(text) => escape::text(text, out),
            Piece::Strong(text) => out.push_str(&format!("<b>{}</b>", escape::escaped(text))),
            Piece::Raised(text) => out.push_str(&format!("<sup>{}</sup>", escape::escaped(text))),
            Piece::Title(text) => out.push_str(&format!("<cite>{}</cite>", escape::escaped(text))),
            Piece::Address(url) => match escape::address(url) {
                Some(href) => {
                    let shown = escape::escaped(url);
                    out.push_str(&format!("<a href=\"{href}\">{shown}</a>"));
                }
                None => escape::text(url, out),
            },
        }
    }
}

fn place(page: &Page<'_>, reference: &Reference, out: &mut String) {
    let label = escape::escaped(&reference.to_string());
    let run = reference.passage.as_ref();
    match (&reference.article, run) {
        (None, Some(run)) if page.edition.article.range_of_run(run).is_some() => {
            out.push_str(&format!(
                "<a href=\"#{}\">{label}</a>",
                passage_id(&run.first)
            ));
        }
        (Some(name), _) if page.options.along.contains(name) => {
            let file = escape::file(name);
            let id = run.map_or_else(String::new, |r| format!("#{}", passage_id(&r.first)));
            out.push_str(&format!("<a href=\"{file}{id}\">{label}</a>"));
        }
        _ => out.push_str(&label),
    }
}

/// The body of a note, which goes on in the paragraph of its head where it is one of prose.
fn body(page: &Page<'_>, note: &Anchored, out: &mut String) {
    let body = fragment(&page.edition.article.name, &note.annotation.note);
    let runs_on = body.sections.len() == 1
        && matches!(body.paragraphs.as_slice(), [p] if p.containers.is_empty() && p.block == Block::Prose);
    if runs_on {
        out.push(' ');
        inline(&body, &(0..body.text.len()), &[], &[], out);
        out.push_str("</p>\n");
        return;
    }
    out.push_str("</p>\n");
    for section in &body.sections {
        if !section.heading.is_empty() {
            out.push_str("<p><b>");
            inline(&body, &section.heading, &[], &[], out);
            out.push_str("</b></p>\n");
        }
        let mut bare = Bare { article: &body };
        blocks::blocks(&body, section.paragraphs.clone(), &mut bare, out);
    }
}

/// Text with nothing added.
struct Bare<'a> {
    article: &'a Article,
}

impl Setting for Bare<'_> {
    fn open(&mut self, _: usize, _: &mut String) {}

    fn text(&mut self, range: &Range<usize>, out: &mut String) {
        inline(self.article, range, &[], &[], out);
    }

    fn close(&mut self, _: usize, _: &mut String) {}
}
