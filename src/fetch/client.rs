//! One request: a chain of hops, each allowed, paced, guarded and told.
//!
//! Promises: nothing is asked twice by itself; nothing is connected to that the guard refuses, wherever a redirect leads;
//! a host is asked in its own pace over all requests, hops and robots.txt; no body is held beyond its cap, and all bodies
//! together not beyond the buffer. It does not decide when something is due, and knows nothing of what a body says.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use url::{Host, Origin, Url};

use super::address::HostKey;
use super::buffer::{Buffer, Held};
use super::cookies::Jar;
use super::guard::Guard;
use super::headers::{self, Headers};
use super::hop::{Answer, Ask, Beyond, Code, Failure, Network};
use super::memory::Memory;
pub use super::order::Place;
use super::order::{Asker, Order};
use super::reach::Reach;
use super::robots::{Robots, Standing};
use super::rules::{self, Rules};
use super::tally::{Fetching, Tally};
use super::trace::{For, Hop};
use crate::config::plan::{Contact, Fetch, RobotsFor};
use crate::decode::coding::{self, Packed};
use crate::host::Clock;
use crate::state::keep::{Keep, KeepError};

/// Bodies that are unpacked at a time: each may need a window of 16 MiB.
const UNPACKING: usize = 2;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// Its address, as it was typed or named.
    pub url: Url,
    /// For what.
    pub purpose: Purpose,
    /// What goes along to every hop: `Accept`, validators byte for byte.
    pub headers: Headers,
    /// What is sent as `Authorization`, to the scheme, host and port of `url` alone.
    pub authorization: Option<String>,
    /// Who asks: whoever shares a lane is served in the order of asking, and lanes in turn, so that nobody with many
    /// addresses of a host starves another. [`lane`] makes one of a name.
    pub lane: u64,
    /// How long a host's pace may make it wait.
    pub patience: Duration,
    /// How long a host is left alone, and up to as long again, that asks for less (429) and does not say for how long.
    pub back_off: Duration,
}

/// The lane of whoever has this name.
pub fn lane(name: &str) -> u64 {
    u64::from_le_bytes(blake3::hash(name.as_bytes()).as_bytes().first_chunk().copied().unwrap_or_default())
}

/// What a request is for: robots.txt is asked for some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// What was typed and is asked for time and again: a feed, a sitemap, a hub.
    Listing,
    /// What something else names.
    Page,
}

/// What a request came to.
#[derive(Debug)]
pub struct Fetched {
    /// The answer, or why there is none.
    pub outcome: Result<Page, Failure>,
    /// Where redirects ended, or where it failed.
    pub url: Url,
    /// Where the permanent part of the chain ended, if it led anywhere.
    pub moved: Option<Url>,
    /// The status of the last answer, if there was one.
    pub status: Option<u16>,
    /// How long the last answer asks to wait.
    pub retry_after: Option<Duration>,
    /// What happened, hop by hop.
    pub hops: Vec<Hop>,
}

/// An answer: 2xx, or 304 without a body.
#[derive(Debug)]
pub struct Page {
    /// Its status.
    pub status: u16,
    /// Its headers, byte for byte.
    pub headers: Headers,
    /// Its body, unpacked.
    pub body: Vec<u8>,
    /// The room that the body takes; to be let go with it.
    pub held: Held,
}

/// One client for whoever fetches.
pub struct Client {
    network: Arc<dyn Network>,
    clock: Arc<dyn Clock>,
    fetch: Fetch,
    expansion_ratio: u64,
    guard: Guard,
    reach: Reach,
    tally: Tally,
    order: Arc<Order>,
    rules: Rules,
    memory: Option<Arc<Memory>>,
    buffer: Arc<Buffer>,
    unpacking: Semaphore,
}

impl Client {
    /// A client by `[fetch]` and `limits.expansion_ratio`.
    pub fn new(
        network: Arc<dyn Network>,
        clock: Arc<dyn Clock>,
        fetch: Fetch,
        expansion_ratio: u64,
    ) -> Client {
        Client {
            guard: Guard::new(fetch.allow.clone()),
            reach: Reach::new(Arc::clone(&clock)),
            tally: Tally::default(),
            order: Order::new(&fetch, Arc::clone(&clock)),
            rules: Rules::default(),
            memory: None,
            buffer: Buffer::new(fetch.buffer),
            unpacking: Semaphore::new(UNPACKING),
            network,
            clock,
            fetch,
            expansion_ratio,
        }
    }

