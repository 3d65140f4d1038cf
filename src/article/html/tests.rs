//! Each rule of reading web pages, on a page of its own.

use super::*;
use crate::article::markdown;

fn read_page(page: &str) -> (Article, Report) {
    let mut report = Report::default();
    let article = read("mill".parse().unwrap(), page, &mut report);
    (article, report)
}

/// The body and the notes of a page as Markdown, without front matter.
fn body(page: &str) -> String {
    let mut article = read_page(&format!("<title>x</title>{page}")).0;
    article.metadata = crate::article::Metadata::default();
    markdown::write(&article).trim().to_owned()
}

/// A page whose first paragraph is long enough for no rule of the head to touch it.
fn after_prose(html: &str) -> String {
    let prose = "The mill stood by the river, and the people brought it their grain from all of \
        the farms around; it was the only one that they had.";
    let text = body(&format!("<p>{prose}</p>{html}"));
    let rest = text.strip_prefix(prose).map(str::trim_start);
    rest.unwrap_or(&text).to_owned()
}

#[test]
fn blocks_and_spans() {
    assert_eq!(
        after_prose(
            "<h2>Rye &amp;\n wheat</h2><p>Some <em>fine</em> <b>bread</b>,\n <s>no</s> \
             <code>x</code> of <cite>The Mill</cite>.</p>loose <i>text</i><div>more</div>"
        ),
        "## Rye & wheat\n\nSome *fine* **bread**, ~~no~~ `x` of *The Mill*.\n\nloose *text*\n\nmore"
    );
}

#[test]
fn lists_quotations_and_rules() {
    assert_eq!(
        after_prose(
            "<ol start=4><li>Four<li value=7><p>Seven</p><p>and more</p><ul><li>in it</ul></ol>\
             <blockquote>Said <p>twice</blockquote><hr><p>After."
        ),
        "4. Four\n\n<!-- -->\n\n7. Seven\n\n   and more\n\n   - in it\n\n> Said\n>\n> twice\n\n* * *\n\nAfter."
    );
}

#[test]
fn quotation_marks_are_those_of_the_language() {
    let page = |lang: &str| {
        format!("<html lang={lang}><title>x</title><p>So <q> es ist <q>gut</q> </q>, was said.</p>")
    };
    let text = |lang: &str| read_page(&page(lang)).0.text;
    assert_eq!(text("en"), "So “es ist ‘gut’”, was said.");
    assert_eq!(text("de"), "So „es ist ‚gut‘“, was said.");
    assert_eq!(text("fr"), "So «\u{a0}es ist “gut”\u{a0}», was said.");
    assert_eq!(
        body("<p>He <q>“has them already”</q> and so on.</p>"),
        "He “has them already” and so on."
    );
}

#[test]
fn lines_are_kept_in_verse_only() {
    let verse = "Rye, rye,\\\nwhy so dry?\\\nWheat, wheat,\\\nwhy so sweet?";
    let lines = "Rye, rye,<br>why so dry?<br>Wheat, wheat,<br>why so sweet?";
    assert_eq!(after_prose(&format!("<p class=poem>{lines}</p>")), verse);
    assert_eq!(
        after_prose(
            "<p>All that they had was lost<br>in the flood of that year, and they<br>left.</p>"
        ),
        "All that they had was lost in the flood of that year, and they left."
    );
    assert_eq!(after_prose("<p>One.<br><br>Two.</p>"), "One.\n\nTwo.");
    assert_eq!(
        after_prose("<pre>Rye, rye,\n  Why so dry?\nWheat</pre>"),
        "Rye, rye,\\\n&#32; Why so dry?\\\nWheat"
    );
    assert_eq!(
        after_prose("<pre class=\"language-c\"><code>int x;\n  y;</code></pre>"),
        "```c\nint x;\n  y;\n```"
    );
}

#[test]
fn tables_of_data_are_tables_and_others_are_not() {
    assert_eq!(
        after_prose(
            "<table><caption>Yields</caption><tr><th>Year<th align=right>Bushels</tr>\
             <tr><td>1800<td>12</tr><tr><td colspan=2>none</tr></table>"
        ),
        "Yields\n\n| Year | Bushels |\n| --- | --: |\n| 1800 | 12 |\n| none |"
    );
    assert_eq!(
        after_prose("<table width=100%><tr><td><p>One.</p><p>Two.</p></td></tr></table>"),
        "One.\n\nTwo."
    );
}

#[test]
fn raised_digits_stay_raised() {
    assert_eq!(
        after_prose("<p>E = mc<sup>2</sup>, the 1<sup>st</sup>, H<sub>2</sub>O.</p>"),
        "E = mc², the 1st, H2O."
    );
}

