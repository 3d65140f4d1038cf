//! Notes in hand, what they point to, and the passages that quote one work.

use postil::viewer::{Effect, Event};
use ratatui::style::{Color, Modifier};

use crate::bread;
use crate::screen::Screen;

#[test]
fn tab_takes_one_note_after_another_in_hand() {
    let mut screen = Screen::new(100, 40);
    assert!(screen.text().contains("wakes the street sic"));
    screen.keys("<tab>");
    assert!(screen.text().contains("The handbook has"));
    screen.keys("<tab>");
    // The article's own footnote stands beside its call.
    assert!(screen.text().contains("¹ The weir opens at four"));
    screen.keys("<tab><tab><tab>");
    assert!(
        screen.text().contains("op. cit. → 1¶1"),
        "{}",
        screen.text()
    );
    screen.keys("<backtab>");
    assert!(
        screen.text().contains("→ 1¶1 “Grain is patient"),
        "{}",
        screen.text()
    );
    screen.keys("<tab><tab><tab>");
    assert!(screen.status().contains("no note after this one"));
}

#[test]
fn one_key_walks_the_passages_that_quote_one_work() {
    let mut screen = Screen::new(80, 14);
    screen.keys("s");
    assert!(
        screen.status().contains("1 of 3 · Hume, The Miller’s Year"),
        "{}",
        screen.status()
    );
    screen.keys("s");
    assert!(screen.text().contains("“Heat"));
    assert!(screen.status().contains("2 of 3"), "{}", screen.status());
    screen.keys("s");
    assert!(screen.text().contains("“Nothing"), "{}", screen.text());
    screen.keys("s");
    assert!(screen.status().contains("1 of 3"), "{}", screen.status());
    assert!(
        screen.status().contains("round to the first"),
        "{}",
        screen.status()
    );
    screen.keys("S");
    assert!(screen.status().contains("3 of 3"), "{}", screen.status());
    screen.keys("H");
    assert!(screen.text().contains("Grain is patient"));
}

#[test]
fn enter_follows_a_cross_reference_and_a_footnote() {
    let mut screen = Screen::new(80, 10);
    screen.keys("2p1<enter><enter>");
    assert!(
        screen.text().contains("1¶1  “Grain is patient"),
        "{}",
        screen.text()
    );
    screen.keys("<tab>");
    assert!(screen.text().contains("hours¹"), "{}", screen.text());
    screen.keys("<enter>");
    assert!(
        screen.text().contains("n1  The weir opens"),
        "{}",
        screen.text()
    );
    screen.keys("H");
    assert!(screen.text().contains("hours¹"), "{}", screen.text());
}

#[test]
fn a_quotation_has_the_colour_of_its_source() {
    let screen = Screen::new(100, 40);
    let quoted = screen.styles("Grain is patient")[0].fg;
    assert_ne!(quoted, Some(Color::Reset));
    assert_eq!(screen.styles("Heat forgives")[0].fg, quoted);
    assert_eq!(screen.styles("The river sets")[0].fg, Some(Color::Reset));
    let reference = screen.styles("As we saw above")[0];
    assert!(reference.add_modifier.contains(Modifier::UNDERLINED));
    let street = screen.styles("Rue des Moulins")[0];
    assert!(street.add_modifier.contains(Modifier::ITALIC));
}

#[test]
fn kinds_are_folded_away() {
    let mut screen = Screen::new(100, 40);
    screen.keys("z");
    assert!(
        screen.text().contains("[x]  quotations"),
        "{}",
        screen.text()
    );
    screen.keys("j<enter><esc>");
    assert!(
        !screen.text().contains("Hume, The Miller’s Year, p. 12"),
        "{}",
        screen.text()
    );
    assert_eq!(screen.styles("Grain is patient")[0].fg, Some(Color::Reset));
    assert!(
        screen.status().contains("1 kinds hidden") || screen.status().contains("1 kind hidden")
    );
    screen.keys("zj<enter><esc>");
    assert!(
        screen.text().contains("Hume, The Miller’s Year, p. 12"),
        "{}",
        screen.text()
    );
}

#[test]
fn the_notes_move_to_the_foot_and_away() {
    let mut screen = Screen::new(100, 30);
    let beside = screen.rows();
    screen.keys("\\");
    assert!(screen.text().contains("────"), "{}", screen.text());
    screen.keys("\\");
    assert!(!screen.text().contains("sic"), "{}", screen.text());
    screen.keys("\\");
    assert_eq!(screen.rows()[..29], beside[..29]);
}

#[test]
fn a_click_takes_a_note_in_hand_and_a_second_follows_it() {
    let mut screen = Screen::new(100, 44);
    let rows = screen.rows();
    let (y, x) = rows
        .iter()
        .enumerate()
        .find_map(|(y, row)| Some((y, row.find("As we saw above")?)))
        .unwrap();
    let x = rows[y][..x].chars().count() as u16 + 3;
    screen.event(Event::Click(x, y as u16));
    assert!(screen.text().contains("go there"), "{}", screen.text());
    screen.event(Event::Click(x, y as u16));
    assert!(screen.status().contains("at 1¶1"), "{}", screen.status());
}

