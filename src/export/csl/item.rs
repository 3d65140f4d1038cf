//! Works and places in them, as hayagriva reads them.

use std::str::FromStr as _;

use hayagriva::citationberg::json::{Item, Value};
use hayagriva::citationberg::{Locale, TermForm, taxonomy};
use hayagriva::{LocatorPayload, SpecificLocator};

use crate::annotation::Locator;
use crate::export::citation;
use crate::source::{Date, Source, Sources};

/// A work as an item of CSL-JSON. A field of a shape that CSL does not know is left out.
pub(super) fn item(source: &Source) -> Item {
    let mut fields = std::collections::BTreeMap::new();
    fields.insert(
        "id".to_owned(),
        Value::String(source.key.as_str().to_owned()),
    );
    fields.insert("type".to_owned(), Value::String(source.kind()));
    for (name, value) in &source.record {
        let value = if Sources::DATE_FIELDS.contains(&name.as_str()) {
            source.date(name).and_then(date)
        } else if name == "type" {
            None
        } else {
            serde_json::from_value(value.clone()).ok()
        };
        if let Some(value) = value {
            fields.insert(name.clone(), value);
        }
    }
    Item(fields)
}

/// A date as far as it is known; of a range the first.
fn date(date: Date) -> Option<Value> {
    let mut parts = vec![date.year];
    parts.extend(date.month.map(i32::from));
    parts.extend(date.month.and(date.day).map(i32::from));
    serde_json::from_value(serde_json::json!({"date-parts": [parts]})).ok()
}

/// A place in a work. CSL knows one label for each, so of several parts the first gives it and the
/// others follow with their words, as in pandoc's `vol. 2, p. 14`.
pub(super) struct Place {
    label: taxonomy::Locator,
    value: String,
}

impl Place {
    /// `terms` has the words for the parts.
    pub(super) fn of(locator: &Locator, terms: Option<&Locale>) -> Option<Self> {
        let ((label, value), others) = locator.0.split_first()?;
        let Some(label) = label_of(label) else {
            // What CSL does not know is taken as it is said.
            return Some(Self {
                label: taxonomy::Locator::Custom,
                value: locator.to_string(),
            });
        };
        let mut said = citation::en_dashes(value);
        for (label, value) in others {
            said.push_str(", ");
            said.push_str(&part(label, value, terms));
        }
        Some(Self { label, value: said })
    }

    pub(super) fn specific(&self) -> SpecificLocator<'_> {
        SpecificLocator(self.label, LocatorPayload::Str(&self.value))
    }
}

/// CSL's label; the number of an issue has none of its own.
fn label_of(label: &str) -> Option<taxonomy::Locator> {
    match label {
        "number" => Some(taxonomy::Locator::Issue),
        other => taxonomy::Locator::from_str(other).ok(),
    }
}

/// A part of a place with its word in the language of the style; in English where that has none.
fn part(label: &str, value: &str, terms: Option<&Locale>) -> String {
    let several = value.contains(['-', '–', ',']);
    let word = label_of(label).and_then(|label| {
        let term = |form| terms?.term(taxonomy::Term::Locator(label), form);
        let term = term(TermForm::Short).or_else(|| term(TermForm::Long))?;
        if several {
            term.multiple()
        } else {
            term.single()
        }
    });
    match word {
        Some(word) => format!("{word} {}", citation::en_dashes(value)),
        None => Locator(vec![(label.to_owned(), value.to_owned())]).to_string(),
    }
}
