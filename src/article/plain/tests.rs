//! Each rule of reading plain text, on a text of its own.

use super::*;
use crate::article::{Block, Container, Home, ListMarker, Paragraph};

fn read_text(text: &str) -> (Article, Report) {
    let mut report = Report::default();
    let article = read("mill".parse().unwrap(), text, &mut report);
    (article, report)
}

const PROSE: &str = "The mill stood by the river, and the people who lived there brought it their \
grain from all of the farms around; it was the only one that they had, and it served them well.";

fn with_head(head: &str) -> Article {
    read_text(&format!("{head}\n\n{PROSE}\n\n{PROSE}\n")).0
}

fn headings(article: &Article) -> Vec<(String, &str)> {
    let named = article.sections.iter().skip(1);
    named
        .map(|s| (s.number.to_string(), article.heading(s)))
        .collect()
}

fn paragraph_texts(article: &Article) -> Vec<&str> {
    article
        .paragraphs
        .iter()
        .map(|p| article.slice(p.range.clone()))
        .collect()
}

#[test]
fn the_first_short_line_is_the_title() {
    let article = with_head("The Millers of Rye (part 2): The flood");
    assert_eq!(
        article.metadata.title.as_deref(),
        Some("The Millers of Rye (part 2): The flood")
    );
    assert_eq!(article.paragraphs.len(), 2);
    assert_eq!(article.metadata.language.as_deref(), Some("en"));
}

#[test]
fn the_series_line_stands_under_the_title() {
    let article = with_head("The flood\n\nIn the series Rye 1788");
    assert_eq!(article.metadata.series.as_deref(), Some("Rye 1788"));
    assert_eq!(article.sections.len(), 1);
}

#[test]
fn author_date_and_subtitle_stand_in_the_head() {
    let article = with_head("The flood\n\nA view from the hills\n\nby Jane Miller\n\n12 May 1998");
    assert_eq!(article.metadata.author, ["Jane Miller"]);
    assert_eq!(article.metadata.date.as_deref(), Some("1998-05-12"));
    assert_eq!(
        article.metadata.other,
        [("subtitle".to_owned(), "A view from the hills".into())]
    );
    let bare = with_head("The flood\n\nJane Miller");
    assert_eq!(bare.metadata.author, ["Jane Miller"]);
    let block = with_head("The flood\nby Jane Miller\nLeeds, May 1998");
    assert_eq!(block.metadata.title.as_deref(), Some("The flood"));
    assert_eq!(block.metadata.place.as_deref(), Some("Leeds"));
    let keyed = with_head("Title: The flood\nAuthor: Jane Miller\nSource: https://mill.example/1");
    assert_eq!(keyed.metadata.title.as_deref(), Some("The flood"));
    assert_eq!(
        keyed.metadata.source_url.as_deref(),
        Some("https://mill.example/1")
    );
}

#[test]
fn a_comment_on_the_copy_is_no_text() {
    let article = with_head(
        "# A mill's history, from https://mill.example/history (checked), tags removed; section 2\n\n2 What became of the mill?",
    );
    assert_eq!(
        article.metadata.title.as_deref(),
        Some("2 What became of the mill?")
    );
    assert_eq!(
        article.metadata.source_url.as_deref(),
        Some("https://mill.example/history")
    );
    assert_eq!(article.paragraphs.len(), 2);
}

#[test]
fn a_text_may_have_no_title() {
    let (article, report) = read_text(&format!("{PROSE}\n\nThe flood\n\n{PROSE}"));
    assert_eq!(article.metadata.title, None);
    assert_eq!(headings(&article), [("1".to_owned(), "The flood")]);
    assert_eq!(report.on("title").count(), 1);
}

#[test]
fn a_heading_is_a_short_line_alone_without_a_stop() {
    let (article, report) = read_text(&format!(
        "The mill\n\n{PROSE}\n\nThe flood\n\n{PROSE}\n\nIt rose.\n\n{PROSE} They cried:\n\nAll to the mill\n\n{PROSE}\n\nWhat came after?\n\n{PROSE}\n"
    ));
    assert_eq!(
        headings(&article),
        [
            ("1".to_owned(), "The flood"),
            ("2".to_owned(), "What came after?")
        ]
    );
    let lines: Vec<u32> = report.on("heading").map(|r| r.line).collect();
    assert_eq!(lines, [5, 17]);
}

