//! Works and places in them, as hayagriva reads them.

use std::str::FromStr as _;

use hayagriva::citationberg::json::{Item, Value};
use hayagriva::citationberg::taxonomy;
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

/// A place in a work. CSL knows one label for each: of several, what they say together is taken as
/// it is.
pub(super) struct Place {
    label: taxonomy::Locator,
    value: String,
}

impl Place {
    pub(super) fn of(locator: &Locator) -> Option<Self> {
        match locator.0.as_slice() {
            [] => None,
            [(label, value)] => Some(match taxonomy::Locator::from_str(label) {
                Ok(label) => Self {
                    label,
                    value: citation::en_dashes(value),
                },
                Err(()) => Self::together(locator),
            }),
            _ => Some(Self::together(locator)),
        }
    }

    fn together(locator: &Locator) -> Self {
        Self {
            label: taxonomy::Locator::Custom,
            value: locator.to_string(),
        }
    }

    pub(super) fn specific(&self) -> SpecificLocator<'_> {
        SpecificLocator(self.label, LocatorPayload::Str(&self.value))
    }
}
