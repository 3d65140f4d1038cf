//! The manuals, held against the program: every example loads (or has exactly the problem that it
//! is said to have), every field that is known is described, and none is described that is not.
//!
//! An example is a fenced block under an HTML comment that says what it is; a table or list of
//! words stands between two such comments.

#![allow(clippy::expect_used, reason = "a test may stop at what cannot be")]

mod common;

use std::collections::BTreeSet;
use std::path::Path;

use common::Scratch;
use postil::annotation::{
    Annotation, AnnotationFile, Certainty, Cited, How, Kind, Locator, Status,
};
use postil::article::{ArticleName, Metadata, Reference};
use postil::library::Library;
use postil::source::Sources;
use postil::text::problem::{Problem, Problems};

/// A fenced block of a manual.
struct Block {
    /// What the comment above it says, without `example:`.
    marker: Option<String>,
    language: String,
    /// The line of its fence, from 1.
    line: usize,
    text: String,
}

fn joined<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn manual(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(name);
    std::fs::read_to_string(path).expect("the manual is there")
}

/// What a comment on a line of its own says.
fn comment(line: &str) -> Option<&str> {
    Some(
        line.trim()
            .strip_prefix("<!--")?
            .strip_suffix("-->")?
            .trim(),
    )
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut marker = None;
    let mut lines = text.lines().zip(1..);
    while let Some((line, number)) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let body = lines.by_ref().map(|(l, _)| l).take_while(|l| *l != "```");
            blocks.push(Block {
                marker: marker.take(),
                language: language.to_owned(),
                line: number,
                text: joined(body),
            });
        } else if let Some(said) = comment(line) {
            marker = said.strip_prefix("example:").map(|m| m.trim().to_owned());
        } else if !line.trim().is_empty() {
            marker = None;
        }
    }
    blocks
}

/// The lines between `<!-- SORT: NAME -->` and the next `<!-- end SORT -->`, from every place that
/// has it.
fn region(text: &str, marker: &str) -> String {
    let end = format!("end {}", marker.split(':').next().unwrap_or(marker));
    let mut found = String::new();
    let mut inside = false;
    for line in text.lines() {
        match comment(line) {
            Some(said) if said == end => inside = false,
            Some(said) if said == marker => inside = true,
            _ if inside => found.extend([line, "\n"]),
            _ => {}
        }
    }
    assert!(!found.is_empty(), "no region `{marker}`");
    found
}

/// The pieces of inline code in a text.
fn codes(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The words that a table describes: the code in its first cells.
fn in_table(region: &str) -> BTreeSet<&str> {
    let rows = region.lines().filter_map(|line| line.strip_prefix('|'));
    let rows = rows.skip_while(|row| !row.contains("---"));
    rows.filter_map(|row| row.split('|').next())
        .flat_map(codes)
        .collect()
}

/// The words that a chapter describes: the code in its headings.
fn in_headings(region: &str) -> BTreeSet<&str> {
    let heads = region.lines().filter(|line| line.starts_with('#'));
    heads.flat_map(codes).collect()
}

fn same<'a>(what: &str, described: &BTreeSet<&'a str>, known: impl IntoIterator<Item = &'a str>) {
    let known: BTreeSet<&str> = known.into_iter().collect();
    let missing: Vec<_> = known.difference(described).collect();
    let invented: Vec<_> = described.difference(&known).collect();
    assert!(missing.is_empty(), "{what} not described: {missing:?}");
    assert!(
        invented.is_empty(),
        "{what} that do not exist: {invented:?}"
    );
}

/// The article and the works that the examples of a manual are about.
struct Examples {
    scratch: Scratch,
    article: ArticleName,
}

impl Examples {
    fn of(blocks: &[Block]) -> Self {
        let scratch = Scratch::new();
        let named = |block: &&Block| {
            Some(
                block
                    .marker
                    .as_deref()?
                    .strip_prefix("article ")?
                    .to_owned(),
            )
        };
        let (block, name) = blocks
            .iter()
            .find_map(|b| Some((b, named(&b)?)))
            .expect("the manual shows an article");
        scratch.file(&format!("corpus/{name}.md"), &block.text);
        let sources = blocks
            .iter()
            .find(|b| b.marker.as_deref() == Some("sources"));
        let sources = sources.expect("the manual shows sources");
        scratch.file("annotations/sources.yaml", &sources.text);
        Self {
            scratch,
            article: name.parse().expect("it is a name"),
        }
    }

    /// The problems that the library has with these notes; `suffix` names the file's kind.
    fn with(&self, suffix: &str, notes: &str) -> Vec<Problem> {
        let notes = if notes.starts_with("- ") {
            format!("annotations:\n{notes}")
        } else {
            notes.to_owned()
        };
        let file = format!("annotations/{}{suffix}.yaml", self.article);
        let path = self.scratch.file(&file, notes);
        let edition = Library::in_folder(self.scratch.path())
            .open(&self.article)
            .expect("the article opens");
        assert!(
            !edition.notes.is_empty() || !edition.problems.is_empty(),
            "the example holds notes"
        );
        std::fs::remove_file(path).expect("the file was there");
        edition.problems
    }
}

fn problems_of_sources(text: &str) -> Vec<Problem> {
    let mut problems = Problems::of("sources.yaml");
    let sources = Sources::from_yaml(text, &mut problems);
    assert!(!sources.is_empty(), "the example holds sources");
    problems.into_vec()
}

