//! Where sources deliver: room, a place in the queue, and containers taken apart on the way.
//!
//! A document is queued as it is. A container is read here, on the thread of whoever delivers it, and its members go into
//! the queue in slices, each behind what other sources brought meanwhile, so that a dump of hours stands in nobody's way.
//! The next arrival of the same source comes after the last slice, since delivering ends with that.
//!
//! Promises: memory does not grow with the container; who fills a slice never waits for room while holding unsent
//! members, but sends what there is; a delivery that is stopped in between says *dropped* by its receipt, and what was
//! queued of it goes on.

use std::io::{Cursor, Read, SeekFrom};
use std::ops::ControlFlow;
use std::sync::Arc;

use tracing::Span;

use crate::decode::{self, Raw, Request};
use crate::flow::{Entry, Receipt, Room, guard};
use crate::host::ReadSeek;
use crate::model::{Fault, FaultCode, Hints, Place};
use crate::source::{self, Arrival, Content, Followed};

use super::{Batch, Envelope, Line, Stations};

/// How much of an arrival is looked at to tell whether it is a container.
pub(crate) const HEAD: usize = 64 << 10;
/// Members that a slice holds at most.
const SLICE_MEMBERS: usize = 128;
/// Bytes after which a slice is sent.
const SLICE_BYTES: u64 = 1 << 20;

/// Where an arrival came from.
#[derive(Debug)]
pub struct Origin {
    /// What delivery knows.
    pub hints: Hints,
    /// What it is known by when it comes again.
    pub place: Place,
}

/// What waits to be read.
#[derive(Debug)]
pub struct Unread {
    /// Where it came from.
    pub origin: Arc<Origin>,
    /// What it is.
    pub what: What,
}

/// What waits to be read.
#[derive(Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "there is one end to each arrival, and what is read is moved once"
)]
pub enum What {
    /// An arrival that is no container, or a member of one.
    Raw(Raw),
    /// An entry with its page.
    Followed(Followed),
    /// Nothing more comes of the arrival; what was wrong with it as a whole.
    End(Option<Fault>),
}

/// The line takes nothing more, or the source was told to stop: what was not taken is read again another time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

/// Where arrivals go in. The line ends when the last clone is dropped and everything is committed.
#[derive(Clone)]
pub struct Entrance {
    entry: Entry<Stations>,
    line: Line,
}

impl Entrance {
    pub(super) fn new(line: &Line) -> Self {
        Entrance { entry: line.hall.enter(), line: line.clone() }
    }

    /// Room for an arrival of so many bytes, as soon as those who asked before are served. May be raced.
    pub async fn room(&self, bytes: u64) -> Room {
        self.line.budget.room(bytes, 1).await
    }

    /// Room for an arrival of so many bytes, if there is some now and nobody waits for it.
    pub fn try_room(&self, bytes: u64) -> Option<Room> {
        self.line.budget.try_room(bytes, 1)
    }

    /// [`Entrance::room`] for a thread. None if told to stop meanwhile, or if the line ended.
    pub fn room_blocking(&self, bytes: u64, stop: &dyn Fn() -> bool) -> Option<Room> {
        let stop = || stop() || self.entry.hall().has_failed();
        self.line.budget.room_blocking(bytes, 1, &stop)
    }

    /// Takes an arrival in. Blocks until all of it is queued; `stop` is asked meanwhile.
    ///
    /// # Errors
    /// [`Stopped`], and then the receipt says that it was dropped, unless it has said worse.
    pub fn deliver(&self, arrival: Arrival, room: Room, stop: &dyn Fn() -> bool) -> Result<(), Stopped> {
        let size = arrival.content.size();
        let Arrival { content, hints, place, receipt } = arrival;
        let span = tracing::debug_span!("arrival", source = &*hints.source, path = hints.path);
        let _entered = span.enter();
        let origin = Arc::new(Origin { hints, place });
        let delivery = Delivery { entrance: self, origin, receipt, stop };
        let limits = self.line.limits();
        match content {
            Content::Bytes(bytes) => {
                let head = bytes.get(..HEAD).unwrap_or(&bytes);
                if decode::is_container(head, Some(size), &limits) {
                    delivery.take_apart(&mut Cursor::new(bytes), room)
                } else {
                    delivery.whole(bytes, room)
                }
            }
            Content::Stream(mut stream, _) => match begin(&mut *stream) {
                Ok(head) if decode::is_container(&head, Some(size), &limits) => {
                    drop(head);
                    // It is not held: its slices ask for room of their own.
                    let mut room = room;
                    room.set(0, 0);
                    delivery.take_apart(&mut *stream, room)
                }
                Ok(_) => delivery.read_whole(stream, size, room, limits.document_bytes as u64),
                Err(error) => delivery.reject(unreadable(&error), room),
            },
            Content::Followed(followed) => delivery.send_whole(What::Followed(followed), size, room),
        }
    }
}

impl std::fmt::Debug for Entrance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entrance").finish_non_exhaustive()
    }
}

/// The first bytes of a file, which then stands at its beginning again.
fn begin(stream: &mut dyn ReadSeek) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    stream.take(HEAD as u64).read_to_end(&mut head)?;
    stream.seek(SeekFrom::Start(0))?;
    Ok(head)
}

fn unreadable(error: &std::io::Error) -> Fault {
    Fault::new(FaultCode::Unreadable, format!("cannot be read: {error}"))
}

