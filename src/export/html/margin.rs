//! How much of each note the margin has room for: as many lines as fit before the next note.
//!
//! The browser sets each note beside its call and below the one before. That none drifts far from
//! its call when many stand close together, a note that would be too long shows its first lines
//! only, until it is pointed at or called. How far apart calls are is estimated here from the
//! letters between them; the page is right whatever the estimate, only fuller or emptier.

use super::Placed;
use crate::article::{Article, Paragraph};
use crate::edition::Anchored;

/// Letters on a line of the text, and on one of the margin.
const LETTERS: (usize, usize) = (72, 46);
/// Pixels of a line of the text, and of one of the margin.
const LINE: (usize, usize) = (27, 18);
/// Pixels between paragraphs, and around a note.
const BETWEEN: (usize, usize) = (14, 13);
/// Pixels that a note may stand below its call.
const DRIFT: usize = 54;

/// Says for each note, in the order of the calls, how many lines it may show; none for those that
/// fit whole.
pub(super) fn fit(article: &Article, placed: &mut [Placed<'_>]) {
    let heights = heights(article, placed);
    let mut bottom = 0;
    for (index, placed) in placed.iter_mut().enumerate() {
        let call = heights.get(index).copied().unwrap_or(bottom);
        let top = call.max(bottom);
        let wanted = lines(placed.note);
        let next = heights.get(index + 1).copied();
        let room = next.map_or(wanted, |next| {
            (next + DRIFT).saturating_sub(top + BETWEEN.1) / LINE.1
        });
        let shown = wanted.min(room.max(1));
        placed.lines = (shown < wanted).then_some(shown);
        bottom = top + shown * LINE.1 + BETWEEN.1;
    }
}

/// How far down the page each call stands, in pixels.
fn heights(article: &Article, placed: &[Placed<'_>]) -> Vec<usize> {
    let mut heights = Vec::with_capacity(placed.len());
    let mut calls = placed.iter().map(|p| p.place.at).peekable();
    let mut above = 0;
    for paragraph in &article.paragraphs {
        while let Some(at) = calls.next_if(|&at| at <= paragraph.range.end) {
            let at = at.max(paragraph.range.start);
            let letters = letters(article, paragraph, at);
            heights.push(above + letters / LETTERS.0 * LINE.0);
        }
        let all = letters(article, paragraph, paragraph.range.end);
        above += all.div_ceil(LETTERS.0) * LINE.0 + BETWEEN.0;
    }
    heights
}

/// The letters of a paragraph up to a byte of the text.
fn letters(article: &Article, paragraph: &Paragraph, at: usize) -> usize {
    article.slice(paragraph.range.start..at).chars().count()
}

/// How many lines a note takes.
fn lines(note: &Anchored) -> usize {
    let annotation = &note.annotation;
    let works = [&annotation.source, &annotation.via].into_iter().flatten();
    let head = 14 + works.count() * 110 + annotation.to.len() * 14;
    let body = annotation.note.lines().map(|line| {
        let letters = line.chars().count();
        letters.div_ceil(LETTERS.1)
    });
    head / LETTERS.1 + body.sum::<usize>().max(1)
}
