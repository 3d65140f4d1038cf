//! What is wrong with a file of annotations once the article and the works are at hand.

use std::collections::HashMap;
use std::ops::Range;

use super::Anchored;
use crate::annotation::{Annotation, Certainty, Kind, Places, Status};
use crate::article::{Article, ArticleName, Passage, PassageRun};
use crate::source::{SourceKey, Sources};
use crate::text::problem::{Position, Problem, Problems};

/// One file's notes with the places of their fields.
pub(super) struct FileNotes<'a> {
    /// The file, as it was named to us.
    pub(super) file: &'a str,
    /// The notes, anchored.
    pub(super) notes: &'a [Anchored],
    /// The places of their fields, in the same order.
    pub(super) places: &'a [Places],
}

/// The problems of one file's notes.
pub(super) fn problems(of: &FileNotes<'_>, article: &Article, sources: &Sources) -> Vec<Problem> {
    let mut problems = Problems::of(of.file);
    let nowhere = Places::default();
    for (i, note) in of.notes.iter().enumerate() {
        let places = of.places.get(i).unwrap_or(&nowhere);
        target(note, places, article, &mut problems);
        of_note(&note.annotation, places, sources, &mut problems);
        passages(&note.annotation, places, article, &mut problems);
    }
    duplicates(of, &mut problems);
    super::circles::problems(of, article, &mut problems);
    problems.into_vec()
}

/// The problems of notes whose article's text is not here: all but their places in it.
pub fn without_text(
    file: &str,
    notes: &[Annotation],
    places: &[Places],
    sources: &Sources,
) -> Vec<Problem> {
    let mut problems = Problems::of(file);
    let nowhere = Places::default();
    for (i, note) in notes.iter().enumerate() {
        let places = places.get(i).unwrap_or(&nowhere);
        of_note(note, places, sources, &mut problems);
    }
    problems.into_vec()
}

fn target(note: &Anchored, places: &Places, article: &Article, problems: &mut Problems) {
    let annotation = &note.annotation;
    let id = &annotation.id;
    if let Some(run) = &annotation.target.at
        && article.range_of_run(run).is_none()
        && note.anchor.ranges.is_empty()
    {
        problems.error(
            places.field("at"),
            "no-such-passage",
            format!("`{id}`: the article has no passage {run}"),
            what_there_is(article, run),
        );
        return;
    }
    let why = note.anchor.difference.as_deref().unwrap_or_default();
    match note.anchor.status {
        Status::Exact => {}
        Status::Moved => problems.warn(
            places.field("at"),
            "moved",
            format!("`{id}` has moved: {why}"),
            "`postil check --fix` writes where it stands now",
        ),
        Status::Fuzzy => problems.warn(
            places.target(),
            "fuzzy",
            format!("`{id}` attaches to words that differ: {why}"),
            "write the words as they stand, and remove the `stamp`",
        ),
        Status::Ambiguous => problems.error(
            places.target(),
            "ambiguous",
            format!("`{id}` could be in several places: {why}"),
            "add `prefix`, `suffix` or `nth: 1/2`",
        ),
        Status::Orphaned => problems.error(
            places.target(),
            "orphaned",
            format!("`{id}` is not found: {why}"),
            if annotation.target.orphaned {
                "give the note other words and remove `orphaned`, or remove the note"
            } else {
                "correct `quote`, or remove it to hang the note on the whole passage"
            },
        ),
    }
}

/// What passages there are where one was looked for in vain.
pub fn what_there_is(article: &Article, run: &PassageRun) -> String {
    let missing = match &run.last {
        Some(last) if article.range_of(&run.first).is_some() => last,
        _ => &run.first,
    };
    let section = match missing {
        Passage::Paragraph(number, _) | Passage::Section(number) => Some(number),
        Passage::Note(_) => None,
    };
    let found = section
        .and_then(|number| article.section_index(number))
        .and_then(|i| article.sections.get(i));
    if let Some(section) = found {
        let number = &section.number;
        return match section.paragraphs.len() {
            0 => format!("section {number} has no paragraphs of its own"),
            n if article.range_of(missing).is_some() => {
                format!("write the first passage before the last; section {number} has {n}")
            }
            n => format!("section {number} ends with {number}¶{n}"),
        };
    }
    let last = article.sections.last().map(|s| s.number.to_string());
    format!(
        "the last section is {}, and there are {} notes",
        last.unwrap_or_default(),
        article.notes.len()
    )
}

