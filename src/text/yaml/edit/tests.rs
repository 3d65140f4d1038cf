//! Edits, each compared with what a careful hand would have made of the file.

use proptest::prelude::*;
use serde_json::json;

use super::*;

const ORDER: [&str; 7] = ["id", "kind", "at", "quote", "stamp", "locator", "note"];

const FILE: &str = "# Notes.\narticle: bread\nannotations:\n\n  # == Quotations ==\n\n  - id: q1\n    \
                    kind: quotation   # why\n    locator: {volume: 2, page: '65'}\n    note: >-\n      \
                    Folded\n      text.\n\n  # about q2\n  - {id: q2, kind: gloss} # flow\n\n  - kind: note\n    \
                    id: q3\n    note: |  # literal\n      One.\n\n      Two.\n  # the end\nother: x\n";

fn map(value: Json) -> Map<String, Json> {
    match value {
        Json::Object(map) => map,
        other => panic!("{other} is no mapping"),
    }
}

fn edited(text: &str, edit: impl FnOnce(&mut ListEditor<'_>)) -> String {
    let mut editor = ListEditor::open(text, "annotations").unwrap();
    edit(&mut editor);
    editor.finish().unwrap_or_else(|e| panic!("{e}\n{text}"))
}

fn set(text: &str, id: &str, changes: &[(&str, Option<Json>)]) -> String {
    edited(text, |e| {
        e.set(e.find(id).unwrap(), changes, &ORDER).unwrap();
    })
}

#[test]
fn an_item_is_added_in_the_layout_of_the_others() {
    let note = map(json!({"id": "m", "at": "1¶1"}));
    let add = |text: &str| edited(text, |e| e.append(note.clone()));
    let expected = FILE.replace("      Two.\n", "      Two.\n\n  - id: m\n    at: 1¶1\n");
    assert_eq!(add(FILE), expected);
    assert_eq!(
        add("annotations:\r\n- id: a\r\n  kind: note\r\n"),
        "annotations:\r\n- id: a\r\n  kind: note\r\n- id: m\r\n  at: 1¶1\r\n"
    );
    assert_eq!(
        add("\u{feff}annotations: [{id: a}]\n"),
        "\u{feff}annotations: [{id: a}, {id: m, at: 1¶1}]\n"
    );
    assert_eq!(
        add("annotations: []  # mine\nx: y"),
        "annotations:  # mine\n  - id: m\n    at: 1¶1\nx: y"
    );
    for empty in [
        "",
        "# mine\n",
        "article: a\n",
        "annotations:\n",
        "annotations: ~\n",
    ] {
        let start = empty.split("annotations").next().unwrap_or_default();
        let expected = format!("{start}annotations:\n  - id: m\n    at: 1¶1\n");
        assert_eq!(add(empty), expected);
    }
    assert_eq!(
        add("{article: a}"),
        "{article: a, annotations: [{id: m, at: 1¶1}]}"
    );
    assert_eq!(
        add("annotations:\n- id: a\n  note: |+\n    kept\n\n\n# end\n"),
        "annotations:\n- id: a\n  note: |+\n    kept\n\n\n- id: m\n  at: 1¶1\n# end\n"
    );
    assert_eq!(
        add("annotations:\n- id: a"),
        "annotations:\n- id: a\n- id: m\n  at: 1¶1"
    );
}

#[test]
fn an_item_is_removed_with_its_lines() {
    let remove = |text: &str, index| edited(text, |e| e.remove(index));
    assert_eq!(
        remove(FILE, 1),
        FILE.replace("  - {id: q2, kind: gloss} # flow\n", "")
    );
    let without_q3 = FILE.split("  - kind: note").next().unwrap().to_owned();
    assert_eq!(remove(FILE, 2), without_q3 + "  # the end\nother: x\n");
    assert_eq!(
        remove("annotations:\n- id: a\nx: y\n", 0),
        "annotations: []\nx: y\n"
    );
    assert_eq!(
        remove("annotations: [{id: a}, {id: b}]", 0),
        "annotations: [{id: b}]"
    );
    assert_eq!(
        remove("annotations: [{id: a}, {id: b}]", 1),
        "annotations: [{id: a}]"
    );
    assert_eq!(remove("annotations: [{id: a}]", 0), "annotations: []");
    let both = edited("annotations: [{id: a}, {id: b}]", |e| {
        e.remove(0);
        e.remove(1);
    });
    assert_eq!(both, "annotations: []");
}

#[test]
fn a_field_is_set_where_it_stands_or_belongs() {
    let text = set(
        FILE,
        "q1",
        &[
            ("kind", Some("gloss".into())),
            ("stamp", Some("ab:3".into())),
        ],
    );
    let expected = FILE.replace(
        "kind: quotation   # why\n",
        "kind: gloss   # why\n    stamp: ab:3\n",
    );
    assert_eq!(text, expected);
    let text = set(
        FILE,
        "q1",
        &[("locator", Some(json!({"volume": 2, "page": 66})))],
    );
    assert_eq!(text, FILE.replace("page: '65'", "page: 66"));
    let text = set(FILE, "q1", &[("note", Some("Short.".into()))]);
    assert_eq!(
        text,
        FILE.replace(">-\n      Folded\n      text.", "Short.")
    );
    let text = set(FILE, "q2", &[("at", Some("1¶2".into()))]);
    assert_eq!(text, FILE.replace("kind: gloss}", "kind: gloss, at: 1¶2}"));
    let text = set(
        FILE,
        "q3",
        &[("note", Some("A.\nB.".into())), ("kind", None)],
    );
    let expected = FILE
        .replace("  - kind: note\n    id: q3", "  - id: q3")
        .replace(
            "note: |  # literal\n      One.\n\n      Two.",
            "note: |-  # literal\n      A.\n      B.",
        );
    assert_eq!(text, expected);
    let text = set(FILE, "q1", &[("locator", None), ("note", None)]);
    let gone = "    locator: {volume: 2, page: '65'}\n    note: >-\n      Folded\n      text.\n";
    assert_eq!(text, FILE.replace(gone, ""));
}

#[test]
fn values_of_every_shape_are_changed() {
    let change = |text: &str, field: &str, value: Json| set(text, "a", &[(field, Some(value))]);
    let long = "word ".repeat(30).trim_end().to_owned();
    let text = change(
        "annotations:\n- id: a\n  note: x # why\n  at: 1\n",
        "note",
        long.into(),
    );
    assert!(
        text.starts_with("annotations:\n- id: a\n  note: >- # why\n    word"),
        "{text}"
    );
    let block = "annotations:\n- id: a\n  locator:\n    volume: 1 # first\n    page: 2\n";
    assert_eq!(
        change(block, "locator", json!({"volume": 3, "page": 2, "line": 1})),
        "annotations:\n- id: a\n  locator:\n    volume: 3 # first\n    page: 2\n    line: 1\n"
    );
    assert_eq!(
        change(
            "annotations: [{id: a, tags: [x, y], note: }]",
            "tags",
            json!(["x", "y", "z"])
        ),
        "annotations: [{id: a, tags: [x, y, z], note: }]"
    );
    assert_eq!(
        change("annotations: [{id: a, note: }]", "note", "m".into()),
        "annotations: [{id: a, note: m }]"
    );
    assert_eq!(
        change("annotations:\n- id: a\n  note:\n", "note", "m".into()),
        "annotations:\n- id: a\n  note: m\n"
    );
    assert_eq!(
        change(
            "annotations:\n- id: a\n  note: x\n    y\n",
            "note",
            "m".into()
        ),
        "annotations:\n- id: a\n  note: m\n"
    );
}

#[test]
fn what_cannot_be_changed_alone_is_refused() {
    let shared = "annotations:\n- id: a\n  note: &x one\n- id: b\n  note: *x\n";
    let mut editor = ListEditor::open(shared, "annotations").unwrap();
    editor
        .set(0, &[("note", Some("two".into()))], &ORDER)
        .unwrap();
    // The anchor stays where it is, so the other note would change as well.
    let error = editor.finish().unwrap_err().to_string();
    assert!(error.starts_with("line 2: the layout here"), "{error}");
    // The alias itself may be replaced.
    assert_eq!(
        set(shared, "b", &[("note", Some("two".into()))]),
        shared.replace("*x", "two")
    );
    let broken = ListEditor::open("annotations: [", "annotations").unwrap_err();
    assert!(broken.to_string().starts_with("line "), "{broken}");
    assert!(ListEditor::open("annotations: text", "annotations").is_err());
}

/// One note of a generated file, in one of several layouts, with comments.
fn generated_item() -> impl Strategy<Value = (String, u8, u8)> {
    let note = prop_oneof![
        Just("plain words # why".to_owned()),
        Just("'single ''quoted'''".to_owned()),
        Just("\"double \\u00b6 \\\" # no\"".to_owned()),
        Just("|\n  Literal # no comment\n\n  - lines:\n".to_owned()),
        Just(">+ # folded\n  and kept\n\n".to_owned()),
        Just("|2-\n    indented\n  less\n".to_owned()),
        Just("plain over\n  lines # why".to_owned()),
        Just("[a, # one\n  b]".to_owned()),
        Just("\n  volume: 1 #\tv\n  page: 2\n\n".to_owned()),
        Just("# nothing".to_owned()),
    ];
    (note, 0u8..4, 0u8..4)
}

/// A file of such notes.
fn generated_file() -> impl Strategy<Value = (String, usize)> {
    (
        prop::collection::vec(generated_item(), 1..6),
        0usize..4,
        prop::sample::select(vec!["\n", "\r\n"]),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(items, indent, line_end, mark, last_break)| {
            let pad = " ".repeat(indent);
            let mut text = "# head\narticle: 'x' # a\nannotations: # list\n".to_owned();
            for (i, (note, before, shape)) in items.iter().enumerate() {
                text.push_str(
                    ["", "\n", "# above\n", "\n\n  # far above\n\n"][usize::from(*before)],
                );
                let field = note.replace('\n', &format!("\n{pad}  "));
                let item = match shape {
                    0 if !note.contains('\n') && !note.contains('#') => {
                        format!("{pad}- {{id: n{i}, kind: note, note: {note}}} # flow\n")
                    }
                    1 => format!("{pad}- # first\n{pad}  note: {field}\n{pad}  id: n{i}\n"),
                    2 => format!("{pad}-   id: n{i} # id\n{pad}    at: \"1\"\n"),
                    _ => format!("{pad}- id: n{i}\n{pad}  kind: note\n{pad}  note: {field}\n"),
                };
                text.push_str(&item);
            }
            text.push_str("# tail\nother: &o [1, 'two']\nagain: *o");
            if last_break {
                text.push('\n');
            }
            let text = text.replace('\n', line_end);
            (
                if mark {
                    format!("\u{feff}{text}")
                } else {
                    text
                },
                items.len(),
            )
        })
}

/// Whether `small` is `large` without one stretch, which is returned.
fn stretch<'a>(large: &'a str, small: &str) -> Option<&'a str> {
    let common = |a: &mut dyn Iterator<Item = u8>, b: &mut dyn Iterator<Item = u8>| {
        a.zip(b).take_while(|(x, y)| x == y).count()
    };
    let start = common(&mut large.bytes(), &mut small.bytes());
    let tail =
        (small.len() - start).min(common(&mut large.bytes().rev(), &mut small.bytes().rev()));
    (start + tail == small.len())
        .then(|| large.get(start..large.len() - tail))
        .flatten()
}

