//! Which layout the rows of a store have, and how a file of an earlier one is begun with.

use redb::{Database, ReadableDatabase, TableDefinition, TableError};

use crate::state::said::Said;

/// What the file says of itself: `layout`.
pub(super) const ABOUT: TableDefinition<'_, &str, u64> = TableDefinition::new("about");

/// What a store is, and which layout of its rows this program writes.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// What it holds: "the ledger of kept files".
    pub what: &'static str,
    /// What is missed without it: "kept files are read again".
    pub without: &'static str,
    /// Counts up whenever a row changes its shape. A file that says nothing has 1.
    pub number: u64,
    /// Brings the rows of an earlier layout, whose number it is told, into this one, and removes tables whose rows
    /// are not bytes by bytes. Done in the transaction that says so.
    pub upgrade: fn(&redb::WriteTransaction, u64) -> Result<(), redb::Error>,
}

impl Layout {
    /// A first layout: there is nothing to upgrade.
    pub const fn first(what: &'static str, without: &'static str) -> Layout {
        Layout { what, without, number: 1, upgrade: |_, _| Ok(()) }
    }
}

/// Why a file could not be begun with.
pub(super) enum Begun {
    Said(Said),
    /// It has a later layout.
    Newer(u64),
}

impl Begun {
    pub(super) fn confused(why: String) -> Begun {
        Begun::Said(Said::Damaged(why))
    }
}

impl From<Said> for Begun {
    fn from(said: Said) -> Self {
        Begun::Said(said)
    }
}

impl<E: Into<redb::Error>> From<E> for Begun {
    fn from(error: E) -> Self {
        Begun::Said(Said::from(error))
    }
}

/// Sees to the layout: writes it into a new file, brings an earlier one up to it.
pub(super) fn begin(database: &Database, layout: &Layout) -> Result<(), Begun> {
    let read = database.begin_read()?;
    let found = match read.open_table(ABOUT) {
        Ok(about) => about.get("layout")?.map(|number| number.value()),
        Err(TableError::TableDoesNotExist(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let is_new = found.is_none() && read.list_tables()?.next().is_none();
    let number = found.unwrap_or(if is_new { layout.number } else { 1 });
    drop(read);
    if number > layout.number {
        return Err(Begun::Newer(number));
    }
    if found == Some(layout.number) {
        return Ok(());
    }
    let write = database.begin_write()?;
    if number < layout.number {
        (layout.upgrade)(&write, number)?;
    }
    write.open_table(ABOUT)?.insert("layout", layout.number)?;
    Ok(write.commit()?)
}
