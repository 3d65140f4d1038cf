//! The built-in library agrees with itself: dates of both calendars, years of birth and death,
//! and what a gloss says with what it leads to.

#![allow(clippy::expect_used, reason = "a test may stop at what cannot be")]

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use postil::annotation::Kind;
use postil::article::{Article, Reference};
use postil::edition::Edition;
use postil::library::Library;
use regex::Regex;

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

const TEXTS: [&str; 3] = [
    "calendar-1917",
    "soviets-take-power-digest",
    "who-is-who-1917",
];

fn edition(name: &str) -> Edition {
    let library = Library::built_in();
    library
        .open(&name.parse().expect("a name"))
        .expect("it opens")
}

fn date(year: i16, month: &str, day: &str) -> Option<Date> {
    let month = MONTHS.iter().position(|m| *m == month)? + 1;
    Date::new(year, i8::try_from(month).ok()?, day.parse().ok()?).ok()
}

/// A date written in both styles, with the days of a range.
#[derive(Debug)]
struct BothStyles {
    written: String,
    old: (Date, Date),
    new: (Date, Date),
}

fn pattern_of_both_styles() -> Regex {
    let month = MONTHS.join("|");
    let day = |name: &str| {
        format!(
            r"(?<{name}1>\d{{1,2}})(?: (?<{name}m1>{month}))?(?:–(?<{name}2>\d{{1,2}}))?(?: (?<{name}m2>{month}))?(?: (?<{name}y>\d{{4}}))?"
        )
    };
    let (old, new) = (day("o"), day("n"));
    let pattern = format!(r"{old} \({new}\)(?: (?<m>{month}))?(?: (?<y>\d{{4}}))?");
    Regex::new(&pattern).expect("a pattern")
}

/// `27 January (9 February)`, `9 (22) January 1918`, `9–10 (22–23) April`, of this century.
fn both_styles(text: &str) -> Vec<BothStyles> {
    static PATTERN: LazyLock<Regex> = LazyLock::new(pattern_of_both_styles);
    let found = PATTERN.captures_iter(text).filter_map(|c| {
        let group = |name: &str| c.name(name).map(|m| m.as_str());
        let year = |name: &str| group(name).and_then(|y| y.parse::<i16>().ok());
        let month = |first: &str, second: &str| group(first).or(group(second)).or(group("m"));
        let old_months = (month("om1", "om2")?, month("om2", "om1")?);
        let new_months = (month("nm1", "nm2")?, month("nm2", "nm1")?);
        let old_year = year("oy").or(year("y")).unwrap_or(1917);
        let turn = old_months.0 == "December" && new_months.0 == "January";
        let new_year = year("ny")
            .or(year("y"))
            .unwrap_or(old_year + i16::from(turn));
        let first = |day: &str, months: (&str, &str), year| date(year, months.0, group(day)?);
        let last = |a: &str, b: &str, months: (&str, &str), year| {
            date(year, months.1, group(b).or(group(a))?)
        };
        Some(BothStyles {
            written: c[0].to_owned(),
            old: (
                first("o1", old_months, old_year)?,
                last("o1", "o2", old_months, old_year)?,
            ),
            new: (
                first("n1", new_months, new_year)?,
                last("n1", "n2", new_months, new_year)?,
            ),
        })
    });
    found.filter(|d| d.old.0.year() >= 1900).collect()
}

#[test]
fn old_and_new_style_are_thirteen_days_apart() {
    let mut counted = 0;
    let mut wrong = Vec::new();
    for name in TEXTS {
        let edition = edition(name);
        let notes = edition.notes.iter().map(|n| n.annotation.note.as_str());
        for text in notes.chain([edition.article.text.as_str()]) {
            for date in both_styles(text) {
                counted += 1;
                let apart = |old: Date, new: Date| old + 13.days() == new;
                if !(apart(date.old.0, date.new.0) && apart(date.old.1, date.new.1)) {
                    wrong.push(format!("{name}: {}", date.written));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(counted > 130, "only {counted} dates were found");
}

#[test]
fn a_wrong_pair_would_be_seen() {
    let dates = both_styles("On 27 January (9 February) and 5 (18) May; 31 December (13 January).");
    assert_eq!(dates.len(), 3);
    assert!(
        dates.iter().all(|d| d.old.0 + 13.days() == d.new.0),
        "{dates:?}"
    );
    assert_ne!(
        both_styles("25 October (6 November)")[0].old.0 + 13.days(),
        date(1917, "November", "6").expect("a date")
    );
}

/// The paragraph that a reference leads to.
fn target<'a>(article: &'a Article, reference: &Reference) -> &'a str {
    let run = reference.passage.as_ref().expect("it names a passage");
    let range = article.range_of_run(run).expect("the passage exists");
    article.slice(range)
}

/// The years of a life, as in `(1870–1924)` or `(born 1934)`.
fn years(text: &str) -> Option<String> {
    static LIFE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\((born \d{4}|\d{4}–\d{4})\)").expect("a pattern"));
    LIFE.captures(text).map(|c| c[1].to_owned())
}

#[test]
fn a_gloss_gives_the_years_of_the_entry_it_leads_to() {
    let entries = edition("who-is-who-1917").article;
    let mut counted = 0;
    for name in TEXTS {
        for note in &edition(name).notes {
            let to = note.annotation.to.iter();
            let leads_to: Vec<&str> = to
                .filter(|r| r.article.as_ref() == Some(&entries.name))
                .map(|r| target(&entries, r))
                .collect();
            let (false, Some(told)) = (leads_to.is_empty(), years(&note.annotation.note)) else {
                continue;
            };
            let fits = leads_to
                .iter()
                .any(|entry| years(entry).as_ref() == Some(&told));
            assert!(
                fits,
                "{name} {}: {told} in {leads_to:?}",
                note.annotation.id
            );
            counted += 1;
        }
    }
    assert!(counted > 20, "only {counted} glosses give years");
}

#[test]
fn a_date_leads_to_the_entry_of_its_day() {
    let calendar = edition("calendar-1917").article;
    let pattern = Regex::new(&format!(
        r"(\d{{1,2}})(?:–\d{{1,2}})? ({})",
        MONTHS.join("|")
    ));
    let pattern = pattern.expect("a pattern");
    let mut counted = 0;
    let mut wrong = Vec::new();
    for name in TEXTS {
        let edition = edition(name);
        for note in edition
            .notes
            .iter()
            .filter(|n| n.annotation.kind == Kind::Gloss)
        {
            for reference in &note.annotation.to {
                if reference.article.as_ref() != Some(&calendar.name) {
                    continue;
                }
                let words = note.anchor.range().map(|r| edition.article.slice(r));
                let Some(named) = words.and_then(|w| pattern.captures(w)) else {
                    continue;
                };
                let Some(day) = date(1917, &named[2], &named[1]) else {
                    continue;
                };
                let entry = target(&calendar, reference);
                let head = entry.split('.').next().unwrap_or_default();
                let within = both_styles(head).iter().any(|d| {
                    (d.old.0..=d.old.1).contains(&day) || (d.new.0..=d.new.1).contains(&day)
                });
                counted += 1;
                if !within {
                    wrong.push(format!("{name} {}: {day} → {head}", note.annotation.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(counted > 20, "only {counted} dates lead to the calendar");
}
