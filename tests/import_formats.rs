//! One text as plain text, as Markdown and as web pages of several makes: the same article comes
//! out of each, and the notes made on one attach to all.

#![allow(clippy::expect_used, reason = "a test may stop at what cannot be")]

use std::fmt::Write as _;
use std::sync::Arc;

use postil::annotation::Status;
use postil::article::Article;
use postil::article::import::{Format, Options, import};
use postil::edition::Edition;
use postil::library::Library;

/// A text of the kind that the rules are made for, on another subject.
const LOCKS: &str = "\
The Keepers of the Locks (part 2): The dry summer

In the series Water and Wages 1826

When the canal was cut through the ridge, the company promised the keepers a house and a garden \
each. \"No keeper shall want for bread\" (Hannah Voss, Reports to the Company, volume 1, page 14) \
was painted over the door of its office. It was not the last promise.

The promise and the water

The company had other cares. In the spring it dismissed one keeper in three, and for this it gave \
several reasons:

1. The boats were fewer than they had been.

Nobody had counted them, as Voss herself wrote later (Voss, op. cit., page 31).

2. The water was low, and the upper locks stood open for weeks.

3. A keeper with a garden would not starve.

What did the keepers say? They said three things, and said them \"in every tavern between the

Ridge and the sea\" (Tobias Renn, The Water Wars, page 77). They wanted

- their wages in coin,

- their gardens free of rent.

What the keepers did

As we have seen above, the promise was broken within the year. The keepers shut the gates on the \
first of June[1] and sat down on them. \"We are the water now\", said one of them (Renn, ibid., \
page 80). It held for nine days.

Harbour End, 5th October 1926

[1] The first of June by the old reckoning; the company's books say the thirteenth.
";

const NOTES: &str = "\
article: locks
annotations:
- {id: q1, kind: quotation, at: 0¶1, quote: No keeper shall want for bread}
- {id: q2, kind: quotation, at: 1¶6, quote: in every tavern … and the sea}
- {id: q3, kind: quotation, at: 2¶1, quote: We are the water now}
- {id: x1, kind: cross-reference, at: 2¶1, quote: As we have seen above, to: 0¶1}
- {id: g1, kind: gloss, at: 1¶2, quote: The boats were fewer, note: Barges.}
- {id: g2, kind: gloss, at: 1¶8, quote: their gardens, note: Kitchen gardens.}
- {id: g3, kind: gloss, at: 1¶3, quote: Nobody had counted them, note: Not for years.}
- {id: g4, kind: gloss, at: n1, quote: the old reckoning, note: The Julian one.}
- {id: f1, kind: footnote, at: 2¶1, quote: first of June, to: n1}
";

/// The blocks of a text: what stands between empty lines.
fn blocks(text: &str) -> Vec<String> {
    let blocks = text.replace("\r\n", "\n");
    blocks
        .split("\n\n")
        .map(|b| b.trim().to_owned())
        .filter(|b| !b.is_empty())
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn read(text: &str, format: Format, name: &str) -> Article {
    let options = Options {
        file_name: None,
        format: Some(format),
        name: Some(name.parse().expect("a name")),
    };
    import(text.as_bytes(), &options)
        .unwrap_or_else(|e| panic!("{e}"))
        .article
}

/// What a block is, as the plain-text reader understood the whole.
enum Kind {
    Title,
    Heading,
    Bullet(String),
    Point(String, String),
    Note(String, String),
    Prose,
}

fn kind(block: &str, index: usize, plain: &Article) -> Kind {
    let heading = |s| plain.heading(s) == block;
    if index == 0 {
        return Kind::Title;
    }
    if plain.sections.iter().skip(1).any(heading) {
        return Kind::Heading;
    }
    if let Some(item) = block
        .strip_prefix("- ")
        .or_else(|| block.strip_prefix("* "))
    {
        return Kind::Bullet(item.to_owned());
    }
    if let Some((number, rest)) = block.split_once(". ")
        && number.parse::<u32>().is_ok()
    {
        return Kind::Point(number.to_owned(), rest.to_owned());
    }
    if let Some((label, rest)) = block.strip_prefix('[').and_then(|b| b.split_once(']'))
        && label.parse::<u32>().is_ok()
    {
        return Kind::Note(label.to_owned(), rest.trim().to_owned());
    }
    Kind::Prose
}

/// Makes each call `[1]` of a note that the text has into `form` of its label.
fn with_calls(text: &str, plain: &Article, form: impl Fn(&str) -> String) -> String {
    let mut text = text.to_owned();
    for note in &plain.notes {
        text = text.replace(&format!("[{}]", note.label), &form(&note.label));
    }
    text
}

/// As an editor would write it in Markdown, with pandoc's and GitHub's notes.
fn as_markdown(text: &str, plain: &Article) -> String {
    let mut out = String::new();
    for (index, block) in blocks(text).iter().enumerate() {
        let called = |text: &str| with_calls(text, plain, |label| format!("[^{label}]"));
        let block = match kind(block, index, plain) {
            Kind::Title => format!("# {block}"),
            Kind::Heading => format!("## {block}"),
            Kind::Bullet(item) => format!("* {}", called(&item)),
            Kind::Point(number, rest) => format!("{number}. {}", called(&rest)),
            Kind::Note(label, rest) => format!("[^{label}]: {rest}"),
            Kind::Prose => called(block),
        };
        let _ = write!(out, "{block}\n\n");
    }
    out
}

/// How a page is made.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Make {
    /// Each block a paragraph, nothing more: numbers, bullets and notes are text.
    Paragraphs,
    /// Lists, raised calls that are linked, notes in a list at the end.
    Pandoc,
    /// A whole page of a site: navigation, sidebar, sharing, comments, the text in `div`s.
    Site,
    /// An old page in a table, with line breaks for paragraphs.
    Old,
}

