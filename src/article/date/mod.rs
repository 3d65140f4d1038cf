//! Dates as they are printed, read as ISO 8601 where they are certain.
//!
//! `5/10/92` is the fifth of October in one country and the tenth of May in another. Which it is
//! is read from the rest of the text ([`Habit`]): how it writes its other dates, its spelling, its
//! language. Where nothing tells, the date stays as it was printed.

mod habit;
mod words;

pub(super) use habit::Habit;

use jiff::civil::Date;

use words::{Word, month, words};

/// A date found in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// ISO 8601, of the precision printed (`1992-10-05`, `1992-10`, `1992`); `None` when it is not
    /// certain.
    pub(super) iso: Option<String>,
    /// The bytes of the line that it takes.
    pub(super) range: std::ops::Range<usize>,
    /// What the reading rests on, where the date alone does not settle it.
    pub(super) because: Option<String>,
}

/// The first date in `line`.
pub(super) fn find(line: &str, habit: &Habit) -> Option<Found> {
    let words = words(line);
    (0..words.len()).find_map(|at| at_word(&words, at, habit))
}

/// The date that `line` is as a whole, but for punctuation and the name of a weekday.
pub(super) fn whole(line: &str, habit: &Habit) -> Option<Found> {
    let found = find(line, habit)?;
    let outside = |text: Option<&str>| {
        let text = text.unwrap_or_default();
        let mut left = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty());
        left.all(words::is_weekday)
    };
    (outside(line.get(..found.range.start)) && outside(line.get(found.range.end..)))
        .then_some(found)
}

