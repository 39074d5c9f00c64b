//! By which names a page's site calls itself.

use super::metadata::Linked;
use super::publisher;
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
        let linked_publisher = linked.and_then(publisher::linked_name);
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
        let behind = self.publisher.as_ref().is_some_and(|name| is_name_of_part(part, name));
        let part = letters(part);
        let begins = |name: &String| {
            part.len() >= 4 && name.starts_with(&part) || name.len() >= 4 && part.starts_with(name.as_str())
        };
        !part.is_empty()
            && (behind || self.names.contains(&part) || self.publisher.as_ref().is_some_and(begins))
    }
}

/// What houses call their parts.
#[rustfmt::skip]
const PARTS: [&str; 14] = [
    "news", "sport", "sports", "radio", "online", "tv", "world", "nachrichten", "info", "noticias", "nieuws", "digital", "business", "politics",
];

/// Whether a part of a title is a house's name with that of one of its parts behind it: `ABC News`, `NOR Radio`.
fn is_name_of_part(part: &str, house: &str) -> bool {
    let mut words = part.split_whitespace();
    let begins = words.next().is_some_and(|first| letters(first) == house);
    let mut rest = words.peekable();
    begins && rest.peek().is_some() && rest.all(|word| PARTS.contains(&&*word.to_lowercase()))
}

/// The host of a document's address.
pub(super) fn host(document: &Document) -> Option<String> {
    let address = document.canonical_url.as_ref().or(document.url.as_ref());
    let address = address.and_then(|u| url::Url::parse(&u.value).ok())?;
    address.host_str().map(|h| bare(h).to_owned())
}

/// A host's name without what most begin with.
pub(super) fn bare(host: &str) -> &str {
    host.trim_start_matches("www.")
}

/// The part of a host's name that names its site.
pub(super) fn label(host: &str) -> Option<&str> {
    host.split('.').find(|l| l.len() > 2)
}

/// What parts the site's name from the rest of a title.
const SEPARATORS: [&str; 8] = [" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • "];
/// Fewest letters of a name that its address bears out.
const BORNE_OUT: usize = 4;

/// Fewest letters of the word of a name that is all of an address, and most words of such a name.
const LAST_WORD: usize = 8;
const WORDS: usize = 5;

/// The parts of a title or a name between what parts them.
pub(super) fn parts(title: &str) -> impl DoubleEndedIterator<Item = &str> {
    let is_mark = |c: char| matches!(c, '|' | '-' | '–' | '—' | ':' | '»' | '·' | '•');
    let mut rest = title;
    let mut parts = Vec::new();
    while let Some((at, mark)) = SEPARATORS.iter().filter_map(|m| Some((rest.find(m)?, m))).min() {
        parts.push(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + mark.len()..).unwrap_or_default();
    }
    parts.push(rest);
    parts.into_iter().map(move |part| part.trim_matches(|c: char| c.is_whitespace() || is_mark(c)))
}

/// The site's name as the last part of a title, or the first, where the address bears it out: it is what the host is
/// called by, or ends with the one word that is.
pub(super) fn titled(host: &str, title: &str) -> Option<String> {
    let wanted = letters(label(host)?);
    let whole = letters(host);
    let count = parts(title).count();
    let named = parts(title).enumerate().filter(|(n, part)| {
        let own = in_ascii(&letters(part));
        let bare = own.strip_prefix("the").unwrap_or(&own);
        let bare = bare.strip_prefix("www").unwrap_or(bare);
        let is_called = own.len() >= BORNE_OUT
            && (own == wanted || bare == wanted || bare == whole || wanted.strip_prefix("the") == Some(&own));
        let words = || part.split_whitespace();
        let is_last_word = n + 1 == count
            && wanted.len() >= LAST_WORD
            && words().count() <= WORDS
            && words().next_back().is_some_and(|last| in_ascii(&letters(last)) == wanted)
            && words().all(|word| word.starts_with(char::is_uppercase));
        count > 1 && (is_called || is_last_word)
    });
    named.last().map(|(_, part)| part.strip_prefix("www.").unwrap_or(part).to_owned())
}

/// Letters as they stand in addresses: `ö` is `oe` there.
fn in_ascii(letters: &str) -> String {
    letters.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue").replace('ß', "ss")
}

/// Letters and figures only, in lower case.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_names_the_site_where_the_address_bears_it_out() {
        let check = |title: &str, expected: Option<&str>| {
            assert_eq!(titled("lumencourier.example", title).as_deref(), expected, "{title}");
        };
        check("Ferry stays in port – LUMEN COURIER", Some("LUMEN COURIER"));
        check("The Lumen Courier | Ferry stays in port", Some("The Lumen Courier"));
        check("Ferry stays in port - Politics", None);
        check("Lumen Courier", None);
        check("Ferry – and courier – stay in port", None);
        check("Ferry stays in port — www.lumencourier.example", Some("lumencourier.example"));
        let check = |host: &str, title: &str, expected: Option<&str>| {
            assert_eq!(titled(host, title).as_deref(), expected, "{title}");
        };
        check("hafen-kurier.example", "Fähre bleibt | Hafen-Kurier", Some("Hafen-Kurier"));
        check("fluesse.example", "Fähre bleibt – Flüsse", Some("Flüsse"));
        check(
            "tageblatt.example",
            "Fähre bleibt – Das Neue Lumener Tageblatt",
            Some("Das Neue Lumener Tageblatt"),
        );
        check("tageblatt.example", "Fähre bleibt – kein Wort im Tageblatt", None);
    }

    #[test]
    fn a_house_has_parts() {
        assert!(is_name_of_part("ABC News", "abc"));
        assert!(is_name_of_part("NOR Radio Online", "nor"));
        assert!(!is_name_of_part("ABC finds survivors", "abc"));
        assert!(!is_name_of_part("World News", "abc"));
    }
}
