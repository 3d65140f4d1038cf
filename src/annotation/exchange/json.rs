//! JSON exports: W3C annotations, Hypothesis, Zotero, Readwise.
//!
//! Hypothesis: <https://h.readthedocs.io/en/latest/api-reference/v1/>. Zotero: annotation items of
//! its Web API v3 and of Better BibTeX JSON. Readwise: `GET /api/v2/export/` and `/highlights/`.

use serde_json::{Map, Value};

use super::notes::{Export, ForeignNote, NoteFormat};
use super::w3c::{Target, targets_of_annotation};
use super::wanted::Wanted;

/// How deep lists and pages may be nested.
const DEPTH: usize = 12;

/// Reads the documents of a JSON file.
pub(super) fn read(values: &[Value]) -> Result<Export, String> {
    let format = values.iter().find_map(|v| format_of(v, DEPTH));
    let Some(format) = format else {
        return Err(
            "the JSON holds no annotations of the W3C model, of Hypothesis, Zotero or Readwise"
                .to_owned(),
        );
    };
    let mut export = Export::new(format);
    for value in values {
        collect(value, None, &mut export, DEPTH);
    }
    Ok(export)
}

/// What the first object that tells is.
fn format_of(value: &Value, depth: usize) -> Option<NoteFormat> {
    let inside = |value: &Value| format_of(value, depth.checked_sub(1)?);
    match value {
        Value::Array(all) => all.iter().find_map(inside),
        Value::Object(object) => {
            if object.contains_key("annotationType") || object.contains_key("annotationText") {
                Some(NoteFormat::ZoteroJson)
            } else if is_readwise(object) {
                Some(NoteFormat::ReadwiseJson)
            } else if object.contains_key("target") || object.contains_key("hasTarget") {
                let hypothesis = ["uri", "permissions", "user", "group"];
                let theirs = hypothesis.iter().any(|f| object.contains_key(*f));
                Some(if theirs {
                    NoteFormat::HypothesisJson
                } else {
                    NoteFormat::Web
                })
            } else {
                object.values().filter(|v| !v.is_string()).find_map(inside)
            }
        }
        _ => None,
    }
}

fn is_readwise(object: &Map<String, Value>) -> bool {
    object.get("text").is_some_and(Value::is_string)
        && (object.contains_key("highlighted_at")
            || object.contains_key("location_type")
            || object.contains_key("book_id"))
}

/// Takes every note out of lists, pages and items, in order.
fn collect(value: &Value, about: Option<&str>, export: &mut Export, depth: usize) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    match value {
        Value::Array(all) => all.iter().for_each(|v| collect(v, about, export, depth)),
        Value::Object(object) => {
            let note = match export.format {
                NoteFormat::ZoteroJson => zotero(object),
                NoteFormat::ReadwiseJson => readwise(object),
                _ => web(object, export),
            };
            if let Some(mut note) = note {
                note.about = note.about.or_else(|| about.map(str::to_owned));
                export.notes.push(note);
                return;
            }
            // Books and items give their title to what is in them.
            let title = ["title", "uri", "source_url"]
                .iter()
                .find_map(|f| object.get(*f)?.as_str());
            let about = title.or(about);
            for value in object.values().filter(|v| v.is_object() || v.is_array()) {
                collect(value, about, export, depth);
            }
        }
        _ => {}
    }
}

fn text<'v>(object: &'v Map<String, Value>, field: &str) -> Option<&'v str> {
    object
        .get(field)?
        .as_str()
        .map(str::trim)
        .filter(|t| !t.is_empty())
}

/// An annotation of the W3C model, or of Hypothesis.
fn web(object: &Map<String, Value>, export: &mut Export) -> Option<ForeignNote> {
    if !object.contains_key("target") && !object.contains_key("hasTarget") {
        return None;
    }
    let id = text(object, "id").or_else(|| text(object, "@id"));
    let targets = match targets_of_annotation(&Value::Object(object.clone())) {
        Ok(targets) => targets.unwrap_or_default(),
        Err(why) => {
            let name = id.unwrap_or("an annotation");
            export.passed_over.push(format!("{name}: {why}"));
            return None;
        }
    };
    let mut note = ForeignNote {
        id: id.map(str::to_owned),
        about: text(object, "uri")
            .map(str::to_owned)
            .or_else(|| targets.iter().find_map(|t| t.source.clone())),
        ..ForeignNote::default()
    };
    note.wanted = one_target(targets, &mut note.unheld);
    for field in ["body", "bodyValue", "hasBody", "text"] {
        if let Some(body) = object.get(field) {
            take_body(body, &mut note, DEPTH);
        }
    }
    if let Some(Value::Array(tags)) = object.get("tags") {
        let tags = tags.iter().filter_map(Value::as_str);
        note.tags.extend(tags.map(str::to_owned));
    }
    let reply = object.get("references").and_then(Value::as_array);
    if reply.is_some_and(|r| !r.is_empty()) {
        note.unheld.push("what it replies to");
    }
    for (field, name) in [
        ("creator", "creator"),
        ("user", "creator"),
        ("group", "group"),
        ("stylesheet", "style"),
        ("audience", "audience"),
        ("rights", "rights"),
    ] {
        if object.contains_key(field) {
            note.unheld.push(name);
        }
    }
    Some(note)
}

