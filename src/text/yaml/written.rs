//! JSON values → YAML text in the layout of a hand: one field on a line, small collections in
//! braces, long text folded or literal. The values themselves are written by [`scalar`].
//!
//! What is written reads back as the same value, by this reader and by any other.

use serde_json::{Map, Value};

use super::scalar::{self, Place};

/// How wide a line may become before its value is folded or broken.
const WIDTH: usize = 84;

/// How wide the lines of folded text are.
const FOLDED_WIDTH: usize = 76;

/// The fields of a mapping, one on a line, each line indented by `indent` and ended by `\n`.
pub fn fields(map: &Map<String, Value>, indent: usize) -> String {
    let mut out = String::new();
    for line in mapping_lines(map, indent) {
        push_line(&mut out, &line, indent);
    }
    out
}

/// A mapping as an item of a list: `- ` before its first field, `indent` columns before the dash.
pub fn item(map: &Map<String, Value>, indent: usize) -> String {
    let mut out = String::new();
    for (i, line) in mapping_lines(map, indent + 2).iter().enumerate() {
        let line = match (i, line.as_str()) {
            (0, line) => format!("- {line}"),
            (_, "") => String::new(),
            (_, line) => format!("  {line}"),
        };
        push_line(&mut out, &line, indent);
    }
    out
}

fn push_line(out: &mut String, line: &str, indent: usize) {
    if !line.is_empty() {
        out.push_str(&" ".repeat(indent));
        out.push_str(line);
    }
    out.push('\n');
}

fn mapping_lines(map: &Map<String, Value>, indent: usize) -> Vec<String> {
    if map.is_empty() {
        return vec!["{}".to_owned()];
    }
    map.iter()
        .flat_map(|(key, value)| field_lines(key, value, indent))
        .collect()
}

/// The lines of `key: value`, the first without indentation, the others relative to it; `indent`
/// is where the first will stand.
pub(super) fn field_lines(key: &str, value: &Value, indent: usize) -> Vec<String> {
    let key = scalar::one_line(key, Place::Flow);
    match written(value, indent + key.len() + 2, indent) {
        Written::Inline(text) => vec![format!("{key}: {text}")],
        Written::Block { header, lines } => {
            let first = format!("{key}: {header}").trim_end().to_owned();
            std::iter::once(first)
                .chain(lines.into_iter().map(|line| match line.as_str() {
                    "" => line,
                    _ => format!("  {line}"),
                }))
                .collect()
        }
    }
}

/// A value as it is written after `key: `.
pub(super) enum Written {
    /// On the line of the key.
    Inline(String),
    /// A header on the line of the key (`>-`, or nothing for a collection), and the lines below,
    /// relative to their own indentation.
    Block { header: String, lines: Vec<String> },
}

/// How a value is written when `column` columns of its line are taken and its mapping stands at
/// `indent`.
pub(super) fn written(value: &Value, column: usize, indent: usize) -> Written {
    let fits = |text: &str| column + crate::text::width::of(text) <= WIDTH;
    match value {
        Value::String(text) => {
            if text.contains('\n') {
                return match scalar::literal(text) {
                    Some((header, lines)) => Written::Block { header, lines },
                    None => Written::Inline(scalar::one_line(text, Place::Block)),
                };
            }
            if !fits(text)
                && let Some(block) = folded(text)
            {
                return block;
            }
            Written::Inline(scalar::one_line(text, Place::Block))
        }
        Value::Array(items) => {
            let one_line = flow(value);
            if fits(&one_line) || items.is_empty() {
                return Written::Inline(one_line);
            }
            Written::Block {
                header: String::new(),
                lines: items
                    .iter()
                    .flat_map(|v| item_lines(v, indent + 2))
                    .collect(),
            }
        }
        Value::Object(map) => {
            let one_line = flow(value);
            let one_word_deep = fits(&one_line) || map.is_empty();
            if one_word_deep && !holds_line_break(value) {
                return Written::Inline(one_line);
            }
            Written::Block {
                header: String::new(),
                lines: mapping_lines(map, indent + 2),
            }
        }
        other => Written::Inline(flow(other)),
    }
}

fn item_lines(value: &Value, indent: usize) -> Vec<String> {
    let one_line = flow(value);
    match value {
        Value::Object(map) if indent + 2 + one_line.len() > WIDTH && !map.is_empty() => {
            mapping_lines(map, indent + 2)
                .iter()
                .enumerate()
                .map(|(i, line)| match (i, line.as_str()) {
                    (0, line) => format!("- {line}"),
                    (_, "") => String::new(),
                    (_, line) => format!("  {line}"),
                })
                .collect()
        }
        _ => vec![format!("- {one_line}")],
    }
}

fn holds_line_break(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\n'),
        Value::Array(items) => items.iter().any(holds_line_break),
        Value::Object(map) => map.values().any(holds_line_break),
        _ => false,
    }
}

