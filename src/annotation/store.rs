//! `annotations/NAME.yaml` read into checked annotations.
//!
//! Every problem of a file is reported in one run, with its place; notes that are sound load all
//! the same.

use std::collections::HashMap;

use super::{Annotation, Certainty, Cited, How, Kind, Locator, Target};
use crate::article::{ArticleName, PassageRun, Reference};
use crate::source::SourceKey;
use crate::text::problem::{Position, Problems, nearest};
use crate::text::yaml::{self, Fields, Node, Value};

/// The notes of one file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AnnotationFile {
    /// The article that they belong to, when the file says so.
    pub article: Option<ArticleName>,
    /// Where that is said.
    pub article_at: Position,
    /// The notes, in the order of the file.
    pub annotations: Vec<Annotation>,
    /// Where their fields stand, in the same order.
    pub places: Vec<Places>,
}

/// Where the fields of one note stand in their file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Places {
    note: Position,
    fields: Vec<(&'static str, Position)>,
    to: Vec<Position>,
}

impl Places {
    fn of(node: &Node) -> Self {
        let entries = node.entries().unwrap_or_default();
        let known = |key: &str| Annotation::FIELDS.into_iter().find(|f| *f == key);
        let to = node.get("to");
        let mut fields = Vec::with_capacity(entries.len());
        fields.extend(
            entries
                .iter()
                .filter_map(|e| Some((known(&e.key)?, e.value.at))),
        );
        Self {
            note: node.at,
            fields,
            to: match to.map(|t| &t.value) {
                Some(Value::Sequence(items)) => items.iter().map(|i| i.at).collect(),
                _ => to.map(|t| t.at).into_iter().collect(),
            },
        }
    }

    /// Where the value of a field stands; the note where it has no such field.
    pub fn field(&self, name: &str) -> Position {
        let found = self.fields.iter().find(|(field, _)| *field == name);
        found.map_or(self.note, |(_, at)| *at)
    }

    /// Where the `index`th reference of `to` stands.
    pub fn reference(&self, index: usize) -> Position {
        self.to.get(index).copied().unwrap_or(self.field("to"))
    }

    /// Where what names the target stands: the words, else the passage.
    pub fn target(&self) -> Position {
        match self.field("quote") {
            at if at == self.note => self.field("at"),
            at => at,
        }
    }
}

impl Annotation {
    /// The fields that a file may give an annotation.
    pub const FIELDS: [&'static str; 20] = [
        "id", "kind", "at", "quote", "prefix", "suffix", "nth", "stamp", "orphaned", "source",
        "locator", "cited", "speaker", "via", "to", "tags", "note", "drafted", "created",
        "modified",
    ];

    /// Whether it does no more than name the passages of other articles that tell the same: a
    /// cross-reference without words, tagged `parallel`.
    pub fn is_parallel(&self) -> bool {
        self.kind == Kind::CrossReference
            && self.target.quote.is_none()
            && self.tags.iter().any(|tag| tag == "parallel")
    }
}

impl Cited {
    /// The fields of `cited`.
    pub const FIELDS: [&'static str; 6] =
        ["how", "as", "certainty", "rule", "antecedent", "rivals"];
}

impl AnnotationFile {
    /// The fields of the file itself.
    pub const FIELDS: [&'static str; 2] = ["article", "annotations"];

    /// Reads a file; `own` marks the notes as the reader's own.
    pub fn from_yaml(text: &str, own: bool, problems: &mut Problems) -> Self {
        // A long file is never held as a tree: each note is taken as soon as it is read, and what
        // was found before a fault that spoils the file is dropped.
        let mut notes = Notes::new(own, problems);
        let each = &mut |item: &Node| notes.take(item);
        let Some(root) = yaml::read_items(text, "annotations", each, problems) else {
            return Self::default();
        };
        let mut file = Self::default();
        if root.value == Value::Null {
            return file;
        }
        let what = "a file of annotations";
        let Some(fields) = Fields::open(&root, what, &Self::FIELDS, problems) else {
            return file;
        };
        if let Some(name) = fields.text("article", problems) {
            file.article = parsed(name, fields.node("article"), "malformed-name", problems);
            file.article_at = fields.node("article").map_or(root.at, |n| n.at);
        }
        let Some(list) = fields.node("annotations") else {
            return file;
        };
        let Some(items) = list.items() else {
            problems.error(
                list.at,
                "wrong-type",
                format!("`annotations` must be a list, and this is {}", list.kind()),
                "write one note after each dash",
            );
            return file;
        };
        // A list that has an anchor comes whole.
        for item in items {
            notes.take(item);
        }
        problems.adopt(notes.problems, 0);
        file.annotations = notes.annotations;
        file.places = notes.places;
        file
    }
}

/// The notes of a file as they are read.
struct Notes {
    own: bool,
    annotations: Vec<Annotation>,
    places: Vec<Places>,
    /// The line of each id's first note.
    lines: HashMap<String, usize>,
    problems: Problems,
}

impl Notes {
    /// No notes yet, in the file of these problems.
    fn new(own: bool, problems: &Problems) -> Self {
        Self {
            own,
            annotations: Vec::new(),
            places: Vec::new(),
            lines: HashMap::new(),
            problems: problems.of_same_file(),
        }
    }

