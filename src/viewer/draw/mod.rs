//! State → cells. Only what is seen is looked at.

mod arrange;
mod compose;
mod concordance;
mod list;
mod map;
mod pen;
mod side;
mod status;
mod strip;
mod text;
mod threads;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::geometry::Geometry;
use super::page::Block;
use super::reader::{Reader, Stop};
use super::state::Viewer;
use super::theme::Role;

/// Draws the viewer; gives where the cursor stands, when it is shown.
pub fn draw(viewer: &Viewer, buffer: &mut Buffer) -> Option<Position> {
    let geometry = viewer.geometry();
    if let Some(reader) = &viewer.reader {
        page(viewer, reader, &geometry, buffer);
    } else if viewer.lists.is_empty() {
        nothing_open(viewer, buffer);
    }
    for shown in viewer.lists.iter().rev().take(1) {
        list::draw(viewer, shown, buffer);
    }
    if let Some(editor) = &viewer.editor {
        // The pane draws its own cursor.
        list::editor(viewer, editor, buffer);
        viewer.prompt.as_ref()?;
    }
    status::draw(viewer, geometry.status, buffer)
}

/// The byte of the text for which a cell of the strip at the edge stands.
pub(super) fn byte_on_strip(viewer: &Viewer, x: u16, y: u16) -> Option<usize> {
    let area = viewer.geometry().strip;
    let length = viewer.reader.as_ref()?.article().text.len();
    let row = usize::from(y.checked_sub(area.y)?);
    let inside = area.contains(Position::new(x, y));
    inside.then(|| super::strip::byte_of(row, length, usize::from(area.height)))
}

/// Whether a cell of the screen belongs to the notes.
pub(super) fn is_among_notes(viewer: &Viewer, x: u16, y: u16) -> bool {
    let geometry = viewer.geometry();
    let at = Position::new(x, y);
    geometry.side.contains(at) || geometry.foot.contains(at)
}

fn page(viewer: &Viewer, reader: &Reader, geometry: &Geometry, buffer: &mut Buffer) {
    reader.pages.keep_whole(reader.search.as_ref());
    if let (Some(parallel), Some(other)) = (&viewer.parallel, geometry.other) {
        text::draw(viewer, reader, geometry, buffer);
        let there = Geometry {
            margin: other.margin,
            text: other.text,
            ..Geometry::default()
        };
        text::draw(viewer, &parallel.reader, &there, buffer);
        status::title(viewer, reader, geometry.head, buffer);
        status::title(viewer, &parallel.reader, other.head, buffer);
        return;
    }
    text::draw(viewer, reader, geometry, buffer);
    status::head(viewer, reader, geometry.head, buffer);
    if geometry.side.width > 0 {
        side::draw(viewer, reader, geometry, buffer);
    } else if geometry.foot.height > 0 {
        side::foot(viewer, reader, geometry.foot, buffer);
    }
    strip::draw(viewer, reader, geometry.strip, buffer);
}

fn nothing_open(viewer: &Viewer, buffer: &mut Buffer) {
    let style = viewer.settings.theme.style(Role::Quiet);
    let area = Rect::new(0, 0, viewer.width, viewer.height);
    pen::put(
        buffer,
        1,
        area.height / 2,
        area.right(),
        "no article is open",
        style,
    );
}

/// How far down the note in hand can be scrolled.
pub(super) fn last_note_offset(viewer: &Viewer) -> usize {
    let reader = viewer.reader.as_ref();
    reader.map_or(0, |r| side::last_offset(viewer, r, &viewer.geometry()))
}

/// The byte of the text at a cell, or the nearest before it on its row.
pub(super) fn byte_at(viewer: &Viewer, x: u16, y: u16) -> Option<usize> {
    let reader = viewer.reader.as_ref()?;
    text::nearest_byte(reader, viewer.geometry().text, x, y)
}

/// The item at a cell of the screen: a note in the margin, or what is marked in the text.
pub(super) fn item_at(viewer: &Viewer, x: u16, y: u16) -> Option<Stop> {
    let reader = viewer.reader.as_ref()?;
    let geometry = viewer.geometry();
    let at = Position::new(x, y);
    if geometry.side.contains(at) {
        return side::placed(viewer, reader, geometry.side)
            .into_iter()
            .find(|p| y >= p.y && y < p.y + p.height())
            .map(|p| p.stop);
    }
    if geometry.foot.contains(at) {
        return reader.current;
    }
    if text::parallel_sign_at(&geometry) == Some(x) {
        let at = text::position_at(reader, geometry.text, y)?;
        let Some(Block::Paragraph(paragraph)) = reader.pages.sequence.get(at.block) else {
            return None;
        };
        let note = *reader.parallels_of(paragraph).first()?;
        return reader.stop_of(note);
    }
    let byte = text::byte_at(reader, geometry.text, x, y)?;
    let bytes = byte..byte + 1;
    let marks = reader.edition.index.marks_in(&bytes);
    let shown = marks.filter(|(_, note)| reader.shows(*note));
    let innermost = shown.min_by_key(|(range, _)| range.len());
    if let Some((range, note)) = innermost {
        return Some(Stop {
            at: range.start,
            item: super::reader::Item::Note(*note),
        });
    }
    let beside = reader.beside();
    let here = reader.article().paragraph_at(byte);
    beside
        .into_iter()
        .map(|b| b.stop)
        .find(|s| s.at >= byte && s.at < byte + 2 && reader.article().paragraph_at(s.at) == here)
}
