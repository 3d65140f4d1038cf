// What other programs make of the exported copies: the words that go in come out of each of them,
// whatever signs they hold, and no note is lost on the way.
//
// node check.mjs POSTIL REPOSITORY [LIBRARY]
//
// Read back by: commonmark.js (the reference implementation of CommonMark), pandoc, a BibTeX reader
// and a processor of JSON-LD. The tour that ships is checked as well, and the article of a library that is
// named.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { parse as parseBibtex } from "@retorquere/bibtex-parser";
import * as commonmark from "commonmark";
import jsonld from "jsonld";

const postil = resolve(process.argv[2]);
const repository = resolve(process.argv[3]);
const folder = mkdtempSync(join(tmpdir(), "postil-readers-"));
const big = { encoding: "utf8", maxBuffer: 1 << 28 };

function pandoc(from, to, text) {
  return execFileSync("pandoc", ["-f", from, "-t", to, "--wrap=none"], { ...big, input: text });
}

// ---- Words that need escaping somewhere

let seed = 1917;
function random(below) {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
}
const PIECES = [
  "bread", "mill", "Ofen", "é", "ß", "č", "Łódź", "漢字", "хлеб", "&", "%", "$5", "#1", "_", "a_b", "{", "}",
  "~", "^", "\\", "\\n", "*rye*", "**", "`x`", "[1]", "[^n]", "]", "(c)", "!", "|", "1.", "-", "+", ":", ";",
  "“so”", "it's", "\"", "<b>", "</p>", "<!--", "-->", "&amp;", "&#65;", "@you", "http://x.org/?a=1&b=2", "=",
  "--", "---", "…", "…", "%41", "$x^2$", "\\(y\\)", "/* */", "'", "’", "> q", "- a", "# h", "~~no~~", "::", "[[w]]",
];
function words(count, without = []) {
  const pieces = PIECES.filter((piece) => !without.some((sign) => piece.includes(sign)));
  const chosen = ["Words"];
  for (let i = 0; i < count; i += 1) chosen.push(pieces[random(pieces.length)]);
  chosen.push("end");
  return chosen.join(" ");
}

const COUNT = 120;
const works = Array.from({ length: COUNT }, (_, i) => ({
  id: `work-${i}`,
  type: ["book", "article-journal", "chapter", "thesis", "webpage"][i % 5],
  title: words(5, ["<", "&"]),
  author: [{ family: `F${words(2, ["<", "&"])}`, given: "Ada" }, { literal: words(2, ["<", "&"]) }],
  publisher: words(3, ["<", "&"]),
  issued: { "date-parts": [[1900 + i]] },
}));
const paragraphs = Array.from({ length: COUNT }, (_, i) => `Paragraph ${i}: ${words(8)}.`);

function library() {
  const path = join(folder, "library");
  for (const part of ["corpus", "annotations"]) mkdirSync(join(path, part), { recursive: true });
  writeFileSync(join(folder, "signs.txt"), `${paragraphs.join("\n\n")}\n`);
  run(path, "import", "--name", "signs", join(folder, "signs.txt"));
  const notes = paragraphs.map((_, i) => ({
    id: `q${i}`, kind: ["quotation", "gloss", "emendation", "note"][i % 4],
    quote: `Paragraph ${i}: Words`, source: `work-${i}`, tags: [words(1)], note: `Note ${i} says so.`,
  }));
  notes.push({ id: "lost", kind: "gloss", quote: "never said in this text at all", note: "Lost." });
  writeFileSync(join(path, "annotations/signs.yaml"), JSON.stringify({ article: "signs", annotations: notes }));
  writeFileSync(join(path, "annotations/sources.yaml"), JSON.stringify({ references: works }));
  return path;
}

function run(path, ...rest) {
  return execFileSync(postil, ["--library", path, ...rest], { ...big, stdio: ["ignore", "pipe", "pipe"] });
}
const exported = (path, name, ...rest) => run(path, "export", name, ...rest);
const passagesOf = (path, name) =>
  exported(path, name, "--to", "ndjson").trim().split("\n").map((line) => JSON.parse(line));
const notesOf = (path, name) => JSON.parse(run(path, "notes", name, "--json"));
const flat = (text) => text.replace(/[\s\u00a0]+/g, " ").trim();

// ---- Markdown

/// The text of each block that a reader of CommonMark sees.
function blocks(markdown) {
  const walker = new commonmark.Parser().parse(markdown).walker();
  const texts = [];
  let text = "";
  for (let step = walker.next(); step; step = walker.next()) {
    const { node, entering } = step;
    if (["paragraph", "heading"].includes(node.type)) {
      if (!entering) texts.push(flat(text));
      text = "";
    } else if (node.type === "code_block") texts.push(flat(node.literal));
    else if (["text", "code"].includes(node.type)) text += node.literal;
    else if (["softbreak", "linebreak"].includes(node.type)) text += " ";
  }
  return texts;
}

