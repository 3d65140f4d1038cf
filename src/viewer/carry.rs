//! From a text to a newer one of the same article: where a place is now, and what has changed.

use std::collections::HashMap;
use std::ops::Range;

use crate::annotation::{Annotation, fields};
use crate::article::{Article, PassageRun};
use crate::edition::Edition;

/// Where a byte of the old text is in the new one: in the paragraph that says the same and is
/// nearest by number, else in the passage of the same name.
pub(super) fn byte(old: &Article, new: &Article, byte: usize) -> usize {
    let heading = old.sections.get(old.section_at(byte));
    if let Some(section) = heading.filter(|s| s.heading.contains(&byte)) {
        let words = old.heading(section);
        let same = new.sections.iter().find(|s| new.heading(s) == words);
        if let Some(same) = same {
            return same.heading.start + (byte - section.heading.start);
        }
    }
    let Some(at) = old.paragraph_at(byte) else {
        return byte.min(new.text.len());
    };
    let Some(paragraph) = old.paragraphs.get(at) else {
        return byte.min(new.text.len());
    };
    let words = old.slice(paragraph.range.clone());
    let same = |p: &Range<usize>| p.len() == words.len() && new.slice(p.clone()) == words;
    let all = new.paragraphs.iter().enumerate();
    let nearest = all
        .filter(|(_, p)| same(&p.range))
        .min_by_key(|(i, _)| i.abs_diff(at));
    if let Some((_, found)) = nearest {
        return found.range.start + byte.saturating_sub(paragraph.range.start).min(words.len());
    }
    let named = new.range_of(&old.passage_of(paragraph));
    named.map_or(byte.min(new.text.len()), |r| r.start)
}

/// Where a range is now; `None` when its words have changed.
pub(super) fn range(old: &Article, new: &Article, range: &Range<usize>) -> Option<Range<usize>> {
    let start = byte(old, new, range.start);
    let there = start..start + range.len();
    (new.text.get(there.clone())? == old.slice(range.clone())).then_some(there)
}

/// The name of a passage now.
pub(super) fn passage(old: &Article, new: &Article, name: &str) -> Option<String> {
    let run: PassageRun = name.parse().ok()?;
    let start = old.range_of(&run.first)?.start;
    Some(new.passage_at(byte(old, new, start)).to_string())
}

/// What has changed between two editions of an article, in words; empty when nothing has that a
/// reader would see.
pub(super) fn told(old: &Edition, new: &Edition) -> String {
    let texts = |e: &Edition| -> Vec<(String, String)> {
        let paragraphs = e.article.paragraphs.iter();
        paragraphs
            .map(|p| (e.article.slice(p.range.clone()).to_owned(), String::new()))
            .collect()
    };
    let notes = |e: &Edition| -> Vec<(String, String)> {
        let notes = e.notes.iter().map(|n| &n.annotation);
        notes.map(|a| (a.id.clone(), said(a))).collect()
    };
    let mut parts = Vec::new();
    if old.article.text != new.article.text {
        let (added, removed, _) = difference(&texts(old), &texts(new));
        let changed = added.min(removed);
        let (added, removed) = (added - changed, removed - changed);
        let part = counted("paragraph", [added, changed, removed]);
        parts.push(if part.is_empty() {
            "the text has changed".to_owned()
        } else {
            part
        });
    }
    let (added, removed, changed) = difference(&notes(old), &notes(new));
    parts.push(counted("note", [added, changed, removed]));
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

/// All that a note says, to be compared.
fn said(annotation: &Annotation) -> String {
    serde_json::Value::from(fields(annotation)).to_string()
}

/// How many are only in the new list, only in the old one, and in both with other contents.
fn difference(old: &[(String, String)], new: &[(String, String)]) -> (usize, usize, usize) {
    let mut held: HashMap<&str, Vec<&str>> = HashMap::new();
    for (key, value) in old {
        held.entry(key).or_default().push(value);
    }
    let (mut added, mut changed) = (0, 0);
    for (key, value) in new {
        match held.get_mut(key.as_str()).and_then(Vec::pop) {
            None => added += 1,
            Some(before) => changed += usize::from(before != value),
        }
    }
    (added, held.values().map(Vec::len).sum(), changed)
}

fn counted(what: &str, [added, changed, removed]: [usize; 3]) -> String {
    let mut parts = Vec::new();
    let mut noun = true;
    for (count, verb) in [(added, "added"), (changed, "changed"), (removed, "removed")] {
        if count > 0 {
            // The noun once, with the first number.
            let plural = if count == 1 { "" } else { "s" };
            let noun = std::mem::take(&mut noun).then(|| format!(" {what}{plural}"));
            parts.push(format!("{count}{} {verb}", noun.unwrap_or_default()));
        }
    }
    parts.join(", ")
}
