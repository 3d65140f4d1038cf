// Opens the web edition in a real browser: no error on the console, nothing fetched, every link
// resolves, axe-core finds nothing serious, the layout holds at three widths in light and dark,
// notes stand beside their lines or fold under their paragraphs, and the search finds.
//
// node check.mjs POSTIL [FOLDER FOR SCREENSHOTS]

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

const postil = resolve(process.argv[2]);
const screenshots = process.argv[3];
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "postil-browser-"));

// An article of ours with everything in it, and things that must never run.
const article = `---
title: On <b>Bread</b> & <script>alert(1)</script>
author: A. Postiller
language: en
---

Of all that is *baked*, bread argues most with its makers.[^1] <img src=x onerror=alert(1)>

## The mill

The miller’s rule was plain: “first clean the stone, then the grain, and last of all your hands”
(Miller, The Whole Mill, page 12). [Run](javascript:alert(1)), [read](https://example.org/).

1. The wheel must turn before the stone.
2. The stone must cool before the meal.

> Who grinds in haste\\
> will sift at leisure.

### Stones

${"The runner lies on the bed stone and never touches it. ".repeat(12)}

\`\`\`
heat = wood * time
\`\`\`

| grain | hours |
| --- | ---: |
| rye | 12 |

## The oven

As we saw above, haste is the enemy. “An oven has no memory” (Baker, Fire and Crumb, page 7).

[^1]: Said the widow of Sark.
`;
const notes = `article: bread
annotations:
- {id: q1, kind: quotation, at: 1¶1, quote: first clean the stone … all your hands, source: miller, locator: {page: 12}, note: "See <script>alert(1)</script> [x](javascript:alert(1)).\\n\\n- one\\n- two"}
- {id: q2, kind: quotation, at: 1¶4, source: miller, cited: {how: op-cit, antecedent: 1¶1}}
- {id: q3, kind: quotation, at: 2¶1, quote: An oven has no memory, source: baker}
- {id: x1, kind: cross-reference, at: 2¶1, quote: As we saw above, to: [1¶4, rye#0¶1]}
- {id: g1, kind: gloss, quote: stone, nth: all, tags: [term], note: The *runner*.}
- {id: e1, kind: emendation, at: 1.1¶1, quote: never touches it, nth: 2/12, note: Never.}
- {id: o1, kind: gloss, quote: never said here at all, note: Lost.}
`;
const sources = `references:
- {id: miller, type: book, title: The Whole <Mill>, author: [{family: Miller, given: Ada}], URL: "javascript:alert(1)"}
- {id: baker, type: book, title: Fire and Crumb, author: [{family: Baker, given: Tom}], URL: https://example.org/}
`;

function site() {
  const library = join(folder, "library");
  for (const part of ["corpus", "annotations"]) mkdirSync(join(library, part), { recursive: true });
  writeFileSync(join(library, "corpus/bread.md"), article);
  writeFileSync(join(library, "corpus/rye.md"), "---\ntitle: Rye\n---\n\nRye, and more of it.\n");
  writeFileSync(join(library, "annotations/bread.yaml"), notes);
  writeFileSync(join(library, "annotations/sources.yaml"), sources);
  const out = join(folder, "site");
  execFileSync(postil, ["--library", library, "export", "--to", "html", "-o", out]);
  return out;
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});

