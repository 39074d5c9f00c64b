//! Takes another configuration while the desk runs.
//!
//! Promises: a file that is wrong changes nothing; neither does one whose new sources cannot be opened. One that could
//! not be opened before waits, and is tried again. A source that
//! stays as it was is not touched. A source that is removed or changed finishes with what it has taken first, so
//! that nothing is lost and nothing is read twice. What only a restart can change is named, and stays as it was.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use crate::config::ConfigErrors;
use crate::config::plan::{self, LogLevel, Plan};

use super::sinks::Sinks;
use super::sources::{self, Opened, Opener, Running};
use super::supervise;
use crate::line::{Entrance, Line};

/// Reads the configuration again.
pub type Load = Box<dyn Fn() -> Result<Plan, ConfigErrors> + Send + Sync>;
/// Sets the level of the log; false where something else decides about it.
pub type SetLevel = Box<dyn Fn(LogLevel) -> bool + Send + Sync>;

/// How a running desk is told to take another configuration.
pub struct Hooks {
    /// Woken when it is to be read again.
    pub reload: Arc<tokio::sync::Notify>,
    /// Reads it.
    pub load: Load,
    /// Sets the level of the log.
    pub set_level: SetLevel,
}

impl std::fmt::Debug for Hooks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hooks").finish_non_exhaustive()
    }
}

/// The part of the desk that a reload changes.
pub(super) struct Desk {
    pub(super) plan: Plan,
    pub(super) line: Line,
    pub(super) opener: Opener,
    pub(super) running: Vec<Running>,
    pub(super) entrance: Entrance,
    /// Opened again until they can be.
    pub(super) waiting: Vec<plan::Source>,
    pub(super) sinks: Sinks,
}

impl Desk {
    /// Reads the configuration and takes it, if it can be taken. May be dropped at any await.
    pub(super) async fn reload(&mut self, hooks: &Hooks) {
        supervise::tell_reloading();
        let status = Arc::clone(&self.opener.status);
        let read = (hooks.load)().and_then(|plan| plan.require_source().map(|()| plan));
        let taken = match read {
            Ok(plan) => self.take(plan, hooks).await,
            Err(errors) => Err(errors.to_string()),
        };
        match taken {
            Ok(()) => {
                status.reloads_applied.fetch_add(1, Relaxed);
                supervise::tell_ready(&status.line_of_text());
            }
            Err(why) => {
                tracing::error!("the configuration was not taken, everything stays as it was: {why}");
                status.reloads_refused.fetch_add(1, Relaxed);
                let first = why.lines().next().unwrap_or_default();
                supervise::tell_ready(&format!("reload refused: {first}"));
            }
        }
    }

