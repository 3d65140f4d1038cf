//! `postil sources --why ID`: how one citation was resolved, in plain words.

use anyhow::bail;

use super::output::Role;
use super::{Context, Outcome};
use crate::annotation::{Certainty, Cited, How};
use crate::edition::{Anchored, Edition};
use crate::source::SourceKey;
use crate::source::resolve::Rule;
use crate::text::problem::nearest;

pub(super) fn run(
    id: &str,
    editions: &[Edition],
    context: &mut Context,
) -> anyhow::Result<Outcome> {
    let found: Vec<(&Edition, &Anchored)> = editions
        .iter()
        .filter_map(|e| Some((e, e.note(id)?)))
        .collect();
    if found.is_empty() {
        let known = editions
            .iter()
            .flat_map(|e| e.notes.iter().map(|n| n.annotation.id.as_str()));
        let near = nearest(id, known)
            .map(|n| format!("; did you mean `{n}`?"))
            .unwrap_or_default();
        bail!("no note has the id `{id}`{near}");
    }
    for (edition, note) in found {
        tell(edition, note, context)?;
    }
    Ok(Outcome::Done)
}

fn tell(edition: &Edition, note: &Anchored, context: &mut Context) -> anyhow::Result<()> {
    let annotation = &note.annotation;
    let at = edition
        .passage_of(note)
        .map_or_else(|| "nowhere".to_owned(), |p| p.to_string());
    let out = &mut context.out;
    out.styled(Role::Strong, &annotation.id)?;
    out.text("  ")?;
    out.styled(Role::Passage, &format!("{}#{at}", edition.article.name))?;
    out.line("")?;
    for line in sentences(edition, note) {
        out.line(&format!("  {line}"))?;
    }
    Ok(())
}

/// The evidence, a sentence a line.
fn sentences(edition: &Edition, note: &Anchored) -> Vec<String> {
    let annotation = &note.annotation;
    let label = |key: &SourceKey| {
        edition
            .sources
            .get(key)
            .map_or_else(|| key.to_string(), |s| format!("{} ({key})", s.label()))
    };
    let Some(cited) = &annotation.cited else {
        let mut lines = vec!["It has no citation.".to_owned()];
        lines.extend(
            annotation
                .via
                .as_ref()
                .map(|key| format!("It was found in {}.", label(key))),
        );
        return lines;
    };
    let mut lines = Vec::new();
    if let Some(words) = &cited.as_printed {
        let form = cited
            .how
            .map(|h| format!(" ({})", h.printed()))
            .unwrap_or_default();
        lines.push(format!("The text prints “{words}”{form}."));
    } else if cited.how == Some(How::Mention) {
        lines.push("The prose names the work; there is no citation.".to_owned());
    }
    match &annotation.source {
        Some(key) => lines.push(format!("It means {}.", label(key))),
        None => lines.push("No work could be told.".to_owned()),
    }
    lines.extend(
        annotation
            .via
            .as_ref()
            .map(|key| format!("The words were found in {}.", label(key))),
    );
    lines.extend(evidence(edition, note, cited));
    if !cited.rivals.is_empty() {
        let rivals: Vec<String> = cited.rivals.iter().map(label).collect();
        lines.push(format!(
            "Other works that would fit: {}.",
            rivals.join("; ")
        ));
    }
    lines.extend(cited.certainty.map(|c| sureness(c).to_owned()));
    let hand = annotation.drafted.is_none();
    lines.push(if hand {
        "The note was made by hand.".to_owned()
    } else {
        "The note was drafted by the program.".to_owned()
    });
    lines
}

fn evidence(edition: &Edition, note: &Anchored, cited: &Cited) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(rule) = &cited.rule {
        let known = Rule::named(rule);
        lines.push(format!(
            "Rule `{rule}`: {}",
            known.map_or("unknown to this version.", Rule::explanation)
        ));
    }
    if let Some(passage) = &cited.antecedent {
        let words = before(edition, note, passage);
        // A work that only the prose named before has no citation there.
        lines.push(if words.is_empty() {
            format!("It goes back to {passage}, where the text names it.")
        } else {
            format!("It goes back to the citation at {passage}{words}.")
        });
    }
    lines
}

/// What is printed at the antecedent, when a note says so.
fn before(edition: &Edition, note: &Anchored, passage: &crate::article::Passage) -> String {
    let source = &note.annotation.source;
    let there = edition.notes.iter().rfind(|n| {
        n.annotation.source == *source
            && n.anchor.hangs_at < note.anchor.hangs_at
            && edition.passage_of(n).as_ref() == Some(passage)
    });
    let words = there.and_then(|n| {
        Some((
            &n.annotation.id,
            n.annotation.cited.as_ref()?.as_printed.as_ref()?,
        ))
    });
    words
        .map(|(id, words)| format!(", “{words}” ({id})"))
        .unwrap_or_default()
}

fn sureness(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Certain => "It is certain: nothing else fits.",
        Certainty::Likely => "It is likely: the rule's choice, and nothing speaks against it.",
        Certainty::Uncertain => "It is uncertain: the rule's choice, and others fit as well.",
        Certainty::Unresolved => "It is unresolved.",
    }
}
