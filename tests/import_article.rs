//! The real article, when `POSTIL_ARTICLE` names a copy: what import must understand of it.
//! Facts only: no word of the text stands here.

use postil::article::import::{Format, Imported, Options, import};
use postil::article::{Article, Container, ListMarker, Paragraph, markdown};

fn real() -> Option<Imported> {
    let path = std::env::var_os("POSTIL_ARTICLE")?;
    let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("POSTIL_ARTICLE: {e}"));
    let options = Options {
        file_name: Some("soviets-take-power.txt".to_owned()),
        format: Some(Format::Text),
        name: None,
    };
    Some(import(&bytes, &options).unwrap_or_else(|e| panic!("{e}")))
}

fn counts(article: &Article) -> Vec<usize> {
    article
        .sections
        .iter()
        .map(|s| s.paragraphs.len())
        .collect()
}

#[test]
fn the_real_article_is_understood() {
    let Some(Imported {
        article, report, ..
    }) = real()
    else {
        return;
    };
    let metadata = &article.metadata;
    assert_eq!(metadata.title.as_deref().map(str::len), Some(55));
    assert!(metadata.series.is_some());
    assert_eq!(metadata.date.as_deref(), Some("1992-10-05"));
    assert_eq!(metadata.place.as_deref().map(str::len), Some(6));
    assert_eq!(metadata.language.as_deref(), Some("en"));
    // The opening, then three sections; the signature is front matter.
    assert_eq!(counts(&article), [3, 21, 23, 24]);
    assert_eq!(article.notes.len(), 1);
    assert_eq!(article.calls.len(), 1);
    assert_eq!(article.passage_at(article.calls[0].at).to_string(), "2¶3");
    let markers: Vec<ListMarker> = article
        .paragraphs
        .iter()
        .filter_map(Paragraph::marker)
        .collect();
    let numbers: Vec<u64> = markers
        .iter()
        .filter_map(|m| match m {
            ListMarker::Number(n) => Some(*n),
            ListMarker::Bullet => None,
        })
        .collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
    let bullet_lists = article
        .paragraphs
        .iter()
        .flat_map(|p| &p.containers)
        .filter(|c| {
            matches!(
                c,
                Container::Item {
                    marker: ListMarker::Bullet,
                    opens_list: true,
                    ..
                }
            )
        })
        .count();
    assert_eq!((markers.len() - numbers.len(), bullet_lists), (5, 2));
    assert_eq!(report.on("broken-paragraph").count(), 1);
    assert_eq!(report.on("heading").count(), 3);
}

#[test]
fn the_real_article_comes_back_from_its_markdown() {
    let Some(Imported { article, .. }) = real() else {
        return;
    };
    let written = markdown::write(&article);
    let mut problems = postil::text::problem::Problems::of("corpus");
    let mut again = markdown::read(article.name.clone(), &written, &mut problems);
    assert!(problems.as_slice().is_empty());
    for (old, new) in article.paragraphs.iter().zip(&mut again.paragraphs) {
        new.line = old.line;
    }
    for (old, new) in article.sections.iter().zip(&mut again.sections) {
        new.line = old.line;
    }
    assert!(
        again == article,
        "the article changed on its way through Markdown"
    );
}
