//! Edit distance, a hundred and twenty-eight cells at a time.
//!
//! The bit-parallel algorithm of Myers (1999) in the block form of Hyyrö (2003): one column of the
//! table of distances is held as differences in machine words. Distances count bytes of folded
//! text: a letter put in, left out or changed costs one (in scripts of two bytes a letter up to
//! two, of twice as many bytes). Words and contexts mostly fit one machine word of 128 bits, and
//! are then compared without the steps between blocks.

/// Cells of a column in one block.
const CELLS: usize = 128;

/// A pattern made ready for comparing.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    len: usize,
    blocks: usize,
    /// For each byte value the places at which the pattern has it, `blocks` words each.
    places: Vec<u128>,
}

/// Where a text may begin against the pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    /// Anywhere: what stands before costs nothing.
    Free,
    /// At its first byte.
    Fixed,
}

/// One column of the table: the vertical differences, as bits.
#[derive(Debug, Clone, Copy)]
struct Block {
    plus: u128,
    minus: u128,
}

impl Pattern {
    /// A pattern that reads forward.
    pub(super) fn new(bytes: &[u8]) -> Self {
        Self::of(bytes.iter().copied(), bytes.len())
    }

    /// A pattern that reads backward, for texts that are read backward.
    pub(super) fn reversed(bytes: &[u8]) -> Self {
        Self::of(bytes.iter().rev().copied(), bytes.len())
    }

    fn of(bytes: impl Iterator<Item = u8>, len: usize) -> Self {
        let blocks = len.div_ceil(CELLS).max(1);
        let mut places = vec![0_u128; 256 * blocks];
        for (i, byte) in bytes.enumerate() {
            if let Some(word) = places.get_mut(usize::from(byte) * blocks + i / CELLS) {
                *word |= 1 << (i % CELLS);
            }
        }
        Self {
            len,
            blocks,
            places,
        }
    }

    /// The least distance to any stretch of `text`, and the ends (exclusive) of the first and the
    /// last stretch that reach it.
    pub(super) fn search(&self, text: &[u8]) -> (usize, usize, usize) {
        let mut best = (self.len, 0, 0);
        self.run(Start::Free, text.iter().copied(), |end, distance| {
            if distance < best.0 {
                best = (distance, end, end);
            } else if distance == best.0 {
                best.2 = end;
            }
        });
        best
    }

    /// Calls `found` with the end and the distance of every local best of at most `limit`.
    pub(super) fn scan(&self, text: &[u8], limit: usize, mut found: impl FnMut(usize, usize)) {
        let mut best: Option<(usize, usize)> = None;
        self.run(Start::Free, text.iter().copied(), |end, distance| {
            if let Some((at, least)) = best {
                if distance < least {
                    best = Some((end, distance));
                } else if end - at > self.len / 2 {
                    found(at, least);
                    best = (distance <= limit).then_some((end, distance));
                }
            } else if distance <= limit {
                best = Some((end, distance));
            }
        });
        if let Some((at, least)) = best {
            found(at, least);
        }
    }

    /// The least distance to any beginning of `text`, and the lengths of the shortest and the
    /// longest beginning that reach it.
    pub(super) fn beginning(&self, text: impl Iterator<Item = u8>) -> (usize, usize, usize) {
        let mut best = (self.len, 0, 0);
        self.run(Start::Fixed, text, |end, distance| {
            if distance < best.0 {
                best = (distance, end, end);
            } else if distance == best.0 {
                best.2 = end;
            }
        });
        best
    }

    /// The distance to the whole of `text`.
    pub(super) fn whole(&self, text: &[u8]) -> usize {
        let mut distance = self.len;
        self.run(Start::Fixed, text.iter().copied(), |_, d| distance = d);
        distance
    }