/// What can be said of a note without the text.
fn of_note(note: &Annotation, places: &Places, sources: &Sources, problems: &mut Problems) {
    for (field, key) in [("source", &note.source), ("via", &note.via)] {
        if let Some(key) = key {
            source(note, field, key, places.field(field), sources, problems);
        }
    }
    if let Some(cited) = &note.cited {
        for key in &cited.rivals {
            source(
                note,
                "rivals",
                key,
                places.field("cited"),
                sources,
                problems,
            );
        }
        let unresolved = cited.certainty == Some(Certainty::Unresolved);
        if unresolved || note.source.is_none() {
            problems.warn(
                places.field("cited"),
                "unresolved-citation",
                format!("`{}` is cited, and no work could be told", note.id),
                "name the work under `source`, and set or remove `certainty`",
            );
        }
    }
    let (lacks, add) = match note.kind {
        Kind::CrossReference
            if note.to.is_empty() && note.source.is_none() && note.note.is_empty() =>
        {
            ("does not say where it points", "add `to: 1¶2`")
        }
        Kind::Gloss | Kind::Emendation
            if note.note.is_empty() && note.tags.is_empty() && note.to.is_empty() =>
        {
            ("says nothing", "add `note: …`")
        }
        Kind::Footnote if note.note.is_empty() && note.to.is_empty() => {
            ("has neither text nor target", "add `note: …` or `to: n1`")
        }
        _ => return,
    };
    problems.warn(
        places.field("kind"),
        "missing-field",
        format!("the {} `{}` {lacks}", note.kind, note.id),
        add,
    );
}

fn source(
    note: &Annotation,
    field: &str,
    key: &SourceKey,
    at: Position,
    sources: &Sources,
    problems: &mut Problems,
) {
    if sources.get(key).is_none() {
        let help = sources.nearest(key.as_str()).map_or_else(
            || format!("add `- id: {key}` to sources.yaml"),
            |near| format!("did you mean `{near}`? Else add `- id: {key}` to sources.yaml"),
        );
        problems.error(
            at,
            "no-such-source",
            format!(
                "`{}`: `{field}` names `{key}`, which sources.yaml does not hold",
                note.id
            ),
            help,
        );
    }
}

/// The passages of this article that a note names; those of others are looked up where the whole
/// library is at hand.
fn passages(note: &Annotation, places: &Places, article: &Article, problems: &mut Problems) {
    let here = |name: &Option<ArticleName>| name.as_ref().is_none_or(|n| *n == article.name);
    for (i, reference) in note.to.iter().enumerate() {
        if let (true, Some(run)) = (here(&reference.article), &reference.passage)
            && article.range_of_run(run).is_none()
        {
            problems.error(
                places.reference(i),
                "no-such-passage",
                format!(
                    "`{}`: `to` names {run}, which the article does not have",
                    note.id
                ),
                what_there_is(article, run),
            );
        }
    }
    let antecedent = note.cited.as_ref().and_then(|c| c.antecedent.as_ref());
    if let Some(passage) = antecedent
        && article.range_of(passage).is_none()
    {
        problems.error(
            places.field("cited"),
            "no-such-passage",
            format!(
                "`{}`: `antecedent` names {passage}, which the article does not have",
                note.id
            ),
            what_there_is(article, &passage.clone().into()),
        );
    }
}

/// What makes two notes one: kind, place, work and body.
type Sameness<'a> = (Kind, &'a [Range<usize>], Option<&'a SourceKey>, String);

/// The notes that begin where another one does, in the order of the file: of very many notes few
/// do, and only they need be compared.
fn in_one_place(notes: &[Anchored]) -> Vec<usize> {
    let start = |note: &Anchored| note.anchor.ranges.first().map(|range| range.start);
    let starts = notes.iter().enumerate();
    let mut starts: Vec<(usize, usize)> = starts
        .filter_map(|(i, note)| Some((start(note)?, i)))
        .collect();
    starts.sort_unstable();
    let alike = starts.chunk_by(|(a, _), (b, _)| a == b);
    let mut indices: Vec<usize> = alike
        .filter(|group| group.len() > 1)
        .flat_map(|group| group.iter().map(|(_, i)| *i))
        .collect();
    indices.sort_unstable();
    indices
}

fn duplicates(of: &FileNotes<'_>, problems: &mut Problems) {
    let mut first: HashMap<Sameness<'_>, (&str, usize)> = HashMap::new();
    for i in in_one_place(of.notes) {
        let Some(note) = of.notes.get(i) else {
            continue;
        };
        let annotation = &note.annotation;
        let mut body = annotation.note.clone();
        for reference in &annotation.to {
            body.push_str(&format!(" {reference}"));
        }
        let place = note.anchor.ranges.as_slice();
        let key = (annotation.kind, place, annotation.source.as_ref(), body);
        let id = annotation.id.as_str();
        let at = of
            .places
            .get(i)
            .map_or(annotation.position, |p| p.field("id"));
        if let Some((other, line)) = first.get(&key) {
            problems.warn(
                at,
                "duplicate-note",
                format!("`{id}` says the same of the same words as `{other}` on line {line}"),
                "remove one of the two",
            );
        } else {
            first.insert(key, (id, annotation.position.line));
        }
    }
}
