//! Notes of one's own, through the real program: what is acknowledged is on the disk, what cannot
//! be saved is kept, and nothing else in the file changes.

#![allow(clippy::expect_used, reason = "a test may stop at what cannot be")]

mod common;

use std::time::Duration;

use common::{Scratch, bread};

const OWN: &str = "annotations/bread.notes.yaml";

/// The ids of the own notes, as the program itself reads them.
fn own_ids(scratch: &Scratch) -> Vec<String> {
    let run = scratch.run(&["notes", "bread", "--own", "--json"]);
    let list = run.json();
    let notes = list.as_array().expect("a list");
    let id = |n: &serde_json::Value| n["id"].as_str().unwrap_or_default().to_owned();
    notes.iter().map(id).collect()
}

#[test]
fn a_note_is_added_apart_from_those_that_ship() {
    let scratch = bread();
    let shipped = scratch.read("annotations/bread.yaml");
    let run = scratch.run(&[
        "note",
        "bread#2p1",
        "--quote",
        "haste is the enemy",
        "Is it?",
    ]);
    assert_eq!(
        run.ok(),
        "bread#2¶1  m1  saved in annotations/bread.notes.yaml\n"
    );
    let long = "A second thought, and a long one: it goes on over the end of the line, and so \
                it is folded.\n";
    let arguments = [
        "note",
        "bread#1p4",
        "--kind",
        "gloss",
        "--tag",
        "haste",
        "--source",
        "miller-mill",
    ];
    scratch.run_with_input(&arguments, long.as_bytes()).ok();
    insta::with_settings!({filters => vec![("stamp: [0-9a-f]{8}:", "stamp: HASH:")]}, {
        insta::assert_snapshot!(scratch.read(OWN), @r"
        article: bread
        annotations:
          - id: m1
            kind: note
            at: 2¶1
            quote: haste is the enemy
            stamp: HASH:15
            note: Is it?
          - id: m2
            kind: gloss
            at: 1¶4
            stamp: HASH:50
            source: miller-mill
            tags: [haste]
            note: >-
              A second thought, and a long one: it goes on over the end of the line, and
              so it is folded.
        ");
    });
    assert_eq!(scratch.read("annotations/bread.yaml"), shipped);
    assert_eq!(own_ids(&scratch), ["m2", "m1"]);
    let own = scratch
        .run(&["notes", "bread", "--own", "--tag", "haste"])
        .ok();
    assert!(own.contains("bread#1¶4  m2 gloss [miller-mill]"), "{own}");
}

#[test]
fn what_is_not_meant_is_refused_with_what_to_do() {
    let scratch = bread();
    let refused = |arguments: &[&str]| {
        let run = scratch.run(arguments);
        assert_eq!(run.code, Some(2), "{}", run.out);
        run.err
    };
    assert!(refused(&["note", "bread#9p1", "x"]).contains("no passage 9¶1"));
    assert!(refused(&["note", "bread", "x"]).contains("write bread#1¶1"));
    assert!(
        refused(&["note", "bread#1p1", "--quote", "wheat and barley", "x"]).contains("orphaned")
    );
    assert!(refused(&["note", "bread#1p1", "--quote", "the", "x"]).contains("ambiguous"));
    assert!(
        refused(&["note", "bread#1p1", "--source", "miller-mil", "x"])
            .contains("did you mean `miller-mill`?")
    );
    assert!(refused(&["note", "bread#1p1"]).contains("standard input is empty"));
    assert!(!scratch.path().join(OWN).exists());
}

#[test]
fn comments_order_layout_and_line_ends_stay() {
    let scratch = bread();
    let file = "\u{feff}# Mine.\r\nannotations:\r\n\r\n- {id: a, kind: note, at: '1'} # flow\r\n\r\n\
                - note:   odd\r\n  id: b # here\r\n  kind: note\r\n  at: 1¶1\r\n# end\r\n";
    scratch.file(OWN, file);
    scratch.run(&["note", "bread#1p2", "New."]).ok();
    let now = scratch.read(OWN);
    let (before, after) = file.split_once("# end").expect("it has an end");
    assert!(
        now.starts_with(before) && now.ends_with(&format!("# end{after}")),
        "{now}"
    );
    assert!(
        now.contains("\r\n\r\n- id: m1\r\n  kind: note\r\n  at: 1¶2\r\n"),
        "{now}"
    );
}

#[test]
fn two_processes_lose_nothing() {
    let scratch = bread();
    std::thread::scope(|scope| {
        for writer in 0..2 {
            let scratch = &scratch;
            scope.spawn(move || {
                for n in 0..10 {
                    let text = format!("{writer}-{n}");
                    scratch.run(&["note", "bread#1p1", &text]).ok();
                }
            });
        }
    });
    let mut ids = own_ids(&scratch);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 20);
}

