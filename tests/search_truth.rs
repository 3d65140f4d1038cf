//! The truth of search: generated queries, with all operators, answered by the program's search
//! (raw files, sieve, skimmer and all) and by a plain slow reference written here.
//!
//! The reference knows nothing of the program's query tree: each query is generated as a tree of
//! its own, written out as text for the program, and answered by going through every passage of
//! the parsed editions word by word.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop at what cannot be"
)]

use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;

use postil::article::Home;
use postil::edition::Edition;
use postil::library::{Entry, Library};
use postil::search::{LibrarySearch, Query, Report, source_line};
#[cfg(feature = "index")]
use postil::search::{Narrowed, Wanted, index};
use unicode_normalization::UnicodeNormalization;

/// How many queries are asked; `POSTIL_QUERIES=10000` asks as many as a release is judged by, which
/// takes the slow reference some minutes.
const QUERIES: usize = 400;

/// A small generator of numbers (Marsaglia's xorshift), so that every run asks the same.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }

    fn one_of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

/// The words of the texts: plain, and in the disguises of print and markup.
const WORDS: [&str; 14] = [
    "bread",
    "peace",
    "land",
    "soviet",
    "strike",
    "état",
    "final",
    "oven",
    "the",
    "of",
    "Land",
    "Peace",
    "reform",
    "revolution",
];
const DISGUISES: [(&str, &str); 22] = [
    ("bread", "*bread*"),
    ("bread", "br*ea*d"),
    ("bread", "**B**read"),
    ("bread", "bread[^1]"),
    ("peace", "pea[^2]ce"),
    ("peace", "“peace,”"),
    ("peace", "pe&shy;ace"),
    ("land", "la-\nnd"),
    ("land", "l&#97;nd"),
    ("land", "[la](x)nd"),
    ("soviet", "so<b>vi</b>et"),
    ("soviet", "SOVIET"),
    ("soviet", "so\u{ad}viet"),
    ("strike", "stri\u{ad}\nke"),
    ("strike", "strike—"),
    ("état", "e\u{301}tat"),
    ("état", "Etat"),
    ("état", "d’état"),
    ("final", "ﬁnal"),
    ("oven", "`oven`"),
    ("reform", "re-form"),
    ("revolution", "revo- lution"),
];

