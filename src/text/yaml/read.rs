//! From YAML text to a tree of nodes, within limits.
//!
//! Refused, each with its place: bad syntax, more than one document, a mapping that has a key
//! twice, nesting deeper than [`MAX_DEPTH`], aliases that would unfold beyond what a hand writes.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use granit_parser::{Event, Marker, Parser, ScalarStyle, Span, StructureStyle};

use super::{Entry, Node, Style, Value};
use crate::text::problem::{Position, Problems};

/// How deep collections may nest.
const MAX_DEPTH: usize = 100;

/// How many nodes the anchors of one file may name, and how many its aliases may unfold to.
const MAX_ALIASED: usize = 10_000;

/// So many keys are compared one by one: a set of them would cost more.
const FEW: usize = 16;

/// Reads one YAML document.
///
/// `None`, with at least one error in `problems`, when the file cannot be used; an empty document
/// is a null node.
pub fn read(text: &str, problems: &mut Problems) -> Option<Node> {
    build(text, None, problems)
}

/// Reads one YAML document as [`read`] does, but hands each item of the list under the key
/// `field` of the root over as soon as it is read, so that a long file is never held as a tree:
/// in the document returned that list is empty.
///
/// A list that has an anchor is left whole where it stands. What was handed over counts for
/// nothing when `None` is returned: the fault lay further down.
pub fn read_items<'t>(
    text: &'t str,
    field: &'t str,
    each: &'t mut dyn FnMut(&Node),
    problems: &mut Problems,
) -> Option<Node> {
    build(text, Some(Handed { field, each }), problems)
}

fn build<'t>(text: &'t str, handed: Option<Handed<'t>>, problems: &mut Problems) -> Option<Node> {
    let text_body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let shift = text.len() - text_body.len();
    let mut builder = Builder {
        stack: Vec::new(),
        root: None,
        anchors: HashMap::new(),
        anchored: 0,
        aliased: 0,
        shift,
        documents: 0,
        end: 0,
        text,
        handed,
    };
    for next in Parser::new_from_str(text_body) {
        let step = match next {
            Ok((event, span)) => builder.take(event, span, problems),
            Err(e) => {
                let at = position(*e.marker());
                problems.error(
                    at,
                    "yaml-syntax",
                    format!("not YAML: {}", short(&e.info())),
                    "mend the line, or quote the text in it",
                );
                return None;
            }
        };
        step?;
    }
    Some(builder.root.unwrap_or(Node {
        value: Value::Null,
        at: Position { line: 1, column: 1 },
        span: 0..0,
        style: Style::Scalar,
    }))
}

/// The list whose items are handed over, and to whom.
struct Handed<'a> {
    field: &'a str,
    each: &'a mut dyn FnMut(&Node),
}

/// A collection that is being filled.
struct Open {
    value: Value,
    at: Position,
    start: usize,
    style: Style,
    anchor: usize,
    /// In a mapping: the key that waits for its value.
    key: Option<(String, Position, Range<usize>)>,
    /// The keys so far, where they are more than [`FEW`].
    keys: HashSet<String>,
    /// Whether its items are handed over instead of being kept.
    is_handed: bool,
}

