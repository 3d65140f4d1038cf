//! Which work a citation names when it names one: titles, years, short forms, containers.

use super::super::citation::{
    Citation, Setting, Strength, compatible, is_given_name, is_womans, read_names, surname_key,
};
use super::rules::{Found, unresolved};
use super::state::{REACH, Resolver, is_collection, names_agree};
use super::work::{Work, WorkId, has_publication};
use super::{Form, Resolution, Rule, Seen, Sureness, Zone, titles};
use crate::source::Name;
use crate::text::fold::fold;

/// How alike a title must be to one of the library's by the same author to be taken for it.
const ALIKE: f64 = 0.86;

impl Resolver {
    /// A citation that names its work.
    pub(super) fn named(&mut self, seen: &Seen) -> Option<Resolution> {
        let c = &seen.citation;
        if let Some(found) = self.announced(c) {
            return Some(found);
        }
        if c.bare_head {
            return self.bare_head(seen);
        }
        match (&c.title, &c.year) {
            (Some(title), _) => {
                let text = title.text.clone();
                self.titled(seen, &text)
            }
            (None, Some(year)) if !c.names.is_empty() => {
                let (names, year) = (c.names.clone(), year.clone());
                self.author_and_year(seen, &names, &year)
            }
            (None, Some(year)) => {
                let year = year.clone();
                self.year_alone(seen, &year)
            }
            _ => None,
        }
    }

    fn announced(&self, c: &Citation) -> Option<Resolution> {
        let printed = head_words(c)?;
        let alone = || {
            let title = c.title.as_ref().filter(|_| !c.names.is_empty())?;
            let id = *self.aliases.get(&fold(&title.text))?;
            self.by_any(id, &c.names).then_some(id)
        };
        let id = self.aliases.get(&fold(&printed)).copied().or_else(alone)?;
        Some(
            Found::new(id, Form::ShortTitle, Rule::Announced)
                .sure(Sureness::Certain)
                .of(self),
        )
    }

    /// Author and title, or a title alone.
    fn titled(&mut self, seen: &Seen, title: &str) -> Option<Resolution> {
        let c = &seen.citation;
        let (names, from_prose) = self.names_for(seen, title);
        if let Some(found) = self.container(seen, title, &names) {
            return Some(found);
        }
        if let Some(found) = self.known_title(c, title, &names) {
            return Some(found);
        }
        let fits = match c.strength {
            Strength::Strong => true,
            Strength::Fair => seen.expected || c.names.iter().any(|n| self.knows_author(n)),
            // `(‘A Reply to Keller’)`: a title between marks and nothing else.
            Strength::Weak => {
                let set = c.title.as_ref().is_some_and(|t| {
                    t.set != Setting::Plain && t.text.split_whitespace().count() > 2
                });
                let alone = c.container.is_none() && c.locator.is_empty();
                set && alone && seen.expected && seen.zone == Zone::Body
            }
        };
        if !fits {
            return None;
        }
        let mut work = Work::from_citation(c, names);
        work.collection = c.container.is_none() && is_collection(title);
        work.author_from_prose = from_prose;
        let sureness = if from_prose {
            Sureness::Likely
        } else {
            Sureness::Certain
        };
        let id = self.add(work);
        Some(
            Found::new(id, Form::Full, Rule::FirstNamed)
                .sure(sureness)
                .of(self),
        )
    }

