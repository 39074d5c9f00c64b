//! One poll of one feed: asked, listed, each entry delivered, and then, in one step, everything kept that the next poll
//! needs. Cut off anywhere in between it comes again, and gives no second record.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::oneshot;
use url::Url;

use crate::decode::listing::{self, Answer, Entry};
use crate::fetch::address::over_https;
use crate::fetch::buffer::Held;
use crate::fetch::client::{self, Before, Fetched, Page, Purpose, Request};
use crate::fetch::headers::Headers;
use crate::fetch::hop::{Code, Failure};
use crate::fetch::interval::{self, Rules, Wishes};
use crate::flow::{Outcome, Undone};
use crate::model::{Fault, FaultCode, Hints};
use crate::quarantine::Came;
use crate::source::{Content, Followed};

use super::again::{self, State, seconds};
use super::desk::{Desk, NO_LINK};
use super::reading::{Cap, Unlisted, What};
use super::rows::{Changes, Child, Counts, Error, Key, Move, Row, entry_key, source_key};
use super::tree::Kin;
use super::triage::{Bounds, Taken, Triage, triage};
use super::waiting::{self, Head, Wait};

mod settle;

/// How long the pace of a host may make a poll wait before it is due again instead.
const PATIENCE: Duration = Duration::from_mins(10);
/// How long a feed waits at least whose turn did not come.
const TURN: Duration = Duration::from_secs(60);
/// An entry of more bytes does not wait for its page.
const WAITS_MOST: usize = 64 << 10;
/// How long what is not in a feed any more is known, beside `dedup.remember`.
const DAY: i64 = 86_400;

/// How a source asks for its feeds.
#[derive(Debug, Clone)]
pub(in crate::source) struct Manner {
    /// What is asked for.
    pub(in crate::source) what: What,
    pub(in crate::source) bounds: Bounds,
    /// When a feed is asked again.
    pub(in crate::source) rules: Rules,
    /// Most entries of an answer that are looked at.
    pub(in crate::source) entries: usize,
    /// How long a permanent move is watched before it is remembered.
    pub(in crate::source) moved_after: Duration,
    /// Sent as `Authorization`.
    pub(in crate::source) authorization: Option<String>,
    /// How long an entry is known that stands in its feed no more.
    pub(in crate::source) remember: Duration,
    /// After how long without news a sitemap is asked rarely.
    pub(in crate::source) retire_after: Option<Duration>,
}

/// How a poll went.
enum Went {
    /// It was read, or nothing has changed.
    Read { known: usize, of: usize, wishes: Wishes },
    /// It could not be had, or is no feed.
    Failed { error: Error, outcome: interval::Outcome, wishes: Wishes },
    /// It could not be asked, since a host is not to be for so long.
    Held(Duration),
    /// The desk is closing, or something of it could not be done now: nothing was learned.
    Cut,
}

fn no_feed(code: &str, message: String) -> Went {
    let error = Error { code: code.to_owned(), message };
    Went::Failed { error, outcome: interval::Outcome::Failed, wishes: Wishes::default() }
}

/// A poll that is being made.
struct Poll {
    desk: Arc<Desk>,
    key: Key,
    url: Url,
    row: Row,
    /// What names it.
    kin: Kin,
    /// What its entries are known under.
    scope: Key,
    changes: Changes,
    /// Entries that wait for their page from now on.
    waits: Vec<(waiting::Place, Wait)>,
    /// When it began, and when its answer came.
    now: i64,
    answered: Timestamp,
    /// Where it was asked over https, since it was not reached without.
    secured: Option<Url>,
    /// When it is asked again whatever happens, as it stands in the store.
    noted: i64,
    /// The room of its body, which counts for what came of it until that is kept.
    room: Option<Held>,
}

/// Keeps when a feed may be asked again, where its turn came later than was thought.
struct Noting {
    desk: Arc<Desk>,
    key: Key,
    row: Row,
    noted: i64,
}