#[test]
fn a_killed_save_tears_nothing() {
    let scratch = bread();
    let mut acknowledged = Vec::new();
    // `POSTIL_KILLS=1000` for the long run.
    let rounds = std::env::var("POSTIL_KILLS").ok();
    let rounds: u64 = rounds.and_then(|n| n.parse().ok()).unwrap_or(40);
    for n in 0..rounds {
        let id = format!("k{n}");
        let body = format!("{id} {}", "word ".repeat(2000));
        let mut child = scratch
            .command(&["note", "bread#1p1", "--id", &id, &body])
            .stdout(std::process::Stdio::null())
            .spawn()
            .expect("the program starts");
        // Delays that fall before, into and after the save.
        std::thread::sleep(Duration::from_micros(n * 7_919 % 20_000));
        let _ = child.kill();
        if child.wait().expect("the program ends").success() {
            acknowledged.push(id);
        }
    }
    if !scratch.path().join(OWN).exists() {
        assert!(acknowledged.is_empty());
        return;
    }
    let run = scratch.run(&["check", "bread"]);
    assert!(!run.out.contains("bread.notes.yaml"), "{}", run.out);
    let ids = own_ids(&scratch);
    let lost: Vec<&String> = acknowledged.iter().filter(|id| !ids.contains(id)).collect();
    assert!(lost.is_empty(), "{lost:?} of {acknowledged:?}");
    scratch.run(&["note", "bread#1p1", "The last."]).ok();
    let files = std::fs::read_dir(scratch.path().join("annotations")).expect("it is there");
    assert_eq!(files.count(), 3, "nothing is left beside the three files");
}

#[cfg(unix)]
#[test]
fn what_cannot_be_saved_is_kept_and_put_back() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = bread();
    let path = scratch.file(OWN, "annotations: []\n");
    let allow = |mode| {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("ours");
    };
    allow(0o444);
    let run = scratch.run(&["note", "bread#2p1", "Not to be lost."]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err.contains("it may not be written; allow writing"),
        "{}",
        run.err
    );
    assert!(
        run.err
            .contains("the note is kept in LIBRARY/home/state/postil/recovery/")
    );
    assert_eq!(scratch.read(OWN), "annotations: []\n");
    allow(0o640);
    let run = scratch.run(&["note", "bread#1p1", "Another."]);
    assert!(
        run.ok()
            .contains("1 note that could not be saved earlier waits")
    );
    let run = scratch.run(&["note", "--recover"]);
    assert_eq!(
        run.ok(),
        "bread#2¶1  m2  saved in annotations/bread.notes.yaml\n"
    );
    assert!(scratch.read(OWN).contains("note: Not to be lost."));
    let mode = std::fs::metadata(&path)
        .expect("it is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o640);
    assert_eq!(scratch.run(&["note", "--recover"]).code, Some(1));
}

#[test]
fn notes_on_the_built_in_library_are_kept_with_the_user() {
    let scratch = Scratch::new();
    let empty = scratch.path().join("elsewhere");
    std::fs::create_dir(&empty).expect("ours");
    let run = |arguments: &[&str]| {
        // No library above this folder: the one built in is meant.
        let output = scratch
            .command(arguments)
            .current_dir("/")
            .output()
            .expect("the program starts");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let told = run(&["note", "calendar-1917#1", "My own calendar."]);
    assert!(
        told.contains("home/data/postil/annotations/calendar-1917.notes.yaml"),
        "{told}"
    );
    let listed = run(&["notes", "calendar-1917", "--own"]);
    assert!(listed.contains("My own calendar."), "{listed}");
}