    /// The same with a memory: what hosts ask for is kept in tables of a store, and what they asked for before holds.
    ///
    /// # Errors
    /// [`KeepError`].
    pub fn remembering(mut self, keep: Arc<Keep>) -> Result<Client, KeepError> {
        let memory = Memory::new(keep);
        let asked = memory.hosts(self.clock.now(), self.fetch.wait_most.max(self.fetch.delay_most))?;
        self.order.remember(asked, self.fetch.delay);
        self.rules.may_forget();
        self.memory = Some(memory);
        Ok(self)
    }

    /// Asks, and follows where that leads.
    pub async fn fetch(&self, request: &Request) -> Fetched {
        let mut chain = Chain {
            client: self,
            request,
            url: request.url.clone(),
            typed: None,
            moved: None,
            is_permanent: true,
            redirects: 0,
            seen: Vec::new(),
            jar: Jar::default(),
            status: None,
            retry_after: None,
            hops: Vec::new(),
        };
        let outcome = chain.run().await;
        let Chain { url, moved, status, retry_after, hops, .. } = chain;
        self.tally.asked(request.lane, &hops);
        if let Err(failure) = &outcome {
            self.tally.failed(failure.code.to_string());
        }
        Fetched { outcome, url, moved, status, retry_after, hops }
    }

    /// Counts what came and is not what was asked for, by its code.
    pub fn failed(&self, code: &str) {
        self.tally.failed(code.to_owned());
    }

    /// What has been asked so far, and is being asked now.
    pub fn fetching(&self) -> Fetching {
        Fetching {
            in_flight: self.order.in_flight(),
            buffer_bytes: self.buffer.bytes(),
            waiting: self.order.waiting(),
            waiting_for_buffer: self.buffer.waiting(),
            hosts: self.order.counts(),
            is_offline: self.reach.is_offline(),
            ..self.tally.fetching()
        }
    }

    /// How many bytes of bodies are held.
    pub fn buffered(&self) -> usize {
        self.buffer.bytes()
    }

    /// Whether this machine reaches anybody.
    pub fn reach(&self) -> &Reach {
        &self.reach
    }

    /// How the host of an address stands.
    pub fn host(&self, url: &Url) -> Place {
        self.order.place(url)
    }

    /// The sitemaps that the robots.txt of the host of an address names, as far as that was asked for.
    pub fn sitemaps(&self, url: &Url) -> Vec<String> {
        self.rules.sitemaps(url)
    }

    /// How many requests are in flight.
    pub fn in_flight(&self) -> usize {
        self.order.in_flight()
    }

    /// Makes an address such as can be asked for: of http or https, without user name, fragment and final dot, and no
    /// number that is refused.
    pub(super) fn checked(&self, url: &Url) -> Result<Url, Failure> {
        let scheme =
            |found: &str| Failure::new(Code::Scheme, format!("expected http or https, found {found}"));
        if !matches!(url.scheme(), "http" | "https") {
            return Err(scheme(url.scheme()));
        }
        let mut url = url.clone();
        url.set_fragment(None);
        let bare = url.set_username("").and_then(|()| url.set_password(None));
        if let Some(Host::Domain(name)) = url.host().map(|host| host.to_owned())
            && let Some(name) = name.strip_suffix('.')
        {
            url.set_host(Some(name)).map_err(|_| scheme("no host"))?;
        }
        bare.map_err(|()| scheme("no host"))?;
        self.guard.literal(&url).map_err(|refusal| Failure::new(Code::Address, refusal.to_string()))?;
        Ok(url)
    }

    /// Makes one hop in the host's turn.
    pub(super) async fn hop(
        &self,
        ask: &Ask,
        asker: Asker,
        hop: &mut Hop,
    ) -> Result<(Answer, Held), Failure> {
        let begun = self.clock.monotonic();
        let mut turn = self.order.take(&ask.url, asker).await?;
        let mut held = self.buffer.begin().await;
        let asked = self.clock.monotonic();
        hop.waited = asked.saturating_sub(begun);
        turn.begin();
        let outcome = self.network.get(ask, &mut held).await;
        hop.took = self.clock.monotonic().saturating_sub(asked);
        if let Some(host) = HostKey::of(&ask.url) {
            self.reach.saw(&host, outcome.as_ref().map(|_| ()).map_err(|failure| failure.code));
        }
        if turn.end(outcome.as_ref().ok(), asker) {
            self.keep_asked(&ask.url).await;
        }
        let answer = outcome?;
        hop.answered(&answer);
        Ok((answer, held))
    }