impl Before for Noting {
    fn may_ask(&self) -> Pin<Box<dyn Future<Output = bool> + Send + '_>> {
        Box::pin(async move {
            let mut noted = self.noted;
            loop {
                let now = self.desk.door.clock().now();
                let next = again::not_before(again::later(now, self.desk.manner.rules.bounds.least));
                if next <= noted {
                    return true;
                }
                let rows = Arc::clone(&self.desk.rows);
                let mut changes = Changes::default();
                changes.feed(&self.key, &Row { next, ..self.row.clone() });
                let kept = self.desk.door.clerk().does(move || rows.write(&changes)).await;
                if !matches!(kept, Ok(Ok(()))) {
                    return false;
                }
                // That took its time, too.
                noted = next;
            }
        })
    }
}

/// Polls a feed. When it is due again, and how it stands.
pub(super) async fn poll(desk: Arc<Desk>, key: Key, url: Url, (row, noted): (Row, i64)) -> (i64, State) {
    let answered = desk.door.clock().now();
    let (now, changes, waits) = (answered.as_second(), Changes::default(), Vec::new());
    let kin = desk.tree.kin(url.as_str());
    let scope = match desk.manner.what {
        What::Feeds => key,
        What::Sitemaps(_) => source_key(desk.kept_as()),
    };
    let mut poll = Poll {
        desk,
        key,
        url,
        row,
        kin,
        scope,
        changes,
        waits,
        now,
        answered,
        secured: None,
        noted,
        room: None,
    };
    poll.forgive();
    let went = poll.ask().await;
    poll.keep(went).await
}

impl Poll {
    /// The address that is asked: where the feed has moved to, if it has.
    fn address(&self) -> Url {
        let moved = self.row.address.as_deref().and_then(|moved| Url::parse(moved).ok());
        moved.unwrap_or_else(|| self.url.clone())
    }

    /// Its last failure counts for nobody where it turned out to be this machine's own.
    fn forgive(&mut self) {
        let code = self.row.error.as_ref().and_then(|error| Code::of_reach(&error.code));
        let failed = Timestamp::from_second(self.row.last_poll);
        if let (Some(code), Ok(failed)) = (code, failed)
            && self.desk.client.reach().is_own(code, failed)
        {
            self.row.forgive();
        }
    }

    fn request(&self) -> Request {
        let mut headers = Headers::default();
        headers.push("accept", self.desk.manner.what.accept());
        headers.push("a-im", "feed");
        let believed = |distrust| {
            let since = self.row.unmodified_since;
            since == 0 || (0..seconds(distrust)).contains(&(self.now - since))
        };
        if self.desk.client.settings().distrust.is_none_or(believed) {
            for (name, value) in
                [("if-none-match", &self.row.etag), ("if-modified-since", &self.row.last_modified)]
            {
                if let Some(value) = value {
                    headers.push(name, value.as_slice());
                }
            }
        }
        let typed = Url::parse(&self.kin.root).ok();
        let is_home = typed.is_some_and(|typed| typed.origin() == self.address().origin());
        let authorization = self.desk.manner.authorization.clone().filter(|_| is_home);
        Request {
            url: self.address(),
            purpose: Purpose::Listing,
            headers,
            authorization,
            lane: client::lane(self.source()),
            patience: PATIENCE,
            back_off: self.row.rhythm().back_off(&self.desk.rules()),
        }
    }

    /// The answer; none where the source is to stop before it came.
    async fn fetch(&mut self, request: &Request) -> Option<Fetched> {
        let (desk, key, row) = (Arc::clone(&self.desk), self.key, self.row.clone());
        let noting = Noting { desk, key, row, noted: self.noted };
        let fetched = tokio::select! {
            biased;
            fetched = self.desk.client.fetch_after(request, Some(&noting)) => fetched,
            () = self.desk.door.stopped() => return None,
        };
        self.answered = self.desk.door.clock().now();
        self.now = self.answered.as_second();
        Some(fetched)
    }