proptest! {
    #[test]
    fn an_added_item_is_all_that_is_added((text, _) in generated_file(), note in "[ -~\n]{0,60}") {
        let new = edited(&text, |e| e.append(map(json!({"id": "new", "note": note}))));
        let added = stretch(&new, &text);
        prop_assert!(added.is_some_and(|a| a.contains("id: new")), "{}\n---\n{}", text, new);
        let removed = edited(&new, |e| e.remove(e.find("new").unwrap()));
        let lines = |t: &str| t.lines().filter(|l| !l.trim().is_empty()).map(str::to_owned).collect::<Vec<_>>();
        prop_assert_eq!(lines(&removed), lines(&text));
    }

    #[test]
    fn a_removed_item_is_all_that_goes((text, count) in generated_file(), pick in 0usize..6) {
        let index = pick % count;
        let new = edited(&text, |e| e.remove(index));
        if count > 1 {
            let gone = stretch(&text, &new);
            prop_assert!(gone.is_some(), "{}\n---\n{}", text, new);
            let id = format!("id: n{index}");
            prop_assert!(text.contains(&id) && !new.contains(&id));
        }
        for kept in ["# head", "# a", "# list", "# tail", "&o [1, 'two']"] {
            prop_assert!(new.contains(kept));
        }
        prop_assert_eq!(text.matches("# above").count(), new.matches("# above").count());
    }

    #[test]
    fn a_set_field_touches_no_other_item(
        (text, count) in generated_file(), pick in 0usize..6,
        value in prop_oneof!["[ -~\n]{0,60}".prop_map(Json::from), Just(json!({"volume": 7, "page": 2})), Just(Json::Null)],
        field in prop::sample::select(vec!["note", "kind", "at", "stamp"]),
    ) {
        let index = pick % count;
        let editor = ListEditor::open(&text, "annotations").unwrap();
        let span = editor.items()[index].span.clone();
        let had: Vec<String> = editor.items()[index].entries().unwrap().iter().map(|e| e.key.clone()).collect();
        let value = (value != Json::Null).then_some(value);
        let changes = [(field, value.clone())];
        let new = edited(&text, |e| e.set(index, &changes, &ORDER).unwrap());
        prop_assert!(new.starts_with(&text[..span.start]), "{}\n---\n{}", text, new);
        let after = &text[lines::end(&text, span.end)..];
        prop_assert!(new.ends_with(after), "{}\n---\n{}", text, new);
        let item = ListEditor::open(&new, "annotations").unwrap().items()[index].clone();
        prop_assert_eq!(item.get(field).map(Node::to_json), value);
        let keys: Vec<String> = item.entries().unwrap().iter().map(|e| e.key.clone()).filter(|k| k != field).collect();
        let others: Vec<String> = had.into_iter().filter(|k| k != field).collect();
        prop_assert_eq!(keys, others);
    }
}
