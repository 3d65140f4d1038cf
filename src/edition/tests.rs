//! Editions of a small text of ours.

use super::*;
use crate::article::markdown;
use crate::text::problem::Problems;

fn edition(text: &str, notes: &str, sources: &str) -> Edition {
    let mut problems = Problems::of("corpus/bread.md");
    let article = markdown::read("bread".parse().unwrap(), text, &mut problems);
    let mut apparatus = Apparatus::default();
    let mut problems = Problems::of("annotations/bread.yaml");
    let file = AnnotationFile::from_yaml(notes, false, &mut problems);
    apparatus
        .files
        .push(("annotations/bread.yaml".to_owned(), file));
    apparatus.problems = problems.into_vec();
    let mut problems = Problems::of("annotations/sources.yaml");
    let sources = Sources::from_yaml(sources, &mut problems);
    Edition::new(article, apparatus, Arc::new(sources))
}

const TEXT: &str = "Opening.\n\n## Mills\n\nThe mill “grinds rye” at night.\n\nRye again, \
                    as above.\n\n## Ovens\n\nThe oven “bakes rye” too.\n";

#[test]
fn notes_stand_in_reading_order_and_are_indexed() {
    let edition = edition(
        TEXT,
        "annotations:\n\
         - {id: q2, kind: quotation, at: 2¶1, quote: bakes rye, source: miller}\n\
         - {id: q1, kind: quotation, at: 1¶1, quote: grinds rye, source: miller}\n\
         - {id: x1, kind: cross-reference, at: 1¶2, quote: as above, to: 1¶1}\n\
         - {id: g1, kind: gloss, quote: rye, nth: all, note: A grain.}\n",
        "references:\n- {id: miller, title: On Bread}\n",
    );
    assert!(edition.problems.is_empty(), "{:#?}", edition.problems);
    let ids: Vec<&str> = edition
        .notes
        .iter()
        .map(|n| n.annotation.id.as_str())
        .collect();
    assert_eq!(ids, ["q1", "g1", "x1", "q2"]);
    let quoting = &edition.index.by_source[&"miller".parse().unwrap()];
    assert_eq!(quoting, &[0, 3]);
    assert_eq!(edition.index.referring[&1], [2]);
    assert_eq!(edition.index.by_paragraph[1], [0, 1]);
    assert_eq!(edition.index.by_paragraph[3], [1, 3]);
    let place = edition.passage_of(&edition.notes[3]).unwrap();
    assert_eq!(place.to_string(), "2¶1");
    let range = edition.article.paragraphs[3].range.clone();
    assert_eq!(edition.index.marks_in(&range).count(), 2);
}

#[test]
fn what_does_not_exist_is_told_with_what_does() {
    let edition = edition(
        TEXT,
        "annotations:\n\
         - {id: a, kind: quotation, at: 1¶9, source: millar}\n\
         - {id: b, kind: cross-reference, at: 1¶2, to: 7¶1}\n\
         - {id: c, kind: gloss, at: 1¶1, quote: wheat, note: x}\n\
         - {id: d, kind: gloss, at: 1¶1, quote: Rye again, note: x}\n\
         - {id: e, kind: gloss, quote: rye, note: x}\n",
        "references:\n- {id: miller, title: On Bread}\n",
    );
    let told: Vec<String> = edition.problems.iter().map(ToString::to_string).collect();
    let expected = [
        "annotations/bread.yaml:2:32: `a`: the article has no passage 1¶9; section 1 ends with 1¶2",
        "annotations/bread.yaml:2:45: `a`: `source` names `millar`, which sources.yaml does not hold; \
         did you mean `miller`? Else add `- id: millar` to sources.yaml",
        "annotations/bread.yaml:3:47: `b`: `to` names 7¶1, which the article does not have; \
         the last section is 2, and there are 0 notes",
    ];
    assert_eq!(&told[..3], expected);
    let codes: Vec<&str> = edition.problems.iter().map(|p| p.code).collect();
    assert_eq!(codes[3..], ["orphaned", "moved", "ambiguous"]);
    assert_eq!(edition.notes.len(), 5);
}

#[test]
fn what_says_nothing_says_it_twice_or_leads_in_a_circle_is_told() {
    let edition = edition(
        TEXT,
        "annotations:\n\
         - {id: a, kind: gloss, at: 1¶1, quote: night}\n\
         - {id: b, kind: gloss, at: 1¶1, quote: rye, note: A grain.}\n\
         - {id: c, kind: gloss, quote: grinds … rye}\n\
         - {id: d, kind: gloss, at: 1¶1, quote: rye, note: A grain.}\n\
         - {id: e, kind: quotation, at: 2¶1, quote: bakes rye, cited: {how: ibid, antecedent: 7¶7}}\n\
         - {id: f, kind: cross-reference, at: 1¶2, quote: as above, to: 1¶1}\n\
         - {id: g, kind: cross-reference, at: 1¶1, quote: night, to: [0¶1, 1¶2]}\n\
         - {id: h, kind: cross-reference, at: 2¶1, to: 2¶1}\n\
         - {id: i, kind: cross-reference, at: 2¶1, quote: bakes}\n\
         - {id: j, kind: cross-reference, at: 2¶1, quote: oven, to: 0¶1}\n\
         - {id: k, kind: cross-reference, at: 0¶1, to: 2¶1, note: The bakers' side of it.}\n",
        "references: []\n",
    );
    let told: Vec<String> = edition
        .problems
        .iter()
        .map(|p| format!("{}:{} {} {}", p.line, p.column, p.code, p.message))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    2:17 missing-field the gloss `a` says nothing
    4:17 missing-field the gloss `c` says nothing
    5:8 duplicate-note `d` says the same of the same words as `b` on line 3
    6:62 unresolved-citation `e` is cited, and no work could be told
    6:62 no-such-passage `e`: `antecedent` names 7¶7, which the article does not have
    7:64 circle `f` closes a circle of cross-references: 1¶1 → 1¶2 → 1¶1
    9:47 circle `h` refers to 2¶1, where it stands itself
    10:17 missing-field the cross-reference `i` does not say where it points
    ");
}
