//! A paragraph's own prose: what stands outside quotations and citations, the names in it, and
//! who is said to speak.

use std::ops::Range;

use super::words::{is_pronoun, is_saying};
use crate::source::Name;
use crate::source::citation::{
    is_body_word, is_function_word, is_month, is_particle, is_place, is_womans, read_names,
    surname_key,
};
use crate::source::resolve::ProseName;

/// How far back names are looked for, in bytes.
const REACH: usize = 2400;

/// Prose with holes: the ranges of quotations and citations, in order and not overlapping.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prose<'a> {
    pub(super) text: &'a str,
    pub(super) paragraph: &'a Range<usize>,
    pub(super) holes: &'a [Range<usize>],
}

/// A word of the prose.
#[derive(Debug, Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    at: usize,
    /// It opens a sentence.
    first: bool,
    /// Something ends behind it: a comma, a bracket, a hole.
    closes: bool,
    /// The sentence ends behind it.
    ends: bool,
}

impl<'a> Prose<'a> {
    /// The stretches of prose between `from` and `to`, in order.
    fn gaps(&self, from: usize, to: usize) -> Vec<Range<usize>> {
        let mut at = from.max(self.paragraph.start);
        let mut gaps = Vec::new();
        let first = self.holes.partition_point(|h| h.end <= at);
        for hole in self.holes.iter().skip(first) {
            if hole.start >= to {
                break;
            }
            if hole.start > at {
                gaps.push(at..hole.start);
            }
            at = at.max(hole.end);
        }
        if at < to {
            gaps.push(at..to);
        }
        gaps
    }

