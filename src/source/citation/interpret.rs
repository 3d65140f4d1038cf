//! The parts of a citation → what each is: author, title, container, chapter, page.
//!
//! Read from left to right, as one reads it: names first, then what is set apart or capitalised is
//! the title, then what the title stands in, then where. Nothing is looked up in earlier text.

use std::ops::Range;

use super::items::{Item, Part, date_at, is_year, items};
use super::lexicon;
use super::locator::Kind;
use super::names::{is_given, read_names};
use super::{Back, Citation, Setting, Strength, Title, group};
use crate::source::Name;

/// The longest that words not set apart may be and still be a title, in bytes.
const LONGEST_TITLE: usize = 260;

/// The citations in one segment of a bracket or note (what stands between semicolons), with
/// offsets into `text`.
pub(super) fn interpret(text: &str, emphasis: &[Range<usize>]) -> Vec<Citation> {
    if is_quantity(text) {
        return Vec::new();
    }
    let items = items(text, emphasis);
    let mut reader = Reader::default();
    let mut at = 0;
    let mut rest = None;
    while let Some(item) = items.get(at) {
        if reader.ended_by(item) {
            rest = Some(item.range.start);
            break;
        }
        at += reader.take(item, items.get(at + 1..).unwrap_or_default());
    }
    let mut found = reader.finish();
    // `Miller, op. cit., p. 3. Baker, op. cit., p. 7, denies it.`: a new sentence, a new citation.
    if let Some(start) = rest {
        let inner: Vec<Range<usize>> = emphasis
            .iter()
            .filter(|e| e.start >= start)
            .map(|e| e.start - start..e.end - start)
            .collect();
        let more = interpret(text.get(start..).unwrap_or_default(), &inner);
        found.extend(
            more.into_iter()
                .filter(|c| {
                    let page = c.locator.get("page").is_some();
                    c.strength == Strength::Strong && (c.back.is_some() || page)
                })
                .map(|mut c| {
                    c.range = c.range.start + start..c.range.end + start;
                    c
                }),
        );
    }
    found
}

#[derive(Default)]
struct Reader {
    now: Citation,
    done: Vec<Citation>,
    /// *in* was read: the next words name the container or its editor.
    within: bool,
    /// An editor's name was taken as such.
    edited: bool,
    /// Something with a place stands behind; more plain words are a remark.
    placed: bool,
    spoiled: bool,
}

impl Reader {
    /// Whether `item` no longer belongs to the citation: a new sentence after the page.
    fn ended_by(&self, item: &Item) -> bool {
        // `Keller 1958, p. 20: “bread is dear”`: words quoted from there.
        let quoted = self.placed
            && item.after == ':'
            && matches!(item.part, Part::Quoted(_))
            && self.now.locator.get("page").is_some();
        quoted
            || self.placed
                && item.after == '.'
                && matches!(item.part, Part::Plain(_) | Part::Bracket(_))
                && (self.now.locator.get("page").is_some() || self.now.back.is_some())
    }

    /// Takes one item, and those after it that belong to it: how many were read.
    fn take(&mut self, item: &Item, next: &[Item]) -> usize {
        if self.now.range == (0..0) && self.now.range.end == 0 {
            self.now.range = item.range.clone();
        }
        let read = match &item.part {
            Part::Plain(words) => self.plain(words, item, next),
            Part::Quoted(words) => self.set_apart(words, Setting::Quoted),
            Part::Emphasised(words) => self.set_apart(words, Setting::Emphasised),
            Part::Back(back) => {
                // `op. cit. (note 3)`: the note says most.
                if self.now.back.is_none() || matches!(back, Back::Note(_)) {
                    self.now.back = Some(*back);
                }
                self.placed = true;
                1
            }
            Part::Place(kind, value) => {
                self.now.locator.add(*kind, value);
                self.placed = true;
                1
            }
            Part::Number(value) => self.number(value, next),
            Part::Divided(value) => {
                self.now.locator.add(Kind::Section, value);
                self.placed = true;
                1
            }
            Part::Reporter { volume, name, page } => self.reporter(volume, name, *page, next),
            Part::Year(year) => self.year(year),
            Part::Date(date) => {
                self.now.date = Some((*date).to_owned());
                self.now.year = last_year(date);
                1
            }
            Part::Bracket(inner) => self.bracket(inner),
            Part::In => {
                self.within = self.now.title.is_some() || self.now.names_a_work();
                1
            }
        };
        let last = if read > 1 {
            next.get(read - 2).map(|i| i.range.end)
        } else {
            None
        };
        self.now.range.end = last.unwrap_or(item.range.end);
        read
    }

