//! The page at the six sizes for which it is made.

use insta::assert_snapshot;
use postil::viewer::config::{Config, Remembered};
use postil::viewer::{Event, Settings, Theme};

use crate::bread;
use crate::screen::Screen;

/// The sizes, from a large window to a corner of one.
const SIZES: [(u16, u16); 6] = [
    (160, 50),
    (120, 40),
    (100, 30),
    (80, 24),
    (60, 20),
    (40, 12),
];

#[test]
fn the_page_at_every_size() {
    for (width, height) in SIZES {
        let mut screen = Screen::new(width, height);
        screen.keys("<tab>");
        assert_snapshot!(format!("page-{width}x{height}"), screen.text());
    }
}

#[test]
fn a_pane_at_every_size() {
    for (width, height) in SIZES {
        let mut screen = Screen::new(width, height);
        screen.keys("ssi");
        assert_snapshot!(format!("note-{width}x{height}"), screen.text());
    }
}

#[test]
fn the_map_at_two_sizes() {
    for (width, height) in [(100, 30), (60, 20)] {
        let mut screen = Screen::new(width, height);
        screen.keys("W<tab>");
        assert_snapshot!(format!("map-{width}x{height}"), screen.text());
    }
}

#[test]
fn the_map_leads_to_the_passage_in_hand() {
    let mut screen = Screen::new(100, 30);
    screen.keys("W");
    assert!(screen.status().contains("1¶1"), "{}", screen.status());
    screen.keys("<tab>");
    assert!(screen.status().contains("2¶1  Heat"), "{}", screen.status());
    screen.keys("<tab><tab><tab>");
    assert!(screen.status().contains("2.1¶1"), "{}", screen.status());
    screen.keys("<backtab><enter>");
    assert!(
        screen.text().contains("op. cit. → 1¶1"),
        "{}",
        screen.text()
    );
    screen.keys("H");
    assert!(screen.text().contains("On Bread"), "{}", screen.text());
}

#[test]
fn the_strip_shows_where_one_is_and_where_the_notes_are() {
    let strip = |screen: &Screen| -> Vec<String> {
        let buffer = screen.buffer();
        let rows = buffer.area.height - 1;
        let cells = (0..rows).map(|y| buffer[(buffer.area.width - 1, y)].clone());
        cells
            .map(|c| {
                format!(
                    "{}{}",
                    c.symbol(),
                    if c.bg == ratatui::style::Color::Reset {
                        ""
                    } else {
                        "*"
                    }
                )
            })
            .collect()
    };
    let mut screen = Screen::new(80, 12);
    let top = strip(&screen);
    assert!(top[0].ends_with('*') && !top[10].ends_with('*'), "{top:?}");
    assert!(top.iter().any(|c| c.starts_with('▏')), "{top:?}");
    screen.keys("G");
    let bottom = strip(&screen);
    assert!(
        !bottom[0].ends_with('*') && bottom[10].ends_with('*'),
        "{bottom:?}"
    );
    // Without notes it is empty; a click on it goes there.
    screen.keys("g");
    screen.event(Event::Click(79, 10));
    assert!(strip(&screen)[10].ends_with('*'));
    let bare = Screen::of(bread::edition_of(bread::TEXT, "", ""), 80, 12);
    assert!(strip(&bare).iter().filter(|c| !c.starts_with(' ')).count() <= 1);
}

#[test]
fn notes_are_chosen_by_tag() {
    let notes = "annotations:
- {id: a, kind: gloss, at: 0¶1, quote: wants to know, note: First., tags: [rule]}
- {id: b, kind: gloss, at: 0¶1, quote: a town, note: Second., tags: [wick]}
";
    let mut screen = Screen::of(bread::edition_of(bread::TEXT, notes, ""), 100, 30);
    assert!(screen.text().contains("First.") && screen.text().contains("Second."));
    screen.keys("zG<enter><esc>");
    assert!(!screen.text().contains("First."), "{}", screen.text());
    assert!(screen.text().contains("Second."), "{}", screen.text());
    assert!(
        screen.status().contains("only #wick"),
        "{}",
        screen.status()
    );
    screen.keys("zG<enter><esc>");
    assert!(screen.text().contains("First."), "{}", screen.text());
}

#[test]
fn a_line_of_a_million_words_is_read_like_any_other() {
    let words = "bread and salt ".repeat(200_000);
    let text = format!("# Long\n\n{words}\n\nThe end of it.\n");
    let mut screen = Screen::of(bread::edition_of(&text, "", ""), 100, 30);
    assert!(screen.text().contains("0¶1"), "{}", screen.text());
    screen.keys("50%");
    assert!(screen.status().contains("49%"), "{}", screen.status());
    assert!(!screen.rows()[10].trim().is_empty());
    screen.keys("G");
    assert!(
        screen.text().contains("The end of it."),
        "{}",
        screen.text()
    );
    // Every row but the last one of a part is full: no hole shows where the parts meet.
    screen.keys("g");
    for _ in 0..40 {
        screen.keys("<space>");
        let rows = screen.rows();
        let empty = rows[2..29].iter().filter(|r| r.trim().is_empty()).count();
        assert_eq!(empty, 0, "{}", screen.text());
    }
    // One cluster of half a million marks is one cell.
    let marks = format!("# M\n\na{} b\n", "\u{301}".repeat(500_000));
    let screen = Screen::of(bread::edition_of(&marks, "", ""), 80, 10);
    let start: String = screen.text().chars().take(400).collect();
    assert!(start.contains('…') && start.contains(" b\n"), "{start}");
    assert!(screen.text().len() < 5_000);
}

