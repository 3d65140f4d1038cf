//! A long file looked through in pieces, with all the machine's cores and without ever holding it
//! whole: first every piece is sieved and its blocks are found, then the pieces that may answer
//! are read again.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::inline;
use super::labels::number_of;
use super::matching::Matcher;
use super::narrow::Print;
use super::query::Query;
use super::sieve::{Candidates, Sieve};
use super::skim::{Block, Skimmed, blocks};
use crate::article::{ArticleName, markdown};

/// A file of at least so many bytes is long.
pub(super) const LONG: u64 = 1 << 20;

/// About so many bytes are looked at at once: few enough to stay in a core's cache.
const PIECE: usize = 512 << 10;

/// So much more is read at first, to find where the last block of a piece ends.
const MARGIN: usize = 8 << 10;

/// A block longer than this is none of prose; such a file is read whole.
const LONGEST_BLOCK: usize = 4 << 20;

/// A long file as it was when it was first looked at.
#[derive(Debug)]
pub(super) struct Long {
    path: PathBuf,
    print: Print,
    length: usize,
}

/// What a look at every piece has shown.
#[derive(Debug)]
pub(super) struct Survey {
    /// In the order of the file.
    pub(super) pieces: Vec<Piece>,
}

/// From one empty line to another, so that no block is broken.
#[derive(Debug)]
pub(super) struct Piece {
    /// Its bytes in the file.
    pub(super) range: Range<usize>,
    /// The bytes of the file that may answer.
    pub(super) candidates: Candidates,
    /// The front matter, in the first piece of a file that has one.
    yaml: Option<String>,
    /// `None` when it takes a parser to find them.
    blocks: Option<Vec<Block>>,
    /// The texts of those that cannot be numbered without, with where they begin.
    asked: Vec<(usize, String)>,
    /// The notes that must be there for what the query denied.
    supposed: Vec<u32>,
}

impl Long {
    /// The file, if it is long.
    pub(super) fn open(path: &Path) -> Option<Self> {
        let metadata = std::fs::metadata(path).ok()?;
        (metadata.is_file() && metadata.len() >= LONG).then_some(())?;
        Some(Self {
            path: path.to_owned(),
            print: Print::of(&metadata).0,
            length: usize::try_from(metadata.len()).ok()?,
        })
    }

    /// Looks at every piece. `None` when the file must be read whole: it is not UTF-8, has the
    /// line ends of another system or blocks of unlikely length, or changes meanwhile.
    ///
    /// With a query, simple blocks that do not answer it are no candidates; but
    /// [`Survey::supposes_too_much`] must be asked.
    pub(super) fn survey(&self, sieve: &Sieve, query: Option<&Query>) -> Option<Survey> {
        let pieces: Option<Vec<Piece>> = (0..self.length.div_ceil(PIECE))
            .into_par_iter()
            // Each part of the work brings its own buffer.
            .with_min_len(4)
            .map_init(
                || (Vec::new(), query.map(Matcher::without_sieve)),
                |(buffer, matcher), index| self.look(index, sieve, matcher.as_mut(), buffer),
            )
            .collect();
        Some(Survey { pieces: pieces? })
    }

