//! A note as Markdown: its label, what it says, its body.

use std::collections::HashSet;

use super::{Flavour, Options, cited_markdown};
use crate::article::markdown::{
    Apparatus, Escaping, escape, escape_into, fragment, write_body, write_simple,
};
use crate::article::{Block, Reference};
use crate::edition::{Anchored, Edition};
use crate::export::said::{self, Cited, Part, PassageId};

/// The labels of notes: kind and id, such as `gloss:g01`. The colon tells them from the labels of
/// the article's own notes.
pub(super) fn labels<'a>(notes: impl Iterator<Item = &'a Anchored>) -> Vec<String> {
    let mut taken = HashSet::new();
    notes
        .map(|note| {
            let plain = |c: char| {
                if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') {
                    c
                } else {
                    '-'
                }
            };
            let id: String = note.annotation.id.chars().map(plain).collect();
            let label = format!("{}:{id}", note.annotation.kind);
            let mut unique = label.clone();
            let mut count = 1;
            // Labels are compared without regard to case.
            while !taken.insert(unique.to_lowercase()) {
                count += 1;
                unique = format!("{label}-{count}");
            }
            unique
        })
        .collect()
}

/// Appends what a note says: one paragraph, or several set off by empty lines.
pub(super) fn write(
    edition: &Edition,
    index: usize,
    note: &Anchored,
    options: &Options,
    cited: &mut Cited<'_>,
    out: &mut String,
) {
    let flavour = options.flavour;
    for part in said::head(edition, index, note, cited) {
        match part {
            Part::Kind(kind) => {
                out.push_str("**");
                out.push_str(kind);
                out.push_str("**");
            }
            Part::Words(words) => {
                out.push_str(" “");
                escape_into(&words, Escaping::Inline, flavour.escapes(), out);
                out.push('”');
            }
            // What the words are followed by begins with a sign or a space of our own.
            Part::Text(text) => push_text(&text, flavour, out),
            Part::Work(_, citation) => out.push_str(&cited_markdown(&citation, flavour)),
            Part::Place(reference) => out.push_str(&place(edition, &reference, options)),
        }
    }
    if !out.ends_with(['.', '!', '?']) {
        out.push('.');
    }
    push_body(edition, &note.annotation.note, flavour, out);
}

/// Escaped text whose own spaces at either end stay spaces.
pub(super) fn push_text(text: &str, flavour: Flavour, out: &mut String) {
    let start = text.len() - text.trim_start_matches(' ').len();
    let inner = text.trim_matches(' ');
    out.push_str(text.get(..start).unwrap_or_default());
    escape_into(inner, Escaping::Inline, flavour.escapes(), out);
    if !inner.is_empty() {
        out.push_str(text.get(start + inner.len()..).unwrap_or_default());
    }
}

fn push_body(edition: &Edition, body: &str, flavour: Flavour, out: &mut String) {
    if body.trim().is_empty() {
        return;
    }
    let before = out.len();
    out.push(' ');
    if write_simple(body, out) {
        return;
    }
    out.truncate(before);
    let body = fragment(&edition.article.name, body);
    let apparatus = Apparatus {
        heading_base: 4,
        escapes: flavour.escapes(),
        ..Apparatus::default()
    };
    let mut text = String::new();
    write_body(&body, &apparatus, &mut text);
    let runs_on = body.sections.len() == 1
        && body.rules.is_empty()
        && body.paragraphs.len() == 1
        && body
            .paragraphs
            .iter()
            .all(|p| p.containers.is_empty() && matches!(p.block, Block::Prose | Block::Verse));
    out.push_str(if runs_on { " " } else { "\n\n" });
    out.push_str(text.trim_end_matches('\n'));
}

/// A place as a link, where there is something to link to.
pub(super) fn place(edition: &Edition, reference: &Reference, options: &Options) -> String {
    let run = reference.passage.as_ref();
    let escapes = options.flavour.escapes();
    let label = escape(&reference.to_string(), Escaping::Inline, escapes);
    match (&reference.article, run) {
        (None, Some(run)) if edition.article.range_of_run(run).is_some() => {
            options.flavour.link(&run.first, &label)
        }
        (Some(name), _) if options.along.contains(name) => {
            let id = run.map_or_else(String::new, |run| format!("#{}", PassageId(&run.first)));
            format!("[{label}](<{name}.md{id}>)")
        }
        _ => label,
    }
}
