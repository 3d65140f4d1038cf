//! Search and what is bad: queries that look as if they would never end or are far too long, files
//! that are no text, files that go or change while they are searched. Never a wrong hit, a hang or
//! a panic.

#![allow(clippy::unwrap_used, reason = "a test may stop at what cannot be")]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use assert_cmd::Command;
use postil::search::Query;

fn library(texts: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("corpus")).unwrap();
    fs::create_dir_all(folder.path().join("annotations")).unwrap();
    for (name, text) in texts {
        fs::write(folder.path().join(format!("corpus/{name}.md")), text).unwrap();
    }
    folder
}

fn search(folder: &Path, arguments: &[&str]) -> Output {
    let output = Command::cargo_bin("postil")
        .unwrap()
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .env("XDG_DATA_HOME", folder.join("data"))
        .arg("--library")
        .arg(folder)
        .arg("search")
        .args(arguments)
        .timeout(Duration::from_secs(60))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!said.contains("panicked"), "{arguments:?}: {said}");
    assert!(output.status.code().is_some(), "{arguments:?} was stopped");
    output
}

#[test]
fn expressions_that_look_catastrophic_end_soon() {
    let text = format!("{}!\n\nBread.\n", "a".repeat(200_000));
    let folder = library(&[("long", text.as_bytes())]);
    for expression in [
        "(a+)+$",
        "(a|a)*b",
        "(a|aa)+$",
        "(.*)(.*)(.*)(.*)(.*)x",
        "(a?){100}b",
        "((a*)*)*c",
    ] {
        let output = search(folder.path(), &["-E", "--count", expression]);
        assert!(output.status.code() < Some(2), "{expression}: {output:?}");
    }
    for too_big in ["(a{1000}){1000}", "a{4000000000}", r"\p{L}{5000}{5000}"] {
        let output = search(folder.path(), &["-E", too_big]);
        assert_eq!(output.status.code(), Some(2), "{too_big}: {output:?}");
    }
}

#[test]
fn what_is_not_closed_is_refused_with_its_column() {
    for (query, column) in [
        ("bread \"and", 7),
        ("bread (and", 7),
        ("bread and)", 10),
        ("“bread", 1),
        ("/bread", 1),
        ("((bread)", 1),
        ("bread NEAR/3 (peace)", 14),
        ("\"bread\"peace\"", 13),
    ] {
        let error = Query::parse(query).unwrap_err();
        assert_eq!(error.column, column, "{query}: {error}");
    }
}

#[test]
fn a_file_that_is_no_text_is_told_of_and_the_others_are_searched() {
    let folder = library(&[
        ("bread", b"Bread.\n"),
        ("latin", b"Bread in a caf\xe9.\n"),
        ("nul", b"Bread\0 and\0 bread.\n"),
        ("wide", b"\xff\xfeB\0r\0e\0a\0d\0"),
        ("empty", b""),
        ("control", b"Bread \x1b[31m\x9b\r\nand\x07 bread.\n"),
    ]);
    let output = search(folder.path(), &["bread"]);
    let found = String::from_utf8(output.stdout).unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(found.contains("bread#0¶1"), "{found}");
    assert!(found.contains("nul#0¶1"), "{found}");
    assert!(
        !found.contains("latin") && !found.contains("wide"),
        "{found}"
    );
    assert!(
        !found.contains('\u{1b}') && !found.contains('\0'),
        "{found:?}"
    );
    for name in ["latin.md", "wide.md"] {
        assert!(said.contains(name) && said.contains("not UTF-8"), "{said}");
    }
}

#[test]
fn files_that_go_or_change_while_they_are_searched_do_no_harm() {
    let old = "Bread of old.\n\n".repeat(300);
    let new = "Bread anew, and more of it.\n\n".repeat(200);
    let folder = library(&[]);
    let path = |article: usize| folder.path().join(format!("corpus/a{article}.md"));
    for article in 0..60 {
        fs::write(path(article), &old).unwrap();
    }
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut turn = 0;
            while !stop.load(Ordering::Relaxed) {
                for article in 0..60 {
                    match (article + turn) % 4 {
                        0 => drop(fs::remove_file(path(article))),
                        1 => drop(fs::write(path(article), &old)),
                        // Cut short in the middle of a letter, as a writer leaves it for a moment.
                        2 => drop(fs::write(path(article), b"Bread \xc3")),
                        _ => {
                            let file = fs::File::create(path(article));
                            let _ = file.and_then(|mut f| f.write_all(new.as_bytes()));
                        }
                    }
                }
                turn += 1;
            }
        });
        for _ in 0..12 {
            let output = search(folder.path(), &["bread"]);
            let found = String::from_utf8(output.stdout).unwrap();
            for line in found.lines() {
                let hit = line.contains("Bread of old.") || line.contains("Bread anew, and more");
                // What was cut short by the writer is found as it stood there.
                assert!(hit || line.contains("Bread"), "{line}");
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
}

#[test]
fn a_reader_that_goes_away_ends_the_search() {
    let text = "Bread.\n\n".repeat(50_000);
    let folder = library(&[("long", text.as_bytes())]);
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("postil"))
        .arg("--library")
        .arg(folder.path())
        .args(["search", "bread"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn a_query_of_a_megabyte_is_refused_and_one_at_the_limit_answered() {
    let folder = library(&[("bread", b"Bread and peace.\n")]);
    let library = postil::library::Library::in_folder(folder.path());
    let edition = library.open(&"bread".parse().unwrap()).unwrap();
    let to = |length: usize, open: &str, unit: &str, close: &str| {
        let units = (length - open.len() - close.len()) / unit.len();
        format!("{open}{}{close}", unit.repeat(units))
    };
    // What each is made of, and how many answers it has; `None`: it cannot be asked.
    for (open, unit, close, answers) in [
        ("", "bread ", "", Some(1)),
        ("", "rye OR ", "peace", Some(1)),
        ("", "in:text ", "bread", Some(1)),
        ("", "x", "", Some(0)),
        ("\"", "bread ", "\"", Some(0)),
        ("", "(", "", None),
        ("", "-(", "", None),
        ("", "bread NEAR ", "peace", None),
    ] {
        let long = Query::parse(&to(1 << 20, open, unit, close)).unwrap_err();
        assert!(long.message.contains("16384 bytes"), "{unit}: {long}");
        let query = to(16 << 10, open, unit, close);
        match Query::parse(&query) {
            Ok(query) => assert_eq!(Some(query.find(&edition).count()), answers, "{unit}"),
            Err(error) => {
                assert_eq!(answers, None, "{unit}: {error}");
                assert!(error.pointer(&query).len() < 1_000, "{unit}");
            }
        }
    }
    // As an expression: it is answered or refused, and in either case at once.
    let expression = to(16 << 10, "/", "a|", "b/");
    let asked = Query::parse(&expression).map(|query| query.find(&edition).count());
    assert!(asked.is_err() || asked == Ok(4), "{asked:?}");
}
