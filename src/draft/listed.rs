//! The list of works at the end of an article: *References*, *Bibliography*, *Literatur*.

use std::ops::Range;

use crate::article::Article;
use crate::source::citation::{Strength, read_bracket};
use crate::source::resolve::{Resolver, Work};
use crate::text::fold::fold;

/// Reads the list, when there is one: its works are known before the first citation. Gives the
/// paragraphs that it takes.
pub(super) fn read(article: &Article, resolver: &mut Resolver) -> Range<usize> {
    let Some(section) = article
        .sections
        .iter()
        .rev()
        .find(|s| is_list(article.heading(s)))
    else {
        return 0..0;
    };
    for index in section.paragraphs.clone() {
        let Some(paragraph) = article.paragraphs.get(index) else {
            continue;
        };
        // Some lists have a line for each work in one paragraph.
        for line in article.slice(paragraph.range.clone()).lines() {
            if let Some(work) = entry(line.trim()) {
                resolver.list(work);
            }
        }
    }
    section.paragraphs.clone()
}

fn is_list(heading: &str) -> bool {
    let folded = fold(heading);
    let bare = folded.trim_start_matches(|c: char| c.is_ascii_digit());
    matches!(
        bare,
        "references"
            | "bibliography"
            | "workscited"
            | "literature"
            | "literaturecited"
            | "literatur"
            | "literaturverzeichnis"
            | "quellen"
            | "bibliographie"
            | "bibliografia"
            | "referenceslist"
            | "listofworks"
            | "sourcesandreferences"
            | "operecitate"
            | "ouvragescites"
            | "obrascitadas"
            | "referencias"
            | "riferimentibibliografici"
            | "selectbibliography"
            | "sources"
    )
}

/// `Smith, John (1999) Title. Place: Publisher.` and its like.
fn entry(line: &str) -> Option<Work> {
    let line = line.trim_start_matches(['-', '*', '•', ' ']);
    if line.len() < 8 || line.len() > 1200 {
        return None;
    }
    let year_at = line.char_indices().find_map(|(i, _)| year_at(line, i));
    let (start, end) = year_at?;
    let head = line
        .get(..start)?
        .trim_end_matches(['(', ' ', ',', '.', '[']);
    let year = line.get(start..end)?.to_owned();
    let rest = line
        .get(end..)?
        .trim_start_matches([')', ']', '.', ',', ':', ' ']);
    let head = head
        .trim_end_matches("(ed.)")
        .trim_end_matches("(eds)")
        .trim_end_matches("(eds.)")
        .trim_end();
    if let Some(names) = names(head) {
        let title = title(rest)?;
        return Some(Work {
            names,
            title,
            year: Some(year),
            ..Work::default()
        });
    }
    // `Smith, John. Title. Place: Publisher, 1999.`: the year comes last.
    let citation = read_bracket(line, &[])
        .into_iter()
        .next()
        .filter(|c| c.strength == Strength::Strong && c.title.is_some())?;
    let names = citation.names.clone();
    let mut work = Work::from_citation(&citation, names);
    work.year = Some(year);
    work.volumes = false;
    work.published = false;
    Some(work)
}

fn year_at(line: &str, i: usize) -> Option<(usize, usize)> {
    let four = line.get(i..i + 4)?;
    let year: u32 = four.parse().ok().filter(|y| (1400..2100).contains(y))?;
    let before = line.get(..i)?.chars().next_back().unwrap_or(' ');
    let rest = line.get(i + 4..)?;
    let letter = rest
        .chars()
        .next()
        .is_some_and(|c| ('a'..='h').contains(&c))
        && !rest.chars().nth(1).is_some_and(char::is_alphanumeric);
    let after = rest.chars().next().unwrap_or(' ');
    let set_off = !before.is_alphanumeric()
        && (letter || !after.is_alphanumeric())
        && before != '-'
        && before != '–';
    let _ = year;
    set_off.then_some((i, i + 4 + usize::from(letter)))
}

/// `Smith, J., Jones, K. and Brown, A.`: surname first, at least for the first.
fn names(head: &str) -> Option<Vec<crate::source::Name>> {
    use crate::source::citation::read_names;
    let head = head.trim().trim_end_matches(['.', ',']);
    if let Some(names) = read_names(head) {
        return Some(names);
    }
    let joined = head
        .replace(" & ", " and ")
        .replace(", and ", " and ")
        .replace(" und ", " and ")
        .replace(" et ", " and ")
        .replace(" y ", " and ");
    let mut names = Vec::new();
    for part in joined.split(" and ") {
        let pieces: Vec<&str> = part.split(", ").map(str::trim).collect();
        let mut i = 0;
        while let Some(piece) = pieces.get(i) {
            let mut name = read_names(piece)?.into_iter().next()?;
            let given = pieces
                .get(i + 1)
                .filter(|g| name.given.is_empty() && g.split_whitespace().count() <= 3);
            if let Some(given) = given.filter(|g| g.chars().next().is_some_and(char::is_uppercase))
            {
                (*given).clone_into(&mut name.given);
                i += 1;
            }
            names.push(name);
            i += 1;
        }
    }
    (!names.is_empty()).then_some(names)
}

/// The title at the start of what follows the year.
fn title(rest: &str) -> Option<String> {
    let open = rest.chars().next()?;
    let close: &[char] = match open {
        '“' | '"' => &['”', '"'],
        '‘' | '\'' => &['’', '\''],
        '«' => &['»'],
        '„' => &['“', '”'],
        '*' => &['*'],
        '_' => &['_'],
        _ => &[],
    };
    if !close.is_empty() {
        let inner = rest.get(open.len_utf8()..)?;
        let end = inner
            .char_indices()
            .find(|(i, c)| {
                close.contains(c)
                    && !inner
                        .get(i + c.len_utf8()..)
                        .is_some_and(|r| r.starts_with(char::is_alphanumeric))
            })?
            .0;
        return Some(inner.get(..end)?.trim_end_matches([',', '.']).to_owned());
    }
    let end = rest
        .find(". ")
        .or_else(|| rest.find(", "))
        .unwrap_or(rest.trim_end_matches('.').len());
    let title = rest.get(..end)?.trim();
    (!title.is_empty()).then(|| title.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read() {
        let read = |l: &str| {
            entry(l).map(|w| {
                format!(
                    "{} | {} | {}",
                    w.names
                        .iter()
                        .map(|n| n.family.clone())
                        .collect::<Vec<_>>()
                        .join("+"),
                    w.title,
                    w.year.unwrap_or_default()
                )
            })
        };
        assert_eq!(
            read("Smith, John (1999) The Oven: A History. London: Verso.").as_deref(),
            Some("Smith | The Oven: A History | 1999")
        );
        assert_eq!(
            read("Smith, J. and Jones, K. 2001a. ‘Bread riots’. Past Ovens 3: 1–9.").as_deref(),
            Some("Smith+Jones | Bread riots | 2001a")
        );
        assert_eq!(
            read("Keller, Anna. Work and Bread. London: Verso, 1931.").as_deref(),
            Some("Keller | Work and Bread | 1931")
        );
    }
}
