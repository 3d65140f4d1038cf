//! `postil completions`: completions for a shell, from the command table.

use super::{Context, Outcome};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The shell
    shell: clap_complete::Shell,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut super::command(),
        "postil",
        &mut script,
    );
    context.out.raw(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Done)
}
