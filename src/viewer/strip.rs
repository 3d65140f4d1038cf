//! The article from end to end in a column of a few rows: where the notes stand, and how many.

use std::rc::Rc;

use super::filter::Filter;
use super::reader::Reader;

/// The strip for a number of rows, kept until something that it shows changes.
#[derive(Debug, Default)]
pub(super) struct Strip {
    filter: Filter,
    /// What was searched for, and how many hits were known.
    search: Option<(String, usize)>,
    /// The stretches in which there is a hit.
    hits: Vec<bool>,
    /// How thick the notes stand in each stretch, from 0 for none to [`THICKEST`].
    heat: Vec<u8>,
}

/// The thickest of a strip's stretches.
pub(super) const THICKEST: u8 = 5;

impl Strip {
    /// The strip of an article in so many rows, made anew only when it must be.
    pub(super) fn of(reader: &Reader, rows: usize) -> Rc<Self> {
        let mut kept = reader.strip.borrow_mut();
        let search = reader.search.as_ref();
        let known = search.map(|s| (s.query.as_str(), s.len()));
        let same_search = known == kept.search.as_ref().map(|(q, n)| (q.as_str(), *n));
        let same_heat = kept.heat.len() == rows && kept.filter == reader.filter;
        if !(same_heat && same_search) {
            let heat = if same_heat {
                kept.heat.clone()
            } else {
                heat(reader, rows)
            };
            *kept = Rc::new(Self {
                filter: reader.filter.clone(),
                search: known.map(|(query, count)| (query.to_owned(), count)),
                hits: hits(reader, rows),
                heat,
            });
        }
        Rc::clone(&kept)
    }

    /// Whether there is a hit in a stretch.
    pub(super) fn has_hit(&self, row: usize) -> bool {
        self.hits.get(row).copied().unwrap_or(false)
    }

    /// How thick the notes stand in a stretch.
    pub(super) fn heat(&self, row: usize) -> u8 {
        self.heat.get(row).copied().unwrap_or(0)
    }
}

/// The stretch, of `rows`, in which a byte of a text of `length` stands.
pub(super) fn row_of(byte: usize, length: usize, rows: usize) -> usize {
    let row = byte as u128 * rows as u128 / length.max(1) as u128;
    usize::try_from(row)
        .unwrap_or(0)
        .min(rows.saturating_sub(1))
}

/// The first byte of a stretch.
pub(super) fn byte_of(row: usize, length: usize, rows: usize) -> usize {
    let byte = (row as u128 * length as u128).div_ceil(rows.max(1) as u128);
    usize::try_from(byte).unwrap_or(0).min(length)
}

fn hits(reader: &Reader, rows: usize) -> Vec<bool> {
    let length = reader.article().text.len();
    let mut hits = vec![false; rows];
    for byte in reader.search.iter().flat_map(super::find::Search::bytes) {
        if let Some(hit) = hits.get_mut(row_of(byte, length, rows)) {
            *hit = true;
        }
    }
    hits
}

fn heat(reader: &Reader, rows: usize) -> Vec<u8> {
    let length = reader.article().text.len();
    let mut counts = vec![0u64; rows];
    for byte in reader.shown_stops() {
        if let Some(count) = counts.get_mut(row_of(byte, length, rows)) {
            *count += 1;
        }
    }
    // A few notes never look like many.
    let most = counts.iter().copied().max().unwrap_or(0);
    let most = most.max(u64::from(THICKEST));
    let thickness = |count: u64| {
        let share = (count * u64::from(THICKEST)).div_ceil(most);
        u8::try_from(share).unwrap_or(THICKEST)
    };
    counts.into_iter().map(thickness).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_and_bytes_answer_each_other() {
        for (length, rows) in [(10, 3), (1_000, 37), (7, 40), (50_000_000, 23)] {
            for row in 0..rows {
                let byte = byte_of(row, length, rows);
                if byte < length && length >= rows {
                    assert_eq!(row_of(byte, length, rows), row, "{length} in {rows}");
                }
            }
            assert_eq!(row_of(length, length, rows), rows - 1);
        }
    }
}
