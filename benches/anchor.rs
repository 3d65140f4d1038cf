//! Anchoring beside a plain approximate search, on the same quotations in the same run: a plain
//! program, so that what it does is all that is measured.
//!
//! `cargo bench --bench anchor` makes texts of 40 KB and 1 MB out of words of its own (`-- 10` adds
//! one of 10 MB) and takes quotations from them with their contexts: as they are, with 5 and with
//! 15 of 100 letters wrong, and from a text that is not there. Printed are, for each kind, the
//! share that is found at its place, elsewhere, and not at all, and the time for one. The peer is
//! Sellers' table of edit distances over the whole text, with the same floor of 0.70; it has no
//! index and no context, and is given fewer quotations.

use std::fmt;
use std::ops::Range;
use std::time::{Duration, Instant};

use postil::annotation::anchor::{Selector, TextIndex, Words};

/// Quotations of each kind.
const QUOTATIONS: usize = 2000;
/// Cells of the table that the peer may fill for one kind of quotation.
const CELLS: usize = 200_000_000;
/// Chars of context on either side.
const CONTEXT: usize = 32;

fn main() {
    let megabytes: Option<usize> = std::env::args().skip(1).find_map(|a| a.parse().ok());
    let sizes = [40_000, 1_000_000];
    let sizes = sizes.into_iter().chain(megabytes.map(|mb| mb * 1_000_000));
    for size in sizes {
        measure(size);
    }
}

fn measure(size: usize) {
    let mut dice = Dice(0x5EED);
    let vocabulary = vocabulary(&mut dice);
    let text = made(size, &vocabulary, &mut dice);
    let elsewhere = made(200_000, &vocabulary, &mut dice);
    let begun = Instant::now();
    let index = TextIndex::new(&text, Vec::new());
    // The first inexact selector has the index made.
    index.find(
        &text,
        &Selector::new(Words::Whole("nowhere to be found".repeat(2))),
    );
    let making = begun.elapsed();
    println!(
        "\n{} KB: index made in {:.1} ms, {:.1} × the text",
        size / 1000,
        making.as_secs_f64() * 1e3,
        index.heap_size() as f64 / text.len() as f64,
    );
    for (kind, from, errors) in [
        ("exact", &text, 0),
        ("5 % wrong", &text, 5),
        ("15 % wrong", &text, 15),
        ("absent", &elsewhere, 0),
    ] {
        let cases: Vec<Case> = (0..QUOTATIONS)
            .map(|_| {
                Case::taken(
                    from,
                    errors,
                    !std::ptr::eq(from, &raw const text),
                    &mut dice,
                )
            })
            .collect();
        let mut ours = Tally::default();
        for case in &cases {
            ours.time(case, || {
                let found = index.find(&text, &case.selector);
                found.ranges.first().cloned()
            });
        }
        let mut peer = Tally::default();
        let mut cells = 0;
        for case in &cases {
            let Words::Whole(words) = &case.selector.words else {
                continue;
            };
            cells += words.len() * text.len();
            if cells > CELLS && peer.asked > 0 {
                break;
            }
            peer.time(case, || sellers(words, &text));
        }
        let ratio = peer.each().as_secs_f64() / ours.each().as_secs_f64();
        println!("  {kind:<11} postil {ours}");
        println!("  {:<11} table  {peer}  postil is {ratio:.0} × as fast", "");
    }
}

/// A quotation and where it was taken from.
struct Case {
    selector: Selector,
    place: Option<Range<usize>>,
}

impl Case {
    /// A quotation of some words with `errors` of 100 letters wrong.
    fn taken(from: &str, errors: u64, absent: bool, dice: &mut Dice) -> Self {
        let (start, end) = loop {
            let length = [30, 90, 90, 300].get(dice.below(4)).copied().unwrap_or(90);
            let start = dice.below(from.len().saturating_sub(length + 1));
            let begin = from
                .get(start..)
                .and_then(|t| t.find(' '))
                .map_or(0, |i| start + i + 1);
            let end = from.get(begin + length..).and_then(|t| t.find(' '));
            if let Some(end) = end {
                break (begin, begin + length + end);
            }
        };
        let slice = |range: Range<usize>| from.get(range).unwrap_or_default();
        let before = slice(start.saturating_sub(CONTEXT)..start);
        let after = slice(end..(end + CONTEXT).min(from.len()));
        let words = Words::Whole(noisy(slice(start..end), errors, dice));
        Self {
            selector: Selector {
                prefix: noisy(before, errors, dice),
                suffix: noisy(after, errors, dice),
                ..Selector::new(words)
            },
            place: (!absent).then_some(start..end),
        }
    }
}

