//! What a heading looks like where no markup says so, and how headings nest.

use super::quotation::is_paired;

/// A heading has at most so many characters, and so many words.
const CHARS: usize = 120;
const WORDS: usize = 18;

/// A question or a cry that is a heading has at most so many words.
const EXCLAIMED: usize = 12;

/// How a heading is set, which tells how deep it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Numbering {
    /// `Part II`, `Book 3`
    Part,
    /// `Chapter 4`, `§ 4`
    Chapter,
    /// Underlined with `=`.
    DoubleLine,
    /// IN CAPITALS.
    Capitals,
    /// Underlined with `-` or another sign.
    Line,
    /// `IV. Title`
    Roman,
    /// `2. Title` (depth 1), `2.1 Title` (depth 2)
    Arabic(u8),
    /// `B. Title`
    Letter,
    /// A short line and nothing more.
    None,
}

/// Whether `text` could be a heading: short, beginning with a capital, a digit or an opening mark,
/// without a stop at its end or within, its quotation marks paired.
pub(crate) fn heading_like(text: &str) -> bool {
    let text = text.trim();
    let chars = text.chars().count();
    if chars == 0 || chars > CHARS || text.split_whitespace().count() > WORDS {
        return false;
    }
    let Some(first) = text.chars().find(|c| !"\"'“‘«„¿¡*_".contains(*c)) else {
        return false;
    };
    let begins = first.is_uppercase()
        || first.is_ascii_digit()
        || first == '§'
        || (first.is_alphabetic() && !first.is_lowercase());
    let capitals = in_capitals(text) || roman(text.trim_end_matches('.')).is_some();
    let text = without_mark(text);
    let last = text
        .trim_end_matches(|c| "\"'”’»*_".contains(c))
        .chars()
        .next_back();
    let ends = last.is_some_and(|c| {
        (c == '.' && capitals) || !matches!(c, '.' | ',' | ';' | ':' | '…' | '-' | '–' | '—')
    });
    begins
        && ends
        && text.chars().any(char::is_alphabetic)
        && is_paired(text)
        && !(last.is_some_and(|c| matches!(c, '?' | '!'))
            && text.split_whitespace().count() > EXCLAIMED)
        && !is_speech(text)
        && (capitals || !holds_sentence_end(text))
}

/// Whether the letters of `text` are all capitals, two at the least.
pub(crate) fn in_capitals(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic());
    let count = letters
        .by_ref()
        .take(2)
        .filter(|c| c.is_uppercase())
        .count();
    count == 2 && letters.all(char::is_uppercase)
}

/// `text` without the mark of a note at its end: `[1]`, `(*)`.
fn without_mark(text: &str) -> &str {
    let mark = |inner: &str| {
        !inner.is_empty()
            && (inner.chars().all(|c| "*†‡".contains(c))
                || inner.len() <= 3 && inner.bytes().all(|b| b.is_ascii_digit()))
    };
    let framed = [('[', ']'), ('(', ')')]
        .into_iter()
        .find_map(|(open, close)| {
            let (before, inner) = text.strip_suffix(close)?.rsplit_once(open)?;
            // `Prices (2)` may be a heading; `It fell.(2)` is none.
            (mark(inner) && before.ends_with(['.', '!', '?', '"', '”'])).then_some(before)
        });
    framed.unwrap_or(text)
}

/// Whether a line is one of a dialogue: `Q: When?`, `AB: Then.`
fn is_speech(text: &str) -> bool {
    text.split_once(": ").is_some_and(|(speaker, _)| {
        (1..=2).contains(&speaker.chars().count())
            && speaker.chars().all(char::is_uppercase)
            && roman(speaker).is_none()
    })
}

