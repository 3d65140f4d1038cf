//! `postil search` on a small library of ours: what is found, how it is shown, what is refused.

#![allow(clippy::unwrap_used, reason = "a test may stop at what cannot be")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;

const BREAD: &str = "---\ntitle: On bread\n---\n\nThe coup D’État of the millers.\n\n\
    ## Rye and wheat\n\nBread and peace: the *revo-\nlution* of the ovens. “Bread,” said the baker.[^1]\n\n\
    - No peace without bread.\n\n## The oven\n\nThe ﬁnal re\u{ad}form came to the café at dusk.\n\n\
    [^1]: A baker of Ghent.\n";

const NOTES: &str = "article: bread\nannotations:\n\
    - {id: q1, kind: quotation, at: 1¶1, quote: Bread, suffix: said, source: miller-ovens, \
       speaker: Jan de Bakker, tags: [food], note: The motto of the guild.}\n\
    - {id: g1, kind: gloss, at: 2¶1, quote: café, note: A coffee house.}\n";

const SOURCES: &str = "references:\n- id: miller-ovens\n  title: Ovens of Flanders\n  author: [{family: Miller, given: Ann}]\n";

fn library() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put("corpus/bread.md", BREAD);
    put(
        "corpus/salt.md",
        "Salt is dear.\n\nNo bread here, and no Bread Street.\n",
    );
    put("annotations/bread.yaml", NOTES);
    put("annotations/sources.yaml", SOURCES);
    folder
}

