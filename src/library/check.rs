//! Every problem of a library, or of some of its articles.
//!
//! Articles are checked beside each other; what concerns several (references from one to another,
//! works that nobody cites) comes after. Notes whose text is not here are checked as far as they
//! can be without it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Library, OpenError, text_check};
use crate::annotation::{Annotation, Places};
use crate::article::{Article, ArticleName, Reference};
use crate::edition::{Apparatus, Edition, check};
use crate::source::{SourceKey, Sources};
use crate::text::problem::{Position, Problem, Problems, nearest};

/// What a check found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The problems, by file, line and column.
    pub problems: Vec<Problem>,
    /// How many articles were checked.
    pub articles: usize,
    /// How many notes were.
    pub notes: usize,
    /// The articles of which notes are here and the text is not.
    pub without_text: Vec<ArticleName>,
}

/// What one article gave.
#[derive(Default)]
struct Examined {
    problems: Vec<Problem>,
    notes: usize,
    used: BTreeSet<SourceKey>,
    /// References to other articles, with the note, its file and the place.
    outgoing: Vec<(Reference, String, String, Position)>,
    structure: Structure,
}

/// What is known of an article that others refer to.
#[derive(Default)]
enum Structure {
    /// Its passages, without the text.
    Known(Box<Article>),
    /// It cannot be said: its text is not here, or cannot be read.
    #[default]
    Unknown,
}

impl Library {
    /// Checks the articles named, or, when none is, the whole library. `tick` is called as each
    /// article is done, from any thread.
    pub fn check(
        &self,
        names: &[ArticleName],
        tick: &(dyn Fn() + Sync),
    ) -> Result<Report, OpenError> {
        let entries = self.entries();
        let whole = names.is_empty();
        let mut checked: Vec<ArticleName> = if whole {
            entries.iter().map(|e| e.name.clone()).collect()
        } else {
            names.to_vec()
        };
        checked.sort();
        checked.dedup();
        for name in &checked {
            if !entries.iter().any(|e| e.name == *name) {
                return Err(self.missing(name));
            }
        }
        let (sources, mut problems) = self.sources()?;
        let sources = Arc::new(sources);
        let with_text: BTreeSet<&ArticleName> = entries
            .iter()
            .filter(|e| e.has_text)
            .map(|e| &e.name)
            .collect();
        let has_text = |name: &ArticleName| with_text.contains(name);
        let mut examined: BTreeMap<ArticleName, Examined> = checked
            .par_iter()
            .map(|name| {
                let examined = self.examine(name, has_text(name), &sources);
                tick();
                (name.clone(), examined)
            })
            .collect();
        let mut report = Report {
            articles: checked.len(),
            notes: examined.values().map(|e| e.notes).sum(),
            ..Report::default()
        };
        report.without_text = checked.into_iter().filter(|n| !has_text(n)).collect();
        problems.extend(self.references(&examined, &entries));
        if whole {
            problems.extend(self.unused(&sources, &examined));
            problems.extend(self.misnamed());
        }
        for one in examined.values_mut() {
            problems.append(&mut one.problems);
        }
        problems.sort_by(|a, b| {
            let key = |p: &Problem| (p.line, p.column);
            a.file.cmp(&b.file).then_with(|| key(a).cmp(&key(b)))
        });
        problems.dedup();
        report.problems = problems;
        Ok(report)
    }

    /// How many articles a check will take.
    pub fn count_of(&self, names: &[ArticleName]) -> usize {
        match names.len() {
            0 => self.entries().len(),
            n => n,
        }
    }

    fn examine(&self, name: &ArticleName, has_text: bool, sources: &Arc<Sources>) -> Examined {
        let mut examined = Examined::default();
        let apparatus = match self.apparatus(name) {
            Ok(apparatus) => apparatus,
            Err(error) => {
                examined.problems.extend(error.problem());
                Apparatus::default()
            }
        };
        examined.take_notes(name, &apparatus);
        let text = has_text.then(|| self.text_of(name));
        match text {
            Some(Ok((label, raw))) => {
                let (article, of_text) = Self::parse(name, label.clone(), &raw);
                examined.problems.extend(of_text);
                examined
                    .problems
                    .extend(text_check::problems(&label, &raw, &article));
                let edition = Edition::new(article, apparatus, Arc::clone(sources));
                examined.problems.extend(edition.problems);
                let mut article = edition.article;
                article.text = String::new();
                article.spans = Vec::new();
                examined.structure = Structure::Known(Box::new(article));
            }
            without => {
                let error = without.and_then(Result::err);
                examined.problems.extend(error.and_then(|e| e.problem()));
                examined.problems.extend(apparatus.problems);
                for (file, notes) in &apparatus.files {
                    examined.problems.extend(check::without_text(
                        file,
                        &notes.annotations,
                        &notes.places,
                        sources,
                    ));
                }
            }
        }
        examined
    }

