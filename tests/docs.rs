//! The manuals, held against the program: every example loads (or has exactly the problem that it
//! is said to have), every field that is known is described, and none is described that is not.
//!
//! An example is a fenced block under an HTML comment that says what it is; a table or list of
//! words stands between two such comments.

#![allow(clippy::expect_used, reason = "a test may stop at what cannot be")]

mod common;
#[path = "docs/console.rs"]
mod console;
#[path = "docs/manual.rs"]
mod manual;
#[path = "docs/tour.rs"]
mod tour;

use std::collections::BTreeSet;

use common::Scratch;
use manual::{Block, anchor, blocks, codes, in_headings, in_table, manual, region};
use postil::annotation::{
    Annotation, AnnotationFile, Certainty, Cited, How, Kind, Locator, Status,
};
use postil::article::{ArticleName, Metadata, Reference};
use postil::library::Library;
use postil::source::Sources;
use postil::source::resolve::Rule;
use postil::text::problem::{Problem, Problems};

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

/// What a block is an example of.
fn example(block: &Block) -> Option<&str> {
    Some(block.marker.as_deref()?.strip_prefix("example:")?.trim())
}

/// The article and the works that the examples of a manual are about.
struct Examples<'a> {
    article: &'a str,
    text: &'a str,
    sources: &'a str,
}

impl<'a> Examples<'a> {
    fn of(blocks: &'a [Block]) -> Self {
        let mut examples = Self {
            article: "",
            text: "",
            sources: "",
        };
        for (block, marker) in blocks.iter().filter_map(|b| Some((b, example(b)?))) {
            if let Some(name) = marker.strip_prefix("article ") {
                (examples.article, examples.text) = (name, &block.text);
            } else if marker == "sources" {
                examples.sources = &block.text;
            }
        }
        assert!(!examples.article.is_empty() && !examples.sources.is_empty());
        examples
    }

    /// Writes them as files of a library.
    fn write_to(&self, mut write: impl FnMut(&str, &str)) {
        write(&format!("corpus/{}.md", self.article), self.text);
        write("annotations/sources.yaml", self.sources);
    }

    /// The problems that the library has with these notes; `suffix` names the file's kind.
    fn with(&self, suffix: &str, notes: &str) -> Vec<Problem> {
        let notes = if notes.starts_with("- ") {
            format!("annotations:\n{notes}")
        } else {
            notes.to_owned()
        };
        let scratch = Scratch::new();
        self.write_to(|path, text| drop(scratch.file(path, text)));
        scratch.file(&format!("annotations/{}{suffix}.yaml", self.article), notes);
        let name: ArticleName = self.article.parse().expect("it is a name");
        let library = Library::in_folder(scratch.path());
        let edition = library.open(&name).expect("the article opens");
        assert!(
            !edition.notes.is_empty() || !edition.problems.is_empty(),
            "the example holds notes"
        );
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
        let marker = example(block).unwrap_or_else(|| panic!("{place}: an example of what?"));
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
    let rules = of("rules");
    let names = Rule::ALL.iter().map(|rule| rule.as_str());
    same("rules", &in_table(&rules), names);
    for rule in Rule::ALL {
        assert!(rules.contains(rule.explanation()), "{}", rule.as_str());
    }
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

#[test]
fn every_command_of_the_file_format_does_what_it_shows() {
    let manual = manual("file-format.md");
    let blocks = blocks(&manual);
    let mut session = console::Session::new();
    Examples::of(&blocks).write_to(|path, text| session.write(path, text));
    for block in &blocks {
        session.take(block, "file-format.md");
    }
    assert!(session.commands > 0, "{} commands", session.commands);
}

#[test]
fn every_command_of_the_guide_does_what_it_shows() {
    let guide = manual("make-an-edition.md");
    let mut session = console::Session::new();
    for block in blocks(&guide) {
        session.take(&block, "make-an-edition.md");
    }
    assert!(session.commands >= 15, "{} commands", session.commands);
}
