//! A scratch library, and the real program run in it.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    missing_docs,
    unreachable_pub
)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder with `corpus/` and `annotations/`, gone at the end of the test.
pub struct Scratch {
    folder: tempfile::TempDir,
}

/// What a run of the program gave.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Scratch {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        for part in ["corpus", "annotations", "home"] {
            fs::create_dir(folder.path().join(part)).expect("a folder can be made");
        }
        Self { folder }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn file(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).expect("a folder can be made");
        }
        fs::write(&path, contents).expect("a file can be written");
        path
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).expect("the file is there")
    }

    /// The program, in this folder, with a home of its own.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_postil"));
        let home = self.path().join("home");
        command
            .args(arguments)
            .current_dir(self.path())
            .env("HOME", &home)
            .env("XDG_STATE_HOME", home.join("state"))
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env_remove("POSTIL_LIBRARY")
            .env_remove("NO_COLOR")
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        let output = self
            .command(arguments)
            .output()
            .expect("the program starts");
        Run::of(&output, self.path())
    }

    pub fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Run {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().expect("standard input is piped");
        // A program that stops reading early is not the test's concern.
        let _ = stdin.write_all(input);
        drop(stdin);
        let output = child.wait_with_output().expect("the program ends");
        Run::of(&output, self.path())
    }
}

impl Run {
    fn of(output: &Output, folder: &Path) -> Self {
        let text = |bytes: &[u8]| {
            let text = String::from_utf8(bytes.to_vec()).expect("the output is UTF-8");
            text.replace(&*folder.to_string_lossy(), "LIBRARY")
        };
        Self {
            code: output.status.code(),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }

    /// The output of a run that ended well.
    pub fn ok(self) -> String {
        assert_eq!(self.code, Some(0), "{}{}", self.out, self.err);
        self.out
    }

    pub fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.out).expect("the output is JSON")
    }
}

/// A small library: an article with every kind of note.
pub fn bread() -> Scratch {
    let scratch = Scratch::new();
    scratch.file("corpus/bread.md", BREAD);
    scratch.file("annotations/bread.yaml", NOTES);
    scratch.file("annotations/sources.yaml", SOURCES);
    scratch
}

pub const BREAD: &str = "\
---
title: On Bread
author: A. Postiller
date: 2026-11-23
language: en
---

Of all that is baked, bread argues most with its makers.

## The mill

The miller’s rule was plain: “first clean the stone, then the grain, and last of all your hands” \
(Miller, The Whole Mill, page 12). Few kept it.[^1]

1. The wheel must turn before the stone.

2. The stone must cool before the meal.

“Who grinds in haste will sift at leisure” (Miller, op. cit., page 40).

## The oven

As we saw above, haste is the enemy. “An oven has no memory” (Baker, Fire and Crumb, vol. 2, \
page 7), and the miler knew it too.

[^1]: One who did was the widow of Sark.
";

pub const NOTES: &str = "\
article: bread
annotations:
# What the miller says.
- id: q1
  kind: quotation
  at: 1¶1
  quote: first clean the stone … all your hands
  source: miller-mill
  locator: {page: 12}
  cited: {how: full}
  note: Miller puts it first in his book.
- id: q2
  kind: quotation
  at: 1¶4
  quote: Who grinds in haste … sift at leisure
  source: miller-mill
  locator: {page: 40}
  cited: {how: op-cit, antecedent: 1¶1}
- id: q3
  kind: quotation
  at: 2¶1
  quote: An oven has no memory
  source: baker-fire
  locator: {volume: 2, page: 7}
  cited: {how: full}
- id: x1
  kind: cross-reference
  at: 2¶1
  quote: As we saw above
  to: 1¶4
- id: f1
  kind: footnote
  at: 1¶1
  quote: Few kept it
  to: n1
- id: g1
  kind: gloss
  quote: stone
  nth: all
  tags: [term]
  note: The *runner*, the upper of the two millstones.
- id: e1
  kind: emendation
  at: 2¶1
  quote: miler
  note: Read *miller*.
";

pub const SOURCES: &str = "\
references:
- id: miller-mill
  type: book
  title: The Whole Mill
  author: [{family: Miller, given: Ada}]
  issued: {date-parts: [[1801]]}
- id: baker-fire
  type: book
  title: Fire and Crumb
  author: [{family: Baker, given: Tom}]
  volume: 2
";