    /// What is sent with every request.
    pub(super) fn own_headers(&self) -> Headers {
        let mut headers = Headers::default();
        headers.push("user-agent", self.fetch.user_agent());
        if let Some(Contact::Mail(address)) = &self.fetch.contact {
            headers.push("from", address.as_str());
        }
        headers.push("accept-encoding", coding::ACCEPTED);
        headers
    }

    /// The product that asks.
    pub(super) fn product(&self) -> &str {
        &self.fetch.agent
    }

    /// What robots.txt says about an address; it is asked for where it is not known. The rule that decided.
    async fn robots(&self, url: &Url, asker: Asker, hops: &mut Vec<Hop>) -> Result<Option<String>, Failure> {
        let now = || self.clock.now();
        let origin = url.origin().ascii_serialization();
        let host = self.rules.of(&origin, now());
        let mut standing = host.lock().await;
        if let (true, Some(memory)) = (*standing == Standing::default(), &self.memory) {
            *standing = memory.robots(&origin, self.product()).await.unwrap_or_default();
            self.rules.holds(&origin, &standing);
        }
        if let Some(rule) = rules::verdict(&standing, url, now())? {
            return Ok(rule);
        }
        let rules::Read { answer, text } = rules::ask(self, url, asker, hops).await?;
        standing.take(answer, now());
        self.rules.holds(&origin, &standing);
        let is_news = self.order.slow_down(url, standing.copy().and_then(Robots::crawl_delay));
        if let Some(memory) = &self.memory {
            memory.robots_asked(&origin, &standing, text).await;
        }
        if is_news {
            self.keep_asked(url).await;
        }
        let verdict = rules::verdict(&standing, url, now());
        Ok(verdict.map_err(|failure| rules::because(failure, hops))?.flatten())
    }

    /// Keeps what a host asks for now.
    async fn keep_asked(&self, url: &Url) {
        if let Some(memory) = &self.memory {
            memory.asked(self.order.asked(url), self.clock.now()).await;
        }
    }

    /// The body as it was before it was packed.
    async fn unpacked(&self, answer: &mut Answer) -> Result<Vec<u8>, Failure> {
        let body = std::mem::take(&mut answer.body);
        let codings = codings(&answer.headers)?;
        if codings.is_empty() || body.is_empty() {
            return Ok(body);
        }
        let _one_of_few = self.unpacking.acquire().await;
        let (most, ratio) = (self.fetch.body, self.expansion_ratio);
        let unpacking = tokio::task::spawn_blocking(move || coding::unpack(body, &codings, most, ratio));
        let unpacked = unpacking.await.unwrap_or_else(|ended| Err(Packed::Broken(ended.to_string())));
        unpacked.map_err(|packed| {
            let (code, limit) = match &packed {
                Packed::Broken(_) => (Code::Broken, ""),
                Packed::TooLarge => (Code::TooLarge, ": fetch.body says how much"),
                Packed::Expands => (Code::Expands, ": limits.expansion_ratio says how many"),
            };
            Failure::new(code, format!("{packed}{limit}"))
        })
    }
}

/// How the body of an answer is packed.
pub(super) fn codings(headers: &Headers) -> Result<Vec<coding::Coding>, Failure> {
    let values: Vec<_> = headers.values("content-encoding").map(String::from_utf8_lossy).collect();
    coding::named(values.iter().map(AsRef::as_ref)).map_err(|why| Failure::new(Code::Broken, why))
}

/// Where an answer leads on to, if it does.
fn next(answer: &Answer, from: &Url) -> Result<Option<Url>, Failure> {
    let Some(location) = answer.location() else { return Ok(None) };
    let location = String::from_utf8_lossy(location);
    let leads = from.join(location.trim());
    leads.map(Some).map_err(|error| {
        Failure::new(
            Code::Redirects,
            format!("expected an address to be redirected to, found {location:?}: {error}"),
        )
    })
}

