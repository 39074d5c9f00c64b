//! The one kind of store for what no journal holds: ledgers, cursors, counts. Small tables of values by byte keys, all
//! in one file for each room that has some.
//!
//! Promises:
//! - what [`Keep::write`] returned from survives a power failure, all of the batch or nothing of it, and stands under
//!   the store's own name;
//! - after a failure, be it only for want of room, the next call opens the store again; what a failed sync may have
//!   left in the system's cache only is written again before it is relied on. [`Keep::trouble`] says meanwhile what
//!   is wrong;
//! - a file that is taken away or replaced while the store is open is made anew with all that it held;
//! - a file that is damaged, or that a later version wrote, is said to be so, with what to do, and never emptied.
//!
//! It does not know what a row means. One owner of the file; every call waits for the one before.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::marker::PhantomData;
use std::ops::{Bound, ControlFlow};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use redb::{
    Database, DatabaseError, ReadTransaction, ReadableDatabase, ReadableTable, TableDefinition, TableError,
    TableHandle,
};

use crate::host::Files;

use super::fresh;
use super::said::{Said, guarded};

/// What the file says of itself: `layout`.
const ABOUT: TableDefinition<'_, &str, u64> = TableDefinition::new("about");
/// Pages in memory: these stores are small, and mostly written.
const CACHE_BYTES: usize = 4 << 20;

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

    fn rows(self) -> TableDefinition<'static, &'static [u8], &'static [u8]> {
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

    /// Whether nothing is to be changed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Why a store could not be used.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The disk or file system refused.
    #[error("{what} {path}: {error}")]
    Io {
        /// What the store is.
        what: &'static str,
        /// The file.
        path: String,
        /// What the operating system or the store said.
        error: io::Error,
    },
    /// Another process has it open.
    #[error("{what} {path} is in use by another process: stop that one first")]
    Locked {
        /// What the store is.
        what: &'static str,
        /// The file.
        path: String,
    },
    /// What it holds is not what was written.
    #[error(
        "{what} {path} is damaged ({why}): put it back from a backup, or move it away; without it {without}"
    )]
    Damaged {
        /// What the store is.
        what: &'static str,
        /// The file.
        path: String,
        /// What is wrong with it.
        why: String,
        /// What is missed without it.
        without: &'static str,
    },
    /// It was written by a later layout than this program knows.
    #[error(
        "{what} {path} has layout {found}, this wiredesk knows up to {known}: use the newer wiredesk that wrote it, or \
         move it away; without it {without}"
    )]
    Newer {
        /// What the store is.
        what: &'static str,
        /// The file.
        path: String,
        /// The layout it has.
        found: u64,
        /// The layout this program writes.
        known: u64,
        /// What is missed without it.
        without: &'static str,
    },
}

impl KeepError {
    /// Whether it is want of room on a disk.
    pub fn is_full(&self) -> bool {
        matches!(self, KeepError::Io { error, .. }
            if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded))
    }
}

/// Where a store stands.
enum Place {
    File {
        files: Arc<dyn Files>,
        path: PathBuf,
    },
    /// In memory or on a simulated disk: it cannot be opened again from here.
    Elsewhere,
}

struct Open {
    database: Database,
    /// Device and inode of the file when it was opened.
    inode: (u64, u64),
}

/// A store. Clones would share it: put it into an `Arc`.
pub struct Keep {
    place: Place,
    layout: Layout,
    /// None between a failure and the next opening that succeeds.
    open: Mutex<Option<Open>>,
    trouble: Mutex<Option<String>>,
}

impl Keep {
    /// Opens the store at `path`, or makes it with the folders above it: whole, or not at all. All of it is checked.
    ///
    /// # Errors
    /// [`KeepError`].
    pub fn open(files: Arc<dyn Files>, path: &Path, layout: Layout) -> Result<Keep, KeepError> {
        let keep = Keep {
            place: Place::File { files, path: path.to_owned() },
            layout,
            open: Mutex::new(None),
            trouble: Mutex::new(None),
        };
        let opened = keep.open_file()?;
        *keep.held() = Some(opened);
        Ok(keep)
    }

    /// A store on another backend: memory, or a simulated disk.
    ///
    /// # Errors
    /// [`KeepError`].
    pub fn with_backend(backend: impl redb::StorageBackend, layout: Layout) -> Result<Keep, KeepError> {
        let keep =
            Keep { place: Place::Elsewhere, layout, open: Mutex::new(None), trouble: Mutex::new(None) };
        let made = guarded(
            || {
                let database = builder().create_with_backend(backend)?;
                begin(&database, &layout)?;
                Ok(Open { database, inode: (0, 0) })
            },
            Begun::confused,
        );
        *keep.held() = Some(made.map_err(|error| keep.begun(error))?);
        Ok(keep)
    }

