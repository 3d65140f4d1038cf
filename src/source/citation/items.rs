//! Taking one citation's text apart: quoted titles, dates, locators, brackets, plain words.

use std::ops::Range;

use super::Back;
use super::back::back_at;
use super::lexicon;
use super::locator::{Kind, divided, labelled, one_value};
use super::names::read_names;

/// A part of a citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// Words not set apart.
    Plain(&'a str),
    /// Words in quotation marks, without them.
    Quoted(&'a str),
    /// Words in italics.
    Emphasised(&'a str),
    /// Words that refer back.
    Back(Back),
    /// A labelled number.
    Place(Kind, String),
    /// A number without a label.
    Number(&'a str),
    /// A place in a work divided by its author: `I.3`.
    Divided(&'a str),
    /// Where a case or an article of law is printed: `3 East 77`, `81 Harv. L. Rev. 411`, `14 Q.B.`
    Reporter {
        volume: &'a str,
        name: &'a str,
        page: Option<&'a str>,
    },
    /// A year with its letter.
    Year(&'a str),
    /// A date that says more than the year.
    Date(&'a str),
    /// What stands in brackets, without them.
    Bracket(&'a str),
    /// *in*, before what holds the piece.
    In,
}

/// A part, where it stands, and what stood between it and the one before.
#[derive(Debug, Clone)]
pub(super) struct Item<'a> {
    pub(super) part: Part<'a>,
    pub(super) range: Range<usize>,
    /// The separator before it: `,`, `.`, `:` or a space.
    pub(super) after: char,
}

/// The parts of `text`, in order; `emphasis` holds ranges of it that are in italics.
pub(super) fn items<'a>(text: &'a str, emphasis: &[Range<usize>]) -> Vec<Item<'a>> {
    let mut items = Vec::new();
    let mut at = 0;
    while items.len() < 64 {
        let (next, after) = skip_separators(text, at);
        at = next;
        let rest = text.get(at..).unwrap_or_default();
        if rest.is_empty() {
            break;
        }
        let (part, len) = read_part(text, at, emphasis, after, items.last());
        if !matches!(part, Part::Plain("")) {
            items.push(Item {
                part,
                range: at..at + len,
                after,
            });
        }
        at += len.max(1);
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    items
}

fn skip_separators(text: &str, from: usize) -> (usize, char) {
    let mut after = ' ';
    for (i, c) in text.get(from..).unwrap_or_default().char_indices() {
        match c {
            ',' | '.' | ':' | ';' => {
                if after == ' ' {
                    after = c;
                }
            }
            c if c.is_whitespace() => {}
            '—' | '–' => {}
            _ => return (from + i, after),
        }
    }
    (text.len(), after)
}

fn read_part<'a>(
    text: &'a str,
    at: usize,
    emphasis: &[Range<usize>],
    after: char,
    before: Option<&Item<'a>>,
) -> (Part<'a>, usize) {
    let rest = text.get(at..).unwrap_or_default();
    if let Some(span) = emphasis.iter().find(|s| s.start <= at && at < s.end)
        && let Some(words) = text.get(at..span.end)
    {
        if let Some((back, len)) = back_at(words) {
            return (Part::Back(back), len);
        }
        return (Part::Emphasised(words), words.len());
    }
    if let Some((words, len)) = starred(rest) {
        return match back_at(words) {
            Some((back, read)) if read == words.len() => (Part::Back(back), len),
            _ => (Part::Emphasised(words), len),
        };
    }
    if let Some((words, len)) = quoted(rest) {
        return (Part::Quoted(words), len);
    }
    if let Some((words, len)) = bracketed(rest) {
        if let Some((back @ Back::Note(_), _)) = back_at(words) {
            return (Part::Back(back), len);
        }
        // `Keller (n 6) 211`, as English lawyers write it.
        if let Some(number) = note_in_bracket(words) {
            return (Part::Back(Back::Note(number)), len);
        }
        return (Part::Bracket(words), len);
    }
    if let Some((back, len)) = back_at(rest) {
        return (Part::Back(back), len);
    }
    let bracket = before.is_none_or(|b| matches!(b.part, Part::Bracket(_)));
    // `[1991] Ch 8`: the reports of a court.
    let report = bracket && before.is_some() && rest.starts_with("Ch ");
    if let Some((kind, value, len)) = labelled(rest).filter(|_| !report) {
        return (Part::Place(kind, value), len);
    }
    // `Keller, History, II, p. 14`: a capital numeral between commas is a volume.
    if let Some(len) = volume_numeral(rest).or_else(|| small_numeral(rest))
        && before.is_some()
        && matches!(after, ',' | ' ')
    {
        let value = rest.get(..len).unwrap_or_default();
        return (Part::Place(Kind::Volume, value.to_owned()), len);
    }
    if let Some(found) = reporter(rest).filter(|_| matches!(after, ',' | '.') || bracket) {
        return found;
    }
    if let Some(len) = divided(rest).filter(|_| before.is_some()) {
        return (Part::Divided(rest.get(..len).unwrap_or_default()), len);
    }
    if let Some(len) = at_page(rest) {
        return (Part::Number(rest.get(3..len).unwrap_or_default()), len);
    }
    if let Some(len) = date_at(rest) {
        let words = rest.get(..len).unwrap_or_default();
        let part = if is_year(words) {
            Part::Year(words)
        } else {
            Part::Date(words)
        };
        return (part, len);
    }
    if let Some(len) = one_value(rest)
        && rest.starts_with(|c: char| c.is_ascii_digit())
        && rest
            .get(len..)
            .is_none_or(|r| r.is_empty() || r.starts_with([',', '.', ';', ':', ')', ']', ' ']))
        // `1.10.17` is a day and no page.
        && !rest.get(len..).is_some_and(|r| {
            r.strip_prefix('.')
                .is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()))
        })
        && !rest
            .get(len..)
            .is_some_and(|r| r.trim_start().starts_with(char::is_alphabetic))
    {
        return (Part::Number(rest.get(..len).unwrap_or_default()), len);
    }
    let open = matches!(after, ',' | '.' | ':')
        || before.is_none_or(|b| matches!(b.part, Part::Quoted(_) | Part::Emphasised(_)));
    for word in [
        "in: ", "In: ", "in ", "In ", "en ", "dans ", "en: ", "dans : ",
    ] {
        if open && rest.starts_with(word) {
            return (Part::In, word.len());
        }
    }
    let heads = before.is_none_or(|b| {
        matches!(
            b.part,
            Part::Year(_) | Part::Number(_) | Part::Place(..) | Part::In
        )
    });
    let len = plain_len(rest, heads);
    (
        Part::Plain(rest.get(..len).unwrap_or_default().trim_end()),
        len,
    )
}

/// `iii, 44`: a volume in small numerals, before its page.
fn small_numeral(text: &str) -> Option<usize> {
    let len = text
        .bytes()
        .take_while(|b| matches!(b, b'i' | b'v' | b'x'))
        .count();
    let page = text
        .get(len..)?
        .strip_prefix(", ")
        .is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()) || r.starts_with("p. "));
    ((1..=6).contains(&len) && page).then_some(len)
}