/// What a query asks, as a tree.
enum Ask {
    Word(String),
    Prefix(String),
    Phrase(Vec<String>),
    Expression(String),
    Near(Box<Ask>, usize, Box<Ask>),
    Field(&'static str, String),
    And(Vec<Ask>, Option<&'static str>),
    Or(Vec<Ask>),
    Without(Box<Ask>),
}

fn leaf(numbers: &mut Numbers) -> Ask {
    let word = |numbers: &mut Numbers| numbers.one_of(&WORDS).to_owned();
    match numbers.below(10) {
        0..=4 => Ask::Word(word(numbers)),
        5 => {
            let word = word(numbers);
            let letters = 1 + numbers.below(word.chars().count() - 1);
            Ask::Prefix(word.chars().take(letters).collect())
        }
        6 | 7 => {
            let count = 2 + numbers.below(2);
            Ask::Phrase((0..count).map(|_| word(numbers)).collect())
        }
        8 => Ask::Expression(
            numbers
                .one_of(&[
                    "br.ad",
                    "(peace|land),?",
                    r"\bso\w+",
                    "[Ll]and",
                    "re.?form",
                    "e of",
                    "o[vf]",
                    "^The",
                ])
                .to_owned(),
        ),
        _ => Ask::Near(
            Box::new(Ask::Word(word(numbers))),
            1 + numbers.below(6),
            Box::new(if numbers.below(3) == 0 {
                Ask::Phrase(vec![word(numbers), word(numbers)])
            } else {
                Ask::Word(word(numbers))
            }),
        ),
    }
}

fn field(numbers: &mut Numbers) -> Ask {
    let (name, values): (_, &[&str]) = match numbers.below(7) {
        0 => (
            "kind",
            &["quotation", "gloss", "prose", "list-item", "heading"],
        ),
        1 => ("source", &["miller*", "reed", "Reed-Days"]),
        2 => ("author", &["miller", "john", "reed"]),
        3 => ("speaker", &["bakker", "jan"]),
        4 => ("tag", &["food", "fo*"]),
        5 => ("article", &["one", "t*", "two"]),
        _ => ("section", &["0", "1", "2", "1.1"]),
    };
    Ask::Field(name, numbers.one_of(values).to_owned())
}

fn ask(numbers: &mut Numbers, depth: usize) -> Ask {
    match numbers.below(if depth == 0 { 4 } else { 10 }) {
        0..=2 => leaf(numbers),
        3 => field(numbers),
        4..=7 => {
            let mut parts = vec![ask(numbers, depth - 1)];
            for _ in 0..=numbers.below(2) {
                let part = ask(numbers, depth - 1);
                parts.push(if numbers.below(4) == 0 {
                    Ask::Without(Box::new(part))
                } else {
                    part
                });
            }
            let zones = [
                "text",
                "notes",
                "headings",
                "sources",
                "text,notes",
                "headings,text",
            ];
            let zones = (numbers.below(5) == 0).then(|| numbers.one_of(&zones));
            Ask::And(parts, zones)
        }
        _ => Ask::Or(
            (0..2 + numbers.below(2))
                .map(|_| ask(numbers, depth - 1))
                .collect(),
        ),
    }
}

/// The query as one types it.
fn typed(ask: &Ask, outermost: bool) -> String {
    let group = |text: String| if outermost { text } else { format!("({text})") };
    let each = |parts: &[Ask]| parts.iter().map(|p| typed(p, false)).collect::<Vec<_>>();
    match ask {
        Ask::Word(word) => word.clone(),
        Ask::Prefix(word) => format!("{word}*"),
        Ask::Phrase(words) => format!("\"{}\"", words.join(" ")),
        Ask::Expression(expression) => format!("/{expression}/"),
        Ask::Near(left, distance, right) => {
            format!(
                "{} NEAR/{distance} {}",
                typed(left, false),
                typed(right, false)
            )
        }
        Ask::Field(name, value) => format!("{name}:{value}"),
        Ask::And(parts, zones) => {
            let mut all = each(parts);
            all.extend(zones.map(|z| format!("in:{z}")));
            group(all.join(" "))
        }
        Ask::Or(parts) => group(each(parts).join(" OR ")),
        Ask::Without(part) => format!("-{}", typed(part, false)),
    }
}

/// A part of a passage for the reference: its zone, its text, its words.
struct Part {
    zone: &'static str,
    text: String,
    words: Vec<Said>,
}

/// A word: folded, folded with its capitals, its bytes, whether it is broken off after.
#[derive(Debug)]
struct Said {
    plain: String,
    cased: String,
    start: usize,
    end: usize,
    broken: bool,
}

struct Passage {
    article: String,
    at: String,
    section: Option<String>,
    kind: String,
    parts: Vec<Part>,
    notes: Vec<postil::annotation::Annotation>,
    authors: Vec<String>,
}

/// Folds as the manual says, one char after the other.
fn said(text: &str) -> Vec<Said> {
    let mut words: Vec<Said> = Vec::new();
    let mut gap = String::from("x");
    for (at, c) in text.char_indices() {
        let kept: String = c.nfkd().filter(|c| c.is_alphanumeric()).collect();
        if c == '\u{ad}' || c == '\u{301}' {
            if c == '\u{ad}' {
                gap.push('-');
            } else if let (Some(last), true) = (words.last_mut(), gap.is_empty()) {
                last.end = at + c.len_utf8();
            }
            continue;
        }
        if kept.is_empty() {
            gap.push(c);
            continue;
        }
        // A soft hyphen alone is nothing.
        if gap.chars().all(|c| c == '-') && text[..at].ends_with('\u{ad}') {
            gap.clear();
        }
        if !gap.is_empty() || words.is_empty() {
            if let Some(last) = words.last_mut() {
                let rest = gap.strip_prefix('-').unwrap_or(" -");
                last.broken = !rest.is_empty() && rest.chars().all(char::is_whitespace);
            }
            words.push(Said {
                plain: String::new(),
                cased: String::new(),
                start: at,
                end: at,
                broken: false,
            });
        }
        gap.clear();
        let word = words.last_mut().unwrap();
        word.plain.push_str(&kept.to_lowercase());
        word.cased.push_str(&kept);
        word.end = at + c.len_utf8();
    }
    words
}

fn passages(edition: &Edition) -> Vec<Passage> {
    let article = &edition.article;
    let part = |zone, text: &str| Part {
        zone,
        text: text.to_owned(),
        words: said(text),
    };
    let mut passages = Vec::new();
    for section in article.sections.iter().skip(1) {
        passages.push(Passage {
            article: article.name.to_string(),
            at: section.number.to_string(),
            section: Some(section.number.to_string()),
            kind: "heading".to_owned(),
            parts: vec![part("headings", article.heading(section))],
            notes: Vec::new(),
            authors: Vec::new(),
        });
    }
    let mut named = BTreeSet::new();
    for (index, paragraph) in article.paragraphs.iter().enumerate() {
        let section = match paragraph.home {
            Home::Section(s) => Some(article.sections[s].number.to_string()),
            Home::Note(_) => None,
        };
        let mut parts = vec![part("text", article.slice(paragraph.range.clone()))];
        let mut notes = Vec::new();
        let mut authors = Vec::new();
        for note in &edition.notes {
            let home = article
                .paragraphs
                .iter()
                .position(|p| p.range.end > note.anchor.hangs_at)
                .unwrap();
            if home != index {
                continue;
            }
            parts.push(part("notes", &note.annotation.note));
            if let Some(source) = edition.source_of(note) {
                authors.extend(
                    source
                        .names("author")
                        .iter()
                        .map(postil::source::Name::full),
                );
                if named.insert(source.key.to_string()) {
                    parts.push(part("sources", &source_line(source)));
                }
            }
            notes.push(note.annotation.clone());
        }
        passages.push(Passage {
            article: article.name.to_string(),
            at: article.passage_of(paragraph).to_string(),
            section,
            kind: paragraph.kind().to_owned(),
            parts,
            notes,
            authors,
        });
    }
    passages
}

/// A place: part, first byte, last byte; and its first and last word for distances.
type Place = (usize, usize, usize);

fn folded(word: &str) -> (String, bool) {
    let kept: String = word.nfkd().filter(|c| c.is_alphanumeric()).collect();
    if word.chars().any(char::is_uppercase) {
        (kept, true)
    } else {
        (kept.to_lowercase(), false)
    }
}

/// The words that a row of wanted ones takes from `at` on, if it stands there.
fn row(words: &[Said], at: usize, wanted: &[String], prefix: bool) -> Option<usize> {
    let cased = wanted.iter().any(|w| folded(w).1);
    let mut next = at;
    for want in wanted {
        let (mut want, _) = folded(want);
        if !cased {
            want = want.to_lowercase();
        }
        let form = |index: usize| {
            let word = words.get(index)?;
            Some(if cased { &word.cased } else { &word.plain })
        };
        let fits = |word: &str| {
            if prefix {
                word.starts_with(&want)
            } else {
                word == want
            }
        };
        let one = form(next)?;
        if fits(one) {
            next += 1;
        } else if words[next].broken
            && fits(&format!("{one}{}", form(next + 1)?))
            && want.starts_with(one.as_str())
        {
            next += 2;
        } else {
            return None;
        }
    }
    Some(next - 1)
}

fn zones_allow(zones: &[&str], zone: &str) -> bool {
    zones.iter().all(|set| set.split(',').any(|z| z == zone))
}

/// Every place of a leaf.
fn places(ask: &Ask, passage: &Passage, zones: &[&str]) -> Vec<Place> {
    let mut found = Vec::new();
    let rows = |wanted: &[String], prefix: bool, found: &mut Vec<Place>| {
        for (index, part) in passage.parts.iter().enumerate() {
            if !zones_allow(zones, part.zone) {
                continue;
            }
            for at in 0..part.words.len() {
                if let Some(last) = row(&part.words, at, wanted, prefix) {
                    found.push((index, part.words[at].start, part.words[last].end));
                }
            }
        }
    };
    match ask {
        Ask::Word(word) => rows(std::slice::from_ref(word), false, &mut found),
        Ask::Prefix(word) => rows(std::slice::from_ref(word), true, &mut found),
        Ask::Phrase(words) => rows(words, false, &mut found),
        Ask::Expression(expression) => {
            let cased = expression.chars().any(char::is_uppercase);
            let regex = regex::RegexBuilder::new(expression)
                .case_insensitive(!cased)
                .build()
                .unwrap();
            for (index, part) in passage.parts.iter().enumerate() {
                if zones_allow(zones, part.zone) {
                    found.extend(
                        regex
                            .find_iter(&part.text)
                            .map(|m| (index, m.start(), m.end())),
                    );
                }
            }
        }
        Ask::Near(left, distance, right) => {
            let left = places(left, passage, zones);
            let right = places(right, passage, zones);
            let span = |place: &Place| {
                let words = &passage.parts[place.0].words;
                let first = words.iter().position(|w| w.start >= place.1).unwrap();
                let last = words.iter().rposition(|w| w.end <= place.2).unwrap();
                (first, last)
            };
            let near = |a: &Place, b: &Place| {
                let ((a1, a2), (b1, b2)) = (span(a), span(b));
                let apart = b1.saturating_sub(a2).max(a1.saturating_sub(b2));
                a.0 == b.0 && a != b && apart <= *distance
            };
            found.extend(left.iter().filter(|a| right.iter().any(|b| near(a, b))));
            found.extend(right.iter().filter(|b| left.iter().any(|a| near(a, b))));
        }
        _ => unreachable!("only leaves have places"),
    }
    found
}

fn name_has(wanted: &str, name: &str) -> bool {
    said(name).iter().any(|w| w.plain == wanted)
}

fn glob(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.to_lowercase(), name.to_lowercase());
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    }
}

