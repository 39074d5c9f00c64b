//! robots.txt, asked for and kept: one for each scheme, host and port, shared by all requests.

use std::collections::HashMap;
use std::sync::{Arc, Mutex as Table, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::Mutex;
use url::Url;

use super::client::{Client, codings};
use super::hop::{self, Ask, Beyond, Code, Failure};
use super::means::Means;
use super::order::Asker;
use super::robots::{self, Answer, Robots, Standing, Verdict};
use super::trace::{For, Hop};
use crate::decode::coding;

/// Most redirects of a robots.txt (RFC 9309, section 2.3.1.2).
const REDIRECTS: usize = 5;
/// How many hosts are remembered before those are forgotten that must be asked again anyway.
const MANY: usize = 4096;
/// How many bytes of rules are in memory where they can be looked up again.
const MOST_BYTES: usize = 2 << 20;

/// One host's file; whoever needs it waits while somebody asks for it.
type Host = Arc<Mutex<Standing>>;

/// What is in memory of a host.
#[derive(Default)]
struct Held {
    host: Host,
    /// About.
    bytes: usize,
    /// Counts up with each use.
    used: u64,
}

#[derive(Default)]
struct Hosts {
    /// By scheme, host and port.
    held: HashMap<String, Held>,
    bytes: usize,
    uses: u64,
    /// Whether what is forgotten can be looked up.
    is_kept: bool,
}

/// What is known of every host.
#[derive(Default)]
pub(super) struct Rules(Table<Hosts>);

impl Rules {
    fn hosts(&self) -> MutexGuard<'_, Hosts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is forgotten can be looked up from now on.
    pub(super) fn may_forget(&self) {
        self.hosts().is_kept = true;
    }

    /// Forgets everything; who has something in hand keeps it.
    pub(super) fn forget(&self) {
        let mut hosts = self.hosts();
        hosts.held.clear();
        hosts.bytes = 0;
    }

    /// What is known of a host.
    pub(super) fn of(&self, origin: &str, now: Timestamp) -> Host {
        let mut hosts = self.hosts();
        if hosts.held.len() >= MANY && !hosts.is_kept {
            let holds = |host: &Host| host.try_lock().map_or(true, |standing| !standing.wait(now).is_zero());
            hosts.held.retain(|_, held| Arc::strong_count(&held.host) > 1 || holds(&held.host));
        }
        hosts.uses += 1;
        let uses = hosts.uses;
        let held = hosts.held.entry(origin.to_owned()).or_default();
        held.used = uses;
        Arc::clone(&held.host)
    }

    /// What the file of a host names as sitemaps, as far as it is in memory and nobody asks for it just now.
    pub(super) fn sitemaps(&self, url: &Url) -> Vec<String> {
        let host =
            self.hosts().held.get(&url.origin().ascii_serialization()).map(|held| Arc::clone(&held.host));
        let Some(host) = host else { return Vec::new() };
        let named = host.try_lock().ok().and_then(|standing| Some(standing.copy()?.sitemaps().to_vec()));
        named.unwrap_or_default()
    }

    /// So much is held of a host now. Where that is too much together, and can be looked up again, those go that were not
    /// used for longest.
    pub(super) fn holds(&self, origin: &str, standing: &Standing) {
        let bytes = standing.copy().map_or(0, Robots::bytes) + size_of::<Held>() + origin.len();
        let mut hosts = self.hosts();
        let Some(held) = hosts.held.get_mut(origin) else { return };
        let before = std::mem::replace(&mut held.bytes, bytes);
        hosts.bytes = (hosts.bytes + bytes).saturating_sub(before);
        while hosts.is_kept && hosts.bytes > MOST_BYTES {
            let idle = hosts.held.iter().filter(|(_, held)| Arc::strong_count(&held.host) == 1);
            let Some(oldest) = idle.min_by_key(|(_, held)| held.used).map(|(origin, _)| origin.clone())
            else {
                break;
            };
            let gone = hosts.held.remove(&oldest).map_or(0, |held| held.bytes);
            hosts.bytes = hosts.bytes.saturating_sub(gone);
        }
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
            Err(Failure::new(Code::Robots, format!("robots.txt of the host forbids it: {rule}")))
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

/// What asking came to.
pub(super) struct Read {
    /// What it means.
    pub(super) answer: Answer,
    /// What is kept of it: the file, which is empty where the host says that there is none.
    pub(super) text: Option<Vec<u8>>,
}

impl From<Answer> for Read {
    fn from(answer: Answer) -> Read {
        let text = (answer == Answer::None).then(Vec::new);
        Read { answer, text }
    }
}

/// Asks for the robots.txt of the host of an address.
///
/// # Errors
/// Only that the host's pace allows no question for longer than there is patience.
pub(super) async fn ask(
    client: &Client,
    means: &Means,
    url: &Url,
    asker: Asker,
    hops: &mut Vec<Hop>,
) -> Result<Read, Failure> {
    let mut at = url.clone();
    at.set_path("/robots.txt");
    at.set_query(None);
    for _ in 0..=REDIRECTS {
        let mut hop = Hop::new(For::Robots, &at);
        let asked = robots_hop(client, means, &at, asker, &mut hop).await;
        hop.failure = asked.as_ref().err().cloned();
        hops.push(hop);
        let answer = match asked {
            Ok(answer) => answer,
            Err(failure) if failure.code == Code::Limited => return Err(failure),
            Err(_) => return Ok(Answer::Unreachable.into()),
        };
        match answer.location().map(|location| at.join(String::from_utf8_lossy(location).trim())) {
            Some(Ok(to)) => at = to,
            Some(Err(_)) => return Ok(Answer::Unreachable.into()),
            None => return Ok(robots_read(answer, &means.fetch.agent)),
        }
    }
    Ok(Answer::None.into())
}

async fn robots_hop(
    client: &Client,
    means: &Means,
    at: &Url,
    asker: Asker,
    hop: &mut Hop,
) -> Result<hop::Answer, Failure> {
    let url = means.checked(at)?;
    let ask = Ask { url, headers: means.own_headers(), most: robots::READ, beyond: Beyond::Left };
    let (answer, _held) = client.hop(means, &ask, (asker, None), hop).await?;
    Ok(answer)
}

/// What an answer says to a product; a file that cannot be unpacked is none that can be had.
fn robots_read(answer: hop::Answer, product: &str) -> Read {
    let hop::Answer { status, headers, body, cut, .. } = answer;
    let body = codings(&headers)
        .ok()
        .and_then(|codings| coding::unpack_beginning(&body, cut, &codings, robots::READ).ok());
    let Some(body) = body else { return Answer::Unreachable.into() };
    match Answer::of(status, || Robots::parse(&body, product)) {
        file @ Answer::File(_) => Read { answer: file, text: Some(body) },
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_looked_up_again_takes_two_mebibytes_at_most() {
        let now = Timestamp::UNIX_EPOCH;
        let file: String = (0..10_000).map(|n| format!("Disallow: /a/rather/long/path/{n}\n")).collect();
        let robots = Robots::parse(format!("User-agent: *\n{file}").as_bytes(), "wiredesk");
        let mut standing = Standing::default();
        standing.take(Answer::File(robots), now);
        let fill = |rules: &Rules| {
            for n in 0..20 {
                let origin = format!("https://h{n}.test");
                *rules.of(&origin, now).try_lock().unwrap() = standing.clone();
                rules.holds(&origin, &standing);
                rules.of("https://h0.test", now);
            }
            let hosts = rules.hosts();
            (hosts.held.len(), hosts.bytes, hosts.held.contains_key("https://h0.test"))
        };
        let forgetful = Rules::default();
        forgetful.may_forget();
        let (count, bytes, has_first) = fill(&forgetful);
        assert!(count < 10 && bytes <= MOST_BYTES && has_first, "{count} with {bytes}");
        // Where it cannot be, nobody is asked twice for want of room.
        assert_eq!(fill(&Rules::default()).0, 20);
    }
}