    /// The same over https, for a feed that begins to fail where nobody speaks http any more. Where another address failed
    /// that it led to, its own host was reached.
    fn secure(&self, request: &Request, failed: &Fetched, failure: &Failure) -> Option<Request> {
        let is_first = self.row.failures == 0 && !self.desk.client.reach().is_offline();
        if !is_first || failed.url != request.url || !matches!(failure.code, Code::Connect | Code::Timeout) {
            return None;
        }
        let url = over_https(&request.url)?;
        let mut headers = Headers::default();
        headers.push("accept", self.desk.manner.what.accept());
        Some(Request { url, headers, authorization: None, ..request.clone() })
    }

    async fn ask(&mut self) -> Went {
        let request = self.request();
        let Some(mut fetched) = self.fetch(&request).await else { return Went::Cut };
        if let Err(failure) = &fetched.outcome
            && let Some(secure) = self.secure(&request, &fetched, failure)
        {
            let Some(again) = self.fetch(&secure).await else { return Went::Cut };
            if again.outcome.is_ok() {
                self.secured = Some(secure.url);
                fetched = again;
            }
        }
        if let Some(held) = self.held(&fetched) {
            return Went::Held(held);
        }
        self.row.last_poll = self.now;
        self.row.last_status = fetched.status.unwrap_or(0);
        let Fetched { outcome, url, moved, retry_after, .. } = fetched;
        let page = match outcome {
            Ok(page) => page,
            Err(failure) => return self.not_had(&failure, retry_after),
        };
        let wishes = again::wishes(&page.headers, self.answered, self.desk.rules().wait_most);
        let is_same = page.status == 304 || self.row.body == Some(*blake3::hash(&page.body).as_bytes());
        if is_same {
            // What does not change is what it was: its dates and its validators may be newer.
            if self.row.unmodified_since == 0 && page.status == 304 {
                self.row.unmodified_since = self.now;
            }
            self.validators(&page.headers);
            return Went::Read { known: 1, of: 1, wishes };
        }
        self.read(page, &url, moved, wishes).await
    }

    /// How long it has to wait where it could not be asked: a host on the way is not to be.
    fn held(&self, fetched: &Fetched) -> Option<Duration> {
        let failure = fetched.outcome.as_ref().err()?;
        if failure.code != Code::Limited || fetched.status.is_some() {
            return None;
        }
        let wait = self.desk.client.wait(&fetched.url);
        // Who was asked on the way there is not asked sooner for that.
        let least = if fetched.hops.len() > 1 { self.desk.manner.rules.bounds.least } else { TURN };
        Some(wait.max(least))
    }

    fn not_had(&self, failure: &Failure, retry_after: Option<Duration>) -> Went {
        let error = Error { code: failure.code.to_string(), message: failure.message.clone() };
        let outcome = match failure.code {
            Code::Http(410) => interval::Outcome::Gone,
            Code::Limited => interval::Outcome::Limited,
            code if self.desk.client.reach().is_own(code, self.answered) => interval::Outcome::Offline,
            _ => interval::Outcome::Failed,
        };
        Went::Failed { error, outcome, wishes: Wishes { retry_after, ..Wishes::default() } }
    }

    fn validators(&mut self, headers: &Headers) {
        let value = |name: &str| headers.get(name).map(<[u8]>::to_vec);
        if let Some(etag) = value("etag") {
            self.row.etag = Some(etag);
        }
        if let Some(modified) = value("last-modified") {
            self.row.last_modified = Some(modified);
        }
    }