fn field_is(name: &str, value: &str, passage: &Passage) -> bool {
    let notes = || passage.notes.iter();
    match name {
        "kind" => passage.kind == value || notes().any(|n| n.kind.as_str() == value),
        "source" => notes()
            .filter_map(|n| n.source.as_ref())
            .any(|s| glob(value, s.as_str())),
        "author" => passage.authors.iter().any(|a| name_has(value, a)),
        "speaker" => notes()
            .filter_map(|n| n.speaker.as_ref())
            .any(|s| name_has(value, s)),
        "tag" => notes().flat_map(|n| &n.tags).any(|t| glob(value, t)),
        "article" => glob(value, &passage.article),
        _ => passage
            .section
            .as_ref()
            .is_some_and(|s| s == value || s.starts_with(&format!("{value}."))),
    }
}

/// Whether it is true of the passage, and where.
fn answer<'a>(ask: &'a Ask, passage: &Passage, zones: &[&'a str]) -> (bool, Vec<Place>) {
    match ask {
        Ask::Field(name, value) => (field_is(name, value, passage), Vec::new()),
        Ask::And(parts, own) => {
            let zones: Vec<&str> = zones.iter().copied().chain(*own).collect();
            let answers: Vec<_> = parts.iter().map(|p| answer(p, passage, &zones)).collect();
            let all = answers.iter().all(|(is, _)| *is);
            (
                all,
                answers.into_iter().flat_map(|(_, places)| places).collect(),
            )
        }
        Ask::Or(parts) => {
            let answers = parts.iter().map(|p| answer(p, passage, zones));
            let held: Vec<_> = answers.filter(|(is, _)| *is).collect();
            (
                !held.is_empty(),
                held.into_iter().flat_map(|(_, places)| places).collect(),
            )
        }
        Ask::Without(part) => (!answer(part, passage, zones).0, Vec::new()),
        leaf => {
            let places = places(leaf, passage, zones);
            (!places.is_empty(), places)
        }
    }
}

