//! One page: asked for, delivered, and finished with once its receipt is there. Cut off anywhere in between it is asked
//! for again, and gives no second record.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use url::Url;

use crate::fetch::client::{Client, Fetched, Page as Answer, Purpose, Request, lane};
use crate::fetch::headers::Headers;
use crate::fetch::hop::{Code, Failure};
use crate::fetch::trace::{For, Hop};
use crate::flow::{Clerk, Outcome, Receipt};
use crate::model::{Fault, Hints, Place};
use crate::quarantine::{Came, Quarantine, Refused};
use crate::source::fetching::Key;
use crate::source::nudge::Nudged;
use crate::source::{Arrival, Content, Door};

use super::rows::Due;
use super::waits::may_pass;

/// What is taken where a page is asked for.
const ACCEPT: &str = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8";
/// How long the pace of its host may make a page wait before another is asked for instead. Redirects and robots.txt wait,
/// too, each up to the longest delay.
const PATIENCE: Duration = Duration::from_mins(10);
/// How long a host is left alone that asks for less (429) and does not say for how long.
const BACK_OFF: Duration = Duration::from_mins(15);

/// What every page of a source needs.
pub(super) struct Desk {
    /// Who reads the list and uses the store.
    pub(super) clerk: Clerk,
    pub(super) door: Door,
    pub(super) client: Arc<Client>,
    pub(super) quarantine: Quarantine,
    pub(super) nudged: Nudged,
    /// Sent as `Authorization`.
    pub(super) authorization: Option<String>,
}

/// How it went with a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Went {
    /// All that it holds is synced, or in quarantine.
    Done,
    /// It cannot be had, or not be read.
    Failed { code: String, message: String },
    /// It cannot be had now; whether this machine is to blame.
    Again { code: String, message: String, retry_after: Duration, is_own: bool },
    /// It was not asked for: its host is not to be asked for long.
    Aside,
    /// The desk is closing, or something of it could not be done now: nothing was learned.
    Cut,
}

/// Asks for a page and delivers it.
pub(super) async fn page(desk: &Desk, due: &Due) -> Went {
    let Ok(url) = Url::parse(&due.page.url) else {
        let message = format!("expected an address, found {:?}", due.page.url);
        return Went::Failed { code: Code::Scheme.to_string(), message };
    };
    let request = request(desk, &url);
    let fetched = tokio::select! {
        biased;
        fetched = desk.client.fetch(&request) => fetched,
        () = desk.door.stopped() => return Went::Cut,
    };
    let Fetched { outcome, url: end, retry_after, hops, .. } = fetched;
    let answer = match outcome {
        Ok(answer) => answer,
        Err(failure) => {
            let was_asked = hops.iter().any(|hop| hop.what == For::Document && hop.status.is_some());
            let is_own = is_own(desk, &failure, &hops);
            return not_had(failure, was_asked, is_own, retry_after.unwrap_or_default());
        }
    };
    if answer.body.is_empty() {
        let message = "expected a page, found nothing".to_owned();
        return Went::Failed { code: "empty".to_owned(), message };
    }
    let final_url = Some(end).filter(|end| *end != url).map(String::from);
    deliver(desk, &due.key, url, final_url, answer).await
}

fn request(desk: &Desk, url: &Url) -> Request {
    let mut headers = Headers::default();
    headers.push("accept", ACCEPT);
    Request {
        url: url.clone(),
        purpose: Purpose::Page,
        headers,
        authorization: desk.authorization.clone(),
        lane: lane(&desk.door.status().name),
        patience: PATIENCE,
        back_off: BACK_OFF,
    }
}

/// Whether this machine itself reaches nobody; a page fails for its robots.txt then.
fn is_own(desk: &Desk, failure: &Failure, hops: &[Hop]) -> bool {
    let behind = hops.last().and_then(|hop| hop.failure.as_ref()).map(|failure| failure.code);
    let now = desk.door.clock().now();
    let reach = desk.client.reach();
    [Some(failure.code), behind].into_iter().flatten().any(|code| reach.is_own(code, now))
        || failure.code == Code::RobotsUnreachable && reach.is_offline()
}

fn not_had(failure: Failure, was_asked: bool, is_own: bool, retry_after: Duration) -> Went {
    let Failure { code, message } = failure;
    match code {
        Code::Limited if !was_asked => Went::Aside,
        _ if may_pass(code) => Went::Again { code: code.to_string(), message, retry_after, is_own },
        _ => Went::Failed { code: code.to_string(), message },
    }
}

async fn deliver(desk: &Desk, key: &Key, url: Url, final_url: Option<String>, answer: Answer) -> Went {
    let Answer { headers, body, held, .. } = answer;
    let Some(room) = desk.door.room(body.len() as u64).await else { return Went::Cut };
    let (tell, told) = oneshot::channel();
    // Whoever asked may be gone: then the page comes again, and is known.
    let receipt = Receipt::new(move |outcome| drop(tell.send(outcome)));
    let hints = Hints {
        url: Some(url.to_string()),
        final_url,
        content_type: headers.text("content-type").map(|text| text.into_owned()),
        ..desk.door.hints()
    };
    let place = url.as_str().as_bytes().to_vec();
    let came = Came::known(&hints, &place);
    let arrival =
        Arrival { content: Content::Bytes(body.clone()), hints, place: Place::Known(place), receipt };
    if desk.door.hand_over(arrival, room).await.is_err() {
        return Went::Cut;
    }
    let outcome = told.await.unwrap_or(Outcome::Dropped);
    let went = match outcome {
        Outcome::Committed => Went::Done,
        Outcome::Dropped => Went::Cut,
        Outcome::Rejected(fault) => refuse(desk, key, came, fault, body).await,
    };
    drop(held);
    went
}

/// Keeps the bytes of a page that cannot be read, with its address.
async fn refuse(desk: &Desk, key: &Key, came: Came, fault: Fault, body: Vec<u8>) -> Went {
    let went = Went::Failed { code: fault.code.as_str().to_owned(), message: fault.message.clone() };
    let (quarantine, source) = (desk.quarantine.clone(), Arc::clone(&desk.door.status().name));
    let (key, url) = (*key, came.url.clone());
    let keep = move || {
        let refused = Refused {
            fault: &fault,
            source: &source,
            path: url.as_deref(),
            member: None,
            bytes: Some(body.len() as u64),
            came: Some(came),
            key: &[source.as_bytes(), &key].concat(),
        };
        quarantine.keep_bytes(&body, &refused)
    };
    match desk.door.clerk().does(keep).await {
        Ok(Ok(_)) => went,
        Ok(Err(error)) => {
            let source = &*desk.door.status().name;
            tracing::error!(source, %error, "a page that cannot be read cannot be kept in quarantine");
            Went::Cut
        }
        Err(_) => Went::Cut,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_pass_is_tried_again_and_what_was_not_asked_is_put_aside() {
        let went =
            |code, was_asked| not_had(Failure::new(code, "why"), was_asked, false, Duration::from_secs(7));
        assert_eq!(went(Code::Limited, false), Went::Aside);
        let again = |code: &str| Went::Again {
            code: code.to_owned(),
            message: "why".to_owned(),
            retry_after: Duration::from_secs(7),
            is_own: false,
        };
        assert_eq!(went(Code::Limited, true), again("limited"));
        assert_eq!(went(Code::RobotsUnreachable, false), again("robots-unreachable"));
        let failed = Went::Failed { code: "http-404".to_owned(), message: "why".to_owned() };
        assert_eq!(went(Code::Http(404), true), failed);
    }
}