    /// The words between two places.
    fn words(&self, from: usize, to: usize) -> Vec<Word<'a>> {
        let mut words: Vec<Word<'a>> = Vec::new();
        let mut first = from <= self.paragraph.start;
        for gap in self.gaps(from, to) {
            let mut start = gap.start;
            let piece = self.text.get(gap.clone()).unwrap_or_default();
            // A stop behind a bracket or a quotation ends the sentence too.
            if piece.starts_with(['.', '!', '?']) && gap.start > self.paragraph.start {
                first = true;
                if let Some(last) = words.last_mut() {
                    last.ends = true;
                }
            }
            for part in piece.split_inclusive(char::is_whitespace) {
                let bare = part.trim();
                let lead = part.len() - part.trim_start().len()
                    + (bare.len() - bare.trim_start_matches(is_edge).len());
                let word = bare.trim_matches(is_edge);
                if !word.is_empty() {
                    let stopped = ends_sentence(bare, word);
                    let closes = bare.ends_with(|c: char| is_edge(c) && c != '\'' && c != '’');
                    words.push(Word {
                        text: word,
                        at: start + lead,
                        first,
                        closes,
                        ends: stopped,
                    });
                    first = stopped;
                }
                start += part.len();
            }
            if let Some(last) = words.last_mut() {
                last.closes = true;
            }
        }
        words
    }

    /// The names before a place, the nearest first.
    pub(super) fn names_before(&self, at: usize, known: &dyn Fn(&Name) -> bool) -> Vec<ProseName> {
        let from = floor(
            self.text,
            at.saturating_sub(REACH).max(self.paragraph.start),
        );
        let words = self.words(from, at);
        let (sentence, colon) = self.introducing(at, &words);
        let introducing = if colon { sentence.clone() } else { 0..0 };
        let mut names: Vec<(usize, ProseName)> = Vec::new();
        let mut women: Vec<Option<bool>> = Vec::new();
        let mut i = 0;
        while i < words.len() {
            // `he argued`: the one named last speaks, unless it is known to be a woman.
            let pronoun = words
                .get(i)
                .and_then(|w| match w.text.to_lowercase().as_str() {
                    "he" | "er" | "él" | "egli" | "il" => Some(false),
                    "she" | "elle" | "ella" => Some(true),
                    _ => None,
                });
            if let Some(she) = pronoun
                && says(&words, i, 1)
                && let Some(at) = women.iter().zip(&names).rposition(|(w, (n, _))| {
                    // `the accounts of Grauen`: a place, as likely as not.
                    let owned = n
                        .checked_sub(1)
                        .and_then(|i| words.get(i))
                        .is_some_and(|w| matches!(w.text, "of" | "in" | "at" | "from" | "near"));
                    w.map_or(!owned, |w| w == she)
                })
                && let Some((_, last)) = names.get_mut(at)
                && !last.says
            {
                last.says = true;
                last.pronoun = true;
            }
            let Some((name, len)) = name_at(&words, i, known) else {
                i += 1;
                continue;
            };
            let says = says(&words, i, len);
            let printed: Vec<&str> = words
                .get(i..i + len)
                .unwrap_or_default()
                .iter()
                .map(|w| w.text)
                .collect();
            women.push(is_womans(&printed.join(" ")));
            let name = ProseName {
                at: words.get(i).map_or(0, |w| w.at),
                name,
                says,
                pronoun: false,
                here: sentence.contains(&i),
                subject: introducing.contains(&i) && words.get(i).is_some_and(|w| w.first),
                introduces: introducing.contains(&i),
            };
            names.push((i, name));
            i += len;
        }
        names.into_iter().rev().take(12).map(|(_, n)| n).collect()
    }

    /// The words (by index) of the sentence that leads to the quotation right before `at`, and
    /// whether a colon introduces it.
    fn introducing(&self, at: usize, words: &[Word]) -> (Range<usize>, bool) {
        let Some(quote) = self
            .holes
            .iter()
            .rev()
            .find(|h| h.end <= at)
            .filter(|h| at - h.end < 12)
        else {
            return (0..0, false);
        };
        let before = self.text.get(self.paragraph.start..quote.start);
        let colon = before.is_some_and(|b| b.trim_end().ends_with(':'));
        let end = words.partition_point(|w| w.at < quote.start);
        let start = words
            .get(..end)
            .unwrap_or_default()
            .iter()
            .rposition(|w| w.ends)
            .map_or(0, |i| i + 1);
        (start..end, colon)
    }

    /// Who says the words between `quote`, as the sentence around them tells it.
    pub(super) fn speaker(&self, quote: &Range<usize>) -> Option<String> {
        self.speaker_before(quote.start)
            .or_else(|| self.speaker_behind(quote.end))
    }

    /// `Keller wrote: “`, `the bakers, cried “`, `according to Keller, “`.
    fn speaker_before(&self, at: usize) -> Option<String> {
        let from = floor(self.text, at.saturating_sub(220).max(self.paragraph.start));
        let words = self.words(from, at);
        let words = last_sentence(&words);
        // `a paper – quoted by Keller – wrote`: the paper speaks.
        let words = match words.windows(2).rposition(|w| {
            w.iter()
                .zip(["quoted", "by"])
                .all(|(a, b)| a.text.eq_ignore_ascii_case(b))
        }) {
            Some(at) if at > 0 => return subject_ending(words.get(..at)?, true),
            _ => words,
        };
        if let Some(to) = words.windows(2).rposition(|w| {
            w.iter()
                .zip(["according", "to"])
                .all(|(a, b)| a.text.eq_ignore_ascii_case(b))
        }) {
            return subject_from(words.get(to + 2..)?);
        }
        let verb = words
            .iter()
            .rposition(|w| is_saying(&w.text.to_lowercase()))?;
        if words.len() - verb > 14 {
            return None;
        }
        let before = words.get(..verb)?;
        subject_ending(before, false).or_else(|| {
            subject_from(words.get(verb + 1..)?).filter(|_| {
                verb == 0
                    || before
                        .last()
                        .is_some_and(|w| w.text.eq_ignore_ascii_case("as"))
            })
        })
    }

    /// `”, said Keller`, `,” Keller writes`.
    fn speaker_behind(&self, at: usize) -> Option<String> {
        let to = ceil(self.text, (at + 80).min(self.paragraph.end));
        let next_hole = self
            .holes
            .iter()
            .find(|h| h.start >= at)
            .map_or(to, |h| h.start.min(to));
        // Without a comma, or a question, the words behind introduce what comes next.
        let quoted = self
            .text
            .get(..at)
            .unwrap_or_default()
            .trim_end_matches(['"', '”', '’', '\'', '»', '“', '‘']);
        let behind = self
            .text
            .get(at..next_hole)
            .unwrap_or_default()
            .trim_start();
        if !(quoted.ends_with([',', '?', '!', '—']) || behind.starts_with([',', '–', '—', '-']))
        {
            return None;
        }
        let words = self.words(at, next_hole);
        let end = words
            .iter()
            .position(|w| w.first && w.at > at + 2)
            .unwrap_or(words.len())
            .min(7);
        let words = words.get(..end)?;
        let verb = words
            .iter()
            .position(|w| is_saying(&w.text.to_lowercase()))?;
        if verb == 0 {
            return subject_from(words.get(1..)?);
        }
        (verb <= 4)
            .then(|| subject_ending(words.get(..verb)?, false))
            .flatten()
    }

    /// Whether a verb of saying or one of `nouns` stands within `reach` words before `at`, in the
    /// same sentence, with no quotation between.
    pub(super) fn cue_before(&self, at: usize, reach: usize, nouns: &dyn Fn(&str) -> bool) -> bool {
        let from = floor(self.text, at.saturating_sub(160).max(self.paragraph.start));
        let hole = self
            .holes
            .iter()
            .rev()
            .find(|h| h.end <= at)
            .map_or(from, |h| h.end);
        let words = self.words(from.max(hole), at);
        let near = last_sentence(&words);
        near.iter().rev().take(reach).any(|w| {
            let lower = w.text.to_lowercase();
            nouns(&lower) || nouns(lower.trim_end_matches("'s").trim_end_matches("’s"))
        })
    }

    /// Whether a verb of saying stands right behind, as in `,” she said`.
    pub(super) fn saying_behind(&self, at: usize) -> bool {
        let to = ceil(self.text, (at + 60).min(self.paragraph.end));
        let next_hole = self
            .holes
            .iter()
            .find(|h| h.start >= at)
            .map_or(to, |h| h.start.min(to));
        let piece = self.text.get(at..next_hole).unwrap_or_default();
        if piece
            .trim_start_matches(|c: char| is_edge(c) || c == ' ')
            .starts_with(char::is_uppercase)
            && piece.trim_start().starts_with('.')
        {
            return false;
        }
        let words = self.words(at, next_hole);
        // `as the governor claimed`, `in the words of Keller`.
        let head = |i: usize| words.get(i).map_or("", |w| w.text);
        if head(0) == "in" && head(1) == "the" && matches!(head(2), "words" | "phrase") {
            return true;
        }
        let reach = if head(0) == "as" { 9 } else { 4 };
        let near: Vec<_> = words
            .iter()
            .take(reach)
            .take_while(|w| !w.first || w.at < at + 3)
            .collect();
        // `has been read`, `is called`: said of the words, not of a speaker.
        let passive = near
            .iter()
            .take(3)
            .any(|w| matches!(w.text, "been" | "is" | "was" | "were" | "are" | "be"));
        !passive
            && near
                .iter()
                .take(reach - 1)
                .any(|w| is_saying(&w.text.to_lowercase()))
    }
}

