//! What of a Markdown file is not text: the ranges that matching passes over.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::split_front_matter;

/// The ranges of a Markdown file that are not its text, in order: front matter, markers, the
/// addresses of links, note calls, tags, entities. What stands between them is read as written.
pub fn hidden(file: &str) -> Vec<Range<usize>> {
    let (_, markdown, _) = split_front_matter(file);
    let base = file.len() - markdown.len();
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut shown = Shown {
        file,
        end: 0,
        hidden: Vec::new(),
        open: None,
    };
    let mut in_code = false;
    for (event, range) in Parser::new_ext(markdown, options).into_offset_iter() {
        let range = range.start + base..range.end + base;
        let html = matches!(event, Event::Html(_) | Event::InlineHtml(_));
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(_) if in_code => shown.text(range),
            Event::Text(_) => shown.without_entity(range),
            Event::Code(_) => shown.text(range),
            Event::Html(_) | Event::InlineHtml(_) => shown.without_tags(range),
            _ => {}
        }
        if !html {
            shown.open = None;
        }
    }
    shown.text(file.len()..file.len());
    shown.hidden
}

/// The file, and what of it has been found hidden up to where it was read.
struct Shown<'a> {
    file: &'a str,
    end: usize,
    hidden: Vec<Range<usize>>,
    /// What closes the tag, comment or script that is open.
    open: Option<&'static str>,
}

impl Shown<'_> {
    /// A range is text; what stands before it and is not yet accounted for is not.
    fn text(&mut self, range: Range<usize>) {
        if range.start < self.end {
            self.end = self.end.max(range.end);
            return;
        }
        if range.start > self.end {
            self.hidden.push(self.end..range.start);
        }
        self.end = range.end;
    }

    fn without_entity(&mut self, range: Range<usize>) {
        let text = self.file.get(range.clone()).unwrap_or_default();
        if !(text.starts_with('&') && text.len() > 1) {
            self.text(range);
        }
    }

    /// Raw HTML: tags, comments, scripts and styles are hidden, what stands between is text.
    /// A block of it comes line by line, so what is left open goes on in the next.
    fn without_tags(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while let Some(rest) = self.file.get(at..range.end)
            && !rest.is_empty()
        {
            if let Some(close) = self.open {
                let Some(i) = rest.find(close) else { return };
                self.open = None;
                at += i + close.len();
                continue;
            }
            let tag = rest.find('<').map_or(range.end, |i| at + i);
            if tag > at {
                self.text(at..tag);
            }
            let inside = self.file.get(tag..range.end).unwrap_or_default();
            self.open = match inside.get(..4).unwrap_or(inside) {
                "" => None,
                "<!--" => Some("-->"),
                "<scr" => Some("</script>"),
                "<sty" => Some("</style>"),
                _ => Some(">"),
            };
            at = tag;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_text_is_left() {
        let file = "---\ntitle: Bread\n---\n\n# Of *rye* bread\n\n3. See [the mill](https://mill.test/1 \
                    \"Mill\")[^2] &amp; <b class=\"x\">oven</b>.\n\n<div>warm<!-- not\nthis -->\ndry</div>\n\n```rust\nlet a;\n```\n\n\
                    [^2]: A note, `a_b`.\n\n[ref]: https://mill.test/2\n";
        let mut text = String::new();
        let mut at = 0;
        for range in hidden(file) {
            text.push_str(&file[at..range.start]);
            text.push(' ');
            at = range.end;
        }
        text.push_str(&file[at..]);
        let words: Vec<&str> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .collect();
        assert_eq!(
            words.join(" "),
            "Of rye bread See the mill oven warm dry let a A note a b"
        );
    }
}
