//! A viewer on a screen in memory, driven by scripts such as `jj/rye<enter>`.

use postil::edition::Edition;
use postil::viewer::{Effect, Event, Key, Settings, ShelfEntry, Theme, Viewer, draw, keys::Keymap};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::bread;

/// A viewer and what it last asked of the outside.
pub(crate) struct Screen {
    pub(crate) viewer: Viewer,
    pub(crate) effect: Effect,
}

impl Screen {
    /// The article on bread on a screen of a size.
    pub(crate) fn new(width: u16, height: u16) -> Self {
        Self::of(bread::edition(), width, height)
    }

    /// An edition on a screen of a size.
    pub(crate) fn of(edition: Edition, width: u16, height: u16) -> Self {
        let settings = Settings {
            theme: Theme::Dark,
            ..Settings::default()
        };
        let shelf = ["bread", "salt"].map(|name| ShelfEntry {
            title: format!("On {name}"),
            ..ShelfEntry::new(name.parse().unwrap(), true)
        });
        let mut viewer = Viewer::new(
            (width, height),
            settings,
            Keymap::default(),
            "kitchen".to_owned(),
            shelf.to_vec(),
        );
        viewer.open(edition, None, None);
        Self {
            viewer,
            effect: Effect::None,
        }
    }

    /// Strikes keys: characters, and names between `<` and `>`.
    pub(crate) fn keys(&mut self, script: &str) -> &mut Self {
        for key in parse(script) {
            self.effect = self.viewer.handle(Event::Key(key));
        }
        self
    }

    /// Another event.
    pub(crate) fn event(&mut self, event: Event) -> &mut Self {
        self.effect = self.viewer.handle(event);
        self
    }

    /// What stands on the screen.
    pub(crate) fn buffer(&self) -> Buffer {
        let (width, height) = self.viewer.size();
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        draw(&self.viewer, &mut buffer);
        buffer
    }

    /// The rows of the screen, without the spaces at their ends.
    pub(crate) fn rows(&self) -> Vec<String> {
        let buffer = self.buffer();
        // The strip at the edge is looked at for itself.
        let mut area = buffer.area;
        area.width -= u16::from(area.width >= 60);
        (0..area.height)
            .map(|y| {
                let mut row = String::new();
                let mut skip = 0;
                for x in 0..area.width {
                    let symbol = buffer[(x, y)].symbol();
                    if skip == 0 {
                        row.push_str(symbol);
                        skip = postil::text::width::of(symbol).max(1);
                    }
                    skip -= 1;
                }
                row.trim_end().to_owned()
            })
            .collect()
    }

    /// The whole screen.
    pub(crate) fn text(&self) -> String {
        self.rows().join("\n")
    }

    /// The status line.
    pub(crate) fn status(&self) -> String {
        self.rows().pop().unwrap_or_default()
    }

    /// The looks of the cells in which `word` first stands.
    pub(crate) fn styles(&self, word: &str) -> Vec<Style> {
        let buffer = self.buffer();
        let rows = self.rows();
        let found = rows
            .iter()
            .enumerate()
            .find_map(|(y, row)| Some((y, row.find(word)?)));
        let Some((y, byte)) = found else {
            panic!("“{word}” is not on the screen:\n{}", rows.join("\n"));
        };
        let x = rows[y][..byte].chars().count();
        (x..x + word.chars().count())
            .map(|x| buffer[(x as u16, y as u16)].style())
            .collect()
    }
}

fn parse(script: &str) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut rest = script;
    while let Some(c) = rest.chars().next() {
        let named = rest
            .strip_prefix('<')
            .and_then(|r| r.split_once('>'))
            .and_then(|(name, after)| Some((name.parse().ok()?, after)));
        if let Some((key, after)) = named {
            keys.push(key);
            rest = after;
        } else {
            keys.push(Key::char(c));
            rest = &rest[c.len_utf8()..];
        }
    }
    keys
}
