//! Writing files so that nothing is ever lost.
//!
//! [`write_whole`] replaces a file whole or not at all. [`update`] makes an edit of what the file
//! holds at that moment: a lock keeps our own processes apart, and where another program has
//! written meanwhile the edit is made again on what it wrote.

use std::fs::{File, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tempfile::NamedTempFile;

use crate::text::safe;

/// How long to wait for another process that is writing.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often an edit is made again when the file changes under it.
const ATTEMPTS: usize = 50;

/// Temporary files end with this; those of a killed process are removed at the next save.
const TEMPORARY: &str = ".postil-tmp";

/// A file was not written; what was there is untouched.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The system refused.
    #[error("{}: cannot be saved: {}; {}", path(.file), reason(.source), advice(.source))]
    System {
        /// The file.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another process holds the lock, or another program writes without end.
    #[error("{}: another program is writing to it; try again when it is done", path(.0))]
    Busy(PathBuf),
    /// The file is not UTF-8.
    #[error("{}: not UTF-8, and so left as it is; convert it first", path(.0))]
    NotUtf8(PathBuf),
    /// The edit cannot be made in this file.
    #[error("{}: {why}", path(.file))]
    Edit {
        /// The file.
        file: PathBuf,
        /// Why not, and what to do.
        why: String,
    },
}

fn path(path: &Path) -> String {
    safe::shown_line(&super::shown(path)).into_owned()
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "the disk is full".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        ErrorKind::PermissionDenied => "it may not be written".to_owned(),
        _ => error.to_string(),
    }
}

fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "make room and save again",
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => {
            "allow writing to the file and its folder, and save again"
        }
        _ => "save again",
    }
}

impl SaveError {
    fn system(file: &Path) -> impl Fn(io::Error) -> Self {
        let file = file.to_path_buf();
        move |source| Self::System {
            file: file.clone(),
            source,
        }
    }

    /// Whether the place may not be written at all.
    pub fn is_read_only(&self) -> bool {
        let kind = match self {
            Self::System { source, .. } => source.kind(),
            _ => return false,
        };
        matches!(
            kind,
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem
        )
    }
}

/// Writes a file whole or not at all: to a temporary file in the same folder, flushed to disk,
/// renamed over the old one, the folder flushed. A link is followed, permissions are kept, a file
/// that may not be written is left alone.
pub fn write_whole(path: &Path, contents: &[u8]) -> io::Result<()> {
    write_whole_by(path, |out| out.write_all(contents))
}

/// As [`write_whole`], with contents that `write` hands over bit by bit. When `write` fails, the
/// file is as it was.
pub fn write_whole_by<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(), E> {
    let target = behind_links(path);
    let folder = folder_of(&target);
    std::fs::create_dir_all(folder)?;
    let temporary = prepare(&target, write)?;
    Ok(put_in_place(temporary, &target)?)
}

/// As [`write_whole`], but a file that is there already stays as it is, and the error says
/// [`io::ErrorKind::AlreadyExists`].
pub fn write_new(path: &Path, contents: &[u8]) -> io::Result<()> {
    write_new_by(path, |out| out.write_all(contents))
}

/// As [`write_new`], with contents that `write` hands over bit by bit. When `write` fails, there
/// is no file.
pub fn write_new_by<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(), E> {
    let folder = folder_of(path);
    std::fs::create_dir_all(folder)?;
    let temporary = new_file(path, write)?;
    temporary.as_file().sync_all()?;
    temporary.persist_noclobber(path).map_err(|e| e.error)?;
    Ok(flush_folder(path)?)
}

/// Edits a file: `edit` is given what the file holds (`None` when it is not there) and returns
/// what it shall hold, or why it cannot. Nothing is written when that is the same.
///
/// `edit` may run several times: as long as another program changes the file meanwhile.
pub fn update<E: std::fmt::Display>(
    path: &Path,
    mut edit: impl FnMut(Option<&str>) -> Result<String, E>,
) -> Result<(), SaveError> {
    let target = behind_links(path);
    let system = SaveError::system(path);
    let folder = folder_of(&target);
    std::fs::create_dir_all(folder).map_err(&system)?;
    let _lock = lock(folder, path)?;
    remove_leftovers(folder, &target);
    for _ in 0..ATTEMPTS {
        let old = read(&target).map_err(&system)?;
        let text = match old.as_deref().map(std::str::from_utf8) {
            None => None,
            Some(Ok(text)) => Some(text),
            Some(Err(_)) => return Err(SaveError::NotUtf8(path.to_path_buf())),
        };
        let new = edit(text).map_err(|why| SaveError::Edit {
            file: path.to_path_buf(),
            why: why.to_string(),
        })?;
        if text == Some(new.as_str()) {
            return Ok(());
        }
        let contents = |out: &mut dyn Write| out.write_all(new.as_bytes());
        let temporary = prepare(&target, contents).map_err(&system)?;
        // An editor knows nothing of our lock: what it has saved meanwhile must not be lost.
        if read(&target).map_err(&system)? != old {
            continue;
        }
        return put_in_place(temporary, &target).map_err(&system);
    }
    Err(SaveError::Busy(path.to_path_buf()))
}

/// The file that a path leads to through symbolic links, also when that file is not there yet.
fn behind_links(path: &Path) -> PathBuf {
    let mut target = path.to_path_buf();
    for _ in 0..40 {
        let Ok(next) = std::fs::read_link(&target) else {
            break;
        };
        target = folder_of(&target).join(next);
    }
    target
}

fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}

