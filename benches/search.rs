//! Search beside ripgrep and grep, on the same files in the same run: a plain program, so that
//! what it does is all that is measured.
//!
//! `cargo bench --bench search -- LIBRARY` runs the release program on a library's folder; without
//! one, a library of 2,000 small articles is made. Each command runs seven times, in turns; printed
//! are the medians and the ratio to ripgrep. With `--features index` an index is built first, in a
//! folder of its own, and the search with it is measured too.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often each command is run.
const RUNS: usize = 7;

fn main() -> std::io::Result<()> {
    let given = std::env::args().skip(1).find(|a| !a.starts_with("--"));
    let folder = tempfile::tempdir()?;
    let library = match given {
        Some(library) => PathBuf::from(library),
        None => made(folder.path())?,
    };
    let library = library.as_path();
    if cfg!(feature = "index") {
        built(library, folder.path());
    }
    let compare = |what: &str, pattern: &str, search: &[&str]| {
        compare(what, pattern, (library, folder.path()), search);
    };
    println!("{}: median of {RUNS} runs, in turns", library.display());
    compare(
        "a literal in every article",
        "zebraquux",
        &["-i", "-F", "zebraquux"],
    );
    compare("a word, folded", "zebraquux", &["zebraquux"]);
    compare(
        "an expression",
        r"juris\w+ion of vol",
        &["-i", "-E", r"juris\w+ion of vol"],
    );
    compare(
        "a literal that is nowhere",
        "nosuchword",
        &["-F", "nosuchword", "-l"],
    );
    Ok(())
}

/// Runs ripgrep, grep and postil for the same thing, and prints a line for each.
fn compare(what: &str, pattern: &str, (library, cache): (&Path, &Path), search: &[&str]) {
    let corpus = library.join("corpus");
    let mut rg = Command::new("rg");
    rg.args(["-i", pattern]).arg(&corpus);
    let mut grep = Command::new("grep");
    grep.args(["-r", "-i", "-E", &pattern.replace(r"\w", "[[:alnum:]_]")])
        .arg(&corpus);
    let mut postil = program(library, cache);
    postil.args(["search", "--no-index"]).args(search);
    let mut commands = vec![("rg -i", rg), ("grep -r -i", grep), ("postil", postil)];
    if cfg!(feature = "index") {
        let mut indexed = program(library, cache);
        indexed.arg("search").args(search);
        commands.push(("with index", indexed));
    }
    let mut times = vec![Vec::new(); commands.len()];
    for _ in 0..RUNS {
        for ((_, command), times) in commands.iter_mut().zip(&mut times) {
            times.push(timed(command));
        }
    }
    println!("\n{what}");
    let medians: Vec<Option<Duration>> = times.into_iter().map(median).collect();
    let base = medians.first().copied().flatten();
    for ((name, _), median) in commands.iter().zip(&medians) {
        match (median, base) {
            (Some(median), Some(base)) => {
                let ratio = median.as_secs_f64() / base.as_secs_f64();
                println!(
                    "  {name:<12} {:>8.1} ms  {ratio:.2} × rg",
                    median.as_secs_f64() * 1e3
                );
            }
            (Some(median), None) => {
                println!("  {name:<12} {:>8.1} ms", median.as_secs_f64() * 1e3);
            }
            (None, _) => println!("  {name:<12} is not installed"),
        }
    }
}

fn program(library: &Path, cache: &Path) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_postil"));
    program.env("XDG_CACHE_HOME", cache.join("cache"));
    program.arg("--library").arg(library);
    program
}

/// Builds the index, and prints what that takes.
fn built(library: &Path, cache: &Path) {
    let start = Instant::now();
    let output = program(library, cache).arg("index").output();
    let took = start.elapsed().as_secs_f64();
    if let Ok(output) = output {
        print!("{}", String::from_utf8_lossy(&output.stdout));
        println!("in {took:.2} s");
    }
}

/// How long a command takes; `None` when it cannot be run.
fn timed(command: &mut Command) -> Option<Duration> {
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    // One is "nothing found"; more is an error, and no measurement.
    status.ok()?.code().filter(|code| *code < 2)?;
    Some(start.elapsed())
}

fn median(times: Vec<Option<Duration>>) -> Option<Duration> {
    let mut times: Vec<Duration> = times.into_iter().collect::<Option<_>>()?;
    times.sort_unstable();
    times.get(times.len() / 2).copied()
}

/// A library of 2,000 articles of about 20 kB, of words in no order.
fn made(folder: &Path) -> std::io::Result<PathBuf> {
    const WORDS: [&str; 16] = [
        "the",
        "of",
        "bread",
        "volume",
        "court",
        "jurisdiction",
        "evidence",
        "land",
        "and",
        "in",
        "statute",
        "*clause*",
        "“peace”",
        "liberty,",
        "witness.",
        "great",
    ];
    std::fs::create_dir_all(folder.join("corpus"))?;
    std::fs::create_dir_all(folder.join("annotations"))?;
    let mut seed: u64 = 1917;
    let mut word = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        WORDS.get((seed % 16) as usize).copied().unwrap_or_default()
    };
    for article in 0..2_000 {
        let mut text = String::from("# An article\n\n");
        for paragraph in 0..30 {
            if paragraph % 6 == 0 {
                text.push_str("## A section\n\n");
            }
            for _ in 0..110 {
                text.push_str(word());
                text.push(' ');
            }
            if paragraph == 28 {
                text.push_str("zebraquux");
            }
            text.push_str("\n\n");
        }
        std::fs::write(folder.join(format!("corpus/a{article}.md")), text)?;
    }
    Ok(folder.to_path_buf())
}
