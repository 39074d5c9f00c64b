//! The pages of entries that wait: each is asked for, and brought together with its entry as one arrival.
//!
//! Promises: an entry whose page does not come is brought alone, with the code of why; what is cut off anywhere is asked
//! for again, and is a replay where its record is there. A host that is slow or says nothing holds up its own pages only.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{Id, JoinError, JoinSet};
use url::Url;

use crate::fetch::client::{self, Fetched, Page, Purpose, Request};
use crate::fetch::headers::Headers;
use crate::fetch::hop::{Code, Failure};
use crate::flow::{Outcome, Undone};
use crate::model::Hints;
use crate::quarantine::Came;
use crate::source::{Content, Followed};

use super::again::{not_before, seconds};
use super::desk::{Desk, NO_LINK};
use super::waiting::{Became, Head, Taken, Wait};

/// What is taken where a page is asked for.
const ACCEPT: &str = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8";
/// How long the pace of a host may make a page wait before it is due again instead.
const PATIENCE: Duration = Duration::from_mins(10);
/// How often a page is asked for in vain.
const TRIES: u32 = 3;
/// How long a host that does not let itself be asked is waited for, in seconds.
const LOST: i64 = 6 * 3600;
/// How long nobody looks whether there is something to do.
const REST: Duration = Duration::from_secs(10);
/// The word of metrics for a page that is still to come.
const WAITING: &str = "waiting";
/// Why it cannot be where that is no fault of the disk.
const DEFECT: &str = "it met a defect";
/// What is in trouble where the store cannot be used.
const STORE: &str = "fetches no pages: cannot use what is known of those that wait";

/// Fetches pages until the source is to stop.
pub(in crate::source) async fn pages(desk: Arc<Desk>) {
    let door = desk.door.clone();
    let mut is_read = false;
    let mut under_way = UnderWay::default();
    while !door.is_stopping() {
        if !is_read {
            is_read = read(&desk).await;
        }
        let now = door.clock().now().as_second();
        let room = if is_read { room(&desk, under_way.len(), now) } else { 0 };
        while under_way.len() < room
            && let Some(taken) = desk.waiting.take(now)
        {
            under_way.begin(&desk, taken);
        }
        let wait = desk.waiting.next().map_or(REST, |next| {
            Duration::from_secs(next.saturating_sub(now).max(0).unsigned_abs())
                .clamp(Duration::from_millis(50), REST)
        });
        let wait = if under_way.len() >= room { REST } else { wait };
        tokio::select! {
            biased;
            Some(done) = under_way.tasks.join_next_with_id() => note(&desk, done, &mut under_way).await,
            () = desk.waiting.news() => {}
            () = tokio::time::sleep(wait) => {}
            () = door.stopped() => {}
        }
    }
    // What is under way sees that the source is to stop.
    while let Some(done) = under_way.tasks.join_next_with_id().await {
        note(&desk, done, &mut under_way).await;
    }
}

/// Pages that are being fetched.
#[derive(Default)]
struct UnderWay {
    tasks: JoinSet<Became>,
    taken: HashMap<Id, Taken>,
}

impl UnderWay {
    fn len(&self) -> usize {
        self.tasks.len()
    }

    fn begin(&mut self, desk: &Arc<Desk>, taken: Taken) {
        let (desk, one) = (Arc::clone(desk), taken.clone());
        let task = self.tasks.spawn(async move { follow(&desk, &one).await });
        self.taken.insert(task.id(), taken);
    }

    /// What became of one that has ended. One that ended in a defect comes again in a while.
    fn ended(&mut self, ended: Result<(Id, Became), JoinError>, now: i64) -> Option<(Taken, Became)> {
        let (id, became) = ended.unwrap_or_else(|defect| (defect.id(), Became::Again(now + 60)));
        self.taken.remove(&id).map(|taken| (taken, became))
    }
}

/// How many may be under way now. While this machine reaches nobody it is one a minute, over all sources.
fn room(desk: &Desk, under_way: usize, now: i64) -> usize {
    let most = desk.client.settings().connections;
    let reach = desk.client.reach();
    let is_due = || desk.waiting.next().is_some_and(|next| next <= now);
    match (desk.door.is_open(), reach.is_offline()) {
        (false, _) => 0,
        (true, false) => most,
        (true, true) if under_way < most && is_due() && reach.may_try() => under_way + 1,
        (true, true) => 0,
    }
}

