//! Annotations of the W3C Web Annotation Data Model (Recommendation of 23 February 2017).
//!
//! All its selectors that select text are understood, with `refinedBy` and several selectors as
//! alternatives; so are the older names of the Open Annotation model. Selectors of pictures and of
//! a page's markup are named as what they are.

use serde_json::{Map, Value};

use super::fragment;
use super::record::{position, wanted_of_record};
use super::wanted::Wanted;

/// One target of an annotation.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The address of what is annotated, where it is given.
    pub source: Option<String>,
    /// What is selected of it; `None` for all of it.
    pub wanted: Option<Wanted>,
}

/// How deep selectors may be nested.
const DEPTH: usize = 16;

/// The targets of an annotation, of a list of targets, or of a bare selector; `None` when the
/// value is none of these.
///
/// # Errors
/// Says which selector is malformed.
pub fn targets_of_annotation(value: &Value) -> Result<Option<Vec<Target>>, String> {
    let Value::Object(object) = value else {
        return Ok(None);
    };
    if let Some(target) = field(object, "target").or_else(|| object.get("hasTarget")) {
        let mut targets = Vec::new();
        collect(target, &mut targets, DEPTH)?;
        return Ok(Some(targets));
    }
    if let Some(selector) = field(object, "selector").or_else(|| object.get("hasSelector")) {
        return Ok(Some(vec![Target {
            source: source(object),
            wanted: Some(selectors(selector, DEPTH)?),
        }]));
    }
    if type_of(object).is_some_and(|t| t.ends_with("Selector")) {
        return Ok(Some(vec![Target {
            source: None,
            wanted: Some(selectors(value, DEPTH)?),
        }]));
    }
    Ok(None)
}

/// A field under its plain name or with the prefix of the model.
fn field<'v>(object: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    object
        .get(name)
        .or_else(|| object.get(&format!("oa:{name}")))
}

fn source(object: &Map<String, Value>) -> Option<String> {
    let source = match field(object, "source").or_else(|| object.get("hasSource"))? {
        Value::Object(source) => source.get("id").or_else(|| source.get("@id"))?,
        other => other,
    };
    source.as_str().map(str::to_owned)
}

fn collect(value: &Value, targets: &mut Vec<Target>, depth: usize) -> Result<(), String> {
    if depth == 0 {
        return Err("the targets are nested too deep".to_owned());
    }
    match value {
        Value::Array(all) => {
            for one in all {
                collect(one, targets, depth - 1)?;
            }
        }
        Value::String(address) => targets.push(Target {
            source: Some(address.clone()),
            wanted: address
                .split_once('#')
                .and_then(|(_, f)| fragment::wanted(f)),
        }),
        Value::Object(object) => {
            // Choice, Composite, List and Independents hold others.
            if let Some(items) = field(object, "items").or_else(|| object.get("members")) {
                return collect(items, targets, depth - 1);
            }
            let selector = field(object, "selector").or_else(|| object.get("hasSelector"));
            if let (None, Some(id)) = (selector, object.get("id").or_else(|| object.get("@id")))
                && source(object).is_none()
            {
                return collect(id, targets, depth - 1);
            }
            let source = source(object);
            let fragment = source.as_deref().and_then(|s| s.split_once('#'));
            targets.push(Target {
                wanted: match selector {
                    Some(selector) => Some(selectors(selector, DEPTH)?),
                    None => fragment.and_then(|(_, f)| fragment::wanted(f)),
                },
                source,
            });
        }
        _ => return Err("a target is neither an address nor an object".to_owned()),
    }
    Ok(())
}

/// One selector, or several that should select the same.
fn selectors(value: &Value, depth: usize) -> Result<Wanted, String> {
    if depth == 0 {
        return Err("the selectors are nested too deep".to_owned());
    }
    match value {
        Value::Array(all) => {
            let mut all = all
                .iter()
                .map(|s| selectors(s, depth - 1))
                .collect::<Result<Vec<_>, _>>()?;
            match (all.len(), all.pop()) {
                (1, Some(one)) => Ok(one),
                (_, None) => Err("there is no selector".to_owned()),
                (_, Some(last)) => {
                    all.push(last);
                    Ok(Wanted::Any(all))
                }
            }
        }
        Value::Object(object) => selector(object, value, depth),
        Value::String(_) => Ok(Wanted::Foreign("selector elsewhere".to_owned())),
        _ => Err("a selector is neither an object nor a list".to_owned()),
    }
}

fn selector(object: &Map<String, Value>, value: &Value, depth: usize) -> Result<Wanted, String> {
    // Choices of the older model hold their selectors as items.
    if let Some(items) = field(object, "items").or_else(|| object.get("members")) {
        return selectors(items, depth - 1);
    }
    let nested = |name: &str| match field(object, name) {
        Some(inner) => selectors(inner, depth - 1).map(Some),
        None => Ok(None),
    };
    let kind = type_of(object).unwrap_or_else(|| guessed(object).to_owned());
    let own = match kind.as_str() {
        "TextQuoteSelector" => {
            if !object.contains_key("exact") {
                return Err("a TextQuoteSelector has no `exact`".to_owned());
            }
            wanted_of_record(value)?
        }
        "TextPositionSelector" => Wanted::Position(position(value)?),
        "DataPositionSelector" => Wanted::Bytes(position(value)?),
        "FragmentSelector" => {
            let fragment = field(object, "value").and_then(Value::as_str);
            let fragment = fragment.ok_or("a FragmentSelector has no `value`")?;
            fragment::wanted(fragment).unwrap_or_else(|| Wanted::Foreign(kind.clone()))
        }
        "RangeSelector" => match (nested("startSelector")?, nested("endSelector")?) {
            (Some(start), Some(end)) if holds_text(&start) && holds_text(&end) => {
                Wanted::Between(Box::new(start), Box::new(end))
            }
            _ => Wanted::Foreign(kind.clone()),
        },
        other => Wanted::Foreign(other.to_owned()),
    };
    Ok(match (own, nested("refinedBy")?) {
        (own, None) => own,
        // What cannot be resolved here is at least narrowed to what can.
        (Wanted::Foreign(_), Some(inner)) => inner,
        (own, Some(inner)) => Wanted::Refined(Box::new(own), Box::new(inner)),
    })
}

/// Whether any of it can be resolved in a text.
fn holds_text(wanted: &Wanted) -> bool {
    match wanted {
        Wanted::Foreign(_) => false,
        Wanted::Any(all) => all.iter().any(holds_text),
        _ => true,
    }
}

/// The type, without the prefix of the model.
fn type_of(object: &Map<String, Value>) -> Option<String> {
    let types = object.get("type").or_else(|| object.get("@type"))?;
    let all = match types {
        Value::Array(all) => all.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut names = all
        .iter()
        .filter_map(Value::as_str)
        .map(|t| t.rsplit([':', '#', '/']).next().unwrap_or(t).to_owned());
    names.find(|t| t.ends_with("Selector"))
}

/// The type that an object without one must have.
fn guessed(object: &Map<String, Value>) -> &'static str {
    if object.contains_key("exact") {
        "TextQuoteSelector"
    } else if object.contains_key("startSelector") {
        "RangeSelector"
    } else if object.get("start").is_some_and(Value::is_number) {
        "TextPositionSelector"
    } else if object.contains_key("value") {
        "FragmentSelector"
    } else {
        "selector without a type"
    }
}
