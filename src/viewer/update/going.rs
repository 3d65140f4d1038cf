//! Going to a place and coming back.

use super::choosing::open_list;
use super::moving::same_source;
use crate::annotation::Kind;
use crate::article::{Passage, PassageRun, Reference};
use crate::viewer::lists;
use crate::viewer::parallel::counterpart;
use crate::viewer::reader::Item;
use crate::viewer::state::{Effect, Spot, Viewer};

/// Follows what is in hand.
pub(super) fn follow(viewer: &mut Viewer) -> Effect {
    let Some(reader) = &viewer.reader else {
        return Effect::None;
    };
    let Some(current) = reader.current else {
        viewer.say("no note in sight to follow");
        return Effect::None;
    };
    match current.item {
        Item::Call(i) => {
            let article = reader.article();
            let note = article.calls.get(i).and_then(|c| article.notes.get(c.note));
            let paragraph = note.and_then(|n| article.paragraphs.get(n.paragraphs.start));
            if let Some(byte) = paragraph.map(|p| p.range.start) {
                jump(viewer, byte);
            }
        }
        Item::Note(i) => {
            let Some(note) = reader.edition.notes.get(i) else {
                return Effect::None;
            };
            let annotation = &note.annotation;
            match (annotation.to.as_slice(), annotation.kind) {
                ([], Kind::Quotation) => same_source(viewer, true, 1),
                ([], kind) => viewer.say(format!("this {kind} points nowhere")),
                ([one], _) => {
                    let one = one.clone();
                    return go_to(viewer, &one);
                }
                (_, _) => open_list(viewer, lists::references),
            }
        }
    }
    Effect::None
}

/// Goes to a reference, here or in another article.
pub(super) fn go_to(viewer: &mut Viewer, reference: &Reference) -> Effect {
    let here = viewer.article().cloned();
    match &reference.article {
        Some(name) if Some(name) != here.as_ref() => {
            viewer.mark_jump();
            Effect::Open(name.clone(), reference.passage.clone())
        }
        _ => {
            let byte = viewer
                .reader
                .as_ref()
                .and_then(|r| r.byte_of_reference(reference));
            match byte {
                Some(byte) => jump(viewer, byte),
                None => viewer.say(format!("this article has no passage {reference}")),
            }
            Effect::None
        }
    }
}

/// Jumps to a byte and remembers where from.
pub(in crate::viewer) fn jump(viewer: &mut Viewer, byte: usize) {
    viewer.mark_jump();
    if let Some(reader) = &mut viewer.reader {
        reader.arrive(byte);
        let passage = reader.article().passage_at(byte);
        viewer.say(format!("at {passage}"));
    }
}

/// Goes to a passage as it was typed: `2¶14`, `2p14`, `n1`, or `14` alone in the section at hand.
pub(super) fn go_to_passage(viewer: &mut Viewer, text: &str) -> Effect {
    let trimmed = text.trim().trim_end_matches(['¶', 'p']);
    if trimmed.is_empty() {
        return Effect::None;
    }
    match trimmed.parse::<Reference>() {
        Ok(reference) if reference.passage.is_some() || reference.article.is_some() => {
            if let Some(PassageRun {
                first: Passage::Section(number),
                ..
            }) = &reference.passage
                && reference.article.is_none()
            {
                let section = viewer.reader.as_ref().and_then(|r| {
                    let article = r.article();
                    article.sections.get(article.section_index(number)?)
                });
                if let Some(byte) = section.map(|s| s.range.start) {
                    jump(viewer, byte);
                    return Effect::None;
                }
            }
            go_to(viewer, &reference)
        }
        Ok(_) => Effect::None,
        Err(error) => {
            viewer.say(error.to_string());
            Effect::None
        }
    }
}

/// Goes back or forward among the places one jumped from.
pub(super) fn travel(viewer: &mut Viewer, forward: bool) -> Effect {
    let Some(here) = viewer.spot() else {
        return Effect::None;
    };
    let jumps = &mut viewer.jumps;
    let (from, onto) = if forward {
        (&mut jumps.forward, &mut jumps.back)
    } else {
        (&mut jumps.back, &mut jumps.forward)
    };
    let Some(spot) = from.pop() else {
        let end = if forward { "forward" } else { "back" };
        viewer.say(format!("nowhere to go {end} to"));
        return Effect::None;
    };
    onto.push(here.clone());
    if spot.article == here.article {
        set_spot(viewer, &spot);
        Effect::None
    } else {
        let name = spot.article.clone();
        viewer.pending = Some(spot);
        Effect::Open(name, None)
    }
}

fn set_spot(viewer: &mut Viewer, spot: &Spot) {
    if let Some(reader) = &mut viewer.reader {
        reader.go_back_to(spot);
    }
}

/// Sets the article that tells the same beside this one, or takes it away again.
pub(super) fn parallel(viewer: &mut Viewer) -> Effect {
    if viewer.parallel.take().is_some() {
        viewer.fit();
        return Effect::None;
    }
    let edition = viewer.reader.as_ref().map(|r| &r.edition);
    if let Some(name) = edition.and_then(counterpart) {
        return Effect::Beside(name);
    }
    viewer.say("no cross-reference here has the tag `parallel`, which says what corresponds");
    Effect::None
}
