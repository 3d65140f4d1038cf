//! The place in a work: volume, number, chapter, page.

use super::lexicon;

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Kind {
    Volume,
    Number,
    Book,
    Part,
    Chapter,
    Section,
    Paragraph,
    Page,
    Column,
    Folio,
    Line,
    Note,
    Box,
    Entry,
    Table,
    Figure,
}

/// Where in a work: each value as printed (`182-3`, `313, 269`, `35f`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Locator {
    /// `name → value`, in the order printed; the names are those of CSL locators.
    pub parts: Vec<(&'static str, String)>,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Volume => "volume",
            Self::Number => "number",
            Self::Book => "book",
            Self::Part => "part",
            Self::Chapter => "chapter",
            Self::Section => "section",
            Self::Paragraph => "paragraph",
            Self::Page => "page",
            Self::Column => "column",
            Self::Folio => "folio",
            Self::Line => "line",
            Self::Note => "note",
            // CSL has no box of an archive.
            Self::Box => "part",
            Self::Entry => "sub-verbo",
            Self::Table => "table",
            Self::Figure => "figure",
        }
    }
}

impl Locator {
    /// The value under a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.parts.iter().find(|(n, _)| *n == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Sets a value; a second one under the same name is added behind a comma.
    pub(super) fn add(&mut self, kind: Kind, value: &str) {
        self.put(kind.name(), value);
    }

    /// As [`Locator::add`], by name.
    pub(super) fn put(&mut self, name: &'static str, value: &str) {
        match self.parts.iter_mut().find(|(n, _)| *n == name) {
            Some((_, old)) => {
                old.push_str(", ");
                old.push_str(value);
            }
            None => self.parts.push((name, value.to_owned())),
        }
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// How many single pages are listed: `p. 53 and p. 86` are two, `182-3` is one.
    pub fn page_count(&self) -> usize {
        self.get("page").map_or(0, |p| p.split(", ").count())
    }

    /// The pages, one by one, as printed.
    pub fn pages(&self) -> impl Iterator<Item = &str> {
        self.get("page").into_iter().flat_map(|p| p.split(", "))
    }
}

/// A locator with its label at the start of `text`: what it counts, its value, and the bytes read.
pub(super) fn labelled(text: &str) -> Option<(Kind, String, usize)> {
    if let Some(found) = entry(text) {
        return Some(found);
    }
    let (kind, mut at) = label_at(text)?;
    let (mut value, read) = values(text.get(at..)?, kind)?;
    at += read;
    // `p. 161 and p. 173`: the label is said again.
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let Some(joined) = after_joiner(rest) else {
            break;
        };
        let Some(again) = rest.get(joined..) else {
            break;
        };
        let Some((same, label_end)) = label_at(again) else {
            break;
        };
        if same != kind {
            break;
        }
        let Some((more, read)) = again.get(label_end..).and_then(|r| values(r, kind)) else {
            break;
        };
        value.push_str(", ");
        value.push_str(&more);
        at += joined + label_end + read;
    }
    Some((kind, value, at))
}

/// `s.v. ‘oven’`: the entry of a dictionary.
fn entry(text: &str) -> Option<(Kind, String, usize)> {
    let rest = ["s.v. ", "s. v. ", "sub verbo "]
        .iter()
        .find_map(|l| text.strip_prefix(l))?;
    let lead = text.len() - rest.len();
    let plain = || {
        let len = rest.find([',', '.', ';', ')']).unwrap_or(rest.len());
        (rest.get(..len).unwrap_or_default(), len)
    };
    let (word, len) = super::items::quoted(rest).unwrap_or_else(plain);
    (!word.is_empty()).then(|| (Kind::Entry, word.to_owned(), lead + len))
}

