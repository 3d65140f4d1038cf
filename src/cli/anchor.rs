//! `postil anchor`: selectors in, anchors out, one JSON object a line.
//!
//! Answers come in the order of the questions, as soon as they can: what has arrived on standard
//! input is answered before more is waited for. A line that is no selector is answered with an
//! error and the rest goes on; the exit code tells that there was one.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use rayon::prelude::*;
use serde_json::{Map, Value, json};

use super::{Context, Outcome};
use crate::annotation::anchor::{Found, Status, TextIndex};
use crate::annotation::exchange::{Resolver, Wanted, targets_of_annotation, wanted_of_record};
use crate::article::markdown;
use crate::text::offsets::{Offsets, Unit};
use crate::text::safe;

/// Places listed for one selector; `places` tells how many there are.
const LISTED: usize = 100;
/// Errors told on standard error; all are in the answers.
const TOLD: usize = 20;
/// A longer line is an error.
const LONGEST_LINE: usize = 16 << 20;
/// Lines answered at a time.
const BATCH: usize = 4096;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The text: plain, or Markdown when its name ends in `.md`
    text: PathBuf,
    /// Read the selectors from a file instead of standard input
    #[arg(long, value_name = "FILE")]
    selectors: Option<PathBuf>,
    /// What offsets count, those given and those answered: byte, char or utf16
    #[arg(long, value_name = "UNIT", default_value = "byte")]
    unit: Unit,
}

/// The text, and all that is needed to answer.
struct Desk {
    text: String,
    index: TextIndex,
    offsets: Offsets,
}

/// An error in one line.
struct BadLine {
    column: usize,
    message: String,
}

/// Where selectors are read from.
type Input = BufReader<Box<dyn Read>>;

pub(super) fn run(arguments: &Arguments, context: &mut Context) -> anyhow::Result<Outcome> {
    let desk = Desk::open(&arguments.text, arguments.unit)?;
    let (name, source): (String, Box<dyn Read>) = match &arguments.selectors {
        Some(path) => {
            let name = path.display().to_string();
            let file = File::open(path).with_context(|| name.clone())?;
            (name, Box::new(file))
        }
        None => ("standard input".to_owned(), Box::new(std::io::stdin())),
    };
    let mut input = BufReader::with_capacity(1 << 20, source);
    let (mut read, mut bad) = (0, 0);
    loop {
        let lines = next_lines(&mut input).with_context(|| name.clone())?;
        if lines.is_empty() {
            break;
        }
        let answers: Vec<Result<Vec<Value>, BadLine>> =
            lines.par_iter().map(|line| desk.answer(line)).collect();
        for answer in answers {
            read += 1;
            match answer {
                Ok(records) => {
                    for record in records {
                        context.out.json(&record, false)?;
                    }
                }
                Err(e) => {
                    bad += 1;
                    if bad <= TOLD {
                        let told = format!("{name}:{read}:{}: {}", e.column, e.message);
                        eprintln!("postil: {}", safe::shown(&told));
                    }
                    context.out.json(&e.record(read), false)?;
                }
            }
        }
        context.out.flush()?;
    }
    if bad > 0 {
        let lines = if bad == 1 { "line is" } else { "lines are" };
        anyhow::bail!("{name}: {bad} {lines} no selector; each is answered with an error");
    }
    Ok(Outcome::Done)
}

/// The lines that can be had without waiting, and at least one; none at the end.
fn next_lines(input: &mut Input) -> std::io::Result<Vec<Vec<u8>>> {
    let mut lines = Vec::new();
    while lines.len() < BATCH {
        let mut line = Vec::new();
        if !read_line(input, &mut line)? {
            break;
        }
        lines.push(line);
        if !input.buffer().contains(&b'\n') {
            break;
        }
    }
    Ok(lines)
}

/// Reads a line without its end; of one that is too long only the beginning is kept. False at
/// the end of the input.
fn read_line(input: &mut Input, line: &mut Vec<u8>) -> std::io::Result<bool> {
    let mut any = false;
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(any);
        }
        any = true;
        let end = memchr::memchr(b'\n', buffer);
        let part = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or(buffer);
        let room = (LONGEST_LINE + 1).saturating_sub(line.len());
        line.extend(part.iter().take(room));
        let used = end.map_or(buffer.len(), |end| end + 1);
        input.consume(used);
        if end.is_some() {
            return Ok(true);
        }
    }
}

