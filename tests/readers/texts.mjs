// The copies that one reads: Markdown in every flavour, and the web page.

import assert from "node:assert/strict";

import * as commonmark from "commonmark";
import { parse as parseHtml } from "parse5";

import { exported, notesOf, pandoc, passagesOf } from "./program.mjs";
import { flat } from "./words.mjs";

/// The text of each block that a reader of CommonMark sees.
export function blocks(markdown) {
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

/// The passages of an article, and what its notes say, come out of each flavour.
export function markdown({ path, name, notes = [], works = [] }) {
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
    const seen = blocks(copy);
    assert.ok(!seen.some((text) => text.includes("postil:")), "the apparatus is not seen");
    for (const note of notes) {
      const said = flat(note.said);
      assert.ok(seen.some((text) => text.includes(said)), `${flavour}: ${note.id} does not say: ${said}`);
    }
    listed(works, seen, flavour);
  }
  return passages.length;
}

/// Every work is told by its title: one within another title has its quotation marks turned.
function listed(works, seen, where) {
  const unmarked = (text) => flat(text).replace(/[“”‘’]/g, "");
  const texts = seen.map(unmarked);
  for (const { id, title } of works) {
    assert.ok(texts.some((text) => text.includes(unmarked(title))), `${where}: ${id} is not called: ${title}`);
  }
}

/// The nodes of pandoc's document that are so.
function find(node, is, found = []) {
  if (Array.isArray(node)) node.forEach((one) => find(one, is, found));
  else if (node !== null && typeof node === "object") {
    if (is(node)) found.push(node);
    find(Object.values(node), is, found);
  }
  return found;
}

/// The text of a part of pandoc's document.
function textOf(node) {
  if (Array.isArray(node)) return node.map(textOf).join("");
  if (node === null || typeof node !== "object") return "";
  if (node.t === "Str") return node.c;
  if (["Space", "SoftBreak", "LineBreak"].includes(node.t)) return " ";
  if (["Code", "CodeBlock", "Math"].includes(node.t)) return node.c[1];
  if (["RawInline", "RawBlock"].includes(node.t)) return "";
  return textOf(node.c);
}

/// Pandoc counts the notes in Markdown and in HTML, and each says what it says.
export function notes({ path, name, notes: said = [], works = [] }) {
  const all = notesOf(path, name);
  const own = new Set(passagesOf(path, name).filter((p) => p.at.startsWith("n")).map((p) => p.at)).size;
  const placed = all.filter((n) => !["ambiguous", "orphaned"].includes(n.status)).length;
  for (const [flavour, reader] of [["gfm", "gfm"], ["pandoc", "markdown-smart"], ["commonmark", "commonmark_x-smart"]]) {
    const copy = exported(path, name, "--to", "markdown", "--flavour", flavour);
    const document = JSON.parse(pandoc(reader, "json", copy));
    listed(works, find(document.blocks, (n) => n.t === "Plain" || n.t === "Para").map(textOf), `pandoc, ${flavour}`);
    const seen = find(document.blocks, (n) => n.t === "Note").map((note) => flat(textOf(note.c)));
    assert.equal(seen.length, placed + own, `${name}: notes that pandoc counts in ${flavour}`);
    assert.ok(!textOf(document.blocks).includes("postil:"), "nothing of the apparatus is seen");
    for (const note of said.filter((n) => n.id !== "lost")) {
      const words = flat(note.said);
      assert.ok(seen.some((text) => text.includes(words)), `pandoc, ${flavour}: ${note.id} does not say: ${words}`);
    }
  }
  const html = exported(path, name, "--to", "html");
  const isNote = (n) => n.t === "Div" && n.c[0][1].includes("note");
  const divisions = find(JSON.parse(pandoc("html", "json", html)), isNote);
  assert.equal(divisions.length, all.length, `${name}: notes in HTML`);
  const plain = flat(pandoc("html-smart", "plain", html));
  for (const note of all.filter((n) => n.note && /^[\p{L}\p{N} ,.;:]+$/u.test(n.note))) {
    assert.ok(plain.includes(flat(note.note)), `${name}: ${note.id} is not in the text of the page`);
  }
  return placed + own;
}

/// The elements of a page, and what stands in one but for its calls.
function elements(node, found = []) {
  if (node.tagName) found.push(node);
  (node.childNodes ?? []).forEach((child) => elements(child, found));
  return found;
}
const attribute = (node, name) => node.attrs?.find((a) => a.name === name)?.value ?? "";
const hasClass = (node, name) => attribute(node, "class").split(" ").includes(name);
function within(node) {
  if (node.nodeName === "#text") return node.value;
  if (hasClass(node, "call") || hasClass(node, "number")) return "";
  return (node.childNodes ?? []).map(within).join("");
}

/// A parser of HTML finds every passage, note, tag and work of the page as it was given.
export function page({ path, name, notes: said, works }) {
  const html = exported(path, name, "--to", "html");
  const all = elements(parseHtml(html));
  const byId = new Map(all.map((element) => [attribute(element, "id"), element]));
  for (const passage of passagesOf(path, name)) {
    const division = byId.get(`p${passage.at.replace(/[.¶]/g, "-")}`);
    const paragraph = division?.childNodes.find((n) => n.tagName && n.tagName !== "a" && n.tagName !== "details");
    assert.equal(flat(within(paragraph)), flat(passage.text), `HTML: ${passage.at} reads otherwise`);
  }
  const texts = all.filter((element) => hasClass(element, "note")).map((element) => flat(within(element)));
  for (const note of said) {
    assert.ok(texts.some((text) => text.includes(flat(note.said))), `HTML: ${note.id} does not say: ${note.said}`);
  }
  const sources = all.filter((element) => hasClass(element, "work"));
  listed(works, sources.map((element) => within(element)), "HTML");
}
