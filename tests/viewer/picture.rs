//! The page as a picture.

use postil::viewer::svg;

use crate::screen::Screen;

#[test]
fn the_picture_holds_what_the_screen_holds() {
    let screen = Screen::new(100, 30);
    let picture = svg(&screen.viewer);
    assert!(picture.starts_with("<svg "));
    assert!(picture.ends_with("</svg>\n"));
    for words in ["On Bread", "wakes the street", "Rue des Moulins", "0¶1"] {
        assert!(picture.contains(words), "{words} is not in the picture");
    }
    // The quotation and its note have the colour of their source.
    let coloured = picture.lines().filter(|l| l.contains("#87afd7"));
    assert!(coloured.count() >= 2);
}
