//! Console sessions of a manual, run with the real program in a folder of their own.
//!
//! A `console` block holds lines `$ command` with the output that the command is to give; a line
//! `…` there stands for any lines. A block under `<!-- file: PATH -->` is written to that file; a
//! block under `<!-- append: PATH -->` is added to its end; a `diff` block under
//! `<!-- edit: PATH -->` changes it. `<!-- exit: N -->` above a console block says how its last
//! command ends, when not with 0.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::manual::Block;

/// A folder in which a manual's sessions run, one after the other.
pub(crate) struct Session {
    folder: tempfile::TempDir,
    working: PathBuf,
    /// Commands run so far.
    pub(crate) commands: usize,
}

impl Session {
    /// An empty folder, and a home of its own beside it.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let working = folder.path().join("work");
        fs::create_dir(&working).expect("a folder can be made");
        Self {
            folder,
            working,
            commands: 0,
        }
    }

    /// Does what a block of a manual says, when it says anything; `place` names the manual.
    pub(crate) fn take(&mut self, block: &Block, place: &str) {
        let place = format!("{place}:{}", block.line);
        let marker = block.marker.as_deref().unwrap_or_default();
        let (word, rest) = marker.split_once(':').unwrap_or((marker, ""));
        match (word, block.language.as_str()) {
            ("file", _) => self.write(rest.trim(), &block.text),
            ("append", _) => self.append(rest.trim(), &block.text),
            ("edit", "diff") => self.edit(rest.trim(), &block.text, &place),
            ("exit", "console") => self.console(block, rest.trim().parse().ok(), &place),
            (_, "console") => self.console(block, Some(0), &place),
            _ => {}
        }
    }

    /// Writes a file.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.working.join(path);
        let folder = path.parent().expect("a file stands in a folder");
        fs::create_dir_all(folder).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    fn append(&self, path: &str, text: &str) {
        let path = self.working.join(path);
        let before = fs::read_to_string(&path).expect("a file is there to add to");
        fs::write(path, before + text).expect("a file can be written");
    }

    /// Replaces the one place of a file that has a diff's old lines.
    fn edit(&self, path: &str, diff: &str, place: &str) {
        let lines = |signs: [char; 2]| -> String {
            let kept = diff.lines().filter(|line| line.starts_with(signs));
            kept.map(|line| &line[1..])
                .flat_map(|l| [l, "\n"])
                .collect()
        };
        let (old, new) = (lines([' ', '-']), lines([' ', '+']));
        let file = self.working.join(path);
        let text = fs::read_to_string(&file).expect(path);
        let found = text.matches(&old).count();
        assert_eq!(
            found, 1,
            "{place}: the old lines stand {found} times in:\n{text}"
        );
        fs::write(file, text.replace(&old, &new)).expect("a file can be written");
    }

    fn console(&mut self, block: &Block, last: Option<i32>, place: &str) {
        let mut runs: Vec<(&str, Vec<&str>)> = Vec::new();
        for line in block.text.lines() {
            match line.strip_prefix("$ ") {
                Some(command) => runs.push((command, Vec::new())),
                None => runs
                    .last_mut()
                    .unwrap_or_else(|| panic!("{place}: output of which command?"))
                    .1
                    .push(line),
            }
        }
        let count = runs.len();
        for (index, (command, expected)) in runs.into_iter().enumerate() {
            let (code, output) = self.run(command);
            let wanted = if index + 1 == count { last } else { Some(0) };
            let shown = format!("{place}: `{command}` gave:\n{output}");
            assert_eq!(code, wanted, "{shown}");
            let actual: Vec<&str> = output.lines().collect();
            assert!(
                fits(&expected, &actual),
                "{shown}\nand not:\n{}",
                expected.join("\n")
            );
        }
    }

    /// Runs a command line of the shell; its exit code, and what it wrote to both outputs.
    pub(crate) fn run(&mut self, line: &str) -> (Option<i32>, String) {
        self.commands += 1;
        if let Some(folder) = line.strip_prefix("cd ") {
            self.working = self.working.join(folder);
            return (Some(0), String::new());
        }
        let program = Path::new(env!("CARGO_BIN_EXE_postil"));
        let programs = program.parent().expect("a program stands in a folder");
        let path = std::env::var("PATH").unwrap_or_default();
        let home = self.folder.path().join("home");
        let output = Command::new("sh")
            .args(["-c", &format!("exec 2>&1; {line}")])
            .current_dir(&self.working)
            .env("PATH", format!("{}:{path}", programs.display()))
            .env("HOME", &home)
            .env("XDG_STATE_HOME", home.join("state"))
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env_remove("POSTIL_LIBRARY")
            .stdin(Stdio::null())
            .output()
            .expect("a shell starts");
        let text = String::from_utf8(output.stdout).expect("the output is UTF-8");
        let folder = self.folder.path().to_string_lossy().into_owned();
        (output.status.code(), text.replace(&folder, "~"))
    }
}

/// Whether the lines are those expected, where `…` stands for any lines; white space at the ends
/// of lines and of the whole does not matter.
fn fits(expected: &[&str], actual: &[&str]) -> bool {
    match (expected, actual) {
        (["…", rest @ ..], _) => (0..=actual.len()).any(|n| fits(rest, &actual[n..])),
        ([], rest) => rest.iter().all(|line| line.trim().is_empty()),
        ([e, rest @ ..], [a, others @ ..]) if e.trim_end() == a.trim_end() => fits(rest, others),
        (rest, []) => rest.iter().all(|line| line.trim().is_empty()),
        _ => false,
    }
}

#[test]
fn output_is_compared_line_by_line() {
    assert!(fits(&["a", "…", "d"], &["a", "b", "c", "d", ""]));
    assert!(fits(&["a", "…"], &["a"]));
    assert!(!fits(&["a"], &["a", "b"]));
    assert!(!fits(&["a", "b"], &["a"]));
    assert!(!fits(&["…", "x"], &["a"]));
}
