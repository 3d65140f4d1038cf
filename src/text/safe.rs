//! Making text safe to show.
//!
//! A file, a file name or a message may hold control characters, escape sequences, bidi overrides
//! or clusters of a million combining marks. [`shown`] turns each into a visible sign; it is the
//! one function through which text passes, after all decoding, before it becomes cells or output.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

/// A grapheme cluster is cut after this many code points: beyond, no script needs them and some
/// terminals choke.
pub const CLUSTER_LIMIT: usize = 32;

/// How many columns a tab is shown as.
const TAB: &str = "    ";

/// `text` with everything that could act on a terminal shown as a sign; line feeds stay.
pub fn shown(text: &str) -> Cow<'_, str> {
    make(text, true)
}

/// As [`shown`], for what must stay on one line: a line feed becomes a space.
pub fn shown_line(text: &str) -> Cow<'_, str> {
    make(text, false)
}

/// Whether the char may never be sent to a terminal as it is: controls (C0 but for the line feed,
/// DEL, C1), bidi embeddings, overrides, isolates and marks, line and paragraph separators,
/// interlinear annotation, tag characters, the byte-order mark.
pub fn is_hazard(c: char) -> bool {
    match c {
        '\n' => false,
        '\u{0}'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2061}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => true,
        _ => false,
    }
}

/// The visible sign for a char: `<U+202E>`.
pub fn sign(c: char) -> String {
    format!("<U+{:04X}>", u32::from(c))
}

fn make(text: &str, line_feeds: bool) -> Cow<'_, str> {
    #[allow(
        clippy::needless_bitwise_bool,
        reason = "without branches, many bytes are tested at once"
    )]
    let plain = |b: u8| (b.wrapping_sub(b' ') <= b'~' - b' ') | ((b == b'\n') & line_feeds);
    if text.bytes().fold(true, |all, b| all & plain(b))
        || text.chars().all(|c| is_harmless(c, line_feeds))
    {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for cluster in text.graphemes(true) {
        push_cluster(&mut out, cluster, line_feeds);
    }
    Cow::Owned(out)
}

/// The chars of most European prose: each is a cluster by itself and stays as it is.
fn is_harmless(c: char, line_feeds: bool) -> bool {
    match c {
        ' '..='~' => true,
        '\n' => line_feeds,
        // Latin letters and signs but for the soft hyphen; dashes, quotation marks, the ellipsis.
        '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{24f}' | '\u{2010}'..='\u{2027}' => true,
        _ => false,
    }
}

fn push_cluster(out: &mut String, cluster: &str, line_feeds: bool) {
    let mut chars = cluster.chars();
    for c in chars.by_ref().take(CLUSTER_LIMIT) {
        match c {
            '\t' => out.push_str(TAB),
            '\n' => out.push(if line_feeds { '\n' } else { ' ' }),
            // A carriage return before a line feed is only the other way to end a line.
            '\r' if cluster == "\r\n" => {}
            c if is_hazard(c) => out.push_str(&sign(c)),
            c => out.push(c),
        }
    }
    if chars.next().is_some() {
        out.push('…');
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plain_text_is_borrowed() {
        assert!(matches!(shown("two\nlines"), Cow::Borrowed(_)));
    }

    #[test]
    fn controls_become_signs() {
        assert_eq!(shown("a\u{1b}[31mb"), "a<U+001B>[31mb");
        assert_eq!(shown("\u{9b}x\u{7f}"), "<U+009B>x<U+007F>");
        assert_eq!(shown("ab\u{202e}cd"), "ab<U+202E>cd");
        assert_eq!(shown("a\tb\r\nc\rd"), "a    b\nc<U+000D>d");
        assert_eq!(shown_line("a\nb"), "a b");
    }

    #[test]
    fn a_giant_cluster_is_cut() {
        let giant = format!("e{}", "\u{301}".repeat(500_000));
        let safe = shown(&giant);
        assert_eq!(safe.chars().count(), CLUSTER_LIMIT + 1);
        assert!(safe.ends_with('…'));
    }

    #[test]
    fn european_prose_is_borrowed() {
        assert!(matches!(shown("“Été” – œuvre…"), Cow::Borrowed(_)));
        for c in ('\0'..=char::MAX).filter(|&c| is_harmless(c, false)) {
            let mut alone = String::new();
            push_cluster(&mut alone, &c.to_string(), false);
            assert_eq!(alone, c.to_string());
        }
    }

    proptest! {
        #[test]
        fn what_is_borrowed_is_what_the_clusters_give(text in "[a-zé“—\u{24f}\u{ad}\u{301}\t\n ]{0,12}") {
            for line_feeds in [false, true] {
                let mut clusters = String::new();
                for cluster in text.graphemes(true) {
                    push_cluster(&mut clusters, cluster, line_feeds);
                }
                prop_assert_eq!(make(&text, line_feeds), clusters);
            }
        }

        #[test]
        fn nothing_hazardous_is_left(text in any::<String>()) {
            prop_assert!(!shown(&text).chars().any(is_hazard));
            prop_assert!(!shown_line(&text).contains('\n'));
        }
    }
}
