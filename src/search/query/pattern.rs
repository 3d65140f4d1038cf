//! Strings and regular expressions, with capitals and the ends of words as the options say.

use regex::RegexBuilder;

use super::parse::nothing_to_find;
use super::{Case, Options, Pattern, QueryError, Syntax};

/// The expression that `text` is, or that finds the string `text`.
pub(super) fn pattern(text: &str, options: Options, column: usize) -> Result<Pattern, QueryError> {
    if text.is_empty() {
        return Err(nothing_to_find(column, false));
    }
    let fixed = options.syntax == Syntax::Fixed;
    let ignore = match options.case {
        Case::Smart if fixed => !text.chars().any(char::is_uppercase),
        Case::Smart => !has_capital(text),
        Case::Ignore => true,
        Case::Sensitive => false,
    };
    let mut expression = if fixed {
        regex::escape(text)
    } else {
        text.to_owned()
    };
    if options.whole_words {
        // Beside a sign, `\b` would ask for a letter.
        let edge = |c: Option<char>| match c {
            Some(c) if fixed && !c.is_alphanumeric() => "",
            _ => r"\b",
        };
        let (first, last) = (text.chars().next(), text.chars().next_back());
        expression = format!("{}(?:{expression}){}", edge(first), edge(last));
    }
    let regex = RegexBuilder::new(&expression)
        .case_insensitive(ignore)
        .build()
        .map_err(|e| unreadable(&e, column))?;
    Ok(Pattern { regex })
}

fn unreadable(error: &regex::Error, column: usize) -> QueryError {
    if let regex::Error::CompiledTooBig(_) = error {
        return QueryError::new(
            column,
            "the expression is too big",
            "repeat less, or ask for its parts",
        );
    }
    // The last line says what is wrong; those before it draw the place.
    let message = error.to_string();
    let what = message.lines().last().unwrap_or_default();
    let what = what.strip_prefix("error: ").unwrap_or(what);
    QueryError::new(
        column,
        format!("the expression cannot be read: {what}"),
        "write signs that are meant as they are with a backslash, or use -F",
    )
}

/// Whether a capital stands in an expression, classes such as `\W` and `\p{Lu}` aside.
fn has_capital(expression: &str) -> bool {
    let mut chars = expression.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\\' {
            let class = matches!(chars.next(), Some('p' | 'P' | 'x' | 'u' | 'U'));
            if class && chars.peek() == Some(&'{') {
                let _ = chars.by_ref().find(|&c| c == '}');
            }
        } else if c.is_uppercase() {
            return true;
        }
    }
    false
}