/// `n 6`, `note 6`, `fn. 6`, and nothing else.
fn note_in_bracket(words: &str) -> Option<u32> {
    let rest = ["n ", "n. ", "note ", "fn ", "fn. "]
        .iter()
        .find_map(|l| words.strip_prefix(l))?;
    rest.parse().ok()
}

/// A Roman numeral in capitals, up to a comma or the end: the bytes of it.
fn volume_numeral(text: &str) -> Option<usize> {
    let len = text
        .bytes()
        .take_while(|b| matches!(b, b'I' | b'V' | b'X'))
        .count();
    let rest = text.get(len..)?;
    ((1..=5).contains(&len) && (rest.is_empty() || rest.starts_with([',', ':', ';', ')'])))
        .then_some(len)
}

/// Volume, name and first page of a reporter or law review, as lawyers cite them: the name is a
/// few words with capitals, and what follows is a page, *at*, or the year in brackets.
fn reporter(text: &str) -> Option<(Part<'_>, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let volume = text.get(..digits).filter(|v| (1..=4).contains(&v.len()))?;
    let mut at = digits;
    let mut words = 0;
    while let Some(word) = text
        .get(at..)
        .and_then(|r| r.strip_prefix(' '))
        .map(|r| r.split([' ', ',', '(']).next().unwrap_or_default())
    {
        let capital = word.starts_with(char::is_uppercase)
            || word == "&"
            || word == "of"
            || words > 0 && matches!(word, "2d" | "3d" | "4th");
        if !capital || words > 5 {
            break;
        }
        at += 1 + word.len();
        words += 1;
        if text.get(at..).is_some_and(|r| r.starts_with(',')) {
            return None;
        }
    }
    let name = text.get(digits + 1..at)?;
    let month = lexicon::is_month(&name.split(' ').next().unwrap_or_default().to_lowercase());
    if words == 0 || month || name.ends_with(" of") || !name.starts_with(char::is_uppercase) {
        return None;
    }
    let rest = text.get(at..)?.strip_prefix(' ')?;
    let page = rest.bytes().take_while(u8::is_ascii_digit).count();
    if page == 0 {
        let at_place = rest.starts_with("at ") && name.contains('.');
        return at_place.then_some((
            Part::Reporter {
                volume,
                name,
                page: None,
            },
            at,
        ));
    }
    let behind = rest.get(page..)?;
    let closed = behind.is_empty() || behind.starts_with([',', ' ', ')', ';', '.']);
    (closed && page < 6).then(|| {
        (
            Part::Reporter {
                volume,
                name,
                page: rest.get(..page),
            },
            at + 1 + page,
        )
    })
}

