//! Works cited after styles of ours.

use std::sync::OnceLock;

use proptest::prelude::*;

use super::*;
use crate::export::said::Cited;
use crate::export::sample::{self, bread};

/// A style for notes: names, title, place; short when cited again.
const NOTES: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0" default-locale="en-GB">
  <info><title>Ours</title><id>https://example.org/ours</id><updated>2026-01-01T00:00:00+00:00</updated></info>
  <macro name="author"><names variable="author"><name form="long"/></names></macro>
  <macro name="place">
    <group delimiter=" "><label variable="locator" form="short"/><text variable="locator"/></group>
  </macro>
  <citation>
    <layout suffix=".">
      <choose>
        <if position="subsequent">
          <group delimiter=", "><names variable="author"><name form="short"/></names><text macro="place"/></group>
        </if>
        <else>
          <group delimiter=", ">
            <text macro="author"/>
            <text variable="title" font-style="italic"/>
            <date variable="issued"><date-part name="year"/></date>
            <text macro="place"/>
          </group>
        </else>
      </choose>
    </layout>
  </citation>
  <bibliography>
    <layout suffix=".">
      <group delimiter="; "><text variable="title" font-weight="bold"/><text macro="author"/></group>
    </layout>
  </bibliography>
</style>"#;

fn cited(edition: &Edition, xml: &str) -> Vec<String> {
    let style = Style::read(xml).unwrap();
    let styled = style.cite(edition, &Selection::default()).unwrap();
    let mut cited = Cited::new(Some(&styled));
    let mut out = Vec::new();
    for (index, note) in edition.notes.iter().enumerate() {
        let annotation = &note.annotation;
        let works = [(&annotation.source, false), (&annotation.via, true)];
        for (key, via) in works {
            if let Some(source) = key.as_ref().and_then(|key| edition.sources.get(key)) {
                out.push(
                    cited
                        .citation(index, via, source, &annotation.locator)
                        .plain(),
                );
            }
        }
    }
    out
}

#[test]
fn a_style_decides_how_a_work_is_cited_and_cited_again() {
    assert_eq!(
        cited(&bread(), NOTES),
        ["Ada Miller, Stones, 1899, p. 12", "Miller"]
    );
}

#[test]
fn a_style_decides_what_the_bibliography_says() {
    let edition = bread();
    let style = Style::read(NOTES).unwrap();
    let styled = style.cite(&edition, &Selection::default()).unwrap();
    let work = edition.sources.iter().next().unwrap();
    let entry = crate::export::said::entry(work, Some(&styled));
    assert_eq!(entry.plain(), "Stones; Ada Miller.");
    assert_eq!(entry.0[0], Piece::Strong("Stones".to_owned()));
}

#[test]
fn all_of_a_place_is_said() {
    let notes = "annotations:\n- {id: a, kind: quotation, at: 1¶1, source: miller-stones, locator: {volume: 2, page: 65-66}}\n\
                 - {id: b, kind: quotation, at: 1¶2, source: miller-stones, locator: {chapter: 3}}\n";
    let edition = sample::edition(sample::TEXT, notes, sample::SOURCES);
    assert_eq!(
        cited(&edition, NOTES),
        [
            "Ada Miller, Stones, 1899, vol. 2, pp. 65–66",
            "Miller, ch. 3"
        ]
    );
}

#[test]
fn the_parts_of_a_place_are_said_in_the_language_of_the_citations() {
    let notes = "annotations:\n- {id: a, kind: quotation, at: 1¶1, source: miller-stones, locator: {volume: 2, page: 65-66, line: 4}}\n\
                 - {id: b, kind: quotation, at: 1¶2, source: miller-stones, locator: {number: 3, page: 9}}\n\
                 - {id: c, kind: quotation, at: 1¶3, source: miller-stones, locator: {page: 9, note: 2}}\n";
    let text = sample::TEXT.replace("language: en", "language: de");
    let edition = sample::edition(&text, notes, sample::SOURCES);
    let style = NOTES.replace(" default-locale=\"en-GB\"", "");
    assert_eq!(
        cited(&edition, &style),
        [
            "Ada Miller, Stones, 1899, Bd. 2, S. 65–66, Z. 4",
            "Miller, Nr. 3, S. 9",
            "Miller, S. 9, Anm. 2"
        ]
    );
}

