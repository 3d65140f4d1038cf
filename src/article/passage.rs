//! Passages: the numbered places of an article, as one writes them.
//!
//! `2¶14` is paragraph 14 of section 2, `2.1¶4` of a nested section, `0¶1` stands before the first
//! heading, `n3` is the article's own note 3, `2` a whole section. `2p14` is read for `2¶14`. The
//! idea of references that work without the text is that of the Canonical Text Services (CTS).

use std::fmt;
use std::str::FromStr;

use super::{ArticleName, SectionNumber};

/// One numbered place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Passage {
    /// A paragraph of a section, counted from 1.
    Paragraph(SectionNumber, u32),
    /// A whole section, with what is nested in it.
    Section(SectionNumber),
    /// One of the article's own notes, with its number.
    Note(u32),
}

/// A passage, or a run of them from the first to the last: `1¶2–1¶4`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PassageRun {
    /// The first passage.
    pub first: Passage,
    /// The last, when there is more than one.
    pub last: Option<Passage>,
}

/// A passage run of this article or of a named one: `soviets-take-power#2¶14`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// The article; `None` for the one in which the reference stands.
    pub article: Option<ArticleName>,
    /// The passage; `None` for the whole article.
    pub passage: Option<PassageRun>,
}

/// Why a string is no passage.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a passage; write `2¶14` or `2p14` for section 2, paragraph 14, `n3` for note 3"
)]
pub struct BadPassage(String);

impl BadPassage {
    fn of(text: &str) -> Self {
        Self(crate::text::width::shortened(text, 60))
    }
}

impl fmt::Display for Passage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Paragraph(section, number) => write!(f, "{section}¶{number}"),
            Self::Section(section) => write!(f, "{section}"),
            Self::Note(number) => write!(f, "n{number}"),
        }
    }
}

impl FromStr for Passage {
    type Err = BadPassage;

    fn from_str(text: &str) -> Result<Self, BadPassage> {
        let trimmed = text.trim();
        let bad = || BadPassage::of(text);
        let number = |t: &str| match t.parse::<u32>() {
            Ok(n) if n > 0 && t.bytes().all(|b| b.is_ascii_digit()) && !t.starts_with('0') => Ok(n),
            _ => Err(bad()),
        };
        if let Some(note) = trimmed.strip_prefix('n') {
            return number(note).map(Self::Note);
        }
        match trimmed.split_once(['¶', 'p']) {
            Some((section, paragraph)) => {
                let section = section.trim_end().parse().map_err(|()| bad())?;
                Ok(Self::Paragraph(section, number(paragraph.trim_start())?))
            }
            None => trimmed.parse().map(Self::Section).map_err(|()| bad()),
        }
    }
}

impl From<Passage> for PassageRun {
    fn from(first: Passage) -> Self {
        Self { first, last: None }
    }
}

impl fmt::Display for PassageRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first)?;
        if let Some(last) = &self.last {
            write!(f, "–{last}")?;
        }
        Ok(())
    }
}

impl FromStr for PassageRun {
    type Err = BadPassage;

    fn from_str(text: &str) -> Result<Self, BadPassage> {
        match text.split_once(['–', '-']) {
            Some((first, last)) => Ok(Self {
                first: first.parse()?,
                last: Some(last.parse()?),
            }),
            None => text.parse::<Passage>().map(Self::from),
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(article) = &self.article {
            write!(f, "{article}")?;
            if self.passage.is_some() {
                f.write_str("#")?;
            }
        }
        match &self.passage {
            Some(passage) => write!(f, "{passage}"),
            None => Ok(()),
        }
    }
}

impl FromStr for Reference {
    type Err = BadPassage;

    fn from_str(text: &str) -> Result<Self, BadPassage> {
        let bad = |_| BadPassage::of(text);
        match text.split_once('#') {
            Some((article, "")) => Ok(Self {
                article: Some(article.parse().map_err(bad)?),
                passage: None,
            }),
            Some(("", passage)) => Ok(Self {
                article: None,
                passage: Some(passage.parse()?),
            }),
            Some((article, passage)) => Ok(Self {
                article: Some(article.parse().map_err(bad)?),
                passage: Some(passage.parse()?),
            }),
            None => match text.parse::<PassageRun>() {
                Ok(passage) => Ok(Self {
                    article: None,
                    passage: Some(passage),
                }),
                // A word that is no passage can only be an article.
                Err(e) => Ok(Self {
                    article: Some(text.parse().map_err(|_| e)?),
                    passage: None,
                }),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn passages_are_read_in_both_spellings() {
        let passage: Passage = "2¶14".parse().unwrap();
        assert_eq!("2p14".parse::<Passage>().unwrap(), passage);
        assert_eq!(passage.to_string(), "2¶14");
        assert_eq!("n3".parse::<Passage>().unwrap(), Passage::Note(3));
        assert_eq!("2.1".parse::<Passage>().unwrap().to_string(), "2.1");
        for bad in [
            "",
            "¶",
            "2¶",
            "¶3",
            "2¶0",
            "n0",
            "2.0¶1",
            "x",
            "2¶1x",
            "+2¶1",
            "99999999999¶1",
        ] {
            assert!(bad.parse::<Passage>().is_err(), "{bad:?} was read");
        }
    }

    #[test]
    fn references_name_articles() {
        let reference: Reference = "soviets-take-power#2¶14".parse().unwrap();
        assert_eq!(
            reference.article.as_ref().map(ArticleName::as_str),
            Some("soviets-take-power")
        );
        assert_eq!(reference.to_string(), "soviets-take-power#2¶14");
        assert_eq!(
            "1¶2-1¶4".parse::<Reference>().unwrap().to_string(),
            "1¶2–1¶4"
        );
        assert!(
            "calendar-1917"
                .parse::<Reference>()
                .unwrap()
                .passage
                .is_none()
        );
    }

    fn place() -> impl Strategy<Value = Passage> {
        let section = prop::collection::vec(1u32..500, 1..4).prop_map(SectionNumber::new);
        let section = prop_oneof![section, Just(SectionNumber::opening())];
        prop_oneof![
            (section.clone(), 1u32..100_000).prop_map(|(s, n)| Passage::Paragraph(s, n)),
            section.prop_map(Passage::Section),
            (1u32..1000).prop_map(Passage::Note),
        ]
    }

    proptest! {
        #[test]
        fn references_round_trip(first in place(), last in prop::option::of(place()), named in any::<bool>()) {
            let reference = Reference {
                article: named.then(|| "an-article.v2".parse().unwrap()),
                passage: Some(PassageRun { first, last }),
            };
            prop_assert_eq!(reference.to_string().parse::<Reference>().unwrap(), reference);
        }

        #[test]
        fn anything_else_is_refused_without_a_panic(text in any::<String>()) {
            let _ = text.parse::<Reference>();
        }
    }
}
