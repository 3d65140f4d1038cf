// The program under test, and pandoc.

import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

const postil = resolve(process.argv[2]);
const big = { encoding: "utf8", maxBuffer: 1 << 28 };

/// Starts the program on a library.
export const run = (path, ...rest) =>
  execFileSync(postil, ["--library", path, ...rest], { ...big, stdio: ["ignore", "pipe", "pipe"] });

/// What it exports.
export const exported = (path, name, ...rest) => run(path, "export", name, ...rest);

/// The passages of an article.
export const passagesOf = (path, name) =>
  exported(path, name, "--to", "ndjson").trim().split("\n").map((line) => JSON.parse(line));

/// The notes of an article.
export const notesOf = (path, name) => JSON.parse(run(path, "notes", name, "--json"));

/// What pandoc makes of a text.
export const pandoc = (from, to, input) =>
  execFileSync("pandoc", ["-f", from, "-t", to, "--wrap=none"], { ...big, input });
