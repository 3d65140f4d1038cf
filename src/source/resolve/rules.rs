//! The rules for words that refer back: *ibid.*, *idem*, *op. cit.*, *loc. cit.*, notes by number,
//! and a page alone.

use super::super::citation::{Back, Citation, Signal, surname_key};
use super::state::{REACH, Resolver, names_agree};
use super::work::WorkId;
use super::{Form, Resolution, Rule, Seen, Sureness, Zone};
use crate::source::Name;

/// A resolution being put together.
pub(super) struct Found {
    resolution: Resolution,
}

impl Found {
    pub(super) fn new(id: WorkId, form: Form, rule: Rule) -> Self {
        Self {
            resolution: Resolution {
                work: Some(id),
                form,
                sureness: Sureness::Certain,
                rule,
                antecedent: None,
                rivals: Vec::new(),
                page: None,
            },
        }
    }

    pub(super) fn sure(mut self, sureness: Sureness) -> Self {
        self.resolution.sureness = sureness;
        self
    }

    pub(super) fn beside(mut self, rivals: Vec<WorkId>) -> Self {
        self.resolution.rivals = rivals;
        self
    }

    /// The antecedent is the last citation of the work.
    pub(super) fn of(mut self, resolver: &Resolver) -> Resolution {
        let work = self.resolution.work.and_then(|id| resolver.work(id));
        self.resolution.antecedent = work.and_then(|w| w.last);
        if self.resolution.rule == Rule::FirstNamed && self.resolution.antecedent.is_some() {
            self.resolution.rule = Rule::SameTitle;
        }
        self.resolution
    }
}

/// A citation that goes back to nothing that can be told.
pub(super) fn unresolved(form: Form, rule: Rule, rivals: Vec<WorkId>) -> Resolution {
    Resolution {
        work: None,
        form,
        sureness: Sureness::Unresolved,
        rule,
        antecedent: None,
        rivals,
        page: None,
    }
}

impl Resolver {
    /// Takes the next citation in reading order; `None` when it is none after all.
    pub fn take(&mut self, seen: &Seen) -> Option<Resolution> {
        let mut resolution = self.resolve(seen)?;
        if resolution.work.is_some()
            && seen.citation.back == Some(Back::LocCit)
            && seen.citation.locator.get("page").is_none()
        {
            resolution.page = resolution
                .work
                .and_then(|id| self.work(id))
                .and_then(|w| w.last_page.clone());
        }
        self.record(seen, &resolution);
        Some(resolution)
    }

    /// The work found for a citation taken before.
    pub fn work_of(&self, taken: usize) -> Option<WorkId> {
        self.taken.get(taken).copied().flatten()
    }

    fn resolve(&mut self, seen: &Seen) -> Option<Resolution> {
        let c = &seen.citation;
        match c.back {
            Some(Back::Note(number)) => self.by_note(seen, number),
            Some(Back::Ibid) => Some(
                self.piece_beside(seen)
                    .unwrap_or_else(|| self.just_before(seen, Form::Ibid)),
            ),
            Some(Back::Idem) if c.title.is_none() && c.year.is_none() => {
                Some(self.just_before(seen, Form::Idem))
            }
            Some(Back::Idem) => Some(self.same_author(seen)),
            Some(Back::OpCit | Back::ArtCit) => Some(self.cited_before(seen, Form::OpCit)),
            Some(Back::LocCit) => Some(self.cited_before(seen, Form::LocCit)),
            None if c.is_locator_only() => self.page_alone(seen),
            None => self.named(seen),
        }
    }

    /// `Keller to Miller, 19 May 1861, ibid.`: another piece in what holds the one just before.
    fn piece_beside(&mut self, seen: &Seen) -> Option<Resolution> {
        let title = seen.citation.title.as_ref()?.text.clone();
        let before = self.just_before(seen, Form::Ibid).work;
        let mut plain = seen.citation.clone();
        plain.back = None;
        let names = plain.names.clone();
        let before = before.or_else(|| {
            let last = self.last(seen.zone)?.citations.as_slice();
            let works = distinct(last.iter().map(|&i| self.work_of(i)));
            works
                .as_slice()
                .first()
                .copied()
                .flatten()
                .filter(|_| works.len() == 1)
        })?;
        if let Some(found) = self.known_title(&plain, &title, &names) {
            return (found.work != Some(before)).then_some(Resolution {
                form: Form::Ibid,
                ..found
            });
        }
        let work = self.work(before)?;
        let holder = match (&work.container, work.collection) {
            (Some(container), _) => container.clone(),
            (None, true) => work.title.clone(),
            (None, false) => return None,
        };
        let mut piece = super::Work::from_citation(&plain, names);
        piece.container = Some(holder);
        piece.piece = true;
        let antecedent = self
            .last(seen.zone)
            .and_then(|l| l.citations.last().copied());
        let id = self.add(piece);
        Some(Resolution {
            antecedent,
            ..Found::new(id, Form::Ibid, Rule::PieceBeside)
                .sure(Sureness::Likely)
                .of(self)
        })
    }

