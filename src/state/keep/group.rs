//! Changes that several callers want written at a time go together: one transaction, one sync. Whoever comes while a group
//! is being written goes with the next.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, PoisonError};

use crate::flow::held;

use super::Batch;

/// The groups of a store.
#[derive(Debug, Default)]
pub(super) struct Groups {
    state: Mutex<State>,
    news: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// The group that is gathered now, by its number, and how many wait for it.
    number: u64,
    gathered: Batch,
    callers: usize,
    is_writing: bool,
    /// Groups that could not be written, and how many of their callers have not heard of it.
    failed: HashMap<u64, usize>,
}

/// Whoever writes a group for all its callers.
struct Leader<'a> {
    groups: &'a Groups,
    number: u64,
    others: usize,
    is_written: bool,
}

impl Drop for Leader<'_> {
    fn drop(&mut self) {
        let mut state = held(&self.groups.state);
        state.is_writing = false;
        if !self.is_written && self.others > 0 {
            state.failed.insert(self.number, self.others);
        }
        drop(state);
        self.groups.news.notify_all();
    }
}

impl Groups {
    /// Has a batch written, with those of others where some come at a time. Where `write` fails for all of them, each is
    /// written by itself.
    pub(super) fn write<E>(&self, batch: &Batch, write: &dyn Fn(&Batch) -> Result<(), E>) -> Result<(), E> {
        let mut state = held(&self.state);
        let own = state.number;
        state.gathered.join(batch);
        state.callers += 1;
        while state.is_writing && state.number == own {
            state = self.news.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.number == own {
            // Nobody writes, and nobody has taken this group.
            let group = std::mem::take(&mut state.gathered);
            let others = std::mem::take(&mut state.callers) - 1;
            state.number += 1;
            state.is_writing = true;
            drop(state);
            let mut leader = Leader { groups: self, number: own, others, is_written: false };
            let written = write(&group);
            leader.is_written = written.is_ok();
            return written;
        }
        // Another writes it, or has: the group after it cannot have been begun before that ended.
        while state.is_writing && state.number == own + 1 {
            state = self.news.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let Some(left) = state.failed.get_mut(&own) else { return Ok(()) };
        *left -= 1;
        if *left == 0 {
            state.failed.remove(&own);
        }
        drop(state);
        write(batch)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
    use std::time::Duration;

    use super::super::Table;
    use super::*;

    const ROWS: Table<u64> = Table::named("rows");

    fn batch(key: u8) -> Batch {
        let mut batch = Batch::default();
        batch.put(ROWS, &[key], &u64::from(key));
        batch
    }

    fn waiting(groups: &Groups) -> usize {
        held(&groups.state).callers
    }

    #[test]
    fn what_comes_while_one_is_written_is_written_together() {
        let (groups, writes) = (Arc::new(Groups::default()), Arc::new(Mutex::new(Vec::new())));
        let open = Arc::new(AtomicBool::new(false));
        let put = |key: u8| {
            let (groups, writes, open) = (Arc::clone(&groups), Arc::clone(&writes), Arc::clone(&open));
            std::thread::spawn(move || {
                groups.write::<()>(&batch(key), &|batch| {
                    while !open.load(SeqCst) {
                        std::thread::sleep(Duration::from_millis(1));
                    }
                    writes.lock().unwrap().push(batch.len());
                    Ok(())
                })
            })
        };
        let first = put(0);
        while !held(&groups.state).is_writing {
            std::thread::yield_now();
        }
        let others: Vec<_> = (1..9).map(put).collect();
        while waiting(&groups) < 8 {
            std::thread::yield_now();
        }
        open.store(true, SeqCst);
        assert_eq!(first.join().unwrap(), Ok(()));
        others.into_iter().for_each(|other| assert_eq!(other.join().unwrap(), Ok(())));
        assert_eq!(*writes.lock().unwrap(), [1, 8]);
        assert!(held(&groups.state).failed.is_empty());
    }

    #[test]
    fn where_a_group_fails_each_is_written_by_itself_and_a_panic_holds_nobody() {
        let groups = Arc::new(Groups::default());
        let (begun, alone) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let put = |key: u8| {
            let (groups, begun, alone) = (Arc::clone(&groups), Arc::clone(&begun), Arc::clone(&alone));
            std::thread::spawn(move || {
                groups.write(&batch(key), &|batch| {
                    if key == 0 {
                        begun.store(true, SeqCst);
                        while waiting(&groups) < 5 {
                            std::thread::yield_now();
                        }
                        panic!("a defect of the store");
                    }
                    if batch.len() > 1 {
                        return Err("too much at a time");
                    }
                    alone.fetch_add(1, SeqCst);
                    Ok(())
                })
            })
        };
        let first = put(0);
        while !begun.load(SeqCst) {
            std::thread::yield_now();
        }
        let others: Vec<_> = (1..6).map(put).collect();
        assert!(first.join().is_err());
        let results: Vec<_> = others.into_iter().map(|other| other.join().unwrap()).collect();
        // Who wrote for all of them hears it; the others are written.
        assert_eq!(results.iter().filter(|result| result.is_err()).count(), 1);
        assert_eq!(alone.load(SeqCst), 4);
        assert!(held(&groups.state).failed.is_empty());
    }
}