    fn look(
        &self,
        index: usize,
        sieve: &Sieve,
        matcher: Option<&mut Matcher<'_>>,
        buffer: &mut Vec<u8>,
    ) -> Option<Piece> {
        let range = self.cut(index, buffer)?;
        let start = range.start - index * PIECE;
        let bytes = buffer.get(start..start + range.len())?;
        if memchr::memchr(b'\r', bytes).is_some() {
            return None;
        }
        let text = simdutf8::basic::from_utf8(bytes).ok()?;
        let (yaml, markdown) = match index {
            0 => {
                let (yaml, markdown, _) = markdown::split_front_matter(text);
                // It may end beyond the piece.
                let cut_off = yaml.is_none() && markdown.starts_with("---");
                (!cut_off).then_some((yaml, markdown))?
            }
            _ => (None, text),
        };
        let from = range.start + (text.len() - markdown.len());
        let mut candidates = sieve.candidates(text);
        if let Candidates::At(places) = &mut candidates {
            for at in places {
                *at += range.start;
            }
        }
        let blocks = blocks(markdown, from);
        let mut supposed = Vec::new();
        if let (Candidates::At(places), Some(blocks), Some(matcher)) =
            (&mut candidates, &blocks, matcher)
        {
            let text = |raw: Range<usize>| text.get(raw.start - range.start..raw.end - range.start);
            supposed = deny(places, blocks, matcher, text);
        }
        let mut asked = Vec::new();
        for (number, block) in blocks.iter().flatten().enumerate() {
            if let Some(raw) = block.asks(index == 0 && number == 0) {
                let own = raw.start - range.start..raw.end - range.start;
                asked.push((raw.start, text.get(own)?.to_owned()));
            }
        }
        Some(Piece {
            range,
            candidates,
            yaml: yaml.map(str::to_owned),
            blocks,
            asked,
            supposed,
        })
    }

    /// Reads from the piece's place in the grid to its end, and says which bytes of the file it
    /// has: from the first empty line at or after that place to the first at or after the next.
    fn cut(&self, index: usize, buffer: &mut Vec<u8>) -> Option<Range<usize>> {
        let origin = index * PIECE;
        let gap = memchr::memmem::Finder::new("\n\n");
        let mut wanted = PIECE + MARGIN;
        loop {
            self.fill(origin..(origin + wanted).min(self.length), buffer)?;
            let complete = origin + buffer.len() == self.length;
            let start = match index {
                0 => Some(0),
                _ => gap.find(buffer),
            };
            let past = buffer.get(PIECE..).unwrap_or_default();
            let end = gap.find(past).map(|at| PIECE + at);
            match (start, end) {
                (Some(start), Some(end)) => return Some(origin + start..origin + end),
                _ if complete => {
                    let start = start.unwrap_or(buffer.len());
                    return Some(origin + start..self.length);
                }
                _ if wanted > LONGEST_BLOCK => return None,
                _ => wanted *= 2,
            }
        }
    }

    /// Reads bytes of the file; `None` when it is no longer what it was.
    fn fill(&self, range: Range<usize>, buffer: &mut Vec<u8>) -> Option<()> {
        buffer.clear();
        let mut file = File::open(&self.path).ok()?;
        file.seek(SeekFrom::Start(range.start as u64)).ok()?;
        let length = range.len();
        buffer.reserve(length);
        file.by_ref().take(length as u64).read_to_end(buffer).ok()?;
        // After the reading: whoever wrote meanwhile has left another print.
        let (print, _) = Print::of(&file.metadata().ok()?);
        (print == self.print && buffer.len() == length).then_some(())
    }

    /// The text of a piece that was looked at; `None` when the file is no longer what it was.
    pub(super) fn text(&self, piece: &Piece) -> Option<String> {
        let mut bytes = Vec::new();
        self.fill(piece.range.clone(), &mut bytes)?;
        String::from_utf8(bytes).ok()
    }

    /// The beginning of the file, of about so many bytes, up to the end of a block.
    pub(super) fn beginning(&self, bytes: usize) -> Option<String> {
        let mut buffer = Vec::new();
        self.fill(0..bytes.min(self.length), &mut buffer)?;
        if let Some(end) = memchr::memmem::rfind(&buffer, b"\n\n") {
            buffer.truncate(end);
        }
        String::from_utf8(buffer).ok()
    }
}

