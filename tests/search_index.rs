//! The index: it changes no answer, never answers from what is stale, and gives way when it is
//! damaged. Only with the cargo feature `index`.

#![cfg(feature = "index")]
#![allow(clippy::unwrap_used, reason = "a test may stop at what cannot be")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;

/// A library with a cache of its own.
struct Shelf {
    folder: tempfile::TempDir,
}

impl Shelf {
    fn new() -> Self {
        let shelf = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        shelf.put("corpus/plain.md", PLAIN);
        shelf.put("corpus/rich.md", RICH);
        shelf.put(
            "corpus/noted.md",
            "Of salt and bread.\n\nThe mill stands.\n",
        );
        shelf.put(
            "annotations/noted.yaml",
            "annotations:\n- {id: a, kind: quotation, at: 0¶1, quote: salt, source: miller, \
             tags: [food], note: A zebra was seen.}\n",
        );
        shelf.put(
            "annotations/sources.yaml",
            "references:\n- {id: miller, title: Ovens, author: [{family: Miller}]}\n",
        );
        shelf
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join("library").join(path)
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("postil").unwrap();
        for (variable, folder) in [
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_STATE_HOME", "state"),
        ] {
            command.env(variable, self.folder.path().join(folder));
        }
        command.arg("--library").arg(self.path("")).args(arguments);
        command.timeout(std::time::Duration::from_secs(60));
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn index(&self) -> String {
        let output = self.run(&["index"]);
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// What a query answers with the index, which must be the same without.
    fn found(&self, query: &[&str]) -> String {
        let with = self.run(&[&["search", "--json"], query].concat());
        let without = self.run(&[&["search", "--json", "--no-index"], query].concat());
        let text = |output: &Output| String::from_utf8(output.stdout.clone()).unwrap();
        assert_eq!(text(&with), text(&without), "{query:?}");
        assert_eq!(with.status.code(), without.status.code(), "{query:?}");
        text(&with)
    }

    /// Every file of the index.
    fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut folders = vec![self.folder.path().join("cache")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push(path);
                }
            }
        }
        files.sort();
        files
    }
}

const PLAIN: &str = "# Plain\n\nBread and *peace*[^1] for all.\n\n## Ovens of Ghent\n\nThe revo-\n\
    lution of r*y*e, in the café.\n\nA coup d’état, and no bread.\n\n## Mills\n\nBread again, by \
    jurisdiction of volume.\n\n[^1]: Peace is dear.\n";

const RICH: &str = "---\ntitle: Rich\n---\n\n- bread in a list\n- peace\n\n> A quotation of rye.\n\n\
    | a | b |\n|---|---|\n| bread | salt |\n";

const QUERIES: [&[&str]; 24] = [
    &["bread"],
    &["Bread"],
    &["-i", "BREAD"],
    &["bread peace"],
    &["revolution"],
    &["revol*"],
    &["lution"],
    &["\"coup d'etat\""],
    &["rye"],
    &["cafe OR zebra"],
    &["-E", "juris\\w+ion of vol"],
    &["-F", "r"],
    &["-E", "b.*d"],
    &["/[Bb]read,? (and|in)/"],
    &["zebra"],
    &["in:sources miller"],
    &["kind:quotation"],
    &["bread -peace"],
    &["bread NEAR/3 peace"],
    &["section:1"],
    &["article:plain bread"],
    &["--sort", "relevance", "bread peace OR rye"],
    &["--sort", "relevance", "zebra OR mills"],
    &["nowhere"],
];

#[test]
fn the_index_changes_no_answer() {
    let shelf = Shelf::new();
    let before: Vec<String> = QUERIES.iter().map(|q| shelf.found(q)).collect();
    let said = shelf.index();
    assert!(said.starts_with("3 articles read"), "{said}");
    let after: Vec<String> = QUERIES.iter().map(|q| shelf.found(q)).collect();
    assert_eq!(before, after);
    assert!(after.iter().filter(|out| !out.is_empty()).count() > 18);
    // So is what is said where nothing is found.
    for query in ["braed", "ovans OR pease"] {
        let with = shelf.run(&["search", query]);
        let without = shelf.run(&["search", "--no-index", query]);
        assert!(with.stderr.len() > 60, "{with:?}");
        assert_eq!(with.stderr, without.stderr, "{query}");
    }
    let again = shelf.index();
    assert!(again.starts_with("0 articles read"), "{again}");
    assert!(again.contains("3 unchanged"), "{again}");
}

