//! The addresses of links and pictures: which are kept, and in which form.

/// Where the addresses of a page are relative to.
#[derive(Debug, Clone, Default)]
pub(super) struct Address {
    /// `https://host`
    origin: String,
    /// `https://host/folder/`
    folder: String,
}

impl Address {
    /// The addresses of a page that stands at `url`; without one, relative addresses lead nowhere.
    pub(super) fn of_page(url: Option<&str>) -> Self {
        let Some(url) = url.filter(|u| is_web(u)) else {
            return Self::default();
        };
        let host = url.find("://").map_or(0, |at| at + 3);
        let rest = url.get(host..).unwrap_or_default();
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let origin = url.get(..host + end).unwrap_or_default();
        let path = rest.get(end..).unwrap_or_default();
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        Self {
            origin: origin.to_owned(),
            folder: format!("{origin}{folder}/"),
        }
    }

    /// Where a link leads; `None` for one within the page, one that runs a script, and one that is
    /// relative to an address that is not known.
    pub(super) fn of_link(&self, href: &str) -> Option<String> {
        let href = href.trim();
        if is_web(href) || href.starts_with("mailto:") {
            return Some(href.to_owned());
        }
        self.joined(href)
    }

    /// Where a picture is; `None` when it stands in the page itself.
    pub(super) fn of_picture(&self, source: &str) -> Option<String> {
        let source = source.trim();
        if is_web(source) {
            return Some(source.to_owned());
        }
        self.joined(source)
    }

    fn joined(&self, href: &str) -> Option<String> {
        let before_path = href.split(['/', '?', '#']).next().unwrap_or_default();
        if href.is_empty() || href.starts_with('#') || before_path.contains(':') {
            return None;
        }
        if self.origin.is_empty() {
            return None;
        }
        if let Some(rest) = href.strip_prefix("//") {
            return Some(format!("https://{rest}"));
        }
        if href.starts_with('/') {
            return Some(format!("{}{href}", self.origin));
        }
        let mut folder = self.folder.as_str();
        let mut rest = href;
        loop {
            if let Some(after) = rest.strip_prefix("./") {
                rest = after;
            } else if let Some(after) = rest.strip_prefix("../") {
                rest = after;
                let up = folder.trim_end_matches('/');
                let up = up.rfind('/').and_then(|at| folder.get(..=at));
                folder = up
                    .filter(|up| up.len() > self.origin.len())
                    .unwrap_or(folder);
            } else {
                return Some(format!("{folder}{rest}"));
            }
        }
    }
}

/// Whether an address is a whole one of the web.
pub(super) fn is_web(url: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        url.get(..scheme.len())
            .is_some_and(|s| s.eq_ignore_ascii_case(scheme))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_made_whole_or_dropped() {
        let page = Address::of_page(Some("https://mill.example/rye/flood.html?x=1#top"));
        let link = |href: &str| page.of_link(href);
        assert_eq!(
            link("../wheat.html").as_deref(),
            Some("https://mill.example/wheat.html")
        );
        assert_eq!(
            link("oats.html").as_deref(),
            Some("https://mill.example/rye/oats.html")
        );
        assert_eq!(link("/a?b").as_deref(), Some("https://mill.example/a?b"));
        assert_eq!(
            link("../../../up").as_deref(),
            Some("https://mill.example/up")
        );
        for bad in [
            "#top",
            "javascript:alert(1)",
            "data:text/html,x",
            "",
            " JAVASCRIPT:x",
            "file:///etc/passwd",
        ] {
            assert_eq!(link(bad), None, "{bad}");
        }
        assert_eq!(Address::of_page(None).of_link("oats.html"), None);
        assert_eq!(page.of_picture("data:image/png;base64,AAAA"), None);
    }
}
