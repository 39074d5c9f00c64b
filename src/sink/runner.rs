//! What every sink has in common: reading along, batching, the place up to which all is confirmed, trying again,
//! putting away what is refused, lag, and the end.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::time::Instant;

use super::{Begin, Cursor, Cursors, Holds, Message, Sink, SinkError, SinkStatus, State, Table};
use crate::export::Format;
use crate::host::{Backoff, Clock, Files};
use crate::journal::{self, Follow, Lines, Progress};
use crate::model::{Fault, FaultCode, Head, Position, Record};
use crate::quarantine::{Quarantine, Refused};

/// Most records of one send, and bytes after which no further one is added.
const BATCH: (usize, usize) = (500, 1 << 20);
/// How often the place is synced while it moves: a crash repeats no more than this.
const SYNC_EVERY: Duration = Duration::from_secs(1);
/// How long a stop waits for what is under way.
const LAST_SEND: Duration = Duration::from_secs(5);
/// Pauses between tries.
const RETRY: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(60));
/// So many refused in a row are no fault of the records.
const REFUSED_IN_ROW: u32 = 20;

/// What every sink needs beside its own settings.
#[derive(Clone)]
pub(crate) struct Needs {
    pub(crate) files: Arc<dyn Files>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) quarantine: Quarantine,
    /// The journal's folder.
    pub(crate) journal: PathBuf,
    pub(crate) progress: watch::Receiver<Progress>,
    pub(crate) cursors: Cursors,
    pub(crate) holds: Holds,
}

/// One sink and what drives it.
pub(crate) struct Runner {
    name: Arc<str>,
    table: Table,
    /// What relative paths are relative to.
    folder: PathBuf,
    needs: Needs,
    status: Arc<SinkStatus>,
    /// Up to where everything is confirmed, and what of that is synced.
    cursor: Cursor,
    synced: Cursor,
    synced_at: Instant,
    /// A new sink passes over what was received before this.
    skip: Option<Timestamp>,
    said_late: bool,
    refused_in_row: u32,
}

/// Why the runner ends.
enum End {
    Told,
    /// It cannot go on until the configuration is read again.
    Stopped(String),
}

impl Runner {
    /// Takes the place of a sink in the journal: the one it had, else where a new one begins. That is synced, and
    /// segments are held for it, before this returns.
    ///
    /// # Errors
    /// If the store cannot be read or written.
    pub(crate) fn begin(
        name: Arc<str>,
        table: Table,
        folder: PathBuf,
        needs: Needs,
        status: Arc<SinkStatus>,
    ) -> Result<Runner, crate::state::keep::KeepError> {
        let known = needs.cursors.get(&name)?;
        let mut skip = None;
        let cursor = match known {
            Some(cursor) => cursor,
            None => {
                let Position { segment, offset } = match table.common.from {
                    Begin::Now => needs.progress.borrow().end,
                    Begin::Beginning => Position::default(),
                    Begin::Time(time) => {
                        skip = Some(time);
                        Position::default()
                    }
                };
                let cursor = Cursor { segment, offset, ..Cursor::default() };
                // One that looks for its beginning looks again if it is cut.
                if skip.is_none() {
                    needs.cursors.set(&name, &cursor)?;
                }
                cursor
            }
        };
        let synced = cursor.clone();
        if table.common.hold {
            needs.holds.set(&name, synced.position());
        }
        status.set_cursor(synced.position());
        let synced_at = Instant::now();
        let (said_late, refused_in_row) = (false, 0);
        Ok(Runner {
            name,
            table,
            folder,
            needs,
            status,
            cursor,
            synced,
            synced_at,
            skip,
            said_late,
            refused_in_row,
        })
    }

    /// Sends until told to stop; what is synced in the journal by then is sent first, as far as that goes within a
    /// few seconds and without trouble.
    pub(crate) async fn run(mut self, mut stop: watch::Receiver<bool>) {
        if self.table.common.paused {
            self.status.set_state(State::Paused);
            stop.wait_for(|stop| *stop).await.ok();
            return;
        }
        let end = self.send_all(&mut stop).await;
        self.sync_cursor().await;
        if let End::Stopped(why) = end {
            tracing::error!(
                sink = &*self.name,
                why,
                "the sink stops; it begins again when the configuration is read again"
            );
            self.status.set_state(State::Stopped);
            self.status.set_trouble(Some(why));
            stop.wait_for(|stop| *stop).await.ok();
        }
    }

