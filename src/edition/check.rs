//! What is wrong with a set of annotations once the article and the sources are at hand.

use super::Anchored;
use crate::annotation::{Annotation, Status};
use crate::article::{Article, Reference};
use crate::source::{SourceKey, Sources};
use crate::text::problem::{Problem, Problems};

/// The problems of one file's notes.
pub(super) fn problems(
    file: &str,
    notes: &[Anchored],
    article: &Article,
    sources: &Sources,
) -> Vec<Problem> {
    let mut problems = Problems::of(file);
    for note in notes {
        target(note, article, &mut problems);
        let annotation = &note.annotation;
        for (field, key) in [("source", &annotation.source), ("via", &annotation.via)] {
            if let Some(key) = key {
                source(annotation, field, key, sources, &mut problems);
            }
        }
        for reference in &annotation.to {
            target_of_reference(annotation, reference, article, &mut problems);
        }
    }
    problems.into_vec()
}

fn target(note: &Anchored, article: &Article, problems: &mut Problems) {
    let annotation = &note.annotation;
    let at = annotation.position;
    let id = &annotation.id;
    if let Some(run) = &annotation.target.at
        && article.range_of_run(run).is_none()
    {
        let last = last_paragraph_near(article, &run.first);
        problems.error(
            at,
            "no-such-passage",
            format!("`{id}`: the article has no passage {run}"),
            last,
        );
        return;
    }
    let why = note.anchor.difference.as_deref().unwrap_or_default();
    match note.anchor.status {
        Status::Exact => {}
        Status::Moved => problems.warn(
            at,
            "moved",
            format!("`{id}` has moved: {why}"),
            "write where it stands now under `at`",
        ),
        Status::Fuzzy => problems.warn(
            at,
            "fuzzy",
            format!("`{id}` attaches to words that differ: {why}"),
            "write the words as they stand",
        ),
        Status::Ambiguous => problems.error(
            at,
            "ambiguous",
            format!("`{id}` could be in several places: {why}"),
            "add `prefix`, `suffix` or `nth: 1/2`",
        ),
        Status::Orphaned => problems.error(
            at,
            "orphaned",
            format!("`{id}` is not found: {why}"),
            "correct `quote`, or remove it to hang the note on the whole passage",
        ),
    }
}

/// What passages there are where one was looked for in vain.
fn last_paragraph_near(article: &Article, passage: &crate::article::Passage) -> String {
    use crate::article::Passage;
    if let Passage::Paragraph(number, _) | Passage::Section(number) = passage
        && let Some(section) = article
            .section_index(number)
            .and_then(|i| article.sections.get(i))
    {
        return match section.paragraphs.len() {
            0 => format!("section {number} has no paragraphs of its own"),
            n => format!("section {number} ends with {number}¶{n}"),
        };
    }
    let last = article
        .sections
        .last()
        .map(|s| s.number.to_string())
        .unwrap_or_default();
    format!(
        "the last section is {last}, and there are {} notes",
        article.notes.len()
    )
}

fn source(
    annotation: &Annotation,
    field: &str,
    key: &SourceKey,
    sources: &Sources,
    problems: &mut Problems,
) {
    if sources.get(key).is_none() {
        let help = sources.nearest(key.as_str()).map_or_else(
            || format!("add `- id: {key}` to sources.yaml"),
            |near| format!("did you mean `{near}`? Else add `- id: {key}` to sources.yaml"),
        );
        problems.error(
            annotation.position,
            "no-such-source",
            format!(
                "`{}`: `{field}` names `{key}`, which sources.yaml does not hold",
                annotation.id
            ),
            help,
        );
    }
}

/// References to other articles are checked where the whole library is at hand.
fn target_of_reference(
    annotation: &Annotation,
    reference: &Reference,
    article: &Article,
    problems: &mut Problems,
) {
    let here = reference.article.is_none();
    if let (true, Some(run)) = (here, &reference.passage)
        && article.range_of_run(run).is_none()
    {
        problems.error(
            annotation.position,
            "no-such-passage",
            format!(
                "`{}`: `to` names {run}, which the article does not have",
                annotation.id
            ),
            last_paragraph_near(article, &run.first),
        );
    }
}
