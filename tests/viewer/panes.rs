//! The lists: contents, sources, library, help.

use insta::assert_snapshot;
use postil::viewer::{Effect, keys};

use crate::bread;
use crate::screen::Screen;

#[test]
fn the_contents() {
    let mut screen = Screen::new(70, 14);
    screen.keys("c");
    assert_snapshot!(screen.text(), @"


                  ╭─ Contents ───────────────────────────╮
                  │ On Bread                             │
                  │ 1    The mill                    6 ¶ │
                  │ 2    The oven                    5 ¶ │
                  │ 2.1    Ash                       2 ¶ │
                  │      Notes                         1 │
                  ╰──────────────────────────────────────╯




    Enter choose · / only rows with … · Esc close               0¶1 · 0%
    ");
    screen.keys("jj<enter>");
    assert!(screen.text().contains("2 The oven"), "{}", screen.text());
    screen.keys("H");
    assert!(screen.text().contains("On Bread"), "{}", screen.text());
}

#[test]
fn the_sources_and_their_passages() {
    let mut screen = Screen::new(80, 14);
    screen.keys("w");
    assert!(
        screen.text().contains("Hume, The Miller’s Year"),
        "{}",
        screen.text()
    );
    assert!(screen.text().contains("3 passages"), "{}", screen.text());
    screen.keys("<enter>");
    assert_snapshot!(screen.text(), @"



      ╭─ Hume, The Miller’s Year ──────────────────────────────────────────────╮
      │ 1¶1    Grain is patient,” says the old handbook, “and…   cited in full │
      │ 2¶1    Heat forgives nothing                                  op. cit. │
      │ 2.1¶1  Nothing leaves the bakery twice                           ibid. │
      ╰────────────────────────────────────────────────────────────────────────╯





    Enter choose · / only rows with … · Esc close                         0¶1 · 0%
    ");
    screen.keys("jj<enter>");
    assert!(screen.text().contains("“Nothing"), "{}", screen.text());
}

#[test]
fn rows_are_chosen_by_a_few_letters() {
    let mut screen = Screen::new(70, 14);
    screen.keys("c/ash");
    assert!(!screen.text().contains("The mill"), "{}", screen.text());
    screen.keys("<enter>");
    assert!(screen.text().contains("2.1 Ash"), "{}", screen.text());
}

#[test]
fn the_help_lists_every_key_of_the_table() {
    let mut screen = Screen::new(90, 24);
    screen.keys("?");
    let mut seen = String::new();
    for _ in 0..20 {
        seen.push_str(&screen.text());
        screen.keys("<space>");
    }
    for binding in keys::table() {
        let start: String = binding.help.chars().take(40).collect();
        assert!(seen.contains(&start), "{} is not in the help", binding.name);
        assert!(
            seen.contains(binding.keys[0]),
            "{} lacks its key",
            binding.name
        );
    }
    screen.keys("q");
    assert!(screen.text().contains("On Bread"), "{}", screen.text());
}

#[test]
fn the_library_opens_articles() {
    let mut screen = Screen::new(80, 14);
    screen.keys("l");
    assert!(screen.text().contains("On salt"), "{}", screen.text());
    screen.keys("j<enter>");
    assert_eq!(screen.effect, Effect::Open("salt".parse().unwrap(), None));
}

#[test]
fn quitting_closes_what_is_open_first() {
    let mut screen = Screen::new(80, 14);
    screen.keys("cq");
    assert_eq!(screen.effect, Effect::None);
    screen.keys("q");
    assert_eq!(screen.effect, Effect::Quit);
}

#[test]
fn the_palette_finds_anything_by_a_few_letters() {
    for (letters, stands) in [
        ("2p1", "2¶1  As we saw"),
        ("ash", "2.1  Ash"),
        ("moulins", "Rue des Moulins"),
        ("quoted", "Works quoted: 1"),
        ("hume mill", "Heat forgives nothing"),
    ] {
        let mut screen = Screen::new(90, 16);
        screen.keys(&format!(":{letters}<enter>"));
        assert!(
            screen.text().contains(stands),
            "{letters}: {}",
            screen.text()
        );
    }
    let mut screen = Screen::new(90, 16);
    screen.keys(":on salt<enter>");
    assert_eq!(screen.effect, Effect::Open("salt".parse().unwrap(), None));
    screen.keys(":zzz<enter>");
    assert!(
        screen.status().contains("nothing is called “zzz”"),
        "{}",
        screen.status()
    );
}

#[test]
fn a_peek_leaves_the_place_and_enter_goes_there() {
    let mut screen = Screen::new(80, 16);
    screen.keys("2p1<enter>");
    let before = screen.rows();
    screen.keys(".");
    assert!(screen.text().contains("╭─ 1¶1"), "{}", screen.text());
    assert!(
        screen.text().contains("Grain is patient"),
        "{}",
        screen.text()
    );
    screen.keys("<esc>");
    assert_eq!(screen.rows()[..15], before[..15]);
    screen.keys(".<enter>");
    assert!(screen.status().contains("at 1¶1"), "{}", screen.status());
}

#[test]
fn a_note_has_a_page_of_its_own() {
    let mut screen = Screen::new(90, 34);
    screen.keys("ssi");
    let text = screen.text();
    for fact in [
        "q2 · quotation · 2¶1",
        "Heat forgives nothing",
        "page 40",
        "op. cit.",
        "Tom Hume",
        "The Miller’s Year",
        "1871",
        "Quoted in 3 passages",
    ] {
        assert!(
            text.contains(fact) || text.contains(&fact.replace("page", "p.")),
            "{fact}: {text}"
        );
    }
}

#[test]
fn the_glossary_leads_to_its_passages() {
    let mut screen = Screen::new(80, 14);
    screen.keys("t");
    assert!(
        screen.text().contains("Rue des Moulins  A street"),
        "{}",
        screen.text()
    );
    screen.keys("<enter>");
    assert!(screen.text().contains("1¶2"), "{}", screen.text());
}

#[test]
fn the_page_of_a_note_is_read_from_its_beginning_and_leads_on() {
    let notes = "annotations:
- id: n1
  kind: note
  at: 1¶2
  quote: Rue des Moulins
  note: |
    FIRST *words*, and [a mill](https://mill.example/).

    "
    .to_owned()
        + &(1..40)
            .map(|i| format!("line{i}x"))
            .collect::<Vec<_>>()
            .join("\n\n    ")
        + "\n- {id: x1, kind: cross-reference, at: 2¶1, quote: the baker, to: 1¶2}\n";
    let mut screen = Screen::of(bread::edition_of(bread::TEXT, &notes, ""), 80, 20);
    screen.keys("<tab>i");
    let text = screen.text();
    // The words come first, and Markdown is set, not shown.
    assert!(text.contains("FIRST words, and a mill."), "{text}");
    assert!(!text.contains("line30x"), "{text}");
    screen.keys("<space><space><space><space>");
    assert!(screen.text().contains("line30x"), "{}", screen.text());
    screen.keys("G");
    let text = screen.text();
    assert!(
        text.contains("link") && text.contains("https://mill.example/"),
        "{text}"
    );
    assert!(text.contains("Referred to from"), "{text}");
    assert!(text.contains("2¶1"), "{text}");
    screen.keys("j<enter>");
    assert!(
        screen.text().contains("the baker learns"),
        "{}",
        screen.text()
    );
}

#[test]
fn the_passages_that_quote_a_work_are_shown_with_what_stands_around_them() {
    let mut screen = Screen::new(100, 44);
    screen.keys("ssi");
    let text = screen.text();
    assert!(text.contains("[ … ]” (Hume, op. cit., p."), "{text}");
}