    /// The whole title, a part of one, or one of the library's that is spelled a little otherwise.
    pub(super) fn known_title(
        &mut self,
        c: &Citation,
        title: &str,
        names: &[Name],
    ) -> Option<Resolution> {
        let key = titles::title_key(title);
        let same: Vec<WorkId> = self
            .by_title
            .get(&key)
            .into_iter()
            .flatten()
            .copied()
            .filter(|&id| self.work(id).is_some_and(|w| Self::same_work(w, c, names)))
            .take(REACH)
            .collect();
        if let Some(&id) = same.first() {
            return Some(self.found_again(id, &same, c, names));
        }
        if let Some(id) = self.mentioned_in_short(title, names) {
            return Some(
                Found::new(id, Form::Full, Rule::FirstNamed)
                    .sure(Sureness::Certain)
                    .of(self),
            );
        }
        if let Some(id) = self.by_short_title(c, title, names) {
            return Some(id);
        }
        // The prose may name another than the author of what is cited by a part of its title.
        if c.names.is_empty()
            && !names.is_empty()
            && let Some(found) = self.by_short_title(c, title, &[])
        {
            return Some(found);
        }
        let near = self.listed_alike(title, names)?;
        let first = self.work(near).is_some_and(|w| w.first.is_none());
        let rule = if first {
            Rule::FirstNamed
        } else {
            Rule::SameTitle
        };
        Some(
            Found::new(near, self.again_form(near, c), rule)
                .sure(Sureness::Likely)
                .of(self),
        )
    }

    /// The prose named the work by a part of the title that now is printed whole.
    fn mentioned_in_short(&mut self, title: &str, names: &[Name]) -> Option<WorkId> {
        let surname = surname_key(names.first()?);
        let ids = self.by_surname.get(&surname)?;
        let id = ids.iter().copied().take(REACH).find(|&id| {
            self.work(id).is_some_and(|w| {
                w.mention
                    && names_agree(&w.names, names)
                    && titles::short_form(&w.title, title).is_some_and(|f| f != titles::Fit::Within)
            })
        })?;
        if let Some(work) = self.works.get_mut(id) {
            title.clone_into(&mut work.title);
        }
        let key = titles::title_key(title);
        self.by_title.entry(key).or_default().push(id);
        Some(id)
    }

    fn found_again(&self, id: WorkId, same: &[WorkId], c: &Citation, names: &[Name]) -> Resolution {
        let cited = self
            .work(id)
            .is_some_and(|w| w.first.is_some() || w.mention);
        let rule = if cited {
            Rule::SameTitle
        } else {
            Rule::FirstNamed
        };
        let form = self.again_form(id, c);
        let alone = same.len() == 1;
        let sureness = match (alone, names.is_empty()) {
            (true, false) => Sureness::Certain,
            (true, true) => Sureness::Likely,
            _ => Sureness::Uncertain,
        };
        let rivals = same.iter().copied().skip(1).collect();
        Found::new(id, form, rule)
            .sure(sureness)
            .beside(rivals)
            .of(self)
    }

    /// Whether a citation with this title can be of this work: the authors agree, and two pieces
    /// of one title in different collections stay apart.
    fn same_work(work: &Work, c: &Citation, names: &[Name]) -> bool {
        let containers = match (&work.container, &c.container) {
            (Some(a), Some(b)) => {
                let (a, b) = (titles::title_key(a), titles::title_key(b));
                a == b
                    || fold(&titles::initials(
                        work.container.as_deref().unwrap_or_default(),
                    )) == b
                    || fold(&titles::initials(
                        c.container.as_deref().unwrap_or_default(),
                    )) == a
                    || !names.is_empty()
                        && a.len().min(b.len()) > 3
                        && titles::likeness(&a, &b) > 0.8
            }
            _ => true,
        };
        names_agree(&work.names, names) && containers && !other_day(work, c)
    }

    /// How a work named again is named: in full, or by author and title alone.
    fn again_form(&self, id: WorkId, c: &Citation) -> Form {
        let Some(work) = self.work(id) else {
            return Form::Full;
        };
        let bare = !has_publication(c) && c.date.is_none();
        let repeated = work.first.is_some();
        if repeated && bare && (work.published || c.locator.is_empty() || c.names.is_empty()) {
            Form::ShortTitle
        } else {
            Form::Full
        }
    }

