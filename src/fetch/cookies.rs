//! Cookies of one chain of redirects: walls that set one and send back to the same address are passed, and nothing is
//! remembered after that.

use jiff::Timestamp;
use url::{Host, Url};

use super::headers::Headers;

/// Most cookies of a chain, and most bytes of one.
const MOST: usize = 20;
const LONGEST: usize = 4096;

struct Cookie {
    name: String,
    value: String,
    host: String,
    /// Whether hosts below that one get it too.
    below: bool,
    secure: bool,
    path: String,
}

/// The cookies of one chain.
#[derive(Default)]
pub(super) struct Jar(Vec<Cookie>);

impl Jar {
    /// Takes what an answer sets (RFC 6265, section 5.3).
    pub(super) fn take(&mut self, headers: &Headers, url: &Url, now: Timestamp) {
        for line in headers.values("set-cookie") {
            let Some((cookie, lives)) = read(&String::from_utf8_lossy(line), url, now) else { continue };
            self.0.retain(|old| {
                (&old.name, &old.host, &old.path) != (&cookie.name, &cookie.host, &cookie.path)
            });
            if lives && self.0.len() < MOST {
                self.0.push(cookie);
            }
        }
    }

    /// What is sent to an address.
    pub(super) fn header(&self, url: &Url) -> Option<String> {
        let host = url.host_str()?;
        let fits = |cookie: &&Cookie| {
            let is_host = cookie.host == host || cookie.below && is_below(host, &cookie.host);
            is_host && (!cookie.secure || url.scheme() == "https") && is_on(url.path(), &cookie.path)
        };
        let pairs: Vec<String> =
            self.0.iter().filter(fits).map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }
}

/// A cookie, and whether it lives.
fn read(line: &str, url: &Url, now: Timestamp) -> Option<(Cookie, bool)> {
    if line.len() > LONGEST || line.contains(char::is_control) {
        return None;
    }
    let mut parts = line.split(';').map(str::trim);
    let (name, value) = parts.next()?.split_once('=')?;
    let host = url.host_str()?.to_owned();
    let (name, value) = (name.trim().to_owned(), value.trim().to_owned());
    let path =
        url.path().rsplit_once('/').map_or("/", |(folder, _)| if folder.is_empty() { "/" } else { folder });
    let mut cookie = Cookie { name, value, host, below: false, secure: false, path: path.to_owned() };
    let (mut age, mut expires) = (None, None);
    for part in parts {
        let (name, value) =
            part.split_once('=').map_or((part, ""), |(name, value)| (name.trim(), value.trim()));
        match name.to_ascii_lowercase().as_str() {
            "domain" => {
                let domain = value.trim_start_matches('.').to_ascii_lowercase();
                if !(matches!(url.host(), Some(Host::Domain(_))) && may_set(&cookie.host, &domain)) {
                    return None;
                }
                (cookie.host, cookie.below) = (domain, true);
            }
            "path" if value.starts_with('/') => value.clone_into(&mut cookie.path),
            "secure" => cookie.secure = true,
            "max-age" => age = value.parse::<i64>().ok().map(|seconds| seconds > 0),
            "expires" => {
                let until =
                    httpdate::parse_http_date(value).ok().and_then(|until| Timestamp::try_from(until).ok());
                expires = until.map(|until| until > now);
            }
            _ => {}
        }
    }
    let lives = age.or(expires).unwrap_or(true);
    (!cookie.name.is_empty()).then_some((cookie, lives))
}

/// Whether a host may set a cookie for a domain: itself or what it is below, but no domain in which anybody has a name.
fn may_set(host: &str, domain: &str) -> bool {
    domain == host || is_below(host, domain) && psl::domain(domain.as_bytes()).is_some()
}

fn is_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|before| before.ends_with('.'))
}

/// Whether a path lies on another (RFC 6265, section 5.1.4).
fn is_on(path: &str, of: &str) -> bool {
    path.strip_prefix(of).is_some_and(|rest| rest.is_empty() || of.ends_with('/') || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(set: &[&str], from: &str, to: &str, expected: Option<&str>) {
        let mut jar = Jar::default();
        let headers: Headers = set.iter().map(|line| ("set-cookie", *line)).collect();
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        jar.take(&headers, &Url::parse(from).unwrap(), now);
        assert_eq!(jar.header(&Url::parse(to).unwrap()).as_deref(), expected, "{set:?} from {from} to {to}");
    }

    #[test]
    fn where_cookies_go() {
        let page = "https://news.example.org/a/b";
        check(&["seen=1"], page, page, Some("seen=1"));
        check(&["seen=1"], page, "https://news.example.org/a/c", Some("seen=1"));
        check(&["seen=1"], page, "https://news.example.org/other", None);
        check(&["seen=1; Path=/", "b=2; path=/"], page, "http://news.example.org/", Some("seen=1; b=2"));
        check(&["seen=1; Secure; Path=/"], page, "http://news.example.org/", None);
        check(&["seen=1; Path=/"], page, "https://other.example.org/", None);
        check(&["seen=1; Domain=.example.org; Path=/"], page, "https://other.example.org/", Some("seen=1"));
        check(&["seen=1; Domain=org; Path=/"], page, "https://other.org/", None);
        check(&["seen=1; Domain=other.org; Path=/"], page, "https://other.org/", None);
        check(&["seen=1; Path=/", "seen=; Path=/; Max-Age=0"], page, page, None);
        check(&["seen=1", "seen=2; Expires=Thu, 01 Jan 1970 00:00:00 GMT"], page, page, None);
        check(&["=1", "nothing"], page, page, None);
    }
}
