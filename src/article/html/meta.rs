//! What a page says about itself: `meta` elements (HTML, Open Graph, Dublin Core, Highwire),
//! JSON-LD (schema.org), `title`, `time`, `link`.

use std::collections::HashMap;

use dom_query::NodeRef;
use serde_json::Value;

use super::address::is_web;
use super::dom;
use super::parse::Page;
use crate::article::Metadata;
use crate::text::fold::fold;

/// What a page says about itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    /// The title, without the site's name.
    pub(super) title: Option<String>,
    /// The text of `title`, which may hold the site's name as well.
    pub(super) window: Option<String>,
    pub(super) author: Vec<String>,
    /// ISO 8601: a day, a month or a year.
    pub(super) date: Option<String>,
    pub(super) language: Option<String>,
    pub(super) url: Option<String>,
    pub(super) site: Option<String>,
    pub(super) rights: Option<String>,
}

/// Reads what a page says about itself.
pub(super) fn read(page: &Page) -> Told {
    let root = page.document.root();
    let mut metas: HashMap<String, Vec<String>> = HashMap::new();
    let mut told = Told::default();
    let mut linked = None;
    let mut data = Vec::new();
    let (mut headings, mut printed, mut byline) = (Vec::new(), None, None);
    for node in root.descendants_it().filter(NodeRef::is_element) {
        match &*dom::name(&node) {
            "meta" => meta(&node, &mut metas),
            "title" if told.window.is_none() && !in_svg(&node) => {
                told.window = present(&dom::collapsed(&node.text()));
            }
            "html" => {
                let language = node.attr("lang").or_else(|| node.attr("xml:lang"));
                told.language = language.and_then(|l| language_tag(&l));
            }
            "link" => match node.attr("rel").as_deref().map(str::to_ascii_lowercase) {
                Some(rel) if rel == "canonical" => {
                    linked = node.attr("href").map(|h| h.to_string());
                }
                Some(rel) if rel == "license" => {
                    told.rights = node.attr("href").map(|h| h.to_string());
                }
                _ => {}
            },
            "script"
                if node
                    .attr("type")
                    .is_some_and(|t| t.trim().eq_ignore_ascii_case("application/ld+json")) =>
            {
                data.push(node.text().to_string());
            }
            "h1" => headings.push(dom::text_of(node)),
            "time" if printed.is_none() => {
                let published = node.has_attr("pubdate")
                    || node
                        .attr("itemprop")
                        .is_some_and(|p| &*p == "datePublished");
                printed = node
                    .attr("datetime")
                    .filter(|_| published)
                    .and_then(|d| iso_day(&d));
            }
            _ => {}
        }
        let rel = node.attr("rel").is_some_and(|r| &*r == "author");
        if byline.is_none() && (rel || node.attr("itemprop").is_some_and(|p| &*p == "author")) {
            byline = present(&dom::text_of(node)).filter(|t| t.chars().count() < 80);
        }
    }
    for text in data.iter().filter(|text| text.len() < 1 << 20) {
        json_ld(text, &mut told);
    }
    fill(&mut told, &metas);
    told.url = linked
        .or(told.url)
        .or_else(|| first(&metas, &["og:url"]))
        .filter(|u| is_web(u));
    told.date = told.date.or(printed);
    if told.author.is_empty() {
        told.author = byline.map(|b| names(&b)).unwrap_or_default();
    }
    headings.retain(|h| !h.is_empty());
    let only = match headings.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    };
    let window = told
        .window
        .as_deref()
        .map(|w| without_site(w, told.site.as_deref()));
    told.title = told
        .title
        .or(only)
        .or_else(|| window.as_deref().and_then(present));
    told
}

fn in_svg(node: &NodeRef<'_>) -> bool {
    node.ancestors_it(None).any(|n| &*dom::name(&n) == "svg")
}

fn meta(node: &NodeRef<'_>, metas: &mut HashMap<String, Vec<String>>) {
    let key = ["property", "name", "itemprop", "http-equiv"]
        .iter()
        .find_map(|key| node.attr(key));
    if let (Some(key), Some(value)) = (key, node.attr("content"))
        && let Some(value) = present(&dom::collapsed(&value))
    {
        let key = key.trim().to_ascii_lowercase().replace("dcterms.", "dc.");
        metas.entry(key).or_default().push(value);
    }
}

fn present(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty() && text.chars().count() <= 500).then(|| text.to_owned())
}