    async fn send_all(&mut self, stop: &mut watch::Receiver<bool>) -> End {
        let mut backoff = Backoff::new(RETRY.0, RETRY.1);
        loop {
            let error = match self.send_from_cursor(stop, &mut backoff).await {
                Ok(end) => return end,
                Err(error) => error,
            };
            let pause = match error {
                SinkError::Passing { why, wait } => {
                    let pause = backoff.wait().max(wait.unwrap_or_default());
                    tracing::warn!(sink = &*self.name, error = %why, again_in = ?pause, "cannot send");
                    self.status.set_trouble(Some(why.to_string()));
                    pause
                }
                SinkError::Refused { why } | SinkError::Closed { why } => return End::Stopped(why),
            };
            self.status.failures.fetch_add(1, Relaxed);
            self.status.set_state(State::Waiting);
            self.sync_cursor().await;
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = stop.wait_for(|stop| *stop) => return End::Told,
            }
        }
    }

    /// Opens the other end and sends from the place on, until told to stop or something fails.
    async fn send_from_cursor(
        &mut self,
        stop: &mut watch::Receiver<bool>,
        backoff: &mut Backoff,
    ) -> Result<End, SinkError> {
        let (files, folder) = (Arc::clone(&self.needs.files), self.needs.journal.clone());
        let (from, progress) = (self.cursor.position(), self.needs.progress.clone());
        let mut follow = tokio::task::spawn_blocking(move || Lines::follow(files, &folder, from, progress))
            .await
            .map_err(|error| SinkError::passing(io::Error::other(error)))?
            .map_err(|error| SinkError::passing(io::Error::other(error)))?;
        let mut deadline: Option<Instant> = None;
        let mut open: Option<Box<dyn Sink>> = None;
        loop {
            if deadline.is_none() && *stop.borrow() {
                deadline = Some(Instant::now() + LAST_SEND);
            }
            let batch;
            (follow, batch) = self.read(follow).await?;
            self.look_at_lag(&batch, follow.end());
            if batch.messages.is_empty() {
                self.pass(batch.end);
                self.sync_cursor_if_due().await;
                if deadline.is_some() {
                    return Ok(End::Told);
                }
                self.status.set_state(State::Idle);
                let due = self.cursor != self.synced;
                tokio::select! {
                    more = follow.more() => if !more { return Ok(End::Told); },
                    () = tokio::time::sleep(SYNC_EVERY), if due => {}
                    _ = stop.wait_for(|stop| *stop) => {}
                }
                continue;
            }
            self.status.set_state(State::Sending);
            let sink = match &mut open {
                Some(sink) => sink,
                None => {
                    let sink = (self.table.kind.open)(&self.table, &self.folder, self.cursor.memory.clone())?;
                    // What it begins with is remembered before anything is sent.
                    self.cursor.memory = sink.memory();
                    self.sync_cursor().await;
                    open.insert(sink)
                }
            };
            let ended = self.send(&mut **sink, batch, stop, &mut deadline).await?;
            backoff.reset();
            self.status.set_trouble(None);
            self.sync_cursor_if_due().await;
            if ended || deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                return Ok(End::Told);
            }
        }
    }

    /// Sends a batch, however many sends that takes. True if it was told to stop first.
    async fn send(
        &mut self,
        sink: &mut dyn Sink,
        batch: Read,
        stop: &mut watch::Receiver<bool>,
        deadline: &mut Option<Instant>,
    ) -> Result<bool, SinkError> {
        let mut left: Arc<[Message]> = batch.messages.into();
        while !left.is_empty() {
            let sending = sink.send(Arc::clone(&left));
            let sent = tokio::select! {
                sent = sending => sent,
                () = told_long_ago(stop, deadline) => return Ok(true),
            };
            let confirmed = sent.confirmed.min(left.len());
            let (done, rest) = left.split_at(confirmed);
            if confirmed > 0 {
                self.confirm(done);
                self.cursor.memory = sink.memory();
            }
            let mut rest = rest;
            match sent.error {
                None if confirmed == 0 => {
                    return Err(SinkError::passing(io::Error::other("nothing was confirmed")));
                }
                None => {}
                Some(SinkError::Refused { why }) => {
                    let Some((first, others)) = rest.split_first() else { continue };
                    self.put_away(first, &why).await?;
                    rest = others;
                }
                Some(error) => return Err(error),
            }
            left = rest.into();
        }
        self.pass(batch.end);
        Ok(false)
    }

    fn confirm(&mut self, done: &[Message]) {
        let Some(last) = done.last() else { return };
        self.refused_in_row = 0;
        self.cursor.id.clone_from(&last.id);
        self.pass(last.end);
        self.status.sent.fetch_add(done.len() as u64, Relaxed);
        let bytes: usize = done.iter().map(|message| message.line.len()).sum();
        self.status.bytes.fetch_add(bytes as u64, Relaxed);
    }

    /// Everything up to here needs no more sending.
    fn pass(&mut self, end: Position) {
        let at = self.cursor.position().max(end);
        (self.cursor.segment, self.cursor.offset) = (at.segment, at.offset);
        self.status.set_cursor(at);
    }

    /// A record that can never be sent goes to quarantine.
    async fn put_away(&mut self, message: &Message, why: &str) -> Result<(), SinkError> {
        self.refused_in_row += 1;
        if self.refused_in_row >= REFUSED_IN_ROW {
            let why = format!("{REFUSED_IN_ROW} records in a row were refused, the last because {why}");
            return Err(SinkError::Closed { why });
        }
        let (quarantine, name, message) =
            (self.needs.quarantine.clone(), Arc::clone(&self.name), message.clone());
        let why = why.to_owned();
        let end = message.end;
        let kept = tokio::task::spawn_blocking(move || {
            let fault = Fault::new(FaultCode::SinkRefused, why);
            let source = format!("sink:{name}");
            let key = format!("{source}\0{}", message.id);
            let refused = Refused {
                fault: &fault,
                source: &source,
                path: Some(&message.id),
                member: None,
                bytes: Some(message.line.len() as u64),
                key: key.as_bytes(),
            };
            let kept = quarantine.keep_bytes(&message.line, &refused)?;
            tracing::warn!(sink = &*name, id = message.id, message = fault.message, kept = %kept.display(), "quarantined");
            Ok(())
        });
        kept.await.map_err(io::Error::other).and_then(|kept| kept).map_err(SinkError::passing)?;
        self.status.refused.fetch_add(1, Relaxed);
        self.pass(end);
        Ok(())
    }

    async fn sync_cursor_if_due(&mut self) {
        if self.synced_at.elapsed() >= SYNC_EVERY {
            self.sync_cursor().await;
        }
    }

    /// Syncs the place. Where that fails it is tried again with the next one: more is repeated then, and held.
    async fn sync_cursor(&mut self) {
        self.synced_at = Instant::now();
        if self.cursor == self.synced || self.skip.is_some() {
            return;
        }
        let (cursors, name, cursor) =
            (self.needs.cursors.clone(), Arc::clone(&self.name), self.cursor.clone());
        let set = tokio::task::spawn_blocking(move || cursors.set(&name, &cursor).map(|()| cursor)).await;
        if let Ok(Ok(synced)) = set {
            if self.table.common.hold {
                self.needs.holds.set(&self.name, synced.position());
            }
            self.synced = synced;
        }
    }

    /// Reads what is synced and not sent, up to a batch.
    async fn read(&mut self, mut follow: Follow) -> Result<(Follow, Read), SinkError> {
        let (format, skip, from) = (self.table.common.format, self.skip, self.cursor.position());
        let name = Arc::clone(&self.name);
        let missed = follow.missed();
        let read = tokio::task::spawn_blocking(move || {
            let read = Read::of(&mut follow, format, skip, from, &name);
            read.map(|read| (follow, read))
        });
        let read = read.await.map_err(io::Error::other).and_then(|read| read);
        let (follow, read) = read.map_err(SinkError::passing)?;
        if let Some(before) = read.found {
            self.skip = None;
            self.pass(before);
            self.sync_cursor().await;
        }
        let gone = follow.missed() - missed;
        if gone > 0 {
            self.status.missed.fetch_add(gone, Relaxed);
            tracing::error!(
                sink = &*self.name,
                segments = gone,
                "segments of the journal were gone or cut before the sink had read them: records in them are not sent"
            );
        }
        Ok((follow, read))
    }

    fn look_at_lag(&mut self, batch: &Read, end: Position) {
        let oldest = batch.messages.first().and_then(|message| message.received);
        self.status.oldest.store(oldest.and_then(|at| u64::try_from(at).ok()).unwrap_or(0), Relaxed);
        let at = self.cursor.position();
        let behind = if at.segment == end.segment {
            end.offset.saturating_sub(at.offset)
        } else {
            self.bytes_behind(at, end)
        };
        self.status.lag_bytes.store(behind, Relaxed);
        let Some(late) = self.table.common.late else { return };
        let lag = Duration::from_secs(self.status.lag_seconds(self.needs.clock.now().as_second()));
        let is_late = lag > late;
        if is_late && !self.said_late {
            tracing::warn!(
                sink = &*self.name,
                ?lag,
                ?late,
                "the oldest record that it has not sent is older than `late`"
            );
        }
        self.said_late = is_late;
    }

    /// What lies between two places, by the sizes of the files: of sealed segments that is less than what they hold.
    fn bytes_behind(&self, at: Position, end: Position) -> u64 {
        let files = &*self.needs.files;
        let found = journal::segments(files, &self.needs.journal).unwrap_or_default();
        let between = found.iter().filter(|found| (at.segment..end.segment).contains(&found.name.number));
        let sizes = between.flat_map(|segment| segment.files(&self.needs.journal).next());
        let whole: u64 = sizes.filter_map(|path| files.stat(&path).ok()).map(|stat| stat.size).sum();
        whole.saturating_sub(at.offset) + end.offset
    }
}

