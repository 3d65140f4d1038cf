//! The passes over a text whose markup is sound: a web page, a book's chapters, Markdown.
//!
//! Markup tells headings, lists and notes; it does not tell the series line, the date, a paragraph
//! that is broken in two, or a number that opens a point. The same passes that read plain text
//! find these, so that one text gives one article, whatever its format.

use std::collections::HashSet;

use super::closing::take_signature;
use super::emit::emit;
use super::head::{HeadLine, apply_head_line, read_head_line};
use super::heading::heading_like;
use super::mending::join_broken;
use super::name::surely_person;
use super::notes::{is_notes_heading, take_notes};
use super::piece::{Note, Piece, Role};
use super::points::assign_points;
use super::unmarked::unmarked_headings;
use crate::article::date::Habit;
use crate::article::report::{RemarkKind, Report, excerpt};
use crate::article::{
    Article, Block, Builder, Container, ListMarker, Metadata, SpanKind, language,
};
use crate::text::fold::fold;

/// The head of a text has at most so many pieces.
const HEAD: usize = 10;

/// A line of the head has at most so many characters.
const HEAD_LINE: usize = 200;

/// A text come apart by its markup.
#[derive(Debug, Default)]
pub(crate) struct Marked {
    /// Its blocks.
    pub(crate) pieces: Vec<Piece>,
    /// The notes that the markup tells.
    pub(crate) notes: Vec<Note>,
    /// What its title may be, the likeliest first.
    pub(crate) titles: Vec<String>,
    /// Who it may be by, for the signature.
    pub(crate) authors: Vec<String>,
}

/// Finds what the markup does not tell, and builds the article.
pub(crate) fn finish_marked(mut builder: Builder, marked: Marked, report: &mut Report) -> Article {
    let Marked {
        mut pieces,
        mut notes,
        titles,
        authors,
    } = marked;
    let text: String = pieces
        .iter()
        .flat_map(|p| [p.text.as_str(), "\n"])
        .collect();
    if builder.metadata.language.is_none()
        && let Some(language) = language::detect(&text)
    {
        let message = format!("language `{language}`, by its commonest words");
        report.add(0, RemarkKind::Assumed, "language", message);
        builder.metadata.language = Some(language.to_owned());
    }
    let habit = Habit::of(&text, builder.metadata.language.as_deref());
    drop(text);
    take_head(&mut pieces, &mut builder.metadata, &titles, &habit, report);
    if notes.is_empty() {
        notes = listed_notes(&mut pieces, report);
    } else {
        tell_notes(&pieces, &notes, report);
    }
    let mut pieces = join_broken(pieces, report);
    assign_points(&mut pieces, report);
    headings(&mut pieces, report);
    if builder.metadata.author.is_empty() {
        builder.metadata.author = authors;
    }
    take_signature(&mut pieces, &mut builder.metadata, &habit, report);
    emit(builder, &pieces, &notes)
}

/// Tells of the notes that the markup told.
fn tell_notes(pieces: &[Piece], notes: &[Note], report: &mut Report) {
    let all = pieces.iter().chain(notes.iter().flat_map(|n| &n.pieces));
    let called: HashSet<&str> = all
        .flat_map(|p| &p.calls)
        .map(|(_, label)| label.as_str())
        .collect();
    for note in notes {
        let first = note.pieces.first();
        let line = first.map_or(0, |p| p.line);
        let words = excerpt(first.map_or("", |p| p.text.as_str()));
        let message = format!("note {}: \u{201c}{words}\u{201d}", note.label);
        if called.contains(note.label.as_str()) {
            report.took(line, "note", message);
        } else {
            let message = format!("{message}; the text never calls it");
            report.add(line, RemarkKind::Doubtful, "note", message);
        }
    }
}

