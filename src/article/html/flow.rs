//! The running text of a page as it comes → pieces: white space, spans, line breaks, containers.

use crate::article::pieces::{Piece, Role, heading_like};
use crate::article::{Block, Container, Span, SpanKind};

/// A line of verse has at most so many characters.
const VERSE: usize = 80;

/// Collects the text of one block after another.
#[derive(Debug, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each says where in the text we are"
)]
pub(super) struct Flow {
    /// The line of the element that was entered last.
    pub(super) line: u32,
    piece: Option<Piece>,
    /// White space that is due before the next word.
    space: bool,
    /// Whether white space is left out up to the next word.
    tight: bool,
    /// Whether the white space that is due stood within a quotation that has ended.
    loose: bool,
    /// The kinds of the spans that are open, and where each begins in the piece that is open.
    spans: Vec<(SpanKind, usize)>,
    containers: Vec<Container>,
    heading: Option<u8>,
    /// Preformatted text that is open.
    pre: Option<Preformatted>,
    poem: bool,
    muted: bool,
    done: Vec<Piece>,
    /// Whether a part ended, and a line must not go on over it.
    page_before: bool,
}

/// What kind of preformatted text is open.
#[derive(Debug)]
enum Preformatted {
    /// Code, in this language, which may be empty.
    Code(String),
    /// Anything else.
    Text,
}

impl Flow {
    /// A new part of the text begins.
    pub(super) fn break_part(&mut self, between: bool) {
        self.page_before = between;
    }

    /// Adds text, its white space collapsed unless it is preformatted.
    pub(super) fn text(&mut self, text: &str) {
        if self.muted {
            return;
        }
        if self.pre.is_some() && self.cell_free() {
            let piece = self.open();
            piece.text.push_str(text);
            return;
        }
        let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c');
        if self.piece.is_none() && text.chars().all(blank) {
            return;
        }
        for (index, word) in text.split(blank).enumerate() {
            self.space |= index > 0 && !self.tight;
            if !word.is_empty() {
                self.word(word);
            }
        }
    }

    /// White space, if a word follows.
    pub(super) fn gap(&mut self) {
        self.space = true;
    }

    /// Opens a quotation: the mark stands right before its first word.
    pub(super) fn open_quotation(&mut self, mark: &str) {
        self.word(mark);
        self.tight = true;
    }

    /// Closes a quotation: the mark stands right behind its last word.
    pub(super) fn close_quotation(&mut self, mark: &str) {
        let due = std::mem::take(&mut self.space);
        self.word(mark);
        self.space = due;
        self.loose = due;
    }

    fn word(&mut self, word: &str) {
        // White space before the end of a quotation parts no mark from it.
        let loose = std::mem::take(&mut self.loose)
            && word.starts_with([',', '.', ';', ':', '!', '?', ')']);
        let due = std::mem::take(&mut self.space) && !loose;
        self.tight = false;
        let piece = self.open();
        if due && !piece.text.is_empty() && !piece.text.ends_with(['\n', '\t']) {
            piece.text.push(' ');
        }
        piece.text.push_str(word);
    }

    fn cell_free(&self) -> bool {
        !self.is_table()
    }

    fn is_table(&self) -> bool {
        matches!(
            self.piece.as_ref().map(|p| &p.role),
            Some(Role::Kept(Block::Table(_)))
        )
    }

    /// The piece that is open; one is begun where none is.
    fn open(&mut self) -> &mut Piece {
        if self.piece.is_none() {
            let role = match (&self.heading, &self.pre) {
                (Some(level), _) => Role::Heading(*level),
                (None, Some(Preformatted::Code(language))) => {
                    Role::Kept(Block::Code(language.as_str().into()))
                }
                _ => Role::Prose,
            };
            self.begin(role);
        }
        self.piece.get_or_insert_default()
    }

