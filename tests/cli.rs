//! Each command of the real program, on a small library of ours.

#![allow(clippy::expect_used, reason = "a test may stop at what cannot be")]

mod common;

use common::{Scratch, bread};

#[test]
fn outline_numbers_sections_and_paragraphs() {
    let scratch = bread();
    insta::assert_snapshot!(scratch.run(&["outline", "bread"]).ok(), @"
    On Bread

      0¶1     Of all that is baked, bread argues most with its makers.

    1  The mill
      1¶1     The miller’s rule was plain: “first clean the stone, then the gra…
      1¶2     [list-item] The wheel must turn before the stone.
      1¶3     [list-item] The stone must cool before the meal.
      1¶4     “Who grinds in haste will sift at leisure” (Miller, op. cit., pag…

    2  The oven
      2¶1     As we saw above, haste is the enemy. “An oven has no memory” (Bak…

      n1      One who did was the widow of Sark.
    ");
    let json = scratch.run(&["outline", "bread", "--json"]).json();
    insta::assert_snapshot!(json, @r#"{"article":"bread","title":"On Bread","sections":[{"number":"0","paragraphs":1},{"number":"1","heading":"The mill","paragraphs":4},{"number":"2","heading":"The oven","paragraphs":1}],"notes":1,"words":92}"#);
}

#[test]
fn show_prints_a_passage_with_its_notes() {
    let scratch = bread();
    insta::assert_snapshot!(scratch.run(&["show", "bread#2p1"]).ok(), @"
    2¶1  As we saw above, haste is the enemy. “An oven has no memory” (Baker, Fire and Crumb, vol. 2, page 7), and the miler knew it too.

        [x1] cross-reference: “As we saw above”
        → 1¶4

        [q3] quotation: “An oven has no memory”
        Baker, Fire and Crumb, vol. 2, p. 7

        [e1] emendation: “miler”
        Read *miller*.
    ");
    let run = scratch.run(&["show", "bread#9p1"]);
    assert_eq!(run.code, Some(2));
    insta::assert_snapshot!(run.err, @"postil: bread has no passage 9¶1; `postil outline bread` lists what there is");
}

#[test]
fn notes_are_listed_and_filtered() {
    let scratch = bread();
    let all = scratch.run(&["notes", "bread", "--json"]).json();
    let notes = all.as_array().expect("a list");
    assert_eq!(notes.len(), 7);
    assert!(notes.iter().all(|n| n["status"] == "exact"), "{all:#}");
    insta::assert_snapshot!(format!("{:#}", notes[0]), @r#"
    {
      "id": "q1",
      "kind": "quotation",
      "at": "1¶1",
      "start": 102,
      "end": 167,
      "status": "exact",
      "quote": "first clean the stone … all your hands",
      "source": "miller-mill",
      "locator": {
        "page": "12"
      },
      "how": "full",
      "note": "Miller puts it first in his book.",
      "drafted": false
    }
    "#);
    let quotations = scratch.run(&["notes", "--kind", "quotation", "--source", "miller-mill"]);
    insta::assert_snapshot!(quotations.ok(), @"
    bread#1¶1  q1 quotation [miller-mill]  Miller puts it first in his book.
    bread#1¶4  q2 quotation [miller-mill]
    ");
    assert_eq!(scratch.run(&["notes", "--tag", "nothing"]).code, Some(1));
}

#[test]
fn a_missing_article_is_told_with_the_nearest() {
    let scratch = bread();
    let run = scratch.run(&["outline", "braed"]);
    assert_eq!(run.code, Some(2));
    insta::assert_snapshot!(run.err, @"postil: there is no article `braed` in this library; did you mean bread?");
    let run = scratch.run(&["outline", "../etc/passwd"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("is not an article's name"), "{}", run.err);
    let run = scratch.run(&["--library", "nowhere", "outline", "bread"]);
    assert_eq!(run.code, Some(2));
    insta::assert_snapshot!(run.err, @"postil: nowhere: not a folder; name a folder with `corpus/` and `annotations/` in it, or make it first");
}

#[test]
fn notes_without_their_text_say_how_to_bring_it() {
    let scratch = Scratch::new();
    scratch.file("annotations/lost.yaml", "article: lost\nannotations: []\n");
    let run = scratch.run(&["outline", "lost"]);
    assert_eq!(run.code, Some(2));
    insta::assert_snapshot!(run.err, @"postil: the notes on `lost` are here and its text is not; bring your copy with `postil import --name lost FILE`");
}

#[test]
fn nothing_from_a_file_reaches_the_output_as_a_control() {
    let scratch = Scratch::new();
    scratch.file(
        "corpus/evil.md",
        "---\ntitle: \"A\\e[31mB\"\n---\n\nText \u{1b}]0;x\u{7} &#27;[2J &#x9b;1m \u{202e}back.\n",
    );
    scratch.file(
        "annotations/evil.yaml",
        "annotations:\n- {id: \"q\\e[1m\", kind: note, at: 0¶1, note: \"x\\e[5m\"}\n- {kind: \"\\e[7m\"}\n",
    );
    for arguments in [
        &["outline", "evil"][..],
        &["outline", "evil", "--json"],
        &["show", "evil#0¶1"],
        &["notes", "evil"],
        &["notes", "evil", "--json"],
        &["check", "evil"],
        &["check", "evil", "--json"],
        &["outline", "e\u{1b}[1mvil"],
        &["show", "evil#\u{1b}[1m"],
        &["--library", "\u{9b}1m", "outline", "evil"],
    ] {
        let run = scratch.run(arguments);
        for text in [&run.out, &run.err] {
            let bad = text
                .chars()
                .find(|&c| c != '\n' && (c.is_control() || c == '\u{202e}'));
            assert_eq!(bad, None, "{arguments:?} sent it in {text:?}");
        }
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let scratch = Scratch::new();
    let paragraphs = "One more paragraph of flour and water.\n\n".repeat(20_000);
    scratch.file("corpus/long.md", paragraphs);
    let mut child = scratch
        .command(&["outline", "long"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
}

#[test]
fn completions_and_manual_come_from_the_command_table() {
    let scratch = Scratch::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = scratch.run(&["completions", shell]).ok();
        assert!(script.contains("outline"), "{shell}");
    }
    let manual = scratch.run(&["manual"]).ok();
    for word in [".TH postil 1", "POSTIL OUTLINE", "POSTIL NOTES", "library"] {
        assert!(manual.contains(word), "{word}");
    }
}

#[test]
fn an_article_alone_is_read_and_so_is_a_file() {
    let scratch = bread();
    let read = scratch.run(&["read", "bread"]).ok();
    assert_eq!(scratch.run(&["bread"]).ok(), read);
    assert!(scratch.run(&["bread#1p1"]).ok().contains("1¶1"));
    let fog = "Fog and Bells\n\nIn a fog the bell was heard by nobody.\n";
    let file = scratch.file("elsewhere/fog.txt", fog);
    let path = file.to_string_lossy();
    for arguments in [
        vec!["read", &path],
        vec![&*path],
        vec!["elsewhere/fog.txt#0p1"],
    ] {
        let out = scratch.run(&arguments).ok();
        assert!(out.contains("0¶1   In a fog the bell was heard"), "{out}");
    }
    assert!(
        !scratch.path().join("corpus/fog.md").exists(),
        "nothing is written"
    );
    let piped = scratch.run_with_input(&["read", "-"], fog.as_bytes());
    assert!(piped.ok().contains("heard by nobody"));
}

#[test]
fn the_notes_of_a_library_belong_to_a_file_of_their_article() {
    let scratch = bread();
    let text = scratch.read("corpus/bread.md");
    std::fs::remove_file(scratch.path().join("corpus/bread.md")).expect("it was there");
    scratch.file("elsewhere/bread.md", text);
    let notes = scratch.run(&["elsewhere/bread.md"]).ok();
    assert!(
        notes.contains("Miller puts it first in his book"),
        "{notes}"
    );
}

#[test]
fn what_is_neither_article_nor_file_nor_command_is_told() {
    let scratch = bread();
    let run = scratch.run(&["serch"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("no article `serch`"), "{}", run.err);
    assert!(run.err.contains("`postil search`"), "{}", run.err);
    let run = scratch.run(&["no/such.txt"]);
    assert!(run.err.contains("no file no/such.txt"), "{}", run.err);
}
