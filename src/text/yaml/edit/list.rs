//! Adding and removing items of a list, in the layout that it has.

use serde_json::{Map, Value as Json};

use super::{EditError, ListEditor, Node, Splice, Style, Value, lines, written};

/// The splices that add and remove items.
pub(super) fn splices(
    editor: &ListEditor<'_>,
    removed: &[usize],
) -> Result<Vec<Splice>, EditError> {
    let appended = &editor.appended;
    let Some(list) = editor.list() else {
        if appended.is_empty() {
            return Ok(Vec::new());
        }
        return Ok(vec![new_list(editor)]);
    };
    let items = editor.items();
    if matches!(list.style, Style::Flow) && !items.is_empty() {
        let mut splices = remove_flow(editor.text, list, removed)?;
        splices.extend(append_flow(list, removed, appended));
        return Ok(splices);
    }
    if matches!(list.style, Style::Alias) {
        return if appended.is_empty() && removed.is_empty() {
            Ok(Vec::new())
        } else {
            Err(EditError::new(list.at, "the list is an alias of another"))
        };
    }
    if items.is_empty() {
        return Ok(fill_empty(editor, list));
    }
    let dashes = dashes(editor.text, list)?;
    let mut splices = Vec::new();
    for &index in removed {
        splices.push(remove_lines(editor.text, &dashes, items, index)?);
    }
    if removed.len() == items.len() && appended.is_empty() {
        splices.push(say_empty(editor)?);
    }
    splices.extend(append_block(editor.text, &dashes, items, appended)?);
    Ok(splices)
}

/// A list where there was none: after the last field of the file.
fn new_list(editor: &ListEditor<'_>) -> Splice {
    let text = editor.text;
    if let (Style::Flow, Some(entries)) = (editor.root.style, editor.root.entries()) {
        let items = editor.appended.iter().cloned().map(Json::Object).collect();
        let list = written::flow(&items);
        let comma = if entries.is_empty() { "" } else { ", " };
        let at = entries
            .last()
            .map_or(editor.root.span.start + 1, |e| e.span.end);
        return Splice {
            range: at..at,
            text: format!("{comma}{}: {list}", editor.key),
        };
    }
    let list = format!("{}:\n{}", editor.key, block_items(&editor.appended, 2));
    match editor.root.entries().and_then(|e| e.last()) {
        Some(entry) => after_line(text, entry.span.end, &list),
        None => after_line(text, text.len(), &list),
    }
}

/// The first items of a list that is there and empty.
fn fill_empty(editor: &ListEditor<'_>, list: &Node) -> Vec<Splice> {
    if editor.appended.is_empty() {
        return Vec::new();
    }
    let is_root = matches!(editor.root.value, Value::Sequence(_));
    if is_root || editor.root.style == Style::Flow {
        let items: Vec<String> = editor
            .appended
            .iter()
            .map(|item| written::flow(&Json::Object(item.clone())))
            .collect();
        let text = match list.value {
            Value::Null => format!(" [{}]", items.join(", ")),
            _ => format!("[{}]", items.join(", ")),
        };
        return vec![Splice {
            range: list.span.clone(),
            text,
        }];
    }
    let block = block_items(&editor.appended, 2);
    // `annotations: []  # mine` becomes `annotations:  # mine` and the items below.
    let spaces = editor
        .text
        .get(..list.span.start)
        .map_or(0, |t| t.len() - t.trim_end_matches(' ').len());
    let emptied = Splice {
        range: list.span.start - spaces..list.span.end,
        text: String::new(),
    };
    vec![emptied, after_line(editor.text, list.span.end, &block)]
}

fn block_items(items: &[Map<String, Json>], indent: usize) -> String {
    items
        .iter()
        .map(|item| written::item(item, indent))
        .collect()
}

/// Lines put below the line in which `at` stands.
fn after_line(text: &str, at: usize, lines_to_add: &str) -> Splice {
    let end = lines::end(text, at);
    let below = lines::next(text, end);
    if below == end && end > lines::start(text, end) {
        // The last line has no line break: it gets one, and what is new goes without.
        let added = lines_to_add.strip_suffix('\n').unwrap_or(lines_to_add);
        return Splice {
            range: end..end,
            text: format!("\n{added}"),
        };
    }
    Splice {
        range: below..below,
        text: lines_to_add.to_owned(),
    }
}

/// Where the dash of each item stands.
fn dashes(text: &str, list: &Node) -> Result<Vec<usize>, EditError> {
    let items = list.items().unwrap_or_default();
    let mut dashes = Vec::with_capacity(items.len());
    // The list's own start may lie after its first dash: its line is searched from the beginning.
    let mut from = None;
    for item in items {
        let missing = || EditError::new(item.at, "the dash before this is not found");
        let dash = match from {
            Some(from) => next_dash(text, from).ok_or_else(missing)?,
            None => first_dash(text, list.span.start, item.span.start).ok_or_else(missing)?,
        };
        dashes.push(dash);
        from = Some(item.span.end.max(dash + 1));
    }
    Ok(dashes)
}

/// The dash of the first item: at the list's start, or the last one before it on its line.
fn first_dash(text: &str, list: usize, item: usize) -> Option<usize> {
    if text.as_bytes().get(list) == Some(&b'-') && list < item.max(list + 1) {
        let next = text.as_bytes().get(list + 1);
        if next.is_none_or(u8::is_ascii_whitespace) {
            return Some(list);
        }
    }
    // `- item` at the column of its key: the parser's start is the item's.
    let mut line = lines::start(text, list);
    loop {
        let here = text.get(line..list)?;
        let dash = line + (here.len() - here.trim_start_matches(' ').len());
        if text.as_bytes().get(dash) == Some(&b'-') {
            return Some(dash);
        }
        line = lines::start(text, line.checked_sub(1)?);
    }
}

