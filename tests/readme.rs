//! What the README says of keys and commands is what the program has. `POSTIL_UPDATE_README=1`
//! writes the tables anew.

#![allow(clippy::expect_used, reason = "a test may stop at what cannot be")]

mod common;

use std::path::Path;

use common::Scratch;

/// Compares what stands between two markers with what should, or writes it.
fn stands_in_the_readme(marker: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).expect("the README is there");
    let (open, close) = (
        format!("<!-- {marker} -->\n"),
        format!("<!-- /{marker} -->"),
    );
    let start = readme.find(&open).expect("the marker is there") + open.len();
    let end = readme.find(&close).expect("the marker is closed");
    let expected = format!("\n{}\n\n", expected.trim());
    if readme[start..end] == expected {
        return;
    }
    if std::env::var_os("POSTIL_UPDATE_README").is_some() {
        let new = format!("{}{expected}{}", &readme[..start], &readme[end..]);
        std::fs::write(&path, new).expect("the README can be written");
        return;
    }
    panic!("the README's {marker} are stale: POSTIL_UPDATE_README=1 cargo test --test readme");
}

#[test]
fn the_commands_are_those_of_the_program() {
    let help = Scratch::new().run(&["--help"]).ok();
    let rows = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .filter_map(|line| line.trim().split_once(' '))
        .filter(|(name, _)| *name != "help")
        .map(|(name, does)| format!("| `postil {name}` | {} |", does.trim()));
    let head = ["| Command | Does |", "| --- | --- |"].map(str::to_owned);
    let table: Vec<String> = head.into_iter().chain(rows).collect();
    stands_in_the_readme("commands", &table.join("\n"));
}

#[test]
fn the_keys_are_those_of_the_table() {
    stands_in_the_readme("keys", &postil::viewer::keys::markdown());
}

/// The README's picture is the page as the program draws it.
#[test]
fn the_picture_is_the_page_of_the_program() {
    let library = ["--library", env!("CARGO_MANIFEST_DIR")];
    let drawn = Scratch::new().run(&[&library[..], &PICTURE].concat()).ok();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/page.svg");
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    if kept == drawn {
        return;
    }
    if std::env::var_os("POSTIL_UPDATE_README").is_some() {
        std::fs::write(&path, drawn).expect("the picture can be written");
        return;
    }
    panic!("docs/page.svg is stale: POSTIL_UPDATE_README=1 cargo test --test readme");
}

const PICTURE: [&str; 6] = [
    "screenshot",
    "a-tour-of-postil",
    "--size",
    "106x31",
    "--keys",
    "]]<Tab>",
];
