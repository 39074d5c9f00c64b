//! `[fetch]`: what it means, and what in it cannot be.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use url::{Host, Url};

pub use super::raw_fetch::RobotsFor;
use super::raw_fetch::{self, Timeout};
use super::units::Size;
use crate::fetch::guard::Range;

/// One client for every source that fetches.
#[derive(Debug, Clone, PartialEq)]
pub struct Fetch {
    /// Whom the keeper of a host can write to.
    pub contact: Option<Contact>,
    /// The product that asks.
    pub agent: String,
    /// Least time between two requests to a host.
    pub delay: Duration,
    /// Longest Crawl-delay.
    pub delay_most: Duration,
    /// Most requests to one host at a time.
    pub per_host: usize,
    /// Most requests at a time.
    pub connections: usize,
    /// How long is waited.
    pub waits: Waits,
    /// Largest body in bytes, unpacked.
    pub body: usize,
    /// Most bytes of all bodies on their way.
    pub buffer: usize,
    /// Most redirects of one request.
    pub redirects: usize,
    /// What robots.txt is asked for.
    pub robots: RobotsFor,
    /// Longest wait that anybody can ask for.
    pub wait_most: Duration,
    /// How long "not modified" is believed; none is for ever.
    pub distrust: Option<Duration>,
    /// A proxy for everything.
    pub proxy: Option<Url>,
    /// PEM file of further authorities.
    pub authorities: Option<PathBuf>,
    /// Private addresses that may be fetched from.
    pub allow: Vec<Range>,
    /// Names that are not looked up.
    pub resolve: Vec<Resolved>,
}

/// Whom the keeper of a host can write to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contact {
    /// An address for mail.
    Mail(String),
    /// The address of a page.
    Page(String),
}

impl Contact {
    /// As it was typed.
    pub fn as_str(&self) -> &str {
        match self {
            Contact::Mail(text) | Contact::Page(text) => text,
        }
    }
}

/// How long is waited for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits {
    /// Until it is connected.
    pub connect: Duration,
    /// For the head, from the beginning.
    pub first: Duration,
    /// Between two reads.
    pub idle: Duration,
    /// For all of it.
    pub whole: Duration,
}

/// A name that is not looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// In lower case, without final dot; of `*.example.org` it is `example.org`.
    pub name: String,
    /// Whether every name below it is meant, and not itself.
    pub below: bool,
    /// Where it leads.
    pub address: IpAddr,
    /// The port of an address that names none.
    pub port: Option<u16>,
}

/// Something wrong in `[fetch]`: the setting, which entry of it where it is a list, what, and what to do.
pub(super) struct Wrong {
    pub(super) key: Vec<String>,
    pub(super) entry: Option<usize>,
    pub(super) message: String,
    pub(super) hint: &'static str,
}