#[test]
fn pictures_links_and_what_stands_in_the_page_itself() {
    let page = "<link rel=canonical href=https://mill.example/a/b.html><title>x</title>\
        <p>See <a href=../c.html>there</a>, <a href='javascript:x()'>not here</a>, \
        <a href=#x>here</a>; <img src=a.png alt='A mill'> <img alt=dot src='data:image/png;base64,AA'></p>";
    let (article, report) = read_page(page);
    assert_eq!(article.text, "See there, not here, here; A mill");
    assert_eq!(article.spans.len(), 2);
    assert_eq!(report.on("pictures").count(), 1);
}

/// The labels called and the notes of a page.
fn notes(page: &str) -> (String, Vec<String>) {
    let (article, _) = read_page(&format!("<title>x</title>{page}"));
    let notes = article.notes.iter().map(|note| {
        let paragraphs = article.paragraphs.get(note.paragraphs.clone()).unwrap();
        let texts: Vec<&str> = paragraphs
            .iter()
            .map(|p| article.slice(p.range.clone()))
            .collect();
        format!("{}: {}", note.label, texts.join(" / "))
    });
    let notes = notes.collect();
    let calls = article.calls.iter().map(|call| {
        let before = article.slice(0..call.at);
        let word = before.split_whitespace().next_back().unwrap_or_default();
        format!("{word}^{}", article.notes[call.note].label)
    });
    (calls.collect::<Vec<_>>().join(" "), notes)
}

#[test]
fn notes_in_all_their_forms() {
    let wanted = (
        "mill^1 fell.^2".to_owned(),
        vec!["1: Built of oak.".to_owned(), "2: At last.".to_owned()],
    );
    let prose = |one: &str, two: &str| {
        format!(
            "<p>The mill{one} stood for a hundred years by the river, and then it fell.{two} It was not built again.</p>"
        )
    };
    let linked = |form: fn(u8) -> String| prose(&form(1), &form(2));
    let sup = |n: u8| format!("<sup><a href=\"#fn{n}\" id=\"r{n}\">{n}</a></sup>");
    let pages = [
        (
            "pandoc",
            linked(|n| {
                format!(
                    "<a href=\"#fn{n}\" class=\"footnote-ref\" id=\"fnref{n}\" role=\"doc-noteref\"><sup>{n}</sup></a>"
                )
            }) + "<section id=footnotes class=footnotes role=doc-endnotes><hr><ol><li id=fn1><p>Built of oak.<a href=#fnref1 class=footnote-back role=doc-backlink>↩︎</a></p></li><li id=fn2><p>At last.<a href=#fnref2 class=footnote-back role=doc-backlink>↩︎</a></p></li></ol></section>",
        ),
        (
            "Wikipedia",
            linked(|n| {
                format!(
                    "<sup id=cite_ref-{n} class=reference><a href=#cite_note-{n}><span>[</span>{n}<span>]</span></a></sup>"
                )
            }) + "<h2>References</h2><div class=reflist><ol class=references><li id=cite_note-1><span class=mw-cite-backlink><b><a href=#cite_ref-1>^</a></b></span> <span>Built of oak.</span></li><li id=cite_note-2><span class=mw-cite-backlink>^ <a href=#cite_ref-2>a</a> <a href=#cite_ref-2>b</a></span> <span>At last.</span></li></ol></div>",
        ),
        (
            "a word processor",
            linked(|n| format!("<a name=_ftnref{n} href=#_ftn{n}>[{n}]</a>"))
                + "<hr size=1><div id=ftn1><p><a name=_ftn1 href=#_ftnref1>[1]</a> Built of oak.</p></div><div id=ftn2><p><a name=_ftn2 href=#_ftnref2>[2]</a> At last.</p></div>",
        ),
        (
            "paragraphs",
            linked(sup)
                + "<h3>Notes</h3><p id=fn1><a href=#r1>1</a>. Built of oak.</p><p id=fn2><a href=#r2>2</a>. At last.</p>",
        ),
        (
            "anchors between",
            linked(sup)
                + "<h3>Notes</h3><a name=fn1></a><p>1. Built of oak.</p><a name=fn2></a><p>2. At last.</p>",
        ),
        (
            "one paragraph",
            linked(sup) + "<p><a name=fn1></a>1. Built of oak.<br><a name=fn2></a>2. At last.</p>",
        ),
        (
            "a definition list",
            linked(sup)
                + "<dl><dt id=fn1>1</dt><dd>Built of oak.</dd><dt id=fn2>2</dt><dd>At last.</dd></dl>",
        ),
        (
            "a table",
            linked(sup)
                + "<table><tr><td><a name=fn1>1</a></td><td>Built of oak.</td></tr><tr><td><a name=fn2>2</a></td><td>At last.</td></tr></table>",
        ),
        (
            "asides",
            linked(|n| format!("<a epub:type=noteref href=#fn{n}>{n}</a>"))
                + "<aside epub:type=footnote id=fn1><p>Built of oak.</p></aside><aside epub:type=footnote id=fn2><p>At last.</p></aside>",
        ),
        (
            "margins",
            prose(
                "<span class=sidenote>Built of oak.</span>",
                "<small class=marginnote>At last.</small>",
            ),
        ),
        (
            "marks without links",
            prose("[1]", " [2]") + "<p>[1] Built of oak.</p><p>[2] At last.</p>",
        ),
        (
            "raised marks without links",
            prose("<sup>1</sup>", "<sup>2</sup>")
                + "<h4>Footnotes</h4><p><sup>1</sup> Built of oak.</p><p><sup>2</sup> At last.</p>",
        ),
        (
            "a list without links",
            prose("<sup>1</sup>", "<sup>2</sup>")
                + "<h2>Notes</h2><ol><li>Built of oak.</li><li>At last.</li></ol>",
        ),
    ];
    for (form, page) in pages {
        assert_eq!(notes(&page), wanted, "{form}");
        let (article, _) = read_page(&format!("<title>x</title>{page}"));
        assert_eq!(
            article.sections.len(),
            1,
            "{form}: no heading stays over nothing"
        );
        assert_eq!(article.body().len(), 1, "{form}");
    }
}