    /// Begins a piece.
    pub(super) fn begin(&mut self, role: Role) {
        let containers = self.containers.clone();
        for container in &mut self.containers {
            match container {
                Container::Quotation { first } | Container::Item { first, .. } => *first = false,
            }
        }
        self.space = false;
        for (_, start) in &mut self.spans {
            *start = 0;
        }
        self.piece = Some(Piece {
            line: self.line,
            role,
            containers,
            alone: true,
            page_before: std::mem::take(&mut self.page_before),
            ..Piece::default()
        });
    }

    /// A line break; two of them part paragraphs.
    pub(super) fn line_break(&mut self) {
        if self.is_table() || self.heading.is_some() {
            self.space = true;
            return;
        }
        let pre = self.pre.is_some();
        let Some(piece) = &mut self.piece else { return };
        if piece.text.ends_with('\n') && !pre && !self.poem {
            self.part();
            return;
        }
        self.space = false;
        piece.text.push('\n');
    }

    /// Ends the paragraph in the middle of its element.
    fn part(&mut self) {
        self.end_piece();
    }

    /// A note's call.
    pub(super) fn call(&mut self, label: &str) {
        if self.muted {
            return;
        }
        let piece = self.open();
        let at = piece.text.len();
        piece.add_call(at, label);
    }

    /// Opens a span; it goes on over the ends of blocks.
    pub(super) fn open_span(&mut self, kind: SpanKind) {
        if std::mem::take(&mut self.space)
            && let Some(piece) = &mut self.piece
            && !piece.text.is_empty()
            && !piece.text.ends_with(['\n', '\t', ' '])
        {
            piece.text.push(' ');
        }
        let at = self.piece.as_ref().map_or(0, |p| p.text.len());
        self.spans.push((kind, at));
    }

    /// Closes the innermost span.
    pub(super) fn close_span(&mut self) {
        if let Some((kind, start)) = self.spans.pop()
            && let Some(piece) = &mut self.piece
        {
            add_span(piece, kind, start);
        }
    }

    /// Opens a block quotation or a list item.
    pub(super) fn open_container(&mut self, container: Container) {
        self.containers.push(container);
    }

    /// Closes the innermost container.
    pub(super) fn close_container(&mut self) {
        self.containers.pop();
    }

    /// What follows is a heading of this level, or none any more.
    pub(super) fn heading(&mut self, level: Option<u8>) {
        self.heading = level;
    }

    /// What follows is verse, if the page says so.
    pub(super) fn poem(&mut self, poem: bool) {
        self.poem |= poem;
    }

    /// Whether text is left out.
    pub(super) fn mute(&mut self, muted: bool) {
        self.muted = muted;
    }

    /// Preformatted text begins; with a language when it is code.
    pub(super) fn begin_preformatted(&mut self, language: Option<String>) {
        self.pre = Some(language.map_or(Preformatted::Text, Preformatted::Code));
    }

    /// Preformatted text ends.
    pub(super) fn end_preformatted(&mut self) {
        self.end_piece();
        self.pre = None;
    }

    /// Whether preformatted text is open.
    pub(super) fn is_preformatted(&self) -> bool {
        self.pre.is_some()
    }

    /// The next cell of a table begins.
    pub(super) fn cells(&mut self, tabs: usize) {
        self.space = false;
        if let Some(piece) = &mut self.piece {
            piece.text.extend(std::iter::repeat_n('\t', tabs));
        }
    }

    /// A row of a table ends.
    pub(super) fn row(&mut self) {
        self.space = false;
        if let Some(piece) = &mut self.piece {
            piece.text.push('\n');
        }
    }

    /// Ends the piece that is open, and gives all that are done.
    pub(super) fn finish(&mut self) -> Vec<Piece> {
        self.end_piece();
        self.poem = false;
        std::mem::take(&mut self.done)
    }

    fn end_piece(&mut self) {
        self.space = false;
        let Some(mut piece) = self.piece.take() else {
            return;
        };
        for (kind, start) in &mut self.spans {
            add_span(&mut piece, kind.clone(), *start);
            *start = 0;
        }
        trim(&mut piece);
        if piece.text.is_empty() && piece.calls.is_empty() {
            return;
        }
        piece
            .spans
            .sort_by_key(|s| (s.range.start, std::cmp::Reverse(s.range.end)));
        if self.pre.is_some() && piece.role == Role::Prose {
            self.done.push(preformatted(piece));
        } else if piece.text.contains('\n') && piece.role == Role::Prose {
            self.done.extend(lines(piece, self.poem));
        } else {
            self.done.push(piece);
        }
    }
}

