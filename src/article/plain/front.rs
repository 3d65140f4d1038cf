//! The head of a plain text: title, subtitle, author, series, date, and comments on its source.

use super::chunk::{Chunk, Line};
use super::layout::Layout;
use super::split::{is_rule, underline};
use crate::article::Metadata;
use crate::article::date::Habit;
use crate::article::pieces::{
    HeadLine, Numbering, apply_head_line, heading_like, numbering, read_head_line, surely_person,
};
use crate::article::report::{Report, excerpt};
use crate::text::fold::fold;

/// The head has at most so many chunks.
const CHUNKS: usize = 10;

/// A chunk of the head has at most so many lines.
const LINES: usize = 8;

/// A line of the head.
struct Entry<'a> {
    chunk: usize,
    line: &'a Line<'a>,
    /// What it tells; `None` for a line such as a title.
    told: Option<HeadLine>,
}

/// Reads the head into the front matter; how many chunks it takes.
pub(super) fn take(
    chunks: &[Chunk<'_>],
    layout: &Layout,
    metadata: &mut Metadata,
    habit: &Habit,
    report: &mut Report,
) -> usize {
    let comments = comments(chunks, metadata, report);
    let rest = chunks.get(comments..).unwrap_or_default();
    let entries = entries(rest, layout, habit);
    // A line with nothing behind it is the text, not its title.
    if let [only] = entries.as_slice()
        && rest.len() == 1
        && only.told.is_none()
    {
        return comments;
    }
    let Some(taken) = take_entries(&entries, rest, metadata, report) else {
        return comments;
    };
    let after = rest.get(taken);
    // A line under the head goes with it.
    let rule = after.is_some_and(|c| matches!(c.lines.as_slice(), [line] if is_rule(line.text)));
    comments + taken + usize::from(rule && taken > 0)
}

/// Comments at the head: lines behind `#` that are no title. They tell where the copy is from.
fn comments(chunks: &[Chunk<'_>], metadata: &mut Metadata, report: &mut Report) -> usize {
    let mut taken = 0;
    for chunk in chunks {
        let lines: Option<Vec<&str>> = chunk
            .lines
            .iter()
            .map(|l| l.text.strip_prefix("# "))
            .collect();
        let Some(lines) = lines else { break };
        let text = lines.join(" ");
        let line = chunk.lines.first().map_or(0, |l| l.number);
        if heading_like(&text) && !text.contains("://") {
            if metadata.title.is_none() && chunk.lines.len() == 1 {
                report.took(line, "title", format!("title: \u{201c}{text}\u{201d}"));
                metadata.title = Some(text);
                taken += 1;
            }
            break;
        }
        report.took(
            line,
            "comment",
            format!("a comment on the copy: \u{201c}{}\u{201d}", excerpt(&text)),
        );
        if let Some(url) = first_url(&text)
            && metadata.source_url.is_none()
        {
            report.took(line, "source-url", format!("the text's address: {url}"));
            metadata.source_url = Some(url);
        }
        metadata.other.push(("comment".to_owned(), text.into()));
        taken += 1;
    }
    taken
}

fn first_url(text: &str) -> Option<String> {
    let start = text.find("https://").or_else(|| text.find("http://"))?;
    let rest = text.get(start..)?;
    let end = rest
        .find(|c: char| c.is_whitespace() || "<>\"()".contains(c))
        .unwrap_or(rest.len());
    Some(
        rest.get(..end)?
            .trim_end_matches(['.', ',', ';'])
            .to_owned(),
    )
}

/// The lines of the head: chunks of short lines up to the first prose.
fn entries<'a>(chunks: &'a [Chunk<'a>], layout: &Layout, habit: &Habit) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry<'a>> = Vec::new();
    for (index, chunk) in chunks.iter().enumerate().take(CHUNKS) {
        let Some(of_chunk) = of_chunk(index, chunk, layout, habit) else {
            break;
        };
        entries.extend(of_chunk);
    }
    entries
}

fn of_chunk<'a>(
    index: usize,
    chunk: &'a Chunk<'a>,
    layout: &Layout,
    habit: &Habit,
) -> Option<Vec<Entry<'a>>> {
    let lines = chunk.lines.as_slice();
    if lines.len() > LINES || lines.iter().all(|l| is_rule(l.text)) {
        return None;
    }
    let mut entries = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if at > 0 && underline(line.text).is_some() {
            continue;
        }
        let told = read_head_line(line.text, habit);
        if told.is_none() && !title_like(lines, at, index, layout) {
            return None;
        }
        entries.push(Entry {
            chunk: index,
            line,
            told,
        });
    }
    Some(entries)
}

