//! Search beside ripgrep, grep and less, on the same files in the same run: a plain program, so
//! that what it does is all that is measured.
//!
//! `cargo bench --bench search -- ARTICLES MEGABYTES` writes a library of so many articles of 40 KB,
//! and one of a single article of so many megabytes (1,000 and 20, when nothing is said; the
//! figures of `docs/scale.md` are of 10,000 and 100), and looks through both for a literal, a word,
//! a phrase and an expression. Each command runs seven times, in turns; printed are the medians, the
//! ratios to `rg -i`, and the most memory that each held (as GNU time tells it, where that is
//! installed). `less` stands for the time from its start to the frame that shows the first hit; it
//! opens one file. With `--features index` an index is built first, in a folder of its own, and the
//! search with it is measured too.

#[allow(
    dead_code,
    reason = "less is started and looked at, and told nothing more"
)]
mod session;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;
use session::Session;

/// How often each command is run.
const RUNS: usize = 7;

/// How often `less` is, which takes long to find anything in a long text.
const IN_LESS: usize = 3;

/// The bytes of an article of the library.
const ARTICLE: usize = 40_000;

/// What is looked for.
struct Question {
    what: &'static str,
    /// As grep and less are asked.
    pattern: &'static str,
    /// As Postil is asked.
    search: &'static [&'static str],
    /// What stands beside the first hit.
    beside: &'static str,
}

const QUESTIONS: [Question; 6] = [
    Question {
        what: "a literal that stands once in a thousand articles",
        pattern: "quagga",
        search: &["-i", "-F", "quagga"],
        beside: "was seen by the jurisdiction",
    },
    Question {
        what: "the same, folded",
        pattern: "quagga",
        search: &["quagga"],
        beside: "was seen by the jurisdiction",
    },
    Question {
        what: "a literal of every article, names only",
        pattern: "zebraquux",
        search: &["-i", "-F", "-l", "zebraquux"],
        beside: "grazes here",
    },
    Question {
        what: "a phrase, folded",
        pattern: "quagga was seen by",
        search: &["\"quagga was seen by\""],
        beside: "the jurisdiction of",
    },
    Question {
        what: "an expression",
        pattern: r"juris[a-z]+ion of voles",
        search: &["-i", "-E", r"juris[a-z]+ion of voles"],
        beside: "jurisdiction of voles",
    },
    Question {
        what: "a literal that is nowhere",
        pattern: "nosuchword",
        search: &["-i", "-F", "-l", "nosuchword"],
        beside: "",
    },
];

fn main() -> anyhow::Result<()> {
    let mut sizes = std::env::args().filter_map(|a| a.parse::<usize>().ok());
    let articles = sizes.next().unwrap_or(1_000);
    let megabytes = sizes.next().unwrap_or(20);
    for (count, bytes) in [(articles, ARTICLE), (1, megabytes * 1_000_000)] {
        let folder = tempfile::tempdir()?;
        write_library(folder.path(), count, bytes)?;
        let shelf = Shelf {
            library: folder.path().join("library"),
            cache: folder.path().join("cache"),
            one: (count == 1).then(|| folder.path().join("library/corpus/a0.md")),
        };
        let size = count * bytes / 1_000_000;
        println!("\n{count} × {bytes} bytes, {size} MB: median of {RUNS} runs, in turns");
        if cfg!(feature = "index") {
            shelf.index();
        }
        for question in &QUESTIONS {
            shelf.compare(question)?;
        }
    }
    Ok(())
}

/// A library, and where its index is kept.
struct Shelf {
    library: PathBuf,
    cache: PathBuf,
    /// Its file, when it has but one.
    one: Option<PathBuf>,
}

impl Shelf {
    fn program(&self) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_postil"));
        program.env("XDG_CACHE_HOME", &self.cache);
        program.arg("--library").arg(&self.library);
        program
    }

    /// Builds the index, and prints what that takes.
    fn index(&self) {
        let corpus = size_of(&self.library.join("corpus"));
        let mut build = self.program();
        build.arg("index");
        let start = Instant::now();
        let memory = memory_of(&build);
        let took = match memory {
            Some(_) => start.elapsed(),
            None => timed(&mut build).unwrap_or_default(),
        };
        println!(
            "  the index: {:.1} MB/s, {:.2} of the text in size, {}",
            corpus as f64 / 1e6 / took.as_secs_f64(),
            size_of(&self.cache) as f64 / corpus as f64,
            told(memory)
        );
    }

    /// Runs all programs for the same thing, and prints a line for each.
    fn compare(&self, question: &Question) -> anyhow::Result<()> {
        let corpus = self.library.join("corpus");
        let mut rg = Command::new("rg");
        rg.args(["-i", question.pattern]).arg(&corpus);
        let mut grep = Command::new("grep");
        grep.args(["-r", "-i", "-E", question.pattern]).arg(&corpus);
        if question.search.contains(&"-l") {
            rg.arg("-l");
            grep.arg("-l");
        }
        let mut postil = self.program();
        postil.args(["search", "--no-index"]).args(question.search);
        let mut commands = vec![("rg -i", rg), ("grep -r -i", grep), ("postil", postil)];
        if cfg!(feature = "index") {
            let mut indexed = self.program();
            indexed.arg("search").args(question.search);
            commands.push(("with index", indexed));
        }
        let mut times = vec![Vec::new(); commands.len()];
        let mut less = Vec::new();
        for run in 0..RUNS {
            for ((_, command), times) in commands.iter_mut().zip(&mut times) {
                times.push(timed(command));
            }
            let shown = self.one.as_deref();
            let shown = shown.filter(|_| !question.beside.is_empty() && run < IN_LESS);
            if let Some(file) = shown {
                less.push(in_less(file, question)?);
            }
        }
        println!("\n  {}", question.what);
        let medians: Vec<Option<Duration>> = times.into_iter().map(median).collect();
        let base = medians.first().copied().flatten();
        for ((name, command), median) in commands.iter().zip(&medians) {
            line(name, *median, base, &told(memory_of(command)));
        }
        if !less.is_empty() {
            line("less +/", median(less), base, "to the frame with the hit");
        }
        Ok(())
    }
}