/// Runs `postil search` and gives the exit code, standard output and standard error.
fn search(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("postil")
        .unwrap()
        .arg("--library")
        .arg(folder)
        .arg("search")
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn found(arguments: &[&str]) -> String {
    let folder = library();
    let (code, out, err) = search(folder.path(), arguments);
    assert_eq!(err, "");
    assert_eq!(code, 0);
    out
}

/// The passages and hits of a query, in short.
fn hits(query: &str) -> Vec<String> {
    let folder = library();
    let (_, out, _) = search(folder.path(), &["--json", query]);
    out.lines()
        .map(|line| {
            let hit: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| hit[key].as_str().unwrap_or_default().to_owned();
            format!("{}#{} {}", text("article"), text("at"), text("match"))
        })
        .collect()
}

#[test]
fn what_is_meant_is_found_not_what_is_typed() {
    assert_eq!(hits("coup d'etat"), ["bread#0¶1 coup", "bread#0¶1 D’État"]);
    assert_eq!(hits("\"coup d'etat\""), ["bread#0¶1 coup D’État"]);
    assert_eq!(hits("revolution"), ["bread#1¶1 revo- lution"]);
    assert_eq!(
        hits("final reform"),
        ["bread#2¶1 ﬁnal", "bread#2¶1 re\u{ad}form"]
    );
    assert_eq!(hits("“bread and peace”"), ["bread#1¶1 Bread and peace"]);
    assert!(hits("detat").is_empty(), "words stay apart");
    assert!(
        hits("read").is_empty(),
        "a word is not found within another"
    );
}

#[test]
fn capitals_matter_where_one_is_typed() {
    assert_eq!(hits("Bread -peace article:bread").len(), 0);
    assert_eq!(hits("Bread article:bread").len(), 2);
    assert_eq!(hits("bread article:bread").len(), 3);
    assert_eq!(hits("Street"), ["salt#0¶2 Street"]);
    assert!(hits("STREET").is_empty());
    let folder = library();
    assert_eq!(search(folder.path(), &["-i", "STREET"]).0, 0);
    assert_eq!(search(folder.path(), &["-s", "street"]).0, 1);
}

#[test]
fn a_hit_is_shown_in_its_context() {
    insta::assert_snapshot!(found(&["bread"]), @r"
    bread#1¶1  Bread and peace: the revo- lution of the ovens.
    bread#1¶1  Bread and peace: the revo- lution of the ovens. “Bread,” said the baker.
    bread#1¶2  No peace without bread.
    salt#0¶2  No bread here, and no Bread Street.
    salt#0¶2  No bread here, and no Bread Street.
    ");
}

#[test]
fn notes_works_and_headings_are_searched_too() {
    insta::assert_snapshot!(found(&["guild OR coffee OR Flanders OR wheat OR Ghent"]), @r"
    bread#1 [headings]  Rye and wheat
    bread#1¶1 [notes q1]  The motto of the guild.
    bread#1¶1 [sources q1]  Ann Miller, Ovens of Flanders [miller-ovens]
    bread#2¶1 [notes g1]  A coffee house.
    bread#n1  A baker of Ghent.
    ");
    assert!(hits("in:text guild").is_empty());
    assert_eq!(hits("in:notes guild").len(), 1);
    assert_eq!(hits("in:notes,headings the OR in:headings rye").len(), 4);
}

#[test]
fn json_has_the_fields_that_are_promised() {
    let out = found(&["--json", "guild OR coffee"]);
    insta::assert_snapshot!(out, @r#"
    {"article":"bread","at":"1¶1","in":"notes","annotation":"q1","start":102,"end":107,"match":"guild","before":"The motto of the ","after":"."}
    {"article":"bread","at":"2¶1","in":"notes","annotation":"g1","start":196,"end":201,"match":"coffee","before":"A ","after":" house."}
    "#);
}

#[test]
fn fields_ask_about_the_notes() {
    assert_eq!(hits("kind:quotation"), ["bread#1¶1 Bread"]);
    assert_eq!(hits("source:miller*"), ["bread#1¶1 Bread"]);
    assert_eq!(hits("author:miller"), ["bread#1¶1 Bread"]);
    assert_eq!(hits("speaker:bakker"), ["bread#1¶1 Bread"]);
    assert_eq!(hits("tag:food peace"), ["bread#1¶1 peace"]);
    assert_eq!(hits("kind:list-item bread"), ["bread#1¶2 bread"]);
    assert_eq!(hits("section:1 peace").len(), 2);
    assert_eq!(
        hits("section:0 article:salt"),
        [
            "salt#0¶1 Salt is dear.",
            "salt#0¶2 No bread here, and no Bread Street."
        ]
    );
    assert!(hits("source:reed*").is_empty());
}

#[test]
fn operators_combine_passages() {
    assert_eq!(hits("bread peace").len(), 5);
    assert_eq!(hits("bread -peace").len(), 2);
    assert_eq!(
        hits("peace NEAR/2 bread"),
        [
            "bread#1¶1 Bread",
            "bread#1¶1 peace",
            "bread#1¶2 peace",
            "bread#1¶2 bread"
        ]
    );
    assert_eq!(hits("coup NEAR/4 millers").len(), 0);
    assert_eq!(hits("coup NEAR/5 millers").len(), 2);
    assert_eq!(hits("/re.form/"), ["bread#2¶1 re\u{ad}form"]);
    assert_eq!(
        hits("mill*"),
        ["bread#0¶1 millers", "bread#1¶1 Miller", "bread#1¶1 miller"]
    );
    assert_eq!(hits("(salt OR street) -dear"), ["salt#0¶2 Street"]);
}

#[test]
fn strings_and_expressions_may_be_given_whole() {
    let folder = library();
    let count = |arguments: &[&str]| search(folder.path(), arguments).1.lines().count();
    assert_eq!(count(&["-F", "Bread,”"]), 1);
    assert_eq!(count(&["-E", "brea[d]"]), 5);
    assert_eq!(count(&["-E", "rea"]), 5);
    assert_eq!(count(&["-w", "-E", "rea"]), 0);
    assert_eq!(count(&["-w", "-F", "bread"]), 5);
}

#[test]
fn nothing_found_is_told_with_the_nearest_words() {
    let folder = library();
    let (code, out, err) = search(folder.path(), &["revolutoin ovens"]);
    assert_eq!((code, out.as_str()), (1, ""));
    insta::assert_snapshot!(err, @r"
    postil: nothing found for revolutoin ovens
      `revolutoin` does not occur; near it: revolution
    ");
}

#[test]
fn a_query_that_cannot_be_read_points_at_its_column() {
    let folder = library();
    let refused = |query: &str| {
        let (code, out, err) = search(folder.path(), &["--", query]);
        assert_eq!((code, out.as_str()), (2, ""), "{query}");
        err
    };
    insta::assert_snapshot!(refused("bread \"and peace"), @r#"
    postil: the query, column 7: this quotation mark is never closed; close it, or use -F to look for the mark itself
      bread "and peace
            ^
    "#);
    insta::assert_snapshot!(refused("bread kind:qotation"), @r"
    postil: the query, column 12: there is no kind `qotation`; did you mean `quotation`?
      bread kind:qotation
                 ^
    ");
    insta::assert_snapshot!(refused("bread colour:red"), @r"
    postil: the query, column 7: there is no field `colour:`; the fields are in: kind: source: author: speaker: tag: article: section:; quote the word to look for it as it is
      bread colour:red
            ^
    ");
    insta::assert_snapshot!(refused("/[a/"), @r"
    postil: the query, column 1: the expression cannot be read: unclosed character class; write signs that are meant as they are with a backslash, or use -F
      /[a/
      ^
    ");
    insta::assert_snapshot!(refused("-peace"), @r"
    postil: the query, column 1: this only says what must not be there; add a word that must be there
      -peace
      ^
    ");
    insta::assert_snapshot!(refused("re*on"), @r"
    postil: the query, column 3: a `*` stands at the end of a word; write `revol*`, or an expression such as /\w*tion/
      re*on
        ^
    ");
    for query in [
        "",
        " ",
        "(",
        ")",
        "(bread",
        "bread)",
        "OR",
        "bread OR",
        "NEAR bread",
        "bread NEAR",
        "in:notes",
        "-in:notes bread",
        "in:text (in:notes bread)",
        "kind:",
        "section:x",
        "—",
        "\"\"",
        "/",
        "//",
        "*",
        "source:(a)",
    ] {
        refused(query);
    }
}

/// The fenced blocks of the manual that are marked with a word.
fn blocks<'m>(manual: &'m str, word: &str) -> Vec<&'m str> {
    let fence = format!("```{word}\n");
    let parts = manual.split(fence.as_str()).skip(1);
    parts.filter_map(|p| p.split("```").next()).collect()
}

#[test]
fn the_examples_of_the_manual_are_answered_as_it_says() {
    let manual = include_str!("../docs/query.md");
    let folder = tempfile::tempdir().unwrap();
    let yaml = blocks(manual, "yaml");
    fs::create_dir_all(folder.path().join("corpus")).unwrap();
    fs::create_dir_all(folder.path().join("annotations")).unwrap();
    let put = |path: &str, text: &str| fs::write(folder.path().join(path), text).unwrap();
    put("corpus/bread.md", blocks(manual, "markdown")[0]);
    put("annotations/bread.yaml", yaml[0]);
    put("annotations/sources.yaml", yaml[1]);
    let examples: Vec<&str> = blocks(manual, "query")
        .into_iter()
        .flat_map(str::lines)
        .collect();
    assert!(examples.len() > 30);
    let mut wrong = Vec::new();
    for example in examples {
        let (query, passages) = example.split_once('→').unwrap();
        let (_, out, err) = search(folder.path(), &["--json", query.trim()]);
        assert!(!err.contains("column"), "{query}: {err}");
        let mut found: Vec<String> = Vec::new();
        for line in out.lines() {
            let hit: serde_json::Value = serde_json::from_str(line).unwrap();
            found.push(hit["at"].as_str().unwrap().to_owned());
        }
        found.dedup();
        if found.join(" ") != passages.trim() {
            wrong.push(format!("{query} → {}", found.join(" ")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_long_article_answers_as_a_short_one_does() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("corpus")).unwrap();
    fs::create_dir_all(folder.path().join("annotations")).unwrap();
    let mut text = String::from("[^1]: Of *rye* and tin.\n\n");
    let plain = "Flour, water and a little salt, and then to wait. ".repeat(40);
    for section in 0..25 {
        text.push_str(&format!("## Day {section}\n\n"));
        for _ in 0..100 {
            text.push_str(&plain);
            text.push_str("\n\n");
        }
    }
    text.push_str("At last the ry*e* is sown.[^1]\n");
    assert!(text.len() > 4 << 20);
    fs::write(folder.path().join("corpus/long.md"), text).unwrap();
    let (code, said, _) = search(folder.path(), &["rye"]);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(code, 0);
    assert_eq!(lines.len(), 2, "{said}");
    assert!(
        lines[0].starts_with("long#25¶101  At last the rye"),
        "{said}"
    );
    assert!(lines[1].starts_with("long#n1  Of rye and tin."), "{said}");
    assert_eq!(
        search(folder.path(), &["rye", "-m", "1"]).1.lines().count(),
        1
    );
    assert_eq!(search(folder.path(), &["rye", "-m", "0"]).0, 0);
    assert_eq!(search(folder.path(), &["rye", "-l"]).1, "long\n");
    assert_eq!(search(folder.path(), &["barley"]).0, 1);
    let json = search(folder.path(), &["rye", "--json"]).1;
    let starts = json.lines().filter(|line| line.contains("\"start\":"));
    assert_eq!(starts.count(), 2, "{json}");
}