/// The words since the last sentence ended.
fn last_sentence<'w, 'a>(words: &'w [Word<'a>]) -> &'w [Word<'a>] {
    let from = words.iter().rposition(|w| w.ends).map_or(0, |i| i + 1);
    words.get(from..).unwrap_or_default()
}

fn is_edge(c: char) -> bool {
    !(c.is_alphanumeric() || c == '&') || c == '_' || c == '*'
}

/// Whether the sentence ends behind a word: a stop that closes no initial.
fn ends_sentence(printed: &str, word: &str) -> bool {
    let tail = printed
        .get(printed.rfind(word).unwrap_or(0) + word.len()..)
        .unwrap_or_default();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase)
        || matches!(
            word,
            "Mr" | "Mrs"
                | "Dr"
                | "St"
                | "Prof"
                | "vs"
                | "cf"
                | "e.g"
                | "i.e"
                | "etc"
                | "vol"
                | "p"
                | "pp"
        );
    tail.contains(['!', '?']) || tail.contains('.') && !initial && !word.contains('.')
}

/// A name that begins at word `i`: the name and how many words it takes.
fn name_at(words: &[Word], i: usize, known: &dyn Fn(&Name) -> bool) -> Option<(Name, usize)> {
    let first = words.get(i)?;
    let capital = first.text.starts_with(char::is_uppercase);
    let lower = first.text.to_lowercase();
    if !capital || is_function_word(&lower) || is_month(&lower) {
        return None;
    }
    // `the Bolsheviks`, `the Tenth Congress`: what bears an article is no person.
    let before = i.checked_sub(1).and_then(|b| words.get(b));
    if before.is_some_and(|b| {
        !b.closes
            && matches!(
                b.text.to_lowercase().as_str(),
                "the"
                    | "a"
                    | "an"
                    | "les"
                    | "le"
                    | "la"
                    | "die"
                    | "der"
                    | "das"
                    | "den"
                    | "los"
                    | "las"
                    | "el"
                    | "il"
                    | "gli"
                    | "i"
            )
    }) {
        return None;
    }
    // `Russian Anarchist Keller`: what one is stands before the name.
    let next_capital = words
        .get(i + 1)
        .is_some_and(|w| w.text.starts_with(char::is_uppercase));
    if is_ism(&lower) || next_capital && !first.closes && is_epithet(&lower) {
        return None;
    }
    let mut len = 1;
    let mut last = *first;
    while len < 5 && !(last.closes && !is_initial(last.text)) {
        let Some(next) = words.get(i + len) else {
            break;
        };
        let joins = next.text.starts_with(char::is_uppercase)
            && !is_function_word(&next.text.to_lowercase());
        let particle = is_particle(next.text)
            && words
                .get(i + len + 1)
                .is_some_and(|w| w.text.starts_with(char::is_uppercase));
        if !joins && !particle {
            break;
        }
        last = *next;
        len += 1;
    }
    let printed: Vec<&str> = words.get(i..i + len)?.iter().map(|w| w.text).collect();
    let text = printed.join(" ");
    let bare = text
        .strip_suffix("'s")
        .or_else(|| text.strip_suffix("’s"))
        .unwrap_or(&text)
        .trim_end_matches(['\'', '’']);
    let names = read_names(bare)?;
    let name = names.into_iter().next().filter(|n| n.literal.is_empty())?;
    if is_place(&surname_key(&name)) || len == 1 && is_body_word(&lower) {
        return None;
    }
    let lone = first.first && len == 1;
    if lone && !known(&name) {
        // The first word of a sentence has its capital from there, unless it says something.
        let verb = words
            .get(i + 1)
            .is_some_and(|w| is_saying(&w.text.to_lowercase()))
            && !first.closes;
        if !verb || lower.ends_with("ly") {
            return None;
        }
    }
    if first.first
        && len > 1
        && !known(&name)
        && read_names(words.get(i + 1)?.text).is_some_and(|n| n.iter().any(known))
    {
        return None;
    }
    Some((name, len))
}

