//! Searching: folded, incremental, and back where one came from.

use ratatui::style::Color;

use crate::screen::Screen;

#[test]
fn hits_come_up_while_one_types() {
    let mut screen = Screen::new(80, 12);
    screen.keys("/garden");
    assert!(
        screen.text().contains("sold to the gardeners"),
        "{}",
        screen.text()
    );
    assert!(screen.status().contains("1 of 1"), "{}", screen.status());
    screen.keys("<esc>");
    assert!(screen.text().contains("Whoever wants"), "{}", screen.text());
}

#[test]
fn accents_quotes_and_line_ends_do_not_matter() {
    for (words, found) in [
        ("cafe", "Café owners"),
        ("grain is patient, says", "“Grain is patient,” says"),
        ("RUE DES", "Rue des Moulins"),
        ("millers year", "The Miller’s Year"),
    ] {
        let mut screen = Screen::new(80, 20);
        screen.keys(&format!("/{words}<enter>"));
        assert!(screen.text().contains(found), "{words}: {}", screen.text());
        assert!(
            screen.status().contains("of "),
            "{words}: {}",
            screen.status()
        );
    }
}

#[test]
fn a_word_is_not_found_across_a_space() {
    let mut screen = Screen::new(80, 20);
    screen.keys("/thesmell<enter>");
    assert!(
        screen.status().contains("is not in the text"),
        "{}",
        screen.status()
    );
}

#[test]
fn n_walks_the_hits_and_one_step_goes_back() {
    let mut screen = Screen::new(80, 10);
    screen.keys("/patien<enter>");
    assert!(screen.status().contains("1 of 3"), "{}", screen.status());
    screen.keys("n");
    assert!(screen.status().contains("2 of 3"), "{}", screen.status());
    screen.keys("n");
    assert!(screen.status().contains("3 of 3"), "{}", screen.status());
    screen.keys("n");
    assert!(
        screen.status().contains("1 of 3 · round to the first"),
        "{}",
        screen.status()
    );
    screen.keys("N");
    assert!(screen.status().contains("3 of 3"), "{}", screen.status());
    screen.keys("H");
    assert!(screen.text().contains("On Bread"), "{}", screen.text());
    screen.keys("H");
    assert!(
        screen.status().contains("nowhere to go back to"),
        "{}",
        screen.status()
    );
}

#[test]
fn hits_are_marked_and_escape_forgets_them() {
    let mut screen = Screen::new(80, 20);
    screen.keys("/ovens<enter>");
    assert!(matches!(screen.styles("ovens")[0].bg, Some(c) if c != Color::Reset));
    screen.keys("<esc>");
    assert_eq!(screen.styles("ovens")[0].bg, Some(Color::Reset));
    screen.keys("n");
    assert!(
        screen.status().contains("nothing was searched for"),
        "{}",
        screen.status()
    );
}
