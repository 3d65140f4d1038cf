//! Whatever article there is comes back whole from its Markdown.

use proptest::prelude::*;

use super::{read, write};
use crate::article::{Alignment, Article, Block, Builder, ListMarker, Metadata, SpanKind};
use crate::text::problem::Problems;

#[derive(Debug, Clone)]
enum Inline {
    Text(String),
    Span(SpanKind, Vec<Inline>),
    Call(usize),
    Break,
}

#[derive(Debug, Clone)]
enum Piece {
    Heading(u8, Vec<Inline>),
    Prose(Vec<Inline>),
    Verse(Vec<Inline>),
    Code(String, String),
    Table(Vec<Alignment>, Vec<Vec<Vec<Inline>>>),
    Rule,
    Quotation(Vec<Piece>),
    List(Option<u64>, Vec<Vec<Piece>>),
}

fn text() -> impl Strategy<Value = String> {
    let sign = prop::sample::select(
        "*_[]()!<>&#|~`\\-+=:^\"'{}$@./;,%\t\u{a0}\u{ad}\u{2028}\u{feff}\u{301}\u{1b}\u{7f}\u{9b}\u{b}\u{c}\u{0}\r\u{202e}éß日🙂 "
            .chars()
            .collect::<Vec<char>>(),
    );
    let word = prop::sample::select(vec![
        "bread",
        "Rye",
        "1.",
        "12) ",
        "1788",
        " and ",
        " ",
        "&amp;",
        "<em>",
        "</em>",
        "<br>",
        "[^1]",
        "[^a]:",
        "***",
        "---",
        "```",
        "~~~",
        "http://mill.example",
        "![x](y)",
        "[a]: b",
        "# ",
        "> ",
        "- ",
        "| a |",
        "\\",
        "<!-- c -->",
        "<script>",
        "&#27;",
        "::: ",
        "^[n]",
        "a_b",
        "    ",
        "==",
        "$x$",
        "www.a.b",
        "=",
        ".",
    ]);
    prop::collection::vec(
        prop_oneof![
            3 => word.prop_map(str::to_owned),
            2 => sign.prop_map(String::from),
            1 => any::<char>().prop_map(String::from),
        ],
        1..6,
    )
    .prop_map(|parts| parts.concat())
}

fn kind() -> impl Strategy<Value = SpanKind> {
    prop_oneof![
        Just(SpanKind::Emphasis),
        Just(SpanKind::Strong),
        Just(SpanKind::Strikethrough),
        Just(SpanKind::Code),
        url().prop_map(SpanKind::Link),
        url().prop_map(SpanKind::Image),
    ]
}

fn url() -> impl Strategy<Value = Box<str>> {
    prop_oneof![
        Just("https://mill.example/a?b=c&d=e#f".into()),
        "[ -~é]{0,12}".prop_map(|s| s.trim().into()),
    ]
}

fn inline() -> impl Strategy<Value = Vec<Inline>> {
    let leaf = prop_oneof![
        6 => text().prop_map(Inline::Text),
        1 => (0usize..4).prop_map(Inline::Call),
        1 => Just(Inline::Break),
    ];
    let node = leaf.prop_recursive(3, 12, 4, |inner| {
        (kind(), prop::collection::vec(inner, 1..4)).prop_map(|(k, i)| Inline::Span(k, i))
    });
    prop::collection::vec(node, 1..5)
}

fn piece() -> impl Strategy<Value = Piece> {
    let alignment = prop::sample::select(vec![
        Alignment::None,
        Alignment::Left,
        Alignment::Center,
        Alignment::Right,
    ]);
    let table = prop::collection::vec(alignment, 1..4).prop_flat_map(|columns| {
        let row = prop::collection::vec(prop_oneof![inline(), Just(Vec::new())], columns.len());
        (Just(columns), prop::collection::vec(row, 1..4))
    });
    let info = prop_oneof![Just(String::new()), Just("rust".to_owned()), text()];
    let code = prop::collection::vec(
        prop_oneof![text(), Just("\n".to_owned()), Just("\n  ".to_owned())],
        1..6,
    );
    let leaf = prop_oneof![
        2 => (1u8..7, inline()).prop_map(|(l, i)| Piece::Heading(l, i)),
        5 => inline().prop_map(Piece::Prose),
        1 => inline().prop_map(Piece::Verse),
        1 => (info, code).prop_map(|(i, c)| Piece::Code(i, c.concat())),
        1 => table.prop_map(|(a, rows)| Piece::Table(a, rows)),
        1 => Just(Piece::Rule),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let start = prop_oneof![
            Just(None),
            (0u64..12).prop_map(Some),
            Just(Some(999_999_998))
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Piece::Quotation),
            (
                start,
                prop::collection::vec(prop::collection::vec(inner, 1..3), 1..4)
            )
                .prop_map(|(s, items)| Piece::List(s, items)),
        ]
    })
}

