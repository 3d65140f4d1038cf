//! Notes by their links: where a page calls a note, and where the note stands.
//!
//! A call is a link to a place further down, behind a short mark; the note is the block that the
//! link leads to. This is how Wikipedia, pandoc, word processors, EPUB and most others set notes.

use std::collections::{BTreeMap, HashMap, HashSet};

use dom_query::{NodeId, NodeRef};

use super::chrome::chrome;
use super::{Part, dom};

/// An element of one of the parts: the part's index and the node. Order is that of the text.
pub(super) type Place = (usize, NodeId);

/// Where a note begins and where it ends.
#[derive(Debug, Clone)]
pub(super) struct Start {
    /// What the note is called by.
    pub(super) label: String,
    /// The note ends where this element does.
    pub(super) end: NodeId,
    /// Whether the link leads to the whole of the element.
    whole: bool,
}

/// The calls and notes of a text.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// The links that call notes, and the labels of those.
    pub(super) calls: HashMap<Place, String>,
    /// The elements at which notes begin.
    pub(super) starts: BTreeMap<Place, Start>,
    /// The elements that bear nothing but a note's mark.
    pub(super) marks: HashSet<Place>,
    /// The links that lead back from a note to its call.
    pub(super) back: HashSet<Place>,
}

const CALL_TYPES: [&str; 10] = [
    "noteref",
    "doc-noteref",
    "footnote-ref",
    "footnoteref",
    "footnote-reference",
    "footnote-anchor",
    "fnref",
    "note-ref",
    "sdfootnoteanc",
    "sdendnoteanc",
];

const NOTE_TYPES: [&str; 8] = [
    "doc-footnote",
    "doc-endnote",
    "footnote",
    "endnote",
    "rearnote",
    "sdfootnote",
    "sdendnote",
    "footnote-definition",
];

pub(super) const BACK_TYPES: [&str; 8] = [
    "doc-backlink",
    "backlink",
    "mw-cite-backlink",
    "footnote-back",
    "footnote-backref",
    "reversefootnote",
    "fn-backref",
    "footnote-return",
];

/// A link within the text.
struct Link<'a> {
    place: Place,
    node: NodeRef<'a>,
    target: Place,
}

/// Finds the notes of a text by its links.
pub(super) fn find(parts: &[Part<'_>]) -> Links {
    let ids = ids(parts);
    let links = internal(parts, &ids);
    let mut found = Links::default();
    let mut by_target: BTreeMap<Place, String> = BTreeMap::new();
    let mut taken: HashSet<String> = HashSet::new();
    let mut calls: Vec<(Place, Place)> = Vec::new();
    for link in links.iter().filter(|l| l.target > l.place) {
        let Some(target) = node_at(parts, link.target) else {
            continue;
        };
        let Some(mark) = call_mark(link, &target) else {
            continue;
        };
        let label = by_target.entry(link.target).or_insert_with(|| {
            let wanted = if mark.is_empty() {
                (taken.len() + 1).to_string()
            } else {
                mark
            };
            unused(&wanted, &mut taken)
        });
        found.calls.insert(link.place, label.clone());
        calls.push((link.place, link.target));
    }
    for (part, page) in parts.iter().enumerate() {
        uncalled(part, page, &mut by_target, &mut taken);
    }
    let mut starts: BTreeMap<Place, (Start, Place)> = BTreeMap::new();
    for (target, label) in &by_target {
        let Some(node) = node_at(parts, *target) else {
            continue;
        };
        let Some((start, end)) = extent(node) else {
            continue;
        };
        let before = start.prev_element_sibling();
        let term = before.filter(|n| &*dom::name(n) == "dt" && &*dom::name(&start) == "dd");
        found.marks.extend(term.map(|n| (target.0, n.id)));
        let begins_here = Start {
            label: label.clone(),
            end: end.id,
            whole: start.id == target.1,
        };
        starts
            .entry((target.0, start.id))
            .or_insert((begins_here, *target));
    }
    let called: HashSet<Place> = starts.values().map(|(_, target)| *target).collect();
    for (call, target) in &calls {
        if !called.contains(target) {
            found.calls.remove(call);
        }
    }
    found.starts = starts
        .into_iter()
        .map(|(at, (start, _))| (at, start))
        .collect();
    drop_nested(parts, &mut found);
    extend(parts, &mut found);
    for link in &links {
        if link.target < link.place && leads_back(&link.node) {
            found.back.insert(link.place);
        }
    }
    found
}

/// The elements that may be linked to, by part and name.
fn ids(parts: &[Part<'_>]) -> HashMap<(usize, String), NodeId> {
    let mut ids = HashMap::new();
    for (part, page) in parts.iter().enumerate() {
        for node in page.page.document.root().descendants_it() {
            if !node.is_element() {
                continue;
            }
            let named = (&*dom::name(&node) == "a")
                .then(|| node.attr("name"))
                .flatten();
            for id in [node.attr("id"), named].into_iter().flatten() {
                ids.entry((part, id.to_string())).or_insert(node.id);
            }
        }
    }
    ids
}

/// The links from one place of the text to another.
fn internal<'a>(parts: &[Part<'a>], ids: &HashMap<(usize, String), NodeId>) -> Vec<Link<'a>> {
    let by_path: HashMap<&str, usize> = parts
        .iter()
        .enumerate()
        .map(|(i, part)| (part.path.as_str(), i))
        .collect();
    let mut links = Vec::new();
    for (part, page) in parts.iter().enumerate() {
        let mut add = |node: &NodeRef<'a>| {
            if &*dom::name(node) != "a" {
                return;
            }
            let Some(href) = node.attr("href") else {
                return;
            };
            let Some((path, id)) = href.split_once('#') else {
                return;
            };
            let there = if path.is_empty() || path == page.path {
                Some(part)
            } else {
                by_path.get(resolved(&page.path, path).as_str()).copied()
            };
            let id = percent_decoded(id);
            let target = there.and_then(|there| Some((there, *ids.get(&(there, id))?)));
            if let Some(target) = target {
                links.push(Link {
                    place: (part, node.id),
                    node: *node,
                    target,
                });
            }
        };
        let Some(body) = page.page.document.body() else {
            continue;
        };
        dom::descend(
            body,
            |n| n.id == body.id || n.id == page.root || chrome(n).is_none(),
            &mut add,
        );
    }
    links
}

