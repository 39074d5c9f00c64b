//! Hints from the operating system about what happens in an inbox. A hint may be missing or late, never trusted:
//! the rescan is the truth.
//!
//! Linux only, by inotify, which is asked for what matters (closed, moved in, opened): our own claims raise no event.
//! Elsewhere there are no hints and the rescan does it all. Folders into which files were put away are watched for writers
//! who still have one of them open.

use std::collections::{HashMap, VecDeque};
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use inotify::{EventMask, Inotify, WatchDescriptor, WatchMask, Watches};
use tokio::sync::Notify;

use crate::flow::held;

use super::aside::MOST_FOLDERS;
use super::find::Hint;
use super::handles::Handles;
use super::is_ignored;

/// Hints kept until they are asked for; past this a rescan takes their place.
const MOST_HINTS: usize = 8192;

/// What was hinted since the last look.
#[derive(Debug, Default)]
pub(super) struct Hinted {
    /// Paths below the inbox.
    pub(super) files: Vec<(PathBuf, Hint)>,
    /// Files that were closed where they had been put away.
    pub(super) away: Vec<PathBuf>,
    /// Everything is to be looked at.
    pub(super) rescan: bool,
}

/// What is hinted, until it is asked for.
#[derive(Debug, Default)]
pub(super) struct Hints {
    state: Mutex<Hinted>,
    /// Woken when there is something.
    pub(super) news: Notify,
}

impl Hints {
    fn add(&self, path: PathBuf, hint: Hint) {
        let mut state = held(&self.state);
        if state.files.len() < MOST_HINTS {
            state.files.push((path, hint));
        } else {
            state.rescan = true;
        }
    }

    fn add_away(&self, place: PathBuf) {
        let mut state = held(&self.state);
        if state.away.len() < MOST_HINTS {
            state.away.push(place);
        }
    }

    fn rescan(&self) {
        held(&self.state).rescan = true;
    }

    fn is_empty(&self) -> bool {
        let state = held(&self.state);
        state.files.is_empty() && state.away.is_empty() && !state.rescan
    }

    /// What was hinted since the last call.
    pub(super) fn take(&self) -> Hinted {
        std::mem::take(&mut *held(&self.state))
    }
}

/// What the descriptors stand for.
#[derive(Debug, Default)]
struct Folders {
    /// Paths below the inbox.
    inside: HashMap<WatchDescriptor, PathBuf>,
    /// Where files were put away.
    away: HashMap<WatchDescriptor, PathBuf>,
    order: VecDeque<WatchDescriptor>,
}

/// Watches a folder and everything below it; ends when dropped, and with the folder.
pub(super) struct Watch {
    watches: Watches,
    folders: Arc<Mutex<Folders>>,
    root: WatchDescriptor,
    ended: Arc<AtomicBool>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        // The kernel says that the root is watched no more, and that ends the thread. Where the folder is gone, it has
        // said so already.
        self.watches.remove(self.root.clone()).ok();
    }
}

impl Watch {
    /// Begins to watch, on a thread of its own.
    ///
    /// # Errors
    /// If the operating system refuses: the rescan still finds everything, later.
    pub(super) fn begin(folder: &Path, hints: Arc<Hints>, handles: Arc<Handles>) -> io::Result<Watch> {
        let inotify = Inotify::init()?;
        let watches = inotify.watches();
        let folders: Arc<Mutex<Folders>> = Arc::default();
        let mut watcher = Watcher {
            root: folder.to_owned(),
            watches: watches.clone(),
            folders: Arc::clone(&folders),
            hints,
            handles,
        };
        let root = watcher.add(Path::new(""))?;
        let (ended, its_root) = (Arc::new(AtomicBool::new(false)), root.clone());
        let its_end = Arc::clone(&ended);
        let run = move || {
            watcher.run(inotify, &its_root);
            its_end.store(true, Relaxed);
        };
        std::thread::Builder::new().name("watch".to_owned()).spawn(run)?;
        Ok(Watch { watches, folders, root, ended })
    }

    /// Whether nothing is heard any more: the folder was removed, or its notices cannot be read.
    pub(super) fn has_ended(&self) -> bool {
        self.ended.load(Relaxed)
    }

    /// Set once nothing is heard any more.
    #[cfg(test)]
    pub(super) fn ended(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.ended)
    }

    /// Watches a folder into which files are put away, if it is not watched already, in place of the one that was used longest ago.
    pub(super) fn add_away(&self, folder: &Path) {
        let mut watches = self.watches.clone();
        let Ok(descriptor) = watches.add(folder, WatchMask::CLOSE_WRITE | WatchMask::ONLYDIR) else { return };
        let mut folders = held(&self.folders);
        if folders.away.insert(descriptor.clone(), folder.to_owned()).is_none() {
            folders.order.push_back(descriptor);
        }
        if folders.order.len() > MOST_FOLDERS
            && let Some(oldest) = folders.order.pop_front()
        {
            folders.away.remove(&oldest);
            watches.remove(oldest).ok();
        }
    }
}

