//! A request on its way: each hop allowed, paced, guarded and told, and where it leads on to.

use std::sync::Arc;
use std::time::Duration;

use url::{Origin, Url};

use super::buffer::Held;
use super::client::{Before, Client, Fetched, Page, Purpose, Request};
use super::cookies::Jar;
use super::headers::{self, Headers};
use super::hop::{Answer, Ask, Beyond, Code, Failure};
use super::means::Means;
use super::order::Asker;
use super::trace::{For, Hop};
use crate::config::plan::RobotsFor;

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
pub(super) struct Chain<'c> {
    client: &'c Client,
    means: Arc<Means>,
    request: &'c Request,
    /// What goes before its own address is asked.
    before: Option<&'c dyn Before>,
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

impl<'c> Chain<'c> {
    pub(super) fn new(
        client: &'c Client,
        means: Arc<Means>,
        request: &'c Request,
        before: Option<&'c dyn Before>,
    ) -> Chain<'c> {
        Chain {
            client,
            means,
            request,
            before,
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
        }
    }

    /// Asks, and follows where that leads.
    pub(super) async fn run(mut self) -> Fetched {
        let outcome = self.page_at_the_end().await;
        let Chain { url, moved, status, retry_after, hops, .. } = self;
        Fetched { outcome, url, moved, status, retry_after, hops }
    }

    async fn page_at_the_end(&mut self) -> Result<Page, Failure> {
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
        let (client, means) = (self.client, Arc::clone(&self.means));
        (self.status, self.retry_after) = (None, None);
        self.url = means.checked(&self.url)?;
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
            hop.rule = client.robots(&means, &self.url, asker, &mut self.hops).await?;
        }
        let ask = Ask {
            url: self.url.clone(),
            headers: self.headers(cookies),
            most: means.fetch.body,
            beyond: Beyond::Refused,
        };
        let (answer, held) = client.hop(&means, &ask, (asker, self.before.take()), hop).await?;
        self.status = Some(answer.status);
        self.retry_after = headers::retry_after(&answer.headers, client.clock.now(), means.fetch.wait_most);
        let outcome = refused(&answer);
        outcome.map_or(Ok((answer, held)), Err)
    }

    fn obeys_robots(&self) -> bool {
        match self.means.fetch.robots {
            RobotsFor::Pages => self.request.purpose == Purpose::Page,
            RobotsFor::Always => true,
            RobotsFor::Never => false,
        }
    }

    fn headers(&self, cookies: Option<String>) -> Headers {
        let mut headers = self.means.own_headers();
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
        if self.redirects == self.means.fetch.redirects {
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
        let body = self.client.unpacked(&self.means, &mut answer).await?;
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
