//! A worker: reads what waits, judges it when its turn comes, and extracts it.
//!
//! Every step ends by itself: nothing in it waits for another thread but for dedup's lock. So the threads are a loop
//! around [`Worker::step`], and the simulation in the tests drives the same steps in an order that a seed decides.

use std::io;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};
use std::vec::IntoIter;

use tracing::Span;

use crate::config::plan::OnDuplicate;
use crate::decode::Request;
use crate::dedup::{Dedup, Identity};
use crate::flow::{Hall, Next, Room, guard, held};
use crate::model::Fault;

use super::{
    Attempt, Batch, Envelope, Judged, Line, Prepared, RefusedMember, Sighted, Stations, Unread, What, Work,
    finish, followed, judge, prepare, weight,
};

/// A document that is read.
#[derive(Debug)]
pub enum Read {
    /// It is a record, or a member that is refused.
    Prepared(Prepared),
    /// Its arrival cannot be read as a whole.
    Reject(Fault),
    /// It is no document: the end of an arrival.
    End,
}

/// A document that has its verdict.
#[derive(Debug)]
pub enum Ruled {
    /// It is to be extracted.
    Extract {
        /// The record.
        judged: Judged,
        /// Its id.
        id: Identity,
        /// When it arrived, in seconds since 1970.
        received: i64,
    },
    /// A member that is refused.
    Quarantine(Box<RefusedMember>),
    /// Its arrival cannot be read as a whole.
    Reject(Fault),
    /// Nothing is written for it.
    Nothing,
}

/// How one step of a worker ended.
#[derive(Debug)]
pub enum Step {
    /// Something was done.
    Did,
    /// There is nothing to do before something comes.
    Wait,
    /// The index could not be asked: the same again later.
    Again(io::Error),
    /// There is nothing to do any more.
    Ended,
}

/// A worker.
pub struct Worker {
    hall: Hall<Stations>,
    line: Line,
    dedup: Arc<Mutex<Dedup>>,
    rule: OnDuplicate,
    /// What is being judged: it is its turn.
    judging: Option<Judging>,
    /// What is judged and is extracted here, since nothing else was to be judged.
    own: Option<(u64, Batch<Ruled>)>,
}

/// A batch whose turn it is.
struct Judging {
    number: u64,
    room: Room,
    to_come: IntoIter<Envelope<Read>>,
    /// The one that could not be judged yet.
    again: Option<(Box<Sighted>, Envelope<()>)>,
    ruled: Vec<Envelope<Ruled>>,
}

impl Judging {
    fn new(number: u64, batch: Batch<Read>) -> Self {
        let Batch { letters, room } = batch;
        let ruled = Vec::with_capacity(letters.len());
        Judging { number, room, to_come: letters.into_iter(), again: None, ruled }
    }
}

impl Worker {
    pub(super) fn new(line: Line, dedup: Arc<Mutex<Dedup>>, rule: OnDuplicate) -> Self {
        Worker { hall: line.hall.clone(), line, dedup, rule, judging: None, own: None }
    }

    /// Does the next thing that there is to do.
    pub fn step(&mut self) -> Step {
        if let Some(judging) = self.judging.take() {
            return self.judge(judging);
        }
        if let Some((number, batch)) = self.own.take() {
            self.extract(number, batch);
            return Step::Did;
        }
        match self.hall.next() {
            Next::Prepare(number, slices) => {
                let batch = self.read(number, slices);
                if let Some(batch) = self.hall.offer(number, batch) {
                    self.judging = Some(Judging::new(number, batch));
                }
                Step::Did
            }
            Next::Extract(number, batch) => {
                self.extract(number, batch);
                Step::Did
            }
            Next::Wait => Step::Wait,
            Next::Ended => Step::Ended,
        }
    }

    /// Blocks until there is something to do.
    pub fn wait(&self) {
        self.hall.wait_for_work();
    }

    /// Reads everything that was taken under one number.
    fn read(&self, number: u64, slices: Vec<Batch<Unread>>) -> Batch<Read> {
        let mut slices = slices.into_iter();
        let mut read = Vec::new();
        let mut room: Option<Room> = None;
        for slice in slices.by_ref() {
            match &mut room {
                Some(room) => room.join(slice.room),
                None => room = Some(slice.room),
            }
            for letter in slice.letters {
                let entered = letter.span.clone();
                let _entered = entered.enter();
                self.read_one(number, letter, &mut read);
            }
        }
        let room = room.unwrap_or_else(|| self.line.budget.nothing());
        let mut batch = Batch { letters: read, room };
        batch.weigh(|read| match read {
            Read::Prepared(Prepared::Record(sighted)) => {
                weight::record(&sighted.record) + weight::signature(&sighted.record)
            }
            Read::Prepared(Prepared::Refused(member)) => member.bytes.len() as u64,
            Read::Reject(_) | Read::End => 0,
        });
        batch
    }

