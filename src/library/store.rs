//! Writing files so that nothing is ever lost.

use std::io::{self, Write};
use std::path::Path;

/// Writes a file whole or not at all: to a temporary file in the same folder, flushed to disk,
/// renamed over the old one, the folder flushed. A link is followed, permissions are kept.
pub fn write_whole(path: &Path, contents: &[u8]) -> io::Result<()> {
    write(path, contents, true)
}

/// As [`write_whole`], but a file that is there already stays as it is, and the error says
/// [`io::ErrorKind::AlreadyExists`].
pub fn write_new(path: &Path, contents: &[u8]) -> io::Result<()> {
    write(path, contents, false)
}

fn write(path: &Path, contents: &[u8], replace: bool) -> io::Result<()> {
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".postil-").suffix(".tmp");
    let old = std::fs::metadata(&target).ok();
    let mut temporary = builder.tempfile_in(folder)?;
    temporary.write_all(contents)?;
    set_permissions(temporary.as_file(), old.as_ref())?;
    temporary.as_file().sync_all()?;
    if replace {
        temporary.persist(&target).map_err(|e| e.error)?;
    } else {
        temporary.persist_noclobber(&target).map_err(|e| e.error)?;
    }
    // A folder that cannot be opened for this (on some systems) has nothing to flush.
    if let Ok(folder) = std::fs::File::open(folder) {
        folder.sync_all()?;
    }
    Ok(())
}

#[cfg(unix)]
fn set_permissions(file: &std::fs::File, old: Option<&std::fs::Metadata>) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    // A temporary file is private; a new one gets what an ordinary file gets.
    let mode = old.map_or(0o644, |m| m.permissions().mode() & 0o7777);
    file.set_permissions(std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_permissions(file: &std::fs::File, old: Option<&std::fs::Metadata>) -> io::Result<()> {
    match old {
        Some(old) => file.set_permissions(old.permissions()),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_never_replaces_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bread.md");
        write_new(&path, b"one").unwrap();
        let error = write_new(&path, b"two").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
    }

    #[test]
    fn a_file_is_replaced_whole_with_its_permissions() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/notes.yaml");
        write_whole(&path, b"one").unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        }
        write_whole(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o640);
        }
        let files = std::fs::read_dir(path.parent().unwrap()).unwrap().count();
        assert_eq!(files, 1, "no temporary file is left");
    }
}
