//! Searching: folded, incremental, in text and notes, as a list, over the library, and back where
//! one came from.

use std::ops::ControlFlow;

use postil::library::Library;
use postil::search::{LibrarySearch, Query, Report};
use postil::viewer::{Effect, Event};
use ratatui::style::Color;

use crate::bread;
use crate::screen::Screen;

fn is_marked(screen: &Screen, word: &str) -> bool {
    matches!(screen.styles(word)[0].bg, Some(c) if c != Color::Reset)
}

#[test]
fn hits_come_up_while_one_types() {
    let mut screen = Screen::new(80, 12);
    screen.keys("/g");
    assert!(screen.status().contains("1/2"), "{}", screen.status());
    screen.keys("arden");
    assert!(
        screen.text().contains("sold to the gardeners"),
        "{}",
        screen.text()
    );
    assert!(screen.status().contains("1/1"), "{}", screen.status());
    screen.keys("<esc>");
    assert!(screen.text().contains("Whoever wants"), "{}", screen.text());
}

#[test]
fn accents_quotes_and_line_ends_do_not_matter() {
    for (words, found) in [
        ("cafe", "Café owners"),
        ("grain is patient, says", "“Grain is patient,” says"),
        ("rue des", "Rue des Moulins"),
        ("Rue des", "Rue des Moulins"),
        ("miller's year", "The Miller’s Year"),
        ("/heat.forgives/", "forgives nothing"),
        ("weir NEAR/4 four", "The weir opens at four"),
    ] {
        let mut screen = Screen::new(80, 20);
        screen.keys(&format!("/{words}<enter>"));
        assert!(screen.text().contains(found), "{words}: {}", screen.text());
        let status = screen.status();
        assert!(status.contains('/'), "{words}: {status}");
    }
}

#[test]
fn plain_words_are_found_in_a_row_before_they_are_found_apart() {
    let mut screen = Screen::new(80, 20);
    screen.keys("/grain is patient<enter>");
    assert!(screen.status().contains("1/1"), "{}", screen.status());
    screen.keys("/patient grain<enter>");
    assert!(screen.status().contains("1/3"), "{}", screen.status());
}

#[test]
fn what_is_not_there_is_told() {
    for query in ["thesmell", "RUE", "bread -bread"] {
        let mut screen = Screen::new(80, 20);
        screen.keys(&format!("/{query}<enter>"));
        assert!(
            screen.status().contains("is not here"),
            "{}",
            screen.status()
        );
    }
}

#[test]
fn a_query_that_cannot_be_read_stays_at_the_prompt() {
    let mut screen = Screen::new(100, 20);
    screen.keys("/rye colour:red<enter>");
    assert!(
        screen.status().contains("column 5: there is no field"),
        "{}",
        screen.status()
    );
    // The cursor stands where it goes wrong: what is deleted backwards is the space before.
    screen.keys("<bs>");
    assert!(screen.status().contains("ryecolour"), "{}", screen.status());
}

#[test]
fn n_walks_the_hits_and_one_step_goes_back() {
    let mut screen = Screen::new(80, 10);
    screen.keys("/patien<enter>");
    assert!(screen.status().contains("1/3"), "{}", screen.status());
    screen.keys("n");
    assert!(screen.status().contains("2/3"), "{}", screen.status());
    screen.keys("n");
    assert!(screen.status().contains("3/3"), "{}", screen.status());
    screen.keys("n");
    assert!(
        screen.status().contains("1/3 · round to the first"),
        "{}",
        screen.status()
    );
    screen.keys("N");
    assert!(screen.status().contains("3/3"), "{}", screen.status());
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
    assert!(is_marked(&screen, "ovens"));
    screen.keys("<esc>");
    assert_eq!(screen.styles("ovens")[0].bg, Some(Color::Reset));
    screen.keys("n");
    assert!(
        screen.status().contains("nothing was searched for"),
        "{}",
        screen.status()
    );
}

