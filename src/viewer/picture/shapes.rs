//! Lines and blocks of the page as shapes of the picture, so that they meet whatever the font is.

use super::{HIGH, WIDE};

/// A shape in a cell whose upper left corner is at `x` and `y`, in a colour; `None` when the sign
/// is better written.
pub(super) fn shape(sign: &str, x: u32, y: u32, colour: &str) -> Option<String> {
    let (wide, high) = (u32::from(WIDE), u32::from(HIGH));
    let block = |x: u32, y: u32, wide: f64, high: f64| {
        format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{high}\" fill=\"{colour}\"/>\n"
        )
    };
    let eighth = |of: u32, count: u32| f64::from(of * count) / 8.0;
    let left = |count| block(x, y, eighth(wide, count), f64::from(high));
    let low = |count| {
        let tall = high * count / 8;
        block(x, y + high - tall, f64::from(wide), f64::from(tall))
    };
    let (middle, half) = (
        f64::from(x) + f64::from(wide) / 2.0,
        f64::from(y) + f64::from(high) / 2.0,
    );
    let (right, bottom) = (x + wide, y + high);
    let line = |path: String| {
        format!("<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.2\"/>\n")
    };
    let round = f64::from(wide) / 2.0;
    Some(match sign {
        "▏" => left(1),
        "▎" => left(2),
        "▍" => left(3),
        "▌" => left(4),
        "▋" => left(5),
        "█" => left(8),
        "▂" => low(2),
        "▄" => low(4),
        "▆" => low(6),
        "─" => line(format!("M{x} {half}H{right}")),
        "│" => line(format!("M{middle} {y}V{bottom}")),
        "╷" => line(format!("M{middle} {half}V{bottom}")),
        "╭" => line(format!(
            "M{middle} {bottom}V{}Q{middle} {half} {right} {half}",
            half + round
        )),
        "╮" => line(format!(
            "M{x} {half}Q{middle} {half} {middle} {}V{bottom}",
            half + round
        )),
        "╰" => line(format!(
            "M{middle} {y}V{}Q{middle} {half} {right} {half}",
            half - round
        )),
        "╯" => line(format!(
            "M{x} {half}Q{middle} {half} {middle} {}V{y}",
            half - round
        )),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_go_from_edge_to_edge_and_blocks_have_their_share() {
        let line = shape("│", 18, 38, "#fff").unwrap();
        assert!(line.contains("M22.5 38V57"), "{line}");
        let block = shape("▌", 9, 0, "#fff").unwrap();
        assert!(block.contains("width=\"4.5\" height=\"19\""), "{block}");
        let low = shape("▄", 0, 0, "#fff").unwrap();
        assert!(
            low.contains("y=\"10\"") && low.contains("height=\"9\""),
            "{low}"
        );
        assert_eq!(shape("a", 0, 0, "#fff"), None);
    }
}
