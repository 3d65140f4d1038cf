//! The notes of an edition as JSON-LD, after the W3C Web Annotation Data Model and Vocabulary
//! (Recommendations of 23 February 2017): a collection with its one page.
//!
//! A note's target is named by its words and by its place (in code points of the article's text,
//! as the model counts); its bodies are what the note says, what it says of the work, its tags,
//! and what it points to. What has no address on the web gets a UUID made from its name, so that
//! the same note has the same one in every export.

use std::collections::HashMap;
use std::io::{self, Write};
use std::ops::Range;

use serde_json::{Value, json};
use uuid::{Uuid, uuid};

use super::Selection;
use super::said::{self, Cited, Part};
use crate::annotation::{Kind, Status};
use crate::article::{Article, ArticleName, Reference};
use crate::edition::{Anchored, Edition};
use crate::source::Source;
use crate::text::fold::{ceil_boundary, floor_boundary};
use crate::text::offsets::{Offsets, Unit};

/// The published context of the model.
const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";
/// The space of our names (RFC 9562, section 6.6).
const NAMES: Uuid = uuid!("5b3c9d1e-7f0a-4c52-9e6b-2d84a1f6c370");
/// Bytes of text given before and after the words meant.
const AROUND: usize = 32;
/// A target longer than this, in bytes, is named by its place alone.
const LONGEST: usize = 4000;

/// Writes the collection.
pub fn write(edition: &Edition, selection: &Selection, out: &mut dyn Write) -> io::Result<()> {
    let article = &edition.article;
    let name = &article.name;
    let notes = Notes {
        edition,
        offsets: Offsets::new(&article.text, Unit::Char),
        address: address(article),
    };
    let total = selection.of(edition).count();
    let head = json!({
        "@context": CONTEXT,
        "id": urn(&format!("{name}/notes")),
        "type": "AnnotationCollection",
        "label": format!("Notes on {}", article.title()),
        "total": total,
    });
    let head = head.to_string();
    // A page holds at least one annotation, and a collection without any has no page (the model's
    // sections 5.1 and 5.2).
    if total == 0 {
        return writeln!(out, "{head}");
    }
    // The items are written one by one: of 100,000 notes only one is held.
    let page = urn(&format!("{name}/notes/page"));
    write!(
        out,
        "{},\n\"first\":{{\"id\":\"{page}\",\"type\":\"AnnotationPage\",\"startIndex\":0,\"items\":[",
        head.trim_end_matches('}')
    )?;
    let mut taken: HashMap<&str, usize> = HashMap::new();
    for (count, (index, note)) in selection.of(edition).enumerate() {
        let id = note.annotation.id.as_str();
        let times = taken.entry(id).and_modify(|n| *n += 1).or_insert(1);
        let id = match *times {
            1 => urn(&format!("{name}/notes/{id}")),
            again => urn(&format!("{name}/notes/{id}/{again}")),
        };
        out.write_all(if count == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &notes.annotation(&id, index, note))?;
    }
    out.write_all(b"\n]}}\n")
}

/// A name in our space, as an IRI.
fn urn(name: &str) -> String {
    Uuid::new_v5(&NAMES, name.as_bytes()).urn().to_string()
}

/// Where the article is on the web; else its name in our space.
fn address(article: &Article) -> String {
    let url = article.metadata.source_url.as_deref();
    url.and_then(iri)
        .map_or_else(|| of_name(&article.name), str::to_owned)
}

fn of_name(name: &ArticleName) -> String {
    urn(name.as_str())
}

/// The address of a work.
fn of_work(source: &Source) -> String {
    let doi = source
        .field("DOI")
        .map(|doi| format!("https://doi.org/{doi}"));
    let known = [source.field("URL"), doi].into_iter().flatten();
    let mut known = known.filter(|url| iri(url).is_some());
    known
        .next()
        .unwrap_or_else(|| urn(&format!("works/{}", source.key)))
}

/// Text that is an address of the web, and nothing but that (RFC 3987).
fn iri(text: &str) -> Option<&str> {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))?;
    let odd = |c: char| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c);
    (!rest.is_empty() && !rest.contains(odd)).then_some(text)
}

struct Notes<'a> {
    edition: &'a Edition,
    offsets: Offsets,
    /// The address of the article.
    address: String,
}

