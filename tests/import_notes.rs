//! `postil import-notes`: what other programs export, on an article of ours.

#![allow(clippy::expect_used, reason = "a test may stop at what cannot be")]

mod common;

use common::{Run, Scratch};
use serde_json::json;

const ARTICLE: &str = "---\ntitle: Of Mills\nsource-url: https://sark.test/mills/\n---\n\n\
    ## The wheel\n\nThe wheel at Sark had turned since the harvest, and nobody thought of \
    stopping it.\n\n“Let it *turn*,” said the miller, “until the river tires of it.” Nobody asked \
    the river.\n\n## The river\n\nThe river had its own opinion. Nobody asked the river twice.\n";

fn import(name: &str, export: &str, more: &[&str]) -> (Scratch, Run) {
    let scratch = Scratch::new();
    scratch.file("corpus/mills.md", ARTICLE);
    scratch.file(name, export);
    let arguments = [&["import-notes", name, "--to", "mills"], more].concat();
    let run = scratch.run(&arguments);
    (scratch, run)
}

#[test]
fn web_annotations_are_brought_with_what_became_of_each() {
    let page = json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "AnnotationPage",
        "items": [
            {"id": "http://a.test/1", "type": "Annotation",
             "body": [{"type": "TextualBody", "value": "Since when?"},
                      {"type": "TextualBody", "value": "time", "purpose": "tagging"}],
             "creator": "http://a.test/ann",
             "target": {"source": "https://sark.test/mills", "selector": [
                {"type": "XPathSelector", "value": "/p[1]"},
                {"type": "TextQuoteSelector", "exact": "had turned since the harvest"}]}},
            {"id": "http://a.test/2", "type": "Annotation", "bodyValue": "Whose words?",
             "target": {"source": "https://sark.test/mills#:~:text=Let%20it%20turn,tires%20of%20it"}},
            {"id": "http://a.test/3", "type": "Annotation",
             "target": {"source": "https://sark.test/mills", "selector":
                {"type": "TextQuoteSelector", "exact": "Nobody asked the river"}}},
            {"id": "http://a.test/4", "type": "Annotation",
             "target": {"source": "https://sark.test/mills", "selector":
                {"type": "TextQuoteSelector", "exact": "The river had its own opinien"}}},
            {"id": "http://a.test/5", "type": "Annotation",
             "target": {"source": "https://sark.test/mills", "selector":
                {"type": "TextQuoteSelector", "exact": "the bakers' guild of Alderney met in June"}}},
            {"id": "http://a.test/6", "type": "Annotation", "bodyValue": "On all of it.",
             "target": "https://sark.test/mills"},
            {"id": "http://a.test/7", "type": "Annotation",
             "target": {"source": "https://sark.test/mills", "selector":
                {"type": "SvgSelector", "value": "<svg/>"}}}
        ]
    });
    let (scratch, run) = import("page.json", &page.to_string(), &[]);
    insta::assert_snapshot!(run.ok(), @r"
    exact      1¶1      w-60241472f6fa  had turned since the harvest
    exact      1¶2      w-60241772f6fa  Let it turn,” … tires of it
    ambiguous  –        w-60241672f6fa  Nobody asked the river
               the words stand in 2 places
    fuzzy      2¶1      w-60241972f6fa  The river had its own opinien
               1 letter differs: “opinien” is here “opinion”
    orphaned   –        w-60241872f6fa  the bakers' guild of Alderney met in June
               the words are not in the text
    exact      1¶1      w-60241b72f6fa  (the whole passage)
    orphaned   1¶1      w-60241a72f6fa  (the whole passage)
               a SvgSelector selects nothing in a plain text
    7 notes of W3C annotations on mills: 3 exact, 1 fuzzy, 1 ambiguous, 2 orphaned
    not held: creator (of 1 note)
    not held: selector (of 1 note)
    written to ./annotations/mills.notes.yaml
    ");
    insta::assert_snapshot!(scratch.read("annotations/mills.notes.yaml"), @r"
    article: mills
    annotations:
      - id: w-60241472f6fa
        kind: note
        at: 1¶1
        quote: had turned since the harvest
        stamp: 4339dd1e:24
        tags: [time]
        note: Since when?
      - id: w-60241772f6fa
        kind: note
        at: 1¶2
        quote: Let it turn,” … tires of it
        stamp: 7f0b0c0b:44
        note: Whose words?
      - id: w-60241672f6fa
        kind: note
        quote: Nobody asked the river
      - id: w-60241972f6fa
        kind: note
        at: 2¶1
        quote: The river had its own opinien
      - id: w-60241872f6fa
        kind: note
        quote: the bakers' guild of Alderney met in June
      - id: w-60241b72f6fa
        kind: note
        at: 1¶1
        note: On all of it.
      - id: w-60241a72f6fa
        kind: note
        at: 1¶1
    ");
    let again = scratch.run(&["import-notes", "page.json", "--to", "mills"]);
    assert!(again.out.contains("7 notes here already"), "{}", again.out);
    let notes = scratch.run(&["notes", "mills", "--json"]).json();
    assert_eq!(notes.as_array().map(Vec::len), Some(7));
}

#[test]
fn exports_of_other_programs_are_read() {
    let hypothesis = json!({"export_date": "x", "annotations": [
        {"id": "h1", "uri": "https://sark.test/mills", "user": "acct:ann", "group": "__world__",
         "text": "Mm.", "tags": ["a", "b"], "references": [],
         "target": [{"source": "https://sark.test/mills", "selector": [
            {"type": "TextPositionSelector", "start": 9000, "end": 9010},
            {"type": "TextQuoteSelector", "exact": "until the river tires",
             "prefix": "said the miller, “", "suffix": " of it.” Nobody"}]}]}]});
    let table = "Creation Date,URL,Group,Annotation/Reply Type,Quote,User,Body,Tags,Page\n\
        2026-11-23,https://sark.test/mills,Public,Annotation,\"until the river\ntires\",ann,\"Mm, \"\"so\"\"\",\"a,b\",\n";
    let zotero = json!([{"key": "Z1", "data": {"itemType": "annotation", "key": "Z1",
        "annotationType": "highlight", "annotationText": "until the river tires",
        "annotationComment": "Mm.", "annotationColor": "#ffd400", "tags": [{"tag": "a"}]}}]);
    let readwise = json!({"results": [{"title": "Of Mills", "highlights": [
        {"id": 7, "text": "until the river tires", "note": "Mm.", "location": 3,
         "location_type": "page", "highlighted_at": "2026-11-23", "tags": [{"name": "a"}]}]}]});
    let highlights = "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,\
        Location,Highlighted at\nuntil the river tires,Of Mills,A. M.,,Mm.,,a,page,3,2026\n";
    let markdown = "# Of Mills\n\n> until the river tires\n\nMm.\n";
    for (name, export, format) in [
        ("h.json", hypothesis.to_string(), "Hypothesis JSON"),
        ("h.csv", table.to_owned(), "Hypothesis CSV"),
        ("z.json", zotero.to_string(), "Zotero JSON"),
        ("r.json", readwise.to_string(), "Readwise JSON"),
        ("r.csv", highlights.to_owned(), "Readwise CSV"),
        ("m.md", markdown.to_owned(), "Markdown"),
    ] {
        let (scratch, run) = import(name, &export, &["--json"]);
        let report = run.json();
        assert_eq!(report["format"], format);
        assert_eq!(report["counts"]["exact"], 1, "{name}: {report:#}");
        assert_eq!(report["notes"][0]["at"], "1¶2");
        let notes = scratch.run(&["show", "mills#1p2"]).ok();
        assert!(notes.contains("Mm"), "{name}: {notes}");
    }
}

#[test]
fn notes_on_other_texts_are_passed_over() {
    let table = "Quote,User,Body,URL\nthe river,a,One,http://www.sark.test/mills\nbread,a,Two,https://b.test\n";
    let (_, run) = import("h.csv", table, &["--dry-run"]);
    assert!(
        run.out.contains("1 note on other texts"),
        "{}{}",
        run.out,
        run.err
    );
    let other = table.replace("www.sark.test/mills", "c.test");
    let (scratch, run) = import("h.csv", &other, &[]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("--about"), "{}", run.err);
    assert!(!scratch.path().join("annotations/mills.notes.yaml").exists());
}

#[test]
fn what_is_no_export_is_refused_with_its_place() {
    let refused = |name: &str, export: &str| {
        let (scratch, run) = import(name, export, &[]);
        assert_eq!(run.code, Some(2), "{}", run.out);
        assert!(!scratch.path().join("annotations/mills.notes.yaml").exists());
        run.err
    };
    insta::assert_snapshot!(refused("a.json", "{\"items\": [\n  {\"id\" 1}]}"), @r"postil: a.json: line 2, column 9: expected `:`");
    insta::assert_snapshot!(refused("b.json", "{\"bread\": []}"), @r"postil: b.json: the JSON holds no annotations of the W3C model, of Hypothesis, Zotero or Readwise");
    insta::assert_snapshot!(refused("c.txt", ""), @r"postil: c.txt: the file is empty");
    insta::assert_snapshot!(refused("d.txt", "Nothing but prose.\n"), @r"postil: d.txt: there are no annotations in it: no JSON, no table of Hypothesis or Readwise, and no quotation with a comment");
}
