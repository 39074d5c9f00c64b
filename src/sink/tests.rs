//! The runner with a sink that does as it is told.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::Ordering::Relaxed;

use jiff::Timestamp;
use tokio::sync::watch;

use super::*;
use crate::export::Format;
use crate::flow::held;
use crate::host::{Clock, Files, RealFiles, SystemClock};
use crate::journal::{Journal, Settings};
use crate::quarantine::Quarantine;

/// What came, and what is to be said to it, by the folder of the house.
static SCRIPTS: Mutex<BTreeMap<PathBuf, Script>> = Mutex::new(BTreeMap::new());

struct Script {
    came: Vec<String>,
    refuse: &'static [&'static str],
    /// Whether a batch with such a one is refused as a whole.
    says_not_which: bool,
    /// How many messages were sent at a time.
    sizes: Vec<usize>,
    /// Whether it takes everything and confirms it later.
    settles: bool,
    fails_to_publish: bool,
    confirm: usize,
    passing: u32,
    pause: Duration,
}

impl Default for Script {
    fn default() -> Script {
        Script {
            came: Vec::new(),
            refuse: &[],
            says_not_which: false,
            sizes: Vec::new(),
            settles: false,
            fails_to_publish: false,
            confirm: usize::MAX,
            passing: 0,
            pause: Duration::ZERO,
        }
    }
}

fn script<T>(house: &Path, change: impl FnOnce(&mut Script) -> T) -> T {
    change(held(&SCRIPTS).entry(house.to_owned()).or_default())
}

const KIND: Kind = Kind {
    name: "scripted",
    contract: Contract { confirmed: "when told", repeated: "nothing", order: "the journal's" },
    schema: || Value::Null,
    read: |_| Err(serde::de::Error::custom("it is made by hand")),
    open: |opening| {
        let folder = opening.folder.to_owned();
        let held = String::from_utf8(opening.memory).unwrap();
        script(&folder, |script| script.publish(&held));
        Ok(Box::new(Scripted { folder, held: Vec::new(), since: None }))
    },
    target: |_| None,
    templates: |_| Vec::new(),
};

struct Scripted {
    folder: PathBuf,
    /// What it took and has not published.
    held: Vec<String>,
    since: Option<Instant>,
}

impl Sink for Scripted {
    fn send(&mut self, batch: Arc<[Message]>) -> Sending<'_> {
        Box::pin(async move {
            tokio::time::sleep(script(&self.folder, |script| script.pause)).await;
            if script(&self.folder, |script| script.settles) {
                self.held.extend(batch.iter().map(|message| message.id.clone()));
                self.since.get_or_insert_with(Instant::now);
                return Sent { taken: batch.len(), ..Sent::default() };
            }
            script(&self.folder, |script| script.take(&batch))
        })
    }

    fn memory(&self) -> Memory {
        self.held.join(" ").into_bytes()
    }

    fn due(&self) -> Option<Instant> {
        self.since.map(|since| since + Duration::from_millis(150))
    }

    fn settled(&mut self) -> Doing<'_> {
        let held = std::mem::take(&mut self.held).join(" ");
        self.since = None;
        let done = script(&self.folder, |script| {
            let fails = std::mem::take(&mut script.fails_to_publish);
            if !fails {
                script.publish(&held);
            }
            !fails
        });
        let error = || SinkError::passing(io::ErrorKind::TimedOut.into());
        Box::pin(async move { done.then_some(()).ok_or_else(error) })
    }
}

