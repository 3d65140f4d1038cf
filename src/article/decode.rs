//! Bytes → text: UTF-8, UTF-16, UTF-32, Windows-1252 and its kin; line ends as line feeds.
//!
//! What is no text at all is named, so that its owner knows what to do with it.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::language;
use super::report::{RemarkKind, Report};

/// What a file is that is no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binary {
    /// Its kind, in words: `a PDF document`.
    pub kind: &'static str,
    /// What its owner can do.
    pub help: &'static str,
}

const EXPORT: &str = "open it in the program it was made with and save it as plain text or HTML";
const PICTURE: &str = "a picture holds no text; recognise its text first (OCR) and import that";
const UNPACK: &str = "unpack it and import the file within";
const NO_TEXT: &str = "give a text, Markdown, HTML or EPUB file";

/// How files of certain kinds begin (from the file formats' own documents, as in file(1)).
const SIGNATURES: [(&[u8], Binary); 26] = [
    (
        b"%PDF-",
        binary(
            "a PDF document",
            "take its text out first, with `pdftotext FILE`, and import that",
        ),
    ),
    (
        b"%!PS",
        binary(
            "a PostScript document",
            "convert it with `ps2ascii` and import that",
        ),
    ),
    (b"{\\rtf", binary("a Rich Text document", EXPORT)),
    (
        b"\xd0\xcf\x11\xe0",
        binary("an old Microsoft Office document", EXPORT),
    ),
    (
        b"AT&TFORM",
        binary(
            "a DjVu document",
            "take its text out first, with `djvutxt`, and import that",
        ),
    ),
    (b"\x89PNG", binary("a PNG picture", PICTURE)),
    (b"\xff\xd8\xff", binary("a JPEG picture", PICTURE)),
    (b"GIF8", binary("a GIF picture", PICTURE)),
    (b"II*\0", binary("a TIFF picture", PICTURE)),
    (b"MM\0*", binary("a TIFF picture", PICTURE)),
    (b"RIFF", binary("a RIFF file (sound or picture)", NO_TEXT)),
    (b"\x1f\x8b", binary("a gzip archive", UNPACK)),
    (b"BZh", binary("a bzip2 archive", UNPACK)),
    (b"\xfd7zXZ", binary("an xz archive", UNPACK)),
    (b"(\xb5/\xfd", binary("a zstd archive", UNPACK)),
    (b"7z\xbc\xaf", binary("a 7-Zip archive", UNPACK)),
    (b"Rar!", binary("a RAR archive", UNPACK)),
    (
        b"PK\x03\x04",
        binary("a zip archive (an office document, perhaps)", EXPORT),
    ),
    (b"PK\x05\x06", binary("an empty zip archive", NO_TEXT)),
    (b"\x7fELF", binary("a program", NO_TEXT)),
    (b"MZ", binary("a program", NO_TEXT)),
    (b"\xca\xfe\xba\xbe", binary("a program", NO_TEXT)),
    (b"SQLite format 3", binary("a database", NO_TEXT)),
    (b"ID3", binary("a sound recording", NO_TEXT)),
    (b"OggS", binary("a sound recording", NO_TEXT)),
    (
        b"BOOKMOBI",
        binary("a Mobipocket book", "convert it to EPUB and import that"),
    ),
];

const fn binary(kind: &'static str, help: &'static str) -> Binary {
    Binary { kind, help }
}

/// What `bytes` are, when they begin as a file of a known kind that is no text.
pub(super) fn known_binary(bytes: &[u8]) -> Option<Binary> {
    let found = SIGNATURES
        .iter()
        .find(|(start, _)| bytes.starts_with(start))?;
    // Two letters may begin a text as well as a program.
    let text_too = found.0 == b"MZ"
        || found.0 == b"RIFF"
        || found.0 == b"BZh"
        || found.0 == b"ID3"
        || found.0 == b"GIF8";
    let head = bytes.get(..512.min(bytes.len())).unwrap_or_default();
    (!text_too || holds_controls(head)).then_some(found.1)
}

/// Decodes the bytes of a text, and reports what they were, unless plain UTF-8 with line feeds.
/// `declared` is the encoding that the text itself claims, if it does.
pub(super) fn decode(
    bytes: &[u8],
    declared: Option<&'static Encoding>,
    report: &mut Report,
) -> Result<String, Binary> {
    if let Some(binary) = known_binary(bytes) {
        return Err(binary);
    }
    let text = characters(bytes, declared, report);
    if looks_binary(&text) {
        return Err(binary(
            "no text in any encoding that is known here",
            NO_TEXT,
        ));
    }
    Ok(line_feeds(text, report))
}

