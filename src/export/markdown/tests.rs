//! Copies as they are written, and read back.

use proptest::prelude::*;

use super::*;
use crate::article::markdown::read_copy;
use crate::export::sample::bread;

fn copy(edition: &Edition, options: &Options) -> String {
    let mut out = Vec::new();
    write(edition, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn footnotes() {
    insta::assert_snapshot!(copy(&bread(), &Options::default()), @r#"
    ---
    title: On Bread
    date: 1911-05-01
    language: en
    author: A. Writer
    ---

    # On Bread

    <sup id="p0-1">0¶1</sup> Of all that is baked, *bread* argues most with its makers.[^1][^footnote:f1]

    ## The mill <sup id="s1">§1</sup>

    <sup id="p1-1">1¶1</sup> The miller’s rule was plain: “first clean the stone,[^gloss:g1] then the grain”[^quotation:q1] (Miller, *Stones*, page 12).

    1. <sup id="p1-2">1¶2</sup> The wheel must turn before the stone.

    2. <sup id="p1-3">1¶3</sup> The stone must cool before the meal.

    > <sup id="p1-4">1¶4</sup> Who grinds in haste\
    > will sift at leisure.

    ## The oven[^gloss:h1] <sup id="s2">§2</sup>

    <sup id="p2-1">2¶1</sup> As we saw above,[^cross-reference:x1] haste is the enemy of the stone. “An oven has no memory”[^quotation:q2] (Miller, op. cit.).

    <sup id="p2-2">2¶2</sup>[^note:c1]

    ```
    heat = wood * time
    ```

    <sup id="p2-3">2¶3</sup>

    | grain | hours |
    | --- | --: |
    | rye | 12 |
    | wheat | 3 |

    * * *

    <sup id="p2-4">2¶4</sup> The end came soon.[^emendation:e1]

    [^1]: <sup id="n1">n1</sup> Said the widow of Sark.

    [^footnote:f1]: **Footnote** “widow of Sark”. Unknown.

    [^gloss:g1]: **Gloss** “stone”: also at [1¶2](#p1-2), [1¶3](#p1-3), [2¶1](#p2-1). A millstone.

    [^quotation:q1]: **Quotation** “first clean the stone, then the grain”: Ada Miller, *Stones* (Leeds: Grist, 1899), 12. The *first* of two; see **raw** & [a link](<javascript:alert(1)>).

    [^gloss:h1]: **Gloss**. On the whole section.

    [^cross-reference:x1]: **Cross-reference** “As we saw above”: → [1¶4](#p1-4), other-article#2¶1.

    [^quotation:q2]: **Quotation** “An oven has no memory”: Miller, *Stones* (op. cit., after [1¶1](#p1-1)); spoken by a baker.

    [^note:c1]: **Note**. Whole block.

    [^emendation:e1]: **Emendation** “came soon”. Read *late*.

    <!-- postil:begin -->

    ## Notes without a certain place

    - **Gloss** “never said here”: orphaned: the words are not in the text. Lost.

    - **Gloss** “haste”: ambiguous: the words stand in 2 places: 1¶4, 2¶1; it may be at [1¶4](#p1-4), [2¶1](#p2-1). Which?

    <!-- postil:end -->

    <!-- postil:begin -->

    ## Sources

    - Miller, Ada. *Stones*. Leeds: Grist, 1899. Quoted at [1¶1](#p1-1), [2¶1](#p2-1).
    <!-- postil:end -->

    <!-- postil:apparatus
    article: "bread"
    annotations:
    - {"id": "q1", "kind": "quotation", "at": "1¶1", "quote": "first clean … the grain", "source": "miller-stones", "locator": {"page": 12}, "cited": {"how": "full"}, "note": "The *first* of two; see <b>raw</b> & [a link](javascript:alert(1))."}
    - {"id": "q2", "kind": "quotation", "at": "2¶1", "quote": "An oven has no memory", "source": "miller-stones", "cited": {"how": "op-cit", "antecedent": "1¶1"}, "speaker": "a baker"}
    - {"id": "x1", "kind": "cross-reference", "at": "2¶1", "quote": "As we saw above", "to": ["1¶4", "other-article#2¶1"]}
    - {"id": "g1", "kind": "gloss", "quote": "stone", "nth": "all", "note": "A millstone."}
    - {"id": "e1", "kind": "emendation", "at": "2¶4", "quote": "came soon", "note": "Read *late*."}
    - {"id": "c1", "kind": "note", "at": "2¶2", "note": "Whole block."}
    - {"id": "f1", "kind": "footnote", "at": "n1", "quote": "widow of Sark", "note": "Unknown."}
    - {"id": "h1", "kind": "gloss", "at": "2", "note": "On the whole section."}
    - {"id": "o1", "kind": "gloss", "quote": "never said here", "note": "Lost."}
    - {"id": "a1", "kind": "gloss", "quote": "haste", "note": "Which?"}
    references:
    - {"id": "miller-stones", "type": "book", "title": "Stones", "author": [{"family": "Miller", "given": "Ada"}], "issued": "1899", "publisher": "Grist", "publisher-place": "Leeds"}
    -->
    "#);
}

fn every_way() -> Vec<Options> {
    let mut ways = Vec::new();
    for flavour in Flavour::ALL {
        for placement in [Placement::Footnotes, Placement::Inline, Placement::End] {
            ways.push(Options {
                flavour,
                placement,
                ..Options::default()
            });
        }
    }
    ways
}

/// An article without the lines of the file that it was read from.
fn unplaced(mut article: crate::article::Article) -> crate::article::Article {
    for section in &mut article.sections {
        section.line = 0;
    }
    for paragraph in &mut article.paragraphs {
        paragraph.line = 0;
    }
    article
}

fn comes_back(edition: &Edition, options: &Options) {
    use crate::text::problem::{Position, Problems};
    let copy = copy(edition, options);
    let mut problems = Problems::of("copy.md");
    let article = read_copy(edition.article.name.clone(), &copy, &mut problems);
    let way = format!("{:?} {:?}\n{copy}", options.flavour, options.placement);
    assert_eq!(article.text, edition.article.text, "{way}");
    assert_eq!(
        unplaced(article),
        unplaced(edition.article.clone()),
        "{way}"
    );
    let carried = read_back(&copy, &mut problems).expect("a copy carries its notes");
    assert!(problems.as_slice().is_empty(), "{problems:#?}\n{way}");
    assert_eq!(carried.article.as_ref(), Some(&edition.article.name));
    let unplaced = |annotation: &crate::annotation::Annotation| {
        let mut annotation = annotation.clone();
        annotation.position = Position::default();
        annotation
    };
    let mut notes: Vec<&crate::annotation::Annotation> =
        edition.notes.iter().map(|n| &n.annotation).collect();
    notes.sort_by_key(|a| a.position);
    let given: Vec<_> = notes.into_iter().map(unplaced).collect();
    let back: Vec<_> = carried.annotations.iter().map(unplaced).collect();
    assert_eq!(back, given, "{way}");
    for work in &carried.sources {
        let same = edition.sources.get(&work.key).map(|s| &s.record);
        assert_eq!(Some(&work.record), same);
    }
    // And the file that import writes of it says the same.
    let yaml = carried.annotations_yaml(&edition.article.name);
    let mut problems = Problems::of("notes.yaml");
    let file = crate::annotation::AnnotationFile::from_yaml(&yaml, false, &mut problems);
    assert!(problems.as_slice().is_empty(), "{problems:#?}\n{yaml}");
    assert_eq!(
        file.annotations.iter().map(unplaced).collect::<Vec<_>>(),
        given
    );
}

#[test]
fn a_copy_comes_back_whole_in_every_way() {
    for options in every_way() {
        comes_back(&bread(), &options);
    }
}

/// Pieces of prose, some with a meaning in Markdown.
fn prose() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "the",
        "mill",
        "stone",
        "rye.",
        "“haste”",
        "*grain*",
        "**oven**",
        "`co de`",
        "a_b_c",
        "[^1]",
        "[link](<u>)",
        "\\*",
        "\\[^note:n1]",
        "&amp;",
        "&#27;",
        "<b>x</b>",
        "1\\.",
        "#",
        "$5",
        "@you",
        "^p0-1",
        "postil:end",
        ": so",
        "(thus)",
        "!",
        "~~no~~",
        "\\<!-- postil:begin -->",
        "‘tis",
        "miller’s",
        "=",
    ]);
    prop::collection::vec(words, 1..14).prop_map(|words| words.join(" "))
}

fn block() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prose(),
        1 => prose().prop_map(|t| format!("## {t}")),
        1 => prose().prop_map(|t| format!("### {t}")),
        1 => prop::collection::vec(prose(), 1..4).prop_map(|items| {
            format!("- {}", items.join("\n- "))
        }),
        1 => prop::collection::vec(prose(), 1..4).prop_map(|items| {
            format!("3. {}\n\n   > quoted", items.join("\n4. "))
        }),
        1 => (prose(), prose()).prop_map(|(a, b)| format!("> {a}\n>\n> {b}")),
        1 => (prose(), prose()).prop_map(|(a, b)| format!("{a}\\\n{b}")),
        1 => prose().prop_map(|t| format!("```\n{t}\n\n<!-- postil:end -->\n```")),
        1 => (prose(), prose()).prop_map(|(a, b)| format!("| {a} | b |\n|---|---|\n| {b} | c |")),
        1 => Just("* * *".to_owned()),
    ]
}

/// A note whose words begin and end anywhere in the text.
fn notes() -> impl Strategy<Value = Vec<(usize, usize, usize, String)>> {
    let body = prop_oneof![
        Just(String::new()),
        prose(),
        (block(), block()).prop_map(|(a, b)| format!("{a}\n\n{b}")),
        any::<String>(),
    ];
    prop::collection::vec((0usize..6, any::<usize>(), 0usize..60, body), 0..8)
}

/// The YAML of notes on stretches of the text, and of some on nothing that is there.
fn yaml_of(article: &crate::article::Article, notes: &[(usize, usize, usize, String)]) -> String {
    let records = notes.iter().enumerate().map(|(i, (kind, from, length, body))| {
        let kind = crate::annotation::Kind::ALL[*kind % 6];
        let from = from % article.text.len().max(1);
        let words: String = article.text.chars().skip(from).take(*length).collect();
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let place = article.passage_at(from.min(article.text.len())).to_string();
        let mut record = serde_json::json!({
            "id": format!("{i}-ä]:x"), "kind": kind.as_str(), "at": place, "note": body.trim_end(),
            "source": (kind == crate::annotation::Kind::Quotation).then_some("miller-stones"),
            "tags": [format!("t{i}"), "--> *x*"],
        });
        if words.chars().any(crate::text::fold::is_kept) {
            record["quote"] = words.into();
        }
        if record["source"].is_null() {
            record.as_object_mut().map(|r| r.remove("source"));
        }
        record
    });
    let all: serde_json::Value = records.collect();
    crate::text::yaml::write(&serde_json::json!({"annotations": all})).unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn generated_editions_come_back_whole(
        blocks in prop::collection::vec(block(), 1..9),
        ends_with_note in any::<bool>(),
        notes in notes(),
        way in 0usize..12,
    ) {
        use crate::article::markdown::{read, write as write_article};
        use crate::text::problem::Problems;
        let mut text = format!("---\ntitle: A *Title*\n---\n\n{}\n", blocks.join("\n\n"));
        if ends_with_note {
            text.push_str("\n[^1]: A note\n\n    > of two.\n");
        }
        let name: ArticleName = "bread".parse().unwrap();
        let mut problems = Problems::default();
        let article = read(name.clone(), &text, &mut problems);
        // What import writes is what is exported; its own round trip is tested where it is made.
        let text = write_article(&article);
        let article = read(name.clone(), &text, &mut problems);
        prop_assume!(write_article(&article) == text);
        let yaml = yaml_of(&article, &notes);
        let edition = crate::export::sample::edition(&text, &yaml, crate::export::sample::SOURCES);
        prop_assume!(edition.notes.len() == notes.len());
        comes_back(&edition, &every_way()[way]);
    }
}
