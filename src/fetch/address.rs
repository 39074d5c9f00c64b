//! Addresses that are asked for: what counts as one host, whose it is, and when two addresses are one.

use std::fmt;
use std::sync::Arc;

use url::{Host, Url};

/// What order is kept over: a name in lower case without its final dot, or a literal; ports 80 and 443 are one host, any
/// other port is a host of its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HostKey(Arc<str>);

impl HostKey {
    /// The host of an address; `None` for what is not asked by HTTP.
    pub fn of(url: &Url) -> Option<Self> {
        let port = url.port_or_known_default().filter(|_| matches!(url.scheme(), "http" | "https"))?;
        let host = match url.host()? {
            Host::Domain(name) => name.trim_end_matches('.').to_ascii_lowercase(),
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => format!("[{address}]"),
        };
        let key = if matches!(port, 80 | 443) { host } else { format!("{host}:{port}") };
        (!key.is_empty()).then(|| HostKey(key.into()))
    }

    /// As it was kept in a store.
    pub fn restored(text: &str) -> Self {
        HostKey(text.into())
    }

    /// As text: `example.org`, `example.org:8080`, `[::1]`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The domain that its keeper registered, by the Public Suffix List; `None` for literals, and for names that are a
    /// public suffix themselves.
    pub fn domain(&self) -> Option<&str> {
        if self.0.starts_with('[') {
            return None;
        }
        let name = self.0.split(':').next().unwrap_or_default();
        let number = name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        if number { None } else { psl::domain_str(name) }
    }
}

impl fmt::Display for HostKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is no address that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not an absolute address at all.
    #[error("expected an absolute address, such as \"https://example.org/feed.xml\"")]
    NoAddress,
    /// Another scheme.
    #[error("expected an address that begins with http:// or https://")]
    Scheme,
    /// A user name or password in it.
    #[error(
        "expected an address without a user name: what may be asked for by name only goes into `authorization_file`"
    )]
    UserName,
}

/// Reads an address as somebody typed it or a list has it.
///
/// # Errors
/// Why it is none.
pub fn read(text: &str) -> Result<Url, AddressError> {
    let url = Url::parse(text.trim()).map_err(|_| AddressError::NoAddress)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(AddressError::Scheme);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressError::UserName);
    }
    HostKey::of(&url).map(|_| url).ok_or(AddressError::NoAddress)
}

/// The address as it is asked for: no fragment, and no final dot behind the host's name, which a pool of connections would
/// take for another host.
pub fn asked(url: &Url) -> Url {
    let mut asked = url.clone();
    asked.set_fragment(None);
    let bare = url.domain().map(|name| name.trim_end_matches('.'));
    if let Some(name) = bare.filter(|name| !name.is_empty() && Some(*name) != url.domain()) {
        // A host that cannot be set leaves the address as it is.
        asked.set_host(Some(name)).unwrap_or_default();
    }
    asked
}

/// The address by which a host that is not reached over http is tried once more: the same over https. `None` for what has a
/// port of its own, or is https already.
pub fn over_https(url: &Url) -> Option<Url> {
    let mut secure = url.clone();
    let plain = url.scheme() == "http" && url.port().is_none();
    (plain && secure.set_scheme("https").is_ok()).then_some(secure)
}

/// Equal for addresses that are the same request (RFC 3986, section 6.2.2): without fragment and final dot, hexadecimal digits
/// in upper case, percent signs only where they are needed, one that stands for itself as `%25`. Scheme, order of parameters and everything that a host may
/// tell apart stay; what makes two addresses the same *page* is `normalise`'s to say.
pub fn key(url: &Url) -> String {
    let asked = asked(url);
    let mut rest = asked.as_str();
    let mut key = String::with_capacity(rest.len());
    while let Some((before, after)) = rest.split_once('%') {
        key.push_str(before);
        let byte = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte.filter(|_| after.bytes().take(2).all(|b| b.is_ascii_hexdigit())) {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                key.push(char::from(byte))
            }
            Some(byte) => key.push_str(&format!("%{byte:02X}")),
            None => {
                key.push_str("%25");
                rest = after;
                continue;
            }
        }
        rest = after.get(2..).unwrap_or_default();
    }
    key.push_str(rest);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn hosts() {
        let cases = [
            ("https://Example.org/a", "example.org"),
            ("http://example.org./a", "example.org"),
            ("http://example.org:443/", "example.org"),
            ("https://example.org:80/", "example.org"),
            ("https://example.org:8080/", "example.org:8080"),
            ("https://www.example.org/", "www.example.org"),
            ("http://127.1/", "127.0.0.1"),
            ("http://[::1]:81/", "[::1]:81"),
            ("https://bücher.example/", "xn--bcher-kva.example"),
        ];
        for (address, expected) in cases {
            assert_eq!(HostKey::of(&url(address)).unwrap().as_str(), expected, "{address}");
        }
        for address in ["ftp://example.org/", "file:///a", "mailto:a@example.org", "data:,a"] {
            assert_eq!(HostKey::of(&url(address)), None, "{address}");
        }
    }

    #[test]
    fn keepers() {
        let cases = [
            ("https://www.news.example.co.uk:81/", Some("example.co.uk")),
            ("https://a.tumblr.com/", Some("tumblr.com")),
            ("https://somebody.github.io/", Some("somebody.github.io")),
            ("https://github.io/", None),
            ("https://co.uk/", None),
            ("https://desk.intranet/", Some("desk.intranet")),
            ("https://intranet/", None),
            ("http://127.0.0.1:81/", None),
            ("http://[::1]/", None),
        ];
        for (address, expected) in cases {
            assert_eq!(HostKey::of(&url(address)).unwrap().domain(), expected, "{address}");
        }
    }

    #[test]
    fn what_is_typed() {
        assert_eq!(read(" https://example.org/feed ").unwrap().as_str(), "https://example.org/feed");
        assert_eq!(read("example.org/feed"), Err(AddressError::NoAddress));
        assert_eq!(read("/feed"), Err(AddressError::NoAddress));
        assert_eq!(read("https://"), Err(AddressError::NoAddress));
        assert_eq!(read("https://."), Err(AddressError::NoAddress));
        assert_eq!(read("file:///etc/passwd"), Err(AddressError::Scheme));
        assert_eq!(read("https://user@example.org/"), Err(AddressError::UserName));
        assert_eq!(read("https://:pw@example.org/"), Err(AddressError::UserName));
    }

    #[test]
    fn one_request_one_key() {
        let same = [
            "https://example.org/a%2fb~",
            "https://EXAMPLE.org./%61%2Fb%7E#part",
            "https://example.org:443/a%2Fb~",
        ];
        for address in same {
            assert_eq!(key(&url(address)), "https://example.org/a%2Fb~", "{address}");
        }
        for other in [
            "http://example.org/a%2Fb~",
            "https://example.org/a/b~",
            "https://example.org/a%2Fb~?",
            "https://example.org/A%2Fb~",
        ] {
            assert_ne!(key(&url(other)), "https://example.org/a%2Fb~", "{other}");
        }
        assert_eq!(key(&url("https://example.org/100%/%zz%4")), "https://example.org/100%25/%25zz%254");
        assert_eq!(over_https(&url("http://example.org/a")), Some(url("https://example.org/a")));
        assert_eq!(over_https(&url("http://example.org:8080/a")), None);
        assert_eq!(over_https(&url("https://example.org/a")), None);
        assert_eq!(asked(&url("https://example.org./a?b#c")).as_str(), "https://example.org/a?b");
    }
}