/// Takes away the places in blocks that do not answer, if each note that is called in them is
/// there; gives the numbers of those notes.
fn deny<'t>(
    places: &mut Vec<usize>,
    blocks: &[Block],
    matcher: &mut Matcher<'_>,
    text: impl Fn(Range<usize>) -> Option<&'t str>,
) -> Vec<u32> {
    let mut supposed = Vec::new();
    let mut is_denied = |raw: &str| {
        let before = supposed.len();
        let text = inline::text_with(raw, |label| {
            let number = number_of(label);
            supposed.extend(number);
            number.is_some()
        });
        let denied = text.is_some_and(|text| matcher.denies(&text));
        if !denied {
            supposed.truncate(before);
        }
        denied
    };
    let mut blocks = blocks.iter().map(Block::raw).peekable();
    let mut seen: Option<(Range<usize>, bool)> = None;
    let (mut kept, mut gone) = (0, 0);
    places.retain(|at| {
        if let Some((raw, denied)) = &seen
            && raw.contains(at)
        {
            return !denied;
        }
        while blocks.next_if(|raw| raw.end <= *at).is_some() {}
        let Some(raw) = blocks.peek().filter(|raw| raw.contains(at)) else {
            // It stands in no block.
            return false;
        };
        // Where most answer, all are read again anyway.
        let is_worth_it = kept <= 4 + gone;
        let denied = is_worth_it && text(raw.clone()).is_some_and(&mut is_denied);
        *if denied { &mut gone } else { &mut kept } += 1;
        seen = Some((raw.clone(), denied));
        !denied
    });
    supposed
}

impl Survey {
    /// Whether nothing in the file can answer.
    pub(super) fn is_empty(&self) -> bool {
        let nothing = Candidates::At(Vec::new());
        self.pieces.iter().all(|p| p.candidates == nothing)
    }

    /// Whether nothing was denied that could depend on which notes there are.
    pub(super) fn supposes_nothing(&self) -> bool {
        self.pieces.iter().all(|p| p.supposed.is_empty())
    }

    /// Whether a note that was taken to be there is not, so that it must be looked at again
    /// without a query.
    pub(super) fn supposes_too_much(&self, skimmed: &Skimmed) -> bool {
        let labels = skimmed.labels();
        !self.pieces.iter().all(|p| labels.have_all(&p.supposed))
    }

    /// The numbers of the blocks that may answer; `None` when that takes a parser.
    pub(super) fn skim(&self, name: &ArticleName) -> Option<Skimmed> {
        let blocks: Option<Vec<&[Block]>> =
            self.pieces.iter().map(|p| p.blocks.as_deref()).collect();
        let blocks = blocks?.into_iter().flatten();
        let asked = self.pieces.iter().flat_map(|p| &p.asked);
        let asked: Vec<(usize, &str)> = asked.map(|(at, text)| (*at, text.as_str())).collect();
        let text = |raw: Range<usize>| {
            let found = asked.binary_search_by_key(&raw.start, |(at, _)| *at);
            asked.get(found.ok()?).map(|(_, text)| *text)
        };
        let yaml = self.pieces.first().and_then(|p| p.yaml.as_deref());
        // Blocks and places are both in order.
        let everywhere = |p: &Piece| p.candidates == Candidates::Everywhere;
        let all = self.pieces.iter().any(everywhere);
        let mut places = self
            .pieces
            .iter()
            .flat_map(|p| match &p.candidates {
                Candidates::At(places) => places.as_slice(),
                Candidates::Everywhere => &[],
            })
            .peekable();
        let may_answer = |raw: Range<usize>| {
            while places.next_if(|at| **at < raw.start).is_some() {}
            all || places.peek().is_some_and(|at| **at < raw.end)
        };
        Skimmed::number(name.clone(), yaml, blocks, text, may_answer)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;

    use super::*;
    use crate::search::skim::skim;

    fn file(text: &str) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file
    }

