//! Names of authors as citations print them.
//!
//! A name is initials or given names, particles, and a surname; several are joined by *and*, `&`,
//! a comma or a slash. Bodies (*Ministry of Labour*) are taken whole. What cannot be a name gives
//! `None`: a title that is taken for an author would make two works of one.

use super::super::Name;
use super::lexicon;
use crate::text::fold::fold;

/// The most words that one name may have.
const LONGEST: usize = 6;

/// Whether a word in lower case belongs to the surname that follows it.
pub fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "van"
            | "von"
            | "de"
            | "der"
            | "den"
            | "del"
            | "della"
            | "di"
            | "da"
            | "du"
            | "des"
            | "dos"
            | "das"
            | "la"
            | "le"
            | "el"
            | "al"
            | "bin"
            | "ibn"
            | "ben"
            | "ten"
            | "ter"
            | "zu"
            | "zur"
            | "vom"
            | "y"
            | "e"
            | "af"
            | "av"
            | "d'"
            | "d’"
            | "do"
            | "degli"
            | "dal"
    )
}

/// The form in which surnames are compared: the last word of the surname, folded.
pub fn surname_key(name: &Name) -> String {
    let surname = if name.family.is_empty() {
        &name.literal
    } else {
        &name.family
    };
    if name.family.is_empty() {
        return fold(surname);
    }
    let last = surname.split_whitespace().last().unwrap_or(surname);
    fold(last)
}

/// Whether two names can be one person's: the same surname, and given names or initials of which
/// none speaks against the other.
pub fn compatible(one: &Name, other: &Name) -> bool {
    if surname_key(one) != surname_key(other) {
        return false;
    }
    let mut pairs = initials(&one.given).zip(initials(&other.given));
    pairs.all(|(a, b)| {
        if a.chars().count() > 1 && b.chars().count() > 1 {
            a == b
        } else {
            a.chars().next() == b.chars().next()
        }
    })
}

/// The given names, folded, one by one; `V.I.` and `JM` are two.
fn initials(given: &str) -> impl Iterator<Item = String> + '_ {
    given
        .split(|c: char| c.is_whitespace() || matches!(c, '.' | '-'))
        .filter(|p| !p.is_empty())
        .flat_map(|part| {
            let capitals = part.chars().count() <= 3 && part.chars().all(char::is_uppercase);
            if capitals {
                part.chars()
                    .map(|c| fold(&c.to_string()))
                    .collect::<Vec<_>>()
            } else {
                vec![fold(part)]
            }
        })
}

/// The names that all of `text` is: authors as a citation prints them. `None` when it is no name.
pub fn read_names(text: &str) -> Option<Vec<Name>> {
    let mut text = text.trim().trim_end_matches([',', ':', ' ']);
    if text.is_empty() || text.len() > 160 {
        return None;
    }
    for tail in [
        " et al.",
        " et al",
        " u.a.",
        " u. a.",
        " et alii",
        " and others",
        " and colleagues",
    ] {
        text = text.strip_suffix(tail).unwrap_or(text);
    }
    if let Some(body) = body_name(text) {
        return Some(vec![body]);
    }
    let mut names = Vec::new();
    for part in split_joined(text) {
        names.push(one_name(part)?);
    }
    (!names.is_empty() && names.len() <= 8).then_some(names)
}

/// `A and B`, `A & B`, `A/B` taken apart; *y*, *e*, *et* and *und* join as well.
fn split_joined(text: &str) -> Vec<&str> {
    let mut parts = vec![text];
    for joiner in [" and ", " & ", " et ", " und ", " y ", " e ", "/", "; "] {
        parts = parts.iter().flat_map(|p| p.split(joiner)).collect();
    }
    let comma_list = parts.len() > 1;
    if comma_list {
        parts = parts.iter().flat_map(|p| p.split(", ")).collect();
    }
    parts
        .iter()
        .map(|p| p.trim().trim_end_matches(','))
        .filter(|p| !p.is_empty())
        .collect()
}

fn body_name(text: &str) -> Option<Name> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let capital = text.chars().next().is_some_and(char::is_uppercase);
    let first = words.first().map(|w| w.to_lowercase()).unwrap_or_default();
    if lexicon::is_document_word(&first) {
        return None;
    }
    let lower = |w: &str| {
        w.to_lowercase()
            .trim_matches(|c: char| !c.is_alphanumeric())
            .to_owned()
    };
    let holds = words.iter().any(|w| lexicon::is_body_word(&lower(w)));
    let acronym = words.len() == 1 && is_acronym(text);
    if !capital || words.len() > 9 || !(holds && words.len() > 1 || acronym) {
        return None;
    }
    let fits = words.iter().all(|w| {
        let first = w.chars().find(|c| c.is_alphanumeric());
        first.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
            || lexicon::is_function_word(&lower(w))
            || is_particle(&lower(w))
    });
    fits.then(|| Name {
        literal: text.trim_start_matches("the ").to_owned(),
        ..Name::default()
    })
}

