//! One value → the characters of its scalar, as `serde_yaml` writes it.
//!
//! Two things are added. A word that YAML 1.1 takes for a truth value or a number (`yes`, `0x1f`)
//! is quoted, since pandoc and others still read it so. And what would act on a terminal is
//! escaped, since these files are shown there.

use std::fmt::Write as _;

use crate::text::safe::is_hazard;

/// Where a scalar stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Where only block collections are open.
    Block,
    /// Within braces or brackets.
    Flow,
}

/// Text on one line, without quotes where it can do without them.
pub(super) fn one_line(text: &str, place: Place) -> String {
    if needs_escapes(text) {
        return escaped(text);
    }
    let written = serde_yaml::to_string(text).unwrap_or_default();
    let written = written.trim_end_matches('\n');
    let is_bare = written == text;
    let means_else = is_bare
        && (is_word_of_yaml_1_1(text)
            || place == Place::Flow && text.contains([',', '?', '[', ']', '{', '}', ':']));
    if means_else || written.is_empty() {
        return format!("'{}'", text.replace('\'', "''"));
    }
    written.to_owned()
}

/// Text of several lines as they are: the header (`|-`) and the lines below it, without their
/// indentation. `None` when it could not be told apart from another text: then quotes must serve.
pub(super) fn literal(text: &str) -> Option<(String, Vec<String>)> {
    // Line breaks at the end would be taken for the empty lines before what comes next.
    let last_line = text.strip_suffix('\n').unwrap_or(text);
    let is_ended = !last_line.is_empty() && !last_line.ends_with('\n');
    if !is_ended || text.chars().any(|c| c != '\n' && is_escaped(c)) {
        return None;
    }
    let written = serde_yaml::to_string(text).ok()?;
    let (header, body) = written.split_once('\n')?;
    if !header.starts_with('|') {
        return None;
    }
    let body = body.strip_suffix('\n').unwrap_or(body);
    let lines = body.split('\n');
    let lines = lines.map(|line| line.strip_prefix("  ").unwrap_or(line).to_owned());
    Some((header.to_owned(), lines.collect()))
}

/// Whether text on one line must stand in double quotes, with escapes.
pub(super) fn needs_escapes(text: &str) -> bool {
    text.chars().any(is_escaped)
}

/// What YAML does not allow outside escapes, and what would act on a terminal.
fn is_escaped(c: char) -> bool {
    let noncharacter = matches!(u32::from(c) & 0xffff, 0xfffe | 0xffff);
    noncharacter || c == '\n' || is_hazard(c)
}

/// Double quotes and escapes: those of JSON, which YAML has too.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    for c in serde_json::Value::from(text).to_string().chars() {
        match u32::from(c) {
            code if !is_escaped(c) || code < 0x20 => out.push(c),
            code @ 0..=0xffff => _ = write!(out, "\\u{code:04x}"),
            code => _ = write!(out, "\\U{code:08x}"),
        }
    }
    out
}

/// Whether YAML 1.1 takes the word for a number, a truth value or a merge.
fn is_word_of_yaml_1_1(text: &str) -> bool {
    let word = text.to_ascii_lowercase();
    let number = word.trim_start_matches(['+', '-']).replace('_', "");
    matches!(
        word.as_str(),
        "yes" | "no" | "on" | "off" | "y" | "n" | "=" | "<<"
    ) || number.starts_with("0b")
        || number.starts_with(|c: char| c.is_ascii_digit() || c == '.')
            && number.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_mean_something_else_are_quoted() {
        for text in [
            "", "true", "No", "12", "1.10", "0x1f", "1_000", "~", "- a", "a: b", "a #b", "'tis",
        ] {
            let line = one_line(text, Place::Block);
            assert!(line.starts_with(['\'', '"']), "{line}");
        }
        for text in [
            "1¶2",
            "op. cit.",
            "65-66",
            "1992-10-05",
            "it's",
            "a#b",
            "(a) [b]",
        ] {
            assert_eq!(one_line(text, Place::Block), text);
        }
        assert_eq!(one_line("(a) [b]", Place::Flow), "'(a) [b]'");
    }

    #[test]
    fn what_acts_on_a_terminal_is_escaped() {
        assert_eq!(
            one_line("a\u{1b}[1m\u{202e}\u{e0001}", Place::Block),
            r#""a\u001b[1m\u202e\U000e0001""#
        );
        assert_eq!(one_line("a\tb\nc", Place::Block), r#""a\tb\nc""#);
        assert_eq!(literal("a\nb\u{9b}"), None);
    }

    #[test]
    fn lines_stay_as_they_are() {
        let lines = |text| literal(text).map(|(header, lines)| (header, lines.join("/")));
        let block = |header: &str, lines: &str| Some((header.to_owned(), lines.to_owned()));
        assert_eq!(lines("One,\n\n  two.\n"), block("|", "One,//  two."));
        assert_eq!(lines("One,\ntwo."), block("|-", "One,/two."));
    }
}
