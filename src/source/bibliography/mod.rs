//! Bibliographies for other programs: CSL-JSON and CSL-YAML (Zotero, pandoc), BibTeX (LaTeX).

mod bibtex;
mod csl_json;

use serde_json::Value;

use super::{Source, edit};
use crate::text::yaml;

/// A form of bibliography.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// CSL 1.0.2 as JSON: an array of items.
    CslJson,
    /// CSL as YAML, under `references:`, as pandoc reads it.
    CslYaml,
    /// BibTeX, with the fields of biblatex where BibTeX has none.
    Bibtex,
}

impl Form {
    /// All forms.
    pub const ALL: [Self; 3] = [Self::CslJson, Self::CslYaml, Self::Bibtex];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CslJson => "csl-json",
            Self::CslYaml => "csl-yaml",
            Self::Bibtex => "bibtex",
        }
    }
}

/// The works in a form, with a line feed at the end.
pub fn write(sources: &[&Source], form: Form) -> String {
    match form {
        Form::CslJson => {
            let items: Vec<Value> = sources
                .iter()
                .map(|s| Value::Object(csl_json::item(s)))
                .collect();
            format!("{:#}\n", Value::Array(items))
        }
        Form::CslYaml => {
            if sources.is_empty() {
                return "references: []\n".to_owned();
            }
            let items = sources
                .iter()
                .map(|s| yaml::write_item(&edit::fields(s), 2));
            format!("references:\n{}", items.collect::<String>())
        }
        Form::Bibtex => bibtex::write(sources),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    use crate::source::Sources;
    use crate::text::problem::{Position, Problems};

    fn sample() -> Source {
        let record = json!({
            "type": "book", "title": "Ovens & Mills: a 100% history of {bread}",
            "author": [{"family": "Molen", "given": "Piet", "non-dropping-particle": "van der"}, {"literal": "Guild of Bakers"}],
            "issued": {"date-parts": [[1931, 5]]}, "publisher": "Löffel", "publisher-place": "Leeds", "volume": 2,
        });
        Source {
            key: "molen-ovens".parse().unwrap(),
            record: record.as_object().unwrap().clone(),
            position: Position::default(),
        }
    }

    #[test]
    fn csl_yaml_reads_back() {
        let text = write(&[&sample()], Form::CslYaml);
        let mut problems = Problems::of("s.yaml");
        let sources = Sources::from_yaml(&text, &mut problems);
        assert!(problems.as_slice().is_empty(), "{problems:?}");
        assert_eq!(sources.iter().next().unwrap().record, sample().record);
    }

    #[test]
    fn csl_json_is_an_array_of_items() {
        let value: Value = serde_json::from_str(&write(&[&sample()], Form::CslJson)).unwrap();
        assert_eq!(value[0]["id"], "molen-ovens");
        assert_eq!(value[0]["author"][0]["family"], "Molen");
    }

    #[test]
    fn bibtex_escapes_and_keeps_particles() {
        insta::assert_snapshot!(write(&[&sample()], Form::Bibtex), @r"
        @book{molen-ovens,
          author = {van der Molen, Piet and {Guild of Bakers}},
          title = {{Ovens \& Mills: a 100\% history of \{bread\}}},
          year = {1931},
          month = {5},
          volume = {2},
          publisher = {Löffel},
          address = {Leeds}
        }
        ");
    }

    #[test]
    fn bibtex_keeps_signs_that_latex_sets_as_others() {
        let mut source = sample();
        source.record.clear();
        let title = "a -- b --- <c> | \"d\" `e` it's ''";
        source.record.insert("title".to_owned(), title.into());
        let text = write(&[&source], Form::Bibtex);
        let line = text.lines().find(|l| l.contains("title")).unwrap();
        assert_eq!(
            line.trim(),
            r"title = {{a -{}- b -{}-{}- \textless{}c\textgreater{} \textbar{} \textquotedbl{}d\textquotedbl{} \textasciigrave{}e\textasciigrave{} it's '{}'}}"
        );
    }
}
