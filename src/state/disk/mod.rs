//! The index on disk, in one redb file.
//!
//! New entries are rows of their own and stand in memory too. Every few thousand are sealed: payloads packed into
//! chunks, keys into a segment of sorted postings with a filter in memory. Segments of one partition are merged by
//! eights, and all of them once it is over, so that a look-up asks a handful of filters and reads a page for what it
//! finds, however much is remembered. A partition holds what arrived in one span of time and is dropped whole; to
//! which one an entry belongs follows from its arrival and from those before it, not from when it is written.
//! Every row carries a checksum, and a row that ought to be there and is not is damage too.
//! Resident: the filters (12 bits a key as long as they fit into their budget, less beyond), the unsealed entries,
//! redb's page cache.
//!
//! The writer works on its own account of the file; look-ups read what was published last, and wait for no write.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};

use redb::{Database, ReadableDatabase, StorageBackend};

use crate::flow::held;
use crate::model::Position;

use super::span::{self, Span};
use super::{Entry, Index, IndexError, PARTITION_SECONDS, Recent, Search, said};
use layout::{LAYOUT, Summary};
use stand::Stand;
use unsynced::Unsynced;

mod append;
mod errors;
mod layout;
mod merge;
mod reading;
mod seal;
mod stand;
mod unsynced;

/// How a [`RedbIndex`] is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RedbOptions {
    /// Memory for redb's page cache, in bytes.
    pub cache_bytes: usize,
    /// Seconds of arrival that one partition covers.
    pub partition_seconds: i64,
    /// The generation of keys and payloads, chosen by whoever makes them: another one is another layout.
    pub content: u64,
    /// Read and check the whole file before trusting it.
    pub check: bool,
    /// Memory for filters, in bytes: as much again at most while segments are merged. Beyond it look-ups read more.
    pub filter_bytes: usize,
    /// Entries kept in memory and in rows of their own before they are sealed.
    pub unsealed: usize,
    /// Whether it is to be opened again: what was appended outlives a loss of power. Else nothing is ever synced.
    pub lasting: bool,
}

impl Default for RedbOptions {
    fn default() -> Self {
        RedbOptions {
            cache_bytes: 4 << 20,
            filter_bytes: 8 << 20,
            partition_seconds: PARTITION_SECONDS,
            content: 0,
            check: false,
            unsealed: 4096,
            lasting: true,
        }
    }
}

impl RedbOptions {
    /// With so many bytes of memory for look-ups: a third for redb's page cache, the rest for filters.
    pub fn with_memory(bytes: u64) -> RedbOptions {
        let cache_bytes = usize::try_from(bytes / 3).unwrap_or(usize::MAX / 2);
        RedbOptions { cache_bytes, filter_bytes: cache_bytes.saturating_mul(2), ..RedbOptions::default() }
    }

    /// Most bytes of one filter, which stands beside those that it replaces until these are let go of.
    fn one_filter(&self) -> usize {
        self.filter_bytes / 2
    }
}

/// The index in a redb file.
pub struct RedbIndex {
    database: Database,
    options: RedbOptions,
    view: RwLock<View>,
    writer: Mutex<Writer>,
}

/// What look-ups read.
struct View {
    stand: Stand,
    /// Entries that are written but not yet sealed; they belong to the last partition.
    unsealed: Recent,
}

/// The writer's account of what stands in the file.
struct Writer {
    stand: Stand,
    /// Appended and not yet published.
    fresh: Vec<Arc<Entry>>,
}

impl std::fmt::Debug for RedbIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RedbIndex")
            .field("covers", &self.covers())
            .field("entries", &self.len())
            .field("segments", &self.view().stand.segments.len())
            .finish_non_exhaustive()
    }
}

impl RedbIndex {
    /// Creates an empty index in a file that does not exist or is empty; opens it if it holds one.
    ///
    /// # Errors
    /// As [`open`](RedbIndex::open), but never [`IndexError::Absent`].
    pub fn create(path: &Path, options: RedbOptions) -> Result<RedbIndex, IndexError> {
        guarded(|| Self::from_database(builder(&options).create(path)?, options))
    }

