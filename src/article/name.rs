//! The name of an article: the stem of its file, the same everywhere.

use std::fmt;
use std::str::FromStr;

/// An article's name, such as `soviets-take-power`: letters, digits, `-`, `_` and `.`, beginning
/// with a letter or a digit, at most 100 bytes. Safe as a file name on any system.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleName(Box<str>);

/// Why a string is no article name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not an article's name; use letters, digits, `-`, `_` and `.`, beginning with a letter or digit"
)]
pub struct BadName(String);

impl ArticleName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A name made from any text, a title say: lower case, accents dropped, words joined by `-`,
    /// cut after about sixty letters at a word. `None` when no letter or digit is left.
    pub fn slug(text: &str) -> Option<Self> {
        let mut slug = String::new();
        for word in text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’')) {
            let folded: String = crate::text::fold::fold(word)
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .collect();
            if folded.is_empty() {
                continue;
            }
            if !slug.is_empty() {
                if slug.len() + folded.len() > 60 {
                    break;
                }
                slug.push('-');
            }
            slug.push_str(folded.get(..60).unwrap_or(&folded));
        }
        slug.parse().ok()
    }
}

impl FromStr for ArticleName {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let starts = text.starts_with(char::is_alphanumeric);
        let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        if starts && text.len() <= 100 && text.chars().all(allowed) {
            Ok(Self(text.into()))
        } else {
            Err(BadName(crate::text::width::shortened(text, 100)))
        }
    }
}

impl fmt::Display for ArticleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_slugs() {
        assert!("soviets-take-power".parse::<ArticleName>().is_ok());
        assert!("../etc/passwd".parse::<ArticleName>().is_err());
        assert!("".parse::<ArticleName>().is_err());
        let slug = |t| ArticleName::slug(t).map(|n| n.to_string());
        assert_eq!(
            slug("The Miller’s Été, 1789").as_deref(),
            Some("the-millers-ete-1789")
        );
        assert_eq!(slug("—"), None);
    }
}
