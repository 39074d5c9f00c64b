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
        let host = host(document);
        let label = host.as_deref().and_then(label).map(str::to_owned);
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

/// The host of a document's address.
fn host(document: &Document) -> Option<String> {
    let address = document.canonical_url.as_ref().or(document.url.as_ref());
    let address = address.and_then(|u| url::Url::parse(&u.value).ok())?;
    address.host_str().map(|h| h.trim_start_matches("www.").to_owned())
}

/// The part of a host's name that names its site.
fn label(host: &str) -> Option<&str> {
    host.split('.').find(|l| l.len() > 2)
}

/// What parts the site's name from the rest of a title.
const SEPARATORS: [&str; 8] = [" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • "];
/// Fewest letters of a name that its address bears out.
const BORNE_OUT: usize = 4;

/// The site's name as the last part of a title, or the first, where the address bears it out: it is what the host is
/// called by.
pub(super) fn titled(document: &Document, title: Option<&str>) -> Option<String> {
    let (host, title) = (host(document)?, title?);
    let wanted = letters(label(&host)?);
    let parted = SEPARATORS.iter().fold(title.to_owned(), |title, mark| title.replace(mark, "\n"));
    let named = parted.lines().skip(usize::from(!parted.contains('\n'))).map(str::trim).filter(|part| {
        let own = letters(part);
        let bare = own.strip_prefix("the").unwrap_or(&own);
        own.len() >= BORNE_OUT
            && (own == wanted || bare == wanted || wanted.strip_prefix("the") == Some(&own))
    });
    named.last().map(str::to_owned)
}

/// Letters and figures only, in lower case.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Found;

    #[test]
    fn a_title_names_the_site_where_the_address_bears_it_out() {
        let check = |title: &str, expected: Option<&str>| {
            let address = Found::new("https://www.lumencourier.example/ferry".to_owned(), "link");
            let document = Document { canonical_url: Some(address), ..Document::default() };
            assert_eq!(titled(&document, Some(title)).as_deref(), expected, "{title}");
        };
        check("Ferry stays in port – LUMEN COURIER", Some("LUMEN COURIER"));
        check("The Lumen Courier | Ferry stays in port", Some("The Lumen Courier"));
        check("Ferry stays in port - Politics", None);
        check("Lumen Courier", None);
        check("Ferry – and courier – stay in port", None);
    }
}