    /// Opens the index in a file.
    ///
    /// # Errors
    /// [`IndexError::Absent`], [`Older`](IndexError::Older), [`Newer`](IndexError::Newer),
    /// [`Damaged`](IndexError::Damaged), [`Locked`](IndexError::Locked) or [`Io`](IndexError::Io).
    pub fn open(path: &Path, options: RedbOptions) -> Result<RedbIndex, IndexError> {
        match path.metadata() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(IndexError::Absent(path.display().to_string()));
            }
            Err(error) => return Err(IndexError::Io(error)),
            Ok(metadata) if metadata.len() == 0 => {
                return Err(IndexError::Damaged(format!("{} is empty", path.display())));
            }
            Ok(_) => {}
        }
        guarded(|| Self::from_database(builder(&options).open(path)?, options))
    }

    /// Opens or creates the index on storage of one's own.
    ///
    /// # Errors
    /// As [`create`](RedbIndex::create).
    pub fn with_backend(backend: impl StorageBackend, options: RedbOptions) -> Result<RedbIndex, IndexError> {
        guarded(|| {
            let builder = builder(&options);
            let database = match options.lasting {
                true => builder.create_with_backend(backend)?,
                false => builder.create_with_backend(Unsynced(backend))?,
            };
            Self::from_database(database, options)
        })
    }

    fn from_database(database: Database, options: RedbOptions) -> Result<RedbIndex, IndexError> {
        if layout::is_new(&database)? {
            let write = layout::begin(&database, options.lasting)?;
            layout::put_summary(
                &write,
                &Summary { layout: LAYOUT, content: options.content, ..Summary::default() },
            )?;
            layout::make_tables(&write)?;
            write.commit()?;
        }
        let read = database.begin_read()?;
        let summary = layout::summary(&read)?;
        for (found, current) in [(summary.layout, LAYOUT), (summary.content, options.content)] {
            match found.cmp(&current) {
                std::cmp::Ordering::Less => return Err(IndexError::Older { found, current }),
                std::cmp::Ordering::Greater => return Err(IndexError::Newer { found, current }),
                std::cmp::Ordering::Equal => {}
            }
        }
        let (partitions, segments) =
            (layout::partitions(&read)?, layout::segments(&read, options.filter_bytes)?);
        let sealed = match (segments.last(), partitions.last()) {
            (Some(last), Some(partition)) => last.end().max(partition.first),
            (None, Some(partition)) => partition.first,
            (Some(_), None) => return Err(layout::damaged("a segment without a partition")),
            (None, None) => summary.end - summary.unsealed.min(summary.end),
        };
        let unsealed = layout::unsealed(&read, sealed)?;
        if unsealed.end() != summary.end || unsealed.len() as u64 != summary.unsealed {
            return Err(layout::damaged(format!(
                "entries up to {} were written, {} are there",
                summary.end,
                unsealed.end()
            )));
        }
        drop(read);
        let (covers, end) = (summary.covers, summary.end);
        let stand = Stand::new(&database, covers, end, sealed, partitions, segments)?;
        let writer = Mutex::new(Writer { stand: stand.clone(), fresh: Vec::new() });
        Ok(RedbIndex { database, options, view: RwLock::new(View { stand, unsealed }), writer })
    }

    fn view(&self) -> RwLockReadGuard<'_, View> {
        self.view.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Closes the file in order; the next opening need not check it.
    ///
    /// # Errors
    /// If the last page could not be written.
    pub fn close(self) -> Result<(), IndexError> {
        drop((self.view, self.writer));
        Ok(self.database.close()?)
    }
}

impl Index for RedbIndex {
    fn covers(&self) -> Position {
        self.view().stand.covers
    }

    fn len(&self) -> u64 {
        self.view().stand.len()
    }

    fn end(&self) -> u64 {
        self.view().stand.end
    }

    fn find(&self, search: &mut Search, found: &mut Vec<u64>) -> Result<(), IndexError> {
        let view = self.view();
        view.unsealed.find(search, found, |_| false);
        for (place, segment) in view.stand.segments.iter().enumerate().rev() {
            if search.is_done() {
                break;
            }
            if search.meets(&segment.events) && segment.filter.may_hold(search.key()) {
                guarded(|| view.stand.reading.find(place, segment, search, found))?;
            }
        }
        Ok(())
    }

    fn show(&self, number: u64, see: &mut dyn FnMut(&[u8])) -> Result<(), IndexError> {
        let view = self.view();
        if let Some(entry) = view.unsealed.get(number) {
            see(&entry.payload);
            return Ok(());
        }
        match view.stand.partition_of(number) {
            Some(place) => guarded(|| view.stand.reading.show(place, number, see)),
            None => Err(layout::damaged(format!("no partition holds entry {number}"))),
        }
    }

    fn append(&self, entries: Vec<Arc<Entry>>, covers: Position) -> Result<(), IndexError> {
        let mut writer = held(&self.writer);
        guarded(|| {
            while self.merge_due(&mut writer.stand)? {}
            self.write(&mut writer, entries, covers)
        })
    }

    fn publish(&self) {
        let mut writer = held(&self.writer);
        let mut view = self.view.write().unwrap_or_else(PoisonError::into_inner);
        for entry in writer.fresh.drain(..) {
            view.unsealed.push(entry);
        }
        while view.unsealed.first() < writer.stand.sealed && view.unsealed.pop().is_some() {}
        view.unsealed.tidy();
        view.stand = writer.stand.clone();
    }

    fn forget(&self, now: i64, remember: i64) -> Result<u64, IndexError> {
        let mut writer = held(&self.writer);
        let spans: Vec<Span> = writer.stand.partitions.iter().map(|partition| partition.span).collect();
        match span::forgotten(&spans, self.options.partition_seconds, now, remember) {
            0 => Ok(0),
            old => guarded(|| self.drop_partitions(&mut writer.stand, old)),
        }
    }
}

fn builder(options: &RedbOptions) -> redb::Builder {
    let mut builder = Database::builder();
    builder.set_cache_size(options.cache_bytes).set_check_integrity_on_open(options.check);
    builder
}

/// Runs code of the store.
fn guarded<T>(work: impl FnOnce() -> Result<T, IndexError>) -> Result<T, IndexError> {
    said::guarded(work, IndexError::Damaged)
}

#[cfg(test)]
mod tests;
