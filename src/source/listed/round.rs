//! The round: what is due is asked for, as far as hosts, connections and the desk allow; when it is asked again is
//! durable before a request goes out.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use jiff::Timestamp;
use tokio::task::{Id, JoinError, JoinSet};
use url::Url;

use crate::source::Door;
use crate::source::jumps::Jumps;
use crate::state::keep::KeepError;

use super::again::{State, later, not_before, seconds};
use super::claims::Claimed;
use super::desk::Desk;
use super::due::{Begun, Due};
use super::lists::Lists;
use super::named;
use super::poll::poll;
use super::rows::{Changes, Key, Known, Row};
use super::together::BEAT;

/// How often lists are looked at.
const LOOK: Duration = Duration::from_secs(10);
/// How long the round rests where the store or the desk does not go on.
const REST: Duration = Duration::from_secs(1);
/// Most polls for each connection, those among them whose answer is being kept.
const KEPT: usize = 4;
/// How often everything that is known is looked through, in seconds.
const DAY: i64 = 86_400;
/// What is in trouble where a list cannot be read.
const LIST: &str = "goes on with the feeds that it knows: cannot read a list";
/// What is in trouble where the store cannot be used.
const STORE: &str = "stands still: cannot use what is known of feeds";

struct Round {
    desk: Arc<Desk>,
    due: Due,
    polls: JoinSet<(i64, State)>,
    under_way: HashMap<Id, Begun>,
    /// Whether this machine reached nobody when it was last looked.
    was_offline: bool,
    /// Addresses that others ask for.
    others: Vec<Arc<str>>,
    /// What [`super::claims::Claim::freed`] said when they had them.
    freed: u64,
    /// When all rows were looked through last.
    looked_through: Option<i64>,
    /// When something was begun last, on the clock that never goes back.
    began: Option<Duration>,
    /// When it was told last what waits for what, on the clock that never goes back.
    told: Option<Duration>,
    /// Whether times are to be looked up anew.
    jumps: Jumps,
    /// Where the clock has jumped: nobody knows how long ago anything was asked, so nothing is before then.
    not_before: Option<i64>,
}

/// What becomes of a feed whose time has come.
enum Noted {
    /// It is asked; what is known of it, and when it is asked again whatever happens.
    Asked(Box<Row>, i64),
    /// Its host is not to be asked for so long.
    Held(Duration),
}

/// Asks for feeds until the source is to stop.
pub(in crate::source) async fn round(desk: Arc<Desk>, mut lists: Lists) {
    let door = desk.door.clone();
    let due = Due::new(desk.tree.key_of());
    let (polls, under_way) = (JoinSet::new(), HashMap::new());
    let mut round = Round {
        desk,
        due,
        polls,
        under_way,
        was_offline: false,
        others: Vec::new(),
        freed: 0,
        looked_through: None,
        began: None,
        told: None,
        jumps: Jumps::default(),
        not_before: None,
    };
    let mut is_known = true;
    let mut looked: Option<Duration> = None;
    while !door.is_stopping() {
        let now = door.clock().monotonic();
        let is_told = round.desk.nudged.is_to_look();
        if is_told || looked.is_none_or(|looked| now.saturating_sub(looked) >= LOOK) {
            let is_first = looked.is_none();
            looked = Some(now);
            let look = door.clerk().does(move || {
                let (changed, trouble) = lists.look();
                (lists, changed, trouble)
            });
            // A look that ends in a defect ends the source: it is opened again by a reload.
            let Ok((back, changed, trouble)) = look.await else { break };
            lists = back;
            door.trouble(LIST, trouble.err());
            is_known &= !changed && !is_first;
            // What another one had may be free now.
            is_known &= round.others.is_empty() || round.desk.claim.freed() == round.freed;
        }
        if round.jumps.has_jumped(&**door.clock()) {
            round.due.wake();
            round.due.forget();
            round.not_before = Some(door.clock().now().as_second() + seconds(round.least()));
            is_known = false;
        }
        is_known &= !round.hears().await;
        if !is_known {
            let named = door.clerk().does(move || (lists.feeds(), lists)).await;
            let Ok((typed, back)) = named else { break };
            lists = back;
            is_known = round.name(typed).await;
        }
        let now = door.clock().now().as_second();
        round.desk.nudged.take().into_iter().for_each(|key| round.due.move_to(now, key));
        let is_held_up = round.desk.waits_too_much();
        round.tell(is_held_up || !door.is_open());
        let began = !is_held_up && (!door.is_open() || round.begin().await);
        let wait = if began { round.wait(door.clock().now().as_millisecond()) } else { REST };
        tokio::select! {
            biased;
            Some(done) = round.polls.join_next_with_id() => round.done(done),
            () = tokio::time::sleep(wait) => {}
            () = round.desk.nudged.comes() => {}
            () = door.stopped() => {}
        }
    }
    // What is under way sees that the source is to stop.
    while let Some(done) = round.polls.join_next_with_id().await {
        round.done(done);
    }
}

