//! Tables of data, told from those that only set a page; and the language of code.

use dom_query::NodeRef;

use super::dom;
use crate::article::Alignment;

/// A cell of data has on average at most so many characters.
const CELL: usize = 120;

/// Whether a table holds data: rows of short cells, without blocks of prose in them.
pub(super) fn is_data(table: &NodeRef<'_>) -> bool {
    let (mut rows, mut cells, mut chars, mut widest) = (0usize, 0usize, 0usize, 0usize);
    let mut in_row = 0usize;
    let mut headed = false;
    for node in table.descendants_it() {
        match &*dom::name(&node) {
            "tr" => {
                rows += 1;
                in_row = 0;
            }
            "td" | "th" => {
                headed |= &*dom::name(&node) == "th";
                cells += 1;
                in_row += 1;
                widest = widest.max(in_row);
                let text = dom::text_of(node).chars().count();
                chars += text;
            }
            "table" | "h1" | "h2" | "h3" | "blockquote" | "pre" | "form" => return false,
            _ => {}
        }
    }
    let presented = table
        .attr("role")
        .is_some_and(|role| matches!(&*role, "presentation" | "none"));
    let short = chars <= cells * CELL;
    !presented && widest > 1 && short && (headed || rows > 1)
}

/// How the columns of a table are set, as its first row says.
pub(super) fn alignments(table: &NodeRef<'_>) -> Vec<Alignment> {
    let row = table.descendants_it().find(|n| &*dom::name(n) == "tr");
    let cells = row.into_iter().flat_map(|row| row.children());
    cells
        .filter(|n| matches!(&*dom::name(n), "td" | "th"))
        .take(200)
        .map(|cell| {
            let style = cell.attr("style").unwrap_or_default();
            let align = cell.attr("align").map(|a| a.to_ascii_lowercase());
            let style: String = style.split_whitespace().collect();
            match align.as_deref() {
                Some("right") => Alignment::Right,
                Some("center") => Alignment::Center,
                Some("left") => Alignment::Left,
                _ if style.contains("text-align:right") => Alignment::Right,
                _ if style.contains("text-align:center") => Alignment::Center,
                _ => Alignment::None,
            }
        })
        .collect()
}

/// Whether preformatted text is code, and in which language: `None` where it is not.
pub(super) fn code_language(pre: &NodeRef<'_>) -> Option<String> {
    let inner = pre.descendants_it().find(|n| &*dom::name(n) == "code");
    let named = [Some(*pre), inner].into_iter().flatten().find_map(|n| {
        let class = n.class()?;
        let word = class.split_ascii_whitespace().find_map(|word| {
            let named = word
                .strip_prefix("language-")
                .or_else(|| word.strip_prefix("lang-"));
            named.map(str::to_owned)
        });
        // pandoc's: `sourceCode rust`
        word.or_else(|| {
            let rest = class.strip_prefix("sourceCode ")?;
            rest.split_ascii_whitespace().next().map(str::to_owned)
        })
    });
    match (named, inner) {
        (Some(language), _) => Some(language),
        (None, Some(_)) => Some(String::new()),
        (None, None) => None,
    }
}
