//! What holds for any text: drafting twice changes nothing, every note stands where its words are,
//! and a note that was removed comes back.

use std::sync::Arc;

use postil::annotation::{AnnotationFile, Status, edit};
use postil::article::Article;
use postil::draft::{find, is_untouched, propose};
use postil::edition::{Apparatus, Edition};
use postil::source::{Sources, edit as sources_edit};
use postil::text::problem::Problems;
use proptest::prelude::*;

use crate::measure::read;

/// A library's two files after drafting, and how many notes were new.
fn draft(article: &Article, notes: &str, sources: &str) -> (String, String, usize) {
    let edition = edition(article, notes, sources);
    let proposal = propose(article, &find(article), &edition.notes, &edition.sources);
    let notes = edit::append(notes, &article.name, &proposal.annotations).unwrap();
    let sources = if proposal.sources.is_empty() {
        sources.to_owned()
    } else {
        sources_edit::append(sources, &proposal.sources).unwrap()
    };
    (notes, sources, proposal.annotations.len())
}

fn edition(article: &Article, notes: &str, sources: &str) -> Edition {
    let mut problems = Problems::of("notes.yaml");
    let file = AnnotationFile::from_yaml(notes, false, &mut problems);
    let sources = Sources::from_yaml(sources, &mut problems);
    assert!(problems.as_slice().is_empty(), "{:?}", problems.as_slice());
    let apparatus = Apparatus {
        files: vec![("notes.yaml".to_owned(), file)],
        problems: Vec::new(),
    };
    Edition::new(article.clone(), apparatus, Arc::new(sources))
}

/// All that must hold for one text.
fn holds(article: &Article) {
    let (notes, sources, new) = draft(article, "", "");
    let edition = edition(article, &notes, &sources);
    assert_eq!(edition.notes.len(), new);
    for note in &edition.notes {
        assert!(is_untouched(&note.annotation), "{:?}", note.annotation);
        assert_eq!(
            note.anchor.status,
            Status::Exact,
            "{:?}",
            note.annotation.target
        );
        let at = note.annotation.target.at.as_ref();
        if let Some(range) = at.and_then(|run| article.range_of_run(run)) {
            let words = note.anchor.range().unwrap();
            assert!(range.start <= words.start && words.end <= range.end);
        }
    }
    let (again, same, more) = draft(article, &notes, &sources);
    assert_eq!(
        (again.as_str(), same.as_str(), more),
        (notes.as_str(), sources.as_str(), 0)
    );
    // Each note, removed, comes back as it was.
    for note in edition.notes.iter().step_by(3) {
        let id = &note.annotation.id;
        let without = edit::remove(&notes, id).unwrap();
        let (back, _, one) = draft(article, &without, &sources);
        assert_eq!(one, 1, "{id}");
        let mut problems = Problems::of("notes.yaml");
        let file = AnnotationFile::from_yaml(&back, false, &mut problems);
        let mut found = file
            .annotations
            .iter()
            .find(|a| a.id == *id)
            .unwrap()
            .clone();
        found.position = note.annotation.position;
        assert_eq!(found, note.annotation);
    }
}

#[test]
fn drafting_is_stable_on_our_texts() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/texts/draft");
    let mut texts = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "txt" || e == "md") {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            holds(&read(&std::fs::read_to_string(&path).unwrap(), &name));
            texts += 1;
        }
    }
    assert!(texts > 10);
}

fn sentence() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "The mill turned at night.",
        "\"The stones were stopped by common agreement\" (Anna Keller, The Mills, Vol. 1, p. 4).",
        "\"They counted sacks while we counted days",
        "“Nobody asked for the hour until then” (op. cit., p. 9).",
        "Keller wrote that \"a loaf cost what a day had cost\" (Keller, ibid).",
        "‘So be it’, said the bakers' guild (Baker 1999: 45; Cook 2001a).",
        "See section 1.",
        "[Op. Cit., p. 3 and p. 5]",
        "As we saw above, it rained (supra note 2).",
        "(idem) ((a) b]",
        "«Le pain» et „das Brot“ … ‘and more",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn drafting_is_stable_on_any_text(paragraphs in prop::collection::vec(prop::collection::vec(sentence(), 1..5), 1..6)) {
        let text: Vec<String> = paragraphs.iter().map(|p| p.join(" ")).collect();
        let article = read(&format!("A Title Here\n\n{}\n", text.join("\n\n")), "any.txt");
        let (notes, sources, _) = draft(&article, "", "");
        let (again, same, more) = draft(&article, &notes, &sources);
        prop_assert_eq!((again, same, more), (notes, sources, 0));
    }

    #[test]
    fn every_span_lies_in_the_text(text in "[a-zA-Z0-9 .,;:()\\[\\]\"'“”‘’«»„\n–—pé]{1,400}") {
        let Ok(article) = std::panic::catch_unwind(|| read(&format!("x {text}"), "any.txt")) else { return Ok(()) };
        let findings = find(&article);
        for q in &findings.quotations {
            prop_assert!(article.text.get(q.inner.clone()).is_some());
            prop_assert!(q.outer.start <= q.inner.start && q.inner.end <= q.outer.end);
        }
        for c in &findings.citations {
            let paragraph = &article.paragraphs[article.paragraph_at(c.range.start).unwrap()];
            prop_assert!(c.range.end <= paragraph.range.end);
            prop_assert!(article.text.get(c.range.clone()).is_some());
        }
    }
}
