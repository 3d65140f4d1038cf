//! A quick look at a raw file: which places of it may answer a query.
//!
//! The sieve never misses: what it lets through is read properly afterwards. It looks for a
//! string that every answer must hold. Markup can hide that string (`re*vol*ution`, `&eacute;`,
//! a soft hyphen, a word broken over two lines), so every place where a letter stands close to
//! something that could hide one is let through as well.

use std::ops::Range;

use rayon::prelude::*;
use regex::bytes::{Regex, RegexBuilder};

use super::passage::Unit;
use super::query::{Node, Query};
use super::required;
use super::words::{Class, Words, class};

/// Looks for the places that may answer one query.
#[derive(Debug)]
pub(crate) struct Sieve {
    /// `None` when nothing is sure to stand in an answer.
    needles: Option<Needles>,
}

#[derive(Debug)]
struct Needles {
    /// Any of the strings, capitals aside.
    regex: Regex,
    /// The strings that are folded words, or the beginnings of some.
    words: Vec<String>,
    /// Whether some are parts of an expression, which is matched on the text as it is.
    unfolded: bool,
}

/// Where a file may answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Candidates {
    /// It may anywhere.
    Everywhere,
    /// It may in the blocks that hold these bytes; nowhere when there are none. In order.
    At(Vec<usize>),
}

/// A string that an answer holds: letters and digits of ASCII, in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Needle {
    pub(crate) text: String,
    /// Whether it is a folded word rather than a part of an expression.
    pub(crate) folded: bool,
}

/// More strings than this are looked for more slowly than the text is read.
const MOST: usize = 500;

/// How far from a letter the ends of its word are looked for.
const REACH: usize = 128;

impl Sieve {
    pub(crate) fn of(query: &Query) -> Self {
        Self {
            needles: needles(&query.root).and_then(Needles::new),
        }
    }

    /// One that lets everything through.
    pub(crate) fn open() -> Self {
        Self { needles: None }
    }

    /// As [`Sieve::of`], for every passage that holds any of the terms.
    pub(crate) fn of_any(query: &Query) -> Self {
        let mut sets = Some(Vec::new());
        query.root.each_term(&mut |term| {
            let of_term = needles(term);
            sets = sets.take().zip(of_term).map(|(mut all, more)| {
                all.extend(more);
                all
            });
        });
        // A query of fields alone has no term, and anything may answer.
        let sets = sets.filter(|all| !all.is_empty());
        Self {
            needles: sets.and_then(Needles::new),
        }
    }

    /// The places of a Markdown text that may answer.
    pub(crate) fn candidates(&self, markdown: &str) -> Candidates {
        let Some(needles) = &self.needles else {
            return Candidates::Everywhere;
        };
        let found = needles.regex.find_iter(markdown.as_bytes());
        let mut places: Vec<usize> = found.map(|m| m.start()).collect();
        let plain = places.len();
        needles.add_hidden(markdown, &mut places);
        if places.len() > plain {
            places.sort_unstable();
        }
        Candidates::At(places)
    }

    /// As [`Sieve::candidates`], with all the machine's cores for a long text.
    pub(crate) fn candidates_in_parallel(&self, markdown: &str) -> Candidates {
        const PIECE: usize = 2 << 20;
        if markdown.len() < 2 * PIECE || self.needles.is_none() {
            return self.candidates(markdown);
        }
        let pieces = pieces(markdown, PIECE);
        let found: Vec<Vec<usize>> = pieces
            .into_par_iter()
            .map(|(start, piece)| match self.candidates(piece) {
                Candidates::At(places) => places.into_iter().map(|at| start + at).collect(),
                Candidates::Everywhere => vec![start],
            })
            .collect();
        Candidates::At(found.into_iter().flatten().collect())
    }

    /// Whether a passage may answer.
    pub(crate) fn may_be_in(&self, unit: &Unit<'_>) -> bool {
        let Some(needles) = &self.needles else {
            return true;
        };
        unit.fields.iter().any(|field| {
            needles.regex.is_match(field.text.as_bytes()) || {
                let mut places = Vec::new();
                needles.add_hidden(&field.text, &mut places);
                !places.is_empty()
            }
        })
    }