/// *Stalinism*, *Marxists*: a doctrine and those who hold it.
fn is_ism(lower: &str) -> bool {
    ["ism", "isms", "ists", "ites"]
        .iter()
        .any(|e| lower.ends_with(e))
        && lower.len() > 5
}

/// *Russian*, *Anarchist*, *British*: an adjective with a capital, and no given name.
fn is_epithet(lower: &str) -> bool {
    let form = ["ist", "ian", "ean", "ish", "ese", "vik"]
        .iter()
        .any(|e| lower.ends_with(e));
    let name = matches!(
        lower,
        "ian"
            | "brian"
            | "adrian"
            | "christian"
            | "julian"
            | "vivian"
            | "damian"
            | "fabian"
            | "lilian"
            | "lillian"
            | "sebastian"
            | "cristian"
            | "kilian"
            | "florian"
            | "marian"
            | "maximilian"
            | "dorian"
            | "gillian"
            | "jillian"
            | "jean"
            | "sean"
            | "dean"
            | "bastian"
            | "aurelian"
            | "hadrian"
            | "cassian"
            | "evangelist"
    );
    form && !name && lower.len() > 4
}

fn is_initial(word: &str) -> bool {
    word.chars().count() <= 2 && word.chars().all(|c| c.is_uppercase() || c == '.')
}

