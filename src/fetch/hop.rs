//! One hop: a request to one address, and what came back. The network behind a narrow trait, beside [`crate::host`]'s files
//! and clock, so that a simulation can fail, delay and lie at each of them.
//!
//! A hop decides nothing: whether it may be made, when, and what its answer leads to is for [`super::client`].

use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;

use url::Url;

use super::buffer::Held;
use super::headers::Headers;

/// What one hop asks for: always a GET.
#[derive(Debug, Clone)]
pub struct Ask {
    /// http or https, with a host without final dot and without user name.
    pub url: Url,
    /// Everything that is sent beside what the protocol itself needs.
    pub headers: Headers,
    /// How much is taken of a body as it is sent.
    pub most: usize,
    /// What happens where there is more.
    pub beyond: Beyond,
}

/// What happens with a body that is longer than wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beyond {
    /// It is refused: [`Code::TooLarge`].
    Refused,
    /// What is beyond is left where it is.
    Left,
}

/// What came back.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Every header, byte for byte.
    pub headers: Headers,
    /// The body as it was sent: packed, if it is.
    pub body: Vec<u8>,
    /// Whether there was more of it.
    pub cut: bool,
    /// Who answered, if that is known.
    pub address: Option<SocketAddr>,
    /// The version of the protocol: `HTTP/1.1`.
    pub version: &'static str,
}

impl Answer {
    /// Where it redirects to, if it does.
    pub fn location(&self) -> Option<&[u8]> {
        matches!(self.status, 301 | 302 | 303 | 307 | 308).then(|| self.headers.get("location"))?
    }

    /// Whether its body is wanted: nobody reads what stands on the page of an error.
    pub fn has_body(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// A hop under way.
pub type Hopping<'a> = Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send + 'a>>;

/// The network.
pub trait Network: Send + Sync {
    /// Makes one hop. Bytes of the body are asked of `held` before they are taken.
    ///
    /// A name is looked up by the network, and nothing is connected to that the guard refuses; the host of the address must
    /// have been judged before, where it is a number.
    fn get<'a>(&'a self, ask: &'a Ask, held: &'a mut Held) -> Hopping<'a>;
}

/// Why nothing came. The words are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// The name leads nowhere.
    Dns,
    /// Nobody takes the connection.
    Connect,
    /// The certificate, or the conversation about it, is wrong.
    Tls,
    /// It took too long.
    Timeout,
    /// It ended early, or is no HTTP.
    Broken,
    /// More header than is taken.
    Headers,
    /// More body than is taken.
    TooLarge,
    /// The body unpacks to more than is taken.
    Expands,
    /// Too many redirects, or in a circle.
    Redirects,
    /// Neither http nor https.
    Scheme,
    /// An address that is not connected to.
    Address,
    /// robots.txt forbids it.
    Robots,
    /// robots.txt cannot be had.
    RobotsUnreachable,
    /// The host has asked for less.
    Limited,
    /// A check for robots in place of an answer.
    Challenge,
    /// A status that is no success.
    Http(u16),
}

impl Code {
    /// The code of this word, if it says that a host was not reached.
    pub fn of_reach(word: &str) -> Option<Code> {
        [Code::Dns, Code::Connect].into_iter().find(|code| code.to_string() == word)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Code::Dns => "dns",
            Code::Connect => "connect",
            Code::Tls => "tls",
            Code::Timeout => "timeout",
            Code::Broken => "broken",
            Code::Headers => "headers",
            Code::TooLarge => "too-large",
            Code::Expands => "expands",
            Code::Redirects => "redirects",
            Code::Scheme => "scheme",
            Code::Address => "address",
            Code::Robots => "robots",
            Code::RobotsUnreachable => "robots-unreachable",
            Code::Limited => "limited",
            Code::Challenge => "challenge",
            Code::Http(status) => return write!(f, "http-{status:03}"),
        })
    }
}

/// Why nothing came, in a word and in words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Failure {
    /// The word.
    pub code: Code,
    /// What was expected and what was found; lower case, no full stop.
    pub message: String,
}

impl Failure {
    /// A failure.
    pub fn new(code: Code, message: impl Into<String>) -> Failure {
        Failure { code, message: message.into() }
    }
}
