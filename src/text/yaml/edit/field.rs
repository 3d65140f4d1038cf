//! Setting and removing fields of a mapping, each where it stands or where it belongs.

use serde_json::Value as Json;

use super::written::{self, Written};
use super::{EditError, Node, Splice, Style, Value, lines};
use crate::text::yaml::Entry;

/// The splices that set the fields of `mapping`, or remove those whose value is `None`.
pub(super) fn set(
    text: &str,
    mapping: &Node,
    changes: &[(&str, Option<Json>)],
    order: &[&str],
) -> Result<Vec<Splice>, EditError> {
    let Some(entries) = mapping.entries() else {
        let what = format!("this is {} and has no fields", mapping.kind());
        return Err(EditError::new(mapping.at, what));
    };
    if mapping.style == Style::Alias {
        return Err(EditError::new(mapping.at, "this is an alias of another"));
    }
    let mut splices = Vec::new();
    let mut gone: Vec<&str> = Vec::new();
    let mut new = Vec::new();
    for (name, value) in changes {
        let entry = entries.iter().find(|e| e.key == **name);
        match (entry, value) {
            (Some(entry), Some(value)) if entry.value.to_json() == *value => {}
            (Some(entry), Some(value)) => splices.extend(change(text, mapping, entry, value)?),
            (Some(_), None) => gone.push(name),
            (None, Some(value)) => new.push((*name, value)),
            (None, None) => {}
        }
    }
    splices.extend(remove(text, mapping, entries, &gone)?);
    for (name, value) in new {
        splices.push(insert(text, mapping, entries, &gone, name, value, order)?);
    }
    Ok(splices)
}

/// Where the colon after an entry's key stands.
pub(super) fn colon(text: &str, entry: &Entry) -> Option<usize> {
    let rest = text.get(entry.key_end..)?;
    let at = rest.find(|c: char| !c.is_whitespace())?;
    rest.get(at..)?
        .starts_with(':')
        .then_some(entry.key_end + at)
}

/// Gives an entry another value.
fn change(
    text: &str,
    mapping: &Node,
    entry: &Entry,
    value: &Json,
) -> Result<Vec<Splice>, EditError> {
    let old = &entry.value;
    if let (Some(_), Json::Object(map), Style::Block | Style::Flow) =
        (old.entries(), value, old.style)
        && !map.is_empty()
    {
        return change_within(text, old, map);
    }
    if let (Some(items), Json::Array(new)) = (old.items(), value)
        && let Some(splice) = extend_list(old, items, new)
    {
        return Ok(vec![splice]);
    }
    let lost = || EditError::new(entry.at, format!("the value of `{}`", entry.key));
    let after_colon = colon(text, entry).ok_or_else(lost)? + 1;
    let written = match column_of(text, mapping, entry) {
        Some(column) => written::written(value, column + entry.key.len() + 2, column),
        None => Written::Inline(written::flow(value)),
    };
    // What stands now: a header (all of the value, but for a block scalar) and lines below.
    let (header, below) = if old.style == Style::BlockScalar {
        block_scalar(text, after_colon, old).ok_or_else(lost)?
    } else {
        let gap = text.get(after_colon..old.span.start).unwrap_or_default();
        let start = if old.value == Value::Null && old.span.is_empty() || gap.trim().is_empty() {
            after_colon
        } else {
            old.span.start
        };
        let end = old.span.end.max(start);
        (start..end, end..end)
    };
    let space = if header.start == after_colon { " " } else { "" };
    let (new_header, lines) = match written {
        Written::Inline(text) => (text, None),
        Written::Block { header, lines } => (header, Some(lines)),
    };
    let put = |range, text| Splice { range, text };
    let mut splices = vec![put(header.clone(), format!("{space}{new_header}"))];
    let block = lines.map(|lines| {
        let indent = column_of(text, mapping, entry).unwrap_or_default() + 2;
        indented(&lines, indent)
    });
    match (block, below.is_empty()) {
        (None, true) => {}
        (None, false) => splices.push(put(below, String::new())),
        (Some(block), false) => splices.push(put(below, format!("\n{block}"))),
        (Some(block), true) => {
            let end = lines::end(text, header.end);
            splices.push(put(end..end, format!("\n{block}")));
        }
    }
    Ok(splices)
}

/// The bytes of a block scalar's header, and of its content from the end of the header's line.
fn block_scalar(
    text: &str,
    after_colon: usize,
    old: &Node,
) -> Option<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    let mut from = after_colon;
    // Tags and anchors may stand before it.
    loop {
        let rest = text.get(from..)?;
        let token = from + rest.find(|c: char| !matches!(c, ' ' | '\t'))?;
        let word = text.get(token..)?;
        let end = token + word.find(char::is_whitespace).unwrap_or(word.len());
        if word.starts_with(['|', '>']) {
            let line = lines::end(text, end);
            return Some((token..end, line..old.span.end.max(line)));
        }
        if !word.starts_with(['&', '!']) {
            return None;
        }
        from = end;
    }
}

