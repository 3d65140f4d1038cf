//! What every match of a regular expression holds: the strings of which one is sure to be there,
//! and the words that are sure to stand in a row.

use regex_syntax::hir::{Hir, HirKind};
use regex_syntax::parse;

use super::sieve::Needle;

/// More alternatives than this are not followed.
const MOST: usize = 64;

/// The strings one of which stands in every match; `None` when that cannot be said.
pub(super) fn literals(expression: &str) -> Option<Vec<Needle>> {
    let hir = parse(expression).ok()?;
    let texts = required(&hir)?;
    let needle = |text| Needle {
        text,
        folded: false,
        beside: None,
    };
    Some(texts.into_iter().map(needle).collect())
}

/// A piece of a word that stands in every match.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "index"),
    allow(dead_code, reason = "only an index asks for rows")
)]
pub(super) struct Piece {
    /// Letters and digits of ASCII, in lower case.
    pub(super) text: String,
    /// Whether the word begins with it.
    pub(super) begins: bool,
    /// Whether the word ends with it.
    pub(super) ends: bool,
}

/// The rows of words all of which stand in every match: within a row word after word, with nothing
/// but what parts words between them.
#[cfg_attr(
    not(feature = "index"),
    allow(dead_code, reason = "only an index asks for rows")
)]
pub(super) fn rows(expression: &str) -> Vec<Vec<Piece>> {
    let mut rows = Rows::default();
    if let Ok(hir) = parse(expression) {
        rows.read(&hir);
        rows.cut();
    }
    rows.done
}

/// The rows as they are gathered.
#[derive(Debug, Default)]
struct Rows {
    done: Vec<Vec<Piece>>,
    row: Vec<Piece>,
    /// The letters of the word that is being read, and whether it began with them.
    text: String,
    begins: bool,
}

impl Rows {
    fn read(&mut self, hir: &Hir) {
        match hir.kind() {
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.read(part)),
            HirKind::Capture(capture) => self.read(&capture.sub),
            HirKind::Literal(literal) => {
                for &byte in &literal.0 {
                    match byte {
                        b if b.is_ascii_alphanumeric() => {
                            self.text.push(char::from(b.to_ascii_lowercase()));
                        }
                        b if b.is_ascii() => self.part(),
                        // Whether it belongs to the word, and as what, is not looked into.
                        _ => self.cut(),
                    }
                }
            }
            HirKind::Class(_) if one_letter(hir).is_some() => self.text.extend(one_letter(hir)),
            HirKind::Look(_) | HirKind::Empty => {}
            HirKind::Repetition(repetition) if repetition.min > 0 => {
                self.cut();
                self.read(&repetition.sub);
                self.cut();
            }
            _ => self.cut(),
        }
    }

    /// Something parts words here.
    fn part(&mut self) {
        self.end_word(true);
        self.begins = true;
    }

    /// Anything may stand here.
    fn cut(&mut self) {
        self.end_word(false);
        self.begins = false;
        if !self.row.is_empty() {
            self.done.push(std::mem::take(&mut self.row));
        }
    }

    fn end_word(&mut self, ends: bool) {
        if self.text.is_empty() {
            return;
        }
        let piece = Piece {
            text: std::mem::take(&mut self.text),
            begins: self.begins,
            ends,
        };
        self.row.push(piece);
    }
}

fn shortest(set: &[String]) -> usize {
    set.iter().map(String::len).min().unwrap_or(0)
}

/// The best set of strings for an expression: that whose shortest string is the longest.
fn required(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        HirKind::Repetition(_) => None,
        HirKind::Alternation(parts) => {
            let sets: Option<Vec<Vec<String>>> = parts.iter().map(required).collect();
            let all: Vec<String> = sets?.into_iter().flatten().collect();
            (all.len() <= MOST).then_some(all)
        }
        HirKind::Concat(parts) => in_row(parts),
        _ => in_row(std::slice::from_ref(hir)),
    }
}

