//! The library's list, and what goes from one article to another.

use postil::annotation::AnnotationFile;
use postil::article::markdown;
use postil::edition::{Apparatus, Edition};
use postil::text::problem::Problems;
use postil::viewer::keys::Keymap;
use postil::viewer::{Effect, Settings, ShelfEntry, Viewer};

use crate::bread;
use crate::screen::Screen;

fn edition(name: &str, text: &str, notes: &str) -> Edition {
    let mut problems = Problems::default();
    let article = markdown::read(name.parse().unwrap(), text, &mut problems);
    let file = AnnotationFile::from_yaml(notes, false, &mut problems);
    let mut apparatus = Apparatus::default();
    apparatus
        .files
        .push((format!("annotations/{name}.yaml"), file));
    Edition::new(article, apparatus, std::sync::Arc::default())
}

fn shelf() -> Screen {
    let mut bread = ShelfEntry::new("bread".parse().unwrap(), true);
    bread.learn(&bread::edition(), Some(420));
    let mut salt = ShelfEntry::new("salt".parse().unwrap(), true);
    salt.learn(
        &edition(
            "salt",
            "---\ntitle: Salt\ndate: 1999\n---\n\nSalt.\n",
            "annotations: []\n",
        ),
        None,
    );
    let pepper = ShelfEntry::new("pepper".parse().unwrap(), false);
    let viewer = Viewer::new(
        (84, 20),
        Settings::default(),
        Keymap::default(),
        "kitchen".to_owned(),
        vec![bread, pepper, salt],
    );
    let mut screen = Screen {
        viewer,
        effect: Effect::None,
    };
    screen.viewer.show_library();
    screen
}

#[test]
fn the_list_tells_what_is_known_of_each_article() {
    let screen = shelf();
    let text = screen.text();
    for fact in [
        "On Bread",
        "Ada Miller · 2024-03-01",
        "42% read",
        "3 quotations",
        "1 cross-reference",
        "1 gloss",
        "Salt",
        "1999 · 1 words",
        "unread",
        "notes only: bring your copy with `postil import --name pepper FILE`",
    ] {
        assert!(text.contains(fact), "{fact}:\n{text}");
    }
    assert!(
        screen.status().contains("o other order"),
        "{}",
        screen.status()
    );
}

#[test]
fn the_list_has_many_orders() {
    let mut screen = shelf();
    let first = |screen: &Screen| {
        let text = screen.text();
        let at = |word: &str| text.find(word).unwrap();
        [("bread", at("On Bread")), ("salt", at("Salt  "))]
            .into_iter()
            .min_by_key(|(_, at)| *at)
            .unwrap()
            .0
    };
    let mut seen = Vec::new();
    for _ in 0..8 {
        screen.keys("o");
        seen.push((screen.status().trim().to_owned(), first(&screen)));
    }
    assert!(
        seen.iter()
            .any(|(said, first)| said.starts_with("oldest first") && *first == "salt"),
        "{seen:?}"
    );
    assert!(
        seen.iter()
            .any(|(said, first)| said.starts_with("longest first") && *first == "bread"),
        "{seen:?}"
    );
    assert!(
        seen.iter().any(|(said, _)| said.starts_with("by name")),
        "{seen:?}"
    );
    screen.keys("j<enter>");
    assert!(
        matches!(&screen.effect, Effect::Open(..)),
        "{:?}",
        screen.effect
    );
}

const SALT: &str = "---\ntitle: On Salt\n---\n\nFirst of all, salt.\n\n## Sea\n\nThe sea keeps it for \
                    everyone.\n\nOne grain is enough.\n\n## Mine\n\nBelow the hills it sleeps.\n";

fn beside() -> Screen {
    let notes = "annotations:\n\
        - {id: p0, kind: cross-reference, at: 0¶1, to: salt#0¶1, tags: [parallel]}\n\
        - {id: p1, kind: cross-reference, at: 1¶1, to: salt#1¶1, tags: [parallel]}\n\
        - {id: p2, kind: cross-reference, at: 2¶1, to: salt#2¶1, tags: [parallel]}\n\
        - {id: o, kind: cross-reference, at: 1¶2, to: pepper#1, tags: [parallel]}\n";
    let here = bread::edition_of(bread::TEXT, notes, "references: []\n");
    Screen::of(here, 120, 10)
}

