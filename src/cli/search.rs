//! `postil search`: the passages that answer a query.

use std::sync::Arc;

use anyhow::bail;
use serde_json::{Map, Value};

use super::output::Role;
use super::{Context, Outcome};
use crate::article::ArticleName;
use crate::edition::Edition;
use crate::library::Library;
use crate::search::{self, Case, Hit, Options, Query, QueryError, Syntax, Vocabulary, Zone};
use crate::text::{safe, width};

/// How many characters stand on either side of a hit in JSON.
const JSON_CONTEXT: usize = 60;

#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// What to look for: words, "a phrase", /an expression/, revol*, -without, a OR b,
    /// a NEAR/8 b, and the fields in: kind: source: author: speaker: tag: article: section:
    pattern: String,
    /// The articles; all of the library when none is named
    articles: Vec<ArticleName>,
    /// The pattern is one string, to be found as it is
    #[arg(short = 'F', long, conflicts_with = "regexp")]
    fixed_strings: bool,
    /// The pattern is one regular expression
    #[arg(short = 'E', long)]
    regexp: bool,
    /// A string or an expression begins and ends where words do
    #[arg(short, long)]
    word_regexp: bool,
    /// Capitals never matter (by default they do in a word that has one)
    #[arg(short, long, conflicts_with = "case_sensitive")]
    ignore_case: bool,
    /// Capitals always matter
    #[arg(short = 's', long)]
    case_sensitive: bool,
    /// Print one JSON record a line
    #[arg(long)]
    json: bool,
}

impl Arguments {
    fn options(&self) -> Options {
        Options {
            case: match (self.ignore_case, self.case_sensitive) {
                (true, _) => Case::Ignore,
                (_, true) => Case::Sensitive,
                _ => Case::Smart,
            },
            syntax: match (self.fixed_strings, self.regexp) {
                (true, _) => Syntax::Fixed,
                (_, true) => Syntax::Expression,
                _ => Syntax::Language,
            },
            whole_words: self.word_regexp,
            unfinished: false,
        }
    }
}

pub(super) fn run(arguments: &Arguments, context: &mut Context) -> anyhow::Result<Outcome> {
    let query = match Query::parse_with(&arguments.pattern, arguments.options()) {
        Ok(query) => query,
        Err(error) => bail!(told(&error, &arguments.pattern)),
    };
    let library = context.library()?;
    let (sources, problems) = library.sources()?;
    let sources = Arc::new(sources);
    let mut found = false;
    for name in context.names(&arguments.articles)? {
        if !query.may_be_in(&name) {
            continue;
        }
        let edition = library.open_with(&name, Arc::clone(&sources), problems.clone())?;
        for hit in query.find(&edition) {
            found = true;
            if arguments.json {
                context.out.json(&record(&edition, &hit), false)?;
            } else {
                line(&edition, &hit, context)?;
            }
        }
    }
    if found {
        return Ok(Outcome::Done);
    }
    advise(&query, &library, arguments, context)?;
    Ok(Outcome::NothingFound)
}

fn told(error: &QueryError, query: &str) -> String {
    format!("{error}\n  {}", error.pointer(query).replace('\n', "\n  "))
}

/// One hit on one line: the passage, the part when it is not the text, the hit in its context.
fn line(edition: &Edition, hit: &Hit, context: &mut Context) -> anyhow::Result<()> {
    const SIDE: usize = 50;
    let passage = hit.at.as_ref().map(|at| format!("#{at}"));
    let label = format!("{}{}", edition.article.name, passage.unwrap_or_default());
    context.out.styled(Role::Passage, &label)?;
    let note = hit.annotation.and_then(|i| edition.notes.get(i));
    let part = match (hit.zone, note) {
        (Zone::Text, _) => String::new(),
        (zone, Some(note)) => format!(" [{} {}]", zone.as_str(), note.annotation.id),
        (zone, None) => format!(" [{}]", zone.as_str()),
    };
    context.out.styled(Role::Quiet, &part)?;
    context.out.text("  ")?;
    let around = hit.context(edition, SIDE);
    context.out.text(&one_line(&around.before))?;
    let shown = width::shortened(&one_line(&around.text), 400);
    context.out.styled(Role::Match, &shown)?;
    context.out.line(&one_line(&around.after))?;
    Ok(())
}

fn one_line(text: &str) -> String {
    safe::shown_line(text).into_owned()
}

/// One hit as JSON; see the design's section 4.
fn record(edition: &Edition, hit: &Hit) -> Value {
    let mut record = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            record.insert(key.to_owned(), value);
        }
    };
    let around = hit.context(edition, JSON_CONTEXT);
    let note = hit.annotation.and_then(|i| edition.notes.get(i));
    put("article", Some(edition.article.name.to_string().into()));
    put("at", hit.at.as_ref().map(|at| at.to_string().into()));
    put("in", Some(hit.zone.as_str().into()));
    put("annotation", note.map(|n| n.annotation.id.as_str().into()));
    put("start", hit.place.as_ref().map(|p| p.start.into()));
    put("end", hit.place.as_ref().map(|p| p.end.into()));
    put("match", Some(around.text.into()));
    put("before", Some(around.before.into()));
    put("after", Some(around.after.into()));
    Value::Object(record)
}

/// Tells on standard error that nothing was found, and which words there are instead.
fn advise(
    query: &Query,
    library: &Library,
    arguments: &Arguments,
    context: &Context,
) -> anyhow::Result<()> {
    let mut vocabulary = Vocabulary::default();
    for name in context.names(&arguments.articles)? {
        if !vocabulary.add(&library.open(&name)?) {
            break;
        }
    }
    eprintln!(
        "postil: nothing found for {}",
        safe::shown_line(&width::shortened(&arguments.pattern, 60))
    );
    for (word, near) in search::nearest_words(&query.words(), &vocabulary) {
        let word = width::shortened(&word, 40);
        let told = match near.as_slice() {
            [] => format!("`{word}` does not occur"),
            near => format!("`{word}` does not occur; near it: {}", near.join(", ")),
        };
        eprintln!("  {}", safe::shown_line(&told));
    }
    Ok(())
}