/// `at 45`, as lawyers write it.
fn at_page(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("at ")?;
    Some(3 + one_value(rest)?)
}

/// `_words_` or `*words*`: plain text's italics.
fn starred(text: &str) -> Option<(&str, usize)> {
    let mark = text.chars().next().filter(|c| matches!(c, '_' | '*'))?;
    let inner = text.get(1..)?;
    let end = inner.find(mark)?;
    let words = inner.get(..end)?;
    (!words.is_empty() && !words.starts_with(' ')).then_some((words.trim_end_matches(','), end + 2))
}

/// Words in quotation marks at the start: without the marks, and the bytes with them.
pub(super) fn quoted(text: &str) -> Option<(&str, usize)> {
    let open = text.chars().next()?;
    let closers: &[char] = match open {
        '“' | '‟' => &['”', '"'],
        '‘' | '‛' => &['’', '\''],
        '"' => &['"', '”'],
        '\'' => &['\'', '’'],
        '«' => &['»'],
        '»' => &['«'],
        '„' => &['“', '”', '"'],
        '‚' => &['‘', '’', '\''],
        '‹' => &['›'],
        '›' => &['‹'],
        _ => return None,
    };
    let from = open.len_utf8();
    let inner = text.get(from..)?;
    let mut weak = None;
    for (i, c) in inner.char_indices() {
        if !closers.contains(&c) || i == 0 {
            continue;
        }
        let after = inner.get(i + c.len_utf8()..).unwrap_or_default();
        let next = after.chars().next();
        if next.is_some_and(char::is_alphanumeric) {
            continue;
        }
        if next.is_none_or(|n| matches!(n, ',' | '.' | ';' | ':' | ')' | ']'))
            || inner.get(..i)?.ends_with(',')
        {
            let passed = weak
                .and_then(|w: usize| inner.get(w..i))
                .unwrap_or_default();
            if weak.is_none() || !passed.contains([',', '‘', '“', '"']) {
                weak = Some(i);
            }
            break;
        }
        // `‘Lessons of the Bakers' Strike' Selected Works`: the first was the genitive's.
        let genitive = weak
            .and_then(|w| inner.get(..w))
            .is_some_and(|w| w.ends_with('s'));
        let passed = weak.and_then(|w| inner.get(w..i)).unwrap_or_default();
        if weak.is_none() || genitive && !passed.contains([',', '‘', '“', '"']) {
            weak = Some(i);
            // Only a single mark can be an apostrophe that is passed over.
            if !matches!(c, '’' | '\'') {
                break;
            }
        }
    }
    let end = weak?;
    let mark = inner.get(end..)?.chars().next()?;
    let words = inner
        .get(..end)?
        .trim()
        .trim_end_matches([',', '.'])
        .trim_end();
    (!words.is_empty()).then_some((words, from + end + mark.len_utf8()))
}

