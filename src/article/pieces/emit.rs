//! Pieces → the article's builder.

use super::piece::{Note, Piece, Role};
use crate::article::{Article, Block, Builder, Container, Span};

/// Builds the article from its pieces and notes.
pub(crate) fn emit(mut builder: Builder, pieces: &[Piece], notes: &[Note]) -> Article {
    let mut open = Vec::new();
    for piece in pieces {
        put(&mut builder, piece, &mut open);
    }
    close_to(&mut builder, &mut open, 0);
    for note in notes {
        builder.begin_note(&note.label);
        for piece in &note.pieces {
            put(&mut builder, piece, &mut open);
        }
        close_to(&mut builder, &mut open, 0);
        builder.end_note();
    }
    builder.finish()
}

fn close_to(builder: &mut Builder, open: &mut Vec<Container>, depth: usize) {
    while open.len() > depth {
        open.pop();
        builder.close_container();
    }
}

/// Opens and closes containers until those of the piece are open, and adds it.
fn put(builder: &mut Builder, piece: &Piece, open: &mut Vec<Container>) {
    let begins = |c: &Container| match c {
        Container::Quotation { first } | Container::Item { first, .. } => *first,
    };
    let same_kind = |a: &Container, b: &Container| {
        matches!(
            (a, b),
            (Container::Quotation { .. }, Container::Quotation { .. })
                | (Container::Item { .. }, Container::Item { .. })
        )
    };
    let shared = open
        .iter()
        .zip(&piece.containers)
        .take_while(|(have, want)| !begins(want) && same_kind(have, want))
        .count();
    close_to(builder, open, shared);
    for container in piece.containers.iter().skip(shared) {
        match container {
            Container::Quotation { .. } => builder.open_quotation(),
            Container::Item {
                marker, opens_list, ..
            } => builder.open_item(*marker, *opens_list),
        }
        open.push(*container);
    }
    match &piece.role {
        Role::Rule => return builder.rule(),
        Role::Heading(level) => builder.begin_heading((*level).max(1), piece.line),
        Role::Prose => builder.begin_paragraph(Block::Prose, piece.line),
        Role::Kept(block) => builder.begin_paragraph(block.clone(), piece.line),
    }
    text(builder, piece);
    builder.end();
}

/// Adds the text with its spans and calls.
fn text(builder: &mut Builder, piece: &Piece) {
    let mut marks: Vec<(usize, u8, Mark<'_>)> = Vec::new();
    for span in &piece.spans {
        marks.push((span.range.start, 2, Mark::Open(span)));
        marks.push((span.range.end, 0, Mark::Close));
    }
    for (at, label) in &piece.calls {
        marks.push((*at, 1, Mark::Call(label)));
    }
    marks.sort_by_key(|(at, rank, _)| (*at, *rank));
    let mut at = 0;
    for (place, _, mark) in marks {
        builder.text(piece.text.get(at..place).unwrap_or_default());
        at = at.max(place);
        match mark {
            Mark::Open(span) => builder.open_span(span.kind.clone()),
            Mark::Close => builder.close_span(),
            Mark::Call(label) => builder.call(label),
        }
    }
    builder.text(piece.text.get(at..).unwrap_or_default());
}

enum Mark<'a> {
    Open(&'a Span),
    Close,
    Call(&'a str),
}
