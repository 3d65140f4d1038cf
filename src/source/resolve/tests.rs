//! The rules on citations of our own invention.

use super::*;
use crate::source::citation::{read_bracket, read_note};

/// Takes brackets (`(…)`) and notes (`3. …`) in order; gives `title/form/sureness/rule` for each.
fn run(lines: &[&str]) -> Vec<String> {
    let mut resolver = Resolver::default();
    let mut out = Vec::new();
    for (group, line) in lines.iter().enumerate() {
        let note = line.split_once(". ").and_then(|(n, _)| n.parse().ok());
        let citations = match note {
            Some(_) => read_note(line, &[]),
            None => read_bracket(line, &[]),
        };
        if citations.is_empty() {
            out.push("no citation".to_owned());
        }
        for citation in citations {
            let zone = note.map_or(Zone::Body, Zone::Note);
            let seen = Seen {
                citation,
                zone,
                group,
                prose: Vec::new(),
                piece: None,
                expected: true,
                after: 0,
                paragraph: group,
            };
            out.push(match resolver.take(&seen) {
                None => "no citation".to_owned(),
                Some(r) => {
                    let title = r.work.map_or("?".to_owned(), |id| {
                        let w = &resolver.works()[id];
                        if w.title.is_empty() {
                            format!(
                                "{} {}",
                                w.names[0].short(),
                                w.year.clone().unwrap_or_default()
                            )
                        } else {
                            w.title.clone()
                        }
                    });
                    format!("{title} | {}", r.rule.as_str())
                }
            });
        }
    }
    out
}

#[test]
fn op_cit_means_the_last_work_by_that_author() {
    let lines = run(&[
        "Ada Miller, The History of the Oven. Vol. 1, ‘The new oven'",
        "Baker, ‘Lessons of the Strike' Selected Works, Vol. 2, page 163",
        "Miller, op cit, Vol. 1, ‘The Ruling Guild', page 265",
        "Ada Miller, The November Oven, 1919",
        "Miller, ibid",
        "Baker, SW, vol. 2, page 395",
        "Miller, op cit, vol. 3, p. 5",
        "Cook, op. cit., p. 4",
        "ibid.",
    ]);
    assert_eq!(
        lines,
        [
            "The History of the Oven | first-named",
            "Lessons of the Strike | first-named",
            "The History of the Oven | last-by-author",
            "The November Oven | first-named",
            "The November Oven | just-before",
            "Selected Works | container-group",
            "The History of the Oven | only-with-volume",
            "? | author-unknown",
            "? | before-unresolved",
        ]
    );
}

#[test]
fn notes_and_body_are_apart() {
    let lines = run(&[
        "1. Anna Keller, Work and Bread (London: Verso, 1931), pp. 3–4; see also Tom Jones, The Mill, p. 9.",
        "2. Ibid., p. 4.",
        "3. Keller, op. cit., p. 5.",
        "ibid.",
        "4. Ibid., p. 6.",
        "5. Keller, Work, p. 7.",
        "6. Jones, supra note 1, at 45.",
        "7. Keller, Bread Prices (Leeds, 1940), p. 1 (hereafter BP).",
        "8. BP, p. 3.",
        "9. Idem, The Loaf, p. 2.",
    ]);
    assert_eq!(
        lines,
        [
            "Work and Bread | first-named",
            "The Mill | first-named",
            "? | before-several",
            "Work and Bread | last-by-author",
            "? | nothing-before",
            "Work and Bread | just-before",
            "Work and Bread | part-of-title",
            "The Mill | note-number",
            "Bread Prices | first-named",
            "Bread Prices | announced",
            "The Loaf | same-author",
        ]
    );
}

#[test]
fn author_and_year() {
    let lines = run(&[
        "Smith 1999: 45; Jones & Brown 2001a, 3",
        "see Smith 1999, 46–47",
        "Jones and Brown 2001b: 7",
        "Smith, 1999, p. 50",
        "ibid.: 51",
        "London, 1999",
        "emphasis added",
        "8-10-17",
        "see chapter 3",
    ]);
    assert_eq!(
        lines,
        [
            "Smith 1999 | first-named",
            "Jones 2001a | first-named",
            "Smith 1999 | same-year",
            "Jones 2001b | first-named",
            "Smith 1999 | same-year",
            "Smith 1999 | just-before",
            "no citation",
            "no citation",
            "no citation",
            "no citation",
        ]
    );
}
