//! The works of a page: each with the passages that quote it, and the picture of who is quoted
//! where.

use super::note::{cited_html, work_id};
use super::{Page, escape};
use crate::export::said;
use crate::source::Source;

/// The works that the page names, in the order of a bibliography.
pub(super) fn works<'a>(page: &Page<'a>) -> Vec<&'a Source> {
    let notes = page.edition.notes.iter();
    let notes = notes.filter(|note| page.options.selection.wants(note));
    said::works(page.edition, notes, page.options.styled.as_deref())
}

/// The list of works, with links to the passages that quote each.
pub(super) fn list(page: &Page<'_>, out: &mut String) {
    let works = works(page);
    if works.is_empty() {
        return;
    }
    out.push_str("<section id=\"sources\" class=\"after\" aria-labelledby=\"sources-title\">\n<h2 id=\"sources-title\">Sources</h2>\n<ul>\n");
    for work in works {
        let class = page.colour(&work.key).unwrap_or_default();
        out.push_str(&format!(
            "<li id=\"{}\" class=\"work {class}\">",
            work_id(work.key.as_str())
        ));
        cited_html(&said::entry(work, page.options.styled.as_deref()), out);
        let quoting = page.edition.index.by_source.get(&work.key);
        let links = page.links_to(quoting.map_or(&[], Vec::as_slice));
        if !links.is_empty() {
            out.push_str(&format!(
                " <span class=\"passages\">Quoted at {}.</span>",
                links.join(", ")
            ));
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n</section>\n");
}

/// Who is quoted where: a row for each work, a stroke for each quotation, the article from left to
/// right; a line where a section begins.
pub(super) fn dispersion(page: &Page<'_>, out: &mut String) {
    let mut rows: Vec<(&Source, Vec<usize>)> = Vec::new();
    for key in page.edition.quoted_sources() {
        let Some(source) = page.edition.sources.get(key) else {
            continue;
        };
        let notes = page.edition.index.by_source.get(key);
        let places: Vec<usize> = notes
            .into_iter()
            .flatten()
            .filter(|index| page.number_of.contains_key(index))
            .filter_map(|&index| Some(page.edition.notes.get(index)?.anchor.hangs_at))
            .collect();
        if !places.is_empty() {
            rows.push((source, places));
        }
    }
    if rows.is_empty() {
        return;
    }
    // Those quoted most stand first; the order of first quotation settles ties.
    rows.sort_by_key(|(_, places)| std::cmp::Reverse(places.len()));
    out.push_str("<section class=\"after\" aria-labelledby=\"dispersion-title\">\n<h2 id=\"dispersion-title\">Who is quoted where</h2>\n<table class=\"dispersion\">\n<thead class=\"away\"><tr><th scope=\"col\">Work</th><th scope=\"col\">Quotations</th><th scope=\"col\">Where</th></tr></thead>\n<tbody>\n");
    for (source, places) in rows {
        let class = page.colour(&source.key).unwrap_or_default();
        let count = places.len();
        out.push_str(&format!(
            "<tr class=\"{class}\"><th scope=\"row\"><a href=\"#{}\">{}</a></th><td>{count}</td><td>",
            work_id(source.key.as_str()),
            escape::escaped(&source.label()),
        ));
        strokes(page, &places, out);
        out.push_str("</td></tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</section>\n");
}

fn strokes(page: &Page<'_>, places: &[usize], out: &mut String) {
    let article = &page.edition.article;
    let length = article.text.len().max(1);
    // Thousandths of the article; integers keep the file the same on every machine.
    let x = |at: usize| at.min(length) * 1000 / length;
    let passages: Vec<String> = places
        .iter()
        .map(|&at| article.passage_at(at).to_string())
        .collect();
    out.push_str(&format!(
        "<svg viewBox=\"0 0 1000 20\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"at {}\">",
        escape::escaped(&passages.join(", "))
    ));
    out.push_str("<path class=\"sections\" d=\"");
    for section in article
        .sections
        .iter()
        .skip(1)
        .filter(|s| s.number.depth() == 1)
    {
        out.push_str(&format!("M{} 0v20", x(section.range.start)));
    }
    out.push_str("\"/><path class=\"strokes\" d=\"");
    for &at in places {
        out.push_str(&format!("M{} 2v16", x(at)));
    }
    out.push_str("\"/></svg>");
}
