//! Where the notes of a screen stand: each beside its line, shortened before it is pushed away,
//! pushed only when the one above needs the room.
//!
//! All ways to place and shorten them are weighed and the best is taken, by dynamic programming
//! over notes and rows: the work is notes × rows, whatever the article's size.

/// A note that wants a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wish {
    /// The row of its line.
    pub(super) row: usize,
    /// How many lines it has.
    pub(super) lines: usize,
    /// Whether it is in hand: whole, and first in getting its place.
    pub(super) in_hand: bool,
}

/// A note's first row and how many rows it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) y: usize,
    pub(super) height: usize,
}

/// The most rows of a note that is not in hand.
const ROOMY: usize = 4;

/// What the second, third and fourth row of a note are worth, what it is worth to show a note to
/// its end, and an empty row below it.
const FURTHER_ROWS: [i64; ROOMY - 1] = [14, 8, 5];
const TO_ITS_END: i64 = 6;
const GAP: i64 = 3;

/// What a row of distance from its line costs a note that stands below it (the first row less: it
/// needs no thread), above it, and one that is in hand; and what it costs to leave a note out.
const BELOW: i64 = 16;
const FIRST_BELOW: i64 = 12;
const ABOVE: i64 = 40;
const IN_HAND: i64 = 300;
const ROW_IN_HAND: i64 = 1_000;
const LEFT_OUT: i64 = 3_000;

/// Places notes, given by their lines' rows in order, in a column of `rows` rows. What has no
/// room at all gets no spot; the note in hand always has one.
pub(super) fn arrange(wishes: &[Wish], rows: usize) -> Vec<Option<Spot>> {
    let width = rows + 1;
    let cell = |note: usize, row: usize| note * width + row;
    // The best that the notes from `note` on can have when the first free row is `row`; and, for
    // a note that begins on a row, its best height.
    let mut best = vec![0i64; (wishes.len() + 1) * width];
    let mut beginning: Vec<Option<(i64, usize)>> = vec![None; wishes.len() * width];
    for (note, wish) in wishes.iter().enumerate().rev() {
        let left_out = if wish.in_hand {
            i64::MIN / 4
        } else {
            -LEFT_OUT
        };
        let mut from_here_down = i64::MIN / 2;
        for row in (0..=rows).rev() {
            let after = |end: usize| best.get(cell(note + 1, end)).copied().unwrap_or(0);
            let ways = heights(wish, rows - row).map(|height| {
                let end = row + height;
                let apart = (end < rows).then(|| after(end + 1) + GAP);
                let below = apart.map_or(after(end), |apart| apart.max(after(end)));
                (worth(wish, row, height) + below, height)
            });
            let here = ways.max_by_key(|(value, height)| (*value, *height));
            if let Some((value, _)) = here {
                from_here_down = from_here_down.max(value);
            }
            let skipped = after(row) + left_out;
            if let Some(slot) = beginning.get_mut(cell(note, row)) {
                *slot = here;
            }
            if let Some(slot) = best.get_mut(cell(note, row)) {
                *slot = from_here_down.max(skipped);
            }
        }
    }
    let mut free = 0;
    let mut spots = Vec::with_capacity(wishes.len());
    for (note, wish) in wishes.iter().enumerate() {
        let value = best.get(cell(note, free)).copied().unwrap_or(0);
        let starts = (free..=rows).filter_map(|row| {
            let (worth, height) = (*beginning.get(cell(note, row))?)?;
            (worth == value).then_some(Spot { y: row, height })
        });
        // Of two that are equally good the one nearer to its line.
        let spot = starts.min_by_key(|spot| spot.y.abs_diff(wish.row));
        if let Some(spot) = spot {
            free = spot.y + spot.height;
        }
        spots.push(spot);
    }
    spots
}

