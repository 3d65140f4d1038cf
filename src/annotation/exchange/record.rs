//! The plain record of `postil anchor`: one JSON object, one selector.

use std::ops::Range;

use serde_json::Value;

use super::wanted::Wanted;
use crate::annotation::anchor::{Pick, Selector, Words};

/// What a record asks for: `exact`, or `start` and `end`, or `quote` (with `…` between the first
/// and the last words); with `prefix`, `suffix`, `nth`, `hint` and `stamp`.
///
/// # Errors
/// Says which field is missing or malformed.
pub fn wanted_of_record(record: &Value) -> Result<Wanted, String> {
    let words = |field: &str| match record.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format!("`{field}` is not a string")),
    };
    let hint = hint(record.get("hint"))?;
    let selected = match (words("exact")?, words("quote")?) {
        (Some(exact), _) => Words::Whole(exact),
        (None, Some(quote)) => Words::quoted(&quote),
        (None, None) => match (record.get("start"), record.get("end")) {
            (Some(Value::String(start)), Some(Value::String(end))) => {
                Words::Ends(start.clone(), end.clone())
            }
            (Some(Value::String(start)), None | Some(Value::Null)) => Words::Whole(start.clone()),
            (Some(Value::Number(_)), Some(Value::Number(_))) => {
                return position(record).map(Wanted::Position);
            }
            (None, None) if has_context(record) => Words::Whole(String::new()),
            _ => return Err("there is neither `exact` nor `start` and `end`".to_owned()),
        },
    };
    Ok(Wanted::Words(Box::new(Selector {
        prefix: words("prefix")?.unwrap_or_default(),
        suffix: words("suffix")?.unwrap_or_default(),
        pick: pick(record.get("nth"))?,
        hint,
        stamp: match words("stamp")? {
            Some(stamp) => Some(stamp.parse().map_err(|()| {
                "`stamp` is not eight hexadecimal digits, a colon and a count".to_owned()
            })?),
            None => None,
        },
        ..Selector::new(selected)
    })))
}

fn has_context(record: &Value) -> bool {
    record.get("prefix").is_some() || record.get("suffix").is_some()
}

/// `start` and `end` as numbers.
pub(super) fn position(record: &Value) -> Result<Range<usize>, String> {
    let number = |field: &str| {
        record
            .get(field)
            .and_then(Value::as_u64)
            .and_then(|n| usize::try_from(n).ok())
            .ok_or_else(|| format!("`{field}` is not a whole number"))
    };
    let range = number("start")?..number("end")?;
    if range.start > range.end {
        return Err("`start` is after `end`".to_owned());
    }
    Ok(range)
}

/// A hint: a start, a pair, or an object with `start` and perhaps `end`.
fn hint(hint: Option<&Value>) -> Result<Option<Range<usize>>, String> {
    let Some(hint) = hint.filter(|h| !h.is_null()) else {
        return Ok(None);
    };
    let (start, end) = match hint {
        Value::Array(pair) => (pair.first(), pair.get(1)),
        Value::Object(object) => (object.get("start"), object.get("end")),
        number => (Some(number), None),
    };
    let whole = |n: &Value| n.as_u64().and_then(|n| usize::try_from(n).ok());
    let start = start
        .and_then(whole)
        .ok_or("`hint` is neither a number nor a pair of them")?;
    let end = end.and_then(whole).unwrap_or(start);
    Ok(Some(start..end.max(start)))
}

/// `2`, `"2/3"` or `"all"`.
fn pick(nth: Option<&Value>) -> Result<Option<Pick>, String> {
    let bad = || "`nth` is neither a number from 1, nor `2/3`, nor `all`".to_owned();
    let text = match nth {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(_) => return Err(bad()),
    };
    if text == "all" {
        return Ok(Some(Pick::All));
    }
    let number = |t: &str| t.trim().parse::<usize>().map_err(|_| bad());
    let (index, count) = match text.split_once('/') {
        Some((index, count)) => (number(index)?, Some(number(count)?)),
        None => (number(&text)?, None),
    };
    if index == 0 || count.is_some_and(|count| index > count) {
        return Err(bad());
    }
    Ok(Some(Pick::Nth { index, count }))
}
