//! Lines, and the chunks of them that stand between empty lines.

use crate::article::report::{RemarkKind, Report};

/// A line of the file that is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Its number, from 1.
    pub(super) number: u32,
    /// Columns of white space before it; a tab goes to the next multiple of four.
    pub(super) indent: usize,
    /// Its text without the white space around it.
    pub(super) text: &'a str,
    /// Its characters.
    pub(super) width: usize,
}

/// Lines without an empty one among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Chunk<'a> {
    pub(super) lines: Vec<Line<'a>>,
    /// Whether a page ended before it.
    pub(super) page_before: bool,
    /// Whether an empty line stands before it (not only the end of a page).
    pub(super) blank_before: bool,
}

/// The chunks of `text`.
pub(super) fn chunks(text: &str) -> Vec<Chunk<'_>> {
    let mut all = Vec::new();
    let mut chunk = Chunk {
        blank_before: true,
        ..Chunk::default()
    };
    for (number, whole) in (1u32..).zip(text.split('\n')) {
        for (part, row) in whole.split('\u{c}').enumerate() {
            if part > 0 {
                close(&mut chunk, &mut all);
                chunk.page_before = true;
            }
            match line(number, row) {
                Some(line) => chunk.lines.push(line),
                // What stands beside a form feed is no empty line.
                None if whole.contains('\u{c}') => {}
                None => {
                    close(&mut chunk, &mut all);
                    chunk.blank_before = true;
                }
            }
        }
    }
    close(&mut chunk, &mut all);
    all
}

fn close<'a>(chunk: &mut Chunk<'a>, all: &mut Vec<Chunk<'a>>) {
    if !chunk.lines.is_empty() {
        all.push(std::mem::take(chunk));
    }
}

fn line(number: u32, row: &str) -> Option<Line<'_>> {
    let text = row.trim_matches(is_space);
    if text.is_empty() {
        return None;
    }
    let mut indent = 0;
    for c in row.chars().take_while(|c| is_space(*c)) {
        indent = if c == '\t' {
            (indent / 4 + 1) * 4
        } else {
            indent + 1
        };
    }
    Some(Line {
        number,
        indent,
        text,
        width: text.chars().count(),
    })
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// Drops the lines that are page numbers and nothing else: a bare number at the end or the
/// beginning of a page. Tells whether the text is in pages.
pub(super) fn without_page_numbers<'a>(
    mut chunks: Vec<Chunk<'a>>,
    report: &mut Report,
) -> (Vec<Chunk<'a>>, bool) {
    let paged = chunks.iter().any(|c| c.page_before);
    if !paged {
        return (chunks, false);
    }
    let is_number = |line: &Line<'_>| {
        let bare = line.text.trim_matches(['-', '–', '—', ' ', '[', ']']);
        !bare.is_empty() && bare.len() <= 4 && bare.bytes().all(|b| b.is_ascii_digit())
    };
    let starts: Vec<bool> = chunks.iter().map(|c| c.page_before).collect();
    let count = chunks.len();
    for (index, chunk) in chunks.iter_mut().enumerate() {
        let ends_page = index + 1 == count || starts.get(index + 1).copied().unwrap_or_default();
        let mut drop = |line: Line<'_>| {
            let message = format!("page number {} left out", line.text);
            report.add(line.number, RemarkKind::Dropped, "pages", message);
        };
        if chunk.page_before && chunk.lines.first().is_some_and(is_number) {
            drop(chunk.lines.remove(0));
        }
        if ends_page && chunk.lines.last().is_some_and(is_number) {
            chunk.lines.pop().into_iter().for_each(&mut drop);
        }
    }
    let mut page_due = false;
    for chunk in &mut chunks {
        chunk.page_before |= std::mem::take(&mut page_due);
        page_due = chunk.lines.is_empty() && chunk.page_before;
    }
    chunks.retain(|c| !c.lines.is_empty());
    (chunks, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_stand_between_empty_lines() {
        let all = chunks("One\ntwo\n \t\n\n\tThree  \n");
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].lines.len(), 2);
        assert_eq!((all[1].lines[0].number, all[1].lines[0].indent), (5, 4));
        assert_eq!(all[1].lines[0].text, "Three");
    }

    #[test]
    fn pages_end_at_form_feeds_and_lose_their_numbers() {
        let all = chunks("One\n12\n\u{c}two\n\n\u{c}\n13\n\nthree");
        assert_eq!(all.len(), 4);
        let mut report = Report::default();
        let (all, paged) = without_page_numbers(all, &mut report);
        let texts: Vec<&str> = all.iter().flat_map(|c| &c.lines).map(|l| l.text).collect();
        assert_eq!(texts, ["One", "two", "three"]);
        assert!(paged && all[1].page_before && all[2].page_before);
        assert_eq!(report.remarks().len(), 2);
    }
}
