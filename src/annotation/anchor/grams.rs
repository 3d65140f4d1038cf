//! The index of short letter runs (n-grams) by which candidates are found.
//!
//! Every run of N letters of the folded text is hashed into a bucket that lists where it stands:
//! four bytes a letter and four a bucket, built by counting. N grows with the text, so that a
//! list stays short in ten megabytes and a short quotation still has whole runs in a page.

use std::ops::Range;

/// Where each run of letters stands.
#[derive(Debug, Clone)]
pub(super) struct Grams {
    /// Letters in a run.
    letters: usize,
    /// A hash shifted by this gives a bucket.
    shift: u32,
    /// The end of each bucket's list in `places`; it begins where the one before ends.
    ends: Vec<u32>,
    /// Bytes of the folded text, ascending within a bucket.
    places: Vec<u32>,
}

/// Multiplier of the rolling hash, and of the mixing after it (odd, from the golden ratio).
const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

impl Grams {
    /// Indexes a folded text; `None` when it is too long for four bytes.
    pub(super) fn new(text: &str) -> Option<Self> {
        u32::try_from(text.len()).ok()?;
        let letters = match text.len() {
            0..0x1_0000 => 4,
            0x1_0000..0x8_0000 => 5,
            0x8_0000..0x40_0000 => 6,
            _ => 7,
        };
        let bits = (text.len() / 2)
            .max(1024)
            .next_power_of_two()
            .ilog2()
            .min(22);
        let shift = u64::BITS - bits;
        let mut ends = vec![0_u32; 1 << bits];
        for (_, hash) in runs(text, letters) {
            if let Some(count) = ends.get_mut(bucket_of(hash, shift)) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for end in &mut ends {
            let count = *end;
            *end = sum;
            sum += count;
        }
        let mut places = vec![0_u32; sum as usize];
        for (at, hash) in runs(text, letters) {
            if let Some(next) = ends.get_mut(bucket_of(hash, shift)) {
                if let Some(place) = places.get_mut(*next as usize) {
                    // The length of the text fits, and so does every place in it.
                    *place = u32::try_from(at).unwrap_or(u32::MAX);
                }
                *next += 1;
            }
        }
        Some(Self {
            letters,
            shift,
            ends,
            places,
        })
    }

    /// Heap bytes held.
    pub(super) fn heap_size(&self) -> usize {
        (self.ends.capacity() + self.places.capacity()) * size_of::<u32>()
    }

    /// The runs of a folded query: where each begins in it, and the places of its bucket. Places
    /// of other runs may be among them.
    pub(super) fn look_up<'a>(&'a self, query: &str) -> impl Iterator<Item = (usize, &'a [u32])> {
        runs(query, self.letters).map(|(at, hash)| (at, self.bucket(hash)))
    }

    /// The places at which `needle` may stand within `scope`, with the offset of the run that
    /// they are places of; `None` when the needle is shorter than a run.
    pub(super) fn rarest(&self, needle: &str, scope: &Range<usize>) -> Option<(usize, &[u32])> {
        let mut rarest: Option<(usize, &[u32])> = None;
        for (at, places) in self.look_up(needle) {
            if rarest.is_none_or(|(_, least)| places.len() < least.len()) {
                rarest = Some((at, places));
            }
            // So few are looked at sooner than the runs that are left.
            if places.len() <= 2 {
                break;
            }
        }
        rarest.map(|(at, places)| {
            let from = places.partition_point(|&p| (p as usize) < scope.start + at);
            let to = places.partition_point(|&p| (p as usize) < scope.end);
            (at, places.get(from..to).unwrap_or_default())
        })
    }

    /// About how like the two texts are, judged by the share of runs of `query` (at most 256 of
    /// them, evenly taken) that stand somewhere in `range`: a run is whole when all its letters
    /// are, so the share is the likeness to the power of N.
    pub(super) fn likeness(&self, query: &str, range: &Range<usize>) -> f64 {
        let step = (query.len() / 256).max(1);
        let (mut asked, mut whole) = (0_u32, 0_u32);
        for (_, places) in self.look_up(query).step_by(step) {
            asked += 1;
            let next = places.partition_point(|&p| (p as usize) < range.start);
            whole += u32::from(places.get(next).is_some_and(|&p| (p as usize) < range.end));
        }
        if asked == 0 {
            return 0.0;
        }
        (f64::from(whole) / f64::from(asked)).powf(1.0 / self.letters as f64)
    }

    fn bucket(&self, hash: u64) -> &[u32] {
        let bucket = bucket_of(hash, self.shift);
        let from = match bucket.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or(0),
            None => 0,
        };
        let to = self.ends.get(bucket).copied().unwrap_or(from);
        self.places
            .get(from as usize..to as usize)
            .unwrap_or_default()
    }
}

/// The bucket of a hash: its high bits, of which there are at most 22.
fn bucket_of(hash: u64, shift: u32) -> usize {
    usize::try_from(hash >> shift).unwrap_or(0)
}

/// Every run of `letters` letters: the byte at which it begins, and its hash.
fn runs(text: &str, letters: usize) -> impl Iterator<Item = (usize, u64)> + '_ {
    // The weight of the letter that leaves a run.
    let first = (1..letters).fold(1_u64, |w, _| w.wrapping_mul(MIX));
    let weigh = |c: char| u64::from(u32::from(c)) + 1;
    let mut hash = 0_u64;
    let mut ahead = text.chars();
    for c in ahead.by_ref().take(letters - 1) {
        hash = hash.wrapping_mul(MIX).wrapping_add(weigh(c));
    }
    text.char_indices().zip(ahead).map(move |((at, old), new)| {
        hash = hash.wrapping_mul(MIX).wrapping_add(weigh(new));
        // The high bits choose the bucket; the folding of the halves lets all letters reach them.
        let mixed = (hash ^ (hash >> 32)).wrapping_mul(MIX);
        hash = hash.wrapping_sub(weigh(old).wrapping_mul(first));
        (at, mixed)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_run_is_found_where_it_stands() {
        let text = "аthemassesandtheßmasses";
        let grams = Grams::new(text).unwrap();
        for (at, places) in grams.look_up(text) {
            assert!(places.contains(&u32::try_from(at).unwrap()));
        }
        let (offset, places) = grams.rarest("masses", &(0..text.len())).unwrap();
        let starts: Vec<usize> = places.iter().map(|p| *p as usize - offset).collect();
        assert!(starts.contains(&5) && starts.contains(&19));
        assert!(grams.rarest("mas", &(0..text.len())).is_none());
    }

    #[test]
    fn likeness_falls_with_each_wrong_letter() {
        let text = "theworkersheldtheworksforninedaysandgavethembackforapromise";
        let grams = Grams::new(text).unwrap();
        let whole = 0..text.len();
        let same = grams.likeness(text, &whole);
        let other = grams.likeness(&text.replace("works", "wurks"), &whole);
        assert!((same - 1.0).abs() < f64::EPSILON);
        assert!(other < same && other > 0.8, "{other}");
    }
}
