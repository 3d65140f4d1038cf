//! Which part of a page is its text.
//!
//! `dom_smoothie` (a port of Mozilla's Readability) finds the paragraphs that belong together; the
//! text is then the smallest element that holds nearly all of them, walked in the page's own tree:
//! so notes, tables and headings that Readability strips are not lost. When that element holds too
//! little of what the page says, the one around it is taken.

use std::collections::{HashMap, HashSet};

use dom_query::{NodeId, NodeRef};
use dom_smoothie::{Config, ParsePolicy, Readability};

use super::chrome::chrome;
use super::dom;
use super::parse::Page;
use crate::article::report::{RemarkKind, Report};

/// Readability is asked about pages of at most so many elements.
const ELEMENTS: usize = 20_000;

/// The attribute that names an element in the copy that Readability works on.
const MARK: &str = "data-postil-element";

/// The element that holds the text, and tells in `report` which one it is.
pub(super) fn main_text(page: &Page, report: &mut Report) -> NodeId {
    let document = &page.document;
    let Some(body) = document.body() else {
        return document.root().id;
    };
    let chosen = readable(page, body)
        .or_else(|| declared(body))
        .unwrap_or(body);
    let all = text_weight(body);
    let mut root = chosen;
    // Too much left out: a choice that holds less than half of the text is none.
    while root.id != body.id && text_weight(root) * 2 < all {
        match root.parent().filter(NodeRef::is_element) {
            Some(parent) => root = parent,
            None => root = body,
        }
    }
    if root.id != body.id {
        let name = dom::name(&root);
        let id = root
            .attr("id")
            .or_else(|| root.class())
            .map(|id| format!(" ({})", crate::article::report::excerpt(&id)))
            .unwrap_or_default();
        let share = text_weight(root) * 100 / all.max(1);
        let message = format!(
            "the text is taken to be the element `{}`{id}, which holds {share} % of the page's text",
            &*name
        );
        report.add(
            page.line(root.id),
            RemarkKind::Assumed,
            "main-text",
            message,
        );
    }
    root.id
}

/// The letters below a node that are no link's and stand in no part that is left out.
fn text_weight(node: NodeRef<'_>) -> usize {
    let (all, linked) = dom::weight(node, |n| n.id != node.id && chrome(n).is_some());
    all - linked
}

/// What the page itself says: its only `main` or `article`.
fn declared(body: NodeRef<'_>) -> Option<NodeRef<'_>> {
    let mut found: Vec<NodeRef<'_>> = Vec::new();
    dom::descend(
        body,
        |n| n.id == body.id || chrome(n).is_none(),
        |n| {
            let is_text = matches!(&*dom::name(n), "article")
                || n.attr("itemprop").is_some_and(|p| &*p == "articleBody");
            if is_text {
                found.push(*n);
            }
        },
    );
    let outermost: Vec<&NodeRef<'_>> = found
        .iter()
        .filter(|n| {
            !found
                .iter()
                .any(|o| o.id != n.id && dom::is_within(n, o.id))
        })
        .collect();
    match outermost.as_slice() {
        [only] => Some(**only),
        _ => None,
    }
}

/// The smallest element that holds nearly all of what Readability takes.
fn readable<'a>(page: &'a Page, body: NodeRef<'a>) -> Option<NodeRef<'a>> {
    if page.elements > ELEMENTS {
        return None;
    }
    let copy = page.document.clone();
    let root = copy.root();
    // All are listed first: the tree cannot be changed while it is gone through.
    let nodes: Vec<NodeRef<'_>> = root.descendants_it().filter(NodeRef::is_element).collect();
    for (mark, node) in nodes.iter().enumerate() {
        node.set_attr(MARK, &mark.to_string());
    }
    let elements: Vec<NodeId> = nodes.iter().map(|n| n.id).collect();
    let config = Config {
        disable_json_ld: true,
        ..Config::default()
    };
    let mut readability = Readability::with_document(copy, None, Some(config)).ok()?;
    let article = readability
        .parse_with_policy(ParsePolicy::Moderate)
        .or_else(|_| readability.parse())
        .ok()?;
    let kept: HashSet<NodeId> = marks(&article.content)
        .filter_map(|mark| elements.get(mark).copied())
        .collect();
    let tree = &page.document.tree;
    // What each element holds of the text that Readability takes.
    let mut held: HashMap<NodeId, usize> = HashMap::new();
    let mut all = 0;
    for node in kept.iter().filter_map(|id| tree.get(id)) {
        let weight = own_weight(&node);
        all += weight;
        for around in node.ancestors_it(None).chain([node]) {
            *held.entry(around.id).or_insert(0) += weight;
        }
    }
    let mut root = body;
    if all == 0 {
        return None;
    }
    loop {
        let nearly = |n: &NodeRef<'_>| held.get(&n.id).is_some_and(|h| h * 20 >= all * 19);
        match root.children_it(false).find(|n| nearly(n) && !is_leaf(n)) {
            Some(inner) => root = inner,
            None => return Some(root),
        }
    }
}

/// The letters of an element's own text and of what is set within its lines.
fn own_weight(node: &NodeRef<'_>) -> usize {
    let (all, _) = dom::weight(*node, |n| n.id != node.id && dom::is_block(&dom::name(n)));
    all
}

/// An element that is one paragraph holds the text of a short page, but is not all of it.
fn is_leaf(node: &NodeRef<'_>) -> bool {
    !node.descendants_it().any(|n| dom::is_block(&dom::name(&n)))
}

/// The numbers of the elements that stand in Readability's page.
fn marks(content: &str) -> impl Iterator<Item = usize> {
    content
        .split(MARK)
        .skip(1)
        .filter_map(|rest| rest.strip_prefix("=\"")?.split('"').next()?.parse().ok())
}
