//! The signature at the end of a text: who, where, when.

use super::head::{HeadLine, dated, read_head_line};
use super::name::{is_signed_initials, name_shaped, surely_person};
use super::piece::{Piece, Role};
use crate::article::date::{self, Habit};
use crate::article::report::{RemarkKind, Report};
use crate::article::{Block, Metadata};

/// A signature takes at most so many lines at the end of the text.
const LINES: usize = 4;

/// What a line of a signature holds.
#[derive(Debug, Default, PartialEq)]
struct Signed {
    person: Option<String>,
    place: Option<String>,
    date: Option<date::Found>,
}

/// Takes the signature, the last lines of the body, into the front matter: who, where and when,
/// and the lines as they were printed under `signature`. What the front matter has already is not
/// changed; a paragraph that holds more than the signature stays whole.
pub(crate) fn take_signature(
    pieces: &mut Vec<Piece>,
    metadata: &mut Metadata,
    habit: &Habit,
    report: &mut Report,
) {
    let mut printed: Vec<String> = Vec::new();
    let mut left = LINES;
    while let Some(piece) = pieces.last() {
        if !matches!(piece.role, Role::Prose | Role::Kept(Block::Verse)) {
            break;
        }
        let rows: Vec<&str> = piece.text.lines().map(str::trim).collect();
        let signed = rows
            .iter()
            .rev()
            .take(left)
            .take_while(|row| take_row(piece.line, row, metadata, habit, report))
            .count();
        if signed < rows.len() || pieces.len() == 1 {
            break;
        }
        left -= signed;
        printed.splice(0..0, rows.into_iter().map(str::to_owned));
        pieces.pop();
    }
    // `Jane Miller`, `Leeds` and the date below them: the place alone would say nothing.
    if !printed.is_empty()
        && metadata.place.is_none()
        && let [.., person, place] = pieces.as_slice()
        && let (who, town) = (person.text.trim(), place.text.trim())
        && pieces.len() > 2
        && person.is_plain_prose()
        && place.is_plain_prose()
        && surely_person(who)
        && name_shaped(town)
        && !surely_person(town)
        && town.split_whitespace().count() <= 3
    {
        let line = place.line;
        let signed = Signed {
            person: Some(who.to_owned()),
            place: Some(town.to_owned()),
            date: None,
        };
        printed.splice(0..0, [who.to_owned(), town.to_owned()]);
        apply(signed, line, "", metadata, report);
        pieces.truncate(pieces.len() - 2);
    }
    if !printed.is_empty() {
        let printed = printed.join("\n");
        metadata
            .other
            .push(("signature".to_owned(), printed.into()));
    }
}

/// Takes one line of a signature; `false` when it is none.
fn take_row(
    line: u32,
    text: &str,
    metadata: &mut Metadata,
    habit: &Habit,
    report: &mut Report,
) -> bool {
    if let Some(HeadLine::Url(url)) = read_head_line(text, habit) {
        if metadata.source_url.is_none() {
            report.took(line, "source-url", format!("the text's address: {url}"));
            metadata.source_url = Some(url);
        }
        return true;
    }
    let Some(signed) = signed(text, metadata, habit) else {
        return false;
    };
    apply(signed, line, text, metadata, report);
    true
}

fn signed(line: &str, metadata: &Metadata, habit: &Habit) -> Option<Signed> {
    if line.is_empty() || line.chars().count() > 100 {
        return None;
    }
    if let Some(HeadLine::Dated(place, found)) = dated(line, habit) {
        let known = |place: &String| metadata.author.contains(place);
        return Some(match place {
            Some(place) if known(&place) || is_signed_initials(&place) => Signed {
                person: Some(place),
                date: Some(found),
                ..Signed::default()
            },
            place => Signed {
                place,
                date: Some(found),
                ..Signed::default()
            },
        });
    }
    let found = date::find(line, habit);
    let before = found
        .as_ref()
        .map_or(Some(line), |f| line.get(..f.range.start))?;
    let after = found
        .as_ref()
        .and_then(|f| line.get(f.range.end..))
        .unwrap_or_default();
    if after.chars().any(char::is_alphanumeric) {
        return None;
    }
    let frame = |c: char| c.is_whitespace() || ",;:()[]–—-".contains(c);
    let who = before.trim_matches(frame);
    // The stop of `J.S.` is part of the name; that of `Jane Miller.` is not.
    let who = if is_signed_initials(who) {
        who
    } else {
        who.trim_end_matches('.')
    };
    let (person, place) = match who.rsplit_once(',') {
        Some((person, place)) if name_shaped(place.trim()) => {
            (person.trim(), Some(place.trim().to_owned()))
        }
        _ => (who, None),
    };
    let known = metadata.author.iter().any(|a| a == person);
    let is_person = known || surely_person(person) || is_signed_initials(person);
    is_person.then(|| Signed {
        person: Some(person.to_owned()),
        place,
        date: found,
    })
}

