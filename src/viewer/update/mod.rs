//! What each action does: a pure change of the viewer's state.

mod choosing;
mod copying;
mod going;
mod links;
mod mouse;
mod moving;
mod searching;
mod selecting;
mod typing;

use super::about;
use super::config::MEASURES;
use super::editor;
use super::geometry::NotesAt;
use super::keys::Action;
use super::lists;
use super::map;
use super::marks::{self, Awaiting};
use super::prompt::Asking;
use super::state::{Effect, NoteChange, Viewer};

pub(super) use going::jump;
pub(super) use mouse::{click, drag, press, wheel};
pub(super) use typing::{accepted, cancelled, typed, typed_step};

use choosing::{in_list, note_page, open_list, palette, peek};
use copying::{Form, copy};
use going::{follow, travel};
use moving::{
    note, percent, same_kind, same_source, same_speaker, scroll_note, scroll_pages, scrolls,
    section, term,
};
use searching::{hit, in_hand, list as list_hits};

pub(super) use searching::show;

/// Does what an action asks for, in the pane that is in front.
pub(super) fn update(viewer: &mut Viewer, action: Action) -> Effect {
    let count = std::mem::take(&mut viewer.count);
    if action == Action::Passage && viewer.lists.is_empty() && !viewer.selecting {
        let start = if count.is_empty() {
            String::new()
        } else {
            format!("{count}¶")
        };
        viewer.ask(Asking::Passage, start);
        return Effect::None;
    }
    let times = count.parse::<usize>().ok();
    match action {
        Action::Suspend => return Effect::Suspend,
        Action::Redraw => return Effect::Redraw,
        _ => {}
    }
    if !viewer.lists.is_empty() {
        return in_list(viewer, action, times.unwrap_or(1));
    }
    if viewer.reader.is_none() {
        return without_article(viewer, action);
    }
    if viewer.selecting {
        return selecting::in_selection(viewer, action, times);
    }
    on_page(viewer, action, times)
}

fn without_article(viewer: &mut Viewer, action: Action) -> Effect {
    match action {
        Action::Quit | Action::Close => return Effect::Quit,
        Action::Help => open_list(viewer, lists::help),
        _ => viewer.show_library(),
    }
    Effect::None
}

fn on_page(viewer: &mut Viewer, action: Action, times: Option<usize>) -> Effect {
    let top = viewer.reader.as_ref().map(|r| r.top);
    if scrolls(viewer, action, times) {
        if viewer.reader.as_ref().map(|r| r.top) == top {
            let at_top = top == Some(super::page::Position::default());
            viewer.say(if at_top && !goes_down(action) {
                "the text begins here"
            } else {
                "the text ends here"
            });
        }
        return Effect::None;
    }
    match action {
        Action::SectionNext => section(viewer, true, times.unwrap_or(1)),
        Action::SectionPrevious => section(viewer, false, times.unwrap_or(1)),
        Action::NoteNext => note(viewer, true, times.unwrap_or(1)),
        Action::NotePrevious => note(viewer, false, times.unwrap_or(1)),
        Action::SourceNext => same_source(viewer, true, times.unwrap_or(1)),
        Action::SourcePrevious => same_source(viewer, false, times.unwrap_or(1)),
        Action::Follow => return follow(viewer),
        Action::Back => return travel(viewer, false),
        Action::Forward => return travel(viewer, true),
        Action::Parallel => return going::parallel(viewer),
        Action::Contents => open_list(viewer, lists::contents),
        Action::Sources => open_list(viewer, lists::sources),
        Action::Map => open_list(viewer, map::list),
        Action::KindNext => same_kind(viewer, true, times.unwrap_or(1)),
        Action::KindPrevious => same_kind(viewer, false, times.unwrap_or(1)),
        Action::SentenceNext => selecting::sentence(viewer, true, times.unwrap_or(1)),
        Action::SentencePrevious => selecting::sentence(viewer, false, times.unwrap_or(1)),
        Action::SpeakerNext => same_speaker(viewer, true, times.unwrap_or(1)),
        Action::SpeakerPrevious => same_speaker(viewer, false, times.unwrap_or(1)),
        Action::TermNext => term(viewer, true, times.unwrap_or(1)),
        Action::TermPrevious => term(viewer, false, times.unwrap_or(1)),
        Action::Select => selecting::begin(viewer),
        Action::Peek => return peek(viewer),
        Action::NotePage => note_page(viewer),
        Action::NoteDown => scroll_note(viewer, 1, times.unwrap_or(1)),
        Action::NoteUp => scroll_note(viewer, -1, times.unwrap_or(1)),
        Action::Glossary => open_list(viewer, about::glossary),
        Action::NoteAdd => editor::add(viewer),
        Action::NoteEdit => editor::edit(viewer),
        Action::NoteOutside => return editor::outside(viewer),
        Action::NoteKind => {
            if let Some(list) = editor::kinds(viewer) {
                open_list(viewer, |_| list.clone());
            }
        }
        Action::NoteTags => editor::ask_tags(viewer),
        Action::Recover => return Effect::Notes(NoteChange::Recover),
        Action::Links => links::show(viewer),
        Action::NoteDelete => return editor::delete(viewer),
        Action::Undo => return Effect::Notes(NoteChange::Undo),
        Action::Redo => return Effect::Notes(NoteChange::Redo),
        Action::Yank => return copy(viewer, Form::Plain),
        Action::YankQuotation => return copy(viewer, Form::Quotation),
        Action::YankLink => return copy(viewer, Form::Link),
        Action::Palette => palette(viewer),
        Action::Mark => await_letter(viewer, Awaiting::Mark, "the letter of the mark?"),
        Action::ToMark => await_letter(viewer, Awaiting::ToMark, "to the mark of which letter?"),
        Action::Bookmark => viewer.ask(Asking::Bookmark, ""),
        Action::Bookmarks => open_list(viewer, marks::list),
        Action::Percent => percent(viewer, times),
        Action::Justify => justify(viewer),
        Action::Theme => next_theme(viewer),
        Action::Mouse => return turn_mouse(viewer),
        Action::Fold => open_list(viewer, lists::kinds),
        Action::Help => open_list(viewer, lists::help),
        Action::Library => viewer.show_library(),
        Action::Search => viewer.ask(Asking::Search, ""),
        Action::HitNext => hit(viewer, true, times.unwrap_or(1)),
        Action::HitPrevious => hit(viewer, false, times.unwrap_or(1)),
        Action::WordNext => in_hand(viewer, true),
        Action::WordPrevious => in_hand(viewer, false),
        Action::Hits => list_hits(viewer),
        Action::Side => turn_notes(viewer),
        Action::Wider => measure(viewer, 2),
        Action::Narrower => measure(viewer, -2),
        Action::Close => close(viewer),
        Action::Quit => return Effect::Quit,
        _ => {}
    }
    Effect::None
}

