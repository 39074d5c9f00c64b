//! `[fetch]` as typed: one client for every source that fetches.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::units::{Period, Size};

/// `[fetch]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Fetch {
    /// Whom the keeper of a host can write to: an address for mail, or of a page. Must be said where a source fetches. It
    /// stands in every request: `User-Agent: wiredesk/VERSION (+CONTACT)`, and in `From` if it is for mail.
    pub contact: String,
    /// The name in the User-Agent, and the product for which robots.txt is read.
    pub agent: String,
    /// Least time between the end of one request to a host and the start of the next. A longer Crawl-delay of its
    /// robots.txt goes before it, up to `delay_most`; a shorter one never does.
    pub delay: Period,
    /// Longest Crawl-delay that a host can ask for.
    pub delay_most: Period,
    /// Most requests to one host at a time.
    #[schemars(range(min = 1, max = 64))]
    pub per_host: usize,
    /// Most requests at a time, to all hosts together.
    #[schemars(range(min = 1, max = 4096))]
    pub connections: usize,
    /// How long is waited for an answer.
    pub timeout: Timeout,
    /// Largest body, unpacked; at most `limits.document_bytes`. `limits.expansion_ratio` holds for it too.
    pub body: Size,
    /// Most bytes of all bodies that are being received or wait for the desk; beyond that no further request begins.
    pub buffer: Size,
    /// Most redirects of one request. Each hop is paced, and checked like an address that was typed.
    #[schemars(range(min = 0, max = 20))]
    pub redirects: usize,
    /// What robots.txt (RFC 9309) is asked for.
    pub robots: RobotsFor,
    /// Longest wait that a host (Retry-After) or a feed (ttl, max-age) can ask for, whatever it says.
    pub wait_most: Period,
    /// After this long of nothing but "not modified" one request goes without validators, since some hosts lie; "0s"
    /// never.
    pub distrust: Period,
    /// Address of a proxy: http://, https:// or socks5://; the environment is never asked. It may be private. It looks up
    /// the names, so only addresses that are numbers are checked, and `[fetch.resolve]` has no effect.
    pub proxy: String,
    /// PEM file of certificate authorities beside those of the system.
    pub authorities: PathBuf,
    /// Private addresses that may be fetched from all the same: "10.1.0.0/16", "fd00::/8".
    pub allow: Vec<String>,
    /// Names that are not looked up, each with its ADDRESS or ADDRESS:PORT (for addresses without a port);
    /// "*.example.org" is every name below. What stands here is allowed for that name, also where it is private; no other
    /// name or number reaches it.
    pub resolve: BTreeMap<String, String>,
}

impl Default for Fetch {
    fn default() -> Self {
        Fetch {
            contact: String::new(),
            agent: "wiredesk".into(),
            delay: Period::seconds(5),
            delay_most: Period::seconds(120),
            per_host: 1,
            connections: 64,
            timeout: Timeout::default(),
            body: Size::mebibytes(8),
            buffer: Size::mebibytes(64),
            redirects: 5,
            robots: RobotsFor::Pages,
            wait_most: Period::hours(24),
            distrust: Period::hours(24),
            proxy: String::new(),
            authorities: PathBuf::new(),
            allow: Vec::new(),
            resolve: BTreeMap::new(),
        }
    }
}

/// `fetch.timeout`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Timeout {
    /// Until it is connected: name, TCP and TLS.
    pub connect: Period,
    /// For the head of the answer, from the beginning.
    pub first: Period,
    /// Between two reads of a body.
    pub idle: Period,
    /// For the whole answer.
    pub whole: Period,
}

impl Default for Timeout {
    fn default() -> Self {
        Timeout {
            connect: Period::seconds(10),
            first: Period::seconds(30),
            idle: Period::seconds(15),
            whole: Period::seconds(90),
        }
    }
}

/// What robots.txt is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RobotsFor {
    /// Whatever feeds and sitemaps name, and everything of a `urls` source.
    #[default]
    Pages,
    /// Feeds, sitemaps and hubs too.
    Always,
    /// Nothing.
    Never,
}
