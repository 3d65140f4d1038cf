//! `postil note`: a note of one's own.

use std::io::{IsTerminal, Read};

use anyhow::{Context as _, bail};

use super::notes::kind;
use super::output::Role;
use super::{Context, Outcome, article_and_passage};
use crate::annotation::{Anchor, Anchorer, Annotation, Kind, Locator, Status, Target};
use crate::article::{ArticleName, Reference};
use crate::edition::Edition;
use crate::library::{self, OwnNotes, Saved, recovery};
use crate::source::SourceKey;
use crate::text::problem::Position;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// What the note is about, such as `soviets-take-power#2¶14`
    #[arg(required_unless_present = "recover")]
    passage: Option<Reference>,
    /// The note, in Markdown; `-` or nothing reads it from standard input
    text: Vec<String>,
    /// The words that are meant: all of them, or the first and last with `…` between
    #[arg(long)]
    quote: Option<String>,
    /// What the note is for
    #[arg(long, value_parser = kind, default_value = "note")]
    kind: Kind,
    /// A tag; may be repeated
    #[arg(long)]
    tag: Vec<String>,
    /// The work that is quoted or referred to, by its key
    #[arg(long)]
    source: Option<SourceKey>,
    /// A passage that the note points to; may be repeated
    #[arg(long, value_name = "PASSAGE")]
    to: Vec<Reference>,
    /// The note's id; a free one by default
    #[arg(long)]
    id: Option<String>,
    /// Put notes in their place that an earlier run could not save
    #[arg(long, conflicts_with_all = ["passage", "text"])]
    recover: bool,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context) -> anyhow::Result<Outcome> {
    if arguments.recover {
        return recover(context);
    }
    let reference = arguments.passage.as_ref().context("name a passage")?;
    let (name, _) = article_and_passage(reference)?;
    let library = context.library()?;
    let edition = library.open(name)?;
    let target = target(arguments, reference, &edition)?;
    let note = annotation(arguments, target, &edition)?;
    let saved = OwnNotes::of(&library, name).add(note.clone());
    match saved {
        Ok(saved) => {
            tell(name, &saved, context)?;
            offer(context)?;
            Ok(Outcome::Done)
        }
        Err(unsaved) => {
            if unsaved.recovery.is_none() {
                // Nothing may be lost: where no file takes it, the reader has it on the screen.
                eprintln!(
                    "{}",
                    crate::text::safe::shown(&crate::annotation::item(&note))
                );
            }
            Err(unsaved.into())
        }
    }
}

/// The passage, and within it the words given, described as the program would.
fn target(
    arguments: &Arguments,
    reference: &Reference,
    edition: &Edition,
) -> anyhow::Result<Target> {
    let article = &edition.article;
    let name = &article.name;
    if let Some(passage) = &reference.passage
        && article.range_of_run(passage).is_none()
    {
        bail!("{name} has no passage {passage}; `postil outline {name}` lists what there is");
    }
    if reference.passage.is_none() && arguments.quote.is_none() {
        bail!("`{name}` names no passage; write {name}#1¶1, or give the words with --quote");
    }
    let anchorer = Anchorer::new(article);
    let asked = Target {
        at: reference.passage.clone(),
        quote: arguments.quote.clone(),
        ..Target::default()
    };
    let anchor = anchorer.anchor(&asked);
    match anchor.status {
        Status::Exact => {}
        // The words are elsewhere, or other words are there: the reader must say what is meant.
        _ => bail!(
            "the words are not found as given ({}): {}; `postil show {reference}` shows the text",
            anchor.status,
            why(&anchor)
        ),
    }
    let range = anchor.range().context("the passage is empty")?;
    let described = Target::of_range(article, &anchorer, &range);
    Ok(match &asked.at {
        // The passage as it was given: a section, or a run of passages.
        Some(_) if arguments.quote.is_none() => Target {
            stamp: described.stamp,
            ..asked
        },
        _ => described,
    })
}

