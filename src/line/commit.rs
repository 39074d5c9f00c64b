//! The last step, in order: append what is to be written, sync, tell the index, resolve the receipts, and put what was
//! refused on the shelf. Nothing is said to a source before this.

use std::io;
use std::sync::{Arc, Mutex};

use crate::dedup::{Dedup, Identity};
use crate::export::Format;
use crate::flow::{Receipt, Room, guard, held};
use crate::journal::Journal;
use crate::model::{Fault, FaultCode, Position, Record};
use crate::sieve::Passed;

use super::{Batch, Envelope, Recall, RefusedMember, Shelf, Story, trace_quotations};

/// Where lines go.
pub trait Outlet: Send {
    /// Writes a group of lines so that it survives what the outlet promises to survive. Returns where it begins.
    ///
    /// # Errors
    /// As the operating system says; the group is not there then, and may be tried again.
    fn commit(&mut self, group: &[u8]) -> io::Result<Position>;
}

impl Outlet for Journal {
    fn commit(&mut self, group: &[u8]) -> io::Result<Position> {
        Journal::commit(self, group)
    }
}

/// What is to be done for one document.
#[derive(Debug)]
pub enum Work {
    /// Write this record.
    Write {
        /// The record's id.
        id: Identity,
        /// When it arrived, in seconds since 1970.
        received: i64,
        /// The record and its line.
        story: Story,
    },
    /// Keep this in quarantine.
    Quarantine(Box<RefusedMember>),
    /// Tell the source that its arrival cannot be read.
    Reject(Fault),
    /// Nothing is written.
    Nothing,
}

/// What becomes of a member of a bundle that was refused.
pub enum Refusals {
    /// Its bytes go to quarantine.
    Keep(Shelf),
    /// Somebody is told; its bytes stay where they came from.
    Tell(Box<dyn Fn(&RefusedMember) + Send>),
}

/// Writes a record otherwise than as its line. What it does not append at once comes with a later record, or behind all.
pub type Rewrite = Box<dyn FnMut(&Record, &mut Vec<u8>) -> io::Result<()> + Send>;

/// Says what of a record's line is written.
pub(crate) type Sifting = Box<dyn Fn(&[u8]) -> Result<Passed, Fault> + Send>;

/// The one owner of the outlet.
pub struct Committer {
    outlet: Box<dyn Outlet>,
    dedup: Arc<Mutex<Dedup>>,
    refusals: Refusals,
    /// How records are written, where not as they are.
    pub(super) other: Option<Rewrite>,
    /// Which records are written, and as what, where not all as they are.
    sift: Option<Sifting>,
    group: Vec<u8>,
    /// Id and end of each line in the group.
    lines: Vec<(Identity, u64)>,
    /// Given back, and told, with the next commit.
    rooms: Vec<Room>,
    receipts: Vec<(Receipt, Option<Fault>)>,
    end: Option<Position>,
}

impl Committer {
    /// A committer.
    pub fn new(outlet: Box<dyn Outlet>, dedup: Arc<Mutex<Dedup>>, refusals: Refusals) -> Self {
        Committer {
            outlet,
            dedup,
            refusals,
            other: None,
            sift: None,
            group: Vec::new(),
            lines: Vec::new(),
            rooms: Vec::new(),
            receipts: Vec::new(),
            end: None,
        }
    }

    /// Writes records in another format than their own: such an output cannot be read back.
    #[must_use]
    pub fn in_format(mut self, format: Format) -> Self {
        self.other = (format != Format::Wiredesk)
            .then(|| -> Rewrite { Box::new(move |record, line| format.write(record, line)) });
        self
    }

    /// Has records written by something else: such an output cannot be read back.
    #[must_use]
    pub fn rewriting(mut self, rewrite: Rewrite) -> Self {
        self.other = Some(rewrite);
        self
    }

    /// Writes what is left of records: such an output cannot be read back either. One for which that fails is refused,
    /// and later copies of it are copies all the same.
    #[must_use]
    pub(crate) fn sifted(mut self, sift: Option<Sifting>) -> Self {
        self.sift = sift;
        self
    }

    /// The shelf for what was refused, if it is kept.
    pub fn shelf(&self) -> Option<&Shelf> {
        match &self.refusals {
            Refusals::Keep(shelf) => Some(shelf),
            Refusals::Tell(_) => None,
        }
    }