/// A bracket at the start: without its ends, and the bytes with them.
pub(super) fn bracketed(text: &str) -> Option<(&str, usize)> {
    let open = text.chars().next().filter(|c| matches!(c, '(' | '['))?;
    let mut depth = 0usize;
    for (i, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => {
                depth -= 1;
                if depth == 0 {
                    return Some((text.get(open.len_utf8()..i)?, i + c.len_utf8()));
                }
            }
            _ => {}
        }
    }
    None
}

/// A year from 1400 to 2099, with a letter or a second year: `1999`, `1999a`, `1917–18`.
pub(super) fn is_year(text: &str) -> bool {
    year_len(text) == Some(text.len())
}

fn year_len(text: &str) -> Option<usize> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let year: u32 = text.get(..digits)?.parse().ok()?;
    if digits != 4 || !(1400..2100).contains(&year) {
        return None;
    }
    let mut at = 4;
    let rest = text.get(at..)?;
    if let Some(c) = rest.chars().next()
        && ('a'..='h').contains(&c)
        && !rest
            .get(1..)
            .is_some_and(|r| r.starts_with(char::is_alphanumeric))
    {
        at += 1;
    }
    for dash in ["-", "–", "/"] {
        if let Some(more) = text.get(at..)?.strip_prefix(dash) {
            let n = more.len() - more.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            if matches!(n, 2 | 4) {
                at += dash.len() + n;
            }
        }
    }
    let rest = text.get(at..)?;
    (!rest.starts_with(|c: char| c.is_alphanumeric())).then_some(at)
}

/// A date at the start: `1919`, `April 1917`, `3 May 1921`, `May 3, 1921`, `n.d.`, `forthcoming`.
pub(super) fn date_at(text: &str) -> Option<usize> {
    for word in [
        "n.d.",
        "n. d.",
        "s.d.",
        "o.J.",
        "o. J.",
        "forthcoming",
        "in press",
    ] {
        if text.starts_with(word) {
            return Some(word.len());
        }
    }
    // `c. 1240`: about that year.
    for about in ["c. ", "ca. ", "circa ", "um ", "vers "] {
        let year = text
            .strip_prefix(about)
            .map_or(0, |r| r.bytes().take_while(u8::is_ascii_digit).count());
        if (3..=4).contains(&year) {
            return Some(about.len() + year);
        }
    }
    if let Some(len) = year_len(text).or_else(|| day_in_figures(text)) {
        return Some(len);
    }
    let mut at = 0;
    let mut month = false;
    for (i, word) in text.split(' ').enumerate().take(6) {
        let bare = word.trim_matches(|c: char| matches!(c, ',' | '.' | ';' | ')'));
        if let Some(len) = year_len(word)
            && month
        {
            return Some(at + len);
        }
        let lower = bare.to_lowercase();
        let day = bare.len() <= 4
            && bare.starts_with(|c: char| c.is_ascii_digit())
            && matches!(
                bare.trim_start_matches(|c: char| c.is_ascii_digit()),
                "" | "st" | "nd" | "rd" | "th" | "er" | "º"
            );
        if lexicon::is_month(&lower) {
            if month {
                return None;
            }
            month = true;
        } else if !(day || i > 0 && matches!(lower.as_str(), "de" | "of" | "del")) {
            // `3 May` with no year is a date of the text, not of a work.
            return None;
        }
        if word.ends_with([';', ')']) {
            return None;
        }
        at += word.len() + 1;
    }
    None
}