/// Whether the words around a name say that its bearer speaks.
fn says(words: &[Word], i: usize, len: usize) -> bool {
    let possessive = words
        .get(i + len - 1)
        .is_some_and(|w| w.text.ends_with("'s") || w.text.ends_with("’s"));
    // `the historian, Anna Keller, calls it`: the name stands between commas, the verb behind.
    let apposed = i
        .checked_sub(1)
        .and_then(|b| words.get(b))
        .is_some_and(|w| w.closes && !w.ends)
        && words
            .get(i + len)
            .is_some_and(|w| !w.first && is_saying(&w.text.to_lowercase()));
    let cut = words.get(i + len - 1).is_none_or(|w| w.closes) && !apposed;
    let after = words
        .get(i + len..)
        .unwrap_or_default()
        .iter()
        .take(if cut { 0 } else { 4 });
    // `is a quote from`: with its article it is a noun.
    let mut noun = false;
    // `of the Calf he says`: the verb is the pronoun's.
    let own = |w: &&Word| {
        let lower = w.text.to_lowercase();
        !w.first
            && !matches!(
                lower.as_str(),
                "he" | "she" | "they" | "we" | "i" | "it" | "er" | "sie" | "elle" | "ils"
            )
    };
    let verb_behind = after.take_while(own).any(|w| {
        let says = is_saying(&w.text.to_lowercase()) && !noun;
        noun = matches!(w.text, "a" | "the" | "an" | "his" | "her" | "their" | "by");
        says
    });
    let before: Vec<String> = words
        .get(i.saturating_sub(2)..i)
        .unwrap_or_default()
        .iter()
        .map(|w| w.text.to_lowercase())
        .collect();
    let inverted = before.last().is_some_and(|w| {
        is_saying(w)
            || matches!(
                w.as_str(),
                "laut" | "zufolge" | "selon" | "según" | "secondo" | "nach"
            )
    });
    let according =
        before == ["according", "to"] || before == ["words", "of"] || before == ["d'après"];
    // `she quotes Keller`: whom a subject quotes does not speak.
    let object = i
        .checked_sub(2)
        .and_then(|at| words.get(at))
        .is_some_and(|w| {
            let subject =
                is_pronoun(&w.text.to_lowercase()) || w.text.starts_with(char::is_uppercase);
            !w.closes && subject && words.get(i - 1).is_some_and(|v| !v.first)
        });
    verb_behind && !possessive || inverted && !object && !possessive || according
}

