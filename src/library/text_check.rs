//! What is wrong with an article's own notes and numbers: notes that are called and missing, there
//! and never called, numbers that are skipped.

use crate::article::{Article, Block, Container, ListMarker};
use crate::text::problem::{Position, Problem, Problems};

/// A bracketed number up to this is taken for the call of a note; beyond, for a year.
const HIGHEST_CALL: u32 = 999;

/// A list may begin anew further on, but hardly by leaving out more numbers than this.
const WIDEST_GAP: u64 = 20;

/// The problems of an article's text, found in `raw`, the file called `file`.
pub(super) fn problems(file: &str, raw: &str, article: &Article) -> Vec<Problem> {
    let mut problems = Problems::of(file);
    calls(raw, article, &mut problems);
    never_called(raw, article, &mut problems);
    note_numbers(raw, article, &mut problems);
    point_numbers(article, &mut problems);
    problems.into_vec()
}

/// Calls that are left in the text: their notes do not exist.
fn calls(raw: &str, article: &Article, problems: &mut Problems) {
    let numbered = !article.notes.is_empty();
    for paragraph in &article.paragraphs {
        if matches!(paragraph.block, Block::Code(_)) {
            continue;
        }
        let text = article.slice(paragraph.range.clone());
        for (at, label) in bracketed(text) {
            let start = paragraph.range.start + at;
            let in_code = article.spans.iter().any(|span| {
                span.kind == crate::article::SpanKind::Code && span.range.contains(&start)
            });
            if in_code {
                continue;
            }
            let (code, written) = if let Some(label) = label.strip_prefix('^') {
                (label, format!("[^{label}]"))
            } else if numbered
                && label.parse().is_ok_and(|n: u32| n <= HIGHEST_CALL)
                && !article.notes.iter().any(|note| note.label == label)
            {
                (label, format!("[{label}]"))
            } else {
                continue;
            };
            let shown = crate::text::width::shortened(code, 40);
            problems.warn(
                place_of(raw, &written, paragraph.line),
                "missing-note",
                format!("note {shown} is called here and is missing"),
                format!("add `[^{shown}]: …` at the end, or remove the call"),
            );
        }
    }
}

/// What stands in brackets without blanks, with the byte of the opening bracket.
fn bracketed(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices('[').filter_map(|(at, _)| {
        let rest = text.get(at + 1..)?;
        let end = rest.find(|c: char| c == ']' || c == '[' || c.is_whitespace())?;
        let label = rest.get(..end)?;
        (rest.get(end..)?.starts_with(']') && !label.is_empty()).then_some((at, label))
    })
}

fn never_called(raw: &str, article: &Article, problems: &mut Problems) {
    for (index, note) in article.notes.iter().enumerate() {
        if article.calls.iter().any(|call| call.note == index) {
            continue;
        }
        let label = crate::text::width::shortened(&note.label, 40);
        problems.warn(
            definition(raw, article, index),
            "uncalled-note",
            format!("note {label} is never called"),
            format!("write `[^{label}]` where it belongs, or remove it"),
        );
    }
}

/// Numbers that are skipped among the notes.
fn note_numbers(raw: &str, article: &Article, problems: &mut Problems) {
    let mut numbers: Vec<(u32, usize)> = Vec::new();
    for (index, note) in article.notes.iter().enumerate() {
        match note.label.parse() {
            Ok(number) => numbers.push((number, index)),
            // Where the labels are words, nothing is skipped.
            Err(_) => return,
        }
    }
    numbers.sort_unstable();
    for pair in numbers.windows(2) {
        let [(before, _), (after, index)] = pair else {
            continue;
        };
        if *after > before + 1 {
            problems.warn(
                definition(raw, article, *index),
                "numbering-gap",
                format!("note {before} is followed by note {after}"),
                "see whether one is missing",
            );
        }
    }
}

/// Numbers that are skipped among the points of a section.
fn point_numbers(article: &Article, problems: &mut Problems) {
    for section in &article.sections {
        let paragraphs = article.paragraphs.get(section.paragraphs.clone());
        let mut last: Option<u64> = None;
        for paragraph in paragraphs.unwrap_or_default() {
            // Only the points themselves: lists within them count for themselves.
            let [
                Container::Item {
                    marker,
                    first: true,
                    ..
                },
            ] = paragraph.containers.as_slice()
            else {
                continue;
            };
            let ListMarker::Number(number) = *marker else {
                continue;
            };
            if let Some(before) = last
                && number > before + 1
                && number <= before + 1 + WIDEST_GAP
            {
                let at = Position {
                    line: paragraph.line as usize,
                    column: 1,
                };
                problems.warn(
                    at,
                    "numbering-gap",
                    format!("point {before} is followed by point {number}"),
                    "see whether one is missing",
                );
            }
            last = Some(number);
        }
    }
}

/// Where a note's text begins.
fn definition(raw: &str, article: &Article, note: usize) -> Position {
    let label = article.notes.get(note).map(|n| format!("[^{}]:", n.label));
    let paragraph = article
        .notes
        .get(note)
        .and_then(|n| article.paragraphs.get(n.paragraphs.start));
    place_of(
        raw,
        &label.unwrap_or_default(),
        paragraph.map_or(0, |p| p.line),
    )
}

/// The first place of `words` from a line on; the beginning of that line where they are not found.
fn place_of(raw: &str, words: &str, from: u32) -> Position {
    let from = from as usize;
    let lines = raw.lines().enumerate().skip(from.saturating_sub(1));
    for (index, line) in lines {
        if let Some(at) = line.find(words) {
            let before = line.get(..at).unwrap_or_default();
            return Position {
                line: index + 1,
                column: before.chars().count() + 1,
            };
        }
    }
    Position {
        line: from,
        column: usize::from(from > 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::markdown;

    fn told(raw: &str) -> Vec<String> {
        let name = "bread".parse().unwrap();
        let article = markdown::read(name, raw, &mut Problems::default());
        let problems = problems("bread.md", raw, &article);
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn calls_and_notes_belong_together() {
        let raw = "---\ntitle: Bread\n---\n\nOne[^1], two[^2],\nthree[^9] and[7] four [1917] \
                   `[^c]` [sic].\n\n[^1]: First.\n\n[^2]: Second.\n\n[^4]: Fourth.\n";
        let told = told(raw);
        let expected = [
            "bread.md:6:6: note 9 is called here and is missing; add `[^9]: …` at the end, or remove the call",
            "bread.md:6:14: note 7 is called here and is missing; add `[^7]: …` at the end, or remove the call",
            "bread.md:12:1: note 4 is never called; write `[^4]` where it belongs, or remove it",
            "bread.md:12:1: note 2 is followed by note 4; see whether one is missing",
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn points_are_counted_within_a_section() {
        let raw = "1. One.\n2. Two.\n\nAnd:\n\n4. Four.\n\n## Next\n\n7. Seven.\n8. Eight.\n";
        assert_eq!(
            told(raw),
            ["bread.md:6:1: point 2 is followed by point 4; see whether one is missing"]
        );
    }
}
