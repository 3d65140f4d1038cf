//! `postil config`: the settings and keys as they are, and where each comes from.

use std::path::PathBuf;

use anyhow::Context as _;
use serde_json::{Map, Value, json};

use super::diagnostic::Diagnostics;
use super::output::Role;
use super::{Context, Outcome};
use crate::library::{self, config_folder, state as reading};
use crate::text::problem::{Problem, Problems};
use crate::text::yaml;
use crate::viewer::config::{Config, NAMES};
use crate::viewer::{self, keys};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Print all keys, in the form in which `config.yaml` takes them
    #[arg(long)]
    keys: bool,
    /// Print one JSON document
    #[arg(long, conflicts_with = "keys")]
    json: bool,
}

/// The settings as they are, with what is wrong in the file.
pub(super) struct Present {
    /// The settings.
    pub(super) config: Config,
    /// What is wrong.
    pub(super) problems: Vec<Problem>,
    file: Option<PathBuf>,
    there: bool,
}

/// The present settings: the program's, those of `config.yaml`, those that were changed by keys in
/// an earlier session, those of the environment, the later over the earlier.
pub(super) fn present() -> anyhow::Result<Present> {
    let file = config_folder().map(|folder| folder.join("config.yaml"));
    let shown = file.as_deref().map(library::shown).unwrap_or_default();
    let mut problems = Problems::of(shown.clone());
    let text = match file.as_ref().map(std::fs::read_to_string) {
        Some(Ok(text)) => Some(text),
        Some(Err(error)) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("{shown} cannot be read"));
        }
        _ => None,
    };
    let mut config = Config::from_yaml(text.as_deref().unwrap_or_default(), &mut problems);
    config.recall(&reading::settings());
    config.obey_environment(viewer::theme_of_environment());
    Ok(Present {
        config,
        problems: problems.into_vec(),
        there: text.is_some(),
        file,
    })
}

pub(super) fn run(arguments: &Arguments, context: &mut Context) -> anyhow::Result<Outcome> {
    let present = present()?;
    if arguments.json {
        context.out.json(&record(&present), true)?;
    } else if arguments.keys {
        print_keys(&present.config, context)?;
    } else {
        print(&present, context)?;
    }
    let mut diagnostics = Diagnostics::new(context.out.colour());
    for problem in &present.problems {
        eprintln!("{}", diagnostics.render(problem, &present.problems));
    }
    Ok(if present.problems.is_empty() {
        Outcome::Done
    } else {
        Outcome::NothingFound
    })
}

fn print(present: &Present, context: &mut Context) -> anyhow::Result<()> {
    let config = &present.config;
    let file = match &present.file {
        Some(file) => library::shown(file),
        None => "there is no folder for settings; set HOME".to_owned(),
    };
    let remark = if present.there {
        ""
    } else {
        " (not there yet; what follows can stand in it)"
    };
    let out = &mut context.out;
    out.styled(Role::Quiet, &format!("# {file}{remark}"))?;
    out.line("")?;
    let line = |name: &str| format!("{name}: {}", config.value(name));
    for name in NAMES {
        out.text(&format!("{:<24}", line(name)))?;
        out.styled(Role::Quiet, &format!("# {}", config.origin(name)))?;
        out.line("")?;
    }
    if config.bound().is_empty() {
        out.styled(
            Role::Quiet,
            "# keys: as they are; `postil config --keys` prints them",
        )?;
        return Ok(out.line("")?);
    }
    out.line("keys:")?;
    for (name, at) in config.bound() {
        let keys = keys_of(config, name);
        out.text(&format!("{:<24}", format!("  {name}: {keys}")))?;
        out.styled(Role::Quiet, &format!("# config.yaml, line {at}"))?;
        out.line("")?;
    }
    Ok(())
}

fn keys_of(config: &Config, name: &str) -> String {
    let binding = keys::table().iter().find(|b| b.name == name);
    let keys = binding.map(|b| config.keymap.keys_of(b.action));
    let keys: Vec<String> = keys.unwrap_or_default();
    let keys: Vec<String> = keys.iter().map(|key| yaml::scalar(key)).collect();
    format!("[{}]", keys.join(", "))
}

/// All keys by group, with what they do.
fn print_keys(config: &Config, context: &mut Context) -> anyhow::Result<()> {
    let out = &mut context.out;
    out.line("keys:")?;
    for group in keys::Group::ALL {
        out.styled(Role::Quiet, &format!("  # {}", group.title()))?;
        out.line("")?;
        for binding in keys::table().iter().filter(|b| b.group == group) {
            let line = format!("  {}: {}", binding.name, keys_of(config, binding.name));
            out.text(&format!("{line:<48}"))?;
            out.styled(Role::Quiet, &format!(" # {}", binding.help))?;
            out.line("")?;
        }
    }
    Ok(())
}

fn record(present: &Present) -> Value {
    let config = &present.config;
    let settings: Map<String, Value> = NAMES
        .iter()
        .map(|name| {
            let origin = config.origin(name).to_string();
            let value = json!({"value": config.value(name), "origin": origin});
            ((*name).to_owned(), value)
        })
        .collect();
    let keys: Map<String, Value> = keys::table()
        .iter()
        .map(|b| (b.name.to_owned(), json!(config.keymap.keys_of(b.action))))
        .collect();
    json!({
        "file": present.file.as_deref().map(library::shown),
        "settings": settings,
        "keys": keys,
        "problems": present.problems,
    })
}
