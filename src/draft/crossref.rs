//! Pointers to other places: *as we saw above*, *see section 3*, *in a future article*,
//! *Oven Review no 44*.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::find::Group;
use super::findings::{CrossReference, Direction, Findings};
use super::nature::Nature;
use crate::article::{Article, Home, Paragraph, Passage};

/// What a pattern's match points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Back,
    Forward,
    Numbered,
    Part,
    Journal,
}

/// Each pattern with what it finds; tried in this order, longer matches first.
static PATTERNS: LazyLock<Vec<(Sort, Regex)>> = LazyLock::new(|| {
    let part = r"(?:part|parts|section|sections|chapter|chapters|article|articles|essay|issue|instalment|installment|number|paragraph|appendix)";
    let order = r"(?:two|three|four|first|second|third|fourth|fifth|next|last|previous|preceding|following|foregoing|final|opening|concluding|future|forthcoming|earlier|later|subsequent|coming|present)";
    let seen = r"(?:saw|seen|mentioned|noted|discussed|shown|argued|described|stated|said|explained|pointed out|indicated|remarked|observed|outlined|quoted|cited|referred to|examined|pointed|touched on|recounted|set out|sketched|raised|established|demonstrated|analysed|analyzed|covered|dealt with)";
    [
        (Sort::Part, format!(r"(?i)\b(?:(?:as|which)\s+(?:(?:we|I)\s+)?(?:have\s+|had\s+|was\s+|were\s+)?(?:already\s+|previously\s+|just\s+)?{seen}\s+)?in\s+(?:the|our|this|a|an|my)?\s*{order}(?:\s+(?:{order}|\w+ed))?\s+{part}\b(?:\s+of\s+(?:this|the|our|my)(?:\s+present)?\s+(?:article|series|essay|study|work|book|text|chapter|section))?(?:\s+\([A-Z][\w’' ]{{2,60}}?\s(?:no\.?\s*)?\d{{1,4}}\))?")),
        (Sort::Numbered, r"(?i)\b(?:see|in|cf\.?|compare|as in|of|also|and|siehe|vgl\.|in|voir|véase|vedi|cfr\.?|nella|en la|au|dans le|im)\s+(?:also\s+|the\s+|my\s+|our\s+)?(?:section|sections|chapter|chapters|part|parts|appendix|appendices|note|notes|footnote|n\.|figure|fig\.|table|abschnitt|kapitel|anm\.|chapitre|partie|capítulo|sección|nota|capitolo|sezione|§)\s*(?:[A-Z]\.)?(?:\d+|[IVX]+\b)(?:\.\d+)*(?:\s+(?:above|below|supra|infra))?".to_owned()),
        (Sort::Part, r"(?i)\b(?:the|our)\s+(?:(?:first|last|previous|preceding|earlier|next|other)\s+)?(?:(?:two|three|four)\s+)?(?:parts|articles|instal?lments)\s+(?:in|of)\s+this\s+(?:series|article)\b".to_owned()),
        (Sort::Numbered, r"\b(?:[Ss]ee|[Ii]n|[Oo]f)\s+(?:also\s+)?(?:the\s+)?[Aa]ppendix\s+[A-Z]\b".to_owned()),
        (Sort::Back, format!(r"\b[Ww]e\s+have\s+already\s+{seen}\b")),
        (Sort::Numbered, r"\b(?:Part|Parts|Section|Sections|Chapter|Chapters|Appendix)\s+(?:[IVX]+|\d+(?:\.\d+)*|[A-Z]\.\d+(?:\.\d+)*|[A-Z])\b(?:\s+(?:above|below)\b|\s+(?:turns?|describes?|argues?|considers?|examines?|deals?|discusses|shows?|takes?|asks?|explains?|looks?|concludes?|sets?|returns?|reviews?)\b)".to_owned()),
        (Sort::Numbered, r"(?i)\bsee\s+(?:also\s+)?(?:appendix|section|chapter)\s+[A-Z]?(?:\d+(?:\.\d+)*)?".to_owned()),
        (Sort::Back, format!(r"(?i)\b(?:as|like|which|that|whom|what|than|and|point|where)\s+(?:(?:we|I)\s+)(?:have\s+|had\s+|also\s+|already\s+|previously\s+|just\s+|earlier\s+)+(?:have\s+|already\s+|previously\s+|just\s+)*(?:been\s+)?{seen}\b(?:\s+(?:above|earlier|before|previously|already))?")),
        (Sort::Back, format!(r"(?i)\b(?:as\s+)?(?:(?:we|I)\s+)?(?:(?:has|have|had|was|were|is|are)\s+(?:been\s+)?)?(?:already\s+|previously\s+|just\s+)?{seen}\s+(?:above|earlier\s+(?:on|in|here)|previously|before\s+in|supra)\b")),
        (
            Sort::Back,
            format!(r"(?i)\bas\s+(?:we|I)\s+(?:have\s+)?{seen}\b(?:\s+(?:earlier|before))?"),
        ),
        (Sort::Back, r"(?i)\bas\s+(?:already\s+|previously\s+|just\s+)?(?:noted|mentioned|discussed|indicated|shown|described|explained|seen)\b(?:\s*[,)])".to_owned()),
        (Sort::Back, format!(r"(?i)\b(?:as|which)\s+(?:(?:we|I)\s+)?(?:(?:has|have|had|was|were)\s+(?:been\s+)?)?(?:already\s+|previously\s+){seen}\b")),
        (Sort::Back, r"(?i)\b(?:see|cf\.?)\s+(?:also\s+)?(?:above|supra)\b(?:,?\s+(?:p|pp)\.\s*\d+(?:[-–]\d+)?)?|\babove-mentioned\b|\baforementioned\b|\b(?:comme\s+)?(?:nous\s+l['’]avons|on\s+l['’]a)\s+(?:déjà\s+)?(?:vu|dit|montré|noté)(?:\s+(?:plus\s+haut|ci-dessus))?|\bvoir\s+(?:plus\s+haut|ci-dessus|supra)|\bcomme\s+indiqué\s+(?:plus\s+haut|ci-dessus)|\bwie\s+(?:bereits\s+|schon\s+)?oben\s+(?:bereits\s+)?(?:erwähnt|gezeigt|gesehen|dargelegt|ausgeführt|beschrieben|gesagt)|\bwie\s+wir\s+(?:bereits\s+|schon\s+|oben\s+)*gesehen\s+haben|\b(?:siehe|vgl\.?)\s+oben|\bcomo\s+(?:ya\s+)?(?:hemos\s+(?:visto|dicho|señalado)|vimos|dijimos|señalamos)(?:\s+(?:más\s+arriba|antes|anteriormente|arriba))?|\bvéase\s+(?:más\s+arriba|supra)|\bcome\s+(?:abbiamo\s+(?:già\s+)?(?:visto|detto|notato|osservato)|si\s+è\s+(?:visto|detto))(?:\s+sopra)?|\bvedi\s+(?:sopra|supra)".to_owned()),
        (Sort::Forward, r"(?i)\b(?:as\s+)?(?:we|I)\s+(?:shall|will)\s+(?:also\s+|now\s+|later\s+)?(?:see|show|return|come\s+back|deal\s+with|discuss|argue|examine|explain|describe|elaborate)\b(?:\s+(?:to\s+)?(?:this|it|below|later|further\s+on|in\s+(?:more\s+)?detail))*(?:\s+(?:below|later|further\s+on))|\b(?:as\s+)?(?:we|I)\s+(?:shall|will)\s+see\b|\bin\s+what\s+follows\b|\bas\s+(?:we|I)\s+(?:shall|will)\s+(?:also\s+|now\s+|try\s+to\s+)?(?:show|argue|explain|demonstrate|suggest)\b|\b(?:vgl\.?|siehe)\s+unten\b|\b(?:see|discussed|described|explained|shown|argued|mentioned|noted|quoted|outlined|examined|dealt\s+with|set\s+out|considered|treated)\s+(?:also\s+)?(?:below|infra|later\s+(?:on|in\s+this))\b|\bvoir\s+(?:plus\s+bas|plus\s+loin|ci-dessous|infra)|\b(?:on|nous)\s+(?:le\s+)?verr(?:a|ons)\s+(?:plus\s+(?:loin|bas)|ci-dessous)|\bcomme\s+(?:nous\s+le|on\s+le)\s+verra(?:ns|\b)?|\bcomme\s+nous\s+le\s+verrons(?:\s+plus\s+(?:bas|loin))?|\bsiehe\s+unten|\bwie\s+(?:wir\s+)?(?:unten|noch|später)\s+(?:zu\s+)?(?:sehen|zeigen|gezeigt)(?:\s+(?:werden|wird|sein))?|\bcomo\s+veremos(?:\s+más\s+(?:adelante|abajo))?|\bvéase\s+(?:más\s+(?:abajo|adelante)|infra)|\bcome\s+vedremo(?:\s+(?:più\s+avanti|sotto))?|\bvedi\s+(?:sotto|infra)".to_owned()),
        (Sort::Back, r"(?i)\bsee\s+the\s+(?:last|previous|preceding|next|following|first|second)\s+(?:section|chapter|part|paragraph)\b".to_owned()),
        (Sort::Journal, r"\b(?:[A-Z][\w’']+\s+){1,5}(?:no|nos|n°|nº|nr|No|Nos|Nr|number|numbers|issue)\.?\s*\d{1,4}(?:\s*(?:,|and|&|-|–)\s*\d{1,4})*\b".to_owned()),
        (Sort::Journal, r"\((?:see\s+(?:also\s+)?)?(?:[A-Z][\w’']+\s){1,5}\d{1,3}\)".to_owned()),
        (Sort::Journal, r"\((?:no|nos|n°|nr|numbers?|issues?)\.?\s*\d{1,4}(?:\s*(?:,|and|&|-|–)\s*\d{1,4})*\)".to_owned()),
    ]
    .into_iter()
    .filter_map(|(sort, pattern)| Regex::new(&pattern).ok().map(|r| (sort, r)))
    .collect()
});

