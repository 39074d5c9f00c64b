//! Runs with a state folder, day after day.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::batch::{self, Input, Options, Output, Progress};
use crate::config::plan::OnDuplicate;
use crate::dedup::Settings;
use crate::export::Format;
use crate::host::{Clock, Files, RealFiles};
use crate::line::{self, INDEX, Rules, index_options};
use crate::model::TextLimits;
use crate::state::{Index, RedbIndex};

/// A day, in the morning.
struct Morning(i64);

impl Clock for Morning {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0 * 86_400 + 9 * 3600).unwrap()
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }
}

fn run(folder: &Path, day: i64) -> batch::Report {
    let rules = Rules {
        limits: TextLimits::default(),
        vendors: Arc::from(Vec::new()),
        on_duplicate: OnDuplicate::Link,
    };
    let options = Options {
        inputs: vec![Input::Path(folder.join("in"))],
        output: Output::File(folder.join("out.jsonl")),
        form: batch::Form::Lines(Format::Wiredesk),
        sieve: Arc::default(),
        state: Some(folder.join("seen")),
        line: line::Settings::new(rules, 1),
        dedup: Settings { remember: 3 * 86_400, ..Settings::default() },
        index_memory: 1 << 20,
        in_flight_bytes: 1 << 20,
        in_flight_documents: 8,
    };
    let files: Arc<dyn Files> = Arc::new(RealFiles);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_time().build().unwrap();
    let on_refused: batch::OnRefused = Arc::new(|path, fault| panic!("{path}: {fault}"));
    let progress = Arc::new(Progress::default());
    batch::run(&options, &files, &Morning(day), runtime.handle(), &progress, &on_refused).unwrap()
}

#[test]
fn what_arrived_long_ago_is_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("in")).unwrap();
    for day in 0..9 {
        let name = format!("in/{day}.txt");
        std::fs::write(folder.path().join(name), format!("Told on day {day}\n\nIt rained all day.\n"))
            .unwrap();
        let report = run(folder.path(), 20_000 + day);
        assert_eq!(report.records, 1, "day {day}");
        std::fs::remove_file(folder.path().join(format!("in/{day}.txt"))).unwrap();
    }
    let index = RedbIndex::open(&folder.path().join("seen").join(INDEX), index_options(1 << 20)).unwrap();
    assert_eq!(index.len(), 4, "what arrived on three days and after them");
}