fn refused(xml: &str) -> String {
    Style::read(xml).unwrap_err().to_string()
}

#[test]
fn what_is_no_style_is_refused_with_the_place_and_a_way_out() {
    let broken = NOTES.replace("</group></macro>", "</group>").replace(
        "</group>\n  </macro>\n  <citation>",
        "</grup>\n  </macro>\n  <citation>",
    );
    let message = refused(&broken);
    assert!(message.starts_with("line 6, column "), "{message}");
    assert!(refused("<style").starts_with("line 1, column"));
    assert!(refused("").contains("CSL styles are at"));
    assert!(refused("<a/>").contains("CSL styles are at"));
    assert!(refused("<!DOCTYPE x [<!ENTITY a 'b'>]><style/>").contains("DOCTYPE"));
    let deep = "<a>".repeat(200_000);
    assert!(refused(&deep).contains("nested more than"));
}

#[test]
fn a_macro_without_end_is_refused() {
    let own = NOTES.replace(
        "<names variable=\"author\"><name form=\"long\"/></names></macro>",
        "<text macro=\"place\"/></macro>",
    );
    assert!(Style::read(&own).is_ok(), "one macro may call another");
    let circle = own.replace("<text variable=\"locator\"/>", "<text macro=\"author\"/>");
    assert!(refused(&circle).contains("calls itself"));
    // Each macro calls the next one ten times.
    let mut xml = NOTES.replace("<text macro=\"place\"/>", "<text macro=\"m0\"/>");
    let mut macros = String::new();
    for i in 0..8 {
        let calls = format!("<text macro=\"m{}\"/>", i + 1).repeat(10);
        macros.push_str(&format!(
            "<macro name=\"m{i}\"><group>{calls}</group></macro>\n"
        ));
    }
    macros.push_str("<macro name=\"m8\"><text value=\"x\"/></macro>\n<citation>");
    xml = xml.replacen("<citation>", &macros, 1);
    assert!(refused(&xml).contains("written out"), "{}", refused(&xml));
}

#[test]
fn a_style_that_points_to_another_says_which() {
    let xml = "<style xmlns=\"http://purl.org/net/xbiblio/csl\" version=\"1.0\"><info><title>T</title>\
               <id>https://example.org/t</id><link href=\"https://example.org/parent\" rel=\"independent-parent\"/>\
               <updated>2026-01-01T00:00:00+00:00</updated></info></style>";
    assert!(
        refused(xml).contains("https://example.org/parent"),
        "{}",
        refused(xml)
    );
}

/// Read once: reading all the locales takes long where nothing is optimised.
static STYLE: OnceLock<Style> = OnceLock::new();

proptest! {
    /// Whatever a record holds, its work is cited, or the style says that it cannot.
    #[test]
    fn no_record_stops_the_program(fields in prop::collection::btree_map("[a-z-]{1,12}|issued|author|page|title|volume|edition|note", value(), 0..8)) {
        let mut record = serde_json::Map::new();
        record.extend(fields);
        let yaml = serde_json::json!({"references": [{"id": "miller-stones", "type": "book"}]});
        let mut yaml = yaml;
        yaml["references"][0].as_object_mut().unwrap().extend(record);
        yaml["references"][0]["id"] = "miller-stones".into();
        let notes = "annotations:\n- {id: a, kind: quotation, at: 1¶1, source: miller-stones}\n";
        let edition = sample::edition(sample::TEXT, notes, &yaml.to_string());
        let style = STYLE.get_or_init(|| Style::read(NOTES).unwrap());
        if let Ok(styled) = style.cite(&edition, &Selection::default()) {
            prop_assert!(edition.sources.is_empty() || styled.citation(0, false).is_some());
        }
    }
}

fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        any::<String>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<bool>().prop_map(Into::into),
        Just(serde_json::Value::Null),
        "[0-9]{1,4}(-[0-9]{1,4}){0,3}".prop_map(Into::into),
        prop::collection::vec(any::<i32>(), 0..4)
            .prop_map(|n| serde_json::json!({"date-parts": [n]})),
        (any::<String>(), any::<String>())
            .prop_map(|(f, g)| serde_json::json!([{"family": f, "given": g}])),
        any::<String>().prop_map(|l| serde_json::json!([{"literal": l}])),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop::collection::vec(inner, 0..3).prop_map(Into::into)
    })
}
