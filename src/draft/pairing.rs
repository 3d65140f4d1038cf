//! Quotation marks paired: a stack by orientation, over paragraph breaks, with the repairs that
//! printed texts need.
//!
//! Three repairs are made and noted. A paragraph that opens with a mark while a quotation is open
//! continues it. A paragraph without a final stop and an unmatched close in the next mean that a
//! quotation was broken. One close before a citation closes all levels; where there is none, the
//! citation itself closes.

use std::ops::Range;

use super::scan::{Class, Mark};

/// No text nests deeper; more open marks mean that the first were never closed.
const DEEPEST: usize = 6;

/// Words between quotation marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    /// The bytes between the marks.
    pub(super) inner: Range<usize>,
    /// With the marks.
    pub(super) outer: Range<usize>,
    /// How many quotations it stands in.
    pub(super) depth: usize,
    /// What its marks are.
    pub(super) class: Class,
    /// What was mended.
    pub(super) repairs: Vec<Repair>,
}

/// What was mended about a quotation's marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Repair {
    /// The marks were opened again at each paragraph; it is one quotation.
    Reopened,
    /// A paragraph break had fallen into it.
    BrokenParagraph,
    /// One close served for several levels.
    SharedClose,
    /// The close was missing; a citation follows.
    MissingClose,
}

/// A quotation that is open.
#[derive(Debug, Clone)]
struct Open {
    at: usize,
    len: usize,
    class: Class,
    c: char,
    repairs: Vec<Repair>,
}

/// A quotation left open at the end of a paragraph.
#[derive(Debug, Clone)]
pub(super) struct Carry {
    open: Open,
    /// The paragraph ended with a stop.
    stopped: bool,
    reopened: bool,
}

/// A citation's bracket, which quotation marks do not cross.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stop {
    pub(super) range: Range<usize>,
}

struct Pairing<'a> {
    text: &'a str,
    marks: Vec<Mark>,
    stack: Vec<Open>,
    pairs: Vec<Pair>,
    carry: Option<Carry>,
}

/// The pairs of one paragraph, and what it leaves open.
pub(super) fn pair(
    text: &str,
    paragraph: &Range<usize>,
    marks: &[Mark],
    stops: &[Stop],
    carry: Option<Carry>,
) -> (Vec<Pair>, Option<Carry>) {
    let free = free_marks(marks, stops);
    let mut pairing = Pairing {
        text,
        marks: free,
        stack: Vec::new(),
        pairs: Vec::new(),
        carry: None,
    };
    let mut from = 0;
    if let Some(carry) = carry {
        from = pairing.take_up(carry, paragraph);
    }
    let mut stop = 0;
    for index in from..=pairing.marks.len() {
        let mark = pairing.marks.get(index).copied();
        let until = mark.map_or(paragraph.end, |m| m.at);
        while let Some(next) = stops.get(stop).filter(|s| s.range.start <= until) {
            pairing.citation(&next.range, mark);
            stop += 1;
        }
        if let Some(mark) = mark {
            pairing.mark(mark, index);
        }
    }
    let carry = pairing.left_open(paragraph);
    let mut pairs = pairing.pairs;
    pairs.retain(|p| {
        text.get(p.inner.clone())
            .is_some_and(|t| t.chars().any(char::is_alphanumeric))
    });
    pairs.sort_by_key(|p| (p.outer.start, std::cmp::Reverse(p.outer.end)));
    (pairs, carry)
}

/// The marks that stand in no citation.
fn free_marks(marks: &[Mark], stops: &[Stop]) -> Vec<Mark> {
    let mut stop = 0;
    let mut free = Vec::with_capacity(marks.len());
    for mark in marks {
        while stops.get(stop).is_some_and(|s| s.range.end <= mark.at) {
            stop += 1;
        }
        if !stops.get(stop).is_some_and(|s| s.range.contains(&mark.at)) {
            free.push(*mark);
        }
    }
    free
}

