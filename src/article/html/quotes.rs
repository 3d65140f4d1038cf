//! The quotation marks of a language, for `<q>`.
//!
//! As in the Unicode CLDR's delimiters.

/// The marks that open and close a quotation within `depth` others.
pub(super) fn marks(language: &str, depth: usize) -> (&'static str, &'static str) {
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    let (outer, inner) = match primary.to_ascii_lowercase().as_str() {
        "de" if language.to_ascii_lowercase().ends_with("ch") => (("«", "»"), ("‹", "›")),
        "de" | "cs" | "sk" | "sl" | "bg" | "is" | "lt" | "et" | "lv" | "hr" => {
            (("„", "“"), ("‚", "‘"))
        }
        "fr" => (("«\u{a0}", "\u{a0}»"), ("“", "”")),
        "es" | "it" | "ca" | "gl" | "eu" => (("«", "»"), ("“", "”")),
        "pl" | "ro" | "hu" => (("„", "”"), ("«", "»")),
        "ru" | "uk" | "be" => (("«", "»"), ("„", "“")),
        "sv" | "fi" => (("”", "”"), ("’", "’")),
        "da" => (("»", "«"), ("›", "‹")),
        "no" | "nb" | "nn" | "el" => (("«", "»"), ("‘", "’")),
        "ja" => (("「", "」"), ("『", "』")),
        _ => (("“", "”"), ("‘", "’")),
    };
    if depth.is_multiple_of(2) {
        outer
    } else {
        inner
    }
}