    fn take(&mut self, item: &Node) {
        let problems = &mut self.problems;
        let Some(annotation) = read_annotation(item, self.own, problems) else {
            return;
        };
        if let Some(first) = self.lines.get(&annotation.id) {
            problems.error(
                item.get("id").map_or(item.at, |n| n.at),
                "duplicate-id",
                format!(
                    "the id `{}` stands twice; first on line {first}",
                    annotation.id
                ),
                "give one of the two another id",
            );
            return;
        }
        self.lines
            .insert(annotation.id.clone(), annotation.position.line);
        self.annotations.push(annotation);
        self.places.push(Places::of(item));
    }
}

pub(super) fn read_annotation(
    node: &Node,
    own: bool,
    problems: &mut Problems,
) -> Option<Annotation> {
    let fields = Fields::open(node, "an annotation", &Annotation::FIELDS, problems)?;
    let id = fields.required("id", problems).and_then(|id| {
        let one_word = !id.is_empty() && id.len() <= 200 && !id.contains(char::is_whitespace);
        if !one_word {
            problems.error(
                fields.node("id").map_or(node.at, |n| n.at),
                "malformed-id",
                "an id is one word",
                "write letters and digits, such as `q01`",
            );
        }
        one_word.then(|| id.to_owned())
    });
    let kind = fields
        .required("kind", problems)
        .and_then(|kind| read_kind(kind, &fields, problems));
    let target = read_target(&fields, problems);
    let annotation = Annotation {
        id: id.unwrap_or_default(),
        kind: kind.unwrap_or(Kind::Note),
        target: target.clone().unwrap_or_default(),
        source: key(&fields, "source", problems),
        locator: read_locator(&fields, problems),
        cited: read_cited(&fields, problems),
        speaker: fields.text("speaker", problems).map(str::to_owned),
        via: key(&fields, "via", problems),
        to: read_references(&fields, problems),
        tags: fields
            .texts("tags", problems)
            .into_iter()
            .map(|(t, _)| t.to_owned())
            .collect(),
        note: fields
            .text("note", problems)
            .unwrap_or_default()
            .trim_end()
            .to_owned(),
        drafted: fields.text("drafted", problems).map(str::to_owned),
        own,
        position: node.at,
    };
    (!annotation.id.is_empty() && kind.is_some() && target.is_some()).then_some(annotation)
}

fn read_kind(text: &str, fields: &Fields<'_>, problems: &mut Problems) -> Option<Kind> {
    let kind = text.parse().ok();
    if kind.is_none() {
        let names = Kind::ALL.map(Kind::as_str);
        let help = nearest(text, names).map_or_else(
            || format!("the kinds are: {}", names.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        let text = crate::text::width::shortened(text, 60);
        problems.error(
            fields.node("kind").map_or(fields.at(), |n| n.at),
            "unknown-kind",
            format!("unknown kind `{text}`"),
            help,
        );
    }
    kind
}

/// The target; `None`, reported, when a part of it cannot be read: a note that would hang on the
/// wrong words must not hang there.
fn read_target(fields: &Fields<'_>, problems: &mut Problems) -> Option<Target> {
    let mut sound = true;
    let at = match fields.text("at", problems) {
        Some(text) => {
            let run = parsed::<PassageRun>(text, fields.node("at"), "malformed-passage", problems);
            sound &= run.is_some();
            run
        }
        None => None,
    };
    let nth = match fields.text("nth", problems) {
        Some(text) => {
            let nth = text.parse().ok();
            if nth.is_none() {
                sound = false;
                problems.error(
                    fields.node("nth").map_or(fields.at(), |n| n.at),
                    "malformed-nth",
                    "`nth` names which of several, or all of them",
                    "write `nth: 2/3`, or `nth: all`",
                );
            }
            nth
        }
        None => None,
    };
    let mut words = |name: &str| {
        let text = fields.text(name, problems)?;
        if text.chars().any(crate::text::fold::is_kept) {
            return Some(text.to_owned());
        }
        problems.error(
            fields.node(name).map_or(fields.at(), |n| n.at),
            "empty-words",
            format!("`{name}` holds neither letter nor digit"),
            "write the words meant, or leave the field out",
        );
        sound = false;
        None
    };
    let (quote, prefix, suffix) = (words("quote"), words("prefix"), words("suffix"));
    if at.is_none() && quote.is_none() && sound {
        problems.error(
            fields.at(),
            "missing-field",
            "an annotation needs `at`, or `quote`, or both",
            "say what it is about: `at: 1¶2` or `quote: first words … last words`",
        );
        sound = false;
    }
    let stamp = fields.text("stamp", problems).map(str::to_owned);
    if let Some(text) = &stamp
        && text.parse::<super::anchor::Stamp>().is_err()
    {
        problems.error(
            fields.node("stamp").map_or(fields.at(), |n| n.at),
            "malformed-stamp",
            "a stamp is a hash and a count of letters, such as `7f3a9c21:243`",
            "remove it; `postil check --fix` writes a new one",
        );
    }
    sound.then_some(Target {
        at,
        quote,
        prefix,
        suffix,
        nth,
        stamp,
        orphaned: fields.truth("orphaned", problems).unwrap_or(false),
    })
}

fn read_locator(fields: &Fields<'_>, problems: &mut Problems) -> Locator {
    let Some(node) = fields.node("locator") else {
        return Locator::default();
    };
    let Some(inner) = Fields::open(node, "a locator", &Locator::LABELS, problems) else {
        return Locator::default();
    };
    let entries = node.entries().unwrap_or_default();
    let pairs = entries.iter().filter_map(|entry| {
        let text = inner.text(&entry.key, problems)?;
        Some((entry.key.clone(), text.to_owned()))
    });
    Locator(pairs.collect())
}

fn read_cited(fields: &Fields<'_>, problems: &mut Problems) -> Option<Cited> {
    let node = fields.node("cited")?;
    let inner = Fields::open(node, "`cited`", &Cited::FIELDS, problems)?;
    let how = word(&inner, "how", &How::ALL.map(How::as_str), problems);
    let certainty = word(
        &inner,
        "certainty",
        &Certainty::ALL.map(Certainty::as_str),
        problems,
    );
    let antecedent = inner
        .text("antecedent", problems)
        .and_then(|t| parsed(t, inner.node("antecedent"), "malformed-passage", problems));
    let rivals = inner.texts("rivals", problems);
    Some(Cited {
        how,
        as_printed: inner.text("as", problems).map(str::to_owned),
        certainty,
        rule: inner.text("rule", problems).map(str::to_owned),
        antecedent,
        rivals: rivals
            .into_iter()
            .filter_map(|(text, at)| parsed_at(text, at, "malformed-id", problems))
            .collect(),
    })
}

/// A field whose value is one of a few words.
fn word<T: std::str::FromStr>(
    fields: &Fields<'_>,
    name: &str,
    words: &[&str],
    problems: &mut Problems,
) -> Option<T> {
    let text = fields.text(name, problems)?;
    let value = text.parse().ok();
    if value.is_none() {
        problems.error(
            fields.node(name).map_or(fields.at(), |n| n.at),
            "unknown-word",
            format!(
                "`{name}` cannot be `{}`",
                crate::text::width::shortened(text, 60)
            ),
            format!("it is one of: {}", words.join(", ")),
        );
    }
    value
}

fn read_references(fields: &Fields<'_>, problems: &mut Problems) -> Vec<Reference> {
    fields
        .texts("to", problems)
        .into_iter()
        .filter_map(|(text, at)| parsed_at(text, at, "malformed-passage", problems))
        .collect()
}

fn key(fields: &Fields<'_>, name: &str, problems: &mut Problems) -> Option<SourceKey> {
    let text = fields.text(name, problems)?;
    parsed(text, fields.node(name), "malformed-id", problems)
}

fn parsed<T>(
    text: &str,
    node: Option<&Node>,
    code: &'static str,
    problems: &mut Problems,
) -> Option<T>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    parsed_at(
        text,
        node.map_or_else(Position::default, |n| n.at),
        code,
        problems,
    )
}

fn parsed_at<T>(text: &str, at: Position, code: &'static str, problems: &mut Problems) -> Option<T>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    match text.parse() {
        Ok(value) => Some(value),
        Err(e) => {
            let message = e.to_string();
            let (what, help) = message
                .split_once("; ")
                .unwrap_or((&message, "mend the value"));
            problems.error(at, code, what, help);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Nth;

    fn read(text: &str) -> (AnnotationFile, Vec<String>) {
        let mut problems = Problems::of("n.yaml");
        let file = AnnotationFile::from_yaml(text, false, &mut problems);
        (
            file,
            problems
                .into_vec()
                .iter()
                .map(ToString::to_string)
                .collect(),
        )
    }

    #[test]
    fn every_field_is_read() {
        let (file, problems) = read(
            "article: bread\nannotations:\n- id: q1\n  kind: quotation\n  at: 1¶2–1¶3\n  \
             quote: flour and … of the mill\n  nth: 2/3\n  source: miller-bread\n  \
             locator: {volume: 2, page: 65-66}\n  cited: {how: op-cit, as: op. cit., antecedent: 1p1, \
             certainty: likely, rivals: [other]}\n  speaker: A baker\n  via: baker\n  to: [1¶1, mills#2¶3]\n  \
             tags: [a, b]\n  note: |\n    Body.\n",
        );
        assert!(problems.is_empty(), "{problems:#?}");
        let note = &file.annotations[0];
        assert_eq!(note.kind, Kind::Quotation);
        assert_eq!(note.target.ends(), Some(("flour and", "of the mill")));
        assert_eq!(note.target.nth, Some(Nth::Of { index: 2, count: 3 }));
        assert_eq!(note.locator.to_string(), "vol. 2, pp. 65-66");
        assert_eq!(note.to[1].to_string(), "mills#2¶3");
        assert_eq!(note.note, "Body.");
        let cited = note.cited.as_ref().unwrap();
        assert_eq!(cited.antecedent.as_ref().unwrap().to_string(), "1¶1");
    }

    #[test]
    fn all_problems_are_told_and_sound_notes_load() {
        let (file, problems) = read(
            "annotations:\n\
             - {id: a, kind: qoutation, at: 1¶1}\n\
             - {id: b, kind: note, at: nowhere}\n\
             - {id: c, kind: note}\n\
             - {kind: note, at: 1¶1}\n\
             - {id: d, kind: note, at: 1¶1, qote: x}\n\
             - {id: d, kind: note, at: 1¶1}\n\
             - {id: e, kind: note, quote: '—'}\n\
             - {id: f, kind: gloss, quote: rye, nth: second}\n\
             - {id: g, kind: quotation, at: 1¶1, cited: {how: op.cit.}}\n\
             - just text\n",
        );
        let codes: Vec<&str> = problems
            .iter()
            .map(|p| p.split(": ").nth(1).unwrap_or(""))
            .collect();
        assert_eq!(problems.len(), 10, "{problems:#?}");
        assert!(codes[0].starts_with("unknown kind `qoutation`"));
        assert!(problems[0].starts_with("n.yaml:2:17:"), "{}", problems[0]);
        assert!(problems[0].ends_with("did you mean `quotation`?"));
        let ids: Vec<&str> = file.annotations.iter().map(|a| a.id.as_str()).collect();
        assert_eq!(ids, ["d", "g"]);
    }
}
