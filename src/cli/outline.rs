//! `postil outline`: an article's sections and paragraphs.

use serde_json::json;

use super::output::Role;
use super::{Context, Outcome};
use crate::article::{Article, ArticleName, Paragraph};
use crate::text::width;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The article
    article: ArticleName,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context) -> anyhow::Result<Outcome> {
    let (article, _) = context.library()?.article(&arguments.article)?;
    if arguments.json {
        context.out.json(&document(&article), true)?;
        return Ok(Outcome::Done);
    }
    context.out.styled(Role::Strong, article.title())?;
    context.out.line("")?;
    for section in &article.sections {
        if section.number.is_opening() {
            if section.paragraphs.is_empty() {
                continue;
            }
        } else {
            let indent = "  ".repeat(section.number.depth() - 1);
            context.out.text(&format!("\n{indent}"))?;
            context
                .out
                .styled(Role::Passage, &section.number.to_string())?;
            context.out.text("  ")?;
            context.out.styled(Role::Strong, article.heading(section))?;
        }
        context.out.line("")?;
        let paragraphs = article.paragraphs.get(section.paragraphs.clone());
        for paragraph in paragraphs.unwrap_or_default() {
            paragraph_line(&article, paragraph, context)?;
        }
    }
    if !article.notes.is_empty() {
        context.out.line("")?;
    }
    for note in &article.notes {
        if let Some(paragraph) = article.paragraphs.get(note.paragraphs.start) {
            paragraph_line(&article, paragraph, context)?;
        }
    }
    Ok(Outcome::Done)
}

fn paragraph_line(
    article: &Article,
    paragraph: &Paragraph,
    context: &mut Context,
) -> anyhow::Result<()> {
    let passage = article.passage_of(paragraph).to_string();
    let pad = " ".repeat(8usize.saturating_sub(width::of(&passage)));
    let text = article.slice(paragraph.range.clone());
    let beginning: String = text
        .chars()
        .take(200)
        .map(|c| if c == '\n' { ' ' } else { c })
        .collect();
    context.out.text("  ")?;
    context.out.styled(Role::Passage, &passage)?;
    context.out.text(&pad)?;
    let kind = match paragraph.kind() {
        "prose" => String::new(),
        kind => format!("[{kind}] "),
    };
    context.out.styled(Role::Quiet, &kind)?;
    let room = 66usize.saturating_sub(width::of(&kind));
    context.out.line(&width::shortened(&beginning, room))?;
    Ok(())
}

fn document(article: &Article) -> serde_json::Value {
    let sections: Vec<_> = article
        .sections
        .iter()
        .map(|section| {
            let mut entry = json!({"number": section.number.to_string()});
            if !section.number.is_opening() {
                entry["heading"] = article.heading(section).into();
            }
            entry["paragraphs"] = section.paragraphs.len().into();
            entry
        })
        .collect();
    json!({
        "article": article.name.to_string(),
        "title": article.title(),
        "sections": sections,
        "notes": article.notes.len(),
        "words": article.word_count(),
    })
}