    fn by_short_title(&self, c: &Citation, title: &str, names: &[Name]) -> Option<Resolution> {
        let mut fits: Vec<(titles::Fit, WorkId)> = Vec::new();
        let key = titles::title_key(title);
        if names.is_empty() {
            let ids = self.by_main_title.get(&key).into_iter().flatten();
            fits.extend(ids.take(REACH).map(|&id| (titles::Fit::Main, id)));
            let recent = self.recent.iter().copied();
            fits.extend(
                recent
                    .filter_map(|id| {
                        let work = self.work(id).filter(|w| !w.title.is_empty())?;
                        let fit = titles::short_form(title, &work.title)?;
                        let met = fits.iter().any(|(_, i)| *i == id);
                        (!met && !other_day(work, c)).then_some((fit, id))
                    })
                    .collect::<Vec<_>>(),
            );
        }
        if let Some(name) = names.first() {
            let surname = surname_key(name);
            let cited = self.by_surname.get(&surname).into_iter().flatten();
            let listed = self.listed.get(&surname).into_iter().flatten();
            for &id in cited.chain(listed).take(REACH) {
                let Some(work) = self.work(id).filter(|w| names_agree(&w.names, names)) else {
                    continue;
                };
                if fits.iter().any(|(_, i)| *i == id) || work.title.is_empty() {
                    continue;
                }
                // The longer form may come second: `Bread` first, `Bread: A History` later.
                let fit = titles::short_form(title, &work.title).or_else(|| {
                    titles::short_form(&work.title, title).filter(|f| *f == titles::Fit::Main)
                });
                fits.extend(fit.map(|f| (f, id)));
            }
        }
        fits.sort();
        let (best, id) = *fits.first()?;
        let equal: Vec<WorkId> = fits
            .iter()
            .skip(1)
            .filter(|(f, _)| *f == best)
            .map(|(_, id)| *id)
            .collect();
        // Publication data of its own speak for another work, unless only the subtitle is missing.
        if (c.container.is_some() || c.year.is_some()) && best != titles::Fit::Main {
            return None;
        }
        if !equal.is_empty() {
            return Some(unresolved(
                Form::ShortTitle,
                Rule::SeveralFit,
                std::iter::once(id).chain(equal).collect(),
            ));
        }
        let sureness =
            if best == titles::Fit::Within || names.is_empty() && best != titles::Fit::Main {
                Sureness::Likely
            } else {
                Sureness::Certain
            };
        Some(
            Found::new(id, Form::ShortTitle, Rule::PartOfTitle)
                .sure(sureness)
                .of(self),
        )
    }

    fn listed_alike(&self, title: &str, names: &[Name]) -> Option<WorkId> {
        let name = names.first()?;
        let key = titles::title_key(title);
        let ids = self.listed.get(&surname_key(name))?;
        let alike = |id: &WorkId| {
            let work = self.work(*id).filter(|w| names_agree(&w.names, names))?;
            let likeness = titles::likeness(&key, &work.title_key());
            (likeness >= ALIKE && key.len() >= 12).then_some((likeness, *id))
        };
        let best = ids
            .iter()
            .take(REACH)
            .filter_map(alike)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        best.map(|(_, id)| id)
    }