/// What became of the quotations of one kind.
#[derive(Default)]
struct Tally {
    asked: usize,
    right: usize,
    wrong: usize,
    spent: Duration,
}

impl Tally {
    fn time(&mut self, case: &Case, find: impl FnOnce() -> Option<Range<usize>>) {
        let begun = Instant::now();
        let found = find();
        self.spent += begun.elapsed();
        self.asked += 1;
        match (found, &case.place) {
            (Some(found), Some(place))
                if found.start.abs_diff(place.start) <= 5 && found.end.abs_diff(place.end) <= 5 =>
            {
                self.right += 1;
            }
            (Some(_), _) => self.wrong += 1,
            (None, _) => {}
        }
    }

    fn each(&self) -> Duration {
        self.spent / u32::try_from(self.asked.max(1)).unwrap_or(u32::MAX)
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |n: usize| 100.0 * n as f64 / self.asked.max(1) as f64;
        let none = self.asked - self.right - self.wrong;
        write!(
            f,
            "{:>6.2} % right {:>6.2} % wrong {:>6.2} % not found, {:>10.1} µs each (of {})",
            share(self.right),
            share(self.wrong),
            share(none),
            self.each().as_secs_f64() * 1e6,
            self.asked,
        )
    }
}

/// The stretch of the text with the fewest edits, when they are at most 30 of 100 letters.
fn sellers(words: &str, text: &str) -> Option<Range<usize>> {
    let pattern = words.as_bytes();
    // Each cell: the edits, and where the stretch began.
    let mut column: Vec<(u32, usize)> = (0..).map(|i| (i, 0)).take(pattern.len() + 1).collect();
    let mut best = (u32::MAX, 0..0);
    for (end, byte) in text.bytes().enumerate() {
        let mut diagonal = (0, end);
        for (cell, &p) in column.iter_mut().skip(1).zip(pattern) {
            // The cell above is the one that was written last.
            let here = *cell;
            let changed = (diagonal.0 + u32::from(p != byte), diagonal.1);
            let left = (here.0 + 1, here.1);
            *cell = changed.min(left);
            diagonal = here;
        }
        let mut above = (0, end + 1);
        for cell in column.iter_mut().skip(1) {
            *cell = (*cell).min((above.0 + 1, above.1));
            above = *cell;
        }
        if above.0 < best.0 {
            best = (above.0, above.1..end + 1);
        }
    }
    let limit = u32::try_from(pattern.len() * 3 / 10).unwrap_or(u32::MAX);
    (best.0 <= limit).then_some(best.1)
}

/// Words out of syllables.
fn vocabulary(dice: &mut Dice) -> Vec<String> {
    const SYLLABLES: [&str; 24] = [
        "ba", "cor", "den", "el", "fi", "gra", "ho", "in", "ju", "ka", "lem", "mo", "nar", "or",
        "pel", "qui", "re", "sto", "tur", "un", "ve", "wal", "yo", "zer",
    ];
    (0..4000)
        .map(|_| {
            let syllables = 1 + dice.below(4);
            let parts = (0..syllables).filter_map(|_| SYLLABLES.get(dice.below(24)).copied());
            parts.collect()
        })
        .collect()
}

/// A text of about `size` bytes, in which few words are frequent and most are rare.
fn made(size: usize, vocabulary: &[String], dice: &mut Dice) -> String {
    let mut text = String::with_capacity(size + 100);
    let mut words = 0;
    while text.len() < size {
        let rank = dice
            .below(vocabulary.len())
            .min(dice.below(vocabulary.len()));
        let rank = rank.min(dice.below(vocabulary.len()));
        text.push_str(vocabulary.get(rank).map_or("", String::as_str));
        words += 1;
        text.push_str(match (words % 11, words % 97) {
            (_, 0) => ".\n\n",
            (0, _) => ", ",
            _ => " ",
        });
    }
    text
}

/// Letters changed, left out and put in.
fn noisy(text: &str, errors: u64, dice: &mut Dice) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if dice.next() % 100 >= errors {
            out.push(c);
            continue;
        }
        let other = char::from(b'a' + u8::try_from(dice.below(26)).unwrap_or(0));
        match dice.below(4) {
            0 => {}
            1 => out.extend([c, other]),
            _ => out.push(other),
        }
    }
    out
}

/// Numbers by chance, the same in every run (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit.max(1)).unwrap_or(1);
        usize::try_from(self.next() % limit).unwrap_or(0)
    }
}