fn as_page(text: &str, plain: &Article, make: Make) -> String {
    let mut body = String::new();
    let mut notes = String::new();
    let mut list = "";
    for (index, block) in blocks(text).iter().enumerate() {
        let raw = block;
        let block = escaped(block);
        let block = if make == Make::Paragraphs {
            block
        } else {
            with_calls(&block, plain, |label| {
                format!("<sup><a href=\"#fn{label}\" id=\"ref{label}\">[{label}]</a></sup>")
            })
        };
        let kind = kind(raw, index, plain);
        let lists = matches!(make, Make::Pandoc | Make::Site);
        let open = match &kind {
            Kind::Bullet(_) if lists => "ul",
            _ => "",
        };
        if list != open {
            if !list.is_empty() {
                let _ = writeln!(body, "</{list}>");
            }
            if !open.is_empty() {
                let _ = writeln!(body, "<{open}>");
            }
            list = open;
        }
        let _ = match kind {
            Kind::Title => writeln!(body, "<h1>{block}</h1>"),
            Kind::Heading if make == Make::Paragraphs => writeln!(body, "<p>{block}</p>"),
            Kind::Heading if make == Make::Old => writeln!(body, "<p><b>{block}</b></p>"),
            Kind::Heading => writeln!(body, "<h2>{block}</h2>"),
            Kind::Bullet(item) if lists => writeln!(body, "<li><p>{}</p></li>", escaped(&item)),
            Kind::Point(number, rest) if lists => writeln!(
                body,
                "<ol start=\"{number}\"><li><p>{}</p></li></ol>",
                escaped(&rest)
            ),
            Kind::Note(label, rest) if make == Make::Pandoc => writeln!(
                notes,
                "<li id=\"fn{label}\"><p>{} <a href=\"#ref{label}\">\u{21a9}\u{fe0e}</a></p></li>",
                escaped(&rest)
            ),
            Kind::Note(label, rest) if make == Make::Site => writeln!(
                notes,
                "<p><a href=\"#ref{label}\" name=\"fn{label}\">[{label}]</a> {}</p>",
                escaped(&rest)
            ),
            Kind::Note(label, rest) if make == Make::Old => writeln!(
                body,
                "<a name=\"fn{label}\"></a><p><small>{label}. {}</small></p>",
                escaped(&rest)
            ),
            _ if make == Make::Old => writeln!(body, "{block}<br>\n<br>"),
            _ => writeln!(body, "<p>{block}</p>"),
        };
    }
    if !list.is_empty() {
        let _ = writeln!(body, "</{list}>");
    }
    match make {
        Make::Paragraphs => format!("<!doctype html>\n<title>x</title>\n{body}"),
        Make::Pandoc => format!(
            "<!doctype html><html lang=en><head><meta charset=utf-8></head><body>{body}\
             <section class=\"footnotes\" role=\"doc-endnotes\"><hr><ol>{notes}</ol></section>\
             </body></html>"
        ),
        Make::Site => site(&body, &notes),
        Make::Old => format!(
            "<html><body bgcolor=white><table width=100%><tr><td width=100><a href=/>Home</a><br>\
             <a href=/x>Texts</a><br><a href=/y>Links</a></td><td><font size=3>{body}</font></td></tr>\
             </table></body></html>"
        ),
    }
}

