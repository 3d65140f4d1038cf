//! The lines around a title and at the foot of a text that tell about it: author, series, date.

use super::closing::take_date;
use super::name::{name_shaped, surely_person};
use crate::article::Metadata;
use crate::article::date::{self, Habit};
use crate::article::report::Report;

/// What a line at the head or the foot of a text tells.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum HeadLine {
    /// The title, after `Title:`.
    Title(String),
    /// The authors, after `by`, or a person's name alone.
    Author(Vec<String>),
    /// The series or journal.
    Series(String),
    /// A place, perhaps, and a date.
    Dated(Option<String>, date::Found),
    /// The address that the text was taken from.
    Url(String),
    /// Another field: its key as front matter would have it, and its value.
    Field(&'static str, String),
}

/// Keys that a line `Key: value` may begin with, and the field of the front matter they are.
const KEYS: [(&str, &str); 36] = [
    ("title", "title"),
    ("titel", "title"),
    ("titre", "title"),
    ("author", "author"),
    ("authors", "author"),
    ("by", "author"),
    ("written by", "author"),
    ("posted by", "author"),
    ("submitted by", "author"),
    ("autor", "author"),
    ("auteur", "author"),
    ("date", "date"),
    ("dated", "date"),
    ("datum", "date"),
    ("published", "date"),
    ("first published", "date"),
    ("published on", "date"),
    ("posted", "date"),
    ("posted on", "date"),
    ("written", "date"),
    ("series", "series"),
    ("journal", "series"),
    ("published in", "series"),
    ("first published in", "series"),
    ("from the series", "series"),
    ("source", "source"),
    ("quelle", "source"),
    ("url", "url"),
    ("link", "url"),
    ("retrieved from", "url"),
    ("translator", "translator"),
    ("translated by", "translator"),
    ("translation", "translator"),
    ("editor", "editor"),
    ("publisher", "publisher"),
    ("subtitle", "subtitle"),
];

/// What `line` tells about the text, if it is such a line.
pub(crate) fn read_head_line(line: &str, habit: &Habit) -> Option<HeadLine> {
    let line = line.trim().trim_matches(['*', '_']).trim();
    if line.chars().count() > 160 {
        return None;
    }
    if let Some(url) = address(line) {
        return Some(HeadLine::Url(url));
    }
    keyed(line, habit)
        .or_else(|| byline(line))
        .or_else(|| series(line))
        .or_else(|| dated(line, habit))
        .or_else(|| issue(line))
}

/// The address that `line` is, and nothing else.
fn address(line: &str) -> Option<String> {
    let line = line.trim_matches(['<', '>', '(', ')', '[', ']']);
    let is_address = ["http://", "https://", "www."]
        .iter()
        .any(|s| line.starts_with(s));
    (is_address && !line.contains(char::is_whitespace))
        .then(|| line.trim_end_matches('.').to_owned())
}

fn keyed(line: &str, habit: &Habit) -> Option<HeadLine> {
    let (key, value) = line.split_once(':')?;
    let (key, value) = (key.trim().to_lowercase(), value.trim());
    let field = KEYS
        .iter()
        .find(|(k, _)| *k == key)
        .map(|(_, field)| *field)?;
    if value.is_empty() {
        return None;
    }
    Some(match field {
        "title" => HeadLine::Title(value.to_owned()),
        "author" => HeadLine::Author(persons(value)),
        "series" => HeadLine::Series(value.to_owned()),
        "url" => HeadLine::Url(address(value)?),
        "source" => address(value).map_or_else(
            || HeadLine::Field("source", value.to_owned()),
            HeadLine::Url,
        ),
        "date" => match date::find(value, habit) {
            Some(found) => HeadLine::Dated(None, shifted(found, line.len() - value.len())),
            None => HeadLine::Field("date-printed", value.to_owned()),
        },
        field => HeadLine::Field(field, value.to_owned()),
    })
}

fn shifted(mut found: date::Found, by: usize) -> date::Found {
    found.range = found.range.start + by..found.range.end + by;
    found
}