#[test]
fn headings_nest_by_their_setting() {
    let (article, _) = read_text(&format!(
        "Mills\n=====\n\n{PROSE}\n\n1. Water\n\n{PROSE}\n\n1.1 Rivers\n\n{PROSE}\n\n2. Wind\n\n{PROSE}\n"
    ));
    assert_eq!(article.metadata.title.as_deref(), Some("Mills"));
    let numbers: Vec<String> = headings(&article).into_iter().map(|h| h.0).collect();
    assert_eq!(numbers, ["1", "1.1", "2"]);
    let (article, _) = read_text(&format!(
        "Mills\n\n{PROSE}\n\nWater\n=====\n{PROSE}\n\nRivers\n------\n{PROSE}\n\nWind\n====\n\n{PROSE}\n"
    ));
    let numbers: Vec<String> = headings(&article).into_iter().map(|h| h.0).collect();
    assert_eq!(numbers, ["1", "1.1", "2"]);
}

#[test]
fn several_short_lines_in_a_row_are_no_headings() {
    let (article, _) = read_text(&format!(
        "Mills\n\n{PROSE}\n\nWater\n\nWind\n\nSteam\n\n{PROSE}"
    ));
    assert_eq!(article.sections.len(), 1);
}

#[test]
fn numbered_points_keep_their_numbers_and_the_prose_between_is_no_item() {
    let (article, report) = read_text(&format!(
        "The mill\n\n{PROSE}\n\n1. They ground the wheat too fine.\n\n{PROSE}\n\n2. They let the rye spoil.\n\n{PROSE}\n"
    ));
    let markers: Vec<_> = article.paragraphs.iter().map(Paragraph::marker).collect();
    let number = |n| Some(ListMarker::Number(n));
    assert_eq!(markers, [None, number(1), None, number(2), None]);
    assert!(article.paragraphs[2].containers.is_empty());
    assert_eq!(report.on("point").count(), 2);
}

#[test]
fn bullets_are_items_of_one_list() {
    let (article, _) = read_text(&format!(
        "The mill\n\n{PROSE} They had:\n\n- wheat;\n\n- rye;\n\n- \"oats\n\n{PROSE}\n"
    ));
    let kinds: Vec<_> = article.paragraphs.iter().map(Paragraph::kind).collect();
    assert_eq!(
        kinds,
        ["prose", "list-item", "list-item", "list-item", "prose"]
    );
    let opens = |p: &Paragraph| {
        matches!(
            p.containers[0],
            Container::Item {
                opens_list: true,
                ..
            }
        )
    };
    assert!(opens(&article.paragraphs[1]) && !opens(&article.paragraphs[2]));
    assert_eq!(paragraph_texts(&article)[1], "wheat;");
}

#[test]
fn notes_and_signature_end_the_text() {
    let (article, report) = read_text(&format!(
        "The mill\n\nOn the 3rd of May the river rose. {PROSE}\n\nThe flood[1]: {PROSE}\n\nMillford, 5/10/82.\n\n[1] It came again in 1799.\n"
    ));
    assert_eq!(article.metadata.date.as_deref(), Some("1982-10-05"));
    assert_eq!(article.metadata.place.as_deref(), Some("Millford"));
    assert_eq!(article.notes.len(), 1);
    assert_eq!(article.calls.len(), 1);
    assert!(
        article
            .slice(article.paragraphs[1].range.clone())
            .starts_with("The flood: The")
    );
    // The signature is front matter now, as it was printed; it is no paragraph.
    let printed = ("signature".to_owned(), "Millford, 5/10/82.".into());
    assert_eq!(article.metadata.other, [printed]);
    assert_eq!(article.body().len(), 2);
    assert_eq!(article.paragraphs[2].home, Home::Note(0));
    assert_eq!(
        report.on("date").next().map(|r| (r.kind, r.line)),
        Some((RemarkKind::Assumed, 7))
    );
}

