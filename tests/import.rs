//! `postil import` through the real program: reports, refusals, nothing overwritten.

#![allow(clippy::expect_used, reason = "a test may stop at what cannot be")]

mod common;

use common::Scratch;

const MILL: &str = "\
The millers of Rye

In the series Rye 1788

by Jane Miller

On the 3rd of May the river rose above the mill, and the miller's family left it for the hills[1]; \
they were not to come back.

The flood

There were three reasons for it:

1. The rain had not ceased for a week.

Nobody in the valley had seen the like of it before, and nobody did anything about it either.

2. The sluice was shut.

The bailiff wrote in his book that \"The

sluice is the duke's, and shall stay shut until he has been asked about it\". It stayed shut.

Millford, 5/10/88.

[1] They took the millstone with them.
";

#[test]
fn a_plain_text_is_imported_with_a_report() {
    let scratch = Scratch::new();
    scratch.file("millers-of-rye.txt", MILL);
    let run = scratch.run(&["import", "millers-of-rye.txt"]);
    insta::assert_snapshot!(run.ok());
    insta::assert_snapshot!(scratch.read("corpus/millers-of-rye.md"));
    let outline = scratch.run(&["outline", "millers-of-rye", "--json"]).json();
    assert_eq!(outline["sections"][1]["paragraphs"], 5);
}

#[test]
fn a_dry_run_writes_nothing() {
    let scratch = Scratch::new();
    scratch.file("rye.txt", MILL);
    let out = scratch.run(&["import", "--dry-run", "rye.txt"]).ok();
    assert!(out.starts_with("rye.txt would be corpus/rye.md"), "{out}");
    assert!(!scratch.path().join("corpus/rye.md").exists());
}

#[test]
fn an_article_is_never_overwritten_unasked() {
    let scratch = Scratch::new();
    scratch.file("corpus/rye.md", "Old.\n");
    scratch.file("rye.txt", MILL);
    let run = scratch.run(&["import", "rye.txt"]);
    assert_eq!(run.code, Some(2));
    insta::assert_snapshot!(run.err, @"postil: rye.txt: this library has corpus/rye.md already; give it another name with --name, or write over it with --replace");
    assert_eq!(scratch.read("corpus/rye.md"), "Old.\n");
    scratch.run(&["import", "--replace", "rye.txt"]).ok();
    assert!(scratch.read("corpus/rye.md").contains("The flood"));
    scratch
        .run(&["import", "--name", "rye-1788", "rye.txt"])
        .ok();
    assert!(scratch.path().join("corpus/rye-1788.md").exists());
}

#[test]
fn standard_input_is_named_by_its_title() {
    let scratch = Scratch::new();
    let run = scratch.run_with_input(&["import", "--json", "-"], MILL.as_bytes());
    let json = run.json();
    assert_eq!(json[0]["article"], "the-millers-of-rye");
    assert_eq!(json[0]["date"], "1988-10-05");
    assert_eq!(json[0]["author"][0], "Jane Miller");
    assert_eq!(json[0]["notes"], 1);
}

#[test]
fn what_cannot_be_imported_is_refused_and_the_rest_is_not() {
    let scratch = Scratch::new();
    scratch.file("good.txt", MILL);
    scratch.file("empty.txt", "");
    scratch.file("scan.pdf", "%PDF-1.7\n...");
    let run = scratch.run(&[
        "import",
        "empty.txt",
        "scan.pdf",
        "nowhere.txt",
        "corpus",
        "good.txt",
    ]);
    assert_eq!(run.code, Some(2));
    insta::assert_snapshot!(run.err, @r"
    postil: empty.txt: the file holds no text; give a file with an article in it
    postil: scan.pdf: the file is a PDF document; take its text out first, with `pdftotext FILE`, and import that
    postil: nowhere.txt: cannot be read: No such file or directory (os error 2)
    postil: corpus: is a folder; name the files in it
    postil: 4 of 5 files were not imported
    ");
    assert!(scratch.path().join("corpus/good.md").exists());
}

#[test]
fn the_same_text_in_any_encoding_is_the_same_article() {
    let scratch = Scratch::new();
    let text = MILL.replace("\"The", "“The").replace("it\".", "it”.");
    let text = text.replace("hills", "Hügel");
    let latin = text.replace(['“', '”'], "\"");
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bytes: Vec<u8> = latin
        .chars()
        .map(|c| u8::try_from(u32::from(c)).expect("Latin-1"))
        .collect();
    scratch.file("utf8.txt", &text);
    scratch.file("utf16.txt", [&b"\xff\xfe"[..], &units].concat());
    scratch.file("crlf.txt", text.replace('\n', "\r\n"));
    scratch.file("latin1.txt", bytes);
    scratch
        .run(&["import", "utf8.txt", "utf16.txt", "crlf.txt", "latin1.txt"])
        .ok();
    let whole = scratch.read("corpus/utf8.md");
    assert_eq!(scratch.read("corpus/utf16.md"), whole);
    assert_eq!(scratch.read("corpus/crlf.md"), whole);
    assert_eq!(
        scratch.read("corpus/latin1.md"),
        whole.replace(['“', '”'], "\"")
    );
}

#[test]
fn without_a_library_one_is_begun_in_the_data_folder() {
    let scratch = Scratch::new();
    let text = scratch.file("rye.txt", MILL);
    let elsewhere = tempfile::tempdir().expect("a folder");
    let mut command = scratch.command(&["import", &text.to_string_lossy()]);
    let output = command
        .current_dir(elsewhere.path())
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{output:?}");
    let data = scratch.path().join("home/data/postil");
    assert!(data.join("corpus/rye.md").exists());
    assert!(data.join("annotations/sources.yaml").exists());
}