    /// The value of a row, if there is one.
    ///
    /// # Errors
    /// [`KeepError`].
    pub fn get<V: Value>(&self, table: Table<V>, key: &[u8]) -> Result<Option<V>, KeepError> {
        self.with(|open| {
            let Some(rows) = rows(&open.database.begin_read()?, table)? else { return Ok(None) };
            rows.get(key)?.map(|row| read_row(table, row.value())).transpose()
        })
    }

    /// Calls `visit` for each row after a key (for all, without one), in the order of their keys, until it breaks off.
    /// Nobody else can use the store meanwhile.
    ///
    /// # Errors
    /// [`KeepError`].
    pub fn each<V: Value>(
        &self,
        table: Table<V>,
        after: Option<&[u8]>,
        visit: &mut dyn FnMut(&[u8], V) -> ControlFlow<()>,
    ) -> Result<(), KeepError> {
        self.with(|open| {
            let Some(rows) = rows(&open.database.begin_read()?, table)? else { return Ok(()) };
            let begin = after.map_or(Bound::Unbounded, Bound::Excluded);
            for row in rows.range::<&[u8]>((begin, Bound::Unbounded))? {
                let (key, row) = row?;
                if visit(key.value(), read_row(table, row.value())?).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    /// Makes changes, all or none, and returns when they survive a power failure.
    ///
    /// # Errors
    /// [`KeepError`]: nothing may be assumed then of whether they were made. Call again with the same ones.
    pub fn write(&self, batch: &Batch) -> Result<(), KeepError> {
        if batch.is_empty() {
            return Ok(());
        }
        self.with(|open| {
            let write = open.database.begin_write()?;
            let mut left = batch.0.iter().peekable();
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
            Ok(write.commit()?)
        })?;
        self.stand_under_its_name()
    }

    /// What is wrong with it, from a failure until the store is in order again.
    pub fn trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_trouble(&self, error: Option<&KeepError>) {
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        match error {
            None => {
                if trouble.take().is_some() {
                    tracing::info!(store = self.layout.what, "the store is in order again");
                }
            }
            Some(error) => {
                let said = error.to_string();
                if trouble.as_ref() != Some(&said) {
                    tracing::error!(
                        error = said,
                        "a store cannot be used; it is opened again with the next call"
                    );
                }
                *trouble = Some(said);
            }
        }
    }

    fn held(&self) -> MutexGuard<'_, Option<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Works on the open store; opens it first where a failure closed it.
    fn with<T>(&self, work: impl FnOnce(&Open) -> Result<T, Said>) -> Result<T, KeepError> {
        let mut held = self.held();
        let done = match held.take().map_or_else(|| self.open_file(), Ok) {
            Err(error) => Err(error),
            Ok(open) => {
                let done = guarded(|| work(&open), Said::Damaged).map_err(|said| self.error(said));
                // After a failure redb does nothing more. Elsewhere there is no way to open it again.
                if done.is_ok() || matches!(self.place, Place::Elsewhere) {
                    *held = Some(open);
                }
                done
            }
        };
        drop(held);
        self.set_trouble(done.as_ref().err());
        done
    }

    /// Looks whether what was written stands under the store's name, and if not makes the file anew with all of it.
    fn stand_under_its_name(&self) -> Result<(), KeepError> {
        let Place::File { files, path } = &self.place else { return Ok(()) };
        let mut held = self.held();
        let Some(open) = held.as_ref() else { return Ok(()) };
        let made = match files.stat(path) {
            Ok(stat) if stat.inode == open.inode => return Ok(()),
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(self.error(Said::Io(error))),
            stood => {
                tracing::error!(
                    store = self.layout.what,
                    path = %path.display(),
                    "the file was {} from outside; making it anew with all that it held",
                    if stood.is_ok() { "replaced" } else { "taken away" }
                );
                self.make_anew(&**files, path, stood.is_ok(), open)
            }
        };
        let made = made.map(|opened| *held = Some(opened));
        drop(held);
        self.set_trouble(made.as_ref().err());
        made
    }

    /// Another file under the store's name with everything that the open one holds. What stands there is set aside.
    fn make_anew(
        &self,
        files: &dyn Files,
        path: &Path,
        stands: bool,
        open: &Open,
    ) -> Result<Open, KeepError> {
        self.make_folder(files, path)?;
        let made = fresh::make_whole(files, path, |fresh| {
            let database = builder().create(fresh)?;
            copy_rows(&open.database, &database)?;
            begin(&database, &self.layout)?;
            database.close()?;
            if stands {
                let mut aside = OsString::from(path);
                aside.push(".replaced");
                files.replace(path, Path::new(&aside)).map_err(Said::Io)?;
            }
            Ok(())
        });
        made.map_err(|error: Begun| self.begun(error))?;
        self.open_file()
    }

    fn open_file(&self) -> Result<Open, KeepError> {
        let Place::File { files, path } = &self.place else {
            return Err(self.error(Said::Io(io::Error::other("it is closed after a failure"))));
        };
        let files = &**files;
        match files.stat(path) {
            Ok(stat) if stat.size == 0 => return Err(self.error(Said::Damaged("it is empty".to_owned()))),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.make_folder(files, path)?;
                let made = fresh::make_whole(files, path, |fresh| {
                    let database = builder().create(fresh)?;
                    begin(&database, &self.layout)?;
                    Ok(database.close()?)
                });
                made.map_err(|error: Begun| self.begun(error))?;
            }
            Err(error) => return Err(self.error(Said::Io(error))),
        }
        fresh::remove_left(files, path).map_err(|error| self.error(Said::Io(error)))?;
        let opened = guarded(|| self.open_checked(files, path), Begun::confused);
        opened.map_err(|error| self.begun(error))
    }

    fn open_checked(&self, files: &dyn Files, path: &Path) -> Result<Open, Begun> {
        let database = match builder().set_repair_callback(|repair| repair.abort()).open(path) {
            // It was not closed in order: the system's cache may show what the disk does not have.
            Err(DatabaseError::RepairAborted) => {
                files.refresh(path, 0).map_err(Said::Io)?;
                builder().open(path)?
            }
            other => other?,
        };
        begin(&database, &self.layout)?;
        let inode = files.stat(path).map_err(Said::Io)?.inode;
        Ok(Open { database, inode })
    }

    fn make_folder(&self, files: &dyn Files, path: &Path) -> Result<(), KeepError> {
        let folder = path.parent().unwrap_or(Path::new(""));
        files.create_folders(folder).map_err(|error| self.error(Said::Io(error)))
    }

    fn error(&self, said: Said) -> KeepError {
        let Layout { what, without, .. } = self.layout;
        let path = match &self.place {
            Place::File { path, .. } => path.display().to_string(),
            Place::Elsewhere => "elsewhere".to_owned(),
        };
        match said {
            Said::Locked => KeepError::Locked { what, path },
            Said::Damaged(why) => KeepError::Damaged { what, path, why, without },
            Said::Upgrade => {
                KeepError::Damaged { what, path, why: "its file has another format".to_owned(), without }
            }
            Said::Io(error) => KeepError::Io { what, path, error },
        }
    }

    fn begun(&self, error: Begun) -> KeepError {
        match error {
            Begun::Said(said) => self.error(said),
            Begun::Newer(found) => {
                let path = match &self.place {
                    Place::File { path, .. } => path.display().to_string(),
                    Place::Elsewhere => "elsewhere".to_owned(),
                };
                let Layout { what, without, number: known, .. } = self.layout;
                KeepError::Newer { what, path, found, known, without }
            }
        }
    }
}

impl std::fmt::Debug for Keep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keep").field("what", &self.layout.what).finish_non_exhaustive()
    }
}

/// Why a file could not be begun with.
enum Begun {
    Said(Said),
    /// It has a later layout.
    Newer(u64),
}

impl Begun {
    fn confused(why: String) -> Begun {
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

fn builder() -> redb::Builder {
    let mut builder = Database::builder();
    builder.set_cache_size(CACHE_BYTES).set_check_integrity_on_open(true);
    builder
}

/// Sees to the layout: writes it into a new file, brings an earlier one up to it.
fn begin(database: &Database, layout: &Layout) -> Result<(), Begun> {
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

/// The rows of a table.
type Rows = redb::ReadOnlyTable<&'static [u8], &'static [u8]>;

/// A table, if anything was ever written into it.
fn rows<V: Value>(read: &ReadTransaction, table: Table<V>) -> Result<Option<Rows>, Said> {
    match read.open_table(table.rows()) {
        Ok(rows) => Ok(Some(rows)),
        Err(TableError::TableDoesNotExist(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn read_row<V: Value>(table: Table<V>, row: &[u8]) -> Result<V, Said> {
    V::from_row(row)
        .ok_or_else(|| Said::Damaged(format!("a row of the table {} is not what was written", table.name)))
}

/// Copies every table but the one about the file itself, in one transaction.
fn copy_rows(from: &Database, to: &Database) -> Result<(), Said> {
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

#[cfg(test)]
mod tests;
