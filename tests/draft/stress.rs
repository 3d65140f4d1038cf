//! Bad input: no hang, no panic, a sensible answer. The limits are ten times what a slow machine
//! needs in a debug build.

use std::time::{Duration, Instant};

use postil::article::{Article, Block, Builder};
use postil::draft::{Findings, find};

fn article(paragraphs: &[&str]) -> Article {
    let mut builder = Builder::new("stress".parse().unwrap());
    for text in paragraphs {
        builder.begin_paragraph(Block::Prose, 0);
        builder.text(text);
        builder.end();
    }
    builder.finish()
}

fn timed(text: &str) -> Findings {
    let article = article(&[text]);
    let start = Instant::now();
    let findings = find(&article);
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
    findings
}

#[test]
fn unclosed_marks() {
    let findings = timed(&"\"open ‘and (so ".repeat(10_000));
    assert!(findings.citations.is_empty());
}

#[test]
fn nested_brackets() {
    let text = format!(
        "{}Keller, Bread, p. 3{}",
        "(".repeat(100_000),
        ")".repeat(100_000)
    );
    let findings = timed(&text);
    assert!(findings.quotations.is_empty());
    let pairs = format!(
        "Words {} end.",
        "(Keller, Bread, p. 3 [and (more)])".repeat(5_000)
    );
    timed(&pairs);
}

#[test]
fn a_citation_of_a_megabyte() {
    let text = format!(
        "“Bread is dear” (Keller, {}, p. 3) and more.",
        "Bread and ".repeat(100_000)
    );
    let findings = timed(&text);
    assert!(
        findings.citations.is_empty(),
        "nobody prints such a citation"
    );
}

#[test]
fn no_citations_and_one_long_paragraph() {
    let findings = timed(&"The mill turned at night and the bakers' men slept. ".repeat(20_000));
    assert!(findings.citations.is_empty() && findings.quotations.is_empty());
    assert!(find(&article(&[])).citations.is_empty());
}