/// `key: value` as it stands within braces.
pub(super) fn flow_field(key: &str, value: &Value) -> String {
    format!("{}: {}", scalar::one_line(key, Place::Flow), flow(value))
}

/// A value on one line, as it stands within braces or brackets.
pub fn flow(value: &Value) -> String {
    match value {
        Value::Null => "~".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => scalar::one_line(text, Place::Flow),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) => {
            let fields: Vec<String> = map
                .iter()
                .map(|(key, value)| flow_field(key, value))
                .collect();
            format!("{{{}}}", fields.join(", "))
        }
    }
}

/// Folded text: broken at single spaces between words. `None` when it has no such place early
/// enough, or when folding would not read back.
fn folded(text: &str) -> Option<Written> {
    let foldable = !scalar::needs_escapes(text) && !text.starts_with(' ') && !text.ends_with(' ');
    if !foldable {
        return None;
    }
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut columns = 0;
    // A piece ends before a single space; runs of spaces stay within a piece.
    for piece in pieces(text) {
        let width = crate::text::width::of(piece);
        if !line.is_empty() && columns + 1 + width > FOLDED_WIDTH {
            lines.push(std::mem::take(&mut line));
            columns = 0;
        }
        if !line.is_empty() {
            line.push(' ');
            columns += 1;
        }
        line.push_str(piece);
        columns += width;
    }
    lines.push(line);
    (lines.len() > 1).then(|| Written::Block {
        header: ">-".to_owned(),
        lines,
    })
}

/// The text cut at each space that stands alone.
fn pieces(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(' ') {
        let alone = at > 0
            && bytes.get(at - 1).is_some_and(|&b| b != b' ')
            && bytes.get(at + 1).is_some_and(|&b| b != b' ');
        if alone {
            pieces.push(text.get(start..at).unwrap_or_default());
            start = at + 1;
        }
    }
    pieces.push(text.get(start..).unwrap_or_default());
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::text::problem::Problems;
    use crate::text::yaml;

    fn map(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(map) => map,
            other => panic!("{other} is no mapping"),
        }
    }

    #[test]
    fn a_note_looks_as_a_hand_would_write_it() {
        let long = "A long remark that goes on well beyond the width of a line, and so is folded \
                    at its spaces into several lines.";
        let note = map(json!({
            "id": "q01", "at": "1¶2", "quote": "either … it", "locator": {"volume": 2, "page": 65},
            "tags": ["a, b", "c"], "as": "On Bread: a history", "note": long,
            "verse": "One line,\n  and another.",
        }));
        insta::assert_snapshot!(item(&note, 2), @r"
        - id: q01
          at: 1¶2
          quote: either … it
          locator: {volume: 2, page: 65}
          tags: ['a, b', c]
          as: 'On Bread: a history'
          note: >-
            A long remark that goes on well beyond the width of a line, and so is folded
            at its spaces into several lines.
          verse: |-
            One line,
              and another.
        ");
    }

    fn value() -> impl Strategy<Value = Value> {
        let text = prop_oneof![
            any::<String>(),
            "[ -~\n\t¶…]{0,200}",
            "([a-z#:'\"-]{1,9}  ?){0,40}",
            "( {0,3}[a-z#-]{0,6}\n){0,5}",
        ];
        let leaf = prop_oneof![
            text.prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            Just(Value::Null),
        ];
        leaf.prop_recursive(3, 24, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec(("\\PC{1,9}", inner), 0..5)
                    .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(
            pairs in prop::collection::vec((".{0,8}", value()), 1..5), indent in 0usize..5,
        ) {
            let map: Map<String, Value> = pairs.into_iter().collect();
            for text in [fields(&map, indent), format!("- {}\n", flow(&Value::Object(map.clone())))] {
                let mut problems = Problems::of("f.yaml");
                let node = yaml::read(&text, &mut problems);
                let Some(node) = node else { panic!("{problems:?}\n{text}") };
                let read = if text.starts_with("- ") {
                    node.items().unwrap()[0].to_json()
                } else {
                    node.to_json()
                };
                prop_assert_eq!(&read, &Value::Object(map.clone()), "{}", text);
                let other = serde_yaml::from_str::<Value>(&text);
                let Ok(other) = other else { panic!("{other:?}\n{text}") };
                let other = other.get(0).unwrap_or(&other);
                prop_assert_eq!(other, &Value::Object(map.clone()), "{}", text);
                prop_assert!(!text.chars().any(|c| c != '\t' && crate::text::safe::is_hazard(c)));
            }
            let list = format!("list:\n{0}{0}", item(&map, indent));
            let node = yaml::read(&list, &mut Problems::of("f.yaml")).unwrap();
            let items = node.get("list").unwrap().to_json();
            prop_assert_eq!(&items[1], &Value::Object(map), "{}", list);
        }
    }
}
