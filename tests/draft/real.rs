//! Two texts that are not ours, when the environment says where they are: facts, no words.
//!
//! `POSTIL_ARTICLE`: the article that the shipped notes are about; `POSTIL_AFAQ`: a section of
//! another, with brackets and *Op. Cit.* without an author.

use std::collections::HashMap;

use postil::article::Article;
use postil::draft::{Findings, Nature, find};
use postil::source::resolve::{Form, Sureness};

use crate::measure::read;

fn text(variable: &str) -> Option<(Article, Findings)> {
    let path = std::env::var_os(variable)?;
    let article = read(&std::fs::read_to_string(path).unwrap(), "real.txt");
    let findings = find(&article);
    Some((article, findings))
}

/// Holds the citations to a list of passages and works, each work under a label of its own.
fn grouped(article: &Article, findings: &Findings, truth: &[(&str, &str, Form)]) {
    let found: Vec<_> = findings
        .citations
        .iter()
        .map(|c| (article.passage_at(c.range.start).to_string(), c))
        .collect();
    assert_eq!(
        found.len(),
        truth.len(),
        "{:?}",
        found.iter().map(|(p, _)| p).collect::<Vec<_>>()
    );
    let mut works: HashMap<&str, usize> = HashMap::new();
    for ((passage, citation), (at, label, form)) in found.iter().zip(truth) {
        assert_eq!((passage.as_str(), citation.resolution.form), (*at, *form));
        match citation.resolution.work {
            None => assert_eq!(*label, "-", "{at}"),
            Some(id) => {
                assert_eq!(*works.entry(label).or_insert(id), id, "{at} {label}");
            }
        }
    }
    let mut ids: Vec<_> = works.values().collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), works.len(), "two works are one");
}

#[test]
fn the_article_of_the_shipped_notes() {
    use Form::{Container, Full, Ibid, Idem, OpCit, ShortTitle};
    let Some((article, findings)) = text("POSTIL_ARTICLE") else {
        return;
    };
    grouped(
        &article,
        &findings,
        &[
            ("1¶2", "history", Full),
            ("1¶3", "lessons-revolution", Full),
            ("1¶7", "history", OpCit),
            ("1¶11", "committees", Full),
            ("1¶13", "ten-days", Full),
            ("1¶15", "history", OpCit),
            ("1¶18", "ten-days", OpCit),
            ("1¶20", "dual-power", Full),
            ("2¶2", "resolutions", Full),
            ("2¶3", "resolutions", Idem),
            ("2¶3", "history", OpCit),
            ("2¶3", "introduction", Full),
            ("2¶4", "history", OpCit),
            ("2¶9", "theses", Full),
            ("2¶10", "dual-power", Full),
            ("2¶12", "tasks", Full),
            ("2¶13", "lessons-crisis", Full),
            ("2¶14", "tasks", ShortTitle),
            ("2¶23", "history", OpCit),
            ("3¶1", "luxemburg", Full),
            ("3¶6", "history", OpCit),
            ("3¶6", "ten-days", ShortTitle),
            ("3¶7", "matured", Full),
            ("3¶8", "letter-8", Container),
            ("3¶8", "letter-1", Container),
            ("3¶10", "history", OpCit),
            ("3¶11", "ten-days", OpCit),
            ("3¶14", "ten-days", OpCit),
            ("3¶16", "history", OpCit),
            ("3¶19", "november", Full),
            ("3¶22", "november", Ibid),
            ("3¶24", "ten-days", OpCit),
        ],
    );
    let quotations = || {
        findings
            .quotations
            .iter()
            .filter(|q| q.nature == Nature::Quotation)
    };
    assert_eq!(quotations().filter(|q| q.citation.is_some()).count(), 32);
    // As many as are listed without a citation by hand.
    assert_eq!(quotations().filter(|q| q.citation.is_none()).count(), 17);
    assert!(
        findings
            .citations
            .iter()
            .all(|c| c.resolution.sureness != Sureness::Unresolved)
    );
    assert_eq!(findings.cross_references.len(), 11);
    assert_eq!(findings.abbreviations.len(), 1);
}

#[test]
fn brackets_without_authors() {
    use Form::{Full, OpCit};
    let Some((article, findings)) = text("POSTIL_AFAQ") else {
        return;
    };
    grouped(
        &article,
        &findings,
        &[
            ("0¶2", "writings", Full),
            ("0¶3", "writings", OpCit),
            ("0¶4", "writings", OpCit),
            ("0¶5", "writings", OpCit),
            ("0¶6", "origin", Full),
            ("0¶7", "kronstadt", Full),
            ("0¶8", "works", Full),
            ("0¶8", "control", Full),
            ("0¶9", "works", OpCit),
            ("0¶9", "control", OpCit),
            ("0¶10", "works", Form::Container),
            ("0¶11", "socialism", Full),
            // The author's work is cited in another section, which the text here does not have.
            ("0¶13", "-", OpCit),
            ("0¶14", "works", OpCit),
            ("0¶16", "works", OpCit),
            ("0¶18", "memoirs", Full),
            // The name is printed with a slip.
            ("0¶18", "origin", OpCit),
            ("0¶19", "origin", OpCit),
            ("0¶20", "-", OpCit),
            ("0¶21", "origin", OpCit),
        ],
    );
}
