//! What the daemon says about itself while it runs: to probes, to metrics, to systemd, to the log.
//!
//! Only counters and gauges: asking changes nothing and waits for nobody but a short lock.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::flow::Gate;
use crate::host::Clock;
use crate::quarantine::Quarantine;

use super::Line;

/// Where in its life the daemon is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It opens what it owns; nothing is taken yet.
    Starting(&'static str),
    /// It takes copy.
    Open,
    /// It finishes what it has; nothing more is taken.
    Closing,
}

/// One source, as seen from outside. Outlives a reload that changes the source's settings.
#[derive(Debug)]
pub struct SourceStatus {
    /// Its configured name.
    pub name: Arc<str>,
    /// Files that were read.
    pub arrivals: AtomicU64,
    /// Their bytes.
    pub bytes: AtomicU64,
    /// When the last came, in seconds since 1970; 0 while none has.
    pub last_arrival: AtomicI64,
    /// Files read and not finished with.
    pub claimed: AtomicU64,
    /// At the last scan: left alone by their name.
    pub ignored: AtomicU64,
    /// At the last scan: left alone because they are no regular files.
    pub special: AtomicU64,
    /// Scans that failed.
    pub scan_failures: AtomicU64,
    /// Whether nothing came for longer than expected.
    pub quiet: AtomicBool,
    /// Expected interval in milliseconds; 0 where none is.
    expect: AtomicU64,
    /// Monotonic milliseconds of the last arrival, or of the opening.
    heard: AtomicU64,
    /// What its disk refuses altogether, with what the operating system said.
    troubles: Mutex<BTreeMap<&'static str, String>>,
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

impl SourceStatus {
    pub(super) fn new(name: Arc<str>, clock: &dyn Clock) -> Self {
        SourceStatus {
            name,
            arrivals: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            last_arrival: AtomicI64::new(0),
            claimed: AtomicU64::new(0),
            ignored: AtomicU64::new(0),
            special: AtomicU64::new(0),
            scan_failures: AtomicU64::new(0),
            quiet: AtomicBool::new(false),
            expect: AtomicU64::new(0),
            heard: AtomicU64::new(millis(clock.monotonic())),
            troubles: Mutex::default(),
        }
    }

    /// Notes that the disk refuses something altogether, or not any more.
    pub(super) fn set_trouble(&self, what: &'static str, error: Option<&std::io::Error>) {
        let mut troubles = held(&self.troubles);
        match error {
            Some(error) => drop(troubles.insert(what, error.to_string())),
            None => drop(troubles.remove(what)),
        }
    }

    /// What its disk refuses altogether, if anything.
    pub fn trouble(&self) -> Option<String> {
        held(&self.troubles).iter().next().map(|(what, error)| format!("{what}: {error}"))
    }

    /// Something came.
    pub(super) fn arrived(&self, bytes: u64, clock: &dyn Clock) {
        self.arrivals.fetch_add(1, Relaxed);
        self.bytes.fetch_add(bytes, Relaxed);
        self.last_arrival.store(clock.now().as_second(), Relaxed);
        let now = clock.monotonic();
        let before = self.heard.swap(millis(now), Relaxed);
        if self.quiet.swap(false, Relaxed) {
            let silence = Duration::from_millis(millis(now).saturating_sub(before));
            tracing::info!(source = &*self.name, silence = ?Duration::from_secs(silence.as_secs()), "the source speaks again");
        }
    }

    /// How often something is expected from now on.
    pub(super) fn set_expect(&self, expect: Option<Duration>) {
        let expect = expect.map_or(0, |expect| millis(expect).max(1));
        if self.expect.swap(expect, Relaxed) != expect {
            self.quiet.store(false, Relaxed);
        }
    }

    /// How often something is expected.
    pub fn expect(&self) -> Option<Duration> {
        Some(self.expect.load(Relaxed)).filter(|expect| *expect > 0).map(Duration::from_millis)
    }

    /// Says once when nothing came for longer than expected.
    pub(super) fn listen(&self, clock: &dyn Clock) {
        let Some(expect) = self.expect() else { return };
        let silence =
            Duration::from_millis(millis(clock.monotonic()).saturating_sub(self.heard.load(Relaxed)));
        if silence > expect && !self.quiet.swap(true, Relaxed) {
            tracing::warn!(source = &*self.name, ?expect, "nothing has come for longer than expected");
        }
    }
}

/// The daemon as seen from outside.
pub struct Status {
    /// When it was started, in seconds since 1970.
    pub started: i64,
    /// What was refused.
    pub quarantine: Quarantine,
    /// Reloads that were taken.
    pub reloads_applied: AtomicU64,
    /// Reloads that changed nothing because the file was wrong.
    pub reloads_refused: AtomicU64,
    /// Set while documents are in flight and no step has moved for long.
    pub stalled: AtomicBool,
    phase: Mutex<Phase>,
    line: Mutex<Option<Line>>,
    gate: Gate,
    sources: Mutex<Vec<Arc<SourceStatus>>>,
    clock: Arc<dyn Clock>,
}

impl Status {
    /// A daemon that has just been started.
    pub fn new(clock: Arc<dyn Clock>, quarantine: Quarantine, gate: Gate) -> Self {
        Status {
            started: clock.now().as_second(),
            quarantine,
            reloads_applied: AtomicU64::new(0),
            reloads_refused: AtomicU64::new(0),
            stalled: AtomicBool::new(false),
            phase: Mutex::new(Phase::Starting("opening the index and the journal")),
            line: Mutex::default(),
            gate,
            sources: Mutex::default(),
            clock,
        }
    }