/// Whether a sentence ends within `text`: a stop after a word that is no abbreviation, with a
/// capital behind it.
fn holds_sentence_end(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    words
        .iter()
        .zip(words.iter().skip(1))
        .enumerate()
        .any(|(at, (word, next))| {
            let bare = word.trim_end_matches(|c| "\"'”’»)".contains(c));
            let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
            // `2. Title`, `IV. Title`, `J. Miller` and `Vol. 1` hold no sentence.
            let counted = at == 0 && letters == 0;
            let abbreviation = at == 0 && roman(bare.trim_end_matches('.')).is_some()
                || counted
                || letters == 1
                || matches!(
                    bare,
                    "St."
                        | "Dr."
                        | "Mr."
                        | "Mrs."
                        | "Vol."
                        | "No."
                        | "vs."
                        | "Prof."
                        | "Pt."
                        | "Ch."
                        | "Part."
                );
            bare.ends_with('.') && !abbreviation && next.starts_with(char::is_uppercase)
        })
}

/// How a heading is numbered.
pub(crate) fn numbering(text: &str) -> Numbering {
    let text = text.trim();
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default();
    let second = words.next().unwrap_or_default();
    let counted = |word: &str| {
        let word = word.trim_end_matches(['.', ':', ',']);
        !word.is_empty()
            && (word.bytes().all(|b| b.is_ascii_digit())
                || roman(word).is_some()
                || is_count_word(word))
    };
    match first.to_lowercase().as_str() {
        "part" | "book" | "teil" | "partie" | "parte" | "livre" if counted(second) => {
            return Numbering::Part;
        }
        "chapter" | "section" | "kapitel" | "chapitre" | "capítulo" | "capitolo" | "§"
            if counted(second) =>
        {
            return Numbering::Chapter;
        }
        _ => {}
    }
    let stopped = first.ends_with(['.', ')', ':']);
    let label = first
        .trim_end_matches(['.', ')', ':'])
        .trim_start_matches(['(', '§']);
    let parts: Vec<&str> = label.split('.').collect();
    let digits = |part: &&str| {
        !part.is_empty() && part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit())
    };
    if parts.iter().all(digits) && !second.is_empty() {
        return Numbering::Arabic(u8::try_from(parts.len()).unwrap_or(u8::MAX));
    }
    if roman(label).is_some()
        && (stopped || second.is_empty() && label.len() < text.len() || text == label)
    {
        return Numbering::Roman;
    }
    if stopped
        && label.chars().count() == 1
        && label.chars().all(char::is_uppercase)
        && !second.is_empty()
    {
        return Numbering::Letter;
    }
    if in_capitals(text) {
        return Numbering::Capitals;
    }
    Numbering::None
}

/// The value of a Roman number in capitals, up to 89: higher ones do not count chapters.
pub(crate) fn roman(text: &str) -> Option<u32> {
    let value = |c| match c {
        'I' => Some(1),
        'V' => Some(5),
        'X' => Some(10),
        'L' => Some(50),
        _ => None,
    };
    let values: Vec<u32> = text.chars().map(value).collect::<Option<_>>()?;
    let following = values.iter().skip(1).chain([&0]);
    let (mut plus, mut minus) = (0, 0);
    for (value, next) in values.iter().zip(following) {
        if next > value {
            minus += value;
        } else {
            plus += value;
        }
    }
    let total = plus.checked_sub(minus)?;
    (1..90).contains(&total).then_some(total)
}

fn is_count_word(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "one"
            | "two"
            | "three"
            | "four"
            | "five"
            | "six"
            | "seven"
            | "eight"
            | "nine"
            | "ten"
            | "first"
            | "second"
            | "third"
    )
}

