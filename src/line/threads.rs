//! Threads and channels for the steps of the desk.
//!
//! Ends by itself: when the last sender of arrivals is dropped, each step drains and ends after the one before it.
//! Order: `prepare` workers finish in any order and `judge` takes them in the order of the permits; `extract`
//! workers finish in any order and `commit` takes them in the order in which `judge` numbered them.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tracing::Span;

use crate::config::plan::OnDuplicate;
use crate::decode::Request;
use crate::dedup::{Dedup, Identity};
use crate::flow::{Budget, Depth, Meters, Permit, Pool, Receipt, Receiver, Sender, channel, held};
use crate::host::Backoff;
use crate::model::{Fault, Position, TextLimits, VendorXml};
use crate::state::IndexError;

use super::writer::Writer;
use super::{
    Arrival, Committer, Finished, Incoming, Judged, Prepared, Recall, Rules, Sighted, Work, finish, judge,
    prepare,
};

/// The names of the steps' meters.
pub(super) const METERS: &[&str] = &["decode", "normalise", "judge", "extract", "commit"];

/// How the line is run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What the pure stages need to know.
    pub rules: Rules,
    /// Threads for `prepare` and for `extract`, each.
    pub workers: usize,
    /// Items that a channel holds.
    pub channel: usize,
    /// Lines and receipts after which a group is committed.
    pub commit_count: usize,
    /// Time after which a group is committed.
    pub commit_every: Duration,
    /// Records after which the index is written.
    pub flush_count: usize,
    /// Time after which the index is written.
    pub flush_every: Duration,
    /// Whether a failed commit is tried again until it succeeds; else the line ends with [`Line::failure`].
    pub retry: bool,
}

impl Settings {
    /// Settings with the machine's defaults.
    pub fn new(rules: Rules, workers: usize) -> Self {
        Settings {
            rules,
            workers: workers.max(1),
            channel: 64,
            commit_count: 512,
            commit_every: Duration::from_millis(20),
            flush_count: 512,
            flush_every: Duration::from_secs(2),
            retry: true,
        }
    }
}

/// What the line says about itself while it runs.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its threads.
    pub pool: Pool,
    /// Its counters.
    pub meters: Meters,
    /// Everything in flight.
    pub budget: Budget,
    /// What waits before each step, in order.
    pub depths: Arc<[(&'static str, Depth)]>,
    recall: Recall,
    pub(super) shared: Arc<Shared>,
}

/// What was committed so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Commits {
    /// Groups committed.
    pub done: u64,
    /// Attempts that failed: of commits, of the index.
    pub failed: u64,
    /// Bytes appended.
    pub bytes: u64,
    /// Where the next line will begin, once something was committed.
    pub end: Position,
}

#[derive(Debug, Default)]
pub(super) struct Shared {
    /// Set while commits fail: the intake is as good as stopped.
    pub(super) stuck: AtomicBool,
    /// What the last attempt failed with, while commits fail.
    trouble: Mutex<Option<String>>,
    /// May change while it runs.
    limits: RwLock<TextLimits>,
    /// May change while it runs.
    vendors: RwLock<Arc<[VendorXml]>>,
    pub(super) commits: Mutex<Commits>,
    /// Set to give up retrying.
    aborted: AtomicBool,
    /// Whether a failed write is no reason to end.
    retry: bool,
    failure: Mutex<Option<io::Error>>,
    /// Set when the index turned out to be damaged: the line ends, and a new index is built from the journal.
    damaged: Mutex<Option<String>>,
    pub(super) written: AtomicU64,
    replayed: AtomicU64,
    refused: AtomicU64,
}

impl Shared {
    /// Tries to make the index usable again after it failed. False where that cannot help.
    pub(super) fn mend(&self, error: &IndexError, dedup: &Mutex<Dedup>) -> bool {
        let mended = match error {
            IndexError::Damaged(why) => Err(IndexError::Damaged(why.clone())),
            _ => held(dedup).mend(),
        };
        if let Err(IndexError::Damaged(why)) = mended {
            *held(&self.damaged) = Some(why);
            self.aborted.store(true, Relaxed);
            return false;
        }
        true
    }

