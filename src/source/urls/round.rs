//! The round: which page is asked for next. The list is read in slices into the store; of what waits there, host after host
//! gives its first pages, so that neither a long list nor a slow host holds up others.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use url::Url;

use crate::fetch::address::asked;
use crate::source::Door;
use crate::source::fetching::{Key, not_before};
use crate::source::jumps::Jumps;
use crate::source::nudge::Done;
use crate::state::keep::KeepError;

use super::list::{List, STILL, Slice};
use super::others::{Others, Whose};
use super::page::{Desk, Went, page};
use super::rows::{Busy, Due, Page, Reading, Rows, State, page_key};
use super::taking::{Said, sweep, take_up};
use super::waits::{longest, wait};

/// How often the list is looked at.
const LOOK: Duration = Duration::from_secs(10);
/// How long the round rests where the store or the desk does not go on.
const REST: Duration = Duration::from_secs(1);
/// Pages under way for each connection: most of them wait for the turn of their host.
const PER_CONNECTION: usize = 4;
/// Hosts that are looked at in one go.
const HOSTS: usize = 512;
/// How often all pages are looked through.
const SWEEP: Duration = Duration::from_hours(24);
/// How long a host or page is left that was not asked, in milliseconds.
const ASIDE: i64 = 60_000;
/// How long a host is left of which it is not known whether its page is to be asked for, in milliseconds.
const SHORTLY: i64 = 1000;
/// How long a page that waits at another source is left, from the first time on, in seconds.
const LEAST_LEFT: i64 = 5;
const MOST_LEFT: i64 = 3600;
/// What is in trouble where the list cannot be read.
const LIST: &str = "goes on with the pages that it knows: cannot read its list";
/// What is in trouble where the store cannot be used.
const STORE: &str = "stands still: cannot use what is known of pages";

/// The pages of a source.
pub(super) struct Named {
    pub(super) rows: Rows,
    pub(super) others: Arc<Others>,
    /// How often what may pass is tried.
    pub(super) tries: u32,
    /// Those that the configuration names.
    pub(super) typed: Vec<Url>,
}

struct Round {
    desk: Arc<Desk>,
    rows: Rows,
    others: Arc<Others>,
    tries: u32,
    /// Pages that the configuration names, and their keys.
    named: Vec<Url>,
    typed: Arc<BTreeSet<Key>>,
    /// Whether it was said that some of its pages are others'.
    has_said_theirs: bool,
    has_list: bool,
    reading: Reading,
    pages: JoinSet<(Due, Went)>,
    under_way: BTreeMap<Key, Key>,
    /// Hosts that are left alone, in milliseconds since 1970.
    rests: HashMap<Key, i64>,
    /// The host that was looked at last.
    reached: Option<Key>,
    /// Whether anything was due since the look began at the first host, and when the first of the rest is.
    circle: Circle,
    /// Nothing is due before, in milliseconds since 1970.
    quiet_until: i64,
    jumps: Jumps,
    sweep: Sweep,
}

/// When pages are looked through next of which some may be forgotten, and behind which.
#[derive(Debug, Default)]
struct Sweep {
    at: Duration,
    behind: Option<Key>,
}

/// What a look at all hosts, one after the other, has found so far.
#[derive(Debug, Default, Clone, Copy)]
struct Circle {
    found: bool,
    soonest: Option<i64>,
}