    /// Reads a body, and delivers what is new in it.
    async fn read(&mut self, page: Page, address: &Url, moved: Option<Url>, wishes: Wishes) -> Went {
        let Page { status, headers, body, held } = page;
        let content_type = headers.text("content-type").map(std::borrow::Cow::into_owned);
        let (desk, scope, row, now) = (Arc::clone(&self.desk), self.scope, self.row.clone(), self.now);
        let (asked, root, address) = (self.url.clone(), Arc::clone(&self.kin.root), address.clone());
        let reading = self.desk.door.clerk().does(move || {
            let Manner { what, bounds, entries, .. } = &desk.manner;
            let (content_type, most) = (content_type.as_deref(), *entries);
            let answer = Answer { bytes: &body, content_type, address: &address, most };
            let cap = Cap { body: desk.client.settings().body, ratio: desk.client.expansion_ratio() };
            let read = what.read(&asked, &answer, cap).map(|listed| {
                // What is new below something that was read before is news, if it is younger.
                let root =
                    if *root == *asked.as_str() { Ok(None) } else { desk.rows.feed(&desk.tree.key(&root)) };
                let triage = root.and_then(|root| {
                    let since = root.map_or(0, |root| root.read_first.min(now));
                    let is_shared = matches!(what, What::Sitemaps(_));
                    triage(&desk.rows, (&scope, is_shared), &listed, (&row, since), bounds, now)
                });
                (listed, triage)
            });
            (read, body)
        });
        let Ok((read, body)) = reading.await else { return Went::Cut };
        let (feed, triage) = match read {
            Ok((feed, Ok(triage))) => (feed, triage),
            Ok((_, Err(error))) => {
                tracing::error!(source = self.source(), %error, "what is known of {} cannot be looked up", self.what());
                return Went::Cut;
            }
            Err(unlisted) => return self.no_feed(&unlisted, body).await,
        };
        let is_whole = self.deliver(&feed.entries, &triage).await;
        self.room = Some(held);
        if !is_whole {
            // Some of it is known in another wording than the last time, and some is not.
            self.changes.forget_last(&self.scope);
            return Went::Cut;
        }
        triage.last.iter().for_each(|last| self.changes.last(&self.scope, last));
        self.row.title = feed.title.clone();
        self.row.format = Some(feed.format.to_owned());
        self.count(&triage.counts);
        self.row.archive = triage.archive;
        self.row.unmodified_since = 0;
        // What was left for another time is looked for in the same body again.
        let is_done = feed.cut == 0 && triage.counts.in_future == 0;
        self.row.body = is_done.then(|| *blake3::hash(&body).as_bytes());
        if is_done {
            (self.row.etag, self.row.last_modified) = (None, None);
            self.validators(&headers);
        }
        if let Some(secured) = self.secured.take() {
            tracing::info!(source = self.source(), feed = %self.url, to = %secured, "{} is reached over https alone, and asked there from now on", self.what());
            self.row.address = Some(secured.into());
        }
        if status != 226 {
            self.moves(moved);
        }
        self.forget().await;
        let wishes = again::with_schedule(wishes, &feed.schedule);
        if let Some(children) = feed.children {
            let of = children.len();
            return Went::Read { known: self.names(children), of, wishes };
        }
        self.row.children.clear();
        self.news(&feed.entries, &triage.counts);
        let known = usize::try_from(triage.counts.known).unwrap_or(usize::MAX);
        Went::Read { known, of: feed.entries.len(), wishes }
    }

    /// What an index names; how many of it are as they were.
    fn names(&mut self, children: Vec<Child>) -> usize {
        if self.kin.levels == 0 {
            tracing::warn!(source = self.source(), sitemap = %self.url, "an index lies too deep in indexes: what it names is not asked for");
            return children.len();
        }
        let known = self.desk.tree.names(&self.key, &children);
        self.row.children = children;
        known
    }

    /// When there was something new the last time: what says so itself, or what is new here.
    fn news(&mut self, entries: &[Entry], counts: &Counts) {
        let dates = entries.iter().flat_map(|entry| entry.published.iter().chain(&entry.updated));
        let newest = dates.filter_map(|stamp| stamp.at).map(|at| at.as_second()).max();
        // At the first look all is new here, be it as old as it may.
        let is_first = self.row.news == 0;
        let is_news = if is_first { newest.is_none() } else { counts.new + counts.changed > 0 };
        let newest = if is_news { self.now } else { newest.unwrap_or(0).min(self.now) };
        self.row.news = self.row.news.max(newest);
    }

