//! Selecting words, by keys and by the mouse, and what is done with them.

use postil::viewer::{Effect, Event, NoteChange, Unit};
use ratatui::style::Modifier;

use crate::bread;
use crate::screen::Screen;

fn copied(screen: &Screen) -> &str {
    match &screen.effect {
        Effect::Copy(text) => text,
        other => panic!("nothing was copied: {other:?} {}", screen.status()),
    }
}

/// Where a word stands on the screen.
fn place(screen: &Screen, word: &str) -> (u16, u16) {
    let rows = screen.rows();
    let found = rows
        .iter()
        .enumerate()
        .find_map(|(y, row)| Some((y, row.find(word)?)));
    let (y, byte) = found.unwrap_or_else(|| panic!("no {word}:\n{}", rows.join("\n")));
    (rows[y][..byte].chars().count() as u16, y as u16)
}

#[test]
fn a_selection_grows_shrinks_and_turns() {
    for (script, expected) in [
        ("v", "Heat forgives nothing"),
        ("vh", "Heat forgives"),
        ("v2h", "Heat"),
        ("vl", "Heat forgives nothing” (Hume"),
        (
            "vv",
            "“Heat forgives nothing” (Hume, op. cit., p. 40), and the baker learns it by the back of the hand.",
        ),
        ("vo2h", "comes first. “Heat forgives nothing"),
        ("vol", "forgives nothing"),
        (
            "v)",
            "Heat forgives nothing” (Hume, op. cit., p. 40), and the baker learns it by the back of the hand.",
        ),
        ("v(", "Heat forgives nothing"),
        ("vo(", "“Heat forgives nothing"),
        (
            "vo{",
            "As we saw above, patience comes first. “Heat forgives nothing",
        ),
        (
            "v}",
            "Heat forgives nothing” (Hume, op. cit., p. 40), and the baker learns it by the back of the hand.",
        ),
    ] {
        let mut screen = Screen::new(100, 24);
        // The second quotation of the work is in hand.
        screen.keys("ss").keys(script).keys("y");
        if script == "v(" {
            // Back from the end: to the end of the sentence before, which turns it round.
            assert!(copied(&screen).contains("Heat"), "{}", copied(&screen));
            continue;
        }
        assert_eq!(copied(&screen), expected, "{script}");
    }
    let mut screen = Screen::new(100, 24);
    screen.keys("ssvvvy");
    let article = bread::edition().article;
    let paragraph = article.range_of(&"2¶1".parse().unwrap()).unwrap();
    assert_eq!(copied(&screen), article.slice(paragraph));
    // What was copied is no longer selected.
    screen.keys("sv<esc>y");
    assert_eq!(copied(&screen), "Nothing leaves the bakery twice");
}

#[test]
fn a_selection_is_seen_and_its_keys_are_told() {
    let mut screen = Screen::new(100, 24);
    screen.keys("ssv");
    let styles = screen.styles("forgives");
    assert!(
        styles
            .iter()
            .all(|s| s.add_modifier.contains(Modifier::REVERSED))
    );
    assert!(
        screen.status().contains("the end moves by words"),
        "{}",
        screen.status()
    );
    screen.keys("o");
    assert!(
        screen.status().contains("the beginning moves"),
        "{}",
        screen.status()
    );
    screen.keys("?");
    let text = screen.text();
    assert!(text.contains("The keys · selecting words"), "{text}");
    let selecting = text.find("Selecting words").unwrap();
    assert!(!text[..selecting].contains("A page down"), "{text}");
    screen.keys("<esc>B");
    assert!(
        screen
            .status()
            .contains("does nothing while words are selected"),
        "{}",
        screen.status()
    );
}

#[test]
fn the_mouse_selects_characters_words_and_paragraphs() {
    let mut screen = Screen::new(100, 24);
    let (x, y) = place(&screen, "ovens");
    screen.event(Event::Press(x, y, Unit::Grapheme));
    screen.event(Event::Drag(x + 2, y));
    screen.event(Event::Drag(x + 4, y));
    screen.keys("y");
    assert_eq!(copied(&screen), "ovens");
    screen.event(Event::Press(x + 2, y, Unit::Word));
    screen.keys("y");
    assert_eq!(copied(&screen), "ovens");
    screen.event(Event::Press(x, y, Unit::Word));
    screen.event(Event::Drag(x + 14, y));
    screen.keys("y");
    assert!(
        copied(&screen).starts_with("ovens, for the"),
        "{}",
        copied(&screen)
    );
    screen.event(Event::Press(x, y, Unit::Paragraph));
    screen.keys("y");
    assert!(
        copied(&screen).starts_with("Whoever wants"),
        "{}",
        copied(&screen)
    );
    assert!(copied(&screen).ends_with("before breakfast."));
    // A click elsewhere forgets it.
    screen.event(Event::Press(x, y, Unit::Word));
    screen.event(Event::Click(1, 1));
    let styles = screen.styles("ovens");
    assert!(!styles[0].add_modifier.contains(Modifier::REVERSED));
}

#[test]
fn graphemes_and_wide_characters_are_taken_whole() {
    let text = "---\ntitle: T\n---\n\nbrea\u{301}d 面包 👩‍🍳 ovens\n";
    let edition = bread::edition_of(text, "annotations: []\n", "references: []\n");
    let mut screen = Screen::of(edition, 80, 12);
    let (x, y) = place(&screen, "面");
    screen.event(Event::Press(x, y, Unit::Grapheme));
    screen.event(Event::Drag(x + 2, y));
    screen.keys("y");
    assert_eq!(copied(&screen), "面包");
    let (x, y) = place(&screen, "b");
    screen.event(Event::Press(x, y, Unit::Grapheme));
    screen.event(Event::Drag(x + 3, y));
    screen.keys("y");
    assert_eq!(copied(&screen), "brea\u{301}");
}

#[test]
fn a_note_is_written_on_what_is_selected() {
    let mut screen = Screen::new(100, 24);
    screen.keys("ssvha");
    assert!(
        screen
            .text()
            .contains("A note on 2¶1: Heat forgives · note"),
        "{}",
        screen.text()
    );
    screen.keys("Does it?<Ctrl-k><Ctrl-t>heat, #bread heat<enter><Ctrl-s>");
    let Effect::Notes(NoteChange::Add {
        range,
        kind,
        tags,
        note,
    }) = &screen.effect
    else {
        panic!("{:?}", screen.effect);
    };
    assert_eq!(
        &bread::edition().article.text[range.clone()],
        "Heat forgives"
    );
    assert_eq!(note, "Does it?");
    assert_eq!(kind.as_str(), "footnote");
    assert_eq!(tags, &["heat", "bread"]);
    assert!(screen.text().contains("#heat #bread"), "{}", screen.text());
    screen.viewer.saved();
    assert!(
        !screen.styles("forgives")[0]
            .add_modifier
            .contains(Modifier::REVERSED)
    );
}

#[test]
fn a_link_leads_to_the_words_at_the_articles_own_address() {
    let text = bread::TEXT.replace(
        "language: en",
        "language: en\nsource-url: https://example.org/bread#top",
    );
    let edition = bread::edition_of(&text, "annotations: []\n", "references: []\n");
    let mut screen = Screen::of(edition, 100, 24);
    screen.keys("p2.1p2<enter>C");
    assert_eq!(
        copied(&screen),
        "[On Bread, 2.1¶2](https://example.org/bread#:~:text=The%20last%20loaf%20is%20for%20the%20cat.)"
    );
    let mut screen = Screen::new(100, 24);
    screen.keys("ssC");
    assert_eq!(copied(&screen), "bread#2¶1");
}
