//! How many terminal columns a string takes, by grapheme cluster.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Columns of one grapheme cluster: 0, 1 or 2.
///
/// A cluster is drawn in one cell or two whatever it is made of, so the sum that the tables give
/// for a long emoji sequence is cut at 2.
pub fn of_cluster(cluster: &str) -> usize {
    match cluster.as_bytes() {
        [b] if b.is_ascii_graphic() || *b == b' ' => 1,
        _ => cluster.width().min(2),
    }
}

/// Columns of a string without control characters.
pub fn of(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.graphemes(true).map(of_cluster).sum()
}

/// The longest beginning of `text` that takes at most `columns`, and the columns it takes.
pub fn prefix(text: &str, columns: usize) -> (&str, usize) {
    let mut taken = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        let width = of_cluster(cluster);
        if taken + width > columns {
            return (text.get(..at).unwrap_or_default(), taken);
        }
        taken += width;
    }
    (text, taken)
}

/// The longest end of `text` that takes at most `columns`.
pub fn suffix(text: &str, columns: usize) -> &str {
    let mut taken = 0;
    for (at, cluster) in text.grapheme_indices(true).rev() {
        taken += of_cluster(cluster);
        if taken > columns {
            return text.get(at + cluster.len()..).unwrap_or_default();
        }
    }
    text
}

/// `text` cut to `columns`, with `…` for what is left out.
pub fn shortened(text: &str, columns: usize) -> String {
    if of(text) <= columns {
        return text.to_owned();
    }
    if columns == 0 {
        return String::new();
    }
    let (start, _) = prefix(text, columns - 1);
    format!("{}…", start.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_by_cluster() {
        assert_eq!(of("abc"), 3);
        assert_eq!(of("e\u{301}"), 1);
        assert_eq!(of("十月"), 4);
        assert_eq!(of("👩‍👩‍👧"), 2);
    }

    #[test]
    fn shortening_never_exceeds() {
        assert_eq!(shortened("revolution", 5), "revo…");
        assert_eq!(shortened("十月革命", 5), "十月…");
        assert_eq!(shortened("short", 5), "short");
        assert_eq!(shortened("any", 0), "");
    }
}
