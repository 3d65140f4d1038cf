//! The text of a page → a tree of its elements, within bounds.
//!
//! The parser is html5ever's, which reads any page as a browser does; the tree is `dom_query`'s.
//! In between stand the bounds that browsers have too: elements nest at most so deep (what is
//! deeper stands in the deepest), a tag has at most so many attributes, and marks that are opened
//! again in every paragraph and never closed cannot make the tree larger than the page. No text is
//! lost by any of them. The line of each element is kept for the report.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use dom_query::{Document, NodeId};
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use html5ever::tree_builder::{
    ElementFlags, NodeOrText, QuirksMode, TreeBuilder, TreeBuilderOpts, TreeSink,
};
use html5ever::{Attribute, LocalName, QualName, TokenizerResult};

/// Elements nest at most so deep.
const DEEPEST: usize = 200;

/// A tag has at most so many attributes.
const ATTRIBUTES: usize = 256;

/// A tree has at most so many nodes beyond one for each two bytes of the page.
const NODES_BEYOND: usize = 10_000;

/// A page as a tree.
pub(super) struct Page {
    /// The tree.
    pub(super) document: Document,
    /// The line of each element, in the order in which they were made.
    lines: Vec<(NodeId, u32)>,
    /// Whether something was nested too deep.
    pub(super) flattened: bool,
    /// How many elements there are.
    pub(super) elements: usize,
}

impl Page {
    /// Reads a page. There is no page that cannot be read.
    pub(super) fn parse(text: &str) -> Self {
        let text = with_short_tags(text);
        let sink = Sink {
            document: Document::default(),
            line: Cell::new(1),
            lines: RefCell::default(),
            depth: Cell::new(0),
            open: RefCell::default(),
            silent: RefCell::default(),
            most: NODES_BEYOND + text.len() / 2,
        };
        let options = TreeBuilderOpts {
            scripting_enabled: false,
            ..TreeBuilderOpts::default()
        };
        let bounded = Bounded {
            builder: TreeBuilder::new(sink, options),
            dropped: RefCell::default(),
            flattened: Cell::new(false),
        };
        let tokenizer = Tokenizer::new(bounded, TokenizerOpts::default());
        let queue = BufferQueue::default();
        queue.push_back(StrTendril::from(text.as_ref()));
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
        tokenizer.end();
        let Bounded {
            builder, flattened, ..
        } = tokenizer.sink;
        let sink = builder.sink;
        let lines = sink.lines.into_inner();
        Self {
            elements: lines.len(),
            document: sink.document,
            lines,
            flattened: flattened.get(),
        }
    }

    /// The page without the lines of its elements.
    pub(super) fn without_lines(mut self) -> Self {
        self.lines.clear();
        self
    }

    /// The line of an element, from 1; 0 when it is not known.
    pub(super) fn line(&self, id: NodeId) -> u32 {
        let place = self.lines.binary_search_by_key(&id, |(id, _)| *id);
        place
            .ok()
            .and_then(|place| self.lines.get(place))
            .map_or(0, |(_, line)| *line)
    }
}

/// The page with the attributes beyond the first [`ATTRIBUTES`] of any tag left out: the parser
/// compares each attribute with all before it.
fn with_short_tags(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut cuts: Vec<std::ops::Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', bytes.get(at..).unwrap_or_default()) {
        at += found + 1;
        if !bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let (mut quote, mut count, mut cut) = (None, 0usize, None);
        let mut before = b'x';
        while let Some(&byte) = bytes.get(at) {
            match (quote, byte) {
                (Some(mark), _) if mark == byte => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
                (None, b'>') => break,
                (None, b' ' | b'\t' | b'\n' | b'\x0c' | b'/') => {
                    count += usize::from(!before.is_ascii_whitespace());
                    if count > ATTRIBUTES && cut.is_none() {
                        cut = Some(at);
                    }
                }
                _ => {}
            }
            if !(before == b'=' && byte.is_ascii_whitespace()) {
                before = byte;
            }
            at += 1;
        }
        if let Some(start) = cut
            && at < bytes.len()
        {
            cuts.push(start..at);
        }
    }
    if cuts.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for cut in cuts {
        kept.push_str(text.get(from..cut.start).unwrap_or_default());
        from = cut.end;
    }
    kept.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(kept)
}

