//! `postil sources`: the works quoted, where, how each was cited, and how sure that is.

use anyhow::bail;
use serde_json::{Map, Value, json};

use super::output::Role;
use super::{Context, Outcome, plot, why};
use crate::annotation::{Certainty, How, Kind};
use crate::article::ArticleName;
use crate::edition::{Anchored, Edition};
use crate::source::bibliography::{self, Form};
use crate::source::{Source, SourceKey};
use crate::text::width;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The articles; all of the library when none is named
    articles: Vec<ArticleName>,
    /// Print one JSON document
    #[arg(long, conflicts_with_all = ["plot", "to", "why"])]
    json: bool,
    /// Draw who is quoted where: a row for each work, a column for each stretch of the article
    #[arg(long, conflicts_with_all = ["to", "why"])]
    plot: bool,
    /// Print the works as a bibliography: csl-json, csl-yaml, bibtex
    #[arg(long, value_parser = form, conflicts_with = "why", value_name = "FORM")]
    to: Option<Form>,
    /// Tell in plain words how the citation of a note was resolved
    #[arg(long, value_name = "ID")]
    why: Option<String>,
}

fn form(text: &str) -> Result<Form, String> {
    let names = Form::ALL.map(Form::as_str).join(", ");
    let found = Form::ALL.into_iter().find(|f| f.as_str() == text);
    found.ok_or_else(|| format!("the forms are: {names}"))
}

/// A work and the notes that quote it.
pub(super) struct Quoted<'a> {
    pub(super) key: SourceKey,
    pub(super) source: Option<&'a Source>,
    /// Each note with its edition.
    pub(super) notes: Vec<(&'a Edition, &'a Anchored)>,
    /// Notes on words that were found in it, quoted from another.
    pub(super) found_in: Vec<(&'a Edition, &'a Anchored)>,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context) -> anyhow::Result<Outcome> {
    let mut editions = Vec::new();
    for name in context.names(&arguments.articles)? {
        editions.push(context.edition(&name)?);
    }
    if let Some(id) = &arguments.why {
        return why::run(id, &editions, context);
    }
    let quoted = quoted(&editions);
    if let Some(form) = arguments.to {
        let sources: Vec<&Source> = quoted.iter().filter_map(|q| q.source).collect();
        let text = bibliography::write(&sources, form);
        context.out.text(&text)?;
        return Ok(outcome(quoted.is_empty()));
    }
    if arguments.json {
        let list: Vec<Value> = quoted.iter().map(record).collect();
        context.out.json(&list.into(), true)?;
        return Ok(outcome(quoted.is_empty()));
    }
    if quoted.is_empty() {
        if !arguments.articles.is_empty() {
            eprintln!(
                "postil: no work is quoted in the notes; `postil draft ARTICLE` proposes some"
            );
        }
        return Ok(Outcome::NothingFound);
    }
    if arguments.plot {
        let [edition] = editions.as_slice() else {
            bail!("--plot draws one article; name it");
        };
        plot::draw(edition, &quoted, context)?;
        return Ok(Outcome::Done);
    }
    let several = editions.len() > 1;
    for work in &quoted {
        list(work, several, context)?;
    }
    Ok(Outcome::Done)
}

fn outcome(empty: bool) -> Outcome {
    if empty {
        Outcome::NothingFound
    } else {
        Outcome::Done
    }
}

/// The works that are quoted or cited, the most often first; then by key.
fn quoted(editions: &[Edition]) -> Vec<Quoted<'_>> {
    let mut works: std::collections::BTreeMap<SourceKey, Quoted<'_>> =
        std::collections::BTreeMap::new();
    for edition in editions {
        for note in &edition.notes {
            let annotation = &note.annotation;
            let cites = annotation.kind == Kind::Quotation || annotation.cited.is_some();
            for (key, found_in) in [(&annotation.source, false), (&annotation.via, true)] {
                let Some(key) = key.as_ref().filter(|_| cites) else {
                    continue;
                };
                let work = works.entry(key.clone()).or_insert_with(|| Quoted {
                    key: key.clone(),
                    source: edition.sources.get(key),
                    notes: Vec::new(),
                    found_in: Vec::new(),
                });
                if found_in {
                    work.found_in.push((edition, note));
                } else {
                    work.notes.push((edition, note));
                }
            }
        }
    }
    let mut list: Vec<Quoted<'_>> = works.into_values().collect();
    list.sort_by_key(|w| {
        (
            std::cmp::Reverse(w.notes.len()),
            std::cmp::Reverse(w.found_in.len()),
        )
    });
    list
}