    fn plain(&mut self, words: &str, item: &Item, next: &[Item]) -> usize {
        let words = words
            .trim()
            .trim_start_matches("and ")
            .trim_start_matches("& ");
        if words.is_empty() || lexicon::is_remark(words) || words == "passim" {
            return 1;
        }
        if let Some(alias) = group::hereafter(words) {
            self.now.alias = Some(alias);
            return 1;
        }
        if self.now.year.is_some() && self.now.title.is_none() && self.starts_next(words, next) {
            self.push();
            self.now.range = item.range.clone();
        }
        if !self.now.names_a_work() && self.now.back.is_none() && self.now.year.is_none() {
            return self.head(words, next);
        }
        if self.now.title.is_none() && !self.within {
            return self.title_words(words, item, next);
        }
        self.beyond_title(words, item, next);
        1
    }

    /// `Smith 1999, Jones 2001`: another author-date pair begins.
    fn starts_next(&self, words: &str, next: &[Item]) -> bool {
        !self.now.names.is_empty()
            && matches!(next.first().map(|i| &i.part), Some(Part::Year(_)))
            && read_names(words).is_some()
    }

    /// The first words: names, or a title.
    fn head(&mut self, words: &str, next: &[Item]) -> usize {
        let (bare, editor) = without_editor(words);
        // `Collected Works` has the look of a name.
        let gathered = bare.contains(' ')
            && bare
                .to_lowercase()
                .split(' ')
                .any(lexicon::is_container_word);
        let Some(mut names) = read_names(bare).filter(|_| !gathered) else {
            if let Some((names, title)) = name_then_title(words) {
                self.now.names = names;
                self.set_title(title, Setting::Plain);
                return 1;
            }
            // `Keller prints the song, ‘At the Oven’, p. 3`: a sentence whose subject is the author.
            let set = matches!(
                next.first().map(|i| &i.part),
                Some(Part::Quoted(_) | Part::Emphasised(_))
            );
            if set && let Some(names) = subject_of(words) {
                self.now.names = names;
                return 1;
            }
            return self.head_title(words, next);
        };
        self.now.et_al = has_et_al(bare);
        self.edited |= editor;
        self.now.publication |= editor;
        let mut read = 1;
        // `Smith, John, Title`: the given name stands behind a comma.
        if let (Some(first), Some(Part::Plain(given))) =
            (names.first_mut(), next.first().map(|i| &i.part))
            && first.given.is_empty()
            && first.literal.is_empty()
            && is_given(given)
            && next.first().is_some_and(|i| i.after == ',')
            && matches!(
                next.get(1).map(|i| &i.part),
                Some(
                    Part::Plain(_)
                        | Part::Quoted(_)
                        | Part::Emphasised(_)
                        | Part::Year(_)
                        | Part::Back(_)
                        | Part::Bracket(_)
                )
            )
        {
            (*given).clone_into(&mut first.given);
            read += 1;
        }
        // `Karl Marx, Friedrich Engels, Title`: more names, as long as a title is left.
        while let (Some(Part::Plain(more)), true) = (
            next.get(read - 1).map(|i| &i.part),
            matches!(
                next.get(read).map(|i| &i.part),
                Some(Part::Plain(_) | Part::Quoted(_) | Part::Emphasised(_) | Part::Year(_))
            ),
        ) {
            let Some(extra) = read_names(more).filter(|n| n.iter().all(clearly_a_person)) else {
                break;
            };
            names.extend(extra);
            read += 1;
        }
        self.now.names = names;
        self.now.bare_head = matches!(
            next.get(read - 1).map(|i| &i.part),
            None | Some(Part::Place(..) | Part::Number(_))
        );
        read
    }

    fn head_title(&mut self, words: &str, next: &[Item]) -> usize {
        // `letter to E. Keller, 9 May 1947`: what was never printed has its kind for a title.
        let dated = matches!(
            next.first().map(|i| &i.part),
            Some(Part::Date(_) | Part::Year(_))
        );
        if is_titular(words) {
            self.set_title(words, Setting::Plain);
        } else if dated && let Some(title) = lexicon::unprinted(words) {
            self.set_title(&title, Setting::Plain);
        } else {
            self.spoiled = true;
        }
        1
    }