/// The subject at the end of `words` (before a verb): a name, or *the* and a noun.
fn subject_ending(words: &[Word], set_off: bool) -> Option<String> {
    let mut words = words;
    if !set_off && words.last().is_some_and(|w| w.closes) {
        return None;
    }
    // Adverbs and auxiliaries between subject and verb: `rightly`, `has`, `did not`.
    while let Some((last, rest)) = words.split_last() {
        let lower = last.text.to_lowercase();
        let small = lower.ends_with("ly")
            || matches!(
                lower.as_str(),
                "has"
                    | "have"
                    | "had"
                    | "did"
                    | "also"
                    | "then"
                    | "later"
                    | "once"
                    | "now"
                    | "even"
                    | "himself"
                    | "herself"
                    | "again"
                    | "not"
                    | "thus"
                    | "always"
                    | "never"
                    | "still"
                    | "already"
                    | "both"
                    | "a"
                    | "écrit"
                    | "hat"
                    | "ha"
            );
        if !small || rest.is_empty() {
            break;
        }
        words = rest;
    }
    let last = words.last()?;
    let lower = last.text.to_lowercase();
    if is_pronoun(&lower)
        || matches!(
            lower.as_str(),
            "them"
                | "him"
                | "her"
                | "us"
                | "me"
                | "itself"
                | "themselves"
                | "to"
                | "of"
                | "and"
                | "by"
                | "is"
                | "was"
                | "be"
                | "which"
                | "as"
        )
    {
        return None;
    }
    if last.text.starts_with(char::is_uppercase) {
        return phrase_back(words);
    }
    article_back(words)
}

/// A run of capitals at the end, with its article.
fn phrase_back(words: &[Word]) -> Option<String> {
    let mut start = words.len();
    for (i, word) in words.iter().enumerate().rev().take(7) {
        let lower = word.text.to_lowercase();
        let capital = word.text.starts_with(char::is_uppercase)
            && !is_function_word(&lower)
            && !is_saying(&lower);
        let small = (is_particle(&lower) || matches!(lower.as_str(), "of" | "and" | "the"))
            && start < words.len();
        if !(capital || small) || start < words.len() && word.closes {
            break;
        }
        start = i;
    }
    while words.get(start).is_some_and(|w| {
        matches!(w.text.to_lowercase().as_str(), "of" | "and" | "de")
            || is_month(&w.text.to_lowercase())
    }) {
        start += 1;
    }
    let run = words.get(start..).filter(|r| !r.is_empty())?;
    let before = |n: usize| {
        start
            .checked_sub(n)
            .and_then(|i| words.get(i))
            .map(|w| w.text.to_lowercase())
    };
    let same = before(1).as_deref() == Some("same") && before(2).as_deref() == Some("the");
    let articled = same
        || run
            .first()
            .is_some_and(|w| w.text.eq_ignore_ascii_case("the"))
        || start > 0
            && words
                .get(start - 1)
                .is_some_and(|w| w.text.eq_ignore_ascii_case("the"));
    let text = joined(run);
    let bare = text
        .strip_prefix("the ")
        .or_else(|| text.strip_prefix("The "))
        .unwrap_or(&text);
    if articled {
        Some(format!("the {bare}"))
    } else if read_names(bare).is_some() {
        Some(bare.to_owned())
    } else {
        None
    }
}

/// *the* (or *a*, *some* …) and a few words at the end.
fn article_back(words: &[Word]) -> Option<String> {
    let near = words.len().saturating_sub(6);
    let tail = words.get(near..)?;
    let at = tail.iter().rposition(|w| {
        matches!(
            w.text.to_lowercase().as_str(),
            "the"
                | "a"
                | "an"
                | "some"
                | "many"
                | "other"
                | "these"
                | "those"
                | "les"
                | "die"
                | "los"
                | "i"
                | "gli"
        )
    })?;
    let run = tail.get(at..)?;
    let broken = run.iter().rev().skip(1).any(|w| w.closes)
        || run.iter().any(|w| is_saying(&w.text.to_lowercase()));
    (!broken && run.len() >= 2).then(|| lower_first(&joined(run)))
}

