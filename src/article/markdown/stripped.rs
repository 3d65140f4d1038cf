//! Reading an annotated copy without its apparatus.
//!
//! What an annotated copy adds to its text is marked so that no text can be taken for it, because
//! a text's own raw HTML never gets into an article: blocks stand between two comments, numbers of
//! passages (and of endnotes called) in a tag with an `id`, and the labels of notes hold a colon, which no label of an
//! article's own note does when it is written.

use pulldown_cmark::{Event, Tag, TagEnd};

/// Stands before blocks that are not of the text.
pub const APPARATUS_BEGIN: &str = "<!-- postil:begin -->";
/// Stands after them.
pub const APPARATUS_END: &str = "<!-- postil:end -->";

/// Stands before what is added at the end of a paragraph.
const TAIL: &str = "<i id=\"b\">";

/// Tells which events of an annotated copy are of its text.
#[derive(Debug, Default)]
pub(super) struct Stripped {
    skipping: Option<Skipping>,
}

/// What is being left out.
#[derive(Debug, PartialEq, Eq)]
enum Skipping {
    /// Blocks, up to the comment that ends them.
    Blocks,
    /// A number, up to the end of this tag.
    Number(&'static str),
    /// A note's text.
    Note,
    /// Text and tags up to the end of the paragraph.
    Tail,
}

impl Stripped {
    /// Whether the event is of the text.
    pub(super) fn keeps(&mut self, event: &Event<'_>) -> bool {
        match self.skipping {
            Some(Skipping::Blocks) => {
                if let Event::Html(html) = event
                    && html.trim() == APPARATUS_END
                {
                    self.skipping = None;
                }
                return false;
            }
            Some(Skipping::Number(close)) => {
                if let Event::InlineHtml(html) = event
                    && **html == *close
                {
                    self.skipping = None;
                }
                return false;
            }
            Some(Skipping::Note) => {
                if *event == Event::End(TagEnd::FootnoteDefinition) {
                    self.skipping = None;
                }
                return false;
            }
            Some(Skipping::Tail) => {
                if matches!(event, Event::InlineHtml(_) | Event::Text(_)) {
                    return false;
                }
                self.skipping = None;
            }
            None => {}
        }
        self.skipping = match event {
            Event::Html(html) if html.trim() == APPARATUS_BEGIN => Some(Skipping::Blocks),
            Event::InlineHtml(html) if **html == *TAIL => Some(Skipping::Tail),
            Event::InlineHtml(html) => number(html).map(Skipping::Number),
            Event::Start(Tag::FootnoteDefinition(label)) if label.contains(':') => {
                Some(Skipping::Note)
            }
            Event::FootnoteReference(label) if label.contains(':') => return false,
            _ => return true,
        };
        self.skipping.is_none()
    }
}

/// The tag that closes the number of a passage: `<sup id="p1-2">` opens one.
fn number(html: &str) -> Option<&'static str> {
    let (rest, close) = match html.strip_prefix("<sup id=\"") {
        Some(rest) => (rest, "</sup>"),
        None => (html.strip_prefix("<span id=\"")?, "</span>"),
    };
    let id = rest.strip_prefix(['p', 's', 'n', 'c'])?.split('"').next()?;
    let digits = |c: char| c.is_ascii_digit() || c == '-';
    (!id.is_empty() && id.chars().all(digits)).then_some(close)
}
