//! Where lines begin and end in a text whose line ends may be LF, CRLF or CR.

/// Whether a byte ends a line.
pub(super) fn is_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// The first byte of the line in which `at` stands.
pub(super) fn start(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    let from = before.iter().rposition(|&b| is_break(b));
    let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
    from.map_or(mark.min(at), |i| i + 1)
}

/// The byte after the last of the line in which `at` stands, before its line break.
pub(super) fn end(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let found = rest.iter().position(|&b| is_break(b));
    found.map_or(text.len(), |i| at + i)
}

/// The byte after the line break that stands at `end`.
pub(super) fn next(text: &str, end: usize) -> usize {
    match text.as_bytes().get(end..) {
        Some([b'\r', b'\n', ..]) => end + 2,
        Some([b'\r' | b'\n', ..]) => end + 1,
        _ => end,
    }
}

/// The line end that the text uses: its first.
pub(super) fn line_end_of(text: &str) -> &'static str {
    match text.find(['\n', '\r']).and_then(|at| text.get(at..)) {
        Some(rest) if rest.starts_with("\r\n") => "\r\n",
        Some(rest) if rest.starts_with('\r') => "\r",
        _ => "\n",
    }
}

/// How many columns stand between the beginning of the line and `at`; `None` when anything but
/// spaces does.
pub(super) fn indent_of(text: &str, at: usize) -> Option<usize> {
    let before = text.get(start(text, at)..at)?;
    before.bytes().all(|b| b == b' ').then_some(before.len())
}

/// Whether the line that begins at `at` holds nothing but white space; the end of the text is no
/// line.
pub(super) fn is_blank_line(text: &str, at: usize) -> bool {
    at < text.len()
        && text
            .get(at..end(text, at))
            .is_some_and(|line| line.trim().is_empty())
}
