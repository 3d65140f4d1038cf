//! The copy as a reader's own template sets it: a file in the language of Jinja, in which the parts
//! of the copy, and what is known of the article, its notes and its works, have names.
//!
//! `docs/templates.md` lists the names. In a template of a page, all that is data is escaped.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value, context};
use serde_json::json;

use super::said::{self, Cited, Part};
use super::{Selection, html, markdown};
use crate::edition::Edition;

/// A template that was read from a file.
#[derive(Debug)]
pub struct Template {
    environment: Environment<'static>,
}

/// Why a template cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}{message}; docs/templates.md lists the names", line.map_or_else(String::new, |n| format!("line {n}: ")))]
pub struct TemplateError {
    /// The line of the template, from 1.
    pub line: Option<usize>,
    message: String,
}

/// What the template sets.
#[derive(Debug)]
pub enum Parts<'a> {
    /// The parts of a copy in Markdown.
    Markdown(&'a markdown::Parts),
    /// The parts of a page.
    Html(&'a html::Parts),
    /// The plain text, whole.
    Text(&'a str),
}

const NAME: &str = "template";

impl Template {
    /// Reads a template; `for_html` where it sets a page, so that what is put into it is escaped.
    pub fn read(text: &str, for_html: bool) -> Result<Self, TemplateError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        // A line that holds only a statement leaves no empty line behind.
        let syntax = SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .keep_trailing_newline(true)
            .build();
        environment.set_syntax(syntax.map_err(|e| TemplateError::of(&e))?);
        environment.set_auto_escape_callback(move |_| {
            if for_html {
                AutoEscape::Html
            } else {
                AutoEscape::None
            }
        });
        environment
            .add_template_owned(NAME, text.to_owned())
            .map_err(|e| TemplateError::of(&e))?;
        Ok(Self { environment })
    }

    /// Sets the parts of a copy of an edition.
    pub fn set(
        &self,
        edition: &Edition,
        selection: &Selection,
        parts: &Parts<'_>,
    ) -> Result<String, TemplateError> {
        let template = self
            .environment
            .get_template(NAME)
            .map_err(|e| TemplateError::of(&e))?;
        let context = context! {
            article => Value::from(Serde(article(edition))),
            notes => Value::from(Serde(notes(edition, selection))),
            works => Value::from(Serde(works(edition, selection))),
            parts => parts.value(),
            begin => crate::article::markdown::APPARATUS_BEGIN,
            end => crate::article::markdown::APPARATUS_END,
        };
        template.render(context).map_err(|e| TemplateError::of(&e))
    }
}

impl TemplateError {
    fn of(error: &minijinja::Error) -> Self {
        let what = match error.kind() {
            ErrorKind::UndefinedError => "there is no such name".to_owned(),
            kind => kind.to_string(),
        };
        let detail = error.detail().map(|d| format!(": {d}")).unwrap_or_default();
        Self {
            line: error.line(),
            message: format!("{what}{detail}"),
        }
    }
}

impl Parts<'_> {
    /// The parts under their names; those of a page are HTML already.
    fn value(&self) -> Value {
        let safe = |text: &String| Value::from_safe_string(text.clone());
        match self {
            Self::Markdown(parts) => context! {
                front => safe(&parts.front),
                title => safe(&parts.title),
                text => safe(&parts.text),
                notes => safe(&parts.notes),
                homeless => safe(&parts.homeless),
                works => safe(&parts.works),
                apparatus => safe(&parts.apparatus),
            },
            Self::Html(parts) => context! {
                style => safe(&parts.style),
                masthead => safe(&parts.masthead),
                contents => safe(&parts.contents),
                text => safe(&parts.text),
                picture => safe(&parts.picture),
                works => safe(&parts.works),
            },
            Self::Text(text) => context! { text => *text },
        }
    }
}

/// What is known of the article; what is not is empty, so that a template may ask.
fn article(edition: &Edition) -> serde_json::Value {
    let article = &edition.article;
    let metadata = &article.metadata;
    let mut value = json!({
        "name": article.name.as_str(),
        "title": article.title(),
        "author": metadata.author,
        "date": metadata.date,
        "place": metadata.place,
        "series": metadata.series,
        "source_url": metadata.source_url,
        "language": metadata.language,
        "rights": metadata.rights,
        "words": article.word_count(),
    });
    if let Some(map) = value.as_object_mut() {
        for (key, other) in &metadata.other {
            map.entry(key.replace('-', "_"))
                .or_insert_with(|| other.clone());
        }
    }
    value
}