struct Builder<'t> {
    stack: Vec<Open>,
    root: Option<Node>,
    /// Anchored values with their sizes in nodes.
    anchors: HashMap<usize, (Node, usize)>,
    anchored: usize,
    aliased: usize,
    /// Bytes before what the parser was given: the byte-order mark's.
    shift: usize,
    documents: usize,
    /// Where the last scalar or closing bracket ended.
    end: usize,
    text: &'t str,
    handed: Option<Handed<'t>>,
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, span: Span, problems: &mut Problems) -> Option<()> {
        let at = position(span.start);
        let bytes = span.byte_range().unwrap_or(0..0);
        let bytes = bytes.start + self.shift..bytes.end + self.shift;
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    problems.error(
                        at,
                        "several-documents",
                        "a second YAML document begins here",
                        "keep one document in a file",
                    );
                    return None;
                }
            }
            Event::Scalar(text, style, anchor, _) => {
                let node = self.scalar(text.into_owned(), style, at, bytes);
                return self.place(node, anchor, 1, problems);
            }
            Event::SequenceStart(style, anchor, _) => {
                let value = Value::Sequence(Vec::new());
                return self.open(value, style, at, bytes.start, anchor, problems);
            }
            Event::MappingStart(style, anchor, _) => {
                let value = Value::Mapping(Vec::new());
                return self.open(value, style, at, bytes.start, anchor, problems);
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let mut open = self.stack.pop()?;
                // A file holds many small collections, each grown to more than it needs.
                match &mut open.value {
                    Value::Sequence(items) => items.shrink_to_fit(),
                    Value::Mapping(entries) => entries.shrink_to_fit(),
                    Value::Null | Value::Scalar { .. } => {}
                }
                if open.style == Style::Flow {
                    self.end = self.end.max(bytes.end);
                }
                let node = Node {
                    value: open.value,
                    at: open.at,
                    span: open.start..self.end.max(open.start),
                    style: open.style,
                };
                return self.place(node, open.anchor, 1, problems);
            }
            Event::Alias(id) => return self.alias(id, at, bytes, problems),
            _ => {}
        }
        Some(())
    }

    fn scalar(
        &mut self,
        text: String,
        style: ScalarStyle,
        at: Position,
        bytes: Range<usize>,
    ) -> Node {
        let plain = matches!(style, ScalarStyle::Plain);
        let block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        let span = if block {
            let keeps = text.ends_with("\n\n") || text == "\n";
            block_span(self.text, bytes, keeps)
        } else {
            bytes
        };
        // The parser sets an empty value where the next token begins, lines further down perhaps.
        let span = if span.is_empty() {
            self.empty_place()
        } else {
            span
        };
        self.end = self.end.max(span.end);
        let value = if plain && matches!(&*text, "" | "~" | "null") {
            Value::Null
        } else {
            Value::Scalar { text, plain }
        };
        Node {
            value,
            at,
            span,
            style: if block {
                Style::BlockScalar
            } else {
                Style::Scalar
            },
        }
    }

    /// Where an empty value stands: after the colon of its key, or after what came last.
    fn empty_place(&self) -> Range<usize> {
        let key = self.stack.last().and_then(|open| open.key.as_ref());
        let after_colon = key.and_then(|(_, _, bytes)| {
            let rest = self.text.get(bytes.end..)?;
            let colon = rest.find(|c: char| !c.is_whitespace())?;
            let is_colon = rest.get(colon..)?.starts_with(':');
            is_colon.then_some(bytes.end + colon + 1)
        });
        let at = after_colon.unwrap_or(self.end);
        at..at
    }

    fn open(
        &mut self,
        value: Value,
        style: StructureStyle,
        at: Position,
        start: usize,
        anchor: usize,
        problems: &mut Problems,
    ) -> Option<()> {
        if self.stack.len() >= MAX_DEPTH {
            problems.error(
                at,
                "too-deep",
                format!("collections nest deeper than {MAX_DEPTH} levels"),
                "flatten the file",
            );
            return None;
        }
        let is_handed = anchor == 0 && self.is_handed(&value);
        self.stack.push(Open {
            value,
            at,
            start,
            style: match style {
                StructureStyle::Block => Style::Block,
                StructureStyle::Flow => Style::Flow,
            },
            anchor,
            key: None,
            keys: HashSet::new(),
            is_handed,
        });
        Some(())
    }

    /// Whether a collection that opens here is the list whose items are handed over.
    fn is_handed(&self, value: &Value) -> bool {
        let (Some(handed), [root], Value::Sequence(_)) = (&self.handed, &*self.stack, value) else {
            return false;
        };
        let key = root.key.as_ref().map(|(key, ..)| key.as_str());
        root.anchor == 0 && key == Some(handed.field)
    }

    fn alias(
        &mut self,
        id: usize,
        at: Position,
        bytes: Range<usize>,
        problems: &mut Problems,
    ) -> Option<()> {
        let Some((node, size)) = self.anchors.get(&id) else {
            // An alias within the very value that it names.
            problems.error(
                at,
                "yaml-syntax",
                "the alias stands within the value that it names",
                "write the value out",
            );
            return None;
        };
        self.aliased += size;
        if self.aliased > MAX_ALIASED {
            problems.error(
                at,
                "too-many-aliases",
                format!("the aliases unfold to more than {MAX_ALIASED} values"),
                "write the values out",
            );
            return None;
        }
        let (mut node, size) = (node.clone(), *size);
        node.at = at;
        self.end = self.end.max(bytes.end);
        node.span = bytes;
        node.style = Style::Alias;
        self.place(node, 0, size, problems)
    }

    /// Puts a finished node where it belongs: key, value, item or root.
    fn place(
        &mut self,
        node: Node,
        anchor: usize,
        size: usize,
        problems: &mut Problems,
    ) -> Option<()> {
        if anchor > 0 {
            let size = size.max(count(&node));
            self.anchored += size;
            if self.anchored > MAX_ALIASED {
                problems.error(
                    node.at,
                    "too-many-aliases",
                    format!("the anchors name more than {MAX_ALIASED} values"),
                    "write the values out",
                );
                return None;
            }
            self.anchors.insert(anchor, (node.clone(), size));
        }
        let Some(open) = self.stack.last_mut() else {
            self.root = Some(node);
            return Some(());
        };
        match (&mut open.value, open.key.take()) {
            (Value::Sequence(items), _) => match &mut self.handed {
                Some(handed) if open.is_handed => (handed.each)(&node),
                _ => items.push(node),
            },
            (Value::Mapping(entries), Some((key, at, bytes))) => {
                entries.push(Entry {
                    key,
                    at,
                    key_end: bytes.end,
                    span: bytes.start..node.span.end.max(bytes.end),
                    value: node,
                });
            }
            (_, None) => return open.take_key(node, problems),
            _ => {}
        }
        Some(())
    }
}