#[test]
fn a_note_may_have_paragraphs_and_calls_of_its_own() {
    let (calls, notes) = notes(
        "<p>The mill<sup><a href=#n1>1</a></sup> stood for a hundred years, and nobody thought of it.</p>\
         <h2>Notes</h2><p id=n1>1. Built of oak.<sup><a href=#n2>2</a></sup></p><p>And of elm.</p>\
         <p id=n2>2. From the hills.</p>",
    );
    assert_eq!(calls, "mill^1 oak.^2");
    assert_eq!(
        notes,
        ["1: Built of oak. / And of elm.", "2: From the hills."]
    );
}

#[test]
fn links_to_sections_are_no_notes() {
    let (calls, notes) = notes(
        "<p>As section <a href=#s2>2</a> says, and figure <a href=#f>3</a> shows, it fell.</p>\
         <h2 id=s2>2 The fall</h2><p>It did.</p><figure id=f><figcaption>The fall.</figcaption></figure>",
    );
    assert_eq!((calls.as_str(), notes.len()), ("", 0));
}

#[test]
fn a_note_that_nothing_calls_is_kept_and_told() {
    let page = "<title>x</title><p>The mill stood for a hundred years by the river.</p>\
        <section class=footnotes><ol><li id=fn1>Built of oak.</li></ol></section>";
    let (article, report) = read_page(page);
    assert_eq!(article.notes.len(), 1);
    let doubtful = report.on("note").next().map(|r| r.kind);
    assert_eq!(doubtful, Some(RemarkKind::Doubtful));
}

const TEXT: &str = "<p>The mill stood by the river, and the people who lived there brought it their \
    grain from all of the farms around; it was the only one that they had, and it served them well.</p>\
    <p>When it fell, they carried their grain to the hills, which took two days, and they learnt, as \
    people do, to think well of what they had not thought of before.</p>";

#[test]
fn navigation_and_the_like_are_left_out() {
    for around in [
        format!("<nav><a href=/>Home</a></nav><main>{TEXT}</main><footer>Rights</footer>"),
        format!(
            "<div id=header>The Site</div><ul class=menu><li><a href=/>A</a><li><a href=/b>B</a></ul>{TEXT}<div class=comments><p>I read it with interest, all of it, twice.</p></div>"
        ),
        format!(
            "<header><a href=/>Site</a></header><article>{TEXT}<div class='share-links'><a href=x>Share</a></div></article><aside><p>Other news of the day, in brief, for you.</p></aside>"
        ),
        format!(
            "<div id=sidebar><p>Recent texts, of which there are many, and more.</p></div><div id=content>{TEXT}</div><div id=footer>Rights</div>"
        ),
        format!(
            "<div style='display: none'>Hidden</div><div hidden>Hidden</div>{TEXT}<script>Hidden()</script><noscript>Hidden</noscript>"
        ),
    ] {
        let (article, _) = read_page(&format!("<title>x</title><body>{around}</body>"));
        let paragraphs: Vec<&str> = article
            .paragraphs
            .iter()
            .map(|p| article.slice(p.range.clone()))
            .collect();
        let only_text = paragraphs.len() == 2 && paragraphs[0].starts_with("The mill");
        assert!(only_text, "{around}\n{paragraphs:#?}");
    }
}

