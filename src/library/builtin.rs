//! The library built into the program: the files of the repository's own `corpus/` and
//! `annotations/`, by name, so that a reader's copy of anything else is never built in.

/// Takes files into the program under the paths that they have in the repository.
macro_rules! built_in {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../", $path)))),*]
    };
}

/// Its files: the path in the library, and the contents.
pub(super) const FILES: &[(&str, &str)] = built_in![
    "annotations/a-tour-of-postil.yaml",
    "annotations/calendar-1917.yaml",
    "annotations/sources.yaml",
    "annotations/soviets-take-power-digest.yaml",
    "annotations/soviets-take-power.yaml",
    "annotations/who-is-who-1917.yaml",
    "corpus/a-tour-of-postil.md",
    "corpus/calendar-1917.md",
    "corpus/soviets-take-power-digest.md",
    "corpus/who-is-who-1917.md",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Library;

    #[test]
    fn every_article_opens_without_a_problem() {
        let library = Library::built_in();
        let mut opened = 0;
        for entry in library.entries().iter().filter(|e| e.has_text) {
            let edition = library.open(&entry.name).unwrap();
            assert!(edition.problems.is_empty(), "{:#?}", edition.problems);
            assert!(!edition.notes.is_empty(), "{} has notes", entry.name);
            opened += 1;
        }
        assert!(opened >= 3, "{opened} articles");
    }

    #[test]
    fn it_adds_no_more_than_300_kilobytes() {
        let bytes: usize = FILES.iter().map(|(_, text)| text.len()).sum();
        assert!(bytes < 300_000, "{bytes} bytes");
    }
}
