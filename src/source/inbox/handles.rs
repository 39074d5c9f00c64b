//! Who has files of the inbox open, as far as the system's notices tell: each name's opens less its closes.
//!
//! The notices see writers of every user and container on this kernel, but do not tell reading from writing, and one
//! that was open before they began is not known. Whoever asks decides what an unknown one means.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::flow::held;

/// Most names that are counted; past that nothing is known of any.
const MOST: usize = 1 << 16;

#[derive(Debug, Default)]
struct State {
    open: HashMap<PathBuf, u32>,
    /// Names that somebody wants to know of once they are closed.
    awaited: HashSet<PathBuf>,
}

/// Open files by their path below the inbox.
#[derive(Debug, Default)]
pub(super) struct Handles(Mutex<State>);

impl Handles {
    /// A file of this name is new: whoever has another of that name open is not meant.
    pub(super) fn begun(&self, path: &Path) {
        held(&self.0).open.remove(path);
    }

    /// Somebody opened it.
    pub(super) fn opened(&self, path: PathBuf) {
        let mut state = held(&self.0);
        if state.open.len() >= MOST {
            state.open.clear();
        }
        *state.open.entry(path).or_default() += 1;
    }

    /// Somebody closed it. Whether it is to be looked at for that alone: somebody waits for it, and it was the last.
    pub(super) fn closed(&self, path: &Path) -> bool {
        let mut state = held(&self.0);
        if let Some(count) = state.open.get_mut(path) {
            *count -= 1;
            if *count > 0 {
                return false;
            }
            state.open.remove(path);
        }
        state.awaited.remove(path)
    }

    /// Whether somebody has it open; if so, its last close is awaited.
    pub(super) fn is_open(&self, path: &Path) -> bool {
        let mut state = held(&self.0);
        let open = state.open.contains_key(path);
        if open && state.awaited.len() < MOST {
            state.awaited.insert(path.to_owned());
        }
        open
    }

    /// Notices were missed: nothing is known any more.
    pub(super) fn forget(&self) {
        let mut state = held(&self.0);
        state.open.clear();
        state.awaited.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_less_closes() {
        let handles = Handles::default();
        let path = Path::new("sub/a.txt");
        assert!(!handles.is_open(path));
        handles.opened(path.to_owned());
        handles.opened(path.to_owned());
        assert!(!handles.closed(path));
        assert!(handles.is_open(path));
        assert!(handles.closed(path), "it was awaited");
        assert!(!handles.is_open(path));
        assert!(!handles.closed(path), "one more close than opens");
        handles.opened(path.to_owned());
        handles.begun(path);
        assert!(!handles.is_open(path));
    }
}
