//! How hits are printed: a line each, a concordance, counts, names, or JSON.

use std::io;

use serde_json::{Map, Value};

use super::Arguments;
use crate::cli::Context;
use crate::cli::output::Role;
use crate::search::rank::Score;
use crate::search::{Answer, Finding, Zone};
use crate::text::{safe, width};

/// How many characters stand on either side of a hit, when nothing else is asked.
const LINE: usize = 50;
const KWIC: usize = 36;
const JSON: usize = 60;

/// A hit is shown up to so many columns.
const LONGEST: usize = 400;

/// Prints hits in one form.
pub(super) struct Printer {
    form: Form,
    characters: usize,
    terminal: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Lines,
    Concordance,
    Json,
    Counts,
    Names,
}

impl Printer {
    pub(super) fn new(arguments: &Arguments, terminal: bool) -> Self {
        let (form, usual) = if arguments.json {
            (Form::Json, JSON)
        } else if arguments.count {
            (Form::Counts, 0)
        } else if arguments.files {
            (Form::Names, 0)
        } else if arguments.kwic {
            (Form::Concordance, KWIC)
        } else {
            (Form::Lines, LINE)
        };
        Self {
            form,
            characters: arguments.context.unwrap_or(usual),
            terminal,
        }
    }

    /// How much context is wanted of each hit.
    pub(super) fn context(&self) -> Option<usize> {
        (!matches!(self.form, Form::Counts | Form::Names)).then_some(self.characters)
    }

    /// Prints the first `shown` hits of an article.
    pub(super) fn answer(
        &self,
        answer: &Answer,
        shown: usize,
        context: &mut Context,
    ) -> io::Result<()> {
        match self.form {
            Form::Counts => {
                let name = answer.article.as_str();
                context.out.styled(Role::Passage, name)?;
                context.out.line(&format!(": {shown}"))?;
            }
            Form::Names => context.out.line(answer.article.as_str())?,
            _ => {
                for finding in answer.findings.iter().take(shown) {
                    self.finding(answer, finding, None, context)?;
                }
            }
        }
        // One who watches sees each article's hits as they come.
        if self.terminal {
            context.out.flush()?;
        }
        Ok(())
    }

    /// Prints one hit.
    pub(super) fn finding(
        &self,
        answer: &Answer,
        finding: &Finding,
        score: Option<&Score>,
        context: &mut Context,
    ) -> io::Result<()> {
        match self.form {
            Form::Json => context.out.json(&record(answer, finding, score), false),
            Form::Concordance => self.aligned(answer, finding, context),
            Form::Lines | Form::Counts | Form::Names => line(answer, finding, context),
        }
    }

    /// Prints why a passage scores as it does.
    pub(super) fn score(score: &Score, context: &mut Context) -> io::Result<()> {
        context.out.styled(Role::Quiet, &format!("    {score}"))?;
        context.out.line("")
    }

    /// A line of the concordance: the passage, then the hit in the middle.
    fn aligned(&self, answer: &Answer, finding: &Finding, context: &mut Context) -> io::Result<()> {
        const LABEL: usize = 24;
        let label = width::shortened(&label(answer, finding), LABEL);
        let pad = " ".repeat(LABEL - width::of(&label));
        context.out.styled(Role::Passage, &label)?;
        let around = &finding.context;
        let before = one_line(&around.before);
        let before = width::suffix(&before, self.characters);
        let indent = " ".repeat(self.characters.saturating_sub(width::of(before)));
        context.out.text(&format!("{pad} {indent}{before}"))?;
        let hit = width::shortened(&one_line(&around.text), LONGEST);
        context.out.styled(Role::Match, &hit)?;
        context.out.line(&one_line(&around.after))
    }
}

fn label(answer: &Answer, finding: &Finding) -> String {
    match &finding.at {
        Some(at) => format!("{}#{at}", answer.article),
        None => answer.article.to_string(),
    }
}

/// One hit on one line: the passage, the part when it is not the text, the hit in its context.
fn line(answer: &Answer, finding: &Finding, context: &mut Context) -> io::Result<()> {
    context.out.styled(Role::Passage, &label(answer, finding))?;
    let part = match (finding.zone, &finding.annotation) {
        (Zone::Text, _) => String::new(),
        (zone, Some(note)) => format!(" [{} {note}]", zone.as_str()),
        (zone, None) => format!(" [{}]", zone.as_str()),
    };
    context.out.styled(Role::Quiet, &part)?;
    context.out.text("  ")?;
    let around = &finding.context;
    context.out.text(&one_line(&around.before))?;
    let shown = width::shortened(&one_line(&around.text), LONGEST);
    context.out.styled(Role::Match, &shown)?;
    context.out.line(&one_line(&around.after))
}

fn one_line(text: &str) -> String {
    safe::shown_line(text).into_owned()
}

/// One hit as JSON; fields that do not apply are left out.
fn record(answer: &Answer, finding: &Finding, score: Option<&Score>) -> Value {
    let mut record = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            record.insert(key.to_owned(), value);
        }
    };
    let around = &finding.context;
    put("article", Some(answer.article.as_str().into()));
    put("at", finding.at.as_ref().map(|at| at.to_string().into()));
    put("in", Some(finding.zone.as_str().into()));
    put("annotation", finding.annotation.as_deref().map(Value::from));
    put("start", finding.place.as_ref().map(|p| p.start.into()));
    put("end", finding.place.as_ref().map(|p| p.end.into()));
    put("match", Some(around.text.as_str().into()));
    put("before", Some(around.before.as_str().into()));
    put("after", Some(around.after.as_str().into()));
    put("score", score.map(|s| s.value.into()));
    Value::Object(record)
}