    /// Rule 2: the citation just before, in the same zone.
    fn just_before(&self, seen: &Seen, form: Form) -> Resolution {
        let Some(last) = self.last(seen.zone) else {
            return unresolved(form, Rule::NothingBefore, Vec::new());
        };
        let before: &[usize] = match last.citations.as_slice() {
            all if last.group != seen.group => all,
            [.., one] => std::slice::from_ref(one),
            [] => &[],
        };
        let works: Vec<Option<WorkId>> = distinct(before.iter().map(|&i| self.work_of(i)));
        let names = &seen.citation.names;
        let over =
            matches!((seen.zone, last.note), (Zone::Note(here), Some(there)) if here > there + 1);
        // *ibid.* means the note between, of which nothing could be read.
        if let (Zone::Note(here), Some(there)) = (seen.zone, last.note)
            && self.any_unread(there, here)
        {
            return unresolved(form, Rule::BeforeUnresolved, Vec::new());
        }
        let id = match works.as_slice() {
            [Some(one)] => *one,
            [None] | [] => return unresolved(form, Rule::BeforeUnresolved, Vec::new()),
            several => {
                let fitting: Vec<WorkId> = several
                    .iter()
                    .flatten()
                    .copied()
                    .filter(|&id| !names.is_empty() && self.by_any(id, names))
                    .collect();
                return match fitting.as_slice() {
                    [one] => Resolution {
                        antecedent: before
                            .iter()
                            .copied()
                            .find(|&i| self.work_of(i) == Some(*one)),
                        ..Found::new(*one, form, Rule::JustBeforeByAuthor)
                            .sure(Sureness::Likely)
                            .of(self)
                    },
                    _ => unresolved(
                        form,
                        Rule::BeforeSeveral,
                        several.iter().flatten().copied().collect(),
                    ),
                };
            }
        };
        if !names.is_empty() && !self.by_any(id, names) {
            let rivals = names
                .first()
                .and_then(|n| self.last_by(n))
                .into_iter()
                .chain([id])
                .collect();
            return unresolved(form, Rule::AuthorDisagrees, rivals);
        }
        let (rule, sureness) = if over {
            (Rule::JustBeforeOverNotes, Sureness::Likely)
        } else {
            (Rule::JustBefore, Sureness::Certain)
        };
        let mut resolution = Found::new(id, form, rule).sure(sureness).of(self);
        resolution.antecedent = before.last().copied();
        resolution
    }

    pub(super) fn by_any(&self, id: WorkId, names: &[Name]) -> bool {
        self.work(id)
            .is_some_and(|w| w.names.is_empty() || names.iter().any(|n| self.is_by(id, n)))
    }

    /// Rule 3: *idem* with a title: the author just before.
    fn same_author(&mut self, seen: &Seen) -> Resolution {
        let mut again = seen.clone();
        again.citation.back = None;
        if again.citation.names.is_empty() {
            let Some(last) = self.last(seen.zone) else {
                return unresolved(Form::Idem, Rule::NothingBefore, Vec::new());
            };
            let all = last.citations.as_slice();
            let near = if last.group == seen.group {
                all.last().map(std::slice::from_ref).unwrap_or_default()
            } else {
                all
            };
            let works: Vec<WorkId> = distinct(near.iter().filter_map(|&i| self.work_of(i)));
            let Some(work) = works.first().and_then(|&id| self.work(id)) else {
                return unresolved(Form::Idem, Rule::NothingBefore, Vec::new());
            };
            // A note that cites several authors does not say whose work this is.
            let one = works.iter().all(|&id| {
                self.work(id)
                    .is_some_and(|w| names_agree(&w.names, &work.names))
            });
            if !one {
                return unresolved(Form::Idem, Rule::BeforeSeveral, works);
            }
            again.citation.names.clone_from(&work.names);
        }
        again.citation.strength = super::super::citation::Strength::Strong;
        let antecedent = self.taken.len().checked_sub(1);
        match self.named(&again) {
            Some(found) => Resolution {
                form: Form::Idem,
                rule: Rule::SameAuthor,
                antecedent: found.antecedent.or(antecedent),
                ..found
            },
            None => unresolved(Form::Idem, Rule::NothingBefore, Vec::new()),
        }
    }

