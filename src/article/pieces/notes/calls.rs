//! How a text calls its notes: `[1]`, `(1)`, `¹`, a bare number behind a word, or stars.

use std::collections::HashSet;
use std::ops::Range;

use super::definitions::Definitions;
use crate::article::pieces::marker::raised_number;
use crate::article::pieces::piece::Piece;

/// The form of the calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `[1]`, `[*]`, `[^a]`
    Brackets,
    /// `(1)`
    Parens,
    /// `¹`
    Raised,
    /// `*`, `**`, `†`
    Stars,
    /// `word1`, where raising was lost.
    Bare,
}

impl Form {
    /// The form in which the text calls the most of its notes. A bare number counts only when it
    /// calls all of them, in their order.
    pub(super) fn of(pieces: &[Piece], definitions: &Definitions) -> Option<Self> {
        let called = |form: Self| {
            let calls = form.all_calls(pieces, definitions);
            let labels: HashSet<String> = calls.into_iter().map(|(_, label)| label).collect();
            labels.len()
        };
        // Of two forms with as many calls the first wins.
        let forms = [Self::Parens, Self::Stars, Self::Raised, Self::Brackets];
        let best = forms.into_iter().map(|form| (called(form), form));
        match best.max_by_key(|(count, _)| *count) {
            Some((count, form)) if count > 0 => Some(form),
            _ => (called(Self::Bare) == definitions.label_count()).then_some(Self::Bare),
        }
    }

    /// Each call of the text: the piece and the label.
    pub(super) fn all_calls(
        self,
        pieces: &[Piece],
        definitions: &Definitions,
    ) -> Vec<(usize, String)> {
        let mut next = 0;
        let mut all = Vec::new();
        for (index, piece) in pieces.iter().enumerate() {
            let own = definitions.mark_len(index);
            let calls = self.calls(&piece.text, own, &mut next, definitions);
            all.extend(calls.into_iter().map(|(_, label)| (index, label)));
        }
        all
    }

    /// The calls in `text` from byte `from` on, with their labels. `next` counts the notes that
    /// bare numbers have called so far.
    pub(super) fn calls(
        self,
        text: &str,
        from: usize,
        next: &mut usize,
        definitions: &Definitions,
    ) -> Vec<(Range<usize>, String)> {
        let mut calls = match self {
            Self::Brackets => framed(text, '[', ']'),
            Self::Parens => framed(text, '(', ')'),
            Self::Raised => raised(text),
            Self::Stars => stars(text),
            Self::Bare => return bare(text, from, next, definitions),
        };
        calls.retain(|(range, label)| range.start >= from && definitions.knows(label));
        calls
    }
}

/// `[1]` or `(1)`: digits, stars or daggers between two signs.
fn framed(text: &str, open: char, close: char) -> Vec<(Range<usize>, String)> {
    let mut calls = Vec::new();
    for (at, _) in text.match_indices(open) {
        let inner = text.get(at + 1..).unwrap_or_default();
        let Some(end) = inner.find(close).filter(|end| (1..=8).contains(end)) else {
            continue;
        };
        let label = inner.get(..end).unwrap_or_default();
        let label = label.strip_prefix('^').unwrap_or(label);
        if is_label(label) {
            calls.push((at..at + end + 2, label.to_owned()));
        }
    }
    calls
}

/// Whether a mark in brackets may be a note's: a number up to 999, a letter, stars or daggers.
pub(super) fn is_label(label: &str) -> bool {
    let digits = !label.is_empty() && label.len() <= 3 && label.bytes().all(|b| b.is_ascii_digit());
    let signs = !label.is_empty()
        && label.chars().count() <= 3
        && label.chars().all(|c| "*†‡§".contains(c));
    let letter = label.len() == 1 && label.bytes().all(|b| b.is_ascii_lowercase());
    digits || signs || letter
}

