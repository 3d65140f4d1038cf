//! The words of a line, as far as dates are made of them.

use std::ops::Range;

/// A word of a line, without the punctuation around it.
#[derive(Debug, Clone)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) range: Range<usize>,
}

/// The months in English, German, French, Spanish, Italian, Portuguese, Dutch and Swedish, each
/// by the beginnings that tell it from the others.
const MONTHS: [&str; 12] = [
    "january januar janvier enero gennaio janeiro januari jan janv",
    "february februar février fevrier febrero febbraio fevereiro februari feb févr fév",
    "march märz maerz mars marzo março maart mar mrz",
    "april avril abril aprile apr avr abr",
    "may mai mayo maggio maio mei maj",
    "june juni juin junio giugno junho jun",
    "july juli juillet julio luglio julho jul juil",
    "august août aout agosto augustus augusti aug",
    "september septembre septiembre settembre setembro sept sep",
    "october oktober octobre octubre ottobre outubro oct okt",
    "november novembre noviembre novembro nov",
    "december dezember décembre decembre diciembre dicembre dezembro dec dez déc",
];

const WEEKDAYS: &str = " mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday \
montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi \
samedi dimanche lunes martes miércoles jueves viernes sábado domingo le el den am the on ";

/// The words of `line` with their bytes.
pub(super) fn words(line: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in line.char_indices().chain([(line.len(), ' ')]) {
        let breaks =
            c.is_whitespace() || matches!(c, ',' | '(' | ')' | '[' | ']' | ';' | '"' | '“' | '”');
        match (start, breaks) {
            (None, false) => start = Some(at),
            (Some(from), true) => {
                push(line, from..at, &mut found);
                start = None;
            }
            _ => {}
        }
    }
    found
}

fn push<'a>(line: &'a str, range: Range<usize>, found: &mut Vec<Word<'a>>) {
    let text = line.get(range.clone()).unwrap_or_default();
    let text = text.trim_end_matches(['.', ':', '!', '?']);
    if !text.is_empty() {
        found.push(Word {
            text,
            range: range.start..range.start + text.len(),
        });
    }
}

impl Word<'_> {
    /// `5`, `5th`, `1er`, `5º`: a day of the month.
    pub(super) fn day(&self) -> Option<i16> {
        let digits = self.text.bytes().take_while(u8::is_ascii_digit).count();
        let suffix = self.text.get(digits..)?;
        let ordinal = matches!(
            suffix,
            "" | "st" | "nd" | "rd" | "th" | "er" | "º" | "°" | "e"
        );
        let day: i16 = self.text.get(..digits)?.parse().ok()?;
        (ordinal && digits <= 2 && (1..=31).contains(&day)).then_some(day)
    }

    pub(super) fn month(&self) -> Option<i16> {
        month(self.text)
    }

    pub(super) fn is_of(&self) -> bool {
        matches!(self.text, "of" | "de" | "del" | "do" | "di")
    }
}

/// The number of the month that `word` names.
pub(super) fn month(word: &str) -> Option<i16> {
    let word = word.to_lowercase();
    let place = MONTHS
        .iter()
        .position(|names| names.split(' ').any(|name| name == word))?;
    i16::try_from(place + 1).ok()
}

pub(super) fn is_weekday(word: &str) -> bool {
    WEEKDAYS.contains(&format!(" {} ", word.to_lowercase()))
}