impl Notes<'_> {
    fn annotation(&self, id: &str, index: usize, note: &Anchored) -> Value {
        let purpose = motivation(note.annotation.kind);
        let mut value = json!({
            "id": id,
            "type": "Annotation",
            "motivation": purpose,
        });
        let bodies = self.bodies(index, note, purpose);
        if !bodies.is_empty() {
            value["body"] = bodies.into();
        }
        let mut targets = self.targets(note);
        value["target"] = match targets.len() {
            1 => targets.swap_remove(0),
            _ => targets.into(),
        };
        value
    }

    fn bodies(&self, index: usize, note: &Anchored, purpose: &str) -> Vec<Value> {
        let annotation = &note.annotation;
        let mut bodies = Vec::new();
        if !annotation.note.is_empty() {
            bodies.push(textual(&annotation.note, "text/markdown", purpose));
        }
        let said = self.said(index, note);
        if !said.is_empty() {
            let about = match annotation.kind {
                Kind::Quotation => "identifying",
                _ => "describing",
            };
            bodies.push(textual(&said, "text/plain", about));
        }
        for key in [&annotation.source, &annotation.via].into_iter().flatten() {
            if let Some(source) = self.edition.sources.get(key) {
                bodies.push(json!({
                    "type": "SpecificResource", "source": of_work(source), "purpose": "identifying",
                }));
            }
        }
        bodies.extend(annotation.to.iter().map(|to| self.pointed_to(to)));
        let tags = annotation.tags.iter();
        bodies.extend(tags.map(|tag| textual(tag, "text/plain", "tagging")));
        bodies
    }

    /// What stands before the body in every other format: the work, how sure, where it points.
    fn said(&self, index: usize, note: &Anchored) -> String {
        let parts = said::head(self.edition, index, note, &mut Cited::default());
        let texts = parts.iter().map(|part| match part {
            Part::Kind(_) | Part::Words(_) => String::new(),
            Part::Text(text) => text.clone(),
            Part::Work(_, citation) => citation.plain(),
            Part::Place(reference) => reference.to_string(),
        });
        let text: String = texts.collect();
        text.trim_start_matches([':', ';', ' '])
            .trim_end()
            .to_owned()
    }

    fn pointed_to(&self, to: &Reference) -> Value {
        let article = &self.edition.article;
        let run = to.passage.as_ref();
        let mut body = json!({
            "type": "SpecificResource",
            "source": to.article.as_ref().map_or_else(|| self.address.clone(), of_name),
            "purpose": "linking",
        });
        let range = run
            .filter(|_| to.article.is_none())
            .and_then(|run| article.range_of_run(run));
        if let Some(range) = range {
            body["selector"] = self.position(&range);
        } else if let Some(run) = run {
            let id = said::passage_id(&run.first);
            body["selector"] = json!({"type": "FragmentSelector", "value": id});
        }
        body
    }

    /// Each place that is meant. A note that has none is on the article, with the words that it
    /// looks for.
    fn targets(&self, note: &Anchored) -> Vec<Value> {
        let quote = note.annotation.target.quote.as_deref();
        if !matches!(note.anchor.status, Status::Ambiguous | Status::Orphaned) {
            let ranges = note.anchor.ranges.iter();
            let targets: Vec<Value> = ranges
                .map(|range| json!({"source": self.address, "selector": self.selectors(range)}))
                .collect();
            if !targets.is_empty() {
                return targets;
            }
        }
        let first = note.anchor.candidates.first();
        let words = first.map(|spot| self.edition.article.slice(spot.range.clone()));
        vec![match words.or(quote) {
            Some(words) => json!({
                "source": self.address,
                "selector": {"type": "TextQuoteSelector", "exact": words},
            }),
            None => self.address.as_str().into(),
        }]
    }

    fn selectors(&self, range: &Range<usize>) -> Value {
        let place = self.position(range);
        if range.len() > LONGEST || range.is_empty() {
            return place;
        }
        let text = &self.edition.article.text;
        let before = ceil_boundary(text, range.start.saturating_sub(AROUND))..range.start;
        let after = range.end..floor_boundary(text, (range.end + AROUND).min(text.len()));
        let part = |range: Range<usize>| self.edition.article.slice(range);
        json!([
            {
                "type": "TextQuoteSelector",
                "exact": part(range.clone()),
                "prefix": part(before),
                "suffix": part(after),
            },
            place,
        ])
    }

    fn position(&self, range: &Range<usize>) -> Value {
        let text = &self.edition.article.text;
        let count = |byte| self.offsets.of_byte(text, byte);
        json!({
            "type": "TextPositionSelector",
            "start": count(range.start),
            "end": count(range.end),
        })
    }
}

fn textual(value: &str, format: &str, purpose: &str) -> Value {
    json!({"type": "TextualBody", "value": value, "format": format, "purpose": purpose})
}

