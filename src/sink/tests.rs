//! The runner with a sink that does as it is told.

use std::path::Path;
use std::sync::Mutex;

use jiff::Timestamp;
use tokio::sync::watch;

use super::*;
use crate::export::Format;
use crate::flow::held;
use crate::host::{Clock, Files, RealFiles, SystemClock};
use crate::journal::{Journal, Settings};
use crate::quarantine::Quarantine;

/// What came, and what is to be said to it; one test at a time has it.
static SCRIPT: Mutex<Script> =
    Mutex::new(Script { came: Vec::new(), refuse: "", confirm: usize::MAX, passing: 0 });

struct Script {
    came: Vec<String>,
    refuse: &'static str,
    confirm: usize,
    passing: u32,
}

const KIND: Kind = Kind {
    name: "scripted",
    contract: Contract { confirmed: "when told", repeated: "nothing", order: "the journal's" },
    schema: || Value::Null,
    read: |_| Err(serde::de::Error::custom("it is made by hand")),
    open: |_, _, _| Ok(Box::new(Scripted)),
    place: |_| None,
};

struct Scripted;

impl Sink for Scripted {
    fn send(&mut self, batch: Arc<[Message]>) -> Sending<'_> {
        Box::pin(async move {
            let mut script = held(&SCRIPT);
            if script.passing > 0 {
                script.passing -= 1;
                return Sent {
                    confirmed: 0,
                    error: Some(SinkError::passing(io::ErrorKind::TimedOut.into())),
                };
            }
            let most = script.confirm.min(batch.len());
            for (confirmed, message) in batch.iter().take(most).enumerate() {
                if message.id == script.refuse {
                    let why = "it is too large".to_owned();
                    return Sent { confirmed, error: Some(SinkError::Refused { why }) };
                }
                script.came.push(message.id.clone());
            }
            Sent { confirmed: most, error: None }
        })
    }
}

struct House {
    folder: tempfile::TempDir,
    journal: Journal,
    needs: Needs,
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
        House { folder, journal, needs }
    }

    fn write(&mut self, ids: std::ops::Range<u32>) {
        for id in ids {
            let received = Timestamp::from_second(1_000_000 + i64::from(id)).unwrap();
            let line = format!("{{\"id\":\"{id}\",\"source\":{{\"received_at\":\"{received}\"}}}}\n");
            self.journal.commit(line.as_bytes()).unwrap();
        }
    }

    fn begin(&self, from: Begin) -> Runner {
        let common = Common { from, format: Format::Wiredesk, hold: true, late: None, paused: false };
        let table = Table { kind: KIND, common, own: Value::Null };
        let status = Arc::new(SinkStatus::new("it".into()));
        Runner::begin("it".into(), table, Path::new("").to_owned(), self.needs.clone(), status).unwrap()
    }

    /// Runs it until everything that is synced is sent.
    async fn run(&self, from: Begin) -> Vec<String> {
        let (stop, stopped) = watch::channel(false);
        let running = tokio::spawn(self.begin(from).run(stopped));
        tokio::time::sleep(Duration::from_millis(100)).await;
        stop.send_replace(true);
        running.await.unwrap();
        std::mem::take(&mut held(&SCRIPT).came)
    }

    fn place(&self) -> Position {
        self.needs.cursors.get("it").unwrap().unwrap_or_default().position()
    }
}

fn ids(range: std::ops::Range<u32>) -> Vec<String> {
    range.map(|id| id.to_string()).collect()
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
    held(&SCRIPT).confirm = 1;
    held(&SCRIPT).passing = 1;
    house.write(12..15);
    let mut came = house.run(Begin::Now).await;
    tokio::time::sleep(Duration::from_millis(600)).await;
    came.extend(house.run(Begin::Now).await);
    assert_eq!(came, ids(12..15));
    held(&SCRIPT).confirm = usize::MAX;
    // One that can never be sent goes to quarantine, and the rest goes on.
    held(&SCRIPT).refuse = "16";
    house.write(15..18);
    assert_eq!(house.run(Begin::Now).await, ["15", "17"]);
    held(&SCRIPT).refuse = "";
    let kept = house.needs.quarantine.entries().unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].reason.code.as_str(), kept[0].reason.source.as_str()), ("sink-refused", "sink:it"));
    assert!(std::fs::read_to_string(&kept[0].file).unwrap().contains("\"id\":\"16\""));
    // What is written behind what is synced is nobody's yet.
    let last = crate::journal::segments(&RealFiles, &house.folder.path().join("out")).unwrap().pop().unwrap();
    let path = house.folder.path().join("out").join(last.name.file_name());
    let mut file = std::fs::OpenOptions::new().append(true).open(path).unwrap();
    io::Write::write_all(&mut file, b"{\"id\":\"early\"}\n").unwrap();
    assert_eq!(house.run(Begin::Now).await, ids(0..0));
    // Another one, from a time on.
    let mut house = House::new();
    house.write(0..9);
    let from = Begin::Time(Timestamp::from_second(1_000_006).unwrap());
    assert_eq!(house.run(from).await, ids(6..9));
}
