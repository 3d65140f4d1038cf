//! The running head and the status line: quiet, and one thing at a time.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::pen;
use crate::text::width;
use crate::viewer::keys::Action;
use crate::viewer::list::Kind;
use crate::viewer::map;
use crate::viewer::prompt::Asking;
use crate::viewer::reader::Reader;
use crate::viewer::selection::Selection;
use crate::viewer::state::Viewer;
use crate::viewer::theme::Role;

/// The running head: title to the left, section to the right, once the title itself is away.
pub(super) fn head(viewer: &Viewer, reader: &Reader, area: Rect, buffer: &mut Buffer) {
    if area.height == 0 || reader.top.block == 0 {
        return;
    }
    let style = viewer.settings.theme.style(Role::Number);
    let article = reader.article();
    let title = width::shortened(article.title(), usize::from(area.width));
    let end = pen::put(buffer, area.x, area.y, area.right(), &title, style);
    let section = article.sections.get(article.section_at(reader.top_byte()));
    if let Some(section) = section.filter(|s| !s.number.is_opening()) {
        let heading = article.heading(section);
        let room = usize::from(area.right().saturating_sub(end + 4));
        if width::of(heading) <= room {
            pen::put_right(buffer, end, area.y, area.right(), heading, style);
        }
    }
}

/// The title of one of two articles.
pub(super) fn title(viewer: &Viewer, reader: &Reader, area: Rect, buffer: &mut Buffer) {
    if area.height > 0 {
        let style = viewer.settings.theme.style(Role::Heading);
        let title = width::shortened(reader.article().title(), usize::from(area.width));
        pen::put(buffer, area.x, area.y, area.right(), &title, style);
    }
}

/// The status line, or what is typed in its place; gives where the cursor is.
pub(super) fn draw(viewer: &Viewer, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    // On a screen of one row what is typed or said goes over the text.
    let speaks = viewer.prompt.is_some() || viewer.message.is_some();
    let area = if area.height == 0 && speaks {
        Rect::new(0, viewer.height.saturating_sub(1), viewer.width, 1)
    } else {
        area
    };
    if area.height == 0 {
        return None;
    }
    pen::clear(buffer, area);
    let pad = u16::from(area.width > 30);
    let (left, right) = (area.x + pad, area.right() - pad);
    let theme = viewer.settings.theme;
    if let Some(prompt) = &viewer.prompt {
        let sign = prompt.asking.sign();
        let x = pen::put(buffer, left, area.y, right, sign, theme.style(Role::Key));
        let room = usize::from(right.saturating_sub(x + 1));
        let before = prompt.text.get(..prompt.cursor).unwrap_or_default();
        let skipped = skip_to_fit(before, room);
        let shown = prompt.text.get(skipped..).unwrap_or_default();
        let end = pen::put(buffer, x, area.y, right, shown, theme.style(Role::Prompt));
        let to_cursor = before.get(skipped..).unwrap_or_default();
        let cursor = x + u16::try_from(width::of(to_cursor)).unwrap_or(0);
        if let Some(said) = search_standing(viewer) {
            pen::put_right(
                buffer,
                end + 2,
                area.y,
                right,
                &said,
                theme.style(Role::Quiet),
            );
        }
        return Some(Position::new(cursor.min(area.right() - 1), area.y));
    }
    let quiet = theme.style(Role::Quiet);
    let place = place(viewer);
    let taken = u16::try_from(width::of(&place)).unwrap_or(0);
    let room = right.saturating_sub(left);
    let said = if viewer.count.is_empty() {
        viewer.message.clone()
    } else {
        Some(viewer.count.clone())
    };
    let fits = taken <= room;
    let left_room = if fits && (said.is_none() || room > taken + 24) {
        pen::put_right(buffer, left, area.y, right, &place, quiet);
        room.saturating_sub(taken + 2)
    } else {
        room
    };
    let style = if said.is_some() {
        theme.style(Role::Key)
    } else {
        quiet
    };
    let text = said.unwrap_or_else(|| hint(viewer));
    if fits || style != quiet {
        let text = width::shortened(&text, usize::from(left_room));
        pen::put(buffer, left, area.y, left + left_room, &text, style);
    }
    None
}

