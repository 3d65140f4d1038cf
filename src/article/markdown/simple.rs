//! Markdown so simple that it is written as it was read: one paragraph of words, some of them in
//! italics. Most bodies of notes are, and need not be read to be written.

use super::escape::is_ordinary;

/// Appends `markdown` as [`fragment`](super::fragment) and [`write_body`](super::write_body) would
/// write it, on one line and without a line feed, where that can be told without reading it. `false`
/// when it cannot: nothing is appended then.
pub fn write_simple(markdown: &str, out: &mut String) -> bool {
    let markdown = markdown.trim_end_matches('\n');
    if !is_simple(markdown) {
        return false;
    }
    for (count, line) in markdown.split('\n').enumerate() {
        out.push_str(if count > 0 { " " } else { "" });
        out.push_str(line);
    }
    true
}

/// Whether nothing but words, punctuation that is never markup, and emphasis in the narrow form
/// that the writer keeps stands there. A line begins with a letter: no block does.
fn is_simple(markdown: &str) -> bool {
    let mut before = None;
    let mut emphasised = false;
    let mut chars = markdown.chars().peekable();
    while let Some(c) = chars.next() {
        let after = chars.peek().copied();
        let good = match c {
            '*' if emphasised => {
                emphasised = false;
                before.is_some_and(char::is_alphanumeric) && is_outside(after)
            }
            '*' => {
                emphasised = true;
                is_outside(before)
                    && after.is_some_and(|a| a.is_alphabetic() || !begins(before) && a.is_numeric())
            }
            c if begins(before) => c.is_alphabetic(),
            ' ' => after.is_some_and(|a| a != '\n' && !a.is_whitespace()),
            '\n' => true,
            '!' => after != Some('*'),
            c if c.is_ascii() => c.is_ascii_alphanumeric() || ",;.?()/\"':-".contains(c),
            c => is_ordinary(c),
        };
        if !good {
            return false;
        }
        before = Some(c);
    }
    !emphasised && before.is_some()
}

/// Whether what stands behind `before` begins a line.
fn begins(before: Option<char>) -> bool {
    before.is_none_or(|c| c == '\n')
}

/// Whether a delimiter of emphasis is sure to be one with this character outside of it.
fn is_outside(c: Option<char>) -> bool {
    c.is_none_or(|c| matches!(c, ' ' | '\n') || ".,;:?!()\"'“”‘’".contains(c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Apparatus, fragment, write_body};
    use super::*;
    use crate::article::ArticleName;

    /// The long way round.
    fn read_and_written(markdown: &str, escapes: &'static str) -> (usize, String) {
        let name: ArticleName = "note".parse().unwrap();
        let body = fragment(&name, markdown);
        let apparatus = Apparatus {
            heading_base: 4,
            escapes,
            ..Apparatus::default()
        };
        let mut out = String::new();
        write_body(&body, &apparatus, &mut out);
        (body.paragraphs.len(), out.trim_end_matches('\n').to_owned())
    }

    #[test]
    fn words_and_emphasis_are_simple() {
        for simple in [
            "Burnt *twice*; see the rolls.",
            "Haste!\nSo (*said* they) – “*x*”.\n",
        ] {
            assert!(write_simple(simple, &mut String::new()), "{simple}");
        }
        for other in [
            "",
            " a",
            "1. a",
            "a_b_",
            "a\n- b",
            "a  \nb",
            "a\n\nb",
            "*a",
            "a*b*",
            "**a**",
            "a & b",
            "<b>",
            "!*a*",
            "a\u{a0}",
            "[a](b)",
            "a\n1986 b",
            "# a",
            "*1* a",
            "a `b`",
        ] {
            assert!(!write_simple(other, &mut String::new()), "{other}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn what_is_simple_is_written_as_the_reader_and_the_writer_do(
            text in "([a-zé漢]{1,2}|[0-9*!]|[,;.?()/\"':–“’\n -]|[*]a[*]|&|_|\t|\u{a0}|\u{ad}){1,14}",
            escapes in prop::sample::select(vec!["", "$@^", "$", "$^#%="]),
        ) {
            let mut out = String::new();
            if write_simple(&text, &mut out) {
                prop_assert_eq!((1, out), read_and_written(&text, escapes));
            } else {
                prop_assert!(out.is_empty());
            }
        }
    }
}