impl Pairing<'_> {
    /// A quotation came over from the paragraph before: how many marks were used up.
    fn take_up(&mut self, mut carry: Carry, paragraph: &Range<usize>) -> usize {
        if let Some(first) = self.marks.first()
            && first.at == paragraph.start
            && first.class() == carry.open.class
            && !matches!(first.c, '”' | '’')
        {
            if !carry.open.repairs.contains(&Repair::Reopened) {
                carry.open.repairs.push(Repair::Reopened);
            }
            self.stack.push(carry.open);
            return 1;
        }
        if !carry.reopened {
            self.carry = Some(carry);
        }
        0
    }

    fn mark(&mut self, mark: Mark, index: usize) {
        let class = mark.class();
        let top = self.stack.last();
        let open_same = self.stack.iter().rposition(|o| o.class == class);
        let closing = match (mark.c, top) {
            // What a low mark opened a high one closes, whatever its shape.
            ('“', Some(t)) if t.c == '„' => mark.closes,
            ('‘', Some(t)) if t.c == '‚' => mark.closes,
            ('«' | '»' | '‹' | '›', _) => {
                open_same.is_some_and(|i| self.stack.get(i).is_some_and(|o| o.c != mark.c))
            }
            ('“' | '‘' | '„' | '‚', _) => false,
            _ => mark.closes && (!mark.opens || open_same.is_some()),
        };
        if !closing {
            if mark.opens {
                self.open(mark);
            }
            return;
        }
        if class == Class::Single {
            self.close_single(mark, index);
            return;
        }
        match open_same {
            Some(level) => self.close(level, mark.at, mark.len()),
            None => self.unmatched(mark),
        }
    }

    fn open(&mut self, mark: Mark) {
        if self.stack.len() >= DEEPEST {
            self.stack.remove(0);
        }
        self.stack.push(Open {
            at: mark.at,
            len: mark.len(),
            class: mark.class(),
            c: mark.c,
            repairs: Vec::new(),
        });
    }

    /// A single mark closes only what is innermost; else it is an apostrophe.
    fn close_single(&mut self, mark: Mark, index: usize) {
        let Some(level) = self.stack.len().checked_sub(1) else {
            return;
        };
        if self
            .stack
            .get(level)
            .is_none_or(|o| o.class != Class::Single)
        {
            return;
        }
        let later = self
            .marks
            .get(index + 1..)
            .unwrap_or_default()
            .iter()
            .take(12);
        let another = later
            .take_while(|m| !(m.opens && m.class() == Class::Single))
            .take_while(|m| m.class() == Class::Single)
            .any(|m| m.closes && !m.genitive);
        if mark.genitive && another {
            return;
        }
        self.close(level, mark.at, mark.len());
    }

    /// Closes the level and what is open within it.
    fn close(&mut self, level: usize, at: usize, len: usize) {
        while self.stack.len() > level + 1 {
            let Some(inner) = self.stack.pop() else { break };
            // A single mark within may be an apostrophe; a real quotation has some words.
            let words = self
                .text
                .get(inner.at..at)
                .unwrap_or_default()
                .split_whitespace()
                .take(5)
                .count();
            if inner.class != Class::Single || words > if inner.c == '‘' { 3 } else { 4 } {
                self.push(inner, at, len, Some(Repair::SharedClose));
            }
        }
        if let Some(open) = self.stack.pop() {
            self.push(open, at, len, None);
        }
    }

    fn push(&mut self, open: Open, at: usize, len: usize, repair: Option<Repair>) {
        let mut repairs = open.repairs;
        repairs.extend(repair);
        self.pairs.push(Pair {
            inner: open.at + open.len..at,
            outer: open.at..at + len,
            depth: self.stack.len(),
            class: open.class,
            repairs,
        });
    }

    /// A close without its opening: it may end what the paragraph before left open.
    fn unmatched(&mut self, mark: Mark) {
        let fits = self
            .carry
            .as_ref()
            .is_some_and(|c| c.open.class == mark.class() && !c.stopped);
        if let Some(carry) = self.carry.take_if(|_| fits) {
            self.stack.clear();
            self.push(
                carry.open,
                mark.at,
                mark.len(),
                Some(Repair::BrokenParagraph),
            );
        }
    }

    /// A citation: quotations that are open behind their last close end there.
    fn citation(&mut self, stop: &Range<usize>, next: Option<Mark>) {
        let closed = self.pairs.last().map_or(0, |p| p.outer.end);
        let between = self.text.get(closed..stop.start).unwrap_or_default();
        let just_closed = closed > 0
            && closed <= stop.start
            && between.len() <= 8
            && between
                .chars()
                .all(|c| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '…'));
        // A close ahead means that the citation stands within the quotation.
        let goes_on = next.is_some_and(|m| m.only_closes() && m.class() != Class::Single);
        let doubles = self.stack.iter().any(|o| o.class != Class::Single);
        if self.stack.is_empty() || goes_on {
            return;
        }
        if just_closed {
            let Some((at, len)) = self
                .pairs
                .last()
                .map(|p| (p.inner.end, p.outer.end - p.inner.end))
            else {
                return;
            };
            while let Some(open) = self.stack.pop() {
                if open.class != Class::Single || open.c == '‘' {
                    self.push(open, at, len, Some(Repair::SharedClose));
                }
            }
        } else if doubles {
            let end = self
                .text
                .get(..stop.start)
                .unwrap_or_default()
                .trim_end()
                .len();
            let level = self
                .stack
                .iter()
                .position(|o| o.class != Class::Single)
                .unwrap_or(0);
            self.stack.truncate(level + 1);
            if let Some(open) = self.stack.pop() {
                // Far back it is a stray mark rather than a quotation without its close.
                if end > open.at + open.len && end - open.at < 4000 {
                    self.push(open, end, 0, Some(Repair::MissingClose));
                }
            }
            self.stack.clear();
        }
    }

    fn left_open(&mut self, paragraph: &Range<usize>) -> Option<Carry> {
        let text = self
            .text
            .get(paragraph.clone())
            .unwrap_or_default()
            .trim_end();
        let stopped = text.ends_with(['.', '!', '?', ':', ';', '…']);
        let reopened = self
            .stack
            .first()
            .is_some_and(|o| o.repairs.contains(&Repair::Reopened));
        let mut open = self
            .stack
            .drain(..)
            .find(|o| o.class != Class::Single || o.c == '‘')?;
        if open.class == Class::Single
            && open.at != paragraph.start
            && !open.repairs.contains(&Repair::Reopened)
        {
            return None;
        }
        open.repairs.dedup();
        Some(Carry {
            open,
            stopped,
            reopened,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::scan::Scan;
    use super::*;

    /// Pairs the paragraphs of `text` (set apart by empty lines); brackets with a capital are
    /// citations. Gives what stands between the marks, with the depth and the repairs.
    fn pairs(text: &str) -> Vec<(String, usize, Vec<Repair>)> {
        let mut scan = Scan::default();
        let mut carry = None;
        let mut out = Vec::new();
        let mut at = 0;
        for paragraph in text.split("\n\n") {
            let range = at..at + paragraph.len();
            scan.paragraph(text, &range);
            let stops: Vec<Stop> = scan
                .brackets
                .iter()
                .filter(|b| text[b.range.start + 1..].starts_with(char::is_uppercase))
                .map(|b| Stop {
                    range: b.range.clone(),
                })
                .collect();
            let (found, left) = pair(text, &range, &scan.marks, &stops, carry);
            carry = left;
            out.extend(
                found
                    .into_iter()
                    .map(|p| (text[p.inner.clone()].to_owned(), p.depth, p.repairs)),
            );
            at += paragraph.len() + 2;
        }
        out
    }

    fn plain(text: &str) -> Vec<String> {
        pairs(text).into_iter().map(|p| p.0).collect()
    }

    #[test]
    fn all_marks_pair() {
        assert_eq!(
            plain("a “b” c \"d\" e ‘f’ g 'h' i „j“ k «l» m « n » o »p« q ‹r›"),
            ["b", "d", "f", "h", "j", "l", " n ", "p", "r"]
        );
        assert_eq!(
            plain("He wrote ‘the ovens' of ‘bread'."),
            ["the ovens", "bread"]
        );
        assert_eq!(
            plain("the bakers' bread and the millers' flour aren't 'new' in the '90s"),
            ["new"]
        );
        assert_eq!(
            plain("‘the bakers’ oven is cold’, he said"),
            ["the bakers’ oven is cold"]
        );
    }

    #[test]
    fn marks_nest() {
        let found = pairs("\"They said \"no bread\" to us\" and left. “One ‘two “three” two’ one”");
        let told: Vec<(&str, usize)> = found.iter().map(|p| (p.0.as_str(), p.1)).collect();
        assert_eq!(
            told,
            [
                ("They said \"no bread\" to us", 0),
                ("no bread", 1),
                ("One ‘two “three” two’ one", 0),
                ("two “three” two", 1),
                ("three", 2)
            ]
        );
    }

    #[test]
    fn one_close_before_a_citation_closes_all() {
        let found = pairs(
            "\"The bakers answered: \"we shall bake when we please\" (Miller, Ovens, p. 3). Then \"more\" came.",
        );
        assert_eq!(found.len(), 3);
        assert_eq!(
            found[0].0,
            "The bakers answered: \"we shall bake when we please"
        );
        assert_eq!(found[0].2, [Repair::SharedClose]);
        assert_eq!(found[2].0, "more");
        let found = pairs("\"They cried ‘this is what we do to bakers\" (Miller, Ovens, p. 3)");
        assert_eq!(found[1].0, "this is what we do to bakers");
    }

    #[test]
    fn a_missing_close_is_made_good_by_the_citation() {
        let found = pairs(
            "He wrote: \"the oven is cold (Miller, Ovens, p. 3). She wrote: \"it is not\" (Baker, Mills).",
        );
        assert_eq!(found[0].0, "the oven is cold");
        assert_eq!(found[0].2, [Repair::MissingClose]);
        assert_eq!(found[1].0, "it is not");
    }

    #[test]
    fn quotations_run_over_paragraphs() {
        let found = pairs("So: \"First words here.\n\n\"Second words here\" (Miller, Ovens).");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, "First words here.\n\n\"Second words here");
        assert_eq!(found[0].2, [Repair::Reopened]);
        let found = pairs(
            "They decided that \"The\n\nbakers no longer knead\" (Miller, Ovens). And \"that\" too.",
        );
        assert_eq!(found[0].0, "The\n\nbakers no longer knead");
        assert_eq!(found[0].2, [Repair::BrokenParagraph]);
        assert_eq!(found[1].0, "that");
    }
}
