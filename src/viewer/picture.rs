//! The very page as a picture: cells → SVG, for the README and the documentation.

mod shapes;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

use super::state::Viewer;
use super::theme::Theme;
use crate::text::width;

/// A cell's size in the picture, and how far down in it the writing stands.
const WIDE: u16 = 9;
const HIGH: u16 = 19;
const BASE: u16 = 14;

/// The screen of a viewer as an SVG document.
pub fn svg(viewer: &Viewer) -> String {
    let (columns, rows) = viewer.size();
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
    super::draw(viewer, &mut buffer);
    let (ink, paper) = match viewer.theme() {
        Theme::Light => ("#222222", "#fbf8f1"),
        _ => ("#d0d0d0", "#16161a"),
    };
    let (w, h) = (
        u32::from(columns) * u32::from(WIDE),
        u32::from(rows) * u32::from(HIGH),
    );
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"15\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"{paper}\"/>\n"
    );
    for y in 0..rows {
        row(&buffer, y, ink, paper, &mut out);
    }
    out.push_str("</svg>\n");
    out
}

/// A row: neighbouring cells of one look are one piece of text. A piece ends at a wide gap and at
/// a line or block, so that what stands behind them is in its very column whatever the font is.
fn row(buffer: &Buffer, y: u16, ink: &str, paper: &str, out: &mut String) {
    let mut x = 0;
    while let Some(cell) = buffer.cell((x, y)) {
        let start = x;
        let mut text = String::new();
        let alone = is_shape(cell);
        while let Some(next) = buffer.cell((x, y)).filter(|c| same_look(c, cell)) {
            let is_end = text.ends_with("  ") && next.symbol() != " ";
            if x > start && (alone || is_shape(next) || is_end) {
                break;
            }
            text.push_str(next.symbol());
            let columns = u16::try_from(width::of(next.symbol())).unwrap_or(1);
            x += columns.max(1);
        }
        piece(cell, &text, (start, x - start, y), (ink, paper), out);
    }
}

fn is_shape(cell: &Cell) -> bool {
    shapes::shape(cell.symbol(), 0, 0, "").is_some()
}

fn same_look(a: &Cell, b: &Cell) -> bool {
    (a.fg, a.bg, a.modifier) == (b.fg, b.bg, b.modifier)
}

fn piece(cell: &Cell, text: &str, at: (u16, u16, u16), look: (&str, &str), out: &mut String) {
    let (column, columns, row) = at;
    let mut fg = colour(cell.fg, look.0);
    let mut bg = colour(cell.bg, look.1);
    if cell.modifier.contains(Modifier::REVERSED) {
        std::mem::swap(&mut fg, &mut bg);
    }
    let (x, y) = (
        u32::from(column) * u32::from(WIDE),
        u32::from(row) * u32::from(HIGH),
    );
    let wide = u32::from(columns) * u32::from(WIDE);
    if bg != look.1 {
        out.push_str(&format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{HIGH}\" fill=\"{bg}\"/>\n"
        ));
    }
    if let Some(shape) = shapes::shape(text, x, y, &fg) {
        out.push_str(&shape);
        return;
    }
    // What is underlined shows its spaces too; else they only make the file longer.
    let (text, wide) = if cell.modifier.contains(Modifier::UNDERLINED) {
        (text, wide)
    } else {
        let text = text.trim_end();
        let columns = u32::try_from(width::of(text)).unwrap_or(0);
        (text, columns * u32::from(WIDE))
    };
    let lead = text.len() - text.trim_start_matches(' ').len();
    let text = text.get(lead..).unwrap_or_default();
    let lead = u32::try_from(lead).unwrap_or(0) * u32::from(WIDE);
    let (x, wide) = (x + lead, wide.saturating_sub(lead));
    if text.is_empty() {
        return;
    }
    let mut attributes = String::new();
    for (modifier, attribute) in [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        (Modifier::DIM, " opacity=\"0.6\""),
    ] {
        if cell.modifier.contains(modifier) {
            attributes.push_str(attribute);
        }
    }
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let base = y + u32::from(BASE);
    out.push_str(&format!(
        "<text x=\"{x}\" y=\"{base}\" textLength=\"{wide}\" xml:space=\"preserve\" fill=\"{fg}\"{attributes}>{escaped}</text>\n"
    ));
}

/// A colour as SVG writes it: the 256 of xterm; the sixteen, which each terminal has its own of,
/// in a sober version.
fn colour(colour: Color, default: &str) -> String {
    let grey = |v: u8| format!("#{v:02x}{v:02x}{v:02x}");
    match colour {
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        Color::Indexed(i @ 232..) => grey(8 + (i - 232) * 10),
        Color::Indexed(i @ 16..) => {
            let level = |v: u8| if v == 0 { 0 } else { 55 + v * 40 };
            let i = i - 16;
            let (r, g, b) = (level(i / 36), level(i / 6 % 6), level(i % 6));
            format!("#{r:02x}{g:02x}{b:02x}")
        }
        Color::Red | Color::LightRed => "#cc6666".to_owned(),
        Color::Green | Color::LightGreen => "#66aa66".to_owned(),
        Color::Yellow | Color::LightYellow => "#cc9933".to_owned(),
        Color::Blue | Color::LightBlue => "#6688cc".to_owned(),
        Color::Magenta | Color::LightMagenta => "#aa66aa".to_owned(),
        Color::Cyan | Color::LightCyan => "#66aaaa".to_owned(),
        Color::DarkGray => "#777777".to_owned(),
        Color::Black => "#000000".to_owned(),
        _ => default.to_owned(),
    }
}
