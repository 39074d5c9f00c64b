//! An inbox that is driven: how often it looks, what it waits for, and that it ends.

use tokio::sync::watch;

use super::*;
use crate::config::plan::OnDuplicate;
use crate::dedup::Dedup;
use crate::flow::{Budget, Gate};
use crate::line::{self, Committer, Line, Outlet, Refusals, Rules, Shelf};
use crate::model::{Position, TextLimits};
use crate::source::inbox::driver::{Before, Intake};
use crate::source::inbox::later::Unfinished;
use crate::source::inbox::watch::{self as notices, Watch};
use crate::source::{Door, Opening, Returned, Source, SourceStatus};
use crate::state::MemoryIndex;

/// Longer than anything here takes, and far shorter than what nothing here waits for.
const PATIENCE: Duration = Duration::from_secs(20);
const RARELY: Duration = Duration::from_secs(3600);

/// Takes every line.
struct Anywhere;

impl Outlet for Anywhere {
    fn commit(&mut self, _group: &[u8]) -> io::Result<Position> {
        Ok(Position { segment: 1, offset: 0 })
    }
}

/// A line, the door to it, and what tells the source to stop.
struct Desk {
    line: Line,
    door: Option<Door>,
    stop: watch::Sender<bool>,
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.door = None;
        self.line.abort();
        self.line.pool.join();
    }
}

impl House {
    fn intake(&self, inbox: Inbox, rescan: Duration) -> Arc<Intake> {
        let clock: Arc<dyn Clock> = Arc::clone(&self.clock) as Arc<dyn Clock>;
        let plan = crate::config::plan::Plan::builtin();
        let opening = Opening {
            name: "inbox".into(),
            kept_as: "inbox".into(),
            files: Arc::clone(&self.disk) as Arc<dyn Files>,
            clock: Arc::clone(&clock),
            clerk: crate::flow::Clerk::default(),
            quarantine: Quarantine::new(Arc::new(crate::host::RealFiles), Arc::clone(&clock), self.path("q")),
            state: self.path("state"),
            own: Vec::new(),
            status: Arc::new(SourceStatus::new("inbox".into(), &*clock)),
            commons: Arc::default(),
            fetch: plan.fetch,
            expansion_ratio: plan.limits.expansion_ratio,
            remember: plan.dedup.remember,
        };
        Arc::new(Intake::new(inbox, rescan, &opening))
    }

    fn desk(&self, intake: &Intake) -> Desk {
        let dedup = Dedup::new(Box::new(MemoryIndex::new()), crate::dedup::Settings::default());
        let dedup = Arc::new(Mutex::new(dedup));
        let clock: Arc<dyn Clock> = Arc::clone(&self.clock) as Arc<dyn Clock>;
        let files: Arc<dyn Files> = Arc::clone(&self.disk) as Arc<dyn Files>;
        let quarantine = Quarantine::new(Arc::clone(&files), Arc::clone(&clock), self.path("quarantine"));
        let budget = Budget::new(1 << 24, 100);
        let refusals = Refusals::Keep(Shelf::new(quarantine, budget.clone()));
        let committer = Committer::new(Box::new(Anywhere), Arc::clone(&dedup), refusals);
        let rules =
            Rules { limits: TextLimits::default(), vendors: Arc::from([]), on_duplicate: OnDuplicate::Keep };
        let settings = line::Settings::new(rules, 1);
        let (entrance, line) = line::start(&settings, budget, &dedup, committer).unwrap();
        let (stop, stopped) = watch::channel(false);
        let door = Door {
            name: "inbox".into(),
            kept_as: "inbox".into(),
            kind: "inbox",
            entrance,
            gate: Gate::default(),
            stop: stopped,
            status: Arc::clone(&intake.status),
            files,
            clock,
            clerk: crate::flow::Clerk::default(),
            state: self.path("state"),
            suspects: None,
        };
        Desk { line, door: Some(door), stop }
    }

    /// Claims that came back as committed, and cannot be put away for a reason of their own.
    fn stuck(&self, inbox: &Inbox, count: usize) -> Vec<(Claim, Outcome)> {
        self.write("done", "no folder");
        for number in 0..count {
            self.write(&format!("inbox/{number}.txt"), "a");
        }
        self.pass(SETTLE);
        let taken = take(inbox).into_iter();
        taken.map(|(claim, _)| (Claim { failed: 4, ..claim }, Outcome::Committed)).collect()
    }
}

