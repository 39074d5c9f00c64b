//! The network as it is: HTTP/1.1 and 2 over TCP and TLS. The one file that names reqwest.
//!
//! Of what the library does by itself nothing is left: no redirects, no retries, no cookies, no unpacking, no proxy of the
//! environment. Connections are not kept: with seconds between two requests to a host it closes them first more often
//! than not, and what was checked is what is dialled each time.

use std::error::Error;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Proxy, Response, Version};
use tokio::time::{Instant, timeout, timeout_at};
use url::{Host, Url};

use super::buffer::Held;
use super::guard::{Guard, Refusal};
use super::headers::Headers;
use super::hop::{Answer, Ask, Beyond, Code, Failure, Hopping, Network};
use super::tls::{self, Tls};
use crate::config::plan::{Fetch, Waits};

/// Window of one answer over HTTP/2: what a host may send before it is read.
const WINDOW: u32 = 128 << 10;
/// Most bytes of headers over HTTP/2; over HTTP/1.1 it is 100 fields or about 400 KiB.
const MOST_HEADERS: u32 = 256 << 10;

/// HTTP over the network of this machine.
pub struct Http {
    client: Client,
    waits: Waits,
    without_authorities: bool,
    by_proxy: bool,
}

impl Http {
    /// As `[fetch]` says.
    ///
    /// # Errors
    /// If the file of authorities cannot be read, or the proxy cannot be spoken to.
    pub fn new(fetch: &Fetch, guard: &Guard) -> io::Result<Http> {
        let Tls { config, without_authorities } = tls::configure(fetch.authorities.as_deref())?;
        let names = Names { fetch: fetch.clone(), guard: guard.clone() };
        let mut builder = Client::builder()
            .tls_backend_preconfigured(config)
            .dns_resolver(Arc::new(names))
            .redirect(Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .no_proxy()
            .connect_timeout(fetch.waits.connect)
            .pool_max_idle_per_host(0)
            .http2_initial_stream_window_size(WINDOW)
            .http2_initial_connection_window_size(WINDOW)
            .http2_max_header_list_size(MOST_HEADERS);
        if let Some(proxy) = &fetch.proxy {
            builder = builder.proxy(Proxy::all(by_name(proxy)).map_err(io::Error::other)?);
        }
        let client = builder.build().map_err(io::Error::other)?;
        Ok(Http { client, waits: fetch.waits, without_authorities, by_proxy: fetch.proxy.is_some() })
    }

    async fn hop(&self, ask: &Ask, held: &mut Held) -> Result<Answer, Failure> {
        let end = Instant::now() + self.waits.whole;
        let request = self.client.get(ask.url.clone()).headers(header_map(&ask.headers)?);
        let first = self.waits.first.min(self.waits.whole);
        let response = match timeout(first, request.send()).await {
            Ok(sent) => sent.map_err(|error| self.failure(&error, &ask.url))?,
            Err(_) => return Err(late("no answer began", first)),
        };
        let mut answer = Answer {
            status: response.status().as_u16(),
            headers: headers_of(response.headers()),
            // of a proxy it is the proxy's
            address: response.remote_addr().filter(|_| !self.by_proxy),
            version: version(response.version()),
            ..Answer::default()
        };
        if answer.has_body() {
            self.body(response, ask, held, end, &mut answer).await?;
        }
        Ok(answer)
    }

    /// Takes the body in pieces, as far as it is wanted.
    async fn body(
        &self,
        mut response: Response,
        ask: &Ask,
        held: &mut Held,
        end: Instant,
        answer: &mut Answer,
    ) -> Result<(), Failure> {
        let declared = response.content_length().filter(|length| *length > ask.most as u64);
        if let (Some(length), Beyond::Refused) = (declared, ask.beyond) {
            return Err(too_large(ask.most, &format!("{length}")));
        }
        let (mut blocks, mut received) = (Blocks::default(), 0);
        loop {
            let deadline = end.min(Instant::now() + self.waits.idle);
            let piece = match timeout_at(deadline, response.chunk()).await {
                Ok(read) => read.map_err(|error| self.failure(&error, &ask.url))?,
                Err(_) if deadline == end => return Err(late("the answer did not end", self.waits.whole)),
                Err(_) => return Err(late("the answer stood still", self.waits.idle)),
            };
            let Some(piece) = piece else { break };
            let room = ask.most - received;
            if piece.len() > room && ask.beyond == Beyond::Refused {
                return Err(too_large(ask.most, "more"));
            }
            let piece = piece.get(..room).unwrap_or(&piece);
            if timeout_at(end, held.grow(piece.len())).await.is_err() {
                return Err(late("there was no room for the answer", self.waits.whole));
            }
            blocks.append(piece);
            received += piece.len();
            if received == ask.most && ask.beyond == Beyond::Left {
                answer.cut = true;
                break;
            }
        }
        answer.body = blocks.whole();
        Ok(())
    }

    /// What an error of the library means.
    fn failure(&self, error: &reqwest::Error, url: &Url) -> Failure {
        if let Some(refused) = cause::<Refused>(error) {
            return Failure::new(Code::Address, refused.to_string());
        }
        if let Some(wrong) = cause::<rustls::Error>(error) {
            return Failure::new(Code::Tls, tls::in_words(wrong, self.without_authorities));
        }
        let host = url.host_str().unwrap_or_default();
        if error.is_timeout() {
            return late("there was no connection", self.waits.connect);
        }
        if let Some(unknown) = cause::<Unknown>(error) {
            return Failure::new(Code::Dns, format!("the name {host} leads nowhere: {}", unknown.0));
        }
        let why = innermost(error);
        if error.is_connect() {
            return Failure::new(Code::Connect, format!("no connection to {host}: {why}"));
        }
        if why.contains("head is too large") {
            return Failure::new(Code::Headers, "the headers of the answer are longer than what is taken");
        }
        Failure::new(Code::Broken, format!("the answer cannot be read to its end: {why}"))
    }
}

/// A body that is being received, in blocks of one size: one that grows from end to end leaves holes behind it that the
/// allocator keeps, and sixty-four of them take four times what is counted of them.
#[derive(Default)]
struct Blocks(Vec<Vec<u8>>);

/// Bytes of a block.
const BLOCK: usize = 64 << 10;

impl Blocks {
    fn append(&mut self, mut piece: &[u8]) {
        while !piece.is_empty() {
            let mut room = self.0.last().map_or(0, |block| BLOCK - block.len());
            if room == 0 {
                self.0.push(Vec::with_capacity(BLOCK));
                room = BLOCK;
            }
            let (now, later) = piece.split_at(piece.len().min(room));
            self.0.last_mut().into_iter().for_each(|block| block.extend_from_slice(now));
            piece = later;
        }
    }

