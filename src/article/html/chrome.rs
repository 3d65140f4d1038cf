//! What of a page is not its text: navigation, banners, what invites to share, comment or buy.

use dom_query::NodeRef;

use super::dom;

/// Words of a class, an id or a role that name such a part, and what it is.
const NAMED: [(&str, &[&str]); 9] = [
    (
        "navigation",
        &[
            "nav",
            "navbar",
            "navbox",
            "navigation",
            "menu",
            "menubar",
            "sidebar",
            "breadcrumb",
            "breadcrumbs",
            "pager",
            "pagination",
            "catlinks",
            "sitemap",
            "skip",
            "skiplink",
            "jumplink",
            "prevnext",
            "complementary",
        ],
    ),
    ("contents", &["toc", "tableofcontents"]),
    ("banner", &["masthead", "banner", "topbar", "sitenotice"]),
    (
        "footer",
        &["footer", "colophon", "contentinfo", "printfooter"],
    ),
    (
        "sharing",
        &[
            "share",
            "sharing",
            "sharedaddy",
            "social",
            "addthis",
            "addtoany",
        ],
    ),
    (
        "comments",
        &["comments", "commentlist", "respond", "disqus", "trackbacks"],
    ),
    (
        "related pages",
        &[
            "related",
            "recommended",
            "recommendations",
            "outbrain",
            "taboola",
            "popular",
        ],
    ),
    (
        "advertisement",
        &[
            "ad",
            "ads",
            "advert",
            "adverts",
            "advertisement",
            "sponsor",
            "sponsored",
            "promo",
            "newsletter",
            "subscribe",
            "subscription",
            "paywall",
            "donate",
            "cookie",
            "cookies",
            "consent",
            "gdpr",
            "popup",
            "modal",
        ],
    ),
    (
        "controls",
        &[
            "editsection",
            "noprint",
            "toolbar",
            "buttons",
            "search",
            "searchform",
            "login",
            "infobox",
            "metadata",
            "widget",
            "widgets",
        ],
    ),
];

/// Names of the text's own parts: what bears one of them as well is not dropped for its name.
const TEXT: [&str; 12] = [
    "article",
    "body",
    "content",
    "entry",
    "footnotes",
    "endnotes",
    "footnote",
    "main",
    "notes",
    "post",
    "references",
    "text",
];

/// What a part of a page is, when it is not its text.
pub(super) fn chrome(node: &NodeRef<'_>) -> Option<&'static str> {
    let name = dom::name(node);
    match &*name {
        "" => return None,
        "nav" => return Some("navigation"),
        "dialog" | "menu" | "search" => return Some("controls"),
        "html" | "body" | "main" | "article" | "p" | "h1" | "h2" | "h3" => return None,
        _ => {}
    }
    if is_hidden(node) {
        return Some("hidden");
    }
    if dom::is_typed(node, &["doc-toc", "toc"]) {
        return Some("contents");
    }
    if dom::is_typed(
        node,
        &[
            "doc-footnote",
            "doc-endnotes",
            "footnote",
            "footnotes",
            "endnotes",
            "rearnotes",
        ],
    ) {
        return None;
    }
    // A page's foot, not an article's.
    if &*name == "footer" {
        let within = |n: &NodeRef<'_>| {
            matches!(
                &*dom::name(n),
                "article" | "main" | "blockquote" | "section"
            )
        };
        return (!node.ancestors_it(None).any(|a| within(&a))).then_some("footer");
    }
    if &*name == "aside" && !holds_notes(node) {
        return Some("aside");
    }
    let words = dom::words(node);
    if words.iter().any(|word| TEXT.contains(&word.as_str())) {
        let hard = |w: &String| {
            matches!(
                w.as_str(),
                "comments"
                    | "nav"
                    | "navigation"
                    | "related"
                    | "share"
                    | "sharing"
                    | "social"
                    | "sharedaddy"
            )
        };
        if !words.iter().any(hard) {
            return None;
        }
    }
    NAMED
        .iter()
        .find(|(_, names)| words.iter().any(|word| names.contains(&word.as_str())))
        .map(|(what, _)| *what)
}

/// Whether a browser would not show the element.
fn is_hidden(node: &NodeRef<'_>) -> bool {
    let style = node.attr("style").map(|style| {
        let style = style.to_ascii_lowercase();
        style.split_whitespace().collect::<String>()
    });
    node.has_attr("hidden")
        || style.is_some_and(|s| s.contains("display:none") || s.contains("visibility:hidden"))
}

/// An aside with an id may be a note that the text calls.
fn holds_notes(aside: &NodeRef<'_>) -> bool {
    aside.has_attr("id") || dom::is_typed(aside, &["footnote", "endnote", "note", "sidenote"])
}

/// Whether nearly all letters below a node stand in links, as in a menu.
pub(super) fn is_all_links(node: &NodeRef<'_>) -> bool {
    let (all, linked) = dom::weight(*node, |_| false);
    all > 0 && linked * 10 >= all * 9
}
