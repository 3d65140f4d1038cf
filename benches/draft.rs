//! How fast the drafter is: `cargo bench --bench draft [-- BYTES…]`.
//!
//! Prose with a citation in about every third paragraph, from 40 KB to 100 MB; megabytes a second
//! of `draft::find` on one core, beside a scan of the same text by `memchr` for all quotation
//! marks and brackets, and by a plain regular expression for bracketed citations.

#![allow(
    clippy::format_push_string,
    reason = "the text is made before anything is measured"
)]

use std::time::Instant;

use postil::article::{Article, Block, Builder};
use postil::draft::find;

const SIZES: [usize; 6] = [
    40_000,
    400_000,
    1_000_000,
    10_000_000,
    40_000_000,
    100_000_000,
];

fn main() {
    let given: Vec<usize> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    let sizes = if given.is_empty() {
        SIZES.to_vec()
    } else {
        given
    };
    println!(
        "{:>12} {:>10} {:>10} {:>12} {:>12} {:>10} {:>8}",
        "bytes", "citations", "draft MB/s", "memchr MB/s", "regex MB/s", "peak/text", "seconds"
    );
    for size in sizes {
        measure(size);
    }
}

fn measure(size: usize) {
    let article = sample(size);
    let megabytes = article.text.len() as f64 / 1e6;
    let runs = if size < 2_000_000 { 5 } else { 1 };
    let mut citations = 0;
    let draft = median(runs, || citations = find(&article).citations.len());
    let peak = peak_kilobytes() as f64 * 1024.0 / article.text.len() as f64;
    let mut marks = 0usize;
    let scan = median(runs, || {
        marks = memchr_count(article.text.as_bytes());
    });
    let pattern = regex::Regex::new(r"\(([A-Z][a-z]+), [^()]{3,200}\)").ok();
    let expression = median(runs, || {
        marks += pattern
            .as_ref()
            .map_or(0, |p| p.find_iter(&article.text).count());
    });
    assert!(marks > 0 && citations > 0);
    println!(
        "{:>12} {citations:>10} {:>10.1} {:>12.0} {:>12.0} {peak:>10.1} {draft:>8.2}",
        article.text.len(),
        megabytes / draft,
        megabytes / scan,
        megabytes / expression,
    );
}

fn memchr_count(bytes: &[u8]) -> usize {
    memchr::memchr3_iter(b'"', b'(', b')', bytes).count()
}

fn median(runs: usize, mut work: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times.get(runs / 2).copied().unwrap_or(f64::NAN)
}

/// The most memory the process has held, from Linux; 0 elsewhere.
fn peak_kilobytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.and_then(|l| l.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

/// Prose of `size` bytes: sentences of common words, quotations, citations of some forty authors.
fn sample(size: usize) -> Article {
    let mut builder = Builder::new("sample".parse().unwrap_or_else(|_| unreachable!()));
    builder.reserve(size);
    let words = [
        "the", "mill", "of", "bread", "and", "river", "stones", "were", "turned", "by", "night",
        "in", "old", "towns", "bakers", "wrote", "about", "prices", "that", "rose",
    ];
    let mut state = 1u32;
    let mut next = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below
    };
    let mut written = 0;
    let mut number = 0usize;
    while written < size {
        let mut text = String::new();
        for sentence in 0..6 {
            text.push_str(if sentence % 2 == 0 { "Then " } else { "Later " });
            for _ in 0..14 {
                text.push_str(words.get(next(words.len())).copied().unwrap_or("the"));
                text.push(' ');
            }
            text.truncate(text.trim_end().len());
            text.push_str(". ");
        }
        number += 1;
        if number.is_multiple_of(3) {
            let author = next(40);
            let title = next(400);
            let form = if number.is_multiple_of(2) {
                format!(
                    "Author{}, The Mill of Town{title}, p. {}",
                    letters(author),
                    next(300)
                )
            } else {
                format!("Author{}, op. cit., p. {}", letters(author), next(300))
            };
            text.push_str(&format!(
                "They said \"the price of a loaf was never the price of a day\" ({form})."
            ));
        }
        written += text.len() + 2;
        builder.begin_paragraph(Block::Prose, 0);
        builder.text(&text);
        builder.end();
    }
    builder.finish()
}

/// A number in letters, as names have no digits.
fn letters(number: usize) -> String {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap_or(0));
    [letter(number), letter(number / 26), letter(number + 7)]
        .iter()
        .collect()
}
