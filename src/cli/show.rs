//! `postil show`: one passage with its notes.

use anyhow::Context as _;

use super::output::Role;
use super::{Context, Outcome, article_and_passage};
use crate::article::Reference;
use crate::edition::{Anchored, Edition};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The passage, such as `soviets-take-power#2¶14`
    passage: Reference,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context) -> anyhow::Result<Outcome> {
    let (name, passage) = article_and_passage(&arguments.passage)?;
    let passage = passage.with_context(|| {
        format!(
            "`{name}` names no passage; write {name}#1¶1, or `postil read {name}` for the whole"
        )
    })?;
    let edition = context.edition(name)?;
    let article = &edition.article;
    let range = article.range_of_run(passage).with_context(|| {
        format!("{name} has no passage {passage}; `postil outline {name}` lists what there is")
    })?;
    let first = article
        .paragraphs
        .partition_point(|p| p.range.end <= range.start);
    for (index, paragraph) in article.paragraphs.iter().enumerate().skip(first) {
        if paragraph.range.start >= range.end {
            break;
        }
        context
            .out
            .styled(Role::Passage, &article.passage_of(paragraph).to_string())?;
        context.out.text("  ")?;
        context.out.line(article.slice(paragraph.range.clone()))?;
        let notes = edition.index.by_paragraph.get(index);
        for note in notes
            .into_iter()
            .flatten()
            .filter_map(|&i| edition.notes.get(i))
        {
            note_lines(&edition, note, context)?;
        }
        context.out.line("")?;
    }
    Ok(Outcome::Done)
}

fn note_lines(edition: &Edition, note: &Anchored, context: &mut Context) -> anyhow::Result<()> {
    let annotation = &note.annotation;
    context.out.text("\n    ")?;
    context
        .out
        .styled(Role::Quiet, &format!("[{}] ", annotation.id))?;
    context.out.styled(Role::Strong, annotation.kind.as_str())?;
    if let Some(range) = note.anchor.ranges.first() {
        let words = edition.article.slice(range.clone());
        context
            .out
            .text(&format!(": “{}”", crate::text::width::shortened(words, 60)))?;
    }
    context.out.line("")?;
    if let Some(source) = edition.source_of(note) {
        let locator = match annotation.locator.to_string() {
            empty if empty.is_empty() => String::new(),
            locator => format!(", {locator}"),
        };
        context
            .out
            .line(&format!("    {}{locator}", source.label()))?;
    }
    for reference in &annotation.to {
        context.out.line(&format!("    → {reference}"))?;
    }
    for line in annotation.note.lines() {
        context.out.line(&format!("    {line}"))?;
    }
    Ok(())
}