/// Calls of notes are text to CommonMark.
const withoutCalls = (text) => flat(text.replace(/\[\^[^\]\s]+\]/g, ""));

function markdownOf(path, name) {
  const passages = passagesOf(path, name).filter((p) => p.kind !== "table" && !p.at.startsWith("n"));
  for (const flavour of ["commonmark", "gfm", "pandoc", "obsidian"]) {
    for (const place of ["inline", "end"]) {
      const kinds = place === "end" ? ["--kinds", "footnote"] : [];
      const copy = exported(path, name, "--to", "markdown", "--flavour", flavour, "--notes", place, ...kinds);
      const seen = blocks(copy).map((text) => withoutCalls(text.replace(/ ?\^p[\d-]+$/, "")));
      const all = new Set(seen.map((text) => text.replace(/^\^?\d[\d.]*¶\d+\^? ?/, "")));
      for (const passage of passages) {
        const text = withoutCalls(passage.text);
        assert.ok(all.has(text), `${flavour}, ${place}: ${passage.at} reads otherwise: ${text}`);
      }
    }
    const copy = exported(path, name, "--to", "markdown", "--flavour", flavour, "--notes", "inline");
    assert.ok(!blocks(copy).some((text) => text.includes("postil:")), "the apparatus is not seen");
  }
  return passages.length;
}

/// How often an element with a class, or a note, stands in pandoc's document.
function count(node, is) {
  if (Array.isArray(node)) return node.reduce((sum, one) => sum + count(one, is), 0);
  if (node === null || typeof node !== "object") return 0;
  return (is(node) ? 1 : 0) + count(Object.values(node), is);
}

function pandocReads(path, name) {
  const notes = notesOf(path, name);
  const own = new Set(passagesOf(path, name).filter((p) => p.at.startsWith("n")).map((p) => p.at)).size;
  const placed = notes.filter((n) => !["ambiguous", "orphaned"].includes(n.status)).length;
  for (const [flavour, reader] of [["gfm", "gfm"], ["pandoc", "markdown"], ["commonmark", "commonmark_x"]]) {
    const copy = exported(path, name, "--to", "markdown", "--flavour", flavour);
    const seen = count(JSON.parse(pandoc(reader, "json", copy)), (n) => n.t === "Note");
    assert.equal(seen, placed + own, `${name}: notes that pandoc counts in ${flavour}`);
    const plain = pandoc(reader, "plain", copy);
    assert.ok(!plain.includes("postil:"), "nothing of the apparatus is seen");
  }
  const html = exported(path, name, "--to", "html");
  const isNote = (n) => n.t === "Div" && n.c[0][1].includes("note");
  assert.equal(count(JSON.parse(pandoc("html", "json", html)), isNote), notes.length, `${name}: notes in HTML`);
  const plain = flat(pandoc("html-smart", "plain", html));
  for (const note of notes.filter((n) => n.note && /^[\p{L}\p{N} ,.;:]+$/u.test(n.note))) {
    assert.ok(plain.includes(flat(note.note)), `${name}: ${note.id} is not in the text of the page`);
  }
  return placed + own;
}

// ---- Bibliographies

function bibliographies(path) {
  const bibtex = exported(path, "signs", "--to", "bibtex");
  const read = parseBibtex(bibtex, { sentenceCase: false, verbatimFields: ["url", "doi"] });
  assert.deepEqual(read.errors ?? [], []);
  assert.equal(read.entries.length, COUNT);
  const bare = (text) => flat([text].flat().join(" and ").replace(/<\/?(span|i|b|sup|sub)[^>]*>/g, "")).replace(/’/g, "'").replace(/ˋ/g, "`").normalize("NFC");
  const given = (text) => flat(text).replace(/’/g, "'").normalize("NFC");
  for (const entry of read.entries) {
    const work = works.find((w) => w.id === entry.key);
    assert.equal(bare(entry.fields.title), given(work.title), `BibTeX, ${work.id}`);
    assert.equal(bare(entry.fields.publisher), given(work.publisher), `BibTeX, ${work.id}`);
    assert.equal(bare(entry.fields.author[0].lastName), given(work.author[0].family), `BibTeX, ${work.id}`);
    const [, body] = entry.fields.author;
    assert.equal(bare(body.name ?? body.lastName), given(work.author[1].literal), `BibTeX, ${work.id}`);
  }
  const ids = (json) => JSON.parse(json).map((item) => item.id).sort();
  const all = works.map((w) => w.id).sort();
  assert.deepEqual(ids(pandoc("bibtex", "csljson", bibtex)), all, "pandoc reads the BibTeX");
  const csl = exported(path, "signs", "--to", "csl-json");
  assert.deepEqual(JSON.parse(csl).map((i) => i.title).sort(), works.map((w) => w.title).sort());
  assert.deepEqual(ids(pandoc("csljson", "csljson", csl)), all, "pandoc reads the CSL-JSON");
  const yaml = exported(path, "signs", "--to", "csl-yaml");
  const listed = pandoc("markdown", "csljson", `---\nnocite: '@*'\n${yaml}---\n`);
  assert.deepEqual(ids(listed), all, "pandoc reads the CSL-YAML");
}

