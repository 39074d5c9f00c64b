//! The round: which feed is asked next. What is due first is asked first, one feed of a host at a time, so that a slow host
//! holds up its own feeds alone.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use url::Url;

use crate::fetch::address::HostKey;
use crate::source::Door;

use super::lists::Lists;
use super::poll::{Desk, poll};
use super::rows::{Changes, Key, Row, Rows, feed_key};

/// How often lists are looked at.
const LOOK: Duration = Duration::from_secs(10);
/// How long the round rests where the store or the desk does not go on.
const REST: Duration = Duration::from_secs(1);
/// What is in trouble where a list cannot be read.
const LIST: &str = "goes on with the feeds that it knows: cannot read a list";
/// What is in trouble where the store cannot be used.
const STORE: &str = "stands still: cannot use what is known of feeds";

struct Round {
    desk: Arc<Desk>,
    /// Every feed that is asked for.
    feeds: HashMap<Key, Url>,
    /// When each of those is due that is neither under way nor waits for its host.
    due: BTreeSet<(i64, Key)>,
    /// Hosts with a poll under way, and the feeds that are due meanwhile.
    hosts: HashMap<String, VecDeque<(i64, Key)>>,
    polls: JoinSet<(Key, i64)>,
    most: usize,
}

fn host_of(url: &Url) -> String {
    HostKey::of(url).map(|host| host.as_str().to_owned()).unwrap_or_default()
}

/// Asks for feeds until the source is to stop.
pub(in crate::source) async fn round(desk: Arc<Desk>, mut lists: Lists, most: usize) {
    let door = desk.door.clone();
    let polls = JoinSet::new();
    let mut round =
        Round { desk, feeds: HashMap::new(), due: BTreeSet::new(), hosts: HashMap::new(), polls, most };
    let mut known = None;
    let mut looked: Option<Duration> = None;
    while !door.is_stopping() {
        let now = door.clock().monotonic();
        if looked.is_none_or(|looked| now.saturating_sub(looked) >= LOOK) {
            let is_first = looked.is_none();
            looked = Some(now);
            let look = tokio::task::spawn_blocking(move || {
                let (changed, trouble) = lists.look();
                let feeds = (changed || is_first).then(|| lists.feeds());
                (lists, feeds, trouble)
            });
            // A look that ends in a defect ends the source: it is opened again by a reload.
            let Ok((back, feeds, trouble)) = look.await else { break };
            lists = back;
            door.trouble(LIST, trouble.err());
            known = feeds.or(known);
        }
        if let Some(feeds) = known.take()
            && !round.name(&feeds).await
        {
            known = Some(feeds);
        }
        let began = !door.is_open() || round.begin().await;
        let wait = if began { round.wait(door.clock().now().as_second()) } else { REST };
        tokio::select! {
            Some(done) = round.polls.join_next() => round.done(done.ok()),
            () = tokio::time::sleep(wait) => {}
            () = door.stopped() => {}
        }
    }
    // What is under way sees that the source is to stop.
    while let Some(done) = round.polls.join_next().await {
        round.done(done.ok());
    }
}

impl Round {
    fn door(&self) -> &Door {
        &self.desk.door
    }

    /// These are the feeds from now on. False where the store cannot be read.
    async fn name(&mut self, feeds: &[Url]) -> bool {
        let rows = Arc::clone(&self.desk.rows);
        let read = tokio::task::spawn_blocking(move || {
            let mut known = HashMap::new();
            rows.due(&mut |key, next| {
                known.insert(key, next);
            })
            .map(|()| known)
        });
        let known = match read.await {
            Ok(Ok(known)) => known,
            Ok(Err(error)) => {
                self.door().trouble(STORE, Some(error.to_string()));
                return false;
            }
            Err(_) => return false,
        };
        self.door().trouble(STORE, None);
        let named: HashMap<Key, Url> = feeds.iter().map(|url| (feed_key(url), url.clone())).collect();
        self.due.retain(|(_, key)| named.contains_key(key));
        for waiting in self.hosts.values_mut() {
            waiting.retain(|(_, key)| named.contains_key(key));
        }
        let now = self.door().clock().now().as_second();
        for (key, url) in &named {
            if !self.feeds.contains_key(key) {
                // What was never asked is due at once, in the pace of its host.
                self.due.insert((known.get(key).copied().unwrap_or(now), *key));
                tracing::debug!(feed = %url, "a feed is asked for");
            }
        }
        self.feeds = named;
        true
    }

