//! What the tests read out of a manual: its fenced blocks, its chapters and tables, its headings.

use std::collections::BTreeSet;
use std::path::Path;

/// A fenced block of a manual.
pub(crate) struct Block {
    /// What the comment above it says.
    pub(crate) marker: Option<String>,
    pub(crate) language: String,
    /// The line of its fence, from 1.
    pub(crate) line: usize,
    pub(crate) text: String,
}

fn joined<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    lines.flat_map(|line| [line, "\n"]).collect()
}

pub(crate) fn manual(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(name);
    std::fs::read_to_string(path).expect("the manual is there")
}

/// What a comment on a line of its own says.
fn comment(line: &str) -> Option<&str> {
    Some(
        line.trim()
            .strip_prefix("<!--")?
            .strip_suffix("-->")?
            .trim(),
    )
}

pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut marker = None;
    let mut lines = text.lines().zip(1..);
    while let Some((line, number)) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let body = lines.by_ref().map(|(l, _)| l).take_while(|l| *l != "```");
            blocks.push(Block {
                marker: marker.take(),
                language: language.to_owned(),
                line: number,
                text: joined(body),
            });
        } else if let Some(said) = comment(line) {
            marker = Some(said.to_owned());
        } else if !line.trim().is_empty() {
            marker = None;
        }
    }
    blocks
}

/// The lines between `<!-- SORT: NAME -->` and the next `<!-- end SORT -->`, from every place that
/// has it.
pub(crate) fn region(text: &str, marker: &str) -> String {
    let end = format!("end {}", marker.split(':').next().unwrap_or(marker));
    let mut found = String::new();
    let mut inside = false;
    for line in text.lines() {
        match comment(line) {
            Some(said) if said == end => inside = false,
            Some(said) if said == marker => inside = true,
            _ if inside => found.extend([line, "\n"]),
            _ => {}
        }
    }
    assert!(!found.is_empty(), "no region `{marker}`");
    found
}

/// The pieces of inline code in a text.
pub(crate) fn codes(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The words that a table describes: the code in its first cells.
pub(crate) fn in_table(region: &str) -> BTreeSet<&str> {
    let rows = region.lines().filter_map(|line| line.strip_prefix('|'));
    let rows = rows.skip_while(|row| !row.contains("---"));
    rows.filter_map(|row| row.split('|').next())
        .flat_map(codes)
        .collect()
}

/// The words that a chapter describes: the code in its headings.
pub(crate) fn in_headings(region: &str) -> BTreeSet<&str> {
    let heads = region.lines().filter(|line| line.starts_with('#'));
    heads.flat_map(codes).collect()
}

/// A heading's anchor, as the forges make it: lower case, spaces to hyphens, punctuation dropped.
pub(crate) fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter_map(|c| match c {
        ' ' => Some('-'),
        c if c.is_alphanumeric() || matches!(c, '-' | '_') => Some(c),
        _ => None,
    });
    kept.collect::<String>().to_lowercase()
}