fn why(anchor: &Anchor) -> &str {
    anchor.difference.as_deref().unwrap_or("they differ")
}

fn annotation(
    arguments: &Arguments,
    target: Target,
    edition: &Edition,
) -> anyhow::Result<Annotation> {
    if let Some(key) = &arguments.source
        && edition.sources.get(key).is_none()
    {
        let near = edition.sources.nearest(key.as_str());
        let hint = near.map_or_else(
            || "`postil sources` lists what there is".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        bail!("sources.yaml holds no `{key}`; {hint}");
    }
    if let Some(id) = &arguments.id
        && (id.is_empty() || id.len() > 200 || id.contains(char::is_whitespace))
    {
        bail!("`{id}` is no id; write one word, or leave --id out");
    }
    Ok(Annotation {
        id: arguments.id.clone().unwrap_or_default(),
        kind: arguments.kind,
        target,
        source: arguments.source.clone(),
        locator: Locator::default(),
        cited: None,
        speaker: None,
        via: None,
        to: arguments.to.clone(),
        tags: arguments.tag.clone(),
        note: body(&arguments.text)?,
        drafted: None,
        own: true,
        position: Position::default(),
    })
}

/// The note's text: from the command line, or from standard input.
fn body(words: &[String]) -> anyhow::Result<String> {
    /// Longer than any note: a wrong file was piped in.
    const MOST: u64 = 4 << 20;
    let from_input = words.is_empty() || words == ["-"];
    if !from_input {
        return Ok(words.join(" ").trim().to_owned());
    }
    let mut input = std::io::stdin().lock();
    if words.is_empty() && input.is_terminal() {
        bail!("there is no note; write it after the passage, or `-` to type it here");
    }
    let mut bytes = Vec::new();
    input
        .by_ref()
        .take(MOST + 1)
        .read_to_end(&mut bytes)
        .context("standard input cannot be read")?;
    if bytes.len() as u64 > MOST {
        bail!("the note has more than 4 MB; is that the right file?");
    }
    let text = String::from_utf8(bytes).context("the note is not UTF-8; convert it first")?;
    let text = text.replace("\r\n", "\n");
    let text = text.trim_matches('\n').trim_end();
    if text.is_empty() && words.is_empty() {
        bail!("standard input is empty; write the note after the passage");
    }
    Ok(text.to_owned())
}

fn tell(name: &ArticleName, saved: &Saved, context: &mut Context) -> anyhow::Result<()> {
    let note = saved.change.note();
    let place = match &note.target.at {
        Some(at) => format!("{name}#{at}"),
        None => name.to_string(),
    };
    context.out.styled(Role::Passage, &place)?;
    context.out.text("  ")?;
    context.out.styled(Role::Strong, &note.id)?;
    let file = library::shown(&saved.file);
    context.out.line(&format!("  saved in {file}"))?;
    if let Some(remark) = &saved.remark {
        context.out.line(remark)?;
    }
    Ok(())
}

/// Says that notes of an earlier run wait to be put back.
fn offer(context: &mut Context) -> anyhow::Result<()> {
    let waiting = recovery::waiting(&context.library()?);
    let count: usize = waiting.iter().map(|w| w.notes.len()).sum();
    let notes = match count {
        0 => return Ok(()),
        1 => "1 note that could not be saved earlier waits".to_owned(),
        n => format!("{n} notes that could not be saved earlier wait"),
    };
    context.out.styled(Role::Warning, &notes)?;
    context
        .out
        .line("; `postil note --recover` puts them in their place")?;
    Ok(())
}

fn recover(context: &mut Context) -> anyhow::Result<Outcome> {
    let library = context.library()?;
    let waiting = recovery::waiting(&library);
    if waiting.is_empty() {
        context.out.line("no notes wait to be put back")?;
        return Ok(Outcome::NothingFound);
    }
    for recovered in &waiting {
        for saved in recovery::put_back(&library, recovered)? {
            tell(&recovered.article, &saved, context)?;
        }
    }
    Ok(Outcome::Done)
}
