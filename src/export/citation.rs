//! How a work is cited: after the notes-and-bibliography style of the *Chicago Manual of Style*
//! (17th edition, chapter 14), in the forms that the record of a work allows.
//!
//! A citation is a row of [`Piece`]s; each format writes them in its own way.

use crate::annotation::Locator;
use crate::source::{Date, Name, Source};

/// A stretch of a citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// As it stands.
    Plain(String),
    /// A title that stands in italics.
    Title(String),
    /// An address.
    Address(String),
    /// What a style sets in bold.
    Strong(String),
    /// What a style raises above the line.
    Raised(String),
}

/// A citation in pieces.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Citation(pub Vec<Piece>);

impl Citation {
    /// The text without any markup.
    pub fn plain(&self) -> String {
        let texts = self.0.iter().map(|piece| match piece {
            Piece::Plain(text)
            | Piece::Title(text)
            | Piece::Address(text)
            | Piece::Strong(text)
            | Piece::Raised(text) => text.as_str(),
        });
        texts.collect()
    }

    /// Whether nothing can be said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn text(&mut self, text: &str) {
        if let Some(Piece::Plain(last)) = self.0.last_mut() {
            last.push_str(text);
        } else if !text.is_empty() {
            self.0.push(Piece::Plain(text.to_owned()));
        }
    }

    /// Adds a title in the form that its kind of work has: a work that stands alone in italics, a
    /// part of one between quotation marks with `stop` inside them.
    fn title(&mut self, title: &str, stands_alone: bool, stop: &str) {
        let ends = title.ends_with(['.', '?', '!', '…']);
        if stands_alone {
            self.0.push(Piece::Title(title.to_owned()));
            if !(ends && stop == ".") {
                self.text(stop);
            }
        } else {
            let stop = if ends { "" } else { stop };
            self.text(&format!("“{}{stop}”", inner_marks(title)));
        }
    }
}

/// A work as a note cites it for the first time: every detail, then the place in it.
pub fn note(source: &Source, locator: &Locator) -> Citation {
    let mut out = Citation::default();
    if let Some(authors) = list(&source.names("author"), 3, Name::full) {
        out.text(&format!("{authors}, "));
    } else if let Some(editors) = list(&source.names("editor"), 3, Name::full) {
        out.text(&format!("{editors}, ed., "));
    }
    let alone = stands_alone(source);
    let details = details(source, true);
    let more = !details.is_empty() || !locator.is_empty() && !alone;
    out.title(
        &source.title(),
        alone,
        if more && !alone { "," } else { "" },
    );
    push_details(&mut out, &details, if alone { "" } else { " " }, ", ");
    push_place(&mut out, source, true);
    // The volume of the work itself has just been named.
    let named = source.field("volume").filter(|_| !is_periodical(source));
    let rest = locator.0.iter();
    let rest = rest.filter(|(label, value)| label != "volume" || Some(value) != named.as_ref());
    push_locator(&mut out, &Locator(rest.cloned().collect()));
    out
}

/// A work as a note cites it again: the family name, a short title, the place in it.
pub fn short(source: &Source, locator: &Locator) -> Citation {
    let mut out = Citation::default();
    if let Some(author) = source.short_author() {
        out.text(&format!("{author}, "));
    }
    let title = short_title(source);
    let alone = stands_alone(source);
    let comma = !alone && !locator.is_empty();
    out.title(&title, alone, if comma { "," } else { "" });
    if comma {
        let mut place = Citation::default();
        push_locator(&mut place, locator);
        out.text(place.plain().trim_start_matches(','));
    } else {
        push_locator(&mut out, locator);
    }
    out
}

/// A work as the bibliography lists it.
pub fn entry(source: &Source) -> Citation {
    let mut out = Citation::default();
    if let Some(authors) = inverted(&source.names("author")) {
        out.text(&with_stop(&authors));
        out.text(" ");
    } else if let Some(editors) = inverted(&source.names("editor")) {
        out.text(&format!("{editors}, ed. "));
    }
    let alone = stands_alone(source);
    out.title(&source.title(), alone, ".");
    for detail in details(source, false) {
        match detail {
            Detail::In(title) => {
                out.text(" In ");
                out.title(&title, true, ".");
            }
            Detail::Journal(title) => {
                out.text(" ");
                out.title(&title, true, "");
                push_issue(&mut out, source);
                out.text(".");
            }
            Detail::Text(text) => out.text(&format!(" {}", with_stop(&capital(&text)))),
        }
    }
    push_place(&mut out, source, false);
    if let Some(url) = source.field("URL").or_else(|| {
        source
            .field("DOI")
            .map(|doi| format!("https://doi.org/{doi}"))
    }) {
        out.text(" ");
        out.0.push(Piece::Address(url));
        out.text(".");
    }
    out
}

