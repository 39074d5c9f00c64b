//! One request: a chain of hops, each allowed, paced, guarded and told.
//!
//! Promises: nothing is asked twice by itself; nothing is connected to that the guard refuses, wherever a redirect leads;
//! a host is asked in its own pace over all requests, hops and robots.txt; no body is held beyond its cap, and all bodies
//! together not beyond the buffer. It does not decide when something is due, and knows nothing of what a body says.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::Semaphore;
use url::Url;

use super::address::HostKey;
use super::buffer::{Buffer, Held};
use super::chain::Chain;
use super::headers::Headers;
use super::hop::{Answer, Ask, Code, Failure, Network};
use super::means::Means;
use super::memory::Memory;
use super::order::{Asker, Order};
use super::reach::Reach;
use super::robots::{self, Robots, Standing};
use super::rules::{self, Rules};
use super::tally::{Fetching, Tally};
use super::trace::Hop;
use crate::config::plan::Fetch;
use crate::decode::coding::{self, Packed};
use crate::flow::{Clerk, Undone};
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

/// What goes before a request, once the host may be asked: what must be known of it whatever happens then.
pub trait Before: Sync {
    /// Whether it is done. Else nothing is asked.
    fn may_ask(&self) -> Pin<Box<dyn Future<Output = bool> + Send + '_>>;
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
    /// As `[fetch]` says now; who is under way goes on by what it said when it began.
    means: RwLock<Arc<Means>>,
    pub(super) clock: Arc<dyn Clock>,
    clerk: Clerk,
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
            reach: Reach::new(Arc::clone(&clock)),
            tally: Tally::default(),
            order: Order::new(&fetch, Arc::clone(&clock)),
            rules: Rules::default(),
            memory: None,
            buffer: Buffer::new(fetch.buffer),
            unpacking: Semaphore::new(UNPACKING),
            means: RwLock::new(Arc::new(Means::new(network, fetch, expansion_ratio))),
            clock,
            clerk: Clerk::default(),
        }
    }

    /// The same with another one who does what blocks.
    pub fn with_clerk(self, clerk: Clerk) -> Client {
        Client { clerk, ..self }
    }

    /// The same with a memory: what hosts ask for is kept in tables of a store, and what they asked for before holds.
    ///
    /// # Errors
    /// [`KeepError`].
    pub fn remembering(mut self, keep: Arc<Keep>) -> Result<Client, KeepError> {
        let memory = Memory::new(keep, self.clerk.clone());
        let fetch = self.settings();
        let asked = memory.hosts(self.clock.now(), fetch.wait_most.max(fetch.delay_most))?;
        self.order.remember(asked, fetch.delay);
        self.rules.may_forget();
        self.memory = Some(memory);
        Ok(self)
    }

    /// Asks by another `[fetch]` from now on. What is under way ends as it began, and nobody is asked sooner than was
    /// promised.
    pub fn reload(&self, network: Arc<dyn Network>, fetch: Fetch, expansion_ratio: u64) {
        let is_other = self.settings().agent != fetch.agent;
        self.order.reload(&fetch);
        self.buffer.resize(fetch.buffer);
        let means = Arc::new(Means::new(network, fetch, expansion_ratio));
        *self.means.write().unwrap_or_else(PoisonError::into_inner) = means;
        if is_other {
            // Rules are read for one product.
            self.rules.forget();
        }
    }

    fn means(&self) -> Arc<Means> {
        Arc::clone(&self.means.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// `[fetch]` as it is now.
    pub fn settings(&self) -> Arc<Fetch> {
        Arc::clone(&self.means().fetch)
    }

    /// How many times larger than packed a body may be, as it is now.
    pub fn expansion_ratio(&self) -> u64 {
        self.means().expansion_ratio
    }

    /// Asks, and follows where that leads.
    pub async fn fetch(&self, request: &Request) -> Fetched {
        self.fetch_after(request, None).await
    }

    /// The same for who has something to do before, once it may ask.
    pub async fn fetch_after(&self, request: &Request, before: Option<&dyn Before>) -> Fetched {
        let Fetched { outcome, url, moved, status, retry_after, hops } =
            Chain::new(self, self.means(), request, before).run().await;
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

    /// How long nobody asks for an address, as far as is known now.
    pub fn wait(&self, url: &Url) -> Duration {
        self.order.wait(url)
    }

    /// The sitemaps that the robots.txt of the host of an address names, as far as that was asked for.
    pub fn sitemaps(&self, url: &Url) -> Vec<String> {
        self.rules.sitemaps(url)
    }

    /// How many requests are in flight.
    pub fn in_flight(&self) -> usize {
        self.order.in_flight()
    }

    /// Makes one hop in the host's turn.
    pub(super) async fn hop(
        &self,
        means: &Means,
        ask: &Ask,
        (asker, before): (Asker, Option<&dyn Before>),
        hop: &mut Hop,
    ) -> Result<(Answer, Held), Failure> {
        let begun = self.clock.monotonic();
        let mut turn = self.order.take(&ask.url, asker).await?;
        let mut held = self.buffer.begin().await;
        if let Some(before) = before
            && !before.may_ask().await
        {
            return Err(Failure::new(Code::Limited, "what goes before the request cannot be done"));
        }
        let asked = self.clock.monotonic();
        hop.waited = asked.saturating_sub(begun);
        turn.begin();
        let outcome = means.network.get(ask, &mut held).await;
        hop.took = self.clock.monotonic().saturating_sub(asked);
        if let Some(host) = HostKey::of(&ask.url) {
            self.reach.saw(&host, outcome.as_ref().map(|_| ()).map_err(|failure| failure.code));
        }
        if turn.end(outcome.as_ref().ok(), asker, means.fetch.wait_most) {
            self.keep_asked(&ask.url).await;
        }
        let answer = outcome?;
        hop.answered(&answer);
        Ok((answer, held))
    }

    /// What robots.txt says about an address; it is asked for where it is not known. The rule that decided.
    pub(super) async fn robots(
        &self,
        means: &Means,
        url: &Url,
        asker: Asker,
        hops: &mut Vec<Hop>,
    ) -> Result<Option<String>, Failure> {
        let now = || self.clock.now();
        let origin = url.origin().ascii_serialization();
        let host = self.rules.of(&origin, now());
        let mut standing = host.lock().await;
        if let (true, Some(memory)) = (*standing == Standing::default(), &self.memory) {
            *standing = memory.robots(&origin, &means.fetch.agent).await.unwrap_or_default();
            self.rules.holds(&origin, &standing);
            self.order.slow_as_before(url, standing.copy().and_then(Robots::crawl_delay));
        }
        if let Some(rule) = rules::verdict(&standing, url, now())? {
            return Ok(rule);
        }
        let rules::Read { answer, text } = rules::ask(self, means, url, asker, hops).await?;
        let (asked, is_said) = (now(), answer != robots::Answer::Unreachable);
        standing.take(answer, asked);
        self.rules.holds(&origin, &standing);
        let is_news = is_said && self.order.slow_down(url, standing.copy().and_then(Robots::crawl_delay));
        // First, since whoever goes by rules that were kept asks for them no more.
        if is_news {
            self.keep_asked(url).await;
        }
        if let Some(memory) = &self.memory {
            memory.robots_asked(&origin, &standing, text).await;
        }
        // By when it was asked, however long it took to keep it: what it says now is not to be asked for again first.
        let verdict = rules::verdict(&standing, url, asked);
        Ok(verdict.map_err(|failure| rules::because(failure, hops))?.flatten())
    }

    /// Keeps what a host asks for now.
    async fn keep_asked(&self, url: &Url) {
        if let Some(memory) = &self.memory {
            memory.asked(self.order.asked(url), self.clock.now()).await;
        }
    }

    /// The body as it was before it was packed.
    pub(super) async fn unpacked(&self, means: &Means, answer: &mut Answer) -> Result<Vec<u8>, Failure> {
        let body = std::mem::take(&mut answer.body);
        let codings = codings(&answer.headers)?;
        if codings.is_empty() || body.is_empty() {
            return Ok(body);
        }
        let _one_of_few = self.unpacking.acquire().await;
        let (most, ratio) = (means.fetch.body, means.expansion_ratio);
        let unpacking = self.clerk.does(move || coding::unpack(body, &codings, most, ratio));
        let unpacked = unpacking
            .await
            .unwrap_or_else(|Undone| Err(Packed::Broken("unpacking it met a defect".to_owned())));
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

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

    use jiff::Timestamp;

    use super::*;
    use crate::config::plan::Plan;
    use crate::fetch::hop::Hopping;

    /// Answers 503 to everybody, and notes who was asked.
    #[derive(Default)]
    struct Unavailable(Mutex<Vec<String>>);

    impl Network for Unavailable {
        fn get<'a>(&'a self, ask: &'a Ask, _: &'a mut Held) -> Hopping<'a> {
            self.0.lock().unwrap().push(ask.url.to_string());
            Box::pin(async { Ok(Answer { status: 503, ..Answer::default() }) })
        }
    }

    /// A clock that jumps by an hour at each look.
    struct Jumping(AtomicI64);

    impl Clock for Jumping {
        fn now(&self) -> Timestamp {
            Timestamp::from_second(self.0.fetch_add(3600, Relaxed)).unwrap()
        }

        fn monotonic(&self) -> Duration {
            Duration::ZERO
        }
    }

    #[tokio::test]
    async fn a_page_is_not_asked_for_where_robots_txt_is_out_of_reach_whatever_the_clock_does() {
        let network = Arc::new(Unavailable::default());
        let fetch = Fetch { delay: Duration::ZERO, ..Plan::builtin().fetch };
        let clock = Arc::new(Jumping(AtomicI64::new(1_772_703_000)));
        let client = Client::new(Arc::clone(&network) as Arc<dyn Network>, clock, fetch, 100);
        let request = Request {
            url: Url::parse("http://a.test/story").unwrap(),
            purpose: Purpose::Page,
            headers: Headers::default(),
            authorization: None,
            lane: 0,
            patience: Duration::from_secs(1),
            back_off: Duration::from_secs(1),
        };
        let why = client.fetch(&request).await.outcome.err().unwrap();
        assert_eq!(why.code, Code::RobotsUnreachable);
        assert_eq!(*network.0.lock().unwrap(), ["http://a.test/robots.txt"]);
    }
}