    /// How long nothing has to be begun.
    fn wait(&self, now: i64) -> Duration {
        if self.polls.len() >= self.most {
            return LOOK;
        }
        let next = self.due.first().map_or(i64::MAX, |(due, _)| *due);
        Duration::from_secs(next.saturating_sub(now).max(0).unsigned_abs())
            .clamp(Duration::from_millis(10), LOOK)
    }

    /// Begins what is due, as far as hosts and connections are free. False where it cannot be kept that it was begun.
    async fn begin(&mut self) -> bool {
        let now = self.door().clock().now().as_second();
        let mut begun = Vec::new();
        while self.polls.len() + begun.len() < self.most
            && let Some(&(due, key)) = self.due.first()
            && due <= now
        {
            self.due.pop_first();
            let Some(url) = self.feeds.get(&key).cloned() else { continue };
            match self.hosts.entry(host_of(&url)) {
                std::collections::hash_map::Entry::Occupied(mut busy) => busy.get_mut().push_back((due, key)),
                std::collections::hash_map::Entry::Vacant(free) => {
                    free.insert(VecDeque::new());
                    begun.push((due, key, url));
                }
            }
        }
        if begun.is_empty() {
            return true;
        }
        let (rows, manner) = (Arc::clone(&self.desk.rows), self.desk.manner.clone());
        let source = self.door().status().name.to_string();
        let named = begun.clone();
        let noting = tokio::task::spawn_blocking(move || {
            let least = i64::try_from(manner.interval.least.as_secs()).unwrap_or(i64::MAX);
            note(&rows, &named, &source, now.saturating_add(least))
        });
        match noting.await {
            Ok(Ok(noted)) => {
                self.door().trouble(STORE, None);
                for ((_, key, url), row) in begun.into_iter().zip(noted) {
                    let desk = Arc::clone(&self.desk);
                    self.polls.spawn(async move { (key, poll(desk, key, url, row).await) });
                }
                true
            }
            failed => {
                for (due, key, url) in begun {
                    let waiting = self.hosts.remove(&host_of(&url)).unwrap_or_default();
                    self.due.insert((due, key));
                    self.due.extend(waiting);
                }
                if let Ok(Err(error)) = failed {
                    self.door().trouble(STORE, Some(error.to_string()));
                }
                false
            }
        }
    }

    /// A poll has ended: its host is free for the next.
    fn done(&mut self, done: Option<(Key, i64)>) {
        // One that ended in a defect took its key along: its host is freed with the next look at the lists.
        let Some((key, next)) = done else { return self.free_all() };
        if let Some(url) = self.feeds.get(&key) {
            let host = host_of(url);
            self.due.insert((next, key));
            self.free(&host);
        } else {
            self.free_all();
        }
    }

    fn free(&mut self, host: &str) {
        self.due.extend(self.hosts.remove(host).unwrap_or_default());
    }

    /// After something unexpected: nobody waits for a poll that is not there.
    fn free_all(&mut self) {
        let now = self.door().clock().now().as_second();
        if self.polls.is_empty() {
            let hosts: Vec<String> = self.hosts.keys().cloned().collect();
            hosts.iter().for_each(|host| self.free(host));
            let under_way: Vec<Key> = self.feeds.keys().copied().collect();
            let there: std::collections::HashSet<Key> = self.due.iter().map(|(_, key)| *key).collect();
            self.due
                .extend(under_way.into_iter().filter(|key| !there.contains(key)).map(|key| (now + 60, key)));
        }
    }
}

/// Keeps, before a request goes out, when the next one may: whatever happens meanwhile, nobody is asked sooner.
fn note(
    rows: &Rows,
    begun: &[(i64, Key, Url)],
    source: &str,
    next: i64,
) -> Result<Vec<Row>, crate::state::keep::KeepError> {
    let mut changes = Changes::default();
    let mut noted = Vec::new();
    for (due, key, url) in begun {
        let known = rows.feed(key)?.unwrap_or_default();
        let row = Row { url: url.to_string(), source: source.to_owned(), ..known };
        changes.feed(key, &Row { next, ..row.clone() });
        noted.push(Row { next: *due, ..row });
    }
    rows.write(&changes)?;
    Ok(noted)
}
