//! Works that the prose names without citing them: *in her book Tolva*, *Keller's* Ovens (1931),
//! *when Miller published The Nature of Mud*. Rule 8: such a work may be what an *op. cit.* means.
//!
//! Words count as a title only where something says so: a noun such as *book* or *pamphlet* before
//! them, an owner (*his*, *Keller's*), *wrote* or *published*, or a bracket with a year behind what
//! is in italics or marks. Without italics or marks they must have a title's capitals as well.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::pairing::Pair;
use super::prose::{Prose, floor};
use super::words::is_titled;
use crate::source::Name;
use crate::source::citation::{hereafter, is_function_word, is_womans, name_ending_at, read_names};

/// A work that the prose names.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mention {
    /// Where its title begins.
    pub(super) at: usize,
    /// The title.
    pub(super) title: String,
    /// Its authors; none where the prose does not say.
    pub(super) names: Vec<Name>,
    /// The year in the bracket behind it.
    pub(super) year: Option<String>,
    /// The short form announced there.
    pub(super) alias: Option<String>,
}

/// What stands before a title that nothing else sets apart.
static BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:\b(?:[Hh]is|[Hh]er|[Tt]heir|book|pamphlet|essay|study|memoir|memoirs|treatise|novel|tract|monograph|biography|autobiography|history|volume|poem|play|lecture|published|wrote|author of)|[’']s)(?: called| entitled)? [A-Z]",
    )
    .ok()
});

/// The works that a paragraph's prose names, in order. `emphasis` are the italics, `pairs` what
/// stands between marks.
pub(super) fn find(
    prose: &Prose,
    emphasis: &[Range<usize>],
    pairs: &[Pair],
    known: &dyn Fn(&Name) -> bool,
) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    let paragraph = prose.paragraph;
    let free = |r: &Range<usize>| {
        !prose
            .holes
            .iter()
            .any(|h| h.start < r.end && r.start < h.end)
    };
    for range in emphasis.iter().filter(|r| free(r)) {
        found.extend(set_apart(prose, range.clone(), range.end, known));
    }
    for pair in pairs
        .iter()
        .filter(|p| p.depth == 0 && p.repairs.is_empty())
    {
        found.extend(set_apart(prose, pair.inner.clone(), pair.outer.end, known));
    }
    let text = prose.text.get(paragraph.clone()).unwrap_or_default();
    if let Some(pattern) = BEFORE.as_ref() {
        for cue in pattern.find_iter(text) {
            let start = paragraph.start + cue.end() - 1;
            let Some(range) = run(prose.text, start, paragraph.end) else {
                continue;
            };
            let met = found.iter().any(|m| range.contains(&m.at));
            if free(&range) && !met {
                found.extend(plain(prose, range, known));
            }
        }
    }
    found.sort_by_key(|m| m.at);
    found
}

/// What stands in italics or between marks.
fn set_apart(
    prose: &Prose,
    range: Range<usize>,
    end: usize,
    known: &dyn Fn(&Name) -> bool,
) -> Option<Mention> {
    let title = prose.text.get(range.clone())?.trim();
    let bare = title.trim_end_matches([',', '.']);
    let titular = bare.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && bare.len() <= 160
        && bare.split_whitespace().count() <= 16
        && !bare.ends_with(['!', ';', ':']);
    if !titular {
        return None;
    }
    let opening = range.start.min(end);
    let lead = lead(prose, opening)?;
    let (year, alias) = behind(prose.text, end, prose.paragraph.end);
    let cue = cue(lead);
    if cue.is_none() && year.is_none() && alias.is_none() {
        return None;
    }
    // A single word between marks is a title only behind a noun or before a year.
    let names = cue
        .and_then(|c| author(prose, c, opening, end, known))
        .or_else(|| by(prose.text, end))
        .unwrap_or_default();
    let noun = matches!(cue, Some(Cue { noun: true, .. }));
    if names.is_empty() && !noun && year.is_none() && alias.is_none() {
        return None;
    }
    Some(Mention {
        at: range.start,
        title: bare.to_owned(),
        names,
        year,
        alias,
    })
}

