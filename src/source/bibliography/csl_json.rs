//! Works as items of CSL-JSON, in the shapes that its readers take.
//!
//! A library's file of works is written by hand and may say `issued: 1917` or `author: [Guild of
//! Bakers]`; CSL 1.0.2 wants an object for each. What CSL has no field for goes under `custom`, so
//! that nothing is lost.

use serde_json::{Map, Value, json};

use crate::source::csl::{DATES, NAMES, OTHERS, TEXTS};
use crate::source::{Source, Sources};

/// A work as an item.
pub(super) fn item(source: &Source) -> Map<String, Value> {
    let mut item = Map::new();
    item.insert("id".to_owned(), source.key.as_str().into());
    let kind = Some(source.kind()).filter(|kind| Sources::TYPES.contains(&kind.as_str()));
    let kind = kind.unwrap_or_else(|| "document".to_owned());
    item.insert("type".to_owned(), kind.into());
    let mut custom = Map::new();
    for (field, given) in &source.record {
        let value = match field.as_str() {
            "id" | "type" | "custom" => None,
            name if DATES.contains(&name) => date(given),
            name if NAMES.contains(&name) => names(given),
            // Of numbers too: CSL allows both, and citeproc-js stops at a number.
            name if TEXTS.contains(&name) => text(given).map(Value::from),
            name if OTHERS.contains(&name) => Some(given.clone()),
            _ => None,
        };
        match value {
            Some(value) => {
                item.insert(field.clone(), value);
            }
            None => keep(field, given, &mut custom),
        }
    }
    if !custom.is_empty() {
        item.insert("custom".to_owned(), Value::Object(custom));
    }
    item
}

/// Keeps what fits no field of CSL.
fn keep(field: &str, given: &Value, custom: &mut Map<String, Value>) {
    match (field, given) {
        ("id", _) | (_, Value::Null) => {}
        ("custom", Value::Object(given)) => custom.extend(given.clone()),
        // A type that CSL knows has been written.
        ("type", Value::String(kind)) if Sources::TYPES.contains(&kind.as_str()) => {}
        _ => {
            custom.insert(field.to_owned(), given.clone());
        }
    }
}

/// A scalar as text.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// A date, or a range of two: `1917`, `1917-11-07`, `1917-11/1918`. What is no date of numbers
/// stays as it is said.
fn date(value: &Value) -> Option<Value> {
    if let Value::Object(map) = value {
        let said = ["date-parts", "literal", "raw", "edtf"];
        return said
            .iter()
            .any(|part| map.contains_key(*part))
            .then(|| value.clone());
    }
    let said = text(value)?;
    let parts: Option<Vec<Value>> = said.split('/').map(parts).collect();
    Some(match parts {
        Some(parts) if parts.len() <= 2 => json!({ "date-parts": parts }),
        _ => json!({ "literal": said }),
    })
}

/// The year, month and day of `1917-11-07`, as far as they are told.
fn parts(date: &str) -> Option<Value> {
    let date = date.trim();
    let (sign, digits) = match date.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, date),
    };
    let numbers: Option<Vec<i32>> = digits
        .split('-')
        .map(|part| {
            let all_digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            all_digits.then(|| part.parse().ok()).flatten()
        })
        .collect();
    let mut numbers = numbers.filter(|n| n.len() <= 3)?;
    if let Some(year) = numbers.first_mut() {
        *year *= sign;
    }
    let within = |at: usize, most: i32| numbers.get(at).is_none_or(|n| (1..=most).contains(n));
    (within(1, 12) && within(2, 31)).then(|| numbers.into())
}

/// A list of names; a text among them is a name that has no parts.
fn names(value: &Value) -> Option<Value> {
    let name = |value: &Value| match value {
        Value::Object(map) if !map.is_empty() => Some(value.clone()),
        other => text(other).map(|literal| json!({ "literal": literal })),
    };
    let list = match value {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    let names: Option<Vec<Value>> = list.iter().map(name).collect();
    names.filter(|names| !names.is_empty()).map(Value::Array)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::problem::Position;

    fn work(record: &Value) -> Value {
        let source = Source {
            key: "work".parse().unwrap(),
            record: record.as_object().unwrap().clone(),
            position: Position::default(),
        };
        Value::Object(item(&source))
    }

    #[test]
    fn what_a_hand_writes_takes_the_shapes_of_csl() {
        let record = json!({
            "title": 1984, "author": ["Guild of Bakers", {"family": "Molen"}], "editor": "Ada",
            "volume": 2, "edition": true, "issued": 1931, "accessed": "2024-05-01",
            "original-date": "1920/1921-03", "available-date": "about 1930", "submitted": "-44-03-15",
        });
        assert_eq!(
            work(&record),
            json!({
                "id": "work", "type": "document", "title": "1984",
                "author": [{"literal": "Guild of Bakers"}, {"family": "Molen"}],
                "editor": [{"literal": "Ada"}], "volume": "2", "edition": "true",
                "issued": {"date-parts": [[1931]]}, "accessed": {"date-parts": [[2024, 5, 1]]},
                "original-date": {"date-parts": [[1920], [1921, 3]]},
                "available-date": {"literal": "about 1930"},
                "submitted": {"date-parts": [[-44, 3, 15]]},
            })
        );
    }

    #[test]
    fn what_csl_has_no_field_for_is_kept() {
        let record = json!({
            "type": "scroll", "title": ["a", "b"], "shelf": 3, "nothing": null, "issued": [],
            "custom": {"mine": 1},
        });
        assert_eq!(
            work(&record),
            json!({
                "id": "work", "type": "document",
                "custom": {"type": "scroll", "title": ["a", "b"], "shelf": 3, "issued": [], "mine": 1},
            })
        );
    }
}