impl Script {
    fn take(&mut self, batch: &[Message]) -> Sent {
        self.sizes.push(batch.len());
        if self.passing > 0 {
            self.passing -= 1;
            return Sent::until(0, SinkError::passing(io::ErrorKind::TimedOut.into()));
        }
        let is_bad = |message: &Message| {
            self.refuse.iter().any(|id| message.id == *id || message.id == format!("{id}.1"))
        };
        if self.says_not_which && batch.iter().any(is_bad) {
            let error = SinkError::Batch { code: FaultCode::TooLarge, why: "one of them".to_owned() };
            return Sent::until(0, error);
        }
        let most = self.confirm.min(batch.len());
        let mut refused = Vec::new();
        for (at, message) in batch.iter().take(most).enumerate() {
            if is_bad(message) {
                refused.push(Refusal { at, code: FaultCode::SinkRefused, why: "it is too large".to_owned() });
            } else {
                self.came.push(message.id.clone());
            }
        }
        Sent { refused, ..Sent::all(most) }
    }

    fn publish(&mut self, held: &str) {
        self.came.extend(held.split_whitespace().map(str::to_owned));
    }
}

struct House {
    folder: tempfile::TempDir,
    journal: Journal,
    needs: Needs,
    status: Arc<SinkStatus>,
}

impl House {
    fn new() -> House {
        let folder = tempfile::tempdir().unwrap();
        let files: Arc<dyn Files> = Arc::new(RealFiles);
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::default());
        let settings = Settings {
            folder: folder.path().join("out"),
            rotate_bytes: 300,
            rotate_after: Duration::from_secs(3600),
            remembered: Position::default(),
        };
        let nowhere = Position::default();
        let journal =
            Journal::open(Arc::clone(&files), Arc::clone(&clock), settings, nowhere, &mut |_| Ok(()))
                .unwrap();
        let needs = Needs {
            quarantine: Quarantine::new(
                Arc::clone(&files),
                Arc::clone(&clock),
                folder.path().join("quarantine"),
            ),
            journal: folder.path().join("out"),
            progress: journal.progress(),
            cursors: Cursors::open(Arc::clone(&files), &folder.path().join("state")).unwrap(),
            holds: Holds::default(),
            files,
            clock,
        };
        House { folder, journal, needs, status: Arc::new(SinkStatus::new("it".into())) }
    }

    fn write(&mut self, ids: std::ops::Range<u32>) {
        for id in ids {
            let received = Timestamp::from_second(1_000_000 + i64::from(id)).unwrap();
            let line = format!("{{\"id\":\"{id}\",\"source\":{{\"received_at\":\"{received}\"}}}}\n");
            self.journal.commit(line.as_bytes()).unwrap();
        }
    }

    fn begin(&self, common: Common) -> Runner {
        let table = Table { kind: KIND, common, own: Value::Null };
        let (folder, needs) = (self.folder.path().to_owned(), self.needs.clone());
        let status = Arc::clone(&self.status);
        Post { name: "it".into(), table, folder, results: 5000, needs, status }.begin().unwrap()
    }

    fn script<T>(&self, change: impl FnOnce(&mut Script) -> T) -> T {
        script(self.folder.path(), change)
    }

    /// Runs it until everything that is synced is sent.
    async fn run(&self, from: Begin) -> Vec<String> {
        self.run_for(Common { from, ..COMMON }, Duration::from_millis(100)).await
    }

    async fn run_for(&self, common: Common, time: Duration) -> Vec<String> {
        let (stop, stopped) = watch::channel(false);
        let running = tokio::spawn(self.begin(common).run(stopped));
        tokio::time::sleep(time).await;
        stop.send_replace(true);
        running.await.unwrap();
        self.script(|script| std::mem::take(&mut script.came))
    }

    fn place(&self) -> Position {
        self.needs.cursors.get("it").unwrap().unwrap_or_default().position()
    }

    /// What of the journal stands there.
    fn segments(&self) -> Vec<PathBuf> {
        let found = crate::journal::segments(&RealFiles, &self.needs.journal).unwrap();
        found.iter().flat_map(|segment| segment.files(&self.needs.journal)).collect()
    }
}

const COMMON: Common = Common {
    from: Begin::Beginning,
    filter: String::new(),
    shape: String::new(),
    format: Format::Wiredesk,
    hold: true,
    late: None,
    paused: false,
    batch: Batch { count: 500, size: 1 << 20, wait: Duration::from_millis(1) },
    retry: (Duration::from_millis(500), Duration::from_secs(60)),
    timeout: Duration::from_secs(30),
    on_refused: OnRefused::Quarantine,
    refused_in_row: 20,
    was: None,
};

