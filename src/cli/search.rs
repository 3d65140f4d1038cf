//! `postil search`: the passages that answer a query.

mod print;

use std::ops::ControlFlow;

use anyhow::bail;

use super::{Context, Outcome};
use crate::article::ArticleName;
use crate::library::{Entry, Library, OpenError};
use crate::search::rank::{Counts, Score};
use crate::search::{
    Answer, Case, LibraryIndex, LibrarySearch, Options, Query, QueryError, Report, Syntax,
    Vocabulary, Wanted, nearest_words,
};
use crate::text::{safe, width};
use print::Printer;

#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// What to look for: words, "a phrase", /an expression/, revol*, -without, a OR b,
    /// a NEAR/8 b, and the fields in: kind: source: author: speaker: tag: article: section:
    pattern: String,
    /// The articles; all of the library when none is named
    articles: Vec<ArticleName>,
    /// The pattern is one string, to be found as it is
    #[arg(short = 'F', long, conflicts_with = "regexp")]
    fixed_strings: bool,
    /// The pattern is one regular expression
    #[arg(short = 'E', long)]
    regexp: bool,
    /// A string or an expression begins and ends where words do
    #[arg(short, long)]
    word_regexp: bool,
    /// Capitals never matter (by default they do in a word that has one)
    #[arg(short, long, conflicts_with = "case_sensitive")]
    ignore_case: bool,
    /// Capitals always matter
    #[arg(short = 's', long)]
    case_sensitive: bool,
    /// Print one JSON record a line
    #[arg(long)]
    json: bool,
    /// Print only how many hits each article has
    #[arg(short, long, conflicts_with_all = ["json", "files"])]
    count: bool,
    /// Print only the names of the articles that answer
    #[arg(short = 'l', long, conflicts_with = "json")]
    files: bool,
    /// Print so many characters on either side of a hit
    #[arg(short = 'C', long, value_name = "CHARACTERS")]
    context: Option<usize>,
    /// Print a concordance: the hits one below the other
    #[arg(long, conflicts_with = "json")]
    kwic: bool,
    /// The order of the hits
    #[arg(long, value_enum, default_value = "place")]
    sort: Sort,
    /// Print at most so many hits
    #[arg(short = 'm', long, value_name = "HITS")]
    limit: Option<usize>,
    /// Print why a passage stands where it does (with `--sort relevance`)
    #[arg(long)]
    explain: bool,
    /// Search without the index that `postil index` has made
    #[arg(long)]
    no_index: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Sort {
    /// As they stand in the library
    Place,
    /// The best passages first
    Relevance,
}

impl Arguments {
    fn options(&self) -> Options {
        Options {
            case: match (self.ignore_case, self.case_sensitive) {
                (true, _) => Case::Ignore,
                (_, true) => Case::Sensitive,
                _ => Case::Smart,
            },
            syntax: match (self.fixed_strings, self.regexp) {
                (true, _) => Syntax::Fixed,
                (_, true) => Syntax::Expression,
                _ => Syntax::Language,
            },
            whole_words: self.word_regexp,
            unfinished: false,
        }
    }
}

pub(super) fn run(arguments: &Arguments, context: &mut Context) -> anyhow::Result<Outcome> {
    let query = match Query::parse_with(&arguments.pattern, arguments.options()) {
        Ok(query) => query,
        Err(error) => bail!(told(&error, &arguments.pattern)),
    };
    let library = context.library()?;
    let without_it = |why: String| {
        eprintln!("postil: {}; searched without it", safe::shown(&why));
    };
    let index = if arguments.no_index {
        LibraryIndex::default()
    } else {
        LibraryIndex::of(&library).unwrap_or_else(|why| {
            without_it(why);
            LibraryIndex::default()
        })
    };
    let entries = entries(&library, &index, &arguments.articles)?;
    let lists = !arguments.count && !arguments.files;
    let weigh = lists && (arguments.sort == Sort::Relevance || arguments.explain);
    let printer = Printer::new(arguments, context.out.is_terminal());
    // One who asks for names needs no second hit; one who asks why, all.
    let wanted = match (weigh, arguments.files) {
        (true, _) => Wanted::AnyTerm,
        (false, true) => Wanted::First,
        (false, false) => Wanted::Answers,
    };
    let narrowed = index.narrowed(&library, &query, &entries, wanted);
    let narrowed = narrowed.unwrap_or_else(|why| {
        without_it(why);
        None
    });
    let search = LibrarySearch {
        library: &library,
        query: &query,
        context: printer.context(),
        places: arguments.json,
        weigh,
        enough: match (arguments.files, arguments.count) {
            (true, _) => 1,
            (_, true) => usize::MAX,
            // Whether there is anything is asked even where nothing is to be shown.
            _ => arguments.limit.map_or(usize::MAX, |limit| limit.max(1)),
        },
        narrowed,
    };
    let found = if weigh {
        ranked(&search, &entries, arguments, &printer, context)?
    } else {
        in_place(&search, &entries, arguments, &printer, context)?
    };
    if found {
        return Ok(Outcome::Done);
    }
    let known = index.vocabulary(&entries, search.narrowed.as_ref());
    advise(&query, &library, &entries, known, arguments);
    Ok(Outcome::NothingFound)
}

