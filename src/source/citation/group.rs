//! A whole bracket or note → its citations: signals, several separated by semicolons, remarks.

use std::ops::Range;

use super::interpret::interpret;
use super::items::{bracketed, quoted};
use super::lexicon;
use super::names::read_names;
use super::{Citation, Signal, Strength};

/// The longest bracket that is read as citations, in bytes; nobody prints a longer one.
const LONGEST: usize = 4096;

/// The citations in a bracket (`inner` without its ends); `emphasis` holds ranges of `inner` in
/// italics. Offsets are bytes of `inner`.
pub fn read_bracket(inner: &str, emphasis: &[Range<usize>]) -> Vec<Citation> {
    if inner.len() > LONGEST || inner.trim().is_empty() {
        return Vec::new();
    }
    let mut list: Vec<Citation> = Vec::new();
    for segment in split(inner, false) {
        // `for surveys see Miller 1999`: what stands before the signal is a remark.
        let words = inner.get(segment.clone()).unwrap_or_default();
        let at = inner_signal(words).filter(|at| {
            let head = words.get(..*at).unwrap_or_default();
            words
                .get(*at..)
                .is_some_and(|t| t.starts_with("see ") || t.starts_with("cf. "))
                && head.len() < 48
                && !head.contains(|c: char| c.is_uppercase() || c.is_ascii_digit())
        });
        let start = segment.start + at.unwrap_or(0);
        read_segment(inner, start..segment.end, emphasis, &mut list);
    }
    list
}

/// The citations in a note's paragraph; prose between them is passed over.
pub fn read_note(text: &str, emphasis: &[Range<usize>]) -> Vec<Citation> {
    let mut list: Vec<Citation> = Vec::new();
    let start = label_len(text);
    for segment in split(text.get(start..).unwrap_or_default(), true) {
        let segment = segment.start + start..segment.end + start;
        if segment.len() > LONGEST {
            continue;
        }
        let from = list.len();
        read_segment(text, segment.clone(), emphasis, &mut list);
        let sound = list
            .get(from..)
            .is_some_and(|l| l.iter().any(|c| c.strength > Strength::Weak));
        // `On the ovens see Miller, …`: what stands before the signal is no title.
        let words = text.get(segment.clone()).unwrap_or_default();
        let inner = inner_signal(words).filter(|at| {
            let head = words.get(..*at).unwrap_or_default();
            !head.contains([',', '‘', '“', '"', '«', '(']) && head.contains(' ')
        });
        let nameless = list
            .get(from)
            .is_some_and(|c| c.names.is_empty() && c.back.is_none());
        // `Keller counts them: Anna Keller, ‘Six Ovens’, p. 3`.
        if let Some(at) = remark_before_colon(words).filter(|_| nameless || !sound) {
            list.truncate(from);
            read_segment(text, segment.start + at..segment.end, emphasis, &mut list);
            continue;
        }
        // `The point is made by Anna Keller, Ovens, p. 3`.
        if let Some(at) = lead_in(words).filter(|_| nameless || !sound) {
            list.truncate(from);
            read_segment(text, segment.start + at..segment.end, emphasis, &mut list);
            continue;
        }
        let sound = sound && !(nameless && inner.is_some());
        if !sound {
            list.truncate(from);
            // `On this see Miller, …`: a signal in mid-sentence.
            if let Some(at) = inner_signal(text.get(segment.clone()).unwrap_or_default()) {
                read_segment(text, segment.start + at..segment.end, emphasis, &mut list);
            }
        }
    }
    list
}

/// Where the citation begins behind a remark and a colon: the remark is a clause with a small word
/// that no title has so early, and a name and a title follow.
fn remark_before_colon(words: &str) -> Option<usize> {
    let colon = words.find(": ")?;
    let head = words.get(..colon)?;
    if head.contains([',', '‘', '“', '"', '«', '(']) || head.len() > 80 {
        return None;
    }
    let clause = head
        .split(' ')
        .skip(1)
        .any(|w| w.starts_with(char::is_lowercase) && !lexicon::is_function_word(w));
    let tail = words.get(colon + 2..)?;
    let name = tail.split([',', '‘', '“', '"', '«']).next()?.trim();
    (clause && read_names(name).is_some()).then_some(colon + 2)
}