/// What says where a work is from, between its title and its place of publication.
enum Detail {
    /// A book of which it is a part.
    In(String),
    /// A journal or newspaper that holds it.
    Journal(String),
    /// Translators, edition, volumes.
    Text(String),
}

fn details(source: &Source, in_note: bool) -> Vec<Detail> {
    let mut list_of = Vec::new();
    if let Some(container) = source.field("container-title") {
        list_of.push(if is_periodical(source) {
            Detail::Journal(container)
        } else {
            Detail::In(container)
        });
    }
    let has_author = !source.names("author").is_empty();
    let roles: [(&str, &str, &str); 2] = [
        ("translator", "trans.", "translated by"),
        ("editor", "ed.", "edited by"),
    ];
    for (role, short, long) in roles {
        if role == "editor" && !has_author {
            continue;
        }
        if let Some(names) = list(&source.names(role), 3, Name::full) {
            let word = if in_note { short } else { long };
            list_of.push(Detail::Text(format!("{word} {names}")));
        }
    }
    if let Some(edition) = source.field("edition") {
        list_of.push(Detail::Text(edition_words(&edition)));
    }
    if !is_periodical(source) {
        if let Some(volume) = source.field("volume") {
            list_of.push(Detail::Text(format!("vol. {volume}")));
        } else if let Some(volumes) = source.field("number-of-volumes").filter(|n| n != "1") {
            list_of.push(Detail::Text(format!("{volumes} vols.")));
        }
    }
    if let Some(genre) = source.field("genre").filter(|_| !is_periodical(source)) {
        list_of.push(Detail::Text(genre));
    }
    list_of
}

fn push_details(out: &mut Citation, details: &[Detail], first: &str, between: &str) {
    for (i, detail) in details.iter().enumerate() {
        out.text(if i == 0 && !first.is_empty() {
            first
        } else {
            between
        });
        match detail {
            Detail::In(title) => {
                out.text("in ");
                out.title(title, true, "");
            }
            Detail::Journal(title) => out.title(title, true, ""),
            Detail::Text(text) => out.text(text),
        }
    }
}

/// Volume and number of a periodical: ` 12, no. 3`.
fn push_issue(out: &mut Citation, source: &Source) {
    if let Some(volume) = source.field("volume") {
        out.text(&format!(" {volume}"));
    }
    if let Some(issue) = source.field("issue").or_else(|| source.field("number")) {
        out.text(&format!(", no. {issue}"));
    }
}

/// Place, publisher and year, in brackets in a note; for periodicals the date of the issue.
fn push_place(out: &mut Citation, source: &Source, in_note: bool) {
    let issued = source.date("issued");
    let original = source
        .date("original-date")
        .filter(|o| issued.is_none_or(|i| i.year != o.year));
    if is_periodical(source) {
        if in_note {
            push_issue(out, source);
        }
        if let Some(date) = issued {
            let date = long_date(date);
            out.text(&if in_note {
                format!(" ({date})")
            } else {
                format!(" {date}.")
            });
        }
        return;
    }
    let place = source.field("publisher-place");
    let publisher = source.field("publisher");
    let mut imprint = [place, publisher]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(": ");
    let year = match (original, issued) {
        (Some(original), Some(issued)) => Some(format!("{}; {}", original.year, issued.year)),
        (Some(only), None) => Some(long_date(only)),
        (None, Some(only)) => Some(long_date(only)),
        (None, None) => None,
    };
    if let Some(year) = year {
        if !imprint.is_empty() {
            imprint.push_str(", ");
        }
        imprint.push_str(&year);
    }
    if !imprint.is_empty() {
        out.text(&if in_note {
            format!(" ({imprint})")
        } else {
            format!(" {}", with_stop(&imprint))
        });
    }
}