/// The articles to be searched. One that is named must be there.
fn entries(
    library: &Library,
    index: &LibraryIndex,
    named: &[ArticleName],
) -> Result<Vec<Entry>, OpenError> {
    if named.is_empty() {
        return Ok(index.texts(library));
    }
    let all = library.entries();
    let mut entries = Vec::with_capacity(named.len());
    for name in named {
        match all.iter().find(|e| e.name == *name && e.has_text) {
            Some(entry) => entries.push(entry.clone()),
            // Says what is missing, and which names are near.
            None => drop(library.raw_text(name)?),
        }
    }
    Ok(entries)
}

fn told(error: &QueryError, query: &str) -> String {
    format!("{error}\n  {}", error.pointer(query).replace('\n', "\n  "))
}

/// Prints the hits as they come, in the order of the library; whether there were any.
fn in_place(
    search: &LibrarySearch<'_>,
    entries: &[Entry],
    arguments: &Arguments,
    printer: &Printer,
    context: &mut Context,
) -> anyhow::Result<bool> {
    let mut left = arguments.limit.unwrap_or(usize::MAX);
    let mut found = false;
    let mut failed = None;
    search.run(entries, |report| {
        let answer = match report {
            Report::Answer(answer) => answer,
            Report::Unread(_, error) => {
                warn(&error);
                return ControlFlow::Continue(());
            }
        };
        found = true;
        let shown = answer.findings.len().min(left);
        left -= shown;
        if let Err(error) = printer.answer(&answer, shown, context) {
            failed = Some(error);
            return ControlFlow::Break(());
        }
        if left == 0 {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    })?;
    match failed {
        Some(error) => Err(error.into()),
        None => Ok(found),
    }
}

/// Gathers all hits, and prints the best passages first; whether there were any.
fn ranked(
    search: &LibrarySearch<'_>,
    entries: &[Entry],
    arguments: &Arguments,
    printer: &Printer,
    context: &mut Context,
) -> anyhow::Result<bool> {
    let mut counts = Counts::default();
    let mut answers: Vec<Answer> = Vec::new();
    search.run(entries, |report| {
        match report {
            Report::Answer(answer) => {
                counts.merge(&answer.counts);
                if !answer.findings.is_empty() {
                    answers.push(answer);
                }
            }
            Report::Unread(_, error) => warn(&error),
        }
        ControlFlow::Continue(())
    })?;
    let names = search.query.terms();
    let mut order: Vec<(Score, usize, usize)> = Vec::new();
    for (index, answer) in answers.iter().enumerate() {
        for (passage, weight) in answer.weights.iter().enumerate() {
            order.push((weight.score(&counts, &names), index, passage));
        }
    }
    if arguments.sort == Sort::Relevance {
        // What scores alike stays in the order of the library.
        order.sort_by(|a, b| b.0.value.total_cmp(&a.0.value));
    }
    let mut left = arguments.limit.unwrap_or(usize::MAX);
    for (score, index, passage) in order {
        let Some(answer) = answers.get(index) else {
            continue;
        };
        let hits = answer.findings.iter().filter(|f| f.passage == passage);
        for finding in hits.take(left) {
            left -= 1;
            printer.finding(answer, finding, Some(&score), context)?;
        }
        if arguments.explain && !arguments.json {
            Printer::score(&score, context)?;
        }
        if left == 0 {
            break;
        }
    }
    Ok(!answers.is_empty())
}

fn warn(error: &OpenError) {
    eprintln!("postil: {}; not searched", safe::shown(&error.to_string()));
}

/// Tells on standard error that nothing was found, and which words there are instead.
fn advise(
    query: &Query,
    library: &Library,
    entries: &[Entry],
    known: Option<Vocabulary>,
    arguments: &Arguments,
) {
    eprintln!(
        "postil: nothing found for {}",
        safe::shown_line(&width::shortened(&arguments.pattern, 60))
    );
    let words = query.words();
    if words.is_empty() {
        return;
    }
    let vocabulary = known.unwrap_or_else(|| Vocabulary::read(library, entries, &words));
    let advice = nearest_words(&words, &vocabulary);
    for (word, near) in advice.words {
        let word = width::shortened(&word, 40);
        let told = match (near.as_slice(), advice.complete) {
            ([], true) => format!("`{word}` does not occur"),
            (near, true) => format!("`{word}` does not occur; near it: {}", near.join(", ")),
            // It may occur in what was not read.
            ([], false) => continue,
            (near, false) => format!("near `{word}`: {}", near.join(", ")),
        };
        eprintln!("  {}", safe::shown_line(&told));
    }
}