#[test]
fn what_a_note_says_is_found_and_marked_in_the_note() {
    let mut screen = Screen::new(100, 24);
    screen.keys("/seven mills<enter>");
    assert!(screen.status().contains("1/1"), "{}", screen.status());
    assert!(screen.text().contains("seven mills"), "{}", screen.text());
    assert!(is_marked(&screen, "seven"));
    assert!(is_marked(&screen, "mills"));
}

#[test]
fn the_words_in_hand_are_looked_for() {
    let text = "# Rye\n\nRye bread is dark.\n\nWheat is not.\n\nOf rye bread they sing.\n";
    let notes = "annotations:\n- {id: g, kind: gloss, at: 0¶1, quote: Rye bread, note: A loaf.}\n";
    let mut screen = Screen::of(bread::edition_of(text, notes, "references: []\n"), 80, 12);
    screen.keys("*");
    assert!(
        screen.status().contains("\"rye bread\" · 2/2"),
        "{}",
        screen.status()
    );
    screen.keys("#");
    assert!(screen.status().contains("1/2"), "{}", screen.status());
}

#[test]
fn earlier_searches_come_back_at_the_prompt() {
    let mut screen = Screen::new(80, 12);
    screen.viewer.remember_searches(vec!["ash".to_owned()]);
    screen.keys("/grain<enter>/heat<enter>/");
    screen.keys("<up>");
    assert!(screen.status().contains("/heat"), "{}", screen.status());
    screen.keys("<up><up>");
    assert!(screen.status().contains("/ash"), "{}", screen.status());
    assert!(screen.text().contains("Ash is sold"), "{}", screen.text());
    screen.keys("<down><enter>");
    assert!(screen.text().contains("Grain"), "{}", screen.text());
    assert_eq!(screen.viewer.searches(), ["ash", "heat", "grain"]);
}

#[test]
fn all_hits_stand_in_a_list_with_the_words_in_the_middle() {
    let mut screen = Screen::new(90, 24);
    screen.keys("/hours OR patien*<enter>&");
    let rows = screen.rows();
    let list: Vec<&String> = rows
        .iter()
        .filter(|r| r.contains("¶") && r.contains('│'))
        .collect();
    let columns: Vec<usize> = list
        .iter()
        .filter_map(|row| {
            let at = row.find("patien").or_else(|| row.find("hours"))?;
            Some(row[..at].chars().count())
        })
        .collect();
    assert!(columns.len() >= 4, "{}", rows.join("\n"));
    assert!(
        columns.iter().all(|c| *c == columns[0]),
        "{}",
        rows.join("\n")
    );
    let text = screen.text();
    assert!(
        text.contains("1  The mill") && text.contains("2  The oven"),
        "{text}"
    );
}

#[test]
fn the_list_of_hits_shows_each_on_the_page_and_escape_goes_back() {
    let mut screen = Screen::new(90, 24);
    screen.keys("/patien* OR gardeners<enter>g");
    let before = screen.rows()[..8].join("\n");
    screen.keys("FG");
    let during = screen.rows()[..12].join("\n");
    assert!(during.contains("gardeners"), "{during}");
    screen.keys("<esc>");
    assert_eq!(screen.rows()[..8].join("\n"), before);
    screen.keys("FG<enter>");
    assert!(screen.status().contains("4/4"), "{}", screen.status());
    assert!(screen.text().contains("gardeners"), "{}", screen.text());
    screen.keys("H");
    assert_eq!(screen.rows()[..8].join("\n"), before);
}

