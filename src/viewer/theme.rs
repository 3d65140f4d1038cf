//! The palette: every look named by its role, in five themes.
//!
//! The text keeps the terminal's own colours, so that a theme is never wrong about the
//! background; only what is set apart gets a colour of the 256, quiet ones. Without colours
//! (<https://no-color.org>) reverse, underline and bold remain.

use std::fmt;
use std::str::FromStr;

use ratatui::style::{Color, Modifier, Style};

use crate::annotation::Kind;

/// What something on the screen is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The text.
    Text,
    /// What stands back: labels, remarks, threads.
    Quiet,
    /// The title of the article.
    Title,
    /// A heading.
    Heading,
    /// A passage's number in the margin.
    Number,
    /// A thread from a line to its note.
    Thread,
    /// The sign of a passage that tells the same elsewhere.
    Parallel,
    /// Where notes stand in the article, on the strip at the edge.
    Strip,
    /// The part of the strip that is on the screen.
    StripHere,
    /// A hit on the strip.
    StripHit,
    /// The frame of a pane in front of the page.
    Frame,
    /// What lies behind such a pane.
    Behind,
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Code.
    Code,
    /// A block quotation.
    Quotation,
    /// A link.
    Link,
    /// A note's figure.
    Figure,
    /// A note of a kind: its name in the margin, its words in the text.
    Kind(Kind),
    /// What quotes a source, by the source's place among those quoted.
    Source(usize),
    /// The words of the note in hand, over their own look.
    Current,
    /// Words that are selected.
    Selection,
    /// What was searched for.
    Hit,
    /// The hit that was gone to.
    HitCurrent,
    /// The selected row of a list.
    Selected,
    /// A warning.
    Warning,
    /// What is typed.
    Prompt,
    /// A key, named on the screen.
    Key,
}

/// A palette by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// For a dark background.
    #[default]
    Dark,
    /// For a light background.
    Light,
    /// Strong colours only, nothing dimmed.
    Contrast,
    /// The terminal's own sixteen colours.
    Sixteen,
    /// No colours.
    Plain,
}

impl Theme {
    /// All themes.
    pub const ALL: [Self; 5] = [
        Self::Dark,
        Self::Light,
        Self::Contrast,
        Self::Sixteen,
        Self::Plain,
    ];

    /// The palette that an environment speaks for: no colours under `NO_COLOR` or on a terminal
    /// that has none, the sixteen on a terminal that has no more, else what `COLORFGBG` says of
    /// the background; `None` when it says nothing.
    pub fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let set = |name| variable(name).filter(|value| !value.is_empty());
        let terminal = set("TERM").unwrap_or_default();
        if set("NO_COLOR").is_some() || terminal == "dumb" || terminal.starts_with("vt") {
            return Some(Self::Plain);
        }
        let many = set("COLORTERM").is_some()
            || [
                "256color",
                "direct",
                "kitty",
                "alacritty",
                "ghostty",
                "foot",
                "wezterm",
            ]
            .iter()
            .any(|name| terminal.contains(name));
        let few = [
            "linux", "xterm", "screen", "tmux", "rxvt", "cygwin", "ansi", "cons25",
        ];
        if !many && (few.contains(&terminal.as_str()) || terminal.ends_with("-16color")) {
            return Some(Self::Sixteen);
        }
        let colours = set("COLORFGBG")?;
        let background: u8 = colours.rsplit(';').next()?.parse().ok()?;
        Some(if matches!(background, 7 | 9..=15) {
            Self::Light
        } else {
            Self::Dark
        })
    }

    /// Its name in settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::Contrast => "contrast",
            Self::Sixteen => "sixteen",
            Self::Plain => "plain",
        }
    }
}

impl fmt::Display for Theme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Theme {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|t| t.as_str() == text).ok_or(())
    }
}

/// The colours of one theme; `sources` are gone round when there are more works.
struct Palette {
    quiet: Color,
    heading: Color,
    number: Color,
    strip: Color,
    code: Color,
    link: Color,
    gloss: Color,
    emendation: Color,
    note: Color,
    footnote: Color,
    warning: Color,
    key: Color,
    current: Color,
    hit: (Color, Color),
    sources: [Color; 8],
}

