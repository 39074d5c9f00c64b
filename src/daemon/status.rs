//! What the daemon says about itself while it runs: to probes, to metrics, to systemd, to the log.
//!
//! Only counters and gauges: asking changes nothing and waits for nobody but a short lock.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use tokio::sync::watch;

use crate::fetch::tally::Fetching;
use crate::flow::{Gate, held};
use crate::host::Clock;
use crate::journal::Progress;
use crate::quarantine::Quarantine;
use crate::sink::SinkStatus;

use crate::line::Line;
use crate::model::FaultCode;
use crate::source::{Commons, SourceStatus};
use crate::web::Watched;

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
    journal: Mutex<Option<watch::Receiver<Progress>>>,
    sources: Mutex<Vec<Arc<SourceStatus>>>,
    commons: Mutex<Weak<Commons>>,
    sinks: Mutex<Vec<Arc<SinkStatus>>>,
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
            journal: Mutex::default(),
            sources: Mutex::default(),
            commons: Mutex::default(),
            sinks: Mutex::default(),
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

    /// How far the journal has come, once it is open.
    pub fn journal(&self) -> Progress {
        held(&self.journal).as_ref().map(|progress| progress.borrow().clone()).unwrap_or_default()
    }

    pub(super) fn set_journal(&self, progress: watch::Receiver<Progress>) {
        *held(&self.journal) = Some(progress);
    }

    /// What needs a look though copy is taken and written, in words for people.
    pub fn notes(&self) -> Vec<String> {
        self.journal().last_interference.into_iter().collect()
    }

    pub(super) fn set_commons(&self, commons: &Arc<Commons>) {
        *held(&self.commons) = Arc::downgrade(commons);
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

    /// Every sink, by name.
    pub fn sinks(&self) -> Vec<Arc<SinkStatus>> {
        let mut sinks = held(&self.sinks).clone();
        sinks.sort_by(|a, b| a.name.cmp(&b.name));
        sinks
    }

    /// The status of a sink: the one it had, else a new one.
    pub(super) fn sink(&self, name: &Arc<str>) -> Arc<SinkStatus> {
        let mut sinks = held(&self.sinks);
        if let Some(known) = sinks.iter().find(|sink| sink.name == *name) {
            return Arc::clone(known);
        }
        let new = Arc::new(SinkStatus::new(Arc::clone(name)));
        sinks.push(Arc::clone(&new));
        new
    }

    /// Forgets the sinks that are not among these.
    pub(super) fn keep_sinks(&self, names: &[Arc<str>]) {
        held(&self.sinks).retain(|sink| names.contains(&sink.name));
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
        if let Some(trouble) = self.line().and_then(|line| line.quarantine_trouble()) {
            return Err(format!(
                "cannot write to quarantine: {trouble}; what was refused stays where it came from"
            ));
        }
        if let Some((_, why)) = self.gate.reasons().first() {
            return Err(format!("the intake stands still: {why}"));
        }
        match self.sources().iter().find_map(|source| Some((Arc::clone(&source.name), source.trouble()?))) {
            Some((name, trouble)) => Err(format!("source.{name} {trouble}")),
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
        for note in self.notes() {
            text.push_str(&format!("; {note}"));
        }
        text
    }
}

impl Watched for Status {
    fn ready(&self) -> Result<(), String> {
        Status::ready(self)
    }

    fn live(&self) -> Result<(), String> {
        Status::live(self)
    }

    fn notes(&self) -> Vec<String> {
        Status::notes(self)
    }

    fn started(&self) -> i64 {
        self.started
    }

    fn now(&self) -> i64 {
        self.clock.now().as_second()
    }

    fn reloads(&self) -> (u64, u64) {
        (self.reloads_applied.load(Relaxed), self.reloads_refused.load(Relaxed))
    }

    fn sources(&self) -> Vec<Arc<SourceStatus>> {
        Status::sources(self)
    }

    fn fetching(&self) -> Option<Fetching> {
        held(&self.commons).upgrade()?.fetching()
    }

    fn sinks(&self) -> Vec<Arc<SinkStatus>> {
        Status::sinks(self)
    }

    fn line(&self) -> Option<Line> {
        Status::line(self)
    }

    fn journal(&self) -> Progress {
        Status::journal(self)
    }

    fn quarantined(&self) -> Vec<(FaultCode, u64)> {
        self.quarantine.counts().collect()
    }

    fn dropped_lines(&self) -> u64 {
        super::log::dropped_lines()
    }
}

impl std::fmt::Debug for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Status").field("phase", &self.phase()).finish_non_exhaustive()
    }
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