// ---- JSON-LD

const context = JSON.parse(readFileSync(join(repository, "tests/readers/anno.json"), "utf8"));
const documentLoader = async (url) => {
  assert.equal(url, "http://www.w3.org/ns/anno.jsonld", "no other context is named");
  return { contextUrl: null, documentUrl: url, document: context };
};
const OA = "http://www.w3.org/ns/oa#";
const MOTIVATIONS = new Set([
  "assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting",
  "identifying", "linking", "moderating", "questioning", "replying", "tagging",
]);

async function annotations(path, name) {
  const text = exported(path, name, "--to", "jsonld");
  const document = JSON.parse(text);
  // `safe` fails on any term that would be dropped and any relative address.
  const expanded = await jsonld.expand(document, { documentLoader, safe: true });
  const quads = await jsonld.toRDF(document, { documentLoader, safe: true });
  const notes = notesOf(path, name).length;
  const typed = quads.filter((q) => q.predicate.value.endsWith("#type") && q.object.value === `${OA}Annotation`);
  assert.equal(new Set(typed.map((q) => q.subject.value)).size, notes, `${name}: annotations`);
  // The model's sections 3.1 to 5: what must be, and how often.
  assert.equal(document.type, "AnnotationCollection");
  assert.equal(document.total, notes);
  assert.equal(document.first.type, "AnnotationPage");
  const ids = new Set();
  const chars = [...passageText(path, name)];
  for (const item of document.first.items) {
    assert.equal(item.type, "Annotation");
    new URL(item.id);
    assert.ok(!ids.has(item.id), "each id stands once");
    ids.add(item.id);
    assert.ok(MOTIVATIONS.has(item.motivation));
    for (const body of [item.body ?? []].flat()) {
      if (body.type === "TextualBody") assert.equal(typeof body.value, "string");
      else new URL(body.source);
      assert.ok(MOTIVATIONS.has(body.purpose));
    }
    assert.ok(item.target, "there is a target");
    for (const target of [item.target].flat()) {
      if (typeof target === "string") continue;
      new URL(target.source);
      for (const selector of [target.selector].flat()) {
        if (selector.type === "TextPositionSelector") {
          assert.ok(Number.isInteger(selector.start) && selector.start <= selector.end);
          assert.ok(selector.end <= chars.length, "it stands in the text");
        } else assert.equal(typeof selector.exact, "string");
      }
      if (Array.isArray(target.selector)) {
        const [quote, position] = target.selector;
        assert.equal([...quote.exact].length, position.end - position.start, "both select the same");
      }
    }
  }
  assert.equal(expanded.length, 1);
  return notes;
}

/// No shorter than the article's text, for bounds.
function passageText(path, name) {
  const outline = JSON.parse(run(path, "outline", name, "--json"));
  const headings = outline.sections.map((s) => s.heading ?? "").join("\n\n");
  return `${passagesOf(path, name).map((p) => p.text).join("\n\n")}\n\n${headings}\n\n`;
}

// ---- All of it

const ours = library();
const passages = markdownOf(ours, "signs");
// What looks like a title or a heading to the importer is no passage.
assert.ok(passages > COUNT - 5, `${passages} paragraphs are passages`);
let notes = pandocReads(ours, "signs");
bibliographies(ours);
let annotated = await annotations(ours, "signs");
const others = [[null, "a-tour-of-postil"]];
if (process.argv[4]) others.push([resolve(process.argv[4]), "soviets-take-power"]);
const built = join(folder, "tour");
mkdirSync(built);
for (const [path, name] of others) {
  const where = path ?? (execFileSync("cp", ["-r", join(repository, "corpus"), join(repository, "annotations"), built]), built);
  notes += pandocReads(where, name);
  annotated += await annotations(where, name);
  const copy = exported(where, name, "--to", "markdown", "--notes", "end");
  assert.ok(blocks(copy).length > passagesOf(where, name).length);
}
rmSync(folder, { recursive: true });
console.log(`${passages} passages, ${notes} notes, ${COUNT} works and ${annotated} annotations came back from other programs`);
