//! What the header fields of an answer say: how long to wait, how long it stays fresh, where its hub is, what it holds.
//!
//! Pure: fields and the time in, values out. What cannot be read counts as absent, and every wait ends at a cap that the
//! caller gives, so that no host can send us away for good. Validators are none of this module's business: they go back
//! byte for byte, as [`Headers::get`] gives them.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use jiff::{SignedDuration, Timestamp};
use url::Url;

/// The header fields of an answer, in order, as they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, Vec<u8>)>);

impl Headers {
    /// Adds a field; names are compared without regard to case.
    pub fn push(&mut self, name: &str, value: impl Into<Vec<u8>>) {
        self.0.push((name.to_ascii_lowercase(), value.into()));
    }

    /// The first value of a field, byte for byte.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.values(name).next()
    }

    /// The first value of a field as text, without white space around it.
    pub fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        self.get(name).map(|value| String::from_utf8_lossy(value.trim_ascii()))
    }

    /// Every value of a field.
    pub fn values<'h>(&'h self, name: &str) -> impl Iterator<Item = &'h [u8]> {
        let name = name.to_ascii_lowercase();
        self.0.iter().filter(move |(own, _)| *own == name).map(|(_, value)| value.as_slice())
    }

    /// Every field with its name in lower case.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_slice()))
    }

    /// Values of a list field (RFC 9110, section 5.3) as one text.
    fn joined(&self, name: &str) -> String {
        let values: Vec<_> = self.values(name).map(String::from_utf8_lossy).collect();
        values.join(", ")
    }
}

impl<N: AsRef<str>, V: Into<Vec<u8>>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(fields: I) -> Self {
        let mut headers = Headers::default();
        fields.into_iter().for_each(|(name, value)| headers.push(name.as_ref(), value));
        headers
    }
}

/// A date of HTTP in any of its three forms (RFC 9110, section 5.6.7), or with a numeric zone as mail has it.
fn date(value: &str) -> Option<Timestamp> {
    let value = value.trim();
    match httpdate::parse_http_date(value) {
        Ok(date) => Some(timestamp(date)),
        Err(_) => jiff::fmt::rfc2822::parse(value).ok().map(|date| date.timestamp()),
    }
}

/// What lies beyond the last moment that can be told is that moment.
fn timestamp(time: SystemTime) -> Timestamp {
    Timestamp::try_from(time).unwrap_or(Timestamp::MAX)
}

/// How long after `now` a moment is; nothing where it is past.
fn until(moment: Timestamp, now: Timestamp) -> Duration {
    moment.duration_since(now).max(SignedDuration::ZERO).unsigned_abs()
}

/// When the answer was made, by the host's own clock.
fn made(headers: &Headers) -> Option<Timestamp> {
    headers.text("date").and_then(|value| date(&value))
}

/// Whole seconds (RFC 9110, section 10.2.3; RFC 9111, section 1.2.2): digits, however many. What is too large for a number
/// is the largest one.
fn seconds(value: &str) -> Option<Duration> {
    let digits = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| Duration::from_secs(value.parse().unwrap_or(u64::MAX)))
}

/// How long `Retry-After` (RFC 9110, section 10.2.3) asks to wait, at most `most`; `None` where there is none that can be
/// read.
///
/// A date that is past asks for nothing. It is counted from our clock and from the host's own `Date`, and the longer wait
/// counts: neither of the two clocks is then asked sooner than it was said.
pub fn retry_after(headers: &Headers, now: Timestamp, most: Duration) -> Option<Duration> {
    let value = headers.text("retry-after")?;
    let wait = seconds(&value).or_else(|| {
        let moment = date(&value)?;
        let by_theirs = made(headers).map_or(Duration::ZERO, |made| until(moment, made));
        Some(until(moment, now).max(by_theirs))
    })?;
    Some(wait.min(most))
}

