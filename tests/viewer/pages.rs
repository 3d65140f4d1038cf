//! How the page looks, at the sizes that matter.

use insta::assert_snapshot;
use postil::viewer::Event;

use crate::bread;
use crate::screen::Screen;

#[test]
fn a_wide_page_has_numbers_text_and_notes() {
    let screen = Screen::new(100, 30);
    assert_snapshot!(screen.text(), @"


           On Bread
           Ada Miller · 2024-03-01

      0¶1  Whoever wants to know a town should begin with its
           ovens, for the smell of them wakes the street before any  ▎ wakes the street sic Read
           bell does, and nobody has yet lied about hunger before    ▎ wake.
           breakfast.                                                ▎ i more


        1  The mill

      1¶1  “Grain is patient,” says the old handbook, “and the         Hume, The Miller’s Year, p. 12
           miller must be more patient still” (Hume, The Miller’s
           Year, p. 12). The river sets the hours¹ and the stones      ¹ The weir opens at four and
           keep them.                                                  closes at ten.

      1¶2  Café owners in the Rue des Moulins still pay in flour,      Rue des Moulins A street of
           or so they told us:                                         seven mills, of which one
                                                                       still turns.
      1¶3  • a sack for the rent,
      1¶4  • a sack for the water,
      1¶5  • and one for luck.

      1¶6      A wheel that turns all night has no opinions.


        2  The oven
    Space page · Tab next note · ? all keys                                                   0¶1 · 0%
    ");
}

#[test]
fn below_seventy_two_columns_the_note_in_hand_stands_at_the_foot() {
    let mut screen = Screen::new(40, 14);
    screen.keys("<tab>");
    assert_snapshot!(screen.text(), @"

        1 The mill

      1¶1 “Grain is patient,” says the old
          handbook, “and the miller must be
          more patient still” (Hume, The
          Miller’s Year, p. 12). The river
          sets the hours¹ and the stones
          keep them.
    ────────────                 1 of 2 here
    Hume, The Miller’s Year (1871), p. 12
    cited in full
    The handbook has the miller's wife…
     The mill                       1 · 18%
    ");
}

#[test]
fn below_twenty_columns_the_text_stands_alone() {
    assert_snapshot!(Screen::new(16, 8).text(), @"
    On Bread
    Ada Miller ·
    2024-03-01

    Whoever wants to
    know a town
    should begin
    Space…  0¶1 · 0%
    ");
}

#[test]
fn lists_tables_code_and_rules_are_set() {
    let mut screen = Screen::new(70, 34);
    screen.keys("]j]");
    assert_snapshot!(screen.text(), @"
        2 The oven

      2¶1 As we saw above, patience comes first. “Heat forgives
          nothing” (Hume, op. cit., p. 40), and the baker learns it by
          the back of the hand.

      2¶2 1. Light the fire.
      2¶3 2. Rake it out.

      2¶4 Loaf   Hours
          ─────  ─────
          rye        3
          wheat      1

      2¶5 fire -> embers -> ash


      2.1 Ash

    2.1¶1 Ash is sold to the gardeners. “Nothing leaves the bakery
          twice” (ibid., p. 41).

                                      *  *  *

    2.1¶2 The last loaf is for the cat.
    ────────────                                            1 of 3 here
    → 1¶1 “Grain is patient,” says the old handbook, “and the miller
    must be more patient still” (Hume, The Mille…
    Enter go there  . look  i more




    The oven                                                     2 · 58%
    ");
}

#[test]
fn every_size_draws_and_takes_keys() {
    for width in [1, 2, 3, 5, 10, 19, 20, 29, 59, 60, 61, 80, 200] {
        for height in [1, 2, 3, 4, 6, 10, 30] {
            let mut screen = Screen::new(width, height);
            screen.keys("j<tab>s<space>c<esc>w<enter><esc>?<esc>/rye<enter>nzG");
            let text = screen.text();
            let has_room = width >= 10 && height >= 4;
            assert!(
                !has_room || !text.trim().is_empty(),
                "{width}×{height} is empty"
            );
            screen
                .event(Event::Resize(1, 1))
                .event(Event::Resize(width, height));
            let back = screen.text();
            assert!(
                back == text,
                "{width}×{height} came back changed:\n{text}\n\n{back}"
            );
        }
    }
}

#[test]
fn the_place_stays_when_the_width_changes() {
    let mut screen = Screen::new(100, 12);
    screen.keys("2p1<enter>");
    let before = screen.status();
    for width in [50, 30, 18, 77, 41, 100] {
        screen.event(Event::Resize(width, 12));
    }
    assert_eq!(screen.status(), before);
}

#[test]
fn nothing_in_a_text_reaches_the_screen_as_a_control() {
    let text =
        "# A\u{9b}31mB\n\nwords \u{1b}[31m \u{202e}back\u{202c} &#27;[2J e\u{301} 十月 👩‍👩‍👧 \u{7f}\n";
    let notes = "annotations:\n- {id: a, kind: note, at: 0¶1, note: \"x \\e[31m \\u202E y\"}\n";
    let screen = Screen::of(bread::edition_of(text, notes, ""), 120, 12);
    let shown = screen.text();
    assert!(
        !shown
            .chars()
            .any(|c| c != '\n' && postil::text::safe::is_hazard(c))
    );
    for sign in [
        "<U+001B>[31m",
        "<U+202E>back",
        "<U+001B>[2J",
        "<U+007F>",
        "<U+009B>",
        "十月",
    ] {
        assert!(
            shown.contains(sign),
            "{sign} is not on the screen:\n{shown}"
        );
    }
    assert!(shown.contains("x <U+001B>[31m <U+202E> y"), "{shown}");
}

#[test]
fn justified_lines_end_together() {
    let mut screen = Screen::new(60, 12);
    screen.keys("\\\\|<esc>");
    let rows = screen.rows();
    let full: Vec<usize> = rows[3..6].iter().map(|r| r.chars().count()).collect();
    assert!(full.windows(2).all(|w| w[0] == w[1]), "{rows:#?}");
    // The words of a note in hand are marked without holes where spaces are wider.
    let mut screen = Screen::new(64, 20);
    screen.keys("\\\\|-----ss");
    let buffer = screen.buffer();
    let marked = |x: u16, y: u16| buffer[(x, y)].bg != ratatui::style::Color::Reset;
    for y in 0..19 {
        let columns: Vec<u16> = (0..60).filter(|x| marked(*x, y)).collect();
        let whole = columns.windows(2).all(|pair| pair[1] == pair[0] + 1);
        assert!(whole, "row {y}: {columns:?}\n{}", screen.text());
    }
}
