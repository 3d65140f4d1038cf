//! The brackets of a paragraph that may be citations.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::find::emphasis;
use super::scan::Bracket;
use crate::article::{Article, Paragraph};
use crate::source::citation::{Citation, Strength, name_ending_at, read_bracket};

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
    /// Where the citation ends: the bracket's end, or before words quoted within it.
    pub(super) until: usize,
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
        let cited = citations.last().map_or(bracket.range.end, |c| c.range.end);
        let until = text
            .get(cited..bracket.range.end)
            .and_then(|r| r.strip_prefix(": "))
            .filter(|r| r.starts_with(['“', '"', '‘', '«', '„']))
            .map_or(bracket.range.end, |_| cited);
        let candidate = Bracketed {
            range: bracket.range.clone(),
            until,
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

/// *op. cit.* and its like with a place, in running prose.
static REFERRING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:[Oo]p\. ?cit\.|[Ll]oc\. ?cit\.|[Ii]bid\.)(?:,? (?:vol|p|pp|pages?|S|Bd)\.? ?[0-9IVXivxl]+(?:[-–][0-9]+)?f{0,2})*",
    )
    .ok()
});

/// Citations without brackets: `Keller, op. cit., p. 29, thinks so`. An author before *op. cit.*
/// or a page behind *ibid.* makes it one.
pub(super) fn in_prose(
    article: &Article,
    paragraph: &Paragraph,
    holes: &[Range<usize>],
    brackets: &[Bracket],
) -> Vec<Bracketed> {
    let mut found = Vec::new();
    let text = article.slice(paragraph.range.clone());
    let Some(pattern) = REFERRING
        .as_ref()
        .filter(|_| text.contains(". cit.") || text.contains("bid."))
    else {
        return found;
    };
    for words in pattern.find_iter(text) {
        let range =
            words.range().start + paragraph.range.start..words.range().end + paragraph.range.start;
        let inside = |r: &Range<usize>| r.start <= range.start && range.end <= r.end;
        if holes.iter().any(inside) || brackets.iter().any(|b| inside(&b.range)) {
            continue;
        }
        let before = text.get(..words.start()).unwrap_or_default();
        let from = super::prose::floor(before, before.len().saturating_sub(80));
        let named = before
            .get(from..)
            .and_then(|b| b.strip_suffix(", "))
            .and_then(|b| name_ending_at(b, &|_| true))
            .map(|(_, at)| paragraph.range.start + from + at);
        let start = match named {
            Some(start) => start,
            None if words.as_str().contains(|c: char| c.is_ascii_digit()) => range.start,
            None => continue,
        };
        let slice = article.text.get(start..range.end).unwrap_or_default();
        let mut citations = read_bracket(slice, &[]);
        for citation in &mut citations {
            citation.range = citation.range.start + start..citation.range.end + start;
        }
        if citations.len() == 1 {
            found.push(Bracketed {
                range: start..range.end,
                until: range.end,
                citations,
                expected: true,
                strength: Strength::Strong,
            });
        }
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