/// A path of an archive relative to that of another entry.
pub(super) fn resolved(from: &str, path: &str) -> String {
    let path = percent_decoded(path);
    if path.contains("://") {
        return path;
    }
    let mut parts: Vec<&str> = match path.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => from.split('/').collect(),
    };
    parts.pop();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            step => parts.push(step),
        }
    }
    parts.retain(|p| !p.is_empty());
    parts.join("/")
}

/// `%20` and the like decoded, where that gives UTF-8.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|h| std::str::from_utf8(h).ok());
        let value = hex.and_then(|h| u8::from_str_radix(h, 16).ok());
        if let (b'%', Some(value)) = (first, value) {
            bytes.push(value);
            rest = after.get(2..).unwrap_or_default();
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

pub(super) fn node_at<'a>(parts: &[Part<'a>], place: Place) -> Option<NodeRef<'a>> {
    parts.get(place.0)?.page.document.tree.get(&place.1)
}

/// The mark of a link that calls a note: its label, empty when it has none of its own.
fn call_mark(link: &Link<'_>, target: &NodeRef<'_>) -> Option<String> {
    let text = dom::text_of(link.node);
    let mark = bare_mark(&text);
    let typed = |n: &NodeRef<'_>| dom::is_typed(n, &CALL_TYPES);
    let around: Vec<NodeRef<'_>> = link.node.ancestors_it(Some(3)).collect();
    let explicit = typed(&link.node) || around.iter().any(typed) || has_note_id(target);
    let around_itself = link.place.0 == link.target.0 && dom::is_within(&link.node, target.id);
    if dom::heading_level(&dom::name(target)).is_some() || around_itself {
        return None;
    }
    let short = mark.chars().count() <= 4 && is_mark(&mark);
    if !short {
        // `note 3`, `see note`: only where the page says that it is a call.
        let typed_short =
            (typed(&link.node) || around.iter().any(typed)) && text.chars().count() <= 12;
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        return typed_short.then_some(digits);
    }
    let raised = around.iter().any(|n| &*dom::name(n) == "sup")
        || link.node.descendants_it().any(|n| &*dom::name(&n) == "sup");
    let framed = text.trim().starts_with(['[', '(', '{']);
    if explicit || raised {
        return Some(mark);
    }
    let (start, _) = extent(*target)?;
    let begins = dom::text_of(start);
    let repeated = bare_mark(begins.split_whitespace().next().unwrap_or_default()) == mark;
    let counted = &*dom::name(&start) == "li" && ordinal(&start).to_string() == mark;
    (repeated || counted || framed && &*dom::name(&start) != "section").then_some(mark)
}