#[test]
fn a_name_that_sounds_like_chrome_does_not_cost_the_text() {
    let (article, _) = read_page(&format!(
        "<title>x</title><body class='sidebar nav'><div class='menu-wrapper share'>{TEXT}</div></body>"
    ));
    assert_eq!(article.paragraphs.len(), 2);
}

#[test]
fn the_head_of_the_text_goes_before_what_the_page_says() {
    let (article, _) = read_page(&format!(
        "<html lang=en_GB><head><title>The flood | The Mill</title><meta property=og:site_name \
         content='The Mill'><meta name=author content=admin><meta property=article:published_time \
         content=2009-05-04T10:00:00Z></head><body><h1>The flood</h1><p>by Jane Miller</p>\
         <p>In the series Rye 1788</p>{TEXT}<p>Leeds, 12 May 1998</p></body></html>"
    ));
    let metadata = &article.metadata;
    assert_eq!(metadata.title.as_deref(), Some("The flood"));
    assert_eq!(metadata.author, ["Jane Miller"]);
    assert_eq!(metadata.series.as_deref(), Some("Rye 1788"));
    assert_eq!(metadata.date.as_deref(), Some("1998-05-12"));
    assert_eq!(metadata.place.as_deref(), Some("Leeds"));
    assert_eq!(metadata.language.as_deref(), Some("en-GB"));
    let published = ("published".to_owned(), "2009-05-04".into());
    assert!(metadata.other.contains(&published));
    assert_eq!(article.paragraphs.len(), 2);
}

#[test]
fn what_json_ld_says_is_read() {
    let (article, _) = read_page(&format!(
        "<script type=application/ld+json>{{\"@graph\":[{{\"@type\":\"WebSite\"}},{{\"@type\":\
         [\"NewsArticle\"],\"headline\":\"The flood\",\"datePublished\":\"2009-05-04\",\"author\":\
         [{{\"name\":\"Jane Miller\"}},{{\"name\":\"Ann Rye\"}}]}}]}}</script>{TEXT}"
    ));
    assert_eq!(article.metadata.title.as_deref(), Some("The flood"));
    assert_eq!(article.metadata.author, ["Jane Miller", "Ann Rye"]);
    assert_eq!(article.metadata.date.as_deref(), Some("2009-05-04"));
}

#[test]
fn a_page_of_plain_text_is_read_as_such() {
    let (article, _) = read_page(
        "<html><head></head><body><pre>The flood\n\nby Jane Miller\n\nThe mill stood by the river, \
         and it fell[1] down.\n\n[1] In May.\n</pre></body></html>",
    );
    assert_eq!(article.metadata.title.as_deref(), Some("The flood"));
    assert_eq!(article.notes.len(), 1);
}

#[test]
fn headings_in_bold_type_are_headings() {
    assert_eq!(
        after_prose(
            "<p><b>The flood</b></p><p>It came in May, and nobody was there to see it.</p><p><strong>Not so.</strong></p>"
        ),
        "## The flood\n\nIt came in May, and nobody was there to see it.\n\n<strong>Not so.</strong>"
    );
}

#[test]
fn lines_of_the_file_are_told() {
    let (article, report) = read_page(&format!(
        "<title>x</title>\n{TEXT}\n\n<h2>Two</h2>\n<p>Words."
    ));
    assert_eq!(report.on("heading").next().map(|r| r.line), Some(4));
    assert_eq!(article.sections[1].line, 4);
    assert_eq!(article.paragraphs[2].line, 5);
}

#[test]
fn broken_pages_are_read_as_far_as_they_go() {
    for page in [
        "<p>Words",
        "<p>Words</p",
        "<p>Words<a href=",
        "<table><tr><td>Words",
        "<p>Words<!-- never closed",
        "Words</p></div></body>x",
        "<ul><p>Words<li><table>",
        "<q>Words",
        "<sup>Words<sup>1",
        "<li>Words",
        "<dd>Words<dt>x",
        "<blockquote><li><q>Words",
        "<math><mi>Words",
    ] {
        let (article, _) = read_page(page);
        assert!(article.text.contains("Words"), "{page}: {}", article.text);
    }
    for depth in [1_000, 100_000] {
        for tag in ["div", "blockquote", "b", "ul><li", "table><tr><td", "q"] {
            let (article, _) = read_page(&format!("{}Words", format!("<{tag}>").repeat(depth)));
            assert!(article.text.contains("Words"), "{tag}");
        }
    }
}