/// Words one of which every pattern holds: most paragraphs have none, and are passed by.
static HINTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:section|chapter|part|parts|article|articles|essay|issue|instal|note|notes|footnote|appendix|follows|above|below|supra|infra|earlier|previously|already|before|just|see|saw|seen|shall|will|mentioned|no\.?|nos\.?|number|numbers|review|plus|avons|oben|unten|wie|siehe|como|más|véase|come|vedi|cfr|voir|verrons|vgl|aforementioned|fig|table|\w+\s\d{1,3}\))").ok()
});

/// Finds the pointers in a paragraph's own prose.
pub(super) fn find(
    article: &Article,
    paragraph: &Paragraph,
    holes: &[Range<usize>],
    groups: &[Group],
    findings: &mut Findings,
) {
    let text = article.text.as_str();
    let from = findings.cross_references.len();
    let cites: Vec<Range<usize>> = groups
        .iter()
        .filter(|g| !g.note)
        .map(|g| g.range.clone())
        .collect();
    // A note's own citations, wherever they stand in the list.
    let noted: Vec<Range<usize>> = match paragraph.home {
        Home::Note(note) => findings
            .citations
            .iter()
            .filter(|c| c.note == Some(note))
            .map(|c| c.range.clone())
            .collect(),
        Home::Section(_) => Vec::new(),
    };
    for gap in gaps(&paragraph.range, holes) {
        let Some(piece) = text.get(gap.clone()) else {
            continue;
        };
        if HINTS.as_ref().is_none_or(|h| !h.is_match(piece)) {
            continue;
        }
        for (sort, pattern) in PATTERNS.iter() {
            for found in pattern.find_iter(piece) {
                let mut range = found.start() + gap.start..found.end() + gap.start;
                let closed = found.as_str().starts_with('(');
                if !closed {
                    range.end -= found.as_str().len()
                        - found.as_str().trim_end_matches([' ', ',', ')']).len();
                }
                // `see the appendix “On Ovens”`: with its name.
                if *sort == Sort::Numbered
                    && found.end() == piece.len()
                    && let Some(hole) = holes.iter().find(|h| h.start == gap.end)
                {
                    range.end = hole.end.min(paragraph.range.end);
                }
                let overlaps = |r: &Range<usize>| r.start < range.end && range.start < r.end;
                let taken = findings
                    .cross_references
                    .iter()
                    .skip(from)
                    .any(|c| overlaps(&c.range));
                if taken
                    || cites.iter().any(&overlaps)
                    || noted.iter().any(&overlaps)
                    || !is_pointer(*sort, piece, &(found.start()..found.end()))
                {
                    continue;
                }
                take(article, paragraph, *sort, range, findings);
            }
        }
    }
    titles_in_brackets(text, from, findings);
    let mut new = findings
        .cross_references
        .split_off(from.min(findings.cross_references.len()));
    new.sort_by_key(|c| c.range.start);
    findings.cross_references.extend(joined(text, new));
}