/// Takes the title and the lines around it into the front matter.
fn take_head(
    pieces: &mut Vec<Piece>,
    metadata: &mut Metadata,
    titles: &[String],
    habit: &Habit,
    report: &mut Report,
) {
    let mut taken = title(pieces, metadata, titles, report);
    let has_title = taken > 0 || metadata.title.is_some();
    while let Some(piece) = pieces.get(taken).filter(|_| taken < HEAD) {
        let known = |text: &str| {
            metadata
                .title
                .as_ref()
                .is_some_and(|t| fold(t) == fold(text))
        };
        match piece.role {
            Role::Heading(_) if known(&piece.text) => taken += 1,
            Role::Heading(level) if has_title && is_subtitle(pieces, taken, level) => {
                subtitle(piece, metadata, report);
                taken += 1;
            }
            Role::Rule if has_title => taken += 1,
            Role::Prose | Role::Kept(Block::Verse) if piece.containers.is_empty() => {
                if !take_lines(
                    piece,
                    pieces.get(taken + 1),
                    metadata,
                    has_title,
                    habit,
                    report,
                ) {
                    break;
                }
                taken += 1;
            }
            _ => break,
        }
    }
    // What was a rule under the head, and nothing else, stays.
    if taken < pieces.len() {
        pieces.drain(..taken);
    }
}

/// Finds the title among the first pieces; how many pieces it takes, with those before it.
fn title(
    pieces: &[Piece],
    metadata: &mut Metadata,
    titles: &[String],
    report: &mut Report,
) -> usize {
    if metadata.title.is_some() {
        return 0;
    }
    let is_heading = |p: &Piece| matches!(p.role, Role::Heading(_));
    let any_heading = pieces.iter().any(is_heading);
    let level = |p: &Piece| match p.role {
        Role::Heading(level) => Some(level),
        _ => None,
    };
    let told = |text: &str| {
        let text = fold(text);
        !text.is_empty()
            && titles.iter().map(|t| fold(t)).any(|t| {
                t == text
                    || (text.len() > 12
                        && (t.starts_with(&text) || text.starts_with(&t) && !t.is_empty()))
            })
    };
    let short = |p: &&Piece| p.text.chars().count() <= HEAD_LINE;
    let first = pieces
        .iter()
        .take(4)
        .take_while(short)
        .position(|p| told(&p.text));
    let place = first.or_else(|| {
        let piece = pieces.first().filter(short)?;
        let same = pieces.iter().filter(|p| level(p) == level(piece)).count();
        let above = |p: &Piece| level(p).is_some_and(|l| Some(l) < level(piece));
        let alone = is_heading(piece) && same == 1 && !pieces.iter().any(above);
        let unmarked = !any_heading
            && titles.is_empty()
            && pieces.len() > 2
            && heading_like(&piece.text)
            && read_head_line(&piece.text, &Habit::default()).is_none();
        (alone || unmarked).then_some(0)
    });
    let Some((place, piece)) = place.and_then(|at| Some((at, pieces.get(at)?))) else {
        return 0;
    };
    for above in pieces.iter().take(place).filter(|p| !p.text.is_empty()) {
        let message = format!("above the title: \u{201c}{}\u{201d}", excerpt(&above.text));
        report.add(above.line, RemarkKind::Dropped, "page", message);
    }
    let title = piece.text.split_whitespace().collect::<Vec<_>>().join(" ");
    report.took(
        piece.line,
        "title",
        format!("title: \u{201c}{title}\u{201d}"),
    );
    metadata.title = Some(title);
    place + 1
}

/// Whether the heading under the title is no section's: another heading of its level or a higher
/// one follows at once.
fn is_subtitle(pieces: &[Piece], at: usize, level: u8) -> bool {
    pieces
        .get(at + 1)
        .is_some_and(|next| matches!(next.role, Role::Heading(l) if l <= level))
}

fn subtitle(piece: &Piece, metadata: &mut Metadata, report: &mut Report) {
    let text = piece.text.split_whitespace().collect::<Vec<_>>().join(" ");
    report.took(
        piece.line,
        "subtitle",
        format!("subtitle: \u{201c}{text}\u{201d}"),
    );
    metadata.other.push(("subtitle".to_owned(), text.into()));
}

