//! A work as the text makes it known, before it has a record of its own.

use crate::source::Name;
use crate::source::citation::{Citation, Setting, compatible};

use super::titles;

/// A work, counted in the order in which works became known.
pub type WorkId = usize;

/// What is known of a work.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Work {
    /// Its authors.
    pub names: Vec<Name>,
    /// Its title as first printed in full; empty when only author and year are known.
    pub title: String,
    /// What it stands in.
    pub container: Option<String>,
    /// Its year, with its letter.
    pub year: Option<String>,
    /// The day, of letters and the like: it tells two of one title apart.
    pub date: Option<String>,
    /// A piece by custom: its title stood in quotation marks, or it has a container.
    pub piece: bool,
    /// A collection, whose pieces are works of their own.
    pub collection: bool,
    /// It was cited with a volume.
    pub volumes: bool,
    /// Its author is known from the prose only.
    pub author_from_prose: bool,
    /// Known only from a mention in the prose.
    pub mention: bool,
    /// The byte at which the prose named it, when that came before any citation.
    pub mentioned_at: Option<usize>,
    /// The citation that named it first; counted as they were taken.
    pub first: Option<usize>,
    /// The last citation of it.
    pub last: Option<usize>,
    /// The page of the last citation of it.
    pub last_page: Option<String>,
    /// Publication data were printed with it.
    pub published: bool,
}

impl Work {
    /// What a citation tells of a work.
    pub fn from_citation(citation: &Citation, names: Vec<Name>) -> Self {
        let title = citation.title.as_ref();
        let quoted = title.is_some_and(|t| t.set == Setting::Quoted);
        Self {
            names,
            title: title.map(|t| t.text.clone()).unwrap_or_default(),
            container: citation.container.clone(),
            year: citation.year.clone(),
            date: citation.date.clone(),
            piece: quoted || citation.container.is_some(),
            volumes: citation.locator.get("volume").is_some(),
            published: has_publication(citation),
            ..Self::default()
        }
    }

    /// Takes over what a later citation adds.
    pub(super) fn learn(&mut self, citation: &Citation) {
        self.volumes |= citation.locator.get("volume").is_some();
        self.published |= has_publication(citation);
        if self.container.is_none() && !self.collection {
            self.container.clone_from(&citation.container);
        }
        if self.year.is_none() && citation.back.is_none() {
            self.year.clone_from(&citation.year);
        }
        // `J. Miller` first, `John Miller` later: the fuller name is kept.
        for (mine, printed) in self.names.iter_mut().zip(&citation.names) {
            if printed.given.len() > mine.given.len() && compatible(mine, printed) {
                mine.given.clone_from(&printed.given);
            }
        }
    }

    /// The title in the form compared.
    pub fn title_key(&self) -> String {
        titles::title_key(&self.title)
    }
}

pub(super) fn has_publication(citation: &Citation) -> bool {
    citation.container.is_some() || citation.publication || citation.year.is_some()
}
