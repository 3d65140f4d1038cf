//! Putting text on the clipboard: by the terminal, and by the system's own tools.

use std::io::{self, Write};
use std::process::{Command, Stdio};

/// Puts text on the clipboard by OSC 52 (xterm's control sequences), which terminals and tmux
/// pass on also from a distant machine; and by the tools of the desktop or of tmux where they are
/// there, for terminals that do not take it.
pub(super) fn copy(text: &str) -> io::Result<()> {
    let mut out = io::stdout();
    write!(out, "\x1b]52;c;{}\x07", base64(text.as_bytes()))?;
    out.flush()?;
    let text = text.to_owned();
    std::thread::spawn(move || by_tools(&text));
    Ok(())
}

/// The tools that suit the environment: each group until one of it succeeds.
fn tools(has: impl Fn(&str) -> bool) -> Vec<Vec<&'static [&'static str]>> {
    let mut groups: Vec<Vec<&[&str]>> = Vec::new();
    if has("TMUX") {
        groups.push(vec![&["tmux", "load-buffer", "-"]]);
    }
    if cfg!(target_os = "macos") {
        groups.push(vec![&["pbcopy"]]);
    }
    if has("WAYLAND_DISPLAY") {
        groups.push(vec![&["wl-copy"]]);
    } else if has("DISPLAY") {
        groups.push(vec![
            &["xclip", "-selection", "clipboard"],
            &["xsel", "--clipboard", "--input"],
        ]);
    } else if has("WSL_DISTRO_NAME") {
        groups.push(vec![&["clip.exe"]]);
    }
    groups
}

fn by_tools(text: &str) {
    let has = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    for group in tools(has) {
        // What no tool takes the terminal may have taken.
        let _ = group.iter().any(|tool| pass_to(tool, text).is_ok());
    }
}

fn pass_to(tool: &[&str], text: &str) -> io::Result<()> {
    let (program, arguments) = tool.split_first().ok_or(io::ErrorKind::NotFound)?;
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(text.as_bytes())?;
    }
    if child.wait()?.success() {
        Ok(())
    } else {
        Err(io::ErrorKind::Other.into())
    }
}

/// Base 64 (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let index = (group >> (18 - 6 * place)) & 63;
            let sign = SIGNS.get(index as usize).copied().unwrap_or(b'=');
            out.push(if place <= chunk.len() {
                char::from(sign)
            } else {
                '='
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_as_the_rfc_has_it() {
        for (plain, coded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn the_tools_suit_the_desktop() {
        let wayland = tools(|name| matches!(name, "WAYLAND_DISPLAY" | "DISPLAY"));
        assert!(wayland.iter().flatten().any(|tool| tool[0] == "wl-copy"));
        assert!(!wayland.iter().flatten().any(|tool| tool[0] == "xclip"));
        let both = tools(|name| matches!(name, "TMUX" | "DISPLAY"));
        assert_eq!(both[0], [&["tmux", "load-buffer", "-"][..]]);
        assert_eq!(both[both.len() - 1][1][0], "xsel");
    }
}
