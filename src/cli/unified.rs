//! What would change in a file, as a unified diff.

use std::path::Path;

use similar::{ChangeTag, TextDiff};

use super::Context;
use super::output::Role;
use crate::library;

/// Shows the difference between what a file holds and what it would hold; nothing when there is
/// none.
pub(super) fn show(
    file: &Path,
    before: &str,
    after: &str,
    context: &mut Context,
) -> anyhow::Result<()> {
    if before == after {
        return Ok(());
    }
    let out = &mut context.out;
    let file = library::shown(file);
    out.styled(Role::Strong, &format!("--- {file}"))?;
    out.line("")?;
    out.styled(Role::Strong, &format!("+++ {file}"))?;
    out.line("")?;
    let diff = TextDiff::from_lines(before, after);
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        out.styled(Role::Passage, &hunk.header().to_string())?;
        out.line("")?;
        for change in hunk.iter_changes() {
            let line = change.value().trim_end_matches(['\n', '\r']);
            let line = format!("{}{line}", change.tag());
            match change.tag() {
                ChangeTag::Equal => out.text(&line)?,
                ChangeTag::Delete => out.styled(Role::Error, &line)?,
                ChangeTag::Insert => out.styled(Role::Match, &line)?,
            }
            out.line("")?;
        }
    }
    Ok(())
}