/// `3.10.06`, `3/10/1906`: the bytes of it.
fn day_in_figures(text: &str) -> Option<usize> {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '/')))
        .unwrap_or(text.len());
    let words = text.get(..end)?.trim_end_matches('.');
    let parts: Vec<&str> = words.split(['.', '/']).collect();
    let [day, month, year] = parts.as_slice() else {
        return None;
    };
    let counts =
        |p: &str, most: u32| p.len() < 3 && p.parse::<u32>().is_ok_and(|n| (1..=most).contains(&n));
    (counts(day, 31) && counts(month, 12) && matches!(year.len(), 2 | 4)).then_some(words.len())
}

/// How far plain words run; `heads`: they may be the names of an author-date pair.
fn plain_len(text: &str, heads: bool) -> usize {
    let mut at = 0;
    let mut previous = ' ';
    while let Some(c) = text.get(at..).and_then(|r| r.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        let so_far = text.get(..at).unwrap_or_default();
        let ends = match c {
            ',' | ';' => true,
            ':' => matches!(so_far.trim(), "in" | "In"),
            '.' => ends_sentence(so_far, rest),
            '“' | '„' | '«' | '‹' | '‘' | '‚' | '"' | '\'' => {
                previous == ' ' && at > 0 && quoted(rest).is_some()
            }
            '*' | '_' => previous == ' ' && starred(rest).is_some(),
            '(' | '[' => previous == ' ' && ends_at_bracket(rest),
            _ => previous == ' ' && at > 0 && ends_at_word(so_far, rest, heads),
        };
        if ends {
            break;
        }
        at += c.len_utf8();
        previous = c;
    }
    at
}

/// A number or range behind a title, before the bracket with the year or before another number:
/// `The Law of Ovens 1–19 (2nd ed. 1961)`, `Essays on Wrongs 90, 94`. A year belongs to the title.
fn trails(rest: &str) -> bool {
    let end = rest
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '–')))
        .unwrap_or(rest.len());
    let (number, behind) = rest.split_at(end);
    if number.is_empty() || !number.starts_with(|c: char| c.is_ascii_digit()) || is_year(number) {
        return false;
    }
    let year = |inner: &str| {
        inner
            .split(|c: char| !c.is_ascii_digit())
            .any(|w| w.len() == 4 && is_year(w))
    };
    let bracket = behind
        .strip_prefix(" (")
        .and_then(|b| b.split(')').next())
        .is_some_and(year);
    let another = behind
        .strip_prefix(", ")
        .is_some_and(|b| b.starts_with(|c: char| c.is_ascii_digit()) && number.len() > 1);
    bracket || another
}

/// A stop ends plain words unless it closes an initial or an abbreviation.
fn ends_sentence(so_far: &str, rest: &str) -> bool {
    let after = rest.get(1..).unwrap_or_default();
    if !after.is_empty() && !after.starts_with(char::is_whitespace) {
        return after.starts_with([',', ')']) && so_far.contains(' ');
    }
    let word = so_far.rsplit([' ', '.', '-']).next().unwrap_or_default();
    let short = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let abbreviation = matches!(
        word,
        "ed" | "eds"
            | "hg"
            | "Hg"
            | "Hrsg"
            | "hrsg"
            | "trans"
            | "St"
            | "Dr"
            | "Mr"
            | "Mrs"
            | "Jr"
            | "dir"
            | "éd"
            | "al"
            | "Univ"
            | "vs"
            | "Prof"
            | "Chr"
            | "Th"
            | "Ph"
            | "Fr"
            | "No"
            | "Vol"
            | "rev"
            | "repr"
            | "Comm"
            | "Co"
            | "Corp"
            | "Bros"
    );
    // `Hale v. Orton`: the names of a case.
    let case = word == "v" && so_far.starts_with(char::is_uppercase) && so_far.contains(' ');
    !(case || short || abbreviation)
}

