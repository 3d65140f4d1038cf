//! The tree of a page → pieces: blocks, lists, quotations, emphasis, tables, notes.
//!
//! The tree is walked from node to node without recursion; what is open is kept in stacks.

use dom_query::{NodeId, NodeRef};
use html5ever::LocalName;

use super::address::Address;
use super::chrome;
use super::dom;
use super::flow::Flow;
use super::links::{BACK_TYPES, Links, Place};
use super::{Part, quotes, table};
use crate::article::pieces::{Note, Piece, Role};
use crate::article::report::{RemarkKind, Report};
use crate::article::{Block, Container, ListMarker, SpanKind};

/// Classes of notes that stand in the middle of a line.
const INLINE_NOTES: [&str; 5] = [
    "sidenote",
    "marginnote",
    "inline-footnote",
    "inlinenote",
    "footnote-content",
];

/// What a walk found.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub(super) pieces: Vec<Piece>,
    pub(super) notes: Vec<Note>,
}

/// Walks the parts of a text.
pub(super) fn walk(
    parts: &[Part<'_>],
    links: &Links,
    language: &str,
    report: &mut Report,
) -> Walked {
    let mut walker = Walker {
        links,
        language,
        report,
        flow: Flow::default(),
        open: Vec::new(),
        lists: Vec::new(),
        quotes: 0,
        note: None,
        walked: Walked::default(),
        labels: Vec::new(),
        part: 0,
        address: Address::default(),
        dropped: Vec::new(),
        pictures: 0,
        line: 0,
        tables: Vec::new(),
        begun: false,
        suspended: Vec::new(),
    };
    for (index, part) in parts.iter().enumerate() {
        walker.begin_part(index, part);
        let Some(root) = part.page.document.tree.get(&part.root) else {
            continue;
        };
        if !part.only_notes {
            walker.tree(part, root);
        }
        walker.outside(part);
    }
    walker.tell();
    walker.walked
}

/// What an element opened, to be closed with it.
#[derive(Debug, Clone, Copy)]
enum Opened {
    Span,
    Container,
    List,
    Heading,
    Quote(&'static str),
    Pre,
    Table,
    Row,
    Block,
    /// A note in the middle of a line.
    Inline,
    Nothing,
}

struct Walker<'a> {
    links: &'a Links,
    language: &'a str,
    report: &'a mut Report,
    flow: Flow,
    /// What each element that is open has opened, with the element.
    open: Vec<(NodeId, Vec<Opened>)>,
    lists: Vec<List>,
    /// Quotations within lines that are open.
    quotes: usize,
    /// The note that is being read: its index and where it ends.
    note: Option<(usize, NodeId)>,
    walked: Walked,
    labels: Vec<String>,
    part: usize,
    address: Address,
    dropped: Vec<(&'static str, u32)>,
    pictures: usize,
    line: u32,
    /// Cells so far in the row of each table of data that is open.
    tables: Vec<usize>,
    /// Whether running prose has been read.
    begun: bool,
    /// What was read when a note began in the middle of a line.
    suspended: Vec<(Flow, Option<(usize, NodeId)>)>,
}

/// A list that is open.
struct List {
    next: Option<u64>,
    opened: bool,
}

impl<'a> Walker<'a> {
    fn begin_part(&mut self, index: usize, part: &Part<'a>) {
        self.part = index;
        self.line = 0;
        self.address = part.address.clone();
        self.flow.break_part(index > 0);
        if let Some(heading) = &part.heading {
            let message = format!("heading from the book's contents: \u{201c}{heading}\u{201d}");
            self.report.add(0, RemarkKind::Assumed, "contents", message);
            self.walked.pieces.push(Piece {
                role: Role::Heading(1),
                ..Piece::prose(0, heading.as_str())
            });
        }
    }

    /// Walks the notes of a part that stand outside its root.
    fn outside(&mut self, part: &Part<'a>) {
        let starts: Vec<(NodeId, NodeId)> = self
            .links
            .starts
            .iter()
            .filter(|((at, _), _)| *at == self.part)
            .map(|((_, id), start)| (*id, start.end))
            .collect();
        for (id, end) in starts {
            let Some(node) = part.page.document.tree.get(&id) else {
                continue;
            };
            if !part.only_notes && dom::is_within(&node, part.root) {
                continue;
            }
            let mut here = Some(node);
            while let Some(node) = here {
                self.tree(part, node);
                here = node.next_sibling().filter(|_| node.id != end);
                // A note that begins within a block has been walked with its element.
                if self.note.is_none() {
                    break;
                }
            }
        }
    }

    fn tree(&mut self, part: &Part<'a>, root: NodeRef<'a>) {
        let mut node = root;
        loop {
            let enters = self.enter(part, &node);
            if let Some(child) = node.first_child().filter(|_| enters) {
                node = child;
                continue;
            }
            loop {
                self.leave(&node);
                if node.id == root.id {
                    self.flush();
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

    /// Takes what a node begins; whether what it holds is read.
    fn enter(&mut self, part: &Part<'a>, node: &NodeRef<'a>) -> bool {
        if let Some(text) = dom::own_text(node) {
            self.flow.text(&text);
            return false;
        }
        let name = dom::name(node);
        if name.is_empty() {
            return node.is_document();
        }
        let line = part.page.line(node.id);
        self.line = if line > 0 { line } else { self.line };
        self.flow.line = self.line;
        let place = (self.part, node.id);
        if self.links.starts.contains_key(&place) {
            self.begin_note(place);
        }
        if !self.reads(part, node, &name) {
            return false;
        }
        let mut opened = Vec::new();
        self.open_element(part, node, &name, &mut opened);
        self.open.push((node.id, opened));
        true
    }

    /// Whether an element is read at all.
    fn reads(&mut self, part: &Part<'a>, node: &NodeRef<'a>, name: &LocalName) -> bool {
        if dom::is_silent(name) {
            return false;
        }
        let place = (self.part, node.id);
        if self.links.marks.contains(&place) {
            return false;
        }
        if let Some(label) = self.links.calls.get(&place) {
            self.flow.call(label);
            return false;
        }
        if self.note.is_some()
            && (self.links.back.contains(&place) || dom::is_typed(node, &BACK_TYPES))
        {
            return false;
        }
        match &**name {
            "br" => {
                self.flow.line_break();
                return false;
            }
            "hr" => {
                self.flush();
                self.rule();
                return false;
            }
            "img" => {
                self.picture(node);
                return false;
            }
            // It has been read before its table.
            "caption" if !self.tables.is_empty() => return false,
            "math" => {
                let told = node.attr("alttext");
                if let Some(text) = &told {
                    self.flow.text(text);
                }
                return told.is_none();
            }
            _ => {}
        }
        if node.id == part.root || self.note.is_some() {
            return true;
        }
        let what = chrome::chrome(node).or_else(|| self.menu(node, name));
        if let Some(what) = what
            && !holds_much(part, node)
        {
            self.flow.gap();
            if dom::is_block(name) {
                self.flush();
            }
            if !dom::text_of(*node).is_empty() {
                self.dropped.push((what, self.line));
            }
            return false;
        }
        true
    }

    /// A list of nothing but links, three or more, with no text before it: a menu or contents.
    fn menu(&self, node: &NodeRef<'a>, name: &LocalName) -> Option<&'static str> {
        let list = matches!(&**name, "ul" | "ol");
        if !list || self.begun || self.note.is_some() {
            return None;
        }
        let items = node
            .children_it(false)
            .filter(|n| &*dom::name(n) == "li")
            .count();
        (items >= 3 && chrome::is_all_links(node)).then_some("navigation")
    }

    fn open_element(
        &mut self,
        part: &Part<'a>,
        node: &NodeRef<'a>,
        name: &LocalName,
        opened: &mut Vec<Opened>,
    ) {
        if dom::is_typed(node, &INLINE_NOTES) && !dom::is_block(name) && self.note.is_none() {
            self.begin_inline_note(node);
            opened.push(Opened::Inline);
            return;
        }
        if self.tables.is_empty() && dom::is_block(name) {
            self.flush();
        }
        match &**name {
            "blockquote" => {
                self.flow
                    .open_container(Container::Quotation { first: true });
                opened.push(Opened::Container);
            }
            "ul" | "ol" | "menu" | "dir" => {
                self.lists.push(list(node, name));
                opened.push(Opened::List);
            }
            "li" => self.item(node, opened),
            "pre" => {
                self.flow.begin_preformatted(table::code_language(node));
                opened.push(Opened::Pre);
            }
            "table" if table::is_data(node) && !self.holds_notes(node) => {
                self.caption(node);
                self.flow
                    .begin(Role::Kept(Block::Table(table::alignments(node))));
                self.tables.push(0);
                opened.push(Opened::Table);
            }
            "tr" if !self.tables.is_empty() => {
                if let Some(cells) = self.tables.last_mut() {
                    *cells = 0;
                }
                opened.push(Opened::Row);
            }
            "td" | "th" if !self.tables.is_empty() => {
                let span = node.attr("colspan").and_then(|s| s.trim().parse().ok());
                let span: usize = span.unwrap_or(1).clamp(1, 50);
                if let Some(cells) = self.tables.last_mut() {
                    let tabs = usize::from(*cells > 0);
                    *cells += span;
                    self.flow.cells(tabs);
                }
                opened.push(Opened::Nothing);
            }
            "dt" => {
                self.flow.open_span(SpanKind::Strong);
                opened.push(Opened::Span);
                opened.push(Opened::Block);
            }
            "q" => self.quotation(part, node, opened),
            _ => {
                if let Some(level) = dom::heading_level(name).filter(|_| self.tables.is_empty()) {
                    self.flow.heading(Some(level));
                    opened.push(Opened::Heading);
                } else if let Some(kind) = self.span(node, name) {
                    self.flow.open_span(kind);
                    opened.push(Opened::Span);
                } else if let Some(raised) = raised(node, name) {
                    self.flow.text(&raised);
                    // Its text has been taken in another form.
                    self.flow.mute(true);
                    opened.push(Opened::Nothing);
                } else if dom::is_block(name) {
                    self.flow.poem(is_poem(node));
                    opened.push(Opened::Block);
                }
            }
        }
    }

    fn leave(&mut self, node: &NodeRef<'a>) {
        if self.open.last().is_some_and(|(id, _)| *id == node.id)
            && let Some((_, opened)) = self.open.pop()
        {
            for what in opened.into_iter().rev() {
                self.close(what);
            }
            if &*dom::name(node) == "sup" {
                self.flow.mute(false);
            }
            if dom::is_block(&dom::name(node)) && self.tables.is_empty() {
                self.flush();
            }
        }
        if self.note.is_some_and(|(_, end)| end == node.id) {
            self.flush();
            self.note = None;
        }
    }

    fn close(&mut self, what: Opened) {
        match what {
            Opened::Span => self.flow.close_span(),
            Opened::Container => {
                self.flush();
                self.flow.close_container();
            }
            Opened::List => {
                self.flush();
                self.lists.pop();
            }
            Opened::Heading => {
                self.flush();
                self.flow.heading(None);
            }
            Opened::Quote(mark) => {
                self.quotes = self.quotes.saturating_sub(1);
                self.flow.close_quotation(mark);
            }
            Opened::Pre => {
                self.flow.end_preformatted();
                self.flush();
            }
            Opened::Table => {
                self.tables.pop();
                self.flush();
            }
            Opened::Row => self.flow.row(),
            Opened::Inline => self.end_inline_note(),
            Opened::Block | Opened::Nothing => {}
        }
    }

    /// What stands over a table is a paragraph of its own.
    fn caption(&mut self, table: &NodeRef<'a>) {
        let caption = table
            .children_it(false)
            .find(|n| &*dom::name(n) == "caption");
        if let Some(caption) = caption {
            self.flow.text(&dom::text_of(caption));
            self.flush();
        }
    }

    fn item(&mut self, node: &NodeRef<'a>, opened: &mut Vec<Opened>) {
        // An item of the list of notes is a note, not an item.
        let noted = self.note.is_some_and(|(_, end)| end == node.id);
        if noted {
            opened.push(Opened::Block);
            return;
        }
        let value = node.attr("value").and_then(|v| v.trim().parse().ok());
        let list = self.lists.last_mut();
        let (marker, opens) = match list {
            Some(list) => {
                let number = value.filter(|_| list.next.is_some()).or(list.next);
                list.next = number.map(|n: u64| n.saturating_add(1));
                let marker = number.map_or(ListMarker::Bullet, ListMarker::Number);
                (marker, !std::mem::replace(&mut list.opened, true))
            }
            None => (ListMarker::Bullet, false),
        };
        self.flow.open_container(Container::Item {
            marker,
            first: true,
            opens_list: opens,
        });
        opened.push(Opened::Container);
    }

    fn quotation(&mut self, part: &Part<'a>, node: &NodeRef<'a>, opened: &mut Vec<Opened>) {
        let language = node
            .ancestors_it(None)
            .find_map(|n| n.attr("lang").or_else(|| n.attr("xml:lang")))
            .map(|l| l.to_string());
        let language = language.as_deref().unwrap_or(if self.language.is_empty() {
            part.language.as_str()
        } else {
            self.language
        });
        let text = dom::text_of(*node);
        // Some pages print the marks as well.
        let printed = text.starts_with(['"', '“', '”', '„', '«', '»', '‘', '‹']);
        if printed {
            opened.push(Opened::Nothing);
            return;
        }
        let (open, close) = quotes::marks(language, self.quotes);
        self.flow.open_quotation(open);
        self.quotes += 1;
        opened.push(Opened::Quote(close));
    }

    fn span(&self, node: &NodeRef<'a>, name: &LocalName) -> Option<SpanKind> {
        Some(match &**name {
            "em" | "i" | "cite" | "dfn" | "var" => SpanKind::Emphasis,
            "strong" | "b" => SpanKind::Strong,
            "s" | "del" | "strike" => SpanKind::Strikethrough,
            "code" | "kbd" | "samp" | "tt" if !self.flow.is_preformatted() => SpanKind::Code,
            "a" => SpanKind::Link(self.address.of_link(&node.attr("href")?)?.into()),
            _ => return None,
        })
    }

    fn picture(&mut self, node: &NodeRef<'a>) {
        let alt = node
            .attr("alt")
            .map(|a| dom::collapsed(&a))
            .unwrap_or_default();
        let source = node.attr("src").unwrap_or_default();
        match self.address.of_picture(&source) {
            Some(url) if !alt.is_empty() => {
                self.flow.open_span(SpanKind::Image(url.into()));
                self.flow.text(&alt);
                self.flow.close_span();
            }
            _ => self.pictures += 1,
        }
    }

    fn rule(&mut self) {
        if self.note.is_none() {
            self.walked.pieces.push(Piece {
                line: self.line,
                role: Role::Rule,
                ..Piece::default()
            });
        }
    }

    fn holds_notes(&self, node: &NodeRef<'a>) -> bool {
        node.descendants_it()
            .any(|n| self.links.starts.contains_key(&(self.part, n.id)))
    }

    fn begin_note(&mut self, place: Place) {
        let Some(start) = self.links.starts.get(&place) else {
            return;
        };
        self.flush();
        self.note = Some((self.walked.notes.len(), start.end));
        self.labels.push(start.label.clone());
        self.walked.notes.push(Note {
            label: start.label.clone(),
            pieces: Vec::new(),
        });
    }

    fn begin_inline_note(&mut self, node: &NodeRef<'a>) {
        let mut number = self.links.starts.len();
        let mut label = String::new();
        while label.is_empty()
            || self.labels.contains(&label)
            || self.links.starts.values().any(|s| s.label == label)
        {
            number += 1;
            label = number.to_string();
        }
        self.flow.call(&label);
        let outer = std::mem::take(&mut self.flow);
        self.flow.line = outer.line;
        self.suspended.push((outer, self.note));
        self.note = Some((self.walked.notes.len(), node.id));
        self.labels.push(label.clone());
        self.walked.notes.push(Note {
            label,
            pieces: Vec::new(),
        });
    }

    fn end_inline_note(&mut self) {
        self.flush();
        if let Some((flow, note)) = self.suspended.pop() {
            self.flow = flow;
            self.note = note;
        }
    }

    /// Ends the piece that is open and puts it where it belongs.
    fn flush(&mut self) {
        for mut piece in self.flow.finish() {
            let note = self
                .note
                .and_then(|(index, _)| self.walked.notes.get_mut(index));
            let Some(note) = note else {
                self.begun |= piece.is_prose() && piece.text.len() > 120;
                self.walked.pieces.push(piece);
                continue;
            };
            if note.pieces.is_empty() {
                piece.containers.clear();
                unlabel(&mut piece, &note.label);
            }
            if !piece.text.is_empty() {
                note.pieces.push(piece);
            }
        }
    }

    /// Tells what was left out.
    fn tell(&mut self) {
        let mut told: Vec<(&'static str, u32, usize)> = Vec::new();
        for (what, line) in &self.dropped {
            match told.iter_mut().find(|(known, ..)| known == what) {
                Some((_, _, count)) => *count += 1,
                None => told.push((what, *line, 1)),
            }
        }
        for (what, line, count) in told {
            let message = match count {
                1 => format!("{what} left out"),
                count => format!("{what} left out, in {count} places; the first is on this line"),
            };
            self.report.add(line, RemarkKind::Dropped, "page", message);
        }
        if self.pictures > 0 {
            let message = format!(
                "{} left out: no description, or none that can be linked to",
                match self.pictures {
                    1 => "1 picture".to_owned(),
                    count => format!("{count} pictures"),
                }
            );
            self.report.add(0, RemarkKind::Dropped, "pictures", message);
        }
    }
}

fn list(node: &NodeRef<'_>, name: &LocalName) -> List {
    let next = (&**name == "ol").then(|| {
        let start = node.attr("start").and_then(|s| s.trim().parse().ok());
        start.unwrap_or(1)
    });
    List {
        next,
        opened: false,
    }
}

/// Digits that are raised, in the raised digits of Unicode: `x²`, and the marks of notes.
fn raised(node: &NodeRef<'_>, name: &LocalName) -> Option<String> {
    if &**name != "sup" || node.descendants_it().any(|n| &*dom::name(&n) == "a") {
        return None;
    }
    let text = dom::text_of(*node);
    let digit = |c: char| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(c.to_digit(10)? as usize);
    let raised: Option<String> = text.chars().map(digit).collect();
    raised.filter(|r| !r.is_empty() && text.len() <= 3)
}

fn is_poem(node: &NodeRef<'_>) -> bool {
    dom::is_typed(
        node,
        &[
            "poem",
            "verse",
            "stanza",
            "poetry",
            "z3998:verse",
            "z3998:poem",
        ],
    )
}

/// Takes the mark off the text of a note: `[3]`, `3.`, `^`.
fn unlabel(piece: &mut Piece, label: &str) {
    let text = piece.text.as_str();
    let label = label.split_once('-').map_or(label, |(label, _)| label);
    let frame = |c: char| {
        matches!(
            c,
            '[' | ']'
                | '('
                | ')'
                | '{'
                | '}'
                | '.'
                | ':'
                | ' '
                | '\u{a0}'
                | '^'
                | '↑'
                | '↩'
                | '\u{fe0e}'
                | '\u{fe0f}'
                | '\t'
                | '\n'
        )
    };
    let opened = text.trim_start_matches(frame);
    let plain: String = opened
        .chars()
        .take(8)
        .map(|c| match c {
            '¹' => '1',
            '²' => '2',
            '³' => '3',
            '⁰' => '0',
            '⁴'..='⁹' => char::from_digit(u32::from(c) - u32::from('⁰'), 10).unwrap_or(c),
            c => c,
        })
        .collect();
    let marked = plain
        .strip_prefix(label)
        .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    let count = if marked { label.chars().count() } else { 0 };
    let after = opened
        .char_indices()
        .nth(count)
        .map_or("", |(at, _)| opened.get(at..).unwrap_or_default());
    let rest = if marked {
        after.trim_start_matches(frame)
    } else {
        // What stood behind a mark that was a link; a bracket may belong to the note's own words.
        let bare = text.trim_start_matches(['^', '↑', '↩', '\u{fe0e}', '\u{fe0f}', ' ', '\n']);
        let stopped = bare.strip_prefix(['.', ':', ')', ']']);
        stopped
            .filter(|rest| rest.starts_with([' ', '\u{a0}', '\n']))
            .map_or(bare, str::trim_start)
    };
    let cut = text.len() - rest.len();
    piece.cut(0..cut);
    let end = piece
        .text
        .trim_end_matches(['↩', '↑', '\u{fe0e}', '\u{fe0f}', ' ', '\u{a0}', '\n'])
        .len();
    piece.cut(end..piece.text.len());
}

/// A part that holds most of the text is not dropped for its name.
fn holds_much(part: &Part<'_>, node: &NodeRef<'_>) -> bool {
    let (all, linked) = dom::weight(*node, |_| false);
    (all - linked) * 2 > part.weight
}