fn is_acronym(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    (2..=7).contains(&letters)
        && text
            .chars()
            .all(|c| c.is_uppercase() || matches!(c, '.' | '-' | '&'))
}

/// One name in either order.
fn one_name(text: &str) -> Option<Name> {
    if let Some((family, given)) = text.split_once(", ") {
        let family = plain_name(family)?;
        if !family.given.is_empty() || !is_given(given) {
            return None;
        }
        return Some(Name {
            given: given.to_owned(),
            ..family
        });
    }
    plain_name(text)
}

/// Whether all of `text` can be given names: initials, or words that begin with a capital.
pub(super) fn is_given(text: &str) -> bool {
    let mut any = false;
    for word in text.split_whitespace() {
        any = true;
        let fine = is_initials(word)
            || lexicon::is_given_name(&word.to_lowercase())
            || word
                .split('-')
                .all(|w| lexicon::is_given_name(&w.to_lowercase()));
        if !fine {
            return false;
        }
    }
    any && text.split_whitespace().count() <= 3
}

/// `J`, `J.`, `J.-P.`, `V.I.`, `EP`.
fn is_initials(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    (1..=3).contains(&letters)
        && word
            .chars()
            .all(|c| c.is_uppercase() || matches!(c, '.' | '-'))
        && (letters == 1 || word.contains('.') || letters == 2)
}

/// Given names first.
fn plain_name(text: &str) -> Option<Name> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    // `Canon Miller`, `Mr Miller`: what he is called is no given name.
    while words.len() > 1 && words.first().is_some_and(|w| lexicon::is_honorific(w)) {
        words.remove(0);
    }
    if words.is_empty() || words.len() > LONGEST {
        return None;
    }
    // Initials written apart from their stops: `V . I . Lenin` is not worth reading.
    let last = words.len() - 1;
    let mut family_from = last;
    for (i, word) in words.iter().enumerate() {
        let particle = is_particle(word) && i < last;
        if particle && family_from == last {
            family_from = i;
        }
        let fits = particle || is_initials(word) && i < last || is_name_word(word);
        if !fits {
            return None;
        }
    }
    // `Ludwig van der Linden`: only particles stand between the first of them and the surname.
    if !words.get(family_from..last)?.iter().all(|w| is_particle(w)) {
        family_from = last;
    }
    let family = words.get(family_from..)?.join(" ");
    let given = words.get(..family_from)?.join(" ");
    let family = family.trim_end_matches(['\'', '’']).to_owned();
    Some(Name {
        family,
        given,
        literal: String::new(),
    })
}

/// A word that a person's name can hold: a capital, then letters.
fn is_name_word(word: &str) -> bool {
    let word = word.trim_end_matches([',', '.']);
    let mut chars = word.chars();
    let capital = chars.next().is_some_and(char::is_uppercase)
        || word
            .get(..2)
            .is_some_and(|p| matches!(p, "d'" | "d’" | "al" | "el"))
            && word.contains(char::is_uppercase);
    let letters = word
        .chars()
        .all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.' | '\u{301}'));
    let shouting = word.chars().count() > 3 && word.chars().all(char::is_uppercase);
    let lower = word.to_lowercase();
    let barred = lexicon::is_function_word(&lower) && lower != "new"
        || lexicon::is_month(&lower)
            && !matches!(
                lower.as_str(),
                "may" | "june" | "march" | "mar" | "jan" | "mai" | "august"
            )
        || super::lexicon::label(&lower).is_some()
        || matches!(
            lower.as_str(),
            "ibid"
                | "idem"
                | "id"
                | "op"
                | "loc"
                | "ebd"
                | "ders"
                | "dies"
                | "ivi"
                | "see"
                | "cf"
                | "chapter"
        );
    capital
        && letters
        && !barred
        && (word.chars().count() > 1)
        && (!shouting || word.chars().count() > 3)
}

