//! Small questions to the tree: names, attributes, words of a class, text.

use dom_query::{NodeData, NodeId, NodeRef};
use html5ever::LocalName;
use html5ever::tendril::StrTendril;

/// The name of an element; empty for anything else.
pub(super) fn name(node: &NodeRef<'_>) -> LocalName {
    node.qual_name_ref()
        .map_or_else(|| LocalName::from(""), |name| name.local.clone())
}

/// The text of a text node.
pub(super) fn own_text(node: &NodeRef<'_>) -> Option<StrTendril> {
    node.query(|n| match &n.data {
        NodeData::Text { contents } => Some(contents.clone()),
        _ => None,
    })
    .flatten()
}

/// The node and all below it, in the order of the page; what `enters` refuses is left out with
/// all that it holds.
pub(super) fn descend<'a>(
    root: NodeRef<'a>,
    mut enters: impl FnMut(&NodeRef<'a>) -> bool,
    mut visit: impl FnMut(&NodeRef<'a>),
) {
    let mut node = root;
    loop {
        let entered = enters(&node);
        if entered {
            visit(&node);
        }
        if let Some(child) = node.first_child().filter(|_| entered) {
            node = child;
            continue;
        }
        loop {
            if node.id == root.id {
                return;
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else { return };
            node = parent;
        }
    }
}

/// All text below a node, white space as single spaces, without scripts and the like.
pub(super) fn text_of(node: NodeRef<'_>) -> String {
    let mut text = String::new();
    descend(
        node,
        |n| !is_silent(&name(n)),
        |n| {
            if let Some(own) = own_text(n) {
                text.push_str(&own);
            } else if is_block(&name(n)) || &*name(n) == "br" {
                text.push(' ');
            }
        },
    );
    collapsed(&text)
}

/// `text` with each run of white space as one space, trimmed.
pub(super) fn collapsed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The letters and digits below a node, and how many of them stand in links.
pub(super) fn weight(node: NodeRef<'_>, skip: impl Fn(&NodeRef<'_>) -> bool) -> (usize, usize) {
    let (mut all, mut linked) = (0, 0);
    let mut link: Option<(NodeId, Option<NodeId>)> = None;
    let after = |n: &NodeRef<'_>| {
        let mut up = Some(*n);
        while let Some(here) = up {
            if let Some(next) = here.next_sibling() {
                return Some(next.id);
            }
            up = here.parent();
        }
        None
    };
    descend(
        node,
        |n| !is_silent(&name(n)) && !skip(n),
        |n| {
            if link.is_some_and(|(_, end)| end == Some(n.id)) {
                link = None;
            }
            if let Some(own) = own_text(n) {
                let count = own.chars().filter(|c| c.is_alphanumeric()).count();
                all += count;
                linked += if link.is_some() { count } else { 0 };
            } else if link.is_none() && &*name(n) == "a" && n.has_attr("href") {
                link = Some((n.id, after(n)));
            }
        },
    );
    (all, linked)
}

/// The words of an element's `class`, `id` and `role`, parted at signs and capitals, lower case.
pub(super) fn words(node: &NodeRef<'_>) -> Vec<String> {
    let mut words = Vec::new();
    for key in ["class", "id", "role"] {
        let Some(value) = node.attr(key) else {
            continue;
        };
        let mut word = String::new();
        let mut small = false;
        for c in value.chars().take(400) {
            if !c.is_alphanumeric() || (c.is_uppercase() && small) {
                words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            }
            if c.is_alphanumeric() {
                word.extend(c.to_lowercase());
            }
            small = c.is_lowercase();
        }
        words.extend((!word.is_empty()).then_some(word));
    }
    words
}

/// Whether one of the values of `epub:type`, `role` or `class`, parted at white space, is among
/// `wanted`.
pub(super) fn is_typed(node: &NodeRef<'_>, wanted: &[&str]) -> bool {
    ["epub:type", "role", "class"].iter().any(|key| {
        node.attr(key).is_some_and(|value| {
            value
                .split_ascii_whitespace()
                .any(|word| wanted.iter().any(|w| w.eq_ignore_ascii_case(word)))
        })
    })
}

/// Whether an element sets what it holds apart from what is around it.
pub(super) fn is_block(name: &LocalName) -> bool {
    matches!(
        &**name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// The level of a heading's element.
pub(super) fn heading_level(name: &LocalName) -> Option<u8> {
    match &**name {
        "h1" => Some(1),
        "h2" => Some(2),
        "h3" => Some(3),
        "h4" => Some(4),
        "h5" => Some(5),
        "h6" => Some(6),
        _ => None,
    }
}

/// Elements whose text is none of the page's.
pub(super) fn is_silent(name: &LocalName) -> bool {
    matches!(
        &**name,
        "head"
            | "script"
            | "style"
            | "template"
            | "noscript"
            | "iframe"
            | "object"
            | "embed"
            | "svg"
            | "canvas"
            | "audio"
            | "video"
            | "map"
            | "button"
            | "input"
            | "select"
            | "textarea"
            | "datalist"
            | "progress"
            | "meter"
            | "noframes"
            | "noembed"
            | "rp"
            | "annotation-xml"
            | "annotation"
    )
}

/// Whether `node` is `root` or stands below it.
pub(super) fn is_within(node: &NodeRef<'_>, root: NodeId) -> bool {
    node.id == root || node.ancestors_it(None).any(|a| a.id == root)
}
