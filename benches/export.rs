//! Exporting a long article with many notes to Markdown, beside pulldown-cmark's own HTML renderer
//! on the same text in the same run.
//!
//! `cargo bench --bench export -- [MEGABYTES [NOTES]]` (100 and 100,000 by default) makes a library
//! in a temporary folder and runs each side three times, in turns, each time in a process of its
//! own; printed are the medians, their ratio, and the largest memory each process had (on Linux).

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use postil::article::ArticleName;
use postil::export::markdown;
use postil::library::Library;

/// How often each side is run.
const RUNS: usize = 3;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["render", folder] => render(Path::new(folder)),
        ["export", folder] => export(Path::new(folder)),
        sizes => {
            let size = |place: usize, default: usize| -> anyhow::Result<usize> {
                Ok(sizes
                    .get(place)
                    .map(|s| s.parse())
                    .transpose()?
                    .unwrap_or(default))
            };
            compare(size(0, 100)?, size(1, 100_000)?)
        }
    }
}

/// Runs both sides in turns and prints what they took.
fn compare(megabytes: usize, notes: usize) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let bytes = made(folder.path(), megabytes << 20, notes)?;
    println!(
        "{} MB of Markdown, {notes} notes: median of {RUNS} runs, in turns",
        bytes >> 20
    );
    let mut sides = [("render", Vec::new()), ("export", Vec::new())];
    for _ in 0..RUNS {
        for (side, runs) in &mut sides {
            runs.push(run(side, folder.path())?);
        }
    }
    let [render, export] = sides.map(|(_, runs)| Figures::median(&runs));
    let text = bytes as f64;
    println!(
        "  pulldown-cmark to HTML   {:>7.2} s             {:>5.1} × the text in memory",
        render.work,
        render.memory / text
    );
    println!(
        "  edition to Markdown      {:>7.2} s  {:>5.2} ×   {:>5.1} × the text in memory",
        export.work,
        export.work / render.work,
        export.memory / text
    );
    println!(
        "  before that, to open it  {:>7.2} s  {:>5.2} ×",
        export.before,
        export.before / render.work
    );
    Ok(())
}

/// What one run took: seconds before the work and in it, and bytes of memory at the most.
#[derive(Debug, Clone, Copy, Default)]
struct Figures {
    before: f64,
    work: f64,
    memory: f64,
}

impl Figures {
    fn median(runs: &[Self]) -> Self {
        let middle = |of: fn(&Self) -> f64| {
            let mut values: Vec<f64> = runs.iter().map(of).collect();
            values.sort_by(f64::total_cmp);
            values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
        };
        Self {
            before: middle(|f| f.before),
            work: middle(|f| f.work),
            memory: middle(|f| f.memory),
        }
    }

    /// Says what this process took, on its standard output.
    fn tell(before: f64, work: f64) {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|l| l.trim().trim_end_matches("kB").trim().parse::<f64>().ok());
        println!("{before} {work} {}", peak.map_or(f64::NAN, |p| p * 1024.0));
    }
}

/// Runs one side in a process of its own.
fn run(side: &str, folder: &Path) -> anyhow::Result<Figures> {
    let output = Command::new(std::env::current_exe()?)
        .arg(side)
        .arg(folder)
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    anyhow::ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let figures: Vec<f64> = text
        .split_whitespace()
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    match figures.as_slice() {
        [before, work, memory] => Ok(Figures {
            before: *before,
            work: *work,
            memory: *memory,
        }),
        _ => anyhow::bail!("{side} said: {text}"),
    }
}

fn nowhere() -> io::Result<BufWriter<std::fs::File>> {
    let null = if cfg!(windows) { "NUL" } else { "/dev/null" };
    Ok(BufWriter::new(
        std::fs::OpenOptions::new().write(true).open(null)?,
    ))
}

/// The peer: reads the article's file and renders it as HTML.
fn render(folder: &Path) -> anyhow::Result<()> {
    let start = Instant::now();
    let text = std::fs::read_to_string(article(folder))?;
    let parser = pulldown_cmark::Parser::new_ext(&text, pulldown_cmark::Options::all());
    let mut out = nowhere()?;
    pulldown_cmark::html::write_html_io(&mut out, parser)?;
    out.flush()?;
    Figures::tell(0.0, start.elapsed().as_secs_f64());
    Ok(())
}

/// Ours: the edition is opened first, then written as Markdown.
fn export(folder: &Path) -> anyhow::Result<()> {
    let start = Instant::now();
    let name: ArticleName = "long".parse()?;
    let edition = Library::in_folder(folder).open(&name)?;
    let before = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let mut out = nowhere()?;
    markdown::write(&edition, &markdown::Options::default(), &mut out)?;
    out.flush()?;
    Figures::tell(before, start.elapsed().as_secs_f64());
    Ok(())
}

fn article(folder: &Path) -> PathBuf {
    folder.join("corpus/long.md")
}

/// A library with one article of so many bytes and so many notes, on words that stand once.
fn made(folder: &Path, bytes: usize, notes: usize) -> anyhow::Result<u64> {
    std::fs::create_dir_all(folder.join("corpus"))?;
    std::fs::create_dir_all(folder.join("annotations"))?;
    let mut text = BufWriter::new(std::fs::File::create(article(folder))?);
    let mut yaml = BufWriter::new(std::fs::File::create(folder.join("annotations/long.yaml"))?);
    text.write_all(b"---\ntitle: A long article\n---\n\n")?;
    yaml.write_all(b"article: long\nannotations:\n")?;
    let length = 640;
    let paragraphs = bytes / length;
    let mut section = 0;
    let mut number = 0;
    for paragraph in 0..paragraphs {
        if paragraph % 40 == 0 {
            section += 1;
            number = 0;
            writeln!(text, "## The mill, part {section}\n")?;
        }
        number += 1;
        let filling = "The runner lies on the bed stone, *never* quite touching it, and the meal \
                       comes out “warm to the hand” at the rim. ";
        let lead = if paragraph % 7 == 0 { "- " } else { "" };
        write!(text, "{lead}Mill number {paragraph} ground rye in haste. ")?;
        for _ in 0..(length / filling.len()) {
            text.write_all(filling.as_bytes())?;
        }
        text.write_all(b"\n\n")?;
        if paragraph * notes / paragraphs != (paragraph + 1) * notes / paragraphs {
            writeln!(
                yaml,
                "- {{id: g{paragraph}, kind: gloss, at: {section}¶{number}, \
                 quote: Mill number {paragraph} ground, note: 'Burnt *twice*; see the rolls.'}}"
            )?;
        }
    }
    text.flush()?;
    yaml.flush()?;
    Ok(std::fs::metadata(article(folder))?.len())
}
