//! Addresses: what was given, cleaned; and the canonical form by which the same page is recognised.
//!
//! Canonical: `https` for the web's two schemes, lower-case host without the label of another device, no fragment, no
//! parameters that only track, no AMP or print form, no default port. The rest of the path and query stays as it is.

use url::Url;

use super::clean::is_unprintable;
use super::urls_removed::{DEVICE_HOSTS, FORM_ENDS, Name, TRACKING};

/// Longest address kept, in bytes.
const LONGEST: usize = 4096;

/// The address cleaned of white space, if it is one of the web. What prints nothing stands in it as it is sent: with
/// percent signs, or not at all.
pub(super) fn given(raw: &str) -> Option<String> {
    let url = read(raw)?;
    let raw = raw.trim();
    Some(if raw.contains(is_unprintable) { url.into() } else { raw.to_owned() })
}

fn read(raw: &str) -> Option<Url> {
    let raw = raw.trim();
    if raw.len() > LONGEST || raw.is_empty() {
        return None;
    }
    let url = Url::parse(raw).ok()?;
    (matches!(url.scheme(), "http" | "https")
        && url.host_str().is_some_and(|h| h.contains('.') || h == "localhost"))
    .then_some(url)
}

/// The canonical form of an address.
pub(super) fn canonical(raw: &str) -> Option<String> {
    let mut url = read(raw)?;
    url.set_fragment(None);
    // a scheme or port that the address cannot take leaves it as it is
    url.set_scheme("https").unwrap_or_default();
    if matches!(url.port(), Some(80 | 443)) {
        url.set_port(None).unwrap_or_default();
    }
    url.set_username("").unwrap_or_default();
    url.set_password(None).unwrap_or_default();
    unwrap_cache(&mut url);
    own_host(&mut url);
    own_path(&mut url);
    own_query(&mut url);
    Some(url.into())
}

/// AMP caches serve a publisher's page under their own name: `cdn.ampproject.org/c/s/www.example.org/story`.
fn unwrap_cache(url: &mut Url) {
    let host = url.host_str().unwrap_or_default();
    let path = url.path();
    let inner = if host.ends_with("cdn.ampproject.org") {
        ["/c/s/", "/v/s/", "/c/", "/v/"].iter().find_map(|p| path.strip_prefix(p))
    } else if host.starts_with("www.google.") {
        ["/amp/s/", "/amp/"].iter().find_map(|p| path.strip_prefix(p))
    } else {
        None
    };
    let unwrapped =
        inner.filter(|i| i.contains('.')).and_then(|inner| Url::parse(&format!("https://{inner}")).ok());
    if let Some(mut unwrapped) = unwrapped {
        unwrapped.set_query(url.query());
        *url = unwrapped;
    }
}

/// The host without the label of another device, where a whole host is left.
fn own_host(url: &mut Url) {
    let Some(host) = url.host_str().map(str::to_owned) else { return };
    let host = host.trim_end_matches('.');
    for label in DEVICE_HOSTS {
        let bare = host.strip_prefix(label).map(str::to_owned);
        let inner = host.strip_prefix("www.").and_then(|h| h.strip_prefix(label)).map(|h| format!("www.{h}"));
        if let Some(own) = bare.or(inner).filter(|own| own.trim_start_matches("www.").contains('.')) {
            url.set_host(Some(&own)).unwrap_or_default();
            return;
        }
    }
}

fn own_path(url: &mut Url) {
    let path = url.path().to_owned();
    let mut own = path.as_str();
    for end in FORM_ENDS {
        if let Some(bare) = own.strip_suffix(end).filter(|b| b.len() > 1) {
            own = bare;
            break;
        }
    }
    // `/amp/news/story`, but not a page whose whole name is "amp"
    let own = own.strip_prefix("/amp").filter(|o| o.starts_with('/') && o.len() > 1).unwrap_or(own);
    let own = if path.ends_with(".amp.html") { format!("{own}.html") } else { own.to_owned() };
    if own != path {
        url.set_path(&own);
    }
}