/// A subject that begins `words`: a name, or *the* and a noun.
fn subject_from(words: &[Word]) -> Option<String> {
    let first = words.first()?;
    let lower = first.text.to_lowercase();
    if is_pronoun(&lower) {
        return None;
    }
    let mut len = 0;
    for word in words.iter().take(5) {
        let lower = word.text.to_lowercase();
        let capital = word.text.starts_with(char::is_uppercase) && !is_function_word(&lower);
        let article = len == 0 && lower == "the";
        let after_article = len == 1 && first.text.eq_ignore_ascii_case("the");
        if !(capital || article || after_article || is_particle(&lower) && len > 0) {
            break;
        }
        len += 1;
        if word.closes {
            break;
        }
    }
    let run = words.get(..len).filter(|r| !r.is_empty())?;
    let text = joined(run);
    if text.starts_with("the ") || text.starts_with("The ") {
        return (len > 1).then(|| lower_first(&text));
    }
    read_names(text.trim_end_matches("'s").trim_end_matches("’s")).map(|_| {
        text.trim_end_matches("'s")
            .trim_end_matches("’s")
            .to_owned()
    })
}

fn joined(words: &[Word]) -> String {
    words.iter().map(|w| w.text).collect::<Vec<_>>().join(" ")
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(c) => c.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// The last char boundary at or before `at`.
pub(super) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The first char boundary at or after `at`.
pub(super) fn ceil(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

#[cfg(test)]
#[allow(
    clippy::single_range_in_vec_init,
    reason = "a list of one hole is meant"
)]
mod tests {
    use super::*;

    fn at(text: &str) -> (String, Vec<Range<usize>>, Range<usize>) {
        let open = text.find('“').unwrap();
        let close = text.find('”').unwrap() + '”'.len_utf8();
        (text.to_owned(), vec![open..close], open..close)
    }

    fn speaker(text: &str) -> Option<String> {
        let (text, holes, quote) = at(text);
        let range = 0..text.len();
        Prose {
            text: &text,
            paragraph: &range,
            holes: &holes,
        }
        .speaker(&quote)
    }

    #[test]
    fn speakers_are_named_by_the_prose() {
        let is = |t: &str, who: &str| assert_eq!(speaker(t).as_deref(), Some(who), "{t}");
        is(
            "In May Anna Keller rightly noted that “bread is dear”.",
            "Anna Keller",
        );
        is("“Bread is dear,” wrote Keller in May.", "Keller");
        is("“Bread is dear,” Anna Keller summarises.", "Anna Keller");
        is("According to Keller, “bread is dear”.", "Keller");
        is("The bakers said “bread is dear”.", "the bakers");
        is(
            "Kerner promised the Dutch envoy “bread will be cheap”.",
            "Kerner",
        );
        assert_eq!(speaker("It was “dear” again."), None);
        assert_eq!(speaker("He wrote “bread is dear”."), None);
    }

    #[test]
    fn a_pronoun_makes_the_last_name_speak() {
        let text = "Even this was too much for Keller. In January 1921, he argued that the Bakers “have added” it. Indeed, “so” (here)";
        let holes = vec![text.find('“').unwrap()..text.find('”').unwrap() + 3];
        let range = 0..text.len();
        let prose = Prose {
            text,
            paragraph: &range,
            holes: &holes,
        };
        let names = prose.names_before(text.find('(').unwrap(), &|_| false);
        assert_eq!(
            names.first().map(|n| (n.name.full(), n.says)),
            Some(("Keller".to_owned(), true))
        );
    }

    #[test]
    fn names_outside_quotations_are_listed() {
        let (text, holes, quote) = at(
            "Indeed the Bakers met. For Keller, as Anna Miller argued, it was late. “Not Jones” (here)",
        );
        let range = 0..text.len();
        let prose = Prose {
            text: &text,
            paragraph: &range,
            holes: &holes,
        };
        let names = prose.names_before(quote.end, &|_| false);
        let told: Vec<(String, bool)> = names.iter().map(|n| (n.name.full(), n.says)).collect();
        assert_eq!(
            told,
            [
                ("Anna Miller".to_owned(), true),
                ("Keller".to_owned(), false)
            ]
        );
    }
}