const fn x(index: u8) -> Color {
    Color::Indexed(index)
}

const DARK: Palette = Palette {
    quiet: x(243),
    heading: x(223),
    number: x(241),
    strip: x(238),
    code: x(151),
    link: x(110),
    gloss: x(187),
    emendation: x(174),
    note: x(222),
    footnote: x(180),
    warning: x(173),
    key: x(180),
    current: x(236),
    hit: (x(16), x(179)),
    sources: [
        x(110),
        x(179),
        x(108),
        x(175),
        x(73),
        x(139),
        x(144),
        x(173),
    ],
};

const LIGHT: Palette = Palette {
    quiet: x(245),
    heading: x(88),
    number: x(248),
    strip: x(252),
    code: x(22),
    link: x(25),
    gloss: x(58),
    emendation: x(124),
    note: x(94),
    footnote: x(94),
    warning: x(130),
    key: x(94),
    current: x(255),
    hit: (x(16), x(222)),
    sources: [x(25), x(94), x(22), x(125), x(23), x(54), x(58), x(130)],
};

const SIXTEEN: Palette = Palette {
    quiet: Color::DarkGray,
    heading: Color::Reset,
    number: Color::DarkGray,
    strip: Color::DarkGray,
    code: Color::Green,
    link: Color::Cyan,
    gloss: Color::Yellow,
    emendation: Color::Red,
    note: Color::Yellow,
    footnote: Color::Yellow,
    warning: Color::Red,
    key: Color::Yellow,
    current: Color::Reset,
    hit: (Color::Black, Color::Yellow),
    sources: [
        Color::Blue,
        Color::Yellow,
        Color::Green,
        Color::Magenta,
        Color::Cyan,
        Color::Red,
        Color::LightBlue,
        Color::LightGreen,
    ],
};

const CONTRAST: Palette = Palette {
    quiet: Color::Reset,
    heading: Color::Reset,
    number: Color::Reset,
    strip: Color::Reset,
    code: Color::Reset,
    link: x(45),
    gloss: x(120),
    emendation: x(203),
    note: x(226),
    footnote: x(226),
    warning: x(203),
    key: Color::Reset,
    current: Color::Reset,
    hit: (x(16), x(226)),
    sources: [x(45), x(226), x(46), x(213), x(51), x(208), x(159), x(229)],
};

impl Theme {
    fn palette(self) -> &'static Palette {
        match self {
            Self::Light => &LIGHT,
            Self::Contrast => &CONTRAST,
            Self::Sixteen => &SIXTEEN,
            Self::Dark | Self::Plain => &DARK,
        }
    }

    /// The look of a role. Looks are laid over one another: what a role does not say stays.
    pub(super) fn style(self, role: Role) -> Style {
        let style = self.coloured(role);
        if self == Self::Plain {
            return without_colours(role, style);
        }
        style
    }

    fn coloured(self, role: Role) -> Style {
        let p = self.palette();
        let plain = Style::new();
        let fg = |c: Color| {
            if c == Color::Reset {
                plain
            } else {
                plain.fg(c)
            }
        };
        match role {
            Role::Text | Role::Quotation | Role::Prompt => plain,
            Role::Quiet => fg(p.quiet),
            Role::Title => fg(p.heading).add_modifier(Modifier::BOLD),
            Role::Heading => fg(p.heading).add_modifier(Modifier::BOLD),
            Role::Number | Role::Thread | Role::Parallel => fg(p.number),
            Role::Strip => fg(p.strip),
            Role::StripHere if p.current == Color::Reset => plain.add_modifier(Modifier::REVERSED),
            Role::StripHere => fg(p.key).bg(p.current),
            Role::StripHit => fg(p.hit.1).add_modifier(Modifier::BOLD),
            Role::Frame => fg(p.quiet),
            Role::Behind => fg(p.number),
            Role::Emphasis => plain.add_modifier(Modifier::ITALIC),
            Role::Strong => plain.add_modifier(Modifier::BOLD),
            Role::Code => fg(p.code),
            Role::Link => fg(p.link).add_modifier(Modifier::UNDERLINED),
            Role::Figure => fg(p.footnote).add_modifier(Modifier::BOLD),
            Role::Kind(Kind::Quotation) => fg(p.link),
            Role::Kind(Kind::Footnote) => fg(p.footnote),
            Role::Kind(Kind::CrossReference) => fg(p.link).add_modifier(Modifier::UNDERLINED),
            Role::Kind(Kind::Gloss) => fg(p.gloss),
            Role::Kind(Kind::Emendation) => fg(p.emendation),
            Role::Kind(Kind::Note) => fg(p.note).add_modifier(Modifier::UNDERLINED),
            Role::Source(i) => fg(p
                .sources
                .get(i % p.sources.len())
                .copied()
                .unwrap_or(p.link)),
            Role::Current if p.current == Color::Reset => plain.add_modifier(Modifier::BOLD),
            Role::Current => plain.bg(p.current),
            Role::Selection => plain.add_modifier(Modifier::REVERSED),
            Role::Hit => plain.bg(p.hit.1).fg(p.hit.0),
            Role::HitCurrent => plain
                .bg(p.hit.1)
                .fg(p.hit.0)
                .add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
            Role::Selected if p.current == Color::Reset => plain.add_modifier(Modifier::REVERSED),
            Role::Selected => plain.bg(p.current).add_modifier(Modifier::BOLD),
            Role::Warning => fg(p.warning),
            Role::Key => fg(p.key),
        }
    }
}

