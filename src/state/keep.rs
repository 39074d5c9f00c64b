//! The one kind of store for what no journal holds: ledgers, cursors, counts. Small tables of values by byte keys, all
//! in one file for each room that has some.
//!
//! Promises:
//! - what [`Keep::write`] returned from survives a power failure, all of the batch or nothing of it, and stands under
//!   the store's own name;
//! - after a failure, be it only for want of room, the next call opens the store again; what a failed sync may have
//!   left in the system's cache only is written again before it is relied on. [`Keep::trouble`] says meanwhile what
//!   is wrong;
//! - a file that is taken away or replaced while the store is open is made anew with all that it held; one that is gone
//!   after a failure is missed, and never made anew empty;
//! - a file that is damaged, or that a later version wrote, is said to be so, with what to do, and never emptied.
//!
//! It does not know what a row means. One owner of the file. What several callers write at a time is written and synced
//! together; whoever reads waits for no write.

use std::ffi::OsString;
use std::io;
use std::ops::{Bound, ControlFlow};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use redb::{Database, DatabaseError, ReadableDatabase};

use crate::host::Files;

use super::file::{Inode, Stands, StoreFile};
use super::said::{Said, guarded};
use group::Groups;
use layout::{Begun, begin};
use rows::{copy_rows, read_row, rows};

mod error;
mod group;
mod layout;
mod rows;

pub use error::KeepError;
pub use layout::Layout;
pub use rows::{Batch, Table, Value};

/// Pages in memory: these stores are small, and mostly written.
const CACHE_BYTES: usize = 4 << 20;
/// A file of at most so many bytes is checked each time that it is opened. A check reads all of it three times: of the feeds
/// of a large desk, seconds.
const CHECKED_MOST: u64 = 32 << 20;

struct Open {
    database: Database,
    /// Which file it is.
    inode: Inode,
    /// Which opening it is.
    opening: u64,
}

/// A store. Clones would share it: put it into an `Arc`.
pub struct Keep {
    /// None in memory or on another backend: it cannot be opened again from here.
    file: Option<StoreFile>,
    layout: Layout,
    /// None between a failure and the next opening that succeeds. Held to itself only to open, close or replace it.
    open: RwLock<Option<Open>>,
    groups: Groups,
    openings: AtomicU64,
    trouble: Mutex<Option<String>>,
}

impl Keep {
    /// Opens the store at `path`, or makes it with the folders above it: whole, or not at all. All of it is checked where it
    /// is small, or was not closed in order.
    ///
    /// # Errors
    /// [`KeepError`].
    pub fn open(files: Arc<dyn Files>, path: &Path, layout: Layout) -> Result<Keep, KeepError> {
        let file = StoreFile::new(files, path);
        let is_there = file.inode();
        let keep = Keep::closed(Some(file), layout);
        if is_there.map_err(|error| keep.error(Said::Io(error)))?.is_none() {
            keep.make(|_| Ok(()))?;
        }
        let opened = keep.open_file()?;
        *keep.alone() = Some(opened);
        Ok(keep)
    }

    /// A store on another backend: memory.
    ///
    /// # Errors
    /// [`KeepError`].
    pub fn with_backend(backend: impl redb::StorageBackend, layout: Layout) -> Result<Keep, KeepError> {
        let keep = Keep::closed(None, layout);
        let made = guarded(
            || {
                let database = builder().create_with_backend(backend)?;
                begin(&database, &layout)?;
                Ok(Open { database, inode: (0, 0), opening: 0 })
            },
            Begun::confused,
        );
        *keep.alone() = Some(made.map_err(|error| keep.begun(error))?);
        Ok(keep)
    }