/// Reads what waits from before. False where the store cannot be read.
async fn read(desk: &Arc<Desk>) -> bool {
    let waiting = Arc::clone(&desk.waiting);
    let read = desk.door.clerk().does(move || waiting.read()).await;
    let trouble = match read {
        Ok(Ok(0)) => None,
        Ok(Ok(count)) => {
            tracing::info!(source = desk.source(), count, "entries wait for their pages from before");
            None
        }
        Ok(Err(error)) => Some(error.to_string()),
        Err(Undone) => Some(DEFECT.to_owned()),
    };
    let is_read = trouble.is_none();
    desk.door.trouble(STORE, trouble);
    is_read
}

/// Notes what became of a page, together with whatever else is done by now.
async fn note(desk: &Arc<Desk>, first: Result<(Id, Became), JoinError>, under_way: &mut UnderWay) {
    let (waiting, now) = (Arc::clone(&desk.waiting), desk.door.clock().now().as_second());
    let mut done: Vec<(Taken, Became)> = under_way.ended(first, now).into_iter().collect();
    while let Some(another) = under_way.tasks.try_join_next_with_id() {
        done.extend(under_way.ended(another, now));
    }
    let noted = desk.door.clerk().does(move || waiting.became(done, now)).await;
    let trouble = match noted {
        Ok(noted) => noted.err().map(|error| error.to_string()),
        Err(Undone) => Some(DEFECT.to_owned()),
    };
    desk.door.trouble(STORE, trouble);
    desk.door.status().set_pages(WAITING, desk.waiting.count());
}

/// What asking for a page came to.
enum Answer {
    /// It came; where redirects ended.
    Came(Page, Url),
    /// It does not come, by this code.
    Without(String),
    /// It is asked for again, as the head says.
    Later(Head),
    /// The source is to stop, or this machine reaches nobody: nothing was learned.
    Cut,
}

/// Asks for a page, and brings it with its entry.
async fn follow(desk: &Arc<Desk>, taken: &Taken) -> Became {
    let again = || Became::Again(desk.door.clock().now().as_second() + 10);
    let (waiting, place) = (Arc::clone(&desk.waiting), taken.place);
    let wait = match desk.door.clerk().does(move || waiting.at(&place)).await {
        Ok(Ok(Some(wait))) => wait,
        Ok(Ok(None)) => return Became::Done,
        _ => return again(),
    };
    let mut hints = Hints {
        feed: Some(wait.head.feed.clone()),
        item: wait.head.item.clone(),
        url: Some(wait.head.link.clone()),
        ..desk.door.hints()
    };
    let (page, held) = match ask(desk, &wait.head).await {
        Answer::Came(page, url) => {
            hints.final_url = Some(url.to_string()).filter(|url| *url != wait.head.link);
            hints.content_type = page.headers.text("content-type").map(std::borrow::Cow::into_owned);
            (Ok(page.body), Some(page.held))
        }
        Answer::Without(code) => (Err(code), None),
        Answer::Later(head) => {
            desk.door.status().page_became(WAITING);
            return Became::Later(Wait { head, ..wait });
        }
        Answer::Cut => return again(),
    };
    let outcome = if page.is_ok() { "done" } else { "failed" };
    if page.is_err() && wait.entry.is_empty() {
        // What named it says nothing of a story.
        desk.door.status().page_became(outcome);
        return Became::Done;
    }
    let content = Content::Followed(Followed { entry: wait.entry.clone(), page });
    let place = [taken.place.as_slice(), &wait.head.version].concat();
    let came = Came::known(&hints, &place);
    let told = desk.hand_over(content, hints, place).await;
    // The desk has given room of its own.
    drop(held);
    let Some(told) = told else { return again() };
    match told.await.unwrap_or(Outcome::Dropped) {
        Outcome::Committed => {
            desk.door.status().page_became(outcome);
            Became::Done
        }
        Outcome::Rejected(fault) => {
            let kept = desk.quarantine(fault, wait.entry, &wait.head.link, came, wait.head.version).await;
            if kept { Became::Done } else { again() }
        }
        Outcome::Dropped => again(),
    }
}

async fn ask(desk: &Desk, head: &Head) -> Answer {
    let Ok(link) = Url::parse(&head.link) else { return Answer::Without(NO_LINK.to_owned()) };
    let request = request(desk, head, link);
    let fetched = tokio::select! {
        biased;
        fetched = desk.client.fetch(&request) => fetched,
        () = desk.door.stopped() => return Answer::Cut,
    };
    let Fetched { outcome, url, status, retry_after, .. } = fetched;
    let failure = match outcome {
        Ok(page) if page.body.is_empty() => return Answer::Without("empty".to_owned()),
        Ok(page) => return Answer::Came(page, url),
        Err(_) if desk.client.reach().is_offline() => return Answer::Cut,
        Err(failure) => failure,
    };
    let now = not_before(desk.door.clock().now());
    let unit = seconds(desk.manner.rules.bounds.least).clamp(1, 60);
    let (source, page) = (desk.source(), &head.link);
    match without(head, &failure, status, retry_after, (unit, now)) {
        Some(head) => {
            tracing::debug!(source, page, %failure, "a page is asked for again later");
            Answer::Later(head)
        }
        None => {
            tracing::info!(source, page, %failure, "a page does not come: its entry is the story");
            if matches!(failure.code, Code::Robots | Code::Scheme | Code::Address) {
                desk.door.status().entries.add("off_limits", 1);
            }
            Answer::Without(failure.code.to_string())
        }
    }
}