    /// Rules 4 and 5: *op. cit.* with and without an author.
    fn cited_before(&mut self, seen: &Seen, form: Form) -> Resolution {
        let c = &seen.citation;
        if let Some(title) = c.title.as_ref().map(|t| t.text.clone()) {
            return self.titled_before(seen, &title, form);
        }
        if !c.names.is_empty() {
            return self
                .by_author(seen, form, Rule::LastByAuthor)
                .unwrap_or_else(|| unresolved(form, Rule::AuthorUnknown, Vec::new()));
        }
        self.without_author(seen, form)
    }

    /// `Rossi, Il pane, cit.`: the words say that it was cited before; a title finds it.
    fn titled_before(&mut self, seen: &Seen, title: &str, form: Form) -> Resolution {
        let names = seen.citation.names.clone();
        let mut plain = seen.citation.clone();
        plain.back = None;
        plain.container = None;
        plain.publication = false;
        plain.year = None;
        if let Some(found) = self.known_title(&plain, title, &names) {
            return Resolution { form, ..found };
        }
        let mut again = seen.clone();
        again.citation = plain;
        again.citation.strength = super::super::citation::Strength::Strong;
        match self.named(&again) {
            Some(found) => Resolution {
                form,
                sureness: found.sureness.max(Sureness::Likely),
                ..found
            },
            None => unresolved(form, Rule::NothingBefore, Vec::new()),
        }
    }

    /// The last work by the printed author; `None` when no work of theirs is known.
    pub(super) fn by_author(&self, seen: &Seen, form: Form, rule: Rule) -> Option<Resolution> {
        let c = &seen.citation;
        let name = c.names.first()?;
        let surname = surname_key(name);
        let mut rule = rule;
        let mut ids = self.cited_by(&surname, &c.names);
        if ids.is_empty() {
            let listed = self.listed.get(&surname).into_iter().flatten().copied();
            ids = listed
                .filter(|&id| {
                    self.work(id)
                        .is_some_and(|w| names_agree(&w.names, &c.names))
                })
                .take(REACH)
                .collect();
            if ids.len() > 1 {
                return Some(unresolved(form, Rule::SeveralFit, ids));
            }
        }
        if ids.is_empty() {
            let slip = self.slip_of(&surname)?.to_owned();
            ids = self
                .by_surname
                .get(&slip)
                .into_iter()
                .flatten()
                .copied()
                .take(REACH)
                .collect();
            rule = Rule::LastByAuthorSlip;
        }
        self.choose(&ids, c, form, rule)
    }

    /// The works of an author, those cited before those only mentioned, each by how lately.
    fn cited_by(&self, surname: &str, names: &[Name]) -> Vec<WorkId> {
        let ids = self
            .by_surname
            .get(surname)
            .into_iter()
            .flatten()
            .copied()
            .take(REACH);
        let fitting = ids.filter(|&id| {
            self.work(id).is_some_and(|w| {
                names.iter().all(|n| {
                    w.names
                        .iter()
                        .any(|m| super::super::citation::compatible(m, n))
                })
            })
        });
        let (mentioned, cited): (Vec<_>, Vec<_>) =
            fitting.partition(|&id| self.work(id).is_some_and(|w| w.mention));
        if cited.is_empty() { mentioned } else { cited }
    }

