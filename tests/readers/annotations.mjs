// The notes as Web Annotations: a processor of JSON-LD expands them, the W3C's vocabulary knows every
// term that comes out, used as it says, and the rules of its data model hold.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import vocabulary from "@vocabulary/oa";
import jsonld from "jsonld";

import { exported, notesOf, passagesOf, run } from "./program.mjs";
import { validator } from "./schemas.mjs";

const context = JSON.parse(readFileSync(new URL("anno.json", import.meta.url), "utf8"));
const documentLoader = async (url) => {
  assert.equal(url, "http://www.w3.org/ns/anno.jsonld", "no other context is named");
  return { contextUrl: null, documentUrl: url, document: context };
};

const OA = "http://www.w3.org/ns/oa#";
const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const RDFS = "http://www.w3.org/2000/01/rdf-schema#";
const XSD = "http://www.w3.org/2001/XMLSchema#";

/// The vocabulary as the W3C publishes it: what is said of each term.
const published = new Map();
const term = (termType) => (value) => ({ termType, value });
const factory = {
  namedNode: term("NamedNode"), blankNode: term("BlankNode"), literal: term("Literal"), defaultGraph: term("DefaultGraph"),
  quad: (subject, predicate, object) => ({ subject, predicate, object }),
};
for (const { subject, predicate, object } of vocabulary({ factory })) {
  const about = published.get(subject.value) ?? new Map();
  about.set(predicate.value, [...(about.get(predicate.value) ?? []), object.value]);
  published.set(subject.value, about);
}
const told = (name, predicate) => published.get(name)?.get(predicate) ?? [];

/// Whether a class is another or below it.
function isA(kind, other) {
  return kind === other || told(kind, `${RDFS}subClassOf`).some((above) => isA(above, other));
}

/// Every term of the vocabulary is one that it has, on a subject and with an object that it allows.
function asTheVocabularySays(quads) {
  const types = new Map();
  for (const { subject, predicate, object } of quads) {
    if (predicate.value !== `${RDF}type`) continue;
    types.set(subject.value, [...(types.get(subject.value) ?? []), object.value]);
    if (object.value.startsWith(OA)) {
      assert.ok(told(object.value, `${RDF}type`).includes(`${RDFS}Class`), `${object.value} is a class`);
    }
  }
  let checked = 0;
  for (const { subject, predicate, object } of quads.filter((q) => q.predicate.value.startsWith(OA))) {
    const name = predicate.value;
    assert.ok(told(name, `${RDF}type`).includes(`${RDF}Property`), `${name} is a property`);
    for (const domain of told(name, `${RDFS}domain`)) {
      const kinds = types.get(subject.value) ?? [];
      assert.ok(kinds.length === 0 || kinds.some((kind) => isA(kind, domain)), `${name} of ${kinds}`);
    }
    for (const range of told(name, `${RDFS}range`)) {
      if (range.startsWith(XSD)) {
        assert.equal(object.datatype?.value, range, `${name} is of type ${range}`);
      } else {
        const kinds = [...(types.get(object.value) ?? []), ...told(object.value, `${RDF}type`)];
        assert.ok(kinds.some((kind) => isA(kind, range)), `${name} is ${range}, not ${object.value}`);
      }
    }
    checked += 1;
  }
  assert.ok(checked > 0, "terms of the vocabulary are used");
}

// The context that the processor is given maps terms to those of the vocabulary.
for (const [name, to] of Object.entries(context["@context"])) {
  const iri = typeof to === "string" ? to : to["@id"];
  if (!iri.startsWith("oa:")) continue;
  assert.ok(published.has(`${OA}${iri.slice(3)}`), `${name} is a term of the vocabulary`);
}

const isCollection = validator("web-annotation.schema.json");