/// The place in a work divided by its author: `I.3`, `X.6.9`, `4.12`; the bytes of it.
pub(super) fn divided(text: &str) -> Option<usize> {
    let roman = roman_at_stop(text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let mut at = if roman > 0 { roman } else { digits };
    if at == 0 || at > 6 {
        return None;
    }
    let mut levels = 1;
    while let Some(rest) = text.get(at..).and_then(|r| r.strip_prefix('.')) {
        let more = rest.bytes().take_while(u8::is_ascii_digit).count();
        if more == 0 || more > 3 {
            break;
        }
        at += 1 + more;
        levels += 1;
    }
    let follows = text.get(at..).and_then(|r| r.chars().next());
    let set_off =
        follows.is_none_or(|c| matches!(c, ',' | ';' | ')' | ']' | ' ' | '.' | '–' | '-'));
    // `1.10.17` is a day.
    let day = roman == 0 && levels > 2;
    (levels > 1 && set_off && !day).then_some(at)
}

/// As [`roman_at`], before a stop.
fn roman_at_stop(text: &str) -> usize {
    let end = text
        .bytes()
        .take_while(|b| matches!(b, b'I' | b'V' | b'X' | b'L' | b'C' | b'i' | b'v' | b'x'))
        .count();
    usize::from(text.get(end..).is_some_and(|r| r.starts_with('.'))) * end
}

/// A label and the space after it: what it counts and the bytes read.
fn label_at(text: &str) -> Option<(Kind, usize)> {
    if let Some(rest) = text.strip_prefix('§') {
        let more = rest.len() - rest.trim_start_matches(['§', ' ', '\u{a0}']).len();
        return Some((Kind::Section, '§'.len_utf8() + more));
    }
    let end = text
        .find(|c: char| !(c.is_alphabetic() || matches!(c, '°' | 'º' | '№')))
        .unwrap_or(text.len());
    let word = text.get(..end)?;
    if word.is_empty() || word.len() > 12 {
        return None;
    }
    let kind = match word {
        // German pages and Latin notes stand in capitals or with a stop only.
        "S" => Kind::Page,
        "l" | "h" | "sp" | "line" | "T" | "H" => return None,
        _ => lexicon::label(&word.to_lowercase())?,
    };
    let rest = text.get(end..)?;
    let space = rest.len()
        - rest
            .trim_start_matches(['.', ' ', '\u{a0}', '\u{202f}'])
            .len();
    let after = rest.get(space..)?;
    // `S.12` and `p12` are read, `part` before a word is not.
    let number = after.starts_with(|c: char| c.is_ascii_digit()) || roman_at(after) > 0 || {
        kind == Kind::Chapter && after.starts_with(|c: char| c.is_uppercase()) && spelled(after) > 0
    };
    number.then_some((kind, end + space))
}

/// The length of a chapter's number in words at the start of `text`.
fn spelled(text: &str) -> usize {
    const WORDS: &[&str] = &[
        "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
    ];
    let word = text
        .split(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or_default();
    if WORDS.contains(&word) { word.len() } else { 0 }
}

/// The length of a Roman numeral at the start of `text`, set off from what follows.
pub(super) fn roman_at(text: &str) -> usize {
    let end = text
        .find(|c: char| {
            !matches!(
                c,
                'I' | 'V' | 'X' | 'L' | 'C' | 'D' | 'M' | 'i' | 'v' | 'x' | 'l'
            )
        })
        .unwrap_or(text.len());
    let numeral = text.get(..end).unwrap_or_default();
    let follows = text.get(end..).and_then(|r| r.chars().next());
    let mixed = numeral.contains(char::is_lowercase) && numeral.contains(char::is_uppercase);
    if end == 0 || end > 8 || mixed || follows.is_some_and(char::is_alphanumeric) {
        return 0;
    }
    end
}

/// A list of numbers and ranges: the value as one writes it and the bytes read.
fn values(text: &str, kind: Kind) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut at = one_value(text)?;
    value.push_str(text.get(..at)?.trim_end());
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let Some(joined) = after_joiner(rest) else {
            break;
        };
        let next = rest.get(joined..).unwrap_or_default();
        if let Some(passim) = next.strip_prefix("passim") {
            value.push_str(" passim");
            at = text.len() - passim.len();
            continue;
        }
        let Some(read) = one_value(next) else { break };
        let item = next.get(..read).unwrap_or_default();
        // `vol. 2, 1999` and `p. 3, 1999`: a year ends the list; so does a number behind a volume.
        let comma = rest.trim_start().starts_with(',');
        let year = item.len() == 4 && item.parse::<u32>().is_ok_and(|n| (1400..2100).contains(&n));
        if year || (comma && kind != Kind::Page) {
            break;
        }
        value.push_str(", ");
        value.push_str(item);
        at += joined + read;
    }
    let rest = text.get(at..).unwrap_or_default();
    if kind == Kind::Page && rest.trim_start_matches([',', ' ']).starts_with("passim") {
        value.push_str(" passim");
        at = text.len() - rest.trim_start_matches([',', ' ']).len() + "passim".len();
    }
    Some((value, at))
}

