//! Whether a quotation is still open where a text ends.

/// Whether the double quotation marks of `text` leave one open at its end.
///
/// A straight mark opens after white space, a bracket, a dash or another opening mark, and closes
/// after anything else. Single marks are left alone: they cannot be told from apostrophes.
pub(crate) fn is_open_at_end(text: &str) -> bool {
    marks(text).0 > 0
}

/// Whether each double quotation mark of `text` has its other half. In Swedish and Finnish both
/// halves look the same, so that two that close are a pair.
pub(crate) fn is_paired(text: &str) -> bool {
    let (open, unopened) = marks(text);
    open == 0 && unopened % 2 == 0
}

/// How many double quotation marks are open at the end, and how many close what never opened.
fn marks(text: &str) -> (usize, usize) {
    let mut depth = 0usize;
    let mut german = 0usize;
    let mut unopened = 0usize;
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                let after = chars.peek().copied();
                if opens_after(before) && !after.is_none_or(char::is_whitespace) {
                    depth += 1;
                } else {
                    unopened += usize::from(depth == 0);
                    depth = depth.saturating_sub(1);
                }
            }
            '„' => german += 1,
            // The mark that opens in English closes in German.
            '“' | '”' if german > 0 => german -= 1,
            '“' | '«' => depth += 1,
            '”' | '»' => {
                unopened += usize::from(depth == 0);
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
        before = Some(c);
    }
    (depth + german, unopened)
}

/// Whether `text` begins with a double quotation mark.
pub(crate) fn begins_quoted(text: &str) -> bool {
    text.starts_with(['"', '“', '«', '„', '”', '»'])
}

fn opens_after(before: Option<char>) -> bool {
    before.is_none_or(|c| c.is_whitespace() || "([{-–—‘“'/".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_open_and_close() {
        assert!(!is_open_at_end("He said \"bread\", and left."));
        assert!(is_open_at_end("He said that \"The"));
        assert!(is_open_at_end("He said: “bread and"));
        assert!(!is_open_at_end("„Brot“, sagte er"));
        assert!(is_open_at_end("er sagte „Brot"));
        assert!(is_paired("”Bröd” och salt") && is_paired("„chleb” i sól"));
        assert!(!is_paired("sea\" (page 7)") && !is_paired("sea” (page 7)"));
        assert!(!is_open_at_end("\"He cried: \"Bread!\"\" (ibid)"));
    }
}
