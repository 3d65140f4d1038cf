//! Exports as lines of text: Hypothesis' text, and Markdown with quotations and comments.
//!
//! Of Markdown three habits are understood: a block quotation with the comment after it, Zotero's
//! line of “words” (citation) comment, and Readwise's list of highlights with `Note:` and `Tags:`.

use super::notes::{Export, ForeignNote, NoteFormat};

/// Reads an export of lines.
pub(super) fn read(text: &str) -> Result<Export, String> {
    let hypothesis = text.lines().any(|l| l.trim() == "Annotation 1:");
    let mut export = Export::new(if hypothesis {
        NoteFormat::HypothesisText
    } else {
        NoteFormat::Markdown
    });
    if hypothesis {
        hypothesis_text(text, &mut export);
    } else {
        markdown(text, &mut export);
    }
    if export.notes.is_empty() {
        return Err(
            "there are no annotations in it: no JSON, no table of Hypothesis or Readwise, \
                    and no quotation with a comment"
                .to_owned(),
        );
    }
    Ok(export)
}

/// Sections `Annotation 1:` with `Comment:`, the user, `Quote: "…"`, `Tags:` and `Page:`.
fn hypothesis_text(text: &str, export: &mut Export) {
    let is_head = |line: &str| {
        line.strip_prefix("Annotation ")
            .and_then(|l| l.strip_suffix(':'))
            .is_some_and(|n| n.parse::<u32>().is_ok())
    };
    let lines: Vec<&str> = text.lines().collect();
    let about = lines
        .iter()
        .map(|l| l.trim())
        .find(|l| l.starts_with("http"));
    let heads: Vec<usize> = (0..lines.len())
        .filter(|i| lines.get(*i).is_some_and(|l| is_head(l.trim())))
        .collect();
    for (n, head) in heads.iter().enumerate() {
        let end = heads.get(n + 1).copied().unwrap_or(lines.len());
        let section = lines.get(head + 1..end).unwrap_or_default();
        let (mut quote, mut comment) = (String::new(), String::new());
        let mut note = ForeignNote::default();
        let mut in_comment = false;
        let last = section
            .iter()
            .rposition(|l| l.trim_start().starts_with("Quote:"));
        for (i, line) in section.iter().enumerate() {
            let line = line.trim();
            if let Some(words) = line.strip_prefix("Comment:").filter(|_| !in_comment) {
                comment.push_str(words.trim());
                in_comment = true;
            } else if Some(i) == last {
                quote.push_str(line.trim_start_matches("Quote:").trim());
            } else if last.is_some_and(|q| i > q) {
                if let Some(tags) = line.strip_prefix("Tags:") {
                    note.tags = tags.split(',').map(|t| t.trim().to_owned()).collect();
                } else if line.starts_with("Page:") {
                    note.unheld.push("page");
                } else {
                    quote.push(' ');
                    quote.push_str(line);
                }
            } else if in_comment && last.is_some_and(|q| i + 1 < q) {
                // The line before the quotation is the user's name.
                comment.push('\n');
                comment.push_str(line);
            }
        }
        note.unheld.push("creator");
        let quote = quote.trim().trim_matches('"');
        note.wanted = ForeignNote::on(if quote == "null" { "" } else { quote }).wanted;
        comment.trim().clone_into(&mut note.body);
        note.about = about.map(str::to_owned);
        export.notes.push(note);
    }
}

