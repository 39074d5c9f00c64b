//! What hosts have asked for, kept over a restart: how long nobody asks them, the pause that they want between two requests,
//! and their robots.txt. In tables of the store that whoever fetches has for the rest of what it knows.
//!
//! Promises: what a host asked for is kept before whoever asked it has its answer, and what is asked for in one moment is
//! synced together. A store that cannot be used holds nobody up: the hosts are asked as if they had said nothing.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

use super::address::HostKey;
use super::pace::Scope;
use super::robots::{Robots, Standing};
use crate::flow::Clerk;
use crate::state::keep::{Batch, Keep, KeepError, Table, Value};

const HOSTS: Table<Row> = Table::named("hosts");
const ROBOTS: Table<RobotsRow> = Table::named("robots");

/// What is known of a host or a domain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// How long nobody asks it.
    pub(super) wait: Duration,
    /// The pause that it wants between two requests.
    pub(super) delay: Option<Duration>,
    /// For how long it counts against its domain that it asked for less.
    pub(super) limited: Option<Duration>,
    /// An address of it that nobody asks for so long.
    pub(super) held: Option<(Arc<str>, Duration)>,
}

/// The same as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Row {
    /// In milliseconds since 1970.
    until: i64,
    /// In milliseconds; 0 is none.
    delay: u64,
    /// Until when it counts against its domain that it asked for less, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "is_never")]
    limited: i64,
    /// An address, and until when in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    held: Option<(String, i64)>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_never(millis: &i64) -> bool {
    *millis == 0
}

impl Value for Row {
    fn to_row(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn from_row(row: &[u8]) -> Option<Row> {
        serde_json::from_slice(row).ok()
    }
}

/// A robots.txt: the file as it was read last, when it was asked for, since when and how often in vain. Times in seconds
/// since 1970.
#[derive(Debug, Clone, PartialEq, Eq)]
struct RobotsRow {
    asked: i64,
    lost: Option<(i64, u32)>,
    text: Option<Vec<u8>>,
}

impl Value for RobotsRow {
    fn to_row(&self) -> Vec<u8> {
        let (since, tries) = self.lost.unwrap_or_default();
        let mut row = Vec::with_capacity(22 + self.text.as_ref().map_or(0, Vec::len));
        row.extend_from_slice(&self.asked.to_le_bytes());
        row.extend_from_slice(&since.to_le_bytes());
        row.extend_from_slice(&tries.to_le_bytes());
        row.extend_from_slice(&[u8::from(self.lost.is_some()), u8::from(self.text.is_some())]);
        row.extend_from_slice(self.text.as_deref().unwrap_or_default());
        row
    }

    fn from_row(row: &[u8]) -> Option<RobotsRow> {
        let (asked, row) = row.split_first_chunk()?;
        let (since, row) = row.split_first_chunk()?;
        let (tries, row) = row.split_first_chunk()?;
        let ([is_lost, has_text], text) = row.split_first_chunk()?;
        let lost = (i64::from_le_bytes(*since), u32::from_le_bytes(*tries));
        Some(RobotsRow {
            asked: i64::from_le_bytes(*asked),
            lost: (*is_lost == 1).then_some(lost),
            text: (*has_text == 1).then(|| text.to_vec()),
        })
    }
}

impl RobotsRow {
    fn of(standing: &Standing, text: Option<Vec<u8>>) -> Option<RobotsRow> {
        let (asked, lost) = standing.kept();
        let lost = lost.map(|(since, tries)| (since.as_second(), tries));
        Some(RobotsRow { asked: asked?.as_second(), lost, text })
    }