    /// Whether a file of annotations or sources may hold a part of an answer.
    pub(crate) fn may_be_in_yaml(&self, yaml: &str) -> bool {
        // A backslash may write any letter, and may join two lines.
        yaml.contains('\\') || self.candidates(yaml) != Candidates::At(Vec::new())
    }
}

/// A text in pieces of about `size` bytes, each from an empty line to the next, so that none
/// breaks a block.
fn pieces(text: &str, size: usize) -> Vec<(usize, &str)> {
    let gap = memchr::memmem::Finder::new("\n\n");
    let mut pieces = Vec::with_capacity(text.len() / size + 1);
    let mut start = 0;
    while start < text.len() {
        let rest = text.as_bytes().get(start + size..).unwrap_or_default();
        let end = match gap.find(rest) {
            Some(at) if !rest.is_empty() => start + size + at,
            _ => text.len(),
        };
        // An empty line begins and ends with a byte of ASCII, so this never cuts a character.
        pieces.extend(text.get(start..end).map(|piece| (start, piece)));
        start = end;
    }
    pieces
}

/// The strings one of which stands in every answer, when there are some.
fn needles(node: &Node) -> Option<Vec<Needle>> {
    let shortest = |set: &Vec<Needle>| set.iter().map(|n| n.text.len()).min();
    match node {
        Node::Words(phrase, _) => {
            let terms = phrase.words.iter().map(|term| &term.folded);
            let longest = terms.filter(|t| t.is_ascii()).max_by_key(|t| t.len())?;
            Some(vec![Needle {
                text: longest.to_ascii_lowercase(),
                folded: true,
            }])
        }
        Node::Pattern(pattern, _) => required::literals(pattern.regex.as_str()),
        Node::Near(left, _, right) => {
            let both = [needles(left), needles(right)];
            both.into_iter().flatten().max_by_key(shortest)
        }
        Node::And(parts) => parts.iter().filter_map(needles).max_by_key(shortest),
        Node::Or(parts) => {
            let sets: Option<Vec<Vec<Needle>>> = parts.iter().map(needles).collect();
            sets.map(|sets| sets.into_iter().flatten().collect())
        }
        Node::Not(_) | Node::Filter(_) => None,
    }
}

impl Needles {
    fn new(needles: Vec<Needle>) -> Option<Self> {
        if needles.is_empty() || needles.len() > MOST {
            return None;
        }
        let texts: Vec<&str> = needles.iter().map(|n| n.text.as_str()).collect();
        // The strings hold nothing but letters and digits, so they need no escaping.
        let regex = RegexBuilder::new(&texts.join("|"))
            .unicode(false)
            .case_insensitive(true)
            .build()
            .ok()?;
        Some(Self {
            regex,
            unfolded: needles.iter().any(|n| !n.folded),
            words: needles
                .into_iter()
                .filter(|n| n.folded)
                .map(|n| n.text)
                .collect(),
        })
    }

    /// Adds the places where one of the strings may stand in disguise.
    fn add_hidden(&self, text: &str, places: &mut Vec<usize>) {
        // Most of a text has nothing that hides; of the rest, most can be told by its neighbours.
        const COARSE: usize = 64;
        const FINE: usize = 16;
        let any = |chunk: &[u8]| chunk.iter().fold(false, |any, &b| any | may_hide(b));
        let mut looked = Looked::default();
        let mut start = 0;
        for coarse in text.as_bytes().chunks(COARSE) {
            if any(coarse) {
                let mut at = start;
                for fine in coarse.chunks(FINE) {
                    if any(fine) {
                        self.add_hidden_in(text, at..at + fine.len(), &mut looked, places);
                    }
                    at += FINE;
                }
            }
            start += COARSE;
        }
    }

    fn add_hidden_in(
        &self,
        text: &str,
        range: Range<usize>,
        looked: &mut Looked,
        places: &mut Vec<usize>,
    ) {
        let bytes = text.as_bytes();
        for at in range {
            let byte = bytes.get(at).copied().unwrap_or_default();
            if may_hide(byte) && self.hides(text, at, byte, looked) {
                places.push(at);
            }
        }
    }