/// What a line of Markdown is here.
enum Line<'a> {
    Quoted(&'a str),
    Item(&'a str),
    Nested(&'a str),
    Heading(&'a str),
    Prose(&'a str),
    Empty,
}

fn line_of(line: &str) -> Line<'_> {
    let bare = line.trim();
    let item = |l: &'_ str| -> Option<usize> {
        let l = l.trim_start();
        ["- ", "* ", "+ "]
            .iter()
            .any(|m| l.starts_with(m))
            .then_some(2)
    };
    if bare.is_empty() {
        Line::Empty
    } else if let Some(quoted) = bare.strip_prefix('>') {
        Line::Quoted(quoted.trim_start_matches('>').trim())
    } else if bare.starts_with('#') && bare.trim_start_matches('#').starts_with(' ') {
        Line::Heading(bare.trim_start_matches('#').trim())
    } else if let Some(marker) = item(line) {
        let words = bare.get(marker..).unwrap_or_default().trim();
        if line.starts_with([' ', '\t']) {
            Line::Nested(words)
        } else {
            Line::Item(words)
        }
    } else {
        Line::Prose(bare)
    }
}

fn markdown(text: &str, export: &mut Export) {
    let mut about = None;
    let mut quoting = false;
    let mut quoted = String::new();
    for line in text.lines() {
        let kind = line_of(line);
        if !matches!(kind, Line::Quoted(_)) && quoting {
            export.notes.push(ForeignNote {
                about: about.clone(),
                ..split_citation(&std::mem::take(&mut quoted))
            });
            quoting = false;
        }
        match kind {
            Line::Quoted(words) => {
                quoting = true;
                quoted.push_str(words);
                quoted.push('\n');
            }
            Line::Heading(title) => {
                if about.is_none() {
                    about = Some(title.to_owned());
                }
            }
            Line::Item(words) => export.notes.push(ForeignNote {
                about: about.clone(),
                ..split_citation(words)
            }),
            Line::Nested(words) | Line::Prose(words) => {
                let zotero = words.starts_with(['“', '"', '«']) && words.contains("zotero://");
                if zotero {
                    export.notes.push(ForeignNote {
                        about: about.clone(),
                        ..split_citation(words)
                    });
                } else if let Some(note) = export.notes.last_mut() {
                    comment(note, words);
                }
            }
            Line::Empty => {}
        }
    }
    if quoting {
        export.notes.push(ForeignNote {
            about,
            ..split_citation(&quoted)
        });
    }
    export.notes.retain(|note| note.wanted.is_some());
}

/// Adds a line to a note: its tags, or its comment.
fn comment(note: &mut ForeignNote, words: &str) {
    let plain = words.trim_matches('*').trim();
    if let Some(tags) = plain.strip_prefix("Tags:") {
        let tags = tags.trim_start_matches('*').split([',', ' ']);
        let tags = tags.map(|t| t.trim().trim_start_matches('#').trim_matches(['[', ']']));
        note.tags
            .extend(tags.filter(|t| !t.is_empty()).map(str::to_owned));
        return;
    }
    let words = plain
        .strip_prefix("Note:")
        .map_or(words, |w| w.trim_start_matches('*').trim());
    if !note.body.is_empty() {
        note.body.push('\n');
    }
    note.body.push_str(words);
}

/// Words, then the citation and links of the program that wrote them, then a comment.
fn split_citation(line: &str) -> ForeignNote {
    let line = line.trim();
    // Zotero: “words” ([Author, 2020, p. 3](zotero://…)) ([pdf](zotero://…)) comment
    if line.contains("zotero://")
        && let Some((words, rest)) = line.split_once(" ([")
    {
        let comment = rest
            .rsplit_once("))")
            .map_or("", |(_, comment)| comment.trim());
        let mut note = ForeignNote::on(words.trim().trim_matches(['“', '”', '"', '«', '»']));
        comment.clone_into(&mut note.body);
        note.unheld.push("page of the PDF");
        return note;
    }
    // Readwise: words ([Location 12](https://…)), or ([View Highlight](https://…))
    let words = match line.rsplit_once(" ([") {
        Some((words, address)) if address.ends_with("))") => words,
        _ => line,
    };
    ForeignNote::on(words)
}

#[cfg(test)]
mod tests {
    use super::super::wanted::Wanted;
    use super::*;
    use crate::annotation::anchor::Words;

    fn notes(text: &str) -> Vec<(String, String, String)> {
        let export = read(text).unwrap();
        let words = |note: &ForeignNote| match &note.wanted {
            Some(Wanted::Words(selector)) => match &selector.words {
                Words::Whole(words) => words.clone(),
                Words::Ends(..) => String::new(),
            },
            _ => String::new(),
        };
        let row = |n: &ForeignNote| (words(n), n.body.clone(), n.tags.join("+"));
        export.notes.iter().map(row).collect()
    }

    fn row(quote: &str, body: &str, tags: &str) -> (String, String, String) {
        (quote.to_owned(), body.to_owned(), tags.to_owned())
    }

    #[test]
    fn hypothesis_text_is_read() {
        let text = "2026-11-23\nOn Bread\nhttps://sark.test/bread\nGroup: Public\nTotal users: 1\n\
                    \nAnnotation 1:\n2026-11-23\nComment: First\nand second\nann\nQuote: \"rye\n\
                    bread\"\nTags: a, b\n\nAnnotation 2:\n2026-11-23\nComment: Page\nann\nQuote: \"null\"\n";
        let expected = [
            row("rye bread", "First\nand second", "a+b"),
            row("", "Page", ""),
        ];
        assert_eq!(notes(text), expected);
    }

    #[test]
    fn markdown_is_read() {
        let text = "# Bread\n\n> Rye bread\n> is dark.\n\nSo it is.\n\n- The mill waits ([Location 3](https://r.test/3))\n\
                    \x20   - Note: Does it?\n    - Tags: #mill #time\n\n\
                    “grinds rye” ([Miller, 2020, p. 3](zotero://select/1)) ([pdf](zotero://open/2)) Why rye?\n";
        let expected = [
            row("Rye bread\nis dark.", "So it is.", ""),
            row("The mill waits", "Does it?", "mill+time"),
            row("grinds rye", "Why rye?", ""),
        ];
        assert_eq!(notes(text), expected);
        assert!(read("Nothing here.\n").is_err());
    }
}
