//! Every key of the table in every pane: nothing breaks, and a reader sees that something was
//! done or is told why not.

use postil::viewer::{Effect, keys};

use crate::screen::Screen;

/// How one gets to each pane from the beginning of the article.
const PANES: [(&str, &str); 17] = [
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
    ("selection", "v"),
    ("sentence", ")"),
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
                if !acts {
                    silent.push(format!("{key} ({}) in {pane}", binding.name));
                }
                let (width, height) = screen.viewer.size();
                assert_eq!((width, height), (90, 12));
            }
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
}