/// A mark without its frame: `[3]`, `(3)`, `3.`, `³` are all `3`.
fn bare_mark(text: &str) -> String {
    let inner = text.trim().trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '[' | ']' | '(' | ')' | '{' | '}' | '.' | ':' | '^')
    });
    inner
        .chars()
        .map(|c| match c {
            '⁰' => '0',
            '¹' => '1',
            '²' => '2',
            '³' => '3',
            '⁴'..='⁹' => char::from_digit(u32::from(c) - u32::from('⁰'), 10).unwrap_or(c),
            c => c,
        })
        .collect()
}

/// Digits, with a letter perhaps; signs; one letter, or a small Roman number.
fn is_mark(mark: &str) -> bool {
    let digits = mark.chars().take_while(char::is_ascii_digit).count();
    let after = mark.get(digits..).unwrap_or_default();
    let signs = !mark.is_empty() && mark.chars().all(|c| "*†‡§¶#※☞+".contains(c));
    let roman = !mark.is_empty() && mark.chars().all(|c| "ivxlc".contains(c));
    let letter = mark.chars().count() == 1 && mark.chars().all(char::is_alphabetic);
    signs
        || roman
        || letter
        || (digits > 0 && after.len() <= 1 && after.chars().all(char::is_alphabetic))
}

/// Whether an element's id is one that programs give to notes: `fn1`, `_ftn1`, `cite_note-Rye-3`.
fn has_note_id(node: &NodeRef<'_>) -> bool {
    let id = node.attr("id").or_else(|| node.attr("name"));
    let id = id.map(|id| id.to_ascii_lowercase()).unwrap_or_default();
    let id = id.trim_start_matches('_');
    let starts = [
        "fn",
        "ftn",
        "edn",
        "footnote",
        "endnote",
        "cite_note",
        "cite-note",
        "note",
        "rearnote",
        "sdfootnote",
        "sdendnote",
    ];
    starts.iter().any(|s| id.starts_with(s)) && !id.contains("ref")
}

fn ordinal(item: &NodeRef<'_>) -> usize {
    if let Some(value) = item.attr("value").and_then(|v| v.trim().parse().ok()) {
        return value;
    }
    let first = item
        .parent()
        .and_then(|list| list.attr("start"))
        .and_then(|s| s.trim().parse().ok())
        .unwrap_or(1usize);
    let mut before = 0usize;
    let mut here = item.prev_sibling();
    while let Some(node) = here {
        before += usize::from(&*dom::name(&node) == "li");
        here = node.prev_sibling();
    }
    first.saturating_add(before)
}

/// The label, or one told from those that others have.
fn unused(wanted: &str, taken: &mut HashSet<String>) -> String {
    let mut label = wanted.to_owned();
    let mut count = 1;
    while !taken.insert(label.clone()) {
        count += 1;
        label = format!("{wanted}-{count}");
    }
    label
}

/// Notes that say of themselves that they are notes, and that nothing calls.
fn uncalled(
    index: usize,
    part: &Part<'_>,
    by_target: &mut BTreeMap<Place, String>,
    taken: &mut HashSet<String>,
) {
    let Some(body) = part.page.document.body() else {
        return;
    };
    let mut found = Vec::new();
    dom::descend(
        body,
        |n| n.id == body.id || n.id == part.root || chrome(n).is_none(),
        |n| {
            let name = dom::name(n);
            let holds = dom::is_block(&name) && dom::is_typed(n, &NOTE_TYPES);
            let listed = &*name == "li" && has_note_id(n);
            if holds || listed {
                found.push(*n);
            }
        },
    );
    let called: Vec<NodeId> = by_target
        .keys()
        .filter(|(at, _)| *at == index)
        .map(|(_, id)| *id)
        .collect();
    let known = |n: &NodeRef<'_>| {
        called
            .iter()
            .filter_map(|id| part.page.document.tree.get(id))
            .any(|c| dom::is_within(&c, n.id) || dom::is_within(n, c.id))
    };
    let fresh: Vec<NodeRef<'_>> = found.iter().copied().filter(|n| !known(n)).collect();
    for node in &fresh {
        // A box of several notes is none itself.
        let holds_others = fresh
            .iter()
            .any(|o| o.id != node.id && dom::is_within(o, node.id));
        if !holds_others {
            let wanted = if &*dom::name(node) == "li" {
                ordinal(node).to_string()
            } else {
                (taken.len() + 1).to_string()
            };
            by_target.insert((index, node.id), unused(&wanted, taken));
        }
    }
}

