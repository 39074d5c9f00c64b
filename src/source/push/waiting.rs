//! Those who have sent something and wait until it is durable.
//!
//! A request has a place among those that wait from its first byte until all that it brought is synced or kept in
//! quarantine, also where whoever sent it has lost patience or is gone.

use std::io::Cursor;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::flow::{Outcome, Receipt, Told, held};
use crate::host::{Backoff, Clock};
use crate::model::{Fault, Place};
use crate::quarantine::{Came, Quarantine, Refused};
use crate::source::{Arrival, Content, Door, SourceStatus};
use crate::state::keep::KeepError;

use super::Push;
use super::answer::Answer;
use super::answers::{self, Answers, Known, Taken};
use super::tokens::Tokens;

/// Most bytes of all bodies together, unless one alone may be larger.
const BODIES: u64 = 64 << 20;
/// What the bytes of bodies are counted in.
const UNIT: u64 = 1 << 10;
/// Longest `Idempotency-Key`.
const LONGEST_KEY: usize = 255;
/// How often answers that are too old are looked for.
const FORGET_EVERY: Duration = Duration::from_hours(1);

/// Where what is sent to one path is taken.
pub(super) struct Desk {
    table: Push,
    tokens: Option<Tokens>,
    /// None once it is closed.
    door: Mutex<Option<Door>>,
    clock: Arc<dyn Clock>,
    status: Arc<SourceStatus>,
    quarantine: Quarantine,
    answers: Mutex<Option<Arc<Answers>>>,
    /// A permit for each request that waits.
    waiting: Arc<Semaphore>,
    /// A permit for each unit of their bodies.
    bodies: Arc<Semaphore>,
}

/// What one request holds until everything that it brought is durable.
struct Held {
    _waiting: OwnedSemaphorePermit,
    _bytes: OwnedSemaphorePermit,
    taken: Option<(Arc<Answers>, Taken)>,
}

fn problem(status: StatusCode, error: &str) -> Answer {
    Answer::problem(status, error)
}

fn later(why: &str) -> Answer {
    problem(StatusCode::SERVICE_UNAVAILABLE, why)
}