    /// The passages that may answer, or with `deny` those that do, in reading order: by a look
    /// at the whole file, and by one at its pieces.
    fn both(text: &str, query: &str, deny: bool) -> (Option<Vec<String>>, Option<Vec<String>>) {
        let name: ArticleName = "a".parse().unwrap();
        let query = Query::parse(query).unwrap();
        let sieve = Sieve::of(&query);
        let told = |skimmed: &Skimmed, bytes: &[usize]| {
            let mut matcher = Matcher::new(&query);
            let mut passages = Vec::new();
            for (place, index) in skimmed.places_of(bytes) {
                let raw = skimmed.raw(index);
                let unit = skimmed.unit(place, &text[raw.clone()]).unwrap();
                if !deny || matcher.places_in_likely(&unit).is_some() {
                    passages.push(format!("{:?} {raw:?}", unit.at));
                }
            }
            passages
        };
        let whole = skim(&name, text).map(|skimmed| {
            let Candidates::At(bytes) = sieve.candidates(text) else {
                panic!("there is a string to look for");
            };
            told(&skimmed, &bytes)
        });
        let file = file(text);
        let pieces = Long::open(file.path()).and_then(|long| {
            let survey = long.survey(&sieve, deny.then_some(&query))?;
            let skimmed = survey.skim(&name)?;
            let mut bytes = Vec::new();
            let mut next = 0;
            for piece in &survey.pieces {
                assert_eq!(piece.range.start, next, "nothing is left out");
                next = piece.range.end;
                assert_eq!(long.text(piece).unwrap(), &text[piece.range.clone()]);
                let Candidates::At(at) = &piece.candidates else {
                    panic!("there is a string to look for");
                };
                bytes.extend_from_slice(at);
            }
            assert_eq!(next, text.len());
            Some(told(&skimmed, &bytes))
        });
        (whole, pieces)
    }

    #[test]
    fn a_short_file_is_not_long() {
        assert!(Long::open(file("bread").path()).is_none());
        assert!(Long::open(Path::new("nowhere.md")).is_none());
    }

    #[test]
    fn what_must_be_read_whole_is_left() {
        let sieve = Sieve::of(&Query::parse("bread").unwrap());
        let survey = |text: &str| {
            let file = file(text);
            Long::open(file.path())
                .unwrap()
                .survey(&sieve, None)
                .is_some()
        };
        let long = "A word.\n\n".repeat(200_000);
        assert!(survey(&long));
        assert!(!survey(&long.replacen("\n\n", "\r\n\r\n", 70_000)));
        assert!(!survey(&format!("{long}{}", "x ".repeat(5 << 20))));
        assert!(!survey(&format!("---\ntitle: |\n{long}")));
        let mut bytes = long.clone().into_bytes();
        bytes[700_000] = 0xff;
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&bytes).unwrap();
        assert!(
            Long::open(file.path())
                .unwrap()
                .survey(&sieve, None)
                .is_none()
        );
    }

    #[test]
    fn a_file_that_has_changed_is_left() {
        let file = file(&"A word of bread.\n\n".repeat(100_000));
        let long = Long::open(file.path()).unwrap();
        let survey = long.survey(&Sieve::open(), None).unwrap();
        std::fs::write(file.path(), "A word of peace.\n\n".repeat(100_001)).unwrap();
        assert!(long.text(&survey.pieces[0]).is_none());
        assert!(long.survey(&Sieve::open(), None).is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn pieces_tell_the_same_as_the_whole(
            front in prop_oneof![Just(""), Just("---\ntitle: On rye\n\nlang: en\n---\n"), Just("\u{feff}# On rye\n")],
            blocks in prop::collection::vec(
                ("(# |## |### |[*]|\"|\\[\\^1\\] ?|!\\[\\]\\(\\) ?)?", "(word|bre-\nad|bread|[*]b[*]read|é|brèad|\\[\\^2\\]|[ ,.]){1,9}", 0usize..60_000),
                12..40)
        ) {
            let mut text = front.to_owned();
            let mut notes = String::new();
            for (number, (opening, words, length)) in blocks.iter().enumerate() {
                text.push_str(&format!("{opening}{words}{}\n\n", " Plain words, and more.".repeat(length / 20)));
                if number % 3 == 0 {
                    notes.push_str(&format!("[^{}]: Of {words}\n\n", blocks.len() - number));
                }
            }
            text.push_str(&" An end.".repeat((1 << 20) / 8));
            text.push_str("\n\n");
            text.push_str(&notes);
            for query in ["bread", "\"word bread\"", "/b.ead/"] {
                for matched in [false, true] {
                    let (whole, pieces) = both(&text, query, matched);
                    prop_assert_eq!(pieces, whole, "{} {}", query, matched);
                }
            }
        }
    }
}