/// The texts of the hits in a passage, without those within others, in order.
fn expected(ask: &Ask, passage: &Passage) -> Vec<String> {
    let (is, mut places) = answer(ask, passage, &[]);
    if !is {
        return Vec::new();
    }
    places.sort_unstable();
    places.dedup();
    let within = |a: &Place, b: &Place| a != b && a.0 == b.0 && b.1 <= a.1 && a.2 <= b.2;
    let kept = places
        .iter()
        .filter(|a| !places.iter().any(|b| within(a, b)));
    kept.map(|&(part, from, to)| passage.parts[part].text[from..to].to_owned())
        .collect()
}

/// Whether a query asks only for fields; what answers it then are notes, not words.
fn only_fields(ask: &Ask) -> bool {
    match ask {
        Ask::Field(..) | Ask::Without(_) => true,
        Ask::And(parts, _) | Ask::Or(parts) => parts.iter().all(only_fields),
        _ => false,
    }
}

fn text(numbers: &mut Numbers, simple: bool) -> String {
    let mut text = String::from("# A title\n\n");
    for block in 0..14 {
        match block {
            3 => text.push_str("## Of bread and *land*\n\n"),
            6 => text.push_str("### The soviet\n\n"),
            9 => text.push_str("## Peace\n\n"),
            5 | 11 if !simple => text.push_str("- "),
            7 if !simple => text.push_str("> "),
            _ => {}
        }
        for at in 0..10 + numbers.below(25) {
            if at > 0 {
                text.push_str(numbers.one_of(&[" ", " ", " ", " ", ", ", "\n"]));
            }
            if numbers.below(4) == 0 {
                text.push_str(DISGUISES[numbers.below(DISGUISES.len())].1);
            } else {
                text.push_str(numbers.one_of(&WORDS));
            }
        }
        text.push_str(".\n\n");
    }
    text.push_str("[^1]: Bread of the land.\n\n[^2]: The peace of\nthe *oven*.\n");
    text
}

