//! The digest against the article that it tells of, the calendar and the who's who: the same
//! numbers, links both ways, no date and no name without its note, every citation resolved.

#![allow(clippy::expect_used, reason = "a test may stop at what cannot be")]

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use postil::annotation::{Annotation, How, Kind};
use postil::article::{Article, ArticleName, Passage};
use postil::draft::find;
use postil::edition::{Anchored, Edition};
use postil::library::Library;
use postil::source::SourceKey;
use regex::Regex;

const DIGEST: &str = "soviets-take-power-digest";
const ORIGINAL: &str = "soviets-take-power";

fn name(name: &str) -> ArticleName {
    name.parse().expect("a name")
}

fn edition(article: &str) -> Edition {
    Library::built_in().open(&name(article)).expect("it opens")
}

/// The number of every passage, in the order of the text.
fn passages(article: &Article) -> Vec<Passage> {
    let paragraphs = article.paragraphs.iter();
    paragraphs.map(|p| article.passage_of(p)).collect()
}

/// The parallels that lead from an article to another: the passage here, the passage there.
fn parallels(from: &Article, notes: &[Annotation], to: &str) -> Vec<(Passage, Passage)> {
    let parallel = |note: &&Annotation| note.tags.iter().any(|tag| tag == "parallel");
    let pairs = notes.iter().filter(parallel).filter_map(|note| {
        let here = note.target.at.as_ref()?.first.clone();
        let there = note
            .to
            .iter()
            .find(|r| r.article.as_ref() == Some(&name(to)))?;
        Some((here, there.passage.as_ref()?.first.clone()))
    });
    let pairs: Vec<_> = pairs.collect();
    assert!(pairs.iter().all(|(here, _)| from.range_of(here).is_some()));
    pairs
}

fn notes_of(article: &str) -> Vec<Annotation> {
    let apparatus = Library::built_in()
        .apparatus(&name(article))
        .expect("they ship");
    let files = apparatus.files.into_iter();
    files.flat_map(|(_, file)| file.annotations).collect()
}

#[test]
fn it_tells_the_article_paragraph_by_paragraph_and_links_both_ways() {
    let digest = edition(DIGEST).article;
    let sections: Vec<usize> = digest.sections.iter().map(|s| s.paragraphs.len()).collect();
    assert_eq!(sections, [3, 21, 23, 24]);
    let each: Vec<(Passage, Passage)> = passages(&digest)
        .into_iter()
        .map(|p| (p.clone(), p))
        .collect();
    assert_eq!(parallels(&digest, &notes_of(DIGEST), ORIGINAL), each);
    assert_eq!(parallels(&digest, &notes_of(ORIGINAL), DIGEST), each);
}

/// The words of the digest that lead to another text, with where each leads.
fn glossed(digest: &Edition, to: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let there = edition(to).article;
    let mut found = Vec::new();
    let explains = |n: &&Anchored| matches!(n.annotation.kind, Kind::Gloss | Kind::Emendation);
    for note in digest.notes.iter().filter(explains) {
        for reference in &note.annotation.to {
            let run = reference.passage.as_ref();
            if reference.article.as_ref() == Some(&there.name)
                && let Some(entry) = run.and_then(|run| there.range_of_run(run))
            {
                let places = note.anchor.ranges.iter();
                found.extend(places.map(|place| (place.clone(), entry.clone())));
            }
        }
    }
    found
}

#[test]
fn every_date_leads_to_the_calendar() {
    let digest = edition(DIGEST);
    let text = &digest.article.text;
    let months = "January|February|March|April|May|June|July|August|September|October|November";
    let day = format!(r"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{months})\b");
    let alone = r"\b(?:[Oo]n|for) the \d{1,2}(?:st|nd|rd|th)\b";
    let date = Regex::new(&format!("{day}|{alone}")).expect("a pattern");
    let links = glossed(&digest, "calendar-1917");
    let (mut counted, mut seen, mut bare) = (0, BTreeSet::new(), Vec::new());
    for found in date.find_iter(text) {
        // Once in a paragraph is enough.
        if !seen.insert((digest.article.paragraph_at(found.start()), found.as_str())) {
            continue;
        }
        counted += 1;
        let meets = |place: &Range<usize>| place.start < found.end() && found.start() < place.end;
        if !links.iter().any(|(place, _)| meets(place)) {
            let at = digest.article.passage_at(found.start());
            bare.push(format!("{at}: {}", found.as_str()));
        }
    }
    assert!(counted >= 20, "{counted} dates");
    assert!(bare.is_empty(), "without a link: {bare:#?}");
}

#[test]
fn every_name_leads_to_the_who_is_who() {
    let digest = edition(DIGEST);
    let people = edition("who-is-who-1917").article;
    let head = Regex::new(r"^[^,(.]+").expect("a pattern");
    let links = glossed(&digest, "who-is-who-1917");
    let mut named = 0;
    let mut bare = BTreeSet::new();
    for entry in people.body() {
        let words = people.slice(entry.range.clone());
        let name = head.find(words).map_or("", |m| m.as_str().trim());
        let whole = Regex::new(&format!(r"\b{}\b", regex::escape(name))).expect("a pattern");
        if !whole.is_match(&digest.article.text) {
            continue;
        }
        named += 1;
        if !links.iter().any(|(_, to)| *to == entry.range) {
            bare.insert(name.to_owned());
        }
    }
    assert!(named > 40, "{named} entries are named in the digest");
    assert!(bare.is_empty(), "without a link: {bare:#?}");
}

#[test]
fn drafting_its_bare_text_finds_every_citation_and_its_work() {
    let digest = edition(DIGEST);
    let findings = find(&digest.article);
    let mut works: HashMap<&SourceKey, usize> = HashMap::new();
    let (mut cited, mut wrong) = (0, Vec::new());
    for note in &digest.notes {
        let annotation = &note.annotation;
        let (Some(place), Some(source), Some(cited_as)) =
            (note.anchor.range(), &annotation.source, &annotation.cited)
        else {
            continue;
        };
        cited += 1;
        let quotation = findings.quotations.iter().find(|q| q.inner == place);
        let citation = quotation.and_then(|q| findings.citations.get(q.citation?));
        match citation.map(|c| c.resolution.work) {
            None => wrong.push(format!("{}: not found", annotation.id)),
            // The text names the container alone; which piece it is, only a hand can say.
            Some(Some(_)) if cited_as.how == Some(How::Container) => {}
            Some(None) => wrong.push(format!("{}: not resolved", annotation.id)),
            Some(Some(work)) if *works.entry(source).or_insert(work) != work => {
                wrong.push(format!(
                    "{}: taken for another work than {source}",
                    annotation.id
                ));
            }
            Some(Some(_)) => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(cited >= 30, "{cited} citations");
    let told_apart: BTreeSet<usize> = works.values().copied().collect();
    assert_eq!(told_apart.len(), works.len(), "two are one: {works:?}");
}
