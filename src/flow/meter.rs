//! Counts and times of each stage.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// One stage's counters.
#[derive(Debug, Default)]
pub struct Meter {
    /// The stage's name.
    pub name: &'static str,
    taken: AtomicU64,
    given: AtomicU64,
    refused: AtomicU64,
    busy_nanos: AtomicU64,
}

impl Meter {
    /// Does one item's work under the clock.
    pub fn time<T>(&self, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        self.taken.fetch_add(1, Relaxed);
        let result = work();
        self.busy_nanos.fetch_add(u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX), Relaxed);
        result
    }

    /// So many items handed on.
    pub fn gave(&self, count: u64) {
        self.given.fetch_add(count, Relaxed);
    }

    /// So many items refused.
    pub fn refused(&self, count: u64) {
        self.refused.fetch_add(count, Relaxed);
    }

    /// Items taken, handed on, refused, and the time spent.
    pub fn read(&self) -> (u64, u64, u64, Duration) {
        (
            self.taken.load(Relaxed),
            self.given.load(Relaxed),
            self.refused.load(Relaxed),
            Duration::from_nanos(self.busy_nanos.load(Relaxed)),
        )
    }
}

/// The meters of all stages, in the order in which copy flows.
#[derive(Debug, Clone)]
pub struct Meters(Arc<Vec<Meter>>);

impl Meters {
    /// One meter for each name.
    pub fn new(names: &[&'static str]) -> Self {
        Meters(Arc::new(names.iter().map(|name| Meter { name, ..Meter::default() }).collect()))
    }

    /// The meter of a stage; a name that was not given at the start is a defect and gets the last one.
    pub fn of(&self, name: &str) -> &Meter {
        let found = self.0.iter().find(|meter| meter.name == name);
        debug_assert!(found.is_some(), "no meter named {name}");
        found.unwrap_or(&self.0[self.0.len() - 1])
    }

    /// All of them in order.
    pub fn all(&self) -> &[Meter] {
        &self.0
    }

    /// One line for a log: `decode 120/118/2 0.31s, ...` (taken/given/refused, time spent).
    pub fn line(&self) -> String {
        let each = self.0.iter().map(|meter| {
            let (taken, given, refused, busy) = meter.read();
            format!("{} {taken}/{given}/{refused} {:.2}s", meter.name, busy.as_secs_f64())
        });
        each.collect::<Vec<_>>().join(", ")
    }
}
