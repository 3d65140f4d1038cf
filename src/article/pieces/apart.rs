//! An article that markup has told → its pieces, for the passes over what markup does not tell.

use std::ops::Range;

use super::piece::{Note, Piece, Role};
use crate::article::{Article, Block, Home, Span};

/// The pieces of the body and the notes.
pub(crate) fn apart(article: &Article) -> (Vec<Piece>, Vec<Note>) {
    let mut notes: Vec<Note> = article
        .notes
        .iter()
        .map(|note| Note {
            label: note.label.clone(),
            pieces: Vec::new(),
        })
        .collect();
    let mut pieces = Vec::with_capacity(article.paragraphs.len() + article.sections.len());
    let mut rules = article.rules.iter().peekable();
    let mut sections = article.sections.iter().skip(1).peekable();
    let body_end = article.body().last().map_or(0, |p| p.range.end);
    for (index, paragraph) in article.paragraphs.iter().enumerate() {
        if let Home::Note(note) = paragraph.home {
            if let Some(note) = notes.get_mut(note) {
                let mut piece = of(article, paragraph.range.clone(), paragraph.line);
                settle(&mut piece, &paragraph.block);
                piece.containers.clone_from(&paragraph.containers);
                note.pieces.push(piece);
            }
            continue;
        }
        while let Some(section) = sections.next_if(|s| s.paragraphs.start <= index) {
            pieces.extend(rules_at(&mut rules, section.heading.start, section.line));
            pieces.push(heading(article, section));
        }
        pieces.extend(rules_at(&mut rules, paragraph.range.start, paragraph.line));
        let mut piece = of(article, paragraph.range.clone(), paragraph.line);
        settle(&mut piece, &paragraph.block);
        piece.containers.clone_from(&paragraph.containers);
        pieces.push(piece);
    }
    for section in sections {
        pieces.extend(rules_at(&mut rules, section.heading.start, section.line));
        pieces.push(heading(article, section));
    }
    let after = rules.any(|at| *at >= body_end);
    if after {
        pieces.push(rule(0));
    }
    (pieces, notes)
}

fn rules_at(
    rules: &mut std::iter::Peekable<std::slice::Iter<'_, usize>>,
    start: usize,
    line: u32,
) -> Option<Piece> {
    let mut any = false;
    while rules.next_if(|at| **at <= start).is_some() {
        any = true;
    }
    any.then(|| rule(line))
}

fn rule(line: u32) -> Piece {
    Piece {
        line,
        role: Role::Rule,
        ..Piece::default()
    }
}

fn heading(article: &Article, section: &crate::article::Section) -> Piece {
    let mut piece = of(article, section.heading.clone(), section.line);
    let depth = section.number.depth();
    piece.role = Role::Heading(u8::try_from(depth).unwrap_or(6));
    piece
}

fn settle(piece: &mut Piece, block: &Block) {
    if *block != Block::Prose {
        piece.role = Role::Kept(block.clone());
    }
}

/// A stretch of the article's text, with the spans and calls in it.
fn of(article: &Article, range: Range<usize>, line: u32) -> Piece {
    let mut piece = Piece::prose(line, article.slice(range.clone()));
    let from = article
        .spans
        .partition_point(|s| s.range.start < range.start);
    let spans = article.spans.iter().skip(from);
    piece.spans = spans
        .take_while(|s| s.range.start < range.end)
        .map(|s| Span {
            range: s.range.start - range.start..s.range.end.min(range.end) - range.start,
            kind: s.kind.clone(),
        })
        .collect();
    for call in article.calls_in(&range) {
        let label = article.notes.get(call.note).map(|note| note.label.as_str());
        if let Some(label) = label {
            piece.add_call(call.at - range.start, label);
        }
    }
    piece
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::markdown;
    use crate::article::pieces::emit;
    use crate::text::problem::Problems;

    #[test]
    fn an_article_comes_apart_and_together() {
        let text = "Opening.[^a]\n\n---\n\n## One\n\n> Quoted *words*.\n>\n> More.\n\n- a\n\n  b\n- c\n\n\
            ### Deeper\n\nVerse  \nby `night`\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n## Empty\n\n\
            [^a]: A note.\n\n    Of two.\n";
        let name = || "bread".parse().unwrap();
        let article = markdown::read(name(), text, &mut Problems::default());
        let (pieces, notes) = apart(&article);
        let again = emit(crate::article::Builder::new(name()), &pieces, &notes);
        assert_eq!(again.text, article.text);
        assert_eq!(again.paragraphs, article.paragraphs);
        assert_eq!(again.sections, article.sections);
        assert_eq!(again.spans, article.spans);
        assert_eq!(again.calls, article.calls);
        assert_eq!(again.rules, article.rules);
    }
}