/// Hands the parser's tokens to the tree's builder, but for the tags that would go too deep.
struct Bounded {
    builder: TreeBuilder<NodeId, Sink>,
    /// The elements that were not opened, by name, so that their ends close nothing else.
    dropped: RefCell<HashMap<LocalName, usize>>,
    flattened: Cell<bool>,
}

impl Bounded {
    /// Whether a tag is to be left out.
    fn drops(&self, tag: &Tag) -> bool {
        if is_raw_or_void(&tag.name) {
            return false;
        }
        let sink = &self.builder.sink;
        match tag.kind {
            TagKind::StartTag => {
                let full = sink.document.tree.len() > sink.most;
                if sink.depth.get() < DEEPEST && !full {
                    return false;
                }
                self.flattened.set(true);
                *self
                    .dropped
                    .borrow_mut()
                    .entry(tag.name.clone())
                    .or_insert(0) += 1;
                true
            }
            TagKind::EndTag => {
                let mut dropped = self.dropped.borrow_mut();
                match dropped.get_mut(&tag.name) {
                    Some(count @ 1..) => {
                        *count -= 1;
                        true
                    }
                    _ => false,
                }
            }
        }
    }
}

/// Elements that hold no others: they nest nothing, and the parser must see those that hold raw
/// text.
fn is_raw_or_void(name: &LocalName) -> bool {
    matches!(
        &**name,
        "script"
            | "style"
            | "title"
            | "textarea"
            | "xmp"
            | "iframe"
            | "noembed"
            | "noframes"
            | "plaintext"
            | "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
            | "html"
            | "head"
            | "body"
    )
}

impl TokenSink for Bounded {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<NodeId> {
        match &token {
            Token::TagToken(tag) if self.drops(tag) => TokenSinkResult::Continue,
            Token::ParseError(_) => TokenSinkResult::Continue,
            _ => self.builder.process_token(token, line),
        }
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder
            .adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// The tree as it grows, with what `dom_query` does not keep: lines and depths.
struct Sink {
    document: Document,
    line: Cell<u32>,
    lines: RefCell<Vec<(NodeId, u32)>>,
    /// How deep the element is that was opened last.
    depth: Cell<usize>,
    /// The depth of the elements that are open.
    open: RefCell<HashMap<NodeId, usize>>,
    /// Scripts and styles: their text is not kept.
    silent: RefCell<std::collections::HashSet<NodeId>>,
    /// Beyond so many nodes no element is opened any more.
    most: usize,
}

impl Sink {
    fn placed(&self, parent: NodeId, child: &NodeOrText<NodeId>) {
        if let NodeOrText::AppendNode(child) = child {
            let mut open = self.open.borrow_mut();
            let depth = open.get(&parent).map_or(1, |depth| depth + 1);
            open.insert(*child, depth);
            self.depth.set(depth);
        }
    }
}

impl TreeSink for Sink {
    type Handle = NodeId;
    type Output = Self;
    type ElemName<'a> = <Document as TreeSink>::ElemName<'a>;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        self.document.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Self::ElemName<'a> {
        self.document.elem_name(target)
    }

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<Attribute>,
        flags: ElementFlags,
    ) -> NodeId {
        let told = |value: &str| value.contains("json");
        let data = attributes
            .iter()
            .any(|a| &*a.name.local == "type" && told(&a.value));
        let silent = matches!(&*name.local, "script" | "style") && !data;
        let id = self.document.create_element(name, attributes, flags);
        self.lines.borrow_mut().push((id, self.line.get()));
        if silent {
            self.silent.borrow_mut().insert(id);
        }
        id
    }

    fn create_comment(&self, _: StrTendril) -> NodeId {
        // An empty comment holds the place; nobody reads comments.
        self.document.create_comment(StrTendril::new())
    }

