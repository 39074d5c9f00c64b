//! One process: the line, and the sources that ask for feeds and pages, on one thread. What blocks is done when the dice
//! say so.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use wiredesk::config::Period;
use wiredesk::config::plan::Fetch;
use wiredesk::flow::{self, Clerk, Gate};
use wiredesk::host::{Clock, Files, Lock};
use wiredesk::line::Line;
use wiredesk::source::feed::{Dead, Feed, Interval};
use wiredesk::source::urls::Urls;
use wiredesk::source::{Commons, Door, Opening, SourceStatus, Table};

use super::hosts::Web;
use super::time::{DeskClock, Time};
use crate::simulation::disk::{Dice, SimDisk};
use crate::simulation::machine::{self, Died, How, Machine, Opened};

/// What the whole run has.
pub(super) struct World {
    pub(super) disk: SimDisk,
    pub(super) time: Time,
    pub(super) web: Arc<Web>,
    pub(super) how: How,
    pub(super) fetch: Fetch,
    pub(super) least: Duration,
    pub(super) moved_after: Duration,
}

/// Work that blocks and is not done yet.
#[derive(Clone, Default)]
struct Waiting(Arc<(Mutex<Vec<flow::Work>>, Notify)>);

impl Waiting {
    fn clerk(&self) -> Clerk {
        let own = self.clone();
        Clerk::of(move |work| {
            own.0.0.lock().unwrap().push(work);
            own.0.1.notify_one();
        })
    }

    fn take(&self, dice: &mut Dice) -> Option<flow::Work> {
        let mut waiting = self.0.0.lock().unwrap();
        let at = usize::try_from(dice.below(waiting.len() as u64)).unwrap();
        if waiting.is_empty() { None } else { Some(waiting.swap_remove(at)) }
    }

    fn is_empty(&self) -> bool {
        self.0.0.lock().unwrap().is_empty()
    }
}

/// A process that runs.
pub(super) struct Desk {
    machine: Machine,
    line: Line,
    waiting: Waiting,
    stop: watch::Sender<bool>,
    running: Vec<JoinHandle<()>>,
    disk: SimDisk,
    _state_lock: Box<dyn Lock>,
}

impl Desk {
    /// Starts as the daemon does; fails where the disk does.
    pub(super) fn open(world: &World) -> Result<Desk, Died> {
        let clock: Arc<dyn Clock> = Arc::new(DeskClock::new(&world.time));
        let Opened { entrance, line, machine, quarantine, state_lock, .. } =
            machine::open(&world.disk, &clock, &world.how, false)?;
        let files: Arc<dyn Files> = Arc::new(world.disk.clone());
        let waiting = Waiting::default();
        let web = Arc::clone(&world.web);
        let commons = Arc::new(Commons::over(Box::new(move |_| Ok(Arc::clone(&web) as _))));
        let (stop, stopped) = watch::channel(false);
        let mut open = Vec::new();
        for (name, table) in tables(world) {
            let status = Arc::new(SourceStatus::new(name.into(), &*clock));
            let opening = Opening {
                name: name.into(),
                kept_as: name.into(),
                files: Arc::clone(&files),
                clock: Arc::clone(&clock),
                clerk: waiting.clerk(),
                quarantine: quarantine.clone(),
                state: "/state".into(),
                own: Vec::new(),
                status: Arc::clone(&status),
                commons: Arc::clone(&commons),
                fetch: world.fetch.clone(),
                expansion_ratio: 100,
                remember: Duration::from_hours(30 * 24),
            };
            let source = table.open(&opening)?;
            let door = Door {
                name: name.into(),
                kept_as: name.into(),
                kind: table.kind().name,
                entrance: entrance.clone(),
                gate: Gate::default(),
                stop: stopped.clone(),
                status,
                files: Arc::clone(&files),
                clock: Arc::clone(&clock),
                clerk: waiting.clerk(),
                state: "/state".into(),
                suspects: None,
            };
            open.push((source, door));
        }
        let running = open.into_iter().map(|(source, door)| tokio::spawn(source.run(door))).collect();
        let disk = world.disk.clone();
        Ok(Desk { machine, line, waiting, stop, running, disk, _state_lock: state_lock })
    }

    /// Some steps of the line and some of the work that waits.
    pub(super) fn step(&mut self, dice: &mut Dice) {
        for _ in 0..dice.below(9) {
            self.machine.step();
        }
        for _ in 0..dice.below(4) {
            if !self.disk.has_crashed()
                && let Some(work) = self.waiting.take(dice)
            {
                work();
            }
        }
    }

    /// Lets time pass: little while there is something to do.
    pub(super) async fn waits(&self, dice: &mut Dice, is_troubled: bool) {
        let is_busy = !self.waiting.is_empty() || self.line.budget.in_flight() != (0, 0);
        let wait = match (is_busy, is_troubled) {
            (true, true) => 20 + dice.below(400),
            (true, false) => 1 + dice.below(30),
            (false, _) => 500 + dice.below(8000),
        };
        tokio::select! {
            biased;
            () = self.waiting.0.1.notified() => {}
            () = tokio::time::sleep(Duration::from_millis(wait)) => {}
        }
    }

    /// Tells the sources to stop.
    pub(super) fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Whether all of them have, and nothing is left to do.
    pub(super) fn has_stopped(&self) -> bool {
        self.running.iter().all(JoinHandle::is_finished)
            && self.waiting.is_empty()
            && self.line.budget.in_flight() == (0, 0)
    }

    /// Whether a source has ended that was not told to.
    pub(super) fn has_ended(&self) -> bool {
        self.running.iter().any(JoinHandle::is_finished)
    }
}

/// What the configuration says: feeds, feeds whose pages are asked for, and a list of pages.
fn tables(world: &World) -> Vec<(&'static str, Box<dyn Table>)> {
    let mut tables: Vec<(&'static str, Box<dyn Table>)> = Vec::new();
    for (name, follow) in [("world", false), ("papers", true)] {
        let urls = world.web.feeds(follow);
        if !urls.is_empty() {
            tables.push((name, Box::new(feeds(world, urls, follow))));
        }
    }
    let urls = world.web.listed();
    if !urls.is_empty() {
        let (list, authorization_file) = (PathBuf::new(), PathBuf::new());
        let listed = Urls { urls, list, tries: 1000, authorization_file, expect: Period::seconds(0) };
        tables.push(("backlog", Box::new(listed)));
    }
    tables
}

fn feeds(world: &World, urls: Vec<String>, follow: bool) -> Feed {
    let least = world.least;
    Feed {
        urls,
        list: PathBuf::new(),
        opml: PathBuf::new(),
        follow,
        backfill: 1000,
        oldest: Period::seconds(0),
        entries: 2000,
        interval: Interval { least: Period(least), first: Period(least * 2), most: Period(least * 8) },
        moved_after: Period(world.moved_after),
        dead: Dead { failures: 1000, after: Period::days(14), again: Period::hours(1) },
        authorization_file: PathBuf::new(),
        expect: Period::seconds(0),
    }
}
