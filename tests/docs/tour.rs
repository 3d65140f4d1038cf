//! The tour, done as it says: each key that it names is one, each command works, and the notes
//! that it sends its reader to are there.

use std::collections::BTreeSet;
use std::path::Path;

use postil::annotation::Kind;
use postil::article::Passage;
use postil::edition::Edition;
use postil::library::Library;
use postil::viewer::keys;

use super::console::Session;
use super::manual::{blocks, codes};

fn tour() -> Edition {
    let name = "a-tour-of-postil".parse().expect("it is a name");
    Library::built_in().open(&name).expect("the tour opens")
}

fn text() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/a-tour-of-postil.md");
    let text = std::fs::read_to_string(path).expect("the tour is there");
    // Blocks of code hold commands, not keys.
    text.split("```").step_by(2).collect()
}

#[test]
fn every_key_of_the_tour_is_in_the_table() {
    let table = keys::table();
    let known: BTreeSet<&str> = table.iter().flat_map(|b| b.keys).copied().collect();
    let manual = Session::new().run("postil manual").1;
    let tour = tour();
    let notes = tour.notes.iter().map(|n| n.annotation.note.as_str());
    let text = text();
    let mut found = BTreeSet::new();
    for code in notes.chain([text.as_str()]).flat_map(codes) {
        if known.contains(code) {
            found.insert(code);
            continue;
        }
        let option = code.strip_prefix("--").map(|o| o.replace('-', "\\-"));
        let is_option = option.is_some_and(|o| manual.contains(&o));
        let is_file = Path::new(code).extension().is_some() || code == "annotations";
        let is_passage = code.parse::<Passage>().is_ok();
        assert!(is_option || is_file || is_passage, "`{code}` is no key");
    }
    assert!(found.len() >= 20, "{found:?}");
}

#[test]
fn the_tour_has_notes_of_every_kind_and_three_works_to_follow() {
    let tour = tour();
    for (kind, count) in tour.counts() {
        assert!(count > 0, "no {kind}");
    }
    let works = tour.quoted_sources();
    assert_eq!(works.len(), 3);
    let most = works
        .iter()
        .filter_map(|key| tour.index.by_source.get(*key));
    assert!(
        most.map(Vec::len).max() >= Some(4),
        "a work to walk through"
    );
    let headings = tour.article.sections.len() - 1;
    assert_eq!(headings, 10, "ten lessons");
    let quoted = |kind| tour.notes.iter().filter(move |n| n.annotation.kind == kind);
    assert!(quoted(Kind::Quotation).all(|n| n.annotation.source.is_some()));
}

#[test]
fn every_command_of_the_tour_works() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/a-tour-of-postil.md");
    let text = std::fs::read_to_string(path).expect("the tour is there");
    let mut session = Session::new();
    for block in blocks(&text) {
        if block.language == "text" {
            // The reader's own text, in a folder of its own.
            session.run("mkdir own");
            session.run("cd own");
            session.write("fog.txt", &block.text);
        }
        for command in block.text.lines().filter(|_| block.language == "sh") {
            let (code, output) = session.run(command);
            assert_eq!(code, Some(0), "`{command}` gave:\n{output}");
        }
    }
    let notes = session
        .run("postil notes fog --kind quotation --source marsh-bells-coast")
        .1;
    assert_eq!(notes.lines().count(), 2, "{notes}");
    let copy = session.run("cat fog-annotated.md").1;
    assert!(copy.contains("Marsh"), "{copy}");
    assert!(session.commands >= 12, "{} commands", session.commands);
}