    /// A container alone: the piece that the sentence names, else the collection as a whole.
    fn container(&mut self, seen: &Seen, title: &str, names: &[Name]) -> Option<Resolution> {
        let c = &seen.citation;
        if c.container.is_some() {
            return None;
        }
        let key = titles::title_key(title);
        let known = self
            .containers
            .get(&key)?
            .iter()
            .find(|k| names_agree(&k.names, names))?
            .clone();
        // Initials count in capitals only.
        if fold(&known.title) != fold(title)
            && titles::title_key(&known.title) != key
            && !title
                .chars()
                .all(|c| c.is_uppercase() || !c.is_alphabetic())
        {
            return None;
        }
        let names = if names.is_empty() {
            known.names.clone()
        } else {
            names.to_vec()
        };
        if let Some(piece) = &seen.piece {
            return Some(self.piece(c, piece, &known.title, names));
        }
        if let Some(id) = known.work {
            let form = if c.names.is_empty() || known.title.len() > title.len() {
                Form::Container
            } else {
                self.again_form(id, c)
            };
            return Some(
                Found::new(id, form, Rule::ContainerGroup)
                    .sure(Sureness::Certain)
                    .of(self),
            );
        }
        let work = Work {
            names,
            title: known.title.clone(),
            collection: true,
            volumes: c.locator.get("volume").is_some(),
            ..Work::default()
        };
        let id = self.add(work);
        for list in self
            .containers
            .values_mut()
            .filter(|l| l.iter().any(|k| k.title == known.title))
        {
            for entry in list.iter_mut().filter(|k| {
                k.title == known.title && k.work.is_none() && names_agree(&k.names, &known.names)
            }) {
                entry.work = Some(id);
            }
        }
        Some(
            Found::new(id, Form::Container, Rule::ContainerGroup)
                .sure(Sureness::Likely)
                .of(self),
        )
    }

    fn piece(
        &mut self,
        c: &Citation,
        piece: &str,
        container: &str,
        names: Vec<Name>,
    ) -> Resolution {
        let key = titles::title_key(piece);
        let known = self
            .by_title
            .get(&key)
            .into_iter()
            .flatten()
            .copied()
            .find(|&id| self.work(id).is_some_and(|w| names_agree(&w.names, &names)));
        let id = known
            .or_else(|| self.listed_alike(piece, &names))
            .unwrap_or_else(|| {
                let mut work = Work::from_citation(c, names);
                piece.clone_into(&mut work.title);
                work.container = Some(container.to_owned());
                work.piece = true;
                self.add(work)
            });
        Found::new(id, Form::Container, Rule::PieceInProse)
            .sure(Sureness::Likely)
            .of(self)
    }

    /// Author and year: as often as not the work stands in a list at the end.
    fn author_and_year(&mut self, seen: &Seen, names: &[Name], year: &str) -> Option<Resolution> {
        let c = &seen.citation;
        let surname = surname_key(names.first()?);
        let ids = self.of_year(&surname, year, names, c.et_al);
        if let Some(&id) = ids.first() {
            if ids.len() > 1 {
                return Some(unresolved(Form::Full, Rule::SeveralFit, ids));
            }
            let first = self.work(id).is_some_and(|w| w.first.is_none());
            let rule = if first {
                Rule::FirstNamed
            } else {
                Rule::SameYear
            };
            return Some(
                Found::new(id, Form::Full, rule)
                    .sure(Sureness::Certain)
                    .of(self),
            );
        }
        let lettered: Vec<WorkId> = ('a'..='f')
            .flat_map(|l| self.of_year(&surname, &format!("{year}{l}"), names, c.et_al))
            .collect();
        match lettered.as_slice() {
            [] => {}
            [one] => {
                return Some(
                    Found::new(*one, Form::Full, Rule::SameYear)
                        .sure(Sureness::Likely)
                        .of(self),
                );
            }
            _ => return Some(unresolved(Form::Full, Rule::SeveralFit, lettered)),
        }
        let known = names
            .iter()
            .any(|n| self.knows_author(n) || self.listed.contains_key(&surname_key(n)));
        let fits = match c.strength {
            Strength::Strong => true,
            Strength::Fair => seen.expected || known || self.author_date,
            Strength::Weak => known && c.locator.get("page").is_some(),
        };
        if !fits {
            return None;
        }
        let id = self.add(Work::from_citation(c, names.to_vec()));
        Some(
            Found::new(id, Form::Full, Rule::FirstNamed)
                .sure(Sureness::Certain)
                .of(self),
        )
    }