/// The place in a work: `, 2:65`, `, chap. 3, 12–14`, `, “Dual Power,” 206`.
fn push_locator(out: &mut Citation, locator: &Locator) {
    if locator.is_empty() {
        return;
    }
    let volume = locator.get("volume");
    let page = locator.get("page").map(en_dashes);
    let only_these = locator.0.iter().all(|(l, _)| l == "volume" || l == "page");
    if let (Some(volume), Some(page), true) = (volume, &page, only_these) {
        out.text(&format!(", {volume}:{page}"));
        return;
    }
    let mut comma = ",";
    for (label, value) in &locator.0 {
        out.text(&format!("{comma} "));
        comma = ",";
        match label.as_str() {
            "page" => out.text(&en_dashes(value)),
            "volume" => out.text(&format!("vol. {value}")),
            "number" | "issue" => out.text(&format!("no. {value}")),
            "chapter" if value.starts_with(|c: char| c.is_ascii_digit()) => {
                out.text(&format!("chap. {value}"));
            }
            "chapter" | "section" | "part" if !value.starts_with(|c: char| c.is_ascii_digit()) => {
                let last = locator.0.last().is_some_and(|(l, _)| l == label);
                let stop = if last { "" } else { "," };
                out.title(value, false, stop);
                comma = if last { "," } else { "" };
            }
            "note" => out.text(&format!("n. {value}")),
            "line" => out.text(&format!("line {value}")),
            "column" => out.text(&format!("col. {value}")),
            "paragraph" => out.text(&format!("para. {value}")),
            "sub-verbo" => out.text(&format!("s.v. “{value}”")),
            "article-locator" => out.text(&format!("art. {value}")),
            other => out.text(&format!("{other} {value}")),
        }
    }
}

/// Whether the work stands alone, so that its title is set in italics (14.86–14.97).
fn stands_alone(source: &Source) -> bool {
    let part = source.field("container-title").is_some();
    let slight = matches!(
        source.kind().as_str(),
        "article"
            | "article-journal"
            | "article-magazine"
            | "article-newspaper"
            | "chapter"
            | "entry"
            | "entry-dictionary"
            | "entry-encyclopedia"
            | "interview"
            | "manuscript"
            | "paper-conference"
            | "personal_communication"
            | "post"
            | "post-weblog"
            | "review"
            | "review-book"
            | "song"
            | "speech"
            | "thesis"
            | "webpage"
    );
    !part && !slight
}

fn is_periodical(source: &Source) -> bool {
    source.kind().starts_with("article-") || source.kind().starts_with("review")
}

/// The title without its subtitle and without a leading article.
fn short_title(source: &Source) -> String {
    if let Some(short) = source
        .field("title-short")
        .or_else(|| source.field("shortTitle"))
    {
        return short;
    }
    let title = source.title();
    let main = title.split_once(": ").map_or(title.as_str(), |(m, _)| m);
    let bare = ["The ", "A ", "An "]
        .iter()
        .find_map(|article| main.strip_prefix(article));
    bare.unwrap_or(main).to_owned()
}

fn list(names: &[Name], most: usize, form: impl Fn(&Name) -> String) -> Option<String> {
    let texts: Vec<String> = names.iter().map(form).filter(|n| !n.is_empty()).collect();
    match texts.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        [one, two] => Some(format!("{one} and {two}")),
        [first, ..] if texts.len() > most => Some(format!("{first} et al.")),
        [others @ .., last] => Some(format!("{}, and {last}", others.join(", "))),
    }
}

/// Names as a bibliography lists them: the first with its family name in front.
fn inverted(names: &[Name]) -> Option<String> {
    let (first, others) = names.split_first()?;
    let mut texts = vec![first.inverted()];
    texts.extend(others.iter().map(Name::full));
    Some(match texts.as_slice() {
        [one] => one.clone(),
        [others @ .., last] => format!("{}, and {last}", others.join(", ")),
        [] => return None,
    })
}

