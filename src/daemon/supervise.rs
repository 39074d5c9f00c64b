//! Watches over the running desk: whether its steps move, which sources are quiet, what systemd and the log hear.
//!
//! The watchdog is fed from a look at the steps, not from a timer alone: while documents are in flight, and no step
//! has taken, handed on, refused or tried anything for half the watchdog's interval, it is not fed, and `/livez`
//! fails. A disk that cannot be written is tried again and again, which is movement: a restart would not help.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use sd_notify::NotifyState;
use tokio::time::Instant;

use super::status::{Phase, Status};

/// How long nothing may move where systemd does not say.
const STALL: Duration = Duration::from_secs(60);
/// How often the log says what was done, while something was.
const SAY_EVERY: Duration = Duration::from_secs(60);

/// Tells systemd, if it started us. Not being heard is no reason to stop.
pub(super) fn tell(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::debug!(%error, "cannot tell systemd");
    }
}

/// Tells systemd that a reload has begun.
pub(super) fn tell_reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(now) => tell(&[NotifyState::Reloading, now]),
        Err(error) => tracing::debug!(%error, "cannot tell systemd of the reload"),
    }
}

/// Tells systemd that copy is taken.
pub(super) fn tell_ready(status: &str) {
    tell(&[NotifyState::Ready, NotifyState::Status(status)]);
}

/// Tells systemd that no more copy is taken.
pub(super) fn tell_stopping() {
    tell(&[NotifyState::Stopping, NotifyState::Status("stopping: writing what is in flight")]);
}

/// Whether the steps move, from one look to the next.
#[derive(Debug)]
struct Movement {
    count: u64,
    since: Instant,
}

impl Movement {
    fn new() -> Self {
        Movement { count: 0, since: Instant::now() }
    }

    /// How long nothing has moved while something was in flight.
    fn look(&mut self, now: Instant, count: u64, idle: bool) -> Duration {
        if idle || count != self.count {
            (self.count, self.since) = (count, now);
        }
        now.saturating_duration_since(self.since)
    }
}

/// Everything that any step or source has done so far.
fn count(status: &Status) -> u64 {
    let Some(line) = status.line() else { return 0 };
    let steps = line.meters.all().iter().map(|meter| {
        let (taken, given, refused, _) = meter.read();
        taken + given + refused
    });
    let commits = line.commits();
    let sources = status.sources();
    let arrivals = sources.iter().map(|source| source.arrivals.load(Relaxed));
    steps.sum::<u64>() + arrivals.sum::<u64>() + commits.done + commits.failed
}

/// Looks until it is dropped.
pub(super) async fn watch(status: Arc<Status>) {
    let watchdog = sd_notify::watchdog_enabled();
    let stall = watchdog.map_or(STALL, |interval| interval / 2);
    let feed_every = watchdog.map_or(Duration::MAX, |interval| interval / 4);
    let tick = feed_every.min(Duration::from_secs(1)).max(Duration::from_millis(1));
    let mut movement = Movement::new();
    let mut fed: Option<Instant> = None;
    let mut said = (Instant::now(), 0);
    let mut shown = String::new();
    let mut shown_at = Instant::now();
    loop {
        tokio::time::sleep(tick).await;
        let idle = status.line().is_none_or(|line| line.budget.in_flight().1 == 0);
        let count = count(&status);
        let still = movement.look(Instant::now(), count, idle);
        let stalled = still > stall;
        if status.stalled.swap(stalled, Relaxed) != stalled && stalled {
            tracing::error!(?still, "no step moves though documents are in flight");
        }
        if watchdog.is_some() && !stalled && fed.is_none_or(|at| at.elapsed() >= feed_every) {
            tell(&[NotifyState::Watchdog]);
            fed = Some(Instant::now());
        }
        status.listen();
        let text = status.line_of_text();
        let changed = shown_at.elapsed() >= Duration::from_secs(10) || status.ready().is_err();
        if changed && text != shown && status.phase() == Phase::Open {
            tell(&[NotifyState::Status(&text)]);
            (shown, shown_at) = (text, Instant::now());
        }
        if said.0.elapsed() >= SAY_EVERY {
            if count != said.1 {
                say(&status);
            }
            said = (Instant::now(), count);
        }
    }
}

/// The line of the minute.
fn say(status: &Status) {
    let Some(line) = status.line() else { return };
    let (written, known, refused) = line.totals();
    let (bytes, documents) = line.budget.in_flight();
    let waiting: Vec<String> = line.depths().iter().map(|(name, depth)| format!("{name} {depth}")).collect();
    tracing::info!(
        written,
        known,
        refused,
        in_flight = documents,
        in_flight_bytes = bytes,
        waiting = waiting.join(", "),
        steps = line.meters.line(),
        "so far"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_still_with_work_in_hand_is_noticed() {
        let mut movement = Movement::new();
        let start = movement.since;
        for (second, count, idle, still) in [
            (10, 0, true, 0),
            (20, 1, false, 0),
            (40, 1, false, 20),
            (90, 1, false, 70),
            (91, 2, false, 0),
            (200, 2, true, 0),
        ] {
            let look = movement.look(start + Duration::from_secs(second), count, idle);
            assert_eq!(look, Duration::from_secs(still), "at {second}");
        }
    }
}