    /// Rule 9: the last of several, unless volume or kind excludes it.
    fn choose(&self, ids: &[WorkId], c: &Citation, form: Form, rule: Rule) -> Option<Resolution> {
        let article = |id: &&WorkId| self.work(**id).is_some_and(|w| w.piece);
        let mut ids: Vec<WorkId> = ids.to_vec();
        if c.back == Some(Back::ArtCit) && ids.iter().any(|i| article(&i)) {
            ids.retain(|i| article(&i));
        }
        let first = *ids.first()?;
        let mentioned = self.work(first).is_some_and(|w| w.mention);
        let rule = match rule {
            Rule::LastByAuthor | Rule::AuthorInProse if mentioned => Rule::MentionedBefore,
            _ => rule,
        };
        let mut sureness = match (rule, self.work(first)) {
            (_, Some(w)) if w.mention => Sureness::Likely,
            (Rule::LastByAuthorSlip | Rule::AuthorInProse | Rule::CitationBefore, _) => {
                Sureness::Likely
            }
            _ => Sureness::Certain,
        };
        if c.locator.get("volume").is_some() && ids.len() > 1 {
            let voluminous: Vec<WorkId> = ids
                .iter()
                .copied()
                .filter(|&i| {
                    self.work(i)
                        .is_some_and(|w| w.volumes && !(w.piece && !w.collection))
                })
                .collect();
            if let [one] = voluminous.as_slice() {
                let rule = if *one == first {
                    rule
                } else {
                    Rule::OnlyWithVolume
                };
                return Some(Found::new(*one, form, rule).sure(sureness).of(self));
            }
        }
        // The piece and the book that holds it: the book has all pages.
        let whole = self.work(first).filter(|w| w.piece).and_then(|piece| {
            let holder = super::titles::title_key(piece.container.as_deref()?);
            ids.iter()
                .copied()
                .find(|&i| self.work(i).is_some_and(|w| w.title_key() == holder))
        });
        if let Some(whole) = whole.filter(|_| c.back != Some(Back::ArtCit)) {
            return Some(
                Found::new(whole, form, Rule::WholeOfPiece)
                    .sure(Sureness::Uncertain)
                    .beside(vec![first])
                    .of(self),
            );
        }
        let rivals: Vec<WorkId> = ids.iter().copied().skip(1).take(8).collect();
        if !rivals.is_empty() {
            sureness = Sureness::Uncertain;
        }
        Some(
            Found::new(first, form, rule)
                .sure(sureness)
                .beside(rivals)
                .of(self),
        )
    }

    /// Rule 5.
    fn without_author(&self, seen: &Seen, form: Form) -> Resolution {
        let c = &seen.citation;
        // *art. cit.* means an article: who has written none is passed over.
        let article =
            c.back == Some(Back::ArtCit) && seen.prose.iter().any(|n| self.has_piece_by(&n.name));
        let fits = |n: &super::ProseName| {
            if article {
                self.has_piece_by(&n.name)
            } else {
                self.knows_author(&n.name)
            }
        };
        // `Keller, who had not read Miller, says: “…”`: the subject before the nearest.
        let known = seen
            .prose
            .iter()
            .position(|n| n.subject && fits(n))
            // `Keller admits that Miller “had no oven”`: whoever says so before whom it is about.
            .or_else(|| {
                seen.prose
                    .iter()
                    .position(|n| n.here && n.says && !n.pronoun && fits(n))
            })
            .or_else(|| seen.prose.iter().position(fits));
        let strange = seen
            .prose
            .iter()
            .position(|n| n.says && !article && !self.knows_author(&n.name));
        // Who is quoted from the work just before speaks from there again.
        let heard = strange
            .filter(|&s| known.is_none_or(|k| s < k))
            .and_then(|s| seen.prose.get(s))
            .and_then(|n| self.voices.get(&surname_key(&n.name)))
            .copied();
        if let Some(id) = heard {
            let before = self.just_before(seen, form);
            if before.work == Some(id) {
                return Resolution {
                    rule: Rule::QuotedThere,
                    sureness: Sureness::Likely,
                    ..before
                };
            }
        }
        match (known, strange) {
            (Some(k), s) if s.is_none_or(|s| k < s) => {
                let named: Vec<Name> = seen
                    .prose
                    .get(k)
                    .map(|n| n.name.clone())
                    .into_iter()
                    .collect();
                let surname = named.first().map(surname_key).unwrap_or_default();
                let ids = self.cited_by(&surname, &named);
                self.choose(&ids, c, form, Rule::AuthorInProse)
                    .unwrap_or_else(|| unresolved(form, Rule::AuthorUnknown, Vec::new()))
            }
            (_, Some(_)) => unresolved(form, Rule::ProseAuthorUnknown, Vec::new()),
            _ => {
                let found = self.just_before(seen, form);
                match found.work {
                    Some(_) => Resolution {
                        rule: Rule::CitationBefore,
                        sureness: Sureness::Likely,
                        ..found
                    },
                    None => found,
                }
            }
        }
    }

