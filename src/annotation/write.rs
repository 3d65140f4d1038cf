//! Annotations → the fields of their YAML, in the order and the style of a hand.

use serde_json::{Map, Value};

use super::{Annotation, Cited, Locator};
use crate::source::SourceKey;
use crate::text::yaml;

/// The fields that the program writes, in the order of a note.
pub(super) const ORDER: [&str; 18] = [
    "id", "kind", "at", "quote", "prefix", "suffix", "nth", "stamp", "orphaned", "source",
    "locator", "cited", "speaker", "via", "to", "tags", "note", "drafted",
];

/// The value of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Field<'a> {
    /// A text of the note.
    Text(&'a str),
    /// Anything else.
    Value(Value),
}

/// The fields of a note as they are written; those that say nothing are left out.
pub fn fields(annotation: &Annotation) -> Map<String, Value> {
    let mut map = Map::new();
    each_field(annotation, |name, field| {
        let value = match field {
            Field::Text(text) => text.into(),
            Field::Value(value) => value,
        };
        map.insert(name.to_owned(), value);
    });
    map
}

/// Hands out the fields of a note one by one, in the order in which they are written.
pub fn each_field<'a>(annotation: &'a Annotation, mut put: impl FnMut(&'static str, Field<'a>)) {
    let target = &annotation.target;
    let text = |t: &'a Option<String>| t.as_deref().map(Field::Text);
    let key = |k: &'a Option<SourceKey>| k.as_ref().map(|k| Field::Text(k.as_str()));
    let value = |v: Option<Value>| v.map(Field::Value);
    let tags = &annotation.tags;
    let tags = (!tags.is_empty()).then(|| tags.iter().map(String::as_str).collect());
    let note = annotation.note.trim_end();
    let fields = [
        ("id", Some(Field::Text(annotation.id.as_str()))),
        ("kind", Some(Field::Text(annotation.kind.as_str()))),
        (
            "at",
            value(target.at.as_ref().map(|at| at.to_string().into())),
        ),
        ("quote", text(&target.quote)),
        ("prefix", text(&target.prefix)),
        ("suffix", text(&target.suffix)),
        ("nth", value(target.nth.map(|nth| nth.to_string().into()))),
        ("stamp", text(&target.stamp)),
        ("orphaned", value(target.orphaned.then(|| true.into()))),
        ("source", key(&annotation.source)),
        ("locator", value(locator(&annotation.locator))),
        ("cited", value(annotation.cited.as_ref().map(cited))),
        ("speaker", text(&annotation.speaker)),
        ("via", key(&annotation.via)),
        (
            "to",
            value(one_or_more(annotation.to.iter().map(ToString::to_string))),
        ),
        ("tags", value(tags)),
        ("note", (!note.is_empty()).then_some(Field::Text(note))),
        ("drafted", text(&annotation.drafted)),
    ];
    for (name, field) in fields {
        if let Some(field) = field {
            put(name, field);
        }
    }
}

/// A note as an item of a list, with two columns before the dash.
pub fn item(annotation: &Annotation) -> String {
    yaml::write_item(&fields(annotation), 2)
}

fn locator(locator: &Locator) -> Option<Value> {
    let pairs = locator.0.iter();
    let map: Map<String, Value> = pairs
        .map(|(label, value)| (label.clone(), number_or_text(value)))
        .collect();
    (!map.is_empty()).then_some(Value::Object(map))
}

/// A plain number is written without quotes: `page: 65`.
fn number_or_text(text: &str) -> Value {
    let number = text.parse::<u32>().ok();
    match number {
        Some(number) if number.to_string() == text => number.into(),
        _ => text.into(),
    }
}

fn cited(cited: &Cited) -> Value {
    let mut map = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            map.insert(name.to_owned(), value);
        }
    };
    put("how", cited.how.map(|h| h.as_str().into()));
    put("as", cited.as_printed.as_deref().map(Value::from));
    put("certainty", cited.certainty.map(|c| c.as_str().into()));
    put("rule", cited.rule.as_deref().map(Value::from));
    let antecedent = cited.antecedent.as_ref();
    put("antecedent", antecedent.map(|p| p.to_string().into()));
    let rivals: Vec<Value> = cited.rivals.iter().map(|k| k.as_str().into()).collect();
    put("rivals", (!rivals.is_empty()).then_some(rivals.into()));
    Value::Object(map)
}

/// One text, or a list of several.
fn one_or_more(texts: impl Iterator<Item = String>) -> Option<Value> {
    let mut texts: Vec<Value> = texts.map(Value::from).collect();
    match texts.len() {
        0 => None,
        1 => texts.pop(),
        _ => Some(Value::Array(texts)),
    }
}
