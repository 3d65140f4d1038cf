//! `postil anchor`, on texts of ours: what other programs' selectors come to.

#![allow(clippy::expect_used, reason = "a test may stop at what cannot be")]

mod common;

use common::{Run, Scratch};
use serde_json::{Value, json};

const TEXT: &str = "The mill at Sark ground rye. The baker at Sark burnt it.\n\n\
    “Who grinds in haste,” said the miller, “will sift at leisure.” The baker laughed 🌾 and \
    left. Nobody in the town of Sark had ever seen the wheel stand still for a whole day.\n\n\
    The baker at Sark closed his oven in June. Café and bakery, the re\u{ad}formed guild wrote, \
    must pay alike.\n";

/// The answers to selectors, without what is tested elsewhere.
fn answers(name: &str, text: &str, selectors: &[Value], more: &[&str]) -> Vec<Value> {
    let scratch = Scratch::new();
    scratch.file(name, text);
    let lines: Vec<String> = selectors.iter().map(Value::to_string).collect();
    let lines = lines.join("\n");
    let arguments = [&["anchor", name], more].concat();
    let run = scratch.run_with_input(&arguments, lines.as_bytes());
    assert_eq!(run.code, Some(0), "{}", run.err);
    parsed(&run)
}

fn parsed(run: &Run) -> Vec<Value> {
    let lines = run.out.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .collect()
}

/// The status and the words found, or those that were not told apart.
fn words(text: &str, answer: &Value) -> (String, Vec<String>) {
    let slice = |place: &Value| {
        let at = |field: &str| {
            let byte = place[field].as_u64().expect("a place has both ends");
            usize::try_from(byte).expect("an offset is small")
        };
        text[at("start")..at("end")].to_owned()
    };
    let status = answer["status"].as_str().expect("there is a status");
    let places = if answer["start"].is_null() {
        let candidates = answer["candidates"].as_array().expect("a list");
        candidates.iter().map(slice).collect()
    } else {
        vec![slice(answer)]
    };
    (status.to_owned(), places)
}

fn find(selector: &Value) -> (String, Vec<String>) {
    let answers = answers("text.txt", TEXT, std::slice::from_ref(selector), &[]);
    words(TEXT, &answers[0])
}

fn found(status: &str, places: &[&str]) -> (String, Vec<String>) {
    let places = places.iter().map(|p| (*p).to_owned()).collect();
    (status.to_owned(), places)
}

#[test]
fn words_are_found_with_the_marks_they_are_given_with() {
    let exact = |words: &str| find(&json!({"exact": words}));
    assert_eq!(
        exact("\"who grinds in haste,\""),
        found("exact", &["“Who grinds in haste,”"])
    );
    assert_eq!(exact("laughed 🌾"), found("exact", &["laughed 🌾"]));
    assert_eq!(
        exact("cafe AND  bakery"),
        found("exact", &["Café and bakery"])
    );
    assert_eq!(exact("reformed"), found("exact", &["re\u{ad}formed"]));
    assert_eq!(
        exact("will sift\nat leisure.” The baker"),
        found("exact", &["will sift at leisure.” The baker"])
    );
}

#[test]
fn repeated_words_are_told_apart_by_what_is_given_with_them() {
    let repeated = json!({"exact": "The baker at Sark"});
    let both = ["The baker at Sark", "The baker at Sark"];
    assert_eq!(find(&repeated), found("ambiguous", &both));
    let start = |selector: Value| {
        let answers = answers("text.txt", TEXT, &[selector], &[]);
        (answers[0]["status"].clone(), answers[0]["start"].clone())
    };
    let (first, last) = (
        json!(TEXT.find("The baker").expect("it is there")),
        json!(TEXT.rfind("The baker").expect("it is there")),
    );
    let with = |field: &str, value: Value| {
        let mut selector = repeated.clone();
        selector[field] = value;
        start(selector)
    };
    assert_eq!(
        with("suffix", json!(" burnt it")),
        (json!("exact"), first.clone())
    );
    assert_eq!(
        with("prefix", json!("whole day.")),
        (json!("exact"), last.clone())
    );
    assert_eq!(with("nth", json!("2/2")), (json!("exact"), last.clone()));
    assert_eq!(with("nth", json!(1)), (json!("exact"), first.clone()));
    assert_eq!(with("nth", json!("2/3")).0, json!("ambiguous"));
    assert_eq!(with("hint", last.clone()), (json!("exact"), last.clone()));
    assert_eq!(with("hint", json!(0)), (json!("fuzzy"), first));
    let all = &answers(
        "text.txt",
        TEXT,
        &[json!({"exact": "sark", "nth": "all"})],
        &[],
    )[0];
    assert_eq!(
        (&all["status"], &all["places"]),
        (&json!("exact"), &json!(4))
    );
}

