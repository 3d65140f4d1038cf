//! What words between marks are: a quotation, a title, or a word held at arm's length.

use std::ops::Range;

use super::prose::Prose;
use super::words::{is_saying, is_slogan, is_speech, is_term, is_titled};
use crate::source::citation::is_function_word;

/// What words between marks are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Nature {
    /// The words of another.
    Quotation,
    /// A title or a name.
    Title,
    /// A word that the author does not want to answer for, or a term.
    Scare,
}

/// What the place of a quotation tells about it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Setting {
    /// A citation stands right behind it, or a call of a note that cites.
    pub(super) cited: bool,
    /// A citation later in the paragraph may cover it.
    pub(super) covered: bool,
    /// That citation stands in the same sentence.
    pub(super) near: bool,
    /// It stands within another quotation.
    pub(super) nested: bool,
    /// The text has the same words between marks elsewhere, as a term or name.
    pub(super) term: bool,
}

/// The nature of the words `inner` between marks at `outer`.
#[allow(clippy::too_many_lines, reason = "the cues are weighed in one place")]
pub(super) fn nature(
    prose: &Prose,
    inner: &Range<usize>,
    outer: &Range<usize>,
    setting: Setting,
) -> Nature {
    let text = prose.text.get(inner.clone()).unwrap_or_default();
    let words: Vec<&str> = text.split_whitespace().take(40).collect();
    let count = words
        .iter()
        .filter(|w| w.chars().any(char::is_alphanumeric))
        .count();
    let stopped = text.trim_end().ends_with(['!', '?', '.'])
        || text.contains([';', '…'])
        || text.contains(". ");
    let titular = is_title_case(&words) && !text.trim_end().ends_with(['!', '.']) && count <= 14;
    let before = prose
        .text
        .get(prose.paragraph.start..outer.start)
        .unwrap_or_default()
        .trim_end();
    let colon = before.ends_with(':');
    if setting.term && count <= 4 {
        return if titular {
            Nature::Title
        } else {
            Nature::Scare
        };
    }
    if setting.cited {
        let announced = titular && prose.cue_before(outer.start, 2, &is_titled);
        return if announced {
            Nature::Title
        } else {
            Nature::Quotation
        };
    }
    let comma = prose
        .text
        .get(outer.end..)
        .is_some_and(|t| t.starts_with(','));
    let behind = prose.saying_behind(outer.end);
    // `in the chapter called “Frost”`
    let named = [" called", " entitled", " titled", " headed"]
        .iter()
        .any(|n| before.ends_with(n));
    if named
        && text.starts_with(char::is_uppercase)
        && count <= 14
        && prose.cue_before(outer.start, 2, &is_titled)
    {
        return Nature::Title;
    }
    // `the story “An Oven in Bruges” has been read as …`
    if titular
        && prose.cue_before(outer.start, 1, &is_titled)
        && !text.trim_end().ends_with([',', '?', '!'])
        && !comma
    {
        return Nature::Title;
    }
    // `“A boy”, said the baker`; and a paragraph that opens with speech.
    let spoken = text.trim_end().ends_with(['.', '?', '!', ',', '…', '—']) || comma;
    let opens = outer.start == prose.paragraph.start;
    if behind && comma && !titular && text.starts_with(char::is_uppercase)
        || opens && spoken && !titular && (behind || ends_paragraph(prose, outer))
    {
        return Nature::Quotation;
    }
    let saying = prose.cue_before(outer.start, 3, &is_speech) || behind;
    let said = saying
        || prose.cue_before(outer.start, 9, &is_speech)
        || colon && prose.cue_before(outer.start, 9, &is_saying);
    // `“Bread is dear,” she wrote, “and flour dearer”`.
    if behind && text.trim_end().ends_with([',', '?', '!']) && !titular {
        return Nature::Quotation;
    }
    // `as they say, a “mere accident”`: part of the author's own phrase.
    let phrase = articled(before) && count <= 5 && !stopped && !behind;
    let term = prose.cue_before(outer.start, 1, &is_term);
    let demanded = before.ends_with(" for")
        && prose.cue_before(outer.start, 2, &|w| {
            matches!(
                w,
                "call"
                    | "calls"
                    | "called"
                    | "calling"
                    | "appealed"
                    | "shouted"
                    | "cried"
                    | "voted"
            )
        });
    // `described it as “…”`, `dismissed the whole as “…”`
    let judged = before.ends_with(" as") && prose.cue_before(outer.start, 8, &is_judging);
    let slogan = demanded || judged || prose.cue_before(outer.start, 2, &is_slogan);
    // `they did not say “it is your oven”`: nobody said it.
    if count < 5
        && !setting.covered
        && prose.cue_before(outer.start, 2, &is_speech)
        && denied(before)
    {
        return Nature::Scare;
    }
    if titular && count >= 2 && !saying && !slogan && !colon {
        return Nature::Title;
    }
    if prose.cue_before(outer.start, 1, &is_titled)
        && !saying
        && text.starts_with(char::is_uppercase)
        && count <= 14
    {
        return Nature::Title;
    }
    let needed = match () {
        () if setting.nested => {
            if colon {
                4
            } else if said {
                5
            } else {
                7
            }
        }
        () if term => {
            if setting.covered {
                5
            } else {
                7
            }
        }
        () if phrase && !slogan => {
            if setting.covered {
                5
            } else {
                6
            }
        }
        () if colon => 3,
        () if saying || slogan => 3,
        // `spoke against “idle tales” in the hall (Baker, page 7)`
        () if setting.near && !stopped && !articled(before) && !explained(prose, outer) => 2,
        () if setting.covered && !stopped => 5,
        () if setting.covered => 4,
        () if said => 3,
        () => 6,
    };
    let enough = count >= needed || stopped && count >= 3 && (said || colon);
    if enough {
        Nature::Quotation
    } else {
        Nature::Scare
    }
}

