//! The sources: each takes its files on a thread of its own, which runs only while everybody else stands still and gives
//! the turn back wherever it would wait. So it may wait for room or for a place in the queue behind the other source,
//! and what happens is still what the seed says.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use wiredesk::flow::{Outcome, Receipt};
use wiredesk::host::{Clock, Files};
use wiredesk::line::Entrance;
use wiredesk::model::{Hints, Place};
use wiredesk::source::inbox::{Candidate, Claim, Finished, Inbox, Taken};
use wiredesk::source::{Arrival, Content};

use super::SimClock;
use super::disk::SimDisk;

/// Name, folder and where its files are put away, of each source.
pub(super) const SOURCES: [(&str, &str, &str); 2] =
    [("inbox", "/inbox", "/done"), ("wire", "/wire", "/wired")];

/// An inbox, and what it knows of.
pub(super) struct Source {
    name: &'static str,
    inbox: Inbox,
    returned: Mutex<VecDeque<(Claim, Outcome)>>,
    ready: Mutex<VecDeque<Candidate>>,
    entrance: Entrance,
    disk: SimDisk,
}

impl Source {
    pub(super) fn new(
        name: &'static str,
        inbox: Inbox,
        entrance: Entrance,
        disk: &SimDisk,
    ) -> std::io::Result<Source> {
        let ready = Mutex::new(inbox.take_back()?);
        Ok(Source { name, inbox, returned: Mutex::default(), ready, entrance, disk: disk.clone() })
    }

    /// The size of the next file, if there is one and room on the disk.
    fn next(&self, floor: u64) -> Option<u64> {
        if self.disk.room(Path::new("/out")).ok()? < floor {
            return None;
        }
        let mut ready = self.ready.lock().unwrap();
        if ready.is_empty() {
            *ready = self.inbox.scan().ok()?.ready;
        }
        ready.front().map(|candidate| candidate.size)
    }

    /// Takes the next file and delivers it. `wait` says that it waits, and whether to stop.
    fn take_one(self: &Arc<Self>, size: u64, wait: &dyn Fn() -> bool) {
        let Some(room) = self.entrance.room_blocking(size, wait) else { return };
        let Some(candidate) = self.ready.lock().unwrap().pop_front() else { return };
        match self.inbox.take(candidate) {
            Taken::Read(claim, content) => {
                // Where it is stopped its receipt says so, and the next start takes back what is left of it.
                self.entrance.deliver(self.arrival(&claim, content), room, wait).ok();
            }
            Taken::Refused(claim, fault) => {
                self.returned.lock().unwrap().push_back((claim, Outcome::Rejected(fault)));
            }
            Taken::Failed(candidate, _) => self.ready.lock().unwrap().push_back(candidate),
            Taken::Left | Taken::Busy => {}
        }
    }

    fn arrival(self: &Arc<Self>, claim: &Claim, content: Content) -> Arrival {
        let hints = Hints {
            source: self.name.into(),
            source_type: "inbox",
            path: Some(claim.display_path()),
            received_at: SimClock(self.disk.clone()).now().to_string(),
            ..Hints::default()
        };
        let (source, claim_of) = (Arc::downgrade(self), claim.clone());
        let receipt = Receipt::new(move |outcome| {
            if let Some(source) = source.upgrade() {
                source.returned.lock().unwrap().push_back((claim_of, outcome));
            }
        });
        Arrival { content, hints, place: Place::At(claim.path_bytes().to_vec()), receipt }
    }

    pub(super) fn finish_one(&self) {
        let Some((claim, outcome)) = self.returned.lock().unwrap().pop_front() else { return };
        match self.inbox.finish(claim, outcome) {
            Finished::Done => {}
            Finished::Changed(candidate) => self.ready.lock().unwrap().push_back(candidate),
            Finished::Later(claim, outcome)
            | Finished::Failed(claim, outcome, _)
            | Finished::Stuck(claim, outcome, _) => {
                self.returned.lock().unwrap().push_back((claim, outcome));
            }
        }
    }

    pub(super) fn rests(&self) -> bool {
        self.ready.lock().unwrap().is_empty() && self.returned.lock().unwrap().is_empty()
    }
}

/// A source and the thread on which it takes a file, if it is taking one.
pub(super) struct Taker {
    pub(super) source: Arc<Source>,
    floor: u64,
    taking: RefCell<Option<Taking>>,
}

struct Taking {
    /// Gives it the turn; false: it is to stop.
    go: Sender<bool>,
    /// It waits; closed: it has come to its end.
    waits: Receiver<()>,
    thread: JoinHandle<()>,
}

impl Taker {
    pub(super) fn new(source: Source, floor: u64) -> Taker {
        Taker { source: Arc::new(source), floor, taking: RefCell::default() }
    }

    /// Begins with a file, or goes on with the one that it has in hand, until it has to wait.
    pub(super) fn step(&self) {
        let taking = self.taking.borrow_mut().take();
        if let Some(taking) = taking.or_else(|| Some(self.begin(self.source.next(self.floor)?))) {
            self.turn(taking, true);
        }
    }

    /// Has it let go of what it has in hand.
    pub(super) fn stop(&self) {
        while let Some(taking) = self.taking.borrow_mut().take() {
            self.turn(taking, false);
        }
    }

    pub(super) fn rests(&self) -> bool {
        self.taking.borrow().is_none() && self.source.rests()
    }

    fn begin(&self, size: u64) -> Taking {
        let (go, going) = channel();
        let (wait, waits) = channel();
        let source = Arc::clone(&self.source);
        let thread = thread::spawn(move || {
            let wait = || wait.send(()).is_err() || !going.recv().unwrap_or(false);
            if !wait() {
                source.take_one(size, &wait);
            }
        });
        waits.recv().unwrap();
        Taking { go, waits, thread }
    }

    fn turn(&self, taking: Taking, on: bool) {
        taking.go.send(on).ok();
        match taking.waits.recv() {
            Ok(()) => *self.taking.borrow_mut() = Some(taking),
            Err(_) => taking.thread.join().unwrap(),
        }
    }
}

impl Drop for Taker {
    fn drop(&mut self) {
        self.stop();
    }
}