/// Of parts that stand in a row: the longest run of letters, or the best set within one of them.
fn in_row(parts: &[Hir]) -> Option<Vec<String>> {
    let mut best: Option<Vec<String>> = None;
    let mut offer = |set: Vec<String>| {
        let better = best.as_deref().is_none_or(|b| shortest(&set) > shortest(b));
        if shortest(&set) > 0 && better {
            best = Some(set);
        }
    };
    let mut run = String::new();
    for part in parts {
        match part.kind() {
            HirKind::Literal(literal) => {
                for &byte in &literal.0 {
                    if byte.is_ascii_alphanumeric() {
                        run.push(char::from(byte.to_ascii_lowercase()));
                    } else {
                        offer(vec![std::mem::take(&mut run)]);
                    }
                }
            }
            HirKind::Class(_) if one_letter(part).is_some() => run.extend(one_letter(part)),
            HirKind::Look(_) | HirKind::Empty => {}
            HirKind::Class(_) => offer(vec![std::mem::take(&mut run)]),
            _ => {
                offer(vec![std::mem::take(&mut run)]);
                if let Some(set) = required(part) {
                    offer(set);
                }
            }
        }
    }
    offer(vec![run]);
    best
}

/// The one letter of ASCII, in lower case, that a class stands for: `[Aa]`, or `a` where capitals
/// do not matter (with the long s for `s`, and the sign of kelvin for `k`).
fn one_letter(hir: &Hir) -> Option<char> {
    let HirKind::Class(regex_syntax::hir::Class::Unicode(class)) = hir.kind() else {
        return None;
    };
    let mut letter = None;
    for range in class.iter() {
        if range.len() != 1 {
            return None;
        }
        let c = match range.start() {
            '\u{17f}' => 's',
            '\u{212a}' => 'k',
            c if c.is_ascii_alphanumeric() => c.to_ascii_lowercase(),
            _ => return None,
        };
        if letter.replace(c).is_some_and(|known| known != c) {
            return None;
        }
    }
    letter
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(expression: &str) -> Vec<String> {
        let found = literals(expression).unwrap_or_default();
        found.into_iter().map(|n| n.text).collect()
    }

    #[test]
    fn the_longest_string_that_is_sure() {
        assert_eq!(of("revol.*tion"), ["revol"]);
        assert_eq!(of("(?i)Kremlin"), ["kremlin"]);
        assert_eq!(of("(court|statute) of"), ["court", "statute"]);
        assert_eq!(of("(?:ab)+c?"), ["ab"]);
        assert_eq!(of(r"\bbread, and"), ["bread"]);
        assert_eq!(of("x*y?"), Vec::<String>::new());
        assert_eq!(of("a|b*"), Vec::<String>::new());
        assert_eq!(of("[abc]d"), ["d"]);
        assert_eq!(of("état"), ["tat"]);
    }

    /// The rows as one writes them: a star where the word may go on.
    fn rows_of(expression: &str) -> Vec<String> {
        let star = |is: bool| if is { "" } else { "*" };
        let shown = |p: &Piece| format!("{}{}{}", star(p.begins), p.text, star(p.ends));
        let row = |row: &Vec<Piece>| row.iter().map(shown).collect::<Vec<_>>().join(" ");
        rows(expression).iter().map(row).collect()
    }

    #[test]
    fn the_rows_of_words_that_are_sure() {
        assert_eq!(rows_of(r"juris\w+ion of vol"), ["*juris*", "*ion of vol*"]);
        assert_eq!(rows_of("(?i)Bread, (and) peace"), ["*bread and peace*"]);
        assert_eq!(rows_of("(the ){2}end"), ["*the", "*end*"]);
        assert_eq!(rows_of("a (b|c) d"), ["*a", "d*"]);
        assert_eq!(rows_of("l’été is"), ["*l*", "*t*", "is*"]);
        assert!(rows_of("(bread )?[ab]*").is_empty());
    }
}
