//! The viewer: an edition on the screen of a terminal, read by keys.
//!
//! Keys become actions by the one table in [`keys`]; `update` changes the state, purely; `draw`
//! turns the state into cells; only `terminal` does I/O. Pages are laid out only where they are
//! seen.

mod about;
mod background;
mod carry;
pub mod config;
mod draw;
mod editor;
mod filter;
mod find;
mod fuzzy;
mod geometry;
mod history;
mod hits;
mod key;
pub mod keys;
mod list;
mod lists;
mod map;
mod marks;
mod page;
mod parallel;
mod picture;
mod prompt;
mod reader;
mod selection;
mod shelf;
mod state;
mod strip;
mod terminal;
mod theme;
mod update;

pub use draw::draw;
pub use geometry::NotesAt;
pub use key::{Code, Key};
pub use picture::svg;
pub use selection::Unit;
pub use shelf::ShelfEntry;
pub use state::{Effect, Event, NoteChange, Settings, Viewer};
pub use terminal::{Start, columns, run, theme_of_environment};
pub use theme::Theme;