/// A page of a site with all that stands around a text.
fn site(body: &str, notes: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>A text | The Site</title>\
         <script>var x = \"<p>not text</p>\";</script><style>p {{ color: red }}</style></head>\n\
         <body class=\"page sidebar-left\"><header id=\"masthead\"><a href=\"/\">The Site</a>\
         <nav><ul><li><a href=\"/a\">Archive</a></li><li><a href=\"/b\">About us</a></li></ul></nav>\
         </header>\n<div id=\"wrapper\"><div id=\"sidebar\"><h3>Recent</h3><p>Another text that is \
         shown beside all texts of the site, with a summary of some length.</p></div>\n\
         <div id=\"content\"><div class=\"node\">{body}<hr>\n<h2>Notes</h2>\n{notes}</div>\
         <div class=\"share-buttons\"><a href=\"https://x.example/\">Share this</a></div>\n\
         <div id=\"comments\"><h2>2 comments</h2><div><p>I have read the text with interest, and I \
         have read all of the other ones too.</p><p>So have I, twice, and I disagree with it.</p>\
         </div></div></div></div>\n<footer><p>Copyright of the site, some rights reserved, see the \
         page on rights.</p></footer></body></html>"
    )
}

/// The text in every format.
fn copies(text: &str, name: &str) -> Vec<(String, Article)> {
    let plain = read(text, Format::Text, name);
    let markdown = read(&as_markdown(text, &plain), Format::Markdown, name);
    let mut all = vec![
        ("text".to_owned(), plain),
        ("markdown".to_owned(), markdown),
    ];
    for make in [Make::Paragraphs, Make::Pandoc, Make::Site, Make::Old] {
        let page = as_page(text, &all[0].1, make);
        all.push((format!("{make:?}"), read(&page, Format::Html, name)));
    }
    all
}

/// What the notes of a library are attached to: passage, words, status.
fn anchors(article: &Article, library: &Library) -> Vec<(String, String, String, Status)> {
    let apparatus = library.apparatus(&article.name).expect("there are notes");
    let (sources, _) = library.sources().expect("there are sources");
    let edition = Edition::new(article.clone(), apparatus, Arc::new(sources));
    edition
        .notes
        .iter()
        .map(|note| {
            let words = note.anchor.ranges.iter().map(|r| article.slice(r.clone()));
            let at = note
                .anchor
                .ranges
                .iter()
                .map(|r| article.passage_at(r.start).to_string());
            (
                note.annotation.id.clone(),
                at.collect::<Vec<_>>().join(" "),
                words.collect::<Vec<_>>().join(" "),
                note.anchor.status,
            )
        })
        .collect()
}

fn agree(text: &str, name: &str, library: &Library, notes: usize) {
    let copies = copies(text, name);
    let expected = anchors(&copies[0].1, library);
    assert_eq!(expected.len(), notes, "notes of {name}");
    for (format, article) in &copies {
        let found = anchors(article, library);
        let inexact: Vec<_> = found
            .iter()
            .filter(|(.., status)| *status != Status::Exact)
            .map(|(id, at, ..)| (id, at))
            .collect();
        assert!(inexact.is_empty(), "{format}: {inexact:?}");
        for (a, b) in expected.iter().zip(&found) {
            assert_eq!((&a.0, &a.1), (&b.0, &b.1), "{format}");
            let same = a.2.split_whitespace().eq(b.2.split_whitespace());
            assert!(same, "{format}: {} has other words", a.0);
        }
        let (first, this) = (&copies[0].1, article);
        let counts =
            |a: &Article| -> Vec<usize> { a.sections.iter().map(|s| s.paragraphs.len()).collect() };
        assert_eq!(counts(this), counts(first), "{format}");
        assert_eq!(this.notes.len(), first.notes.len(), "{format}");
        assert_eq!(this.calls.len(), first.calls.len(), "{format}");
        assert_eq!(this.metadata.title, first.metadata.title, "{format}");
        assert_eq!(this.metadata.series, first.metadata.series, "{format}");
        assert_eq!(this.metadata.date, first.metadata.date, "{format}");
        assert_eq!(this.metadata.place, first.metadata.place, "{format}");
    }
}

#[test]
fn a_text_is_the_same_article_in_every_format() {
    let folder = tempfile::tempdir().expect("a folder");
    for part in ["corpus", "annotations"] {
        std::fs::create_dir(folder.path().join(part)).expect("a folder");
    }
    std::fs::write(folder.path().join("annotations/locks.yaml"), NOTES).expect("written");
    let library = Library::in_folder(folder.path());
    agree(LOCKS, "locks", &library, 9);
}

/// The notes that ship, on the copy of the article that `POSTIL_ARTICLE` names: all of them exact
/// in every format that is made from it here.
#[test]
fn the_notes_that_ship_attach_in_every_format() {
    let Some(path) = std::env::var_os("POSTIL_ARTICLE") else {
        return;
    };
    let text = std::fs::read_to_string(path).expect("the copy can be read");
    let library = Library::in_folder(env!("CARGO_MANIFEST_DIR"));
    agree(&text, "soviets-take-power", &library, 274);
}
