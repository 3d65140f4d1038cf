//! Generated key scripts: each asserts what a reader would notice, by a second way to the same
//! screen or by a model of what the keys should do.

use std::cell::Cell;

use postil::viewer::{Effect, Event, keys};

use crate::bread;
use crate::screen::Screen;

/// The sizes at which the scripts are played: wide, usual, small.
const SIZES: [(u16, u16); 3] = [(120, 30), (80, 12), (40, 10)];

thread_local! {
    static PLAYED: Cell<usize> = const { Cell::new(0) };
}

/// A fresh viewer after a script, and one script more on the count of this test.
fn played(size: (u16, u16), script: &str) -> Screen {
    PLAYED.set(PLAYED.get() + 1);
    let mut screen = Screen::new(size.0, size.1);
    screen.keys(script);
    screen
}

/// The page without the status line, which may say what was done.
fn page(screen: &Screen) -> Vec<String> {
    let mut rows = screen.rows();
    rows.pop();
    rows
}

fn at_least(count: usize) {
    assert!(PLAYED.get() >= count, "{} scripts", PLAYED.get());
}

/// The passages of the article on bread, in reading order.
fn passages() -> Vec<String> {
    let article = bread::edition().article;
    let all = article.paragraphs.iter();
    all.map(|p| article.passage_of(p).to_string()).collect()
}

#[test]
fn a_count_is_so_many_times_the_key() {
    for size in SIZES {
        for key in ["j", "d", "<space>", "}", "]", "<tab>", ">", "x", "s"] {
            for count in [2_usize, 3, 5, 12] {
                let counted = played(size, &format!("{count}{key}"));
                let single = played(size, &key.repeat(count));
                assert_eq!(page(&counted), page(&single), "{count}{key} at {size:?}");
            }
        }
    }
    at_least(200);
}

#[test]
fn going_somewhere_and_back_restores_the_screen() {
    let ways: Vec<String> = passages()
        .iter()
        .map(|p| format!("p{p}<enter>"))
        .chain(
            [
                "G",
                "50%",
                "99%",
                "cj<enter>",
                "c3j<enter>",
                "w<enter>2j<enter>",
            ]
            .map(str::to_owned),
        )
        .chain(
            [
                "t<enter>",
                "s",
                "2s",
                "/weir<enter>",
                "/the<enter>",
                ":ash<enter>",
            ]
            .map(str::to_owned),
        )
        .collect();
    for size in SIZES {
        for start in ["", "2<tab>"] {
            for way in &ways {
                let before = page(&played(size, start));
                let there = played(size, &format!("{start}{way}"));
                // The search is forgotten too, so that nothing is marked.
                let back = played(size, &format!("{start}{way}H<esc>"));
                assert_eq!(page(&back), before, "{start}{way}H at {size:?}");
                let forward = played(size, &format!("{start}{way}HL<esc>"));
                let without = played(size, &format!("{start}{way}<esc>"));
                assert_eq!(
                    page(&forward)[..2],
                    page(&without)[..2],
                    "{start}{way}HL at {size:?}: {}",
                    there.text()
                );
            }
        }
    }
    at_least(700);
}

#[test]
fn what_one_key_does_its_opposite_undoes() {
    let opposites = [
        ("<tab>", "<shift-tab>"),
        (">", "<"),
        ("s", "S"),
        ("j", "k"),
        ("]", "["),
        ("+", "-"),
        ("c", "c"),
        ("w", "w"),
        ("t", "t"),
        ("z", "z"),
        ("?", "?"),
        (".", "<esc>"),
        ("i", "i"),
        ("v", "<esc>"),
        (")", "<esc>"),
        ("a", "<esc>"),
    ];
    for size in SIZES {
        for (key, opposite) in opposites {
            // From where there is something on either side.
            let start = "2p1<enter><esc>2s";
            let before = page(&played(size, &format!("{start}{key}{opposite}")));
            let again = page(&played(
                size,
                &format!("{start}{key}{opposite}{key}{opposite}"),
            ));
            assert_eq!(before, again, "{key}{opposite} at {size:?}");
            if !matches!(key, "]" | "j" | "<tab>" | ">") {
                let untouched = page(&played(size, start));
                assert_eq!(before, untouched, "{key}{opposite} at {size:?}");
            }
        }
    }
    at_least(90);
}

#[test]
fn esc_leads_back_to_the_text_from_everywhere() {
    let panes = [
        "",
        "c",
        "w",
        "w<enter>",
        "z",
        "l",
        "?",
        "t",
        "maB",
        "i",
        "2p1<enter>.",
        "v",
        ")",
    ];
    for pane in panes {
        for binding in keys::table() {
            let Some(key) = binding.keys.first() else {
                continue;
            };
            let mut screen = played((80, 12), &format!("{pane}<{key}>"));
            // What asks for a letter or a note takes the first; a note with nothing in it goes.
            screen.keys("<esc><esc><esc><esc>");
            let text = screen.text();
            assert!(
                // The frame of a list.
                !text.contains("──────────╯"),
                "{pane} then {key}:\n{text}"
            );
            // The keys of the page work again: the beginning comes up.
            screen.keys("g");
            assert!(
                screen.text().contains("On Bread"),
                "{pane} then {key}:\n{}",
                screen.text()
            );
        }
    }
    at_least(700);
}