    /// All of it in one piece.
    fn whole(self) -> Vec<u8> {
        let mut whole = Vec::with_capacity(self.0.iter().map(Vec::len).sum());
        self.0.into_iter().for_each(|block| whole.extend_from_slice(&block));
        whole
    }
}

impl Network for Http {
    fn get<'a>(&'a self, ask: &'a Ask, held: &'a mut Held) -> Hopping<'a> {
        Box::pin(self.hop(ask, held))
    }
}

fn late(what: &str, after: Duration) -> Failure {
    Failure::new(Code::Timeout, format!("{what} within {}", crate::config::Period(after)))
}

fn too_large(most: usize, found: &str) -> Failure {
    Failure::new(
        Code::TooLarge,
        format!("expected a body of at most {most} bytes, found {found}; fetch.body says how much"),
    )
}

/// The cause of an error that is of a type; causes of the operating system carry further ones.
fn cause<'e, T: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e T> {
    let mut at = Some(error);
    while let Some(error) = at {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        let carried = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if let Some(found) = carried.and_then(|inner| cause::<T>(inner)) {
            return Some(found);
        }
        at = error.source();
    }
    None
}

/// What the last of the causes says: the others say that there was one.
fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut at = error;
    while let Some(source) = at.source() {
        at = source;
    }
    at.to_string()
}

fn header_map(headers: &Headers) -> Result<HeaderMap, Failure> {
    let mut map = HeaderMap::new();
    for (name, value) in headers.iter() {
        let unfit = |_| Failure::new(Code::Broken, format!("the header {name} cannot be sent as it is"));
        let value = HeaderValue::from_bytes(value).map_err(|_| ()).map_err(unfit)?;
        map.append(HeaderName::from_bytes(name.as_bytes()).map_err(|_| ()).map_err(unfit)?, value);
    }
    Ok(map)
}

fn headers_of(map: &HeaderMap) -> Headers {
    map.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect()
}

fn version(version: Version) -> &'static str {
    match version {
        Version::HTTP_10 => "HTTP/1.0",
        Version::HTTP_2 => "HTTP/2",
        _ => "HTTP/1.1",
    }
}