fn ids(range: std::ops::Range<u32>) -> Vec<String> {
    range.map(|id| format!("{id}.1")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_runner_sends_what_is_synced_and_its_place_follows_what_is_confirmed() {
    let mut house = House::new();
    house.write(0..5);
    assert_eq!(house.run(Begin::Now).await, ids(0..0), "a new one begins with what comes");
    assert_eq!(house.needs.holds.positions(), [house.place()]);
    house.write(5..12);
    assert_eq!(house.run(Begin::Beginning).await, ids(5..12), "it has its place already");
    assert_eq!(house.place(), house.needs.progress.borrow().end);
    // Confirmed one by one; and what passes is tried again.
    house.script(|script| (script.confirm, script.passing) = (1, 1));
    house.write(12..15);
    let mut came = house.run(Begin::Now).await;
    tokio::time::sleep(Duration::from_millis(600)).await;
    came.extend(house.run(Begin::Now).await);
    assert_eq!(came, ids(12..15));
    // One that can never be sent goes to quarantine, and the rest goes on.
    house.script(|script| *script = Script { refuse: &["16"], ..Script::default() });
    house.write(15..18);
    assert_eq!(house.run(Begin::Now).await, ["15.1", "17.1"]);
    let kept = house.needs.quarantine.entries().unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].reason.code.as_str(), kept[0].reason.source.as_str()), ("sink-refused", "sink:it"));
    assert!(std::fs::read_to_string(&kept[0].file).unwrap().contains("\"id\":\"16\""));
    // What is written behind what is synced is nobody's yet.
    let last = house.segments().pop().unwrap();
    let mut file = std::fs::OpenOptions::new().append(true).open(last).unwrap();
    io::Write::write_all(&mut file, b"{\"id\":\"early\"}\n").unwrap();
    assert_eq!(house.run(Begin::Now).await, ids(0..0));
    // Another one, from a time on.
    let mut house = House::new();
    house.write(0..9);
    let from = Begin::Time(Timestamp::from_second(1_000_006).unwrap());
    assert_eq!(house.run(from).await, ids(6..9));
}

#[tokio::test(flavor = "multi_thread")]
async fn segments_that_are_gone_before_they_are_read_are_counted_and_said_once() {
    let mut house = House::new();
    house.write(0..2);
    assert_eq!(house.run(Begin::Beginning).await, ids(0..2));
    house.write(2..40);
    let segments = house.segments();
    assert!(segments.len() > 5, "{segments:?}");
    let left: usize = segments.iter().skip(3).map(|path| lines(path)).sum();
    segments.iter().take(3).for_each(|path| std::fs::remove_file(path).unwrap());
    // Read past twice, since the first send fails: counted once.
    house.script(|script| script.passing = 1);
    let came = house.run_for(COMMON, Duration::from_millis(800)).await;
    assert_eq!(came, ids(40 - u32::try_from(left).unwrap()..40));
    assert_eq!(house.status.missed.load(Relaxed), 3);
    // Behind everything, nothing is missing; nor is it where a new one begins.
    assert_eq!(house.run(Begin::Beginning).await, ids(0..0));
    house.needs.cursors.set("it", &Cursor::default()).unwrap();
    assert_eq!(house.run(Begin::Beginning).await.len(), left);
    assert_eq!(house.status.missed.load(Relaxed), 3);
}

