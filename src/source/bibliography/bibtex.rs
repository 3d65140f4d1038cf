//! BibTeX, after the manuals of BibTeX (Patashnik) and biblatex: the fields that LaTeX needs.

use super::super::{Name, Source};

/// Each work as an entry, set apart by an empty line.
pub(super) fn write(sources: &[&Source]) -> String {
    let entries: Vec<String> = sources.iter().map(|s| entry(s)).collect();
    entries.join("\n")
}

fn entry(source: &Source) -> String {
    let kind = kind(source);
    let mut fields: Vec<(&str, String)> = Vec::new();
    let mut put = |name: &'static str, value: Option<String>| {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            fields.push((name, value));
        }
    };
    for role in ["author", "editor", "translator"] {
        let names: Vec<String> = source.names(role).iter().map(name).collect();
        put(
            match role {
                "author" => "author",
                "editor" => "editor",
                _ => "translator",
            },
            Some(names.join(" and ")),
        );
    }
    put("title", Some(braced(&source.title())));
    let container = source.field("container-title").map(|c| escaped(&c));
    put(
        if kind == "article" {
            "journal"
        } else {
            "booktitle"
        },
        container,
    );
    let plain = |field: &str| source.field(field).map(|v| escaped(&v));
    put(
        "year",
        source
            .date("issued")
            .or_else(|| source.date("original-date"))
            .map(|d| d.year.to_string()),
    );
    put(
        "month",
        source
            .date("issued")
            .and_then(|d| d.month)
            .map(|m| m.to_string()),
    );
    put("volume", plain("volume"));
    put("number", plain("issue").or_else(|| plain("number")));
    put(
        "pages",
        source
            .field("page")
            .map(|p| escaped(&p.replace('–', "-")).replace('-', "--")),
    );
    put("edition", plain("edition"));
    put("publisher", plain("publisher"));
    put("address", plain("publisher-place"));
    put("isbn", plain("ISBN"));
    put("doi", source.field("DOI"));
    put("url", source.field("URL"));
    put("note", plain("note"));
    let lines: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("  {name} = {{{value}}}"))
        .collect();
    format!(
        "@{kind}{{{},\n{}\n}}\n",
        citation_key(source.key.as_str()),
        lines.join(",\n")
    )
}

/// The entry type that is nearest to the CSL type.
fn kind(source: &Source) -> &'static str {
    match source.kind().as_str() {
        "article-journal" | "article-magazine" | "article-newspaper" | "review" | "review-book" => {
            "article"
        }
        "book" | "classic" | "collection" => "book",
        "pamphlet" => "booklet",
        "chapter" | "entry" | "entry-dictionary" | "entry-encyclopedia" => "incollection",
        "paper-conference" => "inproceedings",
        "report" => "techreport",
        "thesis" => "phdthesis",
        "manuscript" | "personal_communication" | "speech" => "unpublished",
        _ => "misc",
    }
}

/// `van der Molen, Piet`; a body in braces, so that it is not taken apart.
fn name(name: &Name) -> String {
    if name.family.is_empty() {
        return format!("{{{}}}", escaped(&name.full()));
    }
    escaped(&name.inverted())
}

/// A title in a second pair of braces: its capitals are kept.
fn braced(title: &str) -> String {
    format!("{{{}}}", escaped(title))
}

/// Signs that LaTeX reads as its own, and those that its fonts set as others (`>` as `¿`, two hyphens
/// as a dash), escaped; what no terminal and no TeX reads is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                out.push('\\');
                out.push(c);
            }
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '<' => out.push_str("\\textless{}"),
            '>' => out.push_str("\\textgreater{}"),
            '|' => out.push_str("\\textbar{}"),
            '"' => out.push_str("\\textquotedbl{}"),
            '`' => out.push_str("\\textasciigrave{}"),
            // Two of them would be one other sign.
            '-' | '\'' | ',' if before == c => out.extend(['{', '}', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
        before = c;
    }
    out
}

/// A key that BibTeX takes: no white space, commas, braces or signs of its own.
fn citation_key(key: &str) -> String {
    key.chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '+'))
        .collect()
}