#[test]
fn the_next_note_of_the_same_kind() {
    let mut screen = Screen::new(100, 40);
    screen.keys("<tab>>");
    assert!(
        screen.text().contains("op. cit. → 1¶1"),
        "{}",
        screen.text()
    );
    screen.keys("<");
    assert!(screen.text().contains("cited in full"), "{}", screen.text());
    screen.keys("<");
    assert!(
        screen.status().contains("no note of this kind before"),
        "{}",
        screen.status()
    );
}

const PARALLELS: &str = "annotations:
- {id: p1, kind: cross-reference, at: 0¶1, to: salt#1¶4, tags: [parallel]}
- {id: p2, kind: cross-reference, at: 0¶2, to: salt#1¶5, tags: [parallel]}
- {id: g1, kind: gloss, at: 0¶2, quote: pan, note: A flat vessel.}
";

#[test]
fn a_parallel_passage_is_a_sign_at_the_number_and_no_stop() {
    let text = "---\ntitle: On Salt\n---\n\nThe sea gives it.\n\nThe pan takes it.\n";
    let mut screen = Screen::of(bread::edition_of(text, PARALLELS, ""), 100, 12);
    assert!(
        screen.text().contains("‖ 0¶1  The sea"),
        "{}",
        screen.text()
    );
    assert!(!screen.text().contains("→"), "{}", screen.text());
    // The first note in hand is the gloss, and there is no other.
    assert!(screen.text().contains("▎ pan A flat vessel."));
    screen.keys("<tab>");
    assert!(
        screen.status().contains("no note after"),
        "{}",
        screen.status()
    );
    screen.keys("i");
    assert!(screen.text().contains("salt#1¶5"), "{}", screen.text());
    screen.keys("<esc>");
    // A click on the sign takes it in hand, a second goes there.
    let rows = screen.rows();
    let y = rows.iter().position(|r| r.contains("‖ 0¶1")).unwrap();
    let x = rows[y].find('‖').unwrap();
    let click = Event::Click(x as u16, y as u16);
    screen.event(click.clone()).event(click);
    assert!(
        matches!(screen.effect, Effect::Open(..)),
        "{:?}",
        screen.effect
    );
}

#[test]
fn a_note_longer_than_its_pane_is_scrolled() {
    let lines: Vec<String> = (1..=40).map(|i| format!("line{i}x")).collect();
    let notes = format!(
        "annotations:\n- id: n1\n  kind: note\n  at: 0¶1\n  note: |\n    {}\n",
        lines.join("\n\n    ")
    );
    for width in [100, 60] {
        let mut screen = Screen::of(bread::edition_of(bread::TEXT, &notes, ""), width, 14);
        assert!(screen.text().contains("line1x"), "{}", screen.text());
        assert!(!screen.text().contains("line40x"));
        screen.keys("3<alt-j>");
        assert!(!screen.text().contains("line1x"), "{}", screen.text());
        assert!(screen.text().contains("line5x"), "{}", screen.text());
        screen.keys("99<alt-j>");
        assert!(screen.text().contains("line40x"), "{}", screen.text());
        screen.keys("99<alt-k>");
        assert!(screen.text().contains("line1x"), "{}", screen.text());
    }
    let mut screen = Screen::of(bread::edition_of(bread::TEXT, &notes, ""), 100, 14);
    screen.event(Event::Wheel(2, 80, 5));
    assert!(!screen.text().contains("line1x"), "{}", screen.text());
}

#[test]
fn a_reference_to_a_work_names_it() {
    let notes = "annotations:
- {id: s1, kind: cross-reference, at: 0¶1, quote: wants to know, source: hume-year}
- {id: s2, kind: note, at: 0¶1, quote: a town, source: hume-year, note: See there.}
";
    let sources = "references:\n- {id: hume-year, type: book, title: The Miller’s Year}\n";
    let mut screen = Screen::of(bread::edition_of(bread::TEXT, notes, sources), 100, 30);
    assert!(
        screen.text().contains("→ The Miller’s Year"),
        "{}",
        screen.text()
    );
    screen.keys("<tab>");
    assert!(
        screen.text().contains("▎ The Miller’s Year"),
        "{}",
        screen.text()
    );
}

#[test]
fn notes_on_one_line_stay_near_it_and_are_shortened() {
    let notes = "annotations:
- {id: a, kind: gloss, at: 0¶1, quote: wants to know, note: 'One two three four five six seven eight nine ten eleven twelve.'}
- {id: b, kind: gloss, at: 0¶1, quote: a town, note: 'One two three four five six seven eight nine ten eleven twelve.'}
- {id: c, kind: gloss, at: 0¶1, quote: should begin, note: 'One two three four five six seven eight nine ten eleven twelve.'}
";
    let mut screen = Screen::of(bread::edition_of(bread::TEXT, notes, ""), 100, 30);
    screen.keys("<tab><tab>");
    let rows = screen.rows();
    let row = |word: &str| {
        rows.iter()
            .position(|r| r.contains(&format!("  {word}")) || r.contains(&format!("▎ {word}")))
    };
    let (a, b, c) = (
        row("wants to know").unwrap(),
        row("a town One").unwrap(),
        row("should begin One").unwrap(),
    );
    assert_eq!((b, c), (a + 1, a + 2), "{}", screen.text());
}