/// Where the key of an entry stands on its line; `None` within braces.
fn column_of(text: &str, mapping: &Node, entry: &Entry) -> Option<usize> {
    if mapping.style != Style::Block {
        return None;
    }
    let start = lines::start(text, entry.span.start);
    let before = text.get(start..entry.span.start)?;
    // After a dash the columns count as well.
    before
        .bytes()
        .all(|b| b == b' ' || b == b'-')
        .then_some(before.len())
}

/// Changes only what differs within a nested mapping.
fn change_within(
    text: &str,
    old: &Node,
    map: &serde_json::Map<String, Json>,
) -> Result<Vec<Splice>, EditError> {
    let keys: Vec<&str> = map.keys().map(String::as_str).collect();
    let entries = old.entries().unwrap_or_default();
    let removed = entries.iter().filter(|e| !map.contains_key(&e.key));
    let changes: Vec<(&str, Option<Json>)> = map
        .iter()
        .map(|(key, value)| (key.as_str(), Some(value.clone())))
        .chain(removed.map(|e| (e.key.as_str(), None)))
        .collect();
    set(text, old, &changes, &keys)
}

/// Adds to the end of a list in brackets, when that is all that has changed.
fn extend_list(old: &Node, items: &[Node], new: &[Json]) -> Option<Splice> {
    let grown = new.get(items.len()..).filter(|more| !more.is_empty())?;
    let same = items.iter().zip(new).all(|(a, b)| a.to_json() == *b);
    if old.style != Style::Flow || !same {
        return None;
    }
    let last = items.last()?;
    let more: Vec<String> = grown.iter().map(written::flow).collect();
    Some(Splice {
        range: last.span.end..last.span.end,
        text: format!(", {}", more.join(", ")),
    })
}

/// Adds a field after the last of those that go before it.
fn insert(
    text: &str,
    mapping: &Node,
    entries: &[Entry],
    gone: &[&str],
    name: &str,
    value: &Json,
    order: &[&str],
) -> Result<Splice, EditError> {
    let rank = |key: &str| order.iter().position(|k| *k == key);
    let mine = rank(name);
    let staying = || entries.iter().filter(|e| !gone.contains(&e.key.as_str()));
    let before = staying()
        .filter(|e| mine.is_some() && rank(&e.key) < mine)
        .rfind(|e| rank(&e.key).is_some())
        .or_else(|| {
            if mine.is_some() {
                staying().next()
            } else {
                staying().next_back()
            }
        })
        .ok_or_else(|| EditError::new(mapping.at, "no field would be left"))?;
    if mapping.style == Style::Flow {
        let at = before
            .span
            .end
            .max(colon(text, before).map_or(0, |c| c + 1));
        let field = format!(", {}", written::flow_field(name, value));
        return Ok(Splice {
            range: at..at,
            text: field,
        });
    }
    let column = column_of(text, mapping, before)
        .ok_or_else(|| EditError::new(before.at, "the field does not begin its line"))?;
    let field = indented(&written::field_lines(name, value, column), column);
    let at = lines::end(text, before.span.end);
    Ok(Splice {
        range: at..at,
        text: format!("\n{field}"),
    })
}

/// Lines with an indentation each, without a line feed at the end.
fn indented(lines: &[String], indent: usize) -> String {
    let lines: Vec<String> = lines
        .iter()
        .map(|line| match line.as_str() {
            "" => String::new(),
            line => format!("{}{line}", " ".repeat(indent)),
        })
        .collect();
    lines.join("\n")
}

/// Removes fields.
fn remove(
    text: &str,
    mapping: &Node,
    entries: &[Entry],
    gone: &[&str],
) -> Result<Vec<Splice>, EditError> {
    let is_gone = |e: &Entry| gone.contains(&e.key.as_str());
    if !gone.is_empty() && entries.iter().all(is_gone) {
        return Err(EditError::new(mapping.at, "no field would be left"));
    }
    let last_kept = entries.iter().rposition(|e| !is_gone(e));
    let mut splices = Vec::new();
    for (index, entry) in entries.iter().enumerate().filter(|(_, e)| is_gone(e)) {
        let before = index.checked_sub(1).and_then(|i| entries.get(i));
        let next = entries.get(index + 1);
        let range = match (mapping.style, before, next) {
            (Style::Flow, Some(before), _) if Some(index) > last_kept => {
                before.span.end..entry.span.end
            }
            (Style::Flow, _, Some(next)) => entry.span.start..next.span.start,
            // The first field stands after the dash: the next one takes its place.
            (Style::Block, None, Some(next)) => entry.span.start..next.span.start,
            (Style::Block, _, _) => {
                let start = lines::start(text, entry.span.start);
                start..lines::next(text, lines::end(text, entry.span.end))
            }
            _ => return Err(EditError::new(entry.at, "the field cannot be removed")),
        };
        splices.push(Splice {
            range,
            text: String::new(),
        });
    }
    Ok(splices)
}