#[test]
fn what_has_changed_is_searched_as_it_is_now() {
    let shelf = Shelf::new();
    shelf.index();
    assert_eq!(shelf.found(&["oats"]), "");
    shelf.put("corpus/plain.md", &PLAIN.replace("Bread", "Oats_"));
    shelf.put("corpus/new.md", "New oats.\n");
    assert_eq!(shelf.found(&["oats"]).lines().count(), 3);
    // The same length, the times set back: the file still tells.
    let changed = PLAIN.replace("Bread", "Wheat");
    let times = fs::metadata(shelf.path("corpus/plain.md")).unwrap();
    shelf.put("corpus/plain.md", &changed);
    let file = fs::File::options()
        .write(true)
        .open(shelf.path("corpus/plain.md"))
        .unwrap();
    file.set_modified(times.modified().unwrap()).unwrap();
    assert_eq!(shelf.found(&["wheat"]).lines().count(), 2);
    assert_eq!(shelf.found(&["oats"]).lines().count(), 1);
    fs::remove_file(shelf.path("corpus/rich.md")).unwrap();
    assert!(!shelf.found(&["bread"]).contains("rich"));
    // Notes and works count as well.
    let notes = fs::read_to_string(shelf.path("annotations/noted.yaml")).unwrap();
    shelf.put("annotations/noted.yaml", &notes.replace("zebra", "tapir"));
    assert_eq!(shelf.found(&["tapir"]).lines().count(), 1);
    assert_eq!(shelf.found(&["zebra"]), "");
    shelf.put(
        "annotations/sources.yaml",
        "references:\n- {id: miller, title: Windmills, author: [{family: Miller}]}\n",
    );
    assert_eq!(shelf.found(&["windmills"]).lines().count(), 1);
    let said = shelf.index();
    assert!(said.starts_with("3 articles read"), "{said}");
    assert!(said.contains("0 unchanged, 1 gone"), "{said}");
    for query in QUERIES {
        shelf.found(query);
    }
}

/// A way to damage a file.
type Way<'a> = &'a dyn Fn(&[u8]) -> Vec<u8>;

