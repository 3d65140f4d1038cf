//! Titles compared: whole after folding, in short forms, and by their initials.

use crate::source::citation::is_function_word;
use crate::text::fold::fold;

/// The articles that a title may begin with or not.
const ARTICLES: &[&str] = &[
    "the", "a", "an", "le", "la", "les", "l'", "l’", "un", "une", "der", "die", "das", "ein",
    "eine", "el", "los", "las", "il", "lo", "gli", "i",
];

/// The form in which whole titles are compared: folded, without a leading article.
pub fn title_key(title: &str) -> String {
    fold(without_article(title))
}

/// The title without a leading article.
pub(super) fn without_article(title: &str) -> &str {
    let trimmed = title.trim();
    let lower = trimmed.to_lowercase();
    for article in ARTICLES {
        if let Some(rest) = lower.strip_prefix(article)
            && lower.len() == trimmed.len()
            && (article.ends_with(['\'', '’']) || rest.starts_with(' '))
        {
            let kept = trimmed.get(article.len()..).unwrap_or(trimmed).trim_start();
            if !kept.is_empty() {
                return kept;
            }
        }
    }
    trimmed
}

/// The title without its subtitle.
pub(super) fn main_title(title: &str) -> &str {
    let at = title.find([':', '?', '!']);
    let at = at
        .or_else(|| title.find(". "))
        .or_else(|| title.find(" – "));
    at.and_then(|a| title.get(..a))
        .filter(|m| !m.trim().is_empty())
        .unwrap_or(title)
}

/// The folded words of a title, without a leading article.
fn words(title: &str) -> Vec<String> {
    let breaks = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '/');
    without_article(title)
        .split(breaks)
        .map(fold)
        .filter(|w| !w.is_empty())
        .collect()
}

/// How a short title fits a whole one, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// All of it up to the subtitle.
    Main,
    /// The subtitle.
    Sub,
    /// Its first words.
    Beginning,
    /// Words from within it, without a leading article of their own.
    Within,
}

/// Whether `short` can be a short form of `whole`; whole titles that are equal are no business of
/// this.
pub(super) fn short_form(short: &str, whole: &str) -> Option<Fit> {
    let (few, many) = (words(short), words(whole));
    if few.is_empty() || few.len() >= many.len() {
        return None;
    }
    if fold(without_article(main_title(whole))) == fold(without_article(short)) {
        return Some(Fit::Main);
    }
    let main = main_title(whole).len();
    let sub = whole
        .get(main..)
        .map(|s| s.trim_start_matches(|c: char| !c.is_alphanumeric()))
        .filter(|s| !s.is_empty());
    if sub.is_some_and(|s| fold(without_article(s)) == fold(without_article(short))) {
        return Some(Fit::Sub);
    }
    // `Tarrant` for `Tarrant v. Post-Office`: a case goes by its first party.
    if many.starts_with(&few) && many.get(few.len()).is_some_and(|w| w == "v") {
        return Some(Fit::Main);
    }
    let article = without_article(short).len() < short.trim().len();
    // `A Bridge` for `A Bridge Has No Neighbours`: printed from its first word on.
    if article && fold(whole).starts_with(&fold(short)) && many.starts_with(&few) {
        return Some(Fit::Beginning);
    }
    if many.starts_with(&few) {
        // `Bread` may stand for `Bread and Power`, not for `Bread Prices`: the cut falls before a
        // small word, or two words are left.
        let next = many.get(few.len()).map(String::as_str).unwrap_or_default();
        let plain = without_article(whole);
        let cut = plain
            .get(without_article(short).len()..)
            .is_some_and(|rest| rest.starts_with([',', ':', ';']));
        return (few.len() > 1 || cut || is_function_word(next)).then_some(Fit::Beginning);
    }
    let inside = many.windows(few.len()).any(|w| w == few.as_slice());
    (!article && few.len() > 1 && inside).then_some(Fit::Within)
}

/// The initials of a container's title: `SW` for `Selected Works`.
pub(super) fn initials(title: &str) -> String {
    title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty() && !is_function_word(&w.to_lowercase()))
        .filter_map(|w| w.chars().next())
        .flat_map(char::to_uppercase)
        .collect()
}

/// How alike two folded titles are, from 0 to 1, by their pairs of letters (Dice's coefficient).
pub fn likeness(one: &str, other: &str) -> f64 {
    let pairs = |t: &str| -> Vec<(char, char)> {
        let mut list: Vec<_> = t.chars().zip(t.chars().skip(1)).collect();
        list.sort_unstable();
        list
    };
    let (a, b) = (pairs(one), pairs(other));
    let (mut i, mut j, mut shared) = (0, 0, 0usize);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
        }
    }
    let all = a.len() + b.len();
    if all == 0 {
        0.0
    } else {
        2.0 * shared as f64 / all as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_compared_whole() {
        assert_eq!(title_key("The Dual Oven"), title_key("Dual oven"));
        assert_ne!(
            title_key("The Bread Revolt"),
            title_key("The History of the Bread Revolt")
        );
        assert_eq!(
            title_key("L'Industrie du pain"),
            title_key("Industrie du Pain")
        );
    }

    #[test]
    fn short_forms_fit_or_do_not() {
        let whole = "The Price of Bread in Northern Towns";
        assert_eq!(short_form("Price of Bread", whole), Some(Fit::Beginning));
        assert_eq!(short_form("Bread", "Bread and Power"), Some(Fit::Beginning));
        assert_eq!(short_form("Bread", "Bread Prices"), None);
        assert_eq!(
            short_form("The Oven", "The Oven: A History"),
            Some(Fit::Main)
        );
        assert_eq!(short_form("Northern Towns", whole), Some(Fit::Within));
        // With its article it is a title of its own.
        assert_eq!(
            short_form("The Bread Revolt", "The History of the Bread Revolt"),
            None
        );
    }

    #[test]
    fn initials_stand_for_containers() {
        assert_eq!(initials("Selected Works"), "SW");
        assert_eq!(initials("The Collected Papers of the Guild"), "CPG");
    }
}
