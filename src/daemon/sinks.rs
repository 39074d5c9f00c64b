//! The running sinks: begun, changed and ended one by one, so that a reload touches only what changed.

use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinHandle};

use crate::config::plan;
use crate::sink::{Needs, Post};
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
    /// itself, goes on from its place, which stays held. May be dropped and called again.
    ///
    /// # Errors
    /// If the place of a new one cannot be read or synced: the first such. All others run, and that one is tried again.
    pub(super) async fn apply(&mut self, plans: &[plan::Sink]) -> Result<(), KeepError> {
        let status = Arc::clone(&self.status);
        let goes = |running: &Running| {
            let stopped = status.sink(&running.plan.name).state() == crate::sink::State::Stopped;
            !plans.contains(&running.plan) || stopped
        };
        for old in self.running.iter().filter(|running| goes(running)) {
            old.stop.send_replace(true);
        }
        while let Some(at) = self.running.iter().position(goes) {
            if let Some(old) = self.running.get_mut(at) {
                ended(&mut old.task).await;
            }
            let old = self.running.swap_remove(at);
            if !plans.iter().any(|plan| plan.name == old.plan.name) {
                self.needs.holds.release(&old.plan.name);
            }
        }
        let names: Vec<Arc<str>> = plans.iter().map(|plan| Arc::clone(&plan.name)).collect();
        self.status.keep_sinks(&names);
        let mut failed = None;
        for plan in plans {
            if !self.running.iter().any(|running| running.plan == *plan) {
                self.begin(plan).unwrap_or_else(|error| failed = failed.take().or(Some(error)));
            }
        }
        failed.map_or(Ok(()), Err)
    }

    /// Begins one. Where that fails it is tried again, beside everything else.
    fn begin(&mut self, plan: &plan::Sink) -> Result<(), KeepError> {
        let post = Post {
            name: Arc::clone(&plan.name),
            table: plan.table.clone(),
            folder: plan.folder.clone(),
            results: plan.results,
            needs: self.needs.clone(),
            status: self.status.sink(&plan.name),
        };
        let (stop, stopped) = watch::channel(false);
        let (task, begun) = match post.clone().begin() {
            Ok(runner) => (tokio::spawn(runner.run(stopped)), Ok(())),
            Err(error) => (tokio::spawn(post.begin_again(stopped)), Err(error)),
        };
        self.running.push(Running { plan: plan.clone(), stop, task });
        begun
    }

    /// Who runs, and how to see whether it still does.
    pub(super) fn tasks(&self) -> Vec<(Arc<str>, AbortHandle)> {
        let tasks = self.running.iter();
        tasks.map(|running| (Arc::clone(&running.plan.name), running.task.abort_handle())).collect()
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

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use super::*;
    use crate::flow::Gate;
    use crate::host::{Clock, Files, RealFiles, SystemClock};
    use crate::journal::{Journal, Settings};
    use crate::model::Position;
    use crate::quarantine::Quarantine;
    use crate::sink::{Cursors, Holds, KINDS};

    struct House {
        folder: tempfile::TempDir,
        journal: Journal,
        sinks: Sinks,
        holds: Holds,
    }

    impl House {
        fn new() -> House {
            let folder = tempfile::tempdir().unwrap();
            let files: Arc<dyn Files> = Arc::new(RealFiles);
            let clock: Arc<dyn Clock> = Arc::new(SystemClock::default());
            let settings = Settings {
                folder: folder.path().join("out"),
                rotate_bytes: 1 << 20,
                rotate_after: Duration::from_secs(3600),
                remembered: Position::default(),
            };
            let (files_too, clock_too) = (Arc::clone(&files), Arc::clone(&clock));
            let nowhere = Position::default();
            let journal = Journal::open(files_too, clock_too, settings, nowhere, &mut |_| Ok(())).unwrap();
            let quarantine =
                Quarantine::new(Arc::clone(&files), Arc::clone(&clock), folder.path().join("quarantine"));
            let holds = Holds::default();
            let needs = Needs {
                quarantine: quarantine.clone(),
                journal: folder.path().join("out"),
                progress: journal.progress(),
                cursors: Cursors::open(Arc::clone(&files), &folder.path().join("state")).unwrap(),
                holds: holds.clone(),
                files,
                clock: Arc::clone(&clock),
            };
            let status = Arc::new(Status::new(clock, quarantine, Gate::default()));
            House { sinks: Sinks::new(needs, status), folder, journal, holds }
        }

        fn plan(&self, name: &str, keys: &str) -> plan::Sink {
            let keys = format!(
                "{{ path = \"{name}\", from = \"beginning\", rotate = {{ every = \"20ms\" }}{keys} }}"
            );
            let keys = toml::de::ValueDeserializer::parse(&keys).unwrap();
            let table = (KINDS.iter().find(|kind| kind.name == "file").unwrap().read)(keys).unwrap();
            plan::Sink { name: name.into(), table, folder: self.folder.path().to_owned(), results: 5000 }
        }

        async fn until_written(&self, name: &str, text: &str) {
            let written = || published(&self.folder.path().join(name));
            for _ in 0..500 {
                if written() == text {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            panic!("{name} has {:?}, not {text:?}", written());
        }
    }

    /// What stands in the files of a folder that have their names, in order.
    fn published(folder: &Path) -> String {
        let found = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
        let mut paths: Vec<_> =
            found.filter(|path| !path.file_name().unwrap().to_string_lossy().starts_with('.')).collect();
        paths.sort();
        paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
    }

    fn take_away(folder: &Path) {
        std::fs::rename(folder, folder.with_extension("aside")).unwrap();
        std::fs::write(folder, "no folder").unwrap();
    }

    fn bring_back(folder: &Path) {
        std::fs::remove_file(folder).unwrap();
        std::fs::rename(folder.with_extension("aside"), folder).unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_sink_whose_place_cannot_be_kept_leaves_the_others_theirs_and_is_tried_again() {
        let mut house = House::new();
        let state = house.folder.path().join("state");
        house.journal.commit(b"{\"id\":\"1\"}\n").unwrap();
        house.sinks.apply(&[house.plan("old", "")]).await.unwrap();
        house.until_written("old", "{\"id\":\"1\"}\n").await;
        take_away(&state);
        let (new, old) = (house.plan("new", ""), house.plan("old", ", late = \"1h\""));
        house.sinks.apply(&[new.clone(), old.clone()]).await.unwrap_err();
        let (who, _) = house.holds.last().unwrap();
        assert_eq!((&*who, house.holds.positions().len()), ("new", 2), "what is held stays held");
        house.journal.commit(b"{\"id\":\"2\"}\n").unwrap();
        bring_back(&state);
        for name in ["new", "old"] {
            house.until_written(name, "{\"id\":\"1\"}\n{\"id\":\"2\"}\n").await;
        }
        // One that says so, and one that is gone, hold nothing.
        house.sinks.apply(&[house.plan("old", ", hold = false")]).await.unwrap();
        assert_eq!(house.holds.positions(), []);
        house.sinks.close().await;
    }
}
