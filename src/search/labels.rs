//! The labels of an article's own notes, where all of them are plain numbers.

/// Numbers that are the labels of notes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Labels(Vec<u32>);

impl Labels {
    /// The labels; `None` when two are the same, for then the notes' own numbers depend on where
    /// they are called.
    pub(crate) fn distinct(numbers: impl Iterator<Item = u32>) -> Option<Self> {
        let mut sorted: Vec<u32> = numbers.collect();
        sorted.sort_unstable();
        let twice = sorted.windows(2).any(|pair| pair.first() == pair.last());
        (!twice).then_some(Self(sorted))
    }

    /// Those of the labels that are numbers.
    pub(crate) fn of<'a>(labels: impl Iterator<Item = &'a str>) -> Self {
        let mut sorted: Vec<u32> = labels.filter_map(number_of).collect();
        sorted.sort_unstable();
        Self(sorted)
    }

    /// Whether each of the numbers is a label.
    pub(crate) fn have_all(&self, numbers: &[u32]) -> bool {
        numbers.iter().all(|n| self.0.binary_search(n).is_ok())
    }

    /// Whether a note has this label.
    pub(crate) fn has(&self, label: &str) -> bool {
        number_of(label).is_some_and(|number| self.0.binary_search(&number).is_ok())
    }
}

/// The number that a label is, when it is written plainly: 1 to 999999999, without a zero before
/// it.
pub(crate) fn number_of(label: &str) -> Option<u32> {
    let plain = label.bytes().all(|b| b.is_ascii_digit());
    if !plain || label.starts_with('0') || label.len() > 9 {
        return None;
    }
    label.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_a_plain_number() {
        let labels = Labels::of(["7", "12", "a"].into_iter());
        assert!(labels.has("12") && labels.has("7"));
        for label in ["", "1", "07", "a", "+7", " 7", "4294967303"] {
            assert!(!labels.has(label), "{label}");
        }
        assert_eq!(Labels::distinct([3, 1, 3].into_iter()), None);
        assert_eq!(
            Labels::distinct([3, 1].into_iter()),
            Some(Labels::of(["1", "3"].into_iter()))
        );
    }
}
