//! Notes of one's own, and copying.

use postil::viewer::{Effect, NoteChange};

use crate::screen::Screen;

#[test]
fn a_note_is_written_in_a_pane_and_saved_on_request() {
    let mut screen = Screen::new(90, 20);
    screen.keys("2p1<enter>aIs it so?<enter><enter>No.");
    assert!(screen.text().contains("A note on 2¶1"), "{}", screen.text());
    assert!(screen.text().contains("Is it so?"), "{}", screen.text());
    screen.keys("<Ctrl-s>");
    let Effect::Notes(NoteChange::Add { range, note, .. }) = &screen.effect else {
        panic!("nothing was to be saved: {:?}", screen.effect);
    };
    assert_eq!(note, "Is it so?\n\nNo.");
    let words = &screen.viewer.edition().unwrap().article.text[range.clone()];
    assert!(words.starts_with("As we saw above, patience"));
    // Until it is saved the pane stays, with the words in it.
    assert!(screen.text().contains("Is it so?"));
    screen.viewer.saved();
    assert!(!screen.text().contains("Is it so?"));
}

#[test]
fn words_are_not_thrown_away_by_one_key() {
    let mut screen = Screen::new(90, 20);
    screen.keys("aDough<esc>");
    assert!(screen.status().contains("not saved"), "{}", screen.status());
    assert!(screen.text().contains("Dough"), "{}", screen.text());
    screen.keys("<esc>");
    assert!(!screen.text().contains("Dough"), "{}", screen.text());
    screen.keys("a<Ctrl-s>");
    assert!(
        screen.status().contains("nothing to save"),
        "{}",
        screen.status()
    );
    screen.keys("<esc>j");
    assert_eq!(screen.effect, Effect::None);
}

#[test]
fn only_ones_own_notes_are_edited_and_deleted() {
    for key in ["e", "D"] {
        let mut screen = Screen::new(90, 20);
        screen.keys(key);
        assert_eq!(screen.effect, Effect::None);
        assert!(
            screen.status().contains("not your own"),
            "{}",
            screen.status()
        );
    }
}

#[test]
fn words_are_copied_plain_and_as_a_quotation() {
    let mut screen = Screen::new(90, 20);
    screen.keys("ssy");
    let Effect::Copy(plain) = screen.effect.clone() else {
        panic!("nothing was copied: {}", screen.status());
    };
    assert_eq!(plain, "Heat forgives nothing");
    screen.keys("Y");
    let quotation = "> Heat forgives nothing\n>\n> — Ada Miller, *On Bread*, 2¶1, \
                     quoting Hume, The Miller’s Year, p. 40\n";
    assert_eq!(screen.effect, Effect::Copy(quotation.to_owned()));
}
