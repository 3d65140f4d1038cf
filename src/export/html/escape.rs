//! Text as HTML: nothing that comes from a file can become markup, script or an address that runs.

use std::fmt::Write as _;

use crate::text::safe;

/// Text escaped for element content and for attribute values between double quotes. What may not
/// stand in HTML, and what would turn the direction of other text, is shown as a sign.
pub(super) fn text(text: &str, out: &mut String) {
    let mut from = 0;
    for (at, c) in text.char_indices() {
        let replaced = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            '\t' | '\n' => continue,
            // The marks of direction do no harm, and right-to-left texts need them.
            '\u{61c}' | '\u{200e}' | '\u{200f}' => continue,
            c if safe::is_hazard(c) || matches!(c, '\u{fffe}' | '\u{ffff}') => "",
            _ => continue,
        };
        out.push_str(text.get(from..at).unwrap_or_default());
        if replaced.is_empty() {
            text_sign(c, out);
        } else {
            out.push_str(replaced);
        }
        from = at + c.len_utf8();
    }
    out.push_str(text.get(from..).unwrap_or_default());
}

fn text_sign(c: char, out: &mut String) {
    let _ = write!(out, "&lt;U+{:04X}&gt;", u32::from(c));
}

/// As [`text`], as a string of its own.
pub(super) fn escaped(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len() + 8);
    text(plain, &mut out);
    out
}

/// An address that may be followed: of the web or of mail. All others give `None`: what is relative
/// leads nowhere from a page that stands alone.
pub(super) fn address(url: &str) -> Option<String> {
    let url = url.trim();
    if url.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return None;
    }
    let (scheme, _) = url.split_once(':')?;
    let harmless = matches!(
        scheme.to_ascii_lowercase().as_str(),
        "http" | "https" | "mailto"
    );
    harmless.then(|| escaped(url))
}

/// The address of an article's page, relative to another of the site.
pub(super) fn file(name: &crate::article::ArticleName) -> String {
    let mut out = String::new();
    for byte in format!("{name}.html").bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// A word for an `id` or a fragment: ASCII letters, digits, `-`, `_`, `.`; all else as numbers.
pub(super) fn word(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '.') {
            out.push(c);
        } else {
            let _ = write!(out, "_{:x}", u32::from(c));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_addresses_pass() {
        for good in ["https://x.org/?a=1", "mailto:a@b.org", "HTTP://x"] {
            assert!(address(good).is_some(), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\tscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "vbscript:x",
            "data:text/html,x",
            "file:///etc/passwd",
            "//evil.example",
            "other.html",
            "#n1",
            "",
        ] {
            assert_eq!(address(bad), None, "{bad}");
        }
        assert_eq!(
            address("https://x/\"onx=").as_deref(),
            Some("https://x/&quot;onx=")
        );
    }

    #[test]
    fn text_stays_text() {
        assert_eq!(
            escaped("<b a='\"'>&\u{0}\u{202e}x"),
            "&lt;b a=&#39;&quot;&#39;&gt;&amp;&lt;U+0000&gt;&lt;U+202E&gt;x"
        );
        assert_eq!(word("a b/ü_"), "a_20b_2f_fc_5f");
    }
}