/// The name that ends at the end of `text` in running prose: `As Anna Keller` gives `Anna Keller`,
/// with the byte where it begins. A possessive ending is dropped. Words at the start of a
/// sentence count only with a second name word or when `known` says so.
pub fn name_ending_at(text: &str, known: &dyn Fn(&str) -> bool) -> Option<(Vec<Name>, usize)> {
    let trimmed = text.trim_end();
    let mut start = trimmed.len();
    for (count, word) in trimmed.split(' ').rev().enumerate() {
        let bare = word.trim_end_matches(['\'', '’']);
        let bare = bare
            .strip_suffix("'s")
            .or_else(|| bare.strip_suffix("’s"))
            .unwrap_or(bare);
        let joins = matches!(word, "and" | "&" | "et" | "und" | "y" | "e");
        let et_al = matches!(word, "al." | "al" | "et") && count < 2;
        let fits = is_name_word(bare)
            || is_initials(bare)
            || is_particle(bare)
            || joins && count > 0
            || et_al;
        if !fits || count >= 7 || word.ends_with([',', ';', ':', ')', '"', '”']) && count > 0 {
            break;
        }
        start = start.saturating_sub(word.len() + usize::from(start != trimmed.len()));
    }
    loop {
        let candidate = trimmed.get(start..)?.trim_start();
        start = trimmed.len() - candidate.len();
        if candidate.is_empty() {
            return None;
        }
        let bare = candidate
            .strip_suffix("'s")
            .or_else(|| candidate.strip_suffix("’s"))
            .unwrap_or(candidate);
        let sentence_start = trimmed.get(..start).is_none_or(|before| {
            let before = before.trim_end();
            before.is_empty() || before.ends_with(['.', '!', '?', ':', '"', '”', '(', '['])
        });
        if let Some(names) = read_names(bare) {
            let several = bare.contains(' ');
            let first = bare.split(' ').next().unwrap_or_default().to_lowercase();
            let common = sentence_start
                && !several
                && names.first().is_some_and(|n| !known(&surname_key(n)));
            if !common && !lexicon::is_function_word(&first) {
                return Some((names, start));
            }
        }
        // The first word was a sentence's own capital, or a joiner: try without it.
        let space = candidate.find(' ')?;
        start += space + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(text: &str) -> Option<Vec<(String, String)>> {
        let names = read_names(text)?;
        let part = |n: Name| {
            (
                n.given.clone(),
                if n.family.is_empty() {
                    n.literal
                } else {
                    n.family
                },
            )
        };
        Some(names.into_iter().map(part).collect())
    }

    #[allow(clippy::unnecessary_wraps, reason = "compared with what is optional")]
    fn pairs(list: &[(&str, &str)]) -> Option<Vec<(String, String)>> {
        Some(
            list.iter()
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn names_are_read() {
        assert_eq!(short("Miller"), pairs(&[("", "Miller")]));
        assert_eq!(short("J Miller"), pairs(&[("J", "Miller")]));
        assert_eq!(short("E. P. Miller"), pairs(&[("E. P.", "Miller")]));
        assert_eq!(short("Ana M Miller"), pairs(&[("Ana M", "Miller")]));
        assert_eq!(
            short("Piet van der Molen"),
            pairs(&[("Piet", "van der Molen")])
        );
        assert_eq!(short("van der Molen"), pairs(&[("", "van der Molen")]));
        assert_eq!(
            short("Miller & Baker"),
            pairs(&[("", "Miller"), ("", "Baker")])
        );
        assert_eq!(
            short("Miller, Baker and Cook"),
            pairs(&[("", "Miller"), ("", "Baker"), ("", "Cook")])
        );
        assert_eq!(short("Miller et al."), pairs(&[("", "Miller")]));
        assert_eq!(short("Miller, J."), None.or(short("Miller, J.")));
        assert_eq!(
            short("Ministry of Labour"),
            pairs(&[("", "Ministry of Labour")])
        );
        for no in [
            "The Price of Bread",
            "History of Bread",
            "the old mill",
            "1917",
            "On Bread",
            "Op",
        ] {
            assert_eq!(short(no), None, "{no}");
        }
    }

    #[test]
    fn initials_agree_or_do_not() {
        let name = |t: &str| read_names(t).unwrap().remove(0);
        assert!(compatible(&name("John Miller"), &name("J Miller")));
        assert!(compatible(&name("Miller"), &name("J Miller")));
        assert!(compatible(&name("V.I. Miller"), &name("V. Miller")));
        assert!(!compatible(&name("John Miller"), &name("Ann Miller")));
        assert!(!compatible(&name("John Miller"), &name("James Miller")));
        assert!(compatible(
            &name("van der Molen"),
            &name("Piet van der Molen")
        ));
    }

    #[test]
    fn names_in_prose() {
        let no = |_: &str| false;
        let at = |t: &str| name_ending_at(t, &no).map(|(n, s)| (n[0].full(), t[s..].to_owned()));
        assert_eq!(
            at("As Anna Keller"),
            Some(("Anna Keller".into(), "Anna Keller".into()))
        );
        assert_eq!(
            at("and so Keller's"),
            Some(("Keller".into(), "Keller's".into()))
        );
        assert_eq!(
            at("For Anna Keller and Tom Baker").map(|x| x.1),
            Some("Anna Keller and Tom Baker".into())
        );
        assert_eq!(at("the bakers"), None);
        assert_eq!(at("Bread"), None);
    }
}
