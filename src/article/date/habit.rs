//! How a text writes its dates, learnt from the text itself.

use super::words::{Word, words};

/// Which part of `5/10/92` is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::article) enum Order {
    /// Day, month, year: most of the world.
    DayFirst,
    /// Month, day, year: the United States.
    MonthFirst,
}

/// What a text tells about how it writes dates.
#[derive(Debug, Clone, Default)]
pub(in crate::article) struct Habit {
    /// Dates with the day before the month, and one of them.
    day_first: (usize, String),
    /// Dates with the month before the day, and one of them.
    month_first: (usize, String),
    /// Words in British and in American spelling.
    spelling: (usize, usize),
    language: Option<String>,
    /// The latest year that the text names with four digits.
    latest_year: Option<i16>,
}

/// Beginnings of words that British and American spelling write differently.
const BRITISH: [&str; 14] = [
    "labour",
    "centre",
    "defence",
    "organis",
    "recognis",
    "realis",
    "colour",
    "favour",
    "honour",
    "behaviour",
    "neighbour",
    "programme",
    "theatre",
    "travell",
];
const AMERICAN: [&str; 13] = [
    "labor", "center", "defense", "organiz", "recogniz", "realiz", "color", "favor", "honor",
    "behavior", "neighbor", "theater", "traveler",
];

impl Habit {
    /// Learns from a text in a language, as far as that is known (a BCP 47 tag).
    pub(in crate::article) fn of(text: &str, language: Option<&str>) -> Self {
        let mut habit = Self {
            language: language.map(str::to_owned),
            ..Self::default()
        };
        for line in text.lines() {
            habit.learn(&words(line));
        }
        habit
    }

    fn learn(&mut self, words: &[Word<'_>]) {
        for (at, word) in words.iter().enumerate() {
            if word.text.len() == 4
                && let Ok(year) = word.text.parse::<i16>()
                && (1000..=this_year()).contains(&year)
            {
                self.latest_year = self.latest_year.max(Some(year));
            }
            if word.month().is_some() && word.text.starts_with(char::is_uppercase) {
                self.learn_order(words, at);
            } else if word.text.starts_with(|c: char| c.is_ascii_digit()) {
                self.learn_numeric(word.text);
            } else {
                self.learn_spelling(word.text);
            }
        }
    }

    /// Which side of a month's name its day stands on.
    fn learn_order(&mut self, words: &[Word<'_>], month: usize) {
        let back = |by: usize| month.checked_sub(by).and_then(|i| words.get(i));
        let of = back(1).is_some_and(Word::is_of);
        let before = back(if of { 2 } else { 1 }).filter(|w| w.day().is_some());
        let after = words.get(month + 1).filter(|w| w.day().is_some());
        let name = words.get(month).map_or("", |w| w.text);
        match (before, after) {
            (Some(day), None) => {
                let joint = if of { " of " } else { " " };
                note(&mut self.day_first, || format!("{}{joint}{name}", day.text));
            }
            (None, Some(day)) => note(&mut self.month_first, || format!("{name} {}", day.text)),
            _ => {}
        }
    }

    /// `25/10/17` has its day first, whatever it stands for.
    fn learn_numeric(&mut self, word: &str) {
        let parts: Vec<&str> = word.split(['/', '-', '.']).collect();
        let [a, b, y] = parts.as_slice() else { return };
        let number = |part: &str| part.parse::<u8>().ok().filter(|n| (1..=31).contains(n));
        let (Some(a), Some(b)) = (number(a), number(b)) else {
            return;
        };
        if !matches!(y.len(), 2 | 4) || y.parse::<u16>().is_err() {
            return;
        }
        if a > 12 && b <= 12 {
            note(&mut self.day_first, || word.to_owned());
        } else if b > 12 && a <= 12 {
            note(&mut self.month_first, || word.to_owned());
        }
    }

    fn learn_spelling(&mut self, word: &str) {
        if word.len() < 5 {
            return;
        }
        let lower = word.to_lowercase();
        let british = BRITISH.iter().any(|b| lower.starts_with(b));
        let american = !british && AMERICAN.iter().any(|a| lower.starts_with(a));
        self.spelling.0 += usize::from(british);
        self.spelling.1 += usize::from(american);
    }

    /// The order of day and month, and what it rests on; `None` when nothing tells.
    pub(in crate::article) fn order(&self, separator: char) -> Option<(Order, String)> {
        let clear = |one: usize, other: usize| one > 0 && one >= other * 4;
        let (days, months) = (self.day_first.0, self.month_first.0);
        let because = |what: &str, example: &str| {
            format!("the text writes {what} elsewhere (\u{201c}{example}\u{201d})")
        };
        if clear(days, months) {
            return Some((
                Order::DayFirst,
                because("the day before the month", &self.day_first.1),
            ));
        }
        if clear(months, days) {
            return Some((
                Order::MonthFirst,
                because("the month before the day", &self.month_first.1),
            ));
        }
        if self
            .language
            .as_deref()
            .is_some_and(|l| !l.starts_with("en"))
        {
            return Some((Order::DayFirst, "so its language writes dates".to_owned()));
        }
        let (british, american) = self.spelling;
        if separator == '.' {
            return Some((
                Order::DayFirst,
                "dates with stops have their day first".to_owned(),
            ));
        }
        if british >= 2 && clear(british, american) {
            return Some((
                Order::DayFirst,
                "the text is in British spelling".to_owned(),
            ));
        }
        if american >= 2 && clear(american, british) {
            return Some((
                Order::MonthFirst,
                "the text is in American spelling".to_owned(),
            ));
        }
        None
    }

    /// The full year of one with two digits, and what it rests on. A text is not dated before a
    /// year that it names, nor in the future.
    pub(in crate::article) fn century(&self, year: i16) -> (i16, Option<String>) {
        let now = this_year();
        let century = now - now % 100;
        let latest = if century + year <= now {
            century + year
        } else {
            century - 100 + year
        };
        let because = match self.latest_year {
            Some(named) if named > latest - 100 && named <= latest => {
                format!("the year is {latest}, since the text names {named}")
            }
            _ => format!("the year is taken to be {latest}, the latest that fits"),
        };
        (latest, Some(because))
    }
}

fn note(slot: &mut (usize, String), example: impl FnOnce() -> String) {
    if slot.0 == 0 {
        slot.1 = example();
    }
    slot.0 += 1;
}

/// The current year by the system's clock.
fn this_year() -> i16 {
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |d| d.as_secs());
    // A Gregorian year has 31,556,952 seconds on the average.
    i16::try_from(seconds / 31_556_952).map_or(2100, |years| 1970 + years)
}