/// How long an answer says that it stays as it is (RFC 9111, section 4.2): `max-age`, else `Expires` less `Date`; less `Age`;
/// at most `most`. `None` where it says nothing.
///
/// `no-cache` and `no-store` ask that each look goes to the host, so there is nothing to wait for.
pub fn freshness(headers: &Headers, now: Timestamp, most: Duration) -> Option<Duration> {
    let control = headers.joined("cache-control");
    let directives = directives(&control);
    if directives
        .iter()
        .any(|(name, _)| ["no-cache", "no-store"].iter().any(|no| name.eq_ignore_ascii_case(no)))
    {
        return Some(Duration::ZERO);
    }
    let lifetime = match directives.iter().find(|(name, _)| name.eq_ignore_ascii_case("max-age")) {
        Some((_, value)) => seconds(value)?,
        // "invalid date formats, especially the value 0, represent a time in the past"
        None => match date(&headers.text("expires")?) {
            Some(expires) => until(expires, made(headers).unwrap_or(now)),
            None => Duration::ZERO,
        },
    };
    let age = headers.text("age").and_then(|age| seconds(&age)).unwrap_or_default();
    Some(lifetime.saturating_sub(age).min(most))
}

/// Names with their values, unquoted; names without a value have "".
fn directives(list: &str) -> Vec<(&str, String)> {
    let mut rest = list;
    let mut directives = Vec::new();
    while !rest.is_empty() {
        let (item, after) = split(rest, b",");
        let (name, value) = split(item, b"=");
        directives.push((name.trim(), unquoted(value)));
        rest = after;
    }
    directives
}

/// A text up to the first of these marks that stands outside of quotes, and what comes after that mark.
fn split<'t>(text: &'t str, marks: &[u8]) -> (&'t str, &'t str) {
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if !quoted && marks.contains(&byte) => {
                return (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
            }
            _ => {}
        }
    }
    (text, "")
}

/// A token, or what a quoted string (RFC 9110, section 5.6.4) says. A quotation mark that is never closed ends with the text.
fn unquoted(value: &str) -> String {
    let value = value.trim();
    let Some(inner) = value.strip_prefix('"') else { return value.to_owned() };
    let (mut text, mut escaped) = (String::new(), false);
    for c in inner.chars() {
        match c {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => break,
            c => {
                text.push(c);
                escaped = false;
            }
        }
    }
    text
}

/// Parameters behind the first `;` (RFC 9110, section 5.6.6): names in lower case.
fn parameters(list: &str) -> Vec<(String, String)> {
    let mut rest = list;
    let mut parameters = Vec::new();
    while !rest.is_empty() {
        let (item, after) = split(rest, b";");
        let (name, value) = split(item, b"=");
        if !name.trim().is_empty() {
            parameters.push((name.trim().to_ascii_lowercase(), unquoted(value)));
        }
        rest = after;
    }
    parameters
}

/// A link of a `Link` field (RFC 8288) about the answer itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The reference as it stands there, which may be relative.
    pub target: String,
    /// Relation types in lower case.
    pub relations: Vec<String>,
}

/// Most links of one answer that are looked at.
const LINKS: usize = 64;

/// Every link of an answer about itself, 64 at most; what is about another thing (`anchor`) is left out.
pub fn links(headers: &Headers) -> Vec<Link> {
    let list = headers.joined("link");
    let mut rest = list.as_str();
    let mut links = Vec::new();
    // A target ends at `>` whatever stands in it, commas and quotation marks too.
    while let Some((before, after)) = rest.split_once('<').filter(|_| links.len() < LINKS) {
        // What stands before `<` belongs to no link: a list with holes in it.
        if before.contains('"') {
            let (_, next) = split(rest, b",");
            rest = next;
            continue;
        }
        let Some((target, after)) = after.split_once('>') else { break };
        let (of_it, next) = split(after, b",");
        rest = next;
        let parameters = parameters(of_it);
        let first = |name: &str| parameters.iter().find(|(own, _)| own == name).map(|(_, value)| value);
        if first("anchor").is_some_and(|anchor| !anchor.is_empty()) {
            continue;
        }
        let relations = first("rel").map(String::as_str).unwrap_or_default();
        let relations = relations.split_ascii_whitespace().map(str::to_ascii_lowercase).collect();
        links.push(Link { target: target.trim().to_owned(), relations });
    }
    links
}

/// What WebSub (section 4) looks for: where a topic is delivered from, and its own name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hubs {
    /// Hubs in the order of naming, eight at most.
    pub hubs: Vec<Url>,
    /// The topic, `rel="self"`.
    pub topic: Option<Url>,
}

/// Most hubs of one answer.
const HUBS: usize = 8;