/// `As we saw in section 2`, `in the last two articles (Oven Review nos 8 and 9)`, `in the next
/// article we shall see`: one pointer, which two patterns found.
fn joined(text: &str, found: Vec<CrossReference>) -> Vec<CrossReference> {
    let mut out: Vec<CrossReference> = Vec::with_capacity(found.len());
    for reference in found {
        let together = out.last().is_some_and(|last| {
            let between = text
                .get(last.range.end..reference.range.start)
                .unwrap_or(". ");
            let series = last.direction == Direction::Elsewhere
                && between.len() < 32
                && between.trim_start().starts_with("in this ")
                && (reference.words.starts_with('(') || between.ends_with('('));
            between.trim_matches([' ', ',', '(']).is_empty() && between.len() <= 2 || series
        });
        match out.last_mut() {
            Some(last) if together && (last.to.is_none() || reference.to.is_none()) => {
                last.range.end = reference.range.end;
                text.get(last.range.clone())
                    .unwrap_or_default()
                    .clone_into(&mut last.words);
                // The place that one of them tells says which way both point.
                if reference.to.is_some() {
                    last.to = reference.to;
                    last.direction = reference.direction;
                }
                if reference.direction == Direction::Elsewhere {
                    last.direction = Direction::Elsewhere;
                }
            }
            _ => out.push(reference),
        }
    }
    out
}

