//! Every key of the table in every pane: nothing breaks, and a reader sees that something was
//! done or is told why not.

use postil::viewer::{Effect, keys};

use crate::screen::Screen;

/// How one gets to each pane from the beginning of the article.
const PANES: [(&str, &str); 15] = [
    ("page", "10j"),
    ("note in hand", "2p1<enter>"),
    ("contents", "c"),
    ("sources", "w"),
    ("passages", "w<enter>"),
    ("kinds", "z"),
    ("library", "l"),
    ("help", "?"),
    ("search", "/rye<enter>"),
    ("glossary", "t"),
    ("marks", "maB"),
    ("peek", "2p1<enter>."),
    ("note page", "i"),
    ("foot of the page", "\\"),
    ("justified", "5j|"),
];

#[test]
fn every_key_does_something_in_every_pane() {
    let mut silent = Vec::new();
    for (pane, way) in PANES {
        for binding in keys::table() {
            for key in binding.keys {
                let mut screen = Screen::new(90, 12);
                screen.keys(way);
                let before = screen.buffer();
                screen.keys(&format!("<{key}>"));
                let acts = screen.effect != Effect::None || screen.buffer() != before;
                if !acts && !is_at_an_end(pane, binding.name) {
                    silent.push(format!("{key} ({}) in {pane}", binding.name));
                }
                let (width, height) = screen.viewer.size();
                assert_eq!((width, height), (90, 12));
            }
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
}

/// The panes in which the first row is also the last, or all rows are in sight.
const SHORT: [&str; 6] = [
    "sources",
    "glossary",
    "marks",
    "peek",
    "note page",
    "library",
];

/// Where there is nothing further that way, nothing is done, and the screen itself shows why.
fn is_at_an_end(pane: &str, action: &str) -> bool {
    let up = [
        "line-up",
        "page-up",
        "half-up",
        "top",
        "note-previous",
        "hit-previous",
    ];
    let on_page = [
        "page",
        "note in hand",
        "search",
        "foot of the page",
        "justified",
    ];
    let listed = !on_page.contains(&pane);
    let down = [
        "line-down",
        "page-down",
        "half-down",
        "bottom",
        "note-next",
        "hit-next",
    ];
    listed && (up.contains(&action) || down.contains(&action) && SHORT.contains(&pane))
}