fn first(metas: &HashMap<String, Vec<String>>, keys: &[&str]) -> Option<String> {
    keys.iter()
        .find_map(|key| metas.get(*key)?.first().cloned())
}

fn fill(told: &mut Told, metas: &HashMap<String, Vec<String>>) {
    let title = first(
        metas,
        &["citation_title", "og:title", "dc.title", "twitter:title"],
    );
    told.site = told
        .site
        .take()
        .or_else(|| first(metas, &["og:site_name", "application-name", "dc.publisher"]));
    let site = told.site.clone();
    told.title = told
        .title
        .take()
        .or_else(|| present(&without_site(&title?, site.as_deref())));
    for key in [
        "citation_author",
        "dc.creator",
        "author",
        "article:author",
        "sailthru.author",
        "parsely-author",
    ] {
        if !told.author.is_empty() {
            break;
        }
        let values = metas.get(key).into_iter().flatten();
        told.author = values
            .filter(|v| !is_web(v))
            .flat_map(|v| names(v))
            .collect();
    }
    let date = first(
        metas,
        &[
            "citation_publication_date",
            "citation_date",
            "article:published_time",
            "datepublished",
            "dc.date",
            "dc.issued",
            "dc.date.issued",
            "date",
            "pubdate",
        ],
    );
    told.date = told.date.take().or_else(|| iso_day(&date?));
    let language = first(metas, &["content-language", "dc.language", "og:locale"]);
    told.language = told.language.take().or_else(|| language_tag(&language?));
    told.rights = told
        .rights
        .take()
        .or_else(|| first(metas, &["dc.rights", "copyright", "rights"]));
}

/// The persons that a field names.
fn names(text: &str) -> Vec<String> {
    let text = text.trim();
    let bare = ["By ", "by ", "Von ", "von ", "Par ", "par "]
        .iter()
        .find_map(|by| text.strip_prefix(by))
        .unwrap_or(text);
    // `Miller, Jane` is one person; `Jane Miller, Ann Rye` are two.
    let parts: Vec<&str> = bare.split(", ").collect();
    let inverted = matches!(parts.as_slice(), [family, _] if !family.contains(' '));
    let separate = if inverted { vec![bare] } else { parts };
    separate
        .into_iter()
        .flat_map(|p| p.split(" and "))
        .flat_map(|p| p.split(" & "))
        .flat_map(|p| p.split("; "))
        .map(str::trim)
        .filter(|n| !n.is_empty() && n.chars().count() < 80 && !is_web(n))
        .map(str::to_owned)
        .collect()
}

/// A title without the name of the site at its end or beginning.
fn without_site(title: &str, site: Option<&str>) -> String {
    for sign in [" | ", " – ", " — ", " - ", " :: ", " » ", " · "] {
        let Some((head, tail)) = title.rsplit_once(sign) else {
            continue;
        };
        let same = |part: &str| site.is_some_and(|site| fold(site) == fold(part));
        if same(tail) || (site.is_none() && sign != " - " && sign != " – " && sign != " — ") {
            return head.trim().to_owned();
        }
        if let Some((first, rest)) = title.split_once(sign)
            && same(first)
        {
            return rest.trim().to_owned();
        }
    }
    title.trim().to_owned()
}

/// `2009-05-04T12:00Z`, `2009/05/04`, `2009-05`, `2009`: as far as it is ISO 8601.
fn iso_day(text: &str) -> Option<String> {
    let text = text.trim().replace('/', "-");
    let day: String = text.chars().take(10).collect();
    if day.parse::<jiff::civil::Date>().is_ok() {
        return Some(day);
    }
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let year = text.get(..4).filter(|y| digits(y))?;
    match text.get(4..) {
        None | Some("") => Some(year.to_owned()),
        Some(rest) => {
            let month = rest
                .strip_prefix('-')
                .filter(|m| m.len() == 2 && digits(m))?;
            let valid = month.parse().is_ok_and(|m: u8| (1..=12).contains(&m));
            valid.then(|| format!("{year}-{month}"))
        }
    }
}

/// A language as a BCP 47 tag: `en_US` is `en-US`; what is none is left out.
fn language_tag(text: &str) -> Option<String> {
    let tag = text.trim().replace('_', "-");
    let mut parts = tag.split('-');
    let primary = parts.next()?;
    let valid = (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_alphabetic())
        && tag.len() <= 20
        && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    valid.then_some(tag)
}