    fn title_words(&mut self, words: &str, item: &Item, next: &[Item]) -> usize {
        let place = is_publication(words) && !next.iter().any(|i| matches!(i.part, Part::Plain(_)));
        let after_year = self.now.year.is_some() && item.after != '.' && item.after != ',';
        if !is_titular(words) || after_year {
            self.placed = true;
            if self.now.back.is_none() && item.after != '.' {
                self.spoiled |= words.split_whitespace().count() > 4;
            }
            return 1;
        }
        if place && (self.now.back.is_some() || self.now.year.is_some()) {
            self.now.publication = true;
            return 1;
        }
        self.set_title(words, Setting::Plain);
        let mut read = 1;
        // A title with commas of its own: `Bread, Salt and Power`, `Work, bread, peace`.
        while let Some(Item {
            part: Part::Plain(more),
            after: ',',
            ..
        }) = next.get(read - 1)
        {
            if !continues_title(more, next.get(read).map(|i| &i.part)) {
                break;
            }
            if let Some(title) = &mut self.now.title {
                title.text.push_str(", ");
                title.text.push_str(more);
            }
            read += 1;
        }
        read
    }

    /// Words behind the title: container, editor, publisher.
    fn beyond_title(&mut self, words: &str, item: &Item, next: &[Item]) {
        let lower = words.to_lowercase();
        let editing = [
            "ed.",
            "eds",
            "ed ",
            "edited",
            "hg.",
            "hrsg",
            "herausgegeben",
            "trans",
            "übers",
            "éd.",
            "édité",
            "a cura di",
            "dir.",
            "traduit",
            "trad",
            "ed. by",
            "introd",
        ];
        if editing.iter().any(|e| lower.starts_with(e)) || (is_publication(words) && !self.within) {
            self.now.publication = true;
            return;
        }
        if self.within {
            let (bare, editor) = without_editor(words);
            let more = next.iter().any(|i| {
                matches!(
                    i.part,
                    Part::Plain(_) | Part::Emphasised(_) | Part::Quoted(_)
                ) && !is_publication_part(&i.part)
            });
            if (editor || more) && !self.edited && read_names(bare).is_some() {
                self.edited = true;
                self.now.publication = true;
                return;
            }
        }
        if !is_titular(words) {
            self.placed = true;
            return;
        }
        let quoted = self
            .now
            .title
            .as_ref()
            .is_some_and(|t| t.set == Setting::Quoted);
        let counted = matches!(
            next.first().map(|i| &i.part),
            Some(Part::Place(Kind::Volume | Kind::Number, _) | Part::Number(_))
        );
        let known = lower
            .split(|c: char| !c.is_alphabetic())
            .any(lexicon::is_container_word);
        let free = self.now.container.is_none() && item.after != ':';
        let behind_back = self.now.back.is_some() && self.placed;
        if free && (quoted || self.within || known || counted || !self.placed) && !behind_back {
            self.now.container = Some(words.to_owned());
            self.within = false;
        } else if !self.placed
            && let Some(container) = &mut self.now.container
            && continues_title(words, next.first().map(|i| &i.part))
        {
            container.push_str(", ");
            container.push_str(words);
        } else {
            self.now.publication |= self.placed && is_publication(words);
        }
    }

    fn set_apart(&mut self, words: &str, set: Setting) -> usize {
        let title_set = self.now.title.as_ref().map(|t| t.set);
        match title_set {
            None => self.set_title(words, set),
            Some(Setting::Quoted) if set == Setting::Emphasised || self.within => {
                if self.now.container.is_none() {
                    self.now.container = Some(words.to_owned());
                }
                self.within = false;
            }
            Some(_) if self.within && self.now.container.is_none() => {
                self.now.container = Some(words.to_owned());
            }
            // What is quoted behind a book's title is a chapter of it.
            Some(_) => self.chapter(words),
        }
        1
    }

    fn chapter(&mut self, words: &str) {
        if self.now.locator.get("chapter").is_none() {
            self.now.locator.add(Kind::Chapter, words);
        }
        self.placed = true;
    }

    fn set_title(&mut self, words: &str, set: Setting) {
        // Behind *op. cit.* and a volume the words in quotation marks are a chapter.
        if self.now.back.is_some_and(|b| !matches!(b, Back::Idem)) && set == Setting::Quoted {
            self.chapter(words);
            return;
        }
        let text = words.trim().trim_end_matches([',', '.']).to_owned();
        self.now.title = Some(Title { text, set });
    }

