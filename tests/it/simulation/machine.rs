//! The line on a simulated disk: opened as the daemon opens it, and stepped in an order that dice decide.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use wiredesk::config::plan::OnDuplicate;
use wiredesk::daemon::opening::{catch_up, keep_torn};
use wiredesk::dedup::{self, Dedup};
use wiredesk::flow::Budget;
use wiredesk::host::{Clock, Files, Lock};
use wiredesk::journal::{self, Journal};
use wiredesk::line::{
    self, Committer, Entrance, Indexer, Line, Parts, Refusals, Rules, Shelf, Worker, Writer,
};
use wiredesk::model::TextLimits;
use wiredesk::quarantine::Quarantine;
use wiredesk::state::{IndexError, MemoryIndex, RedbIndex, RedbOptions};

use super::disk::{Dice, SimDisk};

pub(super) type Died = Box<dyn std::error::Error>;

/// How the line is run and its journal kept.
pub(super) struct How {
    pub(super) seed: u64,
    pub(super) line: line::Settings,
    pub(super) bytes: u64,
    pub(super) documents: usize,
    pub(super) rotate_bytes: u64,
}

impl How {
    pub(super) fn throw(dice: &mut Dice) -> How {
        let rules =
            Rules { limits: TextLimits::default(), vendors: Arc::from([]), on_duplicate: OnDuplicate::Link };
        let workers = 1 + usize::try_from(dice.below(4)).unwrap();
        let line = line::Settings {
            commit_count: 1 + usize::try_from(dice.below(6)).unwrap(),
            linger: Duration::from_millis(if dice.chance(3) { dice.below(100) } else { 0 }),
            flush_count: 1 + usize::try_from(dice.below(8)).unwrap(),
            flush_every: Duration::from_millis(300),
            ..line::Settings::new(rules, workers)
        };
        How {
            seed: dice.roll(),
            line,
            // From less than a document takes to more than all of them.
            bytes: 500 << dice.below(12),
            documents: 1 + usize::try_from(dice.below(12)).unwrap(),
            rotate_bytes: if dice.chance(2) { 6000 } else { 1500 },
        }
    }
}

/// The line's threads, of which each does a step when the dice say so.
pub(super) struct Machine {
    workers: Vec<Worker>,
    writer: Writer,
    indexer: Indexer,
    shelf: Shelf,
    dice: Dice,
    clock: Arc<dyn Clock>,
}

impl Machine {
    /// One step of anybody.
    pub(super) fn step(&mut self) {
        let now = self.clock.monotonic();
        let count = self.workers.len();
        match usize::try_from(self.dice.below(count as u64 + 3)).unwrap() {
            at if at < count => drop(self.workers[at].step()),
            at if at == count => drop(self.writer.step(now)),
            at if at == count + 1 => drop(self.indexer.step(now)),
            _ => drop(self.shelf.step()),
        }
    }
}

/// An open line, and what it was opened with.
pub(super) struct Opened {
    pub(super) entrance: Entrance,
    pub(super) line: Line,
    pub(super) machine: Machine,
    pub(super) dedup: Arc<Mutex<Dedup>>,
    pub(super) quarantine: Quarantine,
    pub(super) state_lock: Box<dyn Lock>,
}

/// Starts as the daemon does; fails where the disk does.
pub(super) fn open(
    disk: &SimDisk,
    clock: &Arc<dyn Clock>,
    how: &How,
    with_redb: bool,
) -> Result<Opened, Died> {
    let files: Arc<dyn Files> = Arc::new(disk.clone());
    files.create_folders(Path::new("/state"))?;
    let state_lock = files.lock_folder(Path::new("/state"))?.ok_or("the state is locked")?;
    let quarantine = Quarantine::new(Arc::clone(&files), Arc::clone(clock), "/quarantine".into());
    let mut dedup = open_dedup(disk, with_redb)?;
    let settings = journal::Settings {
        folder: "/out".into(),
        rotate_bytes: how.rotate_bytes,
        rotate_after: Duration::from_secs(3600),
        remembered: dedup.covers(),
    };
    let mut keep = |torn: &journal::Torn| keep_torn(&quarantine, torn);
    let journal = Journal::open(Arc::clone(&files), Arc::clone(clock), settings, dedup.covers(), &mut keep)?;
    catch_up(&journal, &mut dedup, &|| false)?;
    let dedup = Arc::new(Mutex::new(dedup));
    let budget = Budget::glancing(how.bytes, how.documents, Duration::ZERO);
    let shelf = Shelf::new(quarantine.clone(), budget.clone());
    let committer = Committer::new(Box::new(journal), Arc::clone(&dedup), Refusals::Keep(shelf.clone()));
    let Parts { entrance, line, workers, writer, indexer, .. } =
        line::assemble(&how.line, budget, &dedup, committer);
    let dice = Dice::new(how.seed ^ u64::try_from(clock.now().as_nanosecond()).unwrap());
    let machine = Machine { workers, writer, indexer, shelf, dice, clock: Arc::clone(clock) };
    Ok(Opened { entrance, line, machine, dedup, quarantine, state_lock })
}

fn open_dedup(disk: &SimDisk, with_redb: bool) -> Result<Dedup, Died> {
    let settings = dedup::Settings { thin: true, ..dedup::Settings::default() };
    if !with_redb {
        // An index that is lost with every crash: everything comes from the journal.
        return Ok(Dedup::new(Box::new(MemoryIndex::new()), settings));
    }
    let options = RedbOptions { content: dedup::CONTENT, cache_bytes: 1 << 20, ..RedbOptions::default() };
    let path = Path::new("/state/index.redb");
    let index = match RedbIndex::with_backend(disk.backend(path), options) {
        // As the daemon does: set aside, and built again from the journal.
        Err(IndexError::Damaged(_)) => {
            disk.remove(path)?;
            RedbIndex::with_backend(disk.backend(path), options)?
        }
        other => other?,
    };
    Ok(Dedup::new(Box::new(index), settings))
}