fn at_word(words: &[Word<'_>], at: usize, habit: &Habit) -> Option<Found> {
    named(words, at, habit)
        .or_else(|| numeric(words.get(at)?, habit))
        .or_else(|| lone_year(words, at))
}

/// A date with the name of its month.
fn named(words: &[Word<'_>], at: usize, habit: &Habit) -> Option<Found> {
    let first = words.get(at)?;
    let start = first.range.start;
    let mut next = at + 1;
    let mut day = first.day();
    let month_number = match (day, first.month()) {
        (Some(_), _) => {
            if words.get(next).is_some_and(Word::is_of) {
                next += 1;
            }
            let month = words.get(next)?.month()?;
            next += 1;
            month
        }
        (None, Some(month)) => {
            day = words.get(next).and_then(Word::day);
            next += usize::from(day.is_some());
            month
        }
        _ => return None,
    };
    if words.get(next).is_some_and(Word::is_of) {
        next += 1;
    }
    let year_word = words.get(next)?;
    let (year, because) = year(year_word.text, habit)?;
    let iso = match day {
        Some(day) => iso_day(year, month_number, day),
        None => Some(format!("{year:04}-{month_number:02}")),
    };
    Some(Found {
        iso,
        range: start..year_word.range.end,
        because,
    })
}

/// `5/10/92`, `05.10.1992`, `1992-10-05`, `10/1992`.
fn numeric(word: &Word<'_>, habit: &Habit) -> Option<Found> {
    let separator = word.text.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(separator, '/' | '.' | '-') {
        return None;
    }
    let parts: Vec<&str> = word.text.split(separator).collect();
    let found = |iso: Option<String>, because: Option<String>| Found {
        iso,
        range: word.range.clone(),
        because,
    };
    let number = |part: &str| part.parse::<i16>().ok().filter(|_| part.len() <= 4);
    match parts.as_slice() {
        [y, m, d] if y.len() == 4 => {
            let iso = iso_day(number(y)?, number(m)?, number(d)?)?;
            Some(found(Some(iso), None))
        }
        [y, m] if y.len() == 4 && separator == '-' && m.len() == 2 => {
            let (year, month) = (number(y)?, number(m)?);
            (1..=12)
                .contains(&month)
                .then(|| found(Some(format!("{year:04}-{month:02}")), None))
        }
        [m, y] if y.len() == 4 && m.len() <= 2 && separator != '-' => {
            let (year, month) = (number(y)?, number(m)?);
            (1..=12)
                .contains(&month)
                .then(|| found(Some(format!("{year:04}-{month:02}")), None))
        }
        [a, b, y] if matches!(y.len(), 2 | 4) && a.len() <= 2 && b.len() <= 2 => {
            let (a, b) = (number(a)?, number(b)?);
            if !(1..=31).contains(&a) || !(1..=31).contains(&b) || (a > 12 && b > 12) {
                return None;
            }
            let (year, mut because) = year(y, habit)?;
            let (day, month) = if a > 12 || a == b {
                (a, b)
            } else if b > 12 {
                (b, a)
            } else {
                let Some((order, evidence)) = habit.order(separator) else {
                    return Some(found(None, None));
                };
                because = Some(match because {
                    Some(more) => format!("{evidence}; {more}"),
                    None => evidence,
                });
                match order {
                    habit::Order::DayFirst => (a, b),
                    habit::Order::MonthFirst => (b, a),
                }
            };
            Some(found(iso_day(year, month, day), because))
        }
        _ => None,
    }
}

/// A year with nothing else: the last word of a line, after a comma, in brackets, or alone.
fn lone_year(words: &[Word<'_>], at: usize) -> Option<Found> {
    let word = words.get(at)?;
    let year: u16 = word.text.parse().ok()?;
    let last = at + 1 == words.len();
    (last && word.text.len() == 4 && (1400..=2100).contains(&year)).then(|| Found {
        iso: Some(format!("{year}")),
        range: word.range.clone(),
        because: None,
    })
}

/// A year of four digits, or of two with its century settled, and what settles it.
fn year(text: &str, habit: &Habit) -> Option<(i16, Option<String>)> {
    let short = text.trim_start_matches(['\'', '’', '‘']);
    let number: i16 = short.parse().ok()?;
    match short.len() {
        4 if (1000..=2999).contains(&number) => Some((number, None)),
        2 => {
            let (year, because) = habit.century(number);
            Some((year, because))
        }
        _ => None,
    }
}

fn iso_day(year: i16, month: impl TryInto<i8>, day: impl TryInto<i8>) -> Option<String> {
    let date = Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    Some(date.to_string())
}

/// The number of the month that `word` names in one of several languages.
pub(super) fn month_number(word: &str) -> Option<i16> {
    month(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(line: &str) -> Option<String> {
        find(line, &Habit::default()).and_then(|f| f.iso)
    }

    #[test]
    fn certain_dates_are_read() {
        for (line, expected) in [
            ("London, 5th October 1992", "1992-10-05"),
            ("5th of October, 1992", "1992-10-05"),
            ("October 5, 1992", "1992-10-05"),
            ("Oct. 5th 1992", "1992-10-05"),
            ("Monday, 5 Oct 1992.", "1992-10-05"),
            ("October 1992", "1992-10"),
            ("1992-10-05", "1992-10-05"),
            ("25/12/1992", "1992-12-25"),
            ("12/25/1992", "1992-12-25"),
            ("5/5/1992", "1992-05-05"),
            ("5. Oktober 1992", "1992-10-05"),
            ("le 5 octobre 1992", "1992-10-05"),
            ("5 de octubre de 1992", "1992-10-05"),
            ("Leeds, 1992", "1992"),
            ("13.10.98", "1998-10-13"),
        ] {
            assert_eq!(iso(line).as_deref(), Some(expected), "{line}");
        }
    }

    #[test]
    fn what_is_not_certain_stays_as_it_is() {
        let found = find("5/10/1992", &Habit::default()).unwrap();
        assert_eq!(found.iso, None);
        for line in ["no. 5", "31/31/1992", "page 1992a", "3.5 loaves", "May be"] {
            assert_eq!(find(line, &Habit::default()), None, "{line}");
        }
        assert_eq!(iso("31 June 1992"), None);
    }

    #[test]
    fn the_text_settles_the_order() {
        let british = Habit::of(
            "From the 3rd of May to 17th June the mill stood still.",
            None,
        );
        let found = find("5/10/1992", &british).unwrap();
        assert_eq!(found.iso.as_deref(), Some("1992-10-05"));
        assert!(found.because.is_some());
        let american = Habit::of("From May 3rd to June 17 the mill stood still.", None);
        assert_eq!(
            find("5/10/1992", &american).unwrap().iso.as_deref(),
            Some("1992-05-10")
        );
        let german = Habit::of("Die Mühle.", Some("de"));
        assert_eq!(
            find("5.10.1992", &german).unwrap().iso.as_deref(),
            Some("1992-10-05")
        );
    }

    #[test]
    fn the_text_settles_the_century() {
        let habit = Habit::of("In 1917 the mill burnt down.", None);
        assert_eq!(
            find("25/10/92", &habit).unwrap().iso.as_deref(),
            Some("1992-10-25")
        );
    }

    #[test]
    fn a_line_that_is_a_date() {
        let habit = Habit::default();
        assert!(whole("Monday, 5 October 1992", &habit).is_some());
        assert!(whole("(October 1992)", &habit).is_some());
        assert!(whole("The mills of October 1992", &habit).is_none());
    }
}
