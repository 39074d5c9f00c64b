//! A table on its way to an output: its rows are made as records are committed, and go with them as far as they are
//! ready; what closes the table is written when all are.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use super::output::Opened;
use crate::export::tables::{Encoding, Table, Writer};
use crate::flow::held;
use crate::line::{Outlet, Rewrite};
use crate::model::Position;

/// A table and its output.
#[derive(Clone)]
pub(super) struct Rows {
    /// None once the table is closed.
    writer: Arc<Mutex<Option<Writer<Tray>>>>,
    tray: Tray,
    outlet: Arc<Mutex<Opened>>,
}

/// What is ready and not taken yet.
#[derive(Clone, Default)]
struct Tray(Arc<Mutex<Vec<u8>>>);

impl Tray {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut held(&self.0))
    }
}

impl Write for Tray {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        held(&self.0).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Rows {
    pub(super) fn begin(table: Table, encoding: Encoding, outlet: Opened) -> io::Result<Rows> {
        let tray = Tray::default();
        let writer = Writer::new(table, encoding, tray.clone())?;
        let (writer, outlet) = (Arc::new(Mutex::new(Some(writer))), Arc::new(Mutex::new(outlet)));
        Ok(Rows { writer, tray, outlet })
    }

    /// What makes rows of a record.
    pub(super) fn rewrite(&self) -> Rewrite {
        let Rows { writer, tray, .. } = self.clone();
        Box::new(move |record, group| {
            if let Some(writer) = &mut *held(&writer) {
                writer.write(record)?;
            }
            group.append(&mut tray.take());
            Ok(())
        })
    }

    /// Writes what is left, and what closes the table.
    pub(super) fn end(self) -> io::Result<()> {
        if let Some(writer) = held(&self.writer).take() {
            writer.finish()?;
        }
        held(&self.outlet).commit(&self.tray.take()).map(drop)
    }
}

impl Outlet for Rows {
    fn commit(&mut self, group: &[u8]) -> io::Result<Position> {
        held(&self.outlet).commit(group)
    }
}