fn await_letter(viewer: &mut Viewer, what: Awaiting, asked: &str) {
    viewer.awaiting = Some(what);
    viewer.say(asked);
}

fn justify(viewer: &mut Viewer) {
    let settings = &mut viewer.settings;
    settings.justified = !settings.justified;
    settings.hyphenated = settings.justified;
    let said = if settings.justified {
        "a straight right edge"
    } else {
        "a ragged right edge"
    };
    viewer.fit();
    viewer.say(said);
}

fn next_theme(viewer: &mut Viewer) {
    let themes = super::theme::Theme::ALL;
    let here = themes.iter().position(|t| *t == viewer.settings.theme);
    let next = here.map_or(0, |i| (i + 1) % themes.len());
    if let Some(theme) = themes.get(next) {
        viewer.settings.theme = *theme;
        viewer.say(format!("palette: {theme}"));
    }
}

fn goes_down(action: Action) -> bool {
    matches!(
        action,
        Action::LineDown
            | Action::PageDown
            | Action::HalfDown
            | Action::ParagraphNext
            | Action::Bottom
    )
}

/// Leaves the mouse to the terminal, or takes it again.
fn turn_mouse(viewer: &mut Viewer) -> Effect {
    let taken = !viewer.settings.mouse;
    viewer.settings.mouse = taken;
    viewer.say(if taken {
        "the mouse is Postil's again"
    } else {
        "the mouse is the terminal's: select with it as elsewhere"
    });
    Effect::Mouse(taken)
}

fn turn_notes(viewer: &mut Viewer) {
    let (next, said) = match viewer.settings.notes {
        NotesAt::Side => (NotesAt::Foot, "notes at the foot of the page"),
        NotesAt::Foot => (NotesAt::Hidden, "notes hidden"),
        NotesAt::Hidden => (NotesAt::Side, "notes beside the text"),
    };
    viewer.settings.notes = next;
    viewer.fit();
    viewer.say(said);
}

fn measure(viewer: &mut Viewer, by: i16) {
    let wanted = viewer.settings.measure.saturating_add_signed(by);
    viewer.settings.measure = wanted.clamp(*MEASURES.start(), *MEASURES.end());
    viewer.fit();
    let shown = viewer.geometry().text.width;
    let measure = viewer.settings.measure;
    if shown < measure {
        viewer.say(format!(
            "{measure} characters a line, {shown} as the screen is"
        ));
    } else {
        viewer.say(format!("{measure} characters a line"));
    }
}

/// Forgets what is transient: the search, the place gone to.
fn close(viewer: &mut Viewer) {
    let Some(reader) = &mut viewer.reader else {
        return;
    };
    let gone_to = reader.target.take().is_some();
    if gone_to {
        // Again what stands beside the top of the page may be in hand.
        reader.settle();
    }
    let forgot = reader.search.take().is_some() | gone_to | reader.selection.take().is_some();
    if !forgot {
        let quit = viewer.keymap.key_of(Action::Quit);
        viewer.say(format!("nothing is open; {quit} quits"));
    }
}