fn permits(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl Desk {
    pub(super) fn new(table: Push, tokens: Option<Tokens>, door: Door, quarantine: Quarantine) -> Arc<Desk> {
        let units =
            permits((table.body.0.max(BODIES) / UNIT).min(Semaphore::MAX_PERMITS as u64 / 2)) as usize;
        let desk = Desk {
            tokens,
            clock: Arc::clone(door.clock()),
            status: Arc::clone(door.status()),
            door: Mutex::new(Some(door)),
            quarantine,
            answers: Mutex::default(),
            waiting: Arc::new(Semaphore::new(table.waiting)),
            bodies: Arc::new(Semaphore::new(units)),
            table,
        };
        Arc::new(desk)
    }

    pub(super) fn source(&self) -> &str {
        &self.status.name
    }

    pub(super) fn count(&self, status: u16) {
        self.status.answered(status);
    }

    /// Takes nothing more, and returns once nobody waits any more.
    pub(super) async fn close(&self) {
        held(&self.door).take();
        let all = permits(self.table.waiting as u64);
        drop(self.waiting.acquire_many(all).await);
    }

    fn now(&self) -> i64 {
        self.clock.now().as_second()
    }

    /// Takes what a request brings, and says what became of it.
    pub(super) async fn take(self: Arc<Self>, request: Request) -> Answer {
        match self.try_take(request).await {
            Ok(answer) | Err(answer) => answer,
        }
    }

    async fn try_take(self: Arc<Self>, request: Request) -> Result<Answer, Answer> {
        let (head, body) = request.into_parts();
        self.admit(&head.headers)?;
        let key = key_of(&head.headers)?;
        let most = usize::try_from(self.table.body.0).unwrap_or(usize::MAX);
        let declared = number_of(&head.headers);
        if declared.is_some_and(|declared| declared > self.table.body.0) {
            return Err(self.too_large());
        }
        let door = held(&self.door).clone().ok_or_else(|| later("the desk is closing"))?;
        if !door.is_open() {
            return Err(later("the intake stands still; send it again later"));
        }
        let waiting = Arc::clone(&self.waiting).try_acquire_owned().map_err(|_| {
            let message = format!("{} requests wait already (waiting)", self.table.waiting);
            problem(StatusCode::TOO_MANY_REQUESTS, &message)
        })?;
        let reading = async {
            let bytes = permits(declared.unwrap_or(self.table.body.0).div_ceil(UNIT));
            let bytes = Arc::clone(&self.bodies).acquire_many_owned(bytes).await;
            let bytes = bytes.map_err(|_| later("the desk is closing"))?;
            let body = to_bytes(body, most).await.map_err(|error| self.unread(&error))?;
            Ok::<_, Answer>((bytes, body))
        };
        let (bytes, body) = tokio::select! {
            read = tokio::time::timeout(self.table.patience.0, reading) => {
                read.map_err(|_| problem(StatusCode::REQUEST_TIMEOUT, "the body did not come in time"))??
            }
            () = door.stopped() => return Err(later("the desk is closing")),
        };
        let taken = match key {
            None => None,
            Some(key) => match self.look_up(&door, key, body.clone()).await? {
                (answers, Known::New(taken)) => Some((answers, taken)),
                (_, Known::Answered(answer)) => return Ok(answer),
                (_, Known::Differs) => {
                    let message = "this Idempotency-Key came with another body before";
                    return Err(problem(StatusCode::UNPROCESSABLE_ENTITY, message));
                }
                (_, Known::UnderWay) => {
                    return Err(problem(StatusCode::CONFLICT, "this Idempotency-Key is under way"));
                }
            },
        };
        let hints = crate::model::Hints {
            content_type: text_of(&head.headers, &header::CONTENT_TYPE),
            ..door.hints()
        };
        let what = Held { _waiting: waiting, _bytes: bytes, taken };
        // A task of its own: what was begun is seen through, whoever still listens.
        let seen_through = tokio::spawn(Arc::clone(&self).see_through(door, hints, body, what));
        match tokio::time::timeout(self.table.patience.0, seen_through).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(_)) => Err(later("nobody took it to its end; send it again")),
            Err(_) => Err(later("it is not durable yet; it is still written, send it again to hear of it")),
        }
    }

    fn admit(&self, headers: &HeaderMap) -> Result<(), Answer> {
        let Some(tokens) = &self.tokens else { return Ok(()) };
        let bearer = headers.get(header::AUTHORIZATION).map(axum::http::HeaderValue::as_bytes);
        let token = bearer.and_then(|value| {
            let (scheme, token) = value.split_at_checked(7)?;
            scheme.eq_ignore_ascii_case(b"bearer ").then(|| token.trim_ascii())
        });
        if token.is_some_and(|token| tokens.admit(token)) {
            return Ok(());
        }
        Err(problem(
            StatusCode::UNAUTHORIZED,
            "expected `Authorization: Bearer TOKEN` with a token that is known",
        ))
    }

    fn too_large(&self) -> Answer {
        let message = format!("a body may have {} bytes (body)", self.table.body.0);
        problem(StatusCode::PAYLOAD_TOO_LARGE, &message)
    }

    fn unread(&self, error: &axum::Error) -> Answer {
        // What goes beyond the limit ends the reading with an error that has no type to be told by.
        if error.to_string().contains("length limit exceeded") {
            return self.too_large();
        }
        problem(StatusCode::BAD_REQUEST, &format!("the body ended early: {error}"))
    }

    /// What is known of a key. The store is opened with the first one.
    async fn look_up(&self, door: &Door, key: Vec<u8>, body: Bytes) -> Result<(Arc<Answers>, Known), Answer> {
        let answers = held(&self.answers).clone();
        let (door, remember, now) = (door.clone(), self.table.remember.0, self.now());
        let look = move || {
            let answers = match answers {
                Some(answers) => answers,
                None => Arc::new(Answers::new(door.keep(answers::LAYOUT)?, remember)),
            };
            answers.take(&key, &body, now).map(|known| (answers, known))
        };
        let found = tokio::task::spawn_blocking(look).await;
        let found = found
            .map_err(|error| error.to_string())
            .and_then(|found| found.map_err(|e: KeepError| e.to_string()));
        let (answers, known) = found.map_err(|error| {
            tracing::error!(source = self.source(), error, "the answers to pushes cannot be read");
            later("the keys cannot be looked up")
        })?;
        let mut opened = held(&self.answers);
        if opened.is_none() {
            *opened = Some(Arc::clone(&answers));
            tokio::spawn(forget(Arc::downgrade(&answers), Arc::clone(&self.clock)));
        }
        Ok((answers, known))
    }

    /// Delivers a body, and returns when all of it is durable, or when nobody took it to its end.
    async fn see_through(
        self: Arc<Self>,
        door: Door,
        hints: crate::model::Hints,
        body: Bytes,
        what: Held,
    ) -> Answer {
        let size = body.len() as u64;
        let Some(room) = door.room(size).await else { return later("the desk is closing") };
        let (tell, told) = oneshot::channel();
        // Who asked may be gone: then nobody is told.
        let receipt = Receipt::telling(move |outcome, told| drop(tell.send((outcome, told))));
        let came = Came::of(&hints);
        let content = Content::Stream(Box::new(Cursor::new(body.clone())), size);
        let arrival = Arrival { content, hints, place: Place::At(Vec::new()), receipt };
        if door.hand_over(arrival, room).await.is_err() {
            return later("the desk is closing");
        }
        let (outcome, told) = told.await.unwrap_or((Outcome::Dropped, Told::default()));
        if let Outcome::Rejected(fault) = &outcome
            && !self.keep_refused(&door, fault, body, came).await
        {
            return later("what was refused cannot be kept");
        }
        let Some(answer) = Answer::of(&outcome, &told) else {
            return later("nobody took it to its end; send it again");
        };
        self.remember(what.taken, answer.clone()).await;
        answer
    }

    /// Keeps a refused body in quarantine, as often as it takes. False if the source is to stop meanwhile.
    async fn keep_refused(
        self: &Arc<Self>,
        door: &Door,
        fault: &Fault,
        body: Bytes,
        came: Option<Came>,
    ) -> bool {
        let mut waits = Backoff::new(Duration::from_millis(100), Duration::from_secs(5));
        loop {
            let (desk, fault, body, came) = (Arc::clone(self), fault.clone(), body.clone(), came.clone());
            let keep = move || {
                let key = blake3::hash(&body);
                let refused = Refused {
                    fault: &fault,
                    source: desk.source(),
                    path: None,
                    member: None,
                    bytes: Some(body.len() as u64),
                    came,
                    key: key.as_bytes(),
                };
                desk.quarantine.keep_bytes(&body, &refused)
            };
            match tokio::task::spawn_blocking(keep).await {
                Ok(Ok(_)) => return true,
                Ok(Err(error)) => {
                    tracing::error!(source = self.source(), %error, "a refused push cannot be kept in quarantine");
                }
                Err(error) => {
                    tracing::error!(source = self.source(), %error, "a refused push cannot be kept")
                }
            }
            tokio::select! {
                () = tokio::time::sleep(waits.wait()) => {}
                () = door.stopped() => return false,
            }
        }
    }

    async fn remember(&self, taken: Option<(Arc<Answers>, Taken)>, answer: Answer) {
        let Some((answers, taken)) = taken else { return };
        let now = self.now();
        let keep = move || answers.remember(&taken, &answer, now);
        if let Ok(Err(error)) = tokio::task::spawn_blocking(keep).await {
            // What was sent is durable: sent again it is told as known.
            tracing::warn!(source = self.source(), %error, "the answer to a push cannot be remembered");
        }
    }
}

/// Removes answers that are too old, while anybody has the store open.
async fn forget(answers: std::sync::Weak<Answers>, clock: Arc<dyn Clock>) {
    while let Some(answers) = answers.upgrade() {
        let now = clock.now().as_second();
        let forgotten = tokio::task::spawn_blocking(move || answers.forget(now)).await;
        if let Ok(Err(error)) = forgotten {
            tracing::warn!(%error, "old answers to pushes cannot be removed");
        }
        tokio::time::sleep(FORGET_EVERY).await;
    }
}

fn text_of(headers: &HeaderMap, name: &header::HeaderName) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

fn number_of(headers: &HeaderMap) -> Option<u64> {
    text_of(headers, &header::CONTENT_LENGTH)?.parse().ok()
}

fn key_of(headers: &HeaderMap) -> Result<Option<Vec<u8>>, Answer> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
    let key = key.as_bytes();
    if key.is_empty() || key.len() > LONGEST_KEY {
        let message =
            format!("expected an Idempotency-Key of 1 to {LONGEST_KEY} characters, found {}", key.len());
        return Err(problem(StatusCode::BAD_REQUEST, &message));
    }
    Ok(Some(key.to_vec()))
}
