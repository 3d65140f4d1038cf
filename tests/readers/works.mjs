// The works, as the readers of BibTeX, CSL-JSON and CSL-YAML take them.

import assert from "node:assert/strict";
import { createRequire } from "node:module";

import { parse as parseBibtex } from "@retorquere/bibtex-parser";
import { parse as parseYaml } from "yaml";

import { exported, pandoc } from "./program.mjs";
import { validator } from "./schemas.mjs";
import { COUNT, flat } from "./words.mjs";

const require = createRequire(import.meta.url);
const { Cite } = require("@citation-js/core");
require("@citation-js/plugin-csl");
// What Citation.js takes of an item as it is, without guessing what could have been meant.
const { clean } = require("@citation-js/core/lib/plugins/input/csl.js");

const isCslData = validator("csl-data.schema.json");

/// Items of CSL-JSON hold what the standard says, and Citation.js and citeproc-js take every field.
export function cslItems(items) {
  isCslData(items);
  const taken = clean(items, false);
  items.forEach((item, i) => assert.deepEqual(taken[i], item, `Citation.js takes all of ${item.id}`));
  const entries = new Cite(items).format("bibliography", { format: "text", template: "apa", lang: "en-US", asEntryArray: true });
  assert.equal(entries.length, items.length, "citeproc-js lists each work");
  const text = new Map(entries);
  for (const item of items) {
    const year = item.issued?.["date-parts"]?.[0]?.[0];
    assert.ok(text.get(item.id).includes(String(Math.abs(year ?? 0) || "n.d.")), `citeproc-js dates ${item.id}`);
  }
}

/// The rules refuse an item that holds anything amiss.
function refuseWhatIsBroken(items) {
  const amiss = [
    (item) => delete item.id, (item) => delete item.type, (item) => (item.type = "scroll"), (item) => (item.title = 3),
    (item) => (item.author = "Ada"), (item) => (item.author = [{ name: "Ada" }]), (item) => (item.issued = 1900),
    (item) => (item.issued = { "date-parts": [] }), (item) => (item.shelf = "3"),
  ];
  for (const spoil of amiss) {
    const spoilt = structuredClone(items);
    spoil(spoilt[0]);
    assert.throws(() => isCslData(spoilt), assert.AssertionError, `${spoil} is refused`);
  }
}

export function bibliographies({ path, name, works }) {
  const all = works.map((w) => w.id).sort();
  const ids = (json) => JSON.parse(json).map((item) => item.id).sort();
  const byId = (a, b) => (a.id < b.id ? -1 : 1);

  const csl = exported(path, name, "--to", "csl-json");
  const items = JSON.parse(csl);
  assert.deepEqual([...items].sort(byId), [...works].sort(byId), "CSL-JSON gives the works back");
  cslItems(items);
  refuseWhatIsBroken(items);
  assert.deepEqual(ids(pandoc("csljson", "csljson", csl)), all, "pandoc reads the CSL-JSON");

  const yaml = exported(path, name, "--to", "csl-yaml");
  const { references } = parseYaml(yaml);
  assert.deepEqual([...references].sort(byId), [...works].sort(byId), "CSL-YAML gives the works back");
  const listed = pandoc("markdown", "csljson", `---\nnocite: '@*'\n${yaml}---\n`);
  assert.deepEqual(ids(listed), all, "pandoc reads the CSL-YAML");

  bibtex(exported(path, name, "--to", "bibtex"), works);
}

function bibtex(text, works) {
  const read = parseBibtex(text, { sentenceCase: false, verbatimFields: ["url", "doi"] });
  assert.deepEqual(read.errors ?? [], []);
  assert.equal(read.entries.length, COUNT);
  // The reader marks what LaTeX sets apart in tags, and gives some marks in another form.
  const alike = (said) => said.replace(/’/g, "'").replace(/ˋ/g, "`").normalize("NFC");
  const bare = (field) => {
    return alike(flat([field].flat().join(" and ").replace(/<\/?(span|i|sup|sub)( [^>]*)?>/g, "")));
  };
  const given = (field) => alike(flat(field));
  for (const entry of read.entries) {
    const work = works.find((w) => w.id === entry.key);
    const { fields } = entry;
    assert.equal(bare(fields.title), given(work.title), `BibTeX, title of ${work.id}`);
    assert.equal(bare(fields.publisher ?? fields.school ?? fields.institution ?? fields.organization), given(work.publisher), `BibTeX, ${work.id}`);
    if (work["container-title"]) {
      assert.equal(bare(fields.journal ?? fields.booktitle), given(work["container-title"]), `BibTeX, ${work.id}`);
    }
    assert.equal(bare(fields.author[0].lastName), given(work.author[0].family), `BibTeX, ${work.id}`);
    const [, body] = fields.author;
    assert.equal(bare(body.name ?? body.lastName), given(work.author[1].literal), `BibTeX, ${work.id}`);
  }
  const ids = JSON.parse(pandoc("bibtex", "csljson", text)).map((item) => item.id).sort();
  assert.deepEqual(ids, works.map((w) => w.id).sort(), "pandoc reads the BibTeX");
}