impl Desk {
    /// Reads the text and folds it, without its markup when it is Markdown.
    fn open(path: &Path, unit: Unit) -> anyhow::Result<Self> {
        let name = path.display();
        let bytes = std::fs::read(path).with_context(|| name.to_string())?;
        let text = String::from_utf8(bytes).map_err(|e| {
            let at = e.utf8_error().valid_up_to();
            anyhow::anyhow!("{name}: byte {at} is no UTF-8; `postil import` reads other encodings")
        })?;
        let is_markdown = path
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("md") || e.eq_ignore_ascii_case("markdown"));
        let hidden = if is_markdown {
            markdown::hidden(&text)
        } else {
            Vec::new()
        };
        Ok(Self {
            index: TextIndex::new(&text, hidden),
            offsets: Offsets::new(&text, unit),
            text,
        })
    }

    /// The answers to one line: one for each target, none for an empty line.
    fn answer(&self, line: &[u8]) -> Result<Vec<Value>, BadLine> {
        let bad = |message: String| BadLine { column: 1, message };
        if line.len() > LONGEST_LINE {
            return Err(bad(format!("the line is longer than {LONGEST_LINE} bytes")));
        }
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        if line.iter().all(u8::is_ascii_whitespace) {
            return Ok(Vec::new());
        }
        let value: Value = serde_json::from_slice(line).map_err(|e| BadLine {
            column: e.column().max(1),
            message: shortened(&e),
        })?;
        if !value.is_object() {
            return Err(bad("a selector is a JSON object".to_owned()));
        }
        let id = value.get("id").or_else(|| value.get("@id")).cloned();
        let id = id.unwrap_or(Value::Null);
        let Some(targets) = targets_of_annotation(&value).map_err(bad)? else {
            let wanted = wanted_of_record(&value).map_err(bad)?;
            return Ok(vec![self.record(id, None, &wanted)]);
        };
        if targets.is_empty() {
            return Err(bad("the annotation has no target".to_owned()));
        }
        let several = targets.len() > 1;
        let whole = Wanted::Bytes(0..self.text.len());
        let records = targets.iter().enumerate().map(|(i, target)| {
            let number = several.then_some(i + 1);
            let wanted = target.wanted.as_ref().unwrap_or(&whole);
            self.record(id.clone(), number, wanted)
        });
        Ok(records.collect())
    }

    fn record(&self, id: Value, target: Option<usize>, wanted: &Wanted) -> Value {
        let to_byte = |offset| self.offsets.to_byte(&self.text, offset);
        let resolver = Resolver {
            text: &self.text,
            index: &self.index,
            to_byte: &to_byte,
        };
        let found = resolver.find(wanted);
        let mut record = Map::new();
        record.insert("id".to_owned(), id);
        if let Some(target) = target {
            record.insert("target".to_owned(), json!(target));
        }
        let at = |byte: usize| self.offsets.of_byte(&self.text, byte);
        let range = found.ranges.first().cloned();
        record.insert(
            "start".to_owned(),
            json!(range.as_ref().map(|r| at(r.start))),
        );
        record.insert("end".to_owned(), json!(range.as_ref().map(|r| at(r.end))));
        record.insert("status".to_owned(), json!(found.status.as_str()));
        record.insert("score".to_owned(), json!(rounded(found.score)));
        record.insert("candidates".to_owned(), self.candidates(&found));
        let places = found.candidates.len().max(found.ranges.len());
        if places > 1 {
            record.insert("places".to_owned(), json!(places));
        }
        let reason = match found.status {
            Status::Exact => None,
            _ => said(resolver.difference(wanted, &found), found.reason),
        };
        if let Some(reason) = reason {
            record.insert("reason".to_owned(), json!(reason));
        }
        Value::Object(record)
    }

    /// The places that were not told apart, or all that were asked for.
    fn candidates(&self, found: &Found) -> Value {
        let at = |byte: usize| self.offsets.of_byte(&self.text, byte);
        let one = |range: &Range<usize>, score: f64| json!({"start": at(range.start), "end": at(range.end), "score": rounded(score)});
        let alike = found.candidates.iter().map(|c| one(&c.range, c.score));
        let all = found.ranges.iter().filter(|_| found.ranges.len() > 1);
        let all = all.map(|range| one(range, found.score));
        alike.chain(all).take(LISTED).collect()
    }
}

impl BadLine {
    fn record(&self, line: usize) -> Value {
        json!({
            "id": null, "start": null, "end": null, "status": "error", "score": 0,
            "candidates": [], "line": line, "column": self.column, "reason": self.message,
        })
    }
}

fn said(difference: Option<String>, reason: Option<String>) -> Option<String> {
    match (difference, reason) {
        (Some(difference), Some(reason)) => Some(format!("{difference}; {reason}")),
        (one, other) => one.or(other),
    }
}

/// The message without the place, which is told beside it.
fn shortened(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let end = message.rfind(" at line ").unwrap_or(message.len());
    message.get(..end).unwrap_or(&message).to_owned()
}

/// Four decimals.
fn rounded(score: f64) -> f64 {
    (score * 10_000.0).round() / 10_000.0
}
