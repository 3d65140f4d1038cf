//! Paragraphs that a stray empty line or the end of a page has broken in mid-sentence.

use super::heading::heading_like;
use super::marker::{Marker, marker};
use super::piece::Piece;
use super::quotation::{begins_quoted, is_open_at_end};
use crate::article::report::{Report, excerpt};

/// A paragraph has at least so many characters before it can break off outside a quotation: a
/// short line without a stop is more likely a heading or a line of verse.
const SHORTEST: usize = 60;

/// A paragraph of more bytes is not joined any further: its length no more tells that it is one.
const LONGEST: usize = 64 << 10;

/// Joins each paragraph that breaks off in mid-sentence with the one after it.
///
/// It breaks off when it ends in a letter, a digit, a comma or a dash and either leaves a
/// quotation open that the next does not open again, or the next begins with a small letter. A
/// heading, a list item or verse is never joined.
pub(crate) fn join_broken(pieces: Vec<Piece>, report: &mut Report) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        if let Some(last) = joined.last_mut()
            && let Some(why) = breaks_off(last, &piece)
        {
            let message = format!(
                "joined the paragraph of line {} with this one (\u{201c}{}\u{201d}): {why}",
                last.line,
                excerpt(&piece.text),
            );
            report.mended(piece.line, "broken-paragraph", message);
            last.append(piece, " ");
            continue;
        }
        joined.push(piece);
    }
    joined
}

/// Why `first` and `second` are one paragraph, if they are.
fn breaks_off(first: &Piece, second: &Piece) -> Option<&'static str> {
    let short_enough = first.text.len() < LONGEST;
    if !(short_enough && first.is_prose() && second.is_prose() && same_place(first, second)) {
        return None;
    }
    let end = first.text.chars().next_back()?;
    let mid_sentence = end.is_alphanumeric() || matches!(end, ',' | '-' | '–' | '—');
    if !mid_sentence || begins_item(&second.text) {
        return None;
    }
    let heading = second.alone && heading_like(&second.text);
    let long = first.text.chars().take(SHORTEST).count() == SHORTEST;
    let whole = long || !begins_item(&first.text);
    if whole && is_open_at_end(&first.text) && !begins_quoted(&second.text) && !heading {
        return Some("it breaks off in mid-sentence, inside a quotation");
    }
    if !long || !second.text.starts_with(char::is_lowercase) {
        return None;
    }
    Some(if second.page_before {
        "a page ends in mid-sentence"
    } else {
        "it breaks off in mid-sentence"
    })
}

fn same_place(first: &Piece, second: &Piece) -> bool {
    // A paragraph after an item's text belongs to it or to no list at all; both may go on.
    first.containers.len() == second.containers.len()
        && second.containers.iter().all(|c| {
            !matches!(
                c,
                crate::article::Container::Item { first: true, .. }
                    | crate::article::Container::Quotation { first: true }
            )
        })
}

fn begins_item(text: &str) -> bool {
    !matches!(marker(text), None | Some((Marker::Number(..), _)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAD: &str = "The miller came down from the hill in the evening and told us that he";

    fn joined(first: &str, second: &str) -> usize {
        let pieces = vec![Piece::prose(1, first), Piece::prose(3, second)];
        let mut report = Report::default();
        let count = join_broken(pieces, &mut report).len();
        assert_eq!(report.remarks().len(), 2 - count);
        count
    }

    #[test]
    fn a_quotation_broken_in_mid_sentence_is_joined() {
        let open = format!("{LEAD} had \"never seen the");
        assert_eq!(joined(&open, "Duke of Rye or his men\" and left."), 1);
    }

    #[test]
    fn a_paragraph_does_not_grow_without_end() {
        let pieces = vec![Piece::prose(1, LEAD); 10_000];
        let lower = |mut piece: Piece| {
            piece.text = piece.text.to_lowercase();
            piece
        };
        let pieces = pieces.into_iter().map(lower).collect();
        let joined = join_broken(pieces, &mut Report::default());
        assert!((8..20).contains(&joined.len()), "{}", joined.len());
    }

    #[test]
    fn a_quotation_of_several_paragraphs_is_not() {
        let open = format!("{LEAD} had \"never seen the");
        assert_eq!(joined(&open, "\"Nor shall I,\" he said."), 2);
        assert_eq!(joined(&format!("{open} Duke."), "Nor had his men\"."), 2);
        assert_eq!(joined(&open, "The daughter"), 2);
        assert_eq!(joined(&open, "- bread"), 2);
    }

    #[test]
    fn a_sentence_that_goes_on_in_small_letters_is_joined() {
        assert_eq!(joined(LEAD, "would not grind any more."), 1);
        assert_eq!(joined(&format!("{LEAD}:"), "would not grind any more."), 2);
        assert_eq!(joined(LEAD, "Would not grind any more."), 2);
        assert_eq!(joined("A short line", "would not grind."), 2);
    }
}
