//! The works of an article matched with those of the library, and keys for the new ones.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use crate::source::citation::{compatible, is_function_word, surname_key};
use crate::source::resolve::{Work, likeness, title_key};
use crate::source::{Name, Source, SourceKey, Sources};
use crate::text::fold::fold;
use crate::text::problem::Position;

/// How alike titles by one author must be to be one title spelled in two ways.
const ALIKE: f64 = 0.86;

/// The keys of works, and the records of those that the library does not have.
#[derive(Debug, Clone, Default)]
pub(super) struct Keys {
    /// By work.
    pub(super) keys: HashMap<usize, SourceKey>,
    /// New records, in the order of the works.
    pub(super) new: Vec<Source>,
}

/// Gives each of the `used` works its key.
pub(super) fn assign(works: &[Work], used: &[usize], sources: &Sources) -> Keys {
    let mut by_surname: HashMap<String, Vec<&Source>> = HashMap::new();
    for source in sources {
        let surname = authors(source).first().map(surname_key).unwrap_or_default();
        by_surname.entry(surname).or_default().push(source);
    }
    let mut taken: HashSet<SourceKey> = HashSet::new();
    let mut all: HashSet<String> = sources.iter().map(|s| s.key.to_string()).collect();
    let mut result = Keys::default();
    for &id in used {
        let Some(work) = works.get(id) else { continue };
        let surname = work.names.first().map(surname_key).unwrap_or_default();
        let there = by_surname
            .get(&surname)
            .map(Vec::as_slice)
            .unwrap_or_default();
        if let Some(source) = find(work, there, &taken) {
            taken.insert(source.key.clone());
            result.keys.insert(id, source.key.clone());
            continue;
        }
        let Some(key) = fresh(work, &mut all) else {
            continue;
        };
        result.new.push(Source {
            key: key.clone(),
            record: record(work),
            position: Position::default(),
        });
        result.keys.insert(id, key);
    }
    result
}

fn authors(source: &Source) -> Vec<Name> {
    let names = source.names("author");
    if names.is_empty() {
        source.names("editor")
    } else {
        names
    }
}

/// The library's record of a work: the same author and whole title, else the same author and a
/// title that is spelled a little otherwise, else the same author and year.
fn find<'a>(work: &Work, there: &[&'a Source], taken: &HashSet<SourceKey>) -> Option<&'a Source> {
    let named = |source: &Source| match (authors(source).first(), work.names.first()) {
        (Some(a), Some(b)) => compatible(a, b),
        (None, None) => true,
        _ => false,
    };
    let free = there
        .iter()
        .copied()
        .filter(|s| !taken.contains(&s.key) && named(s));
    let wanted = title_key(&shown_title(work));
    let same = free
        .clone()
        .find(|s| title_key(&s.title()) == wanted && same_container(work, s));
    if same.is_some() {
        return same;
    }
    if work.title.is_empty() {
        let year = work.year.as_deref()?;
        return free.clone().find(|s| {
            s.date("issued").is_some_and(|d| year == d.year.to_string())
                && work.names.len() == authors(s).len()
        });
    }
    let alike = free.map(|s| (likeness(&wanted, &title_key(&s.title())), s));
    let best = alike.max_by(|a, b| a.0.total_cmp(&b.0));
    best.filter(|(l, s)| *l >= ALIKE && wanted.len() >= 12 && same_container(work, s))
        .map(|(_, s)| s)
}

fn same_container(work: &Work, source: &Source) -> bool {
    match (&work.container, source.field("container-title")) {
        (Some(a), Some(b)) => {
            let (a, b) = (title_key(a), title_key(&b));
            a == b || a.len() < 6 || likeness(&a, &b) > 0.7
        }
        _ => true,
    }
}

/// The title, or author and year where no title is known.
pub(super) fn shown_title(work: &Work) -> String {
    if !work.title.is_empty() {
        return work.title.clone();
    }
    let names: Vec<&str> = work.names.iter().map(Name::short).collect();
    match &work.year {
        Some(year) => format!("{} {year}", names.join(" and ")),
        None => format!("A work by {}", names.join(" and ")),
    }
}

/// A key made of the author and the first words of the title, or the year.
fn fresh(work: &Work, all: &mut HashSet<String>) -> Option<SourceKey> {
    let ascii = |word: &str| {
        fold(word)
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
    };
    let mut parts: Vec<String> = work
        .names
        .first()
        .map(|n| ascii(n.short().split_whitespace().last().unwrap_or_default()))
        .into_iter()
        .collect();
    let wanted = if parts.iter().all(String::is_empty) {
        4
    } else {
        3
    };
    let words = work
        .title
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')));
    let telling = words
        .filter(|w| !is_function_word(&w.to_lowercase()))
        .map(ascii)
        .filter(|w| !w.is_empty());
    parts.extend(telling.take(wanted));
    if work.title.is_empty() {
        parts.extend(work.names.iter().skip(1).take(1).map(|n| ascii(n.short())));
        parts.extend(work.year.as_deref().map(ascii));
    }
    parts.retain(|p| !p.is_empty());
    let mut base = parts.join("-");
    base.truncate(80);
    if base.is_empty() {
        "work".clone_into(&mut base);
    }
    let mut key = base.clone();
    let mut number = 2;
    while !all.insert(key.clone()) {
        key = format!("{base}-{number}");
        number += 1;
    }
    key.parse().ok()
}

/// What is known of a work, as a CSL record.
fn record(work: &Work) -> Map<String, Value> {
    let mut record = Map::new();
    let kind = match (&work.container, work.piece) {
        (Some(_), _) => "chapter",
        (None, true) => "article",
        (None, false) if work.title.is_empty() => "document",
        (None, false) => "book",
    };
    record.insert("type".to_owned(), kind.into());
    record.insert("title".to_owned(), shown_title(work).into());
    let names: Vec<Value> = work.names.iter().map(name).collect();
    if !names.is_empty() {
        record.insert("author".to_owned(), names.into());
    }
    if let Some(year) = work.year.as_deref() {
        let digits: String = year.chars().take_while(char::is_ascii_digit).collect();
        if let Ok(number) = digits.parse::<i32>() {
            record.insert("issued".to_owned(), json!({"date-parts": [[number]]}));
        }
        let letter: String = year
            .chars()
            .skip(digits.len())
            .take_while(char::is_ascii_lowercase)
            .collect();
        if letter.len() == 1 {
            record.insert("year-suffix".to_owned(), letter.into());
        }
    }
    if let Some(container) = &work.container {
        record.insert("container-title".to_owned(), container.as_str().into());
    }
    if work.author_from_prose && !work.names.is_empty() {
        record.insert(
            "note".to_owned(),
            "The author is taken from the prose around the citation.".into(),
        );
    }
    record
}

fn name(name: &Name) -> Value {
    if name.family.is_empty() {
        return json!({"literal": name.literal});
    }
    if name.given.is_empty() {
        return json!({"family": name.family});
    }
    json!({"family": name.family, "given": name.given})
}