/// Hubs and topic that an answer's `Link` fields name, relative to its own address. Only what can be asked by HTTP.
pub fn hubs(headers: &Headers, address: &Url) -> Hubs {
    let mut found = Hubs::default();
    for link in links(headers) {
        let is = |relation: &str| link.relations.iter().any(|own| own == relation);
        let target = address.join(&link.target).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let Some(target) = target else { continue };
        if is("hub") && found.hubs.len() < HUBS && !found.hubs.contains(&target) {
            found.hubs.push(target.clone());
        }
        if is("self") && found.topic.is_none() {
            found.topic = Some(target);
        }
    }
    found
}

/// What an answer says that it holds (RFC 9110, section 8.3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContentType {
    /// `type/subtype` in lower case; "" where none is said.
    pub essence: String,
    /// The first charset that is named, in lower case.
    pub charset: Option<String>,
}

/// What `Content-Type` says. Several values, in one field or in many, are one list, and the first that says something counts.
pub fn content_type(headers: &Headers) -> ContentType {
    let list = headers.joined("content-type");
    let (first, _) = split(&list, b",");
    let (essence, rest) = split(first, b";");
    let essence = essence.trim().to_ascii_lowercase();
    let charset = parameters(rest).into_iter().find(|(name, value)| name == "charset" && !value.is_empty());
    ContentType {
        essence: if essence.contains('/') { essence } else { String::new() },
        charset: charset.map(|(_, value)| value.trim_matches(['\'', ' ']).to_ascii_lowercase()),
    }
}

/// Fields by which a bot check says that it is one, with the words for "you are held up"; "" is any. Written by hand from what
/// the services' own documentation says of these fields.
const CHALLENGES: &[(&str, &[&str])] = &[
    ("cf-mitigated", &["challenge"]),
    ("x-vercel-mitigated", &["challenge"]),
    ("x-amzn-waf-action", &["challenge", "captcha"]),
    ("sg-captcha", &["challenge"]),
    ("x-datadome", &["protected"]),
    ("x-sucuri-block", &[""]),
    ("x-kpsdk-ct", &[""]),
];

/// Statuses that a bot check comes with: a refusal, or a page that says "accepted" in place of what was asked for.
const CHALLENGE_STATUS: &[u16] = &[202, 401, 403, 405, 429, 503];

