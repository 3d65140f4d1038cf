//! `postil check` on small libraries of ours: every kind of problem at its place, exit codes,
//! JSON, and the mending of what moved.

#![allow(clippy::expect_used, reason = "a test may stop at what cannot be")]

mod common;

use common::{Scratch, bread};

#[test]
fn a_sound_library_has_no_problems() {
    let scratch = bread();
    let run = scratch.run(&["check"]);
    assert_eq!(run.ok(), "no problems; 1 article with 7 notes checked\n");
    assert_eq!(scratch.run(&["check", "--json"]).ok(), "[]\n");
    let missing = scratch.run(&["check", "bred"]);
    assert_eq!(missing.code, Some(2));
    assert!(
        missing.err.contains("did you mean bread?"),
        "{}",
        missing.err
    );
}

#[test]
fn a_problem_is_shown_with_its_line_a_pointer_and_what_to_do() {
    let scratch = bread();
    let notes = scratch.read("annotations/bread.yaml");
    let notes = notes
        .replace("kind: gloss", "kind: glos")
        .replace("source: baker-fire", "source: baker-fir  # sic");
    scratch.file("annotations/bread.yaml", notes);
    let run = scratch.run(&["check", "bread"]);
    assert_eq!(run.code, Some(1));
    insta::assert_snapshot!(run.out, @r"
    error[no-such-source]: `q3`: `source` names `baker-fir`, which sources.yaml does not hold
      --> annotations/bread.yaml:23:11
       |
    23 |   source: baker-fir  # sic
       |           ^^^^^^^^^
       |
       = help: did you mean `baker-fire`? Else add `- id: baker-fir` to sources.yaml

    error[unknown-kind]: unknown kind `glos`
      --> annotations/bread.yaml:37:9
       |
    37 |   kind: glos
       |         ^^^^
       |
       = help: did you mean `gloss`?

    2 errors in 1 file; 1 article with 6 notes checked
    ");
}

/// One library with a problem of every kind that concerns more than one note.
fn troubled() -> Scratch {
    let scratch = bread();
    scratch.file(
        "annotations/bread.notes.yaml",
        "annotations:\n- {id: q1, kind: note, at: 1¶1, note: Mine., to: [oven#1¶1, oven#7¶7, unread#9¶9, ovn]}\n",
    );
    scratch.file(
        "corpus/oven.md",
        "# Oven\n\n## One\n\nBaked[^1] and [2] [^9].\n\n[^1]: Yes.\n\n[^3]: No.\n",
    );
    scratch.file(
        "annotations/oven.yaml",
        "article: ofen\nannotations:\n- {id: z, kind: quotation, at: 1¶1, source: nobody, stamp: x}\n",
    );
    scratch.file(
        "annotations/unread.yaml",
        "annotations:\n- {id: u, kind: note, at: 9¶9, note: x, via: nobody}\n",
    );
    scratch.file("annotations/torn.yaml", "annotations:\n- {id: a, [b\n");
    scratch.file(
        "annotations/latin.yaml",
        b"annotations:\n- {id: a, note: caf\xe9}\n",
    );
    scratch.file("annotations/old.yml", "");
    let sources = scratch.read("annotations/sources.yaml");
    scratch.file(
        "annotations/sources.yaml",
        sources + "- {id: spare, title: Spare, tpye: book}\n",
    );
    scratch
}

#[test]
fn what_concerns_the_whole_library_is_told() {
    let scratch = troubled();
    let run = scratch.run(&["check", "--json"]);
    assert_eq!(run.code, Some(1));
    let list = run.json();
    let told: Vec<String> = list
        .as_array()
        .expect("a list")
        .iter()
        .map(|p| {
            let word = |key: &str| p[key].as_str().unwrap_or_default().to_owned();
            let (file, code) = (word("file"), word("code"));
            format!(
                "{file}:{}:{} {} {code}",
                p["line"],
                p["column"],
                word("severity")
            )
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    annotations/bread.notes.yaml:2:8 warning duplicate-id
    annotations/bread.notes.yaml:2:61 error no-such-passage
    annotations/bread.notes.yaml:2:83 error no-such-article
    annotations/latin.yaml:2:1 error not-utf-8
    annotations/old.yml:0:0 warning misnamed-file
    annotations/oven.yaml:1:10 warning other-article
    annotations/oven.yaml:3:45 error no-such-source
    annotations/oven.yaml:3:60 error malformed-stamp
    annotations/sources.yaml:12:3 warning unused-source
    annotations/sources.yaml:12:29 warning unknown-field
    annotations/torn.yaml:2:11 error yaml-syntax
    annotations/unread.yaml:2:46 error no-such-source
    corpus/oven.md:5:15 warning missing-note
    corpus/oven.md:5:19 warning missing-note
    corpus/oven.md:9:1 warning uncalled-note
    corpus/oven.md:9:1 warning numbering-gap
    ");
    // Works that nobody names are no concern of one article.
    let one = scratch.run(&["check", "bread", "--json"]).out;
    assert!(
        !one.contains("unused-source") && one.contains("no-such-article"),
        "{one}"
    );
    let summary = scratch.run(&["check"]).out;
    let end: Vec<&str> = summary.lines().rev().take(2).collect();
    assert_eq!(
        end,
        [
            "the places of the notes on latin, torn, unread were not checked: their texts are not \
             here (`postil import`)",
            "7 errors, 9 warnings in 8 files; 5 articles with 10 notes checked",
        ]
    );
}

#[test]
fn every_trouble_of_a_note_is_told_at_its_place() {
    let scratch = bread();
    scratch.file(
        "annotations/bread.yaml",
        "annotations:\n\
         - {id: dangling, kind: note, at: 1¶40}\n\
         - {id: moved, kind: note, at: 1¶1, quote: haste is the enemy}\n\
         - {id: fuzzy, kind: note, at: 1¶2, quote: The whell must turn befor the stone}\n\
         - {id: ambiguous, kind: note, quote: the stone}\n\
         - {id: orphaned, kind: note, at: 1¶1, quote: barley in the month of June}\n\
         - {id: nowhere, kind: cross-reference, at: 2¶1, to: 7¶7}\n\
         - {id: round, kind: cross-reference, at: 1¶2, to: 1¶3}\n\
         - {id: about, kind: cross-reference, at: 1¶3, to: 1¶2}\n\
         - {id: one, kind: note, at: 0¶1, note: Said twice.}\n\
         - {id: two, kind: note, at: 0¶1, note: Said twice.}\n\
         - {id: open, kind: quotation, at: 1¶4, cited: {how: op-cit, certainty: unresolved}}\n\
         - {id: bare, kind: gloss, at: 1¶1}\n\
         - {id: nth, kind: note, quote: the stone, nth: 2/9}\n\
         - {id: gone, kind: note, at: 1¶1, quote: Few kept it, orphaned: true}\n",
    );
    let list = scratch.run(&["check", "bread", "--json"]).json();
    let told: Vec<String> = list
        .as_array()
        .expect("a list")
        .iter()
        .map(|p| {
            let word = |key: &str| p[key].as_str().unwrap_or_default().to_owned();
            assert!(!word("help").is_empty(), "{p}");
            format!(
                "{}:{} {} {}",
                p["line"],
                p["column"],
                word("severity"),
                word("code")
            )
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    2:34 error no-such-passage
    3:31 warning moved
    4:43 warning fuzzy
    5:38 error ambiguous
    6:46 error orphaned
    7:53 error no-such-passage
    9:51 warning circle
    11:8 warning duplicate-note
    12:47 warning unresolved-citation
    13:20 warning missing-field
    14:32 error ambiguous
    15:42 error orphaned
    ");
}

#[test]
fn nothing_in_a_file_reaches_the_terminal_as_a_control() {
    let scratch = bread();
    scratch.file(
        "annotations/bread.yaml",
        "annotations:\n- {id: \"a\\e[31mb\", kind: \"\u{202e}x\", at: \u{9b}31m, \u{7f}k: v}\n- id: \u{200f}b\n",
    );
    let run = scratch.run(&["check"]);
    let bad = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(
        !run.out.contains(bad) && !run.err.contains(bad),
        "{}",
        run.out
    );
    assert!(run.out.contains("<U+202E>"), "{}", run.out);
}

#[test]
fn what_merely_moved_is_renumbered_and_nothing_else_changes() {
    let scratch = bread();
    let text = scratch.read("corpus/bread.md");
    scratch.file(
        "corpus/bread.md",
        text.replace(
            "## The oven\n",
            "## The yeast\n\nIt rises.\n\n## The oven\n",
        ),
    );
    let before = scratch.read("annotations/bread.yaml");
    assert_eq!(scratch.run(&["check"]).code, Some(1));
    let shown = scratch.run(&["check", "--fix", "--dry-run"]);
    assert_eq!(shown.code, Some(1));
    assert_eq!(scratch.read("annotations/bread.yaml"), before);
    let filter = vec![("stamp: [0-9a-f]{8}:", "stamp: HASH:")];
    insta::with_settings!({filters => filter}, {
        insta::assert_snapshot!(shown.out, @r"
        --- annotations/bread.yaml
        +++ annotations/bread.yaml
        @@ -5,6 +5,7 @@
           kind: quotation
           at: 1¶1
           quote: first clean the stone … all your hands
        +  stamp: HASH:51
           source: miller-mill
           locator: {page: 12}
           cited: {how: full}
        @@ -13,25 +14,29 @@
           kind: quotation
           at: 1¶4
           quote: Who grinds in haste … sift at leisure
        +  stamp: HASH:33
           source: miller-mill
           locator: {page: 40}
           cited: {how: op-cit, antecedent: 1¶1}
         - id: q3
           kind: quotation
        -  at: 2¶1
        +  at: 3¶1
           quote: An oven has no memory
        +  stamp: HASH:17
           source: baker-fire
           locator: {volume: 2, page: 7}
           cited: {how: full}
         - id: x1
           kind: cross-reference
        -  at: 2¶1
        +  at: 3¶1
           quote: As we saw above
        +  stamp: HASH:12
           to: 1¶4
         - id: f1
           kind: footnote
           at: 1¶1
           quote: Few kept it
        +  stamp: HASH:9
           to: n1
         - id: g1
           kind: gloss
        @@ -41,6 +46,7 @@
           note: The *runner*, the upper of the two millstones.
         - id: e1
           kind: emendation
        -  at: 2¶1
        +  at: 3¶1
           quote: miler
        +  stamp: HASH:5
           note: Read *miller*.
        ");
    });
    let run = scratch.run(&["check", "--fix"]);
    insta::assert_snapshot!(run.ok(), @r"
    annotations/bread.yaml: 3 notes renumbered, 6 notes stamped
    no problems; 1 article with 7 notes checked
    ");
    let after = scratch.read("annotations/bread.yaml");
    let unstamped = after
        .lines()
        .filter(|l| !l.trim_start().starts_with("stamp:"));
    let old = before.replace("at: 2¶1", "at: 3¶1");
    assert!(unstamped.eq(old.lines()), "{after}");
    assert_eq!(scratch.run(&["check", "--fix", "--dry-run"]).code, Some(0));
    assert_eq!(scratch.read("annotations/bread.yaml"), after);
}