/// A run of capitals behind a noun, an owner or a verb.
fn plain(prose: &Prose, range: Range<usize>, known: &dyn Fn(&Name) -> bool) -> Option<Mention> {
    let title = prose.text.get(range.clone())?;
    let cue = cue(lead(prose, range.start)?)?;
    let words: Vec<&str> = title.split(' ').collect();
    let capitals = words
        .iter()
        .filter(|w| w.starts_with(char::is_uppercase) && !is_function_word(&w.to_lowercase()))
        .count();
    let small = words
        .iter()
        .skip(1)
        .any(|w| w.starts_with(char::is_lowercase));
    let shaped = capitals >= 2 && small && words.len() >= 3;
    let owned = cue.owner.is_some() && cue.noun;
    // `her book Tolva`: owner and noun say enough; else the shape must.
    if !(shaped || owned && capitals >= 1 && title.len() > 3) {
        return None;
    }
    // `his friend Anna Keller`, `his History of Bread` but no body or person.
    if !small && !cue.noun || !owned && read_names(title).is_some() {
        return None;
    }
    let names =
        author(prose, cue, range.start, range.end, known).or_else(|| by(prose.text, range.end))?;
    let (year, alias) = behind(prose.text, range.end, prose.paragraph.end);
    Some(Mention {
        at: range.start,
        title: title.to_owned(),
        names,
        year,
        alias,
    })
}

/// The run of a title's words at `start`.
fn run(text: &str, start: usize, limit: usize) -> Option<Range<usize>> {
    let rest = text.get(start..limit)?;
    let mut end = 0;
    let mut at = 0;
    let mut small = 0;
    for (count, word) in rest.split_inclusive(' ').enumerate().take(14) {
        let printed = word.trim_end();
        let bare = printed.trim_end_matches([',', '.', ';', ':', '!', '?', ')', '”', '"', '’']);
        let capital = bare.starts_with(char::is_uppercase);
        let number = small == 0 && count > 0 && bare.starts_with(|c: char| c.is_ascii_digit());
        let joins = is_function_word(bare)
            && !matches!(
                bare,
                "is" | "was"
                    | "are"
                    | "were"
                    | "but"
                    | "he"
                    | "she"
                    | "they"
                    | "who"
                    | "which"
                    | "that"
                    | "as"
                    | "by"
                    | "when"
                    | "while"
            );
        if bare.is_empty() || !(capital || number || joins) {
            break;
        }
        if capital || number {
            end = at + bare.len();
            small = 0;
        } else {
            small += 1;
            if small > 3 {
                break;
            }
        }
        at += word.len();
        let stops = printed.len() > bare.len();
        // `Tolva, or the Two Banks`: a second title.
        let second = printed.ends_with(',')
            && rest
                .get(at..)
                .is_some_and(|r| r.starts_with("or the ") || r.starts_with("or, the "));
        if stops && !second {
            break;
        }
    }
    (end > 0).then(|| start..start + end)
}

/// The prose of the same sentence before a title, a bounded stretch of it.
fn lead<'a>(prose: &Prose<'a>, at: usize) -> Option<&'a str> {
    let from = floor(prose.text, at.saturating_sub(90).max(prose.paragraph.start));
    let hole = prose
        .holes
        .iter()
        .rev()
        .find(|h| h.end <= at)
        .map_or(from, |h| h.end.max(from));
    let before = prose.text.get(hole..at)?;
    let before = before.trim_end_matches(['“', '"', '‘', '\'', '«', '„', '*', '_', ' ']);
    let sentence = before.rfind(". ").map_or(0, |i| {
        if before
            .get(..i)
            .is_some_and(|b| b.ends_with(char::is_uppercase))
        {
            0
        } else {
            i + 2
        }
    });
    before.get(sentence..)
}

/// Where the sentence around a place begins, at most some lines back.
fn sentence_start(prose: &Prose, at: usize) -> usize {
    let from = floor(
        prose.text,
        at.saturating_sub(320).max(prose.paragraph.start),
    );
    let before = prose.text.get(from..at).unwrap_or_default();
    let mut end = before.len();
    while let Some(stop) = before.get(..end).and_then(|b| b.rfind(". ")) {
        let word = before
            .get(..stop)
            .unwrap_or_default()
            .rsplit(|c: char| !c.is_alphabetic())
            .next()
            .unwrap_or_default();
        if word.chars().count() > 2 {
            return from + stop + 2;
        }
        end = stop;
    }
    from
}

