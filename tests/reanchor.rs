//! `postil reanchor`: notes carried over from an older version of a text, as a user does it.

#![allow(clippy::expect_used, reason = "a test may stop at what cannot be")]

mod common;

use common::{Scratch, bread};

/// The library with a newer text, and the older one in a file beside it.
fn revised() -> Scratch {
    let scratch = bread();
    let old = scratch.read("corpus/bread.md");
    scratch.file("old.md", &old);
    let new = old
        .replace(
            "## The oven\n",
            "## The yeast\n\nIt rises.\n\n## The oven\n",
        )
        .replace("sift at leisure", "sift until morning")
        .replace("An oven has no memory", "Bricks forget");
    assert_ne!(new, old);
    scratch.file("corpus/bread.md", new);
    scratch
}

#[test]
fn notes_are_carried_over_and_the_report_says_how() {
    let scratch = revised();
    let before = scratch.read("annotations/bread.yaml");
    let shown = scratch.run(&["reanchor", "bread", "--from", "old.md", "--dry-run"]);
    assert_eq!(shown.code, Some(1), "{}", shown.err);
    assert_eq!(scratch.read("annotations/bread.yaml"), before);
    let diff: Vec<&str> = shown
        .out
        .lines()
        .filter(|l| l.starts_with(['+', '-']))
        .collect();
    insta::assert_snapshot!(diff.join("\n"), @r"
    --- annotations/bread.yaml
    +++ annotations/bread.yaml
    -  quote: Who grinds in haste … sift at leisure
    +  quote: Who grinds in … sift until morning
    +  stamp: 3c276378:36
    -  at: 2¶1
    +  at: 3¶1
    +  orphaned: true
    -  at: 2¶1
    +  at: 3¶1
    -  at: 2¶1
    +  at: 3¶1
    ");
    let run = scratch.run(&["reanchor", "bread", "--from", "old.md"]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    insta::assert_snapshot!(run.out, @r"
    annotations/bread.yaml
      reworded  q2  1¶4  “Who grinds in haste will sift at leisure” → “Who grinds in haste will sift until morning”
      gone      q3  2¶1 → 3¶1  “An oven has no memory”
      moved     x1  2¶1 → 3¶1
      moved     e1  2¶1 → 3¶1
    7 notes: 3 unchanged, 2 moved, 1 reworded, 1 gone
    ");
    // All that is left to tell is what is gone.
    let check = scratch.run(&["check", "bread", "--json"]).json();
    let codes: Vec<&str> = check
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|p| p["code"].as_str())
        .collect();
    assert_eq!(codes, ["orphaned"]);
    // Carried over once more from the text as it is, nothing changes.
    let after = scratch.read("annotations/bread.yaml");
    let again = scratch.run(&["reanchor", "bread", "--from", "corpus/bread.md"]);
    assert_eq!(again.code, Some(0), "{}", again.out);
    assert_eq!(scratch.read("annotations/bread.yaml"), after);
}

#[test]
fn the_report_is_a_document_for_programs() {
    let scratch = revised();
    let run = scratch.run(&["reanchor", "bread", "--from", "old.md", "-n", "--json"]);
    let list = run.json();
    let of = |id: &str| {
        let mut notes = list.as_array().expect("a list").iter();
        notes
            .find(|n| n["id"] == id)
            .expect("the note is told")
            .clone()
    };
    assert_eq!(of("q1")["fate"], "unchanged");
    assert_eq!(of("x1")["fate"], "moved");
    assert_eq!(of("x1")["from"], "2¶1");
    assert_eq!(of("x1")["at"], "3¶1");
    assert_eq!(of("q2")["fate"], "reworded");
    assert_eq!(of("q3")["fate"], "gone");
    assert_eq!(of("q3")["line"], 19);
}

#[test]
fn the_older_version_may_have_any_format_and_the_errors_say_what_is_wrong() {
    let scratch = revised();
    let old = scratch.read("old.md");
    let plain = old.replace('\n', "\r\n").replace('*', "");
    scratch.file("old.txt", plain);
    let run = scratch.run(&["reanchor", "bread", "--from", "old.txt", "-n", "--json"]);
    let fates: Vec<String> = run
        .json()
        .as_array()
        .expect("a list")
        .iter()
        .map(|n| n["fate"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert!(fates.iter().all(|f| f != "unknown"), "{fates:?}");
    let missing = scratch.run(&["reanchor", "bread", "--from", "nothing.md"]);
    assert_eq!(missing.code, Some(2));
    assert!(
        missing.err.contains("nothing.md: cannot be read"),
        "{}",
        missing.err
    );
    let other = scratch.run(&["reanchor", "bred", "--from", "old.md"]);
    assert_eq!(other.code, Some(2));
    assert!(other.err.contains("did you mean bread?"), "{}", other.err);
    scratch.file("empty.md", " \n");
    let empty = scratch.run(&["reanchor", "bread", "--from", "empty.md"]);
    assert_eq!(empty.code, Some(2));
    assert!(
        empty.err.contains("empty.md: the file holds no text"),
        "{}",
        empty.err
    );
}
