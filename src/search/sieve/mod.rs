//! A quick look at a raw file: which places of it may answer a query.
//!
//! The sieve never misses: what it lets through is read properly afterwards. It looks for a
//! string that every answer must hold. Markup can hide that string (`re*vol*ution`, `&eacute;`,
//! a soft hyphen, a word broken over two lines), so every place where a letter stands close to
//! something that could hide one is let through as well.

mod beside;
mod hidden;
mod striking;

use std::ops::ControlFlow;

use regex::bytes::{Regex, RegexBuilder};

use beside::Beside;

use super::passage::Unit;
use super::query::{Node, Query};
use super::required;

/// Looks for the places that may answer one query. A clone is made quickly.
#[derive(Debug, Clone)]
pub(crate) struct Sieve {
    /// `None` when nothing is sure to stand in an answer.
    needles: Option<Needles>,
}

#[derive(Debug, Clone)]
struct Needles {
    /// Any of the strings, capitals aside.
    regex: Regex,
    /// The strings that are folded words, or the beginnings of some.
    words: Vec<String>,
    /// Whether some are parts of an expression, which is matched on the text as it is.
    unfolded: bool,
    /// What stands beside the string, if there is but one.
    beside: Option<Beside>,
}

/// Where a file may answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Candidates {
    /// It may anywhere.
    Everywhere,
    /// It may in the blocks that hold these bytes; nowhere when there are none. In order.
    At(Vec<usize>),
}

/// A string that an answer holds: letters and digits of ASCII, in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Needle {
    pub(crate) text: String,
    /// Whether it is a folded word rather than a part of an expression.
    pub(crate) folded: bool,
    /// What stands beside it, if it is the word of a phrase.
    pub(crate) beside: Option<Beside>,
}

/// More strings than this are looked for more slowly than the text is read.
const MOST: usize = 500;

impl Sieve {
    pub(crate) fn of(query: &Query) -> Self {
        Self {
            needles: needles(&query.root).and_then(Needles::new),
        }
    }

    /// One that lets everything through.
    pub(crate) fn open() -> Self {
        Self { needles: None }
    }

    /// As [`Sieve::of`], for every passage that holds any of the terms.
    pub(crate) fn of_any(query: &Query) -> Self {
        let mut sets = Some(Vec::new());
        query.root.each_term(&mut |term| {
            let of_term = needles(term);
            sets = sets.take().zip(of_term).map(|(mut all, more)| {
                all.extend(more);
                all
            });
        });
        // A query of fields alone has no term, and anything may answer.
        let sets = sets.filter(|all| !all.is_empty());
        Self {
            needles: sets.and_then(Needles::new),
        }
    }

    /// The places of a Markdown text that may answer.
    pub(crate) fn candidates(&self, markdown: &str) -> Candidates {
        let Some(needles) = &self.needles else {
            return Candidates::Everywhere;
        };
        let mut places: Vec<usize> = needles.find(markdown).collect();
        let plain = places.len();
        hidden::each_place(needles, markdown, |at| {
            places.push(at);
            ControlFlow::Continue(())
        });
        if places.len() > plain {
            places.sort_unstable();
        }
        Candidates::At(places)
    }

    /// Whether a passage may answer.
    pub(crate) fn may_be_in(&self, unit: &Unit<'_>) -> bool {
        let Some(needles) = &self.needles else {
            return true;
        };
        unit.fields.iter().any(|field| {
            needles.find(&field.text).next().is_some() || {
                let mut any = false;
                hidden::each_place(needles, &field.text, |_| {
                    any = true;
                    ControlFlow::Break(())
                });
                any
            }
        })
    }

    /// Whether a file of annotations or sources may hold a part of an answer.
    pub(crate) fn may_be_in_yaml(&self, yaml: &str) -> bool {
        // A backslash may write any letter, and may join two lines.
        yaml.contains('\\') || self.candidates(yaml) != Candidates::At(Vec::new())
    }
}

