//! Wrapping: one block of text into lines of a given width.
//!
//! Greedy, by grapheme cluster, with break opportunities at spaces, after hyphens and dashes,
//! at soft hyphens, between wide characters, within words where a language's patterns allow it
//! (Liang's method, see [`super::hyphen`]), and, where nothing else helps, anywhere. Only byte
//! ranges come out; what is drawn in them is the caller's.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::hyphen::Hyphenator;
use super::{safe, width};

/// One line: the bytes of the text that stand on it.
///
/// Together the lines of a text leave out only the white space at which it was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Bytes of the wrapped text, without the space or line feed that ended the line.
    pub range: Range<usize>,
    /// Columns taken, insertions and the hyphen included.
    pub width: usize,
    /// Whether the text itself ends the line here (a line feed, or the end).
    pub hard: bool,
    /// Whether a hyphen is shown at the end that the text does not have.
    pub hyphen: bool,
}

/// Something shown in the text that is not of it, such as a note's figure. It clings to what
/// stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Insertion {
    /// Byte of the text before which it stands.
    pub at: usize,
    /// Its columns.
    pub width: usize,
}

/// How a text is wrapped.
#[derive(Debug, Clone, Default)]
pub struct Setting<'a> {
    /// The most columns a line may take; at least 1 is used.
    pub columns: usize,
    /// What is shown between the text's own characters, in order of place.
    pub insertions: &'a [Insertion],
    /// Divides words, if words are to be divided.
    pub hyphenator: Option<Hyphenator>,
    /// Ranges, in order, within which no word is divided.
    pub whole: &'a [Range<usize>],
}

/// At most this many lines in a row end in a divided word (Chicago Manual of Style, 2.117).
const HYPHENS_IN_A_ROW: usize = 2;

/// A line with fewer columns to spare than this is left as it is.
const WORTH_DIVIDING: usize = 4;

/// The columns in which one cluster is shown (see [`safe::shown`]). A soft hyphen shows only
/// where a line is broken at it.
pub fn cluster_width(cluster: &str) -> usize {
    if cluster.len() == 1 {
        let byte = cluster.as_bytes().first().copied().unwrap_or(b' ');
        if matches!(byte, b' '..=b'~') {
            return 1;
        }
    }
    if cluster == SOFT_HYPHEN {
        return 0;
    }
    width::of(&safe::shown_line(cluster))
}

/// A place where a word may be divided, shown as a hyphen only when it is.
pub const SOFT_HYPHEN: &str = "\u{ad}";

/// Wraps `text` into lines of at most `columns` (at least 1), with `insertions` in order of place.
///
/// A cluster wider than the line stands alone on it.
pub fn wrap(text: &str, columns: usize, insertions: &[Insertion]) -> Vec<Line> {
    wrap_set(
        text,
        &Setting {
            columns,
            insertions,
            ..Setting::default()
        },
    )
}

/// Wraps `text` as `setting` says. An insertion may stand out of the line by its own width where
/// there is no room for it and nothing to break at.
pub fn wrap_set(text: &str, setting: &Setting<'_>) -> Vec<Line> {
    let mut wrapper = Wrapper::new(text, setting);
    let mut insertions = setting.insertions.iter().peekable();
    for (at, cluster) in text.grapheme_indices(true) {
        while let Some(insertion) = insertions.next_if(|i| i.at <= at) {
            wrapper.insert(at, insertion.width);
        }
        wrapper.push(at, cluster);
    }
    for insertion in insertions {
        wrapper.insert(text.len(), insertion.width);
    }
    wrapper.finish()
}

struct Wrapper<'a> {
    text: &'a str,
    setting: &'a Setting<'a>,
    columns: usize,
    lines: Vec<Line>,
    /// Where the line being filled begins, and its columns so far.
    start: usize,
    taken: usize,
    /// The last place where it may be broken.
    chance: Option<Chance>,
    was_wide: bool,
    /// How many lines up to here end in a divided word.
    hyphens: usize,
}

/// A break opportunity: the line may end at `end` and the next begin at `next`.
#[derive(Clone, Copy)]
struct Chance {
    end: usize,
    next: usize,
    width: usize,
    /// Columns up to `next`: what the new line no longer has to hold.
    skipped: usize,
    /// Whether a hyphen is shown when the line is broken here.
    hyphen: bool,
}

impl<'a> Wrapper<'a> {
    fn new(text: &'a str, setting: &'a Setting<'a>) -> Self {
        Self {
            text,
            setting,
            columns: setting.columns.max(1),
            lines: Vec::new(),
            start: 0,
            taken: 0,
            chance: None,
            was_wide: false,
            hyphens: 0,
        }
    }

    /// Makes room for something that clings to what stands before it.
    fn insert(&mut self, at: usize, width: usize) {
        self.taken += width;
        // What was a chance right here is none any more: it would part the two.
        if let Some(chance) = &mut self.chance
            && chance.next == at
        {
            if chance.end < at {
                chance.skipped = self.taken;
            } else {
                chance.width = self.taken;
                chance.skipped = self.taken;
            }
        }
        while self.taken > self.columns
            && self
                .chance
                .is_some_and(|c| c.next > self.start && c.next < at)
        {
            self.break_before(at);
        }
    }