/// The level of each heading, from 1, by how they are set and where each setting is used.
///
/// Settings rank as they stand in [`Numbering`]. One that never occurs between two headings of a
/// higher rank (an unnumbered introduction before numbered sections) stands beside it, not under.
pub(crate) fn assign_levels(styles: &[Numbering]) -> Vec<u8> {
    let base = |style: &Numbering| match style {
        Numbering::Arabic(_) => Numbering::Arabic(1),
        other => *other,
    };
    let mut ranks: Vec<Numbering> = styles.iter().map(base).collect();
    ranks.sort_unstable();
    ranks.dedup();
    let mut levels: Vec<(Numbering, u8)> = Vec::new();
    for rank in ranks {
        let places = |wanted: Numbering| {
            styles
                .iter()
                .enumerate()
                .filter(move |(_, s)| base(s) == wanted)
                .map(|(i, _)| i)
        };
        // The deepest setting between whose headings this one occurs.
        let under = levels.iter().filter(|(higher, _)| {
            let first = places(*higher).next();
            let last = places(*higher).next_back();
            match (first, last) {
                (Some(first), Some(last)) if first < last => {
                    places(rank).any(|p| first < p && p < last)
                }
                // One heading of a higher rank rules what follows it when it opens the text.
                (Some(only), Some(_)) => only == 0 && *higher < Numbering::Roman,
                _ => false,
            }
        });
        let level = under.map(|(_, level)| *level).max().map_or(1, |l| l + 1);
        levels.push((rank, level));
    }
    // Where only `1.1` and `1.2` occur, they are one level below what is above them.
    let shallowest = styles
        .iter()
        .filter_map(|style| match style {
            Numbering::Arabic(depth) => Some(*depth),
            _ => None,
        })
        .min()
        .unwrap_or(1);
    let level_of = |style: &Numbering| {
        let found = levels
            .iter()
            .find(|(s, _)| *s == base(style))
            .map_or(1, |(_, l)| *l);
        match style {
            Numbering::Arabic(depth) => found.saturating_add(depth.saturating_sub(shallowest)),
            _ => found,
        }
    };
    styles.iter().map(level_of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_look_like_headings() {
        for text in [
            "The miller's daughter",
            "2. The mill",
            "IV. The mill",
            "THE END OF THE MILL.",
            "What is bread?",
            "\"Bread for all\"",
            "I.",
            "II.",
            "NO",
            "The mill [1]",
            "J. Miller and the mill",
            "1917",
        ] {
            let expected = text.chars().any(char::is_alphabetic);
            assert_eq!(heading_like(text), expected, "{text}");
        }
        for text in [
            "The mill stood still.",
            "and the mill",
            "They said:",
            "(Miller, ibid)",
            "He said \"bread",
            "It stood. Nobody came",
            "Ridge and the sea\" (Renn, page 77) were theirs",
            "It was so in 1917. Nobody came",
            "Nobody has explained it.(*)",
            "Q: When did it fall?",
            "May I add that his own father, whom I knew well, would not have said so?",
            "So it is (page 77). Nobody came",
            "",
            "* * *",
        ] {
            assert!(!heading_like(text), "{text}");
        }
        assert!(!heading_like(&"Bread ".repeat(30)));
    }

    #[test]
    fn numberings_are_read() {
        use Numbering::{Arabic, Capitals, Chapter, Letter, None, Part, Roman};
        for (text, expected) in [
            ("Part II: The mill", Part),
            ("Chapter 4", Chapter),
            ("THE MILL", Capitals),
            ("IV. The mill", Roman),
            ("IV", Roman),
            ("2. The mill", Arabic(1)),
            ("2.1 The mill", Arabic(2)),
            ("B. The mill", Letter),
            ("I saw the mill", None),
            ("Part of the mill", None),
            ("1917 and after", None),
        ] {
            assert_eq!(numbering(text), expected, "{text}");
        }
    }

    #[test]
    fn levels_follow_the_setting() {
        let levels =
            |texts: &[&str]| assign_levels(&texts.iter().map(|t| numbering(t)).collect::<Vec<_>>());
        assert_eq!(levels(&["Wheat", "Rye"]), [1, 1]);
        assert_eq!(
            levels(&["Introduction", "1. Wheat", "2. Rye", "Conclusion"]),
            [1, 1, 1, 1]
        );
        assert_eq!(levels(&["1. Wheat", "1.1 Spelt", "2. Rye"]), [1, 2, 1]);
        assert_eq!(
            levels(&["WHEAT", "Spelt", "Emmer", "RYE", "Sour"]),
            [1, 2, 2, 1, 2]
        );
        assert_eq!(
            levels(&["Chapter 1", "1.1 Wheat", "1.2 Rye", "Chapter 2", "2.1 Oats"]),
            [1, 2, 2, 1, 2]
        );
        assert_eq!(levels(&["I. Wheat", "Spelt", "II. Rye"]), [1, 2, 1]);
        assert_eq!(
            levels(&["Part I", "Chapter 1", "Chapter 2", "Part II", "Chapter 3"]),
            [1, 2, 2, 1, 2]
        );
    }
}
