//! Pieces: the blocks of a text whose markup is missing or unsure, and what is read out of them.
//!
//! Plain text and web pages both come apart into pieces. The passes here find what no markup
//! says — numbered points, note calls and notes, broken paragraphs, the signature — and [`emit`]
//! hands the pieces to the article's builder. So the same text gives the same article, whatever
//! its format.

mod apart;
mod closing;
mod emit;
mod head;
mod heading;
mod marked;
mod marker;
mod mending;
mod name;
mod notes;
mod piece;
mod points;
mod quotation;
mod unmarked;

pub(super) use apart::apart;
pub(super) use closing::take_signature;
pub(super) use emit::emit;
pub(super) use head::{HeadLine, apply_head_line, read_head_line};
pub(super) use heading::{Numbering, heading_like, numbering};
pub(super) use marked::{Marked, finish_marked};
pub(super) use marker::{Marker, marker};
pub(super) use mending::join_broken;
pub(super) use name::surely_person;
pub(super) use notes::{is_notes_heading, take_notes};
pub(super) use piece::{Note, Piece, Role};
pub(super) use points::assign_points;
pub(super) use unmarked::unmarked_headings;
