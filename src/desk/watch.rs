//! Hints from the operating system about what happens in an inbox. A hint may be missing or late, never trusted:
//! the rescan is the truth.
//!
//! Linux only, by inotify, which is asked for just the two things that matter (closed after writing, moved in): our
//! own claims raise no event. Elsewhere there are no hints and the rescan does it all.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use inotify::{EventMask, Inotify, WatchDescriptor, WatchMask};
use tokio::io::unix::AsyncFd;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::source::inbox::is_ignored;

/// Hints kept until they are asked for; past this a rescan takes their place.
const MOST_HINTS: usize = 8192;

#[derive(Debug, Default)]
struct State {
    paths: Vec<PathBuf>,
    rescan: bool,
}

/// What was hinted since the last look.
#[derive(Debug, Default)]
pub(super) struct Hints {
    state: Mutex<State>,
    /// Woken when there is something.
    pub(super) news: Notify,
}

impl Hints {
    fn add(&self, path: PathBuf) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.paths.len() < MOST_HINTS {
            state.paths.push(path);
        } else {
            state.rescan = true;
        }
    }

    fn rescan(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).rescan = true;
    }

    /// The files that were closed or moved in, and whether everything is to be looked at.
    pub(super) fn take(&self) -> (Vec<PathBuf>, bool) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        (std::mem::take(&mut state.paths), std::mem::take(&mut state.rescan))
    }
}

/// Watches a folder and everything below it; ends when dropped.
pub(super) struct Watch(JoinHandle<()>);

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Watch {
    /// Begins to watch.
    ///
    /// # Errors
    /// If the operating system refuses: the rescan still finds everything, later.
    pub(super) fn begin(folder: &Path, hints: Arc<Hints>) -> io::Result<Watch> {
        let mut watcher = Watcher { inotify: AsyncFd::new(Inotify::init()?)?, folders: HashMap::new(), hints };
        watcher.add(folder)?;
        Ok(Watch(tokio::spawn(watcher.run())))
    }
}

struct Watcher {
    inotify: AsyncFd<Inotify>,
    folders: HashMap<WatchDescriptor, PathBuf>,
    hints: Arc<Hints>,
}

impl Watcher {
    /// Watches a folder and those in it.
    fn add(&mut self, folder: &Path) -> io::Result<()> {
        let mask = WatchMask::CLOSE_WRITE | WatchMask::MOVED_TO | WatchMask::CREATE | WatchMask::ONLYDIR;
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            let descriptor = self.inotify.get_ref().watches().add(&folder, mask)?;
            self.folders.insert(descriptor, folder.clone());
            for entry in std::fs::read_dir(&folder)? {
                let entry = entry?;
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) && !is_ignored(&entry.file_name()) {
                    folders.push(entry.path());
                }
            }
        }
        Ok(())
    }

    async fn run(mut self) {
        let mut buffer = vec![0; 1 << 16];
        loop {
            let Ok(mut ready) = self.inotify.readable_mut().await else { return };
            let events: Vec<_> = match ready.get_inner_mut().read_events(&mut buffer) {
                Ok(events) => events.map(|event| event.to_owned()).collect(),
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => {
                    ready.clear_ready();
                    continue;
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot read what is hinted; rescanning only");
                    return;
                }
            };
            for event in events {
                self.hear(event.wd, event.mask, event.name.as_deref());
            }
            self.hints.news.notify_one();
            // Those that come close together are heard together.
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    fn hear(&mut self, descriptor: WatchDescriptor, mask: EventMask, name: Option<&std::ffi::OsStr>) {
        if mask.contains(EventMask::Q_OVERFLOW) {
            self.hints.rescan();
            return;
        }
        if mask.contains(EventMask::IGNORED) {
            self.folders.remove(&descriptor);
            return;
        }
        let (Some(folder), Some(name)) = (self.folders.get(&descriptor), name) else { return };
        if is_ignored(name) {
            return;
        }
        let path = folder.join(name);
        if mask.contains(EventMask::ISDIR) {
            // Files may have been written into it before it was watched.
            self.hints.rescan();
            if let Err(error) = self.add(&path) {
                tracing::debug!(folder = %path.display(), %error, "cannot watch; the rescan will find its files");
            }
        } else if mask.intersects(EventMask::CLOSE_WRITE | EventMask::MOVED_TO) {
            self.hints.add(path);
        }
    }
}
