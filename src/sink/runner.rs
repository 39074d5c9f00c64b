//! What every sink has in common: the place up to which all is confirmed, trying again, putting away what is refused,
//! and the end.

use std::io;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::time::Instant;

use super::lag::Lag;
use super::post::{Post, RETRY};
use super::reading::{Batch, Reader, Strange};
use super::unsendable::{self, Unsendable};
use super::{Cursor, Message, Sink, SinkError, State};
use crate::host::Backoff;
use crate::model::Position;

/// How often the place is synced while it moves: a crash repeats no more than this.
const SYNC_EVERY: Duration = Duration::from_secs(1);
/// How long a stop waits for what is under way.
const LAST_SEND: Duration = Duration::from_secs(5);
/// So many refused in a row are no fault of the records.
const REFUSED_IN_ROW: u32 = 20;

/// One sink and what drives it.
pub(crate) struct Runner {
    post: Post,
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
        Runner {
            synced: cursor.clone(),
            synced_at: Instant::now(),
            sync_fails: false,
            skip,
            backoff: Backoff::new(RETRY.0, RETRY.1),
            refused_in_row: 0,
            told_gone: 0,
            put_away: cursor.position(),
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
            let pause = match error {
                SinkError::Passing { why, wait } => {
                    let pause = self.backoff.wait().max(wait.unwrap_or_default());
                    tracing::warn!(sink = &*self.post.name, error = %why, again_in = ?pause, "cannot send");
                    pause
                }
                SinkError::Refused { why } | SinkError::Closed { why } => return End::Stopped(why),
            };
            self.post.status.failures.fetch_add(1, Relaxed);
            self.post.status.set_state(State::Waiting);
            self.sync_cursor().await.ok();
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = stop.wait_for(|stop| *stop) => return End::Told,
            }
        }
    }

    /// Opens the other end and sends from the place on, until told to stop or something fails.
    async fn send_from_cursor(&mut self, stop: &mut watch::Receiver<bool>) -> Result<End, SinkError> {
        let mut reader = self.open_reader().await?;
        let mut deadline: Option<Instant> = None;
        let mut open: Option<Box<dyn Sink>> = None;
        loop {
            if deadline.is_none() && *stop.borrow() {
                deadline = Some(Instant::now() + LAST_SEND);
            }
            let batch;
            (reader, batch) = self.read(reader).await?;
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
                let due = self.cursor != self.synced && self.skip.is_none();
                tokio::select! {
                    more = reader.more() => if !more { return Ok(End::Told); },
                    () = tokio::time::sleep(SYNC_EVERY), if due => {}
                    _ = stop.wait_for(|stop| *stop) => {}
                }
                continue;
            }
            self.post.status.set_state(State::Sending);
            let sink = match &mut open {
                Some(sink) => sink,
                None => open.insert(tokio::select! {
                    opened = self.open_sink() => opened?,
                    () = told_long_ago(stop, &mut deadline) => return Ok(End::Told),
                }),
            };
            let ended = self.send(&mut **sink, batch, stop, &mut deadline).await?;
            if ended || deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                return Ok(End::Told);
            }
        }
    }

    async fn open_reader(&self) -> Result<Reader, SinkError> {
        let (files, folder) = (Arc::clone(&self.post.needs.files), self.post.needs.journal.clone());
        let (from, progress) = (self.cursor.position(), self.post.needs.progress.clone());
        let form = (self.post.table.common.format, self.skip);
        let opened = tokio::task::spawn_blocking(move || Reader::open(files, &folder, progress, from, form));
        let opened = opened.await.map_err(|error| SinkError::passing(io::Error::other(error)))?;
        opened.map_err(|error| SinkError::passing(io::Error::other(error)))
    }

    /// Opens the other end. What it begins with is remembered before anything is sent.
    async fn open_sink(&mut self) -> Result<Box<dyn Sink>, SinkError> {
        let (table, folder) = (self.post.table.clone(), self.post.folder.clone());
        let memory = self.cursor.memory.clone();
        let opened = tokio::task::spawn_blocking(move || (table.kind.open)(&table, &folder, memory));
        let sink = opened.await.map_err(|error| SinkError::passing(io::Error::other(error)))??;
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
        let mut left: Arc<[Message]> = batch.messages.into();
        while let Some(first) = left.first() {
            self.post.status.set_oldest(self.cursor.position(), first.received);
            let sending = sink.send(Arc::clone(&left));
            let sent = tokio::select! {
                sent = sending => sent,
                () = told_long_ago(stop, deadline) => return Ok(true),
            };
            let confirmed = sent.confirmed.min(left.len());
            let (done, mut rest) = left.split_at(confirmed);
            if confirmed > 0 {
                self.confirm(done);
                self.cursor.memory = sink.memory();
                self.backoff.reset();
                self.sync_cursor_if_due().await;
            }
            match sent.error {
                None if confirmed == 0 => {
                    return Err(SinkError::passing(io::Error::other("nothing was confirmed")));
                }
                None => {}
                Some(SinkError::Refused { why }) => {
                    let Some((refused, others)) = rest.split_first() else { break };
                    self.refuse(refused, &why).await?;
                    rest = others;
                }
                Some(error) => {
                    let next = rest.first().and_then(|message| message.received);
                    self.post.status.set_oldest(self.cursor.position(), next);
                    return Err(error);
                }
            }
            left = rest.into();
        }
        self.pass(batch.end);
        Ok(false)
    }

    fn confirm(&mut self, done: &[Message]) {
        let Some(last) = done.last() else { return };
        self.refused_in_row = 0;
        self.pass(last.end);
        let status = &self.post.status;
        status.sent.fetch_add(done.len() as u64, Relaxed);
        let bytes: usize = done.iter().map(|message| message.line.len()).sum();
        status.bytes.fetch_add(bytes as u64, Relaxed);
    }

    /// Everything up to here needs no more sending.
    fn pass(&mut self, end: Position) {
        let at = self.cursor.position().max(end);
        (self.cursor.segment, self.cursor.offset) = (at.segment, at.offset);
        self.post.status.set_cursor(at);
    }

    /// A record that can never be sent goes to quarantine. Many in a row are no fault of the records.
    pub(super) async fn refuse(&mut self, message: &Message, why: &str) -> Result<(), SinkError> {
        if self.refused_in_row + 1 >= REFUSED_IN_ROW {
            let why = format!("{REFUSED_IN_ROW} records in a row were refused, the last because {why}");
            return Err(SinkError::Closed { why });
        }
        let (line, path, why) = (message.line.clone(), message.id.clone(), why.to_owned());
        self.keep(vec![Unsendable { line, path, why }]).await?;
        self.refused_in_row += 1;
        self.pass(message.end);
        Ok(())
    }

    /// Lines that are no records go to quarantine before anything after them is sent.
    async fn put_away(&mut self, strange: &[Strange]) -> Result<(), SinkError> {
        let new = strange.iter().filter(|strange| strange.end > self.put_away);
        let kept = new.map(|Strange { line, end, why }| Unsendable {
            line: line.clone(),
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
    async fn read(&mut self, mut reader: Reader) -> Result<(Reader, Batch), SinkError> {
        let from = self.cursor.position();
        let read = tokio::task::spawn_blocking(move || reader.read(from).map(|batch| (reader, batch)));
        let read = read.await.map_err(io::Error::other).and_then(|read| read);
        let (reader, batch) = read.map_err(SinkError::passing)?;
        if let Some(before) = batch.found {
            // What was gone before that is none of its business.
            (self.skip, self.told_gone) = (None, before.segment);
            self.pass(before);
            self.sync_cursor().await.ok();
        }
        self.tell_gone(&batch.gone);
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

/// Returns some time after it was told to stop.
async fn told_long_ago(stop: &mut watch::Receiver<bool>, deadline: &mut Option<Instant>) {
    // A sender that is gone tells nothing more.
    stop.wait_for(|stop| *stop).await.ok();
    let deadline = deadline.get_or_insert_with(|| Instant::now() + LAST_SEND);
    tokio::time::sleep_until(*deadline).await;
}