/// A number, a range, a number with `f`/`ff`: the bytes read.
pub(super) fn one_value(text: &str) -> Option<usize> {
    let mut at = number(text)?;
    for dash in ["-", "–", "—", "‑", " - ", " – ", "--", "/", "*"] {
        let rest = text.get(at..)?;
        if let Some(more) = rest.strip_prefix(dash)
            && let Some(read) = number(more)
        {
            at += dash.len() + read;
            break;
        }
    }
    let rest = text.get(at..)?;
    for tail in [
        " ff.", " ff", "ff.", "ff", " f.", "f.", " f", "f", " sqq.", " sq.", " ss.", " s.",
        " et seq.",
    ] {
        if let Some(after) = rest.strip_prefix(tail)
            && !after.starts_with(char::is_alphanumeric)
        {
            // A stop may end the sentence; it counts only within the abbreviation's own run.
            return Some(at + tail.trim_end_matches('.').len());
        }
    }
    Some(at)
}

/// The length of a plain or Roman number at the start.
fn number(text: &str) -> Option<usize> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0 {
        let rest = text.get(digits..)?;
        // `12a` is a number, `8th` is none.
        let letters = rest.len() - rest.trim_start_matches(char::is_alphabetic).len();
        let tail = rest.get(..letters)?;
        let fine = match tail {
            "" | "f" | "ff" | "fn" | "n" | "v" | "r" => true,
            _ => letters == 1,
        };
        let keep = match tail {
            "fn" => 2,
            "f" | "ff" => 0,
            _ => usize::from(letters == 1),
        };
        return (fine && digits <= 6).then_some(digits + keep);
    }
    match roman_at(text) {
        0 => match spelled(text) {
            0 => None,
            n => Some(n),
        },
        n => Some(n),
    }
}

/// What joins two numbers: the bytes of it, when one stands at the start.
fn after_joiner(text: &str) -> Option<usize> {
    let trimmed = text.trim_start();
    let lead = text.len() - trimmed.len();
    for joiner in [
        ", and ", ", & ", ",", "and ", "& ", "&", "und ", "u. ", "et ", "y ", "e ", "or ", "+ ",
    ] {
        if let Some(rest) = trimmed.strip_prefix(joiner) {
            if lead == 0 && !joiner.starts_with([',', '&']) {
                continue;
            }
            let space = rest.len() - rest.trim_start().len();
            return Some(lead + joiner.len() + space);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(Kind, String, &str)> {
        labelled(text).map(|(k, v, n)| (k, v, &text[n..]))
    }

    #[test]
    fn labels_and_lists_are_read() {
        let page = |v: &str| Some((Kind::Page, v.to_owned(), ""));
        assert_eq!(read("p. 161 and p. 173"), page("161, 173"));
        assert_eq!(read("pages 313, 269"), page("313, 269"));
        assert_eq!(read("page 108-109"), page("108-109"));
        assert_eq!(read("p. 35f"), page("35f"));
        assert_eq!(read("S. 12 ff"), page("12 ff"));
        assert_eq!(read("pp. 3–4, 9 and 12"), page("3–4, 9, 12"));
        assert_eq!(read("p. 3, passim"), page("3 passim"));
        assert_eq!(read("pp. xii-xiv"), page("xii-xiv"));
        assert_eq!(
            read("vol. II, p. 3"),
            Some((Kind::Volume, "II".into(), ", p. 3"))
        );
        assert_eq!(
            read("Vol 3, 1999"),
            Some((Kind::Volume, "3".into(), ", 1999"))
        );
        assert_eq!(
            read("nos. 12 and 13"),
            Some((Kind::Number, "12, 13".into(), ""))
        );
        assert_eq!(read("§ 12"), Some((Kind::Section, "12".into(), "")));
        assert_eq!(read("part of it"), None);
        assert_eq!(read("no support"), None);
        assert_eq!(
            read("p. 34, 1999"),
            Some((Kind::Page, "34".into(), ", 1999"))
        );
    }
}
