//! The line's threads: each is a loop around the steps of a worker, of the writer, of the indexer, or of the shelf.
//!
//! Ends by itself: when the last entrance is dropped, everything on its way is committed and the threads end. Where one
//! of them ends by a defect, all of them do, and what was on its way is read again at the next start.

use std::io;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::dedup::Dedup;
use crate::flow::Budget;
use crate::host::Backoff;

use super::{
    Attempt, Committer, Entrance, Indexed, Indexer, Line, Settings, Shelf, Shelved, Step, Worker, Writer,
    Written,
};

/// A line that is put together and has no threads yet.
#[derive(Debug)]
pub struct Parts {
    /// Where arrivals go in.
    pub entrance: Entrance,
    /// What it says about itself.
    pub line: Line,
    /// Who reads, judges and extracts.
    pub workers: Vec<Worker>,
    /// Who commits.
    pub writer: Writer,
    /// Who has the index written.
    pub indexer: Indexer,
    /// Where what is refused waits for quarantine, if it goes there.
    pub shelf: Option<Shelf>,
}

/// Puts a line together.
pub fn assemble(
    settings: &Settings,
    budget: Budget,
    dedup: &Arc<Mutex<Dedup>>,
    committer: Committer,
) -> Parts {
    let shelf = committer.shelf().cloned();
    let line = Line::new(settings, budget, shelf.clone());
    let worker = || Worker::new(line.clone(), Arc::clone(dedup), settings.rules.on_duplicate);
    Parts {
        entrance: Entrance::new(&line),
        workers: (0..line.workers).map(|_| worker()).collect(),
        writer: Writer::new(line.clone(), committer, Arc::clone(dedup), settings.clone()),
        indexer: Indexer::new(line.clone(), Arc::clone(dedup), settings.clone()),
        shelf,
        line,
    }
}

/// Puts a line together and starts its threads. Returns where arrivals go in.
///
/// # Errors
/// If the operating system gives no thread.
pub(crate) fn start(
    settings: &Settings,
    budget: Budget,
    dedup: &Arc<Mutex<Dedup>>,
    committer: Committer,
) -> io::Result<(Entrance, Line)> {
    let Parts { entrance, line, workers, writer, indexer, shelf } =
        assemble(settings, budget, dedup, committer);
    for (number, worker) in (1..).zip(workers) {
        let line_of = line.clone();
        line.pool.spawn(&format!("worker-{number}"), move || work(worker, &line_of))?;
    }
    let (line_of, closing) = (line.clone(), Closing(line.clone(), shelf.clone()));
    line.pool.spawn("commit", move || {
        let _closing = closing;
        write(writer, &line_of);
    })?;
    let line_of = line.clone();
    line.pool.spawn("index", move || index(indexer, &line_of))?;
    if let Some(shelf) = shelf {
        let line_of = line.clone();
        line.pool.spawn("quarantine", move || keep(&shelf, &line_of))?;
    }
    Ok((entrance, line))
}

/// With the writer's thread, however that ends, shelf and indexer hear that nothing more comes.
struct Closing(Line, Option<Shelf>);

impl Drop for Closing {
    fn drop(&mut self) {
        self.0.backlog.end();
        self.1.iter().for_each(Shelf::close);
    }
}

/// Ends the line where its thread ends by a panic.
struct Watch<'a>(&'a Line);

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.abort();
        }
    }
}

fn backoff() -> Backoff {
    Backoff::new(Duration::from_millis(100), Duration::from_secs(5))
}

/// Sleeps, but not on where the line is given up meanwhile.
fn pause(wait: Duration, line: &Line) {
    let end = Instant::now() + wait;
    while !line.has_given_up() && Instant::now() < end {
        thread::sleep(Duration::from_millis(50).min(end.saturating_duration_since(Instant::now())));
    }
}

fn work(mut worker: Worker, line: &Line) {
    let _watch = Watch(line);
    let mut failing = backoff();
    loop {
        match worker.step() {
            Step::Did => failing.reset(),
            Step::Wait => worker.wait(),
            Step::Again(error) => {
                let wait = failing.wait();
                tracing::error!(%error, again_in = ?wait, "cannot ask the index; the intake stands still");
                if !line.may_retry(Attempt::LookUp, error) {
                    return line.abort();
                }
                pause(wait, line);
            }
            Step::Ended => return,
        }
    }
}

fn write(mut writer: Writer, line: &Line) {
    let _watch = Watch(line);
    let begin = Instant::now();
    let mut failing = backoff();
    loop {
        match writer.step(begin.elapsed()) {
            Written::Did => failing.reset(),
            Written::Wait(limit) => writer.wait_for_done(limit),
            Written::Behind => writer.wait_for_index(),
            Written::Again(error) => {
                if !again(Attempt::Journal, error, &mut failing, line) {
                    return;
                }
            }
            Written::Ended => return,
        }
    }
}

fn index(mut indexer: Indexer, line: &Line) {
    let _watch = Watch(line);
    let begin = Instant::now();
    let mut failing = backoff();
    loop {
        match indexer.step(begin.elapsed()) {
            Indexed::Did => failing.reset(),
            Indexed::Wait(limit) => indexer.wait(limit),
            Indexed::Again(error) => {
                if !again(Attempt::Index, error, &mut failing, line) {
                    return;
                }
            }
            Indexed::Ended => return,
        }
    }
}

/// Says what could not be written, and waits until it is to be tried again. False where it is not: the line ends.
fn again(what: Attempt, error: io::Error, failing: &mut Backoff, line: &Line) -> bool {
    let wait = failing.wait();
    if line.retries() {
        tracing::error!(?what, %error, again_in = ?wait, "cannot write; the intake stands still until it can");
    }
    let is_retried = line.may_retry(what, error);
    if is_retried {
        pause(wait, line);
    } else {
        line.abort();
    }
    is_retried
}

fn keep(shelf: &Shelf, line: &Line) {
    let _watch = Watch(line);
    let mut failing = backoff();
    loop {
        match shelf.step() {
            Shelved::Kept(_) => failing.reset(),
            Shelved::Nothing => shelf.wait(),
            Shelved::Ended => return,
            Shelved::Failed(error) => {
                line.count_failure();
                let wait = failing.wait();
                let (waiting, let_go) = (shelf.waiting(), shelf.let_go());
                tracing::error!(%error, again_in = ?wait, waiting, let_go, "cannot write to quarantine");
                if shelf.is_closed() {
                    // Nobody waits for it now: it is read again at the next start.
                    return shelf.give_up();
                }
                pause(wait, line);
            }
        }
    }
}