    fn of_year(&self, surname: &str, year: &str, names: &[Name], et_al: bool) -> Vec<WorkId> {
        let ids = self
            .by_year
            .get(&(surname.to_owned(), year.to_owned()))
            .into_iter()
            .flatten();
        let agree = |id: &WorkId| {
            self.work(*id).is_some_and(|w| {
                let count = et_al || w.names.len() == names.len() || w.names.is_empty();
                count
                    && names_agree(&w.names, names)
                    && w.names.iter().zip(names).all(|(a, b)| compatible(a, b))
            })
        };
        ids.copied().filter(agree).take(REACH).collect()
    }

    /// `(1999: 45)`: the author is in the prose.
    fn year_alone(&mut self, seen: &Seen, year: &str) -> Option<Resolution> {
        let page = seen.citation.locator.get("page").is_some();
        for named in seen.prose.iter().take(4) {
            let ids = self.of_year(
                &surname_key(&named.name),
                year,
                std::slice::from_ref(&named.name),
                true,
            );
            match ids.as_slice() {
                [] => {}
                [one] => {
                    return Some(
                        Found::new(*one, Form::Full, Rule::SameYear)
                            .sure(Sureness::Likely)
                            .of(self),
                    );
                }
                _ => return Some(unresolved(Form::Full, Rule::SeveralFit, ids)),
            }
        }
        let named = seen
            .prose
            .first()
            .filter(|n| n.says && page && (seen.expected || self.author_date))?;
        let mut work = Work::from_citation(&seen.citation, vec![named.name.clone()]);
        work.author_from_prose = true;
        let id = self.add(work);
        Some(
            Found::new(id, Form::Full, Rule::FirstNamed)
                .sure(Sureness::Likely)
                .of(self),
        )
    }

    /// One field before the place: an author, a title, or a short form.
    fn bare_head(&mut self, seen: &Seen) -> Option<Resolution> {
        let c = &seen.citation;
        let words = head_words(c)?;
        let (prose, _) = self.names_for_title(seen, &words);
        if let Some(found) = self.container(seen, &words, &prose) {
            return Some(found);
        }
        let name = c.names.first()?;
        if c.names.iter().all(|n| self.knows_author(n)) {
            return self.by_author(seen, Form::ShortTitle, Rule::AuthorAlone);
        }
        let listed: Vec<WorkId> = self
            .listed
            .get(&surname_key(name))
            .into_iter()
            .flatten()
            .copied()
            .filter(|&id| {
                self.work(id)
                    .is_some_and(|w| names_agree(&w.names, &c.names))
            })
            .take(REACH)
            .collect();
        match listed.as_slice() {
            [] => {}
            [one] => {
                return Some(
                    Found::new(*one, Form::ShortTitle, Rule::AuthorAlone)
                        .sure(Sureness::Certain)
                        .of(self),
                );
            }
            _ => return Some(unresolved(Form::ShortTitle, Rule::SeveralFit, listed)),
        }
        if let Some(found) = self
            .known_title(c, &words, &[])
            .or_else(|| self.known_title(c, &words, &prose))
        {
            return Some(found);
        }
        if c.strength < Strength::Fair || !seen.expected {
            return None;
        }
        let first = name.given.split_whitespace().next().unwrap_or_default();
        // `(Capital, vol. 1)`: a surname alone has no volumes, unless the prose knows it.
        let surname = surname_key(name);
        let told = seen.prose.iter().any(|n| surname_key(&n.name) == surname);
        let counted = ["volume", "number"]
            .iter()
            .any(|k| c.locator.get(k).is_some());
        let volume = counted && first.is_empty() && !told;
        let person = c.names.len() == 1
            && !volume
            && (first.len() <= 2 || first.contains('.') || is_given_name(&first.to_lowercase()));
        let work = if person {
            Work {
                names: c.names.clone(),
                ..Work::from_citation(c, Vec::new())
            }
        } else {
            Work {
                names: prose,
                title: words,
                author_from_prose: true,
                ..Work::from_citation(c, Vec::new())
            }
        };
        let id = self.add(work);
        Some(
            Found::new(id, Form::Full, Rule::FirstNamed)
                .sure(Sureness::Likely)
                .of(self),
        )
    }

