//! The bytes that may take part in hiding a letter, found 32 at a time.
//!
//! A byte is looked up in two tables of sixteen, by each half of it; where the processor has AVX2,
//! one instruction looks 32 halves up at once (G. Langdale and D. Lemire, "Parsing Gigabytes of
//! JSON per Second", The VLDB Journal 28, 2019, classify bytes so).

#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the widest registers"
)]

use std::ops::ControlFlow;

/// So many bytes are tested at once.
const CHUNK: usize = 32;

/// For each upper half of a byte, the group that it belongs to, as a bit.
const UPPER: [u8; 16] = {
    let mut upper = [0; 16];
    upper[0x2] = 1;
    upper[0x3] = 2;
    upper[0x5] = 4;
    upper[0x6] = 8;
    upper[0x7] = 16;
    // The first byte of a character that is none of ASCII.
    let mut half = 0xc;
    while half < 16 {
        upper[half] = 32;
        half += 1;
    }
    upper
};

/// For each lower half, the groups in which it makes a striking byte.
const LOWER: [u8; 16] = {
    let mut lower = [32; 16];
    let striking = b"&*-<[\\]^_`~";
    let mut at = 0;
    while at < striking.len() {
        let byte = striking[at];
        lower[(byte & 0xf) as usize] |= UPPER[(byte >> 4) as usize];
        at += 1;
    }
    lower
};

/// Tells, in order, each byte that may take part in hiding a letter, whatever stands beside it:
/// `&`, `*`, `-`, `<`, `[`, `\`, `]`, `^`, `_`, a backtick, `~`, or the first of a character that
/// is none of ASCII; until `see` breaks.
pub(super) fn each(bytes: &[u8], see: impl FnMut(usize, u8) -> ControlFlow<()>) {
    #[cfg(target_arch = "x86_64")]
    if let Some(simd) = pulp::x86::V3::try_new() {
        return simd.vectorize(avx2::Scan { simd, bytes, see });
    }
    scan(bytes, mask, see);
}

#[inline(always)]
fn scan(
    bytes: &[u8],
    mask: impl Fn(&[u8; CHUNK]) -> u32,
    mut see: impl FnMut(usize, u8) -> ControlFlow<()>,
) {
    let (chunks, rest) = bytes.as_chunks::<CHUNK>();
    let mut last = [b' '; CHUNK];
    for (slot, byte) in last.iter_mut().zip(rest) {
        *slot = *byte;
    }
    for (index, chunk) in chunks.iter().chain([&last]).enumerate() {
        let mut left = mask(chunk);
        while left != 0 {
            let offset = left.trailing_zeros() as usize;
            left &= left - 1;
            let byte = chunk.get(offset).copied().unwrap_or_default();
            if see(index * CHUNK + offset, byte).is_break() {
                return;
            }
        }
    }
}

/// Which bytes of the chunk are striking, the first in the lowest bit.
fn mask(chunk: &[u8; CHUNK]) -> u32 {
    let mut mask = 0;
    for (index, byte) in chunk.iter().enumerate() {
        mask |= u32::from(is_striking(*byte)) << index;
    }
    mask
}

fn is_striking(byte: u8) -> bool {
    let of = |table: &[u8; 16], half: u8| table.get(usize::from(half)).copied().unwrap_or(0);
    of(&LOWER, byte & 0xf) & of(&UPPER, byte >> 4) != 0
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::ops::ControlFlow;

    use pulp::x86::V3;

    use super::{CHUNK, LOWER, UPPER, scan};

    pub(super) struct Scan<'a, F> {
        pub(super) simd: V3,
        pub(super) bytes: &'a [u8],
        pub(super) see: F,
    }

    impl<F: FnMut(usize, u8) -> ControlFlow<()>> pulp::NullaryFnOnce for Scan<'_, F> {
        type Output = ();

        #[inline(always)]
        fn call(self) {
            let simd = self.simd;
            scan(self.bytes, |chunk| mask(simd, chunk), self.see);
        }
    }

    /// As the other [`mask`](super::mask).
    #[inline(always)]
    pub(super) fn mask(simd: V3, chunk: &[u8; CHUNK]) -> u32 {
        let (avx, avx2) = (simd.avx, simd.avx2);
        let both = |table: [u8; 16]| pulp::cast([table, table]);
        let half = avx._mm256_set1_epi8(0xf);
        let bytes = pulp::cast(*chunk);
        let lower = avx2._mm256_and_si256(bytes, half);
        let upper = avx2._mm256_and_si256(avx2._mm256_srli_epi16::<4>(bytes), half);
        let groups = avx2._mm256_and_si256(
            avx2._mm256_shuffle_epi8(both(LOWER), lower),
            avx2._mm256_shuffle_epi8(both(UPPER), upper),
        );
        let none = avx2._mm256_cmpeq_epi8(groups, avx._mm256_setzero_si256());
        !avx2._mm256_movemask_epi8(none).cast_unsigned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRIKING: &[u8] = b"&*-<[\\]^_`~";

    #[test]
    fn each_byte_is_told_by_its_halves() {
        for byte in 0..=u8::MAX {
            let wanted = byte >= 0xc0 || STRIKING.contains(&byte);
            assert_eq!(is_striking(byte), wanted, "{byte:#x}");
        }
    }

    #[test]
    fn every_place_is_told_once_and_in_order() {
        // All bytes, and all of them at another place in their chunk.
        let bytes: Vec<u8> = (0..=u8::MAX).chain([0]).cycle().take(257 * 32).collect();
        for length in [0, 1, 31, 32, 33, 100, bytes.len()] {
            let bytes = &bytes[..length];
            let wanted: Vec<(usize, u8)> = (0..)
                .zip(bytes.iter().copied())
                .filter(|(_, byte)| is_striking(*byte))
                .collect();
            let mut found = Vec::new();
            each(bytes, |at, byte| {
                found.push((at, byte));
                ControlFlow::Continue(())
            });
            assert_eq!(found, wanted);
            found.clear();
            scan(bytes, mask, |at, byte| {
                found.push((at, byte));
                ControlFlow::Continue(())
            });
            assert_eq!(found, wanted);
        }
    }

    #[test]
    fn it_stops_when_told_to() {
        let mut count = 0;
        each(b"* * * *", |_, _| {
            count += 1;
            ControlFlow::Break(())
        });
        assert_eq!(count, 1);
    }
}
