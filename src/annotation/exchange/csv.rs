//! Exports as tables: Hypothesis' and Readwise's, as RFC 4180 with commas, semicolons or tabs.

use super::notes::{Export, ForeignNote, NoteFormat};

/// Reads a table; `None` when the first line is the head of neither.
pub(super) fn read(table: &str) -> Option<Export> {
    let head = table.lines().next()?;
    let separator = [',', ';', '\t']
        .into_iter()
        .max_by_key(|separator| head.matches(*separator).count())?;
    let mut rows = rows(table, separator).into_iter();
    let head: Vec<String> = rows
        .next()?
        .iter()
        .map(|name| name.trim().to_lowercase())
        .collect();
    let column = |name: &str| head.iter().position(|h| h == name);
    let (format, quote, body) = match (column("highlight"), column("quote")) {
        (Some(highlight), _) => (NoteFormat::ReadwiseCsv, highlight, "note"),
        (None, Some(quote)) if column("user").is_some() || column("body").is_some() => {
            (NoteFormat::HypothesisCsv, quote, "body")
        }
        _ => return None,
    };
    let body = column(body).or_else(|| column("comment"));
    let about = ["url", "book title", "title"]
        .iter()
        .find_map(|n| column(n));
    let tags = column("tags");
    let kind = column("annotation/reply type").or_else(|| column("annotation type"));
    let unheld = [
        ("user", "creator"),
        ("group", "group"),
        ("color", "colour"),
        ("page", "page"),
        ("location", "location"),
    ]
    .map(|(name, label)| (column(name), label));
    let mut export = Export::new(format);
    for cells in rows {
        let cell = |column: Option<usize>| {
            let found = column.and_then(|c| cells.get(c)).map(|c| c.trim());
            found.filter(|c| !c.is_empty())
        };
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let mut note = ForeignNote::on(cell(Some(quote)).unwrap_or_default());
        cell(body).unwrap_or_default().clone_into(&mut note.body);
        note.about = cell(about).map(str::to_owned);
        let named = cell(tags).unwrap_or_default().split(',').map(str::trim);
        note.tags = named.filter(|t| !t.is_empty()).map(str::to_owned).collect();
        let lost = |(column, label): &(Option<usize>, &'static str)| cell(*column).map(|_| *label);
        note.unheld.extend(unheld.iter().filter_map(lost));
        if cell(kind).is_some_and(|k| k.eq_ignore_ascii_case("reply")) {
            note.unheld.push("what it replies to");
        }
        export.notes.push(note);
    }
    Some(export)
}

/// The rows of a table. A quoted cell may hold separators, line breaks and doubled quotes.
fn rows(text: &str, separator: char) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            _ if quoted => cell.push(c),
            '\r' => {}
            '\n' => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            _ if c == separator => row.push(std::mem::take(&mut cell)),
            _ => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_may_hold_anything() {
        let table = "a,\"b \"\"c\"\", d\r\ne\",f\n\n,g";
        let expected = [vec!["a", "b \"c\", d\r\ne", "f"], vec![""], vec!["", "g"]];
        assert_eq!(rows(table, ','), expected);
    }
}
