//! The last step, in order: quarantine what was refused, append what is to be written, sync, tell the index,
//! resolve the receipts. Nothing is said to a source before this.

use std::io;
use std::sync::{Arc, Mutex};

use crate::dedup::{Dedup, Identity};
use crate::export::Format;
use crate::flow::{Permit, Receipt, held};
use crate::journal::Journal;
use crate::model::{Fault, Position};
use crate::quarantine::{Quarantine, Refused};

use super::{Recall, RefusedMember, Story, trace_quotations};

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

/// What is to be done for one item.
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
    /// Nothing is written.
    Nothing,
}

/// One item that has come through all stages.
#[derive(Debug)]
pub struct Finished {
    /// What is to be done.
    pub work: Work,
    /// Holds its bytes' place in the budget until it is done.
    pub permit: Option<Permit>,
    /// With the last item of an arrival: the arrival's own permit.
    pub arrival: Option<Permit>,
    /// With the last item of an arrival: its receipt, and what was wrong with it as a whole.
    pub end: Option<(Receipt, Option<Fault>)>,
}

/// What becomes of a member of a bundle that was refused.
pub enum Refusals {
    /// Its bytes go to quarantine.
    Keep(Quarantine),
    /// Somebody is told; its bytes stay where they came from.
    Tell(Box<dyn Fn(&RefusedMember) + Send>),
}

/// The one owner of the outlet.
pub struct Committer {
    outlet: Box<dyn Outlet>,
    dedup: Arc<Mutex<Dedup>>,
    refusals: Refusals,
    format: Format,
    pub(super) recall: Recall,
    group: Vec<u8>,
    /// Id and end of each line in the group.
    lines: Vec<(Identity, u64)>,
    refused: Vec<RefusedMember>,
    held: Vec<Permit>,
    ends: Vec<(Receipt, Option<Fault>)>,
    end: Option<Position>,
}

impl Committer {
    /// A committer.
    pub fn new(outlet: Box<dyn Outlet>, dedup: Arc<Mutex<Dedup>>, refusals: Refusals) -> Self {
        Committer {
            outlet,
            dedup,
            refusals,
            format: Format::default(),
            recall: Recall::new(false),
            group: Vec::new(),
            lines: Vec::new(),
            refused: Vec::new(),
            held: Vec::new(),
            ends: Vec::new(),
            end: None,
        }
    }

    /// Writes records in another format than their own: such an output cannot be read back.
    #[must_use]
    pub fn in_format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// Takes an item into the group that is committed next.
    pub fn accept(&mut self, item: Finished) {
        match item.work {
            Work::Write { id, received, mut story } => {
                if let Err(error) = trace_quotations(&mut held(&self.dedup), id, received, &mut story) {
                    // The record is whole without: only where its quotations were seen before is not said.
                    tracing::warn!(%error, "cannot look for earlier forms of quotations");
                }
                match self.format {
                    Format::Wiredesk => self.group.extend_from_slice(&story.line),
                    other => other.write(&story.record, &mut self.group).unwrap_or_else(|error| {
                        tracing::error!(id = story.record.id, %error, "a record cannot be written");
                    }),
                }
                self.lines.push((id, self.group.len() as u64));
                self.recall.keep(story.record, story.line.len());
            }
            Work::Quarantine(member) => self.refused.push(*member),
            Work::Nothing => {}
        }
        self.ends.extend(item.end);
        // Where nothing waits there will be no commit either: what nobody is owed a word about is given back at once.
        if self.waiting() != (0, 0) {
            self.held.extend(item.permit);
            self.held.extend(item.arrival);
        }
    }

    /// Where the last group that was written ends.
    pub fn end(&self) -> Option<Position> {
        self.end
    }

    /// How many lines and receipts wait for the next commit, and how many bytes.
    pub fn waiting(&self) -> (usize, usize) {
        (self.lines.len() + self.ends.len() + self.refused.len(), self.group.len())
    }

    /// Makes everything accepted so far durable, then tells the index and the sources.
    ///
    /// # Errors
    /// As the operating system says. Nothing was told to anybody then; call again.
    pub fn commit(&mut self) -> io::Result<()> {
        while let Some(member) = self.refused.last() {
            self.keep(member)?;
            self.refused.pop();
        }
        if !self.group.is_empty() {
            let begin = self.outlet.commit(&self.group)?;
            self.end =
                Some(Position { segment: begin.segment, offset: begin.offset + self.group.len() as u64 });
            let mut dedup = held(&self.dedup);
            for (id, end) in self.lines.drain(..) {
                dedup.synced(id, Position { segment: begin.segment, offset: begin.offset + end });
            }
            drop(dedup);
            self.group.clear();
            if self.group.capacity() > 1 << 20 {
                self.group = Vec::new();
            }
        }
        for (receipt, fault) in self.ends.drain(..) {
            match fault {
                None => receipt.commit(),
                Some(fault) => receipt.reject(fault),
            }
        }
        self.held.clear();
        Ok(())
    }

    fn keep(&self, member: &RefusedMember) -> io::Result<()> {
        let path = member.path.as_deref();
        let quarantine = match &self.refusals {
            Refusals::Keep(quarantine) => quarantine,
            Refusals::Tell(tell) => {
                tell(member);
                return Ok(());
            }
        };
        let mut key = member.source.as_bytes().to_vec();
        for part in [path.unwrap_or_default().as_bytes(), member.member.as_bytes(), member.bytes.as_slice()] {
            key.push(0);
            key.extend_from_slice(part);
        }
        let refused = Refused {
            fault: &member.fault,
            source: &member.source,
            path,
            member: Some(&member.member),
            bytes: Some(member.bytes.len() as u64),
            key: &key,
        };
        let kept = quarantine.keep_bytes(&member.bytes, &refused)?;
        let code = member.fault.code.as_str();
        tracing::warn!(
            path, member = member.member, code, message = member.fault.message, kept = %kept.display(), "quarantined"
        );
        Ok(())
    }
}

impl std::fmt::Debug for Committer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Committer").field("waiting", &self.waiting()).finish_non_exhaustive()
    }
}