/// The rules refuse a collection in which anything that they ask for is missing or amiss.
function refuseWhatIsBroken(document, quads) {
  const item = (d) => d.first.items.find((one) => Array.isArray(one.target?.selector));
  const amiss = [
    (d) => delete d["@context"], (d) => (d.type = "Collection"), (d) => (d.total = -1), (d) => delete d.first,
    (d) => (d.first.items = []), (d) => (d.first.startIndex = "0"), (d) => (d.first["@context"] = d["@context"]),
    (d) => delete item(d).id, (d) => (item(d).id = "no address"), (d) => delete item(d).target, (d) => (item(d).type = "Note"),
    (d) => (item(d).motivation = "musing"), (d) => (item(d).body = [{ type: "TextualBody" }]), (d) => (item(d).body = [{}]),
    (d) => delete item(d).target.source, (d) => delete item(d).target.selector[0].exact,
    (d) => (item(d).target.selector[1].start = -1), (d) => (item(d).target.selector[1].type = "WordSelector"),
  ];
  for (const spoil of amiss) {
    const spoilt = structuredClone(document);
    spoil(spoilt);
    assert.throws(() => isCollection(spoilt), assert.AssertionError, `${spoil} is refused`);
  }
  const [start, motivated] = ["start", "motivatedBy"].map((name) => quads.find((q) => q.predicate.value === OA + name));
  const wrong = [
    { ...start, predicate: { value: `${OA}begin` } },
    { ...start, object: { value: "1", datatype: { value: `${XSD}string` } } },
    { ...motivated, object: { value: `${OA}hasBody` } },
    { ...motivated, predicate: { value: `${OA}hasSelector` } },
  ];
  for (const quad of wrong) assert.throws(() => asTheVocabularySays([...quads, quad]), assert.AssertionError);
}

/// The annotations of an article; `said` are notes whose bodies and tags must come out.
export async function annotations(path, name, said = []) {
  const document = JSON.parse(exported(path, name, "--to", "jsonld"));
  isCollection(document);
  // `safe` fails on any term that would be dropped and any relative address.
  const expanded = await jsonld.expand(document, { documentLoader, safe: true });
  assert.equal(expanded.length, 1);
  const quads = await jsonld.toRDF(document, { documentLoader, safe: true });
  asTheVocabularySays(quads);
  refuseWhatIsBroken(document, quads);
  const notes = notesOf(path, name).length;
  const typed = quads.filter((q) => q.predicate.value === `${RDF}type` && q.object.value === `${OA}Annotation`);
  assert.equal(new Set(typed.map((q) => q.subject.value)).size, notes, `${name}: annotations`);
  assert.equal(document.total, notes);
  // What no schema can say: each id stands once, and the selectors of one target select the same.
  const items = document.first.items;
  assert.equal(new Set(items.map((item) => item.id)).size, items.length, "each id stands once");
  const length = textLength(path, name);
  for (const target of items.flatMap((item) => [item.target].flat()).filter((t) => typeof t !== "string")) {
    const selectors = [target.selector ?? []].flat();
    const position = selectors.find((s) => s.type === "TextPositionSelector");
    const quote = selectors.find((s) => s.type === "TextQuoteSelector");
    if (position) assert.ok(position.start <= position.end && position.end <= length, "it stands in the text");
    if (position && quote) {
      assert.equal([...quote.exact].length, position.end - position.start, "both select the same");
    }
  }
  const values = new Set(quads.filter((q) => q.predicate.value === `${RDF}value`).map((q) => q.object.value));
  for (const note of said) {
    assert.ok(values.has(note.note), `JSON-LD: ${note.id} does not say: ${note.note}`);
    for (const tag of note.tags ?? []) assert.ok(values.has(tag), `JSON-LD: no tag ${tag}`);
  }
  return notes;
}

/// No shorter than the article's text in characters, for bounds.
function textLength(path, name) {
  const outline = JSON.parse(run(path, "outline", name, "--json"));
  const headings = outline.sections.map((s) => s.heading ?? "").join("\n\n");
  return [...`${passagesOf(path, name).map((p) => p.text).join("\n\n")}\n\n${headings}\n\n`].length;
}
