//! What stands in a store: tables of values by byte keys, and changes that are made together.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use redb::{
    Database, ReadTransaction, ReadableDatabase, ReadableTable, TableDefinition, TableError, TableHandle,
    WriteTransaction,
};

use super::layout::ABOUT;
use crate::state::said::Said;

/// A value as it stands in a row.
pub trait Value: Sized {
    /// The row.
    fn to_row(&self) -> Vec<u8>;

    /// The value of a row; none if it is no row of this kind.
    fn from_row(row: &[u8]) -> Option<Self>;
}

impl Value for Vec<u8> {
    fn to_row(&self) -> Vec<u8> {
        self.clone()
    }

    fn from_row(row: &[u8]) -> Option<Self> {
        Some(row.to_vec())
    }
}

impl Value for u64 {
    fn to_row(&self) -> Vec<u8> {
        self.to_le_bytes().to_vec()
    }

    fn from_row(row: &[u8]) -> Option<Self> {
        row.try_into().ok().map(u64::from_le_bytes)
    }
}

/// A table of a store.
#[derive(Debug)]
pub struct Table<V> {
    name: &'static str,
    value: PhantomData<fn() -> V>,
}

impl<V> Clone for Table<V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Table<V> {}

impl<V: Value> Table<V> {
    /// The table of this name, which must not be "about".
    pub const fn named(name: &'static str) -> Self {
        Table { name, value: PhantomData }
    }

    pub(super) fn rows(self) -> TableDefinition<'static, &'static [u8], &'static [u8]> {
        TableDefinition::new(self.name)
    }
}

/// Changes that are made together; of several to one row the last counts.
#[derive(Debug, Clone, Default)]
pub struct Batch(BTreeMap<(&'static str, Vec<u8>), Option<Vec<u8>>>);

impl Batch {
    /// Writes a row.
    pub fn put<V: Value>(&mut self, table: Table<V>, key: &[u8], value: &V) {
        self.0.insert((table.name, key.to_vec()), Some(value.to_row()));
    }

    /// Removes a row, if it is there.
    pub fn remove<V: Value>(&mut self, table: Table<V>, key: &[u8]) {
        self.0.insert((table.name, key.to_vec()), None);
    }

    /// Makes the changes, table by table.
    pub(super) fn make(&self, write: &WriteTransaction) -> Result<(), Said> {
        let mut left = self.0.iter().peekable();
        while let Some(((name, _), _)) = left.peek() {
            let name = *name;
            let mut rows = write.open_table(TableDefinition::<&[u8], &[u8]>::new(name))?;
            while let Some(((_, key), value)) = left.next_if(|((table, _), _)| *table == name) {
                match value {
                    Some(row) => drop(rows.insert(key.as_slice(), row.as_slice())?),
                    None => drop(rows.remove(key.as_slice())?),
                }
            }
        }
        Ok(())
    }

    /// Adds the changes of another; to a row that both change, the other's count.
    pub fn join(&mut self, other: &Batch) {
        self.0.extend(other.0.iter().map(|(row, value)| (row.clone(), value.clone())));
    }

    /// How many rows are changed.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is to be changed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The rows of a table.
pub(super) type Rows = redb::ReadOnlyTable<&'static [u8], &'static [u8]>;

/// A table, if anything was ever written into it.
pub(super) fn rows<V: Value>(read: &ReadTransaction, table: Table<V>) -> Result<Option<Rows>, Said> {
    match read.open_table(table.rows()) {
        Ok(rows) => Ok(Some(rows)),
        Err(TableError::TableDoesNotExist(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn read_row<V: Value>(table: Table<V>, row: &[u8]) -> Result<V, Said> {
    V::from_row(row)
        .ok_or_else(|| Said::Damaged(format!("a row of the table {} is not what was written", table.name)))
}

/// Copies every table but the one about the file itself, in one transaction.
pub(super) fn copy_rows(from: &Database, to: &Database) -> Result<(), Said> {
    let read = from.begin_read()?;
    let write = to.begin_write()?;
    for table in read.list_tables()?.filter(|table| table.name() != ABOUT.name()) {
        let rows = TableDefinition::<&[u8], &[u8]>::new(table.name());
        let mut copied = write.open_table(rows)?;
        for row in read.open_table(rows)?.iter()? {
            let (key, value) = row?;
            copied.insert(key.value(), value.value())?;
        }
    }
    Ok(write.commit()?)
}
