//! Pages as they are written.

use proptest::prelude::*;

use super::*;
use crate::export::sample::bread;

fn page(edition: &Edition) -> String {
    let mut out = Vec::new();
    write(edition, &Options::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
#[allow(clippy::too_many_lines, reason = "a whole page stands in it")]
fn a_page() {
    let page = page(&bread());
    let (_, body) = page.split_once("</style>").unwrap();
    insta::assert_snapshot!(body, @r##"
    </head>
    <body>
    <a class="skip" href="#text">Skip to the text</a>
    <header>
    <h1>On Bread</h1>
    <p class="byline">A. Writer · 1911-05-01</p>
    </header>
    <nav aria-label="Contents" class="contents">
    <details>
    <summary>Contents</summary>
    <ul>
    <li class="d1"><a href="#s1">1 The mill</a></li>
    <li class="d1"><a href="#s2">2 The oven</a></li>
    <li><a href="#own-notes">Notes</a></li>
    <li><a href="#sources">Sources</a></li>
    </ul>
    </details>
    </nav>
    <main id="text">
    <section aria-label="Opening">
    <div class="passage" id="p0-1">
    <a class="number" href="#p0-1" aria-label="passage 0¶1">0¶1</a>
    <p>Of all that is baked, <em>bread</em> argues most with its makers.<sup class="own"><a id="from-n1" href="#n1" aria-label="note 1 of the article">[1]</a></sup><sup class="call footnote" style="anchor-name:--c1"><a id="call-f1" href="#note-f1" aria-label="footnote 1">1</a></sup></p>
    <details class="notes">
    <summary>1 note</summary>
    <div class="note footnote" id="note-f1" role="note" style="--call:--c1;--self:--n1;--before:--n0">
    <p><a class="back" href="#call-f1" aria-label="back to the text, 1">1</a> <b>Footnote</b><span class="words"> <q>widow of Sark</q></span>. Unknown.</p>
    </div>
    </details>
    </div>
    </section>
    <section aria-labelledby="s1">
    <h2 id="s1"><a class="number" href="#s1" aria-label="section 1">1</a> The mill</h2>
    <div class="passage" id="p1-1">
    <a class="number" href="#p1-1" aria-label="passage 1¶1">1¶1</a>
    <p>The miller’s rule was plain: “<mark class="quotation c0 l0">first clean the <mark class="gloss">stone</mark>,<sup class="call gloss" style="anchor-name:--c2"><a id="call-g1" href="#note-g1" aria-label="gloss 2">2</a></sup> then the grain</mark>”<sup class="call quotation c0 l0" style="anchor-name:--c3"><a id="call-q1" href="#note-q1" aria-label="quotation 3">3</a></sup> (Miller, <em>Stones</em>, page 12).</p>
    <details class="notes">
    <summary>2 notes</summary>
    <div class="note gloss" id="note-g1" role="note" style="--call:--c2;--self:--n2;--before:--n1">
    <p><a class="back" href="#call-g1" aria-label="back to the text, 2">2</a> <b>Gloss</b><span class="words"> <q>stone</q></span>: also at <a href="#p1-2">1¶2</a>, <a href="#p1-3">1¶3</a>, <a href="#p2-1">2¶1</a>. A millstone.</p>
    </div>
    <div class="note quotation c0 l0" id="note-q1" role="note" style="--call:--c3;--self:--n3;--before:--n2">
    <p><a class="back" href="#call-q1" aria-label="back to the text, 3">3</a> <b>Quotation</b><span class="words"> <q>first clean the stone, then the grain</q></span>: <a href="#source-miller-stones">Ada Miller, <cite>Stones</cite> (Leeds: Grist, 1899), 12</a>. The <em>first</em> of two; see <strong>raw</strong> &amp; a link.</p>
    </div>
    </details>
    </div>
    <ol>
    <li value="1">
    <div class="passage" id="p1-2">
    <a class="number" href="#p1-2" aria-label="passage 1¶2">1¶2</a>
    <p>The wheel must turn before the <mark class="gloss">stone</mark>.</p>
    </div>
    </li>
    <li value="2">
    <div class="passage" id="p1-3">
    <a class="number" href="#p1-3" aria-label="passage 1¶3">1¶3</a>
    <p>The <mark class="gloss">stone</mark> must cool before the meal.</p>
    </div>
    </li>
    </ol>
    <blockquote>
    <div class="passage" id="p1-4">
    <a class="number" href="#p1-4" aria-label="passage 1¶4">1¶4</a>
    <p class="verse">Who grinds in haste<br>
    will sift at leisure.</p>
    <p class="referring">Referred to from <a href="#call-x1">2¶1</a></p>
    </div>
    </blockquote>
    </section>
    <section aria-labelledby="s2">
    <h2 id="s2"><a class="number" href="#s2" aria-label="section 2">2</a> The oven<sup class="call gloss" style="anchor-name:--c4"><a id="call-h1" href="#note-h1" aria-label="gloss 4">4</a></sup></h2>
    <details class="notes">
    <summary>1 note</summary>
    <div class="note gloss" id="note-h1" role="note" style="--call:--c4;--self:--n4;--before:--n3">
    <p><a class="back" href="#call-h1" aria-label="back to the text, 4">4</a> <b>Gloss</b>. On the whole section.</p>
    </div>
    </details>
    <div class="passage" id="p2-1">
    <a class="number" href="#p2-1" aria-label="passage 2¶1">2¶1</a>
    <p><mark class="cross-reference">As we saw above</mark>,<sup class="call cross-reference" style="anchor-name:--c5"><a id="call-x1" href="#note-x1" aria-label="cross-reference 5">5</a></sup> haste is the enemy of the <mark class="gloss">stone</mark>. “<mark class="quotation c0 l0">An oven has no memory</mark>”<sup class="call quotation c0 l0" style="anchor-name:--c6"><a id="call-q2" href="#note-q2" aria-label="quotation 6">6</a></sup> (Miller, op. cit.).</p>
    <details class="notes">
    <summary>2 notes</summary>
    <div class="note cross-reference" id="note-x1" role="note" style="--call:--c5;--self:--n5;--before:--n4">
    <p><a class="back" href="#call-x1" aria-label="back to the text, 5">5</a> <b>Cross-reference</b><span class="words"> <q>As we saw above</q></span>: → <a href="#p1-4">1¶4</a>, other-article#2¶1.</p>
    </div>
    <div class="note quotation c0 l0 long" id="note-q2" role="note" style="--call:--c6;--self:--n6;--before:--n5;--lines:2">
    <p><a class="back" href="#call-q2" aria-label="back to the text, 6">6</a> <b>Quotation</b><span class="words"> <q>An oven has no memory</q></span>: <a href="#source-miller-stones">Miller, <cite>Stones</cite></a> (op. cit., after <a href="#p1-1">1¶1</a>); spoken by a baker.</p>
    </div>
    </details>
    </div>
    <div class="passage" id="p2-2">
    <a class="number" href="#p2-2" aria-label="passage 2¶2">2¶2</a>
    <pre><code>heat = wood * time</code></pre>
    <details class="notes">
    <summary>1 note</summary>
    <sup class="call note" style="anchor-name:--c7"><a id="call-c1" href="#note-c1" aria-label="note 7">7</a></sup><div class="note note" id="note-c1" role="note" style="--call:--c7;--self:--n7;--before:--n6">
    <p><a class="back" href="#call-c1" aria-label="back to the text, 7">7</a> <b>Note</b>. Whole block.</p>
    </div>
    </details>
    </div>
    <div class="passage" id="p2-3">
    <a class="number" href="#p2-3" aria-label="passage 2¶3">2¶3</a>
    <table>
    <thead>
    <tr><th scope="col">grain</th><th scope="col" class="right">hours</th></tr>
    </thead>
    <tbody>
    <tr><td>rye</td><td class="right">12</td></tr>
    <tr><td>wheat</td><td class="right">3</td></tr>
    </tbody>
    </table>
    </div>
    <hr>
    <div class="passage" id="p2-4">
    <a class="number" href="#p2-4" aria-label="passage 2¶4">2¶4</a>
    <p>The end <mark class="emendation">came soon</mark>.<sup class="call emendation" style="anchor-name:--c8"><a id="call-e1" href="#note-e1" aria-label="emendation 8">8</a></sup></p>
    <details class="notes">
    <summary>1 note</summary>
    <div class="note emendation" id="note-e1" role="note" style="--call:--c8;--self:--n8;--before:--n7">
    <p><a class="back" href="#call-e1" aria-label="back to the text, 8">8</a> <b>Emendation</b><span class="words"> <q>came soon</q></span>. Read <em>late</em>.</p>
    </div>
    </details>
    </div>
    </section>
    <section id="own-notes" aria-labelledby="own-notes-title">
    <h2 id="own-notes-title">Notes</h2>
    <div class="own-note" id="n1">
    <div class="passage">
    <a class="number" href="#n1" aria-label="note n1">n1</a>
    <p>Said the <mark class="footnote">widow of Sark</mark>.</p>
    </div>
    <p class="referring"><a href="#from-n1">Back to the text</a></p>
    </div>
    </section>
    <section id="homeless" aria-labelledby="homeless-title">
    <h2 id="homeless-title">Notes without a certain place</h2>
    <div class="note gloss" id="note-o1" role="note">
    <p><b>Gloss</b><span class="words"> <q>never said here</q></span>: orphaned: the words are not in the text. Lost.</p>
    </div>
    <div class="note gloss" id="note-a1" role="note">
    <p><b>Gloss</b><span class="words"> <q>haste</q></span>: ambiguous: the words stand in 2 places: 1¶4, 2¶1; it may be at <a href="#p1-4">1¶4</a>, <a href="#p2-1">2¶1</a>. Which?</p>
    </div>
    </section>
    </main>
    <section class="after" aria-labelledby="dispersion-title">
    <h2 id="dispersion-title">Who is quoted where</h2>
    <table class="dispersion">
    <thead class="away"><tr><th scope="col">Work</th><th scope="col">Quotations</th><th scope="col">Where</th></tr></thead>
    <tbody>
    <tr class="c0 l0"><th scope="row"><a href="#source-miller-stones">Miller, Stones</a></th><td>2</td><td><svg viewBox="0 0 1000 20" preserveAspectRatio="none" role="img" aria-label="at 1¶1, 2¶1"><path class="sections" d="M118 0v20M592 0v20"/><path class="strokes" d="M207 2v16M720 2v16"/></svg></td></tr>
    </tbody>
    </table>
    </section>
    <section id="sources" class="after" aria-labelledby="sources-title">
    <h2 id="sources-title">Sources</h2>
    <ul>
    <li id="source-miller-stones" class="work c0 l0">Miller, Ada. <cite>Stones</cite>. Leeds: Grist, 1899. <span class="passages">Quoted at <a href="#call-q1">1¶1</a>, <a href="#call-q2">2¶1</a>.</span></li>
    </ul>
    </section>
    </body>
    </html>
    "##);
}

/// What may stand in a page, and nothing else: elements, and attributes of any.
const ELEMENTS: &str = "html head meta title style body a header nav h1 h2 h3 h4 h5 h6 p details \
    summary ul ol li main section div sup mark em strong del code pre br blockquote hr table thead \
    tbody tr th td b q cite span svg path";
const ATTRIBUTES: &str = "lang charset http-equiv content name class href id aria-label \
    aria-labelledby style role value scope viewBox preserveAspectRatio d";

/// Reads a page with another program's parser, that of browsers, and looks at everything in it.
fn is_harmless(page: &str) {
    let document = dom_query::Document::from(page);
    for node in document.select("*").nodes() {
        let element = node.node_name().unwrap_or_default().to_string();
        assert!(
            ELEMENTS.split_whitespace().any(|e| e == element),
            "<{element}>\n{page}"
        );
        for attribute in node.attrs() {
            let name = attribute.name.local.to_string();
            assert!(
                ATTRIBUTES.split_whitespace().any(|a| a == name),
                "{name}=\n{page}"
            );
            if name == "href" {
                let value = attribute.value.to_string();
                let start = value.split(['/', '#', '?']).next().unwrap_or_default();
                let scheme = start
                    .split_once(':')
                    .map(|(scheme, _)| scheme.to_lowercase());
                let known = matches!(scheme.as_deref(), None | Some("https" | "http" | "mailto"));
                assert!(known, "{value}\n{page}");
            }
            if name == "style" {
                let value = attribute.value.to_string();
                assert!(
                    value.starts_with("--") || value.starts_with("anchor-name:--c"),
                    "{value}"
                );
            }
        }
    }
}

/// Every link within the page has an element to go to, and no two elements share an `id`.
fn links_resolve(page: &str) {
    let document = dom_query::Document::from(page);
    let mut ids = std::collections::HashSet::new();
    for node in document.select("[id]").nodes() {
        let id = node.attr_or("id", "").to_string();
        assert!(ids.insert(id.clone()), "the id {id} stands twice\n{page}");
    }
    for node in document.select("a[href^='#']").nodes() {
        let href = node.attr_or("href", "").to_string();
        assert!(ids.contains(&href[1..]), "{href} leads nowhere\n{page}");
    }
}

#[test]
fn a_page_is_harmless_and_its_links_resolve() {
    let page = page(&bread());
    is_harmless(&page);
    links_resolve(&page);
}

#[test]
fn every_note_has_a_card() {
    let edition = bread();
    let page = page(&edition);
    for note in &edition.notes {
        let card = format!("id=\"note-{}\"", note::id(note));
        assert_eq!(page.matches(&card).count(), 1, "{card}");
    }
}

/// Text as attackers write it.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "\" onmouseover=\"x",
        "'",
        "-->",
        "]]>",
        "<svg/onload=x>",
        "[x](javascript:alert(1))",
        "[x](<java&#9;script:x>)",
        "![x](data:text/html,x)",
        "<style>*{}</style>",
        "</style>",
        "</title>",
        "&lt;script&gt;",
        "<!--",
        "*em*",
        "**b**",
        "`c`",
        "\n\n",
        "\n- ",
        "\n> ",
        "\n## ",
        "word",
        "rye",
        "stone",
        "|a|b|\n|-|-|\n|c|d|",
        "```\n<b>\n```",
        "&#x1b;",
        "\u{202e}",
        "<a href=javascript:x>y</a>",
        "[^1]",
        "\n\n[^1]: <b onclick=x>",
        "<https://x.org/\"onx=>",
        "<math><mi//xlink:href=\"data:x,<script>\">",
    ]);
    prop::collection::vec(pieces, 0..12).prop_map(|p| p.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn nothing_live_comes_through(text in hostile(), body in hostile(), other in hostile(), word in "[a-z<\"&]{1,8}") {
        let line = |t: &str| t.replace('\n', " ");
        let notes = serde_json::json!({"annotations": [
            {"id": "a\"><script>", "kind": "quotation", "quote": "stone", "source": "x\"y", "note": body, "speaker": other,
             "locator": {"page": other}, "cited": {"how": "op-cit", "antecedent": "1¶1"}},
            {"id": "b", "kind": "gloss", "at": "1¶1", "note": other, "to": ["0¶1", "other#1¶1"]},
            {"id": "c", "kind": "gloss", "quote": format!("rye {word}"), "note": text},
            {"id": "d", "kind": "emendation", "quote": "word", "nth": "all"},
        ]});
        let sources = serde_json::json!({"references": [{"id": "x\"y", "title": other, "author": [{"family": body}], "URL": text, "publisher": text}]});
        let front = serde_json::json!({"title": line(&text), "author": line(&body), "language": word});
        let file = format!("---\n{front}\n---\n\n{text}\n\n## {}\n\n{other}\n", line(&body));
        let notes = crate::text::yaml::write(&notes).unwrap();
        let sources = crate::text::yaml::write(&sources).unwrap();
        let edition = crate::export::sample::edition(&file, &notes, &sources);
        let page = page(&edition);
        is_harmless(&page);
        links_resolve(&page);
        let mut site = site::Site::new(Selection::default());
        site.add(&edition, None);
        let mut out = Vec::new();
        site.write_index(&mut out).unwrap();
        is_harmless(&String::from_utf8(out).unwrap());
        let mut out = Vec::new();
        site.write_search(&mut out).unwrap();
        let search = String::from_utf8(out).unwrap();
        prop_assert_eq!(search.matches("<script").count(), 2);
        let data = search.split("id=\"data\">").nth(1).and_then(|s| s.split("</script>").next()).unwrap();
        prop_assert!(serde_json::from_str::<serde_json::Value>(data).is_ok());
    }
}
