//! The house rules, held by reading the sources: which module may name which, which crates are
//! named where, and that every file says what it is for.

#![allow(clippy::expect_used, reason = "a test may stop at what cannot be")]

use std::fs;
use std::path::{Path, PathBuf};

/// The floors, from the ground up. Those on one floor do not name each other.
const FLOORS: [&[&str]; 10] = [
    &["text"],
    &["article"],
    &["source"],
    &["annotation"],
    &["edition"],
    &["library"],
    &["draft", "search", "export"],
    &["viewer"],
    &["cli"],
    &["main", "lib"],
];

/// A crate, and the only places that may name it.
const OWNERS: [(&str, &[&str]); 21] = [
    ("ratatui", &["viewer/"]),
    ("ratatui_textarea", &["viewer/"]),
    ("crossterm", &["viewer/"]),
    ("clap", &["cli/"]),
    ("clap_complete", &["cli/"]),
    ("clap_mangen", &["cli/"]),
    ("pulldown_cmark", &["article/markdown/"]),
    ("tantivy", &["search/index/"]),
    ("rustix", &["search/index/"]),
    ("granit_parser", &["text/yaml/"]),
    ("serde_yaml", &["text/yaml/"]),
    ("hayagriva", &["export/csl/"]),
    ("quick_xml", &["export/csl/"]),
    ("minijinja", &["export/template"]),
    ("dom_query", &["article/html/", "export/html/tests"]),
    ("dom_smoothie", &["article/html/"]),
    ("html5ever", &["article/html/"]),
    ("rbook", &["article/epub/"]),
    ("zip", &["article/epub/"]),
    ("pulp", &["search/sieve/"]),
    ("simdutf8", &["search/"]),
];

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("src can be listed") {
            let path = entry.expect("src can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(&root).expect("it is below src");
                let name = name.to_string_lossy().replace('\\', "/");
                files.push((name, fs::read_to_string(&path).expect("a source is UTF-8")));
            }
        }
    }
    files.sort();
    assert!(files.len() > 20, "the sources were found");
    files
}

/// The sources without their comments, so that prose may name anything.
fn code(text: &str) -> String {
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn floor_of(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// The modules named after `crate::` or `postil::`, also within braces.
fn named_modules(code: &str) -> Vec<String> {
    let mut named = Vec::new();
    for part in code
        .split("crate::")
        .skip(1)
        .chain(code.split("postil::").skip(1))
    {
        if let Some(group) = part.strip_prefix('{') {
            let mut depth = 1;
            let mut word = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 1 => named.push(std::mem::take(&mut word)),
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
                if depth == 1 && c != ',' {
                    word.push(c);
                }
            }
            named.push(word);
        } else {
            named.push(part.to_owned());
        }
    }
    let first_word = |text: String| -> String {
        let word = text.trim_start().chars();
        word.take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    named.into_iter().map(first_word).collect()
}

#[test]
fn imports_go_one_way() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let module = file.split(['/', '.']).next().unwrap_or_default().to_owned();
        let Some(here) = floor_of(&module) else {
            wrong.push(format!("{file} stands on no floor"));
            continue;
        };
        for named in named_modules(&code(&text)) {
            if let Some(there) = floor_of(&named)
                && named != module
                && there >= here
            {
                wrong.push(format!("{file} names {named}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn crates_are_named_by_their_owners_only() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let code = code(&text);
        for (name, owners) in OWNERS {
            let path = format!("{name}::");
            let named = code.match_indices(&path).any(|(at, _)| {
                let before = code[..at].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
            });
            if named && !owners.iter().any(|owner| file.starts_with(owner)) {
                wrong.push(format!("{file} names {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent: Vec<String> = sources()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(file, _)| file)
        .collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn the_rule_itself_can_fail() {
    assert_eq!(
        named_modules("use crate::{viewer::Key, text};"),
        ["viewer", "text"]
    );
    assert_eq!(named_modules("crate::cli::run()"), ["cli"]);
    assert!(floor_of("viewer") > floor_of("text"));
}