#[test]
fn the_library_is_searched_from_its_list() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("corpus")).unwrap();
    std::fs::create_dir_all(folder.path().join("annotations")).unwrap();
    let text = "# Salt\n\nSalt is dear.\n\nNo loaf without salt, says the oven.\n";
    std::fs::write(folder.path().join("corpus/salt.md"), text).unwrap();
    let library = Library::in_folder(folder.path());
    let mut screen = Screen::new(90, 24);
    screen.keys("l/oven");
    assert_eq!(screen.effect, Effect::SearchLibrary("oven".to_owned()));
    assert!(
        screen.text().contains("looking through the texts"),
        "{}",
        screen.text()
    );
    let query = Query::parse("oven").unwrap();
    let search = LibrarySearch {
        library: &library,
        query: &query,
        context: Some(60),
        places: false,
        weigh: false,
        enough: usize::MAX,
        narrowed: None,
    };
    search
        .run(&library.entries(), |report| {
            if let Report::Answer(answer) = report {
                screen.viewer.found(answer);
            }
            ControlFlow::Continue(())
        })
        .unwrap();
    screen.viewer.found_all(None);
    screen.viewer.show_found();
    let text = screen.text();
    assert!(text.contains("1 hit") && text.contains("On salt"), "{text}");
    assert!(text.contains("without salt, says the oven."), "{text}");
    // The hit in hand is shown in its passage below.
    assert!(text.contains("╭─ salt#0¶2 ─"), "{text}");
    let below = text.split("╭─ salt#0¶2 ─").nth(1).unwrap_or_default();
    assert!(
        below.contains("No loaf without salt, says the oven."),
        "{text}"
    );
    for (columns, rows) in [(40, 12), (120, 40), (90, 24)] {
        screen.event(Event::Resize(columns, rows));
        let text = screen.text();
        assert!(text.contains("╭─ salt#0¶2 ─"), "{text}");
    }
    screen.keys("<enter>");
    let Effect::Open(name, at) = screen.effect.clone() else {
        panic!("{:?}", screen.effect);
    };
    assert_eq!(name.as_str(), "salt");
    screen
        .viewer
        .open(library.open(&name).unwrap(), at.as_ref(), None);
    assert!(screen.status().contains("1/1"), "{}", screen.status());
    assert!(is_marked(&screen, "oven"));
    // The answers are still there when one comes back to the list; Esc gives them up.
    screen.keys("l");
    assert!(screen.text().contains("1 hit"), "{}", screen.text());
    screen.keys("<esc>");
    assert_eq!(screen.effect, Effect::SearchLibrary(String::new()));
    assert!(screen.text().contains("On bread"), "{}", screen.text());
}

#[test]
fn what_is_found_in_a_work_is_marked_in_its_note() {
    for (query, word) in [("1871", "1871"), ("tom", "Tom")] {
        for (columns, rows) in [(120, 40), (80, 24), (40, 24)] {
            let mut screen = Screen::new(columns, rows);
            screen.keys(&format!("/in:sources {query}<enter>"));
            assert!(screen.status().contains("1/1"), "{}", screen.text());
            let marked = screen.text().contains(word) && is_marked(&screen, word);
            assert!(marked, "{query} {columns}: {}", screen.text());
        }
    }
}

#[test]
fn a_long_text_is_searched_piece_by_piece() {
    let mut text = String::from("# Long\n\n");
    for _ in 0..8_000 {
        text.push_str("The oven bakes what the mill grinds, and nobody asks the miller why.\n\n");
        text.push_str(&"Flour and water and time and salt. ".repeat(4));
        text.push_str("\n\n");
    }
    text.push_str("A zebra came.\n");
    let mut screen = Screen::of(bread::edition_of(&text, "", ""), 80, 12);
    screen.keys("/zebra");
    assert!(screen.viewer.is_searching());
    assert!(screen.status().contains("0+ hits"), "{}", screen.status());
    let mut steps = 0;
    while screen.viewer.is_searching() {
        screen.viewer.search_on(|bytes| bytes < 100_000);
        steps += 1;
    }
    assert!(steps > 2, "{steps}");
    assert!(screen.text().contains("A zebra came"), "{}", screen.text());
    assert!(screen.status().contains("1/1"), "{}", screen.status());
    // A key need not wait: what is struck meanwhile is answered, and the hits are all there.
    screen.keys("<esc>/oven<enter>");
    assert!(screen.viewer.is_searching());
    screen.keys("N");
    assert!(
        screen.status().contains("8000/8000 · round to the last"),
        "{}",
        screen.status()
    );
    screen.event(Event::Resize(60, 12));
    screen.keys("n");
    assert!(screen.status().contains("1/8000"), "{}", screen.status());
}