    /// Whether the byte at `at`, one of those that may hide a letter, could do so here.
    fn hides(&self, text: &str, at: usize, byte: u8, looked: &mut Looked) -> bool {
        let bytes = text.as_bytes();
        let next = bytes.get(at + 1).copied().unwrap_or(b' ');
        match byte {
            // A byte within a character; a quotation mark, a dash, an ellipsis.
            0x80..=0xbf => false,
            0xe2 if next == 0x80 && matches!(bytes.get(at + 2), Some(0x92..=0x9f | 0xa6)) => false,
            0xc0.. => self.letter_hides(text, at, looked),
            b'&' => next == b'#' || next.is_ascii_alphabetic(),
            // It is no markup but after the bracket of a call.
            b'^' => false,
            // What opens or parts words hides nothing in one.
            _ if at
                .checked_sub(1)
                .and_then(|at| bytes.get(at))
                .is_none_or(|&b| is_blank(b)) =>
            {
                false
            }
            b'-' => !self.words.is_empty() && breaks_word(text, at, at + 1),
            b'[' if next == b'^' => call_hides(text, at),
            b'*' | b'_' if is_blank(next) || matches!(next, b'.' | b',') => false,
            _ => markup_hides(text, at),
        }
    }

    /// Whether the character at `at`, which is none of ASCII, stands in one of the words.
    fn letter_hides(&self, text: &str, at: usize, looked: &mut Looked) -> bool {
        let Some(c) = after(text, at) else {
            return false;
        };
        // The only ones that an expression takes for a letter of ASCII, where capitals do not
        // matter: the long s and the sign of kelvin.
        if self.unfolded && matches!(c, '\u{17f}' | '\u{212a}') {
            return true;
        }
        if self.words.is_empty() {
            return false;
        }
        let end = at + c.len_utf8();
        match class(c) {
            Class::Other | Class::Space => false,
            Class::Hyphen => breaks_word(text, at, end),
            Class::Silent if breaks_word(text, at, end) => true,
            _ if at < looked.until => false,
            _ => {
                let Some((start, end)) = word_around(text, at) else {
                    return true;
                };
                looked.until = end;
                looked
                    .words
                    .read(text.get(start..end).unwrap_or_default(), false);
                let words = &looked.words;
                words
                    .iter()
                    .any(|w| self.words.iter().any(|n| w.contains(n.as_str())))
            }
        }
    }
}

/// What has been read around letters that are none of ASCII.
#[derive(Default)]
struct Looked {
    until: usize,
    words: Words,
}

/// Whether the byte may take part in hiding a letter: `&`, `*`, `-`, `<`, `[`, `\`, `]`, `^`, `_`,
/// a backtick, `~`, or any that is not of ASCII. Written so that many are tested at once.
#[allow(
    clippy::needless_bitwise_bool,
    reason = "without branches, many bytes are tested at once"
)]
fn may_hide(byte: u8) -> bool {
    (byte >= b'~')
        | (byte.wrapping_sub(b'[') <= b'`' - b'[')
        | (byte == b'*')
        | (byte == b'&')
        | (byte == b'-')
        | (byte == b'<')
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n')
}

fn after(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

fn before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// Whether the char can stand between the letters of a word without being seen.
fn is_markup(c: char) -> bool {
    matches!(
        c,
        '*' | '_' | '`' | '~' | '[' | ']' | '(' | ')' | '<' | '>' | '!' | '^' | '\\' | '&' | '/'
    )
}

fn in_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    matches!(class(c), Class::Letter | Class::Ideograph | Class::Silent)
}

/// Whether markup at `at` stands between two letters, with nothing but markup about it.
fn markup_hides(text: &str, at: usize) -> bool {
    let behind = text.get(..at).unwrap_or_default();
    let ahead = text.get(at..).unwrap_or_default();
    let left = behind.trim_end_matches(is_markup).chars().next_back();
    let right = ahead.trim_start_matches(is_markup).chars().next();
    // A tag or a comment right after a letter may have any length.
    let tag = ahead.starts_with('<') || ahead.starts_with("](") || ahead.starts_with("][");
    left.is_some_and(|c| in_word(c) || matches!(c, '-' | '\u{2010}' | '\u{2011}'))
        && (tag || right.is_some_and(in_word))
}