/// Asks for pages until the source is to stop.
pub(super) async fn round(desk: Arc<Desk>, pages: Named, mut list: Option<List>) {
    let door = desk.door.clone();
    let has_list = list.is_some();
    let Some(mut round) = Round::begin(desk, pages, has_list).await else { return };
    let mut look_at = Duration::ZERO;
    while !door.is_stopping() {
        let now = door.clock().monotonic();
        if round.desk.nudged.is_to_look() {
            look_at = now;
        }
        if now >= look_at
            && let Some(read) = list.take()
        {
            let again;
            (list, again) = round.read(read).await;
            look_at = now.saturating_add(again);
        }
        if round.jumps.has_jumped(&**door.clock()) {
            round.rests.clear();
            round.wake();
        }
        round.hasten().await;
        if now >= round.sweep.at {
            round.sweep(now).await;
        }
        let began = !door.is_open() || round.ask().await;
        let now = door.clock().monotonic();
        let to_look = if list.is_some() { look_at.saturating_sub(now) } else { LOOK };
        let rest = if began { round.rest() } else { REST };
        tokio::select! {
            biased;
            Some(done) = round.pages.join_next() => round.settle(done.ok()).await,
            () = tokio::time::sleep(rest.min(to_look)) => {}
            () = round.desk.nudged.comes() => {}
            () = door.stopped() => {}
        }
    }
    // What is under way sees that the source is to stop.
    while let Some(done) = round.pages.join_next().await {
        round.settle(done.ok()).await;
    }
}

impl Round {
    /// Reads what is known, and takes up what the configuration names. None if the source is to stop before.
    async fn begin(desk: Arc<Desk>, pages: Named, has_list: bool) -> Option<Round> {
        let Named { rows, others, tries, typed } = pages;
        let named: Vec<Url> = typed.iter().map(asked).collect();
        let mut round = Round {
            desk,
            rows,
            others,
            tries,
            typed: Arc::new(named.iter().map(page_key).collect()),
            named,
            has_said_theirs: false,
            has_list,
            reading: Reading::default(),
            pages: JoinSet::new(),
            under_way: BTreeMap::new(),
            rests: HashMap::new(),
            reached: None,
            circle: Circle::default(),
            quiet_until: 0,
            jumps: Jumps::default(),
            sweep: Sweep::default(),
        };
        while !round.take_up_named().await {
            tokio::select! {
                biased;
                () = round.desk.door.stopped() => return None,
                () = tokio::time::sleep(REST) => {}
            }
        }
        Some(round)
    }

    /// Takes up what the configuration names. False where the store cannot be used.
    async fn take_up_named(&mut self) -> bool {
        let (rows, addresses) = (self.rows.clone(), self.named.clone());
        let now = self.now();
        let slice = move |reading| Slice { addresses, reading, ..Slice::default() };
        let taking = self
            .desk
            .clerk
            .does(move || rows.reading().and_then(|reading| take_up(&rows, slice(reading), 0, now)));
        match taking.await {
            Ok(taken) => self.knows(taken),
            Err(_) => false,
        }
    }

    fn door(&self) -> &Door {
        &self.desk.door
    }

    fn now(&self) -> i64 {
        self.door().clock().now().as_second()
    }

    /// Takes what was written; whether it was.
    fn knows(&mut self, written: Result<Reading, KeepError>) -> bool {
        let trouble = match written {
            Ok(reading) => {
                self.reading = reading;
                for state in State::ALL {
                    let count = self.reading.tally.get(&state).copied().unwrap_or(0);
                    self.door().status().set_pages(state.as_str(), count);
                }
                None
            }
            Err(error) => Some(error.to_string()),
        };
        let is_written = trouble.is_none();
        self.door().trouble(STORE, trouble);
        is_written
    }

    /// Reads a slice of the list. When the next is to be read.
    async fn read(&mut self, mut list: List) -> (Option<List>, Duration) {
        let (rows, reading) = (self.rows.clone(), self.reading.clone());
        let (monotonic, now) = (self.door().clock().monotonic(), self.now());
        let looking = self.desk.clerk.does(move || {
            let slice = match list.slice(&reading, monotonic) {
                Ok(slice) => slice,
                Err(error) => return (list, Err(error)),
            };
            let Some(slice) = slice else { return (list, Ok(None)) };
            let said = Said::of(&slice);
            let round = slice.reading.round;
            let written = take_up(&rows, slice, round, now);
            if written.is_err() {
                list.forget();
            }
            (list, Ok(Some((said, written))))
        });
        // A look that ends in a defect takes the list along: it is opened again with the source.
        let Ok((list, looked)) = looking.await else { return (None, LOOK) };
        let list = Some(list);
        self.door().trouble(LIST, looked.as_ref().err().map(ToString::to_string));
        let Ok(Some((said, written))) = looked else { return (list, LOOK) };
        if !self.knows(written) {
            return (list, REST);
        }
        said.say(&self.door().status().name);
        if said.addresses > 0 {
            self.wake();
        }
        let again = if said.is_unfinished { STILL } else { Duration::ZERO };
        (list, again)
    }

