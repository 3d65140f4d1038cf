//! Offsets of a text in bytes, in code points and in UTF-16 units, turned into each other.

use std::str::FromStr;

/// What an offset counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    /// Bytes of UTF-8.
    #[default]
    Byte,
    /// Code points (the W3C's positions).
    Char,
    /// UTF-16 units (a browser's positions).
    Utf16,
}

impl FromStr for Unit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "byte" => Ok(Self::Byte),
            "char" => Ok(Self::Char),
            "utf16" => Ok(Self::Utf16),
            _ => Err("the unit is `byte`, `char` or `utf16`".to_owned()),
        }
    }
}

/// A text's offsets in one unit, with a mark every few kilobytes.
#[derive(Debug, Clone)]
pub struct Offsets {
    unit: Unit,
    len: usize,
    /// `(byte, offset)` at about every [`STRIDE`] bytes; none for bytes.
    marks: Vec<(usize, usize)>,
}

const STRIDE: usize = 1024;

impl Offsets {
    /// Counts a text.
    pub fn new(text: &str, unit: Unit) -> Self {
        let mut marks = Vec::new();
        if unit != Unit::Byte {
            let mut offset = 0;
            let mut next = 0;
            for (byte, c) in text.char_indices() {
                if byte >= next {
                    marks.push((byte, offset));
                    next = byte + STRIDE;
                }
                offset += width(c, unit);
            }
        }
        Self {
            unit,
            len: text.len(),
            marks,
        }
    }

    /// The offset of a byte of `text`, the text that was counted.
    pub fn of_byte(&self, text: &str, byte: usize) -> usize {
        let byte = byte.min(self.len);
        let before = self.marks.partition_point(|m| m.0 <= byte);
        let Some(&(from, offset)) = self.marks.get(before.wrapping_sub(1)) else {
            return byte.min(if self.unit == Unit::Byte { byte } else { 0 });
        };
        let between = text.get(from..byte).unwrap_or_default();
        offset + between.chars().map(|c| width(c, self.unit)).sum::<usize>()
    }

    /// The byte of an offset; `None` when it lies beyond the text or within a character.
    pub fn to_byte(&self, text: &str, offset: usize) -> Option<usize> {
        if self.unit == Unit::Byte {
            return text.is_char_boundary(offset).then_some(offset);
        }
        let before = self.marks.partition_point(|m| m.1 <= offset);
        let Some(&(from, mut here)) = self.marks.get(before.wrapping_sub(1)) else {
            return (offset == 0).then_some(0);
        };
        for (i, c) in text.get(from..)?.char_indices() {
            if here >= offset {
                return (here == offset).then_some(from + i);
            }
            here += width(c, self.unit);
        }
        (here == offset).then_some(self.len)
    }
}

fn width(c: char, unit: Unit) -> usize {
    match unit {
        Unit::Byte => c.len_utf8(),
        Unit::Char => 1,
        Unit::Utf16 => c.len_utf16(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_boundary_goes_there_and_back(text in "(\\PC|🌾|é){0,80}", times in 1usize..60) {
            let text = text.repeat(times);
            for unit in [Unit::Byte, Unit::Char, Unit::Utf16] {
                let offsets = Offsets::new(&text, unit);
                let mut expected = 0;
                for (byte, c) in text.char_indices().step_by(7) {
                    let _ = c;
                    expected = offsets.of_byte(&text, byte).max(expected);
                    prop_assert_eq!(offsets.to_byte(&text, expected), Some(byte));
                }
                let end = offsets.of_byte(&text, text.len());
                prop_assert_eq!(offsets.to_byte(&text, end), Some(text.len()));
                prop_assert_eq!(offsets.to_byte(&text, end + 1), None);
            }
        }
    }

    #[test]
    fn units_differ_beyond_ascii() {
        let text = "é🌾x";
        let at = |unit| Offsets::new(text, unit).of_byte(text, 6);
        assert_eq!((at(Unit::Byte), at(Unit::Char), at(Unit::Utf16)), (6, 2, 3));
        let utf16 = Offsets::new(text, Unit::Utf16);
        assert_eq!(utf16.to_byte(text, 2), None);
    }
}
