//! What was refused, on its way to quarantine: off the path of everything else, many at a time, since each costs syncs.
//!
//! Promises: a receipt is given once bytes and reason are synced. Where quarantine cannot be written, what waits is tried
//! again, and what is more than a quarter of all room is let go of: its receipt says *dropped*, its source keeps it, and it
//! is read again at the next start. What stays counts as held, but not as on its way. So a full disk there stops neither
//! the journal nor the intake.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use crate::flow::{Budget, Room, held};
use crate::quarantine::{Quarantine, Refused};

use super::{Envelope, RefusedMember};

/// Members that are synced together.
const GROUP: usize = 256;
/// The part of all room that may wait while quarantine cannot be written.
const PART: u8 = 4;

/// A shelf before quarantine. Clones share it.
#[derive(Clone)]
pub struct Shelf(Arc<Inner>);

struct Inner {
    quarantine: Quarantine,
    budget: Budget,
    waiting: Mutex<Waiting>,
    news: Condvar,
}

type Refusal = (Envelope<Box<RefusedMember>>, Room);

#[derive(Default)]
struct Waiting {
    members: VecDeque<Refusal>,
    /// Bytes and members that wait or are being written.
    bytes: u64,
    count: usize,
    /// What quarantine fails with, while it does.
    trouble: Option<String>,
    let_go: u64,
    closed: bool,
}

impl Waiting {
    fn add(&mut self, (letter, room): Refusal) {
        self.bytes += size(&letter);
        self.count += 1;
        self.members.push_back((letter, room));
    }

    /// Forgets these, which are written or let go of.
    fn forget(&mut self, gone: &[Refusal]) {
        self.bytes -= gone.iter().map(|(letter, _)| size(letter)).sum::<u64>();
        self.count -= gone.len();
    }

    fn exceeds(&self, (bytes, count): (u64, usize)) -> bool {
        self.bytes > bytes || self.count > count
    }

    /// Takes the youngest out until no more waits than this.
    fn trim(&mut self, most: (u64, usize)) -> Vec<Refusal> {
        let mut gone = Vec::new();
        while self.exceeds(most)
            && let Some(member) = self.members.pop_back()
        {
            self.forget(std::slice::from_ref(&member));
            gone.push(member);
        }
        self.let_go += gone.len() as u64;
        gone
    }
}

fn size(letter: &Envelope<Box<RefusedMember>>) -> u64 {
    letter.item.bytes.len() as u64
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
    /// A shelf before this quarantine, for what holds room of this budget.
    pub fn new(quarantine: Quarantine, budget: Budget) -> Self {
        Shelf(Arc::new(Inner { quarantine, budget, waiting: Mutex::default(), news: Condvar::new() }))
    }

    /// Bytes and members that may wait while quarantine cannot be written.
    fn most(&self) -> (u64, usize) {
        let (bytes, documents) = self.0.budget.limits();
        (bytes / u64::from(PART), (documents / usize::from(PART)).max(1))
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
    pub fn put(&self, member: Envelope<Box<RefusedMember>>, mut room: Room) {
        let most = self.most();
        let mut waiting = held(&self.0.waiting);
        // While it can be written, who brings more waits for it as for everything that is on its way.
        room.set_under_way(waiting.trouble.is_none());
        waiting.add((member, room));
        let gone = match (waiting.closed, waiting.trouble.is_some()) {
            (true, _) => waiting.trim((0, 0)),
            (false, true) => waiting.trim(most),
            (false, false) => Vec::new(),
        };
        // Dropped outside of the lock: their receipts may have a lot to do.
        drop(waiting);
        drop(gone);
        self.0.news.notify_one();
    }

    /// Nothing will come any more.
    pub fn close(&self) {
        held(&self.0.waiting).closed = true;
        self.0.news.notify_one();
    }

    /// Keeps what waits, as much of it as goes in one group.
    pub fn step(&self) -> Shelved {
        let group = {
            let mut waiting = held(&self.0.waiting);
            if waiting.members.is_empty() {
                return if waiting.closed { Shelved::Ended } else { Shelved::Nothing };
            }
            let most = waiting.members.len().min(GROUP);
            waiting.members.drain(..most).collect::<Vec<_>>()
        };
        if let Err(error) = self.keep(&group) {
            self.put_back(group, &error);
            return Shelved::Failed(error);
        }
        let mut waiting = held(&self.0.waiting);
        waiting.trouble = None;
        waiting.forget(&group);
        drop(waiting);
        let count = group.len();
        group.into_iter().for_each(|(letter, _room)| letter.receipt.commit());
        Shelved::Kept(count)
    }

    /// Nothing of these could be written: they wait again, as far as they may.
    fn put_back(&self, group: Vec<Refusal>, error: &io::Error) {
        let most = self.most();
        let mut waiting = held(&self.0.waiting);
        waiting.trouble = Some(error.to_string());
        group.into_iter().rev().for_each(|member| waiting.members.push_front(member));
        let gone = waiting.trim(most);
        waiting.members.iter_mut().for_each(|(_, room)| room.set_under_way(false));
        drop(waiting);
        drop(gone);
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

    /// Nothing is kept any more: lets go of everything that waits or comes, to be read again at the next start.
    pub fn give_up(&self) {
        let mut waiting = held(&self.0.waiting);
        waiting.closed = true;
        let gone = waiting.trim((0, 0));
        drop(waiting);
        drop(gone);
        self.0.news.notify_one();
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
            came: self.came.clone(),
            key,
        }
    }
}

impl std::fmt::Debug for Shelf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shelf").field("waiting", &self.waiting()).finish_non_exhaustive()
    }
}