const NOTES: &str = "annotations:\n\
    - {id: a, kind: quotation, at: 1¶1, source: miller-ovens, tags: [food], note: The bread of peace.}\n\
    - {id: b, kind: gloss, at: 1¶2, speaker: Jan Bakker, note: 'Land, and the soviet.'}\n\
    - {id: c, kind: quotation, at: 2¶1, source: reed-days, note: A strike for bread.}\n\
    - {id: d, kind: quotation, at: 2¶2, source: reed-days, tags: [force], note: Peace.}\n";

const SOURCES: &str = "references:\n\
    - {id: miller-ovens, title: Bread and ovens, author: [{family: Miller, given: Ann}]}\n\
    - {id: reed-days, title: The land, author: [{family: Reed, given: John}]}\n";

/// Article, passage and words of each hit, in the order in which they are told.
fn told(search: &LibrarySearch<'_>, entries: &[Entry]) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    search
        .run(entries, |report| {
            let Report::Answer(answer) = report else {
                panic!("{report:?}");
            };
            for finding in answer.findings {
                let at = finding.at.map(|at| at.to_string()).unwrap_or_default();
                found.push((answer.article.to_string(), at, finding.context.text));
            }
            ControlFlow::Continue(())
        })
        .unwrap();
    found
}

/// A library of generated texts, some with notes.
fn library_of_texts(numbers: &mut Numbers) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    for (name, simple) in [
        ("one", false),
        ("two", true),
        ("three", true),
        ("four", false),
    ] {
        put(&format!("corpus/{name}.md"), &text(numbers, simple));
    }
    // Long texts that say little of what is asked: of these an index spares the most.
    let filler = "Nothing at all is told here.\n\n".repeat(40);
    let few = "Bread and the land of peace.\n\nA strike of the soviet.\n";
    put("corpus/five.md", &format!("{filler}{few}"));
    put("corpus/six.md", &filler);
    put("annotations/one.yaml", NOTES);
    put("annotations/three.yaml", NOTES);
    put("annotations/sources.yaml", SOURCES);
    folder
}