    /// Pages that somebody wants to be asked for at once are due now; those that came another way are done with.
    async fn hasten(&mut self) {
        for Done { key, kept } in self.desk.nudged.done() {
            // One that is asked for at this moment is told again.
            if self.under_way.contains_key(&key) {
                continue;
            }
            let rows = self.rows.clone();
            if let Ok(written) = self.desk.clerk.does(move || rows.done(&key)).await
                && self.knows(written)
            {
                kept.send(()).ok();
            }
        }
        let keys = self.desk.nudged.take();
        for key in keys.into_iter().filter(|key| !self.under_way.contains_key(key)).collect::<Vec<_>>() {
            let (rows, now) = (self.rows.clone(), self.now());
            if let Ok(written) = self.desk.clerk.does(move || rows.at_once(&key, now)).await {
                self.knows(written);
            }
            self.wake();
        }
    }

    /// Forgets some of what stands on no list any more: all of it is looked through once a day.
    async fn sweep(&mut self, now: Duration) {
        let (rows, reading, wall) = (self.rows.clone(), self.reading.clone(), self.now());
        let (typed, behind) = (Arc::clone(&self.typed), self.sweep.behind);
        let sweeping = self.desk.clerk.does(move || sweep(&rows, reading, &typed, behind.as_ref(), wall));
        self.sweep.at = now.saturating_add(SWEEP);
        match sweeping.await {
            Ok(Ok((reading, behind))) => {
                self.knows(Ok(reading));
                self.sweep.behind = behind;
                if behind.is_some() {
                    self.sweep.at = now.saturating_add(REST);
                }
            }
            Ok(Err(error)) => drop(self.knows(Err(error))),
            Err(_) => {}
        }
    }

    /// Something may be due.
    fn wake(&mut self) {
        self.quiet_until = 0;
    }

    /// Whether a page is still named by the configuration or the list; none where that is not known yet.
    fn is_wanted(&self, key: &Key, page: &Page) -> Option<bool> {
        if self.typed.contains(key) || self.has_list && page.round > 0 && page.round == self.reading.round {
            return Some(true);
        }
        (!self.has_list || self.reading.is_through).then_some(false)
    }

    fn now_in_millis(&self) -> i64 {
        self.door().clock().now().as_millisecond()
    }

    fn busy(&mut self, now: i64) -> Busy {
        self.rests.retain(|_, until| *until > now);
        let mut busy = Busy {
            pages: self.under_way.keys().copied().collect(),
            hosts: self.rests.keys().map(|host| (*host, 0)).collect(),
            per_host: self.desk.client.settings().per_host,
            longest: longest(self.desk.client.settings().wait_most),
        };
        for host in self.under_way.values() {
            let free = busy.hosts.entry(*host).or_insert(self.desk.client.settings().per_host);
            *free = free.saturating_sub(1);
        }
        busy
    }

    /// How many more pages may be under way.
    fn free(&self) -> usize {
        let most = self.desk.client.settings().connections.saturating_mul(PER_CONNECTION);
        let free = most.saturating_sub(self.under_way.len());
        let reach = self.desk.client.reach();
        if reach.is_offline() { usize::from(free > 0 && reach.may_try()) } else { free }
    }