fn gaps(paragraph: &Range<usize>, holes: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut at = paragraph.start;
    let mut gaps = Vec::new();
    for hole in holes {
        if hole.start > at {
            gaps.push(at..hole.start.min(paragraph.end));
        }
        at = at.max(hole.end);
    }
    if at < paragraph.end {
        gaps.push(at..paragraph.end);
    }
    gaps
}

/// Whether a match points anywhere: *above all* and *of chapter 3 of his book* do not.
#[allow(clippy::too_many_lines, reason = "a table of what points nowhere")]
fn is_pointer(sort: Sort, piece: &str, found: &Range<usize>) -> bool {
    let words = piece.get(found.clone()).unwrap_or_default();
    let lower = words.to_lowercase();
    let after = piece.get(found.end..).unwrap_or_default().trim_start();
    if lower.ends_with("above") && after.starts_with("all") {
        return false;
    }
    // `I should like to see above every desk` points nowhere.
    let before = piece.get(..found.start).unwrap_or_default().trim_end();
    let wished = before.ends_with(" to") && lower.starts_with("see ") && sort == Sort::Back;
    let placed = lower == "see above"
        && ["the ", "every ", "a ", "his ", "her ", "their ", "each "]
            .iter()
            .any(|d| after.starts_with(d));
    if wished || placed {
        return false;
    }
    let elsewhere = [
        "of his",
        "of her",
        "of their",
        "of Keller",
        "of the book",
        "of that book",
        "of Capital",
        "of volume",
        "of vol",
    ];
    match sort {
        Sort::Numbered => {
            let bare = lower.starts_with("of ")
                || lower.starts_with("and ")
                || lower.starts_with("in part");
            !bare
                && !elsewhere.iter().any(|e| after.starts_with(e))
                && !(after.starts_with("of ")
                    && ![
                        "of this",
                        "of an earlier",
                        "of our",
                        "of my",
                        "of the present",
                    ]
                    .iter()
                    .any(|o| after.starts_with(o)))
        }
        Sort::Part => {
            // `in the first part of the century`, `in the last issue`: only this text's own parts.
            let own = [
                "of this",
                "in this series",
                "of our",
                "of the present",
                "of the article",
                "of the series",
                "of my",
            ]
            .iter()
            .any(|o| lower.contains(o) || after.to_lowercase().starts_with(o));
            let turned = [
                "previous",
                "preceding",
                "next",
                "following",
                "foregoing",
                "future",
                "forthcoming",
                "earlier",
                "later",
                "coming",
                "last",
            ]
            .iter()
            .any(|o| lower.contains(o));
            let said = lower.starts_with("as ") || lower.starts_with("which ");
            // `In a later article Keller …`: one of his.
            let first = after.split([' ', ',']).next().unwrap_or_default();
            let theirs = matches!(first, "he" | "she" | "they" | "by")
                || first.starts_with(char::is_uppercase)
                    && !crate::source::citation::is_function_word(&first.to_lowercase())
                    && first.len() > 2;
            if theirs && !own && !said {
                return false;
            }
            let other = after.starts_with("of the ")
                || after.starts_with("of his")
                || after.starts_with("of a ");
            let announced = lower.starts_with("in this")
                && after.to_lowercase().starts_with(
                    ["we ", "i "]
                        .iter()
                        .find(|p| after.to_lowercase().starts_with(**p))
                        .copied()
                        .unwrap_or("\u{0}"),
                );
            own || said
                || announced
                || turned && !other && !lower.contains("last issue") && !lower.contains(" number")
        }
        Sort::Journal => {
            let name = words
                .trim_start_matches('(')
                .split_whitespace()
                .next()
                .unwrap_or_default()
                .to_lowercase();
            let dated = crate::source::citation::is_month(&name)
                || matches!(
                    name.as_str(),
                    "chapter"
                        | "section"
                        | "part"
                        | "figure"
                        | "table"
                        | "article"
                        | "note"
                        | "volume"
                        | "vol"
                        | "page"
                        | "act"
                        | "decree"
                        | "order"
                        | "law"
                        | "room"
                        | "division"
                        | "regiment"
                        | "brigade"
                        | "the"
                        | "on"
                        | "in"
                );
            let journal = lower
                .split(|c: char| !c.is_alphabetic())
                .any(crate::source::citation::is_container_word)
                || words.starts_with('(')
                || lower.contains(" no");
            let numbered = words.contains("(no")
                || words.contains("(No")
                || words.contains("(issue")
                || words.contains("(number")
                || !words.starts_with('(')
                || lower
                    .split(|c: char| !c.is_alphabetic())
                    .any(crate::source::citation::is_container_word);
            !dated && journal && numbered
        }
        _ => true,
    }
}