fn line(name: &str, median: Option<Duration>, base: Option<Duration>, more: &str) {
    let Some(median) = median else {
        println!("    {name:<12} is not installed, or does not find it");
        return;
    };
    let ratio = base.map_or(f64::NAN, |b| median.as_secs_f64() / b.as_secs_f64());
    let milliseconds = median.as_secs_f64() * 1e3;
    println!("    {name:<12} {milliseconds:>8.1} ms  {ratio:>6.3} × rg  {more}");
}

fn told(memory: Option<u64>) -> String {
    memory.map_or_else(String::new, |kib| {
        format!("{:.0} MB at most", kib as f64 * 1024.0 / 1e6)
    })
}

/// How long a command takes; `None` when it cannot be run.
fn timed(command: &mut Command) -> Option<Duration> {
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    // One is "nothing found"; more is an error, and no measurement.
    status.ok()?.code().filter(|code| *code < 2)?;
    Some(start.elapsed())
}

/// The most memory that a command holds, in KiB, as GNU time tells it.
fn memory_of(command: &Command) -> Option<u64> {
    let told = tempfile::NamedTempFile::new().ok()?;
    let mut time = Command::new("/usr/bin/time");
    time.args(["--quiet", "-f", "%M", "-o"]).arg(told.path());
    time.arg(command.get_program()).args(command.get_args());
    for (key, value) in command.get_envs() {
        time.env(key, value.unwrap_or_default());
    }
    timed(&mut time)?;
    let told = std::fs::read_to_string(told.path()).ok()?;
    told.trim().lines().last()?.parse().ok()
}

/// The time from the start of `less` to the frame that shows the first hit.
fn in_less(file: &Path, question: &Question) -> anyhow::Result<Option<Duration>> {
    if Command::new("less").arg("--version").output().is_err() {
        return Ok(None);
    }
    let mut less = CommandBuilder::new("less");
    less.arg("-I");
    less.arg(format!("+/{}", question.pattern));
    less.arg(file);
    less.env("LESSHISTFILE", "-");
    let (mut session, began) = Session::spawn(less)?;
    Ok(session.shows(began, question.beside))
}

fn median(times: Vec<Option<Duration>>) -> Option<Duration> {
    let mut times: Vec<Duration> = times.into_iter().collect::<Option<_>>()?;
    times.sort_unstable();
    times.get(times.len() / 2).copied()
}

fn size_of(folder: &Path) -> u64 {
    let files = walkdir::WalkDir::new(folder).into_iter().flatten();
    files
        .filter_map(|f| f.metadata().ok())
        .filter(std::fs::Metadata::is_file)
        .map(|m| m.len())
        .sum()
}

/// A library of articles of words in no order. Near the end of each stands a word of its own, and
/// in one of a thousand a sentence of its own.
fn write_library(folder: &Path, count: usize, bytes: usize) -> std::io::Result<()> {
    let corpus = folder.join("library/corpus");
    std::fs::create_dir_all(&corpus)?;
    std::fs::create_dir_all(folder.join("library/annotations"))?;
    let mut seed: u64 = 1917;
    let mut below = |limit: usize| {
        // Marsaglia's xorshift.
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % limit as u64).unwrap_or(0)
    };
    for article in 0..count {
        let mut text = String::with_capacity(bytes + 2_000);
        text.push_str("# An article\n\n");
        let mut marked = false;
        let mut paragraph = 0;
        while text.len() < bytes {
            if paragraph % 6 == 0 {
                text.push_str("## A section\n\n");
            }
            for _ in 0..110 {
                text.push_str(WORDS.get(below(WORDS.len())).copied().unwrap_or_default());
                text.push(' ');
            }
            if !marked && text.len() > bytes / 100 * 97 {
                marked = true;
                text.push_str("\n\nA zebraquux grazes here.");
                if article % 1_000 == 0 {
                    text.push_str(
                        "\n\nA quagga was seen by the jurisdiction of quails, in the \
                         jurisdiction of voles.",
                    );
                }
            }
            text.push_str("\n\n");
            paragraph += 1;
        }
        std::fs::write(corpus.join(format!("a{article}.md")), text)?;
    }
    Ok(())
}

const WORDS: [&str; 64] = [
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
    "harbour",
    "lantern",
    "a",
    "reckoning",
    "ferryman",
    "considered",
    "tide",
    "to",
    "extraordinary",
    "quarrel",
    "with",
    "undertaking",
    "rope",
    "council",
    "slowly",
    "remembered",
    "by",
    "navigation",
    "winter",
    "was",
    "orchard",
    "is",
    "ledger",
    "that",
    "weather,",
    "bargain",
    "for",
    "miller",
    "wheel",
    "on",
    "quarry",
    "parish",
    "it",
    "letters",
    "at",
    "granary",
    "drought",
    "not",
    "market.",
    "bridge",
    "from",
    "saddle",
    "physician",
    "or",
    "carriage",
    "tollgate",
    "map",
    "chapel",
];