    /// Asks for what is due. False where the store cannot be used.
    async fn ask(&mut self) -> bool {
        let now = self.now_in_millis();
        if now < self.quiet_until {
            return true;
        }
        let free = self.free();
        if free == 0 {
            return true;
        }
        let (rows, others) = (self.rows.clone(), Arc::clone(&self.others));
        let (busy, after) = (self.busy(now), self.reached);
        let looking = self.desk.clerk.does(move || {
            let look = rows.look(after.as_ref(), &busy, now.div_euclid(1000), free, HOSTS)?;
            let whose = look.due.iter().map(|due| others.whose(&due.key)).collect::<Result<Vec<_>, _>>()?;
            Ok::<_, KeepError>((look, whose))
        });
        let (look, whose) = match looking.await {
            Ok(Ok(looked)) => looked,
            Ok(Err(error)) => {
                self.door().trouble(STORE, Some(error.to_string()));
                return false;
            }
            Err(_) => return false,
        };
        self.circle.found |= !look.due.is_empty();
        let soonest = look.soonest.map(|soonest| soonest.saturating_mul(1000));
        self.circle.soonest = [self.circle.soonest, soonest].into_iter().flatten().min();
        self.reached = look.reached;
        if look.reached.is_none() {
            let Circle { found, soonest } = std::mem::take(&mut self.circle);
            // Whatever is under way wakes the round when it ends.
            let rested = self.rests.values().copied().min();
            let soonest = [soonest, rested].into_iter().flatten().min().unwrap_or(i64::MAX);
            self.quiet_until = if found { 0 } else { soonest };
        }
        let (mut gone, mut put) = (Vec::new(), Vec::new());
        for (due, whose) in look.due.into_iter().zip(whose) {
            let rest = match (self.is_wanted(&due.key, &due.page), whose) {
                (Some(false), _) => {
                    gone.push(due);
                    continue;
                }
                (_, Whose::Theirs(whose)) => {
                    let page = self.left_to(&whose, &due.page, now.div_euclid(1000));
                    put.push((due, page));
                    continue;
                }
                (_, Whose::Done) => {
                    let page = Page { state: State::Done, code: None, message: None, ..due.page.clone() };
                    put.push((due, page));
                    continue;
                }
                (None, _) | (_, Whose::UnderWay) => SHORTLY,
                (Some(true), Whose::Own) => self.held(&due.page),
            };
            if rest > 0 || !self.others.begin(due.key) {
                self.rests.insert(due.host, now.saturating_add(rest.max(1)));
            } else {
                self.start(due);
            }
        }
        self.write(put).await;
        self.forget(gone).await
    }

    /// How a page stands that waits at another source: it is looked at again, less and less often.
    fn left_to(&mut self, whose: &str, page: &Page, now: i64) -> Page {
        if !std::mem::replace(&mut self.has_said_theirs, true) {
            let source = &*self.door().status().name;
            tracing::warn!(
                source,
                url = page.url,
                whose,
                "what another source lists too is fetched by that one alone, as long as it waits there"
            );
        }
        let wait = now.saturating_sub(page.seen).clamp(LEAST_LEFT, MOST_LEFT);
        Page { next: now.saturating_add(wait), ..page.clone() }
    }

    /// For how many milliseconds the host of a page is not to be asked.
    fn held(&self, page: &Page) -> i64 {
        let Ok(url) = Url::parse(&page.url) else { return 0 };
        let wait = self.desk.client.wait(&url);
        i64::try_from(wait.as_micros().div_ceil(1000)).unwrap_or(i64::MAX)
    }

    fn start(&mut self, due: Due) {
        self.under_way.insert(due.key, due.host);
        let desk = Arc::clone(&self.desk);
        self.pages.spawn(async move {
            let went = page(&desk, &due).await;
            (due, went)
        });
    }

    /// Pages that are named no more are not asked for.
    async fn forget(&mut self, gone: Vec<Due>) -> bool {
        if gone.is_empty() {
            return true;
        }
        let (rows, reading) = (self.rows.clone(), self.reading.clone());
        let forgetting = self.desk.clerk.does(move || {
            let mut changes = rows.change(reading);
            gone.iter().for_each(|due| changes.forget(&due.key, &due.page));
            rows.write(changes)
        });
        match forgetting.await {
            Ok(written) => self.knows(written),
            Err(_) => false,
        }
    }

    /// How long nothing has to be begun.
    fn rest(&self) -> Duration {
        if self.desk.client.reach().is_offline() {
            return REST;
        }
        let most = self.desk.client.settings().connections.saturating_mul(PER_CONNECTION);
        if self.under_way.len() >= most {
            return LOOK;
        }
        let wait = self.quiet_until.saturating_sub(self.now_in_millis()).max(0).unsigned_abs();
        Duration::from_millis(wait).clamp(Duration::from_millis(10), LOOK)
    }