    /// Where in its life it is.
    pub fn phase(&self) -> Phase {
        *held(&self.phase)
    }

    pub(super) fn set_phase(&self, phase: Phase) {
        *held(&self.phase) = phase;
    }

    /// The line, once it runs; another one after the desk began anew.
    pub fn line(&self) -> Option<Line> {
        held(&self.line).clone()
    }

    pub(super) fn set_line(&self, line: Line) {
        *held(&self.line) = Some(line);
    }

    /// Every source, by name.
    pub fn sources(&self) -> Vec<Arc<SourceStatus>> {
        let mut sources = held(&self.sources).clone();
        sources.sort_by(|a, b| a.name.cmp(&b.name));
        sources
    }

    /// The status of a source: the one it had, else a new one.
    pub(super) fn source(&self, name: &Arc<str>, expect: Option<Duration>) -> Arc<SourceStatus> {
        let mut sources = held(&self.sources);
        let known = sources.iter().find(|source| source.name == *name).cloned();
        let source = known.unwrap_or_else(|| {
            let source = Arc::new(SourceStatus::new(Arc::clone(name), &*self.clock));
            sources.push(Arc::clone(&source));
            source
        });
        source.set_expect(expect);
        source
    }

    /// Forgets the sources that are not among these.
    pub(super) fn keep_sources(&self, names: &[Arc<str>]) {
        held(&self.sources).retain(|source| names.contains(&source.name));
    }

    /// Says once for each source that is quieter than expected.
    pub(super) fn listen(&self) {
        if self.phase() == Phase::Open {
            for source in self.sources() {
                source.listen(&*self.clock);
            }
        }
    }

    /// Whether copy is taken and written.
    ///
    /// # Errors
    /// Why not, in a few words for people.
    pub fn ready(&self) -> Result<(), String> {
        match self.phase() {
            Phase::Starting(what) => return Err(format!("starting: {what}")),
            Phase::Closing => return Err("stopping: no more copy is taken".to_owned()),
            Phase::Open => {}
        }
        if let Some(trouble) = self.line().and_then(|line| line.trouble()) {
            return Err(format!("cannot write: {trouble}; the intake stands still until it can"));
        }
        if let Some((_, why)) = self.gate.reasons().first() {
            return Err(format!("the intake stands still: {why}"));
        }
        match self.sources().iter().find_map(|source| Some((Arc::clone(&source.name), source.trouble()?))) {
            Some((name, trouble)) => Err(format!("source.{name} stands still: {trouble}")),
            None => Ok(()),
        }
    }

    /// Whether it is worth leaving it alone.
    ///
    /// # Errors
    /// Why it should be started again.
    pub fn live(&self) -> Result<(), String> {
        if !self.stalled.load(Relaxed) {
            return Ok(());
        }
        let documents = self.line().map_or(0, |line| line.budget.in_flight().1);
        Err(format!("no step has moved for long, with {documents} documents in flight"))
    }

    /// One line for people: what systemd shows.
    pub fn line_of_text(&self) -> String {
        if let Err(why) = self.ready() {
            return why;
        }
        let Some(line) = self.line() else { return String::new() };
        let (written, known, refused) = line.totals();
        let quiet = self.sources().iter().filter(|source| source.quiet.load(Relaxed)).count();
        let mut text = format!(
            "{written} written, {known} known already, {refused} refused, {} in flight",
            line.budget.in_flight().1
        );
        if quiet > 0 {
            text.push_str(&format!(", {quiet} sources quiet"));
        }
        text
    }
}

impl std::fmt::Debug for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Status").field("phase", &self.phase()).finish_non_exhaustive()
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A clock that stands where it is put.
    #[derive(Default)]
    struct Set(AtomicU64);

    impl Clock for Set {
        fn now(&self) -> jiff::Timestamp {
            jiff::Timestamp::from_second(1_000_000 + i64::try_from(self.0.load(Relaxed)).unwrap()).unwrap()
        }

        fn monotonic(&self) -> Duration {
            Duration::from_secs(self.0.load(Relaxed))
        }
    }

    #[test]
    fn a_source_is_quiet_after_the_interval_and_until_it_speaks() {
        let clock = Set::default();
        let source = SourceStatus::new("wire".into(), &clock);
        let at = |seconds: u64, speaks: bool| {
            clock.0.store(seconds, Relaxed);
            if speaks {
                source.arrived(10, &clock);
            }
            source.listen(&clock);
            source.quiet.load(Relaxed)
        };
        assert!(!at(9_000, false), "nothing is expected");
        source.set_expect(Some(Duration::from_secs(60)));
        assert!(at(9_061, false));
        assert!(!at(9_062, true));
        assert!(!at(9_122, false));
        assert!(at(9_123, false));
        assert_eq!((source.arrivals.load(Relaxed), source.last_arrival.load(Relaxed)), (1, 1_009_062));
        source.set_expect(None);
        assert!(!source.quiet.load(Relaxed));
    }
}
