//! Precision and recall against a truth file.
//!
//! A truth file has a line for each quotation (`q first words | work`), citation
//! (`c words | work | form`) and cross-reference (`x words`), each list in the order of the text,
//! the notes last. `-` is no work, `?` a citation that must stay unresolved, `via` a quotation
//! that was only found in the work cited.

#![allow(unreachable_pub, reason = "shared by the files of this test")]

use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use postil::article::Article;
use postil::article::import::{Options, import};
use postil::draft::{Findings, Nature, find};

/// Found, wanted, and both.
#[derive(Debug, Clone, Copy, Default)]
pub struct Count {
    pub found: usize,
    pub wanted: usize,
    pub both: usize,
}

#[derive(Debug, Clone, Copy, Default)]
pub struct Score {
    pub quotations: Count,
    pub citations: Count,
    pub references: Count,
    /// Quotations found, with the citation that the truth gives them (or none, where it gives none).
    pub joined: Count,
    pub right: usize,
    pub wrong: usize,
    pub none: usize,
}

impl Count {
    fn share(part: usize, whole: usize) -> f64 {
        if whole == 0 {
            1.0
        } else {
            part as f64 / whole as f64
        }
    }

    pub fn f1(self) -> f64 {
        let (p, r) = (
            Self::share(self.both, self.found),
            Self::share(self.both, self.wanted),
        );
        if p + r == 0.0 {
            0.0
        } else {
            2.0 * p * r / (p + r)
        }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |n: f64| format!("{:.0}", n * 100.0);
        let text = format!(
            "{}/{} of {}",
            percent(Self::share(self.both, self.found)),
            percent(Self::share(self.both, self.wanted)),
            self.wanted
        );
        write!(f, "{text:>13}")
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let resolved = format!("{}/{}/{}", self.right, self.wrong, self.none);
        write!(
            f,
            "{} {} {} {resolved:>26} {}",
            self.quotations, self.joined, self.citations, self.references
        )
    }
}

impl std::ops::AddAssign for Score {
    fn add_assign(&mut self, other: Self) {
        let add = |a: &mut Count, b: Count| {
            a.found += b.found;
            a.wanted += b.wanted;
            a.both += b.both;
        };
        add(&mut self.quotations, other.quotations);
        add(&mut self.citations, other.citations);
        add(&mut self.references, other.references);
        add(&mut self.joined, other.joined);
        self.right += other.right;
        self.wrong += other.wrong;
        self.none += other.none;
    }
}

pub fn read(text: &str, name: &str) -> Article {
    let options = Options {
        file_name: Some(name.to_owned()),
        ..Options::default()
    };
    import(text.as_bytes(), &options)
        .expect("the text is one")
        .article
}

/// The scores of a folder under `tests/texts`, by style.
pub fn folder(name: &str) -> Vec<(String, Score)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/texts")
        .join(name);
    texts(&path)
}

/// The scores of the texts in a folder that have a truth beside them, by style: what the file's
/// name begins with.
pub fn texts(path: &Path) -> Vec<(String, Score)> {
    let mut files: Vec<_> = std::fs::read_dir(path)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "txt" || e == "md"))
        .collect();
    files.sort();
    let mut scores: Vec<(String, Score)> = Vec::new();
    for file in files {
        let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
        let style = stem
            .trim_end_matches(|c: char| c.is_ascii_digit())
            .trim_end_matches('-')
            .to_owned();
        let text = std::fs::read_to_string(&file).unwrap();
        let truth = std::fs::read_to_string(file.with_extension("truth")).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let score = score(&read(&text, &name), &truth, &stem);
        match scores.iter_mut().find(|(s, _)| *s == style) {
            Some((_, sum)) => *sum += score,
            None => scores.push((style, score)),
        }
    }
    scores
}

fn score(article: &Article, truth: &str, name: &str) -> Score {
    let findings = find(article);
    let mut score = Score::default();
    let of = |kind: &str| -> Vec<Vec<&str>> {
        truth
            .lines()
            .filter_map(|l| l.strip_prefix(kind))
            .map(|l| l.split(" | ").map(str::trim).collect())
            .collect()
    };
    let tell = |what: String| {
        if std::env::var_os("POSTIL_TELL").is_some() {
            println!("{name}: {what}");
        }
    };
    let works = citations(article, &findings, &of("c "), &mut score, &tell);
    quotations(article, &findings, &of("q "), &works, &mut score, &tell);
    references(article, &findings, &of("x "), &mut score, &tell);
    score
}

/// Where each line's words stand, each looked for behind the one before.
fn places(article: &Article, lines: &[Vec<&str>]) -> Vec<usize> {
    let mut from = 0;
    lines
        .iter()
        .map(|line| {
            let words = line[0];
            let at = article.text[from..]
                .find(words)
                .unwrap_or_else(|| panic!("`{words}` is not in the text, or out of order"))
                + from;
            from = at + words.chars().next().map_or(1, char::len_utf8);
            at
        })
        .collect()
}