impl Open {
    fn take_key(&mut self, node: Node, problems: &mut Problems) -> Option<()> {
        let key = match node.value {
            Value::Scalar { text, .. } => text,
            Value::Null => String::new(),
            _ => {
                problems.error(
                    node.at,
                    "key-not-text",
                    format!("{} cannot be a key", node.kind()),
                    "use a word as the key",
                );
                return None;
            }
        };
        if self.has(&key) {
            problems.error(
                node.at,
                "duplicate-key",
                format!("`{}` stands twice in one mapping", short(&key)),
                "keep one of the two",
            );
            return None;
        }
        self.key = Some((key, node.at, node.span));
        Some(())
    }

    /// Whether a key has stood before.
    fn has(&mut self, key: &str) -> bool {
        let Value::Mapping(entries) = &self.value else {
            return false;
        };
        if entries.len() <= FEW {
            return entries.iter().any(|entry| entry.key == key);
        }
        for entry in entries.iter().skip(self.keys.len()) {
            self.keys.insert(entry.key.clone());
        }
        self.keys.contains(key)
    }
}

/// The bytes of a block scalar's content. The parser's end lies where the next token begins, on
/// another line; blank lines belong to the scalar only where it keeps them (`|+`).
fn block_span(text: &str, bytes: Range<usize>, keeps: bool) -> Range<usize> {
    let content = text.get(bytes.clone()).unwrap_or_default();
    let trimmed = if keeps {
        let lines = content.trim_end_matches([' ', '\t']);
        let line = lines.strip_suffix('\n').unwrap_or(lines);
        line.strip_suffix('\r').unwrap_or(line)
    } else {
        content.trim_end_matches([' ', '\t', '\n', '\r'])
    };
    bytes.start..bytes.start + trimmed.len()
}

/// How many nodes a tree has. The depth is limited, so the recursion is.
fn count(node: &Node) -> usize {
    match &node.value {
        Value::Sequence(items) => 1 + items.iter().map(count).sum::<usize>(),
        Value::Mapping(entries) => 1 + entries.iter().map(|e| count(&e.value)).sum::<usize>(),
        _ => 1,
    }
}

fn position(marker: Marker) -> Position {
    Position {
        line: marker.line(),
        column: marker.col() + 1,
    }
}