/// What says that a title follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cue<'a> {
    /// A noun such as *book* stands before it.
    noun: bool,
    /// Whose it is.
    owner: Option<Owner<'a>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner<'a> {
    /// *his*, *her*, *their*: whether a woman's, where that is told.
    Pronoun(Option<bool>),
    /// *Keller's*: the words that end with the name.
    Named(&'a str),
    /// The subject of *wrote* or *published*.
    Subject,
}

/// Reads the words before a title backwards: *in* **Keller's famous pamphlet**.
fn cue(lead: &str) -> Option<Cue<'_>> {
    let words: Vec<&str> = lead.split_whitespace().collect();
    let mut noun = false;
    let mut at = words.len();
    let mut end = lead.trim_end().len();
    for (back, word) in words.iter().rev().enumerate().take(5) {
        let bare = word.trim_end_matches([',', ':']);
        let lower = bare.to_lowercase();
        at -= 1;
        let start = lead.get(..end)?.rfind(word)?;
        if back == 0 && matches!(lower.as_str(), "called" | "entitled" | "titled") {
            end = start;
            continue;
        }
        if !noun && back <= 1 && (is_titled(&lower) || is_work(&lower)) {
            noun = true;
            end = start;
            continue;
        }
        if matches!(lower.as_str(), "published" | "wrote" | "writes" | "issued")
            || lower == "of" && at.checked_sub(1).and_then(|i| words.get(i)) == Some(&"author")
        {
            return Some(Cue {
                noun,
                owner: Some(Owner::Subject),
            });
        }
        match lower.as_str() {
            "his" => return Some(owned(noun, Owner::Pronoun(Some(false)))),
            "her" => return Some(owned(noun, Owner::Pronoun(Some(true)))),
            "their" => return Some(owned(noun, Owner::Pronoun(None))),
            _ => {}
        }
        if let Some(name) = bare.strip_suffix("'s").or_else(|| bare.strip_suffix("’s"))
            && name.starts_with(char::is_uppercase)
        {
            return Some(owned(noun, Owner::Named(lead.get(..start + bare.len())?)));
        }
        // Adjectives stand between the owner and the noun or title.
        let adjective = bare.starts_with(char::is_lowercase)
            && bare.len() == word.len()
            && !is_function_word(&lower);
        if !adjective || back > 3 {
            break;
        }
        end = start;
    }
    noun.then_some(Cue { noun, owner: None })
}

fn owned(noun: bool, owner: Owner) -> Cue {
    Cue {
        noun,
        owner: Some(owner),
    }
}

/// Nouns of works beside those of [`is_titled`].
fn is_work(word: &str) -> bool {
    matches!(
        word,
        "study"
            | "memoir"
            | "memoirs"
            | "treatise"
            | "tract"
            | "monograph"
            | "biography"
            | "autobiography"
            | "history"
            | "classic"
            | "thesis"
            | "volume"
            | "diary"
            | "sermon"
    )
}

/// The author that a cue points to.
fn author(
    prose: &Prose,
    cue: Cue,
    at: usize,
    end: usize,
    known: &dyn Fn(&Name) -> bool,
) -> Option<Vec<Name>> {
    match cue.owner? {
        Owner::Named(words) => name_ending_at(words, &|_| true).map(|(names, _)| names),
        Owner::Pronoun(woman) => {
            let fits = |n: &Name| {
                let hers = is_womans(&n.full());
                woman.is_none() || hers.is_none() || hers == woman
            };
            // `In her book Tolva, Anna Keller has …`: whose it is comes behind the comma.
            let behind = prose
                .text
                .get(end..prose.paragraph.end)
                .and_then(|b| {
                    b.trim_start_matches(['”', '"', '’', '»', '*', '_'])
                        .strip_prefix(", ")
                })
                .and_then(leading_name)
                .filter(fits);
            if behind.is_some() {
                return behind.map(|n| vec![n]);
            }
            // Whoever the sentence is about comes first in it.
            let sentence = sentence_start(prose, at)..prose.paragraph.end;
            let here = Prose {
                paragraph: &sentence,
                ..*prose
            };
            let mut names = here.names_before(at, known).into_iter().map(|n| n.name);
            let subject = names.rfind(|n| fits(n));
            subject
                .or_else(|| {
                    let names = prose.names_before(at, known).into_iter();
                    names.map(|n| n.name).find(fits)
                })
                .map(|n| vec![n])
        }
        Owner::Subject => {
            let nearest = prose.names_before(at, known).into_iter().next()?;
            let sentence = lead(prose, at)?;
            sentence
                .contains(nearest.name.short())
                .then(|| vec![nearest.name])
        }
    }
}

