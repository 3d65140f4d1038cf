//! A small edition of ours that the tests of every format share.

use std::sync::Arc;

use crate::annotation::AnnotationFile;
use crate::article::markdown;
use crate::edition::{Apparatus, Edition};
use crate::source::Sources;
use crate::text::problem::Problems;

/// An edition of the three files.
pub(super) fn edition(text: &str, notes: &str, sources: &str) -> Edition {
    let mut problems = Problems::of("corpus/bread.md");
    let article = markdown::read("bread".parse().unwrap(), text, &mut problems);
    let mut apparatus = Apparatus::default();
    let mut problems = Problems::of("annotations/bread.yaml");
    let file = AnnotationFile::from_yaml(notes, false, &mut problems);
    assert!(problems.as_slice().is_empty(), "{problems:#?}");
    apparatus
        .files
        .push(("annotations/bread.yaml".to_owned(), file));
    let mut problems = Problems::of("annotations/sources.yaml");
    let sources = Sources::from_yaml(sources, &mut problems);
    Edition::new(article, apparatus, Arc::new(sources))
}

/// An edition that has something of everything.
pub(super) fn bread() -> Edition {
    edition(TEXT, NOTES, SOURCES)
}

pub(super) const TEXT: &str = "---\ntitle: On Bread\nauthor: A. Writer\ndate: 1911-05-01\nlanguage: en\n---\n\n\
Of all that is baked, *bread* argues most with its makers.[^1]\n\n\
## The mill\n\n\
The miller’s rule was plain: “first clean the stone, then the grain” (Miller, *Stones*, page 12).\n\n\
1. The wheel must turn before the stone.\n2. The stone must cool before the meal.\n\n\
> Who grinds in haste\\\n> will sift at leisure.\n\n\
## The oven\n\n\
As we saw above, haste is the enemy of the stone. “An oven has no memory” (Miller, op. cit.).\n\n\
```\nheat = wood * time\n```\n\n\
| grain | hours |\n| --- | ---: |\n| rye | 12 |\n| wheat | 3 |\n\n\
* * *\n\nThe end came soon.\n\n\
[^1]: Said the widow of Sark.\n";

pub(super) const NOTES: &str = "\
article: bread
annotations:
- {id: q1, kind: quotation, at: 1¶1, quote: first clean … the grain, source: miller-stones, locator: {page: '12'}, cited: {how: full}, note: 'The *first* of two; see <b>raw</b> & [a link](javascript:alert(1)).'}
- {id: q2, kind: quotation, at: 2¶1, quote: An oven has no memory, source: miller-stones, cited: {how: op-cit, antecedent: 1¶1}, speaker: a baker}
- {id: x1, kind: cross-reference, at: 2¶1, quote: As we saw above, to: [1¶4, other-article#2¶1]}
- {id: g1, kind: gloss, quote: stone, nth: all, note: A millstone.}
- {id: e1, kind: emendation, at: 2¶4, quote: came soon, note: 'Read *late*.'}
- {id: c1, kind: note, at: 2¶2, note: Whole block.}
- {id: f1, kind: footnote, at: n1, quote: widow of Sark, note: Unknown.}
- {id: h1, kind: gloss, at: 2, note: On the whole section.}
- {id: o1, kind: gloss, quote: never said here, note: Lost.}
- {id: a1, kind: gloss, quote: haste, note: Which?}
";

pub(super) const SOURCES: &str = "\
references:
- {id: miller-stones, type: book, title: Stones, author: [{family: Miller, given: Ada}], issued: '1899', publisher: Grist, publisher-place: Leeds}
- {id: unused, title: Unused}
";
