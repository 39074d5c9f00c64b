//! By which names a page's site calls itself.

use super::metadata::{self, Linked};
use crate::model::Document;

/// The site's names: in its metadata, in its JSON-LD, in its address.
pub(super) struct Site {
    /// Its name as its metadata gives it.
    publisher: Option<String>,
    /// All of them as letters and figures only.
    names: Vec<String>,
}

impl Site {
    /// Reads the names of the site from the publisher and the address of a document.
    pub(super) fn of(document: &Document, linked: Option<&Linked<'_>>) -> Site {
        let address = document
            .canonical_url
            .as_ref()
            .or(document.url.as_ref())
            .and_then(|u| url::Url::parse(&u.value).ok());
        let host =
            address.as_ref().and_then(|u| u.host_str()).map(|h| h.trim_start_matches("www.").to_owned());
        let label = host.as_deref().and_then(|h| h.split('.').find(|l| l.len() > 2)).map(str::to_owned);
        let publisher = document.publisher.as_ref().map(|p| p.value.clone());
        let linked_publisher = linked.and_then(metadata::linked_publisher);
        let names = [publisher.clone(), linked_publisher, label, host].into_iter().flatten();
        let names = names.map(|n| letters(&n)).filter(|n| !n.is_empty()).collect();
        Site { publisher: publisher.map(|p| letters(&p)), names }
    }

    /// Whether this is what the site calls itself.
    pub(super) fn is_called(&self, name: &str) -> bool {
        self.names.contains(&letters(name))
    }

    /// Whether this part of a title names the site, in full, shortened or with an addition.
    pub(super) fn is_meant(&self, part: &str) -> bool {
        let part = letters(part);
        let begins = |name: &String| {
            part.len() >= 4 && name.starts_with(&part) || name.len() >= 4 && part.starts_with(name.as_str())
        };
        !part.is_empty() && (self.names.contains(&part) || self.publisher.as_ref().is_some_and(begins))
    }
}

/// Letters and figures only, in lower case.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