fn take(
    article: &Article,
    paragraph: &Paragraph,
    sort: Sort,
    range: Range<usize>,
    findings: &mut Findings,
) {
    let words = article.slice(range.clone());
    let lower = words.to_lowercase();
    let ahead = [
        "next",
        "following",
        "future",
        "forthcoming",
        "later",
        "coming",
        "subsequent",
        "below",
        "infra",
    ];
    let another = ["article", "articles", "series", "essay", "issue"]
        .iter()
        .any(|w| lower.contains(w))
        || sort == Sort::Journal;
    let direction = match sort {
        Sort::Forward => Direction::Forward,
        Sort::Back if ahead.iter().any(|w| lower.contains(w)) => Direction::Forward,
        Sort::Back => Direction::Back,
        Sort::Part if lower.starts_with("in this") && !lower.contains(" of ") => Direction::Forward,
        Sort::Part if another => Direction::Elsewhere,
        Sort::Part if ahead.iter().any(|w| lower.contains(w)) => Direction::Forward,
        Sort::Part => Direction::Back,
        Sort::Numbered => Direction::There,
        Sort::Journal => Direction::Elsewhere,
    };
    let to = target(article, paragraph, sort, &lower);
    findings.cross_references.push(CrossReference {
        words: words.to_owned(),
        range,
        direction,
        to,
    });
}

