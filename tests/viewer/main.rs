//! Key scripts for the viewer: a text of ours, the keys struck, and what then stands on the
//! screen. Everything goes through the viewer's public face: events in, cells out.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop at what cannot be"
)]
#![allow(
    clippy::cast_possible_truncation,
    reason = "the screens of these tests are small"
)]

mod bread;
mod screen;

mod library;
mod moving;
mod notes;
mod own;
mod pages;
mod panes;
mod picture;
mod scripts;
mod searching;
mod selecting;
mod sizes;
mod table;