/// Where the author's name begins behind a clause that leads up to it: *the point is made by*,
/// *I have relied on*. The name is in full or has initials, and a comma follows.
fn lead_in(words: &str) -> Option<usize> {
    let comma = words.find(", ")?;
    let head = words.get(..comma).filter(|h| h.len() < 160)?;
    if head.contains(['‘', '“', '"', '«', '(', ':']) {
        return None;
    }
    let small = |w: &str| w.starts_with(char::is_lowercase) && !super::is_particle(w);
    let mut at = 0;
    let mut clause = false;
    let mut before = "";
    for word in head.split_inclusive(' ') {
        let bare = word.trim_end();
        let leads = matches!(
            before,
            "by" | "on"
                | "in"
                | "from"
                | "to"
                | "of"
                | "with"
                | "see"
                | "and"
                | "von"
                | "bei"
                | "par"
                | "de"
                | "por"
                | "da"
        );
        if clause && leads && !small(bare) {
            let name = head.get(at..)?;
            let full = name.contains(' ')
                && read_names(name).is_some_and(|n| n.iter().all(|n| n.literal.is_empty()));
            return full.then_some(at);
        }
        clause |= small(bare) && !lexicon::is_function_word(bare);
        before = bare;
        at += word.len();
    }
    None
}

/// The note's own number at its start: `12. `, `[12] `, `12) `.
fn label_len(text: &str) -> usize {
    let trimmed = text.trim_start_matches(['[', '(', '^', ' ']);
    let digits = trimmed.len()
        - trimmed
            .trim_start_matches(|c: char| c.is_ascii_digit())
            .len();
    let rest = trimmed.get(digits..).unwrap_or_default();
    let closed = rest.trim_start_matches([']', ')', '.', ':']);
    if digits > 0 && digits < 4 && closed.len() < rest.len() && closed.starts_with(' ') {
        return text.len() - closed.trim_start().len();
    }
    0
}

/// The segments between semicolons outside marks and brackets; in notes, a sentence that begins
/// with a signal is a segment as well.
fn split(text: &str, sentences: bool) -> Vec<Range<usize>> {
    let mut segments = Vec::new();
    let mut from = 0;
    let mut at = 0;
    let mut previous = ' ';
    while let Some(c) = text.get(at..).and_then(|r| r.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        let opens = !previous.is_alphanumeric();
        let inner = if opens {
            quoted(rest).filter(|(_, n)| *n < 400).map(|(_, n)| n)
        } else {
            None
        };
        let inner = inner.or_else(|| {
            bracketed(rest.get(..rest.len().min(600)).unwrap_or(rest))
                .filter(|_| matches!(c, '(' | '['))
                .map(|(_, n)| n)
        });
        if let Some(len) = inner {
            at += len;
            previous = ')';
            continue;
        }
        let stop = sentences
            && matches!(c, '.' | '?' | '!')
            && rest
                .get(1..)
                .is_some_and(|r| r.starts_with(' ') && begins_anew(r.trim_start()));
        if c == ';' || stop {
            segments.push(from..at);
            from = at + 1;
        }
        at += c.len_utf8();
        previous = c;
    }
    segments.push(from..text.len());
    segments.retain(|s| text.get(s.clone()).is_some_and(|t| !t.trim().is_empty()));
    segments
}