fn lines(path: &Path) -> usize {
    std::fs::read_to_string(path).unwrap().lines().count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_no_record_is_kept_and_the_sink_goes_on() {
    let read = crate::read(b"Ferry aground\n\nA ferry ran aground off Port Halden.", &Default::default());
    let mut record = read.unwrap().records.remove(0);
    record.id = "good".to_owned();
    let good = serde_json::to_string(&record).unwrap() + "\n";
    for (format, strange) in [
        (Format::Wiredesk, &["{\"no\":\"id\"}\n", "no JSON\n"][..]),
        (Format::Ninjs, &["{\"id\":\"half\"}\n"]),
        (Format::SchemaOrg, &["{\"id\":\"half\"}\n"]),
    ] {
        let mut house = House::new();
        for line in strange.iter().copied().chain([&*good]) {
            house.journal.commit(line.as_bytes()).unwrap();
        }
        // Read twice, since the first send fails: kept once.
        house.script(|script| script.passing = 1);
        let came = house.run_for(Common { format, ..COMMON }, Duration::from_millis(800)).await;
        assert_eq!(came, ["good.1"], "{format:?}");
        assert_eq!(house.place(), house.needs.progress.borrow().end);
        assert_eq!(house.status.refused.load(Relaxed), strange.len() as u64);
        let kept = house.needs.quarantine.entries().unwrap();
        let mut bytes: Vec<_> =
            kept.iter().map(|entry| std::fs::read_to_string(&entry.file).unwrap()).collect();
        bytes.sort_by_key(|line| strange.iter().position(|one| one == line));
        assert_eq!(bytes, strange);
        for entry in kept {
            assert_eq!((&*entry.reason.code, &*entry.reason.source), ("sink-refused", "sink:it"));
            assert!(entry.reason.message.contains("no record"), "{}", entry.reason.message);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_looks_for_its_beginning_holds_nothing_that_it_has_passed_over() {
    let mut house = House::new();
    house.write(0..20);
    let from = Begin::Time(Timestamp::from_second(1_000_022).unwrap());
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn(house.begin(Common { from, ..COMMON }).run(stopped));
    tokio::time::sleep(Duration::from_millis(1200)).await;
    house.write(20..21);
    tokio::time::sleep(Duration::from_millis(100)).await;
    let held = house.needs.holds.positions();
    assert!(held[0].segment >= house.needs.progress.borrow().end.segment - 1, "{held:?}");
    assert_eq!(house.needs.cursors.get("it").unwrap(), None, "after a crash it is looked for again");
    house.write(21..24);
    tokio::time::sleep(Duration::from_millis(100)).await;
    stop.send_replace(true);
    running.await.unwrap();
    assert_eq!(house.script(|script| script.came.clone()), ids(22..24));
    assert_eq!(house.place(), house.needs.progress.borrow().end);
}

#[tokio::test]
async fn only_what_is_kept_counts_as_refused_in_a_row() {
    let house = House::new();
    let mut runner = house.begin(COMMON);
    let message = Message { id: "1".into(), line: "{}\n".into(), ..Message::default() };
    let quarantine = house.folder.path().join("quarantine");
    std::fs::write(&quarantine, "no folder").unwrap();
    for _ in 0..30 {
        let refused = runner.refuse(&message, FaultCode::SinkRefused, "why").await;
        assert!(matches!(refused, Err(SinkError::Passing { .. })), "{refused:?}");
    }
    std::fs::remove_file(&quarantine).unwrap();
    for _ in 0..19 {
        runner.refuse(&message, FaultCode::SinkRefused, "why").await.unwrap();
    }
    assert!(matches!(
        runner.refuse(&message, FaultCode::SinkRefused, "why").await,
        Err(SinkError::Closed { .. })
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lag_is_true_while_a_sink_is_paused_or_waits() {
    let mut house = House::new();
    house.write(0..20);
    let lag = |house: &House| (house.status.lag_bytes.load(Relaxed), house.status.lag_seconds(1_000_100));
    let behind = |house: &House| {
        let at = house.status.cursor();
        let sizes = house.segments().into_iter().map(|path| std::fs::metadata(path).unwrap().len());
        sizes.skip(usize::try_from(at.segment).unwrap() - 1).sum::<u64>() - at.offset
    };
    house.run_for(Common { paused: true, ..COMMON }, Duration::from_millis(50)).await;
    assert_eq!(lag(&house), (behind(&house), 100));
    // Some are confirmed, then nothing is.
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn(house.begin(COMMON).run(stopped));
    tokio::time::sleep(Duration::from_millis(50)).await;
    house.script(|script| script.passing = u32::MAX);
    house.write(20..22);
    tokio::time::sleep(Duration::from_millis(1300)).await;
    assert_eq!(house.status.state(), State::Waiting);
    assert_eq!(lag(&house), (behind(&house), 80));
    assert!(behind(&house) > 0);
    stop.send_replace(true);
    running.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_place_is_synced_every_second_while_one_batch_is_sent_slowly() {
    let mut house = House::new();
    house.write(0..40);
    house.script(|script| (script.confirm, script.pause) = (1, Duration::from_millis(50)));
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn(house.begin(COMMON).run(stopped));
    tokio::time::sleep(Duration::from_millis(1600)).await;
    let sent = house.script(|script| script.came.len());
    assert!(sent < 40, "{sent}");
    assert!(house.place() > Position { segment: 1, offset: 0 }, "{:?}", house.place());
    house.script(|script| *script = Script::default());
    stop.send_replace(true);
    running.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_is_refused_as_a_whole_costs_only_the_records_that_are_at_fault() {
    let mut house = House::new();
    house.write(0..100);
    house.script(|script| (script.refuse, script.says_not_which) = (&["7", "8", "99"], true));
    let came = house.run(Begin::Beginning).await;
    let right: Vec<String> =
        ids(0..100).into_iter().filter(|id| !["7.1", "8.1", "99.1"].contains(&&**id)).collect();
    assert_eq!(came, right);
    let mut kept: Vec<_> = house.needs.quarantine.entries().unwrap();
    kept.sort_by_key(|entry| entry.reason.path.clone());
    let paths: Vec<_> = kept.iter().filter_map(|entry| entry.reason.path.as_deref()).collect();
    assert_eq!(paths, ["7.1", "8.1", "99.1"]);
    assert!(kept.iter().all(|entry| entry.reason.code == "too-large"));
    // About twice the depth of the halving for each of them, not a send for each record.
    let sends = house.script(|script| script.sizes.len());
    assert!(sends < 45, "{sends}");
    assert_eq!(house.place(), house.needs.progress.borrow().end);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sink_told_to_stop_at_a_refusal_puts_nothing_away_and_sends_nothing_behind_it() {
    let mut house = House::new();
    house.write(0..6);
    house.script(|script| script.refuse = &["3"]);
    let common = Common { on_refused: OnRefused::Stop, ..COMMON };
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn(house.begin(common).run(stopped));
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(house.status.state(), State::Stopped);
    assert!(house.status.failure().unwrap().message.contains("on_refused"), "{:?}", house.status.failure());
    assert!(house.needs.quarantine.entries().unwrap().is_empty());
    let (place, end) = (house.place(), house.needs.progress.borrow().end);
    assert!(place < end && place > Position::default(), "{place:?}");
    stop.send_replace(true);
    running.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_moves_the_place_only_once_it_is_settled() {
    let mut house = House::new();
    house.write(0..5);
    house.script(|script| script.settles = true);
    let before = house.place();
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn(house.begin(COMMON).run(stopped));
    tokio::time::sleep(Duration::from_millis(80)).await;
    assert_eq!(house.script(|script| script.came.clone()), ids(0..0), "it is not due");
    house.write(5..7);
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(house.script(|script| script.came.clone()), ids(0..7));
    assert!(house.place() > before);
    // Told to stop, it settles; what could not be published then is when it is opened again, and nothing twice.
    house.write(7..9);
    tokio::time::sleep(Duration::from_millis(50)).await;
    house.script(|script| script.fails_to_publish = true);
    stop.send_replace(true);
    running.await.unwrap();
    assert_eq!(house.script(|script| script.came.clone()), ids(0..7));
    assert_eq!(house.place(), house.needs.progress.borrow().end);
    house.write(9..10);
    assert_eq!(
        house.run(Begin::Now).await,
        ids(0..10),
        "opened with what it remembered, it publishes that first"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sink_that_has_a_new_name_goes_on_from_its_place() {
    let mut house = House::new();
    house.write(0..5);
    assert_eq!(house.run(Begin::Beginning).await, ids(0..5));
    house.write(5..7);
    let table =
        Table { kind: KIND, common: Common { was: Some("it".to_owned()), ..COMMON }, own: Value::Null };
    let (folder, needs, status) =
        (house.folder.path().to_owned(), house.needs.clone(), Arc::clone(&house.status));
    let runner = Post { name: "that".into(), table, folder, results: 5000, needs, status }.begin().unwrap();
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn(runner.run(stopped));
    tokio::time::sleep(Duration::from_millis(100)).await;
    stop.send_replace(true);
    running.await.unwrap();
    assert_eq!(house.script(|script| std::mem::take(&mut script.came)), ids(5..7));
    assert_eq!(house.needs.cursors.get("it").unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shape_gives_messages_of_one_record_and_the_place_is_behind_it_only_after_the_last() {
    let mut house = House::new();
    house.write(0..3);
    // One message at a time is confirmed.
    house.script(|script| script.confirm = 1);
    let shape = "(.id | tonumber) as $n | if $n == 1 then range(3) else {$record} end".to_owned();
    let common = Common { shape, ..COMMON };
    let came = house.run_for(common, Duration::from_millis(200)).await;
    assert_eq!(came, ["0.1", "1.1.0", "1.1.1", "1.1.2", "2.1"]);
    assert_eq!(house.place(), house.needs.progress.borrow().end);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_is_never_within_the_messages_of_a_record() {
    let mut house = House::new();
    house.write(0..1);
    let first = house.needs.progress.borrow().end;
    house.write(1..2);
    // Of 0.1, 1.1.0, 1.1.1 two are confirmed, and there it stops.
    let common = Common {
        shape: "if .id == \"1\" then (1, 2) else . end".to_owned(),
        on_refused: OnRefused::Stop,
        ..COMMON
    };
    house.script(|script| (script.confirm, script.refuse) = (2, &["1.1.1"]));
    let came = house.run_for(common, Duration::from_millis(200)).await;
    assert_eq!(came, ["0.1", "1.1.0"]);
    assert_eq!(house.place(), first);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_filtered_is_passed_and_counted_once_and_what_fails_goes_to_quarantine() {
    let mut house = House::new();
    house.write(0..40);
    let filter =
        "(.id | tonumber) as $n | if $n % 10 == 7 then error(\"seven\") else $n % 2 == 0 end".to_owned();
    house.script(|script| script.passing = 1);
    let common = Common { filter: filter.clone(), refused_in_row: 2, ..COMMON };
    let came = house.run_for(common, Duration::from_millis(900)).await;
    assert_eq!(came, (0..20).map(|n| format!("{}.1", n * 2)).collect::<Vec<_>>());
    assert_eq!(house.status.filtered.load(Relaxed), 16);
    assert_eq!(house.place(), house.needs.progress.borrow().end);
    let kept = house.needs.quarantine.entries().unwrap();
    assert_eq!(kept.len(), 4);
    assert!(kept.iter().all(|entry| entry.reason.code == "filter-failed" && entry.reason.message == "seven"));
    // With the other word it stops before the first.
    let mut house = House::new();
    house.write(0..40);
    let common = Common { filter, on_refused: OnRefused::Stop, ..COMMON };
    let came = house.run_for(common, Duration::from_millis(200)).await;
    assert_eq!(came, ["0.1", "2.1", "4.1", "6.1"]);
    assert_eq!(house.status.failure().unwrap().code, "filter-failed");
    assert!(house.needs.quarantine.entries().unwrap().is_empty());
}
