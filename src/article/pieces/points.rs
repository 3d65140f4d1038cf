//! Numbered points and bullets: which paragraphs are list items, and which numbers are headings'.

use super::heading::heading_like;
use super::marker::{Marker, Style, marker};
use super::piece::{Piece, Role};
use crate::article::date::month_number;
use crate::article::report::{Report, excerpt};
use crate::article::{Container, ListMarker};

/// A piece that begins with a number.
struct Point {
    piece: usize,
    number: u64,
    style: Style,
    /// Bytes of the marker.
    len: usize,
    indent: usize,
    /// Could be a heading: it looks like one, and no other point follows it at once.
    heading: bool,
}

/// Turns paragraphs that begin with a bullet or a number of a series into list items, and takes
/// the marker off their text; numbered short lines without a stop become headings.
///
/// A number counts when it is 1 or a neighbour of it begins another paragraph: `1917. …` and
/// `5. May` open prose. A series is of headings when nearly all of its points look like one.
pub(crate) fn assign_points(pieces: &mut [Piece], report: &mut Report) {
    let points = numbered(pieces);
    for series in series(&points) {
        let headings = series.iter().filter(|p| p.heading).count();
        if headings > 0 && headings * 3 >= series.len() * 2 {
            for point in series {
                if let Some(piece) = pieces.get_mut(point.piece)
                    && (point.heading || heading_like(&piece.text))
                {
                    piece.role = Role::Heading(0);
                }
            }
        } else if series.len() > 1
            || series
                .iter()
                .all(|p| p.number == 1 && p.style != Style::Bare)
        {
            for point in series {
                number(pieces, point, report);
            }
        }
    }
    bullets(pieces, report);
    mark_openings(pieces);
}

fn numbered(pieces: &[Piece]) -> Vec<Point> {
    let mut points = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        if !piece.is_prose() || holds_item(piece) {
            continue;
        }
        let Some((Marker::Number(number, style), len)) = marker(&piece.text) else {
            continue;
        };
        let rest = piece.text.get(len..).unwrap_or_default();
        let first_word = rest.split_whitespace().next().unwrap_or_default();
        if matches!(style, Style::Brackets | Style::Raised)
            || month_number(first_word.trim_end_matches(['.', ','])).is_some()
        {
            continue;
        }
        let heading = piece.alone && heading_like(&piece.text) && followed_by_prose(pieces, index);
        if style == Style::Bare && !heading {
            continue;
        }
        points.push(Point {
            piece: index,
            number,
            style,
            len,
            indent: piece.indent,
            heading,
        });
    }
    points
}

/// Whether a paragraph without a number comes next: then this can be a heading.
fn followed_by_prose(pieces: &[Piece], index: usize) -> bool {
    pieces
        .get(index + 1)
        .is_some_and(|next| !matches!(marker(&next.text), Some((Marker::Number(..), _))))
}

/// The points in series: same setting, numbers that rise by one. Those that stand at different
/// depths of indentation are told apart.
fn series(points: &[Point]) -> Vec<Vec<&Point>> {
    let mut all: Vec<Vec<&Point>> = Vec::new();
    for point in points {
        let goes_on = all.iter_mut().rev().find(|series| {
            series.last().is_some_and(|last| {
                last.style == point.style
                    && last.number + 1 == point.number
                    && last.indent.abs_diff(point.indent) <= 1
            })
        });
        match goes_on {
            Some(series) => series.push(point),
            None => all.push(vec![point]),
        }
    }
    all
}

fn number(pieces: &mut [Piece], point: &Point, report: &mut Report) {
    let Some(piece) = pieces.get_mut(point.piece) else {
        return;
    };
    piece.cut_start(point.len);
    report.took(
        piece.line,
        "point",
        format!(
            "point {}: \u{201c}{}\u{201d}",
            point.number,
            excerpt(&piece.text)
        ),
    );
    piece
        .containers
        .push(item(ListMarker::Number(point.number)));
}