/// The place, where the words tell it: a section or note by number, the section before or after.
fn target(article: &Article, paragraph: &Paragraph, sort: Sort, lower: &str) -> Option<Passage> {
    let section = match paragraph.home {
        Home::Section(i) => i,
        Home::Note(_) => return None,
    };
    let neighbour = |by: isize| {
        let index = section.checked_add_signed(by)?;
        let found = article
            .sections
            .get(index)
            .filter(|s| !s.number.is_opening())?;
        Some(Passage::Section(found.number.clone()))
    };
    if sort == Sort::Numbered {
        let number = lower
            .trim_end_matches(|c: char| !c.is_alphanumeric())
            .rsplit(|c: char| !(c.is_alphanumeric() || c == '.'))
            .find(|w| w.starts_with(|c: char| c.is_ascii_digit()))?;
        if ["note", "anm", "nota", "n."]
            .iter()
            .any(|n| lower.contains(n))
        {
            let number: u32 = number.parse().ok()?;
            let place = Passage::Note(number);
            return article.range_of(&place).map(|_| place);
        }
        if [
            "chapter",
            "kapitel",
            "chapitre",
            "capítulo",
            "capitolo",
            "fig",
            "table",
            "appendix",
        ]
        .iter()
        .any(|n| lower.contains(n))
            && article.sections.len() < 3
        {
            return None;
        }
        let by_heading = article.sections.iter().find(|s| {
            let heading = article.heading(s);
            heading
                .strip_prefix(number)
                .is_some_and(|r| r.starts_with(['.', ' ', ':', ')']))
        });
        let by_number = || {
            article
                .sections
                .iter()
                .find(|s| s.number.to_string() == number && !s.number.is_opening())
        };
        if ["fig", "table", "appendix"]
            .iter()
            .any(|n| lower.contains(n))
        {
            return None;
        }
        return by_heading
            .or_else(by_number)
            .map(|s| Passage::Section(s.number.clone()));
    }
    let inner = lower.contains("section") || lower.contains("chapter") || lower.contains(" part");
    let other = lower.contains("article") || lower.contains("series") || lower.contains("essay");
    if inner && !other {
        if ["last", "previous", "preceding", "foregoing"]
            .iter()
            .any(|w| lower.contains(w))
        {
            return neighbour(-1);
        }
        if ["next", "following"].iter().any(|w| lower.contains(w)) {
            return neighbour(1);
        }
    }
    None
}

/// `‘Ovens’ and ‘Mills’ (no. 3)`: the number belongs to each of the titles before it.
fn titles_in_brackets(text: &str, from: usize, findings: &mut Findings) {
    let mut more = Vec::new();
    for reference in findings.cross_references.iter_mut().skip(from) {
        let title_before = |end: usize| {
            findings.quotations.iter().rev().take(12).find(|q| {
                q.depth == 0
                    && q.nature == Nature::Title
                    && q.outer.end <= end
                    && text
                        .get(q.outer.end..end)
                        .is_some_and(|t| matches!(t.trim(), "" | "," | "and" | "in" | ", in"))
            })
        };
        let mut end = reference.range.start;
        let mut first = true;
        while let Some(title) = title_before(end) {
            let range = title.outer.start..if first {
                reference.range.end
            } else {
                title.outer.end
            };
            if first {
                reference.range = range;
                text.get(reference.range.clone())
                    .unwrap_or_default()
                    .clone_into(&mut reference.words);
            } else {
                let words = text.get(range.clone()).unwrap_or_default().to_owned();
                more.push(CrossReference {
                    range,
                    direction: reference.direction,
                    to: None,
                    words,
                });
            }
            first = false;
            end = title.outer.start;
        }
    }
    findings.cross_references.extend(more);
}
