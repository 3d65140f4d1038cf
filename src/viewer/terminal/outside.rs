//! Programs outside: the reader's own editor, and what opens an address.

use std::io;
use std::process::{Command, Stdio};

use super::screen::{Screen, reenter, restore};

/// Has text edited in `$VISUAL` or `$EDITOR`, with the terminal given back meanwhile. The error
/// says what went wrong and what to do; the text is as it was then.
pub(super) fn edit(
    text: &str,
    screen: &mut Screen,
    mouse: bool,
) -> io::Result<Result<String, String>> {
    let variable = ["VISUAL", "EDITOR"].into_iter().find_map(|name| {
        let value = std::env::var(name).ok()?;
        (!value.trim().is_empty()).then_some(value)
    });
    let editor = variable.unwrap_or_else(|| "vi".to_owned());
    let file = match draft(text) {
        Ok(file) => file,
        Err(error) => return Ok(Err(format!("no file for the editor: {error}"))),
    };
    restore();
    // The variable may hold arguments; the shell takes them apart as it does for git.
    let ended = Command::new("sh")
        .arg("-c")
        .arg(format!("{editor} \"$1\""))
        .arg(&editor)
        .arg(file.path())
        .status();
    reenter(screen, mouse)?;
    Ok(match ended {
        Ok(status) if status.success() => std::fs::read_to_string(file.path())
            .map(|text| text.replace("\r\n", "\n"))
            .map_err(|error| {
                kept(
                    file,
                    &format!("what {editor} wrote cannot be read: {error}"),
                )
            }),
        Ok(_) => Err(kept(
            file,
            &format!("{editor} ended with an error; set VISUAL or EDITOR"),
        )),
        Err(error) => Err(format!(
            "{editor} cannot be started: {error}; set VISUAL or EDITOR"
        )),
    })
}

fn draft(text: &str) -> io::Result<tempfile::NamedTempFile> {
    use std::io::Write;
    let mut file = tempfile::Builder::new()
        .prefix("postil-note-")
        .suffix(".md")
        .tempfile()?;
    file.write_all(text.as_bytes())?;
    file.flush()?;
    Ok(file)
}

/// What was written stays where it is when it cannot be taken.
fn kept(file: tempfile::NamedTempFile, why: &str) -> String {
    match file.keep() {
        Ok((_, path)) => format!("{why}; what it wrote is in {}", path.display()),
        Err(_) => why.to_owned(),
    }
}

/// Opens an address with what the system has for it. It is passed as an argument, never through a
/// shell.
pub(super) fn visit(address: &str) -> Result<(), String> {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let child = Command::new(opener)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    match child {
        Ok(mut child) => {
            std::thread::spawn(move || child.wait());
            Ok(())
        }
        Err(error) => Err(format!(
            "{opener} cannot be started: {error}; the address is on the clipboard instead"
        )),
    }
}
