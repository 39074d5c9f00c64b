//! Appending: rows for new entries and segments for those that are full, in one transaction.

use std::sync::Arc;

use super::stand::Stand;
use super::{RedbIndex, Writer, layout};
use crate::model::Position;
use crate::state::{Entry, IndexError};

impl RedbIndex {
    /// Writes entries and the position that is covered with them.
    pub(super) fn write(
        &self,
        writer: &mut Writer,
        entries: Vec<Arc<Entry>>,
        covers: Position,
    ) -> Result<(), IndexError> {
        let mut stand = writer.stand.clone();
        let mut waiting = self.waiting(writer);
        let (mut rows, known, sealed) = (waiting.len(), stand.partitions.len(), stand.sealed);
        let write = layout::begin(&self.database, self.options.lasting)?;
        for entry in &entries {
            let fits = stand.fits(entry.arrived, &self.options);
            if !waiting.is_empty() && (!fits || waiting.len() >= self.options.unsealed.max(1)) {
                super::seal::seal(&write, &mut stand, &waiting, &self.options)?;
                waiting.clear();
                rows = 0;
            }
            if !fits {
                stand.begin_partition(entry.arrived, &self.options);
            }
            stand.count(entry.arrived, &self.options);
            waiting.push(Arc::clone(entry));
        }
        stand.covers = covers;
        let is_sealed = stand.sealed != sealed;
        if is_sealed {
            write.delete_table(layout::UNSEALED)?;
        }
        let mut table = write.open_table(layout::UNSEALED)?;
        for (number, entry) in (stand.sealed..).zip(&waiting).skip(rows) {
            table.insert(number, layout::entry_row(entry).as_slice())?;
        }
        drop(table);
        for partition in stand.partitions.iter().skip(known.saturating_sub(1)) {
            layout::put_partition(&write, partition)?;
        }
        layout::put_summary(&write, &stand.summary(&self.options))?;
        write.commit()?;
        if is_sealed || stand.partitions.len() != known {
            stand.reopen(&self.database)?;
        }
        writer.stand = stand;
        writer.fresh.extend(entries);
        Ok(())
    }

    /// Entries that are written and not sealed.
    fn waiting(&self, writer: &Writer) -> Vec<Arc<Entry>> {
        let Stand { sealed, .. } = writer.stand;
        let view = self.view();
        let published = (view.unsealed.first()..).zip(view.unsealed.entries());
        let fresh = (view.unsealed.end()..).zip(&writer.fresh);
        published
            .chain(fresh)
            .filter(|(number, _)| *number >= sealed)
            .map(|(_, entry)| Arc::clone(entry))
            .collect()
    }
}