impl Round {
    fn door(&self) -> &Door {
        &self.desk.door
    }

    /// How many more polls there may be: as many ask as there are connections, beside those whose answer is being kept.
    fn free(&self) -> usize {
        let most = self.desk.client.settings().connections;
        let asking = self.polls.len().saturating_sub(self.desk.together.count());
        most.saturating_sub(asking).min((KEPT * most).saturating_sub(self.polls.len()))
    }

    fn least(&self) -> Duration {
        self.desk.manner.rules.bounds.least
    }

    /// Hears what indexes name since the last time: what they say to have changed is asked sooner. Whether they name
    /// others.
    async fn hears(&mut self) -> bool {
        let (has_changed, sooner) = self.desk.tree.changes();
        if !sooner.is_empty()
            && let Some(known) = self.known(sooner).await
        {
            let sooner = known.into_iter().filter_map(|(key, next)| Some((key, next?.0)));
            self.due.sooner(&sooner.collect());
        }
        has_changed
    }

    /// When each of these is due, as far as it is known; nothing where the store cannot be read.
    async fn known(&self, keys: Vec<Key>) -> Option<Vec<(Key, Option<Known>)>> {
        self.reads(move |desk| {
            let rules = desk.rules();
            let (least, now) = (seconds(rules.bounds.least), desk.door.clock().now().as_second());
            desk.rows.due(&keys, &|row| desk.tree.due(row, least, (now, row.longest_wait(&rules))))
        })
        .await
    }

