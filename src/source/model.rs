//! One work: a CSL record, with what Postil asks of it most.
//!
//! The whole record is kept as it was read; the names, dates and titles are read from it on
//! demand, after the CSL 1.0.2 specification and its JSON schema.

use std::fmt;
use std::str::FromStr;

use serde_json::{Map, Value};

use crate::text::problem::Position;

/// The key of a source in `sources.yaml`, such as `trotsky-history`: any text without white space.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceKey(Box<str>);

/// Why a string is no source key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a source's key; write one word, such as `reed-ten-days`")]
pub struct BadKey(String);

impl SourceKey {
    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SourceKey {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '[' | ']' | ',');
        if text.is_empty() || text.len() > 200 || text.contains(odd) {
            return Err(BadKey(crate::text::width::shortened(text, 60)));
        }
        Ok(Self(text.into()))
    }
}

impl fmt::Display for SourceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A work.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Its key.
    pub key: SourceKey,
    /// The CSL record, without the `id`.
    pub record: Map<String, Value>,
    /// Where it stands in its file.
    pub position: Position,
}

/// A person or body, as CSL writes names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    /// Family name, with the particle that belongs to it.
    pub family: String,
    /// Given names or initials.
    pub given: String,
    /// A name that is not taken apart: a body's.
    pub literal: String,
}

/// A date of a record: as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// The year (of the first date of a range).
    pub year: i32,
    /// The month, from 1.
    pub month: Option<u8>,
    /// The day, from 1.
    pub day: Option<u8>,
}

impl Source {
    /// A record's text field; numbers are given as text.
    pub fn field(&self, name: &str) -> Option<String> {
        match self.record.get(name)? {
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// The title; the key where the record has none.
    pub fn title(&self) -> String {
        self.field("title").unwrap_or_else(|| self.key.to_string())
    }

    /// The CSL type, `document` by default.
    pub fn kind(&self) -> String {
        self.field("type").unwrap_or_else(|| "document".to_owned())
    }

    /// The names under `role`: `author`, `editor`, `translator` …
    pub fn names(&self, role: &str) -> Vec<Name> {
        let Some(Value::Array(names)) = self.record.get(role) else {
            return Vec::new();
        };
        names.iter().filter_map(Name::from_csl).collect()
    }

    /// The date under `role`: `issued`, `original-date` …
    pub fn date(&self, role: &str) -> Option<Date> {
        Date::from_csl(self.record.get(role)?)
    }

    /// The authors in a few words: `Trotsky`, `Marx and Engels`, `Jones et al.`; the editors where
    /// there is no author.
    pub fn short_author(&self) -> Option<String> {
        let mut names = self.names("author");
        if names.is_empty() {
            names = self.names("editor");
        }
        let short = |name: &Name| name.short().to_owned();
        match names.as_slice() {
            [] => None,
            [one] => Some(short(one)),
            [one, two] => Some(format!("{} and {}", short(one), short(two))),
            [first, ..] => Some(format!("{} et al.", short(first))),
        }
    }

    /// Author and title in one line, as a list of sources shows it.
    pub fn label(&self) -> String {
        match self.short_author() {
            Some(author) => format!("{author}, {}", self.title()),
            None => self.title(),
        }
    }
}

impl Name {
    fn from_csl(value: &Value) -> Option<Self> {
        if let Value::String(literal) = value {
            return Some(Self {
                literal: literal.clone(),
                ..Self::default()
            });
        }
        let part = |key: &str| match value.get(key) {
            Some(Value::String(text)) => text.clone(),
            _ => String::new(),
        };
        let particle = part("non-dropping-particle");
        let family = [particle, part("family")].join(" ").trim().to_owned();
        let given = [part("given"), part("dropping-particle")]
            .join(" ")
            .trim()
            .to_owned();
        let literal = part("literal");
        let known = !(family.is_empty() && given.is_empty() && literal.is_empty());
        known.then_some(Self {
            family,
            given,
            literal,
        })
    }

    /// The family name, or the whole where there is none.
    pub fn short(&self) -> &str {
        [&self.family, &self.literal, &self.given]
            .into_iter()
            .find(|part| !part.is_empty())
            .map_or("", String::as_str)
    }

    /// The name as one says it: given name first.
    pub fn full(&self) -> String {
        if !self.literal.is_empty() {
            return self.literal.clone();
        }
        [self.given.as_str(), self.family.as_str()]
            .join(" ")
            .trim()
            .to_owned()
    }

    /// The name as a list sorts it: family name first.
    pub fn inverted(&self) -> String {
        match (self.family.as_str(), self.given.as_str()) {
            ("", _) => self.full(),
            (family, "") => family.to_owned(),
            (family, given) => format!("{family}, {given}"),
        }
    }
}

impl Date {
    fn from_csl(value: &Value) -> Option<Self> {
        let small = |v: Option<&Value>| v.and_then(number).and_then(|n| u8::try_from(n).ok());
        match value {
            Value::Object(map) => match map.get("date-parts") {
                Some(Value::Array(dates)) => {
                    let parts = dates.first()?.as_array()?;
                    Some(Self {
                        year: i32::try_from(number(parts.first()?)?).ok()?,
                        month: small(parts.get(1)),
                        day: small(parts.get(2)),
                    })
                }
                _ => Self::from_csl(map.get("raw").or_else(|| map.get("literal"))?),
            },
            Value::String(text) => {
                let mut parts = text.splitn(3, '-');
                Some(Self {
                    year: parts.next()?.trim().parse().ok()?,
                    month: parts.next().and_then(|m| m.parse().ok()),
                    day: parts.next().and_then(|d| d.parse().ok()),
                })
            }
            Value::Number(_) => Some(Self {
                year: i32::try_from(number(value)?).ok()?,
                month: None,
                day: None,
            }),
            _ => None,
        }
    }
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
            if let Some(day) = self.day {
                write!(f, "-{day:02}")?;
            }
        }
        Ok(())
    }
}
