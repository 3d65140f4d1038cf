//! `postil index`: makes the index of a large library, or brings it up to date.

use super::{Context, Outcome};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Take the index away
    #[arg(long)]
    remove: bool,
}

#[cfg(not(feature = "index"))]
pub(super) fn run(_arguments: &Arguments, _context: &mut Context) -> anyhow::Result<Outcome> {
    anyhow::bail!(
        "this program was built without the index; build it in with \
         `cargo install --path . --features index` (search works without, too)"
    )
}

#[cfg(feature = "index")]
pub(super) fn run(arguments: &Arguments, context: &mut Context) -> anyhow::Result<Outcome> {
    use std::time::Instant;

    use crate::search::index;

    let library = context.library()?;
    let folder = index::folder_of(&library)?;
    if arguments.remove {
        let was_there = index::remove(&folder)?;
        let said = if was_there {
            "the index is gone"
        } else {
            "there was no index"
        };
        context.out.line(said)?;
        return Ok(Outcome::Done);
    }
    let start = Instant::now();
    let bar = bar();
    let built = index::build(&library, &folder, &|done, total| {
        bar.set_length(total);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    let built = built?;
    let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    if built.anew {
        context
            .out
            .line("the index was damaged or of another version, and was built anew")?;
    }
    context.out.line(&format!(
        "{} read ({:.1} MiB in {:.1} s), {} unchanged, {} gone; the index has {:.1} MiB",
        articles(built.read),
        mib(built.bytes),
        start.elapsed().as_secs_f64(),
        built.kept,
        built.dropped,
        mib(built.size),
    ))?;
    if built.left_out > 0 {
        context.out.line(&format!(
            "{} left out: changed just now, unreadable, or with words that are too long; searched \
             without the index",
            articles(built.left_out)
        ))?;
    }
    Ok(Outcome::Done)
}

#[cfg(feature = "index")]
fn articles(count: usize) -> String {
    let noun = if count == 1 { "article" } else { "articles" };
    format!("{count} {noun}")
}

/// A bar on standard error, when that is a terminal.
#[cfg(feature = "index")]
fn bar() -> indicatif::ProgressBar {
    let bar = indicatif::ProgressBar::new(0);
    let form = "indexing {wide_bar} {binary_bytes}/{binary_total_bytes} {eta}";
    if let Ok(style) = indicatif::ProgressStyle::with_template(form) {
        bar.set_style(style);
    }
    bar
}