fn request(desk: &Desk, head: &Head, link: Url) -> Request {
    let mut headers = Headers::default();
    headers.push("accept", ACCEPT);
    let feed = Url::parse(&head.feed).ok();
    let is_home = feed.is_some_and(|feed| feed.origin() == link.origin());
    let authorization = desk.manner.authorization.clone().filter(|_| is_home);
    Request {
        url: link,
        purpose: Purpose::Page,
        headers,
        authorization,
        // Neither do pages wait behind all feeds of a host, nor feeds behind all pages.
        lane: client::lane(&format!("pages of {}", desk.source())),
        patience: PATIENCE,
        back_off: desk.manner.rules.bounds.first,
    }
}

/// What an entry waits for after its page did not come; nothing where it waits no longer. `unit` is the least that it
/// waits, in seconds.
fn without(
    head: &Head,
    failure: &Failure,
    status: Option<u16>,
    retry_after: Option<Duration>,
    (unit, now): (i64, i64),
) -> Option<Head> {
    let asked = retry_after.map_or(0, seconds);
    let is_out_of_reach =
        failure.code == Code::RobotsUnreachable || (failure.code == Code::Limited && status.is_none());
    if is_out_of_reach {
        let lost = if head.lost == 0 || head.lost > now { now } else { head.lost };
        // Nothing goes out as long as the host is not to be asked: looking again costs nobody anything.
        let wait = ((now - lost) / 2).clamp(unit, 1800);
        return (now - lost < LOST).then(|| Head { lost, next: now + wait, ..head.clone() });
    }
    let is_final =
        matches!(failure.code, Code::Robots | Code::Scheme | Code::Address | Code::Http(404 | 410));
    let tries = head.tries + 1;
    if is_final || tries >= TRIES || asked > LOST {
        return None;
    }
    let next = now + (unit * i64::from(tries)).max(asked);
    Some(Head { tries, lost: 0, next, ..head.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_772_703_000;

    fn head() -> Head {
        let url = Url::parse("http://a.example/story").unwrap();
        Head::new("world", &url, &url, [1; 16], NOW)
    }

    /// How long an entry waits after each of these; 0 where it waits no longer.
    fn waits(codes: &[(Code, Option<u64>)]) -> Vec<i64> {
        let (mut head, mut now, mut waits) = (head(), NOW, Vec::new());
        for (code, retry_after) in codes {
            let status = match code {
                Code::Http(status) => Some(*status),
                _ => None,
            };
            let retry_after = retry_after.map(Duration::from_secs);
            match without(&head, &Failure::new(*code, ""), status, retry_after, (60, now)) {
                Some(next) => {
                    waits.push(next.next - now);
                    (now, head) = (next.next, next);
                }
                None => {
                    waits.push(0);
                    break;
                }
            }
        }
        waits
    }

    #[test]
    fn three_tries_and_one_where_it_is_certain() {
        let passing = [(Code::Timeout, None), (Code::Http(503), Some(600)), (Code::Broken, None)];
        assert_eq!(waits(&passing), [60, 600, 0]);
        for code in [Code::Robots, Code::Http(404), Code::Http(410), Code::Address] {
            assert_eq!(waits(&[(code, None)]), [0], "{code}");
        }
        assert_eq!(waits(&[(Code::Http(503), Some(86_400))]), [0], "nobody waits a day for a page");
    }

    #[test]
    fn a_host_that_does_not_let_itself_be_asked_is_waited_for_and_counts_no_try() {
        let lost = vec![(Code::RobotsUnreachable, None); 100];
        let all = waits(&lost);
        assert_eq!(all.last(), Some(&0));
        let whole: i64 = all.iter().sum();
        assert!((LOST..LOST + 1800).contains(&whole), "{whole}");
        let then = [(Code::RobotsUnreachable, None), (Code::Timeout, None), (Code::Timeout, None)];
        assert_eq!(waits(&then), [60, 60, 120], "two tries are left after it");
    }
}