/// The name that words begin with, before a verb.
fn leading_name(text: &str) -> Option<Name> {
    let words: Vec<&str> = text
        .split(' ')
        .take(4)
        .take_while(|w| w.starts_with(char::is_uppercase))
        .collect();
    let ends = words.iter().position(|w| w.ends_with([',', '.', ';']));
    let words = words.get(..ends.map_or(words.len(), |e| e + 1))?;
    read_names(&words.join(" "))?.into_iter().next()
}

/// `…, by Anna Keller`.
fn by(text: &str, end: usize) -> Option<Vec<Name>> {
    let rest = text.get(end..)?;
    let rest = rest.trim_start_matches(['”', '"', '’', '»', '*', '_', ',', ' ']);
    leading_name(rest.strip_prefix("by ")?).map(|n| vec![n])
}

/// The year and the short form in the bracket behind a title.
fn behind(text: &str, end: usize, limit: usize) -> (Option<String>, Option<String>) {
    let inner = text
        .get(end..limit)
        .map(|r| r.trim_start_matches(['”', '"', '’', '»', '*', '_', ' ']))
        .and_then(|r| r.strip_prefix('('))
        .and_then(|r| r.split(')').next())
        .filter(|r| r.len() < 120);
    let Some(inner) = inner else {
        return (None, None);
    };
    let year = inner.get(..4).filter(|y| {
        y.bytes().all(|b| b.is_ascii_digit())
            && y.parse().is_ok_and(|n: u32| (1400..2100).contains(&n))
            && !inner
                .get(4..)
                .is_some_and(|r| r.starts_with(|c: char| c.is_alphanumeric() || c == ':'))
    });
    let alias = inner.split(';').find_map(hereafter);
    (year.map(str::to_owned), alias)
}

#[cfg(test)]
#[allow(
    clippy::single_range_in_vec_init,
    reason = "a list of one hole is meant"
)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let mut plain = String::new();
        let mut italics = Vec::new();
        for (i, part) in text.split('*').enumerate() {
            if i % 2 == 1 {
                italics.push(plain.len()..plain.len() + part.len());
            }
            plain.push_str(part);
        }
        let range = 0..plain.len();
        let prose = Prose {
            text: &plain,
            paragraph: &range,
            holes: &[],
        };
        find(&prose, &italics, &[], &|_| false)
            .into_iter()
            .map(|m| {
                let names: Vec<String> = m.names.iter().map(Name::full).collect();
                format!("{} | {}", names.join("+"), m.title)
            })
            .collect()
    }

    #[test]
    fn titles_are_told_by_what_stands_before_them() {
        assert_eq!(
            told("When Anna Keller published The Nature of Bread in 1902, nobody ate."),
            ["Anna Keller | The Nature of Bread"]
        );
        assert_eq!(
            told("It was answered by Tom Miller's pamphlet Bread and Men."),
            ["Tom Miller | Bread and Men"]
        );
        assert_eq!(
            told("In her book Tolva, or the Two Ovens, Anna Keller has made much of it."),
            ["Anna Keller | Tolva, or the Two Ovens"]
        );
        assert_eq!(
            told("It was Anna Miller who, in her famous *Ovens*, said so."),
            ["Anna Miller | Ovens"]
        );
        assert_eq!(
            told("In *The Oven House* (1924) it rains."),
            [" | The Oven House"]
        );
    }

    #[test]
    fn other_capitals_are_no_titles() {
        for no in [
            "He met his friend Anna Keller in the North of England.",
            "The baker's Bread was *very* good.",
            "They wrote Letters.",
            "His Majesty King George of Hanover came.",
        ] {
            assert!(told(no).is_empty(), "{no}: {:?}", told(no));
        }
    }
}