    fn number(&mut self, value: &str, next: &[Item]) -> usize {
        let journal = self.now.container.is_some()
            && self.now.locator.get("volume").is_none()
            && next.iter().any(|i| {
                matches!(&i.part, Part::Bracket(b) if b.contains(|c: char| c.is_ascii_digit()))
                    || matches!(i.part, Part::Year(_))
            });
        // `Oven Review 71`: a journal's number, not a page of it.
        let review = self.now.names.is_empty()
            && self.now.year.is_none()
            && self.now.locator.is_empty()
            && self.now.title.as_ref().is_some_and(|t| {
                let lower = t.text.to_lowercase();
                t.set == Setting::Plain && lower.split(' ').any(lexicon::is_container_word)
            });
        if review {
            self.now.locator.add(Kind::Number, value);
        } else if journal {
            self.now.locator.add(Kind::Volume, value);
        } else if self.now.locator.get("page").is_none()
            || self
                .now
                .locator
                .parts
                .last()
                .is_some_and(|(n, _)| *n == "page")
        {
            self.now.locator.add(Kind::Page, value);
        }
        self.placed = true;
        1
    }

    /// `14 Q.B. 201, 209`: the volume, what it is of, the first page, and the page meant. What was
    /// read as a name before it names a case, unless a title stands between.
    fn reporter(&mut self, volume: &str, name: &str, page: Option<&str>, next: &[Item]) -> usize {
        if self.now.title.is_none() && !self.now.names.is_empty() && self.now.back.is_none() {
            let case: Vec<String> = self.now.names.iter().map(Name::full).collect();
            self.now.title = Some(Title {
                text: case.join(" and "),
                set: Setting::Plain,
            });
            self.now.names.clear();
        }
        // `[1868] 2 QB 114`: the prose names the case, the note only where it is printed.
        if !self.now.names_a_work() && self.now.back.is_none() && page.is_some() {
            self.set_title(
                &format!("{volume} {name} {}", page.unwrap_or_default()),
                Setting::Plain,
            );
        }
        self.now.bare_head = false;
        self.now.container.get_or_insert_with(|| name.to_owned());
        self.now.locator.add(Kind::Volume, volume);
        self.placed = true;
        let meant = match next.first().map(|i| &i.part) {
            Some(Part::Number(value)) if page.is_some() => Some(*value),
            _ => None,
        };
        if let Some(page) = meant.or(page) {
            self.now.locator.add(Kind::Page, page);
        }
        1 + usize::from(meant.is_some())
    }

    fn year(&mut self, year: &str) -> usize {
        let again =
            self.now.year.is_some() && !self.now.names.is_empty() && self.now.title.is_none();
        if again {
            // `Smith 1999a, 1999b`: two works of the same names.
            let names = self.now.names.clone();
            let from = self.now.range.end;
            self.push();
            self.now.names = names;
            self.now.range = from..from;
        }
        self.now.year = Some(year.to_owned());
        self.now.bare_head = false;
        1
    }

    fn bracket(&mut self, inner: &str) -> usize {
        let words = inner.trim();
        let lower = words.to_lowercase();
        if let Some(alias) = group::hereafter(words) {
            self.now.alias = Some(alias);
        } else if is_year(words) || date_at(words) == Some(words.len()) {
            if self.now.year.is_none() {
                self.now.year = last_year(words).or_else(|| Some(words.to_owned()));
            }
            self.now.publication |= self.now.title.is_some();
        } else if let Some(year) = last_year(words).filter(|_| !lexicon::is_remark(words)) {
            self.now.publication = true;
            self.now.year.get_or_insert(year);
        } else if [
            "ed",
            "eds",
            "ed.",
            "eds.",
            "hg.",
            "hrsg.",
            "dir.",
            "éd.",
            "a cura di",
            "org.",
            "coord.",
        ]
        .contains(&lower.as_str())
        {
            self.edited = self.within;
            self.now.publication = true;
        }
        1
    }

    fn push(&mut self) {
        let done = std::mem::take(&mut self.now);
        self.done.push(done);
        self.placed = false;
        self.within = false;
        self.edited = false;
    }