#[test]
fn an_article_that_tells_the_same_stands_beside_and_scrolls_along() {
    let mut screen = beside();
    screen.keys("P");
    assert_eq!(screen.effect, Effect::Beside("salt".parse().unwrap()));
    screen
        .viewer
        .set_beside(edition("salt", SALT, "annotations: []\n"));
    assert!(
        screen.status().contains("3 passages correspond"),
        "{}",
        screen.status()
    );
    screen.keys("<esc>");
    for (go, here, there) in [
        ("p1p1<enter>}{", "1¶1", "1¶1"),
        ("]", "2  The oven", "The sea keeps"),
    ] {
        screen.keys(go);
        let rows = screen.rows();
        let text = rows.join("\n");
        assert!(text.contains(here) && text.contains(there), "{go}:\n{text}");
        // Both stand on one row: side by side.
        let of = |word: &str| rows.iter().position(|r| r.contains(word)).unwrap();
        assert!(of(there) <= of(here) + 4, "{go}:\n{text}");
    }
    // Narrow: one under the other, and nothing is lost.
    screen.event(postil::viewer::Event::Resize(70, 24));
    let text = screen.text();
    assert!(
        text.contains("On Bread") && text.contains("On Salt"),
        "{text}"
    );
    screen.keys("P");
    assert!(!screen.text().contains("On Salt"), "{}", screen.text());
    let mut plain = Screen::new(90, 20);
    plain.keys("P");
    assert!(
        plain.status().contains("tag `parallel`"),
        "{}",
        plain.status()
    );
}

#[test]
fn a_passage_of_another_article_is_looked_at_without_leaving() {
    let notes = "annotations:\n- {id: x, kind: cross-reference, at: 0¶1, to: salt#0¶1}\n";
    let here = bread::edition_of(bread::TEXT, notes, "references: []\n");
    let mut screen = Screen::of(here, 90, 20);
    screen.keys(".");
    let Effect::Look(reference) = screen.effect.clone() else {
        panic!("{:?}", screen.effect);
    };
    assert_eq!(reference.to_string(), "salt#0¶1");
    let salt = edition("salt", SALT, "annotations: []\n").article;
    screen.viewer.show_passage(&salt, &reference);
    let text = screen.text();
    assert!(
        text.contains("On Salt") && text.contains("First of all, salt."),
        "{text}"
    );
    screen.keys("<enter>");
    assert!(matches!(screen.effect, Effect::Open(..)));
}

#[test]
fn an_address_is_shown_before_it_is_opened() {
    let text = "---\ntitle: T\n---\n\nSee [the mill](https://example.org/a?b=c) and \
                [odd](javascript:alert) things.\n\nOnly [bad](file:///etc/hosts) here.\n";
    let edition = bread::edition_of(text, "annotations: []\n", "references: []\n");
    let mut screen = Screen::of(edition, 80, 14);
    screen.keys("o");
    assert!(
        screen.text().contains("https://example.org/a?b=c"),
        "{}",
        screen.text()
    );
    screen.keys("<enter>");
    assert!(
        screen.text().contains("Enter opens this address"),
        "{}",
        screen.text()
    );
    assert_eq!(screen.effect, Effect::None);
    screen.keys("<enter>");
    assert_eq!(
        screen.effect,
        Effect::Visit("https://example.org/a?b=c".to_owned())
    );
    screen.keys("p0p2<enter>o");
    assert!(
        screen.text().contains("file:///etc/hosts"),
        "{}",
        screen.text()
    );
    screen.keys("<enter>");
    assert_eq!(screen.effect, Effect::None);
    assert!(!matches!(screen.effect, Effect::Visit(_)));
}

#[test]
fn a_new_text_keeps_place_selection_and_marks() {
    let mut screen = Screen::new(90, 12);
    screen.keys("p2p1<enter>mag<esc>ssv");
    let before = screen.rows();
    let more = bread::TEXT.replace(
        "## The mill\n",
        "## The mill\n\nA paragraph that was not here before.\n",
    );
    let anew = bread::edition_of(&more, "annotations: []\n", "references: []\n");
    screen.viewer.renew(anew);
    let now = screen.rows();
    let line = |rows: &[String]| rows.iter().position(|r| r.contains("As we saw above"));
    assert_eq!(line(&now), line(&before), "{}", now.join("\n"));
    screen.keys("y");
    assert_eq!(
        screen.effect,
        Effect::Copy("Heat forgives nothing".to_owned())
    );
    let (_, reading) = screen.viewer.reading().unwrap();
    assert_eq!(reading.marks["a"], "2¶1");
}