#[test]
fn a_paragraph_broken_inside_a_quotation_is_joined() {
    let (article, report) = read_text(&format!(
        "The mill\n\n{PROSE}\n\n{PROSE} The miller wrote that \"The\n\nDuke of Rye shall have none of it, for he has mills of his own\" and went home.\n\n{PROSE}\n"
    ));
    assert_eq!(article.paragraphs.len(), 3);
    assert_eq!(
        report
            .on("broken-paragraph")
            .map(|r| r.line)
            .collect::<Vec<_>>(),
        [7]
    );
    assert!(article.text.contains("that \"The Duke"));
}

const WRAPPED: &str = "The mill stood by the river, and the people who lived there\n\
brought it their grain from all of the farms around; it was\n\
the only one that they had, and it served them well for all\n\
the years of which we know.";

#[test]
fn wrapped_lines_are_joined() {
    let (article, _) = read_text(&format!(
        "The mill\n\n{WRAPPED}\n\nThe flood\n\n{WRAPPED}\n\n{WRAPPED}\n"
    ));
    assert_eq!(article.paragraphs.len(), 3);
    assert!(!paragraph_texts(&article)[0].contains('\n'));
    assert!(paragraph_texts(&article)[0].contains("there brought it"));
    assert_eq!(headings(&article), [("1".to_owned(), "The flood")]);
}

#[test]
fn wrapped_lists_begin_at_their_markers() {
    let (article, _) = read_text(&format!(
        "The mill\n\n{WRAPPED} They had:\n- wheat, of which there was not so very much left in these\n  years;\n- rye.\n\n{WRAPPED}\n"
    ));
    let kinds: Vec<_> = article.paragraphs.iter().map(Paragraph::kind).collect();
    assert_eq!(kinds, ["prose", "list-item", "list-item", "prose"]);
    assert!(paragraph_texts(&article)[1].ends_with("in these years;"));
}

#[test]
fn indented_first_lines_begin_paragraphs() {
    let one = WRAPPED.replacen("The", "   The", 1);
    let (article, _) = read_text(&format!("The mill\n\n{one}\n{one}\n{one}\n"));
    assert_eq!(article.paragraphs.len(), 3);
    assert!(article.paragraphs.iter().all(|p| p.kind() == "prose"));
}

#[test]
fn prose_set_in_is_a_block_quotation() {
    let set_in = WRAPPED.replace('\n', "\n     ");
    let (article, _) = read_text(&format!(
        "The mill\n\n{WRAPPED}\n\n     {set_in}\n\n{WRAPPED}\n"
    ));
    let kinds: Vec<_> = article.paragraphs.iter().map(Paragraph::kind).collect();
    assert_eq!(kinds, ["prose", "block-quotation", "prose"]);
    let (article, _) = read_text(&format!(
        "The mill\n\n{PROSE}\n\n\t{PROSE}\n\n{PROSE}\n\n> {PROSE}\n"
    ));
    let kinds: Vec<_> = article.paragraphs.iter().map(Paragraph::kind).collect();
    assert_eq!(
        kinds,
        ["prose", "block-quotation", "prose", "block-quotation"]
    );
}

#[test]
fn paragraphs_that_all_begin_indented_are_no_quotations() {
    let (article, _) = read_text(&format!(
        "The mill\n\n    {PROSE}\n\n    {PROSE}\n\n    {PROSE}\n"
    ));
    assert!(article.paragraphs.iter().all(|p| p.kind() == "prose"));
}

#[test]
fn verse_keeps_its_lines() {
    let (article, _) = read_text(&format!(
        "The mill\n\n{WRAPPED}\n\nThe wheel goes round,\nThe corn is ground,\nThe miller sleeps.\n\n{WRAPPED}\n"
    ));
    assert_eq!(article.paragraphs[1].block, Block::Verse);
    assert_eq!(paragraph_texts(&article)[1].lines().count(), 3);
}

#[test]
fn words_divided_at_the_end_of_a_line() {
    let (article, report) = read_text(
        "The mill\n\nThe mill stood by the river, and the people who lived there be-\n\
         long to it still; they belong to no one else, and their well-\n\
         being rests on it, as all of their letters and ledgers tell.\n",
    );
    let text = paragraph_texts(&article)[0];
    assert!(text.contains("there belong to it") && text.contains("their well-being rests"));
    assert_eq!(report.on("hyphen").count(), 1);
}