    fn create_pi(&self, target: StrTendril, _: StrTendril) -> NodeId {
        self.document.create_pi(target, StrTendril::new())
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        if matches!(child, NodeOrText::AppendText(_)) && self.silent.borrow().contains(parent) {
            return;
        }
        self.placed(*parent, &child);
        self.document.append(parent, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &NodeId,
        before: &NodeId,
        child: NodeOrText<NodeId>,
    ) {
        self.placed(*element, &child);
        self.document
            .append_based_on_parent_node(element, before, child);
    }

    fn append_doctype_to_document(&self, name: StrTendril, public: StrTendril, system: StrTendril) {
        self.document
            .append_doctype_to_document(name, public, system);
    }

    fn pop(&self, node: &NodeId) {
        if let Some(depth) = self.open.borrow_mut().remove(node) {
            self.depth.set(depth.saturating_sub(1));
        }
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        let contents = self.document.get_template_contents(target);
        let mut open = self.open.borrow_mut();
        let depth = open.get(target).map_or(1, |depth| depth + 1);
        open.insert(contents, depth);
        contents
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.document.set_quirks_mode(mode);
    }

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        self.placed(*sibling, &child);
        self.document.append_before_sibling(sibling, child);
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        self.document.add_attrs_if_missing(target, attributes);
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.document.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &NodeId, parent: &NodeId) {
        self.document.reparent_children(node, parent);
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &NodeId) -> bool {
        self.document
            .is_mathml_annotation_xml_integration_point(handle)
    }

    fn set_current_line(&self, line: u64) {
        self.line.set(u32::try_from(line).unwrap_or(u32::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(page: &Page) -> usize {
        let root = page.document.root();
        let mut deepest = 0;
        for node in root.descendants_it() {
            deepest = deepest.max(node.ancestors_it(None).count());
        }
        deepest
    }

    #[test]
    fn nesting_is_bounded_and_no_text_is_lost() {
        for (open, close) in [
            ("<div>", "</div>"),
            ("<b>", "</b>"),
            ("<template>", "</template>"),
            ("<table><tr><td>", "</td></tr></table>"),
            ("<svg>", "</svg>"),
        ] {
            let text = format!(
                "<p>before</p>{}bread{}<p>after</p>",
                open.repeat(5000),
                close.repeat(5000)
            );
            let page = Page::parse(&text);
            assert!(page.flattened, "{open}");
            assert!(depth(&page) < DEEPEST + 10, "{open}: {}", depth(&page));
            if open != "<template>" {
                let all = page.document.text().to_string();
                for word in ["before", "bread", "after"] {
                    assert!(all.contains(word), "{open}: {word}");
                }
            }
        }
    }

    #[test]
    fn marks_never_closed_do_not_multiply() {
        let many: Vec<String> = (0..3000).map(|i| format!("<p><b id={i}>x")).collect();
        let many = many.concat();
        let page = Page::parse(&many);
        assert!(page.document.tree.len() < NODES_BEYOND * 2 + many.len());
        assert_eq!(page.document.text().matches('x').count(), 3000);
    }

    #[test]
    fn a_tag_has_so_many_attributes() {
        let many: Vec<String> = (0..100_000).map(|i| format!(" a{i}=1")).collect();
        let many = many.concat();
        let page = Page::parse(&format!("<p{many} title='a > b'>bread</p><p id=x>rye</p>"));
        let found = page.document.select("p");
        let first = found.nodes().first().map(|n| n.attrs().len());
        assert!(first.is_some_and(|count| count <= ATTRIBUTES + 2));
        assert_eq!(page.document.select("#x").text().to_string(), "rye");
        let short = "<p title='a > b' class=x>1 < 2 </p>";
        assert!(matches!(with_short_tags(short), Cow::Borrowed(_)));
    }

    #[test]
    fn elements_know_their_lines() {
        let page = Page::parse("<html>\n<body>\n<p>One\n<p id=two>Two");
        let two = page.document.select("#two");
        let id = two.nodes().first().map(|n| n.id);
        assert_eq!(id.map(|id| page.line(id)), Some(4));
    }
}
