//! Folders of which nothing can be taken, and names that cannot be claimed: left alone for a while, longer each time,
//! so that they delay nothing else.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use crate::flow::held;

/// How long something is left alone the first time, and at most.
const LEAST: Duration = Duration::from_millis(500);
const MOST: Duration = Duration::from_secs(60);
/// Most that are remembered; of more, each scan tries again.
const MOST_KNOWN: usize = 10_000;

#[derive(Debug)]
struct Block {
    why: String,
    wait: Duration,
    until: Duration,
}

/// What is left alone, by its path below the inbox.
#[derive(Debug, Default)]
pub(super) struct Blocked(Mutex<BTreeMap<PathBuf, Block>>);

impl Blocked {
    /// Something could not be taken, or again not.
    pub(super) fn put(&self, path: &Path, why: &str, now: Duration) {
        let mut blocked = held(&self.0);
        if let Some(block) = blocked.get_mut(path) {
            block.wait = (block.wait * 2).min(MOST);
            block.until = now + block.wait;
            return;
        }
        if blocked.len() < MOST_KNOWN {
            let name = if path == Path::new("") { Path::new(".") } else { path };
            tracing::error!(path = %name.display(), why, "cannot take files; the rest goes on");
            let block = Block { why: why.to_owned(), wait: LEAST, until: now + LEAST };
            blocked.insert(path.to_owned(), block);
        }
    }

    /// Something was taken.
    pub(super) fn clear(&self, path: &Path) {
        let mut blocked = held(&self.0);
        if !blocked.is_empty() && blocked.remove(path).is_some() {
            tracing::info!(path = %path.display(), "can be taken again");
        }
    }

    /// How much longer something is left alone.
    pub(super) fn wait(&self, path: &Path, now: Duration) -> Option<Duration> {
        let blocked = held(&self.0);
        blocked.get(path).map(|block| block.until.saturating_sub(now)).filter(|wait| !wait.is_zero())
    }

    /// Of a file, what is blocked: its name, its folder.
    pub(super) fn known(&self, path: &Path) -> Vec<PathBuf> {
        let blocked = held(&self.0);
        if blocked.is_empty() {
            return Vec::new();
        }
        let both = [path, path.parent().unwrap_or(Path::new(""))];
        both.into_iter().filter(|path| blocked.contains_key(*path)).map(Path::to_owned).collect()
    }

    /// Forgets what holds nothing any more that could be taken.
    pub(super) fn keep(&self, mut holds: impl FnMut(&Path) -> bool) {
        held(&self.0).retain(|path, _| holds(path));
    }

    /// The first, and how many there are beside it.
    pub(super) fn first(&self) -> Option<String> {
        let blocked = held(&self.0);
        let (path, block) = blocked.iter().next()?;
        let name = if path == Path::new("") { Path::new(".") } else { path };
        let more = match blocked.len() - 1 {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        Some(format!("{}: {}{more}", name.display(), block.why))
    }
}