    /// Articles and passages that references to other articles name, and that do not exist.
    fn references(
        &self,
        examined: &BTreeMap<ArticleName, Examined>,
        entries: &[super::Entry],
    ) -> Vec<Problem> {
        let mut elsewhere: BTreeMap<ArticleName, Structure> = BTreeMap::new();
        let mut found = Vec::new();
        for (reference, id, file, at) in examined.values().flat_map(|e| &e.outgoing) {
            let Some(name) = &reference.article else {
                continue;
            };
            let mut problems = Problems::of(file.clone());
            if !entries.iter().any(|e| e.name == *name) {
                let known = entries.iter().map(|e| e.name.as_str());
                let help = nearest(name.as_str(), known).map_or_else(
                    || "import it, or correct the name".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!("`{id}`: `to` names the article `{name}`, which is not here");
                problems.error(*at, "no-such-article", message, help);
                found.extend(problems.into_vec());
                continue;
            }
            let structure = match examined.get(name) {
                Some(examined) => &examined.structure,
                // Not among those checked: it is opened for its passages alone.
                None => elsewhere
                    .entry(name.clone())
                    .or_insert_with(|| match self.article(name) {
                        Ok((article, _)) => Structure::Known(Box::new(article)),
                        Err(_) => Structure::Unknown,
                    }),
            };
            if let (Structure::Known(article), Some(run)) = (structure, &reference.passage)
                && article.range_of_run(run).is_none()
            {
                let message =
                    format!("`{id}`: `to` names {reference}, and {name} has no such passage");
                let help = check::what_there_is(article, run);
                problems.error(*at, "no-such-passage", message, help);
                found.extend(problems.into_vec());
            }
        }
        found
    }

    /// Works that no note of the whole library names.
    fn unused(
        &self,
        sources: &Sources,
        examined: &BTreeMap<ArticleName, Examined>,
    ) -> Vec<Problem> {
        let used: BTreeSet<&SourceKey> = examined.values().flat_map(|e| &e.used).collect();
        let mut problems = Problems::of(self.label_of("annotations/sources.yaml"));
        for source in sources {
            if !used.contains(&source.key) {
                problems.warn(
                    source.position,
                    "unused-source",
                    format!("no note names the source `{}`", source.key),
                    "remove it, or leave it for notes to come",
                );
            }
        }
        problems.into_vec()
    }

    /// Files that a reader would expect to be read, and that are not.
    fn misnamed(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        for (folder, suffix) in [("corpus", ".md"), ("annotations", ".yaml")] {
            for file in self.files_in(folder) {
                let stem = file.strip_suffix(suffix);
                let message = match stem {
                    Some(stem) if stem.parse::<ArticleName>().is_err() => {
                        "the file's name is no article's name, so it is not read"
                    }
                    None if is_lookalike(&file) => "files with this ending are not read",
                    _ => continue,
                };
                let mut problems = Problems::of(self.label_of(&format!("{folder}/{file}")));
                let help = format!("rename it: letters, digits, `-`, `_` and `.`, then `{suffix}`");
                problems.warn(Position::default(), "misnamed-file", message, help);
                found.extend(problems.into_vec());
            }
        }
        found
    }
}

/// Whether a file's ending is another one of those for the same format.
fn is_lookalike(file: &str) -> bool {
    let ending = Path::new(file).extension().and_then(|e| e.to_str());
    let ending = ending.map(str::to_lowercase);
    matches!(
        ending.as_deref(),
        Some("yml" | "markdown" | "mkd" | "yaml" | "md")
    )
}

impl Examined {
    /// Counts the notes, and takes what concerns more than their article.
    fn take_notes(&mut self, name: &ArticleName, apparatus: &Apparatus) {
        let nowhere = Places::default();
        for (file, contents) in &apparatus.files {
            self.notes += contents.annotations.len();
            if let Some(said) = &contents.article
                && said != name
            {
                let mut problems = Problems::of(file.clone());
                problems.warn(
                    contents.article_at,
                    "other-article",
                    format!("the file says that it is about `{said}`, and its name says `{name}`"),
                    format!("write `article: {name}`, or rename the file"),
                );
                self.problems.extend(problems.into_vec());
            }
            for (i, note) in contents.annotations.iter().enumerate() {
                let places = contents.places.get(i).unwrap_or(&nowhere);
                self.take_note(name, file, note, places);
            }
        }
        self.same_ids(apparatus);
    }

    fn take_note(&mut self, name: &ArticleName, file: &str, note: &Annotation, places: &Places) {
        self.used
            .extend(note.source.iter().chain(&note.via).cloned());
        if let Some(cited) = &note.cited {
            self.used.extend(cited.rivals.iter().cloned());
        }
        for (i, reference) in note.to.iter().enumerate() {
            if reference
                .article
                .as_ref()
                .is_some_and(|other| other != name)
            {
                let at = places.reference(i);
                let (id, file) = (note.id.clone(), file.to_owned());
                self.outgoing.push((reference.clone(), id, file, at));
            }
        }
    }

    /// Ids that stand in two files: whoever names one of them may mean either.
    fn same_ids(&mut self, apparatus: &Apparatus) {
        let mut first: BTreeMap<&str, &str> = BTreeMap::new();
        for (file, contents) in &apparatus.files {
            let mut problems = Problems::of(file.clone());
            for (note, places) in contents.annotations.iter().zip(&contents.places) {
                if let Some(other) = first.get(note.id.as_str()) {
                    problems.warn(
                        places.field("id"),
                        "duplicate-id",
                        format!("the id `{}` stands in {other} too", note.id),
                        "give this note another id",
                    );
                }
            }
            self.problems.extend(problems.into_vec());
            let ids = contents.annotations.iter().map(|n| n.id.as_str());
            first.extend(ids.map(|id| (id, file.as_str())));
        }
    }
}
