//! What is looked at before a style is read: that its XML is whole, and that applying it ends.
//!
//! A file of a few lines could otherwise be nested, or refer to its own macros, without end.

use std::collections::{HashMap, HashSet};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::StyleError;

/// How deep elements may be nested.
const DEPTH: usize = 100;
/// How many elements a style may come to when all its macros are written out.
const LARGEST: usize = 200_000;

/// A macro: the elements of its own, and the macros that it calls.
#[derive(Default)]
struct Macro {
    size: usize,
    calls: Vec<String>,
}

/// Says what is wrong with a style's XML.
pub(super) fn check(xml: &str) -> Result<(), StyleError> {
    let mut reader = Reader::from_str(xml);
    let mut macros: HashMap<String, Macro> = HashMap::new();
    // All outside of the macros stands under no name.
    let mut here = String::new();
    let mut depth: usize = 0;
    loop {
        let event = reader.read_event().map_err(|e| {
            let at = usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
            at_byte(xml, at, &format!("not well-formed XML: {e}"))
        })?;
        let (element, opens) = match &event {
            Event::Start(element) => (element, true),
            Event::Empty(element) => (element, false),
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                if element.local_name().as_ref() == b"macro" {
                    here.clear();
                }
                continue;
            }
            Event::DocType(_) => {
                return Err(at_byte(
                    xml,
                    place(&reader),
                    "styles hold no DOCTYPE; remove it",
                ));
            }
            Event::Eof => break,
            _ => continue,
        };
        depth += usize::from(opens);
        if depth > DEPTH {
            let message = format!("nested more than {DEPTH} deep; no style needs that");
            return Err(at_byte(xml, place(&reader), &message));
        }
        if element.local_name().as_ref() == b"macro" && opens {
            here = attribute(element, "name").unwrap_or_default();
        }
        let entry = macros.entry(here.clone()).or_default();
        entry.size += 1;
        entry.calls.extend(attribute(element, "macro"));
    }
    if depth > 0 {
        return Err(at_byte(
            xml,
            xml.len(),
            "the file ends within an element; get it anew",
        ));
    }
    ends(&macros).map_err(StyleError::NoStyle)
}

fn place(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok().flatten()?;
    let value = attribute.unescape_value().ok()?;
    Some(value.into_owned())
}

/// Follows the calls of macros, without recursion, and adds up what they come to.
fn ends(macros: &HashMap<String, Macro>) -> Result<(), String> {
    let mut sizes: HashMap<&str, usize> = HashMap::new();
    for start in macros.keys() {
        let mut path = vec![(start.as_str(), 0)];
        let mut open: HashSet<&str> = HashSet::from([start.as_str()]);
        while let Some((name, next)) = path.last_mut() {
            let Some(this) = macros.get(*name).filter(|_| !sizes.contains_key(*name)) else {
                open.remove(*name);
                path.pop();
                continue;
            };
            if let Some(called) = this.calls.get(*next) {
                *next += 1;
                if sizes.contains_key(called.as_str()) {
                    continue;
                }
                if !open.insert(called) {
                    return Err(format!("the macro `{called}` calls itself"));
                }
                path.push((called, 0));
                continue;
            }
            let called = this.calls.iter();
            let called = called.map(|c| sizes.get(c.as_str()).copied().unwrap_or(1));
            let size = called.fold(this.size, usize::saturating_add);
            if size > LARGEST {
                return Err(format!(
                    "with its macros written out it holds more than {LARGEST} elements"
                ));
            }
            sizes.insert(name, size);
        }
    }
    Ok(())
}

fn at_byte(xml: &str, at: usize, message: &str) -> StyleError {
    let at = crate::text::fold::floor_boundary(xml, at.min(xml.len()));
    let before = xml.get(..at).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |n| n + 1);
    let line = before.get(line_start..).unwrap_or_default();
    StyleError::At {
        line: before.matches('\n').count() + 1,
        column: line.chars().count() + 1,
        message: message.to_owned(),
    }
}