    /// Reads in the store; nothing where it cannot be read, which is said.
    async fn reads<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Desk) -> Result<T, KeepError> + Send + 'static,
    ) -> Option<T> {
        let desk = Arc::clone(&self.desk);
        let read = self.door().clerk().does(move || read(&desk)).await;
        if let Ok(read) = &read {
            self.door().trouble(STORE, read.as_ref().err().map(KeepError::to_string));
        }
        read.ok()?.ok()
    }

    /// These are typed from now on; what they name is asked for, too. False where the store cannot be read.
    async fn name(&mut self, typed: Vec<Arc<str>>) -> bool {
        let grown = self.reads(move |desk| desk.tree.grow(&desk.rows, &typed)).await;
        let Some(all) = grown else { return false };
        let own = self.claim(all);
        if !self.note_named(&own).await {
            return false;
        }
        let new = self.due.name(own);
        let count = new.len();
        let Some(known) = self.known(new).await else {
            self.due.forget();
            self.looked_through = None;
            return false;
        };
        let now = self.door().clock().now().as_second();
        // What was never asked is due at once, in the pace of its host.
        for (key, known) in known {
            let (next, state) = known.unwrap_or((now, State::Unknown));
            self.due.stands(&key, state);
            let next = if next > 0 { next } else { now };
            self.due.set(self.not_before.map_or(next, |floor| next.max(floor)), key);
        }
        self.not_before = None;
        self.told = None;
        if count > 0 {
            self.due.spread(now, self.least());
        }
        true
    }

    /// Those of them that this source asks for, since no other one did before. Says where that is not all.
    fn claim(&mut self, all: Vec<Arc<str>>) -> Vec<Arc<str>> {
        let Claimed { own, others, freed } = self.desk.claim.take(all, self.desk.tree.key_of());
        let first = others.first().cloned();
        let others: Vec<Arc<str>> = others.into_iter().map(|(address, _)| address).collect();
        if let Some((first, whose)) = first
            && others != self.others
        {
            let (source, count) = (self.desk.source(), others.len());
            tracing::warn!(source, count, %first, %whose, "what another source names too is asked for by that one alone");
        }
        (self.others, self.freed) = (others, freed);
        own
    }

    /// Keeps which feeds there are. All rows are looked through at the start and once a day, else those that change.
    async fn note_named(&mut self, feeds: &[Arc<str>]) -> bool {
        let now = self.door().clock().now().as_second();
        let is_whole = self.looked_through.is_none_or(|at| !(at..at + DAY).contains(&now));
        let noted = if is_whole {
            let feeds = feeds.to_vec();
            self.reads(move |desk| named::name(&desk.rows, desk.owner(), (&feeds, desk.tree.key_of()), now))
                .await
        } else {
            let (new, gone) = self.due.change(feeds);
            self.reads(move |desk| {
                named::change(&desk.rows, desk.owner(), (&new, desk.tree.key_of()), &gone, now)
            })
            .await
        };
        if is_whole && noted.is_some() {
            self.looked_through = Some(now);
        }
        noted.is_some()
    }

    /// Tells what is due and waits for what, once a second at most.
    fn tell(&mut self, stands_still: bool) {
        let clock = self.door().clock();
        let (moment, now) = (clock.monotonic(), clock.now().as_second());
        if self.told.is_some_and(|told| moment.saturating_sub(told) < REST) {
            return;
        }
        self.told = Some(moment);
        let status = self.door().status();
        let count = |count: usize| count as u64;
        self.due.states().for_each(|(state, count)| status.feeds.set(state, count));
        status.due.set("host", count(self.due.behind_others()));
        status.due.set("wait", count(self.due.held()));
        let is_full = self.free() == 0;
        let overdue = if stands_still || is_full { self.due.overdue(now) } else { 0 };
        let (desk, connections) = if stands_still { (overdue, 0) } else { (0, overdue) };
        status.due.set("desk", count(desk));
        status.due.set("connections", count(connections));
        let late = self.due.next().map_or(0, |next| now.saturating_sub(next).max(0));
        status.late.store(late.unsigned_abs(), Relaxed);
    }

    /// How long nothing has to be begun; now in milliseconds.
    fn wait(&self, now: i64) -> Duration {
        if self.free() == 0 {
            return LOOK;
        }
        if self.was_offline || !self.door().is_open() {
            return REST;
        }
        let next = self.due.next().map_or(i64::MAX, |next| next.saturating_mul(1000));
        let next = next.min(self.due.next_rested().unwrap_or(i64::MAX));
        Duration::from_millis(next.saturating_sub(now).max(0).unsigned_abs())
            .clamp(Duration::from_millis(10).max(self.rests()), LOOK)
    }

    /// How long nothing is begun, so that what is due within a moment is kept in one step. The first waits for nobody.
    fn rests(&self) -> Duration {
        let since = self.began.map(|began| self.door().clock().monotonic().saturating_sub(began));
        let rests = since.map_or(Duration::ZERO, |since| BEAT.saturating_sub(since));
        if self.polls.is_empty() { Duration::ZERO } else { rests }
    }

    /// How many may be begun now. While this machine reaches nobody it is one a minute, over all sources.
    fn room(&mut self, now: i64) -> usize {
        let reach = self.desk.client.reach();
        let is_offline = reach.is_offline();
        if self.was_offline && !is_offline {
            self.due.spread(now, self.desk.manner.rules.bounds.least);
        }
        self.was_offline = is_offline;
        let room = self.free();
        match self.due.next().filter(|next| room > 0 && *next <= now) {
            None => 0,
            Some(_) if is_offline => usize::from(reach.may_try()),
            Some(_) => room,
        }
    }

    /// Begins what is due, as far as hosts and connections are free. False where it cannot be kept that it was begun.
    async fn begin(&mut self) -> bool {
        if !self.rests().is_zero() {
            return true;
        }
        let now = self.door().clock().now();
        self.due.rested(now.as_millisecond());
        let room = self.room(now.as_second());
        let begun: Vec<Begun> = std::iter::from_fn(|| self.due.begin(now.as_second())).take(room).collect();
        if begun.is_empty() {
            return true;
        }
        self.began = Some(self.door().clock().monotonic());
        let (desk, named) = (Arc::clone(&self.desk), begun.clone());
        let noted = match self.door().clerk().does(move || note(&desk, &named, now)).await {
            Ok(Ok(noted)) => noted,
            failed => {
                begun.iter().for_each(|begun| self.due.done(begun, begun.at));
                if let Ok(Err(error)) = failed {
                    self.door().trouble(STORE, Some(error.to_string()));
                }
                return false;
            }
        };
        self.door().trouble(STORE, None);
        for (begun, noted) in begun.into_iter().zip(noted) {
            match noted {
                Noted::Asked(row, again) => {
                    let poll = poll(Arc::clone(&self.desk), begun.key, begun.url.clone(), (*row, again));
                    self.under_way.insert(self.polls.spawn(poll).id(), begun);
                }
                Noted::Held(wait) => {
                    let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
                    // The last part of a millisecond is waited for too.
                    self.due.hold(&begun, now.as_millisecond().saturating_add(wait).saturating_add(1));
                }
            }
        }
        true
    }

    /// A poll has ended: its host is free for the next.
    fn done(&mut self, done: Result<(Id, (i64, State)), JoinError>) {
        let (id, next, state) = match done {
            Ok((id, (next, state))) => (id, next, Some(state)),
            // One that ended in a defect is tried again as if nothing had been learned.
            Err(defect) => {
                let again = later(self.door().clock().now(), self.least());
                (defect.id(), not_before(again), None)
            }
        };
        if let Some(begun) = self.under_way.remove(&id) {
            self.due.done(&begun, next);
            state.into_iter().for_each(|state| self.due.stands(&begun.key, state));
        }
    }
}

