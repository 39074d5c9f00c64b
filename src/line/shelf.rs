//! What was refused, on its way to quarantine: off the path of everything else, many at a time, since each costs syncs.
//!
//! Promises: a receipt is given once bytes and reason are synced. Where quarantine cannot be written, what waits is tried
//! again, and once that is a large part of all room, the rest is let go of: its receipt says *dropped*, its source keeps
//! it, and it is read again at the next start. So a full disk there stops neither the journal nor the intake.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use crate::flow::{Room, held};
use crate::quarantine::{Quarantine, Refused};

use super::{Envelope, RefusedMember};

/// Bytes that may wait while quarantine cannot be written.
const MOST_BYTES: u64 = 8 << 20;
/// Members that are synced together.
const GROUP: usize = 256;
/// Members that may wait while quarantine cannot be written.
const MOST_MEMBERS: usize = 128;

/// A shelf before quarantine. Clones share it.
#[derive(Clone)]
pub struct Shelf(Arc<Inner>);

struct Inner {
    quarantine: Quarantine,
    waiting: Mutex<Waiting>,
    news: Condvar,
}

type Refusal = (Envelope<Box<RefusedMember>>, Room);

#[derive(Default)]
struct Waiting {
    members: VecDeque<Refusal>,
    bytes: u64,
    /// What quarantine fails with, while it does.
    trouble: Option<String>,
    let_go: u64,
    closed: bool,
}

/// How one step ended.
#[derive(Debug)]
pub enum Shelved {
    /// So many were kept.
    Kept(usize),
    /// Nothing waits.
    Nothing,
    /// Nothing waits, and nothing will come.
    Ended,
    /// Quarantine cannot be written: try again later.
    Failed(io::Error),
}

impl Shelf {
    /// A shelf before this quarantine.
    pub fn new(quarantine: Quarantine) -> Self {
        Shelf(Arc::new(Inner { quarantine, waiting: Mutex::default(), news: Condvar::new() }))
    }

    /// What quarantine fails with, while it does.
    pub fn trouble(&self) -> Option<String> {
        held(&self.0.waiting).trouble.clone()
    }

    /// How many members wait.
    pub fn waiting(&self) -> usize {
        held(&self.0.waiting).members.len()
    }

    /// How many were let go of, to be read again at the next start.
    pub fn let_go(&self) -> u64 {
        held(&self.0.waiting).let_go
    }

    /// Takes a refused member, with the room it holds.
    pub fn put(&self, member: Envelope<Box<RefusedMember>>, room: Room) {
        let mut waiting = held(&self.0.waiting);
        let full = waiting.members.len() >= MOST_MEMBERS || waiting.bytes >= MOST_BYTES;
        if waiting.trouble.is_some() && full {
            waiting.let_go += 1;
            // Dropped outside of the lock: its receipt may have a lot to do.
            drop(waiting);
            drop((member, room));
            return;
        }
        waiting.bytes += member.item.bytes.len() as u64;
        waiting.members.push_back((member, room));
        drop(waiting);
        self.0.news.notify_one();
    }

    /// Nothing will come any more.
    pub fn close(&self) {
        held(&self.0.waiting).closed = true;
        self.0.news.notify_one();
    }

    /// Keeps what waits, as much of it as goes in one group.
    pub fn step(&self) -> Shelved {
        let mut group = {
            let mut waiting = held(&self.0.waiting);
            if waiting.members.is_empty() {
                return if waiting.closed { Shelved::Ended } else { Shelved::Nothing };
            }
            let most = waiting.members.len().min(GROUP);
            waiting.members.drain(..most).collect::<Vec<_>>()
        };
        let kept = self.keep(&group);
        let mut waiting = held(&self.0.waiting);
        if let Err(error) = kept {
            waiting.trouble = Some(error.to_string());
            group.drain(..).rev().for_each(|member| waiting.members.push_front(member));
            return Shelved::Failed(error);
        }
        waiting.trouble = None;
        waiting.bytes -= group.iter().map(|(letter, _)| letter.item.bytes.len() as u64).sum::<u64>();
        drop(waiting);
        let count = group.len();
        group.into_iter().for_each(|(letter, _room)| letter.receipt.commit());
        Shelved::Kept(count)
    }

    /// Blocks until something waits or nothing will come.
    pub fn wait(&self) {
        let mut waiting = held(&self.0.waiting);
        while waiting.members.is_empty() && !waiting.closed {
            waiting = self.0.news.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Whether nothing will come.
    pub fn is_closed(&self) -> bool {
        held(&self.0.waiting).closed
    }

    /// Lets go of everything that waits, to be read again at the next start.
    pub fn let_all_go(&self) {
        let mut waiting = held(&self.0.waiting);
        waiting.let_go += waiting.members.len() as u64;
        waiting.bytes = 0;
        let members = std::mem::take(&mut waiting.members);
        drop(waiting);
        drop(members);
    }

    fn keep(&self, group: &[Refusal]) -> io::Result<()> {
        let keys: Vec<Vec<u8>> = group.iter().map(|(letter, _)| key(&letter.item)).collect();
        let members = group.iter().map(|(letter, _)| &*letter.item);
        let entries: Vec<(Refused<'_>, &[u8])> =
            members.zip(&keys).map(|(member, key)| (member.entry(key), member.bytes.as_slice())).collect();
        let places = self.0.quarantine.keep_all(&entries)?;
        for ((letter, _), kept) in group.iter().zip(places) {
            let RefusedMember { path, member, fault, .. } = &*letter.item;
            let _entered = letter.span.enter();
            let code = fault.code.as_str();
            tracing::warn!(path, member, code, message = fault.message, kept = %kept.display(), "quarantined");
        }
        Ok(())
    }
}

/// What makes an entry of quarantine: the same again is the same entry.
fn key(member: &RefusedMember) -> Vec<u8> {
    let mut key = member.source.as_bytes().to_vec();
    let path = member.path.as_deref().unwrap_or_default();
    for part in [path.as_bytes(), member.member.as_bytes(), member.bytes.as_slice()] {
        key.push(0);
        key.extend_from_slice(part);
    }
    key
}

impl RefusedMember {
    fn entry<'a>(&'a self, key: &'a [u8]) -> Refused<'a> {
        Refused {
            fault: &self.fault,
            source: &self.source,
            path: self.path.as_deref(),
            member: Some(&self.member),
            bytes: Some(self.bytes.len() as u64),
            key,
        }
    }
}

impl std::fmt::Debug for Shelf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shelf").field("waiting", &self.waiting()).finish_non_exhaustive()
    }
}
