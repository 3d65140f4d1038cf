//! The encoding that a page claims in its own first bytes.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// A page must claim its encoding within its first kilobyte; some do it later.
const WITHIN: usize = 8192;

/// The encoding that a page claims: `<meta charset=…>`, `charset=…` within a `meta`'s content, or
/// the XML declaration's. A page that can claim anything in ASCII is not in UTF-16.
pub(crate) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..WITHIN.min(bytes.len()))?;
    let text: String = head
        .iter()
        .map(|b| char::from(b.to_ascii_lowercase()))
        .collect();
    let xml = text
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split("?>").next())
        .and_then(|rest| value_after(rest, "encoding"));
    let label = xml.or_else(|| {
        text.split("<meta")
            .skip(1)
            .filter_map(|rest| rest.split('>').next())
            .find_map(|tag| value_after(tag, "charset"))
    })?;
    let encoding = Encoding::for_label(label.as_bytes())?;
    Some(if encoding == UTF_16BE || encoding == UTF_16LE {
        UTF_8
    } else {
        encoding
    })
}

fn value_after<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let rest = text.get(text.find(key)? + key.len()..)?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let rest = rest.trim_start_matches(['"', '\'']);
    let end = rest
        .find(|c: char| c.is_whitespace() || "\"';/>?".contains(c))
        .unwrap_or(rest.len());
    rest.get(..end).filter(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_claims_its_encoding() {
        for (page, name) in [
            (&b"<meta charset=iso-8859-1>"[..], Some("windows-1252")),
            (
                b"<META http-equiv='Content-Type' content='text/html; charset=KOI8-R'>",
                Some("KOI8-R"),
            ),
            (
                b"<?xml version='1.0' encoding='windows-1251'?><html>",
                Some("windows-1251"),
            ),
            (b"<meta charset=\"utf-16\">", Some("UTF-8")),
            (b"<meta name=x content=y><p>charset=koi8-r", None),
            (b"<meta charset=nothing-known>", None),
        ] {
            assert_eq!(declared(page).map(Encoding::name), name);
        }
    }
}