async fn in_time<T>(what: &str, work: impl Future<Output = T>) -> T {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(result) => result,
        Err(_) => panic!("waited too long: {what}"),
    }
}

async fn until(what: &str, mut is: impl FnMut() -> bool) {
    let look = async {
        while !is() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    in_time(what, look).await;
}

#[tokio::test]
async fn a_stop_waits_for_no_stuck_files_however_many_they_are() {
    let house = House::new();
    let inbox = house.moving();
    let stuck = house.stuck(&inbox, 25);
    let intake = house.intake(inbox, RARELY);
    intake.opened(stuck.len());
    for (token, outcome) in stuck {
        intake.returns.put(Returned { token, outcome, told: crate::flow::Told::default() });
    }
    let (_stop, stopping) = watch::channel(true);
    in_time("the end", intake.finish(stopping)).await;
    assert_eq!(intake.status.stuck.load(Relaxed), 20);
}

#[tokio::test]
async fn a_stop_tries_nothing_that_is_stuck_again() {
    let house = House::new();
    let inbox = house.moving();
    let now = tokio::time::Instant::now();
    let mut unfinished = Unfinished::default();
    unfinished.stuck.extend(house.stuck(&inbox, 1).into_iter().map(|(claim, outcome)| (now, claim, outcome)));
    assert_eq!(unfinished.next(false), now);
    assert!(unfinished.next(true) > now + PATIENCE, "nothing comes of looking at it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_refuses_more_files_than_one_scan_hands_over_is_not_asked_all_the_time() {
    let house = House::new();
    let inbox = house.moving();
    for number in 0..120 {
        house.write(
            &format!("inbox/{number}.txt"),
            &format!("Story {number}\n\nThe clock struck {number}.\n"),
        );
    }
    house.pass(SETTLE);
    house.disk.full.store(true, Relaxed);
    let intake = house.intake(inbox, Duration::from_millis(250));
    let mut desk = house.desk(&intake);
    let door = desk.door.take().unwrap();
    let lists = house.disk.lists();
    let running = tokio::spawn(Box::new(Arc::into_inner(intake).unwrap()).run(door));
    tokio::time::sleep(Duration::from_secs(1)).await;
    let lists = house.disk.lists() - lists;
    assert!((1..30).contains(&lists), "{lists}");
    house.disk.full.store(false, Relaxed);
    let left = || house.files("inbox").iter().filter(|name| name.ends_with(".txt")).count();
    until("all are put away", || left() == 0).await;
    desk.stop.send_replace(true);
    in_time("the end", running).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_watched_is_watched_as_soon_as_it_can_be() {
    let house = House::new();
    let inbox = house.moving();
    house.write("inbox/a.txt", "a");
    house.pass(SETTLE);
    let (claim, _) = take(&inbox).remove(0);
    committed(&inbox, claim);
    inbox.new_away_folders();
    let intake = house.intake(inbox, RARELY);
    let (hints, mut before) = (Arc::new(notices::Hints::default()), Before::new(RARELY));
    fs::rename(house.path("inbox"), house.path("elsewhere")).unwrap();
    assert!(!intake.keep_watch(&hints, &mut before).await, "there is nothing to be watched");
    fs::create_dir(house.path("inbox")).unwrap();
    assert!(intake.keep_watch(&hints, &mut before).await);
    assert!(!intake.keep_watch(&hints, &mut before).await, "it is");
    // So are the folders into which files were put before.
    let place = walk(&house.path("done"));
    File::options().append(true).open(&place).unwrap().write_all(b", and more").unwrap();
    in_time("a notice", hints.news.notified()).await;
    assert_eq!(hints.take().away, [place]);
}

/// The one file below a folder.
fn walk(folder: &Path) -> PathBuf {
    let below = fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    if below.is_dir() { walk(&below) } else { below }
}

#[tokio::test]
async fn a_watch_ends_with_its_folder_and_with_its_holder() {
    let house = House::new();
    let begin = || {
        fs::create_dir_all(house.path("inbox/sub")).unwrap();
        let hints = Arc::new(notices::Hints::default());
        (Watch::begin(&house.path("inbox"), Arc::clone(&hints), Arc::default()).unwrap(), hints)
    };
    let (watch, hints) = begin();
    fs::remove_dir_all(house.path("inbox")).unwrap();
    until("the end", || watch.has_ended()).await;
    assert!(hints.take().rescan, "that it is gone is news");
    let (watch, hints) = begin();
    let ended = watch.ended();
    drop(watch);
    until("the end", || ended.load(Relaxed)).await;
    drop(hints);
}