/// `by Jane Miller and J. Baker`.
fn byline(line: &str) -> Option<HeadLine> {
    let (first, rest) = line.split_once(char::is_whitespace)?;
    let by = matches!(
        first.to_lowercase().as_str(),
        "by" | "von" | "par" | "por" | "di" | "door" | "av"
    );
    let rest = rest.trim_end_matches(['.', ',']);
    let names = persons(rest);
    (by && names.iter().all(|n| name_shaped(n))).then_some(HeadLine::Author(names))
}

/// The persons in a list of names.
pub(super) fn persons(text: &str) -> Vec<String> {
    let mut names = vec![text.to_owned()];
    for joint in [" and ", " & ", ", ", " und ", " et ", " y ", " e ", "; "] {
        names = names
            .iter()
            .flat_map(|n| n.split(joint))
            .map(str::to_owned)
            .collect();
    }
    names.retain(|n| !n.trim().is_empty());
    names
}

/// `In the series Bread and Mills`, `Part 2 of the series: Bread`.
fn series(line: &str) -> Option<HeadLine> {
    if line.ends_with(['.', '?', '!']) {
        return None;
    }
    // `From 'Maps and Margins' (2nd series), 1999`
    if let Some(from) = line.strip_prefix("From ") {
        let year = |t: &str| t.len() == 4 && t.bytes().all(|b| b.is_ascii_digit());
        let ends = from.rsplit_once(", ").is_some_and(|(_, t)| year(t));
        let named = from.starts_with(['\'', '"', '‘', '“', '«'])
            && from.chars().any(|c| c.is_ascii_digit());
        if ends || named {
            return Some(HeadLine::Series(from.to_owned()));
        }
    }
    for word in ["series", "serie", "série", "reihe"] {
        let mut at = 0;
        for (count, token) in line.split_whitespace().enumerate().take(6) {
            let place = at + line.get(at..)?.find(token)?;
            at = place + token.len();
            let bare = token.trim_end_matches([':', ',']);
            // `Series` alone opens the line only with a colon, which `keyed` has read.
            if count > 0 && bare.to_lowercase() == word {
                let value = line
                    .get(at..)?
                    .trim()
                    .trim_matches(['"', '“', '”', ':', '«', '»', ' ']);
                let named = value
                    .chars()
                    .next()
                    .is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
                return named.then(|| HeadLine::Series(value.to_owned()));
            }
        }
    }
    None
}

/// A date alone, or `Place, date`; a person's name where a place would stand is no place.
pub(super) fn dated(line: &str, habit: &Habit) -> Option<HeadLine> {
    if let Some(found) = date::whole(line, habit) {
        return Some(HeadLine::Dated(None, found));
    }
    let found = date::find(line, habit)?;
    let place = line.get(..found.range.start)?.trim_end();
    let rest = line.get(found.range.end..)?;
    // `Leipzig, den 4. Mai`, `Lyon, le 4 mai`
    let place = ["den", "am", "le", "the", "il", "el"]
        .iter()
        .find_map(|article| place.strip_suffix(article)?.strip_suffix(' '))
        .unwrap_or(place);
    let place_only = place.strip_suffix(',')?.trim();
    let is_place = name_shaped(place_only)
        && !surely_person(place_only)
        && rest.chars().all(|c| !c.is_alphanumeric());
    is_place.then(|| HeadLine::Dated(Some(place_only.to_owned()), found))
}

/// `The Baker, vol. 3, no. 4, May 1998`: an issue of a journal.
fn issue(line: &str) -> Option<HeadLine> {
    if line.ends_with(['?', '!', ':']) || !line.starts_with(char::is_uppercase) {
        return None;
    }
    let words: Vec<String> = line
        .split_whitespace()
        .map(|w| {
            w.trim_matches(['(', ')', ',', '.', ':', '-'])
                .to_lowercase()
        })
        .collect();
    let counts = |w: &str| {
        matches!(
            w,
            "no" | "nos" | "vol" | "volume" | "number" | "issue" | "nr" | "n°" | "№" | "heft"
        )
    };
    let numbered = words
        .iter()
        .zip(words.iter().skip(1))
        .any(|(w, next)| counts(w) && next.starts_with(|c: char| c.is_ascii_digit()));
    let quarter = words
        .iter()
        .zip(words.iter().skip(1))
        .any(|(w, next)| next == "quarter" && w.starts_with(|c: char| c.is_ascii_digit()));
    ((numbered || quarter) && words.len() <= 14).then(|| HeadLine::Series(line.to_owned()))
}