#[test]
fn pages_end_in_the_middle_of_paragraphs() {
    let (article, _) = read_text(&format!(
        "The mill\n\n{PROSE} It was said that\n\n12\n\u{c}\nthe river had never been so high. {PROSE}\n"
    ));
    assert_eq!(article.paragraphs.len(), 1);
}

#[test]
fn one_paragraph_a_line_without_empty_lines() {
    let (article, _) = read_text(&format!("The mill\n{PROSE}\n{PROSE}\nThe flood\n{PROSE}\n"));
    assert_eq!(article.metadata.title.as_deref(), Some("The mill"));
    assert_eq!(headings(&article), [("1".to_owned(), "The flood")]);
    assert_eq!(article.paragraphs.len(), 3);
}

#[test]
fn rules_are_kept() {
    let (article, _) = read_text(&format!("The mill\n\n{PROSE}\n\n* * *\n\n{PROSE}\n"));
    assert_eq!(article.rules.len(), 1);
    assert_eq!(article.paragraphs.len(), 2);
}

#[test]
fn lists_nest_by_their_indent() {
    let (article, _) = read_text(&format!(
        "The mill\n\n{PROSE}\n\n- wheat;\n\n    - spelt;\n\n    - emmer;\n\n  and more of it;\n\n- rye.\n\n{PROSE}\n"
    ));
    let depths: Vec<usize> = article
        .paragraphs
        .iter()
        .map(|p| p.containers.len())
        .collect();
    assert_eq!(depths, [0, 1, 2, 2, 1, 1, 0]);
}

#[test]
fn any_text_is_read_without_a_panic() {
    for text in [
        "", "\n\n", "-", "[1]", "\u{c}", "#", "# ", "1.", "> ", "=====", "a\n===",
    ] {
        let _ = read_text(text);
    }
}

#[test]
fn the_speakers_of_a_dialogue_are_no_headings() {
    let (article, _) = read_text(&format!(
        "Talk with a miller\n\n{PROSE}\n\nQ: When did it fall?\n\nA: In May. Nobody saw it.\n\n\
         THE FLOOD\n\nQ: And the river?\n\nA: It rose in the night."
    ));
    assert_eq!(headings(&article), [("1".to_owned(), "THE FLOOD")]);
}

#[test]
fn numbers_alone_are_headings() {
    let (article, _) = read_text(&format!(
        "The mill\n\nI.\n\n{PROSE}\n\nII.\n\nIt fell.(*)\n\n(*) In May, as they say.\n"
    ));
    let numbers: Vec<&str> = article
        .sections
        .iter()
        .skip(1)
        .map(|s| article.heading(s))
        .collect();
    assert_eq!(numbers, ["I.", "II."]);
    assert_eq!((article.notes.len(), article.calls.len()), (1, 1));
}

#[test]
fn a_signature_stands_above_the_notes() {
    let (article, _) = read_text(&format!(
        "The mill\n\n{PROSE}\n\nIt fell[1] in May.\n\nJ.H.\nOslo, May 1st 1984\n\nFootnotes:\n\
         [1] So they say.\n"
    ));
    assert_eq!(article.metadata.author, ["J.H."]);
    assert_eq!(article.metadata.date.as_deref(), Some("1984-05-01"));
    assert_eq!((article.body().len(), article.notes.len()), (2, 1));
}

#[test]
fn a_letter_is_signed_with_name_place_and_date() {
    let (article, _) = read_text(&format!(
        "A LETTER\n\nSir,\n\n{PROSE}\n\nMay I add that his own father, whom I knew well, would not have \
         said so?\n\nI am yours,\n\nW. P. Hughes\nMerthyr Tydfil\n19 April 1926\n"
    ));
    assert_eq!(article.sections.len(), 1);
    assert_eq!(article.metadata.author, ["W. P. Hughes"]);
    assert_eq!(article.metadata.place.as_deref(), Some("Merthyr Tydfil"));
    assert_eq!(article.metadata.date.as_deref(), Some("1926-04-19"));
}

#[test]
fn notes_stand_right_below_their_line() {
    let (article, _) = read_text(&format!(
        "The mill\n\n{PROSE}\n\nIt fell.¹\n\n---\n¹ In May.\n² Not in June.\n"
    ));
    assert!(!article.text.contains("---"));
    assert_eq!(article.body().len(), 2);
}