/// The first dash after `from`, over white space and comments.
fn next_dash(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        match bytes.get(at)? {
            b'-' => return Some(at),
            b'#' => at = lines::end(text, at),
            b if b.is_ascii_whitespace() => at += 1,
            _ => return None,
        }
    }
}

/// Removes the lines of an item: from its dash to its end, and one of the blanks around it.
fn remove_lines(
    text: &str,
    dashes: &[usize],
    items: &[Node],
    index: usize,
) -> Result<Splice, EditError> {
    let item = items.get(index);
    let (Some(item), Some(&dash)) = (item, dashes.get(index)) else {
        return Err(EditError::new(
            super::Position::default(),
            "there is no such item",
        ));
    };
    if lines::indent_of(text, dash).is_none() {
        return Err(EditError::new(
            item.at,
            "the item does not begin its own line",
        ));
    }
    let start = lines::start(text, dash);
    let mut end = lines::next(text, lines::end(text, item.span.end.max(dash)));
    let blank_before = start > 0 && lines::is_blank_line(text, lines::start(text, start - 1));
    // The blank lines above stay, those below go: no gap doubles, and a scalar above that keeps its
    // blank lines gets no more of them.
    let first_of_several = index == 0 && items.len() > 1;
    while (blank_before || first_of_several) && lines::is_blank_line(text, end) {
        end = lines::next(text, lines::end(text, end));
    }
    Ok(Splice {
        range: start..end,
        text: String::new(),
    })
}

/// A list without items says so: a field without a value would be nothing at all.
fn say_empty(editor: &ListEditor<'_>) -> Result<Splice, EditError> {
    let entries = editor.root.entries().unwrap_or_default();
    let entry = entries.iter().find(|e| e.key == editor.key);
    let colon = entry.and_then(|e| super::field::colon(editor.text, e));
    let at = colon.ok_or_else(|| EditError::new(editor.root.at, "the list cannot be emptied"))?;
    Ok(Splice {
        range: at + 1..at + 1,
        text: " []".to_owned(),
    })
}

/// Adds items below the last, with its indentation and with the blank lines that set it off.
fn append_block(
    text: &str,
    dashes: &[usize],
    items: &[Node],
    appended: &[Map<String, Json>],
) -> Result<Option<Splice>, EditError> {
    let (Some(&dash), Some(last)) = (dashes.last(), items.last()) else {
        return Ok(None);
    };
    if appended.is_empty() {
        return Ok(None);
    }
    let Some(indent) = lines::indent_of(text, dash) else {
        return Err(EditError::new(last.at, "the list does not begin its lines"));
    };
    let line = lines::start(text, dash);
    let end = last.span.end.max(dash);
    // Blank lines that a scalar keeps (`|+`) set the next item off already; more would be its own.
    let kept_blank = lines::is_blank_line(text, lines::start(text, end));
    let set_off = items.len() > 1 && line > 0 && !kept_blank && {
        let mut above = lines::start(text, line - 1);
        // Comments above the item belong to it.
        while above > 0 && text.get(above..).is_some_and(is_comment) {
            above = lines::start(text, above - 1);
        }
        lines::is_blank_line(text, above)
    };
    let mut block = String::new();
    for item in appended {
        if set_off {
            block.push('\n');
        }
        block.push_str(&written::item(item, indent));
    }
    Ok(Some(after_line(text, end, &block)))
}

fn is_comment(line: &str) -> bool {
    line.trim_start_matches([' ', '\t']).starts_with('#')
}

/// Adds items within brackets.
fn append_flow(list: &Node, removed: &[usize], appended: &[Map<String, Json>]) -> Option<Splice> {
    let items = list.items().unwrap_or_default();
    let kept_last = items.len().checked_sub(1)?;
    let new: Vec<String> = appended
        .iter()
        .map(|item| written::flow(&Json::Object(item.clone())))
        .collect();
    if new.is_empty() {
        return None;
    }
    let all_gone = removed.len() == items.len();
    let at = items.get(kept_last)?.span.end;
    let comma = if all_gone { "" } else { ", " };
    Some(Splice {
        range: at..at,
        text: format!("{comma}{}", new.join(", ")),
    })
}

/// Removes items within brackets, each with a comma beside it.
fn remove_flow(text: &str, list: &Node, removed: &[usize]) -> Result<Vec<Splice>, EditError> {
    let items = list.items().unwrap_or_default();
    let mut splices = Vec::new();
    let last_kept = (0..items.len()).rev().find(|i| !removed.contains(i));
    for &index in removed {
        let Some(item) = items.get(index) else {
            continue;
        };
        let missing = || EditError::new(item.at, "the comma beside this is not found");
        let range = match last_kept {
            // Those after the last that stays go with the comma before them.
            Some(kept) if index > kept => {
                let before = items.get(index - 1).map_or(0, |i| i.span.end);
                before..item.span.end
            }
            Some(_) => {
                let next = items.get(index + 1).ok_or_else(missing)?;
                item.span.start..next.span.start
            }
            None if index + 1 < items.len() => {
                let next = items.get(index + 1).ok_or_else(missing)?;
                item.span.start..next.span.start
            }
            None => item.span.clone(),
        };
        if text.get(range.clone()).is_some_and(|t| t.contains('#')) && range != item.span {
            // A comment between two items would go with one of them: the reader decides.
            let between = text.get(item.span.end..range.end).unwrap_or_default();
            if between.contains('#') {
                return Err(EditError::new(
                    item.at,
                    "a comment stands between the items",
                ));
            }
        }
        splices.push(Splice {
            range,
            text: String::new(),
        });
    }
    Ok(splices)
}