/// The heights that a note may have in so many rows.
fn heights(wish: &Wish, room: usize) -> std::ops::RangeInclusive<usize> {
    let whole = wish.lines.max(1);
    if wish.in_hand {
        let height = whole.min(room);
        // Where it cannot be whole it takes what there is, and is scrolled.
        let least = if room > 0 { height } else { 1 };
        return least..=height;
    }
    1..=whole.min(ROOMY).min(room)
}

fn worth(wish: &Wish, row: usize, height: usize) -> i64 {
    let away = i64::try_from(row.abs_diff(wish.row)).unwrap_or(i64::MAX / 1000);
    let distance = match (wish.in_hand, row > wish.row) {
        (true, _) => away * IN_HAND,
        (_, true) => (away - 1) * BELOW + FIRST_BELOW,
        (_, false) => away * ABOVE,
    };
    let shown: i64 = if wish.in_hand {
        // Each row of it that is out of sight is dear.
        i64::try_from(height).unwrap_or(0) * ROW_IN_HAND
    } else {
        FURTHER_ROWS.iter().take(height.saturating_sub(1)).sum()
    };
    let end = if height >= wish.lines { TO_ITS_END } else { 0 };
    shown + end - distance
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn placed(notes: &[(usize, usize)], hand: Option<usize>, rows: usize) -> Vec<(usize, usize)> {
        let wishes: Vec<Wish> = notes
            .iter()
            .enumerate()
            .map(|(i, &(row, lines))| Wish {
                row,
                lines,
                in_hand: hand == Some(i),
            })
            .collect();
        let spots = arrange(&wishes, rows).into_iter();
        spots
            .map(|s| s.map_or((99, 0), |s| (s.y, s.height)))
            .collect()
    }

    #[test]
    fn notes_stand_by_their_lines_and_are_shortened_before_they_are_pushed() {
        assert_eq!(placed(&[(0, 3), (9, 2)], None, 20), [(0, 3), (9, 2)]);
        assert_eq!(placed(&[(0, 4), (2, 4)], None, 20), [(0, 2), (2, 4)]);
        // Three on one line: one row each.
        assert_eq!(
            placed(&[(5, 3), (5, 3), (5, 3)], None, 20),
            [(5, 1), (6, 1), (7, 3)]
        );
    }

    #[test]
    fn the_note_in_hand_is_whole_at_its_line() {
        let notes = [(3, 3), (4, 8), (5, 3)];
        assert_eq!(placed(&notes, Some(1), 20), [(3, 1), (4, 8), (12, 3)]);
        // At the bottom it moves up, and what stood there with it.
        assert_eq!(placed(&[(8, 2), (9, 4)], Some(1), 10), [(5, 1), (6, 4)]);
        // Longer than the column: the others keep a row, and it is scrolled.
        assert_eq!(placed(&[(0, 2), (1, 30)], Some(1), 10), [(0, 1), (1, 9)]);
    }

    #[test]
    fn where_even_single_rows_are_too_many_the_one_in_hand_stays() {
        let notes: Vec<(usize, usize)> = (0..50).map(|i| (i / 10, 3)).collect();
        let spots = placed(&notes, Some(30), 6);
        assert!(spots[30].1 > 0);
        assert!(spots.iter().filter(|s| s.1 > 0).count() >= 3, "{spots:?}");
    }

    proptest! {
        #[test]
        fn notes_never_overlap_and_keep_their_order(
            mut notes in prop::collection::vec((0usize..30, 1usize..12), 0..40),
            hand in prop::option::of(0usize..40),
            rows in 1usize..30,
        ) {
            notes.sort_by_key(|n| n.0);
            for note in &mut notes {
                note.0 = note.0.min(rows - 1);
            }
            let hand = hand.filter(|h| *h < notes.len());
            let mut free = 0;
            for (i, (y, height)) in placed(&notes, hand, rows).into_iter().enumerate() {
                prop_assert!(height > 0 || hand != Some(i), "the one in hand is there");
                if height > 0 {
                    prop_assert!(y >= free && y + height <= rows);
                    free = y + height;
                }
            }
        }
    }
}