/// One arrival that is being taken in.
struct Delivery<'a> {
    entrance: &'a Entrance,
    origin: Arc<Origin>,
    receipt: Receipt,
    stop: &'a dyn Fn() -> bool,
}

impl Delivery<'_> {
    fn letter(&self, what: What, receipt: Receipt) -> Envelope<Unread> {
        let unread = Unread { origin: Arc::clone(&self.origin), what };
        Envelope { item: unread, span: Span::current(), receipt }
    }

    /// Queues letters behind at most so many documents.
    fn push(&self, letters: Vec<Envelope<Unread>>, mut room: Room, behind: usize) -> Result<(), Stopped> {
        room.set_under_way(true);
        self.entrance.entry.push(Batch { letters, room }, behind, self.stop).map_err(|_| Stopped)
    }

    fn whole(self, bytes: Vec<u8>, room: Room) -> Result<(), Stopped> {
        let size = bytes.len() as u64;
        self.send_whole(What::Raw(Raw::arrival(bytes)), size, room)
    }

    /// Queues an arrival that is one document, of so many bytes.
    fn send_whole(self, what: What, size: u64, mut room: Room) -> Result<(), Stopped> {
        room.set(size, 1);
        let letter = self.letter(what, self.receipt.share());
        self.push(vec![letter], room, usize::MAX)?;
        self.receipt.commit();
        Ok(())
    }

    fn read_whole(self, stream: Box<dyn ReadSeek>, size: u64, room: Room, most: u64) -> Result<(), Stopped> {
        if size > most {
            let message = format!("{size} bytes, the limit for a document is {most} (limits.document_bytes)");
            return self.reject(Fault::new(FaultCode::TooLarge, message), room);
        }
        match source::whole(stream, size) {
            Ok(bytes) => self.whole(bytes, room),
            Err(error) => self.reject(unreadable(&error), room),
        }
    }

    fn reject(self, fault: Fault, mut room: Room) -> Result<(), Stopped> {
        room.set(0, 1);
        let letter = self.letter(What::End(Some(fault)), self.receipt.share());
        self.push(vec![letter], room, usize::MAX)?;
        self.receipt.commit();
        Ok(())
    }

    /// Reads a container and queues what it holds, slice by slice. `held` is what its reader holds meanwhile.
    fn take_apart(self, container: &mut dyn ReadSeek, mut held: Room) -> Result<(), Stopped> {
        // What waits for its slices is not on its way itself: nobody may wait for it.
        held.set_under_way(false);
        let (limits, vendors) = (self.entrance.line.limits(), self.entrance.line.vendors());
        let request =
            Request { hints: &self.origin.hints, limits: &limits, vendors: &vendors, explain: false };
        let mut slice = Slice { letters: Vec::new(), room: self.entrance.line.budget.nothing() };
        let mut stopped = false;
        let mut emit = |raw: Raw| match self.gather(raw, &mut slice) {
            Ok(()) => ControlFlow::Continue(()),
            Err(Stopped) => {
                stopped = true;
                ControlFlow::Break(())
            }
        };
        let read = guard(|| decode::members(container, &request, &mut emit));
        if stopped {
            return Err(Stopped);
        }
        let fault = match read {
            Ok(read) => read.err(),
            Err(message) => Some(Fault::new(FaultCode::Panicked, format!("in decode: {message}"))),
        };
        slice.letters.push(self.letter(What::End(fault), self.receipt.share()));
        self.send(&mut slice)?;
        drop(held);
        self.receipt.commit();
        Ok(())
    }

    /// Puts a member into the slice, which is sent first where there is no room for it, and sent when it is full.
    fn gather(&self, raw: Raw, slice: &mut Slice) -> Result<(), Stopped> {
        let bytes = raw.bytes().len() as u64;
        if !slice.room.try_grow(bytes, 1) {
            self.send(slice)?;
            slice.room = self.entrance.line.budget.room_blocking(bytes, 1, &self.stops()).ok_or(Stopped)?;
        }
        slice.letters.push(self.letter(What::Raw(raw), self.receipt.share()));
        if slice.letters.len() >= self.slice_members() || slice.room.bytes() >= SLICE_BYTES {
            self.send(slice)?;
        }
        if (self.stop)() { Err(Stopped) } else { Ok(()) }
    }

    /// So many that every worker has a few slices before the budget is spent.
    fn slice_members(&self) -> usize {
        let (_, documents) = self.entrance.line.budget.limits();
        (documents / (4 * self.entrance.line.workers)).clamp(1, SLICE_MEMBERS)
    }

    fn stops(&self) -> impl Fn() -> bool + '_ {
        || (self.stop)() || self.entrance.entry.hall().has_failed()
    }

    fn send(&self, slice: &mut Slice) -> Result<(), Stopped> {
        let room = std::mem::replace(&mut slice.room, self.entrance.line.budget.nothing());
        let letters = std::mem::take(&mut slice.letters);
        if letters.is_empty() {
            return Ok(());
        }
        // No more before it than keeps the workers busy, so that what others bring is not behind many slices.
        self.push(letters, room, self.slice_members() * self.entrance.line.workers)
    }
}

/// What was read of a container and is not queued yet.
struct Slice {
    letters: Vec<Envelope<Unread>>,
    room: Room,
}