/// The address of a proxy, which is to look up the names itself.
fn by_name(proxy: &Url) -> String {
    match proxy.as_str().strip_prefix("socks5://") {
        Some(rest) => format!("socks5h://{rest}"),
        None => proxy.to_string(),
    }
}

/// A name leads to addresses of which none is connected to.
#[derive(Debug, thiserror::Error)]
#[error("{name} leads to {refusal}")]
struct Refused {
    name: String,
    refusal: Refusal,
}

/// A name leads nowhere.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Unknown(String);

/// Looks up names, and gives of what it finds only what may be connected to.
struct Names {
    fetch: Fetch,
    guard: Guard,
}

impl Names {
    /// What is known of a name without looking it up.
    fn known(&self, name: &str) -> Option<SocketAddr> {
        let found = self.fetch.resolved(name)?;
        // the port 0 stands for the scheme's own
        Some(SocketAddr::new(found.address, found.port.unwrap_or(0)))
    }

    fn is_proxy(&self, name: &str) -> bool {
        let proxy = self.fetch.proxy.as_ref().and_then(Url::host);
        matches!(proxy, Some(Host::Domain(proxy)) if proxy.trim_end_matches('.').eq_ignore_ascii_case(name))
    }
}

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let name = name.as_str().trim_end_matches('.').to_ascii_lowercase();
        if let Some(address) = self.known(&name) {
            return Box::pin(async move { Ok(Box::new(std::iter::once(address)) as Addrs) });
        }
        let guard = if self.is_proxy(&name) { None } else { Some(self.guard.clone()) };
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await;
            let found: Vec<IpAddr> = match found {
                Ok(found) => found.map(|address| address.ip()).collect(),
                Err(error) => return Err(Unknown(error.to_string()).into()),
            };
            let allowed = allowed(&name, &found, guard.as_ref())?;
            Ok(Box::new(allowed.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}

/// Those of the addresses of a name that may be connected to.
fn allowed(
    name: &str,
    found: &[IpAddr],
    guard: Option<&Guard>,
) -> Result<Vec<IpAddr>, Box<dyn Error + Send + Sync>> {
    let Some(guard) = guard else { return Ok(found.to_vec()) };
    let mut refused = None;
    let mut judge = |address: &IpAddr| match guard.judge(*address) {
        Ok(()) => true,
        Err(refusal) => {
            refused.get_or_insert(refusal);
            false
        }
    };
    let allowed: Vec<IpAddr> = found.iter().copied().filter(|address| judge(address)).collect();
    match refused {
        Some(refusal) if allowed.is_empty() => Err(Refused { name: name.to_owned(), refusal }.into()),
        None if allowed.is_empty() => Err(Unknown("it has no address".to_owned()).into()),
        _ => Ok(allowed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_in_blocks_is_what_was_received() {
        let bytes: Vec<u8> = (0..3 * BLOCK + 17).map(|n| (n % 251) as u8).collect();
        for size in [1000, BLOCK - 1, BLOCK, 2 * BLOCK + 5] {
            let mut blocks = Blocks::default();
            bytes.chunks(size).for_each(|piece| blocks.append(piece));
            assert_eq!((blocks.0.len(), blocks.0.iter().all(|block| block.capacity() == BLOCK)), (4, true));
            assert!(blocks.whole() == bytes, "{size}");
        }
        assert!(Blocks::default().whole().is_empty());
    }

    #[test]
    fn of_a_mixed_answer_only_what_is_allowed_is_dialled() {
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let guard = Guard::new(Vec::new());
        let mixed = [address("10.0.0.1"), address("93.184.216.34"), address("::1")];
        assert_eq!(allowed("a.example", &mixed, Some(&guard)).unwrap(), [address("93.184.216.34")]);
        let wrong = allowed("a.example", &mixed[..1], Some(&guard)).unwrap_err();
        assert!(
            wrong.is::<Refused>() && wrong.to_string().starts_with("a.example leads to 10.0.0.1"),
            "{wrong}"
        );
        assert!(allowed("a.example", &[], Some(&guard)).unwrap_err().is::<Unknown>());
        assert_eq!(allowed("proxy.example", &mixed, None).unwrap().len(), 3);
    }

    #[test]
    fn a_proxy_looks_up_the_names() {
        let of = |text: &str| by_name(&Url::parse(text).unwrap());
        assert_eq!(of("socks5://10.0.0.1:1080"), "socks5h://10.0.0.1:1080");
        assert_eq!(of("http://proxy.example:3128"), "http://proxy.example:3128/");
    }
}