/// Whether a line of the head could be one of a title: as a heading, but it may be wrapped, and a
/// first line may be longer.
fn title_like(lines: &[Line<'_>], at: usize, chunk: usize, layout: &Layout) -> bool {
    let Some(line) = lines.get(at) else {
        return false;
    };
    let whole = lines.iter().map(|l| l.text).collect::<Vec<_>>().join(" ");
    if lines.len() > 1 && whole.ends_with('.') && !whole.ends_with("..") && whole.len() > 120 {
        return false;
    }
    let wrapped = lines
        .get(at + 1)
        .is_some_and(|next| layout.wrap.is_some() && !layout.breaks_early(line, next));
    let first = chunk == 0 && at == 0;
    let goes_on = lines.len() > 1 && line.text.ends_with([',', ':', '-', '–', '—']);
    let continues = at > 0 && line.text.starts_with(char::is_lowercase);
    heading_like(line.text)
        || (first && line.width <= 200 && heading_like(&short_form(line.text)))
        || ((wrapped || goes_on || continues)
            && whole.chars().count() <= 200
            && heading_like(&short_form(&whole)))
}

/// The first words and the last of a long title, to be judged as a heading.
fn short_form(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() <= 16 {
        return text.to_owned();
    }
    let head = words.get(..8).unwrap_or_default();
    let tail = words.get(words.len() - 8..).unwrap_or_default();
    [head, tail].concat().join(" ").replace(['"', '“', '”'], "")
}

/// Puts the entries into the front matter; how many chunks they take, `None` for no head.
fn take_entries(
    entries: &[Entry<'_>],
    chunks: &[Chunk<'_>],
    metadata: &mut Metadata,
    report: &mut Report,
) -> Option<usize> {
    let last_told = entries
        .iter()
        .rposition(|e| e.told.is_some() || is_author(e, metadata));
    let texts: Vec<usize> = (0..entries.len())
        .filter(|i| entries.get(*i).is_some_and(|e| e.told.is_none()))
        .collect();
    let mut texts = texts.into_iter().peekable();
    // An author's name may stand over the title.
    let several = texts.len() > 1;
    if let (Some(&first), true) = (texts.peek(), several)
        && let Some(entry) = entries.get(first)
        && surely_person(entry.line.text)
        && entries
            .get(first + 1)
            .is_some_and(|next| next.told.is_none() && next.chunk == entry.chunk + 1)
    {
        texts.next();
        author(entry, metadata, report);
    }
    let mut end = 0;
    let mut title_chunk = None;
    if metadata.title.is_none()
        && let Some(&first) = texts.peek()
        && let Some(entry) = entries.get(first)
        && may_be_title(entry, chunks)
    {
        let (title, last) = joined_title(entries, first);
        while texts.next_if(|i| *i <= last).is_some() {}
        report.took(
            entry.line.number,
            "title",
            format!("title: \u{201c}{title}\u{201d}"),
        );
        metadata.title = Some(title);
        title_chunk = Some(entry.chunk);
        end = entry.chunk + 1;
    }
    if title_chunk.is_none() && metadata.title.is_none() && entries.iter().all(|e| e.told.is_none())
    {
        return None;
    }
    for index in texts {
        let Some(entry) = entries.get(index) else {
            break;
        };
        if surely_person(entry.line.text)
            && metadata.author.is_empty()
            && Some(entry.chunk.saturating_sub(1)) <= title_chunk
        {
            author(entry, metadata, report);
            end = end.max(entry.chunk + 1);
        } else if last_told.is_some_and(|last| index < last)
            || Some(entry.chunk) == title_chunk
            || over_heading(entries, index)
        {
            if numbering(entry.line.text) != Numbering::None && Some(entry.chunk) != title_chunk {
                break;
            }
            subtitle(entry, metadata, report);
            end = end.max(entry.chunk + 1);
        } else {
            break;
        }
    }
    for entry in entries {
        if let Some(told) = &entry.told {
            apply_head_line(told, entry.line.number, entry.line.text, metadata, report);
            end = end.max(entry.chunk + 1);
        }
    }
    Some(end)
}

fn is_author(entry: &Entry<'_>, metadata: &Metadata) -> bool {
    entry.told.is_none() && metadata.author.is_empty() && surely_person(entry.line.text)
}

fn author(entry: &Entry<'_>, metadata: &mut Metadata, report: &mut Report) {
    report.took(
        entry.line.number,
        "author",
        format!("author: {}", entry.line.text),
    );
    metadata.author.push(entry.line.text.to_owned());
}

fn subtitle(entry: &Entry<'_>, metadata: &mut Metadata, report: &mut Report) {
    let text = entry.line.text.to_owned();
    report.took(
        entry.line.number,
        "subtitle",
        format!("subtitle: \u{201c}{text}\u{201d}"),
    );
    match metadata.other.iter_mut().find(|(key, _)| key == "subtitle") {
        Some((_, serde_json::Value::String(so_far))) => {
            so_far.push(' ');
            so_far.push_str(&text);
        }
        _ => metadata.other.push(("subtitle".to_owned(), text.into())),
    }
}

/// Whether the line under the title stands directly over another heading: then it is a subtitle,
/// since a section has some text.
fn over_heading(entries: &[Entry<'_>], index: usize) -> bool {
    let chunk = |i: usize| entries.get(i).map(|e| e.chunk);
    let first =
        index > 0 && chunk(index) == chunk(index - 1).map(|c| c + 1) && chunk(index - 1) == Some(0);
    first && entries.get(index + 1).is_some_and(|e| e.told.is_none())
}

/// A first line that is numbered like others after it, or says `Introduction`, is a section's
/// heading and not the title.
fn may_be_title(entry: &Entry<'_>, chunks: &[Chunk<'_>]) -> bool {
    let text = entry.line.text;
    if matches!(
        fold(text).as_str(),
        "introduction"
            | "preface"
            | "foreword"
            | "einleitung"
            | "vorwort"
            | "introducción"
            | "prologue"
            | "contents"
    ) {
        return false;
    }
    let style = numbering(text);
    let counted = !matches!(
        style,
        Numbering::None | Numbering::Capitals | Numbering::Line | Numbering::DoubleLine
    );
    let again = || {
        chunks
            .iter()
            .skip(entry.chunk + 1)
            .any(|c| match c.lines.as_slice() {
                [line] => heading_like(line.text) && numbering(line.text) == style,
                _ => false,
            })
    };
    !(counted && again())
}

/// The title with the lines that go on with it, and the index of the last of them.
fn joined_title(entries: &[Entry<'_>], first: usize) -> (String, usize) {
    let Some(entry) = entries.get(first) else {
        return (String::new(), first);
    };
    let mut title = entry.line.text.to_owned();
    let mut last = first;
    for (index, next) in entries.iter().enumerate().skip(first + 1) {
        let by = next
            .line
            .text
            .strip_prefix("by ")
            .is_some_and(|rest| rest.starts_with(char::is_uppercase));
        let small = !by && next.line.text.starts_with(char::is_lowercase);
        let hanging = title.ends_with([':', ',', '-', '–', '—']) || ends_in_small_word(&title);
        let capitals =
            |t: &str| t.chars().any(char::is_alphabetic) && !t.chars().any(char::is_lowercase);
        let both = capitals(&title) && capitals(next.line.text);
        if next.told.is_some() || next.chunk != entry.chunk || !(small || hanging || both) {
            break;
        }
        title.push(' ');
        title.push_str(next.line.text);
        last = index;
    }
    (without_mark(&title), last)
}

fn ends_in_small_word(title: &str) -> bool {
    let last = title.split_whitespace().next_back().unwrap_or_default();
    matches!(
        last,
        "the"
            | "of"
            | "and"
            | "a"
            | "an"
            | "in"
            | "to"
            | "for"
            | "on"
            | "with"
            | "from"
            | "der"
            | "die"
            | "und"
            | "de"
            | "la"
            | "et"
            | "y"
    )
}

/// A title without a note's mark at its end: the front matter cannot call notes.
fn without_mark(title: &str) -> String {
    let title = title.trim_end();
    let bare = title.trim_end_matches(['*', '†']);
    let bare = match bare.strip_suffix(']').and_then(|t| t.rsplit_once('[')) {
        Some((before, label)) if !label.is_empty() && label.bytes().all(|b| b.is_ascii_digit()) => {
            before
        }
        _ => bare,
    };
    bare.trim_end().to_owned()
}
