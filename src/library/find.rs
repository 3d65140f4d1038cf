//! Finding the library that is meant.

use std::path::{Path, PathBuf};

use etcetera::{BaseStrategy, choose_base_strategy};

use super::Library;

/// The variable that names a library's folder.
pub const ENVIRONMENT: &str = "POSTIL_LIBRARY";

/// A folder was named as the library, and is none.
#[derive(Debug, thiserror::Error)]
#[error(
    "{}: not a folder; name a folder with `corpus/` and `annotations/` in it, or make it first",
    crate::text::safe::shown_line(&.0.to_string_lossy())
)]
pub struct NoLibrary(PathBuf);

impl Library {
    /// Finds the library: the folder named by option, or by [`ENVIRONMENT`]; else the nearest
    /// folder, from the working directory up, that has a `corpus/`; else the one in the user's
    /// data folder; else the one built in.
    pub fn find(named: Option<&Path>) -> Result<Self, NoLibrary> {
        let from_environment = std::env::var_os(ENVIRONMENT)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from);
        if let Some(folder) = named.map(Path::to_path_buf).or(from_environment) {
            if !folder.is_dir() {
                return Err(NoLibrary(folder));
            }
            return Ok(Self::in_folder(folder));
        }
        let here = std::env::current_dir().unwrap_or_default();
        let above = here.ancestors().find(|folder| is_library(folder));
        // A relative path reads better in messages.
        let above = above.map(|folder| {
            if folder == here {
                Path::new(".")
            } else {
                folder
            }
        });
        let of_user = data_folder().filter(|folder| is_library(folder));
        Ok(above
            .map(Path::to_path_buf)
            .or(of_user)
            .map_or_else(Self::built_in, Self::in_folder))
    }
}

/// A folder is a library when it has both a `corpus/` and an `annotations/`.
fn is_library(folder: &Path) -> bool {
    folder.join("corpus").is_dir() && folder.join("annotations").is_dir()
}

/// The folder of the user's own library: `postil` in the XDG data folder.
pub fn data_folder() -> Option<PathBuf> {
    Some(choose_base_strategy().ok()?.data_dir().join("postil"))
}

/// The folder of the user's state: `postil` in the XDG state folder.
pub fn state_folder() -> Option<PathBuf> {
    let base = choose_base_strategy().ok()?;
    let state = base.state_dir().unwrap_or_else(|| base.data_dir());
    Some(state.join("postil"))
}

/// The folder of what can be made anew: `postil` in the XDG cache folder.
pub fn cache_folder() -> Option<PathBuf> {
    Some(choose_base_strategy().ok()?.cache_dir().join("postil"))
}

/// The folder of the user's settings: `postil` in the XDG configuration folder.
pub fn config_folder() -> Option<PathBuf> {
    Some(choose_base_strategy().ok()?.config_dir().join("postil"))
}
