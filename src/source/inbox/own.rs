//! What wiredesk itself writes, known by device and inode, whatever name leads to it: it is never read as copy.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::flow::held;
use crate::host::{Clock, FileKind, Files, Stat};

/// The own folders are listed no more often than this.
const PAUSE: Duration = Duration::from_millis(500);
/// So much the times of files may lag behind the clock.
const LAG: i128 = 100_000_000;
/// Most files of the own folders that are known by several names; of more, the first.
const MOST: usize = 200_000;

/// The folders of journal, quarantine and state.
pub(super) struct Own {
    files: Arc<dyn Files>,
    clock: Arc<dyn Clock>,
    folders: Vec<PathBuf>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    files: HashSet<(u64, u64)>,
    folders: HashSet<(u64, u64)>,
    /// When it was listed: nanoseconds since 1970, and for the pause.
    listed: Option<(i128, Duration)>,
}

impl Own {
    pub(super) fn new(files: Arc<dyn Files>, clock: Arc<dyn Clock>, folders: Vec<PathBuf>) -> Self {
        Own { files, clock, folders, seen: Mutex::default() }
    }

    /// Whether a file is one of them under another name; only one with several names can be. A name that a file gets
    /// changes its time, so that a list is good for every file that has not changed since.
    pub(super) fn is_file(&self, stat: &Stat) -> bool {
        if stat.links < 2 || self.folders.is_empty() {
            return false;
        }
        let mut seen = held(&self.seen);
        let (at, now) = (self.clock.now().as_nanosecond(), self.clock.monotonic());
        let is_known = seen.listed.is_some_and(|(listed, paused)| {
            stat.changed + LAG < listed || now.saturating_sub(paused) < PAUSE
        });
        if !is_known {
            *seen = self.look();
            seen.listed = Some((at, now));
        }
        seen.files.contains(&stat.inode)
    }

    /// Whether a folder is one of them, mounted elsewhere. They do not change while it runs but for being made.
    pub(super) fn is_folder(&self, inode: (u64, u64)) -> bool {
        if self.folders.is_empty() {
            return false;
        }
        let mut seen = held(&self.seen);
        if seen.folders.len() < self.folders.len() {
            let inode = |folder: &PathBuf| Some(self.files.hold(folder).ok()?.inode());
            seen.folders = self.folders.iter().filter_map(inode).collect();
        }
        seen.folders.contains(&inode)
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
                    && stat.links > 1
                {
                    seen.files.insert(stat.inode);
                }
            }
        }
        seen
    }
}
