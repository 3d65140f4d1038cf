//! Settings as text: `config.yaml`, what was changed by keys and is remembered, and where each
//! value comes from.

use std::collections::BTreeMap;
use std::fmt;

use super::geometry::NotesAt;
use super::key::Key;
use super::keys::{self, Keymap};
use super::state::Settings;
use super::theme::Theme;
use crate::text::problem::{Position, Problems, nearest};
use crate::text::yaml::{self, Fields, Node};

/// The settings of `config.yaml`, in its order.
pub const NAMES: [&str; 6] = [
    "theme",
    "measure",
    "pane",
    "justified",
    "hyphenated",
    "mouse",
];

/// The fields of `config.yaml`.
const FIELDS: [&str; 7] = [
    "theme",
    "measure",
    "pane",
    "justified",
    "hyphenated",
    "mouse",
    "keys",
];

/// The measures that can be set, in columns.
pub(super) const MEASURES: std::ops::RangeInclusive<u16> = 30..=160;

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Origin {
    /// The program.
    #[default]
    Default,
    /// A line of `config.yaml`, from 1.
    File(usize),
    /// A key struck in an earlier session.
    Remembered,
    /// The environment: `NO_COLOR` or `COLORFGBG`.
    Environment,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(line) => write!(f, "config.yaml, line {line}"),
            Self::Remembered => f.write_str("remembered from the last session"),
            Self::Environment => f.write_str("the environment"),
        }
    }
}

/// The settings and keys as they are, with where they come from.
#[derive(Debug, Clone)]
pub struct Config {
    /// The settings.
    pub settings: Settings,
    /// Whether the palette is chosen by the terminal's background.
    pub auto_theme: bool,
    /// The keys.
    pub keymap: Keymap,
    origins: BTreeMap<&'static str, Origin>,
    /// The actions whose keys `config.yaml` sets, with its line.
    bound: Vec<(&'static str, usize)>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            settings: Settings::default(),
            auto_theme: true,
            keymap: Keymap::default(),
            origins: BTreeMap::new(),
            bound: Vec::new(),
        }
    }
}

/// What was changed by keys: for each setting its value in `config.yaml` then, and since. A value
/// that has been set anew in the file counts again.
pub type Remembered = BTreeMap<String, (String, String)>;

impl Config {
    /// Reads `config.yaml`. What is wrong is told and left as it was; a key that would do two
    /// things does what it did.
    pub fn from_yaml(text: &str, problems: &mut Problems) -> Self {
        let mut config = Self::default();
        let Some(root) = yaml::read(text, problems) else {
            return config;
        };
        if root.value == yaml::Value::Null {
            return config;
        }
        let Some(fields) = Fields::open(&root, "the settings", &FIELDS, problems) else {
            return config;
        };
        for name in NAMES {
            let Some(node) = fields.node(name) else {
                continue;
            };
            let value = node.text().unwrap_or_default();
            match config.set(name, value) {
                Ok(()) => {
                    config.origins.insert(name, Origin::File(node.at.line));
                }
                Err(help) => problems.error(
                    node.at,
                    "malformed-setting",
                    format!("`{}` is no value of `{name}`", shortened(value)),
                    help,
                ),
            }
        }
        if let Some(node) = fields.node("keys") {
            config.read_keys(node, problems);
        }
        config
    }

    fn read_keys(&mut self, node: &Node, problems: &mut Problems) {
        let names: Vec<&str> = keys::table().iter().map(|b| b.name).collect();
        let Some(fields) = Fields::open(node, "the keys", &names, problems) else {
            return;
        };
        let mut wanted: Vec<Wanted> = Vec::new();
        for entry in node.entries().unwrap_or_default() {
            let Some(binding) = keys::table().iter().find(|b| b.name == entry.key) else {
                continue;
            };
            let mut parsed = Vec::new();
            for (text, at) in fields.texts(binding.name, problems) {
                match text.parse::<Key>() {
                    Ok(key) => parsed.push((key, at)),
                    Err(()) => problems.error(
                        at,
                        "malformed-key",
                        format!("`{}` is no key", shortened(text)),
                        "write a character, or a name such as Ctrl-d, Alt-x, Tab, PgDn, F or ←",
                    ),
                }
            }
            wanted.push(Wanted {
                binding,
                line: entry.at.line,
                keys: parsed,
            });
        }
        // Keys that are given up are free for others.
        for one in &wanted {
            self.keymap.unbind(one.binding.action);
        }
        for Wanted {
            binding,
            line,
            keys,
        } in wanted
        {
            for (key, at) in keys {
                if let Err(other) = self.keymap.add(binding.action, key) {
                    problems.error(
                        at,
                        "clashing-key",
                        format!(
                            "`{key}` does `{other}` already, and cannot do `{}`",
                            binding.name
                        ),
                        format!("give `{other}` another key too, such as `{other}: []` for none"),
                    );
                }
            }
            self.bound.push((binding.name, line));
        }
        if self.keymap.keys_of(keys::Action::Quit).is_empty() {
            self.keymap.restore(keys::Action::Quit);
            problems.error(
                node.at,
                "malformed-key",
                "no key is left for `quit`",
                "give it one; until then it keeps those that it had",
            );
        }
    }

