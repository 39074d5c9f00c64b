//! How much may still be decompressed: of the arrival, and of each container inside it.

use std::cell::Cell;
use std::rc::Rc;

use super::stream::{Got, Source, Stop};
use crate::model::{Fault, FaultCode, TextLimits};

/// However small something is, it may always expand to this many bytes: a ratio says nothing about small files.
pub(in crate::decode) const FREE_EXPANSION: u64 = 1 << 20;

/// What one container may hold.
#[derive(Debug, Clone)]
pub(super) struct Level {
    room: Rc<Cell<u64>>,
    members: usize,
    most_members: usize,
    limit: String,
}

impl Level {
    /// The container that arrived: it is bounded by its bytes alone.
    pub(super) fn of_arrival(size: Option<u64>, limits: &TextLimits) -> Level {
        let limit = format!(
            "limits.arrival_bytes ({}) or limits.expansion_ratio ({}) allow",
            limits.arrival_bytes, limits.expansion_ratio
        );
        Level { most_members: usize::MAX, limit, ..Level::new(limits.arrival_bytes, size, limits) }
    }

    /// A container inside something else, of a size if that is known.
    pub(super) fn inside(size: Option<u64>, limits: &TextLimits) -> Level {
        let ratio = match size {
            Some(_) => format!(" or limits.expansion_ratio ({})", limits.expansion_ratio),
            None => String::new(),
        };
        let limit = format!("limits.expanded_bytes ({}){ratio} allow", limits.expanded_bytes);
        Level { limit, ..Level::new(limits.expanded_bytes, size, limits) }
    }

    fn expands(&self) -> Fault {
        Fault::new(FaultCode::Expands, format!("decompresses to more than {}", self.limit))
    }

    fn new(most: u64, size: Option<u64>, limits: &TextLimits) -> Level {
        let by_ratio =
            size.map_or(u64::MAX, |size| size.saturating_mul(limits.expansion_ratio).max(FREE_EXPANSION));
        Level {
            room: Rc::new(Cell::new(most.min(by_ratio))),
            members: 0,
            most_members: limits.members,
            limit: String::new(),
        }
    }
}

/// The containers that are open, the outermost first.
#[derive(Debug, Clone)]
pub(super) struct Rooms(Vec<Level>);

impl Rooms {
    pub(super) fn new(outermost: Level) -> Rooms {
        Rooms(vec![outermost])
    }

    pub(super) fn open(&mut self, limits: &TextLimits) {
        self.0.push(Level::inside(None, limits));
    }

    pub(super) fn close(&mut self) {
        self.0.pop();
    }

    /// Counts a member of every container that is open.
    ///
    /// # Errors
    /// [`FaultCode::TooManyMembers`] once one of them has more than it may.
    pub(super) fn count_member(&mut self) -> Result<(), Fault> {
        for level in &mut self.0 {
            level.members = level.members.saturating_add(1);
        }
        match self.0.iter().find(|level| level.members > level.most_members) {
            Some(level) => Err(too_many(level.most_members, "limits.members")),
            None => Ok(()),
        }
    }

    /// The fault of the outermost that has nothing left, if one has none.
    pub(super) fn spent(&self) -> Option<Fault> {
        let spent = |level: &&Level| level.room.get() == 0 || level.members > level.most_members;
        self.0.iter().find(spent).map(|level| match level.room.get() {
            0 => level.expands(),
            _ => too_many(level.most_members, "limits.members"),
        })
    }

    /// Makes what is decompressed count.
    pub(super) fn meter<S: Source>(&self, source: S) -> Metered<S> {
        Metered { source, rooms: self.0.iter().map(|level| Rc::clone(&level.room)).collect() }
    }

    /// Makes what the innermost holds count for itself: for others it was counted when it was decompressed.
    pub(super) fn meter_innermost<S: Source>(&self, source: S) -> Metered<S> {
        Metered { source, rooms: self.0.last().map(|level| Rc::clone(&level.room)).into_iter().collect() }
    }

    /// The fault of what wants more room than there is.
    pub(super) fn expands(&self) -> Fault {
        self.spent()
            .or_else(|| self.0.last().map(Level::expands))
            .unwrap_or_else(|| Fault::new(FaultCode::Expands, "decompresses to more than its limits allow"))
    }
}

/// The fault of what holds more members than a limit allows.
pub(super) fn too_many(most: usize, limit: &str) -> Fault {
    let message = format!("more than {most} members: raise {limit}, or split it");
    Fault::new(FaultCode::TooManyMembers, message)
}

/// A source that spends rooms, and stops when one is spent.
pub(in crate::decode) struct Metered<S> {
    source: S,
    rooms: Vec<Rc<Cell<u64>>>,
}

impl<S: Source> Source for Metered<S> {
    fn read(&mut self, buffer: &mut [u8]) -> Got<usize> {
        let room = self.rooms.iter().map(|room| room.get()).min().unwrap_or(u64::MAX);
        if room == 0 {
            return Err(Stop::Spent);
        }
        let most = usize::try_from(room).unwrap_or(usize::MAX).min(buffer.len());
        let count = self.source.read(buffer.get_mut(..most).unwrap_or_default())?;
        for room in &self.rooms {
            room.set(room.get().saturating_sub(count as u64));
        }
        Ok(count)
    }
}