/// Damages a file in one way after the other; what is found must stay the same.
fn damaged(shelf: &Shelf, file: &Path, ways: &[Way<'_>]) {
    let whole = fs::read(file).unwrap();
    for (at, way) in ways.iter().enumerate() {
        fs::write(file, way(&whole)).unwrap();
        for query in ["bread", "revolution", "/jurisdiction/"] {
            let found = shelf.run(&["search", query]);
            let wanted = shelf.run(&["search", "--no-index", query]);
            let name = file.display();
            assert_eq!(found.stdout, wanted.stdout, "{name} {at}: {found:?}");
            assert_eq!(found.status.code(), Some(0), "{name} {at}: {found:?}");
        }
    }
    fs::write(file, whole).unwrap();
}

#[test]
fn a_damaged_index_is_told_of_and_answers_nothing_wrong() {
    let shelf = Shelf::new();
    shelf.index();
    let files = shelf.files();
    assert!(files.len() > 6, "{files:?}");
    for file in files {
        if file.ends_with("lock") || file.to_string_lossy().contains(".lock") {
            continue;
        }
        damaged(
            &shelf,
            &file,
            &[
                &|_| Vec::new(),
                &|whole| whole[..1.min(whole.len())].to_vec(),
                &|whole| whole[..whole.len() / 3].to_vec(),
                &|whole| whole[..whole.len() / 2].to_vec(),
                &|whole| whole[..whole.len().saturating_sub(1)].to_vec(),
                &|whole| [whole, b"more"].concat(),
            ],
        );
    }
    // It is built anew from whatever is left of it.
    let meta = shelf.files().into_iter().find(|f| f.ends_with("meta.json"));
    fs::write(meta.unwrap(), "{").unwrap();
    let told = shelf.run(&["search", "bread"]);
    let told = String::from_utf8(told.stderr).unwrap();
    assert!(told.contains("`postil index` builds it anew"), "{told}");
    let said = shelf.index();
    assert!(said.contains("was built anew"), "{said}");
    for query in QUERIES {
        shelf.found(query);
    }
    let silent = shelf.run(&["search", "bread"]);
    assert!(silent.stderr.is_empty(), "{silent:?}");
}

#[test]
fn bits_that_flip_anywhere_change_no_answer() {
    let shelf = Shelf::new();
    shelf.index();
    let mut seed: u64 = 1789;
    let mut below = |limit: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % limit as u64).unwrap()
    };
    let files = shelf.files();
    let files = files.iter().filter(|f| fs::metadata(f).unwrap().len() > 0);
    for file in files {
        let whole = fs::read(file).unwrap();
        for _ in 0..2 {
            let mut damaged = whole.clone();
            for _ in 0..=below(3) {
                let at = below(damaged.len());
                damaged[at] ^= 1 << below(8);
            }
            if below(3) == 0 {
                damaged.truncate(below(damaged.len()));
            }
            fs::write(file, damaged).unwrap();
            shelf.found(&["-i", "bread"]);
            shelf.found(&["\"coup d'etat\" OR revol* OR zebra"]);
        }
        fs::write(file, whole).unwrap();
    }
    // What is whole after all is trusted again, once it has been looked through.
    let said = shelf.index();
    assert!(said.starts_with("0 articles read"), "{said}");
    let silent = shelf.run(&["search", "bread"]);
    assert!(silent.stderr.is_empty(), "{silent:?}");
}

#[test]
fn names_alone_are_the_same_too() {
    let shelf = Shelf::new();
    for article in 0..20 {
        let text = PLAIN.repeat(1 + article);
        shelf.put(&format!("corpus/a{article}.md"), &text);
    }
    shelf.index();
    for query in ["bread", "\"bread again\"", "/r[ey]+e/", "nowhere", "zebra"] {
        let with = shelf.run(&["search", "-l", query]);
        let without = shelf.run(&["search", "-l", "--no-index", query]);
        assert_eq!(with.stdout, without.stdout, "{query}");
        let all = shelf.run(&["search", "--count", query]).stdout;
        let lines = |out: &[u8]| out.split(|b| *b == b'\n').count();
        assert_eq!(lines(&with.stdout), lines(&all), "{query}");
    }
}

#[test]
fn two_processes_build_it_without_harm() {
    let shelf = Shelf::new();
    for article in 0..40 {
        shelf.put(&format!("corpus/a{article}.md"), &PLAIN.repeat(20));
    }
    let children: Vec<_> = (0..4)
        .map(|_| {
            std::process::Command::new(assert_cmd::cargo::cargo_bin!("postil"))
                .env("XDG_CACHE_HOME", shelf.folder.path().join("cache"))
                .env("XDG_DATA_HOME", shelf.folder.path().join("data"))
                .args(["--library".as_ref(), shelf.path("").as_os_str()])
                .arg("index")
                .stdout(std::process::Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    // Whoever searches meanwhile gets the right answer.
    assert_eq!(shelf.found(&["jurisdiction"]).lines().count(), 40 * 20 + 1);
    let mut read = 0;
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let said = String::from_utf8(output.stdout).unwrap();
        read += usize::from(!said.starts_with("0 articles"));
    }
    assert_eq!(read, 1, "only one had something to do");
    assert_eq!(shelf.found(&["jurisdiction"]).lines().count(), 40 * 20 + 1);
}

#[test]
fn it_can_be_taken_away() {
    let shelf = Shelf::new();
    shelf.index();
    let output = shelf.run(&["index", "--remove"]);
    assert!(output.status.success());
    assert!(shelf.files().is_empty());
    let output = shelf.run(&["index", "--remove"]);
    assert_eq!(output.stdout, b"there was no index\n");
    shelf.found(&["bread"]);
}
