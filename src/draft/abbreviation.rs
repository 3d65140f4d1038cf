//! Abbreviations that the text defines: *(from now on referred to as the RMC)*, *New Economic
//! Policy (NEP)*.

use super::find::Group;
use super::findings::{Abbreviation, Findings};
use super::scan::Bracket;
use crate::source::citation::{hereafter, is_function_word};

/// The abbreviations defined in a paragraph's brackets.
pub(super) fn find(text: &str, brackets: &[Bracket], groups: &[Group], findings: &mut Findings) {
    for bracket in brackets {
        let cites = groups.iter().any(|g| {
            !g.note && g.range.start <= bracket.range.start && bracket.range.end <= g.range.end
        });
        if bracket.range.len() > 120 || bracket.height > 0 || cites {
            continue;
        }
        let inner = text
            .get(bracket.range.start + 1..bracket.range.end - 1)
            .unwrap_or_default();
        let before = text
            .get(
                super::prose::floor(text, bracket.range.start.saturating_sub(200))
                    ..bracket.range.start,
            )
            .unwrap_or_default();
        let announced = hereafter(inner);
        let short = match &announced {
            Some(short) => short.as_str(),
            None if is_acronym(inner.trim()) => inner.trim(),
            None => continue,
        };
        let Some(long) = spelled_out(before, short, announced.is_some()) else {
            continue;
        };
        let known = findings.abbreviations.iter().any(|a| a.short == short);
        if !known {
            findings.abbreviations.push(Abbreviation {
                short: short.to_owned(),
                long,
                range: bracket.range.clone(),
            });
        }
    }
}

fn is_acronym(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_uppercase()).count();
    (2..=8).contains(&letters)
        && text
            .chars()
            .all(|c| c.is_uppercase() || matches!(c, '.' | '-' | '&') || c.is_ascii_digit())
}

/// The words before the bracket that the short form stands for: those with its initials, else, if
/// it was announced in so many words, the capitalised phrase that ends there.
fn spelled_out(before: &str, short: &str, announced: bool) -> Option<String> {
    let letters: Vec<char> = short
        .chars()
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect();
    let words: Vec<&str> = before.split_whitespace().collect();
    for skipping in [true, false] {
        let mut left = letters.len();
        for (taken, word) in words.iter().rev().enumerate() {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            if skipping && is_function_word(&bare.to_lowercase()) {
                continue;
            }
            let parts = bare.split('-').filter(|p| !p.is_empty()).rev();
            let mut fits = true;
            for part in parts {
                let initial = part.chars().next().and_then(|c| c.to_lowercase().next());
                let wanted = left.checked_sub(1).and_then(|i| letters.get(i));
                fits &= initial.as_ref() == wanted;
                left = left.saturating_sub(1);
            }
            if !fits || taken > 12 {
                break;
            }
            if left == 0 {
                let run = words.get(words.len() - 1 - taken..)?;
                return Some(
                    run.join(" ")
                        .trim_matches(|c: char| !c.is_alphanumeric())
                        .to_owned(),
                );
            }
        }
    }
    if !announced {
        return None;
    }
    let capital = |w: &&&str| w.starts_with(char::is_uppercase) || is_function_word(w);
    let count = words.iter().rev().take_while(capital).count();
    let run = words.get(words.len() - count..)?;
    let start = run
        .iter()
        .position(|w| w.starts_with(char::is_uppercase) && !is_function_word(&w.to_lowercase()))?;
    Some(run.get(start..)?.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_are_spelled_out() {
        assert_eq!(
            spelled_out("by the New Oven Policy ", "NOP", false).as_deref(),
            Some("New Oven Policy")
        );
        assert_eq!(
            spelled_out("of the League of Master Bakers ", "LMB", false).as_deref(),
            Some("League of Master Bakers")
        );
        assert_eq!(
            spelled_out("the Guild of Master Bakers ", "the Guild", true).as_deref(),
            Some("Guild of Master Bakers")
        );
        assert_eq!(spelled_out("they met in the hall ", "USA", false), None);
    }
}
