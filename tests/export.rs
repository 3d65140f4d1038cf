//! The annotated copies of the real program, read by other programs.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may stop at what cannot be"
)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use common::{Scratch, bread};
use serde_json::Value;

/// What pandoc makes of a text; `None`, said aloud, where there is no pandoc and this is no CI.
fn pandoc(arguments: &[&str], input: &str) -> Option<String> {
    let child = Command::new("pandoc")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        assert!(std::env::var_os("CI").is_none(), "CI must have pandoc");
        eprintln!("no pandoc here: skipped");
        return None;
    };
    let mut stdin = child.stdin.take().expect("standard input is piped");
    stdin.write_all(input.as_bytes()).expect("pandoc reads");
    drop(stdin);
    let output = child.wait_with_output().expect("pandoc ends");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    Some(String::from_utf8(output.stdout).expect("pandoc writes UTF-8"))
}

/// How often an element of pandoc's document model occurs.
fn count(value: &Value, element: &str) -> usize {
    match value {
        Value::Array(items) => items.iter().map(|v| count(v, element)).sum(),
        Value::Object(map) => {
            let here = usize::from(map.get("t").is_some_and(|t| t == element));
            here + map.values().map(|v| count(v, element)).sum::<usize>()
        }
        _ => 0,
    }
}

/// The values of an attribute in a page of HTML.
fn attribute(html: &str, name: &str) -> Vec<String> {
    let opening = format!(" {name}=\"");
    let html = html.replace('\n', " ");
    let values = html.split(&opening).skip(1);
    values
        .filter_map(|rest| rest.split('"').next())
        .map(|v| v.replace("&amp;", "&"))
        .collect()
}

fn links_resolve(html: &str) -> usize {
    let ids: BTreeSet<String> = attribute(html, "id").into_iter().collect();
    let links: Vec<String> = attribute(html, "href")
        .into_iter()
        .filter(|l| l.starts_with('#'))
        .collect();
    for link in &links {
        assert!(ids.contains(&link[1..]), "{link} leads nowhere\n{html}");
    }
    links.len()
}

const READERS: [(&str, &str); 4] = [
    ("commonmark", "commonmark_x"),
    ("commonmark", "gfm"),
    ("gfm", "gfm"),
    ("pandoc", "markdown"),
];

#[test]
fn pandoc_counts_every_note_and_finds_every_link() {
    let scratch = bread();
    for (flavour, reader) in READERS {
        let arguments = ["export", "bread", "--to", "markdown", "--flavour", flavour];
        let copy = scratch.run(&arguments).ok();
        let Some(json) = pandoc(&["-f", reader, "-t", "json"], &copy) else {
            return;
        };
        let json: Value = serde_json::from_str(&json).expect("pandoc writes JSON");
        // Seven of the library and one of the article.
        assert_eq!(count(&json, "Note"), 8, "{flavour} {reader}\n{copy}");
        let html = pandoc(&["-f", reader, "-t", "html"], &copy).expect("pandoc is here");
        assert!(links_resolve(&html) > 8, "{html}");
        let plain =
            pandoc(&["-f", reader, "-t", "plain", "--wrap=none"], &copy).expect("pandoc is here");
        assert!(
            !plain.contains("[^") && !plain.contains("postil"),
            "{plain}"
        );
    }
}

#[test]
fn the_other_places_of_notes_read_well_too() {
    let scratch = bread();
    for (flavour, reader) in READERS {
        for place in ["inline", "end"] {
            let arguments = [
                "export",
                "bread",
                "--to",
                "markdown",
                "--flavour",
                flavour,
                "--notes",
                place,
            ];
            let copy = scratch.run(&arguments).ok();
            let Some(html) = pandoc(&["-f", reader, "-t", "html"], &copy) else {
                return;
            };
            links_resolve(&html);
            let plain = pandoc(&["-f", reader, "-t", "plain", "--wrap=none"], &copy)
                .expect("pandoc is here");
            assert!(
                plain.contains("The runner, the upper of the two"),
                "{plain}"
            );
            assert_eq!(plain.matches("Gloss").count(), 1, "{plain}");
        }
    }
}

