//! Addresses: shown whole first, and opened outside only then.

use super::choosing::open_list;
use crate::article::{Article, SpanKind};
use crate::text::{safe, wrap};
use crate::viewer::list::{Choice, Entry, Kind, List};
use crate::viewer::lists;
use crate::viewer::reader::{Item, Reader};
use crate::viewer::state::{Effect, Viewer};
use crate::viewer::theme::Role;

/// What may be opened outside. Others could name files or start programs.
const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];

/// Shows the addresses of what is in hand: those of the note, of its source, of the passage.
pub(super) fn show(viewer: &mut Viewer) {
    let Some(reader) = &viewer.reader else {
        return;
    };
    let links = in_hand(reader);
    match links.as_slice() {
        [] => viewer.say("no address in the note or the passage in hand"),
        [only] => {
            let address = only.1.clone();
            confirm(viewer, &address);
        }
        _ => open_list(viewer, |_| {
            let entries = links.iter().map(|(text, address)| {
                let shown = safe::shown_line(address).into_owned();
                Entry::new(shown, Choice::Link(address.clone())).aside(text.clone())
            });
            List::new(Kind::Links, "Addresses", entries.collect())
        }),
    }
}

/// Shows one address whole; Enter opens it.
pub(super) fn confirm(viewer: &mut Viewer, address: &str) {
    let wide = usize::from(lists::area(viewer.width, viewer.height).width);
    let wide = wide.saturating_sub(6).max(10);
    let shown = safe::shown_line(address).into_owned();
    let lines = wrap::wrap(&shown, wide, &[]);
    let mut entries: Vec<Entry> = lines
        .into_iter()
        .map(|l| Entry::new(shown.get(l.range).unwrap_or_default(), Choice::None).role(Role::Link))
        .collect();
    let may = SCHEMES.iter().any(|s| address.starts_with(s)) && !address.contains(safe::is_hazard);
    let said = if may {
        "Enter opens this address outside; Esc does not."
    } else {
        "Only addresses of the web and of mail are opened from here."
    };
    entries.push(Entry::new("", Choice::None));
    entries.push(Entry::new(said, Choice::None).role(Role::Quiet));
    let mut list = List::new(Kind::Links, "An address", entries);
    if may {
        list.leads_to = Choice::Link(address.to_owned());
    }
    open_list(viewer, |_| list.clone());
}

/// A row with an address was chosen: from several, it is shown whole; shown whole, it is opened.
pub(super) fn chosen(viewer: &mut Viewer, address: &str) -> Effect {
    let whole = viewer.lists.last().is_some_and(|l| !l.chooses());
    if whole {
        viewer.lists.clear();
        viewer.say(format!("opening {}", safe::shown_line(address)));
        return Effect::Visit(address.to_owned());
    }
    confirm(viewer, address);
    Effect::None
}

/// Each address once, with the words that bear it.
fn in_hand(reader: &Reader) -> Vec<(String, String)> {
    let mut links: Vec<(String, String)> = Vec::new();
    let mut add = |text: String, address: &str| {
        if !links.iter().any(|(_, a)| a == address) {
            links.push((text, address.to_owned()));
        }
    };
    if let Some(Item::Note(index)) = reader.current.map(|c| c.item) {
        let body = reader.body(index);
        for (text, address) in of_spans(&body, &(0..body.text.len())) {
            add(text, address);
        }
        let note = reader.edition.notes.get(index);
        let source = note.and_then(|n| reader.edition.source_of(n));
        if let Some(source) = source
            && let Some(address) = source.field("URL")
        {
            add(source.label(), &address);
        }
    }
    let article = reader.article();
    let passage = reader.passage_in_hand();
    let range = article.range_of(&passage).unwrap_or(0..0);
    for (text, address) in of_spans(article, &range) {
        add(text, address);
    }
    links
}

fn of_spans<'a>(
    article: &'a Article,
    range: &std::ops::Range<usize>,
) -> impl Iterator<Item = (String, &'a str)> {
    let (start, end) = (range.start, range.end);
    let first = article.spans.partition_point(|s| s.range.start < start);
    let spans = article.spans.iter().skip(first);
    spans
        .take_while(move |s| s.range.start < end)
        .filter_map(|span| match &span.kind {
            SpanKind::Link(address) | SpanKind::Image(address) => {
                let text = article.slice(span.range.clone()).replace('\n', " ");
                Some((text, &**address))
            }
            _ => None,
        })
}