fn problems_of_front_matter(text: &str) -> Vec<Problem> {
    let mut problems = Problems::of("front matter");
    let metadata = Metadata::from_yaml(text, &mut problems);
    assert_ne!(metadata, Metadata::default(), "the example says something");
    problems.into_vec()
}

#[test]
fn every_example_of_the_file_format_loads() {
    let manual = manual("file-format.md");
    let blocks = blocks(&manual);
    let examples = Examples::of(&blocks);
    let mut loaded = 0;
    for block in blocks.iter().filter(|b| b.language == "yaml") {
        let place = format!("file-format.md:{}", block.line);
        let marker = block.marker.as_deref();
        let marker = marker.unwrap_or_else(|| panic!("{place}: an example of what?"));
        let (kind, expected) = match marker.split_once("problem ") {
            Some((kind, codes)) => (kind.trim(), codes.split_whitespace().collect()),
            None => (marker, Vec::new()),
        };
        let mut problems = match kind {
            "annotations" | "" => examples.with("", &block.text),
            "own notes" => examples.with(".notes", &block.text),
            "sources" => problems_of_sources(&block.text),
            "front matter" => problems_of_front_matter(&block.text),
            other => panic!("{place}: what is `{other}`?"),
        };
        // The files of the library itself are the same for all.
        problems.sort_by_key(|p| (p.line, p.column));
        let told: Vec<&str> = problems.iter().map(|p| p.code).collect();
        assert_eq!(told, expected, "{place}: {problems:#?}");
        loaded += 1;
    }
    assert!(loaded >= 18, "{loaded} examples");
}

#[test]
fn every_field_is_described_and_none_is_invented() {
    let manual = manual("file-format.md");
    let of = |marker: &str| region(&manual, marker);
    let fields = of("fields: annotation");
    same("fields", &in_headings(&fields), Annotation::FIELDS);
    let fields = of("fields: cited");
    same("fields of `cited`", &in_table(&fields), Cited::FIELDS);
    let fields = of("fields: front matter");
    same("front matter", &in_table(&fields), Metadata::FIELDS);
    let fields = of("fields: file");
    same(
        "fields of a file",
        &codes(&fields).collect(),
        AnnotationFile::FIELDS,
    );
}

#[test]
fn every_word_that_a_field_may_hold_is_described_and_none_is_invented() {
    let manual = manual("file-format.md");
    let of = |marker: &str| region(&manual, &format!("words: {marker}"));
    same(
        "kinds",
        &in_table(&of("kinds")),
        Kind::ALL.map(Kind::as_str),
    );
    same(
        "statuses",
        &in_table(&of("statuses")),
        Status::ALL.map(Status::as_str),
    );
    let how = of("how");
    same(
        "forms of citation",
        &in_table(&how),
        How::ALL.map(How::as_str),
    );
    let certainty = of("certainty");
    same(
        "degrees of certainty",
        &in_table(&certainty),
        Certainty::ALL.map(Certainty::as_str),
    );
    same(
        "locators",
        &codes(&of("locators")).collect(),
        Locator::LABELS,
    );
    let types = of("csl types");
    same(
        "types of works",
        &codes(&types).collect(),
        Sources::TYPES.iter().copied(),
    );
    let names = of("csl names");
    let names: BTreeSet<&str> = codes(&names).collect();
    same(
        "fields of names",
        &names,
        Sources::NAME_FIELDS.iter().copied(),
    );
    let others = of("csl other");
    let all = codes(&others).chain(names).collect();
    same("fields of works", &all, Sources::FIELDS.iter().copied());
}

#[test]
fn the_front_matter_described_is_understood_and_all_else_is_kept() {
    let fields = Metadata::FIELDS.iter().chain(&["doi"]);
    let text: String = fields.flat_map(|field| [field, ": x\n"]).collect();
    let metadata = Metadata::from_yaml(&text, &mut Problems::of("f"));
    let other: Vec<&str> = metadata.other.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(other, ["doi"]);
}

#[test]
fn the_passages_described_are_read() {
    let manual = manual("file-format.md");
    let table = region(&manual, "references");
    let passages = in_table(&table);
    assert!(passages.len() >= 8, "{passages:?}");
    for passage in passages {
        let reference: Reference = passage.parse().expect(passage);
        let elsewhere = passage.contains("keepers");
        assert_eq!(reference.article.is_some(), elsewhere, "{passage}");
        let written = if elsewhere {
            passage.to_owned()
        } else {
            passage.replace('p', "¶")
        };
        assert_eq!(reference.to_string(), written);
    }
}

#[test]
fn the_links_of_a_manual_lead_to_its_headings() {
    for name in ["file-format.md"] {
        let manual = manual(name);
        let anchors: BTreeSet<String> = manual
            .lines()
            .filter(|line| line.starts_with("##"))
            .map(|line| anchor(line.trim_start_matches('#')))
            .collect();
        let mut links = 0;
        for part in manual.split("](#").skip(1) {
            let link = part.split(')').next().unwrap_or_default();
            assert!(
                anchors.contains(link),
                "{name}: no heading `{link}`: {anchors:#?}"
            );
            links += 1;
        }
        assert!(links > 5, "{name}: {links} links");
    }
}

/// A heading's anchor, as the forges make it: lower case, spaces to hyphens, punctuation dropped.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter_map(|c| match c {
        ' ' => Some('-'),
        c if c.is_alphanumeric() || matches!(c, '-' | '_') => Some(c),
        _ => None,
    });
    kept.collect::<String>().to_lowercase()
}