fn notes(edition: &Edition, selection: &Selection) -> Vec<serde_json::Value> {
    let mut cited = Cited::default();
    let notes = selection.of(edition).map(|(index, note)| {
        let annotation = &note.annotation;
        let mut words = String::new();
        let mut said = String::new();
        for part in said::head(edition, index, note, &mut cited) {
            match part {
                Part::Kind(_) => {}
                Part::Words(text) => words = text,
                Part::Text(text) => said.push_str(&text),
                Part::Work(_, citation) => said.push_str(&citation.plain()),
                Part::Place(reference) => said.push_str(&reference.to_string()),
            }
        }
        json!({
            "id": annotation.id,
            "kind": annotation.kind.as_str(),
            "at": edition.passage_of(note).map(|p| p.to_string()),
            "status": note.anchor.status.to_string(),
            "words": words,
            "said": said.trim_start_matches([':', ';', ' ']),
            "note": annotation.note,
            "source": annotation.source.as_ref().map(crate::source::SourceKey::as_str),
            "tags": annotation.tags,
            "own": annotation.own,
        })
    });
    notes.collect()
}

fn works(edition: &Edition, selection: &Selection) -> Vec<serde_json::Value> {
    let wanted = selection.of(edition).map(|(_, note)| note);
    let works = said::works(edition, wanted, None);
    let works = works.into_iter().map(|work| {
        json!({
            "key": work.key.as_str(),
            "title": work.title(),
            "entry": said::entry(work, None).plain(),
        })
    });
    works.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample::bread;

    fn markdown(template: &str) -> Result<String, TemplateError> {
        let edition = bread();
        let parts = markdown::parts(&edition, &markdown::Options::default()).unwrap();
        let template = Template::read(template, false)?;
        template.set(&edition, &Selection::default(), &Parts::Markdown(&parts))
    }

    #[test]
    fn all_parts_in_their_order_are_the_copy() {
        let edition = bread();
        let mut copy = Vec::new();
        markdown::write(&edition, &markdown::Options::default(), &mut copy).unwrap();
        let all = "{{ parts.front }}{{ parts.title }}{{ parts.text }}{{ parts.notes }}{{ parts.homeless }}{{ parts.works }}{{ parts.apparatus }}";
        assert_eq!(markdown(all).unwrap(), String::from_utf8(copy).unwrap());
    }

    #[test]
    fn notes_and_works_can_be_set_one_by_one() {
        let template = "{{ article.title }} by {{ article.author | join(', ') }}\n\
                        {% for note in notes if note.kind == 'quotation' %}\n{{ note.at }} {{ note.said }}\n{% endfor %}\n\
                        {% for work in works %}\n{{ work.entry }}\n{% endfor %}\n";
        insta::assert_snapshot!(markdown(template).unwrap(), @"
        On Bread by A. Writer
        1¶1 Ada Miller, Stones (Leeds: Grist, 1899), 12
        2¶1 Miller, Stones (op. cit., after 1¶1); spoken by a baker
        Miller, Ada. Stones. Leeds: Grist, 1899.
        ");
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        let unknown = markdown("a\n{{ parts.nothing }}\n").unwrap_err();
        assert_eq!(unknown.line, Some(2));
        assert!(
            unknown
                .to_string()
                .starts_with("line 2: there is no such name")
        );
        let open = markdown("{% for x in notes %}").unwrap_err().to_string();
        assert!(open.starts_with("line 1: syntax error"), "{open}");
    }

    #[test]
    fn data_in_a_page_is_escaped_and_its_parts_are_not() {
        let text = crate::export::sample::TEXT.replace("On Bread", "On <script>x</script>");
        let edition =
            crate::export::sample::edition(&text, "annotations: []\n", "references: []\n");
        let parts = html::parts(&edition, &html::Options::default());
        let template =
            Template::read("<h1>{{ article.title }}</h1>{{ parts.text }}", true).unwrap();
        let page = template
            .set(&edition, &Selection::default(), &Parts::Html(&parts))
            .unwrap();
        assert!(page.starts_with("<h1>On &lt;script&gt;x&lt;"), "{page}");
        assert!(page.contains("<em>bread</em>"));
    }
}