    fn push(&mut self, at: usize, cluster: &str) {
        if matches!(cluster, "\n" | "\r\n") {
            let (end, width) = self.without_trailing_space(at);
            self.end_line(end, at + cluster.len(), width, true, false);
            self.taken = 0;
            return;
        }
        let columns = cluster_width(cluster);
        let wide = columns == 2 && !cluster.is_ascii();
        if (wide || self.was_wide) && at > self.start && !forbids_break_before(cluster) {
            self.offer(at, at, self.taken, self.taken);
        }
        self.was_wide = wide;
        let is_space = cluster == " ";
        while !is_space && self.taken + columns > self.columns && at > self.start {
            self.break_before(at);
        }
        if is_space {
            let width = self.taken;
            self.taken += 1;
            self.offer(at, at + 1, width, self.taken);
            return;
        }
        self.taken += columns;
        let end = at + cluster.len();
        if cluster == SOFT_HYPHEN && self.taken < self.columns {
            self.chance = Some(Chance {
                end,
                next: end,
                width: self.taken + 1,
                skipped: self.taken,
                hyphen: true,
            });
        } else if may_break_after(cluster) {
            self.offer(end, end, self.taken, self.taken);
        }
    }

    /// Notes a break opportunity; spaces that follow each other extend one another.
    fn offer(&mut self, end: usize, next: usize, width: usize, skipped: usize) {
        let (end, width) = match self.chance {
            Some(c) if c.next == end && c.end < c.next => (c.end, c.width),
            _ => (end, width),
        };
        if end >= self.start && (width <= self.columns || end < next) {
            self.chance = Some(Chance {
                end,
                next,
                width,
                skipped,
                hyphen: false,
            });
        }
    }

    /// Breaks within the word, at the last opportunity, or right here when the line has none.
    fn break_before(&mut self, at: usize) {
        let chance = self.chance.take().filter(|c| c.next > self.start);
        let line_start = chance.map_or(0, |c| c.skipped);
        let word_start = chance.map_or(self.start, |c| c.next);
        let spare = self.columns.saturating_sub(chance.map_or(0, |c| c.width));
        if spare >= WORTH_DIVIDING
            && let Some((end, width)) = self.division(word_start, at, line_start)
        {
            self.taken -= width;
            self.end_line(end, end, width + 1, false, true);
            return;
        }
        if let Some(c) = chance {
            self.taken -= c.skipped;
            self.end_line(c.end, c.next, c.width, false, c.hyphen);
        } else {
            let width = std::mem::take(&mut self.taken);
            self.end_line(at, at, width, false, false);
        }
    }

    /// Where the word that begins at `from` and no longer fits at `at` may be divided, and the
    /// columns of the line up to there.
    fn division(&self, from: usize, at: usize, before: usize) -> Option<(usize, usize)> {
        let hyphenator = self.setting.hyphenator?;
        if self.hyphens >= HYPHENS_IN_A_ROW {
            return None;
        }
        let rest = self.text.get(from..)?;
        let lead = rest.find(char::is_alphabetic)?;
        let word_at = from + lead;
        let word = rest.get(lead..)?;
        let word = word.split(|c: char| !c.is_alphabetic()).next()?;
        let here = word_at..word_at + word.len();
        let kept = self.setting.whole.partition_point(|r| r.end <= here.start);
        let is_kept = self
            .setting
            .whole
            .get(kept)
            .is_some_and(|r| r.start < here.end);
        let inserted = self
            .setting
            .insertions
            .iter()
            .any(|i| here.start < i.at && i.at <= here.end);
        // What overflows may be the comma after the word: the word is divided all the same.
        if word_at >= at || is_kept || inserted {
            return None;
        }
        let lead_width = width::of(self.text.get(from..word_at)?);
        hyphenator
            .divisions(word)
            .filter_map(|part| {
                let columns = before + lead_width + width::of(word.get(..part)?);
                (columns < self.columns && word_at + part <= at)
                    .then_some((word_at + part, columns))
            })
            .last()
    }

    fn end_line(&mut self, end: usize, next: usize, width: usize, hard: bool, hyphen: bool) {
        self.lines.push(Line {
            range: self.start..end.max(self.start),
            width,
            hard,
            hyphen,
        });
        self.hyphens = if hyphen { self.hyphens + 1 } else { 0 };
        self.start = next;
        self.chance = None;
        self.was_wide = false;
    }

    fn finish(mut self) -> Vec<Line> {
        let len = self.text.len();
        let (end, width) = self.without_trailing_space(len);
        self.end_line(end, len, width, true, false);
        self.lines
    }

    /// Where the line that ends at `at` ends to the eye, and its columns up to there.
    fn without_trailing_space(&self, at: usize) -> (usize, usize) {
        match self.chance {
            Some(c) if c.next == at && c.end < c.next => (c.end, c.width),
            _ => (at, self.taken),
        }
    }
}