/// Whether an answer is a bot check in place of what was asked for.
pub fn is_challenge(status: u16, headers: &Headers) -> bool {
    let said = |(name, words): &(&str, &[&str])| {
        let value = headers.text(name)?;
        words.iter().any(|word| word.is_empty() || word.eq_ignore_ascii_case(&value)).then_some(())
    };
    CHALLENGE_STATUS.contains(&status) && CHALLENGES.iter().any(|row| said(row).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(86_400);

    fn now() -> Timestamp {
        "2026-11-27T10:00:00Z".parse().unwrap()
    }

    fn of(fields: &[(&str, &str)]) -> Headers {
        fields.iter().map(|(name, value)| (*name, *value)).collect()
    }

    fn secs(n: u64) -> Option<Duration> {
        Some(Duration::from_secs(n))
    }

    #[test]
    fn retry_after_in_every_form() {
        let cases = [
            ("0", secs(0)),
            ("120", secs(120)),
            (" 120\t", secs(120)),
            ("00120", secs(120)),
            ("86400", secs(86_400)),
            ("317100", secs(86_400)),
            ("100000000000000000000", secs(86_400)),
            ("Fri, 27 Nov 2026 10:02:00 GMT", secs(120)),
            ("Friday, 27-Nov-26 10:02:00 GMT", secs(120)),
            ("Fri Nov 27 10:02:00 2026", secs(120)),
            ("Fri, 27 Nov 2026 11:02:00 +0100", secs(120)),
            ("Fri, 27 Nov 2026 09:59:59 GMT", secs(0)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", secs(0)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", secs(86_400)),
            ("-5", None),
            ("+5", None),
            ("1.5", None),
            ("5 minutes", None),
            ("soon", None),
            ("", None),
            ("Fri, 32 Nov 2026 10:02:00 GMT", None),
            ("١٢٠", None),
        ];
        for (value, expected) in cases {
            assert_eq!(retry_after(&of(&[("Retry-After", value)]), now(), DAY), expected, "{value:?}");
        }
        assert_eq!(retry_after(&of(&[]), now(), DAY), None);
    }

    #[test]
    fn a_host_whose_clock_is_wrong_is_not_asked_sooner() {
        let at = |date: &str| {
            let fields = of(&[("retry-after", "Fri, 27 Nov 2026 10:02:00 GMT"), ("date", date)]);
            retry_after(&fields, now(), DAY)
        };
        assert_eq!(at("Fri, 27 Nov 2026 09:00:00 GMT"), secs(62 * 60));
        assert_eq!(at("Fri, 27 Nov 2026 11:00:00 GMT"), secs(120));
        assert_eq!(at("no date"), secs(120));
    }

    #[test]
    fn freshness_is_what_the_answer_says_less_its_age() {
        type Case = (&'static [(&'static str, &'static str)], Option<Duration>);
        let cases: &[Case] = &[
            (&[], None),
            (&[("cache-control", "max-age=600")], secs(600)),
            (&[("cache-control", "public, Max-Age=600, must-revalidate")], secs(600)),
            (&[("cache-control", "max-age=\"600\"")], secs(600)),
            (&[("cache-control", "public"), ("cache-control", "max-age=600")], secs(600)),
            (&[("cache-control", "max-age=600, max-age=60")], secs(600)),
            (&[("cache-control", "max-age=600"), ("age", "200")], secs(400)),
            (&[("cache-control", "max-age=600"), ("age", "9999")], secs(0)),
            (&[("cache-control", "max-age=600"), ("age", "old")], secs(600)),
            (&[("cache-control", "max-age=31536000")], secs(86_400)),
            (&[("cache-control", "max-age=100000000000000000000")], secs(86_400)),
            (&[("cache-control", "max-age=-1")], None),
            (&[("cache-control", "max-age=soon"), ("expires", "Fri, 27 Nov 2026 10:05:00 GMT")], None),
            (&[("cache-control", "no-cache, max-age=600")], secs(0)),
            (&[("cache-control", "No-Store")], secs(0)),
            (&[("cache-control", "s-maxage=600")], None),
            (&[("cache-control", "ext=\"max-age=5, no-cache\", max-age=600")], secs(600)),
            (&[("cache-control", "ext=\"a\\\"b, no-cache\", max-age=600")], secs(600)),
            (&[("cache-control", ",,max-age=600,")], secs(600)),
            (&[("expires", "Fri, 27 Nov 2026 10:05:00 GMT")], secs(300)),
            (&[("expires", "Fri, 27 Nov 2026 10:05:00 GMT"), ("age", "100")], secs(200)),
            (
                &[("expires", "Fri, 27 Nov 2026 10:05:00 GMT"), ("date", "Fri, 27 Nov 2026 10:04:00 GMT")],
                secs(60),
            ),
            (&[("expires", "Fri, 27 Nov 2026 10:05:00 GMT"), ("cache-control", "max-age=10")], secs(10)),
            (&[("expires", "0")], secs(0)),
            (&[("expires", "-1")], secs(0)),
            (&[("expires", "Thu, 01 Jan 1970 00:00:00 GMT")], secs(0)),
        ];
        for (fields, expected) in cases {
            assert_eq!(freshness(&of(fields), now(), DAY), *expected, "{fields:?}");
        }
    }

    #[test]
    fn links_in_one_field_and_in_many() {
        let check = |values: &[&str], expected: &[(&str, &str)]| {
            let headers: Headers = values.iter().map(|value| ("Link", *value)).collect();
            let found: Vec<_> =
                links(&headers).iter().map(|l| (l.target.clone(), l.relations.join(" "))).collect();
            let expected: Vec<_> = expected.iter().map(|(t, r)| ((*t).to_owned(), (*r).to_owned())).collect();
            assert_eq!(found, expected, "{values:?}");
        };
        check(&["<https://hub.example/>; rel=hub"], &[("https://hub.example/", "hub")]);
        check(
            &["<https://hub.example/>; rel=\"hub\", </feed>; rel=\"self\""],
            &[("https://hub.example/", "hub"), ("/feed", "self")],
        );
        check(&["<a>;rel=HUB", "<b> ; REL = \"Self\""], &[("a", "hub"), ("b", "self")]);
        check(&["<a>; rel=\"hub self\""], &[("a", "hub self")]);
        check(&["<a,b;c>; rel=hub"], &[("a,b;c", "hub")]);
        check(&["<a\"b>; rel=hub, <c>; rel=self"], &[("a\"b", "hub"), ("c", "self")]);
        check(&["<a>; title=\"x, <b>; rel=hub\"; rel=self"], &[("a", "self")]);
        check(&["<a>; title=\"x\\\", <b>; rel=hub\"; rel=self"], &[("a", "self")]);
        check(&["<a>; rel=self; rel=hub"], &[("a", "self")]);
        check(&["<a>; rel=hub; anchor=\"/other\", <b>; rel=hub"], &[("b", "hub")]);
        check(&["<a>"], &[("a", "")]);
        check(&[", ,<a>; rel=hub,,"], &[("a", "hub")]);
        check(&["<a; rel=hub"], &[]);
        check(&["a; rel=hub", "<b>; rel=hub"], &[("b", "hub")]);
        check(&["<>; rel=self"], &[("", "self")]);
        check(&["<a>; rel=\"hub"], &[("a", "hub")]);
        let many = "<a>; rel=hub, ".repeat(10_000);
        assert_eq!(links(&of(&[("link", &many)])).len(), LINKS);
    }

    #[test]
    fn hubs_and_topic() {
        let address = Url::parse("https://example.org/news/feed.xml?a=1").unwrap();
        let link = "<//hub.example/x>; rel=hub, <>; rel=\"self alternate\", <mailto:a@example.org>; rel=hub, \
                    <//hub.example/x>; rel=hub, <http://[>; rel=hub, <second>; rel=hub, <third>; rel=self";
        let found = hubs(&of(&[("link", link)]), &address);
        let hubs: Vec<_> = found.hubs.iter().map(Url::as_str).collect();
        assert_eq!(hubs, ["https://hub.example/x", "https://example.org/news/second"]);
        assert_eq!(found.topic, Some(address));
    }

    #[test]
    fn content_types() {
        let cases = [
            ("text/html", "text/html", None),
            ("Text/HTML; Charset=UTF-8", "text/html", Some("utf-8")),
            ("text/html; charset=\"iso-8859-1\"", "text/html", Some("iso-8859-1")),
            ("text/html; charset='utf-8'", "text/html", Some("utf-8")),
            ("text/html;charset=utf-8; charset=latin1", "text/html", Some("utf-8")),
            ("text/html; charset=; charset=latin1", "text/html", Some("latin1")),
            ("text/html; title=\"a; charset=x\"; charset=utf-8", "text/html", Some("utf-8")),
            ("text/html, text/plain; charset=utf-8", "text/html", None),
            ("text/html; charset = utf-8", "text/html", Some("utf-8")),
            ("html; charset=utf-8", "", Some("utf-8")),
            ("; charset=utf-8", "", Some("utf-8")),
            ("", "", None),
            ("text/html;;;", "text/html", None),
        ];
        for (value, essence, charset) in cases {
            let expected = ContentType { essence: essence.to_owned(), charset: charset.map(str::to_owned) };
            assert_eq!(content_type(&of(&[("content-type", value)])), expected, "{value:?}");
        }
        assert_eq!(content_type(&of(&[])), ContentType::default());
    }

    #[test]
    fn bot_checks_are_told_as_such() {
        let cases = [
            (403, "CF-Mitigated", "challenge", true),
            (503, "cf-mitigated", "Challenge", true),
            (200, "cf-mitigated", "challenge", false),
            (403, "cf-mitigated", "block", false),
            (202, "x-amzn-waf-action", "challenge", true),
            (405, "x-amzn-waf-action", "captcha", true),
            (429, "x-vercel-mitigated", "challenge", true),
            (403, "x-vercel-mitigated", "deny", false),
            (202, "sg-captcha", "challenge", true),
            (403, "x-datadome", "protected", true),
            (200, "x-datadome", "protected", false),
            (403, "x-sucuri-block", "BLK001", true),
            (429, "x-kpsdk-ct", "x", true),
            (403, "server", "cloudflare", false),
            (404, "cf-mitigated", "challenge", false),
        ];
        for (status, name, value, expected) in cases {
            assert_eq!(is_challenge(status, &of(&[(name, value)])), expected, "{status} {name}: {value}");
        }
    }

    #[test]
    fn values_stay_byte_for_byte() {
        let mut headers = Headers::default();
        headers.push("ETag", b"W/\"a\xff-gzip\" ".to_vec());
        assert_eq!(headers.get("etag"), Some(b"W/\"a\xff-gzip\" ".as_slice()));
        assert_eq!(headers.get("last-modified"), None);
    }
}