    /// Whether to try again after a failure; if not, the failure is kept.
    pub(super) fn may_retry(&self, error: io::Error) -> bool {
        self.stuck.store(true, Relaxed);
        *held(&self.trouble) = Some(error.to_string());
        held(&self.commits).failed += 1;
        if self.retry && !self.aborted.load(Relaxed) {
            return true;
        }
        *held(&self.failure) = Some(error);
        false
    }
}

impl Line {
    /// What commits fail with, while they fail and are being tried again.
    pub fn trouble(&self) -> Option<String> {
        if self.is_stuck() { held(&self.shared.trouble).clone() } else { None }
    }

    /// What was committed so far.
    pub fn commits(&self) -> Commits {
        *held(&self.shared.commits)
    }

    /// The limits for one document, as they are now.
    pub fn limits(&self) -> TextLimits {
        *self.shared.limits.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// XML of vendors whose fields the user points to, as it is now.
    fn vendors(&self) -> Arc<[VendorXml]> {
        Arc::clone(&self.shared.vendors.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Other XML of vendors for documents that are begun from now on.
    pub fn set_vendors(&self, vendors: Arc<[VendorXml]>) {
        *self.shared.vendors.write().unwrap_or_else(PoisonError::into_inner) = vendors;
    }

    /// Other limits for documents that are begun from now on.
    pub fn set_limits(&self, limits: TextLimits) {
        *self.shared.limits.write().unwrap_or_else(PoisonError::into_inner) = limits;
        self.recall.clear();
    }

    /// Whether the last commit failed and is being tried again.
    pub fn is_stuck(&self) -> bool {
        self.shared.stuck.load(Relaxed)
    }

    /// Gives up on what cannot be committed; for the end of the shutdown deadline.
    pub fn abort(&self) {
        self.shared.aborted.store(true, Relaxed);
    }

    /// What is wrong with the index, where the line ended because it turned out to be damaged.
    pub fn damaged_index(&self) -> Option<String> {
        held(&self.shared.damaged).clone()
    }

    /// What a commit failed with, where it is not tried again.
    pub fn failure(&self) -> Option<io::Error> {
        held(&self.shared.failure).take()
    }

    /// Records written, inputs that needed none, members and arrivals refused.
    pub fn totals(&self) -> (u64, u64, u64) {
        (
            self.shared.written.load(Relaxed),
            self.shared.replayed.load(Relaxed),
            self.shared.refused.load(Relaxed),
        )
    }
}

/// The span of one document, through all steps after `prepare`.
fn span_of(prepared: &Prepared) -> Span {
    match prepared {
        Prepared::Record(sighted) => {
            let record = &sighted.record;
            tracing::debug_span!("document", id = record.id, member = record.source.member)
        }
        Prepared::Refused(member) => tracing::debug_span!("document", member = member.member),
    }
}

/// A step of an arrival from `prepare` to `judge`.
struct Step {
    span: Span,
    prepared: Option<Prepared>,
    /// For a further member of a bundle: its own permit. The first rides on the arrival's.
    permit: Option<Permit>,
    end: Option<End>,
}

/// The end of an arrival: nothing more comes of it.
struct End {
    receipt: Option<Receipt>,
    permit: Permit,
    fault: Option<Fault>,
}

pub(super) struct Numbered<T> {
    pub(super) number: u64,
    pub(super) item: T,
}

struct ToExtract {
    span: Span,
    judged: Judged,
    id: Identity,
    received: i64,
    permit: Option<Permit>,
    end: Option<End>,
}

/// Starts the threads. Returns where arrivals go in; the line ends when the last such sender is dropped.
///
/// # Errors
/// If the operating system gives no thread.
pub(crate) fn start(
    settings: &Settings,
    budget: Budget,
    dedup: &Arc<Mutex<Dedup>>,
    mut committer: Committer,
    runtime: &Handle,
) -> io::Result<(Sender<Incoming>, Line)> {
    let recall = Recall::new(settings.rules.on_duplicate == OnDuplicate::Keep);
    committer.recall = recall.clone();
    let (arrivals_in, arrivals) = channel::<Incoming>(settings.channel);
    let (steps_in, steps) = channel::<Numbered<Step>>(settings.channel);
    let (extract_in, to_extract) = channel::<Numbered<ToExtract>>(settings.channel);
    let (commit_in, to_commit) = channel::<Numbered<Finished>>(settings.channel);
    let line = Line {
        pool: Pool::default(),
        meters: Meters::new(METERS),
        budget,
        depths: Arc::new([
            ("decode", arrivals_in.depth()),
            ("judge", steps_in.depth()),
            ("extract", extract_in.depth()),
            ("commit", commit_in.depth()),
        ]),
        recall,
        shared: Arc::new(Shared {
            retry: settings.retry,
            limits: RwLock::new(settings.rules.limits),
            vendors: RwLock::new(Arc::clone(&settings.rules.vendors)),
            ..Shared::default()
        }),
    };

    for worker in 1..=settings.workers {
        let (arrivals, steps_in, line_of) = (arrivals.clone(), steps_in.clone(), line.clone());
        line.pool.spawn(&format!("prepare-{worker}"), move || {
            while let Some(incoming) = arrivals.recv_blocking() {
                if prepare_one(incoming, &line_of, &steps_in).is_break() {
                    break;
                }
            }
        })?;
        let (to_extract, commit_in, line_of) = (to_extract.clone(), commit_in.clone(), line.clone());
        line.pool.spawn(&format!("extract-{worker}"), move || {
            while let Some(Numbered { number, item }) = to_extract.recv_blocking() {
                let item = extract_one(item, &line_of);
                if commit_in.send_blocking(Numbered { number, item }).is_err() {
                    break;
                }
            }
        })?;
    }
    {
        let (dedup, line_of, rules) = (Arc::clone(dedup), line.clone(), settings.rules.clone());
        line.pool.spawn("judge", move || {
            Judge { dedup, line: line_of, rules, next: 0, to_extract: extract_in, to_commit: commit_in }
                .run(&steps);
        })?;
    }
    {
        let writer = Writer {
            committer,
            dedup: Arc::clone(dedup),
            line: line.clone(),
            settings: settings.clone(),
            runtime: runtime.clone(),
            flushed: Instant::now(),
        };
        line.pool.spawn("commit", move || writer.run(&to_commit))?;
    }
    Ok((arrivals_in, line))
}

fn prepare_one(incoming: Incoming, line: &Line, steps: &Sender<Numbered<Step>>) -> ControlFlow<()> {
    let arrival = match incoming {
        Incoming::Arrival(arrival) => *arrival,
        Incoming::Nothing(permit) => {
            let number = permit.sequence().unwrap_or_default();
            let end = End { receipt: None, permit, fault: None };
            let item = Step { prepared: None, permit: None, end: Some(end), span: Span::none() };
            return send(steps, Numbered { number, item });
        }
    };
    let Arrival { bytes, hints, place, permit, receipt } = arrival;
    let number = permit.sequence().unwrap_or_default();
    let (limits, vendors) = (line.limits(), line.vendors());
    let span = tracing::debug_span!("arrival", number, source = &*hints.source, path = hints.path);
    let entered = span.enter();
    // The latest document waits for the next, so that the last can carry the arrival's end.
    let mut held: Option<Step> = None;
    let mut count: u64 = 0;
    let result = {
        let mut emit = |prepared: Prepared, size: u64| {
            let permit = (count > 0).then(|| line.budget.grow(number, size));
            count += 1;
            let span = span_of(&prepared);
            let step = Step { prepared: Some(prepared), permit, end: None, span };
            match held.replace(step) {
                Some(item) => send(steps, Numbered { number, item }),
                None => ControlFlow::Continue(()),
            }
        };
        let request = Request { hints: &hints, limits: &limits, vendors: &vendors, explain: false };
        prepare(&bytes, &request, &place, &line.meters, &mut emit)
    };
    tracing::debug!(
        documents = count,
        bytes = bytes.len(),
        fault = result.as_ref().err().map(tracing::field::display),
        "prepared"
    );
    drop(entered);
    drop(bytes);
    let mut last = held.unwrap_or(Step { prepared: None, permit: None, end: None, span: Span::none() });
    last.end = Some(End { receipt: Some(receipt), permit, fault: result.err() });
    send(steps, Numbered { number, item: last })
}

fn send<T>(to: &Sender<T>, item: T) -> ControlFlow<()> {
    match to.send_blocking(item) {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    }
}

struct Judge {
    dedup: Arc<Mutex<Dedup>>,
    line: Line,
    rules: Rules,
    next: u64,
    to_extract: Sender<Numbered<ToExtract>>,
    to_commit: Sender<Numbered<Finished>>,
}

impl Judge {
    /// Takes the steps of one arrival after the other, however the workers interleave them.
    fn run(mut self, steps: &Receiver<Numbered<Step>>) {
        let mut turn = 0;
        let mut early: BTreeMap<u64, VecDeque<Step>> = BTreeMap::new();
        while let Some(Numbered { number, item }) = steps.recv_blocking() {
            if number != turn {
                early.entry(number).or_default().push_back(item);
                continue;
            }
            let mut ended = item.end.is_some();
            if self.step(item).is_break() {
                return;
            }
            while ended {
                turn += 1;
                ended = false;
                for item in early.remove(&turn).unwrap_or_default() {
                    ended = item.end.is_some();
                    if self.step(item).is_break() {
                        return;
                    }
                }
            }
        }
    }

    fn step(&mut self, step: Step) -> ControlFlow<()> {
        let number = self.next;
        self.next += 1;
        let Step { prepared, permit, end, span } = step;
        let entered = span.enter();
        let work = match prepared {
            Some(Prepared::Record(sighted)) => {
                let (id, received) = (sighted.id, sighted.received);
                let Some(judged) = self.verdict(sighted) else { return ControlFlow::Break(()) };
                tracing::debug!(verdict = judged.name(), "judged");
                if matches!(judged, Judged::Nothing) {
                    self.line.shared.replayed.fetch_add(1, Relaxed);
                    Work::Nothing
                } else {
                    drop(entered);
                    let item = ToExtract { judged, id, received, permit, end, span };
                    return send(&self.to_extract, Numbered { number, item });
                }
            }
            Some(Prepared::Refused(member)) => {
                self.line.shared.refused.fetch_add(1, Relaxed);
                Work::Quarantine(member)
            }
            None => Work::Nothing,
        };
        let item = finished(work, permit, end, &self.line);
        send(&self.to_commit, Numbered { number, item })
    }
}

impl Judge {
    /// The verdict, however often the index must be asked; none if told to give up.
    fn verdict(&self, mut sighted: Box<Sighted>) -> Option<Judged> {
        let meter = self.line.meters.of("judge");
        let mut backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(5));
        loop {
            let rule = self.rules.on_duplicate;
            match meter.time(|| judge(&mut held(&self.dedup), sighted, rule)) {
                Ok(judged) => {
                    meter.gave(1);
                    return Some(judged);
                }
                Err((again, error)) => {
                    let wait = backoff.wait();
                    tracing::error!(%error, again_in = ?wait, "cannot ask the index; the intake stands still");
                    self.line.shared.mend(&error, &self.dedup);
                    if !self.line.shared.may_retry(io::Error::other(error)) {
                        return None;
                    }
                    std::thread::sleep(wait);
                    sighted = again;
                }
            }
        }
    }
}

fn finished(work: Work, permit: Option<Permit>, end: Option<End>, line: &Line) -> Finished {
    let mut item = Finished { work, permit, arrival: None, end: None };
    if let Some(End { receipt, permit: whole, fault }) = end {
        if fault.is_some() {
            line.shared.refused.fetch_add(1, Relaxed);
        }
        item.arrival = Some(whole);
        item.end = receipt.map(|receipt| (receipt, fault));
    }
    item
}

fn extract_one(item: ToExtract, line: &Line) -> Finished {
    let ToExtract { judged, id, received, permit, end, span } = item;
    let _entered = span.enter();
    let meter = line.meters.of("extract");
    let found = match &judged {
        Judged::Whole(record) => line.recall.found(record),
        Judged::Thin(_) | Judged::Nothing => None,
    };
    let story = meter.time(|| finish(judged, &line.limits(), found));
    meter.gave(1);
    tracing::debug!(bytes = story.as_ref().map_or(0, |story| story.line.len()), "extracted");
    let work = story.map_or(Work::Nothing, |story| Work::Write { id, received, story });
    finished(work, permit, end, line)
}