fn quotations(
    article: &Article,
    findings: &Findings,
    lines: &[Vec<&str>],
    works: &HashMap<&str, Option<usize>>,
    score: &mut Score,
    tell: &dyn Fn(String),
) {
    let places = places(article, lines);
    let found: Vec<_> = findings
        .quotations
        .iter()
        .filter(|q| q.nature == Nature::Quotation)
        .collect();
    let hit = |at: usize| {
        found.iter().find(|q| {
            q.inner.start.abs_diff(at) <= 4 || q.inner.start < at && at - q.inner.start < 8
        })
    };
    score.quotations.found += found.len();
    score.quotations.wanted += lines.len();
    for (line, at) in lines.iter().zip(&places) {
        match hit(*at) {
            Some(q) => {
                score.quotations.both += 1;
                let cited = q.citation.and_then(|c| findings.citations.get(c));
                let work = cited.and_then(|c| c.resolution.work);
                score.joined.found += usize::from(cited.is_some() || q.via.is_some());
                score.joined.wanted += usize::from(line[1] != "-");
                let joined = match line[1] {
                    "-" => cited.is_none() && q.via.is_none(),
                    "via" => q.via.is_some(),
                    "?" => cited.is_some() && work.is_none(),
                    key => work.is_some() && works.get(key) == Some(&work),
                };
                score.joined.both += usize::from(joined && line[1] != "-");
                if !joined {
                    tell(format!(
                        "quotation `{}` is joined with {}, not {}",
                        line[0],
                        cited.map_or("nothing", |c| article.slice(c.range.clone())),
                        line[1]
                    ));
                }
            }
            None => tell(format!("quotation `{}` not found", line[0])),
        }
    }
    for q in &found {
        if !places.iter().any(|at| {
            q.inner.start.abs_diff(*at) <= 4 || q.inner.start < *at && at - q.inner.start < 8
        }) {
            tell(format!(
                "quotation invented: `{}`",
                &article
                    .slice(q.inner.clone())
                    .chars()
                    .take(50)
                    .collect::<String>()
            ));
        }
    }
}

/// Scores the citations; gives the work that each key of the truth was found to be.
fn citations<'a>(
    article: &Article,
    findings: &Findings,
    lines: &[Vec<&'a str>],
    score: &mut Score,
    tell: &dyn Fn(String),
) -> HashMap<&'a str, Option<usize>> {
    let places = places(article, lines);
    score.citations.found += findings.citations.len();
    score.citations.wanted += lines.len();
    let mut works: HashMap<&'a str, Option<usize>> = HashMap::new();
    let mut met = vec![false; findings.citations.len()];
    for (line, at) in lines.iter().zip(&places) {
        let near = |c: &postil::draft::FoundCitation| {
            c.range.start.abs_diff(*at) <= 6 || c.range.contains(at)
        };
        let found = findings
            .citations
            .iter()
            .enumerate()
            .filter(|(i, c)| near(c) && !met[*i])
            .min_by_key(|(_, c)| c.range.start.abs_diff(*at));
        let Some((index, citation)) = found else {
            tell(format!("citation `{}` not found", line[0]));
            continue;
        };
        met[index] = true;
        score.citations.both += 1;
        let work = citation.resolution.work;
        let key = line[1];
        let right = match work {
            None if key == "?" => true,
            None => {
                score.none += 1;
                tell(format!(
                    "citation `{}` unresolved by {}",
                    line[0],
                    citation.resolution.rule.as_str()
                ));
                continue;
            }
            Some(_) if key == "?" => false,
            // The first of a work says which it is; no two works may be one.
            Some(id) => {
                let other = works.iter().any(|(k, w)| *k != key && *w == Some(id));
                !other && *works.entry(key).or_insert(Some(id)) == Some(id)
            }
        };
        if right {
            score.right += 1;
        } else {
            score.wrong += 1;
            tell(format!(
                "citation `{}` wrong by {}: {:?}",
                line[0],
                citation.resolution.rule.as_str(),
                work.map(|w| &findings.works[w].title)
            ));
        }
        let form = format!("{:?}", citation.resolution.form).to_lowercase();
        if form != line[2].replace('-', "") {
            tell(format!("citation `{}` is {form}, not {}", line[0], line[2]));
        }
    }
    for (c, met) in findings.citations.iter().zip(met) {
        if !met {
            tell(format!(
                "citation invented: `{}`",
                article.slice(c.range.clone())
            ));
        }
    }
    works
}

fn references(
    article: &Article,
    findings: &Findings,
    lines: &[Vec<&str>],
    score: &mut Score,
    tell: &dyn Fn(String),
) {
    let places = places(article, lines);
    let found = &findings.cross_references;
    score.references.found += found.len();
    score.references.wanted += lines.len();
    for (line, at) in lines.iter().zip(&places) {
        let end = at + line[0].len();
        if found
            .iter()
            .any(|x| x.range.start < end && *at < x.range.end)
        {
            score.references.both += 1;
        } else {
            tell(format!("cross-reference `{}` not found", line[0]));
        }
    }
    for x in found {
        if !lines
            .iter()
            .zip(&places)
            .any(|(l, at)| x.range.start < at + l[0].len() && *at < x.range.end)
        {
            tell(format!("cross-reference invented: `{}`", x.words));
        }
    }
}