/// The motivation of the vocabulary that is nearest to a kind.
fn motivation(kind: Kind) -> &'static str {
    match kind {
        Kind::Footnote | Kind::Note => "commenting",
        Kind::Quotation => "identifying",
        Kind::CrossReference => "linking",
        Kind::Gloss => "describing",
        Kind::Emendation => "editing",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample::bread;

    fn exported(edition: &Edition) -> Value {
        let mut out = Vec::new();
        write(edition, &Selection::default(), &mut out).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn every_note_is_an_annotation() {
        let edition = bread();
        let collection = exported(&edition);
        assert_eq!(collection["total"], edition.notes.len());
        let items = collection["first"]["items"].as_array().unwrap();
        assert_eq!(items.len(), edition.notes.len());
        let chars: Vec<char> = edition.article.text.chars().collect();
        let mut checked = 0;
        for item in items {
            let targets = match &item["target"] {
                Value::Array(targets) => targets.clone(),
                one => vec![one.clone()],
            };
            for selectors in targets.iter().map(|t| &t["selector"]) {
                let (quote, place) = (&selectors[0], &selectors[1]);
                let (Some(start), Some(end)) = (place["start"].as_u64(), place["end"].as_u64())
                else {
                    continue;
                };
                let at = |n: u64| usize::try_from(n).unwrap();
                let words: String = chars[at(start)..at(end)].iter().collect();
                assert_eq!(quote["exact"], words);
                let prefix = quote["prefix"].as_str().unwrap();
                let before: String = chars[..at(start)].iter().collect();
                assert!(before.ends_with(prefix));
                checked += 1;
            }
        }
        assert!(checked > 8, "{checked}");
    }

    #[test]
    fn a_collection_without_notes_has_no_page() {
        let edition = crate::export::sample::edition("# Rye\n\nRye.\n", "annotations: []\n", "");
        let collection = exported(&edition);
        assert_eq!(collection["total"], 0);
        assert_eq!(collection.get("first"), None);
    }

    #[test]
    fn an_annotation_in_full() {
        let collection = exported(&bread());
        let items = collection["first"]["items"].as_array().unwrap();
        let quotation = items
            .iter()
            .find(|i| i["motivation"] == "identifying" && i.to_string().contains("baker"));
        insta::assert_snapshot!(format!("{:#}", quotation.unwrap()), @r#"
        {
          "id": "urn:uuid:1dd75c43-57a8-556b-933e-d0fd82c244a8",
          "type": "Annotation",
          "motivation": "identifying",
          "body": [
            {
              "type": "TextualBody",
              "value": "Ada Miller, Stones (Leeds: Grist, 1899) (op. cit., after 1¶1); spoken by a baker",
              "format": "text/plain",
              "purpose": "identifying"
            },
            {
              "type": "SpecificResource",
              "source": "urn:uuid:43426f6d-d46e-5721-a83c-e0c8d3e2419e",
              "purpose": "identifying"
            }
          ],
          "target": {
            "source": "urn:uuid:e28d32e0-569a-5540-be12-b1b781f01edb",
            "selector": [
              {
                "type": "TextQuoteSelector",
                "exact": "An oven has no memory",
                "prefix": "e is the enemy of the stone. “",
                "suffix": "” (Miller, op. cit.).\n\nheat = "
              },
              {
                "type": "TextPositionSelector",
                "start": 346,
                "end": 367
              }
            ]
          }
        }
        "#);
        let lost = items.iter().find(|i| i.to_string().contains("Lost."));
        insta::assert_snapshot!(format!("{:#}", lost.unwrap()), @r#"
        {
          "id": "urn:uuid:8f8c4e8e-35fe-5ee1-8d3c-b94ea178ff45",
          "type": "Annotation",
          "motivation": "describing",
          "body": [
            {
              "type": "TextualBody",
              "value": "Lost.",
              "format": "text/markdown",
              "purpose": "describing"
            },
            {
              "type": "TextualBody",
              "value": "orphaned: the words are not in the text",
              "format": "text/plain",
              "purpose": "describing"
            }
          ],
          "target": {
            "source": "urn:uuid:e28d32e0-569a-5540-be12-b1b781f01edb",
            "selector": {
              "type": "TextQuoteSelector",
              "exact": "never said here"
            }
          }
        }
        "#);
    }

    #[test]
    fn only_addresses_of_the_web_are_taken_as_such() {
        for bad in [
            "javascript:x",
            "http://",
            "https://a b",
            "https://a\"",
            "x.org",
            "https://<x>",
        ] {
            assert_eq!(iri(bad), None, "{bad}");
        }
        assert!(iri("https://example.org/ä?x=1#y").is_some());
    }
}