/// Reads a block of JSON-LD: the first thing in it that is an article of some kind.
fn json_ld(text: &str, told: &mut Told) {
    let Ok(value) = serde_json::from_str::<Value>(text.trim()) else {
        return;
    };
    let mut open = vec![&value];
    let mut seen = 0;
    while let Some(value) = open.pop() {
        seen += 1;
        if seen > 10_000 {
            return;
        }
        match value {
            Value::Array(items) => open.extend(items.iter().rev()),
            Value::Object(fields) => {
                if let Some(graph) = fields.get("@graph") {
                    open.push(graph);
                }
                if is_article(value) {
                    article(value, told);
                }
            }
            _ => {}
        }
    }
}

fn is_article(value: &Value) -> bool {
    let named = |t: &Value| {
        t.as_str().is_some_and(|t| {
            t.ends_with("Article")
                || matches!(
                    t,
                    "BlogPosting" | "Report" | "Book" | "Chapter" | "CreativeWork"
                )
        })
    };
    match value.get("@type") {
        Some(Value::Array(types)) => types.iter().any(named),
        Some(one) => named(one),
        None => false,
    }
}

fn article(value: &Value, told: &mut Told) {
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    told.title = told
        .title
        .take()
        .or_else(|| present(&text("headline").or_else(|| text("name"))?));
    told.date = told
        .date
        .take()
        .or_else(|| iso_day(&text("datePublished")?));
    told.url = told.url.take().or_else(|| text("url"));
    told.language = told
        .language
        .take()
        .or_else(|| language_tag(&text("inLanguage")?));
    let site = value
        .get("publisher")
        .and_then(|p| p.get("name"))
        .and_then(Value::as_str);
    told.site = told.site.take().or_else(|| site.map(str::to_owned));
    if told.author.is_empty() {
        let authors = match value.get("author") {
            Some(Value::Array(authors)) => authors.iter().collect(),
            Some(one) => vec![one],
            None => Vec::new(),
        };
        told.author = authors
            .iter()
            .filter_map(|a| a.as_str().or_else(|| a.get("name")?.as_str()))
            .filter(|name| !is_web(name))
            .filter_map(|name| present(&dom::collapsed(name)))
            .collect();
    }
}

impl Told {
    /// Puts into the front matter what the text itself did not say.
    pub(super) fn fill(self, metadata: &mut Metadata) {
        if metadata.title.is_none() {
            metadata.title = self.title;
        }
        if metadata.author.is_empty() {
            metadata.author = self.author;
        }
        match (&metadata.date, self.date) {
            (None, Some(date)) => metadata.date = Some(date),
            (Some(known), Some(date)) if *known != date => {
                metadata.other.push(("published".to_owned(), date.into()));
            }
            _ => {}
        }
        if metadata.source_url.is_none() {
            metadata.source_url = self.url;
        }
        if let Some(language) = self.language {
            metadata.language = Some(language);
        }
        if metadata.rights.is_none() {
            metadata.rights = self.rights;
        }
        if let Some(site) = self.site {
            metadata.other.push(("publisher".to_owned(), site.into()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_titles_names_and_tags_are_cleaned() {
        assert_eq!(
            iso_day("2009-05-04T12:00:00+02:00").as_deref(),
            Some("2009-05-04")
        );
        assert_eq!(iso_day("2009/05/04").as_deref(), Some("2009-05-04"));
        assert_eq!(iso_day("1931").as_deref(), Some("1931"));
        assert_eq!(iso_day("1931-07").as_deref(), Some("1931-07"));
        assert_eq!(iso_day("4 May 1931"), None);
        assert_eq!(iso_day("2009-13"), None);
        assert_eq!(
            without_site("The Flood - The Mill", Some("The Mill")),
            "The Flood"
        );
        assert_eq!(
            without_site("The Mill | The Flood", Some("the mill")),
            "The Flood"
        );
        assert_eq!(without_site("Bread - a history", None), "Bread - a history");
        assert_eq!(
            names("By Jane Miller and Ann Rye"),
            ["Jane Miller", "Ann Rye"]
        );
        assert_eq!(names("Miller, Jane"), ["Miller, Jane"]);
        assert_eq!(language_tag("en_US").as_deref(), Some("en-US"));
        assert_eq!(language_tag("english language"), None);
    }
}
