// What other programs make of the exported copies: the words that go in come out of each of them,
// whatever signs they hold, and no note is lost on the way.
//
// node check.mjs POSTIL REPOSITORY [LIBRARY]
//
// Read back by: commonmark.js (the reference implementation of CommonMark), pandoc, a parser of HTML,
// readers of BibTeX, CSL-JSON (Citation.js and citeproc-js) and YAML, and a processor of JSON-LD. The
// words are drawn from several seeds; POSTIL_SEED names another first one, POSTIL_SEEDS how many there
// are. The tour that ships is checked as well, and the article of a library that is named.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { annotations } from "./annotations.mjs";
import { exported, passagesOf, run } from "./program.mjs";
import * as texts from "./texts.mjs";
import { COUNT, flat, library } from "./words.mjs";
import { bibliographies, cslItems } from "./works.mjs";

const repository = resolve(process.argv[3]);
const folder = mkdtempSync(join(tmpdir(), "postil-readers-"));
const first = Number(process.env.POSTIL_SEED ?? 1917);
const seeds = Array.from({ length: Number(process.env.POSTIL_SEEDS ?? 3) }, (_, i) => first + i);
assert.ok(seeds.every(Number.isSafeInteger) && seeds.length > 0, "POSTIL_SEED and POSTIL_SEEDS are numbers");

/// The passages for search engines say what the notes say.
function records({ path, name, notes }) {
  const said = new Set(passagesOf(path, name).flatMap((p) => p.notes ?? []).map(flat));
  for (const note of notes) assert.ok(said.has(flat(note.said)), `NDJSON: ${note.id} does not say: ${note.said}`);
}

let [passages, notes, annotated] = [0, 0, 0];
for (const seed of seeds) {
  try {
    const ours = library(folder, seed, run);
    const read = texts.markdown(ours);
    // What looks like a title or a heading to the importer is no passage.
    assert.ok(read > COUNT - 5, `${read} paragraphs are passages`);
    passages += read;
    notes += texts.notes(ours);
    texts.page(ours);
    records(ours);
    bibliographies(ours);
    annotated += await annotations(ours.path, ours.name, ours.notes);
    console.log(`seed ${seed}: every format gives the words back`);
  } catch (error) {
    console.error(`seed ${seed} fails; POSTIL_SEED=${seed} POSTIL_SEEDS=1 runs it alone`);
    throw error;
  }
}

const built = join(folder, "tour");
for (const part of ["corpus", "annotations"]) {
  cpSync(join(repository, part), join(built, part), { recursive: true });
}
const others = [[built, "a-tour-of-postil"]];
if (process.argv[4]) others.push([resolve(process.argv[4]), "soviets-take-power"]);
for (const [path, name] of others) {
  notes += texts.notes({ path, name });
  annotated += await annotations(path, name);
  cslItems(JSON.parse(exported(path, name, "--to", "csl-json")));
  const copy = exported(path, name, "--to", "markdown", "--notes", "end");
  assert.ok(texts.blocks(copy).length > passagesOf(path, name).length);
}
rmSync(folder, { recursive: true });
const works = seeds.length * COUNT;
console.log(`${passages} passages, ${notes} notes, ${works} works and ${annotated} annotations came back from other programs`);