/// Keeps, before a request goes out, when the next one may: whatever happens meanwhile, nobody is asked sooner. Feeds whose
/// host is not to be asked now are left alone.
fn note(desk: &Desk, begun: &[Begun], now: Timestamp) -> Result<Vec<Noted>, KeepError> {
    let mut changes = Changes::default();
    let mut noted = Vec::new();
    let keys: Vec<Key> = begun.iter().map(|begun| begun.key).collect();
    for (Begun { at, key, url }, known) in begun.iter().zip(desk.rows.feeds(&keys)?) {
        let known = known.unwrap_or_default();
        let address = known.address.as_deref().and_then(|moved| Url::parse(moved).ok());
        let wait = desk.client.wait(address.as_ref().unwrap_or(url));
        if !wait.is_zero() {
            noted.push(Noted::Held(wait));
            continue;
        }
        let due = if known.next > 0 { known.next } else { *at };
        let row = desk.owner().takes(Row { url: url.to_string(), ..known });
        // Where the request has to wait for its turn, this is noted anew.
        let next = not_before(later(now, desk.manner.rules.bounds.least));
        changes.feed(key, &Row { next, ..row.clone() });
        noted.push(Noted::Asked(Box::new(Row { next: due, ..row }), next));
    }
    desk.rows.write(&changes)?;
    Ok(noted)
}