/// The byte from which on `text` fits into `room` columns.
fn skip_to_fit(text: &str, room: usize) -> usize {
    let mut start = 0;
    while width::of(text.get(start..).unwrap_or_default()) > room {
        let next = text.get(start..).and_then(|t| t.chars().next());
        start += next.map_or(1, char::len_utf8);
    }
    start
}

fn search_standing(viewer: &Viewer) -> Option<String> {
    let prompt = viewer.prompt.as_ref()?;
    if !matches!(prompt.asking, Asking::Search | Asking::Hits) {
        return None;
    }
    let search = viewer.search()?;
    Some(match search.error() {
        Some(error) => format!("column {}: {}", error.column, error.message),
        None => search.standing(),
    })
}

/// Where one is: passage, how far, problems.
fn place(viewer: &Viewer) -> String {
    let Some(reader) = &viewer.reader else {
        return String::new();
    };
    let per_mille = reader.progress();
    let mut parts = vec![
        reader.passage_here().to_string(),
        format!("{}%", per_mille / 10),
    ];
    if let Some(said) = reader.filter.said().filter(|_| viewer.width >= 60) {
        parts.push(said);
    }
    match reader.edition.problems.len() {
        0 => {}
        1 => parts.push("1 problem".to_owned()),
        n => parts.push(format!("{n} problems")),
    }
    parts.join(" · ")
}

/// What to say when there is nothing to say: the article's section, or on first sight three keys.
fn hint(viewer: &Viewer) -> String {
    let key = |action| viewer.keymap.key_of(action);
    if let Some(list) = viewer.lists.last() {
        let does = match list.kind {
            Kind::Help => "",
            Kind::Peek => "go there",
            Kind::Note => "go to a passage",
            Kind::Kinds => "show or hide",
            Kind::Sources => "its passages",
            Kind::Articles => "open",
            Kind::Map => "go there",
            _ => "choose",
        };
        let enter = format!("{} {does}", key(Action::Follow));
        let find = format!("{} only rows with …", key(Action::Search));
        let close = format!("{} close", key(Action::Close));
        return match list.kind {
            Kind::Help => [find, close].join(" · "),
            Kind::Peek => [enter, close].join(" · "),
            Kind::Map => map::said(viewer).unwrap_or(close),
            Kind::Articles => {
                let find = format!("{} search all", key(Action::Filter));
                let order = format!("{} other order", key(Action::Sort));
                [enter, find, order, close].join(" · ")
            }
            _ => [enter, find, close].join(" · "),
        };
    }
    if viewer.selecting {
        return selecting_hint(viewer);
    }
    match &viewer.reader {
        Some(reader) if reader.top.block == 0 => format!(
            "{} page · {} next note · {} all keys",
            key(Action::PageDown),
            key(Action::NoteNext),
            key(Action::Help)
        ),
        Some(reader) if viewer.geometry().head.height == 0 => {
            let article = reader.article();
            let section = article.sections.get(article.section_at(reader.top_byte()));
            section.map_or_else(String::new, |s| article.heading(s).to_owned())
        }
        _ => String::new(),
    }
}

/// What is selected, and the keys that matter then.
fn selecting_hint(viewer: &Viewer) -> String {
    let key = |action| viewer.keymap.key_of(action);
    let selection = viewer.reader.as_ref().and_then(|r| r.selection.as_ref());
    let unit = selection.map_or("", |s| s.unit.name());
    let end = if selection.is_some_and(Selection::goes_back) {
        "the beginning"
    } else {
        "the end"
    };
    format!(
        "{end} moves by {unit} · {} more · {} copy · {} note · {} done · {} all keys",
        key(Action::Select),
        key(Action::Yank),
        key(Action::NoteAdd),
        key(Action::Close),
        key(Action::Help)
    )
}
