//! What every sink has in common: the place up to which all is confirmed, trying again, putting away what is refused,
//! and the end.

use std::hash::{BuildHasher, RandomState};
use std::io;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::time::Instant;

use super::lag::Lag;
use super::post::Post;
use super::reading::{Batch, Failed, Form, Reader, Strange};
use super::sift::Sift;
use super::unsendable::{self, Unsendable};
use super::{Cursor, Message, OnRefused, Opening, Refusal, Sent, Sink, SinkError, State};
use crate::host::Backoff;
use crate::model::{FaultCode, Position};

/// How often the place is synced while it moves: a crash repeats no more than this.
const SYNC_EVERY: Duration = Duration::from_secs(1);
/// How long a stop waits for what is under way.
const LAST_SEND: Duration = Duration::from_secs(5);
/// How much is sent at a time while what the other end takes for wrong is looked for.
type Most = usize;

/// One sink and what drives it.
pub(crate) struct Runner {
    post: Post,
    /// Up to where everything is sent: beyond the cursor while a sink has taken more than it has confirmed.
    read: Position,
    /// What of that waits to be confirmed.
    taken: Taken,
    /// Up to where everything is confirmed, and what of that is synced.
    cursor: Cursor,
    synced: Cursor,
    synced_at: Instant,
    /// Whether the last try to sync it failed.
    sync_fails: bool,
    /// A new sink passes over what was received before this.
    skip: Option<Timestamp>,
    backoff: Backoff,
    refused_in_row: u32,
    /// Segments up to this number that were gone are told.
    told_gone: u64,
    /// Lines up to here that are no records are put away.
    put_away: Position,
    /// What becomes of each line; made with the first reader.
    sift: Option<Arc<Sift>>,
    /// What was filtered out up to here is counted.
    counted: Position,
}

/// What a sink has taken and not confirmed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Taken {
    messages: u64,
    bytes: u64,
}

impl Taken {
    fn add(&mut self, messages: &[Message]) {
        self.messages += messages.len() as u64;
        self.bytes += messages.iter().map(|message| message.line.len() as u64).sum::<u64>();
    }
}

/// Why the runner ends.
enum End {
    Told,
    /// It cannot go on until the configuration is read again.
    Stopped(String),
}

impl Runner {
    /// Goes on from a place; that of a new sink which looks for its beginning is not synced.
    pub(super) fn new(post: Post, cursor: Cursor, skip: Option<Timestamp>) -> Runner {
        let (least, most) = post.table.common.retry;
        Runner {
            read: cursor.position(),
            taken: Taken::default(),
            synced: cursor.clone(),
            synced_at: Instant::now(),
            sync_fails: false,
            skip,
            backoff: Backoff::new(least, most),
            refused_in_row: 0,
            told_gone: 0,
            put_away: cursor.position(),
            sift: None,
            counted: cursor.position(),
            cursor,
            post,
        }
    }

    /// Sends until told to stop; what is synced in the journal by then is sent first, as far as that goes within a
    /// few seconds and without trouble.
    pub(crate) async fn run(self, stop: watch::Receiver<bool>) {
        if self.post.table.common.paused {
            self.post.status.set_state(State::Paused);
        }
        let lag = Lag {
            files: Arc::clone(&self.post.needs.files),
            clock: Arc::clone(&self.post.needs.clock),
            journal: self.post.needs.journal.clone(),
            progress: self.post.needs.progress.clone(),
            status: Arc::clone(&self.post.status),
            late: self.post.table.common.late,
        };
        tokio::select! {
            () = self.send_until_told(stop) => {}
            () = lag.watch() => {}
        }
    }

    async fn send_until_told(mut self, mut stop: watch::Receiver<bool>) {
        if self.post.table.common.paused {
            stop.wait_for(|stop| *stop).await.ok();
            return;
        }
        let end = self.send_all(&mut stop).await;
        self.sync_cursor().await.ok();
        if let End::Stopped(why) = end {
            tracing::error!(
                sink = &*self.post.name,
                why,
                "the sink stops; it begins again when the configuration is read again"
            );
            self.post.status.set_state(State::Stopped);
            stop.wait_for(|stop| *stop).await.ok();
        }
    }

