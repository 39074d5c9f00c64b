//! Hints from the operating system about what happens in an inbox. A hint may be missing or late, never trusted:
//! the rescan is the truth.
//!
//! Linux only, by inotify, which is asked for just the two things that matter (closed after writing, moved in): our
//! own claims raise no event. Elsewhere there are no hints and the rescan does it all.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use inotify::{EventMask, Inotify, WatchDescriptor, WatchMask, Watches};
use tokio::sync::Notify;

use crate::flow::held;
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
        let mut state = held(&self.state);
        if state.paths.len() < MOST_HINTS {
            state.paths.push(path);
        } else {
            state.rescan = true;
        }
    }

    fn rescan(&self) {
        held(&self.state).rescan = true;
    }

    /// The files that were closed or moved in, and whether everything is to be looked at.
    pub(super) fn take(&self) -> (Vec<PathBuf>, bool) {
        let mut state = held(&self.state);
        (std::mem::take(&mut state.paths), std::mem::take(&mut state.rescan))
    }
}

/// Watches a folder and everything below it; ends when dropped.
pub(super) struct Watch {
    watches: Watches,
    root: WatchDescriptor,
    stop: Arc<AtomicBool>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop.store(true, Relaxed);
        // The kernel says that the watch is gone, and that wakes the thread.
        self.watches.remove(self.root.clone()).ok();
    }
}

impl Watch {
    /// Begins to watch, on a thread of its own.
    ///
    /// # Errors
    /// If the operating system refuses: the rescan still finds everything, later.
    pub(super) fn begin(folder: &Path, hints: Arc<Hints>) -> io::Result<Watch> {
        let inotify = Inotify::init()?;
        let watches = inotify.watches();
        let stop = Arc::new(AtomicBool::new(false));
        let mut watcher = Watcher { watches: watches.clone(), folders: HashMap::new(), hints };
        let root = watcher.add(folder)?;
        let stopped = Arc::clone(&stop);
        std::thread::Builder::new().name("watch".to_owned()).spawn(move || watcher.run(inotify, &stopped))?;
        Ok(Watch { watches, root, stop })
    }
}

struct Watcher {
    watches: Watches,
    folders: HashMap<WatchDescriptor, PathBuf>,
    hints: Arc<Hints>,
}

impl Watcher {
    /// Watches a folder and those in it. One of those that cannot be watched is left to the rescan.
    fn add(&mut self, folder: &Path) -> io::Result<WatchDescriptor> {
        let root = self.add_one(folder)?;
        let mut unread = vec![folder.to_owned()];
        let mut unwatched: Option<(PathBuf, io::Error, usize)> = None;
        while let Some(folder) = unread.pop() {
            if let Err(error) = self.add_below(&folder, &mut unread) {
                let (_, _, count) = unwatched.get_or_insert((folder, error, 0));
                *count += 1;
            }
        }
        if let Some((folder, error, count)) = unwatched {
            let folder = folder.display();
            tracing::warn!(%folder, %error, count, "cannot watch all folders; the rescan finds what is in these");
        }
        Ok(root)
    }

    fn add_one(&mut self, folder: &Path) -> io::Result<WatchDescriptor> {
        let mask = WatchMask::CLOSE_WRITE | WatchMask::MOVED_TO | WatchMask::CREATE | WatchMask::ONLYDIR;
        let descriptor = self.watches.add(folder, mask)?;
        self.folders.insert(descriptor.clone(), folder.to_owned());
        Ok(descriptor)
    }

    /// Watches the folders that stand in a folder, and names them.
    fn add_below(&mut self, folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
        let mut failed = None;
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) && !is_ignored(&entry.file_name()) {
                match self.add_one(&entry.path()) {
                    Ok(_) => found.push(entry.path()),
                    Err(error) => failed = Some(error),
                }
            }
        }
        failed.map_or(Ok(()), Err)
    }

    fn run(mut self, mut inotify: Inotify, stop: &AtomicBool) {
        let mut buffer = vec![0; 1 << 16];
        loop {
            let events: Vec<_> = match inotify.read_events_blocking(&mut buffer) {
                Ok(events) => events.map(|event| event.to_owned()).collect(),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    tracing::warn!(%error, "cannot read what is hinted; rescanning only");
                    return;
                }
            };
            if stop.load(Relaxed) {
                return;
            }
            for event in events {
                self.hear(&event.wd, event.mask, event.name.as_deref());
            }
            self.hints.news.notify_one();
            // Those that come close together are heard together.
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn hear(&mut self, descriptor: &WatchDescriptor, mask: EventMask, name: Option<&OsStr>) {
        if mask.contains(EventMask::Q_OVERFLOW) {
            self.hints.rescan();
            return;
        }
        if mask.contains(EventMask::IGNORED) {
            self.folders.remove(descriptor);
            return;
        }
        let (Some(folder), Some(name)) = (self.folders.get(descriptor), name) else { return };
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
