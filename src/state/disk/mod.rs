//! The index on disk, in one redb file.
//!
//! New entries are rows of their own and stand in memory too. Every few thousand are sealed: payloads packed into
//! chunks, keys into a segment of sorted postings with a filter in memory. Segments of one partition are merged by
//! eights, and all of them once it is over, so that a look-up asks a handful of filters and reads a page for what it finds, however much is
//! remembered. A partition holds what arrived in one span of time and is dropped whole.
//! Every row carries a checksum, and a row that ought to be there and is not is damage too.
//! Resident: the filters (12 bits a key), the unsealed entries, redb's page cache.

use std::path::Path;

use redb::{Database, ReadableDatabase, StorageBackend};

use crate::model::Position;

use super::{Entry, Events, Index, IndexError, Recent, said};
use layout::{LAYOUT, Partition, Segment, Summary};
use reading::Reading;

mod errors;
mod layout;
mod merge;
mod reading;
mod seal;

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
    /// Entries kept in memory and in rows of their own before they are sealed.
    pub unsealed: usize,
}

impl Default for RedbOptions {
    fn default() -> Self {
        RedbOptions {
            cache_bytes: 8 << 20,
            partition_seconds: 86_400,
            content: 0,
            check: false,
            unsealed: 4096,
        }
    }
}

/// The index in a redb file.
pub struct RedbIndex {
    database: Database,
    reading: Reading,
    options: RedbOptions,
    covers: Position,
    partitions: Vec<Partition>,
    /// In the order of their entries.
    segments: Vec<Segment>,
    /// Entries that are written but not yet sealed; they belong to the last partition.
    unsealed: Recent,
}

impl std::fmt::Debug for RedbIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RedbIndex")
            .field("covers", &self.covers)
            .field("entries", &self.len())
            .field("segments", &self.segments.len())
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
        guarded(|| Self::from_database(builder(&options).create_with_backend(backend)?, options))
    }

    fn from_database(database: Database, options: RedbOptions) -> Result<RedbIndex, IndexError> {
        if layout::is_new(&database)? {
            let write = layout::begin(&database)?;
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
        let (partitions, segments) = (layout::partitions(&read)?, layout::segments(&read)?);
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
        let reading = Reading::open(&database, &partitions, &segments)?;
        Ok(RedbIndex { database, reading, options, covers: summary.covers, partitions, segments, unsealed })
    }

    fn summary(&self, covers: Position, end: u64, unsealed: u64) -> Summary {
        Summary { layout: LAYOUT, content: self.options.content, covers, end, unsealed }
    }

    /// The partition that something which arrived now belongs to: the last one, unless its time is over
    /// (or the clock was set back by more than its length).
    fn partition_fits(&self, arrived: i64) -> bool {
        let length = self.options.partition_seconds.max(1);
        self.partitions.last().is_some_and(|last| {
            let begun = last.oldest.div_euclid(length);
            let day = arrived.div_euclid(length);
            day == begun || (day + 1 == begun)
        })
    }

    fn write_unsealed(&mut self, entries: &[Entry], covers: Position) -> Result<(), IndexError> {
        let mut partitions = self.partitions.clone();
        if let (Some(first), false) =
            (entries.first(), entries.last().is_none_or(|entry| self.partition_fits(entry.arrived)))
        {
            let number = partitions.last().map_or(1, |last| last.number + 1);
            partitions.push(Partition {
                number,
                first: self.unsealed.end(),
                oldest: first.arrived,
                newest: first.arrived,
            });
        }
        if let Some(last) = partitions.last_mut() {
            for entry in entries {
                last.oldest = last.oldest.min(entry.arrived);
                last.newest = last.newest.max(entry.arrived);
            }
        }
        let end = self.unsealed.end() + entries.len() as u64;
        let unsealed = (self.unsealed.len() + entries.len()) as u64;
        let write = layout::begin(&self.database)?;
        {
            let mut rows = write.open_table(layout::UNSEALED)?;
            for (number, entry) in (self.unsealed.end()..).zip(entries) {
                rows.insert(number, layout::entry_row(entry).as_slice())?;
            }
        }
        if let Some(last) = partitions.last() {
            layout::put_partition(&write, last)?;
        }
        layout::put_summary(&write, &self.summary(covers, end, unsealed))?;
        write.commit()?;
        self.partitions = partitions;
        Ok(())
    }

    fn refresh(&mut self) -> Result<(), IndexError> {
        self.reading = Reading::open(&self.database, &self.partitions, &self.segments)?;
        Ok(())
    }

    /// Closes the file in order; the next opening need not check it.
    ///
    /// # Errors
    /// If the last page could not be written.
    pub fn close(self) -> Result<(), IndexError> {
        drop(self.reading);
        Ok(self.database.close()?)
    }
}

impl Index for RedbIndex {
    fn covers(&self) -> Position {
        self.covers
    }

    fn len(&self) -> u64 {
        self.partitions.first().map_or(0, |first| self.unsealed.end() - first.first)
    }

    fn find(&self, key: u64, within: Events, most: usize, found: &mut Vec<u64>) -> Result<(), IndexError> {
        let before = found.len();
        self.unsealed.find(key, within, most, found);
        let key = super::postings::key_of(key);
        for (place, segment) in self.segments.iter().enumerate().rev() {
            let left = most.saturating_sub(found.len() - before);
            if left == 0 {
                break;
            }
            if segment.events.meets(&within) && segment.filter.may_hold(key) {
                guarded(|| self.reading.find(place, segment, key, left, found))?;
            }
        }
        Ok(())
    }

    fn payload(&self, number: u64) -> Result<Vec<u8>, IndexError> {
        if let Some(entry) = self.unsealed.get(number) {
            return Ok(entry.payload.clone());
        }
        let place = self.partitions.partition_point(|partition| partition.first <= number);
        match place.checked_sub(1) {
            Some(place) => guarded(|| self.reading.payload(place, number)),
            None => Err(layout::damaged(format!("no partition holds entry {number}"))),
        }
    }

    fn append(&mut self, entries: Vec<Entry>, covers: Position) -> Result<(), IndexError> {
        guarded(|| {
            let full = self.unsealed.len() >= self.options.unsealed.max(1);
            let over = entries.last().is_some_and(|entry| !self.partition_fits(entry.arrived));
            if self.unsealed.len() > 0 && (full || over) {
                self.seal()?;
                while self.merge_due()? {}
            }
            if over {
                self.merge_last_partition()?;
            }
            self.write_unsealed(&entries, covers)?;
            self.covers = covers;
            for entry in entries {
                self.unsealed.push(entry);
            }
            Ok(())
        })
    }

    fn forget(&mut self, before: i64) -> Result<u64, IndexError> {
        let old = self.partitions.iter().take_while(|partition| partition.newest < before).count();
        if old == 0 {
            return Ok(0);
        }
        guarded(|| self.drop_partitions(old))
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