#[test]
fn marks_alone_tell_places_apart() {
    let text = "To mill, or not to mill: 🌾 to mill 🌾 is to live. Rye starts, and oats starts.";
    let cases = [
        (json!({"exact": "to mill", "prefix": "🌾 "}), 30),
        (json!({"exact": "to mill", "suffix": ": "}), 16),
        (json!({"exact": "starts."}), 76),
        (json!({"exact": "starts,"}), 59),
        (json!({"exact": "starts", "suffix": "."}), 76),
    ];
    let selectors: Vec<Value> = cases.iter().map(|(selector, _)| selector.clone()).collect();
    for (answer, (selector, start)) in answers("text.txt", text, &selectors, &[])
        .iter()
        .zip(&cases)
    {
        assert_eq!(answer["status"], "exact", "{selector}");
        assert_eq!(answer["start"], json!(start), "{selector}");
    }
}

#[test]
fn context_may_cross_paragraphs_and_be_empty_at_the_edges_of_the_text() {
    let exact =
        |selector: Value, words: &str| assert_eq!(find(&selector), found("exact", &[words]));
    exact(
        json!({"exact": "The mill", "prefix": "", "suffix": " at Sark"}),
        "The mill",
    );
    exact(
        json!({"exact": "must pay alike.", "suffix": ""}),
        "must pay alike.",
    );
    exact(
        json!({"exact": "The baker at Sark", "prefix": "for a whole day.\n\n"}),
        "The baker at Sark",
    );
    exact(
        json!({"exact": "Who grinds", "prefix": "Sark burnt it. "}),
        "Who grinds",
    );
    exact(
        json!({"exact": "burnt it.\t “Who grinds"}),
        "burnt it.\n\n“Who grinds",
    );
    exact(json!({"exact": TEXT}), TEXT);
    exact(json!({"exact": "Cafe\u{301}"}), "Café");
}

#[test]
fn a_text_that_repeats_itself_keeps_all_its_places() {
    let text = "In June the port wall was a heap of twenty stones, and later they said that the \
                port wall was a heap. The sea was cold that morning, and the morning was long. "
        .repeat(3);
    let selectors = [
        json!({"exact": "the port wol was a haep of twenty stonnes", "prefix": "In June "}),
        json!({"exact": "the port wol was a haep of twenty stonnes"}),
    ];
    for answer in answers("text.txt", &text, &selectors, &[]) {
        assert_eq!(answer["status"], "ambiguous", "{answer}");
        assert_eq!(answer["places"], 3, "{answer}");
    }
}

#[test]
fn positions_are_taken_as_they_are_and_must_lie_in_the_text() {
    let position = |start: usize, end: usize| json!({"target": {"selector": {"type": "TextPositionSelector", "start": start, "end": end}}});
    let words = TEXT.find("🌾").expect("it is there");
    let utf16 = TEXT[..words].encode_utf16().count();
    let selectors = [
        position(utf16, utf16 + 2),
        position(0, 100_000),
        position(4, 4),
        json!({"exact": "🌾", "prefix": "laughed ", "suffix": " and"}),
    ];
    let answers = answers("text.txt", TEXT, &selectors, &["--unit", "utf16"]);
    let told: Vec<(&Value, &Value)> = answers.iter().map(|a| (&a["status"], &a["end"])).collect();
    assert_eq!(told[0], (&json!("exact"), &json!(utf16 + 2)));
    assert_eq!(told[1], (&json!("orphaned"), &Value::Null));
    assert_eq!(told[2], (&json!("exact"), &json!(4)));
    assert_eq!(told[3], told[0]);
}

#[test]
fn a_text_fragment_means_whole_words() {
    let fragment = |text: &str| {
        let value = format!(":~:text={text}");
        find(&json!({"target": {"selector": {"type": "FragmentSelector", "value": value}}}))
    };
    assert_eq!(fragment("mill"), found("exact", &["mill"]));
    assert_eq!(fragment("ill%20at"), found("orphaned", &[]));
    assert_eq!(fragment("whole"), found("exact", &["whole"]));
    assert_eq!(fragment("hole"), found("orphaned", &[]));
}