    /// Rule 7: *supra note 3*.
    fn by_note(&self, seen: &Seen, number: u32) -> Option<Resolution> {
        let c = &seen.citation;
        let page = c.locator.get("page").is_some();
        if c.names.is_empty() && c.title.is_none() && !page {
            // `see note 3 above` points to the note itself.
            return None;
        }
        let cited = self
            .notes
            .get(&number)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let works = distinct(cited.iter().filter_map(|&i| self.work_of(i)));
        let title = c.title.as_ref().map(|t| super::titles::title_key(&t.text));
        let fitting: Vec<WorkId> = works
            .into_iter()
            .filter(|&id| {
                (c.names.is_empty() || self.by_any(id, &c.names))
                    && title.as_ref().is_none_or(|t| {
                        self.work(id).is_some_and(|w| {
                            w.title_key() == *t || w.title_key().starts_with(t.as_str())
                        })
                    })
            })
            .collect();
        Some(match fitting.as_slice() {
            [one] => Resolution {
                antecedent: cited
                    .iter()
                    .copied()
                    .find(|&i| self.work_of(i) == Some(*one)),
                ..Found::new(*one, Form::OpCit, Rule::NoteNumber).of(self)
            },
            [] => match self.by_author(seen, Form::OpCit, Rule::LastByAuthor) {
                Some(found) => Resolution {
                    sureness: found.sureness.max(Sureness::Likely),
                    ..found
                },
                None => unresolved(Form::OpCit, Rule::NoteUnknown, Vec::new()),
            },
            _ => unresolved(Form::OpCit, Rule::SeveralFit, fitting),
        })
    }

    /// `(p. 45)`: the work of the author in the prose, else the one cited just before.
    fn page_alone(&self, seen: &Seen) -> Option<Resolution> {
        let c = &seen.citation;
        c.locator.get("page")?;
        let pointing = matches!(c.signal, Some(Signal::See | Signal::Compare));
        let here = self
            .last(seen.zone)
            .is_some_and(|l| l.paragraph == seen.paragraph && l.group != seen.group);
        // A bare number is a page only behind a quotation.
        let labelled = c
            .locator
            .get("page")
            .is_some_and(|p| c.range.len() > p.len());
        let said = seen
            .prose
            .first()
            .is_some_and(|n| n.says && self.knows_author(&n.name));
        if pointing || !(seen.expected || labelled && (here || said)) {
            return None;
        }
        // In a paragraph that cites a work, a pronoun does not lead away from it.
        let by_name = |n: &&super::ProseName| n.says && !(here && (n.pronoun || n.at < seen.after));
        let named = seen
            .prose
            .iter()
            .find(|n| by_name(n) && self.knows_author(&n.name));
        if let Some(named) = named {
            let ids = self.cited_by(&surname_key(&named.name), std::slice::from_ref(&named.name));
            let found = self.choose(&ids, c, Form::Mention, Rule::PageAlone)?;
            return Some(Resolution {
                sureness: found.sureness.max(Sureness::Likely),
                ..found
            });
        }
        if seen.prose.first().is_some_and(|n| by_name(&n)) {
            return Some(unresolved(
                Form::Mention,
                Rule::ProseAuthorUnknown,
                Vec::new(),
            ));
        }
        let found = self.just_before(seen, Form::Ibid);
        if found.work.is_some() {
            return Some(Resolution {
                rule: Rule::PageAlone,
                sureness: Sureness::Likely,
                ..found
            });
        }
        // Of several works cited just before, the one whose author the sentence names.
        let named = found
            .rivals
            .iter()
            .copied()
            .find(|&id| seen.prose.iter().any(|n| n.here && self.is_by(id, &n.name)));
        match named {
            Some(id) => Some(
                Found::new(id, Form::Mention, Rule::PageAlone)
                    .sure(Sureness::Likely)
                    .of(self),
            ),
            None => {
                (labelled && seen.expected && found.rule != Rule::NothingBefore).then_some(found)
            }
        }
    }
}

fn distinct<T: PartialEq + Copy>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut list = Vec::new();
    for item in items {
        if !list.contains(&item) && list.len() < 16 {
            list.push(item);
        }
    }
    list
}