fn with_stop(text: &str) -> String {
    if text.ends_with(['.', '?', '!']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|c| c.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

fn edition_words(edition: &str) -> String {
    match edition.parse::<u32>() {
        Ok(n) => {
            let ending = match (n % 10, n % 100) {
                (1, tens) if tens != 11 => "st",
                (2, tens) if tens != 12 => "nd",
                (3, tens) if tens != 13 => "rd",
                _ => "th",
            };
            format!("{n}{ending} ed.")
        }
        Err(_) => edition.to_owned(),
    }
}

/// Marks within quotation marks become single ones.
fn inner_marks(title: &str) -> String {
    title.replace('“', "‘").replace('”', "’")
}

/// Ranges of numbers with an en dash.
pub(super) fn en_dashes(pages: &str) -> String {
    let bytes = pages.as_bytes();
    let digit = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(u8::is_ascii_digit)
    };
    let mut out = String::with_capacity(pages.len() + 2);
    for (at, c) in pages.char_indices() {
        let ranges = c == '-' && digit(at.checked_sub(1)) && digit(Some(at + 1));
        out.push(if ranges { '–' } else { c });
    }
    out
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn long_date(date: Date) -> String {
    let month = date
        .month
        .and_then(|m| MONTHS.get(usize::from(m).checked_sub(1)?));
    match (month, date.day) {
        (Some(month), Some(day)) => format!("{month} {day}, {}", date.year),
        (Some(month), None) => format!("{month} {}", date.year),
        (None, _) => date.year.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;
    use crate::text::problem::Problems;

    fn source(record: &str) -> Source {
        let text = format!("references:\n- id: x\n  {}\n", record.replace('\n', "\n  "));
        let mut problems = Problems::of("s.yaml");
        let sources = Sources::from_yaml(&text, &mut problems);
        assert!(problems.as_slice().is_empty(), "{problems:?}");
        sources.iter().next().unwrap().clone()
    }

    fn locator(pairs: &[(&str, &str)]) -> Locator {
        let own = |(l, v): &(&str, &str)| ((*l).to_owned(), (*v).to_owned());
        Locator(pairs.iter().map(own).collect())
    }

    #[test]
    fn a_book_in_three_forms() {
        let book = source(
            "type: book\ntitle: 'The Miller''s Year: A Chronicle'\nauthor: [{family: Mill, given: Ada}, {family: Oven, given: Bo}]\n\
             translator: [{family: Sieve, given: Cy}]\npublisher: Grist\npublisher-place: Leeds\nissued: '1932'\noriginal-date: '1900'",
        );
        let at = locator(&[("volume", "2"), ("page", "65-66")]);
        assert_eq!(
            note(&book, &at).plain(),
            "Ada Mill and Bo Oven, The Miller's Year: A Chronicle, trans. Cy Sieve (Leeds: Grist, 1900; 1932), 2:65–66"
        );
        assert_eq!(
            short(&book, &at).plain(),
            "Mill and Oven, Miller's Year, 2:65–66"
        );
        assert_eq!(
            entry(&book).plain(),
            "Mill, Ada, and Bo Oven. The Miller's Year: A Chronicle. Translated by Cy Sieve. Leeds: Grist, 1900; 1932."
        );
        assert!(
            entry(&book)
                .0
                .contains(&Piece::Title("The Miller's Year: A Chronicle".to_owned()))
        );
    }

    #[test]
    fn parts_of_works() {
        let article = source(
            "type: article-journal\ntitle: Who Grinds?\nauthor: [{family: Mill, given: Ada}]\ncontainer-title: Flour\n\
             volume: 12\nissue: 3\nissued: {date-parts: [[1931, 4]]}\nDOI: 10.1/x",
        );
        assert_eq!(
            note(&article, &locator(&[("page", "7")])).plain(),
            "Ada Mill, “Who Grinds?” Flour 12, no. 3 (April 1931), 7"
        );
        assert_eq!(
            entry(&article).plain(),
            "Mill, Ada. “Who Grinds?” Flour 12, no. 3. April 1931. https://doi.org/10.1/x."
        );
        let chapter = source(
            "type: chapter\ntitle: On Rye\nauthor: [{family: Mill, given: Ada}]\ncontainer-title: Selected Works\nvolume: 2",
        );
        assert_eq!(
            note(
                &chapter,
                &locator(&[("chapter", "Dual Ovens"), ("page", "9")])
            )
            .plain(),
            "Ada Mill, “On Rye,” in Selected Works, vol. 2, “Dual Ovens,” 9"
        );
        assert_eq!(
            short(&chapter, &locator(&[("page", "9")])).plain(),
            "Mill, “On Rye,” 9"
        );
    }

    #[test]
    fn little_is_known_of_some_works() {
        let bare = source("title: Pamphlet");
        assert_eq!(note(&bare, &Locator::default()).plain(), "Pamphlet");
        assert_eq!(entry(&bare).plain(), "Pamphlet.");
    }
}