    /// Takes documents into the group that is committed next.
    pub(super) fn accept(&mut self, batch: Batch<Work>, recall: &Recall) {
        let Batch { letters, mut room } = batch;
        for letter in letters {
            let (work, letter) = letter.take();
            let Envelope { span, receipt, .. } = letter;
            let _entered = span.enter();
            match work {
                Work::Write { id, received, story } => {
                    let fault = self.write(id, received, story, recall).err();
                    if fault.is_none() {
                        receipt.written(&id);
                    }
                    self.receipts.push((receipt, fault));
                }
                Work::Quarantine(member) => self.refuse(member, receipt, &mut room),
                Work::Reject(fault) => self.receipts.push((receipt, Some(fault))),
                Work::Nothing => self.receipts.push((receipt, None)),
            }
        }
        self.rooms.push(room);
    }

    fn refuse(&mut self, member: Box<RefusedMember>, receipt: Receipt, room: &mut Room) {
        receipt.refused(&member.member, &member.fault);
        match &self.refusals {
            Refusals::Keep(shelf) => {
                let room = room.split(member.bytes.len() as u64, 1);
                shelf.put(Envelope { item: member, span: tracing::Span::current(), receipt }, room);
            }
            Refusals::Tell(tell) => {
                tell(&member);
                self.receipts.push((receipt, None));
            }
        }
    }

    fn write(&mut self, id: Identity, received: i64, mut story: Story, recall: &Recall) -> Result<(), Fault> {
        if let Err(error) = trace_quotations(&mut held(&self.dedup), id, received, &mut story) {
            // The record is whole without: only where its quotations were seen before is not said.
            tracing::warn!(%error, "cannot look for earlier forms of quotations");
        }
        let appended = self.append(&story);
        if let Err(fault) = &appended
            && fault.code == FaultCode::Panicked
        {
            held(&self.dedup).dropped(id);
            return appended;
        }
        self.lines.push((id, self.group.len() as u64));
        recall.keep(story.record, story.line.len());
        appended
    }

    /// Appends a record to the group; where that fails it is not there at all, rather than in part.
    fn append(&mut self, story: &Story) -> Result<(), Fault> {
        if let Some(sift) = &self.sift {
            match sift(&story.line)? {
                Passed::Whole => {}
                Passed::Filtered => return Ok(()),
                Passed::Shaped(lines) => {
                    lines.iter().for_each(|line| self.group.extend_from_slice(line));
                    return Ok(());
                }
            }
        }
        let Some(write) = &mut self.other else {
            self.group.extend_from_slice(&story.line);
            return Ok(());
        };
        let begin = self.group.len();
        let group = &mut self.group;
        let written = guard(|| write(&story.record, group));
        written.and_then(|written| written.map_err(|error| error.to_string())).map_err(|message| {
            tracing::error!(id = story.record.id, message, "a record cannot be written");
            self.group.truncate(begin);
            Fault::new(FaultCode::Panicked, format!("in export: {message}"))
        })
    }

    /// Where the last group that was written ends.
    pub fn end(&self) -> Option<Position> {
        self.end
    }

    /// How many lines and receipts wait for the next commit, and how many bytes.
    pub fn waiting(&self) -> (usize, usize) {
        (self.receipts.len(), self.group.len())
    }

    /// How many lines wait for the next commit.
    pub fn lines(&self) -> usize {
        self.lines.len()
    }

    /// Makes everything accepted so far durable, then tells the index and the sources.
    ///
    /// # Errors
    /// As the operating system says. Nothing was told to anybody then; call again.
    pub fn commit(&mut self) -> io::Result<()> {
        if !self.lines.is_empty() {
            let begin = self.outlet.commit(&self.group)?;
            self.end =
                Some(Position { segment: begin.segment, offset: begin.offset + self.group.len() as u64 });
            let mut dedup = held(&self.dedup);
            for (id, end) in self.lines.drain(..) {
                dedup.synced(id, Position { segment: begin.segment, offset: begin.offset + end });
            }
            drop(dedup);
            self.group.clear();
            self.group.shrink_to(1 << 20);
        }
        for (receipt, fault) in self.receipts.drain(..) {
            match fault {
                None => receipt.commit(),
                Some(fault) => receipt.reject(fault),
            }
        }
        self.rooms.clear();
        Ok(())
    }
}

impl std::fmt::Debug for Committer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Committer").field("waiting", &self.waiting()).finish_non_exhaustive()
    }
}
