// Words that need escaping in one format or another, drawn from a seed, and a library that is full
// of them: in the text, in the bodies and tags of its notes, in the names of its works.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/// How many paragraphs, notes and works a library has.
export const COUNT = 120;

const PIECES = [
  "bread", "mill", "Ofen", "é", "ß", "č", "Łódź", "漢字", "хлеб", "&", "%", "$5", "#1", "_", "a_b", "{", "}",
  "~", "^", "\\", "\\n", "*rye*", "**", "`x`", "[1]", "[^n]", "]", "(c)", "!", "|", "1.", "-", "+", ":", ";",
  "“so”", "it's", "\"", "<b>", "</p>", "<!--", "-->", "&amp;", "&#65;", "@you", "http://x.org/?a=1&b=2", "=",
  "--", "---", "…", "‘t", "%41", "$x^2$", "\\(y\\)", "/* */", "'", "’", "> q", "- a", "# h", "~~no~~", "::", "[[w]]",
  "null", "~x", "!t", "&a", "*a", "? k", "{{v}}", "{% if %}", "@book{", "\\u0041", "<script>", "]]>", "«e»", "\\end{x}",
];

/// The words of one seed.
export class Words {
  constructor(seed) {
    this.seed = seed >>> 0;
  }

  random(below) {
    this.seed = (Math.imul(this.seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.seed / 2 ** 32) * below);
  }

  /// So many pieces between two plain words, none with one of the signs `without`.
  some(count, without = []) {
    const pieces = PIECES.filter((piece) => !without.some((sign) => piece.includes(sign)));
    const chosen = Array.from({ length: count }, () => pieces[this.random(pieces.length)]);
    return ["Words", ...chosen, "end"].join(" ");
  }
}

/// Markdown that says `text`, sign by sign.
const asMarkdown = (text) => text.replace(/[!-/:-@[-`{-~]/g, "\\$&");

/// Writes a library of a seed into a folder. `run` starts the program on a library.
export function library(folder, seed, run) {
  const words = new Words(seed);
  const works = Array.from({ length: COUNT }, (_, i) => ({
    id: `work-${i}`,
    type: ["book", "article-journal", "chapter", "thesis", "webpage"][i % 5],
    title: words.some(5),
    author: [{ family: `F${words.some(2)}`, given: "Ada" }, { literal: words.some(2) }],
    ...(i % 5 === 1 || i % 5 === 2 ? { "container-title": words.some(3) } : {}),
    publisher: words.some(3),
    issued: { "date-parts": [[1900 + i]] },
  }));
  const paragraphs = Array.from({ length: COUNT }, (_, i) => `Paragraph ${i}: ${words.some(8)}.`);
  const notes = paragraphs.map((_, i) => ({
    id: `q${i}`,
    kind: ["quotation", "gloss", "emendation", "note"][i % 4],
    quote: `Paragraph ${i}: Words`,
    source: `work-${i}`,
    tags: [words.some(1)],
    said: `Note ${i} says ${words.some(6)}`,
  }));
  notes.push({ id: "lost", kind: "gloss", quote: "never said in this text at all", said: "Lost." });
  const path = join(folder, `library-${seed}`);
  for (const part of ["corpus", "annotations"]) mkdirSync(join(path, part), { recursive: true });
  const text = join(folder, `signs-${seed}.txt`);
  writeFileSync(text, `${paragraphs.join("\n\n")}\n`);
  run(path, "import", "--name", "signs", text);
  const annotations = notes.map(({ said, ...note }) => ({ ...note, note: asMarkdown(said) }));
  writeFileSync(join(path, "annotations/signs.yaml"), JSON.stringify({ article: "signs", annotations }));
  writeFileSync(join(path, "annotations/sources.yaml"), JSON.stringify({ references: works }));
  return { path, name: "signs", works, notes: annotations.map((a, i) => ({ ...a, said: notes[i].said })) };
}

/// Text with all white space alike.
export const flat = (text) => text.replace(/[\s\u00a0]+/g, " ").trim();
