//! `postil notes`: the annotations of one or more articles.

use std::str::FromStr;

use serde_json::{Map, Value, json};

use super::output::Role;
use super::{Context, Outcome};
use crate::annotation::{Kind, Status};
use crate::article::ArticleName;
use crate::edition::{Anchored, Edition};
use crate::source::SourceKey;
use crate::text::width;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The articles; all of the library when none is named
    articles: Vec<ArticleName>,
    /// Only notes of this kind
    #[arg(long, value_parser = kind)]
    kind: Vec<Kind>,
    /// Only notes with this tag
    #[arg(long)]
    tag: Vec<String>,
    /// Only notes that name this source
    #[arg(long)]
    source: Vec<SourceKey>,
    /// Only notes that were found this way: exact, moved, fuzzy, ambiguous, orphaned
    #[arg(long, value_parser = status)]
    status: Vec<Status>,
    /// Only the reader's own notes
    #[arg(long)]
    own: bool,
    /// Only notes that `postil draft` proposed
    #[arg(long)]
    drafted: bool,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub(super) fn kind(text: &str) -> Result<Kind, String> {
    let names = Kind::ALL.map(Kind::as_str).join(", ");
    Kind::from_str(text).map_err(|()| format!("the kinds are: {names}"))
}

fn status(text: &str) -> Result<Status, String> {
    let names = Status::ALL.map(Status::as_str).join(", ");
    let found = Status::ALL.into_iter().find(|s| s.as_str() == text);
    found.ok_or_else(|| format!("a status is one of: {names}"))
}

impl Arguments {
    fn wants(&self, note: &Anchored) -> bool {
        let annotation = &note.annotation;
        let any = |given: bool, fits: bool| !given || fits;
        any(self.own, annotation.own)
            && any(self.drafted, annotation.drafted.is_some())
            && any(!self.kind.is_empty(), self.kind.contains(&annotation.kind))
            && any(
                !self.status.is_empty(),
                self.status.contains(&note.anchor.status),
            )
            && any(
                !self.tag.is_empty(),
                annotation.tags.iter().any(|t| self.tag.contains(t)),
            )
            && any(
                !self.source.is_empty(),
                annotation
                    .source
                    .as_ref()
                    .is_some_and(|s| self.source.contains(s)),
            )
    }
}

pub(super) fn run(arguments: &Arguments, context: &mut Context) -> anyhow::Result<Outcome> {
    let mut records = Vec::new();
    let mut found = false;
    for name in context.names(&arguments.articles)? {
        let edition = context.edition(&name)?;
        for note in edition.notes.iter().filter(|n| arguments.wants(n)) {
            found = true;
            if arguments.json {
                records.push(record(&edition, note, arguments.articles.len() != 1));
            } else {
                line(&edition, note, context)?;
            }
        }
    }
    if arguments.json {
        context.out.json(&Value::Array(records), true)?;
    }
    Ok(if found {
        Outcome::Done
    } else {
        Outcome::NothingFound
    })
}

fn line(edition: &Edition, note: &Anchored, context: &mut Context) -> anyhow::Result<()> {
    let annotation = &note.annotation;
    let passage = edition
        .passage_of(note)
        .map_or_else(|| "—".to_owned(), |p| p.to_string());
    context.out.styled(
        Role::Passage,
        &format!("{}#{passage}", edition.article.name),
    )?;
    context.out.text(&format!("  {} ", annotation.id))?;
    context.out.styled(Role::Quiet, annotation.kind.as_str())?;
    if note.anchor.status != Status::Exact {
        context
            .out
            .styled(Role::Warning, &format!(" {}", note.anchor.status))?;
    }
    if let Some(source) = &annotation.source {
        context.out.text(&format!(" [{source}]"))?;
    }
    let body = annotation.note.replace('\n', " ");
    context
        .out
        .line(&format!("  {}", width::shortened(&body, 80)))?;
    Ok(())
}

/// One note as JSON; fields that do not apply are left out.
fn record(edition: &Edition, note: &Anchored, with_article: bool) -> Value {
    let annotation = &note.annotation;
    let mut record = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            record.insert(key.to_owned(), value);
        }
    };
    let text = |t: &Option<String>| t.as_deref().map(Value::from);
    put("id", Some(annotation.id.as_str().into()));
    put(
        "article",
        with_article.then(|| edition.article.name.to_string().into()),
    );
    put("kind", Some(annotation.kind.as_str().into()));
    put("at", edition.passage_of(note).map(|p| p.to_string().into()));
    put("start", note.anchor.range().map(|r| r.start.into()));
    put("end", note.anchor.range().map(|r| r.end.into()));
    put("status", Some(note.anchor.status.as_str().into()));
    put("quote", text(&annotation.target.quote));
    put(
        "source",
        annotation.source.as_ref().map(|s| s.as_str().into()),
    );
    let locator = &annotation.locator;
    let pairs = || {
        locator
            .0
            .iter()
            .map(|(k, v)| (k.clone(), Value::from(v.as_str())))
            .collect()
    };
    put(
        "locator",
        (!locator.is_empty()).then(|| Value::Object(pairs())),
    );
    let cited = annotation.cited.as_ref();
    put("how", cited.and_then(|c| c.how).map(|h| h.as_str().into()));
    put(
        "certainty",
        cited.and_then(|c| c.certainty).map(|c| c.as_str().into()),
    );
    put("speaker", text(&annotation.speaker));
    put("via", annotation.via.as_ref().map(|s| s.as_str().into()));
    let to: Vec<Value> = annotation.to.iter().map(|r| r.to_string().into()).collect();
    put(
        "to",
        match to.as_slice() {
            [] => None,
            [one] => Some(one.clone()),
            _ => Some(Value::Array(to)),
        },
    );
    put(
        "tags",
        (!annotation.tags.is_empty()).then(|| json!(annotation.tags)),
    );
    put(
        "note",
        (!annotation.note.is_empty()).then(|| annotation.note.as_str().into()),
    );
    put("drafted", Some(annotation.drafted.is_some().into()));
    Value::Object(record)
}
