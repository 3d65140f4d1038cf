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
         - {id: c, kind: gloss, at: 1¶1, quote: wheat}\n\
         - {id: d, kind: gloss, at: 1¶1, quote: Rye again}\n\
         - {id: e, kind: gloss, quote: rye}\n",
        "references:\n- {id: miller, title: On Bread}\n",
    );
    let told: Vec<String> = edition.problems.iter().map(ToString::to_string).collect();
    let expected = [
        "annotations/bread.yaml:2:3: `a`: the article has no passage 1¶9; section 1 ends with 1¶2",
        "annotations/bread.yaml:2:3: `a`: `source` names `millar`, which sources.yaml does not hold; \
         did you mean `miller`? Else add `- id: millar` to sources.yaml",
        "annotations/bread.yaml:3:3: `b`: `to` names 7¶1, which the article does not have; \
         the last section is 2, and there are 0 notes",
    ];
    assert_eq!(&told[..3], expected);
    let codes: Vec<&str> = edition.problems.iter().map(|p| p.code).collect();
    assert_eq!(codes[3..], ["orphaned", "moved", "ambiguous"]);
    assert_eq!(edition.notes.len(), 5);
}
