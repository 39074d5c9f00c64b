//! What happened at each hop, for whoever asks why.

use std::net::SocketAddr;
use std::time::Duration;

use url::Url;

use super::headers::Headers;
use super::hop::{Answer, Failure};

/// What a hop was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// What was asked for.
    Document,
    /// The robots.txt that stands before it.
    Robots,
}

/// One hop, as it was.
#[derive(Debug, Clone)]
pub struct Hop {
    /// What it was for.
    pub what: For,
    /// The address.
    pub url: Url,
    /// What robots.txt says about it: the rule that decided.
    pub rule: Option<String>,
    /// How long the host's pace made it wait.
    pub waited: Duration,
    /// From the request to the end of the answer.
    pub took: Duration,
    /// Who answered.
    pub address: Option<SocketAddr>,
    /// The version of the protocol, where there was an answer.
    pub version: &'static str,
    /// The status, where there was an answer.
    pub status: Option<u16>,
    /// Headers that mattered.
    pub headers: Vec<(String, String)>,
    /// Bytes of the body as it was sent.
    pub bytes: usize,
    /// Why it came to nothing.
    pub failure: Option<Failure>,
}

/// Headers that decide something.
const MATTER: [&str; 14] = [
    "age",
    "cache-control",
    "content-encoding",
    "content-length",
    "content-type",
    "etag",
    "expires",
    "im",
    "last-modified",
    "link",
    "location",
    "retry-after",
    "set-cookie",
    "cf-mitigated",
];

impl Hop {
    pub(super) fn new(what: For, url: &Url) -> Hop {
        Hop {
            what,
            url: url.clone(),
            rule: None,
            waited: Duration::ZERO,
            took: Duration::ZERO,
            address: None,
            version: "",
            status: None,
            headers: Vec::new(),
            bytes: 0,
            failure: None,
        }
    }

    pub(super) fn answered(&mut self, answer: &Answer) {
        self.address = answer.address;
        self.version = answer.version;
        self.status = Some(answer.status);
        self.headers = mattering(&answer.headers);
        self.bytes = answer.body.len();
    }
}

fn mattering(headers: &Headers) -> Vec<(String, String)> {
    let matter = headers.iter().filter(|(name, _)| MATTER.contains(name));
    matter.map(|(name, value)| (name.to_owned(), String::from_utf8_lossy(value).into_owned())).collect()
}