#[test]
fn generated_queries_are_answered_as_the_reference_answers_them() {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let folder = library_of_texts(&mut numbers);
    let library = Library::in_folder(folder.path());
    let entries = library.entries();
    let all: Vec<Passage> = entries
        .iter()
        .flat_map(|e| passages(&library.open(&e.name).unwrap()))
        .collect();
    let count = std::env::var("POSTIL_QUERIES")
        .ok()
        .and_then(|n| n.parse().ok());
    #[cfg(feature = "index")]
    let cache = folder.path().join("cache");
    #[cfg(feature = "index")]
    let mut spared = (0, 0);
    #[cfg(feature = "index")]
    assert_eq!(
        index::build(&library, &cache, &|_, _| {}).unwrap().read,
        entries.len()
    );
    #[cfg(feature = "index")]
    let index = index::open(&cache).unwrap().unwrap();
    #[cfg(feature = "index")]
    assert_eq!(index.entries(&library).unwrap(), entries);
    let mut answered = 0;
    for _ in 0..count.unwrap_or(QUERIES) {
        let ask = ask(&mut numbers, 3);
        let typed = typed(&ask, true);
        let Ok(query) = Query::parse(&typed) else {
            // What only excludes, or whose `in:` shuts another out, is refused.
            assert!(typed.contains('-') || typed.contains("in:"), "{typed}");
            continue;
        };
        let search = LibrarySearch {
            library: &library,
            query: &query,
            context: Some(0),
            places: numbers.below(2) == 0,
            weigh: numbers.below(8) == 0,
            enough: usize::MAX,
            narrowed: None,
        };
        let mut found = told(&search, &entries);
        #[cfg(feature = "index")]
        {
            let wanted = if search.weigh {
                Wanted::AnyTerm
            } else {
                Wanted::Answers
            };
            let narrowed = index.narrow(&library, &query, &entries, wanted);
            let search = LibrarySearch {
                narrowed: narrowed.unwrap(),
                ..search
            };
            let (skipped, in_blocks) = search.narrowed.as_ref().map_or((0, 0), Narrowed::spared);
            spared.0 += skipped;
            spared.1 += in_blocks;
            assert_eq!(told(&search, &entries), found, "with the index: {typed}");
        }
        let mut wanted: Vec<(String, String, String)> = Vec::new();
        for passage in &all {
            let key = |text: String| (passage.article.clone(), passage.at.clone(), text);
            if only_fields(&ask) {
                if answer(&ask, passage, &[]).0 {
                    wanted.push(key(String::new()));
                }
            } else {
                wanted.extend(expected(&ask, passage).into_iter().map(key));
            }
        }
        if only_fields(&ask) {
            for hit in &mut found {
                hit.2.clear();
            }
            found.dedup();
        }
        // Words may be asked for and the fields alone be true: then there is nothing to show.
        found.sort();
        wanted.sort();
        if only_fields(&ask) {
            wanted.dedup();
            found.dedup();
        }
        answered += usize::from(!found.is_empty());
        assert_eq!(found, wanted, "{typed}");
    }
    #[cfg(feature = "index")]
    assert!(spared.0 > 0 && spared.1 > 0, "{spared:?}");
    assert!(
        answered * 3 > count.unwrap_or(QUERIES),
        "only {answered} had an answer"
    );
}