/// What was typed as what it means, and everything in it that means nothing. A body is at most a document.
pub(super) fn read(raw: &raw_fetch::Fetch, document: Size, folder: &Path) -> (Fetch, Vec<Wrong>) {
    let mut wrong = Vec::new();
    let mut say = |key: &[&str], entry, message: String, hint| {
        let key = key.iter().map(|part| (*part).to_owned()).collect();
        wrong.push(Wrong { key, entry, message, hint });
    };
    let contact = contact(&raw.contact).unwrap_or_else(|| {
        let hint =
            "write an address for mail, \"desk@example.org\", or of a page, \"https://example.org/desk\"";
        say(
            &["contact"],
            None,
            format!("expected whom a keeper can write to, found {:?}", raw.contact),
            hint,
        );
        None
    });
    if !is_product(&raw.agent) {
        let hint = "robots.txt knows names of letters, - and _ (RFC 9309), 64 at most";
        say(&["agent"], None, format!("expected the name of a product, found {:?}", raw.agent), hint);
    }
    let proxy = proxy(&raw.proxy).unwrap_or_else(|| {
        let hint = "write it as \"http://10.1.0.1:3128\", \"https://...\" or \"socks5://...\"";
        say(&["proxy"], None, format!("expected the address of a proxy, found {:?}", raw.proxy), hint);
        None
    });
    let mut allow = Vec::new();
    for (n, text) in raw.allow.iter().enumerate() {
        match text.parse() {
            Ok(range) => allow.push(range),
            Err(error) => {
                let hint = "these are addresses; a name is allowed by giving its address in [fetch.resolve]";
                say(&["allow"], Some(n), format!("{error}, found {text:?}"), hint);
            }
        }
    }
    let mut resolve = Vec::new();
    for (name, target) in &raw.resolve {
        let hint = "write \"news.example.org\" = \"10.1.2.3\", or \"*.example.org\" for every name below";
        match (host_name(name), address(target)) {
            (Some((name, below)), Some((address, port))) => {
                resolve.push(Resolved { name, below, address, port });
            }
            (None, _) => {
                say(&["resolve", name], None, format!("expected a name of a host, found {name:?}"), hint)
            }
            (_, None) => {
                let message = format!("expected an address with or without a port, found {target:?}");
                say(&["resolve", name], None, message, hint);
            }
        }
    }
    let fetch = Fetch {
        contact,
        agent: raw.agent.clone(),
        delay: raw.delay.0,
        delay_most: raw.delay_most.0,
        per_host: raw.per_host,
        connections: raw.connections,
        waits: waits(&raw.timeout),
        body: usize::try_from(raw.body.min(document).0).unwrap_or(usize::MAX),
        buffer: usize::try_from(raw.buffer.0).unwrap_or(usize::MAX),
        redirects: raw.redirects,
        robots: raw.robots,
        wait_most: raw.wait_most.0,
        distrust: Some(raw.distrust.0).filter(|distrust| !distrust.is_zero()),
        proxy,
        authorities: Some(&raw.authorities)
            .filter(|path| !path.as_os_str().is_empty())
            .map(|p| folder.join(p)),
        allow,
        resolve,
    };
    (fetch, wrong)
}

fn waits(raw: &Timeout) -> Waits {
    Waits { connect: raw.connect.0, first: raw.first.0, idle: raw.idle.0, whole: raw.whole.0 }
}

/// Nobody, or somebody; none where it is neither.
fn contact(text: &str) -> Option<Option<Contact>> {
    let plain =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'(' | b')' | b'\\'));
    if text.is_empty() {
        return Some(None);
    }
    if !plain(text) || text.len() > 256 {
        return None;
    }
    if text.starts_with("http://") || text.starts_with("https://") {
        let url = Url::parse(text).ok()?;
        return url.host().is_some().then(|| Some(Contact::Page(text.to_owned())));
    }
    let (user, host) = text.split_once('@')?;
    let is_mail = !user.is_empty() && host_name(host).is_some_and(|(_, below)| !below);
    is_mail.then(|| Some(Contact::Mail(text.to_owned())))
}

/// A product token as RFC 9309, section 2.2.1 has it.
fn is_product(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_'))
}

/// No proxy, or one; none where it is neither.
fn proxy(text: &str) -> Option<Option<Url>> {
    if text.is_empty() {
        return Some(None);
    }
    let url = Url::parse(text).ok()?;
    let known = matches!(url.scheme(), "http" | "https" | "socks5");
    let bare = matches!(url.path(), "" | "/") && url.query().is_none();
    (known && bare && url.host_str().is_some_and(|host| !host.is_empty())).then_some(Some(url))
}

/// A name as it is compared, and whether it stands for those below it.
fn host_name(text: &str) -> Option<(String, bool)> {
    let (name, below) = text.strip_prefix("*.").map_or((text, false), |name| (name, true));
    let name = name.strip_suffix('.').unwrap_or(name);
    match Host::parse(name) {
        Ok(Host::Domain(name)) if !name.is_empty() && !name.contains(['*', ':', '/']) => Some((name, below)),
        _ => None,
    }
}

/// An address, with or without a port.
fn address(text: &str) -> Option<(IpAddr, Option<u16>)> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some((address, None));
    }
    let address = text.parse::<SocketAddr>().ok()?;
    (address.port() != 0).then(|| (address.ip(), Some(address.port())))
}

