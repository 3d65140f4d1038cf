//! What may stand before a list item or a note: `-`, `•`, `3.`, `(3)`, `[3]`, `³`, `*`.

/// What stands at the beginning of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marker {
    /// A bullet: the sign itself.
    Bullet(char),
    /// A number, and how it is set.
    Number(u64, Style),
}

/// How a number is set before its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Style {
    /// `3.`
    Stop,
    /// `3)`
    Paren,
    /// `(3)`
    Parens,
    /// `[3]`
    Brackets,
    /// `³`
    Raised,
    /// `3` and nothing else.
    Bare,
}

/// Bullets that may open a list item. The em dash is not among them: it opens speech.
const BULLETS: &str = "-*•–·‣▪●◦∙■";

/// The marker that `text` begins with, and the bytes up to the text behind it. White space must
/// follow, except after `[3]`, `(3)` and `³`.
pub(crate) fn marker(text: &str) -> Option<(Marker, usize)> {
    let first = text.chars().next()?;
    let spaced = |at: usize| {
        let rest = text.get(at..)?;
        let space = rest.len() - rest.trim_start().len();
        (space > 0 && space < rest.len()).then_some(at + space)
    };
    if BULLETS.contains(first) {
        return Some((Marker::Bullet(first), spaced(first.len_utf8())?));
    }
    if let Some((number, len)) = raised_number(text) {
        let rest = text.get(len..)?;
        let space = rest.len() - rest.trim_start().len();
        return Some((Marker::Number(number, Style::Raised), len + space));
    }
    let (open, style) = match first {
        '(' => (1, Style::Parens),
        '[' => (1, Style::Brackets),
        _ => (0, Style::Stop),
    };
    let digits = text.get(open..)?;
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    if count == 0 || count > 3 {
        return None;
    }
    let number = digits.get(..count)?.parse().ok()?;
    let end = open + count;
    let after = text.get(end..)?.chars().next()?;
    match (style, after) {
        (Style::Parens, ')') | (Style::Brackets, ']') => {
            let rest = text.get(end + 1..)?;
            let space = rest.len() - rest.trim_start().len();
            (!rest.trim().is_empty()).then_some((Marker::Number(number, style), end + 1 + space))
        }
        (Style::Stop, '.') => Some((Marker::Number(number, style), spaced(end + 1)?)),
        (Style::Stop, ')') => Some((Marker::Number(number, Style::Paren), spaced(end + 1)?)),
        (Style::Stop, c) if c.is_whitespace() => {
            Some((Marker::Number(number, Style::Bare), spaced(end)?))
        }
        _ => None,
    }
}

/// The number that raised digits at the beginning of `text` make, and their bytes.
pub(crate) fn raised_number(text: &str) -> Option<(u64, usize)> {
    let (mut number, mut len) = (0u64, 0);
    for c in text.chars() {
        let Some(digit) = raised_digit(c) else { break };
        number = number.checked_mul(10)?.checked_add(digit)?;
        len += c.len_utf8();
    }
    (len > 0).then_some((number, len))
}

fn raised_digit(c: char) -> Option<u64> {
    match c {
        '⁰' => Some(0),
        '¹' => Some(1),
        '²' => Some(2),
        '³' => Some(3),
        '⁴'..='⁹' => Some(u64::from(c) - u64::from('⁰')),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_read() {
        let number = |n, style| Some(Marker::Number(n, style));
        for (text, expected, rest) in [
            ("- bread", Some(Marker::Bullet('-')), "bread"),
            ("•  bread", Some(Marker::Bullet('•')), "bread"),
            ("3. bread", number(3, Style::Stop), "bread"),
            ("12) bread", number(12, Style::Paren), "bread"),
            ("(3) bread", number(3, Style::Parens), "bread"),
            ("[3]bread", number(3, Style::Brackets), "bread"),
            ("¹² bread", number(12, Style::Raised), "bread"),
            ("3 bread", number(3, Style::Bare), "bread"),
        ] {
            let found = marker(text);
            assert_eq!(found.map(|f| f.0), expected, "{text}");
            assert_eq!(found.and_then(|f| text.get(f.1..)), Some(rest), "{text}");
        }
        for text in [
            "-bread",
            "1917. A year",
            "3.5 loaves",
            "— No.",
            "bread",
            "-",
            "",
        ] {
            assert_eq!(marker(text), None, "{text}");
        }
    }
}