#[test]
fn import_gives_back_the_article_its_notes_and_its_works() {
    let scratch = bread();
    let own = "annotations:\n- {id: mine, kind: note, at: 2¶1, note: For me alone.}\n";
    scratch.file("annotations/bread.notes.yaml", own);
    let arguments = [
        "export",
        "bread",
        "--to",
        "markdown",
        "--own-notes",
        "-o",
        "copy.md",
    ];
    scratch.run(&arguments).ok();
    let other = Scratch::new();
    other.file("copy.md", scratch.read("copy.md"));
    let report = other.run(&["import", "copy.md"]).ok();
    insta::assert_snapshot!(report, @"
    copy.md is now corpus/bread.md
      line 1     took      the front matter
                 took      an annotated copy; notes: 8, works: 2
                 took      the copy's notes, now annotations/bread.yaml: 7
                 took      the copy's notes, now annotations/bread.notes.yaml: 1
                 took      works new to annotations/sources.yaml: 2
      2 sections, 6 paragraphs, 1 note
      the library's notes on it: 8 exact
    ");
    assert_eq!(
        other.run(&["notes", "bread", "--json"]).ok(),
        scratch.run(&["notes", "bread", "--json"]).ok()
    );
    assert_eq!(
        other.run(&["outline", "bread", "--json"]).ok(),
        scratch.run(&["outline", "bread", "--json"]).ok()
    );
    // A copy of the copy is the same copy.
    let arguments = ["export", "bread", "--to", "markdown", "--own-notes"];
    assert_eq!(other.run(&arguments).ok(), scratch.read("copy.md"));
    // What the library has already is not touched.
    other.file("annotations/bread.yaml", "annotations: []\n");
    let run = other.run(&["import", "copy.md"]);
    assert_ne!(run.code, Some(0));
    assert_eq!(other.read("annotations/bread.yaml"), "annotations: []\n");
}

#[test]
fn only_the_kinds_asked_for_are_exported() {
    let scratch = bread();
    let arguments = [
        "export",
        "bread",
        "--to",
        "markdown",
        "--kinds",
        "gloss,emendation",
    ];
    let copy = scratch.run(&arguments).ok();
    assert!(copy.contains("[^gloss:g1]: ") && copy.contains("[^emendation:e1]: "));
    assert!(!copy.contains("q1") && !copy.contains("## Sources"));
    let run = scratch.run(&["export", "bread", "--to", "markdown", "--kinds", "glos"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("the kinds are"), "{}", run.err);
}

#[test]
fn own_notes_stay_at_home_unless_asked_for() {
    let scratch = bread();
    let own = "annotations:\n- {id: mine, kind: note, at: 2¶1, note: For me alone.}\n";
    scratch.file("annotations/bread.notes.yaml", own);
    let run = scratch.run(&["export", "bread", "--to", "markdown"]);
    assert!(!run.out.contains("For me alone"));
    assert!(
        run.err.contains("1 of your own notes left out"),
        "{}",
        run.err
    );
    let copy = scratch.run(&["export", "bread", "--to", "markdown", "--own-notes"]);
    assert!(copy.ok().contains("For me alone"));
}

#[test]
fn nothing_is_written_over_without_force() {
    let scratch = bread();
    let export = |more: &[&str]| {
        let mut arguments = vec!["export", "bread", "--to", "markdown", "-o", "copy.md"];
        arguments.extend(more);
        scratch.run(&arguments)
    };
    assert_eq!(export(&[]).code, Some(0));
    let first = scratch.read("copy.md");
    scratch.file("copy.md", "mine");
    let run = export(&[]);
    assert_eq!(run.code, Some(2));
    insta::assert_snapshot!(run.err, @"postil: copy.md: is there already; name another file, or write over it with `--force`");
    assert_eq!(scratch.read("copy.md"), "mine");
    assert_eq!(export(&["--force"]).code, Some(0));
    assert_eq!(scratch.read("copy.md"), first);
}

#[test]
fn several_articles_go_into_a_folder() {
    let scratch = bread();
    scratch.file("corpus/rye.md", "---\ntitle: Rye\n---\n\nRye.\n");
    let run = scratch.run(&["export", "--to", "markdown"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("-o FOLDER"), "{}", run.err);
    assert_eq!(
        scratch
            .run(&["export", "--to", "markdown", "-o", "out"])
            .code,
        Some(0)
    );
    assert!(scratch.read("out/bread.md").contains("# On Bread"));
    assert!(scratch.read("out/rye.md").contains("# Rye"));
    scratch.file("file", "x");
    let run = scratch.run(&["export", "--to", "markdown", "-o", "file"]);
    assert_eq!(run.code, Some(2));
}

#[cfg(unix)]
#[test]
fn what_cannot_be_written_is_told() {
    let scratch = bread();
    let full = scratch.run(&["export", "bread", "--to", "markdown", "-o", "/dev/full"]);
    assert_eq!(full.code, Some(2));
    assert!(full.err.contains("room on the disk"), "{}", full.err);
    scratch.file("blocked", "a file where a folder should be");
    let blocked = scratch.run(&[
        "export",
        "bread",
        "--to",
        "markdown",
        "-o",
        "blocked/copy.md",
    ]);
    assert_eq!(blocked.code, Some(2));
    assert!(
        blocked
            .err
            .contains("blocked/copy.md: could not be written"),
        "{}",
        blocked.err
    );
    // A reader that goes away is no error.
    let mut child = scratch
        .command(&["export", "bread", "--to", "markdown"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(output.status.code(), Some(0));
}

/// A disk of 64 KiB in memory, for as long as it is held.
#[cfg(target_os = "linux")]
struct SmallDisk(std::path::PathBuf);

#[cfg(target_os = "linux")]
impl SmallDisk {
    /// `None` where this user may mount nothing.
    fn at(folder: std::path::PathBuf) -> Option<Self> {
        fs::create_dir_all(&folder).expect("the folder can be made");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"])
            .arg(&folder)
            .stderr(Stdio::null())
            .status();
        mounted.is_ok_and(|s| s.success()).then_some(Self(folder))
    }

    /// The files on it, with what they hold.
    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let files = fs::read_dir(&self.0).expect("the disk can be read");
        let mut files: Vec<(String, Vec<u8>)> = files
            .map(|file| {
                let path = file.expect("the disk can be read").path();
                let name = path.file_name().expect("a file has a name");
                let bytes = fs::read(&path).expect("a file can be read");
                (name.to_string_lossy().into_owned(), bytes)
            })
            .collect();
        files.sort();
        files
    }
}

#[cfg(target_os = "linux")]
impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_keeps_the_file_that_was_there_and_no_other() {
    let scratch = bread();
    let Some(disk) = SmallDisk::at(scratch.path().join("disk")) else {
        // Past the test harness, which keeps what a passing test prints to itself.
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED a_full_disk_keeps_the_file_that_was_there_and_no_other: \
             this user may mount no small disk"
        );
        return;
    };
    let formats = [
        "markdown", "html", "text", "jsonld", "ndjson", "csl-json", "csl-yaml", "bibtex",
    ];
    let export = |format: &str, file: &str| {
        scratch.run(&["export", "bread", "--to", format, "--force", "-o", file])
    };
    assert_eq!(export("markdown", "disk/copy").code, Some(0));
    let mut filling = fs::File::create(disk.0.join("filling")).expect("there is room");
    while filling
        .write(&[b'x'; 4096])
        .is_ok_and(|written| written > 0)
    {}
    drop(filling);
    let before = disk.files();
    assert_eq!(before.len(), 2);
    for format in formats {
        for file in ["disk/copy", "disk/another", "disk/folder/copy"] {
            let run = export(format, file);
            assert_eq!(run.code, Some(2), "{format}");
            let told = format!("{file}: could not be written, and nothing was changed");
            assert!(run.err.contains(&told), "{format}: {}", run.err);
            assert!(
                run.err.contains("room on the disk"),
                "{format}: {}",
                run.err
            );
            let _ = fs::remove_dir(disk.0.join("folder"));
            assert_eq!(disk.files(), before, "{format}, {file}");
        }
    }
    // With room again it is written.
    fs::remove_file(disk.0.join("filling")).expect("the file is there");
    for format in formats {
        assert_eq!(export(format, "disk/copy").code, Some(0), "{format}");
    }
}

/// The example of the manual.
fn handout() -> String {
    let manual = include_str!("../docs/templates.md");
    let example = manual.split("```jinja\n").nth(1).expect("there is one");
    example.split("```").next().expect("it ends").to_owned()
}

#[test]
fn a_template_sets_the_copy() {
    let scratch = bread();
    scratch.file("handout.md", handout());
    let arguments = ["export", "bread", "--to", "markdown"];
    let copy = |more: &[&str]| scratch.run(&[&arguments, more].concat());
    let set = copy(&["--template", "handout.md"]).ok();
    assert!(set.starts_with("---\ntitle: On Bread\n"), "{set}");
    let quotations = set.split("## Quotations\n").nth(1).expect("a heading");
    assert!(quotations.contains("\n- 1¶1: "), "{set}");
    assert!(quotations.contains("## Works\n\n- "), "{set}");
    scratch.file("wrong.md", "# {{ article.title }}\n{{ parts.nothing }}\n");
    let wrong = copy(&["--template", "wrong.md"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.err.contains("wrong.md: line 2: "), "{}", wrong.err);
    let missing = copy(&["--template", "nowhere.md"]);
    assert!(
        missing
            .err
            .contains("nowhere.md: the template cannot be read"),
        "{}",
        missing.err
    );
    let bibtex = [
        "export",
        "bread",
        "--to",
        "bibtex",
        "--template",
        "handout.md",
    ];
    assert!(scratch.run(&bibtex).err.contains("leave `--template` out"));
}

#[test]
fn a_copy_by_a_template_comes_back_whole() {
    let scratch = bread();
    let template = "{{ parts.front }}{{ begin }}\n\n## Set by hand\n\n{{ article.words }} words\n\n{{ end }}\n\n{{ parts.text }}{{ parts.notes }}{{ parts.apparatus }}";
    scratch.file("own.md", template);
    let copy = [
        "export",
        "bread",
        "--to",
        "markdown",
        "--template",
        "own.md",
        "-o",
        "copy.md",
    ];
    scratch.run(&copy).ok();
    assert!(scratch.read("copy.md").contains("## Set by hand"));
    let other = Scratch::new();
    other.file("copy.md", scratch.read("copy.md"));
    other.run(&["import", "copy.md"]).ok();
    for listing in ["notes", "outline"] {
        let list = [listing, "bread", "--json"];
        assert_eq!(other.run(&list).ok(), scratch.run(&list).ok());
    }
}

#[test]
fn what_is_no_style_is_told_with_its_place() {
    let scratch = bread();
    scratch.file("bad.csl", "<style>\n <citation></layout>\n</style>\n");
    let arguments = ["export", "bread", "--to", "text", "--style"];
    let run = |file: &str| scratch.run(&[&arguments[..], &[file]].concat());
    let bad = run("bad.csl");
    assert_eq!(bad.code, Some(2));
    assert!(bad.err.contains("bad.csl:2:"), "{}", bad.err);
    assert!(
        run("none.csl")
            .err
            .contains("none.csl: the citation style cannot be read")
    );
    scratch.file("binary.csl", [0xff, 0xfe, 0x00]);
    assert_eq!(run("binary.csl").code, Some(2));
}

#[test]
fn works_of_several_articles_are_one_list() {
    let scratch = bread();
    let notes = "annotations:\n- {id: a, kind: quotation, at: 0¶1, source: lost-work}\n";
    scratch.file("corpus/rye.md", "---\ntitle: Rye\n---\n\nRye.\n");
    scratch.file("annotations/rye.yaml", notes);
    let run = scratch.run(&["export", "--to", "csl-json"]);
    let works: Value = serde_json::from_str(&run.out).expect("it is JSON");
    let ids: Vec<&str> = works
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|w| w["id"].as_str())
        .collect();
    let once: BTreeSet<&str> = ids.iter().copied().collect();
    assert!(!ids.is_empty() && ids.len() == once.len(), "{ids:?}");
    assert!(run.err.contains("left out: lost-work"), "{}", run.err);
    scratch
        .run(&["export", "--to", "bibtex", "-o", "out/"])
        .ok();
    assert!(scratch.read("out/sources.bib").starts_with('@'));
}

#[test]
fn passages_follow_each_other_on_one_stream() {
    let scratch = bread();
    scratch.file("corpus/rye.md", "---\ntitle: Rye\n---\n\nRye.\n");
    let stream = scratch.run(&["export", "--to", "ndjson"]).ok();
    let articles: BTreeSet<String> = stream
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("a record a line"))
        .map(|record| record["article"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(articles.into_iter().collect::<Vec<_>>(), ["bread", "rye"]);
    scratch
        .run(&["export", "--to", "ndjson", "-o", "all.ndjson"])
        .ok();
    assert_eq!(scratch.read("all.ndjson"), stream);
}

#[test]
fn a_page_is_printed_to_a_width() {
    let scratch = bread();
    let page = scratch
        .run(&["read", "bread", "--plain", "--width", "40"])
        .ok();
    assert!(page.contains("On Bread") && page.contains("The runner, the upper"));
    assert!(
        page.lines().all(|line| line.chars().count() <= 40),
        "{page}"
    );
    assert!(!page.contains('\u{1b}'));
    let coloured = scratch.run(&["read", "bread", "--colour", "always"]).ok();
    assert!(coloured.contains("\u{1b}[36m1¶1"), "{coloured}");
    let part = scratch.run(&["read", "bread#2", "--plain"]).ok();
    assert!(part.contains("2¶1") && !part.contains("1¶1  "), "{part}");
    let nowhere = scratch.run(&["read", "bread#7¶7", "--plain"]);
    assert_eq!(nowhere.code, Some(2));
    assert!(nowhere.err.contains("no passage 7¶7"), "{}", nowhere.err);
}

#[cfg(unix)]
#[test]
fn a_copy_that_cannot_be_finished_leaves_what_was_there() {
    use std::os::unix::fs::PermissionsExt as _;
    let scratch = bread();
    scratch.file("out/copy.md", "mine");
    let folder = scratch.path().join("out");
    let allow = |mode| fs::set_permissions(&folder, fs::Permissions::from_mode(mode));
    allow(0o555).expect("permissions can be set");
    // Who may do everything is not stopped by permissions: then there is nothing to see here.
    let stopped = fs::write(folder.join("probe"), "x").is_err();
    if stopped {
        let run = scratch.run(&[
            "export",
            "bread",
            "--to",
            "html",
            "--force",
            "-o",
            "out/copy.md",
        ]);
        assert_eq!(run.code, Some(2));
        assert!(run.err.contains("could not be written"), "{}", run.err);
        assert_eq!(scratch.read("out/copy.md"), "mine");
    }
    allow(0o755).expect("permissions can be set");
    // A template that fails half-way is no half copy either.
    scratch.file("half.md", "{{ parts.text }}{{ parts.nothing }}");
    let run = scratch.run(&[
        "export",
        "bread",
        "--to",
        "markdown",
        "--template",
        "half.md",
        "--force",
        "-o",
        "out/copy.md",
    ]);
    assert_eq!(run.code, Some(2));
    assert_eq!(scratch.read("out/copy.md"), "mine");
    let left = fs::read_dir(&folder).expect("it can be listed");
    let names: Vec<_> = left.flatten().map(|f| f.file_name()).collect();
    assert!(
        names.iter().all(|n| n == "copy.md" || n == "probe"),
        "{names:?}"
    );
}

/// A library with the real article and the notes that ship; `None` where the text is not at hand.
fn real() -> Option<Scratch> {
    let Some(file) = std::env::var_os("POSTIL_ARTICLE") else {
        eprintln!("POSTIL_ARTICLE is not set: skipped");
        return None;
    };
    let bytes = fs::read(file).expect("the article can be read");
    let options = postil::article::import::Options {
        file_name: Some("soviets-take-power.txt".to_owned()),
        name: "soviets-take-power".parse().ok(),
        ..Default::default()
    };
    let imported = postil::article::import::import(&bytes, &options).expect("it is imported");
    let scratch = Scratch::new();
    let text = postil::article::markdown::write(&imported.article);
    scratch.file("corpus/soviets-take-power.md", text);
    for file in ["soviets-take-power.yaml", "sources.yaml"] {
        let from = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("annotations");
        let text = fs::read(from.join(file)).expect("the notes ship");
        scratch.file(&format!("annotations/{file}"), text);
    }
    Some(scratch)
}

#[test]
fn the_real_article_comes_back_whole() {
    use postil::article::markdown::{read_copy, write};
    use postil::export::markdown::read_back;
    use postil::text::problem::Problems;
    let Some(scratch) = real() else { return };
    let library = postil::library::Library::in_folder(scratch.path());
    let name: postil::article::ArticleName = "soviets-take-power".parse().expect("a name");
    let edition = library.open(&name).expect("it opens");
    assert!(edition.notes.len() > 80);
    for (flavour, _) in [
        ("commonmark", ""),
        ("gfm", ""),
        ("pandoc", ""),
        ("obsidian", ""),
    ] {
        for place in ["footnotes", "inline", "end"] {
            let arguments = [
                "export",
                name.as_str(),
                "--to",
                "markdown",
                "--flavour",
                flavour,
                "--notes",
                place,
            ];
            let copy = scratch.run(&arguments).ok();
            let mut problems = Problems::of("copy.md");
            let article = read_copy(name.clone(), &copy, &mut problems);
            let same = write(&article) == scratch.read("corpus/soviets-take-power.md");
            assert!(same, "the text of the copy differs ({flavour}, {place})");
            let carried = read_back(&copy, &mut problems).expect("it is a copy");
            assert!(problems.as_slice().is_empty(), "{problems:?}");
            assert_eq!(carried.annotations.len(), edition.notes.len());
            for note in &edition.notes {
                let back = carried
                    .annotations
                    .iter()
                    .find(|a| a.id == note.annotation.id);
                let mut back = back.expect("the note is there").clone();
                back.position = note.annotation.position;
                assert!(back == note.annotation, "{} differs", back.id);
            }
        }
    }
}

#[test]
fn pandoc_counts_the_notes_of_the_real_article() {
    let Some(scratch) = real() else { return };
    let json = scratch
        .run(&["notes", "soviets-take-power", "--json"])
        .json();
    let notes = json.as_array().expect("a list").len();
    let copy = scratch
        .run(&["export", "soviets-take-power", "--to", "markdown"])
        .ok();
    assert_eq!(
        copy.matches("\n[^").count(),
        notes + 1,
        "a footnote each, and the article's own"
    );
    let Some(html) = pandoc(&["-f", "gfm", "-t", "html"], &copy) else {
        return;
    };
    links_resolve(&html);
    let json = pandoc(&["-f", "gfm", "-t", "json"], &copy).expect("pandoc is here");
    let json: Value = serde_json::from_str(&json).expect("pandoc writes JSON");
    assert_eq!(count(&json, "Note"), notes + 1);
}
