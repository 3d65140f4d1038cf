//! `postil import` of EPUB books and of web pages through the real program, bad ones among them.

#![allow(clippy::expect_used, reason = "a test may stop at what cannot be")]

mod common;

use std::io::{Cursor, Write};

use common::Scratch;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const CONTAINER: &str = "<?xml version=\"1.0\"?><container version=\"1.0\" \
    xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile \
    full-path=\"OPS/book.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>";

const PACKAGE: &str = "<?xml version=\"1.0\"?><package xmlns=\"http://www.idpf.org/2007/opf\" \
    version=\"3.0\" unique-identifier=\"id\"><metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
    <dc:identifier id=\"id\">urn:x:mill</dc:identifier><dc:title>The Whole Mill</dc:title>\
    <dc:creator>Ada Miller</dc:creator><dc:language>en</dc:language><dc:date>1801-05-01T00:00:00Z</dc:date>\
    </metadata><manifest>\
    <item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\
    <item id=\"one\" href=\"text/one.xhtml\" media-type=\"application/xhtml+xml\"/>\
    <item id=\"two\" href=\"text/two%20b.xhtml\" media-type=\"application/xhtml+xml\"/>\
    <item id=\"notes\" href=\"text/notes.xhtml\" media-type=\"application/xhtml+xml\"/>\
    </manifest><spine><itemref idref=\"nav\"/><itemref idref=\"two\"/><itemref idref=\"one\"/>\
    <itemref idref=\"notes\" linear=\"no\"/><itemref idref=\"gone\"/></spine></package>";

const NAV: &str = "<html xmlns=\"http://www.w3.org/1999/xhtml\" \
    xmlns:epub=\"http://www.idpf.org/2007/ops\"><body><nav epub:type=\"toc\"><ol>\
    <li><a href=\"text/two%20b.xhtml\">The stone</a></li>\
    <li><a href=\"text/one.xhtml#top\">The wheel</a></li></ol></nav></body></html>";

fn chapter(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><!DOCTYPE html><html \
         xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\">\
         <head><title>chapter</title></head><body>{body}</body></html>"
    )
}

fn entries() -> Vec<(String, Vec<u8>)> {
    let one = chapter(
        "<p id=\"top\">The wheel turns before the stone<a epub:type=\"noteref\" \
         href=\"notes.xhtml#n2\">2</a>, and not behind it.</p>",
    );
    let two = chapter(
        "<section><h1>The stone</h1><p>The stone is cold<a epub:type=\"noteref\" \
         href=\"notes.xhtml#n1\">1</a> when the meal is good.</p>\
         <aside epub:type=\"footnote\" id=\"f3\"><p>Nobody calls this one.</p></aside></section>",
    );
    let notes = chapter(
        "<h2>Notes</h2><ol><li id=\"n1\">As <i>he</i> says.</li><li id=\"n2\">By a day.</li></ol>",
    );
    let texts = [
        ("mimetype", "application/epub+zip".to_owned()),
        ("META-INF/container.xml", CONTAINER.to_owned()),
        ("OPS/book.opf", PACKAGE.to_owned()),
        ("OPS/nav.xhtml", NAV.to_owned()),
        ("OPS/text/one.xhtml", one),
        ("OPS/text/two b.xhtml", two),
        ("OPS/text/notes.xhtml", notes),
    ];
    texts
        .into_iter()
        .map(|(name, text)| (name.to_owned(), text.into_bytes()))
        .collect()
}

fn archive(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let method = if name == "mimetype" {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        let options = SimpleFileOptions::default().compression_method(method);
        writer
            .start_file(name.as_str(), options)
            .expect("an entry can be begun");
        writer.write_all(bytes).expect("an entry can be written");
    }
    writer.finish().expect("an archive ends").into_inner()
}