/// Returns some time after it was told to stop.
async fn told_long_ago(stop: &mut watch::Receiver<bool>, deadline: &mut Option<Instant>) {
    // A sender that is gone tells nothing more.
    stop.wait_for(|stop| *stop).await.ok();
    let deadline = deadline.get_or_insert_with(|| Instant::now() + LAST_SEND);
    tokio::time::sleep_until(*deadline).await;
}

/// What was read of the journal.
struct Read {
    messages: Vec<Message>,
    /// Up to where.
    end: Position,
    /// The place at which a new sink begins, once it is found.
    found: Option<Position>,
}

impl Read {
    fn of(
        follow: &mut Follow,
        format: Format,
        mut skip: Option<Timestamp>,
        from: Position,
        name: &str,
    ) -> io::Result<Read> {
        let mut read = Read { messages: Vec::new(), end: from, found: None };
        let (mut line, mut bytes) = (Vec::new(), 0);
        while read.messages.len() < BATCH.0 && bytes < BATCH.1 {
            let Some(end) = follow.next(&mut line)? else { break };
            let before = std::mem::replace(&mut read.end, end);
            let Some(head) = Head::of(&line) else {
                tracing::warn!(sink = name, segment = end.segment, byte = end.offset, "a line is no record");
                continue;
            };
            let received = head.received();
            if skip.is_some_and(|skip| received.is_none_or(|received| received < skip)) {
                bytes += line.len() / 64;
                continue;
            }
            if skip.take().is_some() {
                read.found = Some(before);
            }
            let line = match format {
                Format::Wiredesk => line.clone(),
                other => converted(&line, other)?,
            };
            bytes += line.len();
            let received = received.map(Timestamp::as_second);
            read.messages.push(Message { id: head.id, line, end, received });
        }
        Ok(read)
    }
}

fn converted(line: &[u8], format: Format) -> io::Result<Vec<u8>> {
    let record: Record = serde_json::from_slice(line)?;
    let mut out = Vec::with_capacity(line.len());
    format.write(&record, &mut out)?;
    Ok(out)
}