    fn finish(mut self) -> Vec<Citation> {
        self.push();
        let spoiled = self.spoiled;
        let mut list = self.done;
        for citation in &mut list {
            citation.strength = strength(citation);
            if spoiled && citation.back.is_none() {
                citation.strength = Strength::Weak;
            }
        }
        list.retain(|c| {
            c.names_a_work() || c.back.is_some() || c.year.is_some() || !c.locator.is_empty()
        });
        list
    }
}

/// How much speaks for it; see [`Strength`].
fn strength(c: &Citation) -> Strength {
    let page = c.locator.get("page").is_some();
    let located = !c.locator.is_empty();
    let dated = c.year.is_some() || c.date.is_some();
    let place = c.names.first().is_some_and(|n| {
        let lower = |t: &str| t.to_lowercase();
        n.full()
            .split(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '/'))
            .any(|w| lexicon::is_place(&lower(w)) || lexicon::is_month(&lower(w)))
            && n.given.len() > 2
            || lexicon::is_place(&lower(&n.family))
            || lexicon::is_month(&lower(&n.family))
            || n.given.is_empty()
                && lower(&n.family)
                    .split(['-', '–', '/'])
                    .any(lexicon::is_month)
    });
    match (&c.back, &c.title) {
        (Some(Back::Note(_)), _) if c.names.is_empty() && !page => Strength::Weak,
        (Some(_), _) => Strength::Strong,
        (None, Some(title)) if !c.names.is_empty() => {
            if title.set != Setting::Plain
                || page
                || dated
                || c.publication
                || c.container.is_some()
                || located
            {
                if place && !page {
                    Strength::Weak
                } else {
                    Strength::Strong
                }
            } else if place
                || title.text.split_whitespace().count() < 2 && !is_long_word(&title.text)
            {
                Strength::Weak
            } else {
                Strength::Fair
            }
        }
        (None, Some(title)) => {
            let several = title.text.split_whitespace().count() > 1;
            let volume = c.locator.get("volume").is_some();
            let part = ["section", "folio", "sub-verbo", "book"]
                .iter()
                .any(|k| c.locator.get(k).is_some());
            let case = volume && page && c.container.is_some() && is_case(&title.text);
            let set = title.set != Setting::Plain;
            if title.set == Setting::Emphasised && located
                || case
                || page && (several || set)
                || set && (volume || c.container.is_some() && located)
            {
                Strength::Strong
            } else if several && (volume || dated || c.publication || part) || page {
                Strength::Fair
            } else {
                Strength::Weak
            }
        }
        (None, None) if !c.names.is_empty() && c.year.is_some() => {
            if place {
                Strength::Weak
            } else if page || c.names.len() > 1 {
                Strength::Strong
            } else {
                Strength::Fair
            }
        }
        // `Guild Register, vol. 8, col. 414`: a record has the look of a name.
        (None, None)
            if c.bare_head
                && ["column", "folio", "volume", "part"]
                    .iter()
                    .any(|k| c.locator.get(k).is_some()) =>
        {
            Strength::Fair
        }
        (None, None) if !c.names.is_empty() && page => {
            if place {
                Strength::Weak
            } else {
                Strength::Fair
            }
        }
        (None, None) if c.names.is_empty() && page => Strength::Fair,
        _ => Strength::Weak,
    }
}

/// `5,880,000 were members`: a number in thousands counts something.
fn is_quantity(text: &str) -> bool {
    let text = text.trim_start();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let group = text.get(digits..).and_then(|r| r.strip_prefix([',', '.']));
    (1..=3).contains(&digits)
        && group.is_some_and(|g| {
            g.bytes().take_while(u8::is_ascii_digit).count() == 3
                && text
                    .get(digits + 4..)
                    .is_some_and(|r| r.is_empty() || r.starts_with([',', ' ', '.']))
        })
}

/// The name of a case: *Hale v. Orton*.
fn is_case(title: &str) -> bool {
    title.contains(" v. ") || title.contains(" v ")
}

fn is_long_word(text: &str) -> bool {
    text.chars().count() >= 5
}

/// Whether a person is meant beyond doubt: initials, or a given name and a surname.
fn clearly_a_person(name: &Name) -> bool {
    let first = name.given.split_whitespace().next().unwrap_or_default();
    !first.is_empty() && (first.len() <= 3 || lexicon::is_given_name(&first.to_lowercase()))
}