/// A message never repeats a megabyte of input.
fn short(text: &str) -> String {
    crate::text::width::shortened(&crate::text::safe::shown_line(text), 120)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> String {
        let mut problems = Problems::of("f.yaml");
        assert!(read(text, &mut problems).is_none(), "{text:?} was read");
        problems.into_vec()[0].to_string()
    }

    #[test]
    fn values_know_their_place() {
        let mut problems = Problems::of("f.yaml");
        let text = "a: 1\nb:\n  - x: \"y\"\n  - ~\n";
        let node = read(text, &mut problems).unwrap();
        let items = node.get("b").and_then(Node::items).unwrap();
        let y = items[0].get("x").unwrap();
        assert_eq!(y.at, Position { line: 3, column: 8 });
        assert_eq!(&text[y.span.clone()], "\"y\"");
        assert_eq!(items[1].value, Value::Null);
        let entry = &node.entries().unwrap()[1];
        assert_eq!((entry.at.line, entry.at.column), (2, 1));
        assert_eq!(node.to_json()["a"], 1);
    }

    #[test]
    fn hostile_files_are_refused_with_a_place() {
        assert!(problem("a: 1\na: 2\n").starts_with("f.yaml:2:1: `a` stands twice"));
        // Many keys are kept in another way than few.
        for many in [1, FEW - 1, FEW, FEW + 1, FEW + 2, 3 * FEW] {
            let keys: Vec<String> = (0..many).map(|i| format!("k{i}: 1\n")).collect();
            let keys = keys.concat();
            for again in [0, many / 2, many - 1] {
                let place = format!("f.yaml:{}:1: `k{again}` stands twice", many + 1);
                assert!(problem(&format!("{keys}k{again}: 2\n")).starts_with(&place));
            }
        }
        assert!(problem("a: 1\n---\nb: 2\n").contains("second YAML document"));
        assert!(problem(&format!("{}x{}", "[".repeat(101), "]".repeat(101))).contains("deeper"));
        assert!(problem(&"[".repeat(5000)).starts_with("f.yaml:1:"));
        assert!(problem("a: [1, 2\nb: }").starts_with("f.yaml:"));
        assert!(problem("? [a]\n: b\n").contains("cannot be a key"));
        let mut bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
        for i in 1..9 {
            let refs = vec![format!("*a{}", i - 1); 10].join(",");
            bomb.push_str(&format!("a{i}: &a{i} [{refs}]\n"));
        }
        assert!(problem(&bomb).contains("alias") || problem(&bomb).contains("repeated"));
    }

    #[test]
    fn items_handed_over_are_those_of_the_tree() {
        let texts = [
            "a: x\nlist:\n- {k: [1, {list: [2]}]}\n- ~\n- two\nb: {list: [no]}\n",
            "list: [a, b]\n",
            "list: &n [a, b]\nb: *n\n",
            "&r {list: [&x a, *x]}\n",
            "list: &n\n  list: [a]\nb: *n\n",
            "- list: [a]\n",
            "list: [a, &x b]\nlast: [*x]\n",
            "list: a\n",
            "",
        ];
        for text in texts {
            let mut problems = Problems::of("f.yaml");
            let whole = read(text, &mut problems).unwrap();
            let mut items = Vec::new();
            let mut rest =
                read_items(text, "list", &mut |n| items.push(n.clone()), &mut problems).unwrap();
            if let Value::Mapping(entries) = &mut rest.value
                && let Some(list) = entries.iter_mut().find(|e| e.key == "list")
                && let Value::Sequence(kept) = &mut list.value.value
            {
                assert!(items.is_empty() || kept.is_empty());
                kept.extend(items);
            } else {
                assert!(items.is_empty());
            }
            assert_eq!(rest, whole, "{text}");
        }
        let mut problems = Problems::of("f.yaml");
        let mut count = 0;
        let broken = read_items(
            "list: [a, b]\nc: [",
            "list",
            &mut |_| count += 1,
            &mut problems,
        );
        assert!(broken.is_none() && !problems.into_vec().is_empty());
        assert_eq!(count, 2);
    }

    #[test]
    fn a_byte_order_mark_and_an_empty_file_are_nothing_special() {
        let mut problems = Problems::of("f.yaml");
        let node = read("\u{feff}a: b", &mut problems).unwrap();
        assert_eq!(node.get("a").and_then(Node::text), Some("b"));
        assert_eq!(read("", &mut problems).unwrap().value, Value::Null);
    }
}