/// Hyphens and dashes end a line well; a slash does in addresses.
fn may_break_after(cluster: &str) -> bool {
    matches!(cluster, "-" | "‐" | "–" | "—" | "/" | "\u{200b}")
}

/// Closing marks never begin a line (the first rule of kinsoku shori, JIS X 4051).
fn forbids_break_before(cluster: &str) -> bool {
    cluster.chars().next().is_some_and(|c| {
        matches!(
            c,
            '、' | '。'
                | '，'
                | '．'
                | '！'
                | '？'
                | '：'
                | '；'
                | '）'
                | '」'
                | '』'
                | '】'
                | '〉'
                | '》'
                | '〕'
                | '］'
                | '｝'
                | '”'
                | '’'
                | 'ー'
                | '々'
                | ','
                | '.'
                | ';'
                | ':'
                | '!'
                | '?'
                | ')'
                | ']'
                | '}'
                | ' '
        )
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(text: &str, columns: usize) -> Vec<&str> {
        wrap(text, columns, &[])
            .into_iter()
            .map(|l| &text[l.range])
            .collect()
    }

    #[test]
    fn words_stay_whole() {
        assert_eq!(
            lines("all power to the soviets", 10),
            ["all power", "to the", "soviets"]
        );
        assert_eq!(
            lines("re-arming the party", 5),
            ["re-", "armin", "g the", "party"]
        );
        assert_eq!(lines("two  spaces", 6), ["two", "spaces"]);
    }

    #[test]
    fn line_feeds_are_kept() {
        assert_eq!(lines("a\n\nb", 10), ["a", "", "b"]);
        assert_eq!(lines("", 10), [""]);
    }

    #[test]
    fn wide_characters_break_anywhere_but_before_a_close() {
        assert_eq!(lines("十月革命の歴史", 6), ["十月革", "命の歴", "史"]);
        assert_eq!(lines("十月革。命", 6), ["十月", "革。命"]);
    }

    #[test]
    fn an_insertion_takes_room() {
        let text = "masses: they";
        let insertion = [Insertion { at: 6, width: 3 }];
        let wrapped = wrap(text, 10, &insertion);
        assert_eq!(wrapped.len(), 2);
        assert_eq!(wrapped[0].width, 10);
    }

    #[test]
    fn an_insertion_clings_to_the_word_before_it() {
        // The figure after `masses` has no room: the word goes down with it.
        let text = "of the masses and";
        let insertions = [Insertion { at: 13, width: 1 }];
        let wrapped = wrap(text, 13, &insertions);
        assert_eq!(&text[wrapped[0].range.clone()], "of the");
        assert_eq!(&text[wrapped[1].range.clone()], "masses and");
        assert_eq!(wrapped[1].width, 11);
    }

    #[test]
    fn a_soft_hyphen_shows_where_the_line_ends_at_it() {
        let wrapped = wrap("in re\u{ad}form", 7, &[]);
        assert!(wrapped[0].hyphen);
        assert_eq!(wrapped[0].width, 6);
        assert_eq!(wrap("re\u{ad}form", 7, &[]).len(), 1);
    }

    fn hyphenated(text: &str, columns: usize, whole: &[Range<usize>]) -> Vec<String> {
        let setting = Setting {
            columns,
            hyphenator: Hyphenator::of_language("en"),
            whole,
            ..Setting::default()
        };
        let lines = wrap_set(text, &setting).into_iter();
        lines
            .map(|l| format!("{}{}", &text[l.range], if l.hyphen { "-" } else { "" }))
            .collect()
    }

    #[test]
    fn words_are_divided_where_the_language_allows() {
        let text = "an extensive revolution";
        assert_eq!(
            hyphenated(text, 10, &[]),
            ["an exten-", "sive revo-", "lution"]
        );
        let kept = hyphenated(text, 10, std::slice::from_ref(&(3..12)));
        assert_eq!(kept, ["an", "extensive", "revolution"]);
    }

    #[test]
    fn a_word_is_divided_though_only_its_comma_has_no_room() {
        let lines = hyphenated("an extensive, long", 12, &[]);
        assert_eq!(lines, ["an exten-", "sive, long"]);
    }

    proptest! {
        #[test]
        fn no_character_is_lost_or_doubled(
            text in "([a-z]{1,12}|[ \n-]|十|é|\u{301}|👩‍👧){0,80}",
            columns in 1usize..30,
            divided in any::<bool>(),
        ) {
            let mut end = 0;
            let hyphenator = divided.then(|| Hyphenator::of_language("en")).flatten();
            let setting = Setting { columns, hyphenator, ..Setting::default() };
            for line in wrap_set(&text, &setting) {
                prop_assert!(line.range.start >= end);
                let between = &text[end..line.range.start];
                prop_assert!(between.chars().all(|c| c == ' ' || c == '\n'), "lost {between:?}");
                let shown = &text[line.range.clone()];
                let clusters = shown.graphemes(true).count();
                prop_assert!(line.width <= columns || clusters == 1, "{shown:?} in {columns}");
                end = line.range.end;
            }
            prop_assert!(text[end..].chars().all(|c| c == ' '));
        }
    }
}
