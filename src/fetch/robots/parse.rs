//! Lines of robots.txt into the rules of one product (RFC 9309, section 2.2).

use std::borrow::Cow;
use std::time::Duration;

use super::pattern::{Form, Pattern};
use super::{Group, READ, Robots};

/// Most `Sitemap` lines that are kept.
const SITEMAPS: usize = 1000;

/// Longest address of a sitemap that is kept: bytes.
const LONGEST_SITEMAP: usize = 4096;

/// Longest wait that a `Crawl-delay` is read as; whoever heeds it has a cap of their own.
const LONGEST_DELAY: f64 = 1e9;

/// What a line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    UserAgent,
    Allow,
    Disallow,
    CrawlDelay,
    Sitemap,
}

/// How keys begin, in lower case, with the misspellings that are common enough to be understood.
const KEYS: &[(&str, Key)] = &[
    ("user-agent", Key::UserAgent),
    ("useragent", Key::UserAgent),
    ("user agent", Key::UserAgent),
    ("allow", Key::Allow),
    ("disallow", Key::Disallow),
    ("dissallow", Key::Disallow),
    ("dissalow", Key::Disallow),
    ("disalow", Key::Disallow),
    ("diasllow", Key::Disallow),
    ("disallaw", Key::Disallow),
    ("crawl-delay", Key::CrawlDelay),
    ("crawldelay", Key::CrawlDelay),
    ("sitemap", Key::Sitemap),
    ("site-map", Key::Sitemap),
];

impl Key {
    fn of(name: &[u8]) -> Option<Self> {
        let begins =
            |key: &str| name.get(..key.len()).is_some_and(|head| head.eq_ignore_ascii_case(key.as_bytes()));
        KEYS.iter().find(|(key, _)| begins(key)).map(|(_, key)| *key)
    }
}

/// What is known while lines are read.
#[derive(Debug, Default)]
struct Reader<'p> {
    product: &'p str,
    own: Group,
    everybody: Group,
    /// Whether the product was named at all, be it without a rule.
    named: bool,
    /// Whom the lines that follow are for.
    for_own: bool,
    for_everybody: bool,
    /// Whether a rule came since the last `User-agent` line: then the next one begins another group.
    ruled: bool,
    sitemaps: Vec<String>,
}

/// Reads a file for a product.
pub(super) fn parse(body: &[u8], product: &str) -> Robots {
    let text = text(body);
    let mut reader = Reader { product, ..Reader::default() };
    for line in text.split(|byte| matches!(byte, b'\n' | b'\r')) {
        if let Some((key, value)) = key_and_value(line) {
            reader.line(key, value);
        }
    }
    let group = if reader.named { reader.own } else { reader.everybody };
    group.into_robots(reader.sitemaps)
}

/// The octets that are read: UTF-8 without a byte order mark, and no line that the cap cuts.
fn text(body: &[u8]) -> Cow<'_, [u8]> {
    let whole = body.len() <= READ;
    let body = body.get(..READ).unwrap_or(body);
    let text = match body {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            let (text, ..) = encoding_rs::UTF_8.decode(body);
            Cow::Owned(text.into_owned().into_bytes())
        }
        [0xef, 0xbb, 0xbf, text @ ..] => Cow::Borrowed(text),
        text => Cow::Borrowed(text),
    };
    if whole {
        return text;
    }
    let end = memchr::memrchr2(b'\n', b'\r', &text).unwrap_or_default();
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(..end).unwrap_or_default()),
        Cow::Owned(mut text) => {
            text.truncate(end);
            Cow::Owned(text)
        }
    }
}

/// A line's key and value without the comment. A colon that is forgotten may be white space, if nothing else follows.
fn key_and_value(line: &[u8]) -> Option<(Key, &[u8])> {
    let line = line.split(|byte| *byte == b'#').next().unwrap_or_default().trim_ascii();
    let (name, value) = match memchr::memchr(b':', line) {
        Some(colon) => {
            line.split_at_checked(colon).map(|(name, rest)| (name, rest.get(1..).unwrap_or_default()))?
        }
        None => {
            let space = memchr::memchr2(b' ', b'\t', line)?;
            let (name, value) = line.split_at(space);
            let one_word = memchr::memchr2(b' ', b'\t', value.trim_ascii()).is_none();
            one_word.then_some((name, value))?
        }
    };
    Some((Key::of(name.trim_ascii())?, value.trim_ascii()))
}

impl Reader<'_> {
    fn line(&mut self, key: Key, value: &[u8]) {
        match key {
            Key::UserAgent => self.user_agent(value),
            Key::Allow => self.rule(value, true),
            Key::Disallow => self.rule(value, false),
            Key::CrawlDelay => self.delay(value),
            Key::Sitemap
                if self.sitemaps.len() < SITEMAPS && (1..=LONGEST_SITEMAP).contains(&value.len()) =>
            {
                self.sitemaps.push(String::from_utf8_lossy(value).into_owned());
            }
            Key::Sitemap => {}
        }
    }

    /// A product token ends before the first octet that none can hold, so `wiredesk/1.0` is `wiredesk`.
    fn user_agent(&mut self, value: &[u8]) {
        if self.ruled {
            (self.for_own, self.for_everybody, self.ruled) = (false, false, false);
        }
        if value.first() == Some(&b'*') && value.get(1).is_none_or(u8::is_ascii_whitespace) {
            self.for_everybody = true;
            return;
        }
        let length =
            value.iter().take_while(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_')).count();
        let token = value.get(..length).unwrap_or_default();
        if !token.is_empty() && token.eq_ignore_ascii_case(self.product.as_bytes()) {
            self.for_own = true;
            self.named = true;
        }
    }

    fn groups(&mut self) -> impl Iterator<Item = &mut Group> {
        let own = self.for_own.then_some(&mut self.own);
        own.into_iter().chain(self.for_everybody.then_some(&mut self.everybody))
    }

    fn rule(&mut self, value: &[u8], allows: bool) {
        self.ruled = true;
        if !self.for_own && !self.for_everybody || value.is_empty() {
            return;
        }
        // An Allow is held against the address as written too: see the module's documentation.
        let form = if allows { Form::Written } else { Form::Plain };
        let pattern = Pattern::new(value, form);
        let folder = allows.then(|| folder_of_index(value)).flatten();
        for group in self.groups() {
            group.rules.push((pattern.clone(), allows));
            if let Some(folder) = &folder {
                group.rules.push((folder.clone(), allows));
            }
        }
    }

    /// Seconds, with a fraction perhaps. It ends no group, as other records do not (section 2.2.4).
    fn delay(&mut self, value: &[u8]) {
        let seconds = std::str::from_utf8(value).ok().and_then(|value| value.parse::<f64>().ok());
        let seconds = seconds.filter(|seconds| *seconds >= 0.0).map(|seconds| seconds.min(LONGEST_DELAY));
        let Some(delay) = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()) else {
            return;
        };
        for group in self.groups() {
            group.delay = group.delay.max(Some(delay));
        }
    }
}

/// `/a/$` of `/a/index.html`.
fn folder_of_index(value: &[u8]) -> Option<Pattern> {
    let slash = memchr::memrchr(b'/', value)?;
    let (folder, name) = value.split_at_checked(slash + 1)?;
    name.starts_with(b"index.htm").then(|| Pattern::new(&[folder, b"$"].concat(), Form::Written))
}