/// Locks the folder, and so leaves no lock file behind; released when the result is dropped, and
/// by the system when the process dies. A system that cannot lock folders gets no lock: the
/// comparison before the rename remains.
fn lock(folder: &Path, file: &Path) -> Result<Option<File>, SaveError> {
    let Ok(handle) = File::open(folder) else {
        return Ok(None);
    };
    let start = Instant::now();
    loop {
        match handle.try_lock() {
            Ok(()) => return Ok(Some(handle)),
            Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(2));
            }
            Err(TryLockError::WouldBlock) => return Err(SaveError::Busy(file.to_path_buf())),
            Err(TryLockError::Error(e)) if e.kind() == ErrorKind::Interrupted => {}
            Err(TryLockError::Error(_)) => return Ok(None),
        }
    }
}

/// The beginning of the names of a file's temporary files.
fn temporary_prefix(target: &Path) -> String {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    format!(".{name}.")
}

/// Removes what a killed process left of this file; only under the lock.
fn remove_leftovers(folder: &Path, target: &Path) {
    let prefix = temporary_prefix(target);
    let Ok(files) = std::fs::read_dir(folder) else {
        return;
    };
    for file in files.flatten() {
        let name = file.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(&prefix) && name.ends_with(TEMPORARY) {
            // What cannot be removed only takes room.
            let _ = std::fs::remove_file(file.path());
        }
    }
}

/// A temporary file beside the target, with its contents on the disk and its permissions set.
fn prepare<E: From<io::Error>>(
    target: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<NamedTempFile, E> {
    let old = std::fs::metadata(target).ok();
    if old.as_ref().is_some_and(|m| m.permissions().readonly()) {
        return Err(io::Error::from(ErrorKind::PermissionDenied).into());
    }
    let temporary = new_file(target, write)?;
    if let Some(old) = old {
        keep_owner(temporary.as_file(), &old);
        temporary.as_file().set_permissions(old.permissions())?;
    }
    temporary.as_file().sync_all()?;
    Ok(temporary)
}

/// A temporary file beside the target, with its contents.
fn new_file<E: From<io::Error>>(
    target: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<NamedTempFile, E> {
    let prefix = temporary_prefix(target);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(TEMPORARY);
    // A new file gets what any new file gets: all that the user's mask allows.
    #[cfg(unix)]
    let everyone = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(everyone);
    let temporary = builder.tempfile_in(folder_of(target))?;
    let mut out = io::BufWriter::with_capacity(1 << 16, temporary.as_file());
    write(&mut out)?;
    out.flush()?;
    drop(out);
    Ok(temporary)
}

/// The file stays its owner's and its group's, where we may say so.
#[cfg(unix)]
fn keep_owner(file: &File, old: &std::fs::Metadata) {
    use std::os::unix::fs::MetadataExt;
    if file
        .metadata()
        .is_ok_and(|new| (new.uid(), new.gid()) != (old.uid(), old.gid()))
    {
        let _ = std::os::unix::fs::fchown(file, Some(old.uid()), Some(old.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &std::fs::Metadata) {}

fn put_in_place(temporary: NamedTempFile, target: &Path) -> io::Result<()> {
    temporary.persist(target).map_err(|e| e.error)?;
    flush_folder(target)
}

fn flush_folder(target: &Path) -> io::Result<()> {
    // A folder that cannot be opened for this (on some systems) has nothing to flush.
    if let Ok(folder) = File::open(folder_of(target)) {
        folder.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

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

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_even_to_a_file_that_is_not_there_yet() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("notes.yaml");
        std::os::unix::fs::symlink("kept/elsewhere.yaml", &link).unwrap();
        for text in ["one", "two"] {
            update(&link, |_| Ok::<_, Infallible>(text.to_owned())).unwrap();
            assert!(link.symlink_metadata().unwrap().is_symlink());
            let there = folder.path().join("kept/elsewhere.yaml");
            assert_eq!(std::fs::read_to_string(there).unwrap(), text);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_may_not_be_written_is_left_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.yaml");
        std::fs::write(&path, "one").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).unwrap();
        let error = update(&path, |_| Ok::<_, Infallible>("two".to_owned())).unwrap_err();
        assert!(error.is_read_only());
        assert!(error.to_string().contains("it may not be written; allow"));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one");
    }

    #[test]
    fn what_another_program_saves_meanwhile_is_not_lost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.yaml");
        std::fs::write(&path, "a").unwrap();
        let mut runs = 0;
        update(&path, |old| {
            runs += 1;
            if runs == 1 {
                // An editor that knows nothing of us.
                std::fs::write(&path, "ab").unwrap();
            }
            Ok::<_, Infallible>(format!("{}!", old.unwrap_or_default()))
        })
        .unwrap();
        assert_eq!(
            (runs, std::fs::read_to_string(&path).unwrap()),
            (2, "ab!".to_owned())
        );
    }

    #[test]
    fn many_writers_lose_nothing_and_leave_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.yaml");
        std::fs::write(folder.path().join(".notes.yaml.dead.postil-tmp"), "torn").unwrap();
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let path = &path;
                scope.spawn(move || {
                    for n in 0..10 {
                        let line = format!("{writer}-{n}\n");
                        update(path, |old| {
                            Ok::<_, Infallible>(format!("{}{line}", old.unwrap_or_default()))
                        })
                        .unwrap();
                    }
                });
            }
        });
        assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 40);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn an_edit_that_fails_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.yaml");
        std::fs::write(&path, b"\xff").unwrap();
        let error = update(&path, |_| Ok::<_, Infallible>(String::new())).unwrap_err();
        assert!(matches!(error, SaveError::NotUtf8(_)));
        std::fs::write(&path, "x").unwrap();
        let error = update(&path, |_| Err::<String, _>("line 1: odd")).unwrap_err();
        assert!(error.to_string().ends_with("notes.yaml: line 1: odd"));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "x");
    }
}