/// Whether a sentence that begins so is a citation of its own: it opens with a signal.
fn begins_anew(text: &str) -> bool {
    let words = first_words(text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let capital = text.starts_with(char::is_uppercase);
    // `On the ovens see Miller, …` behind another sentence.
    let start: String = text.chars().take(64).collect();
    let remark = inner_signal(&start).is_some_and(|at| {
        let head = start.get(..at).unwrap_or_default();
        let tail = start.get(at..).unwrap_or_default();
        !head.contains([',', '.', '‘', '“', '"', '«', '('])
            && !tail.starts_with("in ")
            && !tail.starts_with("from ")
    });
    capital && (remark || lead_in(text).is_some())
        || capital
            && lexicon::signal(&words).is_some_and(|(_, n)| {
                n > 0 && !matches!(words.first(), Some(&"also" | &"for" | &"so"))
            })
}

/// The first few words in lower case without their stops.
fn first_words(text: &str) -> Vec<String> {
    let words = text.split_whitespace().take(4);
    words
        .map(|w| {
            w.to_lowercase()
                .replace('.', "")
                .trim_matches([',', ':'])
                .to_owned()
        })
        .collect()
}

fn inner_signal(text: &str) -> Option<usize> {
    for signal in [
        " see also ",
        " see generally ",
        " see especially ",
        " see further ",
        " see in particular ",
        " see e.g. ",
        " see, for example, ",
        " see ",
        " See ",
        " cf. ",
        " Cf. ",
        " vgl. ",
        " siehe ",
        " voir ",
        " véase ",
        " cfr. ",
        " vedi ",
        " quoted in ",
        " cited in ",
        " from ",
        " in ",
    ] {
        if let Some(at) = text.find(signal) {
            let after = text.get(at + signal.len()..)?;
            if after
                .starts_with(|c: char| c.is_uppercase() || matches!(c, '‘' | '“' | '"' | '«' | '„'))
            {
                return Some(at + 1);
            }
        }
    }
    None
}

fn read_segment(
    text: &str,
    segment: Range<usize>,
    emphasis: &[Range<usize>],
    list: &mut Vec<Citation>,
) {
    let Some(words) = text.get(segment.clone()) else {
        return;
    };
    let lead = words.len() - words.trim_start().len();
    let mut from = segment.start + lead;
    let mut signal = None;
    while let Some((found, len)) = signal_at(text.get(from..segment.end).unwrap_or_default()) {
        signal = Some(found);
        from += len;
    }
    let body = text.get(from..segment.end).unwrap_or_default();
    // `1924; hereafter TH`: the short form is of what stands before the semicolon.
    if let (Some(alias), Some(last)) = (hereafter(body), list.last_mut()) {
        last.alias = Some(alias);
        last.range.end = segment.end;
        return;
    }
    if let Some((head, tail)) = quoting(body) {
        read_chain(
            text,
            from..from + head,
            from + tail..segment.end,
            emphasis,
            list,
        );
        return;
    }
    let inner: Vec<Range<usize>> = emphasis
        .iter()
        .filter(|e| e.start >= from && e.end <= segment.end)
        .map(|e| e.start - from..e.end - from)
        .collect();
    let mut found = interpret(body, &inner);
    inherit(&mut found, list.last());
    for citation in &mut found {
        citation.range = citation.range.start + from..citation.range.end + from;
        citation.signal = signal;
        if signal == Some(Signal::QuotedIn)
            && citation.strength == Strength::Weak
            && !citation.names.is_empty()
        {
            citation.strength = Strength::Fair;
        }
    }
    list.extend(found);
}

/// `X, quoted in Y`: what was said, and where it was found.
fn read_chain(
    text: &str,
    head: Range<usize>,
    tail: Range<usize>,
    emphasis: &[Range<usize>],
    list: &mut Vec<Citation>,
) {
    let words = text
        .get(head.clone())
        .unwrap_or_default()
        .trim()
        .trim_end_matches(',');
    let said_by = read_names(words);
    if said_by.is_none() {
        read_segment(text, head, emphasis, list);
    }
    let from = list.len();
    read_segment(text, tail, emphasis, list);
    if let Some(citation) = list.get_mut(from) {
        citation.signal = Some(Signal::QuotedIn);
        citation.quoting = said_by;
    }
}

/// Where *quoted in* or its like stands within `text`: the end of what is before, and its start.
fn quoting(text: &str) -> Option<(usize, usize)> {
    for word in [
        "as quoted",
        "quoted in",
        "quoted by",
        "quoted from",
        "cited in",
        "cited by",
        "qtd. in",
        "zit. nach",
        "zitiert nach",
        "zit. bei",
        "cité par",
        "cité dans",
        "cité in",
        "citado por",
        "citado en",
        "cit. en",
        "citato in",
        "citato da",
        "cit. in",
        "reprinted in",
        "reported in",
        "reproduced in",
        "printed in",
        "abgedruckt in",
        "wiedergegeben in",
        "reproduit dans",
        "publié dans",
        "riprodotto in",
        "reproducido en",
    ] {
        if let Some(at) = text.find(word)
            && at > 1
            && text.get(..at)?.ends_with([' ', ','])
        {
            return Some((at, at));
        }
    }
    None
}

/// A segment without names takes those of the one before: `Smith 1999: 4; 2001: 12`.
fn inherit(found: &mut [Citation], before: Option<&Citation>) {
    if let (Some(first), Some(before)) = (found.first_mut(), before)
        && first.names.is_empty()
        && first.title.is_none()
        && first.back.is_none()
        && first.year.is_some()
        && before.year.is_some()
    {
        first.names.clone_from(&before.names);
        first.strength = before.strength;
    }
}

/// A signal at the start, and the bytes it takes.
fn signal_at(text: &str) -> Option<(Signal, usize)> {
    let words = first_words(text);
    let borrowed: Vec<&str> = words.iter().map(String::as_str).collect();
    let (signal, count) = lexicon::signal(&borrowed)?;
    let mut at = 0;
    for _ in 0..count {
        let rest = text.get(at..)?;
        let rest = rest.trim_start();
        let start = text.len() - rest.len();
        at = start + rest.find(char::is_whitespace)?;
    }
    let rest = text.get(at..)?;
    let skipped = at + rest.len() - rest.trim_start().len();
    (!rest.trim().is_empty()).then_some((signal, skipped))
}

/// The short form that words announce: *hereafter cited as X*, *im Folgenden: X* …
pub fn hereafter(words: &str) -> Option<String> {
    const ANNOUNCING: &[&str] = &[
        "hereafter",
        "hereinafter",
        "henceforth",
        "henceforward",
        "from now on",
        "from here on",
        "cited below as",
        "cited hereafter as",
        "cited as",
        "abbreviated as",
        "abbreviated",
        "below",
        "im folgenden",
        "künftig",
        "fortan",
        "ci-après",
        "désormais",
        "en adelante",
        "a partir de ahora",
        "d'ora in poi",
        "d’ora in poi",
        "d'ora in avanti",
        "di seguito",
        "subsequently cited as",
        "referred to below as",
        "referred to as",
        "for short",
    ];
    let trimmed = words.trim();
    let lower = trimmed.to_lowercase();
    if lower.len() != trimmed.len() {
        return None;
    }
    let start = ANNOUNCING.iter().find(|a| {
        lower
            .strip_prefix(**a)
            .is_some_and(|r| r.starts_with([' ', ':', ',']))
    })?;
    if matches!(*start, "below" | "cited as") && !lower.starts_with("cited as ") {
        return None;
    }
    let mut rest = trimmed
        .get(start.len()..)?
        .trim_start_matches([' ', ':', ',']);
    loop {
        let before = rest;
        for filler in [
            "cited",
            "referred",
            "quoted",
            "abbreviated",
            "to",
            "as",
            "simply",
            "zitiert als",
            "zitiert",
            "als",
            "abgekürzt",
            "abrégé",
            "cité",
            "citada",
            "citado",
            "como",
            "citato",
            "come",
            "called",
            "known",
            "the",
            "in the text",
            "in text",
        ] {
            if let Some(after) = rest.strip_prefix(filler)
                && after.starts_with([' ', ':', ','])
            {
                rest = after.trim_start_matches([' ', ':', ',']);
            }
        }
        if rest == before {
            break;
        }
    }
    let bare = rest.trim_matches(|c: char| {
        matches!(
            c,
            '"' | '“' | '”' | '‘' | '’' | '\'' | '«' | '»' | '„' | '.' | ',' | ' ' | '*' | '_'
        )
    });
    let words = bare.split_whitespace().count();
    (!bare.is_empty() && words <= 6).then(|| bare.to_owned())
}