fn apply(signed: Signed, line: u32, text: &str, metadata: &mut Metadata, report: &mut Report) {
    if let Some(person) = signed.person
        && metadata.author.is_empty()
    {
        report.took(line, "author", format!("signed by {person}"));
        metadata.author.push(person);
    }
    if let Some(place) = signed.place
        && metadata.place.is_none()
    {
        report.took(line, "place", format!("signed at {place}"));
        metadata.place = Some(place);
    }
    if let Some(found) = signed.date {
        take_date(&found, line, text, metadata, report);
    }
}

/// Puts a date into the front matter when it has none, and reports how it was read.
pub(crate) fn take_date(
    found: &date::Found,
    line: u32,
    text: &str,
    metadata: &mut Metadata,
    report: &mut Report,
) {
    if metadata.date.is_some() {
        return;
    }
    let printed = text.get(found.range.clone()).unwrap_or(text);
    match (&found.iso, &found.because) {
        (Some(iso), None) => report.took(line, "date", format!("date {iso} (printed `{printed}`)")),
        (Some(iso), Some(because)) => report.add(
            line,
            RemarkKind::Assumed,
            "date",
            format!("`{printed}` read as {iso}: {because}"),
        ),
        (None, _) => report.add(
            line,
            RemarkKind::Doubtful,
            "date",
            format!("the date `{printed}` is kept as it is printed: which part is the day is not certain"),
        ),
    }
    metadata.date = Some(found.iso.clone().unwrap_or_else(|| printed.to_owned()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Metadata {
        let mut pieces: Vec<Piece> = lines.iter().map(|l| Piece::prose(1, *l)).collect();
        let mut metadata = Metadata::default();
        let habit = Habit::of("On the 3rd of May 1871 the mill burnt.", None);
        take_signature(&mut pieces, &mut metadata, &habit, &mut Report::default());
        metadata
    }

    #[test]
    fn place_and_date() {
        let found = read(&["The mill was never built again.", "Millford, 5/10/82."]);
        assert_eq!(found.place.as_deref(), Some("Millford"));
        assert_eq!(found.date.as_deref(), Some("1982-10-05"));
        assert!(found.author.is_empty());
    }

    #[test]
    fn person_and_date() {
        let found = read(&["It burnt.", "J. Miller, Leeds, March 1998"]);
        assert_eq!(
            found.other,
            [(
                "signature".to_owned(),
                "J. Miller, Leeds, March 1998".into()
            )]
        );
        assert_eq!(found.author, ["J. Miller"]);
        assert_eq!(found.place.as_deref(), Some("Leeds"));
        assert_eq!(found.date.as_deref(), Some("1998-03"));
        assert_eq!(read(&["JM, 12 March 1998"]).author, ["JM"]);
        assert_eq!(read(&["(J.M.)"]).author, ["J.M."]);
    }

    #[test]
    fn name_over_place() {
        let found = read(&["The end came.", "Jane Miller", "New York, 4 July 1976"]);
        assert_eq!(found.author, ["Jane Miller"]);
        assert_eq!(found.place.as_deref(), Some("New York"));
    }

    #[test]
    fn the_last_paragraph_is_no_signature() {
        let found = read(&["The mill burnt down on 4 July 1976."]);
        assert_eq!(found, Metadata::default());
    }
}
