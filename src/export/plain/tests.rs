//! The page as it is printed.

use proptest::prelude::*;

use super::super::sample::{bread, edition};
use super::*;
use crate::text::safe::is_hazard;

fn page(edition: &Edition, width: usize) -> String {
    let options = Options {
        width,
        ..Options::default()
    };
    let mut out = Vec::new();
    write(edition, &options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_page_has_numbers_notes_and_sources() {
    insta::assert_snapshot!(page(&bread(), 60), @r"
    On Bread
    ========

    A. Writer · 1911-05-01

    0¶1   Of all that is baked, bread argues most with its
          makers.[1]

    1     The mill
    --------------

    1¶1   The miller’s rule was plain: “first clean the stone,
          then the grain” (Miller, Stones, page 12).

            [q1] quotation: “first clean the stone, then the
            grain”
            Ada Miller, Stones (Leeds: Grist, 1899), 12.
            The first of two; see raw & a link.

            [g1] gloss: “stone”
            A millstone.

    1¶2   1. The wheel must turn before the stone.

            as above: [g1]

    1¶3   2. The stone must cool before the meal.

            as above: [g1]

    1¶4         Who grinds in haste
                will sift at leisure.

            [a1] gloss (ambiguous: the words stand in 2 places:
            1¶4, 2¶1): “haste”
            Which?

    2     The oven
    --------------

    2¶1   As we saw above, haste is the enemy of the stone. “An
          oven has no memory” (Miller, op. cit.).

            [h1] gloss
            On the whole section.

            [x1] cross-reference: “As we saw above”
            → 1¶4  → other-article#2¶1

            [q2] quotation: “An oven has no memory”
            spoken by a baker; Miller, Stones.

            as above: [g1]

    2¶2   heat = wood * time

            [c1] note
            Whole block.

    2¶3   grain | hours
          rye   | 12
          wheat | 3

              * * *

    2¶4   The end came soon.

            [e1] emendation: “came soon”
            Read late.

    Notes of the article
    --------------------

    n1    Said the widow of Sark.

            [f1] footnote: “widow of Sark”
            Unknown.

    Notes without a place
    ---------------------

            [o1] gloss (orphaned: the words are not in the
            text): “never said here”
            Lost.

    Sources
    -------

      Miller, Ada. Stones. Leeds: Grist, 1899.
    ");
}

#[test]
fn a_narrow_page_has_its_numbers_above() {
    let edition = edition("## A\n\nOne two three.\n", "", "");
    insta::assert_snapshot!(page(&edition, 20), @"
    bread
    =====

    1 A
    ---

    [1¶1]
    One two three.
    ");
}

#[test]
fn every_note_is_written_whole_once() {
    let edition = bread();
    let page = page(&edition, 72);
    for note in &edition.notes {
        let head = format!("[{}] {}", note.annotation.id, note.annotation.kind);
        assert!(page.contains(&head), "{head}");
    }
    assert_eq!(page.matches("A millstone.").count(), 1);
}

#[test]
fn only_what_is_wanted_is_written() {
    let options = Options {
        width: 80,
        selection: Selection {
            kinds: vec![crate::annotation::Kind::Emendation],
            own: true,
        },
        styled: None,
        only: None,
        colour: false,
    };
    let mut out = Vec::new();
    write(&bread(), &options, &mut out).unwrap();
    let page = String::from_utf8(out).unwrap();
    assert!(page.contains("[e1]") && !page.contains("[q1]") && !page.contains("[o1]"));
}

proptest! {
    #[test]
    fn nothing_hazardous_is_written_and_no_line_is_too_long(
        text in "[a-z \\u{1b}\\u{202e}é十\t\n>*#-]{0,200}",
        body in "([a-z \n>-]|&#155;){0,60}",
        width in 0usize..90,
    ) {
        let notes = serde_json::json!({"annotations": [{"id": "n1", "kind": "note", "at": "0¶1", "note": body}]});
        let edition = edition(&text, &notes.to_string(), "");
        let page = page(&edition, width);
        prop_assert!(!page.chars().any(is_hazard));
        let widest = width.max(NARROWEST);
        for line in page.lines() {
            prop_assert!(crate::text::width::of(line) <= widest, "{line:?} at {width}");
        }
    }
}

#[test]
fn a_part_is_written_with_its_notes_alone() {
    let edition = bread();
    let only = edition
        .article
        .range_of_run(&"1¶2–1¶4".parse().unwrap())
        .unwrap();
    let options = Options {
        only: Some(only),
        ..Options::default()
    };
    let mut out = Vec::new();
    write(&edition, &options, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("1¶2") && text.contains("1¶4") && text.contains("The mill"));
    assert!(text.contains("A millstone."), "the note that hangs there");
    for other in ["1¶1  ", "2¶2", "The oven", "Lost.", "Sources"] {
        assert!(!text.contains(other), "{other} in\n{text}");
    }
}

#[test]
fn colours_begin_anew_on_each_line() {
    let options = Options {
        width: 40,
        colour: true,
        ..Options::default()
    };
    let mut out = Vec::new();
    write(&bread(), &options, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("\u{1b}[1mThe oven") || text.contains("The oven\u{1b}[0m"));
    for line in text.lines() {
        let begun = line.matches("\u{1b}[").count();
        let ended = line.matches("\u{1b}[0m").count();
        assert_eq!(begun, 2 * ended, "{line:?}");
    }
    let mut plain = Vec::new();
    let options = Options {
        colour: false,
        ..options
    };
    write(&bread(), &options, &mut plain).unwrap();
    let mut bare = text;
    for code in ["1", "36", "33", "0"] {
        bare = bare.replace(&format!("\u{1b}[{code}m"), "");
    }
    assert_eq!(bare, String::from_utf8(plain).unwrap());
}