fn characters(bytes: &[u8], declared: Option<&'static Encoding>, report: &mut Report) -> String {
    if let Some(text) = utf_32(bytes) {
        converted("UTF-32", report);
        return text;
    }
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let text = encoding.decode_without_bom_handling(bytes.get(length..).unwrap_or_default());
        if encoding != UTF_8 {
            converted(encoding.name(), report);
        }
        if text.1 {
            damaged(&text.0, report);
        }
        return text.0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        if !utf_16_likely(bytes) {
            return text.to_owned();
        }
    } else if let Some(text) = mostly_utf_8(bytes) {
        damaged(&text, report);
        return text;
    }
    if let Some(text) = utf_16(bytes, report) {
        return text;
    }
    let encoding = declared.filter(|e| *e != UTF_8 && *e != UTF_16LE && *e != UTF_16BE);
    let encoding = encoding.unwrap_or_else(|| guess(bytes));
    let (text, damage) = encoding.decode_without_bom_handling(bytes);
    converted(encoding.name(), report);
    if damage {
        damaged(&text, report);
    }
    text.into_owned()
}

fn converted(encoding: &str, report: &mut Report) {
    let message = format!("the file is in {encoding}; its text is now UTF-8");
    report.add(0, RemarkKind::Mended, "encoding", message);
}

fn damaged(text: &str, report: &mut Report) {
    let count = text.matches('\u{fffd}').count();
    let at = text.find('\u{fffd}').unwrap_or(0);
    let before = text.get(..at).unwrap_or_default();
    let line = u32::try_from(before.matches('\n').count() + 1).unwrap_or(0);
    let message = format!(
        "{count} places could not be decoded, the first on this line; `\u{fffd}` stands for each"
    );
    report.add(line, RemarkKind::Doubtful, "encoding", message);
}

/// Text that is UTF-8 but for a few bytes: another encoding would spoil all of the rest.
fn mostly_utf_8(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let broken = text.matches('\u{fffd}').count();
    let sound = text
        .chars()
        .filter(|c| !c.is_ascii() && *c != '\u{fffd}')
        .count();
    (sound > 0 && broken * 4 <= sound.max(4)).then(|| text.into_owned())
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guessed = detector.guess(None, chardetng::Utf8Detection::Deny);
    if guessed == WINDOWS_1252 || !guessed.is_single_byte() {
        return guessed;
    }
    // A few bytes cannot tell one Latin encoding from another; the language can.
    let head = bytes.get(..100_000.min(bytes.len())).unwrap_or_default();
    let western = WINDOWS_1252.decode_without_bom_handling(head).0;
    if language::detect(&western).is_some() {
        WINDOWS_1252
    } else {
        guessed
    }
}