    async fn send_all(&mut self, stop: &mut watch::Receiver<bool>) -> End {
        loop {
            let error = match self.send_from_cursor(stop).await {
                Ok(end) => return end,
                Err(error) => error,
            };
            // What was taken and not confirmed is sent again.
            (self.read, self.taken) = (self.cursor.position(), Taken::default());
            let (sink, code) = (&*self.post.name, error.code().to_owned());
            self.post.status.failed(&error, self.now());
            let pause = match error {
                SinkError::Passing { why, wait, .. } => {
                    let most = self.post.table.common.retry.1;
                    let pause = a_little_less(self.backoff.wait()).max(wait.unwrap_or_default().min(most));
                    tracing::warn!(sink, code, error = why, again_in = ?pause, "cannot send");
                    pause
                }
                SinkError::Settings { why, .. } => {
                    let pause = self.post.table.common.retry.1;
                    tracing::error!(
                        sink, code, error = why, again_in = ?pause,
                        "cannot send before a setting is changed, here or there; nothing has to be started again then"
                    );
                    pause
                }
                SinkError::Closed { why, .. } | SinkError::Batch { why, .. } => return End::Stopped(why),
            };
            self.post.status.set_state(State::Waiting);
            self.sync_cursor().await.ok();
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = stop.wait_for(|stop| *stop) => return End::Told,
            }
        }
    }

    fn now(&self) -> i64 {
        self.post.needs.clock.now().as_second()
    }

    /// Opens the other end and sends from the place on, until told to stop or something fails.
    async fn send_from_cursor(&mut self, stop: &mut watch::Receiver<bool>) -> Result<End, SinkError> {
        let (mut deadline, mut open) = (None, None);
        let end = self.send_along(stop, &mut deadline, &mut open).await?;
        // What was taken is confirmed before the end, as far as that goes in the time that is left.
        if let Some(sink) = &mut open {
            tokio::select! {
                settled = self.settle(&mut **sink) => settled?,
                () = told_long_ago(stop, &mut deadline) => {}
            }
        }
        Ok(end)
    }

    async fn send_along(
        &mut self,
        stop: &mut watch::Receiver<bool>,
        deadline: &mut Option<Instant>,
        open: &mut Option<Box<dyn Sink>>,
    ) -> Result<End, SinkError> {
        let mut reader = self.open_reader().await?;
        if !self.cursor.memory.is_empty() {
            // There may be something left to do, whether anything more comes or not.
            open.replace(tokio::select! {
                opened = self.open_sink() => opened?,
                () = told_long_ago(stop, deadline) => return Ok(End::Told),
            });
        }
        loop {
            if deadline.is_none() && *stop.borrow() {
                *deadline = Some(Instant::now() + LAST_SEND);
            }
            if let Some(sink) = open.as_mut()
                && sink.due().is_some_and(|due| due <= Instant::now())
            {
                self.settle(&mut **sink).await?;
            }
            let batch;
            (reader, batch) = self.read(reader, Batch::after(self.read)).await?;
            if batch.messages.is_empty() {
                self.pass(batch.end);
                self.sync_cursor_if_due().await;
                if deadline.is_some() {
                    return Ok(End::Told);
                }
                if !batch.is_last {
                    continue;
                }
                self.post.status.set_state(State::Idle);
                let unsynced = self.cursor != self.synced && self.skip.is_none();
                let due = open.as_ref().and_then(|sink| sink.due());
                tokio::select! {
                    more = reader.more() => if !more { return Ok(End::Told); },
                    () = tokio::time::sleep(SYNC_EVERY), if unsynced => {}
                    () = at(due) => {}
                    _ = stop.wait_for(|stop| *stop) => {}
                }
                continue;
            }
            self.post.status.set_state(State::Sending);
            let batch = if deadline.is_some() {
                batch
            } else {
                let batched;
                (reader, batched) = self.fill(reader, batch, stop).await?;
                batched
            };
            let sink = match open {
                Some(sink) => sink,
                None => open.insert(tokio::select! {
                    opened = self.open_sink() => opened?,
                    () = told_long_ago(stop, deadline) => return Ok(End::Told),
                }),
            };
            let ended = self.send(&mut **sink, batch, stop, deadline).await?;
            if ended || deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                return Ok(End::Told);
            }
        }
    }

    /// Waits a little for more to send together.
    async fn fill(
        &mut self,
        mut reader: Reader,
        mut batch: Batch,
        stop: &mut watch::Receiver<bool>,
    ) -> Result<(Reader, Batch), SinkError> {
        let full = Instant::now() + self.post.table.common.batch.wait;
        while batch.is_last && !reader.is_full(&batch) {
            tokio::select! {
                more = reader.more() => if !more { break; },
                () = tokio::time::sleep_until(full) => break,
                _ = stop.wait_for(|stop| *stop) => break,
            }
            (reader, batch) = self.read(reader, batch).await?;
        }
        Ok((reader, batch))
    }

    async fn open_reader(&mut self) -> Result<Reader, SinkError> {
        let sift = match &self.sift {
            Some(sift) => Arc::clone(sift),
            None => {
                let Post { table, results, needs, .. } = &self.post;
                Arc::clone(self.sift.insert(Arc::new(Sift::new(table, *results, &needs.clock)?)))
            }
        };
        let (files, folder) = (Arc::clone(&self.post.needs.files), self.post.needs.journal.clone());
        let (from, progress) = (self.cursor.position(), self.post.needs.progress.clone());
        let (limits, counted) = (self.post.table.common.batch, self.counted);
        let form = Form { sift, skip: self.skip, limits, counted };
        let opened = tokio::task::spawn_blocking(move || Reader::open(files, &folder, progress, from, form));
        let opened = opened.await.map_err(|error| SinkError::passing(io::Error::other(error)))?;
        opened.map_err(|error| SinkError::passing(io::Error::other(error)))
    }

    /// Opens the other end and connects. What it begins with is remembered before anything is sent.
    async fn open_sink(&mut self) -> Result<Box<dyn Sink>, SinkError> {
        let post = self.post.clone();
        let memory = self.cursor.memory.clone();
        let opened = tokio::task::spawn_blocking(move || {
            let Post { name, table, folder, needs, .. } = &post;
            (table.kind.open)(Opening { name, table, files: &needs.files, folder, memory })
        });
        let mut sink = opened.await.map_err(|error| SinkError::passing(io::Error::other(error)))??;
        let timeout = self.post.table.common.timeout;
        tokio::time::timeout(timeout, sink.connect())
            .await
            .unwrap_or_else(|_| Err(too_slow("connecting", timeout)))?;
        self.cursor.memory = sink.memory();
        self.sync_cursor().await?;
        Ok(sink)
    }

    /// Sends a batch, however many sends that takes. True if it was told to stop first.
    async fn send(
        &mut self,
        sink: &mut dyn Sink,
        batch: Batch,
        stop: &mut watch::Receiver<bool>,
        deadline: &mut Option<Instant>,
    ) -> Result<bool, SinkError> {
        let mut left = &*batch.messages;
        let mut most: Most = left.len();
        while let Some(first) = left.first() {
            self.post.status.set_oldest(self.cursor.position(), first.received);
            let place = batch.messages.len() - left.len();
            let failed = batch.failed.range(place..).next();
            if let Some((_, Failed { code, why, after_success })) = failed.filter(|(at, _)| **at == place) {
                if *after_success {
                    self.refused_in_row = 0;
                }
                self.refuse(first, *code, why).await?;
                left = left.get(1..).unwrap_or_default();
                continue;
            }
            let most_now = failed.map_or(most, |(at, _)| most.min(at - place));
            let now: Arc<[Message]> = left.iter().take(most_now).cloned().collect();
            if sink.prepare(&now) {
                self.cursor.memory = sink.memory();
                self.sync_cursor().await?;
            }
            let sent = tokio::select! {
                sent = sink.send(Arc::clone(&now)) => sent,
                () = told_long_ago(stop, deadline) => return Ok(true),
            };
            let Sent { confirmed, refused, taken, error } = sent;
            let (done, mut rest) = left.split_at(confirmed.min(now.len()));
            self.confirm(done, refused, sink.memory()).await?;
            let (held, after) = rest.split_at(taken.min(now.len() - done.len()));
            if let Some(last) = held.last() {
                self.taken.add(held);
                self.read = self.read.max(last.end);
                rest = after;
            }
            left = rest;
            match error {
                None if done.is_empty() && held.is_empty() => {
                    return Err(SinkError::passing(io::Error::other("nothing was confirmed")));
                }
                None => most = most.saturating_mul(2),
                Some(SinkError::Batch { code, why }) if now.len() - done.len() - held.len() <= 1 => {
                    let Some((refused, others)) = rest.split_first() else { break };
                    self.refuse(refused, code, &why).await?;
                    (left, most) = (others, most.saturating_mul(2));
                }
                Some(SinkError::Batch { .. }) => most = (now.len() - done.len() - held.len()).div_ceil(2),
                Some(error) => {
                    let next = rest.first().and_then(|message| message.received);
                    self.post.status.set_oldest(self.cursor.position(), next);
                    return Err(error);
                }
            }
        }
        self.pass(batch.end);
        Ok(false)
    }

    /// What needs no more sending: what was refused of it goes to quarantine first.
    async fn confirm(
        &mut self,
        done: &[Message],
        mut refused: Vec<Refusal>,
        memory: Vec<u8>,
    ) -> Result<(), SinkError> {
        if done.is_empty() {
            return Ok(());
        }
        refused.sort_by_key(|refusal| refusal.at);
        let mut next = 0;
        for Refusal { at, code, why } in refused {
            let Some(message) = done.get(at).filter(|_| at >= next) else { continue };
            self.count(done.get(next..at).unwrap_or_default());
            self.refuse(message, code, &why).await?;
            next = at + 1;
        }
        self.count(done.get(next..).unwrap_or_default());
        self.cursor.memory = memory;
        self.sync_cursor_if_due().await;
        Ok(())
    }

    /// These are confirmed.
    fn count(&mut self, done: &[Message]) {
        let Some(last) = done.last() else { return };
        self.refused_in_row = 0;
        self.backoff.reset();
        self.pass(last.end);
        let mut sent = Taken::default();
        sent.add(done);
        self.succeed(sent);
    }

    fn succeed(&self, sent: Taken) {
        let status = &self.post.status;
        status.sent.fetch_add(sent.messages, Relaxed);
        status.bytes.fetch_add(sent.bytes, Relaxed);
        status.succeeded(self.now());
    }

    /// Has what was taken confirmed. The place behind it, and what the sink remembers with it, are synced before the
    /// sink does what is left to do.
    async fn settle(&mut self, sink: &mut dyn Sink) -> Result<(), SinkError> {
        if self.taken == Taken::default() {
            return Ok(());
        }
        sink.settle().await?;
        let before = self.cursor.clone();
        (self.cursor.segment, self.cursor.offset) = (self.read.segment, self.read.offset);
        self.cursor.memory = sink.memory();
        if let Err(error) = self.sync_cursor().await {
            self.cursor = before;
            return Err(error);
        }
        self.refused_in_row = 0;
        self.backoff.reset();
        let taken = std::mem::take(&mut self.taken);
        self.succeed(taken);
        self.post.status.set_cursor(self.cursor.position());
        sink.settled().await?;
        self.cursor.memory = sink.memory();
        Ok(())
    }

    /// Everything up to here needs no more sending, once what was taken before it is confirmed.
    fn pass(&mut self, end: Position) {
        let at = self.read.max(end);
        self.read = at;
        if self.taken != Taken::default() {
            return;
        }
        (self.cursor.segment, self.cursor.offset) = (at.segment, at.offset);
        self.post.status.set_cursor(at);
    }

    /// A record that can never be sent goes to quarantine. Many in a row are no fault of the records.
    pub(super) async fn refuse(
        &mut self,
        message: &Message,
        code: FaultCode,
        why: &str,
    ) -> Result<(), SinkError> {
        let common = &self.post.table.common;
        let closed = |why: String| SinkError::Closed { code: code.as_str().into(), why };
        if common.on_refused == OnRefused::Stop {
            return Err(closed(format!(
                "the record {} was refused ({why}), and `on_refused` is \"stop\"",
                message.id
            )));
        }
        if self.refused_in_row + 1 >= common.refused_in_row {
            let row = common.refused_in_row;
            return Err(closed(format!("{row} records in a row were refused, the last because {why}")));
        }
        let (line, path, why) = (message.line.clone(), message.id.clone(), why.to_owned());
        self.keep(vec![Unsendable { line, path, code, why }]).await?;
        self.refused_in_row += 1;
        self.pass(message.end);
        Ok(())
    }

    /// Lines that are no records go to quarantine before anything after them is sent.
    async fn put_away(&mut self, strange: &[Strange]) -> Result<(), SinkError> {
        let new = strange.iter().filter(|strange| strange.end > self.put_away);
        let kept = new.map(|Strange { line, end, why }| Unsendable {
            line: line.clone().into(),
            code: FaultCode::SinkRefused,
            path: format!("segment {}, the line before byte {}", end.segment, end.offset),
            why: format!("a line of the journal that is no record: {why}"),
        });
        self.keep(kept.collect()).await?;
        self.put_away = strange.last().map_or(self.put_away, |last| last.end.max(self.put_away));
        Ok(())
    }

    async fn keep(&self, unsendable: Vec<Unsendable>) -> Result<(), SinkError> {
        let count = unsendable.len();
        let (quarantine, name) = (self.post.needs.quarantine.clone(), Arc::clone(&self.post.name));
        let kept = tokio::task::spawn_blocking(move || unsendable::keep(&quarantine, &name, &unsendable));
        kept.await.map_err(io::Error::other).and_then(|kept| kept).map_err(SinkError::passing)?;
        self.post.status.refused.fetch_add(count as u64, Relaxed);
        Ok(())
    }

    async fn sync_cursor_if_due(&mut self) {
        if self.synced_at.elapsed() >= SYNC_EVERY {
            self.sync_cursor().await.ok();
        }
    }

    /// Syncs the place. Where that fails, which is said once, it is tried again with the next one: more is repeated
    /// after a crash then, and held.
    async fn sync_cursor(&mut self) -> Result<(), SinkError> {
        self.synced_at = Instant::now();
        if self.skip.is_some() {
            // Nothing before it is needed again, and after a crash it is looked for again.
            self.hold(self.cursor.position());
            return Ok(());
        }
        if self.cursor == self.synced {
            return Ok(());
        }
        let (cursors, name, cursor) =
            (self.post.needs.cursors.clone(), Arc::clone(&self.post.name), self.cursor.clone());
        let set = tokio::task::spawn_blocking(move || cursors.set(&name, &cursor).map(|()| cursor)).await;
        match set.map_err(io::Error::other).and_then(|set| set.map_err(io::Error::other)) {
            Ok(synced) => {
                self.hold(synced.position());
                self.synced = synced;
                self.sync_fails = false;
                Ok(())
            }
            Err(error) => {
                if !self.sync_fails {
                    tracing::error!(
                        sink = &*self.post.name,
                        %error,
                        "the place of the sink cannot be synced: what it sends from now on is repeated after a crash"
                    );
                }
                self.sync_fails = true;
                Err(SinkError::passing(error))
            }
        }
    }

    fn hold(&self, at: Position) {
        if self.post.table.common.hold {
            self.post.needs.holds.set(&self.post.name, at);
        }
    }

    /// Reads what is synced and not sent, up to a batch; what can never be sent is said and kept.
    async fn read(&mut self, mut reader: Reader, batch: Batch) -> Result<(Reader, Batch), SinkError> {
        let read = tokio::task::spawn_blocking(move || reader.read(batch).map(|batch| (reader, batch)));
        let read = read.await.map_err(io::Error::other).and_then(|read| read);
        let (reader, mut batch) = read.map_err(SinkError::passing)?;
        if let Some(before) = batch.found.take() {
            // What was gone before that is none of its business.
            (self.skip, self.told_gone) = (None, before.segment);
            self.pass(before);
            self.sync_cursor().await.ok();
        }
        self.tell_gone(&batch.gone);
        self.counted = self.counted.max(batch.end);
        self.post.status.filtered.fetch_add(std::mem::take(&mut batch.filtered), Relaxed);
        self.put_away(&batch.strange).await?;
        let oldest = batch.messages.first().and_then(|message| message.received);
        self.post.status.set_oldest(self.cursor.position(), oldest);
        Ok((reader, batch))
    }

    /// Says what was gone before it could be read, each once however often it is read past.
    fn tell_gone(&mut self, gone: &[RangeInclusive<u64>]) {
        if self.skip.is_some() {
            return;
        }
        for range in gone {
            let (first, last) = (self.told_gone.saturating_add(1).max(*range.start()), *range.end());
            if first > last {
                continue;
            }
            self.told_gone = last;
            self.post.status.missed.fetch_add(last - first + 1, Relaxed);
            tracing::error!(
                sink = &*self.post.name,
                first,
                last,
                "segments of the journal were gone or cut before the sink had read them to their end: what it had not read \
                 of them is not sent"
            );
        }
    }
}

/// Returns at a time; never without one.
async fn at(time: Option<Instant>) {
    match time {
        Some(time) => tokio::time::sleep_until(time).await,
        None => std::future::pending().await,
    }
}

/// Up to a quarter less: those who lost the same server do not come back at the same moment.
fn a_little_less(pause: Duration) -> Duration {
    let random = RandomState::new().hash_one(pause) % 256;
    pause - pause / 1024 * u32::try_from(random).unwrap_or(0)
}

fn too_slow(what: &str, timeout: Duration) -> SinkError {
    SinkError::Passing {
        code: "timeout".into(),
        why: format!("{what} took longer than {timeout:?}"),
        wait: None,
    }
}

/// Returns some time after it was told to stop.
async fn told_long_ago(stop: &mut watch::Receiver<bool>, deadline: &mut Option<Instant>) {
    // A sender that is gone tells nothing more.
    stop.wait_for(|stop| *stop).await.ok();
    let deadline = deadline.get_or_insert_with(|| Instant::now() + LAST_SEND);
    tokio::time::sleep_until(*deadline).await;
}
