//! Notes of other programs become annotations of an article.

use super::notes::{Export, ForeignNote, NoteFormat};
use super::wanted::{Resolver, Wanted};
use crate::annotation::anchor::{Found, Selector, Status, Words};
use crate::annotation::{Anchorer, Annotation, Kind, Locator, Nth, Target};
use crate::article::{Article, Passage};
use crate::text::fold::fold;
use crate::text::offsets::{Offsets, Unit};
use crate::text::problem::Position;

/// A note that was brought over.
#[derive(Debug, Clone, PartialEq)]
pub struct Brought {
    /// The note as it is kept.
    pub annotation: Annotation,
    /// How its words were found.
    pub status: Status,
    /// What differs, or why it was not found.
    pub difference: Option<String>,
    /// What it had that is not kept.
    pub unheld: Vec<&'static str>,
}

/// Brings the notes of an export to an article, in their order.
///
/// A note that is found exactly gets the shortest selector that leads back. One that is not keeps
/// the words it came with, so that what differs is shown for as long as it does.
pub fn bring(export: &Export, article: &Article, anchorer: &Anchorer<'_>) -> Vec<Brought> {
    let offsets = Offsets::new(&article.text, Unit::Char);
    let resolver = Resolver {
        text: &article.text,
        index: anchorer.index(),
        to_byte: &|offset| offsets.to_byte(&article.text, offset),
    };
    let notes = export.notes.iter();
    notes
        .map(|note| one(note, export.format, article, anchorer, &resolver))
        .collect()
}

fn one(
    note: &ForeignNote,
    format: NoteFormat,
    article: &Article,
    anchorer: &Anchorer<'_>,
    resolver: &Resolver<'_>,
) -> Brought {
    let mut unheld = note.unheld.clone();
    // Where a note on the whole text hangs, and one with nothing to look for.
    let first = article.paragraphs.first();
    let beginning = Target {
        at: first.map(|paragraph| article.passage_of(paragraph).into()),
        ..Target::default()
    };
    let (target, found, difference) = match &note.wanted {
        None => (beginning, Found::at(Status::Exact, Vec::new(), 1.0), None),
        Some(wanted) => {
            let mut found = resolver.find(wanted);
            if found.status == Status::Exact && words_of(wanted).is_none() {
                found.status = Status::Fuzzy;
                let why = "only a position was given, which another copy may have elsewhere";
                found.reason = Some(why.to_owned());
            }
            let difference = resolver
                .difference(wanted, &found)
                .or_else(|| found.reason.clone());
            let mut target = target(wanted, &found, article, anchorer);
            if target == Target::default() {
                unheld.push("selector");
                target = beginning;
            }
            (target, found, difference)
        }
    };
    Brought {
        annotation: Annotation {
            id: id_of(note, format),
            kind: Kind::Note,
            target,
            source: None,
            locator: Locator::default(),
            cited: None,
            speaker: None,
            via: None,
            to: Vec::new(),
            tags: note.tags.clone(),
            note: note.body.clone(),
            drafted: None,
            own: true,
            position: Position::default(),
        },
        status: found.status,
        difference: difference.filter(|_| found.status != Status::Exact),
        unheld,
    }
}

fn target(wanted: &Wanted, found: &Found, article: &Article, anchorer: &Anchorer<'_>) -> Target {
    let sure = found.status == Status::Exact || words_of(wanted).is_none();
    if let (true, [range]) = (sure, found.ranges.as_slice())
        && !range.is_empty()
    {
        return Target::of_range(article, anchorer, range);
    }
    let passage = |byte: usize| -> Option<Passage> { Some(article.passage_at(byte)) };
    let at = found.range().and_then(|r| passage(r.start));
    let mut target = words_of(wanted).map(written).unwrap_or_default();
    target.at = at.map(Into::into);
    if found.ranges.len() > 1 {
        target.nth = Some(Nth::All);
        target.at = None;
    }
    target
}

/// The words of a selector, as a target holds them.
fn written(selector: &Selector) -> Target {
    let line = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ");
    let some = |words: &str| Some(line(words)).filter(|w| !fold(w).is_empty());
    Target {
        quote: match &selector.words {
            // A gap within the words would be read as one between their ends.
            Words::Whole(words) => some(&words.replace('…', " ").replace("...", " ")),
            Words::Ends(first, last) => Some(format!("{} … {}", line(first), line(last))),
        },
        prefix: some(&selector.prefix),
        suffix: some(&selector.suffix),
        ..Target::default()
    }
}

/// The words by which a selector may be found again.
fn words_of(wanted: &Wanted) -> Option<&Selector> {
    match wanted {
        Wanted::Words(selector) => Some(selector),
        Wanted::Any(all) => all.iter().find_map(words_of),
        Wanted::Refined(outer, inner) => words_of(inner).or_else(|| words_of(outer)),
        Wanted::Between(start, _) => words_of(start),
        _ => None,
    }
}

/// An id that is the same whenever the same note is brought: a letter of the format, and the hash
/// of the note's own id or else of what it says.
fn id_of(note: &ForeignNote, format: NoteFormat) -> String {
    let content = note.id.clone().unwrap_or_else(|| {
        let selector = note.wanted.as_ref().and_then(words_of);
        let words = selector.map(|s| format!("{:?}{}", s.words, s.prefix));
        format!("{}|{}", words.unwrap_or_default(), note.body)
    });
    // FNV-1a in 64 bits, of which 48 are enough for a file of notes.
    let hash = content
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("{}-{:012x}", format.letter(), hash >> 16)
}
