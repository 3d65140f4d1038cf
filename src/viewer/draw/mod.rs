//! State → cells. Only what is seen is looked at.

mod compose;
mod list;
mod pen;
mod side;
mod status;
mod text;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::geometry::Geometry;
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
        return None;
    }
    status::draw(viewer, geometry.status, buffer)
}

fn page(viewer: &Viewer, reader: &Reader, geometry: &Geometry, buffer: &mut Buffer) {
    text::draw(viewer, reader, geometry, buffer);
    status::head(viewer, reader, geometry.head, buffer);
    if geometry.side.width > 0 {
        side::draw(viewer, reader, geometry, buffer);
    } else if geometry.foot.height > 0 {
        side::foot(viewer, reader, geometry.foot, buffer);
    }
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