    /// Reads `text` column by column; `each` gets the number of bytes read and the distance of
    /// the whole pattern there.
    #[inline]
    fn run(
        &self,
        start: Start,
        text: impl Iterator<Item = u8>,
        mut each: impl FnMut(usize, usize),
    ) {
        if self.len == 0 {
            each(0, 0);
            return;
        }
        let edge = i8::from(start == Start::Fixed);
        let last = 1_u128 << ((self.len - 1) % CELLS);
        let mut distance = self.len;
        if self.blocks == 1 {
            let mut block = Block::START;
            for (read, byte) in text.enumerate() {
                let equal = self.places.get(usize::from(byte)).copied();
                let carry = block.step(equal.unwrap_or_default(), edge, last);
                distance = distance.wrapping_add_signed(isize::from(carry));
                each(read + 1, distance);
            }
            return;
        }
        let mut blocks = vec![Block::START; self.blocks];
        for (read, byte) in text.enumerate() {
            let from = usize::from(byte) * self.blocks;
            let places = self.places.get(from..from + self.blocks);
            let mut carry = edge;
            for (i, (block, &equal)) in blocks
                .iter_mut()
                .zip(places.unwrap_or_default())
                .enumerate()
            {
                let top = if i + 1 == self.blocks {
                    last
                } else {
                    1 << (CELLS - 1)
                };
                carry = block.step(equal, carry, top);
            }
            distance = distance.wrapping_add_signed(isize::from(carry));
            each(read + 1, distance);
        }
    }
}

impl Block {
    /// The column before the text: each cell one more than the one above.
    const START: Self = Self { plus: !0, minus: 0 };

    /// Advances by one column; takes and gives the horizontal difference at the block's edges.
    #[inline]
    fn step(&mut self, equal: u128, carry: i8, top: u128) -> i8 {
        let falls = u128::from(carry < 0);
        let vertical = equal | self.minus;
        let equal = equal | falls;
        let horizontal = (((equal & self.plus).wrapping_add(self.plus)) ^ self.plus) | equal;
        let mut plus = self.minus | !(horizontal | self.plus);
        let mut minus = self.plus & horizontal;
        let out = i8::from(plus & top != 0) - i8::from(minus & top != 0);
        plus = (plus << 1) | u128::from(carry > 0);
        minus = (minus << 1) | falls;
        self.plus = minus | !(vertical | plus);
        self.minus = plus & vertical;
        out
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The textbook table, row by row.
    fn table(pattern: &[u8], text: &[u8], free: bool) -> Vec<usize> {
        let mut column: Vec<usize> = (0..=pattern.len()).collect();
        let mut ends = vec![pattern.len()];
        for (j, t) in text.iter().enumerate() {
            let mut before = column[0];
            column[0] = if free { 0 } else { j + 1 };
            for i in 1..=pattern.len() {
                let diagonal = before + usize::from(pattern[i - 1] != *t);
                before = column[i];
                column[i] = diagonal.min(column[i] + 1).min(column[i - 1] + 1);
            }
            ends.push(column[pattern.len()]);
        }
        ends
    }

    proptest! {
        #[test]
        fn distances_are_those_of_the_table(
            pattern in "[a-c]{1,290}",
            text in "[a-c]{0,300}",
        ) {
            let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
            let ready = Pattern::new(pattern);
            let ends = table(pattern, text, true);
            let least = *ends.iter().min().unwrap();
            let (distance, first, last) = ready.search(text);
            prop_assert_eq!(distance, least);
            prop_assert_eq!(first, ends.iter().position(|d| *d == least).unwrap());
            prop_assert_eq!(last, ends.iter().rposition(|d| *d == least).unwrap());
            let ends = table(pattern, text, false);
            let (distance, first, _) = ready.beginning(text.iter().copied());
            prop_assert_eq!(distance, *ends.iter().min().unwrap());
            prop_assert_eq!(ends[first], distance);
            prop_assert_eq!(Some(&ready.whole(text)), ends.last());
        }
    }

    #[test]
    fn a_scan_finds_every_place() {
        let ready = Pattern::new(b"workers");
        let mut found = Vec::new();
        ready.scan(b"thewurkersandthewokers", 1, |end, d| found.push((end, d)));
        assert_eq!(found, [(10, 1), (22, 1)]);
    }
}
