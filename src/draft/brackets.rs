//! The brackets of a paragraph that may be citations.

use std::ops::Range;

use super::find::emphasis;
use super::scan::Bracket;
use crate::article::{Article, Paragraph};
use crate::source::citation::{Citation, Strength, read_bracket};

/// The longest bracket that is looked into, in bytes.
const LONGEST: usize = 4096;

/// How many levels of brackets a citation may hold.
const HEIGHT: u32 = 3;

/// A bracket that may be a citation.
#[derive(Debug, Clone)]
pub(super) struct Bracketed {
    pub(super) range: Range<usize>,
    pub(super) citations: Vec<Citation>,
    /// It stands behind a quotation, or ends a block quotation.
    pub(super) expected: bool,
    strength: Strength,
}

impl Bracketed {
    /// Whether quotation marks do not cross it.
    pub(super) fn stops(&self) -> bool {
        self.strength == Strength::Strong || self.strength == Strength::Fair && self.expected
    }
}

/// The brackets of a paragraph that may be citations, the outermost that are.
pub(super) fn bracketed(
    article: &Article,
    paragraph: &Paragraph,
    brackets: &[Bracket],
) -> Vec<Bracketed> {
    let text = article.text.as_str();
    let mut found: Vec<Bracketed> = Vec::new();
    let mut taken = 0;
    for bracket in brackets {
        if bracket.range.start < taken || bracket.height > HEIGHT || bracket.range.len() > LONGEST {
            continue;
        }
        let inner = bracket.range.start + 1..bracket.range.end - 1;
        let words = text.get(inner.clone()).unwrap_or_default();
        // `[3]` calls a note, known or not.
        let call = words.bytes().all(|b| b.is_ascii_digit())
            && text.as_bytes().get(bracket.range.start) == Some(&b'[');
        if call || !is_promising(words) {
            continue;
        }
        // Glued to a word it is a part of it: `see[ing]`, `[i]ndustry`, `RSDLP(B)`.
        let before = text
            .get(paragraph.range.start..bracket.range.start)
            .unwrap_or_default();
        let glued = before.ends_with(char::is_alphanumeric)
            || text
                .get(bracket.range.end..)
                .is_some_and(|t| t.starts_with(char::is_alphanumeric));
        if glued {
            continue;
        }
        let mut citations = read_bracket(words, &emphasis(article, &inner));
        for citation in &mut citations {
            citation.range = citation.range.start + inner.start..citation.range.end + inner.start;
        }
        let Some(strength) = citations.iter().map(|c| c.strength).max() else {
            continue;
        };
        let expected = is_expected(article, paragraph, &bracket.range, before);
        if strength == Strength::Weak && !expected && !is_short_form(words) {
            continue;
        }
        let candidate = Bracketed {
            range: bracket.range.clone(),
            citations,
            expected,
            strength,
        };
        if candidate.stops() {
            taken = bracket.range.end;
        }
        found.push(candidate);
    }
    found
}

/// A quick look: a citation has a capital, a digit, or a word that refers back.
fn is_promising(words: &str) -> bool {
    let lower_back = || {
        let start: String = words
            .trim_start()
            .chars()
            .take(6)
            .collect::<String>()
            .to_lowercase();
        [
            "ibid", "idem", "id.", "op", "loc", "ebd", "ebenda", "ders", "dies", "a.a", "ivi",
            "cit", "art.", "ob",
        ]
        .iter()
        .any(|b| start.starts_with(b))
    };
    words
        .bytes()
        .any(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b >= 0x80)
        || lower_back()
}

/// Few words, as short forms have: `(RR, 45)`.
fn is_short_form(words: &str) -> bool {
    words.len() <= 60 && words.contains(|c: char| c.is_ascii_digit())
}

/// Whether a quotation ends right before, or the bracket ends a block quotation.
fn is_expected(
    article: &Article,
    paragraph: &Paragraph,
    range: &Range<usize>,
    before: &str,
) -> bool {
    let bare = before
        .trim_end()
        .trim_end_matches(['.', ',', ';', ':', '!', '?', '…', ' ']);
    let marked = bare.ends_with(['"', '”', '’', '\'', '»', '«', '“', '‘', '›', '‹']);
    // The apostrophe of a genitive is no close: what it ends has an opening before it.
    let single = bare.ends_with(['’', '\'']);
    let opened = !single
        || bare
            .trim_end_matches(['’', '\''])
            .contains(['‘', '\'', '‚']);
    let ends_block = paragraph.kind() == "block-quotation"
        && article
            .text
            .get(range.end..paragraph.range.end)
            .is_some_and(|t| !t.contains(char::is_alphanumeric));
    // A bracket that is a sentence of its own, behind a stop: `… in 1920. [Memoirs, p. 3]`.
    let own = before.trim_end().ends_with(['.', '!', '?', ':'])
        && before.contains(['"', '”', '»', '“', '’', '\'']);
    marked && opened || ends_block || own
}

/// Whether the text cites by author and year: a few brackets say so beyond doubt.
pub(super) fn is_author_date(article: &Article) -> bool {
    let mut found = 0;
    for (at, _) in article.text.match_indices('(').take(4000) {
        let rest = article.text.get(at + 1..).unwrap_or_default();
        let Some(end) = rest.bytes().take(160).position(|b| b == b')') else {
            continue;
        };
        let inner = rest.get(..end).unwrap_or_default();
        let year = inner
            .as_bytes()
            .windows(4)
            .any(|w| w.iter().all(u8::is_ascii_digit));
        if !year {
            continue;
        }
        let sure = read_bracket(inner, &[]).iter().any(|c| {
            c.strength == Strength::Strong
                && c.title.is_none()
                && c.back.is_none()
                && c.year.is_some()
        });
        found += usize::from(sure);
        if found > 1 {
            return true;
        }
    }
    false
}