/// Of several targets only the first that selects text is held.
fn one_target(targets: Vec<Target>, unheld: &mut Vec<&'static str>) -> Option<Wanted> {
    let mut wanted: Vec<Wanted> = targets.into_iter().filter_map(|t| t.wanted).collect();
    if wanted.len() > 1 {
        unheld.push("more than one target");
    }
    let first = wanted.iter().position(|w| !matches!(w, Wanted::Foreign(_)));
    match first {
        Some(first) => Some(wanted.swap_remove(first)),
        None => wanted.pop(),
    }
}

fn take_body(body: &Value, note: &mut ForeignNote, depth: usize) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    match body {
        Value::String(words) => add_body(note, words),
        Value::Array(all) => all.iter().for_each(|b| take_body(b, note, depth)),
        Value::Object(object) => {
            if let Some(items) = object.get("items") {
                return take_body(items, note, depth);
            }
            let words = ["value", "chars", "rdf:value"]
                .iter()
                .find_map(|f| object.get(*f)?.as_str());
            let purpose = object.get("purpose").or_else(|| object.get("hasPurpose"));
            let tagging = purpose.is_some_and(|p| p.to_string().contains("tagging"));
            match (words, tagging) {
                (Some(words), true) => note.tags.push(words.to_owned()),
                (Some(words), false) => {
                    let format = text(object, "format").unwrap_or_default();
                    if format.contains("html") {
                        add_body(note, &without_tags(words));
                    } else {
                        add_body(note, words);
                    }
                }
                (None, _) => {
                    let address = ["id", "@id", "source"].iter().find_map(|f| text(object, f));
                    match address {
                        Some(address) => add_body(note, &format!("<{address}>")),
                        None => note.unheld.push("body"),
                    }
                }
            }
        }
        _ => {}
    }
}

fn add_body(note: &mut ForeignNote, words: &str) {
    let words = words.trim();
    if words.is_empty() {
        return;
    }
    if !note.body.is_empty() {
        note.body.push_str("\n\n");
    }
    note.body.push_str(words);
}

/// The text of a short piece of HTML: tags out, the five entities of XML read, paragraphs apart.
pub(super) fn without_tags(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((words, tag)) = rest.split_once('<') {
        out.push_str(words);
        let Some((tag, after)) = tag.split_once('>') else {
            rest = "";
            break;
        };
        if tag.starts_with("/p") || tag.starts_with("br") || tag.starts_with("/li") {
            out.push('\n');
        }
        rest = after;
    }
    out.push_str(rest);
    for (entity, plain) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ] {
        out = out.replace(entity, plain);
    }
    out.trim().to_owned()
}

/// An annotation item of Zotero, in its `data` or bare.
fn zotero(object: &Map<String, Value>) -> Option<ForeignNote> {
    if let Some(Value::Object(data)) = object.get("data") {
        return zotero(data);
    }
    if !object.contains_key("annotationType") && !object.contains_key("annotationText") {
        return None;
    }
    let mut note = ForeignNote::on(text(object, "annotationText").unwrap_or_default());
    note.id = text(object, "key").map(str::to_owned);
    note.body = text(object, "annotationComment")
        .map(without_tags)
        .unwrap_or_default();
    let kind = text(object, "annotationType").unwrap_or("highlight");
    if note.wanted.is_none() {
        note.wanted = Some(Wanted::Foreign(format!("{kind} annotation of Zotero")));
    }
    if let Some(Value::Array(tags)) = object.get("tags") {
        let name = |tag: &Value| Some(tag.get("tag").unwrap_or(tag).as_str()?.to_owned());
        note.tags = tags.iter().filter_map(name).collect();
    }
    if object.contains_key("annotationColor") {
        note.unheld.push("colour");
    }
    if text(object, "annotationPageLabel").is_some() || object.contains_key("annotationPosition") {
        note.unheld.push("page of the PDF");
    }
    Some(note)
}

/// A highlight of Readwise.
fn readwise(object: &Map<String, Value>) -> Option<ForeignNote> {
    if !is_readwise(object) {
        return None;
    }
    let mut note = ForeignNote::on(text(object, "text")?);
    note.id = object.get("id").map(|id| match id.as_str() {
        Some(id) => id.to_owned(),
        None => id.to_string(),
    });
    text(object, "note")
        .unwrap_or_default()
        .clone_into(&mut note.body);
    if let Some(Value::Array(tags)) = object.get("tags") {
        let name = |tag: &Value| Some(tag.get("name").unwrap_or(tag).as_str()?.to_owned());
        note.tags = tags.iter().filter_map(name).collect();
    }
    if text(object, "color").is_some() {
        note.unheld.push("colour");
    }
    Some(note)
}