/// A bracket within a title stays in it: `the 7th (April) Conference`.
fn ends_at_bracket(rest: &str) -> bool {
    let Some((inner, len)) = bracketed(rest) else {
        return true;
    };
    let after = rest.get(len..).unwrap_or_default().trim_start();
    let telling = inner.contains(|c: char| c.is_ascii_digit())
        || inner.contains(':')
        || inner.len() <= 8 && inner.ends_with('.')
        || inner.to_lowercase().starts_with("here");
    telling || after.is_empty() || after.starts_with([',', '.', ';', ':', ')'])
}

fn ends_at_word(so_far: &str, rest: &str, heads: bool) -> bool {
    if labelled(rest)
        .is_some_and(|(kind, ..)| !matches!(kind, Kind::Part | Kind::Line | Kind::Note))
        || at_page(rest).is_some()
    {
        return true;
    }
    if back_at(rest).is_some_and(|(back, _)| !matches!(back, Back::Note(_))) {
        return true;
    }
    if trails(rest) {
        return true;
    }
    if !heads {
        return false;
    }
    let year = date_at(rest).filter(|_| {
        rest.starts_with(|c: char| c.is_ascii_digit())
            || rest.starts_with("forthcoming")
            || rest.starts_with("n.d")
    });
    if let Some(len) = year {
        let after = rest.get(len..).unwrap_or_default();
        return (after.is_empty() || after.starts_with([',', ':', ';', '.', ')', ' ']))
            && read_names(so_far).is_some();
    }
    // `Keller 45`: author and page.
    let number = rest.len()
        - rest
            .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '–' | ',' | ' '))
            .len();
    number == rest.len()
        && rest.starts_with(|c: char| c.is_ascii_digit())
        && read_names(so_far).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<String> {
        items(text, &[])
            .iter()
            .map(|i| format!("{:?}", i.part))
            .collect()
    }

    #[test]
    fn a_citation_falls_into_its_parts() {
        let text = "Miller, ‘Lessons of the Bakers' Strike' Selected Works, Vol. 2, page 163";
        let expected = [
            "Plain(\"Miller\")",
            "Quoted(\"Lessons of the Bakers' Strike\")",
            "Plain(\"Selected Works\")",
            "Place(Volume, \"2\")",
            "Place(Page, \"163\")",
        ];
        assert_eq!(parts(text), expected);
        assert_eq!(
            parts("Miller, The History of Bread. Vol. 1, ‘The new oven'"),
            [
                "Plain(\"Miller\")",
                "Plain(\"The History of Bread\")",
                "Place(Volume, \"1\")",
                "Quoted(\"The new oven\")"
            ]
        );
        assert_eq!(
            parts("Miller 1999: 45"),
            ["Plain(\"Miller\")", "Year(\"1999\")", "Number(\"45\")"]
        );
        assert_eq!(
            parts("J Miller, op cit, p. 3"),
            ["Plain(\"J Miller\")", "Back(OpCit)", "Place(Page, \"3\")"]
        );
        assert_eq!(
            parts("Miller, Report to the 7th (April) Conference of the Bakers(B)"),
            [
                "Plain(\"Miller\")",
                "Plain(\"Report to the 7th (April) Conference of the Bakers(B)\")"
            ]
        );
        assert_eq!(parts("3 May 1921"), ["Date(\"3 May 1921\")"]);
        assert_eq!(parts("Paul Miller, Village 1921, pp. 182-3").len(), 3);
        assert_eq!(
            parts("Smith, J. B. Title Here. London: Verso, 1999. p. 4")
                .last()
                .unwrap(),
            "Place(Page, \"4\")"
        );
    }
}