fn bullets(pieces: &mut [Piece], report: &mut Report) {
    for piece in pieces.iter_mut() {
        if !piece.is_prose() || holds_item(piece) {
            continue;
        }
        if let Some((Marker::Bullet(sign), len)) = marker(&piece.text) {
            piece.cut_start(len);
            report.took(
                piece.line,
                "bullet",
                format!(
                    "list item after `{sign}`: \u{201c}{}\u{201d}",
                    excerpt(&piece.text)
                ),
            );
            piece.containers.push(item(ListMarker::Bullet));
        }
    }
}

fn item(marker: ListMarker) -> Container {
    Container::Item {
        marker,
        first: true,
        opens_list: true,
    }
}

fn holds_item(piece: &Piece) -> bool {
    piece
        .containers
        .iter()
        .any(|c| matches!(c, Container::Item { .. }))
}

/// An item goes on with the list of the piece before it when that is an item too, of the same
/// sort and, if numbered, with the number before its own.
fn mark_openings(pieces: &mut [Piece]) {
    let mut before: Option<ListMarker> = None;
    for piece in pieces {
        let here = match piece.containers.last_mut() {
            Some(Container::Item {
                marker,
                first: true,
                opens_list,
            }) => {
                *opens_list = match (before, *marker) {
                    (Some(ListMarker::Bullet), ListMarker::Bullet) => false,
                    (Some(ListMarker::Number(a)), ListMarker::Number(b)) => a + 1 != b,
                    _ => true,
                };
                Some(*marker)
            }
            _ => None,
        };
        before = here;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assigned(texts: &[&str]) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = texts.iter().map(|t| Piece::prose(1, *t)).collect();
        assign_points(&mut pieces, &mut Report::default());
        pieces
    }

    fn numbers(pieces: &[Piece]) -> Vec<Option<u64>> {
        let number = |p: &Piece| match p.containers.last() {
            Some(Container::Item {
                marker: ListMarker::Number(n),
                ..
            }) => Some(*n),
            _ => None,
        };
        pieces.iter().map(number).collect()
    }

    #[test]
    fn numbered_points_keep_their_numbers() {
        let pieces = assigned(&[
            "1. They ground the wheat too fine.",
            "It was hot.",
            "2. They let the rye spoil.",
        ]);
        assert_eq!(numbers(&pieces), [Some(1), None, Some(2)]);
        assert_eq!(pieces[0].text, "They ground the wheat too fine.");
    }

    #[test]
    fn numbered_headings_are_headings() {
        let pieces = assigned(&["1. Wheat", "It was hot.", "2. Rye", "It was cold."]);
        assert_eq!(numbers(&pieces), [None; 4]);
        assert_eq!(pieces[2].role, Role::Heading(0));
        assert_eq!(pieces[2].text, "2. Rye");
    }

    #[test]
    fn short_points_that_follow_each_other_are_a_list() {
        let pieces = assigned(&["1. Wheat", "2. Rye", "3. Oats", "And so on."]);
        assert_eq!(numbers(&pieces), [Some(1), Some(2), Some(3), None]);
    }

    #[test]
    fn a_number_that_opens_prose_is_no_point() {
        let pieces = assigned(&[
            "5. May was the day when the mill burnt.",
            "12. That was all.",
        ]);
        assert_eq!(numbers(&pieces), [None, None]);
    }

    #[test]
    fn bullets_make_lists() {
        let pieces = assigned(&["There were:", "- wheat;", "- rye.", "Then", "• oats"]);
        let opens: Vec<bool> = pieces
            .iter()
            .map(|p| {
                matches!(
                    p.containers.last(),
                    Some(Container::Item {
                        opens_list: true,
                        ..
                    })
                )
            })
            .collect();
        assert_eq!(opens, [false, true, false, false, true]);
        assert_eq!(pieces[1].text, "wheat;");
    }
}