#[test]
fn a_book_is_an_article_with_its_chapters_and_notes() {
    let scratch = Scratch::new();
    scratch.file("mill.epub", archive(&entries()));
    let run = scratch.run(&["import", "mill.epub"]);
    insta::assert_snapshot!(run.ok(), @r"
    mill.epub is now corpus/mill.md
                 took      title: “The Whole Mill”
                 took      author: Ada Miller
                 dropped   contents left out: `OPS/nav.xhtml`
                 doubtful  the reading order names `gone`, which the book has not
                 took      3 chapters, in the book's reading order
                 assumed   heading from the book's contents: “The wheel”
                 doubtful  note 3: “Nobody calls this one.”; the text never calls it
                 took      note 1: “As he says.”
                 took      note 2: “By a day.”
                 took      heading: “The stone”
                 took      heading: “The wheel”
      2 sections, 2 paragraphs, 3 notes
    ");
    insta::assert_snapshot!(scratch.read("corpus/mill.md"), @r"
    ---
    title: The Whole Mill
    date: 1801-05-01
    language: en
    author: Ada Miller
    identifier: urn:x:mill
    ---

    ## The stone

    The stone is cold[^1] when the meal is good.

    ## The wheel

    The wheel turns before the stone[^2], and not behind it.

    [^1]: As *he* says.

    [^2]: By a day.

    [^3]: Nobody calls this one.
    ");
}

/// The error for a book with another entry in it, or a changed one.
fn refusal(name: &str, bytes: Vec<u8>) -> String {
    let scratch = Scratch::new();
    let mut all = entries();
    all.retain(|(known, _)| known != name);
    all.push((name.to_owned(), bytes));
    scratch.file("in/book.epub", archive(&all));
    let run = scratch.run(&["import", "in/book.epub"]);
    assert_eq!(run.code, Some(2), "{}", run.out);
    let corpus = std::fs::read_dir(scratch.path().join("corpus")).expect("it is there");
    assert_eq!(corpus.count(), 0);
    run.err
}

#[test]
fn books_that_would_do_harm_are_refused() {
    let harm = |name: &str, bytes: &[u8]| refusal(name, bytes.to_vec());
    insta::assert_snapshot!(harm("../../../outside.txt", b"x"), @"postil: in/book.epub: the book's archive has an entry `../../../outside.txt`, which would lead outside of it; it is not read");
    insta::assert_snapshot!(harm("/outside.txt", b"x"), @"postil: in/book.epub: the book's archive has an entry `/outside.txt`, which would lead outside of it; it is not read");
    insta::assert_snapshot!(refusal("OPS/text/one.xhtml", vec![b' '; 20 << 20]), @"postil: in/book.epub: the book's part `OPS/text/one.xhtml` has more than 16 MiB when it is unpacked; it is not read");
    let locked = b"<encryption><EncryptedData><EncryptionMethod Algorithm='http://www.w3.org/2001/04/xmlenc#aes128-cbc'/>\
        <CipherData><CipherReference URI='OPS/text/one.xhtml'/></CipherData></EncryptedData></encryption>";
    insta::assert_snapshot!(harm("META-INF/encryption.xml", locked), @"postil: in/book.epub: the book is encrypted (`OPS/text/one.xhtml`); get a copy without a lock from where it was bought");
    insta::assert_snapshot!(harm("META-INF/container.xml", b"<container/>"), @"postil: in/book.epub: the book's package cannot be read: Missing `rootfile` element referencing an `.opf` file in `META-INF/container.xml`; check the book with `epubcheck`");
}

#[test]
fn damaged_books_are_refused_at_every_length() {
    let scratch = Scratch::new();
    let whole = archive(&entries());
    for part in 1..8 {
        let length = whole.len() * part / 8;
        scratch.file("cut.epub", whole.get(..length).expect("it is shorter"));
        let run = scratch.run(&["import", "cut.epub"]);
        assert_eq!(run.code, Some(2), "{}", run.out);
        assert!(run.err.contains("damaged"), "{}", run.err);
    }
}

#[test]
fn a_page_comes_from_standard_input_too() {
    let scratch = Scratch::new();
    let page = "<h1>On rye</h1><p>It is not wheat, whatever the miller says of it.</p>";
    let run = scratch.run_with_input(
        &["import", "--format", "html", "--json", "-"],
        page.as_bytes(),
    );
    let json = run.json();
    assert_eq!(json[0]["article"], "on-rye");
    assert_eq!(json[0]["format"], "html");
    assert_eq!(json[0]["paragraphs"], 1);
}

#[test]
fn a_page_in_any_encoding_is_the_same_article() {
    let scratch = Scratch::new();
    let page = |charset: &str| {
        format!(
            "<html lang=\"de\"><head><meta charset=\"{charset}\"><title>Brot</title></head><body>\
             <p>Für das Mehl zahlte man in Köln “nichts” – und für das Brot den höchsten Preis.</p></body></html>"
        )
    };
    let windows: Vec<u8> = page("windows-1252")
        .chars()
        .map(|c| match c {
            '“' => 0x93,
            '”' => 0x94,
            '–' => 0x96,
            c => u8::try_from(u32::from(c)).expect("Latin-1"),
        })
        .collect();
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_be_bytes).collect() };
    scratch.file("utf8.html", page("utf-8"));
    scratch.file("windows.html", windows);
    scratch.file(
        "utf16.html",
        [&b"\xfe\xff"[..], &wide(&page("utf-16"))].concat(),
    );
    scratch.file("returns.html", page("utf-8").replace("><", ">\r<"));
    scratch
        .run(&[
            "import",
            "utf8.html",
            "windows.html",
            "utf16.html",
            "returns.html",
        ])
        .ok();
    let whole = scratch.read("corpus/utf8.md");
    assert!(whole.contains("Köln “nichts” –"), "{whole}");
    for name in ["windows", "utf16", "returns"] {
        assert_eq!(scratch.read(&format!("corpus/{name}.md")), whole, "{name}");
    }
}

#[test]
fn a_page_of_scripts_or_of_nothing_holds_no_text() {
    let scratch = Scratch::new();
    scratch.file(
        "scripts.html",
        format!(
            "<html>{}",
            "<script>let x = '<p>no text</p>';</script>".repeat(2000)
        ),
    );
    scratch.file(
        "nothing.html",
        "<!doctype html><html><head><title>Nothing</title></head><body></body></html>",
    );
    let run = scratch.run(&["import", "scripts.html", "nothing.html"]);
    assert_eq!(run.code, Some(2));
    insta::assert_snapshot!(run.err, @r"
    postil: scripts.html: the file holds no text; give a file with an article in it
    postil: nothing.html: the file holds no text; give a file with an article in it
    postil: 2 of 2 files were not imported
    ");
}

#[test]
fn control_characters_of_a_page_never_reach_the_terminal() {
    let scratch = Scratch::new();
    scratch.file("controls.html", "<title>A&#27;]0;x&#7;B</title><h1>A&#27;]0;x&#7;B</h1><p id='&#27;[2J'>Words of &#27;[31mred and \u{202e}reversed, all of them.</p>");
    let run = scratch.run(&["import", "--name", "controls", "controls.html"]);
    for text in [&run.out, &run.err] {
        assert!(
            !text.contains('\u{1b}') && !text.contains('\u{7}') && !text.contains('\u{202e}'),
            "{text:?}"
        );
    }
    run.ok();
}