impl Resolved {
    /// Whether a name, in lower case and without final dot, is meant.
    pub fn is(&self, name: &str) -> bool {
        if !self.below {
            return name == self.name;
        }
        name.strip_suffix(&self.name).is_some_and(|before| before.len() > 1 && before.ends_with('.'))
    }
}

impl Fetch {
    /// What the file says of a name, in lower case and without final dot: the name itself goes before those that stand for
    /// many, and the longest of these before the others.
    pub fn resolved(&self, name: &str) -> Option<&Resolved> {
        let fits = self.resolve.iter().filter(|resolved| resolved.is(name));
        fits.max_by_key(|resolved| (!resolved.below, resolved.name.len()))
    }

    /// What stands in `User-Agent`.
    pub fn user_agent(&self) -> String {
        let product = format!("{}/{}", self.agent, env!("CARGO_PKG_VERSION"));
        match &self.contact {
            Some(contact) => format!("{product} (+{})", contact.as_str()),
            None => product,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Fetch, Vec<String>> {
        let raw: raw_fetch::Fetch = toml::from_str(text).unwrap();
        let (fetch, wrong) = read(&raw, Size::mebibytes(16), Path::new("/desk"));
        if wrong.is_empty() { Ok(fetch) } else { Err(wrong.into_iter().map(|wrong| wrong.message).collect()) }
    }

    #[test]
    fn whom_to_write_to() {
        let agent = |contact: &str| of(&format!("contact = \"{contact}\"")).map(|fetch| fetch.user_agent());
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(agent(""), Ok(format!("wiredesk/{version}")));
        assert_eq!(agent("desk@example.org"), Ok(format!("wiredesk/{version} (+desk@example.org)")));
        assert_eq!(
            agent("https://example.org/b"),
            Ok(format!("wiredesk/{version} (+https://example.org/b)"))
        );
        for wrong in ["desk", "@example.org", "a@", "a b@example.org", "a@b\\r\\nX: y", "ftp://a", "https://"]
        {
            assert!(agent(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn names_that_are_not_looked_up() {
        let fetch =
            of("resolve = { \"*.Example.org.\" = \"10.0.0.1\", \"*.a.example.org\" = \"10.0.0.2:81\", \
                        \"b.example.org\" = \"[fd00::1]:82\", \"bücher.example\" = \"::1\" }");
        let fetch = fetch.unwrap();
        let target = |name: &str| fetch.resolved(name).map(|found| (found.address.to_string(), found.port));
        assert_eq!(target("x.example.org"), Some(("10.0.0.1".into(), None)));
        assert_eq!(target("x.y.example.org"), Some(("10.0.0.1".into(), None)));
        assert_eq!(target("x.a.example.org"), Some(("10.0.0.2".into(), Some(81))));
        assert_eq!(target("b.example.org"), Some(("fd00::1".into(), Some(82))));
        assert_eq!(target("xn--bcher-kva.example"), Some(("::1".into(), None)));
        for other in ["example.org", "anexample.org", ".example.org", "example.org.evil"] {
            assert_eq!(target(other), None, "{other}");
        }
        for wrong in [
            "\"10.0.0.1\" = \"10.0.0.2\"",
            "\"\" = \"::1\"",
            "a = \"b\"",
            "a = \"1.2.3.4:0\"",
            "\"*.*.a\" = \"::1\"",
        ] {
            assert_eq!(of(&format!("resolve = {{ {wrong} }}")).unwrap_err().len(), 1, "{wrong}");
        }
    }

    #[test]
    fn proxies() {
        for right in
            ["http://10.0.0.1:3128", "socks5://user:word@proxy.example:1080/", "https://proxy.example"]
        {
            assert!(of(&format!("proxy = \"{right}\"")).unwrap().proxy.is_some());
        }
        for wrong in ["10.0.0.1:3128", "ftp://a", "http://a/path", "socks5://"] {
            assert!(of(&format!("proxy = \"{wrong}\"")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn everything_that_is_wrong_is_said() {
        let wrong = of(
            "contact = \"x\"\nagent = \"a b\"\nproxy = \"p\"\nallow = [\"10.0.0.0/8\", \"x\", \"10.0.0.1/8\"]",
        );
        assert_eq!(wrong.unwrap_err().len(), 5);
    }
}