async function open(file, options, hash = "") {
  const page = await browser.newPage(options);
  const trouble = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) trouble.push(message.text());
  });
  page.on("pageerror", (error) => trouble.push(String(error)));
  page.on("dialog", (dialog) => {
    trouble.push(`a dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) trouble.push(`fetched ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href + hash);
  return { page, trouble };
}

/// Every link of a page leads to an element of it or of another page of the site.
async function linksResolve(page, file, out) {
  const links = await page.$$eval("a[href]", (all) => all.map((a) => a.getAttribute("href")));
  const ids = new Map();
  const idsOf = (name) => {
    if (!ids.has(name)) {
      const html = readFileSync(join(out, name), "utf8");
      ids.set(name, new Set([...html.matchAll(/ id="([^"]*)"/g)].map((m) => m[1])));
    }
    return ids.get(name);
  };
  for (const link of links) {
    if (/^(https?|mailto):/.test(link)) continue;
    const [name, id] = link.split("#");
    const known = idsOf(decodeURIComponent(name) || file);
    assert.ok(!id || known.has(id), `${file}: ${link} leads nowhere`);
  }
  return links.length;
}

async function accessible(page, what) {
  // The page's own policy lets no script in; the browser's debugger is not bound by it.
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  const serious = found.violations.filter((v) => ["serious", "critical"].includes(v.impact));
  const told = serious.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.slice(0, 3).map((n) => n.html).join("\n  ")}`);
  assert.deepEqual(told, [], `${what}: ${told.join("\n")}`);
}

async function layout(page, width) {
  const across = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(across <= 0, `at ${width} the page is ${across} pixels too wide`);
  const cards = await page.$$eval(".notes .note", (all) => all.map((card) => {
    const call = document.querySelector(card.querySelector(".back").getAttribute("href"));
    const box = card.getBoundingClientRect();
    return { top: box.top, bottom: box.bottom, left: box.left, shown: card.checkVisibility({ contentVisibilityAuto: true }) && box.height > 0, call: call.getBoundingClientRect().top, text: document.querySelector("main").getBoundingClientRect().right };
  }));
  if (width < 1088) {
    assert.ok(cards.every((card) => !card.shown), `at ${width} notes are folded`);
    return;
  }
  cards.forEach((card, index) => {
    const before = index > 0 ? cards[index - 1].bottom : -Infinity;
    assert.ok(card.shown && card.left >= card.text, "a note stands in the margin");
    assert.ok(card.top >= before, "no note covers another");
    const beside = Math.abs(card.top - card.call) < 30;
    assert.ok(beside || card.top - before < 30, "a note stands beside its call, or below the one before");
  });
}

const out = site();
const pages = readdirSync(out).filter((name) => name.endsWith(".html"));
assert.deepEqual(pages.sort(), ["bread.html", "index.html", "rye.html", "search.html"]);
let links = 0;
for (const name of pages) {
  for (const [width, height] of [[390, 844], [820, 1100], [1440, 1000]]) {
    for (const colorScheme of ["light", "dark"]) {
      const { page, trouble } = await open(join(out, name), { viewport: { width, height }, colorScheme });
      if (screenshots) {
        mkdirSync(screenshots, { recursive: true });
        const file = `${name.replace(".html", "")}-${width}-${colorScheme}.png`;
        await page.screenshot({ path: join(screenshots, file), fullPage: true });
      }
      links += await linksResolve(page, name, out);
      await accessible(page, `${name} at ${width}, ${colorScheme}`);
      if (name === "bread.html") await layout(page, width);
      assert.deepEqual(trouble, [], name);
      await page.close();
    }
  }
}

// Followed on a narrow page, a call opens the fold that holds its note.
{
  const { page, trouble } = await open(join(out, "bread.html"), { viewport: { width: 390, height: 844 } });
  await page.click("#call-q1");
  assert.ok(await page.locator("#note-q1").isVisible(), "the note is unfolded");
  await page.keyboard.press("Tab");
  const focused = await page.evaluate(() => document.activeElement?.tagName);
  assert.equal(focused, "A", "links are reached with the keyboard");
  assert.deepEqual(trouble, []);
  await page.close();
}

// On paper every note is there.
{
  const { page } = await open(join(out, "bread.html"), { viewport: { width: 800, height: 1000 } });
  await page.emulateMedia({ media: "print" });
  const hidden = await page.$$eval(".note", (all) => all.filter((n) => !n.checkVisibility({ contentVisibilityAuto: true })).length);
  assert.equal(hidden, 0, "all notes are printed");
  await page.close();
}

// The search works from a file.
{
  const { page, trouble } = await open(join(out, "search.html"), {}, "?q=OVEN memory");
  await page.fill("#query", "OVEN memory");
  assert.equal(await page.textContent("#count"), "1 found");
  await page.click("#hits a");
  assert.match(page.url(), /bread\.html#p2-1$/);
  assert.deepEqual(trouble, []);
  await page.close();
}

await browser.close();
rmSync(folder, { recursive: true });
console.log(`${pages.length} pages at 3 widths in light and dark: ${links} links resolve, nothing serious found`);
