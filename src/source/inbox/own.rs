//! What wiredesk itself writes, known by device and inode, whatever name leads to it: it is never read as copy.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::flow::held;
use crate::host::{FileKind, Files, Stat};

/// How long what was found in the own folders is believed.
const BELIEVED: Duration = Duration::from_millis(500);
/// Most files of the own folders that are known; of more, the first.
const MOST: usize = 200_000;

/// The folders of journal, quarantine and state.
pub(super) struct Own {
    files: Arc<dyn Files>,
    folders: Vec<PathBuf>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    files: HashSet<(u64, u64)>,
    folders: HashSet<(u64, u64)>,
    at: Option<Duration>,
}

impl Own {
    pub(super) fn new(files: Arc<dyn Files>, folders: Vec<PathBuf>) -> Self {
        Own { files, folders, seen: Mutex::default() }
    }

    /// Whether a file is one of them under another name; only one with several names can be.
    pub(super) fn is_file(&self, stat: &Stat, now: Duration) -> bool {
        if stat.links < 2 || self.folders.is_empty() {
            return false;
        }
        self.with(now, |seen| seen.files.contains(&stat.inode))
    }

    /// Whether a folder is one of them, mounted elsewhere.
    pub(super) fn is_folder(&self, inode: (u64, u64), now: Duration) -> bool {
        !self.folders.is_empty() && self.with_folders(now, |seen| seen.folders.contains(&inode))
    }

    fn with<T>(&self, now: Duration, ask: impl FnOnce(&Seen) -> T) -> T {
        let mut seen = held(&self.seen);
        if seen.at.is_none_or(|at| now.saturating_sub(at) > BELIEVED) {
            *seen = self.look();
            seen.at = Some(now);
        }
        ask(&seen)
    }

    /// The folders alone do not change while it runs but for being made.
    fn with_folders<T>(&self, now: Duration, ask: impl FnOnce(&Seen) -> T) -> T {
        let mut seen = held(&self.seen);
        if seen.folders.len() < self.folders.len()
            && seen.at.is_none_or(|at| now.saturating_sub(at) > BELIEVED)
        {
            seen.folders = self
                .folders
                .iter()
                .filter_map(|folder| Some(self.files.hold(folder).ok()?.inode()))
                .collect();
        }
        ask(&seen)
    }

    fn look(&self) -> Seen {
        let mut seen = Seen::default();
        let mut unread = self.folders.clone();
        while let Some(folder) = unread.pop() {
            if let Ok(held) = self.files.hold(&folder) {
                seen.folders.insert(held.inode());
            }
            let mut names = Vec::new();
            let mut add = |name, kind| {
                match kind {
                    FileKind::Folder => unread.push(folder.join(name)),
                    FileKind::File => names.push(name),
                    FileKind::Other => {}
                }
                names.len() < MOST
            };
            // What cannot be listed now is looked at again with the next question.
            self.files.list(&folder, &mut add).ok();
            for name in names {
                if seen.files.len() < MOST
                    && let Ok(stat) = self.files.stat(&folder.join(name))
                {
                    seen.files.insert(stat.inode);
                }
            }
        }
        seen
    }
}
