//! An article of the library as its list shows it, and the orders of that list.

use crate::annotation::Kind;
use crate::article::ArticleName;
use crate::edition::Edition;
use crate::text::fold::fold;

/// An article of the library, as far as it is known.
#[derive(Debug, Clone)]
pub struct ShelfEntry {
    /// Its name.
    pub name: ArticleName,
    /// Whether the text is here.
    pub has_text: bool,
    /// Its title.
    pub title: String,
    /// Its authors.
    pub author: String,
    /// Its date, as the front matter has it.
    pub date: String,
    /// Words of the body; 0 while they are not counted.
    pub words: usize,
    /// Notes by kind, in the order of [`Kind::ALL`].
    pub notes: [usize; 6],
    /// Problems of its files.
    pub problems: usize,
    /// How far one has read, in thousandths; `None` when it was never opened.
    pub read: Option<u32>,
}

impl ShelfEntry {
    /// An article of which only the name is known.
    pub fn new(name: ArticleName, has_text: bool) -> Self {
        Self {
            title: name.to_string(),
            name,
            has_text,
            author: String::new(),
            date: String::new(),
            words: 0,
            notes: [0; 6],
            problems: 0,
            read: None,
        }
    }

    /// Takes up what an edition tells.
    pub fn learn(&mut self, edition: &Edition, read: Option<u32>) {
        let meta = &edition.article.metadata;
        edition.article.title().clone_into(&mut self.title);
        self.author = meta.author.join(", ");
        self.date = meta.date.clone().unwrap_or_default();
        self.words = edition.article.word_count();
        self.notes = edition.counts().map(|(_, count)| count);
        self.problems = edition.problems.len();
        self.read = read;
    }

    /// Author, date and length.
    pub(super) fn about(&self) -> String {
        let words = match self.words {
            0 => String::new(),
            n => format!("{} words", grouped(n)),
        };
        let parts = [self.author.as_str(), &self.date, &words];
        joined(parts.into_iter())
    }

    /// How far one has read, the notes by kind, the problems.
    pub(super) fn standing(&self) -> String {
        if !self.has_text {
            return format!(
                "notes only: bring your copy with `postil import --name {} FILE`",
                self.name
            );
        }
        let read = match self.read {
            Some(1000) => "read".to_owned(),
            Some(n) => format!("{}% read", n / 10),
            None if self.words > 0 => "unread".to_owned(),
            None => String::new(),
        };
        let notes = Kind::ALL.into_iter().zip(self.notes);
        let notes = notes
            .filter(|(_, count)| *count > 0)
            .map(|(kind, count)| format!("{count} {}", plural(kind, count)));
        let problems = match self.problems {
            0 => String::new(),
            1 => "1 problem".to_owned(),
            n => format!("{n} problems"),
        };
        let parts: Vec<String> = [read].into_iter().chain(notes).chain([problems]).collect();
        joined(parts.iter().map(String::as_str))
    }
}

/// A kind's name for so many notes.
pub(super) fn plural(kind: Kind, count: usize) -> &'static str {
    match (kind, count) {
        (_, 1) => kind.as_str(),
        (Kind::Footnote, _) => "footnotes",
        (Kind::Quotation, _) => "quotations",
        (Kind::CrossReference, _) => "cross-references",
        (Kind::Gloss, _) => "glosses",
        (Kind::Emendation, _) => "emendations",
        (Kind::Note, _) => "notes",
    }
}

fn joined<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let parts: Vec<&str> = parts.filter(|p| !p.is_empty()).collect();
    parts.join(" · ")
}

/// A number with a space between its thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{a0}');
        }
        out.push(digit);
    }
    out
}

/// What the list of articles is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Order {
    /// By the name of the file.
    #[default]
    Name,
    /// By the title.
    Title,
    /// By the author, then the date.
    Author,
    /// The oldest first.
    Date,
    /// The longest first.
    Length,
    /// Those with most notes first.
    Notes,
    /// Those with most problems first.
    Problems,
    /// Those begun and not read to the end first, then those unread.
    Read,
}

impl Order {
    const ALL: [Self; 8] = [
        Self::Name,
        Self::Title,
        Self::Author,
        Self::Date,
        Self::Length,
        Self::Notes,
        Self::Problems,
        Self::Read,
    ];

    pub(super) fn next(self) -> Self {
        let at = Self::ALL.iter().position(|o| *o == self).unwrap_or(0);
        Self::ALL
            .get((at + 1) % Self::ALL.len())
            .copied()
            .unwrap_or_default()
    }

    /// In words, for the list's title.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Name => "by name",
            Self::Title => "by title",
            Self::Author => "by author",
            Self::Date => "oldest first",
            Self::Length => "longest first",
            Self::Notes => "most notes first",
            Self::Problems => "most problems first",
            Self::Read => "what one is reading first",
        }
    }

    /// Puts articles into this order; those of which the text is missing come last in all but
    /// the first.
    pub(super) fn sort(self, articles: &mut [ShelfEntry]) {
        let most = |n: usize| usize::MAX - n;
        articles.sort_by_cached_key(|e| {
            let (number, text) = match self {
                Self::Name => return (false, 0, String::new(), e.name.to_string()),
                Self::Title => (0, fold(&e.title)),
                Self::Author => (
                    usize::from(e.author.is_empty()),
                    format!("{} {}", fold(&e.author), e.date),
                ),
                Self::Date => (usize::from(e.date.is_empty()), e.date.clone()),
                Self::Length => (most(e.words), String::new()),
                Self::Notes => (most(e.notes.iter().sum()), String::new()),
                Self::Problems => (most(e.problems), String::new()),
                Self::Read => match e.read {
                    Some(1000) => (2, String::new()),
                    Some(n) => (0, format!("{:04}", 1000 - n.min(1000))),
                    None => (1, String::new()),
                },
            };
            (!e.has_text, number, text, e.name.to_string())
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_and_what_is_said() {
        let entry = |name: &str, words, read| {
            let mut entry = ShelfEntry::new(name.parse().unwrap(), true);
            entry.words = words;
            entry.read = read;
            entry
        };
        let mut shelf = [
            entry("b", 10, Some(1000)),
            entry("a", 12_345, None),
            entry("d", 7, Some(420)),
            ShelfEntry::new("c".parse().unwrap(), false),
        ];
        let mut by = |order: Order| {
            order.sort(&mut shelf);
            let names: Vec<String> = shelf.iter().map(|e| e.name.to_string()).collect();
            names.join("")
        };
        assert_eq!(by(Order::Name), "abcd");
        assert_eq!(by(Order::Length), "abdc");
        assert_eq!(by(Order::Read), "dabc");
        let mut order = Order::default();
        for _ in Order::ALL {
            order = order.next();
        }
        assert_eq!(order, Order::default());
        assert_eq!(shelf[1].about(), "12\u{a0}345 words");
        assert_eq!(shelf[0].standing(), "42% read");
        assert!(shelf[3].standing().contains("--name c FILE"));
    }
}
