//! A problem of an input file, told so that its reader can mend it: where, what, what to do.

use std::fmt;

/// How much a [`Problem`] matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// What is concerned could not be used.
    Error,
    /// What is concerned was used, and the reader should know something about it.
    Warning,
}

/// One thing that is wrong in a file.
///
/// `line` and `column` count from 1 (columns in characters); both are 0 when the problem concerns
/// the whole file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// The file, as it was named to us.
    pub file: String,
    /// Line, from 1; 0 for the whole file.
    pub line: usize,
    /// Column in characters, from 1; 0 for the whole line.
    pub column: usize,
    /// How much it matters.
    pub severity: Severity,
    /// A short stable word for the kind of problem, such as `unknown-field`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// A place in a file: line and column, both from 1 (0: unknown).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// The problems of one file, gathered while it is read.
#[derive(Debug, Clone, Default)]
pub struct Problems {
    file: String,
    list: Vec<Problem>,
}

impl Problems {
    /// No problems yet, in the file called `file`.
    pub fn of(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            list: Vec::new(),
        }
    }

    /// Adds an error.
    pub fn error(
        &mut self,
        at: Position,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(Severity::Error, at, code, message.into(), help.into());
    }

    /// Adds a warning.
    pub fn warn(
        &mut self,
        at: Position,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(Severity::Warning, at, code, message.into(), help.into());
    }

    fn add(
        &mut self,
        severity: Severity,
        at: Position,
        code: &'static str,
        message: String,
        help: String,
    ) {
        self.list.push(Problem {
            file: self.file.clone(),
            line: at.line,
            column: at.column,
            severity,
            code,
            message,
            help,
        });
    }

    /// No problems yet, in the same file.
    #[must_use]
    pub fn of_same_file(&self) -> Self {
        Self::of(self.file.clone())
    }

    /// Takes over the problems of a part of the file that begins `lines` lines further down.
    pub fn adopt(&mut self, part: Self, lines: usize) {
        for mut problem in part.list {
            problem.file.clone_from(&self.file);
            if problem.line > 0 {
                problem.line += lines;
            }
            self.list.push(problem);
        }
    }

    /// What was gathered, in the order of the file.
    pub fn into_vec(mut self) -> Vec<Problem> {
        self.list.sort_by_key(|p| (p.line, p.column));
        self.list
    }

    /// What was gathered so far.
    pub fn as_slice(&self) -> &[Problem] {
        &self.list
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if self.column > 0 {
            write!(f, ":{}", self.column)?;
        }
        write!(f, ": {}", self.message)?;
        if !self.help.is_empty() {
            write!(f, "; {}", self.help)?;
        }
        Ok(())
    }
}

/// The known word nearest to `given`, when it is near enough to be meant: a distance of at most a
/// third of its letters.
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = given.chars().count();
    if letters > LONGEST_COMPARED {
        return None;
    }
    let limit = (letters / 3).max(1);
    known
        .into_iter()
        .map(|word| (edit_distance(given, word), word))
        .filter(|&(distance, _)| distance <= limit)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, word)| word)
}

/// Beyond so many letters nobody meant a word.
const LONGEST_COMPARED: usize = 200;

/// Edits between two words, case folded: letters changed, added, dropped, or two neighbours
/// swapped (Damerau's four, as the optimal string alignment distance).
pub fn edit_distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.to_lowercase().chars().collect();
    let b: Vec<char> = b.to_lowercase().chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, &ca) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, &cb) in b.iter().enumerate() {
            let cell = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX - 1);
            let mut best = (cell(&above, j) + usize::from(ca != cb))
                .min(cell(&above, j + 1) + 1)
                .min(cell(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(&cb) && b.get(j - 1) == Some(&ca);
            if swapped {
                best = best.min(cell(&before, j - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_and_nearest() {
        assert_eq!(edit_distance("kitten", "sitting"), 3);
        assert_eq!(edit_distance("", "abc"), 3);
        assert_eq!(edit_distance("qoute", "quote"), 1);
        assert_eq!(nearest("qoute", ["quote", "note", "kind"]), Some("quote"));
        assert_eq!(nearest("quot", ["quote", "note", "kind"]), Some("quote"));
        assert_eq!(nearest("zzz", ["quote", "note"]), None);
    }

    #[test]
    fn a_problem_reads_as_a_compiler_would_say_it() {
        let mut problems = Problems::of("notes.yaml");
        let at = Position { line: 3, column: 7 };
        problems.error(
            at,
            "unknown-kind",
            "unknown kind `qote`",
            "write `quotation`",
        );
        assert_eq!(
            problems.into_vec()[0].to_string(),
            "notes.yaml:3:7: unknown kind `qote`; write `quotation`"
        );
    }
}