    async fn take(&mut self, plan: Plan, hooks: &Hooks) -> Result<(), String> {
        let moved = moved_folders(&self.plan, &plan);
        if !moved.is_empty() {
            return Err(format!("{} cannot change while it runs: start it again", moved.join(", ")));
        }
        let (early, late) = self.open_by(&plan)?;
        let untaken = only_at_start(&self.plan, &plan);
        if !untaken.is_empty() {
            tracing::warn!(settings = untaken.join(", "), "taken only when it is started again");
        }
        if self.plan.log.level != plan.log.level && !(hooks.set_level)(plan.log.level) {
            tracing::warn!("log.level is not taken: RUST_LOG goes before it");
        }
        self.take_limits(&plan);
        let (sources, names) = (plan.sources.clone(), names(&plan));
        self.plan = Plan {
            log: plan::Log { level: plan.log.level, ..self.plan.log },
            fetch: plan.fetch,
            sources: plan.sources,
            sinks: plan.sinks,
            limits: plan.limits,
            vendors: plan.vendors,
            in_flight: plan.in_flight,
            shutdown_deadline: plan.shutdown_deadline,
            ..self.plan.clone()
        };
        // From here on nothing is refused: what is not done when this is dropped is being stopped anyway.
        let (mut kept, gone): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.running).into_iter().partition(|old| sources.contains(&old.source));
        gone.iter().for_each(Running::stop);
        let (stayed, closed) = (kept.len(), gone.len());
        kept.extend(gone);
        self.running = kept;
        let end = tokio::time::Instant::now() + self.plan.shutdown_deadline;
        for old in self.running.iter_mut().skip(stayed) {
            old.closed_within(end.saturating_duration_since(tokio::time::Instant::now())).await;
        }
        self.running.truncate(stayed);
        self.opener.status.keep_sources(&names);
        self.opener.note_names(&self.plan.sources);
        self.waiting = late;
        for source in early {
            self.running.push(self.opener.start(source, self.entrance.clone()));
        }
        self.open_waiting();
        self.opener.commons.look();
        if let Err(error) = self.sinks.apply(&self.plan.sinks).await {
            tracing::error!(%error, "a sink cannot be begun; trying it again");
        }
        let names = names.join(", ");
        tracing::info!(sources = names, stayed, closed, "another configuration is taken");
        Ok(())
    }

    /// Opens what is new, with what the plan says about fetching; where that is not possible, everything stays.
    fn open_by(&mut self, plan: &Plan) -> Result<(Vec<Opened>, Vec<plan::Source>), String> {
        let ratio = plan.limits.expansion_ratio;
        let before =
            (std::mem::replace(&mut self.opener.fetch, plan.fetch.clone()), self.opener.expansion_ratio);
        self.opener.expansion_ratio = ratio;
        let is_other = before != (plan.fetch.clone(), ratio);
        let opened = self.open_new(plan).and_then(|opened| {
            if is_other {
                self.opener.commons.reload(&plan.fetch, ratio).map_err(|error| error.to_string())?;
            }
            Ok(opened)
        });
        if opened.is_err() {
            (self.opener.fetch, self.opener.expansion_ratio) = before;
        }
        opened
    }

    /// Opens what is new. What needs a folder or ledger that a running source still has must wait for it to close.
    fn open_new(&self, plan: &Plan) -> Result<(Vec<Opened>, Vec<plan::Source>), String> {
        let (mut early, mut late) = (Vec::new(), Vec::new());
        for source in &plan.sources {
            if self.running.iter().any(|old| old.source == *source) {
                continue;
            }
            // One that waits already is tried again afterwards, and refuses nothing.
            if self.running.iter().any(|old| old.stands_in_the_way_of(source))
                || self.waiting.contains(source)
            {
                late.push(source.clone());
            } else {
                let opened = self.opener.open(source);
                early.push(opened.map_err(|error| format!("source.{}: {error}", source.name))?);
            }
        }
        Ok((early, late))
    }

    /// Opens what had to wait, or could not be opened the last time.
    pub(super) fn open_waiting(&mut self) {
        for source in std::mem::take(&mut self.waiting) {
            match self.opener.open(&source) {
                Ok(opened) => {
                    tracing::info!(source = &*source.name, reads = opened.says(), "opened");
                    self.running.push(self.opener.start(opened, self.entrance.clone()));
                }
                Err(error) => {
                    tracing::error!(source = &*source.name, %error, again_in = ?sources::AGAIN, "cannot open a source");
                    self.waiting.push(source);
                }
            }
        }
    }

    /// Returns when it is time to try again what could not be opened; never, if there is nothing.
    pub(super) async fn again(&self) {
        if self.waiting.is_empty() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(sources::AGAIN).await;
    }

    fn take_limits(&self, plan: &Plan) {
        self.line.set_limits(plan.limits);
        self.line.set_vendors(Arc::clone(&plan.vendors));
        self.line.budget.resize(plan.in_flight.bytes, plan.in_flight.documents);
    }
}

fn names(plan: &Plan) -> Vec<Arc<str>> {
    plan.sources.iter().map(|source| Arc::clone(&source.name)).collect()
}

/// Folders that the running desk holds: with another one in the file, what the file says about its sources may not
/// go together with the folders that are in use, so nothing of it is taken.
fn moved_folders(old: &Plan, new: &Plan) -> Vec<&'static str> {
    named(&[
        ("pipeline.state", old.state != new.state),
        ("pipeline.quarantine", old.quarantine != new.quarantine),
        ("journal.path", old.journal.path != new.journal.path),
    ])
}

/// Settings that differ and are read only at the start.
fn only_at_start(old: &Plan, new: &Plan) -> Vec<&'static str> {
    named(&[
        ("pipeline.workers", old.workers != new.workers),
        ("pipeline.quarantine_keep", old.quarantine_limits.keep != new.quarantine_limits.keep),
        ("pipeline.quarantine_size", old.quarantine_limits.size != new.quarantine_limits.size),
        ("log.format", old.log.format != new.log.format),
        ("[dedup]", old.dedup != new.dedup),
        ("[journal]", old.journal != new.journal),
        ("[web]", old.web != new.web),
    ])
}

fn named(settings: &[(&'static str, bool)]) -> Vec<&'static str> {
    settings.iter().filter(|(_, differs)| *differs).map(|(name, _)| *name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_a_restart_changes_is_named() {
        let plan = |text: &str| {
            let text = format!("{text}\n[source.a]\ntype = \"inbox\"\npath = \"in\"\n");
            crate::config::parse(&text, std::path::Path::new("pipeline.toml"), &|_| None).unwrap()
        };
        let old = plan("");
        for (text, folders, others) in [
            ("", &[][..], &[][..]),
            ("[limits]\nparagraphs = 7\n[log]\nlevel = \"debug\"", &[], &[]),
            ("[pipeline]\nstate = \"elsewhere\"", &["pipeline.state"], &[]),
            ("[journal]\npath = \"elsewhere\"", &["journal.path"], &["[journal]"]),
            ("[pipeline]\nworkers = 99\n[dedup]\nwindow = \"1h\"", &[], &["pipeline.workers", "[dedup]"]),
            ("[web]\nenabled = true", &[], &["[web]"]),
            ("[pipeline]\nquarantine_keep = \"1d\"", &[], &["pipeline.quarantine_keep"]),
        ] {
            let new = plan(text);
            assert_eq!(moved_folders(&old, &new), folders, "{text}");
            assert_eq!(only_at_start(&old, &new), others, "{text}");
        }
    }
}
