//! How far each sink is, in the synced store `sinks.redb` of the state folder, and which segments wait for them.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};

use super::Memory;
use crate::flow::held;
use crate::host::Files;
use crate::model::Position;
use crate::state::keep::{Batch, Keep, KeepError, Layout, Table, Value};

/// Name of the store in the state folder.
const FILE: &str = "sinks.redb";
const LAYOUT: Layout =
    Layout::first("the store of the sinks' places", "each sink begins anew where its `from` says");
const CURSORS: Table<Cursor> = Table::named("cursors");

/// How far a sink is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cursor {
    /// The segment of the place up to which every record is confirmed.
    pub segment: u64,
    /// The byte in it.
    pub offset: u64,
    /// What the sink asked to be remembered with that place.
    #[serde(default)]
    pub memory: Memory,
}

impl Cursor {
    /// The place.
    pub fn position(&self) -> Position {
        Position { segment: self.segment, offset: self.offset }
    }
}

impl Value for Cursor {
    fn to_row(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn from_row(row: &[u8]) -> Option<Self> {
        serde_json::from_slice(row).ok()
    }
}

/// The store.
#[derive(Debug, Clone)]
pub struct Cursors(Arc<Keep>);

impl Cursors {
    /// Opens the store in a state folder, or makes it.
    ///
    /// # Errors
    /// [`KeepError`].
    pub fn open(files: Arc<dyn Files>, state: &Path) -> Result<Cursors, KeepError> {
        Ok(Cursors(Arc::new(Keep::open(files, &state.join(FILE), LAYOUT)?)))
    }

    /// How far a sink is, if it ever was somewhere.
    ///
    /// # Errors
    /// [`KeepError`].
    pub fn get(&self, name: &str) -> Result<Option<Cursor>, KeepError> {
        self.0.get(CURSORS, name.as_bytes())
    }

    /// Returns once this survives a power failure.
    ///
    /// # Errors
    /// [`KeepError`]; call again.
    pub fn set(&self, name: &str, cursor: &Cursor) -> Result<(), KeepError> {
        let mut batch = Batch::default();
        batch.put(CURSORS, name.as_bytes(), cursor);
        self.0.write(&batch)
    }

    /// The place of a sink, and what it remembers, under its new name. Returns whether it had one.
    ///
    /// # Errors
    /// [`KeepError`]; call again.
    pub fn rename(&self, was: &str, name: &str) -> Result<Option<Cursor>, KeepError> {
        let Some(cursor) = self.get(was)? else { return Ok(None) };
        let mut batch = Batch::default();
        batch.put(CURSORS, name.as_bytes(), &cursor);
        batch.remove(CURSORS, was.as_bytes());
        self.0.write(&batch)?;
        Ok(Some(cursor))
    }

    /// The furthest place that any sink has read up to, also one that is not configured any more.
    ///
    /// # Errors
    /// [`KeepError`].
    pub fn furthest(&self) -> Result<Position, KeepError> {
        let mut furthest = Position::default();
        self.0.each(CURSORS, None, &mut |_, cursor| {
            furthest = furthest.max(cursor.position());
            ControlFlow::Continue(())
        })?;
        Ok(furthest)
    }
}

/// Places that segments of the journal are kept for, by the name of who stands there. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Holds(Arc<Mutex<BTreeMap<Arc<str>, Position>>>);

impl Holds {
    /// Whoever it is goes on from here: nothing from here on is removed.
    pub fn set(&self, name: &Arc<str>, at: Position) {
        held(&self.0).insert(Arc::clone(name), at);
    }

    /// The same, unless a place is kept for it already.
    pub(super) fn set_if_none(&self, name: &Arc<str>, at: Position) {
        held(&self.0).entry(Arc::clone(name)).or_insert(at);
    }

    /// Nothing is kept for it any more.
    pub fn release(&self, name: &str) {
        held(&self.0).remove(name);
    }

    /// Every place.
    pub fn positions(&self) -> Vec<Position> {
        held(&self.0).values().copied().collect()
    }

    /// Who stands furthest back.
    pub fn last(&self) -> Option<(Arc<str>, Position)> {
        let holds = held(&self.0);
        holds.iter().min_by_key(|(_, at)| **at).map(|(name, at)| (Arc::clone(name), *at))
    }
}