/// Puts what a line tells into the front matter; what stands there already is not changed.
pub(crate) fn apply_head_line(
    told: &HeadLine,
    line: u32,
    text: &str,
    metadata: &mut Metadata,
    report: &mut Report,
) {
    match told {
        HeadLine::Title(title) if metadata.title.is_none() => {
            report.took(line, "title", format!("title: \u{201c}{title}\u{201d}"));
            metadata.title = Some(title.clone());
        }
        HeadLine::Author(names) if metadata.author.is_empty() => {
            report.took(line, "author", format!("author: {}", names.join(", ")));
            metadata.author.clone_from(names);
        }
        HeadLine::Series(series) if metadata.series.is_none() => {
            report.took(line, "series", format!("series: {series}"));
            metadata.series = Some(series.clone());
        }
        HeadLine::Url(url) if metadata.source_url.is_none() => {
            report.took(line, "source-url", format!("the text's address: {url}"));
            metadata.source_url = Some(url.clone());
        }
        HeadLine::Dated(place, found) => {
            if let Some(place) = place
                && metadata.place.is_none()
            {
                report.took(line, "place", format!("place: {place}"));
                metadata.place = Some(place.clone());
            }
            take_date(found, line, text, metadata, report);
        }
        HeadLine::Field(key, value) => {
            report.took(line, "field", format!("{key}: {value}"));
            metadata
                .other
                .push(((*key).to_owned(), value.as_str().into()));
        }
        // A second line of the same sort would be lost from the front matter.
        _ => {
            report.took(line, "field", format!("kept as `note`: {}", text.trim()));
            metadata.other.push(("note".to_owned(), text.trim().into()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<HeadLine> {
        read_head_line(line, &Habit::default())
    }

    #[test]
    fn lines_about_the_text_are_read() {
        let author = |names: &[&str]| {
            Some(HeadLine::Author(
                names.iter().map(|n| (*n).to_owned()).collect(),
            ))
        };
        assert_eq!(
            read("by Jane Miller and J. Baker"),
            author(&["Jane Miller", "J. Baker"])
        );
        assert_eq!(read("Author: Jane Miller"), author(&["Jane Miller"]));
        let series = |s: &str| Some(HeadLine::Series(s.to_owned()));
        assert_eq!(read("In the series Bread 1788"), series("Bread 1788"));
        assert_eq!(read("Part 3 of the series: Bread"), series("Bread"));
        assert_eq!(
            read("The Baker no. 14, winter 1988"),
            series("The Baker no. 14, winter 1988")
        );
        assert_eq!(
            read("https://mill.example/bread"),
            Some(HeadLine::Url("https://mill.example/bread".into()))
        );
        assert_eq!(
            read("*From 'Maps and Mills', 1999*"),
            series("'Maps and Mills', 1999")
        );
        assert_eq!(read("Posted by: Jane Miller"), author(&["Jane Miller"]));
        assert!(matches!(
            read("Leipzig, den 4. Mai 1931"),
            Some(HeadLine::Dated(Some(place), _)) if place == "Leipzig"
        ));
        let Some(HeadLine::Dated(place, found)) = read("Leeds, 4 May 1871") else {
            panic!("no dateline");
        };
        assert_eq!(
            (place.as_deref(), found.iso.as_deref()),
            (Some("Leeds"), Some("1871-05-04"))
        );
        assert_eq!(
            read("Translated by: A. Rye"),
            Some(HeadLine::Field("translator", "A. Rye".into()))
        );
    }

    #[test]
    fn other_lines_are_not() {
        for line in [
            "By the river",
            "The mill",
            "A series of small fires",
            "It was one of a series.",
            "The mills of May 1871",
            "On the mill: a view",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
