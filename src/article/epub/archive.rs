//! The archive of a book, checked before anything is read out of it.
//!
//! A book may come from anywhere: the archive's own words about its entries are not believed.
//! Nothing is ever unpacked to the disk.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::BookError;

/// All entries together, unpacked, have at most so many bytes.
const ALL: u64 = 256 << 20;

/// An entry that holds text has at most so many bytes, unpacked.
const ENTRY: u64 = 16 << 20;

/// An archive has at most so many entries.
const ENTRIES: usize = 10_000;

/// A package whose metadata refine each other more often than this is read without them.
const REFINEMENTS: usize = 200;

/// What holds no text: pictures, sounds, fonts.
const MEDIA: [&str; 18] = [
    "jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "mp3", "m4a", "ogg", "opus", "mp4", "webm",
    "ttf", "otf", "woff", "woff2", "pdf",
];

/// What the check found.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Checked {
    /// Whether the metadata are too entangled to be read.
    pub(super) entangled: bool,
}

/// Whether the bytes are an archive that may be a book: one with `mimetype` or a container.
pub(crate) fn looks_like_book(bytes: &[u8]) -> bool {
    if !bytes.starts_with(b"PK\x03\x04") {
        return false;
    }
    let head = bytes.get(..100.min(bytes.len())).unwrap_or_default();
    let first = memchr::memmem::find(head, b"mimetypeapplication/epub+zip").is_some();
    first || memchr::memmem::find(bytes, b"META-INF/container.xml").is_some()
}

/// Checks every entry: its name, whether it is encrypted, and how large it truly is.
pub(super) fn check(bytes: &[u8]) -> Result<Checked, BookError> {
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|e| BookError::Damaged(e.to_string()))?;
    if archive.len() > ENTRIES {
        return Err(BookError::Entries(archive.len()));
    }
    let mut checked = Checked::default();
    let mut all = 0u64;
    let mut declared = false;
    for index in 0..archive.len() {
        let (name, encrypted) = {
            let entry = archive
                .by_index_raw(index)
                .map_err(|e| BookError::Damaged(e.to_string()))?;
            let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
            // The directory and the entry's own header may not say the same.
            let flags = usize::try_from(entry.header_start())
                .ok()
                .and_then(|start| bytes.get(start.checked_add(6)?));
            let locked = flags.is_some_and(|flags| flags & 1 == 1);
            (name, entry.encrypted() || locked)
        };
        if leads_outside(&name) {
            return Err(BookError::Path(name));
        }
        if encrypted {
            return Err(BookError::Encrypted(name));
        }
        let entry = archive
            .by_index(index)
            .map_err(|e| BookError::Entry(name.clone(), e.to_string()))?;
        let read = unpacked(entry, &name, &mut all)?;
        match name.as_str() {
            "META-INF/encryption.xml" => encryption(&read)?,
            "META-INF/container.xml" => declared = true,
            _ if ending(&name) == "opf" => {
                let refines = memchr::memmem::find_iter(&read, b"refines").count();
                checked.entangled |= refines > REFINEMENTS;
            }
            _ => {}
        }
    }
    if declared {
        Ok(checked)
    } else {
        Err(BookError::NoContainer)
    }
}

/// Unpacks an entry as far as it may go. The bytes are given only for what the check looks into.
fn unpacked(entry: impl Read, name: &str, all: &mut u64) -> Result<Vec<u8>, BookError> {
    let media = MEDIA.contains(&ending(name).as_str());
    let most = if media { ALL } else { ENTRY };
    let kept = name.starts_with("META-INF/") || ending(name) == "opf";
    let mut limited = entry.take(most.min(ALL - *all) + 1);
    let mut bytes = Vec::new();
    let mut count = 0u64;
    let mut block = vec![0; 64 << 10];
    loop {
        let read = limited
            .read(&mut block)
            .map_err(|e| BookError::Entry(name.to_owned(), e.to_string()))?;
        if read == 0 {
            break;
        }
        count += read as u64;
        if kept {
            bytes.extend_from_slice(block.get(..read).unwrap_or_default());
        }
    }
    if count > most {
        return Err(BookError::EntryTooLarge(name.to_owned(), ENTRY >> 20));
    }
    *all += count;
    if *all > ALL {
        return Err(BookError::TooLarge(ALL >> 20));
    }
    Ok(bytes)
}

fn ending(name: &str) -> String {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ending.to_ascii_lowercase()
}

/// Whether a name would lead out of the archive's own folder.
fn leads_outside(name: &str) -> bool {
    name.starts_with(['/', '\\'])
        || name.contains(['\\', '\0'])
        || name.split('/').any(|step| step == "..")
        || name.as_bytes().get(1) == Some(&b':')
}

/// Refuses a book whose parts are encrypted; fonts may be disguised, as the standard has it.
fn encryption(xml: &[u8]) -> Result<(), BookError> {
    let text = String::from_utf8_lossy(xml);
    let disguises = [
        "http://www.idpf.org/2008/embedding",
        "http://ns.adobe.com/pdf/enc#RC",
    ];
    for data in text
        .split("EncryptedData")
        .skip(1)
        .filter(|d| d.contains("CipherReference"))
    {
        let only_disguised = disguises.iter().any(|d| data.contains(d));
        if only_disguised {
            continue;
        }
        let part = data
            .split("URI=")
            .nth(1)
            .and_then(|rest| rest.split(['"', '\'']).nth(1))
            .unwrap_or("a part");
        return Err(BookError::Encrypted(part.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_outside_are_known() {
        for name in [
            "../x",
            "/etc/passwd",
            "a/../../x",
            "a\\..\\x",
            "C:/x",
            "\\x",
        ] {
            assert!(leads_outside(name), "{name}");
        }
        for name in [
            "OEBPS/a..b.xhtml",
            "mimetype",
            "META-INF/container.xml",
            "a/b/",
        ] {
            assert!(!leads_outside(name), "{name}");
        }
    }

    #[test]
    fn disguised_fonts_are_no_encryption() {
        let data = |method: &str, part: &str| {
            format!(
                "<enc:EncryptedData><enc:EncryptionMethod Algorithm=\"{method}\"/><enc:CipherData>\
                 <enc:CipherReference URI=\"{part}\"/></enc:CipherData></enc:EncryptedData>"
            )
        };
        let font = data("http://www.idpf.org/2008/embedding", "fonts/a.otf");
        assert!(encryption(font.as_bytes()).is_ok());
        let both = font
            + &data(
                "http://www.w3.org/2001/04/xmlenc#aes256-cbc",
                "text/c1.xhtml",
            );
        let error = encryption(both.as_bytes()).map_err(|e| e.to_string());
        assert!(error.is_err_and(|e| e.contains("text/c1.xhtml")));
    }
}
