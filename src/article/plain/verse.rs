//! Verse: lines that are kept. Only where the layout leaves no doubt.

use super::chunk::Chunk;
use super::layout::Layout;
use crate::article::pieces::{Marker, marker};

/// A line of verse has at most so many characters.
const WIDEST: usize = 80;

/// Whether the lines of a chunk are to be kept: several short lines that end where no wrapping
/// would end them, nearly all with a capital at the beginning.
pub(super) fn is_verse(chunk: &Chunk<'_>, layout: &Layout) -> bool {
    let lines = &chunk.lines;
    let least = if layout.wrap.is_some() { 3 } else { 2 };
    let marked = |text: &str| {
        matches!(
            marker(text),
            Some((Marker::Bullet(_) | Marker::Number(..), _))
        )
    };
    if lines.len() < least || lines.iter().any(|l| l.width > WIDEST || marked(l.text)) {
        return false;
    }
    let pairs = || lines.iter().zip(lines.iter().skip(1));
    let early = pairs()
        .filter(|(line, next)| layout.breaks_early(line, next))
        .count();
    let capitals = lines
        .iter()
        .filter(|l| {
            l.text
                .trim_start_matches(|c: char| !c.is_alphanumeric())
                .starts_with(char::is_uppercase)
        })
        .count();
    if layout.wrap.is_none() {
        return capitals * 5 >= lines.len() * 4;
    }
    // Prose set narrower than the rest breaks where its own width ends.
    let own = lines.iter().map(|l| l.width).max().unwrap_or(0);
    let ragged = pairs()
        .filter(|(line, next)| {
            let word = next
                .text
                .split_whitespace()
                .next()
                .map_or(0, |w| w.chars().count());
            line.width + 1 + word <= own
        })
        .count();
    let all = lines.len() - 1;
    let paused = lines
        .iter()
        .all(|l| l.text.ends_with(|c: char| c.is_ascii_punctuation()));
    let kept = ragged * 2 >= all || paused || lines.len() >= 4;
    early == all && capitals == lines.len() && kept
}