    /// Reads one arrival or member; each document in it goes on in an envelope of its own.
    fn read_one(&self, number: u64, letter: Envelope<Unread>, read: &mut Vec<Envelope<Read>>) {
        let (Unread { origin, what }, Envelope { span, receipt, .. }) = letter.take();
        let (limits, vendors) = (self.line.limits(), self.line.vendors());
        let hints = &origin.hints;
        let request = Request { hints, limits: &limits, vendors: &vendors, explain: false };
        let before = read.len();
        let mut emit = |prepared: Prepared| {
            let span = span_of(&prepared);
            read.push(Envelope { item: Read::Prepared(prepared), span, receipt: receipt.share() });
            ControlFlow::Continue(())
        };
        let (place, meters) = (&origin.place, &self.line.meters);
        let fault = match what {
            What::Raw(raw) => prepare(&raw, &request, place, meters, &mut emit).err(),
            What::Followed(followed) => followed::prepare(followed, &request, place, meters, &mut emit).err(),
            What::End(fault) => fault,
        };
        tracing::debug!(
            number,
            documents = read.len() - before,
            fault = fault.as_ref().map(tracing::field::display),
            "prepared"
        );
        match fault {
            Some(fault) => read.push(Envelope { item: Read::Reject(fault), span, receipt }),
            // Its documents hold a share each.
            None if read.len() > before => receipt.commit(),
            None => read.push(Envelope { item: Read::End, span, receipt }),
        }
    }

    /// Judges what it is the turn of, and passes the turn on.
    fn judge(&mut self, mut judging: Judging) -> Step {
        loop {
            let (sighted, letter) = match judging.again.take() {
                Some(again) => again,
                None => {
                    let Some(letter) = judging.to_come.next() else { break };
                    let (read, letter) = letter.take();
                    match self.rule_out(read) {
                        Ok(ruled) => {
                            judging.ruled.push(letter.map(|()| ruled));
                            continue;
                        }
                        Err(sighted) => (sighted, letter),
                    }
                }
            };
            match self.verdict(sighted, &letter) {
                Ok(ruled) => judging.ruled.push(letter.map(|()| ruled)),
                Err((sighted, error)) => {
                    judging.again = Some((sighted, letter));
                    self.judging = Some(judging);
                    return Step::Again(error);
                }
            }
        }
        let Judging { number, room, ruled, .. } = judging;
        let batch = Batch { letters: ruled, room };
        match self.hall.pass() {
            // Others wait for what can be judged, and the writer for what is: that is extracted by whoever comes.
            Some((next, waiting)) => {
                self.hall.leave(number, batch);
                self.judging = Some(Judging::new(next, waiting));
            }
            None => self.own = Some((number, batch)),
        }
        Step::Did
    }

    /// What needs no verdict.
    fn rule_out(&self, read: Read) -> Result<Ruled, Box<Sighted>> {
        let refused = || self.line.count_refused();
        match read {
            Read::Prepared(Prepared::Record(sighted)) => Err(sighted),
            Read::Prepared(Prepared::Refused(member)) => {
                refused();
                Ok(Ruled::Quarantine(member))
            }
            Read::Reject(fault) => {
                refused();
                Ok(Ruled::Reject(fault))
            }
            Read::End => Ok(Ruled::Nothing),
        }
    }

    fn verdict(
        &self,
        sighted: Box<Sighted>,
        letter: &Envelope<()>,
    ) -> Result<Ruled, (Box<Sighted>, io::Error)> {
        let _entered = letter.span.enter();
        let (id, received) = (sighted.id, sighted.received);
        let meter = self.line.meters.of("judge");
        match meter.time(|| judge(&mut held(&self.dedup), sighted, self.rule)) {
            Ok(judged) => {
                meter.gave(1);
                self.line.recovered(Attempt::LookUp);
                tracing::debug!(verdict = judged.name(), "judged");
                if matches!(judged, Judged::Known) {
                    letter.receipt.known(&id);
                }
                if matches!(judged, Judged::Known | Judged::Dropped) {
                    self.line.count_replayed();
                    return Ok(Ruled::Nothing);
                }
                Ok(Ruled::Extract { judged, id, received })
            }
            Err((sighted, error)) => {
                self.line.mend(&error, &self.dedup);
                Err((sighted, io::Error::other(error)))
            }
        }
    }

    fn extract(&self, number: u64, batch: Batch<Ruled>) {
        let mut batch = batch.map(|ruled| self.extract_one(ruled));
        batch.weigh(|work| match work {
            Work::Write { story, .. } => weight::record(&story.record) + story.line.capacity() as u64,
            Work::Quarantine(member) => member.bytes.len() as u64,
            Work::Reject(_) | Work::Nothing => 0,
        });
        self.hall.finish(number, batch);
    }

    fn extract_one(&self, ruled: Ruled) -> Work {
        let (judged, id, received) = match ruled {
            Ruled::Extract { judged, id, received } => (judged, id, received),
            Ruled::Quarantine(member) => return Work::Quarantine(member),
            Ruled::Reject(fault) => return Work::Reject(fault),
            Ruled::Nothing => return Work::Nothing,
        };
        let meter = self.line.meters.of("extract");
        let found = match &judged {
            Judged::Whole(record) => guard(|| self.line.recall.found(record)).ok().flatten(),
            Judged::Thin(_) | Judged::Known | Judged::Dropped => None,
        };
        let story = meter.time(|| finish(judged, &self.line.limits(), found));
        meter.gave(1);
        tracing::debug!(bytes = story.as_ref().map_or(0, |story| story.line.len()), "extracted");
        story.map_or(Work::Nothing, |story| Work::Write { id, received, story })
    }
}

/// The span of one document, from its being read on.
fn span_of(prepared: &Prepared) -> Span {
    match prepared {
        Prepared::Record(sighted) => {
            let record = &sighted.record;
            tracing::debug_span!("document", id = record.id, member = record.source.member)
        }
        Prepared::Refused(member) => tracing::debug_span!("document", member = member.member),
    }
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Worker")
            .field("judging", &self.judging.as_ref().map(|j| j.number))
            .finish_non_exhaustive()
    }
}