/// The strings one of which stands in every answer, when there are some.
fn needles(node: &Node) -> Option<Vec<Needle>> {
    let shortest = |set: &Vec<Needle>| set.iter().map(|n| n.text.len()).min();
    match node {
        Node::Words(phrase, _) => {
            let terms = phrase.words.iter().map(|term| &term.folded).enumerate();
            let ascii = terms.filter(|(_, t)| t.is_ascii());
            let (index, longest) = ascii.max_by_key(|(_, t)| t.len())?;
            Some(vec![Needle {
                text: longest.to_ascii_lowercase(),
                folded: true,
                beside: Some(Beside::of(phrase, index)),
            }])
        }
        Node::Pattern(pattern, _) => required::literals(pattern.regex.as_str()),
        Node::Near(left, _, right) => {
            let both = [needles(left), needles(right)];
            both.into_iter().flatten().max_by_key(shortest)
        }
        Node::And(parts) => parts.iter().filter_map(needles).max_by_key(shortest),
        Node::Or(parts) => {
            let sets: Option<Vec<Vec<Needle>>> = parts.iter().map(needles).collect();
            sets.map(|sets| sets.into_iter().flatten().collect())
        }
        Node::Not(_) | Node::Filter(_) => None,
    }
}

impl Needles {
    fn new(needles: Vec<Needle>) -> Option<Self> {
        if needles.is_empty() || needles.len() > MOST {
            return None;
        }
        let texts: Vec<&str> = needles.iter().map(|n| n.text.as_str()).collect();
        // The strings hold nothing but letters and digits, so they need no escaping.
        let regex = RegexBuilder::new(&texts.join("|"))
            .unicode(false)
            .case_insensitive(true)
            .build()
            .ok()?;
        Some(Self {
            regex,
            unfolded: needles.iter().any(|n| !n.folded),
            beside: match needles.as_slice() {
                [only] => only.beside.clone(),
                _ => None,
            },
            words: needles
                .into_iter()
                .filter(|n| n.folded)
                .map(|n| n.text)
                .collect(),
        })
    }

    /// Where one of the strings stands as it is.
    fn find<'t>(&self, text: &'t str) -> impl Iterator<Item = usize> + use<'_, 't> {
        let bytes = text.as_bytes();
        let found = self.regex.find_iter(bytes);
        let fits = |m: &regex::bytes::Match<'_>| {
            let beside = self.beside.as_ref();
            beside.is_none_or(|beside| beside.may_be(bytes, m.start(), m.end()))
        };
        found.filter(move |m| fits(m)).map(|m| m.start())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sieve(query: &str) -> Sieve {
        Sieve::of(&Query::parse(query).unwrap())
    }

    fn lets_through(query: &str, text: &str) -> bool {
        sieve(query).candidates(text) != Candidates::At(Vec::new())
    }

    #[test]
    fn what_is_not_there_is_not_let_through() {
        for text in [
            "Bread and *peace*, “said” the [baker][^1] — in the café - of Łódź.[^12]\n\n[^1]: No.\n",
            "A **strong** `code` span_here and 3 < 4, and rye-bread at- tention? No: well-being.",
        ] {
            let Candidates::At(places) = sieve("revolution").candidates(text) else {
                panic!("there is a string to look for");
            };
            let letters: Vec<&str> = places.iter().filter_map(|&at| text.get(at..=at)).collect();
            assert_eq!(letters.len(), places.len(), "{places:?} in {text}");
            assert!(
                letters.iter().all(|l| ["]", "-", "_"].contains(l)),
                "{letters:?} in {text}"
            );
        }
    }

    #[test]
    fn what_markup_hides_is_let_through() {
        for hidden in [
            "revolution",
            "REVOLUTION",
            "re*vol*ution",
            "**R**evolution",
            "re<b>vol</b>ution",
            "[re](x)volution",
            "re[vol](x)ution",
            "revo[^1]lution",
            "revo&shy;lution",
            "r&eacute;volution",
            "&#114;evolution",
            "rev\u{ad}olution",
            "révolution",
            "re\u{301}volution",
            "revo-\nlution",
            "revo-*\nlution*",
            "revo\u{ad}\nlution",
            "revo-<br>lution",
            "revo\u{2010} lution",
            "re~~vol~~ution",
            "*r*evolution",
            "“*re*volution”",
            "ＲＥＶＯＬＵＴＩＯＮ",
        ] {
            let text = format!("Of the {hidden} they say.");
            assert!(lets_through("revolution", &text), "{hidden}");
            assert!(lets_through("\"the revol*\"", &text), "{hidden}");
        }
    }

    #[test]
    fn a_query_needs_what_all_its_answers_hold() {
        assert!(!lets_through("bread peace", "Only bread."));
        assert!(lets_through("bread OR peace", "Only bread."));
        assert!(!lets_through("/pea.e and qui.t/", "Quiet and apart."));
        assert!(lets_through("source:reed*", "anything"));
        assert!(lets_through("/[a-z]+/", "anything"));
        assert!(lets_through("-bread peace", "peace"));
    }
}