#[test]
fn so_much_percent_is_so_far_down() {
    let edition = bread::edition();
    let whole = edition.article.text.len();
    let mut last = 0;
    for percent in 1..=100_usize {
        let screen = played((60, 6), &format!("{percent}%"));
        let (_, reading) = screen.viewer.reading().unwrap();
        let byte = reading
            .passage
            .and_then(|p| p.parse().ok())
            .and_then(|p| edition.article.range_of(&p))
            .map_or(0, |r| r.start);
        assert!(byte >= last, "{percent}%");
        assert!(
            byte <= whole * percent / 100 + 1,
            "{percent}%: {byte} of {whole}"
        );
        last = byte;
    }
    assert!(last > whole / 2);
    at_least(100);
}

/// The words of a paragraph, by the plainest rule there is.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut words: Vec<(usize, usize)> = Vec::new();
    for (at, c) in text.char_indices() {
        let goes_on = words.last().is_some_and(|(_, end)| *end == at);
        if c.is_alphanumeric() {
            if goes_on {
                words.last_mut().unwrap().1 = at + c.len_utf8();
            } else {
                words.push((at, at + c.len_utf8()));
            }
        }
    }
    words
}

#[test]
fn words_are_selected_one_after_the_other() {
    let article = bread::edition().article;
    // Paragraphs without apostrophes and hyphens, where words are beyond dispute.
    for (passage, most) in [("0¶1", 30), ("1¶3", 4), ("1¶6", 8), ("2.1¶2", 6)] {
        let paragraph = article.range_of(&passage.parse().unwrap()).unwrap();
        let text = article.slice(paragraph);
        let words = words(text);
        for n in 0..most {
            let script = format!("p{passage}<enter>v{n}wy");
            // `0w` would be a row's beginning: a count has no nought in front.
            let script = script.replace("v0w", "v");
            let screen = played((80, 20), &script);
            let expected = &text[words[0].0..words[n].1];
            assert_eq!(screen.effect, Effect::Copy(expected.to_owned()), "{script}");
            // Back again word by word.
            let screen = played((80, 20), &format!("p{passage}<enter>v{}wby", n + 1));
            let expected = &text[words[0].0..words[n].1];
            assert_eq!(
                screen.effect,
                Effect::Copy(expected.to_owned()),
                "{n} and back"
            );
        }
    }
    at_least(90);
}

#[test]
fn sentences_follow_one_another() {
    let sentences = [
        "“Grain is patient,” says the old handbook, “and the miller must be more patient still” \
         (Hume, The Miller’s Year, p. 12).",
        "The river sets the hours and the stones keep them.",
        "Café owners in the Rue des Moulins still pay in flour, or so they told us:",
        "a sack for the rent,",
        "a sack for the water,",
        "and one for luck.",
        "A wheel that turns all night has no opinions.",
        "The oven",
        "As we saw above, patience comes first.",
        "“Heat forgives nothing” (Hume, op. cit., p. 40), and the baker learns it by the back of \
         the hand.",
    ];
    for (n, sentence) in sentences.iter().enumerate() {
        let screen = played((90, 24), &format!("p1p1<enter>{})y", n + 1));
        assert_eq!(screen.effect, Effect::Copy((*sentence).to_owned()), "{n}");
        if n > 0 {
            let screen = played((90, 24), &format!("p1p1<enter>{})(y", n + 1));
            assert_eq!(
                screen.effect,
                Effect::Copy(sentences[n - 1].to_owned()),
                "{n}"
            );
        }
    }
    at_least(19);
}

#[test]
fn a_screen_of_any_size_is_drawn_and_the_first_size_brings_the_first_screen_back() {
    let panes = [
        "",
        "10j",
        "c",
        "w",
        "l",
        "?",
        "t",
        "i",
        "/the<enter>",
        "v",
        "aSalt.",
        "2p1<enter>.",
    ];
    for pane in panes {
        let mut screen = played((90, 24), pane);
        let before = screen.rows();
        let mut seed = 7_u32;
        for _ in 0..120 {
            seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12_345);
            let (width, height) = ((seed >> 8) % 130 + 1, (seed >> 20) % 40 + 1);
            screen.event(Event::Resize(width as u16, height as u16));
            assert_eq!(screen.rows().len(), height as usize);
        }
        screen.event(Event::Resize(1, 1));
        screen.rows();
        screen.event(Event::Resize(90, 24));
        assert_eq!(screen.rows(), before, "{pane}");
    }
}

#[test]
fn the_third_passage_of_a_work_is_three_keys_away_and_the_second_hit_a_word_and_three() {
    let screen = played((90, 24), "sss");
    assert!(screen.status().contains("3 of 3"), "{}", screen.status());
    for word in ["patient", "flour", "baker", "sack"] {
        let edition = bread::edition();
        let text = edition.article.text.to_lowercase();
        if text.matches(word).count() < 2 {
            continue;
        }
        let screen = played((90, 24), &format!("/{word}<enter>n"));
        assert!(
            screen.status().contains("2/"),
            "{word}: {}",
            screen.status()
        );
    }
}