fn own_query(url: &mut Url) {
    let Some(query) = url.query() else { return };
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !is_tracking(pair)).collect();
    if kept.is_empty() {
        url.set_query(None);
    } else if kept.len() != query.split('&').count() {
        let kept = kept.join("&");
        url.set_query(Some(&kept));
    }
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
    TRACKING.iter().any(|t| match t {
        Name::Is(whole) => whole.eq_ignore_ascii_case(&name),
        Name::Begins(head) => name.starts_with(head),
    })
}

/// The registered domain of an address: `example.co.uk` of `www.news.example.co.uk`. By the shape of the host, since
/// the list of public suffixes is not carried along: a short second label under a country's domain counts as part of
/// the suffix.
pub(super) fn domain(raw: &str) -> Option<String> {
    let url = read(raw)?;
    let url::Host::Domain(host) = url.host()? else { return None };
    let labels: Vec<&str> = host.trim_end_matches('.').split('.').collect();
    let country = labels.last().is_some_and(|l| l.len() == 2);
    let second = labels.len().checked_sub(2).and_then(|at| labels.get(at)).copied().unwrap_or_default();
    let shared = country
        && (matches!(
            second,
            "co" | "com" | "org" | "net" | "gov" | "edu" | "ac" | "or" | "ne" | "go" | "gob" | "nom" | "info"
        ));
    let count = if shared { 3 } else { 2 };
    let from = labels.len().saturating_sub(count);
    Some(labels.get(from..)?.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, expected: &str) {
        assert_eq!(canonical(raw).as_deref(), Some(expected), "{raw:?}");
        assert_eq!(canonical(expected).as_deref(), Some(expected), "canonical form is its own");
    }

    #[test]
    fn tracking_and_fragments_go() {
        check(
            "http://www.Example.org/a/b?utm_source=x&id=7&fbclid=y#top",
            "https://www.example.org/a/b?id=7",
        );
        check("https://example.org/a?utm_medium=rss", "https://example.org/a");
        check("https://example.org/a?id=7&page=2", "https://example.org/a?id=7&page=2");
        check("https://example.org:443/a", "https://example.org/a");
    }

    #[test]
    fn forms_for_other_devices_go() {
        check("https://m.example.org/story-1", "https://example.org/story-1");
        check("https://amp.example.org/story-1", "https://example.org/story-1");
        check("https://www.example.org/story-1/amp/", "https://www.example.org/story-1");
        check("https://www.example.org/story-1.amp.html", "https://www.example.org/story-1.html");
        check("https://www.example.org/amp/news/story-1", "https://www.example.org/news/story-1");
        check(
            "https://www-example-org.cdn.ampproject.org/c/s/www.example.org/story-1",
            "https://www.example.org/story-1",
        );
        check("https://m.org/story", "https://m.org/story");
    }

    #[test]
    fn other_addresses_are_none() {
        for raw in ["", "mailto:a@example.org", "/story-1", "javascript:void(0)", "example", "https://"] {
            assert_eq!(canonical(raw), None, "{raw:?}");
        }
    }

    #[test]
    fn what_prints_nothing_is_in_no_address() {
        let check = |raw: &str, expected: &str| assert_eq!(given(raw).as_deref(), Some(expected), "{raw:?}");
        check(" https://example.org/Über?q=a b ", "https://example.org/Über?q=a b");
        check("https://example.org/a\n\tb", "https://example.org/ab");
        check("https://example.org/\u{1b}[31m?\u{7f}", "https://example.org/%1B[31m?%7F");
        check("https://example.org/\u{202e}gpj.a#\u{2066}", "https://example.org/%E2%80%AEgpj.a#%E2%81%A6");
        assert_eq!(given("https://exam\u{0}ple.org/"), None);
    }

    #[test]
    fn domains() {
        let check = |raw: &str, expected: &str| assert_eq!(domain(raw).as_deref(), Some(expected));
        check("https://www.news.example.org/a", "example.org");
        check("https://www.example.co.uk/a", "example.co.uk");
        check("https://example.de", "example.de");
    }
}