/// Where the note begins that a link leads to, and the element with which it ends.
fn extent(target: NodeRef<'_>) -> Option<(NodeRef<'_>, NodeRef<'_>)> {
    let name = dom::name(&target);
    if matches!(
        &*name,
        "body" | "html" | "main" | "article" | "table" | "tbody" | "ol" | "ul" | "dl"
    ) {
        return None;
    }
    if &*name == "dt" {
        let note = target.next_element_sibling()?;
        return Some((note, note));
    }
    if dom::is_block(&name) {
        return Some((target, target));
    }
    let block = target
        .ancestors_it(None)
        .find(|n| dom::is_block(&dom::name(n)))?;
    if matches!(&*dom::name(&block), "body" | "article" | "main") || holds_blocks(&block) {
        // An anchor that stands between blocks means the one behind it.
        if dom::text_of(target).is_empty() {
            let next = target.next_element_sibling()?;
            return dom::is_block(&dom::name(&next)).then_some((next, next));
        }
        return Some((target, block));
    }
    let first = begins(&block, &target);
    let block_name = dom::name(&block);
    if first && &*block_name == "dt" {
        let note = block.next_element_sibling()?;
        return Some((note, note));
    }
    if first && &*block_name == "td" {
        let row = block.parent().filter(|n| &*dom::name(n) == "tr")?;
        return Some((row, row));
    }
    Some(if first {
        (block, block)
    } else {
        (target, block)
    })
}

fn holds_blocks(node: &NodeRef<'_>) -> bool {
    node.children_it(false)
        .any(|n| dom::is_block(&dom::name(&n)))
}

/// Whether nothing but white space stands in `block` before `inner`.
fn begins(block: &NodeRef<'_>, inner: &NodeRef<'_>) -> bool {
    let mut here = *inner;
    while here.id != block.id {
        let mut before = here.prev_sibling();
        while let Some(node) = before {
            if !dom::text_of(node).is_empty() {
                return false;
            }
            before = node.prev_sibling();
        }
        let Some(parent) = here.parent() else {
            return false;
        };
        here = parent;
    }
    true
}

/// Takes the notes out that hold other notes: a link led to the box of them all.
fn drop_nested(parts: &[Part<'_>], found: &mut Links) {
    let places: Vec<Place> = found.starts.keys().copied().collect();
    let outer: Vec<(Place, String)> = places
        .iter()
        .zip(places.iter().skip(1))
        .filter_map(|(here, next)| {
            let start = found.starts.get(here)?;
            let node = node_at(parts, *next)?;
            let whole = start.whole && here.0 == next.0 && dom::is_within(&node, here.1);
            whole.then(|| (*here, start.label.clone()))
        })
        .collect();
    for (place, label) in outer {
        found.starts.remove(&place);
        found.calls.retain(|_, called| *called != label);
    }
}

/// Lets each note go on up to the next when nothing but its further paragraphs stands between.
fn extend(parts: &[Part<'_>], found: &mut Links) {
    let places: Vec<Place> = found.starts.keys().copied().collect();
    for (here, next) in places.iter().zip(places.iter().skip(1)) {
        let (Some(start), Some(next_node)) = (found.starts.get(here), node_at(parts, *next)) else {
            continue;
        };
        let Some(last) = node_at(parts, (here.0, start.end)) else {
            continue;
        };
        if here.0 != next.0 || last.parent().map(|n| n.id) != next_node.parent().map(|n| n.id) {
            continue;
        }
        let mut between = Vec::new();
        let mut sibling = last.next_element_sibling();
        while let Some(node) = sibling.filter(|n| n.id != next_node.id && between.len() < 8) {
            between.push(node);
            sibling = node.next_element_sibling();
        }
        let reached = sibling.is_some_and(|n| n.id == next_node.id);
        let goes_on = |n: &NodeRef<'_>| {
            let name = dom::name(n);
            matches!(
                &*name,
                "p" | "blockquote" | "ul" | "ol" | "pre" | "div" | "br"
            ) && !n
                .descendants_it()
                .any(|d| found.calls.contains_key(&(here.0, d.id)))
        };
        if reached
            && between.iter().all(goes_on)
            && let Some(end) = between.last().map(|n| n.id)
            && let Some(start) = found.starts.get_mut(here)
        {
            start.end = end;
        }
    }
}

/// Whether a link to a place further up is the way back from a note: a short mark or a word.
fn leads_back(link: &NodeRef<'_>) -> bool {
    if dom::is_typed(link, &BACK_TYPES) {
        return true;
    }
    let text = dom::text_of(*link);
    let arrow = text.chars().all(|c| !c.is_alphanumeric()) && text.chars().count() <= 4;
    let word = matches!(
        text.to_lowercase()
            .trim_matches(|c: char| !c.is_alphanumeric()),
        "back"
            | "return"
            | "go back"
            | "return to text"
            | "back to text"
            | "top"
            | "jump up"
            | "zurück"
            | "retour"
            | "volver"
    );
    arrow || word || is_mark(&bare_mark(&text))
}
