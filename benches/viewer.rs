//! The viewer beside `less`, in the same pseudo-terminal and the same run: the time to the first
//! frame, and the round trip of a key, from its bytes written to the last byte of the frame that
//! answers it.
//!
//! `cargo bench --bench viewer` writes texts of 40 KB and 10 MB, set with justification and
//! hyphenation, goes through them key by key, and looks for a word near the end. Printed are medians, 99th percentiles and the
//! ratios to `less`; and, for the part of it that is our own, the time in which one frame is made
//! beside that of wrapping a screenful plainly.

mod session;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;
use postil::edition::{Apparatus, Edition};
use postil::text::problem::Problems;
use postil::text::wrap;
use postil::viewer::{Event, Key, Settings, Viewer, draw, keys::Keymap};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use session::{COLUMNS, ROWS, Session};

/// How often the first frame is timed, and how many keys are struck.
const STARTS: usize = 15;
const KEYS: usize = 200;
/// What stands once in a text, near its end.
const SOUGHT: &str = "quagga beyond the last lamp of the quay";

fn main() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    for (name, bytes) in [("small", 40_000), ("large", 10_000_000)] {
        let text = text(bytes);
        let plain = folder.path().join(format!("{name}.txt"));
        std::fs::write(&plain, &text)?;
        let library = folder.path().join(name);
        std::fs::create_dir_all(library.join("corpus"))?;
        std::fs::create_dir_all(library.join("annotations"))?;
        let article = format!("---\ntitle: {name}\nlanguage: en\n---\n\n{text}");
        std::fs::write(library.join("corpus/text.md"), &article)?;
        println!("{} KB, {COLUMNS}×{ROWS}", bytes / 1000);
        in_a_terminal(&library, &plain)?;
        in_memory(&article);
    }
    Ok(())
}

/// Prose of our own, of about so many bytes: words in no order, in paragraphs and sections.
fn text(bytes: usize) -> String {
    const WORDS: [&str; 24] = [
        "harbour",
        "lantern",
        "of",
        "the",
        "reckoning",
        "and",
        "a",
        "ferryman",
        "considered",
        "tide",
        "to",
        "extraordinary",
        "quarrel",
        "in",
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
    ];
    let mut text = String::with_capacity(bytes + 1000);
    let mut state = 1u64;
    let mut paragraph = 0;
    while text.len() < bytes {
        let before = text.len();
        if paragraph % 12 == 0 {
            text.push_str("## A heading of the text\n\n");
        }
        for word in 0..90 {
            // A linear congruence (Knuth's MMIX) is random enough for prose without sense.
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let at = usize::try_from(state >> 40).unwrap_or(0) % WORDS.len();
            text.push_str(WORDS.get(at).copied().unwrap_or_default());
            text.push_str(if word % 15 == 14 { ". " } else { " " });
        }
        text.push_str("\n\n");
        if before < bytes / 100 * 99 && text.len() >= bytes / 100 * 99 {
            text.push_str(&format!("There is a {SOUGHT}.\n\n"));
        }
        paragraph += 1;
    }
    text
}

fn in_a_terminal(library: &Path, plain: &Path) -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let postil = || {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_postil"));
        command.arg("--library");
        command.arg(library);
        command.args(["read", "text"]);
        command.env("HOME", home.path());
        command.env("XDG_STATE_HOME", home.path());
        command.env("COLORFGBG", "15;0");
        command
    };
    let less = || {
        let mut command = CommandBuilder::new("less");
        command.arg(plain);
        command.env("LESSHISTFILE", "-");
        command
    };
    let has_less = Command::new("less").arg("--version").output().is_ok();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    // In turns, so that whatever else the machine does hits both alike.
    for _ in 0..STARTS {
        ours.push(start(postil())?.1);
        if has_less {
            theirs.push(start(less())?.1);
        }
    }
    report("first frame", &mut ours, &mut theirs);
    let mut reader = start(postil())?.0;
    // A straight right edge, with divided words.
    strike(&mut reader, "|")?;
    let mut ours = walk(&mut reader, &["j", " ", "j", "k", "d", "}", "b"], KEYS)?;
    let mut theirs = Vec::new();
    if has_less {
        let keys = ["j", " ", "j", "k", "d", "j", "b"];
        theirs = walk(&mut start(less())?.0, &keys, KEYS)?;
    }
    report("round trip of a key", &mut ours, &mut theirs);
    let mut ends = walk(&mut reader, &["G", "g", "50%"], 12)?;
    report("to the end, the beginning, the middle", &mut ends, &mut []);
    drop(reader);
    first_hit(postil, has_less.then_some(&less))
}

/// The time until the first frame was whole.
fn start(command: CommandBuilder) -> anyhow::Result<(Session, Duration)> {
    let (mut session, began) = Session::spawn(command)?;
    let first = session.answer(began);
    Ok((session, first))
}