/// Whether zero bytes stand at every second place, as in Latin text in UTF-16.
fn utf_16_likely(bytes: &[u8]) -> bool {
    let head = bytes.get(..4096.min(bytes.len())).unwrap_or_default();
    let zeros = |odd: usize| {
        head.iter()
            .skip(odd)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let half = head.len() / 2;
    half >= 2 && ((even * 3 > half && odd * 8 < half) || (odd * 3 > half && even * 8 < half))
}

fn utf_16(bytes: &[u8], report: &mut Report) -> Option<String> {
    if !utf_16_likely(bytes) {
        return None;
    }
    let odd = bytes.iter().skip(1).step_by(2).filter(|b| **b == 0).count();
    let even = bytes.iter().step_by(2).filter(|b| **b == 0).count();
    let encoding = if odd > even { UTF_16LE } else { UTF_16BE };
    let (text, damage) = encoding.decode_without_bom_handling(bytes);
    if damage {
        return None;
    }
    converted(encoding.name(), report);
    Some(text.into_owned())
}

/// UTF-32 with a byte order mark, which `encoding_rs` leaves out (as the Encoding Standard does).
fn utf_32(bytes: &[u8]) -> Option<String> {
    let little = match bytes.get(..4)? {
        [0xff, 0xfe, 0, 0] => true,
        [0, 0, 0xfe, 0xff] => false,
        _ => return None,
    };
    let unit = |chunk: &[u8]| -> Option<u32> {
        let four: [u8; 4] = chunk.try_into().ok()?;
        Some(if little {
            u32::from_le_bytes(four)
        } else {
            u32::from_be_bytes(four)
        })
    };
    let chunks = bytes.get(4..)?.chunks(4);
    Some(
        chunks
            .map(|c| unit(c).and_then(char::from_u32).unwrap_or('\u{fffd}'))
            .collect(),
    )
}

/// Controls that no text holds, more than one in a hundred characters; a lone NUL is let pass.
fn looks_binary(text: &str) -> bool {
    let head: Vec<char> = text.chars().take(8192).collect();
    let strange = |c: &&char| matches!(**c, '\0'..='\u{8}' | '\u{e}'..='\u{1a}' | '\u{1c}'..='\u{1f}' | '\u{80}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{fffd}');
    let count = head.iter().filter(strange).count();
    count > 4 && count * 100 > head.len()
}

fn holds_controls(bytes: &[u8]) -> bool {
    bytes.iter().any(|b| matches!(b, 0..=8 | 14..=26))
}

/// Line ends as line feeds: CR LF, CR, and the Unicode ones.
fn line_feeds(text: String, report: &mut Report) -> String {
    let has_returns = memchr::memchr(b'\r', text.as_bytes()).is_some();
    let text = if has_returns {
        let pairs = text.matches("\r\n").count();
        let alone = text.matches('\r').count() - pairs;
        // A stray return in a text of line feeds is worth a word; CR LF is not.
        if alone > 0 {
            let message =
                format!("{alone} line ends are carriage returns alone; they are line feeds now");
            report.add(0, RemarkKind::Mended, "line-ends", message);
        }
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    };
    let separators = ['\u{85}', '\u{2028}', '\u{2029}'];
    if !text.contains(separators) {
        return text;
    }
    report.add(
        0,
        RemarkKind::Mended,
        "line-ends",
        "line and paragraph separators of Unicode are line feeds now",
    );
    text.replace(['\u{85}', '\u{2028}'], "\n")
        .replace('\u{2029}', "\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (Result<String, Binary>, Vec<String>) {
        let mut report = Report::default();
        let text = decode(bytes, None, &mut report);
        let remarks = report.remarks().iter().map(|r| r.message.clone()).collect();
        (text, remarks)
    }

    const TEXT: &str = "Le blé et le seigle — « du pain » — pour les œufs et la farine qui sont \
        dans une maison, avec ce que les gens ont sur la table.\nLa fin.\n";

    #[test]
    fn utf_8_needs_no_remark() {
        assert_eq!(decoded(TEXT.as_bytes()), (Ok(TEXT.to_owned()), Vec::new()));
        let marked = format!("\u{feff}{TEXT}");
        assert_eq!(
            decoded(marked.as_bytes()),
            (Ok(TEXT.to_owned()), Vec::new())
        );
    }

    #[test]
    fn utf_16_and_32_are_converted() {
        let units: Vec<u16> = TEXT.encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|u| u.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|u| u.to_be_bytes()).collect();
        let with = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        let wide: Vec<u8> = TEXT
            .chars()
            .flat_map(|c| u32::from(c).to_le_bytes())
            .collect();
        for bytes in [
            little.clone(),
            big.clone(),
            with(b"\xff\xfe", &little),
            with(b"\xfe\xff", &big),
            with(b"\xff\xfe\0\0", &wide),
        ] {
            let (text, remarks) = decoded(&bytes);
            assert_eq!(text.as_deref(), Ok(TEXT));
            assert!(remarks[0].contains("UTF-"), "{remarks:?}");
        }
    }

    #[test]
    fn windows_1252_and_latin_1_are_converted() {
        let (bytes, _, damage) = encoding_rs::WINDOWS_1252.encode(TEXT);
        assert!(!damage);
        let (text, remarks) = decoded(&bytes);
        assert_eq!(text.as_deref(), Ok(TEXT));
        assert!(remarks[0].contains("windows-1252"), "{remarks:?}");
        let (text, _) = decoded(b"caf\xe9 au lait, voil\xe0 tout\n");
        assert_eq!(text.as_deref(), Ok("café au lait, voilà tout\n"));
    }

    #[test]
    fn a_broken_byte_does_not_spoil_the_rest() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.push(0xff);
        let (text, remarks) = decoded(&bytes);
        assert_eq!(text, Ok(format!("{TEXT}\u{fffd}")));
        assert_eq!(remarks.len(), 1);
    }

    #[test]
    fn line_ends_are_line_feeds() {
        for text in ["a\r\nb", "a\rb", "a\nb", "a\u{85}b", "a\u{2028}b"] {
            assert_eq!(
                decoded(text.as_bytes()).0.as_deref(),
                Ok("a\nb"),
                "{text:?}"
            );
        }
    }

    #[test]
    fn what_is_no_text_is_named() {
        for (bytes, word) in [
            (&b"%PDF-1.7 ..."[..], "PDF"),
            (b"\x89PNG\r\n", "PNG"),
            (b"PK\x03\x04 ...", "zip"),
            (b"\x1f\x8b\x08", "gzip"),
        ] {
            assert!(decoded(bytes).0.unwrap_err().kind.contains(word));
        }
        let noise: Vec<u8> = (0u32..4000)
            .map(|i| i.wrapping_mul(2_654_435_761).to_le_bytes()[2])
            .collect();
        assert!(decoded(&noise).0.is_err());
        assert!(decoded(b"BZh is how this text begins").0.is_ok());
    }
}