fn raised(text: &str) -> Vec<(Range<usize>, String)> {
    let mut calls = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|r| !r.is_empty()) {
        if let Some((number, len)) = raised_number(rest) {
            // After a digit it is a power.
            if !text
                .get(..at)
                .unwrap_or_default()
                .ends_with(|c: char| c.is_ascii_digit())
            {
                calls.push((at..at + len, number.to_string()));
            }
            at += len;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    calls
}

/// Stars or daggers behind a word or a mark, with white space, a mark or nothing behind them.
fn stars(text: &str) -> Vec<(Range<usize>, String)> {
    let star = |c: char| "*†‡".contains(c);
    let mut calls = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find(star)) {
        let start = at + found;
        let rest = text.get(start..).unwrap_or_default();
        let len = rest.len() - rest.trim_start_matches(star).len();
        let before = text.get(..start).and_then(|t| t.chars().next_back());
        let after = rest.get(len..).and_then(|t| t.chars().next());
        // `(*)` is a call in brackets.
        if before.is_some_and(|c| !c.is_whitespace() && c != '(')
            && after.is_none_or(|c| !c.is_alphanumeric())
        {
            calls.push((
                start..start + len,
                rest.get(..len).unwrap_or_default().to_owned(),
            ));
        }
        at = start + len;
    }
    calls
}

/// Numbers right behind a word or a mark, that count through the notes in their order.
fn bare(
    text: &str,
    from: usize,
    next: &mut usize,
    definitions: &Definitions,
) -> Vec<(Range<usize>, String)> {
    let mut calls = Vec::new();
    let mut at = from;
    while let Some(label) = definitions.list.get(*next).map(|d| d.label.as_str()) {
        let Some(found) = text.get(at..).and_then(|rest| rest.find(label)) else {
            break;
        };
        let start = at + found;
        let end = start + label.len();
        let before = text.get(..start).and_then(|t| t.chars().next_back());
        let after = text.get(end..).and_then(|t| t.chars().next());
        let attached = before.is_some_and(|c| c.is_lowercase() || ".,;:!?\"”’')".contains(c));
        let number = text.get(..start).is_some_and(goes_on_a_number);
        if attached && !number && after.is_none_or(|c| !c.is_alphanumeric()) {
            calls.push((start..end, label.to_owned()));
            *next += 1;
        }
        at = end;
    }
    calls
}

/// Whether what comes after `before` belongs to a number: `3.14` and `1,500` are numbers, not
/// calls behind a mark. A year has no decimals, so that `in 1842.1` is a call.
fn goes_on_a_number(before: &str) -> bool {
    let Some(head) = before.strip_suffix(['.', ',', ';', ':', '!', '?', '"', '”', '’', '\'', ')'])
    else {
        return false;
    };
    let digits = head.len() - head.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let year = head.get(head.len() - digits..).unwrap_or_default();
    let is_year = digits == 4 && year.parse().is_ok_and(|y: u32| (1400..2100).contains(&y));
    digits > 0 && !is_year && before.ends_with(['.', ','])
}

/// The bytes to cut for a call: with the space before it, unless that would join two words.
pub(super) fn with_space(text: &str, range: Range<usize>) -> Range<usize> {
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    let space = before.len() - before.trim_end_matches(' ').len();
    let free = !after.starts_with(|c: char| c.is_alphanumeric() || c == '(' || c == '"');
    if space > 0 && (free || after.is_empty()) {
        return range.start - space..range.end;
    }
    range
}

#[cfg(test)]
mod tests {
    use super::goes_on_a_number;

    #[test]
    fn a_year_has_no_decimals() {
        assert!(goes_on_a_number("pi is 3."));
        assert!(goes_on_a_number("some 1,"));
        assert!(!goes_on_a_number("wrote Thomas Orr in 1842."));
        assert!(!goes_on_a_number("the masters saw it otherwise."));
        assert!(!goes_on_a_number("(page 12)"));
    }
}
