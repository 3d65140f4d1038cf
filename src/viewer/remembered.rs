//! What a reader changes of the page by keys, for the next time.

use super::geometry::NotesAt;
use super::state::{Settings, Viewer};
use super::theme::Theme;
use crate::library::state::PageSettings;

/// The narrowest and the widest measure.
pub(super) const MEASURES: std::ops::RangeInclusive<u16> = 30..=160;

impl Settings {
    /// These settings with what is remembered in the place of theirs.
    #[must_use]
    pub fn with(mut self, page: &PageSettings) -> Self {
        let theme = page.theme.as_deref().and_then(|name| name.parse().ok());
        // Where there are no colours, none are remembered.
        if let Some(theme) = theme.filter(|_| self.theme != Theme::Plain) {
            self.theme = theme;
        }
        if let Some(measure) = page.measure.filter(|m| MEASURES.contains(m)) {
            self.measure = measure;
        }
        let notes = page.notes.as_deref();
        let notes = notes.and_then(|name| NotesAt::ALL.into_iter().find(|n| n.as_str() == name));
        self.notes = notes.unwrap_or(self.notes);
        if let Some(justified) = page.justified {
            self.justified = justified;
            self.hyphenated = justified;
        }
        self
    }
}

impl Viewer {
    /// What is to be remembered: what was remembered before, and what has been changed since the
    /// viewer was opened. `None` when nothing has been changed.
    pub fn changed_page(&self, before: PageSettings) -> Option<PageSettings> {
        let (began, now) = (&self.began, &self.settings);
        let mut page = before.clone();
        if began.theme != now.theme {
            page.theme = Some(now.theme.as_str().to_owned());
        }
        if began.measure != now.measure {
            page.measure = Some(now.measure);
        }
        if began.notes != now.notes {
            page.notes = Some(now.notes.as_str().to_owned());
        }
        if began.justified != now.justified {
            page.justified = Some(now.justified);
        }
        (page != before).then_some(page)
    }
}