    /// Keeps what became of a page that has ended, and of all that have ended meanwhile, in one step.
    async fn settle(&mut self, first: Option<(Due, Went)>) {
        let mut all: Vec<(Due, Went)> = Vec::new();
        let mut defects = u32::from(first.is_none());
        all.extend(first);
        while let Some(more) = self.pages.try_join_next() {
            defects += u32::from(more.is_err());
            all.extend(more.ok());
        }
        let ended: Vec<Key> = all.iter().map(|(due, _)| due.key).collect();
        let now = not_before(self.door().clock().now());
        let aside = self.now_in_millis().saturating_add(ASIDE);
        let mut put = Vec::new();
        for (due, went) in all {
            self.under_way.remove(&due.key);
            if matches!(went, Went::Cut | Went::Aside) {
                // It is at the head of its host: whatever stands in the way stands in the way of the others, too.
                self.rests.insert(due.host, aside);
            }
            put.extend(self.after(&due, went, now).map(|page| (due, page)));
        }
        if defects > 0 && self.pages.is_empty() {
            // Those that ended in a defect are tried again as if they had not been begun.
            self.under_way.keys().for_each(|key| self.others.end(key));
            self.under_way.clear();
        }
        self.wake();
        self.write(put).await;
        ended.iter().for_each(|key| self.others.end(key));
    }

    /// How a page stands from now on; none where nothing was learned of it.
    fn after(&self, due: &Due, went: Went, now: i64) -> Option<Page> {
        let page = due.page.clone();
        let source = &*self.door().status().name;
        match went {
            Went::Done => Some(Page { state: State::Done, code: None, message: None, ..page }),
            Went::Failed { code, message } => {
                tracing::warn!(source, url = page.url, code, why = message, "a page cannot be had");
                let tries = page.tries.saturating_add(1);
                Some(Page { state: State::Failed, tries, code: Some(code), message: Some(message), ..page })
            }
            Went::Again { code, message, retry_after, is_own } => {
                let tries = page.tries.saturating_add(u32::from(!is_own));
                let is_last = tries >= self.tries;
                if is_last {
                    tracing::warn!(
                        source,
                        url = page.url,
                        code,
                        why = message,
                        tries,
                        "a page cannot be had"
                    );
                }
                let fetch = self.desk.client.settings();
                let wait = wait(&due.key, tries, retry_after, fetch.delay, fetch.wait_most);
                let next = now.saturating_add(wait);
                let state = if is_last { State::Failed } else { State::Waiting };
                Some(Page { state, tries, next, code: Some(code), message: Some(message), ..page })
            }
            Went::Aside | Went::Cut => None,
        }
    }

    /// Keeps how pages stand, as often as it takes: what is not kept would be asked for again.
    async fn write(&mut self, put: Vec<(Due, Page)>) {
        if put.is_empty() {
            return;
        }
        let put = Arc::new(put);
        loop {
            let (rows, reading, ended) = (self.rows.clone(), self.reading.clone(), Arc::clone(&put));
            let writing = self.desk.clerk.does(move || {
                let mut changes = rows.change(reading);
                for (due, page) in ended.iter() {
                    // The list may have been read anew meanwhile.
                    let round = rows.page(&due.key)?.map_or(page.round, |known| known.round);
                    changes.put(&due.key, Some(&due.page), &Page { round, ..page.clone() });
                }
                rows.write(changes)
            });
            if writing.await.is_ok_and(|written| self.knows(written)) {
                let news = put
                    .iter()
                    .filter(|(due, page)| (page.state, page.tries) != (due.page.state, due.page.tries));
                news.for_each(|(_, page)| self.door().status().page_became(page.state.as_str()));
                return;
            }
            if self.door().is_stopping() {
                return;
            }
            tokio::select! {
                biased;
                () = tokio::time::sleep(REST) => {}
                () = self.desk.door.stopped() => {}
            }
        }
    }
}
