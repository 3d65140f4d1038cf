//! The shipped notes on the real article, which is not part of the repository: `POSTIL_ARTICLE`
//! names a reader's own copy. Without it these tests have nothing to read and say so.

#![allow(clippy::expect_used, reason = "a test may stop at what cannot be")]

mod common;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use common::Scratch;
use serde_json::Value;

const NAME: &str = "soviets-take-power";

fn copy_of_the_article() -> Option<PathBuf> {
    let path = std::env::var_os("POSTIL_ARTICLE").map(PathBuf::from);
    if path.is_none() {
        eprintln!("POSTIL_ARTICLE is not set: nothing to read");
    }
    path
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The library that ships, into which the article has been imported.
fn library(article: &Path) -> Scratch {
    let scratch = Scratch::new();
    for (folder, ending) in [("annotations", "yaml"), ("corpus", "md")] {
        let files = std::fs::read_dir(repository().join(folder)).expect("it ships");
        for file in files.map(|f| f.expect("it can be read").path()) {
            let name = file.file_name().expect("a name").to_string_lossy();
            let own_copy = folder == "corpus" && file.file_stem() == Some(NAME.as_ref());
            if file.extension() == Some(ending.as_ref()) && !own_copy {
                let contents = std::fs::read(&file).expect("it can be read");
                scratch.file(&format!("{folder}/{name}"), contents);
            }
        }
    }
    let path = article.to_string_lossy();
    scratch.run(&["import", &path, "--name", NAME]).ok();
    scratch
}

#[test]
fn the_article_is_understood_whole() {
    let Some(article) = copy_of_the_article() else {
        return;
    };
    let scratch = library(&article);
    let outline = scratch.run(&["outline", NAME, "--json"]).json();
    let paragraphs: Vec<u64> = outline["sections"]
        .as_array()
        .expect("sections")
        .iter()
        .filter_map(|s| s["paragraphs"].as_u64())
        .collect();
    assert_eq!(paragraphs, [3, 21, 23, 24]);
    assert_eq!(outline["notes"], 1);
    let file = scratch.read(&format!("corpus/{NAME}.md"));
    let front = file.split("---").nth(1).expect("front matter");
    for field in [
        "title:",
        "series:",
        "date: 1992-10-05",
        "place: Adalen",
        "language: en",
    ] {
        assert!(front.contains(field), "{field} in {front}");
    }
    let markers: Vec<&str> = file
        .lines()
        .filter_map(|l| l.split_once(". ").map(|(n, _)| n))
        .filter(|n| n.bytes().all(|b| b.is_ascii_digit()) && !n.is_empty())
        .collect();
    assert_eq!(markers, ["1", "2", "3", "4", "5"]);
    assert_eq!(file.lines().filter(|l| l.starts_with("- ")).count(), 5);
    assert_eq!(file.lines().filter(|l| l.starts_with("[^1]: ")).count(), 1);
}

#[test]
fn importing_again_needs_leave_and_changes_nothing() {
    let Some(article) = copy_of_the_article() else {
        return;
    };
    let scratch = library(&article);
    let before = scratch.read(&format!("corpus/{NAME}.md"));
    let path = article.to_string_lossy();
    let refused = scratch.run(&["import", &path, "--name", NAME]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("--replace"), "{}", refused.err);
    let report = scratch
        .run(&["import", &path, "--name", NAME, "--dry-run"])
        .ok();
    assert!(report.lines().count() > 10, "{report}");
    scratch
        .run(&["import", &path, "--name", NAME, "--replace"])
        .ok();
    assert_eq!(scratch.read(&format!("corpus/{NAME}.md")), before);
}

#[test]
fn every_shipped_note_attaches_exactly() {
    let Some(article) = copy_of_the_article() else {
        return;
    };
    let scratch = library(&article);
    let notes = scratch.run(&["notes", NAME, "--json"]).json();
    let notes = notes.as_array().expect("a list");
    assert!(notes.len() > 200, "{} notes", notes.len());
    let loose: Vec<&Value> = notes.iter().filter(|n| n["status"] != "exact").collect();
    assert!(loose.is_empty(), "{loose:#?}");
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for note in notes {
        *kinds
            .entry(note["kind"].as_str().expect("a kind"))
            .or_default() += 1;
    }
    assert!(
        kinds["gloss"] >= 40 && kinds["emendation"] >= 20,
        "{kinds:?}"
    );
    assert_eq!(kinds["footnote"], 1);
    let check = scratch.run(&["check", NAME]);
    assert_eq!(check.code, Some(0), "{}", check.out);
}

#[test]
fn quotations_are_grouped_by_their_works() {
    let Some(article) = copy_of_the_article() else {
        return;
    };
    let scratch = library(&article);
    let notes = scratch
        .run(&["notes", NAME, "--kind", "quotation", "--json"])
        .json();
    let cited: Vec<&Value> = notes
        .as_array()
        .expect("a list")
        .iter()
        .filter(|n| n.get("how").is_some())
        .collect();
    assert!(
        (30..=35).contains(&cited.len()),
        "{} cited quotations",
        cited.len()
    );
    let mut by_work: HashMap<&str, usize> = HashMap::new();
    for note in &cited {
        *by_work
            .entry(note["source"].as_str().expect("a resolved work"))
            .or_default() += 1;
    }
    assert_eq!(by_work["trotsky-history"], 9);
    assert_eq!(by_work["reed-ten-days"], 6);
    assert_eq!(by_work["trotsky-november-revolution"], 2);
    assert_eq!(by_work["lenin-dual-power"], 2);
    assert_eq!(by_work.len(), 15);
}

/// Runs of so many words are no longer a name or a figure of speech.
const LONGEST_RUN: usize = 12;

fn words(text: &str) -> Vec<String> {
    let plain = text.to_lowercase().replace(['’', '\''], "");
    plain
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_text_of_the_article_is_nowhere_in_the_repository() {
    let Some(article) = copy_of_the_article() else {
        return;
    };
    let text = std::fs::read_to_string(article).expect("the article is UTF-8");
    let text = words(&text);
    let runs: std::collections::HashSet<&[String]> = text.windows(LONGEST_RUN + 1).collect();
    let listed = std::process::Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(repository())
        .output()
        .expect("git lists the files");
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    let mut read = 0;
    for file in listed.split('\0').filter(|f| !f.is_empty()) {
        let Ok(contents) = std::fs::read_to_string(repository().join(file)) else {
            continue;
        };
        read += 1;
        let contents = words(&contents);
        let shared = contents
            .windows(LONGEST_RUN + 1)
            .find(|run| runs.contains(run));
        assert_eq!(shared, None, "{file} holds the article's words");
    }
    assert!(read > 50, "only {read} files were read");
}