    /// Takes up what was changed by keys in an earlier session.
    pub fn recall(&mut self, remembered: &Remembered) {
        for name in NAMES {
            if let Some((was, since)) = remembered.get(name)
                && *was == self.value(name)
                && self.set(name, since).is_ok()
            {
                self.origins.insert(name, Origin::Remembered);
            }
        }
    }

    /// What is to be remembered of settings that were changed by keys since.
    pub fn remember(&self, settings: &Settings, old: &Remembered) -> Remembered {
        let now = Self {
            settings: *settings,
            auto_theme: self.auto_theme && settings.theme == self.settings.theme,
            ..self.clone()
        };
        let mut remembered = Remembered::new();
        for name in NAMES {
            let (here, value) = (self.value(name), now.value(name));
            let recalled = self.origins.get(name) == Some(&Origin::Remembered);
            // The mouse is left to the terminal for a moment, not for good.
            let configured = match old.get(name) {
                Some((was, _)) if recalled => was.clone(),
                _ => here,
            };
            if value != configured && name != "mouse" {
                remembered.insert(name.to_owned(), (configured, value));
            }
        }
        remembered
    }

    /// Takes the palette that the environment speaks for.
    pub fn obey_environment(&mut self, theme: Option<Theme>) {
        let chosen = self.origin("theme") != Origin::Default;
        // Without colours means without colours, whatever is set.
        if let Some(theme) = theme
            && (!chosen || theme == Theme::Plain)
        {
            self.settings.theme = theme;
            self.auto_theme = false;
            self.origins.insert("theme", Origin::Environment);
        }
    }

    /// Where a setting's value comes from.
    pub fn origin(&self, name: &str) -> Origin {
        self.origins.get(name).copied().unwrap_or_default()
    }

    /// The actions whose keys are set, with the line of `config.yaml`.
    pub fn bound(&self) -> &[(&'static str, usize)] {
        &self.bound
    }

    /// A setting's value, as it is written.
    pub fn value(&self, name: &str) -> String {
        let s = &self.settings;
        match name {
            "theme" if self.auto_theme => "auto".to_owned(),
            "theme" => s.theme.to_string(),
            "measure" => s.measure.to_string(),
            "pane" => s.notes.as_str().to_owned(),
            "justified" => s.justified.to_string(),
            "hyphenated" => s.hyphenated.to_string(),
            _ => s.mouse.to_string(),
        }
    }

    /// Sets a value as it is written; else says what can be.
    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let s = &mut self.settings;
        let truth = || match value {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err("write true or false".to_owned()),
        };
        match name {
            "theme" => {
                let names = Theme::ALL.map(Theme::as_str).join(", ");
                if value != "auto" {
                    let theme = value.parse();
                    s.theme =
                        theme.map_err(|()| said("theme", value, &format!("auto, {names}")))?;
                }
                self.auto_theme = value == "auto";
            }
            "measure" => {
                let measure = value.parse().ok().filter(|n| MEASURES.contains(n));
                s.measure = measure.ok_or("write a number of columns, 30 to 160")?;
            }
            "pane" => {
                let pane = NotesAt::ALL.into_iter().find(|p| p.as_str() == value);
                s.notes = pane.ok_or_else(|| said("pane", value, "side, foot, hidden"))?;
            }
            "justified" => s.justified = truth()?,
            "hyphenated" => s.hyphenated = truth()?,
            _ => s.mouse = truth()?,
        }
        Ok(())
    }
}

/// The keys that an action shall have.
struct Wanted {
    binding: &'static keys::Binding,
    line: usize,
    keys: Vec<(Key, Position)>,
}

fn said(name: &str, value: &str, known: &str) -> String {
    match nearest(value, known.split(", ")) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("a {name} is one of: {known}"),
    }
}

