//! Fragments of web addresses that select text: text directives and character positions.
//!
//! After the WICG's *URL Fragment Text Directives* (`#:~:text=[prefix-,]start[,end][,-suffix]`)
//! and RFC 5147 (`#char=10,20`, `#line=3,5`).

use super::wanted::Wanted;
use crate::annotation::anchor::{Pick, Selector, Words};

/// What a fragment, or an address with one, selects; `None` when that is no text.
pub(super) fn wanted(fragment: &str) -> Option<Wanted> {
    if let Some((_, directives)) = fragment.split_once(":~:") {
        return directives
            .split('&')
            .find_map(|d| d.strip_prefix("text=").and_then(directive));
    }
    let fragment = fragment.rsplit('#').next().unwrap_or(fragment);
    if let Some(text) = fragment.strip_prefix("text=") {
        return directive(text);
    }
    for part in fragment.split(';') {
        if let Some(range) = part.strip_prefix("char=").and_then(positions) {
            return Some(Wanted::Position(range));
        }
        if let Some(range) = part.strip_prefix("line=").and_then(positions) {
            return Some(Wanted::Lines(range));
        }
    }
    None
}

/// `10,20`, `10,` (to the end is not known here, so it is refused) or `10`.
fn positions(text: &str) -> Option<std::ops::Range<usize>> {
    let (start, end) = text.split_once(',').unwrap_or((text, text));
    let start = if start.is_empty() {
        0
    } else {
        start.parse().ok()?
    };
    let end = end.parse().ok()?;
    (start <= end).then_some(start..end)
}

/// A text directive. Of several places it means the first, as the specification has it.
fn directive(text: &str) -> Option<Wanted> {
    let mut parts: Vec<&str> = text.split(',').collect();
    let mut prefix = String::new();
    let mut suffix = String::new();
    if let Some(words) = parts.first().and_then(|p| p.strip_suffix('-')) {
        prefix = decoded(words);
        parts.remove(0);
    }
    if let Some(words) = parts.last().and_then(|p| p.strip_prefix('-')) {
        suffix = decoded(words);
        parts.pop();
    }
    let words = match parts.as_slice() {
        [whole] => Words::Whole(decoded(whole)),
        [start, end] => Words::Ends(decoded(start), decoded(end)),
        _ => return None,
    };
    Some(Wanted::Words(Box::new(Selector {
        prefix,
        suffix,
        pick: Some(Pick::Nth {
            index: 1,
            count: None,
        }),
        whole_words: true,
        ..Selector::new(words)
    })))
}

/// Undoes percent-encoding; what is no UTF-8 is replaced.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = after
            .get(..2)
            .filter(|_| byte == b'%')
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(code.unwrap_or(byte));
        rest = match code {
            Some(_) => after.get(2..).unwrap_or_default(),
            None => after,
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selector(fragment: &str) -> Selector {
        match wanted(fragment) {
            Some(Wanted::Words(selector)) => *selector,
            other => panic!("{fragment} gave {other:?}"),
        }
    }

    #[test]
    fn text_directives_are_read() {
        let found = selector("https://example.org/bread#top:~:text=The%20mill-,grinds,rye,-and");
        assert_eq!(found.words, Words::Ends("grinds".into(), "rye".into()));
        assert_eq!(
            (found.prefix.as_str(), found.suffix.as_str()),
            ("The mill", "and")
        );
        let found = selector(":~:foo&text=caf%C3%A9%2C%20bread&text=salt");
        assert_eq!(found.words, Words::Whole("café, bread".into()));
        assert!(wanted("#:~:text=a,b,c,d").is_none());
        assert!(wanted("#section-2").is_none());
    }

    #[test]
    fn positions_are_read() {
        assert_eq!(wanted("char=4,9"), Some(Wanted::Position(4..9)));
        assert_eq!(wanted("#line=2,3;length=80"), Some(Wanted::Lines(2..3)));
        assert_eq!(wanted("char=9,4"), None);
    }
}