/// `Keller (ed.)` and `ed. Keller` without the mark of the editor.
fn without_editor(words: &str) -> (&str, bool) {
    for tail in [
        " (ed.)", " (eds.)", " (eds)", " (Hg.)", " (Hrsg.)", " (dir.)", " ed.", " eds", " ed",
    ] {
        if let Some(bare) = words.strip_suffix(tail) {
            return (bare, true);
        }
    }
    (words, false)
}

/// `A. Keller The Price of Bread`: a name with initials, then the title without a comma.
fn name_then_title(words: &str) -> Option<(Vec<Name>, &str)> {
    for article in [
        " The ", " A ", " On ", " Der ", " Die ", " Das ", " Le ", " Les ", " Los ", " Il ",
    ] {
        if let Some(at) = words.find(article) {
            let head = words.get(..at)?;
            // `Economics: A New Introduction` is all title.
            if head.ends_with([':', '?', '!']) {
                return None;
            }
            let names = read_names(head)?;
            let title = words.get(at + 1..)?;
            return (title.split(' ').count() > 1).then_some((names, title));
        }
    }
    None
}

/// The author whom a sentence in a note begins with, before its verb.
fn subject_of(words: &str) -> Option<Vec<Name>> {
    let small = words
        .split(' ')
        .position(|w| w.starts_with(char::is_lowercase) && !super::is_particle(w))?;
    let list: Vec<&str> = words.split(' ').collect();
    let verb = list.get(small).filter(|v| {
        let lower = v.to_lowercase();
        v.len() > 3
            && (lower.ends_with('s') || lower.ends_with("ed"))
            && !lexicon::is_function_word(&lower)
    });
    verb?;
    let head = list.get(..small).filter(|h| (1..=4).contains(&h.len()))?;
    read_names(&head.join(" ")).filter(|n| n.iter().all(|n| n.literal.is_empty()))
}

/// Whether words can be a title: they begin with a capital or a digit, and are no sentence.
fn is_titular(words: &str) -> bool {
    let first = words.chars().find(|c| c.is_alphanumeric());
    let begins = first.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
    begins && words.len() <= LONGEST_TITLE && words.chars().any(char::is_alphabetic)
}

/// Whether words behind a comma go on with the title rather than name what it stands in.
fn continues_title(words: &str, next: Option<&Part>) -> bool {
    let first = words.chars().next();
    let lower = words.to_lowercase();
    let known = lower
        .split(|c: char| !c.is_alphabetic())
        .any(lexicon::is_container_word);
    // `The Oven, trans. J. Hall`: who made the book is no part of its title.
    let made = [
        "trans",
        "tr.",
        "hg.",
        "hrsg",
        "übers",
        "éd",
        "trad",
        "with an introduction",
    ];
    if made.iter().any(|m| lower.starts_with(m)) {
        return false;
    }
    if known || is_publication(words) {
        return false;
    }
    let listed = [" and ", " & ", " et ", " und ", " y ", " e "]
        .iter()
        .any(|j| words.contains(j));
    let years = words.starts_with(|c: char| c.is_ascii_digit());
    first.is_some_and(char::is_lowercase) && !lower.starts_with("in ") && !lower.starts_with("ed")
        || listed && !matches!(next, Some(Part::Plain(_)))
        || years
        || words.starts_with("and ")
}

fn is_publication_part(part: &Part) -> bool {
    matches!(part, Part::Plain(words) if is_publication(words))
}

/// Places and publishers: `London: Verso`, `Oxford University Press`, `2nd edn`.
fn is_publication(words: &str) -> bool {
    let lower = words.to_lowercase();
    let mut list = lower
        .split(|c: char| !c.is_alphabetic())
        .filter(|w| !w.is_empty());
    let first = list.clone().next().unwrap_or_default();
    let count = list.clone().count();
    lexicon::is_place(first) && count <= 4
        || matches!(first, "new" | "st") && list.clone().any(lexicon::is_place) && count <= 4
        || list.any(|w| {
            lexicon::is_publisher_word(w)
                || matches!(
                    w,
                    "ed" | "edn" | "edition" | "aufl" | "auflage" | "édition" | "repr" | "reprint"
                )
        })
}

/// The last year that words hold.
fn last_year(words: &str) -> Option<String> {
    let found = words.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '–' | '/')));
    let mut found = found;
    found.rfind(|w| is_year(w)).map(str::to_owned)
}

fn has_et_al(words: &str) -> bool {
    ["et al", "et al.", "u.a.", "u. a.", "and others", "et alii"]
        .iter()
        .any(|t| words.ends_with(t))
}