fn strike(session: &mut Session, keys: &str) -> anyhow::Result<Duration> {
    let since = session.type_in(keys)?;
    Ok(session.answer(since))
}

fn walk(session: &mut Session, keys: &[&str], count: usize) -> anyhow::Result<Vec<Duration>> {
    let keys = keys.iter().cycle().take(count);
    keys.map(|key| strike(session, key)).collect()
}

/// The time from the typing of a word to the frame that shows where it stands.
fn first_hit(
    ours: impl Fn() -> CommandBuilder,
    theirs: Option<&dyn Fn() -> CommandBuilder>,
) -> anyhow::Result<()> {
    let word = SOUGHT.split(' ').next().unwrap_or_default();
    let beyond = SOUGHT.strip_prefix(word).unwrap_or_default();
    let once = |command: CommandBuilder, enter: &str| -> anyhow::Result<Duration> {
        let (mut session, _) = start(command)?;
        // The notes and the rest of the text come in behind the first frame.
        std::thread::sleep(Duration::from_millis(500));
        session.settle();
        let since = session.type_in(&format!("/{word}{enter}"))?;
        let shown = session.shows(since, beyond);
        shown.ok_or_else(|| anyhow::anyhow!("the word was not found"))
    };
    let (mut mine, mut other) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        mine.push(once(ours(), "")?);
        if let Some(theirs) = theirs {
            other.push(once(theirs(), "\r")?);
        }
    }
    report("first hit of a word near the end", &mut mine, &mut other);
    Ok(())
}

/// Prints median and 99th percentile, and the ratios where there is something to compare with.
fn report(what: &str, ours: &mut [Duration], theirs: &mut [Duration]) {
    let (median, slow) = quantiles(ours);
    let ms = |d: Duration| d.as_secs_f64() * 1000.0;
    print!(
        "  {what}: median {:.2} ms, p99 {:.2} ms",
        ms(median),
        ms(slow)
    );
    if !theirs.is_empty() {
        let (their_median, their_slow) = quantiles(theirs);
        let ratio = |a: Duration, b: Duration| a.as_secs_f64() / b.as_secs_f64().max(1e-9);
        print!(
            "; less {:.2} and {:.2}; ratios {:.2} and {:.2}",
            ms(their_median),
            ms(their_slow),
            ratio(median, their_median),
            ratio(slow, their_slow)
        );
    }
    println!();
}

fn quantiles(times: &mut [Duration]) -> (Duration, Duration) {
    times.sort_unstable();
    let at = |share: usize| {
        let index = (times.len().saturating_sub(1)) * share / 100;
        times.get(index).copied().unwrap_or_default()
    };
    (at(50), at(99))
}

/// One frame, beside wrapping a screenful plainly and writing it into the same cells.
fn in_memory(markdown: &str) {
    let Ok(name) = "text".parse() else { return };
    let mut problems = Problems::of("text.md");
    let article = postil::article::markdown::read(name, markdown, &mut problems);
    let text = article.text.clone();
    let edition = Edition::new(article, Apparatus::default(), std::sync::Arc::default());
    let settings = Settings {
        justified: true,
        hyphenated: true,
        ..Settings::default()
    };
    let mut viewer = Viewer::new(
        (COLUMNS, ROWS),
        settings,
        Keymap::default(),
        String::new(),
        Vec::new(),
    );
    viewer.open(edition, None, None);
    let mut buffer = Buffer::empty(Rect::new(0, 0, COLUMNS, ROWS));
    let (mut ours, mut plain) = (Vec::new(), Vec::new());
    let page = usize::from(COLUMNS) * usize::from(ROWS);
    let mut at = 0;
    for _ in 0..KEYS {
        let since = Instant::now();
        viewer.handle(Event::Key(Key::char(' ')));
        buffer.reset();
        draw(&viewer, &mut buffer);
        ours.push(since.elapsed());
        at = (at + page) % text.len().saturating_sub(2 * page).max(1);
        let since = Instant::now();
        buffer.reset();
        let screenful = text.get(at..at + page).unwrap_or_default();
        let lines = wrap::wrap(screenful, usize::from(COLUMNS), &[]);
        for (y, line) in (0..ROWS).zip(lines) {
            let line = screenful.get(line.range).unwrap_or_default();
            buffer.set_string(0, y, line, ratatui::style::Style::new());
        }
        plain.push(since.elapsed());
    }
    let (median, slow) = quantiles(&mut ours);
    let (peer, _) = quantiles(&mut plain);
    println!(
        "  a page turned, in memory: median {:.0} µs, p99 {:.0} µs; ratio to a screenful wrapped plainly {:.1}",
        median.as_secs_f64() * 1e6,
        slow.as_secs_f64() * 1e6,
        median.as_secs_f64() / peer.as_secs_f64().max(1e-9)
    );
}