#[test]
fn inexact_words_are_fuzzy_and_say_what_differs_absent_ones_are_orphaned() {
    let answer = &answers(
        "text.txt",
        TEXT,
        &[json!({"exact": "had ever scen the whcel stand stil for a whole day"})],
        &[],
    )[0];
    assert_eq!(
        words(TEXT, answer),
        found(
            "fuzzy",
            &["had ever seen the wheel stand still for a whole day"]
        )
    );
    insta::assert_snapshot!(answer["reason"], @r#""3 letters differ: “scen” is here “seen”, “whcel” is here “wheel”, “stil” is here “still”""#);
    let absent = json!({"exact": "the council of weavers met on the old bridge at noon"});
    assert_eq!(find(&absent), found("orphaned", &[]));
    // Too short to be looked for approximately.
    assert_eq!(
        find(&json!({"exact": "the millet"})),
        found("orphaned", &[])
    );
}

#[test]
fn first_and_last_words_select_what_stands_between() {
    let ends = json!({"start": "Nobody in the town", "end": "a whole day"});
    assert_eq!(
        find(&ends),
        found(
            "exact",
            &["Nobody in the town of Sark had ever seen the wheel stand still for a whole day"]
        )
    );
    let worn = json!({"start": "Nobody in thc tovvn", "end": "a whole day"});
    assert_eq!(find(&worn).0, "fuzzy");
    assert_eq!(find(&worn).1, find(&ends).1);
    let quote = json!({"quote": "closed his oven … must pay alike"});
    assert_eq!(find(&quote).0, "exact");
}

#[test]
fn annotations_of_the_web_are_read() {
    let annotation = |selector: Value| {
        json!({
            "@context": "http://www.w3.org/ns/anno.jsonld", "id": "a1", "type": "Annotation",
            "target": {"source": "https://sark.test/mill", "selector": selector}
        })
    };
    let quote = |exact: &str| json!({"type": "TextQuoteSelector", "exact": exact});
    let cases = [
        (annotation(quote("closed his oven")), "closed his oven"),
        (
            annotation(json!([
                {"type": "RangeSelector",
                 "startSelector": {"type": "XPathSelector", "value": "/p[1]"},
                 "endSelector": {"type": "XPathSelector", "value": "/p[2]"}},
                {"type": "TextPositionSelector", "start": 10, "end": 20},
                quote("must pay")
            ])),
            "must pay",
        ),
        (
            annotation(json!({
                "type": "RangeSelector",
                "startSelector": quote("Nobody"), "endSelector": quote("had ever")
            })),
            "Nobody in the town of Sark ",
        ),
        (
            annotation(json!({
                "type": "FragmentSelector", "value": ":~:text=at%20Sark-,closed,June"
            })),
            "closed his oven in June",
        ),
        (
            json!({"target": "https://sark.test/mill#:~:text=at%20Sark"}),
            "at Sark",
        ),
        (
            annotation(json!({"type": "TextPositionSelector", "start": 4, "end": 8})),
            "mill",
        ),
    ];
    for (selector, expected) in cases {
        assert_eq!(find(&selector), found("exact", &[expected]), "{selector}");
    }
    let css = annotation(json!({"type": "CssSelector", "value": "#mill > p"}));
    assert_eq!(find(&css).0, "orphaned");
}

#[test]
fn offsets_are_in_the_unit_that_was_asked_for() {
    let selector = [
        json!({"exact": "left"}),
        json!({"type": "TextPositionSelector", "start": 4, "end": 8}),
    ];
    let start = |unit: &str| {
        let answers = answers("text.txt", TEXT, &selector, &["--unit", unit]);
        assert_eq!(answers[1]["start"], json!(4));
        answers[0]["start"].as_u64().expect("it is found")
    };
    let byte = TEXT.find("left").expect("it is there");
    let before = &TEXT[..byte];
    assert_eq!(start("byte"), byte as u64);
    assert_eq!(start("char"), before.chars().count() as u64);
    assert_eq!(start("utf16"), before.encode_utf16().count() as u64);
}

#[test]
fn markup_is_passed_over_and_the_offsets_are_those_of_the_file() {
    let text = "---\ntitle: The mill\n---\n\n# The mill\n\nThe [old mill](https://sark.test/old \
                \"Of Sark\")[^1] ground *rye\nand* <b>barley</b> &amp; oats.\n\n[^1]: Burnt down.\n";
    let selectors = [
        json!({"exact": "The old mill ground rye and barley & oats."}),
        json!({"exact": "sark.test"}),
        json!({"exact": "Burnt down"}),
    ];
    let answers = answers("mill.md", text, &selectors, &[]);
    let (status, places) = words(text, &answers[0]);
    assert_eq!(status, "exact");
    assert!(places[0].starts_with("The [old mill](https"), "{places:?}");
    assert!(places[0].ends_with("oats."), "{places:?}");
    assert_eq!(answers[1]["status"], "orphaned");
    assert_eq!(words(text, &answers[2]), found("exact", &["Burnt down"]));
}

#[test]
fn what_is_no_selector_is_told_and_the_rest_is_answered() {
    let scratch = Scratch::new();
    scratch.file("text.txt", TEXT);
    let input = "{\"id\": 1, \"exact\": \"oven\"}\n\n{\"id\": 2, \"exact\" \"oven\"}\n[]\n\
                 {\"id\": 3}\n{\"id\": 4, \"exact\": \"June\"}\n";
    let run = scratch.run_with_input(&["anchor", "text.txt"], input.as_bytes());
    assert_eq!(run.code, Some(2));
    insta::assert_snapshot!(run.err, @r"
    postil: standard input:3:19: expected `:`
    postil: standard input:4:1: a selector is a JSON object
    postil: standard input:5:1: there is neither `exact` nor `start` and `end`
    postil: standard input: 3 lines are no selector; each is answered with an error
    ");
    let statuses: Vec<Value> = parsed(&run).iter().map(|a| a["status"].clone()).collect();
    assert_eq!(
        statuses,
        ["exact", "error", "error", "error", "exact"].map(Value::from)
    );
}

#[test]
fn what_is_no_utf_8_is_told_with_its_place() {
    let scratch = Scratch::new();
    scratch.file("text.txt", TEXT);
    let input = b"{\"exact\": \"oven\"}\n{\"exact\": \"caf\xe9\"}\n{\"exact\": \"June\"}\n";
    let run = scratch.run_with_input(&["anchor", "text.txt"], input);
    assert_eq!(run.code, Some(2));
    let statuses: Vec<Value> = parsed(&run).iter().map(|a| a["status"].clone()).collect();
    assert_eq!(statuses, ["exact", "error", "exact"].map(Value::from));
    assert!(run.err.contains("standard input:2:15: "), "{}", run.err);
    scratch.file("latin.txt", b"Rye and caf\xe9.\n");
    let run = scratch.run_with_input(&["anchor", "latin.txt"], b"");
    assert_eq!(run.code, Some(2));
    assert!(
        run.err.contains("latin.txt: byte 11 is no UTF-8"),
        "{}",
        run.err
    );
}

#[test]
fn selectors_without_sense_have_a_clear_outcome() {
    let long = "all the mills of Sark ".repeat(400);
    let selectors = [
        json!({"exact": ""}),
        json!({"exact": "   \n"}),
        json!({"exact": "?!—"}),
        json!({"exact": long}),
        json!({"start": "", "end": ""}),
        json!({"exact": "\u{0}\u{1b}"}),
    ];
    let answers = answers("text.txt", TEXT, &selectors, &[]);
    assert_eq!(answers.len(), selectors.len());
    for answer in &answers {
        assert_eq!(answer["status"], "orphaned", "{answer}");
        assert!(answer["reason"].is_string(), "{answer}");
    }
}

#[test]
fn many_selectors_are_answered_in_their_order() {
    let scratch = Scratch::new();
    scratch.file("text.txt", TEXT);
    let words = [
        "oven",
        "the",
        "wheel stand stxll for a whole",
        "",
        "nothing of the kind",
    ];
    let selector = |i: usize| json!({"id": i, "exact": words[i % words.len()]}).to_string();
    let selectors: Vec<String> = (0..3_000).map(selector).collect();
    scratch.file("selectors.ndjson", selectors.join("\n"));
    let run = scratch.run(&["anchor", "text.txt", "--selectors", "selectors.ndjson"]);
    let answers = parsed(&run);
    assert_eq!(answers.len(), 3_000);
    assert!(answers.iter().enumerate().all(|(i, a)| a["id"] == json!(i)));
}