/// Takes a paragraph of the head whose every line tells about the text; `false` when it is text.
fn take_lines(
    piece: &Piece,
    next: Option<&Piece>,
    metadata: &mut Metadata,
    has_title: bool,
    habit: &Habit,
    report: &mut Report,
) -> bool {
    let rows: Vec<&str> = piece
        .text
        .lines()
        .map(str::trim)
        .filter(|r| !r.is_empty())
        .collect();
    let read = |row: &str| -> Option<HeadLine> {
        if row.chars().count() > HEAD_LINE {
            return None;
        }
        let known = metadata.author.iter().any(|a| fold(a) == fold(row));
        let person = has_title && (surely_person(row) || known);
        read_head_line(row, habit)
            .or_else(|| person.then(|| HeadLine::Author(vec![row.to_owned()])))
    };
    let told: Option<Vec<HeadLine>> = rows.iter().map(|row| read(row)).collect();
    let Some(told) = told.filter(|t| !t.is_empty()) else {
        let before_told = next.is_some_and(|n| {
            n.is_plain_prose() && n.text.lines().all(|row| read(row.trim()).is_some())
        });
        let is = has_title
            && before_told
            && rows.len() == 1
            && heading_like(&piece.text)
            && !metadata.other.iter().any(|(key, _)| key == "subtitle");
        if is {
            subtitle(piece, metadata, report);
        }
        return is;
    };
    for (told, row) in told.iter().zip(&rows) {
        let again = match told {
            HeadLine::Author(names) => *names == metadata.author,
            HeadLine::Url(url) => metadata.source_url.as_ref() == Some(url),
            HeadLine::Series(series) => metadata.series.as_ref() == Some(series),
            HeadLine::Title(title) => metadata.title.as_ref() == Some(title),
            _ => false,
        };
        if !again {
            apply_head_line(told, piece.line, row, metadata, report);
        }
    }
    true
}

/// The notes that stand as text, as in plain text; a numbered list under a heading of notes is
/// read as such notes where the text calls them.
fn listed_notes(pieces: &mut Vec<Piece>, report: &mut Report) -> Vec<Note> {
    let mut under = false;
    let mut changed = pieces.clone();
    let mut any = false;
    for piece in &mut changed {
        if is_notes_heading(piece) {
            under = true;
            // The pass for plain text looks for a paragraph.
            piece.role = Role::Prose;
            continue;
        }
        under &= !matches!(piece.role, Role::Heading(_));
        let item = match piece.containers.as_slice() {
            [
                Container::Item {
                    marker: ListMarker::Number(number),
                    first: true,
                    ..
                },
            ] if under => Some(*number),
            _ => None,
        };
        if let Some(number) = item {
            piece.containers.clear();
            let mut marked = Piece::prose(piece.line, format!("{number}."));
            marked.append(std::mem::take(piece), " ");
            *piece = marked;
            any = true;
        } else if under
            && matches!(
                piece.containers.as_slice(),
                [Container::Item { first: false, .. }]
            )
        {
            piece.containers.clear();
        }
    }
    if any {
        let mut told = Report::default();
        let notes = take_notes(&mut changed, &mut told);
        if !notes.is_empty() {
            *pieces = changed;
            for remark in told.remarks() {
                report.add(
                    remark.line,
                    remark.kind,
                    remark.subject,
                    remark.message.clone(),
                );
            }
            return notes;
        }
    }
    take_notes(pieces, report)
}

/// Settles the headings: those of the markup, else paragraphs in bold type that look like one,
/// else what plain text would take for one.
fn headings(pieces: &mut [Piece], report: &mut Report) {
    let marked = pieces.iter().any(|p| matches!(p.role, Role::Heading(1..)));
    let bold = bold_headings(pieces);
    if !marked && !bold {
        unmarked_headings(pieces, report);
        return;
    }
    let mut level = 0;
    for piece in pieces.iter_mut() {
        match &mut piece.role {
            // One that its number or its type tells stands under those of the markup.
            Role::Heading(found @ 0) => *found = if marked { (level + 1).min(6) } else { 1 },
            Role::Heading(found) => level = *found,
            _ => continue,
        }
        if piece.containers.is_empty() {
            let message = format!("heading: \u{201c}{}\u{201d}", excerpt(&piece.text));
            report.took(piece.line, "heading", message);
        }
    }
}

/// Finds the paragraphs that are set in bold type as a whole and look like headings.
fn bold_headings(pieces: &mut [Piece]) -> bool {
    let mut any = false;
    let last = pieces.len().saturating_sub(1);
    for (index, piece) in pieces.iter_mut().enumerate() {
        let whole = |kind: &SpanKind| *kind == SpanKind::Strong;
        let bold = piece
            .spans
            .iter()
            .any(|s| whole(&s.kind) && s.range.len() + 2 >= piece.text.len());
        if bold && index < last && piece.is_plain_prose() && heading_like(&piece.text) {
            piece.role = Role::Heading(0);
            piece.spans.retain(|s| s.kind != SpanKind::Strong);
            any = true;
        }
    }
    any
}