fn metadata() -> impl Strategy<Value = Metadata> {
    let line = || {
        prop_oneof![
            text(),
            Just("On bread: a *history*".to_owned()),
            Just("1788".to_owned()),
            Just("null".to_owned())
        ]
    };
    (
        prop::option::of(line()),
        prop::collection::vec(line(), 0..3),
        prop::option::of(line()),
        prop::option::of(line()),
    )
        .prop_map(|(title, author, date, extra)| Metadata {
            title: title.or_else(|| Some("Bread".to_owned())),
            author,
            date,
            other: extra
                .map(|e| ("kept".to_owned(), e.into()))
                .into_iter()
                .collect(),
            ..Metadata::default()
        })
}

fn put_inline(builder: &mut Builder, inline: &[Inline], labels: &[String], breaks: bool) {
    for part in inline {
        match part {
            Inline::Text(text) => builder.text(&text.replace('\n', " ")),
            Inline::Break if breaks => builder.text("\n"),
            Inline::Break => builder.text(" "),
            Inline::Call(note) => {
                if let Some(label) = labels.get(*note) {
                    builder.call(label);
                }
            }
            Inline::Span(kind, inner) => {
                builder.open_span(kind.clone());
                put_inline(builder, inner, labels, breaks);
                builder.close_span();
            }
        }
    }
}

fn no_tabs(inline: &[Inline]) -> Vec<Inline> {
    let clean = |part: &Inline| match part {
        Inline::Text(text) => Inline::Text(text.replace('\t', " ")),
        Inline::Span(kind, inner) => Inline::Span(kind.clone(), no_tabs(inner)),
        other => other.clone(),
    };
    inline.iter().map(clean).collect()
}

fn put(builder: &mut Builder, pieces: &[Piece], labels: &[String]) {
    for piece in pieces {
        match piece {
            Piece::Heading(level, inline) => {
                builder.begin_heading(*level, 0);
                put_inline(builder, inline, labels, false);
                builder.end();
            }
            Piece::Prose(inline) => {
                builder.begin_paragraph(Block::Prose, 0);
                put_inline(builder, inline, labels, true);
                builder.end();
            }
            Piece::Verse(inline) => {
                builder.begin_paragraph(Block::Verse, 0);
                put_inline(builder, inline, labels, true);
                builder.end();
            }
            Piece::Code(info, code) => {
                builder.begin_paragraph(Block::Code(info.as_str().into()), 0);
                builder.text(code);
                builder.end();
            }
            Piece::Table(alignments, rows) => {
                builder.begin_paragraph(Block::Table(alignments.clone()), 0);
                for row in rows {
                    for (at, cell) in row.iter().enumerate() {
                        if at > 0 {
                            builder.text("\t");
                        }
                        put_inline(builder, &no_tabs(cell), labels, false);
                    }
                    builder.text("\n");
                }
                builder.end();
            }
            Piece::Rule => builder.rule(),
            Piece::Quotation(inner) => {
                builder.open_quotation();
                put(builder, inner, labels);
                builder.close_container();
            }
            Piece::List(start, items) => {
                for (at, item) in (0u64..).zip(items) {
                    let marker = start.map_or(ListMarker::Bullet, |n| ListMarker::Number(n + at));
                    builder.open_item(marker, at == 0);
                    put(builder, item, labels);
                    builder.close_container();
                }
            }
        }
    }
}

fn without_lines(mut article: Article) -> Article {
    for paragraph in &mut article.paragraphs {
        paragraph.line = 0;
    }
    for section in &mut article.sections {
        section.line = 0;
    }
    article
}

fn again(article: &Article) -> (String, Article) {
    let written = write(article);
    let mut problems = Problems::of("bread.md");
    let read = read(article.name.clone(), &written, &mut problems);
    assert!(problems.as_slice().is_empty(), "{problems:?}\n{written}");
    (written, without_lines(read))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("ROUND_TRIPS").ok().and_then(|n| n.parse().ok()).unwrap_or(256),
        max_shrink_iters: 20_000,
        ..ProptestConfig::default()
    })]

    #[test]
    fn an_article_comes_back_from_its_markdown(
        metadata in metadata(),
        pieces in prop::collection::vec(piece(), 0..6),
        notes in prop::collection::vec(prop::collection::vec(piece(), 0..3), 0..4),
        numbered in any::<bool>(),
    ) {
        let labels: Vec<String> = (0..notes.len())
            .map(|i| if numbered { (i * 2 + 1).to_string() } else { format!("note-{i}") })
            .collect();
        let mut builder = Builder::new("bread".parse().unwrap());
        builder.metadata = metadata;
        put(&mut builder, &pieces, &labels);
        for (label, note) in labels.iter().zip(&notes) {
            builder.begin_note(label);
            put(&mut builder, note, &labels);
            builder.end_note();
        }
        let article = builder.finish();
        let (written, back) = again(&article);
        prop_assert_eq!(&back.text, &article.text, "\n{}", written);
        prop_assert_eq!(&back.spans, &article.spans, "\n{}", written);
        prop_assert_eq!(&back.paragraphs, &article.paragraphs, "\n{}", written);
        prop_assert_eq!(&back.sections, &article.sections, "\n{}", written);
        prop_assert_eq!(&back.notes, &article.notes, "\n{}", written);
        prop_assert_eq!(&back.calls, &article.calls, "\n{}", written);
        prop_assert_eq!(&back.rules, &article.rules, "\n{}", written);
        prop_assert_eq!(&back.metadata, &article.metadata, "\n{}", written);
    }
}
