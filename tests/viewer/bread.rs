//! A small article of ours with every kind of block and every kind of note.

use std::sync::Arc;

use postil::annotation::AnnotationFile;
use postil::article::markdown;
use postil::edition::{Apparatus, Edition};
use postil::source::Sources;
use postil::text::problem::Problems;

/// The text. Its words are our own.
pub(crate) const TEXT: &str = "---
title: On Bread
author: Ada Miller
date: 2024-03-01
language: en
---

Whoever wants to know a town should begin with its ovens, for the smell of them wakes the street before any bell does, and nobody has yet lied about hunger before breakfast.

## The mill

“Grain is patient,” says the old handbook, “and the miller must be more patient still” (Hume, *The Miller’s Year*, p. 12). The river sets the hours[^1] and the stones keep them.

Café owners in the *Rue des Moulins* still pay in flour, or so they told us:

- a sack for the rent,
- a sack for the water,
- and one for luck.

> A wheel that turns all night has no opinions.

## The oven

As we saw above, patience comes first. “Heat forgives nothing” (Hume, op. cit., p. 40), and the baker learns it by the back of the hand.

1. Light the fire.
2. Rake it out.

| Loaf | Hours |
| :--- | ---: |
| rye | 3 |
| wheat | 1 |

```text
fire -> embers -> ash
```

### Ash

Ash is sold to the gardeners. “Nothing leaves the bakery twice” (ibid., p. 41).

***

The last loaf is for the cat.

[^1]: The weir opens at four and closes at ten.
";

const NOTES: &str = "annotations:
- id: q1
  kind: quotation
  at: 1¶1
  quote: Grain is patient … more patient still
  source: hume-year
  locator: {page: '12'}
  cited: {how: full}
  note: The handbook has *the miller's wife*.
- id: q2
  kind: quotation
  at: 2¶1
  quote: Heat forgives nothing
  source: hume-year
  locator: {page: '40'}
  cited: {how: op-cit}
- id: q3
  kind: quotation
  at: 2.1¶1
  quote: Nothing leaves the bakery twice
  source: hume-year
  locator: {page: '41'}
  cited: {how: ibid}
- id: x1
  kind: cross-reference
  at: 2¶1
  quote: As we saw above
  to: 1¶1
- id: g1
  kind: gloss
  at: 1¶2
  quote: Rue des Moulins
  note: A street of seven mills, of which one still turns.
- id: e1
  kind: emendation
  at: 0¶1
  quote: wakes the street
  note: Read *wake*.
";

const SOURCES: &str = "references:
- id: hume-year
  type: book
  title: The Miller’s Year
  author: [{family: Hume, given: Tom}]
  issued: {date-parts: [[1871]]}
";

/// The edition of a text with notes and sources.
pub(crate) fn edition_of(text: &str, notes: &str, sources: &str) -> Edition {
    let mut problems = Problems::of("corpus/bread.md");
    let article = markdown::read("bread".parse().unwrap(), text, &mut problems);
    let file = AnnotationFile::from_yaml(notes, false, &mut problems);
    let mut apparatus = Apparatus::default();
    apparatus
        .files
        .push(("annotations/bread.yaml".to_owned(), file));
    apparatus.problems = problems.into_vec();
    let mut problems = Problems::of("annotations/sources.yaml");
    let sources = Sources::from_yaml(sources, &mut problems);
    Edition::new(article, apparatus, Arc::new(sources))
}

/// The edition of the article above.
pub(crate) fn edition() -> Edition {
    edition_of(TEXT, NOTES, SOURCES)
}