fn without_colours(role: Role, style: Style) -> Style {
    let bare = Style {
        fg: None,
        bg: None,
        underline_color: None,
        ..style
    };
    match role {
        Role::Hit | Role::Selected | Role::Selection => bare.add_modifier(Modifier::REVERSED),
        Role::HitCurrent => bare.add_modifier(Modifier::REVERSED | Modifier::BOLD),
        Role::Current => bare.add_modifier(Modifier::BOLD),
        Role::Kind(_) => bare.add_modifier(Modifier::UNDERLINED),
        Role::StripHere => bare.add_modifier(Modifier::REVERSED),
        Role::Quiet | Role::Number | Role::Thread | Role::Parallel | Role::Strip => {
            bare.add_modifier(Modifier::DIM)
        }
        Role::Behind => bare.add_modifier(Modifier::DIM),
        _ => bare,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_chooses() {
        let theme = |pairs: &[(&str, &str)]| {
            Theme::of_environment(|name| {
                let found = pairs.iter().find(|(n, _)| *n == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        let many = ("TERM", "xterm-256color");
        assert_eq!(theme(&[many]), None);
        assert_eq!(theme(&[many, ("NO_COLOR", "1")]), Some(Theme::Plain));
        assert_eq!(theme(&[many, ("NO_COLOR", "")]), None);
        assert_eq!(theme(&[many, ("COLORFGBG", "0;15")]), Some(Theme::Light));
        assert_eq!(theme(&[many, ("COLORFGBG", "15;0")]), Some(Theme::Dark));
        assert_eq!(
            theme(&[many, ("COLORFGBG", "15;default;0")]),
            Some(Theme::Dark)
        );
        assert_eq!(theme(&[("TERM", "linux")]), Some(Theme::Sixteen));
        let true_colour = [("TERM", "xterm"), ("COLORTERM", "truecolor")];
        assert_eq!(theme(&true_colour), None);
        assert_eq!(theme(&[("TERM", "dumb")]), Some(Theme::Plain));
    }

    #[test]
    fn without_colours_there_are_none_and_hits_still_show() {
        for role in [
            Role::Text,
            Role::Heading,
            Role::Source(3),
            Role::Hit,
            Role::Kind(Kind::Gloss),
        ] {
            let style = Theme::Plain.style(role);
            assert_eq!((style.fg, style.bg), (None, None), "{role:?}");
        }
        let hit = Theme::Plain.style(Role::Hit);
        assert!(hit.add_modifier.contains(Modifier::REVERSED));
    }
}