/// A request on its way.
struct Chain<'c> {
    client: &'c Client,
    request: &'c Request,
    url: Url,
    /// Scheme, host and port of what was asked for.
    typed: Option<Origin>,
    moved: Option<Url>,
    /// Whether every redirect so far was a permanent one.
    is_permanent: bool,
    redirects: usize,
    /// Addresses that were asked, with the cookies that went along.
    seen: Vec<(Url, Option<String>)>,
    jar: Jar,
    status: Option<u16>,
    retry_after: Option<Duration>,
    hops: Vec<Hop>,
}

impl Chain<'_> {
    async fn run(&mut self) -> Result<Page, Failure> {
        loop {
            let mut hop = Hop::new(For::Document, &self.url);
            let asked = self.step(&mut hop).await;
            hop.failure = asked.as_ref().err().cloned();
            self.hops.push(hop);
            let (answer, held) = asked?;
            match next(&answer, &self.url)? {
                Some(to) => self.follow(&answer, to)?,
                None => return self.page(answer, held).await,
            }
        }
    }

    /// One hop, if it may be made.
    async fn step(&mut self, hop: &mut Hop) -> Result<(Answer, Held), Failure> {
        let client = self.client;
        (self.status, self.retry_after) = (None, None);
        self.url = client.checked(&self.url)?;
        self.typed.get_or_insert_with(|| self.url.origin());
        let cookies = self.jar.header(&self.url);
        let seen = (self.url.clone(), cookies.clone());
        if self.seen.contains(&seen) {
            return Err(Failure::new(Code::Redirects, "redirected in a circle"));
        }
        self.seen.push(seen);
        let Request { lane, patience, back_off, .. } = *self.request;
        let asker = Asker { lane, until: client.clock.monotonic().saturating_add(patience), back_off };
        if self.obeys_robots() {
            hop.rule = client.robots(&self.url, asker, &mut self.hops).await?;
        }
        let ask = Ask {
            url: self.url.clone(),
            headers: self.headers(cookies),
            most: client.fetch.body,
            beyond: Beyond::Refused,
        };
        let (answer, held) = client.hop(&ask, asker, hop).await?;
        self.status = Some(answer.status);
        self.retry_after = headers::retry_after(&answer.headers, client.clock.now(), client.fetch.wait_most);
        let outcome = refused(&answer);
        outcome.map_or(Ok((answer, held)), Err)
    }

    fn obeys_robots(&self) -> bool {
        match self.client.fetch.robots {
            RobotsFor::Pages => self.request.purpose == Purpose::Page,
            RobotsFor::Always => true,
            RobotsFor::Never => false,
        }
    }

    fn headers(&self, cookies: Option<String>) -> Headers {
        let mut headers = self.client.own_headers();
        for (name, value) in self.request.headers.iter() {
            headers.push(name, value);
        }
        if let Some(cookies) = cookies {
            headers.push("cookie", cookies);
        }
        if let Some(value) = &self.request.authorization
            && self.typed.as_ref() == Some(&self.url.origin())
        {
            headers.push("authorization", value.as_str());
        }
        headers
    }

    fn follow(&mut self, answer: &Answer, to: Url) -> Result<(), Failure> {
        if self.redirects == self.client.fetch.redirects {
            let message = format!("more than {} redirects, the next to {to}", self.redirects);
            return Err(Failure::new(Code::Redirects, message));
        }
        self.redirects += 1;
        self.is_permanent &= matches!(answer.status, 301 | 308);
        if self.is_permanent {
            self.moved = Some(to.clone());
        }
        self.jar.take(&answer.headers, &self.url, self.client.clock.now());
        self.url = to;
        Ok(())
    }

    async fn page(&mut self, mut answer: Answer, mut held: Held) -> Result<Page, Failure> {
        let body = self.client.unpacked(&mut answer).await?;
        held.settle(body.len());
        Ok(Page { status: answer.status, headers: answer.headers, body, held })
    }
}

/// Why an answer is none.
fn refused(answer: &Answer) -> Option<Failure> {
    let status = answer.status;
    if headers::is_challenge(status, &answer.headers) {
        let message = "the host checks for robots in place of an answer: ask its keeper to let you in";
        return Some(Failure::new(Code::Challenge, message));
    }
    match status {
        // a part of it was not asked for
        206 => Some(Failure::new(Code::Http(206), "expected the whole, found a part")),
        200..300 | 304 => None,
        429 => Some(Failure::new(Code::Limited, "the host asks for fewer requests (429)")),
        _ if answer.location().is_some() => None,
        _ => Some(Failure::new(Code::Http(status), "expected an answer, found a status that is no success")),
    }
}