fn shortened(value: &str) -> String {
    crate::text::width::shortened(value, 40)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Config, Vec<String>) {
        let mut problems = Problems::of("config.yaml");
        let config = Config::from_yaml(text, &mut problems);
        let problems = problems.into_vec();
        (config, problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn settings_are_read_with_their_lines() {
        let (config, told) =
            read("# mine\ntheme: light\nmeasure: 64\npane: foot\njustified: true\n");
        assert!(told.is_empty(), "{told:#?}");
        assert_eq!(config.settings.theme, Theme::Light);
        assert_eq!(
            (config.settings.measure, config.settings.notes),
            (64, NotesAt::Foot)
        );
        assert_eq!(config.origin("measure"), Origin::File(3));
        assert_eq!(config.origin("mouse"), Origin::Default);
        assert!(!config.auto_theme && config.settings.justified);
        assert!(read("").1.is_empty());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place_and_the_rest_counts() {
        let (config, told) =
            read("measure: 12\nthem: light\npane: sid\nmouse: no\nhyphenated: true\n");
        assert_eq!(
            told,
            [
                "config.yaml:1:10: `12` is no value of `measure`; write a number of columns, 30 to 160",
                "config.yaml:2:1: unknown field `them` in the settings; did you mean `theme`?",
                "config.yaml:3:7: `sid` is no value of `pane`; did you mean `side`?",
                "config.yaml:4:8: `no` is no value of `mouse`; write true or false",
            ]
        );
        assert_eq!(config.settings.measure, Settings::default().measure);
        assert!(config.settings.hyphenated);
        assert_eq!(read("- a\n").1.len(), 1);
        assert_eq!(read("theme: [dark]\n").1.len(), 1);
    }

    #[test]
    fn keys_are_given_and_taken_and_clashes_are_told() {
        let (config, told) = read(
            "keys:\n  line-down: [e, Ctrl-x]\n  note-edit: i\n  note-page: []\n  peek: s\n  \
             mark: Hyper-q\n",
        );
        assert_eq!(
            told,
            [
                "config.yaml:5:9: `s` does `source-next` already, and cannot do `peek`; give \
                 `source-next` another key too, such as `source-next: []` for none",
                "config.yaml:6:9: `Hyper-q` is no key; write a character, or a name such as Ctrl-d, \
                 Alt-x, Tab, PgDn, F or ←",
            ]
        );
        let key = |text: &str| text.parse::<Key>().unwrap();
        let does = |text: &str| config.keymap.action(keys::Pane::Page, key(text));
        assert_eq!(does("e"), Some(keys::Action::LineDown));
        assert_eq!(does("i"), Some(keys::Action::NoteEdit));
        assert_eq!(does("j"), None);
        assert_eq!(does("s"), Some(keys::Action::SourceNext));
        assert_eq!(config.keymap.keys_of(keys::Action::NotePage), [""; 0]);
        let (_, told) = read("keys: {line-dwon: j}\n");
        assert_eq!(
            told,
            ["config.yaml:1:8: unknown field `line-dwon` in the keys; did you mean `line-down`?"]
        );
        let (config, told) = read("keys: {quit: []}\n");
        assert_eq!(told.len(), 1);
        assert_eq!(config.keymap.keys_of(keys::Action::Quit), ["q", "Ctrl-c"]);
    }

    #[test]
    fn what_keys_changed_is_remembered_until_the_file_says_otherwise() {
        let (config, _) = read("measure: 70\n");
        let mut changed = config.settings;
        changed.measure = 80;
        changed.theme = Theme::Contrast;
        let remembered = config.remember(&changed, &Remembered::new());
        assert_eq!(remembered["measure"], ("70".to_owned(), "80".to_owned()));
        assert_eq!(
            remembered["theme"],
            ("auto".to_owned(), "contrast".to_owned())
        );
        let (mut again, _) = read("measure: 70\n");
        again.recall(&remembered);
        assert_eq!(
            (again.settings.measure, again.settings.theme),
            (80, Theme::Contrast)
        );
        assert_eq!(again.origin("measure"), Origin::Remembered);
        // Nothing struck: what was remembered stays so.
        let settings = again.settings;
        assert_eq!(again.remember(&settings, &remembered), remembered);
        let (mut other, _) = read("measure: 60\n");
        other.recall(&remembered);
        assert_eq!(other.settings.measure, 60);
        again.obey_environment(Some(Theme::Plain));
        assert_eq!(again.settings.theme, Theme::Plain);
    }
}