    fn closed(file: Option<StoreFile>, layout: Layout) -> Keep {
        Keep {
            file,
            layout,
            open: RwLock::new(None),
            groups: Groups::default(),
            openings: AtomicU64::new(0),
            trouble: Mutex::new(None),
        }
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

    /// The values of several rows of a table, in the order of the keys, as they stand at one moment.
    ///
    /// # Errors
    /// [`KeepError`].
    pub fn get_all<V: Value>(
        &self,
        table: Table<V>,
        keys: &[impl AsRef<[u8]>],
    ) -> Result<Vec<Option<V>>, KeepError> {
        self.with(|open| {
            let Some(rows) = rows(&open.database.begin_read()?, table)? else {
                return Ok(keys.iter().map(|_| None).collect());
            };
            let value = |key: &[u8]| rows.get(key)?.map(|row| read_row(table, row.value())).transpose();
            keys.iter().map(|key| value(key.as_ref())).collect()
        })
    }

    /// Calls `visit` for each row after a key (for all, without one), in the order of their keys, until it breaks off: as
    /// they stand when it begins. `visit` must not write to the store.
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
        self.groups.write(batch, &|batch| self.write_now(batch))
    }

    fn write_now(&self, batch: &Batch) -> Result<(), KeepError> {
        self.with(|open| {
            let write = open.database.begin_write()?;
            batch.make(&write)?;
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

    fn shared(&self) -> RwLockReadGuard<'_, Option<Open>> {
        self.open.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn alone(&self) -> RwLockWriteGuard<'_, Option<Open>> {
        self.open.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Works on the open store; opens it first where a failure closed it.
    fn with<T>(&self, work: impl FnOnce(&Open) -> Result<T, Said>) -> Result<T, KeepError> {
        let done = self.opened().and_then(|held| {
            let Some(open) = held.as_ref() else { return Err(self.closed_now()) };
            let done = guarded(|| work(open), Said::Damaged).map_err(|said| self.error(said));
            let opening = open.opening;
            drop(held);
            if done.is_err() {
                self.close(opening);
            }
            done
        });
        self.set_trouble(done.as_ref().err());
        done
    }

    /// The store, opened where a failure closed it.
    fn opened(&self) -> Result<RwLockReadGuard<'_, Option<Open>>, KeepError> {
        loop {
            let held = self.shared();
            if held.is_some() {
                return Ok(held);
            }
            drop(held);
            let mut held = self.alone();
            if held.is_none() {
                *held = Some(self.open_file()?);
            }
        }
    }

    /// Closes it after a failure, since redb does nothing more then; not what somebody opened again meanwhile. Elsewhere
    /// there is no way to open it again.
    fn close(&self, opening: u64) {
        if self.file.is_some() {
            let mut held = self.alone();
            if held.as_ref().is_some_and(|open| open.opening == opening) {
                *held = None;
            }
        }
    }

    /// Looks whether what was written stands under the store's name, and if not makes the file anew with all of it.
    fn stand_under_its_name(&self) -> Result<(), KeepError> {
        let Some(file) = &self.file else { return Ok(()) };
        let is_ours = |open: &Open| matches!(file.stands(open.inode), Ok(Stands::Ours));
        if self.shared().as_ref().is_none_or(is_ours) {
            return Ok(());
        }
        let mut held = self.alone();
        let Some(open) = held.as_ref() else { return Ok(()) };
        let made = match file.stands(open.inode) {
            Ok(Stands::Ours) => return Ok(()),
            Ok(stands) => {
                tracing::error!(
                    store = self.layout.what,
                    path = %file.path.display(),
                    "the file was {} from outside; making it anew with all that it held",
                    if stands == Stands::Gone { "taken away" } else { "replaced" }
                );
                self.make(|database| copy_rows(&open.database, database)).and_then(|()| self.open_file())
            }
            Err(error) => Err(self.error(Said::Io(error))),
        };
        let made = made.map(|opened| *held = Some(opened));
        drop(held);
        self.set_trouble(made.as_ref().err());
        made
    }

    /// Makes a file under the store's name with what `fill` puts into it. What stands there is set aside.
    fn make(&self, fill: impl FnOnce(&Database) -> Result<(), Said>) -> Result<(), KeepError> {
        let file = self.file()?;
        let folder = file.path.parent().unwrap_or(Path::new(""));
        file.files.create_folders(folder).map_err(|error| self.error(Said::Io(error)))?;
        let made = file.make_whole(|fresh| {
            let database = file.files.make_database(fresh, &builder())?;
            fill(&database)?;
            begin(&database, &self.layout)?;
            database.close()?;
            if file.inode().map_err(Said::Io)?.is_some() {
                let mut aside = OsString::from(&file.path);
                aside.push(".replaced");
                file.files.replace(&file.path, Path::new(&aside)).map_err(Said::Io)?;
            }
            Ok(())
        });
        made.map_err(|error: Begun| self.begun(error))
    }

    fn file(&self) -> Result<&StoreFile, KeepError> {
        self.file.as_ref().ok_or_else(|| self.closed_now())
    }

    fn closed_now(&self) -> KeepError {
        self.error(Said::Io(io::Error::other("it is closed after a failure")))
    }

    fn open_file(&self) -> Result<Open, KeepError> {
        let file = self.file()?;
        match file.files.stat(&file.path) {
            Ok(stat) if stat.size == 0 => return Err(self.error(Said::Damaged("it is empty".to_owned()))),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(self.gone()),
            Err(error) => return Err(self.error(Said::Io(error))),
        }
        file.remove_left().map_err(|error| self.error(Said::Io(error)))?;
        let opened = guarded(|| self.open_checked(file), Begun::confused);
        opened.map_err(|error| self.begun(error))
    }

    fn open_checked(&self, StoreFile { files, path }: &StoreFile) -> Result<Open, Begun> {
        let size = files.stat(path).map_err(Said::Io)?.size;
        let database = open_database(&**files, path, size, &mut || files.refresh(path, 0))?;
        begin(&database, &self.layout)?;
        let inode = files.stat(path).map_err(Said::Io)?.inode;
        Ok(Open { database, inode, opening: self.openings.fetch_add(1, Relaxed) })
    }

    fn path(&self) -> String {
        self.file.as_ref().map_or_else(|| "elsewhere".to_owned(), |file| file.path.display().to_string())
    }

    fn error(&self, said: Said) -> KeepError {
        let (Layout { what, without, .. }, path) = (self.layout, self.path());
        match said {
            Said::Locked => KeepError::Locked { what, path },
            Said::Damaged(why) => KeepError::Damaged { what, path, why, without },
            Said::Upgrade => {
                KeepError::Damaged { what, path, why: "its file has another format".to_owned(), without }
            }
            Said::Io(error) => KeepError::Io { what, path, error },
        }
    }

    fn gone(&self) -> KeepError {
        let (Layout { what, without, .. }, path) = (self.layout, self.path());
        KeepError::Gone { what, path, without }
    }

    fn begun(&self, error: Begun) -> KeepError {
        match error {
            Begun::Said(said) => self.error(said),
            Begun::Newer(found) => {
                let (Layout { what, without, number: known, .. }, path) = (self.layout, self.path());
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

/// Opens a file of so many bytes. One that was not closed in order is written again in its place first, by `refresh`, and
/// checked, since the system's cache may show what the disk does not have; of the others, a small one is checked.
fn open_database(
    files: &dyn Files,
    path: &Path,
    size: u64,
    refresh: &mut dyn FnMut() -> io::Result<()>,
) -> Result<Database, Begun> {
    let mut plain = builder();
    // A check is what is asked for here, and would be told as a repair.
    plain.set_check_integrity_on_open(false).set_repair_callback(|repair| repair.abort());
    match files.open_database(path, &plain) {
        Err(DatabaseError::RepairAborted) => refresh().map_err(Said::Io)?,
        Ok(database) if size <= CHECKED_MOST => database.close()?,
        other => return Ok(other?),
    }
    Ok(files.open_database(path, &builder())?)
}

fn builder() -> redb::Builder {
    let mut builder = Database::builder();
    builder.set_cache_size(CACHE_BYTES).set_check_integrity_on_open(true);
    builder
}

#[cfg(test)]
mod tests;
