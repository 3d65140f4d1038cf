//! Cross-references that lead in a circle: following them, a reader comes back to where they
//! began and has learnt nothing.

use super::Anchored;
use super::check::FileNotes;
use crate::annotation::{Kind, Places};
use crate::article::{Article, Passage};
use crate::text::problem::Problems;

/// At most this many circles of one file are told; beyond, the same ones come again.
const TOLD: usize = 50;

/// One cross-reference: from a paragraph to a paragraph, by index.
struct Edge {
    to: usize,
    note: usize,
    reference: usize,
}

/// Tells each circle once, at the reference that closes it.
pub(super) fn problems(of: &FileNotes<'_>, article: &Article, problems: &mut Problems) {
    let mut edges: Vec<Vec<Edge>> = Vec::new();
    for (i, note) in of.notes.iter().enumerate() {
        take(&mut edges, i, note, article);
    }
    let mut circles = Vec::new();
    let mut state = vec![State::New; edges.len()];
    for start in 0..edges.len() {
        walk(start, &edges, &mut state, &mut circles);
    }
    for path in circles.into_iter().take(TOLD) {
        tell(&path, of, &edges, article, problems);
    }
}

fn take(edges: &mut Vec<Vec<Edge>>, index: usize, note: &Anchored, article: &Article) {
    let annotation = &note.annotation;
    // One with a body has told its reader something by itself.
    let silent = annotation.kind == Kind::CrossReference && annotation.note.is_empty();
    if !silent || note.anchor.ranges.is_empty() {
        return;
    }
    let Some(from) = article.paragraph_at(note.anchor.hangs_at) else {
        return;
    };
    for (reference, to) in annotation.to.iter().enumerate() {
        let here = to.article.as_ref().is_none_or(|name| *name == article.name);
        // A whole section says enough, and holds the way out.
        let passage = to.passage.as_ref().map(|run| &run.first);
        let target = match passage {
            Some(passage @ Passage::Paragraph(..)) if here => article.paragraphs_at(passage),
            _ => None,
        };
        if let Some(to) = target.map(|range| range.start) {
            if edges.len() <= from.max(to) {
                edges.resize_with(from.max(to) + 1, Vec::new);
            }
            if let Some(list) = edges.get_mut(from) {
                list.push(Edge {
                    to,
                    note: index,
                    reference,
                });
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    OnPath,
    Done,
}

/// Walks from a paragraph along all references, without recursion, and gathers the circles: each a
/// path of `(paragraph, edge)`.
fn walk(
    start: usize,
    edges: &[Vec<Edge>],
    state: &mut [State],
    circles: &mut Vec<Vec<(usize, usize)>>,
) {
    if state.get(start) != Some(&State::New) {
        return;
    }
    let mut path = vec![(start, 0)];
    if let Some(slot) = state.get_mut(start) {
        *slot = State::OnPath;
    }
    while let Some((here, next)) = path.last_mut() {
        let edge = edges.get(*here).and_then(|list| list.get(*next));
        let Some(edge) = edge else {
            if let Some(slot) = state.get_mut(*here) {
                *slot = State::Done;
            }
            path.pop();
            continue;
        };
        let to = edge.to;
        *next += 1;
        match state.get(to) {
            Some(State::New) => {
                if let Some(slot) = state.get_mut(to) {
                    *slot = State::OnPath;
                }
                path.push((to, 0));
            }
            Some(State::OnPath) => {
                let from = path.iter().position(|(p, _)| *p == to).unwrap_or(0);
                let circle = path.iter().skip(from).map(|&(p, next)| (p, next - 1));
                circles.push(circle.collect());
            }
            _ => {}
        }
    }
}

fn tell(
    circle: &[(usize, usize)],
    of: &FileNotes<'_>,
    edges: &[Vec<Edge>],
    article: &Article,
    problems: &mut Problems,
) {
    let passage = |index: usize| {
        let paragraph = article.paragraphs.get(index);
        paragraph.map_or_else(String::new, |p| article.passage_of(p).to_string())
    };
    let Some(&(last, edge)) = circle.last() else {
        return;
    };
    let Some(closing) = edges.get(last).and_then(|list| list.get(edge)) else {
        return;
    };
    let id = of.notes.get(closing.note).map(|n| n.annotation.id.as_str());
    let id = id.unwrap_or_default();
    let nowhere = Places::default();
    let at = of
        .places
        .get(closing.note)
        .unwrap_or(&nowhere)
        .reference(closing.reference);
    if let [_] = circle {
        problems.warn(
            at,
            "circle",
            format!("`{id}` refers to {}, where it stands itself", passage(last)),
            "name the passage that is meant",
        );
        return;
    }
    let mut way: Vec<String> = circle.iter().map(|&(p, _)| passage(p)).collect();
    way.push(passage(closing.to));
    problems.warn(
        at,
        "circle",
        format!(
            "`{id}` closes a circle of cross-references: {}",
            way.join(" → ")
        ),
        "let one of them name the passage that says more",
    );
}
