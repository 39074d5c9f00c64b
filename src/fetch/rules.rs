//! robots.txt, asked for and kept: one for each scheme, host and port, shared by all requests.

use std::collections::HashMap;
use std::sync::{Arc, Mutex as Table, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Mutex;
use url::Url;

use super::client::{Client, codings};
use super::hop::{self, Ask, Beyond, Code, Failure};
use super::order::Asker;
use super::robots::{self, Answer, Robots, Standing, Verdict};
use super::trace::{For, Hop};
use crate::decode::coding;

/// Most redirects of a robots.txt (RFC 9309, section 2.3.1.2).
const REDIRECTS: usize = 5;
/// How many hosts are remembered before those are forgotten that must be asked again anyway.
const MANY: usize = 4096;

/// One host's file; whoever needs it waits while somebody asks for it.
type Host = Arc<Mutex<Standing>>;

/// What is known of every host.
#[derive(Default)]
pub(super) struct Rules(Table<HashMap<String, Host>>);

impl Rules {
    /// What is known of the host of an address.
    pub(super) fn of(&self, url: &Url, now: Timestamp) -> Host {
        let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= MANY {
            let holds = |host: &Host| host.try_lock().map_or(true, |standing| !standing.wait(now).is_zero());
            hosts.retain(|_, host| Arc::strong_count(host) > 1 || holds(host));
        }
        Arc::clone(hosts.entry(url.origin().ascii_serialization()).or_default())
    }

    /// The Crawl-delay that a host asks for, as far as is known.
    pub(super) fn delay(&self, url: &Url) -> Option<Duration> {
        let hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let host = Arc::clone(hosts.get(&url.origin().ascii_serialization())?);
        drop(hosts);
        host.try_lock().ok()?.copy()?.crawl_delay()
    }
}

/// The rule that lets an address be asked for, if one speaks of it; none where robots.txt must be asked for first.
pub(super) fn verdict(
    standing: &Standing,
    url: &Url,
    now: Timestamp,
) -> Result<Option<Option<String>>, Failure> {
    match standing.verdict(url, now) {
        Verdict::Ask => Ok(None),
        Verdict::Decided(decision) if decision.allowed => Ok(Some(decision.rule)),
        Verdict::Decided(decision) => {
            let rule = decision.rule.unwrap_or_default();
            Err(Failure::new(Code::Robots, format!("robots.txt of the host forbids it: Disallow: {rule}")))
        }
        Verdict::Unreachable => {
            let message = "robots.txt of the host cannot be had, so nothing is asked of it";
            Err(Failure::new(Code::RobotsUnreachable, message))
        }
    }
}

/// The same with why robots.txt cannot be had: what the last hop came to.
pub(super) fn because(mut failure: Failure, hops: &[Hop]) -> Failure {
    if let (Code::RobotsUnreachable, Some(hop)) = (failure.code, hops.last()) {
        let why = hop.failure.as_ref().map(Failure::to_string);
        let why = why.or_else(|| hop.status.map(|status| format!("it answers {status}")));
        failure.message.extend(why.map(|why| format!(" ({why})")));
    }
    failure
}

/// Asks for the robots.txt of the host of an address.
///
/// # Errors
/// Only that the host's pace allows no question for longer than there is patience.
pub(super) async fn ask(
    client: &Client,
    url: &Url,
    asker: Asker,
    hops: &mut Vec<Hop>,
) -> Result<Answer, Failure> {
    let mut at = url.clone();
    at.set_path("/robots.txt");
    at.set_query(None);
    for _ in 0..=REDIRECTS {
        let mut hop = Hop::new(For::Robots, &at);
        let asked = client.robots_hop(&at, asker, &mut hop).await;
        hop.failure = asked.as_ref().err().cloned();
        hops.push(hop);
        let answer = match asked {
            Ok(answer) => answer,
            Err(failure) if failure.code == Code::Limited => return Err(failure),
            Err(_) => return Ok(Answer::Unreachable),
        };
        match answer.location().map(|location| at.join(String::from_utf8_lossy(location).trim())) {
            Some(Ok(to)) => at = to,
            Some(Err(_)) => return Ok(Answer::Unreachable),
            None => return Ok(client.robots_read(answer)),
        }
    }
    Ok(Answer::None)
}

impl Client {
    async fn robots_hop(&self, at: &Url, asker: Asker, hop: &mut Hop) -> Result<hop::Answer, Failure> {
        let url = self.checked(at)?;
        let headers = self.own_headers();
        let ask = Ask { url, headers, most: robots::READ, beyond: Beyond::Left };
        let (answer, _held) = self.hop(&ask, asker, hop).await?;
        Ok(answer)
    }

    /// What an answer says; a file that cannot be unpacked is none that can be had.
    fn robots_read(&self, answer: hop::Answer) -> Answer {
        let hop::Answer { status, headers, body, cut, .. } = answer;
        let body = codings(&headers)
            .ok()
            .and_then(|codings| coding::unpack_beginning(&body, cut, &codings, robots::READ).ok());
        match body {
            Some(body) => Answer::of(status, || Robots::parse(&body, self.product())),
            None => Answer::Unreachable,
        }
    }
}