fn add_span(piece: &mut Piece, kind: SpanKind, start: usize) {
    let inside = piece.text.get(start..).unwrap_or_default();
    let lead = inside.len() - inside.trim_start().len();
    let end = start + inside.trim_end().len();
    if start + lead < end {
        piece.spans.push(Span {
            range: start + lead..end,
            kind,
        });
    }
}

/// Trims what stands around the text; code keeps its indent, and a table its empty cells.
fn trim(piece: &mut Piece) {
    let kept = match &piece.role {
        Role::Kept(Block::Code(_)) => piece.text.trim_end().len(),
        Role::Kept(Block::Table(_)) => piece.text.trim_end_matches('\n').len(),
        _ => piece.text.trim_end().len(),
    };
    piece.cut(kept..piece.text.len());
    let lead = match &piece.role {
        Role::Kept(Block::Code(_)) => {
            piece.text.len() - piece.text.trim_start_matches(['\n', '\r']).len()
        }
        Role::Kept(Block::Table(_)) => 0,
        _ => piece.text.len() - piece.text.trim_start().len(),
    };
    piece.cut(0..lead);
}

/// Preformatted text that is no code: verse where it looks like it.
fn preformatted(mut piece: Piece) -> Piece {
    let lines: Vec<&str> = piece.text.lines().collect();
    let short = lines.iter().all(|l| l.chars().count() <= VERSE);
    let words = lines
        .iter()
        .filter(|l| l.trim_start().starts_with(char::is_uppercase) || l.trim().is_empty())
        .count();
    let verse = lines.len() > 1 && short && words * 3 >= lines.len() * 2;
    piece.role = Role::Kept(if verse {
        Block::Verse
    } else {
        Block::Code("".into())
    });
    piece
}

/// A paragraph whose lines the page breaks: verse, prose wrapped by hand, or several paragraphs.
fn lines(mut piece: Piece, poem: bool) -> Vec<Piece> {
    let lines: Vec<&str> = piece.text.lines().map(str::trim).collect();
    let widths: Vec<usize> = lines.iter().map(|l| l.chars().count()).collect();
    let widest = widths.iter().copied().max().unwrap_or(0);
    let capitals = lines
        .iter()
        .filter(|l| {
            l.trim_start_matches(|c: char| !c.is_alphanumeric())
                .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        })
        .count();
    if poem || (widest <= VERSE && capitals * 5 >= lines.len() * 4) {
        // A short line over a long one is a heading over its text.
        piece.role = Role::Kept(Block::Verse);
        return vec![piece];
    }
    let long = widths.iter().filter(|w| **w > 2 * VERSE).count();
    let heads = lines
        .iter()
        .zip(&widths)
        .filter(|(line, width)| **width <= 2 * VERSE && heading_like(line))
        .count();
    if long > 0 && long + heads == lines.len() {
        return split(piece);
    }
    if widest <= VERSE + 40 {
        let wrapped = piece.text.replace('\n', " ");
        piece.text = wrapped;
    }
    vec![piece]
}

/// Each line as a paragraph of its own.
fn split(mut piece: Piece) -> Vec<Piece> {
    let mut parts = Vec::new();
    while let Some(at) = piece.text.find('\n') {
        let mut first = piece.clone();
        first.cut(at..piece.text.len());
        first.calls.retain(|(place, _)| *place <= at);
        first.spans.retain(|s| !s.range.is_empty());
        trim(&mut first);
        piece.calls.retain(|(place, _)| *place > at);
        piece.cut(0..at + 1);
        for container in &mut piece.containers {
            match container {
                Container::Quotation { first } | Container::Item { first, .. } => *first = false,
            }
        }
        parts.push(first);
    }
    trim(&mut piece);
    parts.push(piece);
    parts.retain(|p| !p.text.is_empty());
    parts
}
