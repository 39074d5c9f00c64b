//! Addresses as feeds, lists and people write them.

use std::fmt;

use url::Url;

/// Longest address, in bytes.
const LONGEST: usize = 4096;

/// Why something is no address that can be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadAddress {
    /// It is none at all.
    Unreadable,
    /// It is one of another scheme.
    Scheme,
    /// It holds a user name or a password.
    User,
    /// It is longer than 4,096 bytes.
    TooLong,
}

impl fmt::Display for BadAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BadAddress::Unreadable => "expected an absolute http:// or https:// address",
            BadAddress::Scheme => "expected an http:// or https:// address, found another scheme",
            BadAddress::User => "an address must hold no user name",
            BadAddress::TooLong => "an address must have 4,096 bytes at most",
        })
    }
}

/// An absolute address of the web, as somebody typed it. `feed:` and `feed://`, which browsers hand to readers, stand
/// for the address behind them.
///
/// # Errors
/// Says what is wrong with it.
pub fn address(raw: &str) -> Result<Url, BadAddress> {
    let raw = raw.trim();
    if raw.len() > LONGEST {
        return Err(BadAddress::TooLong);
    }
    let behind = raw.get(..5).filter(|head| head.eq_ignore_ascii_case("feed:")).and(raw.get(5..));
    let raw = match behind {
        Some(rest) if rest.starts_with("//") => format!("http:{rest}"),
        Some(rest) => rest.to_owned(),
        None => raw.to_owned(),
    };
    let url = Url::parse(&raw).map_err(|_| BadAddress::Unreadable)?;
    if !is_of_the_web(&url) {
        return Err(BadAddress::Scheme);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(BadAddress::User);
    }
    Ok(url)
}

/// The address that a line of a list holds; nothing where it is empty or a comment. `#` begins one at the beginning of
/// the line and behind white space, since it also begins a fragment.
pub fn line(line: &str) -> Option<Result<Url, BadAddress>> {
    let line = line.trim_start_matches('\u{feff}').trim();
    let told = line.split_whitespace().take_while(|word| !word.starts_with('#'));
    let told: Vec<&str> = told.collect();
    match told.as_slice() {
        [] => None,
        [one] => Some(address(one)),
        _ => Some(Err(BadAddress::Unreadable)),
    }
}

/// An address in a document, read against where that stands; only such as can be fetched.
pub(in crate::decode) fn resolve(raw: &str, base: Option<&Url>) -> Option<Url> {
    let raw = raw.trim();
    let has_spaces = || !raw.contains("://") && raw.chars().any(char::is_whitespace);
    if raw.is_empty() || raw.len() > LONGEST || has_spaces() {
        return None;
    }
    let url = match base {
        Some(base) => base.join(raw),
        None if raw.starts_with("//") => Url::parse(&format!("https:{raw}")),
        None => Url::parse(raw),
    };
    url.ok().filter(is_of_the_web)
}

fn is_of_the_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, expected: &str) {
        let told = match line(raw) {
            None => "nothing".to_owned(),
            Some(Ok(url)) => url.to_string(),
            Some(Err(why)) => format!("{why:?}"),
        };
        assert_eq!(told, expected, "{raw:?}");
    }

    #[test]
    fn a_list_has_an_address_a_line() {
        check("https://news.example/feed", "https://news.example/feed");
        check("\u{feff}  HTTP://News.Example:80/a#b  # the desk", "http://news.example/a#b");
        check("", "nothing");
        check("   # https://news.example/feed", "nothing");
        check("feed://news.example/rss", "http://news.example/rss");
        check("feed:https://news.example/rss", "https://news.example/rss");
        check("news.example/feed", "Unreadable");
        check("https://a.example https://b.example", "Unreadable");
        check("ftp://news.example/feed", "Scheme");
        check("https://ann:secret@news.example/feed", "User");
        check(&format!("https://news.example/{}", "a".repeat(5000)), "TooLong");
    }
}
