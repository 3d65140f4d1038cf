//! Going through the text, and coming back.

use crate::bread;
use crate::screen::Screen;
use postil::viewer::{Effect, Event};

#[test]
fn lines_pages_and_ends() {
    let mut screen = Screen::new(80, 12);
    // Without notes, so that rows can be compared.
    screen.keys("\\\\jk");
    let first = screen.rows();
    screen.keys("jjj");
    assert_eq!(screen.rows()[..5], first[3..8]);
    screen.keys("k");
    assert_eq!(screen.rows()[..5], first[2..7]);
    screen.keys("g<space>");
    // Two rows of the page before stay in sight.
    assert_eq!(screen.rows()[..2], first[9..11]);
    screen.keys("b");
    assert_eq!(screen.rows(), first);
    screen.keys("G");
    assert!(screen.text().contains("The weir opens at four"));
    assert!(screen.status().contains("100%"), "{}", screen.status());
    screen.keys("g");
    assert_eq!(screen.rows()[..10], first[..10]);
}

#[test]
fn a_count_goes_before_a_key() {
    let mut counted = Screen::new(80, 12);
    let mut single = Screen::new(80, 12);
    counted.keys("5j");
    single.keys("jjjjj");
    assert_eq!(counted.rows(), single.rows());
    counted.keys("12").keys("<esc>");
    single.keys("<esc>");
    assert_eq!(counted.rows(), single.rows());
}

#[test]
fn sections_and_paragraphs() {
    let mut screen = Screen::new(80, 10);
    screen.keys("]");
    assert!(
        screen.rows()[0].contains("1  The mill"),
        "{}",
        screen.text()
    );
    screen.keys("]");
    assert!(
        screen.rows()[0].contains("2  The oven"),
        "{}",
        screen.text()
    );
    screen.keys("]");
    assert!(screen.rows()[0].contains("2.1  Ash"), "{}", screen.text());
    screen.keys("[[");
    assert!(
        screen.rows()[0].contains("1  The mill"),
        "{}",
        screen.text()
    );
    screen.keys("j[");
    assert!(
        screen.rows()[0].contains("1  The mill"),
        "{}",
        screen.text()
    );
    screen.keys("}");
    assert!(screen.rows()[0].contains("1¶1"), "{}", screen.text());
    screen.keys("}}");
    assert!(screen.rows()[0].contains("1¶3"), "{}", screen.text());
    screen.keys("{");
    assert!(screen.rows()[0].contains("1¶2"), "{}", screen.text());
}

#[test]
fn a_passage_by_its_number() {
    for script in [
        "p2p1<enter>",
        "2p1<enter>",
        "<¶>2¶1<enter>",
        "pbread#2¶1<enter>",
    ] {
        let mut screen = Screen::new(80, 10);
        screen.keys(script);
        assert!(
            screen.text().contains("2¶1  As we saw above"),
            "{script}: {}",
            screen.text()
        );
        assert!(
            screen.status().contains("at 2¶1"),
            "{script}: {}",
            screen.status()
        );
    }
    let mut screen = Screen::new(80, 10);
    screen.keys("pn1<enter>");
    assert!(screen.text().contains("n1  The weir"), "{}", screen.text());
    screen.keys("p7p1<enter>");
    assert!(
        screen.status().contains("no passage 7¶1"),
        "{}",
        screen.status()
    );
    screen.keys("psalt#1p2<enter>");
    let salt = Effect::Open("salt".parse().unwrap(), Some("1¶2".parse().unwrap()));
    assert_eq!(screen.effect, salt);
}

#[test]
fn back_and_forward_through_the_jumps() {
    let mut screen = Screen::new(80, 10);
    let start = screen.rows()[..8].to_vec();
    screen.keys("2p1<enter>");
    let oven = screen.rows()[..8].to_vec();
    screen.keys("pn1<enter>");
    screen.keys("H");
    assert_eq!(screen.rows()[..8], oven);
    screen.keys("<backspace>");
    assert_eq!(screen.rows()[..8], start);
    screen.keys("L");
    assert_eq!(screen.rows()[..8], oven);
    screen.keys("HH");
    assert!(screen.status().contains("nowhere to go back to"));
}

#[test]
fn the_wheel_scrolls_three_rows_a_notch() {
    let mut screen = Screen::new(80, 12);
    // Without notes, so that rows can be compared.
    screen.keys("\\\\jk");
    let first = screen.rows();
    screen.event(Event::Wheel(1, 10, 3));
    assert_eq!(screen.rows()[..5], first[3..8]);
    screen.event(Event::Wheel(-1, 10, 3));
    assert_eq!(screen.rows()[..10], first[..10]);
}

#[test]
fn marks_and_bookmarks() {
    let mut screen = Screen::new(80, 10);
    screen.keys("2p1<enter>ma");
    assert!(
        screen.status().contains("2¶1 is marked a"),
        "{}",
        screen.status()
    );
    screen.keys("g'a");
    assert!(
        screen.text().contains("2¶1  As we saw"),
        "{}",
        screen.text()
    );
    screen.keys("'z");
    assert!(screen.status().contains("no mark z"), "{}", screen.status());
    screen.keys("gMwhere the heat is<enter>B");
    assert!(
        screen.text().contains("where the heat is"),
        "{}",
        screen.text()
    );
    let (_, reading) = screen.viewer.reading().unwrap();
    assert_eq!(reading.marks["a"], "2¶1");
    assert_eq!(reading.marks.len(), 2);
}

#[test]
fn so_far_into_the_text() {
    let mut screen = Screen::new(80, 10);
    screen.keys("50%");
    let half = screen.status();
    assert!(half.contains("· 4") || half.contains("· 5"), "{half}");
    screen.keys("%");
    assert!(screen.status().contains("50%"), "{}", screen.status());
    screen.keys("H");
    assert!(screen.text().contains("On Bread"));
}

#[test]
fn the_passage_that_was_asked_for_is_in_hand() {
    let notes = "annotations:\n- {id: a, kind: note, at: 0¶1, quote: One, note: The first.}\n";
    let text = "# Short\n\nOne.\n\n## A\n\nTwo.\n\n## B\n\nThree.\n\nFour.\n";
    let mut screen = Screen::new(80, 24);
    let at = "2¶1".parse().unwrap();
    let edition = bread::edition_of(text, notes, "");
    screen.viewer.open(edition, Some(&at), None);
    // All of the text is on the screen, with the note of another passage.
    assert!(screen.text().contains("One."), "{}", screen.text());
    assert!(screen.status().contains("2¶1"), "{}", screen.status());
    assert!(!screen.status().contains("0¶1"), "{}", screen.status());
    screen.keys("<esc>");
    assert!(screen.status().contains("0¶1"), "{}", screen.status());
}
