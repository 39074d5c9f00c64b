//! The running sinks: begun, changed and ended one by one, so that a reload touches only what changed.

use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::config::plan;
use crate::sink::{Needs, Runner};
use crate::state::keep::KeepError;

use super::status::Status;

/// A sink that runs.
struct Running {
    plan: plan::Sink,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// All of them.
pub(super) struct Sinks {
    needs: Needs,
    status: Arc<Status>,
    running: Vec<Running>,
}

impl Sinks {
    /// None runs yet.
    pub(super) fn new(needs: Needs, status: Arc<Status>) -> Sinks {
        Sinks { needs, status, running: Vec::new() }
    }

    /// Lets these run and no others. One that stays as it was is not touched; one that changed, or that stopped by
    /// itself, goes on from its place. May be dropped and called again.
    ///
    /// # Errors
    /// If the place of a new one cannot be read or synced.
    pub(super) async fn apply(&mut self, plans: &[plan::Sink]) -> Result<(), KeepError> {
        let stays = |running: &Running| {
            let stopped = self.status.sink(&running.plan.name).state() == crate::sink::State::Stopped;
            plans.contains(&running.plan) && !stopped
        };
        let (stay, mut gone): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.running).into_iter().partition(stays);
        self.running = stay;
        for old in &gone {
            old.stop.send_replace(true);
        }
        for old in &mut gone {
            ended(&mut old.task).await;
            self.needs.holds.release(&old.plan.name);
        }
        let names: Vec<Arc<str>> = plans.iter().map(|plan| Arc::clone(&plan.name)).collect();
        self.status.keep_sinks(&names);
        for plan in plans {
            if self.running.iter().any(|running| running.plan == *plan) {
                continue;
            }
            let status = self.status.sink(&plan.name);
            let (name, needs) = (Arc::clone(&plan.name), self.needs.clone());
            let runner = Runner::begin(name, plan.table.clone(), plan.folder.clone(), needs, status)?;
            let (stop, stopped) = watch::channel(false);
            self.running.push(Running { plan: plan.clone(), stop, task: tokio::spawn(runner.run(stopped)) });
        }
        Ok(())
    }

    /// Sends what is synced, as far as that goes within a few seconds, and ends them all.
    pub(super) async fn close(&mut self) {
        for running in &self.running {
            running.stop.send_replace(true);
        }
        for running in &mut self.running {
            ended(&mut running.task).await;
        }
        self.running.clear();
    }
}

async fn ended(task: &mut JoinHandle<()>) {
    if let Err(error) = task.await {
        tracing::error!(%error, "a sink ended early");
    }
}