    /// The authors of a citation, and whether they come from the prose.
    fn names_for(&self, seen: &Seen, title: &str) -> (Vec<Name>, bool) {
        if !seen.citation.names.is_empty() {
            return (seen.citation.names.clone(), false);
        }
        self.names_for_title(seen, title)
    }

    /// The author of a title that is printed alone: of a known work, in the title itself
    /// (*Letters of Anna Keller*), or whom the prose makes say the words.
    fn names_for_title(&self, seen: &Seen, title: &str) -> (Vec<Name>, bool) {
        let known: Vec<WorkId> = self
            .by_title
            .get(&titles::title_key(title))
            .into_iter()
            .flatten()
            .copied()
            .take(2)
            .collect();
        if let [one] = known.as_slice()
            && let Some(work) = self.work(*one)
        {
            return (work.names.clone(), work.author_from_prose);
        }
        if let Some(names) = author_in_title(title) {
            return (names, false);
        }
        let person = |n: &super::ProseName| {
            let given = n
                .name
                .given
                .split([' ', '.', '-'])
                .next()
                .unwrap_or_default();
            given.chars().count() == 1
                || is_given_name(&given.to_lowercase())
                || is_womans(given).is_some()
        };
        let clear = |n: &super::ProseName| n.says || self.knows_author(&n.name) || person(n);
        let behind = |n: &super::ProseName| n.at >= seen.after;
        // The sentence's own subject; whoever is named in full or speaks behind the citation
        // before; then whoever speaks at all.
        let orders: [&dyn Fn(&super::ProseName) -> bool; 5] = [
            &|n| n.introduces && (clear(n) || n.name.given.len() > 2),
            &|n| behind(n) && n.says && !n.pronoun,
            &|n| behind(n) && person(n),
            &|n| n.says,
            &|n| clear(n),
        ];
        let named = orders
            .iter()
            .find_map(|fits| seen.prose.iter().find(|n| fits(n)));
        let body = seen.citation.title.as_ref().is_some_and(|_| {
            seen.citation.date.is_some() && seen.citation.locator.get("page").is_none()
        });
        match named {
            Some(named) if !body => (vec![named.name.clone()], true),
            _ => (Vec::new(), false),
        }
    }
}

/// Two letters of one title and different days are two.
fn other_day(work: &Work, c: &Citation) -> bool {
    matches!((&work.date, &c.date), (Some(a), Some(b)) if a != b)
}

/// What is printed before the place: the title, or the one name; or name and title together, as a
/// short form may hold both.
fn head_words(c: &Citation) -> Option<String> {
    match (&c.title, c.names.as_slice()) {
        (Some(title), []) => Some(title.text.clone()),
        (Some(title), [name]) => Some(format!("{} {}", name.full(), title.text)),
        (None, names) if !names.is_empty() => Some(
            names
                .iter()
                .map(Name::full)
                .collect::<Vec<_>>()
                .join(" and "),
        ),
        _ => None,
    }
}

/// *Selected Writings of Anna Keller* names its author.
fn author_in_title(title: &str) -> Option<Vec<Name>> {
    const GATHERED: &[&str] = &[
        "works",
        "writings",
        "letters",
        "papers",
        "essays",
        "speeches",
        "poems",
        "diaries",
        "diary",
        "correspondence",
        "reader",
    ];
    let (head, tail) = title
        .rsplit_once(" of ")
        .or_else(|| title.rsplit_once(" by "))?;
    let last = head.split_whitespace().last()?.to_lowercase();
    let first = head.split_whitespace().next()?.to_lowercase();
    let gathered = GATHERED.contains(&last.as_str())
        || matches!(first.as_str(), "selected" | "collected" | "complete");
    if !gathered || tail.starts_with("the ") {
        return None;
    }
    read_names(tail)
}