/// Whether the note call at `at` stands within a word.
fn call_hides(text: &str, at: usize) -> bool {
    let behind = text.get(..at).unwrap_or_default();
    let left = behind.trim_end_matches(is_markup).chars().next_back();
    if !left.is_some_and(in_word) {
        return false;
    }
    let ahead = text.get(at..).unwrap_or_default();
    match ahead.char_indices().take(REACH).find(|&(_, c)| c == ']') {
        Some((close, _)) => {
            let next = after(ahead, close + 1);
            next.is_some_and(|c| in_word(c) || is_markup(c))
        }
        None => true,
    }
}

/// Whether a hyphen from `at` to `end` may break a word over two lines.
fn breaks_word(text: &str, at: usize, end: usize) -> bool {
    let open = before(text, at).is_some_and(|c| !c.is_whitespace());
    let ahead = text.get(end..).unwrap_or_default();
    let next = ahead.trim_start_matches(is_markup).chars().next();
    open && (ahead.starts_with(['<', '&', '\\']) || next.is_none_or(char::is_whitespace))
}

/// The bytes from white space to white space around `at`; `None` when that is far.
fn word_around(text: &str, at: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let is_space = |b: &u8| b.is_ascii_whitespace();
    let from = at.saturating_sub(REACH);
    let start = match bytes.get(from..at)?.iter().rposition(is_space) {
        Some(space) => from + space + 1,
        None if from == 0 => 0,
        None => return None,
    };
    let to = (at + REACH).min(bytes.len());
    let end = match bytes.get(at..to)?.iter().position(is_space) {
        Some(space) => at + space,
        None if to == bytes.len() => to,
        None => return None,
    };
    Some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sieve(query: &str) -> Sieve {
        Sieve::of(&Query::parse(query).unwrap())
    }

    fn lets_through(query: &str, text: &str) -> bool {
        sieve(query).candidates(text) != Candidates::At(Vec::new())
    }

    #[test]
    fn what_is_not_there_is_not_let_through() {
        for text in [
            "Bread and *peace*, “said” the [baker][^1] — in the café - of Łódź.[^12]\n\n[^1]: No.\n",
            "A **strong** `code` span_here and 3 < 4, and rye-bread at- tention? No: well-being.",
        ] {
            let Candidates::At(places) = sieve("revolution").candidates(text) else {
                panic!("there is a string to look for");
            };
            let letters: Vec<&str> = places.iter().filter_map(|&at| text.get(at..=at)).collect();
            assert_eq!(letters.len(), places.len(), "{places:?} in {text}");
            assert!(
                letters.iter().all(|l| ["]", "-", "_"].contains(l)),
                "{letters:?} in {text}"
            );
        }
    }

    #[test]
    fn what_markup_hides_is_let_through() {
        for hidden in [
            "revolution",
            "REVOLUTION",
            "re*vol*ution",
            "**R**evolution",
            "re<b>vol</b>ution",
            "[re](x)volution",
            "re[vol](x)ution",
            "revo[^1]lution",
            "revo&shy;lution",
            "r&eacute;volution",
            "&#114;evolution",
            "rev\u{ad}olution",
            "révolution",
            "re\u{301}volution",
            "revo-\nlution",
            "revo-*\nlution*",
            "revo\u{ad}\nlution",
            "revo-<br>lution",
            "revo\u{2010} lution",
            "re~~vol~~ution",
            "*r*evolution",
            "“*re*volution”",
            "ＲＥＶＯＬＵＴＩＯＮ",
        ] {
            let text = format!("Of the {hidden} they say.");
            assert!(lets_through("revolution", &text), "{hidden}");
            assert!(lets_through("\"the revol*\"", &text), "{hidden}");
        }
    }

    #[test]
    fn a_query_needs_what_all_its_answers_hold() {
        assert!(!lets_through("bread peace", "Only bread."));
        assert!(lets_through("bread OR peace", "Only bread."));
        assert!(!lets_through("/pea.e and qui.t/", "Quiet and apart."));
        assert!(lets_through("source:reed*", "anything"));
        assert!(lets_through("/[a-z]+/", "anything"));
        assert!(lets_through("-bread peace", "peace"));
    }
}
