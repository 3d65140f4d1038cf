//! Where the front matter ends and the text begins.

/// The YAML between the first line `---` and the next `---` or `...`, the Markdown after it, and
/// the number of lines before the Markdown. A file that does not open with such a block, or never
/// closes it, is all Markdown.
pub fn split_front_matter(text: &str) -> (Option<&str>, &str, u32) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next() else {
        return (None, text, 0);
    };
    if first.trim_end() != "---" {
        return (None, text, 0);
    }
    let start = first.len();
    let mut at = start;
    for (count, line) in (2u32..).zip(lines) {
        if matches!(line.trim_end(), "---" | "...") {
            let yaml = text.get(start..at);
            let rest = text.get(at + line.len()..).unwrap_or_default();
            return (yaml, rest, count);
        }
        at += line.len();
    }
    (None, text, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_split_off() {
        let (yaml, rest, lines) = split_front_matter("---\ntitle: A\n---\n\nText\n");
        assert_eq!((yaml, rest, lines), (Some("title: A\n"), "\nText\n", 3));
        assert_eq!(split_front_matter("---\nnever closed\n").0, None);
        assert_eq!(split_front_matter("Text\n---\n").0, None);
    }
}