#[test]
fn columns_hold_whatever_the_script() {
    let text = "---\ntitle: T\n---\n\n| a | b |\n| :-- | --: |\n| 十月十 | ✓q |\n| שלום | ✓r |\n| e\u{301}e\u{301} | ✓s |\n| 👩‍👩‍👧 | ✓t |\n| مرحبا | ✓u |\n";
    let screen = Screen::of(bread::edition_of(text, "", ""), 60, 20);
    let buffer = screen.buffer();
    let column = |letter: &str| {
        let cells =
            (0..buffer.area.height).flat_map(|y| (0..buffer.area.width).map(move |x| (x, y)));
        cells
            .filter(|at| buffer[*at].symbol() == letter)
            .map(|(x, _)| x)
            .next()
    };
    let first = column("q");
    assert!(first.is_some(), "{}", screen.text());
    for letter in ["r", "s", "t", "u"] {
        assert_eq!(column(letter), first, "{}", screen.text());
    }
}

#[test]
fn a_word_that_is_searched_for_is_not_divided() {
    let text = "---\ntitle: T\nlanguage: en\n---\n\nThe reckoning of an extraordinary undertaking, considered slowly by the navigation committee, remembered the extraordinary consideration of the lantern.\n";
    let mut screen = Screen::of(bread::edition_of(text, "", ""), 64, 14);
    screen.keys("|----");
    let divided = |screen: &Screen| -> Option<String> {
        let rows = screen.rows();
        let row = rows[2..8].iter().find(|r| r.ends_with('-'))?;
        let word = row.rsplit(' ').next()?.trim_end_matches('-');
        Some(word.to_owned())
    };
    let mut tries = 0;
    while divided(&screen).is_none() && tries < 12 {
        screen.keys("-");
        tries += 1;
    }
    let start = divided(&screen).expect("some word is divided at some measure");
    let word = text
        .split([' ', ',', '.'])
        .find(|w| w.starts_with(&start))
        .unwrap();
    screen.keys(&format!("/{word}<enter>"));
    assert_ne!(divided(&screen).as_ref(), Some(&start), "{}", screen.text());
    assert!(screen.text().contains(word), "{}", screen.text());
    screen.keys("<esc>");
    assert_eq!(divided(&screen), Some(start), "{}", screen.text());
}

#[test]
fn hits_stand_on_the_strip() {
    let mut screen = Screen::new(80, 12);
    let dots = |screen: &Screen| {
        let buffer = screen.buffer();
        (0..11)
            .filter(|y| buffer[(79, *y)].symbol() == "•")
            .collect::<Vec<u16>>()
    };
    assert!(dots(&screen).is_empty());
    screen.keys("/gardeners<enter>");
    assert_eq!(dots(&screen).len(), 1, "{}", screen.text());
    assert!(dots(&screen)[0] > 6);
    screen.keys("<esc>");
    assert!(dots(&screen).is_empty());
}

#[test]
fn what_is_set_by_keys_is_remembered_and_taken_up_again() {
    let begun = Config::default();
    let nothing = Remembered::new();
    let mut screen = Screen::new(80, 12);
    screen.keys("jjG");
    assert_eq!(screen.viewer.remember(&begun, &nothing), nothing);
    screen.keys("---|\\");
    let remembered = screen.viewer.remember(&begun, &nothing);
    let names: Vec<&str> = remembered.keys().map(String::as_str).collect();
    assert_eq!(names, ["hyphenated", "justified", "measure", "pane"]);
    let mut again = Config::default();
    again.recall(&remembered);
    assert_eq!(
        (again.settings.measure, again.settings.justified),
        (64, true)
    );
    assert_eq!(again.settings.notes.as_str(), "foot");
    // What no version of the program knows is passed over.
    let odd: Remembered = [("measure", "70", "9999"), ("theme", "auto", "mauve")]
        .map(|(name, was, now)| (name.to_owned(), (was.to_owned(), now.to_owned())))
        .into();
    let mut plain = Config::default();
    plain.recall(&odd);
    assert_eq!(plain.settings, Settings::default());
    screen.keys("T");
    let light = screen.viewer.remember(&begun, &nothing);
    assert_eq!(light["theme"].1, "light");
    plain.recall(&light);
    plain.obey_environment(Some(Theme::Plain));
    assert_eq!(plain.settings.theme, Theme::Plain);
}