    fn source(&self) -> &str {
        self.desk.source()
    }

    /// What it asks for, for people.
    fn what(&self) -> &'static str {
        self.desk.manner.what.name(&self.url)
    }

    fn count(&mut self, counts: &Counts) {
        let status = self.desk.door.status();
        counts.each().into_iter().for_each(|(outcome, count)| status.entries.add(outcome, count));
        let total = &mut self.row.counts;
        total.new += counts.new;
        total.changed += counts.changed;
        total.known += counts.known;
        total.too_old += counts.too_old;
        total.in_future += counts.in_future;
        total.backfill += counts.backfill;
        total.too_many += counts.too_many;
        total.refused += counts.refused;
        total.no_content += counts.no_content;
        total.bad_address += counts.bad_address;
    }

    /// Remembers where the feed says that it has moved to; from when on it is asked there.
    fn moves(&mut self, moved: Option<Url>) {
        let Some(to) = moved.map(String::from) else {
            self.row.moving = None;
            return;
        };
        let seen = self.row.moving.take().filter(|seen| seen.to == to);
        let mut seen = seen.unwrap_or(Move { to, since: self.now, polls: 0 });
        seen.polls += 1;
        if seen.polls >= 3 && self.now - seen.since >= seconds(self.desk.manner.moved_after) {
            tracing::info!(source = self.source(), feed = %self.url, to = seen.to, "{} has moved for good", self.what());
            self.row.address = Some(seen.to);
            // Its validators are those of the old place.
            (self.row.etag, self.row.last_modified) = (None, None);
        } else {
            self.row.moving = Some(seen);
        }
    }

    /// Keeps the bytes of what is no feed, once for each feed.
    async fn no_feed(&mut self, unlisted: &Unlisted, body: Vec<u8>) -> Went {
        let message = format!("expected {}, found {unlisted}", self.what());
        if let Some(code) = unlisted.code() {
            self.desk.client.failed(&code);
            return no_feed(&code, message);
        }
        self.desk.client.failed("not-a-feed");
        let fault = Fault::new(FaultCode::NotAFeed, message.clone());
        let url = Some(self.url.to_string());
        let came = Came { feed: url.clone(), url, ..Came::default() };
        if !self.desk.quarantine(fault, body, self.url.as_str(), came, self.key).await {
            return Went::Cut;
        }
        no_feed("not-a-feed", message)
    }

    /// Delivers what is new, and waits until all of it has its receipt. Whether all of it has: what has stays known
    /// either way.
    async fn deliver(&mut self, entries: &[Entry], triage: &Triage) -> bool {
        let mut waiting = Vec::new();
        let mut is_whole = true;
        for taken in &triage.taken {
            let Some(entry) = entries.get(taken.at) else { continue };
            let content = if self.desk.manner.bounds.follow {
                match self.waits(entry, taken) {
                    Ok(()) => {
                        self.know(triage, taken);
                        continue;
                    }
                    Err(code) => {
                        Content::Followed(Followed { entry: entry.bytes.clone(), page: Err(code.to_owned()) })
                    }
                }
            } else {
                Content::Bytes(entry.bytes.clone())
            };
            match self.hand_over(entry, taken, content).await {
                Some(told) => waiting.push((taken, told)),
                None => {
                    is_whole = false;
                    break;
                }
            }
        }
        for (taken, told) in waiting {
            match told.await.unwrap_or(Outcome::Dropped) {
                Outcome::Committed => {}
                Outcome::Rejected(fault) => {
                    let Some(entry) = entries.get(taken.at) else { continue };
                    let came = Came::known(&self.hints(entry), &self.place(taken));
                    self.row.counts.refused += 1;
                    self.desk.door.status().entries.add("refused", 1);
                    let (url, version) = (self.url.as_str(), taken.row.version);
                    if !self.desk.quarantine(fault, entry.bytes.clone(), url, came, version).await {
                        is_whole = false;
                        continue;
                    }
                }
                Outcome::Dropped => {
                    is_whole = false;
                    continue;
                }
            }
            self.know(triage, taken);
        }
        for noted in &triage.noted {
            self.changes.entry(&self.scope, &noted.key, &noted.row);
            self.name(triage, noted.at, &noted.key);
        }
        is_whole
    }

    fn know(&mut self, triage: &Triage, taken: &Taken) {
        self.changes.entry(&self.scope, &taken.key, &taken.row);
        self.name(triage, taken.at, &taken.key);
    }

    /// An entry is known by all its names from now on.
    fn name(&mut self, triage: &Triage, at: usize, key: &Key) {
        for name in triage.names.get(at).into_iter().flat_map(listing::Names::all) {
            if entry_key(name) != *key {
                self.changes.name(&self.scope, name, key);
            }
        }
    }

    fn place(&self, taken: &Taken) -> Vec<u8> {
        [self.scope.as_slice(), &taken.key, &taken.row.version].concat()
    }

    /// The id of an entry; in a sitemap it has none but its address.
    fn item(&self, entry: &Entry) -> Option<String> {
        match self.desk.manner.what {
            What::Feeds => entry.id.clone(),
            What::Sitemaps(_) => entry.link.as_ref().map(Url::to_string),
        }
    }

    /// Lets an entry wait for its page. Where it cannot, the code of why.
    fn waits(&mut self, entry: &Entry, taken: &Taken) -> Result<(), &'static str> {
        let Some(link) = &entry.link else { return Err(NO_LINK) };
        if entry.bytes.len() > WAITS_MOST {
            return Err("too-large");
        }
        let head = Head::new(self.desk.kept_as(), &self.url, link, taken.row.version, taken.not_before);
        let wait = Wait { head: Head { item: self.item(entry), ..head }, entry: entry.bytes.clone() };
        self.waits.push((waiting::place(&self.scope, &taken.key), wait));
        Ok(())
    }

    async fn hand_over(
        &self,
        entry: &Entry,
        taken: &Taken,
        content: Content,
    ) -> Option<oneshot::Receiver<Outcome>> {
        self.desk.hand_over(content, self.hints(entry), self.place(taken)).await
    }

    fn hints(&self, entry: &Entry) -> Hints {
        Hints {
            feed: Some(self.url.to_string()),
            item: self.item(entry),
            url: entry.link.as_ref().map(Url::to_string),
            ..self.desk.door.hints()
        }
    }

    /// Once a day: entries that stand in the feed no more are forgotten after their time.
    async fn forget(&mut self) {
        let is_today = self.row.last_success.div_euclid(DAY) == self.now.div_euclid(DAY);
        if is_today || *self.kin.root != *self.url.as_str() {
            return;
        }
        let (rows, key) = (Arc::clone(&self.desk.rows), self.scope);
        let before = self.now - seconds(self.desk.manner.remember).max(30 * DAY);
        let forgetting = self.desk.door.clerk().does(move || {
            let mut gone = Changes::default();
            rows.forget(&key, before, &mut gone).map(|()| gone)
        });
        match forgetting.await {
            // What stands in the feed is known from now on, however long it was not looked at.
            Ok(Ok(gone)) => self.changes.come_after(gone),
            Ok(Err(error)) => {
                tracing::warn!(source = self.source(), %error, "old entries of {} cannot be forgotten", self.what());
            }
            Err(Undone) => {}
        }
    }

    /// Keeps what is known now, in one step. When the feed is due again, and how it stands.
    async fn keep(mut self, went: Went) -> (i64, State) {
        self.settle(went);
        let (mut changes, waits) = (std::mem::take(&mut self.changes), std::mem::take(&mut self.waits));
        changes.feed(&self.key, &self.row);
        if let Err(error) = self.desk.together.keep(changes, waits).await {
            let what = self.what();
            tracing::error!(source = self.source(), %error, "what is known of {what} cannot be kept: it is asked again");
        }
        (self.row.next, self.row.state())
    }
}
