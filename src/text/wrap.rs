//! Wrapping: one block of text into lines of a given width.
//!
//! Greedy, by grapheme cluster, with break opportunities at spaces, after hyphens and dashes,
//! between wide characters and, where nothing else helps, anywhere. Only byte ranges come out;
//! what is drawn in them is the caller's.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::{safe, width};

/// One line: the bytes of the text that stand on it.
///
/// Together the lines of a text leave out only the white space at which it was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Bytes of the wrapped text, without the space or line feed that ended the line.
    pub range: Range<usize>,
    /// Columns taken, insertions included.
    pub width: usize,
    /// Whether the text itself ends the line here (a line feed, or the end).
    pub hard: bool,
}

/// Something shown in the text that is not of it, such as a note's figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Insertion {
    /// Byte of the text before which it stands.
    pub at: usize,
    /// Its columns.
    pub width: usize,
}

/// The columns in which one cluster is shown (see [`safe::shown`]).
pub fn cluster_width(cluster: &str) -> usize {
    if cluster.len() == 1 {
        let byte = cluster.as_bytes().first().copied().unwrap_or(b' ');
        if matches!(byte, b' '..=b'~') {
            return 1;
        }
    }
    width::of(&safe::shown_line(cluster))
}

/// Wraps `text` into lines of at most `columns` (at least 1), with `insertions` in order of place.
///
/// A cluster wider than the line stands alone on it.
pub fn wrap(text: &str, columns: usize, insertions: &[Insertion]) -> Vec<Line> {
    let mut wrapper = Wrapper::new(columns.max(1));
    let mut insertions = insertions.iter().peekable();
    for (at, cluster) in text.grapheme_indices(true) {
        let mut extra = 0;
        while let Some(insertion) = insertions.next_if(|i| i.at <= at) {
            extra += insertion.width;
        }
        wrapper.push(at, cluster, extra);
    }
    let extra = insertions.map(|i| i.width).sum();
    wrapper.finish(text.len(), extra)
}

struct Wrapper {
    columns: usize,
    lines: Vec<Line>,
    /// Where the line being filled begins, and its columns so far.
    start: usize,
    taken: usize,
    /// The last place where it may be broken.
    chance: Option<Chance>,
    was_wide: bool,
}

/// A break opportunity: the line may end at `end` and the next begin at `next`.
#[derive(Clone, Copy)]
struct Chance {
    end: usize,
    next: usize,
    width: usize,
    /// Columns up to `next`: what the new line no longer has to hold.
    skipped: usize,
}

impl Wrapper {
    fn new(columns: usize) -> Self {
        Self {
            columns,
            lines: Vec::new(),
            start: 0,
            taken: 0,
            chance: None,
            was_wide: false,
        }
    }

    fn push(&mut self, at: usize, cluster: &str, extra: usize) {
        if matches!(cluster, "\n" | "\r\n") {
            self.taken += extra;
            let (end, width) = self.without_trailing_space(at);
            self.end_line(end, at + cluster.len(), width, true);
            self.taken = 0;
            return;
        }
        let columns = cluster_width(cluster);
        let wide = columns == 2 && !cluster.is_ascii();
        if (wide || self.was_wide) && at > self.start && !forbids_break_before(cluster) {
            self.offer(at, at, self.taken, self.taken);
        }
        self.was_wide = wide;
        self.taken += extra;
        let is_space = cluster == " ";
        while !is_space && self.taken + columns > self.columns && at > self.start {
            self.break_before(at);
        }
        if is_space {
            let width = self.taken;
            self.taken += 1;
            self.offer(at, at + 1, width, self.taken);
        } else {
            self.taken += columns;
            if may_break_after(cluster) {
                let end = at + cluster.len();
                self.offer(end, end, self.taken, self.taken);
            }
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
            });
        }
    }

    /// Breaks at the last opportunity, or right here when the line has none.
    fn break_before(&mut self, at: usize) {
        match self.chance.take() {
            Some(c) if c.next > self.start => {
                self.taken -= c.skipped;
                self.end_line(c.end, c.next, c.width, false);
            }
            _ => {
                let width = std::mem::take(&mut self.taken);
                self.end_line(at, at, width, false);
            }
        }
    }

    fn end_line(&mut self, end: usize, next: usize, width: usize, hard: bool) {
        self.lines.push(Line {
            range: self.start..end.max(self.start),
            width,
            hard,
        });
        self.start = next;
        self.chance = None;
        self.was_wide = false;
    }

    fn finish(mut self, len: usize, extra: usize) -> Vec<Line> {
        self.taken += extra;
        if extra > 0 && self.taken > self.columns {
            self.break_before(len);
        }
        let (end, width) = self.without_trailing_space(len);
        self.end_line(end, len, width, true);
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
    matches!(cluster, "-" | "‐" | "–" | "—" | "/" | "\u{ad}" | "\u{200b}")
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

    proptest! {
        #[test]
        fn no_character_is_lost_or_doubled(
            text in "([a-z]{1,12}|[ \n-]|十|é|\u{301}|👩‍👧){0,80}",
            columns in 1usize..30,
        ) {
            let mut end = 0;
            for line in wrap(&text, columns, &[]) {
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