    fn standing(&self, product: &str) -> Standing {
        let moment = |seconds| Timestamp::from_second(seconds).unwrap_or(Timestamp::MIN);
        let copy = self.text.as_ref().map(|text| Robots::parse(text, product));
        let lost = self.lost.map(|(since, tries)| (moment(since), tries));
        Standing::restored(copy, Some(moment(self.asked)), lost)
    }
}

/// What is to be written, and who waits for it.
#[derive(Default)]
struct Pending {
    batch: Batch,
    waiting: Vec<oneshot::Sender<()>>,
    is_being_written: bool,
}

/// The memory of hosts.
pub(super) struct Memory {
    keep: Arc<Keep>,
    clerk: Clerk,
    pending: Mutex<Pending>,
}

/// A domain begins with a dot, which no host does.
fn key(scope: &Scope) -> String {
    match scope {
        Scope::Host(host) => host.as_str().to_owned(),
        Scope::Domain(name) => format!(".{name}"),
    }
}

fn scope(key: &str) -> Scope {
    match key.strip_prefix('.') {
        Some(name) => Scope::Domain(name.into()),
        None => Scope::Host(HostKey::restored(key)),
    }
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

impl Memory {
    pub(super) fn new(keep: Arc<Keep>, clerk: Clerk) -> Arc<Memory> {
        Arc::new(Memory { keep, clerk, pending: Mutex::default() })
    }

    /// What is known of every host of which there is something; what has passed is forgotten. A clock that went back makes
    /// no wait longer than `most`.
    ///
    /// # Errors
    /// [`KeepError`].
    pub(super) fn hosts(&self, now: Timestamp, most: Duration) -> Result<Vec<(Scope, Asked)>, KeepError> {
        let (mut known, mut passed) = (Vec::new(), Batch::default());
        self.keep.each(HOSTS, None, &mut |key, row: Row| {
            let left = |until: i64| {
                let left = until.saturating_sub(now.as_millisecond());
                Duration::from_millis(u64::try_from(left).unwrap_or(0))
            };
            let wait = left(row.until).min(most);
            let delay = (row.delay > 0).then(|| Duration::from_millis(row.delay));
            let limited = Some(left(row.limited)).filter(|left| !left.is_zero());
            let held = row.held.map(|(address, until)| (Arc::from(address), left(until).min(most)));
            let asked = Asked { wait, delay, limited, held: held.filter(|(_, left)| !left.is_zero()) };
            if asked == Asked::default() {
                passed.remove(HOSTS, key);
            } else {
                known.push((scope(&String::from_utf8_lossy(key)), asked));
            }
            ControlFlow::Continue(())
        })?;
        self.keep.write(&passed)?;
        Ok(known)
    }

    /// Keeps what hosts ask for.
    pub(super) async fn asked(self: &Arc<Self>, asked: Vec<(Scope, Asked)>, now: Timestamp) {
        self.write(|batch| {
            // The last part of a millisecond is waited for too.
            let at = |left: Duration| now.as_millisecond().saturating_add(millis(left)).saturating_add(1);
            for (scope, Asked { wait, delay, limited, held }) in &asked {
                let delay = u64::try_from(millis(delay.unwrap_or_default())).unwrap_or(0);
                let until = if wait.is_zero() { 0 } else { at(*wait) };
                let limited = limited.map_or(0, at);
                let held = held.as_ref().map(|(address, left)| (address.to_string(), at(*left)));
                batch.put(HOSTS, key(scope).as_bytes(), &Row { until, delay, limited, held });
            }
        })
        .await;
    }

    /// What is known of the robots.txt of one scheme, host and port.
    pub(super) async fn robots(self: &Arc<Self>, origin: &str, product: &str) -> Option<Standing> {
        let (own, origin, product) = (Arc::clone(self), origin.to_owned(), product.to_owned());
        let read = self.clerk.does(move || {
            let row = own.keep.get(ROBOTS, origin.as_bytes()).ok()??;
            Some(row.standing(&product))
        });
        read.await.ok()?
    }

    /// Keeps what asking for a robots.txt came to, with the file, if there was one.
    pub(super) async fn robots_asked(
        self: &Arc<Self>,
        origin: &str,
        standing: &Standing,
        text: Option<Vec<u8>>,
    ) {
        let Some(mut row) = RobotsRow::of(standing, text) else { return };
        if row.text.is_none() {
            // The last copy is kept for as long as the file is out of reach.
            let (own, key) = (Arc::clone(self), origin.to_owned());
            let read = self.clerk.does(move || own.keep.get(ROBOTS, key.as_bytes()).ok().flatten());
            row.text = read.await.ok().flatten().and_then(|row| row.text);
        }
        self.write(|batch| batch.put(ROBOTS, origin.as_bytes(), &row)).await;
    }

    /// Writes together with whatever else is to be written.
    async fn write(self: &Arc<Self>, change: impl FnOnce(&mut Batch)) {
        let (tell, told) = oneshot::channel();
        let is_first = {
            let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
            change(&mut pending.batch);
            pending.waiting.push(tell);
            !std::mem::replace(&mut pending.is_being_written, true)
        };
        if is_first {
            let own = Arc::clone(self);
            drop(self.clerk.does(move || own.write_all()));
        }
        // That it is written is told by letting go.
        told.await.ok();
    }

    fn write_all(&self) {
        loop {
            let (batch, waiting) = {
                let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
                if pending.batch.is_empty() {
                    (pending.is_being_written, pending.waiting) = (false, Vec::new());
                    return;
                }
                (std::mem::take(&mut pending.batch), std::mem::take(&mut pending.waiting))
            };
            if let Err(error) = self.keep.write(&batch) {
                tracing::warn!(%error, "what hosts have asked for cannot be kept: after a restart they are asked as if they had not");
            }
            drop(waiting);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::RealFiles;
    use crate::state::keep::Layout;

    fn open(folder: &std::path::Path) -> Arc<Memory> {
        let layout = Layout::first("what hosts ask for", "they are asked as if they had said nothing");
        // The thread that wrote last may still have it.
        loop {
            match Keep::open(Arc::new(RealFiles), &folder.join("fetch.redb"), layout) {
                Err(KeepError::Locked { .. }) => std::thread::yield_now(),
                opened => return Memory::new(Arc::new(opened.unwrap()), Clerk::default()),
            }
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_772_703_000 + second).unwrap()
    }

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[tokio::test]
    async fn what_hosts_ask_for_is_known_after_a_restart_until_it_has_passed() {
        let folder = tempfile::tempdir().unwrap();
        let host = |name: &str| Scope::Host(HostKey::restored(name));
        let domain = Scope::Domain("paper.test".into());
        let wait = |wait| Asked { wait: s(wait), ..Asked::default() };
        let slow = Asked { delay: Some(s(30)), ..Asked::default() };
        let less = |limited| Asked { limited: Some(s(limited)), ..Asked::default() };
        let held = |left| Asked { held: Some(("http://e.test/1".into(), s(left))), ..Asked::default() };
        let memory = open(folder.path());
        let said =
            [(host("a.test"), wait(60)), (host("b.test:8080"), wait(600)), (domain.clone(), wait(500))];
        let more =
            vec![(host("c.test"), slow.clone()), (host("d.test"), less(3600)), (host("e.test"), held(300))];
        tokio::join!(memory.asked(said.to_vec(), at(0)), memory.asked(more, at(0)),);
        drop(memory);
        let memory = open(folder.path());
        // To the millisecond, and no sooner.
        let later = at(100).checked_add(Duration::from_millis(1)).unwrap();
        let known = memory.hosts(later, s(450)).unwrap();
        let five = [
            (domain, wait(400)),
            (host("b.test:8080"), wait(450)),
            (host("c.test"), slow),
            (host("d.test"), less(3500)),
            (host("e.test"), held(200)),
        ];
        assert_eq!(known, five);
        assert_eq!(memory.hosts(at(0), s(1000)).unwrap().len(), 5, "what had passed is forgotten");
    }

    #[tokio::test]
    async fn a_robots_txt_is_known_after_a_restart_and_its_last_copy_while_it_is_out_of_reach() {
        use super::super::robots::Answer;
        let folder = tempfile::tempdir().unwrap();
        let (text, origin) = (b"User-agent: *\nDisallow: /x\nCrawl-delay: 3".to_vec(), "https://a.test");
        let mut standing = Standing::default();
        standing.take(Answer::File(Robots::parse(&text, "wiredesk")), at(0));
        let memory = open(folder.path());
        memory.robots_asked(origin, &standing, Some(text)).await;
        drop(memory);
        let memory = open(folder.path());
        assert_eq!(memory.robots(origin, "wiredesk").await, Some(standing.clone()));
        assert_eq!(memory.robots("http://a.test", "wiredesk").await, None);
        standing.take(Answer::Unreachable, at(90_000));
        memory.robots_asked(origin, &standing, None).await;
        assert_eq!(memory.robots(origin, "wiredesk").await, Some(standing));
    }
}
