//! `postil check`: every problem of the library.

use super::output::Role;
use super::{Context, Outcome};
use crate::article::ArticleName;
use crate::text::problem::Severity;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The articles; all of the library when none is named
    articles: Vec<ArticleName>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context) -> anyhow::Result<Outcome> {
    let mut problems = Vec::new();
    for name in context.names(&arguments.articles)? {
        problems.extend(context.edition(&name)?.problems);
    }
    problems.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    problems.dedup();
    if arguments.json {
        context.out.json(&serde_json::to_value(&problems)?, true)?;
    } else {
        for problem in &problems {
            let (role, word) = match problem.severity {
                Severity::Error => (Role::Error, "error"),
                Severity::Warning => (Role::Warning, "warning"),
            };
            context.out.styled(role, word)?;
            context.out.line(&format!("[{}] {problem}", problem.code))?;
        }
        context.out.line(&match problems.len() {
            0 => "no problems".to_owned(),
            1 => "1 problem".to_owned(),
            n => format!("{n} problems"),
        })?;
    }
    Ok(if problems.is_empty() {
        Outcome::Done
    } else {
        Outcome::NothingFound
    })
}