/// Whether nothing but speech fills the paragraph behind the marks.
fn ends_paragraph(prose: &Prose, outer: &Range<usize>) -> bool {
    prose
        .text
        .get(outer.end..prose.paragraph.end)
        .is_some_and(|t| !t.contains(char::is_alphanumeric))
}

/// `“put on the shelf” meant`: a term is explained.
fn explained(prose: &Prose, outer: &Range<usize>) -> bool {
    let behind = prose
        .text
        .get(outer.end..prose.paragraph.end)
        .unwrap_or_default()
        .trim_start();
    [
        "meant",
        "means",
        "bedeutet",
        "signifie",
        "significa",
        "is the name",
    ]
    .iter()
    .any(|m| behind.starts_with(m))
}

/// Whether the sentence denies that the words were said.
fn denied(before: &str) -> bool {
    let sentence = before.rsplit(". ").next().unwrap_or(before).to_lowercase();
    [" not ", "n't ", "n’t ", " never "]
        .iter()
        .any(|n| sentence.contains(n))
}

/// A verb that holds words against somebody: *dismissed it as “…”*.
fn is_judging(word: &str) -> bool {
    [
        "describ",
        "dismiss",
        "denounc",
        "condemn",
        "characteri",
        "regard",
        "referr",
        "refers",
        "hailed",
        "brand",
        "ridicul",
        "prais",
        "reject",
        "presents",
        "presented",
    ]
    .iter()
    .any(|v| word.starts_with(v))
}

/// Whether an article or a possessive stands right before.
fn articled(before: &str) -> bool {
    let word = before
        .rsplit(|c: char| c.is_whitespace())
        .next()
        .unwrap_or_default()
        .to_lowercase();
    matches!(
        word.as_str(),
        "a" | "an"
            | "the"
            | "this"
            | "its"
            | "his"
            | "her"
            | "their"
            | "our"
            | "these"
            | "those"
            | "such"
            | "un"
            | "une"
            | "le"
            | "la"
            | "les"
            | "der"
            | "die"
            | "das"
            | "den"
            | "dem"
            | "ein"
            | "eine"
            | "einen"
            | "el"
            | "los"
            | "las"
            | "una"
            | "il"
            | "lo"
            | "i"
    )
}

/// Whether nearly all the longer words begin with a capital.
fn is_title_case(words: &[&str]) -> bool {
    let letters = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let main: Vec<String> = words
        .iter()
        .map(|w| letters(w))
        .filter(|w| w.chars().count() > 2 && !is_function_word(&w.to_lowercase()))
        .collect();
    let capital = main
        .iter()
        .filter(|w| w.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()))
        .count();
    let first = words
        .first()
        .is_some_and(|w| letters(w).starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()));
    first && main.len() > 1 && capital == main.len()
        || main.len() == 1
            && first
            && words.len() > 1
            && words
                .iter()
                .skip(1)
                .all(|w| letters(w) == letters(w).to_lowercase())
            && capital == 1
            && words.len() <= 2
}