struct Watcher {
    root: PathBuf,
    watches: Watches,
    folders: Arc<Mutex<Folders>>,
    hints: Arc<Hints>,
    handles: Arc<Handles>,
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
        let mask = WatchMask::CLOSE_WRITE
            | WatchMask::CLOSE_NOWRITE
            | WatchMask::OPEN
            | WatchMask::MOVED_TO
            | WatchMask::CREATE
            | WatchMask::ONLYDIR;
        // The inbox itself may be a link of the user's; nothing below it may.
        let links = if folder == Path::new("") { WatchMask::empty() } else { WatchMask::DONT_FOLLOW };
        // That the inbox has another name now is found by a scan, and a scan is asked for.
        let moved = if folder == Path::new("") { WatchMask::MOVE_SELF } else { WatchMask::empty() };
        let descriptor = self.watches.add(self.root.join(folder), mask | links | moved)?;
        held(&self.folders).inside.insert(descriptor.clone(), folder.to_owned());
        Ok(descriptor)
    }

    /// Watches the folders that stand in a folder, and names them.
    fn add_below(&mut self, folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
        let mut failed = None;
        for entry in std::fs::read_dir(self.root.join(folder))? {
            let entry = entry?;
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) && !is_ignored(&entry.file_name()) {
                let below = folder.join(entry.file_name());
                match self.add_one(&below) {
                    Ok(_) => found.push(below),
                    Err(error) => failed = Some(error),
                }
            }
        }
        failed.map_or(Ok(()), Err)
    }

    fn run(mut self, mut inotify: Inotify, root: &WatchDescriptor) {
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
            let mut has_ended = false;
            for event in events {
                let of_root = event.wd == *root;
                has_ended |= of_root && event.mask.contains(EventMask::IGNORED);
                if of_root && event.mask.intersects(EventMask::IGNORED | EventMask::MOVE_SELF) {
                    self.hints.rescan();
                }
                self.hear(&event.wd, event.mask, event.name.as_deref());
            }
            if !self.hints.is_empty() {
                self.hints.news.notify_one();
            }
            if has_ended {
                return;
            }
            // Those that come close together are heard together.
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn hear(&mut self, descriptor: &WatchDescriptor, mask: EventMask, name: Option<&OsStr>) {
        if mask.contains(EventMask::Q_OVERFLOW) {
            self.handles.forget();
            self.hints.rescan();
            return;
        }
        let (folder, away) = {
            let mut folders = held(&self.folders);
            if mask.contains(EventMask::IGNORED) {
                folders.inside.remove(descriptor);
                folders.away.remove(descriptor);
                folders.order.retain(|known| known != descriptor);
                return;
            }
            (folders.inside.get(descriptor).cloned(), folders.away.get(descriptor).cloned())
        };
        let Some(name) = name.filter(|name| !is_ignored(name)) else { return };
        if let Some(away) = away {
            self.hints.add_away(away.join(name));
        }
        let Some(folder) = folder else { return };
        let path = folder.join(name);
        if mask.contains(EventMask::ISDIR) {
            if mask.intersects(EventMask::CREATE | EventMask::MOVED_TO) {
                self.hear_folder(&path);
            }
        } else {
            self.hear_file(path, mask);
        }
    }

    fn hear_folder(&mut self, path: &Path) {
        // Files may have been written into it before it was watched.
        self.hints.rescan();
        if let Err(error) = self.add(path) {
            tracing::debug!(folder = %path.display(), %error, "cannot watch; the rescan will find its files");
        }
    }

    fn hear_file(&self, path: PathBuf, mask: EventMask) {
        if mask.intersects(EventMask::CREATE | EventMask::MOVED_TO) {
            self.handles.begun(&path);
        }
        if mask.contains(EventMask::MOVED_TO) {
            self.hints.add(path, Hint::MovedIn);
        } else if mask.contains(EventMask::OPEN) {
            self.handles.opened(path);
        } else if mask.intersects(EventMask::CLOSE_WRITE | EventMask::CLOSE_NOWRITE) {
            let awaited = self.handles.closed(&path);
            if awaited || mask.contains(EventMask::CLOSE_WRITE) {
                self.hints.add(path, Hint::Closed);
            }
        }
    }
}
