//! What was searched for before, to be called up again at the prompt.

/// How many searches are remembered.
pub(super) const MOST: usize = 200;

/// The searches of this and of former sessions, the oldest first.
#[derive(Debug, Clone, Default)]
pub(super) struct History {
    lines: Vec<String>,
    /// The line that stands at the prompt, and what was typed there before.
    at: Option<(usize, String)>,
}

impl History {
    pub(super) fn new(lines: Vec<String>) -> Self {
        Self { lines, at: None }
    }

    pub(super) fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Adds a search; the same one of before is forgotten.
    pub(super) fn add(&mut self, line: &str) {
        self.at = None;
        let line = line.trim();
        if line.is_empty() {
            return;
        }
        self.lines.retain(|known| known != line);
        self.lines.push(line.to_owned());
        if self.lines.len() > MOST {
            self.lines.remove(0);
        }
    }

    /// The line before the one at the prompt, or after it; only those that begin with what was
    /// typed. `None` when there is none.
    pub(super) fn step(&mut self, typed: &str, older: bool) -> Option<String> {
        let (from, stem) = self
            .at
            .clone()
            .unwrap_or_else(|| (self.lines.len(), typed.to_owned()));
        let fits = |index: &usize| {
            let line = self.lines.get(*index);
            line.is_some_and(|l| l.starts_with(&stem) && *l != stem)
        };
        if older {
            let index = (0..from).rev().find(fits)?;
            self.at = Some((index, stem));
            return self.lines.get(index).cloned();
        }
        self.at.as_ref()?;
        let next = (from + 1..self.lines.len()).find(fits);
        self.at = next.map(|index| (index, stem.clone()));
        // After the newest comes what was typed.
        Some(match next {
            Some(index) => self.lines.get(index)?.clone(),
            None => stem,
        })
    }

    /// What was typed is the line now.
    pub(super) fn forget_place(&mut self) {
        self.at = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_searches_that_begin_alike_come_back_in_turn() {
        let mut history = History::default();
        for line in ["rye", "bread", "rye flour", "bread", " "] {
            history.add(line);
        }
        assert_eq!(history.lines(), ["rye", "rye flour", "bread"]);
        assert_eq!(history.step("r", true).as_deref(), Some("rye flour"));
        assert_eq!(history.step("r", true).as_deref(), Some("rye"));
        assert_eq!(history.step("r", true), None);
        assert_eq!(history.step("r", false).as_deref(), Some("rye flour"));
        assert_eq!(history.step("r", false).as_deref(), Some("r"));
        assert_eq!(history.step("r", false), None);
        assert_eq!(history.step("", true).as_deref(), Some("bread"));
    }
}