fn record(work: &Quoted) -> Value {
    let title = work
        .source
        .map_or_else(|| work.key.to_string(), Source::title);
    let author = work.source.map(author).unwrap_or_default();
    let mut record = json!({"key": work.key.as_str(), "title": title, "author": author, "count": work.notes.len()});
    let passages = |notes: &[(&Edition, &Anchored)]| {
        notes.iter().map(|(e, n)| passage(e, n)).collect::<Vec<_>>()
    };
    if let Value::Object(map) = &mut record {
        map.insert("passages".to_owned(), passages(&work.notes).into());
        if !work.found_in.is_empty() {
            map.insert("found-in".to_owned(), passages(&work.found_in).into());
        }
    }
    record
}

/// The authors as one line; the editors where there is none.
fn author(source: &Source) -> String {
    let mut names = source.names("author");
    if names.is_empty() {
        names = source.names("editor");
    }
    names
        .iter()
        .map(crate::source::Name::full)
        .collect::<Vec<_>>()
        .join("; ")
}

fn passage(edition: &Edition, note: &Anchored) -> Value {
    let annotation = &note.annotation;
    let cited = annotation.cited.as_ref();
    let mut map = Map::new();
    map.insert(
        "article".to_owned(),
        edition.article.name.to_string().into(),
    );
    let at = edition.passage_of(note).map(|p| p.to_string());
    map.insert("at".to_owned(), at.into());
    map.insert("annotation".to_owned(), annotation.id.as_str().into());
    if let Some(how) = cited.and_then(|c| c.how) {
        map.insert("how".to_owned(), how.as_str().into());
    }
    if let Some(certainty) = cited.and_then(|c| c.certainty) {
        map.insert("certainty".to_owned(), certainty.as_str().into());
    }
    let pairs: Map<String, Value> = annotation
        .locator
        .0
        .iter()
        .map(|(k, v)| (k.clone(), v.as_str().into()))
        .collect();
    map.insert("locator".to_owned(), Value::Object(pairs));
    if let Some(rule) = cited.and_then(|c| c.rule.as_deref()) {
        map.insert("rule".to_owned(), rule.into());
    }
    if let Some(antecedent) = cited.and_then(|c| c.antecedent.as_ref()) {
        map.insert("antecedent".to_owned(), antecedent.to_string().into());
    }
    let rivals: Vec<Value> = cited
        .map(|c| c.rivals.iter().map(|k| k.as_str().into()).collect())
        .unwrap_or_default();
    map.insert("rivals".to_owned(), rivals.into());
    Value::Object(map)
}

fn list(work: &Quoted, several: bool, context: &mut Context) -> anyhow::Result<()> {
    let out = &mut context.out;
    let label = work
        .source
        .map_or_else(|| work.key.to_string(), Source::label);
    out.styled(Role::Strong, &width::shortened(&label, 72))?;
    out.styled(Role::Quiet, &format!("  {}", work.key))?;
    out.line("")?;
    let marked = work
        .notes
        .iter()
        .map(|n| (n, false))
        .chain(work.found_in.iter().map(|n| (n, true)));
    for ((edition, note), found_in) in marked {
        let annotation = &note.annotation;
        let at = edition
            .passage_of(note)
            .map_or_else(|| "—".to_owned(), |p| p.to_string());
        let place = if several {
            format!("{}#{at}", edition.article.name)
        } else {
            at
        };
        let cited = annotation.cited.as_ref();
        let how = if found_in {
            "quoted there"
        } else {
            cited.and_then(|c| c.how).map_or("", How::printed)
        };
        out.text("  ")?;
        out.styled(Role::Passage, &format!("{place:<8}"))?;
        out.text(&format!(" {:<6} {how:<16}", annotation.id))?;
        out.text(&format!(
            " {}",
            width::shortened(&annotation.locator.to_string(), 44)
        ))?;
        let certainty = cited
            .and_then(|c| c.certainty)
            .filter(|c| *c != Certainty::Certain);
        if let Some(certainty) = certainty {
            out.styled(Role::Warning, &format!("  {certainty}"))?;
        }
        out.line("")?;
    }
    Ok(())
}
